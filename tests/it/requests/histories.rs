//! The life of one request, looked through: every history of a number of steps, by visiting every state
//! that any of them leads to. Plan, settlement and states are the product's own; what is held against them
//! are a few promises.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Europe::Oslo;
use lytt::domain::care::{Event, GRACE, Moment, Request, Respondent, Session, SessionState, State};
use lytt::domain::schedule::{self, Circumstances};

use super::planning::{ask, episode, make, protocol, session};
use crate::support::at;

/// Steps a history has; there are 17 to the power of this many histories.
const STEPS: usize = 7;

/// Something that happens.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// The scheduler's turn: an invitation that is due goes out, a reminder that is due as well.
    Turn,
    /// The scheduler ends what is over.
    Expire,
    Open(usize),
    Save(usize),
    Send(usize),
    Decline,
    /// Half hours pass.
    Wait(i64),
    Cancel,
    NoShow,
    Stand,
    /// The session is moved by so many half hours.
    Move(i64),
    /// News that came before comes again.
    Replay,
}

const ALPHABET: &[Step] = &[
    Step::Turn,
    Step::Expire,
    Step::Open(0),
    Step::Open(1),
    Step::Save(0),
    Step::Save(1),
    Step::Send(0),
    Step::Send(1),
    Step::Decline,
    Step::Wait(1),
    Step::Wait(48),
    Step::Cancel,
    Step::NoShow,
    Step::Stand,
    Step::Move(-48),
    Step::Move(96),
    Step::Replay,
];

/// A browser: whether its cookie works, whether it has saved anything, and its last sign of life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Browser {
    alive: bool,
    saved: bool,
    seen: i64,
}

/// Everything there is, in half hours from the beginning.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct World {
    now: i64,
    starts: i64,
    session: SessionState,
    request: Option<(State, i64, i64, i64, i64)>,
    /// Whether the link that was sent last works.
    link: bool,
    browsers: [Browser; 2],
    /// Invitations and reminders sent in this round, and responses counted in all.
    invited: u8,
    reminded: u8,
    counted: u8,
}

fn instant(halves: i64) -> DateTime<Utc> {
    at("2026-03-27T08:00:00Z") + TimeDelta::minutes(30 * halves)
}

fn halves(at: DateTime<Utc>) -> i64 {
    (at - instant(0)).num_minutes() / 30
}

impl World {
    fn session(&self) -> Session {
        session(1, instant(self.starts), self.session)
    }

    fn request(&self) -> Option<Request> {
        let (state, state_at, opens, closes, round) = self.request?;
        let mut made = Vec::new();
        let changes = schedule::settle(plan(&session(1, instant(0), SessionState::Planned)), &[], instant(-1000));
        make(&mut made, changes, instant(-1000));
        let mut request = made.pop()?;
        (request.state, request.state_at, request.round) = (state, instant(state_at), round);
        (request.opens_at, request.closes_at) = (instant(opens), instant(closes));
        request.remind_at = Some(request.opens_at + TimeDelta::hours(24));
        Some(request)
    }

    fn keep(&mut self, request: &Request) {
        let (opens, closes) = (halves(request.opens_at), halves(request.closes_at));
        self.request = Some((request.state, halves(request.state_at), opens, closes, request.round));
    }

    fn settle(&mut self) {
        let before = self.request();
        let mut requests: Vec<Request> = before.iter().cloned().collect();
        let now = instant(self.now);
        let changes = schedule::settle(plan(&self.session()), &requests, now);
        make(&mut requests, changes, now);
        assert!(requests.len() <= 1, "asked twice: {self:?}");
        let Some(after) = requests.pop() else { return };
        let round = before.as_ref().map_or(1, |before| before.round);
        if after.round != round {
            (self.invited, self.reminded) = (0, 0);
        }
        if after.state == State::Superseded {
            self.close();
        }
        self.keep(&after);
    }

    /// Links and browsers stop working.
    fn close(&mut self) {
        self.link = false;
        self.browsers = [Browser::default(); 2];
    }

    /// Moves the request on; `false` when it refuses.
    fn advance(&mut self, event: Event) -> bool {
        let Some(mut request) = self.request() else { return false };
        let Ok(state) = request.state.after(event) else { return false };
        (request.state, request.state_at) = (state, instant(self.now));
        self.keep(&request);
        true
    }

    fn accepts(&self) -> bool {
        self.request().is_some_and(|request| request.accepts(instant(self.now)))
    }

    /// `None` when the step changes nothing.
    fn after(&self, step: Step) -> Option<Self> {
        let mut next = self.clone();
        let now = instant(self.now);
        match step {
            Step::Turn => {
                let request = self.request()?;
                let open = request.accepts(now);
                if request.state == State::Due && open && self.invited == 0 {
                    next.invited += 1;
                    next.link = true;
                    assert!(next.advance(Event::Invite));
                } else if !request.state.is_final()
                    && open
                    && self.invited == 1
                    && self.reminded == 0
                    && request.remind_at.is_some_and(|at| at <= now)
                {
                    next.reminded += 1;
                }
            }
            Step::Expire => {
                let request = self.request()?;
                if request.lapsed(now) {
                    let answering = self.browsers.iter().any(|one| one.alive && now < instant(one.seen) + GRACE);
                    assert!(!answering, "somebody was ended while answering: {self:?}");
                    assert!(next.advance(Event::Expire));
                    next.close();
                }
            }
            Step::Open(who) => {
                if !(self.link && self.accepts()) {
                    return None;
                }
                assert!(next.advance(Event::Open));
                next.browsers[who] = Browser { alive: true, saved: false, seen: self.now };
            }
            Step::Save(who) => {
                let browser = self.browsers[who];
                let fresh = browser.alive && now < instant(browser.seen) + GRACE;
                if fresh && !self.accepts() {
                    let state = self.request()?.state;
                    let over = matches!(state, State::Completed | State::Declined | State::Superseded);
                    // A session that was moved may open later than somebody began; nothing else shuts them out.
                    assert!(over || self.request()?.opens_at > now, "shut out while answering: {self:?}");
                }
                if !(browser.alive && self.accepts()) {
                    return None;
                }
                assert!(next.advance(Event::Save));
                next.browsers[who] = Browser { saved: true, seen: self.now, ..browser };
            }
            Step::Send(who) => {
                if !(self.browsers[who].alive && self.browsers[who].saved && self.accepts()) {
                    return None;
                }
                assert!(next.advance(Event::Complete));
                next.counted += 1;
                next.close();
            }
            Step::Decline => {
                if !(self.link && self.accepts()) {
                    return None;
                }
                assert!(next.advance(Event::Decline));
                next.close();
            }
            Step::Wait(halves) => next.now += halves,
            Step::Cancel | Step::NoShow | Step::Stand | Step::Move(_) => {
                match step {
                    Step::Cancel => next.session = SessionState::Cancelled,
                    Step::NoShow => next.session = SessionState::NoShow,
                    Step::Stand => next.session = SessionState::Planned,
                    Step::Move(halves) => next.starts += halves,
                    _ => {}
                }
                next.settle();
            }
            Step::Replay => {
                next.settle();
                assert_eq!(&next, self, "the same news again changed something");
            }
        }
        (next != *self).then_some(next)
    }

    /// What is promised of every state.
    fn check(&self) {
        assert!(self.counted <= 1, "answered twice: {self:?}");
        assert!(self.invited <= 1 && self.reminded <= 1, "written to twice in a round: {self:?}");
        let Some(request) = self.request() else { return };
        assert_eq!(self.counted == 1, request.state == State::Completed, "{self:?}");
        if !self.session().stands() {
            assert!(request.state.is_final(), "asked around what was called off: {self:?}");
            assert!(!self.link, "the link of what was called off works: {self:?}");
        }
        if matches!(request.state, State::Completed | State::Declined) {
            assert!(!self.accepts());
        }
    }
}

fn plan(session: &Session) -> Vec<schedule::Planned> {
    let mut line = ask(Moment::BeforeSession, Respondent::Patient, 48, 0);
    line.remind_hours = Some(24);
    let mut session = session.clone();
    session.minutes = 60;
    schedule::plan(&Circumstances {
        protocol: &protocol(vec![line]),
        zone: Oslo,
        episode: &episode(None),
        age: None,
        contacts: &[],
        sessions: &[session],
        until: instant(0),
        handed_over_on: None,
    })
}

#[test]
fn every_history_of_one_request() {
    let mut first = World {
        now: 0,
        starts: 98,
        session: SessionState::Planned,
        request: None,
        link: false,
        browsers: [Browser::default(); 2],
        invited: 0,
        reminded: 0,
        counted: 0,
    };
    first.settle();
    // States of this depth, each with the number of histories that lead to it.
    let mut layer = HashMap::from([(first, 1_u64)]);
    let (mut seen, mut histories) = (0, 0_u64);
    for _ in 0..STEPS {
        let mut next: HashMap<World, u64> = HashMap::new();
        for (world, ways) in &layer {
            for step in ALPHABET {
                // What changes nothing leads to a history as well: back to the same state.
                let after = world.after(*step).unwrap_or_else(|| world.clone());
                *next.entry(after).or_default() += ways;
            }
        }
        next.keys().for_each(World::check);
        seen += next.len();
        histories = next.values().sum();
        layer = next;
    }
    eprintln!("{histories} histories of {STEPS} steps through {seen} states");
    // None is lost on the way.
    assert_eq!(histories, (ALPHABET.len() as u64).pow(u32::try_from(STEPS).unwrap()));
}
