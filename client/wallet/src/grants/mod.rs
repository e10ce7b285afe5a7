//! Grants of viewing keys (docs/protocol §10, §11, §16): what an owner shows and ends, and what an auditor opens and
//! reads.

mod auditor;
mod make;
mod own;
mod rows;
mod view;
mod watch;

pub use auditor::{check_texts, policy_hash, NotOpened};
pub use make::{expiry, include_by, Terms, EXPIRY_STEP};
pub use own::{Mine, Standing};
pub use rows::{preview, rows, Rows, Totals};
pub use view::{Kept, Opening, Views};
pub use watch::{News, Watched};

use crate::amount::DECIMALS;
use crate::error::WalletError;
use crate::keys::ViewingKey;
use crate::node::register::{Auditor, SealingKey, ServedGrant};
use shoji_shielded::audit::AuditKey;
use shoji_shielded::grant::{GrantedKey, Opened};

/// The longest time for which a grant can be in force, in blocks (docs/protocol §11.3).
pub const MAX_VALIDITY: u32 = 5_256_000;
/// What is held on a payer's account while a grant is in force, in units (docs/protocol §11.3).
pub const GRANT_DEPOSIT: u128 = 10u128.pow(DECIMALS as u32);
/// What is held on an auditor's account, in units (docs/protocol §11.2).
pub const AUDITOR_DEPOSIT: u128 = 10 * GRANT_DEPOSIT;

/// The key to which something can be sealed for this auditor now.
///
/// # Errors
/// [`WalletError::Grant`] where the auditor takes no grants, or the key is none.
pub fn grantable(auditor: &Auditor) -> Result<SealingKey, WalletError> {
    if auditor.closing {
        return Err(WalletError::Grant(
            "the auditor is leaving the register and takes no more grants".into(),
        ));
    }
    match auditor.key.point() {
        Some(_) => Ok(auditor.key),
        None => Err(WalletError::Grant(
            "the auditor's sealing key is not canonical or not of prime order: the node is lying, since the chain \
             registers no such key"
                .into(),
        )),
    }
}

/// The grant among those served that `text` names: its id, or a beginning of it that no other has.
///
/// # Errors
/// [`WalletError::Grant`] where there are several, or it is no hex.
pub fn find_served(
    text: &str,
    grants: Vec<ServedGrant>,
) -> Result<Option<ServedGrant>, WalletError> {
    let ids: Vec<[u8; 32]> = grants.iter().map(|grant| grant.id).collect();
    let id = own::find(text, &ids)?;
    Ok(grants.into_iter().find(|grant| Some(grant.id) == id))
}

/// What watches with an opened grant.
fn watching(opened: &Opened) -> (ViewingKey, Option<AuditKey>) {
    match &opened.key {
        GrantedKey::Incoming(ivk) => (ViewingKey::Incoming(ivk.clone()), None),
        GrantedKey::Full { key, audit } => (ViewingKey::Full(key.clone()), audit.clone()),
    }
}
