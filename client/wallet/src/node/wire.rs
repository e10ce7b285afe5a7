//! How the register's bytes and amounts are written in JSON (docs/protocol §11.7).

/// Bytes as `0x` hex.
pub(super) fn hex0x(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}

/// Bytes of a fixed number as `0x` hex.
pub(super) mod bytes {
    use serde::{de::Error, Deserialize, Deserializer, Serializer};

    pub fn serialize<const N: usize, S: Serializer>(
        bytes: &[u8; N],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&super::hex0x(bytes))
    }

    pub fn deserialize<'de, const N: usize, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<[u8; N], D::Error> {
        parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }

    pub fn parse<const N: usize>(text: &str) -> Result<[u8; N], String> {
        let decoded = hex::decode(text.strip_prefix("0x").unwrap_or(text)).ok();
        decoded.and_then(|bytes| bytes.try_into().ok()).ok_or(format!("not {N} bytes of hex"))
    }
}

/// As [`bytes`], or `null`.
pub(super) mod optional_bytes {
    use serde::{de::Error, Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<const N: usize, S: Serializer>(
        bytes: &Option<[u8; N]>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        bytes.map(|bytes| super::hex0x(&bytes)).serialize(serializer)
    }

    pub fn deserialize<'de, const N: usize, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<[u8; N]>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| super::bytes::parse(&text)).transpose().map_err(D::Error::custom)
    }
}

/// The words of a grant.
pub(super) mod words {
    use serde::{de::Error, Deserialize, Deserializer, Serialize, Serializer};
    use shoji_shielded::grant::WORDS;

    pub fn serialize<S: Serializer>(
        words: &[[u8; 32]; WORDS],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        words.each_ref().map(|word| super::hex0x(word)).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<[[u8; 32]; WORDS], D::Error> {
        let mut words = [[0; 32]; WORDS];
        let texts = <[String; WORDS]>::deserialize(deserializer)?;
        for (word, text) in words.iter_mut().zip(&texts) {
            *word = super::bytes::parse(text).map_err(D::Error::custom)?;
        }
        Ok(words)
    }
}

/// Units as a decimal string.
pub(super) mod decimal {
    use serde::{de::Error, Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(units: &u128, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&units.to_string())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u128, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| D::Error::custom(format!("'{text}' is not an amount")))
    }
}

#[cfg(test)]
mod tests {
    use crate::node::register::{Auditor, GrantStatus, Kind, ServedGrant};
    use serde_json::{json, Value};

    fn hex(byte: &str, times: usize) -> String {
        format!("0x{}", byte.repeat(times))
    }

    fn grant() -> Value {
        json!({
            "id": hex("01", 32), "auditor": hex("02", 32), "keyVersion": 3, "kind": "full", "address": null,
            "commitment": hex("04", 32), "epk": hex("05", 32), "words": vec![hex("06", 32); 6], "expiry": 7, "includeBy": 6, "key": null,
            "revocationKey": hex("08", 32), "rk": hex("09", 32), "payer": hex("0a", 32),
            "deposit": "1000000000", "block": 11, "acknowledged": null,
        })
    }

    #[test]
    fn a_grant_in_the_form_of_the_specification_is_read_and_kept_as_it_is() {
        let read: ServedGrant = serde_json::from_value(grant()).unwrap();
        assert_eq!((read.id, read.words[5], read.rk), ([1; 32], [6; 32], [9; 32]));
        assert_eq!((read.kind, read.address, read.deposit), (Kind::Full, None, 1_000_000_000));
        assert_eq!(serde_json::to_value(&read).unwrap(), grant());
        let mut stated = grant();
        (stated["address"], stated["kind"]) = (hex("0b", 75).into(), "incoming".into());
        stated["acknowledged"] = 12.into();
        let read: ServedGrant = serde_json::from_value(stated).unwrap();
        assert_eq!((read.address, read.acknowledged), (Some([11; 75]), Some(12)));
        for (field, value) in [
            ("kind", json!("both")),
            ("words", json!(vec![hex("06", 32); 5])),
            ("address", json!(hex("0b", 76))),
            ("id", json!("0x01")),
            ("deposit", json!("-1")),
            ("expiry", json!(4_294_967_296u64)),
        ] {
            let mut changed = grant();
            changed[field] = value;
            assert!(serde_json::from_value::<ServedGrant>(changed).is_err(), "{field}");
        }
    }

    #[test]
    fn an_auditor_in_the_form_of_the_specification_is_read() {
        let mut entry = json!({
            "account": hex("01", 32), "name": "Audit", "contact": "a@b", "policyUri": "c", "policyHash": hex("02", 32),
            "key": { "version": 2, "key": hex("03", 32) }, "previousKey": null, "closing": false,
            "outstanding": 4, "deposit": "10000000000",
        });
        let read: Auditor = serde_json::from_value(entry.clone()).unwrap();
        assert_eq!((read.key.version, read.key.key, read.previous_key), (2, [3; 32], None));
        entry["previousKey"] = json!({ "version": 1, "key": hex("04", 32), "until": 9 });
        let read: Auditor = serde_json::from_value(entry).unwrap();
        assert_eq!(read.previous_key.unwrap().until, 9);
        assert_eq!(read.key_of(1).unwrap().key, [4; 32]);
        assert!(read.key_of(3).is_none());
        for name in ["unknown", "inForce", "expired", "revoked"] {
            let status: GrantStatus = serde_json::from_value(json!(name)).unwrap();
            assert_eq!(status.name(), name);
        }
    }
}
