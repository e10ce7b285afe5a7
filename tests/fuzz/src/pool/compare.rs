//! The state of the real runtime in the terms of the model. Read once to begin with, compared after that.

use std::collections::{BTreeMap, BTreeSet};

use pallet_assets::{AccountStatus, AssetStatus, ExistenceReason};
use pallet_shielded_pool as pool;
use shoji_runtime::{Balances, Header, Runtime, ShieldedPool, System};
use shoji_shielded::{
    asset::AssetId,
    digest::{PoolDigest, ENGINE_ID},
};

use super::{
    accounts::{account, number, COUNT, POOL, SIGNERS},
    model::{root_of, Asset, Border, Holding, Model, Native, Standing, Status, NATIVE},
};

/// The model of the state as it is, before the first block.
pub fn genesis() -> Model {
    Model {
        natives: natives(),
        issuance: pallet_balances::TotalIssuance::<Runtime>::get(),
        nonces: nonces(),
        assets: assets(),
        destroyed: destroyed(),
        borders: borders(),
        spent: spent(),
        leaves: Vec::new(),
        pending: Vec::new(),
        roots: vec![(0, root_of(&[]))],
        number: 0,
        extrinsics: Vec::new(),
    }
}

/// State and model say the same, between blocks.
pub fn state(model: &Model) {
    assert_eq!(natives(), model.natives);
    assert_eq!(pallet_balances::TotalIssuance::<Runtime>::get(), model.issuance);
    assert_eq!(nonces(), model.nonces);
    assert_eq!(assets(), model.assets);
    assert_eq!(destroyed(), model.destroyed);
    assert_eq!(borders(), model.borders);
    assert_eq!(spent(), model.spent);
    assert_eq!(pool::CurrentRoot::<Runtime>::get(), Some(model.root()));
    let next_position = pool::Frontier::<Runtime>::get().map(|frontier| frontier.next_position());
    assert_eq!(next_position, Some(model.leaves.len() as u64));
    assert_eq!(System::block_number(), model.number);
    supplies(model);
    assert_eq!(ShieldedPool::do_try_state(), Ok(()));
}

/// What the header tells wallets is what happened.
pub fn header(header: &Header, model: &Model, outcomes: &[bool]) {
    let payloads = header.digest.logs.iter().filter_map(|log| log.as_consensus());
    let payloads: Vec<&[u8]> =
        payloads.filter(|(engine, _)| *engine == ENGINE_ID).map(|(_, payload)| payload).collect();
    assert_eq!(payloads.len(), 1, "one pool digest a header");
    let digest = PoolDigest::from_payload(payloads[0]).expect("a digest");
    assert_eq!(digest.root, model.root());
    assert_eq!(digest.next_position, model.leaves.len() as u64);
    let effective: Vec<usize> = digest.effective().map(|index| index as usize).collect();
    let expected: Vec<usize> = (0..outcomes.len()).filter(|index| outcomes[*index]).collect();
    assert_eq!(effective, expected);
}

/// Of every asset, what is on accounts and what is in the pool are the supply; of the native one, what is
/// in the pool is on its account, beside its deposit.
fn supplies(model: &Model) {
    for (id, asset) in model.assets.iter().filter(|(_, asset)| asset.status != Status::Destroying) {
        let held = model.in_pool(model.wire(*id));
        let on_accounts: u128 = asset.holders.values().map(|holding| holding.balance).sum();
        assert_eq!(on_accounts.checked_add(held), Some(asset.supply), "asset {id}");
        let asset = ShieldedPool::asset_of(*id).expect("generations are left");
        assert_eq!(ShieldedPool::in_pool(asset, 1), held);
    }
    let deposit = shoji_runtime::configs::EXISTENTIAL_DEPOSIT;
    let spendable = model.natives[POOL].free.checked_sub(deposit).expect("the deposit stays");
    assert!(spendable >= model.in_pool(NATIVE));
    assert_eq!(ShieldedPool::in_pool(AssetId::NATIVE, 1), model.in_pool(NATIVE));
}

fn natives() -> [Native; COUNT] {
    std::array::from_fn(|who| {
        let data = System::account(account(who)).data;
        assert_eq!(data.frozen, 0);
        assert_eq!(Balances::free_balance(account(who)), data.free);
        Native { free: data.free, reserved: data.reserved }
    })
}

fn nonces() -> [u32; SIGNERS] {
    std::array::from_fn(|who| System::account_nonce(account(who)))
}

fn assets() -> BTreeMap<u32, Asset> {
    let asset = |(id, details): (u32, pallet_assets::AssetDetails<_, _, _>)| {
        let holders = pallet_assets::Account::<Runtime>::iter_prefix(id).map(|(who, holding)| {
            let standing = match holding.status {
                AccountStatus::Liquid => Standing::Liquid,
                AccountStatus::Frozen => Standing::Frozen,
                AccountStatus::Blocked => Standing::Blocked,
            };
            let deposit = match holding.reason {
                ExistenceReason::DepositHeld(deposit) => deposit,
                _ => 0,
            };
            let who = number(&who).expect("nobody else takes part");
            (who, Holding { balance: holding.balance, standing, deposit })
        });
        let status = match details.status {
            AssetStatus::Live => Status::Live,
            AssetStatus::Frozen => Status::Frozen,
            AssetStatus::Destroying => Status::Destroying,
        };
        let asset = Asset {
            owner: number(&details.owner).expect("nobody else takes part"),
            deposit: details.deposit,
            status,
            supply: details.supply,
            minimum: details.min_balance,
            sufficient: details.is_sufficient,
            holders: holders.collect(),
        };
        assert_eq!(asset.holders.len() as u32, details.accounts);
        (id, asset)
    };
    pallet_assets::Asset::<Runtime>::iter().map(asset).collect()
}

fn destroyed() -> BTreeMap<u32, u32> {
    pool::Destructions::<Runtime>::iter().collect()
}

fn borders() -> BTreeMap<u64, Border> {
    let border = |(wire, version, state): (u64, u16, pool::TurnstileState)| {
        assert_eq!(version, 1);
        let pool::TurnstileState { shielded, unshielded, fees } = state;
        (wire, Border { shielded, unshielded, fees })
    };
    pool::Turnstile::<Runtime>::iter().map(border).collect()
}

fn spent() -> BTreeSet<[u8; 32]> {
    pool::Nullifiers::<Runtime>::iter_keys().map(|(_, nullifier)| nullifier).collect()
}
