//! Calls as extrinsics: signed, general, bare.

use codec::Encode;
use shoji_runtime::{RuntimeCall, SignedPayload, TxExtension, UncheckedExtrinsic};
use sp_core::{sr25519, Pair};
use sp_runtime::{generic::Era, AccountId32, MultiAddress, MultiSignature};

/// What surrounds a call.
pub fn extension(nonce: u32, tip: u128) -> TxExtension {
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
        pallet_transaction_payment::ChargeTransactionPayment::from(tip),
        frame_system::WeightReclaim::new(),
    )
}

/// A signed extrinsic. Reads the genesis hash and the versions from the state that it is called on.
pub fn signed(who: &sr25519::Pair, nonce: u32, call: RuntimeCall) -> UncheckedExtrinsic {
    let payload = SignedPayload::new(call, extension(nonce, 0)).expect("an immortal era has begun");
    let signature = payload.using_encoded(|bytes| who.sign(bytes));
    let (call, extension, _) = payload.deconstruct();
    let address = MultiAddress::Id(AccountId32::from(who.public()));
    let signature = MultiSignature::Sr25519(signature);
    UncheckedExtrinsic::new_signed(call, address, signature, extension)
}

/// A general transaction. Nobody signs nonce and tip; a pool call must have zeros there (docs/protocol §7.2).
pub fn general(call: RuntimeCall, nonce: u32, tip: u128) -> UncheckedExtrinsic {
    UncheckedExtrinsic::new_transaction(call, extension(nonce, tip))
}
