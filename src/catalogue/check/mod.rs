//! Proves a definition: that it holds together, that what is stated twice agrees,
//! that every word is there, and that its worked examples come out right.

mod examples;
mod items;
mod norms;
mod scales;
mod words;

use std::fmt::Display;

use chrono::NaiveDate;

use super::parse::INSTRUMENT;
use super::{Catalogue, Definition, Problem};
use crate::domain::instrument::Instrument;

/// The languages that our own words about a result are in.
const LANGUAGES: [&str; 2] = ["nb", "en"];

/// The languages a patient can be asked in.
const SPOKEN: [&str; 6] = ["nb", "nn", "en", "se", "uk", "ar"];

/// Everything that must be mended in one definition; empty when it holds.
pub fn check(definition: &Definition) -> Vec<Problem> {
    let mut findings = Findings { definition, problems: Vec::new() };
    head(&mut findings);
    items::check(&mut findings);
    scales::check(&mut findings);
    norms::check(&mut findings);
    words::check(&mut findings);
    // Examples of a definition that does not hold together would only repeat it.
    if findings.problems.is_empty() {
        examples::check(&mut findings);
    }
    findings.problems
}

/// What must be mended before answers can be scored; words and worked examples may still be missing.
pub fn check_rules(definition: &Definition) -> Vec<Problem> {
    let mut findings = Findings { definition, problems: Vec::new() };
    items::check(&mut findings);
    scales::check(&mut findings);
    norms::check(&mut findings);
    findings.problems
}

/// Everything that must be mended in a catalogue, in the order of the ids.
pub fn check_all(catalogue: &Catalogue) -> Vec<Problem> {
    catalogue.versions().flat_map(check).collect()
}

/// What has been found so far in one definition.
struct Findings<'a> {
    definition: &'a Definition,
    problems: Vec<Problem>,
}

impl<'a> Findings<'a> {
    fn instrument(&self) -> &'a Instrument {
        &self.definition.instrument
    }

    /// Adds a problem in `instrument.toml`, at the line where the part stands.
    fn add(&mut self, part: &str, fact: impl Display, remedy: &str) {
        self.add_in(INSTRUMENT, part, fact, remedy);
    }

    /// Adds a problem in another file of the definition.
    fn add_in(&mut self, file: &str, part: &str, fact: impl Display, remedy: &str) {
        let file = format!("{}/{file}", self.definition.folder);
        let line = self.definition.places.line(&file, part);
        self.push(file, part, line, fact, remedy);
    }

    fn push(&mut self, file: String, part: &str, line: Option<usize>, fact: impl Display, remedy: &str) {
        let (part, fact, remedy) = (part.to_owned(), fact.to_string(), remedy.to_owned());
        self.problems.push(Problem { file, part, line, fact, remedy });
    }
}

fn head(findings: &mut Findings<'_>) {
    let instrument = findings.instrument();
    let folder = &findings.definition.folder;
    let kept = format!("{}@{}", instrument.id, instrument.version);
    if instrument.id != *folder && kept != *folder {
        findings.add(
            "id",
            format!("id \"{}\" is not the name of its folder \"{folder}\"", instrument.id),
            "make them the same (an older version is kept in a folder such as phq-9@1)",
        );
    }
    versions(findings);
    for (part, text) in [("name", &instrument.name), ("measures", &instrument.measures)] {
        if text.trim().is_empty() {
            findings.add(part, format!("\"{part}\" is empty"), "fill it in");
        }
        if text.chars().any(char::is_control) {
            findings.add(part, format!("\"{part}\" holds a line break or a sign nobody sees"), "write it on one line");
        }
    }
    if instrument.answered_by.is_empty() {
        findings.add("answered_by", "nobody is named as answering", "name at least one");
    }
    // A quarter of an hour at every session is more than anybody should be asked.
    if !(instrument.minutes > 0.0 && instrument.minutes <= 60.0) {
        findings.add(
            "minutes",
            format!("{} minutes is not a time to answer in", instrument.minutes),
            "give the usual time, more than 0 and at most 60",
        );
    }
    let review = &instrument.review;
    for (name, day) in [("checked_on", &review.checked_on), ("check_again", &review.check_again)] {
        if !day.is_empty() && NaiveDate::parse_from_str(day, "%Y-%m-%d").is_err() {
            findings.add(
                "review",
                format!("{name} reads \"{day}\", which is not a date"),
                "write year-month-day, such as 2026-01-31",
            );
        }
    }
    if !review.checked_by.is_empty() && review.checked_by == review.written_by {
        findings.add(
            "review",
            format!("{} has both written and checked it", review.written_by),
            "either let somebody else check it or leave checked_by empty",
        );
    }
    if let Some(code) = &instrument.loinc_panel
        && !super::loinc::valid(code)
    {
        findings.add("loinc_panel", format!("LOINC code {code} has a wrong check digit"), LOINC);
    }
}

/// Each version after the first says what it changed.
fn versions(findings: &mut Findings<'_>) {
    let instrument = findings.instrument();
    if instrument.version == 0 {
        findings.add("version", "version is 0", "begin at 1");
    }
    let told: Vec<u32> = instrument.history.iter().map(|note| note.version).collect();
    let wanted: Vec<u32> = (2..=instrument.version).collect();
    if told != wanted {
        findings.add(
            "version",
            format!("version {} needs a [[history]] entry for each version from 2 on, in order", instrument.version),
            "say what each version changed, and whether its scores are comparable with those before",
        );
    }
    for note in &instrument.history {
        if note.what.trim().is_empty() {
            findings.add(
                &format!("history {}", note.version),
                format!("version {} does not say what it changed", note.version),
                "say it in one sentence",
            );
        }
    }
}

/// What to do about a wrong code.
const LOINC: &str = "look the code up again";
