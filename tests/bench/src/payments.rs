//! The payments that are measured: shields, transfers and unshields, of the native token and of another
//! asset, each with a proof of its own.

use crate::{
    chain::{signed, GENESIS_HASH},
    wallet::{OwnNote, Plan, Wallet},
};
use codec::{Compact, Encode};
use shoji_runtime::{
    extrinsics::wrap, genesis_presets::FIRST_ASSET_ID, AccountId, Runtime, RuntimeCall,
    UncheckedExtrinsic, SHJ,
};
use shoji_shielded::{
    asset::AssetId,
    bundle::{Bundle, CallKind, Submission},
    field,
    note::Note,
    rules::BASE_FEE,
    tree::{empty_root, ARITY, DEPTH},
};
use sp_keyring::Sr25519Keyring::{self, Bob, Charlie, Dave, Eve, Ferdie};

/// How many payments of each kind there are. More than fit into one block, so that a block can be filled
/// without using a bundle twice.
pub const EACH: usize = 6;

/// Who issues the other asset and shields: not Alice, who is the block author and gets the fees.
pub const DEPOSITOR: Sr25519Keyring = Bob;

/// What each shielded note holds.
const NOTE: u128 = SHJ;
/// What is unshielded.
const OUT: u128 = SHJ / 4;
/// What each shield moves: three notes.
const SHIELDED: u128 = 3 * NOTE;

/// A position from which three commitments cost as many hashes as any can: the first completes a node on
/// each of 19 levels, and after the third no level is without a node of its own, so that none of the 20
/// hashes of the root is a constant. (A twentieth level is completed once, by the last leaf ever, and
/// then the root costs nothing.)
const EDGE: u64 = 3 * (1 << (2 * (DEPTH - 1))) - 1;

/// The payments.
pub struct Payments {
    /// Shields of the native token, by [`DEPOSITOR`].
    pub shield: Vec<Bundle>,
    /// Shields of the other asset, by [`DEPOSITOR`].
    pub shield_other: Vec<Bundle>,
    /// Private transfers, of notes from the shields.
    pub transfer: Vec<UncheckedExtrinsic>,
    /// Unshields of the native token to accounts that do not exist.
    pub unshield: Vec<UncheckedExtrinsic>,
    /// Unshields of the other asset to accounts that hold none of it.
    pub unshield_other: Vec<UncheckedExtrinsic>,
    /// The root of the tree with the notes of all shields.
    pub root: [u8; 32],
    /// The frontier of the empty tree at the worst position.
    pub empty_frontier: Vec<u8>,
    /// The frontier of the tree with the notes of all shields at the worst position.
    pub frontier: Vec<u8>,
}

impl Payments {
    /// Makes and proves them. Calls `proven` with the number of proofs so far.
    pub fn prove(proven: &mut dyn FnMut(usize)) -> Result<Self, String> {
        let mut maker = Maker { wallet: Wallet::new(GENESIS_HASH)?, proven, count: 0 };
        let empty_frontier = frontier_at_the_edge(&maker.wallet);
        let (shield, notes) = maker.shields(AssetId::NATIVE)?;
        let (shield_other, other_notes) = maker.shields(other())?;
        let mut natives = maker.wallet.take(&notes).into_iter();
        let mut others = maker.wallet.take(&other_notes).into_iter();
        let change = NOTE - u128::from(BASE_FEE);

        let mut transfer = Vec::new();
        let mut unshield = Vec::new();
        let mut unshield_other = Vec::new();
        for i in 0..EACH {
            let inputs = spend(&mut natives, 1)?;
            let outputs = vec![(AssetId::NATIVE, change)];
            let bundle = maker.bundle(CallKind::Transfer, [0; 32], inputs, outputs, none())?;
            transfer.push(wrap(Submission::Transfer(bundle)));

            let recipient = [100 + i as u8; 32];
            let inputs = spend(&mut natives, 1)?;
            let outputs = vec![(AssetId::NATIVE, change - OUT)];
            let public = (AssetId::NATIVE, OUT);
            let bundle = maker.bundle(CallKind::Unshield, recipient, inputs, outputs, public)?;
            unshield.push(wrap(Submission::Unshield { recipient, bundle }));

            let recipient = [Charlie, Dave, Eve, Ferdie][i % 4].to_raw_public();
            let inputs = [spend(&mut others, 1)?, spend(&mut natives, 1)?].concat();
            let outputs = vec![(other(), NOTE - OUT), (AssetId::NATIVE, change)];
            let public = (other(), OUT);
            let bundle = maker.bundle(CallKind::Unshield, recipient, inputs, outputs, public)?;
            unshield_other.push(wrap(Submission::Unshield { recipient, bundle }));
        }
        Ok(Self {
            shield,
            shield_other,
            transfer,
            unshield,
            unshield_other,
            root: field::to_bytes(&maker.wallet.root()),
            empty_frontier,
            frontier: frontier_at_the_edge(&maker.wallet),
        })
    }

    /// What the depositor does before he shields: he issues the other asset to himself.
    pub fn preparation() -> Vec<UncheckedExtrinsic> {
        let (id, owner) = (Compact(FIRST_ASSET_ID), AccountId::from(DEPOSITOR));
        let admin = owner.clone().into();
        let create = pallet_assets::Call::<Runtime>::create { id, admin, min_balance: 1 };
        // One more than is shielded, so that the account goes on.
        let amount = SHIELDED * EACH as u128 + 1;
        let mint = pallet_assets::Call::<Runtime>::mint { id, beneficiary: owner.into(), amount };
        vec![signed(DEPOSITOR, 0, create.into()), signed(DEPOSITOR, 1, mint.into())]
    }
}

/// A shield, signed by [`DEPOSITOR`] as the `later`-th after [`Payments::preparation`].
pub fn shield(bundle: &Bundle, later: usize) -> UncheckedExtrinsic {
    let call = pallet_shielded_pool::Call::<Runtime>::shield { bundle: Box::new(bundle.clone()) };
    signed(DEPOSITOR, 2 + later as u32, RuntimeCall::ShieldedPool(call))
}

/// The other asset: the first that anybody issues, in its first generation.
fn other() -> AssetId {
    AssetId::new(FIRST_ASSET_ID, 1).unwrap_or(AssetId::NONE)
}

fn none() -> (AssetId, u128) {
    (AssetId::NONE, 0)
}

fn spend(notes: &mut impl Iterator<Item = OwnNote>, count: usize) -> Result<Vec<OwnNote>, String> {
    let spent: Vec<OwnNote> = notes.take(count).collect();
    (spent.len() == count).then_some(spent).ok_or_else(|| "the shields make too few notes".into())
}

/// The frontier (SCALE) of the wallet's tree, were the leaves between its own and [`EDGE`] taken and
/// empty. No chain gets there, but the root is the root of the wallet's tree, so its proofs hold, and a
/// hash of empty leaves takes as long as any.
fn frontier_at_the_edge(wallet: &Wallet) -> Vec<u8> {
    // Two complete nodes on the highest level, three on every other.
    let top = DEPTH - 1;
    let below = (0..top).rev().flat_map(|level| [empty_root(level); ARITY - 1]);
    let nodes = [wallet.spine(top), empty_root(top)].into_iter().chain(below);
    let nodes: Vec<[u8; 32]> = nodes.map(|node| field::to_bytes(&node)).collect();
    (EDGE, nodes).encode()
}

/// Makes bundles and counts them.
struct Maker<'a> {
    wallet: Wallet,
    proven: &'a mut dyn FnMut(usize),
    count: usize,
}

impl Maker<'_> {
    /// [`EACH`] shields of an asset with the notes they make, against the tree as it is.
    fn shields(&mut self, asset: AssetId) -> Result<(Vec<Bundle>, Vec<Note>), String> {
        let mut bundles = Vec::new();
        let mut notes = Vec::new();
        for _ in 0..EACH {
            let (bundle, made) = self.prove(&Plan {
                kind: CallKind::Shield,
                party: DEPOSITOR.to_raw_public(),
                inputs: Vec::new(),
                outputs: vec![(asset, NOTE); 3],
                public: (asset, SHIELDED),
            })?;
            bundles.push(bundle);
            notes.extend(made);
        }
        Ok((bundles, notes))
    }

    fn bundle(
        &mut self,
        kind: CallKind,
        party: [u8; 32],
        inputs: Vec<OwnNote>,
        outputs: Vec<(AssetId, u128)>,
        public: (AssetId, u128),
    ) -> Result<Bundle, String> {
        Ok(self.prove(&Plan { kind, party, inputs, outputs, public })?.0)
    }

    fn prove(&mut self, plan: &Plan) -> Result<(Bundle, Vec<Note>), String> {
        let made = self.wallet.prove(plan)?;
        self.count += 1;
        (self.proven)(self.count);
        Ok(made)
    }
}
