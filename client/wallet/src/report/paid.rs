//! What a scope paid to others: what is a payment of a key, and the check of the rows that say so
//! (docs/protocol §15.1, §15.3).

use super::check::Verdict;
use super::proven::{check_payment, Bundles};
use super::{Report, FULL};
use crate::evidence::{Checked, Included};
use crate::keys::ViewingKey;
use shoji_shielded::address::{Address, Network};
use shoji_shielded::bundle::Output;
use shoji_shielded::encryption::{try_recover_outgoing, DecryptedNote};
use shoji_shielded::keys::FullViewingKey;
use std::collections::BTreeSet;

/// Whether the address is one of the scope's, external or internal.
pub(super) fn own(key: &FullViewingKey, address: &Address) -> bool {
    [&key.ivk, &key.ivk_int].into_iter().any(|ivk| ivk.address(address.d) == Ok(*address))
}

/// What an output of a bundle that spends notes of the scope pays to somebody else, as the outgoing key shows it.
/// An output without an outgoing view (§3.4) is no payment that anybody could tell.
pub(super) fn payment(key: &FullViewingKey, output: &Output) -> Option<DecryptedNote> {
    try_recover_outgoing(&key.ovk(), output).filter(|sent| !own(key, &sent.address))
}

impl Report {
    /// Checks every payment, and with the viewing key that the bundles of the spends have no other. `network` is the
    /// kind of chain that the addresses of the receipts are written for.
    pub(super) fn check_payments(
        &self,
        verdict: &mut Verdict,
        bundles: &Bundles,
        key: &Option<(ViewingKey, Network)>,
        network: Option<Network>,
    ) {
        let received: BTreeSet<u64> = self.receipts.iter().map(|row| row.position.0).collect();
        let spending = self.spending();
        let full = match key {
            Some((ViewingKey::Full(key), _)) => Some(key),
            _ => None,
        };
        let (mut before, failures) = (None, verdict.failed.len());
        for (row, payment) in self.payments.iter().enumerate() {
            let judged = check_payment(payment, bundles).and_then(|(output, opened)| {
                if before.is_some_and(|before| before >= payment.position.0) {
                    return Err("it is out of order or there twice".into());
                }
                before = Some(payment.position.0);
                if !(self.from..=self.to).contains(&payment.block) {
                    return Err(format!("block {} is not in the period", payment.block));
                }
                if !spending.contains(&(payment.block, payment.extrinsic)) {
                    return Err("its transaction spends no note of the report".into());
                }
                if received.contains(&payment.position.0) {
                    return Err("it is among the receipts as well".into());
                }
                if network.is_some_and(|network| network != opened.network) {
                    return Err(
                        "its address is written for another kind of chain than the others".into()
                    );
                }
                full.map_or(Ok(()), |key| check_payer(key, output, &opened.address))
            });
            if let Err(what) = judged {
                let position = payment.position.0;
                verdict.failed.push(format!("payment {} (position {position}): {what}", row + 1));
            }
        }
        if let Some(key) = full {
            let missing = self.missing_payments(bundles, &spending, key);
            verdict.failed.extend(missing.into_iter().map(left_out));
        }
        if verdict.failed.len() == failures && self.kind == FULL {
            verdict.checked.push(format!(
                "All {} payments: asset, amount, address and memo are what the output pays; its transaction spends notes of \
                 the report; none is there twice, and none is a receipt of the report.",
                self.payments.len()
            ));
            if full.is_some() {
                verdict.checked.push(
                    "The payments are those that the viewing key's outgoing view shows in these transactions, and all of them.".into(),
                );
            }
        }
    }

    /// The transactions that spend notes of the report.
    pub(super) fn spending(&self) -> BTreeSet<(u32, u32)> {
        self.spends.iter().map(|spend| (spend.block, spend.extrinsic)).collect()
    }

    /// Positions of payments that the report's own transactions have and its rows do not.
    fn missing_payments(
        &self,
        bundles: &Bundles,
        spending: &BTreeSet<(u32, u32)>,
        key: &FullViewingKey,
    ) -> Vec<u64> {
        let stated: BTreeSet<u64> = self.payments.iter().map(|row| row.position.0).collect();
        let of_spends = bundles.iter().filter(|(at, _)| spending.contains(at));
        of_spends
            .flat_map(|(_, included)| positions(included))
            .filter(|(position, output)| {
                !stated.contains(position) && payment(key, output).is_some()
            })
            .map(|(position, _)| position)
            .collect()
    }
}

/// What is said of a payment that is not there.
pub(super) fn left_out(position: u64) -> String {
    format!("a payment at position {position} is left out")
}

fn positions(included: &Included) -> impl Iterator<Item = (u64, &Output)> {
    (included.first_position..).zip(&included.call.bundle.outputs)
}

/// The outgoing view of the key shows the output, as a payment to this address.
fn check_payer(key: &FullViewingKey, output: &Output, address: &Address) -> Checked<()> {
    match payment(key, output).is_some_and(|sent| sent.address == *address) {
        true => Ok(()),
        false => {
            Err("the outgoing view of the viewing key does not show it as a payment to others"
                .into())
        }
    }
}
