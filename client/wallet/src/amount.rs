//! Amounts of the native token: whole `u128` units, written with 9 decimals (docs/protocol §3.2).

use core::fmt;
use core::str::FromStr;

/// Decimals of the native token: one SHJ is 10^9 units.
pub const DECIMALS: usize = 9;
/// Symbol of the native token.
pub const SYMBOL: &str = "SHJ";
/// Units in one SHJ.
pub const UNITS_PER_TOKEN: u128 = 1_000_000_000;

/// A number of units. Displayed in SHJ, exactly, without trailing zeros.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Amount(u128);

/// Why a text is not an amount.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// The text has something other than digits and one point, or no digits before the point.
    #[error(
        "'{0}' is not an amount: write it in SHJ with digits and at most one point, such as 12.5"
    )]
    Malformed(String),
    /// More than nine digits after the point.
    #[error("'{0}' has {1} decimals; SHJ has {DECIMALS}, so the smallest amount is 0.000000001")]
    TooManyDecimals(String, usize),
    /// More than `u128::MAX` units.
    #[error("'{0}' is more than any balance can be")]
    TooLarge(String),
    /// Zero where something must move.
    #[error("the amount is zero: there is nothing to pay")]
    Zero,
}

impl Amount {
    /// No units.
    pub const ZERO: Amount = Amount(0);

    /// `units` units.
    pub const fn from_units(units: u128) -> Amount {
        Amount(units)
    }

    /// The number of units.
    pub const fn units(self) -> u128 {
        self.0
    }

    /// Parses an amount in SHJ that must be above zero.
    ///
    /// # Errors
    /// As [`Amount::from_str`], and [`AmountError::Zero`].
    pub fn parse_positive(text: &str) -> Result<Amount, AmountError> {
        match text.parse()? {
            Amount::ZERO => Err(AmountError::Zero),
            amount => Ok(amount),
        }
    }
}

impl FromStr for Amount {
    type Err = AmountError;

    /// Exact decimal parsing; no floating point, no rounding.
    fn from_str(text: &str) -> Result<Amount, AmountError> {
        let malformed = || AmountError::Malformed(text.to_string());
        let (whole, fraction) = match text.split_once('.') {
            Some((_, "")) => return Err(malformed()),
            Some((whole, fraction)) => (whole, fraction),
            None => (text, ""),
        };
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(fraction) {
            return Err(malformed());
        }
        if fraction.len() > DECIMALS {
            return Err(AmountError::TooManyDecimals(text.to_string(), fraction.len()));
        }
        let too_large = |_| AmountError::TooLarge(text.to_string());
        let padded = format!("{whole}{fraction:0<DECIMALS$}");
        padded.parse().map(Amount).map_err(too_large)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, fraction) = (self.0 / UNITS_PER_TOKEN, self.0 % UNITS_PER_TOKEN);
        if fraction == 0 {
            return write!(f, "{whole}");
        }
        let digits = format!("{fraction:0DECIMALS$}");
        write!(f, "{whole}.{}", digits.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_parsed_exactly() {
        for (text, units) in [
            ("1", 1_000_000_000),
            ("0.000000001", 1),
            ("12.5", 12_500_000_000),
            ("0", 0),
            ("007.10", 7_100_000_000),
            ("340282366920938463463374607431.768211455", u128::MAX),
        ] {
            assert_eq!(text.parse(), Ok(Amount::from_units(units)), "{text}");
        }
    }

    #[test]
    fn each_kind_of_bad_amount_has_its_own_error() {
        for text in ["", ".", ".5", "5.", "1.2.3", "-1", "+1", "1e3", "1,5", " 1", "0x10", "٣"] {
            assert_eq!(text.parse::<Amount>(), Err(AmountError::Malformed(text.into())), "{text}");
        }
        assert_eq!(
            "0.0000000001".parse::<Amount>(),
            Err(AmountError::TooManyDecimals("0.0000000001".into(), 10))
        );
        let above = "340282366920938463463374607431.768211456";
        assert_eq!(above.parse::<Amount>(), Err(AmountError::TooLarge(above.into())));
        assert_eq!(Amount::parse_positive("0.0"), Err(AmountError::Zero));
    }

    proptest! {
        #[test]
        fn what_is_displayed_parses_to_the_same_amount(units: u128) {
            let amount = Amount::from_units(units);
            prop_assert_eq!(amount.to_string().parse(), Ok(amount));
        }
    }
}
