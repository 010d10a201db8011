//! What is usual for one episode's scale, ready to draw, or why nothing is shown.

use super::super::{App, Result};
use super::Model;
use crate::catalogue::Definition;
use crate::domain::care::{UnitId, UnitTree};
use crate::domain::expected::growth::{Course, Standing};
use crate::store::model_fit::ModelFit;
use crate::store::{self, Proof};

/// The percentiles of the band that are drawn, as shares.
pub const PERCENTILES: [f64; 5] = [0.10, 0.25, 0.50, 0.75, 0.90];

/// What is usual from here, or why that is not shown.
#[derive(Clone, Debug, PartialEq)]
pub enum Expected {
    /// The organisation has not recorded that it assessed this.
    Off,
    /// No model was fitted for this scale here: the plain reliable change is what there is.
    NoModel,
    /// There is no score to begin from.
    NoScore,
    /// The first score lies outside those the model was fitted to.
    OutOfReach(Box<Model>),
    /// The band.
    Usual(Box<Usual>),
}

/// A band for one beginning.
#[derive(Clone, Debug, PartialEq)]
pub struct Usual {
    /// The model it comes from: n, date, source, calibration.
    pub model: Model,
    /// The episode's scores.
    pub course: Course,
    /// The band, session by session from the second.
    pub points: Vec<UsualPoint>,
    /// How each score after the first lies to it, in order. Only the worse side is ever pointed out.
    pub standings: Vec<(u32, Standing)>,
}

impl Usual {
    /// How the latest score lies; `None` when there is only the first.
    #[must_use]
    pub fn latest(&self) -> Option<(u32, Standing)> {
        self.standings.last().copied()
    }
}

/// What is usual at one session.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UsualPoint {
    /// The session, from 2.
    pub session: u32,
    /// The score at each of [`PERCENTILES`], within the range of the scale.
    pub at: [f64; PERCENTILES.len()],
}

/// What is usual from where an episode of `unit` began. `scores`: its scores of this scale in order of time, each
/// with the measurement number an import gave it; the caller has opened the episode.
///
/// # Errors
/// When a stored model does not read, or the database refuses.
pub async fn for_episode(
    app: &App,
    proof: &Proof,
    unit: UnitId,
    definition: &Definition,
    scale: &str,
    scores: &[(Option<u32>, f64)],
) -> Result<Expected> {
    if !app.tenancy(proof.tenant()).await?.course_support_on() {
        return Ok(Expected::Off);
    }
    let instrument = &definition.instrument;
    let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await?;
    let tree = store::unit::tree(&mut tx).await?;
    let fits = store::model_fit::list_by_scale(&mut tx, &instrument.id, scale).await?;
    drop(tx);
    let comparable = i64::from(instrument.comparable_since())..=i64::from(instrument.version);
    let fits: Vec<ModelFit> = fits.into_iter().filter(|fit| comparable.contains(&fit.version)).collect();
    let Some((fit, range)) = nearest(&tree, unit, fits).zip(instrument.scale(scale).map(|scale| scale.range)) else {
        return Ok(Expected::NoModel);
    };
    let model = Model::read(fit)?;
    let Some(course) = Course::new(scores, false) else { return Ok(Expected::NoScore) };
    let points: Vec<UsualPoint> =
        (2..=model.growth.until).filter_map(|session| point(&model, course.intake, session, range)).collect();
    if points.is_empty() {
        return Ok(Expected::OutOfReach(Box::new(model)));
    }
    let standings =
        course.later.iter().map(|point| (point.session, model.growth.standing(course.intake, *point))).collect();
    Ok(Expected::Usual(Box::new(Usual { model, course, points, standings })))
}

fn point(model: &Model, intake: f64, session: u32, (lowest, highest): (f64, f64)) -> Option<UsualPoint> {
    let band = model.growth.band(intake, session)?;
    let at = PERCENTILES.map(|share| band.percentile(share).unwrap_or(band.mean).max(lowest).min(highest));
    Some(UsualPoint { session, at })
}

/// The latest model of the unit itself, or of the nearest unit above it that has one.
fn nearest(tree: &UnitTree, unit: UnitId, fits: Vec<ModelFit>) -> Option<ModelFit> {
    // The latest come first, and of several as near the first is kept.
    fits.into_iter()
        .filter_map(|fit| Some((tree.depth_below(unit, fit.unit)?, fit)))
        .min_by_key(|(far, _)| *far)
        .map(|(_, fit)| fit)
}
