//! The constants regenerated, the authors' vector, and the sponge against its definition.

use super::*;
use crate::{field, hash::b512};

/// The Grain LFSR in self-shrinking mode, seeded as docs/protocol §1.4 says.
struct Grain(u128);

impl Grain {
    fn new() -> Self {
        let mut seed = 0u128;
        let widths = [(1, 2), (0, 4), (255, 12), (5, 12), (8, 10), (60, 10), ((1 << 30) - 1, 30)];
        for (value, width) in widths {
            seed = (seed << width) | value;
        }
        // The first bit of the sequence is kept as the lowest one.
        let mut grain = Grain(seed.reverse_bits() >> 48);
        for _ in 0..160 {
            grain.clock();
        }
        grain
    }

    fn clock(&mut self) -> u128 {
        let bit = [62, 51, 38, 23, 13, 0].iter().fold(0, |sum, tap| sum ^ (self.0 >> tap)) & 1;
        self.0 = (self.0 >> 1) | (bit << 79);
        bit
    }

    fn bit(&mut self) -> u8 {
        loop {
            let (used, bit) = (self.clock(), self.clock());
            if used == 1 {
                return bit as u8;
            }
        }
    }

    /// A 255-bit integer, most significant bit first, as 32 little-endian bytes.
    fn integer(&mut self) -> [u8; 32] {
        let mut bytes = [0; 32];
        for i in (0..255).rev() {
            bytes[i / 8] |= self.bit() << (i % 8);
        }
        bytes
    }

    fn element(&mut self) -> Base {
        loop {
            if let Some(element) = field::from_bytes(&self.integer()) {
                return element;
            }
        }
    }

    fn reduced(&mut self) -> Base {
        let mut wide = [0; 64];
        wide[..32].copy_from_slice(&self.integer());
        field::from_wide(&wide)
    }
}

#[test]
fn the_constants_are_those_of_the_grain_generator() {
    let mut grain = Grain::new();
    for round in round_constants() {
        for constant in round {
            assert_eq!(*constant, grain.element());
        }
    }
    let values: [Base; 2 * WIDTH] = core::array::from_fn(|_| grain.reduced());
    for (row, x) in mds().iter().zip(&values[..WIDTH]) {
        for (entry, y) in row.iter().zip(&values[WIDTH..]) {
            assert_eq!(*entry, (x + y).invert().unwrap());
        }
    }
}

#[test]
fn the_authors_test_vector_passes() {
    let mut state = [0, 1, 2, 3, 4].map(Base::from);
    permute(&mut state);
    let expected = [
        "2a918b9c9f9bd7bb509331c81e297b5707f6fc7393dcee1b13901a0b22202e18",
        "65ebf8671739eeb11fb217f2d5c5bf4a0c3f210e3f3cd3b08b5db75675d797f7",
        "2cc176fc26bc70737a696a9dfd1b636ce360ee76926d182390cdb7459cf585ce",
        "4dc4e29d283afd2a491fe6aef122b9a968e74eff05341f3cc23fda1781dcb566",
        "03ff622da276830b9451b88b85e6184fd6ae15c8ab3ee25a5667be8592cce3b1",
    ];
    for (word, expected) in state.iter().zip(expected) {
        let mut bytes = field::to_bytes(word);
        bytes.reverse();
        assert_eq!(hex::encode(bytes), expected);
    }
}

#[test]
fn the_stored_capacity_words_are_those_of_the_formula() {
    for (index, domain) in Domain::ALL.into_iter().enumerate() {
        assert_eq!(domain as usize, index);
        let count = (domain.inputs() as u64).to_le_bytes();
        let wide = b512(b"ShojiPoseidonCap", &[domain.label().as_bytes(), &count]);
        assert_eq!(domain.capacity(), field::from_wide(&wide), "{domain:?}");
    }
}

#[test]
fn no_two_domains_share_a_capacity_word() {
    for a in Domain::ALL {
        for b in Domain::ALL {
            assert_eq!(a == b, a.capacity() == b.capacity());
        }
    }
}

#[test]
fn a_short_hash_is_one_permutation_with_zeros_for_missing_inputs() {
    let [a, b] = [Base::from(7), Base::from(11)];
    let mut state = [Domain::Owner.capacity(), a, b, Base::ZERO, Base::ZERO];
    permute(&mut state);
    assert_eq!(hash(Domain::Owner, &[a, b]), state[1]);
    assert_eq!(hash_words::<4>(Domain::Owner, &[a, b])[..], state[1..]);
}

#[test]
fn eight_inputs_and_eight_outputs_take_three_permutations() {
    let inputs: [Base; 8] = core::array::from_fn(|i| Base::from(100 + i as u64));
    let mut state = [Base::ZERO; WIDTH];
    state[0] = Domain::AuditStream.capacity();
    for i in 0..4 {
        state[1 + i] += inputs[i];
    }
    permute(&mut state);
    for i in 0..4 {
        state[1 + i] += inputs[4 + i];
    }
    permute(&mut state);
    let first = state;
    permute(&mut state);
    let words = hash_words::<8>(Domain::AuditStream, &inputs);
    assert_eq!(words[..4], first[1..]);
    assert_eq!(words[4..], state[1..]);
}

#[test]
fn every_input_and_the_domain_change_the_hash() {
    let inputs = [1, 2, 3, 4].map(Base::from);
    let expected = hash(Domain::Note, &inputs);
    for i in 0..4 {
        let mut changed = inputs;
        changed[i] += Base::ONE;
        assert_ne!(hash(Domain::Note, &changed), expected);
    }
    assert_ne!(hash(Domain::Tree, &inputs), expected);
    assert_ne!(hash(Domain::Ivk, &inputs), expected);
}

#[test]
fn of_a_hash_of_three_inputs_the_fourth_word_is_zero_and_the_domain_counts() {
    let inputs = [5, 6, 7].map(Base::from);
    let mut state = [Domain::Account.capacity(), inputs[0], inputs[1], inputs[2], Base::ZERO];
    permute(&mut state);
    assert_eq!(hash(Domain::Account, &inputs), state[1]);
    assert_ne!(hash(Domain::Nullifier, &inputs), state[1]);
}

#[test]
#[should_panic(expected = "inputs of the domain owner")]
fn a_wrong_number_of_inputs_is_a_bug_and_panics() {
    hash(Domain::Owner, &[Base::ONE]);
}
