//! Invented people and days for the clinician's pages.

use chrono::{DateTime, Duration, NaiveDate, TimeZone, Utc};

use super::{
    AnswerRow, Answering, CorrectedAnswers, DeskCode, Discussion, Episode, FormAnswers, KinLine, Measure, NewLink,
    Norms, Other, OwnWords, Remark, RequestRow, SessionNow, SupportTopic, UsualWords,
};
use crate::view::chart::{Better, Multiples, Point, Trajectory, UsualAt};
use crate::view::pages::{Choice, FieldError, case_review, notice};

/// A full page, the same with everything said, and one with next to nothing.
pub(super) fn episodes() -> Vec<Episode> {
    let full = episode();
    let mut other = full.clone();
    other.new_link = Some(NewLink {
        url: "https://lytt.example/s/3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".into(),
        qr_svg: "<svg viewBox=\"0 0 8 8\"><path d=\"M0 0h4v4z\"/></svg>".into(),
        expires_at: instant(20, 0),
    });
    other.desk_code = Some(DeskCode { digits: "204816".into(), expires_at: instant(8, 15) });
    other.done = Some("note".into());
    other.changed = remarks();
    other.notices = notice::sample_cards();
    if let Some(measure) = &mut other.chosen {
        measure.usual = Some(UsualWords::none("out-of-reach"));
        measure.trajectory.usual = vec![];
    }
    if let Some(session) = &mut other.session {
        session.discussed = Some(true);
    }
    let [_, nothing, to_mend] = case_review::sample_folds();
    other.team = to_mend;
    other.kin = Some(KinLine { extent: String::new(), last_on: None, children: true });
    other.errors = vec![
        FieldError::new("text", "missing"),
        FieldError::new("question", "changed-since"),
        FieldError::new("told", "missing"),
    ];
    let empty = Episode {
        started_on: None,
        session: None,
        sessions_held: 0,
        changed: vec![Remark::NoNewAnswers],
        notices: vec![],
        chosen: Some(Measure { trajectory: gad(), norms: None, usual: Some(UsualWords::none("no-model")) }),
        choices: vec![],
        all: None,
        others: vec![],
        support: vec![],
        forms: vec![],
        words: vec![],
        requests: vec![],
        notes: vec![],
        kin: None,
        team: nothing,
        may_write: false,
        may_share: false,
        own_page: false,
        ended_on: Some(day()),
        end_kind: "planned".into(),
        ..full.clone()
    };
    vec![full, other, empty]
}

fn episode() -> Episode {
    let phq = phq();
    let [on_list, ..] = case_review::sample_folds();
    Episode {
        base: "/episodes/1".into(),
        name: "Veslefrikk Prøve".into(),
        birth_date: NaiveDate::from_ymd_opt(1988, 6, 14),
        age: Some(37),
        problem: "depression".into(),
        course: "individual".into(),
        unit: "Eksempelbyen psykiske helsetjeneste".into(),
        referred_on: Some(day() - Duration::days(71)),
        started_on: Some(day() - Duration::days(49)),
        ended_on: None,
        end_kind: String::new(),
        clinicians: vec!["Bjørn Behandler".into()],
        kin: Some(KinLine { extent: "agreed".into(), last_on: Some(day() - Duration::days(9)), children: true }),
        sessions_held: 6,
        session: Some(SessionNow {
            id: "7".into(),
            starts_at: instant(8, 0),
            mode: "in-person".into(),
            state: "planned".into(),
            number: 7,
            answers: Answering::Answered { at: instant(6, 12) },
            discussed: None,
        }),
        changed: changed(),
        notices: notice::sample_cards().into_iter().take(1).collect(),
        chosen: Some(Measure {
            trajectory: Trajectory { margin: Some(4.2), usual: usual(&phq.points), ..phq.clone() },
            norms: Some(norms(true)),
            usual: Some(UsualWords {
                kind: "beyond".into(),
                model: "1".into(),
                episodes: 146,
                fitted_at: Some(instant(9, 0)),
                reference: String::new(),
            }),
        }),
        choices: vec![Choice::new("phq-9-total", "PHQ-9", true), Choice::new("gad-7-total", "GAD-7", false)],
        all: Some(Multiples {
            id: "all-scales".into(),
            panels: vec![Trajectory { id: "phq-9-small".into(), ..phq }, gad(), alliance()],
        }),
        others: vec![Other {
            who: "parent".into(),
            curves: Some(Multiples {
                id: "seen-by-parent".into(),
                panels: vec![Trajectory { id: "parent".into(), ..gad() }],
            }),
            words: words(),
        }],
        support: vec![SupportTopic {
            title: "Samarbeidet".into(),
            questions: vec!["Er vi enige om hva vi arbeider med?".into()],
        }],
        forms: vec![FormAnswers {
            title: "PHQ-9".into(),
            language: "nb".into(),
            now: instant(6, 12),
            last: Some(instant(6, 12) - Duration::days(7)),
            start: Some(instant(6, 12) - Duration::days(49)),
            rows: sample_answers(),
            how: "link".into(),
            corrected: vec![CorrectedAnswers {
                at: instant(9, 1),
                answered_at: instant(8, 1),
                reason: "Jeg bommet på linjen.".into(),
            }],
            doubts: vec!["Ordlyden er ikke kontrollert mot eierens papirskjema.".into()],
        }],
        words: words(),
        requests: requests(),
        new_link: None,
        desk_code: None,
        notes: vec![Discussion {
            at: instant(9, 0) - Duration::days(7),
            by: "Bjørn Behandler".into(),
            text:
                "Vi så sammen på at søvnen har blitt bedre. Gikk for fort fram på slutten; tar det roligere neste gang."
                    .into(),
            change: "Vi begynner med søvnen.".into(),
            shared: true,
        }],
        team: on_list,
        note_text: String::new(),
        note_change: String::new(),
        errors: vec![],
        may_write: true,
        may_share: true,
        own_page: true,
        done: None,
    }
}

fn phq() -> Trajectory {
    let values = [Some(17.0), Some(16.0), Some(18.0), None, Some(13.0), Some(11.0), Some(9.0)];
    sample_trajectory("phq-9", "PHQ-9", "plager ved depresjon", 27.0, 10.0, 6.0, &values)
}

fn usual(points: &[Point]) -> Vec<UsualAt> {
    let later = points.iter().filter(|point| point.value.is_some()).skip(1);
    later
        .zip(1_u8..)
        .map(|(point, n)| {
            let middle = 14.0 - f64::from(n);
            UsualAt { on: point.on, low: middle - 5.0, middle, high: middle + 5.0 }
        })
        .collect()
}

fn gad() -> Trajectory {
    let values = [Some(14.0), Some(15.0), Some(12.0), Some(12.0), None, Some(12.0), Some(13.0)];
    sample_trajectory("gad-7", "GAD-7", "plager ved angst", 21.0, 8.0, 4.0, &values)
}

fn alliance() -> Trajectory {
    let values = [Some(7.5), Some(8.0), Some(8.25), Some(8.5), Some(8.0), Some(6.0)];
    Trajectory {
        better: Better::Higher,
        cutoff: None,
        reliable: None,
        ..sample_trajectory("alliance", "Etter timen", "hvordan samarbeidet oppleves", 10.0, 0.0, 0.0, &values)
    }
}

fn norms(unverified: bool) -> Norms {
    Norms {
        name: "nhs-tt".into(),
        population: "Voksne i samtalebehandling, England, 2024, n = 670 000".into(),
        source: "NHS Talking Therapies manual, versjon 7".into(),
        unverified,
        cutoff: "Tilfelle når summen er 10 eller mer.".into(),
        reliable: "Minst 6 poengs endring.".into(),
    }
}

fn changed() -> Vec<Remark> {
    vec![
        Remark::OwnWords { text: "Jeg vil snakke om hvordan jeg sier det til sjefen.".into() },
        Remark::Moved { measure: "PHQ-9".into(), from: 17.0, to: 9.0, since_start: true, reliable: true, better: true },
        Remark::Crossed { measure: "PHQ-9".into(), cutoff: 10.0, into_care: false },
        Remark::Same { measure: "GAD-7".into(), value: 13.0 },
        Remark::AnswerMissing { question: "Tanker om død eller selvskading".into() },
        Remark::AllianceLower { from: 8.0, to: 6.0 },
    ]
}

fn words() -> Vec<OwnWords> {
    vec![
        OwnWords {
            at: instant(6, 12),
            question: "Hva er viktigst å snakke om i dag?".into(),
            text: "Jeg vil snakke om hvordan jeg sier det til sjefen.".into(),
        },
        OwnWords {
            at: instant(6, 12) - Duration::days(7),
            question: "Noe du vil si om timen?".into(),
            text: "Det gikk litt fort på slutten.".into(),
        },
    ]
}

fn requests() -> Vec<RequestRow> {
    let row = |id: &str, moment: &str, session_at, answers, may_link| RequestRow {
        id: id.into(),
        moment: moment.into(),
        session_at,
        answers,
        may_link,
        may_here: may_link,
        asked: (id == "11").then(|| "parent".into()),
    };
    vec![
        row("13", "after", Some(instant(8, 0)), Answering::Waiting, true),
        row("12", "before", Some(instant(8, 0)), Answering::Answered { at: instant(6, 12) }, false),
        row("11", "other", None, Answering::Expired, false),
        row("10", "other", None, Answering::Withdrawn, false),
    ]
}

pub(super) fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 3).unwrap_or_default()
}

pub(super) fn instant(hour: u32, minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 3, hour, minute, 0).single().unwrap_or_default()
}

/// One of every remark, so that each has its text in each language.
pub(super) fn remarks() -> Vec<Remark> {
    let phq = || "PHQ-9".to_owned();
    let mut all = vec![
        Remark::OwnWords { text: "Jeg vil snakke om søvnen.".into() },
        Remark::AnswerToNote {
            question: "tanker om død eller om å skade seg selv".into(),
            answer: "Noen dager".into(),
        },
    ];
    for since_start in [false, true] {
        for reliable in [false, true] {
            for better in [false, true] {
                all.push(Remark::Moved { measure: phq(), from: 12.0, to: 18.0, since_start, reliable, better });
            }
        }
    }
    all.extend([
        Remark::Crossed { measure: phq(), cutoff: 10.0, into_care: true },
        Remark::Crossed { measure: phq(), cutoff: 10.0, into_care: false },
        Remark::Same { measure: phq(), value: 12.0 },
        Remark::ItemMoved { topic: "søvn".into(), from: "Noen dager".into(), to: "Nesten hver dag".into() },
        Remark::AllianceLower { from: 8.5, to: 6.25 },
        Remark::Unanswered { n: 1 },
        Remark::Unanswered { n: 3 },
        Remark::NotScorable { measure: phq(), reason: "for mange spørsmål er ubesvart".into() },
        Remark::First,
        Remark::NoNewAnswers,
        Remark::Declined,
    ]);
    all
}

fn sample_trajectory(
    id: &str,
    measure: &str,
    topic: &str,
    highest: f64,
    cutoff: f64,
    reliable: f64,
    values: &[Option<f64>],
) -> Trajectory {
    let first = day() - Duration::days(49);
    Trajectory {
        id: id.into(),
        measure: measure.into(),
        topic: topic.into(),
        lowest: 0.0,
        highest,
        better: Better::Lower,
        cutoff: Some(cutoff),
        reliable: Some(reliable),
        margin: None,
        usual: vec![],
        points: (1_u32..)
            .zip(values)
            .map(|(session, value)| Point {
                on: first + Duration::days(i64::from(session - 1) * 7 + i64::from(session % 3)),
                session: Some(session),
                value: *value,
                prorated: session == 3,
                note: if value.is_some() { String::new() } else { "for mange ubesvart".into() },
            })
            .collect(),
    }
}

fn sample_answers() -> Vec<AnswerRow> {
    let rows = [
        ("Lite interesse for eller glede over å gjøre ting", "Noen dager", "Noen dager", "Nesten hver dag", "same"),
        (
            "Følt deg nedfor, deprimert eller fylt av håpløshet",
            "Noen dager",
            "Mer enn halvparten av dagene",
            "Nesten hver dag",
            "lower",
        ),
        (
            "Vansker med å sovne, sove uten avbrudd eller sovet for mye",
            "Nesten hver dag",
            "Mer enn halvparten av dagene",
            "Nesten hver dag",
            "higher",
        ),
    ];
    let mut all: Vec<AnswerRow> = rows
        .into_iter()
        .map(|(text, now, last, start, moved)| AnswerRow {
            text: text.into(),
            now: Some(now.into()),
            last: Some(last.into()),
            start: Some(start.into()),
            moved: moved.into(),
            declined: false,
        })
        .collect();
    all.push(AnswerRow {
        text: "Dårlig matlyst eller å spise for mye".into(),
        now: None,
        last: Some("Noen dager".into()),
        start: None,
        moved: String::new(),
        declined: true,
    });
    all.push(AnswerRow {
        text: "Vansker med å konsentrere deg om ting".into(),
        now: None,
        last: None,
        start: None,
        moved: String::new(),
        declined: false,
    });
    all
}
