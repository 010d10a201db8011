//! `/report/annual`: the registry's annual report, as a page and as PDF.

use axum::extract::{Query, State};
use axum::response::Response;
use chrono::Datelike;
use serde::Deserialize;

use super::super::super::Web;
use super::super::super::failure::{Failure, escape};
use super::super::super::staff::Staff;
use super::super::{document, page};
use super::{Asked, Chosen, choose, metric_key, metrics, open, units};
use crate::domain::local_time;
use crate::view::pages::Choice;
use crate::view::pages::annual::{Annual, AnnualPaper};

/// How many years back are offered.
const YEARS: i32 = 4;

/// What is asked for.
#[derive(Default, Deserialize)]
pub(in crate::web) struct Wanted {
    #[serde(default)]
    unit: String,
    #[serde(default)]
    metric: String,
    #[serde(default)]
    year: String,
}

/// The year that is meant, and what a report of all of it is chosen by. The last whole year, when none is named.
async fn chosen(web: &Web, staff: &Staff, wanted: Wanted) -> Result<(i32, Chosen, i32), Failure> {
    let zone = web.app.tenancy(staff.who.proof.tenant()).await?.zone;
    let this = local_time::day_of(zone, web.app.ambient.now()).year();
    let year = wanted.year.parse().ok().filter(|year| (this - YEARS..=this).contains(year)).unwrap_or(this - 1);
    let asked = Asked {
        unit: wanted.unit,
        metric: wanted.metric,
        from: format!("{year}-01-01"),
        to: format!("{year}-12-31"),
        ..Asked::default()
    };
    Ok((year, choose(web, staff, &asked).await?, this))
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    let (year, chosen, this) = chosen(&web, &staff, wanted).await?;
    let text = web.text(staff.language());
    let metric = chosen.metric.as_ref().map(metric_key).unwrap_or_default();
    let annual = Annual {
        units: units(&chosen.options.units, chosen.unit),
        metrics: metrics(&chosen.options.metrics, chosen.metric.as_ref(), text)?,
        years: (this - YEARS..=this)
            .rev()
            .map(|one| Choice::new(one.to_string(), one.to_string(), one == year))
            .collect(),
        year,
        body: open(&web, &staff, &chosen).await?.found().ok().map(|opened| opened.body),
        query: format!("unit={}&metric={}&year={year}", chosen.unit, escape(&metric)),
    };
    page(&web, &annual, &staff.chrome(&web))
}

pub(in crate::web) async fn paper(
    State(web): State<Web>,
    staff: Staff,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    let (year, chosen, _) = chosen(&web, &staff, wanted).await?;
    let body = open(&web, &staff, &chosen).await?.found()?.body;
    let title = format!("{} {year}", body.unit);
    let (made_at, made_by) = (web.app.ambient.now(), staff.who.account.name.clone());
    document(&web, &staff, &AnnualPaper { year, body, made_at, made_by }, &title, None)
}
