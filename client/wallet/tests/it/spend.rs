//! Payments: reservation, refusal, expiry, retries, crashes.

use crate::support::*;
use codec::Decode;
use shoji_shielded::asset::AssetId;
use shoji_shielded::bundle::{Bundle, CallKind, Submission};
use shoji_shielded::rules::{BASE_FEE, EXPIRY_DELTA};
use shoji_shielded::sighash::sighash;
use shoji_shielded::{address::Network, field, signature};
use shoji_wallet::error::WalletError;
use shoji_wallet::keys::KdfCost;
use shoji_wallet::node::{Node, SubmitError};
use shoji_wallet::payment::{Intent, Standing};
use shoji_wallet::plan::{Balance, PlanError};
use shoji_wallet::store::PendingState;
use shoji_wallet::wallet::Wallet;

const PASSPHRASE: &str = "a long passphrase";

#[tokio::test]
async fn several_payments_are_in_flight_at_once_and_never_share_a_note() {
    let (mut alice, node) = funded(1, &[5 * SHJ, 3 * SHJ, 2 * SHJ]).await;
    let to = address(&mut wallet(2));
    let first = pay(&mut alice, &node, transfer(&to, SHJ, "")).await.unwrap();
    let second = pay(&mut alice, &node, transfer(&to, SHJ, "")).await.unwrap();
    assert_eq!((first.spends.len(), second.spends.len()), (1, 1));
    assert_ne!(first.spends, second.spends);
    assert_eq!(balance(&alice), Balance { spendable: 5 * SHJ, waiting: 0, in_flight: 5 * SHJ });
    // What is left does not pay for this, and the error says where the rest is.
    let error = plan(&alice, &node, transfer(&to, 5 * SHJ, "")).await.err().unwrap();
    let text = error.to_string();
    assert!(matches!(error, WalletError::Plan(PlanError::Insufficient { .. })));
    assert!(
        text.contains("5.01 SHJ are needed")
            && text.contains("5 SHJ are spendable")
            && text.contains("5 SHJ are in flight"),
        "{text}"
    );
    node.advance(1);
    sync(&mut alice, &node).await;
    assert_eq!(
        alice.standing(&first.bundle_id).unwrap(),
        alice.standing(&second.bundle_id).unwrap()
    );
    let change = 3 * SHJ - 2 * FEE;
    assert_eq!(balance(&alice), Balance { spendable: 5 * SHJ, waiting: change, in_flight: 0 });
    node.advance(8);
    sync(&mut alice, &node).await;
    assert_eq!(balance(&alice), spendable(5 * SHJ + change));
    assert!(alice.pending().unwrap().is_empty());
}

#[tokio::test]
async fn a_crash_between_store_and_submission_leaves_a_payment_that_is_submitted_later() {
    let directory = tempfile::tempdir().unwrap();
    let cost = KdfCost::MINIMAL;
    Wallet::create(directory.path(), &secret(1), Network::Development, PASSPHRASE, cost).unwrap();
    let (_, node) = funded(1, &[5 * SHJ]).await;
    let to = address(&mut wallet(2));
    let stored = {
        let mut alice = Wallet::open(directory.path(), PASSPHRASE, "test").unwrap();
        sync(&mut alice, &node).await;
        let plan = plan(&alice, &node, transfer(&to, SHJ, "later")).await.unwrap();
        remember(&mut alice, &plan)
        // The process dies here.
    };
    assert!(node.pool.lock().unwrap().is_empty());
    let mut alice = Wallet::open(directory.path(), PASSPHRASE, "test").unwrap();
    assert_eq!(balance(&alice), Balance { spendable: 0, waiting: 0, in_flight: 5 * SHJ });
    let report = sync(&mut alice, &node).await;
    assert_eq!(report.rebroadcast, [stored.bundle_id]);
    let shoji_wallet::store::Submission::Pool(bytes) = &stored.submission else { panic!() };
    assert_eq!(node.submitted.lock().unwrap().last().unwrap(), bytes);
    // Again and again, the same bytes; the pool knows them.
    sync(&mut alice, &node).await;
    assert_eq!(node.submitted.lock().unwrap().last().unwrap(), bytes);
    assert_eq!(node.pool.lock().unwrap().len(), 1);
    node.advance(1);
    sync(&mut alice, &node).await;
    assert_eq!(
        alice.standing(&stored.bundle_id).unwrap(),
        Standing::Finalized(node.chain.lock().unwrap().best())
    );
}

#[tokio::test]
async fn a_refused_payment_frees_its_notes_and_a_lost_answer_does_not() {
    let (mut alice, node) = funded(1, &[5 * SHJ]).await;
    let to = address(&mut wallet(2));
    *node.refuse.lock().unwrap() = Some("NullifierSpent");
    let error = pay(&mut alice, &node, transfer(&to, SHJ, "")).await.unwrap_err();
    assert_eq!((error.rule(), error.code().1), (Some("NullifierSpent"), 4));
    assert!(alice.pending().unwrap().is_empty());
    assert_eq!(balance(&alice), spendable(5 * SHJ));
    // Where the answer is lost the payment stays, and says so.
    *node.mute.lock().unwrap() = true;
    let error = pay(&mut alice, &node, transfer(&to, SHJ, "")).await.unwrap_err();
    assert!(matches!(error, WalletError::SubmissionUnknown { .. }), "{error}");
    assert_eq!((alice.pending().unwrap().len(), balance(&alice).in_flight), (1, 5 * SHJ));
    *node.mute.lock().unwrap() = false;
    *node.refuse.lock().unwrap() = None;
    sync(&mut alice, &node).await;
    assert_eq!(node.pool.lock().unwrap().len(), 1);
    // Once submitted, a later refusal changes nothing: it may be in a block the wallet has not seen.
    node.pool.lock().unwrap().clear();
    *node.refuse.lock().unwrap() = Some("Expired");
    sync(&mut alice, &node).await;
    let pending = alice.pending().unwrap();
    assert_eq!(pending[0].state, PendingState::InFlight);
    assert!(pending[0].last_error.as_ref().unwrap().contains("Expired"));
    assert_eq!(balance(&alice).in_flight, 5 * SHJ);
}

#[tokio::test]
async fn a_double_spend_from_another_machine_is_refused_and_the_store_follows_the_chain() {
    let (mut here, node) = funded(1, &[5 * SHJ]).await;
    let mut there = wallet(1);
    sync(&mut there, &node).await;
    let to = address(&mut wallet(2));
    pay(&mut here, &node, transfer(&to, SHJ, "")).await.unwrap();
    node.advance(1);
    let error = pay(&mut there, &node, transfer(&to, 2 * SHJ, "")).await.unwrap_err();
    assert!(
        matches!(error, WalletError::Submit(SubmitError::Refused { ref rule, .. }) if rule == "NullifierSpent")
    );
    sync(&mut there, &node).await;
    sync(&mut here, &node).await;
    assert_eq!(knowledge(&there), knowledge(&here));
}

#[tokio::test]
async fn a_payment_whose_notes_were_spent_elsewhere_is_void_once_that_is_final() {
    let (mut here, node) = funded(1, &[5 * SHJ, 4 * SHJ]).await;
    let mut there = wallet(1);
    sync(&mut there, &node).await;
    let to = address(&mut wallet(2));
    // Two notes here, one of them there; the pool knows only the other payment.
    let void = plan(&here, &node, transfer(&to, 8 * SHJ, "")).await.unwrap();
    let void = remember(&mut here, &void);
    assert_eq!(void.spends.len(), 2);
    pay(&mut there, &node, transfer(&to, SHJ, "")).await.unwrap();
    node.advance_unfinalized(1);
    let report = sync(&mut here, &node).await;
    assert!(report.superseded.is_empty(), "not final yet");
    assert_eq!(here.standing(&void.bundle_id).unwrap(), Standing::Submitted);
    node.advance(1);
    let report = sync(&mut here, &node).await;
    assert_eq!(report.superseded, [void.bundle_id]);
    assert_eq!(here.standing(&void.bundle_id).unwrap(), Standing::Superseded);
    // The note that it alone reserved is free again.
    assert_eq!(
        balance(&here),
        Balance { spendable: 5 * SHJ, waiting: 3 * SHJ - FEE, in_flight: 0 }
    );
}

#[tokio::test]
async fn an_expired_payment_frees_its_notes_and_its_retry_repeats_the_dummies() {
    let (mut alice, node) = funded(1, &[5 * SHJ]).await;
    let to = address(&mut wallet(2));
    let intent = || transfer(&to, SHJ, "rent");
    let first = plan(&alice, &node, intent()).await.unwrap();
    let intent_again = intent();
    let other_intent = transfer(&to, SHJ, "Rent");
    let record = remember(&mut alice, &first);
    let (one, _) = unproven(&alice, &first);
    // Nobody ever gets it.
    *node.refuse.lock().unwrap() = Some("pool is full");
    node.advance(EXPIRY_DELTA);
    let report = sync(&mut alice, &node).await;
    assert_eq!(report.expired, [record.bundle_id]);
    assert_eq!(alice.standing(&record.bundle_id).unwrap(), Standing::Expired);
    assert_eq!(balance(&alice), spendable(5 * SHJ));
    *node.refuse.lock().unwrap() = None;

    let second = plan(&alice, &node, intent_again).await.unwrap();
    let (two, id) = unproven(&alice, &second);
    assert_ne!(id, record.bundle_id);
    assert_eq!((one.nullifiers, &one.outputs), (two.nullifiers, &two.outputs));
    assert!(one.expiry < two.expiry);
    assert_eq!((one.rk, one.audit_words), (two.rk, two.audit_words));
    // Another payment with the same note: the inputs repeat, and no output does.
    let third = plan(&alice, &node, other_intent).await.unwrap();
    let (three, _) = unproven(&alice, &third);
    assert_eq!(two.nullifiers, three.nullifiers);
    assert!(two.audit_words.iter().all(|word| !three.audit_words.contains(word)));
    for output in &two.outputs {
        assert!(three.outputs.iter().all(|other| other.cm != output.cm
            && other.epk != output.epk
            && other.out != output.out));
    }
}

#[tokio::test]
async fn a_shield_whose_extrinsic_failed_is_told_from_one_that_still_may_be_included() {
    let (mut alice, node) = funded(1, &[]).await;
    shield(&mut alice, &node, 5 * SHJ).await;
    node.pool.lock().unwrap().clear();
    *node.refuse.lock().unwrap() = Some("transaction is outdated");
    sync(&mut alice, &node).await;
    assert_eq!(alice.pending().unwrap()[0].state, PendingState::InFlight);
    // In a finalized block the account has moved past the extrinsic's nonce, and the bundle is in none.
    *node.nonce.lock().unwrap() = 1;
    node.advance(1);
    sync(&mut alice, &node).await;
    let pending = alice.pending().unwrap();
    assert_eq!(alice.standing(&pending[0].bundle_id).unwrap(), Standing::Failed);
    assert_eq!(balance(&alice), Balance::default());
}

#[tokio::test]
async fn more_than_three_notes_are_merged_by_consolidation() {
    let (mut alice, node) = funded(1, &[SHJ, SHJ, SHJ, SHJ, SHJ]).await;
    let to = address(&mut wallet(2));
    let error = plan(&alice, &node, transfer(&to, 4 * SHJ, "")).await.err().unwrap();
    assert!(
        matches!(error, WalletError::Plan(PlanError::TooManyNotes { notes: 5, most, .. }) if most == 3 * SHJ - FEE)
    );
    let anchor = alice.anchor().unwrap();
    let groups = shoji_wallet::plan::merges(
        alice.spendable("", AssetId::NATIVE, &anchor).unwrap(),
        BASE_FEE,
    )
    .unwrap();
    assert_eq!(groups.iter().map(Vec::len).collect::<Vec<_>>(), [3, 2]);
    for notes in groups {
        pay(&mut alice, &node, Intent::Consolidate { asset: AssetId::NATIVE, notes })
            .await
            .unwrap();
    }
    node.advance(9);
    sync(&mut alice, &node).await;
    assert_eq!(balance(&alice), spendable(5 * SHJ - 2 * FEE));
    pay(&mut alice, &node, transfer(&to, 4 * SHJ, "")).await.unwrap();
}

#[tokio::test]
async fn the_whole_balance_can_be_paid_without_change() {
    let (mut alice, node) = funded(1, &[5 * SHJ]).await;
    let intent = Intent::Unshield {
        to: [7; 32],
        text: "x".into(),
        asset: AssetId::NATIVE,
        amount: 5 * SHJ - FEE,
    };
    let plan = plan(&alice, &node, intent).await.unwrap();
    assert_eq!((plan.change, plan.request.outputs.len()), (0, 0));
    let record = remember(&mut alice, &plan);
    alice.submit(&node, &record).await.unwrap();
    node.advance(9);
    sync(&mut alice, &node).await;
    assert_eq!(balance(&alice), Balance::default());
}

#[tokio::test]
async fn nothing_can_be_paid_before_the_first_sync() {
    let alice = wallet(1);
    let node = crate::chain::TestNode::new();
    let to = address(&mut wallet(2));
    let error = plan(&alice, &node, transfer(&to, SHJ, "")).await.err().unwrap();
    assert!(matches!(error, WalletError::NotSynced));
}

/// Proves for real; makes the development parameters where this machine has none yet.
#[tokio::test]
async fn a_bundle_is_accepted_by_every_rule_that_needs_no_chain() {
    let (mut alice, node) = funded(1, &[5 * SHJ, 3 * SHJ]).await;
    let to = address(&mut wallet(2));
    let directory = shoji_prover::default_dir().unwrap();
    let prover = shoji_prover::TransferProver::load(&directory, &mut |_| {}).unwrap();
    let plan = plan(&alice, &node, transfer(&to, 6 * SHJ, "proved")).await.unwrap();
    assert_eq!(plan.request.inputs.len(), 2);
    let (bundle, id) = alice.build(&plan, &prover).unwrap();

    let key = shoji_proofs::VerifyingKey::from_bytes(&prover.verifying_key_bytes(), 20).unwrap();
    let parsed = bundle.parse().unwrap();
    let inputs = parsed.public_inputs(CallKind::Transfer);
    let proof = shoji_proofs::Proof(bundle.proof);
    shoji_proofs::verify(&key, &inputs, &proof).unwrap();
    let genesis = node.chain.lock().unwrap().genesis();
    let hash = sighash(&genesis, CallKind::Transfer, &[0; 32], &bundle);
    assert!(signature::verify(&bundle.rk, &hash, &bundle.signature));
    assert_eq!(shoji_shielded::sighash::bundle_id(&hash), id);

    // And the chain takes the bytes that the wallet stores.
    let submission = shoji_wallet::payment::pool_submission(&plan, bundle.clone());
    let record = alice.remember(&plan, id, submission, bundle.expiry).unwrap();
    alice.submit(&node, &record).await.unwrap();
    let bytes = node.submitted.lock().unwrap().last().unwrap().clone();
    assert_eq!(Submission::decode(&mut &bytes[..]).unwrap(), Submission::Transfer(bundle));
    node.advance(9);
    sync(&mut alice, &node).await;
    assert_eq!(balance(&alice), spendable(2 * SHJ - FEE));
}

#[tokio::test]
async fn every_dummy_keeps_its_relations_and_has_no_value() {
    let (alice, node) = funded(1, &[5 * SHJ]).await;
    let to = address(&mut wallet(2));
    let payment = plan(&alice, &node, transfer(&to, SHJ, "")).await.unwrap();
    let draft = shoji_wallet::build::draft(alice.keys().unwrap(), &payment.request).unwrap();
    let witness = &draft.witness;
    witness.check().unwrap();
    assert_eq!(witness.inputs.iter().filter(|input| input.value == 0).count(), 2);
    assert_eq!(witness.outputs.iter().filter(|output| output.value == 0).count(), 1);
    let bundle: &Bundle = &draft.bundle;
    bundle.parse().unwrap();
    let real = alice.notes().unwrap()[0].nullifier;
    assert_eq!(bundle.nullifiers.iter().filter(|nullifier| **nullifier == real).count(), 1);
    assert!(bundle.nullifiers.iter().all(|nullifier| field::from_bytes(nullifier).is_some()));
    assert_eq!(bundle.anchor, field::to_bytes(&alice.anchor().unwrap().root));
    let info = node.info().await.unwrap();
    assert_eq!(bundle.expiry, info.finalized.number / 8 * 8 + EXPIRY_DELTA);
}
