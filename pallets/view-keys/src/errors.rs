//! Why calls are refused.

use frame_support::pallet_macros::pallet_section;

/// The errors.
#[pallet_section]
mod errors {
    /// Why a call was refused: first the rules of a grant in the order of docs/protocol §11.3.
    #[pallet::error]
    pub enum Error<T> {
        /// No verifying key is registered for the version of the grant circuit.
        UnknownCircuit,
        /// The account is not a registered auditor.
        UnknownAuditor,
        /// The auditor takes no more grants.
        AuditorClosing,
        /// The auditor has no sealing key of this version, or has rotated it out twice.
        UnknownKeyVersion,
        /// The auditor's key of this version was rotated out, and its grace is over.
        KeyRetired,
        /// The block that the grant names for its inclusion at the latest has passed.
        IncludedTooLate,
        /// The grant has expired.
        GrantExpired,
        /// The expiry lies further ahead than a grant may.
        ValidityTooLong,
        /// A grant with this id is in state.
        GrantExists,
        /// A grant with this id has been revoked.
        GrantRevoked,
        /// The payer cannot have the deposit on hold and keep the existential deposit.
        PayerCannotPay,
        /// The target, a sealed word, or one of the grant's points is not what docs/protocol §10.4 asks for.
        InvalidGrant,
        /// The signature of the grant or of the revocation does not verify.
        InvalidSignature,
        /// The proof does not decode or does not verify.
        InvalidProof,
        /// There is no grant with this id, or not any more.
        UnknownGrant,
        /// The grant is still in force.
        NotExpired,
        /// The account is not the auditor of this grant.
        NotTheAuditor,
        /// The auditor has acknowledged this grant before.
        AlreadyAcknowledged,
        /// The account is registered already.
        AlreadyRegistered,
        /// The auditor cannot have the deposit on hold and keep the existential deposit.
        AuditorCannotPay,
        /// The name is empty or not UTF-8.
        InvalidName,
        /// The contact is not UTF-8.
        InvalidContact,
        /// The policy URI is not UTF-8.
        InvalidPolicyUri,
        /// The sealing key is not canonical or not of prime order.
        InvalidKey,
        /// The proof of possession of the sealing key does not verify for this account and version.
        InvalidPossession,
        /// The key is the one that the auditor has.
        SameKey,
        /// The key before is still within its grace.
        RotationTooSoon,
        /// There is no version after this one.
        KeyVersionsExhausted,
        /// The deposit that is held does not cover the fee of a revocation without an account.
        DepositTooSmall,
        /// State contradicts itself. Never returned unless another part of the runtime is wrong.
        Inconsistent,
    }
}
