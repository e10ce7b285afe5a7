//! Sealing: condition G6 of docs/protocol §10.4, and `r` of G5.

use super::{
    circuit::{Keys, PublicInputs},
    STREAM_WORDS,
};
use crate::gadgets::{
    fixed_base::{multiple, SPEND_AUTH},
    linear::{enforce_equal, multiply},
    poseidon::hash_words,
    variable_base::multiply_point,
    Linear,
};
use bellman::{ConstraintSystem, SynthesisError};
use jubjub::Fr;
use shoji_shielded::{field::Base, poseidon::Domain};

/// The key stream, and the trapdoor of the address.
pub(super) struct Sealing {
    pub(super) stream: Vec<Linear>,
    pub(super) r: Linear,
}

/// `epk = [esk] G`, `S = [8 esk] PK`, the stream, and `r = hidden * stream_7`. Verifiers see to it
/// that `PK` is on the curve.
pub(super) fn key_stream<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    esk: Option<&Fr>,
    public: &PublicInputs,
) -> Result<Sealing, SynthesisError> {
    let (epk, esk) = multiple(cs, esk, &SPEND_AUTH)?;
    public.epk.enforce_equal(cs, &epk);
    let cleared = public.pk.double(cs)?.double(cs)?.double(cs)?;
    let shared = multiply_point(cs, &esk, &cleared)?;
    let inputs = [shared.u, shared.v, public.ctx.clone()];
    let stream = hash_words(cs, Domain::GrantStream, &inputs, STREAM_WORDS)?;
    let r = multiply(cs, "r", &stream[STREAM_WORDS - 1], &public.hidden)?;
    Ok(Sealing { stream, r })
}

/// `c_i = m_i + stream_i`.
pub(super) fn seal<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    keys: &Keys,
    d: &Linear,
    stream: &[Linear],
    public: &PublicInputs,
) -> Result<(), SynthesisError> {
    let kind = &public.kind;
    let full_audited = multiply(cs, "kind * b", keys.audited.linear(), kind)?;
    let message = [
        keys.ivk.clone(),
        multiply(cs, "kind * nk", &keys.nk, kind)?,
        multiply(cs, "kind * ivk_int", &keys.ivk_int, kind)?,
        multiply(cs, "kind * b * k", &keys.k, &full_audited)?,
        multiply(cs, "kind * b * account", &keys.account, &full_audited)?,
        d.clone(),
    ];
    for ((word, message), key) in public.ciphertext.iter().zip(message).zip(stream) {
        enforce_equal(cs, "G6: sealed word", word, &message.plus(key));
    }
    Ok(())
}
