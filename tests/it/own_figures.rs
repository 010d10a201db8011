//! An indicator's figure in one's own unit, from sessions and answers as they were stored.

use chrono::{Datelike, Days, TimeDelta};
use lytt::app::{App, report};
use lytt::catalogue::indicators;
use lytt::domain::access::Role;
use lytt::domain::care::{AccountId, Session, SessionId, SessionKind, SessionMode, SessionState};
use lytt::store::response::Response;
use lytt::store::{Proof, episode, feedback, response, session};

use crate::hands::{courses_by, four};
use crate::learning::{Treated, answer, treat};
use crate::support::cast::Organisation;
use crate::support::database::{app, on_both};

/// Better after two treatment sessions, before the first, and never: after having been worse.
const COURSES: [&[(&str, &str, &[f64])]; 3] = [
    &[("phq-9", "total", &[18.0, 18.0, 18.0, 9.0, 9.0])],
    &[("phq-9", "total", &[18.0, 9.0, 9.0, 9.0, 9.0])],
    &[("phq-9", "total", &[10.0, 17.0, 10.0, 10.0, 10.0])],
];

/// Each episode has a session three hours after each answer, the first of them an assessment, and others that were
/// called off. In even months the second one after the second answer was spoken about, in odd ones the third.
async fn hold_sessions(app: &App, own: &Organisation, clinician: AccountId) {
    let mut tx = app.db.tenant(&Proof::operator(own.tenant), app.ambient.now(), "").await.unwrap();
    for one in episode::list_by_units(&mut tx, &[own.team]).await.unwrap() {
        let first = one.referred_on.and_hms_opt(12, 0, 0).unwrap().and_utc();
        let mut sessions = Vec::new();
        for week in 0..6 {
            let starts_at = first + Days::new(7 * week);
            for (state, starts_at) in
                [(SessionState::Held, starts_at), (SessionState::Cancelled, starts_at + TimeDelta::days(2))]
            {
                sessions.push(Session {
                    id: SessionId(app.ambient.id()),
                    episode: one.id,
                    person: one.person,
                    clinician,
                    starts_at,
                    minutes: 45,
                    state,
                    kind: if week == 0 { SessionKind::Assessment } else { SessionKind::Treatment },
                    mode: SessionMode::InPerson,
                    last: false,
                    also: Vec::new(),
                });
            }
        }
        session::add_many(&mut tx, &sessions).await.unwrap();
        let held: Vec<&Session> = sessions.iter().filter(|one| one.state == SessionState::Held).collect();
        let is_even = one.ended_on.is_some_and(|day| day.month() % 2 == 0);
        let spoken = held[if is_even { 2 } else { 3 }];
        feedback::set_discussed(&mut tx, one.id, spoken.id, true).await.unwrap();
        // Said not to have been spoken about, which is something else than not said.
        feedback::set_discussed(&mut tx, one.id, held[1].id, false).await.unwrap();
    }
    tx.commit().await.unwrap();
}

#[test]
fn sessions_and_what_was_spoken_about_count_from_each_answer() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "sessions").await;
        let by = four(&app, &own, ["en", "to", "tre", "fire"]).await;
        for scores in COURSES {
            let each = by.chunks(1).flat_map(|one| courses_by(one, 2025));
            let all: Vec<Treated<'_>> = each.map(|course| Treated { scores, ..course }).collect();
            treat(&app, &own, &all).await;
        }
        hold_sessions(&app, &own, by[0]).await;
        let leader = own.proof(&app, Role::Leader).await;
        let known = indicators::embedded().unwrap();
        let read = async |id: &str| {
            let readings = report::own(&app, &leader, own.team, &known[id]).await.unwrap().unwrap();
            readings.into_iter().find(|one| !one.unused).unwrap()
        };

        let found = read("sessions-until-improvement").await;
        let until = found.figures[0].figure.as_ref().unwrap().until.as_ref().unwrap();
        let curve = &until.curve;
        let steps: Vec<_> = curve.steps.iter().map(|step| (step.time, step.at_risk, step.happened)).collect();
        assert_eq!(steps, [(0, 144, 48), (2, 96, 48)]);
        assert_eq!((curve.n, curve.median, curve.until), (144, Some(2), 3));
        // Everybody answered until later than that: nothing is unknown.
        for (step, (lowest, highest)) in curve.steps.iter().zip(&until.possible) {
            assert!((step.share - lowest).abs() < 1e-9 && (step.share - highest).abs() < 1e-9, "{step:?}");
        }
        assert!(found.months.is_empty(), "a curve has no value in a month");

        let found = read("spoken-about-when-worse").await;
        let share = found.figures[0].figure.as_ref().unwrap().share.unwrap().completers();
        assert_eq!((share.numerator(), share.denominator()), (24, 48));
        assert!(found.months.is_empty(), "four a month are too few");

        let found = read("reliable-improvement").await;
        assert_eq!(found.months.len(), 12);
        for month in found.months {
            assert_eq!((month.n, month.value), (12, Some(8.0 / 12.0)), "{}", month.month);
        }
    });
}

/// What was said of the plan: known and helping, known alone, unknown so that its help is not asked, and half an answer.
const SAID: [&str; 4] =
    [r#"{"plan":3,"plan-helps":4}"#, r#"{"plan":4,"plan-helps":2}"#, r#"{"plan":0}"#, r#"{"plan":4}"#];

#[test]
fn two_questions_of_one_answer_are_read_together() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "plan").await;
        let by = four(&app, &own, ["en", "to", "tre", "fire"]).await;
        let all: Vec<Treated<'_>> =
            by.chunks(1).flat_map(|one| courses_by(one, 2025)).map(|one| Treated { scores: &[], ..one }).collect();
        treat(&app, &own, &all).await;
        let mut tx = app.db.tenant(&Proof::operator(own.tenant), app.ambient.now(), "").await.unwrap();
        let mut episodes = episode::list_by_units(&mut tx, &[own.team]).await.unwrap();
        episodes.sort_by_key(|one| one.ended_on);
        // Four end on each day, one of each clinician's: each says something else.
        let said = episodes.iter().zip(SAID.iter().cycle()).map(|(one, said)| {
            let day = one.referred_on + Days::new(30);
            let (response, _) = answer(&app, one, ("lytt-experience", "plan"), 0.0, day);
            (Response { answers: (*said).to_owned(), ..response }, Vec::new())
        });
        let said: Vec<_> = said.collect();
        response::add_many(&mut tx, &said).await.unwrap();
        tx.commit().await.unwrap();

        let leader = own.proof(&app, Role::Leader).await;
        let definition = &indicators::embedded().unwrap()["plan-useful"];
        let readings = report::own(&app, &leader, own.team, definition).await.unwrap().unwrap();
        let [agrees, covered] = &readings[0].figures[..] else { panic!("the figure and its coverage") };
        let share = agrees.figure.as_ref().unwrap().share.unwrap();
        let each = u32::try_from(episodes.len()).unwrap() / 4;
        assert_eq!((share.completers().numerator(), share.completers().denominator()), (each, 3 * each));
        assert_eq!((share.lowest().numerator(), share.highest().numerator()), (each, 2 * each));
        let share = covered.figure.as_ref().unwrap().share.unwrap().completers();
        assert_eq!((share.numerator(), share.denominator()), (3 * each, 4 * each));
    });
}
