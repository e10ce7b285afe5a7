//! Sealing what is granted to the auditor's key, and opening it (docs/protocol §10.2, §10.3).

use super::{commitment, Context, Grant, GrantKind, WORDS};
use crate::{
    address::{Address, Diversifier},
    audit::AuditKey,
    field::{self, Base},
    keys::{FullViewingKey, IncomingViewingKey},
    point::{self, coordinates, generator},
    poseidon::{hash, hash_words, Domain},
};
use ff::Field;
use jubjub::{ExtendedPoint, Fr, SubgroupPoint};
use zeroize::Zeroizing;

/// Words of the key stream; the last is the trapdoor of a hidden address.
const STREAM: usize = 8;

/// A sealed message.
#[derive(Clone)]
pub struct Sealed {
    /// `[esk] G`, encoded.
    pub epk: [u8; 32],
    /// `c0 .. c5`.
    pub ciphertext: [Base; WORDS],
    /// `r`: what a hidden address is committed to with; 0 for a stated one.
    pub r: Base,
}

/// The key that a grant shows.
#[derive(Clone, PartialEq, Eq)]
pub enum GrantedKey {
    /// Of an incoming grant.
    Incoming(IncomingViewingKey),
    /// Of a full grant.
    Full {
        /// The scope's full viewing key.
        key: FullViewingKey,
        /// What reads the records of the account, if it is audited.
        audit: Option<AuditKey>,
    },
}

/// An opened grant. Address and `r` open the commitment to a hidden address before anybody.
#[derive(Clone, PartialEq, Eq)]
pub struct Opened {
    /// The key.
    pub key: GrantedKey,
    /// The address that the grant is about.
    pub address: Address,
    /// `r`.
    pub r: Base,
}

/// Why a grant does not open. One with a stated address that was verified always does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenError {
    /// The ephemeral key or a word is not canonical, or the ephemeral key is of small order.
    Encoding,
    /// The words are not what a message consists of.
    Words,
    /// The address that follows from key and diversifier is not the one that the grant is about.
    Address,
}

/// `m = (ivk, kind * nk, kind * ivk_int, kind * b * k, kind * b * account, d)`.
pub fn message(
    kind: GrantKind,
    key: &FullViewingKey,
    audit: Option<&AuditKey>,
    d: &Diversifier,
) -> Zeroizing<[Base; WORDS]> {
    let mut words = Zeroizing::new([Base::ZERO; WORDS]);
    words[0] = key.ivk.to_base();
    if kind == GrantKind::Full {
        words[1] = key.nk;
        words[2] = key.ivk_int.to_base();
        if let Some(audit) = audit {
            (words[3], words[4]) = (audit.k, audit.account);
        }
    }
    words[5] = d.to_base();
    words
}

/// Seals a message to the key `pk`. `esk` is not 0 and seals nothing else: the owner takes the one
/// that follows from its randomized key.
pub fn seal(message: &[Base; WORDS], pk: &SubgroupPoint, esk: &Fr, context: &Context) -> Sealed {
    let stream = stream(&(*pk * esk).into(), context);
    Sealed {
        epk: point::encode(&(generator() * esk).into()),
        ciphertext: core::array::from_fn(|i| message[i] + stream[i]),
        r: trapdoor(&stream, context),
    }
}

/// `S_GRANT([8] point, ctx)`.
fn stream(point: &ExtendedPoint, context: &Context) -> Zeroizing<[Base; STREAM]> {
    let (u, v) = coordinates(&point.mul_by_cofactor());
    Zeroizing::new(hash_words(Domain::GrantStream, &[u, v, context.to_base()]))
}

fn trapdoor(stream: &[Base; STREAM], context: &Context) -> Base {
    if context.hidden {
        stream[STREAM - 1]
    } else {
        Base::ZERO
    }
}

impl GrantedKey {
    /// The incoming viewing key, which both kinds have.
    pub fn ivk(&self) -> &IncomingViewingKey {
        match self {
            GrantedKey::Incoming(ivk) => ivk,
            GrantedKey::Full { key, .. } => &key.ivk,
        }
    }

    /// What words of a message say, but for the diversifier.
    fn from_words(kind: GrantKind, words: &[Base; WORDS]) -> Option<GrantedKey> {
        let [ivk, nk, ivk_int, k, account, _] = *words;
        let ivk = IncomingViewingKey::new(ivk).ok()?;
        if kind == GrantKind::Incoming {
            let rest = [nk, ivk_int, k, account] == [Base::ZERO; 4];
            return rest.then_some(GrantedKey::Incoming(ivk));
        }
        // Nobody finds an account that is 0: it says that there is no audit key.
        let audit = (account != Base::ZERO).then_some(AuditKey { k, account });
        if audit.is_none() && k != Base::ZERO {
            return None;
        }
        let ivk_int = IncomingViewingKey::new(ivk_int).ok()?;
        let image = audit.as_ref().map_or(Base::ZERO, |key| hash(Domain::AuditKey, &[key.k]));
        let key = FullViewingKey { ivk, ivk_int, nk, audit: image };
        Some(GrantedKey::Full { key, audit })
    }
}

impl Grant {
    /// What the grant shows, for the auditor, whose secret is `x`. Of a grant that was not verified, nothing but the
    /// incoming key is known to be that of the address.
    pub fn open(&self, genesis: &[u8; 32], x: &Fr) -> Result<Opened, OpenError> {
        let epk = point::decode_not_small_order(&self.epk).ok_or(OpenError::Encoding)?;
        self.open_with(genesis, &(epk * x))
    }

    /// What the grant shows, for its owner, who takes `esk` from the grant's randomized key.
    pub fn reopen(
        &self,
        genesis: &[u8; 32],
        pk: &SubgroupPoint,
        esk: &Fr,
    ) -> Result<Opened, OpenError> {
        self.open_with(genesis, &(*pk * esk).into())
    }

    fn open_with(&self, genesis: &[u8; 32], point: &ExtendedPoint) -> Result<Opened, OpenError> {
        let context = self.context(genesis);
        let stream = stream(point, &context);
        let mut words = Zeroizing::new([Base::ZERO; WORDS]);
        for ((word, bytes), pad) in words.iter_mut().zip(&self.ciphertext).zip(stream.iter()) {
            *word = field::from_bytes(bytes).ok_or(OpenError::Encoding)? - pad;
        }
        let key = GrantedKey::from_words(self.kind, &words).ok_or(OpenError::Words)?;
        let d = Diversifier::from_base(&words[WORDS - 1]).ok_or(OpenError::Words)?;
        let address = key.ivk().address(d).map_err(|_| OpenError::Address)?;
        let r = trapdoor(&stream, &context);
        let stated = self.target.commitment().map_err(|_| OpenError::Encoding)?;
        if commitment(&address, &r) != Some(stated) {
            return Err(OpenError::Address);
        }
        Ok(Opened { key, address, r })
    }
}

impl core::fmt::Debug for GrantedKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            GrantedKey::Incoming(_) => "Incoming(..)",
            GrantedKey::Full { .. } => "Full(..)",
        })
    }
}

impl core::fmt::Debug for Opened {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Opened(..)")
    }
}
