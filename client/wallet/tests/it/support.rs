//! Wallets and payments for the tests.

use crate::chain::{shield_extrinsic, TestNode};
use shoji_shielded::address::Network;
use shoji_shielded::asset::AssetId;
use shoji_shielded::bundle::Bundle;
use shoji_shielded::memo::Memo;
use shoji_shielded::rules::BASE_FEE;
use shoji_shielded::signature::sign;
use shoji_wallet::build::draft;
use shoji_wallet::error::WalletError;
use shoji_wallet::keys::Secret;
use shoji_wallet::node::Node;
use shoji_wallet::payment::{pool_submission, Intent, Plan};
use shoji_wallet::plan::Balance;
use shoji_wallet::store::{HistoryRecord, NoteRecord, PendingRecord, Submission};
use shoji_wallet::sync::SyncReport;
use shoji_wallet::wallet::{parse_address, Wallet};

pub const SHJ: u128 = 1_000_000_000;
pub const FEE: u128 = BASE_FEE as u128;
pub const DEPOSITOR: [u8; 32] = [0xd0; 32];

pub fn secret(seed: u8) -> Secret {
    Secret::from_entropy(&[seed; 32]).unwrap()
}

/// The wallet of a mnemonic on an empty store in memory.
pub fn wallet(seed: u8) -> Wallet {
    Wallet::in_memory(&secret(seed), Network::Development).unwrap()
}

pub async fn sync(wallet: &mut Wallet, node: &TestNode) -> SyncReport {
    try_sync(wallet, node).await.unwrap()
}

pub async fn try_sync(wallet: &mut Wallet, node: &TestNode) -> Result<SyncReport, WalletError> {
    Ok(wallet.follow(node, "", &mut |_| {}).await?.1)
}

pub fn address(wallet: &mut Wallet) -> String {
    wallet.address("", false).unwrap().address
}

pub fn transfer(to: &str, amount: u128, memo: &str) -> Intent {
    transfer_of(AssetId::NATIVE, to, amount, memo)
}

pub fn transfer_of(asset: AssetId, to: &str, amount: u128, memo: &str) -> Intent {
    let to_address = parse_address(to, Network::Development).unwrap();
    Intent::Transfer {
        to: to_address,
        text: to.into(),
        asset,
        amount,
        memo: Memo::from_text(memo).unwrap(),
    }
}

pub async fn plan(wallet: &Wallet, node: &TestNode, intent: Intent) -> Result<Plan, WalletError> {
    wallet.plan(&node.info().await.unwrap(), "", intent, BASE_FEE)
}

/// The planned bundle, signed and without its proof, which the test chain does not check.
pub fn unproven(wallet: &Wallet, plan: &Plan) -> (Bundle, [u8; 32]) {
    let draft = draft(wallet.keys().unwrap(), &plan.request).unwrap();
    let (id, ask) = (draft.bundle_id(), wallet.keys().unwrap().spending().ask());
    let signature = sign(&ask, &draft.witness.alpha, &draft.sighash, &mut rand::rng());
    (Bundle { signature, ..draft.bundle }, id)
}

/// Stores the transaction, and does not submit it.
pub fn remember(wallet: &mut Wallet, plan: &Plan) -> PendingRecord {
    let (bundle, id) = unproven(wallet, plan);
    let submission = pool_submission(plan, bundle);
    wallet.remember(plan, id, submission, plan.request.anchor.expiry()).unwrap()
}

pub async fn pay(
    wallet: &mut Wallet,
    node: &TestNode,
    intent: Intent,
) -> Result<PendingRecord, WalletError> {
    let plan = plan(wallet, node, intent).await?;
    let record = remember(wallet, &plan);
    wallet.submit(node, &record).await?;
    Ok(record)
}

/// As `pay`, from any of these scopes. Returns the plan as well.
pub async fn pay_from(
    wallet: &mut Wallet,
    node: &TestNode,
    scopes: &[&str],
    intent: Intent,
) -> (Plan, PendingRecord) {
    let info = node.info().await.unwrap();
    let plan = wallet.plan_from(&info, scopes, intent, BASE_FEE).unwrap();
    let record = remember(wallet, &plan);
    wallet.submit(node, &record).await.unwrap();
    (plan, record)
}

/// Shields to the wallet itself; the next block has it.
pub async fn shield(wallet: &mut Wallet, node: &TestNode, amount: u128) {
    shield_to(wallet, node, "", amount).await;
}

/// Shields to a scope of the wallet, which may be new to it.
pub async fn shield_to(wallet: &mut Wallet, node: &TestNode, scope: &str, amount: u128) {
    shield_of(wallet, node, scope, AssetId::NATIVE, amount).await;
}

/// As `shield_to`, of any asset.
pub async fn shield_of(
    wallet: &mut Wallet,
    node: &TestNode,
    scope: &str,
    asset: AssetId,
    amount: u128,
) {
    wallet.follow(node, scope, &mut |_| {}).await.unwrap();
    let text = wallet.address(scope, false).unwrap().address;
    let to = wallet.parse_address(&text).unwrap();
    let intent = Intent::Shield { from: DEPOSITOR, to, text, asset, amount, memo: Memo::NONE };
    let info = node.info().await.unwrap();
    let plan = wallet.plan(&info, scope, intent, BASE_FEE).unwrap();
    let (bundle, id) = unproven(wallet, &plan);
    let bytes = shield_extrinsic(DEPOSITOR, &bundle);
    let submission = Submission::Extrinsic { bytes, account: DEPOSITOR, nonce: 0 };
    let expiry = plan.request.anchor.expiry();
    let record = wallet.remember(&plan, id, submission, expiry).unwrap();
    wallet.submit(node, &record).await.unwrap();
}

/// A wallet that holds notes of these values, all spendable, and its node.
pub async fn funded(seed: u8, values: &[u128]) -> (Wallet, TestNode) {
    let (mut wallet, node) = (wallet(seed), TestNode::new());
    for value in values {
        shield(&mut wallet, &node, *value).await;
        node.advance(1);
    }
    node.advance(8);
    sync(&mut wallet, &node).await;
    (wallet, node)
}

pub fn balance(wallet: &Wallet) -> Balance {
    balance_of(wallet, "", AssetId::NATIVE)
}

pub fn balance_of(wallet: &Wallet, scope: &str, asset: AssetId) -> Balance {
    wallet.balances().unwrap()[scope].get(&asset.to_wire()).copied().unwrap_or_default()
}

pub fn spendable(units: u128) -> Balance {
    Balance { spendable: units, ..Balance::default() }
}

/// Everything a wallet knows that follows from mnemonic and chain.
pub fn knowledge(wallet: &Wallet) -> (Vec<NoteRecord>, Vec<HistoryRecord>, [u8; 32]) {
    let mut notes = wallet.notes().unwrap();
    notes.sort_by_key(|note| note.position);
    let tip = wallet.store().view().tip().unwrap().unwrap();
    (notes, wallet.history().unwrap(), tip.hash)
}
