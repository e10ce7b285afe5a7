//! The outflow circuit (docs/protocol §13.4).

use super::{
    amount::Target,
    bundle::{scan, Running},
    OutflowStatement, OutflowWitness, BUNDLES, PUBLIC_INPUTS,
};
use crate::{
    authority,
    gadgets::{
        bit::pack,
        linear::{enforce, enforce_equal},
        poseidon::hash,
        range::VALUE_BITS,
        Bit, Linear, Point,
    },
};
use bellman::{Circuit, ConstraintSystem, SynthesisError};
use shoji_shielded::{
    field::{to_bytes, Base},
    poseidon::Domain,
};

/// The circuit: with a witness and a statement to prove, without them to make parameters.
#[derive(Clone)]
pub struct OutflowCircuit {
    bundles: usize,
    known: Option<(OutflowWitness, OutflowStatement)>,
}

impl OutflowCircuit {
    /// The circuit without a witness, for the [`BUNDLES`] bundles of the protocol.
    pub fn blank() -> Self {
        Self::of(BUNDLES)
    }

    /// The circuit without a witness, for another number of bundles: for tests.
    pub fn of(bundles: usize) -> Self {
        Self { bundles, known: None }
    }

    /// The circuit with what the prover knows, for the bundles of the witness, and what it proves with
    /// that.
    pub fn new(witness: OutflowWitness, statement: OutflowStatement) -> Self {
        Self { bundles: witness.bundles.len(), known: Some((witness, statement)) }
    }
}

/// The public inputs as variables.
struct PublicInputs {
    commitment: Linear,
    asset: Linear,
    limit: Linear,
    last: Linear,
    ctx: Linear,
    digest_in: Linear,
    digest_out: Linear,
    sum_in: Linear,
    sum_out: Linear,
    rk: Point,
}

impl PublicInputs {
    fn alloc<CS: ConstraintSystem<Base>>(
        cs: &mut CS,
        values: Option<[Base; PUBLIC_INPUTS]>,
    ) -> Result<Self, SynthesisError> {
        let mut index = 0;
        let mut next = |name| {
            let value = values.map(|values| values[index]);
            index += 1;
            Linear::alloc_input(cs, name, value)
        };
        let inputs = Self {
            commitment: next("C")?,
            asset: next("A")?,
            limit: next("T")?,
            last: next("last")?,
            ctx: next("ctx")?,
            digest_in: next("digest in")?,
            digest_out: next("digest out")?,
            sum_in: next("sum in")?,
            sum_out: next("sum out")?,
            rk: Point::from_coordinates(next("rk.u")?, next("rk.v")?),
        };
        assert_eq!(index, PUBLIC_INPUTS, "one variable for each public input");
        Ok(inputs)
    }
}

/// The keys of the account.
pub(super) struct Keys {
    ak: Point,
    audit: Linear,
    pub(super) k: Linear,
    pub(super) account: Linear,
}

impl Keys {
    /// Condition X2.
    fn derive<CS: ConstraintSystem<Base>>(
        cs: &mut CS,
        k: Option<Base>,
        ak: Point,
    ) -> Result<Self, SynthesisError> {
        let k = Linear::alloc(cs, "k", k)?;
        let audit = hash(cs, Domain::AuditKey, std::slice::from_ref(&k))?;
        let account = hash(cs, Domain::Account, &[ak.u.clone(), ak.v.clone(), audit.clone()])?;
        Ok(Self { ak, audit, k, account })
    }

    /// `H_OWNER(H_IVK(ak.u, ak.v, nk, audit), d)`.
    pub(super) fn owner<CS: ConstraintSystem<Base>>(
        &self,
        cs: &mut CS,
        nk: Linear,
        d: Linear,
    ) -> Result<Linear, SynthesisError> {
        let inputs = [self.ak.u.clone(), self.ak.v.clone(), nk, self.audit.clone()];
        let ivk = hash(cs, Domain::Ivk, &inputs)?;
        hash(cs, Domain::Owner, &[ivk, d])
    }

    /// Condition X3: `H_GRANT(d, owner, pk_d, g_d, r)`. The points may be anything: whoever opens the
    /// commitment computes them.
    fn subject<CS: ConstraintSystem<Base>>(
        &self,
        cs: &mut CS,
        witness: Option<&OutflowWitness>,
    ) -> Result<Linear, SynthesisError> {
        let account = witness.map(|witness| &witness.account);
        let nk = Linear::alloc(cs, "nk", account.map(|account| account.nk))?;
        let d = Linear::alloc(cs, "d", account.map(|account| account.d.to_base()))?;
        let owner = self.owner(cs, nk, d.clone())?;
        let inputs = [
            d,
            owner,
            Linear::alloc(cs, "pk_d.u", account.map(|account| account.pk_d.0))?,
            Linear::alloc(cs, "pk_d.v", account.map(|account| account.pk_d.1))?,
            Linear::alloc(cs, "g_d.u", account.map(|account| account.g_d.0))?,
            Linear::alloc(cs, "g_d.v", account.map(|account| account.g_d.1))?,
            Linear::alloc(cs, "r", account.map(|account| account.r))?,
        ];
        hash(cs, Domain::GrantAddress, &inputs)
    }
}

/// `H_SUM(sum, blinding, ctx)`.
fn commit_sum<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    sum: &Linear,
    blinding: Option<Base>,
    ctx: &Linear,
) -> Result<Linear, SynthesisError> {
    let blinding = Linear::alloc(cs, "blinding", blinding)?;
    hash(cs, Domain::OutflowSum, &[sum.clone(), blinding, ctx.clone()])
}

/// Condition X10: `last * (T - sum)` has 128 bits, 129 constraints. The limit has 128 bits and the sum
/// at most 194 (docs/protocol §13.3), so a difference below zero would have more.
fn within_limit<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    sum: &Linear,
    public: &PublicInputs,
) -> Result<(), SynthesisError> {
    let below = public.limit.clone().minus(sum);
    let bytes =
        below.value().zip(public.last.value()).map(|(below, last)| to_bytes(&(below * last)));
    let bits = (0..VALUE_BITS)
        .map(|i| Bit::alloc(cs, "limit bit", bits_of(bytes.as_ref(), i)))
        .collect::<Result<Vec<_>, _>>()?;
    enforce(cs, "X10: at most the limit", &public.last, &below, &pack(&bits));
    Ok(())
}

fn bits_of(bytes: Option<&[u8; 32]>, i: usize) -> Option<bool> {
    bytes.map(|bytes| bytes[i / 8] >> (i % 8) & 1 == 1)
}

impl Circuit<Base> for OutflowCircuit {
    fn synthesize<CS: ConstraintSystem<Base>>(self, cs: &mut CS) -> Result<(), SynthesisError> {
        let witness = self.known.as_ref().map(|(witness, _)| witness);
        let statement = self.known.as_ref().map(|(_, statement)| statement);
        let public = PublicInputs::alloc(cs, statement.map(OutflowStatement::public_inputs))?;

        let spender = witness.map(|witness| (&witness.account.ak, &witness.account.alpha));
        let ak = authority::authorize(cs, spender, &public.rk)?;
        let keys = Keys::derive(cs, witness.map(|witness| witness.account.k), ak)?;
        let subject = keys.subject(cs, witness)?;
        enforce_equal(cs, "X3: an address of the account", &public.commitment, &subject);

        let target = Target::new(cs, public.asset.clone())?;
        let sum = Linear::alloc(cs, "sum before", witness.map(|witness| witness.sum_in))?;
        let before = witness.map(|witness| witness.blinding_in);
        let hidden = commit_sum(cs, &sum, before, &public.ctx)?;
        enforce_equal(cs, "X9: the sum before", &public.sum_in, &hidden);

        let mut running = Running { digest: public.digest_in.clone(), sum };
        for number in 0..self.bundles {
            let bundle = witness.map(|witness| &witness.bundles[number]);
            running = scan(cs, bundle, &keys, &target, running)?;
        }
        enforce_equal(cs, "X4: the bundles", &public.digest_out, &running.digest);
        let after = witness.map(|witness| witness.blinding_out);
        let hidden = commit_sum(cs, &running.sum, after, &public.ctx)?;
        enforce_equal(cs, "X9: the sum afterwards", &public.sum_out, &hidden);
        within_limit(cs, &running.sum, &public)
    }
}
