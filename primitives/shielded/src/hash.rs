//! Personalised BLAKE2b (docs/protocol §1.3).

use blake2b_simd::Params;

fn digest(person: &[u8; 16], length: usize, parts: &[&[u8]]) -> blake2b_simd::Hash {
    let mut state = Params::new().hash_length(length).personal(person).to_state();
    for part in parts {
        state.update(part);
    }
    state.finalize()
}

/// `B512(person, parts[0] || parts[1] || ..)`.
pub fn b512(person: &[u8; 16], parts: &[&[u8]]) -> [u8; 64] {
    *digest(person, 64, parts).as_array()
}

/// `B256(person, parts[0] || parts[1] || ..)`.
pub fn b256(person: &[u8; 16], parts: &[&[u8]]) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest(person, 32, parts).as_bytes());
    bytes
}

/// `PRF_expand(sk, t) = B512("ShojiExpandSeed_", sk || t)`.
pub fn prf_expand(sk: &[u8; 32], t: &[u8]) -> [u8; 64] {
    b512(b"ShojiExpandSeed_", &[sk, t])
}

#[cfg(test)]
mod tests {
    use super::*;

    // Expected values are those of Python's hashlib.blake2b(data, digest_size=.., person=..).

    #[test]
    fn digests_equal_those_of_another_implementation() {
        assert_eq!(hex::encode(b256(b"ShojiGroupHashGd", &[b"ab", b"", b"c"])), PYTHON_B256);
        assert_eq!(hex::encode(b512(b"ShojiMasterSeed_", &[b"abc"])), PYTHON_B512);
        assert_eq!(hex::encode(prf_expand(&[7; 32], &[0x10])), PYTHON_PRF);
    }

    #[test]
    fn the_split_into_parts_does_not_matter_and_the_person_does() {
        let person = b"ShojiSighash_v1_";
        assert_eq!(b512(person, &[b"ab", b"c"]), b512(person, &[b"a", b"bc"]));
        assert_ne!(b256(person, &[b"abc"]), b256(b"ShojiSighash_v2_", &[b"abc"]));
    }

    const PYTHON_B256: &str = "a36adf16bef5e6ab755281258755c683a9a1f58c35b3768e5741a884e465e360";
    const PYTHON_B512: &str = "5e10e7848d9052c8526c829e3d896a1fbf9827f6a9996a6a9ea0de92fd4b86ce\
        f69f5bfee15b9b84a12f91372432e97f5a79c2554d1c8a86d6ece339c7e97dc6";
    const PYTHON_PRF: &str = "9e112f88b4a1c1b6d93f54582f40145b89cacec97010b4166388420398602ef8\
        c008607055e8da5e7ef8d49cc691aa9ca74c36ee99c2a3e6760e4505de7c92cc";
}
