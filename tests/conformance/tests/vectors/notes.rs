//! notes.json: docs/protocol §3.1 to §3.3 and the seeds of §5.5.

use serde_json::Value;
use shoji_conformance::{array, Check, Fields};
use shoji_shielded::{
    address::Diversifier,
    asset::AssetId,
    field::Base,
    hash::b256,
    keys::{ScopeLabel, SpendingKey},
    memo::Memo,
    note::{nullifier, Note, Rseed},
    plaintext::{CompactPlaintext, NotePlaintext, COMPACT_LEN},
};

/// The asset of the field `asset`.
pub fn asset_of(f: &Fields) -> Check<AssetId> {
    match AssetId::from_wire(f.integer("asset")?) {
        Some(asset) => Ok(asset),
        None => f.wrong("asset", "refused"),
    }
}

pub fn asset(f: &Fields) -> Check {
    let word: u64 = f.integer("asset")?;
    f.is_hex("bytes", word.to_le_bytes())?;
    f.is_base("element", &Base::from(word))?;
    let Some(asset) = f.verdict(AssetId::from_wire(word))? else { return Ok(()) };
    f.is_base("element", &asset.to_base())?;
    let parts = asset.id_and_generation();
    let same =
        parts.map_or(word < 2, |(id, generation)| AssetId::new(id, generation) == Some(asset));
    f.holds("asset", same && asset.to_wire() == word, "its parts make another asset")
}

pub fn note(f: &Fields) -> Check {
    let note = Note {
        asset: asset_of(f)?,
        value: f.integer("value")?,
        owner: f.base("owner")?,
        rcm: f.base("rcm")?,
    };
    f.is_base("cm", &note.commitment())?;
    let nf = nullifier(&f.base("nk")?, &f.base("cm")?, f.integer("position")?);
    f.is_base("nf", &nf)
}

/// A note of a wallet's own, from the account key to the nullifier.
pub fn own_note(f: &Fields) -> Check {
    let label = ScopeLabel::new(f.text("label")?).ok();
    let account = SpendingKey::from_bytes(f.array("sk")?).ok();
    let scope = account.zip(label).and_then(|(account, label)| account.scope(&label).ok());
    let Some(scope) = scope else { return f.wrong("sk", "has no such scope") };
    let side = if f.flag("internal")? { &scope.internal } else { &scope.external };
    let Ok(address) = side.address(f.integer("index")?) else { return f.wrong("index", "refused") };
    let note = Note {
        asset: asset_of(f)?,
        value: f.integer("value")?,
        owner: address.owner,
        rcm: Rseed(f.array("rseed")?).rcm(),
    };
    f.is_hex("d", address.d.0)?;
    f.is_base("owner", &address.owner)?;
    f.is_base("cm", &note.commitment())?;
    f.is_base("nk", &side.nk)?;
    f.is_base("nf", &nullifier(&side.nk, &note.commitment(), f.integer("position")?))
}

pub fn rseed(f: &Fields) -> Check {
    let rseed = Rseed(f.array("rseed")?);
    f.is_base("rcm", &rseed.rcm())?;
    let parts = rseed.esk().zip(Diversifier(f.array("d")?).g_d());
    let Some((esk, g_d)) = parts else { return f.wrong("rseed", "refused") };
    f.is_hex("esk", esk.to_bytes())?;
    f.is_point("g_d", &g_d.into())?;
    f.is_point("epk", &(g_d * esk).into())
}

/// A memo as it is written.
pub fn memo(f: &Fields) -> Check {
    // A text that is null is no memo.
    let text = f.value("text")?.as_str().unwrap_or_default();
    let Some(memo) = f.verdict(Memo::from_text(text).ok())? else { return Ok(()) };
    f.is_hex("bytes", memo.as_bytes())?;
    f.holds("text", memo.text().unwrap_or_default() == text, "read back as another text")
}

/// A memo as it is read.
pub fn memo_text(f: &Fields) -> Check {
    let text = Memo::from_bytes(f.array("bytes")?).text();
    f.is("text", text.map_or(Value::Null, Value::from))
}

/// The plaintext that a vector describes field by field.
pub fn described(f: &Fields) -> Check<NotePlaintext> {
    let compact = CompactPlaintext {
        d: Diversifier(f.array("d")?),
        asset: asset_of(f)?,
        value: f.integer("value")?,
        rseed: Rseed(f.array("rseed")?),
        owner: f.base("owner")?,
    };
    Ok(NotePlaintext { compact, memo: Memo::from_bytes(f.array("memo")?) })
}

pub fn plaintext(f: &Fields) -> Check {
    let whole = array(f.value("bytes")?);
    let read = whole.and_then(|bytes| NotePlaintext::from_bytes(&bytes));
    let Some(read) = f.verdict(read)? else { return Ok(()) };
    let plaintext = described(f)?;
    f.holds("bytes", read == plaintext, "read as another plaintext")?;
    f.is_hex("bytes", plaintext.to_bytes())?;
    f.is_hex("compact", plaintext.compact.to_bytes())?;
    let compact = CompactPlaintext::from_bytes(&f.array::<COMPACT_LEN>("compact")?);
    f.holds("compact", compact == Some(plaintext.compact), "read as another plaintext")
}

/// The keys of the two streams of docs/protocol §5.5. The wallet's functions are its own; the formula
/// is what other code could get wrong.
pub fn dummy_seed(f: &Fields) -> Check {
    let mut nullifiers = f.list_of("nullifiers", array::<32>)?;
    nullifiers.sort_unstable();
    let Ok(draws) = u8::try_from(f.number("draws")?) else { return f.wrong("draws", "not a byte") };
    let (root, salt) = (f.array::<32>("dummy_root")?, f.integer::<u64>("salt")?.to_le_bytes());
    let seed = |stream: u8, payment: &[u8]| {
        let parts: [&[u8]; 5] =
            [&[stream, draws], &root, nullifiers.as_flattened(), &salt, payment];
        b256(b"ShojiDummySeed__", &parts)
    };
    f.is_hex("inputs_seed", seed(0, &[]))?;
    f.is_hex("outputs_seed", seed(1, &f.array::<32>("payment")?))
}
