//! What fills the unused places of a bundle, and its order (docs/protocol §5.5).
//!
//! An observer who sees two bundles with a common nullifier (a payment that expired and was made again)
//! learns nothing only if everything that is not meant to change repeats. Inputs therefore follow from
//! the real inputs; outputs from the real inputs and what is paid: the same payment repeats all of
//! them, another payment with the same inputs repeats none, so neither shows which are dummies.

use super::{outputs, BuildError, BundleRequest};
use group::Group;
use rand::{Rng, RngExt};
use rand_chacha::rand_core::SeedableRng;
use rand_chacha::ChaCha20Rng;
use shoji_circuits::transfer::{TransferInput, TransferOutput, NOTES};
use shoji_shielded::address::Diversifier;
use shoji_shielded::asset::AssetId;
use shoji_shielded::bundle::{Output, ENC_LEN, OUT_LEN};
use shoji_shielded::field::{self, Base};
use shoji_shielded::hash::b256;
use shoji_shielded::note::Note;
use shoji_shielded::point;
use shoji_shielded::poseidon::{hash, Domain};
use shoji_shielded::tree::{digit, hash_node, Path, ARITY, CAPACITY, DEPTH};
use zeroize::Zeroizing;

/// The version of what is drawn here, and in which order. A wallet that draws in another way takes the
/// next, so that no key of the note encryption serves two plaintexts; a test pins what this one draws.
const DRAWS: u8 = 1;

/// What a stream is for.
#[derive(Clone, Copy)]
enum Purpose {
    Inputs = 0,
    Outputs = 1,
}

/// What everything repeatable in a bundle derives from.
pub(super) struct PaymentSeed {
    /// `dummy_root || nullifiers of the real inputs, sorted || LE64(salt)`.
    root: Zeroizing<Vec<u8>>,
}

impl PaymentSeed {
    /// The seed of a payment that spends the notes with these nullifiers, which are sorted.
    pub(super) fn new(dummy_root: &[u8; 32], nullifiers: &[[u8; 32]], salt: u64) -> PaymentSeed {
        // Room for all of it, so that growing leaves no copy of the root behind.
        let length = dummy_root.len() + nullifiers.as_flattened().len() + size_of::<u64>();
        let mut root = Zeroizing::new(Vec::with_capacity(length));
        root.extend(dummy_root);
        root.extend(nullifiers.as_flattened());
        root.extend(salt.to_le_bytes());
        PaymentSeed { root }
    }

    /// A stream; `payment` is empty for the inputs.
    fn stream(&self, purpose: Purpose, payment: &[u8]) -> ChaCha20Rng {
        let parts: [&[u8]; 3] = [&[purpose as u8, DRAWS], &self.root, payment];
        let seed = Zeroizing::new(b256(b"ShojiDummySeed__", &parts));
        ChaCha20Rng::from_seed(*seed)
    }

    /// Fills up with dummy inputs and shuffles.
    pub(super) fn complete_inputs(
        &self,
        mut inputs: Vec<TransferInput>,
        identity: &Identity,
    ) -> [TransferInput; NOTES] {
        let mut stream = self.stream(Purpose::Inputs, &[]);
        while inputs.len() < NOTES {
            inputs.push(dummy_input(&mut stream, identity));
        }
        shuffled(inputs, &mut stream)
    }

    /// Encrypts the real outputs, fills up with dummies and shuffles. Then draws the `k` with which an
    /// account that is not audited encrypts its audit words: it repeats where the commitments do, as
    /// the one `k` of an audited account does, so that a retry does not show which of the two it is.
    pub(super) fn complete_outputs(
        &self,
        request: &BundleRequest,
    ) -> Result<([(TransferOutput, Output); NOTES], Zeroizing<Base>), BuildError> {
        let mut stream = self.stream(Purpose::Outputs, &*outputs::digest(request));
        let mut made = request
            .outputs
            .iter()
            .map(|payee| outputs::encrypt(payee, &mut stream))
            .collect::<Result<Vec<_>, _>>()?;
        while made.len() < NOTES {
            made.push(dummy_output(&mut stream));
        }
        let made = shuffled(made, &mut stream);
        Ok((made, Zeroizing::new(random_base(&mut stream))))
    }
}

/// What every input's owner is made of, dummies included (docs/protocol §5.3, I1).
pub(super) struct Identity {
    ak: (Base, Base),
    audit: Base,
}

impl Identity {
    pub(super) fn new(ak: &jubjub::SubgroupPoint, audit: Base) -> Identity {
        Identity { ak: point::coordinates(&(*ak).into()), audit }
    }

    fn owner(&self, nk: Base, d: &Diversifier) -> Base {
        let ivk = hash(Domain::Ivk, &[self.ak.0, self.ak.1, nk, self.audit]);
        hash(Domain::Owner, &[ivk, d.to_base()])
    }
}

/// A uniform element of `F`.
fn random_base(rng: &mut impl Rng) -> Base {
    let mut wide = [0; 64];
    rng.fill_bytes(&mut wide);
    field::from_wide(&wide)
}

/// Value 0, everything else random. The path is one of a random tree that holds the note, so that
/// the nullifier relation holds as it does for any note.
fn dummy_input(rng: &mut ChaCha20Rng, identity: &Identity) -> TransferInput {
    let nk = random_base(rng);
    let mut d = Diversifier([0; 11]);
    rng.fill_bytes(&mut d.0);
    let rcm = random_base(rng);
    let position = rng.next_u64() % CAPACITY;
    let mut children: [[Base; ARITY]; DEPTH] =
        core::array::from_fn(|_| core::array::from_fn(|_| random_base(rng)));
    let note = Note { asset: AssetId::NATIVE, value: 0, owner: identity.owner(nk, &d), rcm };
    let mut node = note.commitment();
    for (level, group) in children.iter_mut().enumerate() {
        group[digit(position, level)] = node;
        node = hash_node(*group);
    }
    TransferInput { nk, d, is_other: false, value: 0, rcm, path: Path { children, position } }
}

/// Value 0, random owner and trapdoor; the ephemeral key is a random element of the prime-order group
/// and the ciphertexts are random bytes.
fn dummy_output(rng: &mut ChaCha20Rng) -> (TransferOutput, Output) {
    let (owner, rcm) = (random_base(rng), random_base(rng));
    let note = Note { asset: AssetId::NATIVE, value: 0, owner, rcm };
    let epk = loop {
        let mut wide = [0; 64];
        rng.fill_bytes(&mut wide);
        let epk = point::generator() * field::scalar_from_wide(&wide);
        if !bool::from(epk.is_identity()) {
            break epk;
        }
    };
    let (mut enc, mut out) = ([0; ENC_LEN], [0; OUT_LEN]);
    rng.fill_bytes(&mut enc);
    rng.fill_bytes(&mut out);
    let cm = field::to_bytes(&note.commitment());
    let output = Output { cm, epk: point::encode(&epk.into()), enc, out };
    (TransferOutput { is_other: false, value: 0, owner, rcm }, output)
}

/// Fisher-Yates.
fn shuffled<T>(mut items: Vec<T>, rng: &mut ChaCha20Rng) -> [T; NOTES] {
    for last in (1..items.len()).rev() {
        items.swap(last, rng.random_range(0..=last));
    }
    items.try_into().unwrap_or_else(|_| unreachable!("filled up to three, and never more; qed"))
}
