//! The plain model: what docs/protocol §7 says is in state, in ordinary collections.

use std::collections::{BTreeMap, BTreeSet};

use shoji_shielded::{
    asset::AssetId,
    bundle::{Bundle, CallKind},
    field::{self, Base},
    tree::{empty_root, hash_node, ARITY, DEPTH},
};

use super::accounts::{AUTHOR, COUNT, SIGNERS};

/// The native token on the wire.
pub const NATIVE: u64 = AssetId::NATIVE.to_wire();

/// Native tokens of an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Native {
    /// What it can use.
    pub free: u128,
    /// What is reserved for its assets and asset accounts.
    pub reserved: u128,
}

/// What may be done with an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Everything.
    Live,
    /// Nothing, until it is thawed.
    Frozen,
    /// Nothing any more.
    Destroying,
}

/// What an account may do with an asset it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Pay and be paid.
    Liquid,
    /// Be paid.
    Frozen,
    /// Neither.
    Blocked,
}

/// An account's place in an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holding {
    /// Units.
    pub balance: u128,
    /// What it may do.
    pub standing: Standing,
    /// A deposit of its own keeps it alive, without any balance too.
    pub deposit: u128,
}

impl Holding {
    /// A holding as a payment makes it.
    pub fn of(balance: u128) -> Self {
        Self { balance, standing: Standing::Liquid, deposit: 0 }
    }
}

/// An asset that exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Who created it and may do everything with it.
    pub owner: usize,
    /// What is reserved for it.
    pub deposit: u128,
    /// What may be done with it.
    pub status: Status,
    /// How much there is, what is in the pool included.
    pub supply: u128,
    /// The least an account may hold.
    pub minimum: u128,
    /// Whether it keeps accounts alive.
    pub sufficient: bool,
    /// Who holds it.
    pub holders: BTreeMap<usize, Holding>,
}

impl Asset {
    /// Pays `amount` above zero into an account.
    pub fn credit(&mut self, who: usize, amount: u128) {
        self.holders.entry(who).or_insert_with(|| Holding::of(0)).balance += amount;
    }

    /// Takes `amount` out of an account, and what would be dust as well. Returns what was taken.
    pub fn debit(&mut self, who: usize, amount: u128) -> u128 {
        let holding = self.holders.get_mut(&who).expect("whoever pays has something");
        let rest = holding.balance.checked_sub(amount).expect("whoever pays has enough");
        let taken = if rest < self.minimum { holding.balance } else { amount };
        holding.balance -= taken;
        if holding.balance < self.minimum && holding.deposit == 0 {
            self.holders.remove(&who);
        }
        taken
    }
}

/// What went through the border of the pool of one asset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Border {
    /// Into it.
    pub shielded: u128,
    /// Out of it.
    pub unshielded: u128,
    /// Out of it as fees.
    pub fees: u128,
}

impl Border {
    /// What must be in the pool.
    pub fn in_pool(&self) -> u128 {
        let rest =
            self.shielded.checked_sub(self.unshielded).and_then(|rest| rest.checked_sub(self.fees));
        rest.expect("more has left the pool than entered it")
    }
}

/// The state.
#[derive(Clone)]
pub struct Model {
    /// Native tokens by account.
    pub natives: [Native; COUNT],
    /// Native tokens altogether. Nothing here makes or burns any.
    pub issuance: u128,
    /// Transactions by signer.
    pub nonces: [u32; SIGNERS],
    /// Assets by id.
    pub assets: BTreeMap<u32, Asset>,
    /// How often an id was destroyed.
    pub destroyed: BTreeMap<u32, u32>,
    /// The borders by asset on the wire.
    pub borders: BTreeMap<u64, Border>,
    /// Spent nullifiers.
    pub spent: BTreeSet<[u8; 32]>,
    /// The leaves of the tree.
    pub leaves: Vec<[u8; 32]>,
    /// The leaves of the block under construction.
    pub pending: Vec<[u8; 32]>,
    /// The blocks from which on each root was the root of the block.
    pub roots: Vec<(u32, [u8; 32])>,
    /// The last finished block.
    pub number: u32,
    /// The extrinsics of the block under construction, its timestamp included, by whether they are pool calls that
    /// took effect.
    pub extrinsics: Vec<bool>,
}

impl Model {
    /// The asset that an id denotes now, on the wire.
    pub fn wire(&self, id: u32) -> u64 {
        let destroyed = self.destroyed.get(&id).copied().unwrap_or_default();
        (u64::from(destroyed) + 1) << 32 | u64::from(id)
    }

    /// What is in the pool of an asset.
    pub fn in_pool(&self, wire: u64) -> u128 {
        self.borders.get(&wire).copied().unwrap_or_default().in_pool()
    }

    /// The newest usable anchor.
    pub fn root(&self) -> [u8; 32] {
        self.roots.last().expect("genesis has a root").1
    }

    /// The asset of a payment on an id, if it has one.
    fn asset_mut(&mut self, wire: u64) -> Option<&mut Asset> {
        (wire > NATIVE).then(|| self.assets.get_mut(&(wire as u32)).expect("rule 5 has looked"))
    }

    /// A payment takes effect.
    pub fn take_effect(&mut self, kind: CallKind, party: usize, bundle: &Bundle) {
        self.spent.extend(bundle.nullifiers);
        self.pending.extend(bundle.outputs.iter().map(|output| output.cm));
        let (wire, amount, fee) = (bundle.asset_pub, bundle.amount, u128::from(bundle.fee));
        match kind {
            CallKind::Shield => {
                self.borders.entry(wire).or_default().shielded += amount;
                match self.asset_mut(wire) {
                    Some(asset) => assert_eq!(asset.debit(party, amount), amount, "dust was taken"),
                    None => self.natives[party].free -= amount,
                }
            }
            CallKind::Transfer => {}
            CallKind::Unshield => {
                self.borders.entry(wire).or_default().unshielded += amount;
                match self.asset_mut(wire) {
                    Some(asset) => asset.credit(party, amount),
                    None => self.natives[party].free += amount,
                }
            }
        }
        if kind != CallKind::Shield {
            self.borders.entry(NATIVE).or_default().fees += fee;
            self.natives[AUTHOR].free += fee;
        }
        // What is native in the pool is on its account.
        let pool = super::accounts::POOL;
        match (kind, wire) {
            (CallKind::Shield, NATIVE) => self.natives[pool].free += amount,
            (CallKind::Unshield, NATIVE) => self.natives[pool].free -= amount + fee,
            _ => self.natives[pool].free -= fee,
        }
    }

    /// The block under construction is finished.
    pub fn close(&mut self) {
        self.number += 1;
        self.extrinsics.clear();
        if !self.pending.is_empty() {
            self.leaves.append(&mut self.pending);
            self.roots.push((self.number, root_of(&self.leaves)));
        }
    }

    /// Whether a root was the latest one within the window before block `next` (rule 10).
    pub fn is_anchor(&self, anchor: &[u8; 32], next: u32, window: u32) -> bool {
        let ends = self.roots.iter().skip(1).map(|(first, _)| first - 1).chain([next - 1]);
        self.roots
            .iter()
            .zip(ends)
            .any(|((_, root), last)| root == anchor && last >= next.saturating_sub(window))
    }
}

/// The root of the tree with these leaves, all of it computed anew.
pub fn root_of(leaves: &[[u8; 32]]) -> [u8; 32] {
    let decode = |leaf: &[u8; 32]| field::from_bytes(leaf).expect("rule 2 has looked");
    let mut nodes: Vec<Base> = leaves.iter().map(decode).collect();
    for level in 0..DEPTH {
        let parent = |children: &[Base]| {
            let mut all = [empty_root(level); ARITY];
            all[..children.len()].copy_from_slice(children);
            hash_node(all)
        };
        nodes = nodes.chunks(ARITY).map(parent).collect();
    }
    field::to_bytes(&nodes.first().copied().unwrap_or(empty_root(DEPTH)))
}
