//! Versioned payloads in bech32m, as addresses and viewing keys use them (docs/protocol §2.4).

use alloc::{string::String, vec::Vec};
use bech32::{primitives::decode::CheckedHrpstring, Bech32m, ByteIterExt, Fe32IterExt, Hrp};

/// Parameters a chain runs on; every address and key names which, so that a key for a devnet is never
/// taken for one of a production chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// A chain whose parameters come from a ceremony.
    Production,
    /// A chain on the development parameters of docs/protocol §8.3.
    Development,
}

/// The human-readable part of one kind of payload on each network.
pub(crate) struct Prefix {
    pub(crate) production: &'static str,
    pub(crate) development: &'static str,
}

impl Prefix {
    fn on(&self, network: Network) -> &'static str {
        match network {
            Network::Production => self.production,
            Network::Development => self.development,
        }
    }
}

/// Why a bech32m text is not the payload expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextError {
    /// Not bech32m: characters, checksum or padding.
    Malformed,
    /// The human-readable part is that of another kind of text.
    UnknownPrefix,
    /// The right kind, for the other network.
    WrongNetwork,
    /// The version byte is not `0x01`.
    UnknownVersion,
    /// The payload is shorter or longer than its version has it.
    WrongLength,
}

const VERSION: u8 = 0x01;

/// The canonical text: lower case, version byte first.
pub(crate) fn encode(prefix: &Prefix, network: Network, parts: &[&[u8]]) -> String {
    render(Hrp::parse_unchecked(prefix.on(network)), |bytes| {
        bytes.push(VERSION);
        for part in parts {
            bytes.extend_from_slice(part);
        }
    })
}

fn render(hrp: Hrp, fill: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut bytes = Vec::new();
    fill(&mut bytes);
    bytes.into_iter().bytes_to_fes().with_checksum::<Bech32m>(&hrp).chars().collect()
}

/// The payload of `N` bytes after the version byte. Accepts what [`encode`] returns and its
/// upper-case form (BIP 173), nothing else.
pub(crate) fn decode<const N: usize>(
    prefix: &Prefix,
    network: Network,
    text: &str,
) -> Result<[u8; N], TextError> {
    let checked = CheckedHrpstring::new::<Bech32m>(text).map_err(|_| TextError::Malformed)?;
    let is = |expected: &str| checked.hrp().lowercase_byte_iter().eq(expected.bytes());
    if !is(prefix.on(network)) {
        let known = is(prefix.production) || is(prefix.development);
        return Err(if known { TextError::WrongNetwork } else { TextError::UnknownPrefix });
    }
    let bytes: Vec<u8> = checked.byte_iter().collect();
    // The last character may carry bits of no byte; they must be zero for the text to be unique.
    let canonical = render(checked.hrp(), |copy| copy.extend_from_slice(&bytes));
    if !canonical.eq_ignore_ascii_case(text) {
        return Err(TextError::Malformed);
    }
    match bytes.split_first() {
        Some((&VERSION, payload)) => payload.try_into().map_err(|_| TextError::WrongLength),
        Some(_) => Err(TextError::UnknownVersion),
        None => Err(TextError::WrongLength),
    }
}
