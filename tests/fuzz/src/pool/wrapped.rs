//! Bundles that come again, and bundles in extrinsics that cannot carry one.

use shoji_runtime::{Runtime, RuntimeCall, UncheckedExtrinsic};
use shoji_shielded::bundle::CallKind;
use sp_runtime::{generic::Preamble, DispatchError, MultiSignature};

use super::{
    accounts::{account, key, AUTHOR, SIGNERS},
    call_of,
    maker::flip,
    record::Record,
    World,
};
use crate::chain::extrinsics;

impl World {
    /// Submits a bundle once more, as it was or changed.
    pub(super) fn again(&mut self, record: &Record) {
        if self.kept.is_empty() {
            return;
        }
        let mut attempt = self.kept[Record::one_of(record.asset, self.kept.len())].clone();
        match record.terms % 8 {
            // Under other extrinsic bytes, which `more` chooses.
            0 | 1 => {}
            2 => attempt.party = Record::one_of(record.who, SIGNERS),
            3 => attempt.prove(record.units),
            4 => self.maker.sign(&mut attempt),
            5 => {
                let kinds = [CallKind::Shield, CallKind::Transfer, CallKind::Unshield];
                attempt.kind = kinds[Record::one_of(record.units, 3)];
            }
            6 => flip(&mut attempt.bundle, u64::from(record.units) << 8 | u64::from(record.amount)),
            // The same nullifiers in another payment that is right otherwise.
            _ => {
                attempt.bundle.expiry = record.pick_expiry(self.chain.next_number());
                attempt.party = Record::one_of(record.who, SIGNERS);
                self.maker.seal(&mut attempt, record.units);
            }
        }
        if attempt.kind == CallKind::Shield {
            attempt.party %= SIGNERS;
        }
        self.submit(attempt, record.more);
    }

    /// A bundle that would be right, in an extrinsic that is not: nothing happens but a fee (docs/protocol §7.2).
    pub(super) fn wrapped(&mut self, record: &Record) {
        let kinds = [CallKind::Transfer, CallKind::Unshield, CallKind::Shield];
        let attempt = self.make(kinds[Record::one_of(record.units, 3)], record);
        let call = call_of(&attempt);
        let is_shield = attempt.kind == CallKind::Shield;
        self.keep(attempt);
        let who = Record::one_of(record.who, SIGNERS);
        match record.amount % 5 {
            0 => self.bare(call),
            1 => self.in_sudo(who, call),
            2 => self.in_sudo(AUTHOR, call),
            3 if is_shield => self.misplaced(extrinsics::general(call, 0, 0)),
            3 => self.signed_call(who, call),
            _ => self.tampered(who, call, record),
        }
    }

    /// Only a block author can write it.
    fn bare(&mut self, call: RuntimeCall) {
        self.begin();
        match self.chain.apply(&UncheckedExtrinsic::new_bare(call)) {
            Ok(result) => {
                assert_eq!(result, Err(DispatchError::BadOrigin));
                self.model.extrinsics.push(false);
            }
            Err(error) => assert!(self.is_full(&error), "{error:?}"),
        }
    }

    fn in_sudo(&mut self, who: usize, call: RuntimeCall) {
        let call = pallet_sudo::Call::<Runtime>::sudo { call: Box::new(call) }.into();
        let Some((result, fee)) = self.signed(who, call) else { return };
        assert_eq!(result, Err(frame_system::Error::<Runtime>::CallFiltered.into()));
        self.settle(who, fee, false);
    }

    fn signed_call(&mut self, who: usize, call: RuntimeCall) {
        let Some((result, fee)) = self.signed(who, call) else { return };
        assert_eq!(result, Err(DispatchError::BadOrigin));
        self.settle(who, fee, false);
    }

    fn misplaced(&mut self, extrinsic: UncheckedExtrinsic) {
        self.begin();
        let result = self.chain.apply(&extrinsic);
        assert!(result.is_err(), "{result:?}");
    }

    /// A signed extrinsic with another nonce, another signer's name or a changed signature.
    fn tampered(&mut self, who: usize, call: RuntimeCall, record: &Record) {
        let nonce = self.model.nonces[who];
        let wrong = if record.more & 4 == 0 { nonce + 1 } else { nonce.wrapping_sub(1) };
        let nonce = if record.more % 4 == 0 { wrong } else { nonce };
        self.begin();
        let mut extrinsic = self.chain.state(|| extrinsics::signed(key(who), nonce, call));
        if let Preamble::Signed(address, MultiSignature::Sr25519(signature), _) =
            &mut extrinsic.preamble
        {
            match record.more % 4 {
                0 => {}
                1 => *address = account((who + 1) % SIGNERS).into(),
                _ => signature.0[usize::from(record.more) % 64] ^= 1,
            }
        }
        self.misplaced(extrinsic);
    }
}
