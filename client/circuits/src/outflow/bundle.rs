//! One bundle: conditions X4 to X7 of docs/protocol §13.4.

use super::{
    amount::{left, Record, Target},
    circuit::Keys,
    OutflowBundle, OwnOutput,
};
use crate::gadgets::{
    bit::pack,
    canonical::canonical_bits,
    linear::enforce,
    poseidon::{hash, hash_words},
    range::VALUE_BITS,
    zero::is_zero,
    Bit, Linear,
};
use bellman::{ConstraintSystem, SynthesisError};
use shoji_shielded::{
    audit::tag_base,
    field::{to_bytes, Base},
    poseidon::Domain,
};

/// Words of a bundle: nullifiers, commitments, audit words.
const WORDS: usize = 14;
/// Words of them before the audit words.
const AUDIT_AT: usize = 6;
/// Words of the key stream.
const STREAM_WORDS: usize = 8;
/// Bits of a packed word.
const WORD_BITS: usize = 250;
/// Where, in the fourth word, the fee, the selectors and the tag begin.
const FEE_AT: usize = 6 * VALUE_BITS - 3 * WORD_BITS;
const SELECTORS_AT: usize = FEE_AT + 64;
const TAG_AT: usize = SELECTORS_AT + 6;

/// What runs from bundle to bundle.
pub(super) struct Running {
    pub(super) digest: Linear,
    pub(super) sum: Linear,
}

/// The words of a bundle as variables. What they are the digest says.
struct Words {
    words: Vec<Linear>,
    shield: Linear,
}

impl Words {
    fn alloc<CS: ConstraintSystem<Base>>(
        cs: &mut CS,
        bundle: Option<&OutflowBundle>,
    ) -> Result<Self, SynthesisError> {
        let bases = bundle.map(|bundle| bundle.words.to_bases());
        let words = (0..WORDS)
            .map(|n| Linear::alloc(cs, "bundle word", bases.map(|bases| bases[n])))
            .collect::<Result<Vec<_>, _>>()?;
        let shield = Linear::alloc(cs, "shield", bases.map(|bases| bases[WORDS]))?;
        Ok(Self { words, shield })
    }

    /// Condition X4.
    fn digest<CS: ConstraintSystem<Base>>(
        &self,
        cs: &mut CS,
        before: Linear,
    ) -> Result<Linear, SynthesisError> {
        let mut inputs = vec![before];
        inputs.extend(self.words.iter().cloned());
        inputs.push(self.shield.clone());
        hash(cs, Domain::OutflowDigest, &inputs)
    }

    /// The message `m0 .. m7`, if the bundle is a record of the account.
    fn message<CS: ConstraintSystem<Base>>(
        &self,
        cs: &mut CS,
        keys: &Keys,
    ) -> Result<Vec<Linear>, SynthesisError> {
        let (ids, audit_words) = self.words.split_at(AUDIT_AT);
        let mut inputs = vec![keys.k.clone()];
        inputs.extend(ids.iter().cloned());
        inputs.push(keys.account.clone());
        let stream = hash_words(cs, Domain::AuditStream, &inputs, STREAM_WORDS)?;
        Ok(audit_words.iter().zip(&stream).map(|(word, key)| word.clone().minus(key)).collect())
    }
}

/// Conditions X4 to X8: what runs on after a bundle.
pub(super) fn scan<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    bundle: Option<&OutflowBundle>,
    keys: &Keys,
    target: &Target,
    before: Running,
) -> Result<Running, SynthesisError> {
    let words = Words::alloc(cs, bundle)?;
    let digest = words.digest(cs, before.digest)?;
    let message = words.message(cs, keys)?;

    // X5: canonical, so that no record is missed behind other bits of the same word.
    let fourth = canonical_bits(cs, &message[3])?;
    let beyond_tag = pack(&fourth[TAG_AT..]).plus_constant(-tag_base());
    let hit = is_zero(cs, ["record", "no record"], &beyond_tag)?;

    // X6: bits of zero where the bundle is no record.
    let mut packed = Vec::with_capacity(6 * VALUE_BITS);
    for word in &message[..3] {
        let value = word.value().zip(hit.value()).map(|(word, hit)| to_bytes(&(word * hit)));
        let bits = (0..WORD_BITS)
            .map(|i| {
                let bit = value.map(|bytes| bytes[i / 8] >> (i % 8) & 1 == 1);
                Bit::alloc(cs, "packed bit", bit)
            })
            .collect::<Result<Vec<_>, _>>()?;
        enforce(cs, "X6: word from bits", &hit, word, &pack(&bits));
        packed.extend(bits);
    }
    packed.extend_from_slice(&fourth[..FEE_AT]);

    let mut own = Vec::with_capacity(3);
    for (output, owner) in message[4..7].iter().enumerate() {
        own.push(own_output(cs, bundle.map(|bundle| &bundle.own[output]), keys, owner)?);
    }
    let record = Record {
        hit,
        values: packed.chunks(VALUE_BITS).map(pack).collect(),
        fee: pack(&fourth[FEE_AT..SELECTORS_AT]),
        is_other: &fourth[SELECTORS_AT..TAG_AT],
        own: &own,
        asset: &message[7],
        shield: &words.shield,
    };
    let left = left(cs, &record, target)?;
    Ok(Running { digest, sum: before.sum.plus(&left) })
}

/// Condition X7: whether an output is the account's own. It may be, and not be said to be.
fn own_output<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    witness: Option<&OwnOutput>,
    keys: &Keys,
    owner: &Linear,
) -> Result<Bit, SynthesisError> {
    let own = Bit::alloc(cs, "own", witness.map(|own| own.claimed))?;
    let nk = Linear::alloc(cs, "own nk", witness.map(|own| own.nk))?;
    let d = Linear::alloc(cs, "own d", witness.map(|own| own.d.to_base()))?;
    let derived = keys.owner(cs, nk, d)?;
    let difference = derived.minus(owner);
    enforce(cs, "X7: own output", own.linear(), &difference, &Linear::zero());
    Ok(own)
}
