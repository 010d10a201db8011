//! What units try to become better, with what was done, seen and learned.

use chrono::{DateTime, NaiveDate, Utc};
use sea_query::{Order, SelectStatement};
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::sql::{is, is_one_of, read};
use super::{Result, TenantTx};
use crate::domain::care::{ImprovementId, ReportId, UnitId};
use crate::domain::improvement::{Improvement, Measured, Step};

const COLUMNS: [&str; 16] = [
    "id",
    "unit_id",
    "report_id",
    "instrument",
    "scale",
    "norms",
    "first_point",
    "last_point",
    "figure",
    "direction",
    "aim",
    "tried",
    "start_on",
    "review_on",
    "at",
    "written_by",
];

#[derive(FromRow)]
struct ImprovementRow {
    id: Uuid,
    unit_id: Uuid,
    report_id: Option<Uuid>,
    instrument: String,
    scale: String,
    norms: String,
    first_point: String,
    last_point: String,
    figure: String,
    direction: String,
    aim: String,
    tried: String,
    start_on: NaiveDate,
    review_on: NaiveDate,
    at: DateTime<Utc>,
    written_by: Uuid,
}

impl TryFrom<ImprovementRow> for Improvement {
    type Error = super::StoreError;

    fn try_from(row: ImprovementRow) -> Result<Self> {
        Ok(Self {
            id: row.id.into(),
            unit: row.unit_id.into(),
            report: row.report_id.map(ReportId),
            figure: read(&row.figure, "improvement", "figure", row.id)?,
            direction: read(&row.direction, "improvement", "direction", row.id)?,
            measured: Measured {
                instrument: row.instrument,
                scale: row.scale,
                norms: row.norms,
                first: row.first_point,
                last: row.last_point,
            },
            aim: row.aim,
            tried: row.tried,
            start_on: row.start_on,
            review_on: row.review_on,
            at: row.at,
            author: row.written_by.into(),
        })
    }
}

/// Adds an improvement.
///
/// # Errors
/// When the database refuses.
pub async fn add(tx: &mut TenantTx, new: &Improvement) -> Result<()> {
    tx.note(Act::Create, format_args!("improvement:{}", new.id), "all");
    let measured = &new.measured;
    tx.insert(
        "improvement",
        [[
            ("id", new.id.0.into()),
            ("unit_id", new.unit.0.into()),
            ("report_id", new.report.map(|report| report.0).into()),
            ("instrument", measured.instrument.as_str().into()),
            ("scale", measured.scale.as_str().into()),
            ("norms", measured.norms.as_str().into()),
            ("first_point", measured.first.as_str().into()),
            ("last_point", measured.last.as_str().into()),
            ("figure", new.figure.code().into()),
            ("direction", new.direction.code().into()),
            ("aim", new.aim.as_str().into()),
            ("tried", new.tried.as_str().into()),
            ("start_on", new.start_on.into()),
            ("review_on", new.review_on.into()),
            ("at", new.at.into()),
            ("written_by", new.author.0.into()),
        ]],
    )
    .await
}

/// By when they began: nothing is sorted by what came of it.
fn by_start(select: &mut SelectStatement) {
    select.order_by(("improvement", "start_on"), Order::Asc).order_by(("improvement", "id"), Order::Asc);
}

/// One improvement.
///
/// # Errors
/// When the database refuses.
pub async fn lookup(tx: &mut TenantTx, id: ImprovementId) -> Result<Option<Improvement>> {
    let mut select = tx.select("improvement", &COLUMNS);
    select.and_where(is("improvement", "id", id.0));
    tx.optional::<ImprovementRow>(&select).await?.map(Improvement::try_from).transpose()
}

/// The improvements of some units, in the order they began.
///
/// # Errors
/// When the database refuses.
pub async fn list_by_units(tx: &mut TenantTx, units: &[UnitId]) -> Result<Vec<Improvement>> {
    if units.is_empty() {
        return Ok(Vec::new());
    }
    let mut select = tx.select("improvement", &COLUMNS);
    select.and_where(is_one_of("improvement", "unit_id", units.iter().map(|unit| unit.0)));
    by_start(&mut select);
    tx.all::<ImprovementRow>(&select).await?.into_iter().map(Improvement::try_from).collect()
}

/// Adds what came after.
///
/// # Errors
/// [`super::StoreError::Conflict`] when it has ended already and this is another end.
pub async fn add_step(tx: &mut TenantTx, step: &Step) -> Result<()> {
    tx.note(Act::Create, format_args!("improvement_step:{}", step.id), &format!("{}", step.kind));
    tx.insert(
        "improvement_step",
        [[
            ("id", step.id.into()),
            ("improvement_id", step.improvement.0.into()),
            ("kind", step.kind.code().into()),
            ("happened_on", step.on.into()),
            ("verdict", step.verdict.map(|verdict| verdict.code().to_owned()).into()),
            ("body", step.body.as_str().into()),
            ("at", step.at.into()),
            ("written_by", step.author.0.into()),
        ]],
    )
    .await
}

/// The steps of some improvements, in the order they were written.
///
/// # Errors
/// When the database refuses.
pub async fn list_steps(tx: &mut TenantTx, improvements: &[ImprovementId]) -> Result<Vec<Step>> {
    #[derive(FromRow)]
    struct StepRow {
        id: Uuid,
        improvement_id: Uuid,
        kind: String,
        happened_on: NaiveDate,
        verdict: Option<String>,
        body: String,
        at: DateTime<Utc>,
        written_by: Uuid,
    }
    if improvements.is_empty() {
        return Ok(Vec::new());
    }
    let mut select = tx.select(
        "improvement_step",
        &["id", "improvement_id", "kind", "happened_on", "verdict", "body", "at", "written_by"],
    );
    select
        .and_where(is_one_of("improvement_step", "improvement_id", improvements.iter().map(|id| id.0)))
        .order_by(("improvement_step", "at"), Order::Asc)
        .order_by(("improvement_step", "id"), Order::Asc);
    let rows = tx.all::<StepRow>(&select).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Step {
                id: row.id,
                improvement: row.improvement_id.into(),
                kind: read(&row.kind, "improvement_step", "kind", row.id)?,
                on: row.happened_on,
                verdict: row
                    .verdict
                    .map(|verdict| read(&verdict, "improvement_step", "verdict", row.id))
                    .transpose()?,
                body: row.body,
                at: row.at,
                author: row.written_by.into(),
            })
        })
        .collect()
}
