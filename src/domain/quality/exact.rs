//! The tests the detectors use: counted, not simulated, and one-sided, since only one direction is a question.

use statrs::distribution::{ContinuousCDF, Normal};
use statrs::function::beta::beta_reg;
use statrs::function::factorial::ln_binomial;

/// The probability of `k` or more among `n` when each has the chance `p` (binomial). 1 for no `k`, and for a chance
/// that is none.
#[must_use]
pub fn at_least(k: u32, n: u32, p: f64) -> f64 {
    if k == 0 || !(p > 0.0 && p < 1.0) {
        return 1.0;
    }
    if k > n {
        return 0.0;
    }
    beta_reg(f64::from(k), f64::from(n - k + 1), p)
}

/// A table of two rows: those exposed and those they are held against, each with how many of them it happened to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Exposed, and it happened.
    pub exposed_yes: u32,
    /// Exposed, and it did not.
    pub exposed_no: u32,
    /// The others, and it happened.
    pub other_yes: u32,
    /// The others, and it did not.
    pub other_no: u32,
}

impl Table {
    /// Counts one more.
    pub(crate) const fn add(&mut self, exposed: bool, happened: bool) {
        *match (exposed, happened) {
            (true, true) => &mut self.exposed_yes,
            (true, false) => &mut self.exposed_no,
            (false, true) => &mut self.other_yes,
            (false, false) => &mut self.other_no,
        } += 1;
    }
}

/// The probability of as many exposed to whom it happened, or more, when exposure makes no difference within any of
/// the strata: Fisher's exact test for one table, and for several the exact conditional test (sums of hypergeometric
/// counts; Gart 1970 \[mem\]).
#[must_use]
pub fn stratified(tables: &[Table]) -> f64 {
    let observed: u32 = tables.iter().map(|table| table.exposed_yes).sum();
    // The probability of each sum, over the strata taken so far.
    let mut sums = vec![1.0];
    for table in tables {
        let counts = hypergeometric(*table);
        let mut next = vec![0.0; sums.len() + counts.len() - 1];
        for (at, sum) in sums.iter().enumerate() {
            for (more, count) in counts.iter().enumerate() {
                if let Some(slot) = next.get_mut(at + more) {
                    *slot += sum * count;
                }
            }
        }
        sums = next;
    }
    let from = usize::try_from(observed).unwrap_or(usize::MAX);
    sums.iter().skip(from).sum::<f64>().clamp(0.0, 1.0)
}

/// The probability of 0, 1, 2 … exposed to whom it happened, the sums of the table's rows and columns held.
fn hypergeometric(table: Table) -> Vec<f64> {
    let exposed = table.exposed_yes + table.exposed_no;
    let others = table.other_yes + table.other_no;
    let happened = table.exposed_yes + table.other_yes;
    let all = ln_binomial(u64::from(exposed + others), u64::from(happened));
    let chance = |count: u32| {
        let rest = happened - count;
        if rest > others {
            return 0.0;
        }
        (ln_binomial(u64::from(exposed), u64::from(count)) + ln_binomial(u64::from(others), u64::from(rest)) - all)
            .exp()
    };
    (0..=exposed.min(happened)).map(chance).collect()
}

/// Values of those exposed and of the others, in one stratum.
pub type Stratum = (Vec<f64>, Vec<f64>);

/// The probability of the values of those exposed lying as high, or higher, when exposure makes no difference: the
/// rank-sum test over strata with the weights of van Elteren (1960) \[mem\], ties at their mean rank and accounted
/// for in the variance, normal approximation. 1 when fewer than ten are exposed, for whom the approximation is poor.
#[must_use]
pub fn higher_ranks(strata: &[Stratum]) -> f64 {
    let (mut sum, mut variance, mut n) = (0.0, 0.0, 0_usize);
    for (exposed, others) in strata.iter().filter(|(exposed, others)| !exposed.is_empty() && !others.is_empty()) {
        let mut values: Vec<(f64, bool)> =
            exposed.iter().map(|value| (*value, true)).chain(others.iter().map(|value| (*value, false))).collect();
        values.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (a, b) = (count(exposed.len()), count(others.len()));
        let all = a + b;
        let (mut ranks, mut ties, mut before) = (0.0, 0.0, 0.0);
        for tied in values.chunk_by(|one, next| one.0.total_cmp(&next.0).is_eq()) {
            let size = count(tied.len());
            ranks += count(tied.iter().filter(|(_, exposed)| *exposed).count()) * (before + size.midpoint(1.0));
            ties += size * size * size - size;
            before += size;
        }
        let weight = 1.0 / (all + 1.0);
        sum += weight * (ranks - a * (all + 1.0) / 2.0);
        variance += weight * weight * a * b / 12.0 * (all + 1.0 - ties / (all * (all - 1.0)));
        n += exposed.len();
    }
    if n < 10 || variance <= 0.0 {
        return 1.0;
    }
    1.0 - Normal::standard().cdf(sum / variance.sqrt())
}

/// A count as a number to compute with.
pub(crate) fn count(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::INFINITY, f64::from)
}

#[cfg(test)]
mod tests {
    use super::{Table, at_least, higher_ranks, stratified};

    #[test]
    fn the_tests_give_what_is_worked_out_by_hand() {
        // Ten heads of ten; nine or ten of ten.
        assert!((at_least(10, 10, 0.5) - 1.0 / 1024.0).abs() < 1e-12);
        assert!((at_least(9, 10, 0.5) - 11.0 / 1024.0).abs() < 1e-12);
        assert!((at_least(0, 10, 0.5) - 1.0).abs() < f64::EPSILON);
        // Fisher's tea: four cups of each, all right 1/70, three or more right 17/70.
        let tea = |right| Table { exposed_yes: right, exposed_no: 4 - right, other_yes: 4 - right, other_no: right };
        assert!((stratified(&[tea(4)]) - 1.0 / 70.0).abs() < 1e-12);
        assert!((stratified(&[tea(3)]) - 17.0 / 70.0).abs() < 1e-12);
        // Two ladies, all right: the product. Seven or more of eight right: 1/4900 + 2 * 16/4900.
        assert!((stratified(&[tea(4), tea(4)]) - 1.0 / 4900.0).abs() < 1e-12);
        assert!((stratified(&[tea(4), tea(3)]) - 33.0 / 4900.0).abs() < 1e-12);
        // An empty stratum says nothing.
        assert!((stratified(&[tea(4), Table::default()]) - 1.0 / 70.0).abs() < 1e-12);
    }

    #[test]
    fn ranks_are_summed_with_their_ties() {
        // 10 of 1 and 10 of 0: ranks 15.5 each, sum 155 against 105; variance 10*10/12*(21 - 2*990/380).
        let ones = (vec![1.0; 10], vec![0.0; 10]);
        let z: f64 = 50.0 / (100.0 / 12.0 * (21.0 - 1980.0 / 380.0_f64)).sqrt();
        assert!((z - 4.358_898_943_540_674).abs() < 1e-9, "the square root of 19: {z}");
        assert!(higher_ranks(std::slice::from_ref(&ones)) < 1e-4);
        let turned = (ones.1.clone(), ones.0.clone());
        assert!(higher_ranks(&[turned]) > 0.999);
        // All alike: nothing to order. Nine: too few.
        assert!((higher_ranks(&[(vec![2.0; 20], vec![2.0; 20])]) - 1.0).abs() < f64::EPSILON);
        assert!((higher_ranks(&[(vec![1.0; 9], vec![0.0; 50])]) - 1.0).abs() < f64::EPSILON);
    }
}
