//! Making outflow statements from the wallet of an audited account (docs/protocol §13.7).

use super::super::blocks::pool_calls;
use super::super::make::fresh;
use super::super::{nonce_word, verifier_word, Blocks};
use super::file::block_before;
use super::{words_of, OutflowFile, FORMAT, UNKNOWN_SCOPES};
use crate::build::BuildError;
use crate::error::WalletError;
use crate::evidence::{read_header, Bytes, PoolCall};
use crate::keys::DerivationError;
use crate::node::{NodeError, WholeBlocks};
use crate::store::ScopeRecord;
use crate::wallet::Wallet;
use codec::Encode;
use ff::Field;
use shoji_circuits::outflow::{Claim, OutflowAccount, OutflowBundle};
use shoji_proofs::OUTFLOW_VERSION;
use shoji_prover::{OutflowProver, OutflowRequest};
use shoji_shielded::address::{Address, Diversifier};
use shoji_shielded::asset::AssetId;
use shoji_shielded::audit::AuditKey;
use shoji_shielded::bundle::SIGNATURE_LEN;
use shoji_shielded::field::{self, Base};
use shoji_shielded::grant::Target;
use shoji_shielded::keys::KeyPairView;
use shoji_shielded::outflow::{is_at_most, BundleWords, Outflow};
use shoji_shielded::signature::sign;
use std::collections::BTreeMap;

/// What is stated of an account, and to whom.
#[derive(Clone, Debug)]
pub struct OutflowTerms<'a> {
    /// The address of the scope that names the account, where it is not the first one.
    pub subject: Option<&'a Address>,
    /// The asset.
    pub asset: AssetId,
    /// At most so many units left.
    pub limit: u128,
    /// The verifier's name.
    pub verifier: &'a str,
    /// What the verifier asked for; may be empty.
    pub nonce: &'a [u8],
}

/// A true statement that waits for its proofs, and what the prover needs for them.
pub struct OutflowDraft {
    outflow: Outflow,
    account: OutflowAccount,
    claim: Claim,
    bundles: Vec<OutflowBundle>,
    left: u128,
    file: OutflowFile,
}

/// By which keys an own output is shown to be own: those of its side of the scope, and its diversifier, by owner.
type OwnOutputs = BTreeMap<[u8; 32], (Base, Diversifier)>;

impl OutflowDraft {
    /// How many units left, to the unit. The statement does not say it.
    pub fn left(&self) -> u128 {
        self.left
    }

    /// How many bundles the blocks have, of whomever.
    pub fn bundles(&self) -> usize {
        self.bundles.len()
    }

    /// Makes the proofs and signs. `progress` is told how many proofs are made, of how many.
    ///
    /// # Errors
    /// [`WalletError::Build`], [`WalletError::WatchOnly`].
    pub fn finish(
        self,
        wallet: &Wallet,
        prover: &OutflowProver,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<OutflowFile, WalletError> {
        let OutflowDraft { mut outflow, account, claim, bundles, left: _, mut file } = self;
        let ask = wallet.keys()?.spending().ask();
        let request = OutflowRequest { account: &account, claim: &claim, bundles: &bundles };
        outflow.chunks = prover.prove(&request, progress).map_err(BuildError::from)?;
        let hash = outflow.hash(&file.genesis()?);
        outflow.signature = sign(&ask, &account.alpha, &hash, &mut fresh()?);
        file.statement = Bytes(outflow.encode());
        Ok(file)
    }
}

impl Wallet {
    /// What reads the records of the account, of which there are none unless it is an audited one.
    ///
    /// # Errors
    /// [`WalletError::Input`] for an account that is not audited, [`WalletError::WatchOnly`].
    pub fn check_audited(&self) -> Result<AuditKey, WalletError> {
        self.keys()?;
        self.audit_key().ok_or_else(|| {
            WalletError::Input(
                "this account is not an audited one: it spends without a record, so nobody can show that no more left it. \
                 'shoji wallet create --audited' makes an account whose owner can"
                    .into(),
            )
        })
    }

    /// States that of one asset at most so much left the account in these blocks. The scope, which the wallet must know,
    /// says by which address the account is named; what is paid between scopes that the wallet knows has not left.
    ///
    /// # Errors
    /// [`WalletError::Evidence`] where more left; [`WalletError::Input`] for blocks that are not final and accounts that are
    /// not audited; [`WalletError::UnknownScope`], [`WalletError::WatchOnly`], [`WalletError::Node`].
    pub async fn state_outflow(
        &self,
        node: &impl WholeBlocks,
        scope: &str,
        blocks: &Blocks,
        terms: &OutflowTerms<'_>,
        progress: &mut dyn FnMut(u32, u32),
    ) -> Result<OutflowDraft, WalletError> {
        let key = self.check_audited()?;
        let owner = self.owner_of(scope, terms.subject)?;
        let subject = &owner.witness.subject;
        let account = OutflowAccount {
            ak: owner.witness.ak,
            alpha: owner.witness.alpha,
            k: key.k,
            nk: owner.scope.external.nk,
            d: owner.address.d,
            pk_d: subject.pk_d,
            g_d: subject.g_d,
            r: Base::ZERO,
        };
        // Only of final blocks that this wallet has followed.
        self.span(blocks)?;
        let (from, to) = (*blocks.start(), *blocks.end());
        let numbers = block_before(from).into_iter().chain([to]);
        let (genesis, headers) = self.headers_of(node, numbers).await?;
        let words = self.words(node, blocks, &headers, progress).await?;
        let own = self.own_outputs()?;
        let keys = |owner: &Base| own.get(&field::to_bytes(owner)).copied();
        let claimed = |words: BundleWords| OutflowBundle::claimed(words, &key, keys);
        let bundles: Vec<OutflowBundle> = words.into_iter().map(claimed).collect();

        let outflow = Outflow {
            circuit_version: OUTFLOW_VERSION,
            subject: Target::Stated(owner.address.to_payload()),
            verifier: verifier_word(terms.verifier),
            nonce: nonce_word(terms.nonce),
            from,
            to,
            asset: terms.asset.to_wire(),
            limit: terms.limit,
            rk: owner.rk,
            chunks: Vec::new(),
            signature: [0; SIGNATURE_LEN],
        };
        let ctx = outflow.context(&genesis).to_base();
        let claim = Claim { asset: terms.asset, limit: terms.limit, ctx };
        let request = OutflowRequest { account: &account, claim: &claim, bundles: &bundles };
        let left = self.check_left(&request.sum(), blocks, terms)?;
        let mut headers = headers.into_iter().rev();
        let last = headers.next().unwrap_or_default();
        let file = OutflowFile {
            format: FORMAT.into(),
            genesis: genesis.into(),
            verifier: terms.verifier.into(),
            nonce: terms.nonce.into(),
            statement: Bytes::default(),
            before: headers.next(),
            last,
        };
        Ok(OutflowDraft { outflow, account, claim, bundles, left, file })
    }

    /// What left, if it is not above the limit.
    fn check_left(
        &self,
        sum: &Base,
        blocks: &Blocks,
        terms: &OutflowTerms<'_>,
    ) -> Result<u128, WalletError> {
        let of = self.assets()?.denomination(terms.asset.to_wire());
        let bytes = field::to_bytes(sum);
        let (low, high) = bytes.split_at(size_of::<u128>());
        let left = high.iter().all(|byte| *byte == 0);
        let left = left.then(|| low.try_into().ok()).flatten().map(u128::from_le_bytes);
        match left.filter(|_| is_at_most(sum, terms.limit)) {
            Some(left) => Ok(left),
            None => Err(WalletError::Evidence(format!(
                "nothing is proven: {} left the account in blocks {} to {}, more than {}. {UNKNOWN_SCOPES}",
                left.map_or("more than any amount".into(), |left| of.show(left)),
                blocks.start(),
                blocks.end(),
                of.show(terms.limit)
            ))),
        }
    }

    /// The words of every bundle of these blocks, whose headers at the ends are `headers`.
    async fn words(
        &self,
        node: &impl WholeBlocks,
        blocks: &Blocks,
        headers: &[Bytes],
        progress: &mut dyn FnMut(u32, u32),
    ) -> Result<Vec<BundleWords>, WalletError> {
        let mut words = Vec::new();
        let mut each = |block: u32, call: PoolCall| {
            words.push(words_of(block, &call)?);
            Ok(())
        };
        let ends = pool_calls(node, blocks, progress, &mut each).await?;
        let mut hashes = Vec::with_capacity(headers.len());
        for header in headers {
            hashes.push(read_header(&header.0).map_err(WalletError::Evidence)?.1);
        }
        let is_last = hashes.last().is_some_and(|last| *last == ends.last);
        let follows = hashes.len() < 2 || hashes[0] == ends.before;
        match is_last && follows {
            true => Ok(words),
            false => {
                let what = "it is not the block that this wallet followed".into();
                Err(NodeError::Lying { block: *blocks.end(), what }.into())
            }
        }
    }

    /// How every output that this wallet knows to be the account's is shown to be: of each note it found, and of the
    /// addresses that it gave out, for what was paid to one and cannot be read.
    fn own_outputs(&self) -> Result<OwnOutputs, WalletError> {
        let keys = self.keys()?;
        let mut own = OwnOutputs::new();
        let mut add = |side: &KeyPairView, d: Diversifier| {
            own.insert(field::to_bytes(&side.ivk.owner(&d)), (side.nk, d));
        };
        let mut scopes = BTreeMap::new();
        for label in self.scopes()? {
            let scope = keys.scope(&label)?;
            let record = self.store().view().get::<ScopeRecord>(label.as_bytes())?;
            for index in 0..=record.map_or(0, |record| record.address_index) {
                let address = scope.external.address(index).map_err(DerivationError)?;
                add(&scope.external, address.d);
            }
            add(&scope.internal, scope.change_address().map_err(DerivationError)?.d);
            scopes.insert(label, scope);
        }
        for note in self.notes()? {
            let Some(scope) = scopes.get(&note.scope) else { continue };
            let side = if note.internal { &scope.internal } else { &scope.external };
            add(side, Diversifier(note.diversifier));
        }
        Ok(own)
    }
}
