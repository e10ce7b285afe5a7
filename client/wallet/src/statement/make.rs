//! Making statements from a wallet (docs/protocol §12.3 to §12.5).

use super::chain::refused;
use super::notes::{choose, empty, witness};
use super::{nonce_word, verifier_word, Blocks, Kind, StatementFile, Terms, FORMAT};
use crate::build::BuildError;
use crate::disclosure::Disclosed;
use crate::error::WalletError;
use crate::evidence::Bytes;
use crate::keys::DerivationError;
use crate::node::Node;
use crate::store::NoteRecord;
use crate::wallet::Wallet;
use ff::Field;
use rand::rand_core::UnwrapErr;
use rand::rngs::SysRng;
use rand::seq::SliceRandom;
use rand::TryRng;
use shoji_circuits::statement::{
    HeldNote, HeldStatement, HeldWitness, NoteWitness, PaidStatement, ReceivedNote,
    ReceivedStatement, ReceivedWitness, SpenderWitness, SubjectWitness, NOTES,
};
use shoji_proofs::{HELD_VERSION, PAID_VERSION, RECEIVED_VERSION};
use shoji_prover::{Prover, Stated};
use shoji_shielded::address::{Address, Diversifier};
use shoji_shielded::asset::AssetId;
use shoji_shielded::bundle::{PROOF_LEN, SIGNATURE_LEN};
use shoji_shielded::field::{self, Base};
use shoji_shielded::grant::Target;
use shoji_shielded::keys::ScopeKeys;
use shoji_shielded::note::{nullifier, Note, Rseed};
use shoji_shielded::point;
use shoji_shielded::signature::{random_alpha, randomize, sign};
use shoji_shielded::statement::{Held, Paid, Received, StatementDefect};

/// A statement that waits for its proof, and what the prover needs for it.
pub struct Draft<W, S> {
    kind: Kind,
    witness: W,
    statement: S,
    file: StatementFile,
    /// Nobody signs what was paid.
    alpha: Option<jubjub::Fr>,
}

/// What is proven of what was received.
pub type ReceivedDraft = Draft<ReceivedWitness, ReceivedStatement>;
/// What is proven of what is held.
pub type HeldDraft = Draft<HeldWitness, HeldStatement>;
/// What is proven of what was paid.
pub type PaidDraft = Draft<NoteWitness, PaidStatement>;

pub(super) fn fresh() -> Result<UnwrapErr<SysRng>, WalletError> {
    SysRng.try_next_u32().map_err(|_| BuildError::Randomness)?;
    Ok(UnwrapErr(SysRng))
}

impl<W: Clone, S: Clone> Draft<W, S> {
    /// Proves the statement, and signs it where it is signed.
    ///
    /// # Errors
    /// [`WalletError::Build`], [`WalletError::WatchOnly`].
    pub fn finish<P>(
        self,
        wallet: &Wallet,
        prover: &Prover<P>,
    ) -> Result<StatementFile, WalletError>
    where
        P: Stated<Witness = W, Statement = S>,
    {
        let Draft { mut kind, witness, statement, mut file, alpha } = self;
        kind.set_proof(prover.prove(&witness, &statement).map_err(BuildError::from)?);
        if let Some(alpha) = alpha {
            let hash = kind.hash(&file.genesis()?);
            let ask = wallet.keys()?.spending().ask();
            kind.set_signature(sign(&ask, &alpha, &hash, &mut fresh()?));
        }
        file.statement = Bytes(kind.to_bytes());
        Ok(file)
    }
}

/// Whose notes they are.
pub(super) struct Owner {
    pub(super) scope: ScopeKeys,
    pub(super) address: Address,
    pub(super) witness: SpenderWitness,
    pub(super) rk: [u8; 32],
}

impl Owner {
    /// The nullifier of a note of the scope, at the place that its path names.
    fn nullifier(&self, held: &HeldNote, asset: AssetId) -> Base {
        let side = if held.internal { &self.scope.internal } else { &self.scope.external };
        let (value, rcm) = (held.note.value, held.note.rcm);
        let note = Note { asset, value, owner: side.ivk.owner(&held.d), rcm };
        nullifier(&side.nk, &note.commitment(), held.note.path.position)
    }
}

impl Wallet {
    /// The file of a statement, with the headers of its blocks.
    async fn statement_file(
        &self,
        node: &impl Node,
        kind: &Kind,
        terms: &Terms<'_>,
    ) -> Result<StatementFile, WalletError> {
        let (genesis, mut headers) =
            self.headers_of(node, kind.block_before().into_iter().chain([kind.blocks().1])).await?;
        let last = headers.pop().unwrap_or_default();
        Ok(StatementFile {
            format: FORMAT.into(),
            genesis: genesis.into(),
            circuit: kind.circuit(),
            verifier: terms.verifier.into(),
            nonce: terms.nonce.into(),
            statement: Bytes::default(),
            before: headers.pop(),
            last,
        })
    }

    /// The scope of a statement, by an address of it or by its first one.
    pub(super) fn owner_of(
        &self,
        scope: &str,
        subject: Option<&Address>,
    ) -> Result<Owner, WalletError> {
        self.check_scope(scope)?;
        let keys = self.keys()?;
        let spending = keys.spending();
        let scope = keys.scope(scope)?;
        let first = || scope.external.address(0).map_err(DerivationError);
        let address = subject.copied().map_or_else(first, Ok)?;
        if scope.external.ivk.address(address.d).map_err(DerivationError)? != address {
            return Err(WalletError::Input("the address is not one of the scope".into()));
        }
        let alpha = random_alpha(&mut fresh()?);
        let rk = point::encode(&randomize(&spending.ak(), &alpha).into());
        let subject = SubjectWitness::new(&address, Base::ZERO)
            .ok_or_else(|| refused(StatementDefect::Subject))?;
        let witness = SpenderWitness {
            ak: jubjub::ExtendedPoint::from(spending.ak()).into(),
            alpha,
            nk: scope.external.nk,
            audited: spending.is_audited(),
            k: spending.audit_key().map_or(Base::ZERO, |key| key.k),
            subject,
        };
        Ok(Owner { scope, address, witness, rk })
    }

    /// The notes that suffice, or why there are none.
    fn suffice(
        &self,
        notes: Vec<NoteRecord>,
        terms: &Terms<'_>,
        what: &str,
    ) -> Result<Vec<NoteRecord>, WalletError> {
        choose(notes, NOTES, terms.threshold).map_err(|(all, chosen)| {
            let of = match self.assets() {
                Ok(assets) => assets.denomination(terms.asset.to_wire()),
                Err(error) => return error.into(),
            };
            let (all, chosen) = (of.show(all), of.show(chosen));
            WalletError::Evidence(format!(
                "nothing is proven: {what} {all} in all, and the {NOTES} most valuable notes, which are as many as one \
                 statement counts, are worth {chosen}: less than {}",
                of.show(terms.threshold)
            ))
        })
    }

    /// States that the scope received at least so much in these blocks, at its external addresses.
    ///
    /// # Errors
    /// [`WalletError::Evidence`] where it did not, or not in eight notes; [`WalletError::Input`] for blocks that are not
    /// final; [`WalletError::UnknownScope`], [`WalletError::WatchOnly`], [`WalletError::Node`].
    pub async fn state_received(
        &self,
        node: &impl Node,
        scope: &str,
        blocks: &Blocks,
        terms: &Terms<'_>,
    ) -> Result<ReceivedDraft, WalletError> {
        let owned = self.owner_of(scope, terms.subject)?;
        let span = self.span(blocks)?;
        let counts = |note: &NoteRecord| {
            (note.scope == scope && !note.internal && note.value > 0)
                && note.asset == terms.asset.to_wire()
                && blocks.contains(&note.block)
        };
        let notes = self.notes()?.into_iter().filter(counts).collect();
        let mut notes = self.suffice(notes, terms, "the scope received in these blocks")?;
        notes.sort_by_key(|note| note.position);
        let mut counted = notes.iter();
        let mut rng = fresh()?;
        let mut places = Vec::with_capacity(NOTES);
        for _ in 0..NOTES {
            places.push(match counted.next() {
                Some(note) => {
                    let d = Diversifier(note.diversifier);
                    ReceivedNote { d, counts: true, note: witness(self, note, span.p_to)? }
                }
                None => {
                    let d = owned.address.d;
                    let note = empty(terms.asset, owned.address.owner, &mut rng);
                    ReceivedNote { d, counts: false, note }
                }
            });
        }
        let notes = places.try_into().unwrap_or_else(|_| unreachable!("as many as there are; qed"));
        let received = Received {
            circuit_version: RECEIVED_VERSION,
            subject: Target::Stated(owned.address.to_payload()),
            span,
            asset: terms.asset.to_wire(),
            threshold: terms.threshold,
            verifier: verifier_word(terms.verifier),
            nonce: nonce_word(terms.nonce),
            rk: owned.rk,
            proof: [0; PROOF_LEN],
            signature: [0; SIGNATURE_LEN],
        };
        let kind = Kind::Received(received.clone());
        let file = self.statement_file(node, &kind, terms).await?;
        let statement = received.statement(&file.genesis()?, &span).map_err(refused)?;
        let alpha = Some(owned.witness.alpha);
        Ok(Draft {
            kind,
            witness: ReceivedWitness { spender: owned.witness, notes },
            statement,
            file,
            alpha,
        })
    }

    /// States that the scope held at least so much at the end of a block, change included.
    ///
    /// # Errors
    /// As [`Wallet::state_received`].
    pub async fn state_held(
        &self,
        node: &impl Node,
        scope: &str,
        height: u32,
        terms: &Terms<'_>,
    ) -> Result<HeldDraft, WalletError> {
        let owned = self.owner_of(scope, terms.subject)?;
        let span = self.span(&(0..=height))?;
        let counts = |note: &NoteRecord| {
            (note.scope == scope && note.value > 0 && note.asset == terms.asset.to_wire())
                && note.block <= height
                && note.spent.is_none_or(|spent| spent.block > height)
        };
        let notes = self.notes()?.into_iter().filter(counts).collect();
        let notes = self.suffice(notes, terms, "the scope held at that block")?;
        let mut rng = fresh()?;
        let mut places = Vec::with_capacity(NOTES);
        for note in &notes {
            places.push(HeldNote {
                d: Diversifier(note.diversifier),
                internal: note.internal,
                note: witness(self, note, span.p_to)?,
            });
        }
        while places.len() < NOTES {
            let note = empty(terms.asset, owned.address.owner, &mut rng);
            places.push(HeldNote { d: owned.address.d, internal: false, note });
        }
        // Neither which are padding nor which are worth more.
        places.shuffle(&mut rng);
        let mut nullifiers = [[0; 32]; NOTES];
        for (nullifier, place) in nullifiers.iter_mut().zip(&places) {
            *nullifier = field::to_bytes(&owned.nullifier(place, terms.asset));
        }
        let notes = places.try_into().unwrap_or_else(|_| unreachable!("as many as there are; qed"));
        let held = Held {
            circuit_version: HELD_VERSION,
            subject: Target::Stated(owned.address.to_payload()),
            height,
            root: span.root,
            asset: terms.asset.to_wire(),
            threshold: terms.threshold,
            nullifiers,
            verifier: verifier_word(terms.verifier),
            nonce: nonce_word(terms.nonce),
            rk: owned.rk,
            proof: [0; PROOF_LEN],
            signature: [0; SIGNATURE_LEN],
        };
        let kind = Kind::Held(held.clone());
        let file = self.statement_file(node, &kind, terms).await?;
        let statement = held.statement(&file.genesis()?, &span.root).map_err(refused)?;
        let alpha = Some(owned.witness.alpha);
        Ok(Draft {
            kind,
            witness: HeldWitness { spender: owned.witness, notes },
            statement,
            file,
            alpha,
        })
    }

    /// States that at least so much was paid to an address in one payment in these blocks, by a disclosure of the
    /// payment (docs/protocol §14), which stays with the prover.
    ///
    /// # Errors
    /// As [`Wallet::state_received`]; [`WalletError::Evidence`] where the payment is in none of these blocks, of another
    /// asset, or of less.
    pub async fn state_paid(
        &self,
        node: &impl Node,
        payment: &Disclosed,
        output: u8,
        blocks: &Blocks,
        terms: &Terms<'_>,
    ) -> Result<PaidDraft, WalletError> {
        let span = self.span(blocks)?;
        let (included, opened) = (&payment.included, &payment.opened);
        let position = included.first_position + u64::from(output);
        let paid = &opened.payment;
        let problem = match () {
            () if !blocks.contains(&included.number) => {
                format!("the payment is in block {}", included.number)
            }
            () if paid.asset != terms.asset => "the payment is of another asset".into(),
            () if paid.value < terms.threshold => "the payment is of less".into(),
            () => String::new(),
        };
        if !problem.is_empty() {
            return Err(WalletError::Evidence(format!("nothing is proven: {problem}")));
        }
        let path = crate::tree::path(&self.store().view(), position, span.p_to)?;
        let witness = NoteWitness { value: paid.value, rcm: Rseed(paid.rseed.0).rcm(), path };
        let stated = Paid {
            circuit_version: PAID_VERSION,
            address: opened.address.to_payload(),
            span,
            asset: terms.asset.to_wire(),
            threshold: terms.threshold,
            verifier: verifier_word(terms.verifier),
            nonce: nonce_word(terms.nonce),
            proof: [0; PROOF_LEN],
        };
        let kind = Kind::Paid(stated.clone());
        let file = self.statement_file(node, &kind, terms).await?;
        let statement = stated.statement(&file.genesis()?, &span).map_err(refused)?;
        Ok(Draft { kind, witness, statement, file, alpha: None })
    }
}
