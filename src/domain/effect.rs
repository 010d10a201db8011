//! Standardised differences: how large a change or a difference is in standard deviations.
//!
//! For change within one group the standard deviation before treatment is the yardstick that is named in the
//! product (`d_before`): the others depend on how alike the two measurements are, and on what the treatment did
//! to the spread. Small samples are corrected by Hedges' exact factor (Hedges 1981). A fall in scores is never an
//! effect of treatment by itself: people also get better while waiting.

use serde::Serialize;
use statrs::function::beta::beta_reg;
use statrs::function::gamma::ln_gamma;

use super::change::Norm;
use super::variation::interval::{Interval, normal_cdf, normal_quantile, t_quantile, t_two_sided};
use super::variation::root;

/// Hedges' exact correction for `freedom` degrees of freedom: `G(m/2) / (sqrt(m/2) G((m-1)/2))`.
#[must_use]
pub fn hedges(freedom: f64) -> Option<f64> {
    (freedom > 1.0).then(|| (ln_gamma(freedom / 2.0) - ln_gamma((freedom - 1.0) / 2.0)).exp() / (freedom / 2.0).sqrt())
}

/// A standardised difference with its sampling variance.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The difference, in standard deviations.
    pub value: f64,
    /// Its sampling variance.
    pub variance: f64,
}

impl Estimate {
    /// The interval at `level`, as if it were normally distributed.
    #[must_use]
    pub fn interval(&self, level: f64) -> Option<Interval> {
        let half = normal_quantile(f64::midpoint(1.0, level))? * self.variance.sqrt();
        Some(Interval { lower: self.value - half, upper: self.value + half })
    }
}

/// The change of one group that was measured twice, second minus first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paired {
    /// Pairs.
    pub n: f64,
    /// Before.
    pub before: Norm,
    /// After.
    pub after: Norm,
    /// Of the changes.
    pub change: Norm,
}

impl Paired {
    /// Of pairs (before, after); `None` of fewer than three, and without any spread.
    #[must_use]
    pub fn new(pairs: &[(f64, f64)]) -> Option<Self> {
        let norm = |of: fn(&(f64, f64)) -> f64| Norm::of_sample(&pairs.iter().map(of).collect::<Vec<_>>());
        let n = f64::from(u32::try_from(pairs.len()).ok().filter(|n| *n > 2)?);
        let paired =
            Self { n, before: norm(|pair| pair.0)?, after: norm(|pair| pair.1)?, change: norm(|p| p.1 - p.0)? };
        (paired.before.sd > 0.0 && paired.after.sd > 0.0 && paired.change.sd > 0.0).then_some(paired)
    }

    /// How alike the two measurements are: Pearson's correlation, by the variance of the difference.
    #[must_use]
    pub fn correlation(&self) -> f64 {
        let (before, after) = (self.before.sd, self.after.sd);
        (before * before + after * after - self.change.sd.powi(2)) / (2.0 * before * after)
    }

    /// In standard deviations before treatment: the one that is named in the product.
    #[must_use]
    pub fn d_before(&self) -> f64 {
        self.change.mean / self.before.sd
    }

    /// In standard deviations pooled over both measurements.
    #[must_use]
    pub fn d_pooled(&self) -> f64 {
        self.change.mean / f64::midpoint(self.before.sd.powi(2), self.after.sd.powi(2)).sqrt()
    }

    /// In the average of the two standard deviations.
    #[must_use]
    pub fn d_average(&self) -> f64 {
        self.change.mean / f64::midpoint(self.before.sd, self.after.sd)
    }

    /// In standard deviations of the changes.
    #[must_use]
    pub fn d_change(&self) -> f64 {
        self.change.mean / self.change.sd
    }

    /// [`Self::d_before`] corrected for small samples, with its variance (Becker 1988).
    #[must_use]
    pub fn g_before(&self) -> Option<Estimate> {
        let value = hedges(self.n - 1.0)? * self.d_before();
        let variance = (2.0 * (1.0 - self.correlation()) + value * value / 2.0) / self.n;
        Some(Estimate { value, variance })
    }

    /// [`Self::d_change`] corrected for small samples, with its variance (Gibbons, Hedeker & Davis 1993).
    #[must_use]
    pub fn g_change(&self) -> Option<Estimate> {
        let value = hedges(self.n - 1.0)? * self.d_change();
        Some(Estimate { value, variance: (1.0 + value * value / 2.0) / self.n })
    }

    /// The interval of [`Self::d_change`] at `level`, by the noncentral t distribution (Cumming & Finch 2001).
    #[must_use]
    pub fn d_change_interval(&self, level: f64) -> Option<Interval> {
        noncentral(self.d_change(), self.n - 1.0, self.n.sqrt(), level)
    }

    /// The interval of [`Self::d_pooled`] at `level` as if the two measurements were of different people.
    #[must_use]
    pub fn d_pooled_interval(&self, level: f64) -> Option<Interval> {
        noncentral(self.d_pooled(), 2.0 * self.n - 2.0, (self.n / 2.0).sqrt(), level)
    }

    /// The paired t test.
    #[must_use]
    pub fn t_test(&self, level: f64) -> Option<TTest> {
        let (freedom, error) = (self.n - 1.0, self.change.sd / self.n.sqrt());
        let (t, half) = (self.change.mean / error, t_quantile(f64::midpoint(1.0, level), freedom)? * error);
        let interval = Interval { lower: self.change.mean - half, upper: self.change.mean + half };
        Some(TTest { t, freedom, p: t_two_sided(t, freedom)?, difference: self.change.mean, interval })
    }
}

/// A t test.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct TTest {
    /// The statistic.
    pub t: f64,
    /// Its degrees of freedom.
    pub freedom: f64,
    /// The probability of one at least as far from 0 when nothing differs.
    pub p: f64,
    /// The mean difference.
    pub difference: f64,
    /// Its interval.
    pub interval: Interval,
}

/// The difference between two groups, first minus second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Groups {
    /// How many are in the first.
    pub n: f64,
    /// The first.
    pub first: Norm,
    /// How many are in the second.
    pub m: f64,
    /// The second.
    pub second: Norm,
}

impl Groups {
    /// Of two samples; `None` of fewer than two in either, and without any spread.
    #[must_use]
    pub fn new(first: &[f64], second: &[f64]) -> Option<Self> {
        let n = |sample: &[f64]| u32::try_from(sample.len()).ok().map(f64::from);
        let groups =
            Self { n: n(first)?, first: Norm::of_sample(first)?, m: n(second)?, second: Norm::of_sample(second)? };
        (groups.first.sd > 0.0 && groups.second.sd > 0.0).then_some(groups)
    }

    fn freedom(&self) -> f64 {
        self.n + self.m - 2.0
    }

    fn harmonic(&self) -> f64 {
        1.0 / self.n + 1.0 / self.m
    }

    /// In pooled standard deviations.
    #[must_use]
    pub fn d(&self) -> f64 {
        let squares = (self.n - 1.0) * self.first.sd.powi(2) + (self.m - 1.0) * self.second.sd.powi(2);
        (self.first.mean - self.second.mean) / (squares / self.freedom()).sqrt()
    }

    /// The interval of [`Self::d`] at `level`, by the noncentral t distribution.
    #[must_use]
    pub fn d_interval(&self, level: f64) -> Option<Interval> {
        noncentral(self.d(), self.freedom(), self.harmonic().powf(-0.5), level)
    }

    /// [`Self::d`] corrected for small samples, with its usual large-sample variance.
    #[must_use]
    pub fn g(&self) -> Option<Estimate> {
        let value = hedges(self.freedom())? * self.d();
        Some(Estimate { value, variance: self.harmonic() + value * value / (2.0 * (self.n + self.m)) })
    }

    /// The same with the unbiased variance of Hedges (1983).
    #[must_use]
    pub fn g_unbiased(&self) -> Option<Estimate> {
        let (j, m) = (hedges(self.freedom())?, self.freedom());
        let value = j * self.d();
        Some(Estimate { value, variance: self.harmonic() + (1.0 - (m - 2.0) / (m * j * j)) * value * value })
    }

    /// In standard deviations of the second group (Glass 1976).
    #[must_use]
    pub fn glass(&self) -> f64 {
        (self.first.mean - self.second.mean) / self.second.sd
    }
}

/// The interval of a standardised difference whose t is `d` times `root_n`, by the noncentral t distribution.
fn noncentral(d: f64, freedom: f64, root_n: f64, level: f64) -> Option<Interval> {
    if !(level > 0.0 && level < 1.0 && freedom > 0.0) {
        return None;
    }
    let (t, tail) = (d * root_n, (1.0 - level) / 2.0);
    let reach = 10.0 + 2.0 * t.abs();
    // The distribution function falls as the centre rises.
    let centre = |probability: f64| {
        root::rising(t - reach, t + reach, t, |centre| (probability - noncentral_t(t, freedom, centre), 0.0))
    };
    Some(Interval { lower: centre(1.0 - tail) / root_n, upper: centre(tail) / root_n })
}

/// The distribution function of the noncentral t distribution (Lenth 1989, AS 243): the normal tail plus a
/// Poisson mixture of beta distributions.
#[must_use]
pub fn noncentral_t(t: f64, freedom: f64, centre: f64) -> f64 {
    if t < 0.0 {
        return 1.0 - noncentral_t(-t, freedom, -centre);
    }
    let x = t * t / (freedom + t * t);
    let half = centre * centre / 2.0;
    let mut sum = 0.0;
    if x > 0.0 {
        let mut even = (-half).exp() / 2.0;
        // Gamma(3/2) is half the root of pi.
        let mut odd = centre * (-half).exp() / (2.0 * std::f64::consts::PI).sqrt();
        let mut j = 0.0;
        while j < 2000.0 {
            let term = even * beta_reg(j + 0.5, freedom / 2.0, x) + odd * beta_reg(j + 1.0, freedom / 2.0, x);
            sum += term;
            if j > half && term.abs() < 1e-17 {
                break;
            }
            j += 1.0;
            even *= half / j;
            odd *= half / (j + 0.5);
        }
    }
    (normal_cdf(-centre) + sum).clamp(0.0, 1.0)
}
