//! Reads `instrument.toml` and the files beside it into a [`Definition`].
//!
//! Every part that a later check may complain about is noted with its line.

use std::collections::BTreeMap;

use toml::Spanned;

use super::raw::{
    ClinicalName, HigherIs, IfUnanswered, RawAnswers, RawBand, RawClinical, RawCutoff, RawInstrument, RawItem,
    RawLicence, RawLine, RawMode, RawNorms, RawOnlyIf, RawQuestions, RawReference, RawReliable, RawReview, RawRisk,
    RawScale, RawSource, RawText,
};
use super::{Definition, Places, Problem, examples, wording};
use crate::domain::change::Direction;
use crate::domain::instrument::{
    Ages, AnsweredAtLeast, Band, Cutoff, Instrument, Item, ItemKind, Licence, Method, Missing, Mode, NormSet,
    Reference, Reliable, Review, Risk, Rounding, Scale, Seen, Source,
};

pub(super) const INSTRUMENT: &str = "instrument.toml";
pub(super) const EXAMPLES: &str = "examples.csv";

/// The line, counted from 1, on which a part of a file begins.
pub(super) fn line_of<T>(text: &str, part: &Spanned<T>) -> usize {
    line_at(text, part.span().start)
}

fn line_at(text: &str, byte: usize) -> usize {
    1 + text.bytes().take(byte).filter(|b| *b == b'\n').count()
}

/// What the TOML reader itself found, as a problem.
pub(super) fn toml_problem(file: &str, text: &str, error: &toml::de::Error) -> Problem {
    Problem {
        file: file.to_owned(),
        line: error.span().map(|span| line_at(text, span.start)),
        fact: error.message().trim().replace('\n', " "),
        remedy: "compare the line with docs/instruments.md and correct it".to_owned(),
    }
}

/// Reads the files of one folder.
pub(super) fn definition(folder: &str, files: &BTreeMap<&str, &str>) -> Result<Definition, Vec<Problem>> {
    let mut places = Places::default();
    let mut problems = Vec::new();
    let Some(text) = files.get(INSTRUMENT) else {
        return Err(vec![Problem {
            file: format!("{folder}/{INSTRUMENT}"),
            line: None,
            fact: "there is no such file".to_owned(),
            remedy: "either add it or remove the folder".to_owned(),
        }]);
    };
    let instrument = instrument(folder, text, &mut places)?;
    let mut words = BTreeMap::new();
    let mut texts = BTreeMap::new();
    for (name, text) in files {
        let file = format!("{folder}/{name}");
        if let Some(language) = language_of(name, "wording/") {
            match wording::wording(&file, text, &mut places) {
                Ok(wording) => drop(words.insert(language, wording)),
                Err(found) => problems.extend(found),
            }
        } else if let Some(language) = language_of(name, "feedback/") {
            match wording::feedback(&file, text) {
                Ok(feedback) => drop(texts.insert(language, feedback)),
                Err(found) => problems.extend(found),
            }
        } else if ![INSTRUMENT, EXAMPLES].contains(name) {
            problems.push(Problem {
                file,
                line: None,
                fact: "no part of a definition has this name".to_owned(),
                remedy: "either rename the file or remove it".to_owned(),
            });
        }
    }
    let file = format!("{folder}/{EXAMPLES}");
    let table = files.get(EXAMPLES).copied().unwrap_or_default();
    let (examples, misread) = examples::read(&file, table, &instrument);
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(Definition { instrument, wording: words, feedback: texts, examples, misread, folder: folder.to_owned(), places })
}

fn language_of(name: &str, folder: &str) -> Option<String> {
    name.strip_prefix(folder)?.strip_suffix(".toml").map(str::to_owned)
}

/// What the builder of one instrument has at hand.
struct Reader<'a> {
    file: String,
    text: &'a str,
    places: &'a mut Places,
    sources: Vec<Source>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn note<T>(&mut self, part: impl Into<String>, at: &Spanned<T>) {
        self.places.add(&self.file, part, line_of(self.text, at));
    }

    fn problem<T>(&mut self, at: &Spanned<T>, fact: String, remedy: &str) {
        self.problems.push(Problem {
            file: self.file.clone(),
            line: Some(line_of(self.text, at)),
            fact,
            remedy: remedy.to_owned(),
        });
    }

    fn source(&mut self, id: &Spanned<String>) -> Source {
        let found = self.sources.iter().find(|source| source.id == *id.get_ref()).cloned();
        found.unwrap_or_else(|| {
            self.problem(
                id,
                format!("source \"{}\" is not listed under [sources]", id.get_ref()),
                "either list it there or correct the name",
            );
            Source { id: id.get_ref().clone(), seen: Seen::Memory, cite: String::new() }
        })
    }
}

fn instrument(folder: &str, text: &str, places: &mut Places) -> Result<Instrument, Vec<Problem>> {
    let file = format!("{folder}/{INSTRUMENT}");
    let raw: RawInstrument = toml::from_str(text).map_err(|error| vec![toml_problem(&file, text, &error)])?;
    let sources = raw.sources.into_iter().map(|(id, RawSource { seen, cite })| Source { id, seen, cite }).collect();
    let mut reader = Reader { file, text, places, sources, problems: Vec::new() };
    reader.note("id", &raw.id);
    reader.note("version", &raw.version);
    reader.note("name", &raw.name);
    reader.note("measures", &raw.measures);
    reader.note("answered_by", &raw.answered_by);
    reader.note("minutes", &raw.minutes);
    reader.note("review", &raw.review);
    reader.note("licence", &raw.licence);
    if let Some(code) = &raw.codes.loinc_panel {
        reader.note("loinc_panel", code);
    }
    let direction = match raw.higher_is {
        HigherIs::Worse => Direction::HigherIsWorse,
        HigherIs::Better => Direction::HigherIsBetter,
    };
    let items = items(&mut reader, raw.questions, &raw.answers);
    let scales = raw.scale.into_iter().map(|raw| scale(&mut reader, raw, direction, &items)).collect();
    let norms = raw.norms.into_iter().map(|raw| norm(&mut reader, raw)).collect();
    let references = raw.reference.into_iter().map(|raw| reference(&mut reader, raw)).collect();
    let modes = raw.mode.into_iter().map(|raw| mode(&mut reader, raw)).collect();
    let risks = raw.risk.into_iter().map(|raw| risk(&mut reader, raw)).collect();
    let licence = licence(&mut reader, raw.licence.into_inner());
    let Reader { sources, problems, .. } = reader;
    if !problems.is_empty() {
        return Err(problems);
    }
    let RawReview { written_by, checked_by, checked_on, check_again } = raw.review.into_inner();
    Ok(Instrument {
        id: raw.id.into_inner(),
        version: raw.version.into_inner(),
        name: raw.name.into_inner(),
        measures: raw.measures.into_inner(),
        answered_by: raw.answered_by.into_inner(),
        ages: Ages { from: raw.ages.from, to: raw.ages.to },
        looks_back: raw.looks_back,
        minutes: raw.minutes.into_inner(),
        purpose: raw.used.purpose,
        not_for: raw.used.not_for,
        validated: raw.validated,
        items,
        scales,
        norms,
        references,
        modes,
        risks,
        review: Review { written_by, checked_by, checked_on, check_again },
        licence,
        doubts: raw.doubts,
        sources,
        loinc_panel: raw.codes.loinc_panel.map(Spanned::into_inner),
        loinc_checked: raw.codes.loinc_checked,
    })
}

fn items(
    reader: &mut Reader<'_>,
    questions: Option<RawQuestions>,
    sets: &BTreeMap<String, Spanned<RawAnswers>>,
) -> Vec<Item> {
    for (id, set) in sets {
        reader.note(format!("answers {id}"), set);
    }
    let Some(RawQuestions { answers: usual, items, mut only_if }) = questions else {
        return Vec::new();
    };
    let mut built = Vec::new();
    for spanned in items {
        let kind = kind(reader, &spanned, usual.as_deref(), sets);
        reader.note(format!("item {}", spanned.get_ref().id), &spanned);
        let raw = spanned.into_inner();
        let rule = only_if.remove(&raw.id).map(|rule| {
            reader.note(format!("only_if {}", raw.id), &rule);
            let RawOnlyIf { any_of, at_least } = rule.into_inner();
            AnsweredAtLeast { any_of, at_least }
        });
        built.push(Item {
            id: raw.id,
            topic: raw.topic,
            kind,
            loinc: raw.loinc,
            required: raw.required,
            may_decline: raw.may_decline,
            only_if: rule,
        });
    }
    for (id, rule) in only_if {
        reader.problem(
            &rule,
            format!("there is a branching rule for \"{id}\", which is not a question"),
            "either add the question or remove the rule",
        );
    }
    built
}

fn kind(
    reader: &mut Reader<'_>,
    item: &Spanned<RawItem>,
    usual: Option<&str>,
    sets: &BTreeMap<String, Spanned<RawAnswers>>,
) -> ItemKind {
    let raw = item.get_ref();
    match (&raw.answers, &raw.scale, &raw.text) {
        (None, Some(RawLine { from, to, step }), None) => ItemKind::Scale { from: *from, to: *to, step: *step },
        (None, None, Some(RawText { max_chars })) => ItemKind::Text { max_chars: *max_chars },
        (named, None, None) => {
            let name = named.as_deref().or(usual).unwrap_or_default();
            if let Some(set) = sets.get(name) {
                let RawAnswers { values, loinc } = set.get_ref();
                return ItemKind::Choice { answers: name.to_owned(), values: values.clone(), loinc: loinc.clone() };
            }
            reader.problem(
                item,
                format!("question \"{}\" uses the answers \"{name}\", which are not there", raw.id),
                "either add them under [answers] or correct the name",
            );
            ItemKind::Text { max_chars: 0 }
        }
        _ => {
            reader.problem(
                item,
                format!("question \"{}\" is answered in more than one way", raw.id),
                "keep one of answers, scale and text",
            );
            ItemKind::Text { max_chars: 0 }
        }
    }
}

fn scale(reader: &mut Reader<'_>, spanned: Spanned<RawScale>, direction: Direction, items: &[Item]) -> Scale {
    let id = spanned.get_ref().id.clone();
    reader.note(format!("scale {id}"), &spanned);
    let raw = spanned.into_inner();
    reader.note(format!("scale {id} range"), &raw.range);
    let missing = raw.missing.map(|rule| {
        reader.note(format!("scale {id} missing"), &rule);
        let rule = rule.into_inner();
        Missing {
            up_to: rule.up_to,
            then: rule.then,
            round: rule.round,
            otherwise: rule.otherwise,
            status: rule.status,
            source: reader.source(&rule.source),
        }
    });
    let mut bands = Vec::new();
    for (n, band) in raw.bands.into_iter().enumerate() {
        reader.note(format!("scale {id} band {n}"), &band);
        let RawBand { from, name } = band.into_inner();
        bands.push(Band { from, name });
    }
    let rounded = missing.as_ref().is_some_and(|rule| rule.round == Rounding::HalfUp);
    let whole = rounded || (raw.method == Method::Sum && sums_whole(&raw.items, items, missing.as_ref()));
    Scale {
        id,
        method: raw.method,
        items: raw.items,
        reverse: raw.reverse,
        range: *raw.range.get_ref(),
        missing,
        bands,
        bands_source: raw.bands_source.map(|source| reader.source(&source)),
        direction,
        loinc: raw.loinc,
        whole_numbers: raw.whole_numbers.unwrap_or(whole),
    }
}

fn sums_whole(counted: &[String], items: &[Item], missing: Option<&Missing>) -> bool {
    missing.is_some_and(|rule| rule.up_to == 0)
        && items
            .iter()
            .filter(|item| counted.contains(&item.id))
            .all(|item| item.values().iter().all(|value| value.fract() == 0.0))
}

fn norm(reader: &mut Reader<'_>, spanned: Spanned<RawNorms>) -> NormSet {
    reader.note(format!("norms {}", spanned.get_ref().id), &spanned);
    let raw = spanned.into_inner();
    NormSet {
        reliable: match raw.reliable {
            RawReliable::Points(points) => Reliable::Points(points),
            RawReliable::Rci { sd, reliability } => Reliable::Rci { sd, reliability },
            RawReliable::RciOfSample { reliability } => Reliable::RciOfSample { reliability },
        },
        cutoff: raw.cutoff.map(|cutoff| match cutoff {
            RawCutoff::AtLeast(value) => Cutoff::AtLeast(value),
            RawCutoff::MethodC { functional_mean, functional_sd, clinical } => Cutoff::MethodC {
                functional_mean,
                functional_sd,
                clinical: match clinical {
                    RawClinical::Figures { mean, sd } => Some((mean, sd)),
                    RawClinical::Named(ClinicalName::OfSample) => None,
                },
            },
        }),
        source: reader.source(&raw.source),
        id: raw.id,
        population: raw.population,
        country: raw.country,
        language: raw.language,
        year: raw.year,
        n: raw.n,
        scale: raw.scale,
        note: raw.note,
    }
}

fn reference(reader: &mut Reader<'_>, spanned: Spanned<RawReference>) -> Reference {
    reader.note(format!("reference {}", spanned.get_ref().id), &spanned);
    let raw = spanned.into_inner();
    Reference {
        source: reader.source(&raw.source),
        id: raw.id,
        scale: raw.scale,
        population: raw.population,
        country: raw.country,
        years: raw.years,
        n: raw.n,
        groups: raw.groups,
        at_or_above: raw.at_or_above,
    }
}

fn mode(reader: &mut Reader<'_>, raw: RawMode) -> Mode {
    Mode {
        source: reader.source(&raw.source),
        mode: raw.mode,
        compared_with: raw.compared_with,
        verdict: raw.verdict,
        finding: raw.finding,
    }
}

fn risk(reader: &mut Reader<'_>, spanned: Spanned<RawRisk>) -> Risk {
    reader.note(format!("risk {}", spanned.get_ref().item), &spanned);
    let RawRisk { item, at_least, if_unanswered } = spanned.into_inner();
    Risk { item, at_least, report_unanswered: matches!(if_unanswered, IfUnanswered::Say) }
}

fn licence(reader: &mut Reader<'_>, raw: RawLicence) -> Licence {
    Licence {
        source: reader.source(&raw.source),
        class: raw.class,
        holder: raw.holder,
        terms: raw.terms,
        wording_shipped: raw.wording_shipped,
        electronic_use: raw.electronic_use,
        wording_may_change: raw.wording_may_change,
    }
}
