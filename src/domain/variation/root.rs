//! Where a rising function is nought: Newton's method that cannot run away.

/// The place between `low` and `high` where a function that rises is nought; `of` gives its value and its slope.
///
/// Newton's method inside a bracket that shrinks at every step. Ends when a step moves less than the last digit.
pub(crate) fn rising(mut low: f64, mut high: f64, start: f64, of: impl Fn(f64) -> (f64, f64)) -> f64 {
    let mut x = start;
    for _ in 0..200 {
        let (value, slope) = of(x);
        if value > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let newton = x - value / slope;
        let next = if newton > low && newton < high { newton } else { low.midpoint(high) };
        if (next - x).abs() <= f64::EPSILON * x.abs() {
            return next;
        }
        x = next;
    }
    x
}

/// The smallest whole number from 0 to `most` at which a rising distribution function reaches `probability`.
pub(crate) fn quantile(most: u64, probability: f64, cdf: impl Fn(u64) -> f64) -> u64 {
    let (mut low, mut high) = (0, most);
    while low < high {
        let middle = low.midpoint(high);
        if cdf(middle) >= probability {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}
