//! The owner's words out of a FHIR Questionnaire, as rows of `item,text`.

use crate::catalogue::Definition;
use crate::domain::instrument::{Item, ItemKind};
use crate::interop::fhir;

/// The words of a form in one language, for an instrument that is already here. Questions are matched
/// by their names, or by their order where the names are others and there are as many.
///
/// # Errors
/// What does not fit, one sentence a line.
pub(super) fn rows(text: &str, definition: &Definition, language: &str) -> Result<Vec<(String, String)>, String> {
    let form =
        serde_json::from_str(text).map_err(|error| format!("this begins like JSON but does not read: {error}"))?;
    let package = fhir::package(&form)
        .map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
    let wording = package.wording.get(language).ok_or_else(|| {
        let known: Vec<&str> = package.wording.keys().map(String::as_str).collect();
        format!("the form has no words in {language}; it has {}", known.join(", "))
    })?;
    let ours: Vec<&Item> = definition.instrument.items.iter().collect();
    let theirs: Vec<&Item> = package.instrument.items.iter().collect();
    let by_name = ours.iter().all(|item| package.instrument.item(&item.id).is_some());
    if !by_name && ours.len() != theirs.len() {
        return Err(format!("the form has {} questions, and {} are wanted", theirs.len(), ours.len()));
    }
    let mut rows =
        vec![("title".to_owned(), wording.title.clone()), ("instruction".to_owned(), wording.instruction.clone())];
    for (n, item) in ours.iter().enumerate() {
        let other = if by_name { package.instrument.item(&item.id) } else { theirs.get(n).copied() };
        let Some(other) = other else { continue };
        rows.push((item.id.clone(), wording.item(&other.id).unwrap_or_default().to_owned()));
        if let (ItemKind::Choice { answers, values, .. }, ItemKind::Choice { answers: set, values: listed, .. }) =
            (&item.kind, &other.kind)
        {
            if values.len() != listed.len() {
                return Err(format!(
                    "question \"{}\" has {} answers in the form, and {} are wanted",
                    item.id,
                    listed.len(),
                    values.len()
                ));
            }
            for (value, given) in values.iter().zip(listed) {
                let label = wording.label(set, *given).unwrap_or_default().to_owned();
                rows.push((format!("answers.{answers}.{value}"), label));
            }
        }
        if let Some(ends) = wording.ends.get(&other.id) {
            rows.push((format!("ends.{}.low", item.id), ends.low.clone()));
            rows.push((format!("ends.{}.high", item.id), ends.high.clone()));
        }
    }
    rows.retain(|(_, text)| !text.is_empty());
    // The same answers stand at many questions.
    let mut seen = std::collections::BTreeSet::new();
    rows.retain(|(key, _)| seen.insert(key.clone()));
    Ok(rows)
}
