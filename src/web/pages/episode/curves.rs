//! Scores over time: one curve for each scale and for whoever answered, never merged.

use chrono_tz::Tz;

use super::super::super::Web;
use super::super::super::failure::Failure;
use super::super::words;
use super::{answers, number_of};
use crate::app::expected::{self, Expected};
use crate::app::review::{CaseFile, Form};
use crate::catalogue::Definition;
use crate::domain::care::Respondent;
use crate::domain::change::{self, ChangeRule};
use crate::domain::expected::growth::Standing;
use crate::domain::instrument::{Area, Scale};
use crate::domain::local_time;
use crate::domain::metric::Metric;
use crate::store::Proof;
use crate::view::chart::{Multiples, Point, Trajectory, UsualAt};
use crate::view::pages::Choice;
use crate::view::pages::clinician::{Measure, Other, UsualWords};
use crate::view::text::Text;

/// One scale as one kind of respondent answered it.
pub(super) struct Series<'a> {
    definition: &'static Definition,
    scale: &'static Scale,
    respondent: Respondent,
    metric: Option<(Metric<'static>, ChangeRule)>,
    forms: Vec<&'a Form>,
}

impl Series<'_> {
    /// Unique on the page, and what an address chooses it by.
    fn key(&self) -> String {
        format!("{}-{}", self.definition.instrument.id, self.scale.id)
    }
}

/// The scales of an instrument that are drawn: the one its norms are about, or else all it yields.
fn drawn(definition: &'static Definition) -> Vec<(&'static Scale, Option<(Metric<'static>, ChangeRule)>)> {
    match words::metric(definition) {
        Some((metric, rule)) => vec![(metric.scale, Some((metric, rule)))],
        None => definition.instrument.scales.iter().map(|scale| (scale, None)).collect(),
    }
}

/// Every scale that was answered, in the order of the library: symptoms, function, quality of life, recovery,
/// goals, the work together.
pub(super) fn series<'a>(forms: &'a [Form]) -> Vec<Series<'a>> {
    let mut found: Vec<Series<'a>> = Vec::new();
    for respondent in Respondent::ALL.iter().copied() {
        let of: Vec<&Form> = forms.iter().filter(|form| form.response.provenance.respondent == respondent).collect();
        for definition in words::instruments(of.iter().copied()) {
            let forms: Vec<&Form> = of.iter().copied().filter(|form| form.is_comparable_with(definition)).collect();
            for (scale, metric) in drawn(definition) {
                let scored = forms.iter().any(|form| form.score(&scale.id).is_some_and(|score| score.value.is_some()));
                if scored {
                    found.push(Series { definition, scale, respondent, metric, forms: forms.clone() });
                }
            }
        }
    }
    let place = |area: Area| Area::ALL.iter().position(|one| *one == area);
    found.sort_by_key(|one| place(one.definition.instrument.area));
    found
}

/// What is needed to draw.
pub(super) struct Drawing<'a> {
    pub(super) case: &'a CaseFile,
    pub(super) zone: Tz,
    pub(super) language: &'a str,
    pub(super) text: &'a Text,
}

/// What the page draws of the scores.
#[derive(Default)]
pub(super) struct Curves {
    /// The one that is drawn large.
    pub(super) chosen: Option<Measure>,
    /// What can be drawn large instead, as the address says it.
    pub(super) choices: Vec<Choice>,
    /// All of the patient's, small, on one time axis.
    pub(super) all: Option<Multiples>,
    /// What others than the patient answered.
    pub(super) others: Vec<Other>,
}

/// Draws the scores. `wanted`: the scale to draw large; the first that has norms unless it is known.
pub(super) async fn draw(
    web: &Web,
    proof: &Proof,
    drawing: &Drawing<'_>,
    wanted: Option<&str>,
) -> Result<Curves, Failure> {
    let all = series(&drawing.case.forms);
    let (own, others): (Vec<&Series<'_>>, Vec<&Series<'_>>) =
        all.iter().partition(|series| series.respondent == Respondent::Patient);
    let mut curves = Curves::default();
    let chosen = own
        .iter()
        .find(|series| Some(series.key().as_str()) == wanted)
        .or_else(|| own.iter().find(|series| series.metric.is_some()))
        .or_else(|| own.first());
    if let Some(series) = chosen {
        let mut measure = drawing.measure(series)?;
        add_usual(web, proof, drawing, series, &mut measure).await?;
        curves.chosen = Some(measure);
    }
    let chosen = chosen.map(|series| series.key());
    curves.choices = own
        .iter()
        .map(|series| Choice::new(series.key(), drawing.name(series), Some(series.key()) == chosen))
        .collect();
    let panels: Vec<Trajectory> = own.iter().map(|series| drawing.trajectory(series, "small")).collect();
    curves.all = (panels.len() > 1).then(|| Multiples { id: "all-scales".to_owned(), panels });
    for respondent in Respondent::ALL.iter().copied().filter(|respondent| *respondent != Respondent::Patient) {
        let panels: Vec<Trajectory> = others
            .iter()
            .filter(|series| series.respondent == respondent)
            .map(|series| drawing.trajectory(series, respondent.code()))
            .collect();
        let words = answers::own_words(&drawing.case.forms, respondent, drawing.language);
        if panels.is_empty() && words.is_empty() {
            continue;
        }
        let who = respondent.code().to_owned();
        let curves_of =
            (!panels.is_empty()).then(|| Multiples { id: format!("seen-by-{}", respondent.code()), panels });
        curves.others.push(Other { who, curves: curves_of, words });
    }
    Ok(curves)
}

impl Drawing<'_> {
    fn name(&self, series: &Series<'_>) -> String {
        let name = words::name(series.definition, self.language);
        let alone = drawn(series.definition).len() == 1;
        if alone { name } else { format!("{name}: {}", self.topic(series)) }
    }

    fn topic(&self, series: &Series<'_>) -> String {
        let words = series.definition.feedback_in(self.language);
        words
            .and_then(|words| words.scales.get(&series.scale.id))
            .cloned()
            .unwrap_or_else(|| series.definition.instrument.measures.clone())
    }

    fn points(&self, series: &Series<'_>) -> Vec<Point> {
        let case = self.case;
        series
            .forms
            .iter()
            .map(|form| {
                let score = form.score(&series.scale.id);
                let words = form.definition.feedback_in(self.language);
                let band = score.and_then(|score| score.band.as_ref());
                let note = match (score.and_then(|score| score.value), band) {
                    (Some(_), Some(band)) => words.and_then(|words| words.bands.get(band)).unwrap_or(band).clone(),
                    (Some(_), None) => String::new(),
                    (None, _) => words.map_or_else(String::new, |words| words.no_score.clone()),
                };
                let session =
                    form.response.session.and_then(|id| case.sessions.iter().find(|session| session.id == id));
                Point {
                    on: local_time::day_of(self.zone, form.response.answered_at),
                    session: session.map(|session| number_of(case, session)),
                    value: score.and_then(|score| score.value).map(words::two_decimals),
                    prorated: score.is_some_and(|score| score.value.is_some() && score.unanswered > 0),
                    note,
                }
            })
            .collect()
    }

    fn trajectory(&self, series: &Series<'_>, place: &str) -> Trajectory {
        let (cutoff, reliable) = match &series.metric {
            Some((_, rule)) => {
                let (cutoff, reliable) = words::drawn(rule);
                (cutoff, Some(reliable))
            }
            None => (None, None),
        };
        Trajectory {
            id: format!("{}-{place}", series.key()),
            measure: self.name(series),
            topic: self.topic(series),
            lowest: series.scale.range.0,
            highest: series.scale.range.1,
            better: words::better(series.scale.direction),
            cutoff,
            reliable,
            margin: None,
            usual: Vec::new(),
            points: self.points(series),
        }
    }

    fn measure(&self, series: &Series<'_>) -> Result<Measure, Failure> {
        let mut trajectory = self.trajectory(series, "large");
        let mut norms = None;
        if let Some((metric, rule)) = &series.metric {
            trajectory.margin = Some(words::two_decimals(change::score_margin(rule.reliable())));
            norms = Some(words::norms(metric, rule, self.text)?);
        }
        Ok(Measure { trajectory, norms, usual: None })
    }
}

/// Adds what is usual from where the patient began, where the organisation shows that.
async fn add_usual(
    web: &Web,
    proof: &Proof,
    drawing: &Drawing<'_>,
    series: &Series<'_>,
    measure: &mut Measure,
) -> Result<(), Failure> {
    let with_value = || {
        series.forms.iter().filter_map(|form| {
            let value = form.score(&series.scale.id)?.value?;
            Some((form, value))
        })
    };
    let scores: Vec<(Option<u32>, f64)> = with_value()
        .map(|(form, value)| (form.response.occasion.and_then(|occasion| u32::try_from(occasion).ok()), value))
        .collect();
    let unit = drawing.case.episode.unit;
    let found = expected::for_episode(&web.app, proof, unit, series.definition, &series.scale.id, &scores).await?;
    measure.usual = match found {
        Expected::Off | Expected::NoScore => None,
        Expected::NoModel => Some(UsualWords::none("no-model")),
        Expected::OutOfReach(model) => {
            Some(UsualWords { model: model.stored.id.to_string(), ..UsualWords::none("out-of-reach") })
        }
        Expected::Usual(usual) => {
            // The first score is what the model begins from; the later ones stand in the order they were given.
            let days =
                with_value().skip(1).map(|(form, _)| local_time::day_of(drawing.zone, form.response.answered_at));
            measure.trajectory.usual = usual
                .course
                .later
                .iter()
                .zip(days)
                .filter_map(|(later, on)| {
                    let at = usual.points.iter().find(|point| point.session == later.session)?.at;
                    let [low, _, middle, _, high] = at;
                    Some(UsualAt { on, low, middle, high })
                })
                .collect();
            let beyond = matches!(usual.latest(), Some((_, Standing::Outside { .. })));
            Some(UsualWords {
                kind: (if beyond { "beyond" } else { "band" }).to_owned(),
                model: usual.model.stored.id.to_string(),
                episodes: u32::try_from(usual.model.stored.episodes).unwrap_or(u32::MAX),
                fitted_at: Some(usual.model.stored.fitted_at),
                reference: usual.model.stored.reference.clone(),
            })
        }
    };
    Ok(())
}
