//! Answers of `shoji_info` and `shoji_blocks`, decoded (docs/protocol §9.2, §9.3).

use super::block::{BundleEntry, ServedBlock};
use serde::{Deserialize, Deserializer};
use shoji_shielded::bundle::{CallKind, UNPROVEN_LEN};
use shoji_shielded::rules::{ANCHOR_INTERVAL, BASE_FEE, EXPIRY_DELTA, FEE_MULTIPLIERS, WINDOW};

/// A block's number and hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Head {
    /// Number.
    pub number: u32,
    /// Hash.
    #[serde(deserialize_with = "hash")]
    pub hash: [u8; 32],
}

/// The circuit whose key the chain has registered.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CircuitInfo {
    /// Circuit id.
    pub id: u16,
    /// Circuit version.
    pub version: u16,
    /// Hash of the registered verifying key (docs/protocol §8.1).
    #[serde(deserialize_with = "hash")]
    pub verifying_key_hash: [u8; 32],
    /// `development` or `production`.
    pub parameters: String,
}

/// `shoji_info`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChainInfo {
    /// The chain's name.
    pub chain: String,
    /// Hash of block 0.
    #[serde(deserialize_with = "hash")]
    pub genesis_hash: [u8; 32],
    /// The circuit.
    pub circuit: CircuitInfo,
    /// Base fee in units.
    #[serde(deserialize_with = "integer")]
    pub base_fee: u64,
    /// Allowed multiples of the base fee.
    #[serde(deserialize_with = "integers")]
    pub fee_multipliers: Vec<u64>,
    /// How long an anchor is valid, in blocks.
    #[serde(deserialize_with = "integer")]
    pub window: u64,
    /// Anchors are roots of blocks with multiples of this number.
    #[serde(deserialize_with = "integer")]
    pub anchor_interval: u64,
    /// Blocks from a bundle's anchor to its expiry.
    #[serde(deserialize_with = "integer")]
    pub expiry_delta: u64,
    /// Symbol of the native token.
    pub token_symbol: String,
    /// Its decimals.
    pub token_decimals: u32,
    /// SS58 prefix of public accounts.
    pub ss58_prefix: u16,
    /// Best block.
    pub best: Head,
    /// Latest finalized block.
    pub finalized: Head,
}

impl ChainInfo {
    /// Checks that the chain's constants are those this wallet was built with. A wallet that followed
    /// what a node says of them could be made to pay too much, or to stand out.
    ///
    /// # Errors
    /// The constant that differs, in words.
    pub fn check_protocol(&self) -> Result<(), String> {
        let multipliers = FEE_MULTIPLIERS.to_vec();
        let checks: [(&str, u64, u64); 6] = [
            ("base fee", self.base_fee, BASE_FEE),
            ("anchor window", self.window, WINDOW as u64),
            ("anchor interval", self.anchor_interval, ANCHOR_INTERVAL as u64),
            ("expiry", self.expiry_delta, EXPIRY_DELTA as u64),
            ("number of decimals", self.token_decimals as u64, crate::amount::DECIMALS.into()),
            ("circuit", self.circuit.id as u64, 1),
        ];
        for (what, got, expected) in checks {
            if got != expected {
                return Err(format!("its {what} is {got}, this wallet knows {expected}"));
            }
        }
        if self.fee_multipliers != multipliers {
            return Err(format!(
                "its fee multipliers are {:?}, this wallet knows {multipliers:?}",
                self.fee_multipliers
            ));
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawBundle {
    extrinsic_index: u32,
    kind: String,
    party: Option<String>,
    bundle: String,
}

impl TryFrom<RawBundle> for BundleEntry {
    type Error = String;

    fn try_from(raw: RawBundle) -> Result<BundleEntry, String> {
        let (kind, party) = match (raw.kind.as_str(), &raw.party) {
            ("shield", Some(party)) => (CallKind::Shield, parse_hash(party)?),
            ("unshield", Some(party)) => (CallKind::Unshield, parse_hash(party)?),
            ("transfer", None) => (CallKind::Transfer, [0; 32]),
            (kind, party) => return Err(format!("kind '{kind}' with party {party:?}")),
        };
        let bundle = parse_hex(&raw.bundle)?;
        if bundle.len() != UNPROVEN_LEN {
            return Err(format!("a bundle of {} bytes, not {UNPROVEN_LEN}", bundle.len()));
        }
        Ok(BundleEntry { extrinsic_index: raw.extrinsic_index, kind, party, bundle })
    }
}

#[derive(Deserialize)]
struct RawBlock {
    #[serde(deserialize_with = "hash")]
    hash: [u8; 32],
    header: String,
    bundles: Vec<RawBundle>,
}

impl TryFrom<RawBlock> for ServedBlock {
    type Error = String;

    fn try_from(raw: RawBlock) -> Result<ServedBlock, String> {
        let bundles =
            raw.bundles.into_iter().map(TryInto::try_into).collect::<Result<_, String>>()?;
        Ok(ServedBlock { hash: raw.hash, header: parse_hex(&raw.header)?, bundles })
    }
}

impl<'de> Deserialize<'de> for ServedBlock {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ServedBlock, D::Error> {
        RawBlock::deserialize(deserializer)?.try_into().map_err(serde::de::Error::custom)
    }
}

fn parse_hex(text: &str) -> Result<Vec<u8>, String> {
    hex::decode(text.strip_prefix("0x").unwrap_or(text))
        .map_err(|error| format!("bad hex: {error}"))
}

fn parse_hash(text: &str) -> Result<[u8; 32], String> {
    parse_hex(text)?.try_into().map_err(|_| format!("'{text}' is not 32 bytes"))
}

fn hash<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; 32], D::Error> {
    parse_hash(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
}

/// An integer as JSON number or as decimal string.
#[derive(Deserialize)]
#[serde(untagged)]
enum Integer {
    Number(u64),
    Text(String),
}

impl Integer {
    fn value(self) -> Result<u64, String> {
        match self {
            Integer::Number(number) => Ok(number),
            Integer::Text(text) => {
                text.parse().map_err(|_| format!("'{text}' is not a 64-bit integer"))
            }
        }
    }
}

fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    Integer::deserialize(deserializer)?.value().map_err(serde::de::Error::custom)
}

fn integers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u64>, D::Error> {
    let integers = Vec::<Integer>::deserialize(deserializer)?;
    let values: Result<_, _> = integers.into_iter().map(Integer::value).collect();
    values.map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{json, Value};

    fn info() -> Value {
        json!({
            "chain": "Shoji Development", "genesisHash": format!("0x{}", "11".repeat(32)),
            "circuit": { "id": 1, "version": 1, "verifyingKeyHash": format!("0x{}", "22".repeat(32)),
                "parameters": "development" },
            "baseFee": "10000000", "feeMultipliers": [1, 2, 4, 8], "window": 14400, "anchorInterval": 8,
            "expiryDelta": 1024, "tokenSymbol": "SHJ", "tokenDecimals": 9, "ss58Prefix": 42,
            "best": { "number": 9, "hash": format!("0x{}", "33".repeat(32)) },
            "finalized": { "number": 7, "hash": format!("0x{}", "44".repeat(32)) },
        })
    }

    fn block() -> Value {
        let hash = |byte: &str| format!("0x{}", byte.repeat(32));
        json!({
            "hash": hash("01"), "header": "0x0203", "bundles": [
                { "extrinsicIndex": 2, "kind": "shield", "party": hash("05"),
                  "bundle": format!("0x{}", "00".repeat(UNPROVEN_LEN)) },
                { "extrinsicIndex": 3, "kind": "transfer", "party": null, "bundle": "00".repeat(UNPROVEN_LEN) },
            ],
        })
    }

    #[test]
    fn answers_in_the_form_of_the_specification_are_read() {
        let info: ChainInfo = serde_json::from_value(info()).unwrap();
        assert_eq!(
            (info.base_fee, info.best.number, info.circuit.verifying_key_hash),
            (10_000_000, 9, [0x22; 32])
        );
        info.check_protocol().unwrap();
        let block: ServedBlock = serde_json::from_value(block()).unwrap();
        assert_eq!((&block.header[..], block.bundles.len()), (&[2, 3][..], 2));
        assert_eq!((block.bundles[0].party, block.bundles[1].party), ([5; 32], [0; 32]));
    }

    #[test]
    fn a_chain_with_other_constants_is_refused_by_name() {
        for (field, value, named) in [
            ("baseFee", json!("10000001"), "base fee"),
            ("feeMultipliers", json!([1, 2, 4, 16]), "fee multipliers"),
            ("expiryDelta", json!(1023), "expiry"),
            ("tokenDecimals", json!(12), "decimals"),
        ] {
            let mut changed = info();
            changed[field] = value;
            let info: ChainInfo = serde_json::from_value(changed).unwrap();
            assert!(info.check_protocol().unwrap_err().contains(named));
        }
    }

    #[test]
    fn malformed_blocks_are_refused() {
        let changes: [(&str, Value); 7] = [
            ("/hash", json!("0x00")),
            ("/header", Value::Null),
            ("/header", json!("zz")),
            ("/bundles/0/party", Value::Null),
            ("/bundles/1/kind", json!("burn")),
            ("/bundles/1/bundle", json!("0x00")),
            ("/bundles/1/bundle", json!("00".repeat(UNPROVEN_LEN + 1))),
        ];
        for (at, value) in changes {
            let mut changed = block();
            *changed.pointer_mut(at).unwrap() = value;
            assert!(serde_json::from_value::<ServedBlock>(changed).is_err(), "{at}");
        }
    }
}
