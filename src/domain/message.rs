//! What is written to people: addresses in one form, how long a text message is, and words that
//! neither a sender nor a text may hold.

/// A mobile number as `+` and digits (ITU-T E.164: at most 15 digits), from how people write it. Without
/// a country it is Norwegian: eight digits that begin with 4 or 9, the mobile series of the Norwegian
/// numbering plan. `None` when it is no such number.
#[must_use]
pub fn phone(text: &str) -> Option<String> {
    let kept: String =
        text.chars().filter(|letter| !matches!(letter, ' ' | '\u{a0}' | '-' | '.' | '(' | ')')).collect();
    let international = kept.strip_prefix('+').or_else(|| kept.strip_prefix("00"));
    let digits = match international {
        Some(digits) => digits.to_owned(),
        None if kept.len() == 8 && kept.starts_with(['4', '9']) => format!("47{kept}"),
        None => return None,
    };
    let plausible = (8..=15).contains(&digits.len())
        && digits.bytes().all(|digit| digit.is_ascii_digit())
        && !digits.starts_with('0')
        && (!digits.starts_with("47") || (digits.len() == 10 && digits[2..].starts_with(['4', '9'])));
    plausible.then(|| format!("+{digits}"))
}

/// An e-mail address with its domain in small letters; `None` when it cannot be one. What the mail
/// server thinks of it is learnt by sending.
#[must_use]
pub fn email(text: &str) -> Option<String> {
    let text = text.trim();
    let (name, domain) = text.rsplit_once('@')?;
    let odd = |letter: char| letter.is_whitespace() || letter.is_control() || "<>,;:\"()[]\\".contains(letter);
    let labels = domain.split('.').all(|label| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
    });
    let well_formed = !name.is_empty()
        && text.len() <= 254
        && name.is_ascii()
        && !name.starts_with('.')
        && !name.ends_with('.')
        && !name.contains("..")
        && !name.contains(odd)
        && !name.contains('@')
        && domain.contains('.')
        && labels;
    well_formed.then(|| format!("{name}@{}", domain.to_ascii_lowercase()))
}

/// The letters of the default alphabet that take one place (3GPP TS 23.038, table 6.2.1).
const GSM: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// Those of its extension, which take two (table 6.2.1.1).
const GSM_EXTENSION: &str = "^{}\\[~]|€";

/// How many text messages a text is sent as. 160 places in the default alphabet, or 70 UTF-16 units
/// when a letter lies outside it; a longer text is cut in parts of 153 or 67, since each part says in
/// its head which it is (3GPP TS 23.040, 9.2.3.24.1). An empty text is one.
#[must_use]
pub fn segments(text: &str) -> usize {
    let places = |letter: char| match letter {
        letter if GSM.contains(letter) => Some(1),
        letter if GSM_EXTENSION.contains(letter) => Some(2),
        _ => None,
    };
    let (length, whole, part) = match text.chars().map(places).sum::<Option<usize>>() {
        Some(length) => (length, 160, 153),
        None => (text.encode_utf16().count(), 70, 67),
    };
    if length <= whole { 1 } else { length.div_ceil(part) }
}

/// The beginnings of words that tell what kind of help somebody gets.
const TELLING: [&str; 18] = [
    "psyk",
    "psych",
    "rus",
    "avrus",
    "terapi",
    "therap",
    "angst",
    "anxiety",
    "depre",
    "psyhk",
    "псих",
    "нарко",
    "терап",
    "депре",
    "نفسي",
    "النفسي",
    "إدمان",
    "علاج",
];

/// Short names of such services, as whole words.
const TELLING_WHOLE: [&str; 10] = ["dps", "bup", "tsb", "fact", "act", "rph", "ips", "lar", "adhd", "phq"];

/// The first word in a text that tells whoever sees it what kind of help somebody gets: a sender, a
/// subject and a text message lie open on a locked phone. `None` when there is none.
#[must_use]
pub fn telling_word(text: &str) -> Option<String> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .find(|word| TELLING.iter().any(|start| word.starts_with(start)) || TELLING_WHOLE.contains(&word.as_str()))
}

/// What is wrong with a name that text messages come from, in words that say how to mend it. Gateways
/// show 3 to 11 letters and digits, the first a letter, or a number of one's own.
///
/// # Errors
/// The sentence.
pub fn check_sms_sender(sender: &str) -> Result<(), String> {
    if sender.starts_with('+') && phone(sender).is_some() {
        return Ok(());
    }
    let plain = sender.bytes().all(|letter| letter.is_ascii_alphanumeric())
        && sender.starts_with(|first: char| first.is_ascii_alphabetic());
    if !plain || !(3..=11).contains(&sender.len()) {
        return Err(format!(
            "the sender \"{sender}\" must be 3 to 11 letters a-z and digits, beginning with a letter, or a number with +"
        ));
    }
    check_neutral(sender)
}

/// What is wrong with a name that e-mail comes from.
///
/// # Errors
/// The sentence.
pub fn check_email_name(name: &str) -> Result<(), String> {
    if name.trim().is_empty() || name.chars().count() > 60 || name.chars().any(char::is_control) {
        return Err("the name that e-mail comes from must be 1 to 60 letters".to_owned());
    }
    check_neutral(name)
}

fn check_neutral(name: &str) -> Result<(), String> {
    match telling_word(name) {
        Some(word) => Err(format!(
            "\"{name}\" holds \"{word}\", which tells whoever sees the phone what kind of help somebody gets; please \
             choose a name that does not"
        )),
        None => Ok(()),
    }
}

/// Whether a reply asks for no more messages: its first word is "stop" in a language that is written here.
#[must_use]
pub fn asks_to_stop(reply: &str) -> bool {
    let first = reply.split(|letter: char| !letter.is_alphabetic()).find(|word| !word.is_empty());
    let first = first.map(str::to_lowercase).unwrap_or_default();
    matches!(first.as_str(), "stop" | "stopp" | "стоп" | "قف" | "توقف" | "إيقاف" | "bisset" | "heaittát")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_form() {
        for written in ["91234567", "912 34 567", "+47 912 34 567", "0047 91234567", "(+47) 912-34-567"] {
            assert_eq!(phone(written).as_deref(), Some("+4791234567"), "{written}");
        }
        assert_eq!(phone("+46 70 000 00 00").as_deref(), Some("+46700000000"));
        for none in ["", "22 33 44 55", "+47 22334455", "9123456", "912345678", "+4791234x67", "112", "+0123456789"] {
            assert_eq!(phone(none), None, "{none}");
        }
    }

    #[test]
    fn an_address_has_one_form() {
        assert_eq!(email(" Anna.Eksempel@Example.NO ").as_deref(), Some("Anna.Eksempel@example.no"));
        for none in [
            "",
            "anna",
            "anna@",
            "@example.no",
            "a b@example.no",
            "a@b",
            "a@-b.no",
            "a@b..no",
            "<a@b.no>",
            "a\r\n@b.no",
        ] {
            assert_eq!(email(none), None, "{none}");
        }
    }

    /// The limits of 3GPP TS 23.038 and 23.040, at the edge.
    #[test]
    fn a_text_is_cut_where_the_standard_cuts_it() {
        for (text, parts) in [
            ("a".repeat(160), 1),
            ("a".repeat(161), 2),
            ("a".repeat(306), 2),
            ("a".repeat(307), 3),
            ("æøåÆØÅ".repeat(20), 1),
            ("€".repeat(80), 1),
            ("€".repeat(81), 2),
            ("č".repeat(70), 1),
            ("č".repeat(71), 2),
            ("č".repeat(134), 2),
            ("č".repeat(135), 3),
            // Outside the basic plane: two UTF-16 units each.
            ("😀".repeat(35), 1),
            ("😀".repeat(36), 2),
            // Á is not in the default alphabet, though à is.
            ("à".repeat(100), 1),
            ("á".repeat(100), 2),
            (String::new(), 1),
        ] {
            assert_eq!(segments(&text), parts, "{} letters", text.chars().count());
        }
    }

    #[test]
    fn a_sender_that_tells_is_refused() {
        for fine in ["Lytt", "Nordby", "Kommunen", "Helse1", "+4791234567"] {
            assert_eq!(check_sms_sender(fine), Ok(()), "{fine}");
        }
        for wrong in
            ["", "ab", "Psykologen", "RusPoli", "DPS", "To ord", "Åpent", "ElleveTegnXY", "1ytt", "+4722334455"]
        {
            assert!(check_sms_sender(wrong).is_err(), "{wrong}");
        }
        assert!(check_email_name("Nordby kommune").is_ok());
        for wrong in ["", "Nordby DPS", "Avdeling for psykisk helse", "Avrusning sør", "Nordby\r\nBcc: x"] {
            assert!(check_email_name(wrong).is_err(), "{wrong}");
        }
        for innocent in ["virus", "Brussel", "kurs", "prustende", "fakta"] {
            assert_eq!(telling_word(innocent), None, "{innocent}");
        }
    }

    #[test]
    fn a_reply_that_asks_to_stop_is_understood() {
        for stop in ["STOPP", "stop", " Stopp!", "Stopp alle meldinger", "СТОП", "توقف"] {
            assert!(asks_to_stop(stop), "{stop}");
        }
        for other in ["", "ja", "Ikke stopp", "stoppested", "1"] {
            assert!(!asks_to_stop(other), "{other}");
        }
    }
}
