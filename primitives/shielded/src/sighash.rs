//! What a bundle's signature covers, and the bundle's name (docs/protocol §6.2, §6.3).

use crate::{
    bundle::{Bundle, CallKind},
    hash::b256,
};

/// The id of the transfer circuit.
pub const CIRCUIT_ID: u16 = 1;

/// Bytes of the circuit version, the first field of a bundle.
const VERSION_LEN: usize = 2;

/// Every byte of the bundle except proof and signature, and everything outside it that matters.
///
/// `genesis` is the hash of the chain's genesis block; `party` the depositor of a shield, the
/// recipient of an unshield, zeros for a transfer.
pub fn sighash(genesis: &[u8; 32], kind: CallKind, party: &[u8; 32], bundle: &Bundle) -> [u8; 32] {
    let bytes = bundle.unproven_bytes();
    let (version, rest) = bytes.split_at(VERSION_LEN);
    let parts: [&[u8]; 6] =
        [genesis, &CIRCUIT_ID.to_le_bytes(), version, &[kind.to_byte()], rest, party];
    b256(b"ShojiSighash_v1_", &parts)
}

/// How wallets and servers name a bundle: `B256("ShojiBundleId___", sighash)`. Equal for every
/// extrinsic that carries the same payment.
pub fn bundle_id(sighash: &[u8; 32]) -> [u8; 32] {
    b256(b"ShojiBundleId___", &[sighash])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::{tests::numbered, BUNDLE_LEN, UNPROVEN_LEN};
    use alloc::{collections::BTreeSet, vec::Vec};
    use codec::{Decode, Encode};

    const GENESIS: [u8; 32] = [0xaa; 32];
    const PARTY: [u8; 32] = [0xbb; 32];

    fn of(bundle: &Bundle) -> [u8; 32] {
        sighash(&GENESIS, CallKind::Unshield, &PARTY, bundle)
    }

    #[test]
    fn the_sighash_is_the_digest_of_the_fields_in_the_stated_order() {
        let b = numbered();
        let mut data = Vec::from(GENESIS);
        data.extend([1, 0]);
        data.extend(b.circuit_version.to_le_bytes());
        data.push(2);
        data.extend(b.anchor);
        b.nullifiers.iter().for_each(|n| data.extend(n));
        for o in &b.outputs {
            data.extend(o.cm);
            data.extend(o.epk);
            data.extend(o.enc);
            data.extend(o.out);
        }
        data.extend(b.asset_pub.to_le_bytes());
        data.extend(b.amount.to_le_bytes());
        data.extend(b.fee.to_le_bytes());
        data.extend(b.expiry.to_le_bytes());
        data.extend(b.rk);
        b.audit_words.iter().for_each(|w| data.extend(w));
        data.extend(PARTY);
        assert_eq!(of(&b), b256(b"ShojiSighash_v1_", &[&data]));
    }

    #[test]
    fn every_bit_of_the_bundle_but_proof_and_signature_changes_the_sighash() {
        let bytes = numbered().encode();
        let mut seen = BTreeSet::from([of(&numbered())]);
        for bit in 0..8 * BUNDLE_LEN {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            let fresh = seen.insert(of(&Bundle::decode(&mut &changed[..]).unwrap()));
            assert_eq!(fresh, bit / 8 < UNPROVEN_LEN, "bit {bit}");
        }
    }

    #[test]
    fn every_bit_of_the_context_changes_the_sighash() {
        let bundle = numbered();
        let mut seen = BTreeSet::from([of(&bundle)]);
        for bit in 0..256 {
            let mut genesis = GENESIS;
            genesis[bit / 8] ^= 1 << (bit % 8);
            assert!(seen.insert(sighash(&genesis, CallKind::Unshield, &PARTY, &bundle)));
            let mut party = PARTY;
            party[bit / 8] ^= 1 << (bit % 8);
            assert!(seen.insert(sighash(&GENESIS, CallKind::Unshield, &party, &bundle)));
        }
        assert!(seen.insert(sighash(&GENESIS, CallKind::Shield, &PARTY, &bundle)));
        assert!(seen.insert(sighash(&GENESIS, CallKind::Transfer, &PARTY, &bundle)));
    }

    #[test]
    fn the_bundle_id_follows_from_the_sighash_alone() {
        let bundle = numbered();
        let reproven = Bundle { proof: [3; 192], signature: [4; 64], ..bundle.clone() };
        assert_eq!(bundle_id(&of(&bundle)), bundle_id(&of(&reproven)));
        assert_ne!(bundle_id(&of(&bundle)), of(&bundle));
        assert_ne!(bundle_id(&[0; 32]), bundle_id(&[1; 32]));
    }
}
