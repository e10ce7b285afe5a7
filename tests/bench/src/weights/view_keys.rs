//! The weights of auditors and grants, as the parent module measures those of the pool.

use super::{figure::Figure, output, say, warn_if_busy, write, Options};
use crate::{
    chain::{signed, Chain, Draft},
    engine::Engine,
    grants::{Maker, Proven, AUDITOR, LATER},
    sample::Sample,
};
use codec::{Decode, Encode};
use frame_support::traits::tokens::IdAmount;
use pallet_view_keys::{
    weights::measured, Auditor, Auditors, Expiries, GrantRecord, Grants, GrantsOf, HoldReason,
    NextExpiry,
};
use shoji_runtime::{
    configs::GRANT_DEPOSIT, extrinsics::wrap_revocation, AccountId, Runtime, RuntimeHoldReason,
    UncheckedExtrinsic,
};
use shoji_shielded::{grant::GrantKind, hash::b256};
use sp_keyring::Sr25519Keyring::{Dave, Eve};

type ViewKeysCall = pallet_view_keys::Call<Runtime>;

/// Grants that expire in one block.
const MANY: u32 = 64;
/// Blocks in which nothing expired.
const EMPTY_BLOCKS: u32 = 1_000;

/// Runs the benchmark.
///
/// # Errors
///
/// As those of the pool.
pub fn run(options: &Options) -> Result<(), String> {
    warn_if_busy();
    say("proving grants");
    let mut maker = Maker::new()?;
    let engine = Engine::new()?;
    let samples = Samples::take(&mut maker, &engine)?;
    let figures = samples.figures();
    warn_if_busy();
    print!("{}", output::table(&samples.all(), &figures, &[]));
    if let Some(path) = &options.write {
        write(path, &output::constants(&figures))?;
    }
    if let Some(path) = &options.json {
        write(path, &output::json_lines(&samples.all(), &figures, &[]))?;
    }
    let faults: Vec<_> = figures.iter().filter_map(Figure::fault).collect();
    match options.check && !faults.is_empty() {
        true => Err(faults.join("\n       ")),
        false => Ok(()),
    }
}

/// All samples.
struct Samples {
    register: Sample,
    update: Sample,
    rotate: Sample,
    deregister: Sample,
    grants: Vec<Sample>,
    acknowledge: Sample,
    revoke: Sample,
    /// A revocation without an account: its rules, and its effects.
    authorised: [Sample; 2],
    expire: Sample,
    /// The ends of blocks: with nothing to clean, after [`EMPTY_BLOCKS`], and with [`MANY`] grants.
    ends: [Sample; 3],
}

/// The times of one extrinsic in the next block of a chain.
fn apply(chain: &Chain, name: &str, extrinsic: &UncheckedExtrinsic) -> Result<Sample, String> {
    say(&format!("measuring {name}"));
    let draft = chain.draft()?;
    Sample::take(&format!("apply {name}"), |_| chain.include(&mut draft.clone(), extrinsic))
}

impl Samples {
    fn take(maker: &mut Maker, engine: &Engine) -> Result<Self, String> {
        let kinds =
            [(GrantKind::Full, false), (GrantKind::Full, true), (GrantKind::Incoming, true)];
        let grants: Vec<Proven> = kinds
            .into_iter()
            .map(|(kind, hidden)| maker.grant(kind, hidden, LATER))
            .collect::<Result<_, _>>()?;
        let brief = maker.grant(GrantKind::Full, false, 2)?;

        let fresh = Chain::development(engine)?;
        fresh.start()?;
        let by_auditor = |nonce, call: ViewKeysCall| signed(AUDITOR, nonce, call.into());
        let by_payer = |nonce, grant: &Proven| {
            let grant = Box::new(grant.grant.clone());
            signed(Dave, nonce, ViewKeysCall::grant { grant }.into())
        };
        let register = by_auditor(0, maker.registration()?);
        let mut registered = fresh.clone();
        registered.extend(std::slice::from_ref(&register))?;
        let ViewKeysCall::register_auditor { name, contact, policy_uri, policy_hash, .. } =
            maker.registration()?
        else {
            return Err("a registration is none".into());
        };
        let update = ViewKeysCall::update_auditor { name, contact, policy_uri, policy_hash };
        let close = || by_auditor(1, ViewKeysCall::deregister_auditor {});
        // An auditor that is closing: the end of its last grant has the most to do.
        let mut granted = registered.clone();
        granted.extend(&[by_payer(0, &grants[0]), close()])?;
        let mut expired = registered.clone();
        expired.extend(&[by_payer(0, &brief), close()])?;

        let Proven { id, revocation, signed_revocation, .. } = grants[0];
        let revoke = ViewKeysCall::revoke { grant_id: id, signature: signed_revocation };
        let acknowledge = by_auditor(2, ViewKeysCall::acknowledge { grant_id: id });
        let expire = ViewKeysCall::expire { grant_id: brief.id };
        let shapes = ["full", "full, hidden address", "incoming, hidden address"];
        let grants = grants.iter().zip(shapes).map(|(grant, shape)| {
            apply(&registered, &format!("grant, {shape}"), &by_payer(0, grant))
        });
        Ok(Self {
            register: apply(&fresh, "registration", &register)?,
            update: apply(&registered, "update", &by_auditor(1, update))?,
            rotate: apply(&registered, "rotation", &by_auditor(1, maker.rotation()?))?,
            deregister: apply(&registered, "deregistration", &close())?,
            grants: grants.collect::<Result<_, _>>()?,
            acknowledge: apply(&granted, "acknowledgement", &acknowledge)?,
            revoke: apply(&granted, "signed revocation", &signed(Eve, 0, revoke.into()))?,
            authorised: authorised(&granted, &wrap_revocation(id, revocation))?,
            expire: apply(&expired, "expire", &signed(Eve, 0, expire.into()))?,
            ends: ends(&registered)?,
        })
    }

    /// The samples in the order of the table.
    fn all(&self) -> Vec<&Sample> {
        let auditors = [&self.register, &self.update, &self.rotate, &self.deregister];
        auditors
            .into_iter()
            .chain(&self.grants)
            .chain([&self.acknowledge, &self.revoke])
            .chain(&self.authorised)
            .chain([&self.expire])
            .chain(&self.ends)
            .collect()
    }

    /// The weights that follow.
    fn figures(&self) -> Vec<Figure> {
        let figure = Figure::new;
        let [rules, effects] = &self.authorised;
        let [nothing, blocks, many] = self.ends.each_ref().map(Sample::median);
        let grant = self.grants.iter().map(Sample::median).max().unwrap_or_default();
        // The difference of two times is not exact. It is at least what the end of a grant takes.
        let effects = effects.median().max(self.expire.median());
        vec![
            figure(
                "REGISTER_AUDITOR",
                measured::REGISTER_AUDITOR,
                self.register.median(),
                "a registration, key and signature among what is checked",
            ),
            figure(
                "UPDATE_AUDITOR",
                measured::UPDATE_AUDITOR,
                self.update.median(),
                "new texts of an auditor",
            ),
            figure(
                "ROTATE_KEY",
                measured::ROTATE_KEY,
                self.rotate.median(),
                "a rotation, key and signature among what is checked",
            ),
            figure(
                "DEREGISTER_AUDITOR",
                measured::DEREGISTER_AUDITOR,
                self.deregister.median(),
                "a deregistration that takes effect",
            ),
            figure(
                "ACKNOWLEDGE",
                measured::ACKNOWLEDGE,
                self.acknowledge.median(),
                "an acknowledgement",
            ),
            figure("GRANT", measured::GRANT, grant, "a grant, proof and signature among its rules"),
            figure(
                "REVOKE",
                measured::REVOKE,
                self.revoke.median(),
                "a signed revocation, rules and effects",
            ),
            figure(
                "REVOKE_AUTHORIZED",
                measured::REVOKE_AUTHORIZED,
                effects,
                "the effects of a revocation without an account",
            ),
            figure(
                "AUTHORIZE_REVOKE",
                measured::AUTHORIZE_REVOKE,
                rules.median(),
                "the rules of a revocation without an account",
            ),
            figure("EXPIRE", measured::EXPIRE, self.expire.median(), "a grant cleaned by a call"),
            figure(
                "CLEAN_NOTHING",
                measured::CLEAN_NOTHING,
                nothing,
                "a look at the queue: the whole end of a block in which nothing is cleaned",
            ),
            figure(
                "CLEAN_BLOCK",
                measured::CLEAN_BLOCK,
                blocks.saturating_sub(nothing) / EMPTY_BLOCKS,
                "a block of the queue, without what expired with it",
            ),
            figure(
                "CLEAN_ONE",
                measured::CLEAN_ONE,
                many.saturating_sub(nothing) / MANY,
                "a grant cleaned by the queue",
            ),
        ]
    }
}

/// The times of the rules of a revocation without an account, and of its effects: those of all less those of the rules,
/// run by run.
fn authorised(chain: &Chain, extrinsic: &UncheckedExtrinsic) -> Result<[Sample; 2], String> {
    say("measuring a revocation without an account");
    let draft = chain.draft()?;
    Sample::take_together(["validate revocation", "effects of revocation"], |_| {
        let (validity, validate) = chain.validate(extrinsic)?;
        validity.map_err(|error| format!("not valid: {error:?}"))?;
        let apply = chain.include(&mut draft.clone(), extrinsic)?;
        Ok([validate, apply.saturating_sub(validate)])
    })
}

/// The times of the ends of blocks.
fn ends(registered: &Chain) -> Result<[Sample; 3], String> {
    say("measuring the ends of blocks");
    // Far enough from the first block for a queue that is behind.
    let mut chain = registered.clone();
    while chain.best() <= EMPTY_BLOCKS {
        chain.extend(&[])?;
    }
    let last = chain.best();
    let end = |name: &str, first: u32, grants: u32| {
        let mut draft = chain.draft()?;
        let key = NextExpiry::<Runtime>::hashed_key().to_vec();
        draft.changes.set_storage(key, Some(first.encode()));
        if grants > 0 {
            put_grants(&chain, &mut draft, last, grants)?;
        }
        Sample::take(name, |_| Ok(chain.finish(&mut draft.clone())?.1))
    };
    Ok([
        end("end of a block, nothing expired", last, 0)?,
        end(&format!("end of a block, {EMPTY_BLOCKS} blocks behind"), last - EMPTY_BLOCKS, 0)?,
        end(&format!("end of a block, {MANY} grants expired"), last, MANY)?,
    ])
}

/// Puts grants in state that expire with the block `expiry`, past the runtime: what cleans them sees no difference.
fn put_grants(chain: &Chain, draft: &mut Draft, expiry: u32, count: u32) -> Result<(), String> {
    let (auditor, payer) = (AUDITOR.to_account_id(), Dave.to_account_id());
    let mut set = |key: Vec<u8>, value: Vec<u8>| draft.changes.set_storage(key, Some(value));
    for number in 0..count {
        let id = b256(b"ShojiBenchGrant_", &[&number.to_le_bytes()]);
        let grant = GrantRecord::<AccountId> {
            circuit_version: 1,
            auditor: auditor.clone(),
            key_version: 1,
            key: [6; 32],
            kind: GrantKind::Full,
            address: Some([1; 75]),
            commitment: [1; 32],
            epk: [2; 32],
            ciphertext: [[3; 32]; 6],
            expiry,
            include_by: expiry,
            revocation_key: [4; 32],
            rk: [5; 32],
            payer: payer.clone(),
            deposit: GRANT_DEPOSIT,
            block: 1,
            acknowledged: None,
        };
        set(Grants::<Runtime>::hashed_key_for(id), grant.encode());
        set(GrantsOf::<Runtime>::hashed_key_for(&auditor, id), ().encode());
        set(Expiries::<Runtime>::hashed_key_for(expiry, id), ().encode());
    }
    let key = Auditors::<Runtime>::hashed_key_for(&auditor);
    let entry: Auditor = read(chain, &key)?;
    set(key, Auditor { outstanding: count, ..entry }.encode());
    let amount = GRANT_DEPOSIT * u128::from(count);
    let id = RuntimeHoldReason::ViewKeys(HoldReason::Grant);
    let holds = vec![IdAmount { id, amount }];
    set(pallet_balances::Holds::<Runtime>::hashed_key_for(&payer), holds.encode());
    let key = frame_system::Account::<Runtime>::hashed_key_for(&payer);
    let mut account: frame_system::AccountInfo<u32, pallet_balances::AccountData<u128>> =
        read(chain, &key)?;
    account.data.free -= amount;
    account.data.reserved += amount;
    account.consumers += 1;
    set(key, account.encode());
    Ok(())
}

fn read<T: Decode>(chain: &Chain, key: &[u8]) -> Result<T, String> {
    let bytes = chain.state.get(key)?.ok_or("a value is missing")?;
    T::decode(&mut &bytes[..]).map_err(|error| format!("a value does not decode: {error}"))
}
