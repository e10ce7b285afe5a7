//! Making a grant: sealing, proof, signature (docs/protocol §10).

use crate::build::{fresh_rng, BuildError};
use crate::error::WalletError;
use crate::keys::DerivationError;
use crate::node::register::SealingKey;
use crate::store::{GrantRecord, StoreError};
use crate::wallet::Wallet;
use jubjub::ExtendedPoint;
use rand::Rng;
use shoji_circuits::GrantWitness;
use shoji_proofs::GRANT_VERSION;
use shoji_prover::GrantProver;
use shoji_shielded::address::Address;
use shoji_shielded::bundle::{PROOF_LEN, SIGNATURE_LEN};
use shoji_shielded::field;
use shoji_shielded::grant::{commitment, message, seal, Grant, GrantKind, Target, WORDS};
use shoji_shielded::keys::ScopeKeys;
use shoji_shielded::point::{self, generator};
use shoji_shielded::rules::{ANCHOR_INTERVAL, EXPIRY_DELTA};
use shoji_shielded::signature::{randomize, sign};
use zeroize::Zeroizing;

/// What is granted, to whom, until when.
#[derive(Clone)]
pub struct Terms {
    /// The auditor's account.
    pub auditor: [u8; 32],
    /// The auditor's sealing key.
    pub key: SealingKey,
    /// What is shown.
    pub kind: GrantKind,
    /// Label of the scope.
    pub scope: String,
    /// An address of the scope.
    pub address: Address,
    /// Whether it is hidden.
    pub hidden: bool,
    /// The last block in which the grant is in force.
    pub expiry: u32,
    /// The last block that may include it.
    pub include_by: u32,
}

/// Expiries are multiples of this (docs/protocol §16.1), so that one does not say when exactly a wallet asked.
pub const EXPIRY_STEP: u32 = 1_024;

/// The last block of a grant that is to be in force for so many blocks: all wallets that ask for about as many choose
/// the same (docs/protocol §16.1).
pub fn expiry(finalized: u32, valid_for: u32) -> u32 {
    finalized.saturating_add(valid_for).div_ceil(EXPIRY_STEP).saturating_mul(EXPIRY_STEP)
}

/// The last block that may include a grant that is made now: as of a bundle (docs/protocol §9.1).
pub fn include_by(finalized: u32) -> u32 {
    (finalized - finalized % ANCHOR_INTERVAL).saturating_add(EXPIRY_DELTA)
}

impl Wallet {
    /// The address of a scope that a grant is about: the one given, which must be the scope's, or its first.
    ///
    /// # Errors
    /// [`WalletError::Grant`] for the address of somebody else or of another scope; [`WalletError::Address`];
    /// [`WalletError::UnknownScope`], [`WalletError::WatchOnly`].
    pub fn granted_address(
        &self,
        scope: &str,
        given: Option<&str>,
    ) -> Result<Address, WalletError> {
        self.check_scope(scope)?;
        let keys = self.keys()?.scope(scope)?;
        let Some(text) = given else {
            return Ok(keys.external.address(0).map_err(DerivationError)?);
        };
        let address = self.parse_address(text)?;
        let own = keys.external.ivk.address(address.d).map_err(DerivationError)?;
        match own == address {
            true => Ok(address),
            false => Err(WalletError::Grant(match self.scope_of(&address)? {
                Some(other) => format!("{text} is an address of scope '{other}', not of '{scope}'"),
                None => format!("{text} is no address of scope '{scope}'"),
            })),
        }
    }

    /// Seals, proves and signs a grant for the chain with this genesis, with the record of it that is to be stored
    /// before anybody sees it. `epk`, the key of revocation and what is sealed follow from the account key and a
    /// randomizer that is drawn anew (docs/protocol §10.3, §10.6): a grant is never sealed again with other content.
    ///
    /// # Errors
    /// [`WalletError::Build`], [`WalletError::WatchOnly`], [`WalletError::Grant`].
    pub fn make_grant(
        &self,
        terms: &Terms,
        genesis: &[u8; 32],
        prover: &GrantProver,
    ) -> Result<(Grant, GrantRecord), WalletError> {
        let keys = self.keys()?;
        let spending = keys.spending();
        let scope = keys.scope(&terms.scope)?;
        let no_key = || WalletError::Grant("the auditor's sealing key is none".into());
        let pk = terms.key.point().ok_or_else(no_key)?;
        let mut rng = fresh_rng()?;
        let alpha = *self.alpha(terms, genesis, &scope, &mut rng)?;
        let ak = spending.ak();
        let rk = point::encode(&randomize(&ak, &alpha).into());
        let esk = spending.grant_ephemeral_secret(&rk).map_err(DerivationError)?;
        let revocation = *spending.revocation_secret(&rk).map_err(DerivationError)?;
        let audit = spending.audit_key();

        let mut grant = Grant {
            circuit_version: GRANT_VERSION,
            auditor: terms.auditor,
            key_version: terms.key.version,
            kind: terms.kind,
            target: match terms.hidden {
                true => Target::Hidden([0; 32]),
                false => Target::Stated(terms.address.to_payload()),
            },
            epk: [0; 32],
            ciphertext: [[0; 32]; WORDS],
            expiry: terms.expiry,
            include_by: terms.include_by,
            revocation_key: point::encode(&(generator() * revocation).into()),
            rk,
            proof: [0; PROOF_LEN],
            signature: [0; SIGNATURE_LEN],
        };
        let full = scope.full_viewing_key();
        let words = message(terms.kind, &full, audit.as_ref(), &terms.address.d);
        let sealed = seal(&words, &pk, &esk, &grant.context(genesis));
        grant.epk = sealed.epk;
        grant.ciphertext = sealed.ciphertext.map(|word| field::to_bytes(&word));
        let no_base = DerivationError(shoji_shielded::keys::KeyError::NoDiversifiedBase);
        if terms.hidden {
            let commitment = commitment(&terms.address, &sealed.r).ok_or(no_base)?;
            grant.target = Target::Hidden(field::to_bytes(&commitment));
        }
        let g_d = terms.address.d.g_d().ok_or(no_base)?;
        let witness = GrantWitness {
            ak: ExtendedPoint::from(ak).into(),
            alpha,
            nk: scope.external.nk,
            audited: audit.is_some(),
            k: audit.as_ref().map_or_else(|| field::from_u128(0), |key| key.k),
            d: terms.address.d,
            g_d: ExtendedPoint::from(g_d).into(),
            esk: *esk,
        };
        let statement = grant.statement(genesis, &pk).map_err(|defect| {
            WalletError::Grant(format!("the wallet built a grant that is not valid: {defect:?}"))
        })?;
        grant.proof = prover.prove(&witness, &statement).map_err(BuildError::Prove)?;
        grant.signature = sign(&spending.ask(), &alpha, &grant.hash(genesis), &mut rng);
        let record = GrantRecord {
            id: grant.id(genesis),
            auditor: terms.auditor,
            key_version: terms.key.version,
            key: Some(terms.key.key),
            full: terms.kind == GrantKind::Full,
            scope: Some(terms.scope.clone()),
            address: Some(terms.address.encode(self.network())),
            hidden: terms.hidden,
            expiry: terms.expiry,
            include_by: terms.include_by,
            rk,
            block: None,
            revoked: false,
        };
        Ok((grant, record))
    }

    /// The randomizer of a grant: everything that it says and seals goes into it, beside fresh randomness.
    fn alpha(
        &self,
        terms: &Terms,
        genesis: &[u8; 32],
        scope: &ScopeKeys,
        rng: &mut impl Rng,
    ) -> Result<Zeroizing<jubjub::Fr>, WalletError> {
        let mut random = Zeroizing::new([0; 32]);
        rng.fill_bytes(&mut random[..]);
        let nk = Zeroizing::new(field::to_bytes(&scope.external.nk));
        let content: [&[u8]; 10] = [
            genesis,
            &terms.auditor,
            &terms.key.version.to_le_bytes(),
            &terms.key.key,
            &[terms.kind.to_byte()],
            &[u8::from(terms.hidden)],
            &terms.expiry.to_le_bytes(),
            &terms.include_by.to_le_bytes(),
            &nk[..],
            &terms.address.d.0,
        ];
        Ok(self.keys()?.spending().grant_alpha(&random, &content))
    }

    /// Refuses a sealing key that differs from the one to which this wallet has sealed before for the same auditor and
    /// version: the chain never replaces a key under its version, so one of the nodes lied.
    ///
    /// # Errors
    /// [`WalletError::Grant`], [`WalletError::Store`].
    pub fn check_known_key(&self, auditor: &[u8; 32], key: &SealingKey) -> Result<(), WalletError> {
        let known = self.store().view().all::<GrantRecord>()?.into_iter().find(|record| {
            record.auditor == *auditor
                && record.key_version == key.version
                && record.block.is_some()
                && record.key.is_some_and(|known| known != key.key)
        });
        match known {
            None => Ok(()),
            Some(record) => Err(WalletError::Grant(format!(
                "the node names another sealing key of this auditor, version {}, than the one for which grant 0x{} was \
                 accepted: it may be lying to read what you show, or the auditor has left the register and come back. Ask \
                 the auditor for its key, and say it with --auditor-key",
                key.version,
                hex::encode(record.id)
            ))),
        }
    }

    /// Stores a grant before it is submitted.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn remember_grant(&mut self, record: &GrantRecord) -> Result<(), StoreError> {
        self.store_mut().transact(|batch| batch.put(record))
    }

    /// Removes a grant that the chain has refused.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn forget_grant(&mut self, id: &[u8; 32]) -> Result<(), StoreError> {
        self.store_mut().transact(|batch| batch.remove::<GrantRecord>(id))
    }
}
