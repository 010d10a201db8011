//! Invented contexts that show everything the templates of protocols can say.

use chrono::{TimeZone, Utc};

use super::{
    Asked, Card, Done, Edit, Late, Line, LineForm, Pick, Protocol, Protocols, Sum, UnitRow, VersionRow, Wrong,
};
use crate::view::pages::Choice;
use crate::view::pages::instrument::Standing;
use crate::view::sentence::Sentences;

fn lines() -> Vec<Line> {
    let read = Sentences {
        ask: "Pasienten svarer på PHQ-9 før hver time.".into(),
        details: vec!["Lenken virker fra to døgn før timen til den er over.".into(), "Beskjed kommer på SMS.".into()],
    };
    vec![
        Line { read: read.clone(), waiting: String::new(), silent: false },
        Line { read: read.clone(), waiting: "CORE-10".into(), silent: false },
        Line { read, waiting: "CORE-10 og SDQ".into(), silent: true },
    ]
}

fn sums() -> Vec<Sum> {
    vec![Sum::new("patient", 20.5, 27, 30), Sum::new("next-of-kin", 31.0, 40, 30), Sum::new("teacher", 0.0, 0, 30)]
}

fn card(own: bool) -> Card {
    Card {
        url: "/protocols/dps".into(),
        name: "Poliklinikk".into(),
        purpose: "Følge plager. Ikke for oppgjør.".into(),
        service: if own { String::new() } else { "Poliklinikker".into() },
        version: 2,
        own,
        reviewed: if own { "Ada, 3. mars 2026".into() } else { String::new() },
        lines: lines(),
        sums: sums(),
        sessions: 2,
        followed_by: if own { "Team Nord".into() } else { String::new() },
    }
}

fn units() -> Vec<UnitRow> {
    let unit = |name: &str, depth, this, may_choose| UnitRow {
        id: format!("unit-{name}"),
        name: name.into(),
        depth,
        url: "/protocols/dps".into(),
        follows: if this { "Poliklinikk".into() } else { "Hver time".into() },
        this,
        may_choose,
    };
    vec![unit("Klinikken", 0, false, false), unit("Team Nord", 1, true, true), unit("Team Sør", 2, false, true)]
}

pub(super) fn lists() -> Vec<Protocols> {
    vec![
        Protocols { units: units(), own: vec![card(true)], models: vec![card(false), card(true)] },
        Protocols { models: vec![card(false)], ..Protocols::default() },
    ]
}

pub(super) fn protocols() -> Vec<Protocol> {
    let at = Utc.with_ymd_and_hms(2026, 3, 3, 12, 42, 0).single();
    let version = |number, at, shown| VersionRow {
        number,
        url: format!("/protocols/dps?version={number}"),
        at,
        by: "Cecilie".into(),
        reason: "Færre spørsmål".into(),
        shown,
    };
    let asked = |name: &str, code: &str| Asked {
        url: "/instruments/phq-9".into(),
        name: name.into(),
        minutes: 2.5,
        standing: Standing { code: code.into(), day: at.filter(|_| code == "over").map(|at| at.date_naive()) },
    };
    let one = Protocol {
        card: card(false),
        why: "De er fri å sende.".into(),
        over_because: "Det er verdt det.".into(),
        instruments: vec![asked("PHQ-9", "ok"), asked("CORE-10", "no-permission"), asked("X", "over")],
        versions: vec![version(2, at, true), version(1, None, false)],
        newest: None,
        units: units(),
        may_manage: true,
        done: Some(Done { code: "saved".into(), settled: Some(3) }),
    };
    vec![
        one.clone(),
        Protocol { done: Some(Done { code: "followed".into(), settled: None }), newest: Some(3), ..one.clone() },
        Protocol {
            card: card(true),
            may_manage: false,
            done: None,
            why: String::new(),
            over_because: String::new(),
            ..one
        },
    ]
}

pub(super) fn edits() -> Vec<Edit> {
    let line = |number: usize, line: Line, wrong: Vec<String>| LineForm {
        number,
        first: number == 1,
        last: number == 3,
        line,
        moments: vec![
            Choice::new("start", "før den første timen", true),
            Choice::new("end", "ved avslutningen", false),
        ],
        respondents: vec![Choice::new("patient", "pasienten", true)],
        every: "1".into(),
        chosen: vec![
            Pick { id: "phq-9".into(), label: "PHQ-9 (3 min)".into(), waiting: false },
            Pick { id: "core-10".into(), label: "CORE-10 (2 min)".into(), waiting: true },
        ],
        sendable: vec![Choice::new("gad-7", "GAD-7 (2 min)", false)],
        waiting: vec![Choice::new("srs", "SRS (1 min)", false)],
        opens: "48".into(),
        closes: "0".into(),
        channels: vec![vec![Choice::new("", "ingen beskjed", false), Choice::new("sms", "på SMS", true)]],
        remind: "3".into(),
        open: !wrong.is_empty(),
        wrong,
        ..LineForm::default()
    };
    let mut read = lines().into_iter();
    let mut next = |number, wrong| line(number, read.next().unwrap_or_default(), wrong);
    let edit = Edit {
        url: "/protocols/dps".into(),
        title: "Poliklinikk".into(),
        seen: 2,
        may_save: true,
        name: "Poliklinikk".into(),
        purpose: "Følge plager.".into(),
        minutes: "30".into(),
        sessions: "2".into(),
        over: true,
        lines: vec![next(1, vec![]), next(2, vec!["Linje 2 har PHQ-9 to ganger.".into()]), next(3, vec![])],
        sums: sums(),
        wrong: vec![Wrong { place: "line-2".into(), text: "Linje 2 har PHQ-9 to ganger.".into() }],
        late: Some(Late { by: "Reidun".into(), version: 3, reason: "Kortere".into(), lines: lines() }),
        followed_by: "Team Nord".into(),
        ..Edit::default()
    };
    let bare = Edit {
        may_save: false,
        over: false,
        lines: vec![],
        sums: vec![],
        wrong: vec![],
        late: None,
        followed_by: String::new(),
        ..edit.clone()
    };
    vec![edit, bare]
}
