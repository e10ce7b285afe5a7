//! What the register reports, for explorers and auditors.

use frame_support::pallet_macros::pallet_section;

/// The events.
#[pallet_section]
mod events {
    /// What happened.
    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// An account registered as an auditor, with its key of version 1.
        AuditorRegistered {
            /// Who.
            auditor: T::AccountId,
        },
        /// An auditor changed what it says about itself.
        AuditorUpdated {
            /// Who.
            auditor: T::AccountId,
        },
        /// An auditor has a new sealing key.
        KeyRotated {
            /// Who.
            auditor: T::AccountId,
            /// The version of the new key.
            version: u16,
            /// The last block in which grants for the key before are accepted.
            previous_until: u32,
        },
        /// An auditor takes no more grants, and leaves the register with the last one that it has.
        AuditorClosing {
            /// Who.
            auditor: T::AccountId,
        },
        /// An auditor left the register.
        AuditorDeregistered {
            /// Who.
            auditor: T::AccountId,
        },
        /// A grant is in force.
        Granted {
            /// Its id (docs/protocol §10.5).
            grant_id: [u8; 32],
            /// To whom.
            auditor: T::AccountId,
            /// Who has the deposit on hold.
            payer: T::AccountId,
        },
        /// An auditor says that it has opened a grant.
        Acknowledged {
            /// The id of the grant.
            grant_id: [u8; 32],
        },
        /// The auditor of a grant ended it.
        Renounced {
            /// Its id.
            grant_id: [u8; 32],
        },
        /// A grant was revoked.
        Revoked {
            /// Its id.
            grant_id: [u8; 32],
        },
        /// A grant that has expired left state.
        Expired {
            /// Its id.
            grant_id: [u8; 32],
        },
        /// The fee of a revocation went from the grant's deposit to the author of the block.
        FeePaid {
            /// The author.
            author: T::AccountId,
            /// How much, in units.
            fee: u64,
        },
        /// The fee of a revocation was burnt, because the runtime knows no author who can be credited.
        FeeBurnt {
            /// How much, in units.
            fee: u64,
        },
    }
}
