//! Real outputs: a note, encrypted to its receiver and to the sender's outgoing key.

use super::BuildError;
use crate::keys::DerivationError;
use rand_chacha::ChaCha20Rng;
use shoji_circuits::transfer::TransferOutput;
use shoji_shielded::address::Address;
use shoji_shielded::asset::AssetId;
use shoji_shielded::bundle::Output;
use shoji_shielded::encryption::{encrypt_output, Payment};
use shoji_shielded::field;
use shoji_shielded::hash::b256;
use shoji_shielded::memo::Memo;
use shoji_shielded::note::Rseed;
use shoji_shielded::point;

/// Who gets what. A recipient, or the wallet's own internal address for change.
#[derive(Clone, Debug)]
pub struct Payee {
    /// The address.
    pub address: Address,
    /// Units of the native asset.
    pub value: u128,
    /// The memo.
    pub memo: Memo,
    /// Outgoing key that shows the payment (docs/protocol §3.4); `None` where none shall.
    pub ovk: Option<[u8; 32]>,
}

/// A digest of all outputs together. A note's seed derives from it, so the same output gets the same
/// seed and a different one (even by a bit of its memo) an independent seed: no key of the note
/// encryption ever serves two plaintexts.
pub(super) fn digest(payees: &[Payee]) -> [u8; 32] {
    let mut bytes = Vec::new();
    for payee in payees {
        bytes.extend(payee.ovk.unwrap_or_default());
        bytes.extend(payee.address.d.0);
        bytes.extend(field::to_bytes(&payee.address.owner));
        bytes.extend(point::encode(&payee.address.pk_d.into()));
        bytes.extend(AssetId::NATIVE.to_wire().to_le_bytes());
        bytes.extend(payee.value.to_le_bytes());
        bytes.extend(payee.memo.as_bytes());
    }
    b256(b"ShojiPayment____", &[&bytes])
}

/// Makes the note and its ciphertexts.
pub(super) fn encrypt(
    payee: &Payee,
    stream: &mut ChaCha20Rng,
) -> Result<(TransferOutput, Output), BuildError> {
    let rseed = Rseed::random(stream);
    let payment = Payment { asset: AssetId::NATIVE, value: payee.value, rseed, memo: payee.memo };
    let output =
        encrypt_output(payee.ovk, &payee.address, &payment, stream).map_err(DerivationError)?;
    let owner = payee.address.owner;
    Ok((TransferOutput { is_other: false, value: payee.value, owner, rcm: rseed.rcm() }, output))
}
