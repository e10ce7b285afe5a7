//! The rules of a bundle as error codes, and the constants they use (docs/protocol §7).

use crate::bundle::CallKind;

/// How long an anchor stays usable and how far ahead an expiry may lie, in blocks.
pub const WINDOW: u32 = 14_400;
/// Wallets anchor at finalized blocks whose number is a multiple of this (docs/protocol §9.1).
pub const ANCHOR_INTERVAL: u32 = 8;
/// A wallet's expiry is its anchor's block number plus this (docs/protocol §9.1).
pub const EXPIRY_DELTA: u32 = 1_024;
/// The base fee in units of the native token: 0.01 SHJ.
pub const BASE_FEE: u64 = 10_000_000;
/// A fee is the base fee times one of these.
pub const FEE_MULTIPLIERS: [u64; 4] = [1, 2, 4, 8];

/// The multiplier of a fee; `None` for a fee outside the schedule.
pub fn fee_multiplier(fee: u64) -> Option<u64> {
    FEE_MULTIPLIERS.into_iter().find(|multiplier| BASE_FEE * multiplier == fee)
}

/// Whether a bundle of this kind may carry this fee (rule 7).
pub fn fee_is_in_schedule(kind: CallKind, fee: u64) -> bool {
    match kind {
        CallKind::Shield => fee == 0,
        CallKind::Transfer | CallKind::Unshield => fee_multiplier(fee).is_some(),
    }
}

macro_rules! violations {
    ($($code:literal $name:ident $rule:literal,)*) => {
        /// A rule of docs/protocol §7.1 that a bundle breaks; the discriminant is the rule's code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Violation {
            $(#[doc = concat!("Broken: ", $rule, ".")] $name = $code,)*
        }

        impl Violation {
            /// Every rule, in the order of the codes.
            pub const ALL: &'static [Violation] = &[$(Violation::$name),*];

            /// The error's name, as RPC errors carry it.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Violation::$name => stringify!($name),)*
                }
            }

            /// The rule that is broken.
            pub const fn description(self) -> &'static str {
                match self {
                    $(Violation::$name => $rule,)*
                }
            }
        }
    };
}

violations! {
    1 UnknownCircuit "the circuit version has a registered verifying key",
    2 NonCanonicalField "anchor, nullifiers, commitments and audit words are canonical",
    3 ZeroCommitment "no commitment is 0",
    4 DuplicateNullifier "the three nullifiers are distinct",
    5 InvalidAsset "the public asset is none for a transfer, and otherwise native or one that exists in this generation and is neither frozen nor being destroyed",
    6 InvalidAmount "the amount is 0 for a transfer, above 0 otherwise",
    7 FeeNotInSchedule "the fee is 0 for a shield, otherwise the base fee times 1, 2, 4 or 8",
    8 Expired "the block that includes the bundle is not after its expiry",
    9 ExpiryTooFar "the expiry is at most one window after that block",
    10 UnknownAnchor "the anchor was the root of a block, and the latest such root within the last window of blocks",
    11 NullifierSpent "no nullifier is spent",
    12 InvalidEphemeralKey "each ephemeral key is canonical and not of small order",
    13 InvalidRandomizedKey "the randomized key is canonical and not of small order",
    14 InvalidSignature "the signature verifies",
    15 InvalidProof "the proof decodes canonically, no point is the identity, and it verifies",
    16 PoolInsufficient "the pool holds what leaves it",
    17 RecipientCannotReceive "the recipient of an unshield can be credited, and is not the pool itself",
}

impl Violation {
    /// The code of the rule, 1 to 17.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The rule with this code.
    pub fn from_code(code: u8) -> Option<Violation> {
        Self::ALL.iter().copied().find(|violation| violation.code() == code)
    }
}

impl core::fmt::Display for Violation {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}: rule {} requires that {}", self.name(), self.code(), self.description())
    }
}

impl core::error::Error for Violation {}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn codes_are_unique_count_from_one_and_round_trip() {
        assert_eq!(Violation::ALL.len(), 17);
        for (index, violation) in Violation::ALL.iter().enumerate() {
            assert_eq!(usize::from(violation.code()), index + 1);
            assert_eq!(Violation::from_code(violation.code()), Some(*violation));
            let same_name = |other: &&Violation| other.name() == violation.name();
            assert_eq!(Violation::ALL.iter().filter(same_name).count(), 1);
        }
        assert_eq!(Violation::from_code(0), None);
        assert_eq!(Violation::from_code(18), None);
    }

    #[test]
    fn every_rule_is_quoted_as_the_specification_words_it() {
        let page = include_str!("../../../docs/protocol/07-consensus.md").replace(" (§6.2)", "");
        for violation in Violation::ALL {
            let (code, name) = (violation.code(), violation.name());
            let row = alloc::format!("| {code} | `{name}` | {} |", violation.description());
            assert!(page.contains(&row), "docs/protocol §7.1 does not say: {row}");
        }
    }

    #[test]
    fn a_violation_reads_as_its_name_code_and_rule() {
        assert_eq!(
            Violation::NullifierSpent.to_string(),
            "NullifierSpent: rule 11 requires that no nullifier is spent"
        );
    }

    #[test]
    fn a_fee_is_the_base_fee_times_one_two_four_or_eight_and_zero_for_a_shield() {
        for kind in [CallKind::Transfer, CallKind::Unshield] {
            for fee in [10_000_000, 20_000_000, 40_000_000, 80_000_000] {
                assert!(fee_is_in_schedule(kind, fee));
            }
            for fee in [0, 1, 9_999_999, 10_000_001, 30_000_000, 160_000_000, u64::MAX] {
                assert!(!fee_is_in_schedule(kind, fee));
            }
        }
        assert!(fee_is_in_schedule(CallKind::Shield, 0));
        assert!(!fee_is_in_schedule(CallKind::Shield, 10_000_000));
    }
}
