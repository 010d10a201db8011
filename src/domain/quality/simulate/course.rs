//! One invented person's way through a service.

use chrono::{Days, NaiveDate, NaiveDateTime, TimeDelta};

use super::super::Pattern;
use super::super::left_out::for_problem;
use super::super::rows::{Appointment, Asked, Episode, Form};
use super::chance::Chance;
use super::{Habits, Plant};
use crate::domain::care::{Course, EndKind, Mode, Moment, Problem, SessionKind, SessionState, State};

/// One person with what the forms would show.
struct Person {
    intake: f64,
    gain: f64,
    answers: f64,
    helped: f64,
}

/// An episode as it is being made.
struct Maker<'a> {
    chance: &'a mut Chance,
    habits: &'a Habits,
    plant: Option<Plant>,
    last: NaiveDate,
    person: Person,
    episode: Episode,
    /// General scores as they stand, oldest first.
    scores: Vec<f64>,
}

pub(super) fn episode(
    chance: &mut Chance,
    habits: &Habits,
    plant: Option<Plant>,
    referred_on: NaiveDate,
    last: NaiveDate,
) -> Episode {
    let problems = [
        (Problem::Depression, 0.36),
        (Problem::Anxiety, 0.34),
        (Problem::Trauma, 0.08),
        (Problem::Sleep, 0.08),
        (Problem::Stress, 0.10),
        (Problem::Other, 0.04),
    ];
    let courses = [(Course::Individual, 0.6), (Course::GuidedSelfHelp, 0.28), (Course::Group, 0.12)];
    let episode = Episode {
        referred_on,
        ended_on: None,
        end_kind: None,
        problem: chance.weighted(&problems, Problem::Other),
        course: chance.weighted(&courses, Course::Individual),
        appointments: Vec::new(),
        asked: Vec::new(),
        forms: Vec::new(),
    };
    let person = Person {
        intake: (15.5 + 4.5 * chance.normal()).clamp(4.0, 26.0),
        gain: 6.5 + 5.0 * chance.normal(),
        answers: (habits.answers + 0.15 * chance.normal()).clamp(0.05, 0.99),
        // A few need help every time.
        helped: if chance.flip(0.015) { 0.9 } else { habits.help },
    };
    let mut maker = Maker { chance, habits, plant, last, person, episode, scores: Vec::new() };
    maker.go();
    maker.recode();
    // Made in the order of sessions; a repeat may lie after the next of them.
    maker.episode.forms.sort_by_key(|form| form.at);
    maker.episode
}

impl Maker<'_> {
    /// Whether the planted pattern happens at this occasion.
    fn bends(&mut self, pattern: Pattern) -> bool {
        self.plant.is_some_and(|plant| plant.pattern == pattern && self.chance.flip(plant.share))
    }

    fn go(&mut self) {
        let guided = self.episode.course == Course::GuidedSelfHelp;
        let target = if guided { self.chance.between(2, 7) } else { self.chance.between(3, 13) };
        let direct = self.habits.no_assessment * if guided { 2.0 } else { 1.0 };
        let assessed = !self.chance.flip(direct);
        let every = if self.chance.flip(0.25) { 14 } else { 7 };
        let mut day = later(self.episode.referred_on, self.chance.between(5, 40));
        let mut held = 0;
        while day <= self.last {
            if self.chance.flip(0.11) {
                let state = if self.chance.flip(0.5) { SessionState::NoShow } else { SessionState::Cancelled };
                self.appointment(day, SessionKind::Treatment, state);
                day = later(day, 7);
                continue;
            }
            held += 1;
            let kind = if held == 1 && assessed { SessionKind::Assessment } else { SessionKind::Treatment };
            self.appointment(day, kind, SessionState::Held);
            let true_score = self.true_score(held);
            let last_one = held == target || self.ends_well(held, true_score);
            self.fill_in(held, true_score, last_one);
            let first_good = self.is_first_good();
            if last_one || (first_good && held > 1 && self.bends(Pattern::Discharge)) {
                return self.end(day, EndKind::Planned);
            }
            let early = if held == 1 { 0.06 } else { 0.0 };
            if self.chance.flip(self.habits.leaves + early) {
                return self.leave(day, every);
            }
            if self.chance.flip(0.008) {
                return self.end(later(day, 5), EndKind::Transferred);
            }
            day = later(day, every + self.gap(held));
        }
    }

    /// What comes on top of the usual days until the next session.
    fn gap(&mut self, held: i64) -> i64 {
        if held == 1 && self.bends(Pattern::Parked) {
            return self.chance.between(45, 120);
        }
        if held == 1 && self.chance.flip(self.habits.queue) {
            return self.chance.between(30, 80);
        }
        match self.chance.uniform() {
            rare if rare < 0.012 => self.chance.between(35, 80),
            some if some < 0.06 => 14,
            _ => 0,
        }
    }

    fn true_score(&mut self, held: i64) -> f64 {
        let way = (f64::from(i32::try_from(held - 1).unwrap_or(0)) / 8.0).sqrt();
        self.person.intake - self.person.gain * way + 1.2 * self.chance.normal()
    }

    /// Some agree to end once two scores in a row are good, some when they see that all is well, whatever the form says.
    fn ends_well(&mut self, held: i64, true_score: f64) -> bool {
        let two = matches!(self.scores.as_slice(), [.., one, next] if *one < 10.0 && *next < 10.0);
        let waits = two && self.chance.flip(self.habits.waits_for_two);
        let sees = true_score < 9.0 && self.chance.flip(self.habits.sees_it);
        held >= 4 && (waits || sees)
    }

    fn is_first_good(&self) -> bool {
        matches!(self.scores.split_last(), Some((last, before)) if *last < 10.0
            && before.first().is_some_and(|first| *first >= 10.0) && before.iter().all(|score| *score >= 10.0))
    }

    fn appointment(&mut self, day: NaiveDate, kind: SessionKind, state: SessionState) {
        let starts_at = at(day, 8 + self.chance.between(0, 7), 0);
        let minutes = if kind == SessionKind::Assessment { 60 } else { 45 };
        let opened_at =
            (state == SessionState::Held && self.chance.flip(0.8)).then(|| starts_at - TimeDelta::minutes(10));
        self.episode.appointments.push(Appointment { starts_at, minutes, state, kind, opened_at, discussed: None });
    }

    fn starts_at(&self) -> NaiveDateTime {
        self.episode.appointments.last().map_or_else(|| at(self.last, 12, 0), |one| one.starts_at)
    }

    /// What is answered before the session that was made last.
    fn fill_in(&mut self, held: i64, true_score: f64, last_one: bool) {
        let answered = self.chance.flip(self.person.answers);
        let own = for_problem(self.episode.problem).first().copied();
        let asked = std::iter::once("phq-9").chain(own).map(str::to_owned).collect();
        let moment = if held == 1 { Moment::Start } else { Moment::BeforeSession };
        let starts_at = self.starts_at();
        let state = if answered { State::Completed } else { State::Expired };
        self.episode.asked.push(Asked {
            moment,
            instruments: asked,
            opens_at: starts_at - TimeDelta::hours(48),
            state,
        });
        if !answered {
            return;
        }
        let mut mode = if self.chance.flip(self.person.helped) { Mode::Staff } else { Mode::Link };
        let mut score = true_score + 1.6 * self.chance.normal();
        if last_one && self.bends(Pattern::Helped) {
            mode = Mode::Staff;
            score -= 3.0;
        }
        let mut when = self.moment_before(starts_at);
        if self.chance.flip(self.habits.paper) {
            // Filled in on paper, typed in later the same day.
            mode = Mode::Paper;
            when = starts_at + TimeDelta::minutes(self.chance.between(60, 240));
        }
        if self.bends(Pattern::Late) {
            mode = Mode::Room;
            when = starts_at + TimeDelta::minutes(self.chance.between(34, 50));
        }
        let score = points(score);
        self.form("phq-9", when, mode, moment, Some(score));
        self.scores.push(score);
        self.special(own, held, when, mode, moment, score);
        self.again(held, when, mode, moment, score);
    }

    fn special(&mut self, own: Option<&str>, held: i64, when: NaiveDateTime, mode: Mode, moment: Moment, score: f64) {
        let Some(own) = own else { return };
        let tired = if held > 2 { self.habits.tired } else { 0.0 };
        let mut missing = self.chance.flip(self.habits.special_missing + tired);
        let not_better = self.scores.first().is_some_and(|first| first - score < 6.0);
        missing |= held > 2 && not_better && self.bends(Pattern::LeftOut);
        if !missing {
            self.form(own, when, mode, moment, None);
        }
    }

    /// Sent twice by mistake, or repeated until it is better.
    fn again(&mut self, held: i64, when: NaiveDateTime, mode: Mode, moment: Moment, score: f64) {
        if self.chance.flip(self.habits.twice) {
            // Half of them the same once more, half answered anew; a little oftener where the score was odd.
            let anew = if self.chance.flip(0.5) { points(score + 1.5 * self.chance.normal()) } else { score };
            let when = when + TimeDelta::minutes(self.chance.between(2, 2000));
            self.form("phq-9", when, mode, moment, Some(anew));
        }
        if held > 2 && score >= 10.0 && self.bends(Pattern::Repeated) {
            let mut now = score;
            for round in 1..=5 {
                now = points(score + 2.0 * self.chance.normal() - 0.5);
                self.form("phq-9", when + TimeDelta::minutes(30 * round), mode, moment, Some(now));
                if now <= score - 1.0 {
                    break;
                }
            }
            if let Some(last) = self.scores.last_mut() {
                *last = now;
            }
        }
    }

    /// Mostly in the two days before; some in the first minutes, a few at the end because it was forgotten.
    fn moment_before(&mut self, starts_at: NaiveDateTime) -> NaiveDateTime {
        if self.chance.flip(self.habits.forgotten) {
            return starts_at + TimeDelta::minutes(self.chance.between(35, 55));
        }
        if self.chance.flip(self.habits.in_the_hour) {
            return starts_at + minutes(self.chance.delay(9.0));
        }
        starts_at - TimeDelta::minutes(self.chance.between(3, 2800))
    }

    fn form(&mut self, instrument: &str, when: NaiveDateTime, mode: Mode, moment: Moment, value: Option<f64>) {
        let appointment = self.episode.appointments.len().checked_sub(1);
        let (instrument, moment) = (instrument.to_owned(), Some(moment));
        self.episode.forms.push(Form { instrument, moment, appointment, at: when, mode, value, same_throughout: None });
    }

    /// One or two sessions nobody came to, and a closed case; some answered before the first of them.
    fn leave(&mut self, day: NaiveDate, every: i64) {
        let mut next = later(day, every);
        for _ in 0..self.chance.between(1, 2) {
            if next > self.last {
                return;
            }
            self.appointment(next, SessionKind::Treatment, SessionState::NoShow);
            if self.chance.flip(0.35 * self.person.answers) {
                let when = self.starts_at() - TimeDelta::minutes(self.chance.between(3, 2800));
                let score =
                    points(self.scores.last().copied().unwrap_or(self.person.intake) + 1.6 * self.chance.normal());
                self.form("phq-9", when, Mode::Link, Moment::BeforeSession, Some(score));
                let own = for_problem(self.episode.problem).first().copied();
                self.special(own, 3, when, Mode::Link, Moment::BeforeSession, score);
            }
            next = later(next, 7);
        }
        let closed = later(next, self.chance.between(0, 15));
        let on_the_telephone = self.chance.flip(0.02);
        if self.bends(Pattern::WhoLeft) || on_the_telephone {
            let score = points(self.scores.last().copied().unwrap_or(self.person.intake) - 4.0);
            self.form("phq-9", at(later(closed, -1), 14, 30), Mode::Staff, Moment::End, Some(score));
        }
        self.end(closed, EndKind::Left);
    }

    fn end(&mut self, day: NaiveDate, kind: EndKind) {
        if day <= self.last {
            self.episode.ended_on = Some(day);
            self.episode.end_kind = Some(kind);
        }
    }

    /// Calls assessments treatment in courses that would not count otherwise.
    fn recode(&mut self) {
        let short = self.episode.held().count() <= 2 && self.episode.ended_on.is_some();
        if short && self.bends(Pattern::Assessment) {
            for appointment in &mut self.episode.appointments {
                appointment.kind = SessionKind::Treatment;
            }
        }
    }
}

fn later(day: NaiveDate, days: i64) -> NaiveDate {
    let moved = match u64::try_from(days) {
        Ok(days) => day.checked_add_days(Days::new(days)),
        Err(_) => day.checked_sub_days(Days::new(days.unsigned_abs())),
    };
    moved.unwrap_or(day)
}

fn at(day: NaiveDate, hour: i64, minute: i64) -> NaiveDateTime {
    day.and_time(chrono::NaiveTime::MIN) + TimeDelta::minutes(60 * hour + minute)
}

#[expect(clippy::cast_possible_truncation, reason = "a delay is at most some hundred minutes")]
fn minutes(delay: f64) -> TimeDelta {
    TimeDelta::seconds((delay * 60.0) as i64)
}

fn points(score: f64) -> f64 {
    score.clamp(0.0, 27.0).round()
}
