//! Payment disclosures: what is signed, and the signature under an address (docs/protocol §14).

use crate::{
    address::Address,
    field,
    hash::{b256, b512},
    keys::{IncomingViewingKey, KeyError},
    plaintext::PLAINTEXT_LEN,
    point,
};
use alloc::vec::Vec;
use jubjub::{Fr, SubgroupPoint};
use rand_core::{CryptoRng, Rng};
use zeroize::Zeroizing;

/// Who discloses a payment, and so which key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Whoever made the bundle: signs under its `rk`.
    Sender,
    /// Whoever can read what is paid to the address: signs under its `pk_d`.
    Recipient,
}

impl Role {
    /// The byte of the role in what is signed: 0 or 1.
    pub const fn to_byte(self) -> u8 {
        match self {
            Role::Sender => 0,
            Role::Recipient => 1,
        }
    }

    /// `sender` or `recipient`.
    pub const fn name(self) -> &'static str {
        match self {
            Role::Sender => "sender",
            Role::Recipient => "recipient",
        }
    }
}

/// What a disclosure says.
#[derive(Clone, Debug)]
pub struct Statement<'a> {
    /// Who discloses.
    pub role: Role,
    /// Hash of the chain's block 0.
    pub genesis: [u8; 32],
    /// Hash of the block that has the payment.
    pub block: [u8; 32],
    /// Index of the payment's extrinsic in the block.
    pub extrinsic_index: u32,
    /// The bundle (docs/protocol §6.3).
    pub bundle_id: [u8; 32],
    /// Which of its outputs, from 0.
    pub output: u8,
    /// The note plaintext (docs/protocol §3.3).
    pub plaintext: [u8; PLAINTEXT_LEN],
    /// `pk_d` of the address that was paid.
    pub pk_d: [u8; 32],
    /// Whom the payment is disclosed to.
    pub verifier: &'a str,
    /// What the verifier asked to have signed; may be empty.
    pub nonce: &'a [u8],
}

impl Statement<'_> {
    /// The 32 bytes that are signed: `B256("ShojiDisclosure_", ..)` over all of it.
    pub fn message(&self) -> [u8; 32] {
        let length = |bytes: &[u8]| (bytes.len() as u64).to_le_bytes();
        let (verifier, nonce) = (self.verifier.as_bytes(), self.nonce);
        b256(
            b"ShojiDisclosure_",
            &[
                &[self.role.to_byte()],
                &self.genesis,
                &self.block,
                &self.extrinsic_index.to_le_bytes(),
                &self.bundle_id,
                &[self.output],
                &self.plaintext,
                &self.pk_d,
                &length(verifier),
                verifier,
                &length(nonce),
                nonce,
            ],
        )
    }
}

/// `wide_s(B512("ShojiDisclSign__", ..))`.
fn challenge(parts: &[&[u8]]) -> Fr {
    field::scalar_from_wide(&b512(b"ShojiDisclSign__", parts))
}

fn encode(point: &SubgroupPoint) -> [u8; 32] {
    point::encode(&(*point).into())
}

/// Signs under `pk_d` of an address, with the decryption scalar of its incoming viewing key and the
/// base `g_d`. Fails where the key is not that of the address, or the diversifier has no base.
pub fn sign_as_recipient<R: Rng + CryptoRng>(
    ivk: &IncomingViewingKey,
    address: &Address,
    message: &[u8; 32],
    rng: &mut R,
) -> Result<[u8; 64], KeyError> {
    if ivk.address(address.d)? != *address {
        return Err(KeyError::OtherAddress);
    }
    let g_d = address.d.g_d().ok_or(KeyError::NoDiversifiedBase)?;
    let (base, key) = (encode(&g_d), encode(&address.pk_d));
    let mut fresh = Zeroizing::new([0; 80]);
    rng.fill_bytes(&mut *fresh);
    let nonce = Zeroizing::new(challenge(&[&*fresh, &base, &key, message]));
    let commitment = encode(&(g_d * *nonce));
    let response = *nonce + challenge(&[&commitment, &base, &key, message]) * ivk.dec();
    let mut signature = [0; 64];
    signature[..32].copy_from_slice(&commitment);
    signature[32..].copy_from_slice(&response.to_bytes());
    Ok(signature)
}

/// Whether `signature` is by the holder of the incoming viewing key of `address` over `message`. One
/// encoding each: `R` and `S` are canonical, and the equation holds without a cofactor.
pub fn verify_recipient(address: &Address, message: &[u8; 32], signature: &[u8; 64]) -> bool {
    let (commitment, response) = signature.split_at(32);
    let (Ok(commitment), Ok(response)) =
        (<[u8; 32]>::try_from(commitment), <[u8; 32]>::try_from(response))
    else {
        return false;
    };
    let Some(g_d) = address.d.g_d() else { return false };
    let Some(response) = Option::<Fr>::from(Fr::from_bytes(&response)) else { return false };
    let parts: Vec<[u8; 32]> = [g_d, address.pk_d].iter().map(encode).collect();
    let c = challenge(&[&commitment, &parts[0], &parts[1], message]);
    encode(&(g_d * response - address.pk_d * c)) == commitment
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{address::Diversifier, field::Base, keys::ScopeLabel, keys::SpendingKey};
    use alloc::{collections::BTreeSet, vec};
    use ff::Field;
    use rand::{rngs::StdRng, SeedableRng};

    fn keys() -> crate::keys::ScopeKeys {
        let key = SpendingKey::from_seed(&[7; 64], 0).unwrap();
        key.scope(&ScopeLabel::default()).unwrap()
    }

    fn statement() -> Statement<'static> {
        Statement {
            role: Role::Sender,
            genesis: [1; 32],
            block: [2; 32],
            extrinsic_index: 3,
            bundle_id: [4; 32],
            output: 1,
            plaintext: [5; PLAINTEXT_LEN],
            pk_d: [6; 32],
            verifier: "bank",
            nonce: &[7, 8],
        }
    }

    #[test]
    fn everything_that_a_disclosure_says_changes_what_is_signed() {
        let base = statement();
        let with = |change: &dyn Fn(&mut Statement<'static>)| {
            let mut changed = statement();
            change(&mut changed);
            changed.message()
        };
        let all = vec![
            base.message(),
            with(&|s| s.role = Role::Recipient),
            with(&|s| s.genesis[31] ^= 1),
            with(&|s| s.block[0] ^= 1),
            with(&|s| s.extrinsic_index = 4),
            with(&|s| s.bundle_id[5] ^= 1),
            with(&|s| s.output = 2),
            with(&|s| s.plaintext[227] ^= 1),
            with(&|s| s.pk_d[0] ^= 1),
            with(&|s| s.verifier = "Bank"),
            with(&|s| s.nonce = &[7]),
            // What moves over the border between two fields is another statement.
            with(&|s| (s.verifier, s.nonce) = ("ban", b"k\x07\x08")),
            with(&|s| (s.verifier, s.nonce) = ("bank\x07\x08", &[])),
        ];
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
    }

    #[test]
    fn the_holder_of_the_viewing_key_alone_signs_under_an_address() {
        let (keys, mut rng) = (keys(), StdRng::seed_from_u64(1));
        let ivk = &keys.external.ivk;
        let address = keys.external.address(3).unwrap();
        let signature = sign_as_recipient(ivk, &address, &[9; 32], &mut rng).unwrap();
        assert!(verify_recipient(&address, &[9; 32], &signature));
        assert!(!verify_recipient(&address, &[8; 32], &signature));
        // Another address of the same key has another base: nothing links the two.
        let other = keys.external.address(4).unwrap();
        assert!(!verify_recipient(&other, &[9; 32], &signature));
        for bit in 0..512 {
            let mut changed = signature;
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(!verify_recipient(&address, &[9; 32], &changed), "bit {bit}");
        }
        let refused = sign_as_recipient(&keys.internal.ivk, &address, &[9; 32], &mut rng);
        assert_eq!(refused, Err(KeyError::OtherAddress));
    }

    #[test]
    fn a_signature_under_an_address_has_one_encoding() {
        let (keys, mut rng) = (keys(), StdRng::seed_from_u64(2));
        let address = keys.external.address(0).unwrap();
        let signature =
            sign_as_recipient(&keys.external.ivk, &address, &[9; 32], &mut rng).unwrap();
        // S + s.
        let mut alias = signature;
        let minus_one = (-Fr::ONE).to_bytes();
        let mut carry = 1u16;
        for (byte, order) in alias[32..].iter_mut().zip(minus_one) {
            carry += u16::from(*byte) + u16::from(order);
            *byte = carry as u8;
            carry >>= 8;
        }
        assert!(!verify_recipient(&address, &[9; 32], &alias));
        // R with a part of small order, which a cofactor would clear.
        let r = point::decode(signature[..32].try_into().unwrap()).unwrap();
        for torsion in point::tests::small_order_points() {
            let mut moved = signature;
            moved[..32].copy_from_slice(&point::encode(&(r + torsion)));
            let same = moved == signature;
            assert_eq!(verify_recipient(&address, &[9; 32], &moved), same);
        }
    }

    #[test]
    fn the_owner_of_an_address_is_no_part_of_its_key() {
        // docs/protocol §14.5: a signature shows who reads what is encrypted to `pk_d`, and not that
        // `owner` is theirs.
        let (keys, mut rng) = (keys(), StdRng::seed_from_u64(3));
        let address = keys.external.address(0).unwrap();
        let signature =
            sign_as_recipient(&keys.external.ivk, &address, &[9; 32], &mut rng).unwrap();
        let other = Address { owner: Base::ONE, ..address };
        assert!(verify_recipient(&other, &[9; 32], &signature));
        let moved = Address { d: Diversifier([1; 11]), ..address };
        assert!(!verify_recipient(&moved, &[9; 32], &signature));
    }
}
