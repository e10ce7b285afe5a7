//! Memos (docs/protocol §3.3).

use alloc::string::String;

/// Bytes of a memo.
pub const MEMO_LEN: usize = 128;

/// The first byte of the memo that says there is none; it starts no UTF-8 text.
const NO_MEMO: u8 = 0xF6;

/// 128 bytes that travel with a note, encrypted: UTF-8 padded with zeros, or none.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Memo([u8; MEMO_LEN]);

/// Why a text is not a memo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemoError {
    /// More than 128 bytes of UTF-8.
    TooLong,
    /// The text ends in a zero character, which padding would swallow.
    TrailingZero,
}

impl Memo {
    /// No memo: `0xF6`, then zeros.
    pub const NONE: Memo = {
        let mut bytes = [0; MEMO_LEN];
        bytes[0] = NO_MEMO;
        Memo(bytes)
    };

    /// A text of at most 128 bytes. The empty text is [`Memo::NONE`].
    pub fn from_text(text: &str) -> Result<Memo, MemoError> {
        if text.is_empty() {
            return Ok(Memo::NONE);
        }
        if text.len() > MEMO_LEN {
            return Err(MemoError::TooLong);
        }
        if text.ends_with('\0') {
            return Err(MemoError::TrailingZero);
        }
        let mut bytes = [0; MEMO_LEN];
        bytes[..text.len()].copy_from_slice(text.as_bytes());
        Ok(Memo(bytes))
    }

    /// Any bytes: what a sender put there need not be text.
    pub const fn from_bytes(bytes: [u8; MEMO_LEN]) -> Memo {
        Memo(bytes)
    }

    /// The bytes as they travel.
    pub const fn as_bytes(&self) -> &[u8; MEMO_LEN] {
        &self.0
    }

    /// The text without its padding; `None` for no memo, and for bytes that are not UTF-8.
    pub fn text(&self) -> Option<String> {
        let len = MEMO_LEN - self.0.iter().rev().take_while(|byte| **byte == 0).count();
        let text = core::str::from_utf8(&self.0[..len]).ok()?;
        (!text.is_empty()).then(|| text.into())
    }
}

impl core::fmt::Debug for Memo {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Memo(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_memo_is_f6_and_zeros_and_has_no_text() {
        assert_eq!(Memo::NONE.as_bytes()[0], 0xF6);
        assert_eq!(Memo::NONE.as_bytes()[1..], [0; 127]);
        assert_eq!(Memo::NONE.text(), None);
        assert_eq!(Memo::from_text(""), Ok(Memo::NONE));
        assert_eq!(Memo::from_bytes([0; 128]).text(), None);
        assert_eq!(Memo::from_bytes([0xff; 128]).text(), None);
    }

    #[test]
    fn texts_that_would_not_come_back_are_refused() {
        let longest = "\u{e9}".repeat(64);
        assert_eq!(Memo::from_text(&longest).unwrap().text(), Some(longest.clone()));
        assert_eq!(Memo::from_text(&(longest + "x")), Err(MemoError::TooLong));
        assert_eq!(Memo::from_text("a\0"), Err(MemoError::TrailingZero));
        assert_eq!(Memo::from_text("a\0b").unwrap().text().as_deref(), Some("a\0b"));
    }

    proptest! {
        #[test]
        fn texts_round_trip(text in "\\PC{1,40}") {
            match Memo::from_text(&text) {
                Ok(memo) => prop_assert_eq!(memo.text(), Some(text)),
                Err(error) => {
                    prop_assert_eq!(error, MemoError::TooLong);
                    prop_assert!(text.len() > 128);
                }
            }
        }
    }
}
