//! Seeded chance that gives the same numbers on every machine: only `+ - * /` and square roots are used after the generator.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

/// A seeded source of draws.
pub(in crate::app::demo) struct Chance(ChaCha8Rng);

impl Chance {
    pub(in crate::app::demo) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// Uniform on `[0, 1)`, in steps of 2^-32.
    pub(in crate::app::demo) fn uniform(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / 4_294_967_296.0
    }

    /// True with probability `p`; below 0 is never, above 1 is always.
    pub(in crate::app::demo) fn flip(&mut self, p: f64) -> bool {
        self.uniform() < p
    }

    /// A whole number from `from` to `to`, both included (`from` when the range is empty).
    pub(in crate::app::demo) fn between(&mut self, from: u32, to: u32) -> u32 {
        let span = u64::from(to.saturating_sub(from)) + 1;
        let step = (u64::from(self.0.next_u32()) * span) >> 32;
        from.saturating_add(u32::try_from(step).unwrap_or(0))
    }

    /// Mean 0, standard deviation 1: the sum of twelve uniforms less six.
    /// The usual formulas need `ln` and `cos`, which differ in the last digit between machines.
    pub(in crate::app::demo) fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }

    /// Two normals with the correlation `r`.
    pub(in crate::app::demo) fn normal_pair(&mut self, r: f64) -> (f64, f64) {
        let first = self.normal();
        let second = self.normal();
        (first, r * first + (1.0 - r * r).sqrt() * second)
    }

    /// One of the choices, by weight; `otherwise` only for an empty list or for rounding at the upper end.
    pub(in crate::app::demo) fn weighted<T: Copy>(&mut self, choices: &[(T, f64)], otherwise: T) -> T {
        let all: f64 = choices.iter().map(|(_, weight)| weight).sum();
        let mut left = self.uniform() * all;
        for (choice, weight) in choices {
            left -= weight;
            if left < 0.0 {
                return *choice;
            }
        }
        otherwise
    }

    /// One of the texts; empty for an empty list.
    pub(in crate::app::demo) fn text(&mut self, pool: &[&'static str]) -> &'static str {
        let last = u32::try_from(pool.len().saturating_sub(1)).unwrap_or(0);
        let place = usize::try_from(self.between(0, last)).unwrap_or(0);
        pool.get(place).copied().unwrap_or_default()
    }
}

/// The nearest whole number from 0 to `most`.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=most before the cast")]
pub(super) fn whole(value: f64, most: u8) -> u8 {
    value.clamp(0.0, f64::from(most)).round() as u8
}
