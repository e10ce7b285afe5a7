//! The key file: the wallet's secret, or the viewing key it watches with, encrypted under the passphrase.
//!
//! JSON, so that people see what it is. The key is sealed with XChaCha20-Poly1305 under a key that
//! Argon2id makes from the passphrase; everything readable in the file is authenticated with it. A
//! checksum over the whole file, checked first, tells a damaged file from a wrong passphrase.

use super::{Account, KdfCost, KeyMaterial, Secret, ViewingKey};
use crate::seal::{SealKey, Sealed};
use rand::TryRng;
use serde::{Deserialize, Serialize};
use shoji_shielded::address::Network;
use shoji_shielded::hash::b256;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const FORMAT: &str = "shoji-wallet-keys";
/// The format of an audited account's file. A wallet that does not know of them takes it for none of its own, and not
/// for the plain account of the same words.
const AUDITED_FORMAT: &str = "shoji-wallet-audited-keys";
/// The format of a watch-only wallet's file, which holds the text of its viewing key.
const WATCH_FORMAT: &str = "shoji-wallet-viewing-key";
const VERSION: u32 = 1;
/// Length of the sealed plaintext: one length byte and 32 bytes of entropy, zero-padded, so that the
/// file does not say how many words the mnemonic has.
const PLAINTEXT_LEN: usize = 33;

/// Why a key file could not be made or opened.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// There already is a wallet here, which is never overwritten.
    #[error("a wallet already exists in {0}: choose another directory with --wallet")]
    Exists(PathBuf),
    /// There is no wallet here.
    #[error("there is no wallet in {0}: make one with 'shoji wallet create' or 'shoji wallet restore', or name its directory with --wallet")]
    Missing(PathBuf),
    /// The file is not what was written: bytes were changed or lost.
    #[error("the key file {0} is damaged ({1}): restore the wallet from its mnemonic in another directory")]
    Damaged(PathBuf, String),
    /// The file is intact and the passphrase does not open it.
    #[error("wrong passphrase")]
    WrongPassphrase,
    /// A passphrase is required and must have at least eight characters.
    #[error("the passphrase is too short: it must have at least 8 characters")]
    ShortPassphrase,
    /// A file made by a newer version of the wallet.
    #[error("the key file {0} has version {1}, this wallet reads {VERSION}: use a newer shoji")]
    NewerVersion(PathBuf, u32),
    /// The operating system refused.
    #[error("{0}: {1}")]
    Io(PathBuf, std::io::Error),
    /// The operating system gave no randomness.
    #[error("the operating system gave no randomness")]
    Randomness,
}

/// The file's contents. Binary fields are hex.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct KeyFile {
    format: String,
    version: u32,
    network: String,
    kdf: String,
    cost: KdfCost,
    salt: String,
    sealed: String,
    checksum: String,
}

impl KeyFile {
    /// What is authenticated beside the secret.
    fn header(&self) -> Vec<u8> {
        format!(
            "{}|{}|{}|{}|{}|{}|{}",
            self.format,
            self.version,
            self.network,
            self.kdf,
            self.cost.memory_kib,
            self.cost.passes,
            self.salt
        )
        .into_bytes()
    }

    fn expected_checksum(&self) -> String {
        hex::encode(b256(b"ShojiKeyFileSum_", &[&self.header(), b"|", self.sealed.as_bytes()]))
    }
}

/// The network's name in the file.
fn network_name(network: Network) -> &'static str {
    match network {
        Network::Production => "production",
        Network::Development => "development",
    }
}

/// Writes a new key file, readable by its owner only. The file appears whole or not at all, and
/// never replaces another.
///
/// # Errors
/// [`KeyFileError::Exists`], [`KeyFileError::ShortPassphrase`], [`KeyFileError::Io`].
pub fn create(
    path: &Path,
    (secret, account): (&Secret, Account),
    network: Network,
    passphrase: &str,
    cost: KdfCost,
) -> Result<(), KeyFileError> {
    let mut plaintext = Zeroizing::new([0; PLAINTEXT_LEN]);
    plaintext[0] = secret.entropy().len() as u8;
    plaintext[1..=secret.entropy().len()].copy_from_slice(secret.entropy());
    let format = match account {
        Account::Plain => FORMAT,
        Account::Audited => AUDITED_FORMAT,
    };
    write_sealed(path, format, &plaintext[..], network, passphrase, cost)
}

/// As [`create`], for a watch-only wallet.
///
/// # Errors
/// As [`create`].
pub fn create_watching(
    path: &Path,
    key: &ViewingKey,
    network: Network,
    passphrase: &str,
    cost: KdfCost,
) -> Result<(), KeyFileError> {
    write_sealed(path, WATCH_FORMAT, key.encode(network).as_bytes(), network, passphrase, cost)
}

fn write_sealed(
    path: &Path,
    format: &str,
    plaintext: &[u8],
    network: Network,
    passphrase: &str,
    cost: KdfCost,
) -> Result<(), KeyFileError> {
    if path.exists() {
        return Err(KeyFileError::Exists(path.to_path_buf()));
    }
    if passphrase.chars().count() < 8 {
        return Err(KeyFileError::ShortPassphrase);
    }
    let mut salt = [0; 32];
    rand::rngs::SysRng.try_fill_bytes(&mut salt).map_err(|_| KeyFileError::Randomness)?;
    let mut file = KeyFile {
        format: format.into(),
        version: VERSION,
        network: network_name(network).into(),
        kdf: "argon2id".into(),
        cost,
        salt: hex::encode(salt),
        sealed: String::new(),
        checksum: String::new(),
    };
    let key = cost
        .derive(passphrase, &salt)
        .ok_or_else(|| KeyFileError::Damaged(path.to_path_buf(), "impossible cost".into()))?;
    let sealed =
        SealKey::new(key).seal(&file.header(), plaintext).ok_or(KeyFileError::Randomness)?;
    file.sealed = hex::encode(sealed.0);
    file.checksum = file.expected_checksum();
    let text = serde_json::to_string_pretty(&file).expect("strings and integers serialise; qed");
    write_new(path, format!("{text}\n").as_bytes())
}

/// Opens a key file.
///
/// # Errors
/// [`KeyFileError::Missing`], [`KeyFileError::Damaged`], [`KeyFileError::NewerVersion`],
/// [`KeyFileError::WrongPassphrase`], [`KeyFileError::Io`].
pub fn open(path: &Path, passphrase: &str) -> Result<(KeyMaterial, Network), KeyFileError> {
    let damaged = |what: &str| KeyFileError::Damaged(path.to_path_buf(), what.into());
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            return Err(match error.kind() {
                std::io::ErrorKind::NotFound => {
                    KeyFileError::Missing(path.parent().unwrap_or(path).to_path_buf())
                }
                std::io::ErrorKind::InvalidData => damaged("it is not text"),
                _ => KeyFileError::Io(path.to_path_buf(), error),
            })
        }
    };
    let file: KeyFile = serde_json::from_str(&text).map_err(|error| damaged(&error.to_string()))?;
    if ![FORMAT, AUDITED_FORMAT, WATCH_FORMAT].contains(&file.format.as_str()) {
        return Err(damaged("it is not a key file"));
    }
    if file.version > VERSION {
        return Err(KeyFileError::NewerVersion(path.to_path_buf(), file.version));
    }
    if file.checksum != file.expected_checksum() {
        return Err(damaged("its checksum does not match"));
    }
    let network = match file.network.as_str() {
        "production" => Network::Production,
        "development" => Network::Development,
        _ => return Err(damaged("unknown network")),
    };
    let salt = hex::decode(&file.salt).ok().and_then(|salt| <[u8; 32]>::try_from(salt).ok());
    let salt = salt.ok_or_else(|| damaged("bad salt"))?;
    let sealed = Sealed(hex::decode(&file.sealed).map_err(|_| damaged("bad hex"))?);
    let key = file.cost.derive(passphrase, &salt).ok_or_else(|| damaged("impossible cost"))?;
    let plaintext =
        SealKey::new(key).open(&file.header(), &sealed).ok_or(KeyFileError::WrongPassphrase)?;
    if file.format == WATCH_FORMAT {
        let text = core::str::from_utf8(&plaintext).map_err(|_| damaged("it is not text"))?;
        return match ViewingKey::parse(text) {
            Ok((key, of)) if of == network => Ok((KeyMaterial::Viewing(key), network)),
            _ => Err(damaged("bad viewing key")),
        };
    }
    let length = plaintext.first().copied().unwrap_or(0) as usize;
    let entropy = plaintext.get(1..=length).ok_or_else(|| damaged("bad length"))?;
    let secret = Secret::from_entropy(entropy).ok_or_else(|| damaged("bad length"))?;
    let account = match file.format == AUDITED_FORMAT {
        true => Account::Audited,
        false => Account::Plain,
    };
    Ok((KeyMaterial::Mnemonic(secret, account), network))
}

/// Writes `bytes` to a file that must not exist yet: temporary file, sync, link, sync.
fn write_new(path: &Path, bytes: &[u8]) -> Result<(), KeyFileError> {
    let io = |error| KeyFileError::Io(path.to_path_buf(), error);
    let directory = path.parent().unwrap_or(Path::new("."));
    make_private_directory(directory).map_err(io)?;
    let temporary = directory.join(format!(".new-keys-{}", std::process::id()));
    let written = (|| {
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        // A hard link, unlike a rename, fails where the name is taken.
        fs::hard_link(&temporary, path)?;
        fs::File::open(directory)?.sync_all()
    })();
    let removed = fs::remove_file(&temporary);
    match written {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(KeyFileError::Exists(path.to_path_buf()))
        }
        Err(error) => Err(io(error)),
        Ok(()) => removed.map_err(io),
    }
}

/// Creates a directory that only its owner may enter; an existing one is left as it is.
pub(crate) fn make_private_directory(directory: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSPHRASE: &str = "correct horse";

    fn made() -> (tempfile::TempDir, PathBuf, Secret) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("wallet").join("keys.json");
        let secret = Secret::from_entropy(&[7; 16]).unwrap();
        let account = (&secret, Account::Plain);
        create(&path, account, Network::Development, PASSPHRASE, KdfCost::MINIMAL).unwrap();
        (directory, path, secret)
    }

    #[test]
    fn a_key_file_opens_with_its_passphrase_and_no_other() {
        let (_directory, path, secret) = made();
        let (opened, network) = open(&path, PASSPHRASE).unwrap();
        let KeyMaterial::Mnemonic(opened, Account::Plain) = opened else { panic!("another kind") };
        assert_eq!(opened.entropy(), secret.entropy());
        assert!(matches!(network, Network::Development));
        assert!(matches!(open(&path, "correct horsE"), Err(KeyFileError::WrongPassphrase)));
        assert!(matches!(open(&path, ""), Err(KeyFileError::WrongPassphrase)));
    }

    #[test]
    fn every_changed_byte_and_every_truncation_is_called_damage_not_a_wrong_passphrase() {
        let (_directory, path, _) = made();
        let good = fs::read(&path).unwrap();
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 0x01;
            fs::write(&path, &bad).unwrap();
            let error = open(&path, PASSPHRASE).err();
            let told =
                matches!(error, Some(KeyFileError::Damaged(..) | KeyFileError::NewerVersion(..)));
            // Changing white space between fields changes nothing that is read.
            assert!(
                told || (error.is_none() && good[at].is_ascii_whitespace()),
                "byte {at}: {error:?}"
            );
            fs::write(&path, &good[..at]).unwrap();
            assert!(
                matches!(open(&path, PASSPHRASE), Err(KeyFileError::Damaged(..)))
                    || at + 1 == good.len()
            );
        }
    }

    #[test]
    fn the_file_of_a_watch_only_wallet_holds_its_viewing_key_and_says_what_it_is() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keys.json");
        let keys = crate::keys::WalletKeys::derive(&Secret::from_entropy(&[7; 16]).unwrap());
        let full = keys.unwrap().scope("a").unwrap().full_viewing_key();
        let key = ViewingKey::Full(full);
        let network = Network::Production;
        create_watching(&path, &key, network, PASSPHRASE, KdfCost::MINIMAL).unwrap();
        let (opened, of) = open(&path, PASSPHRASE).unwrap();
        assert!(matches!(opened, KeyMaterial::Viewing(opened) if opened == key) && of == network);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(WATCH_FORMAT) && !text.contains(&key.encode(network)[10..40]));
        // A file of one kind does not open as one of the other.
        fs::write(&path, text.replace(WATCH_FORMAT, FORMAT)).unwrap();
        assert!(matches!(open(&path, PASSPHRASE), Err(KeyFileError::Damaged(..))));
    }

    #[test]
    fn an_existing_wallet_is_never_overwritten() {
        let (_directory, path, _) = made();
        let before = fs::read(&path).unwrap();
        let other = Secret::from_entropy(&[8; 32]).unwrap();
        let again = create(
            &path,
            (&other, Account::Plain),
            Network::Development,
            PASSPHRASE,
            KdfCost::MINIMAL,
        );
        assert!(matches!(again, Err(KeyFileError::Exists(_))));
        assert!(matches!(write_new(&path, b"x"), Err(KeyFileError::Exists(_))));
        assert_eq!(fs::read(&path).unwrap(), before);
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_missing_wallet_and_a_short_passphrase_are_named() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keys.json");
        assert!(matches!(open(&path, PASSPHRASE), Err(KeyFileError::Missing(_))));
        let secret = Secret::from_entropy(&[7; 16]).unwrap();
        let account = (&secret, Account::Plain);
        let short = create(&path, account, Network::Development, "seven77", KdfCost::MINIMAL);
        assert!(matches!(short, Err(KeyFileError::ShortPassphrase)));
        assert!(!path.exists());
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_the_file() {
        use std::os::unix::fs::PermissionsExt;
        let (_directory, path, _) = made();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(path.parent().unwrap()), 0o700);
    }

    #[test]
    fn files_of_twelve_and_of_twenty_four_words_have_the_same_length() {
        let directory = tempfile::tempdir().unwrap();
        let lengths = [16, 32].map(|length| {
            let path = directory.path().join(length.to_string());
            let secret = Secret::from_entropy(&vec![1; length]).unwrap();
            let account = (&secret, Account::Audited);
            create(&path, account, Network::Development, PASSPHRASE, KdfCost::MINIMAL).unwrap();
            let opened = open(&path, PASSPHRASE).unwrap().0;
            assert!(matches!(opened, KeyMaterial::Mnemonic(_, Account::Audited)));
            fs::read(&path).unwrap().len()
        });
        assert_eq!(lengths[0], lengths[1]);
    }
}
