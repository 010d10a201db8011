//! Where each kind of chart has its centre line and its limits.
//!
//! Source unless another is named: Montgomery, "Introduction to statistical quality control" (6th ed.), chapters
//! 6 and 7. Limits lie at two and three standard deviations, and nowhere a value cannot be.

use super::chart::{Kind, Limits, Screening, Settings, Subgroup};
use super::constants::{a3, b3, b4};

/// Expected range of two standard normal values, three decimals as in the tables of the field.
const D2: f64 = 1.128;

/// A moving range above this multiple of the average is larger than chance makes it: upper limit of
/// a range chart for two points (Nelson 1982).
const LARGE_RANGE: f64 = 3.267;

/// The power that makes exponential times between events about normal (Nelson 1994).
const TIME_POWER: f64 = 3.6;

/// One phase of a chart: what is drawn, and the lines through it.
pub(super) struct Line {
    /// The values, in the order of time.
    pub(super) values: Vec<Option<f64>>,
    /// The centre line.
    pub(super) centre: Option<f64>,
    /// The limits of each point.
    pub(super) limits: Vec<Option<Limits>>,
    /// Whether neighbouring points differ, so that limits without width come from screening.
    pub(super) varies: bool,
}

/// A phase in the making: its values, and which of them decide the lines.
struct Series<'a> {
    groups: &'a [Subgroup],
    decides: &'a [bool],
    values: Vec<Option<f64>>,
}

/// The lines of a phase, of which the marked points decide.
pub(super) fn line(groups: &[Subgroup], decides: &[bool], settings: &Settings) -> Line {
    let values = values(groups, settings.kind);
    let series = Series { groups, decides, values };
    let (centre, limits) = series.lines(settings.kind, settings.screening);
    let varies = series.average_range(&series.values, Screening::Off).is_some_and(|range| range > 0.0);
    let drawn = |value: f64| value * settings.multiply;
    Line {
        centre: centre.map(drawn),
        limits: limits.into_iter().map(|limits| limits.map(|limits| limits.map(drawn))).collect(),
        values: series.values.into_iter().map(|value| value.map(drawn)).collect(),
        varies,
    }
}

/// What is plotted.
fn values(groups: &[Subgroup], kind: Kind) -> Vec<Option<f64>> {
    let share = |group: &Subgroup| group.sum.zip(group.of.filter(|of| *of > 0.0)).map(|(sum, of)| sum / of);
    match kind {
        Kind::Count => groups.iter().map(|group| group.sum).collect(),
        Kind::Spread => groups.iter().map(|group| group.sd).collect(),
        Kind::MovingRange => {
            let before = std::iter::once(None).chain(groups.iter().map(|group| group.mean));
            groups.iter().zip(before).map(|(group, before)| Some((group.mean? - before?).abs())).collect()
        }
        Kind::Mean | Kind::TimeBetween | Kind::CasesBetween => groups.iter().map(|group| group.mean).collect(),
        _ => groups.iter().map(|group| if group.of.is_some() { share(group) } else { group.mean }).collect(),
    }
}

impl Series<'_> {
    fn lines(&self, kind: Kind, screening: Screening) -> (Option<f64>, Vec<Option<Limits>>) {
        match kind {
            Kind::Run => (median(&self.deciding(&self.values)), self.none()),
            Kind::Individuals => {
                let (centre, sd) = self.individuals(&self.values, screening);
                (centre, self.same(centre.zip(sd).map(|(centre, sd)| around(centre, sd))))
            }
            Kind::MovingRange => {
                let centre = mean(&self.deciding(&self.values));
                // The upper limit is the multiple itself; two thirds of it stand for two deviations.
                let limits = centre.map(|centre| Limits {
                    lower: 0.0,
                    lower_95: 0.0,
                    upper_95: LARGE_RANGE / 3.0 * 2.0 * centre,
                    upper: LARGE_RANGE * centre,
                });
                (centre, self.same(limits))
            }
            Kind::Proportion | Kind::LaneyProportion | Kind::Rate | Kind::LaneyRate => self.shares(kind, screening),
            Kind::WeightedIndividuals => self.weighted(screening),
            Kind::Count => {
                let centre = mean(&self.deciding(&self.values));
                (centre, self.same(centre.map(|centre| above_zero(around(centre, centre.sqrt())))))
            }
            Kind::TimeBetween => self.times(screening),
            Kind::CasesBetween => self.cases(),
            Kind::Mean => self.means(),
            Kind::Spread => self.spreads(),
        }
    }

    /// The measured values among those that decide.
    fn deciding(&self, values: &[Option<f64>]) -> Vec<f64> {
        values.iter().zip(self.decides).filter(|(_, decides)| **decides).filter_map(|(value, _)| *value).collect()
    }

    fn none(&self) -> Vec<Option<Limits>> {
        self.same(None)
    }

    fn same(&self, limits: Option<Limits>) -> Vec<Option<Limits>> {
        vec![limits; self.groups.len()]
    }

    /// Mean, and the standard deviation by moving ranges (6.33).
    fn individuals(&self, values: &[Option<f64>], screening: Screening) -> (Option<f64>, Option<f64>) {
        (mean(&self.deciding(values)), self.average_range(values, screening).map(|range| range / D2))
    }

    /// The average moving range. What does not decide is bridged; what is missing is not.
    fn average_range(&self, values: &[Option<f64>], screening: Screening) -> Option<f64> {
        let here: Vec<Option<f64>> =
            values.iter().zip(self.decides).filter(|(_, decides)| **decides).map(|(value, _)| *value).collect();
        let ranges: Vec<f64> = here
            .iter()
            .zip(here.iter().skip(1))
            .filter_map(|(one, next)| Some((next.as_ref()? - one.as_ref()?).abs()))
            .collect();
        screened(&ranges, screening)
    }

    /// Shares and rates, with Laney's factor for what the distribution does not hold (Laney 2002): the spread
    /// of the standardised values by their moving ranges.
    fn shares(&self, kind: Kind, screening: Screening) -> (Option<f64>, Vec<Option<Limits>>) {
        let (mut events, mut all) = (0.0, 0.0);
        for (group, _) in self.groups.iter().zip(self.decides).filter(|(_, decides)| **decides) {
            if let Some((sum, of)) = group.sum.zip(group.of) {
                events += sum;
                all += of;
            }
        }
        if all <= 0.0 {
            return (None, self.none());
        }
        let centre = events / all;
        let whole = matches!(kind, Kind::Proportion | Kind::LaneyProportion);
        let variance = if whole { centre * (1.0 - centre) } else { centre };
        let sds: Vec<Option<f64>> =
            self.groups.iter().map(|group| group.of.filter(|of| *of > 0.0).map(|of| (variance / of).sqrt())).collect();
        // Where nothing or everything came, every value lies on the centre, and there is no spread to hold it against.
        let factor = if matches!(kind, Kind::LaneyProportion | Kind::LaneyRate) && variance > 0.0 {
            let standardised: Vec<Option<f64>> = self
                .values
                .iter()
                .zip(&sds)
                .map(|(value, sd)| Some((value.as_ref()? - centre) / sd.as_ref()?))
                .collect();
            self.individuals(&standardised, screening).1
        } else {
            Some(1.0)
        };
        let limits = sds
            .iter()
            .map(|sd| {
                let limits = above_zero(around(centre, sd.as_ref()? * factor?));
                Some(if whole { limits.map(|line| line.min(1.0)) } else { limits })
            })
            .collect();
        (Some(centre), limits)
    }

    /// Taylor's I' chart: each value weighs as much as it rests on, and neighbouring differences are brought to
    /// the same footing before they are averaged.
    fn weighted(&self, screening: Screening) -> (Option<f64>, Vec<Option<Limits>>) {
        let weight = |group: &Subgroup| group.of.or_else(|| (group.length > 0).then(|| count(group.length)));
        let weights: Vec<Option<f64>> = self.groups.iter().map(|group| weight(group).filter(|of| *of > 0.0)).collect();
        let here: Vec<Option<(f64, f64)>> = self
            .values
            .iter()
            .zip(&weights)
            .zip(self.decides)
            .filter(|(_, decides)| **decides)
            .map(|((value, weight), _)| value.zip(*weight))
            .collect();
        let all: f64 = here.iter().flatten().map(|(_, weight)| weight).sum();
        if all <= 0.0 {
            return (None, self.none());
        }
        let centre = here.iter().flatten().map(|(value, weight)| value * weight).sum::<f64>() / all;
        let differences: Vec<f64> = here
            .iter()
            .zip(here.iter().skip(1))
            .filter_map(|(one, next)| {
                let ((one, m), (next, n)) = (one.as_ref()?, next.as_ref()?);
                // The mean of |d| for a normal d with variance s2 (1/m + 1/n) is s sqrt(2 (1/m + 1/n) / pi).
                Some((std::f64::consts::PI / 2.0).sqrt() * (next - one).abs() / (1.0 / m + 1.0 / n).sqrt())
            })
            .collect();
        let Some(sd) = screened(&differences, screening) else { return (Some(centre), self.none()) };
        (Some(centre), weights.iter().map(|weight| weight.map(|of| around(centre, sd / of.sqrt()))).collect())
    }

    /// Times between events: an individuals chart of their 3.6th root.
    fn times(&self, screening: Screening) -> (Option<f64>, Vec<Option<Limits>>) {
        let roots: Vec<Option<f64>> =
            self.values.iter().map(|value| value.map(|value| value.powf(1.0 / TIME_POWER))).collect();
        let (centre, sd) = self.individuals(&roots, screening);
        let back = |root: f64| root.max(0.0).powf(TIME_POWER);
        let limits = centre.zip(sd).map(|(centre, sd)| around(centre, sd).map(back));
        (centre.map(back), self.same(limits))
    }

    /// Cases between events: limits by the geometric distribution around the mean, and the median as the line
    /// that runs are counted about, since half of the points lie below it (Provost & Murray 2011).
    fn cases(&self) -> (Option<f64>, Vec<Option<Limits>>) {
        let deciding = self.deciding(&self.values);
        let limits = mean(&deciding).map(|mean| above_zero(around(mean, (mean * (mean + 1.0)).sqrt())));
        (median(&deciding), self.same(limits))
    }

    /// The standard deviation within subgroups: their average where all are of one size (6.29), otherwise
    /// pooled by degrees of freedom (6.31).
    fn within(&self) -> Option<f64> {
        let one_size = self.groups.iter().zip(self.groups.iter().skip(1)).all(|(one, next)| one.length == next.length);
        let deciding: Vec<&Subgroup> =
            self.groups.iter().zip(self.decides).filter(|(_, decides)| **decides).map(|(group, _)| group).collect();
        if one_size {
            return mean(&deciding.iter().filter_map(|group| group.sd).collect::<Vec<_>>());
        }
        let (squares, freedom) = deciding.iter().fold((0.0, 0.0), |(squares, freedom), group| {
            let own = count(group.length.saturating_sub(1));
            (squares + group.sd.map_or(0.0, |sd| own * sd * sd), freedom + own)
        });
        (freedom > 0.0).then(|| (squares / freedom).sqrt())
    }

    fn means(&self) -> (Option<f64>, Vec<Option<Limits>>) {
        let (sum, n) = self
            .groups
            .iter()
            .zip(self.decides)
            .filter(|(group, decides)| **decides && group.sum.is_some())
            .fold((0.0, 0.0), |(sum, n), (group, _)| (sum + group.sum.unwrap_or_default(), n + count(group.length)));
        if n <= 0.0 {
            return (None, self.none());
        }
        let (centre, within) = (sum / n, self.within());
        let limits = self.groups.iter().map(|group| {
            let (within, size) = (within?, count(group.length));
            let (two, three) = (a3(size, 2.0)? * within, a3(size, 3.0)? * within);
            Some(Limits {
                lower: centre - three,
                lower_95: centre - two,
                upper_95: centre + two,
                upper: centre + three,
            })
        });
        (Some(centre), limits.collect())
    }

    fn spreads(&self) -> (Option<f64>, Vec<Option<Limits>>) {
        let centre = self.within();
        let limits = self.groups.iter().map(|group| {
            let (centre, size) = (centre?, count(group.length));
            Some(Limits {
                lower: b3(size, 3.0)? * centre,
                lower_95: b3(size, 2.0)? * centre,
                upper_95: b4(size, 2.0)? * centre,
                upper: b4(size, 3.0)? * centre,
            })
        });
        (centre, limits.collect())
    }
}

fn around(centre: f64, sd: f64) -> Limits {
    Limits {
        lower: centre - 3.0 * sd,
        lower_95: centre - 2.0 * sd,
        upper_95: centre + 2.0 * sd,
        upper: centre + 3.0 * sd,
    }
}

fn above_zero(limits: Limits) -> Limits {
    limits.map(|line| line.max(0.0))
}

/// The average of moving ranges, after large ones were taken out if that is wanted; `None` where none is left.
fn screened(ranges: &[f64], screening: Screening) -> Option<f64> {
    let average = mean(ranges)?;
    let usual = || mean(&ranges.iter().copied().filter(|range| *range < LARGE_RANGE * average).collect::<Vec<_>>());
    match screening {
        Screening::Off => Some(average),
        Screening::Careful if average > 0.0 => Some(usual().filter(|left| *left > 0.0).unwrap_or(average)),
        Screening::Careful | Screening::Bare => usual(),
    }
}

/// The mean; `None` of nothing.
pub(super) fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / count(values.len()))
}

fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    sorted.get(sorted.len() / 2 - 1).map(|lower| lower.midpoint(upper))
}

/// A length as a number to reckon with.
pub(super) fn count(length: usize) -> f64 {
    u32::try_from(length).map_or(f64::MAX, f64::from)
}
