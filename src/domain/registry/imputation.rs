//! Multiple imputation: what the rates would be if those who did not answer were as those who did, given where they
//! began and how their treatment ended.
//!
//! Each missing last score is drawn from a normal linear regression of the last score on the first and on whether
//! the ending was planned, fitted to those who answered; a missing first score from a regression on the ending
//! alone. Each time the regression itself is drawn anew from what the data leave possible (Rubin 1987, "Multiple
//! imputation for nonresponse in surveys"; draws as for Bayesian linear regression with a flat prior). The shares
//! are pooled by Rubin's rules, and the interval is Wilson's with the number of patients divided by how much the
//! fillings add to the variance.
//!
//! This is one answer, not the truth: it holds if staying silent says nothing beyond what is known. The bounds hold
//! whatever silence means. The draws come from a fixed seed, so that the same rows in the same order give the same
//! figures on every machine.

use std::ops::Range;

use super::chance::Chance;
use super::outcome::Counted;
use super::together::together;
use super::{Imputed, LEAST_TO_IMPUTE};
use crate::domain::care::EndKind;
use crate::domain::change::{ChangeRule, Side};
use crate::domain::expected::matrix::Matrix;
use crate::domain::variation::interval::{Interval, LEVEL, normal_quantile, t_quantile};
use crate::domain::variation::rate::gamma_quantile;

/// How many times what is missing is filled in.
pub const TIMES: u32 = 20;

/// The rates with what is missing filled in.
#[derive(Clone, Copy)]
pub(super) struct Imputation {
    pub(super) improvement: Imputed,
    pub(super) deterioration: Imputed,
    pub(super) recovery: Option<Imputed>,
}

/// What is known of an episode that counts, as far as filling in needs it.
#[derive(Clone, Copy)]
pub(super) enum Known {
    /// Both measurements, and whether the ending was planned.
    Both { planned: bool, first: f64, last: f64 },
    /// The first alone.
    First { planned: bool, first: f64 },
    /// No first.
    Neither { planned: bool },
}

impl Known {
    pub(super) fn of(one: &Counted<'_>) -> Self {
        let planned = one.entry.end_kind == Some(EndKind::Planned);
        match (one.entry.pair.from, one.entry.pair.to) {
            (Some(first), Some(last)) => Self::Both { planned, first, last },
            (Some(first), None) => Self::First { planned, first },
            (None, _) => Self::Neither { planned },
        }
    }
}

/// Fills in and pools; `None` with too few pairs to learn from. `answered` counts those with both measurements.
pub(super) fn impute(episodes: &[Known], answered: Filled, rule: &ChangeRule) -> Option<Imputation> {
    if answered.all < LEAST_TO_IMPUTE {
        return None;
    }
    let (mut last, mut first) = (Regression::<3>::default(), Regression::<2>::default());
    let mut missing = Vec::new();
    for one in episodes {
        match *one {
            Known::Both { planned, first: start, last: end } => {
                first.add([1.0, share(planned)], start);
                last.add([1.0, share(planned), start], end);
            }
            Known::First { planned, first: start } => {
                first.add([1.0, share(planned)], start);
                missing.push((Some(start), share(planned)));
            }
            Known::Neither { planned } => missing.push((None, share(planned))),
        }
    }
    let (last, first) = (last.fit()?, first.fit()?);
    let fill = |time: u32| -> Option<Filled> {
        let mut chance = Chance::new(u64::from(time));
        let mut filled = answered;
        let (last, first) = (last.draw(&mut chance)?, first.draw(&mut chance)?);
        let mut normals = chance.in_bulk();
        let mut is_finite = true;
        for (start, planned) in &missing {
            let start = start.unwrap_or_else(|| first.value([1.0, *planned], normals.next()));
            let end = last.value([1.0, *planned, start], normals.next());
            is_finite &= end.is_finite();
            filled.add(rule, start, end);
        }
        is_finite.then_some(filled)
    };
    let times = |times: Range<u32>| -> Option<Vec<Filled>> { times.map(fill).collect() };
    let (earlier, later) = together(missing.len(), || times(0..TIMES / 2), || times(TIMES / 2..TIMES));
    let mut pools = [Pool::default(); 3];
    for filled in earlier?.into_iter().chain(later?) {
        let [improvement, deterioration, recovery] = &mut pools;
        improvement.add(filled.improved, filled.all);
        deterioration.add(filled.deteriorated, filled.all);
        recovery.add(filled.recovered, filled.cases);
    }
    let filled = u32::try_from(missing.len()).ok()?;
    let [improvement, deterioration, recovery] = pools.map(|pool| pool.pooled(filled));
    Some(Imputation { improvement: improvement?, deterioration: deterioration?, recovery })
}

fn share(is: bool) -> f64 {
    f64::from(u8::from(is))
}

/// How many became what.
#[derive(Clone, Copy, Default)]
pub(super) struct Filled {
    pub(super) all: u32,
    pub(super) improved: u32,
    pub(super) deteriorated: u32,
    pub(super) cases: u32,
    pub(super) recovered: u32,
}

impl Filled {
    /// Counts what became of one more, without asking one thing before the next: nothing guesses what is drawn.
    fn add(&mut self, rule: &ChangeRule, start: f64, end: f64) {
        let better = u32::from(rule.is_reliably_better(start, end));
        let case = u32::from(rule.is_on(Side::Clinical, start));
        self.all += 1;
        self.improved += better;
        self.deteriorated += u32::from(rule.is_reliably_better(end, start)) & (1 - better);
        self.cases += case;
        self.recovered += better & case & u32::from(rule.is_on(Side::Functional, end));
    }
}

/// The shares of all fillings, pooled.
#[derive(Clone, Copy, Default)]
struct Pool {
    times: f64,
    sum: f64,
    squares: f64,
    within: f64,
    patients: f64,
}

impl Pool {
    fn add(&mut self, numerator: u32, denominator: u32) {
        if denominator == 0 {
            return;
        }
        let share = f64::from(numerator) / f64::from(denominator);
        self.times += 1.0;
        self.sum += share;
        self.squares += share * share;
        self.within += share * (1.0 - share) / f64::from(denominator);
        self.patients += f64::from(denominator);
    }

    /// Rubin's rules, with Wilson's interval for the effective number of patients.
    fn pooled(&self, filled: u32) -> Option<Imputed> {
        // A share that some fillings leave without a denominator is no share.
        if self.times < f64::from(TIMES) {
            return None;
        }
        let (value, within, n) = (self.sum / self.times, self.within / self.times, self.patients / self.times);
        let between = ((self.squares - self.sum * value) / (self.times - 1.0)).max(0.0);
        let added = (1.0 + 1.0 / self.times) * between;
        // Where the mean is 0 or 1 there is no variance to compare with, nor anything that differs.
        let ratio = if within > 0.0 { added / within } else { 0.0 };
        let tail = f64::midpoint(1.0, LEVEL);
        let z = if ratio > 1e-9 {
            t_quantile(tail, (self.times - 1.0) * (1.0 + 1.0 / ratio).powi(2))?
        } else {
            normal_quantile(tail)?
        };
        // Solving (value - p)^2 = z^2 p (1 - p) (1 + ratio) / n for p, as Wilson did without the ratio.
        let spread = z * z * (1.0 + ratio) / n;
        let middle = (value + spread / 2.0) / (1.0 + spread);
        let half = (spread * value * (1.0 - value) + spread * spread / 4.0).sqrt() / (1.0 + spread);
        let interval = Interval { lower: (middle - half).max(0.0), upper: (middle + half).min(1.0) };
        Some(Imputed { value, interval, filled, times: TIMES })
    }
}

/// A normal linear regression in the making: sums of products.
struct Regression<const K: usize> {
    products: [[f64; K]; K],
    with_value: [f64; K],
    squares: f64,
    n: f64,
    /// The first value, taken off all, so that large scales cost no digits.
    origin: Option<f64>,
}

impl<const K: usize> Default for Regression<K> {
    fn default() -> Self {
        Self { products: [[0.0; K]; K], with_value: [0.0; K], squares: 0.0, n: 0.0, origin: None }
    }
}

impl<const K: usize> Regression<K> {
    fn add(&mut self, row: [f64; K], value: f64) {
        let value = value - *self.origin.get_or_insert(value);
        for (products, one) in self.products.iter_mut().zip(row) {
            for (product, other) in products.iter_mut().zip(row) {
                *product += one * other;
            }
        }
        for (sum, one) in self.with_value.iter_mut().zip(row) {
            *sum += one * value;
        }
        self.squares += value * value;
        self.n += 1.0;
    }

    /// Fits it. A column that says nothing new (all endings alike, all beginning at one score) gets no slope.
    fn fit(&self) -> Option<Fitted<K>> {
        let mut products = self.products;
        let mut with_value = self.with_value;
        let mut columns = K;
        // Left out from the second on, until the rest can be told apart.
        for left_out in 1..=K {
            if Matrix(products).cholesky().is_some() {
                break;
            }
            let column = left_out.min(K - 1);
            for (row, products) in products.iter_mut().enumerate() {
                for (other, product) in products.iter_mut().enumerate() {
                    if row == column || other == column {
                        *product = f64::from(u8::from(row == other));
                    }
                }
            }
            if let Some(sum) = with_value.get_mut(column) {
                *sum = 0.0;
            }
            columns -= 1;
        }
        let (inverse, _) = Matrix(products).inverse_and_log_determinant()?;
        let slopes = inverse.apply(&with_value);
        let explained: f64 = slopes.iter().zip(with_value).map(|(slope, sum)| slope * sum).sum();
        let freedom = self.n - f64::from(u32::try_from(columns).ok()?);
        (freedom > 0.0).then_some(Fitted {
            slopes,
            root: inverse.cholesky()?,
            squares: (self.squares - explained).max(0.0),
            freedom,
            origin: self.origin.unwrap_or_default(),
        })
    }
}

/// A fitted regression, to draw from.
struct Fitted<const K: usize> {
    slopes: [f64; K],
    root: Matrix<K, K>,
    squares: f64,
    freedom: f64,
    origin: f64,
}

impl<const K: usize> Fitted<K> {
    /// One regression of those the data leave possible.
    fn draw(&self, chance: &mut Chance) -> Option<Drawn<K>> {
        let chi_square = 2.0 * gamma_quantile(chance.share(), self.freedom / 2.0)?;
        let sd = (self.squares / chi_square).sqrt();
        let off = self.root.apply(&std::array::from_fn(|_| chance.normal()));
        let slopes = std::array::from_fn(|k| {
            self.slopes.get(k).copied().unwrap_or_default() + sd * off.get(k).copied().unwrap_or_default()
        });
        Some(Drawn { slopes, sd, origin: self.origin })
    }
}

struct Drawn<const K: usize> {
    slopes: [f64; K],
    sd: f64,
    origin: f64,
}

impl<const K: usize> Drawn<K> {
    /// What the regression says of a row, `normal` of its standard deviations away.
    fn value(&self, row: [f64; K], normal: f64) -> f64 {
        let mean: f64 = self.slopes.iter().zip(row).map(|(slope, one)| slope * one).sum();
        self.origin + mean + self.sd * normal
    }
}
