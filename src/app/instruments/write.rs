//! From a sheet to the files of an instrument, in the same language as those that travel with the
//! product. Before they are kept the catalogue writes them once more, laid out for a person to read.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::read::{EXAMPLES, INSTRUMENT};
use super::sheet::{Change, Kept, Kind, Question, Score, Sheet, Texts};

/// Who an own instrument belongs to, and which version is written.
pub(super) struct As<'a> {
    /// Its id.
    pub(super) id: &'a str,
    /// Its number, from 1.
    pub(super) version: u32,
    /// The organisation's name.
    pub(super) owner: &'a str,
}

/// The source that everything of the organisation's own names.
const OWN: &str = "own";

/// The languages our own words about a result are always in.
const FEEDBACK: [&str; 2] = ["nb", "en"];

/// Every file, by path below the instrument's folder.
pub(super) fn files(sheet: &Sheet, one: &As<'_>) -> BTreeMap<String, String> {
    let mut files = sheet.files.clone();
    files.insert(INSTRUMENT.to_owned(), instrument(sheet, one));
    for language in sheet.languages.iter().filter(|_| !sheet.is_skeleton()) {
        if let Some(texts) = sheet.texts.get(language) {
            files.insert(format!("wording/{language}.toml"), wording(sheet, texts, language, one.owner));
        }
    }
    let spoken: BTreeSet<&str> = FEEDBACK
        .into_iter()
        .chain(sheet.texts.keys().map(String::as_str))
        .filter(|language| !language.is_empty())
        .collect();
    for language in spoken {
        files.insert(format!("feedback/{language}.toml"), feedback(sheet, language));
    }
    files.insert(EXAMPLES.to_owned(), examples(sheet));
    files
}

/// A number as a key or cell has it.
fn plain(value: f64) -> String {
    format!("{value}")
}

/// A file of pairs. Everything in it came from JSON without nulls, which TOML can always say.
fn file(map: Map<String, Value>) -> String {
    toml::to_string(&Value::Object(map)).unwrap_or_default()
}

fn instrument(sheet: &Sheet, one: &As<'_>) -> String {
    let about = &sheet.about;
    let mut map = sheet.rest.clone();
    for (key, value) in [
        ("id", json!(one.id)),
        ("version", json!(one.version)),
        ("name", json!(about.name)),
        ("measures", json!(about.measures)),
        ("group", json!(about.group)),
        ("answered_by", json!(about.answered_by)),
        ("looks_back", json!(about.looks_back)),
        ("minutes", json!(about.minutes)),
        ("higher_is", json!(if about.higher_is_worse { "worse" } else { "better" })),
        ("validated", json!(about.validated)),
        ("use", json!({ "for": about.purpose, "not_for": about.not_for })),
    ] {
        map.insert(key.to_owned(), value);
    }
    let mut ages = Map::new();
    for (key, age) in [("from", about.age_from), ("to", about.age_to)] {
        if let Some(age) = age {
            ages.insert(key.to_owned(), json!(age));
        }
    }
    map.insert("ages".to_owned(), Value::Object(ages));
    map.entry("doubts").or_insert_with(|| json!(["Nobody has studied what these questions measure."]));
    map.entry("review")
        .or_insert_with(|| json!({ "written_by": one.owner, "checked_by": "", "checked_on": "", "check_again": "" }));
    map.entry("licence").or_insert_with(|| {
        json!({
            "class": "A",
            "holder": one.owner,
            "terms": "Our own words",
            "wording_shipped": true,
            "electronic_use": true,
            "wording_may_change": true,
            "source": OWN,
        })
    });
    questions(&mut map, sheet);
    let scales = sheet.scales.iter().map(|score| Value::Object(scale(sheet, score))).collect();
    map.insert("scale".to_owned(), Value::Array(scales));
    map.insert("history".to_owned(), Value::Array(history(sheet, one.version)));
    let cite = format!("{}: {}", one.owner, about.name);
    let text = Value::Object(map.clone()).to_string();
    if let Some(sources) = map.entry("sources").or_insert_with(|| json!({})).as_object_mut()
        && text.contains(&format!("\"source\":\"{OWN}\"")) | text.contains(&format!("\"bands_source\":\"{OWN}\""))
    {
        sources.entry(OWN).or_insert_with(|| json!({ "seen": "full text", "cite": cite }));
    }
    file(map)
}

fn history(sheet: &Sheet, version: u32) -> Vec<Value> {
    let is_earlier = |note: &&Value| note.get("version").and_then(Value::as_u64) < Some(u64::from(version));
    let mut notes: Vec<Value> = sheet.history.iter().filter(is_earlier).cloned().collect();
    if version > 1 {
        let Change { what, comparable } = &sheet.change;
        notes.push(json!({ "version": version, "what": what, "comparable": comparable.unwrap_or(false) }));
    }
    notes
}

fn questions(map: &mut Map<String, Value>, sheet: &Sheet) {
    if sheet.questions.is_empty() {
        return;
    }
    let items: Vec<Value> = sheet.questions.iter().map(|question| Value::Object(item(sheet, question))).collect();
    let rules = sheet.questions.iter().filter_map(|question| Some((question.id.clone(), question.only_if.clone()?)));
    let rules: Map<String, Value> = rules.collect();
    map.insert("questions".to_owned(), json!({ "items": items, "only_if": rules }));
    let mut sets = Map::new();
    for name in sheet.used_sets() {
        let Some(set) = sheet.sets.get(name) else { continue };
        let mut inner = set.rest.clone();
        inner.insert("values".to_owned(), json!(set.values));
        inner.insert("highest_first".to_owned(), json!(set.highest_first));
        sets.insert(name.to_owned(), Value::Object(inner));
    }
    map.insert("answers".to_owned(), Value::Object(sets));
}

fn item(sheet: &Sheet, question: &Question) -> Map<String, Value> {
    let mut map = question.rest.clone();
    map.insert("id".to_owned(), json!(question.id));
    map.insert("topic".to_owned(), json!(sheet.topic(question)));
    let (key, value) = match &question.kind {
        Kind::Choice { set } => ("answers", json!(set)),
        Kind::Scale { from, to, step } => ("scale", json!({ "from": from, "to": to, "step": step })),
        Kind::Analogue { from, to, step } => ("analogue", json!({ "from": from, "to": to, "step": step })),
        Kind::Number { from, to, decimals } => ("number", json!({ "from": from, "to": to, "decimals": decimals })),
        Kind::Text { max_chars } => ("text", json!({ "max_chars": max_chars })),
        Kind::Date => ("date", json!({})),
        Kind::Display => ("display", json!(true)),
    };
    map.insert(key.to_owned(), value);
    if let Some(group) = &question.group {
        map.insert("group".to_owned(), json!(group));
    }
    map.insert("required".to_owned(), json!(question.required));
    map.insert("may_decline".to_owned(), json!(question.may_decline));
    map
}

fn scale(sheet: &Sheet, score: &Score) -> Map<String, Value> {
    let mut map = score.rest.clone();
    map.insert("id".to_owned(), json!(score.id));
    if score.is_fixed() {
        return map;
    }
    map.insert("method".to_owned(), json!(if score.mean { "mean" } else { "sum" }));
    map.insert("items".to_owned(), json!(score.items));
    map.insert("reverse".to_owned(), json!(score.reverse));
    if !score.round.is_empty() {
        map.insert("round".to_owned(), json!(score.round));
    }
    if let Some((lowest, highest)) = sheet.range(score) {
        map.insert("range".to_owned(), json!([lowest, highest]));
    }
    let written = map.remove("missing");
    let said = |key: &str, usual: &str| {
        written.as_ref().and_then(|rule| rule.get(key)).and_then(Value::as_str).unwrap_or(usual).to_owned()
    };
    if let Some(up_to) = score.up_to {
        let then = if score.mean { "mean of answered" } else { "mean of answered times number of items" };
        let rule = json!({
            "up_to": up_to, "then": then, "else": "no score",
            "status": said("status", "policy"), "source": said("source", OWN),
        });
        map.insert("missing".to_owned(), rule);
    }
    if !score.bands.is_empty() {
        let bands = score.bands.iter().map(|band| json!({ "from": band.from, "name": band.name })).collect::<Vec<_>>();
        map.insert("bands".to_owned(), json!(bands));
        map.entry("bands_source").or_insert_with(|| json!(OWN));
    }
    map
}

fn wording(sheet: &Sheet, texts: &Texts, language: &str, owner: &str) -> String {
    let mut map = texts.wording_rest.clone();
    map.insert("language".to_owned(), json!(language));
    map.insert("title".to_owned(), json!(texts.title));
    map.insert("instruction".to_owned(), json!(texts.instruction));
    map.entry("compared_by").or_insert_with(|| json!([]));
    map.entry("compared_on").or_insert_with(|| json!(""));
    map.entry("translation").or_insert_with(|| json!({ "kind": "own words", "by": owner }));
    let mut items = Map::new();
    let mut ends = Map::new();
    let mut units = Map::new();
    let mut groups = Map::new();
    for question in &sheet.questions {
        let id = &question.id;
        items.insert(id.clone(), json!(texts.items.get(id).map_or("", String::as_str)));
        if let Some((low, high)) = texts.ends.get(id).filter(|_| question.kind.has_ends()) {
            ends.insert(id.clone(), json!({ "low": low, "high": high }));
        }
        if let Some(unit) = texts.units.get(id).filter(|unit| !unit.is_empty())
            && matches!(question.kind, Kind::Number { .. })
        {
            units.insert(id.clone(), json!(unit));
        }
        if let Some(group) = &question.group {
            groups.insert(group.clone(), json!(texts.groups.get(group).map_or("", String::as_str)));
        }
    }
    let mut answers = Map::new();
    for name in sheet.used_sets() {
        let (Some(set), Some(labels)) = (sheet.sets.get(name), texts.labels.get(name)) else { continue };
        let list = set.values.iter().zip(labels).map(|(value, label)| (plain(*value), json!(label)));
        answers.insert(name.to_owned(), Value::Object(list.collect()));
    }
    for (key, inner) in [("items", items), ("answers", answers), ("ends", ends), ("units", units), ("groups", groups)] {
        map.insert(key.to_owned(), Value::Object(inner));
    }
    file(map)
}

/// What is said of a form without a result, and of what it asks about.
fn usual_words(language: &str, measures: &str) -> (String, &'static str) {
    match language {
        "nb" | "nn" => (
            format!("Spør om {measures}. Egne ord; til bruk i samtalen."),
            "For mange spørsmål er ubesvart til at det kan regnes ut et resultat.",
        ),
        _ => (
            format!("Asks about {measures}. Our own words; for the conversation."),
            "Too many questions are unanswered for a result to be worked out.",
        ),
    }
}

fn feedback(sheet: &Sheet, language: &str) -> String {
    let none = Texts::default();
    let texts = sheet.texts.get(language).unwrap_or(&none);
    let first = sheet.words();
    let mut map = texts.feedback_rest.clone();
    let (short, no_score) = usual_words(language, &sheet.about.measures);
    map.insert("language".to_owned(), json!(language));
    for (key, usual) in [("name", sheet.about.name.as_str()), ("short", &short), ("no_score", no_score)] {
        if map.get(key).and_then(Value::as_str).is_none_or(|text| text.trim().is_empty()) {
            map.insert(key.to_owned(), json!(usual));
        }
    }
    let filled = |own: Option<&String>, other: Option<&String>, usual: &str| {
        let given = [own, other].into_iter().flatten().find(|text| !text.trim().is_empty());
        json!(given.map_or(usual, String::as_str))
    };
    let mut scales = Map::new();
    let mut bands = Map::new();
    for score in &sheet.scales {
        let name = filled(texts.scales.get(&score.id), first.scales.get(&score.id), &sheet.about.name);
        scales.insert(score.id.clone(), name);
        for band in &score.bands {
            let name = filled(texts.bands.get(&band.name), first.bands.get(&band.name), &band.name);
            bands.insert(band.name.clone(), name);
        }
    }
    let answered = sheet.questions.iter().filter(|question| question.kind != Kind::Display);
    let topics: Map<String, Value> = answered
        .map(|question| (question.id.clone(), filled(texts.topics.get(&question.id), None, &sheet.topic(question))))
        .collect();
    for (key, inner) in [("scales", scales), ("bands", bands), ("topics", topics)] {
        map.insert(key.to_owned(), Value::Object(inner));
    }
    file(map)
}

/// What a form with nothing answered shows, in every instrument with a score that the editor writes.
const NOTHING: &str = "nothing is answered";

fn examples(sheet: &Sheet) -> String {
    let mut columns: Vec<String> = sheet
        .questions
        .iter()
        .filter(|question| question.kind != Kind::Display)
        .map(|question| question.id.clone())
        .collect();
    let ids: Vec<String> = columns.clone();
    for score in &sheet.scales {
        columns.push(score.id.clone());
        let band = if sheet.scales.len() == 1 { "band".to_owned() } else { format!("{} band", score.id) };
        if !score.bands.is_empty() {
            columns.push(band);
        }
    }
    for kept in &sheet.examples {
        for column in kept.cells.keys().filter(|column| ["risk", "imported"].contains(&column.as_str())) {
            if !columns.contains(column) {
                columns.push(column.clone());
            }
        }
    }
    let mut rows = sheet.examples.clone();
    if !ids.is_empty() && !rows.iter().any(|kept| kept.name == NOTHING) {
        rows.push(nothing(sheet, &ids));
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = std::iter::once("what it shows").chain(columns.iter().map(String::as_str));
    let mut written = writer.write_record(head).is_ok();
    for row in &rows {
        let cells = columns.iter().map(|column| row.cells.get(column).map_or("", String::as_str));
        written &= writer.write_record(std::iter::once(row.name.as_str()).chain(cells)).is_ok();
    }
    let bytes = if written { writer.into_inner().unwrap_or_default() } else { Vec::new() };
    String::from_utf8(bytes).unwrap_or_default()
}

/// Never a sum of nothing: true of every score by the rule that there is no partial sum.
fn nothing(sheet: &Sheet, ids: &[String]) -> Kept {
    let mut row = Kept { name: NOTHING.to_owned(), ..Kept::default() };
    for id in ids {
        let always = sheet.question(id).is_some_and(|question| question.only_if.is_none());
        row.cells.insert(id.clone(), if always { "-" } else { "" }.to_owned());
    }
    for score in sheet.scales.iter().filter(|score| !score.is_fixed()) {
        row.cells.insert(score.id.clone(), "no score".to_owned());
    }
    let risks = sheet.rest.get("risk").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let said = risks.iter().filter(|risk| risk.get("if_unanswered").and_then(Value::as_str) != Some("nothing"));
    let said: Vec<String> =
        said.filter_map(|risk| Some(format!("{} unanswered", risk.get("item")?.as_str()?))).collect();
    if !said.is_empty() {
        row.cells.insert("risk".to_owned(), said.join(";"));
    }
    row
}
