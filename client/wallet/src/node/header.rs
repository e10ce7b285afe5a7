//! Block headers, read without the node's crates (docs/protocol §4, §9.3).

use codec::{Decode, Encode};
use shoji_shielded::digest::{PoolDigest, ENGINE_ID};
use shoji_shielded::field;
use shoji_shielded::tree::{empty_root, DEPTH};

/// A header as the chain encodes it: what a block's hash is the hash of.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Header {
    /// Hash of the block before it.
    pub parent_hash: [u8; 32],
    /// Number.
    #[codec(compact)]
    pub number: u32,
    /// Root of the chain's state.
    pub state_root: [u8; 32],
    /// Root of the whole extrinsics.
    pub extrinsics_root: [u8; 32],
    /// What consensus and the runtime say of the block.
    pub digest: Vec<DigestItem>,
}

/// An item of a header's digest.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum DigestItem {
    /// Anything.
    #[codec(index = 0)]
    Other(Vec<u8>),
    /// From the runtime, under an engine's name.
    #[codec(index = 4)]
    Consensus([u8; 4], Vec<u8>),
    /// The author's signature.
    #[codec(index = 5)]
    Seal([u8; 4], Vec<u8>),
    /// From the author to the runtime.
    #[codec(index = 6)]
    PreRuntime([u8; 4], Vec<u8>),
    /// The runtime's code changed.
    #[codec(index = 8)]
    RuntimeEnvironmentUpdated,
}

/// The hash of the block with this header: BLAKE2b-256, not personalised.
pub fn hash(header: &[u8]) -> [u8; 32] {
    let digest = blake2b_simd::Params::new().hash_length(32).hash(header);
    let mut hash = [0; 32];
    hash.copy_from_slice(digest.as_bytes());
    hash
}

impl Header {
    /// What the header says of the pool; for block 0, which says nothing, that of the empty tree. `None`
    /// where there is none, more than one, or one of another version.
    pub fn pool_digest(&self) -> Option<PoolDigest> {
        let mut payloads = self.digest.iter().filter_map(|item| match item {
            DigestItem::Consensus(ENGINE_ID, payload) => Some(payload),
            _ => None,
        });
        match (payloads.next(), payloads.next()) {
            (Some(payload), None) => PoolDigest::from_payload(payload),
            (None, None) if self.number == 0 => {
                Some(PoolDigest::new(field::to_bytes(&empty_root(DEPTH)), 0))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use codec::DecodeAll;

    /// Blocks 0 and 1 of Polkadot, whose hashes the whole network knows.
    const POLKADOT: [(&str, &str, &str, &str, &str); 2] = [
        (
            "91b171bb158e2d3848fa23a9f1c25182fb8e20313b2c1eb49219da7a70ce90c3",
            "0000000000000000000000000000000000000000000000000000000000000000",
            "00",
            "29d0d972cd27cbc511e9589fcb7a4506d5eb6a9e8df205f00472e5ab354a4e17\
             03170a2e7597b7b7e3d84c05391d139a62b157e78786d8c082f29dcf4c111314",
            "00",
        ),
        (
            "c0096358534ec8d21d01d34b836eed476a1c343f8724fa2153dc0725ad797a90",
            "91b171bb158e2d3848fa23a9f1c25182fb8e20313b2c1eb49219da7a70ce90c3",
            "04",
            "c56fcd6e7a757926ace3e1ecff9b4010fc78b90d459202a339266a7f6360002f\
             9a87f6af64ef97aff2d31bebfdd59f8fe2ef6019278b634b2515a38f1c4c2420",
            "0c0642414245b501010000000093decc0f00000000362ed8d6055645487fe42e9c8640be651f70a3a2a03658046b\
             2b43f021665704501af9b1ca6e974c257e3d26609b5f68b5b0a1da53f7f252bbe5d94948c39705c98ffa4b869dd4\
             4ac29528e3723d619cc7edf1d3f7b7a57a957f6a7e9bdb270a044241424549040118fa3437b10f6e7af8f31362df\
             3a179b991a8c56313d1bcd6307a4d0c734c1ae310100000000000000d2419bc8835493ac89eb09d5985281f5dff4\
             bc6c7a7ea988fd23af05f301580a0100000000000000ccb6bef60defc30724545d57440394ed1c71ea7ee6d880ed\
             0e79871a05b5e40601000000000000005e67b64cf07d4d258a47df63835121423551712844f5b67de68e36bb9a21\
             e12701000000000000006236877b05370265640c133fec07e64d7ca823db1dc56f2d3584b3d7c0f1615801000000\
             000000006c52d02d95c30aa567fda284acf25025ca7470f0b0c516ddf94475a1807c4d2501000000000000000000\
             00000000000000000000000000000000000000000000000000000000000005424142450101d468680c844b19194d\
             4dfbdc6697a35bf2b494bda2c5a6961d4d4eacfbf74574379ba0d97b5bb650c2e8670a63791a727943bcb699dc7a\
             228bdb9e0a98c9d089",
        ),
    ];

    #[test]
    fn headers_of_a_live_chain_have_its_hashes_and_decode() {
        for (number, (hash_of, parent, compact, roots, digest)) in POLKADOT.iter().enumerate() {
            let bytes = hex::decode([*parent, *compact, *roots, *digest].concat()).unwrap();
            assert_eq!(hex::encode(hash(&bytes)), *hash_of);
            let header = Header::decode_all(&mut &bytes[..]).unwrap();
            assert_eq!(
                (header.number as usize, hex::encode(header.parent_hash)),
                (number, parent.to_string())
            );
            assert_eq!(header.encode(), bytes);
        }
        let (.., digest) = POLKADOT[1];
        let bytes = hex::decode(digest).unwrap();
        let items = Vec::<DigestItem>::decode_all(&mut &bytes[..]).unwrap();
        assert!(matches!(
            items[..],
            [
                DigestItem::PreRuntime([b'B', b'A', b'B', b'E'], _),
                DigestItem::Consensus([b'B', b'A', b'B', b'E'], _),
                DigestItem::Seal([b'B', b'A', b'B', b'E'], _)
            ]
        ));
    }

    fn header(number: u32, digest: Vec<DigestItem>) -> Header {
        let zeros = [0; 32];
        Header { parent_hash: zeros, number, state_root: zeros, extrinsics_root: zeros, digest }
    }

    #[test]
    fn a_header_has_one_pool_digest_and_only_block_0_may_have_none() {
        let pool = PoolDigest::new([7; 32], 9);
        let item = || DigestItem::Consensus(ENGINE_ID, pool.encode());
        let seal = DigestItem::Seal(ENGINE_ID, pool.encode());
        let other = DigestItem::Consensus(*b"BABE", pool.encode());
        let both = vec![other.clone(), item(), seal.clone(), DigestItem::RuntimeEnvironmentUpdated];
        assert_eq!(header(5, both).pool_digest(), Some(pool.clone()));
        assert_eq!(header(5, vec![item(), item()]).pool_digest(), None);
        assert_eq!(header(5, vec![other, seal]).pool_digest(), None);
        let newer = PoolDigest { version: 2, ..pool.clone() };
        let newer = DigestItem::Consensus(ENGINE_ID, newer.encode());
        assert_eq!(header(5, vec![newer]).pool_digest(), None);
        let empty = header(0, Vec::new()).pool_digest().unwrap();
        assert_eq!((empty.root, empty.next_position), (field::to_bytes(&empty_root(DEPTH)), 0));
        assert_eq!(header(1, Vec::new()).pool_digest(), None);
    }
}
