//! Secrets of public accounts, which pay for shields.

use std::io::Read;
use std::str::FromStr;
use subxt_signer::sr25519::Keypair;
use subxt_signer::{ExposeSecret, SecretUri, DEV_PHRASE};
use zeroize::Zeroizing;

/// Reads the key pair that `--from` names: a development account (`//Alice`), or where its secret URI
/// is: `file:PATH`, `env:NAME`, or `-` for standard input. A secret is never an argument, which every
/// process on the machine could read.
///
/// # Errors
/// What is wrong with it, in words, without the secret.
pub fn keypair(from: &str) -> Result<Keypair, String> {
    let text = if from.starts_with("//") {
        Zeroizing::new(from.to_string())
    } else if let Some(path) = from.strip_prefix("file:") {
        Zeroizing::new(std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?)
    } else if let Some(name) = from.strip_prefix("env:") {
        Zeroizing::new(
            std::env::var(name).map_err(|error| format!("environment variable {name}: {error}"))?,
        )
    } else if from == "-" {
        let mut text = Zeroizing::new(String::new());
        std::io::stdin()
            .read_to_string(&mut text)
            .map_err(|error| format!("standard input: {error}"))?;
        text
    } else {
        return Err("give --from as a development account such as //Alice, or say where its secret URI is: \
                    file:PATH, env:NAME or - for standard input"
            .into());
    };
    let uri =
        SecretUri::from_str(text.trim()).map_err(|_| "the secret URI is malformed".to_string())?;
    if from.starts_with("//") && uri.phrase.expose_secret() != DEV_PHRASE {
        return Err("only development accounts such as //Alice can be given directly".into());
    }
    Keypair::from_uri(&uri).map_err(|_| "the secret URI is malformed".to_string())
}

/// A new account: its 12-word phrase, and its key pair.
///
/// # Errors
/// Where the operating system gives no randomness.
pub fn generate() -> Result<(Zeroizing<String>, Keypair), String> {
    let secret = crate::keys::Secret::generate().map_err(|error| error.to_string())?;
    let secret = crate::keys::Secret::from_entropy(&secret.entropy()[..16])
        .ok_or("16 bytes make 12 words")?;
    let words = secret.words();
    let uri = SecretUri::from_str(&words).map_err(|error| error.to_string())?;
    let keypair = Keypair::from_uri(&uri).map_err(|error| error.to_string())?;
    Ok((words, keypair))
}

#[cfg(test)]
mod tests {
    use super::*;
    use subxt_signer::sr25519::dev;

    #[test]
    fn development_accounts_are_named_and_other_secrets_are_read_from_files() {
        assert_eq!(keypair("//Alice").unwrap().public_key().0, dev::alice().public_key().0);
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "//Bob\n").unwrap();
        let from = format!("file:{}", file.path().display());
        assert_eq!(keypair(&from).unwrap().public_key().0, dev::bob().public_key().0);
    }

    #[test]
    fn a_secret_given_as_an_argument_is_refused_and_not_repeated() {
        for secret in
            [DEV_PHRASE, "0xe5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a"]
        {
            let error = keypair(secret).err().unwrap();
            assert!(error.contains("file:PATH") && !error.contains(secret));
        }
        assert!(keypair("file:/nowhere/at/all").err().unwrap().contains("/nowhere/at/all"));
    }

    #[test]
    fn a_new_account_can_be_opened_again_from_its_words() {
        let (words, pair) = generate().unwrap();
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), words.as_str()).unwrap();
        let again = keypair(&format!("file:{}", file.path().display())).unwrap();
        assert_eq!(again.public_key().0, pair.public_key().0);
        assert_eq!(words.split(' ').count(), 12);
    }
}
