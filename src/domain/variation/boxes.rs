//! Best box and cut box: limits for crossings and the longest run that are chosen together, by their exact joint
//! distribution, where the Anhøj rules choose each by itself.
//!
//! Source: Anhøj & Wentzel-Larsen (2020), "Smooth operator: Modifying the Anhøj rules to improve runs analysis in
//! statistical process control", PLOS ONE 15(6): e0233920; for the joint distribution Wentzel-Larsen & Anhøj (2019),
//! PLOS ONE 14(10): e0223233. The points are independent and lie above a line known beforehand with probability one
//! half; after a shift of `d` standard deviations of a normal distribution, with probability `Phi(d)`. About the
//! median of the series itself false signals are rarer than the specificity says: see [`super::chance`].
//!
//! Nothing is looked up: the limits are worked out when they are asked for, in some milliseconds.

use std::iter;
use std::ops::RangeInclusive;

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, Normal};

use crate::codes;

/// The numbers of useful points for which boxes were published, and are given.
pub const LENGTHS: RangeInclusive<u32> = 10..=100;

/// The least share of series without a shift that a box leaves without a signal.
pub const SPECIFICITY: f64 = 0.925;

/// The shift, in standard deviations, that the boxes are chosen to find.
pub const SHIFT: f64 = 0.8;

codes! {
    /// By what runs and crossings are judged.
    #[derive(Default)]
    pub enum RunsMethod {
        /// Limits for each of the two by itself (Anhøj & Olesen 2014), for series of any length.
        #[default]
        Anhoej = "anhoej",
        /// The box that finds a shift of 0.8 standard deviations most often at a specificity of 0.925.
        BestBox = "bestbox",
        /// The best box without the part of its border at the corner that the specificity can spare.
        CutBox = "cutbox",
    }
}

impl RunsMethod {
    /// The region of no signal among `n_useful` points; `None` for the Anhøj rules, and outside [`LENGTHS`], where
    /// they stand in for the boxes.
    #[must_use]
    pub fn region(self, n_useful: u32) -> Option<Region> {
        match self {
            Self::Anhoej => None,
            Self::BestBox => best_box(n_useful),
            Self::CutBox => cut_box(n_useful),
        }
    }
}

/// The combinations of crossings and longest run that are no signal.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Region {
    /// The fewest crossings that are no signal.
    pub n_crossings_min: u32,
    /// The longest run that is no signal.
    pub longest_run_max: u32,
    /// What is cut from the border at the corner, where both limits are just met; `None` when nothing is.
    pub cut: Option<Cut>,
    /// The probability that a series without a shift lies within: 0.925 to 1.
    pub specificity: f64,
}

/// Stricter limits on the border of a box: one holds where the other limit of the box is just met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Cut {
    /// The fewest crossings that are no signal when the longest run is just as long as the box allows.
    pub n_crossings_min: u32,
    /// The longest run that is no signal when the crossings are just as few as the box allows.
    pub longest_run_max: u32,
}

impl Region {
    /// Whether so many crossings with so long a longest run are no signal.
    #[must_use]
    pub fn holds(&self, n_crossings: u32, longest_run: u32) -> bool {
        let within = n_crossings >= self.n_crossings_min && longest_run <= self.longest_run_max;
        let cut_off = self.cut.is_some_and(|cut| {
            (n_crossings == self.n_crossings_min && longest_run > cut.longest_run_max)
                || (longest_run == self.longest_run_max && n_crossings < cut.n_crossings_min)
        });
        within && !cut_off
    }
}

/// Of all boxes "at least `c` crossings, no run longer than `l`" with a specificity of at least [`SPECIFICITY`] whose
/// corner (`c` and `l` themselves) can occur, the one least often met after a shift of [`SHIFT`]. `None` outside
/// [`LENGTHS`].
#[must_use]
pub fn best_box(n_useful: u32) -> Option<Region> {
    let (stable, _, corner) = search(n_useful)?;
    region(corner, None, stable.within(corner))
}

/// [`best_box`] with its corner cut off, and then one cell of the border after the other, away from the corner on
/// either side: of the two next ones that which a shift of [`SHIFT`] meets more often, of equals that with more
/// crossings, as long as the specificity stays at least [`SPECIFICITY`]. Nothing is cut when the corner cannot be
/// spared. `None` outside [`LENGTHS`].
#[must_use]
pub fn cut_box(n_useful: u32) -> Option<Region> {
    let (stable, shifted, corner) = search(n_useful)?;
    let whole = stable.within(corner);
    let mut left = whole - stable.exactly(corner);
    if left < SPECIFICITY {
        return region(corner, None, whole);
    }
    // The next cell on the border of the longest run, and on that of the crossings.
    let mut more = Cell { crossings: corner.crossings + 1, ..corner };
    let mut shorter = Cell { longest: corner.longest - 1, ..corner };
    loop {
        let spared = |cell: Cell| stable.can_be(cell) && left - stable.exactly(cell) >= SPECIFICITY;
        let first = shifted.exactly(more) >= shifted.exactly(shorter);
        if spared(more) && (first || !spared(shorter)) {
            left -= stable.exactly(more);
            more.crossings += 1;
        } else if spared(shorter) {
            left -= stable.exactly(shorter);
            shorter.longest -= 1;
        } else {
            return region(corner, Some((more.crossings, shorter.longest)), left);
        }
    }
}

/// So many crossings, and so long a longest run.
#[derive(Clone, Copy)]
struct Cell {
    crossings: usize,
    longest: usize,
}

fn region(corner: Cell, cut: Option<(usize, usize)>, specificity: f64) -> Option<Region> {
    let whole = |number: usize| u32::try_from(number).ok();
    let cut = match cut {
        Some((crossings, longest)) => {
            Some(Cut { n_crossings_min: whole(crossings)?, longest_run_max: whole(longest)? })
        }
        None => None,
    };
    let (n_crossings_min, longest_run_max) = (whole(corner.crossings)?, whole(corner.longest)?);
    Some(Region { n_crossings_min, longest_run_max, cut, specificity })
}

/// The distributions without and with a shift, as far as they are needed, and the corner of the best box.
fn search(n_useful: u32) -> Option<(Joint, Joint, Cell)> {
    if !LENGTHS.contains(&n_useful) {
        return None;
    }
    let n = usize::try_from(n_useful).ok()?;
    let (mut stable, mut shifted) = (Joint::new(n, 0.5), Joint::new(n, Normal::standard().cdf(SHIFT)));
    // No box has more crossings than the one without a limit on the longest run.
    let unlimited = boxes_up_to(n, n, 0.5);
    let most = unlimited.iter().rposition(|within| *within >= SPECIFICITY)?;
    let mut best: Option<(Cell, f64)> = None;
    for longest in 1..=n {
        stable.lengthen();
        shifted.lengthen();
        // Of the boxes with this limit that which allows the fewest combinations is met least.
        let mut cells = (0..n).rev().map(|crossings| Cell { crossings, longest });
        let Some(corner) = cells.find(|cell| stable.can_be(*cell) && stable.within(*cell) >= SPECIFICITY) else {
            continue;
        };
        let met = shifted.within(corner);
        if best.is_none_or(|(_, least)| met < least) {
            best = Some((corner, met));
        }
        // Every box with a longer limit holds this one.
        if corner.crossings == most {
            break;
        }
    }
    best.map(|(corner, _)| (stable, shifted, corner))
}

/// The joint distribution of crossings and longest run among `n` independent points of which each lies above the
/// line with probability `p`: for every longest run from 0 up the probabilities of [`boxes_up_to`].
struct Joint {
    n: usize,
    p: f64,
    boxes: Vec<Vec<f64>>,
}

impl Joint {
    fn new(n: usize, p: f64) -> Self {
        Self { n, p, boxes: vec![Vec::new()] }
    }

    /// Takes in the boxes of one longest run more.
    fn lengthen(&mut self) {
        self.boxes.push(boxes_up_to(self.n, self.boxes.len(), self.p));
    }

    /// The probability of at least so many crossings and no longer run.
    fn within(&self, Cell { crossings, longest }: Cell) -> f64 {
        self.boxes.get(longest).and_then(|boxes| boxes.get(crossings)).copied().unwrap_or(0.0)
    }

    /// The probability of just so many crossings and just so long a longest run.
    fn exactly(&self, cell: Cell) -> f64 {
        let more = Cell { crossings: cell.crossings + 1, ..cell };
        let up_to = |cell: Cell| {
            self.within(cell) - cell.longest.checked_sub(1).map_or(0.0, |longest| self.within(Cell { longest, ..cell }))
        };
        up_to(cell) - up_to(more)
    }

    /// Whether it can occur at all: `n` points in one run of that length and others no longer, one more than crossings.
    fn can_be(&self, Cell { crossings, longest }: Cell) -> bool {
        (longest + crossings..=longest * (crossings + 1)).contains(&self.n)
    }
}

/// The probabilities of at least 0, 1, .. `n - 1` crossings with no run longer than `longest`, among `n` independent
/// points of which each lies above the line with probability `p`.
///
/// With `f(r, m)` and `g(r, m)` the probability that `m` points are just `r` runs, none too long, of which the last
/// is above and below: `f(r, m) = sum over k = 1..longest of p^k g(r - 1, m - k)`, and so for `g` with `1 - p`. Two
/// such sums in a row differ by a factor `p`, the term that comes and the term that goes.
fn boxes_up_to(n: usize, longest: usize, p: f64) -> Vec<f64> {
    let sides = [p, 1.0 - p];
    let mut runs = sides.map(|side| {
        let powers = iter::successors(Some(1.0), |power| Some(power * side));
        powers.take(n + 1).enumerate().map(|(m, power)| if m == 0 || m > longest { 0.0 } else { power }).collect()
    });
    let mut crossed = Vec::with_capacity(n);
    for _ in 0..n {
        let [above, below]: &[Vec<f64>; 2] = &runs;
        crossed.push(above.last().unwrap_or(&0.0) + below.last().unwrap_or(&0.0));
        let [p, q] = sides;
        runs = [one_run_more(below, longest, p), one_run_more(above, longest, q)];
    }
    let mut at_least = 0.0;
    for probability in crossed.iter_mut().rev() {
        at_least += *probability;
        *probability = at_least;
    }
    crossed
}

/// `other`, by the number of points, with one more run of 1 to `longest` points, each of probability `side`.
fn one_run_more(other: &[f64], longest: usize, side: f64) -> Vec<f64> {
    let too_long = iter::repeat_n(side, longest + 1).product::<f64>();
    let gone = iter::repeat_n(&0.0, longest).chain(other);
    let sums = other.iter().zip(gone).scan(0.0, |sum, (comes, goes)| {
        *sum = side * (*sum + comes) - too_long * goes;
        Some(*sum)
    });
    iter::once(0.0).chain(sums).take(other.len()).collect()
}
