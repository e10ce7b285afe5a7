//! Sequences of operations on the real runtime, compared with a plain model after each block.
//!
//! Eight bytes are an operation (see [`Record`]). Bundles are proven with the public trapdoor of the development
//! parameters, so they need no notes: what the model demands is what must hold even if the circuit proved
//! nothing at all.

pub mod accounts;
pub mod attempt;
pub mod compare;
pub mod issuer;
pub mod maker;
pub mod model;
pub mod record;
pub mod rules;
pub mod tally;
pub mod wrapped;

use pallet_shielded_pool::{Call, NOT_CANONICAL_CODE};
use shoji_runtime::{
    configs::EXISTENTIAL_DEPOSIT, Runtime, RuntimeCall, ShieldedPool, UncheckedExtrinsic,
};
use shoji_shielded::{
    bundle::CallKind,
    rules::{BASE_FEE, WINDOW},
};
use sp_runtime::{
    transaction_validity::{InvalidTransaction, TransactionValidityError, ValidTransaction},
    DispatchResult,
};

use crate::chain::{extrinsics, Chain};
use accounts::{account, key, AUTHOR, COUNT, SIGNERS};
use attempt::Attempt;
use maker::{Draft, Maker};
use model::{Model, NATIVE};
use record::{Record, LENGTH};
use tally::Tally;

/// The most operations of a run.
const MAX_OPERATIONS: usize = 64;

/// The most bundles that are kept to be submitted again.
const MAX_KEPT: usize = 32;

/// Runs the operations.
pub fn pool(data: &[u8]) {
    run(data);
}

/// Runs the operations, and says what happened. Every fourth first byte has each block imported as well.
pub fn run(data: &[u8]) -> Tally {
    let Some((first, rest)) = data.split_first() else { return Tally::default() };
    let mut world = World::new(first % 4 == 1);
    for bytes in rest.chunks(LENGTH).take(MAX_OPERATIONS) {
        world.step(&Record::new(bytes));
    }
    world.close();
    world.tally
}

/// The chain, the model, and who acts on both.
pub struct World {
    chain: Chain,
    model: Model,
    maker: Maker,
    /// Bundles that were submitted.
    kept: Vec<Attempt>,
    /// Whether a window has been skipped already. It takes a while.
    skipped: bool,
    tally: Tally,
}

impl World {
    /// A chain at its genesis.
    pub fn new(import: bool) -> Self {
        let mut chain = Chain::new(import);
        let model = chain.state(compare::genesis);
        Self {
            chain,
            model,
            maker: Maker::new(),
            kept: Vec::new(),
            skipped: false,
            tally: Tally::default(),
        }
    }

    /// One operation.
    pub fn step(&mut self, record: &Record) {
        match record.what % 16 {
            0 | 1 => self.payment(CallKind::Shield, record),
            2 | 3 => self.payment(CallKind::Transfer, record),
            4 | 5 => self.payment(CallKind::Unshield, record),
            6 => self.again(record),
            7 => self.wrapped(record),
            8..=11 => self.issue(record),
            12 => self.pay(record),
            13 | 14 => self.close(),
            _ => self.skip(record),
        }
    }

    /// Ends the block, and compares.
    pub fn close(&mut self) {
        self.begin();
        let header = self.chain.close();
        let outcomes = std::mem::take(&mut self.model.extrinsics);
        self.model.close();
        compare::header(&header, &self.model, &outcomes);
        let model = &self.model;
        self.chain.state(|| compare::state(model));
    }

    fn begin(&mut self) {
        if self.model.extrinsics.is_empty() {
            self.chain.begin();
            self.model.extrinsics.push(false);
        }
    }

    fn skip(&mut self, record: &Record) {
        self.close();
        let lengths = [1, 2, 63, 600, WINDOW - 1, WINDOW, WINDOW + 1];
        let blocks = match lengths[Record::one_of(record.units, lengths.len())] {
            long if long > 1_000 && std::mem::replace(&mut self.skipped, true) => 3,
            blocks => blocks,
        };
        self.chain.skip(blocks);
        self.model.number += blocks;
        let model = &self.model;
        self.chain.state(|| compare::state(model));
    }

    /// A bundle, made for the next block.
    fn payment(&mut self, kind: CallKind, record: &Record) {
        let attempt = self.make(kind, record);
        self.keep(attempt.clone());
        self.submit(attempt, record.more);
    }

    fn make(&mut self, kind: CallKind, record: &Record) -> Attempt {
        let party = match kind {
            CallKind::Shield => Record::one_of(record.who, SIGNERS),
            _ => Record::one_of(record.who, COUNT),
        };
        let wire = match (kind, record.asset % 8) {
            (CallKind::Transfer, _) => 0,
            (_, 0..=2) => NATIVE,
            (_, other) => self.model.wire(u32::from(other) - 2),
        };
        let fee = match (kind, record.pick_fee()) {
            (CallKind::Shield, fee) if fee < BASE_FEE || fee % BASE_FEE > 0 => fee,
            (CallKind::Shield, _) => 0,
            (_, fee) => fee,
        };
        let amount = match kind {
            CallKind::Transfer => 0,
            CallKind::Shield => self.shield_amount(party, wire, record),
            CallKind::Unshield => {
                let fee = if wire == NATIVE { u128::from(fee) } else { 0 };
                let (_, minimum) = self.limits(party, wire);
                record.pick_amount(self.model.in_pool(wire).saturating_sub(fee), minimum)
            }
        };
        let roots = &self.model.roots;
        let anchor = roots[record.pick_anchor(roots.len())].1;
        let expiry = record.pick_expiry(self.chain.next_number());
        let draft = Draft { kind, party, wire, amount, fee, anchor, expiry };
        self.maker.make(&self.model, draft, record)
    }

    /// What an account has of an asset, and the least it may have.
    fn limits(&self, who: usize, wire: u64) -> (u128, u128) {
        if wire <= NATIVE {
            return (self.model.natives[who].free, EXISTENTIAL_DEPOSIT);
        }
        match self.model.assets.get(&(wire as u32)) {
            Some(asset) => {
                let balance = asset.holders.get(&who).map_or(0, |holding| holding.balance);
                (balance, asset.minimum)
            }
            None => (1_000, 1),
        }
    }

    /// The most that can be shielded of the native token depends on the fee of the very extrinsic.
    fn shield_amount(&mut self, who: usize, wire: u64, record: &Record) -> u128 {
        let (mut limit, minimum) = self.limits(who, wire);
        if wire == NATIVE {
            let bundle = crate::bundle::well_formed();
            let nonce = self.model.nonces[who];
            let extrinsic =
                self.chain.state(|| extrinsics::signed(key(who), nonce, shield_of(bundle)));
            limit = limit.saturating_sub(self.chain.fee(&extrinsic) + EXISTENTIAL_DEPOSIT);
        }
        record.pick_amount(limit, minimum)
    }

    fn keep(&mut self, attempt: Attempt) {
        if self.kept.len() < MAX_KEPT {
            self.kept.push(attempt);
        }
    }

    fn submit(&mut self, attempt: Attempt, more: u8) {
        match attempt.kind {
            CallKind::Shield => self.shield(attempt),
            _ => self.authorised(attempt, more),
        }
    }

    fn shield(&mut self, attempt: Attempt) {
        let who = attempt.party;
        let Some((result, fee)) = self.signed(who, shield_of(attempt.bundle.clone())) else {
            return;
        };
        let expected = rules::judge_shield(&self.model, &attempt, self.chain.next_number());
        assert_eq!(result, expected);
        match result {
            Ok(()) => {
                self.model.take_effect(CallKind::Shield, who, &attempt.bundle);
                self.tally.count("shield");
            }
            Err(error) => self.tally.count(format!("shield failed: {}", <&str>::from(error))),
        }
        self.settle(who, fee, result.is_ok());
    }

    /// A transfer or an unshield, by the rules.
    fn authorised(&mut self, attempt: Attempt, more: u8) {
        let next = self.chain.next_number();
        let expected =
            rules::judge(&self.model, &attempt, next).map_err(|violation| violation.code());
        // Nonce and tip are signed by nobody: another extrinsic of the same bundle is refused before any rule.
        let (nonce, tip) = match more % 16 {
            15 => (u32::from(more % 3), 1 + u128::from(more % 7)),
            14 => (1 + u32::from(more % 5), 0),
            _ => (0, 0),
        };
        let is_canonical = (nonce, tip) == (0, 0);
        let expected = if is_canonical { expected } else { Err(NOT_CANONICAL_CODE) };
        let extrinsic = extrinsics::general(call_of(&attempt), nonce, tip);
        if !self.chain.is_open() && more & 1 == 1 {
            self.validated(&extrinsic, &attempt, expected);
        }
        self.begin();
        let result = self.chain.apply(&extrinsic);
        match result {
            Ok(Ok(())) => {
                assert_eq!(expected, Ok(()), "an included bundle");
                self.model.take_effect(attempt.kind, attempt.party, &attempt.bundle);
                self.model.extrinsics.push(true);
                self.tally.count(attempt.kind.name());
            }
            // Whether there is room is asked before any rule.
            Err(error) if self.is_full(&error) && is_canonical => self.tally.count("full"),
            Err(TransactionValidityError::Invalid(InvalidTransaction::Custom(code))) => {
                assert_eq!(expected, Err(code), "a refused bundle");
                self.tally.count(format!("refused by rule {code}"));
            }
            other => panic!("{other:?} where {expected:?} was expected"),
        }
    }

    /// What the transaction pool hears of it is what the block will say (docs/protocol §7.5).
    fn validated(
        &mut self,
        extrinsic: &UncheckedExtrinsic,
        attempt: &Attempt,
        expected: Result<(), u8>,
    ) {
        let bundle = &attempt.bundle;
        let next = u64::from(self.chain.next_number());
        let validity = self.chain.validate(extrinsic).map(|valid| {
            let ValidTransaction { priority, requires, provides, longevity, propagate } = valid;
            assert_eq!(priority, ShieldedPool::priority(BASE_FEE) / BASE_FEE * bundle.fee);
            assert_eq!((requires.len(), provides.len(), propagate), (0, 3, true));
            assert_eq!(longevity, (u64::from(bundle.expiry) + 1 - next).min(64));
        });
        let expected = expected.map_err(|code| InvalidTransaction::Custom(code).into());
        assert_eq!(validity, expected, "in the transaction pool");
    }

    /// Whether an extrinsic was refused because the block is full, of something.
    fn is_full(&self, error: &TransactionValidityError) -> bool {
        let full = TransactionValidityError::Invalid(InvalidTransaction::ExhaustsResources);
        *error == full && self.model.extrinsics.len() > 1
    }

    /// Signs a call and applies it: its result and the fee it had to be able to pay, which the model has
    /// paid. `None` if it was not included.
    fn signed(&mut self, who: usize, call: RuntimeCall) -> Option<(DispatchResult, u128)> {
        self.begin();
        let nonce = self.model.nonces[who];
        let extrinsic = self.chain.state(|| extrinsics::signed(key(who), nonce, call));
        let fee = self.chain.fee(&extrinsic);
        let can_pay = self.model.natives[who].free.saturating_sub(EXISTENTIAL_DEPOSIT) >= fee;
        match self.chain.apply(&extrinsic) {
            Ok(result) => {
                assert!(can_pay, "an extrinsic whose fee was not paid");
                self.model.natives[who].free -= fee;
                Some((result, fee))
            }
            Err(error) if self.is_full(&error) => None,
            Err(TransactionValidityError::Invalid(InvalidTransaction::Payment)) => {
                assert!(!can_pay, "an extrinsic whose fee could be paid");
                None
            }
            Err(error) => panic!("a signed extrinsic is refused: {error:?}"),
        }
    }

    /// After an included signed extrinsic: what is left of its fee comes back, the rest is the author's.
    fn settle(&mut self, who: usize, fee: u128, took_effect: bool) {
        let paid = self.chain.fee_paid();
        self.model.natives[who].free += fee.checked_sub(paid).expect("no more than announced");
        self.model.natives[AUTHOR].free += paid;
        self.model.nonces[who] += 1;
        self.model.extrinsics.push(took_effect);
    }
}

fn shield_of(bundle: shoji_shielded::bundle::Bundle) -> RuntimeCall {
    Call::<Runtime>::shield { bundle: Box::new(bundle) }.into()
}

fn call_of(attempt: &Attempt) -> RuntimeCall {
    let bundle = Box::new(attempt.bundle.clone());
    match attempt.kind {
        CallKind::Shield => Call::<Runtime>::shield { bundle },
        CallKind::Transfer => Call::transfer { bundle },
        CallKind::Unshield => Call::unshield { recipient: account(attempt.party), bundle },
    }
    .into()
}
