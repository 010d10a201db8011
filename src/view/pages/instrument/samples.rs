//! Invented contexts that show everything the templates of instruments can say.

use chrono::{DateTime, NaiveDate, TimeZone, Utc};

use super::editor::{
    AboutForm, BandForm, Content, CountForm, Counted, Editor, KeptRow, LanguagesForm, Pair, Preview, PublishForm,
    QuestionForm, QuestionsForm, Said, ScoreForm, ScoresForm, SetForm, Step, Steps, TryForm, TryQuestion,
};
use super::{
    Against, Asked, Changed, Cited, DraftRow, Instrument, Library, PermissionForm, PermissionRow, Row, ScoreWords,
    Shelf, Standing, VersionRow, WordingRow,
};
use crate::view::pages::{Choice, FieldError};

fn at() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 3, 12, 42, 0).single().unwrap_or_default()
}

fn day() -> NaiveDate {
    at().date_naive()
}

fn row(name: &str, class: &str, code: &str) -> Row {
    Row {
        url: format!("/instruments/{}", name.to_lowercase()),
        name: name.into(),
        about: "Spør om uro".into(),
        minutes: 2.5,
        questions: 9,
        answered_by: vec!["patient".into(), "parent".into()],
        languages: vec!["nb".into(), "en".into()],
        class: class.into(),
        unreviewed: true,
        validated: class != "own",
        withdrawn: false,
        standing: Standing { code: code.into(), day: ["over", "not-yet"].contains(&code).then(day) },
    }
}

pub(super) fn libraries() -> Vec<Library> {
    let own = Row { withdrawn: true, ..row("Ro", "own", "ok") };
    let bare = Row { languages: vec![], unreviewed: false, ..row("SRS", "d", "no-permission") };
    let found = Library {
        query: "uro".into(),
        areas: vec![Choice::new("", "Alle", false), Choice::new("symptoms", "Plager", true)],
        sendable: true,
        shelves: vec![
            Shelf { area: "own".into(), rows: vec![own] },
            Shelf {
                area: "symptoms".into(),
                rows: vec![
                    row("PHQ-9", "a", "ok"),
                    bare,
                    row("B", "b", "over"),
                    row("C", "c", "not-yet"),
                    row("R", "c", "revoked"),
                    row("W", "a", "no-wording"),
                    row("H", "a", "nothing-to-ask"),
                ],
            },
        ],
        count: 8,
        drafts: vec![
            DraftRow { url: "/instruments/drafts/1".into(), name: "Ro".into(), saved_at: at(), saved_by: "Ada".into() },
            DraftRow {
                url: "/instruments/drafts/2".into(),
                name: String::new(),
                saved_at: at(),
                saved_by: "Ada".into(),
            },
        ],
        may_manage: true,
        done: Some("draft-removed".into()),
    };
    let nothing = Library { shelves: vec![], count: 0, drafts: vec![], may_manage: false, done: None, ..found.clone() };
    vec![found, nothing]
}

#[expect(clippy::too_many_lines, reason = "one invented page, field by field")]
pub(super) fn instruments() -> Vec<Instrument> {
    let cited = |unverified| Cited { text: "Somebody 2001".into(), unverified };
    let one = Instrument {
        row: row("PHQ-9", "c", "no-permission"),
        id: "phq-9".into(),
        full_name: "Patient Health Questionnaire-9".into(),
        version: 2,
        looks_back: "2 weeks".into(),
        ages: "18–".into(),
        purpose: "following".into(),
        not_for: "comparing".into(),
        words: true,
        questions: vec![
            Asked {
                number: 1,
                text: "Hvordan har du det?".into(),
                language: "nb".into(),
                heading: Some("Siste uke".into()),
                how: "Aldri (0) … Alltid (4)".into(),
                condition: None,
            },
            Asked {
                number: 2,
                text: "Mer".into(),
                language: "nb".into(),
                heading: None,
                how: "Egne ord".into(),
                condition: Some("Når spørsmål 1 …".into()),
            },
        ],
        flagged: vec!["Spørsmål 2".into()],
        scores: vec![ScoreWords {
            name: "Uro".into(),
            lines: vec!["Summen av spørsmål 1–6.".into()],
            bands: vec![(0.0, 4.0, "lite".into()), (5.0, 24.0, "mye".into())],
            bands_source: Some(cited(true)),
            missing_source: Some(cited(false)),
        }],
        against: ["norms", "cutoff", "important", "reference"]
            .map(|kind| Against {
                kind: kind.into(),
                name: "nhs-tt".into(),
                lines: vec!["adults".into()],
                source: cited(true),
            })
            .to_vec(),
        doubts: vec!["Not sure.".into()],
        sources: vec![cited(true), cited(false)],
        holder: "Somebody".into(),
        terms: "Ask".into(),
        notice: "© Somebody".into(),
        electronic: true,
        may_change: false,
        terms_source: cited(true),
        changes: vec![Changed { version: 2, what: "A word".into(), comparable: true }],
        versions: vec![VersionRow { number: 2, at: at(), by: "Ada".into(), checksum: "0f".into() }],
        permissions: vec![
            PermissionRow {
                id: "1".into(),
                holder: "Somebody".into(),
                document: "Letter".into(),
                from: day(),
                until: Some(day()),
                by: "Ada".into(),
                at: at(),
                revoked_at: None,
            },
            PermissionRow {
                id: "2".into(),
                holder: "Somebody".into(),
                document: "Letter".into(),
                from: day(),
                until: None,
                by: "Ada".into(),
                at: at(),
                revoked_at: Some(at()),
            },
        ],
        wordings: vec![WordingRow { language: "nb".into(), version: 1, hash: "0f".into(), by: "Ada".into(), at: at() }],
        languages: vec![Choice::new("nb", "Norsk", true)],
        own: false,
        licensed: true,
        may_manage: true,
        form: PermissionForm::default(),
        words_text: String::new(),
        words_wrong: vec![],
        errors: vec![],
        done: Some("permission".into()),
    };
    let wrong = Instrument {
        errors: vec![FieldError::new("holder", "missing"), FieldError::new("valid_from", "invalid")],
        words_wrong: vec!["question \"b\" has no text; please add it".into()],
        done: None,
        ..one.clone()
    };
    let own = Instrument {
        row: Row { withdrawn: true, ..row("Ro", "own", "ok") },
        own: true,
        licensed: false,
        words: false,
        flagged: vec![],
        against: vec![],
        permissions: vec![],
        wordings: vec![],
        notice: String::new(),
        ..one.clone()
    };
    let reader = Instrument { may_manage: false, own: true, row: row("Ro", "own", "ok"), ..own.clone() };
    let writer = Instrument { may_manage: true, ..reader.clone() };
    vec![one, wrong, own, reader, writer]
}

fn editor(section: &str, content: Content) -> Editor {
    let steps = ["about", "questions", "score", "languages", "try", "publish"];
    let said = |part: &str| Said {
        part: part.into(),
        text: "Mangler".into(),
        url: format!("/instruments/drafts/1/{section}"),
        section: section.into(),
    };
    Editor {
        base: "/instruments/drafts/1".into(),
        section: section.into(),
        steps: steps
            .iter()
            .enumerate()
            .map(|(place, code)| Step {
                code: (*code).into(),
                url: format!("/instruments/drafts/1/{code}"),
                findings: place,
                current: *code == section,
            })
            .collect(),
        next: Some("/instruments/drafts/1/questions".into()),
        name: "Ro i kroppen".into(),
        revision: 7,
        saved_at: at(),
        saved_by: "Ada".into(),
        may_undo: true,
        findings: [
            "field-name",
            "text-1",
            "kind-1",
            "set-frequency",
            "score-total",
            "up_to-total",
            "bands-total",
            "try",
        ]
        .map(said)
        .to_vec(),
        preview: Some(Preview {
            html: "<!doctype html><p>Spørsmål</p>".into(),
            number: 1,
            of: 2,
            previous: Some("1".into()),
            next: Some("2".into()),
            question: "1".into(),
        }),
        language: "nb".into(),
        content,
        late: None,
        done: None,
    }
}

fn question(id: &str, kind: &str) -> QuestionForm {
    let kinds = ["choice", "scale", "analogue", "number", "text", "date", "display"];
    QuestionForm {
        id: id.into(),
        number: 1,
        text: "Hvordan har du det?".into(),
        usual_topic: "Hvordan har du det".into(),
        kind: kind.into(),
        kinds: kinds.iter().map(|one| Choice::new(*one, *one, *one == kind)).collect(),
        sets: vec![Choice::new("frequency", "Aldri … Alltid", true)],
        from: "0".into(),
        to: "10".into(),
        step: "1".into(),
        earlier: vec![Choice::new("", "alltid", true), Choice::new("1", "1", false)],
        tests: vec![Choice::new("at_least", "minst", true)],
        required: true,
        fixed_rule: kind == "date",
        ..QuestionForm::default()
    }
}

#[expect(clippy::too_many_lines, reason = "one invented page a section, field by field")]
pub(super) fn editors() -> Vec<Editor> {
    let kinds = ["choice", "scale", "analogue", "number", "text", "date", "display"];
    let questions = QuestionsForm {
        questions: kinds.iter().enumerate().map(|(place, kind)| question(&(place + 1).to_string(), kind)).collect(),
        sets: vec![SetForm {
            name: "frequency".into(),
            labels: "Aldri\nAlltid".into(),
            rows: 3,
            first: "0".into(),
            highest_first: true,
            used_by: vec![1],
        }],
        kinds: kinds.iter().map(|one| Choice::new(*one, *one, false)).collect(),
    };
    let empty = QuestionsForm { questions: vec![], sets: vec![], kinds: questions.kinds.clone() };
    let score = ScoreForm {
        id: "total".into(),
        name: "Uro".into(),
        fixed: false,
        mean: false,
        questions: vec![CountForm {
            id: "1".into(),
            number: 1,
            text: "Jeg har ro".into(),
            counts: true,
            turned: true,
            turns: vec![(0.0, 4.0), (3.0, 1.0)],
        }],
        up_to: vec![Choice::new("", "velg", true), Choice::new("0", "ingen", false)],
        rounds: vec![Choice::new("", "ingen", true)],
        range: Some((0.0, 24.0)),
        bands: vec![BandForm { from: "0".into(), name: "lite".into() }, BandForm::default()],
        lines: vec!["Summen".into()],
    };
    let fixed = ScoreForm { id: "t".into(), fixed: true, range: None, ..score.clone() };
    let trying = TryForm {
        questions: vec![
            TryQuestion {
                id: "1".into(),
                number: 1,
                text: "Jeg har ro".into(),
                answers: vec![Choice::new("0", "Aldri", true), Choice::new("1", "Alltid", false)],
                value: String::new(),
                asked: true,
                ends: String::new(),
            },
            TryQuestion {
                id: "2".into(),
                number: 2,
                text: "Dager".into(),
                answers: vec![],
                value: "3".into(),
                asked: false,
                ends: "0–31".into(),
            },
        ],
        scores: vec![
            Steps {
                id: "total".into(),
                name: "Uro".into(),
                counted: vec![
                    Counted { number: 1, topic: "ro".into(), answer: Some(3.0), turned: true, counts: Some(1.0) },
                    Counted { number: 2, topic: "uro".into(), answer: None, turned: false, counts: None },
                ],
                sum: 1.0,
                lines: vec!["Ett er ubesvart".into()],
                value: Some(2.0),
                band: "lite".into(),
                expected: "3".into(),
                differs: true,
            },
            Steps {
                id: "t".into(),
                name: "T".into(),
                counted: vec![],
                sum: 0.0,
                lines: vec![],
                value: None,
                band: String::new(),
                expected: String::new(),
                differs: false,
            },
        ],
        name: "alle svar".into(),
        kept: vec![KeptRow { place: 0, name: "høyest".into(), result: "24".into() }],
        begun: true,
    };
    let languages = LanguagesForm {
        first: "nb".into(),
        other: "ar".into(),
        direction: "rtl".into(),
        languages: vec![Choice::new("ar", "العربية", true), Choice::new("en", "English", false)],
        more: vec![Choice::new("se", "Davvisámegiella", false)],
        pairs: ["title", "instruction", "item", "end", "unit", "group", "label", "scale", "band"]
            .map(|family| Pair {
                key: format!("{family}.1"),
                family: family.into(),
                which: "1".into(),
                first: "Hei".into(),
                other: String::new(),
            })
            .to_vec(),
    };
    let alone = LanguagesForm { other: String::new(), languages: vec![], ..languages.clone() };
    let publish = PublishForm {
        lacking: vec![Said {
            part: "try".into(),
            text: "Mangler".into(),
            url: "/instruments/drafts/1/try".into(),
            section: "try".into(),
        }],
        version: 2,
        what: "Et ord".into(),
        comparable: "yes".into(),
    };
    let ready = PublishForm { lacking: vec![], version: 1, ..publish.clone() };
    vec![
        editor(
            "about",
            Content::About(Box::new(AboutForm {
                areas: vec![Choice::new("symptoms", "Plager", true)],
                answered_by: vec![Choice::new("patient", "pasienten", true)],
                ..AboutForm::default()
            })),
        ),
        editor("questions", Content::Questions(questions.clone())),
        Editor { preview: None, findings: vec![], may_undo: false, ..editor("questions", Content::Questions(empty)) },
        Editor { late: Some("/instruments/drafts/2".into()), ..editor("questions", Content::Questions(questions)) },
        editor("score", Content::Score(ScoresForm { scores: vec![score, fixed], countable: true })),
        editor("score", Content::Score(ScoresForm { scores: vec![], countable: false })),
        editor("languages", Content::Languages(languages)),
        editor("languages", Content::Languages(alone)),
        editor("try", Content::Try(trying)),
        Editor {
            next: None,
            late: Some(String::new()),
            done: Some("undone".into()),
            ..editor("publish", Content::Publish(publish))
        },
        Editor { next: None, findings: vec![], ..editor("publish", Content::Publish(ready)) },
    ]
}
