//! disclosures.json: docs/protocol §14.3 and the randomizers of §5.5.

use shoji_conformance::{array, Check, Fields};
use shoji_shielded::{
    address::{Address, Diversifier},
    disclosure::{verify_recipient, Role, Statement},
    field::Base,
    keys::SpendingKey,
    point::into_prime_order,
};

pub fn randomizer(f: &Fields) -> Check {
    let key = SpendingKey::from_bytes(f.array("sk")?);
    let key = key.or_else(|error| f.wrong("sk", format!("{error:?}")))?;
    let nullifiers = f.list_of("nullifiers", array::<32>)?.try_into();
    let nullifiers = nullifiers.or_else(|_| f.wrong("nullifiers", "not three"))?;
    f.is_hex("alpha", key.payment_alpha(&nullifiers).to_bytes())
}

pub fn statement(f: &Fields) -> Check {
    let number = |key: &str| {
        f.number(key)
            .and_then(|number| u32::try_from(number).or_else(|_| f.wrong(key, "too large")))
    };
    let output = number("output")?.try_into();
    let statement = Statement {
        role: if f.flag("recipient")? { Role::Recipient } else { Role::Sender },
        genesis: f.array("genesis_hash")?,
        block: f.array("block")?,
        extrinsic_index: number("extrinsic")?,
        bundle_id: f.array("bundle_id")?,
        output: output.or_else(|_| f.wrong("output", "too large"))?,
        plaintext: f.array("plaintext")?,
        pk_d: f.array("pk_d")?,
        verifier: f.text("verifier")?,
        nonce: &f.bytes("nonce")?,
    };
    f.is_hex("message", statement.message())
}

pub fn recipient(f: &Fields) -> Check {
    let Some(pk_d) = into_prime_order(&f.point("pk_d")?) else {
        return f.wrong("pk_d", "not of prime order");
    };
    // `owner` is no part of what is verified.
    let address = Address { d: Diversifier(f.array("d")?), owner: Base::zero(), pk_d };
    let signed = verify_recipient(&address, &f.array("message")?, &f.array("signature")?);
    f.verdict(signed.then_some(())).map(drop)
}
