//! Bundles as bytes (docs/protocol §6.1) and what a server submits (docs/protocol §9.4).

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Inputs of a bundle.
pub const INPUTS: usize = 3;
/// Outputs of a bundle.
pub const OUTPUTS: usize = 3;
/// Audit words of a bundle.
pub const AUDIT_WORDS: usize = 8;
/// Bytes of an encrypted note.
pub const ENC_LEN: usize = 244;
/// Bytes of an outgoing ciphertext.
pub const OUT_LEN: usize = 80;
/// Bytes of a proof.
pub const PROOF_LEN: usize = 192;
/// Bytes of a signature.
pub const SIGNATURE_LEN: usize = 64;
/// Bytes of a bundle.
pub const BUNDLE_LEN: usize = 1_874;
/// Bytes of a bundle without its proof and signature.
pub const UNPROVEN_LEN: usize = BUNDLE_LEN - PROOF_LEN - SIGNATURE_LEN;

/// One output: a commitment and its ciphertexts.
#[derive(
    Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
pub struct Output {
    /// The note commitment, canonical and not 0.
    pub cm: [u8; 32],
    /// The ephemeral key, a canonical point not of small order.
    pub epk: [u8; 32],
    /// The note plaintext, encrypted to the receiver.
    pub enc: [u8; ENC_LEN],
    /// What the holder of the outgoing viewing key needs to open `enc`.
    pub out: [u8; OUT_LEN],
}

/// A bundle: up to three notes spent, three made, and value in or out.
#[derive(
    Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
pub struct Bundle {
    /// The version of the transfer circuit.
    pub circuit_version: u16,
    /// The root the inputs are proven against.
    pub anchor: [u8; 32],
    /// The nullifiers of the inputs.
    pub nullifiers: [[u8; 32]; INPUTS],
    /// The outputs.
    pub outputs: [Output; OUTPUTS],
    /// The asset of `amount`; see [`crate::asset::AssetId`].
    pub asset_pub: u64,
    /// What enters or leaves the pool, in units of the asset. The direction is the call.
    pub amount: u128,
    /// The fee in units of the native token, paid from the pool.
    pub fee: u64,
    /// The last block that may include the bundle.
    pub expiry: u32,
    /// The randomized spend validating key.
    pub rk: [u8; 32],
    /// The audit words.
    pub audit_words: [[u8; 32]; AUDIT_WORDS],
    /// The Groth16 proof.
    pub proof: [u8; PROOF_LEN],
    /// The RedJubjub signature under `rk`.
    pub signature: [u8; SIGNATURE_LEN],
}

impl Bundle {
    /// The bundle without proof and signature: what wallets sync from, [`UNPROVEN_LEN`] bytes.
    pub fn unproven_bytes(&self) -> Vec<u8> {
        let mut bytes = self.encode();
        bytes.truncate(UNPROVEN_LEN);
        bytes
    }

    /// The bundle of [`Bundle::unproven_bytes`], with zeros for proof and signature: for reading, not
    /// for submitting. `None` for bytes of another length.
    pub fn from_unproven(bytes: &[u8]) -> Option<Bundle> {
        if bytes.len() != UNPROVEN_LEN {
            return None;
        }
        let mut whole = [0; BUNDLE_LEN];
        whole[..UNPROVEN_LEN].copy_from_slice(bytes);
        Bundle::decode(&mut &whole[..]).ok()
    }
}

/// The call a bundle is made for; it gives `amount` its direction.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    Debug,
    Encode,
    Decode,
    DecodeWithMemTracking,
    TypeInfo,
    MaxEncodedLen,
)]
pub enum CallKind {
    /// From an account into the pool.
    Shield,
    /// Within the pool.
    Transfer,
    /// From the pool to an account.
    Unshield,
}

impl CallKind {
    /// The byte of the kind in the sighash: 0, 1 or 2.
    pub const fn to_byte(self) -> u8 {
        match self {
            CallKind::Shield => 0,
            CallKind::Transfer => 1,
            CallKind::Unshield => 2,
        }
    }

    /// The kind's name in the wallet RPC.
    pub const fn name(self) -> &'static str {
        match self {
            CallKind::Shield => "shield",
            CallKind::Transfer => "transfer",
            CallKind::Unshield => "unshield",
        }
    }
}

/// What `shoji_submit` takes: a bundle that needs no account.
// Both variants carry a bundle, so boxing one would only move the large one elsewhere.
#[allow(clippy::large_enum_variant)]
#[derive(
    Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
pub enum Submission {
    /// A private transfer.
    #[codec(index = 1)]
    Transfer(Bundle),
    /// A payment out of the pool.
    #[codec(index = 2)]
    Unshield {
        /// The account that is paid.
        recipient: [u8; 32],
        /// The bundle that pays it.
        bundle: Bundle,
    },
}

impl Submission {
    /// The bundle inside.
    pub fn bundle(&self) -> &Bundle {
        match self {
            Submission::Transfer(bundle) | Submission::Unshield { bundle, .. } => bundle,
        }
    }

    /// The call the bundle is made for.
    pub const fn kind(&self) -> CallKind {
        match self {
            Submission::Transfer(_) => CallKind::Transfer,
            Submission::Unshield { .. } => CallKind::Unshield,
        }
    }

    /// The party bound by the sighash: the recipient of an unshield, zeros for a transfer.
    pub const fn party(&self) -> [u8; 32] {
        match self {
            Submission::Transfer(_) => [0; 32],
            Submission::Unshield { recipient, .. } => *recipient,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A bundle whose encoding is `0, 1, 2, ..` modulo 251, so that every byte names its place.
    pub(crate) fn numbered() -> Bundle {
        let bytes: Vec<u8> = (0..BUNDLE_LEN).map(|i| (i % 251) as u8).collect();
        Bundle::decode(&mut &bytes[..]).unwrap()
    }

    fn at(start: usize, len: usize) -> Vec<u8> {
        (start..start + len).map(|i| (i % 251) as u8).collect()
    }

    #[test]
    fn fields_lie_where_the_specification_says() {
        let bundle = numbered();
        assert_eq!(bundle.circuit_version, u16::from_le_bytes([0, 1]));
        assert_eq!(bundle.anchor[..], at(2, 32));
        assert_eq!(bundle.nullifiers.concat(), at(34, 96));
        for (i, output) in bundle.outputs.iter().enumerate() {
            let start = 130 + 388 * i;
            assert_eq!(output.cm[..], at(start, 32));
            assert_eq!(output.epk[..], at(start + 32, 32));
            assert_eq!(output.enc[..], at(start + 64, 244));
            assert_eq!(output.out[..], at(start + 308, 80));
        }
        assert_eq!(bundle.asset_pub.to_le_bytes()[..], at(1294, 8));
        assert_eq!(bundle.amount.to_le_bytes()[..], at(1302, 16));
        assert_eq!(bundle.fee.to_le_bytes()[..], at(1318, 8));
        assert_eq!(bundle.expiry.to_le_bytes()[..], at(1326, 4));
        assert_eq!(bundle.rk[..], at(1330, 32));
        assert_eq!(bundle.audit_words.concat(), at(1362, 256));
        assert_eq!(bundle.proof[..], at(1618, 192));
        assert_eq!(bundle.signature[..], at(1810, 64));
    }

    #[test]
    fn lengths_are_those_of_the_specification() {
        assert_eq!(BUNDLE_LEN, 1_874);
        assert_eq!(UNPROVEN_LEN, 1_618);
        assert_eq!(numbered().encode().len(), BUNDLE_LEN);
        assert_eq!(Bundle::max_encoded_len(), BUNDLE_LEN);
        assert_eq!(Output::max_encoded_len(), 388);
    }

    #[test]
    fn unproven_bytes_give_the_bundle_back_without_proof_and_signature() {
        let bundle = numbered();
        let bytes = bundle.unproven_bytes();
        assert_eq!(bytes.len(), UNPROVEN_LEN);
        let expected = Bundle { proof: [0; 192], signature: [0; 64], ..bundle };
        assert_eq!(Bundle::from_unproven(&bytes), Some(expected));
        assert_eq!(Bundle::from_unproven(&bytes[1..]), None);
        assert_eq!(Bundle::from_unproven(&[&bytes[..], &[0]].concat()), None);
    }

    #[test]
    fn submissions_start_with_one_or_two() {
        let bundle = numbered();
        let transfer = Submission::Transfer(bundle.clone());
        assert_eq!(transfer.encode(), [&[1], &bundle.encode()[..]].concat());
        let unshield = Submission::Unshield { recipient: [9; 32], bundle: bundle.clone() };
        assert_eq!(unshield.encode(), [&[2], &[9; 32][..], &bundle.encode()].concat());
        assert_eq!((transfer.kind(), transfer.party()), (CallKind::Transfer, [0; 32]));
        assert_eq!((unshield.kind(), unshield.party()), (CallKind::Unshield, [9; 32]));
        for first in [0, 3, 255] {
            let bytes = [&[first], &bundle.encode()[..]].concat();
            assert!(Submission::decode(&mut &bytes[..]).is_err());
        }
    }

    #[test]
    fn the_byte_of_a_kind_is_its_codec_byte() {
        for kind in [CallKind::Shield, CallKind::Transfer, CallKind::Unshield] {
            assert_eq!(kind.encode(), [kind.to_byte()]);
        }
    }

    proptest! {
        #[test]
        fn any_bytes_of_the_right_length_are_one_bundle(
            bytes in prop::collection::vec(any::<u8>(), BUNDLE_LEN),
        ) {
            let bundle = Bundle::decode(&mut &bytes[..]).unwrap();
            prop_assert_eq!(bundle.encode(), bytes.clone());
            prop_assert!(Bundle::decode(&mut &bytes[..BUNDLE_LEN - 1]).is_err());
        }
    }
}
