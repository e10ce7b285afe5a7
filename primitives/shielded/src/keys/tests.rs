//! Derivation against its formulas, and what the keys of two scopes must not share.

use super::*;
use crate::{
    address::{Address, Diversifier, Network},
    audit::AuditKey,
    bech32m::TextError,
    field::Base,
    hash::{b256, b512},
    point,
    poseidon::{hash, Domain},
};
use alloc::{collections::BTreeSet, string::String, vec::Vec};
use ff::Field;
use jubjub::ExtendedPoint;
use proptest::prelude::*;

fn account() -> SpendingKey {
    SpendingKey::from_seed(&[0x5e; 64], 7).unwrap()
}

pub(crate) fn scope(label: &str) -> ScopeKeys {
    account().scope(&ScopeLabel::new(label).unwrap()).unwrap()
}

fn audited() -> SpendingKey {
    SpendingKey::audited_from_seed(&[0x5e; 64], 7).unwrap()
}

fn expand(sk: &[u8; 32], t: u8) -> [u8; 64] {
    b512(b"ShojiExpandSeed_", &[sk, &[t]])
}

/// The 32 bytes at the end of a path of the test seed, straight from docs/protocol §2.1.
fn bytes_at(path: &[u32]) -> [u8; 32] {
    let mut node = b512(b"ShojiMasterSeed_", &[&[0x5e; 64]]).to_vec();
    for index in path {
        let mut data = node[32..].to_vec();
        data.extend(&node[..32]);
        data.extend((index + 0x8000_0000u32).to_le_bytes());
        node = b512(b"ShojiChildKey___", &[&data]).to_vec();
    }
    node[..32].try_into().unwrap()
}

#[test]
fn account_keys_follow_the_path_and_the_expansions_of_the_specification() {
    for (key, path) in [(account(), &[32, 1517, 7][..]), (audited(), &[32, 1517, 7, 1])] {
        let sk = bytes_at(path);
        let ask = jubjub::Fr::from_bytes_wide(&expand(&sk, 0));
        assert_eq!(*key.ask(), ask);
        assert_eq!(key.ak(), point::generator() * ask);
        assert_eq!(key.dummy_root()[..], expand(&sk, 3)[..32]);
        let view = key.viewing_key();
        assert_eq!(view.ak, key.ak());
        assert_eq!(view.vr, Base::from_bytes_wide(&expand(&sk, 1)));
        assert_eq!(view.dk_root[..], expand(&sk, 2)[..32]);
        let k = Base::from_bytes_wide(&expand(&sk, 4));
        let audit = if key.is_audited() { hash(Domain::AuditKey, &[k]) } else { Base::ZERO };
        assert_eq!((view.audit, key.audit()), (audit, audit));
        let (u, v) = point::coordinates(&view.ak.into());
        let account = hash(Domain::Account, &[u, v, audit]);
        assert_eq!(key.audit_key(), key.is_audited().then_some(AuditKey { k, account }));
        // The bytes alone do not say which of the two kinds a key is of.
        let read = match key.is_audited() {
            true => SpendingKey::audited_from_bytes(sk),
            false => SpendingKey::from_bytes(sk),
        };
        assert_eq!(read.unwrap().audit(), audit);
    }
}

#[test]
fn scope_keys_follow_the_formulas_of_the_specification() {
    let (keys, view) = (scope("2026-Q4/payroll"), account().viewing_key());
    let label = Base::from_bytes_wide(&b512(b"ShojiScopeLabel_", &[b"2026-Q4/payroll"]));
    let nk = hash(Domain::Nk, &[view.vr, label]);
    let nk_int = hash(Domain::NkInternal, &[nk]);
    let (u, v) = point::coordinates(&view.ak.into());
    assert_eq!(keys.external.nk, nk);
    assert_eq!(keys.internal.nk, nk_int);
    let ivk = |nk| hash(Domain::Ivk, &[u, v, nk, Base::ZERO]);
    assert_eq!(keys.external.ivk.to_base(), ivk(nk));
    assert_eq!(keys.internal.ivk.to_base(), ivk(nk_int));
    assert_eq!(keys.ovk, hash(Domain::Ovk, &[nk]).to_bytes());
    let dk = |kind: u8| b256(b"ShojiDiversKey__", &[&view.dk_root, &label.to_bytes(), &[kind]]);
    assert_eq!((keys.external.dk, keys.internal.dk), (dk(0), dk(1)));
}

#[test]
fn the_decryption_scalar_is_the_low_251_bits() {
    let ivk = scope("").external.ivk.clone();
    let whole = hash(Domain::Dec, &[ivk.to_base()]).to_bytes();
    let dec = ivk.dec().to_bytes();
    assert_eq!(dec[..31], whole[..31]);
    assert_eq!(dec[31], whole[31] % 8);
}

#[test]
fn an_address_follows_from_the_incoming_key_and_a_diversifier() {
    let side = scope("rent").external.clone();
    let digest = b256(b"ShojiDiversifier", &[&side.dk, &12u64.to_le_bytes()]);
    let d = Diversifier(digest[..11].try_into().unwrap());
    let address = side.address(12).unwrap();
    assert_eq!(address.d, d);
    let mut integer = [0; 32];
    integer[..11].copy_from_slice(&d.0);
    assert_eq!(d.to_base().to_bytes(), integer);
    assert_eq!(address.owner, hash(Domain::Owner, &[side.ivk.to_base(), d.to_base()]));
    assert_eq!(address.pk_d, d.g_d().unwrap() * side.ivk.dec());
}

#[test]
fn the_diversified_base_is_the_first_counter_that_gives_a_point() {
    let mut counters = BTreeSet::new();
    for n in 0..40u8 {
        let d = Diversifier([n; 11]);
        let counter = (0..=255u8)
            .find(|c| point::decode(&b256(b"ShojiGroupHashGd", &[&d.0, &[*c]])).is_some())
            .unwrap();
        let p = point::decode(&b256(b"ShojiGroupHashGd", &[&d.0, &[counter]])).unwrap();
        let g_d = ExtendedPoint::from(d.g_d().unwrap());
        assert_eq!(g_d, p.double().double().double());
        assert!(point::into_prime_order(&g_d).is_some());
        counters.insert(counter);
    }
    assert!(counters.len() > 2, "several counters occur: {counters:?}");
}

/// Every value of a scope's keys and of three of its addresses, as bytes.
fn values(keys: &ScopeKeys) -> Vec<Vec<u8>> {
    let mut all = Vec::from([keys.ovk.to_vec()]);
    for side in [&keys.external, &keys.internal] {
        all.push(side.nk.to_bytes().to_vec());
        all.push(side.ivk.to_base().to_bytes().to_vec());
        all.push(side.ivk.dec().to_bytes().to_vec());
        all.push(side.dk.to_vec());
        for index in 0..3 {
            let Address { d, owner, pk_d } = side.address(index).unwrap();
            all.push(d.0.to_vec());
            all.push(point::encode(&d.g_d().unwrap().into()).to_vec());
            all.push(owner.to_bytes().to_vec());
            all.push(point::encode(&pk_d.into()).to_vec());
        }
    }
    all
}

#[test]
fn two_scopes_and_two_sides_share_no_value() {
    let other = SpendingKey::from_seed(&[0x5e; 64], 8).unwrap();
    let accounts = [account(), audited(), other];
    let labels = ["", "a"].map(|label| ScopeLabel::new(label).unwrap());
    let mut all = Vec::new();
    for account in &accounts {
        // The account's own values, which belong to no scope.
        let view = account.viewing_key();
        all.push(account.ask().to_bytes().to_vec());
        all.push(point::encode(&view.ak.into()).to_vec());
        all.push(view.vr.to_bytes().to_vec());
        all.push(view.dk_root.to_vec());
        all.push(account.dummy_root().to_vec());
        for label in &labels {
            all.extend(values(&account.scope(label).unwrap()));
        }
    }
    assert_eq!(all.len(), 3 * (5 + 2 * (1 + 2 * (4 + 3 * 4))));
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
    // What an audited account alone has is not in the other's keys either.
    let key = audited().audit_key().unwrap();
    for value in [key.k, key.account, audited().audit()] {
        assert!(!all.contains(&value.to_bytes().to_vec()));
    }
    // The diversifiers above all, which are in every address that is paid.
    let [plain, other] = [account(), audited()].map(|account| account.scope(&labels[0]).unwrap());
    assert_ne!(plain.external.address(0).unwrap().d, other.external.address(0).unwrap().d);
}

#[test]
fn the_full_viewing_keys_of_two_scopes_have_no_bytes_in_common_and_no_ak() {
    let (a, b) = (scope("a").full_viewing_key(), scope("b").full_viewing_key());
    let words = |key: &FullViewingKey| {
        [key.ivk.to_base(), key.ivk_int.to_base(), key.nk, key.nk_int()].map(|w| w.to_bytes())
    };
    let ak = account().viewing_key().ak;
    let (u, v) = point::coordinates(&ak.into());
    for word in words(&a) {
        assert!(!words(&b).contains(&word));
        assert!(![u.to_bytes(), v.to_bytes(), point::encode(&ak.into())].contains(&word));
        // Not even four bytes in the same place.
        for other in words(&b) {
            assert!((0..29).all(|i| word[i..i + 4] != other[i..i + 4]));
        }
    }
    assert_ne!(a.ovk(), b.ovk());
    assert_eq!((a.audit, b.audit), (Base::ZERO, Base::ZERO));
}

#[test]
fn a_full_viewing_key_derives_what_its_scope_has() {
    let keys = scope("x");
    let full = keys.full_viewing_key();
    assert_eq!(full.nk_int(), keys.internal.nk);
    assert_eq!(full.ovk(), keys.ovk);
    assert_eq!((&full.ivk, &full.ivk_int), (&keys.external.ivk, &keys.internal.ivk));
}

#[test]
fn viewing_keys_round_trip_on_their_own_network_only() {
    let full = scope("x").full_viewing_key();
    for (network, ivk_prefix, fvk_prefix) in [
        (Network::Production, "shojiivk1", "shojifvk1"),
        (Network::Development, "shojidevivk1", "shojidevfvk1"),
    ] {
        let (i, f) = (full.ivk.encode(network), full.encode(network));
        assert!(i.starts_with(ivk_prefix) && f.starts_with(fvk_prefix));
        assert_eq!(IncomingViewingKey::decode(&i, network).as_ref(), Ok(&full.ivk));
        assert_eq!(FullViewingKey::decode(&f, network).as_ref(), Ok(&full));
        let other = match network {
            Network::Production => Network::Development,
            Network::Development => Network::Production,
        };
        let wrong = ViewingKeyError::Text(TextError::WrongNetwork);
        assert_eq!(IncomingViewingKey::decode(&i, other), Err(wrong));
        assert_eq!(FullViewingKey::decode(&f, other), Err(wrong));
        // One kind of key is not the other.
        let unknown = ViewingKeyError::Text(TextError::UnknownPrefix);
        assert_eq!(IncomingViewingKey::decode(&f, network), Err(unknown));
        assert_eq!(FullViewingKey::decode(&i, network), Err(unknown));
    }
}

/// A bech32m text of any bytes.
pub(crate) fn text(prefix: &str, bytes: &[u8]) -> String {
    bech32::encode::<bech32::Bech32m>(bech32::Hrp::parse(prefix).unwrap(), bytes).unwrap()
}

/// `r`, little-endian: the first integer that is not canonical.
pub(crate) fn modulus() -> [u8; 32] {
    let mut bytes = (-Base::ONE).to_bytes();
    bytes[0] += 1;
    bytes
}

#[test]
fn viewing_keys_that_are_not_canonical_are_refused() {
    for at in 0..4 {
        let mut payload = Vec::from([1]);
        for i in 0..4 {
            payload.extend(if i == at { modulus() } else { Base::from(5).to_bytes() });
        }
        let decoded = FullViewingKey::decode(&text("shojifvk", &payload), Network::Production);
        assert_eq!(decoded, Err(ViewingKeyError::Key));
    }
    let payload = [&[1], &modulus()[..]].concat();
    let decoded = IncomingViewingKey::decode(&text("shojiivk", &payload), Network::Production);
    assert_eq!(decoded, Err(ViewingKeyError::Key));
}

#[test]
fn wrong_seeds_accounts_and_labels_are_refused() {
    let error = |seed: &[u8], account| SpendingKey::from_seed(seed, account).unwrap_err();
    assert_eq!(error(&[1; 63], 0), KeyError::SeedLength);
    assert_eq!(error(&[1; 65], 0), KeyError::SeedLength);
    assert_eq!(error(&[1; 64], 1 << 31), KeyError::AccountIndex);
    assert!(SpendingKey::from_seed(&[1; 64], (1 << 31) - 1).is_ok());
    let audited = |seed: &[u8], account| SpendingKey::audited_from_seed(seed, account).err();
    assert_eq!(audited(&[1; 63], 0), Some(KeyError::SeedLength));
    assert_eq!(audited(&[1; 64], 1 << 31), Some(KeyError::AccountIndex));
    assert_eq!(audited(&[1; 64], (1 << 31) - 1), None);
    assert!(ScopeLabel::new(&"x".repeat(64)).is_ok());
    // 64 characters, 128 bytes.
    assert_eq!(ScopeLabel::new(&"\u{e9}".repeat(64)), Err(KeyError::ScopeLabelLength));
}

#[test]
fn a_payments_randomizer_is_its_nullifiers_own_and_repeats_for_them_alone() {
    let nullifiers = [[1; 32], [2; 32], [3; 32]];
    let alpha = *account().payment_alpha(&nullifiers);
    assert_eq!(alpha, *account().payment_alpha(&nullifiers));
    for (index, byte) in [(0, 0), (1, 31), (2, 17)] {
        let mut other = nullifiers;
        other[index][byte] ^= 1;
        assert_ne!(alpha, *account().payment_alpha(&other));
    }
    assert_ne!(alpha, *account().payment_alpha(&[[2; 32], [1; 32], [3; 32]]));
    assert_ne!(alpha, *audited().payment_alpha(&nullifiers));
    let expanded = account().expand_all(&[&[8][..], nullifiers.as_flattened()].concat());
    assert_eq!(alpha, jubjub::Fr::from_bytes_wide(&expanded));
}

#[test]
fn a_grants_randomizer_differs_with_its_content_even_where_randomness_repeats() {
    let (random, content) = ([5; 32], [&b"auditor"[..], b"expiry"]);
    let alpha = *account().grant_alpha(&random, &content);
    assert_eq!(alpha, *account().grant_alpha(&random, &content));
    assert_ne!(alpha, *account().grant_alpha(&[6; 32], &content));
    assert_ne!(alpha, *account().grant_alpha(&random, &[b"auditor", b"expirz"]));
    assert_ne!(alpha, *audited().grant_alpha(&random, &content));
    let digest = b256(b"ShojiGrantAlpha_", &content);
    let expanded = account().expand_all(&[&[9][..], &random, &digest].concat());
    assert_eq!(alpha, jubjub::Fr::from_bytes_wide(&expanded));
}

#[test]
fn keys_are_erased_when_they_are_dropped() {
    // Compiles only where each of them is.
    fn erased<T: zeroize::ZeroizeOnDrop>() {}
    erased::<SpendingKey>();
    erased::<AccountViewingKey>();
    erased::<ScopeKeys>();
    erased::<KeyPairView>();
    erased::<IncomingViewingKey>();
    erased::<FullViewingKey>();
    erased::<AuditKey>();
}

#[test]
fn secrets_are_not_printed() {
    let keys = scope("s");
    for text in [
        std::format!("{:?}", account()),
        std::format!("{:?}", account().viewing_key()),
        std::format!("{:?} {:?}", audited(), audited().audit_key()),
        std::format!("{:?} {:?}", keys, keys.external),
        std::format!("{:?} {:?}", keys.full_viewing_key(), keys.external.ivk),
    ] {
        assert!(!text.bytes().any(|byte| byte.is_ascii_digit()), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn labels_that_differ_give_scopes_that_differ(a in "\\PC{0,16}", b in "\\PC{0,16}") {
        let (x, y) = (ScopeLabel::new(&a).unwrap(), ScopeLabel::new(&b).unwrap());
        prop_assert_eq!(a == b, x.to_base() == y.to_base());
        prop_assert_eq!(x.as_str(), a);
    }
}
