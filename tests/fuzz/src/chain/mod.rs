//! The real runtime, run natively: blocks are built extrinsic by extrinsic as a block author does, and
//! optionally imported by a second node.

pub mod extrinsics;
pub mod genesis;

use codec::Encode;
use frame_support::{
    storage::{storage_prefix, unhashed, with_transaction, TransactionOutcome},
    traits::Hooks,
};
use shoji_runtime::{
    Block, Executive, Hash, Header, RuntimeCall, RuntimeEvent, ShieldedPool, System,
    TransactionPayment, UncheckedExtrinsic,
};
use sp_consensus_babe::{
    digests::{PreDigest, SecondaryPlainPreDigest},
    BABE_ENGINE_ID,
};
use sp_io::TestExternalities;
use sp_runtime::{
    generic::{Digest, DigestItem},
    traits::{Block as _, Header as _},
    transaction_validity::{TransactionSource, TransactionValidity},
    ApplyExtrinsicResult, DispatchError,
};

/// The hash of the genesis block.
pub const GENESIS: [u8; 32] = [0x5e; 32];

/// The slot of block 0, so to speak. Any will do.
const FIRST_SLOT: u64 = 1_000_000;

/// Milliseconds in a slot of the development preset.
const SLOT_MILLIS: u64 = shoji_runtime::timing::DEVELOPMENT_SLOT_DURATION;

/// A chain.
pub struct Chain {
    node: TestExternalities,
    importer: Option<TestExternalities>,
    number: u32,
    slot: u64,
    parent: Hash,
    /// The body of the block under construction.
    open: Option<Vec<UncheckedExtrinsic>>,
}

impl Chain {
    /// A chain at its genesis. With `import`, every block is executed a second time from its bytes.
    pub fn new(import: bool) -> Self {
        Self {
            node: genesis::state(),
            importer: import.then(genesis::state),
            number: 0,
            slot: FIRST_SLOT,
            parent: GENESIS.into(),
            open: None,
        }
    }

    /// The number of the block under construction, or of the one that would be next.
    pub fn next_number(&self) -> u32 {
        self.number + 1
    }

    /// Whether a block is under construction.
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Reads the state.
    pub fn state<R>(&mut self, f: impl FnOnce() -> R) -> R {
        self.node.execute_with(f)
    }

    /// What the transaction pool hears about an extrinsic. Only between blocks.
    pub fn validate(&mut self, extrinsic: &UncheckedExtrinsic) -> TransactionValidity {
        assert!(!self.is_open(), "a transaction pool knows no half blocks");
        let parent = self.parent;
        self.rolled_back(|| {
            Executive::validate_transaction(TransactionSource::External, extrinsic.clone(), parent)
        })
    }

    /// Applies an extrinsic to the block under construction, and begins one if there is none. An invalid one
    /// leaves no trace.
    pub fn apply(&mut self, extrinsic: &UncheckedExtrinsic) -> ApplyExtrinsicResult {
        self.begin();
        let result = self.node.execute_with(|| apply(extrinsic));
        if result.is_ok() {
            self.open.get_or_insert_default().push(extrinsic.clone());
        }
        result
    }

    /// Begins a block with its timestamp, if none is under construction.
    pub fn begin(&mut self) {
        if self.is_open() {
            return;
        }
        let (header, timestamp) = self.next_block();
        self.slot += 1;
        self.node.execute_with(|| Executive::initialize_block(&header));
        self.open = Some(Vec::new());
        assert_eq!(self.apply(&timestamp), Ok(Ok(())), "the timestamp is set");
    }

    /// What the next block begins with: its header and its timestamp.
    pub fn next_block(&self) -> (Header, UncheckedExtrinsic) {
        let slot = self.slot + 1;
        let secondary = SecondaryPlainPreDigest { authority_index: 0, slot: slot.into() };
        let digest = PreDigest::SecondaryPlain(secondary).encode();
        let header = Header::new(
            self.next_number(),
            Default::default(),
            Default::default(),
            self.parent,
            Digest { logs: vec![DigestItem::PreRuntime(BABE_ENGINE_ID, digest)] },
        );
        let call: RuntimeCall = pallet_timestamp::Call::set { now: slot * SLOT_MILLIS }.into();
        (header, UncheckedExtrinsic::new_bare(call))
    }

    /// Ends the block under construction, or an empty one, and has it imported.
    pub fn close(&mut self) -> Header {
        self.begin();
        let header = self.node.execute_with(Executive::finalize_block);
        let block = Block::new(header.clone(), self.open.take().unwrap_or_default());
        if let Some(importer) = &mut self.importer {
            importer.execute_with(|| Executive::execute_block(block.into()));
        }
        self.parent = header.hash();
        self.number += 1;
        header
    }

    /// As many empty blocks, of which only the pool hears: every other pallet would do nothing of interest
    /// in them, and there are more than ten thousand in a window.
    pub fn skip(&mut self, blocks: u32) {
        assert!(!self.is_open(), "blocks are skipped between blocks");
        let numbers = self.number + 1..=self.number + blocks;
        for state in [Some(&mut self.node), self.importer.as_mut()].into_iter().flatten() {
            state.execute_with(|| numbers.clone().for_each(close_idle));
        }
        self.number += blocks;
    }

    /// The fee that an extrinsic has to be able to pay before it is dispatched.
    pub fn fee(&mut self, extrinsic: &UncheckedExtrinsic) -> u128 {
        let length = extrinsic.encode().len() as u32;
        self.state(|| TransactionPayment::query_info(extrinsic.clone(), length).partial_fee)
    }

    /// What the last extrinsic has paid in the end.
    pub fn fee_paid(&mut self) -> u128 {
        use pallet_transaction_payment::Event::TransactionFeePaid;
        let paid = self.state(|| {
            System::events().into_iter().rev().find_map(|record| match record.event {
                RuntimeEvent::TransactionPayment(TransactionFeePaid { actual_fee, .. }) => {
                    Some(actual_fee)
                }
                _ => None,
            })
        });
        paid.expect("a signed extrinsic pays")
    }

    /// What the call inside the last sudo call returned.
    pub fn sudo_result(&mut self) -> Result<(), DispatchError> {
        use pallet_sudo::Event::Sudid;
        let result = self.state(|| {
            System::events().into_iter().rev().find_map(|record| match record.event {
                RuntimeEvent::Sudo(Sudid { sudo_result }) => Some(sudo_result),
                _ => None,
            })
        });
        result.expect("a sudo call was made")
    }

    /// Runs something on the state and undoes what it did.
    pub fn rolled_back<R>(&mut self, f: impl FnOnce() -> R) -> R {
        self.node.execute_with(|| {
            with_transaction(|| TransactionOutcome::Rollback(Ok::<_, DispatchError>(f())))
                .expect("it is always Ok")
        })
    }
}

/// Applies an extrinsic as the block builder does, which undoes what an invalid one has done.
pub fn apply(extrinsic: &UncheckedExtrinsic) -> ApplyExtrinsicResult {
    with_transaction(|| {
        let result = Executive::apply_extrinsic(extrinsic.clone());
        match result {
            Ok(_) => TransactionOutcome::Commit(Ok::<_, DispatchError>(result)),
            Err(_) => TransactionOutcome::Rollback(Ok(result)),
        }
    })
    .expect("it is always Ok")
}

/// An empty block for the pool alone. The digest it writes goes nowhere.
fn close_idle(number: u32) {
    System::set_block_number(number);
    <ShieldedPool as Hooks<u32>>::on_finalize(number);
    unhashed::kill(&storage_prefix(b"System", b"Digest"));
}
