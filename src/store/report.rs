//! Registry reports: what they are about, their frozen versions, and what people read out of them.

use chrono::{DateTime, NaiveDate, Utc};
use sea_query::{Order, SelectStatement};
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::sql::{is, read};
use super::{Result, TenantTx};
use crate::codes;
use crate::domain::access::Role;
use crate::domain::care::{AccountId, InterpretationId, ReportId, UnitId};

/// What a report is about: one unit, one metric, one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The unit, with everything below it.
    pub unit: UnitId,
    /// The instrument.
    pub instrument: String,
    /// Its scale.
    pub scale: String,
    /// The norm set that gives the rule.
    pub norms: String,
    /// The first point in time, in its written form.
    pub first: String,
    /// The last point in time, in its written form.
    pub last: String,
    /// The period's first day.
    pub from: NaiveDate,
    /// The period's last day.
    pub to: NaiveDate,
}

/// A report that somebody has interpreted or frozen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Its id.
    pub id: ReportId,
    /// What it is about.
    pub subject: Subject,
}

#[derive(FromRow)]
struct ReportRow {
    id: Uuid,
    unit_id: Uuid,
    instrument: String,
    scale: String,
    norms: String,
    first_point: String,
    last_point: String,
    from_on: NaiveDate,
    to_on: NaiveDate,
}

impl From<ReportRow> for Report {
    fn from(row: ReportRow) -> Self {
        Self {
            id: row.id.into(),
            subject: Subject {
                unit: row.unit_id.into(),
                instrument: row.instrument,
                scale: row.scale,
                norms: row.norms,
                first: row.first_point,
                last: row.last_point,
                from: row.from_on,
                to: row.to_on,
            },
        }
    }
}

const COLUMNS: [&str; 9] =
    ["id", "unit_id", "instrument", "scale", "norms", "first_point", "last_point", "from_on", "to_on"];

/// The report about this, when somebody has interpreted or frozen one.
///
/// # Errors
/// When the database refuses.
pub async fn find_by_subject(tx: &mut TenantTx, subject: &Subject) -> Result<Option<Report>> {
    let mut select = tx.select("report", &COLUMNS);
    about(&mut select, subject);
    select.and_where(is("report", "from_on", subject.from)).and_where(is("report", "to_on", subject.to));
    Ok(tx.optional::<ReportRow>(&select).await?.map(Report::from))
}

/// The reports about the same unit and metric, whatever the period; the latest period first.
///
/// # Errors
/// When the database refuses.
pub async fn list_beside(tx: &mut TenantTx, subject: &Subject) -> Result<Vec<Report>> {
    let mut select = tx.select("report", &COLUMNS);
    about(&mut select, subject);
    select
        .order_by(("report", "to_on"), Order::Desc)
        .order_by(("report", "from_on"), Order::Desc)
        .order_by(("report", "id"), Order::Asc);
    Ok(tx.all::<ReportRow>(&select).await?.into_iter().map(Report::from).collect())
}

fn about(select: &mut SelectStatement, subject: &Subject) {
    select
        .and_where(is("report", "unit_id", subject.unit.0))
        .and_where(is("report", "instrument", subject.instrument.as_str()))
        .and_where(is("report", "scale", subject.scale.as_str()))
        .and_where(is("report", "norms", subject.norms.as_str()))
        .and_where(is("report", "first_point", subject.first.as_str()))
        .and_where(is("report", "last_point", subject.last.as_str()));
}

/// One report.
///
/// # Errors
/// When the database refuses.
pub async fn lookup(tx: &mut TenantTx, id: ReportId) -> Result<Option<Report>> {
    let mut select = tx.select("report", &COLUMNS);
    select.and_where(is("report", "id", id.0));
    Ok(tx.optional::<ReportRow>(&select).await?.map(Report::from))
}

/// Adds a report.
///
/// # Errors
/// [`super::StoreError::Conflict`] when there is one about the same.
pub async fn add(tx: &mut TenantTx, report: &Report) -> Result<()> {
    tx.note(Act::Create, format_args!("report:{}", report.id), "all");
    let now: DateTime<Utc> = tx.now();
    let subject = &report.subject;
    tx.insert(
        "report",
        [[
            ("id", report.id.0.into()),
            ("unit_id", subject.unit.0.into()),
            ("instrument", subject.instrument.as_str().into()),
            ("scale", subject.scale.as_str().into()),
            ("norms", subject.norms.as_str().into()),
            ("first_point", subject.first.as_str().into()),
            ("last_point", subject.last.as_str().into()),
            ("from_on", subject.from.into()),
            ("to_on", subject.to.into()),
            ("created_at", now.into()),
        ]],
    )
    .await
}

/// A frozen result.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Version {
    /// Its number, from 1.
    pub version: i64,
    /// The instant the data was read.
    pub data_at: DateTime<Utc>,
    /// The whole result as JSON; the checksum is over these bytes.
    pub content: String,
    /// SHA-256 of the content, in hex.
    pub checksum: String,
    /// When it was frozen.
    pub frozen_at: DateTime<Utc>,
    /// By whom.
    #[sqlx(try_from = "Uuid")]
    pub frozen_by: AccountId,
}

/// Adds a version.
///
/// # Errors
/// [`super::StoreError::Conflict`] when that number is taken.
pub async fn add_version(tx: &mut TenantTx, report: ReportId, version: &Version) -> Result<()> {
    tx.note(Act::Report, format_args!("report:{report}"), &format!("version {} {}", version.version, version.checksum));
    tx.insert(
        "report_version",
        [[
            ("report_id", report.0.into()),
            ("version", version.version.into()),
            ("data_at", version.data_at.into()),
            ("content", version.content.as_str().into()),
            ("checksum", version.checksum.as_str().into()),
            ("frozen_at", version.frozen_at.into()),
            ("frozen_by", version.frozen_by.0.into()),
        ]],
    )
    .await
}

/// A report's versions, the latest first.
///
/// # Errors
/// When the database refuses.
pub async fn list_versions(tx: &mut TenantTx, report: ReportId) -> Result<Vec<Version>> {
    let mut select =
        tx.select("report_version", &["version", "data_at", "content", "checksum", "frozen_at", "frozen_by"]);
    select.and_where(is("report_version", "report_id", report.0)).order_by(("report_version", "version"), Order::Desc);
    tx.all(&select).await
}

codes! {
    /// How an interpretation stands to the others.
    pub enum Stance {
        /// A reading of its own.
        Reading = "reading",
        /// Agrees with what was read.
        Agrees = "agrees",
        /// Reads it differently; kept and shown beside the others.
        Dissents = "dissents",
    }
}

/// What somebody reads out of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interpretation {
    /// Its id.
    pub id: InterpretationId,
    /// Which figure it is about.
    pub figure: String,
    /// Who wrote it.
    pub author: AccountId,
    /// In which role.
    pub role: Role,
    /// When.
    pub at: DateTime<Utc>,
    /// How it stands to the others.
    pub stance: Stance,
    /// The text.
    pub body: String,
}

#[derive(FromRow)]
struct InterpretationRow {
    id: Uuid,
    figure: String,
    author_id: Uuid,
    role: String,
    at: DateTime<Utc>,
    stance: String,
    body: String,
}

/// Adds what somebody reads out of a report.
///
/// # Errors
/// When the database refuses.
pub async fn add_interpretation(tx: &mut TenantTx, report: ReportId, text: &Interpretation) -> Result<()> {
    tx.note(Act::Create, format_args!("interpretation:{}", text.id), &format!("figure {}", text.figure));
    tx.insert(
        "interpretation",
        [[
            ("id", text.id.0.into()),
            ("report_id", report.0.into()),
            ("figure", text.figure.as_str().into()),
            ("author_id", text.author.0.into()),
            ("role", text.role.code().into()),
            ("at", text.at.into()),
            ("stance", text.stance.code().into()),
            ("body", text.body.as_str().into()),
        ]],
    )
    .await
}

/// What people have read out of a report, in the order it was written.
///
/// # Errors
/// When the database refuses.
pub async fn list_interpretations(tx: &mut TenantTx, report: ReportId) -> Result<Vec<Interpretation>> {
    let mut select = tx.select("interpretation", &["id", "figure", "author_id", "role", "at", "stance", "body"]);
    select
        .and_where(is("interpretation", "report_id", report.0))
        .order_by(("interpretation", "at"), Order::Asc)
        .order_by(("interpretation", "id"), Order::Asc);
    let rows = tx.all::<InterpretationRow>(&select).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Interpretation {
                id: row.id.into(),
                figure: row.figure,
                author: row.author_id.into(),
                role: read(&row.role, "interpretation", "role", row.id)?,
                at: row.at,
                stance: read(&row.stance, "interpretation", "stance", row.id)?,
                body: row.body,
            })
        })
        .collect()
}
