//! What a genesis must not contain, beyond what its pallets can see: each refusal is a sentence for the person
//! who wrote the chain spec.

use crate::{configs::MaxAuthorities, AssetsConfig, RuntimeGenesisConfig, SessionConfig};
use alloc::{collections::BTreeSet, format, string::String, vec::Vec};
use frame_support::traits::Get;
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};

/// Checks validators and assets, and on a chain that is not for development that nobody takes part whose secret
/// key is public.
///
/// # Errors
///
/// A sentence for the person who wrote the chain spec.
pub fn validate(genesis: &RuntimeGenesisConfig) -> Result<(), String> {
    validators(&genesis.session)?;
    assets(&genesis.assets)?;
    match genesis.shielded_pool.development {
        true => Ok(()),
        false => nobody_is_well_known(genesis),
    }
}

fn validators(session: &SessionConfig) -> Result<(), String> {
    let (count, most) = (session.keys.len(), <MaxAuthorities as Get<u32>>::get() as usize);
    if count > most {
        return Err(format!("session.keys names {count} validators: there may be {most}"));
    }
    if !session.non_authority_keys.is_empty() {
        return Err(
            "session.nonAuthorityKeys must be empty: nobody becomes a validator later".into()
        );
    }
    if session.keys.iter().any(|(account, validator, _)| account != validator) {
        return Err("session.keys names a validator by two accounts: they must be the same".into());
    }
    let keys = || session.keys.iter();
    let repeated = [
        ("account", has_two_equal(keys().map(|(account, ..)| account))),
        ("BABE key", has_two_equal(keys().map(|(.., keys)| &keys.babe))),
        ("GRANDPA key", has_two_equal(keys().map(|(.., keys)| &keys.grandpa))),
    ];
    match repeated.into_iter().find(|(_, repeated)| *repeated) {
        Some((what, _)) => Err(format!("session.keys names the same {what} twice")),
        None => Ok(()),
    }
}

fn has_two_equal<T: Ord>(values: impl Iterator<Item = T>) -> bool {
    let mut seen = BTreeSet::new();
    !values.map(|value| seen.insert(value)).all(|is_new| is_new)
}

fn assets(assets: &AssetsConfig) -> Result<(), String> {
    let next = assets.next_asset_id.ok_or(
        "assets.nextAssetId is not set: asset ids must count up, so that none is used twice",
    )?;
    match assets.assets.iter().find(|(id, ..)| *id >= next) {
        Some((id, ..)) => Err(format!(
            "assets.assets has id {id}, and assets.nextAssetId is {next}: it must be above every id in use"
        )),
        None => Ok(()),
    }
}

/// The keyrings' keys are what everybody tests with: whoever starts a production chain with one of them has
/// forgotten to replace it, and anybody could use it.
fn nobody_is_well_known(genesis: &RuntimeGenesisConfig) -> Result<(), String> {
    if genesis.balances.dev_accounts.is_some() {
        return Err(refusal("balances.devAccounts makes accounts whose secret keys are public"));
    }
    let mut session: Vec<&[u8]> = Vec::new();
    for (account, _, keys) in &genesis.session.keys {
        let parties: [&[u8]; 3] = [account.as_ref(), keys.babe.as_ref(), keys.grandpa.as_ref()];
        session.extend(parties);
    }
    let balances = genesis.balances.balances.iter().map(|(account, _)| account.as_ref()).collect();
    let owners = genesis.assets.assets.iter().map(|(_, owner, ..)| owner.as_ref());
    let holders = genesis.assets.accounts.iter().map(|(_, holder, _)| holder.as_ref());
    let assets = owners.chain(holders).collect();
    for (place, parties) in
        [("session.keys", session), ("balances.balances", balances), ("assets", assets)]
    {
        if parties.into_iter().any(is_well_known) {
            return Err(refusal(&format!("{place} has a key whose secret key is public")));
        }
    }
    Ok(())
}

fn refusal(what: &str) -> String {
    format!("{what}: that is for chains that declare shieldedPool.development")
}

/// Whether a key is one of Alice's, Bob's and so on, of either kind.
fn is_well_known(key: &[u8]) -> bool {
    Sr25519Keyring::iter().any(|known| known.to_raw_public() == key)
        || Ed25519Keyring::iter().any(|known| known.to_raw_public() == key)
}
