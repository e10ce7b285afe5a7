//! A wallet that is just enough to fill blocks: one key, one address, a tree of its own notes, real proofs.

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
    rules::{BASE_FEE, WINDOW},
    sighash::sighash,
    signature,
    tree::{digit, empty_root, hash_node, Path, ARITY, DEPTH},
};

/// A note of the wallet in the tree.
#[derive(Clone, Copy)]
pub struct OwnNote {
    note: Note,
    position: u64,
}

/// What a bundle is to move. The notes it makes belong to the wallet itself.
pub struct Plan {
    /// The call.
    pub kind: CallKind,
    /// The account that shields, or that is paid.
    pub party: [u8; 32],
    /// What is spent; dummies fill up.
    pub inputs: Vec<OwnNote>,
    /// What is made, in asset and value; dummies fill up.
    pub outputs: Vec<(AssetId, u128)>,
    /// What enters or leaves the pool in public.
    pub public: (AssetId, u128),
}

/// The wallet. Its leaves are all leaves of the tree.
pub struct Wallet {
    prover: TransferProver,
    genesis: [u8; 32],
    ask: Fr,
    ak: SubgroupPoint,
    nk: Base,
    d: Diversifier,
    g_d: SubgroupPoint,
    owner: Base,
    rng: ChaCha20Rng,
    leaves: Vec<Base>,
}

impl Wallet {
    /// A wallet for the chain with this genesis hash. Reads the development parameters, or makes them.
    pub fn new(genesis: [u8; 32]) -> Result<Self, String> {
        let prover = shoji_prover::default_dir()
            .and_then(|dir| TransferProver::load(&dir, &mut |_| ()))
            .map_err(|error| format!("the proving parameters cannot be loaded: {error}"))?;
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let ask = Fr::random(&mut rng);
        let ak = point::generator() * ask;
        let nk = Base::random(&mut rng);
        let d = Diversifier([1; 11]);
        let g_d = d.g_d().ok_or("the wallet's diversifier has no base")?;
        let owner = owner(&ak, nk, &d);
        Ok(Self { prover, genesis, ask, ak, nk, d, g_d, owner, rng, leaves: Vec::new() })
    }

    /// The root of the tree.
    pub fn root(&self) -> Base {
        self.spine(DEPTH)
    }

    /// The leftmost node of a level of the tree.
    pub fn spine(&self, level: usize) -> Base {
        match level.checked_sub(1) {
            Some(below) => hash_node(self.path(0).children[below]),
            None => self.leaves.first().copied().unwrap_or_default(),
        }
    }

    /// Takes the notes of a bundle into the tree, behind those that are there.
    pub fn take(&mut self, notes: &[Note]) -> Vec<OwnNote> {
        let mut taken = Vec::new();
        for note in notes {
            taken.push(OwnNote { note: *note, position: self.leaves.len() as u64 });
            self.leaves.push(note.commitment());
        }
        taken
    }

    /// Builds, proves and signs a bundle, with the root of the tree as its anchor and an expiry as late
    /// as block 1 allows. Returns it with the notes that it makes.
    pub fn prove(&mut self, plan: &Plan) -> Result<(Bundle, Vec<Note>), String> {
        let notes: [Note; 3] = std::array::from_fn(|i| {
            let (asset, value) = plan.outputs.get(i).copied().unwrap_or((AssetId::NATIVE, 0));
            self.note(asset, value)
        });
        let witness = self.witness(plan, &notes);
        let proof = self.prover.prove(&witness).map_err(|error| format!("no proof: {error}"))?;
        let public = witness.public_inputs().map(|word| field::to_bytes(&word));
        let outputs = [4, 5, 6].map(|word| self.output(public[word]));
        let mut bundle = Bundle {
            circuit_version: 1,
            anchor: public[0],
            nullifiers: [public[1], public[2], public[3]],
            outputs,
            asset_pub: plan.public.0.to_wire(),
            amount: plan.public.1,
            fee: witness.fee,
            expiry: WINDOW,
            rk: point::encode(&signature::randomize(&self.ak, &witness.alpha).into()),
            audit_words: std::array::from_fn(|word| public[12 + word]),
            proof,
            signature: [0; 64],
        };
        let message = sighash(&self.genesis, plan.kind, &plan.party, &bundle);
        bundle.signature = signature::sign(&self.ask, &witness.alpha, &message, &mut self.rng);
        Ok((bundle, notes.to_vec()))
    }

    fn note(&mut self, asset: AssetId, value: u128) -> Note {
        Note { asset, value, owner: self.owner, rcm: Base::random(&mut self.rng) }
    }

    fn witness(&mut self, plan: &Plan, notes: &[Note; 3]) -> TransferWitness {
        let inputs = std::array::from_fn(|i| match plan.inputs.get(i) {
            Some(own) => self.input(self.nk, &own.note, own.position),
            // A dummy has a key of its own.
            None => {
                let nk = Base::random(&mut self.rng);
                let note = self.note(AssetId::NATIVE, 0);
                self.input(nk, &note, 0)
            }
        });
        let outputs = notes.map(|note| TransferOutput {
            is_other: note.asset != AssetId::NATIVE,
            value: note.value,
            owner: note.owner,
            rcm: note.rcm,
        });
        let assets = plan.outputs.iter().map(|(asset, _)| *asset).chain([plan.public.0]);
        let other = assets.into_iter().find(|asset| !asset.is_none() && *asset != AssetId::NATIVE);
        let amount = field::from_u128(plan.public.1);
        let (v_pub, fee) = match plan.kind {
            CallKind::Shield => (-amount, 0),
            CallKind::Transfer | CallKind::Unshield => (amount, BASE_FEE),
        };
        TransferWitness {
            ak: ExtendedPoint::from(self.ak).to_affine(),
            alpha: Fr::random(&mut self.rng),
            audit: Base::ZERO,
            k: Base::random(&mut self.rng),
            asset: other.unwrap_or(AssetId::NATIVE).to_base(),
            inputs,
            outputs,
            anchor: self.root(),
            asset_pub: plan.public.0.to_base(),
            v_pub,
            fee,
        }
    }

    fn input(&self, nk: Base, note: &Note, position: u64) -> TransferInput {
        let note = Note { owner: owner(&self.ak, nk, &self.d), ..*note };
        TransferInput {
            nk,
            d: self.d,
            is_other: note.asset != AssetId::NATIVE,
            value: note.value,
            rcm: note.rcm,
            path: with_leaf(self.path(position), note.commitment()),
        }
    }

    /// An output with a random ephemeral key and random ciphertexts: consensus reads neither.
    fn output(&mut self, cm: [u8; 32]) -> Output {
        let esk = Fr::random(&mut self.rng);
        let epk = point::encode(&(self.g_d * esk).into());
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
