//! Who can read what, and what is refused though it decrypts.

use super::*;
use crate::{
    address::Diversifier,
    field::Base,
    hash::b256,
    keys::{ScopeKeys, ScopeLabel, SpendingKey},
    plaintext::NotePlaintext,
    point,
};
use jubjub::ExtendedPoint;
use proptest::prelude::*;
use rand::{rngs::StdRng, SeedableRng};

fn rng() -> StdRng {
    StdRng::seed_from_u64(42)
}

fn scope(label: &str) -> ScopeKeys {
    let account = SpendingKey::from_seed(&[3; 64], 0).unwrap();
    account.scope(&ScopeLabel::new(label).unwrap()).unwrap()
}

fn payment() -> Payment {
    Payment {
        asset: AssetId::NATIVE,
        value: 123_456_789,
        rseed: Rseed::random(&mut rng()),
        memo: Memo::from_text("rent, November").unwrap(),
    }
}

fn prepared(keys: &ScopeKeys) -> (PreparedIncomingViewingKey, PreparedIncomingViewingKey) {
    let prepare = PreparedIncomingViewingKey::new;
    (prepare(&keys.external.ivk), prepare(&keys.internal.ivk))
}

/// `payment` from the scope "from" to address 5 of the scope "to".
fn sent() -> (Output, Address) {
    let address = scope("to").external.address(5).unwrap();
    let ovk = scope("from").ovk;
    (encrypt_output(Some(ovk), &address, &payment(), &mut rng()).unwrap(), address)
}

fn expected(address: Address) -> DecryptedNote {
    let Payment { rseed, memo, .. } = payment();
    DecryptedNote { address, note: payment().note(&address), rseed, memo }
}

#[test]
fn the_receiver_reads_note_address_and_memo() {
    let (output, address) = sent();
    let read = try_decrypt(&prepared(&scope("to")).0, &output).unwrap().unwrap();
    assert_eq!(read, expected(address));
    assert_eq!(read.memo.text().as_deref(), Some("rent, November"));
    assert_eq!(field::to_bytes(&read.note.commitment()), output.cm);
}

#[test]
fn every_address_of_a_key_is_read_with_the_one_key() {
    let keys = scope("to");
    for index in [0, 1, u64::MAX] {
        let address = keys.external.address(index).unwrap();
        let output = encrypt_output(None, &address, &payment(), &mut rng()).unwrap();
        let read = try_decrypt(&prepared(&keys).0, &output).unwrap().unwrap();
        assert_eq!(read.address, address);
    }
}

#[test]
fn the_incoming_key_of_another_scope_or_account_reads_nothing() {
    let (output, _) = sent();
    let other = SpendingKey::from_seed(&[3; 64], 1).unwrap().scope(&ScopeLabel::default());
    for keys in [scope("from"), scope(""), other.unwrap()] {
        let (external, internal) = prepared(&keys);
        assert_eq!(try_decrypt(&external, &output), Ok(None));
        assert_eq!(try_decrypt(&internal, &output), Ok(None));
    }
}

#[test]
fn the_incoming_key_of_a_scope_decrypts_no_change() {
    let keys = scope("to");
    let change = keys.change_address().unwrap();
    let output = encrypt_output(Some(keys.ovk), &change, &payment(), &mut rng()).unwrap();
    let (external, internal) = prepared(&keys);
    assert_eq!(try_decrypt(&external, &output), Ok(None));
    assert_eq!(try_decrypt(&internal, &output), Ok(Some(expected(change))));
    let (payment_in, _) = sent();
    assert_eq!(try_decrypt(&internal, &payment_in), Ok(None));
}

#[test]
fn the_sender_recovers_what_it_sent_and_nobody_elses_key_does() {
    let (output, address) = sent();
    assert_eq!(try_recover_outgoing(&scope("from").ovk, &output), Some(expected(address)));
    assert_eq!(try_recover_outgoing(&scope("to").ovk, &output), None);
    let hidden = encrypt_output(None, &address, &payment(), &mut rng()).unwrap();
    assert_eq!(try_recover_outgoing(&scope("from").ovk, &hidden), None);
    assert_ne!(hidden.out, output.out);
    assert_eq!(hidden.enc, output.enc);
}

#[test]
fn an_outgoing_ciphertext_belongs_to_its_commitment_and_ephemeral_key() {
    let (output, _) = sent();
    let ovk = scope("from").ovk;
    let mut other = payment();
    other.rseed = Rseed([9; 32]);
    let address = scope("to").external.address(5).unwrap();
    let another = encrypt_output(Some(ovk), &address, &other, &mut rng()).unwrap();
    for changed in [
        Output { cm: another.cm, ..output.clone() },
        Output { epk: another.epk, ..output.clone() },
        Output { enc: another.enc, ..output.clone() },
        Output { out: another.out, ..output.clone() },
    ] {
        assert_eq!(try_recover_outgoing(&ovk, &changed), None);
    }
}

#[test]
fn the_ciphertexts_are_those_of_the_specification() {
    let (output, address) = sent();
    let rseed = payment().rseed;
    let esk = rseed.esk().unwrap();
    let epk = address.d.g_d().unwrap() * esk;
    assert_eq!(output.epk, point::encode(&epk.into()));
    let shared = ExtendedPoint::from(address.pk_d * esk).double().double().double();
    let dec = *scope("to").external.ivk.dec();
    assert_eq!(ExtendedPoint::from(epk * dec).mul_by_cofactor(), shared);
    let key = b256(b"ShojiNoteKDF____", &[&point::encode(&shared), &output.epk]);
    let plaintext = NotePlaintext { compact: payment().compact(&address), memo: payment().memo };
    assert_eq!(open::<228>(&key, &output.enc), Some(plaintext.to_bytes()));
    let parts: [&[u8]; 3] = [&scope("from").ovk, &output.cm, &output.epk];
    let ock = b256(b"ShojiOutgoingKey", &parts);
    let out = [point::encode(&address.pk_d.into()), esk.to_bytes()].concat();
    assert_eq!(open::<64>(&ock, &output.out).unwrap()[..], out);
}

/// ChaCha20-Poly1305 with nonce 0 and no associated data, straight from the AEAD crate.
fn open<const N: usize>(key: &[u8; 32], sealed: &[u8]) -> Option<[u8; N]> {
    use chacha20poly1305::{aead::AeadInOut, ChaCha20Poly1305, KeyInit, Nonce, Tag};
    let mut plain: [u8; N] = sealed[..N].try_into().unwrap();
    let tag = Tag::try_from(&sealed[N..]).unwrap();
    ChaCha20Poly1305::new(key.into())
        .decrypt_inout_detached(&Nonce::default(), &[], (&mut plain[..]).into(), &tag)
        .ok()?;
    Some(plain)
}

/// An output that `to` can decrypt, with a changed plaintext under an honest key agreement: what a
/// malicious sender can make.
fn forged(change: impl FnOnce(&mut [u8; 228])) -> Output {
    use chacha20poly1305::{aead::AeadInOut, ChaCha20Poly1305, KeyInit, Nonce};
    let (output, address) = sent();
    let esk = payment().rseed.esk().unwrap();
    let shared = ExtendedPoint::from(address.pk_d * esk).mul_by_cofactor();
    let key = b256(b"ShojiNoteKDF____", &[&point::encode(&shared), &output.epk]);
    let mut plain = open::<228>(&key, &output.enc).unwrap();
    change(&mut plain);
    let tag = ChaCha20Poly1305::new((&key).into())
        .encrypt_inout_detached(&Nonce::default(), &[], (&mut plain[..]).into())
        .unwrap();
    let mut enc = [0; 244];
    enc[..228].copy_from_slice(&plain);
    enc[228..].copy_from_slice(&tag);
    Output { enc, ..output }
}

#[test]
fn a_plaintext_that_is_not_the_note_on_the_chain_is_reported() {
    let (key, _) = prepared(&scope("to"));
    assert!(matches!(try_decrypt(&key, &forged(|_| ())), Ok(Some(_))));
    let other = scope("to").external.address(6).unwrap();
    type Change<'a> = &'a dyn Fn(&mut [u8; 228]);
    let changes: [Change; 8] = [
        &|p| p[0] = 2,
        &|p| p[1] ^= 1,
        &|p| p[1..12].copy_from_slice(&other.d.0),
        &|p| p[12..20].copy_from_slice(&(1u64 << 32).to_le_bytes()),
        &|p| p[12..20].fill(0),
        &|p| p[20] ^= 1,
        &|p| p[36] ^= 1,
        &|p| p[68] ^= 1,
    ];
    for change in changes {
        assert_eq!(try_decrypt(&key, &forged(change)), Err(Mismatch));
        assert_eq!(try_recover_outgoing(&scope("from").ovk, &forged(change)), None);
    }
    // The memo is no part of the note.
    assert!(matches!(try_decrypt(&key, &forged(|p| p[100] ^= 1)), Ok(Some(_))));
}

#[test]
fn a_note_with_another_owner_in_its_commitment_is_reported() {
    let address = scope("to").external.address(5).unwrap();
    let stolen = Address { owner: Base::from(5), ..address };
    let output = encrypt_output(None, &stolen, &payment(), &mut rng()).unwrap();
    assert_eq!(try_decrypt(&prepared(&scope("to")).0, &output), Err(Mismatch));
}

#[test]
fn an_ephemeral_key_that_does_not_follow_from_the_seed_is_reported() {
    use chacha20poly1305::{aead::AeadInOut, ChaCha20Poly1305, KeyInit, Nonce};
    let (output, address) = sent();
    let esk = jubjub::Fr::from(77);
    let epk = point::encode(&(address.d.g_d().unwrap() * esk).into());
    let shared = ExtendedPoint::from(address.pk_d * esk).mul_by_cofactor();
    let key = b256(b"ShojiNoteKDF____", &[&point::encode(&shared), &epk]);
    let plaintext = NotePlaintext { compact: payment().compact(&address), memo: Memo::NONE };
    let mut plain = plaintext.to_bytes();
    let tag = ChaCha20Poly1305::new((&key).into())
        .encrypt_inout_detached(&Nonce::default(), &[], (&mut plain[..]).into())
        .unwrap();
    let mut enc = [0; 244];
    enc[..228].copy_from_slice(&plain);
    enc[228..].copy_from_slice(&tag);
    let output = Output { epk, enc, ..output };
    assert_eq!(try_decrypt(&prepared(&scope("to")).0, &output), Err(Mismatch));
}

#[test]
fn outputs_that_are_not_well_formed_are_somebody_elses() {
    let (output, _) = sent();
    let (key, _) = prepared(&scope("to"));
    let identity = point::encode(&ExtendedPoint::identity());
    for changed in [
        Output { cm: [0xff; 32], ..output.clone() },
        Output { epk: [0xff; 32], ..output.clone() },
        Output { epk: identity, ..output.clone() },
    ] {
        assert_eq!(try_decrypt(&key, &changed), Ok(None));
        assert_eq!(try_decrypt_batch(core::slice::from_ref(&key), &[changed]), [Ok(None)]);
    }
}

#[test]
fn a_batch_gives_what_single_decryption_gives() {
    let (to, from) = (scope("to"), scope("from"));
    let keys = [prepared(&from).0, prepared(&to).0, prepared(&to).1];
    let change = to.change_address().unwrap();
    let outputs = [
        sent().0,
        forged(|p| p[20] ^= 1),
        Output { cm: [0xff; 32], ..sent().0 },
        encrypt_output(None, &change, &payment(), &mut rng()).unwrap(),
        Output { epk: [0xff; 32], ..sent().0 },
        encrypt_output(None, &scope("x").external.address(0).unwrap(), &payment(), &mut rng())
            .unwrap(),
    ];
    let results = try_decrypt_batch(&keys, &outputs);
    assert_eq!(results[0], Ok(Some((expected(sent().1), 1))));
    assert_eq!(results[1], Err(Mismatch));
    assert_eq!(results[2], Ok(None));
    assert_eq!(results[3], Ok(Some((expected(change), 2))));
    assert_eq!(results[4..], [Ok(None), Ok(None)]);
    assert_eq!(try_decrypt_batch(&[], &outputs), [Ok(None); 6]);
    assert_eq!(try_decrypt_batch(&keys, &[]), []);
}

#[test]
fn an_address_whose_transmission_key_is_anothers_is_not_readable_by_its_owner() {
    // pk_d of one key with owner of another: the holder of pk_d decrypts and is told of the mismatch.
    let (a, b) = (scope("a").external.clone(), scope("b").external.clone());
    let d = Diversifier([1; 11]);
    let mixed = Address { pk_d: a.ivk.address(d).unwrap().pk_d, ..b.ivk.address(d).unwrap() };
    let output = encrypt_output(None, &mixed, &payment(), &mut rng()).unwrap();
    assert_eq!(try_decrypt(&prepared(&scope("a")).0, &output), Err(Mismatch));
    assert_eq!(try_decrypt(&prepared(&scope("b")).0, &output), Ok(None));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn payments_round_trip_to_receiver_and_sender(
        index: u64, value: u128, id: u32, generation in 1u32.., seed: [u8; 32], memo: [u8; 32],
    ) {
        let mut bytes = [0; 128];
        bytes[..32].copy_from_slice(&memo);
        let payment = Payment {
            asset: AssetId::new(id, generation).unwrap(),
            value,
            rseed: Rseed(seed),
            memo: Memo::from_bytes(bytes),
        };
        let address = scope("to").external.address(index).unwrap();
        let ovk = scope("from").ovk;
        let output = encrypt_output(Some(ovk), &address, &payment, &mut rng()).unwrap();
        let note = payment.note(&address);
        prop_assert_eq!(note.rcm, Rseed(seed).rcm());
        let expected = DecryptedNote { address, note, rseed: Rseed(seed), memo: payment.memo };
        prop_assert_eq!(try_decrypt(&prepared(&scope("to")).0, &output), Ok(Some(expected)));
        prop_assert_eq!(try_recover_outgoing(&ovk, &output), Some(expected));
    }

    #[test]
    fn a_changed_ciphertext_is_somebody_elses(at in 0usize..244, flip in 1u8..) {
        let mut output = sent().0;
        output.enc[at] ^= flip;
        prop_assert_eq!(try_decrypt(&prepared(&scope("to")).0, &output), Ok(None));
    }
}
