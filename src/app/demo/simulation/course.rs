//! One patient's way through the service: waiting, sessions, leaving, ending.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime};

use super::answers::Habits;
use super::calendar::{self, Calendar, earlier, later};
use super::chance::Chance;
use super::growth::Growth;
use super::replies::{Ahead, Around};
use super::{CLINICIANS, Episode, MUNICIPAL, Patient, Reply, Session, Truth};
use crate::app::demo::names;
use crate::domain::care::{Course, EndKind, Problem, SessionKind, SessionMode, SessionState, Sex};

/// Referrals a year, by unit.
const REFERRALS: [f64; 2] = [250.0, 140.0];
/// How much busier or quieter each month is; they sum to twelve.
const SEASON: [f64; 12] = [1.15, 1.1, 1.1, 0.95, 1.0, 1.0, 0.45, 1.0, 1.2, 1.15, 1.15, 0.75];
/// Working days in a usual year.
const WORKING_DAYS: f64 = 251.0;
/// Planned sessions are booked this far ahead.
const BOOKED_DAYS: u32 = 14;

/// Makes episodes one after the other, from one source of chance and one calendar.
pub(super) struct Maker {
    pub(super) chance: Chance,
    pub(super) calendar: Calendar,
    pub(super) today: NaiveDate,
    from: NaiveDate,
    improved_from: NaiveDate,
    women: usize,
    men: usize,
}

/// Why an episode goes no further.
enum Stop {
    Ended(NaiveDate, EndKind),
    Ongoing,
}

impl Maker {
    pub(super) fn new(seed: u64, from: NaiveDate, today: NaiveDate, improved_from: NaiveDate) -> Self {
        Self { chance: Chance::new(seed), calendar: Calendar::new(today), today, from, improved_from, women: 0, men: 0 }
    }

    /// All episodes that come by referral, in the order they come.
    pub(super) fn all(&mut self) -> Vec<Episode> {
        let mut episodes = Vec::new();
        let mut day = self.from;
        while day < self.today {
            if calendar::is_working_day(day) {
                for (unit, referrals) in REFERRALS.iter().enumerate() {
                    let season = SEASON.get(usize::try_from(day.month0()).unwrap_or(0)).copied().unwrap_or(1.0);
                    let a_quarter = referrals * season / WORKING_DAYS / 4.0;
                    for _ in 0..4 {
                        if self.chance.flip(a_quarter) {
                            episodes.push(self.episode(unit, day));
                        }
                    }
                }
            }
            day = later(day, 1);
        }
        episodes
    }

    fn episode(&mut self, unit: usize, referred_on: NaiveDate) -> Episode {
        let english = self.chance.flip(0.06);
        let patient = self.patient(referred_on, english);
        let problem = self.problem(unit);
        let course = self.course(unit);
        let clinician = self.clinician(unit);
        let mut episode = Episode {
            patient,
            unit,
            clinician,
            referred_on,
            started_on: None,
            ended_on: None,
            end_kind: None,
            problem,
            course,
            sessions: Vec::new(),
            outside: Vec::new(),
            truth: None,
        };
        let stop = if self.chance.flip(if unit == MUNICIPAL { 0.11 } else { 0.09 }) {
            self.never_begins(&mut episode)
        } else {
            self.goes_through(&mut episode)
        };
        episode.started_on = episode
            .sessions
            .iter()
            .find(|session| session.state == SessionState::Held && session.kind == SessionKind::Treatment)
            .map(|session| session.starts_at.date());
        if let Stop::Ended(day, kind) = stop
            && day < self.today
        {
            episode.ended_on = Some(day);
            // Somebody who was assessed and came no more had no treatment to leave.
            episode.end_kind = Some(if episode.started_on.is_none() { EndKind::NotStarted } else { kind });
        }
        episode
    }

    pub(super) fn patient(&mut self, referred_on: NaiveDate, english: bool) -> Patient {
        let woman = self.chance.flip(0.66);
        let number = if woman { &mut self.women } else { &mut self.men };
        let (given, family) = names::find_by_number(*number, woman);
        *number += 1;
        let people = self.women + self.men;
        // Two draws make the middle thirties the most usual age, with a tail of older people.
        let years = 18 + self.chance.between(0, 20) + self.chance.between(0, 36).min(self.chance.between(0, 36));
        let days = years * 365 + years / 4 + self.chance.between(1, 364);
        Patient {
            given,
            family,
            birth_date: earlier(referred_on, days),
            sex: if woman { Sex::Female } else { Sex::Male },
            language: if english { "en" } else { "nb" },
            phone: format!("00{people:06}"),
        }
    }

    fn problem(&mut self, unit: usize) -> Problem {
        let shares =
            if unit == MUNICIPAL { [0.36, 0.34, 0.04, 0.08, 0.15, 0.03] } else { [0.40, 0.27, 0.20, 0.03, 0.03, 0.07] };
        let problems =
            [Problem::Depression, Problem::Anxiety, Problem::Trauma, Problem::Sleep, Problem::Stress, Problem::Other];
        let mut choices = [(Problem::Other, 0.0); 6];
        for (choice, pair) in choices.iter_mut().zip(problems.into_iter().zip(shares)) {
            *choice = pair;
        }
        self.chance.weighted(&choices, Problem::Other)
    }

    fn course(&mut self, unit: usize) -> Course {
        let (guided, group) = if unit == MUNICIPAL { (0.38, 0.14) } else { (0.0, 0.14) };
        self.chance.weighted(
            &[(Course::GuidedSelfHelp, guided), (Course::Group, group), (Course::Individual, 1.0 - guided - group)],
            Course::Individual,
        )
    }

    fn clinician(&mut self, unit: usize) -> usize {
        let mut choices = [(0, 0.0); CLINICIANS.len()];
        for (place, (choice, staff)) in choices.iter_mut().zip(&CLINICIANS).enumerate() {
            *choice = (place, if staff.unit == unit { 1.0 } else { 0.0 });
        }
        self.chance.weighted(&choices, 0)
    }

    /// Referred, perhaps offered a first session, and nothing came of it.
    fn never_begins(&mut self, episode: &mut Episode) -> Stop {
        let wait = self.wait(episode.unit);
        if self.chance.flip(0.5) {
            let at = self.calendar.book(episode.clinician, later(episode.referred_on, wait), 0);
            if at.date() > later(self.today, BOOKED_DAYS) {
                return Stop::Ongoing;
            }
            let state = if at.date() >= self.today {
                SessionState::Planned
            } else if self.chance.flip(0.6) {
                SessionState::NoShow
            } else {
                SessionState::Cancelled
            };
            let before = self.unheld_reply(state, at.date());
            episode.sessions.push(Session {
                starts_at: at,
                minutes: 60,
                state,
                kind: SessionKind::Assessment,
                mode: SessionMode::InPerson,
                before,
                after: Reply::NotAsked,
            });
            return Stop::Ended(later(at.date(), self.chance.between(7, 21)), EndKind::NotStarted);
        }
        Stop::Ended(later(episode.referred_on, wait + self.chance.between(0, 14)), EndKind::NotStarted)
    }

    fn wait(&mut self, unit: usize) -> u32 {
        if unit == MUNICIPAL { self.chance.between(6, 26) } else { self.chance.between(21, 58) }
    }

    /// Session by session until the course is over, the patient leaves, or the booked fortnight ends.
    fn goes_through(&mut self, episode: &mut Episode) -> Stop {
        let habits = Habits::begin(&mut self.chance, episode.patient.language == "en");
        let seldom = self.seldom(episode.unit, episode.referred_on);
        let mut growth = Growth::begin(&mut self.chance, episode.unit, episode.problem, episode.course, seldom);
        let assessments = if episode.unit == MUNICIPAL { 1 } else { 2 };
        let target = self.length(episode.unit, episode.course);
        let wish = usize::try_from(self.chance.between(0, 5)).unwrap_or(0);
        let fortnightly = self.chance.flip(if episode.unit == MUNICIPAL { 0.15 } else { 0.35 });
        let mut from = later(episode.referred_on, self.wait(episode.unit));
        let mut held = 0;
        let mut booked = 0;
        loop {
            let number = held + booked + 1;
            let kind = if number <= assessments { SessionKind::Assessment } else { SessionKind::Treatment };
            let at = self.appointment(episode, kind, from, wish);
            let day = at.date();
            if day > later(self.today, BOOKED_DAYS) || number > target {
                return Stop::Ongoing;
            }
            from = later(day, if fortnightly && kind == SessionKind::Treatment { 14 } else { 7 });
            let mut session = Session {
                starts_at: at,
                minutes: minutes(kind, episode.course),
                state: SessionState::Held,
                kind,
                mode: self.mode(kind, episode.course),
                before: Reply::NotAsked,
                after: Reply::NotAsked,
            };
            if day >= self.today {
                session.state = SessionState::Planned;
                if day == self.today {
                    growth.advance(number, self.improved(episode.unit, day));
                    let totals = growth.totals(&mut self.chance);
                    session.before =
                        self.reply_today(&habits, &Around::today(at, episode.unit, seldom, growth.better()), totals);
                } else {
                    session.before = self.unheld_reply(SessionState::Planned, day);
                }
                booked += 1;
                episode.sessions.push(session);
                continue;
            }
            let missed = self.missed(held, growth.better());
            if let Some(state) = missed {
                session.state = state;
                session.before = self.unheld_reply(state, day);
                episode.sessions.push(session);
                continue;
            }
            held += 1;
            growth.advance(held, self.improved(episode.unit, day));
            let totals = growth.totals(&mut self.chance);
            let first = episode.truth.map_or(totals, |truth| truth.first);
            episode.truth = Some(Truth { first, last: totals });
            let better = growth.better();
            let leaves = held < target && self.leaves(held, better);
            let moves =
                !leaves && held < target && held > 1 && self.chance.flip(if better < -0.3 { 0.03 } else { 0.007 });
            let ahead = if leaves {
                Ahead::StaysAway
            } else if moves || held == target {
                Ahead::Ending
            } else {
                Ahead::More
            };
            let around =
                Around { at, minutes: session.minutes, unit: episode.unit, seldom, first: held == 1, better, ahead };
            session.before = self.reply_before(&habits, &around, totals);
            session.after = self.reply_after(&habits, &around);
            episode.sessions.push(session);
            if leaves {
                return self.stays_away(episode, from);
            }
            if moves {
                return Stop::Ended(later(day, self.chance.between(2, 12)), EndKind::Transferred);
            }
            if held == target {
                return Stop::Ended(day, EndKind::Planned);
            }
        }
    }

    fn appointment(&mut self, episode: &Episode, kind: SessionKind, from: NaiveDate, wish: usize) -> NaiveDateTime {
        if episode.course == Course::Group && kind == SessionKind::Treatment {
            self.calendar.join_group(episode.clinician, from)
        } else {
            self.calendar.book(episode.clinician, from, wish)
        }
    }

    fn improved(&self, unit: usize, day: NaiveDate) -> bool {
        unit == MUNICIPAL && day >= self.improved_from
    }

    /// How many sessions the course is meant to have, 3 to 14.
    fn length(&mut self, unit: usize, course: Course) -> usize {
        let (from, to) = match (unit, course) {
            (MUNICIPAL, Course::GuidedSelfHelp) => (3, 8),
            (MUNICIPAL, Course::Group) => (6, 10),
            (MUNICIPAL, _) => (4, 12),
            _ => (6, 14),
        };
        usize::try_from(self.chance.between(from, to)).unwrap_or(8)
    }

    fn mode(&mut self, kind: SessionKind, course: Course) -> SessionMode {
        match (kind, course) {
            (SessionKind::Treatment, Course::Group) => SessionMode::Group,
            (SessionKind::Treatment, Course::GuidedSelfHelp) => self.chance.weighted(
                &[(SessionMode::Guided, 0.7), (SessionMode::Phone, 0.2), (SessionMode::Video, 0.1)],
                SessionMode::Guided,
            ),
            _ => self.chance.weighted(
                &[(SessionMode::InPerson, 0.76), (SessionMode::Video, 0.17), (SessionMode::Phone, 0.07)],
                SessionMode::InPerson,
            ),
        }
    }

    fn missed(&mut self, held: usize, better: f64) -> Option<SessionState> {
        let no_show = if held == 0 {
            0.03
        } else if better < 0.2 {
            0.07
        } else {
            0.045
        };
        if self.chance.flip(no_show) {
            Some(SessionState::NoShow)
        } else if self.chance.flip(0.065) {
            Some(SessionState::Cancelled)
        } else {
            None
        }
    }

    /// Whether the patient stays away from now on: oftener without improvement, and some because they are well.
    fn leaves(&mut self, held: usize, better: f64) -> bool {
        let early = if held == 1 { 0.03 } else { 0.0 };
        let disappointed = if held >= 2 && better < 0.35 { 0.06 } else { 0.0 };
        let well = if held >= 3 && better > 0.9 { 0.035 } else { 0.0 };
        self.chance.flip(0.012 + early + disappointed + well)
    }

    /// One or two sessions nobody came to, and a closed case some weeks later.
    fn stays_away(&mut self, episode: &mut Episode, mut from: NaiveDate) -> Stop {
        for _ in 0..self.chance.between(1, 2) {
            let at = self.appointment(episode, SessionKind::Treatment, from, 0);
            if at.date() >= self.today {
                break;
            }
            let before = self.unheld_reply(SessionState::NoShow, at.date());
            episode.sessions.push(Session {
                starts_at: at,
                minutes: minutes(SessionKind::Treatment, episode.course),
                state: SessionState::NoShow,
                kind: SessionKind::Treatment,
                mode: self.mode(SessionKind::Treatment, episode.course),
                before,
                after: Reply::NotAsked,
            });
            from = later(at.date(), 7);
        }
        Stop::Ended(later(from, self.chance.between(5, 20)), EndKind::Left)
    }

    /// How far from the first day to today, 0 to 1.
    pub(super) fn progress(&self, day: NaiveDate) -> f64 {
        let days = |from: NaiveDate, to: NaiveDate| f64::from(i32::try_from((to - from).num_days()).unwrap_or(0));
        (days(self.from, day) / days(self.from, self.today).max(1.0)).clamp(0.0, 1.0)
    }

    /// Whether somebody hardly ever answers: fewer as the years go by.
    fn seldom(&mut self, unit: usize, referred_on: NaiveDate) -> bool {
        let progress = self.progress(referred_on);
        self.chance.flip(if unit == MUNICIPAL { 0.28 - 0.18 * progress } else { 0.52 - 0.2 * progress })
    }
}

/// How long a session is set to last.
pub(super) fn minutes(kind: SessionKind, course: Course) -> u32 {
    match (kind, course) {
        (SessionKind::Assessment, _) => 60,
        (SessionKind::Treatment, Course::Group) => 90,
        (SessionKind::Treatment, Course::GuidedSelfHelp) => 30,
        (SessionKind::Treatment, _) => 45,
    }
}
