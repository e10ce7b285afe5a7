//! `prove`: facts about notes without the notes, and their verification.

use super::args::{BlockRange, Claim, ProveCommand, Verify};
use super::evidence::{hex_argument, write_private};
use super::output::{asset_name, hex0x, printable, quoted, units, Output};
use super::{prompt, Context};
use crate::assets::AssetList;
use crate::disclosure::check_addressee;
use crate::error::WalletError;
use crate::evidence::KnownBlocks;
use crate::node::{Node, RpcNode};
use crate::statement::{development_key, Blocks, Kind, Shown, StatementFile, Terms};
use crate::wallet::Wallet;
use serde_json::json;
use shoji_shielded::address::{Address, Network};
use shoji_shielded::grant::Target;
use std::io::Write;

/// An open wallet that is up to date, and what the user wants to have proven.
pub(super) struct Proving {
    pub(super) wallet: Wallet,
    pub(super) node: RpcNode,
    finalized: u32,
}

impl Context {
    pub(super) async fn state(&self, command: ProveCommand) -> Result<Output, WalletError> {
        match command {
            ProveCommand::Received { scope, claim, blocks, address } => {
                let mut proving = self.proving().await?;
                let subject = proving.subject(address.as_deref())?;
                let nonce = nonce(&claim)?;
                let terms = proving.terms(&claim, &nonce, subject.as_ref())?;
                let blocks = proving.blocks(blocks);
                let Proving { wallet, node, .. } = &proving;
                let draft = wallet.state_received(node, &scope, &blocks, &terms).await?;
                let prover = self.prover::<shoji_prover::Received>()?;
                let _step = self.reporter.step("proving");
                written(&claim, &draft.finish(wallet, &prover)?)
            }
            ProveCommand::Held { scope, claim, at_block, address, yes } => {
                let mut proving = self.proving().await?;
                let subject = proving.subject(address.as_deref())?;
                let nonce = nonce(&claim)?;
                let terms = proving.terms(&claim, &nonce, subject.as_ref())?;
                let height = at_block.unwrap_or(proving.finalized);
                let Proving { wallet, node, .. } = &proving;
                let draft = wallet.state_held(node, &scope, height, &terms).await?;
                writeln!(
                    std::io::stderr().lock(),
                    "warning: whoever sees this statement sees when each of the notes that it counts is spent, and that they \
                     have one owner. That cannot be taken back."
                )?;
                if !yes {
                    prompt::consent()?;
                }
                let prover = self.prover::<shoji_prover::Held>()?;
                let _step = self.reporter.step("proving");
                written(&claim, &draft.finish(wallet, &prover)?)
            }
            ProveCommand::Paid { transaction, output, claim, blocks } => {
                let transaction = transaction.parse().map_err(WalletError::Input)?;
                let mut proving = self.proving().await?;
                let nonce = nonce(&claim)?;
                let terms = proving.terms(&claim, &nonce, None)?;
                let blocks = proving.blocks(blocks);
                let Proving { wallet, node, .. } = &proving;
                // The disclosure of the payment stays here: the statement follows from what it shows.
                let (payment, output) = wallet.payment(node, transaction, output).await?;
                let draft = wallet.state_paid(node, &payment, output, &blocks, &terms).await?;
                let prover = self.prover::<shoji_prover::Paid>()?;
                let _step = self.reporter.step("proving");
                written(&claim, &draft.finish(wallet, &prover)?)
            }
            ProveCommand::Outflow { scope, bound, blocks, address } => {
                self.prove_outflow(&scope, &bound, blocks, address.as_deref()).await
            }
        }
    }

    /// The keys that this version knows are those of development parameters, with which anybody proves anything. So they
    /// are for chains that say that they are for development, and nobody is told that a statement about another holds.
    pub(super) async fn check_kind_of_chain(&self, verify: &Verify) -> Result<(), WalletError> {
        if !verify.development {
            return Err(WalletError::Parameters(
                "this version knows the verifying keys of development parameters only, with which anybody can prove anything, and \
                 neither headers nor a node show what kind of chain this is: say --development if the chain is for development"
                    .into(),
            ));
        }
        if verify.headers.is_some() {
            return Ok(());
        }
        let parameters = self.connect().await?.info().await?.circuit.parameters;
        match parameters == "development" {
            true => Ok(()),
            false => Err(WalletError::Parameters(
                "this version knows the verifying keys of development parameters only: it verifies no statements about a \
                 production chain"
                    .into(),
            )),
        }
    }

    async fn proving(&self) -> Result<Proving, WalletError> {
        self.proving_with(self.open("prove")?).await
    }

    /// Brings a wallet up to date that proves something.
    pub(super) async fn proving_with(&self, mut wallet: Wallet) -> Result<Proving, WalletError> {
        wallet.keys()?;
        if wallet.network() == Network::Production {
            return Err(WalletError::Parameters(
                "this version knows development parameters only: it proves nothing on a production chain".into(),
            ));
        }
        let node = self.connect().await?;
        let (info, _) = self.update(&mut wallet, &node, "").await?;
        Ok(Proving { wallet, node, finalized: info.finalized.number })
    }

    /// Checks a statement as the verifier that it is for.
    pub(super) async fn verify_statement(
        &self,
        file: &StatementFile,
        verify: &Verify,
    ) -> Result<Output, WalletError> {
        let wanted = file.wanted().map_err(WalletError::Evidence)?;
        let known = self.known(verify, &wanted).await?;
        self.check_kind_of_chain(verify).await?;
        let nonce = verify.nonce.as_deref().map(hex_argument).transpose()?;
        let refused = |failed: Vec<String>| {
            WalletError::Evidence(format!("the statement does not hold: {}", failed.join("; ")))
        };
        let shown = file
            .check(&known, verify.verifier.as_deref(), nonce.as_deref(), development_key)
            .map_err(refused)?;
        if shown.shows_nullifiers() {
            if verify.headers.is_some() {
                return Err(WalletError::Input(
                    "headers do not say which notes were spent: what is held is verified with --node".into(),
                ));
            }
            let step = self.reporter.step("looking for the nullifiers");
            let mut progress = |at: u32, to: u32| {
                step.say(format!("looking for the nullifiers: block {at} of {to}"))
            };
            shown.check_unspent(&self.connect().await?, &mut progress).await?;
        }
        Ok(verdict(file, &shown, &known, verify))
    }
}

impl Proving {
    pub(super) fn subject(&self, address: Option<&str>) -> Result<Option<Address>, WalletError> {
        address.map(|text| self.wallet.parse_address(text)).transpose()
    }

    fn terms<'a>(
        &mut self,
        claim: &'a Claim,
        nonce: &'a [u8],
        subject: Option<&'a Address>,
    ) -> Result<Terms<'a>, WalletError> {
        let asset = self.wallet.find_paid_asset(&claim.asset.asset, None)?;
        let of = self.wallet.accept_decimals(asset, None)?;
        let threshold = of.parse(&claim.at_least)?;
        check_addressee(&claim.to, nonce)?;
        Ok(Terms { subject, asset, threshold, verifier: &claim.to, nonce })
    }

    pub(super) fn blocks(&self, range: BlockRange) -> Blocks {
        range.from_block..=range.to_block.unwrap_or(self.finalized)
    }
}

fn nonce(claim: &Claim) -> Result<Vec<u8>, WalletError> {
    Ok(claim.nonce.as_deref().map(hex_argument).transpose()?.unwrap_or_default())
}

fn written(claim: &Claim, file: &StatementFile) -> Result<Output, WalletError> {
    let json = serde_json::to_value(file).map_err(std::io::Error::other)?;
    let text = serde_json::to_string_pretty(file).map_err(std::io::Error::other)?;
    let Some(out) = &claim.out else { return Ok(Output { json, text }) };
    write_private(out, format!("{text}\n").as_bytes())?;
    let kind = file.kind().map_err(WalletError::Evidence)?;
    Ok(Output {
        json: json!({ "file": out, "statement": kind.name(), "verifier": file.verifier, "nonce": file.nonce }),
        text: format!(
            "Wrote the statement to {}, made for {}. 'shoji verify' checks it.",
            out.display(),
            quoted(&file.verifier)
        ),
    })
}

/// A statement that holds, in words that say no more than it does.
fn verdict(file: &StatementFile, shown: &Shown, known: &KnownBlocks, verify: &Verify) -> Output {
    let (asset, threshold) = match &shown.kind {
        Kind::Received(received) => (received.asset, received.threshold),
        Kind::Held(held) => (held.asset, held.threshold),
        Kind::Paid(paid) => (paid.asset, paid.threshold),
    };
    let amount = AssetList(Vec::new()).denomination(asset).show(threshold);
    let (first, last) = shown.kind.blocks();
    let (subject, says, not) = match &shown.kind {
        Kind::Received(received) => (
            subject_text(&received.subject),
            format!("its scope received at least {amount} (asset {asset}) in blocks {first} to {last}, and whoever says so can spend"),
            "It is gross: payments to oneself count. It does not show that anything is left, who paid, or that it received no more.",
        ),
        Kind::Held(held) => (
            subject_text(&held.subject),
            format!("its scope held at least {amount} (asset {asset}) at the end of block {last}, and whoever says so can spend it"),
            "It does not show that it is still there after that block, nor that there is no more. That no nullifier was spent by \
             then was read from whole blocks that hang on that block.",
        ),
        Kind::Paid(paid) => (
            subject_text(&Target::Stated(paid.address)),
            format!("one payment of at least {amount} (asset {asset}) was made to its owner in blocks {first} to {last}"),
            "It does not show who paid, that the recipient could read it, or that it is still there. Sender and recipient can \
             prove it alike.",
        ),
    };
    let mut lines = vec![
        "The statement holds.".to_string(),
        format!("About       {subject}"),
        format!("It says     {says}."),
        format!("            {not}"),
        format!("Made for    {}, nonce {}", quoted(&file.verifier), file.nonce),
    ];
    if verify.verifier.is_none() || verify.nonce.is_none() {
        lines.push(
            "            Compare these with what you asked for, or name them with --as and --nonce: a statement that was \
             made for somebody else, or is old, shows nothing about who gave it to you."
                .into(),
        );
    }
    lines.push(known.describe());
    lines.push(
        "The parameters are for development: anybody could have forged this. It shows how it works, and proves nothing.".into(),
    );
    Output {
        json: json!({
            "document": "statement", "holds": true, "parameters": "development", "genesisCompared": known.genesis.is_some(), "statement": shown.kind.name(), "subject": subject,
            "asset": asset_name(asset), "atLeast": units(threshold), "fromBlock": first, "toBlock": last,
            "blockHash": hex0x(&shown.last.1), "verifier": file.verifier, "verifierCompared": verify.verifier.is_some(),
            "nonce": file.nonce, "nonceCompared": verify.nonce.is_some(), "genesis": file.genesis,
            "hangsOn": { "block": known.head.0, "hash": hex0x(&known.head.1), "pinned": known.pinned,
                "how": printable(&known.describe()) },
        }),
        text: lines.join("\n"),
    }
}

/// The address that a statement is about, for people.
pub(super) fn subject_text(target: &Target) -> String {
    match target.address() {
        Some(address) => address.encode(Network::Development),
        None => format!(
            "the hidden address with the commitment {}: compare it with that of a grant",
            hidden(target)
        ),
    }
}

/// `C` of a hidden address.
fn hidden(target: &Target) -> String {
    match target {
        Target::Hidden(commitment) => hex0x(commitment),
        Target::Stated(_) => String::new(),
    }
}
