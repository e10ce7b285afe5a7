//! The grant circuit (docs/protocol §10.4).

use super::{
    sealed::{self, Sealing},
    GrantStatement, GrantWitness, DEC_BITS, PUBLIC_INPUTS, WORDS,
};
use crate::{
    authority,
    gadgets::{
        canonical::canonical_bits,
        linear::{enforce_equal, multiply},
        poseidon::hash,
        variable_base::multiply_point,
        Bit, Linear, Point,
    },
};
use bellman::{Circuit, ConstraintSystem, SynthesisError};
use jubjub::AffinePoint;
use shoji_shielded::{field::Base, poseidon::Domain};

/// The circuit: with a witness and a statement to prove, without them to make parameters.
#[derive(Clone, Default)]
pub struct GrantCircuit {
    known: Option<(GrantWitness, GrantStatement)>,
}

impl GrantCircuit {
    /// The circuit without a witness.
    pub fn blank() -> Self {
        Self::default()
    }

    /// The circuit with what the prover knows, and what it proves with that.
    pub fn new(witness: GrantWitness, statement: GrantStatement) -> Self {
        Self { known: Some((witness, statement)) }
    }
}

/// The public inputs as variables.
pub(super) struct PublicInputs {
    commitment: Linear,
    pub(super) kind: Linear,
    pub(super) hidden: Linear,
    pub(super) pk: Point,
    pub(super) epk: Point,
    pub(super) ciphertext: [Linear; WORDS],
    pub(super) ctx: Linear,
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
            kind: next("kind")?,
            hidden: next("hidden")?,
            pk: Point::from_coordinates(next("PK.u")?, next("PK.v")?),
            epk: Point::from_coordinates(next("epk.u")?, next("epk.v")?),
            ciphertext: [
                next("c0")?,
                next("c1")?,
                next("c2")?,
                next("c3")?,
                next("c4")?,
                next("c5")?,
            ],
            ctx: next("ctx")?,
            rk: Point::from_coordinates(next("rk.u")?, next("rk.v")?),
        };
        assert_eq!(index, PUBLIC_INPUTS, "one variable for each public input");
        Ok(inputs)
    }
}

/// The keys that are granted.
pub(super) struct Keys {
    pub(super) ivk: Linear,
    pub(super) nk: Linear,
    pub(super) ivk_int: Linear,
    pub(super) audited: Bit,
    pub(super) k: Linear,
    pub(super) account: Linear,
}

impl Keys {
    /// Conditions G2 and G3.
    fn derive<CS: ConstraintSystem<Base>>(
        cs: &mut CS,
        witness: Option<&GrantWitness>,
        ak: &Point,
    ) -> Result<Self, SynthesisError> {
        let audited = Bit::alloc(cs, "b", witness.map(|witness| witness.audited))?;
        let k = Linear::alloc(cs, "k", witness.map(|witness| witness.k))?;
        let image = hash(cs, Domain::AuditKey, std::slice::from_ref(&k))?;
        let audit = multiply(cs, "audit", &image, audited.linear())?;
        let account = hash(cs, Domain::Account, &[ak.u.clone(), ak.v.clone(), audit.clone()])?;

        let nk = Linear::alloc(cs, "nk", witness.map(|witness| witness.nk))?;
        let nk_int = hash(cs, Domain::NkInternal, std::slice::from_ref(&nk))?;
        let mut incoming = |nk: &Linear| {
            let inputs = [ak.u.clone(), ak.v.clone(), nk.clone(), audit.clone()];
            hash(cs, Domain::Ivk, &inputs)
        };
        let (ivk, ivk_int) = (incoming(&nk)?, incoming(&nk_int)?);
        Ok(Self { ivk, nk, ivk_int, audited, k, account })
    }
}

/// The address that the grant is about.
struct Address {
    d: Linear,
    owner: Linear,
    pk_d: Point,
    g_d: Point,
}

impl Address {
    /// Condition G4.
    fn derive<CS: ConstraintSystem<Base>>(
        cs: &mut CS,
        witness: Option<&GrantWitness>,
        ivk: &Linear,
    ) -> Result<Self, SynthesisError> {
        let d = Linear::alloc(cs, "d", witness.map(|witness| witness.d.to_base()))?;
        let owner = hash(cs, Domain::Owner, &[ivk.clone(), d.clone()])?;
        let coordinates = |point: &AffinePoint| (point.get_u(), point.get_v());
        let g_d = Point::alloc(cs, witness.map(|witness| coordinates(&witness.g_d)))?;
        let dec = hash(cs, Domain::Dec, std::slice::from_ref(ivk))?;
        let dec = canonical_bits(cs, &dec)?;
        let pk_d = multiply_point(cs, &dec[..DEC_BITS], &g_d)?;
        Ok(Self { d, owner, pk_d, g_d })
    }

    /// `H_GRANT(d, owner, pk_d, g_d, r)`.
    fn commitment<CS: ConstraintSystem<Base>>(
        self,
        cs: &mut CS,
        r: Linear,
    ) -> Result<Linear, SynthesisError> {
        let Self { d, owner, pk_d, g_d } = self;
        hash(cs, Domain::GrantAddress, &[d, owner, pk_d.u, pk_d.v, g_d.u, g_d.v, r])
    }
}

impl Circuit<Base> for GrantCircuit {
    fn synthesize<CS: ConstraintSystem<Base>>(self, cs: &mut CS) -> Result<(), SynthesisError> {
        let witness = self.known.as_ref().map(|(witness, _)| witness);
        let statement = self.known.as_ref().map(|(_, statement)| statement);
        let public = PublicInputs::alloc(cs, statement.map(GrantStatement::public_inputs))?;

        let spender = witness.map(|witness| (&witness.ak, &witness.alpha));
        let ak = authority::authorize(cs, spender, &public.rk)?;
        let keys = Keys::derive(cs, witness, &ak)?;
        let address = Address::derive(cs, witness, &keys.ivk)?;

        let Sealing { stream, r } =
            sealed::key_stream(cs, witness.map(|witness| &witness.esk), &public)?;
        sealed::seal(cs, &keys, &address.d, &stream, &public)?;
        let commitment = address.commitment(cs, r)?;
        enforce_equal(cs, "G5: address", &public.commitment, &commitment);
        Ok(())
    }
}
