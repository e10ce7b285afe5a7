//! Owners who grant and auditors who open, over the register of the chain in memory.

use crate::chain::TestNode;
use crate::register::prover;
use crate::support::*;
use codec::Encode;
use shoji_shielded::grant::GrantKind;
use shoji_wallet::error::WalletError;
use shoji_wallet::grants::{expiry, grantable, include_by, Kept, Opening, Terms, Views};
use shoji_wallet::node::register::{fetch_auditor, fetch_grants};
use shoji_wallet::store::GrantRecord;
use shoji_wallet::wallet::Wallet;

pub const PAYER: [u8; 32] = [0xfe; 32];
pub const KINDS: [GrantKind; 2] = [GrantKind::Incoming, GrantKind::Full];

/// An auditor in the register, with its wallet and the directory of what it opens.
pub struct Desk {
    pub wallet: Wallet,
    pub account: [u8; 32],
    pub directory: tempfile::TempDir,
}

pub fn genesis(node: &TestNode) -> [u8; 32] {
    node.chain.lock().unwrap().genesis()
}

pub fn best(node: &TestNode) -> u32 {
    node.chain.lock().unwrap().best()
}

pub fn finalized(node: &TestNode) -> u32 {
    node.chain.lock().unwrap().finalized
}

pub fn desk(node: &TestNode, seed: u8) -> Desk {
    let (wallet, account) = (wallet(seed), [seed; 32]);
    let (key, possession) = wallet.possession(&genesis(node), &account, 1).unwrap();
    node.register(account, "Audit", key, &possession).unwrap();
    Desk { wallet, account, directory: tempfile::tempdir().unwrap() }
}

pub async fn terms(
    owner: &Wallet,
    node: &TestNode,
    auditor: [u8; 32],
    (scope, kind, hidden): (&str, GrantKind, bool),
) -> Terms {
    let entry = fetch_auditor(node, &auditor).await.unwrap().unwrap();
    Terms {
        auditor,
        key: grantable(&entry).unwrap(),
        kind,
        scope: scope.into(),
        address: owner.granted_address(scope, None).unwrap(),
        hidden,
        expiry: expiry(finalized(node), 100),
        include_by: include_by(finalized(node)),
    }
}

/// Makes a grant and puts it on the chain.
pub async fn granted(
    owner: &mut Wallet,
    node: &TestNode,
    auditor: [u8; 32],
    what: (&str, GrantKind, bool),
) -> GrantRecord {
    let terms = terms(owner, node, auditor, what).await;
    let (grant, record) = owner.make_grant(&terms, &genesis(node), prover()).unwrap();
    owner.remember_grant(&record).unwrap();
    node.take_grant(PAYER, &grant.encode()).unwrap();
    record
}

/// What the auditor opens, after a sync.
pub async fn opened(desk: &Desk, node: &TestNode, id: &[u8; 32]) -> Opening {
    let mut opening = try_open(desk, node, id).await.unwrap();
    sync(&mut opening.wallet, node).await;
    opening
}

pub async fn try_open(desk: &Desk, node: &TestNode, id: &[u8; 32]) -> Result<Opening, WalletError> {
    let all = fetch_grants(node, &genesis(node), &desk.account).await.unwrap();
    let served = all.into_iter().find(|grant| grant.id == *id).unwrap();
    let views = Views::of(desk.directory.path());
    views.open(&desk.wallet, Kept::new(&genesis(node), served))
}
