//! From a plan to a bundle: dummies, shuffle, note encryption, witness, proof, signature.

mod dummies;
mod outputs;
#[cfg(test)]
mod tests;

pub use outputs::Payee;

use self::dummies::{Identity, PaymentSeed};
use crate::keys::{DerivationError, WalletKeys};
use crate::store::NoteRecord;
use ff::Field;
use rand::rand_core::UnwrapErr;
use rand::rngs::SysRng;
use rand::{RngExt, TryRng};
use shoji_circuits::transfer::{
    StatementError, TransferInput, TransferOutput, TransferWitness, NOTES,
};
use shoji_prover::{ProveError, TransferProver};
use shoji_shielded::address::Diversifier;
use shoji_shielded::asset::AssetId;
use shoji_shielded::bundle::{Bundle, CallKind, Output, PROOF_LEN, SIGNATURE_LEN};
use shoji_shielded::field::{self, Base};
use shoji_shielded::note::Rseed;
use shoji_shielded::point;
use shoji_shielded::rules::EXPIRY_DELTA;
use shoji_shielded::sighash::{bundle_id, sighash};
use shoji_shielded::signature::{randomize, sign};
use shoji_shielded::tree::Path;

/// Version of the transfer circuit that this wallet proves (docs/protocol §5).
const CIRCUIT_VERSION: u16 = 1;

/// Why a bundle could not be built. None of these is the user's fault.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// More than three inputs or outputs.
    #[error("a bundle has at most {NOTES} inputs and {NOTES} outputs")]
    TooManyNotes,
    /// The parts do not make a true statement.
    #[error("the wallet built a bundle that is not valid: {0}")]
    Statement(#[from] StatementError),
    /// The prover failed.
    #[error("proving failed: {0}")]
    Prove(#[from] ProveError),
    /// A key of negligible probability.
    #[error(transparent)]
    Derivation(#[from] DerivationError),
    /// The operating system gave no randomness.
    #[error("the operating system gave no randomness")]
    Randomness,
}

/// The anchor of docs/protocol §9.1, which every wallet chooses alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The block.
    pub block: u32,
    /// The tree's root after it.
    pub root: Base,
    /// The tree's size after it.
    pub size: u64,
}

impl Anchor {
    /// Last block that may include a bundle with this anchor.
    pub fn expiry(&self) -> u32 {
        self.block.saturating_add(EXPIRY_DELTA)
    }
}

/// What a bundle shall do.
pub struct BundleRequest {
    /// Hash of the chain's block 0.
    pub genesis: [u8; 32],
    /// The call.
    pub kind: CallKind,
    /// Depositor of a shield, recipient of an unshield, zeros for a transfer.
    pub party: [u8; 32],
    /// What moves beside the fee, which is native: the native asset, or the one other that a bundle can move.
    pub asset: AssetId,
    /// Units of it that enter (shield) or leave (unshield) the pool in public.
    pub amount: u128,
    /// Native units for the block's author.
    pub fee: u64,
    /// The anchor.
    pub anchor: Anchor,
    /// The notes to spend, with their paths to the anchor.
    pub inputs: Vec<(NoteRecord, Path)>,
    /// The notes to make: recipients, and change.
    pub outputs: Vec<Payee>,
    /// Salt of the dummies: 0 where there are inputs, random otherwise (docs/protocol §5.5).
    pub salt: u64,
}

/// A bundle without proof and signature, and what is needed to add them.
pub struct Draft {
    /// Everything but proof and signature, which are zeros.
    pub bundle: Bundle,
    /// What the prover needs; it cannot sign.
    pub witness: TransferWitness,
    /// What is signed.
    pub sighash: [u8; 32],
}

impl Draft {
    /// The bundle's name (docs/protocol §6.3).
    pub fn bundle_id(&self) -> [u8; 32] {
        bundle_id(&self.sighash)
    }

    /// Proves and signs.
    ///
    /// # Errors
    /// [`BuildError::Prove`], [`BuildError::Randomness`].
    pub fn finish(self, keys: &WalletKeys, prover: &TransferProver) -> Result<Bundle, BuildError> {
        let proof = prover.prove(&self.witness)?;
        let mut rng = fresh_rng()?;
        let signature = sign(&keys.spending().ask(), &self.witness.alpha, &self.sighash, &mut rng);
        Ok(Bundle { proof, signature, ..self.bundle })
    }
}

/// A salt for a bundle without real inputs.
///
/// # Errors
/// [`BuildError::Randomness`].
pub fn random_salt() -> Result<u64, BuildError> {
    Ok(fresh_rng()?.random())
}

/// The operating system's randomness itself, for what must not repeat: it leaves no state in memory
/// from which a randomizer or a signature's nonce could be computed again. Asked once here, so that a
/// system that gives none is an error.
pub(crate) fn fresh_rng() -> Result<UnwrapErr<SysRng>, BuildError> {
    SysRng.try_next_u32().map_err(|_| BuildError::Randomness)?;
    Ok(UnwrapErr(SysRng))
}

/// Builds the bundle of a request. Dummies, note seeds, the order of inputs and outputs and the audit
/// words follow from the request, so that a retry repeats them (docs/protocol §5.5); the randomizer, and `rk`
/// with it, follows from the nullifiers.
///
/// # Errors
/// [`BuildError`].
pub fn draft(keys: &WalletKeys, request: &BundleRequest) -> Result<Draft, BuildError> {
    if request.inputs.len() > NOTES || request.outputs.len() > NOTES {
        return Err(BuildError::TooManyNotes);
    }
    let spending = keys.spending();
    // In which order the notes were chosen must not show.
    let mut notes: Vec<&(NoteRecord, Path)> = request.inputs.iter().collect();
    notes.sort_unstable_by_key(|(note, _)| note.nullifier);
    let spent: Vec<[u8; 32]> = notes.iter().map(|(note, _)| note.nullifier).collect();
    let seed = PaymentSeed::new(&spending.dummy_root(), &spent, request.salt);

    let real_inputs = notes.iter().map(|(note, path)| input(keys, note, path));
    let ak = spending.ak();
    let inputs = seed.complete_inputs(
        real_inputs.collect::<Result<_, _>>()?,
        &Identity::new(&ak, spending.audit()),
    );
    let (made, k) = seed.complete_outputs(request)?;
    let (outputs, encrypted) = split(made);

    let asset = request.asset;
    let amount = field::from_u128(request.amount);
    let (asset_pub, v_pub) = match request.kind {
        CallKind::Shield => (asset, -amount),
        CallKind::Transfer => (AssetId::NONE, Base::ZERO),
        CallKind::Unshield => (asset, amount),
    };
    let mut witness = TransferWitness {
        ak: jubjub::ExtendedPoint::from(ak).into(),
        alpha: jubjub::Fr::ZERO,
        audit: spending.audit(),
        k: spending.audit_key().map_or(*k, |key| key.k),
        asset: asset.to_base(),
        inputs,
        outputs,
        anchor: request.anchor.root,
        asset_pub: asset_pub.to_base(),
        v_pub,
        fee: request.fee,
    };
    // The words that are read here do not depend on the randomizer, which follows from three of them.
    let public = witness.public_inputs();
    let word = |index: usize| field::to_bytes(&public[index]);
    let nullifiers = [word(1), word(2), word(3)];
    witness.alpha = *spending.payment_alpha(&nullifiers);
    witness.check()?;

    let bundle = Bundle {
        circuit_version: CIRCUIT_VERSION,
        anchor: word(0),
        nullifiers,
        outputs: encrypted,
        asset_pub: asset_pub.to_wire(),
        amount: request.amount,
        fee: request.fee,
        expiry: request.anchor.expiry(),
        rk: point::encode(&randomize(&ak, &witness.alpha).into()),
        audit_words: core::array::from_fn(|index| word(FIRST_AUDIT_WORD + index)),
        proof: [0; PROOF_LEN],
        signature: [0; SIGNATURE_LEN],
    };
    let sighash = sighash(&request.genesis, request.kind, &request.party, &bundle);
    Ok(Draft { bundle, witness, sighash })
}

/// Place of `w0` among the public inputs (docs/protocol §5.1).
const FIRST_AUDIT_WORD: usize = 12;

/// A note of the wallet as an input.
fn input(keys: &WalletKeys, note: &NoteRecord, path: &Path) -> Result<TransferInput, BuildError> {
    let scope = keys.scope(&note.scope)?;
    let side = if note.internal { &scope.internal } else { &scope.external };
    Ok(TransferInput {
        nk: side.nk,
        d: Diversifier(note.diversifier),
        is_other: note.asset != AssetId::NATIVE.to_wire(),
        value: note.value,
        rcm: Rseed(note.rseed).rcm(),
        path: path.clone(),
    })
}

fn split(made: [(TransferOutput, Output); NOTES]) -> ([TransferOutput; NOTES], [Output; NOTES]) {
    let [(a, x), (b, y), (c, z)] = made;
    ([a, b, c], [x, y, z])
}
