//! What a clinician can read out of how patients answered on the work together, over many episodes.
//!
//! Both measures are our own convention, to think with; nobody has studied what they are worth. A higher score
//! is better on a scale of the work together.

use super::conversation::is_alliance_step;
use super::registry::course::{Observation, Period};
use super::registry::{Fraction, RegistryError};

/// At which measurement the level is read: late enough to have met, early enough to do something about it.
pub const LEVEL_AT: u32 = 3;

/// Where the middle of several values lies, and the middle half of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// A quarter lie at or below.
    pub lower: f64,
    /// The median.
    pub middle: f64,
    /// A quarter lie at or above.
    pub upper: f64,
}

impl Spread {
    /// Median and quartiles by linear interpolation between the ordered values (type 7 of Hyndman & Fan 1996);
    /// `None` without values.
    #[must_use]
    pub fn of(values: &[f64]) -> Option<Self> {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        // In quarters of a step between neighbours, so that places are whole numbers.
        let quarters = sorted.len().checked_sub(1)?;
        let at = |quarter: usize| {
            let place = quarters * quarter;
            let low = *sorted.get(place / 4)?;
            let high = sorted.get(place / 4 + 1).copied().unwrap_or(low);
            let share = [0.0, 0.25, 0.5, 0.75].get(place % 4)?;
            Some(low + (high - low) * share)
        };
        Some(Self { lower: at(1)?, middle: at(2)?, upper: at(3)? })
    }
}

/// What came after the score had fallen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AfterFalls {
    /// Falls after which somebody answered again: of these, how often the next score was higher.
    pub higher: Fraction,
    /// Falls after which nobody answered again, or not yet.
    pub unanswered: u32,
    /// The share of falls with a higher score next that the same scores would give if each episode's had come
    /// in a random order, 0 to 1; `None` where no order of them holds a fall and a score after it.
    pub by_chance: Option<f64>,
}

impl AfterFalls {
    /// All falls.
    #[must_use]
    pub const fn falls(&self) -> u32 {
        self.higher.denominator() + self.unanswered
    }

    /// The share if no fall without an answer was followed by a higher score, and if all were.
    ///
    /// # Errors
    /// None in fact: a part never exceeds its whole.
    pub fn bounds(&self) -> Result<(Fraction, Fraction), RegistryError> {
        let (higher, falls) = (self.higher.numerator(), self.falls());
        Ok((Fraction::new(higher, falls)?, Fraction::new(higher + self.unanswered, falls)?))
    }
}

/// One scale of the work together, over the episodes whose first answer lies in a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    /// Those episodes.
    pub episodes: u32,
    /// The scores at measurement [`LEVEL_AT`], of the episodes that have it.
    pub third: Vec<f64>,
    /// What came after falls.
    pub after_falls: AfterFalls,
}

/// Reads the scores of many episodes, each in order of time, on a scale that runs from `range.0` to `range.1`.
///
/// The number of a measurement is the one an import gave when every score of the episode has one and they
/// rise, otherwise its place. A fall is a step down from one score to the next as
/// [`super::conversation::ALLIANCE_STEP`] has it.
///
/// # Errors
/// None in fact: a part never exceeds its whole.
pub fn pattern(series: &[Vec<Observation>], range: (f64, f64), period: Period) -> Result<Pattern, RegistryError> {
    let counted =
        |scores: &&Vec<Observation>| scores.first().and_then(|first| first.on).is_some_and(|on| period.contains(on));
    let (mut episodes, mut third) = (0, Vec::new());
    let (mut answered, mut higher, mut unanswered) = (0, 0, 0);
    let (mut falls_by_chance, mut higher_by_chance) = (0.0, 0.0);
    for scores in series.iter().filter(counted) {
        episodes += 1;
        third.extend(at_level(scores));
        let values: Vec<f64> = scores.iter().map(|score| score.value).collect();
        for (place, pair) in values.windows(2).enumerate() {
            let [before, now] = pair else { continue };
            if !is_alliance_step(*before, *now, range) {
                continue;
            }
            match values.get(place + 2) {
                Some(next) => {
                    answered += 1;
                    higher += u32::from(next > now);
                }
                None => unanswered += 1,
            }
        }
        let (falls, repaired) = in_random_order(&values, range);
        falls_by_chance += falls;
        higher_by_chance += repaired;
    }
    let by_chance = (falls_by_chance > 0.0).then(|| higher_by_chance / falls_by_chance);
    let after_falls = AfterFalls { higher: Fraction::new(higher, answered)?, unanswered, by_chance };
    Ok(Pattern { episodes, third, after_falls })
}

/// The score at measurement [`LEVEL_AT`].
fn at_level(scores: &[Observation]) -> Option<f64> {
    let numbers: Option<Vec<u32>> = scores.iter().map(|score| score.occasion).collect();
    let rising = numbers.filter(|numbers| numbers.windows(2).all(|pair| pair.first() < pair.last()));
    let place = match rising {
        Some(numbers) => numbers.iter().position(|number| *number == LEVEL_AT)?,
        None => usize::try_from(LEVEL_AT).ok()?.checked_sub(1)?,
    };
    scores.get(place).map(|score| score.value)
}

/// Over all orders of an episode's scores: how many falls that have a score after them are to be expected, and
/// how many of these with a higher score after them.
///
/// For each score `y` there are `f` others at least a step above it and `g` others above it. Of the ordered
/// triples of three different scores `x, y, z` that begin with a fall there are `f (m - 2)`, and with `z` above
/// `y` `f (g - 1)`, since `x` itself lies above. Each of the `m - 2` places of an order holds such a triple with
/// that count over `m (m - 1) (m - 2)`.
fn in_random_order(values: &[f64], range: (f64, f64)) -> (f64, f64) {
    let count = |n: usize| u32::try_from(n).map_or(0.0, f64::from);
    let m = count(values.len());
    if m < 3.0 {
        return (0.0, 0.0);
    }
    let (mut falls, mut higher) = (0.0, 0.0);
    for y in values {
        let step = count(values.iter().filter(|x| is_alliance_step(**x, *y, range)).count());
        let above = count(values.iter().filter(|x| *x > y).count());
        falls += step * (m - 2.0);
        higher += step * (above - 1.0);
    }
    // m - 2 places, of m (m - 1) (m - 2) triples.
    let places = m * (m - 1.0);
    (falls / places, higher / places)
}
