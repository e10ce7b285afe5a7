//! outflow.json: docs/protocol §13, by the primitives, the circuit's plain twin and the circuit.

use codec::{Decode, Encode};
use jubjub::AffinePoint;
use serde_json::Value;
use shoji_circuits::{
    outflow::{
        Claim, OutflowAccount, OutflowBundle, OutflowStatement, OwnOutput, BUNDLES, PUBLIC_INPUTS,
    },
    system::System,
    OutflowCircuit, OutflowStatementError, OutflowWitness,
};
use shoji_conformance::{Check, Fields};
use shoji_shielded::{
    address::Diversifier,
    asset::AssetId,
    audit::AuditKey,
    field::{from_u128, to_bytes, Base},
    grant::{commitment, Target},
    keys::{KeyError, ScopeLabel, SpendingKey},
    outflow::{digest, left, BundleWords, Outflow, OutflowChunk, OutflowRecord},
    point, signature,
};

fn words(f: &Fields) -> Check<BundleWords> {
    let [n1, n2, n3, c1, c2, c3, audit_words @ ..] = f.base_array::<14>("words")?;
    Ok(BundleWords {
        nullifiers: [n1, n2, n3],
        commitments: [c1, c2, c3],
        audit_words,
        shield: f.flag("shield")?,
    })
}

fn asset(f: &Fields) -> Check<AssetId> {
    let asset = AssetId::from_wire(f.integer("asset")?);
    asset.map_or_else(|| f.wrong("asset", "denotes nothing"), Ok)
}

pub fn bundle(f: &Fields) -> Check {
    let (words, asset) = (words(f)?, asset(f)?);
    let key = AuditKey { k: f.base("k")?, account: f.base("account")? };
    let own = f.list_of("own", Value::as_bool)?;
    let own: [bool; 3] = own.try_into().or_else(|_| f.wrong("own", "not three"))?;
    let record = OutflowRecord::read(&words, &key);
    f.is("record", record != OutflowRecord::Foreign)?;
    let left = match record {
        OutflowRecord::Own(record) => left(&record, &own, words.shield, asset),
        OutflowRecord::Foreign | OutflowRecord::Malformed => Base::zero(),
    };
    f.is_base("left", &left)?;
    f.is_base("digest_out", &digest(f.base("digest_in")?, &[words]))
}

/// A bundle and what is said to be own of it.
fn claimed(f: &Fields) -> Check<OutflowBundle> {
    let mut bundle = OutflowBundle::foreign(words(f)?);
    for own in f.objects("own")? {
        let output = own.number("output")?;
        let keys =
            OwnOutput { claimed: true, nk: own.base("nk")?, d: Diversifier(own.array("d")?) };
        match bundle.own.get_mut(output as usize) {
            Some(place) if !place.claimed => *place = keys,
            _ => return own.wrong("output", "not one of three, or twice"),
        }
        own.done()?;
    }
    f.done()?;
    Ok(bundle)
}

fn bundles(f: &Fields) -> Check<Vec<OutflowBundle>> {
    f.objects("bundles")?.iter().map(claimed).collect()
}

fn wrong<T>(f: &Fields, key: &str, error: KeyError) -> Check<T> {
    f.wrong(key, format!("{error:?}"))
}

pub fn outflow(f: &Fields) -> Check {
    let genesis = f.array("genesis_hash")?;
    let bytes = f.bytes("encoded")?;
    let read = Outflow::decode(&mut &bytes[..]).or_else(|error| f.wrong("encoded", error))?;
    f.is_hex("encoded", read.encode())?;
    let owner = SpendingKey::audited_from_bytes(f.array("sk")?);
    let owner = owner.or_else(|error| wrong(f, "sk", error))?;
    let scope = owner.scope(&ScopeLabel::default()).or_else(|error| wrong(f, "sk", error))?;
    let address = scope.external.address(f.integer("index")?);
    let address = address.or_else(|error| wrong(f, "index", error))?;
    let (alpha, r) = (f.scalar("alpha")?, f.base("r")?);
    let audit = owner.audit_key().ok_or("an audited account has an audit key")?;
    let (viewing, nk) = (owner.viewing_key(), scope.external.nk);
    let account = OutflowAccount::new(&viewing, alpha, audit.k, nk, &address, r);
    let account = account.ok_or("a diversifier has a base")?;

    // The statement once more, from those secrets.
    let hidden = commitment(&address, &r).ok_or("a diversifier has a base")?;
    let rk = signature::randomize(&owner.ak(), &alpha);
    let mut outflow = Outflow {
        subject: match read.subject {
            Target::Stated(_) => Target::Stated(address.to_payload()),
            Target::Hidden(_) => Target::Hidden(to_bytes(&hidden)),
        },
        rk: point::encode(&rk.into()),
        chunks: vec![],
        ..read.clone()
    };
    let first = outflow.first_statement(&genesis);
    let first = first.or_else(|defect| f.wrong("encoded", format!("{defect:?}")))?;
    f.holds("r", first.commitment == hidden, "does not open the subject")?;
    f.is_base("ctx", &first.ctx)?;
    let claim = Claim { asset: first.asset, limit: first.limit, ctx: first.ctx };
    let (bundles, blindings) = (bundles(f)?, f.bases("blindings")?);
    let (mut sum_in, mut blinding_in, mut digest_in) =
        (Base::zero(), Base::zero(), first.digest_in);
    let mut inputs = Vec::new();
    for (number, blinding_out) in blindings.iter().enumerate() {
        let start = (number * BUNDLES).min(bundles.len());
        let mut bundles = bundles[start..bundles.len().min(start + BUNDLES)].to_vec();
        bundles.resize(BUNDLES, OutflowBundle::foreign(BundleWords::PADDING));
        let (account, blinding_out) = (account.clone(), *blinding_out);
        let witness = OutflowWitness { account, sum_in, blinding_in, blinding_out, bundles };
        let statement = witness.statement(&claim, digest_in, number + 1 == blindings.len());
        let checked = witness.check(&statement);
        f.holds("bundles", checked.is_ok(), "the statement does not hold")?;
        (sum_in, blinding_in) = (witness.sum_out(claim.asset), blinding_out);
        digest_in = statement.digest_out;
        let proof = read.chunks.get(number).map_or([0; 192], |chunk| chunk.proof);
        outflow.chunks.push(OutflowChunk { sum: to_bytes(&statement.sum_out), proof });
        inputs.push(statement.public_inputs());
    }
    f.is_hex("encoded", outflow.encode())?;
    f.is_hex("hash", outflow.hash(&genesis))?;
    let written = f.list_of("public_inputs", |inputs| {
        inputs.as_array()?.iter().map(shoji_conformance::base).collect::<Option<Vec<_>>>()
    })?;
    let same = written.iter().map(Vec::as_slice).eq(inputs.iter().map(|inputs| &inputs[..]));
    f.holds("public_inputs", same, "others")?;
    // The limit is the sum, and a verifier computes the same public inputs.
    f.holds("encoded", sum_in == from_u128(outflow.limit), "another sum than the limit")?;
    let mut expected = inputs.into_iter();
    let words = bundles.iter().map(|bundle| bundle.words);
    let verified =
        outflow.verify(&genesis, words, |inputs, _| expected.next().as_ref() == Some(inputs));
    verified.or_else(|defect| f.wrong("encoded", format!("{defect:?}")))
}

fn pair(f: &Fields, key: &str) -> Check<(Base, Base)> {
    let [u, v] = f.base_array(key)?;
    Ok((u, v))
}

/// The rule of docs/protocol §13.4 that an error is about.
fn rule(error: &OutflowStatementError) -> &'static str {
    match error {
        OutflowStatementError::KeyNotOnCurve
        | OutflowStatementError::KeyOfSmallOrder
        | OutflowStatementError::RandomizedKeyMismatch => "X1",
        OutflowStatementError::SubjectMismatch => "X3",
        OutflowStatementError::DigestMismatch => "X4",
        OutflowStatementError::MalformedRecord { .. } => "X6",
        OutflowStatementError::OutputNotOwn { .. } => "X7",
        OutflowStatementError::SumBeforeMismatch | OutflowStatementError::SumAfterMismatch => "X9",
        OutflowStatementError::AboveLimit => "X10",
    }
}

/// An integer of `N` bytes in an element.
fn small<const N: usize>(f: &Fields, element: &Base) -> Check<[u8; N]> {
    let bytes = to_bytes(element);
    f.holds("public_inputs", bytes[N..].iter().all(|byte| *byte == 0), "an integer too large")?;
    let mut low = [0; N];
    low.copy_from_slice(&bytes[..N]);
    Ok(low)
}

pub fn statement(f: &Fields) -> Check {
    let (u, v) = pair(f, "ak")?;
    let witness = OutflowWitness {
        account: OutflowAccount {
            ak: AffinePoint::from_raw_unchecked(u, v),
            alpha: f.scalar("alpha")?,
            k: f.base("k")?,
            nk: f.base("nk")?,
            d: Diversifier(f.array("d")?),
            pk_d: pair(f, "pk_d")?,
            g_d: pair(f, "g_d")?,
            r: f.base("r")?,
        },
        sum_in: f.base("sum")?,
        blinding_in: f.base("blinding_in")?,
        blinding_out: f.base("blinding_out")?,
        bundles: bundles(f)?,
    };
    let inputs: [Base; PUBLIC_INPUTS] = f.base_array("public_inputs")?;
    let [last] = small(f, &inputs[3])?;
    f.holds("public_inputs", last < 2, "last is not a boolean")?;
    let asset = AssetId::from_wire(u64::from_le_bytes(small(f, &inputs[1])?));
    let Some(asset) = asset else { return f.wrong("public_inputs", "no asset") };
    let statement = OutflowStatement {
        commitment: inputs[0],
        asset,
        limit: u128::from_le_bytes(small(f, &inputs[2])?),
        last: last == 1,
        ctx: inputs[4],
        digest_in: inputs[5],
        digest_out: inputs[6],
        sum_in: inputs[7],
        sum_out: inputs[8],
        rk: (inputs[9], inputs[10]),
    };
    f.is_bases("public_inputs", &statement.public_inputs())?;
    let checked = witness.check(&statement);
    if let Err(error) = &checked {
        let failing = f.list_of("failing", |rule| rule.as_str().map(str::to_owned))?;
        let found = failing.iter().any(|other| other == rule(error));
        f.holds("failing", found, "the twin refuses for another reason")?;
    }
    let circuit = OutflowCircuit::new(witness, statement);
    let system = System::with_witness(circuit).map_err(|error| error.to_string())?;
    let is_satisfied = system.unsatisfied().next().is_none();
    f.holds("public_inputs", is_satisfied == checked.is_ok(), "circuit and twin disagree")?;
    f.verdict(checked.ok()).map(drop)
}
