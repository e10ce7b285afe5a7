//! Diversifiers and addresses (docs/protocol §2.4).

use crate::{
    bech32m::{self, Prefix, TextError},
    field::{self, Base},
    hash::b256,
    point,
};
use alloc::string::String;
use group::{cofactor::CofactorGroup, Group};

pub use crate::bech32m::Network;

#[cfg(test)]
mod tests;

/// Bytes of an address without its version: `d || owner || pk_d`.
pub const PAYLOAD_LEN: usize = 75;

const PREFIX: Prefix = Prefix { production: "shoji", development: "shojidev" };

/// The 11 bytes that make one address of a key differ from the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Diversifier(pub [u8; 11]);

impl Diversifier {
    /// The diversifier with index `index` under the diversifier key `dk`.
    pub fn derive(dk: &[u8; 32], index: u64) -> Diversifier {
        let digest = b256(b"ShojiDiversifier", &[dk, &index.to_le_bytes()]);
        let mut d = [0; 11];
        d.copy_from_slice(&digest[..11]);
        Diversifier(d)
    }

    /// The 88-bit little-endian integer as an element of `F`.
    pub fn to_base(&self) -> Base {
        let mut bytes = [0; 16];
        bytes[..11].copy_from_slice(&self.0);
        field::from_u128(u128::from_le_bytes(bytes))
    }

    /// Reads what [`Diversifier::to_base`] wrote; `None` for `2^88` and above.
    pub fn from_base(base: &Base) -> Option<Diversifier> {
        let bytes = field::to_bytes(base);
        let mut d = [0; 11];
        d.copy_from_slice(&bytes[..11]);
        (bytes[11..] == [0; 21]).then_some(Diversifier(d))
    }

    /// The diversified base `g_d`, of prime order. `None` if no counter gives one, which has
    /// probability below 2^-200.
    pub fn g_d(&self) -> Option<jubjub::SubgroupPoint> {
        (0..=u8::MAX).find_map(|counter| {
            let bytes = b256(b"ShojiGroupHashGd", &[&self.0, &[counter]]);
            let base = point::decode(&bytes)?.clear_cofactor();
            (!bool::from(base.is_identity())).then_some(base)
        })
    }
}

/// Where a payment can be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address {
    /// The diversifier.
    pub d: Diversifier,
    /// `H_OWNER(ivk, d)`: what notes to this address are owned by.
    pub owner: Base,
    /// The diversified transmission key `[dec(ivk)] g_d`: what notes to this address are encrypted to.
    pub pk_d: jubjub::SubgroupPoint,
}

/// Why a text is not an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressError {
    /// The text around the address.
    Text(TextError),
    /// `owner` is not canonical.
    Owner,
    /// `pk_d` is not a canonical point encoding.
    TransmissionKey,
    /// `pk_d` is the identity or not of prime order.
    TransmissionKeyOrder,
}

impl From<TextError> for AddressError {
    fn from(error: TextError) -> Self {
        AddressError::Text(error)
    }
}

impl Address {
    /// `d || owner || pk_d`.
    pub fn to_payload(&self) -> [u8; PAYLOAD_LEN] {
        let mut payload = [0; PAYLOAD_LEN];
        payload[..11].copy_from_slice(&self.d.0);
        payload[11..43].copy_from_slice(&field::to_bytes(&self.owner));
        payload[43..].copy_from_slice(&point::encode(&self.pk_d.into()));
        payload
    }

    /// Reads what [`Address::to_payload`] wrote.
    pub fn from_payload(payload: &[u8; PAYLOAD_LEN]) -> Result<Address, AddressError> {
        let mut d = [0; 11];
        let mut owner = [0; 32];
        let mut pk_d = [0; 32];
        d.copy_from_slice(&payload[..11]);
        owner.copy_from_slice(&payload[11..43]);
        pk_d.copy_from_slice(&payload[43..]);
        let pk_d = point::decode(&pk_d).ok_or(AddressError::TransmissionKey)?;
        Ok(Address {
            d: Diversifier(d),
            owner: field::from_bytes(&owner).ok_or(AddressError::Owner)?,
            pk_d: point::into_prime_order(&pk_d).ok_or(AddressError::TransmissionKeyOrder)?,
        })
    }

    /// The bech32m text.
    pub fn encode(&self, network: Network) -> String {
        bech32m::encode(&PREFIX, network, &[&self.to_payload()])
    }

    /// Reads what [`Address::encode`] wrote for the same network.
    pub fn decode(text: &str, network: Network) -> Result<Address, AddressError> {
        Address::from_payload(&bech32m::decode(&PREFIX, network, text)?)
    }
}
