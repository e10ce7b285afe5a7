//! Making a disclosure from a wallet.

use super::{Disclosed, Disclosure, FORMAT, MAX_NONCE, MAX_VERIFIER};
use crate::error::WalletError;
use crate::evidence::{block, check_kept, Included, Inclusion, Opened, Opening};
use crate::node::{NodeError, WholeBlocks};
use crate::store::HistoryRecord;
use crate::wallet::Wallet;
use rand::rand_core::UnwrapErr;
use rand::rngs::SysRng;
use rand::TryRng;
use shoji_shielded::bundle::Output;
use shoji_shielded::disclosure::{sign_as_recipient, Role, Statement};
use shoji_shielded::encryption::{
    try_decrypt, try_recover_outgoing, DecryptedNote, PreparedIncomingViewingKey,
};
use shoji_shielded::keys::IncomingViewingKey;
use shoji_shielded::point;
use shoji_shielded::signature::{randomize, sign};

/// How a transaction is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transaction {
    /// By its bundle id.
    Bundle([u8; 32]),
    /// By block and index of its extrinsic.
    Extrinsic(u32, u32),
}

impl std::str::FromStr for Transaction {
    type Err = String;

    fn from_str(text: &str) -> Result<Transaction, String> {
        let bytes = hex::decode(text.trim_start_matches("0x")).ok();
        if let Some(id) = bytes.and_then(|bytes| bytes.try_into().ok()) {
            return Ok(Transaction::Bundle(id));
        }
        let place = text.split_once('-');
        let place =
            place.and_then(|(block, index)| Some((block.parse().ok()?, index.parse().ok()?)));
        let place = place.map(|(block, index)| Transaction::Extrinsic(block, index));
        place.ok_or_else(|| {
            format!("'{text}' is neither a bundle id (64 hex digits) nor an extrinsic (BLOCK-INDEX, say 120-2)")
        })
    }
}

/// An output that this wallet can open.
#[derive(Clone)]
pub struct Disclosable {
    /// Which output, from 0.
    pub output: u8,
    /// What it pays.
    pub note: DecryptedNote,
    /// The key that reads it, where it is the wallet's own.
    ivk: Option<IncomingViewingKey>,
    /// Whether it is change.
    pub internal: bool,
}

/// A payment that can be disclosed.
struct Found {
    genesis: [u8; 32],
    inclusion: Inclusion,
    included: Included,
    /// Whether this wallet made it.
    paid: bool,
    role: Role,
    chosen: Disclosable,
    opening: Opening,
    opened: Opened,
}

/// Checks what a verifier is named by, and what it asked for.
///
/// # Errors
/// [`WalletError::Input`] where they are too long, or there is no name.
pub fn check_addressee(verifier: &str, nonce: &[u8]) -> Result<(), WalletError> {
    if verifier.is_empty() || verifier.len() > MAX_VERIFIER {
        return Err(WalletError::Input(format!(
            "a verifier's name has between 1 and {MAX_VERIFIER} bytes"
        )));
    }
    match nonce.len() > MAX_NONCE {
        true => Err(WalletError::Input(format!("a nonce has at most {MAX_NONCE} bytes"))),
        false => Ok(()),
    }
}

impl Wallet {
    /// Discloses a payment of this wallet's history to `verifier`, who may have asked for a `nonce`. The role is the
    /// sender's where this wallet made the bundle; `role` asks for one of them.
    ///
    /// # Errors
    /// [`WalletError::Input`] where the payment or output is not named clearly, [`WalletError::Evidence`] where it
    /// cannot be disclosed, [`WalletError::WatchOnly`]; [`WalletError::Node`] where the node's block is not the one
    /// that the wallet knows.
    pub async fn disclose(
        &self,
        node: &impl WholeBlocks,
        transaction: Transaction,
        output: Option<u8>,
        role: Option<Role>,
        (verifier, nonce): (&str, &[u8]),
    ) -> Result<Disclosure, WalletError> {
        check_addressee(verifier, nonce)?;
        let Found { genesis, inclusion, included, paid, role, chosen, opening, opened } =
            self.find_payment(node, transaction, output, role).await?;
        let statement = Statement {
            role,
            genesis,
            block: included.hash,
            extrinsic_index: included.index,
            bundle_id: included.bundle_id,
            output: chosen.output,
            plaintext: opened.plaintext(),
            pk_d: point::encode(&opened.address.pk_d.into()),
            verifier,
            nonce,
        };
        let signature = self.sign_disclosure(&statement, &included, &chosen, paid)?;
        Ok(Disclosure {
            format: FORMAT.into(),
            genesis: genesis.into(),
            role: role.name().into(),
            verifier: verifier.into(),
            nonce: nonce.into(),
            inclusion,
            output: chosen.output,
            opening,
            signature: signature.into(),
        })
    }

    /// What a payment of this wallet's history pays, and which output of its bundle that is: for statements about it
    /// (docs/protocol §12.5).
    ///
    /// # Errors
    /// As [`Wallet::disclose`].
    pub async fn payment(
        &self,
        node: &impl WholeBlocks,
        transaction: Transaction,
        output: Option<u8>,
    ) -> Result<(Disclosed, u8), WalletError> {
        let found = self.find_payment(node, transaction, output, None).await?;
        let Found { role, included, opened, chosen, .. } = found;
        Ok((Disclosed { role, included, opened }, chosen.output))
    }

    async fn find_payment(
        &self,
        node: &impl WholeBlocks,
        transaction: Transaction,
        output: Option<u8>,
        role: Option<Role>,
    ) -> Result<Found, WalletError> {
        self.keys()?;
        let (genesis, record) = self.final_record(transaction)?;
        let whole = block(node, record.block).await?;
        check_kept(self, whole.number, &whole.hash)?;
        let lying = |what: String| NodeError::Lying { block: record.block, what };
        let inclusion = Inclusion::of(&whole, record.extrinsic_index).map_err(lying)?;
        let included = inclusion.check(&genesis).map_err(lying)?;
        if included.bundle_id != record.bundle_id {
            let what = "its bundle is not the one that this wallet was told of before ('shoji sync --rescan' reads everything again)";
            return Err(lying(what.into()).into());
        }
        let paid = self.paid(&included)?;
        let role = role.unwrap_or(match paid {
            true => Role::Sender,
            false => Role::Recipient,
        });
        let chosen = self.choose_output(&included, output, role)?;
        let opening = Opening::of(&chosen.note, self.network());
        let opened = opening
            .check(&included.call.bundle.outputs[usize::from(chosen.output)])
            .map_err(WalletError::Evidence)?;
        Ok(Found { genesis, inclusion, included, paid, role, chosen, opening, opened })
    }

    fn sign_disclosure(
        &self,
        statement: &Statement<'_>,
        included: &Included,
        chosen: &Disclosable,
        paid: bool,
    ) -> Result<[u8; 64], WalletError> {
        SysRng.try_next_u32().map_err(|_| crate::build::BuildError::Randomness)?;
        let (mut rng, message) = (UnwrapErr(SysRng), statement.message());
        if statement.role == Role::Sender {
            if !paid {
                return Err(WalletError::Evidence(NOT_THE_SENDER.into()));
            }
            let spending = self.keys()?.spending();
            let alpha = spending.payment_alpha(&included.call.bundle.nullifiers);
            return Ok(sign(&spending.ask(), &alpha, &message, &mut rng));
        }
        let ivk = chosen.ivk.as_ref().ok_or_else(|| {
            WalletError::Evidence(
                "this output was not paid to this wallet, which cannot disclose it as its recipient".into(),
            )
        })?;
        sign_as_recipient(ivk, &chosen.note.address, &message, &mut rng)
            .map_err(|error| WalletError::Derivation(error.into()))
    }

    /// The genesis of the wallet's chain, and the transaction's entry of the history, which is final.
    fn final_record(
        &self,
        transaction: Transaction,
    ) -> Result<([u8; 32], HistoryRecord), WalletError> {
        let chain = self.store().view().chain()?.ok_or(WalletError::NotSynced)?;
        let named = |record: &HistoryRecord| match transaction {
            Transaction::Bundle(id) => record.bundle_id == id,
            Transaction::Extrinsic(block, index) => {
                (record.block, record.extrinsic_index) == (block, index)
            }
        };
        let record = self.history()?.into_iter().find(named).ok_or_else(|| {
            WalletError::Input(
                "the history of this wallet has no such transaction: 'shoji history --json' lists bundle ids and blocks".into(),
            )
        })?;
        if record.block > chain.finalized {
            return Err(WalletError::Evidence(format!(
                "the transaction is in block {}, which is not final yet: wait, and sync",
                record.block
            )));
        }
        Ok((chain.genesis, record))
    }

    /// Whether this wallet made the bundle, with the randomizer of docs/protocol §5.5.
    fn paid(&self, included: &Included) -> Result<bool, WalletError> {
        let (spending, bundle) = (self.keys()?.spending(), &included.call.bundle);
        let rk = randomize(&spending.ak(), &spending.payment_alpha(&bundle.nullifiers));
        Ok(point::encode(&rk.into()) == bundle.rk)
    }

    fn choose_output(
        &self,
        included: &Included,
        output: Option<u8>,
        role: Role,
    ) -> Result<Disclosable, WalletError> {
        let all = self.disclosable(&included.call.bundle.outputs)?;
        let of_role = |found: &&Disclosable| role == Role::Sender || found.ivk.is_some();
        let candidates: Vec<&Disclosable> = match output {
            Some(output) => all.iter().filter(|found| found.output == output).collect(),
            None => all.iter().filter(|found| !found.internal).filter(of_role).collect(),
        };
        match (&candidates[..], output) {
            ([only], _) => Ok((*only).clone()),
            ([], Some(output)) => Err(WalletError::Evidence(format!(
                "this wallet cannot open output {output} of the transaction: it is a dummy, or was paid without an outgoing view"
            ))),
            ([], None) => Err(WalletError::Evidence(
                "the transaction has no output that this wallet could disclose: change is disclosed only where --output names it".into(),
            )),
            (_, _) => {
                let list = candidates.iter().map(|found| {
                    let asset = found.note.note.asset.to_wire();
                    format!("{} ({} units of asset {asset})", found.output, found.note.note.value)
                });
                let list = list.collect::<Vec<_>>().join(", ");
                Err(WalletError::Input(format!("the transaction has several payments: name one of them with --output: {list}")))
            }
        }
    }

    /// The outputs that the wallet's scopes can open.
    fn disclosable(&self, outputs: &[Output]) -> Result<Vec<Disclosable>, WalletError> {
        let keys = self.keys()?;
        let mut found: Vec<Disclosable> = Vec::new();
        for label in self.scopes()? {
            let key = keys.scope(&label)?.full_viewing_key();
            for (output, index) in outputs.iter().zip(0u8..) {
                for (ivk, internal) in [(&key.ivk, false), (&key.ivk_int, true)] {
                    let read = try_decrypt(&PreparedIncomingViewingKey::new(ivk), output);
                    if let Ok(Some(note)) = read {
                        found.retain(|other| other.output != index);
                        found.push(Disclosable {
                            output: index,
                            note,
                            ivk: Some(ivk.clone()),
                            internal,
                        });
                    }
                }
                if found.iter().any(|other| other.output == index) {
                    continue;
                }
                if let Some(note) = try_recover_outgoing(&key.ovk(), output) {
                    found.push(Disclosable { output: index, note, ivk: None, internal: false });
                }
            }
        }
        found.sort_by_key(|found| found.output);
        Ok(found)
    }
}

const NOT_THE_SENDER: &str = "this wallet cannot show that it made this payment: somebody else did, or an earlier version of this wallet, which drew the \
     payment's randomizer at random. The recipient can disclose it";
