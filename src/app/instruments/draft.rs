//! Writing an instrument: from nothing, from another or from files, until it is published.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::super::{App, AppError, Result, exchange};
use super::edit::Edit;
use super::findings::{self, Finding, Section};
use super::library::{self, name_of};
use super::sheet::{Change, Sheet};
use super::{OWN, manager, prove, read, repair, write};
use crate::catalogue::{self, Definition, Problem};
use crate::interop::fhir;
use crate::interop::xlsform::{self, Workbook};
use crate::store::instrument::{Draft, Published};
use crate::store::{self, Proof, StoreError, TenantTx};

/// A draft, opened.
#[derive(Clone, Debug)]
pub struct Open {
    /// The draft.
    pub draft: Draft,
    /// Who saved it last.
    pub by: String,
    /// What it holds.
    pub sheet: Sheet,
    /// What it still lacks.
    pub findings: Vec<Finding>,
    /// The published version it will follow; `None` for a first one.
    pub follows: Option<i64>,
    /// There is an earlier revision to go back to.
    pub may_undo: bool,
}

/// What became of a change.
#[derive(Clone, Debug)]
pub enum Saved {
    /// It is stored.
    Stored(Box<Open>),
    /// Somebody else saved first. What was to be saved is kept as a draft of its own.
    Late {
        /// The draft that keeps it; `None` when what it was a change of is not kept any more.
        kept: Option<Uuid>,
    },
}

fn pack(sheet: &Sheet) -> Result<String> {
    serde_json::to_string(sheet).map_err(|error| AppError::Broken(format!("a draft cannot be written: {error}")))
}

fn unpack(text: &str) -> Result<Sheet> {
    serde_json::from_str(text).map_err(|error| AppError::Broken(format!("a draft does not read: {error}")))
}

/// What a draft is called in lists.
fn name(sheet: &Sheet) -> String {
    sheet.about.name.trim().chars().take(200).collect()
}

/// Every draft, the one saved last first, with who saved it.
///
/// # Errors
/// When the database refuses.
pub async fn list(app: &App, proof: &Proof) -> Result<Vec<(Draft, String)>> {
    let mut listed = Vec::new();
    if manager(proof).is_none() {
        return Ok(listed);
    }
    let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await?;
    for draft in store::instrument::list_drafts(&mut tx).await? {
        let by = name_of(&mut tx, draft.updated_by).await?;
        listed.push((draft, by));
    }
    Ok(listed)
}

/// What a new draft is made from.
#[derive(Clone, Debug)]
pub enum From {
    /// Nothing: only a name.
    Blank {
        /// The name.
        name: String,
    },
    /// A copy of an instrument, to become another one.
    Copy {
        /// The instrument's id.
        id: String,
    },
    /// The next version of an own instrument.
    Next {
        /// The instrument's id.
        id: String,
    },
    /// Files, as one text (see [`library::export`]), or a FHIR R4 Questionnaire as JSON.
    Files {
        /// The text.
        text: String,
    },
    /// A definition that was read from another format.
    Definition(Box<Definition>),
}

/// Begins a draft. `None` when what it is made from is not there, or the actor may not.
///
/// # Errors
/// [`AppError::Refused`] when files do not read, and when the database refuses.
pub async fn add(app: &App, proof: &Proof, language: &str, from: From) -> Result<Option<Uuid>> {
    let Some(account) = manager(proof) else { return Ok(None) };
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    let (base, sheet) = match from {
        From::Blank { name } => {
            let mut sheet = Sheet::blank(language);
            sheet.about.name = name.trim().chars().take(200).collect();
            let title = sheet.about.name.clone();
            sheet.words_in(language).title = title;
            (String::new(), sheet)
        }
        From::Files { text } if text.trim_start().starts_with('{') => (String::new(), questionnaire(&text)?),
        From::Files { text } if Workbook::is_list(&text) => (String::new(), questions(&text)?),
        From::Files { text } => (String::new(), foreign(&library::unbundle(&text))?),
        From::Definition(definition) => (String::new(), foreign(&catalogue::files(&definition))?),
        From::Copy { id } => match copied(app, &mut tx, &id).await? {
            None => return Ok(None),
            Some((version, sheet)) => (format!("{id}@{version}"), other(sheet, language)),
        },
        From::Next { id } if !id.starts_with(OWN) => return Ok(None),
        From::Next { id } => match copied(app, &mut tx, &id).await? {
            None => return Ok(None),
            Some((version, mut sheet)) => {
                sheet.change = Change::default();
                (format!("{id}@{version}"), sheet)
            }
        },
    };
    let now: DateTime<Utc> = tx.now();
    let draft =
        Draft { id: app.ambient.id(), name: name(&sheet), base, revision: 1, updated_at: now, updated_by: account };
    store::instrument::add_draft(&mut tx, &draft, &pack(&sheet)?).await?;
    tx.commit().await?;
    Ok(Some(draft.id))
}

/// A list of questions as a spreadsheet saves it.
fn questions(text: &str) -> Result<Sheet> {
    let workbook = Workbook::from_list(text).map_err(|problem| AppError::Refused(problem.to_string()))?;
    let form = xlsform::questionnaire(&workbook, "list").map_err(|problems| {
        AppError::Refused(problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })?;
    read_questionnaire(&form)
}

/// A FHIR Questionnaire, with whatever it lacks left open.
fn questionnaire(text: &str) -> Result<Sheet> {
    let value = serde_json::from_str(text)
        .map_err(|error| AppError::Refused(format!("this begins like JSON but does not read: {error}")))?;
    read_questionnaire(&value)
}

fn read_questionnaire(value: &serde_json::Value) -> Result<Sheet> {
    let package = fhir::package(value).map_err(|problems| {
        AppError::Refused(problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })?;
    let (definition, _) = exchange::definition(package).map_err(AppError::Refused)?;
    foreign(&catalogue::files(&definition))
}

/// Files from elsewhere, as an instrument of one's own that has no version yet.
fn foreign(files: &BTreeMap<String, String>) -> Result<Sheet> {
    let mut sheet = read::sheet(files).map_err(AppError::Refused)?;
    sheet.about.id.clear();
    sheet.history.clear();
    Ok(sheet)
}

async fn copied(app: &App, tx: &mut TenantTx, id: &str) -> Result<Option<(i64, Sheet)>> {
    let versions = store::instrument::list_versions_of(tx, id).await?;
    let files = library::files_of(app, versions.first(), id)?;
    if files.is_empty() {
        return Ok(None);
    }
    let sheet = read::sheet(&files).map_err(AppError::Broken)?;
    let version = match (versions.first(), app.catalogue.definition(id)) {
        (Some(version), _) => version.version,
        (None, Some(definition)) => i64::from(definition.instrument.version),
        (None, None) => 1,
    };
    Ok(Some((version, sheet)))
}

/// The parts of a file that hold for the instrument it was copied from, and not for another one.
const NOT_COPIED: [&str; 10] =
    ["norms", "cutoff", "important", "reference", "mode", "risk", "codes", "licence", "review", "doubts"];

/// A copy as the beginning of another instrument. What is known about the first is not known about the
/// second; and words that only their owner may change stay behind.
fn other(mut sheet: Sheet, language: &str) -> Sheet {
    let may_change = sheet.rest.get("licence").and_then(|licence| licence.get("wording_may_change"));
    let words_stay = may_change.and_then(serde_json::Value::as_bool) != Some(true);
    let from = std::mem::take(&mut sheet.about.id);
    for key in NOT_COPIED {
        sheet.rest.remove(key);
    }
    sheet.rest.remove("sources");
    let doubt = format!("Made from {from}; nobody has studied what these questions measure.");
    sheet.rest.insert("doubts".to_owned(), serde_json::json!([doubt]));
    sheet.about.validated = false;
    sheet.history.clear();
    sheet.examples.clear();
    for question in &mut sheet.questions {
        question.rest.remove("loinc");
    }
    for set in sheet.sets.values_mut() {
        set.rest.remove("loinc");
    }
    for score in &mut sheet.scales {
        for key in ["loinc", "bands_source"] {
            score.rest.remove(key);
        }
        // A rule of somebody's becomes ours with the new instrument.
        if let Some(missing) = score.rest.get_mut("missing").and_then(serde_json::Value::as_object_mut) {
            missing.insert("status".to_owned(), "policy".into());
            missing.insert("source".to_owned(), "own".into());
        }
        if score.is_fixed() && !score.bands.is_empty() {
            score.rest.insert("bands_source".to_owned(), "own".into());
        }
    }
    for texts in sheet.texts.values_mut() {
        texts.wording_rest.clear();
        texts.feedback_rest.clear();
        if words_stay {
            texts.title.clear();
            texts.instruction.clear();
            texts.items.clear();
            texts.ends.clear();
            texts.groups.clear();
            texts.units.clear();
            texts.labels.values_mut().for_each(|labels| labels.iter_mut().for_each(String::clear));
        }
    }
    if words_stay {
        sheet.languages = vec![language.to_owned()];
        let counts: Vec<(String, usize)> =
            sheet.sets.iter().map(|(name, set)| (name.clone(), set.values.len())).collect();
        for (name, count) in counts {
            sheet.words_in(language).labels.entry(name).or_insert_with(|| vec![String::new(); count]);
        }
    }
    sheet
}

/// Opens a draft. `None` when it is not there, or the actor may not.
///
/// # Errors
/// When the database refuses.
pub async fn open(app: &App, proof: &Proof, id: Uuid) -> Result<Option<Open>> {
    if manager(proof).is_none() {
        return Ok(None);
    }
    let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await?;
    let Some(draft) = store::instrument::lookup_draft(&mut tx, id).await? else { return Ok(None) };
    opened(app, &mut tx, draft).await.map(Some)
}

async fn opened(app: &App, tx: &mut TenantTx, draft: Draft) -> Result<Open> {
    let content = store::instrument::draft_content(tx, draft.id, draft.revision).await?;
    let content = content.ok_or_else(|| AppError::Broken(format!("the content of draft {} is gone", draft.id)))?;
    let mut sheet = unpack(&content)?;
    let may_undo = store::instrument::draft_content(tx, draft.id, draft.revision - 1).await?.is_some();
    let by = name_of(tx, draft.updated_by).await?;
    let newest = newest(tx, &sheet).await?;
    if let Some(version) = &newest {
        // Somebody may have published since this was begun: what earlier versions changed is theirs to say.
        sheet.history = read::sheet(&super::unpack(&version.files)?).map_err(AppError::Broken)?.history;
    }
    let follows = newest.map(|version| version.version);
    let owner = app.tenancy(tx.tenant()).await?.name.clone();
    let findings = check(&sheet, follows, &owner);
    Ok(Open { draft, by, sheet, findings, follows, may_undo })
}

/// The newest version of what the draft is a version of; `None` for the first.
async fn newest(tx: &mut TenantTx, sheet: &Sheet) -> Result<Option<Published>> {
    if sheet.about.id.is_empty() {
        return Ok(None);
    }
    Ok(store::instrument::list_versions_of(tx, &sheet.about.id).await?.into_iter().next())
}

/// The id it would be published under.
fn id_of(sheet: &Sheet) -> String {
    if sheet.about.id.is_empty() { format!("{OWN}{}", slug(&sheet.about.name)) } else { sheet.about.id.clone() }
}

fn slug(name: &str) -> String {
    let mut slug = String::new();
    for letter in name.to_lowercase().chars() {
        match letter {
            'a'..='z' | '0'..='9' => slug.push(letter),
            'æ' | 'ä' => slug.push_str("ae"),
            'ø' | 'ö' => slug.push('o'),
            'å' => slug.push('a'),
            _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
        if slug.len() >= 40 {
            break;
        }
    }
    let slug = slug.trim_end_matches('-').to_owned();
    if slug.is_empty() { "instrument".to_owned() } else { slug }
}

fn next_version(follows: Option<i64>) -> u32 {
    follows.and_then(|version| u32::try_from(version + 1).ok()).unwrap_or(1)
}

/// What a draft lacks: first what it shows by itself, and when nothing is left, what the catalogue says to
/// its files.
fn check(sheet: &Sheet, follows: Option<i64>, owner: &str) -> Vec<Finding> {
    let found = findings::of(sheet, follows.is_some());
    if !found.is_empty() {
        return found;
    }
    let id = id_of(sheet);
    let one = write::As { id: &id, version: next_version(follows), owner };
    match prove(&id, &write::files(sheet, &one)) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().map(finding).collect(),
    }
}

/// A problem of the catalogue's, beside the part of the editor it is about.
fn finding(problem: &Problem) -> Finding {
    let file = problem.file.split_once('/').map_or("", |(_, file)| file);
    let (family, name) = problem.part.split_once(' ').unwrap_or((&problem.part, ""));
    let (section, part) = if file == read::EXAMPLES {
        (Section::Try, "try".to_owned())
    } else if file.starts_with("wording/") {
        (Section::Languages, "languages".to_owned())
    } else {
        match family {
            "item" | "only_if" | "group" => (Section::Questions, format!("text-{name}")),
            "answers" => (Section::Questions, format!("set-{name}")),
            "scale" => (Section::Score, format!("score-{}", name.split(' ').next().unwrap_or_default())),
            "name" | "measures" | "minutes" => (Section::About, format!("field-{family}")),
            _ => (Section::Publish, "publish".to_owned()),
        }
    };
    let values = vec![problem.fact.clone(), problem.remedy.clone(), file.to_owned()];
    Finding { section, part, code: "catalogue", values }
}

/// Saves changes to the revision the actor saw. `None` when the draft is not there, or the actor may not.
///
/// # Errors
/// When the database refuses.
pub async fn change(app: &App, proof: &Proof, id: Uuid, seen: i64, edits: Vec<Edit>) -> Result<Option<Saved>> {
    let Some(account) = manager(proof) else { return Ok(None) };
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    let Some(draft) = store::instrument::lookup_draft(&mut tx, id).await? else { return Ok(None) };
    let base = store::instrument::draft_content(&mut tx, id, seen).await?;
    let Some(base) = base else { return Ok(Some(Saved::Late { kept: None })) };
    let mut sheet = unpack(&base)?;
    let before = sheet.clone();
    for edit in edits {
        sheet.change(edit);
    }
    let now: DateTime<Utc> = tx.now();
    let fresh = Draft { name: name(&sheet), updated_at: now, updated_by: account, ..draft.clone() };
    if draft.revision != seen {
        if sheet == before {
            return Ok(Some(Saved::Late { kept: None }));
        }
        let kept = Draft { id: app.ambient.id(), revision: 1, ..fresh };
        store::instrument::add_draft(&mut tx, &kept, &pack(&sheet)?).await?;
        tx.commit().await?;
        return Ok(Some(Saved::Late { kept: Some(kept.id) }));
    }
    if sheet == before {
        return opened(app, &mut tx, draft).await.map(|open| Some(Saved::Stored(Box::new(open))));
    }
    let next = Draft { revision: draft.revision + 1, ..fresh };
    if !store::instrument::save_draft(&mut tx, &next, &pack(&sheet)?).await? {
        return Ok(Some(Saved::Late { kept: None }));
    }
    let open = opened(app, &mut tx, next).await?;
    tx.commit().await?;
    Ok(Some(Saved::Stored(Box::new(open))))
}

/// Goes back to the revision before the one the actor saw, as a new revision. `None` when there is none,
/// or somebody else saved since.
///
/// # Errors
/// When the database refuses.
pub async fn undo(app: &App, proof: &Proof, id: Uuid, seen: i64) -> Result<Option<()>> {
    let Some(account) = manager(proof) else { return Ok(None) };
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    let Some(draft) = store::instrument::lookup_draft(&mut tx, id).await? else { return Ok(None) };
    let content = store::instrument::draft_content(&mut tx, id, seen - 1).await?;
    let Some(content) = content.filter(|_| draft.revision == seen) else { return Ok(None) };
    let sheet = unpack(&content)?;
    let now: DateTime<Utc> = tx.now();
    let next =
        Draft { name: name(&sheet), revision: draft.revision + 1, updated_at: now, updated_by: account, ..draft };
    if !store::instrument::save_draft(&mut tx, &next, &content).await? {
        return Ok(None);
    }
    tx.commit().await?;
    Ok(Some(()))
}

/// Removes a draft. `None` when it is not there, or the actor may not.
///
/// # Errors
/// When the database refuses.
pub async fn remove(app: &App, proof: &Proof, id: Uuid) -> Result<Option<()>> {
    if manager(proof).is_none() {
        return Ok(None);
    }
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    if !store::instrument::remove_draft(&mut tx, id).await? {
        return Ok(None);
    }
    tx.commit().await?;
    Ok(Some(()))
}

/// The draft as a definition, with every gap filled: for showing and trying. `None` while there is nothing
/// to ask.
#[must_use]
pub fn preview(sheet: &Sheet) -> Option<Definition> {
    if sheet.questions.is_empty() {
        return None;
    }
    let whole = repair::repaired(sheet);
    let one = write::As { id: "own-draft", version: 1, owner: "…" };
    prove(one.id, &write::files(&whole, &one)).ok()
}

/// What became of publishing.
#[derive(Clone, Debug)]
pub enum Publishing {
    /// It is a version now, and the draft is gone.
    Done {
        /// The instrument.
        id: String,
        /// The version.
        version: u32,
    },
    /// It lacks something.
    Refused(Box<Open>),
    /// Somebody else saved since.
    Late,
}

/// Publishes a draft as the next version of its instrument: its files are proved, kept with a checksum and
/// never changed. `None` when it is not there, or the actor may not.
///
/// # Errors
/// When the database refuses.
pub async fn publish(app: &App, proof: &Proof, id: Uuid, seen: i64) -> Result<Option<Publishing>> {
    let Some(account) = manager(proof) else { return Ok(None) };
    let owner = app.tenancy(proof.tenant()).await?.name.clone();
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    let Some(draft) = store::instrument::lookup_draft(&mut tx, id).await? else { return Ok(None) };
    if draft.revision != seen {
        return Ok(Some(Publishing::Late));
    }
    let open = opened(app, &mut tx, draft).await?;
    if !open.findings.is_empty() {
        return Ok(Some(Publishing::Refused(Box::new(open))));
    }
    let instrument = fresh_id(&mut tx, &open.sheet).await?;
    let version = next_version(open.follows);
    let one = write::As { id: &instrument, version, owner: &owner };
    // It was proved a moment ago, in this same transaction.
    let definition = prove(&instrument, &write::files(&open.sheet, &one))
        .map_err(|_| AppError::Broken("a draft without findings does not hold together".to_owned()))?;
    let written = catalogue::files(&definition);
    // What is stored is what will be read for ever after.
    prove(&instrument, &written).map_err(|problems| {
        AppError::Refused(problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })?;
    let files = serde_json::to_string(&written)
        .map_err(|error| AppError::Broken(format!("the files cannot be written: {error}")))?;
    let published = Published {
        checksum: HEXLOWER.encode(&Sha256::digest(files.as_bytes())),
        instrument: instrument.clone(),
        version: i64::from(version),
        files,
        published_at: tx.now(),
        published_by: account,
        withdrawn_at: None,
    };
    match store::instrument::add_version(&mut tx, &published).await {
        Err(StoreError::Conflict(_)) => return Ok(Some(Publishing::Late)),
        other => other?,
    }
    store::instrument::remove_draft(&mut tx, id).await?;
    tx.commit().await?;
    app.forget_instruments(proof.tenant());
    Ok(Some(Publishing::Done { id: instrument, version }))
}

/// The id of what is published: its own, or for a first version one that nothing else has.
async fn fresh_id(tx: &mut TenantTx, sheet: &Sheet) -> Result<String> {
    let wanted = id_of(sheet);
    if !sheet.about.id.is_empty() {
        return Ok(wanted);
    }
    let taken: Vec<String> =
        store::instrument::list_versions(tx).await?.into_iter().map(|version| version.instrument).collect();
    let mut id = wanted.clone();
    let mut number = 2;
    while taken.contains(&id) {
        id = format!("{wanted}-{number}");
        number += 1;
    }
    Ok(id)
}

/// Withdraws an own instrument: it is asked of nobody any more. `None` when it is not there, is withdrawn
/// already, or the actor may not.
///
/// # Errors
/// When the database refuses.
pub async fn withdraw(app: &App, proof: &Proof, id: &str) -> Result<Option<()>> {
    if manager(proof).is_none() {
        return Ok(None);
    }
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    if store::instrument::withdraw(&mut tx, id).await? == 0 {
        return Ok(None);
    }
    tx.commit().await?;
    app.forget_instruments(proof.tenant());
    Ok(Some(()))
}
