//! addresses.json: docs/protocol §2.4.

use bech32::{primitives::decode::CheckedHrpstring, Bech32m, Hrp};
use shoji_conformance::{Check, Fields};
use shoji_shielded::{
    address::{Address, Diversifier, Network},
    field::{to_bytes, Base},
    hash::b256,
    keys::{FullViewingKey, IncomingViewingKey},
    point,
};

const NETWORKS: [(&str, Network); 2] =
    [("production", Network::Production), ("development", Network::Development)];

/// The bytes that the text of an address carries.
fn payload(address: &Address) -> Vec<u8> {
    let owner = to_bytes(&address.owner);
    let pk_d = point::encode(&address.pk_d.into());
    [&[0x01], &address.d.0[..], &owner, &pk_d].concat()
}

/// `g_d` and the counter that gives it, which the crate does not show.
fn base_and_counter(d: &Diversifier) -> Option<(jubjub::SubgroupPoint, u8)> {
    let base = d.g_d()?;
    let counter = (0..=u8::MAX).find(|counter| {
        let bytes = b256(b"ShojiGroupHashGd", &[&d.0, &[*counter]]);
        point::decode_not_small_order(&bytes).is_some()
    })?;
    Some((base, counter))
}

pub fn diversified_base(f: &Fields) -> Check {
    let Some((base, counter)) = base_and_counter(&Diversifier(f.array("d")?)) else {
        return f.wrong("d", "has no base");
    };
    f.is_point("g_d", &base.into())?;
    f.is("counter", counter)
}

fn incoming(f: &Fields, key: &str) -> Check<IncomingViewingKey> {
    IncomingViewingKey::new(f.base(key)?).or_else(|error| f.wrong(key, format!("{error:?}")))
}

pub fn address(f: &Fields) -> Check {
    // Both kinds of address follow from their keys alike.
    f.flag("internal")?;
    let ivk = incoming(f, "ivk")?;
    let d = Diversifier::derive(&f.array("dk")?, f.integer("index")?);
    f.is_hex("d", d.0)?;
    f.is_base("d_element", &d.to_base())?;
    let Some((base, counter)) = base_and_counter(&d) else { return f.wrong("d", "has no base") };
    f.is("g_d_counter", counter)?;
    f.is_point("g_d", &base.into())?;
    f.is_hex("dec", ivk.dec().to_bytes())?;
    let address = ivk.address(d).or_else(|error| f.wrong("d", format!("{error:?}")))?;
    f.is_base("owner", &address.owner)?;
    f.is_base("owner", &ivk.owner(&d))?;
    f.is_point("pk_d", &address.pk_d.into())?;
    f.is_hex("bytes", payload(&address))?;
    for (key, network) in NETWORKS {
        f.is(key, address.encode(network))?;
        let read = Address::decode(f.text(key)?, network);
        f.holds(key, read == Ok(address), "read back as another address")?;
    }
    Ok(())
}

/// The network whose texts of a kind have this human-readable part.
fn network(f: &Fields, production: &str, development: &str) -> Check<Network> {
    match f.text("hrp")? {
        hrp if hrp == production => Ok(Network::Production),
        hrp if hrp == development => Ok(Network::Development),
        _ => f.wrong("hrp", "that of nothing"),
    }
}

pub fn decode(f: &Fields) -> Check {
    let network = network(f, "shoji", "shojidev")?;
    let text = f.text("string")?;
    let Some(address) = f.verdict(Address::decode(text, network).ok())? else { return Ok(()) };
    f.is_hex("bytes", payload(&address))?;
    f.is("string", address.encode(network)).or_else(|error| {
        // An address in upper case is the only other text of the same bytes.
        let upper = address.encode(network).to_uppercase() == text;
        upper.then_some(()).ok_or(error)
    })
}

/// The bare encoding that addresses and keys use.
pub fn bech32m(f: &Fields) -> Check {
    let text = f.text("string")?;
    let Ok(checked) = CheckedHrpstring::new::<Bech32m>(text) else {
        return f.wrong("string", "refused");
    };
    let hrp: Hrp = checked.hrp();
    f.is("hrp", hrp.to_lowercase())?;
    let bytes: Vec<u8> = checked.byte_iter().collect();
    f.is_hex("bytes", &bytes)?;
    let again = bech32::encode_lower::<Bech32m>(hrp, &bytes).unwrap_or_default();
    f.holds("string", again == text.to_lowercase(), "written as another text")
}

fn words(keys: &[Base]) -> Vec<u8> {
    let words = keys.iter().flat_map(to_bytes);
    std::iter::once(0x01).chain(words).collect()
}

pub fn incoming_viewing_key(f: &Fields) -> Check {
    let ivk = incoming(f, "ivk")?;
    f.is_hex("bytes", words(&[ivk.to_base()]))?;
    for (key, network) in NETWORKS {
        f.is(key, ivk.encode(network))?;
        let read = IncomingViewingKey::decode(f.text(key)?, network).ok();
        f.holds(key, read.as_ref() == Some(&ivk), "read back as another key")?;
    }
    Ok(())
}

pub fn full_viewing_key(f: &Fields) -> Check {
    let (ivk, ivk_int) = (incoming(f, "ivk")?, incoming(f, "ivk_int")?);
    let full = FullViewingKey { ivk, ivk_int, nk: f.base("nk")?, audit: f.base("audit")? };
    let elements = [full.ivk.to_base(), full.ivk_int.to_base(), full.nk, full.audit];
    f.is_hex("bytes", words(&elements))?;
    for (key, network) in NETWORKS {
        f.is(key, full.encode(network))?;
        let read = FullViewingKey::decode(f.text(key)?, network).ok();
        f.holds(key, read.as_ref() == Some(&full), "read back as another key")?;
    }
    Ok(())
}

pub fn incoming_viewing_key_decode(f: &Fields) -> Check {
    let network = network(f, "shojiivk", "shojidevivk")?;
    f.verdict(IncomingViewingKey::decode(f.text("string")?, network).ok()).map(drop)
}

pub fn full_viewing_key_decode(f: &Fields) -> Check {
    let network = network(f, "shojifvk", "shojidevfvk")?;
    f.verdict(FullViewingKey::decode(f.text("string")?, network).ok()).map(drop)
}
