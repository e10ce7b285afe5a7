//! The account key and what it authorises (docs/protocol §2.1, §2.2).

use super::{AccountViewingKey, KeyError, ScopeKeys, ScopeLabel};
use crate::{
    audit::{self, AuditKey},
    bundle::INPUTS,
    field::{self, Base},
    hash::{b512, prf_expand},
    point::{coordinates, generator},
    poseidon::{hash, Domain},
};
use ff::Field;
use zeroize::{ZeroizeOnDrop, Zeroizing};

/// ZIP 32's purpose, then this protocol's place in the path `32' / 1517' / account'`.
const PURPOSE: u32 = 32;
const COIN: u32 = 1517;
/// The step below an account that leads to the audited account of the same number.
const AUDITED: u32 = 1;
const HARDENED: u32 = 1 << 31;

/// The account key `sk`: whoever holds it can spend and see everything of the account. Erased when
/// dropped.
#[derive(Clone, ZeroizeOnDrop)]
pub struct SpendingKey {
    sk: Zeroizing<[u8; 32]>,
    audited: bool,
}

impl SpendingKey {
    /// The account key at `32' / 1517' / account'` of a 64-byte BIP-39 seed: an account that is not
    /// audited.
    pub fn from_seed(seed: &[u8], account: u32) -> Result<SpendingKey, KeyError> {
        SpendingKey::new(descend(seed, account, &[PURPOSE, COIN, account])?, false)
    }

    /// The account key at `32' / 1517' / account' / 1'`: the audited account with this number. Every
    /// address of it is bound to its audit key `k`. It has no value in common with the account that
    /// is not audited, so that nothing it shows says anything of that one.
    pub fn audited_from_seed(seed: &[u8], account: u32) -> Result<SpendingKey, KeyError> {
        SpendingKey::new(descend(seed, account, &[PURPOSE, COIN, account, AUDITED])?, true)
    }

    /// The key of an account that is not audited, of its 32 bytes; refuses those whose `ask` is zero.
    pub fn from_bytes(sk: [u8; 32]) -> Result<SpendingKey, KeyError> {
        SpendingKey::new(Zeroizing::new(sk), false)
    }

    /// The key of an audited account, of its 32 bytes; as [`SpendingKey::from_bytes`].
    pub fn audited_from_bytes(sk: [u8; 32]) -> Result<SpendingKey, KeyError> {
        SpendingKey::new(Zeroizing::new(sk), true)
    }

    fn new(sk: Zeroizing<[u8; 32]>, audited: bool) -> Result<SpendingKey, KeyError> {
        let key = SpendingKey { sk, audited };
        if bool::from(key.ask().is_zero()) {
            return Err(KeyError::ZeroSpendAuthorizingKey);
        }
        Ok(key)
    }

    /// Whether this is an audited account.
    pub fn is_audited(&self) -> bool {
        self.audited
    }

    pub(super) fn expand_all(&self, t: &[u8]) -> Zeroizing<[u8; 64]> {
        Zeroizing::new(prf_expand(&self.sk, t))
    }

    fn expand(&self, t: u8) -> Zeroizing<[u8; 64]> {
        self.expand_all(&[t])
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

    /// The randomizer `alpha` of the payment whose bundle has these nullifiers, in the bundle's order
    /// (docs/protocol §5.5). A wallet that was restored from its words knows it again, and with it that
    /// the payment was its own.
    pub fn payment_alpha(&self, nullifiers: &[[u8; 32]; INPUTS]) -> Zeroizing<jubjub::Fr> {
        let mut t = [0; 1 + 32 * INPUTS];
        t[0] = 0x08;
        t[1..].copy_from_slice(nullifiers.as_flattened());
        Zeroizing::new(field::scalar_from_wide(&self.expand_all(&t)))
    }

    /// `k` of an audited account.
    fn k(&self) -> Option<Zeroizing<Base>> {
        self.audited.then(|| Zeroizing::new(field::from_wide(&self.expand(0x04))))
    }

    /// What an auditor of an audited account needs (docs/protocol §5.4).
    pub fn audit_key(&self) -> Option<AuditKey> {
        let account = || audit::account(coordinates(&self.ak().into()), self.audit());
        self.k().map(|k| AuditKey { k: *k, account: account() })
    }

    /// `H_AUDIT(k)` of an audited account, else 0.
    pub fn audit(&self) -> Base {
        self.k().map_or(Base::ZERO, |k| hash(Domain::AuditKey, &[*k]))
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

/// The `sk` at the end of a path of hardened steps from the master key.
fn descend(seed: &[u8], account: u32, path: &[u32]) -> Result<Zeroizing<[u8; 32]>, KeyError> {
    if seed.len() != 64 {
        return Err(KeyError::SeedLength);
    }
    if account >= HARDENED {
        return Err(KeyError::AccountIndex);
    }
    let mut node = Zeroizing::new(b512(b"ShojiMasterSeed_", &[seed]));
    for index in path {
        let (sk, chain_code) = node.split_at(32);
        let index = (index + HARDENED).to_le_bytes();
        node = Zeroizing::new(b512(b"ShojiChildKey___", &[chain_code, sk, &index]));
    }
    let mut sk = Zeroizing::new([0; 32]);
    sk.copy_from_slice(&node[..32]);
    Ok(sk)
}

impl core::fmt::Debug for SpendingKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("SpendingKey(..)")
    }
}
