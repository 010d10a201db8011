//! Many episodes: the figure of an indicator, with what is not known beside it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::judge::{Frame, Judged, judge};
use super::{Indicator, Kind, Method};
use crate::domain::change::Norm;
use crate::domain::registry::comparison::By;
use crate::domain::registry::course::Course;
use crate::domain::registry::{Fraction, Rate, RegistryError};
use crate::domain::variation::interval::{self, Interval, LEVEL, newcombe_difference};
use crate::domain::variation::kaplan_meier::{self, Curve, Followed};

/// How many episodes a rule left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// The rule's name in the definition.
    pub rule: String,
    /// Those it was the first to leave out.
    pub n: u32,
}

/// A mean with what is not known about it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Mean {
    /// How many.
    pub n: u32,
    /// The mean.
    pub value: f64,
    /// The standard deviation (n - 1); `None` of one.
    pub sd: Option<f64>,
    /// The 95 % interval by Student's t; `None` of one.
    pub interval: Option<Interval>,
    /// The mean if all who are missing had the lowest value the scale leaves possible.
    pub lowest: f64,
    /// The same with the highest.
    pub highest: f64,
}

/// How many sessions were held before a change, with what is not known about it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Until {
    /// The estimate, of those with both scores.
    pub curve: Curve,
    /// At each step the lowest and highest share of all it is about, answered or not, who can have come to the change by
    /// then: none, or all, of those whose scores end before.
    pub possible: Vec<(f64, f64)>,
}

impl Until {
    /// `about`: how many it is about, those without scores among them; `least`: where fewer are followed, it ends.
    fn of(followed: &[Followed], (about, least): (u32, u32)) -> Option<Self> {
        let curve = kaplan_meier::curve(followed, least, LEVEL)?;
        let all = f64::from(about);
        let count = |which: &dyn Fn(&Followed) -> bool| {
            f64::from(u32::try_from(followed.iter().filter(|one| which(one)).count()).unwrap_or(u32::MAX))
        };
        let possible = curve.steps.iter().map(|step| {
            let came = count(&|one| one.happened && one.time <= step.time);
            let not_yet = count(&|one| one.time > step.time || (one.time == step.time && !one.happened));
            (came / all, 1.0 - not_yet / all)
        });
        Some(Self { possible: possible.collect(), curve })
    }
}

/// The same share in one group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroupShare {
    /// What it is a group by.
    pub by: By,
    /// Its code, such as `25-39`.
    pub group: String,
    /// The share.
    pub share: Fraction,
    /// The 95 % interval for the difference to everybody else (Newcombe 1998, method 10); `None` where there is nobody.
    pub difference: Option<Interval>,
}

/// What an indicator comes to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// Those it is about, answered or not; those of whom a missing score leaves it open are among them.
    pub about: u32,
    /// Those counted.
    pub counted: u32,
    /// Who was left out, by the first rule that does not hold, in the order of the rules.
    pub left_out: Vec<LeftOut>,
    /// The share, with its bounds; `None` of a mean.
    pub share: Option<Rate>,
    /// The mean, with its bounds; `None` of a share, and of nobody.
    pub mean: Option<Mean>,
    /// The sessions until a change; `None` of anything else, and of nobody.
    pub until: Option<Until>,
    /// The share by group, in a fixed order; never by result.
    pub groups: Vec<GroupShare>,
}

/// Counts episodes, each once.
///
/// # Errors
/// An episode that occurs twice, one in the numerator only, and one that is counted although its result is not known.
pub fn figure(indicator: &Indicator, courses: &[Course], frame: &Frame) -> Result<Figure, RegistryError> {
    let mut seen = std::collections::HashSet::with_capacity(courses.len());
    if let Some(twice) = courses.iter().find(|course| !seen.insert(course.id.as_str())) {
        return Err(RegistryError::Twice { id: twice.id.clone() });
    }
    let mut tally = Tally::default();
    for course in courses {
        let judged = judge(indicator, course, frame);
        tally.count(indicator, course, &judged)?;
    }
    tally.figure(indicator)
}

#[derive(Default)]
struct Tally<'a> {
    about: u32,
    counted: u32,
    left_out: BTreeMap<&'a str, u32>,
    shares: [Fraction; 4],
    values: Vec<f64>,
    followed: Vec<Followed>,
    bounds: (f64, f64),
    groups: BTreeMap<(By, usize), Fraction>,
}

impl<'a> Tally<'a> {
    fn count(&mut self, indicator: &'a Indicator, course: &Course, judged: &Judged<'a>) -> Result<(), RegistryError> {
        let name = || course.id.clone();
        let inside = judged.belongs.unwrap_or(true);
        self.about += u32::from(inside);
        self.counted += u32::from(judged.counted);
        if let Some(rule) = judged.left_out {
            *self.left_out.entry(rule).or_default() += 1;
        }
        if judged.counted && !inside {
            return Err(RegistryError::OutsideDenominator { id: name() });
        }
        if indicator.kind == Kind::Proportion {
            let [completers, carried, lowest, highest] = &mut self.shares;
            completers.count(Some(judged.counted), judged.succeeded, &name)?;
            carried.count(Some(judged.carried.0), judged.carried.1, &name)?;
            // An episode of which a missing score leaves it open whether it belongs widens both bounds: counted in, it
            // may fail, which is lower than leaving it out, or succeed, which is higher.
            let sure = judged.known.filter(|_| judged.counted);
            lowest.count(Some(inside), Some(inside && sure.unwrap_or(false)), &name)?;
            highest.count(Some(inside), Some(inside && sure.unwrap_or(true)), &name)?;
            if judged.counted {
                self.split(indicator, course, judged.succeeded == Some(true));
            }
        } else if indicator.kind == Kind::SessionsUntil {
            if judged.counted {
                let missing =
                    || RegistryError::MissingInDenominator { id: name(), what: "sessions held before a score" };
                let (time, happened) = judged.value.zip(judged.succeeded).ok_or_else(missing)?;
                self.followed.push(Followed { time: whole(time), happened });
            }
        } else if inside {
            let (low, high) = judged.range.unwrap_or_default();
            self.bounds = (self.bounds.0 + low, self.bounds.1 + high);
            if judged.counted {
                let missing = || RegistryError::MissingInDenominator { id: name(), what: "the value" };
                self.values.push(judged.value.ok_or_else(missing)?);
            }
        }
        Ok(())
    }

    fn split(&mut self, indicator: &Indicator, course: &Course, success: bool) {
        for by in &indicator.split_by {
            let group = by.place(course.background, course.end_kind);
            let share = self.groups.entry((*by, group)).or_default();
            *share = share.plus(success);
        }
    }

    fn figure(self, indicator: &Indicator) -> Result<Figure, RegistryError> {
        let [completers, carried, lowest, highest] = self.shares;
        let carried = if indicator.missing.methods.contains(&Method::CarriedForward) { carried } else { completers };
        let share = match indicator.kind {
            Kind::Proportion => Some(Rate::new(completers, carried, lowest, highest)?),
            Kind::Mean | Kind::Change | Kind::SessionsUntil => None,
        };
        let rules = indicator.denominator.iter();
        let left_out = rules.filter_map(|rule| {
            let n = *self.left_out.get(rule.name.as_str())?;
            Some(LeftOut { rule: rule.name.clone(), n })
        });
        let others = |one: Fraction| {
            let rest = (completers.numerator() - one.numerator(), completers.denominator() - one.denominator());
            newcombe_difference((one.numerator(), one.denominator()), rest, LEVEL)
        };
        let groups = self.groups.iter().map(|((by, place), share)| GroupShare {
            by: *by,
            group: by.code_at(*place).unwrap_or("unknown").to_owned(),
            share: *share,
            difference: others(*share),
        });
        Ok(Figure {
            about: self.about,
            counted: self.counted,
            left_out: left_out.collect(),
            share,
            mean: mean(&self.values, self.bounds, self.about),
            until: Until::of(&self.followed, (self.about, indicator.small.none_below)),
            groups: groups.collect(),
        })
    }
}

/// Sessions, which are counted in whole ones.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "made of a whole number of 16 bits")]
const fn whole(sessions: f64) -> u32 {
    sessions as u32
}

fn mean(values: &[f64], bounds: (f64, f64), about: u32) -> Option<Mean> {
    let n = u32::try_from(values.len()).ok().filter(|n| *n > 0)?;
    let value = values.iter().sum::<f64>() / f64::from(n);
    let sd = Norm::of_sample(values).map(|norm| norm.sd);
    let all = f64::from(about);
    Some(Mean {
        n,
        value,
        sd,
        interval: sd.and_then(|sd| interval::mean(value, sd, n, LEVEL)),
        lowest: bounds.0 / all,
        highest: bounds.1 / all,
    })
}
