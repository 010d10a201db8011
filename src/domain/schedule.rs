//! What is asked in an episode, and when: a plan that follows from the protocol and the sessions alone.
//!
//! [`plan`] says what should be asked; [`settle`] says what must change for the requests there are to
//! become so. Whatever happens (a session is added, moved, called off, held after all; the episode ends;
//! the protocol is edited), the plan is made anew and settled: in whichever order news arrives, and
//! however often, the result is the same.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::care::{
    Ask, Channel, ContactId, EndKind, Episode, Moment, Protocol, Request, RequestId, Respondent, Session, SessionId,
    State,
};
use super::{local_time, summary};

/// Everything a plan follows from.
#[derive(Clone, Debug)]
pub struct Circumstances<'a> {
    /// What is asked.
    pub protocol: &'a Protocol,
    /// The service's time zone.
    pub zone: Tz,
    /// The episode.
    pub episode: &'a Episode,
    /// The patient's age in years, when the year of birth is known.
    pub age: Option<i64>,
    /// The people near the patient who are asked too.
    pub contacts: &'a [(ContactId, Respondent)],
    /// The episode's sessions, in any order.
    pub sessions: &'a [Session],
    /// How far ahead what is asked every so many weeks is planned.
    pub until: DateTime<Utc>,
    /// The day a summary of the course went on to somebody else.
    pub handed_over_on: Option<NaiveDate>,
}

/// A request that should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// What it is for; unique in its episode.
    pub slot: String,
    /// The session it is asked around, if any.
    pub session: Option<SessionId>,
    /// The moment of the protocol.
    pub moment: Moment,
    /// Who is asked.
    pub respondent: Respondent,
    /// Who that is, when it is somebody near the patient.
    pub contact: Option<ContactId>,
    /// The instruments, in the order they are shown.
    pub instruments: Vec<String>,
    /// From when a link works.
    pub opens_at: DateTime<Utc>,
    /// When it stops working.
    pub closes_at: DateTime<Utc>,
    /// How to tell whoever is asked: the first that reaches them.
    pub channels: Vec<Channel>,
    /// When whoever has not answered is reminded.
    pub remind_at: Option<DateTime<Utc>>,
}

/// How long before a session somebody may answer what is asked only because a clinician wants it.
const ALSO_OPENS: TimeDelta = TimeDelta::hours(48);

/// How long what is asked at the end stays open when there was no last session to ask it around.
const END_STAYS: TimeDelta = TimeDelta::days(7);

/// The hour of the day, on the wall, at which what belongs to a day and not to a session begins.
const MORNING: u32 = 9;

/// The requests that should be, in the order they open.
///
/// A protocol's start line takes the place of its before-session line at the first session, and its end
/// line at the last, so that nobody is asked the same twice; lines that fall on the same moment become
/// one request. A session that was called off, or that the patient did not come to, calls for nothing
/// and is not counted when each k-th is asked.
#[must_use]
pub fn plan(circumstances: &Circumstances<'_>) -> Vec<Planned> {
    let mut sessions: Vec<&Session> = circumstances.sessions.iter().filter(|session| session.stands()).collect();
    sessions.sort_by_key(|session| (session.starts_at, session.id));
    // When the only session is the last as well, what is asked at the end waits for the ending.
    let last = sessions.iter().skip(1).rev().find(|session| session.last).map(|session| session.id);
    let mut plan = Plan { circumstances, planned: Vec::new() };
    for ask in &circumstances.protocol.ask {
        if !ask.is_for_age(circumstances.age) {
            continue;
        }
        for contact in plan.asked(ask.respondent) {
            plan.add(ask, contact, &sessions, last);
        }
    }
    for session in &sessions {
        plan.add_also(session);
    }
    plan.add_follow_up();
    plan.planned.sort_by(|one, other| (one.opens_at, &one.slot).cmp(&(other.opens_at, &other.slot)));
    plan.planned
}

struct Plan<'a> {
    circumstances: &'a Circumstances<'a>,
    planned: Vec<Planned>,
}

/// Whom a slot is for, and what for.
fn slot(respondent: Respondent, contact: Option<ContactId>, what: &str) -> String {
    match contact {
        Some(contact) => format!("{respondent}:{}/{what}", contact.0.simple()),
        None => format!("{respondent}/{what}"),
    }
}

fn slot_of_session(moment: Moment, session: SessionId) -> String {
    format!("{moment}/{}", session.0.simple())
}

impl Plan<'_> {
    /// Everybody a line is asked of: the patient and the clinician are one, of the others there may be
    /// several or none.
    fn asked(&self, respondent: Respondent) -> Vec<Option<ContactId>> {
        match respondent {
            Respondent::Patient | Respondent::Clinician => vec![None],
            Respondent::Parent | Respondent::NextOfKin | Respondent::Teacher => {
                let contacts = self.circumstances.contacts.iter();
                contacts.filter(|(_, relation)| *relation == respondent).map(|(id, _)| Some(*id)).collect()
            }
        }
    }

    fn add(&mut self, ask: &Ask, contact: Option<ContactId>, sessions: &[&Session], last: Option<SessionId>) {
        let episode = self.circumstances.episode;
        let ended_on = episode.ended_on.filter(|_| episode.end_kind != Some(EndKind::NotStarted));
        match ask.moment {
            Moment::Referral => {
                self.add_day(ask, contact, "referral", episode.referred_on, TimeDelta::zero());
            }
            Moment::Start => {
                if let Some(first) = sessions.first() {
                    self.add_around(ask, contact, first, "start");
                }
            }
            Moment::BeforeSession => {
                for (index, session) in sessions.iter().enumerate() {
                    let taken = (index == 0 && self.has(Moment::Start, ask.respondent))
                        || (Some(session.id) == last && self.has(Moment::End, ask.respondent));
                    if is_kth(index, ask.every) && !taken {
                        self.add_around(ask, contact, session, &slot_of_session(ask.moment, session.id));
                    }
                }
            }
            Moment::AfterSession => {
                for (index, session) in sessions.iter().enumerate() {
                    if is_kth(index, ask.every) {
                        self.add_around(ask, contact, session, &slot_of_session(ask.moment, session.id));
                    }
                }
            }
            Moment::EveryWeeks => self.add_every_weeks(ask, contact),
            Moment::End => match (sessions.iter().find(|session| Some(session.id) == last), ended_on) {
                (Some(session), _) => self.add_around(ask, contact, session, "end"),
                (None, Some(on)) => self.add_day(ask, contact, "end", on, END_STAYS),
                (None, None) => {}
            },
            Moment::AfterEnd => {
                if let (Some(ended), Some(days)) = (ended_on, ask.days)
                    && let Some(on) = ended.checked_add_days(Days::new(u64::from(days)))
                {
                    self.add_day(ask, contact, &format!("after-end/{days}"), on, TimeDelta::zero());
                }
            }
        }
    }

    /// How it went after a summary was handed over; not where the protocol asks the same after the end anyway.
    fn add_follow_up(&mut self) {
        let asked = |one: &Planned| {
            one.moment == Moment::AfterEnd
                && one.respondent == Respondent::Patient
                && one.instruments.iter().any(|id| id == summary::FOLLOW_UP_INSTRUMENT)
        };
        let Some(on) = self.circumstances.handed_over_on else { return };
        let Some(on) = on.checked_add_days(Days::new(u64::from(summary::FOLLOW_UP_DAYS))) else { return };
        if self.planned.iter().any(asked) {
            return;
        }
        let ask = Ask {
            moment: Moment::AfterEnd,
            respondent: Respondent::Patient,
            instruments: vec![summary::FOLLOW_UP_INSTRUMENT.to_owned()],
            every: 1,
            days: Some(summary::FOLLOW_UP_DAYS),
            ages: None,
            opens_hours: 0,
            closes_hours: summary::FOLLOW_UP_OPEN_DAYS * 24,
            channels: vec![Channel::Sms, Channel::Email],
            remind_hours: Some(72),
        };
        self.add_day(&ask, None, "after-hand-over", on, TimeDelta::zero());
    }

    fn has(&self, moment: Moment, respondent: Respondent) -> bool {
        let age = self.circumstances.age;
        let mut asks = self.circumstances.protocol.ask.iter();
        asks.any(|ask| ask.moment == moment && ask.respondent == respondent && ask.is_for_age(age))
    }

    fn add_around(&mut self, ask: &Ask, contact: Option<ContactId>, session: &Session, what: &str) {
        let after = ask.moment == Moment::AfterSession;
        let opens = TimeDelta::hours(i64::from(ask.opens_hours));
        let opens_at = if after { session.starts_at + opens } else { session.starts_at - opens };
        let closes_at = (session.ends_at() + TimeDelta::hours(i64::from(ask.closes_hours))).max(opens_at);
        let remind_at = ask.remind_hours.map(|hours| {
            let hours = TimeDelta::hours(i64::from(hours));
            if after { opens_at + hours } else { session.starts_at - hours }
        });
        self.put(ask, contact, what, Some(session.id), (opens_at, closes_at, remind_at));
    }

    fn add_day(&mut self, ask: &Ask, contact: Option<ContactId>, what: &str, on: NaiveDate, stays: TimeDelta) {
        let morning = NaiveTime::from_hms_opt(MORNING, 0, 0).unwrap_or(NaiveTime::MIN);
        let day = local_time::instant(self.circumstances.zone, on.and_time(morning));
        let opens_at = day + TimeDelta::hours(i64::from(ask.opens_hours));
        let closes_at = opens_at + TimeDelta::hours(i64::from(ask.closes_hours)).max(stays);
        let remind_at = ask.remind_hours.map(|hours| opens_at + TimeDelta::hours(i64::from(hours)));
        self.put(ask, contact, what, None, (opens_at, closes_at, remind_at));
    }

    /// While the episode lasts, counted from its first held session.
    fn add_every_weeks(&mut self, ask: &Ask, contact: Option<ContactId>) {
        let Circumstances { episode, zone, until, .. } = self.circumstances;
        let Some(started) = episode.started_on else { return };
        let last_day = local_time::day_of(*zone, *until);
        for place in 1_u32.. {
            let days = u64::from(place) * u64::from(ask.every.max(1)) * 7;
            let Some(on) = started.checked_add_days(Days::new(days)) else { return };
            if on > last_day || episode.ended_on.is_some_and(|ended| on >= ended) {
                return;
            }
            self.add_day(ask, contact, &format!("every-weeks/{}/{place}", ask.every), on, TimeDelta::zero());
        }
    }

    fn put(
        &mut self,
        ask: &Ask,
        contact: Option<ContactId>,
        what: &str,
        session: Option<SessionId>,
        (opens_at, closes_at, remind_at): (DateTime<Utc>, DateTime<Utc>, Option<DateTime<Utc>>),
    ) {
        let slot = slot(ask.respondent, contact, what);
        if let Some(same) = self.planned.iter_mut().find(|planned| planned.slot == slot) {
            let new = ask.instruments.iter().filter(|id| !same.instruments.contains(id));
            let new: Vec<String> = new.cloned().collect();
            same.instruments.extend(new);
            same.opens_at = same.opens_at.min(opens_at);
            same.closes_at = same.closes_at.max(closes_at);
            same.remind_at = same.remind_at.or(remind_at);
            return;
        }
        self.planned.push(Planned {
            slot,
            session,
            moment: ask.moment,
            respondent: ask.respondent,
            contact,
            instruments: ask.instruments.clone(),
            opens_at,
            closes_at,
            channels: ask.channels.clone(),
            remind_at: remind_at.filter(|at| (opens_at..closes_at).contains(at)),
        });
    }

    /// What a clinician wants asked before one session: with what is asked then anyway, or alone.
    fn add_also(&mut self, session: &Session) {
        if session.also.is_empty() {
            return;
        }
        let before = |planned: &&mut Planned| {
            planned.session == Some(session.id)
                && planned.respondent == Respondent::Patient
                && planned.moment != Moment::AfterSession
        };
        if let Some(planned) = self.planned.iter_mut().find(before) {
            let new: Vec<String> =
                session.also.iter().filter(|id| !planned.instruments.contains(id)).cloned().collect();
            planned.instruments.extend(new);
            return;
        }
        let moment = Moment::BeforeSession;
        self.planned.push(Planned {
            slot: slot(Respondent::Patient, None, &slot_of_session(moment, session.id)),
            session: Some(session.id),
            moment,
            respondent: Respondent::Patient,
            contact: None,
            instruments: session.also.clone(),
            opens_at: session.starts_at - ALSO_OPENS,
            closes_at: session.ends_at(),
            channels: Vec::new(),
            remind_at: None,
        });
    }
}

/// Whether the session at `index`, from 0, is one that "each k-th" means: the k-th, the 2k-th and so on.
const fn is_kth(index: usize, every: u32) -> bool {
    every <= 1 || (index + 1).is_multiple_of(every as usize)
}

/// What must change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Somebody is asked who was not.
    Add(Planned),
    /// An open request gets another time, session or set of instruments.
    Move(RequestId, Planned),
    /// A request that was called off, or whose time went by, is asked after all.
    Renew(RequestId, Planned),
    /// An open request is asked no more.
    CallOff(RequestId),
}

/// What must change for `existing` to become as `planned`, at `now`.
///
/// What was answered or declined stays; so does the wording of what somebody has begun to answer.
/// Nobody is asked after the time to answer has gone by.
#[must_use]
pub fn settle(planned: Vec<Planned>, existing: &[Request], now: DateTime<Utc>) -> Vec<Change> {
    let mut changes = Vec::new();
    for request in existing {
        if !request.state.is_final() && !planned.iter().any(|planned| planned.slot == request.slot) {
            changes.push(Change::CallOff(request.id));
        }
    }
    for mut planned in planned {
        let open = planned.closes_at > now;
        match existing.iter().find(|request| request.slot == planned.slot) {
            None if open => changes.push(Change::Add(planned)),
            None => {}
            Some(request) => match request.state {
                State::Expired | State::Superseded if open => changes.push(Change::Renew(request.id, planned)),
                State::Completed | State::Declined | State::Expired | State::Superseded => {}
                State::Due | State::Invited | State::Opened | State::Partial => {
                    if request.state.is_answering() {
                        planned.instruments.clone_from(&request.instruments);
                    }
                    if !is_as_planned(request, &planned) {
                        changes.push(Change::Move(request.id, planned));
                    }
                }
            },
        }
    }
    changes
}

fn is_as_planned(request: &Request, planned: &Planned) -> bool {
    request.session == planned.session
        && request.instruments == planned.instruments
        && request.opens_at == planned.opens_at
        && request.closes_at == planned.closes_at
        && request.channels == planned.channels
        && request.remind_at == planned.remind_at
}

/// The hours of the day, on the wall, in which messages may be sent: from the first, to before the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SendingHours {
    /// The first hour, 0-23.
    pub from: u32,
    /// The hour before which sending ends, 1-24, above `from`.
    pub to: u32,
}

impl Default for SendingHours {
    fn default() -> Self {
        Self { from: 8, to: 20 }
    }
}

impl SendingHours {
    /// The first instant at or after `at` in which a message may be sent.
    #[must_use]
    pub fn next(self, zone: Tz, at: DateTime<Utc>) -> DateTime<Utc> {
        let day = local_time::day_of(zone, at);
        let hour = |day: NaiveDate, hour: u32| {
            let wall = NaiveTime::from_hms_opt(hour.min(23), 0, 0).unwrap_or(NaiveTime::MIN);
            local_time::instant(zone, day.and_time(wall))
        };
        let (opens, closes) = (
            hour(day, self.from),
            if self.to >= 24 { local_time::day_bounds(zone, day).1 } else { hour(day, self.to) },
        );
        if at < opens {
            opens
        } else if at < closes {
            at
        } else {
            hour(day.succ_opt().unwrap_or(day), self.from)
        }
    }
}
