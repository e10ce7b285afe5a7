//! A small runtime (system, balances, assets, pool) and a chain of its blocks.
//!
//! Everything goes through `frame_executive`: what a test calls a block has been authored extrinsic by
//! extrinsic and then imported by a second node, whose state root and header digest must be equal.

use codec::Encode;
use frame_support::{
    derive_impl, parameter_types,
    storage::{with_transaction, TransactionOutcome},
    traits::{AsEnsureOriginWithArg, ConstU128, ConstU32, ConstU64, Contains},
    weights::Weight,
    PalletId,
};
use shoji_shielded::{
    bundle::Bundle,
    digest::{PoolDigest, ENGINE_ID},
};
use sp_keyring::Sr25519Keyring;
use sp_runtime::{
    generic,
    traits::{BlakeTwo256, Block as _, Header as _, IdentityLookup},
    transaction_validity::{TransactionSource, TransactionValidity},
    AccountId32, ApplyExtrinsicResult, BuildStorage, DispatchError, MultiSignature,
};

use crate as pallet_shielded_pool;

pub type AccountId = AccountId32;
pub type Header = generic::Header<u32, BlakeTwo256>;
pub type TransactionExtensions = (
    crate::CheckGeneral<Test>,
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

pub const EXISTENTIAL_DEPOSIT: u128 = 1_000;
pub const BASE_FEE: u64 = 5_000;
pub const ENDOWMENT: u128 = 1_000_000_000_000;

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Balances: pallet_balances,
        Assets: pallet_assets,
        ShieldedPool: pallet_shielded_pool,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = Block;
    type AccountId = AccountId;
    type Lookup = IdentityLookup<AccountId>;
    type AccountData = pallet_balances::AccountData<u128>;
    type BaseCallFilter = Filter;
    type BlockHashCount = ConstU32<20>;
}

/// What the pool asks a runtime to refuse and can be asked for in this one.
pub struct Filter;

impl Contains<RuntimeCall> for Filter {
    fn contains(call: &RuntimeCall) -> bool {
        !matches!(
            call,
            RuntimeCall::Assets(pallet_assets::Call::set_min_balance { id, min_balance })
                if ShieldedPool::would_lock_in(*id, *min_balance)
        )
    }
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type AccountStore = System;
    type Balance = u128;
    type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
}

impl pallet_assets::Config for Test {
    type RuntimeEvent = RuntimeEvent;
    type Balance = u128;
    type RemoveItemsLimit = ConstU32<5>;
    type AssetId = u32;
    type AssetIdParameter = u32;
    type ReserveData = ();
    type Currency = Balances;
    type CreateOrigin = AsEnsureOriginWithArg<frame_system::EnsureSigned<AccountId>>;
    type ForceOrigin = frame_system::EnsureRoot<AccountId>;
    type AssetDeposit = ConstU128<1>;
    type AssetAccountDeposit = ConstU128<10>;
    type MetadataDepositBase = ConstU128<1>;
    type MetadataDepositPerByte = ConstU128<1>;
    type ApprovalDeposit = ConstU128<1>;
    type StringLimit = ConstU32<50>;
    type Freezer = ();
    type Holder = ShieldedPool;
    type CallbackHandle = ShieldedPool;
    type Extra = ();
    type AssetIdAllocator = ();
    type WeightInfo = ();
}

parameter_types! {
    pub const PoolId: PalletId = PalletId(*b"shojpool");
    pub static BlockAuthor: Option<AccountId> = Some(author());
    pub static Window: u32 = 40;
}

impl crate::Config for Test {
    type NativeCurrency = Balances;
    type PalletId = PoolId;
    type Author = BlockAuthor;
    type Window = Window;
    type BaseFee = ConstU64<BASE_FEE>;
    type WeightInfo = crate::weights::MeasuredWeight<Test>;
}

/// The account that authors every block. It holds nothing at genesis.
pub fn author() -> AccountId {
    Sr25519Keyring::Ferdie.to_account_id()
}

/// A genesis with this verifying key.
pub fn genesis(verifying_key: &[u8], development: bool) -> RuntimeGenesisConfig {
    let endowed = [Sr25519Keyring::Alice, Sr25519Keyring::Bob];
    RuntimeGenesisConfig {
        balances: pallet_balances::GenesisConfig {
            balances: endowed.map(|who| (who.to_account_id(), ENDOWMENT)).to_vec(),
            ..Default::default()
        },
        shielded_pool: crate::GenesisConfig {
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
        Self::from_genesis(genesis(shoji_proofs::keys::TRANSFER_V1_DEVELOPMENT, true), [7; 32])
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
        self.state(|| ShieldedPool::do_try_state().unwrap());
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

    /// The pool digest in the header of the latest block.
    pub fn digest(&self) -> PoolDigest {
        pool_digest(&self.blocks.last().expect("a block has been built").header)
    }

    /// A general transaction.
    pub fn general(&self, call: crate::Call<Test>) -> Extrinsic {
        self.general_with_nonce(call, 0)
    }

    /// A general transaction with a nonce, which nobody signs.
    pub fn general_with_nonce(&self, call: crate::Call<Test>, nonce: u32) -> Extrinsic {
        Extrinsic::new_transaction(call.into(), extensions(nonce))
    }

    /// A private transfer.
    pub fn transfer(&self, bundle: &Bundle) -> Extrinsic {
        self.general(crate::Call::transfer { bundle: Box::new(bundle.clone()) })
    }

    /// An unshield.
    pub fn unshield(&self, recipient: &AccountId, bundle: &Bundle) -> Extrinsic {
        let bundle = Box::new(bundle.clone());
        self.general(crate::Call::unshield { recipient: recipient.clone(), bundle })
    }

    /// A shield, signed with the next nonce of the account.
    pub fn shield(&mut self, who: Sr25519Keyring, bundle: &Bundle) -> Extrinsic {
        self.signed(who, crate::Call::shield { bundle: Box::new(bundle.clone()) }.into())
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

/// The pool digest of a header: exactly one.
pub fn pool_digest(header: &Header) -> PoolDigest {
    let digests: Vec<_> =
        header.digest().logs().iter().filter_map(|log| log.consensus_try_to(&ENGINE_ID)).collect();
    assert_eq!(digests.len(), 1, "one pool digest a header");
    digests.into_iter().next().unwrap()
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
        crate::CheckGeneral::default(),
        frame_system::AuthorizeCall::new(),
        frame_system::CheckNonce::from(nonce),
        frame_system::CheckWeight::new(),
    )
}
