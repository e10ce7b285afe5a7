//! `prove outflow`: what left an audited account, and its verification.

use super::args::{BlockRange, Bound, Verify};
use super::evidence::{hex_argument, write_private};
use super::output::{asset_name, hex0x, printable, quoted, units, Output};
use super::prove::{subject_text, Proving};
use super::Context;
use crate::amount::AmountError;
use crate::assets::AssetList;
use crate::disclosure::check_addressee;
use crate::error::WalletError;
use crate::evidence::KnownBlocks;
use crate::statement::development_key;
use crate::statement::outflow::{OutflowFile, OutflowShown, OutflowTerms, UNKNOWN_SCOPES};
use serde_json::json;
use shoji_shielded::grant::Target;

impl Context {
    pub(super) async fn prove_outflow(
        &self,
        scope: &str,
        bound: &Bound,
        blocks: BlockRange,
        address: Option<&str>,
    ) -> Result<Output, WalletError> {
        let nonce = bound.nonce.as_deref().map(hex_argument).transpose()?.unwrap_or_default();
        check_addressee(&bound.to, &nonce)?;
        let wallet = self.open("prove")?;
        wallet.check_audited()?;
        let mut proving = self.proving_with(wallet).await?;
        let subject = proving.subject(address)?;
        let blocks = proving.blocks(blocks);
        let asset = proving.wallet.find_paid_asset(&bound.asset.asset, None)?;
        let of = proving.wallet.accept_decimals(asset, None)?;
        let limit = match of.parse(&bound.at_most) {
            Err(AmountError::Zero) => 0,
            limit => limit?,
        };
        let (subject, verifier, nonce) = (subject.as_ref(), bound.to.as_str(), &nonce[..]);
        let terms = OutflowTerms { subject, asset, limit, verifier, nonce };
        let Proving { wallet, node, .. } = &proving;
        let step = self.reporter.step("reading blocks");
        let mut read = |at: u32, to: u32| step.say(format!("reading blocks: {at} of {to}"));
        let draft = wallet.state_outflow(node, scope, &blocks, &terms, &mut read).await?;
        drop(step);
        let (left, bundles) = (draft.left(), draft.bundles());
        let prover = self.prover::<shoji_prover::Outflow>()?;
        let step = self.reporter.step("proving");
        let mut made = |made: usize, of: usize| {
            if made < of {
                step.say(format!("proving: proof {} of {of}", made + 1));
            }
        };
        let file = draft.finish(wallet, &prover, &mut made)?;
        drop(step);
        let json = serde_json::to_value(&file).map_err(std::io::Error::other)?;
        let text = serde_json::to_string_pretty(&file).map_err(std::io::Error::other)?;
        let Some(out) = &bound.out else { return Ok(Output { json, text }) };
        write_private(out, format!("{text}\n").as_bytes())?;
        Ok(Output {
            json: json!({
                "file": out, "statement": "outflow", "verifier": file.verifier, "nonce": file.nonce,
                "atMost": units(limit), "left": units(left), "bundles": bundles,
            }),
            text: format!(
                "Wrote the statement to {}, made for {}. 'shoji verify' checks it, with a node.\n\
                 It says at most {}; it was {}, which it does not show. {UNKNOWN_SCOPES}.",
                out.display(),
                quoted(&file.verifier),
                of.show(limit),
                of.show(left)
            ),
        })
    }

    /// Checks an outflow statement as the verifier that it is for.
    pub(super) async fn verify_outflow(
        &self,
        file: &OutflowFile,
        verify: &Verify,
    ) -> Result<Output, WalletError> {
        let wanted = file.wanted().map_err(WalletError::Evidence)?;
        let known = self.known(verify, &wanted).await?;
        self.check_kind_of_chain(verify).await?;
        let nonce = verify.nonce.as_deref().map(hex_argument).transpose()?;
        let node = self.connect().await?;
        let step = self.reporter.step("reading blocks");
        let mut progress = |at: u32, to: u32| step.say(format!("reading blocks: {at} of {to}"));
        let asked = (verify.verifier.as_deref(), nonce.as_deref());
        let shown = file.check(&node, &known, asked, development_key, &mut progress).await?;
        Ok(verdict(file, &shown, &known, verify))
    }
}

/// A statement that holds, in words that say no more than it does.
fn verdict(
    file: &OutflowFile,
    shown: &OutflowShown,
    known: &KnownBlocks,
    verify: &Verify,
) -> Output {
    let outflow = &shown.outflow;
    let (asset, limit, from, to) = (outflow.asset, outflow.limit, outflow.from, outflow.to);
    let amount = AssetList(Vec::new()).denomination(asset).show(limit);
    let subject = subject_text(&outflow.subject);
    let mut lines = vec![
        "The statement holds.".to_string(),
        format!("About       {subject}"),
        format!(
            "It says     of asset {asset}, at most {amount} left the audited account of this address in blocks {from} to {to}, and \
             whoever says so can spend from it."
        ),
        format!(
            "            What left is what others got, what was unshielded, and the fees. It is complete: every one of the {} \
             bundles of these blocks is in it, and was read from whole blocks that hang on block {to}.",
            shown.bundles
        ),
        "            It does not show that so much left, what the account received or holds, or what other accounts of the \
         same owner did: what was paid to one of them counts as left."
            .into(),
    ];
    if matches!(outflow.subject, Target::Hidden(_)) {
        lines.push(
            "            Nor does it show that the hidden address is one: whoever opened a grant of it knows.".into(),
        );
    }
    lines.push(format!("Made for    {}, nonce {}", quoted(&file.verifier), file.nonce));
    if verify.verifier.is_none() || verify.nonce.is_none() {
        lines.push(
            "            Compare these with what you asked for, or name them with --as and --nonce: a statement that was \
             made for somebody else, or is old, shows nothing about who gave it to you."
                .into(),
        );
    }
    lines.push(
        "            Compare address, blocks, asset and amount with what you asked for.".into(),
    );
    lines.push(known.describe());
    if !shown.genesis_compared {
        lines.push("Which genesis the chain has was not compared.".into());
    }
    lines.push(
        "The parameters are for development: anybody could have forged this. It shows how it works, and proves nothing.".into(),
    );
    Output {
        json: json!({
            "document": "outflow", "holds": true, "parameters": "development", "genesisCompared": shown.genesis_compared,
            "statement": "outflow", "subject": subject, "asset": asset_name(asset), "atMost": units(limit),
            "fromBlock": from, "toBlock": to, "blockHash": hex0x(&shown.last.1), "bundles": shown.bundles,
            "verifier": file.verifier, "verifierCompared": verify.verifier.is_some(),
            "nonce": file.nonce, "nonceCompared": verify.nonce.is_some(), "genesis": file.genesis,
            "hangsOn": { "block": known.head.0, "hash": hex0x(&known.head.1), "pinned": known.pinned,
                "how": printable(&known.describe()) },
            "doesNotShow": [
                "that so much left", "what the account received or holds",
                "what other accounts of the owner did, payments to which count as left",
            ],
        }),
        text: lines.join("\n"),
    }
}
