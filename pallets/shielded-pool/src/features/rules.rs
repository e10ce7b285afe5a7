//! The rules of a bundle in the order of docs/protocol §7.1: cheap ones first, and those about the
//! pool's funds and the recipient (16, 17) before the signature and the proof (14, 15).

use frame_support::{ensure, traits::Get};
use shoji_proofs::{
    verify, Proof, VerifyingKey, TRANSFER_CIRCUIT, TRANSFER_PUBLIC_INPUTS, TRANSFER_VERSION,
};
use shoji_shielded::{
    bundle::{Bundle, CallKind},
    field::Base,
    rules::{Violation, FEE_MULTIPLIERS},
    sighash, signature,
};
use sp_runtime::traits::{Saturating, Zero};

use super::payment::Payment;
use crate::{Config, Nullifiers, Pallet, Refusal, VerifyingKeys};

impl<T: Config> Pallet<T> {
    /// Whether the payment may take effect in the block under execution, whose number is the `N` of
    /// docs/protocol §7.1. Reads state and changes nothing.
    ///
    /// The transaction pool asks this for the next block, the executive asks it again when a block is
    /// built and when it is imported, and a shield asks it when it is dispatched: one function, so
    /// that they cannot disagree.
    pub(crate) fn check(payment: &Payment<T>, bundle: &Bundle) -> Result<(), Refusal> {
        let kind = payment.kind();
        // Rule 1. The tree and its roots are those of this version: another version needs a tree of its
        // own beside its own nullifier set, or notes spent here could be spent again there. Until it
        // has one, no registration can open that door.
        ensure!(bundle.circuit_version == TRANSFER_VERSION, Violation::UnknownCircuit);
        ensure!(
            VerifyingKeys::<T>::contains_key(TRANSFER_CIRCUIT, bundle.circuit_version),
            Violation::UnknownCircuit
        );
        // Rules 2, 3, 4
        bundle.parse_fields()?;
        // Rule 5: well formed, known, live
        let asset = Self::known_id(bundle.check_asset(kind)?)?;
        // Rule 6
        bundle.check_amount(kind)?;
        // Rule 7
        Self::check_fee(kind, bundle.fee)?;
        // Rules 8, 9, 10
        Self::check_time(bundle)?;
        // Rule 11
        ensure!(
            !bundle
                .nullifiers
                .iter()
                .any(|nf| Nullifiers::<T>::contains_key(bundle.circuit_version, nf)),
            Violation::NullifierSpent
        );
        // Rules 12, 13
        let parsed = bundle.parse()?;
        Self::check_room()?;
        // Rules 16, 17
        match payment {
            Payment::Shield { .. } => (),
            Payment::Transfer => Self::check_pool_holds(bundle)?,
            Payment::Unshield { recipient } => {
                Self::check_pool_holds(bundle)?;
                Self::check_recipient(asset, recipient, bundle.amount)?;
            }
        }
        // Rule 14
        ensure!(
            signature::verify(&bundle.rk, &Self::sighash(payment, bundle), &bundle.signature),
            Violation::InvalidSignature
        );
        // Rule 15
        Self::check_proof(bundle, &parsed.public_inputs(kind))?;
        Ok(())
    }

    /// The sighash of the bundle in this payment on this chain (docs/protocol §6.2).
    pub(crate) fn sighash(payment: &Payment<T>, bundle: &Bundle) -> [u8; 32] {
        let mut genesis = [0; 32];
        // The system pallet keeps the hash of block 0 for ever. A runtime with a longer hash would
        // bind the first 32 bytes of it.
        let hash = frame_system::Pallet::<T>::block_hash(
            frame_system::pallet_prelude::BlockNumberFor::<T>::zero(),
        );
        genesis.iter_mut().zip(hash.as_ref()).for_each(|(byte, from)| *byte = *from);
        sighash::sighash(&genesis, payment.kind(), &payment.party(), bundle)
    }

    /// Rule 7, with the base fee of this chain.
    fn check_fee(kind: CallKind, fee: u64) -> Result<(), Violation> {
        let allowed = match kind {
            CallKind::Shield => fee == 0,
            CallKind::Transfer | CallKind::Unshield => {
                let base_fee = T::BaseFee::get();
                FEE_MULTIPLIERS.iter().any(|m| base_fee.checked_mul(*m) == Some(fee))
            }
        };
        ensure!(allowed, Violation::FeeNotInSchedule);
        Ok(())
    }

    /// Rules 8, 9 and 10. Both ends of both windows belong to them.
    fn check_time(bundle: &Bundle) -> Result<(), Violation> {
        let now = frame_system::Pallet::<T>::block_number();
        let expiry = bundle.expiry.into();
        ensure!(now <= expiry, Violation::Expired);
        ensure!(expiry <= now.saturating_add(T::Window::get().into()), Violation::ExpiryTooFar);
        ensure!(Self::is_anchor(&bundle.anchor, now), Violation::UnknownAnchor);
        Ok(())
    }

    /// Rule 15.
    fn check_proof(bundle: &Bundle, public_inputs: &[Base]) -> Result<(), Violation> {
        let bytes = VerifyingKeys::<T>::get(TRANSFER_CIRCUIT, bundle.circuit_version)
            .ok_or(Violation::UnknownCircuit)?;
        let key = VerifyingKey::from_registered_bytes(&bytes, TRANSFER_PUBLIC_INPUTS)
            .map_err(|_| Violation::UnknownCircuit)?;
        verify(&key, public_inputs, &Proof(bundle.proof)).map_err(|_| Violation::InvalidProof)
    }
}
