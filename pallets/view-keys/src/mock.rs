//! A small runtime (system, balances, view keys) and a chain of its blocks.
//!
//! Everything goes through `frame_executive`: what a test calls a block has been authored extrinsic by
//! extrinsic and then imported by a second node, whose state root must be equal.

use codec::Encode;
use frame_support::{
    derive_impl, parameter_types,
    storage::{with_transaction, TransactionOutcome},
    traits::{ConstU128, ConstU32, VariantCountOf},
    weights::{constants::RocksDbWeight, Weight},
};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve};
use sp_runtime::{
    generic,
    traits::{BlakeTwo256, Block as _, Header as _, IdentityLookup},
    transaction_validity::{TransactionSource, TransactionValidity},
    AccountId32, ApplyExtrinsicResult, BuildStorage, DispatchError, MultiSignature,
};

use crate as pallet_view_keys;

pub type AccountId = AccountId32;
pub type Header = generic::Header<u32, BlakeTwo256>;
pub type TransactionExtensions = (
    pallet_shielded_pool::CheckGeneral<Test>,
    frame_system::AuthorizeCall<Test>,
    frame_system::CheckNonce<Test>,
    frame_system::CheckWeight<Test>,
);
pub type Extrinsic =
    generic::UncheckedExtrinsic<AccountId, RuntimeCall, MultiSignature, TransactionExtensions>;
pub type Block = generic::Block<Header, Extrinsic>;
pub type Executive = frame_executive::Executive<
    Test,
    Block,
    frame_system::ChainContext<Test>,
    Test,
    AllPalletsWithSystem,
>;

/// The hash of the genesis block of every chain that does not say otherwise.
pub const GENESIS: [u8; 32] = [7; 32];
pub const EXISTENTIAL_DEPOSIT: u128 = 1_000;
pub const BASE_FEE: u64 = 5_000;
pub const AUDITOR_DEPOSIT: u128 = 10_000_000;
pub const GRANT_DEPOSIT: u128 = 1_000_000;
pub const GRACE: u32 = 10;
pub const MAX_VALIDITY: u32 = 100;
pub const ENDOWMENT: u128 = 1_000_000_000_000;

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Balances: pallet_balances,
        ViewKeys: pallet_view_keys,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = Block;
    type AccountId = AccountId;
    type Lookup = IdentityLookup<AccountId>;
    type AccountData = pallet_balances::AccountData<u128>;
    type BlockHashCount = ConstU32<20>;
    // As in the runtime: most of what cleaning costs is in the database.
    type DbWeight = RocksDbWeight;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type AccountStore = System;
    type Balance = u128;
    type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
    type RuntimeHoldReason = RuntimeHoldReason;
    type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
}

parameter_types! {
    pub static BlockAuthor: Option<AccountId> = Some(author());
    pub static Fee: u64 = BASE_FEE;
}

impl crate::Config for Test {
    type NativeCurrency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type Author = BlockAuthor;
    type AuditorDeposit = ConstU128<AUDITOR_DEPOSIT>;
    type GrantDeposit = ConstU128<GRANT_DEPOSIT>;
    type BaseFee = Fee;
    type Grace = ConstU32<GRACE>;
    type MaxValidity = ConstU32<MAX_VALIDITY>;
    type WeightInfo = crate::weights::MeasuredWeight<Test>;
}

/// The account that authors every block. It holds nothing at genesis.
pub fn author() -> AccountId {
    Sr25519Keyring::Ferdie.to_account_id()
}

/// A genesis with this verifying key. Eve has just enough to exist.
pub fn genesis(verifying_key: &[u8], development: bool) -> RuntimeGenesisConfig {
    let endowed = [Alice, Bob, Charlie, Dave].into_iter().map(|who| (who, ENDOWMENT));
    let to_account = |(who, amount): (Sr25519Keyring, u128)| (who.to_account_id(), amount);
    RuntimeGenesisConfig {
        balances: pallet_balances::GenesisConfig {
            balances: endowed.chain([(Eve, EXISTENTIAL_DEPOSIT)]).map(to_account).collect(),
            ..Default::default()
        },
        view_keys: crate::GenesisConfig {
            verifying_key: verifying_key.to_vec(),
            development,
            ..Default::default()
        },
        ..Default::default()
    }
}

/// A chain: the node that authors its blocks, and one that imports them.
pub struct Chain {
    node: sp_io::TestExternalities,
    importer: sp_io::TestExternalities,
    pub genesis_hash: [u8; 32],
    /// The headers and bodies so far.
    pub blocks: Vec<Block>,
}

impl Chain {
    /// A development chain with the development verifying key.
    pub fn new() -> Self {
        Self::from_genesis(genesis(shoji_proofs::keys::GRANT_V1_DEVELOPMENT, true), GENESIS)
    }

    /// A chain from a genesis state, whose genesis block has this hash.
    pub fn from_genesis(genesis: RuntimeGenesisConfig, genesis_hash: [u8; 32]) -> Self {
        let storage = genesis.build_storage().unwrap();
        Self {
            node: storage.clone().into(),
            importer: storage.into(),
            genesis_hash,
            blocks: Vec::new(),
        }
    }

    /// The number of the block that would be built next.
    pub fn next_number(&self) -> u32 {
        self.blocks.len() as u32 + 1
    }

    /// Reads (or tampers with) the state of both nodes.
    pub fn state<R>(&mut self, mut f: impl FnMut() -> R) -> R {
        self.importer.execute_with(&mut f);
        self.node.execute_with(f)
    }

    /// What the transaction pool hears about an extrinsic.
    pub fn validate(&mut self, extrinsic: &Extrinsic) -> TransactionValidity {
        let parent = self.parent_hash();
        rolled_back(&mut self.node, || {
            Executive::validate_transaction(TransactionSource::External, extrinsic.clone(), parent)
        })
    }

    /// Builds a block from those of the extrinsics that are valid, as a block author does, imports
    /// it elsewhere and checks the invariants. Returns each extrinsic's result.
    pub fn block(&mut self, extrinsics: Vec<Extrinsic>) -> Vec<ApplyExtrinsicResult> {
        let header = self.next_header();
        let (block, results) = self.node.execute_with(|| build(&header, extrinsics));
        self.importer.execute_with(|| Executive::execute_block(block.clone().into()));
        self.blocks.push(block);
        self.state(|| ViewKeys::do_try_state().unwrap());
        results
    }

    /// The block that [`Chain::block`] would build, which leaves the chain as it is.
    pub fn author(&mut self, extrinsics: Vec<Extrinsic>) -> Block {
        let header = self.next_header();
        rolled_back(&mut self.node, || build(&header, extrinsics).0)
    }

    /// What becomes of an extrinsic in the next block if that is filled up to this weight and length. Leaves the
    /// chain as it is.
    pub fn apply_to_filled(
        &mut self,
        extrinsic: &Extrinsic,
        weight: Weight,
        length: usize,
    ) -> ApplyExtrinsicResult {
        let header = self.next_header();
        rolled_back(&mut self.node, || {
            Executive::initialize_block(&header);
            System::set_block_consumed_resources(weight, length);
            apply(extrinsic)
        })
    }

    /// Whether another node accepts the block. Leaves the chain as it is.
    pub fn imports(&mut self, block: Block) -> bool {
        rolled_back(&mut self.importer, || {
            let import = || Executive::execute_block(block.into());
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(import)).is_ok()
        })
    }

    /// Builds empty blocks.
    pub fn idle(&mut self, blocks: u32) {
        for _ in 0..blocks {
            self.block(Vec::new());
        }
    }

    /// A general transaction.
    pub fn general(&self, call: crate::Call<Test>) -> Extrinsic {
        self.general_with_nonce(call, 0)
    }

    /// A general transaction with a nonce, which nobody signs.
    pub fn general_with_nonce(&self, call: crate::Call<Test>, nonce: u32) -> Extrinsic {
        Extrinsic::new_transaction(call.into(), extensions(nonce))
    }

    /// A signed extrinsic with the next nonce of the account.
    pub fn signed(&mut self, who: Sr25519Keyring, call: RuntimeCall) -> Extrinsic {
        let account = who.to_account_id();
        let nonce = self.node.execute_with(|| System::account_nonce(&account));
        let extensions = extensions(nonce);
        let payload = generic::SignedPayload::new(call, extensions).unwrap();
        let signature = payload.using_encoded(|bytes| who.sign(bytes));
        let (call, extensions, _) = payload.deconstruct();
        Extrinsic::new_signed(call, account, signature.into(), extensions)
    }

    fn next_header(&self) -> Header {
        Header::new(
            self.next_number(),
            Default::default(),
            Default::default(),
            self.parent_hash(),
            Default::default(),
        )
    }

    fn parent_hash(&self) -> sp_core::H256 {
        self.blocks.last().map_or(self.genesis_hash.into(), |block| block.hash())
    }
}

/// Runs something on a state and undoes what it did.
fn rolled_back<R>(node: &mut sp_io::TestExternalities, f: impl FnOnce() -> R) -> R {
    node.execute_with(|| {
        with_transaction(|| TransactionOutcome::Rollback(Ok::<_, DispatchError>(f()))).unwrap()
    })
}

/// Builds a block; invalid extrinsics have a result and no place in the body.
fn build(header: &Header, extrinsics: Vec<Extrinsic>) -> (Block, Vec<ApplyExtrinsicResult>) {
    Executive::initialize_block(header);
    let mut body = Vec::new();
    let results = extrinsics
        .into_iter()
        .map(|extrinsic| {
            let result = apply(&extrinsic);
            if result.is_ok() {
                body.push(extrinsic);
            }
            result
        })
        .collect();
    (Block::new(Executive::finalize_block(), body), results)
}

/// Applies an extrinsic; an invalid one leaves no trace, as in the block builder.
fn apply(extrinsic: &Extrinsic) -> ApplyExtrinsicResult {
    with_transaction(|| {
        let result = Executive::apply_extrinsic(extrinsic.clone());
        match result {
            Ok(_) => TransactionOutcome::Commit(Ok::<_, DispatchError>(result)),
            Err(_) => TransactionOutcome::Rollback(Ok(result)),
        }
    })
    .unwrap()
}

fn extensions(nonce: u32) -> TransactionExtensions {
    (
        pallet_shielded_pool::CheckGeneral::default(),
        frame_system::AuthorizeCall::new(),
        frame_system::CheckNonce::from(nonce),
        frame_system::CheckWeight::new(),
    )
}
