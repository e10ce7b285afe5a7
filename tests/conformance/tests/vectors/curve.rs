//! jubjub.json and redjubjub.json: docs/protocol §1.1, §1.2, §6.2.

use rand::rand_core::{Infallible, TryCryptoRng, TryRng};
use redjubjub::{SigningKey, SpendAuth};
use sapling_crypto::constants::{PROOF_GENERATION_KEY_GENERATOR, SPENDING_KEY_GENERATOR};
use shoji_conformance::{Check, Fields};
use shoji_shielded::{point, signature};

pub fn generator(f: &Fields) -> Check {
    let generator = match f.text("person")? {
        "Zcash_G_" => {
            let same = point::generator() == SPENDING_KEY_GENERATOR;
            f.holds("person", same, "our generator is another")?;
            point::generator()
        }
        "Zcash_H_" => PROOF_GENERATION_KEY_GENERATOR,
        _ => return f.wrong("person", "unknown"),
    };
    let (u, v) = point::coordinates(&generator.into());
    f.is_point("bytes", &generator.into())?;
    f.is_base("u", &u)?;
    f.is_base("v", &v)
}

pub fn decode(f: &Fields) -> Check {
    let bytes = f.array("bytes")?;
    let Some(decoded) = f.verdict(point::decode(&bytes))? else {
        let large = point::decode_not_small_order(&bytes);
        return f.holds("bytes", large.is_none(), "accepted as not of small order");
    };
    f.is_point("bytes", &decoded)?;
    let (u, v) = point::coordinates(&decoded);
    f.is_base("u", &u)?;
    f.is_base("v", &v)?;
    f.is("small_order", bool::from(decoded.is_small_order()))?;
    f.is("small_order", point::decode_not_small_order(&bytes).is_none())?;
    f.is("prime_order", point::into_prime_order(&decoded).is_some())
}

pub fn add(f: &Fields) -> Check {
    let (a, b) = (f.point("a")?, f.point("b")?);
    f.is_point("sum", &(a + b))?;
    f.is_point("difference", &(a - b))
}

pub fn multiply(f: &Fields) -> Check {
    f.is_point("product", &(f.point("point")? * f.scalar("scalar")?))
}

pub fn randomize(f: &Fields) -> Check {
    let (ask, alpha) = (f.scalar("ask")?, f.scalar("alpha")?);
    let ak = point::generator() * ask;
    f.is_point("ak", &ak.into())?;
    f.is_hex("rsk", (ask + alpha).to_bytes())?;
    f.is_point("rk", &signature::randomize(&ak, &alpha).into())
}

/// A source of randomness that says what the vector says, once.
pub struct Given<'a>(pub &'a [u8]);

impl TryRng for Given<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        unreachable!("signing draws bytes")
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        unreachable!("signing draws bytes")
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        let (head, rest) = self.0.split_at(bytes.len());
        bytes.copy_from_slice(head);
        self.0 = rest;
        Ok(())
    }
}

impl TryCryptoRng for Given<'_> {}

pub fn sign(f: &Fields) -> Check {
    let (sk, message, nonce) = (f.scalar("sk")?, f.bytes("message")?, f.array::<80>("nonce")?);
    f.is_point("vk", &(point::generator() * sk).into())?;
    let made = match <[u8; 32]>::try_from(&message[..]) {
        Ok(sighash) => {
            // Split in two, as a wallet has it.
            let alpha = jubjub::Fr::from(77);
            let made = signature::sign(&(sk - alpha), &alpha, &sighash, &mut Given(&nonce));
            let valid = signature::verify(&f.array("vk")?, &sighash, &made);
            f.holds("signature", valid, "does not verify")?;
            made
        }
        // Shoji signs 32 bytes and nothing else; the scheme signs any.
        Err(_) => {
            let key = SigningKey::<SpendAuth>::from_bytes(&sk.to_bytes());
            let Ok(key) = key else { return f.wrong("sk", "not a signing key") };
            key.sign(Given(&nonce), &message).into()
        }
    };
    f.is_hex("signature", made)
}

pub fn verify(f: &Fields) -> Check {
    let (vk, message, signed) = (f.array("vk")?, f.array("message")?, f.array("signature")?);
    f.verdict(signature::verify(&vk, &message, &signed).then_some(())).map(drop)
}
