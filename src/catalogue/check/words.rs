//! The wording and our own words: every text there, in every language.

use super::{Findings, LANGUAGES, SPOKEN};
use crate::domain::instrument::{Feedback, ItemKind, LicenceClass, TranslationKind, Wording, WordingStatus};

pub(super) fn check(findings: &mut Findings<'_>) {
    let definition = findings.definition;
    let instrument = findings.instrument();
    let closed = matches!(instrument.licence.class, LicenceClass::C | LicenceClass::D);
    if instrument.licence.wording_shipped == definition.wording.is_empty() {
        let fact = if definition.wording.is_empty() {
            "the licence says that the wording is shipped, but there is none"
        } else {
            "there is a wording, but the licence says that it is not shipped"
        };
        findings.add("licence", fact, "correct wording_shipped, or the folder");
    }
    if closed && instrument.licence.wording_shipped {
        findings.add(
            "licence",
            format!("class {:?} needs a permission, so the wording may not be shipped", instrument.licence.class),
            "either correct the class or remove the wording",
        );
    }
    if !instrument.licence.wording_shipped
        && instrument.licence.class == LicenceClass::A
        && instrument.doubts.is_empty()
    {
        findings.add(
            "licence",
            "the wording may be shipped but is not, and no doubt says why",
            "either add the wording or say in doubts why it is not here",
        );
    }
    for language in definition.wording.keys().filter(|language| !SPOKEN.contains(&language.as_str())) {
        findings.add_in(
            &format!("wording/{language}.toml"),
            "",
            format!("\"{language}\" is not a language that pages are made in"),
            &format!("use one of {}", SPOKEN.join(", ")),
        );
    }
    for language in LANGUAGES {
        if !definition.feedback.contains_key(language) {
            absent(findings, "feedback", language);
        }
    }
    for (language, wording) in &definition.wording {
        wording_in(findings, &format!("wording/{language}.toml"), language, wording);
    }
    for (language, feedback) in &definition.feedback {
        feedback_in(findings, &format!("feedback/{language}.toml"), language, feedback);
    }
}

fn absent(findings: &mut Findings<'_>, folder: &str, language: &str) {
    findings.add_in(
        &format!("{folder}/{language}.toml"),
        "",
        "there is no such file",
        "write it: our own words about a result are in nb and en",
    );
}

fn wording_in(findings: &mut Findings<'_>, file: &str, language: &str, wording: &Wording) {
    let instrument = findings.instrument();
    if wording.language != language {
        findings.add_in(
            file,
            "",
            format!("it says that its language is \"{}\"", wording.language),
            "make it the same as the file name",
        );
    }
    for item in &instrument.items {
        if wording.item(&item.id).is_none_or(|text| text.trim().is_empty()) {
            findings.add_in(
                file,
                &format!("item {}", item.id),
                format!("question \"{}\" ({}) has no text", item.id, item.topic),
                "add it under [items]",
            );
        }
        match &item.kind {
            ItemKind::Choice { answers, values, .. } => {
                labels(findings, file, wording, answers, values);
            }
            ItemKind::Scale { .. } | ItemKind::Analogue { .. } => {
                let named = wording
                    .ends
                    .get(&item.id)
                    .is_some_and(|ends| !ends.low.trim().is_empty() && !ends.high.trim().is_empty());
                if !named {
                    findings.add_in(
                        file,
                        &format!("ends {}", item.id),
                        format!("the ends of \"{}\" have no names", item.id),
                        "add low and high under [ends]",
                    );
                }
            }
            ItemKind::Number { .. } | ItemKind::Text { .. } | ItemKind::Date | ItemKind::Display => {}
        }
        if let Some(group) = &item.group
            && wording.groups.get(group).is_none_or(|heading| heading.trim().is_empty())
        {
            findings.add_in(
                file,
                &format!("group {group}"),
                format!("the group \"{group}\" has no heading"),
                "add it under [groups]",
            );
        }
    }
    for id in wording.items.keys().chain(wording.ends.keys()).chain(wording.units.keys()) {
        if instrument.item(id).is_none() {
            findings.add_in(
                file,
                &format!("item {id}"),
                format!("there is a text for \"{id}\", which is not a question"),
                "either add the question or remove the text",
            );
        }
    }
    let own = wording.translation.kind == TranslationKind::OwnWords;
    if own && !instrument.licence.wording_may_change {
        findings.add_in(
            file,
            "",
            "it is in our own words, but only the owner may change a word",
            "correct translation.kind, or wording_may_change in instrument.toml",
        );
    }
    if wording.status() != WordingStatus::Compared && !wording.compared_on.is_empty() {
        findings.add_in(
            file,
            "",
            "it has a day of comparison but not two people",
            "name both under compared_by, or empty compared_on",
        );
    }
}

fn labels(findings: &mut Findings<'_>, file: &str, wording: &Wording, set: &str, values: &[f64]) {
    for value in values {
        if wording.label(set, *value).is_none_or(|text| text.trim().is_empty()) {
            findings.add_in(
                file,
                &format!("answers {set}"),
                format!("answer {value} of \"{set}\" has no label"),
                &format!("add it under [answers.{set}]"),
            );
        }
    }
    let given = wording.answers.get(set).map_or(0, Vec::len);
    if given > values.len() {
        findings.add_in(
            file,
            &format!("answers {set}"),
            format!("\"{set}\" has {given} labels for {} answers", values.len()),
            "remove the labels that have no answer",
        );
    }
}

fn feedback_in(findings: &mut Findings<'_>, file: &str, language: &str, feedback: &Feedback) {
    let instrument = findings.instrument();
    let mut lacking = Vec::new();
    if feedback.language != language {
        findings.add_in(
            file,
            "",
            format!("it says that its language is \"{}\"", feedback.language),
            "make it the same as the file name",
        );
    }
    for scale in &instrument.scales {
        if !feedback.scales.contains_key(&scale.id) {
            lacking.push(format!("[scales] {}", scale.id));
        }
        for band in &scale.bands {
            if !feedback.bands.contains_key(&band.name) {
                lacking.push(format!("[bands] {}", band.name));
            }
        }
    }
    for item in instrument.items.iter().filter(|item| item.is_answered()) {
        if !feedback.topics.contains_key(&item.id) {
            lacking.push(format!("[topics] {}", item.id));
        }
    }
    for risk in &instrument.risks {
        if !feedback.risk.contains_key(&risk.item) {
            lacking.push(format!("[risk] {}", risk.item));
        }
        if risk.report_unanswered && !feedback.risk_unanswered.contains_key(&risk.item) {
            lacking.push(format!("[risk_unanswered] {}", risk.item));
        }
    }
    if !instrument.norms.is_empty() && feedback.change.is_none() {
        lacking.push("[change]".to_owned());
    }
    for text in lacking {
        findings.add_in(file, "", format!("there is no text for {text}"), "add it");
    }
}
