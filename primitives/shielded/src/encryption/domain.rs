//! The formulas that `zcash_note_encryption` asks for (docs/protocol §3.3, §3.4).

use super::Mismatch;
use crate::{
    address::Address,
    bundle::{Output, ENC_LEN},
    field::{self, Base},
    hash::b256,
    keys::{IncomingViewingKey, KeyError},
    memo::Memo,
    plaintext::{CompactPlaintext, NotePlaintext, COMPACT_LEN, PLAINTEXT_LEN},
    point,
};
use alloc::vec::Vec;
use core::cell::Cell;
use group::{Curve, WnafBase, WnafScalar};
use jubjub::{AffinePoint, ExtendedPoint, Fr, SubgroupPoint};
use zcash_note_encryption::{
    note_bytes::NoteBytesData, BatchDomain, Domain, EphemeralKeyBytes, OutPlaintextBytes,
    OutgoingCipherKey, ShieldedOutput, OUT_PLAINTEXT_SIZE,
};

/// Window of the scalar multiplication of trial decryption.
const WINDOW: usize = 4;

/// An incoming viewing key ready for many trial decryptions. The key is erased when dropped; its
/// scalar's digits cannot be: [`WnafScalar`] keeps them to itself.
#[derive(Clone)]
pub struct PreparedIncomingViewingKey {
    ivk: IncomingViewingKey,
    dec: WnafScalar<Fr, WINDOW>,
}

impl PreparedIncomingViewingKey {
    /// Prepares `ivk`.
    pub fn new(ivk: &IncomingViewingKey) -> Self {
        PreparedIncomingViewingKey { ivk: ivk.clone(), dec: WnafScalar::new(ivk.dec()) }
    }
}

/// A note with all that encryption needs of it. The base point and the ephemeral secret are computed
/// when it is made, so that one that has none is refused there.
#[derive(Clone)]
pub struct Opening {
    pub(super) compact: CompactPlaintext,
    pk_d: SubgroupPoint,
    g_d: SubgroupPoint,
    esk: Fr,
}

impl Opening {
    pub(super) fn new(compact: CompactPlaintext, pk_d: SubgroupPoint) -> Result<Self, KeyError> {
        let g_d = compact.d.g_d().ok_or(KeyError::NoDiversifiedBase)?;
        let esk = compact.rseed.esk().ok_or(KeyError::ZeroEphemeralSecret)?;
        Ok(Opening { compact, pk_d, g_d, esk })
    }

    fn address(&self) -> Address {
        Address { d: self.compact.d, owner: self.compact.owner, pk_d: self.pk_d }
    }
}

/// The protocol's note encryption. One value serves one output: it remembers whether the output's tag
/// verified, because `zcash_note_encryption` says `None` for an output that is somebody else's and
/// for one that is ours and false.
#[derive(Default)]
pub struct ShojiDomain {
    authentic: Cell<bool>,
}

impl ShojiDomain {
    /// A note is a note; none is a mismatch if the output could be decrypted.
    pub(super) fn judge<T>(&self, note: Option<T>) -> Result<Option<T>, Mismatch> {
        if note.is_none() && self.authentic.get() {
            return Err(Mismatch);
        }
        Ok(note)
    }
}

/// The bytes of a commitment.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CommitmentBytes([u8; 32]);

impl From<&Base> for CommitmentBytes {
    fn from(commitment: &Base) -> Self {
        CommitmentBytes(field::to_bytes(commitment))
    }
}

/// An output whose commitment is a field element, as `zcash_note_encryption` reads it.
#[derive(Clone, Copy)]
pub struct OutputView {
    commitment: Base,
    epk: [u8; 32],
    enc: NoteBytesData<ENC_LEN>,
}

impl OutputView {
    pub(super) fn new(output: &Output) -> Option<Self> {
        let commitment = field::from_bytes(&output.cm)?;
        Some(OutputView { commitment, epk: output.epk, enc: NoteBytesData(output.enc) })
    }
}

impl ShieldedOutput<ShojiDomain> for OutputView {
    fn ephemeral_key(&self) -> EphemeralKeyBytes {
        EphemeralKeyBytes(self.epk)
    }

    fn cmstar(&self) -> &Base {
        &self.commitment
    }

    fn enc_ciphertext(&self) -> Option<&NoteBytesData<ENC_LEN>> {
        Some(&self.enc)
    }

    fn enc_ciphertext_compact(&self) -> NoteBytesData<COMPACT_LEN> {
        let mut compact = [0; COMPACT_LEN];
        compact.copy_from_slice(&self.enc.0[..COMPACT_LEN]);
        NoteBytesData(compact)
    }
}

/// `B256("ShojiNoteKDF____", repr(shared) || repr(epk))`.
fn kdf(shared: &AffinePoint, epk: &EphemeralKeyBytes) -> [u8; 32] {
    b256(b"ShojiNoteKDF____", &[&shared.to_bytes(), &epk.0])
}

impl Domain for ShojiDomain {
    type EphemeralSecretKey = Fr;
    type EphemeralPublicKey = ExtendedPoint;
    type PreparedEphemeralPublicKey = WnafBase<ExtendedPoint, WINDOW>;
    type SharedSecret = ExtendedPoint;
    type SymmetricKey = [u8; 32];
    type Note = Opening;
    type Recipient = Address;
    type DiversifiedTransmissionKey = SubgroupPoint;
    type IncomingViewingKey = PreparedIncomingViewingKey;
    type OutgoingViewingKey = [u8; 32];
    type ValueCommitment = ();
    type ExtractedCommitment = Base;
    type ExtractedCommitmentBytes = CommitmentBytes;
    type Memo = Memo;
    type NotePlaintextBytes = NoteBytesData<PLAINTEXT_LEN>;
    type NoteCiphertextBytes = NoteBytesData<ENC_LEN>;
    type CompactNotePlaintextBytes = NoteBytesData<COMPACT_LEN>;
    type CompactNoteCiphertextBytes = NoteBytesData<COMPACT_LEN>;

    fn derive_esk(note: &Opening) -> Option<Fr> {
        Some(note.esk)
    }

    fn get_pk_d(note: &Opening) -> SubgroupPoint {
        note.pk_d
    }

    fn prepare_epk(epk: ExtendedPoint) -> WnafBase<ExtendedPoint, WINDOW> {
        WnafBase::new(epk)
    }

    fn ka_derive_public(note: &Opening, esk: &Fr) -> ExtendedPoint {
        (note.g_d * esk).into()
    }

    fn ka_agree_enc(esk: &Fr, pk_d: &SubgroupPoint) -> ExtendedPoint {
        ExtendedPoint::from(pk_d * esk).mul_by_cofactor()
    }

    fn ka_agree_dec(
        ivk: &PreparedIncomingViewingKey,
        epk: &WnafBase<ExtendedPoint, WINDOW>,
    ) -> ExtendedPoint {
        (epk * &ivk.dec).mul_by_cofactor()
    }

    fn kdf(secret: ExtendedPoint, ephemeral_key: &EphemeralKeyBytes) -> [u8; 32] {
        kdf(&secret.to_affine(), ephemeral_key)
    }

    fn note_plaintext_bytes(note: &Opening, memo: &Memo) -> NoteBytesData<PLAINTEXT_LEN> {
        NoteBytesData(NotePlaintext { compact: note.compact, memo: *memo }.to_bytes())
    }

    fn derive_ock(
        ovk: &[u8; 32],
        _value_commitment: &(),
        commitment: &CommitmentBytes,
        ephemeral_key: &EphemeralKeyBytes,
    ) -> OutgoingCipherKey {
        let parts: [&[u8]; 3] = [ovk, &commitment.0, &ephemeral_key.0];
        OutgoingCipherKey(b256(b"ShojiOutgoingKey", &parts))
    }

    fn outgoing_plaintext_bytes(note: &Opening, esk: &Fr) -> OutPlaintextBytes {
        let mut bytes = [0; OUT_PLAINTEXT_SIZE];
        bytes[..32].copy_from_slice(&point::encode(&note.pk_d.into()));
        bytes[32..].copy_from_slice(&esk.to_bytes());
        OutPlaintextBytes(bytes)
    }

    fn epk_bytes(epk: &ExtendedPoint) -> EphemeralKeyBytes {
        EphemeralKeyBytes(point::encode(epk))
    }

    fn epk(ephemeral_key: &EphemeralKeyBytes) -> Option<ExtendedPoint> {
        point::decode_not_small_order(&ephemeral_key.0)
    }

    fn cmstar(note: &Opening) -> Base {
        note.compact.note().commitment()
    }

    fn parse_note_plaintext_without_memo_ivk(
        &self,
        ivk: &PreparedIncomingViewingKey,
        plaintext: &NoteBytesData<COMPACT_LEN>,
    ) -> Option<(Opening, Address)> {
        let compact = CompactPlaintext::from_bytes(&plaintext.0)?;
        let address = ivk.ivk.address(compact.d).ok()?;
        if address.owner != compact.owner {
            return None;
        }
        Some((Opening::new(compact, address.pk_d).ok()?, address))
    }

    fn parse_note_plaintext_without_memo_ovk(
        &self,
        pk_d: &SubgroupPoint,
        plaintext: &NoteBytesData<COMPACT_LEN>,
    ) -> Option<(Opening, Address)> {
        let compact = CompactPlaintext::from_bytes(&plaintext.0)?;
        let opening = Opening::new(compact, *pk_d).ok()?;
        let address = opening.address();
        Some((opening, address))
    }

    fn split_plaintext_at_memo(
        &self,
        plaintext: &NoteBytesData<PLAINTEXT_LEN>,
    ) -> Option<(NoteBytesData<COMPACT_LEN>, Memo)> {
        // Reached only with a plaintext whose tag verified.
        self.authentic.set(true);
        let (compact, memo) = plaintext.0.split_first_chunk::<COMPACT_LEN>()?;
        Some((NoteBytesData(*compact), Memo::from_bytes(memo.try_into().ok()?)))
    }

    fn extract_pk_d(out_plaintext: &OutPlaintextBytes) -> Option<SubgroupPoint> {
        let bytes = out_plaintext.0.first_chunk::<32>()?;
        point::into_prime_order(&point::decode(bytes)?)
    }

    fn extract_esk(out_plaintext: &OutPlaintextBytes) -> Option<Fr> {
        Fr::from_bytes(out_plaintext.0.last_chunk::<32>()?).into()
    }
}

impl BatchDomain for ShojiDomain {
    fn batch_kdf<'a>(
        items: impl Iterator<Item = (Option<ExtendedPoint>, &'a EphemeralKeyBytes)>,
    ) -> Vec<Option<[u8; 32]>> {
        let (secrets, keys): (Vec<_>, Vec<_>) = items.unzip();
        let present: Vec<ExtendedPoint> = secrets.iter().flatten().copied().collect();
        let mut affine = alloc::vec![AffinePoint::identity(); present.len()];
        ExtendedPoint::batch_normalize(&present, &mut affine);
        let mut affine = affine.iter();
        secrets
            .iter()
            .zip(keys)
            .map(|(secret, key)| secret.and_then(|_| affine.next()).map(|point| kdf(point, key)))
            .collect()
    }

    fn batch_epk(
        ephemeral_keys: impl Iterator<Item = EphemeralKeyBytes>,
    ) -> Vec<(Option<WnafBase<ExtendedPoint, WINDOW>>, EphemeralKeyBytes)> {
        let keys: Vec<EphemeralKeyBytes> = ephemeral_keys.collect();
        let points = AffinePoint::batch_from_bytes(keys.iter().map(|key| key.0));
        let prepare = |point: Option<AffinePoint>| {
            point
                .filter(|point| !bool::from(point.is_small_order()))
                .map(|point| WnafBase::new(point.into()))
        };
        points.into_iter().map(|point| prepare(point.into())).zip(keys).collect()
    }
}
