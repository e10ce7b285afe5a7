//! What issuers and holders of assets do, and what it changes in the model. Whether `pallet_assets` allows it is
//! taken from its answer; what follows from the answer is not.

use shoji_runtime::{configs::EXISTENTIAL_DEPOSIT, Assets, Runtime, RuntimeCall, MILLI_SHJ, SHJ};
use sp_runtime::MultiAddress;

use super::{
    accounts::{account, AUTHOR, COUNT, SIGNERS},
    model::{Asset, Holding, Standing, Status},
    record::Record,
    World,
};

type Call = pallet_assets::Call<Runtime>;

/// The highest id that is created. More would only use up the consumer references of an account.
const MAX_ID: u32 = 6;

/// What an account deposits for its place in an asset, and a creator for the asset.
const ACCOUNT_DEPOSIT: u128 = 10 * MILLI_SHJ;
const ASSET_DEPOSIT: u128 = 10 * SHJ;

/// How many different calls [`World::issue`] makes.
const CALLS: u8 = 18;

/// One call, as much as is needed to follow it.
struct Issue {
    what: u8,
    /// Who signs.
    signer: usize,
    id: u32,
    /// Who is concerned.
    who: usize,
    amount: u128,
    flag: bool,
}

impl World {
    /// Makes a call of `pallet_assets`.
    pub(super) fn issue(&mut self, record: &Record) {
        let id = 1 + u32::from(record.asset) % MAX_ID;
        let who = Record::one_of(record.more, COUNT);
        let (flag, stranger) = (record.more & 0x80 != 0, record.defect >= 192);
        let what = record.terms % CALLS;
        let owner = self.model.assets.get(&id).map(|asset| asset.owner);
        let caller = Record::one_of(record.who, SIGNERS);
        // Some are for anybody; the others are the owner's, who is asked except for now and then.
        let anybody = matches!(what, 0 | 9 | 10 | 12..=14);
        let signer = if anybody || stranger { caller } else { owner.unwrap_or(caller) };
        let holder = if what == 14 { signer } else { who };
        let amount = self.issued_amount(record, id, holder);
        let issue = Issue { what, signer, id, who, amount, flag };
        match what {
            0 => self.create(issue),
            15 => self.recreate(issue),
            _ => self.call(issue),
        }
    }

    /// An amount that is interesting for the call.
    fn issued_amount(&self, record: &Record, id: u32, holder: usize) -> u128 {
        let Some(asset) = self.model.assets.get(&id) else { return record.pick_amount(1_000, 1) };
        let balance = asset.holders.get(&holder).map_or(0, |holding| holding.balance);
        let limit = match record.terms % CALLS {
            // Up to the brim.
            1 => u128::MAX - asset.supply,
            17 => asset.minimum,
            _ => balance,
        };
        match record.terms % CALLS {
            // Not to the brim every time.
            1 if record.defect < 160 => record.pick_amount(1_000_000, asset.minimum).min(limit),
            _ => record.pick_amount(limit, asset.minimum),
        }
    }

    fn create(&mut self, issue: Issue) {
        let next = self.chain.state(|| pallet_assets::NextAssetId::<Runtime>::get());
        let next = next.expect("ids count up");
        let id = if issue.flag { issue.id } else { next };
        if id > MAX_ID {
            return;
        }
        let minimum = issue.amount;
        let admin = address(issue.signer);
        let created = self
            .signed_ok(issue.signer, Call::create { id: id.into(), admin, min_balance: minimum });
        if !created {
            return;
        }
        assert!(id == next && !self.model.assets.contains_key(&id), "an id was chosen");
        let native = &mut self.model.natives[issue.signer];
        native.free -= ASSET_DEPOSIT;
        native.reserved += ASSET_DEPOSIT;
        self.model
            .assets
            .insert(id, Asset { deposit: ASSET_DEPOSIT, ..asset(issue.signer, minimum, false) });
    }

    /// Root creates an id, which may be one that was destroyed.
    fn recreate(&mut self, issue: Issue) {
        let Issue { id, who, amount, flag, .. } = issue;
        let owner = who % SIGNERS;
        let call = Call::force_create {
            id: id.into(),
            owner: address(owner),
            is_sufficient: flag,
            min_balance: amount,
        };
        if self.sudo_ok(call) {
            self.tally.count("an id was created by root");
            let before = self.model.assets.insert(id, asset(owner, amount, flag));
            assert!(before.is_none(), "an asset was replaced");
        }
    }

    fn call(&mut self, issue: Issue) {
        let Issue { what, signer, id, who, amount, flag } = issue;
        let (asset, target) = (id.into(), address(who));
        let call = match what {
            1 => Call::mint { id: asset, beneficiary: target, amount },
            2 => Call::burn { id: asset, who: target, amount },
            3 => Call::freeze { id: asset, who: target },
            4 => Call::thaw { id: asset, who: target },
            5 => Call::block { id: asset, who: target },
            6 => Call::freeze_asset { id: asset },
            7 => Call::thaw_asset { id: asset },
            8 => Call::start_destroy { id: asset },
            9 => Call::destroy_accounts { id: asset },
            10 => Call::finish_destroy { id: asset },
            11 | 17 => Call::set_min_balance { id: asset, min_balance: amount },
            12 => Call::touch { id: asset },
            13 => Call::refund { id: asset, allow_burn: flag },
            14 => Call::transfer { id: asset, target, amount },
            16 => Call::force_transfer { id: asset, source: target, dest: address(signer), amount },
            _ => unreachable!("the others are made elsewhere"),
        };
        let held = self.model.in_pool(self.model.wire(id));
        if !self.signed_ok(signer, call) {
            return;
        }
        self.tally.count(format!("issuer's call {what}"));
        assert!(what != 8 || held == 0, "an asset is destroyed with units of it in the pool");
        let minimum = self.model.assets.get(&id).map_or(u128::MAX, |asset| asset.minimum);
        let rises = matches!(what, 11 | 17) && amount > minimum;
        assert!(!rises || held == 0, "a minimum balance locks in what is in the pool");
        if what == 10 {
            self.destroyed(id);
            return;
        }
        let natives = &mut self.model.natives;
        let Some(asset) = self.model.assets.get_mut(&id) else {
            // `pallet_assets` moves nothing of anything, without looking whether there is such an asset.
            assert!(matches!(what, 1 | 2 | 14 | 16) && amount == 0, "call {what} on no asset");
            return;
        };
        let holding = |asset: &'_ mut Asset, standing| {
            asset.holders.get_mut(&who).expect("an account").standing = standing;
        };
        match what {
            1 if amount > 0 => {
                asset.credit(who, amount);
                asset.supply = asset.supply.checked_add(amount).expect("within 128 bits");
            }
            2 if amount > 0 => {
                let balance = asset.holders.get(&who).expect("an account").balance;
                asset.supply -= asset.debit(who, amount.min(balance));
            }
            3 => holding(asset, Standing::Frozen),
            4 => holding(asset, Standing::Liquid),
            5 => holding(asset, Standing::Blocked),
            6 => asset.status = Status::Frozen,
            7 => asset.status = Status::Live,
            8 => asset.status = Status::Destroying,
            9 => {
                for (who, holding) in std::mem::take(&mut asset.holders) {
                    natives[who].free += holding.deposit;
                    natives[who].reserved -= holding.deposit;
                }
            }
            11 | 17 => asset.minimum = amount,
            12 => {
                natives[signer].free -= ACCOUNT_DEPOSIT;
                natives[signer].reserved += ACCOUNT_DEPOSIT;
                asset
                    .holders
                    .insert(signer, Holding { deposit: ACCOUNT_DEPOSIT, ..Holding::of(0) });
            }
            13 => {
                let gone = asset.holders.remove(&signer).expect("an account");
                assert!(flag || gone.balance == 0);
                asset.supply -= gone.balance;
                natives[signer].free += gone.deposit;
                natives[signer].reserved -= gone.deposit;
            }
            14 | 16 if amount > 0 && who != signer => {
                let (from, to) = if what == 14 { (signer, who) } else { (who, signer) };
                let moved = asset.debit(from, amount);
                asset.credit(to, moved);
            }
            _ => {}
        }
    }

    fn destroyed(&mut self, id: u32) {
        let gone = self.model.assets.remove(&id).expect("an asset");
        assert!(gone.holders.is_empty() && gone.status == Status::Destroying);
        let native = &mut self.model.natives[gone.owner];
        native.free += gone.deposit;
        native.reserved -= gone.deposit;
        *self.model.destroyed.entry(id).or_default() += 1;
        let asset = self.chain.state(|| Assets::asset_details(id));
        assert!(asset.is_none());
    }

    /// Native tokens from one account to another, the pool's among them.
    pub(super) fn pay(&mut self, record: &Record) {
        let from = Record::one_of(record.who, SIGNERS);
        let to = Record::one_of(record.more, COUNT);
        let limit = self.model.natives[from].free.saturating_sub(EXISTENTIAL_DEPOSIT);
        let value = record.pick_amount(limit, EXISTENTIAL_DEPOSIT);
        let call = pallet_balances::Call::transfer_keep_alive { dest: address(to), value };
        if self.signed_ok(from, call) {
            self.model.natives[from].free -= value;
            self.model.natives[to].free += value;
        }
    }

    /// Signs a call, and says whether it was included and took effect.
    fn signed_ok(&mut self, signer: usize, call: impl Into<RuntimeCall>) -> bool {
        let Some((result, fee)) = self.signed(signer, call.into()) else { return false };
        self.settle(signer, fee, false);
        result.is_ok()
    }

    fn sudo_ok(&mut self, call: Call) -> bool {
        let call = pallet_sudo::Call::sudo { call: Box::new(call.into()) };
        self.signed_ok(AUTHOR, call) && self.chain.sudo_result().is_ok()
    }
}

fn asset(owner: usize, minimum: u128, sufficient: bool) -> Asset {
    Asset {
        owner,
        deposit: 0,
        status: Status::Live,
        supply: 0,
        minimum,
        sufficient,
        holders: Default::default(),
    }
}

fn address(who: usize) -> shoji_runtime::Address {
    MultiAddress::Id(account(who))
}
