//! Protocols as sentences, in both languages that staff read.

use std::sync::LazyLock;

use lytt::catalogue::{self, Catalogue};
use lytt::domain::care::{Ask, Channel, Moment, Respondent, whole};
use lytt::domain::instrument::LicenceClass;
use lytt::view::text::Text;
use lytt::view::{Language, sentence};
use proptest::prelude::*;

use super::{ages, any_protocol, ask, days, every, of};

fn text(language: Language) -> &'static Text {
    static BOTH: LazyLock<[Text; 2]> = LazyLock::new(|| Language::STAFF.map(|language| Text::load(language).unwrap()));
    let at = Language::STAFF.iter().position(|staff| *staff == language).unwrap();
    &BOTH[at]
}

fn said(language: Language, ask: &Ask) -> Vec<String> {
    let read = sentence::read(text(language), ask, str::to_uppercase).unwrap();
    std::iter::once(read.ask).chain(read.details).collect()
}

fn before_each() -> Ask {
    Ask {
        closes_hours: 0,
        channels: vec![Channel::Sms, Channel::Email],
        remind_hours: Some(3),
        ..ask(Moment::BeforeSession, &["phq-9", "gad-7"])
    }
}

/// Written by hand, not copied from the program.
#[test]
fn lines_read_as_norwegian_sentences() {
    use Moment::{AfterEnd, AfterSession, EveryWeeks, Referral};
    let nb: Vec<(Ask, &[&str])> = vec![
        (
            before_each(),
            &[
                "Pasienten svarer på PHQ-9 og GAD-7 før hver time.",
                "Lenken virker fra to døgn før timen til den er over.",
                "Beskjed kommer på SMS, ellers på e-post.",
                "Den som ikke har svart, får én påminnelse, tre timer før timen.",
            ],
        ),
        (
            Ask { opens_hours: 0, closes_hours: 72, ..every(2, ask(AfterSession, &["srs"])) },
            &[
                "Pasienten svarer på SRS etter annenhver time.",
                "Lenken virker fra timen begynner og til tre døgn etter at den er over.",
                "Beskjed kommer på SMS.",
            ],
        ),
        (
            Ask {
                opens_hours: 0,
                closes_hours: 168,
                channels: vec![],
                remind_hours: Some(24),
                ..of(Respondent::NextOfKin, every(26, ask(EveryWeeks, &["a", "b", "c"])))
            },
            &[
                "Hver pårørende svarer på A, B og C hver 26. uke så lenge forløpet varer.",
                "Lenken virker i en uke, fra klokken ni den dagen.",
                "Ingen får beskjed: en ansatt lager lenken.",
            ],
        ),
        (
            Ask {
                opens_hours: 5,
                closes_hours: 1,
                remind_hours: Some(48),
                ..ages(10, 15, of(Respondent::Parent, ask(Referral, &["a"])))
            },
            &[
                "Hver forelder svarer på A når henvisningen er kommet.",
                "Bare når pasienten er fra 10 til og med 15 år.",
                "Lenken virker i én time, fra 5 timer etter klokken ni den dagen.",
                "Beskjed kommer på SMS.",
                "Den som ikke har svart, får én påminnelse, to døgn etter at lenken begynte å virke.",
            ],
        ),
        (
            Ask {
                closes_hours: 336,
                opens_hours: 0,
                channels: vec![Channel::Letter, Channel::Room, Channel::Hand],
                ..days(90, ask(AfterEnd, &["a"]))
            },
            &[
                "Pasienten svarer på A 90 dager etter avslutningen.",
                "Lenken virker i to uker, fra klokken ni den dagen.",
                "Beskjed kommer i brev, ellers på nettbrettet på venterommet, ellers som en lenke fra en ansatt.",
            ],
        ),
    ];
    for (ask, wanted) in nb {
        assert_eq!(said(Language::Nb, &ask), wanted);
    }
}

/// Written by hand, not copied from the program.
#[test]
fn lines_read_as_english_sentences() {
    use Moment::{End, Start};
    let en: Vec<(Ask, &[&str])> = vec![
        (
            before_each(),
            &[
                "The patient answers PHQ-9 and GAD-7 before every session.",
                "The link works from two days before the session until it is over.",
                "They are told by text message, otherwise by e-mail.",
                "Whoever has not answered is reminded once, three hours before the session.",
            ],
        ),
        (
            Ask { opens_hours: 0, closes_hours: 24, ..of(Respondent::Teacher, ages(7, 7, ask(Start, &["sdq"]))) },
            &[
                "The teacher answers SDQ before the first session.",
                "Only when the patient is 7 years old.",
                "The link works from when the session begins until one day after it is over.",
                "They are told by text message.",
            ],
        ),
        (
            Ask { opens_hours: 1, closes_hours: 0, ..of(Respondent::Clinician, ask(End, &["two words"])) },
            &[
                "The clinician answers “TWO WORDS” at the ending.",
                "Where a session is agreed to be the last, the link works from one hour before it until it is over. Otherwise it works from the ending, for at least a week.",
                "They are told by text message.",
            ],
        ),
    ];
    for (ask, wanted) in en {
        assert_eq!(said(Language::En, &ask), wanted);
    }
}

proptest! {
    /// Strict: a missing message or value is an error; a sentence ends as one, and no value is left out.
    #[test]
    fn whatever_is_asked_can_be_read(protocol in any_protocol()) {
        for language in Language::STAFF {
            for ask in &protocol.ask {
                for sentence in said(language, ask) {
                    prop_assert!(sentence.ends_with('.') && !sentence.contains("  "), "{sentence:?}");
                    prop_assert!(!sentence.contains(['{', '$']), "{sentence:?}");
                }
            }
        }
    }
}

#[test]
fn what_is_shipped_is_humane_readable_and_usable_from_the_first_day() {
    let catalogue = Catalogue::embedded().unwrap();
    let protocols = catalogue::protocols::embedded().unwrap();
    let known = |id: &str| {
        let instrument = &catalogue.definition(id)?.instrument;
        Some(lytt::domain::care::Known { minutes: instrument.minutes, answered_by: &instrument.answered_by })
    };
    let ids: Vec<&str> = protocols.keys().map(String::as_str).collect();
    let wanted = ["bup", "dps", "every-session", "fact", "health-psychology", "ips", "next-of-kin", "rph", "tsb"];
    assert_eq!(ids, wanted);
    let texts = Language::STAFF.map(text);
    for (id, protocol) in protocols {
        assert!(protocol.reviewed.is_empty(), "{id}: nobody has reviewed it");
        assert!(
            protocol.minutes_a_month <= 30 && protocol.over_budget_because.is_empty(),
            "{id}: no more than 30 minutes"
        );
        for (who, burden) in protocol.burden(known) {
            assert!(whole(burden.fullest) <= 30, "{id}: {who} {burden:?}");
        }
        for text in &texts {
            for what in ["name", "purpose"] {
                assert!(text.knows(&format!("protocol-{id}-{what}")), "{id}: {what} in {:?}", text.language());
            }
            for ask in &protocol.ask {
                sentence::read(text, ask, str::to_owned).unwrap();
            }
        }
        // Whom the service is for can be asked something on the first day, before any permission.
        let free = |id: &String| {
            let definition = catalogue.definition(id).unwrap();
            definition.instrument.licence.class == LicenceClass::A && definition.wording.contains_key("nb")
        };
        let empty: Vec<_> = protocol.ask.iter().filter(|ask| !ask.instruments.iter().any(free)).collect();
        assert!(empty.iter().all(|ask| ask.respondent == Respondent::Teacher), "{id}: {empty:?}");
        // Nobody is asked outside the ages an instrument is for.
        for ask in &protocol.ask {
            for instrument in &ask.instruments {
                let ages = &catalogue.definition(instrument).unwrap().instrument.ages;
                let (from, to) = ask.ages.unwrap_or((if id == "bup" { 0 } else { 18 }, 120));
                if let Some(lowest) = ages.from {
                    let theirs = ask.respondent == Respondent::Patient;
                    assert!(
                        !theirs || from >= lowest || id != "bup",
                        "{id}: {instrument} from {lowest}, asked from {from}"
                    );
                }
                if let Some(highest) = ages.to.filter(|_| ask.respondent == Respondent::Patient) {
                    assert!(to <= highest, "{id}: {instrument} to {highest}, asked to {to}");
                }
            }
        }
    }
}
