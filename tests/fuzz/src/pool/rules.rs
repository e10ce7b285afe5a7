//! The rules of docs/protocol §7.1 on the plain model, in their order.

use shoji_runtime::{configs::EXISTENTIAL_DEPOSIT, Runtime};
use shoji_shielded::{
    bundle::{Bundle, CallKind},
    rules::{Violation, BASE_FEE, WINDOW},
};
use sp_runtime::{ArithmeticError, DispatchError};

use super::{
    accounts::POOL,
    attempt::Attempt,
    model::{Model, Standing, Status, NATIVE},
};
use crate::plain::{is_asset, is_canonical, is_large_point};

type PoolError = pallet_shielded_pool::Error<Runtime>;

/// Whether a payment may take effect in block `next`.
pub fn judge(model: &Model, attempt: &Attempt, next: u32) -> Result<(), Violation> {
    let Attempt { kind, party, bundle, .. } = attempt;
    bytes(bundle)?;
    asset(model, *kind, bundle)?;
    public_part(*kind, bundle)?;
    time(model, bundle, next)?;
    let spent = bundle.nullifiers.iter().any(|nullifier| model.spent.contains(nullifier));
    refuse_if(spent, Violation::NullifierSpent)?;
    let ephemeral = bundle.outputs.iter().all(|output| is_large_point(&output.epk));
    refuse_if(!ephemeral, Violation::InvalidEphemeralKey)?;
    refuse_if(!is_large_point(&bundle.rk), Violation::InvalidRandomizedKey)?;
    if *kind != CallKind::Shield {
        turnstile(model, bundle)?;
    }
    if *kind == CallKind::Unshield {
        recipient(model, *party, bundle)?;
    }
    refuse_if(!attempt.is_signed(), Violation::InvalidSignature)?;
    refuse_if(!attempt.is_proven(), Violation::InvalidProof)
}

/// How a shield ends, whose depositor has paid the fee of the extrinsic already.
pub fn judge_shield(model: &Model, attempt: &Attempt, next: u32) -> Result<(), DispatchError> {
    let Attempt { party, bundle, .. } = attempt;
    let refused = |violation| pool_error(pallet_shielded_pool::Refusal::Rule(violation).into());
    asset(model, CallKind::Shield, bundle).map_err(refused)?;
    if !can_pay(model, *party, bundle.asset_pub, bundle.amount) {
        return Err(pool_error(PoolError::DepositorCannotPay));
    }
    judge(model, attempt, next).map_err(refused)?;
    // The counters only grow, so the last shield of an asset is that which would overflow them.
    let border = model.borders.get(&bundle.asset_pub).copied().unwrap_or_default();
    match border.shielded.checked_add(bundle.amount) {
        Some(_) => Ok(()),
        None => Err(DispatchError::Arithmetic(ArithmeticError::Overflow)),
    }
}

fn pool_error(error: PoolError) -> DispatchError {
    error.into()
}

/// The most that an account can shield: of native tokens all but the existential deposit, of an asset
/// everything, or all but the minimum.
pub fn can_pay(model: &Model, who: usize, wire: u64, amount: u128) -> bool {
    if wire == NATIVE {
        return amount <= model.natives[who].free.saturating_sub(EXISTENTIAL_DEPOSIT);
    }
    let asset = &model.assets[&(wire as u32)];
    let Some(holding) = asset.holders.get(&who) else { return amount == 0 };
    if holding.standing != Standing::Liquid {
        return amount == 0;
    }
    amount == holding.balance || amount <= holding.balance.saturating_sub(asset.minimum)
}

fn refuse_if(broken: bool, violation: Violation) -> Result<(), Violation> {
    match broken {
        true => Err(violation),
        false => Ok(()),
    }
}

/// Rules 1 to 4.
fn bytes(bundle: &Bundle) -> Result<(), Violation> {
    refuse_if(bundle.circuit_version != 1, Violation::UnknownCircuit)?;
    let commitments = bundle.outputs.each_ref().map(|output| output.cm);
    let words =
        [&[bundle.anchor][..], &bundle.nullifiers, &commitments, &bundle.audit_words].concat();
    refuse_if(!words.iter().all(is_canonical), Violation::NonCanonicalField)?;
    refuse_if(commitments.contains(&[0; 32]), Violation::ZeroCommitment)?;
    let [a, b, c] = bundle.nullifiers;
    refuse_if(a == b || b == c || c == a, Violation::DuplicateNullifier)
}

/// Rule 5.
fn asset(model: &Model, kind: CallKind, bundle: &Bundle) -> Result<(), Violation> {
    let wire = bundle.asset_pub;
    let fits = is_asset(wire) && (wire == 0) == (kind == CallKind::Transfer);
    let live = wire <= NATIVE || {
        let id = wire as u32;
        let asset = model.assets.get(&id).filter(|_| model.wire(id) == wire);
        asset.is_some_and(|asset| asset.status == Status::Live)
    };
    refuse_if(!fits || !live, Violation::InvalidAsset)
}

/// Rules 6 and 7.
fn public_part(kind: CallKind, bundle: &Bundle) -> Result<(), Violation> {
    let amount = (bundle.amount == 0) == (kind == CallKind::Transfer);
    refuse_if(!amount, Violation::InvalidAmount)?;
    let fee = match kind {
        CallKind::Shield => bundle.fee == 0,
        _ => [1, 2, 4, 8].map(|multiplier| multiplier * BASE_FEE).contains(&bundle.fee),
    };
    refuse_if(!fee, Violation::FeeNotInSchedule)
}

/// Rules 8, 9 and 10.
fn time(model: &Model, bundle: &Bundle, next: u32) -> Result<(), Violation> {
    refuse_if(next > bundle.expiry, Violation::Expired)?;
    refuse_if(bundle.expiry - next > WINDOW, Violation::ExpiryTooFar)?;
    refuse_if(!model.is_anchor(&bundle.anchor, next, WINDOW), Violation::UnknownAnchor)
}

/// Rule 16.
fn turnstile(model: &Model, bundle: &Bundle) -> Result<(), Violation> {
    let fee = u128::from(bundle.fee);
    let other = bundle.asset_pub > NATIVE;
    let native = if other { Some(fee) } else { bundle.amount.checked_add(fee) };
    let native = native.is_some_and(|units| units <= model.in_pool(NATIVE));
    let other = !other || bundle.amount <= model.in_pool(bundle.asset_pub);
    refuse_if(!native || !other, Violation::PoolInsufficient)
}

/// Rule 17.
fn recipient(model: &Model, who: usize, bundle: &Bundle) -> Result<(), Violation> {
    let amount = bundle.amount;
    let alive = model.natives[who].free >= EXISTENTIAL_DEPOSIT;
    let can = match model.assets.get(&(bundle.asset_pub as u32)) {
        _ if who == POOL => false,
        _ if bundle.asset_pub == NATIVE => model.natives[who].free + amount >= EXISTENTIAL_DEPOSIT,
        None => false,
        Some(asset) => match asset.holders.get(&who) {
            Some(holding) => holding.standing != Standing::Blocked,
            None => amount >= asset.minimum && (asset.sufficient || alive),
        },
    };
    refuse_if(!can, Violation::RecipientCannotReceive)
}
