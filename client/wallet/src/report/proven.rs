//! Checking one row of a report.

use super::{Payment, Receipt, Spend};
use crate::evidence::{Bytes, Checked, Included, Opened, Opening};
use crate::keys::ViewingKey;
use shoji_shielded::bundle::Output;
use shoji_shielded::digest::PoolDigest;
use shoji_shielded::field::{self, Base};
use shoji_shielded::keys::{FullViewingKey, IncomingViewingKey};
use shoji_shielded::note::nullifier;
use shoji_shielded::tree::{digit, hash_node, ARITY, CAPACITY, DEPTH};
use std::collections::BTreeMap;

/// The bundles of a report by block and extrinsic, each proven.
pub(super) type Bundles = BTreeMap<(u32, u32), Included>;

/// An output that is on the chain, pays what the row says, and is in the tree.
pub(super) fn check_receipt(
    receipt: &Receipt,
    bundles: &Bundles,
    digest: &PoolDigest,
) -> Checked<Opened> {
    let Receipt { block, extrinsic, output, position, commitment, opening, .. } = receipt;
    let place = (*block, *extrinsic, *output);
    let (_, opened) = check_output(place, position.0, commitment, opening, bundles)?;
    if receipt.position.0 >= digest.next_position {
        return Err("the tree of the report's last block does not have its position".into());
    }
    path(receipt, &digest.root)?;
    Ok(opened)
}

/// An output that is on the chain and pays what the row says.
pub(super) fn check_payment<'a>(
    payment: &Payment,
    bundles: &'a Bundles,
) -> Checked<(&'a Output, Opened)> {
    let Payment { block, extrinsic, output, position, commitment, opening } = payment;
    check_output((*block, *extrinsic, *output), position.0, commitment, opening, bundles)
}

/// The output at this block, extrinsic and place has this commitment and position, and pays what the opening says.
fn check_output<'a>(
    (block, extrinsic, place): (u32, u32, u8),
    position: u64,
    commitment: &Bytes,
    opening: &Opening,
    bundles: &'a Bundles,
) -> Checked<(&'a Output, Opened)> {
    let included = bundles.get(&(block, extrinsic));
    let included =
        included.ok_or_else(|| format!("transaction {block}-{extrinsic} is not in the report"))?;
    let output = included.call.bundle.outputs.get(usize::from(place));
    let output = output.ok_or_else(|| format!("a bundle has no output {place}"))?;
    if output.cm != *commitment.0 {
        return Err("its commitment is not that of the output".into());
    }
    if included.first_position.checked_add(place.into()) != Some(position) {
        return Err("its position is not the one that the header gives it".into());
    }
    Ok((output, opening.check(output)?))
}

/// Checks that the receipt's path leads to `root`.
pub(super) fn path(receipt: &Receipt, root: &[u8; 32]) -> Checked<()> {
    let wrong = || "its path does not lead to the root of the report's last block".to_string();
    let position = receipt.position.0;
    let mut node =
        field::from_bytes(&receipt.commitment.array("a commitment")?).ok_or_else(wrong)?;
    if receipt.path.len() != DEPTH || position >= CAPACITY {
        return Err(wrong());
    }
    for (level, siblings) in receipt.path.iter().enumerate() {
        let siblings: [u8; 32 * (ARITY - 1)] = siblings.array("a level of a path")?;
        let mut siblings = siblings.chunks_exact(32);
        let mut children = [node; ARITY];
        for (place, child) in children.iter_mut().enumerate() {
            if place != digit(position, level) {
                let bytes = siblings.next().and_then(|bytes| bytes.try_into().ok());
                *child = bytes.and_then(|bytes| field::from_bytes(&bytes)).ok_or_else(wrong)?;
            }
        }
        node = hash_node(children);
    }
    match field::to_bytes(&node) == *root {
        true => Ok(()),
        false => Err(wrong()),
    }
}

/// The receipt's address is one of the key, on the side that the row says.
pub(super) fn check_owner(receipt: &Receipt, opened: &Opened, key: &ViewingKey) -> Checked<()> {
    let sides = match (key, receipt.internal) {
        (ViewingKey::Incoming(ivk), _) => vec![ivk],
        (ViewingKey::Full(key), Some(false)) => vec![&key.ivk],
        (ViewingKey::Full(key), Some(true)) => vec![&key.ivk_int],
        (ViewingKey::Full(key), None) => vec![&key.ivk, &key.ivk_int],
    };
    let own = |ivk: &IncomingViewingKey| ivk.address(opened.address.d) == Ok(opened.address);
    match sides.into_iter().any(own) {
        true => Ok(()),
        false => {
            Err("it was not paid to the viewing key, or is change where it says that it is none"
                .into())
        }
    }
}

/// A spend of a receipt, by a nullifier that its bundle published; the nullifier's place in the bundle.
pub(super) fn check_spend(
    spend: &Spend,
    receipt: Option<&Receipt>,
    bundles: &Bundles,
) -> Checked<usize> {
    let receipt = receipt.ok_or("the note that it spends is not among the receipts")?;
    if receipt.block >= spend.block {
        return Err("the note is not older than its spend".into());
    }
    let included = bundles.get(&(spend.block, spend.extrinsic));
    let included = included.ok_or_else(|| {
        format!("transaction {}-{} is not in the report", spend.block, spend.extrinsic)
    })?;
    let nullifiers = &included.call.bundle.nullifiers;
    let place = nullifiers.iter().position(|nullifier| nullifier[..] == spend.nullifier.0[..]);
    place.ok_or_else(|| "its nullifier is not in the bundle".into())
}

/// The nullifier is that of the note under the key, on the side that the row says or on either.
pub(super) fn check_nullifier(
    spend: &Spend,
    receipt: &Receipt,
    key: &FullViewingKey,
) -> Checked<()> {
    let cm = field::from_bytes(&receipt.commitment.array("a commitment")?);
    let of = |nk: Base| cm.map(|cm| field::to_bytes(&nullifier(&nk, &cm, receipt.position.0)));
    let sides = [(key.nk, false), (key.nk_int(), true)];
    let sides = sides
        .into_iter()
        .filter(|(_, internal)| receipt.internal.is_none_or(|said| said == *internal));
    match sides.filter_map(|(nk, _)| of(nk)).any(|own| own[..] == spend.nullifier.0[..]) {
        true => Ok(()),
        false => Err("its nullifier is not that of the note which it names".into()),
    }
}
