//! `shoji account`: public accounts.

use super::args::AccountCommand;
use super::output::{shj, units, Output};
use super::Context;
use crate::account;
use crate::error::WalletError;
use crate::node::account::{from_ss58, to_ss58, Accounts};
use serde_json::json;

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
            AccountCommand::Balance { account: text } => {
                let account = match text.starts_with("//") {
                    true => account::keypair(&text).map_err(WalletError::Input)?.public_key().0,
                    false => {
                        from_ss58(&text).map_err(|reason| WalletError::Address { text, reason })?
                    }
                };
                let state =
                    Accounts::of(&self.connect().await?).await?.state(&account, None).await?;
                Ok(Output {
                    json: json!({
                        "account": to_ss58(&account), "free": units(state.free), "reserved": units(state.reserved),
                        "frozen": units(state.frozen), "nonce": state.nonce,
                    }),
                    text: format!(
                        "{}: {} free, {} reserved",
                        to_ss58(&account),
                        shj(state.free),
                        shj(state.reserved)
                    ),
                })
            }
        }
    }
}
