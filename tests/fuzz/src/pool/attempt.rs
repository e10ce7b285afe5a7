//! A bundle on its way to the chain, with what its maker knows: what was signed and what was proven.

use shoji_shielded::{
    bundle::{Bundle, CallKind},
    point,
    sighash::sighash,
    signature,
};

use super::accounts::account;
use crate::{chain::GENESIS, forge};

use jubjub::Fr;
use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};

/// What a signature covers, byte for byte (docs/protocol §6.2).
#[derive(Clone, PartialEq, Eq)]
struct Context {
    genesis: [u8; 32],
    kind: CallKind,
    party: [u8; 32],
    bytes: Vec<u8>,
}

/// A bundle as it is submitted.
#[derive(Clone)]
pub struct Attempt {
    /// The call.
    pub kind: CallKind,
    /// The depositor or the recipient; nobody for a transfer, whatever this says.
    pub party: usize,
    /// The bundle.
    pub bundle: Bundle,
    /// What makes `rk` of the spender's key.
    pub alpha: Fr,
    signed: Option<(Context, [u8; 64])>,
    proven: Option<(Vec<u8>, Vec<[u8; 192]>)>,
}

impl Attempt {
    /// A bundle without signature and proof.
    pub fn new(kind: CallKind, party: usize, bundle: Bundle, alpha: Fr) -> Self {
        Self { kind, party, bundle, alpha, signed: None, proven: None }
    }

    /// Proves it, or leaves it if it is not even readable.
    pub fn prove(&mut self, variant: u8) {
        let Ok(parsed) = self.bundle.parse() else { return };
        let proof = forge::prove(&parsed.public_inputs(self.kind), variant);
        self.bundle.proof = proof;
        let statement = statement(self.kind, &self.bundle);
        match &mut self.proven {
            Some((proven, proofs)) if *proven == statement => proofs.push(proof),
            _ => self.proven = Some((statement, vec![proof])),
        }
    }

    /// Signs it for this chain. Worth something only where `rk` is `[ask + alpha] G`.
    pub fn sign(&mut self, ask: &Fr, salt: u64) {
        self.sign_on(&GENESIS, ask, salt);
    }

    /// Signs it for a chain.
    pub fn sign_on(&mut self, genesis: &[u8; 32], ask: &Fr, salt: u64) {
        let alpha = &self.alpha;
        let context = Context { genesis: *genesis, ..self.context() };
        let message = sighash(genesis, self.kind, &context.party, &self.bundle);
        let mut rng = ChaCha20Rng::seed_from_u64(salt);
        let signature = signature::sign(ask, alpha, &message, &mut rng);
        self.bundle.signature = signature;
        let rk = point::encode(&(point::generator() * (ask + alpha)).into());
        self.signed = (rk == self.bundle.rk).then_some((context, signature));
    }

    /// The party as it is signed.
    pub fn party_bytes(&self) -> [u8; 32] {
        match self.kind {
            CallKind::Transfer => [0; 32],
            _ => account(self.party).into(),
        }
    }

    fn context(&self) -> Context {
        Context {
            genesis: GENESIS,
            kind: self.kind,
            party: self.party_bytes(),
            bytes: self.bundle.unproven_bytes(),
        }
    }

    /// Whether the signature is one of this very payment.
    pub fn is_signed(&self) -> bool {
        self.signed.as_ref().is_some_and(|(context, signature)| {
            *context == self.context() && *signature == self.bundle.signature
        })
    }

    /// Whether the proof is one of this very statement.
    pub fn is_proven(&self) -> bool {
        self.proven.as_ref().is_some_and(|(proven, proofs)| {
            *proven == statement(self.kind, &self.bundle) && proofs.contains(&self.bundle.proof)
        })
    }
}

/// What a proof covers, byte for byte (docs/protocol §5.1).
fn statement(kind: CallKind, bundle: &Bundle) -> Vec<u8> {
    let mut bytes = Vec::new();
    let commitments = bundle.outputs.each_ref().map(|output| output.cm);
    for word in
        [&[bundle.anchor, bundle.rk][..], &bundle.nullifiers, &commitments, &bundle.audit_words]
    {
        bytes.extend(word.concat());
    }
    let amount = if kind == CallKind::Transfer { 0 } else { bundle.amount };
    bytes.extend(bundle.asset_pub.to_le_bytes());
    bytes.extend(amount.to_le_bytes());
    bytes.extend(bundle.fee.to_le_bytes());
    bytes.push(u8::from(kind == CallKind::Shield && amount > 0));
    bytes
}
