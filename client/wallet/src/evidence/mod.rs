//! Proof that a payment is on the chain, for people who have block headers and nothing else
//! (docs/protocol §14.1, §14.2).
//!
//! Everything that a bundle says, down to the last byte of its ciphertexts, follows from a block's
//! header: the header's extrinsics root is that of a trie over the whole extrinsics, and its pool digest
//! says which of them are pool calls that took effect. What an output pays follows from the opening of its
//! note, encrypted again. So a verifier believes the hash of one block, and nobody's word.

mod canonical;
mod extrinsic;
mod headers;
mod inclusion;
mod opening;
mod source;
mod trie;

pub use canonical::{Bytes, Decimal};
pub use extrinsic::{pool_call, PoolCall};
pub use headers::{export, Export};
pub use inclusion::{block, header, Included, Inclusion, WholeBlock};
pub(crate) use inclusion::{read_header, whole};
pub use opening::{Opened, Opening};
pub use source::{Basis, KnownBlocks};
pub use trie::extrinsics_root;

use crate::error::WalletError;
use crate::node::NodeError;
use crate::wallet::Wallet;

/// What does not hold, in words.
pub type Checked<T> = Result<T, String>;

/// Checks that block `number` of a node is the one that the wallet followed, as far as the wallet still keeps it.
pub(crate) fn check_kept(wallet: &Wallet, number: u32, hash: &[u8; 32]) -> Result<(), WalletError> {
    let kept = wallet.store().view().block(number)?;
    match kept.is_some_and(|kept| kept.hash != *hash) {
        true => {
            let what = "it is not the block that this wallet followed".into();
            Err(NodeError::Lying { block: number, what }.into())
        }
        false => Ok(()),
    }
}

/// A document says what it is in this field: the version is part of the name.
pub fn check_format(found: &str, expected: &str) -> Checked<()> {
    match found == expected {
        true => Ok(()),
        false => Err(format!("the document's format is '{found}', not '{expected}'")),
    }
}
