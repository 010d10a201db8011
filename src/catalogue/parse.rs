//! Reads `instrument.toml` and the files beside it into a [`Definition`].
//!
//! Every part that a later check may complain about is noted with its line.

use std::collections::BTreeMap;

use toml::Spanned;

use super::raw::{
    ClinicalName, HigherIs, IfUnanswered, RawAnswers, RawBand, RawClinical, RawCutoff, RawImportant, RawInstrument,
    RawItem, RawLicence, RawLine, RawMode, RawNorms, RawNumber, RawQuestions, RawReference, RawReliable, RawReview,
    RawRisk, RawScale, RawSource, RawText, RawThreshold, test,
};
use super::tables::{self, Tables};
use super::{Definition, Places, Problem, examples, slip, wording};
use crate::domain::change::Direction;
use crate::domain::instrument::{
    Ages, Band, Beyond, Branch, Cutoff, Function, Important, Instrument, Item, ItemKind, Licence, Method, Missing,
    Mode, NormSet, Points, Reference, Reliable, Review, Risk, Rounding, Scale, Seen, Source, Table, Test, Threshold,
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
    let line = error.span().map(|span| line_at(text, span.start));
    let (fact, remedy) = slip::plain(error.message());
    Problem { file: file.to_owned(), part: String::new(), line, fact, remedy }
}

/// Reads the files of one folder.
pub(super) fn definition(folder: &str, files: &BTreeMap<&str, &str>) -> Result<Definition, Vec<Problem>> {
    let mut places = Places::default();
    let mut problems = Vec::new();
    let Some(text) = files.get(INSTRUMENT) else {
        return Err(vec![Problem {
            file: format!("{folder}/{INSTRUMENT}"),
            part: String::new(),
            line: None,
            fact: "there is no such file".to_owned(),
            remedy: "either add it or remove the folder".to_owned(),
        }]);
    };
    let tables = tables::read(folder, files)?;
    let instrument = instrument(folder, text, tables, &mut places)?;
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
        } else if ![INSTRUMENT, EXAMPLES].contains(name) && tables::name_of(name).is_none() {
            problems.push(Problem {
                file,
                part: String::new(),
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
    tables: Tables,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn note<T>(&mut self, part: impl Into<String>, at: &Spanned<T>) {
        self.places.add(&self.file, part, line_of(self.text, at));
    }

    fn problem<T>(&mut self, at: &Spanned<T>, fact: String, remedy: &str) {
        self.problem_at(line_of(self.text, at), fact, remedy);
    }

    fn problem_at(&mut self, line: usize, fact: String, remedy: &str) {
        self.problems.push(Problem {
            file: self.file.clone(),
            part: String::new(),
            line: Some(line),
            fact,
            remedy: remedy.to_owned(),
        });
    }

    fn points(&mut self, name: &Spanned<String>) -> Option<Points> {
        let found = self.tables.points(name.get_ref());
        if found.is_none() {
            self.no_table(name, "item, answer and points");
        }
        found
    }

    fn table(&mut self, name: &Spanned<String>) -> Option<Table> {
        let found = self.tables.lookup(name.get_ref());
        if found.is_none() {
            self.no_table(name, "from and to");
        }
        found
    }

    fn no_table(&mut self, name: &Spanned<String>, columns: &str) {
        let fact = format!("there is no tables/{}.csv with the columns {columns}", name.get_ref());
        self.problem(name, fact, "either add the table or correct the name");
    }

    /// A table that nothing names is a table somebody forgot.
    fn unused_tables(&mut self, folder: &str) {
        for name in self.tables.unused() {
            self.problems.push(Problem {
                file: format!("{folder}/tables/{name}.csv"),
                part: String::new(),
                line: None,
                fact: "no scale uses this table".to_owned(),
                remedy: "either name it under points or table, or remove it".to_owned(),
            });
        }
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

fn instrument(folder: &str, text: &str, tables: Tables, places: &mut Places) -> Result<Instrument, Vec<Problem>> {
    let file = format!("{folder}/{INSTRUMENT}");
    let raw: RawInstrument = toml::from_str(text).map_err(|error| vec![toml_problem(&file, text, &error)])?;
    let sources = raw.sources.into_iter().map(|(id, RawSource { seen, cite })| Source { id, seen, cite }).collect();
    let mut reader = Reader { file, text, places, sources, tables, problems: Vec::new() };
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
    let direction = direction(raw.higher_is);
    let items = items(&mut reader, raw.questions, &raw.answers);
    let scales = raw.scale.into_iter().map(|raw| scale(&mut reader, raw, direction, &items)).collect();
    let norms = raw.norms.into_iter().map(|raw| norm(&mut reader, raw)).collect();
    let thresholds = raw.cutoff.into_iter().map(|raw| threshold(&mut reader, raw)).collect();
    let important = raw.important.into_iter().map(|raw| important_difference(&mut reader, raw)).collect();
    for note in &raw.history {
        reader.note(format!("history {}", note.get_ref().version), note);
    }
    let references = raw.reference.into_iter().map(|raw| reference(&mut reader, raw)).collect();
    let modes = raw.mode.into_iter().map(|raw| mode(&mut reader, raw)).collect();
    let risks = raw.risk.into_iter().map(|raw| risk(&mut reader, raw)).collect();
    let licence = licence(&mut reader, raw.licence.into_inner());
    reader.unused_tables(folder);
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
        area: raw.group,
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
        thresholds,
        important,
        references,
        modes,
        risks,
        history: raw.history.into_iter().map(Spanned::into_inner).collect(),
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
        let rule = only_if.remove(&raw.id).and_then(|rule| {
            reader.note(format!("only_if {}", raw.id), &rule);
            let line = line_of(reader.text, &rule);
            let Some((quantifier, items, test)) = rule.into_inner().rule() else {
                reader.problem_at(
                    line,
                    format!(
                        "the branching rule of \"{}\" needs one of any_of, all_of and sum_of, and one test",
                        raw.id
                    ),
                    "write for instance { any_of = [\"1\"], at_least = 1 }; the tests are at_least, at_most and is",
                );
                return None;
            };
            Some(Branch { quantifier, items, test })
        });
        built.push(Item {
            id: raw.id,
            topic: raw.topic,
            kind,
            loinc: raw.loinc,
            required: raw.required,
            may_decline: raw.may_decline,
            only_if: rule,
            group: raw.group,
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
    let mut kinds: Vec<ItemKind> = Vec::new();
    if let Some(RawLine { from, to, step }) = raw.scale {
        kinds.push(ItemKind::Scale { from, to, step });
    }
    if let Some(RawLine { from, to, step }) = raw.analogue {
        kinds.push(ItemKind::Analogue { from, to, step });
    }
    if let Some(RawNumber { from, to, decimals }) = raw.number {
        kinds.push(ItemKind::Number { from, to, decimals });
    }
    if let Some(RawText { max_chars }) = raw.text {
        kinds.push(ItemKind::Text { max_chars });
    }
    if raw.date.is_some() {
        kinds.push(ItemKind::Date);
    }
    if raw.display {
        kinds.push(ItemKind::Display);
    }
    let name = if kinds.is_empty() { raw.answers.as_deref().or(usual) } else { raw.answers.as_deref() };
    if let Some(name) = name {
        if let Some(set) = sets.get(name) {
            let RawAnswers { values, loinc, highest_first } = set.get_ref();
            let (values, loinc) = (values.clone(), loinc.clone());
            kinds.push(ItemKind::Choice { answers: name.to_owned(), values, loinc, highest_first: *highest_first });
        } else {
            reader.problem(
                item,
                format!("question \"{}\" uses the answers \"{name}\", which are not there", raw.id),
                "either add them under [answers] or correct the name",
            );
            return ItemKind::Display;
        }
    }
    match (kinds.pop(), kinds.is_empty()) {
        (Some(kind), true) => kind,
        (Some(_), false) => {
            reader.problem(
                item,
                format!("question \"{}\" is answered in more than one way", raw.id),
                "keep one of answers, scale, analogue, number, text, date and display",
            );
            ItemKind::Display
        }
        (None, _) => {
            reader.problem(
                item,
                format!("question \"{}\" does not say how it is answered", raw.id),
                "add one of answers, scale, analogue, number, text, date and display",
            );
            ItemKind::Display
        }
    }
}

fn scale(reader: &mut Reader<'_>, spanned: Spanned<RawScale>, usual: Direction, items: &[Item]) -> Scale {
    let id = spanned.get_ref().id.clone();
    reader.note(format!("scale {id}"), &spanned);
    let raw = spanned.into_inner();
    reader.note(format!("scale {id} range"), &raw.range);
    let missing = raw.missing.map(|rule| {
        reader.note(format!("scale {id} missing"), &rule);
        let rule = rule.into_inner();
        Missing {
            up_to: rule.up_to,
            only: rule.only,
            then: rule.then,
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
    let mut scale = Scale {
        id,
        method: raw.method,
        items: raw.items,
        of: raw.of,
        reverse: raw.reverse,
        points: raw.points.and_then(|name| reader.points(&name)),
        times: raw.times.unwrap_or(1.0),
        plus: raw.plus.unwrap_or(0.0),
        table: raw.table.and_then(|name| reader.table(&name)),
        function: raw.function,
        yields: raw.yields,
        not_asked_counts: raw.not_asked_counts,
        round: raw.round,
        range: *raw.range.get_ref(),
        missing,
        bands,
        bands_source: raw.bands_source.map(|source| reader.source(&source)),
        direction: raw.higher_is.map_or(usual, direction),
        loinc: raw.loinc,
        whole_numbers: false,
    };
    scale.whole_numbers = raw.whole_numbers.unwrap_or_else(|| is_whole(&scale, items));
    scale
}

const fn direction(higher_is: HigherIs) -> Direction {
    match higher_is {
        HigherIs::Worse => Direction::HigherIsWorse,
        HigherIs::Better => Direction::HigherIsBetter,
    }
}

/// Whether every value the scale can give is a whole number, as far as its own rule
/// says.
fn is_whole(scale: &Scale, items: &[Item]) -> bool {
    let whole = |value: f64| value.fract() == 0.0;
    if scale.round == Rounding::HalfUp {
        return true;
    }
    match scale.method {
        Method::Lookup => scale.table.as_ref().is_some_and(|table| table.rows.iter().all(|(_, to)| whole(*to))),
        Method::Function => !matches!(scale.function, Some(Function::GoalAttainmentT)),
        Method::Sum => {
            let counted = items.iter().filter(|item| scale.items.contains(&item.id));
            let points = |item: &Item, value: f64| match &scale.points {
                Some(points) => points.of(&item.id, value).is_some_and(whole),
                None => whole(value),
            };
            scale.of.is_empty()
                && whole(scale.times)
                && whole(scale.plus)
                && scale.not_asked_counts.is_none_or(whole)
                && scale.missing.as_ref().is_some_and(|rule| rule.up_to == 0)
                && counted.into_iter().all(|item| match &item.kind {
                    ItemKind::Number { decimals, .. } => *decimals == 0 && scale.points.is_none(),
                    _ => item.values().iter().all(|value| points(item, *value)),
                })
        }
        Method::Mean | Method::Total => false,
    }
}

fn threshold(reader: &mut Reader<'_>, spanned: Spanned<RawThreshold>) -> Threshold {
    reader.note(format!("cutoff {}", spanned.get_ref().scale), &spanned);
    let side = spanned.get_ref().side().unwrap_or_else(|| {
        reader.problem(
            &spanned,
            "the cut-off does not say which values it means".to_owned(),
            "give one of at_least, at_most, below and above",
        );
        Beyond::AtLeast(0.0)
    });
    let raw = spanned.into_inner();
    Threshold { source: reader.source(&raw.source), scale: raw.scale, side, means: raw.means }
}

fn important_difference(reader: &mut Reader<'_>, spanned: Spanned<RawImportant>) -> Important {
    reader.note(format!("important {}", spanned.get_ref().scale), &spanned);
    let RawImportant { scale, points, means, source } = spanned.into_inner();
    Important { source: reader.source(&source), scale, points, means }
}

fn norm(reader: &mut Reader<'_>, spanned: Spanned<RawNorms>) -> NormSet {
    reader.note(format!("norms {}", spanned.get_ref().id), &spanned);
    let raw = spanned.into_inner();
    NormSet {
        reliable: raw.reliable.map(|reliable| match reliable {
            RawReliable::Points(points) => Reliable::Points(points),
            RawReliable::Rci { sd, reliability } => Reliable::Rci { sd, reliability },
            RawReliable::RciOfSample { reliability } => Reliable::RciOfSample { reliability },
        }),
        cutoff: raw.cutoff.map(|cutoff| match cutoff {
            RawCutoff::AtLeast(value) => Cutoff::AtLeast(value),
            RawCutoff::Below(value) => Cutoff::Below(value),
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
        ages: raw.ages,
        mean: raw.mean,
        sd: raw.sd,
        reliability: raw.reliability,
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
    let when = test(spanned.get_ref().at_least, spanned.get_ref().at_most, None).unwrap_or_else(|| {
        reader.problem(
            &spanned,
            format!("the risk on \"{}\" does not say which answers it means", spanned.get_ref().item),
            "give one of at_least and at_most",
        );
        Test::AtLeast(0.0)
    });
    let RawRisk { item, if_unanswered, .. } = spanned.into_inner();
    Risk { item, when, report_unanswered: matches!(if_unanswered, IfUnanswered::Say) }
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
        notice: raw.notice,
    }
}
