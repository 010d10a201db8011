//! Points in time: which of an episode's scores a rule speaks of.

use std::fmt;

use chrono::{Days, NaiveDate};

use crate::codes;
use crate::domain::registry::course::{Course, Observation};

codes! {
    /// What a point counts days from.
    pub enum Anchor {
        /// The day of referral.
        Referral = "referral",
        /// The first treatment session.
        Start = "start",
        /// The ending.
        Ending = "ending",
    }
}

impl Anchor {
    /// The day, in one episode; `None` where it has not come.
    #[must_use]
    pub fn day(self, course: &Course) -> Option<NaiveDate> {
        match self {
            Self::Referral => Some(course.referred_on),
            Self::Start => course.started_on,
            Self::Ending => course.ended_on,
        }
    }
}

/// A day of an episode, such as 91 days after the start. In files: `91 days after start`, `14 days before ending`,
/// `the day of referral`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// What it is counted from.
    pub anchor: Anchor,
    /// Days after it; below nought before it.
    pub days: i64,
}

impl Day {
    /// Reads the written form; `None` of anything else.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        if let Some(anchor) = text.strip_prefix("the day of ") {
            return Some(Self { anchor: Anchor::from_code(anchor)?, days: 0 });
        }
        let words: Vec<&str> = text.split(' ').collect();
        let [days, "days" | "day", side, anchor] = words.as_slice() else { return None };
        let days = days.parse::<u32>().ok().filter(|days| *days <= 3660).map(i64::from)?;
        let days = match *side {
            "before" => -days,
            "after" => days,
            _ => return None,
        };
        Some(Self { anchor: Anchor::from_code(anchor)?, days })
    }

    /// The day, in one episode; `None` where what it is counted from has not come.
    #[must_use]
    pub fn day(self, course: &Course) -> Option<NaiveDate> {
        let (anchor, days) = (self.anchor.day(course)?, Days::new(self.days.unsigned_abs()));
        if self.days < 0 { anchor.checked_sub_days(days) } else { anchor.checked_add_days(days) }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (n, anchor) = (self.days.abs(), self.anchor);
        match self.days {
            0 => write!(f, "the day of {anchor}"),
            days if days < 0 => write!(f, "{n} days before {anchor}"),
            _ => write!(f, "{n} days after {anchor}"),
        }
    }
}

codes! {
    /// Which score is taken of those that may be.
    pub enum Take {
        /// The earliest.
        First = "first",
        /// The latest.
        Last = "last",
        /// The one nearest to a day; of two equally near the earlier.
        Nearest = "nearest",
        /// The one of an occasion, as the protocol counts them.
        Occasion = "occasion",
    }
}

/// A point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// Which score.
    pub take: Take,
    /// The day it is to be nearest to.
    pub to: Option<Day>,
    /// The number of the occasion, from 1.
    pub occasion: Option<u32>,
    /// The first day that counts; an answer without a day is in no window.
    pub from: Option<Day>,
    /// The last day that counts.
    pub until: Option<Day>,
}

impl Point {
    /// The earliest, or the latest, of all scores.
    #[must_use]
    pub const fn any(take: Take) -> Self {
        Self { take, to: None, occasion: None, from: None, until: None }
    }

    /// How many days after what its last day is counted from that day lies; 0 where it lies before, or there is none.
    #[must_use]
    pub fn longest(&self) -> u32 {
        self.until.and_then(|day| u32::try_from(day.days).ok()).unwrap_or(0)
    }

    /// The place of the score among those of the episode, in the order of time.
    pub(super) fn find(&self, course: &Course, scores: &[&Observation]) -> Option<usize> {
        let (from, until) = (Self::edge(self.from, course)?, Self::edge(self.until, course)?);
        let is_open = from.is_none() && until.is_none();
        let inside = |score: &Observation| {
            is_open || score.on.is_some_and(|on| from.is_none_or(|day| on >= day) && until.is_none_or(|day| on <= day))
        };
        let mut places = (0..).zip(scores).filter(|(_, score)| inside(score));
        match self.take {
            Take::First => places.next().map(|(place, _)| place),
            Take::Last => places.last().map(|(place, _)| place),
            Take::Occasion => places.find(|(_, score)| score.occasion == self.occasion).map(|(place, _)| place),
            Take::Nearest => {
                let day = self.to?.day(course)?;
                let off = |score: &Observation| score.on.map(|on| on.signed_duration_since(day).num_days().abs());
                places.filter_map(|(place, score)| Some((off(score)?, place))).min().map(|(_, place)| place)
            }
        }
    }

    /// The day an edge of the window lies on in an episode: the outer `None` when it has an edge that has not come.
    #[expect(clippy::option_option, reason = "no edge, and an edge that has not come, are two things")]
    fn edge(edge: Option<Day>, course: &Course) -> Option<Option<NaiveDate>> {
        match edge {
            None => Some(None),
            Some(day) => day.day(course).map(Some),
        }
    }

    /// The first day of the window in an episode.
    pub(super) fn opens(&self, course: &Course) -> Option<NaiveDate> {
        self.from.and_then(|day| day.day(course))
    }

    /// Whether its last day has come by `data_date`; an edge that has not come yet has not.
    #[must_use]
    pub fn is_over(&self, course: &Course, data_date: NaiveDate) -> bool {
        self.until.and_then(|day| day.day(course)).is_some_and(|day| day <= data_date)
    }
}
