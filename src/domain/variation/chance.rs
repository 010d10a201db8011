//! How often the rules for runs speak of a series in which nothing has changed: counted, not simulated.
//!
//! When nothing depends on the order of the points, every order of the sides of the line they lie on is as
//! likely as any other. So the orders that the rules pass over are counted and divided by all there are. No
//! assumption on how the values are distributed is needed, and ties with the median, which whole points give
//! many of, are accounted for: they lie on no side.

use super::boxes::Region;
use super::runs::{longest_run_max, n_crossings_min};

/// The most useful points it is worked out for: beyond, the count of orders leaves the range of a double.
const MOST: u32 = 1000;

/// The probability that the Anhøj rules speak (a run longer than [`longest_run_max`], or fewer crossings than
/// [`n_crossings_min`]) of a series that has `above` points over its centre line and `below` under it, when
/// every order of these is equally likely. `None` without points and for more than 1000.
///
/// With `c(n, j)` the ways to write `n` as a sum of `j` parts from 1 to the longest run, there are
/// `c(a, i) c(b, j)` orders that begin above and have `i` runs above and `j` below (`i = j` or `i = j + 1`),
/// and as many mirrored; all orders together are `(a + b)! / (a! b!)`. The count of runs without the limit on
/// their length is that of Wald & Wolfowitz (1940) and Mood (1940) \[mem\].
#[must_use]
pub fn false_signals(above: u32, below: u32) -> Option<f64> {
    let useful = above.checked_add(below).filter(|useful| (1..=MOST).contains(useful))?;
    let longest = usize::try_from(longest_run_max(useful)?).ok()?;
    let fewest = usize::try_from(n_crossings_min(useful)?).ok()?;
    let quiet: f64 = orders_within(above, below, longest)?.iter().skip(fewest).sum();
    Some((1.0 - quiet / orders(above, below)).clamp(0.0, 1.0))
}

/// As [`false_signals`], by the limits of a best box or cut box (see [`super::boxes`]). `None` without points and for
/// more than 1000.
#[must_use]
pub fn false_signals_of_box(region: &Region, above: u32, below: u32) -> Option<f64> {
    above.checked_add(below).filter(|useful| (1..=MOST).contains(useful))?;
    let whole = |number: u32| usize::try_from(number).ok();
    let (fewest, longest) = (whole(region.n_crossings_min)?, whole(region.longest_run_max)?);
    let up_to = |longest: usize| orders_within(above, below, longest);
    let of_box = up_to(longest)?;
    let mut quiet: f64 = of_box.iter().skip(fewest).sum();
    if let Some(cut) = region.cut {
        let at = |orders: &[f64], crossings: usize| orders.get(crossings).copied().unwrap_or(0.0);
        let (shorter, inside) = (up_to(whole(cut.longest_run_max)?)?, up_to(longest.checked_sub(1)?)?);
        quiet -= at(&of_box, fewest) - at(&shorter, fewest);
        let border = fewest + 1..whole(cut.n_crossings_min)?;
        quiet -= border.map(|crossings| at(&of_box, crossings) - at(&inside, crossings)).sum::<f64>();
    }
    Some((1.0 - quiet / orders(above, below)).clamp(0.0, 1.0))
}

/// In how many orders so many points above and below cross the line 0, 1, 2 … times with no run longer than `longest`.
fn orders_within(above: u32, below: u32, longest: usize) -> Option<Vec<f64>> {
    let (a, b) = (parts(above, longest)?, parts(below, longest)?);
    let ways = |of: &[f64], runs: usize| of.get(runs).copied().unwrap_or(0.0);
    let useful = usize::try_from(above.checked_add(below)?).ok()?;
    // Runs are one more than crossings.
    let of_runs = (1..=useful).map(|runs| {
        let half = runs / 2;
        if runs % 2 == 0 {
            2.0 * ways(&a, half) * ways(&b, half)
        } else {
            ways(&a, half + 1) * ways(&b, half) + ways(&a, half) * ways(&b, half + 1)
        }
    });
    Some(of_runs.collect())
}

/// How many ways there are to write `whole` as a sum of 0, 1, 2 … parts, each from 1 to `longest`.
fn parts(whole: u32, longest: usize) -> Option<Vec<f64>> {
    let whole = usize::try_from(whole).ok()?;
    let mut sums = vec![0.0; whole + 1];
    *sums.first_mut()? = 1.0;
    let mut counts = vec![*sums.last()?];
    for _ in 1..=whole {
        // One part more: of every smaller sum, as far down as the longest part reaches.
        sums = (0..=whole)
            .map(|sum| sums.get(sum.saturating_sub(longest)..sum).map_or(0.0, |smaller| smaller.iter().sum()))
            .collect();
        counts.push(*sums.last()?);
    }
    Some(counts)
}

/// In how many orders so many points above and below can come.
fn orders(above: u32, below: u32) -> f64 {
    (1..=above).map(|one| f64::from(below + one) / f64::from(one)).product()
}
