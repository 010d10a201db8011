//! What opens behind a model: does the band hold what it says, and what would its notice have caught?
//!
//! Two answers to each question. *Apparent*: the model on the data it was fitted to, which flatters it.
//! *Crossed*: the episodes are dealt into [`FOLDS`] piles in their order, and each pile is held against a model
//! fitted to the others, so that no episode is judged by a model that has seen it. The dealing is the same
//! every time.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::growth::{Course, Growth, Point, Stage, Standing};
use crate::domain::change::ChangeRule;
use crate::domain::registry::Fraction;

/// Piles of the crossed answer.
pub const FOLDS: usize = 5;
/// The percentiles that are held against the scores.
pub const NOMINAL: [f64; 5] = [0.10, 0.25, 0.50, 0.75, 0.90];
/// Sessions that are counted each for itself; later ones together.
const LAST_ALONE: u32 = 12;

/// Both answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quality {
    /// On the data the model was fitted to.
    pub apparent: Check,
    /// Each episode by a model that has not seen it; `None` when a pile's model could not be fitted.
    pub crossed: Option<Check>,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// By session.
    pub calibration: Vec<Calibration>,
    /// By stage of the notice.
    pub accuracy: Vec<Accuracy>,
}

/// How many scores lay at or below each percentile of the band.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// The first session counted.
    pub from: u32,
    /// The last one.
    pub to: u32,
    /// For each of [`NOMINAL`], in that order, the share of scores at or below it.
    pub below: Vec<Fraction>,
}

/// The notice held against the end of episodes that are over: was the last score reliably worse than the
/// first (Jacobson & Truax 1991)?
///
/// Only what the notice says before the last score counts, and only episodes with a score in the stage before
/// the last.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accuracy {
    /// When the notice was given.
    pub stage: Stage,
    /// Among episodes that ended reliably worse, those with a notice.
    pub sensitivity: Fraction,
    /// Among the others, those without.
    pub specificity: Fraction,
}

/// Both answers for a model and the courses it was fitted to. `rule` says what reliably worse is.
#[must_use]
pub fn assess(model: &Growth, courses: &[Course], rule: &ChangeRule) -> Quality {
    let courses: Vec<&Course> = courses.iter().filter(|course| course.counts()).collect();
    let apparent: Vec<Judged> = courses.iter().map(|course| (model, *course)).collect();
    Quality { apparent: check(&apparent, rule), crossed: crossed(model, &courses, rule) }
}

/// A course and the model it is held against.
type Judged<'a> = (&'a Growth, &'a Course);

fn crossed(model: &Growth, courses: &[&Course], rule: &ChangeRule) -> Option<Check> {
    let dealt = || courses.iter().enumerate().map(|(place, course)| (place % FOLDS, *course));
    let models: Vec<Growth> = (0..FOLDS)
        .map(|pile| {
            let others = dealt().filter(|(of, _)| *of != pile).map(|(_, course)| course);
            // Enough for the whole is enough here: refusing belongs to the whole.
            Growth::fit(others, model.direction, 1).ok()
        })
        .collect::<Option<_>>()?;
    let judged: Vec<Judged> = dealt().filter_map(|(pile, course)| Some((models.get(pile)?, course))).collect();
    Some(check(&judged, rule))
}

fn check(judged: &[Judged], rule: &ChangeRule) -> Check {
    Check {
        calibration: calibration(judged),
        accuracy: Stage::ALL.iter().map(|stage| accuracy(*stage, judged, rule)).collect(),
    }
}

fn calibration(judged: &[Judged]) -> Vec<Calibration> {
    let mut sessions: BTreeMap<u32, (u32, u32, [u32; NOMINAL.len()])> = BTreeMap::new();
    for (model, course) in judged {
        for point in &course.later {
            let (to, n, below) = sessions.entry(point.session.min(LAST_ALONE + 1)).or_default();
            let band = model.at(course.intake, point.session);
            *to = point.session.max(*to);
            *n += 1;
            for (count, share) in below.iter_mut().zip(NOMINAL) {
                *count += u32::from(band.percentile(share).is_some_and(|bound| point.score <= bound));
            }
        }
    }
    let row = |(from, (to, n, below)): (u32, (u32, u32, [u32; NOMINAL.len()]))| {
        let below = below.iter().filter_map(|count| Fraction::new(*count, n).ok()).collect();
        Calibration { from, to, below }
    };
    sessions.into_iter().map(row).collect()
}

fn accuracy(stage: Stage, judged: &[Judged], rule: &ChangeRule) -> Accuracy {
    let (mut worse, mut noticed_worse, mut others, mut quiet_others) = (0, 0, 0, 0);
    for (model, course) in judged.iter().filter(|(_, course)| course.ended) {
        let Some((last, before)) = course.later.split_last() else { continue };
        let in_stage: Vec<&Point> = before.iter().filter(|point| Stage::of(point.session) == Some(stage)).collect();
        let Ok(change) = rule.classify(course.intake, last.score) else { continue };
        if in_stage.is_empty() {
            continue;
        }
        let outside = |point: &&Point| matches!(model.standing(course.intake, **point), Standing::Outside { .. });
        let noticed = in_stage.iter().any(outside);
        if change.category.is_reliable_deterioration() {
            worse += 1;
            noticed_worse += u32::from(noticed);
        } else {
            others += 1;
            quiet_others += u32::from(!noticed);
        }
    }
    Accuracy {
        stage,
        sensitivity: Fraction::new(noticed_worse, worse).unwrap_or_default(),
        specificity: Fraction::new(quiet_others, others).unwrap_or_default(),
    }
}
