//! Reading the vectors of `tests/vectors`.
//!
//! A reader takes one vector as [`Fields`] and compares what it says with what the Rust crates
//! compute. It ends with [`Fields::done`], which fails where a field was never looked at, so that
//! nothing in a vector goes unchecked by an oversight.

use serde_json::{Map, Value};
use shoji_shielded::field::{self, Base};
use std::{cell::RefCell, collections::BTreeMap, collections::BTreeSet, fs, path::PathBuf};

/// What a comparison says: nothing, or file, vector and field, and what is wrong there.
pub type Check<T = ()> = Result<T, String>;

/// Fields that say something to people only.
pub const REMARKS: [&str; 4] = ["kind", "name", "source", "reason"];

/// The workspace's root.
pub fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// Every file of `tests/vectors` by its name without `.json`.
pub fn load() -> Check<BTreeMap<String, Value>> {
    let folder = root().join("tests/vectors");
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let path = entry.map_err(|error| error.to_string())?.path();
        let wrong = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let name = name.strip_suffix(".json").ok_or_else(|| wrong(&"not a file of vectors"))?;
        let text = fs::read_to_string(&path).map_err(|error| wrong(&error))?;
        let content = serde_json::from_str(&text).map_err(|error| wrong(&error))?;
        files.insert(name.to_owned(), content);
    }
    Ok(files)
}

/// The decimal digits of 32 little-endian bytes.
pub fn decimal(bytes: &[u8; 32]) -> String {
    let mut rest = *bytes;
    let mut digits = Vec::new();
    while rest != [0; 32] || digits.is_empty() {
        let mut carry = 0u32;
        for byte in rest.iter_mut().rev() {
            carry = carry << 8 | u32::from(*byte);
            *byte = (carry / 10) as u8;
            carry %= 10;
        }
        digits.push(char::from(b'0' + carry as u8));
    }
    digits.iter().rev().collect()
}

/// A JSON object whose fields must all be read.
pub struct Fields<'a> {
    place: String,
    object: &'a Map<String, Value>,
    read: RefCell<BTreeSet<&'a str>>,
}

impl<'a> Fields<'a> {
    /// The fields of `value`, which `place` names in messages.
    pub fn new(place: String, value: &'a Value) -> Check<Self> {
        let object = value.as_object().ok_or_else(|| format!("{place}: not an object"))?;
        Ok(Self { place, object, read: RefCell::default() })
    }

    /// A message about a field.
    pub fn wrong<T>(&self, key: &str, what: impl std::fmt::Display) -> Check<T> {
        Err(format!("{}, {key}: {what}", self.place))
    }

    /// The field as it is, if it is there.
    pub fn find(&self, key: &str) -> Option<&'a Value> {
        let (key, value) = self.object.get_key_value(key)?;
        self.read.borrow_mut().insert(key);
        Some(value)
    }

    /// The field as it is.
    pub fn value(&self, key: &str) -> Check<&'a Value> {
        self.find(key).map_or_else(|| self.wrong(key, "missing"), Ok)
    }

    fn typed<T>(&self, key: &str, what: &str, read: impl Fn(&'a Value) -> Option<T>) -> Check<T> {
        let value = self.value(key)?;
        read(value).map_or_else(|| self.wrong(key, format!("not {what}: {value}")), Ok)
    }

    /// A text.
    pub fn text(&self, key: &str) -> Check<&'a str> {
        self.typed(key, "a text", Value::as_str)
    }

    /// A boolean.
    pub fn flag(&self, key: &str) -> Check<bool> {
        self.typed(key, "a boolean", Value::as_bool)
    }

    /// A JSON number.
    pub fn number(&self, key: &str) -> Check<u64> {
        self.typed(key, "a number", Value::as_u64)
    }

    /// An integer written as decimal digits.
    pub fn integer<T: std::str::FromStr>(&self, key: &str) -> Check<T> {
        self.typed(key, "an integer in range", |value| value.as_str()?.parse().ok())
    }

    /// Bytes.
    pub fn bytes(&self, key: &str) -> Check<Vec<u8>> {
        self.typed(key, "hexadecimal", |value| hex::decode(value.as_str()?).ok())
    }

    /// Bytes of a fixed length.
    pub fn array<const N: usize>(&self, key: &str) -> Check<[u8; N]> {
        self.typed(key, "bytes of the right length", array)
    }

    /// A canonical element of `F`.
    pub fn base(&self, key: &str) -> Check<Base> {
        self.typed(key, "a canonical element", base)
    }

    /// A canonical scalar of Jubjub.
    pub fn scalar(&self, key: &str) -> Check<jubjub::Fr> {
        let scalar = |value| jubjub::Fr::from_bytes(&array(value)?).into();
        self.typed(key, "a canonical scalar", scalar)
    }

    /// A canonical point of Jubjub.
    pub fn point(&self, key: &str) -> Check<jubjub::ExtendedPoint> {
        let point = |value| shoji_shielded::point::decode(&array(value)?);
        self.typed(key, "a canonical point", point)
    }

    /// A list.
    pub fn list(&self, key: &str) -> Check<&'a [Value]> {
        self.typed(key, "a list", |value| value.as_array().map(Vec::as_slice))
    }

    /// A list whose entries `read` understands.
    pub fn list_of<T>(&self, key: &str, read: impl Fn(&Value) -> Option<T>) -> Check<Vec<T>> {
        self.typed(key, "a list of the right things", |value| {
            value.as_array()?.iter().map(&read).collect()
        })
    }

    /// A list of canonical elements.
    pub fn bases(&self, key: &str) -> Check<Vec<Base>> {
        self.list_of(key, base)
    }

    /// As many canonical elements.
    pub fn base_array<const N: usize>(&self, key: &str) -> Check<[Base; N]> {
        self.bases(key)?.try_into().or_else(|_| self.wrong(key, "another number of elements"))
    }

    /// An object.
    pub fn object(&self, key: &str) -> Check<Fields<'a>> {
        Fields::new(format!("{}, {key}", self.place), self.value(key)?)
    }

    /// A list of objects.
    pub fn objects(&self, key: &str) -> Check<Vec<Fields<'a>>> {
        let list = self.list(key)?.iter().enumerate();
        list.map(|(i, value)| Fields::new(format!("{}, {key} {i}", self.place), value)).collect()
    }

    /// Compares a field with what was computed.
    pub fn is(&self, key: &str, computed: impl Into<Value>) -> Check {
        let (expected, computed) = (self.value(key)?, computed.into());
        if *expected == computed {
            Ok(())
        } else {
            self.wrong(key, format!("the vector says {expected}, computed is {computed}"))
        }
    }

    /// Compares bytes.
    pub fn is_hex(&self, key: &str, computed: impl AsRef<[u8]>) -> Check {
        self.is(key, hex::encode(computed))
    }

    /// Compares an element of `F`.
    pub fn is_base(&self, key: &str, computed: &Base) -> Check {
        self.is_hex(key, field::to_bytes(computed))
    }

    /// Compares elements of `F`.
    pub fn is_bases(&self, key: &str, computed: &[Base]) -> Check {
        let texts: Vec<String> = computed.iter().map(|x| hex::encode(field::to_bytes(x))).collect();
        self.is(key, texts)
    }

    /// Compares a point by its encoding.
    pub fn is_point(&self, key: &str, computed: &jubjub::ExtendedPoint) -> Check {
        self.is_hex(key, shoji_shielded::point::encode(computed))
    }

    /// Compares an integer written as decimal digits.
    pub fn is_integer(&self, key: &str, computed: impl ToString) -> Check {
        self.is(key, computed.to_string())
    }

    /// Something else about a field that must hold.
    pub fn holds(&self, key: &str, condition: bool, what: &str) -> Check {
        if condition {
            Ok(())
        } else {
            self.wrong(key, what)
        }
    }

    /// Compares whether something was accepted; a vector that does not say is valid. Returns what was
    /// accepted, of a valid vector.
    pub fn verdict<T>(&self, accepted: Option<T>) -> Check<Option<T>> {
        let valid = self.find("valid").is_none_or(|value| *value == Value::Bool(true));
        match (valid, accepted) {
            (true, Some(accepted)) => Ok(Some(accepted)),
            (true, None) => self.wrong("valid", "the vector is valid and was refused"),
            (false, None) => Ok(None),
            (false, Some(_)) => {
                let reason = self.find("reason").unwrap_or(&Value::Null);
                self.wrong("valid", format!("accepted, and it should not be: {reason}"))
            }
        }
    }

    /// Fails if a field was not read.
    pub fn done(&self) -> Check {
        let read = self.read.borrow();
        let unread =
            |key: &&String| !read.contains(key.as_str()) && !REMARKS.contains(&key.as_str());
        match self.object.keys().find(unread) {
            Some(key) => self.wrong(key, "nothing reads this field"),
            None => Ok(()),
        }
    }
}

/// Bytes of a fixed length from hexadecimal digits.
pub fn array<const N: usize>(value: &Value) -> Option<[u8; N]> {
    hex::decode(value.as_str()?).ok()?.try_into().ok()
}

/// A canonical element of `F`.
pub fn base(value: &Value) -> Option<Base> {
    field::from_bytes(&array(value)?)
}
