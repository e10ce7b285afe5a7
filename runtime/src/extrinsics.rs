//! Calls as extrinsics: how the node wraps a bundle and a revocation, and how it finds bundles in a block's body.
//!
//! The one place outside the calls themselves that knows their format, so that the node needs no pallet.

use crate::{opaque, Runtime, RuntimeCall, TxExtension, UncheckedExtrinsic};
use alloc::boxed::Box;
use codec::{Decode, Encode};
use pallet_shielded_pool::Call;
use shoji_shielded::bundle::{Bundle, CallKind, Submission, SIGNATURE_LEN};
use sp_runtime::{
    generic::{Era, Preamble},
    MultiAddress,
};

/// The extrinsic that carries a submission: a general transaction without an account, authorised by
/// the rules of docs/protocol §7.1.
pub fn wrap(submission: Submission) -> UncheckedExtrinsic {
    let call = match submission {
        Submission::Transfer(bundle) => Call::<Runtime>::transfer { bundle: Box::new(bundle) },
        Submission::Unshield { recipient, bundle } => {
            Call::<Runtime>::unshield { recipient: recipient.into(), bundle: Box::new(bundle) }
        }
    };
    general(RuntimeCall::ShieldedPool(call))
}

/// The extrinsic that carries a revocation without an account, authorised by the rules of docs/protocol §11.4.
pub fn wrap_revocation(grant_id: [u8; 32], signature: [u8; SIGNATURE_LEN]) -> UncheckedExtrinsic {
    let call = pallet_view_keys::Call::<Runtime>::revoke { grant_id, signature };
    general(RuntimeCall::ViewKeys(call))
}

/// The canonical general transaction with this call (docs/protocol §7.2).
fn general(call: RuntimeCall) -> UncheckedExtrinsic {
    let extension: TxExtension = (
        pallet_shielded_pool::CheckGeneral::default(),
        frame_system::AuthorizeCall::new(),
        frame_system::CheckNonZeroSender::new(),
        frame_system::CheckSpecVersion::new(),
        frame_system::CheckTxVersion::new(),
        frame_system::CheckGenesis::new(),
        frame_system::CheckEra::from(Era::Immortal),
        frame_system::CheckNonce::from(0),
        frame_system::CheckWeight::new(),
        pallet_transaction_payment::ChargeTransactionPayment::from(0),
        frame_system::WeightReclaim::new(),
    );
    UncheckedExtrinsic::new_transaction(call, extension)
}

/// A bundle in a block: its call, and the party that its sighash binds (docs/protocol §6.2).
pub struct PoolCall {
    /// The call.
    pub kind: CallKind,
    /// The depositor of a shield, the recipient of an unshield.
    pub party: Option<[u8; 32]>,
    /// The bundle.
    pub bundle: Box<Bundle>,
}

/// The pool call that an extrinsic is, if it is one.
pub fn unwrap(extrinsic: &opaque::UncheckedExtrinsic) -> Option<PoolCall> {
    let UncheckedExtrinsic { preamble, function, .. } =
        UncheckedExtrinsic::decode(&mut &extrinsic.encode()[..]).ok()?;
    let RuntimeCall::ShieldedPool(call) = function else { return None };
    let (kind, party, bundle) = match (call, preamble) {
        (Call::shield { bundle }, Preamble::Signed(MultiAddress::Id(depositor), ..)) => {
            (CallKind::Shield, Some(depositor.into()), bundle)
        }
        (Call::transfer { bundle }, Preamble::General(..)) => (CallKind::Transfer, None, bundle),
        (Call::unshield { recipient, bundle }, Preamble::General(..)) => {
            (CallKind::Unshield, Some(recipient.into()), bundle)
        }
        _ => return None,
    };
    Some(PoolCall { kind, party, bundle })
}
