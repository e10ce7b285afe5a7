//! A wallet that is just enough to pay: one key, one address, a tree rebuilt from headers and bodies.

use std::sync::OnceLock;

use ff::Field;
use group::Curve;
use jubjub::{ExtendedPoint, Fr, SubgroupPoint};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use shoji_circuits::{TransferInput, TransferOutput, TransferWitness};
use shoji_prover::TransferProver;
use shoji_shielded::{
    address::Diversifier,
    asset::AssetId,
    bundle::{Bundle, CallKind, Output},
    field::{self, Base},
    note::Note,
    point,
    poseidon::{hash, Domain},
    sighash::sighash,
    signature,
    tree::{digit, empty_root, hash_node, Path, ARITY, DEPTH},
};

use crate::mock::*;

/// A note of the wallet in the tree.
#[derive(Clone, Copy)]
pub struct OwnNote {
    pub note: Note,
    pub position: u64,
}

/// What a bundle is to move. Outputs belong to the wallet itself.
#[derive(Clone, Default)]
pub struct Plan {
    pub inputs: Vec<OwnNote>,
    pub outputs: Vec<Note>,
    pub shielded: u128,
    pub unshielded: u128,
    /// The asset beside the native one: that of what is shielded or unshielded, if it is set.
    pub other: Option<AssetId>,
    pub fee: u64,
}

/// A proven bundle with what it takes to sign it for another context.
#[derive(Clone)]
pub struct Proven {
    pub bundle: Bundle,
    pub kind: CallKind,
    ask: Fr,
    alpha: Fr,
}

impl Proven {
    /// The bundle signed for a chain and a party.
    pub fn signed(&self, genesis: &[u8; 32], party: &[u8; 32]) -> Bundle {
        self.signed_as(genesis, self.kind, party)
    }

    /// The bundle signed for any kind of call.
    pub fn signed_as(&self, genesis: &[u8; 32], kind: CallKind, party: &[u8; 32]) -> Bundle {
        let message = sighash(genesis, kind, party, &self.bundle);
        let signature =
            signature::sign(&self.ask, &self.alpha, &message, &mut ChaCha20Rng::seed_from_u64(5));
        Bundle { signature, ..self.bundle.clone() }
    }
}

/// The wallet. Its leaves are those of the chain it has last read.
#[derive(Clone)]
pub struct Wallet {
    ask: Fr,
    ak: SubgroupPoint,
    nk: Base,
    d: Diversifier,
    owner: Base,
    rng: ChaCha20Rng,
    leaves: Vec<Base>,
}

impl Wallet {
    pub fn new(seed: u64) -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let ask = Fr::random(&mut rng);
        let ak = point::generator() * ask;
        let nk = Base::random(&mut rng);
        let mut d = [0; 11];
        rng.fill_bytes(&mut d);
        let d = Diversifier(d);
        let owner = owner(&ak, nk, &d);
        Self { ask, ak, nk, d, owner, rng, leaves: Vec::new() }
    }

    /// A fresh native note of its own.
    pub fn note(&mut self, value: u128) -> Note {
        self.note_of(AssetId::NATIVE, value)
    }

    /// A fresh note of its own.
    pub fn note_of(&mut self, asset: AssetId, value: u128) -> Note {
        let rcm = Base::random(&mut self.rng);
        Note { asset, value, owner: self.owner, rcm }
    }

    /// Rebuilds the tree from headers and bodies, and checks each block's root and position.
    pub fn read(&mut self, chain: &Chain) {
        self.leaves.clear();
        for block in &chain.blocks {
            let digest = pool_digest(&block.header);
            for index in digest.effective() {
                let bundle = bundle_of(&block.extrinsics[index as usize]);
                let commitments =
                    bundle.outputs.iter().map(|output| field::from_bytes(&output.cm).unwrap());
                self.leaves.extend(commitments);
            }
            assert_eq!(digest.next_position, self.leaves.len() as u64);
            assert_eq!(digest.root, field::to_bytes(&self.root()));
        }
    }

    /// The note at the place where the tree has it.
    pub fn locate(&self, note: Note) -> OwnNote {
        let cm = note.commitment();
        let position = self.leaves.iter().position(|leaf| *leaf == cm).unwrap() as u64;
        OwnNote { note, position }
    }

    /// The root of the tree it has read.
    pub fn root(&self) -> Base {
        self.path(0).root(self.leaves.first().copied().unwrap_or_default())
    }

    /// Builds and proves a bundle against the tree it has read.
    pub fn prove(&mut self, plan: Plan, expiry: u32) -> Proven {
        let kind = match (plan.shielded, plan.unshielded) {
            (0, 0) => CallKind::Transfer,
            (_, 0) => CallKind::Shield,
            _ => CallKind::Unshield,
        };
        let asset = plan.other.unwrap_or(AssetId::NATIVE);
        let asset_pub = if kind == CallKind::Transfer { AssetId::NONE } else { asset };
        let witness = self.witness(&plan, asset_pub);
        let proof = prover().prove(&witness).unwrap();
        let public = witness.public_inputs().map(|word| field::to_bytes(&word));
        let rk = signature::randomize(&self.ak, &witness.alpha);
        let outputs = [4, 5, 6].map(|word| self.output(public[word]));
        let bundle = Bundle {
            circuit_version: 1,
            anchor: public[0],
            nullifiers: [public[1], public[2], public[3]],
            outputs,
            asset_pub: asset_pub.to_wire(),
            amount: plan.shielded + plan.unshielded,
            fee: plan.fee,
            expiry,
            rk: point::encode(&rk.into()),
            audit_words: std::array::from_fn(|word| public[12 + word]),
            proof,
            signature: [0; 64],
        };
        Proven { bundle, kind, ask: self.ask, alpha: witness.alpha }
    }

    fn witness(&mut self, plan: &Plan, asset_pub: AssetId) -> TransferWitness {
        let inputs = std::array::from_fn(|i| match plan.inputs.get(i) {
            Some(OwnNote { note, position }) => self.input(self.nk, note, self.path(*position)),
            None => {
                let nk = Base::random(&mut self.rng);
                let dummy = self.note(0);
                self.input(nk, &dummy, self.path(0))
            }
        });
        let outputs = std::array::from_fn(|i| {
            let note = plan.outputs.get(i).copied().unwrap_or_else(|| self.note(0));
            let is_other = note.asset != AssetId::NATIVE;
            TransferOutput { is_other, value: note.value, owner: note.owner, rcm: note.rcm }
        });
        TransferWitness {
            ak: ExtendedPoint::from(self.ak).to_affine(),
            alpha: Fr::random(&mut self.rng),
            audit: Base::ZERO,
            k: Base::random(&mut self.rng),
            asset: plan.other.unwrap_or(AssetId::NATIVE).to_base(),
            inputs,
            outputs,
            anchor: self.root(),
            asset_pub: asset_pub.to_base(),
            v_pub: field::from_u128(plan.unshielded) - field::from_u128(plan.shielded),
            fee: plan.fee,
        }
    }

    fn input(&self, nk: Base, note: &Note, path: Path) -> TransferInput {
        let note = Note { owner: owner(&self.ak, nk, &self.d), ..*note };
        TransferInput {
            nk,
            d: self.d,
            is_other: note.asset != AssetId::NATIVE,
            value: note.value,
            rcm: note.rcm,
            path: with_leaf(path, note.commitment()),
        }
    }

    /// An output with a random ephemeral key and random ciphertexts: consensus reads neither.
    fn output(&mut self, cm: [u8; 32]) -> Output {
        let esk = Fr::random(&mut self.rng);
        let epk = point::encode(&(self.d.g_d().unwrap() * esk).into());
        let (mut enc, mut out) = ([0; 244], [0; 80]);
        self.rng.fill_bytes(&mut enc);
        self.rng.fill_bytes(&mut out);
        Output { cm, epk, enc, out }
    }

    fn path(&self, position: u64) -> Path {
        let mut nodes = self.leaves.clone();
        let mut index = position as usize;
        let children = std::array::from_fn(|level| {
            let child = |i: usize| nodes.get(i).copied().unwrap_or_else(|| empty_root(level));
            let family = |parent: usize| -> [Base; ARITY] {
                std::array::from_fn(|place| child(parent * ARITY + place))
            };
            index /= ARITY;
            let siblings = family(index);
            let parents = (0..nodes.len().div_ceil(ARITY)).map(|p| hash_node(family(p))).collect();
            nodes = parents;
            siblings
        });
        Path { children, position }
    }
}

/// `H_OWNER(H_IVK(ak, nk, 0), d)`.
fn owner(ak: &SubgroupPoint, nk: Base, d: &Diversifier) -> Base {
    let (u, v) = point::coordinates(&(*ak).into());
    let ivk = hash(Domain::Ivk, &[u, v, nk, Base::ZERO]);
    hash(Domain::Owner, &[ivk, d.to_base()])
}

/// The path with its own nodes replaced by those that follow from the leaf.
fn with_leaf(mut path: Path, leaf: Base) -> Path {
    let mut node = leaf;
    for level in 0..DEPTH {
        path.children[level][digit(path.position, level)] = node;
        node = hash_node(path.children[level]);
    }
    path
}

/// The bundle in a pool call.
pub fn bundle_of(extrinsic: &Extrinsic) -> &Bundle {
    match &extrinsic.function {
        RuntimeCall::ShieldedPool(
            crate::Call::shield { bundle }
            | crate::Call::transfer { bundle }
            | crate::Call::unshield { bundle, .. },
        ) => bundle,
        other => panic!("not a pool call: {other:?}"),
    }
}

/// The prover with the development parameters, loaded once.
fn prover() -> &'static TransferProver {
    static PROVER: OnceLock<TransferProver> = OnceLock::new();
    PROVER.get_or_init(|| {
        TransferProver::load(&shoji_prover::default_dir().unwrap(), &mut |_| ()).unwrap()
    })
}
