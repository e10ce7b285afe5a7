//! What an auditor has opened: a watch-only store of its own for each grant, beside the auditor's wallet.

use super::{own, watching};
use crate::error::WalletError;
use crate::keys::file::make_private_directory;
use crate::node::register::ServedGrant;
use crate::store::StoreError;
use crate::wallet::Wallet;
use serde::{Deserialize, Serialize};
use shoji_shielded::address::Address;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Name of the directory in the auditor's wallet, and of the file that keeps what was sealed.
const DIRECTORY: &str = "grants";
const FILE: &str = "grant.json";

/// A grant as it is kept: sealed, with the chain that it is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Hash of the chain's block 0, hex.
    pub genesis: String,
    /// The grant.
    pub grant: ServedGrant,
}

impl Kept {
    /// The grant of a chain.
    pub fn new(genesis: &[u8; 32], grant: ServedGrant) -> Kept {
        Kept { genesis: hex::encode(genesis), grant }
    }
}

/// The grants that an auditor's wallet has opened. Kept is what was sealed, as the chain has it, and what was read with
/// it, encrypted under the granted key; the key itself is in no file.
pub struct Views {
    directory: PathBuf,
}

/// An opened grant.
pub struct Opening {
    /// The grant.
    pub served: ServedGrant,
    /// The address that it is about.
    pub address: Address,
    /// What watches with it.
    pub wallet: Wallet,
}

impl Views {
    /// Those of the auditor's wallet in `directory`.
    pub fn of(directory: &Path) -> Views {
        Views { directory: directory.join(DIRECTORY) }
    }

    fn place(&self, id: &[u8; 32]) -> PathBuf {
        self.directory.join(hex::encode(id))
    }

    /// The grants that were opened.
    ///
    /// # Errors
    /// [`WalletError::Store`] for files that are not what was written.
    pub fn all(&self) -> Result<Vec<Kept>, WalletError> {
        let io = |error| StoreError::Io(self.directory.clone(), error);
        let entries = match std::fs::read_dir(&self.directory) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(io)?,
        };
        let mut grants = Vec::new();
        for entry in entries {
            let path = entry.map_err(io)?.path().join(FILE);
            if !path.exists() {
                continue;
            }
            let text = std::fs::read(&path).map_err(|error| StoreError::Io(path.clone(), error))?;
            let grant = serde_json::from_slice(&text).map_err(|error| {
                WalletError::Grant(format!(
                    "{} is damaged ({error}): open the grant again",
                    path.display()
                ))
            })?;
            grants.push(grant);
        }
        grants.sort_by_key(|kept: &Kept| (kept.grant.block, kept.grant.id));
        Ok(grants)
    }

    /// The opened grant that `text` names: its id, or a beginning of it that no other has.
    ///
    /// # Errors
    /// [`WalletError::Grant`] where there is none, or more than one.
    pub fn find(&self, text: &str) -> Result<Kept, WalletError> {
        let all = self.all()?;
        let ids: Vec<[u8; 32]> = all.iter().map(|kept| kept.grant.id).collect();
        let id = own::find(text, &ids)?;
        all.into_iter().find(|kept| Some(kept.grant.id) == id).ok_or_else(|| {
            WalletError::Grant(format!(
                "no grant '{text}' was opened here: 'shoji auditor grants' shows those in force, 'shoji auditor open' \
                 opens one"
            ))
        })
    }

    /// Opens a grant with the auditor's wallet, and the store of what is read with it.
    ///
    /// # Errors
    /// As [`Wallet::open_grant`]; [`WalletError::Store`].
    pub fn open(&self, auditor: &Wallet, kept: Kept) -> Result<Opening, WalletError> {
        let genesis = hex::decode(&kept.genesis).ok().and_then(|bytes| bytes.try_into().ok());
        let damaged =
            || WalletError::Grant("the chain of a kept grant is none: open it again".into());
        let opened = auditor.open_grant(&kept.grant, &genesis.ok_or_else(damaged)?)?;
        let place = self.place(&kept.grant.id);
        keep(&place, &kept)?;
        let (network, purpose) = (auditor.network(), "shoji auditor");
        let wallet = Wallet::watching_granted(Some(&place), watching(&opened), network, purpose)?;
        Ok(Opening { served: kept.grant, address: opened.address.clone(), wallet })
    }
}

/// Writes what was sealed, whole or not at all.
fn keep(place: &Path, kept: &Kept) -> Result<(), WalletError> {
    let path = place.join(FILE);
    let io = |error| StoreError::Io(path.clone(), error);
    make_private_directory(place).map_err(io)?;
    let text = serde_json::to_vec_pretty(kept).map_err(|error| io(error.into()))?;
    let partial = place.join(format!(".{FILE}-{}", std::process::id()));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&partial).map_err(io)?;
    file.write_all(&text).and_then(|()| file.sync_all()).map_err(io)?;
    Ok(std::fs::rename(&partial, &path).map_err(io)?)
}
