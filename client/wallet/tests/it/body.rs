//! Whole extrinsics, made by the runtime itself.

use codec::{Compact, Decode, Encode};
use shoji_runtime::{extrinsics::wrap, RuntimeCall, TxExtension, UncheckedExtrinsic};
use shoji_shielded::bundle::{Bundle, CallKind, Submission};
use sp_runtime::generic::Era;
use sp_runtime::MultiSignature;

/// What stands first in every block: the time.
pub fn inherent(number: u32) -> Vec<u8> {
    let now = Compact(1_700_000_000_000 + 6_000 * u64::from(number));
    [&[0x05, 2, 0][..], &now.encode()].concat().encode()
}

/// The extensions of a signed extrinsic with this era, nonce and tip.
pub fn extension(era: Era, nonce: u32, tip: u128) -> TxExtension {
    let bytes = (era, Compact(nonce), Compact(tip)).encode();
    let mut rest = &bytes[..];
    let extension = TxExtension::decode(&mut rest).unwrap();
    assert!(rest.is_empty());
    extension
}

/// A shield, signed by its depositor.
pub fn shield(
    depositor: [u8; 32],
    bundle: &Bundle,
    signature: MultiSignature,
    extension: TxExtension,
) -> UncheckedExtrinsic {
    let call = pallet_shielded_pool::Call::shield { bundle: Box::new(bundle.clone()) };
    let address = sp_runtime::MultiAddress::Id(depositor.into());
    UncheckedExtrinsic::new_signed(RuntimeCall::ShieldedPool(call), address, signature, extension)
}

/// The extrinsic that carries a bundle.
pub fn extrinsic(kind: CallKind, party: [u8; 32], bundle: &Bundle) -> Vec<u8> {
    let bundle = bundle.clone();
    match kind {
        CallKind::Transfer => wrap(Submission::Transfer(bundle)).encode(),
        CallKind::Unshield => wrap(Submission::Unshield { recipient: party, bundle }).encode(),
        CallKind::Shield => {
            let signature = MultiSignature::Sr25519([9; 64].into());
            shield(party, &bundle, signature, extension(Era::mortal(256, 77), 3, 1_000)).encode()
        }
    }
}
