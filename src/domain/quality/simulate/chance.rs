//! Seeded draws that are the same on every machine: a pure function of the seed, with no more than `+ - * /` after the
//! generator.

/// A source of draws: `SplitMix64` (Steele, Lea & Flood 2014).
pub(super) struct Chance(u64);

impl Chance {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Uniform on `[0, 1)`, in steps of 2^-32.
    pub(super) fn uniform(&mut self) -> f64 {
        f64::from(u32::try_from(self.next() >> 32).unwrap_or(0)) / 4_294_967_296.0
    }

    /// True with probability `p`.
    pub(super) fn flip(&mut self, p: f64) -> bool {
        self.uniform() < p
    }

    /// Uniform between two numbers.
    pub(super) fn within(&mut self, from: f64, to: f64) -> f64 {
        from + (to - from) * self.uniform()
    }

    /// A whole number from `from` to `to`, both included.
    pub(super) fn between(&mut self, from: i64, to: i64) -> i64 {
        let span = u64::try_from(to - from).unwrap_or(0) + 1;
        let step = ((self.next() >> 32) * span) >> 32;
        from + i64::try_from(step).unwrap_or(0)
    }

    /// Mean 0, standard deviation 1: twelve uniforms less six.
    pub(super) fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }

    /// An exponential-like delay with this mean, at most eight times it: the number of coarse steps to the first
    /// success, spread evenly within the step.
    pub(super) fn delay(&mut self, mean: f64) -> f64 {
        let step = mean / 4.0;
        let mut at = 0.0;
        while at < mean * 8.0 && !self.flip(0.22) {
            at += step;
        }
        at + step * self.uniform()
    }

    /// One of the choices, by weight.
    pub(super) fn weighted<T: Copy>(&mut self, choices: &[(T, f64)], otherwise: T) -> T {
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
}
