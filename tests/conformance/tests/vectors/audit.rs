//! audit.json: docs/protocol §5.4.

use serde_json::Value;
use shoji_conformance::{Check, Fields};
use shoji_shielded::{
    audit::{self, tag_base, AuditKey, AuditRecord},
    field::Base,
    point,
    poseidon::{hash, Domain},
};

pub fn tag(f: &Fields) -> Check {
    f.is("bits", 162)?;
    f.is_base("tag", &tag_base())
}

pub fn key(f: &Fields) -> Check {
    f.is_base("audit", &hash(Domain::AuditKey, &[f.base("k")?]))
}

pub fn account(f: &Fields) -> Check {
    let ak = point::coordinates(&f.point("ak")?);
    f.is_base("account", &audit::account(ak, f.base("audit")?))
}

/// What the auditor of a vector has.
fn audit_key(f: &Fields) -> Check<AuditKey> {
    Ok(AuditKey { k: f.base("k")?, account: f.base("account")? })
}

fn integers<T: std::str::FromStr>(f: &Fields, key: &str) -> Check<[T; 3]> {
    let read = f.list_of(key, |value| value.as_str()?.parse().ok())?;
    read.try_into().or_else(|_| f.wrong(key, "not three"))
}

pub fn words(f: &Fields) -> Check {
    let selectors = f.list_of("selectors", Value::as_bool)?;
    let [i1, i2, i3, o1, o2, o3] = selectors[..] else { return f.wrong("selectors", "not six") };
    let asset: u64 = f.integer("asset")?;
    let record = AuditRecord {
        input_values: integers(f, "input_values")?,
        output_values: integers(f, "output_values")?,
        fee: f.integer("fee")?,
        input_is_other: [i1, i2, i3],
        output_is_other: [o1, o2, o3],
        output_owners: f.base_array("owners")?,
        asset: Base::from(asset),
    };
    let key = audit_key(f)?;
    let (nfs, cms) = (f.base_array("nullifiers")?, f.base_array("commitments")?);
    f.is_bases("message", &record.to_words())?;
    let read = AuditRecord::from_words(&f.base_array("message")?);
    f.holds("message", read == Some(record), "read as another record")?;
    f.is_bases("stream", &audit::keystream(&key, &nfs, &cms))?;
    f.is_bases("words", &audit::encrypt(&record, &key, &nfs, &cms))?;
    let opened = audit::decrypt(&f.base_array("words")?, &key, &nfs, &cms);
    f.holds("words", opened == Some(record), "decrypted to another record")
}

pub fn decrypt(f: &Fields) -> Check {
    let (key, words) = (audit_key(f)?, f.base_array("words")?);
    let (nfs, cms) = (f.base_array("nullifiers")?, f.base_array("commitments")?);
    let Some(record) = f.verdict(audit::decrypt(&words, &key, &nfs, &cms))? else { return Ok(()) };
    f.is_bases("message", &record.to_words())?;
    f.is_bases("words", &audit::encrypt(&record, &key, &nfs, &cms))
}
