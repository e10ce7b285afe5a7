//! What every payment goes through: an open wallet that is up to date, a proof, a node that takes it, a block.

use super::args::{Money, Wait, WaitFor};
use super::Context;
use crate::amount::{self, Denomination};
use crate::assets::is_native;
use crate::error::WalletError;
use crate::node::{ChainInfo, NodeError, RpcNode};
use crate::payment::{check_finality, check_prover, pool_submission, Plan, Standing};
use crate::store::PendingRecord;
use crate::wait::{self, Patience};
use crate::wallet::Wallet;
use shoji_prover::{Progress, Proven, Prover, TransferProver};
use shoji_shielded::address::Network;
use shoji_shielded::asset::AssetId;
use std::time::{Duration, Instant};

/// An open wallet, up to date, with a node and a prover.
pub(super) struct Session {
    pub(super) wallet: Wallet,
    pub(super) node: RpcNode,
    pub(super) info: ChainInfo,
    /// Why the list of assets is that of an earlier command.
    assets_problem: Option<NodeError>,
    prover: TransferProver,
}

/// A transaction that was handed to the node.
pub(super) struct Sent {
    pub(super) record: PendingRecord,
    /// How its amounts are written.
    pub(super) of: Denomination,
    pub(super) scopes: Vec<String>,
    pub(super) change: u128,
    pub(super) fee_change: u128,
    pub(super) proved_in: Duration,
}

/// What the user wants to pay.
pub(super) struct Paid {
    pub(super) asset: AssetId,
    /// How its amounts are written.
    pub(super) of: Denomination,
    /// Units.
    pub(super) amount: u128,
}

impl Session {
    /// The asset that the user named.
    ///
    /// # Errors
    /// As [`Wallet::find_paid_asset`].
    pub(super) fn asset(&mut self, name: &str) -> Result<AssetId, WalletError> {
        self.wallet.find_paid_asset(name, self.assets_problem.take())
    }

    /// Asset and amount that the user named, of an asset that may cross the pool's border where the payment does.
    ///
    /// # Errors
    /// As [`Session::asset`] and [`Wallet::accept_decimals`]; [`WalletError::Amount`].
    pub(super) fn paid(&mut self, money: &Money, crosses: bool) -> Result<Paid, WalletError> {
        let asset = self.asset(&money.asset.asset)?;
        if crosses {
            self.wallet.check_live(asset)?;
        }
        let of = self.wallet.accept_decimals(asset, money.decimals)?;
        let amount = of.parse(&money.amount)?;
        Ok(Paid { asset, of, amount })
    }
}

/// Checks of an amount what can be checked without the list of assets, before anything is waited for.
///
/// # Errors
/// [`WalletError::Amount`]; [`WalletError::Asset`] for decimals that the native token does not have.
pub(super) fn check_amount(money: &Money) -> Result<(), WalletError> {
    match is_native(&money.asset.asset) {
        true => {
            let native = Denomination::native();
            native.check_decimals(money.decimals).map_err(WalletError::Asset)?;
            native.parse(&money.amount)?;
        }
        false => amount::check(&money.amount)?,
    }
    Ok(())
}

/// A payment that the node has taken.
///
/// # Errors
/// [`WalletError::Store`].
pub(super) fn sent(
    session: &Session,
    record: PendingRecord,
    plan: &Plan,
    proved_in: Duration,
) -> Result<Sent, WalletError> {
    let of = session.wallet.assets()?.denomination(record.asset);
    let (scopes, change, fee_change) = (plan.scopes.clone(), plan.change, plan.fee_change);
    Ok(Sent { record, of, scopes, change, fee_change, proved_in })
}

impl Context {
    /// Opens a wallet that can pay from `scopes`, and makes it ready.
    pub(super) async fn session(
        &self,
        purpose: &str,
        scopes: &[&str],
    ) -> Result<Session, WalletError> {
        let wallet = self.open(purpose)?;
        wallet.keys()?;
        scopes.iter().try_for_each(|label| wallet.check_scope(label))?;
        self.ready(wallet, "").await
    }

    /// Follows the chain, loads the parameters and checks that they are the chain's. `scope` may be new.
    pub(super) async fn ready(
        &self,
        mut wallet: Wallet,
        scope: &str,
    ) -> Result<Session, WalletError> {
        let node = self.connect().await?;
        let (info, report) = self.update(&mut wallet, &node, scope).await?;
        if let Some(best) = report.behind {
            return Err(NodeError::Behind { node: best, wallet: report.tip }.into());
        }
        // Before anything is proved; planning would refuse as well.
        check_finality(&info)?;
        if wallet.network() == Network::Production {
            return Err(WalletError::Parameters(
                "this version knows development parameters only: it cannot pay on a production chain".into(),
            ));
        }
        let prover = self.prover()?;
        check_prover(&info, &prover)?;
        let assets_problem = report.assets_problem;
        Ok(Session { wallet, node, info, assets_problem, prover })
    }

    pub(super) fn prover<S: Proven>(&self) -> Result<Prover<S>, WalletError> {
        let step = self.reporter.step("loading proving parameters");
        let directory = shoji_prover::default_dir()
            .map_err(|error| WalletError::Parameters(error.to_string()))?;
        let mut progress = |progress| match progress {
            Progress::Generating { .. } => {
                step.say("making proving parameters, once, about ten seconds")
            }
            Progress::Waiting { .. } => {
                step.say("waiting for another process to make the proving parameters")
            }
            Progress::Writing => step.say("writing proving parameters"),
            Progress::Reading | Progress::Ready => {}
        };
        Prover::load(&directory, &mut progress)
            .map_err(|error| WalletError::Parameters(error.to_string()))
    }

    /// Builds, stores and submits a bundle that needs no account.
    pub(super) async fn pay(
        &self,
        session: &mut Session,
        plan: &Plan,
    ) -> Result<Sent, WalletError> {
        let (bundle, id, proved_in) = self.prove(session, plan)?;
        let submission = pool_submission(plan, bundle);
        let record = session.wallet.remember(plan, id, submission, plan.request.anchor.expiry())?;
        session.wallet.submit(&session.node, &record).await?;
        sent(session, record, plan, proved_in)
    }

    pub(super) fn prove(
        &self,
        session: &Session,
        plan: &Plan,
    ) -> Result<(shoji_shielded::bundle::Bundle, [u8; 32], Duration), WalletError> {
        let _step = self.reporter.step("proving");
        let start = Instant::now();
        let (bundle, id) = session.wallet.build(plan, &session.prover)?;
        Ok((bundle, id, start.elapsed()))
    }

    pub(super) async fn wait(
        &self,
        session: &mut Session,
        sent: &Sent,
        wait: Wait,
    ) -> Result<Standing, WalletError> {
        if wait.until == WaitFor::None {
            return Ok(Standing::Submitted);
        }
        let _step = self.reporter.step(match wait.until {
            WaitFor::Finalized => "waiting for a finalized block",
            _ => "waiting for a block",
        });
        let patience = Patience {
            finalized: wait.until == WaitFor::Finalized,
            timeout: Duration::from_secs(wait.timeout),
        };
        wait::wait_for(&mut session.wallet, &session.node, &sent.record, patience).await
    }
}
