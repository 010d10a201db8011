//! `/indicators/{id}/figures`: what an indicator comes to in one's own unit.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use uuid::Uuid;

use super::super::Web;
use super::super::failure::Failure;
use super::super::staff::Staff;
use super::indicators::{all, form_name, url};
use super::report::units;
use super::report_body::Rules;
use super::{page, report_body, report_meeting};
use crate::app::improvement::{self, Work};
use crate::app::report::{self, Own, OwnMonth, OwnReading};
use crate::catalogue::indicators::IndicatorDefinition;
use crate::domain::access::Permission;
use crate::domain::care::UnitId;
use crate::domain::indicator::figure::{self, LeftOut};
use crate::domain::indicator::rule::Way;
use crate::domain::indicator::{Indicator, Kind, Method, Worth};
use crate::domain::variation::kaplan_meier;
use crate::view::chart::until::{Step, Until};
use crate::view::chart::{Month, Quantity, Rate, Rates, RunChart};
use crate::view::pages::leader_meeting::Work as PageWork;
use crate::view::pages::own_figures::{MeanLine, OwnFigures, ReadingBlock};
use crate::view::text::Text;

#[derive(Deserialize)]
pub(in crate::web) struct Asked {
    #[serde(default)]
    unit: String,
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    staff.need(Permission::ReadReports)?;
    let definition = all()?.get(&id).ok_or(Failure::NotFound)?;
    let language = staff.language().tag();
    let words = definition.words_in(language).ok_or(Failure::NotFound)?;
    let wanted = asked.unit.parse::<Uuid>().ok().map(UnitId);
    let options = report::list_options(&web.app, &staff.who.proof, wanted).await?;
    let mut ids = options.units.iter().map(|(id, ..)| *id);
    let unit = match wanted {
        Some(wanted) => ids.find(|id| *id == wanted),
        None => ids.next(),
    };
    let unit = unit.ok_or(Failure::NotFound)?;
    let readings = report::own(&web.app, &staff.who.proof, unit, definition).await?.ok_or(Failure::NotFound)?;
    let listed = improvement::list(&web.app, &staff.who.proof, Some(unit)).await?.ok_or(Failure::NotFound)?;
    let mut all = [listed.running, listed.ended].concat();
    all.sort_by_key(|work| work.start_on);
    let around = Around { web: &web, unit, text: web.text(staff.language()), works: &all, today: listed.today };
    let blocks = readings.iter().enumerate();
    let body = OwnFigures {
        name: words.name.clone(),
        question: words.question.clone(),
        url: url(&id),
        draft: definition.indicator.is_draft(),
        units: units(&options.units, unit),
        caveats: words.caveats.clone(),
        readings: blocks.map(|one| around.block(one)).collect::<Result<_, _>>()?,
        minimum: definition.indicator.small.none_below,
    };
    page(&web, &body, &staff.chrome(&web))
}

fn name(definition: &IndicatorDefinition, language: &str) -> String {
    definition.words_in(language).map_or_else(|| definition.indicator.id.clone(), |words| words.name.clone())
}

fn until((place, nth): (usize, usize), indicator: &Indicator, found: &figure::Until) -> Until {
    let step = |(step, possible): (&kaplan_meier::Step, &(f64, f64))| Step {
        sessions: step.time,
        followed: step.at_risk,
        came: step.happened,
        share: step.share,
        interval: step.interval.map(|interval| (interval.lower, interval.upper)),
        possible: *possible,
    };
    let value = indicator.value.as_ref().map(|value| &value.what);
    let curve = &found.curve;
    Until {
        id: format!("until-{place}-{nth}"),
        worse: matches!(value, Some(Worth::SessionsUntil(change)) if change.way == Way::Worse),
        n: curve.n,
        came: curve.happened,
        steps: curve.steps.iter().zip(&found.possible).map(step).collect(),
        until: curve.until,
        median: curve.median,
        median_within: curve.median_within,
        minimum: indicator.small.none_below,
    }
}

/// What stands around the figures of a page.
struct Around<'a> {
    web: &'a Web,
    unit: UnitId,
    text: &'a Text,
    /// The unit's improvements, in the order they began.
    works: &'a [Work],
    today: NaiveDate,
}

impl Around<'_> {
    /// Another definition's name and figures, of the same unit.
    fn page_of(&self, one: &IndicatorDefinition) -> (String, String) {
        (name(one, self.text.language().tag()), format!("{}/figures?unit={}", url(&one.indicator.id), self.unit))
    }

    /// The figure month by month, with the unit's improvements; `None` of one without a value in any month.
    fn over_time(&self, place: usize, own: &Own, months: &[OwnMonth]) -> Option<(RunChart, Vec<PageWork>)> {
        let quantity = match own.definition.indicator.kind {
            Kind::Proportion => Quantity::Share,
            Kind::Mean | Kind::Change => Quantity::Points,
            Kind::SessionsUntil => return None,
        };
        let drawn = months.first().zip(months.last()).map(|(first, last)| (first.month, last.month))?;
        let (works, events) = report_meeting::drawn(self.works, Some(drawn), self.today);
        let months = months.iter().map(|month| Month { month: month.month, value: month.value, n: month.n });
        let names = (format!("month-{place}"), name(own.definition, self.text.language().tag()));
        let chart = report_body::over_time(names, quantity, months.collect(), Rules::default());
        Some((RunChart { events, ..chart }, works))
    }

    fn block(&self, (place, reading): (usize, &OwnReading)) -> Result<ReadingBlock, Failure> {
        let language = self.text.language().tag();
        let (mut rates, mut means, mut untils, mut few) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for own in &reading.figures {
            let title = name(own.definition, language);
            let figure = own.figure.as_ref();
            if let Some(share) = figure.and_then(|figure| figure.share) {
                let rate = report_body::rate("own", share);
                // Of a coverage nothing is unknown.
                let (lowest, highest) =
                    if rate.lowest == rate.highest { (None, None) } else { (rate.lowest, rate.highest) };
                let is_carried = own.definition.indicator.missing.methods.contains(&Method::CarriedForward);
                let carried_forward = rate.carried_forward.filter(|_| is_carried);
                rates.push(Rate { title: Some(title), carried_forward, lowest, highest, ..rate });
            } else if let Some(mean) = figure.and_then(|figure| figure.mean) {
                means.push(MeanLine {
                    name: title,
                    mean: Some(mean.value),
                    n: mean.n,
                    interval: mean.interval.map(|interval| (interval.lower, interval.upper)),
                    bounds: (mean.lowest, mean.highest),
                });
            } else if let Some(found) = figure.and_then(|figure| figure.until.as_ref()) {
                untils.push((title, until((place, untils.len()), &own.definition.indicator, found)));
            } else {
                few.push(title);
            }
        }
        let first = reading.figures.first();
        let left_out = first.and_then(|own| Some((own.definition.words_in(language)?, own.figure.as_ref()?)));
        let left_out = left_out.map(|(words, figure)| {
            let row = |out: &LeftOut| match words.how.get(&out.rule) {
                Some(sentence) => Ok((sentence.clone(), out.n)),
                None => self.text.message("ours-left-out-answers", &[]).map(|sentence| (sentence, out.n)),
            };
            figure.left_out.iter().filter(|out| out.n > 0).map(row).collect::<Result<_, _>>()
        });
        let minimum = first.map_or(0, |own| own.definition.indicator.small.none_below);
        let months = first.and_then(|own| self.over_time(place, own, &reading.months));
        let (over_time, works) = months.map_or_else(Default::default, |(chart, works)| (Some(chart), works));
        Ok(ReadingBlock {
            name: form_name(self.web, &reading.read, self.text)?,
            url: format!("/instruments/{}", reading.read.instrument),
            from: reading.period.first(),
            to: reading.period.last(),
            unused: reading.unused,
            withheld: reading.figures.is_empty(),
            over_time,
            works,
            rates: (!rates.is_empty()).then(|| Rates { id: format!("own-{place}"), rates, minimum }),
            means,
            untils,
            elsewhere: reading.elsewhere.iter().map(|one| self.page_of(one)).collect(),
            few,
            left_out: left_out.transpose()?.unwrap_or_default(),
        })
    }
}
