//! The account key and what it authorises (docs/protocol §2.1, §2.2).

use super::{AccountViewingKey, KeyError, ScopeKeys, ScopeLabel};
use crate::{
    field::{self, Base},
    hash::{b512, prf_expand},
    point::generator,
    poseidon::{hash, Domain},
};
use ff::Field;
use zeroize::{Zeroize, Zeroizing};

/// ZIP 32's purpose, then this protocol's place in the path `32' / 1517' / account'`.
const PATH_PREFIX: [u32; 2] = [32, 1517];
const HARDENED: u32 = 1 << 31;

/// The account key `sk`: whoever holds it can spend and see everything of the account. Erased when
/// dropped.
#[derive(Clone)]
pub struct SpendingKey {
    sk: Zeroizing<[u8; 32]>,
    audited: bool,
}

impl SpendingKey {
    /// The account key at `32' / 1517' / account'` of a 64-byte BIP-39 seed. The account is not
    /// audited; see [`SpendingKey::audited`].
    pub fn from_seed(seed: &[u8], account: u32) -> Result<SpendingKey, KeyError> {
        if seed.len() != 64 {
            return Err(KeyError::SeedLength);
        }
        if account >= HARDENED {
            return Err(KeyError::AccountIndex);
        }
        let mut node = Zeroizing::new(b512(b"ShojiMasterSeed_", &[seed]));
        for index in PATH_PREFIX.into_iter().chain([account]) {
            let (sk, chain_code) = node.split_at(32);
            let index = (index + HARDENED).to_le_bytes();
            let child = b512(b"ShojiChildKey___", &[chain_code, sk, &index]);
            *node = child;
        }
        let mut sk = [0; 32];
        sk.copy_from_slice(&node[..32]);
        let key = SpendingKey::from_bytes(sk);
        sk.zeroize();
        key
    }

    /// The account key of its 32 bytes; refuses those whose `ask` is zero.
    pub fn from_bytes(sk: [u8; 32]) -> Result<SpendingKey, KeyError> {
        let key = SpendingKey { sk: Zeroizing::new(sk), audited: false };
        if bool::from(key.ask().is_zero()) {
            return Err(KeyError::ZeroSpendAuthorizingKey);
        }
        Ok(key)
    }

    /// The same account key as an audited account: every address is bound to the audit key `k`, so
    /// it is another account, with other addresses.
    pub fn audited(self) -> SpendingKey {
        SpendingKey { audited: true, ..self }
    }

    /// Whether this is an audited account.
    pub fn is_audited(&self) -> bool {
        self.audited
    }

    fn expand(&self, t: u8) -> Zeroizing<[u8; 64]> {
        Zeroizing::new(prf_expand(&self.sk, &[t]))
    }

    fn expand_32(&self, t: u8) -> Zeroizing<[u8; 32]> {
        let mut bytes = Zeroizing::new([0; 32]);
        bytes.copy_from_slice(&self.expand(t)[..32]);
        bytes
    }

    /// The spend authorizing key.
    pub fn ask(&self) -> Zeroizing<jubjub::Fr> {
        Zeroizing::new(field::scalar_from_wide(&self.expand(0x00)))
    }

    /// The spend validating key `[ask] G`.
    pub fn ak(&self) -> jubjub::SubgroupPoint {
        generator() * *self.ask()
    }

    /// What dummy notes are derived from (docs/protocol §5.5).
    pub fn dummy_root(&self) -> Zeroizing<[u8; 32]> {
        self.expand_32(0x03)
    }

    /// The audit key `k` of an audited account.
    pub fn audit_key(&self) -> Option<Base> {
        self.audited.then(|| field::from_wide(&self.expand(0x04)))
    }

    /// `H_AUDIT(k)` of an audited account, else 0.
    pub fn audit(&self) -> Base {
        self.audit_key().map_or(Base::ZERO, |k| hash(Domain::AuditKey, &[k]))
    }

    /// Everything of the account but the power to spend.
    pub fn viewing_key(&self) -> AccountViewingKey {
        AccountViewingKey {
            ak: self.ak(),
            vr: field::from_wide(&self.expand(0x01)),
            dk_root: *self.expand_32(0x02),
            audit: self.audit(),
        }
    }

    /// The keys of one scope.
    pub fn scope(&self, label: &ScopeLabel) -> Result<ScopeKeys, KeyError> {
        self.viewing_key().scope(label)
    }
}

impl core::fmt::Debug for SpendingKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("SpendingKey(..)")
    }
}
