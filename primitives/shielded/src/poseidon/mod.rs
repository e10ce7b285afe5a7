//! Poseidon over `F` (docs/protocol §1.4): one permutation, one sponge, one function a [`Domain`].

mod constants;
mod permutation;
mod round_constants;
#[cfg(test)]
mod tests;

pub use permutation::{mds, permute, round_constants};

use crate::field::Base;
use ff::Field;

/// Words of the state.
pub const WIDTH: usize = 5;
/// Words absorbed or squeezed a permutation: all but `state[0]`, the capacity.
pub const RATE: usize = 4;
/// Rounds whose S-box acts on all words, half of them before and half after the partial ones.
pub const FULL_ROUNDS: usize = 8;
/// Rounds whose S-box acts on `state[0]` alone.
pub const PARTIAL_ROUNDS: usize = 60;

/// A use of the hash. Label and input count are in the capacity word, so no two domains share a
/// function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domain {
    /// `H_NOTE(asset, value, owner, rcm)`: the note commitment.
    Note,
    /// `H_NF(nk, cm, position)`: the nullifier.
    Nullifier,
    /// `H_TREE` of four children: a node of the commitment tree.
    Tree,
    /// `H_OWNER(ivk, d)`: the owner in a note and in an address.
    Owner,
    /// `H_IVK(ak.u, ak.v, nk, audit)`: the incoming viewing key.
    Ivk,
    /// `H_NK(vr, scope)`: the nullifier deriving key of a scope.
    Nk,
    /// `H_INT(nk)`: the nullifier deriving key of a scope's internal address.
    NkInternal,
    /// `H_OVK(nk)`: the outgoing viewing key of a scope.
    Ovk,
    /// `H_DEC(ivk)`: what the decryption scalar is cut from.
    Dec,
    /// `H_AUDIT(k)`: the public image of an audit key.
    AuditKey,
    /// `H_ACCOUNT(ak.u, ak.v, audit)`: which account an audit record is of.
    Account,
    /// `S_AUDIT(k, nf1..3, cm1..3, account)`: the key stream of the audit words.
    AuditStream,
    /// `H_GRANT(d, owner, pk_d, g_d, r)`: the address that a grant is about.
    GrantAddress,
    /// `S_GRANT(S.u, S.v, ctx)`: the key stream that seals a grant.
    GrantStream,
    /// `H_OUTFLOW(D, nf1..3, cm1..3, w0..7, shield)`: the digest of the bundles of an outflow
    /// statement.
    OutflowDigest,
    /// `H_SUM(sum, blinding, ctx)`: what an outflow statement hides of its running sum.
    OutflowSum,
}

impl Domain {
    /// Every domain, in the order of the table in docs/protocol §1.4.
    pub const ALL: [Domain; 16] = [
        Domain::Note,
        Domain::Nullifier,
        Domain::Tree,
        Domain::Owner,
        Domain::Ivk,
        Domain::Nk,
        Domain::NkInternal,
        Domain::Ovk,
        Domain::Dec,
        Domain::AuditKey,
        Domain::Account,
        Domain::AuditStream,
        Domain::GrantAddress,
        Domain::GrantStream,
        Domain::OutflowDigest,
        Domain::OutflowSum,
    ];

    /// The label that enters the capacity word.
    pub const fn label(self) -> &'static str {
        match self {
            Domain::Note => "note",
            Domain::Nullifier => "nullifier",
            Domain::Tree => "tree",
            Domain::Owner => "owner",
            Domain::Ivk => "ivk",
            Domain::Nk => "nk",
            Domain::NkInternal => "nk-internal",
            Domain::Ovk => "ovk",
            Domain::Dec => "dec",
            Domain::AuditKey => "audit-key",
            Domain::Account => "account",
            Domain::AuditStream => "audit-stream",
            Domain::GrantAddress => "grant-address",
            Domain::GrantStream => "grant-stream",
            Domain::OutflowDigest => "outflow-digest",
            Domain::OutflowSum => "outflow-sum",
        }
    }

    /// The exact number of inputs.
    pub const fn inputs(self) -> usize {
        match self {
            Domain::NkInternal | Domain::Ovk | Domain::Dec | Domain::AuditKey => 1,
            Domain::Owner | Domain::Nk => 2,
            Domain::Nullifier | Domain::Account | Domain::GrantStream | Domain::OutflowSum => 3,
            Domain::Note | Domain::Tree | Domain::Ivk => 4,
            Domain::GrantAddress => 7,
            Domain::AuditStream => 8,
            Domain::OutflowDigest => 16,
        }
    }

    /// The capacity word: `wide_F(B512("ShojiPoseidonCap", label || LE64(inputs)))`.
    pub const fn capacity(self) -> Base {
        Base::from_raw(constants::CAPACITY_LIMBS[self as usize])
    }
}

/// The first output word of the sponge: `H_L(inputs)`.
///
/// # Panics
///
/// If the number of inputs is not [`Domain::inputs`]: a hash of another length is another function,
/// so a caller that gets this wrong has a bug, whatever the values are.
pub fn hash(domain: Domain, inputs: &[Base]) -> Base {
    let [word] = hash_words::<1>(domain, inputs);
    word
}

/// The first `OUT` output words of the sponge.
///
/// # Panics
///
/// As [`hash`].
pub fn hash_words<const OUT: usize>(domain: Domain, inputs: &[Base]) -> [Base; OUT] {
    assert_eq!(inputs.len(), domain.inputs(), "inputs of the domain {}", domain.label());
    let mut state = [Base::ZERO; WIDTH];
    state[0] = domain.capacity();
    for group in inputs.chunks(RATE) {
        for (word, input) in state[1..].iter_mut().zip(group) {
            *word += input;
        }
        permute(&mut state);
    }
    let mut output = [Base::ZERO; OUT];
    for (index, group) in output.chunks_mut(RATE).enumerate() {
        if index > 0 {
            permute(&mut state);
        }
        group.copy_from_slice(&state[1..=group.len()]);
    }
    output
}
