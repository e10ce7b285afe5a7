//! Who says so, and of which scope: conditions S1 to S3 of docs/protocol §12.3.

use super::{error::require, NotesError};
use crate::{
    authority,
    gadgets::{
        linear::{enforce_equal, multiply},
        point::edwards_d,
        poseidon, Bit, Linear, Point,
    },
};
use bellman::{ConstraintSystem, SynthesisError};
use ff::Field;
use jubjub::{AffinePoint, Fr};
use shoji_shielded::{
    address::{Address, Diversifier},
    field::Base,
    point::{coordinates, generator},
    poseidon::{hash, Domain},
};
use zeroize::ZeroizeOnDrop;

/// What is known of the spender and of the scope. Viewing keys and the randomizer, never `ask`.
/// Erased when it is dropped.
#[derive(Clone, ZeroizeOnDrop)]
pub struct SpenderWitness {
    /// The spend validating key.
    pub ak: AffinePoint,
    /// The randomizer: `rk = ak + [alpha] G`.
    pub alpha: Fr,
    /// The nullifier deriving key of the scope.
    pub nk: Base,
    /// `b`: whether the account is audited.
    pub audited: bool,
    /// The audit key of an audited account; anything for another.
    pub k: Base,
    /// The address that stands for the scope.
    pub subject: SubjectWitness,
}

/// What opens `C`, but for the owner, which follows from the keys. The statement does not say that it
/// is an address; whoever opens `C` does.
#[derive(Clone, ZeroizeOnDrop)]
pub struct SubjectWitness {
    /// The diversifier.
    #[zeroize(skip)]
    pub d: Diversifier,
    /// The coordinates of `pk_d`.
    pub pk_d: (Base, Base),
    /// The coordinates of `g_d`.
    pub g_d: (Base, Base),
    /// `r`: 0 for a stated address.
    pub r: Base,
}

impl SubjectWitness {
    /// What opens the commitment to `address` with `r`; `None` for a diversifier without `g_d`.
    pub fn new(address: &Address, r: Base) -> Option<Self> {
        let g_d = coordinates(&address.d.g_d()?.into());
        Some(Self { d: address.d, pk_d: coordinates(&address.pk_d.into()), g_d, r })
    }
}

/// The keys of the scope as variables.
pub(super) struct Keys {
    pub(super) ak: Point,
    pub(super) audit: Linear,
    pub(super) nk: Linear,
    pub(super) ivk: Linear,
}

impl Keys {
    /// Conditions S1 to S3.
    pub(super) fn derive<CS: ConstraintSystem<Base>>(
        cs: &mut CS,
        witness: Option<&SpenderWitness>,
        commitment: &Linear,
        rk: &Point,
    ) -> Result<Self, SynthesisError> {
        let ak =
            authority::authorize(cs, witness.map(|spender| (&spender.ak, &spender.alpha)), rk)?;
        let audited = Bit::alloc(cs, "b", witness.map(|spender| spender.audited))?;
        let k = Linear::alloc(cs, "k", witness.map(|spender| spender.k))?;
        let image = poseidon::hash(cs, Domain::AuditKey, &[k])?;
        let audit = multiply(cs, "audit", &image, audited.linear())?;
        let nk = Linear::alloc(cs, "nk", witness.map(|spender| spender.nk))?;
        let ivk = incoming(cs, &ak, nk.clone(), audit.clone())?;

        let subject = witness.map(|spender| &spender.subject);
        let d = Linear::alloc(cs, "d", subject.map(|subject| subject.d.to_base()))?;
        let owner = poseidon::hash(cs, Domain::Owner, &[ivk.clone(), d.clone()])?;
        let pk_u = Linear::alloc(cs, "pk_d.u", subject.map(|subject| subject.pk_d.0))?;
        let pk_v = Linear::alloc(cs, "pk_d.v", subject.map(|subject| subject.pk_d.1))?;
        let g_u = Linear::alloc(cs, "g_d.u", subject.map(|subject| subject.g_d.0))?;
        let g_v = Linear::alloc(cs, "g_d.v", subject.map(|subject| subject.g_d.1))?;
        let r = Linear::alloc(cs, "r", subject.map(|subject| subject.r))?;
        let parts = [d, owner, pk_u, pk_v, g_u, g_v, r];
        let own = poseidon::hash(cs, Domain::GrantAddress, &parts)?;
        enforce_equal(cs, "S3: subject", commitment, &own);
        Ok(Self { ak, audit, nk, ivk })
    }
}

/// `H_IVK(ak.u, ak.v, nk, audit)`.
pub(super) fn incoming<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    ak: &Point,
    nk: Linear,
    audit: Linear,
) -> Result<Linear, SynthesisError> {
    poseidon::hash(cs, Domain::Ivk, &[ak.u.clone(), ak.v.clone(), nk, audit])
}

/// What follows from a spender in plain Rust.
pub(super) struct Derived {
    pub(super) ivk: Base,
    pub(super) nk_int: Base,
    pub(super) ivk_int: Base,
    pub(super) commitment: Base,
    pub(super) rk: (Base, Base),
}

impl SpenderWitness {
    pub(super) fn derived(&self) -> Derived {
        let (u, v) = (self.ak.get_u(), self.ak.get_v());
        let audit = if self.audited { hash(Domain::AuditKey, &[self.k]) } else { Base::ZERO };
        let nk_int = hash(Domain::NkInternal, &[self.nk]);
        let [ivk, ivk_int] = [self.nk, nk_int].map(|nk| hash(Domain::Ivk, &[u, v, nk, audit]));
        let SubjectWitness { pk_d, g_d, r, .. } = self.subject;
        let d = self.subject.d.to_base();
        let owner = hash(Domain::Owner, &[ivk, d]);
        let parts = [d, owner, pk_d.0, pk_d.1, g_d.0, g_d.1, r];
        let commitment = hash(Domain::GrantAddress, &parts);
        let rk = coordinates(&(self.ak.to_extended() + generator() * self.alpha));
        Derived { ivk, nk_int, ivk_int, commitment, rk }
    }

    /// Conditions S1 to S3 in plain Rust.
    pub(super) fn check(
        &self,
        derived: &Derived,
        commitment: &Base,
        rk: &(Base, Base),
    ) -> Result<(), NotesError> {
        let (u2, v2) = (self.ak.get_u().square(), self.ak.get_v().square());
        let is_on_curve = v2 - u2 == Base::ONE + edwards_d() * u2 * v2;
        require(is_on_curve, NotesError::KeyNotOnCurve)?;
        let is_small = bool::from(AffinePoint::is_small_order(&self.ak));
        require(!is_small, NotesError::KeyOfSmallOrder)?;
        require(derived.rk == *rk, NotesError::RandomizedKeyMismatch)?;
        require(derived.commitment == *commitment, NotesError::SubjectMismatch)
    }
}
