//! The register against a plain model: any sequence of what auditors, payers and owners do, in any order, in time and out
//! of it, under any weight for cleaning. Only proofs are left out: what is refused for nothing but its proof is put in
//! force without one.

use std::collections::BTreeMap;

use frame_support::{
    assert_noop,
    storage::{with_transaction, TransactionOutcome},
    weights::Weight,
};
use frame_system::RawOrigin;
use proptest::prelude::*;
use shoji_shielded::grant::{revocation::RevocationFee, Disclosures, Grant};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve};
use sp_runtime::{traits::Dispatchable, BuildStorage, DispatchError, DispatchResult};

use super::scene::*;
use crate::{mock::*, weights::MeasuredWeight, Call, Error, WeightInfo};

const AUDITORS: [Sr25519Keyring; 2] = [Charlie, Dave];
/// Eve has nothing to have on hold.
const PAYERS: [Sr25519Keyring; 4] = [Alice, Bob, Charlie, Eve];

/// Something that somebody does. Numbers are taken modulo what there is.
#[derive(Clone, Debug)]
enum Action {
    Register(usize),
    Rotate(usize),
    Deregister(usize),
    Grant { auditor: usize, payer: usize, version: u16, lasts: u32 },
    GrantAgain { grant: usize, payer: usize },
    Acknowledge { grant: usize },
    Revoke { grant: usize, signed: bool, forged: bool },
    Expire { grant: usize },
    Wait { blocks: u32, cleaned: u64 },
}

fn action() -> impl Strategy<Value = Action> {
    let auditor = 0..AUDITORS.len();
    let payer = 0..PAYERS.len();
    let grant = 0..64usize;
    prop_oneof![
        1 => auditor.clone().prop_map(Action::Register),
        1 => auditor.clone().prop_map(Action::Rotate),
        1 => auditor.clone().prop_map(Action::Deregister),
        6 => (auditor, payer.clone(), 0..4u16, 0..MAX_VALIDITY + 3).prop_map(
            |(auditor, payer, version, lasts)| {
                // Most grants are short, so that they expire.
                let lasts = if lasts % 4 == 0 { lasts } else { lasts % 12 };
                Action::Grant { auditor, payer, version, lasts }
            }
        ),
        2 => (grant.clone(), payer).prop_map(|(grant, payer)| Action::GrantAgain { grant, payer }),
        1 => grant.clone().prop_map(|grant| Action::Acknowledge { grant }),
        4 => (grant.clone(), any::<bool>(), 0..4u8).prop_map(|(grant, signed, forged)| {
            Action::Revoke { grant, signed, forged: forged == 0 }
        }),
        2 => grant.prop_map(|grant| Action::Expire { grant }),
        4 => (0..9u32, 0..6u64).prop_map(|(blocks, cleaned)| Action::Wait { blocks, cleaned }),
    ]
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Phase {
    Granted,
    Revoked,
    Gone,
}

struct Known {
    grant: Grant,
    id: [u8; 32],
    payer: Sr25519Keyring,
    phase: Phase,
    acknowledged: bool,
}

struct Registered {
    version: u16,
    until: Option<u32>,
    closing: bool,
}

/// What a reader of docs/protocol §11 would expect.
#[derive(Default)]
struct Model {
    now: u32,
    auditors: BTreeMap<usize, Registered>,
    /// The latest key version of everybody who ever was an auditor.
    versions: BTreeMap<usize, u16>,
    grants: Vec<Known>,
    /// What the payer of a revoked grant has lost to the author.
    fees: BTreeMap<Sr25519Keyring, u128>,
}

fn auditor_of(grant: &Grant) -> usize {
    AUDITORS.iter().position(|who| who.to_raw_public() == grant.auditor).unwrap()
}

impl Model {
    fn outstanding(&self, auditor: usize) -> u32 {
        let of =
            |known: &&Known| known.phase == Phase::Granted && auditor_of(&known.grant) == auditor;
        self.grants.iter().filter(of).count() as u32
    }

    /// What is wrong with a grant, but for its proof.
    fn defect(&self, grant: &Grant, id: &[u8; 32], payer: Sr25519Keyring) -> Option<Error<Test>> {
        let Some(auditor) = self.auditors.get(&auditor_of(grant)) else {
            return Some(Error::UnknownAuditor);
        };
        if auditor.closing {
            return Some(Error::AuditorClosing);
        }
        if grant.key_version != auditor.version {
            match auditor.until {
                Some(until) if grant.key_version + 1 == auditor.version => {
                    if self.now > until {
                        return Some(Error::KeyRetired);
                    }
                }
                _ => return Some(Error::UnknownKeyVersion),
            }
        }
        if grant.expiry < self.now {
            return Some(Error::GrantExpired);
        }
        if grant.expiry > self.now + MAX_VALIDITY {
            return Some(Error::ValidityTooLong);
        }
        match self.grants.iter().find(|known| known.id == *id).map(|known| known.phase) {
            Some(Phase::Granted) => return Some(Error::GrantExists),
            Some(Phase::Revoked) => return Some(Error::GrantRevoked),
            _ => {}
        }
        (payer == Eve).then_some(Error::PayerCannotPay)
    }

    /// Lets closing auditors go who have nothing left.
    fn settle(&mut self) {
        let gone: Vec<_> = self
            .auditors
            .iter()
            .filter(|(who, entry)| entry.closing && self.outstanding(**who) == 0)
            .map(|(who, _)| *who)
            .collect();
        gone.iter().for_each(|who| drop(self.auditors.remove(who)));
    }

    /// What an account has free and on hold.
    fn balance(&self, who: Sr25519Keyring) -> (u128, u128) {
        let grants = self.grants.iter();
        let granted = grants.filter(|known| known.phase == Phase::Granted && known.payer == who);
        let is_auditor = |auditor: &&usize| AUDITORS[**auditor] == who;
        let registered = self.auditors.keys().filter(is_auditor).count() as u128;
        let held = granted.count() as u128 * GRANT_DEPOSIT + registered * AUDITOR_DEPOSIT;
        let all = if who == Eve { EXISTENTIAL_DEPOSIT } else { ENDOWMENT };
        (all - held - self.fees.get(&who).copied().unwrap_or_default(), held)
    }
}

fn dispatch(call: Call<Test>, origin: RuntimeOrigin) -> DispatchResult {
    // A dispatch that fails changes nothing, as in a block.
    with_transaction(|| {
        let result = RuntimeCall::from(call).dispatch(origin).map(|_| ()).map_err(|e| e.error);
        match result {
            Ok(()) => TransactionOutcome::Commit(Ok::<_, DispatchError>(result)),
            Err(_) => TransactionOutcome::Rollback(Ok(result)),
        }
    })
    .unwrap()
}

fn signed(who: Sr25519Keyring) -> RuntimeOrigin {
    RawOrigin::Signed(who.to_account_id()).into()
}

fn expect(result: DispatchResult, expected: Option<Error<Test>>) {
    assert_eq!(result, expected.map_or(Ok(()), |error| Err(error.into())));
}

/// Grants, or is told why not.
fn try_grant(model: &mut Model, grant: Grant, payer: Sr25519Keyring) {
    let id = grant.id(&GENESIS);
    let account = payer.to_account_id();
    let found = ViewKeys::check_grant(&account, &grant).map(|_| ()).unwrap_err();
    let expected = model.defect(&grant, &id, payer);
    let is_right = expected.is_none();
    let expected = DispatchError::from(expected.unwrap_or(Error::InvalidProof));
    assert_eq!(DispatchError::from(found), expected);
    if !is_right {
        assert_noop!(ViewKeys::do_grant(account, &grant), expected);
        return;
    }
    let record = ViewKeys::record(account, &grant, [0; 32], [0; 32]);
    ViewKeys::put_in_force(id, record).unwrap();
    model.grants.retain(|known| known.id != id);
    let phase = Phase::Granted;
    model.grants.push(Known { grant, id, payer, phase, acknowledged: false });
}

fn act(model: &mut Model, action: Action) {
    let now = model.now;
    let count = model.grants.len();
    match action {
        Action::Register(who) => {
            let expected = model.auditors.contains_key(&who).then_some(Error::AlreadyRegistered);
            let is_new = expected.is_none();
            let version = model.versions.get(&who).map_or(1, |last| last + 1);
            let call = registration_at(AUDITORS[who], version);
            expect(dispatch(call, signed(AUDITORS[who])), expected);
            if is_new {
                model.versions.insert(who, version);
                let entry = Registered { version, until: None, closing: false };
                model.auditors.insert(who, entry);
            }
        }
        Action::Rotate(who) => {
            let entry = model.auditors.get_mut(&who);
            let next = entry.as_ref().map_or(1, |entry| entry.version + 1);
            let result = dispatch(rotation(AUDITORS[who], next), signed(AUDITORS[who]));
            match entry {
                None => expect(result, Some(Error::UnknownAuditor)),
                Some(entry) if entry.closing => expect(result, Some(Error::AuditorClosing)),
                Some(entry) if entry.until.is_some_and(|until| now <= until) => {
                    expect(result, Some(Error::RotationTooSoon));
                }
                Some(entry) => {
                    expect(result, None);
                    (entry.version, entry.until) = (next, Some(now + GRACE));
                    model.versions.insert(who, next);
                }
            }
        }
        Action::Deregister(who) => {
            let result = dispatch(Call::deregister_auditor {}, signed(AUDITORS[who]));
            match model.auditors.get_mut(&who) {
                None => expect(result, Some(Error::UnknownAuditor)),
                Some(entry) if entry.closing => expect(result, Some(Error::AuditorClosing)),
                Some(entry) => {
                    expect(result, None);
                    entry.closing = true;
                }
            }
        }
        Action::Grant { auditor, payer, version, lasts } => {
            let fresh = proofs().full.changed(|grant| {
                grant.auditor = AUDITORS[auditor].to_raw_public();
                grant.key_version = version;
                grant.expiry = (now + lasts).saturating_sub(1);
                grant.ciphertext[0] = [0; 32];
                grant.ciphertext[0][..8].copy_from_slice(&(count as u64).to_le_bytes());
            });
            try_grant(model, fresh, PAYERS[payer]);
        }
        Action::GrantAgain { grant, payer } if count > 0 => {
            let again = model.grants[grant % count].grant.clone();
            try_grant(model, again, PAYERS[payer]);
        }
        Action::Acknowledge { grant } if count > 0 => {
            let known = &mut model.grants[grant % count];
            let call = Call::acknowledge { grant_id: known.id };
            let result = dispatch(call, signed(AUDITORS[auditor_of(&known.grant)]));
            let expected = match known.phase {
                Phase::Granted if now > known.grant.expiry => Some(Error::GrantExpired),
                Phase::Granted if known.acknowledged => Some(Error::AlreadyAcknowledged),
                Phase::Granted => None,
                _ => Some(Error::UnknownGrant),
            };
            known.acknowledged |= expected.is_none();
            expect(result, expected);
        }
        Action::Revoke { grant, signed: by_account, forged } if count > 0 => {
            let known = &mut model.grants[grant % count];
            let of = if forged { [9; 32] } else { known.id };
            let fee = match by_account {
                true => RevocationFee::FromAccount,
                false => RevocationFee::FromDeposit,
            };
            let signature = proofs().full.revocation_for(&GENESIS, &of, fee);
            let expected = match known.phase {
                Phase::Revoked => Some(Error::GrantRevoked),
                Phase::Gone => Some(Error::UnknownGrant),
                Phase::Granted if now > known.grant.expiry => Some(Error::GrantExpired),
                Phase::Granted if forged => Some(Error::InvalidSignature),
                Phase::Granted => None,
            };
            let is_right = expected.is_none();
            if by_account {
                expect(dispatch(revoke(known.id, signature), signed(Bob)), expected);
            } else {
                let authorised = ViewKeys::authorize_revoke(&known.id, &signature);
                assert_eq!(authorised.is_ok(), is_right, "{authorised:?} {expected:?}");
                if is_right {
                    let origin = RawOrigin::Authorized.into();
                    expect(dispatch(revoke(known.id, signature), origin), None);
                    *model.fees.entry(known.payer).or_default() += u128::from(BASE_FEE);
                }
            }
            if is_right {
                known.phase = Phase::Revoked;
            }
        }
        Action::Expire { grant } if count > 0 => {
            let known = &mut model.grants[grant % count];
            let expected = match known.phase {
                Phase::Gone => Some(Error::UnknownGrant),
                _ if now <= known.grant.expiry => Some(Error::NotExpired),
                _ => None,
            };
            if expected.is_none() {
                known.phase = Phase::Gone;
            }
            expect(dispatch(Call::expire { grant_id: known.id }, signed(Eve)), expected);
        }
        Action::Wait { blocks, cleaned } => wait(model, blocks, cleaned),
        _ => {}
    }
    model.settle();
}

/// Ends the block, cleaning about so many entries, and goes on to a later one.
fn wait(model: &mut Model, blocks: u32, cleaned: u64) {
    type Weights = MeasuredWeight<Test>;
    let limit = Weights::clean_nothing() + Weights::clean_block() * 9;
    let limit = if cleaned == 0 { Weight::zero() } else { limit + Weights::clean_one() * cleaned };
    let taken = ViewKeys::clean_up(limit);
    assert!(limit.all_gte(taken), "{taken} of {limit}");
    // What goes has expired, and in the order of the queue.
    let mut queue: Vec<_> =
        model.grants.iter_mut().filter(|known| known.phase != Phase::Gone).collect();
    queue.sort_by_key(|known| (known.grant.expiry, known.id));
    let is_queued =
        |known: &Known| crate::Expiries::<Test>::contains_key(known.grant.expiry, known.id);
    let gone = queue.iter().take_while(|known| !is_queued(known)).count();
    assert!(gone as u64 <= cleaned + 9 * blocks_per_entry());
    for (place, known) in queue.into_iter().enumerate() {
        assert_eq!(place < gone, !is_queued(known), "the queue is cleaned from its front");
        if place < gone {
            assert!(known.grant.expiry < model.now);
            known.phase = Phase::Gone;
        }
    }
    model.now += blocks;
    System::set_block_number(model.now);
}

/// How many entries can be cleaned for the weight of a block of the queue, rounded up.
fn blocks_per_entry() -> u64 {
    type Weights = MeasuredWeight<Test>;
    Weights::clean_block().ref_time().div_ceil(Weights::clean_one().ref_time())
}

fn compare(model: &Model) {
    ViewKeys::do_try_state().unwrap();
    for who in [Alice, Bob, Charlie, Dave, Eve] {
        let account = who.to_account_id();
        let found = (Balances::free_balance(&account), Balances::reserved_balance(&account));
        assert_eq!(found, model.balance(who), "{who:?}");
    }
    let fees: u128 = model.fees.values().sum();
    assert_eq!(Balances::free_balance(author()), fees);
    for (index, who) in AUDITORS.iter().enumerate() {
        let found = crate::Auditors::<Test>::get(who.to_account_id());
        let found = found.map(|entry| (entry.key.version, entry.closing, entry.outstanding));
        let expected = model.auditors.get(&index);
        let count = model.outstanding(index);
        assert_eq!(found, expected.map(|entry| (entry.version, entry.closing, count)));
    }
    for known in &model.grants {
        let in_force = known.phase == Phase::Granted && model.now <= known.grant.expiry;
        assert_eq!(ViewKeys::view(&known.id).is_some(), in_force);
        let is_remembered = crate::Revoked::<Test>::contains_key(known.id);
        assert_eq!(is_remembered, known.phase == Phase::Revoked);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..Default::default() })]

    #[test]
    fn the_register_does_what_a_plain_model_does(actions in prop::collection::vec(action(), 1..80)) {
        let genesis = genesis(shoji_proofs::keys::GRANT_V1_DEVELOPMENT, true);
        let mut state: sp_io::TestExternalities = genesis.build_storage().unwrap().into();
        state.execute_with(|| {
            frame_system::BlockHash::<Test>::insert(0, sp_core::H256(GENESIS));
            let mut model = Model { now: 1, ..Model::default() };
            System::set_block_number(1);
            act(&mut model, Action::Register(0));
            for action in actions {
                act(&mut model, action);
                compare(&model);
            }
        });
    }
}
