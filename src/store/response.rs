//! Responses and their scores. What one patient answered is read through an open record; the registry
//! reads values without a name.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, Order, SelectStatement};
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::sql::{col, is, read};
use super::{OpenPerson, Result, StoreError, TenantTx};
use crate::codes;
use crate::domain::care::{
    EpisodeId, Mode, PersonId, Provenance, RequestId, Respondent, ResponseId, SessionId, UnitId,
};
use crate::domain::indicator::Part;
use crate::domain::instrument::{Answer, Answers, Instrument};

/// The answers to one instrument version.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// Its id.
    pub id: ResponseId,
    /// The request it answers; `None` when imported.
    pub request: Option<RequestId>,
    /// The episode it belongs to.
    pub episode: EpisodeId,
    /// Whose it is.
    pub person: PersonId,
    /// The session it belongs to, if any.
    pub session: Option<SessionId>,
    /// The instrument.
    pub instrument: String,
    /// Its version.
    pub version: i64,
    /// How it came about.
    pub provenance: Provenance,
    /// SHA-256 of the wording that was shown; empty when imported.
    pub wording_hash: String,
    /// When answering began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it was received; for imported history, the day it was given.
    pub answered_at: DateTime<Utc>,
    /// Whether `answered_at` is known, or assumed by an import that had only measurement numbers.
    pub dated: bool,
    /// The measurement number, when an import gave one.
    pub occasion: Option<i64>,
    /// The numeric answers, as a JSON object from item id to number, or `null` for a no.
    pub answers: String,
    /// The texts, sealed; a JSON object from item id to text.
    pub text_sealed: Option<Vec<u8>>,
    /// What makes an import of the same row again change nothing.
    pub import_key: Option<String>,
    /// 1, or one more for each correction.
    pub revision: i64,
}

/// What one scale of a response yields.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// The response.
    pub response: ResponseId,
    /// The scale.
    pub scale: String,
    /// The value; `None` when it could not be scored.
    pub value: Option<f64>,
    /// The band it falls in, by the instrument's own table.
    pub band: Option<String>,
    /// Why there is no value.
    pub reason: Option<String>,
    /// How many items were not answered.
    pub unanswered: i64,
}

/// Adds responses with their scores.
///
/// # Errors
/// [`super::StoreError::Conflict`] when the request already has a response to the instrument, or the
/// import key is there.
pub async fn add_many(tx: &mut TenantTx, responses: &[(Response, Vec<Score>)]) -> Result<()> {
    for (response, _) in responses {
        tx.note(Act::Create, format_args!("response:{}", response.id), &response.instrument);
    }
    insert(tx, responses.iter()).await
}

/// The rows of responses and their scores; what is noted of them is the caller's.
pub(super) async fn insert<'a>(
    tx: &mut TenantTx,
    responses: impl Iterator<Item = &'a (Response, Vec<Score>)> + Clone,
) -> Result<()> {
    tx.insert(
        "response",
        responses.clone().map(|(response, _)| {
            let provenance = &response.provenance;
            [
                ("id", response.id.0.into()),
                ("request_id", response.request.map(|request| request.0).into()),
                ("episode_id", response.episode.0.into()),
                ("person_id", response.person.0.into()),
                ("session_id", response.session.map(|session| session.0).into()),
                ("instrument", response.instrument.as_str().into()),
                ("version", response.version.into()),
                ("respondent", provenance.respondent.code().into()),
                ("mode", provenance.mode.code().into()),
                ("device", provenance.device.code().into()),
                ("timing", provenance.timing.code().into()),
                ("language", provenance.language.as_str().into()),
                ("wording_hash", response.wording_hash.as_str().into()),
                ("started_at", response.started_at.into()),
                ("answered_at", response.answered_at.into()),
                ("dated", response.dated.into()),
                ("occasion", response.occasion.into()),
                ("answers", response.answers.as_str().into()),
                ("text_sealed", response.text_sealed.clone().into()),
                ("import_key", response.import_key.clone().into()),
                ("revision", response.revision.into()),
                ("ended_at", None::<DateTime<Utc>>.into()),
                ("end_kind", None::<String>.into()),
            ]
        }),
    )
    .await?;
    let scores = responses.flat_map(|(response, scores)| scores.iter().map(move |score| (response, score)));
    let rows: Vec<_> = scores
        .map(|(response, score)| {
            [
                ("response_id", response.id.0.into()),
                ("scale", score.scale.as_str().into()),
                ("episode_id", response.episode.0.into()),
                ("instrument", response.instrument.as_str().into()),
                ("version", response.version.into()),
                ("value", score.value.into()),
                ("band", score.band.clone().into()),
                ("reason", score.reason.clone().into()),
                ("unanswered", score.unanswered.into()),
                ("answered_at", response.answered_at.into()),
                ("occasion", response.occasion.into()),
            ]
        })
        .collect();
    tx.insert("score", rows).await
}

#[derive(FromRow)]
struct ResponseRow {
    id: Uuid,
    request_id: Option<Uuid>,
    episode_id: Uuid,
    person_id: Uuid,
    session_id: Option<Uuid>,
    instrument: String,
    version: i64,
    respondent: String,
    mode: String,
    device: String,
    timing: String,
    language: String,
    wording_hash: String,
    started_at: Option<DateTime<Utc>>,
    answered_at: DateTime<Utc>,
    dated: bool,
    occasion: Option<i64>,
    answers: String,
    text_sealed: Option<Vec<u8>>,
    import_key: Option<String>,
    revision: i64,
}

impl TryFrom<ResponseRow> for Response {
    type Error = super::StoreError;

    fn try_from(row: ResponseRow) -> Result<Self> {
        Ok(Self {
            provenance: Provenance {
                respondent: read(&row.respondent, "response", "respondent", row.id)?,
                mode: read(&row.mode, "response", "mode", row.id)?,
                device: read(&row.device, "response", "device", row.id)?,
                timing: read(&row.timing, "response", "timing", row.id)?,
                language: row.language,
            },
            id: row.id.into(),
            request: row.request_id.map(RequestId),
            episode: row.episode_id.into(),
            person: row.person_id.into(),
            session: row.session_id.map(SessionId),
            instrument: row.instrument,
            version: row.version,
            wording_hash: row.wording_hash,
            started_at: row.started_at,
            answered_at: row.answered_at,
            dated: row.dated,
            occasion: row.occasion,
            answers: row.answers,
            text_sealed: row.text_sealed,
            import_key: row.import_key,
            revision: row.revision,
        })
    }
}

const COLUMNS: [&str; 21] = [
    "id",
    "request_id",
    "episode_id",
    "person_id",
    "session_id",
    "instrument",
    "version",
    "respondent",
    "mode",
    "device",
    "timing",
    "language",
    "wording_hash",
    "started_at",
    "answered_at",
    "dated",
    "occasion",
    "answers",
    "text_sealed",
    "import_key",
    "revision",
];

/// What an open patient answered that counts no longer, with when and why that ended, in order of time. For the
/// patient alone: it is shown to nobody else.
///
/// # Errors
/// When the database refuses.
pub async fn list_ended(tx: &mut TenantTx, open: &OpenPerson) -> Result<Vec<(Response, DateTime<Utc>, EndKind)>> {
    #[derive(FromRow)]
    struct EndedRow {
        #[sqlx(flatten)]
        row: ResponseRow,
        ended_at: DateTime<Utc>,
        end_kind: String,
    }
    let mut select = tx.select("response", &COLUMNS);
    select
        .columns([("response", "ended_at"), ("response", "end_kind")])
        .and_where(col("response", "ended_at").is_not_null())
        .and_where(is("response", "person_id", open.id().0))
        .and_where(is("response", "respondent", Respondent::Patient.code()))
        .order_by(("response", "answered_at"), Order::Asc)
        .order_by(("response", "id"), Order::Asc);
    let rows = tx.all::<EndedRow>(&select).await?;
    rows.into_iter()
        .map(|EndedRow { row, ended_at, end_kind }| {
            let kind = read(&end_kind, "response", "end_kind", row.id)?;
            Ok((Response::try_from(row)?, ended_at, kind))
        })
        .collect()
}

/// What open patients answered in some episodes, in order of time.
///
/// # Errors
/// When the database refuses.
pub async fn list(tx: &mut TenantTx, open: &[OpenPerson], episodes: &[EpisodeId]) -> Result<Vec<Response>> {
    let mut select = tx.select("response", &COLUMNS);
    select
        .and_where(col("response", "ended_at").is_null())
        .and_where(col("response", "episode_id").is_in(episodes.iter().map(|episode| episode.0)))
        .and_where(col("response", "person_id").is_in(open.iter().map(|open| open.id().0)))
        .order_by(("response", "answered_at"), Order::Asc)
        .order_by(("response", "id"), Order::Asc);
    tx.all::<ResponseRow>(&select).await?.into_iter().map(Response::try_from).collect()
}

codes! {
    /// Why a response counts no longer.
    pub enum EndKind {
        /// Another revision took its place.
        Corrected = "corrected",
        /// Whoever gave it took it back.
        Withdrawn = "withdrawn",
    }
}

/// Ends one response that still counts, and removes its scores. Gives its revision; `None` when it does not count.
///
/// # Errors
/// When the database refuses.
pub async fn end_one(tx: &mut TenantTx, id: ResponseId, kind: EndKind) -> Result<Option<i64>> {
    let mut select = tx.select("response", &["id", "revision"]);
    select.and_where(is("response", "id", id.0));
    end_found(tx, select, kind).await
}

/// Ends the responses to a request that still count, and removes their scores: nothing is worked out from them
/// any more. Gives the highest revision there was, of those that had ended before too.
///
/// # Errors
/// When the database refuses.
pub async fn end(tx: &mut TenantTx, request: RequestId, kind: EndKind) -> Result<i64> {
    #[derive(FromRow)]
    struct HighestRow {
        highest: Option<i64>,
    }
    let mut all = tx.count("response");
    all.expr_as(col("response", "revision").max(), "highest").and_where(is("response", "request_id", request.0));
    let highest = tx.optional::<HighestRow>(&all).await?.and_then(|row| row.highest);
    let mut select = tx.select("response", &["id", "revision"]);
    select.and_where(is("response", "request_id", request.0));
    end_found(tx, select, kind).await?;
    Ok(highest.unwrap_or(0))
}

/// Ends those that are found and still count. Gives the highest revision among them.
async fn end_found(tx: &mut TenantTx, mut select: SelectStatement, kind: EndKind) -> Result<Option<i64>> {
    #[derive(FromRow)]
    struct RevisionRow {
        id: Uuid,
        revision: i64,
    }
    select.and_where(col("response", "ended_at").is_null());
    let rows = tx.all::<RevisionRow>(&select).await?;
    let now = tx.now();
    for row in &rows {
        tx.note(Act::Change, format_args!("response:{}", row.id), &format!("ended {kind}"));
        let mut delete = tx.delete("score");
        delete.and_where(is("score", "response_id", row.id));
        tx.execute(&delete).await?;
        let mut update = tx.update("response");
        update.value("ended_at", now).value("end_kind", kind.code()).and_where(is("response", "id", row.id));
        tx.execute_one("response", &update).await?;
    }
    Ok(rows.iter().map(|row| row.revision).max())
}

/// The requests of an episode whose answers were all taken back.
///
/// # Errors
/// When the database refuses.
pub async fn list_withdrawn(tx: &mut TenantTx, episode: EpisodeId) -> Result<Vec<RequestId>> {
    #[derive(FromRow)]
    struct RequestRow {
        request_id: Uuid,
    }
    let mut standing = tx.select("response", &["request_id"]);
    standing
        .and_where(is("response", "episode_id", episode.0))
        .and_where(col("response", "ended_at").is_null())
        .and_where(col("response", "request_id").is_not_null());
    let mut select = tx.select("response", &["request_id"]);
    select
        .distinct()
        .and_where(is("response", "episode_id", episode.0))
        .and_where(is("response", "end_kind", EndKind::Withdrawn.code()))
        .and_where(col("response", "request_id").is_not_null())
        .and_where(col("response", "request_id").not_in_subquery(standing))
        .order_by(("response", "request_id"), Order::Asc);
    Ok(tx.all::<RequestRow>(&select).await?.into_iter().map(|row| row.request_id.into()).collect())
}

/// When open patients answered last, by episode.
///
/// # Errors
/// When the database refuses.
pub async fn list_latest(
    tx: &mut TenantTx,
    open: &[OpenPerson],
    episodes: &[EpisodeId],
) -> Result<Vec<(EpisodeId, DateTime<Utc>)>> {
    #[derive(FromRow)]
    struct LatestRow {
        episode_id: Uuid,
        at: DateTime<Utc>,
    }
    let mut select = tx.select("response", &["episode_id"]);
    select
        .expr_as(col("response", "answered_at").max(), "at")
        .and_where(col("response", "ended_at").is_null())
        .and_where(col("response", "episode_id").is_in(episodes.iter().map(|episode| episode.0)))
        .and_where(col("response", "person_id").is_in(open.iter().map(|open| open.id().0)))
        .group_by_col(("response", "episode_id"));
    Ok(tx.all::<LatestRow>(&select).await?.into_iter().map(|row| (row.episode_id.into(), row.at)).collect())
}

/// How long respondents took on their own, the latest first: the request, what it asked (ids of instruments
/// in order, separated by spaces) and the minutes from beginning to sending.
///
/// # Errors
/// When the database refuses.
pub async fn list_durations(tx: &mut TenantTx, limit: u64) -> Result<Vec<(RequestId, String, f64)>> {
    #[derive(FromRow)]
    struct DurationRow {
        request_id: Uuid,
        instruments: String,
        started_at: DateTime<Utc>,
        answered_at: DateTime<Utc>,
    }
    let mut select = tx.select("response", &["request_id", "started_at", "answered_at"]);
    select.column(("request", "instruments"));
    tx.join(&mut select, "request", "id", ("response", "request_id"));
    select
        .and_where(col("response", "started_at").is_not_null())
        .and_where(col("response", "ended_at").is_null())
        .and_where(col("response", "mode").is_in([Mode::Link.code(), Mode::Room.code()]))
        .order_by(("response", "answered_at"), Order::Desc)
        .order_by(("response", "id"), Order::Desc)
        .limit(limit);
    let rows = tx.all::<DurationRow>(&select).await?;
    let minutes = |row: &DurationRow| (row.answered_at - row.started_at).as_seconds_f64() / 60.0;
    Ok(rows.into_iter().map(|row| (row.request_id.into(), row.instruments.clone(), minutes(&row))).collect())
}

#[derive(FromRow)]
struct ScoreRow {
    response_id: Uuid,
    scale: String,
    value: Option<f64>,
    band: Option<String>,
    reason: Option<String>,
    unanswered: i64,
}

/// The scores of an open patient's responses in several episodes.
///
/// # Errors
/// When the database refuses.
pub async fn list_scores(tx: &mut TenantTx, open: &[OpenPerson], episodes: &[EpisodeId]) -> Result<Vec<Score>> {
    let mut select = tx.select("score", &["response_id", "scale", "value", "band", "reason", "unanswered"]);
    tx.join(&mut select, "response", "id", ("score", "response_id"));
    select
        .and_where(col("score", "episode_id").is_in(episodes.iter().map(|episode| episode.0)))
        .and_where(col("response", "person_id").is_in(open.iter().map(|open| open.id().0)))
        .order_by(("score", "answered_at"), Order::Asc)
        .order_by(("score", "response_id"), Order::Asc);
    let rows = tx.all::<ScoreRow>(&select).await?;
    Ok(rows
        .into_iter()
        .map(|row| Score {
            response: row.response_id.into(),
            scale: row.scale,
            value: row.value,
            band: row.band,
            reason: row.reason,
            unanswered: row.unanswered,
        })
        .collect())
}

/// One value of one scale in one episode: the registry's rows, without a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// The episode.
    pub episode: EpisodeId,
    /// The value; `None` when it could not be scored.
    pub value: Option<f64>,
    /// When.
    pub answered_at: DateTime<Utc>,
    /// The measurement number, when an import gave one.
    pub occasion: Option<i64>,
}

/// Every value of one scale, in order of time, as versions from `since` on gave it.
///
/// # Errors
/// When the database refuses.
pub async fn list_measured(tx: &mut TenantTx, instrument: &str, scale: &str, since: u32) -> Result<Vec<Measured>> {
    let select = measuring(tx, instrument, scale, since);
    measured(tx, &select).await
}

/// Every answer to some questions of an instrument, held together as `part` says, in order of time, as versions that
/// compare with this one asked them; one that gives no value is among them without.
///
/// # Errors
/// When answers do not read, or the database refuses.
pub async fn list_answered(tx: &mut TenantTx, instrument: &Instrument, part: &Part) -> Result<Vec<Measured>> {
    #[derive(FromRow)]
    struct AnswerRow {
        id: Uuid,
        episode_id: Uuid,
        answers: String,
        answered_at: DateTime<Utc>,
        occasion: Option<i64>,
    }
    let mut select = tx.select("response", &["id", "episode_id", "answers", "answered_at", "occasion"]);
    select
        .and_where(is("response", "instrument", instrument.id.as_str()))
        .and_where(col("response", "version").gte(i64::from(instrument.comparable_since())))
        .and_where(col("response", "ended_at").is_null())
        .order_by(("response", "answered_at"), Order::Asc)
        .order_by(("response", "id"), Order::Asc);
    let read = |row: AnswerRow| {
        let answers = serde_json::from_str(&row.answers).map_err(|error| StoreError::Corrupt {
            table: "response",
            column: "answers",
            row: row.id.to_string(),
            value: error.to_string(),
        })?;
        Ok(Measured {
            episode: row.episode_id.into(),
            value: part.of(instrument, &given(answers)),
            answered_at: row.answered_at,
            occasion: row.occasion,
        })
    };
    tx.all::<AnswerRow>(&select).await?.into_iter().map(read).collect()
}

/// Answers as they are stored, without texts: a number for each question that was answered, and null for a no.
fn given(stored: BTreeMap<String, Option<f64>>) -> Answers {
    let mut answers = Answers::new();
    for (item, value) in stored {
        answers.add(item, value.map_or(Answer::Declined, Answer::Value));
    }
    answers
}

/// Which answers to an instrument that stand carry a day that an import assumed: the episode and that time, in no order.
///
/// # Errors
/// When the database refuses.
pub async fn list_assumed(tx: &mut TenantTx, instrument: &str) -> Result<Vec<(EpisodeId, DateTime<Utc>)>> {
    let select = assuming(tx, instrument);
    assumed(tx, &select).await
}

/// Starts a reading of answers whose day an import assumed; whose they are is the caller's to say.
pub(super) fn assuming(tx: &TenantTx, instrument: &str) -> SelectStatement {
    let mut select = tx.select("response", &["episode_id", "answered_at"]);
    select
        .and_where(is("response", "instrument", instrument))
        .and_where(is("response", "dated", false))
        .and_where(col("response", "ended_at").is_null());
    select
}

/// Reads what [`assuming`] asks for.
pub(super) async fn assumed(tx: &mut TenantTx, select: &SelectStatement) -> Result<Vec<(EpisodeId, DateTime<Utc>)>> {
    #[derive(FromRow)]
    struct AssumedRow {
        episode_id: Uuid,
        answered_at: DateTime<Utc>,
    }
    Ok(tx.all::<AssumedRow>(select).await?.into_iter().map(|row| (row.episode_id.into(), row.answered_at)).collect())
}

/// Starts a reading of one scale's values in order of time; whose they are is the caller's to say.
pub(super) fn measuring(tx: &TenantTx, instrument: &str, scale: &str, since: u32) -> SelectStatement {
    let mut select = tx.select("score", &["episode_id", "value", "answered_at", "occasion"]);
    select
        .and_where(is("score", "instrument", instrument))
        .and_where(is("score", "scale", scale))
        .and_where(col("score", "version").gte(i64::from(since)))
        .order_by(("score", "answered_at"), Order::Asc)
        .order_by(("score", "response_id"), Order::Asc);
    select
}

/// What [`measuring`] finds.
pub(super) async fn measured(tx: &mut TenantTx, select: &SelectStatement) -> Result<Vec<Measured>> {
    #[derive(FromRow)]
    struct MeasuredRow {
        episode_id: Uuid,
        value: Option<f64>,
        answered_at: DateTime<Utc>,
        occasion: Option<i64>,
    }
    let rows = tx.all::<MeasuredRow>(select).await?;
    Ok(rows
        .into_iter()
        .map(|row| Measured {
            episode: row.episode_id.into(),
            value: row.value,
            answered_at: row.answered_at,
            occasion: row.occasion,
        })
        .collect())
}

/// A version of a scale that a unit has scores of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScaleUsed {
    /// The unit itself, without those below it.
    pub unit: UnitId,
    /// The instrument.
    pub instrument: String,
    /// Its scale.
    pub scale: String,
    /// The instrument's version.
    pub version: i64,
    /// The lowest and highest measurement number; `None` when no import gave any.
    pub occasions: Option<(u32, u32)>,
}

/// Which scales of which instruments each unit has scores of, by instrument, scale and version.
///
/// # Errors
/// When the database refuses.
pub async fn list_scales(tx: &mut TenantTx) -> Result<Vec<ScaleUsed>> {
    #[derive(FromRow)]
    struct ScaleRow {
        unit_id: Uuid,
        instrument: String,
        scale: String,
        version: i64,
        lowest: Option<i64>,
        highest: Option<i64>,
    }
    let by = [("episode", "unit_id"), ("score", "instrument"), ("score", "scale"), ("score", "version")];
    let mut select = tx.select("score", &["instrument", "scale", "version"]);
    tx.join(&mut select, "episode", "id", ("score", "episode_id"));
    select
        .column(("episode", "unit_id"))
        .expr_as(col("score", "occasion").min(), "lowest")
        .expr_as(col("score", "occasion").max(), "highest")
        .add_group_by(by.map(Expr::col))
        .order_by(("score", "instrument"), Order::Asc)
        .order_by(("score", "scale"), Order::Asc)
        .order_by(("score", "version"), Order::Asc)
        .order_by(("episode", "unit_id"), Order::Asc);
    let number = |n: Option<i64>| n.and_then(|n| u32::try_from(n).ok());
    let used = |row: ScaleRow| ScaleUsed {
        unit: row.unit_id.into(),
        instrument: row.instrument,
        scale: row.scale,
        version: row.version,
        occasions: number(row.lowest).zip(number(row.highest)),
    };
    Ok(tx.all::<ScaleRow>(&select).await?.into_iter().map(used).collect())
}

/// Which of these import keys are there already, with the value that was imported.
///
/// # Errors
/// When the database refuses.
pub async fn find_by_import_key(tx: &mut TenantTx, keys: &[String]) -> Result<Vec<(String, Option<f64>)>> {
    #[derive(FromRow)]
    struct KeyRow {
        import_key: String,
        value: Option<f64>,
    }
    let mut found = Vec::new();
    for some in keys.chunks(1000) {
        let mut select = tx.select("response", &["import_key"]);
        select.column(("score", "value"));
        tx.join(&mut select, "score", "response_id", ("response", "id"));
        select.and_where(col("response", "import_key").is_in(some.iter().map(String::as_str)));
        found.extend(tx.all::<KeyRow>(&select).await?.into_iter().map(|row| (row.import_key, row.value)));
    }
    Ok(found)
}
