//! What a protocol and the sessions call for.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Europe::Oslo;
use lytt::domain::care::{
    Ask, ContactId, Course, EndKind, Episode, Moment, Problem, Protocol, Request, RequestId, Respondent, Session,
    SessionId, SessionKind, SessionMode, SessionState, State,
};
use lytt::domain::schedule::{self, Change, Circumstances, Planned};
use proptest::prelude::*;
use uuid::Uuid;

use crate::support::at;

/// A session by its number, 45 minutes long.
pub(super) fn session(number: u128, starts_at: DateTime<Utc>, state: SessionState) -> Session {
    Session {
        id: SessionId(Uuid::from_u128(number)),
        episode: Uuid::nil().into(),
        person: Uuid::nil().into(),
        clinician: Uuid::nil().into(),
        starts_at,
        minutes: 45,
        state,
        kind: SessionKind::Treatment,
        mode: SessionMode::Video,
        last: false,
        also: Vec::new(),
    }
}

/// A line; its instrument is named for it.
pub(super) fn ask(moment: Moment, respondent: Respondent, opens_hours: u32, closes_hours: u32) -> Ask {
    Ask {
        moment,
        respondent,
        instruments: vec![format!("{moment}-{respondent}")],
        every: 1,
        days: (moment == Moment::AfterEnd).then_some(90),
        ages: None,
        opens_hours,
        closes_hours,
        channels: Vec::new(),
        remind_hours: None,
    }
}

pub(super) fn protocol(ask: Vec<Ask>) -> Protocol {
    Protocol {
        id: "test".to_owned(),
        version: 1,
        name: "Test".to_owned(),
        purpose: String::new(),
        service: String::new(),
        reviewed: String::new(),
        minutes_a_month: 1000,
        over_budget_because: String::new(),
        sessions_a_month: 4,
        ask,
    }
}

pub(super) fn episode(ended: Option<(&str, EndKind)>) -> Episode {
    Episode {
        id: Uuid::nil().into(),
        person: Uuid::nil().into(),
        unit: Uuid::nil().into(),
        referred_on: "2026-02-02".parse().unwrap(),
        started_on: Some("2026-03-02".parse().unwrap()),
        ended_on: ended.map(|(day, _)| day.parse().unwrap()),
        end_kind: ended.map(|(_, kind)| kind),
        problem: Problem::Unknown,
        course: Course::Individual,
    }
}

fn plan(protocol: &Protocol, episode: &Episode, sessions: &[Session], until: &str) -> Vec<Planned> {
    let contacts = [(PARENT, Respondent::Parent), (OTHER_PARENT, Respondent::Parent)];
    schedule::plan(&Circumstances {
        protocol,
        zone: Oslo,
        episode,
        age: Some(14),
        contacts: &contacts,
        sessions,
        until: at(until),
        handed_over_on: None,
    })
}

#[test]
fn who_is_handed_over_is_asked_how_it_went_once() {
    use lytt::domain::summary::{FOLLOW_UP_DAYS, FOLLOW_UP_INSTRUMENT};
    let ended = episode(Some(("2026-10-12", EndKind::Transferred)));
    let follow_ups = |protocol: &Protocol, handed_over: Option<&str>| -> Vec<Planned> {
        let planned = schedule::plan(&Circumstances {
            protocol,
            zone: Oslo,
            episode: &ended,
            age: Some(40),
            contacts: &[],
            sessions: &[],
            until: at("2026-12-01T00:00:00Z"),
            handed_over_on: handed_over.map(|day| day.parse().unwrap()),
        });
        let follows = |one: &Planned| one.instruments.iter().any(|id| id == FOLLOW_UP_INSTRUMENT);
        planned.into_iter().filter(follows).collect()
    };
    let plain = protocol(vec![ask(Moment::BeforeSession, Respondent::Patient, 48, 0)]);
    assert!(follow_ups(&plain, None).is_empty());
    // The clocks go back between the handing over and the asking: nine in the morning stays nine.
    let asked = follow_ups(&plain, Some("2026-10-13"));
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].opens_at, at("2026-10-27T08:00:00Z"));
    assert_eq!(asked[0].slot, "patient/after-hand-over");
    assert_eq!(FOLLOW_UP_DAYS, 14);
    // Where the protocol asks the same after the end, nobody is asked twice.
    let line = Ask {
        instruments: vec![FOLLOW_UP_INSTRUMENT.to_owned()],
        days: Some(10),
        ..ask(Moment::AfterEnd, Respondent::Patient, 0, 72)
    };
    let asked = follow_ups(&protocol(vec![line]), Some("2026-10-13"));
    assert_eq!(asked.iter().map(|one| one.slot.as_str()).collect::<Vec<_>>(), ["patient/after-end/10"]);
}

const PARENT: ContactId = ContactId(Uuid::from_u128(7));
const OTHER_PARENT: ContactId = ContactId(Uuid::from_u128(8));

/// Slots without the long ids: `patient/before-session 2`, with the session's number.
fn short(planned: &[Planned]) -> Vec<String> {
    let name = |planned: &Planned| {
        let who = planned
            .contact
            .map_or_else(|| planned.respondent.to_string(), |id| format!("{}{}", planned.respondent, id.0.as_u128()));
        let what = planned.slot.split_once('/').unwrap().1;
        let what = if planned.session.is_some() { planned.moment.to_string() } else { what.to_owned() };
        let session = planned.session.map_or_else(String::new, |id| format!(" {}", id.0.as_u128()));
        format!("{who}/{what}{session}")
    };
    let mut names: Vec<_> = planned.iter().map(name).collect();
    names.sort();
    names
}

fn weekly(states: &[SessionState]) -> Vec<Session> {
    let first = at("2026-03-02T09:00:00Z");
    let numbered = states.iter().enumerate();
    numbered
        .map(|(index, state)| {
            session(index as u128 + 1, first + TimeDelta::weeks(i64::try_from(index).unwrap()), *state)
        })
        .collect()
}

#[test]
fn each_place_in_a_course_calls_for_its_own() {
    use Moment::{AfterEnd, AfterSession, BeforeSession, End, Referral, Start};
    use Respondent::{Parent, Patient, Teacher};
    use SessionState::{Cancelled, Held, NoShow, Planned as Agreed};
    let full = protocol(vec![
        ask(Referral, Patient, 0, 72),
        ask(Start, Patient, 72, 0),
        ask(BeforeSession, Patient, 48, 0),
        ask(AfterSession, Patient, 0, 72),
        ask(End, Patient, 96, 24),
        ask(AfterEnd, Patient, 0, 240),
        ask(Start, Parent, 24, 0),
        ask(BeforeSession, Teacher, 24, 0),
    ]);
    let plain = protocol(vec![ask(BeforeSession, Patient, 48, 0)]);
    let mut kth = protocol(vec![ask(BeforeSession, Patient, 48, 0), ask(BeforeSession, Patient, 48, 0)]);
    kth.ask[1].every = 3;
    kth.ask[1].instruments = vec!["long".to_owned()];
    let running = episode(None);
    let planned = Some(("2026-04-01", EndKind::Planned));
    let three = weekly(&[Held, Cancelled, Held, NoShow, Agreed]);
    let mut last = three.clone();
    last[4].last = true;
    let cases = [
        // Called off and not come count for nothing; the first is asked by the start line. No teacher is known.
        (
            &full,
            &running,
            &three,
            vec![
                "parent7/start 1",
                "parent8/start 1",
                "patient/after-session 1",
                "patient/after-session 3",
                "patient/after-session 5",
                "patient/before-session 3",
                "patient/before-session 5",
                "patient/referral",
                "patient/start 1",
            ],
        ),
        // The one agreed to be the last is asked by the end line.
        (
            &full,
            &running,
            &last,
            vec![
                "parent7/start 1",
                "parent8/start 1",
                "patient/after-session 1",
                "patient/after-session 3",
                "patient/after-session 5",
                "patient/before-session 3",
                "patient/end 5",
                "patient/referral",
                "patient/start 1",
            ],
        ),
        // Without a line of its own, the first and the last are asked as any other.
        (
            &plain,
            &running,
            &last,
            vec!["patient/before-session 1", "patient/before-session 3", "patient/before-session 5"],
        ),
        (&plain, &running, &weekly(&[]), vec![]),
    ];
    for (number, (protocol, episode, sessions, wanted)) in cases.iter().enumerate() {
        assert_eq!(short(&plan(protocol, episode, sessions, "2026-03-02T00:00:00Z")), *wanted, "case {number}");
    }
    // Each third of those that stand is longer, in one request.
    let called = plan(&kth, &running, &weekly(&[Held, Cancelled, Held, Held, Held]), "2026-03-02T00:00:00Z");
    let lengths: Vec<usize> = called.iter().map(|one| one.instruments.len()).collect();
    assert_eq!(lengths, [1, 1, 2, 1]);
    // The ending: asked once, and again after 90 days; never of whoever did not start.
    for (kind, wanted) in [
        (EndKind::Planned, vec!["patient/after-end/90", "patient/end"]),
        (EndKind::Left, vec!["patient/after-end/90", "patient/end"]),
        (EndKind::NotStarted, vec![]),
    ] {
        let over = episode(Some(("2026-04-01", kind)));
        let called = plan(&full, &over, &[], "2026-03-02T00:00:00Z");
        let called = short(&called).into_iter().filter(|slot| slot.contains("end")).collect::<Vec<_>>();
        assert_eq!(called, wanted, "{kind}");
    }
    let over = episode(planned);
    let after = plan(&full, &over, &[], "2026-03-02T00:00:00Z");
    let after = after.iter().find(|one| one.moment == AfterEnd).unwrap();
    // 90 days after 1 April is 30 June; nine in the morning is seven in summer.
    assert_eq!(after.opens_at, at("2026-06-30T07:00:00Z"));
    assert_eq!(after.closes_at, at("2026-07-10T07:00:00Z"));
}

#[test]
fn only_those_of_the_age_are_asked() {
    let mut line = ask(Moment::BeforeSession, Respondent::Patient, 48, 0);
    let sessions = weekly(&[SessionState::Planned]);
    for (ages, age, asked) in [
        (Some((11, 17)), Some(14), true),
        (Some((11, 17)), Some(11), true),
        (Some((11, 17)), Some(17), true),
        (Some((11, 17)), Some(10), false),
        (Some((11, 17)), Some(18), false),
        (Some((11, 17)), None, true),
        (None, Some(99), true),
    ] {
        line.ages = ages;
        let protocol = protocol(vec![line.clone()]);
        let circumstances = Circumstances {
            protocol: &protocol,
            zone: Oslo,
            episode: &episode(None),
            age,
            contacts: &[],
            sessions: &sessions,
            until: at("2026-03-02T00:00:00Z"),
            handed_over_on: None,
        };
        assert_eq!(schedule::plan(&circumstances).len(), usize::from(asked), "{ages:?} {age:?}");
    }
}

/// Weeks are counted in days on the calendar, at nine on the wall, over the change of the clock and a leap day.
#[test]
fn every_so_many_weeks_while_the_episode_lasts() {
    let mut line = ask(Moment::EveryWeeks, Respondent::Patient, 0, 48);
    line.every = 2;
    let days = |started: &str, ended: Option<(&str, EndKind)>, until: &str| {
        let mut episode = episode(ended);
        episode.started_on = Some(started.parse().unwrap());
        let opens = plan(&protocol(vec![line.clone()]), &episode, &[], until);
        opens.iter().map(|one| one.opens_at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)).collect::<Vec<_>>()
    };
    assert_eq!(
        days("2026-03-02", None, "2026-04-13T00:00:00Z"),
        ["2026-03-16T08:00:00Z", "2026-03-30T07:00:00Z", "2026-04-13T07:00:00Z"]
    );
    let over = Some(("2026-03-30", EndKind::Planned));
    assert_eq!(days("2026-03-02", over, "2026-04-13T00:00:00Z"), ["2026-03-16T08:00:00Z"]);
    assert_eq!(days("2028-02-15", None, "2028-03-01T00:00:00Z"), ["2028-02-29T08:00:00Z"]);
}

/// Hours are hours: over the night the clock is moved, the wall shows an hour more or less.
#[test]
fn links_open_and_close_in_hours_that_pass() {
    let mut lines = vec![
        ask(Moment::BeforeSession, Respondent::Patient, 48, 0),
        ask(Moment::AfterSession, Respondent::Patient, 1, 72),
    ];
    lines[0].remind_hours = Some(24);
    let protocol = protocol(lines);
    for (starts, opens, remind, closes, after_opens, after_closes) in [
        // 09:00 on the Monday after the clock went forward.
        (
            "2026-03-30T07:00:00Z",
            "2026-03-28T07:00:00Z",
            "2026-03-29T07:00:00Z",
            "2026-03-30T07:45:00Z",
            "2026-03-30T08:00:00Z",
            "2026-04-02T07:45:00Z",
        ),
        // 09:00 on the Saturday before it goes back.
        (
            "2026-10-24T07:00:00Z",
            "2026-10-22T07:00:00Z",
            "2026-10-23T07:00:00Z",
            "2026-10-24T07:45:00Z",
            "2026-10-24T08:00:00Z",
            "2026-10-27T07:45:00Z",
        ),
        // Over a leap day.
        (
            "2028-03-01T08:00:00Z",
            "2028-02-28T08:00:00Z",
            "2028-02-29T08:00:00Z",
            "2028-03-01T08:45:00Z",
            "2028-03-01T09:00:00Z",
            "2028-03-04T08:45:00Z",
        ),
    ] {
        let sessions = [session(1, at(starts), SessionState::Planned)];
        let called = plan(&protocol, &episode(None), &sessions, starts);
        assert_eq!((called[0].opens_at, called[0].closes_at), (at(opens), at(closes)), "{starts}");
        assert_eq!(called[0].remind_at, Some(at(remind)), "{starts}");
        assert_eq!((called[1].opens_at, called[1].closes_at), (at(after_opens), at(after_closes)), "{starts}");
    }
}

/// What a clinician wants asked as well goes with what is asked anyway, or alone.
#[test]
fn one_more_instrument_before_one_session() {
    let mut sessions = weekly(&[SessionState::Planned]);
    sessions[0].also = vec!["extra".to_owned()];
    for (moment, wanted) in [
        (Moment::BeforeSession, vec![vec!["before-session-patient", "extra"]]),
        (Moment::AfterSession, vec![vec!["extra"], vec!["after-session-patient"]]),
    ] {
        let called = plan(
            &protocol(vec![ask(moment, Respondent::Patient, 0, 24)]),
            &episode(None),
            &sessions,
            "2026-03-02T00:00:00Z",
        );
        let called: Vec<_> = called.into_iter().map(|one| one.instruments).collect();
        assert_eq!(called, wanted, "{moment}");
    }
}

/// What the requests are after the changes are made.
pub(super) fn make(requests: &mut Vec<Request>, changes: Vec<Change>, now: DateTime<Utc>) {
    let put = |request: &mut Request, planned: Planned| {
        request.session = planned.session;
        request.instruments = planned.instruments;
        (request.opens_at, request.closes_at, request.remind_at) =
            (planned.opens_at, planned.closes_at, planned.remind_at);
        request.channels = planned.channels;
    };
    for change in changes {
        match change {
            Change::Add(planned) => {
                let number = requests.len() as u128;
                let mut new = Request {
                    id: RequestId(Uuid::from_u128(1000 + number)),
                    episode: Uuid::nil().into(),
                    person: Uuid::nil().into(),
                    session: None,
                    respondent: planned.respondent,
                    moment: planned.moment,
                    instruments: Vec::new(),
                    opens_at: now,
                    closes_at: now,
                    state: State::Due,
                    state_at: now,
                    slot: planned.slot.clone(),
                    round: 1,
                    contact: planned.contact,
                    channels: Vec::new(),
                    remind_at: None,
                };
                put(&mut new, planned);
                requests.push(new);
            }
            Change::Move(id, planned) => put(requests.iter_mut().find(|one| one.id == id).unwrap(), planned),
            Change::Renew(id, planned) => {
                let request = requests.iter_mut().find(|one| one.id == id).unwrap();
                (request.state, request.state_at, request.round) = (State::Due, now, request.round + 1);
                put(request, planned);
            }
            Change::CallOff(id) => {
                let request = requests.iter_mut().find(|one| one.id == id).unwrap();
                (request.state, request.state_at) = (State::Superseded, now);
            }
        }
    }
}

fn sessions() -> impl Strategy<Value = Vec<Session>> {
    let one = (0_i64..60 * 24, prop::sample::select(SessionState::ALL), prop::bool::weighted(0.1));
    prop::collection::vec(one, 0..9).prop_map(|all| {
        let first = at("2026-03-02T09:00:00Z");
        let numbered = all.into_iter().enumerate();
        numbered
            .map(|(index, (hours, state, last))| {
                let mut made = session(index as u128 + 1, first + TimeDelta::hours(hours), state);
                made.last = last;
                made
            })
            .collect()
    })
}

fn protocols() -> impl Strategy<Value = Protocol> {
    let line =
        (prop::sample::select(Moment::ALL), prop::sample::select(Respondent::ALL), 1_u32..4, (0_u32..200, 1_u32..200));
    prop::collection::vec(line, 1..9).prop_map(|lines| {
        let lines = lines.into_iter().map(|(moment, respondent, every, (opens, closes))| {
            let mut line = ask(moment, respondent, opens, closes);
            line.every = every;
            line
        });
        protocol(lines.collect())
    })
}

fn endings() -> impl Strategy<Value = Option<(NaiveDate, EndKind)>> {
    let day = (0_i64..120).prop_map(|days| "2026-03-02".parse::<NaiveDate>().unwrap() + TimeDelta::days(days));
    prop::option::of((day, prop::sample::select(EndKind::ALL)))
}

proptest! {
    /// Whatever the protocol and the sessions: nobody is asked twice for one thing, around a session there is
    /// one request before and one after it for each respondent, nothing is asked around what was called off,
    /// and no window closes before it opens.
    #[test]
    fn nobody_is_asked_twice(protocol in protocols(), sessions in sessions(), ending in endings()) {
        let mut course = episode(None);
        (course.ended_on, course.end_kind) = ending.unzip();
        let called = plan(&protocol, &course, &sessions, "2026-05-01T00:00:00Z");
        let slots: BTreeSet<_> = called.iter().map(|one| &one.slot).collect();
        prop_assert_eq!(slots.len(), called.len());
        let around: Vec<_> = called
            .iter()
            .filter_map(|one| Some((one.session?, one.respondent, one.contact, one.moment == Moment::AfterSession)))
            .collect();
        let distinct: BTreeSet<_> = around.iter().collect();
        prop_assert_eq!(distinct.len(), around.len());
        for one in &called {
            prop_assert!(one.opens_at <= one.closes_at);
            if let Some(id) = one.session {
                prop_assert!(sessions.iter().any(|session| session.id == id && session.stands()));
            }
            if one.respondent == Respondent::Parent {
                prop_assert!(one.contact.is_some());
            }
        }
    }

    /// Settling is done once: from any requests there may be, what follows is as planned, and a second time
    /// nothing changes. What was answered is never touched.
    #[test]
    fn settling_twice_is_settling_once(
        protocol in protocols(),
        before in sessions(),
        after in sessions(),
        states in prop::collection::vec(prop::sample::select(State::ALL), 1..40),
        hours in 0_i64..70 * 24,
    ) {
        let now = at("2026-02-20T09:00:00Z");
        let course = episode(None);
        let mut requests = Vec::new();
        make(&mut requests, schedule::settle(plan(&protocol, &course, &before, "2026-05-01T00:00:00Z"), &[], now), now);
        for (request, state) in requests.iter_mut().zip(states.iter().cycle()) {
            request.state = *state;
        }
        let later = now + TimeDelta::hours(hours);
        let planned = plan(&protocol, &course, &after, "2026-05-01T00:00:00Z");
        let changes = schedule::settle(planned.clone(), &requests, later);
        let kept = requests.clone();
        make(&mut requests, changes, later);
        prop_assert_eq!(schedule::settle(planned.clone(), &requests, later), vec![]);
        for request in &requests {
            let earlier = kept.iter().find(|one| one.id == request.id);
            if let Some(earlier) = earlier.filter(|one| matches!(one.state, State::Completed | State::Declined)) {
                prop_assert_eq!(request, earlier);
            }
            let wanted = planned.iter().find(|one| one.slot == request.slot);
            prop_assert_eq!(wanted.is_none() && !request.state.is_final(), false, "asked though not planned");
            if let Some(begun) = earlier.filter(|one| one.state.is_answering() && !request.state.is_final()) {
                prop_assert_eq!(&begun.instruments, &request.instruments, "the form changed under somebody's hands");
            }
        }
        for wanted in planned.iter().filter(|one| one.closes_at > later) {
            prop_assert!(requests.iter().any(|one| one.slot == wanted.slot && one.state != State::Expired && one.state != State::Superseded));
        }
    }
}
