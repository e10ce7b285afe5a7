//! What the command prints: one JSON object, or text for people.

use crate::amount::{Denomination, SYMBOL};
use crate::error::WalletError;
use serde_json::{json, Value};
use shoji_shielded::asset::AssetId;
use std::io::Write;

/// A command's result in both forms. Amounts in the JSON are decimal strings of units (1 SHJ is
/// 1,000,000,000 units), as in docs/protocol §9.2; hashes and ids are hex with `0x`.
pub struct Output {
    /// The JSON object.
    pub json: Value,
    /// The text, without a final line end.
    pub text: String,
}

/// Prints a result; returns the exit code.
///
/// # Errors
/// Where standard output cannot be written.
pub fn print(result: Result<Output, WalletError>, as_json: bool) -> std::io::Result<u8> {
    let mut stdout = std::io::stdout().lock();
    match (result, as_json) {
        (Ok(output), true) => {
            writeln!(stdout, "{}", output.json)?;
            Ok(crate::error::exit::OK)
        }
        (Ok(output), false) => {
            writeln!(stdout, "{}", output.text)?;
            Ok(crate::error::exit::OK)
        }
        (Err(error), as_json) => {
            let (code, exit_code) = error.code();
            if as_json {
                let rule = error.rule();
                let object = json!({ "error": { "code": code, "exitCode": exit_code, "message": error.to_string(), "rule": rule } });
                writeln!(stdout, "{object}")?;
            } else {
                writeln!(std::io::stderr().lock(), "error: {}", printable(&error.to_string()))?;
            }
            Ok(exit_code)
        }
    }
}

/// Native units for people: `12.5 SHJ`.
pub fn shj(units: u128) -> String {
    Denomination::native().show(units)
}

/// An asset for programs: `SHJ`, or its integer as a decimal string.
pub fn asset_name(asset: u64) -> Value {
    match asset == AssetId::NATIVE.to_wire() {
        true => Value::String(SYMBOL.into()),
        false => Value::String(asset.to_string()),
    }
}

/// Units for programs: a decimal string.
pub fn units(units: u128) -> Value {
    Value::String(units.to_string())
}

/// The members of both objects.
pub fn merge(mut into: Value, from: Value) -> Value {
    if let (Some(into), Value::Object(from)) = (into.as_object_mut(), from) {
        into.extend(from);
    }
    into
}

/// Bytes for programs and people.
pub fn hex0x(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}

/// A text that somebody else wrote, safe to print on a terminal: control characters, with which a
/// memo could rewrite the screen, are shown as escapes, and so are those that change the direction
/// of writing.
pub fn printable(text: &str) -> String {
    let reorders = |c| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .flat_map(|c| match c.is_control() || reorders(c) {
            true => c.escape_default().collect::<Vec<_>>(),
            false => vec![c],
        })
        .collect()
}

/// A name that somebody else chose, in quotation marks that it cannot end, and safe to print.
pub fn quoted(text: &str) -> String {
    printable(&format!("{text:?}"))
}

/// The default scope for people.
pub fn scope_name(label: &str) -> String {
    if label.is_empty() {
        "default".into()
    } else {
        printable(label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_memo_cannot_send_escapes_to_the_terminal() {
        assert_eq!(printable("tea \u{1b}[2J\r\n\u{202e}x"), "tea \\u{1b}[2J\\r\\n\\u{202e}x");
        assert_eq!(printable("Grüße, 茶"), "Grüße, 茶");
        assert_eq!(quoted("a\", b\u{1b}[2J\u{202e}茶"), "\"a\\\", b\\u{1b}[2J\\u{202e}茶\"");
    }
}
