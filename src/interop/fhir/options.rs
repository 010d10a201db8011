//! The answers to a choice: listed in the item, or in a value set that the form holds.

use serde_json::{Value, json};

use super::element::{extension, extension_number, list, text};
use super::names::{ITEM_WEIGHT, LOINC, LYTT_ANSWER_SET, ORDINAL_VALUE};
use super::texts::{Texts, no_and_yes, texts};

/// The answers to one choice.
#[derive(Debug, Clone)]
pub(super) struct Options {
    /// What the set is called, where the form says.
    pub(super) name: Option<String>,
    /// The values, rising.
    pub(super) values: Vec<f64>,
    /// Whether the values are the form's own numbers.
    pub(super) numbered: bool,
    /// Whether the highest stands first.
    pub(super) highest_first: bool,
    /// LOINC answer codes by value; empty when not all have one.
    pub(super) loinc: Vec<String>,
    /// The labels by value.
    pub(super) labels: Vec<(f64, Texts)>,
    /// System, code and value of each.
    pub(super) codes: Vec<(Option<String>, String, f64)>,
    /// Value and weight of each, where the form gives weights.
    pub(super) weights: Option<Vec<(f64, f64)>>,
}

/// More answers than anybody can choose among.
const MOST: usize = 100;

/// One listed answer.
struct Listed {
    system: Option<String>,
    code: String,
    label: Texts,
    weight: Option<f64>,
}

/// Reads the answers of an item.
///
/// # Errors
/// What is wrong with them, and what to do about it.
pub(super) fn read(form: &Value, item: &Value, language: &str) -> Result<Options, (String, &'static str)> {
    if text(item, "type") == Some("boolean") {
        return Ok(boolean());
    }
    let (name, listed) = if let Some(reference) = text(item, "answerValueSet") {
        let set = contained(form, reference).ok_or_else(|| {
            let fact = format!("its answers are in {reference}, which is not in the form");
            (fact, "put the value set into the form (contained)")
        })?;
        let name = ["title", "name", "id"].iter().find_map(|name| text(set, name)).map(str::to_owned);
        (name, concepts(set, language))
    } else {
        let set = extension(item, LYTT_ANSWER_SET).and_then(|reference| text(reference, "valueCanonical"));
        let set = set.and_then(|reference| contained(form, reference));
        let name = set.and_then(|set| text(set, "title")).map(str::to_owned);
        (name, list(item, "answerOption").iter().filter_map(|option| listed(option, language)).collect())
    };
    if listed.len() > MOST {
        return Err((format!("it has more than {MOST} answers"), "ask with fewer"));
    }
    if listed.is_empty() {
        return Err(("it has no answers that can be read".to_owned(), "list them as answerOption"));
    }
    Ok(valued(name, &listed))
}

fn contained<'a>(form: &'a Value, reference: &str) -> Option<&'a Value> {
    let id = reference.strip_prefix('#')?;
    list(form, "contained").iter().find(|set| text(set, "id") == Some(id))
}

fn weight(elements: &[&Value]) -> Option<f64> {
    elements
        .iter()
        .find_map(|element| [ORDINAL_VALUE, ITEM_WEIGHT].iter().find_map(|url| extension_number(element, url)))
}

fn listed(option: &Value, language: &str) -> Option<Listed> {
    if let Some(coding) = option.get("valueCoding") {
        let label = texts(coding, "display", language);
        let code = text(coding, "code").map(str::to_owned).or_else(|| label.get(language).cloned())?;
        let system = text(coding, "system").map(str::to_owned);
        return Some(Listed { system, code, label, weight: weight(&[option, coding]) });
    }
    let value = option.get("valueString").or_else(|| option.get("valueInteger"))?;
    let code = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let label = texts(&json!({"text": code}), "text", language);
    Some(Listed { system: None, code, label, weight: weight(&[option]).or_else(|| value.as_f64()) })
}

/// The concepts of a value set that lists them.
fn concepts(set: &Value, language: &str) -> Vec<Listed> {
    let mut all = Vec::new();
    let includes = set.get("compose").map_or(&[][..], |compose| list(compose, "include"));
    let expanded = set.get("expansion").map_or(&[][..], |expansion| list(expansion, "contains"));
    let concepts = includes
        .iter()
        .flat_map(|include| list(include, "concept").iter().map(move |concept| (text(include, "system"), concept)))
        .chain(expanded.iter().map(|concept| (text(concept, "system"), concept)));
    for (system, concept) in concepts {
        let Some(code) = text(concept, "code") else { continue };
        if all.len() > MOST {
            break;
        }
        if all.iter().any(|known: &Listed| known.code == code && known.system.as_deref() == system) {
            continue;
        }
        let mut label = texts(concept, "display", language);
        for designation in list(concept, "designation") {
            if let (Some(tag), Some(words)) = (text(designation, "language"), text(designation, "value")) {
                label.entry(super::names::language(tag)).or_insert_with(|| words.to_owned());
            }
        }
        let system = system.map(str::to_owned);
        all.push(Listed { system, code: code.to_owned(), label, weight: weight(&[concept]) });
    }
    all
}

/// Gives every answer a value. Weights that rise or fall through the list are the values
/// themselves; otherwise the answers are numbered, and weights stand in a table.
fn valued(name: Option<String>, listed: &[Listed]) -> Options {
    let weights: Option<Vec<f64>> = listed.iter().map(|one| one.weight).collect();
    let rising = |values: &[f64]| values.windows(2).all(|pair| matches!(pair, [a, b] if a < b));
    let falling = |values: &[f64]| values.windows(2).all(|pair| matches!(pair, [a, b] if a > b));
    let coded: Option<Vec<f64>> =
        listed.iter().map(|one| one.code.parse::<f64>().ok().filter(|code| code.is_finite())).collect();
    let ordered = |values: &Option<Vec<f64>>| values.clone().filter(|values| rising(values) || falling(values));
    let own = ordered(&weights).or_else(|| ordered(&coded).filter(|_| weights.is_none()));
    let numbered = own.is_some();
    let given = own.unwrap_or_else(|| (0_u32..).take(listed.len()).map(f64::from).collect());
    let mut all: Vec<(f64, &Listed)> = given.into_iter().zip(listed).collect();
    let highest_first = matches!(all.as_slice(), [(first, _), (second, _), ..] if first > second);
    all.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    let loinc = all.iter().all(|(_, one)| one.system.as_deref() == Some(LOINC));
    Options {
        name,
        values: all.iter().map(|(value, _)| *value).collect(),
        numbered,
        highest_first,
        loinc: if loinc { all.iter().map(|(_, one)| one.code.clone()).collect() } else { Vec::new() },
        labels: all.iter().map(|(value, one)| (*value, one.label.clone())).collect(),
        codes: all.iter().map(|(value, one)| (one.system.clone(), one.code.clone(), *value)).collect(),
        weights: weights.map(|_| all.iter().filter_map(|(value, one)| Some((*value, one.weight?))).collect()),
    }
}

/// Yes or no.
fn boolean() -> Options {
    let spoken = super::names::SPOKEN.iter().filter_map(|language| Some((*language, no_and_yes(language)?)));
    let (no, yes) =
        spoken.map(|(language, (no, yes))| ((language, no), (language, yes))).unzip::<_, _, Vec<_>, Vec<_>>();
    let texts =
        |words: Vec<(&str, &str)>| words.into_iter().map(|(tag, word)| (tag.to_owned(), word.to_owned())).collect();
    let labels: Vec<(f64, Texts)> = vec![(0.0, texts(no)), (1.0, texts(yes))];
    Options {
        name: Some("yes-no".to_owned()),
        values: vec![0.0, 1.0],
        numbered: true,
        highest_first: true,
        loinc: Vec::new(),
        codes: vec![(None, "false".to_owned(), 0.0), (None, "true".to_owned(), 1.0)],
        labels,
        weights: None,
    }
}
