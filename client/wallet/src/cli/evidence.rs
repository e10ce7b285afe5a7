//! `headers`, `disclose` and `verify`.

use super::args::{DiscloseCommand, EvidenceCommand, RoleName, Verify};
use super::output::{asset_name, hex0x, printable, quoted, units, Output};
use super::Context;
use crate::assets::AssetList;
use crate::disclosure::{Disclosed, Disclosure};
use crate::error::WalletError;
use crate::evidence::{self, Bytes, KnownBlocks};
use crate::node::account::to_ss58;
use crate::report::Ask;
use crate::statement::outflow::OutflowFile;
use crate::statement::StatementFile;
use serde_json::{json, Value};
use shoji_shielded::bundle::CallKind;
use shoji_shielded::disclosure::Role;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;

/// Documents that are larger are none of this wallet's.
const MAX_DOCUMENT: u64 = 1 << 30;

impl Context {
    pub(super) async fn evidence(&self, command: EvidenceCommand) -> Result<Output, WalletError> {
        match command {
            EvidenceCommand::Disclose(command) => self.disclose(command).await,
            EvidenceCommand::Verify(verify) => self.verify(&verify).await,
            EvidenceCommand::Report { scope, from_block, to_block, with_viewing_key, out } => {
                let (scope, from, to) = (scope.as_str(), from_block, to_block);
                self.report(Ask { scope, from, to, with_viewing_key }, &out).await
            }
            EvidenceCommand::Headers { out, from, to } => self.headers(&out, from, to).await,
        }
    }

    async fn headers(&self, out: &Path, from: u32, to: Option<u32>) -> Result<Output, WalletError> {
        let node = self.connect().await?;
        let step = self.reporter.step("writing headers");
        let mut progress = |at: u32, to: u32| {
            if at % 256 == 0 || at == to {
                step.say(format!("writing headers: block {at} of {to}"));
            }
        };
        // Under another name until it is whole.
        let part = out.with_extension("part");
        let mut file = BufWriter::new(File::create(&part)?);
        let written = evidence::export(&node, from, to, &mut file, &mut progress).await;
        drop(file);
        let written = match written {
            Ok(written) => written,
            Err(error) => {
                std::fs::remove_file(&part)?;
                return Err(error);
            }
        };
        std::fs::rename(&part, out)?;
        let hash = hex0x(&written.hash);
        Ok(Output {
            json: json!({ "file": out, "from": written.from, "to": written.to, "hash": hash }),
            text: format!(
                "Wrote the headers of blocks {} to {} to {}.\nThe last one has the hash {hash}: everything that is checked \
                 against the file hangs on it.",
                written.from,
                written.to,
                out.display()
            ),
        })
    }

    async fn disclose(&self, command: DiscloseCommand) -> Result<Output, WalletError> {
        let DiscloseCommand::Payment { transaction, output, to, nonce, role, out } = command;
        let transaction = transaction.parse().map_err(WalletError::Input)?;
        let nonce = nonce.as_deref().map(hex_argument).transpose()?.unwrap_or_default();
        let role = role.map(|role| match role {
            RoleName::Sender => Role::Sender,
            RoleName::Recipient => Role::Recipient,
        });
        let mut wallet = self.open("disclose")?;
        wallet.keys()?;
        let node = self.connect().await?;
        self.update(&mut wallet, &node, "").await?;
        let made = wallet.disclose(&node, transaction, output, role, (&to, &nonce)).await?;
        let json = serde_json::to_value(&made).map_err(std::io::Error::other)?;
        let text = serde_json::to_string_pretty(&made).map_err(std::io::Error::other)?;
        let Some(out) = out else { return Ok(Output { json, text }) };
        write_private(&out, format!("{text}\n").as_bytes())?;
        Ok(Output {
            json: json!({
                "file": out, "role": made.role, "verifier": made.verifier, "nonce": made.nonce,
                "output": made.output, "asset": asset_name(made.opening.asset.0), "amount": made.opening.value,
            }),
            text: format!(
                "Wrote the disclosure to {}, made as the {} for {}. Whoever has the file learns this payment: amount, \
                 recipient and memo.",
                out.display(),
                made.role,
                quoted(&made.verifier)
            ),
        })
    }

    async fn verify(&self, verify: &Verify) -> Result<Output, WalletError> {
        let text = read_document(&verify.file)?;
        if names(&text, "shoji-report") {
            return self.verify_report(&text, verify, None).await;
        }
        if names(&text, "shoji-statement") {
            let file = StatementFile::read(&text).map_err(WalletError::Evidence)?;
            return self.verify_statement(&file, verify).await;
        }
        if names(&text, "shoji-outflow") {
            let file = OutflowFile::read(&text).map_err(WalletError::Evidence)?;
            return self.verify_outflow(&file, verify).await;
        }
        let disclosure = Disclosure::read(&text).map_err(WalletError::Evidence)?;
        let wanted = disclosure.blocks().map_err(WalletError::Evidence)?;
        let known = self.known(verify, &wanted).await?;
        let nonce = verify.nonce.as_deref().map(hex_argument).transpose()?;
        let shown = disclosure.check(&known, verify.verifier.as_deref(), nonce.as_deref());
        let shown = shown.map_err(|failed| {
            WalletError::Evidence(format!("the disclosure does not hold: {}", failed.join("; ")))
        })?;
        Ok(disclosed(&disclosure, &shown, &known, verify))
    }

    /// The hashes of these blocks from the headers or the node that the verifier chose.
    pub(super) async fn known(
        &self,
        verify: &Verify,
        wanted: &BTreeSet<u32>,
    ) -> Result<KnownBlocks, WalletError> {
        let pinned = verify.block_hash.as_deref().map(hash_argument).transpose()?;
        match &verify.headers {
            Some(path) => KnownBlocks::from_file(BufReader::new(File::open(path)?), wanted, pinned)
                .map_err(WalletError::Evidence),
            None => KnownBlocks::from_node(&self.connect().await?, wanted, pinned).await,
        }
    }
}

/// Reads a document that somebody else made.
pub(super) fn read_document(path: &Path) -> Result<String, WalletError> {
    if std::fs::metadata(path)?.len() > MAX_DOCUMENT {
        return Err(WalletError::Input(format!("{} is too large", path.display())));
    }
    Ok(std::fs::read_to_string(path)?)
}

/// Whether a document says that it is one of these.
fn names(text: &str, format: &str) -> bool {
    #[derive(serde::Deserialize)]
    struct Named {
        format: String,
    }
    let named = serde_json::from_str::<Named>(text);
    named.is_ok_and(|named| named.format.starts_with(format))
}

/// Writes a file that only its owner reads: it tells of payments.
pub(super) fn write_private(path: &Path, bytes: &[u8]) -> Result<(), WalletError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            WalletError::Input(format!("{} is there already: name another file", path.display()))
        }
        _ => WalletError::Io(error),
    })?;
    (&file).write_all(bytes)?;
    Ok(file.sync_all()?)
}

pub(super) fn hex_argument(text: &str) -> Result<Vec<u8>, WalletError> {
    hex::decode(text.trim_start_matches("0x"))
        .map_err(|_| WalletError::Input(format!("'{text}' is not made of pairs of hex digits")))
}

fn hash_argument(text: &str) -> Result<[u8; 32], WalletError> {
    let bytes = Bytes(hex_argument(text)?);
    bytes.array("the hash").map_err(WalletError::Input)
}

/// A disclosure that holds.
fn disclosed(
    disclosure: &Disclosure,
    shown: &Disclosed,
    known: &KnownBlocks,
    verify: &Verify,
) -> Output {
    let (included, payment) = (&shown.included, &shown.opened.payment);
    let (call, asset) = (&included.call, payment.asset.to_wire());
    let memo = payment.memo.text();
    let party = (call.kind != CallKind::Transfer).then(|| to_ss58(&call.party));
    let amount = AssetList(Vec::new()).denomination(asset).show(payment.value);
    let who = match shown.role {
        Role::Sender => "whoever made this payment",
        Role::Recipient => "whoever reads what is paid to this address",
    };
    let mut lines = vec![
        "The disclosure holds.".to_string(),
        format!("Paid        {amount} (asset {asset})"),
        format!("To          {}", disclosure.opening.address),
        format!("Memo        {}", memo.as_deref().map_or("none".into(), quoted)),
        format!(
            "Where       block {} ({}), extrinsic {}, output {}",
            included.number,
            hex0x(&included.hash),
            included.index,
            disclosure.output
        ),
        format!("Bundle      {}", hex0x(&included.bundle_id)),
    ];
    if let Some(party) = &party {
        let what = if call.kind == CallKind::Shield { "shielded from" } else { "unshielded to" };
        lines.push(format!("Call        {what} {party}"));
    }
    lines.push(format!("Made by     the {}: {who}", shown.role.name()));
    lines.push(format!("Made for    {}, nonce {}", quoted(&disclosure.verifier), disclosure.nonce));
    if verify.verifier.is_none() || verify.nonce.is_none() {
        lines.push(
            "            Compare these with what you asked for, or name them with --as and --nonce: a disclosure that was \
             made for somebody else shows nothing about who gave it to you."
                .into(),
        );
    }
    lines.push(known.describe());
    let checks: [Value; 2] = [verify.verifier.is_some().into(), verify.nonce.is_some().into()];
    Output {
        json: json!({
            "document": "disclosure", "holds": true, "role": shown.role.name(), "verifier": disclosure.verifier,
            "verifierCompared": checks[0], "nonce": disclosure.nonce, "nonceCompared": checks[1],
            "genesis": disclosure.genesis, "block": included.number, "blockHash": hex0x(&included.hash),
            "extrinsic": included.index, "bundleId": hex0x(&included.bundle_id), "call": call.kind.name(),
            "account": party, "output": disclosure.output, "address": disclosure.opening.address,
            "asset": asset_name(asset), "amount": units(payment.value), "memo": memo,
            "hangsOn": { "block": known.head.0, "hash": hex0x(&known.head.1), "pinned": known.pinned,
                "how": printable(&known.describe()) },
        }),
        text: lines.join("\n"),
    }
}
