//! What an output pays, shown by making it again (docs/protocol §14.2).

use super::{Bytes, Checked, Decimal};
use crate::wallet::parse_address;
use rand::rand_core::UnwrapErr;
use rand::rngs::SysRng;
use serde::{Deserialize, Serialize};
use shoji_shielded::address::{Address, Network};
use shoji_shielded::asset::AssetId;
use shoji_shielded::bundle::Output;
use shoji_shielded::encryption::{encrypt_output, DecryptedNote, Payment};
use shoji_shielded::memo::Memo;
use shoji_shielded::note::Rseed;
use shoji_shielded::plaintext::{CompactPlaintext, NotePlaintext, PLAINTEXT_LEN};

/// The opening of a note: everything that its output follows from, but for the outgoing ciphertext.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// The address that was paid.
    pub address: String,
    /// Asset, as on the wire.
    pub asset: Decimal<u64>,
    /// Units.
    pub value: Decimal<u128>,
    /// The note's seed, from which `rcm` and `esk` follow.
    pub rseed: Bytes,
    /// The memo as it travels, 128 bytes.
    pub memo: Bytes,
}

/// An opening that fits its output.
#[derive(Clone, Copy, Debug)]
pub struct Opened {
    /// The address that was paid.
    pub address: Address,
    /// The kind of chain that the address is written for.
    pub network: Network,
    /// What was paid.
    pub payment: Payment,
}

impl Opened {
    /// The note plaintext (docs/protocol §3.3).
    pub fn plaintext(&self) -> [u8; PLAINTEXT_LEN] {
        let Payment { asset, value, rseed, memo } = self.payment;
        let (d, owner) = (self.address.d, self.address.owner);
        NotePlaintext { compact: CompactPlaintext { d, asset, value, rseed, owner }, memo }
            .to_bytes()
    }
}

impl Opening {
    /// The opening of a note that was decrypted.
    pub fn of(note: &DecryptedNote, network: Network) -> Opening {
        Opening {
            address: note.address.encode(network),
            asset: Decimal(note.note.asset.to_wire()),
            value: Decimal(note.note.value),
            rseed: note.rseed.0.into(),
            memo: note.memo.as_bytes().into(),
        }
    }

    /// Makes the output again from the opening, and compares commitment, ephemeral key and ciphertext byte by
    /// byte: each of them binds asset, value, seed and owner, and the ciphertext address and memo as well.
    ///
    /// # Errors
    /// What does not fit.
    pub fn check(&self, output: &Output) -> Checked<Opened> {
        let (address, network) = self.address()?;
        let asset = AssetId::from_wire(self.asset.0).filter(|asset| !asset.is_none());
        let payment = Payment {
            asset: asset.ok_or("the opening's asset is none")?,
            value: self.value.0,
            rseed: Rseed(self.rseed.array("the opening's seed")?),
            memo: Memo::from_bytes(self.memo.array("the opening's memo")?),
        };
        let made = encrypt_output(None, &address, &payment, &mut UnwrapErr(SysRng))
            .map_err(|_| "the opening's seed or address makes no note")?;
        let fits = [
            (made.cm == output.cm, "asset, value, recipient or seed of the opening are not those of the output: its commitment is another"),
            (made.epk == output.epk, "the opening's seed or address is not that of the output: its ephemeral key is another"),
            (made.enc == output.enc, "the opening's address or memo is not that of the output: its ciphertext is another"),
        ];
        match fits.iter().find(|(fits, _)| !fits) {
            Some((_, what)) => Err((*what).to_string()),
            None => Ok(Opened { address, network, payment }),
        }
    }

    fn address(&self) -> Checked<(Address, Network)> {
        let of = |network| parse_address(&self.address, network).map(|address| (address, network));
        let read = of(Network::Development).or_else(|_| of(Network::Production));
        let read = read.map_err(|error| error.to_string())?;
        // One text for an address.
        match read.0.encode(read.1) == self.address {
            true => Ok(read),
            false => Err("the opening's address is not written in lower case".into()),
        }
    }
}
