//! field.json and poseidon.json: docs/protocol §1.2 to §1.4, §8.3.

use ff::{Field, PrimeField};
use shoji_conformance::{base, decimal, Check, Fields};
use shoji_shielded::{
    field::{from_bytes, from_wide, scalar_from_wide, to_bytes, Base},
    hash::{b256, b512, prf_expand as expand},
    poseidon::{self, hash_words, mds, permute, round_constants, Domain},
};

pub fn element(f: &Fields) -> Check {
    let bytes = f.array("bytes")?;
    if let Some(value) = f.verdict(from_bytes(&bytes))? {
        f.is_hex("bytes", to_bytes(&value))?;
        f.is_integer("value", decimal(&to_bytes(&value)))?;
        let digits = f.text("value")?.bytes().map(|digit| Base::from(u64::from(digit - b'0')));
        let folded = digits.fold(Base::ZERO, |sum, digit| sum * Base::from(10) + digit);
        f.holds("value", folded == value, "another element")?;
    }
    Ok(())
}

pub fn scalar(f: &Fields) -> Check {
    let scalar = Option::<jubjub::Fr>::from(jubjub::Fr::from_bytes(&f.array("bytes")?));
    if let Some(value) = f.verdict(scalar)? {
        f.is_hex("bytes", value.to_bytes())?;
        f.is_integer("value", decimal(&value.to_repr()))?;
    }
    Ok(())
}

pub fn wide(f: &Fields) -> Check {
    let bytes = f.array("bytes")?;
    f.is_base("element", &from_wide(&bytes))?;
    f.is_hex("scalar", scalar_from_wide(&bytes).to_bytes())
}

pub fn arithmetic(f: &Fields) -> Check {
    let (a, b) = (f.base("a")?, f.base("b")?);
    f.is_base("sum", &(a + b))?;
    f.is_base("difference", &(a - b))?;
    f.is_base("product", &(a * b))?;
    match Option::<Base>::from(b.invert()) {
        Some(inverse) => f.is_base("inverse_of_b", &inverse),
        None => f.wrong("b", "has no inverse"),
    }
}

pub fn blake2b(f: &Fields) -> Check {
    let person = f.text("person")?.as_bytes();
    let Ok(person) = person.try_into() else { return f.wrong("person", "not 16 bytes") };
    let data = f.bytes("data")?;
    f.is_hex("b512", b512(person, &[&data]))?;
    f.is_hex("b256", b256(person, &[&data]))
}

pub fn prf_expand(f: &Fields) -> Check {
    f.is_hex("output", expand(&f.array("sk")?, &f.bytes("t")?))
}

/// The toxic values of the development parameters.
pub fn development_parameter(f: &Fields) -> Check {
    let order = ["alpha", "beta", "gamma", "delta", "tau"];
    let name = f.text("name")?;
    let Some(place) = order.iter().position(|other| *other == name) else {
        return f.wrong("name", "not a parameter");
    };
    let circuit = f.number("circuit")?;
    let seed = format!("Shoji development parameters: circuit {circuit} version 1");
    let digest = b512(b"ShojiDevParams__", &[seed.as_bytes(), &[place as u8]]);
    f.is_base("element", &from_wide(&digest))
}

pub fn permutation(f: &Fields) -> Check {
    let mut state = f.base_array("input")?;
    permute(&mut state);
    f.is_bases("output", &state)
}

pub fn instance(f: &Fields) -> Check {
    let rows =
        f.list_of("mds", |row| row.as_array()?.iter().map(base).collect::<Option<Vec<Base>>>())?;
    let ours: Vec<Vec<Base>> = mds().iter().map(|row| row.to_vec()).collect();
    f.holds("mds", rows == ours, "another matrix")?;
    let rounds = round_constants();
    f.is_bases("first_round_constants", &rounds[0])?;
    f.is_bases("last_round_constants", &rounds[rounds.len() - 1])
}

/// The domain that the reference calls by the names of docs/protocol §1.4.
fn domain(f: &Fields) -> Check<Domain> {
    Ok(match f.text("domain")? {
        "H_NOTE" => Domain::Note,
        "H_NF" => Domain::Nullifier,
        "H_TREE" => Domain::Tree,
        "H_OWNER" => Domain::Owner,
        "H_IVK" => Domain::Ivk,
        "H_NK" => Domain::Nk,
        "H_INT" => Domain::NkInternal,
        "H_OVK" => Domain::Ovk,
        "H_DEC" => Domain::Dec,
        "H_AUDIT" => Domain::AuditKey,
        "H_ACCOUNT" => Domain::Account,
        "S_AUDIT" => Domain::AuditStream,
        "H_GRANT" => Domain::GrantAddress,
        "S_GRANT" => Domain::GrantStream,
        "H_OUTFLOW" => Domain::OutflowDigest,
        "H_SUM" => Domain::OutflowSum,
        _ => return f.wrong("domain", "unknown"),
    })
}

pub fn capacity(f: &Fields) -> Check {
    let domain = domain(f)?;
    f.is("label", domain.label())?;
    f.is("inputs", domain.inputs())?;
    f.is_base("capacity", &domain.capacity())
}

pub fn hash(f: &Fields) -> Check {
    let (domain, inputs) = (domain(f)?, f.bases("inputs")?);
    f.holds("inputs", inputs.len() == domain.inputs(), "another number of inputs")?;
    match domain {
        Domain::AuditStream | Domain::GrantStream => {
            f.is_bases("outputs", &hash_words::<8>(domain, &inputs))
        }
        _ => f.is_bases("outputs", &[poseidon::hash(domain, &inputs)]),
    }
}
