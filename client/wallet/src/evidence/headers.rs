//! A file of headers: what a verifier keeps to need no node (docs/protocol §14.4).

use super::inclusion::read_header;
use super::{Bytes, Checked};
use crate::error::WalletError;
use crate::node::header::{self, Header};
use crate::node::{fetch, Node, NodeError};
use codec::DecodeAll;
use std::io::{BufRead, Write};

/// The first line of the file. One header follows a line, `0x` and hex digits, in the order of the chain.
pub(super) const FIRST_LINE: &str = "shoji-headers-v1";
/// Blocks asked for at a time.
const PAGE: u32 = 256;
/// Characters of a line: far more than a header has, and no more than memory can hold.
const MAX_LINE: u64 = 4 << 20;

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Export {
    /// First block.
    pub from: u32,
    /// Last block.
    pub to: u32,
    /// Hash of the last block: everything that is checked against the file hangs on it.
    pub hash: [u8; 32],
}

/// Writes the headers of the blocks `from ..= to`, all of them final; `to` is the latest final one where none is
/// given. `progress` is told of each block written and of the last.
///
/// # Errors
/// [`WalletError::Input`] for blocks that are not there or not final; [`WalletError::Node`], [`WalletError::Io`].
pub async fn export(
    node: &impl Node,
    from: u32,
    to: Option<u32>,
    out: &mut impl Write,
    progress: &mut dyn FnMut(u32, u32),
) -> Result<Export, WalletError> {
    let finalized = node.info().await?.finalized.number;
    let to = to.unwrap_or(finalized);
    if to > finalized {
        return Err(WalletError::Input(format!(
            "block {to} is not final: the latest final one is {finalized}"
        )));
    }
    if from > to {
        return Err(WalletError::Input(format!("there is no block from {from} to {to}")));
    }
    writeln!(out, "{FIRST_LINE}")?;
    let (mut next, mut last) = (from, None);
    while next <= to {
        let count = PAGE.min(to - next + 1);
        // Checked by the rules of a sync, and once more from the bytes that are written.
        let headers: Vec<Vec<u8>> =
            node.blocks(next, count).await?.into_iter().map(|block| block.header).collect();
        if headers.is_empty() || headers.len() > count as usize {
            let what = format!("{} blocks from {next} on", headers.len());
            return Err(NodeError::Malformed { method: "shoji_blocks".into(), what }.into());
        }
        for bytes in headers {
            let lying = |what: String| NodeError::Lying { block: next, what };
            last = Some(follow(&bytes, next, last).map_err(lying)?);
            writeln!(out, "{}", Bytes(bytes))?;
            progress(next, to);
            next += 1;
        }
    }
    out.flush()?;
    let hash = last.unwrap_or_default();
    // What was read while the chain went on is still one chain: its end is where the node says it is.
    let end = fetch(node, to, 1).await?;
    if end.first().is_none_or(|block| block.hash != hash) {
        let what = "it is not the block that it was a moment ago".into();
        return Err(NodeError::Lying { block: to, what }.into());
    }
    Ok(Export { from, to, hash })
}

/// Checks that these are the bytes of header `number`, and that it follows the block with the hash `parent`;
/// returns its own hash.
fn follow(bytes: &[u8], number: u32, parent: Option<[u8; 32]>) -> Checked<[u8; 32]> {
    let header = Header::decode_all(&mut &bytes[..])
        .map_err(|_| format!("the header of block {number} cannot be read"))?;
    if header.number != number {
        return Err(format!("block {} stands where {number} is due", header.number));
    }
    if parent.is_some_and(|parent| parent != header.parent_hash) {
        return Err(format!("block {number} does not follow the block before it"));
    }
    Ok(header::hash(bytes))
}

/// Reads a file of headers and calls `each` with the number and hash of every block in it, in order.
///
/// # Errors
/// Where it is no such file, or the headers are not one chain.
pub(super) fn read(mut file: impl BufRead, mut each: impl FnMut(u32, [u8; 32])) -> Checked<()> {
    let mut line = String::new();
    let mut next_line = |line: &mut String| -> Checked<bool> {
        line.clear();
        let mut limited = std::io::Read::take(&mut file, MAX_LINE);
        let read = limited.read_line(line).map_err(|error| format!("the headers: {error}"))?;
        Ok(read > 0)
    };
    if !next_line(&mut line)? || line.trim_end() != FIRST_LINE {
        return Err(format!("this is no file of headers: its first line is not '{FIRST_LINE}'"));
    }
    let mut last: Option<(u32, [u8; 32])> = None;
    while next_line(&mut line)? {
        let bytes: Bytes =
            line.trim_end().parse().map_err(|what| format!("a line of the headers: {what}"))?;
        let number = match last {
            Some((number, _)) => number.checked_add(1).ok_or("the headers are too many")?,
            None => read_header(&bytes.0)?.0.number,
        };
        let hash = follow(&bytes.0, number, last.map(|(_, hash)| hash))?;
        each(number, hash);
        last = Some((number, hash));
    }
    last.map(|_| ()).ok_or_else(|| "the file has no headers".into())
}
