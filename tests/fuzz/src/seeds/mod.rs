//! The inputs that every run starts from: valid encodings, and operations that lead to every rule. The files in
//! `corpus` are these, and inputs that once found something.

mod operations;

use codec::Encode;
use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};
use shoji_proofs::keys::TRANSFER_V1_DEVELOPMENT;
use shoji_runtime::{Runtime, RuntimeCall};
use shoji_shielded::{
    address::Network,
    asset::AssetId,
    bundle::Submission,
    digest::PoolDigest,
    encryption::{encrypt_output, Payment},
    field::Base,
    grant::Grant,
    keys::{ScopeKeys, ScopeLabel, SpendingKey},
    memo::Memo,
    note::Rseed,
    tree::Frontier,
};

use crate::{
    bundle::well_formed, chain::extrinsics, forge, grant::true_grants, pool::accounts::account,
    runtime_call::right_calls,
};

/// A file name and what is in it.
pub type Seed = (String, Vec<u8>);

/// The seeds of a target.
pub fn seeds(target: &str) -> Vec<Seed> {
    match target {
        "bundle" => bundle(),
        "note" => note(),
        "grant" => grant(),
        "address" => address(),
        "runtime_call" => runtime_call(),
        "pool" => operations::pool(),
        other => panic!("there is no target {other}"),
    }
}

fn named<const N: usize>(seeds: [(&str, Vec<u8>); N]) -> Vec<Seed> {
    seeds.map(|(name, bytes)| (name.to_owned(), bytes)).into()
}

fn grant() -> Vec<Seed> {
    let whole = |(shape, grant): (usize, &Grant)| (format!("true_{shape}"), grant.encode());
    let mut seeds: Vec<Seed> = true_grants().iter().enumerate().map(whole).collect();
    // Of each shape: the first byte is the shape; then where, and what is added there.
    for (field, at) in [
        ("kind", 36u16),
        ("hidden", 37),
        ("word", 180),
        ("expiry", 338),
        ("include_by", 342),
        ("rk", 380),
        ("signature", 600),
    ] {
        for shape in 0..8u8 {
            let patch = [&[shape][..], &at.to_le_bytes(), &[1]].concat();
            seeds.push((format!("changed_{field}_{shape}"), patch));
        }
    }
    seeds.push(("nothing".into(), Vec::new()));
    seeds
}

fn bundle() -> Vec<Seed> {
    let whole = well_formed();
    let inputs = whole
        .parse()
        .expect("it is well formed")
        .public_inputs(shoji_shielded::bundle::CallKind::Unshield);
    let proof = forge::prove(&inputs, 0);
    let mut frontier = Frontier::new();
    for leaf in 1..=23 {
        frontier.append(Base::from(leaf)).expect("there is room");
    }
    let mut digest = PoolDigest::new([7; 32], 23);
    [1, 2, 9, 40].into_iter().for_each(|index| digest.set_outcome(index));
    let patch = |at: u16, with: u8| [&at.to_le_bytes()[..], &[with]].concat();
    named([
        ("nothing", Vec::new()),
        ("well_formed", whole.encode()),
        ("one_byte_short", whole.encode()[1..].to_vec()),
        ("zeros", vec![0; 1_874]),
        ("ones", vec![0xff; 1_900]),
        ("anchor_above_the_modulus", patch(33, 0xff)),
        ("equal_nullifiers", patch(34, 1)),
        ("zero_commitment", patch(130, 251)),
        ("identity_as_epk", (0..32).flat_map(|i| patch(162 + i, 3)).collect()),
        ("other_asset", [patch(1_298, 1), patch(1_302, 7)].concat()),
        ("malformed_asset", patch(1_295, 1)),
        ("fee_off", patch(1_318, 1)),
        ("submission", Submission::Unshield { recipient: [9; 32], bundle: whole }.encode()),
        ("proof", proof.to_vec()),
        ("frontier", frontier.encode()),
        ("digest", digest.encode()),
        ("verifying_key", TRANSFER_V1_DEVELOPMENT.to_vec()),
    ])
}

fn scope() -> ScopeKeys {
    let scope =
        SpendingKey::from_seed(&[3; 64], 0).and_then(|key| key.scope(&ScopeLabel::default()));
    scope.expect("a scope")
}

fn note() -> Vec<Seed> {
    let keys = scope();
    let address = keys.external.address(5).expect("an address");
    let payment = Payment {
        asset: AssetId::NATIVE,
        value: 5_000_000_000,
        rseed: Rseed([6; 32]),
        memo: Memo::from_text("rent, November").expect("short"),
    };
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let output = encrypt_output(Some(keys.ovk), &address, &payment, &mut rng).expect("a key");
    let plaintext = [
        &[1][..],
        &address.d.0,
        &1u64.to_le_bytes(),
        &payment.value.to_le_bytes(),
        &[6; 32],
        &shoji_shielded::field::to_bytes(&address.owner),
        payment.memo.as_bytes(),
    ];
    let mut seeds = named([
        ("nothing", Vec::new()),
        ("output_to_this_wallet", output.encode()),
        ("plaintext", plaintext.concat()),
        ("memo", "a memo\0 in which a zero is \u{e9}nough".into()),
        ("no_memo", Memo::NONE.as_bytes().to_vec()),
    ]);
    // What a sender can write into each field: flags, value, seed, and one changed byte.
    for (name, at) in [
        ("version", 0u16),
        ("diversifier", 1),
        ("asset", 12),
        ("asset_generation", 16),
        ("value", 20),
        ("seed", 36),
        ("owner", 68),
        ("memo_byte", 100),
        ("outgoing_key", 228),
        ("outgoing_secret", 260),
    ] {
        for flags in [0, 2, 5] {
            let bytes = [&[flags; 1][..], &[9; 16], &[8; 32], &at.to_le_bytes(), &[1]].concat();
            seeds.push((format!("forged_{name}_{flags}"), bytes));
        }
    }
    seeds.push(("honest_sender".to_owned(), [&[0][..], &[9; 16], &[8; 32]].concat()));
    seeds
}

fn address() -> Vec<Seed> {
    let keys = scope();
    let address = keys.external.address(5).expect("an address");
    let full = keys.full_viewing_key();
    let mut seeds = named([
        ("nothing", Vec::new()),
        ("address", address.encode(Network::Production).into()),
        ("development_address", address.encode(Network::Development).into()),
        ("upper_case", address.encode(Network::Development).to_ascii_uppercase().into()),
        ("incoming", keys.external.ivk.encode(Network::Production).into()),
        ("full", full.encode(Network::Development).into()),
        ("not_ascii", "shoji1\u{f6}".into()),
        ("patched_address", vec![0, 0, 0, 40, 0, 1]),
    ]);
    // As payloads: the part, the checksum, where to damage the text, then version and content.
    let payload = |text: String| bech32::decode(&text).expect("just encoded").1;
    for (part, text) in [
        (0, address.encode(Network::Production)),
        (1, address.encode(Network::Development)),
        (2, keys.external.ivk.encode(Network::Production)),
        (5, full.encode(Network::Development)),
    ] {
        for older in [0, 1] {
            let bytes = [&[part, older, 20, 3][..], &payload(text.clone())].concat();
            seeds.push((format!("payload_{part}_{older}"), bytes));
        }
    }
    seeds
}

fn runtime_call() -> Vec<Seed> {
    let call = |mode: u8, call: RuntimeCall| [&[mode][..], &call.encode()].concat();
    let remark: RuntimeCall = frame_system::Call::remark { remark: vec![7; 8] }.into();
    let pay = pallet_balances::Call::<Runtime>::transfer_all {
        dest: pallet_shielded_pool::Pallet::<Runtime>::account_id().into(),
        keep_alive: false,
    };
    let sudo = pallet_sudo::Call::<Runtime>::sudo { call: Box::new(remark.clone()) };
    let destroy = pallet_assets::Call::<Runtime>::start_destroy { id: 1.into() };
    let mint = pallet_assets::Call::<Runtime>::mint {
        id: 1.into(),
        beneficiary: account(3).into(),
        amount: u128::MAX - 1_500_100,
    };
    let now: RuntimeCall = pallet_timestamp::Call::set { now: 2_000_004_000 }.into();
    let mut seeds = named([
        ("remark", call(4, remark.clone())),
        ("remark_by_nobody", call(2, remark.clone())),
        ("transfer_all_to_the_pool", call(5, pay.into())),
        ("sudo", call(4, sudo.into())),
        ("destroy_what_is_in_the_pool", call(4, destroy.into())),
        ("mint_to_the_brim", call(4, mint.into())),
        ("timestamp", call(1, now.clone())),
        ("general_timestamp", call(2, now)),
    ]);
    for (index, right) in right_calls().into_iter().enumerate() {
        for mode in [1, 2, 4] {
            seeds.push((format!("pool_call_{index}_{mode}"), call(mode, right.clone())));
        }
        let extrinsic = extrinsics::general(right.clone(), 0, 0).encode();
        // Without its length, which the target puts back.
        let length = extrinsic.len() - codec::Compact::<u32>::decode_length(&extrinsic);
        seeds.push((
            format!("extrinsic_{index}"),
            [&[0], &extrinsic[extrinsic.len() - length..]].concat(),
        ));
        let wrapped = pallet_sudo::Call::<Runtime>::sudo { call: Box::new(right) };
        seeds.push((format!("pool_call_{index}_in_sudo"), call(4, wrapped.into())));
    }
    seeds
}

/// How many bytes the length in front of an encoding takes.
trait LengthPrefix {
    fn decode_length(bytes: &[u8]) -> usize;
}

impl LengthPrefix for codec::Compact<u32> {
    fn decode_length(bytes: &[u8]) -> usize {
        let mut rest = bytes;
        <Self as codec::Decode>::decode(&mut rest).expect("an extrinsic starts with its length");
        bytes.len() - rest.len()
    }
}
