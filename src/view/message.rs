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
    let words = Words { subject, lead, press: say("message-press")?, free: say("message-free")? };
    letter(text, &words, carried.url, carried.stop)
}

/// What an e-mail with a link says.
struct Words {
    subject: String,
    lead: String,
    press: String,
    free: String,
}

fn letter(
    text: &Text,
    Words { subject, lead, press, free }: &Words,
    url: &str,
    stop_url: &str,
) -> Result<Letter, TextError> {
    let say = |id: &str| text.message(id, &[]);
    let (stop, unread) = (say("message-stop")?, say("message-unread")?);
    let plain = format!("{lead}\n\n{press}:\n{url}\n\n{free}\n\n--\n{unread}\n{stop}: {stop_url}\n");
    let tag = text.language().tag();
    let mut html = String::new();
    // No image, no style from elsewhere, nothing that tells the sender whether it was opened.
    let _ = write!(
        html,
        "<!doctype html>\n<html lang=\"{tag}\" dir=\"{direction}\">\n<meta charset=\"utf-8\">\n<title>{subject}</title>\n\
         <body>\n<p>{lead}</p>\n<p><a href=\"{url}\"><strong>{press}</strong></a></p>\n<p>{free}</p>\n<hr>\n\
         <p><small>{unread} <a href=\"{stop_url}\">{stop}</a></small></p>\n</body>\n</html>\n",
        direction = direction(tag),
        subject = escape(subject),
        lead = escape(lead),
        url = escape(url),
        press = escape(press),
        free = escape(free),
        unread = escape(&unread),
        stop_url = escape(stop_url),
        stop = escape(&stop),
    );
    Ok(Letter { subject: subject.clone(), plain, html })
}

/// The words of a text message with the way to the own pages.
///
/// # Errors
/// When a text is missing.
pub fn own_page_sms(text: &Text, url: &str, stop: &str) -> Result<String, TextError> {
    text.message("message-sms-own", &[("link", Arg::from(url)), ("stop", Arg::from(stop))])
}

/// The words of an e-mail with the way to the own pages.
///
/// # Errors
/// When a text is missing.
pub fn own_page_email(text: &Text, url: &str, stop: &str) -> Result<Letter, TextError> {
    let say = |id: &str| text.message(id, &[]);
    letter(
        text,
        &Words {
            subject: say("message-subject-own")?,
            lead: say("message-lead-own")?,
            press: say("message-press-own")?,
            free: say("message-free-own")?,
        },
        url,
        stop,
    )
}

/// The words of a text message with the code that somebody asked for. It has no link: whoever did not ask for it is
/// led nowhere.
///
/// # Errors
/// When a text is missing.
pub fn code_sms(text: &Text, code: &str) -> Result<String, TextError> {
    text.message("message-sms-code", &[("code", Arg::from(code))])
}

/// The words of an e-mail with that code.
///
/// # Errors
/// When a text is missing.
pub fn code_email(text: &Text, code: &str) -> Result<Letter, TextError> {
    let subject = text.message("message-subject-code", &[])?;
    let lead = text.message("message-lead-code", &[("code", Arg::from(code))])?;
    let unread = text.message("message-unread", &[])?;
    let plain = format!("{lead}\n\n--\n{unread}\n");
    let tag = text.language().tag();
    let html = format!(
        "<!doctype html>\n<html lang=\"{tag}\" dir=\"{direction}\">\n<meta charset=\"utf-8\">\n<title>{subject}</title>\n\
         <body>\n<p>{lead}</p>\n<hr>\n<p><small>{unread}</small></p>\n</body>\n</html>\n",
        direction = direction(tag),
        subject = escape(&subject),
        lead = escape(&lead),
        unread = escape(&unread),
    );
    Ok(Letter { subject, plain, html })
}

/// The words of an e-mail with a link to the draft of a report. It names neither unit nor measure: it is for staff, and
/// lies open all the same.
///
/// # Errors
/// When a text is missing.
pub fn draft_email(text: &Text, url: &str, stop: &str) -> Result<Letter, TextError> {
    let say = |id: &str| text.message(id, &[]);
    let (subject, lead) = (say("draft-mail-subject")?, say("draft-mail-lead")?);
    letter(text, &Words { subject, lead, press: say("draft-mail-press")?, free: say("draft-mail-free")? }, url, stop)
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
