//! `shoji asset`: what issuers and holders do in public.

use super::accounts::{account_of, check_payer, short};
use super::args::{Metadata, Payment, Signer, Units};
use super::assets::{issued, line, listed, row};
use super::balance::asset_json;
use super::output::{merge, units, Output};
use super::{prompt, Context};
use crate::account;
use crate::amount::{self, Denomination};
use crate::assets::AssetList;
use crate::error::WalletError;
use crate::node::account::{to_ss58, Accounts};
use crate::node::calls::{CallError, Included};
use crate::node::issuance::account_argument;
use crate::node::{Asset, SubmitError};
use serde_json::{json, Value};
use shoji_shielded::asset::AssetId;
use std::io::Write;
use subxt::dynamic::Value as Argument;
use subxt_signer::sr25519::Keypair;

/// Bytes that a name or symbol may have.
const MAX_TEXT: usize = 50;

/// Who makes a call, about which asset, and what may be needed for it.
struct Call {
    signer: Keypair,
    accounts: Accounts,
    assets: AssetList,
    asset: Asset,
}

impl Call {
    fn id(&self) -> Argument {
        Argument::u128(self.asset.id().into())
    }

    /// Makes a call whose arguments begin with the asset's id.
    async fn make(&self, call: &str, more: Vec<Argument>) -> Result<Included, CallError> {
        let arguments = [vec![self.id()], more].concat();
        self.accounts.call(&self.signer, call, arguments).await
    }

    /// Makes a call whose arguments are the asset's id, an account and an amount.
    async fn move_units(
        &self,
        call: &str,
        account: &[u8; 32],
        amount: u128,
    ) -> Result<Included, CallError> {
        self.make(call, vec![account_argument(account), Argument::u128(amount)]).await
    }

    /// The account that signs.
    fn signing(&self) -> [u8; 32] {
        self.signer.public_key().0
    }

    fn json(&self, included: &Included, more: Value) -> Value {
        merge(merge(asset_json(self.asset.asset, &self.assets), more), place(included))
    }

    /// What is printed where units were moved to `account`, or from there to nowhere.
    fn moved(
        &self,
        included: &Included,
        kind: &str,
        amount: u128,
        account: &[u8; 32],
        text: String,
    ) -> Output {
        let moved = json!({
            "kind": kind, "amount": units(amount), "account": to_ss58(account),
            "from": to_ss58(&self.signing()),
        });
        Output { json: self.json(included, moved), text }
    }
}

impl Context {
    /// Reads who signs and which asset is meant, before anything is waited for.
    async fn call(&self, name: &str, from: &Signer) -> Result<Call, WalletError> {
        let signer = keypair(from)?;
        let node = self.connect().await?;
        let assets = listed(&node).await?;
        let asset = issued(&assets, name)?.clone();
        Ok(Call { signer, accounts: Accounts::of(&node).await?, assets, asset })
    }

    pub(super) async fn create_asset(
        &self,
        from: &Signer,
        metadata: &Metadata,
        least: u128,
    ) -> Result<Output, WalletError> {
        check_texts(metadata)?;
        let signer = keypair(from)?;
        let issuer = signer.public_key().0;
        let node = self.connect().await?;
        let accounts = Accounts::of(&node).await?;
        // An asset that is made without what it is called would be of no use.
        let deposit = accounts.asset_deposit(metadata.name.len() + metadata.symbol.len()).await?;
        let state = accounts.state(&issuer, None).await?;
        let free = state.free.saturating_sub(state.frozen);
        if free < deposit {
            return Err(short(&issuer, &Denomination::native(), free, deposit));
        }
        let _step = self.reporter.step("waiting for blocks");
        let id = accounts.next_asset_id().await?;
        let number = Argument::u128(id.into());
        let create = vec![number.clone(), account_argument(&issuer), Argument::u128(least)];
        accounts.call(&signer, "create", create).await.map_err(|error| match error {
            unknown @ CallError::Unknown { .. } => WalletError::from(unknown).after(format!(
                "if it did, 'shoji asset info {id}' shows an asset of this account, and 'shoji asset set-metadata {id}' \
                 gives it its name"
            )),
            refused => refused.into(),
        })?;
        let included = accounts
            .call(&signer, "set_metadata", [vec![number], arguments(metadata)].concat())
            .await
            .map_err(|error| {
                WalletError::from(error).after(format!(
                    "asset {id} is made. Where it lacks name, symbol and decimals, give it those with 'shoji asset \
                     set-metadata {id}', or destroy it with 'shoji asset destroy {id}'"
                ))
            })?;
        // Ids count up, so this one is new, and all of it is known without asking.
        let asset = Asset {
            asset: AssetId::new(id, 1).unwrap_or(AssetId::NONE).to_wire(),
            name: metadata.name.clone(),
            symbol: metadata.symbol.clone(),
            decimals: metadata.decimals,
            live: true,
            minimum_balance: least,
            supply: 0,
            in_pool: 0,
        };
        let assets = AssetList(vec![asset.clone()]);
        let json = merge(row(&asset, &assets), json!({ "account": to_ss58(&issuer) }));
        Ok(Output {
            json: merge(json, place(&included)),
            text: format!("Made asset {id}.\n{}", line(&asset, &assets)),
        })
    }

    pub(super) async fn set_metadata(
        &self,
        name: &str,
        from: &Signer,
        metadata: &Metadata,
    ) -> Result<Output, WalletError> {
        check_texts(metadata)?;
        let call = self.call(name, from).await?;
        let _step = self.reporter.step("waiting for a block");
        let included = call.make("set_metadata", arguments(metadata)).await?;
        let Metadata { name, symbol, decimals } = metadata;
        let asset = Asset {
            name: name.clone(),
            symbol: symbol.clone(),
            decimals: *decimals,
            ..call.asset.clone()
        };
        let assets = AssetList(vec![asset.clone()]);
        Ok(Output {
            json: merge(row(&asset, &assets), place(&included)),
            text: format!("Asset {} is called this now.\n{}", asset.id(), line(&asset, &assets)),
        })
    }

    /// As [`Context::call`], with the amount that the user named.
    async fn call_with(
        &self,
        wanted: &Units,
        from: &Signer,
    ) -> Result<(Call, Denomination, u128), WalletError> {
        amount::check(&wanted.amount)?;
        let call = self.call(&wanted.asset, from).await?;
        let of = call.assets.denomination(call.asset.asset);
        of.check_decimals(Some(wanted.decimals)).map_err(WalletError::Asset)?;
        let amount = of.parse(&wanted.amount)?;
        Ok((call, of, amount))
    }

    pub(super) async fn mint(&self, payment: &Payment) -> Result<Output, WalletError> {
        let to = account_of(&payment.to)?;
        let (call, of, amount) = self.call_with(&payment.units, &payment.from).await?;
        let _step = self.reporter.step("waiting for a block");
        let included = call.move_units("mint", &to, amount).await?;
        let text = format!("Minted {} to {}.", of.show(amount), to_ss58(&to));
        Ok(call.moved(&included, "mint", amount, &to, text))
    }

    pub(super) async fn transfer(&self, payment: &Payment) -> Result<Output, WalletError> {
        let to = account_of(&payment.to)?;
        let (call, of, amount) = self.call_with(&payment.units, &payment.from).await?;
        let held = call.accounts.asset_account(&call.signing(), call.asset.id()).await?;
        check_payer(&call.signing(), &held, amount, &call.asset, &of)?;
        // The other call would pay more than was asked where less than an account may hold is left.
        let name = if amount == held.balance { "transfer" } else { "transfer_keep_alive" };
        let _step = self.reporter.step("waiting for a block");
        let included = call.move_units(name, &to, amount).await?;
        let text = format!("Paid {} to {}.", of.show(amount), to_ss58(&to));
        Ok(call.moved(&included, "transfer", amount, &to, text))
    }

    pub(super) async fn burn(&self, wanted: &Units, from: &Signer) -> Result<Output, WalletError> {
        let (call, of, amount) = self.call_with(wanted, from).await?;
        let account = call.signing();
        let held = call.accounts.asset_account(&account, call.asset.id()).await?;
        check_payer(&account, &held, amount, &call.asset, &of)?;
        let _step = self.reporter.step("waiting for a block");
        let included = call.move_units("burn", &account, amount).await?;
        let text = format!("Burnt {} of {}.", of.show(amount), to_ss58(&account));
        Ok(call.moved(&included, "burn", amount, &account, text))
    }

    /// Makes a call about the asset as a whole.
    pub(super) async fn govern(
        &self,
        name: &str,
        from: &Signer,
        what: &str,
        done: &str,
    ) -> Result<Output, WalletError> {
        let call = self.call(name, from).await?;
        let _step = self.reporter.step("waiting for a block");
        let included = call.make(what, Vec::new()).await?;
        let live = what == "thaw_asset";
        let assets = AssetList(vec![Asset { live, ..call.asset.clone() }]);
        Ok(Output {
            json: merge(asset_json(call.asset.asset, &assets), place(&included)),
            text: format!("{done} asset {}.", call.asset.id()),
        })
    }

    pub(super) async fn destroy_asset(
        &self,
        name: &str,
        from: &Signer,
        yes: bool,
    ) -> Result<Output, WalletError> {
        let call = self.call(name, from).await?;
        let (asset, of) = (&call.asset, call.assets.denomination(call.asset.asset));
        if asset.in_pool > 0 {
            return Err(WalletError::Asset(format!(
                "{} are in the pool, and an asset is destroyed only once all of it has left",
                of.show(asset.in_pool)
            )));
        }
        if !yes {
            let lost = of.show(asset.supply);
            writeln!(
                std::io::stderr().lock(),
                "warning: public accounts lose {lost}, and that cannot be undone"
            )?;
            prompt::consent()?;
        }
        let _step = self.reporter.step("waiting for blocks");
        // May be repeated, by an earlier run that did not finish.
        call.make("start_destroy", Vec::new()).await?;
        let included = loop {
            // A call removes a bounded number of accounts.
            call.make("destroy_accounts", Vec::new()).await?;
            call.make("destroy_approvals", Vec::new()).await?;
            match call.make("finish_destroy", Vec::new()).await {
                Err(CallError::Submit(SubmitError::Refused { rule, .. }))
                    if rule == "Assets::InUse" => {}
                result => break result?,
            }
        };
        Ok(Output {
            json: call.json(&included, Value::Null),
            text: format!("Destroyed asset {}.", asset.id()),
        })
    }
}

/// Where a call took effect, for programs.
fn place(included: &Included) -> Value {
    json!({ "block": included.block, "extrinsicHash": format!("0x{}", included.extrinsic) })
}

fn check_texts(metadata: &Metadata) -> Result<(), WalletError> {
    match [&metadata.name, &metadata.symbol].into_iter().find(|text| text.len() > MAX_TEXT) {
        None => Ok(()),
        Some(long) => Err(WalletError::Input(format!(
            "'{long}' has {} bytes: a name or symbol has at most {MAX_TEXT}",
            long.len()
        ))),
    }
}

/// Name, symbol and decimals as arguments of a call.
fn arguments(metadata: &Metadata) -> Vec<Argument> {
    let text = |text: &str| Argument::from_bytes(text.as_bytes());
    vec![text(&metadata.name), text(&metadata.symbol), Argument::u128(metadata.decimals.into())]
}

fn keypair(from: &Signer) -> Result<Keypair, WalletError> {
    account::keypair(&from.from).map_err(WalletError::Input)
}
