//! What a statement reads of a bundle, and the digest of many (docs/protocol §13.2).

use crate::{
    bundle::{Bundle, CallKind, AUDIT_WORDS, INPUTS, OUTPUTS},
    field::{self, Base},
    poseidon::{hash, Domain},
};
use ff::Field;

/// The public words of a bundle that took effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BundleWords {
    /// The nullifiers.
    pub nullifiers: [Base; INPUTS],
    /// The note commitments.
    pub commitments: [Base; OUTPUTS],
    /// The audit words.
    pub audit_words: [Base; AUDIT_WORDS],
    /// Whether the call is a shield: then the public amount enters the pool.
    pub shield: bool,
}

/// The version of the transfer circuit whose audit words version 1 of the outflow circuit reads.
const TRANSFER_VERSION: u16 = 1;

impl BundleWords {
    /// What stands in a proof where there are no more bundles. It is nobody's record: its words are
    /// zero, so under no key do they decrypt to the tag but with a probability below 2^-160.
    pub const PADDING: BundleWords = BundleWords {
        nullifiers: [Base::ZERO; INPUTS],
        commitments: [Base::ZERO; OUTPUTS],
        audit_words: [Base::ZERO; AUDIT_WORDS],
        shield: false,
    };

    /// The words of a bundle; `None` where one is not canonical, so that no chain has accepted it, and for a version of the
    /// transfer circuit that the outflow circuit does not know: its records might look like nobody's.
    pub fn of(bundle: &Bundle, kind: CallKind) -> Option<BundleWords> {
        if bundle.circuit_version != TRANSFER_VERSION {
            return None;
        }
        let mut words = BundleWords { shield: kind == CallKind::Shield, ..BundleWords::PADDING };
        let outputs = bundle.outputs.iter().map(|output| &output.cm);
        let bytes = bundle.nullifiers.iter().chain(outputs).chain(&bundle.audit_words);
        let own = words.nullifiers.iter_mut().chain(&mut words.commitments);
        for (word, bytes) in own.chain(&mut words.audit_words).zip(bytes) {
            *word = field::from_bytes(bytes)?;
        }
        Some(words)
    }

    /// The words in the order in which they are hashed: nullifiers, commitments, audit words, and 1
    /// for a shield, else 0.
    pub fn to_bases(&self) -> [Base; INPUTS + OUTPUTS + AUDIT_WORDS + 1] {
        let mut bases = [Base::from(u64::from(self.shield)); INPUTS + OUTPUTS + AUDIT_WORDS + 1];
        bases[..INPUTS].copy_from_slice(&self.nullifiers);
        bases[INPUTS..INPUTS + OUTPUTS].copy_from_slice(&self.commitments);
        bases[INPUTS + OUTPUTS..INPUTS + OUTPUTS + AUDIT_WORDS].copy_from_slice(&self.audit_words);
        bases
    }
}

/// `H_OUTFLOW(D, nf1..3, cm1..3, w0..7, shield)` for each bundle in turn, from the digest `start`.
pub fn digest<'a>(start: Base, bundles: impl IntoIterator<Item = &'a BundleWords>) -> Base {
    bundles.into_iter().fold(start, |digest, words| {
        let mut inputs = [digest; INPUTS + OUTPUTS + AUDIT_WORDS + 2];
        inputs[1..].copy_from_slice(&words.to_bases());
        hash(Domain::OutflowDigest, &inputs)
    })
}
