//! From the files of an instrument to a sheet: whatever the editor does not show is kept as it was.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::sheet::{About, Band, Kept, Kind, Question, Score, Set, Sheet, Texts};

/// The name of the main file.
pub(super) const INSTRUMENT: &str = "instrument.toml";
/// The name of the file with worked examples.
pub(super) const EXAMPLES: &str = "examples.csv";

/// Reads files by path below the instrument's folder.
///
/// # Errors
/// What does not read, in a sentence that names the file.
pub(super) fn sheet(files: &BTreeMap<String, String>) -> Result<Sheet, String> {
    let text = files.get(INSTRUMENT).ok_or_else(|| format!("there is no {INSTRUMENT}"))?;
    let mut head = table(INSTRUMENT, text)?;
    let mut sheet = Sheet { about: about(&mut head), ..Sheet::default() };
    questions(&mut sheet, &mut head);
    for (name, set) in take_map(&mut head, "answers") {
        let Value::Object(mut set) = set else { continue };
        let values = take_list(&mut set, "values").iter().filter_map(Value::as_f64).collect();
        sheet.sets.insert(name, Set { values, highest_first: take_bool(&mut set, "highest_first", false), rest: set });
    }
    for scale in take_list(&mut head, "scale") {
        if let Value::Object(scale) = scale {
            sheet.scales.push(score(scale));
        }
    }
    sheet.history = take_list(&mut head, "history");
    sheet.rest = head;
    for (path, text) in files {
        if let Some(language) = path.strip_prefix("wording/").and_then(|name| name.strip_suffix(".toml")) {
            let mut words = table(path, text)?;
            wording(sheet.texts.entry(language.to_owned()).or_default(), &mut words, &sheet.sets);
            sheet.languages.push(language.to_owned());
        } else if let Some(language) = path.strip_prefix("feedback/").and_then(|name| name.strip_suffix(".toml")) {
            let mut words = table(path, text)?;
            feedback(sheet.texts.entry(language.to_owned()).or_default(), &mut words);
        } else if path == EXAMPLES {
            sheet.examples = examples(text);
        } else if path != INSTRUMENT {
            sheet.files.insert(path.clone(), text.clone());
        }
    }
    // Bokmål first where there is one: that is what most are written in.
    sheet.languages.sort_by_key(|language| (language != "nb", language.clone()));
    if sheet.languages.is_empty() {
        sheet.languages.push("nb".to_owned());
    }
    Ok(sheet)
}

fn table(path: &str, text: &str) -> Result<Map<String, Value>, String> {
    toml::from_str(text).map_err(|error| format!("{path} does not read: {}", error.message()))
}

/// A wording file alone, for words that are loaded under a permission.
pub(super) fn words(text: &str, sets: &BTreeMap<String, Set>) -> Result<Texts, String> {
    let mut words = table("the wording", text)?;
    let mut texts = Texts::default();
    wording(&mut texts, &mut words, sets);
    Ok(texts)
}

fn about(head: &mut Map<String, Value>) -> About {
    let mut used = take_map(head, "use");
    let mut ages = take_map(head, "ages");
    head.remove("version");
    let year = |value: Option<Value>| value.and_then(|value| value.as_u64()).and_then(|year| u32::try_from(year).ok());
    About {
        id: take_text(head, "id"),
        name: take_text(head, "name"),
        measures: take_text(head, "measures"),
        group: take_text(head, "group"),
        answered_by: texts_of(&take_list(head, "answered_by")),
        age_from: year(ages.remove("from")),
        age_to: year(ages.remove("to")),
        looks_back: take_text(head, "looks_back"),
        minutes: head.remove("minutes").and_then(|value| value.as_f64()).unwrap_or(2.0),
        higher_is_worse: take_text(head, "higher_is") != "better",
        purpose: take_text(&mut used, "for"),
        not_for: take_text(&mut used, "not_for"),
        validated: take_bool(head, "validated", false),
    }
}

fn questions(sheet: &mut Sheet, head: &mut Map<String, Value>) {
    let mut asked = take_map(head, "questions");
    let usual = take_text(&mut asked, "answers");
    let mut only_if = take_map(&mut asked, "only_if");
    for item in take_list(&mut asked, "items") {
        let Value::Object(mut item) = item else { continue };
        let id = take_text(&mut item, "id");
        let kind = kind(&mut item, &usual);
        sheet.questions.push(Question {
            topic: take_text(&mut item, "topic"),
            kind,
            group: Some(take_text(&mut item, "group")).filter(|group| !group.is_empty()),
            required: take_bool(&mut item, "required", true),
            may_decline: take_bool(&mut item, "may_decline", true),
            only_if: only_if.remove(&id),
            id,
            rest: item,
        });
    }
}

fn kind(item: &mut Map<String, Value>, usual: &str) -> Kind {
    let number =
        |map: &Map<String, Value>, key: &str, usual: f64| map.get(key).and_then(Value::as_f64).unwrap_or(usual);
    if let Some(Value::Object(line)) = item.remove("scale") {
        return Kind::Scale {
            from: number(&line, "from", 0.0),
            to: number(&line, "to", 10.0),
            step: number(&line, "step", 1.0),
        };
    }
    if let Some(Value::Object(line)) = item.remove("analogue") {
        let step = number(&line, "step", 0.1);
        return Kind::Analogue { from: number(&line, "from", 0.0), to: number(&line, "to", 10.0), step };
    }
    if let Some(Value::Object(line)) = item.remove("number") {
        let decimals = line.get("decimals").and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
        return Kind::Number { from: number(&line, "from", 0.0), to: number(&line, "to", 100.0), decimals };
    }
    if let Some(Value::Object(text)) = item.remove("text") {
        let max_chars = text.get("max_chars").and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
        return Kind::Text { max_chars: max_chars.unwrap_or(1000) };
    }
    if item.remove("date").is_some() {
        return Kind::Date;
    }
    if take_bool(item, "display", false) {
        return Kind::Display;
    }
    let own = take_text(item, "answers");
    Kind::Choice { set: if own.is_empty() { usual.to_owned() } else { own } }
}

/// The keys that make a scale one that the editor does not change.
const FIXED: [&str; 8] = ["of", "points", "times", "plus", "table", "function", "not_asked_counts", "yields"];

fn score(mut scale: Map<String, Value>) -> Score {
    let method = scale.get("method").and_then(Value::as_str).unwrap_or_default().to_owned();
    let only = scale.get("missing").and_then(|missing| missing.get("only")).is_some();
    let fixed = only || FIXED.iter().any(|key| scale.contains_key(*key)) || !["sum", "mean"].contains(&method.as_str());
    let mut score = Score { id: take_text(&mut scale, "id"), mean: method == "mean", ..Score::default() };
    if fixed {
        score.items = texts_of(scale.get("items").and_then(Value::as_array).map_or(&[], Vec::as_slice));
        for band in scale.get("bands").and_then(Value::as_array).into_iter().flatten() {
            score.bands.extend(one_band(band));
        }
        score.rest = scale;
        return score;
    }
    scale.remove("method");
    scale.remove("range");
    score.items = texts_of(&take_list(&mut scale, "items"));
    score.reverse = texts_of(&take_list(&mut scale, "reverse"));
    score.round = take_text(&mut scale, "round");
    score.bands = take_list(&mut scale, "bands").iter().filter_map(one_band).collect();
    if let Some(missing) = scale.get("missing") {
        score.up_to = missing.get("up_to").and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
    }
    score.rest = scale;
    score
}

fn one_band(band: &Value) -> Option<Band> {
    Some(Band { from: band.get("from")?.as_f64()?, name: band.get("name")?.as_str()?.to_owned() })
}

fn wording(texts: &mut Texts, words: &mut Map<String, Value>, sets: &BTreeMap<String, Set>) {
    words.remove("language");
    texts.title = take_text(words, "title");
    texts.instruction = take_text(words, "instruction");
    texts.items = strings(take_map(words, "items"));
    texts.units = strings(take_map(words, "units"));
    texts.groups = strings(take_map(words, "groups"));
    for (set, labels) in take_map(words, "answers") {
        let Value::Object(labels) = labels else { continue };
        let given: Vec<(f64, String)> = labels
            .into_iter()
            .filter_map(|(value, label)| Some((value.parse().ok()?, label.as_str()?.to_owned())))
            .collect();
        let label = |value: f64| {
            given
                .iter()
                .find(|(known, _)| (known - value).abs() < 1e-9)
                .map_or_else(String::new, |(_, text)| text.clone())
        };
        let values = sets.get(&set).map_or(&[][..], |set| &set.values);
        texts.labels.insert(set, values.iter().map(|value| label(*value)).collect());
    }
    for (item, ends) in take_map(words, "ends") {
        let end = |name: &str| ends.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        texts.ends.insert(item, (end("low"), end("high")));
    }
    texts.wording_rest = std::mem::take(words);
}

fn feedback(texts: &mut Texts, words: &mut Map<String, Value>) {
    words.remove("language");
    texts.scales = strings(take_map(words, "scales"));
    texts.bands = strings(take_map(words, "bands"));
    texts.topics = strings(take_map(words, "topics"));
    texts.feedback_rest = std::mem::take(words);
}

fn examples(text: &str) -> Vec<Kept> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let Ok(head) = reader.headers().cloned() else { return Vec::new() };
    reader
        .records()
        .filter_map(Result::ok)
        .map(|record| {
            let mut kept = Kept::default();
            for (column, cell) in head.iter().zip(record.iter()) {
                if column == "what it shows" {
                    cell.clone_into(&mut kept.name);
                } else if !cell.is_empty() {
                    kept.cells.insert(column.to_owned(), cell.to_owned());
                }
            }
            kept
        })
        .collect()
}

fn take_text(map: &mut Map<String, Value>, key: &str) -> String {
    match map.remove(key) {
        Some(Value::String(text)) => text,
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn take_bool(map: &mut Map<String, Value>, key: &str, usual: bool) -> bool {
    map.remove(key).and_then(|value| value.as_bool()).unwrap_or(usual)
}

fn take_map(map: &mut Map<String, Value>, key: &str) -> Map<String, Value> {
    match map.remove(key) {
        Some(Value::Object(inner)) => inner,
        _ => Map::new(),
    }
}

fn take_list(map: &mut Map<String, Value>, key: &str) -> Vec<Value> {
    match map.remove(key) {
        Some(Value::Array(list)) => list,
        _ => Vec::new(),
    }
}

fn texts_of(list: &[Value]) -> Vec<String> {
    list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn strings(map: Map<String, Value>) -> BTreeMap<String, String> {
    map.into_iter().filter_map(|(key, value)| Some((key, value.as_str()?.to_owned()))).collect()
}
