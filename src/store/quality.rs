//! What the quality of a unit's data is read from, without a name of patient or clinician, and the questions that
//! came of it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use sea_query::{Cond, Expr, ExprTrait, Order, SelectStatement};
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::feedback::Feedback;
use super::sql::{col, is, is_one_of, read};
use super::{Result, TenantTx};
use crate::domain::care::{
    AccountId, EpisodeId, Mode, Moment, RequestId, Respondent, ResponseId, SessionId, SessionKind, SessionState, State,
    UnitId,
};
use crate::domain::quality::{Pattern, Share};
use crate::domain::registry::hands::Hands;

/// One appointment and what became of the answers before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// Its id.
    pub id: SessionId,
    /// The episode.
    pub episode: EpisodeId,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// How long it is set to last, in minutes.
    pub minutes: i64,
    /// What became of it.
    pub state: SessionState,
    /// What it is for.
    pub kind: SessionKind,
}

/// The patient asked at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The request.
    pub id: RequestId,
    /// The episode.
    pub episode: EpisodeId,
    /// At which moment of the protocol.
    pub moment: Moment,
    /// Ids of the instruments.
    pub instruments: Vec<String>,
    /// When answering became possible.
    pub opens_at: DateTime<Utc>,
    /// Where it stands.
    pub state: State,
}

/// The patient's answers to one instrument, without the answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The response.
    pub id: ResponseId,
    /// The episode.
    pub episode: EpisodeId,
    /// The request it answers, if any.
    pub request: Option<RequestId>,
    /// The session it belongs to, if any.
    pub session: Option<SessionId>,
    /// The instrument.
    pub instrument: String,
    /// How the answers reached the service.
    pub mode: Mode,
    /// When they were received.
    pub answered_at: DateTime<Utc>,
    /// Whether that is known, or assumed by an import that had only measurement numbers.
    pub dated: bool,
}

/// Starts a reading of rows that belong to the episodes of some units which were not over before a day.
fn reading(
    tx: &TenantTx,
    (table, columns): (&'static str, &[&'static str]),
    units: &[UnitId],
    since: NaiveDate,
) -> SelectStatement {
    let mut select = tx.select(table, columns);
    tx.join(&mut select, "episode", "id", (table, "episode_id"));
    select.and_where(is_one_of("episode", "unit_id", units.iter().map(|unit| unit.0))).cond_where(
        Cond::any().add(col("episode", "ended_on").is_null()).add(col("episode", "ended_on").gte(Expr::from(since))),
    );
    select
}

/// The appointments of the episodes that were not over before a day, in order.
///
/// # Errors
/// When the database refuses.
pub async fn list_appointments(tx: &mut TenantTx, units: &[UnitId], since: NaiveDate) -> Result<Vec<Appointment>> {
    #[derive(FromRow)]
    struct AppointmentRow {
        id: Uuid,
        episode_id: Uuid,
        starts_at: DateTime<Utc>,
        minutes: i64,
        state: String,
        kind: String,
    }
    let columns = ["id", "episode_id", "starts_at", "minutes", "state", "kind"];
    let mut select = reading(tx, ("session", &columns), units, since);
    select.order_by(("session", "starts_at"), Order::Asc).order_by(("session", "id"), Order::Asc);
    let rows = tx.all::<AppointmentRow>(&select).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Appointment {
                id: row.id.into(),
                episode: row.episode_id.into(),
                starts_at: row.starts_at,
                minutes: row.minutes,
                state: read(&row.state, "session", "state", row.id)?,
                kind: read(&row.kind, "session", "kind", row.id)?,
            })
        })
        .collect()
}

/// Who held the sessions of each unit, without those below it, between two instants. For the rule on whose figures
/// they are, and never shown.
///
/// # Errors
/// When the database refuses.
pub async fn hands(tx: &mut TenantTx, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<BTreeMap<UnitId, Hands>> {
    #[derive(FromRow)]
    struct HandRow {
        unit_id: Uuid,
        clinician_id: Option<Uuid>,
    }
    let mut select = tx.select("session", &["clinician_id"]);
    tx.join(&mut select, "episode", "id", ("session", "episode_id"));
    select
        .distinct()
        .column(("episode", "unit_id"))
        .and_where(is("session", "state", SessionState::Held.code()))
        .and_where(col("session", "starts_at").gte(from))
        .and_where(col("session", "starts_at").lt(to));
    let mut hands: BTreeMap<UnitId, Hands> = BTreeMap::new();
    for row in tx.all::<HandRow>(&select).await? {
        let clinicians: Vec<AccountId> = row.clinician_id.map(AccountId).into_iter().collect();
        hands.entry(UnitId(row.unit_id)).or_default().add(&clinicians);
    }
    Ok(hands)
}

/// Who treats some episodes, of each unit by itself, for each of some sets of them. For the rule on whose figures they
/// are, and never shown.
///
/// # Errors
/// When the database refuses.
pub async fn hands_of(tx: &mut TenantTx, sets: &[BTreeSet<EpisodeId>]) -> Result<Vec<BTreeMap<UnitId, Hands>>> {
    let mut select = tx.select("episode_clinician", &["episode_id", "account_id"]);
    tx.join(&mut select, "episode", "id", ("episode_clinician", "episode_id"));
    select.column(("episode", "unit_id"));
    let mut teams: BTreeMap<(UnitId, EpisodeId), Vec<AccountId>> = BTreeMap::new();
    for (episode, clinician, unit) in tx.all::<(Uuid, Uuid, Uuid)>(&select).await? {
        teams.entry((UnitId(unit), episode.into())).or_default().push(AccountId(clinician));
    }
    let of = |set: &BTreeSet<EpisodeId>| {
        let mut hands: BTreeMap<UnitId, Hands> = BTreeMap::new();
        for ((unit, _), team) in teams.iter().filter(|((_, episode), _)| set.contains(episode)) {
            hands.entry(*unit).or_default().add(team);
        }
        hands
    };
    Ok(sets.iter().map(of).collect())
}

/// What the patients of those episodes were asked, in order.
///
/// # Errors
/// When the database refuses.
pub async fn list_asked(tx: &mut TenantTx, units: &[UnitId], since: NaiveDate) -> Result<Vec<Asked>> {
    #[derive(FromRow)]
    struct AskedRow {
        id: Uuid,
        episode_id: Uuid,
        moment: String,
        instruments: String,
        opens_at: DateTime<Utc>,
        state: String,
    }
    let columns = ["id", "episode_id", "moment", "instruments", "opens_at", "state"];
    let mut select = reading(tx, ("request", &columns), units, since);
    select
        .and_where(is("request", "respondent", Respondent::Patient.code()))
        .order_by(("request", "opens_at"), Order::Asc)
        .order_by(("request", "id"), Order::Asc);
    let rows = tx.all::<AskedRow>(&select).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Asked {
                id: row.id.into(),
                episode: row.episode_id.into(),
                moment: read(&row.moment, "request", "moment", row.id)?,
                instruments: row.instruments.split_whitespace().map(str::to_owned).collect(),
                opens_at: row.opens_at,
                state: read(&row.state, "request", "state", row.id)?,
            })
        })
        .collect()
}

/// What the patients of those episodes answered and has not ended, in order: what whoever answered has corrected or
/// taken back is theirs.
///
/// # Errors
/// When the database refuses.
pub async fn list_given(tx: &mut TenantTx, units: &[UnitId], since: NaiveDate) -> Result<Vec<Given>> {
    #[derive(FromRow)]
    struct GivenRow {
        id: Uuid,
        episode_id: Uuid,
        request_id: Option<Uuid>,
        session_id: Option<Uuid>,
        instrument: String,
        mode: String,
        answered_at: DateTime<Utc>,
        dated: bool,
    }
    let columns = ["id", "episode_id", "request_id", "session_id", "instrument", "mode", "answered_at", "dated"];
    let mut select = reading(tx, ("response", &columns), units, since);
    standing(&mut select);
    select.order_by(("response", "answered_at"), Order::Asc).order_by(("response", "id"), Order::Asc);
    let rows = tx.all::<GivenRow>(&select).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Given {
                mode: read(&row.mode, "response", "mode", row.id)?,
                id: row.id.into(),
                episode: row.episode_id.into(),
                request: row.request_id.map(RequestId),
                session: row.session_id.map(SessionId),
                instrument: row.instrument,
                answered_at: row.answered_at,
                dated: row.dated,
            })
        })
        .collect()
}

/// The patients' own answers that count.
fn standing(select: &mut SelectStatement) {
    select
        .and_where(is("response", "respondent", Respondent::Patient.code()))
        .and_where(col("response", "ended_at").is_null());
}

/// The numeric answers those patients gave to some instruments: the response, the instrument with its version, and
/// the answers as JSON.
///
/// # Errors
/// When the database refuses.
pub async fn list_answers(
    tx: &mut TenantTx,
    units: &[UnitId],
    since: NaiveDate,
    instruments: &[String],
) -> Result<Vec<(ResponseId, String, i64, String)>> {
    #[derive(FromRow)]
    struct AnswersRow {
        id: Uuid,
        instrument: String,
        version: i64,
        answers: String,
    }
    if instruments.is_empty() {
        return Ok(Vec::new());
    }
    let mut select = reading(tx, ("response", &["id", "instrument", "version", "answers"]), units, since);
    standing(&mut select);
    select
        .and_where(is_one_of("response", "instrument", instruments.iter().map(String::as_str)))
        .order_by(("response", "id"), Order::Asc);
    let rows = tx.all::<AnswersRow>(&select).await?;
    Ok(rows.into_iter().map(|row| (row.id.into(), row.instrument, row.version, row.answers)).collect())
}

/// The values of one scale in those episodes, by response, as versions from `version` on gave it.
///
/// # Errors
/// When the database refuses.
pub async fn list_values(
    tx: &mut TenantTx,
    units: &[UnitId],
    since: NaiveDate,
    (instrument, scale, version): (&str, &str, u32),
) -> Result<Vec<(ResponseId, f64)>> {
    #[derive(FromRow)]
    struct ValueRow {
        response_id: Uuid,
        value: f64,
    }
    let mut select = reading(tx, ("score", &["response_id", "value"]), units, since);
    select
        .and_where(is("score", "instrument", instrument))
        .and_where(is("score", "scale", scale))
        .and_where(col("score", "version").gte(i64::from(version)))
        .and_where(col("score", "value").is_not_null())
        .order_by(("score", "response_id"), Order::Asc);
    Ok(tx.all::<ValueRow>(&select).await?.into_iter().map(|row| (row.response_id.into(), row.value)).collect())
}

/// What became of the answers before the sessions of those episodes: the session, when the answers were first opened,
/// and whether they were spoken about.
///
/// # Errors
/// When the database refuses.
pub async fn list_uses(
    tx: &mut TenantTx,
    units: &[UnitId],
    since: NaiveDate,
) -> Result<Vec<(SessionId, Option<DateTime<Utc>>, Option<bool>)>> {
    #[derive(FromRow)]
    struct UseRow {
        session_id: Uuid,
        opened_at: Option<DateTime<Utc>>,
        discussed: Option<bool>,
    }
    let mut select = reading(tx, ("feedback", &["session_id", "opened_at", "discussed"]), units, since);
    select.order_by(("feedback", "session_id"), Order::Asc);
    let rows = tx.all::<UseRow>(&select).await?;
    Ok(rows.into_iter().map(|row| (row.session_id.into(), row.opened_at, row.discussed)).collect())
}

/// Adds what became of the answers before sessions nobody has said anything about yet: history that knows it.
///
/// # Errors
/// [`super::StoreError::Conflict`] when something was said of one of them.
pub async fn add_uses(tx: &mut TenantTx, uses: &[Feedback]) -> Result<()> {
    for feedback in uses {
        tx.note(Act::Create, format_args!("session:{}", feedback.session), "feedback");
    }
    tx.insert(
        "feedback",
        uses.iter().map(|feedback| {
            [
                ("session_id", feedback.session.0.into()),
                ("episode_id", feedback.episode.0.into()),
                ("opened_at", feedback.opened_at.into()),
                ("discussed", feedback.discussed.into()),
                ("discussed_at", feedback.discussed_at.into()),
            ]
        }),
    )
    .await
}

/// Instruments that a report of those units was made of: they are read, if not by whoever treats.
///
/// # Errors
/// When the database refuses.
pub async fn list_reported(tx: &mut TenantTx, units: &[UnitId]) -> Result<Vec<String>> {
    #[derive(FromRow)]
    struct InstrumentRow {
        instrument: String,
    }
    let mut select = tx.select("report", &["instrument"]);
    select
        .distinct()
        .and_where(is_one_of("report", "unit_id", units.iter().map(|unit| unit.0)))
        .order_by(("report", "instrument"), Order::Asc);
    Ok(tx.all::<InstrumentRow>(&select).await?.into_iter().map(|row| row.instrument).collect())
}

/// That the data of a unit were looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// The unit, with everything below it.
    pub unit: UnitId,
    /// The last of the twelve months.
    pub to: NaiveDate,
    /// When.
    pub looked_at: DateTime<Utc>,
    /// What was found, as JSON.
    pub content: String,
}

/// What was found when a unit's data were looked at for the twelve months up to a day.
///
/// # Errors
/// When the database refuses.
pub async fn lookup_look(tx: &mut TenantTx, unit: UnitId, to: NaiveDate) -> Result<Option<Look>> {
    #[derive(FromRow)]
    struct LookRow {
        looked_at: DateTime<Utc>,
        content: String,
    }
    let mut select = tx.select("quality_look", &["looked_at", "content"]);
    select.and_where(is("quality_look", "unit_id", unit.0)).and_where(is("quality_look", "to_on", to));
    let row = tx.optional::<LookRow>(&select).await?;
    Ok(row.map(|row| Look { unit, to, looked_at: row.looked_at, content: row.content }))
}

/// A question to a unit about its data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Its id.
    pub id: Uuid,
    /// The unit.
    pub unit: UnitId,
    /// The last of the twelve months it is about.
    pub to: NaiveDate,
    /// What it asks about.
    pub pattern: Pattern,
    /// The share it is about.
    pub shown: Share,
    /// What that was held against.
    pub beside: Share,
    /// When it came up.
    pub raised_at: DateTime<Utc>,
    /// From when others than the unit's clinicians see it by itself; `None`: only when a clinician lets it on.
    pub opens_at: Option<DateTime<Utc>>,
    /// When a clinician let it on, and who.
    pub released: Option<(DateTime<Utc>, AccountId)>,
}

/// Adds what was found, with the questions that came of it.
///
/// # Errors
/// [`super::StoreError::Conflict`] when the same was looked at already.
pub async fn add_look(tx: &mut TenantTx, look: &Look, questions: &[Question]) -> Result<()> {
    tx.note(Act::Report, format_args!("unit:{}", look.unit), &format!("quality of the data to {}", look.to));
    let row = [
        ("unit_id", look.unit.0.into()),
        ("to_on", look.to.into()),
        ("looked_at", look.looked_at.into()),
        ("content", look.content.as_str().into()),
    ];
    tx.insert("quality_look", [row]).await?;
    tx.insert(
        "quality_question",
        questions.iter().map(|question| {
            [
                ("id", question.id.into()),
                ("unit_id", question.unit.0.into()),
                ("to_on", question.to.into()),
                ("pattern", question.pattern.code().into()),
                ("shown_n", i64::from(question.shown.n).into()),
                ("shown_of", i64::from(question.shown.of).into()),
                ("beside_n", i64::from(question.beside.n).into()),
                ("beside_of", i64::from(question.beside.of).into()),
                ("raised_at", question.raised_at.into()),
                ("opens_at", question.opens_at.into()),
                ("released_at", question.released.map(|(at, _)| at).into()),
                ("released_by", question.released.map(|(_, by)| by.0).into()),
            ]
        }),
    )
    .await
}

#[derive(FromRow)]
struct QuestionRow {
    id: Uuid,
    unit_id: Uuid,
    to_on: NaiveDate,
    pattern: String,
    shown_n: i64,
    shown_of: i64,
    beside_n: i64,
    beside_of: i64,
    raised_at: DateTime<Utc>,
    opens_at: Option<DateTime<Utc>>,
    released_at: Option<DateTime<Utc>>,
    released_by: Option<Uuid>,
}

impl TryFrom<QuestionRow> for Question {
    type Error = super::StoreError;

    fn try_from(row: QuestionRow) -> Result<Self> {
        let share = |n: i64, of: i64| Share { n: u32::try_from(n).unwrap_or(0), of: u32::try_from(of).unwrap_or(0) };
        Ok(Self {
            pattern: read(&row.pattern, "quality_question", "pattern", row.id)?,
            id: row.id,
            unit: row.unit_id.into(),
            to: row.to_on,
            shown: share(row.shown_n, row.shown_of),
            beside: share(row.beside_n, row.beside_of),
            raised_at: row.raised_at,
            opens_at: row.opens_at,
            released: row.released_at.zip(row.released_by.map(AccountId)),
        })
    }
}

const COLUMNS: [&str; 12] = [
    "id",
    "unit_id",
    "to_on",
    "pattern",
    "shown_n",
    "shown_of",
    "beside_n",
    "beside_of",
    "raised_at",
    "opens_at",
    "released_at",
    "released_by",
];

/// The questions to a unit, the latest first.
///
/// # Errors
/// When the database refuses.
pub async fn list_questions(tx: &mut TenantTx, unit: UnitId) -> Result<Vec<Question>> {
    let mut select = tx.select("quality_question", &COLUMNS);
    select
        .and_where(is("quality_question", "unit_id", unit.0))
        .order_by(("quality_question", "to_on"), Order::Desc)
        .order_by(("quality_question", "id"), Order::Asc);
    tx.all::<QuestionRow>(&select).await?.into_iter().map(Question::try_from).collect()
}

/// One question, held until the transaction ends.
///
/// # Errors
/// When the database refuses.
pub async fn hold(tx: &mut TenantTx, id: Uuid) -> Result<Option<Question>> {
    let mut select = tx.select("quality_question", &COLUMNS);
    select.and_where(is("quality_question", "id", id)).lock_exclusive();
    tx.optional::<QuestionRow>(&select).await?.map(Question::try_from).transpose()
}

/// Lets a question on to others than the unit's clinicians.
///
/// # Errors
/// When it is not there, or the database refuses.
pub async fn release(tx: &mut TenantTx, id: Uuid, by: AccountId) -> Result<()> {
    tx.note(Act::Change, format_args!("quality_question:{id}"), "released");
    let now = tx.now();
    let mut update = tx.update("quality_question");
    update.value("released_at", now).value("released_by", by.0).and_where(is("quality_question", "id", id));
    tx.execute_one("quality_question", &update).await
}

/// What a clinician knows about a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Its id.
    pub id: Uuid,
    /// The question.
    pub question: Uuid,
    /// Who wrote it.
    pub author: AccountId,
    /// When.
    pub at: DateTime<Utc>,
    /// What was written.
    pub body: String,
}

/// Adds what a clinician knows.
///
/// # Errors
/// When the question is not there, or the database refuses.
pub async fn add_answer(tx: &mut TenantTx, answer: &Answer) -> Result<()> {
    tx.note(Act::Create, format_args!("quality_answer:{}", answer.id), "body");
    let row = [
        ("id", answer.id.into()),
        ("question_id", answer.question.into()),
        ("written_by", answer.author.0.into()),
        ("written_at", answer.at.into()),
        ("body", answer.body.as_str().into()),
    ];
    tx.insert("quality_answer", [row]).await
}

/// What is known about the questions to a unit, in the order it was written.
///
/// # Errors
/// When the database refuses.
pub async fn list_known(tx: &mut TenantTx, unit: UnitId) -> Result<Vec<Answer>> {
    #[derive(FromRow)]
    struct AnswerRow {
        id: Uuid,
        question_id: Uuid,
        written_by: Uuid,
        written_at: DateTime<Utc>,
        body: String,
    }
    let mut select = tx.select("quality_answer", &["id", "question_id", "written_by", "written_at", "body"]);
    tx.join(&mut select, "quality_question", "id", ("quality_answer", "question_id"));
    select
        .and_where(is("quality_question", "unit_id", unit.0))
        .order_by(("quality_answer", "written_at"), Order::Asc)
        .order_by(("quality_answer", "id"), Order::Asc);
    let rows = tx.all::<AnswerRow>(&select).await?;
    Ok(rows
        .into_iter()
        .map(|row| Answer {
            id: row.id,
            question: row.question_id,
            author: row.written_by.into(),
            at: row.written_at,
            body: row.body,
        })
        .collect())
}
