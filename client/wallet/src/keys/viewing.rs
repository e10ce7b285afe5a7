//! Viewing keys as texts: what an owner hands out, and what a watch-only wallet is made of
//! (docs/protocol §2.4, §2.5).

use shoji_shielded::address::Network;
use shoji_shielded::bech32m::TextError;
use shoji_shielded::keys::{FullViewingKey, IncomingViewingKey, ViewingKeyError};
use zeroize::Zeroizing;

/// The viewing key of one scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ViewingKey {
    /// Shows receipts.
    Incoming(IncomingViewingKey),
    /// Shows receipts, spends and what was sent.
    Full(FullViewingKey),
}

/// Why a text is not a viewing key. The text itself is left out: it may be one, mistyped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a viewing key: {0}")]
pub struct ViewingKeyTextError(&'static str);

impl ViewingKey {
    /// `incoming` or `full`.
    pub fn kind(&self) -> &'static str {
        match self {
            ViewingKey::Incoming(_) => "incoming",
            ViewingKey::Full(_) => "full",
        }
    }

    /// The bech32m text.
    pub fn encode(&self, network: Network) -> Zeroizing<String> {
        Zeroizing::new(match self {
            ViewingKey::Incoming(key) => key.encode(network),
            ViewingKey::Full(key) => key.encode(network),
        })
    }

    /// Reads a key of either kind for either network, which the text names.
    ///
    /// # Errors
    /// [`ViewingKeyTextError`] with the reason.
    pub fn parse(text: &str) -> Result<(ViewingKey, Network), ViewingKeyTextError> {
        let text = text.trim();
        let mut reason = "it does not begin as a Shoji viewing key does";
        for network in [Network::Development, Network::Production] {
            let incoming = IncomingViewingKey::decode(text, network).map(ViewingKey::Incoming);
            let full = FullViewingKey::decode(text, network).map(ViewingKey::Full);
            for result in [incoming, full] {
                let error = match result {
                    Ok(key) => return Ok((key, network)),
                    Err(error) => error,
                };
                reason = match error {
                    ViewingKeyError::Text(TextError::UnknownPrefix | TextError::WrongNetwork) => {
                        continue
                    }
                    ViewingKeyError::Text(TextError::Malformed) => {
                        "it is mistyped or cut off: its checksum does not match"
                    }
                    ViewingKeyError::Text(TextError::UnknownVersion) => {
                        "its version is unknown: use a newer shoji"
                    }
                    ViewingKeyError::Text(TextError::WrongLength) => "it has a wrong length",
                    ViewingKeyError::Key => "a value in it is not valid",
                };
            }
        }
        Err(ViewingKeyTextError(reason))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{Secret, WalletKeys};

    #[test]
    fn both_kinds_round_trip_on_both_networks_and_other_texts_say_what_is_wrong() {
        let keys = WalletKeys::derive(&Secret::from_entropy(&[1; 32]).unwrap()).unwrap();
        let full = keys.scope("payroll").unwrap().full_viewing_key();
        for network in [Network::Production, Network::Development] {
            for key in [ViewingKey::Incoming(full.ivk.clone()), ViewingKey::Full(full.clone())] {
                let text = key.encode(network);
                assert_eq!(ViewingKey::parse(&format!(" {}\n", *text)), Ok((key, network)));
                let cut = ViewingKey::parse(&text[..text.len() - 1]).unwrap_err().to_string();
                assert!(cut.contains("cut off") && !cut.contains(&text[20..40]), "{cut}");
            }
        }
        let address = keys.scope("").unwrap().external.address(0).unwrap();
        let error = ViewingKey::parse(&address.encode(Network::Development)).unwrap_err();
        assert!(error.to_string().contains("does not begin"), "{error}");
    }
}
