//! Numbers, dates and times as people in Norway (and readers of other languages) write them.
//!
//! Norwegian and Northern Sami: decimal comma, narrow no-break space between thousands, `dd.mm.yyyy`,
//! 24 hours, a no-break space before `%`. Ukrainian: the same, but no space before `%`. Arabic: the
//! digits 0 to 9 with a decimal point, and the date as it stands on Norwegian letters. Instants are
//! shown as Norwegian wall time in every language, since that is where the appointment is.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Europe::Oslo;

use super::language::{Language, direction};

/// Between thousands in Norwegian: narrow, and never broken at the end of a line.
const NARROW_SPACE: char = '\u{202f}';
/// Between a number and its unit.
const NO_BREAK_SPACE: char = '\u{a0}';
/// The sign of a negative number, as wide as a plus.
const MINUS: char = '\u{2212}';
/// Keeps a sign in front of its number where the line runs right to left.
const LEFT_TO_RIGHT: char = '\u{200e}';

/// A number with at most two decimals and none that says nothing; `–` when it is not finite.
pub fn number(value: f64, language: Language) -> String {
    let fixed = format!("{value:.2}");
    let short = fixed.trim_end_matches('0').trim_end_matches('.');
    written(if short.is_empty() || short == "-" { "0" } else { short }, value, language)
}

/// A number with exactly `decimals` decimals; `–` when it is not finite.
pub fn decimals(value: f64, decimals: usize, language: Language) -> String {
    written(&format!("{value:.decimals$}"), value, language)
}

/// A number as somebody typed it: with a point or a comma, and with the digits of their own keyboard,
/// which on an Arabic or Persian one are not 0 to 9; `None` for anything else.
pub fn read_number(text: &str) -> Option<f64> {
    western(text)
        .replace([',', '\u{66b}'], ".")
        .replace(MINUS, "-")
        .parse()
        .ok()
        .filter(|value: &f64| value.is_finite())
}

/// The text with Arabic and Persian digits as 0 to 9.
fn western(text: &str) -> String {
    let digit = |letter: char| match letter {
        '\u{660}'..='\u{669}' => char::from_digit(u32::from(letter) - 0x660, 10),
        '\u{6f0}'..='\u{6f9}' => char::from_digit(u32::from(letter) - 0x6f0, 10),
        _ => None,
    };
    text.trim().chars().map(|letter| digit(letter).unwrap_or(letter)).collect()
}

/// A day that was typed as `31.1.2026`, `31.01.2026` or `2026-01-31`, as year-month-day; `None` for
/// anything else.
pub fn read_day(text: &str) -> Option<String> {
    let text = western(text);
    let read = |shape| NaiveDate::parse_from_str(&text, shape).ok();
    read("%Y-%m-%d").or_else(|| read("%d.%m.%Y")).map(|day| day.format("%Y-%m-%d").to_string())
}

/// A day stored as year-month-day, as `dd.mm.yyyy`; unchanged when it is not one.
pub fn day_text(text: &str) -> String {
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .map_or_else(|_| text.to_owned(), |day| day.format("%d.%m.%Y").to_string())
}

/// A share from 0 to 1 as a percentage with one decimal, or `decimals` of them.
pub fn percent(share: f64, decimals: usize, language: Language) -> String {
    let value = share * 100.0;
    let text = written(&format!("{value:.decimals$}"), value, language);
    match language {
        Language::Nb | Language::Nn | Language::Se => format!("{text}{NO_BREAK_SPACE}%"),
        Language::En | Language::Uk | Language::Ar => format!("{text}%"),
    }
}

/// A number as a person types it into a field: every decimal it has, nothing between thousands, and the
/// language's own decimal mark.
pub fn typed(value: f64, language: Language) -> String {
    let plain = value.to_string();
    match language.decimal_mark() {
        ',' => plain.replace('.', ","),
        _ => plain,
    }
}

fn written(plain: &str, value: f64, language: Language) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let (sign, digits) = match plain.strip_prefix('-') {
        // Rounding can leave "-0.0": zero has no sign.
        Some(rest) if rest.chars().any(|c| ('1'..='9').contains(&c)) => (Some(MINUS), rest),
        Some(rest) => (None, rest),
        None => (None, plain),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let point = language.decimal_mark();
    let group = if point == ',' { NARROW_SPACE } else { ',' };
    let mut text = String::with_capacity(plain.len() + 7);
    if sign.is_some() && direction(language.tag()) == "rtl" {
        text.push(LEFT_TO_RIGHT);
    }
    text.extend(sign);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(group);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push(point);
        text.push_str(fraction);
    }
    text
}

/// A date: `03.03.2026`, or `3 Mar 2026` in English, where an all-number date would be ambiguous.
pub fn date(day: NaiveDate, language: Language) -> String {
    match language {
        Language::Nb | Language::Nn | Language::Se | Language::Uk | Language::Ar => day.format("%d.%m.%Y").to_string(),
        Language::En => day.format("%-d %b %Y").to_string(),
    }
}

/// A date without its year: `03.03.` or `3 Mar`.
pub fn day_month(day: NaiveDate, language: Language) -> String {
    match language {
        Language::Nb | Language::Nn | Language::Se | Language::Uk | Language::Ar => day.format("%d.%m.").to_string(),
        Language::En => day.format("%-d %b").to_string(),
    }
}

/// The number of the month, from 1, and of the weekday, from 1 for Monday: keys of their names.
pub fn month_and_weekday(day: NaiveDate) -> (u32, u32) {
    (day.month(), day.weekday().number_from_monday())
}

/// Norwegian wall time of an instant.
pub fn wall(instant: DateTime<Utc>) -> NaiveDateTime {
    instant.with_timezone(&Oslo).naive_local()
}

/// The time of day, Norwegian wall time: `08:05`.
pub fn time(instant: DateTime<Utc>) -> String {
    wall(instant).format("%H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn numbers_in_every_form() {
        let cases: [(f64, &str, &str); 9] = [
            (0.0, "0", "0"),
            (-0.001, "0", "0"),
            (7.5, "7,5", "7.5"),
            (12.0, "12", "12"),
            (-4.0, "\u{2212}4", "\u{2212}4"),
            (100.0, "100", "100"),
            (1234.567, "1\u{202f}234,57", "1,234.57"),
            (1_000_000.0, "1\u{202f}000\u{202f}000", "1,000,000"),
            (f64::NAN, "–", "–"),
        ];
        for (value, nb, en) in cases {
            assert_eq!(number(value, Language::Nb), nb, "{value}");
            assert_eq!(number(value, Language::En), en, "{value}");
            assert_eq!(number(value, Language::Ar).trim_start_matches(LEFT_TO_RIGHT), en, "{value}");
            for language in [Language::Nn, Language::Se, Language::Uk] {
                assert_eq!(number(value, language), nb, "{value}");
            }
        }
        assert_eq!(number(-4.0, Language::Ar), "\u{200e}\u{2212}4");
        assert_eq!(typed(1234.5, Language::Uk), "1234,5");
        assert_eq!(typed(1234.5, Language::Ar), "1234.5");
        assert_eq!(decimals(2.0, 1, Language::Nb), "2,0");
        assert_eq!(percent(0.6446, 1, Language::Nb), "64,5\u{a0}%");
        assert_eq!(percent(0.6446, 0, Language::En), "64%");
        assert_eq!(percent(1.0, 0, Language::Nb), "100\u{a0}%");
    }

    #[test]
    fn a_number_is_read_from_any_keyboard() {
        for (typed, value) in
            [("7", 7.0), (" 7,5 ", 7.5), ("7.5", 7.5), ("٧٫٥", 7.5), ("۱۲", 12.0), ("٠", 0.0), ("\u{2212}3", -3.0)]
        {
            assert!(read_number(typed).is_some_and(|read| (read - value).abs() < 1e-12), "{typed}");
        }
        for typed in ["", "sju", "1 2", "1,2,3", "inf", "NaN", "٧٫٥٫"] {
            assert_eq!(read_number(typed), None, "{typed}");
        }
        assert_eq!(read_day("٣١.٠١.٢٠٢٦").as_deref(), Some("2026-01-31"));
    }

    #[test]
    fn wall_time_follows_norwegian_summer_time() {
        let winter = Utc.with_ymd_and_hms(2026, 3, 29, 0, 59, 0).single().expect("an instant");
        let summer = Utc.with_ymd_and_hms(2026, 3, 29, 1, 0, 0).single().expect("an instant");
        assert_eq!(time(winter), "01:59");
        assert_eq!(time(summer), "03:00");
        let late = Utc.with_ymd_and_hms(2026, 12, 31, 23, 30, 0).single().expect("an instant");
        assert_eq!(date(wall(late).date(), Language::Nb), "01.01.2027");
        assert_eq!(date(wall(late).date(), Language::En), "1 Jan 2027");
    }
}
