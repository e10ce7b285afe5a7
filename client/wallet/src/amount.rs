//! Amounts: whole `u128` units, written with the decimals of their asset (docs/protocol §3.2).

/// Decimals of the native token: one SHJ is 10^9 units.
pub const DECIMALS: u8 = 9;
/// Symbol of the native token.
pub const SYMBOL: &str = "SHJ";
/// The most decimals with which one whole token fits 128 bits.
pub const MAX_DECIMALS: u8 = 38;

/// How amounts of an asset are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denomination {
    /// What stands behind the number.
    pub label: String,
    /// How many of a number's digits are decimals; at most [`MAX_DECIMALS`].
    pub decimals: u8,
}

/// Why a text is not an amount.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// The text has something other than digits and one point, or no digits before the point.
    #[error("'{0}' is not an amount: write it with digits and at most one point, such as 12.5")]
    Malformed(String),
    /// More digits after the point than the asset has.
    #[error(
        "'{text}' has {has} decimals; {label} has {decimals}, so the smallest amount is {smallest}",
        label = .of.label, decimals = .of.decimals, smallest = .of.number(1)
    )]
    TooManyDecimals {
        /// The text.
        text: String,
        /// Its digits after the point.
        has: usize,
        /// How amounts of the asset are written.
        of: Denomination,
    },
    /// More than `u128::MAX` units.
    #[error("'{0}' is more than any balance can be")]
    TooLarge(String),
    /// Zero where something must move.
    #[error("the amount is zero: there is nothing to pay")]
    Zero,
}

impl Denomination {
    /// That of the native token.
    pub fn native() -> Denomination {
        Denomination { label: SYMBOL.into(), decimals: DECIMALS }
    }

    /// Reads an amount, which must be above zero, into units: exactly, without rounding.
    ///
    /// # Errors
    /// [`AmountError`].
    pub fn parse(&self, text: &str) -> Result<u128, AmountError> {
        let (whole, fraction) = digits(text)?;
        let decimals = usize::from(self.decimals);
        if fraction.len() > decimals {
            let (text, has, of) = (text.to_string(), fraction.len(), self.clone());
            return Err(AmountError::TooManyDecimals { text, has, of });
        }
        format!("{whole}{fraction:0<decimals$}")
            .parse()
            .map_err(|_| AmountError::TooLarge(text.to_string()))
    }

    /// Refuses decimals that are said to be those of these amounts, and are others.
    ///
    /// # Errors
    /// In words.
    pub fn check_decimals(&self, said: Option<u8>) -> Result<(), String> {
        match said.filter(|said| *said != self.decimals) {
            None => Ok(()),
            Some(said) => Err(format!(
                "amounts in {} have {} decimals, not {said}",
                self.label, self.decimals
            )),
        }
    }

    /// Units as a number, exactly, without trailing zeros: `12.5`.
    pub fn number(&self, units: u128) -> String {
        let one = 10u128.saturating_pow(self.decimals.into());
        let (whole, fraction) = (units / one, units % one);
        if fraction == 0 {
            return whole.to_string();
        }
        let digits = format!("{fraction:0width$}", width = usize::from(self.decimals));
        format!("{whole}.{}", digits.trim_end_matches('0'))
    }

    /// Units for people: `12.5 SHJ`.
    pub fn show(&self, units: u128) -> String {
        format!("{} {}", self.number(units), self.label)
    }
}

/// Refuses a text that is no amount, or that of nothing, whatever the decimals are.
///
/// # Errors
/// [`AmountError::Malformed`], [`AmountError::Zero`].
pub fn check(text: &str) -> Result<(), AmountError> {
    digits(text).map(|_| ())
}

/// The digits before and after the point, of which one at least is not zero.
fn digits(text: &str) -> Result<(&str, &str), AmountError> {
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
    match [whole, fraction].concat().bytes().all(|byte| byte == b'0') {
        true => Err(AmountError::Zero),
        false => Ok((whole, fraction)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn with_decimals(decimals: u8) -> Denomination {
        Denomination { label: "TEST".into(), decimals }
    }

    #[test]
    fn amounts_are_parsed_exactly() {
        for (text, units) in [
            ("1", 1_000_000_000),
            ("0.000000001", 1),
            ("12.5", 12_500_000_000),
            ("007.10", 7_100_000_000),
            ("340282366920938463463374607431.768211455", u128::MAX),
        ] {
            assert_eq!(Denomination::native().parse(text), Ok(units), "{text}");
        }
    }

    #[test]
    fn amounts_of_assets_with_other_decimals_are_as_exact() {
        for (decimals, text, units) in [
            (0, "7", 7),
            (2, "0.01", 1),
            (18, "1.000000000000000001", 1_000_000_000_000_000_001),
            (38, "3.40282366920938463463374607431768211455", u128::MAX),
            (38, "0.00000000000000000000000000000000000001", 1),
        ] {
            assert_eq!(with_decimals(decimals).parse(text), Ok(units), "{decimals}: {text}");
            assert_eq!(with_decimals(decimals).show(units), format!("{text} TEST"));
        }
        let error = with_decimals(0).parse("0.5").unwrap_err();
        assert!(error.to_string().contains("TEST has 0, so the smallest amount is 1"), "{error}");
        let above = "3.40282366920938463463374607431768211456";
        assert_eq!(with_decimals(38).parse(above), Err(AmountError::TooLarge(above.into())));
    }

    #[test]
    fn each_kind_of_bad_amount_has_its_own_error() {
        let shj = Denomination::native();
        for text in ["", ".", ".5", "5.", "1.2.3", "-1", "+1", "1e3", "1,5", " 1", "0x10", "٣"] {
            assert_eq!(shj.parse(text), Err(AmountError::Malformed(text.into())), "{text}");
        }
        let error = shj.parse("0.0000000001").unwrap_err();
        assert!(matches!(error, AmountError::TooManyDecimals { has: 10, .. }));
        assert!(error.to_string().contains("SHJ has 9, so the smallest amount is 0.000000001"));
        let above = "340282366920938463463374607431.768211456";
        assert_eq!(shj.parse(above), Err(AmountError::TooLarge(above.into())));
        assert_eq!(shj.parse("0.0"), Err(AmountError::Zero));
        assert_eq!(shj.parse("0.00000000000"), Err(AmountError::Zero));
        // Without the decimals as much of it can be told.
        assert_eq!(check("1.2.3"), Err(AmountError::Malformed("1.2.3".into())));
        assert_eq!((check("00.0"), check("0.0000000001")), (Err(AmountError::Zero), Ok(())));
    }

    #[test]
    fn decimals_that_are_said_to_be_others_are_refused() {
        let shj = Denomination::native();
        assert_eq!((shj.check_decimals(None), shj.check_decimals(Some(9))), (Ok(()), Ok(())));
        let error = shj.check_decimals(Some(6)).unwrap_err();
        assert_eq!(error, "amounts in SHJ have 9 decimals, not 6");
    }

    proptest! {
        #[test]
        fn what_is_displayed_parses_to_the_same_amount(
            units in 1u128.., decimals in 0..=MAX_DECIMALS
        ) {
            let denomination = with_decimals(decimals);
            prop_assert_eq!(denomination.parse(&denomination.number(units)), Ok(units));
        }
    }
}
