//! HL7 version 2 (2.3 to 2.5) scheduling messages: SIU^S12, S13, S14, S15, S17 and S26, and the ACK that
//! answers them.
//!
//! Of a message its key, its times, its codes and the patient's and clinician's numbers are kept; names
//! and texts are never looked at.

mod message;
mod siu;

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::calendar::{CalendarError, Mapping};
use crate::codes;
use crate::domain::care::calendar::{Batch, Entry, Frame, Unread};
use message::Message;

/// The byte before a message on a connection (MLLP).
pub const START_OF_BLOCK: u8 = 0x0b;
/// The byte after it; a carriage return follows.
pub const END_OF_BLOCK: u8 = 0x1c;

codes! {
    /// What is answered to a message (HL7 table 0008).
    pub enum Answer {
        /// Taken.
        Accept = "AA",
        /// Not taken: its content must be mended.
        Error = "AE",
        /// Not taken: it is no message of a kind that is read here, or it came at a bad time.
        Reject = "AR",
    }
}

/// What a message holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// An appointment.
    Entry(Entry),
    /// Nothing for us, and nothing wrong: no patient, or not agreed yet.
    LeftAside,
}

/// One message that was read, or why not.
#[derive(Debug)]
pub struct Received<'a> {
    message: Message<'a>,
    /// What it says; or the answer it gets, and why.
    pub said: Result<Said, (Answer, Unread)>,
}

/// The text of a message. What is not UTF-8 is read as ISO 8859-1: only digits and codes are kept.
#[must_use]
pub fn text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(_) => Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect()),
    }
}

/// Reads one message.
///
/// # Errors
/// When it is no HL7 message at all, so that there is nobody to answer.
pub fn receive<'a>(text: &'a str, mapping: &Mapping, frame: &Frame) -> Result<Received<'a>, CalendarError> {
    let message = Message::parse(text).map_err(CalendarError::Form)?;
    let said = siu::read(&message, mapping, frame);
    Ok(Received { message, said })
}

impl Received<'_> {
    /// The acknowledgement: sender and receiver change places, MSA names the message and says why it was
    /// not taken. `id` is the answer's own control id.
    #[must_use]
    pub fn acknowledge(&self, answer: Answer, why: &str, id: &str, now: DateTime<Utc>) -> String {
        let message = &self.message;
        let (separator, encoding) = message.written_with();
        let s = separator;
        let field = |number| message.raw("MSH", number);
        let trigger = message.component("MSH", 9, 2).map(|trigger| message.escaped(&trigger)).unwrap_or_default();
        let component: String = encoding.chars().take(1).collect();
        let version = Some(field(12)).filter(|version| !version.is_empty()).unwrap_or("2.3");
        let processing = Some(field(11)).filter(|processing| !processing.is_empty()).unwrap_or("P");
        let (to_application, to_facility, application, facility) = (field(3), field(4), field(5), field(6));
        let stamp = now.format("%Y%m%d%H%M%S+0000");
        // Field 3 of MSA holds 80 characters.
        let why: String = message.escaped(&why.chars().take(80).collect::<String>());
        format!(
            "MSH{s}{encoding}{s}{application}{s}{facility}{s}{to_application}{s}{to_facility}{s}{stamp}{s}{s}\
             ACK{component}{trigger}{s}{id}{s}{processing}{s}{version}\rMSA{s}{answer}{s}{control}{s}{why}\r",
            control = field(10),
        )
    }
}

/// The answer to what is no HL7 message: there is nobody to name in it.
#[must_use]
pub fn refusal(why: &str, id: &str, now: DateTime<Utc>) -> String {
    let stamp = now.format("%Y%m%d%H%M%S+0000");
    let plain = |letter: &char| !letter.is_control() && !"|^~\\&".contains(*letter);
    let why: String = why.chars().filter(plain).take(80).collect();
    format!("MSH|^~\\&|||||{stamp}||ACK|{id}|P|2.3\rMSA|AR||{why}\r")
}

/// Reads a file of messages, one after another, with or without the bytes that frame them on a connection.
pub(super) fn read(bytes: &[u8], mapping: &Mapping, frame: &Frame) -> Result<Batch, CalendarError> {
    let whole = text(bytes);
    let plain = whole.replace([char::from(START_OF_BLOCK), char::from(END_OF_BLOCK)], "\r");
    let mut batch = Batch::default();
    for (index, one) in split(&plain).into_iter().enumerate() {
        let place = |unread: Unread| Unread::new(format!("message {}, {}", index + 1, unread.place), unread.fact);
        match receive(one, mapping, frame) {
            Ok(Received { said: Ok(Said::Entry(entry)), .. }) => batch.entries.push(entry),
            Ok(Received { said: Ok(Said::LeftAside), .. }) => batch.left_aside += 1,
            Ok(Received { said: Err((_, unread)), .. }) => batch.unread.push(place(unread)),
            Err(error) => batch.unread.push(Unread::new(format!("message {}", index + 1), error.to_string())),
        }
    }
    if batch == Batch::default() {
        return Err(CalendarError::Form("it holds no HL7 message: no segment MSH".to_owned()));
    }
    Ok(batch)
}

/// A file's messages: each begins with a segment MSH.
fn split(text: &str) -> Vec<&str> {
    let begins = |at: &usize| *at == 0 || text.get(..*at).is_some_and(|before| before.ends_with(['\r', '\n']));
    let mut starts: Vec<usize> = text.match_indices("MSH").map(|(at, _)| at).filter(begins).collect();
    starts.push(text.len());
    starts.windows(2).filter_map(|pair| text.get(*pair.first()?..*pair.last()?)).collect()
}
