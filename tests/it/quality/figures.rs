//! What the data are like and whether they are used: counted by hand on a handful of rows.

use std::collections::BTreeSet;

use chrono::{NaiveDateTime, TimeDelta};
use lytt::domain::care::{Course, EndKind, Mode, Moment, Problem, SessionKind, SessionState, State};
use lytt::domain::change::{ChangeRule, Cutoff, Direction, Reliable};
use lytt::domain::instrument::{Answer, Answers};
use lytt::domain::quality::Share;
use lytt::domain::quality::burden::{Unopened, uses};
use lytt::domain::quality::data::{data, same_throughout};
use lytt::domain::quality::rows::{Appointment, Asked, Episode, Form, General, Service, Year};

fn at(text: &str) -> NaiveDateTime {
    text.parse().unwrap()
}

fn session(starts_at: &str, opened_at: Option<&str>, discussed: Option<bool>) -> Appointment {
    Appointment {
        starts_at: at(starts_at),
        minutes: 45,
        state: SessionState::Held,
        kind: SessionKind::Treatment,
        opened_at: opened_at.map(at),
        discussed,
    }
}

fn form(instrument: &str, appointment: usize, sent: &str, mode: Mode, value: Option<f64>) -> Form {
    Form {
        instrument: instrument.to_owned(),
        moment: Some(Moment::BeforeSession),
        appointment: Some(appointment),
        at: at(sent),
        mode,
        value,
        same_throughout: (instrument == "pss-10").then_some(value.is_none()),
    }
}

fn asked(opens_at: &str, instruments: &[&str], state: State) -> Asked {
    Asked {
        moment: Moment::BeforeSession,
        instruments: instruments.iter().map(|&id| id.to_owned()).collect(),
        opens_at: at(opens_at),
        state,
    }
}

/// Two sessions in May, one in June, and one long ago.
fn service() -> Service {
    let rule = ChangeRule::new(Direction::HigherIsWorse, Reliable::Points(6.0), Some(Cutoff::Case(10.0))).unwrap();
    let both = ["phq-9", "pss-10"];
    let episode = Episode {
        referred_on: "2026-04-20".parse().unwrap(),
        ended_on: Some("2026-06-20".parse().unwrap()),
        end_kind: Some(EndKind::Planned),
        problem: Problem::Stress,
        course: Course::Individual,
        appointments: vec![
            session("2024-05-04T09:00:00", None, None),
            session("2026-05-04T09:00:00", Some("2026-05-04T08:50:00"), Some(true)),
            session("2026-05-11T09:00:00", Some("2026-05-11T09:20:00"), Some(false)),
            session("2026-06-01T09:00:00", None, None),
        ],
        asked: vec![
            asked("2024-05-03T09:00:00", &both, State::Completed),
            asked("2026-05-03T09:00:00", &both, State::Completed),
            asked("2026-05-10T09:00:00", &both, State::Declined),
            asked("2026-05-31T09:00:00", &both, State::Superseded),
            asked("2026-06-01T07:00:00", &both, State::Expired),
        ],
        forms: vec![
            form("phq-9", 0, "2024-05-03T20:00:00", Mode::Link, Some(20.0)),
            form("phq-9", 1, "2026-05-03T20:00:00", Mode::Link, Some(18.0)),
            form("pss-10", 1, "2026-05-03T20:00:00", Mode::Link, None),
            form("phq-9", 2, "2026-05-11T08:00:00", Mode::Link, Some(17.0)),
            form("phq-9", 2, "2026-05-11T09:20:00", Mode::Room, Some(12.0)),
            form("phq-9", 2, "2026-05-11T11:00:00", Mode::Staff, Some(11.0)),
            form("phq-9", 3, "2026-06-03T09:00:00", Mode::Paper, Some(9.0)),
            form("pss-10", 3, "2026-05-31T09:00:00", Mode::Link, Some(1.0)),
        ],
    };
    Service {
        period: Year::to("2026-06-30".parse().unwrap()),
        general: Some(General { instrument: "phq-9".to_owned(), rule, range: (0.0, 27.0) }),
        episodes: vec![episode],
    }
}

#[test]
fn the_figures_are_those_counted_by_hand() {
    let service = service();
    let found = data(&service);
    // Two years ago, and what was called off, are not counted.
    let [before] = found.completeness.as_slice() else { panic!("{:?}", found.completeness) };
    assert_eq!((before.moment, before.asked, before.answered, before.declined), (Moment::BeforeSession, 3, 1, 1));
    let when = found.when;
    assert_eq!((when.before, when.during, when.after, when.late), (4, 1, 1, 1));
    assert_eq!(when.total(), 7);
    assert_eq!(found.modes, [(Mode::Link, 4), (Mode::Room, 1), (Mode::Staff, 1), (Mode::Paper, 1)]);
    // 11 May has three, so two repeat.
    assert_eq!(found.repeats, Share { n: 2, of: 5 });
    assert_eq!(found.same_throughout, Share { n: 1, of: 2 });
    // Too few changes to know the service's own.
    assert_eq!(found.leaps.n, 0);

    let minutes = |id: &str| if id == "phq-9" { 3.0 } else { 2.5 };
    let use_made = uses(&service, minutes, &BTreeSet::from(["phq-9".to_owned()]));
    // May: asked twice, 11 minutes; June: once, 5.5. Called off and two years ago: not asked.
    let asked = use_made.minutes.unwrap();
    assert_eq!((asked.months, asked.median.to_string(), asked.most.to_string()), (2, "5.5".into(), "11".into()));
    assert_eq!(use_made.opened_before, Share { n: 1, of: 3 });
    assert_eq!(use_made.opened, Share { n: 2, of: 3 });
    assert_eq!(use_made.discussed, Share { n: 1, of: 3 });
    assert!(use_made.unopened.is_empty(), "two answers are too few to say it");
}

#[test]
fn what_nobody_opens_is_named_and_what_reports_are_made_of_is_not() {
    let mut of = service();
    let one = of.episodes.remove(0);
    let unopened = |mut episode: Episode, opened: bool| {
        for session in &mut episode.appointments {
            session.opened_at = opened.then_some(session.starts_at);
        }
        episode
    };
    of.episodes = (0..10).map(|_| unopened(one.clone(), false)).collect();
    let none = BTreeSet::new();
    let names = |of: &Service, known: &BTreeSet<String>| uses(of, |_| 1.0, known).unopened;
    // Before the sessions of the last six months: two of phq-9 and two of pss-10 each.
    let all = |id: &str| Unopened { instrument: id.to_owned(), answers: 20 };
    assert_eq!(names(&of, &none), [all("phq-9"), all("pss-10")]);
    assert_eq!(names(&of, &BTreeSet::from(["phq-9".to_owned()])), [all("pss-10")]);
    of.episodes.push(unopened(one, true));
    assert!(names(&of, &none).is_empty(), "somebody opened one");
}

#[test]
fn a_leap_lies_beyond_half_the_range_and_beyond_the_services_own() {
    let mut of = service();
    let mut one = of.episodes.remove(0);
    let day = at("2026-03-02T09:00:00");
    // Forty steps of nothing or one, and one from 8 to 24.
    let small = (0..41).map(|n| if n % 4 < 2 { 8.0 } else { 9.0 });
    let values: Vec<f64> = small.chain([24.0]).collect();
    one.forms = values
        .iter()
        .zip(0..)
        .map(|(value, n)| {
            let mut form = form("phq-9", 1, "2026-03-02T09:00:00", Mode::Link, Some(*value));
            form.at = day + TimeDelta::days(2 * n);
            form
        })
        .collect();
    of.episodes = vec![one.clone()];
    assert_eq!(data(&of).leaps, Share { n: 1, of: 41 });
    // The same step where such steps are usual is none.
    for (n, form) in one.forms.iter_mut().enumerate() {
        form.value = Some(if n % 2 == 0 { 5.0 } else { 22.0 });
    }
    of.episodes = vec![one.clone()];
    assert_eq!(data(&of).leaps, Share { n: 0, of: 41 });
    // Nor is one over a month.
    one.forms.truncate(2);
    one.forms[1].at += TimeDelta::days(30);
    of.episodes = vec![one];
    assert_eq!(data(&of).leaps, Share { n: 0, of: 0 });
}

#[test]
fn the_same_answer_throughout_says_something_only_where_questions_are_turned_round() {
    let catalogue = lytt::catalogue::Catalogue::embedded().unwrap();
    let instrument = |id: &str| &catalogue.definition(id).unwrap().instrument;
    let answers = |values: &[f64]| -> Answers {
        values.iter().zip(1..).map(|(value, item)| (item.to_string(), Answer::Value(*value))).collect()
    };
    let (pss, phq) = (instrument("pss-10"), instrument("phq-9"));
    assert_eq!(same_throughout(pss, &answers(&[3.0; 10])), Some(true));
    assert_eq!(same_throughout(pss, &answers(&[3.0, 3.0, 3.0, 2.0, 3.0])), Some(false));
    assert_eq!(same_throughout(pss, &answers(&[3.0; 4])), None, "too few");
    assert_eq!(same_throughout(phq, &answers(&[0.0; 9])), None, "nought to everything is a good week");
}
