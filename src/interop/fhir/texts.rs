//! Texts in several languages, as FHIR's translation extension gives them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::element::list;
use super::names::{TRANSLATION, language};

/// A text by our language.
pub(super) type Texts = BTreeMap<String, String>;

/// The text of an element in the form's own language, and its translations.
pub(super) fn texts(element: &Value, name: &str, own: &str) -> Texts {
    let mut texts = Texts::new();
    let translations = element.get(format!("_{name}")).unwrap_or(&Value::Null);
    for translation in list(translations, "extension") {
        if translation.get("url").and_then(Value::as_str) != Some(TRANSLATION) {
            continue;
        }
        let part = |url: &str, names: &[&str]| {
            let part = list(translation, "extension")
                .iter()
                .find(|part| part.get("url").and_then(Value::as_str) == Some(url))?;
            names.iter().find_map(|name| part.get(*name)).and_then(Value::as_str)
        };
        if let (Some(tag), Some(text)) =
            (part("lang", &["valueCode"]), part("content", &["valueString", "valueMarkdown"]))
        {
            texts.insert(language(tag), text.to_owned());
        }
    }
    if let Some(text) = element.get(name).and_then(Value::as_str) {
        texts.insert(own.to_owned(), text.to_owned());
    }
    texts
}

/// A choice that FHIR calls a boolean, in words: no, yes.
pub(super) fn no_and_yes(language: &str) -> Option<(&'static str, &'static str)> {
    Some(match language {
        "nb" | "nn" => ("Nei", "Ja"),
        "en" => ("No", "Yes"),
        "se" => ("Ii", "Juo"),
        "uk" => ("Ні", "Так"),
        "ar" => ("لا", "نعم"),
        _ => return None,
    })
}
