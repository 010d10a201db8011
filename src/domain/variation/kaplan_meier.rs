//! How long it takes until something happens, when some were not followed until it did: the estimate of Kaplan & Meier.
//!
//! Whoever was not followed further is taken to go on as those who were: an assumption that the data cannot prove, so
//! that the curve is never shown without the bounds that assume nothing.

use serde::Serialize;

use super::interval::{Interval, normal_quantile};

/// One that was followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Followed {
    /// For how long.
    pub time: u32,
    /// It happened then; else nothing more is known after then.
    pub happened: bool,
}

/// A time at which it happened to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Step {
    /// The time.
    pub time: u32,
    /// To how many it had not happened just before, of those still followed.
    pub at_risk: u32,
    /// To how many it happened then.
    pub happened: u32,
    /// The share to whom it has happened by then.
    pub share: f64,
    /// Its interval: Greenwood's variance on the log-log scale (Kalbfleisch & Prentice 2002, section 1.4). `None` where
    /// it has happened to all who were followed.
    pub interval: Option<Interval>,
}

/// The estimate.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Curve {
    /// How many were followed.
    pub n: u32,
    /// To how many it happened.
    pub happened: u32,
    /// The times at which it happened, in order, as long as enough were still followed.
    pub steps: Vec<Step>,
    /// The last time at which enough were still followed: the end of the curve.
    pub until: u32,
    /// The first time by which it has happened to half or more; `None` where it does not before the end.
    pub median: Option<u32>,
    /// The interval of that time: where the share's limits pass a half (Brookmeyer & Crowley 1982). `None` for an end
    /// that is not reached.
    pub median_within: (Option<u32>, Option<u32>),
}

impl Curve {
    /// The step that holds at a time; `None` before the first.
    #[must_use]
    pub fn at(&self, time: u32) -> Option<&Step> {
        self.steps.iter().take_while(|step| step.time <= time).last()
    }
}

/// Shares this close to a half are a half: the arithmetic of a product of fractions.
const DUST: f64 = 1e-9;

/// The share to whom it has happened by each time: one less the product, over the times until then at which it
/// happened, of the share of those still followed to whom it did not (Kaplan & Meier 1958). Those whose following ended
/// at a time are still followed at it.
///
/// `least`: the curve ends where fewer are still followed; of few, its end says next to nothing. `level`: of the
/// intervals, such as 0.95. `None` of fewer than `least`, of nobody, and unless the level lies between 0 and 1.
#[must_use]
pub fn curve(followed: &[Followed], least: u32, level: f64) -> Option<Curve> {
    let mut in_order = followed.to_vec();
    in_order.sort_unstable_by_key(|one| one.time);
    let n = u32::try_from(in_order.len()).ok().filter(|n| *n >= least.max(1))?;
    let z = normal_quantile(f64::midpoint(1.0, level))?;
    let (mut at_risk, mut spared, mut greenwood) = (n, 1.0, 0.0);
    let (mut steps, mut until, mut happened_at_all) = (Vec::new(), 0, 0);
    for same in in_order.chunk_by(|one, other| one.time == other.time) {
        let happened = u32::try_from(same.iter().filter(|one| one.happened).count()).unwrap_or(u32::MAX);
        let (all, some) = (f64::from(at_risk), f64::from(happened));
        happened_at_all += happened;
        let Some(first) = same.first().filter(|_| at_risk >= least) else { continue };
        until = first.time;
        if happened > 0 {
            spared *= (all - some) / all;
            greenwood += some / (all * (all - some));
            let interval = (happened < at_risk).then(|| log_log(spared, greenwood, z));
            steps.push(Step { time: first.time, at_risk, happened, share: 1.0 - spared, interval });
        }
        at_risk -= u32::try_from(same.len()).unwrap_or(at_risk);
    }
    let passed = |limit: &dyn Fn(&Step) -> Option<f64>| {
        steps.iter().find(|step| limit(step).is_some_and(|share| share >= 0.5 - DUST)).map(|step| step.time)
    };
    let median = passed(&|step| Some(step.share));
    // The earliest time that is not ruled out is where the share's upper limit passes a half.
    let within = (
        passed(&|step| Some(step.interval.map_or(step.share, |interval| interval.upper))),
        passed(&|step| step.interval.map(|interval| interval.lower)),
    );
    Some(Curve { n, happened: happened_at_all, steps, until, median, median_within: within })
}

/// The limits of the share to whom it happened, from those of log(-log) of the share whom it spared.
fn log_log(spared: f64, greenwood: f64, z: f64) -> Interval {
    let log = spared.ln();
    let reach = z * greenwood.sqrt() / log.abs();
    let limit = |side: f64| 1.0 - spared.powf((side * reach).exp());
    Interval { lower: limit(-1.0), upper: limit(1.0) }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::super::interval::LEVEL;
    use super::*;

    fn followed(times: &[(u32, bool)]) -> Vec<Followed> {
        times.iter().map(|(time, happened)| Followed { time: *time, happened: *happened }).collect()
    }

    /// Weeks of remission in acute leukaemia, Freireich et al. 1963, Blood 21: the 21 who were given 6-mercaptopurine
    /// and the 21 who were given placebo. Estimates and standard errors are printed in many textbooks (such as Kleinbaum
    /// & Klein 2012, chapter 2).
    #[test]
    fn the_weeks_of_remission_come_out_as_printed() {
        let seen = [6, 6, 6, 7, 10, 13, 16, 22, 23].map(|week| (week, true));
        let ended = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(|week| (week, false));
        let given = curve(&followed(&[&seen[..], &ended[..]].concat()), 1, LEVEL).unwrap();
        let printed = [
            (6, 0.8571, 0.0764),
            (7, 0.8067, 0.0869),
            (10, 0.7529, 0.0963),
            (13, 0.6902, 0.1068),
            (16, 0.6275, 0.1141),
            (22, 0.5378, 0.1282),
            (23, 0.4482, 0.1346),
        ];
        assert_eq!(given.steps.len(), printed.len());
        let z = normal_quantile(0.975).unwrap();
        for (step, (week, spared, error)) in given.steps.iter().zip(printed) {
            assert_eq!(step.time, week);
            assert!((1.0 - step.share - spared).abs() < 6e-5, "{step:?}");
            // The interval, taken back to the standard error it was made of.
            let limits = step.interval.unwrap();
            let log = |share: f64| (-(1.0 - share).ln()).ln();
            let own = (log(limits.upper) - log(limits.lower)) / (2.0 * z) * (1.0 - step.share).ln().abs();
            assert!((own * (1.0 - step.share) - error).abs() < 6e-5, "{step:?}: {own}");
        }
        assert_eq!((given.median, given.median_within), (Some(23), (Some(13), None)));

        let weeks = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23].map(|week| (week, true));
        // With ten or more still followed it ends before the half.
        let all = [&seen[..], &ended[..]].concat();
        let short = curve(&followed(&all), 10, LEVEL).unwrap();
        assert_eq!((short.steps.len(), short.until, short.median, short.happened), (5, 17, None, 9));

        let placebo = curve(&followed(&weeks), 1, LEVEL).unwrap();
        assert_eq!((placebo.median, placebo.median_within), (Some(8), (Some(4), Some(11))));
    }

    /// The same estimate in Efron's way (1967): each begins with an equal weight, and whoever was not followed further
    /// leaves theirs to those who were, in equal parts.
    fn redistributed(all: &[Followed], time: u32) -> f64 {
        let mut in_order = all.to_vec();
        in_order.sort_by_key(|one| (one.time, !one.happened));
        let count = |some: usize| f64::from(u32::try_from(some).unwrap());
        let mut weights = vec![1.0 / count(all.len()); all.len()];
        for place in 0..in_order.len() {
            let rest = in_order.len() - place - 1;
            if !in_order[place].happened && rest > 0 {
                let share = std::mem::take(&mut weights[place]) / count(rest);
                weights[place + 1..].iter_mut().for_each(|weight| *weight += share);
            }
        }
        in_order.iter().zip(weights).filter(|(one, _)| one.happened && one.time <= time).map(|(_, weight)| weight).sum()
    }

    proptest! {
        #[test]
        fn weight_left_to_those_who_are_followed_further_gives_the_same(all in vec((0_u32..12, any::<bool>()), 1..40)) {
            let all = followed(&all);
            let curve = curve(&all, 1, LEVEL).unwrap();
            for time in 0..12 {
                let share = curve.at(time).map_or(0.0, |step| step.share);
                prop_assert!((share - redistributed(&all, time)).abs() < 1e-9, "{time}: {share}");
            }
            for step in &curve.steps {
                let inside = step.interval.is_none_or(|limits| limits.lower <= step.share && step.share <= limits.upper);
                prop_assert!(inside, "{step:?}");
            }
        }
    }
}
