//! The pool's runtime API.
//!
//! There is deliberately no call that takes a note, an address or a nullifier: whoever answered it
//! would learn what the asker owns (docs/protocol §9.3).

use alloc::vec::Vec;

use crate::types::{AssetInfo, PoolInfo};

sp_api::decl_runtime_apis! {
    /// What wallets and servers ask about the pool as a whole.
    pub trait ShieldedPoolApi {
        /// The pool's parameters and totals at this block.
        fn pool_info() -> PoolInfo;

        /// The assets other than the native one whose ids lie in `from .. from + count`, in order of id:
        /// at most 1,024 ids are looked at. A wallet always asks for all that are below the next one.
        fn assets(from: u32, count: u32) -> Vec<AssetInfo>;

        /// The id that the next asset takes. Ids are handed out one after the other, so all there are, and all that
        /// there were, are below it.
        fn next_asset_id() -> u32;

        /// The registered verifying key of the transfer circuit in the encoding of docs/protocol §8.1.
        fn verifying_key() -> Vec<u8>;
    }
}
