//! Spend authority: RedJubjub under a randomized key (docs/protocol §6.2).

use crate::point;
use jubjub::{Fr, SubgroupPoint};
use rand_core::{CryptoRng, Rng};
use redjubjub::{SigningKey, SpendAuth, VerificationKey};
use zeroize::Zeroizing;

/// `rk = ak + [alpha] G`.
pub fn randomize(ak: &SubgroupPoint, alpha: &Fr) -> SubgroupPoint {
    *ak + point::generator() * alpha
}

/// A uniform randomizer.
pub fn random_alpha<R: Rng + CryptoRng>(rng: &mut R) -> Fr {
    let mut bytes = Zeroizing::new([0; 64]);
    rng.fill_bytes(&mut *bytes);
    Fr::from_bytes_wide(&bytes)
}

/// Signs a sighash under `rk` with `ask + alpha`.
pub fn sign<R: Rng + CryptoRng>(ask: &Fr, alpha: &Fr, sighash: &[u8; 32], rng: &mut R) -> [u8; 64] {
    let rsk = Zeroizing::new(Zeroizing::new(ask + alpha).to_bytes());
    SigningKey::<SpendAuth>::from_bytes(&rsk)
        .expect("a scalar's own encoding is canonical; qed")
        .sign(rng, sighash)
        .into()
}

/// Whether `signature` is by `rk` over `sighash`. Refuses an `rk` that is not canonical or of small
/// order: anybody can sign under such a key.
pub fn verify(rk: &[u8; 32], sighash: &[u8; 32], signature: &[u8; 64]) -> bool {
    point::decode_not_small_order(rk).is_some()
        && VerificationKey::<SpendAuth>::try_from(*rk)
            .is_ok_and(|key| key.verify(sighash, &(*signature).into()).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ff::Field;
    use jubjub::ExtendedPoint;
    use rand::{rngs::StdRng, SeedableRng};

    fn keys() -> (Fr, Fr, [u8; 32], StdRng) {
        let mut rng = StdRng::seed_from_u64(1);
        let (ask, alpha) = (random_alpha(&mut rng), random_alpha(&mut rng));
        let rk = randomize(&(point::generator() * ask), &alpha);
        (ask, alpha, point::encode(&rk.into()), rng)
    }

    #[test]
    fn a_signature_verifies_under_rk_over_its_sighash_only() {
        let (ask, alpha, rk, mut rng) = keys();
        let signature = sign(&ask, &alpha, &[5; 32], &mut rng);
        assert!(verify(&rk, &[5; 32], &signature));
        assert!(!verify(&rk, &[6; 32], &signature));
        let ak = point::encode(&(point::generator() * ask).into());
        assert!(!verify(&ak, &[5; 32], &signature));
        for bit in [0, 255, 256, 511] {
            let mut changed = signature;
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(!verify(&rk, &[5; 32], &changed), "bit {bit}");
        }
    }

    #[test]
    fn a_signature_with_s_plus_the_group_order_is_refused() {
        let (ask, alpha, rk, mut rng) = keys();
        let mut signature = sign(&ask, &alpha, &[5; 32], &mut rng);
        let minus_one = (-Fr::ONE).to_bytes();
        let mut carry = 1u16; // s = (s - 1) + 1
        for (byte, order) in signature[32..].iter_mut().zip(minus_one) {
            carry += u16::from(*byte) + u16::from(order);
            *byte = carry as u8;
            carry >>= 8;
        }
        assert!(!verify(&rk, &[5; 32], &signature));
    }

    #[test]
    fn keys_of_small_order_are_refused_whatever_the_signature() {
        // Under a key of small order, R = [S] G is a valid cofactored signature for any message.
        let s = Fr::from(77);
        let mut forged = [0; 64];
        forged[..32].copy_from_slice(&point::encode(&(point::generator() * s).into()));
        forged[32..].copy_from_slice(&s.to_bytes());
        for small in point::tests::small_order_points() {
            let rk = point::encode(&small);
            let key = VerificationKey::<SpendAuth>::try_from(rk).unwrap();
            assert!(key.verify(&[5; 32], &forged.into()).is_ok());
            assert!(!verify(&rk, &[5; 32], &forged));
        }
        let mut non_canonical = point::encode(&ExtendedPoint::identity());
        non_canonical[31] |= 0x80;
        assert!(!verify(&non_canonical, &[5; 32], &forged));
    }
}
