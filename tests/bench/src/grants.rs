//! The grants that are measured, each with a proof of its own, and the auditor that they are for.

use crate::chain::GENESIS_HASH;
use jubjub::{ExtendedPoint, Fr, SubgroupPoint};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use shoji_circuits::GrantWitness;
use shoji_prover::GrantProver;
use shoji_runtime::Runtime;
use shoji_shielded::{
    grant::{
        auditor, commitment, message, revocation, revocation::RevocationFee, seal, Grant,
        GrantKind, Target, CIRCUIT_ID, WORDS,
    },
    keys::{ScopeLabel, SpendingKey},
    point::{self, generator},
    signature,
};
use sp_keyring::Sr25519Keyring::{self, Charlie};

/// Who is the auditor.
pub const AUDITOR: Sr25519Keyring = Charlie;

/// The expiry of grants that outlast the measurement.
pub const LATER: u32 = 1_000;

type ViewKeysCall = pallet_view_keys::Call<Runtime>;

/// A grant with what revokes it.
pub struct Proven {
    /// The grant.
    pub grant: Grant,
    /// Its id.
    pub id: [u8; 32],
    /// The signature of its revocation without an account.
    pub revocation: [u8; 64],
    /// The signature of its revocation by an account.
    pub signed_revocation: [u8; 64],
}

/// Makes grants.
pub struct Maker {
    prover: GrantProver,
    owner: SpendingKey,
    rng: ChaCha20Rng,
}

impl Maker {
    /// An owner of an audited account, whose grants show the most.
    pub fn new() -> Result<Self, String> {
        let dir = shoji_prover::default_dir().map_err(|error| error.to_string())?;
        let prover = GrantProver::load(&dir, &mut |_| {}).map_err(|error| error.to_string())?;
        let owner = SpendingKey::audited_from_bytes([5; 32]).map_err(|e| format!("{e:?}"))?;
        Ok(Self { prover, owner, rng: ChaCha20Rng::seed_from_u64(u64::from(CIRCUIT_ID)) })
    }

    /// A grant to [`AUDITOR`].
    pub fn grant(&mut self, kind: GrantKind, hidden: bool, expiry: u32) -> Result<Proven, String> {
        let failed = |what: &dyn std::fmt::Debug| format!("a grant cannot be made: {what:?}");
        let label = ScopeLabel::new("accounts").map_err(|error| failed(&error))?;
        let scope = self.owner.scope(&label).map_err(|error| failed(&error))?;
        let address = scope.external.address(0).map_err(|error| failed(&error))?;
        let audit = self.owner.audit_key().ok_or("the account is audited")?;
        let alpha = signature::random_alpha(&mut self.rng);
        let rk = point::encode(&signature::randomize(&self.owner.ak(), &alpha).into());
        let esk = *self.owner.grant_ephemeral_secret(&rk).map_err(|error| failed(&error))?;
        let revoking = *self.owner.revocation_secret(&rk).map_err(|error| failed(&error))?;
        let pk = generator() * sealing_secret(1)?;

        let mut grant = Grant {
            circuit_version: 1,
            auditor: AUDITOR.to_raw_public(),
            key_version: 1,
            kind,
            target: Target::Stated(address.to_payload()),
            epk: [0; 32],
            ciphertext: [[0; 32]; WORDS],
            expiry,
            include_by: expiry,
            revocation_key: encode(&revoking),
            rk,
            proof: [0; 192],
            signature: [0; 64],
        };
        if hidden {
            grant.target = Target::Hidden([0; 32]);
        }
        let words = message(kind, &scope.full_viewing_key(), Some(&audit), &address.d);
        let sealed = seal(&words, &pk, &esk, &grant.context(&GENESIS_HASH));
        grant.epk = sealed.epk;
        grant.ciphertext = sealed.ciphertext.map(|word| word.to_bytes());
        if hidden {
            let commitment = commitment(&address, &sealed.r).ok_or("no commitment")?;
            grant.target = Target::Hidden(commitment.to_bytes());
        }
        let affine = |point: SubgroupPoint| ExtendedPoint::from(point).into();
        let witness = GrantWitness {
            ak: affine(self.owner.ak()),
            alpha,
            nk: scope.external.nk,
            audited: true,
            k: audit.k,
            d: address.d,
            g_d: affine(address.d.g_d().ok_or("an address has a base")?),
            esk,
        };
        let statement = grant.statement(&GENESIS_HASH, &pk).map_err(|error| failed(&error))?;
        grant.proof = self.prover.prove(&witness, &statement).map_err(|e| failed(&e))?;
        let hash = grant.hash(&GENESIS_HASH);
        grant.signature = signature::sign(&self.owner.ask(), &alpha, &hash, &mut self.rng);
        let id = grant.id(&GENESIS_HASH);
        let mut revoke = |fee| revocation::sign(&revoking, &GENESIS_HASH, &id, fee, &mut self.rng);
        let revocation = revoke(RevocationFee::FromDeposit);
        let signed_revocation = revoke(RevocationFee::FromAccount);
        Ok(Proven { grant, id, revocation, signed_revocation })
    }

    /// The registration of [`AUDITOR`], with texts as long as they may be.
    pub fn registration(&mut self) -> Result<ViewKeysCall, String> {
        let (key, possession) = self.key(1)?;
        Ok(ViewKeysCall::register_auditor {
            name: vec![b'n'; 64].try_into().map_err(|_| "a name has 64 bytes")?,
            contact: vec![b'c'; 128].try_into().map_err(|_| "a contact has 128 bytes")?,
            policy_uri: vec![b'p'; 128].try_into().map_err(|_| "a URI has 128 bytes")?,
            policy_hash: [1; 32],
            key,
            possession,
        })
    }

    /// Its rotation to the second key.
    pub fn rotation(&mut self) -> Result<ViewKeysCall, String> {
        let (key, possession) = self.key(2)?;
        Ok(ViewKeysCall::rotate_key { key, possession, retire: false })
    }

    fn key(&mut self, version: u16) -> Result<([u8; 32], [u8; 64]), String> {
        let secret = sealing_secret(version)?;
        let key = encode(&secret);
        let account = AUDITOR.to_raw_public();
        let message = auditor::possession_message(&GENESIS_HASH, &account, version, &key);
        Ok((key, auditor::sign(&secret, &message, &mut self.rng)))
    }
}

fn encode(secret: &Fr) -> [u8; 32] {
    point::encode(&(generator() * secret).into())
}

fn sealing_secret(version: u16) -> Result<Fr, String> {
    let auditor = SpendingKey::from_bytes([4; 32]).map_err(|error| format!("{error:?}"))?;
    auditor.sealing_secret(version).map(|secret| *secret).map_err(|error| format!("{error:?}"))
}
