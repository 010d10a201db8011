//! The Anhøj rules: is a series around its centre line more orderly than chance makes it?
//!
//! Source: Anhøj & Olesen (2014), "Run charts revisited"; Anhøj (2015), "Diagnostic value of run
//! chart analysis". A process that only varies by chance crosses its median about every second time.

use serde::Serialize;
use statrs::distribution::{Binomial, DiscreteCDF};

/// Points closer to the centre line than this lie on it. The centre is often a computed mean, and
/// a value that equals it on paper may differ in the last binary digit.
const ON_THE_LINE: f64 = 1.5e-8;

/// The share of stable processes that may cross their centre line fewer times than the bound.
const CROSSINGS_LEVEL: f64 = 0.05;

/// Runs and crossings of one series around one centre line.
///
/// The four counts and bounds are `None` when no point lies off the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Runs {
    /// Points that count: measured, and not on the centre line.
    pub n_useful: u32,
    /// Points in the longest stretch on one side of the line.
    pub longest_run: Option<u32>,
    /// The longest stretch that is no signal.
    pub longest_run_max: Option<u32>,
    /// Times the series crosses the line.
    pub n_crossings: Option<u32>,
    /// The fewest crossings that are no signal.
    pub n_crossings_min: Option<u32>,
}

impl Runs {
    /// A stretch on one side that is longer than chance allows.
    #[must_use]
    pub fn has_long_run(&self) -> bool {
        self.longest_run > self.longest_run_max
    }

    /// Fewer crossings than chance allows.
    #[must_use]
    pub fn has_few_crossings(&self) -> bool {
        self.n_crossings < self.n_crossings_min
    }

    /// Either of the two: the process is probably not stable.
    #[must_use]
    pub fn signal(&self) -> bool {
        self.has_long_run() || self.has_few_crossings()
    }
}

/// How far the points that count lie from the centre line, in the order of time.
fn off_the_line(values: impl IntoIterator<Item = Option<f64>>, centre: f64) -> impl Iterator<Item = f64> {
    let on_the_line = ON_THE_LINE.max(centre.abs() * 1e-12);
    values.into_iter().flatten().map(move |value| value - centre).filter(move |off| off.abs() >= on_the_line)
}

/// How many of the points that count lie above the centre line, and how many below.
pub fn sides(values: impl IntoIterator<Item = Option<f64>>, centre: f64) -> (u32, u32) {
    off_the_line(values, centre).fold(
        (0, 0),
        |(above, below), off| {
            if off > 0.0 { (above + 1, below) } else { (above, below + 1) }
        },
    )
}

/// Counts runs and crossings of `values` around `centre`.
///
/// Missing points and points on the line do not count, and a run continues across them.
pub fn runs(values: impl IntoIterator<Item = Option<f64>>, centre: f64) -> Runs {
    let mut sides = off_the_line(values, centre);
    let Some(first) = sides.next() else {
        return Runs {
            n_useful: 0,
            longest_run: None,
            longest_run_max: None,
            n_crossings: None,
            n_crossings_min: None,
        };
    };
    let (mut above, mut run, mut longest, mut crossings, mut n_useful) = (first > 0.0, 1_u32, 1_u32, 0_u32, 1_u32);
    for off in sides {
        n_useful += 1;
        if (off > 0.0) == above {
            run += 1;
        } else {
            above = !above;
            run = 1;
            crossings += 1;
        }
        longest = longest.max(run);
    }
    Runs {
        n_useful,
        longest_run: Some(longest),
        longest_run_max: longest_run_max(n_useful),
        n_crossings: Some(crossings),
        n_crossings_min: n_crossings_min(n_useful),
    }
}

/// The longest run that is no signal among `n_useful` points: `round(log2(n)) + 3` (Anhøj & Olesen
/// 2014). `None` for no points.
#[must_use]
pub fn longest_run_max(n_useful: u32) -> Option<u32> {
    // log2(n) rounds up exactly when n * n >= 2^(2 * floor + 1); it is never half-way, since the
    // square root of two is irrational.
    let floor = n_useful.checked_ilog2()?;
    let squared = u64::from(n_useful) * u64::from(n_useful);
    let up = u32::from(squared.ilog2() > 2 * floor);
    Some(floor + up + 3)
}

/// The fewest crossings that are no signal among `n_useful` points: the 5 % quantile of the binomial
/// distribution with `n - 1` trials and probability one half (Anhøj & Olesen 2014). `None` for no
/// points.
#[must_use]
pub fn n_crossings_min(n_useful: u32) -> Option<u32> {
    let trials = n_useful.checked_sub(1)?;
    let crossings = Binomial::new(0.5, u64::from(trials)).ok()?;
    let (mut low, mut high) = (0_u32, trials);
    while low < high {
        let middle = low.midpoint(high);
        if crossings.cdf(u64::from(middle)) >= CROSSINGS_LEVEL {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Some(low)
}

/// How often a stable normal process of `n` points is flagged by the Anhøj rules, by simulation.
const FALSE_ALARMS: [(u32, f64); 5] = [(12, 0.01), (24, 0.04), (36, 0.04), (60, 0.04), (120, 0.07)];

/// About how often chance alone flags a stable series of `n` points: a probability.
///
/// Interpolated linearly between the lengths that were simulated (12, 24, 36, 60, 120); `None` for
/// shorter and longer series, for which nothing is claimed.
#[must_use]
pub fn false_alarm_probability(n: u32) -> Option<f64> {
    interpolated(&FALSE_ALARMS, n)
}

/// How often the Anhøj rules, and three-sigma limits where these rules are quiet, together flag a stable normal
/// process of `n` points: 40,000 series each (15,000 of 120), limits by moving ranges.
const WITH_LIMITS: [(u32, f64); 5] = [(12, 0.04), (24, 0.08), (36, 0.12), (60, 0.18), (120, 0.31)];

/// About how often chance alone flags a stable series of `n` points when three-sigma limits are added where the runs
/// are quiet (Anhøj & Wentzel-Larsen 2018): a probability, interpolated as [`false_alarm_probability`].
#[must_use]
pub fn false_alarm_probability_with_limits(n: u32) -> Option<f64> {
    interpolated(&WITH_LIMITS, n)
}

/// A probability between those of the lengths it is known for; `None` outside them.
pub(super) fn interpolated(known: &[(u32, f64)], n: u32) -> Option<f64> {
    known.iter().zip(known.iter().skip(1)).find_map(|(&(from, low), &(to, high))| {
        (from..=to).contains(&n).then(|| low + (high - low) * f64::from(n - from) / f64::from(to - from))
    })
}
