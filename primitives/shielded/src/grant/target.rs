//! The address that a grant is about, stated or hidden (docs/protocol §10.2).

use super::GrantDefect;
use crate::{
    address::Address,
    field::{self, Base},
    point::coordinates,
    poseidon::{hash, Domain},
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use ff::Field;
use scale_info::TypeInfo;

pub use crate::address::PAYLOAD_LEN as ADDRESS_LEN;

/// `C = H_GRANT(d, owner, pk_d.u, pk_d.v, g_d.u, g_d.v, r)`; `None` for a diversifier without `g_d`.
pub fn commitment(address: &Address, r: &Base) -> Option<Base> {
    let (pk_u, pk_v) = coordinates(&address.pk_d.into());
    let (g_u, g_v) = coordinates(&address.d.g_d()?.into());
    let inputs = [address.d.to_base(), address.owner, pk_u, pk_v, g_u, g_v, *r];
    Some(hash(Domain::GrantAddress, &inputs))
}

/// What a grant says in public of the address.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    Debug,
    Encode,
    Decode,
    DecodeWithMemTracking,
    TypeInfo,
    MaxEncodedLen,
)]
pub enum Target {
    /// The address: `d || owner || pk_d`.
    Stated([u8; ADDRESS_LEN]),
    /// The commitment to it.
    Hidden([u8; 32]),
}

impl Target {
    /// Whether the address is hidden.
    pub const fn is_hidden(&self) -> bool {
        matches!(self, Target::Hidden(_))
    }

    /// The stated address; `None` for a hidden one, and where the bytes are no address.
    pub fn address(&self) -> Option<Address> {
        match self {
            Target::Stated(payload) => Address::from_payload(payload).ok(),
            Target::Hidden(_) => None,
        }
    }

    /// `C`. Of a stated address whoever verifies computes it, `g_d` included.
    pub fn commitment(&self) -> Result<Base, GrantDefect> {
        match self {
            Target::Stated(payload) => Address::from_payload(payload)
                .ok()
                .and_then(|address| commitment(&address, &Base::ZERO))
                .ok_or(GrantDefect::Target),
            Target::Hidden(bytes) => field::from_bytes(bytes).ok_or(GrantDefect::Target),
        }
    }
}
