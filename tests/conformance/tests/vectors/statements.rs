//! statements.json: docs/protocol §12, by the primitives and the circuits' plain twins; the circuits
//! themselves judge each statement once, in `circuit.rs`.

use crate::transfer::path;
use codec::Encode;
use jubjub::AffinePoint;
use shoji_circuits::{
    statement::{
        HeldNote, HeldStatement, NoteWitness, PaidStatement, ReceivedNote, ReceivedStatement,
        SpenderWitness, SubjectWitness,
    },
    HeldWitness, NotesError, PaidWitness, ReceivedWitness,
};
use shoji_conformance::{Check, Fields};
use shoji_shielded::{
    address::Diversifier,
    asset::AssetId,
    digest::PoolDigest,
    field::{self, Base},
    grant::{commitment, Target},
    keys::{ScopeLabel, SpendingKey},
    note::Note,
    point,
    poseidon::{hash, Domain},
    signature,
    statement::{Held, Paid, Received, Span, HELD_CIRCUIT, PAID_CIRCUIT, RECEIVED_CIRCUIT},
};

fn span_of(f: &Fields) -> Check<Span> {
    let height = |key| {
        let height = f.number(key)?;
        height.try_into().or_else(|_| f.wrong(key, "no height"))
    };
    let (h_from, h_to) = (height("h_from")?, height("h_to")?);
    let (p_from, p_to) = (f.integer("p_from")?, f.integer("p_to")?);
    let span = Span { h_from, h_to, p_from, p_to, root: f.array("root")? };
    f.done()?;
    Ok(span)
}

pub fn span(f: &Fields) -> Check {
    let before = match f.value("before")?.is_null() {
        true => None,
        false => Some(PoolDigest::new([0; 32], f.integer("before")?)),
    };
    let last = PoolDigest::new(f.array("root")?, f.integer("next_position")?);
    let (h_from, h_to) = (f.number("h_from")? as u32, f.number("h_to")? as u32);
    let made = Span::new(h_from, before.as_ref(), h_to, &last);
    match f.verdict(made)? {
        Some(span) => f.is_hex("encoded", span.encode()),
        None => Ok(()),
    }
}

/// The randomized key and the subject, from the secrets of the owner.
fn owner(f: &Fields) -> Check<([u8; 32], Target)> {
    let key = match f.flag("audited")? {
        true => SpendingKey::audited_from_bytes(f.array("owner_sk")?),
        false => SpendingKey::from_bytes(f.array("owner_sk")?),
    };
    let wrong = |error| format!("{error:?}");
    let key = key.map_err(wrong)?;
    let label = ScopeLabel::new(f.text("label")?).map_err(wrong)?;
    let scope = key.scope(&label).map_err(wrong)?;
    let address = scope.external.address(f.integer("index")?).map_err(wrong)?;
    let rk = signature::randomize(&key.ak(), &f.scalar("alpha")?);
    let r = f.base("r")?;
    let subject = match r == Base::zero() {
        true => Target::Stated(address.to_payload()),
        false => Target::Hidden(commitment(&address, &r).ok_or("no base")?.to_bytes()),
    };
    Ok((point::encode(&rk.into()), subject))
}

/// What all three have: hash, id, `ctx` and public inputs.
fn compare<E: std::fmt::Debug>(
    f: &Fields,
    [hash, id]: [[u8; 32]; 2],
    ctx: Base,
    inputs: Result<Vec<Base>, E>,
) -> Check {
    f.is_hex("hash", hash)?;
    f.is_hex("id", id)?;
    f.is_base("ctx", &ctx)?;
    let inputs = inputs.or_else(|defect| f.wrong("encoded", format!("{defect:?}")))?;
    f.is_bases("public_inputs", &inputs)
}

fn read<T: Encode>(f: &Fields, decode: fn(&[u8]) -> Option<T>) -> Check<T> {
    let Some(read) = decode(&f.bytes("encoded")?) else { return f.wrong("encoded", "refused") };
    f.is_hex("encoded", read.encode())?;
    Ok(read)
}

pub fn received(f: &Fields) -> Check {
    let (genesis, own) = (f.array("genesis_hash")?, span_of(&f.object("own")?)?);
    let read = read(f, Received::from_bytes)?;
    f.holds("alpha", (read.rk, read.subject) == owner(f)?, "another rk or subject")?;
    f.holds("encoded", read.is_signed(&genesis), "the signature does not verify")?;
    let inputs = read.public_inputs(&genesis, &own);
    compare(f, [read.hash(&genesis), read.id(&genesis)], read.context(&genesis), inputs)
}

pub fn held(f: &Fields) -> Check {
    let genesis = f.array("genesis_hash")?;
    let read = read(f, Held::from_bytes)?;
    f.holds("alpha", (read.rk, read.subject) == owner(f)?, "another rk or subject")?;
    f.holds("encoded", read.is_signed(&genesis), "the signature does not verify")?;
    let inputs = read.public_inputs(&genesis, &f.array("own")?);
    compare(f, [read.hash(&genesis), read.id(&genesis)], read.context(&genesis), inputs)
}

pub fn paid(f: &Fields) -> Check {
    let (genesis, own) = (f.array("genesis_hash")?, span_of(&f.object("own")?)?);
    let read = read(f, Paid::from_bytes)?;
    let inputs = read.public_inputs(&genesis, &own);
    compare(f, [read.hash(&genesis), read.id(&genesis)], read.context(&genesis), inputs)
}

/// Bytes that verifiers refuse, and some that they do not.
pub fn refused(f: &Fields) -> Check {
    let genesis = f.array("genesis_hash")?;
    let own = |f: &Fields| span_of(&f.object("own")?);
    let (ctx, inputs) = match f.number("circuit")?.try_into() {
        Ok(RECEIVED_CIRCUIT) => {
            let read = read(f, Received::from_bytes)?;
            (read.context(&genesis), read.public_inputs(&genesis, &own(f)?))
        }
        Ok(HELD_CIRCUIT) => {
            let read = read(f, Held::from_bytes)?;
            (read.context(&genesis), read.public_inputs(&genesis, &f.array("own")?))
        }
        Ok(PAID_CIRCUIT) => {
            let read = read(f, Paid::from_bytes)?;
            (read.context(&genesis), read.public_inputs(&genesis, &own(f)?))
        }
        _ => return f.wrong("circuit", "no statement"),
    };
    f.is_base("ctx", &ctx)?;
    f.verdict(inputs.ok()).map(drop)
}

fn spender(f: &Fields) -> Check<SpenderWitness> {
    let pair = |key| f.base_array(key).map(|[u, v]: [Base; 2]| (u, v));
    let (u, v) = pair("ak")?;
    let subject = SubjectWitness {
        d: Diversifier(f.array("d")?),
        pk_d: pair("pk_d")?,
        g_d: pair("g_d")?,
        r: f.base("r")?,
    };
    let spender = SpenderWitness {
        ak: AffinePoint::from_raw_unchecked(u, v),
        alpha: f.scalar("alpha")?,
        nk: f.base("nk")?,
        audited: f.flag("b")?,
        k: f.base("k")?,
        subject,
    };
    f.done()?;
    Ok(spender)
}

/// The incoming viewing key of one side of the scope.
fn incoming(spender: &SpenderWitness, internal: bool) -> Base {
    let audit = if spender.audited { hash(Domain::AuditKey, &[spender.k]) } else { Base::zero() };
    let nk = if internal { hash(Domain::NkInternal, &[spender.nk]) } else { spender.nk };
    hash(Domain::Ivk, &[spender.ak.get_u(), spender.ak.get_v(), nk, audit])
}

/// A note, with the own nodes of its path filled in.
fn note(f: &Fields, asset: AssetId, owner: Base) -> Check<NoteWitness> {
    let (value, rcm) = (f.integer("value")?, f.base("rcm")?);
    let path = path(f, Note { asset, value, owner, rcm }.commitment())?;
    f.done()?;
    Ok(NoteWitness { value, rcm, path })
}

fn small<T: TryFrom<u128>>(f: &Fields, element: Base) -> Check<T> {
    let bytes = field::to_bytes(&element);
    let (low, high) = bytes.split_at(16);
    let low = low.try_into().map(u128::from_le_bytes).ok();
    let small = low.filter(|_| high == [0; 16]).and_then(|low| low.try_into().ok());
    small.map_or_else(|| f.wrong("public_inputs", "an integer that is too large"), Ok)
}

fn asset(f: &Fields, element: Base) -> Check<AssetId> {
    let asset = AssetId::from_wire(small(f, element)?);
    asset.map_or_else(|| f.wrong("public_inputs", "no asset"), Ok)
}

/// The rule of docs/protocol §12.3 to §12.5 that an error is about.
fn rule(error: &NotesError, kind: &str) -> &'static str {
    use NotesError::*;
    match error {
        KeyNotOnCurve | KeyOfSmallOrder | RandomizedKeyMismatch => "S1",
        SubjectMismatch => "S3",
        PathWithoutNote { .. } | NotInTree { .. } if kind == "paid" => "P2",
        PathWithoutNote { .. } | NotInTree { .. } => "N2",
        PaddingWithValue { .. } => "R2",
        OutOfOrder { .. } | BeyondRange => "R3",
        OutsideRange => "P3",
        NullifierMismatch { .. } => "H2",
        BelowThreshold if kind == "paid" => "P1",
        BelowThreshold => "N3",
    }
}

fn judge(f: &Fields, kind: &str, checked: Result<(), NotesError>) -> Check {
    if let Err(error) = &checked {
        let failing = f.list_of("failing", |rule| rule.as_str().map(str::to_owned))?;
        let found = failing.iter().any(|other| other == rule(error, kind));
        f.holds("failing", found, "the twin refuses for another reason")?;
    }
    f.verdict(checked.ok()).map(drop)
}

/// A statement of two notes and its witness.
pub fn received_case(f: &Fields) -> Check<(ReceivedWitness<2>, ReceivedStatement)> {
    let [commitment, root, from, to, a, threshold, ctx, u, v] = f.base_array("public_inputs")?;
    let (asset, threshold) = (asset(f, a)?, small(f, threshold)?);
    let (from, to) = (small(f, from)?, small(f, to)?);
    let rk = (u, v);
    let statement = ReceivedStatement { commitment, root, from, to, asset, threshold, ctx, rk };
    f.is_bases("public_inputs", &statement.public_inputs())?;
    let spender = spender(&f.object("spender")?)?;
    let ivk = incoming(&spender, false);
    let notes = f.objects("notes")?.into_iter().map(|f| {
        let (d, counts) = (Diversifier(f.array("d")?), f.flag("counts")?);
        let owner = hash(Domain::Owner, &[ivk, d.to_base()]);
        Ok(ReceivedNote { d, counts, note: note(&f, asset, owner)? })
    });
    let notes = notes.collect::<Check<Vec<_>>>()?.try_into();
    let notes = notes.or_else(|_| f.wrong("notes", "not two"))?;
    Ok((ReceivedWitness { spender, notes }, statement))
}

pub fn received_rules(f: &Fields) -> Check {
    let (witness, statement) = received_case(f)?;
    judge(f, "received", witness.check(&statement))
}

/// As [`received_case`].
pub fn held_case(f: &Fields) -> Check<(HeldWitness<2>, HeldStatement<2>)> {
    let [commitment, root, a, threshold, nf_1, nf_2, ctx, u, v] = f.base_array("public_inputs")?;
    let (asset, threshold) = (asset(f, a)?, small(f, threshold)?);
    let (nullifiers, rk) = ([nf_1, nf_2], (u, v));
    let statement = HeldStatement { commitment, root, asset, threshold, nullifiers, ctx, rk };
    f.is_bases("public_inputs", &statement.public_inputs())?;
    let spender = spender(&f.object("spender")?)?;
    let ivks = [incoming(&spender, false), incoming(&spender, true)];
    let notes = f.objects("notes")?.into_iter().map(|f| {
        let (d, internal) = (Diversifier(f.array("d")?), f.flag("internal")?);
        let owner = hash(Domain::Owner, &[ivks[usize::from(internal)], d.to_base()]);
        Ok(HeldNote { d, internal, note: note(&f, asset, owner)? })
    });
    let notes = notes.collect::<Check<Vec<_>>>()?.try_into();
    let notes = notes.or_else(|_| f.wrong("notes", "not two"))?;
    Ok((HeldWitness { spender, notes }, statement))
}

pub fn held_rules(f: &Fields) -> Check {
    let (witness, statement) = held_case(f)?;
    judge(f, "held", witness.check(&statement))
}

/// As [`received_case`], of one note.
pub fn paid_case(f: &Fields) -> Check<(PaidWitness, PaidStatement)> {
    let [owner, root, from, to, a, threshold, ctx] = f.base_array("public_inputs")?;
    let (asset, threshold) = (asset(f, a)?, small(f, threshold)?);
    let (from, to) = (small(f, from)?, small(f, to)?);
    let statement = PaidStatement { owner, root, from, to, asset, threshold, ctx };
    f.is_bases("public_inputs", &statement.public_inputs())?;
    let [given] = &f.objects("notes")?[..] else { return f.wrong("notes", "not one") };
    Ok((note(given, asset, owner)?, statement))
}

pub fn paid_rules(f: &Fields) -> Check {
    let (witness, statement) = paid_case(f)?;
    judge(f, "paid", witness.check(&statement))
}
