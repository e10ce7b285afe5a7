//! The register of auditors and the grants of the chain in memory, by the rules of docs/protocol §11, proofs included.

use crate::chain::TestNode;
use codec::{Decode, Encode};
use shoji_proofs::{verify, Proof, VerifyingKey, GRANT_PUBLIC_INPUTS, GRANT_VERSION};
use shoji_prover::{GrantProver, ParameterSet};
use shoji_shielded::field;
use shoji_shielded::grant::revocation::{self, RevocationFee};
use shoji_shielded::grant::{auditor, Grant, Target};
use shoji_wallet::node::register::{
    Auditor, GrantStatus, PreviousKey, Register, SealingKey, ServedGrant,
};
use shoji_wallet::node::{NodeError, SubmitError};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;

/// Blocks for which a rotated key is still good (docs/protocol §11.2).
pub const GRACE: u32 = 14_400;

/// The prover of grants; its parameters are kept between runs.
pub fn prover() -> &'static GrantProver {
    static PROVER: OnceLock<GrantProver> = OnceLock::new();
    PROVER.get_or_init(|| {
        let hash = &ParameterSet::Grant.pinned_hash()[..16];
        let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("params-{hash}"));
        GrantProver::load(&directory, &mut |_| {}).unwrap()
    })
}

#[derive(Clone, Default)]
pub struct TestRegister {
    pub auditors: BTreeMap<[u8; 32], Auditor>,
    pub grants: BTreeMap<[u8; 32], ServedGrant>,
    /// Ids that were revoked, with their expiries.
    pub revoked: BTreeMap<[u8; 32], u32>,
    /// Every grant that was accepted, whole, as the bodies of the blocks have it.
    pub bodies: Vec<Grant>,
}

impl TestNode {
    /// The block that the next call is in, and the chain's genesis.
    fn place(&self) -> (u32, [u8; 32]) {
        let chain = self.chain.lock().unwrap();
        (chain.best() + 1, chain.genesis())
    }

    pub fn register(
        &self,
        account: [u8; 32],
        name: &str,
        key: [u8; 32],
        possession: &[u8; 64],
    ) -> Result<(), &'static str> {
        let (_, genesis) = self.place();
        auditor::check_possession(&genesis, &account, 1, &key, possession)
            .ok_or("InvalidPossession")?;
        let entry = Auditor {
            account,
            name: name.into(),
            contact: "desk@example.org".into(),
            policy_uri: "https://example.org/policy".into(),
            policy_hash: [7; 32],
            key: SealingKey { version: 1, key },
            previous_key: None,
            closing: false,
            outstanding: 0,
            deposit: 10_000_000_000,
        };
        self.register.lock().unwrap().auditors.insert(account, entry);
        Ok(())
    }

    pub fn rotate(&self, account: [u8; 32], key: [u8; 32], possession: &[u8; 64]) {
        let (number, genesis) = self.place();
        let mut register = self.register.lock().unwrap();
        let entry = register.auditors.get_mut(&account).unwrap();
        let version = entry.key.version + 1;
        auditor::check_possession(&genesis, &account, version, &key, possession).unwrap();
        entry.previous_key = Some(PreviousKey { key: entry.key, until: number + GRACE });
        entry.key = SealingKey { version, key };
    }

    pub fn close(&self, account: [u8; 32]) {
        self.register.lock().unwrap().auditors.get_mut(&account).unwrap().closing = true;
    }

    pub fn acknowledge(&self, id: [u8; 32]) {
        let (number, _) = self.place();
        self.register.lock().unwrap().grants.get_mut(&id).unwrap().acknowledged = Some(number);
    }

    /// `grant`, from the bytes that a call carries (docs/protocol §11.3).
    pub fn take_grant(&self, payer: [u8; 32], bytes: &[u8]) -> Result<(), &'static str> {
        let (number, genesis) = self.place();
        let grant = Grant::decode(&mut &bytes[..]).map_err(|_| "Undecodable")?;
        assert_eq!(grant.encode(), bytes);
        let mut register = self.register.lock().unwrap();
        if grant.circuit_version != GRANT_VERSION {
            return Err("UnknownCircuit");
        }
        let entry = register.auditors.get(&grant.auditor).ok_or("UnknownAuditor")?;
        if entry.closing {
            return Err("AuditorClosing");
        }
        let key = entry.key_of(grant.key_version).ok_or("UnknownKeyVersion")?;
        let retired = |previous: PreviousKey| previous.key == key && number > previous.until;
        if entry.previous_key.is_some_and(retired) {
            return Err("KeyRetired");
        }
        if number > grant.include_by {
            return Err("IncludedTooLate");
        }
        if number > grant.expiry {
            return Err("GrantExpired");
        }
        if grant.expiry - number > shoji_wallet::grants::MAX_VALIDITY {
            return Err("ValidityTooLong");
        }
        let id = grant.id(&genesis);
        if register.grants.contains_key(&id) {
            return Err("GrantExists");
        }
        if register.revoked.contains_key(&id) {
            return Err("GrantRevoked");
        }
        let inputs = grant.public_inputs(&genesis, &key.point().unwrap());
        let inputs = inputs.map_err(|_| "InvalidGrant")?;
        if !grant.is_signed(&genesis) {
            return Err("InvalidSignature");
        }
        let verifying = prover().verifying_key_bytes();
        let verifying = VerifyingKey::from_bytes(&verifying, GRANT_PUBLIC_INPUTS).unwrap();
        verify(&verifying, &inputs, &Proof(grant.proof)).map_err(|_| "InvalidProof")?;
        let served = ServedGrant {
            id,
            auditor: grant.auditor,
            key_version: grant.key_version,
            kind: grant.kind.into(),
            address: match grant.target {
                Target::Stated(address) => Some(address),
                Target::Hidden(_) => None,
            },
            commitment: field::to_bytes(&grant.target.commitment().unwrap()),
            epk: grant.epk,
            words: grant.ciphertext,
            expiry: grant.expiry,
            include_by: grant.include_by,
            key: None,
            revocation_key: grant.revocation_key,
            rk: grant.rk,
            payer,
            deposit: 1_000_000_000,
            block: number,
            acknowledged: None,
        };
        register.grants.insert(id, served);
        register.auditors.get_mut(&grant.auditor).unwrap().outstanding += 1;
        register.bodies.push(grant);
        Ok(())
    }
}

impl Register for TestNode {
    async fn auditor(&self, account: &[u8; 32]) -> Result<Option<Auditor>, NodeError> {
        self.requests.lock().unwrap().push(format!("shoji_auditor({})", hex::encode(account)));
        Ok(self.register.lock().unwrap().auditors.get(account).cloned())
    }

    async fn auditors(
        &self,
        after: Option<[u8; 32]>,
        count: u32,
    ) -> Result<Vec<Auditor>, NodeError> {
        let from = after.map(hex::encode);
        self.requests.lock().unwrap().push(format!("shoji_auditors({from:?}, {count})"));
        let register = self.register.lock().unwrap();
        let all =
            register.auditors.iter().filter(|(account, _)| after.is_none_or(|a| **account > a));
        // Fewer than asked for, as a node may.
        Ok(all.map(|(_, entry)| entry.clone()).take(2).collect())
    }

    async fn grants(
        &self,
        auditor: &[u8; 32],
        after: Option<[u8; 32]>,
        count: u32,
    ) -> Result<Vec<ServedGrant>, NodeError> {
        let from = after.map(hex::encode);
        let request = format!("shoji_grants({}, {from:?}, {count})", hex::encode(auditor));
        self.requests.lock().unwrap().push(request);
        let best = self.chain.lock().unwrap().best();
        let register = self.register.lock().unwrap();
        let all = register.grants.values().filter(|grant| {
            grant.auditor == *auditor && grant.expiry >= best && after.is_none_or(|a| grant.id > a)
        });
        Ok(all.take(2).cloned().collect())
    }

    async fn status(&self, id: &[u8; 32]) -> Result<GrantStatus, NodeError> {
        self.requests.lock().unwrap().push("shoji_grant".into());
        let best = self.chain.lock().unwrap().best();
        let register = self.register.lock().unwrap();
        Ok(match register.grants.get(id) {
            Some(grant) if grant.expiry < best => GrantStatus::Expired,
            Some(_) => GrantStatus::InForce,
            None if register.revoked.contains_key(id) => GrantStatus::Revoked,
            None => GrantStatus::Unknown,
        })
    }

    async fn revoke(&self, id: &[u8; 32], signature: &[u8; 64]) -> Result<(), SubmitError> {
        self.requests.lock().unwrap().push("shoji_revoke".into());
        let refused = |rule: &str| SubmitError::Refused {
            rule: rule.into(),
            code: 9000,
            message: rule.into(),
        };
        let (_, genesis) = self.place();
        let mut register = self.register.lock().unwrap();
        let grant = register.grants.get(id).ok_or_else(|| refused("UnknownGrant"))?.clone();
        let fee = RevocationFee::FromDeposit;
        if !revocation::verify(&grant.revocation_key, &genesis, id, fee, signature) {
            return Err(refused("InvalidSignature"));
        }
        register.grants.remove(id);
        register.revoked.insert(*id, grant.expiry);
        register.auditors.get_mut(&grant.auditor).unwrap().outstanding -= 1;
        Ok(())
    }
}
