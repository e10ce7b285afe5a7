//! Trial decryption on all cores: every output, every scope, both sides and the outgoing key.

use crate::keys::{DerivationError, WalletKeys};
use rayon::prelude::*;
use shoji_shielded::address::Network;
use shoji_shielded::bundle::{Bundle, Output, OUTPUTS};
use shoji_shielded::encryption::{
    try_decrypt_batch, try_recover_outgoing, DecryptedNote, Mismatch, PreparedIncomingViewingKey,
};
use shoji_shielded::field::Base;
use shoji_shielded::keys::ScopeKeys;
use shoji_shielded::memo::Memo;

/// Bundles that one core decrypts at a time; inversions are shared among their outputs.
const CHUNK: usize = 16;

/// The viewing keys of the scopes that are scanned for.
pub struct ScanKeys {
    network: Network,
    scopes: Vec<(String, ScopeKeys)>,
    /// External and internal key of each scope, in that order.
    prepared: Vec<PreparedIncomingViewingKey>,
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
        /// The key of its nullifier.
        nk: Base,
        /// The note.
        note: Box<DecryptedNote>,
    },
    /// An output that the wallet sent.
    Sent {
        /// Label of the scope that sent it.
        scope: String,
        /// The recipient's address.
        address: String,
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
    /// The keys of the scopes with these labels.
    ///
    /// # Errors
    /// [`DerivationError`].
    pub fn new(
        keys: &WalletKeys,
        network: Network,
        labels: impl IntoIterator<Item = String>,
    ) -> Result<ScanKeys, DerivationError> {
        let scopes = labels.into_iter().map(|label| keys.scope(&label).map(|scope| (label, scope)));
        let scopes = scopes.collect::<Result<Vec<_>, _>>()?;
        let sides = scopes.iter().flat_map(|(_, keys)| [&keys.external.ivk, &keys.internal.ivk]);
        let prepared = sides.map(PreparedIncomingViewingKey::new).collect();
        Ok(ScanKeys { network, scopes, prepared })
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
                let (label, keys) = self.scopes.get(key / 2)?;
                let internal = key % 2 == 1;
                let side = if internal { &keys.internal } else { &keys.external };
                Some(Finding::Note {
                    scope: label.clone(),
                    internal,
                    nk: side.nk,
                    note: note.into(),
                })
            }
        }
    }

    /// What an outgoing key opens: no point is multiplied before the key fits, so this costs next to
    /// nothing for the outputs of others.
    fn sent(&self, output: &Output) -> Option<Finding> {
        let (label, keys, sent) = self.scopes.iter().find_map(|(label, keys)| {
            try_recover_outgoing(&keys.ovk, output).map(|sent| (label, keys, sent))
        })?;
        // Change is not a payment.
        let change = keys.internal.ivk.owner(&sent.address.d) == sent.address.owner;
        (!change).then(|| Finding::Sent {
            scope: label.clone(),
            address: sent.address.encode(self.network),
            value: sent.note.value,
            memo: sent.memo,
        })
    }
}
