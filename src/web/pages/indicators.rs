//! `/indicators`: the definitions of every figure, as pages a psychologist can read.

use axum::extract::{Path, State};
use axum::response::Response;

use super::super::Web;
use super::super::failure::Failure;
use super::super::staff::Staff;
use super::{page, words};
use crate::app::AppError;
use crate::catalogue::indicators::{self, IndicatorDefinition, Indicators, Words};
use crate::catalogue::{CatalogueError, ledger, measures};
use crate::domain::access::Permission;
use crate::domain::indicator::{Anchor, Asks, CaseMix, Day, Indicator, Method, Part, Point, Read, Shown, Status, Take};
use crate::view::format;
use crate::view::pages::indicator::{
    AsksRows, ExampleRow, IndicatorList, IndicatorPage, IndicatorRow, Link, ReadRow, RuleRow,
};
use crate::view::pages::leader::FigureDefinition;
use crate::view::pages::ledger::FormLink;
use crate::view::text::{Arg, Text, TextError};

fn broken(error: &CatalogueError) -> Failure {
    AppError::Broken(error.to_string()).into()
}

pub(super) fn all() -> Result<&'static Indicators, Failure> {
    indicators::embedded().map_err(|error| broken(&error))
}

const fn status(status: Status) -> &'static str {
    match status {
        Status::Draft => "draft",
        Status::InUse => "in-use",
        Status::Retired => "retired",
    }
}

pub(super) fn url(id: &str) -> String {
    format!("/indicators/{id}")
}

pub(in crate::web) async fn list(State(web): State<Web>, staff: Staff) -> Result<Response, Failure> {
    staff.need(Permission::ReadReports)?;
    let language = staff.language().tag();
    let row = |one: &IndicatorDefinition| {
        let words = one.words_in(language);
        IndicatorRow {
            url: url(&one.indicator.id),
            name: words.map(|words| words.name.clone()).unwrap_or_default(),
            question: words.map(|words| words.question.clone()).unwrap_or_default(),
            status: status(one.indicator.status).to_owned(),
            unverified: one.indicator.is_unverified(),
            in_report: one.indicator.figure.is_some(),
        }
    };
    let known = all()?;
    let of = |asks: Asks| known.values().filter(move |one| one.indicator.asks == asks);
    let groups =
        Asks::ALL.iter().map(|asks| AsksRows { asks: asks.code().to_owned(), rows: of(*asks).map(row).collect() });
    let groups = groups.filter(|group| !group.rows.is_empty()).collect();
    page(&web, &IndicatorList { groups }, &staff.chrome(&web))
}

fn day(day: Day, text: &Text) -> Result<String, TextError> {
    let side = match day.days {
        0 => "on",
        days if days < 0 => "before",
        _ => "after",
    };
    let anchor = match day.anchor {
        Anchor::Referral => "referral",
        Anchor::Start => "start",
        Anchor::Ending => "ending",
    };
    let n = u32::try_from(day.days.unsigned_abs()).unwrap_or(u32::MAX);
    text.message(&format!("indicator-day-{side}-{anchor}"), &[("n", Arg::from(n))])
}

/// A point in time in words.
fn point(point: &Point, text: &Text) -> Result<String, TextError> {
    let mut said = match point.take {
        Take::First => text.message("indicator-take-first", &[])?,
        Take::Last => text.message("indicator-take-last", &[])?,
        Take::Occasion => {
            text.message("indicator-take-occasion", &[("n", Arg::from(point.occasion.unwrap_or_default()))])?
        }
        Take::Nearest => {
            let to = point.to.map(|to| day(to, text)).transpose()?.unwrap_or_default();
            text.message("indicator-take-nearest", &[("day", Arg::from(to))])?
        }
    };
    for (key, edge) in [("indicator-window-from", point.from), ("indicator-window-until", point.until)] {
        if let Some(edge) = edge {
            said.push_str(&text.message(key, &[("day", Arg::from(day(edge, text)?))])?);
        }
    }
    Ok(said)
}

/// What is read, by the form's name.
pub(super) fn form_name(web: &Web, read: &Read, text: &Text) -> Result<String, Failure> {
    let definition = web.app.definition(&read.instrument)?;
    let name = words::name(definition, text.language().tag());
    let words = definition.feedback_in(text.language().tag());
    let topic = |id| words.and_then(|words| words.topics.get(id)).unwrap_or(id).as_str();
    let part = match &read.part {
        Part::Scale(scale) if scale == "total" => return Ok(name),
        Part::Scale(scale) => words.and_then(|words| words.scales.get(scale)).unwrap_or(scale).clone(),
        Part::Question(question) => topic(question).to_owned(),
        Part::Lowest(questions) => {
            let topics: Vec<&str> = questions.iter().map(topic).collect();
            text.message("indicator-reads-lowest", &[("list", topics.join(", ").into())])?
        }
        Part::Difference([one, other]) => {
            text.message("indicator-reads-difference", &[("one", topic(one).into()), ("other", topic(other).into())])?
        }
    };
    Ok(format!("{name}: {part}"))
}

fn read_row(web: &Web, read: &Read, text: &Text) -> Result<ReadRow, Failure> {
    let definition = web.app.definition(&read.instrument)?;
    let metric = read.metric(&definition.instrument);
    let rule = metric.as_ref().and_then(|metric| metric.rule(None).ok());
    let said = match rule {
        Some(rule) => {
            let (cutoff, reliable) = words::rule_words(&rule, text)?;
            [reliable, cutoff].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
        }
        None => String::new(),
    };
    Ok(ReadRow {
        name: form_name(web, read, text)?,
        url: format!("/instruments/{}", read.instrument),
        norms: read.norms.clone(),
        rule: said,
        unverified: metric.is_some_and(|metric| !metric.norms.verified()),
    })
}

fn rules(indicator: &Indicator, words: &Words) -> Vec<RuleRow> {
    let row = |part: &str, name: &str, rule: &str| RuleRow {
        part: part.to_owned(),
        sentence: words.how.get(name).cloned().unwrap_or_default(),
        rule: rule.to_owned(),
        name: name.to_owned(),
    };
    let denominator = indicator.denominator.iter().map(|rule| row("denominator", &rule.name, rule.what.name()));
    let numerator = indicator.numerator.iter().map(|rule| row("numerator", &rule.name, rule.what.name()));
    let value = indicator.value.iter().map(|value| row("value", &value.name, value.what.name()));
    denominator.chain(numerator).chain(value).collect()
}

fn examples(definition: &IndicatorDefinition, words: &Words, text: &Text) -> Vec<ExampleRow> {
    let language = text.language();
    let date = |day: Option<chrono::NaiveDate>| day.map_or_else(|| "–".to_owned(), |day| format::date(day, language));
    let row = |worked: &indicators::Worked| ExampleRow {
        shows: worked.name.clone(),
        reads: definition.indicator.reads.get(worked.reads).map(Read::name).unwrap_or_default(),
        days: [Some(worked.course.referred_on), worked.course.started_on, worked.course.ended_on].map(date),
        scores: worked.scores.clone(),
        counted: worked.counted,
        success: worked.success,
        value: worked.value,
        left_out: words.how.get(&worked.left_out).cloned(),
    };
    definition.examples.iter().map(row).collect()
}

const fn mix(mix: CaseMix) -> &'static str {
    match mix {
        CaseMix::Age => "age",
        CaseMix::Sex => "sex",
        CaseMix::Language => "language",
        CaseMix::StartScore => "start-score",
    }
}

const fn method(method: Method) -> &'static str {
    match method {
        Method::Bounds => "bounds",
        Method::CarriedForward => "carried-forward",
        Method::FilledIn => "filled-in",
    }
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    staff.need(Permission::ReadReports)?;
    let known = all()?;
    let definition = known.get(&id).ok_or(Failure::NotFound)?;
    let text = web.text(staff.language());
    let language = text.language().tag();
    let words = definition.words_in(language).ok_or(Failure::NotFound)?;
    let indicator = &definition.indicator;
    let link = |id: &String| {
        let name = known.get(id).and_then(|one| one.words_in(language)).map(|words| words.name.clone());
        Link { url: url(id), name: name.unwrap_or_else(|| id.clone()) }
    };
    let measures = measures::embedded().map_err(|error| broken(&error))?;
    let ledger = ledger::embedded().map_err(|error| broken(&error))?;
    let answered = ledger.values().filter(|one| one.measures.iter().any(|id| indicator.measures.contains(id)));
    let better = indicator.better.code().replace(' ', "-");
    let report = indicator.figure.and(indicator.reads.first()).map(|read| match &read.norms {
        Some(norms) => format!("/report?metric={}~{}~{norms}~first~last", read.instrument, read.part.name()),
        None => "/report".to_owned(),
    });
    let body = IndicatorPage {
        id: indicator.id.clone(),
        name: words.name.clone(),
        question: words.question.clone(),
        version: indicator.version,
        status: status(indicator.status).to_owned(),
        review: [indicator.review.written_by.clone(), indicator.review.checked_by.clone()],
        kind: indicator.kind.code().replace(' ', "-"),
        asks: indicator.asks.code().to_owned(),
        better,
        why: words.why_it_matters.clone(),
        good: words.what_good_looks_like.clone(),
        caveats: words.caveats.clone(),
        talk: words.talk_about.clone(),
        rules: rules(indicator, words),
        points: indicator
            .points
            .iter()
            .map(|named| Ok([named.name.clone(), point(&named.what, text)?]))
            .collect::<Result<_, TextError>>()?,
        reads: indicator.reads.iter().map(|read| read_row(&web, read, text)).collect::<Result<_, _>>()?,
        methods: indicator.missing.methods.iter().map(|one| method(*one).to_owned()).collect(),
        coverage: Some(&indicator.missing.coverage).filter(|id| **id != indicator.id).map(link),
        always_with: indicator.always_with.iter().map(link).collect(),
        split_by: indicator.split_by.iter().map(|one| one.code().to_owned()).collect(),
        case_mix: indicator.case_mix.iter().map(|one| mix(*one).to_owned()).collect(),
        small: [indicator.small.none_below, indicator.small.hidden_outside_below],
        between: indicator.between.allowed.then_some(indicator.between.coverage_at_least),
        sources: indicator.sources.iter().map(|source| (source.cite.clone(), !source.verified())).collect(),
        measures: indicator
            .measures
            .iter()
            .filter_map(|id| Some([id.clone(), measures.get(id)?.words(language).name.clone()]))
            .collect(),
        answers: answered.map(|one| one.words(language).name.clone()).collect(),
        fingerprint: definition.fingerprint.clone(),
        examples: examples(definition, words, text),
        report,
    };
    page(&web, &body, &staff.chrome(&web))
}

/// The definitions that are a reading of a measure, such as `M01`.
pub(super) fn defining(measure: &str, language: &str) -> Result<Vec<FormLink>, Failure> {
    let of = all()?.values().filter(|one| one.indicator.measures.iter().any(|id| id == measure));
    let link = |one: &IndicatorDefinition| {
        Some(FormLink { url: url(&one.indicator.id), name: one.words_in(language)?.name.clone() })
    };
    Ok(of.filter_map(link).collect())
}

/// The definition a figure of a report is, with a sentence for each rule. `metric`: instrument, scale and norm set of
/// the report; `fingerprint`: that of the definition when the report was made.
pub(super) fn of_figure(
    (figure, id, version, fingerprint): (Shown, &str, u32, &str),
    (instrument, scale, norms): (&str, &str, &str),
    text: &Text,
) -> Result<Option<FigureDefinition>, Failure> {
    let Some(definition) = all()?.get(id) else { return Ok(None) };
    let Some(words) = definition.words_in(text.language().tag()) else { return Ok(None) };
    let indicator = &definition.indicator;
    let is_same = |read: &Read| {
        let same_norms = read.norms.as_deref().is_none_or(|one| one == norms);
        read.instrument == instrument && read.part.name() == scale && same_norms
    };
    Ok(Some(FigureDefinition {
        figure: figure.code().to_owned(),
        name: words.name.clone(),
        version,
        url: url(id),
        sentences: rules(indicator, words).into_iter().map(|rule| rule.sentence).collect(),
        draft: indicator.is_draft(),
        proven: indicator.reads.iter().any(is_same),
        changed: definition.fingerprint != fingerprint,
    }))
}
