//! One's own answers over time, what was shared of what came of them, and who opened them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};

use crate::app::review::Form;
use crate::app::{Result, Tenancy};
use crate::catalogue::Definition;
use crate::domain::care::{AccountId, EpisodeId, Respondent};
use crate::domain::instrument::Scale;
use crate::domain::local_time;
use crate::store::{self, OpenPerson, TenantTx};

/// How many openings are read at once.
const OPENINGS: usize = 500;

/// One scale over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// The instrument, for its own words.
    pub definition: &'static Definition,
    /// The scale.
    pub scale: &'static Scale,
    /// When it was answered, and the value, in order of time.
    pub points: Vec<(DateTime<Utc>, f64)>,
}

/// The scale of an instrument that a patient can be told of: the first that has a name in our own words.
pub(in crate::app) fn told_scale(definition: &'static Definition) -> Option<&'static Scale> {
    let words = definition.feedback_in("nb")?;
    definition.instrument.scales.iter().find(|scale| words.scales.contains_key(&scale.id))
}

/// The curves of what the patient answered; what others answered about the patient is in none of them.
pub(in crate::app) fn list_traces(forms: &[Form]) -> Vec<Trace> {
    let own: Vec<&Form> =
        forms.iter().filter(|form| form.response.provenance.respondent == Respondent::Patient).collect();
    let mut traces: Vec<Trace> = Vec::new();
    // The newest version of each instrument decides which earlier ones share its curve.
    for form in own.iter().rev() {
        let definition = form.definition;
        if traces.iter().any(|trace| trace.definition.instrument.id == definition.instrument.id) {
            continue;
        }
        let Some(scale) = told_scale(definition) else { continue };
        let points: Vec<_> = own
            .iter()
            .filter(|other| other.is_comparable_with(definition))
            .filter_map(|other| Some((other.response.answered_at, other.score(&scale.id)?.value?)))
            .collect();
        if !points.is_empty() {
            traces.push(Trace { definition, scale, points });
        }
    }
    traces.reverse();
    traces
}

/// What clinician and patient made of the answers in one episode, where it was shared, the latest first: when, what,
/// and what they change.
pub(in crate::app) async fn list_shared(
    tenancy: &Tenancy,
    tx: &mut TenantTx,
    open: &OpenPerson,
    episode: EpisodeId,
) -> Result<Vec<(DateTime<Utc>, String, String)>> {
    let key = tenancy.person_key(open)?;
    let mut shared = Vec::new();
    for note in store::discussion::list(tx, open, episode).await?.into_iter().filter(|note| note.shared) {
        let text = key.open("discussion", note.id, "note", &note.note_sealed)?;
        let change = note.change_sealed.as_deref().map(|sealed| key.open("discussion", note.id, "change", sealed));
        shared.push((note.at, text, change.transpose()?.unwrap_or_default()));
    }
    Ok(shared)
}

/// That one of the staff opened something about the patient on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The day.
    pub on: NaiveDate,
    /// Who.
    pub by: String,
    /// What, in words of ours that a page has sentences for (text `mine-what-<word>`).
    pub what: BTreeSet<&'static str>,
}

/// What the names of fields in the audit chain mean to the one they are about.
fn meaning(fields: &str) -> impl Iterator<Item = &'static str> {
    fields.split(", ").map(|field| match field {
        "identity" | "name" => "who",
        "summary" => "summary",
        "as pdf" | "as FHIR document" => "copy",
        "question to the team" => "team",
        "next of kin" => "kin",
        "answers" | "latest answers" | "answers in notices" => "answers",
        "notes" => "notes",
        // A note is sealed with the patient's key.
        "key" => "wrote",
        "contacts" => "near",
        "phone" | "email" => "reach",
        "own page" => "door",
        "letter" => "letter",
        _ => "other",
    })
}

/// Which of the staff opened what, a line a day and person, the latest first; with `before`, what lies further back
/// in the chain. Gives where to go on, when there is more.
pub(in crate::app) async fn list_opened(
    tenancy: &Tenancy,
    tx: &mut TenantTx,
    open: &OpenPerson,
    before: Option<i64>,
) -> Result<(Vec<Opened>, Option<i64>)> {
    let tenant = tx.tenant();
    let names: BTreeMap<AccountId, String> =
        store::account::list_names(&mut tx.local(), tenant).await?.into_iter().collect();
    let reads = store::audit::list_reads(tx, open, before, OPENINGS as u64).await?;
    let day = |read: &store::audit::ReadBy| local_time::day_of(tenancy.zone, read.at);
    let full = reads.len() == OPENINGS;
    // The day that the last one falls on may go on in what was not read; it comes whole with the next ones, unless
    // it is the only day there is.
    let cut = reads.last().map(day).filter(|last| full && reads.first().map(day) != Some(*last));
    let kept: Vec<_> = reads.iter().filter(|read| Some(day(read)) != cut).collect();
    let mut seen: Vec<(AccountId, Opened)> = Vec::new();
    for read in &kept {
        let on = day(read);
        let what = meaning(&read.fields);
        if let Some((_, one)) = seen.iter_mut().find(|(account, one)| *account == read.account && one.on == on) {
            one.what.extend(what);
        } else {
            let by = names.get(&read.account).cloned().unwrap_or_default();
            seen.push((read.account, Opened { on, by, what: what.collect() }));
        }
    }
    let next = kept.last().filter(|_| full).map(|read| read.seq);
    Ok((seen.into_iter().map(|(_, one)| one).collect(), next))
}
