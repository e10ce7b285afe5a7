//! Audit words: conditions U1 and U2 of docs/protocol §5.3, §5.4.

use super::{
    circuit::PublicInputs,
    derived::{FEE_BITS, TAG_BITS, WORD_BITS},
    notes::{Asset, Note},
    AUDIT_WORDS, NOTES,
};
use crate::gadgets::{
    bit::pack,
    linear::{enforce, enforce_equal},
    poseidon::{hash, hash_words},
    range::VALUE_BITS,
    Bit, Linear, Point,
};
use bellman::{ConstraintSystem, SynthesisError};
use ff::Field;
use shoji_shielded::{audit::tag_base, field::Base, poseidon::Domain};

/// A new audit key `k`; an account that is audited (`audit` is not 0) must know its own. Returns
/// `k`.
pub(super) fn audit_key<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    k: Option<Base>,
    audit: &Linear,
) -> Result<Linear, SynthesisError> {
    let k = Linear::alloc(cs, "k", k)?;
    let image = hash(cs, Domain::AuditKey, std::slice::from_ref(&k))?;
    let difference = audit.clone().minus(&image);
    enforce(cs, "U1: the account's audit key", &difference, audit, &Linear::zero());
    Ok(k)
}

/// Which account the record is of: `H_ACCOUNT(ak.u, ak.v, audit)`.
pub(super) fn account<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    ak: &Point,
    audit: &Linear,
) -> Result<Linear, SynthesisError> {
    hash(cs, Domain::Account, &[ak.u.clone(), ak.v.clone(), audit.clone()])
}

/// The message `m0 .. m7`, without constraints: every part is already a variable in its range (the
/// chain builds the fee from 64 bits).
pub(super) fn message(
    spent: &[&Note],
    created: &[&Note],
    owners: &[&Linear],
    asset: &Asset,
    fee: &Linear,
) -> [Linear; AUDIT_WORDS] {
    let notes = || spent.iter().chain(created);
    let value_bits = notes().flat_map(|note| &note.value.bits).collect::<Vec<&Bit>>();
    let selectors = notes().map(|note| &note.is_other);

    // 768 bits of values fill three words and begin a fourth, which the fee, the selectors and the
    // tag fill.
    let (full, rest) = value_bits.split_at(3 * WORD_BITS);
    let fee_at = rest.len();
    let selectors_at = fee_at + FEE_BITS;
    let tag_at = selectors_at + 2 * NOTES;
    assert_eq!(value_bits.len(), 2 * NOTES * VALUE_BITS, "six values");
    assert_eq!(tag_at + TAG_BITS, WORD_BITS, "the fourth word is full");

    let last = pack(rest.iter().copied())
        .add_scaled(power_of_two(fee_at), fee)
        .add_scaled(power_of_two(selectors_at), &pack(selectors))
        .plus_constant(power_of_two(tag_at) * tag_base());
    let word = |n: usize| pack(full[n * WORD_BITS..(n + 1) * WORD_BITS].iter().copied());
    let [owner1, owner2, owner3] = [0, 1, 2].map(|j: usize| owners[j].clone());
    [word(0), word(1), word(2), last, owner1, owner2, owner3, asset.linear.clone()]
}

/// `w_n = m_n + S_AUDIT(k, nf1..3, cm1..3, account)_n`.
pub(super) fn encrypt<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    k: Linear,
    account: Linear,
    message: [Linear; AUDIT_WORDS],
    public: &PublicInputs,
) -> Result<(), SynthesisError> {
    let mut inputs = vec![k];
    inputs.extend(public.nullifiers.iter().cloned());
    inputs.extend(public.commitments.iter().cloned());
    inputs.push(account);
    let stream = hash_words(cs, Domain::AuditStream, &inputs, AUDIT_WORDS)?;
    for ((word, message), key) in public.audit_words.iter().zip(message).zip(&stream) {
        enforce_equal(cs, "U2: audit word", word, &message.plus(key));
    }
    Ok(())
}

fn power_of_two(exponent: usize) -> Base {
    (0..exponent).fold(Base::ONE, |power, _| power.double())
}
