//! `shoji account`: public accounts.

use super::args::AccountCommand;
use super::assets::listed;
use super::balance::asset_json;
use super::output::{merge, shj, units, Output};
use super::Context;
use crate::account;
use crate::amount::Denomination;
use crate::error::WalletError;
use crate::node::account::{from_ss58, to_ss58, Accounts};
use crate::node::issuance::AssetAccount;
use crate::node::Asset;
use serde_json::{json, Value};

impl Context {
    pub(super) async fn account(&self, command: AccountCommand) -> Result<Output, WalletError> {
        match command {
            AccountCommand::New => {
                let (phrase, pair) = account::generate().map_err(WalletError::Input)?;
                let account = to_ss58(&pair.public_key().0);
                Ok(Output {
                    json: json!({ "account": account, "phrase": *phrase }),
                    text: format!("Account  {account}\nPhrase   {}\n\nThe phrase is shown only now and is all it takes to spend.", *phrase),
                })
            }
            AccountCommand::Balance { account } => self.account_balance(&account).await,
        }
    }

    async fn account_balance(&self, text: &str) -> Result<Output, WalletError> {
        let account = account_of(text)?;
        let node = self.connect().await?;
        let accounts = Accounts::of(&node).await?;
        let state = accounts.state(&account, None).await?;
        let assets = listed(&node).await?;
        let ids: Vec<u32> = assets.0.iter().map(Asset::id).collect();
        let held = accounts.asset_accounts(&account, &ids).await?;
        let held: Vec<(&Asset, AssetAccount)> =
            (held.iter()).filter_map(|(id, held)| Some((assets.of_id(*id)?, *held))).collect();
        let mut lines = vec![format!(
            "{}: {} free, {} reserved",
            to_ss58(&account),
            shj(state.free),
            shj(state.reserved)
        )];
        lines.extend(held.iter().map(|(asset, held)| {
            let frozen = if held.frozen { ", frozen by its issuer" } else { "" };
            format!("  {}{frozen}", assets.denomination(asset.asset).show(held.balance))
        }));
        let held = held.iter().map(|(asset, held)| {
            let held = json!({ "balance": units(held.balance), "frozen": held.frozen });
            merge(asset_json(asset.asset, &assets), held)
        });
        Ok(Output {
            json: json!({
                "account": to_ss58(&account), "free": units(state.free), "reserved": units(state.reserved),
                "frozen": units(state.frozen), "nonce": state.nonce, "assets": held.collect::<Vec<Value>>(),
            }),
            text: lines.join("\n"),
        })
    }
}

/// The account of an SS58 text, or a development account.
pub(super) fn account_of(text: &str) -> Result<[u8; 32], WalletError> {
    match text.starts_with("//") {
        true => Ok(account::keypair(text).map_err(WalletError::Input)?.public_key().0),
        false => {
            from_ss58(text).map_err(|reason| WalletError::Address { text: text.into(), reason })
        }
    }
}

/// An account that cannot pay as much.
pub(super) fn short(
    account: &[u8; 32],
    of: &Denomination,
    free: u128,
    needed: u128,
) -> WalletError {
    WalletError::AccountFunds {
        account: to_ss58(account),
        free: of.show(free),
        needed: of.show(needed),
    }
}

/// Refuses what the chain would refuse, or would do in another way than it was meant: units of an asset that leave
/// an account which is frozen, has less, or would keep less than an account may hold.
pub(super) fn check_payer(
    account: &[u8; 32],
    held: &AssetAccount,
    amount: u128,
    asset: &Asset,
    of: &Denomination,
) -> Result<(), WalletError> {
    if held.frozen {
        return Err(WalletError::Asset(format!(
            "the issuer of {} keeps account {} from paying with it",
            of.label,
            to_ss58(account)
        )));
    }
    let Some(left) = held.balance.checked_sub(amount) else {
        return Err(short(account, of, held.balance, amount));
    };
    match (1..asset.minimum_balance).contains(&left) {
        false => Ok(()),
        true => Err(WalletError::Asset(format!(
            "{} would be left on account {}, which is less than an account may hold ({}): take all of the {}, or less",
            of.show(left),
            to_ss58(account),
            of.show(asset.minimum_balance),
            of.show(held.balance)
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shoji_shielded::asset::AssetId;

    #[test]
    fn an_account_pays_what_it_has_and_keeps_nothing_or_enough() {
        let asset = Asset {
            asset: AssetId::new(7, 1).unwrap().to_wire(),
            name: String::new(),
            symbol: String::new(),
            decimals: 0,
            live: true,
            minimum_balance: 10,
            supply: 0,
            in_pool: 0,
        };
        let of = Denomination { label: "asset#7".into(), decimals: 0 };
        let pays = |held: AssetAccount, amount| check_payer(&[7; 32], &held, amount, &asset, &of);
        let held = AssetAccount { balance: 100, ..AssetAccount::default() };
        for amount in [1, 90, 100] {
            pays(held, amount).unwrap();
        }
        assert_eq!(pays(held, 101).unwrap_err().code(), ("InsufficientFunds", 8));
        for amount in [91, 99] {
            let error = pays(held, amount).unwrap_err().to_string();
            assert!(error.contains("less than an account may hold (10 asset#7)"), "{error}");
        }
        let error = pays(AssetAccount { frozen: true, ..held }, 1).unwrap_err();
        assert!(error.to_string().contains("keeps account"), "{error}");
    }
}
