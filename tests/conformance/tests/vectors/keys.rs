//! keys.json and bip39.json: docs/protocol §2.1 to §2.3.

use bip39::{Language, Mnemonic};
use serde_json::Value;
use shoji_conformance::{Check, Fields};
use shoji_shielded::{
    hash::b512,
    keys::{ScopeLabel, SpendingKey},
    point,
};

/// English words in any case, separated by any white space.
fn parse(text: &str) -> Option<Mnemonic> {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    Mnemonic::parse_in_normalized(Language::English, &words).ok()
}

pub fn published_mnemonic(f: &Fields) -> Check {
    let text = f.text("mnemonic")?;
    let Some(mnemonic) = parse(text) else { return f.wrong("mnemonic", "refused") };
    f.is("mnemonic", mnemonic.to_string())?;
    f.is_hex("seed", mnemonic.to_seed_normalized(f.text("passphrase")?))
}

pub fn mnemonic(f: &Fields) -> Check {
    let Some(mnemonic) = f.verdict(parse(f.text("mnemonic")?))? else { return Ok(()) };
    let seed = mnemonic.to_seed_normalized("");
    f.is_hex("seed", seed)?;
    let master = b512(b"ShojiMasterSeed_", &[&seed]);
    f.is_hex("master_sk", &master[..32])?;
    f.is_hex("master_chain_code", &master[32..])
}

pub fn path(f: &Fields) -> Check {
    let seed = f.bytes("seed")?;
    let Ok(account) = u32::try_from(f.number("account")?) else {
        return f.wrong("account", "not 32 bits");
    };
    let plain = SpendingKey::from_seed(&seed, account).ok();
    let other = SpendingKey::audited_from_seed(&seed, account).ok();
    f.holds("account", plain.is_some() == other.is_some(), "one kind of account has a key")?;
    let Some((plain, other)) = f.verdict(plain.zip(other))? else { return Ok(()) };
    let audited = f.flag("audited")?;
    let key = if audited { other } else { plain };
    let mut path = vec![None, Some(32), Some(1517), Some(account)];
    path.extend(audited.then_some(Some(1)));
    let steps = f.objects("steps")?;
    f.holds("steps", steps.len() == path.len(), "too few or too many")?;
    let mut node = b512(b"ShojiMasterSeed_", &[&seed]);
    for (step, index) in steps.iter().zip(path) {
        if let Some(index) = index {
            let hardened = (index + (1 << 31)).to_le_bytes();
            node = b512(b"ShojiChildKey___", &[&node[32..], &node[..32], &hardened]);
        }
        step.is_hex("sk", &node[..32])?;
        step.is_hex("chain_code", &node[32..])?;
        step.done()?;
    }
    f.is_hex("sk", &node[..32])?;
    // The key does not show its bytes, so what follows from them is compared.
    let same = spending_key(f)?;
    let equal = *key.ask() == *same.ask() && *key.dummy_root() == *same.dummy_root();
    f.holds("sk", equal && key.audit() == same.audit(), "the key of the seed is another")
}

/// The account of `sk` and `audited`.
fn spending_key(f: &Fields) -> Check<SpendingKey> {
    let key = match f.flag("audited")? {
        true => SpendingKey::audited_from_bytes(f.array("sk")?),
        false => SpendingKey::from_bytes(f.array("sk")?),
    };
    key.or_else(|error| f.wrong("sk", format!("{error:?}")))
}

pub fn account(f: &Fields) -> Check {
    let key = spending_key(f)?;
    let viewing = key.viewing_key();
    f.is_hex("ask", key.ask().to_bytes())?;
    f.is_point("ak", &viewing.ak.into())?;
    f.is_point("ak", &key.ak().into())?;
    let (u, v) = point::coordinates(&viewing.ak.into());
    f.is_base("ak_u", &u)?;
    f.is_base("ak_v", &v)?;
    f.is_base("vr", &viewing.vr)?;
    f.is_hex("dk_root", viewing.dk_root)?;
    f.is_hex("dummy_root", *key.dummy_root())?;
    match key.audit_key() {
        Some(key) => f.is_base("k", &key.k)?,
        None => f.is("k", Value::Null)?,
    }
    f.is_base("audit", &viewing.audit)?;
    f.is_base("audit", &key.audit())
}

fn read_label(bytes: &[u8]) -> Option<ScopeLabel> {
    ScopeLabel::new(std::str::from_utf8(bytes).ok()?).ok()
}

pub fn scope(f: &Fields) -> Check {
    let label = f.verdict(read_label(&f.bytes("label_bytes")?))?;
    let Some(label) = label else { return Ok(()) };
    f.is("label", label.as_str())?;
    let account = spending_key(f)?;
    let Ok(keys) = account.scope(&label) else { return f.wrong("label", "the scope has no keys") };
    f.is_base("scope", &label.to_base())?;
    let sides = [
        (&keys.external, ["nk", "ivk", "dec", "dk"]),
        (&keys.internal, ["nk_int", "ivk_int", "dec_int", "dk_int"]),
    ];
    for (side, [nk, ivk, dec, dk]) in sides {
        f.is_base(nk, &side.nk)?;
        f.is_base(ivk, &side.ivk.to_base())?;
        f.is_hex(dec, side.ivk.dec().to_bytes())?;
        f.is_hex(dk, side.dk)?;
    }
    f.is_hex("ovk", keys.ovk)?;
    // What an auditor gets leads to the same keys.
    let full = keys.full_viewing_key();
    f.is_base("nk_int", &full.nk_int())?;
    f.is_hex("ovk", full.ovk())?;
    f.holds("audited", full.audit == account.audit(), "the viewing key's audit is another")
}

pub fn label(f: &Fields) -> Check {
    f.verdict(read_label(&f.bytes("label_bytes")?)).map(drop)
}
