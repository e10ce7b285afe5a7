//! transfer.json: the statement of docs/protocol §5.1 to §5.3, by its plain twin.

use crate::readers::Vectors;
use ff::Field;
use serde_json::Value;
use shoji_circuits::{
    transfer::{NOTES, PUBLIC_INPUTS},
    StatementError, TransferInput, TransferOutput, TransferWitness,
};
use shoji_conformance::{base, Check, Fields};
use shoji_shielded::{
    address::Diversifier,
    audit::{self, AuditKey, AuditRecord},
    bundle::CallKind,
    field::{from_u128, Base},
    keys::IncomingViewingKey,
    note::Note,
    poseidon::{hash, Domain},
    tree::{digit, hash_node, Path, ARITY, CAPACITY, DEPTH},
    validate::v_pub,
};
use std::collections::BTreeSet;

/// The call of the field `call`.
pub fn call(f: &Fields) -> Check<CallKind> {
    let name = f.text("call")?;
    let kinds = [CallKind::Shield, CallKind::Transfer, CallKind::Unshield];
    let found = kinds.into_iter().find(|kind| kind.name() == name);
    found.map_or_else(|| f.wrong("call", "unknown"), Ok)
}

/// A decimal integer as an element of `F`.
fn decimal(f: &Fields, key: &str) -> Check<Base> {
    let digits = f.text(key)?.bytes().map(|byte| byte.wrapping_sub(b'0'));
    let sum =
        digits.fold(Base::ZERO, |sum, digit| sum * Base::from(10) + Base::from(u64::from(digit)));
    f.holds(key, f.text(key)?.bytes().all(|byte| byte.is_ascii_digit()), "not a number")?;
    Ok(sum)
}

/// What follows from the siblings: the path with the own nodes at their places.
pub fn path(f: &Fields, mut node: Base) -> Check<Path> {
    let position = f.integer("position")?;
    f.holds("position", position < CAPACITY, "beyond the tree")?;
    let groups = f.list_of("siblings", |group| {
        let group: Vec<Base> = group.as_array()?.iter().map(base).collect::<Option<_>>()?;
        <[Base; ARITY - 1]>::try_from(group).ok()
    })?;
    f.holds("siblings", groups.len() == DEPTH, "not 20 groups")?;
    let mut children = [[Base::ZERO; ARITY]; DEPTH];
    for (level, (group, siblings)) in children.iter_mut().zip(&groups).enumerate() {
        let own = digit(position, level);
        group[..own].copy_from_slice(&siblings[..own]);
        group[own] = node;
        group[own + 1..].copy_from_slice(&siblings[own..]);
        node = hash_node(*group);
    }
    Ok(Path { children, position })
}

/// What all notes of a witness have in common.
struct Common {
    ak: (Base, Base),
    audit: Base,
    asset: Base,
}

fn input(f: &Fields, common: &Common) -> Check<TransferInput> {
    let (nk, rcm, d) = (f.base("nk")?, f.base("rcm")?, Diversifier(f.array("d")?));
    let (is_other, value) = (f.flag("selector")?, f.integer("value")?);
    // The note by the protocol's own functions, so that its path can be filled up.
    let ivk = hash(Domain::Ivk, &[common.ak.0, common.ak.1, nk, common.audit]);
    let Ok(key) = IncomingViewingKey::new(ivk) else { return f.wrong("nk", "refused") };
    let asset = if is_other { common.asset } else { Base::ONE };
    let cm = hash(Domain::Note, &[asset, from_u128(value), key.owner(&d), rcm]);
    let path = path(f, cm)?;
    f.done()?;
    Ok(TransferInput { nk, d, is_other, value, rcm, path })
}

fn output(f: &Fields) -> Check<TransferOutput> {
    let (owner, rcm) = (f.base("owner")?, f.base("rcm")?);
    let (is_other, value) = (f.flag("selector")?, f.integer("value")?);
    let native = Note { asset: shoji_shielded::asset::AssetId::NATIVE, value, owner, rcm };
    let same = hash(Domain::Note, &[Base::ONE, from_u128(value), owner, rcm]);
    f.holds("value", native.commitment() == same, "two formulas of one commitment")?;
    f.done()?;
    Ok(TransferOutput { is_other, value, owner, rcm })
}

fn three<T>(f: &Fields, key: &str, read: impl Fn(&Fields) -> Check<T>) -> Check<[T; NOTES]> {
    let notes = f.objects(key)?.iter().map(read).collect::<Check<Vec<T>>>()?;
    notes.try_into().or_else(|_| f.wrong(key, "not three"))
}

/// The witness and the public inputs of a statement.
pub fn read(f: &Fields) -> Check<(TransferWitness, [Base; PUBLIC_INPUTS])> {
    let public: [Base; PUBLIC_INPUTS] = f.base_array("public_inputs")?;
    let w = f.object("witness")?;
    let ak = jubjub::AffinePoint::from(w.point("ak")?);
    let asset = decimal(&w, "asset")?;
    let common = Common { ak: (ak.get_u(), ak.get_v()), audit: w.base("audit")?, asset };
    // The fee is a public input; here it is what the chain builds that input from.
    let fee = public[9].to_bytes()[..8].try_into().map(u64::from_le_bytes).unwrap_or_default();
    f.holds("public_inputs", Base::from(fee) == public[9], "the fee has more than 64 bits")?;
    let witness = TransferWitness {
        ak,
        alpha: w.scalar("alpha")?,
        audit: common.audit,
        k: w.base("k")?,
        asset,
        inputs: three(&w, "inputs", |note| input(note, &common))?,
        outputs: three(&w, "outputs", output)?,
        anchor: public[0],
        asset_pub: public[7],
        v_pub: public[8],
        fee,
    };
    w.done()?;
    Ok((witness, public))
}

/// The public inputs that the chain builds from the call.
fn public_side(f: &Fields, public: &[Base; PUBLIC_INPUTS]) -> Check {
    let (call, amount) = (call(f)?, f.integer("amount")?);
    f.holds("amount", amount == 0 || call != CallKind::Transfer, "an amount in a transfer")?;
    let v_pub = v_pub(call, amount);
    f.holds("amount", public[8] == v_pub, "v_pub is another")?;
    f.holds("asset_pub", public[7] == decimal(f, "asset_pub")?, "asset_pub is another")?;
    f.holds("fee", public[9] == decimal(f, "fee")?, "the fee is another")
}

fn words(witness: &TransferWitness, public: &[Base; PUBLIC_INPUTS]) -> [Base; 8] {
    let (inputs, outputs) = (witness.inputs.each_ref(), witness.outputs.each_ref());
    let record = AuditRecord {
        input_values: inputs.map(|note| note.value),
        output_values: outputs.map(|note| note.value),
        fee: witness.fee,
        input_is_other: inputs.map(|note| note.is_other),
        output_is_other: outputs.map(|note| note.is_other),
        output_owners: outputs.map(|note| note.owner),
        asset: witness.asset,
    };
    let [_, nf1, nf2, nf3, cm1, cm2, cm3, ..] = *public;
    let ak = (witness.ak.get_u(), witness.ak.get_v());
    let key = AuditKey { k: witness.k, account: audit::account(ak, witness.audit) };
    audit::encrypt(&record, &key, &[nf1, nf2, nf3], &[cm1, cm2, cm3])
}

/// The rules that define a public input.
const DEFINING: [&str; 4] = ["I3", "O1", "A2", "U2"];

/// Those of them that these public inputs break.
fn broken(witness: &TransferWitness, public: &[Base; PUBLIC_INPUTS]) -> BTreeSet<&'static str> {
    let derived = witness.public_inputs();
    let words = words(witness, public);
    let differ = [
        derived[1..4] != public[1..4],
        derived[4..7] != public[4..7],
        derived[10..12] != public[10..12],
        words != public[12..],
    ];
    DEFINING.into_iter().zip(differ).filter_map(|(rule, differs)| differs.then_some(rule)).collect()
}

/// The rule that an error of the plain twin names.
fn rule(error: StatementError) -> &'static str {
    match error {
        StatementError::PathWithoutNote { .. } => "the path, which is made to hold the note",
        StatementError::NotInTree { .. } => "I4",
        StatementError::Unbalanced => "B1",
        StatementError::LanesUnbalanced => "B2",
        StatementError::PublicAssetMismatch => "B3",
        StatementError::KeyNotOnCurve | StatementError::KeyOfSmallOrder => "A1",
        StatementError::AuditKeyMismatch => "U1",
    }
}

pub fn statement(f: &Fields) -> Check {
    let (witness, public) = read(f)?;
    public_side(f, &public)?;
    f.is_bases("public_inputs", &witness.public_inputs())?;
    let broken = broken(&witness, &public);
    f.holds("public_inputs", broken.is_empty(), "the audit words are others")?;
    f.verdict(witness.check().ok()).map(drop)
}

/// The statement that a vector of the kind `changed` describes.
pub fn apply(f: &Fields, all: &Vectors) -> Check<Value> {
    let mut copy = all.find("transfer", "statement", "name", f.text("base")?)?.clone();
    for change in f.objects("changes")? {
        let Some(place) = copy.pointer_mut(change.text("pointer")?) else {
            return change.wrong("pointer", "leads nowhere");
        };
        *place = change.value("value")?.clone();
        change.done()?;
    }
    Ok(copy)
}

pub fn changed(f: &Fields, all: &Vectors) -> Check {
    let statement = apply(f, all)?;
    let (witness, public) = read(&Fields::new("the changed statement".into(), &statement)?)?;
    let failing = f.list_of("failing", |rule| Some(rule.as_str()?.to_owned()))?;
    let expected = |rule: &str| failing.iter().any(|other| other == rule);
    let broken = broken(&witness, &public);
    for rule in DEFINING {
        f.holds("failing", broken.contains(rule) == expected(rule), rule)?;
    }
    let checked = witness.check();
    // The twin stops at the first condition that fails; the others that the vector names are for it.
    let others = failing.iter().any(|rule| !DEFINING.contains(&rule.as_str()));
    f.holds("failing", checked.is_err() == others, "the plain statement judges otherwise")?;
    if let Err(error) = checked {
        f.holds("failing", expected(rule(error)), rule(error))?;
    }
    f.verdict((checked.is_ok() && broken.is_empty()).then_some(())).map(drop)
}
