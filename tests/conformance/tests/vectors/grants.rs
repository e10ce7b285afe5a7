//! grants.json: docs/protocol §10, by the primitives, the circuit's plain twin and the circuit.

use codec::{Decode, Encode};
use jubjub::{AffinePoint, SubgroupPoint};
use shoji_circuits::{
    grant::{GrantKind, GrantStatement, PUBLIC_INPUTS, WORDS},
    system::System,
    GrantCircuit, GrantStatementError, GrantWitness,
};
use shoji_conformance::{Check, Fields};
use shoji_shielded::{
    address::Diversifier,
    field::{to_bytes, Base},
    grant::{
        auditor, commitment, message, revocation, revocation::RevocationFee, seal, Grant,
        GrantedKey, Opened, Target,
    },
    keys::{KeyError, ScopeLabel, SpendingKey},
    point::{self, coordinates, generator, into_prime_order},
    signature,
};

fn derived<T>(f: &Fields, key: &str, result: Result<T, KeyError>) -> Check<T> {
    result.or_else(|error| f.wrong(key, format!("{error:?}")))
}

fn key_version(f: &Fields) -> Check<u16> {
    let version = f.number("key_version")?;
    version.try_into().or_else(|_| f.wrong("key_version", "too large"))
}

fn multiple(secret: &jubjub::Fr) -> SubgroupPoint {
    generator() * secret
}

pub fn secrets(f: &Fields) -> Check {
    let key = derived(f, "sk", SpendingKey::from_bytes(f.array("sk")?))?;
    let rk = f.array("rk")?;
    f.is_hex("x", derived(f, "x", key.sealing_secret(key_version(f)?))?.to_bytes())?;
    f.is_hex("v", derived(f, "v", key.revocation_secret(&rk))?.to_bytes())?;
    f.is_hex("esk", derived(f, "esk", key.grant_ephemeral_secret(&rk))?.to_bytes())
}

pub fn possession(f: &Fields) -> Check {
    let (genesis, account, key) = (f.array("genesis_hash")?, f.array("account")?, f.array("key")?);
    let version = key_version(f)?;
    f.is_hex("message", auditor::possession_message(&genesis, &account, version, &key))?;
    let signature = f.array("signature")?;
    let accepted = auditor::check_possession(&genesis, &account, version, &key, &signature);
    f.verdict(accepted).map(drop)
}

fn kind(is_full: bool) -> GrantKind {
    if is_full {
        GrantKind::Full
    } else {
        GrantKind::Incoming
    }
}

fn affine(point: &SubgroupPoint) -> AffinePoint {
    let (u, v) = coordinates(&(*point).into());
    AffinePoint::from_raw_unchecked(u, v)
}

fn encoded(f: &Fields) -> Check<Grant> {
    let bytes = f.bytes("encoded")?;
    let grant = Grant::decode(&mut &bytes[..]).or_else(|error| f.wrong("encoded", error))?;
    f.is_hex("encoded", grant.encode())?;
    f.holds("encoded", grant.circuit_version == 1, "another circuit version")?;
    Ok(grant)
}

pub fn grant(f: &Fields) -> Check {
    let genesis = f.array("genesis_hash")?;
    let read = encoded(f)?;
    let auditor = derived(f, "auditor_sk", SpendingKey::from_bytes(f.array("auditor_sk")?))?;
    let key_version = key_version(f)?;
    let x = derived(f, "auditor_sk", auditor.sealing_secret(key_version))?;
    let pk = multiple(&x);
    f.is_point("pk", &pk.into())?;

    let owner = match f.flag("audited")? {
        true => SpendingKey::audited_from_bytes(f.array("owner_sk")?),
        false => SpendingKey::from_bytes(f.array("owner_sk")?),
    };
    let owner = derived(f, "owner_sk", owner)?;
    let label = derived(f, "label", ScopeLabel::new(f.text("label")?))?;
    let scope = derived(f, "label", owner.scope(&label))?;
    let address = derived(f, "index", scope.external.address(f.integer("index")?))?;
    let alpha = f.scalar("alpha")?;
    let rk = point::encode(&signature::randomize(&owner.ak(), &alpha).into());
    let esk = derived(f, "esk", owner.grant_ephemeral_secret(&rk))?;
    f.is_hex("esk", esk.to_bytes())?;
    let revocation_secret = derived(f, "owner_sk", owner.revocation_secret(&rk))?;

    // The grant once more, from those secrets.
    let (kind, hidden) = (kind(f.flag("full")?), f.flag("hidden")?);
    let mut grant = Grant {
        key_version,
        kind,
        target: match hidden {
            true => Target::Hidden([0; 32]),
            false => Target::Stated(address.to_payload()),
        },
        revocation_key: point::encode(&multiple(&revocation_secret).into()),
        rk,
        ..read.clone()
    };
    let context = grant.context(&genesis);
    f.is_base("ctx", &context.to_base())?;
    let audit = owner.audit_key();
    let words = message(kind, &scope.full_viewing_key(), audit.as_ref(), &address.d);
    f.is_bases("message", &*words)?;
    let sealed = seal(&words, &pk, &esk, &context);
    f.is_base("r", &sealed.r)?;
    grant.epk = sealed.epk;
    grant.ciphertext = sealed.ciphertext.map(|word| to_bytes(&word));
    if hidden {
        let c = commitment(&address, &sealed.r).map(|c| to_bytes(&c));
        grant.target = Target::Hidden(c.unwrap_or_default());
    }
    match grant.target {
        Target::Stated(bytes) => f.is_hex("target", bytes)?,
        Target::Hidden(bytes) => f.is_hex("target", bytes)?,
    }
    f.is_hex("encoded", grant.encode())?;
    f.is_hex("hash", grant.hash(&genesis))?;
    f.is_hex("id", grant.id(&genesis))?;
    f.holds("encoded", grant.is_signed(&genesis), "the signature does not verify")?;

    let statement = grant.statement(&genesis, &pk);
    let statement = statement.or_else(|defect| f.wrong("encoded", format!("{defect:?}")))?;
    f.is_bases("public_inputs", &statement.public_inputs())?;
    let witness = GrantWitness {
        ak: affine(&owner.ak()),
        alpha,
        nk: scope.external.nk,
        audited: owner.is_audited(),
        k: audit.as_ref().map_or(Base::zero(), |audit| audit.k),
        d: address.d,
        g_d: affine(&address.d.g_d().ok_or("a diversifier has a base")?),
        esk: *esk,
    };
    let check = witness.check(&statement);
    f.holds("public_inputs", check.is_ok(), "the statement does not hold")?;

    // Both sides open it.
    let by_auditor = grant.open(&genesis, &x);
    let by_owner = grant.reopen(&genesis, &pk, &esk);
    let fits = |opened: &Opened| {
        let key_fits = match &opened.key {
            GrantedKey::Incoming(_) => kind == GrantKind::Incoming,
            GrantedKey::Full { key, audit: shown } => {
                *key == scope.full_viewing_key() && *shown == audit
            }
        };
        key_fits && opened.address == address && opened.r == sealed.r
    };
    f.holds("encoded", by_auditor.as_ref().is_ok_and(fits), "opened to something else")?;
    f.holds("encoded", by_owner == by_auditor, "the owner opens something else")?;

    let id = grant.id(&genesis);
    let message = |fee| revocation::message(&genesis, &id, fee);
    f.is_hex("revocation_from_account", message(RevocationFee::FromAccount))?;
    f.is_hex("revocation_from_deposit", message(RevocationFee::FromDeposit))?;
    let signature = f.array("revocation_signature")?;
    let fee = RevocationFee::FromDeposit;
    let revoked = revocation::verify(&grant.revocation_key, &genesis, &id, fee, &signature);
    f.holds("revocation_signature", revoked, "does not verify")
}

pub fn open(f: &Fields) -> Check {
    let (genesis, x) = (f.array("genesis_hash")?, f.scalar("x")?);
    let grant = encoded(f)?;
    let Some(opened) = f.verdict(grant.open(&genesis, &x).ok())? else { return Ok(()) };
    let words = match &opened.key {
        GrantedKey::Incoming(ivk) => {
            let zero = Base::zero();
            [ivk.to_base(), zero, zero, zero, zero, opened.address.d.to_base()]
        }
        GrantedKey::Full { key, audit } => {
            *message(GrantKind::Full, key, audit.as_ref(), &opened.address.d)
        }
    };
    f.is_bases("message", &words)?;
    f.is_hex("address", opened.address.to_payload())?;
    f.is_base("r", &opened.r)
}

fn raw_point(f: &Fields, key: &str) -> Check<AffinePoint> {
    let [u, v] = f.base_array(key)?;
    Ok(AffinePoint::from_raw_unchecked(u, v))
}

fn boolean(f: &Fields, value: Base) -> Check<bool> {
    f.holds("public_inputs", value == Base::zero() || value == Base::one(), "not a boolean")?;
    Ok(value == Base::one())
}

/// The rule of docs/protocol §10.4 that an error is about.
fn rule(error: &GrantStatementError) -> &'static str {
    match error {
        GrantStatementError::KeyNotOnCurve
        | GrantStatementError::KeyOfSmallOrder
        | GrantStatementError::RandomizedKeyMismatch => "G1",
        GrantStatementError::BaseNotOnCurve => "G4",
        GrantStatementError::AddressMismatch => "G5",
        GrantStatementError::EphemeralKeyMismatch
        | GrantStatementError::SealedWordMismatch { .. } => "G6",
    }
}

pub fn statement(f: &Fields) -> Check {
    let witness = GrantWitness {
        ak: raw_point(f, "ak")?,
        alpha: f.scalar("alpha")?,
        nk: f.base("nk")?,
        audited: match f.number("b")? {
            0 => false,
            1 => true,
            _ => return f.wrong("b", "not a boolean"),
        },
        k: f.base("k")?,
        d: Diversifier(f.array("d")?),
        g_d: raw_point(f, "g_d")?,
        esk: f.scalar("esk")?,
    };
    let inputs: [Base; PUBLIC_INPUTS] = f.base_array("public_inputs")?;
    let [c, full, hidden, pk_u, pk_v, epk_u, epk_v, rest @ ..] = inputs;
    let mut ciphertext = [Base::zero(); WORDS];
    ciphertext.copy_from_slice(&rest[..WORDS]);
    let pk = AffinePoint::from_raw_unchecked(pk_u, pk_v).to_bytes();
    let pk = point::decode(&pk).filter(|point| coordinates(point) == (pk_u, pk_v));
    let Some(pk) = pk.as_ref().and_then(into_prime_order) else {
        return f.wrong("public_inputs", "PK is no sealing key");
    };
    let statement = GrantStatement {
        commitment: c,
        kind: kind(boolean(f, full)?),
        hidden: boolean(f, hidden)?,
        pk,
        epk: (epk_u, epk_v),
        ciphertext,
        ctx: rest[WORDS],
        rk: (rest[WORDS + 1], rest[WORDS + 2]),
    };
    f.is_bases("public_inputs", &statement.public_inputs())?;
    let checked = witness.check(&statement);
    if let Err(error) = &checked {
        let failing = f.list_of("failing", |rule| rule.as_str().map(str::to_owned))?;
        let found = failing.iter().any(|other| other == rule(error));
        f.holds("failing", found, "the twin refuses for another reason")?;
    }
    let circuit = GrantCircuit::new(witness, statement);
    let system = System::with_witness(circuit).map_err(|error| error.to_string())?;
    let is_satisfied = system.unsatisfied().next().is_none();
    f.holds("public_inputs", is_satisfied == checked.is_ok(), "circuit and twin disagree")?;
    f.verdict(checked.ok()).map(drop)
}
