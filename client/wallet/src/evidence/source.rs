//! Which blocks a verifier believes in, and why (docs/protocol §14.4).

use super::{headers, Checked};
use crate::error::WalletError;
use crate::node::WholeBlocks;
use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;

/// What everything hangs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// A file of headers that lead, hash by hash, to its last block. Whoever believes that hash believes the rest.
    File {
        /// First block of the file.
        from: u32,
    },
    /// A node, which says what is final.
    Node {
        /// Its URL.
        url: String,
    },
}

/// The hashes of the blocks that a document is about, from a source that the verifier chose.
#[derive(Clone, Debug)]
pub struct KnownBlocks {
    /// Hash of block 0, where the source goes back to it.
    pub genesis: Option<[u8; 32]>,
    /// Hashes of the blocks that are asked about, as far as the source has them.
    pub hashes: BTreeMap<u32, [u8; 32]>,
    /// Why they are believed.
    pub basis: Basis,
    /// The last block of the source, and its hash.
    pub head: (u32, [u8; 32]),
    /// Whether the verifier named a hash, and the source has that block.
    pub pinned: bool,
}

impl KnownBlocks {
    /// Reads a file of headers. `pinned` is the hash that its last block must have.
    ///
    /// # Errors
    /// Where it is no chain of headers, or ends in another block.
    pub fn from_file(
        file: impl BufRead,
        wanted: &BTreeSet<u32>,
        pinned: Option<[u8; 32]>,
    ) -> Checked<KnownBlocks> {
        let (mut hashes, mut first, mut head) = (BTreeMap::new(), None, (0, [0; 32]));
        headers::read(file, |number, hash| {
            first.get_or_insert((number, hash));
            head = (number, hash);
            if wanted.contains(&number) {
                hashes.insert(number, hash);
            }
        })?;
        let (from, first) = first.unwrap_or_default();
        if let Some(pinned) = pinned.filter(|pinned| *pinned != head.1) {
            return Err(format!(
                "the headers end in block {} with the hash 0x{}, not in the block that was named, 0x{}",
                head.0,
                hex::encode(head.1),
                hex::encode(pinned)
            ));
        }
        if from > 0 && pinned.is_none() {
            return Err(format!(
                "the headers begin at block {from}, so that nothing shows whose chain they are of: name the hash of \
                 their last block, block {}, with --block-hash, or use headers from block 0 on",
                head.0
            ));
        }
        let genesis = (from == 0).then_some(first);
        let basis = Basis::File { from };
        Ok(KnownBlocks { genesis, hashes, basis, head, pinned: pinned.is_some() })
    }

    /// Asks a node for the hashes of these blocks, as far as it calls them final. `pinned` must be the hash of
    /// one of them, or of the latest final block.
    ///
    /// # Errors
    /// [`WalletError::Node`]; [`WalletError::Evidence`] where the node does not have the block that was named.
    pub async fn from_node(
        node: &impl WholeBlocks,
        wanted: &BTreeSet<u32>,
        pinned: Option<[u8; 32]>,
    ) -> Result<KnownBlocks, WalletError> {
        let finalized = node.info().await?.finalized;
        let mut hashes = BTreeMap::new();
        for number in wanted.iter().filter(|number| **number <= finalized.number) {
            if let Some(hash) = node.block_hash(*number).await? {
                hashes.insert(*number, hash);
            }
        }
        let head = (finalized.number, finalized.hash);
        if let Some(pinned) = pinned {
            if pinned != head.1 && !hashes.values().any(|hash| *hash == pinned) {
                return Err(WalletError::Evidence(format!(
                    "the block that was named, 0x{}, is neither one that the document is about nor the node's latest \
                     final one",
                    hex::encode(pinned)
                )));
            }
        }
        let genesis = node.block_hash(0).await?;
        let basis = Basis::Node { url: node.name().into() };
        Ok(KnownBlocks { genesis, hashes, basis, head, pinned: pinned.is_some() })
    }

    /// Checks that the document's chain is the source's.
    ///
    /// # Errors
    /// Where it is another. A file that does not go back to block 0 says nothing of it.
    pub fn check_genesis(&self, genesis: &[u8; 32]) -> Checked<()> {
        match self.genesis {
            Some(known) if known != *genesis => Err(format!(
                "the document is about another chain: its genesis is 0x{}, that of the headers 0x{}",
                hex::encode(genesis),
                hex::encode(known)
            )),
            _ => Ok(()),
        }
    }

    /// Checks that this is the hash of block `number`.
    ///
    /// # Errors
    /// Where the source has another block, or none.
    pub fn check_block(&self, number: u32, hash: &[u8; 32]) -> Checked<()> {
        match self.hashes.get(&number) {
            Some(known) if known == hash => Ok(()),
            Some(known) => Err(format!(
                "block {number} of the chain has the hash 0x{}, that of the document 0x{}",
                hex::encode(known),
                hex::encode(hash)
            )),
            None => Err(format!(
                "block {number} is not among the blocks known to be final, which end at {}",
                self.head.0
            )),
        }
    }

    /// What the verdict hangs on, for people.
    pub fn describe(&self) -> String {
        let (number, hash) = (self.head.0, hex::encode(self.head.1));
        match (&self.basis, self.pinned) {
            (Basis::File { .. }, true) => {
                format!("Everything hangs on block {number}, hash 0x{hash}, which you named.")
            }
            (Basis::File { .. }, false) => format!(
                "Everything hangs on block {number}, hash 0x{hash}, in which the headers end: compare it with a source \
                 that you trust, or name it with --block-hash."
            ),
            (Basis::Node { url }, false) => format!(
                "Everything hangs on the word of the node at {url}: that its blocks up to {number} (hash 0x{hash}) are \
                 the chain, and final."
            ),
            (Basis::Node { url }, true) => format!(
                "The block that you named is on the chain of the node at {url}, whose word is what other blocks hang on."
            ),
        }
    }
}
