//! Nothing that is written to people tells what kind of help they get, in any language.

use lytt::app::deliver::Delivery;
use lytt::catalogue::Catalogue;
use lytt::domain::message::{segments, telling_word};
use lytt::view::message::{self, Carried};
use lytt::view::{Language, Renderer};

use super::on;
use crate::support::database::ORIGIN;
use crate::support::path;

/// A code that somebody asked for.
const CODE: &str = "204816";

fn carried(reminder: bool) -> (String, String, bool) {
    (format!("{ORIGIN}/s/{}", "a".repeat(43)), format!("{ORIGIN}/stop/{}", "b".repeat(11)), reminder)
}

/// Every text that leaves the house, in every language, without its links.
fn all() -> Vec<(String, String)> {
    let renderer = Renderer::new().unwrap();
    let mut found = Vec::new();
    for language in Language::ALL {
        let text = renderer.text(language);
        let mut add = |what: &str, words: String| found.push((format!("{what} {}", language.tag()), words));
        for reminder in [false, true] {
            let (url, stop, reminder) = carried(reminder);
            let carried = Carried { reminder, url: &url, stop: &stop };
            add("sms", message::sms(text, carried).unwrap());
            let letter = message::email(text, carried).unwrap();
            add("subject", letter.subject);
            add("plain", letter.plain);
            add("html", letter.html);
        }
        let (url, stop, _) = carried(false);
        add("sms own", message::own_page_sms(text, &url, &stop).unwrap());
        let own = message::own_page_email(text, &url, &stop).unwrap();
        add("subject own", own.subject);
        add("plain own", own.plain);
        add("html own", own.html);
        add("sms code", message::code_sms(text, CODE).unwrap());
        let code = message::code_email(text, CODE).unwrap();
        add("subject code", code.subject);
        add("code plain", code.plain);
        add("code html", code.html);
        let trial = message::trial(text).unwrap();
        add("trial subject", trial.subject);
        add("trial", trial.plain);
    }
    found
}

/// Names that are in the house: instruments with the words of their names, and kinds of units.
fn names() -> Vec<String> {
    let catalogue = Catalogue::embedded().unwrap();
    let instruments = catalogue
        .definitions()
        .flat_map(|definition| [definition.instrument.id.clone(), definition.instrument.name.clone()]);
    let units = [
        "poliklinikk",
        "team",
        "avdeling",
        "enhet",
        "klinikk",
        "clinic",
        "ward",
        "unit",
        "behandler",
        "terapeut",
        "clinician",
        "therapist",
        "lege",
        "doctor",
        "time hos",
        "appointment",
        "helse",
        "health",
    ];
    instruments.chain(units.map(str::to_owned)).map(|name| name.to_lowercase()).filter(|name| name.len() > 3).collect()
}

#[test]
fn no_message_tells_what_it_is_about() {
    let names = names();
    assert!(names.len() > 30, "only {} names are looked for", names.len());
    let texts = all();
    assert_eq!(texts.len(), Language::ALL.len() * 18);
    for (what, words) in &texts {
        assert_eq!(telling_word(words), None, "{what}: {words}");
        let bare = words.to_lowercase().replace(&format!("{ORIGIN}/s/"), "").replace(&format!("{ORIGIN}/stop/"), "");
        for name in &names {
            assert!(!bare.contains(name.as_str()), "{what} names \"{name}\": {words}");
        }
    }
    // The whole file, with what no test above has rendered.
    for language in Language::ALL {
        let text = std::fs::read_to_string(path("locales").join(language.tag()).join("message.ftl")).unwrap();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            assert_eq!(telling_word(line), None, "{}: {line}", language.tag());
        }
    }
}

#[test]
fn the_lint_sees_what_it_is_for() {
    for telling in [
        "Spørsmål fra Nordby DPS",
        "Psykologen din venter",
        "fra rustjenesten",
        "Psychiatric clinic",
        "Før terapien",
        "питання від психолога",
        "علاج",
    ] {
        assert!(telling_word(telling).is_some(), "{telling}");
    }
}

#[test]
fn a_text_message_is_short() {
    for (what, words) in all().iter().filter(|(what, _)| what.starts_with("sms")) {
        let most = if what.ends_with("nb") || what.ends_with("nn") || what.ends_with("en") { 1 } else { 2 };
        let parts = segments(words);
        assert!(parts <= most, "{what}: {parts} parts, {} letters: {words}", words.chars().count());
    }
}

#[test]
fn both_links_stand_in_every_message_whole() {
    for (what, words) in
        all().iter().filter(|(what, _)| !["subject", "trial", "code"].iter().any(|not| what.contains(not)))
    {
        let (url, stop, _) = carried(false);
        assert!(words.contains(&url) && words.contains(&stop), "{what}: {words}");
        // A link ends where a blank or a quotation mark stands: phones take all else into it.
        let after = words.split(&url).nth(1).unwrap().chars().next().unwrap();
        assert!(after.is_whitespace() || after == '"', "{what}: {after:?}");
    }
}

#[test]
fn a_code_stands_whole_in_its_message_and_leads_nowhere() {
    let texts = all();
    let codes: Vec<_> = texts.iter().filter(|(what, _)| what.contains("code")).collect();
    assert_eq!(codes.len(), Language::ALL.len() * 4);
    for (what, words) in codes {
        assert!(words.contains(CODE) || what.starts_with("subject"), "{what}: {words}");
        assert!(!words.contains("http"), "{what} leads somewhere: {words}");
        assert!(!what.starts_with("subject") || !words.contains(CODE), "{what}: {words}");
    }
}

#[test]
fn a_senders_name_is_held_to_the_same() {
    let units = ["Team Nord".to_owned(), "Voksne".to_owned()];
    assert_eq!(on().check(&units), Ok(()));
    let wrong = [
        Delivery { sms_sender: "PsykTeam".to_owned(), ..on() },
        Delivery { sms_sender: "Voksne".to_owned(), ..on() },
        Delivery { sms_sender: String::new(), ..on() },
        Delivery { email_name: "Nordby, team nord".to_owned(), ..on() },
        Delivery { email_name: "Rusavdelingen".to_owned(), ..on() },
        Delivery { email_address: "post".to_owned(), ..on() },
        Delivery { email_address: "dps@nordby.example".to_owned(), ..on() },
        Delivery { from_hour: 20, to_hour: 8, ..on() },
        Delivery { to_hour: 25, ..on() },
    ];
    for (number, delivery) in wrong.iter().enumerate() {
        assert!(delivery.check(&units).is_err(), "{number}: {delivery:?}");
    }
}
