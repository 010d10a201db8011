//! From a sheet to the files of an instrument, in the same language as those that travel with the
//! product, laid out for a person to read.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::read::{EXAMPLES, INSTRUMENT};
use super::sheet::{Kept, Kind, Question, Score, Sheet, Texts};

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

/// One value as TOML writes it inside a line.
fn inline(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Number(number) => number.as_f64().map_or_else(|| number.to_string(), plain),
        Value::Bool(yes) => yes.to_string(),
        Value::Null => "\"\"".to_owned(),
        Value::Array(list) => format!("[{}]", list.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::Object(map) if map.is_empty() => "{}".to_owned(),
        Value::Object(map) => {
            let pairs = map.iter().map(|(key, value)| format!("{} = {}", key_of(key), inline(value)));
            format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
        }
    }
}

/// A number without a needless `.0`.
fn plain(value: f64) -> String {
    format!("{value}")
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            other if other.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(other));
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

fn key_of(key: &str) -> String {
    let bare =
        !key.is_empty() && key.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_');
    if bare { key.to_owned() } else { quoted(key) }
}

/// Lines of `key = value`, the signs of equality below each other.
fn pairs(out: &mut String, list: &[(String, String)]) {
    let width = list.iter().map(|(key, _)| key.chars().count()).max().unwrap_or(0);
    for (key, value) in list {
        let gap = " ".repeat(width - key.chars().count());
        let _ = writeln!(out, "{key}{gap} = {value}");
    }
}

fn pairs_of(map: &Map<String, Value>) -> Vec<(String, String)> {
    map.iter().map(|(key, value)| (key_of(key), inline(value))).collect()
}

fn texts_of(map: &BTreeMap<String, String>) -> Vec<(String, String)> {
    map.iter().map(|(key, text)| (key_of(key), quoted(text))).collect()
}

fn section(out: &mut String, head: &str, list: &[(String, String)]) {
    if !list.is_empty() {
        let _ = writeln!(out, "\n[{head}]");
        pairs(out, list);
    }
}

fn instrument(sheet: &Sheet, one: &As<'_>) -> String {
    let about = &sheet.about;
    let mut rest = sheet.rest.clone();
    let mut out = format!("# {}: what is asked and how it is scored.\n\n", about.name.replace('\n', " "));
    let pair = |key: &str, value: Value| (key.to_owned(), inline(&value));
    let mut top = vec![
        pair("id", json!(one.id)),
        pair("version", json!(one.version)),
        pair("name", json!(about.name)),
        pair("measures", json!(about.measures)),
        pair("group", json!(about.group)),
        pair("answered_by", json!(about.answered_by)),
    ];
    let mut ages = Map::new();
    for (key, age) in [("from", about.age_from), ("to", about.age_to)] {
        if let Some(age) = age {
            ages.insert(key.to_owned(), json!(age));
        }
    }
    if !ages.is_empty() {
        top.push(pair("ages", Value::Object(ages)));
    }
    top.extend([
        pair("looks_back", json!(about.looks_back)),
        pair("minutes", json!(about.minutes)),
        pair("higher_is", json!(if about.higher_is_worse { "worse" } else { "better" })),
        pair("validated", json!(about.validated)),
    ]);
    let doubts = rest.remove("doubts").unwrap_or_else(|| json!(["Nobody has studied what these questions measure."]));
    top.push(pair("doubts", doubts));
    // What is neither a table nor a list of tables must stand before the first heading.
    let is_plain =
        |value: &Value| !value.is_object() && !value.as_array().is_some_and(|list| list.iter().any(Value::is_object));
    top.extend(rest.iter().filter(|(_, value)| is_plain(value)).map(|(key, value)| (key_of(key), inline(value))));
    pairs(&mut out, &top);
    section(&mut out, "use", &[pair("for", json!(about.purpose)), pair("not_for", json!(about.not_for))]);
    let review = rest
        .remove("review")
        .unwrap_or_else(|| json!({ "written_by": one.owner, "checked_by": "", "checked_on": "", "check_again": "" }));
    section(&mut out, "review", &review.as_object().map(pairs_of).unwrap_or_default());
    questions(&mut out, sheet);
    for score in &sheet.scales {
        let _ = writeln!(out, "\n[[scale]]");
        pairs(&mut out, &scale(sheet, score));
    }
    history(&mut out, sheet, one.version);
    licence(&mut out, sheet, one, &mut rest);
    for (key, value) in rest.iter().filter(|(_, value)| !is_plain(value)) {
        match value {
            Value::Object(map) => section(&mut out, &key_of(key), &pairs_of(map)),
            Value::Array(list) => {
                for map in list.iter().filter_map(Value::as_object) {
                    let _ = writeln!(out, "\n[[{}]]", key_of(key));
                    pairs(&mut out, &pairs_of(map));
                }
            }
            _ => {}
        }
    }
    out
}

fn licence(out: &mut String, sheet: &Sheet, one: &As<'_>, rest: &mut Map<String, Value>) {
    let licence = rest.remove("licence").unwrap_or_else(|| {
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
    section(out, "licence", &licence.as_object().map(pairs_of).unwrap_or_default());
    let mut sources = match rest.remove("sources") {
        Some(Value::Object(sources)) => sources,
        _ => Map::new(),
    };
    let cite = format!("{}: {}", one.owner, sheet.about.name);
    sources.entry(OWN).or_insert_with(|| json!({ "seen": "full text", "cite": cite }));
    section(out, "sources", &pairs_of(&sources));
}

fn history(out: &mut String, sheet: &Sheet, version: u32) {
    let earlier = sheet.history.iter().filter_map(Value::as_object).cloned();
    let mut own = Map::new();
    if version > 1 {
        own.insert("version".to_owned(), json!(version));
        own.insert("what".to_owned(), json!(sheet.change.what));
        own.insert("comparable".to_owned(), json!(sheet.change.comparable.unwrap_or(false)));
    }
    let is_earlier = |map: &Map<String, Value>| map.get("version").and_then(Value::as_u64) < Some(u64::from(version));
    for map in earlier.filter(is_earlier).chain(Some(own)).filter(|map| !map.is_empty()) {
        let _ = writeln!(out, "\n[[history]]");
        pairs(out, &pairs_of(&map));
    }
}

fn questions(out: &mut String, sheet: &Sheet) {
    if sheet.questions.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n[questions]\nitems = [");
    for question in &sheet.questions {
        let _ = writeln!(out, "  {},", inline(&Value::Object(item(sheet, question))));
    }
    let _ = writeln!(out, "]");
    let rules = sheet
        .questions
        .iter()
        .filter_map(|question| question.only_if.as_ref().map(|rule| (key_of(&question.id), inline(rule))));
    section(out, "questions.only_if", &rules.collect::<Vec<_>>());
    let mut sets = Vec::new();
    for name in sheet.used_sets() {
        let Some(set) = sheet.sets.get(name) else { continue };
        let mut map = Map::new();
        map.insert("values".to_owned(), json!(set.values));
        if set.highest_first {
            map.insert("highest_first".to_owned(), json!(true));
        }
        map.extend(set.rest.clone());
        sets.push((key_of(name), inline(&Value::Object(map))));
    }
    section(out, "answers", &sets);
}

fn item(sheet: &Sheet, question: &Question) -> Map<String, Value> {
    let mut map = Map::new();
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
    for (key, is) in [("required", question.required), ("may_decline", question.may_decline)] {
        if !is {
            map.insert(key.to_owned(), json!(false));
        }
    }
    map.extend(question.rest.clone());
    map
}

fn scale(sheet: &Sheet, score: &Score) -> Vec<(String, String)> {
    let mut map = Map::new();
    map.insert("id".to_owned(), json!(score.id));
    if score.is_fixed() {
        map.extend(score.rest.clone());
        return pairs_of(&map);
    }
    let mut rest = score.rest.clone();
    map.insert("method".to_owned(), json!(if score.mean { "mean" } else { "sum" }));
    map.insert("items".to_owned(), json!(score.items));
    if !score.reverse.is_empty() {
        map.insert("reverse".to_owned(), json!(score.reverse));
    }
    if !score.round.is_empty() {
        map.insert("round".to_owned(), json!(score.round));
    }
    if let Some((lowest, highest)) = sheet.range(score) {
        map.insert("range".to_owned(), json!([lowest, highest]));
    }
    let written = rest.remove("missing");
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
        rest.entry("bands_source").or_insert_with(|| json!(OWN));
    }
    map.extend(rest);
    pairs_of(&map)
}

fn wording(sheet: &Sheet, texts: &Texts, language: &str, owner: &str) -> String {
    let mut rest = texts.wording_rest.clone();
    let mut out = String::new();
    let compared_by = rest.remove("compared_by").unwrap_or_else(|| json!([]));
    let compared_on = rest.remove("compared_on").unwrap_or_else(|| json!(""));
    let top = [
        ("language", json!(language)),
        ("compared_by", compared_by),
        ("compared_on", compared_on),
        ("title", json!(texts.title)),
        ("instruction", json!(texts.instruction)),
    ];
    pairs(&mut out, &top.map(|(key, value)| (key.to_owned(), inline(&value))));
    let origin = rest.remove("translation").unwrap_or_else(|| json!({ "kind": "own words", "by": owner }));
    section(&mut out, "translation", &origin.as_object().map(pairs_of).unwrap_or_default());
    let asked = sheet.questions.iter();
    let items = asked.clone().map(|question| {
        let text = texts.items.get(&question.id).map_or("", String::as_str);
        (key_of(&question.id), quoted(text))
    });
    section(&mut out, "items", &items.collect::<Vec<_>>());
    for name in sheet.used_sets() {
        let (Some(set), Some(labels)) = (sheet.sets.get(name), texts.labels.get(name)) else { continue };
        let list = set.values.iter().zip(labels).map(|(value, label)| (key_of(&plain(*value)), quoted(label)));
        section(&mut out, &format!("answers.{}", key_of(name)), &list.collect::<Vec<_>>());
    }
    let ends = asked.clone().filter(|question| question.kind.has_ends()).filter_map(|question| {
        let (low, high) = texts.ends.get(&question.id)?;
        Some((key_of(&question.id), inline(&json!({ "low": low, "high": high }))))
    });
    section(&mut out, "ends", &ends.collect::<Vec<_>>());
    let units = asked.filter(|question| matches!(question.kind, Kind::Number { .. })).filter_map(|question| {
        let unit = texts.units.get(&question.id).filter(|unit| !unit.is_empty())?;
        Some((key_of(&question.id), quoted(unit)))
    });
    section(&mut out, "units", &units.collect::<Vec<_>>());
    let groups: BTreeSet<&String> = sheet.questions.iter().filter_map(|question| question.group.as_ref()).collect();
    let headings =
        groups.into_iter().map(|group| (key_of(group), quoted(texts.groups.get(group).map_or("", String::as_str))));
    section(&mut out, "groups", &headings.collect::<Vec<_>>());
    out
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
    let mut rest = texts.feedback_rest.clone();
    let (short, no_score) = usual_words(language, &sheet.about.measures);
    let mut take = |key: &str, usual: String| {
        let text = rest.remove(key).and_then(|value| value.as_str().map(str::to_owned));
        (key.to_owned(), quoted(&text.filter(|text| !text.is_empty()).unwrap_or(usual)))
    };
    let top = vec![
        ("language".to_owned(), quoted(language)),
        take("name", sheet.about.name.clone()),
        take("short", short),
        take("no_score", no_score.to_owned()),
    ];
    let mut out = String::new();
    pairs(&mut out, &top);
    let filled = |own: Option<&String>, other: Option<&String>, usual: &str| {
        [own, other]
            .into_iter()
            .flatten()
            .find(|text| !text.trim().is_empty())
            .cloned()
            .unwrap_or_else(|| usual.to_owned())
    };
    let scales: BTreeMap<String, String> = sheet
        .scales
        .iter()
        .map(|score| {
            let name = filled(texts.scales.get(&score.id), first.scales.get(&score.id), &sheet.about.name);
            (score.id.clone(), name)
        })
        .collect();
    section(&mut out, "scales", &texts_of(&scales));
    let bands: BTreeMap<String, String> = sheet
        .scales
        .iter()
        .flat_map(|score| &score.bands)
        .map(|band| {
            let name = filled(texts.bands.get(&band.name), first.bands.get(&band.name), &band.name);
            (band.name.clone(), name)
        })
        .collect();
    section(&mut out, "bands", &texts_of(&bands));
    let topics: BTreeMap<String, String> = sheet
        .questions
        .iter()
        .filter(|question| question.kind != Kind::Display)
        .map(|question| (question.id.clone(), filled(texts.topics.get(&question.id), None, &sheet.topic(question))))
        .collect();
    section(&mut out, "topics", &texts_of(&topics));
    for (key, value) in &rest {
        if let Value::Object(map) = value {
            section(&mut out, &key_of(key), &pairs_of(map));
        }
    }
    out
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
    if !rows.iter().any(|kept| kept.name == NOTHING) {
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
    row
}
