//! Bytes and integers in JSON that have one text each, so that no edit of a document goes unnoticed.

use serde::{de::Error, Deserialize, Deserializer, Serialize, Serializer};
use std::str::FromStr;

/// Bytes as `0x` and lower-case hex digits. Any other text is refused.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Bytes(pub Vec<u8>);

impl Bytes {
    /// The bytes, where there are `N` of them.
    ///
    /// # Errors
    /// `what` and how many there are.
    pub fn array<const N: usize>(&self, what: &str) -> Result<[u8; N], String> {
        let wrong = |_| format!("{what} has {} bytes, not {N}", self.0.len());
        <[u8; N]>::try_from(self.0.as_slice()).map_err(wrong)
    }
}

impl<T: AsRef<[u8]>> From<T> for Bytes {
    fn from(bytes: T) -> Bytes {
        Bytes(bytes.as_ref().to_vec())
    }
}

impl std::fmt::Display for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "0x{}", hex::encode(&self.0))
    }
}

/// Some of these bytes are seeds of notes.
impl std::fmt::Debug for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Bytes({})", self.0.len())
    }
}

impl FromStr for Bytes {
    type Err = String;

    fn from_str(text: &str) -> Result<Bytes, String> {
        let lower = text.bytes().all(|byte| !byte.is_ascii_uppercase());
        let digits = text.strip_prefix("0x").filter(|_| lower);
        let bytes = digits.and_then(|digits| hex::decode(digits).ok());
        bytes.map(Bytes).ok_or_else(|| "this is not 0x and lower-case hex digits".to_string())
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// An integer as a decimal string without leading zeros or sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Decimal<T>(pub T);

impl<T: ToString> Serialize for Decimal<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_string())
    }
}

impl<'de, T: FromStr + ToString> Deserialize<'de> for Decimal<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Decimal<T>, D::Error> {
        let text = String::deserialize(deserializer)?;
        let value = text.parse::<T>().ok().filter(|value| value.to_string() == text);
        value.map(Decimal).ok_or_else(|| D::Error::custom("this is not a decimal integer"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_integers_have_one_text_each() {
        let bytes: Bytes = serde_json::from_str("\"0x00ff\"").unwrap();
        assert_eq!(bytes, Bytes(vec![0, 255]));
        assert_eq!(serde_json::to_string(&bytes).unwrap(), "\"0x00ff\"");
        for bad in ["00ff", "0X00ff", "0x00FF", "0x0", "0x00ff ", "0x0g", ""] {
            assert!(bad.parse::<Bytes>().is_err(), "{bad}");
        }
        let one: Decimal<u128> = serde_json::from_str("\"100\"").unwrap();
        assert_eq!(serde_json::to_string(&one).unwrap(), "\"100\"");
        for bad in ["\"0100\"", "\"+1\"", "\"-0\"", "\" 1\"", "1", "\"\"", "\"1.0\""] {
            assert!(serde_json::from_str::<Decimal<u128>>(bad).is_err(), "{bad}");
        }
        assert!(serde_json::from_str::<Decimal<u64>>("\"18446744073709551616\"").is_err());
    }

    #[test]
    fn bytes_are_not_printed_for_debugging() {
        assert_eq!(format!("{:?}", Bytes(vec![7; 32])), "Bytes(32)");
    }
}
