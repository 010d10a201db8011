//! What is written to people outside the pages: text messages and e-mail.
//!
//! A message lies open on a locked phone. It names no service, no clinician, no questionnaire and nothing
//! that tells what kind of help somebody gets; a test holds every text in every language to that.

use std::fmt::Write;

use super::chart::svg::escape;
use super::language::direction;
use super::text::{Arg, Text, TextError};

/// What a message carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carried<'a> {
    /// It reminds of one that came before.
    pub reminder: bool,
    /// The link to the questions.
    pub url: &'a str,
    /// The link for whoever wants no more.
    pub stop: &'a str,
}

/// The words of an e-mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its subject.
    pub subject: String,
    /// What it says.
    pub plain: String,
    /// The same, with links to press.
    pub html: String,
}

/// The words of a text message.
///
/// # Errors
/// When a text is missing.
pub fn sms(text: &Text, carried: Carried<'_>) -> Result<String, TextError> {
    let id = if carried.reminder { "message-sms-reminder" } else { "message-sms" };
    text.message(id, &[("link", Arg::from(carried.url.to_owned())), ("stop", Arg::from(carried.stop.to_owned()))])
}

/// The words of an e-mail.
///
/// # Errors
/// When a text is missing.
pub fn email(text: &Text, carried: Carried<'_>) -> Result<Letter, TextError> {
    let say = |id: &str| text.message(id, &[]);
    let (subject, lead) = if carried.reminder {
        (say("message-subject-reminder")?, say("message-lead-reminder")?)
    } else {
        (say("message-subject")?, say("message-lead")?)
    };
    let (press, free, stop, unread) =
        (say("message-press")?, say("message-free")?, say("message-stop")?, say("message-unread")?);
    let plain = format!(
        "{lead}\n\n{press}:\n{url}\n\n{free}\n\n--\n{unread}\n{stop}: {stop_url}\n",
        url = carried.url,
        stop_url = carried.stop,
    );
    let tag = text.language().tag();
    let mut html = String::new();
    // No image, no style from elsewhere, nothing that tells the sender whether it was opened.
    let _ = write!(
        html,
        "<!doctype html>\n<html lang=\"{tag}\" dir=\"{direction}\">\n<meta charset=\"utf-8\">\n<title>{subject}</title>\n\
         <body>\n<p>{lead}</p>\n<p><a href=\"{url}\"><strong>{press}</strong></a></p>\n<p>{free}</p>\n<hr>\n\
         <p><small>{unread} <a href=\"{stop_url}\">{stop}</a></small></p>\n</body>\n</html>\n",
        direction = direction(tag),
        subject = escape(&subject),
        lead = escape(&lead),
        url = escape(carried.url),
        press = escape(&press),
        free = escape(&free),
        unread = escape(&unread),
        stop_url = escape(carried.stop),
        stop = escape(&stop),
    );
    Ok(Letter { subject, plain, html })
}

/// The words of a message that tries whether messages arrive.
///
/// # Errors
/// When a text is missing.
pub fn trial(text: &Text) -> Result<Letter, TextError> {
    let (subject, lead) = (text.message("message-trial-subject", &[])?, text.message("message-trial", &[])?);
    let html = format!("<!doctype html>\n<meta charset=\"utf-8\">\n<p>{}</p>\n", escape(&lead));
    Ok(Letter { subject, plain: format!("{lead}\n"), html })
}
