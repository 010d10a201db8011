//! `/report/annual`: the registry's annual report, as a page and as PDF.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::response::Response;
use chrono::Datelike;
use serde::Deserialize;

use super::super::super::Web;
use super::super::super::failure::{Failure, escape};
use super::super::super::form::Fields;
use super::super::super::staff::Staff;
use super::super::document::{Paper, document, in_file_name};
use super::super::{mend, page, see_other};
use super::{Asked, Chosen, choose, metric_key, metrics, open, units};
use crate::app::report::{self, NewWords, OwnWords};
use crate::domain::access::Permission;
use crate::domain::annual::Section;
use crate::domain::care::UnitId;
use crate::domain::local_time;
use crate::view::pages::Choice;
use crate::view::pages::FieldError;
use crate::view::pages::annual::{Annual, AnnualPaper, OwnSection};

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
    done: Option<String>,
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

/// What only the service can say, section by section.
fn sections(own: &OwnWords) -> Vec<OwnSection> {
    let section = |section: &Section| {
        let found = own.written.iter().find(|one| one.section == *section);
        OwnSection {
            section: section.code().to_owned(),
            body: found.map(|one| one.body.clone()).unwrap_or_default(),
            typed: None,
            read: found.map(|one| one.id.to_string()).unwrap_or_default(),
            written: found.filter(|one| !one.body.is_empty()).map(|one| (one.at, one.by.clone())),
            errors: Vec::new(),
        }
    };
    Section::ALL.iter().map(section).collect()
}

async fn body(web: &Web, staff: &Staff, wanted: Wanted) -> Result<Annual, Failure> {
    let done = wanted.done.clone().filter(|done| done == "annual");
    let (year, chosen, this) = chosen(web, staff, wanted).await?;
    let text = web.text(staff.language());
    let metric = chosen.metric.as_ref().map(metric_key).unwrap_or_default();
    let own = report::read_annual(&web.app, &staff.who.proof, chosen.unit, year).await?;
    let may_write = own.may_write;
    Ok(Annual {
        units: units(&chosen.options.units, chosen.unit),
        metrics: metrics(&chosen.options.metrics, chosen.metric.as_ref(), text)?,
        years: (this - YEARS..=this)
            .rev()
            .map(|one| Choice::new(one.to_string(), one.to_string(), one == year))
            .collect(),
        year,
        body: open(web, staff, &chosen).await?.found().ok().map(|opened| opened.body),
        query: format!("unit={}&metric={}&year={year}", chosen.unit, escape(&metric)),
        chosen: (chosen.unit.to_string(), metric),
        own: sections(&own),
        may_write,
        done,
    })
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    page(&web, &body(&web, &staff, wanted).await?, &staff.chrome(&web))
}

/// Everything that may be written is one form, so that nothing typed is lost when something else is saved: for each
/// section `text-` and `read-` with its number.
#[derive(Deserialize)]
pub(in crate::web) struct WriteForm {
    csrf: String,
    unit: String,
    metric: String,
    year: String,
    #[serde(flatten)]
    sections: BTreeMap<String, String>,
}

pub(in crate::web) async fn write(
    State(web): State<Web>,
    staff: Staff,
    Fields(form): Fields<WriteForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    staff.need(Permission::Freeze)?;
    let unit = form.unit.parse().map(UnitId).map_err(|_| Failure::NotFound)?;
    let year = form.year.parse().map_err(|_| Failure::Form)?;
    let mut new = Vec::new();
    for section in Section::ALL {
        let field = |name: &str| form.sections.get(&format!("{name}-{section}"));
        let (Some(body), Some(read)) = (field("text"), field("read")) else { continue };
        let read = if read.is_empty() { None } else { Some(read.parse().map_err(|_| Failure::Form)?) };
        new.push(NewWords { section: *section, body, read });
    }
    if new.len() * 2 != form.sections.len() {
        return Err(Failure::Form);
    }
    let refused =
        report::write_annual(&web.app, &staff.who.proof, (unit, year), &new).await?.ok_or(Failure::NotFound)?;
    let query = format!("unit={unit}&metric={}&year={year}", escape(&form.metric));
    if refused.is_empty() {
        return Ok(see_other(&format!("/report/annual?{query}&done=annual")));
    }
    let wanted = Wanted { unit: form.unit.clone(), metric: form.metric.clone(), year: form.year.clone(), done: None };
    let mut shown = body(&web, &staff, wanted).await?;
    // What was typed stays, beside what somebody else wrote.
    for (section, why) in refused {
        let typed = new.iter().find(|one| one.section == section).map(|one| one.body.to_owned());
        if let Some(one) = shown.own.iter_mut().find(|one| one.section == section.code()) {
            one.errors.push(FieldError::new("text", why.code()));
            one.typed = typed;
        }
    }
    mend(&web, &shown, &staff.chrome_at(&web, format!("/report/annual?{query}")))
}

pub(in crate::web) async fn paper(
    State(web): State<Web>,
    staff: Staff,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    let (year, chosen, _) = chosen(&web, &staff, wanted).await?;
    let body = open(&web, &staff, &chosen).await?.found()?.body;
    let own = sections(&report::read_annual(&web.app, &staff.who.proof, chosen.unit, year).await?);
    let title = format!("{} {year}", body.unit);
    let (made_at, made_by) = (web.app.ambient.now(), staff.who.account.name.clone());
    let file = Some(format!("{}{year}", in_file_name(&body.unit)));
    let paper = AnnualPaper { year, body, own, made_at, made_by };
    document(&web, &staff, &paper, Paper { title: &title, file, most_pages: None })
}
