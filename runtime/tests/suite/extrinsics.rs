//! Bundles as extrinsics, there and back.

use codec::{Decode, Encode};
use frame_support::{
    dispatch::{DispatchClass, GetDispatchInfo},
    weights::Weight,
};
use shoji_runtime::{configs::BlockWeights, extrinsics::*, *};
use shoji_shielded::bundle::{Bundle, CallKind, Submission, BUNDLE_LEN};
use sp_keyring::Sr25519Keyring::Alice;

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
