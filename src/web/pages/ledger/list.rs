//! A unit's list.

use axum::extract::{Query, State};
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use uuid::Uuid;

use super::super::super::Web;
use super::super::super::failure::Failure;
use super::super::super::staff::Staff;
use super::super::page;
use super::{charts, row_problems};
use crate::app::ledger::{self, Taken};
use crate::domain::access::Permission;
use crate::domain::care::UnitId;
use crate::domain::ledger::{Decision, Indicator, Theme};
use crate::interop::ledger_csv::RowError;
use crate::view::pages::Choice;
use crate::view::pages::ledger::{LedgerList, LedgerRow, Standing, ThemeRows};
use crate::view::text::Text;

#[derive(Deserialize)]
pub(in crate::web) struct Asked {
    #[serde(default)]
    unit: String,
    done: Option<String>,
}

/// A decision as pages show it.
pub(super) fn standing(decision: &Decision, today: NaiveDate) -> Standing {
    let what = &decision.what;
    Standing {
        status: what.status.code().to_owned(),
        decided_on: what.decided_on,
        sunset_on: what.sunset_on,
        over: decision.is_over(today),
    }
}

fn row(
    unit: UnitId,
    indicator: &Indicator,
    taken: Option<&Taken>,
    today: NaiveDate,
    text: &Text,
) -> Result<LedgerRow, Failure> {
    let words = indicator.words(text.language().tag());
    let figures = taken.map(Taken::figures).unwrap_or_default();
    let last = figures.last().map(|figure| charts::stretch(figure.period).name(text)).transpose()?;
    Ok(LedgerRow {
        url: format!("/ledger/{unit}/{}", indicator.id),
        name: words.name.clone(),
        protects: words.protects.clone(),
        stays: indicator.stays.map(|stays| stays.code().to_owned()),
        unverified: !indicator.verified.is_read(),
        standing: taken.and_then(Taken::decision).map(|decision| standing(decision, today)),
        figures: figures.len(),
        last,
    })
}

/// Rows under their themes; `rows` come theme by theme.
fn grouped(rows: Vec<(Theme, LedgerRow)>) -> Vec<ThemeRows> {
    let mut themes: Vec<(Theme, ThemeRows)> = Vec::new();
    for (theme, row) in rows {
        match themes.last_mut().filter(|(last, _)| *last == theme) {
            Some((_, group)) => group.rows.push(row),
            None => themes.push((theme, ThemeRows { theme: theme.code().to_owned(), rows: vec![row] })),
        }
    }
    themes.into_iter().map(|(_, group)| group).collect()
}

/// The page, with rows that were pasted and not taken.
pub(super) async fn body(
    web: &Web,
    staff: &Staff,
    unit: Option<UnitId>,
    (rows, wrong): (String, &[RowError]),
    done: Option<String>,
) -> Result<LedgerList, Failure> {
    let ledger = ledger::list(&web.app, &staff.who.proof, unit).await?.ok_or(Failure::NotFound)?;
    let text = web.text(staff.language());
    let (unit, today) = (ledger.unit, ledger.today);
    let taken = ledger
        .taken
        .iter()
        .map(|taken| Ok((taken.indicator.theme, row(unit, taken.indicator, Some(taken), today, text)?)));
    let taken = taken.collect::<Result<Vec<_>, Failure>>()?;
    let others = ledger.others.iter().map(|one| Ok((one.theme, row(unit, one, None, today, text)?)));
    let others = others.collect::<Result<Vec<_>, Failure>>()?;
    let name = ledger.units.iter().find(|(id, ..)| *id == unit).map_or_else(String::new, |(_, name, _)| name.clone());
    Ok(LedgerList {
        units: ledger
            .units
            .iter()
            .map(|(id, name, depth)| {
                Choice::new(id.to_string(), format!("{}{name}", "\u{2002}".repeat(*depth)), *id == unit)
            })
            .collect(),
        unit: unit.to_string(),
        unit_name: name,
        taken: grouped(taken),
        other_count: others.len(),
        others: grouped(others),
        may_write: ledger.may_write,
        rows,
        problems: row_problems(wrong),
        done,
    })
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    staff.need(Permission::ReadReports)?;
    let unit = match asked.unit.as_str() {
        "" => None,
        unit => Some(UnitId(unit.parse::<Uuid>().map_err(|_| Failure::NotFound)?)),
    };
    let done = asked.done.filter(|done| done == "ledger-figures");
    let body = body(&web, &staff, unit, (String::new(), &[]), done).await?;
    page(&web, &body, &staff.chrome(&web))
}
