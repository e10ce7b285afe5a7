//! The statement in plain Rust: the circuit's twin, straight from the formulas of docs/protocol
//! §10.2 to §10.4.

use super::{GrantKind, GrantStatement, GrantWitness, DEC_BITS, STREAM_WORDS, WORDS};
use crate::gadgets::point::edwards_d;
use ff::Field;
use jubjub::{AffinePoint, ExtendedPoint, Fr, SubgroupPoint};
use shoji_shielded::{
    field::{to_bytes, Base},
    point::{coordinates, generator},
    poseidon::{hash, hash_words, Domain},
};
use thiserror::Error;

/// The condition of docs/protocol §10.4 that a witness fails under a statement. Those that the types
/// already guarantee (booleans) and those that define a value within (G2, G3) cannot fail by
/// themselves: a false key gives another address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum GrantStatementError {
    /// G1: `ak` is not on Jubjub.
    #[error("the spend validating key is not a point of Jubjub")]
    KeyNotOnCurve,
    /// G1: `[8] ak` is the identity.
    #[error("the spend validating key is of small order")]
    KeyOfSmallOrder,
    /// G1: `rk` is not `ak + [alpha] G`.
    #[error("the randomized key is not that of the spender")]
    RandomizedKeyMismatch,
    /// G4: `g_d` is not on Jubjub.
    #[error("the diversified base is not a point of Jubjub")]
    BaseNotOnCurve,
    /// G6: `epk` is not `[esk] G`.
    #[error("the ephemeral key is not that of the ephemeral secret")]
    EphemeralKeyMismatch,
    /// G5: `C` is not the commitment to the address that follows from the keys.
    #[error("the address is not one of the scope whose keys are granted")]
    AddressMismatch,
    /// G6: a sealed word is not the message and the key stream.
    #[error("sealed word {word} is not what is granted")]
    SealedWordMismatch {
        /// Which word, from 0.
        word: usize,
    },
}

impl GrantWitness {
    /// The statement that is true of this witness if its points are on the curve;
    /// [`GrantWitness::check`] says whether it is.
    pub fn statement(
        &self,
        kind: GrantKind,
        hidden: bool,
        pk: SubgroupPoint,
        ctx: Base,
    ) -> GrantStatement {
        let (u, v) = (self.ak.get_u(), self.ak.get_v());
        let flag = |flag: bool| Base::from(u64::from(flag));
        let (kind_is_full, b) = (flag(kind == GrantKind::Full), flag(self.audited));

        let audit = b * hash(Domain::AuditKey, &[self.k]);
        let account = hash(Domain::Account, &[u, v, audit]);
        let ivk = hash(Domain::Ivk, &[u, v, self.nk, audit]);
        let nk_int = hash(Domain::NkInternal, &[self.nk]);
        let ivk_int = hash(Domain::Ivk, &[u, v, nk_int, audit]);

        let d = self.d.to_base();
        let owner = hash(Domain::Owner, &[ivk, d]);
        let pk_d = coordinates(&(self.g_d.to_extended() * decryption_scalar(ivk)));
        let g_d = (self.g_d.get_u(), self.g_d.get_v());

        let shared = ExtendedPoint::from(pk * self.esk).mul_by_cofactor();
        let (shared_u, shared_v) = coordinates(&shared);
        let stream: [Base; STREAM_WORDS] =
            hash_words(Domain::GrantStream, &[shared_u, shared_v, ctx]);
        let r = flag(hidden) * stream[STREAM_WORDS - 1];
        let address = [d, owner, pk_d.0, pk_d.1, g_d.0, g_d.1, r];
        let message: [Base; WORDS] = [
            ivk,
            kind_is_full * self.nk,
            kind_is_full * ivk_int,
            kind_is_full * b * self.k,
            kind_is_full * b * account,
            d,
        ];
        GrantStatement {
            commitment: hash(Domain::GrantAddress, &address),
            kind,
            hidden,
            pk,
            epk: coordinates(&(generator() * self.esk).into()),
            ciphertext: std::array::from_fn(|i| message[i] + stream[i]),
            ctx,
            rk: coordinates(&(self.ak.to_extended() + generator() * self.alpha)),
        }
    }

    /// Whether this witness makes the statement true: exactly when the circuit is satisfied.
    pub fn check(&self, statement: &GrantStatement) -> Result<(), GrantStatementError> {
        use GrantStatementError::{
            AddressMismatch, BaseNotOnCurve, EphemeralKeyMismatch, KeyNotOnCurve, KeyOfSmallOrder,
            RandomizedKeyMismatch, SealedWordMismatch,
        };
        let require = |holds, error| if holds { Ok(()) } else { Err(error) };
        require(is_on_curve(&self.ak), KeyNotOnCurve)?;
        require(!bool::from(AffinePoint::is_small_order(&self.ak)), KeyOfSmallOrder)?;
        require(is_on_curve(&self.g_d), BaseNotOnCurve)?;
        let GrantStatement { kind, hidden, pk, ctx, .. } = *statement;
        let own = self.statement(kind, hidden, pk, ctx);
        require(own.rk == statement.rk, RandomizedKeyMismatch)?;
        require(own.epk == statement.epk, EphemeralKeyMismatch)?;
        require(own.commitment == statement.commitment, AddressMismatch)?;
        for (word, (own, sealed)) in own.ciphertext.iter().zip(&statement.ciphertext).enumerate() {
            require(own == sealed, SealedWordMismatch { word })?;
        }
        Ok(())
    }
}

/// The low 251 bits of `H_DEC(ivk)`.
fn decryption_scalar(ivk: Base) -> Fr {
    let mut bytes = to_bytes(&hash(Domain::Dec, &[ivk]));
    bytes[DEC_BITS / 8] &= (1 << (DEC_BITS % 8)) - 1;
    Option::from(Fr::from_bytes(&bytes)).expect("251 bits are less than s, which has 252; qed")
}

fn is_on_curve(point: &AffinePoint) -> bool {
    let (u2, v2) = (point.get_u().square(), point.get_v().square());
    v2 - u2 == Base::ONE + edwards_d() * u2 * v2
}
