//! A vector that is changed by one digit must fail: else a reader would look at it and compare
//! nothing.

use crate::readers::Vectors;
use serde_json::Value;
use shoji_conformance::REMARKS;
use std::collections::BTreeMap;

/// Values that bind nothing, by file, kind and the end of their JSON pointer.
const FREE: &[(&str, &str, &str)] = &[
    // Which of the two addresses it is follows from the key and is said for the reader's sake.
    ("addresses", "address", "/internal"),
    // A block may have more extrinsics than the last that took effect.
    ("digest", "digest", "/extrinsics"),
    // What a statement is bound to is a public input that no condition reads.
    ("statements", "received_rules", "/public_inputs/6"),
    ("statements", "held_rules", "/public_inputs/6"),
    ("statements", "paid_rules", "/public_inputs/6"),
];

/// The JSON pointers of all values but remarks.
fn leaves(value: &Value, pointer: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            let said = object.iter().filter(|(key, _)| !REMARKS.contains(&key.as_str()));
            said.for_each(|(key, value)| leaves(value, &format!("{pointer}/{key}"), found));
        }
        Value::Array(list) => {
            let list = list.iter().enumerate();
            list.for_each(|(i, value)| leaves(value, &format!("{pointer}/{i}"), found));
        }
        _ => found.push(pointer.to_owned()),
    }
}

/// The value with one digit changed; `None` where there is none.
fn changed(value: &Value) -> Option<Value> {
    Some(match value {
        Value::Bool(flag) => (!flag).into(),
        Value::Number(number) => (number.as_u64()? + 1).into(),
        Value::String(text) => {
            let hexadecimal = text.bytes().all(|byte| byte.is_ascii_hexdigit());
            let digit = |byte: &u8| match hexadecimal {
                true => byte.is_ascii_hexdigit(),
                false => byte.is_ascii_digit(),
            };
            let place = text.bytes().position(|byte| digit(&byte))?;
            let mut bytes = text.clone().into_bytes();
            bytes[place] = if bytes[place] == b'1' { b'2' } else { b'1' };
            String::from_utf8(bytes).ok()?.into()
        }
        _ => return None,
    })
}

/// Siblings of a dummy's note lead to a root that nothing compares.
fn is_a_dummys_sibling(vector: &Value, pointer: &str) -> bool {
    let input = pointer.split_once("/siblings/").map(|(input, _)| input);
    input.and_then(|input| vector.pointer(input)).is_some_and(|input| input["value"] == "0")
}

/// Changes every value of the last valid vector of each kind, and every boolean of the last that is
/// not valid, and asserts that each change is noticed.
pub fn is_noticed(file: &str) {
    let vectors = Vectors::load();
    let mut last = BTreeMap::new();
    for (index, vector) in vectors.of(file).iter().enumerate() {
        let kind = vector.get("kind").and_then(Value::as_str).unwrap_or_default();
        let valid = vector.get("valid") != Some(&Value::Bool(false));
        last.insert((kind, valid), (index, vector));
    }
    let mut changes = 0;
    for ((kind, valid), (index, vector)) in last {
        let free = |pointer: &str| {
            let named = FREE.iter().filter(|free| (free.0, free.1) == (file, kind));
            named.into_iter().any(|free| pointer.ends_with(free.2))
        };
        let mut pointers = Vec::new();
        leaves(vector, "", &mut pointers);
        for pointer in pointers {
            if free(&pointer) || is_a_dummys_sibling(vector, &pointer) {
                continue;
            }
            let other = changed(vector.pointer(&pointer).unwrap());
            let Some(other) = other.filter(|other| valid || other.is_boolean()) else { continue };
            let mut copy = vector.clone();
            *copy.pointer_mut(&pointer).unwrap() = other;
            let result = vectors.read_one(file, index, &copy);
            assert!(result.is_err(), "{file}.json, vector {index} ({kind}): {pointer} was changed");
            changes += 1;
        }
    }
    assert!(changes > 0, "nothing in {file}.json could be changed");
}
