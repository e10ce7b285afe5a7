//! Blocks full of bundles: how many fit by weight, and how long such a block takes to execute.

use super::figure::Figure;
use crate::{chain::Chain, sample::Sample};
use frame_support::dispatch::{DispatchClass, GetDispatchInfo};
use shoji_runtime::{
    configs::{BlockWeights, MAX_BLOCK_REF_TIME_MILLIS},
    UncheckedExtrinsic,
};
use sp_runtime::transaction_validity::{InvalidTransaction, TransactionValidityError};
use std::time::Duration;

/// The constants that make up the weight of a shield.
pub const SHIELD: &[&str] = &["SHIELD", "APPEND"];
/// The constants that make up the weight of a transfer.
pub const TRANSFER: &[&str] = &["AUTHORIZE_TRANSFER", "TRANSFER", "APPEND"];
/// The constants that make up the weight of an unshield.
pub const UNSHIELD: &[&str] = &["AUTHORIZE_UNSHIELD", "UNSHIELD", "APPEND"];

/// A block full of bundles of one kind.
pub struct FullBlock {
    /// What it is full of.
    pub kind: String,
    /// How many fit by weight.
    pub fit: u64,
    /// What one of them weighs, in picoseconds.
    pub weight: u64,
    /// How many the measured block has: as many as fit, unless the runtime in this binary, whose weights
    /// may be older, does not admit them, or fewer were proven.
    pub bundles: u64,
    /// The times to execute it.
    pub execution: Sample,
}

impl FullBlock {
    /// Fills a block with extrinsics of one kind, and measures it. `weight` is the weight of a constant,
    /// of which `parts` are in the weight of the kind.
    pub fn measure(
        chain: &Chain,
        kind: &str,
        extrinsics: &[UncheckedExtrinsic],
        parts: &[Figure],
        weight: fn(&Figure) -> u64,
    ) -> Result<Self, String> {
        let limits = BlockWeights::get();
        let normal = limits.get(DispatchClass::Normal);
        let info = extrinsics.first().map(GetDispatchInfo::get_dispatch_info).unwrap_or_default();
        // What the runtime in this binary says, with other constants in place of its own.
        let committed: u64 = parts.iter().map(|part| part.committed).sum();
        let total = info.total_weight().saturating_add(normal.base_extrinsic).ref_time();
        let weight = total.saturating_sub(committed) + parts.iter().map(weight).sum::<u64>();
        let fit = normal.max_total.unwrap_or(limits.max_block).ref_time() / weight;

        let mut draft = chain.draft()?;
        let mut bundles = 0;
        let full = TransactionValidityError::Invalid(InvalidTransaction::ExhaustsResources);
        for extrinsic in extrinsics.iter().take(fit as usize) {
            match chain.apply(&mut draft, extrinsic)?.0 {
                Ok(Ok(())) => bundles += 1,
                Err(error) if error == full => break,
                result => return Err(format!("{kind}: one did not take effect: {result:?}")),
            }
        }
        let (block, _) = chain.finish(&mut draft)?;
        let name = format!("execute full block, {kind}");
        let execution = Sample::take(&name, |_| chain.import(&block))?;
        Ok(Self { kind: kind.into(), fit, weight, bundles, execution })
    }

    /// What is wrong with it.
    pub fn faults(&self) -> Vec<String> {
        let (kind, bundles, fit) = (&self.kind, self.bundles, self.fit);
        let mut faults = Vec::new();
        if self.execution.median() >= Duration::from_millis(MAX_BLOCK_REF_TIME_MILLIS) {
            faults.push(format!("{bundles} {kind} take {MAX_BLOCK_REF_TIME_MILLIS} ms or more"));
        }
        if bundles < fit {
            faults.push(format!("a block of {bundles} {kind} was measured, but {fit} fit"));
        }
        faults
    }
}
