//! What is measured, and how weights follow from it.

use super::{figure::Figure, say};
use crate::{
    chain::{signed, Chain},
    payments::{shield, Payments, DEPOSITOR, EACH},
    sample::Sample,
};
use codec::Encode;
use pallet_shielded_pool::{weights::measured, CurrentRoot, Frontier, PendingCommitments};
use shoji_runtime::{Runtime, UncheckedExtrinsic, SHJ};
use shoji_shielded::{
    bundle::{Bundle, OUTPUTS},
    field::{self, Base},
};
use sp_keyring::Sr25519Keyring::Charlie;
use std::time::Duration;

/// The bundles whose commitments a long block has, beyond the first: enough that the hashes per bundle are
/// those of the long run, one.
const MANY: usize = 64;

/// The times of the shields, taken on a chain without any.
fn shields(chain: &Chain, payments: &Payments) -> Result<[Sample; 2], String> {
    let draft = chain.draft()?;
    let one = |name, bundles: &[Bundle]| {
        say(&format!("measuring {name}"));
        let extrinsics: Vec<_> = bundles.iter().map(|bundle| shield(bundle, 0)).collect();
        Sample::take(name, |i| chain.include(&mut draft.clone(), &extrinsics[i % EACH]))
    };
    Ok([
        one("apply shield", &payments.shield)?,
        one("apply shield, other asset", &payments.shield_other)?,
    ])
}

/// The times of a call without an account.
struct Authorised {
    /// To validate it in the transaction pool: all rules.
    validate: Sample,
    /// To apply it: all rules again, and the effects.
    apply: Sample,
    /// The second less the first, run by run.
    effects: Sample,
}

/// Measures a call without an account.
fn authorised(
    chain: &Chain,
    name: &str,
    extrinsics: &[UncheckedExtrinsic],
) -> Result<Authorised, String> {
    say(&format!("measuring {name}"));
    let draft = chain.draft()?;
    let names = ["validate", "apply", "effects of"].map(|part| format!("{part} {name}"));
    let [validate, apply, effects] =
        Sample::take_together(names.each_ref().map(|name| name.as_str()), |i| {
            let extrinsic = &extrinsics[i % EACH];
            let (validity, validate) = chain.validate(extrinsic)?;
            validity.map_err(|error| format!("not valid: {error:?}"))?;
            let apply = chain.include(&mut draft.clone(), extrinsic)?;
            Ok([validate, apply, apply.saturating_sub(validate)])
        })?;
    Ok(Authorised { validate, apply, effects })
}

/// The time of a balance transfer: what a change of two balances, with its extrinsic and its events, takes.
fn balance_transfer(chain: &Chain) -> Result<Sample, String> {
    say("measuring a balance transfer");
    let draft = chain.draft()?;
    let dest = Charlie.to_account_id().into();
    let call = pallet_balances::Call::<Runtime>::transfer_allow_death { dest, value: SHJ };
    let nonce = 2 + 2 * EACH as u32;
    let extrinsic = signed(DEPOSITOR, nonce, call.into());
    Sample::take("apply balance transfer", |_| chain.include(&mut draft.clone(), &extrinsic))
}

/// The times of the ends of blocks: empty, with the commitments of one bundle, and of [`MANY`] more.
fn ends(chain: &Chain) -> Result<[Sample; 3], String> {
    say("measuring the end of a block");
    let end = |name: &str, bundles: usize| {
        let mut draft = chain.draft()?;
        // Commitments without their bundles: the end of a block sees no difference.
        let commitments: Vec<_> =
            (0..bundles * OUTPUTS).map(|n| field::to_bytes(&Base::from(n as u64 + 1))).collect();
        if !commitments.is_empty() {
            let key = PendingCommitments::<Runtime>::hashed_key().to_vec();
            draft.changes.set_storage(key, Some(commitments.encode()));
        }
        Sample::take(name, |_| Ok(chain.finish(&mut draft.clone())?.1))
    };
    Ok([
        end("end of an empty block", 0)?,
        end("end of a block, 1 bundle", 1)?,
        end(&format!("end of a block, {} bundles", MANY + 1), MANY + 1)?,
    ])
}

/// Puts the tree at its worst position. The root stays as it is.
pub fn to_the_edge(chain: &mut Chain, frontier: &[u8]) {
    chain.state.set(&Frontier::<Runtime>::hashed_key(), frontier.to_vec());
}

/// Shields everything, a block each.
pub fn fund(chain: &mut Chain, payments: &Payments) -> Result<(), String> {
    for (later, bundle) in payments.shield.iter().chain(&payments.shield_other).enumerate() {
        chain.extend(&[shield(bundle, later)])?;
    }
    let root = chain.state.get(&CurrentRoot::<Runtime>::hashed_key())?;
    if root.as_deref() != Some(&payments.root) {
        return Err("the root of the chain's tree is not that of the wallet's".into());
    }
    Ok(())
}

/// All samples.
pub struct Samples {
    shields: [Sample; 2],
    transfer: Authorised,
    unshields: [Authorised; 2],
    balance_transfer: Sample,
    ends: [Sample; 3],
}

impl Samples {
    /// Takes all samples: shields on a chain without any, the rest on one with notes in its tree.
    pub fn take(fresh: &Chain, funded: &Chain, payments: &Payments) -> Result<Self, String> {
        Ok(Self {
            transfer: authorised(funded, "transfer", &payments.transfer)?,
            unshields: [
                authorised(funded, "unshield", &payments.unshield)?,
                authorised(funded, "unshield, other asset", &payments.unshield_other)?,
            ],
            shields: shields(fresh, payments)?,
            balance_transfer: balance_transfer(funded)?,
            ends: ends(funded)?,
        })
    }

    /// The samples in the order of the table.
    pub fn all(&self) -> Vec<&Sample> {
        let authorised = [&self.transfer, &self.unshields[0], &self.unshields[1]];
        let authorised = authorised.into_iter().flat_map(|a| [&a.validate, &a.apply, &a.effects]);
        authorised.chain(&self.shields).chain([&self.balance_transfer]).chain(&self.ends).collect()
    }

    /// The weights that follow. Whole calls of the runtime are counted, with what the engine takes to
    /// start an instance and to decode the extrinsic, although the base weights have a share of that too.
    pub fn figures(&self) -> Vec<Figure> {
        let longest = |times: [Duration; 2]| times[0].max(times[1]);
        // The difference of two long times is not exact. It is at least what it takes to move tokens.
        let effects = |authorised: &Authorised| {
            authorised.effects.median().max(self.balance_transfer.median())
        };
        let [unshield, other] = &self.unshields;
        let [_, one, many] = &self.ends;
        let append = many.median().saturating_sub(one.median()) / MANY as u32;
        let figure = Figure::new;
        vec![
            figure(
                "AUTHORIZE_TRANSFER",
                measured::AUTHORIZE_TRANSFER,
                self.transfer.validate.median(),
                "the rules of a transfer, proof and signature among them",
            ),
            figure(
                "AUTHORIZE_UNSHIELD",
                measured::AUTHORIZE_UNSHIELD,
                longest([unshield.validate.median(), other.validate.median()]),
                "the rules of an unshield",
            ),
            figure(
                "TRANSFER",
                measured::TRANSFER,
                effects(&self.transfer),
                "the effects of a transfer",
            ),
            figure(
                "UNSHIELD",
                measured::UNSHIELD,
                longest([effects(unshield), effects(other)]),
                "the effects of an unshield",
            ),
            figure(
                "SHIELD",
                measured::SHIELD,
                longest(self.shields.each_ref().map(Sample::median)),
                "a shield, rules and effects",
            ),
            figure(
                "APPEND",
                measured::APPEND,
                append,
                "a bundle's share of the end of its block: three commitments go into the tree",
            ),
            figure(
                "ON_FINALIZE",
                measured::ON_FINALIZE,
                one.median().saturating_sub(append),
                "the end of a block with bundles, without their shares",
            ),
        ]
    }
}
