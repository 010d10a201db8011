//! Who answers, who says no, who stays silent, and when.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use super::answers::{self, Habits};
use super::calendar::{earlier, later, moment};
use super::course::Maker;
use super::{MUNICIPAL, Reply, Totals};
use crate::domain::care::SessionState;

/// What bears on answering around one session.
pub(super) struct Around {
    pub(super) at: NaiveDateTime,
    pub(super) minutes: u32,
    pub(super) unit: usize,
    /// Hardly ever answers.
    pub(super) seldom: bool,
    /// The first session that is held.
    pub(super) first: bool,
    /// True change so far, from -1 (worse) to 1 (better).
    pub(super) better: f64,
    pub(super) ahead: Ahead,
}

/// What comes after a session.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ahead {
    /// More sessions.
    More,
    /// Nothing: it was the last, by agreement or because another service takes over.
    Ending,
    /// The patient stays away from now on.
    StaysAway,
}

impl Around {
    /// Around a session today: nothing is known of what comes after it.
    pub(super) fn today(at: NaiveDateTime, unit: usize, seldom: bool, better: f64) -> Self {
        Self { at, minutes: 0, unit, seldom, first: false, better, ahead: Ahead::More }
    }
}

impl Maker {
    /// How likely an answer before this session is. Those who leave without being better answer least before the last
    /// session, which is what makes completers' figures better than the truth.
    fn share(&self, around: &Around) -> f64 {
        let progress = self.progress(around.at.date());
        let usual = if around.unit == MUNICIPAL { 0.86 + 0.06 * progress } else { 0.82 + 0.05 * progress };
        let first = if around.first { 0.05 } else { 0.0 };
        let person = if around.seldom { 0.08 } else { 1.0 };
        let last = match (around.ahead, around.better > 0.5) {
            (Ahead::StaysAway, false) => 0.45,
            (Ahead::StaysAway, true) => 0.8,
            (Ahead::Ending, false) => 0.85,
            (Ahead::Ending, true) | (Ahead::More, _) => 1.0,
        };
        (usual + first + 0.04 * around.better) * person * last
    }

    /// Before a session that was held.
    pub(super) fn reply_before(&mut self, habits: &Habits, around: &Around, totals: Totals) -> Reply {
        let not_asked = 0.01 + 0.05 * (1.0 - self.progress(around.at.date()));
        if self.chance.flip(not_asked) {
            return Reply::NotAsked;
        }
        if !self.chance.flip(self.share(around)) {
            return self.silence();
        }
        let at = self.time_before(around.at);
        let forms = answers::before(&mut self.chance, habits, totals);
        Reply::Answered { at, seconds: self.seconds(150), forms }
    }

    /// After a session that was held.
    pub(super) fn reply_after(&mut self, habits: &Habits, around: &Around) -> Reply {
        if !self.chance.flip(self.share(around) * 0.85) {
            return self.silence();
        }
        let alliance =
            habits.alliance() + 0.5 * around.better - if around.ahead == Ahead::StaysAway { 1.0 } else { 0.0 };
        self.answered_after(habits, around.at, around.minutes, alliance)
    }

    pub(super) fn answered_after(
        &mut self,
        habits: &Habits,
        starts_at: NaiveDateTime,
        minutes: u32,
        alliance: f64,
    ) -> Reply {
        let ends_at = starts_at + TimeDelta::minutes(i64::from(minutes));
        let at = if self.chance.flip(0.7) {
            ends_at + TimeDelta::minutes(i64::from(self.chance.between(2, 60)))
        } else {
            moment(starts_at.date(), self.chance.between(17, 20), self.chance.between(0, 59))
        };
        let forms = answers::after(&mut self.chance, habits, alliance);
        Reply::Answered { at, seconds: self.seconds(35), forms }
    }

    /// Answered, or not yet: on the morning of the day some have still to do it.
    pub(super) fn reply_today(&mut self, habits: &Habits, around: &Around, totals: Totals) -> Reply {
        if !self.chance.flip(self.share(around) * 0.8) {
            return self.silence();
        }
        self.answered_today(habits, around.at, totals)
    }

    /// Answered the evening before or early this morning.
    pub(super) fn answered_today(&mut self, habits: &Habits, at: NaiveDateTime, totals: Totals) -> Reply {
        let sent = if self.chance.flip(0.7) { self.evening_before(at) } else { self.morning_of(at) };
        let forms = answers::before(&mut self.chance, habits, totals);
        Reply::Answered { at: sent, seconds: self.seconds(150), forms }
    }

    pub(super) fn answered_before(&mut self, habits: &Habits, at: NaiveDateTime, totals: Totals) -> Reply {
        let sent = self.time_before(at);
        let forms = answers::before(&mut self.chance, habits, totals);
        Reply::Answered { at: sent, seconds: self.seconds(150), forms }
    }

    /// No answer, or a no.
    fn silence(&mut self) -> Reply {
        if self.chance.flip(0.12) { Reply::Declined } else { Reply::NoAnswer }
    }

    /// For a session that was not held: asked by the day before, and left open.
    pub(super) fn unheld_reply(&self, state: SessionState, day: NaiveDate) -> Reply {
        match state {
            SessionState::Planned if day > later(self.today, 1) => Reply::NotAsked,
            SessionState::Cancelled => Reply::NotAsked,
            _ => Reply::NoAnswer,
        }
    }

    fn time_before(&mut self, at: NaiveDateTime) -> NaiveDateTime {
        match self.chance.weighted(&[(0, 0.55), (1, 0.28), (2, 0.17)], 0) {
            0 => self.evening_before(at),
            1 => self.morning_of(at),
            _ => at - TimeDelta::minutes(i64::from(self.chance.between(6, 25))),
        }
    }

    fn evening_before(&mut self, at: NaiveDateTime) -> NaiveDateTime {
        moment(earlier(at.date(), 1), self.chance.between(17, 21), self.chance.between(0, 59))
    }

    fn morning_of(&mut self, at: NaiveDateTime) -> NaiveDateTime {
        moment(at.date(), self.chance.between(6, 7), self.chance.between(0, 55))
    }

    fn seconds(&mut self, usual: u32) -> u32 {
        usual * self.chance.between(60, 130) / 100 + self.chance.between(0, usual / 2)
    }
}
