//! Note encryption (docs/protocol §3.4): `zcash_note_encryption` over this protocol's notes.

mod domain;
#[cfg(test)]
mod tests;

pub use domain::{PreparedIncomingViewingKey, ShojiDomain};

use crate::{
    address::Address,
    asset::AssetId,
    bundle::Output,
    field,
    keys::KeyError,
    memo::Memo,
    note::{Note, Rseed},
    plaintext::CompactPlaintext,
};
use alloc::vec::Vec;
use domain::{Opening, OutputView};
use group::GroupEncoding;
use rand_core::{CryptoRng, Rng};
use zcash_note_encryption::{
    batch, try_note_decryption, try_output_recovery_with_ovk, NoteEncryption,
};

/// What is paid to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment {
    /// The asset.
    pub asset: AssetId,
    /// The value in units of the asset.
    pub value: u128,
    /// The seed of the note; random, and never used twice.
    pub rseed: Rseed,
    /// The memo.
    pub memo: Memo,
}

impl Payment {
    /// The note that the payment to `address` makes.
    pub fn note(&self, address: &Address) -> Note {
        self.compact(address).note()
    }

    fn compact(&self, address: &Address) -> CompactPlaintext {
        CompactPlaintext {
            d: address.d,
            asset: self.asset,
            value: self.value,
            rseed: self.rseed,
            owner: address.owner,
        }
    }
}

/// A note read from an output, with everything checked that docs/protocol §3.4 asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecryptedNote {
    /// The address that was paid.
    pub address: Address,
    /// The note.
    pub note: Note,
    /// The seed of the note.
    pub rseed: Rseed,
    /// The memo.
    pub memo: Memo,
}

/// The output is encrypted to this key, but what it says is not the note on the chain: it does not
/// reproduce `cm`, `epk` or `owner`, or is not well formed. Nothing was received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mismatch;

impl core::fmt::Display for Mismatch {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("an output encrypted to this wallet does not match its commitment")
    }
}

impl core::error::Error for Mismatch {}

fn decrypted((opening, address, memo): (Opening, Address, Memo)) -> DecryptedNote {
    DecryptedNote { address, note: opening.compact.note(), rseed: opening.compact.rseed, memo }
}

/// The output that makes `payment` to `address`. `ovk` is the outgoing viewing key of the spending
/// scope; with `None`, nobody but the receiver can open the output. Fails, with negligible
/// probability, where the address or the seed has no key.
pub fn encrypt_output<R: Rng + CryptoRng>(
    ovk: Option<[u8; 32]>,
    address: &Address,
    payment: &Payment,
    rng: &mut R,
) -> Result<Output, KeyError> {
    let opening = Opening::new(payment.compact(address), address.pk_d)?;
    let commitment = opening.compact.note().commitment();
    let encryption = NoteEncryption::<ShojiDomain>::new(ovk, opening, payment.memo);
    Ok(Output {
        cm: field::to_bytes(&commitment),
        epk: encryption.epk().to_bytes(),
        enc: encryption.encrypt_note_plaintext().0,
        out: encryption.encrypt_outgoing_plaintext(&(), &commitment, rng),
    })
}

/// Tries `output` with an incoming viewing key: the note if it is one of this key's, `None` if it is
/// somebody else's, [`Mismatch`] if it is encrypted to this key and yet not its note.
pub fn try_decrypt(
    ivk: &PreparedIncomingViewingKey,
    output: &Output,
) -> Result<Option<DecryptedNote>, Mismatch> {
    let domain = ShojiDomain::default();
    let Some(view) = OutputView::new(output) else {
        return Ok(None);
    };
    let note = try_note_decryption(&domain, ivk, &view).map(decrypted);
    domain.judge(note)
}

/// As [`try_decrypt`] for many outputs and keys at once, which shares the inversions. The number
/// beside a note is the place of its key in `ivks`.
pub fn try_decrypt_batch(
    ivks: &[PreparedIncomingViewingKey],
    outputs: &[Output],
) -> Vec<Result<Option<(DecryptedNote, usize)>, Mismatch>> {
    let views: Vec<Option<OutputView>> = outputs.iter().map(OutputView::new).collect();
    let readable: Vec<(ShojiDomain, OutputView)> =
        views.iter().flatten().map(|view| (ShojiDomain::default(), *view)).collect();
    let results = batch::try_note_decryption(ivks, &readable);
    let mut judged = readable.iter().zip(results).map(|((domain, _), result)| {
        domain.judge(result.map(|(note, index)| (decrypted(note), index)))
    });
    views.iter().map(|view| view.and_then(|_| judged.next()).unwrap_or(Ok(None))).collect()
}

/// Opens `output` with the outgoing viewing key of the scope that sent it. `None` if it was sent under
/// another key, or does not reproduce `cm` and `epk`.
pub fn try_recover_outgoing(ovk: &[u8; 32], output: &Output) -> Option<DecryptedNote> {
    let view = OutputView::new(output)?;
    try_output_recovery_with_ovk(&ShojiDomain::default(), ovk, &view, &(), &output.out)
        .map(decrypted)
}
