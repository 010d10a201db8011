//! Reading of JSON elements, and what is wrong with them.

use std::fmt;

use serde_json::Value;

/// Something in a FHIR resource that we cannot take: the element, the fact, and what
/// to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The element, such as `Questionnaire.item[2].answerOption[0]`.
    pub element: String,
    /// What is wrong.
    pub fact: String,
    /// What to do about it, as it follows "please".
    pub remedy: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}. Please {}.", self.element, self.fact, self.remedy)
    }
}

/// Makes a problem.
pub(super) fn problem(element: &str, fact: impl fmt::Display, remedy: &str) -> Problem {
    Problem { element: element.to_owned(), fact: fact.to_string(), remedy: remedy.to_owned() }
}

/// The members of a list element; none when it is absent or not a list.
pub(super) fn list<'a>(element: &'a Value, name: &str) -> &'a [Value] {
    element.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A text element that is not empty.
pub(super) fn text<'a>(element: &'a Value, name: &str) -> Option<&'a str> {
    element.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
}

/// Whether an element is there.
pub(super) fn has(element: &Value, name: &str) -> bool {
    element.get(name).is_some_and(|value| !value.is_null())
}

/// The first extension with this address.
pub(super) fn extension<'a>(element: &'a Value, url: &str) -> Option<&'a Value> {
    list(element, "extension").iter().find(|extension| text(extension, "url") == Some(url))
}

/// The number that an extension gives, whole or decimal.
pub(super) fn extension_number(element: &Value, url: &str) -> Option<f64> {
    let extension = extension(element, url)?;
    ["valueDecimal", "valueInteger"].iter().find_map(|name| extension.get(*name)).and_then(Value::as_f64)
}

/// The first code that an item control gives.
pub(super) fn control(item: &Value) -> Option<&str> {
    let concept = extension(item, super::names::ITEM_CONTROL)?.get("valueCodeableConcept")?;
    list(concept, "coding").first().and_then(|coding| text(coding, "code"))
}

/// A number as JSON: whole numbers without decimals.
pub(super) fn number(value: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "a whole number far inside the range")]
    if value.fract() == 0.0 && value.abs() < 1e15 {
        return Value::from(value as i64);
    }
    Value::from(value)
}

/// Puts a member into an element, in place of an earlier one of its name.
pub(super) fn set(element: &mut Value, name: &str, value: Value) {
    if let Some(members) = element.as_object_mut() {
        members.insert(name.to_owned(), value);
    }
}
