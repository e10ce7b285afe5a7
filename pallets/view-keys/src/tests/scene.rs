//! A chain on which Charlie is an auditor, and grants to him that are proven once for all tests. A proof is bound to
//! chain, auditor, key version, terms and expiry, so tests sign the same ones again, changed or not.

use std::sync::OnceLock;

use frame_support::{traits::fungible::InspectHold, weights::Weight};
use jubjub::Fr;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use shoji_circuits::GrantWitness;
use shoji_proofs::GRANT_VERSION;
use shoji_prover::GrantProver;
use shoji_shielded::{
    grant::{
        auditor, commitment, message, revocation, revocation::RevocationFee,
        rules::RevocationRefusal, seal, Grant, GrantKind, Target, WORDS,
    },
    keys::{ScopeLabel, SpendingKey},
    point::{self, generator},
    signature,
};
use sp_keyring::Sr25519Keyring::{self, Alice, Charlie};
use sp_runtime::{
    transaction_validity::{InvalidTransaction, TransactionValidityError},
    ApplyExtrinsicResult, DispatchError,
};

use crate::{mock::*, Call, Error, HoldReason};

/// The expiry of [`Proofs::full`] and [`Proofs::hidden`].
pub const EXPIRY: u32 = 40;
/// The expiry of [`Proofs::second`].
pub const SECOND_EXPIRY: u32 = 60;

pub fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(9)
}

/// A proven grant, with what it takes to sign it again and to revoke it.
#[derive(Clone)]
pub struct Proven {
    grant: Grant,
    ask: Fr,
    alpha: Fr,
    revocation: Fr,
}

impl Proven {
    /// The grant signed for a chain.
    pub fn signed_for(&self, genesis: &[u8; 32]) -> Grant {
        self.sign(self.grant.clone(), genesis)
    }

    /// The grant.
    pub fn signed(&self) -> Grant {
        self.signed_for(&GENESIS)
    }

    /// The grant, changed before it is signed.
    pub fn changed(&self, change: impl FnOnce(&mut Grant)) -> Grant {
        let mut grant = self.grant.clone();
        change(&mut grant);
        self.sign(grant, &GENESIS)
    }

    /// Its id.
    pub fn id(&self) -> [u8; 32] {
        self.grant.id(&GENESIS)
    }

    /// What revokes a grant with this id and this grant's revocation key on a chain.
    pub fn revocation_for(
        &self,
        genesis: &[u8; 32],
        id: &[u8; 32],
        fee: RevocationFee,
    ) -> [u8; 64] {
        revocation::sign(&self.revocation, genesis, id, fee, &mut rng())
    }

    /// What revokes it without an account.
    pub fn revocation(&self) -> [u8; 64] {
        self.revocation_for(&GENESIS, &self.id(), RevocationFee::FromDeposit)
    }

    /// What revokes it at the expense of whoever signs the extrinsic.
    pub fn signed_revocation(&self) -> [u8; 64] {
        self.revocation_for(&GENESIS, &self.id(), RevocationFee::FromAccount)
    }

    /// What revokes it as well.
    pub fn revocation_again(&self) -> [u8; 64] {
        let mut rng = ChaCha20Rng::seed_from_u64(10);
        let fee = RevocationFee::FromDeposit;
        revocation::sign(&self.revocation, &GENESIS, &self.id(), fee, &mut rng)
    }

    fn sign(&self, mut grant: Grant, genesis: &[u8; 32]) -> Grant {
        grant.signature = signature::sign(&self.ask, &self.alpha, &grant.hash(genesis), &mut rng());
        grant
    }
}

/// The sealing secret of an auditor.
pub fn sealing_secret(who: Sr25519Keyring, version: u16) -> Fr {
    let auditor = SpendingKey::from_bytes(who.to_raw_public()).unwrap();
    *auditor.sealing_secret(version).unwrap()
}

/// The sealing key of a secret.
pub fn sealing_key(secret: &Fr) -> [u8; 32] {
    point::encode(&(generator() * secret).into())
}

/// A grant to Charlie.
fn prove(seed: u64, kind: GrantKind, hidden: bool, key_version: u16, expiry: u32) -> Proven {
    static PROVER: OnceLock<GrantProver> = OnceLock::new();
    let prover = PROVER.get_or_init(|| {
        GrantProver::load(&shoji_prover::default_dir().unwrap(), &mut |_| {}).unwrap()
    });
    let pk = generator() * sealing_secret(Charlie, key_version);
    let owner = SpendingKey::audited_from_bytes([5; 32]).unwrap();
    let scope = owner.scope(&ScopeLabel::new("accounts").unwrap()).unwrap();
    let address = scope.external.address(seed).unwrap();
    let alpha = signature::random_alpha(&mut ChaCha20Rng::seed_from_u64(seed));
    let rk = point::encode(&signature::randomize(&owner.ak(), &alpha).into());
    let esk = *owner.grant_ephemeral_secret(&rk).unwrap();
    let revocation = *owner.revocation_secret(&rk).unwrap();
    let mut grant = Grant {
        circuit_version: GRANT_VERSION,
        auditor: Charlie.to_raw_public(),
        key_version,
        kind,
        target: match hidden {
            true => Target::Hidden([0; 32]),
            false => Target::Stated(address.to_payload()),
        },
        epk: [0; 32],
        ciphertext: [[0; 32]; WORDS],
        expiry,
        include_by: expiry + 1_000,
        revocation_key: sealing_key(&revocation),
        rk,
        proof: [0; 192],
        signature: [0; 64],
    };
    let audit = owner.audit_key().unwrap();
    let words = message(kind, &scope.full_viewing_key(), Some(&audit), &address.d);
    let sealed = seal(&words, &pk, &esk, &grant.context(&GENESIS));
    grant.epk = sealed.epk;
    grant.ciphertext = sealed.ciphertext.map(|word| word.to_bytes());
    if hidden {
        let commitment = commitment(&address, &sealed.r).unwrap();
        grant.target = Target::Hidden(commitment.to_bytes());
    }
    let affine = |point: jubjub::SubgroupPoint| jubjub::ExtendedPoint::from(point).into();
    let witness = GrantWitness {
        ak: affine(owner.ak()),
        alpha,
        nk: scope.external.nk,
        audited: true,
        k: audit.k,
        d: address.d,
        g_d: affine(address.d.g_d().unwrap()),
        esk,
    };
    grant.proof = prover.prove(&witness, &grant.statement(&GENESIS, &pk).unwrap()).unwrap();
    Proven { grant, ask: *owner.ask(), alpha, revocation }
}

/// Everything that is proven once.
pub struct Proofs {
    /// The full viewing key, of a stated address.
    pub full: Proven,
    /// The incoming viewing key, of a hidden address.
    pub hidden: Proven,
    /// The full viewing key, sealed to Charlie's second key, expiring later.
    pub second: Proven,
}

/// The proofs.
pub fn proofs() -> &'static Proofs {
    static PROOFS: OnceLock<Proofs> = OnceLock::new();
    PROOFS.get_or_init(|| Proofs {
        full: prove(1, GrantKind::Full, false, 1, EXPIRY),
        hidden: prove(2, GrantKind::Incoming, true, 1, EXPIRY),
        second: prove(3, GrantKind::Full, false, 2, SECOND_EXPIRY),
    })
}

/// The proof of possession of an account's key on the chains of these tests.
pub fn possession(who: Sr25519Keyring, version: u16, secret: &Fr) -> [u8; 64] {
    let (account, key) = (who.to_raw_public(), sealing_key(secret));
    let message = auditor::possession_message(&GENESIS, &account, version, &key);
    auditor::sign(secret, &message, &mut rng())
}

/// A registration with an account's own first key.
pub fn registration(who: Sr25519Keyring) -> Call<Test> {
    registration_at(who, 1)
}

/// A registration with an account's own key of a version.
pub fn registration_at(who: Sr25519Keyring, version: u16) -> Call<Test> {
    let secret = sealing_secret(who, version);
    Call::register_auditor {
        name: b"Register & Sons".to_vec().try_into().unwrap(),
        contact: b"audit@example.org".to_vec().try_into().unwrap(),
        policy_uri: b"https://example.org/policy".to_vec().try_into().unwrap(),
        policy_hash: [1; 32],
        key: sealing_key(&secret),
        possession: possession(who, version, &secret),
    }
}

/// A rotation to an account's own key of a version.
pub fn rotation(who: Sr25519Keyring, version: u16) -> Call<Test> {
    let secret = sealing_secret(who, version);
    Call::rotate_key {
        key: sealing_key(&secret),
        possession: possession(who, version, &secret),
        retire: false,
    }
}

/// A call that grants.
pub fn grant(grant: &Grant) -> Call<Test> {
    Call::grant { grant: Box::new(grant.clone()) }
}

/// A call that revokes.
pub fn revoke(id: [u8; 32], signature: [u8; 64]) -> Call<Test> {
    Call::revoke { grant_id: id, signature }
}

/// A chain whose first block has Charlie's registration.
pub fn registered() -> Chain {
    let mut chain = Chain::new();
    succeed(&mut chain, Charlie, registration(Charlie));
    chain
}

/// As [`registered`], and Alice has paid for [`Proofs::full`] in the second block.
pub fn granted() -> Chain {
    let mut chain = registered();
    succeed(&mut chain, Alice, grant(&proofs().full.signed()));
    chain
}

/// Puts a signed call in a block of its own, where it must succeed.
pub fn succeed(chain: &mut Chain, who: Sr25519Keyring, call: Call<Test>) {
    let extrinsic = chain.signed(who, call.into());
    assert_eq!(chain.block(vec![extrinsic]), [Ok(Ok(()))]);
}

/// Asserts that a signed call fails in its block, and that nothing changes.
pub fn assert_fails(chain: &mut Chain, who: Sr25519Keyring, call: Call<Test>, error: Error<Test>) {
    let before = chain.state(snapshot);
    let extrinsic = chain.signed(who, call.into());
    assert_eq!(chain.block(vec![extrinsic]), [failed(error)]);
    assert_eq!(chain.state(snapshot), before);
}

/// Asserts that a signed call would fail in the next block, which is not built.
pub fn assert_would_fail(
    chain: &mut Chain,
    who: Sr25519Keyring,
    call: Call<Test>,
    error: Error<Test>,
) {
    let extrinsic = chain.signed(who, call.into());
    assert_eq!(chain.apply_to_filled(&extrinsic, Weight::zero(), 0), failed(error));
}

/// An included extrinsic that failed.
pub fn failed(error: Error<Test>) -> ApplyExtrinsicResult {
    Ok(Err(DispatchError::from(error)))
}

/// What the pool and the executive answer to a revocation without an account that breaks a rule.
pub fn invalid(refusal: RevocationRefusal) -> TransactionValidityError {
    InvalidTransaction::Custom(refusal.code()).into()
}

/// Asserts that a revocation without an account is refused by the pool and by the block author, for the same reason,
/// and that nothing changes.
pub fn assert_refused(chain: &mut Chain, extrinsic: Extrinsic, refusal: RevocationRefusal) {
    let before = chain.state(snapshot);
    assert_eq!(chain.validate(&extrinsic), Err(invalid(refusal)), "in the pool");
    assert_eq!(chain.block(vec![extrinsic]), [Err(invalid(refusal))], "in a block");
    assert_eq!(chain.state(snapshot), before);
}

/// The register, the balances and the issuance.
pub fn snapshot() -> impl PartialEq + core::fmt::Debug {
    fn sorted<T>(items: impl Iterator<Item = T>) -> Vec<String>
    where
        T: core::fmt::Debug,
    {
        let mut items: Vec<_> = items.map(|item| format!("{item:?}")).collect();
        items.sort();
        items
    }
    let accounts = Sr25519Keyring::iter().map(|who| {
        let account = who.to_account_id();
        (Balances::free_balance(&account), Balances::total_balance_on_hold(&account))
    });
    (
        accounts.collect::<Vec<_>>(),
        pallet_balances::TotalIssuance::<Test>::get(),
        sorted(crate::Auditors::<Test>::iter()),
        sorted(crate::Grants::<Test>::iter()),
        sorted(crate::Revoked::<Test>::iter()),
        sorted(crate::Expiries::<Test>::iter()),
    )
}

/// What an account has free and on hold.
pub fn balance(chain: &mut Chain, who: Sr25519Keyring) -> (u128, u128) {
    let account = who.to_account_id();
    chain.state(|| (Balances::free_balance(&account), Balances::total_balance_on_hold(&account)))
}

/// What an account has on hold for grants.
pub fn held_for_grants(who: Sr25519Keyring) -> u128 {
    Balances::balance_on_hold(&HoldReason::Grant.into(), &who.to_account_id())
}

/// An auditor's entry.
pub fn entry(chain: &mut Chain, who: Sr25519Keyring) -> Option<crate::Auditor> {
    chain.state(|| crate::Auditors::<Test>::get(who.to_account_id()))
}

/// Puts grants of Alice in force that nobody has proven: for what happens to grants later.
pub fn put_unproven(chain: &mut Chain, ids: core::ops::Range<u32>, expiry: u32) {
    let grant = proofs().full.changed(|grant| grant.expiry = expiry);
    chain.state(|| {
        for id in ids.clone() {
            let record = ViewKeys::record(Alice.to_account_id(), &grant, [0; 32], [0; 32]);
            ViewKeys::put_in_force(unproven_id(id), record).unwrap();
        }
    });
}

/// The id of an unproven grant.
pub fn unproven_id(number: u32) -> [u8; 32] {
    shoji_shielded::hash::b256(b"ShojiTestGrantId", &[&number.to_le_bytes()])
}

/// Builds empty blocks until the next one has this number.
pub fn idle_until(chain: &mut Chain, next: u32) {
    while chain.next_number() < next {
        chain.block(Vec::new());
    }
}
