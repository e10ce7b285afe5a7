//! What a prover of a grant knows (docs/protocol §10.4).

use jubjub::{AffinePoint, Fr};
use shoji_shielded::{address::Diversifier, field::Base};
use zeroize::ZeroizeOnDrop;

/// The whole witness of a grant.
///
/// It holds viewing keys (`nk`, `k`), the randomizer and the ephemeral secret, never `ask`: whoever
/// proves with it learns the scope's full viewing key, also where an incoming one is granted, and can sign nothing. Erased when it is dropped.
#[derive(Clone, ZeroizeOnDrop)]
pub struct GrantWitness {
    /// The spend validating key.
    pub ak: AffinePoint,
    /// The randomizer: `rk = ak + [alpha] G`.
    pub alpha: Fr,
    /// The nullifier deriving key of the scope.
    pub nk: Base,
    /// `b`: whether the account is audited.
    pub audited: bool,
    /// The audit key of an audited account; anything for another.
    pub k: Base,
    /// The diversifier of the address.
    #[zeroize(skip)]
    pub d: Diversifier,
    /// The diversified base. The statement does not say that it is the one of `d`; whoever opens the
    /// commitment to the address does.
    #[zeroize(skip)]
    pub g_d: AffinePoint,
    /// The ephemeral secret: `epk = [esk] G`.
    pub esk: Fr,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn witnesses_of_grants_are_erased_when_they_are_dropped() {
        // Compiles only where it is.
        fn erased<T: ZeroizeOnDrop>() {}
        erased::<GrantWitness>();
    }
}
