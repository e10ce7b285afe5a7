//! What a chain asks of the register of auditors and grants (docs/protocol §11).

/// Most bytes of an auditor's name; at least one.
pub const MAX_NAME: u32 = 64;
/// Most bytes of how an auditor is reached.
pub const MAX_CONTACT: u32 = 128;
/// Most bytes of where an auditor's policy is.
pub const MAX_POLICY_URI: u32 = 128;
/// For how many blocks after a rotation grants for the key before are still accepted.
pub const GRACE: u32 = 14_400;
/// How far ahead the expiry of a grant may lie, in blocks: a year at six seconds.
pub const MAX_VALIDITY: u32 = 5_256_000;

macro_rules! refusals {
    ($($code:literal $name:ident $rule:literal,)*) => {
        /// A rule of docs/protocol §11.4 that a revocation without an account breaks; the discriminant is
        /// its code. The codes are none of those of bundles (docs/protocol §7.1).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum RevocationRefusal {
            $(#[doc = concat!("Broken: ", $rule, ".")] $name = $code,)*
        }

        impl RevocationRefusal {
            /// Every rule, in the order in which they are checked.
            pub const ALL: &'static [RevocationRefusal] = &[$(RevocationRefusal::$name),*];

            /// The error's name, as RPC errors carry it.
            pub const fn name(self) -> &'static str {
                match self {
                    $(RevocationRefusal::$name => stringify!($name),)*
                }
            }

            /// The rule that is broken.
            pub const fn description(self) -> &'static str {
                match self {
                    $(RevocationRefusal::$name => $rule,)*
                }
            }
        }
    };
}

refusals! {
    32 GrantRevoked "no grant with this id has been revoked",
    33 UnknownGrant "there is a grant with this id",
    34 GrantExpired "the block that includes the revocation is not after the grant's expiry",
    35 DepositTooSmall "the deposit that is held covers the base fee",
    36 InvalidSignature "the signature of §10.6 verifies under the grant's revocation key",
}

impl RevocationRefusal {
    /// The code of the rule in the refusal of a transaction.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The rule with this code.
    pub fn from_code(code: u8) -> Option<RevocationRefusal> {
        Self::ALL.iter().copied().find(|refusal| refusal.code() == code)
    }
}

impl core::fmt::Display for RevocationRefusal {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}: rule {} requires that {}", self.name(), self.code(), self.description())
    }
}

impl core::error::Error for RevocationRefusal {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Violation;
    use alloc::string::ToString;

    #[test]
    fn codes_of_refused_revocations_are_unique_round_trip_and_are_no_bundles() {
        for (index, refusal) in RevocationRefusal::ALL.iter().enumerate() {
            assert_eq!(usize::from(refusal.code()), 32 + index);
            assert_eq!(RevocationRefusal::from_code(refusal.code()), Some(*refusal));
            assert_eq!(Violation::from_code(refusal.code()), None);
        }
        assert_eq!(RevocationRefusal::from_code(0), None);
        assert_eq!(RevocationRefusal::from_code(37), None);
        let text = "UnknownGrant: rule 33 requires that there is a grant with this id";
        assert_eq!(RevocationRefusal::UnknownGrant.to_string(), text);
    }

    #[test]
    fn every_rule_of_a_revocation_is_quoted_as_the_specification_words_it() {
        let page = include_str!("../../../../docs/protocol/11-view-keys.md");
        for refusal in RevocationRefusal::ALL {
            let (code, name) = (refusal.code(), refusal.name());
            let row = alloc::format!("| {code} | `{name}` | {} |", refusal.description());
            assert!(page.contains(&row), "docs/protocol §11.4 does not say: {row}");
        }
    }
}
