//! encryption.json and chacha20poly1305.json: docs/protocol §3.4.

use crate::notes::described;
use chacha20poly1305::{aead::AeadInOut, ChaCha20Poly1305, KeyInit, Nonce};
use rand::{rngs::StdRng, SeedableRng};
use shoji_conformance::{Check, Fields};
use shoji_shielded::{
    address::Address,
    bundle::{Output, ENC_LEN, OUT_LEN},
    encryption::{
        encrypt_output, try_decrypt, try_decrypt_batch, try_recover_outgoing, DecryptedNote,
        Payment, PreparedIncomingViewingKey, ShojiDomain,
    },
    field::{from_bytes, Base},
    keys::IncomingViewingKey,
    memo::Memo,
    plaintext::{CompactPlaintext, NotePlaintext, COMPACT_LEN},
    point,
};
use zcash_note_encryption::{
    note_bytes::NoteBytesData, try_compact_note_decryption, Domain, EphemeralKeyBytes,
    ShieldedOutput,
};

pub fn aead(f: &Fields) -> Check {
    let cipher = ChaCha20Poly1305::new(&f.array::<32>("key")?.into());
    let nonce = Nonce::from(f.array::<12>("nonce")?);
    let (aad, plaintext) = (f.bytes("aad")?, f.bytes("plaintext")?);
    let mut data = plaintext.clone();
    let tag = cipher.encrypt_inout_detached(&nonce, &aad, data.as_mut_slice().into());
    let Ok(tag) = tag else { return f.wrong("plaintext", "not encrypted") };
    f.is_hex("ciphertext", &data)?;
    f.is_hex("tag", tag)?;
    let opened = cipher.decrypt_inout_detached(&nonce, &aad, data.as_mut_slice().into(), &tag);
    f.holds("tag", opened.is_ok() && data == plaintext, "does not open")
}

/// A block of key stream: what zeros are encrypted to, which begins with block 1.
pub fn block(f: &Fields) -> Check {
    f.is("counter", 1)?;
    let cipher = ChaCha20Poly1305::new(&f.array::<32>("key")?.into());
    let nonce = Nonce::from(f.array::<12>("nonce")?);
    let mut zeros = [0; 64];
    let sealed = cipher.encrypt_inout_detached(&nonce, &[], zeros.as_mut_slice().into());
    f.holds("key", sealed.is_ok(), "not encrypted")?;
    f.is_hex("key_stream", zeros)
}

/// The plaintext that a note was read from.
fn plaintext(read: &DecryptedNote) -> NotePlaintext {
    let compact = CompactPlaintext {
        d: read.address.d,
        asset: read.note.asset,
        value: read.note.value,
        rseed: read.rseed,
        owner: read.note.owner,
    };
    NotePlaintext { compact, memo: read.memo }
}

fn prepared(f: &Fields) -> Check<PreparedIncomingViewingKey> {
    match IncomingViewingKey::new(f.base("ivk")?) {
        Ok(ivk) => Ok(PreparedIncomingViewingKey::new(&ivk)),
        Err(error) => f.wrong("ivk", format!("{error:?}")),
    }
}

pub fn encrypt(f: &Fields) -> Check {
    let told = described(f)?;
    let Some(pk_d) = point::into_prime_order(&f.point("pk_d")?) else {
        return f.wrong("pk_d", "not of prime order");
    };
    let CompactPlaintext { d, asset, value, rseed, owner } = told.compact;
    let address = Address { d, owner, pk_d };
    let payment = Payment { asset, value, rseed, memo: told.memo };
    let ovk = f.array("ovk")?;
    // With an outgoing key nothing is random.
    let mut rng = StdRng::seed_from_u64(0);
    let Ok(output) = encrypt_output(Some(ovk), &address, &payment, &mut rng) else {
        return f.wrong("rseed", "not encrypted");
    };
    f.is_base("rcm", &rseed.rcm())?;
    f.is_hex("cm", output.cm)?;
    f.is_hex("epk", output.epk)?;
    f.is_hex("enc", output.enc)?;
    f.is_hex("out", output.out)?;
    f.is_hex("plaintext", told.to_bytes())?;

    // What lies between: the shared point and the keys.
    let ivk = prepared(f)?;
    let Some(esk) = rseed.esk() else { return f.wrong("rseed", "has no secret") };
    f.is_hex("esk", esk.to_bytes())?;
    let shared = ShojiDomain::ka_agree_enc(&esk, &pk_d);
    let epk = ShojiDomain::prepare_epk(f.point("epk")?);
    f.is_point("shared", &shared)?;
    f.is_point("shared", &ShojiDomain::ka_agree_dec(&ivk, &epk))?;
    let epk = EphemeralKeyBytes(output.epk);
    f.is_hex("key", ShojiDomain::kdf(shared, &epk))?;
    let cm = (&payment.note(&address).commitment()).into();
    f.is_hex("ock", ShojiDomain::derive_ock(&ovk, &(), &cm, &epk))?;

    let received = try_decrypt(&ivk, &output);
    let same = received.is_ok_and(|read| read.as_ref().map(plaintext) == Some(told));
    f.holds("ivk", same, "the receiver reads something else")?;
    let sent = try_recover_outgoing(&ovk, &output);
    f.holds("ovk", sent == received.unwrap_or(None), "the sender reads something else")
}

pub fn decrypt_incoming(f: &Fields) -> Check {
    let output = Output {
        cm: f.array("cm")?,
        epk: f.array("epk")?,
        enc: f.array("enc")?,
        out: [0; OUT_LEN],
    };
    let ivk = prepared(f)?;
    let read = try_decrypt(&ivk, &output);
    let batch = try_decrypt_batch(std::slice::from_ref(&ivk), std::slice::from_ref(&output));
    let alone = read.map(|note| note.map(|note| (note, 0)));
    f.holds("enc", batch == [alone], "read otherwise in a batch")?;
    match f.verdict(read.ok().flatten())? {
        Some(note) => f.is_hex("plaintext", plaintext(&note).to_bytes()),
        None => f.is("false_note", read.is_err()),
    }
}

/// An output of which the tag and the memo are not known.
struct Compact {
    cm: Base,
    epk: [u8; 32],
    enc: [u8; COMPACT_LEN],
}

impl ShieldedOutput<ShojiDomain> for Compact {
    fn ephemeral_key(&self) -> EphemeralKeyBytes {
        EphemeralKeyBytes(self.epk)
    }

    fn cmstar(&self) -> &Base {
        &self.cm
    }

    fn enc_ciphertext(&self) -> Option<&NoteBytesData<ENC_LEN>> {
        None
    }

    fn enc_ciphertext_compact(&self) -> NoteBytesData<COMPACT_LEN> {
        NoteBytesData(self.enc)
    }
}

pub fn decrypt_compact(f: &Fields) -> Check {
    let ivk = prepared(f)?;
    let (epk, enc) = (f.array("epk")?, f.array("enc")?);
    let output = from_bytes(&f.array("cm")?).map(|cm| Compact { cm, epk, enc });
    let read = output
        .and_then(|output| try_compact_note_decryption(&ShojiDomain::default(), &ivk, &output));
    let Some((note, address)) = f.verdict(read)? else { return Ok(()) };
    let bytes = ShojiDomain::note_plaintext_bytes(&note, &Memo::NONE);
    f.is_hex("plaintext", &bytes.0[..COMPACT_LEN])?;
    f.holds("ivk", bytes.0[1..12] == address.d.0, "another address")
}

pub fn decrypt_outgoing(f: &Fields) -> Check {
    let output = Output {
        cm: f.array("cm")?,
        epk: f.array("epk")?,
        enc: f.array("enc")?,
        out: f.array("out")?,
    };
    let sent = try_recover_outgoing(&f.array("ovk")?, &output);
    let Some(sent) = f.verdict(sent)? else { return Ok(()) };
    f.is_hex("plaintext", plaintext(&sent).to_bytes())?;
    f.is_point("pk_d", &sent.address.pk_d.into())
}
