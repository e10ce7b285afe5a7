//! Real outputs: a note, encrypted to its receiver and to the sender's outgoing key.

use super::{BuildError, BundleRequest};
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
use zeroize::Zeroizing;

/// Who gets what. A recipient, or the wallet's own internal address for change.
#[derive(Clone)]
pub struct Payee {
    /// The address.
    pub address: Address,
    /// The asset.
    pub asset: AssetId,
    /// Units.
    pub value: u128,
    /// The memo.
    pub memo: Memo,
    /// Outgoing key that shows the payment (docs/protocol §3.4); `None` where none shall.
    pub ovk: Option<[u8; 32]>,
}

/// The outgoing key is a secret.
impl std::fmt::Debug for Payee {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Payee(..)")
    }
}

/// A digest of all that a payment says: `payment` of docs/protocol §5.5. A note's seed derives from it,
/// so the same payment gets the same seeds and a different one (even by a bit of a memo, by the
/// recipient of an unshield) independent seeds: no key of the note encryption ever serves two
/// plaintexts, and two payments share no commitment.
pub(super) fn digest(request: &BundleRequest) -> Zeroizing<[u8; 32]> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(DIGESTED));
    bytes.push(request.kind.to_byte());
    bytes.extend(request.party);
    bytes.extend(request.asset.to_wire().to_le_bytes());
    bytes.extend(request.amount.to_le_bytes());
    bytes.extend(request.fee.to_le_bytes());
    for payee in &request.outputs {
        bytes.push(payee.ovk.is_some().into());
        bytes.extend(payee.ovk.unwrap_or_default());
        bytes.extend(payee.address.d.0);
        bytes.extend(field::to_bytes(&payee.address.owner));
        bytes.extend(point::encode(&payee.address.pk_d.into()));
        bytes.extend(payee.asset.to_wire().to_le_bytes());
        bytes.extend(payee.value.to_le_bytes());
        bytes.extend(payee.memo.as_bytes());
    }
    Zeroizing::new(b256(b"ShojiPayment____", &[&bytes]))
}

/// More bytes than a digest is of, so that growing leaves no copy of an outgoing key behind.
const DIGESTED: usize = 1024;

/// Makes the note and its ciphertexts.
pub(super) fn encrypt(
    payee: &Payee,
    stream: &mut ChaCha20Rng,
) -> Result<(TransferOutput, Output), BuildError> {
    let rseed = Rseed::random(stream);
    let Payee { asset, value, memo, .. } = *payee;
    let payment = Payment { asset, value, rseed, memo };
    let output =
        encrypt_output(payee.ovk, &payee.address, &payment, stream).map_err(DerivationError)?;
    let owner = payee.address.owner;
    let is_other = asset != AssetId::NATIVE;
    Ok((TransferOutput { is_other, value, owner, rcm: rseed.rcm() }, output))
}
