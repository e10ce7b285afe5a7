//! The assets that the wallet knows of: what they are called, and how their amounts are written.

mod decimals;

pub use decimals::OtherDecimals;

use crate::amount::{Denomination, MAX_DECIMALS, SYMBOL};
use crate::error::WalletError;
use crate::node::{id_and_generation, Asset};
use shoji_shielded::asset::AssetId;
use std::collections::BTreeSet;

/// How many assets of the same symbol an error names.
const MAX_CANDIDATES: usize = 8;
/// The longest symbol that stands behind amounts.
const MAX_SYMBOL: usize = 12;

/// Where an asset stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It may enter and leave the pool.
    Live,
    /// Its issuer keeps it from entering and leaving the pool, or is destroying it.
    Frozen,
    /// It was destroyed, and its id denotes another asset now: nobody can redeem its notes.
    Destroyed,
    /// The chain's list does not have it.
    Unknown,
}

impl Status {
    /// Its name for programs and people.
    pub fn name(self) -> &'static str {
        match self {
            Status::Live => "live",
            Status::Frozen => "frozen",
            Status::Destroyed => "destroyed",
            Status::Unknown => "unknown",
        }
    }
}

/// The chain's list of assets, in the order of their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AssetList(pub Vec<Asset>);

impl AssetList {
    /// The asset that an id denotes now.
    pub fn of_id(&self, id: u32) -> Option<&Asset> {
        let at = self.0.binary_search_by_key(&id, Asset::id).ok()?;
        self.0.get(at)
    }

    /// What the list says of an asset, as on the wire; `None` for the native one.
    pub fn get(&self, asset: u64) -> Option<&Asset> {
        self.of_id(id_and_generation(asset).0).filter(|found| found.asset == asset)
    }

    /// Where the asset stands.
    pub fn status(&self, asset: u64) -> Status {
        if asset == AssetId::NATIVE.to_wire() {
            return Status::Live;
        }
        let (id, generation) = id_and_generation(asset);
        match self.of_id(id) {
            Some(found) if found.generation() > generation => Status::Destroyed,
            Some(found) if found.asset == asset && found.live => Status::Live,
            Some(found) if found.asset == asset => Status::Frozen,
            _ => Status::Unknown,
        }
    }

    /// How many decimals amounts of the asset have; `None` where the list does not say, or says more than fit.
    pub fn decimals(&self, asset: u64) -> Option<u8> {
        if asset == AssetId::NATIVE.to_wire() {
            return Some(Denomination::native().decimals);
        }
        self.get(asset).map(|found| found.decimals).filter(|decimals| *decimals <= MAX_DECIMALS)
    }

    /// How amounts of the asset are written. Only the native ones are written without a number behind the
    /// symbol, so that no issuer can pass its asset off as another. Of an asset that the list does not have
    /// nothing but units is known.
    pub fn denomination(&self, asset: u64) -> Denomination {
        if asset == AssetId::NATIVE.to_wire() {
            return Denomination::native();
        }
        let (id, generation) = id_and_generation(asset);
        let units =
            |what: &str| Denomination { label: format!("units of asset#{id}{what}"), decimals: 0 };
        match (self.status(asset), self.get(asset), self.decimals(asset)) {
            (Status::Destroyed, ..) => {
                units(&format!(" (generation {generation}, destroyed: no longer redeemable)"))
            }
            (_, Some(found), Some(decimals)) => {
                let symbol = if is_plain(&found.symbol) { &found.symbol } else { "asset" };
                Denomination { label: format!("{symbol}#{id}"), decimals }
            }
            (_, Some(_), None) => units(""),
            (_, None, _) => units(&format!(" (generation {generation}, not on the chain's list)")),
        }
    }

    /// What names the asset in `--asset`: [`AssetList::find`] finds it by this, as long as the wallet holds some.
    pub fn argument(&self, asset: u64) -> String {
        match (self.get(asset), self.decimals(asset)) {
            (_, Some(_)) => self.denomination(asset).label,
            (Some(found), None) => found.id().to_string(),
            (None, None) => asset.to_string(),
        }
    }

    /// The asset that a user means: `SHJ` or `native`, an id, symbol and id as the wallet writes them (`USDX#7`),
    /// or the integer of docs/protocol §3.1, which names one of `held` even if the list does not have it any more.
    /// A symbol alone names nothing, since anybody may choose it.
    ///
    /// # Errors
    /// [`WalletError::Asset`], with the candidates where the text is a symbol.
    pub fn find(&self, text: &str, held: &BTreeSet<u64>) -> Result<AssetId, WalletError> {
        if is_native(text) {
            return Ok(AssetId::NATIVE);
        }
        let found = match text.parse::<u64>() {
            Ok(number) => u32::try_from(number)
                .ok()
                .and_then(|id| self.of_id(id))
                .or_else(|| self.get(number))
                .map(|asset| asset.asset)
                .or(held.get(&number).copied()),
            Err(_) => self.labelled(text).map(|asset| asset.asset),
        };
        found.and_then(AssetId::from_wire).ok_or_else(|| self.unknown(text))
    }

    /// The asset whose amounts are written with this label.
    fn labelled(&self, text: &str) -> Option<&Asset> {
        let (_, id) = text.rsplit_once('#')?;
        let asset = self.of_id(id.parse().ok()?)?;
        Some(asset).filter(|asset| self.argument(asset.asset) == text)
    }

    fn unknown(&self, text: &str) -> WalletError {
        let named = |asset: &&Asset| !text.is_empty() && asset.symbol == text;
        let named: Vec<&Asset> = self.0.iter().filter(named).collect();
        if named.is_empty() {
            let id = text.rsplit_once('#').and_then(|(_, id)| id.parse().ok());
            let renamed = id.and_then(|id| self.of_id(id)).map_or(String::new(), |asset| {
                format!(". Asset {} is {}", asset.id(), self.argument(asset.asset))
            });
            return WalletError::Asset(format!(
                "no asset of the chain is '{text}': give SHJ, an id such as 7, or symbol and id such as USDX#7; 'shoji \
                 asset list' shows them{renamed}"
            ));
        }
        let shown = named.iter().take(MAX_CANDIDATES);
        let shown: Vec<String> =
            shown.map(|asset| format!("{} ({:?})", asset.id(), asset.name)).collect();
        let more = match named.len().saturating_sub(MAX_CANDIDATES) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        WalletError::Asset(format!(
            "'{text}' is a symbol, and anybody may choose it for an asset. Say which one is meant by its id: {}{more}",
            shown.join(", ")
        ))
    }
}

/// Whether a user means the native token.
pub fn is_native(text: &str) -> bool {
    text.eq_ignore_ascii_case(SYMBOL) || text.eq_ignore_ascii_case("native")
}

/// Whether a symbol can stand within a line without being taken for anything else.
fn is_plain(symbol: &str) -> bool {
    (1..=MAX_SYMBOL).contains(&symbol.len())
        && symbol.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests;
