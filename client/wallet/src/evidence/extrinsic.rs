//! The pool call that an extrinsic is, read without the runtime's crates (docs/protocol §14.1).

use super::Checked;
use codec::{Compact, Decode};
use shoji_shielded::bundle::{Bundle, CallKind, BUNDLE_LEN};

/// Index of the pool in the runtime, the first byte of a call.
const PALLET: u8 = 10;
/// First byte of an extrinsic with a signature (version 4), and of a general one (version 5).
const SIGNED: u8 = 0x84;
const GENERAL: u8 = 0x45;
/// What follows in the one wrapping of a call without an account (docs/protocol §7.2): extension
/// version 0, immortal era, nonce 0, tip 0.
const CANONICAL: [u8; 4] = [0; 4];

/// A pool call that is an extrinsic's outermost call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolCall {
    /// The call.
    pub kind: CallKind,
    /// Depositor of a shield, recipient of an unshield; zeros for a transfer (docs/protocol §6.2).
    pub party: [u8; 32],
    /// The bundle, whole.
    pub bundle: Bundle,
}

/// Reads an extrinsic as it stands in a block's body, its length before it.
///
/// # Errors
/// What it is not, in words.
pub fn pool_call(extrinsic: &[u8]) -> Checked<PoolCall> {
    let mut rest = extrinsic;
    let length = next::<Compact<u32>>(&mut rest, "length")?.0;
    if length as usize != rest.len() {
        return Err("the extrinsic's length is not the one that it begins with".into());
    }
    let depositor = match next::<u8>(&mut rest, "version")? {
        SIGNED => Some(signer(&mut rest)?),
        GENERAL if next::<[u8; 4]>(&mut rest, "extensions")? == CANONICAL => None,
        GENERAL => return Err("the extrinsic is not wrapped in the canonical way".into()),
        _ => return Err("the extrinsic is neither signed nor a general one".into()),
    };
    let call = next::<[u8; 2]>(&mut rest, "call")?;
    let (kind, party) = match (call, depositor) {
        ([PALLET, 0], Some(depositor)) => (CallKind::Shield, depositor),
        ([PALLET, 1], None) => (CallKind::Transfer, [0; 32]),
        ([PALLET, 2], None) => (CallKind::Unshield, next(&mut rest, "recipient")?),
        _ => return Err("the extrinsic's call is none of the pool's, or has another origin".into()),
    };
    if rest.len() != BUNDLE_LEN {
        return Err("the extrinsic does not end in one bundle".into());
    }
    let bundle = next(&mut rest, "bundle")?;
    Ok(PoolCall { kind, party, bundle })
}

fn next<T: Decode>(rest: &mut &[u8], what: &str) -> Checked<T> {
    T::decode(rest).map_err(|_| format!("the extrinsic's {what} cannot be read"))
}

fn skip(rest: &mut &[u8], count: usize) -> Checked<()> {
    *rest = rest.get(count..).ok_or("the extrinsic is cut off")?;
    Ok(())
}

/// The account that signed; what follows is the call.
fn signer(rest: &mut &[u8]) -> Checked<[u8; 32]> {
    // An address that is an account id, the only one that the chain looks up.
    if next::<u8>(rest, "address")? != 0 {
        return Err("the extrinsic's signer is not named by its account id".into());
    }
    let account = next(rest, "signer")?;
    let length = match next::<u8>(rest, "signature")? {
        0 | 1 => 64,
        2 | 3 => 65,
        _ => return Err("the extrinsic's signature is of no known kind".into()),
    };
    skip(rest, length)?;
    // A mortal era has two bytes.
    if next::<u8>(rest, "era")? != 0 {
        skip(rest, 1)?;
    }
    next::<Compact<u32>>(rest, "nonce")?;
    next::<Compact<u128>>(rest, "tip")?;
    Ok(account)
}
