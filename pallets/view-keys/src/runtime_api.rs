//! The register's runtime API.

use alloc::vec::Vec;

use crate::types::{AuditorInfo, GrantInfo, GrantStatus};

sp_api::decl_runtime_apis! {
    /// What wallets, auditors and servers ask about auditors and grants (docs/protocol §11.7).
    pub trait ViewKeysApi {
        /// The auditor with this account.
        fn auditor(account: [u8; 32]) -> Option<AuditorInfo>;

        /// Auditors in the order of storage, after this account or from the first on; at most 256.
        fn auditors(after: Option<[u8; 32]>, count: u32) -> Vec<AuditorInfo>;

        /// The auditor's grants in force in the order of storage, after this id or from the first on; at most 256.
        fn grants(auditor: [u8; 32], after: Option<[u8; 32]>, count: u32) -> Vec<GrantInfo>;

        /// What the chain knows of a grant.
        fn grant(id: [u8; 32]) -> GrantStatus;

        /// The version that the next sealing key of this account takes; 65,536 where there is none any more.
        fn next_key_version(account: [u8; 32]) -> u32;

        /// The registered verifying key of the grant circuit in the encoding of docs/protocol §8.1; empty where there
        /// is none.
        fn grant_verifying_key() -> Vec<u8>;
    }
}
