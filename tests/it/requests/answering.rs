//! From a link to a receipt, in any order that people and phones come up with.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use lytt::app::collect::{self, Saved, Sent};
use lytt::app::enrol::SessionChange;
use lytt::app::{App, enrol};
use lytt::auth::token;
use lytt::domain::care::{Device, GRACE, SessionState, State};
use lytt::domain::instrument::Answer;
use lytt::store::{self, Proof};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::support::cast::{Case, Organisation};
use crate::support::database::{Database, Raw, app, app_with_chance, on_both, on_sqlite};
use crate::support::morning;

/// Something that happens to a request. Numbers choose among the links and browsers there are.
#[derive(Clone, Debug)]
enum Step {
    Link,
    Look(usize),
    Start(usize),
    Read(usize),
    Save(usize, usize, u8),
    TakeBack(usize, usize),
    Send(usize),
    SendOld(usize),
    DeclineByLink(usize),
    DeclineByBrowser(usize),
    Receipt(usize),
    Wait(i64),
    Expire,
    CallOff,
    NoShow,
    HeldAfterAll,
    Move(i64),
}

/// What can be answered: instrument, item, and whether it is a text.
const ITEMS: [(&str, &str, bool); 6] = [
    ("phq-9", "1", false),
    ("phq-9", "2", false),
    ("gad-7", "1", false),
    ("lytt-before", "week", false),
    ("lytt-before", "mood", false),
    ("lytt-before", "talk", true),
];

const INSTRUMENTS: [&str; 3] = ["phq-9", "gad-7", "lytt-before"];

/// Minutes that pass. The request closes after 165; whoever is in the middle of it has 60 from the last
/// sign of life; the link itself is gone 60 after the closing.
const WAITS: &[i64] = &[1, 40, 61, 130, 164, 200, 24 * 60];

/// Minutes from now that a session is moved to.
const MOVES: &[i64] = &[-300, -30, 10, 120, 49 * 60, 7 * 24 * 60];

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let one = 0..8_usize;
    let step = prop_oneof![
        3 => Just(Step::Link),
        2 => one.clone().prop_map(Step::Look),
        5 => one.clone().prop_map(Step::Start),
        2 => one.clone().prop_map(Step::Read),
        8 => (one.clone(), 0..ITEMS.len(), 0..4_u8).prop_map(|(who, item, value)| Step::Save(who, item, value)),
        1 => (one.clone(), 0..ITEMS.len()).prop_map(|(who, item)| Step::TakeBack(who, item)),
        3 => one.clone().prop_map(Step::Send),
        1 => one.clone().prop_map(Step::SendOld),
        1 => one.clone().prop_map(Step::DeclineByLink),
        1 => one.clone().prop_map(Step::DeclineByBrowser),
        2 => one.clone().prop_map(Step::Receipt),
        3 => prop::sample::select(WAITS).prop_map(Step::Wait),
        2 => Just(Step::Expire),
        1 => Just(Step::CallOff),
        1 => Just(Step::NoShow),
        1 => Just(Step::HeldAfterAll),
        2 => prop::sample::select(MOVES).prop_map(Step::Move),
    ];
    prop::collection::vec(step, 4..28)
}

/// One browser, as it should be.
struct Browser {
    cookie: String,
    since: DateTime<Utc>,
    ended: bool,
    answers: BTreeMap<(String, String), Answer>,
}

/// The request as it should be, by rules of its own.
struct Model {
    state: State,
    alive_at: DateTime<Utc>,
    opens: DateTime<Utc>,
    closes: DateTime<Utc>,
    stands: bool,
    starts: DateTime<Utc>,
    links: Vec<(String, bool)>,
    browsers: Vec<Browser>,
    sent_by: Option<usize>,
}

impl Model {
    fn over(&self) -> bool {
        matches!(self.state, State::Completed | State::Declined | State::Expired | State::Superseded)
    }

    fn answering(&self, now: DateTime<Utc>) -> bool {
        matches!(self.state, State::Opened | State::Partial) && now < self.alive_at + GRACE
    }

    fn open(&self, now: DateTime<Utc>) -> bool {
        !self.over() && now >= self.opens && (now < self.closes || self.answering(now))
    }

    fn link(&self, index: usize, now: DateTime<Utc>) -> bool {
        self.links[index].1 && now < self.closes + GRACE && self.open(now)
    }

    fn browser(&self, index: usize, now: DateTime<Utc>) -> bool {
        let browser = &self.browsers[index];
        !browser.ended && now < browser.since + TimeDelta::days(14)
    }

    fn end(&mut self, state: State) {
        self.state = state;
        self.links.iter_mut().for_each(|link| link.1 = false);
        if state != State::Completed {
            self.browsers.iter_mut().for_each(|browser| browser.ended = true);
        }
    }

    /// What the session's news mean for what is asked before it: from 48 hours before, to its end.
    fn settle(&mut self, now: DateTime<Utc>) {
        let (opens, closes) = (self.starts - TimeDelta::hours(48), self.starts + TimeDelta::minutes(45));
        match self.state {
            State::Completed | State::Declined => {}
            _ if !self.stands => {
                if !self.over() {
                    self.end(State::Superseded);
                }
            }
            State::Superseded | State::Expired => {
                if closes > now {
                    (self.state, self.opens, self.closes) = (State::Due, opens, closes);
                }
            }
            _ => (self.opens, self.closes) = (opens, closes),
        }
    }
}

struct Play<'a> {
    app: App,
    raw: &'a Raw,
    case: &'a Case,
    model: Model,
}

fn pick(wanted: usize, of: usize) -> Option<usize> {
    (of > 0).then(|| wanted % of)
}

impl Play<'_> {
    #[expect(clippy::too_many_lines, reason = "one arm a step")]
    async fn step(&mut self, step: &Step) -> Result<(), TestCaseError> {
        let (app, now) = (&self.app, self.app.ambient.now());
        let model = &mut self.model;
        match *step {
            Step::Link => {
                let made = enrol::invite(app, &self.case.clinician, self.case.episode, self.case.before).await.unwrap();
                let may = !model.over() && (now < model.closes || model.answering(now));
                prop_assert_eq!(made.is_some(), may, "a link");
                if let Some(link) = made {
                    model.links.iter_mut().for_each(|link| link.1 = false);
                    model.links.push((link.url.rsplit('/').next().unwrap().to_owned(), true));
                    if model.state == State::Due {
                        model.state = State::Invited;
                    }
                    model.alive_at = now;
                }
            }
            Step::Look(who) => {
                let Some(index) = pick(who, model.links.len()) else { return Ok(()) };
                let before = self.raw.dump().await;
                let seen = collect::look(app, &model.links[index].0).await.unwrap();
                // A link that is opened too early says when to come back.
                let early = !model.over() && model.links[index].1 && now < model.opens;
                let when = seen.as_ref().map(|seen| seen.opens_at);
                let wanted = (early || model.link(index, now)).then_some(early.then_some(model.opens));
                prop_assert_eq!(when, wanted, "a look");
                prop_assert_eq!(before, self.raw.dump().await, "looking changed something");
            }
            Step::Start(who) => {
                let Some(index) = pick(who, model.links.len()) else { return Ok(()) };
                let cookie = collect::start(app, &model.links[index].0, "en", Device::Phone).await.unwrap();
                prop_assert_eq!(cookie.is_some(), model.link(index, now), "a start");
                if let Some(cookie) = cookie {
                    let answers = BTreeMap::new();
                    model.browsers.push(Browser { cookie, since: now, ended: false, answers });
                    if model.state != State::Partial {
                        model.state = State::Opened;
                    }
                    model.alive_at = now;
                }
            }
            Step::Read(who) => {
                let Some(index) = pick(who, model.browsers.len()) else { return Ok(()) };
                let before = self.raw.dump().await;
                let sheet = collect::read(app, &model.browsers[index].cookie).await.unwrap();
                prop_assert_eq!(before, self.raw.dump().await, "reading changed something");
                prop_assert_eq!(sheet.is_some(), model.browser(index, now) && model.open(now), "a sheet");
                if let Some(sheet) = sheet {
                    let seen: BTreeMap<_, _> = sheet
                        .answers
                        .iter()
                        .flat_map(|(instrument, answers)| {
                            answers
                                .iter()
                                .map(move |(item, answer)| ((instrument.clone(), item.to_owned()), answer.clone()))
                        })
                        .collect();
                    prop_assert_eq!(&seen, &model.browsers[index].answers, "another device's answers, or none");
                }
            }
            Step::Save(who, item, value) => {
                let Some(index) = pick(who, model.browsers.len()) else { return Ok(()) };
                let (instrument, item, is_text) = ITEMS[item];
                let answer =
                    if is_text { Answer::Text(format!("words {value}")) } else { Answer::Value(f64::from(value)) };
                let saved =
                    collect::save(app, &model.browsers[index].cookie, instrument, item, Some(answer.clone())).await;
                let may = model.browser(index, now) && model.open(now);
                prop_assert_eq!(saved.unwrap(), may.then_some(Saved::Stored), "a save");
                if may {
                    model.browsers[index].answers.insert((instrument.to_owned(), item.to_owned()), answer);
                    (model.state, model.alive_at) = (State::Partial, now);
                }
            }
            Step::TakeBack(who, item) => {
                let Some(index) = pick(who, model.browsers.len()) else { return Ok(()) };
                let (instrument, item, _) = ITEMS[item];
                let saved = collect::save(app, &model.browsers[index].cookie, instrument, item, None).await.unwrap();
                let may = model.browser(index, now) && model.open(now);
                prop_assert_eq!(saved, may.then_some(Saved::Stored), "a taking back");
                if may {
                    model.browsers[index].answers.remove(&(instrument.to_owned(), item.to_owned()));
                    (model.state, model.alive_at) = (State::Partial, now);
                }
            }
            Step::Send(who) => {
                let Some(index) = pick(who, model.browsers.len()) else { return Ok(()) };
                let sent = collect::send(app, &model.browsers[index].cookie, None).await.unwrap();
                let wanted = if !model.browser(index, now) {
                    None
                } else if model.state == State::Completed {
                    (model.sent_by == Some(index)).then_some(Sent::Stored)
                } else if !model.open(now) {
                    None
                } else if model.browsers[index].answers.is_empty() {
                    Some(Sent::Empty)
                } else {
                    Some(Sent::Stored)
                };
                prop_assert_eq!(sent, wanted, "a sending");
                if sent == Some(Sent::Stored) && model.sent_by.is_none() {
                    model.sent_by = Some(index);
                    model.end(State::Completed);
                }
            }
            Step::SendOld(who) => {
                let Some(index) = pick(who, model.browsers.len()) else { return Ok(()) };
                let before = self.raw.dump().await;
                let sent = collect::send(app, &model.browsers[index].cookie, Some("a mark of before")).await.unwrap();
                prop_assert!(sent != Some(Sent::Stored) || model.sent_by == Some(index), "another sheet was sent");
                prop_assert_eq!(before, self.raw.dump().await);
            }
            Step::DeclineByLink(who) => {
                let Some(index) = pick(who, model.links.len()) else { return Ok(()) };
                let declined = collect::decline(app, &model.links[index].0).await.unwrap();
                prop_assert_eq!(declined.is_some(), model.link(index, now), "a no by the link");
                if declined.is_some() {
                    model.end(State::Declined);
                }
            }
            Step::DeclineByBrowser(who) => {
                let Some(index) = pick(who, model.browsers.len()) else { return Ok(()) };
                let declined = collect::decline(app, &model.browsers[index].cookie).await.unwrap();
                prop_assert_eq!(declined.is_some(), model.browser(index, now) && model.open(now), "a no");
                if declined.is_some() {
                    model.end(State::Declined);
                }
            }
            Step::Receipt(who) => {
                let Some(index) = pick(who, model.browsers.len()) else { return Ok(()) };
                let receipt = collect::find_receipt(app, &model.browsers[index].cookie).await.unwrap();
                prop_assert_eq!(
                    receipt.is_some(),
                    model.sent_by == Some(index) && model.browser(index, now),
                    "a receipt"
                );
            }
            Step::Wait(minutes) => app.ambient.advance(TimeDelta::minutes(minutes)),
            Step::Expire => {
                let tenant = self.case.clinician.tenant();
                enrol::expire(app, &Proof::scheduler(tenant)).await.unwrap();
                if !model.over() && now >= model.closes && !model.answering(now) {
                    model.end(State::Expired);
                }
            }
            Step::CallOff => {
                model.stands = false;
                model.settle(now);
                self.change(SessionChange { state: Some(SessionState::Cancelled), ..SessionChange::default() }).await;
            }
            Step::NoShow => {
                model.stands = false;
                model.settle(now);
                self.change(SessionChange { state: Some(SessionState::NoShow), ..SessionChange::default() }).await;
            }
            Step::HeldAfterAll => {
                model.stands = true;
                model.settle(now);
                self.change(SessionChange { state: Some(SessionState::Held), ..SessionChange::default() }).await;
            }
            Step::Move(minutes) => {
                model.starts = now + TimeDelta::minutes(minutes);
                model.settle(now);
                self.change(SessionChange {
                    starts_at: Some(now + TimeDelta::minutes(minutes)),
                    ..SessionChange::default()
                })
                .await;
            }
        }
        self.check().await
    }

    async fn change(&self, change: SessionChange) {
        let case = self.case;
        enrol::change_session(&self.app, &case.clinician, case.episode, case.session, change).await.unwrap().unwrap();
    }

    /// What must be so after every step.
    async fn check(&self) -> Result<(), TestCaseError> {
        let (model, raw) = (&self.model, self.raw);
        let request = format!("= {}", raw.id(self.case.before));
        let state = raw.texts(&format!("SELECT state FROM request WHERE id {request}")).await;
        prop_assert_eq!(&state[0], model.state.code());
        let stored = raw
            .texts(&format!("SELECT instrument || ' ' || answers FROM response WHERE request_id {request} ORDER BY 1"))
            .await;
        let Some(sender) = model.sent_by else {
            prop_assert!(stored.is_empty(), "nobody sent, and there is {:?}", stored);
            return Ok(());
        };
        // One response an instrument, with what that one browser had answered, and its scores once.
        let answers = &model.browsers[sender].answers;
        let mut wanted: Vec<String> = INSTRUMENTS
            .iter()
            .map(|instrument| {
                let own: serde_json::Map<String, Value> = answers
                    .iter()
                    .filter_map(|((of, item), answer)| match answer {
                        #[expect(clippy::cast_possible_truncation, reason = "0 to 3")]
                        Answer::Value(value) if of == instrument => Some((item.clone(), json!(*value as i64))),
                        _ => None,
                    })
                    .collect();
                format!("{instrument} {}", Value::from(own))
            })
            .collect();
        wanted.sort();
        prop_assert_eq!(stored, wanted);
        let drafts = raw.count("draft", &format!("request_id {request}")).await;
        prop_assert_eq!(drafts, 0, "drafts outlive what was sent");
        let scores = raw.count("score", "1 = 1").await;
        let scales: usize = INSTRUMENTS.iter().map(|id| self.app.definition(id).unwrap().instrument.scales.len()).sum();
        prop_assert_eq!(scores, i64::try_from(scales).unwrap());
        Ok(())
    }
}

#[test]
fn every_history_is_counted_once() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (seeded, case) = runtime.block_on(async {
        let database = Database::sqlite().await;
        let app = app(&database.db);
        let own = Organisation::found(&app, "own").await;
        let case = own.patient(&app).await;
        (database.freeze().await, case)
    });
    let mut runner = TestRunner::new(Config { cases: 80, failure_persistence: None, ..Config::default() });
    let history = |steps: Vec<Step>| {
        runtime.block_on(async {
            let database = seeded.copy().await;
            let model = Model {
                state: State::Due,
                alive_at: morning(),
                opens: morning() - TimeDelta::hours(46),
                closes: morning() + TimeDelta::minutes(120 + 45),
                stands: true,
                starts: morning() + TimeDelta::minutes(120),
                links: Vec::new(),
                browsers: Vec::new(),
                sent_by: None,
            };
            let mut play = Play { app: app_with_chance(&database.db, 2), raw: &database.raw, case: &case, model };
            // Most histories begin with a link that was opened.
            for step in [Step::Link, Step::Start(0)].iter().chain(&steps) {
                play.step(step).await.map_err(|error| match error {
                    TestCaseError::Fail(why) => TestCaseError::fail(format!("{step:?}: {why}")),
                    reject @ TestCaseError::Reject(_) => reject,
                })?;
            }
            database.close().await;
            Ok(())
        })
    };
    runner.run(&steps(), history).unwrap_or_else(|error| panic!("{error}"));
}

/// A link scanner opens links, many times. Nothing comes of it.
#[test]
fn a_hundred_looks_change_nothing() {
    on_both(async |database| {
        let app = app(&database.db);
        let case = Organisation::found(&app, "own").await.patient(&app).await;
        let first = case.link(&app, case.before).await;
        let cookie = collect::start(&app, &first, "nb", Device::Phone).await.unwrap().unwrap();
        collect::save(&app, &cookie, "phq-9", "1", Some(Answer::Value(2.0))).await.unwrap();
        let link = case.link(&app, case.before).await;
        let before = database.raw.dump().await;
        for _ in 0..100 {
            assert!(collect::look(&app, &link).await.unwrap().is_some());
            assert!(collect::read(&app, &cookie).await.unwrap().is_some());
            assert!(collect::has_begun(&app, &link, &cookie).await.unwrap());
            assert!(collect::look(&app, &first).await.unwrap().is_none());
            assert!(collect::read(&app, &link).await.unwrap().is_none(), "a link is not a cookie");
            assert!(collect::look(&app, &cookie).await.unwrap().is_none(), "a cookie is not a link");
        }
        assert_eq!(before, database.raw.dump().await);
    });
}

/// Nobody learns why a link does not open.
#[test]
fn a_link_that_does_not_open_says_nothing_else() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "own").await;
        let mut dead = vec![("unknown", token::fresh(&app.ambient)), ("no token at all", "x".repeat(43))];
        dead.push(("empty", String::new()));
        let revoked = own.patient(&app).await;
        dead.push(("revoked by a new one", revoked.link(&app, revoked.before).await));
        let living = revoked.link(&app, revoked.before).await;
        let used = own.patient(&app).await;
        let link = used.link(&app, used.before).await;
        let cookie = collect::start(&app, &link, "nb", Device::Phone).await.unwrap().unwrap();
        collect::save(&app, &cookie, "phq-9", "1", Some(Answer::Value(2.0))).await.unwrap();
        assert_eq!(collect::send(&app, &cookie, None).await.unwrap(), Some(Sent::Stored));
        dead.push(("used", link));
        let declined = own.patient(&app).await;
        let link = declined.link(&app, declined.before).await;
        assert!(collect::decline(&app, &link).await.unwrap().is_some());
        dead.push(("declined", link));
        let off = own.patient(&app).await;
        let link = off.link(&app, off.before).await;
        let no_show = SessionChange { state: Some(SessionState::NoShow), ..SessionChange::default() };
        enrol::change_session(&app, &off.clinician, off.episode, off.session, no_show).await.unwrap().unwrap();
        dead.push(("called off", link));
        let late = own.patient(&app).await;
        let late_link = late.link(&app, late.before).await;
        let all_dead = async |dead: &[(&str, String)]| {
            let before = database.raw.dump().await;
            for (why, secret) in dead {
                assert!(collect::look(&app, secret).await.unwrap().is_none(), "{why}: looked");
                assert!(collect::start(&app, secret, "nb", Device::Phone).await.unwrap().is_none(), "{why}: started");
                assert!(collect::decline(&app, secret).await.unwrap().is_none(), "{why}: declined");
                assert!(collect::read(&app, secret).await.unwrap().is_none(), "{why}: read");
                assert!(collect::save(&app, secret, "phq-9", "1", None).await.unwrap().is_none(), "{why}: saved");
                assert!(collect::send(&app, secret, None).await.unwrap().is_none(), "{why}: sent");
                assert!(collect::find_receipt(&app, secret).await.unwrap().is_none(), "{why}: receipt");
            }
            assert_eq!(before, database.raw.dump().await, "a dead link changed something");
        };
        all_dead(&dead).await;
        assert!(collect::look(&app, &living).await.unwrap().is_some());
        assert!(collect::look(&app, &late_link).await.unwrap().is_some());
        app.ambient.advance(TimeDelta::hours(3));
        dead.extend([("too late", late_link), ("too late, and never opened", living)]);
        all_dead(&dead).await;
    });
}

/// A link that was handed over early says when it opens, and nothing can be begun before.
#[test]
fn a_link_before_its_time_waits() {
    on_both(async |database| {
        let app = app(&database.db);
        let case = Organisation::found(&app, "own").await.patient(&app).await;
        let link = case.link(&app, case.after).await;
        let before = database.raw.dump().await;
        let invitation = collect::look(&app, &link).await.unwrap().unwrap();
        assert_eq!(invitation.opens_at, Some(morning() + TimeDelta::hours(2)));
        assert!(collect::start(&app, &link, "nb", Device::Phone).await.unwrap().is_none());
        assert!(collect::decline(&app, &link).await.unwrap().is_none());
        assert_eq!(before, database.raw.dump().await);
        app.ambient.advance(TimeDelta::hours(2));
        assert_eq!(collect::look(&app, &link).await.unwrap().unwrap().opens_at, None);
        assert!(collect::start(&app, &link, "nb", Device::Phone).await.unwrap().is_some());
    });
}

/// Several tabs press send at the same moment, twice each: one of them is it, on either database.
#[test]
fn of_several_tabs_one_is_stored() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "own").await;
        for round in 0..4_u8 {
            let case = own.patient(&app).await;
            let link = case.link(&app, case.before).await;
            let mut cookies = Vec::new();
            for tab in 0..4_u8 {
                let cookie = collect::start(&app, &link, "nb", Device::Phone).await.unwrap().unwrap();
                let answer = Answer::Value(f64::from((round + tab) % 4));
                collect::save(&app, &cookie, "phq-9", "1", Some(answer)).await.unwrap().unwrap();
                cookies.push(cookie);
            }
            let mut sending = Vec::new();
            for (tab, cookie) in cookies.iter().chain(&cookies).cloned().enumerate() {
                let app = app.clone();
                sending.push(tokio::spawn(async move { (tab % 4, collect::send(&app, &cookie, None).await.unwrap()) }));
            }
            let mut stored = Vec::new();
            for one in sending {
                match one.await.unwrap() {
                    (tab, Some(Sent::Stored)) => stored.push(tab),
                    (_, other) => assert_eq!(other, None),
                }
            }
            assert_eq!(stored.len(), 2, "one tab, both times: {stored:?}");
            assert_eq!(stored[0], stored[1]);
            let answered = format!("request_id = {}", database.raw.id(case.before));
            assert_eq!(database.raw.count("response", &answered).await, 3);
            let wanted = format!("{{\"1\":{}}}", (usize::from(round) + stored[0]) % 4);
            let own = format!("SELECT answers FROM response WHERE {answered} AND instrument = 'phq-9'");
            assert_eq!(database.raw.texts(&own).await, [wanted]);
            for (tab, cookie) in cookies.iter().enumerate() {
                let receipt = collect::find_receipt(&app, cookie).await.unwrap();
                assert_eq!(receipt.is_some(), tab == stored[0], "tab {tab}");
            }
        }
    });
}

/// What an instrument does not take is not kept.
#[test]
fn what_is_no_answer_is_refused() {
    on_sqlite(async |database| {
        let app = app(&database.db);
        let case = Organisation::found(&app, "own").await.patient(&app).await;
        let link = case.link(&app, case.before).await;
        let cookie = collect::start(&app, &link, "nb", Device::Phone).await.unwrap().unwrap();
        let before = database.raw.dump().await;
        for (instrument, item, answer) in [
            ("phq-9", "1", Answer::Value(4.0)),
            ("phq-9", "1", Answer::Value(-1.0)),
            ("phq-9", "1", Answer::Value(1.5)),
            ("phq-9", "1", Answer::Value(f64::NAN)),
            ("phq-9", "1", Answer::Value(f64::INFINITY)),
            ("phq-9", "1", Answer::Text("1".to_owned())),
            ("phq-9", "no such item", Answer::Value(1.0)),
            ("lytt-before", "talk", Answer::Value(1.0)),
            ("lytt-before", "talk", Answer::Text("x".repeat(1001))),
            // A real instrument that this request does not ask.
            ("lytt-after", "week", Answer::Value(1.0)),
            ("no-such-instrument", "1", Answer::Value(1.0)),
        ] {
            let shown = format!("{instrument} {item}");
            let saved = collect::save(&app, &cookie, instrument, item, Some(answer)).await.unwrap();
            assert_eq!(saved, Some(Saved::Refused), "{shown}");
        }
        assert_eq!(before, database.raw.dump().await);
        assert_eq!(collect::send(&app, &cookie, None).await.unwrap(), Some(Sent::Empty));
        assert_eq!(before, database.raw.dump().await);
    });
}

/// The scheduler ends what is over, everywhere, and nothing else.
#[test]
fn the_scheduler_leaves_whoever_is_answering_in_peace() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "own").await;
        let (slow, absent) = (own.patient(&app).await, own.patient(&app).await);
        let other = Organisation::found(&app, "other").await.patient(&app).await;
        let link = slow.link(&app, slow.before).await;
        // Two minutes before it closes, somebody begins.
        app.ambient.advance(TimeDelta::minutes(163));
        let cookie = collect::start(&app, &link, "nb", Device::Phone).await.unwrap().unwrap();
        let state = async |case: &Case| {
            let mut tx = app.db.tenant_snapshot(&case.clinician, app.ambient.now()).await.unwrap();
            store::request::lookup(&mut tx, case.before).await.unwrap().unwrap().state
        };
        app.ambient.advance(TimeDelta::minutes(30));
        lytt::jobs::turn(&app).await.unwrap();
        assert_eq!((state(&slow).await, state(&absent).await), (State::Opened, State::Expired));
        assert_eq!(state(&other).await, State::Expired, "every tenant has its turn");
        let saved = collect::save(&app, &cookie, "phq-9", "1", Some(Answer::Value(1.0))).await.unwrap();
        assert_eq!(saved, Some(Saved::Stored), "half an hour late, and in the middle of it");
        app.ambient.advance(TimeDelta::minutes(59));
        lytt::jobs::turn(&app).await.unwrap();
        assert_eq!(state(&slow).await, State::Partial);
        app.ambient.advance(TimeDelta::minutes(1));
        lytt::jobs::turn(&app).await.unwrap();
        assert_eq!(state(&slow).await, State::Expired);
        assert!(collect::send(&app, &cookie, None).await.unwrap().is_none());
        assert_eq!(database.raw.count("response", "1 = 1").await, 0);
    });
}
