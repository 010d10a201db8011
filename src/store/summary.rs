//! Summaries of courses, sealed with the patient's own key.

use chrono::{DateTime, Utc};
use sea_query::{Expr, Order, Value};
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::sql::{is, read};
use super::{OpenPerson, Result, TenantTx};
use crate::domain::care::{AccountId, EpisodeId, PersonId, SummaryId};
use crate::domain::summary::{Recipient, Seen, SummaryState};

/// A summary of a course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Its id.
    pub id: SummaryId,
    /// The episode.
    pub episode: EpisodeId,
    /// Whose it is.
    pub person: PersonId,
    /// Who wrote it last.
    pub author: AccountId,
    /// To whom it goes.
    pub recipient: Recipient,
    /// Where it stands.
    pub state: SummaryState,
    /// Since when.
    pub state_at: DateTime<Utc>,
    /// How the patient saw it; `None` while it is a draft.
    pub seen: Option<Seen>,
    /// What is written in it.
    pub words_sealed: Vec<u8>,
    /// What was known of the course when the patient saw it; `None` while it is a draft.
    pub facts_sealed: Option<Vec<u8>>,
    /// What the patient said of it.
    pub comment_sealed: Option<Vec<u8>>,
}

#[derive(FromRow)]
struct SummaryRow {
    id: Uuid,
    episode_id: Uuid,
    person_id: Uuid,
    author_id: Uuid,
    recipient: String,
    state: String,
    state_at: DateTime<Utc>,
    seen: Option<String>,
    words_sealed: Vec<u8>,
    facts_sealed: Option<Vec<u8>>,
    comment_sealed: Option<Vec<u8>>,
}

const COLUMNS: [&str; 11] = [
    "id",
    "episode_id",
    "person_id",
    "author_id",
    "recipient",
    "state",
    "state_at",
    "seen",
    "words_sealed",
    "facts_sealed",
    "comment_sealed",
];

/// What is written again when a summary changes.
fn changing(summary: &Summary) -> [(&'static str, Value); 8] {
    [
        ("author_id", summary.author.0.into()),
        ("recipient", summary.recipient.code().into()),
        ("state", summary.state.code().into()),
        ("state_at", summary.state_at.into()),
        ("seen", summary.seen.map(|seen| seen.code().to_owned()).into()),
        ("words_sealed", summary.words_sealed.clone().into()),
        ("facts_sealed", summary.facts_sealed.clone().into()),
        ("comment_sealed", summary.comment_sealed.clone().into()),
    ]
}

/// Adds a summary.
///
/// # Errors
/// When the episode is not there, or the database refuses.
pub async fn add(tx: &mut TenantTx, summary: &Summary) -> Result<()> {
    tx.note(Act::Create, format_args!("summary:{}", summary.id), "words, recipient");
    let [author, recipient, state, state_at, seen, words, facts, comment] = changing(summary);
    tx.insert(
        "summary",
        [[
            ("id", summary.id.0.into()),
            ("episode_id", summary.episode.0.into()),
            ("person_id", summary.person.0.into()),
            author,
            recipient,
            state,
            state_at,
            seen,
            words,
            facts,
            comment,
        ]],
    )
    .await
}

/// Puts a summary in the place of what it was.
///
/// # Errors
/// When the database refuses.
pub async fn set(tx: &mut TenantTx, summary: &Summary) -> Result<()> {
    tx.note(Act::Change, format_args!("summary:{}", summary.id), summary.state.code());
    let mut update = tx.update("summary");
    update.values(changing(summary).map(|(column, value)| (column, Expr::from(value)))).and_where(is(
        "summary",
        "id",
        summary.id.0,
    ));
    tx.execute(&update).await.map(|_| ())
}

/// The summaries of an open patient, the latest begun first.
///
/// # Errors
/// When the database refuses, or a row does not read.
pub async fn list(tx: &mut TenantTx, open: &OpenPerson) -> Result<Vec<Summary>> {
    let mut select = tx.select("summary", &COLUMNS);
    select.and_where(is("summary", "person_id", open.id().0)).order_by(("summary", "id"), Order::Desc);
    let rows = tx.all::<SummaryRow>(&select).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Summary {
                recipient: read(&row.recipient, "summary", "recipient", row.id)?,
                state: read(&row.state, "summary", "state", row.id)?,
                seen: row.seen.map(|seen| read(&seen, "summary", "seen", row.id)).transpose()?,
                id: row.id.into(),
                episode: row.episode_id.into(),
                person: row.person_id.into(),
                author: row.author_id.into(),
                state_at: row.state_at,
                words_sealed: row.words_sealed,
                facts_sealed: row.facts_sealed,
                comment_sealed: row.comment_sealed,
            })
        })
        .collect()
}

/// When a summary of an episode last went on; `None` when none has.
///
/// # Errors
/// When the database refuses.
pub async fn handed_over_at(tx: &mut TenantTx, episode: EpisodeId) -> Result<Option<DateTime<Utc>>> {
    #[derive(FromRow)]
    struct AtRow {
        state_at: DateTime<Utc>,
    }
    let mut select = tx.select("summary", &["state_at"]);
    select
        .and_where(is("summary", "episode_id", episode.0))
        .and_where(is("summary", "state", SummaryState::HandedOver.code()))
        .order_by(("summary", "state_at"), Order::Desc)
        .limit(1);
    Ok(tx.all::<AtRow>(&select).await?.into_iter().next().map(|row| row.state_at))
}
