//! `scope` and `viewkey`: sub-ledgers, and what shows them to others.

use super::args::{ScopeCommand, ViewkeyKind};
use super::balance::{scope_json, scope_lines};
use super::output::{merge, scope_name, Output};
use super::{name, prompt, Context};
use crate::error::WalletError;
use serde_json::{json, Value};
use std::io::Write;

impl Context {
    pub(super) async fn scope(&self, command: ScopeCommand) -> Result<Output, WalletError> {
        match command {
            ScopeCommand::Create { label } => self.create_scope(&label).await,
            ScopeCommand::List { offline } => self.list_scopes(offline).await,
        }
    }

    async fn create_scope(&self, label: &str) -> Result<Output, WalletError> {
        if label.is_empty() {
            let named = "the scope without a label is always there: give the new one a label";
            return Err(WalletError::Input(named.into()));
        }
        let mut wallet = self.open("scope create")?;
        wallet.keys()?.scope(label)?;
        let created = wallet.check_scope(label).is_err();
        // Payments to the scope may lie in blocks that were read without its keys. The node is asked
        // first, so that nothing is forgotten where none answers.
        let rescanned = created && wallet.store().view().tip()?.is_some();
        if rescanned {
            let node = self.connect().await?;
            self.update(&mut wallet, &node, label).await?;
        }
        let own = wallet.address(label, false)?;
        let what = match (created, rescanned) {
            (false, _) => "is there already",
            (true, false) => "is made",
            (true, true) => "is made, and the chain was searched for it",
        };
        Ok(Output {
            text: format!(
                "Scope {} {what}. Note its label down with the mnemonic: a restored wallet finds the scope by it.\n{}",
                scope_name(label),
                own.address
            ),
            json: json!({
                "scope": own.scope, "address": own.address, "index": own.index,
                "created": created, "rescanned": rescanned,
            }),
        })
    }

    async fn list_scopes(&self, offline: bool) -> Result<Output, WalletError> {
        let mut wallet = self.opened("scope list", offline).await?;
        let (assets, watching) = (wallet.assets()?, wallet.watches().is_some());
        let (mut rows, mut lines) = (Vec::new(), Vec::new());
        for row in wallet.scope_balances()? {
            let own = match watching {
                true => None,
                false => Some(wallet.address(&row.scope, false)?),
            };
            let (address, index) =
                own.map_or((None, None), |own| (Some(own.address), Some(own.index)));
            let shown = address.as_deref().unwrap_or("a viewing key cannot make its addresses");
            lines.push(format!("{}\n  {shown}", scope_lines(&row, &assets, watching)));
            rows.push(merge(
                scope_json(&row, &assets),
                json!({ "address": address, "index": index }),
            ));
        }
        Ok(Output { json: json!({ "scopes": Value::Array(rows) }), text: lines.join("\n") })
    }

    pub(super) fn export_viewkey(
        &self,
        scope: &str,
        kind: ViewkeyKind,
        yes: bool,
    ) -> Result<Output, WalletError> {
        let wallet = self.open("viewkey export")?;
        let key = wallet.viewing_key(scope, kind == ViewkeyKind::Full)?;
        let shown = match kind {
            ViewkeyKind::Incoming => "receives: amounts and memos",
            ViewkeyKind::Full => "receives, spends and holds: amounts, memos, and whom it paid",
        };
        writeln!(
            std::io::stderr().lock(),
            "warning: whoever has this key sees everything that scope {} {shown}, past and future. What was seen cannot \
             be unseen, and the key cannot be taken back. It shows no other scope and cannot spend.",
            scope_name(scope)
        )?;
        if !yes {
            prompt::consent()?;
        }
        let text = key.encode(wallet.network());
        Ok(Output {
            json: json!({
                "viewkey": *text, "kind": key.kind(), "scope": scope, "network": name(wallet.network()),
            }),
            text: text.to_string(),
        })
    }
}
