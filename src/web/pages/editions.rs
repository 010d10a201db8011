//! `/report/editions`: what leaves of a unit's results. Seen first, made once, and taken out as files.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::Datelike;
use serde::Deserialize;
use uuid::Uuid;

use super::super::Web;
use super::super::failure::Failure;
use super::super::form::Fields;
use super::super::staff::Staff;
use super::document::in_file_name;
use super::report::{metric_name, units};
use super::{mend, page, see_other};
use crate::app::AppError;
use crate::app::edition::{self, EditionRefusal, Kept, Preview};
use crate::app::report::MetricOption;
use crate::domain::access::Permission;
use crate::domain::care::UnitId;
use crate::domain::edition::release::{Figures, Share};
use crate::domain::edition::table::{COLUMNS, Figure, State as Exactness};
use crate::domain::edition::{Edition, MetricKey};
use crate::domain::ledger::{Every, Period};
use crate::domain::metric::Metric;
use crate::domain::registry::Fraction;
use crate::domain::registry::course::Point;
use crate::interop::edition::{Entry, Sheet, Words, codebook, figures, machine, workbook};
use crate::view::chart::periods::Stretch;
use crate::view::format;
use crate::view::pages::edition::{Editions, KeptEdition, NewEdition, ReleasedRow, ReleasedView};
use crate::view::pages::{Choice, FieldError};
use crate::view::text::{Arg, Text};

/// A metric in words, as far as this program knows it.
pub(super) fn named(web: &Web, key: &MetricKey, text: &Text) -> Result<String, Failure> {
    let definition = web.app.catalogue.definition(&key.instrument);
    let found = definition.and_then(|definition| {
        let metric = Metric::lookup(&definition.instrument, &key.scale, &key.norms)?;
        Some(MetricOption { definition, metric, from: Point::First, to: Point::Last })
    });
    match found {
        Some(option) => metric_name(&option, text),
        None => Ok(format!("{} {}", key.instrument, key.scale)),
    }
}

/// A period in words.
pub(super) fn period_name(period: Period, text: &Text) -> Result<String, Failure> {
    let every = period.every();
    let (first, number, months) = (period.first(), period.number(), every.months());
    Ok(Stretch { first, every: every.code().to_owned(), number, months }.name(text)?)
}

/// The lowest and highest share that is possible.
pub(super) fn bounds(share: Option<Share>) -> Option<(f64, f64)> {
    let share = share?;
    Some((share.lowest.value()?, share.highest.value()?))
}

/// Everything that leaves, as a person reads it.
pub(super) fn released(web: &Web, edition: &Edition, text: &Text) -> Result<ReleasedView, Failure> {
    let Edition { period, data_date, metrics, release } = edition;
    let row = |(key, figures): (&MetricKey, &Figures)| -> Result<_, Failure> {
        let measured = figures.measured();
        let with = |count: Option<u32>, share: Option<Share>| {
            let (lowest, highest) = bounds(share)?;
            Some((count?, lowest, highest))
        };
        Ok(ReleasedRow {
            metric: named(web, key, text)?,
            measured: (measured.least(), measured.most()),
            pairs: figures.pairs(),
            coverage: release.coverage(figures).and_then(Fraction::value),
            improved: with(figures.improved(), release.improvement(figures)),
            deteriorated: with(figures.deteriorated(), release.deterioration(figures)),
            neither: figures.neither(),
        })
    };
    let flow = [release.referred(), release.started(), release.ended()].map(|step| (step.least(), step.most()));
    Ok(ReleasedView {
        period: period_name(*period, text)?,
        data_date: *data_date,
        flow,
        rows: metrics.iter().zip(release.figures()).map(row).collect::<Result<_, _>>()?,
    })
}

#[derive(Default, Deserialize)]
pub(in crate::web) struct Asked {
    #[serde(default)]
    unit: String,
    #[serde(default)]
    period: String,
    done: Option<String>,
}

/// What is shown besides what is stored.
#[derive(Default)]
struct Extra {
    refused: Option<EditionRefusal>,
    errors: Vec<FieldError>,
    done: Option<String>,
}

/// What would leave of a period, or why nothing does.
async fn would_leave(
    web: &Web,
    staff: &Staff,
    unit: UnitId,
    period: Period,
) -> Result<Result<Preview, String>, Failure> {
    match edition::preview(&web.app, &staff.who.proof, unit, period).await {
        Ok(Some(Ok(shown))) => Ok(Ok(shown)),
        Ok(Some(Err(why))) => Ok(Err(why.code().to_owned())),
        Ok(None) => Err(Failure::NotFound),
        Err(AppError::Withheld) => Ok(Err("withheld".to_owned())),
        Err(error) => Err(error.into()),
    }
}

async fn body(web: &Web, staff: &Staff, asked: &Asked, extra: Extra) -> Result<Editions, Failure> {
    staff.need(Permission::ReadReports)?;
    let text = web.text(staff.language());
    let wanted = asked.unit.parse::<Uuid>().ok().map(UnitId);
    let shelf = edition::shelf(&web.app, &staff.who.proof, wanted).await?.ok_or(Failure::NotFound)?;
    let has_done = extra.done.is_some();
    let unit_name = shelf.units.iter().find(|(id, ..)| *id == shelf.unit).map(|(_, name, _)| name.clone());
    let period = asked.period.parse::<Period>().ok();
    let (mut new, mut refused) = (None, extra.refused.map(|why| why.code().to_owned()));
    if let Some(period) = period.filter(|_| shelf.may_make) {
        match would_leave(web, staff, shelf.unit, period).await? {
            // It stands below, with its files.
            Ok(shown) if shown.made => refused = refused.or_else(|| (!has_done).then(|| "made".to_owned())),
            Ok(shown) => {
                let released = released(web, &shown.edition, text)?;
                let year = (period.every() != Every::Year).then(|| period.first().year().to_string());
                new = Some(NewEdition { period: period.to_string(), year, released, seen: shown.seen });
            }
            Err(why) => refused = refused.or(Some(why)),
        }
    }
    let choice = |one: &Period| -> Result<_, Failure> {
        let name = period_name(*one, text)?;
        let made = shelf.kept.iter().any(|kept| kept.edition.period == *one);
        let label = if made { text.message("editions-made-before", &[("period", Arg::from(name))])? } else { name };
        Ok(Choice::new(one.to_string(), label, Some(*one) == period))
    };
    let kept = |one: &Kept| -> Result<_, Failure> {
        Ok(KeptEdition {
            url: format!("/report/editions/{}", one.id),
            made_at: one.made_at,
            made_by: one.made_by.clone(),
            released: released(web, &one.edition, text)?,
        })
    };
    Ok(Editions {
        units: units(&shelf.units, shelf.unit),
        unit: (shelf.unit.to_string(), unit_name.unwrap_or_default()),
        periods: shelf.periods.iter().map(choice).collect::<Result<_, Failure>>()?,
        may_make: shelf.may_make,
        new,
        refused,
        kept: shelf.kept.iter().map(kept).collect::<Result<_, _>>()?,
        shut: shelf.shut,
        errors: extra.errors,
        done: extra.done,
    })
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let done = asked.done.clone().filter(|done| done == "edition");
    page(&web, &body(&web, &staff, &asked, Extra { done, ..Extra::default() }).await?, &staff.chrome(&web))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct MakeForm {
    csrf: String,
    unit: String,
    period: String,
    seen: String,
    #[serde(default)]
    approve: String,
}

pub(in crate::web) async fn make(
    State(web): State<Web>,
    staff: Staff,
    Fields(form): Fields<MakeForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    staff.need(Permission::Freeze)?;
    let unit = UnitId(form.unit.parse().map_err(|_| Failure::NotFound)?);
    let period: Period = form.period.parse().map_err(|_| Failure::NotFound)?;
    let back = format!("/report/editions?unit={unit}&period={period}");
    let mut extra = Extra::default();
    if form.approve == "yes" {
        match edition::make(&web.app, &staff.who.proof, unit, period, &form.seen).await?.ok_or(Failure::NotFound)? {
            Ok(_) => return Ok(see_other(&format!("{back}&done=edition"))),
            Err(why) => extra.refused = Some(why),
        }
    } else {
        extra.errors.push(FieldError::new("approve", "missing"));
    }
    let asked = Asked { unit: form.unit, period: form.period, done: None };
    let chrome = staff.chrome_at(&web, back);
    mend(&web, &body(&web, &staff, &asked, extra).await?, &chrome)
}

/// What the columns and codes mean, in the reader's language.
fn entries(text: &Text) -> Result<Vec<Entry>, Failure> {
    let entry = |column: &str, value: &str, key: String| -> Result<Entry, Failure> {
        let meaning = text.message(&key, &[])?;
        Ok(Entry { column: column.to_owned(), value: value.to_owned(), meaning })
    };
    let mut entries = Vec::new();
    for column in COLUMNS {
        entries.push(entry(column, "", format!("edition-column-{}", column.replace('_', "-")))?);
        let values: Vec<&str> = match column {
            "figure" => Figure::ALL.iter().map(|figure| figure.code()).collect(),
            "state" => Exactness::ALL.iter().map(|state| state.code()).collect(),
            _ => Vec::new(),
        };
        for value in values {
            entries.push(entry(column, value, format!("edition-{column}-{value}"))?);
        }
    }
    Ok(entries)
}

/// What an edition says, a line a figure: what a board reads.
fn plainly(released: &ReleasedView, text: &Text) -> Result<Vec<String>, Failure> {
    let language = text.language();
    let percent = |share: f64| Arg::from(format::percent(share, 0, language));
    let line = |label: &str, value: String| -> Result<String, Failure> {
        Ok(format!("{}: {value}", text.message(label, &[])?))
    };
    let hidden = text.message("edition-withheld", &[])?;
    let step = |(least, most): (u32, u32)| format!("{least}–{most}");
    let [referred, started, ended] = released.flow.map(|one| Arg::from(step(one)));
    let mut lines =
        vec![text.message("edition-flow", &[("referred", referred), ("started", started), ("ended", ended)])?];
    for row in &released.rows {
        lines.push(row.metric.clone());
        lines.push(line("edition-measured", step(row.measured))?);
        let pairs = match (row.pairs, row.coverage) {
            (Some(pairs), Some(share)) => {
                format!("{pairs} ({})", text.message("edition-coverage", &[("share", percent(share))])?)
            }
            (pairs, _) => pairs.map_or_else(|| hidden.clone(), |pairs| pairs.to_string()),
        };
        lines.push(line("edition-pairs", pairs)?);
        for (label, found) in [("edition-better", row.improved), ("edition-worse", row.deteriorated)] {
            let said = match (found, row.pairs) {
                (Some((count, low, high)), Some(pairs)) if pairs > 0 => {
                    let bounds = [("low", percent(low)), ("high", percent(high))];
                    let share = format::percent(f64::from(count) / f64::from(pairs), 0, language);
                    format!("{count} ({share}) – {}", text.message("edition-bounds", &bounds)?)
                }
                (Some((count, ..)), _) => count.to_string(),
                _ => hidden.clone(),
            };
            lines.push(line(label, said)?);
        }
        let neither = row.neither.map_or_else(|| hidden.clone(), |count| count.to_string());
        lines.push(line("edition-neither", neither)?);
    }
    Ok(lines)
}

/// The workbook, with what to know first.
fn spreadsheet(web: &Web, kept: &Kept, sheet: &Sheet<'_>, staff: &Staff) -> Result<Vec<u8>, Failure> {
    let text = web.text(staff.language());
    let released_of = released(web, &kept.edition, text)?;
    let of = |key: &str| text.message(key, &[]);
    let date = |day| Arg::from(format::date(day, staff.language()));
    let edition = &kept.edition;
    let args = [("unit", Arg::from(kept.unit.as_str())), ("period", Arg::from(period_name(edition.period, text)?))];
    let title = text.message("edition-file-title", &args)?;
    let dates = [
        ("from", date(edition.period.first())),
        ("to", date(edition.period.last())),
        ("date", date(edition.data_date)),
    ];
    let mut first = vec![text.message("edition-file-dates", &dates)?];
    first.extend(plainly(&released_of, text)?);
    first.extend([of("edition-rules")?, of("edition-frozen")?, of("edition-read")?, of("edition-sheets")?]);
    let sheets = [of("edition-sheet-first")?, of("edition-sheet-figures")?, of("edition-sheet-codebook")?];
    let columns = [of("edition-codebook-column")?, of("edition-codebook-value")?, of("edition-codebook-meaning")?];
    let words = Words {
        title: &title,
        sheets: sheets.each_ref().map(String::as_str),
        first: &first,
        codebook: columns.each_ref().map(String::as_str),
    };
    workbook(sheet, &words).map_err(unwritten)
}

fn unwritten(error: impl std::fmt::Display) -> Failure {
    AppError::Broken(format!("the edition cannot be written: {error}")).into()
}

/// One file of an edition: `figures.csv`, `codebook.csv`, `edition.xlsx` or `edition.json`.
pub(in crate::web) async fn file(
    State(web): State<Web>,
    staff: Staff,
    Path((id, what)): Path<(Uuid, String)>,
) -> Result<Response, Failure> {
    staff.need(Permission::ReadReports)?;
    let known = ["figures.csv", "codebook.csv", "edition.xlsx", "edition.json"];
    let what = known.into_iter().find(|one| *one == what).ok_or(Failure::NotFound)?;
    let kept = edition::lookup(&web.app, &staff.who.proof, id, what).await?.ok_or(Failure::NotFound)?;
    let text = web.text(staff.language());
    let entries = entries(text)?;
    let sheet = Sheet { unit: &kept.unit, edition: &kept.edition, codebook: &entries };
    let (kind, bytes) = match what {
        "figures.csv" => ("text/csv; charset=utf-8", figures(&sheet).map_err(unwritten)?),
        "codebook.csv" => ("text/csv; charset=utf-8", codebook(&entries).map_err(unwritten)?),
        "edition.json" => ("application/json", machine(&sheet).map_err(unwritten)?.into_bytes()),
        _ => (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            spreadsheet(&web, &kept, &sheet, &staff)?,
        ),
    };
    let name = format!("attachment; filename=\"lytt-{}{}-{what}\"", in_file_name(&kept.unit), kept.edition.period);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment"))),
    ];
    Ok((headers, bytes).into_response())
}
