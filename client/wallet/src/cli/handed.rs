//! A signed grant as a file: made by an owner, submitted by whoever pays for it (docs/protocol §11.3).

use super::args::InBlock;
use super::evidence::write_private;
use super::output::{hex0x, units, Output};
use super::viewkey::check_deposit;
use super::Context;
use crate::account;
use crate::amount::Denomination;
use crate::error::WalletError;
use crate::grants::GRANT_DEPOSIT;
use crate::node::account::{to_ss58, Accounts};
use crate::node::calls::Until;
use crate::node::Node;
use codec::{DecodeAll, Encode};
use serde_json::{json, Value};
use shoji_shielded::grant::Grant;
use std::path::Path;

/// Far more than a grant in hex.
const MAX_FILE: u64 = 1 << 16;

/// Writes a grant for somebody else who pays for it. Whoever has the file can put the grant in force.
pub(super) fn write_grant(path: &Path, grant: &Grant) -> Result<(), WalletError> {
    write_private(path, format!("{}\n", hex0x(&grant.encode())).as_bytes())
}

fn read_grant(path: &Path) -> Result<Grant, WalletError> {
    let none = |what: &str| WalletError::Input(format!("{} is no grant: {what}", path.display()));
    if std::fs::metadata(path)?.len() > MAX_FILE {
        return Err(none("it is too large"));
    }
    let text = std::fs::read_to_string(path)?;
    let digits = text.trim().strip_prefix("0x").and_then(|digits| hex::decode(digits).ok());
    let bytes = digits.ok_or_else(|| none("it does not consist of 0x and hex digits"))?;
    Grant::decode_all(&mut &bytes[..]).map_err(|_| none("these bytes do not decode as one"))
}

impl Context {
    /// Submits a grant that its owner has written with `viewkey grant --out`.
    pub(super) async fn submit_grant(
        &self,
        file: &Path,
        from: &str,
        until: InBlock,
    ) -> Result<Output, WalletError> {
        let payer = account::keypair(from).map_err(WalletError::Input)?;
        let grant = read_grant(file)?;
        let node = self.connect().await?;
        let info = node.info().await?;
        let accounts = Accounts::of(&node).await?;
        check_deposit(&accounts, &payer, GRANT_DEPOSIT).await?;
        let until = match until {
            InBlock::Included => Until::Included,
            InBlock::Finalized => Until::Finalized,
        };
        let included =
            self.call_register(&accounts, &payer, "grant", grant.encode(), until).await?;
        let id = hex0x(&grant.id(&info.genesis_hash));
        let payer = to_ss58(&payer.public_key().0);
        Ok(Output {
            text: format!(
                "Grant {id} is in block {}, in force through block {}. {} are held on {payer} until it ends.",
                included.block,
                grant.expiry,
                Denomination::native().show(GRANT_DEPOSIT),
            ),
            json: json!({
                "grant": id, "auditor": to_ss58(&grant.auditor), "block": included.block, "payer": payer,
                "expiry": grant.expiry, "deposit": units(GRANT_DEPOSIT),
                "extrinsicHash": Value::from(format!("0x{}", included.extrinsic)),
            }),
        })
    }
}
