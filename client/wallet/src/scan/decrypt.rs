//! Trial decryption on all cores: every output, every scope, both sides and the outgoing key.

use super::audited;
use crate::keys::ViewingKey;
use rayon::prelude::*;
use shoji_shielded::address::Network;
use shoji_shielded::audit::{AuditKey, AuditRecord};
use shoji_shielded::bundle::{Bundle, Output, OUTPUTS};
use shoji_shielded::encryption::{
    try_decrypt_batch, try_recover_outgoing, DecryptedNote, Mismatch, PreparedIncomingViewingKey,
};
use shoji_shielded::field::Base;
use shoji_shielded::keys::IncomingViewingKey;
use shoji_shielded::memo::Memo;

/// Bundles that one core decrypts at a time; inversions are shared among their outputs.
const CHUNK: usize = 16;

/// The viewing keys of the scopes that are scanned for. An owner scans with what an auditor of each scope
/// has, so both see the same.
pub struct ScanKeys {
    network: Network,
    sides: Vec<Side>,
    /// The incoming key of each side.
    prepared: Vec<PreparedIncomingViewingKey>,
    outgoing: Vec<Outgoing>,
    /// What reads the records of an audited account.
    audit: Option<AuditKey>,
}

/// One side of a scope.
struct Side {
    scope: String,
    internal: bool,
    nk: Option<Base>,
}

/// What opens the payments of a scope.
struct Outgoing {
    scope: String,
    ovk: [u8; 32],
    /// Change is not a payment.
    internal: IncomingViewingKey,
}

/// What one of the wallet's keys opens.
#[derive(Clone, Debug)]
pub enum Finding {
    /// A note of the wallet.
    Note {
        /// Label of its scope.
        scope: String,
        /// Whether it was paid to the internal address.
        internal: bool,
        /// The key of its nullifier; `None` where only receipts are seen.
        nk: Option<Base>,
        /// The note.
        note: Box<DecryptedNote>,
    },
    /// An output that the wallet sent.
    Sent {
        /// Label of the scope that sent it.
        scope: String,
        /// The recipient's address.
        address: String,
        /// Asset, as on the wire.
        asset: u64,
        /// Units.
        value: u128,
        /// The memo.
        memo: Memo,
    },
    /// Decrypts, and is not a note.
    Mismatch {
        /// What does not fit.
        what: String,
    },
}

impl ScanKeys {
    /// The keys of these scopes, each with its label.
    pub fn new(
        network: Network,
        scopes: impl IntoIterator<Item = (String, ViewingKey)>,
    ) -> ScanKeys {
        let (mut sides, mut prepared, mut outgoing) = (Vec::new(), Vec::new(), Vec::new());
        let mut side = |ivk: &IncomingViewingKey, scope: &str, internal, nk| {
            prepared.push(PreparedIncomingViewingKey::new(ivk));
            sides.push(Side { scope: scope.into(), internal, nk });
        };
        for (scope, key) in scopes {
            match key {
                ViewingKey::Incoming(ivk) => side(&ivk, &scope, false, None),
                ViewingKey::Full(key) => {
                    side(&key.ivk, &scope, false, Some(key.nk));
                    side(&key.ivk_int, &scope, true, Some(key.nk_int()));
                    outgoing.push(Outgoing {
                        scope,
                        ovk: key.ovk(),
                        internal: key.ivk_int.clone(),
                    });
                }
            }
        }
        ScanKeys { network, sides, prepared, outgoing, audit: None }
    }

    /// The same keys, and what reads the records of an audited account.
    #[must_use]
    pub fn with_audit(self, audit: Option<AuditKey>) -> ScanKeys {
        ScanKeys { audit, ..self }
    }

    /// What the audit words of each bundle say to the holder of the audit key: one trial a bundle.
    pub fn read_all(&self, bundles: &[&Bundle]) -> Vec<Option<AuditRecord>> {
        let Some(key) = &self.audit else { return vec![None; bundles.len()] };
        bundles.par_iter().map(|bundle| audited::read(key, bundle)).collect()
    }

    /// Everything the keys open in these bundles: for each bundle, pairs of output index and finding.
    pub fn open_all(&self, bundles: &[&Bundle]) -> Vec<Vec<(usize, Finding)>> {
        bundles.par_chunks(CHUNK).flat_map_iter(|chunk| self.open_chunk(chunk)).collect()
    }

    fn open_chunk(&self, bundles: &[&Bundle]) -> Vec<Vec<(usize, Finding)>> {
        let outputs: Vec<Output> =
            bundles.iter().flat_map(|bundle| bundle.outputs.iter().cloned()).collect();
        let incoming = try_decrypt_batch(&self.prepared, &outputs);
        let found: Vec<Vec<Finding>> = outputs
            .iter()
            .zip(incoming)
            .map(|(output, incoming)| {
                self.received(incoming).into_iter().chain(self.sent(output)).collect()
            })
            .collect();
        let of_bundle = |outputs: &[Vec<Finding>]| {
            let indexed = outputs.iter().enumerate();
            indexed
                .flat_map(|(index, found)| found.iter().cloned().map(move |found| (index, found)))
                .collect()
        };
        found.chunks(OUTPUTS).map(of_bundle).collect()
    }

    fn received(
        &self,
        incoming: Result<Option<(DecryptedNote, usize)>, Mismatch>,
    ) -> Option<Finding> {
        match incoming {
            Ok(None) => None,
            Err(mismatch) => Some(Finding::Mismatch { what: mismatch.to_string() }),
            Ok(Some((note, key))) => {
                let Side { scope, internal, nk } = self.sides.get(key)?;
                let (scope, internal, nk) = (scope.clone(), *internal, *nk);
                Some(Finding::Note { scope, internal, nk, note: note.into() })
            }
        }
    }

    /// What an outgoing key opens: no point is multiplied before the key fits, so this costs next to
    /// nothing for the outputs of others.
    fn sent(&self, output: &Output) -> Option<Finding> {
        let (from, sent) = self
            .outgoing
            .iter()
            .find_map(|from| try_recover_outgoing(&from.ovk, output).map(|sent| (from, sent)))?;
        let change = from.internal.owner(&sent.address.d) == sent.address.owner;
        (!change).then(|| Finding::Sent {
            scope: from.scope.clone(),
            address: sent.address.encode(self.network),
            asset: sent.note.asset.to_wire(),
            value: sent.note.value,
            memo: sent.memo,
        })
    }
}
