//! One episode: whether it is counted, whether it succeeded, what it is worth, and why it was left out.

use chrono::{Days, NaiveDate};

use super::point::Point;
use super::rule::{Rule, Sometime, Way, Worth};
use super::{Indicator, Named};
use crate::domain::change::{Category, ChangeRule, Side};
use crate::domain::registry::course::{Course, Observation, Period, in_order};

/// What is asked of the episodes, beside the definition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// The period.
    pub period: Period,
    /// The day the data were taken out. Nothing later is known, whatever a row says.
    pub data_date: NaiveDate,
    /// When a change is reliable and where the cut-off lies; `None` where no rule needs to know.
    pub rule: Option<ChangeRule>,
    /// The scale's lowest and highest value: what a missing score could have been.
    pub range: (f64, f64),
}

/// What became of one episode.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged<'a> {
    /// In the denominator.
    pub counted: bool,
    /// In the numerator, or come to the change that is waited for; `None` of one that is not counted, where there is
    /// neither, and where it cannot be known.
    pub succeeded: Option<bool>,
    /// What is averaged; `None` of one that is not counted, and of a share.
    pub value: Option<f64>,
    /// The first rule of the denominator that does not hold.
    pub left_out: Option<&'a str>,
    /// Whether it belongs to those the indicator is about, answered or not; `None` where a missing score decides it.
    pub belongs: Option<bool>,
    /// Whether it succeeded, as far as that is known without asking who answered.
    pub known: Option<bool>,
    /// The lowest and highest it can be worth.
    pub range: Option<(f64, f64)>,
    /// With the last score carried forward: counted, and succeeded.
    pub carried: (bool, Option<bool>),
}

/// Applies a definition to one episode.
#[must_use]
pub fn judge<'a>(indicator: &'a Indicator, course: &Course, frame: &Frame) -> Judged<'a> {
    let scores = in_order(&course.scores, frame.data_date);
    let known = Known { indicator, course, scores: &scores, frame, carries: false };
    let left_out = indicator.denominator.iter().find(|rule| known.holds(&rule.what) != Some(true));
    let counted = left_out.is_none();
    let about = indicator.denominator.iter().filter(|rule| !rule.what.asks_for_scores());
    let worth = indicator.value.as_ref().map(|value| &value.what);
    let value = worth.and_then(|worth| known.worth(worth));
    let succeeded = match worth {
        Some(Worth::SessionsUntil(change)) => known.came_to(change).map(|(_, came)| came),
        Some(_) => None,
        None => known.all(&indicator.numerator),
    };
    let carrying = Known { carries: true, ..known };
    let carried = indicator.denominator.iter().all(|rule| carrying.holds(&rule.what) == Some(true));
    Judged {
        counted,
        succeeded: succeeded.filter(|_| counted),
        value: value.filter(|_| counted),
        left_out: left_out.map(|rule| rule.name.as_str()),
        belongs: and(about.map(|rule| known.holds(&rule.what))),
        known: succeeded,
        range: worth.and_then(|worth| value.map_or_else(|| known.possible(worth), |value| Some((value, value)))),
        carried: (carried, carrying.all(&indicator.numerator).filter(|_| carried)),
    }
}

/// Whether there is an answer for each rule that is about scores, and for the value; then for all those of the
/// denominator together, which is who is counted, and last for all, of an episode that no other rule leaves out: in one
/// order for every episode. `None` of one that is left out. What was answered is not said.
#[must_use]
pub fn answered(indicator: &Indicator, course: &Course, frame: &Frame) -> Option<Vec<bool>> {
    let scores = in_order(&course.scores, frame.data_date);
    let known = Known { indicator, course, scores: &scores, frame, carries: false };
    let about_scores = |rule: &&Named<Rule>| rule.what.reads_scores() || rule.what.asks_for_scores();
    let (asking, others): (Vec<_>, Vec<_>) = indicator.denominator.iter().partition(about_scores);
    if others.iter().any(|rule| known.holds(&rule.what) != Some(true)) {
        return None;
    }
    let has_answer = |rule: &Named<Rule>| {
        let truth = known.holds(&rule.what);
        if rule.what.asks_for_scores() { truth == Some(true) } else { truth.is_some() }
    };
    let mut each: Vec<bool> = asking.into_iter().map(has_answer).collect();
    let is_counted = each.iter().all(|has| *has);
    each.extend(indicator.numerator.iter().filter(about_scores).map(has_answer));
    each.extend(indicator.value.as_ref().map(|value| known.worth(&value.what).is_some()));
    let has_all = each.iter().all(|has| *has);
    each.extend([is_counted, has_all]);
    Some(each)
}

/// All hold; false as soon as one does not, unknown where one is and none fails.
fn and(truths: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut all = Some(true);
    for truth in truths {
        match truth {
            Some(false) => return Some(false),
            None => all = None,
            Some(true) => {}
        }
    }
    all
}

/// What is known of one episode.
#[derive(Clone, Copy)]
struct Known<'k> {
    indicator: &'k Indicator,
    course: &'k Course,
    /// In the order of time.
    scores: &'k [&'k Observation],
    frame: &'k Frame,
    /// A missing second score is the last one before it.
    carries: bool,
}

impl Known<'_> {
    fn all(&self, rules: &[Named<Rule>]) -> Option<bool> {
        and(rules.iter().map(|rule| self.holds(&rule.what)))
    }

    /// Whether a rule holds; `None` where a missing score decides it.
    fn holds(&self, rule: &Rule) -> Option<bool> {
        let (course, frame) = (self.course, self.frame);
        let inside =
            |day: Option<NaiveDate>| Some(day.is_some_and(|day| frame.period.contains(day) && day <= frame.data_date));
        match rule {
            Rule::ReferredInPeriod => inside(Some(course.referred_on)),
            Rule::StartedInPeriod => inside(course.started_on),
            Rule::EndedInPeriod => inside(course.ended_on),
            Rule::TreatmentStarted => {
                let by = frame.period.last().min(frame.data_date);
                Some(course.started_on.is_some_and(|started| started <= by))
            }
            Rule::OverFor { days } => {
                let settled = course.ended_on.and_then(|day| day.checked_add_days(Days::new(u64::from(*days))));
                Some(settled.is_some_and(|day| day <= frame.data_date))
            }
            Rule::SessionsAtLeast { number } => Some(course.sessions_held >= *number),
            Rule::WindowOver { at } => {
                Some(self.indicator.point(at).is_some_and(|point| point.is_over(course, frame.data_date)))
            }
            Rule::ScoredAt { at } => Some(self.score(at).is_some()),
            Rule::ScoredAtBoth { from, to } => Some(self.pair(from, to).is_some()),
            Rule::CaseAt { at } => frame.rule?.is_case(self.score(at)?),
            Rule::ScoreAtLeast { number, at } => self.score(at).map(|score| score >= *number - DUST),
            Rule::ScoreAtMost { number, at } => self.score(at).map(|score| score <= *number + DUST),
            Rule::ChangedAtLeast { way, from, to, .. } => {
                let (first, last) = self.pair(from, to)?;
                self.changed(*way, first, last)
            }
            Rule::ChangedSometime(change) => self.came_to(change).map(|(_, came)| came),
            Rule::HeldAfterChange { number, change } => {
                let Some(score) = self.after_change(change)? else { return Some(false) };
                Some(course.sessions_held.saturating_sub(u32::from(score.sessions?)) >= *number)
            }
            Rule::DiscussedAfterChange { number, change } => {
                let Some(score) = self.after_change(change)? else { return Some(false) };
                Some(score.discussed.is_some_and(|nth| u32::from(nth) <= *number))
            }
            Rule::CrossedTheCutoff { from, to } => {
                let (first, last) = self.pair(from, to)?;
                let rule = frame.rule?;
                Some(rule.side(first)? == Side::Clinical && rule.side(last)? == Side::Functional)
            }
        }
    }

    fn worth(&self, worth: &Worth) -> Option<f64> {
        match worth {
            Worth::ScoreAt { at } => self.score(at),
            Worth::ChangeBetween { from, to } => self.pair(from, to).map(|(first, last)| last - first),
            Worth::SessionsUntil(change) => {
                let (place, _) = self.came_to(change)?;
                let held = |place: usize| self.scores.get(place)?.sessions;
                Some(f64::from(held(place)?.saturating_sub(held(self.place(&change.from)?)?)))
            }
        }
    }

    /// The place of the earliest score after the first, up to the second, that shows a reliable change from it; of an
    /// episode that never comes to it the place of the second. And whether it came to it.
    fn came_to(&self, change: &Sometime) -> Option<(usize, bool)> {
        let first = self.place(&change.from)?;
        let last = self.place(&change.to).filter(|last| *last > first)?;
        let changed = |place: &usize| {
            let pair = self.value(first).zip(self.value(*place));
            pair.and_then(|(first, later)| self.changed(change.way, first, later)) == Some(true)
        };
        Some((first + 1..=last).find(changed).map_or((last, false), |place| (place, true)))
    }

    /// The earliest score that shows a change; the inner `None` of an episode that never comes to it.
    #[expect(clippy::option_option, reason = "not known, and never, are two things")]
    fn after_change(&self, change: &Sometime) -> Option<Option<&Observation>> {
        let (place, came) = self.came_to(change)?;
        Some(self.scores.get(place).copied().filter(|_| came))
    }

    /// Whether a score differs from another by a reliable change or more, in one direction.
    fn changed(&self, way: Way, first: f64, later: f64) -> Option<bool> {
        let category = self.frame.rule?.classify(first, later).ok()?.category;
        Some(match way {
            Way::Better => Category::is_reliable_improvement(category),
            Way::Worse => Category::is_reliable_deterioration(category),
        })
    }

    /// The lowest and highest something can be worth that is not known: all that the scale leaves possible, so that
    /// the bounds enclose the mean of those who answered, whoever the others are. `None` where there is no mean.
    const fn possible(&self, worth: &Worth) -> Option<(f64, f64)> {
        let (low, high) = self.frame.range;
        match worth {
            Worth::ScoreAt { .. } => Some((low, high)),
            Worth::ChangeBetween { .. } => Some((low - high, high - low)),
            Worth::SessionsUntil(_) => None,
        }
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.indicator.point(name)?.find(self.course, self.scores)
    }

    fn value(&self, place: usize) -> Option<f64> {
        self.scores.get(place).map(|score| score.value).filter(|value| value.is_finite())
    }

    fn score(&self, name: &str) -> Option<f64> {
        self.value(self.place(name)?)
    }

    /// Two scores, the second later than the first: one score is no change.
    fn pair(&self, from: &str, to: &str) -> Option<(f64, f64)> {
        let first = self.place(from)?;
        let last = self.place(to).filter(|last| *last > first);
        let last =
            if self.carries { last.unwrap_or_else(|| self.carried(first, self.indicator.point(to))) } else { last? };
        self.value(first).zip(self.value(last))
    }

    /// The score that stands in for a missing second one: the last before it, which may be the first. An answer
    /// that belongs to no occasion cannot be placed before one, nor one without a day before a window.
    fn carried(&self, first: usize, to: Option<&Point>) -> usize {
        let Some(to) = to else { return first };
        let opens = to.opens(self.course);
        let is_before = |score: &&Observation| match (to.occasion, opens) {
            (Some(wanted), _) => score.occasion.is_some_and(|occasion| occasion < wanted),
            (None, Some(day)) => score.on.is_some_and(|on| on < day),
            (None, None) => false,
        };
        let later = (0..).zip(self.scores).skip(first + 1).filter(|(_, score)| is_before(score)).last();
        later.map_or(first, |(place, _)| place)
    }
}

/// How far arithmetic on decimal scores may drift before it means something.
const DUST: f64 = 1e-9;
