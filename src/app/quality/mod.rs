//! The quality of a unit's data and of the use that is made of them, as questions to those who were there.
//!
//! A unit is looked at once a quarter, by whoever opens the page first; what is found then stays as it was found. Its
//! clinicians see the questions first. Others see one when it has stood for [`STANDS`], or when a clinician has let it
//! on with an answer; where the sessions were held by so few that it would be about one of them, by the rule of
//! [`crate::domain::registry::hands`], only a clinician lets it on, and nobody but themselves sees the figures.

mod rows;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use self::rows::Rows;
use super::{App, AppError, Result};
use crate::catalogue::Definition;
use crate::domain::access::Permission;
use crate::domain::care::{AccountId, EpisodeId, UnitId, UnitTree};
use crate::domain::local_time;
use crate::domain::quality::burden::Use;
use crate::domain::quality::data::Data;
use crate::domain::quality::rows::Year;
use crate::domain::quality::{self, Pattern, Reading, Share, examine};
use crate::domain::registry::hands::{Hands, given_away};
use crate::store::quality::{Answer, Look, Question};
use crate::store::{self, Actor, Proof, StoreError, TenantTx};

/// How long a question stands with the clinicians of the unit before others see it.
pub const STANDS: TimeDelta = TimeDelta::days(14);

/// Days after a quarter in which what belongs to it may still come in.
const SETTLE_DAYS: i64 = 21;

/// The longest answer, in characters.
pub const LONGEST: usize = 2000;

/// What was found in a unit's data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Found {
    /// What the data are like.
    pub data: Data,
    /// What was asked, and whether it was used.
    pub uses: Use,
    /// What every detector read, whether it asks or not; nothing that rests on the patients of few clinicians, though
    /// several held the sessions.
    pub readings: Vec<Reading>,
    /// Several held the sessions, and the patients who answered were few clinicians': then nobody sees the figures.
    #[serde(default)]
    pub few_answered: bool,
}

/// A question with what is known about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// Its id.
    pub id: Uuid,
    /// What it asks about.
    pub pattern: Pattern,
    /// The twelve months.
    pub year: Year,
    /// The share it is about.
    pub shown: Share,
    /// What that was held against.
    pub beside: Share,
    /// From when others see it by themselves.
    pub opens_at: Option<DateTime<Utc>>,
    /// Whether others see it now.
    pub open: bool,
    /// What clinicians know: when it was written, what, and whether by the reader.
    pub known: Vec<(DateTime<Utc>, String, bool)>,
}

/// A unit's data, as one reader may see them.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The units the reader may choose, with their depth.
    pub units: Vec<(UnitId, String, usize)>,
    /// The unit.
    pub unit: UnitId,
    /// Its name.
    pub name: String,
    /// The protocol it follows.
    pub protocol: Option<String>,
    /// The twelve months.
    pub year: Year,
    /// When they were looked at.
    pub looked_at: DateTime<Utc>,
    /// What the data are like and whether they were used; `None` where that would be the own figures of others, who
    /// are too few.
    pub found: Option<Found>,
    /// The questions the reader may see, the latest first.
    pub questions: Vec<Asked>,
    /// Whether the reader treats patients in the unit, and may answer.
    pub clinician: bool,
    /// The instruments nobody opens, by id.
    pub instruments: BTreeMap<String, &'static Definition>,
}

/// Opens a unit's data for whoever may read its reports; without a unit the first of them. The first to open a quarter
/// has it looked at. `None` when the reader may read no such unit.
///
/// # Errors
/// When the database refuses, or what was found before does not read.
pub async fn open(app: &App, proof: &Proof, unit: Option<UnitId>) -> Result<Option<Opened>> {
    let now = app.ambient.now();
    let tenancy = app.tenancy(proof.tenant()).await?;
    let year = Year::of_quarter(local_time::day_of(tenancy.zone, now), SETTLE_DAYS);
    let mut tx = app.db.tenant_snapshot(proof, now).await?;
    let tree = store::unit::tree(&mut tx).await?;
    let units = readable(proof, &tree);
    let chosen = units.iter().find(|(id, ..)| unit.is_none_or(|unit| unit == *id)).cloned();
    let Some((unit, name, _)) = chosen else { return Ok(None) };
    let look = if let Some(look) = store::quality::lookup_look(&mut tx, unit, year.last()).await? {
        look
    } else {
        let within: Vec<UnitId> = tree.list_within(unit).into_iter().map(|(unit, _)| unit.id).collect();
        let made = make(app, &mut tx, (unit, &within), year).await?;
        drop(tx);
        let look = keep(app, proof, made).await?;
        tx = app.db.tenant_snapshot(proof, now).await?;
        look
    };
    let clinician = treats_in(proof, unit, &tree);
    let owners = owners(app, &mut tx, &tree, unit, year).await?.unwrap_or_default();
    let found: Found = serde_json::from_str(&look.content)
        .map_err(|error| AppError::Broken(format!("what was found in unit {unit} does not read: {error}")))?;
    let all = app.instruments(&mut tx).await?;
    let unopened = found.uses.unopened.iter().map(|one| one.instrument.as_str());
    let instruments = unopened.filter_map(|id| Some((id.to_owned(), all.definition(id).ok()?))).collect();
    let mut known: BTreeMap<Uuid, Vec<Answer>> = BTreeMap::new();
    for answer in store::quality::list_known(&mut tx, unit).await? {
        known.entry(answer.question).or_default().push(answer);
    }
    let questions = store::quality::list_questions(&mut tx, unit).await?;
    let shown = |question: Question| {
        let open = is_open(&question, now);
        let known = known.remove(&question.id).unwrap_or_default();
        (open || clinician).then(|| asked(&question, open, known, proof.actor()))
    };
    Ok(Some(Opened {
        clinician,
        instruments,
        name,
        protocol: store::unit::protocol(&mut tx, unit).await?,
        year,
        looked_at: look.looked_at,
        found: (!found.few_answered && owners.iter().all(|owner| proof.actor() == Actor::Account(*owner)))
            .then_some(found),
        questions: questions.into_iter().filter_map(shown).collect(),
        unit,
        units,
    }))
}

fn readable(proof: &Proof, tree: &UnitTree) -> Vec<(UnitId, String, usize)> {
    let Some(root) = tree.root() else { return Vec::new() };
    let all = tree.list_within(root.id).into_iter();
    let operator = proof.actor() == Actor::Operator;
    all.filter(|(unit, _)| operator || proof.grants().allow_in(Permission::ReadReports, unit.id, tree))
        .map(|(unit, depth)| (unit.id, unit.name.clone(), depth))
        .collect()
}

fn treats_in(proof: &Proof, unit: UnitId, tree: &UnitTree) -> bool {
    proof.actor() == Actor::Operator || proof.grants().allow_in(Permission::ReadOwnPatients, unit, tree)
}

/// Whether others than the unit's clinicians see it.
fn is_open(question: &Question, now: DateTime<Utc>) -> bool {
    question.released.is_some() || question.opens_at.is_some_and(|from| from <= now)
}

fn asked(question: &Question, open: bool, known: Vec<Answer>, reader: Actor) -> Asked {
    Asked {
        id: question.id,
        pattern: question.pattern,
        year: Year::to(question.to),
        shown: question.shown,
        beside: question.beside,
        opens_at: question.opens_at,
        open,
        known: known
            .into_iter()
            .map(|answer| (answer.at, answer.body, reader == Actor::Account(answer.author)))
            .collect(),
    }
}

/// Whose own figures a unit's of a year would be: those who held its sessions, where they are too few, by themselves or
/// as a difference of units. `None` when nobody held any.
async fn owners(
    app: &App,
    tx: &mut TenantTx,
    tree: &UnitTree,
    unit: UnitId,
    year: Year,
) -> Result<Option<BTreeSet<AccountId>>> {
    let zone = app.tenancy(tx.tenant()).await?.zone;
    let (from, _) = local_time::day_bounds(zone, year.first());
    let (_, to) = local_time::day_bounds(zone, year.last());
    let hands = store::quality::hands(tx, from, to).await?;
    let held = tree.list_within(unit).iter().any(|(inner, _)| hands.contains_key(&inner.id));
    Ok(held.then(|| given_away(tree, &hands, unit)))
}

/// Looks at a unit's data.
async fn make(
    app: &App,
    tx: &mut TenantTx,
    (unit, within): (UnitId, &[UnitId]),
    year: Year,
) -> Result<(Look, Vec<Question>)> {
    let now = app.ambient.now();
    let Rows { service, ids, data, uses } = rows::read(app, tx, within, year).await?;
    let mut readings = examine(&service);
    let tree = store::unit::tree(tx).await?;
    let owners = owners(app, tx, &tree, unit, year).await?;
    let several = owners.as_ref().is_some_and(BTreeSet::is_empty);
    let mut few_answered = false;
    if owners.is_none_or(|owners| owners.is_empty()) {
        // Several clinicians held the sessions, or nobody did. Whose patients a figure counts is another question.
        let answered = service.episodes.iter().map(|episode| !episode.forms.is_empty()).collect();
        let counted = readings.iter().map(|reading| quality::counted(reading.pattern, &service));
        let sets: Vec<BTreeSet<EpisodeId>> =
            std::iter::once(answered).chain(counted).map(|which: Vec<bool>| chosen(&ids, &which)).collect();
        let mut few = store::quality::hands_of(tx, &sets).await?.into_iter().map(|units| {
            // Also those of one unit below: who sees its sisters takes them from the whole.
            let any = units.values().any(Hands::are_few);
            let mut hands = Hands::default();
            for own in units.values() {
                hands.merge(own);
            }
            any || hands.are_few()
        });
        few_answered = few.next().unwrap_or_default();
        readings.retain(|_| !few.next().unwrap_or_default());
    }
    let questions = readings
        .iter()
        .filter(|reading| reading.asks())
        .map(|reading| Question {
            id: app.ambient.id(),
            unit,
            to: year.last(),
            pattern: reading.pattern,
            shown: reading.shown,
            beside: reading.beside,
            raised_at: now,
            opens_at: several.then(|| now + STANDS),
            released: None,
        })
        .collect();
    let content = serde_json::to_string(&Found { data, uses, readings, few_answered })
        .map_err(|error| AppError::Broken(format!("what was found cannot be written: {error}")))?;
    Ok((Look { unit, to: year.last(), looked_at: now, content }, questions))
}

/// Those of the ids that are marked.
fn chosen(ids: &[EpisodeId], which: &[bool]) -> BTreeSet<EpisodeId> {
    ids.iter().zip(which).filter(|(_, marked)| **marked).map(|(id, _)| *id).collect()
}

/// Keeps what was found; where somebody else has looked meanwhile, what they found holds.
async fn keep(app: &App, proof: &Proof, (look, questions): (Look, Vec<Question>)) -> Result<Look> {
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    match store::quality::add_look(&mut tx, &look, &questions).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(look)
        }
        Err(StoreError::Conflict(_)) => {
            drop(tx);
            let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await?;
            let kept = store::quality::lookup_look(&mut tx, look.unit, look.to).await?;
            kept.ok_or_else(|| AppError::Broken(format!("the look at unit {} is gone", look.unit)))
        }
        Err(error) => Err(error.into()),
    }
}

/// Writes down what a clinician of the unit knows about a question, and lets it on to others with that when asked to.
/// Gives the unit; `None` when there is no such question for this reader.
///
/// # Errors
/// [`AppError::Refused`] when nothing was written, or more than [`LONGEST`] characters.
pub async fn answer(app: &App, proof: &Proof, question: Uuid, body: &str, let_on: bool) -> Result<Option<UnitId>> {
    let Actor::Account(author) = proof.actor() else { return Ok(None) };
    let body = body.trim();
    let now = app.ambient.now();
    let mut tx = app.db.tenant(proof, now, "").await?;
    let tree = store::unit::tree(&mut tx).await?;
    let Some(question) = store::quality::hold(&mut tx, question).await? else { return Ok(None) };
    if !treats_in(proof, question.unit, &tree) {
        return Ok(None);
    }
    if body.is_empty() || body.chars().count() > LONGEST {
        return Err(AppError::Refused(format!("write what you know, in at most {LONGEST} characters")));
    }
    let answer = Answer { id: app.ambient.id(), question: question.id, author, at: now, body: body.to_owned() };
    store::quality::add_answer(&mut tx, &answer).await?;
    if let_on && !is_open(&question, now) {
        store::quality::release(&mut tx, question.id, author).await?;
    }
    tx.commit().await?;
    Ok(Some(question.unit))
}

/// The unit of a question that a reader may see; `None` when there is none.
///
/// # Errors
/// When the database refuses.
pub async fn unit_of(app: &App, proof: &Proof, question: Uuid) -> Result<Option<UnitId>> {
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    let tree = store::unit::tree(&mut tx).await?;
    let found = store::quality::hold(&mut tx, question).await?.map(|question| question.unit);
    Ok(found.filter(|unit| treats_in(proof, *unit, &tree)))
}
