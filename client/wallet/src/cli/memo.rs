//! Memos: an argument, a file, or standard input.

use super::args::MemoText;
use super::prompt::{self, STANDARD_INPUT};
use crate::error::WalletError;
use shoji_shielded::memo::{Memo, MemoError, MEMO_LEN};
use std::path::Path;

impl MemoText {
    /// Whether the memo comes from standard input, which then holds nothing else.
    pub(super) fn takes_standard_input(&self) -> bool {
        self.memo_file.as_deref() == Some(Path::new(STANDARD_INPUT))
    }

    /// The memo. The line end that closes a file is not part of it.
    pub(super) fn read(&self) -> Result<Memo, WalletError> {
        let Some(path) = &self.memo_file else {
            return parse(self.memo.as_deref().unwrap_or_default());
        };
        let text = prompt::read(path)?;
        let line = text.strip_suffix('\n').unwrap_or(&text);
        parse(line.strip_suffix('\r').unwrap_or(line))
    }
}

fn parse(text: &str) -> Result<Memo, WalletError> {
    Memo::from_text(text).map_err(|error| {
        WalletError::Memo(match error {
            MemoError::TooLong => {
                format!("the memo has {} bytes, at most {MEMO_LEN} fit", text.len())
            }
            MemoError::TrailingZero => {
                "the memo ends in a zero character, which could not be read back".into()
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_memo_file_is_read_without_its_last_line_end() {
        let file = tempfile::NamedTempFile::new().unwrap();
        for (content, memo) in [("tea", "tea"), ("tea\n", "tea"), ("two\nlines\r\n", "two\nlines")]
        {
            std::fs::write(file.path(), content).unwrap();
            let text = MemoText { memo: None, memo_file: Some(file.path().into()) };
            assert_eq!(text.read().unwrap().text().as_deref(), Some(memo));
            assert!(!text.takes_standard_input());
        }
        std::fs::write(file.path(), "x".repeat(129)).unwrap();
        let long = MemoText { memo: None, memo_file: Some(file.path().into()) };
        assert!(long.read().unwrap_err().to_string().contains("129 bytes"));
        let gone = MemoText { memo: None, memo_file: Some("/nowhere/at/all".into()) };
        assert!(gone.read().unwrap_err().to_string().contains("/nowhere/at/all"));
    }
}
