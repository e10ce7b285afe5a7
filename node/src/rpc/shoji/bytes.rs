//! Bytes in requests and answers: `0x` hexadecimal.

use super::submit::undecodable;
use jsonrpsee::core::RpcResult;

/// The bytes of an argument called `name`.
///
/// # Errors
///
/// That the argument is not hexadecimal, or not of this length.
pub fn read<const N: usize>(name: &str, text: &str) -> RpcResult<[u8; N]> {
    let bytes = hex::decode(text.strip_prefix("0x").unwrap_or(text))
        .map_err(|error| undecodable(format!("{name} is not hexadecimal: {error}")))?;
    let length = bytes.len();
    bytes.try_into().map_err(|_| undecodable(format!("{name} has {length} bytes, not {N}")))
}

/// As [`read`], of an argument that may be absent.
///
/// # Errors
///
/// As [`read`].
pub fn read_some<const N: usize>(name: &str, text: Option<&str>) -> RpcResult<Option<[u8; N]>> {
    text.map(|text| read(name, text)).transpose()
}

/// Bytes in an answer.
pub fn write(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}
