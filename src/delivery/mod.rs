//! Out of the house: text messages, e-mail, and calls to other systems.
//!
//! | module | what |
//! | --- | --- |
//! | [`sms`] | text messages, by the gateways that are known |
//! | [`email`] | e-mail, by SMTP |
//! | [`http`] | the one way by which this program calls another: named hosts only |
//! | [`incoming`] | what a gateway tells us: receipts and replies |
//!
//! Nothing here knows of patients, requests or the database; `jobs` hands over an address and words.

pub mod email;
pub mod http;
pub mod incoming;
pub mod sms;

use std::io::Write;
use std::path::Path;

use thiserror::Error;

/// Why something was not sent.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SendError {
    /// It may go better later: nobody answered, too much at once, a wrong password, an empty account.
    #[error("{0}")]
    Later(String),
    /// It will never be taken: no such number, a mailbox that is not there.
    #[error("{0}")]
    Never(String),
}

/// What the other side called a message it took; empty when it gave no name.
pub type Reference = String;

/// Whom this server can write to, and how. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Gateways {
    /// Text messages.
    pub sms: Option<sms::Gateway>,
    /// E-mail.
    pub email: Option<email::Gateway>,
}

/// What the other side said, fit to be kept: short, and without anything that looks like an address or
/// a number, which the other side may have put in.
#[must_use]
pub fn kept_words(text: &str) -> String {
    let telling = |word: &str| word.contains('@') || word.chars().filter(char::is_ascii_digit).count() > 4;
    let mut kept = String::new();
    for word in text.split_whitespace() {
        let word = if telling(word) { "…" } else { word };
        if kept.chars().count() + word.chars().count() > 120 {
            break;
        }
        if !kept.is_empty() {
            kept.push(' ');
        }
        kept.push_str(word);
    }
    kept
}

/// Adds one line to a file: messages as they would have been sent, for trying things out.
fn append_line(path: &Path, line: &str) -> Result<(), SendError> {
    let wrong = |error: std::io::Error| SendError::Later(format!("the file of messages cannot be written: {error}"));
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path).map_err(wrong)?;
    // One write a line, so that two servers do not mix theirs.
    file.write_all(format!("{line}\n").as_bytes()).map_err(wrong)
}

#[cfg(test)]
mod tests {
    use super::kept_words;

    #[test]
    fn what_is_kept_of_an_answer_names_nobody() {
        assert_eq!(kept_words("550 5.1.1 <anna@example.no>: no such user"), "550 5.1.1 … no such user");
        assert_eq!(kept_words("The number +4791234567 is wrong"), "The number … is wrong");
        assert!(kept_words(&"word ".repeat(100)).chars().count() <= 120);
    }
}
