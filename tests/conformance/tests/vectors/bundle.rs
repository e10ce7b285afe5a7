//! bundle.json: docs/protocol §6, and the rules of §7.1 that need neither the chain nor a proof.

use crate::{
    curve::Given,
    readers::Vectors,
    transfer::{call, read},
};
use codec::{DecodeAll, Encode};
use shoji_conformance::{array, Check, Fields};
use shoji_proofs::TRANSFER_VERSION;
use shoji_shielded::{
    bundle::{Bundle, CallKind, Output, Submission, BUNDLE_LEN},
    point,
    rules::Violation,
    sighash::{bundle_id, sighash},
    signature,
};

fn arrays<const N: usize>(f: &Fields, key: &str) -> Check<[[u8; 32]; N]> {
    f.list_of(key, array)?.try_into().or_else(|_| f.wrong(key, "another number"))
}

fn output(f: &Fields) -> Check<Output> {
    let output = Output {
        cm: f.array("cm")?,
        epk: f.array("epk")?,
        enc: f.array("enc")?,
        out: f.array("out")?,
    };
    f.done()?;
    Ok(output)
}

/// The bundle that a vector describes field by field, compared with its bytes.
fn described(f: &Fields) -> Check<Bundle> {
    let outputs = f.objects("outputs")?.iter().map(output).collect::<Check<Vec<_>>>()?;
    let Ok(circuit_version) = f.number("circuit_version")?.try_into() else {
        return f.wrong("circuit_version", "not 16 bits");
    };
    let bundle = Bundle {
        circuit_version,
        anchor: f.array("anchor")?,
        nullifiers: arrays(f, "nullifiers")?,
        outputs: outputs.try_into().or_else(|_| f.wrong("outputs", "not three"))?,
        asset_pub: f.integer("asset_pub")?,
        amount: f.integer("amount")?,
        fee: f.integer("fee")?,
        expiry: f.integer("expiry")?,
        rk: f.array("rk")?,
        audit_words: arrays(f, "audit_words")?,
        proof: f.array("proof")?,
        signature: f.array("signature")?,
    };
    f.is_hex("encoded", bundle.encode())?;
    let read = Bundle::decode_all(&mut &f.bytes("encoded")?[..]).ok();
    f.holds("encoded", read.as_ref() == Some(&bundle), "read as another bundle")?;
    Ok(bundle)
}

/// Compares the sighash and what follows from it.
fn named(f: &Fields, genesis: [u8; 32], bundle: &Bundle) -> Check<[u8; 32]> {
    let (kind, party) = (call(f)?, f.array("party")?);
    let hash = sighash(&genesis, kind, &party, bundle);
    f.is_hex("sighash", hash)?;
    // What the wallet RPC carries names the same call and party.
    let bundle = bundle.clone();
    let submission = match kind {
        CallKind::Shield => return Ok(hash),
        CallKind::Transfer => Submission::Transfer(bundle),
        CallKind::Unshield => Submission::Unshield { recipient: party, bundle },
    };
    let same = (submission.kind(), submission.party()) == (kind, party);
    f.holds("party", same, "a submission says another")?;
    Ok(hash)
}

pub fn encoding(f: &Fields) -> Check {
    let bundle = described(f)?;
    let hash = named(f, f.array("genesis_hash")?, &bundle)?;
    f.is_hex("bundle_id", bundle_id(&hash))
}

/// A bundle of a statement of transfer.json, with its keys.
pub fn signed(f: &Fields, all: &Vectors) -> Check {
    encoding(f)?;
    f.is("genesis_hash", all.files["bundle"]["genesis_hash"].clone())?;
    let bundle = described(f)?;
    let (ask, alpha) = (f.scalar("ask")?, f.scalar("alpha")?);
    let rk = signature::randomize(&(point::generator() * ask), &alpha);
    f.is_point("rk", &rk.into())?;
    let (hash, nonce) = (f.array("sighash")?, f.array::<80>("nonce")?);
    f.is_hex("signature", signature::sign(&ask, &alpha, &hash, &mut Given(&nonce)))?;

    let statement = all.find("transfer", "statement", "name", f.text("name")?)?;
    let (witness, public) = read(&Fields::new("its statement".into(), statement)?)?;
    f.holds("alpha", witness.alpha == alpha, "the statement has another")?;
    let parsed = bundle.parse().or_else(|error| f.wrong("encoded", error))?;
    f.holds("encoded", parsed.public_inputs(call(f)?) == public, "other public inputs")?;
    let failure = first_failure(&bundle, &f.array("genesis_hash")?, call(f)?, &f.array("party")?);
    f.holds("encoded", failure.is_none(), "breaks a rule")
}

pub fn length(f: &Fields) -> Check {
    let bytes = vec![0xff; f.number("length")? as usize];
    f.holds("length", bytes.len() != BUNDLE_LEN, "that of a bundle")?;
    f.verdict(Bundle::decode_all(&mut &bytes[..]).ok()).map(drop)
}

/// The first rule that fails, in the order of docs/protocol §7.1, of those that need neither the chain
/// nor a proof.
fn first_failure(
    bundle: &Bundle,
    genesis: &[u8; 32],
    kind: CallKind,
    party: &[u8; 32],
) -> Option<Violation> {
    if bundle.circuit_version != TRANSFER_VERSION {
        return Some(Violation::UnknownCircuit);
    }
    let checks = || {
        bundle.parse_fields()?;
        bundle.check_asset(kind)?;
        bundle.check_amount(kind)?;
        bundle.check_fee(kind)?;
        bundle.parse_points()?;
        let hash = sighash(genesis, kind, party, bundle);
        let valid = signature::verify(&bundle.rk, &hash, &bundle.signature);
        valid.then_some(()).ok_or(Violation::InvalidSignature)
    };
    checks().err()
}

/// Compares the rule that fails with the vector's.
fn judged(f: &Fields, failure: Option<Violation>) -> Check {
    if let Some(violation) = failure {
        f.is("code", violation.code())?;
        f.is("error", violation.name())?;
    }
    f.verdict(failure.is_none().then_some(())).map(drop)
}

pub fn rules(f: &Fields, all: &Vectors) -> Check {
    let base = all.find("bundle", "bundle", "name", f.text("base")?)?;
    let mut bytes = hex::decode(base["encoded"].as_str().unwrap_or_default()).unwrap_or_default();
    for run in f.objects("replaced")? {
        let (offset, new) = (run.number("offset")? as usize, run.bytes("bytes")?);
        let place = bytes.get_mut(offset..offset + new.len());
        run.holds("offset", place.is_some(), "past the end")?;
        place.into_iter().for_each(|place| place.copy_from_slice(&new));
        run.done()?;
    }
    let Ok(bundle) = Bundle::decode_all(&mut &bytes[..]) else {
        return f.wrong("base", "not a bundle");
    };
    let genesis = match f.find("genesis_hash") {
        Some(_) => f.array("genesis_hash")?,
        None => array(&all.files["bundle"]["genesis_hash"]).unwrap_or_default(),
    };
    named(f, genesis, &bundle)?;
    judged(f, first_failure(&bundle, &genesis, call(f)?, &f.array("party")?))
}

pub fn expiry(f: &Fields) -> Check {
    let any = Bundle::decode_all(&mut &[0; BUNDLE_LEN][..]);
    let Ok(any) = any else { return f.wrong("expiry", "zeros are no bundle") };
    let bundle = Bundle { expiry: f.integer("expiry")?, ..any };
    judged(f, bundle.check_expiry(f.integer("number")?).err())
}
