//! Linear quantile regression (Koenker & Bassett 1978): the plane that a share of the values lies below, with no
//! normal distribution assumed. It is held against the percentiles of the growth model, which does assume one.
//!
//! Minimises the check loss `sum r (share - [r < 0])` over the residuals `r`. Solved as the bounded dual
//! programme `max y'a, X'a = (1 - share) X'1, 0 <= a <= 1` by an interior point method with Mehrotra's
//! correction, as Portnoy & Koenker (1997, Statistical Science 12(4)) propose for it. Where several planes are
//! equally good the one given is among them; only the loss is then comparable between programs.

use super::matrix::{Matrix, dot};
use super::mixed::{MixedError, Row};

/// Steps before giving up; a dozen or two are usual.
const MOST_STEPS: usize = 100;
/// The gap between the programme and its dual, next to the loss, that is small enough.
const GAP: f64 = 1e-12;
/// How far a step goes towards the nearest bound.
const SHORT: f64 = 0.999_5;

/// A fitted plane.
#[derive(Clone, Debug, PartialEq)]
pub struct Plane<const P: usize> {
    /// The share of values below it.
    pub share: f64,
    /// The coefficients of the columns.
    pub fixed: [f64; P],
    /// The check loss at them.
    pub loss: f64,
}

/// The check loss of coefficients: each value above counts `share`, each below `1 - share`, times its distance.
#[must_use]
pub fn loss<const P: usize>(rows: &[Row<P>], share: f64, fixed: &[f64; P]) -> f64 {
    rows.iter()
        .map(|row| row.value - dot(&row.fixed, fixed))
        .map(|off| if off < 0.0 { off * (share - 1.0) } else { off * share })
        .sum()
}

/// One value's place in the programme and its dual: distances to both bounds, and their prices.
#[derive(Clone, Copy, Default)]
struct Place {
    low: f64,
    high: f64,
    price_low: f64,
    price_high: f64,
}

/// A step of [`Place`]: the lower distance grows by what the higher one loses.
#[derive(Clone, Copy, Default)]
struct Step {
    low: f64,
    price_low: f64,
    price_high: f64,
}

/// Fits the plane below which `share` of the values lie; `share` strictly between 0 and 1.
///
/// # Errors
/// Values that are not finite, fewer rows than columns, columns that say the same, or no end in sight.
pub fn fit<const P: usize>(rows: &[Row<P>], share: f64) -> Result<Plane<P>, MixedError> {
    let finite = |row: &Row<P>| row.value.is_finite() && row.fixed.iter().all(|value| value.is_finite());
    if let Some(bad) = rows.iter().position(|row| !finite(row)) {
        return Err(MixedError::NotFinite(bad + 1));
    }
    if rows.len() <= P || !(share > 0.0 && share < 1.0) {
        return Err(MixedError::TooFew { rows: rows.len(), groups: rows.len(), parameters: P });
    }
    let mut fixed = least_squares(rows).ok_or(MixedError::Collinear)?;
    let off = |fixed: &[f64; P], row: &Row<P>| row.value - dot(&row.fixed, fixed);
    let size = rows.iter().map(|row| off(&fixed, row).abs()).fold(0.0, f64::max);
    if size <= 0.0 {
        return Ok(Plane { share, fixed, loss: 0.0 });
    }
    let mut places: Vec<Place> = rows
        .iter()
        .map(|row| {
            // In the dual the sign of the residual is turned.
            let turned = -off(&fixed, row);
            let (price_low, price_high) = (turned.max(0.0) + 1e-3 * size, (-turned).max(0.0) + 1e-3 * size);
            Place { low: 1.0 - share, high: share, price_low, price_high }
        })
        .collect();
    for _ in 0..MOST_STEPS {
        let now = loss(rows, share, &fixed);
        if gap(&places) <= GAP * now.max(size * 1e-9) {
            break;
        }
        let Some(moved) = advance(rows, &mut places, &fixed) else { break };
        fixed = moved;
    }
    let left = gap(&places);
    let now = loss(rows, share, &fixed);
    // Rounding ends the walk a little before the gap is closed.
    if left > 1e-6 * now.max(size * 1e-9) {
        return Err(MixedError::NotFound);
    }
    Ok(Plane { share, fixed, loss: now })
}

/// One step of the walk; `None` when rounding allows none.
fn advance<const P: usize>(rows: &[Row<P>], places: &mut [Place], fixed: &[f64; P]) -> Option<[f64; P]> {
    let weights: Vec<f64> = places.iter().map(|at| 1.0 / (at.price_low / at.low + at.price_high / at.high)).collect();
    let zero = vec![(0.0, 0.0, 0.0); places.len()];
    let (_, straight) = direction(rows, places, &weights, &zero)?;
    let (reach, price_reach) = reaches(places, &straight);
    let open = gap(places);
    let then: f64 = places.iter().zip(&straight).map(|(at, step)| at.moved(step, reach, price_reach).gap()).sum();
    // Mehrotra: how much of the gap a straight step would close says how close to the middle to aim.
    let n: f64 = places.iter().map(|_| 2.0).sum();
    let aim = open * (then / open).powi(3) / n;
    let bends: Vec<(f64, f64, f64)> =
        straight.iter().map(|step| (aim, step.low * step.price_low, -step.low * step.price_high)).collect();
    let (turn, bent) = direction(rows, places, &weights, &bends)?;
    let (reach, price_reach) = reaches(places, &bent);
    for (at, step) in places.iter_mut().zip(&bent) {
        *at = at.moved(step, reach, price_reach);
    }
    let mut next = *fixed;
    for (value, by) in next.iter_mut().zip(turn) {
        *value -= price_reach * by;
    }
    next.iter().all(|value| value.is_finite()).then_some(next)
}

/// Newton's direction: the change of the plane (turned) and of every place. `bends` holds, for each place, the
/// aim and the second-order terms at the two bounds.
fn direction<const P: usize>(
    rows: &[Row<P>],
    places: &[Place],
    weights: &[f64],
    bends: &[(f64, f64, f64)],
) -> Option<([f64; P], Vec<Step>)> {
    let wants: Vec<f64> = places
        .iter()
        .zip(bends)
        .map(|(at, (aim, low, high))| at.price_low - at.price_high - (aim - low) / at.low + (aim - high) / at.high)
        .collect();
    let mut numbers = weights.iter().zip(&wants);
    let mut information = Matrix::<P, P>::ZERO;
    let mut score = [0.0; P];
    for row in rows {
        let (weight, want) = numbers.next()?;
        let one = Matrix([row.fixed]);
        information = information.plus(*weight, &one.transposed().times(&one));
        for (sum, column) in score.iter_mut().zip(row.fixed) {
            *sum += weight * column * want;
        }
    }
    let (inverse, _) = information.inverse_and_log_determinant()?;
    let turn = inverse.apply(&score);
    let steps = rows.iter().zip(places).zip(weights.iter().zip(&wants)).zip(bends);
    let steps = steps.map(|(((row, at), (weight, want)), (aim, low_bend, high_bend))| {
        let low = weight * (dot(&row.fixed, &turn) - want);
        Step {
            low,
            price_low: (aim - low_bend - at.price_low * low) / at.low - at.price_low,
            price_high: (aim - high_bend + at.price_high * low) / at.high - at.price_high,
        }
    });
    Some((turn, steps.collect()))
}

impl Place {
    fn gap(&self) -> f64 {
        self.low * self.price_low + self.high * self.price_high
    }

    fn moved(&self, step: &Step, reach: f64, price_reach: f64) -> Self {
        Self {
            low: self.low + reach * step.low,
            high: self.high - reach * step.low,
            price_low: self.price_low + price_reach * step.price_low,
            price_high: self.price_high + price_reach * step.price_high,
        }
    }
}

fn gap(places: &[Place]) -> f64 {
    places.iter().map(Place::gap).sum()
}

/// How far the places and the prices may go before something is negative, at most 1.
fn reaches(places: &[Place], steps: &[Step]) -> (f64, f64) {
    let room = |at: f64, by: f64| if by < 0.0 { -at / by } else { f64::INFINITY };
    let (mut reach, mut price_reach) = (f64::INFINITY, f64::INFINITY);
    for (at, step) in places.iter().zip(steps) {
        reach = reach.min(room(at.low, step.low)).min(room(at.high, -step.low));
        price_reach = price_reach.min(room(at.price_low, step.price_low)).min(room(at.price_high, step.price_high));
    }
    ((SHORT * reach).min(1.0), (SHORT * price_reach).min(1.0))
}

/// Least squares, where the walk begins.
fn least_squares<const P: usize>(rows: &[Row<P>]) -> Option<[f64; P]> {
    let mut information = Matrix::<P, P>::ZERO;
    let mut score = [0.0; P];
    for row in rows {
        let one = Matrix([row.fixed]);
        information = information.plus(1.0, &one.transposed().times(&one));
        for (sum, column) in score.iter_mut().zip(row.fixed) {
            *sum += column * row.value;
        }
    }
    Some(information.inverse_and_log_determinant()?.0.apply(&score))
}
