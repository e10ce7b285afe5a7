//! Bundles as extrinsics, there and back.

use crate::support::state;
use codec::{Decode, Encode};
use frame_support::{
    dispatch::{DispatchClass, GetDispatchInfo},
    weights::Weight,
};
use pallet_transaction_payment::ChargeTransactionPayment;
use shoji_runtime::{configs::BlockWeights, extrinsics::*, *};
use shoji_shielded::{
    bundle::{Bundle, CallKind, Submission, BUNDLE_LEN},
    rules::BASE_FEE,
};
use sp_keyring::Sr25519Keyring::Alice;
use sp_runtime::{
    generic::Era,
    traits::TransactionExtension,
    transaction_validity::{InvalidTransaction, TransactionSource},
    MultiAddress, MultiSignature,
};

fn bundle() -> Bundle {
    let bytes: Vec<u8> = (0..BUNDLE_LEN).map(|i| (i % 251) as u8).collect();
    Bundle::decode(&mut &bytes[..]).expect("every byte string is a bundle")
}

fn opaque(extrinsic: UncheckedExtrinsic) -> opaque::UncheckedExtrinsic {
    opaque::UncheckedExtrinsic::decode(&mut &extrinsic.encode()[..]).expect("bytes are bytes")
}

#[test]
fn a_submission_comes_out_of_its_extrinsic_as_it_went_in() {
    let call = unwrap(&opaque(wrap(Submission::Transfer(bundle())))).expect("a pool call");
    assert_eq!((call.kind, call.party), (CallKind::Transfer, None));
    assert_eq!(*call.bundle, bundle());

    let unshield = Submission::Unshield { recipient: [9; 32], bundle: bundle() };
    let call = unwrap(&opaque(wrap(unshield))).expect("a pool call");
    assert_eq!((call.kind, call.party), (CallKind::Unshield, Some([9; 32])));
    assert_eq!(*call.bundle, bundle());
}

#[test]
fn other_calls_and_other_origins_are_no_pool_calls() {
    let remark: RuntimeCall = frame_system::Call::remark { remark: vec![7; 32] }.into();
    assert!(unwrap(&opaque(UncheckedExtrinsic::new_bare(remark))).is_none());
    // Without the extension that authorises it, a transfer is not one that could have taken effect.
    let transfer = pallet_shielded_pool::Call::transfer { bundle: Box::new(bundle()) };
    assert!(unwrap(&opaque(UncheckedExtrinsic::new_bare(transfer.into()))).is_none());
    // Bytes that are no extrinsic of this runtime at all.
    let garbage = vec![255u8; 40].encode();
    let garbage = opaque::UncheckedExtrinsic::decode(&mut &garbage[..]).expect("bytes are bytes");
    assert!(unwrap(&garbage).is_none());
}

#[test]
fn a_private_payment_fits_a_block_with_its_authorisation() {
    let extrinsic =
        wrap(Submission::Unshield { recipient: Alice.to_account_id().into(), bundle: bundle() });
    let info = extrinsic.get_dispatch_info();
    let weight = info.total_weight();
    // Nearly all of the weight is the proof, which is checked when the call is authorised.
    assert!(info.extension_weight.ref_time() > info.call_weight.ref_time());
    let limit = BlockWeights::get().get(DispatchClass::Normal).max_extrinsic.expect("limited");
    assert!(weight.all_lt(limit), "{weight} {limit}");
    assert!(weight.all_gt(Weight::zero()));
}

/// The extensions of a wrapping, of which somebody may have chosen era, nonce and tip.
fn extension(era: Era, nonce: u32, tip: Balance) -> TxExtension {
    (
        pallet_shielded_pool::CheckGeneral::default(),
        frame_system::AuthorizeCall::new(),
        frame_system::CheckNonZeroSender::new(),
        frame_system::CheckSpecVersion::new(),
        frame_system::CheckTxVersion::new(),
        frame_system::CheckGenesis::new(),
        frame_system::CheckEra::from(era),
        frame_system::CheckNonce::from(nonce),
        frame_system::CheckWeight::new(),
        pallet_transaction_payment::ChargeTransactionPayment::from(tip),
        frame_system::WeightReclaim::new(),
    )
}

#[test]
fn a_bundle_is_looked_at_in_the_wrapping_that_the_node_makes_and_in_no_other() {
    let wrapped = wrap(Submission::Transfer(bundle()));
    let validate = |extension| {
        let extrinsic = UncheckedExtrinsic::new_transaction(wrapped.function.clone(), extension);
        let mut state = state("development");
        let refused = state.execute_with(|| {
            Executive::validate_transaction(TransactionSource::External, extrinsic, Hash::zero())
        });
        refused.expect_err("the bundle breaks rules")
    };
    let unknown_circuit = InvalidTransaction::Custom(1).into();
    assert_eq!(validate(extension(Era::Immortal, 0, 0)), unknown_circuit);
    let not_canonical = InvalidTransaction::Custom(19).into();
    for other in [
        extension(Era::mortal(4, 0), 0, 0),
        extension(Era::mortal(64, 1), 0, 0),
        extension(Era::Immortal, 1, 0),
        extension(Era::Immortal, 0, 1),
    ] {
        assert_eq!(validate(other), not_canonical);
    }
}

#[test]
fn a_revocation_is_looked_at_in_the_wrapping_that_the_node_makes_and_in_no_other() {
    let wrapped = wrap_revocation([3; 32], [4; 64]);
    let validate = |extension| {
        let extrinsic = UncheckedExtrinsic::new_transaction(wrapped.function.clone(), extension);
        state("development").execute_with(|| {
            Executive::validate_transaction(TransactionSource::External, extrinsic, Hash::zero())
        })
    };
    let unknown_grant = InvalidTransaction::Custom(33).into();
    assert_eq!(validate(extension(Era::Immortal, 0, 0)), Err(unknown_grant));
    let not_canonical = InvalidTransaction::Custom(19).into();
    for other in [
        extension(Era::mortal(4, 0), 0, 0),
        extension(Era::mortal(64, 1), 0, 0),
        extension(Era::Immortal, 1, 0),
        extension(Era::Immortal, 0, 1),
    ] {
        assert_eq!(validate(other), Err(not_canonical));
    }
}

#[test]
fn a_revocation_in_its_extrinsic_is_the_call_with_the_given_bytes() {
    let extrinsic = wrap_revocation([3; 32], [4; 64]);
    let call = pallet_view_keys::Call::revoke { grant_id: [3; 32], signature: [4; 64] };
    assert_eq!(extrinsic.function, RuntimeCall::ViewKeys(call));
    assert_eq!(extrinsic.function.encode()[..2], [12, 6]);
    assert!(unwrap(&opaque(extrinsic)).is_none());
}

#[test]
fn a_revocation_ranks_by_what_it_takes_of_a_block() {
    // As one that is signed and tips the base fee would: far above a bundle, which takes so much more of a block.
    let priority = ViewKeys::revocation_priority();
    assert!(priority > ShieldedPool::priority(8 * BASE_FEE));
    let remark = RuntimeCall::from(frame_system::Call::remark { remark: vec![] });
    assert!(signed_priority(remark, 0) < priority);
}

#[test]
fn the_check_of_general_transactions_has_no_bytes_in_what_is_sent_and_in_what_is_signed() {
    let check = pallet_shielded_pool::CheckGeneral::<Runtime>::default();
    assert!(check.encode().is_empty());
    assert!(check.implicit().expect("nothing is implied").encode().is_empty());
    let first = &<TxExtension as TransactionExtension<RuntimeCall>>::metadata()[0];
    assert_eq!(first.identifier, "CheckGeneral");
}

/// The priority that a signed call has with a tip.
fn signed_priority(call: RuntimeCall, tip: Balance) -> u64 {
    let signature = MultiSignature::Sr25519([0; 64].into());
    let address = MultiAddress::Id(Alice.to_account_id());
    let extrinsic =
        UncheckedExtrinsic::new_signed(call, address, signature, extension(Era::Immortal, 0, tip));
    ChargeTransactionPayment::<Runtime>::get_priority(
        &extrinsic.get_dispatch_info(),
        extrinsic.encoded_size(),
        tip,
        0,
    )
}

#[test]
fn a_bundle_ranks_like_a_shield_that_tips_its_fee_and_above_what_tips_nothing() {
    let fee = Balance::from(BASE_FEE);
    let bundle_at_base_fee = ShieldedPool::priority(BASE_FEE);
    let shield = || {
        let call = pallet_shielded_pool::Call::shield { bundle: Box::new(bundle()) };
        RuntimeCall::from(call)
    };
    let transfer = || {
        let dest = Alice.to_account_id().into();
        RuntimeCall::from(pallet_balances::Call::transfer_keep_alive { dest, value: SHJ })
    };
    assert!(signed_priority(transfer(), 0) < bundle_at_base_fee);
    assert!(signed_priority(shield(), 0) < bundle_at_base_fee);
    assert!(signed_priority(shield(), fee / 2) < bundle_at_base_fee);
    assert!(signed_priority(shield(), 2 * fee) > bundle_at_base_fee);
    assert!(signed_priority(shield(), 2 * fee) < ShieldedPool::priority(2 * BASE_FEE));
    // What docs/protocol §7.5 says of a balance transfer: a block's share of it is as dear as a bundle's.
    assert!(signed_priority(transfer(), 50_000) < bundle_at_base_fee);
    assert!(signed_priority(transfer(), 100_000) > bundle_at_base_fee);
}
