//! digest.json: docs/protocol §4.

use codec::Encode;
use serde_json::Value;
use shoji_conformance::{Check, Fields};
use shoji_shielded::digest::{PoolDigest, ENGINE_ID};

/// The variant of a header's digest item that a runtime deposits under an engine's name.
const CONSENSUS: u8 = 4;

pub fn digest(f: &Fields) -> Check {
    let mut digest = PoolDigest::new(f.array("root")?, f.integer("next_position")?);
    let effective = f.list_of("effective", |index| u32::try_from(index.as_u64()?).ok())?;
    effective.iter().for_each(|index| digest.set_outcome(*index));
    f.is("version", digest.version)?;
    f.is_hex("outcomes", &digest.outcomes)?;
    f.is("effective", digest.effective().map(Value::from).collect::<Vec<_>>())?;
    let extrinsics = f.number("extrinsics")?;
    let last = effective.last().copied().map_or(0, |last| u64::from(last) + 1);
    f.holds("extrinsics", last <= extrinsics, "fewer than those that took effect")?;
    let payload = digest.encode();
    f.is_hex("encoded", &payload)?;
    f.is_hex("digest_item", (CONSENSUS, ENGINE_ID, &payload).encode())?;
    let read = PoolDigest::from_payload(&f.bytes("encoded")?);
    f.holds("encoded", read == Some(digest), "read as another digest")
}

pub fn decode(f: &Fields) -> Check {
    f.verdict(PoolDigest::from_payload(&f.bytes("bytes")?)).map(drop)
}
