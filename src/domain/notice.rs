//! An answer that somebody is to see: what raises a notice, whose it is, by when it is to have been seen, and
//! who hears of it otherwise. Rules only; nothing here weighs an answer.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::care::{AccountId, EpisodeId, NoticeId, PersonId, ResponseId};
use super::instrument::{Instrument, Test};
use super::local_time::{day_of, instant};
use crate::codes;

/// The most working hours that a rule may give.
pub const MOST_HOURS: u32 = 240;

/// The days after which the clock is not followed any further: more than [`MOST_HOURS`] take with one working
/// hour a day and no weekends.
const MOST_DAYS: usize = 400;

codes! {
    /// Where a notice stands.
    pub enum NoticeState {
        /// Nobody has said that it was seen.
        Waiting = "waiting",
        /// Somebody has.
        Seen = "seen",
        /// The answer was corrected; the new one stands for itself.
        Corrected = "corrected",
        /// The answer was taken back.
        Withdrawn = "withdrawn",
    }
}

impl NoticeState {
    /// Whether the answer still counts.
    #[must_use]
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Waiting | Self::Seen)
    }
}

/// A question about which a unit wants something else than the form says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chosen {
    /// The instrument's id.
    pub instrument: String,
    /// The question's id.
    pub item: String,
    /// Which answers raise a notice; `None`: none does.
    pub when: Option<Test>,
}

/// What a unit has decided: which answers raise a notice, and by when somebody is to have seen them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Working hours from the answer until it is to have been seen, 0 to [`MOST_HOURS`]. With 0 the leaders see
    /// it from the first minute.
    pub hours: u32,
    /// The full hour at which a working day begins, 0 to 23.
    pub from_hour: u32,
    /// The full hour at which it ends, later than it begins, at most 24.
    pub to_hour: u32,
    /// Whether Saturdays and Sundays are working days.
    pub weekends: bool,
    /// Where something else is wanted than the forms say.
    pub items: Vec<Chosen>,
}

/// One working day, Monday to Friday from 8 to 16: a judgement to begin with, not a figure from anywhere.
impl Default for Rule {
    fn default() -> Self {
        Self { hours: 8, from_hour: 8, to_hour: 16, weekends: false, items: Vec::new() }
    }
}

/// An answer that raises a notice.
#[derive(Clone, Debug, PartialEq)]
pub struct Raised {
    /// The question's id.
    pub item: String,
    /// The unit's own test that the answer met; `None`: the form's.
    pub chosen: Option<Test>,
}

impl Rule {
    /// Whether it can be kept: the names of the fields that are out of range.
    #[must_use]
    pub fn slips(&self) -> Vec<&'static str> {
        let mut slips = Vec::new();
        if self.hours > MOST_HOURS {
            slips.push("hours");
        }
        if self.from_hour > 23 {
            slips.push("from_hour");
        }
        if self.to_hour > 24 || self.to_hour <= self.from_hour {
            slips.push("to_hour");
        }
        slips
    }

    /// What is chosen about a question.
    #[must_use]
    pub fn chosen(&self, instrument: &str, item: &str) -> Option<&Chosen> {
        self.items.iter().find(|chosen| chosen.instrument == instrument && chosen.item == item)
    }

    /// The answers of a form that raise a notice, in the order of the form's list and then of the unit's.
    /// `value` gives the value answered to a question; one that was left open or declined has none.
    #[must_use]
    pub fn raised(&self, instrument: &Instrument, value: impl Fn(&str) -> Option<f64>) -> Vec<Raised> {
        let holds = |item: &str, test: Test| value(item).is_some_and(|value| test.holds(value));
        let mut raised: Vec<Raised> = Vec::new();
        let forms = instrument.risks.iter().filter(|risk| self.chosen(&instrument.id, &risk.item).is_none());
        let forms = forms.map(|risk| (&risk.item, risk.when, None));
        let own = self.items.iter().filter(|chosen| chosen.instrument == instrument.id);
        let own = own.filter_map(|chosen| Some((&chosen.item, chosen.when?, chosen.when)));
        for (item, test, chosen) in forms.chain(own) {
            // One answer raises one notice, however often a definition or a rule names its question.
            if holds(item, test) && !raised.iter().any(|known| known.item == *item) {
                raised.push(Raised { item: item.clone(), chosen });
            }
        }
        raised
    }

    /// Whether a day is a working day. Public holidays are: what waits over one reaches the leaders sooner, not
    /// later.
    #[must_use]
    pub fn works_on(&self, day: NaiveDate) -> bool {
        self.weekends || !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
    }

    /// By when an answer is to have been seen: so many working hours after it, by the clock on the wall in
    /// `zone`. An hour that the clocks skip or repeat counts as it passes.
    #[must_use]
    pub fn due_at(&self, zone: Tz, answered_at: DateTime<Utc>) -> DateTime<Utc> {
        let mut left = TimeDelta::hours(i64::from(self.hours));
        if left.is_zero() {
            return answered_at;
        }
        for day in day_of(zone, answered_at).iter_days().take(MOST_DAYS).filter(|day| self.works_on(*day)) {
            let opens = at_hour(zone, day, self.from_hour).max(answered_at);
            let closes = at_hour(zone, day, self.to_hour);
            let open = (closes - opens).max(TimeDelta::zero());
            if left <= open {
                return opens + left;
            }
            left -= open;
        }
        // No working hour was found: a rule that was never checked. Nobody is to wait for it.
        answered_at
    }
}

/// The instant of a full hour on a day; 24 is the next day's midnight.
fn at_hour(zone: Tz, day: NaiveDate, hour: u32) -> DateTime<Utc> {
    match NaiveTime::from_hms_opt(hour, 0, 0) {
        Some(time) => instant(zone, day.and_time(time)),
        None => instant(zone, day.succ_opt().unwrap_or(day).and_time(NaiveTime::MIN)),
    }
}

/// Whose a notice is: the clinician of the session that was asked about, where they treat the patient; else
/// whoever has treated longest; else nobody's. `treating` is in order of time, and holds only those who can still
/// sign in.
#[must_use]
pub fn owner(of_session: Option<AccountId>, treating: &[AccountId]) -> Option<AccountId> {
    of_session.filter(|account| treating.contains(account)).or_else(|| treating.first().copied())
}

/// Whether somebody who treats the patient may put a notice into other hands: its owner may give it to whoever
/// else treats, and whoever treats may take it over.
#[must_use]
pub fn may_hand_over(by: AccountId, owner: Option<AccountId>, to: AccountId) -> bool {
    owner != Some(to) && (owner == Some(by) || to == by)
}

/// An answer that somebody is to see. The answer itself stands in the response and nowhere else.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// Its id.
    pub id: NoticeId,
    /// The episode.
    pub episode: EpisodeId,
    /// Whose episode that is.
    pub person: PersonId,
    /// The response that holds the answer.
    pub response: ResponseId,
    /// The instrument.
    pub instrument: String,
    /// The question.
    pub item: String,
    /// The unit's own test that the answer met; `None`: the form's.
    pub chosen: Option<Test>,
    /// Whose it is; `None`: nobody treats the patient.
    pub owner: Option<AccountId>,
    /// When the answer was given.
    pub answered_at: DateTime<Utc>,
    /// By when it is to have been seen; no hand-over moves it.
    pub due_at: DateTime<Utc>,
    /// When its owner was first shown it.
    pub shown_at: Option<DateTime<Utc>>,
    /// When somebody said that they had seen it.
    pub seen_at: Option<DateTime<Utc>>,
    /// Who.
    pub seen_by: Option<AccountId>,
    /// When it was put before the leaders.
    pub reached_leader_at: Option<DateTime<Utc>>,
    /// Where it stands.
    pub state: NoticeState,
    /// When the answer was corrected or taken back.
    pub ended_at: Option<DateTime<Utc>>,
}

impl Notice {
    /// Whether it waits though its time has gone by.
    #[must_use]
    pub fn is_late(&self, now: DateTime<Utc>) -> bool {
        self.state == NoticeState::Waiting && now >= self.due_at
    }

    /// Whether the leaders of the unit see that it waits: it is late, or nobody owns it.
    #[must_use]
    pub fn is_with_leaders(&self, now: DateTime<Utc>) -> bool {
        self.state == NoticeState::Waiting
            && (self.owner.is_none() || self.reached_leader_at.is_some() || now >= self.due_at)
    }

    /// Whether this person can say that it was seen: its owner, and whoever treats the patient when nobody owns it.
    #[must_use]
    pub fn may_be_seen_by(&self, who: AccountId) -> bool {
        self.state == NoticeState::Waiting && self.owner.is_none_or(|owner| owner == who)
    }

    /// Takes over what an earlier revision of the same answer has waited: a correction gives nobody more time, and
    /// leaves it in the hands it was in.
    pub fn follow(&mut self, earlier: &Self) {
        self.owner = earlier.owner.or(self.owner);
        self.due_at = self.due_at.min(earlier.due_at);
        self.reached_leader_at = earlier.reached_leader_at.or(self.reached_leader_at);
    }
}
