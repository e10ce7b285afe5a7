//! The public inputs of a grant's proof (docs/protocol §10.4).

use super::{GrantKind, PUBLIC_INPUTS, WORDS};
use crate::{field::Base, point::coordinates};
use jubjub::SubgroupPoint;

/// What a proof is verified for. The types say what verifiers make sure of: `kind` and `hidden` are
/// booleans, `PK` is of prime order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GrantStatement {
    /// `C`.
    pub commitment: Base,
    /// What is shown.
    pub kind: GrantKind,
    /// Whether the address is hidden.
    pub hidden: bool,
    /// The auditor's sealing key.
    pub pk: SubgroupPoint,
    /// The ephemeral key's coordinates.
    pub epk: (Base, Base),
    /// The sealed words.
    pub ciphertext: [Base; WORDS],
    /// What the grant is sealed for.
    pub ctx: Base,
    /// The randomized key's coordinates.
    pub rk: (Base, Base),
}

impl GrantStatement {
    /// The public inputs, in their order.
    pub fn public_inputs(&self) -> [Base; PUBLIC_INPUTS] {
        let boolean = |flag: bool| Base::from(u64::from(flag));
        let (pk_u, pk_v) = coordinates(&self.pk.into());
        let ((epk_u, epk_v), (rk_u, rk_v)) = (self.epk, self.rk);
        let [c0, c1, c2, c3, c4, c5] = self.ciphertext;
        let kind = boolean(self.kind == GrantKind::Full);
        let hidden = boolean(self.hidden);
        [
            self.commitment,
            kind,
            hidden,
            pk_u,
            pk_v,
            epk_u,
            epk_v,
            c0,
            c1,
            c2,
            c3,
            c4,
            c5,
            self.ctx,
            rk_u,
            rk_v,
        ]
    }
}
