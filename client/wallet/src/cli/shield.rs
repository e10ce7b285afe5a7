//! `shield`: a public account pays into the pool.

use super::args::{MemoText, Wait};
use super::output::{units, Output};
use super::pay::{check_address, result, Sent};
use super::prompt::STANDARD_INPUT;
use super::Context;
use crate::account;
use crate::amount::Amount;
use crate::error::WalletError;
use crate::node::account::{to_ss58, Accounts};
use crate::payment::Intent;
use crate::store::Submission;
use serde_json::json;

impl Context {
    pub(super) async fn shield(
        &self,
        amount: &str,
        from: &str,
        to: Option<&str>,
        memo: &MemoText,
        scope: &str,
        wait: Wait,
    ) -> Result<Output, WalletError> {
        let amount = Amount::parse_positive(amount)?.units();
        if let Some(to) = to {
            check_address(to)?;
        }
        if from == STANDARD_INPUT && memo.takes_standard_input() {
            let both =
                "standard input holds one of them: give the memo or the secret URI in a file";
            return Err(WalletError::Input(both.into()));
        }
        let memo = memo.read()?;
        let pair = account::keypair(from).map_err(WalletError::Input)?;
        let depositor = pair.public_key().0;
        let wallet = self.open("shield")?;
        wallet.keys()?;
        let mut session = self.ready(wallet, scope).await?;
        let text = match to {
            Some(to) => to.trim().to_string(),
            None => session.wallet.address(scope, false)?.address,
        };
        let to = session.wallet.parse_address(&text)?;
        let accounts = Accounts::of(&session.node).await?;
        let state = accounts.state(&depositor, None).await?;
        let free = state.free.saturating_sub(state.frozen);
        let short = || WalletError::AccountFunds {
            account: to_ss58(&depositor),
            free: Amount::from_units(free).to_string(),
            needed: Amount::from_units(amount).to_string(),
        };
        if free <= amount {
            return Err(short());
        }
        let intent = Intent::Shield { from: depositor, to, text, amount, memo };
        let plan = session.wallet.plan(&session.info, scope, intent, 0)?;
        let (bundle, id, proved_in) = self.prove(&session, &plan)?;
        let signed = accounts.sign_shield(&pair, codec::Encode::encode(&bundle)).await?;
        if free < amount.saturating_add(signed.fee) {
            return Err(short());
        }
        let nonce = signed.nonce;
        let submission = Submission::Extrinsic { bytes: signed.bytes, account: depositor, nonce };
        // Whichever is over first, the extrinsic's lifetime or the bundle's.
        let expiry = plan.request.anchor.expiry().min(signed.valid_until);
        let record = session.wallet.remember(&plan, id, submission, expiry)?;
        session.wallet.submit(&session.node, &record).await?;
        let sent = Sent { record, scopes: plan.scopes, change: 0, proved_in };
        let standing = self.wait(&mut session, &sent, wait).await?;
        let extra = json!({ "account": to_ss58(&depositor), "extrinsicFee": units(signed.fee) });
        Ok(result(&sent, standing, extra))
    }
}
