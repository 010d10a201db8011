//! Permissions from the owners of words, and the words themselves.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::super::{App, AppError, Result};
use super::library::{Shelf, definition_of, embedded};
use super::sheet::{LANGUAGES, Sheet};
use super::{form_words, manager, prove, read, unpack, write};
use crate::catalogue::{Definition, Problem};
use crate::store::instrument::{LoadedWording, Permission, Published};
use crate::store::{self, Proof, TenantTx};

/// The longest name of a holder or document, in characters.
const LONGEST: usize = 300;

/// A permission as somebody records it.
#[derive(Clone, Debug)]
pub struct NewPermission {
    /// Who gave it.
    pub holder: String,
    /// Which document says so, and where it is kept.
    pub document: String,
    /// Its first day.
    pub valid_from: NaiveDate,
    /// Its last day.
    pub valid_until: Option<NaiveDate>,
}

/// Records that an owner lets the organisation use the words of an instrument. `None` when there is no such
/// instrument, or the actor may not.
///
/// # Errors
/// [`AppError::Refused`] when a part is missing, and when the database refuses.
pub async fn record_permission(app: &App, proof: &Proof, id: &str, new: NewPermission) -> Result<Option<()>> {
    let Some(account) = manager(proof) else { return Ok(None) };
    for (what, text) in [("holder", &new.holder), ("document", &new.document)] {
        let length = text.trim().chars().count();
        if length == 0 || length > LONGEST {
            return Err(AppError::Refused(format!("the {what} needs between 1 and {LONGEST} characters")));
        }
    }
    if new.valid_until.is_some_and(|until| until < new.valid_from) {
        return Err(AppError::Refused("the last day lies before the first".to_owned()));
    }
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    if !exists(app, &mut tx, id).await? {
        return Ok(None);
    }
    let permission = Permission {
        id: app.ambient.id(),
        instrument: id.to_owned(),
        holder: new.holder.trim().to_owned(),
        document: new.document.trim().to_owned(),
        valid_from: new.valid_from,
        valid_until: new.valid_until,
        recorded_by: account,
        recorded_at: tx.now(),
        revoked_at: None,
    };
    store::instrument::add_permission(&mut tx, &permission).await?;
    tx.commit().await?;
    app.forget_instruments(proof.tenant());
    Ok(Some(()))
}

/// Takes a permission back. `None` when it is not there, is taken back already, or the actor may not.
///
/// # Errors
/// When the database refuses.
pub async fn revoke_permission(app: &App, proof: &Proof, id: &str, permission: uuid::Uuid) -> Result<Option<()>> {
    if manager(proof).is_none() {
        return Ok(None);
    }
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    if !store::instrument::revoke_permission(&mut tx, id, permission).await? {
        return Ok(None);
    }
    tx.commit().await?;
    app.forget_instruments(proof.tenant());
    Ok(Some(()))
}

async fn exists(app: &App, tx: &mut TenantTx, id: &str) -> Result<bool> {
    Ok(app.catalogue.definition(id).is_some() || !store::instrument::list_versions_of(tx, id).await?.is_empty())
}

/// The owner's words, as they come.
#[derive(Clone, Debug)]
pub enum Words {
    /// A wording file, a table (rows of `item,text`), or a FHIR Questionnaire.
    File(String),
    /// Typed in text by text; keys as in [`Sheet::list_texts`].
    Typed(Vec<(String, String)>),
}

/// Loads the owner's words of an instrument's newest version in one language. `None` when there is no such
/// instrument, or the actor may not.
///
/// # Errors
/// [`AppError::Refused`] with everything that does not fit, one sentence a line, and when the database refuses.
pub async fn load_words(app: &App, proof: &Proof, id: &str, language: &str, words: Words) -> Result<Option<()>> {
    let Some(account) = manager(proof) else { return Ok(None) };
    if !LANGUAGES.contains(&language) {
        return Err(AppError::Refused(format!("\"{language}\" is not one of {}", LANGUAGES.join(", "))));
    }
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    let shelf = Shelf::read(app, &mut tx).await?;
    let own = shelf.versions.iter().find(|version| version.instrument == id);
    let definition = match (app.catalogue.definition(id), own) {
        (Some(definition), _) => definition.clone(),
        (None, Some(version)) => definition_of(version)?,
        (None, None) => return Ok(None),
    };
    let files = base_files(id, own)?;
    let text = wording_text(&files, &definition, language, words)?;
    let wording = LoadedWording {
        id: app.ambient.id(),
        instrument: id.to_owned(),
        instrument_version: i64::from(definition.instrument.version),
        language: language.to_owned(),
        text,
        hash: String::new(),
        loaded_by: account,
        loaded_at: tx.now(),
    };
    let with = with_words(&definition, own, &[&wording]).map_err(|problems| refused(&problems))?;
    let hash = with.wording.get(language).map(|wording| wording.hash.clone()).unwrap_or_default();
    store::instrument::add_wording(&mut tx, &LoadedWording { hash, ..wording }).await?;
    tx.commit().await?;
    app.forget_instruments(proof.tenant());
    Ok(Some(()))
}

fn refused(problems: &[Problem]) -> AppError {
    let said: Vec<String> =
        problems.iter().map(|problem| format!("{}; please {}", problem.fact, problem.remedy)).collect();
    AppError::Refused(said.join("\n"))
}

fn base_files(id: &str, own: Option<&Published>) -> Result<BTreeMap<String, String>> {
    own.map_or_else(|| Ok(embedded(id)), |version| unpack(&version.files))
}

/// The words as a wording file.
fn wording_text(
    files: &BTreeMap<String, String>,
    definition: &Definition,
    language: &str,
    words: Words,
) -> Result<String> {
    let mut sheet = read::sheet(files).map_err(AppError::Refused)?;
    let pairs = match words {
        Words::File(text) if text.trim_start().starts_with('{') => {
            let rows = form_words::rows(&text, definition, language).map_err(AppError::Refused)?;
            rows.into_iter().filter_map(|(item, text)| Some((key_of(&item, &sheet)?, text))).collect()
        }
        Words::File(text) if text.lines().any(|line| line.trim_start().starts_with('[')) => {
            // Read once here so that what does not read is said before anything else.
            read::words(&text, &sheet.sets).map_err(AppError::Refused)?;
            return Ok(text);
        }
        Words::File(text) => table(&text, &sheet)?,
        Words::Typed(pairs) => pairs,
    };
    sheet.languages = vec![language.to_owned()];
    sheet.texts.clear();
    // As a sheet of its own it has words; whose they are is said in them.
    sheet.rest.remove("licence");
    let counts: Vec<(String, usize)> = sheet.sets.iter().map(|(name, set)| (name.clone(), set.values.len())).collect();
    for (name, count) in counts {
        sheet.words_in(language).labels.insert(name, vec![String::new(); count]);
    }
    sheet.change(super::edit::Edit::Texts { language: language.to_owned(), texts: pairs });
    let origin = serde_json::json!({ "kind": "official", "by": definition.instrument.licence.holder });
    let texts = sheet.words_in(language);
    texts.wording_rest.insert("translation".to_owned(), origin);
    if texts.title.trim().is_empty() {
        texts.title.clone_from(&definition.instrument.name);
    }
    let one = write::As { id: &definition.instrument.id, version: definition.instrument.version, owner: "" };
    Ok(write::files(&sheet, &one).remove(&format!("wording/{language}.toml")).unwrap_or_default())
}

/// Rows of `item,text`. An item is a question's id, `title`, `instruction`, `answers.SET.VALUE`,
/// `ends.QUESTION.low`, `ends.QUESTION.high`, `groups.NAME` or `units.QUESTION`.
fn table(text: &str, sheet: &Sheet) -> Result<Vec<(String, String)>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut pairs = Vec::new();
    for (index, record) in reader.records().enumerate() {
        let line = index + 1;
        let record = record.map_err(|error| AppError::Refused(format!("line {line}: {error}")))?;
        let (Some(item), Some(text)) = (record.get(0).map(str::trim), record.get(1)) else {
            return Err(AppError::Refused(format!("line {line}: write the item, a comma and its text in quotes")));
        };
        if index == 0 && item == "item" {
            continue;
        }
        let key = key_of(item, sheet)
            .ok_or_else(|| AppError::Refused(format!("line {line}: \"{item}\" is neither a question nor an answer")))?;
        pairs.push((key, text.trim().to_owned()));
    }
    Ok(pairs)
}

fn key_of(item: &str, sheet: &Sheet) -> Option<String> {
    if ["title", "instruction"].contains(&item) {
        return Some(item.to_owned());
    }
    if sheet.question(item).is_some() {
        return Some(format!("item.{item}"));
    }
    let (family, rest) = item.split_once('.')?;
    match family {
        "answers" => {
            let (name, value) = rest.rsplit_once('.')?;
            let value: f64 = value.parse().ok()?;
            let values = &sheet.sets.get(name)?.values;
            let place = values.iter().position(|known| (known - value).abs() < 1e-9)?;
            Some(format!("label.{name}.{place}"))
        }
        "ends" => Some(format!("end.{rest}")),
        "groups" => Some(format!("group.{rest}")),
        "units" => Some(format!("unit.{rest}")),
        _ => None,
    }
}

/// A definition with loaded words among its wording, proved as a whole.
///
/// # Errors
/// Everything that does not fit.
pub(super) fn with_words(
    definition: &Definition,
    own: Option<&Published>,
    words: &[&LoadedWording],
) -> std::result::Result<Definition, Vec<Problem>> {
    let id = &definition.instrument.id;
    let mut files = base_files(id, own).unwrap_or_default();
    let problem = |fact: String| {
        vec![Problem {
            file: format!("{id}/{}", read::INSTRUMENT),
            part: String::new(),
            line: None,
            fact,
            remedy: "compare it with docs/instruments.md".to_owned(),
        }]
    };
    let text = files.get(read::INSTRUMENT).cloned().unwrap_or_default();
    let mut head: toml::Table = toml::from_str(&text).map_err(|error| problem(error.message().to_owned()))?;
    // To the catalogue they are words like any others: that they may be here is what the gate looks at.
    if let Some(licence) = head.get_mut("licence").and_then(toml::Value::as_table_mut) {
        licence.insert("class".to_owned(), "A".into());
        licence.insert("wording_shipped".to_owned(), true.into());
    }
    let text = toml::to_string(&head).map_err(|error| problem(error.to_string()))?;
    files.insert(read::INSTRUMENT.to_owned(), text);
    for wording in words {
        files.insert(format!("wording/{}.toml", wording.language), wording.text.clone());
    }
    let mut proved = prove(id, &files)?;
    proved.instrument = definition.instrument.clone();
    Ok(proved)
}
