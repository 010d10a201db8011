//! Invented notices.

use chrono::{DateTime, TimeZone, Utc};

use super::{HandedOver, LateRow, NoticeCard, NoticeRow, NoticeRule, Notices, QuestionRow};
use crate::view::pages::{Choice, FieldError};

fn instant(day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, day, hour, minute, 0).single().unwrap_or_default()
}

fn waiting() -> NoticeCard {
    NoticeCard {
        id: "1".into(),
        question: "Tanker om at det ville vært bedre om du var død eller av å skade deg selv på en eller annen måte"
            .into(),
        answer: "Noen dager".into(),
        text_language: "nb".into(),
        asked: None,
        why: "Vises fordi svaret er «Noen dager» eller mer. Slik er skjemaet laget.".into(),
        answered_at: instant(3, 6, 12),
        shown_at: None,
        due_at: instant(3, 15, 0),
        late: false,
        seen_at: None,
        seen_by: String::new(),
        owner: "Bjørn Behandler".into(),
        handed: vec![],
        may_see: true,
        to: vec![Choice::new("2", "Berit Behandler", false), Choice::new("3", "Bo Behandler", false)],
        may_take: false,
    }
}

/// One that waits for the reader, one that is late and somebody else's, and one that was seen.
pub(super) fn cards() -> Vec<NoticeCard> {
    let handed = |from: &str| HandedOver { at: instant(3, 9, 0), from: from.into(), to: "Berit Behandler".into() };
    let late = NoticeCard {
        id: "2".into(),
        asked: Some("parent".into()),
        shown_at: Some(instant(3, 7, 0)),
        late: true,
        owner: "Berit Behandler".into(),
        handed: vec![handed(""), handed("Bjørn Behandler")],
        may_see: false,
        to: vec![],
        may_take: true,
        ..waiting()
    };
    let seen = NoticeCard {
        id: "3".into(),
        shown_at: Some(instant(3, 7, 40)),
        seen_at: Some(instant(3, 7, 50)),
        seen_by: "Bjørn Behandler".into(),
        may_see: false,
        to: vec![],
        ..waiting()
    };
    let nobodys = NoticeCard { id: "4".into(), owner: String::new(), to: vec![], ..waiting() };
    vec![waiting(), late, seen, nobodys]
}

pub(super) fn lists() -> Vec<Notices> {
    let row = |card: NoticeCard| NoticeRow {
        name: "Veslefrikk Prøve".into(),
        url: "/episodes/1".into(),
        topic: "tanker om død eller om å skade seg selv".into(),
        card,
    };
    let (seen, waiting): (Vec<_>, Vec<_>) = cards().into_iter().map(row).partition(|row| row.card.seen_at.is_some());
    let late = |id: &str, owner: &str, to: Vec<Choice>| LateRow {
        id: id.into(),
        unit: "Eksempelbyen psykiske helsetjeneste".into(),
        owned: !owner.is_empty(),
        answered_at: instant(2, 6, 12),
        due_at: instant(2, 15, 0),
        hours: 26,
        to,
    };
    let full = Notices {
        treats: true,
        leads: true,
        decides: true,
        waiting,
        seen,
        late: vec![
            late("8", "Bjørn Behandler", vec![Choice::new("2", "Berit Behandler", false)]),
            LateRow { hours: 1, ..late("9", "", vec![]) },
        ],
        done: Some("seen".into()),
    };
    let empty = Notices { waiting: vec![], seen: vec![], late: vec![], done: None, decides: false, ..full.clone() };
    vec![
        full,
        Notices { leads: false, ..empty.clone() },
        Notices { treats: false, done: Some("handed".into()), ..empty },
    ]
}

pub(super) fn rules() -> Vec<NoticeRule> {
    let question = |field: &str, form: &str, topic: &str| QuestionRow {
        field: field.into(),
        form: form.into(),
        topic: topic.into(),
        choices: vec![
            Choice::new("form", "som skjemaet sier: fra «Noen dager»", true),
            Choice::new("2", "fra «Mer enn halvparten av dagene»", false),
            Choice::new("none", "ingen svar", false),
        ],
    };
    let usual = NoticeRule {
        units: vec![Choice::new("1", "Eventyrdal", true), Choice::new("2", "Rask psykisk helsehjelp", false)],
        unit: "1".into(),
        unit_name: "Eventyrdal".into(),
        kept: "usual".into(),
        above: String::new(),
        by: String::new(),
        at: None,
        because: String::new(),
        hours: "8".into(),
        from_hour: "8".into(),
        to_hour: "16".into(),
        weekends: false,
        questions: vec![
            question("item:phq-9:9", "PHQ-9", "tanker om død eller om å skade seg selv"),
            question("item:core-10:6", "CORE-10", "planer om å ta livet sitt"),
        ],
        add: vec![Choice::new("", "–", true), Choice::new("gad-7:7", "GAD-7: redd for at noe fælt skal skje", false)],
        add_from: String::new(),
        reason: String::new(),
        errors: vec![],
        done: None,
    };
    let own = NoticeRule {
        kept: "own".into(),
        by: "Cecilie Leder".into(),
        at: Some(instant(2, 12, 0)),
        because: "Teamet har vakt hele døgnet.".into(),
        weekends: true,
        done: Some("rule".into()),
        ..usual.clone()
    };
    let above = NoticeRule {
        kept: "above".into(),
        above: "Eventyrdal".into(),
        hours: "x".into(),
        errors: ["hours", "from_hour", "to_hour", "add_from", "reason"]
            .into_iter()
            .map(|field| FieldError::new(field, "invalid"))
            .collect(),
        done: None,
        ..own.clone()
    };
    vec![usual, own, above]
}
