//! `shield`: a public account pays into the pool.

use super::accounts::{check_payer, short};
use super::args::{MemoText, Money, Wait};
use super::output::{units, Output};
use super::pay::{check_address, result};
use super::prompt::STANDARD_INPUT;
use super::session::{check_amount, sent, Paid};
use super::Context;
use crate::account;
use crate::amount::Denomination;
use crate::error::WalletError;
use crate::node::account::{to_ss58, Accounts};
use crate::payment::Intent;
use crate::store::Submission;
use serde_json::json;
use shoji_shielded::asset::AssetId;

impl Context {
    pub(super) async fn shield(
        &self,
        money: &Money,
        from: &str,
        to: Option<&str>,
        memo: &MemoText,
        scope: &str,
        wait: Wait,
    ) -> Result<Output, WalletError> {
        check_amount(money)?;
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
        let Paid { asset, of, amount } = session.paid(money, true)?;
        let accounts = Accounts::of(&session.node).await?;
        let state = accounts.state(&depositor, None).await?;
        let free = state.free.saturating_sub(state.frozen);
        let native = Denomination::native();
        // What the extrinsic's fee is paid beside.
        let beside = if asset == AssetId::NATIVE { amount } else { 0 };
        if free <= beside {
            return Err(short(&depositor, &native, free, beside));
        }
        if let Some(listed) = session.wallet.assets()?.get(asset.to_wire()) {
            let held = accounts.asset_account(&depositor, listed.id()).await?;
            check_payer(&depositor, &held, amount, listed, &of)?;
        }
        let intent = Intent::Shield { from: depositor, to, text, asset, amount, memo };
        let plan = session.wallet.plan(&session.info, scope, intent, 0)?;
        let (bundle, id, proved_in) = self.prove(&session, &plan)?;
        let signed = accounts.sign_shield(&pair, codec::Encode::encode(&bundle)).await?;
        if free < beside.saturating_add(signed.fee) {
            return Err(short(&depositor, &native, free, beside));
        }
        let nonce = signed.nonce;
        let submission = Submission::Extrinsic { bytes: signed.bytes, account: depositor, nonce };
        // Whichever is over first, the extrinsic's lifetime or the bundle's.
        let expiry = plan.request.anchor.expiry().min(signed.valid_until);
        let record = session.wallet.remember(&plan, id, submission, expiry)?;
        session.wallet.submit(&session.node, &record).await?;
        let sent = sent(&session, record, &plan, proved_in)?;
        let standing = self.wait(&mut session, &sent, wait).await?;
        let extra = json!({
            "account": to_ss58(&depositor), "extrinsicFee": units(signed.fee),
            "extrinsicHash": sent.record.submission.extrinsic_hash().map(|hash| format!("0x{hash}")),
        });
        Ok(result(&sent, standing, extra))
    }
}
