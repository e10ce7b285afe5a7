//! Notes from bytes: plaintexts, memos, audit words, and outputs by whoever wrote them (docs/protocol §3.3,
//! §3.4, §5.4).

use std::sync::OnceLock;

use chacha20poly1305::{aead::AeadInOut, ChaCha20Poly1305, KeyInit, Nonce};
use codec::Decode;
use jubjub::{ExtendedPoint, Fr};
use shoji_shielded::{
    address::Address,
    asset::AssetId,
    audit::{self, AuditKey, AuditRecord},
    bundle::Output,
    encryption::{
        try_decrypt, try_decrypt_batch, try_recover_outgoing, DecryptedNote, Mismatch,
        PreparedIncomingViewingKey,
    },
    field::{self, Base},
    hash::b256,
    keys::{ScopeKeys, ScopeLabel, SpendingKey},
    memo::{Memo, MEMO_LEN},
    note::Rseed,
    plaintext::{CompactPlaintext, NotePlaintext, PLAINTEXT_LEN},
    point,
};

use crate::bytes::Bytes;

/// The bytes as a plaintext, a memo and an output, and as changes to an output that a sender with full
/// knowledge of the protocol wrote.
pub fn note(data: &[u8]) {
    plaintext(data);
    memo(data);
    audit_words(data);
    let bytes: [u8; 388] = Bytes::new(data).array();
    let output = Output::decode(&mut &bytes[..]).expect("any bytes are an output");
    read(&output);
    forged(data);
}

struct Reader {
    keys: ScopeKeys,
    address: Address,
    incoming: [PreparedIncomingViewingKey; 2],
}

/// The wallet that reads. The sender pays to its address 5 and keeps the outgoing key of the same scope.
fn reader() -> &'static Reader {
    static READER: OnceLock<Reader> = OnceLock::new();
    READER.get_or_init(|| {
        let keys =
            SpendingKey::from_seed(&[3; 64], 0).and_then(|sk| sk.scope(&ScopeLabel::default()));
        let keys = keys.expect("a scope");
        let incoming =
            [&keys.external.ivk, &keys.internal.ivk].map(PreparedIncomingViewingKey::new);
        Reader { address: keys.external.address(5).expect("an address"), incoming, keys }
    })
}

fn plaintext(data: &[u8]) {
    let bytes: [u8; PLAINTEXT_LEN] = Bytes::new(data).array();
    if let Some(plaintext) = NotePlaintext::from_bytes(&bytes) {
        assert_eq!(plaintext.to_bytes(), bytes);
        assert_eq!(plaintext.compact.to_bytes(), bytes[..100]);
    }
}

fn memo(data: &[u8]) {
    let bytes: [u8; MEMO_LEN] = Bytes::new(data).array();
    let memo = Memo::from_bytes(bytes);
    assert_eq!(memo.as_bytes(), &bytes);
    if let Some(text) = memo.text() {
        assert_eq!(Memo::from_text(&text), Ok(memo));
    }
    if let Ok(text) = std::str::from_utf8(data) {
        if let Ok(memo) = Memo::from_text(text) {
            assert_eq!(memo.text().unwrap_or_default(), text);
        }
    }
}

fn audit_words(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let words: [Base; 8] = std::array::from_fn(|_| field::from_wide(&bytes.array()));
    if let Some(record) = AuditRecord::from_words(&words) {
        assert_eq!(record.to_words(), words);
    }
    let [a, b, c, d, e, f, account, k] = words;
    audit::decrypt(&words, &AuditKey { k, account }, &[a, b, c], &[d, e, f]);
}

/// What any output may do to a wallet: nothing, or say a note that is the one on the chain.
fn read(output: &Output) {
    let Reader { keys, incoming, .. } = reader();
    for (key, side) in incoming.iter().zip([&keys.external, &keys.internal]) {
        let found = try_decrypt(key, output);
        let batch = try_decrypt_batch(std::slice::from_ref(key), &[output.clone(), output.clone()]);
        let alone = found.map(|note| note.map(|note| (note, 0)));
        assert_eq!(batch, [alone, alone]);
        if let Ok(Some(note)) = found {
            on_chain(output, &note);
            assert_eq!(side.ivk.address(note.address.d), Ok(note.address));
        }
    }
    if let Some(note) = try_recover_outgoing(&keys.ovk, output) {
        on_chain(output, &note);
    }
}

fn on_chain(output: &Output, read: &DecryptedNote) {
    assert_eq!(field::to_bytes(&read.note.commitment()), output.cm);
    assert_eq!(read.note.owner, read.address.owner);
    assert_eq!(read.note.rcm, read.rseed.rcm());
    let ephemeral = read.rseed.esk().zip(read.address.d.g_d()).map(|(esk, g_d)| g_d * esk);
    assert_eq!(ephemeral.map(|key| point::encode(&key.into())), Some(output.epk));
}

/// A sender who agrees on a key as honest ones do and then writes what it likes: into the plaintext, the
/// outgoing plaintext, the ephemeral secret and the commitment.
fn forged(data: &[u8]) {
    let Reader { keys, address, incoming } = reader();
    let mut bytes = Bytes::new(data);
    let flags = bytes.byte();
    let honest = CompactPlaintext {
        d: address.d,
        asset: if flags & 1 == 0 {
            AssetId::NATIVE
        } else {
            AssetId::new(7, 2).expect("well formed")
        },
        value: u128::from_le_bytes(bytes.array()),
        rseed: Rseed(bytes.array()),
        owner: address.owner,
    };
    let honest = NotePlaintext { compact: honest, memo: Memo::from_bytes([0xF6; MEMO_LEN]) };
    let mut written = [0; PLAINTEXT_LEN + 64];
    written[..PLAINTEXT_LEN].copy_from_slice(&honest.to_bytes());
    let Some(esk) = honest.compact.rseed.esk() else { return };
    written[PLAINTEXT_LEN..].copy_from_slice(&outgoing(&address.pk_d.into(), &esk));
    bytes.patch(&mut written);
    let (plaintext, outgoing) = written.split_at(PLAINTEXT_LEN);
    let plaintext: [u8; PLAINTEXT_LEN] = plaintext.try_into().expect("split there");

    // The secret that the changed seed gives, or another one.
    let compact = NotePlaintext::from_bytes(&plaintext).map(|read| read.compact);
    let consistent = compact.and_then(|compact| compact.rseed.esk()).filter(|_| flags & 2 == 0);
    let esk = consistent.unwrap_or(esk);
    let commitment = match compact.filter(|_| flags & 4 == 0) {
        Some(compact) => compact.note().commitment(),
        None => honest.compact.note().commitment(),
    };
    let g_d = address.d.g_d().expect("every diversifier has one");
    let epk = point::encode(&(g_d * esk).into());
    let shared = ExtendedPoint::from(address.pk_d * esk).mul_by_cofactor();
    let key = b256(b"ShojiNoteKDF____", &[&point::encode(&shared), &epk]);
    let cm = field::to_bytes(&commitment);
    let ock = b256(b"ShojiOutgoingKey", &[&keys.ovk, &cm, &epk]);
    let output = Output { cm, epk, enc: seal(&key, &plaintext), out: seal(&ock, outgoing) };
    read(&output);

    // It opens for sure, so it is a note exactly if everything that docs/protocol §3.4 asks for holds.
    let is_note = compact.is_some_and(|compact| {
        let ephemeral = compact.rseed.esk().zip(compact.d.g_d()).map(|(esk, g_d)| g_d * esk);
        ephemeral.is_some_and(|key| point::encode(&key.into()) == epk)
            && compact.owner == keys.external.ivk.owner(&compact.d)
            && compact.note().commitment() == commitment
    });
    match try_decrypt(&incoming[0], &output) {
        Ok(note) => assert!(is_note && note.is_some(), "a false note was read"),
        Err(Mismatch) => assert!(!is_note, "a true note was refused"),
    }
}

fn outgoing(pk_d: &ExtendedPoint, esk: &Fr) -> [u8; 64] {
    let mut bytes = [0; 64];
    bytes[..32].copy_from_slice(&point::encode(pk_d));
    bytes[32..].copy_from_slice(&esk.to_bytes());
    bytes
}

/// ChaCha20-Poly1305 with nonce 0: the ciphertext and its tag.
fn seal<const N: usize>(key: &[u8; 32], plain: &[u8]) -> [u8; N] {
    let mut sealed = [0; N];
    let (text, tag) = sealed.split_at_mut(plain.len());
    text.copy_from_slice(plain);
    let computed = ChaCha20Poly1305::new(key.into())
        .encrypt_inout_detached(&Nonce::default(), &[], text.into())
        .expect("short texts can be encrypted");
    tag.copy_from_slice(&computed);
    sealed
}
