//! A development chain whose blocks are built the way a node builds them, call by call.

use crate::engine::{Changes, Engine, State};
use codec::{Decode, DecodeAll, Encode};
use shoji_runtime::{
    timing::DEVELOPMENT_SLOT_DURATION, Block, Hash, Header, Runtime, RuntimeCall, SignedPayload,
    TxExtension, UncheckedExtrinsic, VERSION,
};
use sp_consensus_babe::{
    digests::{CompatibleDigestItem, PreDigest, PrimaryPreDigest},
    make_vrf_sign_data, Slot,
};
use sp_core::{crypto::VrfSecret, traits::CallContext};
use sp_keyring::Sr25519Keyring::{self, Alice};
use sp_runtime::{
    generic::{Digest, DigestItem, Era},
    traits::Header as _,
    transaction_validity::{TransactionSource, TransactionValidity},
    ApplyExtrinsicResult,
};
use std::time::Duration;

/// The hash of the genesis block, which every sighash and signature binds.
pub const GENESIS_HASH: [u8; 32] = [7; 32];

/// The slot of the genesis block, so to say: block `n` is in the slot `n` later.
const GENESIS_SLOT: u64 = 1_000;

const BUILD: CallContext = CallContext::Onchain { import: false };
const IMPORT: CallContext = CallContext::Onchain { import: true };

/// The chain, at the end of its best block.
#[derive(Clone)]
pub struct Chain<'a> {
    engine: &'a Engine,
    /// The state after the best block.
    pub state: State,
    best: u32,
    best_hash: Hash,
}

/// A block under construction.
#[derive(Clone)]
pub struct Draft {
    /// What it has changed so far.
    pub changes: Changes,
    body: Vec<UncheckedExtrinsic>,
}

impl<'a> Chain<'a> {
    /// The genesis of the `development` preset.
    pub fn development(engine: &'a Engine) -> Result<Self, String> {
        let state = State::genesis(engine.code(), "development")?;
        Ok(Self { engine, state, best: 0, best_hash: GENESIS_HASH.into() })
    }

    /// The number of the best block.
    pub fn best(&self) -> u32 {
        self.best
    }

    /// Calls the runtime for the first time, which compiles it. Returns the time that took.
    pub fn start(&self) -> Result<Duration, String> {
        let changes = &mut Changes::default();
        let (_, time) =
            self.engine.call(&self.state, changes, CallContext::Offchain, "Core_version", &[])?;
        Ok(time)
    }

    /// Begins the next block: initialized, with the time inherent.
    pub fn draft(&self) -> Result<Draft, String> {
        let number = self.best + 1;
        let slot = GENESIS_SLOT + u64::from(number);
        let digest = Digest { logs: vec![DigestItem::babe_pre_digest(claim(slot.into()))] };
        let header =
            Header::new(number, Default::default(), Default::default(), self.best_hash, digest);
        let mut draft = Draft { changes: Changes::default(), body: Vec::new() };
        self.build(&mut draft.changes, "Core_initialize_block", &header.encode())?;
        let now = slot * DEVELOPMENT_SLOT_DURATION;
        let time =
            UncheckedExtrinsic::new_bare(pallet_timestamp::Call::<Runtime>::set { now }.into());
        self.include(&mut draft, &time)?;
        Ok(draft)
    }

    /// Asks the transaction pool's question about an extrinsic for the next block.
    pub fn validate(
        &self,
        extrinsic: &UncheckedExtrinsic,
    ) -> Result<(TransactionValidity, Duration), String> {
        let argument = (TransactionSource::External, extrinsic, self.best_hash).encode();
        let method = "TaggedTransactionQueue_validate_transaction";
        let changes = &mut Changes::default();
        let (answer, time) =
            self.engine.call(&self.state, changes, CallContext::Offchain, method, &argument)?;
        Ok((decode(method, &answer)?, time))
    }

    /// Applies an extrinsic. As in the block builder, one that is refused changes nothing.
    pub fn apply(
        &self,
        draft: &mut Draft,
        extrinsic: &UncheckedExtrinsic,
    ) -> Result<(ApplyExtrinsicResult, Duration), String> {
        let method = "BlockBuilder_apply_extrinsic";
        let mut changes = draft.changes.clone();
        let (answer, time) = self.build(&mut changes, method, &extrinsic.encode())?;
        let result: ApplyExtrinsicResult = decode(method, &answer)?;
        if result.is_ok() {
            draft.changes = changes;
            draft.body.push(extrinsic.clone());
        }
        Ok((result, time))
    }

    /// Applies an extrinsic that must take effect. Returns the time it took.
    pub fn include(
        &self,
        draft: &mut Draft,
        extrinsic: &UncheckedExtrinsic,
    ) -> Result<Duration, String> {
        match self.apply(draft, extrinsic)? {
            (Ok(Ok(())), time) => Ok(time),
            (result, _) => Err(format!("an extrinsic did not take effect: {result:?}")),
        }
    }

    /// Ends a block. Returns it with the time that the end took.
    pub fn finish(&self, draft: &mut Draft) -> Result<(Block, Duration), String> {
        let method = "BlockBuilder_finalize_block";
        let (answer, time) = self.build(&mut draft.changes, method, &[])?;
        let header: Header = decode(method, &answer)?;
        Ok((Block { header, extrinsics: draft.body.clone() }, time))
    }

    /// Executes a block as an importing node does. Returns the time it took, and changes nothing.
    pub fn import(&self, block: &Block) -> Result<Duration, String> {
        let (method, argument) = ("Core_execute_block", block.encode());
        let changes = &mut Changes::default();
        let (_, time) = self.engine.call(&self.state, changes, IMPORT, method, &argument)?;
        Ok(time)
    }

    /// Builds the next block from extrinsics that must take effect, and goes on from it.
    pub fn extend(&mut self, extrinsics: &[UncheckedExtrinsic]) -> Result<(), String> {
        let mut draft = self.draft()?;
        for extrinsic in extrinsics {
            self.include(&mut draft, extrinsic)?;
        }
        let (block, _) = self.finish(&mut draft)?;
        self.state.commit(draft.changes)?;
        self.best += 1;
        self.best_hash = block.header.hash();
        Ok(())
    }

    fn build(
        &self,
        changes: &mut Changes,
        method: &str,
        argument: &[u8],
    ) -> Result<(Vec<u8>, Duration), String> {
        self.engine.call(&self.state, changes, BUILD, method, argument)
    }
}

fn decode<T: Decode>(method: &str, answer: &[u8]) -> Result<T, String> {
    T::decode_all(&mut &answer[..])
        .map_err(|error| format!("the answer of {method} does not decode: {error}"))
}

/// Alice's claim to a slot. A primary one, whose VRF output the runtime hashes into the randomness: the
/// most work. The runtime does not verify it, so genesis randomness and epoch do for every block.
fn claim(slot: Slot) -> PreDigest {
    let data = make_vrf_sign_data(&Default::default(), slot, 0);
    let vrf_signature = Alice.pair().vrf_sign(&data);
    PreDigest::Primary(PrimaryPreDigest { authority_index: 0, slot, vrf_signature })
}

/// A call signed by a development account.
pub fn signed(who: Sr25519Keyring, nonce: u32, call: RuntimeCall) -> UncheckedExtrinsic {
    let genesis = Hash::from(GENESIS_HASH);
    let (spec, transaction) = (VERSION.spec_version, VERSION.transaction_version);
    let implicit = ((), (), (), spec, transaction, genesis, genesis, (), (), (), ());
    let payload = SignedPayload::from_raw(call, extension(nonce), implicit);
    let signature = payload.using_encoded(|bytes| who.sign(bytes));
    let (call, extension, _) = payload.deconstruct();
    UncheckedExtrinsic::new_signed(call, who.to_account_id().into(), signature.into(), extension)
}

fn extension(nonce: u32) -> TxExtension {
    (
        pallet_shielded_pool::CheckGeneral::default(),
        frame_system::AuthorizeCall::new(),
        frame_system::CheckNonZeroSender::new(),
        frame_system::CheckSpecVersion::new(),
        frame_system::CheckTxVersion::new(),
        frame_system::CheckGenesis::new(),
        frame_system::CheckEra::from(Era::Immortal),
        frame_system::CheckNonce::from(nonce),
        frame_system::CheckWeight::new(),
        pallet_transaction_payment::ChargeTransactionPayment::from(0),
        frame_system::WeightReclaim::new(),
    )
}
