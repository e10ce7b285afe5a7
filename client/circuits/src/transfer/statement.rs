//! The statement in plain Rust: the circuit's twin.

use super::{derived::Derived, TransferWitness};
use ff::Field;
use jubjub::AffinePoint;
use shoji_shielded::{
    asset::AssetId,
    field::{from_u128, Base},
    poseidon::{hash, Domain},
};
use thiserror::Error;

/// The condition of docs/protocol §5.3 that a witness fails. Conditions that the types already
/// guarantee (booleans, values of 128 bits) and those that define a public input (I1 to I3, O1, A2,
/// U2) cannot fail here. Notes are counted from 1, as in the specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum StatementError {
    /// I3, I4: the path does not hold the note, or a node above it, at the place its position says.
    #[error("the path of input {input} does not contain its note at the stated position")]
    PathWithoutNote {
        /// Which input.
        input: usize,
    },
    /// I4: the note has value and its path does not lead to the anchor.
    #[error("input {input} has value but is not in the tree with the stated anchor")]
    NotInTree {
        /// Which input.
        input: usize,
    },
    /// B1: what goes in is not what comes out.
    #[error("the inputs do not pay exactly for the outputs, the fee and the public amount")]
    Unbalanced,
    /// B2: one asset would pay for the other.
    #[error("one asset would pay for another: each must balance alone")]
    LanesUnbalanced,
    /// B3: the public amount is in an asset other than `A`.
    #[error("the public amount is in another asset than the bundle moves")]
    PublicAssetMismatch,
    /// A1: `ak` is not on Jubjub.
    #[error("the spend validating key is not a point of Jubjub")]
    KeyNotOnCurve,
    /// A1: `[8] ak` is the identity.
    #[error("the spend validating key is of small order")]
    KeyOfSmallOrder,
    /// U1: the account is audited and `k` is not its audit key.
    #[error("the account is audited and the audit key is not its own")]
    AuditKeyMismatch,
}

impl TransferWitness {
    /// Whether the statement holds for this witness and its public inputs: exactly when the circuit
    /// is satisfied.
    pub fn check(&self) -> Result<(), StatementError> {
        self.check_authority()?;
        self.check_audit()?;
        self.check_balance()?;
        let derived = Derived::from_witness(self);
        for (index, (input, spent)) in self.inputs.iter().zip(&derived.spent).enumerate() {
            let number = index + 1;
            if !spent.path_holds_note {
                return Err(StatementError::PathWithoutNote { input: number });
            }
            if spent.root != self.anchor && input.value != 0 {
                return Err(StatementError::NotInTree { input: number });
            }
        }
        Ok(())
    }

    fn check_authority(&self) -> Result<(), StatementError> {
        let (u2, v2) = (self.ak.get_u().square(), self.ak.get_v().square());
        if v2 - u2 != Base::ONE + crate::gadgets::point::edwards_d() * u2 * v2 {
            return Err(StatementError::KeyNotOnCurve);
        }
        if bool::from(AffinePoint::is_small_order(&self.ak)) {
            return Err(StatementError::KeyOfSmallOrder);
        }
        Ok(())
    }

    fn check_audit(&self) -> Result<(), StatementError> {
        if self.audit != Base::ZERO && self.audit != hash(Domain::AuditKey, &[self.k]) {
            return Err(StatementError::AuditKeyMismatch);
        }
        Ok(())
    }

    fn check_balance(&self) -> Result<(), StatementError> {
        let mut native = -Base::from(self.fee);
        let mut other = -self.v_pub;
        let inputs = self.inputs.iter().map(|note| (note.is_other, from_u128(note.value)));
        let outputs = self.outputs.iter().map(|note| (note.is_other, -from_u128(note.value)));
        for (is_other, value) in inputs.chain(outputs) {
            *(if is_other { &mut other } else { &mut native }) += value;
        }
        if native + other != Base::ZERO {
            return Err(StatementError::Unbalanced);
        }
        if native != Base::ZERO && self.asset != AssetId::NATIVE.to_base() {
            return Err(StatementError::LanesUnbalanced);
        }
        if self.asset_pub != self.asset && self.v_pub != Base::ZERO {
            return Err(StatementError::PublicAssetMismatch);
        }
        Ok(())
    }
}
