//! What a prover knows (docs/protocol §5.2).

use super::{derived::Derived, NOTES, PUBLIC_INPUTS};
use jubjub::AffinePoint;
use shoji_shielded::{address::Diversifier, field::Base, tree::Path};
use zeroize::ZeroizeOnDrop;

/// A note that is spent, or a dummy (value 0). Its secrets are erased when it is dropped.
#[derive(Clone, ZeroizeOnDrop)]
pub struct TransferInput {
    /// The nullifier deriving key of the note's scope (`nk_int` for change).
    pub nk: Base,
    /// The diversifier of the address that received the note.
    #[zeroize(skip)]
    pub d: Diversifier,
    /// The selector: the note is of asset `A`, not of NATIVE.
    pub is_other: bool,
    /// The value in whole units.
    pub value: u128,
    /// The commitment's randomness.
    pub rcm: Base,
    /// The note's place in the tree. A dummy's leads to any root.
    #[zeroize(skip)]
    pub path: Path,
}

/// A note that is created, or a dummy (value 0). Erased when it is dropped.
#[derive(Clone, ZeroizeOnDrop)]
pub struct TransferOutput {
    /// The selector: the note is of asset `A`, not of NATIVE.
    pub is_other: bool,
    /// The value in whole units.
    pub value: u128,
    /// The owner, from the receiver's address.
    pub owner: Base,
    /// The commitment's randomness.
    pub rcm: Base,
}

/// The whole witness of a transfer, with those public inputs that do not follow from it.
///
/// It holds viewing keys (`nk`, `k`) and the randomizer, never `ask`: whoever proves with it learns
/// what those keys show, and can sign nothing. Erased when it is dropped.
#[derive(Clone, ZeroizeOnDrop)]
pub struct TransferWitness {
    /// The spend validating key.
    pub ak: AffinePoint,
    /// The randomizer: `rk = ak + [alpha] G`.
    pub alpha: jubjub::Fr,
    /// `H_AUDIT(k)` for an audited account, else 0.
    pub audit: Base,
    /// The audit key; random for an account that is not audited.
    pub k: Base,
    /// The asset `A`. NATIVE where the bundle moves nothing else.
    pub asset: Base,
    /// The notes spent.
    pub inputs: [TransferInput; NOTES],
    /// The notes created.
    pub outputs: [TransferOutput; NOTES],
    /// The root of the tree at the anchor block.
    pub anchor: Base,
    /// The asset that enters or leaves the pool in public; 0 for a transfer.
    pub asset_pub: Base,
    /// What leaves the pool in public; negative (modulo `r`) for what enters.
    pub v_pub: Base,
    /// The fee, paid from the pool in the native asset.
    pub fee: u64,
}

impl TransferWitness {
    /// The public inputs that belong to this witness, in the order of docs/protocol §5.1. Computed
    /// for any witness; [`TransferWitness::check`] says whether the statement holds for them.
    pub fn public_inputs(&self) -> [Base; PUBLIC_INPUTS] {
        Derived::from_witness(self).public_inputs(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn witnesses_are_erased_when_they_are_dropped() {
        // Compiles only where each of them is.
        fn erased<T: ZeroizeOnDrop>() {}
        erased::<TransferInput>();
        erased::<TransferOutput>();
        erased::<TransferWitness>();
    }
}
