//! The pool's runtime API.
//!
//! There is deliberately no call that takes a note, an address or a nullifier: whoever answered it
//! would learn what the asker owns (docs/protocol §9.3).

use alloc::vec::Vec;

use crate::types::PoolInfo;

sp_api::decl_runtime_apis! {
    /// What wallets and servers ask about the pool as a whole.
    pub trait ShieldedPoolApi {
        /// The pool's parameters and totals at this block.
        fn pool_info() -> PoolInfo;

        /// The registered verifying key of the transfer circuit in the encoding of docs/protocol §8.1.
        fn verifying_key() -> Vec<u8>;
    }
}
