//! Who takes part.

use std::sync::OnceLock;

use shoji_runtime::{AccountId, ShieldedPool};
use sp_core::sr25519;
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve};

use crate::chain::genesis::POOR;

/// Accounts that sign. The first is the author of every block, and root.
const KEYS: [Sr25519Keyring; SIGNERS] = [Alice, Bob, Charlie, Dave, Eve];

/// How many accounts sign: the first ones.
pub const SIGNERS: usize = 5;
/// How many accounts there are.
pub const COUNT: usize = SIGNERS + 3;
/// The author of every block, who is also root.
pub const AUTHOR: usize = 0;
/// The account of the pool, the last one.
pub const POOL: usize = COUNT - 1;

/// The key of an account that signs.
pub fn key(who: usize) -> &'static sr25519::Pair {
    // Stretching the phrase of the well-known keys takes as long as everything else about a signature.
    static PAIRS: OnceLock<[sr25519::Pair; SIGNERS]> = OnceLock::new();
    &PAIRS.get_or_init(|| KEYS.map(Sr25519Keyring::pair))[who]
}

/// The account with this number: those that sign, one with silver only, one with nothing, the pool.
pub fn account(who: usize) -> AccountId {
    match who {
        POOL => ShieldedPool::account_id(),
        5 => POOR.into(),
        6 => [0x22; 32].into(),
        signer => KEYS[signer].to_account_id(),
    }
}

/// The number of an account, if it takes part.
pub fn number(account: &AccountId) -> Option<usize> {
    (0..COUNT).find(|who| self::account(*who) == *account)
}
