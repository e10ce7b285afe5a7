//! What a prover of an outflow knows (docs/protocol §13.4).

use jubjub::{AffinePoint, Fr};
use shoji_shielded::{
    address::{Address, Diversifier},
    asset::AssetId,
    audit::{account, AuditKey},
    field::Base,
    keys::AccountViewingKey,
    outflow::{BundleWords, OutflowRecord},
    point::coordinates,
    poseidon::{hash, Domain},
};
use zeroize::ZeroizeOnDrop;

/// The account that a statement is about, and how it shows itself. The same in all proofs of a
/// statement. Erased when it is dropped.
#[derive(Clone, ZeroizeOnDrop)]
pub struct OutflowAccount {
    /// The spend validating key.
    pub ak: AffinePoint,
    /// The randomizer: `rk = ak + [alpha] G`.
    pub alpha: Fr,
    /// The audit key.
    pub k: Base,
    /// The nullifier deriving key of the scope of the address that `C` is of.
    pub nk: Base,
    /// The diversifier of that address.
    #[zeroize(skip)]
    pub d: Diversifier,
    /// The coordinates of its `pk_d`.
    pub pk_d: (Base, Base),
    /// The coordinates of its `g_d`.
    pub g_d: (Base, Base),
    /// What hides it in `C`; 0 for a stated address.
    pub r: Base,
}

impl OutflowAccount {
    /// The account of a viewing key, shown by an address of it whose scope has the nullifier deriving
    /// key `nk`. `None` for a diversifier without a base.
    pub fn new(
        viewing: &AccountViewingKey,
        alpha: Fr,
        k: Base,
        nk: Base,
        address: &Address,
        r: Base,
    ) -> Option<Self> {
        let (u, v) = coordinates(&viewing.ak.into());
        Some(Self {
            ak: AffinePoint::from_raw_unchecked(u, v),
            alpha,
            k,
            nk,
            d: address.d,
            pk_d: coordinates(&address.pk_d.into()),
            g_d: coordinates(&address.d.g_d()?.into()),
            r,
        })
    }

    /// The key that reads the account's records.
    pub fn audit_key(&self) -> AuditKey {
        AuditKey { k: self.k, account: account((self.ak.get_u(), self.ak.get_v()), self.audit()) }
    }

    /// `H_AUDIT(k)`.
    pub(super) fn audit(&self) -> Base {
        hash(Domain::AuditKey, &[self.k])
    }
}

/// Whether an output is the account's own, and the keys that show it. Where it is not claimed, keys may
/// be anything.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct OwnOutput {
    /// Whether it is said to be the account's own.
    pub claimed: bool,
    /// The nullifier deriving key of its scope (`nk_int` for change).
    pub nk: Base,
    /// The diversifier of its address.
    pub d: Diversifier,
}

impl core::fmt::Debug for OwnOutput {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "OwnOutput {{ claimed: {}, .. }}", self.claimed)
    }
}

impl OwnOutput {
    /// An output that is not the account's, or not said to be.
    pub const NONE: OwnOutput =
        OwnOutput { claimed: false, nk: Base::zero(), d: Diversifier([0; 11]) };
}

/// A bundle of the range, with what is the account's own of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutflowBundle {
    /// The public words.
    pub words: BundleWords,
    /// The outputs.
    pub own: [OwnOutput; 3],
}

impl OutflowBundle {
    /// A bundle of which nothing is said to be the account's own.
    pub const fn foreign(words: BundleWords) -> Self {
        Self { words, own: [OwnOutput::NONE; 3] }
    }

    /// A bundle as the account sees it: of a record every output is said to be own of whose owner `keys`
    /// knows the nullifier deriving key and the diversifier.
    pub fn claimed(
        words: BundleWords,
        key: &AuditKey,
        mut keys: impl FnMut(&Base) -> Option<(Base, Diversifier)>,
    ) -> Self {
        let mut bundle = Self::foreign(words);
        if let OutflowRecord::Own(record) = OutflowRecord::read(&words, key) {
            for (own, owner) in bundle.own.iter_mut().zip(&record.output_owners) {
                if let Some((nk, d)) = keys(owner) {
                    *own = OwnOutput { claimed: true, nk, d };
                }
            }
        }
        bundle
    }
}

/// What a statement says of its account: the same in all proofs of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The asset.
    pub asset: AssetId,
    /// The limit in units of the asset.
    pub limit: u128,
    /// What the statement is made for.
    pub ctx: Base,
}

/// The whole witness of one proof.
///
/// It holds viewing keys (`nk`, `k`) and the randomizer, never `ask`: whoever proves with it learns
/// what those keys show, and can sign nothing. Erased when it is dropped.
#[derive(Clone, ZeroizeOnDrop)]
pub struct OutflowWitness {
    /// The account.
    pub account: OutflowAccount,
    /// The sum of what left before.
    pub sum_in: Base,
    /// What hides it; 0 before the first bundle.
    pub blinding_in: Base,
    /// What hides the sum afterwards.
    pub blinding_out: Base,
    /// The bundles, padded to as many as the circuit takes.
    #[zeroize(skip)]
    pub bundles: Vec<OutflowBundle>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn witnesses_of_outflows_are_erased_when_they_are_dropped() {
        // Compiles only where it is.
        fn erased<T: ZeroizeOnDrop>() {}
        erased::<OutflowAccount>();
        erased::<OutflowWitness>();
    }
}
