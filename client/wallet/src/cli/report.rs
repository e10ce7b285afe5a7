//! `report`, and `verify` of a report.

use super::args::Verify;
use super::evidence::{read_document, write_private};
use super::output::{hex0x, printable, scope_name, Output};
use super::Context;
use crate::error::WalletError;
use crate::evidence::KnownBlocks;
use crate::keys::ViewingKey;
use crate::report::{self, Ask, Report, Sum, Verdict};
use crate::wallet::Wallet;
use serde_json::json;
use std::path::Path;

impl Context {
    pub(super) async fn report(&self, ask: Ask<'_>, out: &Path) -> Result<Output, WalletError> {
        let mut wallet = self.open("report")?;
        if wallet.watches().is_none() {
            wallet.check_scope(ask.scope)?;
        }
        let title = format!("Report of scope {}", scope_name(ask.scope));
        self.report_of(&mut wallet, ask, out, &title).await
    }

    /// Follows the chain with a wallet and writes its report.
    pub(super) async fn report_of(
        &self,
        wallet: &mut Wallet,
        ask: Ask<'_>,
        out: &Path,
        title: &str,
    ) -> Result<Output, WalletError> {
        let node = self.connect().await?;
        self.update(wallet, &node, "").await?;
        let step = self.reporter.step("making the report");
        let mut progress =
            |done: usize, of: usize| step.say(format!("making the report: block {done} of {of}"));
        let made = report::make(wallet, &node, ask, &mut progress).await?;
        drop(step);
        let (assets, json) = (wallet.assets()?, serde_json::to_string(&made));
        let json = json.map_err(std::io::Error::other)? + "\n";
        std::fs::create_dir_all(out)?;
        for (name, content) in [
            ("report.json", json),
            ("report.csv", report::csv(&made, &assets)),
            ("report.html", report::html(&made, &assets, title)),
        ] {
            write_private(&out.join(name), content.as_bytes())?;
        }
        let key = match ask.with_viewing_key {
            true => {
                " The viewing key is in report.json: whoever has it sees the scope's future too."
            }
            false => "",
        };
        Ok(Output {
            json: json!({
                "directory": out, "kind": made.kind, "from": made.from, "to": made.to,
                "receipts": made.receipts.len(), "spends": made.spends.len(),
                "payments": made.payments.len(), "totals": made.totals,
                "viewingKeyIncluded": ask.with_viewing_key,
            }),
            text: format!(
                "Wrote report.json, report.csv and report.html to {}: blocks {} to {}, {} receipts, {} spends, {} payments to others. Others check \
                 report.json with 'shoji verify'.{key}",
                out.display(),
                made.from,
                made.to,
                made.receipts.len(),
                made.spends.len(),
                made.payments.len()
            ),
        })
    }

    /// Checks a report in a file, with the key of a grant that was opened here where one is named.
    pub(super) async fn verify_report_file(
        &self,
        verify: &Verify,
        grant: Option<&str>,
    ) -> Result<Output, WalletError> {
        let key = grant.map(|grant| self.granted_key(grant)).transpose()?.flatten();
        self.verify_report(&read_document(&verify.file)?, verify, key.as_ref()).await
    }

    pub(super) async fn verify_report(
        &self,
        text: &str,
        verify: &Verify,
        key: Option<&ViewingKey>,
    ) -> Result<Output, WalletError> {
        if verify.verifier.is_some() || verify.nonce.is_some() {
            let what =
                "a report is made for nobody in particular: --as and --nonce are for disclosures";
            return Err(WalletError::Input(what.into()));
        }
        let report = Report::read(text).map_err(WalletError::Evidence)?;
        let wanted = report.block_numbers().map_err(WalletError::Evidence)?;
        let known = self.known(verify, &wanted).await?;
        let mut verdict = report.check(&known);
        let has_key = key.is_some() || report.viewing_key.is_some();
        if verdict.holds() && has_key && verify.headers.is_none() {
            let step = self.reporter.step("reading the chain with the viewing key");
            let mut progress = |at: u32, to: u32| {
                if at % 256 == 0 {
                    step.say(format!("reading the chain with the viewing key: block {at} of {to}"));
                }
            };
            let node = self.connect().await?;
            let left_out = report::completeness(&report, key, &node, &mut progress).await?;
            verdict.settle(left_out);
        }
        if !verdict.holds() {
            let failed = verdict.failed.join("; ");
            return Err(WalletError::Evidence(format!("the report does not hold: {failed}")));
        }
        Ok(verified(&report, &verdict, &known))
    }
}

/// The transactions whose sums leave something to explain: those in which all is in rows are many, and in the JSON.
fn remainders(verdict: &Verdict) -> String {
    let remains = |sum: &&Sum| sum.flow.elsewhere.0 > 0 || sum.flow.added.0 > 0;
    let lines: Vec<String> =
        verdict.sums.iter().filter(remains).map(|sum| format!("\n  {}", sum.describe())).collect();
    match lines.is_empty() {
        true => String::new(),
        false => format!("Not all in rows:{}\n", lines.concat()),
    }
}

fn verified(report: &Report, verdict: &Verdict, known: &KnownBlocks) -> Output {
    let list = |lines: &[String]| {
        lines.iter().map(|line| format!("\n  {}", printable(line))).collect::<String>()
    };
    Output {
        json: json!({
            "document": "report", "holds": true, "kind": report.kind, "genesis": report.genesis,
            "from": report.from, "to": report.to, "receipts": report.receipts.len(),
            "spends": report.spends.len(), "payments": report.payments.len(), "totals": report.totals,
            "sums": verdict.sums, "checked": verdict.checked,
            "cannotBeChecked": verdict.unknown,
            "hangsOn": { "block": known.head.0, "hash": hex0x(&known.head.1), "pinned": known.pinned,
                "how": printable(&known.describe()) },
        }),
        text: format!(
            "The report holds.\nChecked:{}\n{}Not to be told from it:{}\n{}",
            list(&verdict.checked),
            remainders(verdict),
            list(&verdict.unknown),
            known.describe()
        ),
    }
}
