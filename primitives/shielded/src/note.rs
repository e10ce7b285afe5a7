//! Notes, their commitments and nullifiers, and the seed of a note (docs/protocol §3.2).

use crate::{
    asset::AssetId,
    field::{self, Base},
    hash::prf_expand,
    poseidon::{hash, Domain},
};
use ff::Field;
use rand_core::{CryptoRng, Rng};

/// A note: a value of an asset that belongs to an owner.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Note {
    /// The asset; a note of [`AssetId::NONE`] carries nothing.
    pub asset: AssetId,
    /// The value in units of the asset.
    pub value: u128,
    /// `H_OWNER(ivk, d)` of the receiving address.
    pub owner: Base,
    /// The commitment trapdoor.
    pub rcm: Base,
}

impl Note {
    /// `cm = H_NOTE(asset, value, owner, rcm)`.
    pub fn commitment(&self) -> Base {
        let value = field::from_u128(self.value);
        hash(Domain::Note, &[self.asset.to_base(), value, self.owner, self.rcm])
    }
}

/// `nf = H_NF(nk, cm, position)`, with the `nk` of the scope, or its internal one for change.
pub fn nullifier(nk: &Base, cm: &Base, position: u64) -> Base {
    hash(Domain::Nullifier, &[*nk, *cm, Base::from(position)])
}

/// The 32 random bytes from which a note's trapdoor and ephemeral secret derive (as in ZIP 212).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Rseed(pub [u8; 32]);

impl Rseed {
    /// A fresh seed whose ephemeral secret is not zero.
    pub fn random<R: Rng + CryptoRng>(rng: &mut R) -> Rseed {
        loop {
            let mut bytes = [0; 32];
            rng.fill_bytes(&mut bytes);
            let rseed = Rseed(bytes);
            if rseed.esk().is_some() {
                return rseed;
            }
        }
    }

    /// `rcm = wide_F(PRF_expand(rseed, [0x10]))`.
    pub fn rcm(&self) -> Base {
        field::from_wide(&prf_expand(&self.0, &[0x10]))
    }

    /// `esk = wide_s(PRF_expand(rseed, [0x11]))`; `None` if that is zero.
    pub fn esk(&self) -> Option<jubjub::Fr> {
        let esk = field::scalar_from_wide(&prf_expand(&self.0, &[0x11]));
        (!bool::from(esk.is_zero())).then_some(esk)
    }
}

impl core::fmt::Debug for Note {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Note(..)")
    }
}

impl core::fmt::Debug for Rseed {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Rseed(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn note() -> Note {
        let asset = AssetId::new(9, 3).unwrap();
        Note { asset, value: u128::MAX - 1, owner: Base::from(5), rcm: Base::from(6) }
    }

    #[test]
    fn the_commitment_hashes_asset_value_owner_and_trapdoor_in_that_order() {
        let asset = Base::from((3 << 32) + 9);
        let two_64 = Base::from(u64::MAX) + Base::ONE;
        let value = two_64.square() - Base::from(2);
        let inputs = [asset, value, Base::from(5), Base::from(6)];
        assert_eq!(note().commitment(), hash(Domain::Note, &inputs));
    }

    #[test]
    fn neither_a_note_nor_its_seed_is_printed() {
        let text = std::format!("{:?} {:?}", note(), Rseed([5; 32]));
        assert_eq!(text, "Note(..) Rseed(..)");
    }

    #[test]
    fn every_field_of_a_note_changes_its_commitment() {
        let cm = note().commitment();
        assert_ne!(Note { asset: AssetId::NATIVE, ..note() }.commitment(), cm);
        assert_ne!(Note { value: 1, ..note() }.commitment(), cm);
        assert_ne!(Note { owner: Base::ONE, ..note() }.commitment(), cm);
        assert_ne!(Note { rcm: Base::ONE, ..note() }.commitment(), cm);
    }

    #[test]
    fn equal_commitments_at_two_positions_have_two_nullifiers() {
        let (nk, cm) = (Base::from(8), note().commitment());
        assert_ne!(nullifier(&nk, &cm, 0), nullifier(&nk, &cm, 1));
        assert_ne!(nullifier(&nk, &cm, 0), nullifier(&Base::from(9), &cm, 0));
        let inputs = [nk, cm, Base::from((1u64 << 40) - 1)];
        assert_eq!(nullifier(&nk, &cm, (1 << 40) - 1), hash(Domain::Nullifier, &inputs));
    }

    proptest! {
        #[test]
        fn trapdoor_and_ephemeral_secret_are_separate_expansions_of_the_seed(seed: [u8; 32]) {
            let rseed = Rseed(seed);
            let expand = |t: u8| crate::hash::b512(b"ShojiExpandSeed_", &[&seed, &[t]]);
            prop_assert_eq!(rseed.rcm(), Base::from_bytes_wide(&expand(0x10)));
            prop_assert_eq!(rseed.esk(), Some(jubjub::Fr::from_bytes_wide(&expand(0x11))));
        }
    }
}
