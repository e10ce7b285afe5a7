//! Viewing keys as they are handed out (docs/protocol §2.3 to §2.5).

use super::{scope, KeyError};
use crate::{
    address::{Address, Diversifier},
    bech32m::{self, Network, Prefix, TextError},
    field::{self, Base},
    poseidon::{hash, Domain},
};
use alloc::string::String;
use ff::Field;
use zeroize::ZeroizeOnDrop;

const INCOMING: Prefix = Prefix { production: "shojiivk", development: "shojidevivk" };
const FULL: Prefix = Prefix { production: "shojifvk", development: "shojidevfvk" };

/// Why a text is not a viewing key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ViewingKeyError {
    /// The text around the key.
    Text(TextError),
    /// A field element is not canonical, or a decryption scalar is zero.
    Key,
}

impl From<TextError> for ViewingKeyError {
    fn from(error: TextError) -> Self {
        ViewingKeyError::Text(error)
    }
}

/// `ivk`: shows what a scope receives at its external addresses, and nothing else.
#[derive(Clone, PartialEq, Eq, ZeroizeOnDrop)]
pub struct IncomingViewingKey {
    ivk: Base,
    dec: jubjub::Fr,
}

impl IncomingViewingKey {
    /// The key with its decryption scalar; refuses one whose scalar is zero.
    pub fn new(ivk: Base) -> Result<IncomingViewingKey, KeyError> {
        let mut bytes = field::to_bytes(&hash(Domain::Dec, &[ivk]));
        // The low 251 bits: less than s, whose length is 252.
        bytes[31] &= 0b0000_0111;
        match Option::<jubjub::Fr>::from(jubjub::Fr::from_bytes(&bytes)) {
            Some(dec) if !bool::from(dec.is_zero()) => Ok(IncomingViewingKey { ivk, dec }),
            _ => Err(KeyError::ZeroDecryptionKey),
        }
    }

    /// The key as an element of `F`.
    pub fn to_base(&self) -> Base {
        self.ivk
    }

    /// `dec(ivk)`: the low 251 bits of `H_DEC(ivk)`.
    pub fn dec(&self) -> &jubjub::Fr {
        &self.dec
    }

    /// `H_OWNER(ivk, d)`.
    pub fn owner(&self, d: &Diversifier) -> Base {
        hash(Domain::Owner, &[self.ivk, d.to_base()])
    }

    /// The address of this key with diversifier `d`.
    pub fn address(&self, d: Diversifier) -> Result<Address, KeyError> {
        let g_d = d.g_d().ok_or(KeyError::NoDiversifiedBase)?;
        Ok(Address { d, owner: self.owner(&d), pk_d: g_d * self.dec })
    }

    /// The bech32m text.
    pub fn encode(&self, network: Network) -> String {
        bech32m::encode(&INCOMING, network, &[&field::to_bytes(&self.ivk)])
    }

    /// Reads what [`IncomingViewingKey::encode`] wrote for the same network.
    pub fn decode(text: &str, network: Network) -> Result<IncomingViewingKey, ViewingKeyError> {
        let bytes = bech32m::decode::<32>(&INCOMING, network, text)?;
        read_ivk(&bytes)
    }
}

/// `(ivk, ivk_int, nk, audit)`: shows what a scope receives, spends and sends. It contains neither
/// `ask` nor `ak`.
#[derive(Clone, PartialEq, Eq, ZeroizeOnDrop)]
pub struct FullViewingKey {
    /// For receipts at external addresses.
    pub ivk: IncomingViewingKey,
    /// For change.
    pub ivk_int: IncomingViewingKey,
    /// For nullifiers of notes at external addresses, and for what derives from it.
    pub nk: Base,
    /// `H_AUDIT(k)` of an audited account, else 0.
    pub audit: Base,
}

impl FullViewingKey {
    /// The nullifier deriving key of change: `H_INT(nk)`.
    pub fn nk_int(&self) -> Base {
        scope::internal_nk(&self.nk)
    }

    /// The outgoing viewing key: `H_OVK(nk)`.
    pub fn ovk(&self) -> [u8; 32] {
        scope::outgoing_key(&self.nk)
    }

    /// The bech32m text.
    pub fn encode(&self, network: Network) -> String {
        let words = [self.ivk.ivk, self.ivk_int.ivk, self.nk, self.audit];
        let [ivk, ivk_int, nk, audit] = words.map(|word| field::to_bytes(&word));
        bech32m::encode(&FULL, network, &[&ivk, &ivk_int, &nk, &audit])
    }

    /// Reads what [`FullViewingKey::encode`] wrote for the same network.
    pub fn decode(text: &str, network: Network) -> Result<FullViewingKey, ViewingKeyError> {
        let bytes = bech32m::decode::<128>(&FULL, network, text)?;
        Ok(FullViewingKey {
            ivk: read_ivk(&bytes[..32])?,
            ivk_int: read_ivk(&bytes[32..64])?,
            nk: read_base(&bytes[64..96])?,
            audit: read_base(&bytes[96..])?,
        })
    }
}

fn read_base(bytes: &[u8]) -> Result<Base, ViewingKeyError> {
    let bytes = bytes.try_into().map_err(|_| ViewingKeyError::Key)?;
    field::from_bytes(bytes).ok_or(ViewingKeyError::Key)
}

fn read_ivk(bytes: &[u8]) -> Result<IncomingViewingKey, ViewingKeyError> {
    IncomingViewingKey::new(read_base(bytes)?).map_err(|_| ViewingKeyError::Key)
}

impl core::fmt::Debug for IncomingViewingKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("IncomingViewingKey(..)")
    }
}

impl core::fmt::Debug for FullViewingKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("FullViewingKey(..)")
    }
}
