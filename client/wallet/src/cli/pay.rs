//! `send`, `unshield`, `consolidate`.

use super::args::{AssetName, Fee, MemoText, Money, Spend, Wait};
use super::output::{asset_name, hex0x, merge, scope_name, shj, units, Output};
use super::session::{check_amount, Paid, Sent, Session};
use super::Context;
use crate::error::WalletError;
use crate::node::account::{from_ss58, to_ss58, Accounts};
use crate::payment::{fee_of_level, Intent, Plan, Standing};
use crate::plan;
use serde_json::{json, Value};
use shoji_shielded::address::Network;
use shoji_shielded::asset::AssetId;
use std::io::Write;

impl Context {
    pub(super) async fn send(
        &self,
        address: &str,
        money: &Money,
        memo: &MemoText,
        spend: &Spend,
        wait: Wait,
    ) -> Result<Output, WalletError> {
        // Everything that can be wrong without a node is checked before anything is waited for.
        check_amount(money)?;
        let (fee, scopes) = (fee_of(&spend.fee)?, paying_scopes(spend)?);
        check_address(address)?;
        let memo = memo.read()?;
        let mut session = self.session("send", &scopes).await?;
        let to = session.wallet.parse_address(address)?;
        let Paid { asset, amount, .. } = session.paid(money, false)?;
        let intent = Intent::Transfer { to, text: address.trim().into(), asset, amount, memo };
        let plan = session.wallet.plan_from(&session.info, &scopes, intent, fee)?;
        warn_of_link(&plan)?;
        let sent = self.pay(&mut session, &plan).await?;
        let standing = self.wait(&mut session, &sent, wait).await?;
        Ok(result(&sent, standing, Value::Null))
    }

    pub(super) async fn unshield(
        &self,
        account: &str,
        money: &Money,
        spend: &Spend,
        wait: Wait,
    ) -> Result<Output, WalletError> {
        check_amount(money)?;
        let to = from_ss58(account)
            .map_err(|reason| WalletError::Address { text: account.into(), reason })?;
        let (fee, scopes) = (fee_of(&spend.fee)?, paying_scopes(spend)?);
        let mut session = self.session("unshield", &scopes).await?;
        let paid = session.paid(money, true)?;
        let (asset, amount) = (paid.asset, paid.amount);
        let intent = Intent::Unshield { to, text: account.into(), asset, amount };
        let plan = session.wallet.plan_from(&session.info, &scopes, intent, fee)?;
        check_recipient(&session, &to, &paid).await?;
        warn_of_link(&plan)?;
        let sent = self.pay(&mut session, &plan).await?;
        let standing = self.wait(&mut session, &sent, wait).await?;
        Ok(result(&sent, standing, json!({ "account": account })))
    }

    pub(super) async fn consolidate(
        &self,
        scope: &str,
        asset: &AssetName,
        fee: &Fee,
        wait: Wait,
    ) -> Result<Output, WalletError> {
        let fee = fee_of(fee)?;
        let mut session = self.session("consolidate", &[scope]).await?;
        let anchor = session.wallet.anchor()?;
        let asset = session.asset(&asset.asset)?;
        let notes = session.wallet.spendable(scope, asset, &anchor)?;
        let before = notes.len();
        let groups = match asset {
            AssetId::NATIVE => plan::merges(notes, fee)?,
            _ => {
                let native = session.wallet.lane(&[scope], AssetId::NATIVE, &anchor)?;
                plan::pairs(notes, &native, fee)?
            }
        };
        let after = before - groups.iter().map(|group| group.len() - 1).sum::<usize>();
        let mut all = Vec::new();
        for notes in groups {
            let intent = Intent::Consolidate { asset, notes };
            let plan = session.wallet.plan(&session.info, scope, intent, fee)?;
            all.push(self.pay(&mut session, &plan).await?);
        }
        let mut outputs = Vec::new();
        for sent in &all {
            let standing = self.wait(&mut session, sent, wait).await?;
            outputs.push(result(sent, standing, Value::Null));
        }
        let texts: Vec<String> = outputs.iter().map(|output| output.text.clone()).collect();
        Ok(Output {
            json: json!({
                "notesBefore": before, "notesAfter": after,
                "transactions": outputs.into_iter().map(|output| output.json).collect::<Vec<_>>(),
            }),
            text: format!("{} notes become {after}.\n{}", before, texts.join("\n")),
        })
    }
}

fn fee_of(fee: &Fee) -> Result<u64, WalletError> {
    let level = fee
        .fee_level
        .parse()
        .map_err(|_| WalletError::Input("the fee level is 1, 2, 4 or 8".into()))?;
    Ok(fee_of_level(level)?)
}

/// The scopes that may pay, each once. More than one takes a flag of its own.
fn paying_scopes(spend: &Spend) -> Result<Vec<&str>, WalletError> {
    let mut scopes: Vec<&str> = Vec::new();
    for label in &spend.scopes {
        if !scopes.contains(&label.as_str()) {
            scopes.push(label);
        }
    }
    match scopes.len() > 1 && !spend.link_scopes {
        true => Err(WalletError::Input(
            "scopes that pay together are seen to have one owner: whoever may see one of them sees this payment, and \
             how much the others added to it. Name one scope, or say --link-scopes if that is meant"
                .into(),
        )),
        false => Ok(scopes),
    }
}

/// Refuses before anything is proved what the chain would refuse: an account that would hold less than it may, or
/// that the asset's issuer keeps from receiving.
async fn check_recipient(session: &Session, to: &[u8; 32], paid: &Paid) -> Result<(), WalletError> {
    let Paid { asset, of, amount } = paid;
    let accounts = Accounts::of(&session.node).await?;
    let (held, least) = match asset.id_and_generation() {
        None => (accounts.state(to, None).await?.free, accounts.existential_deposit().await?),
        Some((id, _)) => {
            let held = accounts.asset_account(to, id).await?;
            if held.blocked {
                return Err(WalletError::Asset(format!(
                    "the issuer of {} keeps account {} from receiving it",
                    of.label,
                    to_ss58(to)
                )));
            }
            let assets = session.wallet.assets()?;
            (held.balance, assets.get(asset.to_wire()).map_or(0, |asset| asset.minimum_balance))
        }
    };
    match held.saturating_add(*amount) < least {
        false => Ok(()),
        true => Err(WalletError::Asset(format!(
            "account {} would hold {}, and an account holds at least {}: unshield more",
            to_ss58(to),
            of.show(held.saturating_add(*amount)),
            of.show(least)
        ))),
    }
}

/// Says what a payment from several scopes shows.
fn warn_of_link(plan: &Plan) -> Result<(), WalletError> {
    if plan.scopes.len() > 1 {
        let scopes: Vec<String> = plan.scopes.iter().map(|label| scope_name(label)).collect();
        writeln!(
            std::io::stderr().lock(),
            "warning: scopes {} pay together: whoever may see one of them sees this payment, and how much the others \
             added to it. What comes back goes to scope {}",
            scopes.join(", "),
            scope_name(plan.payer())
        )?;
    }
    Ok(())
}

/// Whether the text is an address on either kind of chain; which kind is the wallet's is known later.
pub(super) fn check_address(text: &str) -> Result<(), WalletError> {
    use crate::wallet::parse_address;
    match parse_address(text, Network::Production) {
        Ok(_) => Ok(()),
        Err(_) => parse_address(text, Network::Development).map(|_| ()),
    }
}

pub(super) fn result(sent: &Sent, standing: Standing, extra: Value) -> Output {
    let record = &sent.record;
    let (state, block) = match standing {
        Standing::Included(block) => ("included", Some(block)),
        Standing::Finalized(block) => ("finalized", Some(block)),
        Standing::Submitted => ("submitted", None),
        Standing::Expired => ("expired", None),
        Standing::Failed => ("failed", None),
        Standing::Superseded => ("superseded", None),
    };
    let object = json!({
        "bundleId": hex0x(&record.bundle_id), "kind": record.kind, "recipient": record.recipient, "scope": record.scope,
        "scopes": sent.scopes, "asset": asset_name(record.asset), "amount": units(record.amount), "fee": units(record.fee.into()),
        "change": units(sent.change), "feeChange": units(sent.fee_change), "memo": record.memo,
        "state": state, "block": block, "expiry": record.expiry,
        "provedInMs": u64::try_from(sent.proved_in.as_millis()).unwrap_or(u64::MAX),
    });
    let place = match block {
        Some(block) => format!("{state} in block {block}"),
        None => format!("{state}, valid until block {}", record.expiry),
    };
    let (amount, recipient) = (sent.of.show(record.amount), &record.recipient);
    let what = match record.kind.as_str() {
        "consolidate" => format!("Merged notes into one of {}", sent.of.show(sent.change)),
        "move" => format!("Moved {amount} to your scope at {recipient}"),
        "shield" => format!("Shielded {amount} to {recipient}"),
        "unshield" => format!("Unshielded {amount} to {recipient}"),
        _ => format!("Sent {amount} to {recipient}"),
    };
    let fee =
        if record.fee > 0 { format!(", fee {}", shj(record.fee.into())) } else { String::new() };
    Output {
        json: merge(object, extra),
        text: format!("{what}{fee}.\nTransaction {}: {place}.", hex0x(&record.bundle_id)),
    }
}
