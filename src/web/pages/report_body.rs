//! From findings to what the report page says; the same for the live report and a frozen version.

use super::super::failure::Failure;
use super::{indicators, report_meeting, words};
use crate::app::report::{Findings, Kept, Reading, parse_point};
use crate::catalogue::Definition;
use crate::domain::change::{ChangeRule, Norm};
use crate::domain::metric::Metric as DomainMetric;
use crate::domain::registry::course::Point;
use crate::domain::registry::months::Month as RegistryMonth;
use crate::domain::registry::outcome::{Outcome, Step as RegistryStep};
use crate::domain::registry::suppression::{self, LEAST_INSIDE};
use crate::domain::registry::{Fraction, Rate as RegistryRate};
use crate::domain::variation::chart::{self, Kind, Settings};
use crate::domain::variation::runs;
use crate::store::report::{Stance, Subject};
use crate::view::chart::{Categories, Category, Coverage, Flow, Month, Quantity, Rate, Rates, RunChart, Runs, Step};
use crate::view::pages::leader::{Body, FigureDefinition, Metric, Reading as PageReading};
use crate::view::text::{Arg, Text, TextError};

/// A point in time in words.
pub(super) fn point(point: Point, text: &Text) -> Result<String, TextError> {
    match point {
        Point::First => text.message("point-first", &[]),
        Point::Last => text.message("point-last", &[]),
        Point::Occasion(number) => text.message("point-number", &[("n", Arg::from(number))]),
    }
}

/// Two points in time in words.
pub(super) fn points(from: Point, to: Point, text: &Text) -> Result<String, TextError> {
    if (from, to) == (Point::First, Point::Last) {
        return text.message("points-first-last", &[]);
    }
    let args = [("first", Arg::from(point(from, text)?)), ("last", Arg::from(point(to, text)?))];
    text.message("points-between", &args)
}

/// What a metric is, in words. `sample`: mean and standard deviation taken from the rows; `undated`: answers whose
/// date an import had to assume.
pub(super) fn metric(
    definition: &Definition,
    metric: &DomainMetric<'_>,
    rule: &ChangeRule,
    (sample, undated): (Option<Norm>, i64),
    (from, to): (Point, Point),
    text: &Text,
) -> Result<Metric, Failure> {
    let (cutoff, reliable) = words::rule_words(rule, text)?;
    let mut sentences = vec![reliable, cutoff];
    if let Some(sample) = sample {
        let args =
            [("mean", Arg::from(words::two_decimals(sample.mean))), ("sd", Arg::from(words::two_decimals(sample.sd)))];
        sentences.push(text.message("norms-sample", &args)?);
    }
    if undated > 0 {
        let n = u32::try_from(undated).unwrap_or(u32::MAX);
        sentences.push(text.message("undated", &[("n", Arg::from(n))])?);
    }
    sentences.retain(|sentence| !sentence.is_empty());
    Ok(Metric {
        instrument: words::name(definition, text.language().tag()),
        norm_set: metric.norms.id.clone(),
        rule: sentences.join(" "),
        source: metric.norms.source.cite.clone(),
        unverified: !metric.norms.verified(),
        points: points(from, to, text)?,
    })
}

fn value(share: Fraction) -> Option<f64> {
    suppression::inside(share).value().and_then(Fraction::value)
}

fn interval(share: Fraction) -> Option<(f64, f64)> {
    suppression::inside(share).value().and_then(Fraction::interval).map(|interval| (interval.lower, interval.upper))
}

/// A rate with its bounds, or without any figure when it rests on too few.
fn rate(name: &str, rate: RegistryRate) -> Rate {
    let completers = rate.completers();
    let enough = suppression::inside(completers).value().is_some();
    let beside = |share: Fraction| if enough { share.value() } else { None };
    Rate {
        name: name.to_owned(),
        numerator: completers.numerator(),
        denominator: completers.denominator(),
        everybody: rate.highest().denominator(),
        completers: value(completers),
        interval: interval(completers),
        carried_forward: beside(rate.carried_forward()),
        lowest: beside(rate.lowest()),
        highest: beside(rate.highest()),
    }
}

fn run_chart(
    measure: &str,
    quantity: Quantity,
    months: &[RegistryMonth],
    n: fn(&RegistryMonth) -> u32,
    of: fn(&RegistryMonth) -> Option<f64>,
) -> RunChart {
    let values: Vec<Option<f64>> = months.iter().map(of).collect();
    let drawn = chart::draw(&values, &Settings::new(Kind::Run)).ok();
    let phase = drawn.as_ref().and_then(|chart| chart.phases.first());
    let found = phase.map(|phase| phase.runs);
    let runs = found.and_then(|found| {
        Some(Runs {
            useful: found.n_useful,
            longest: found.longest_run?,
            longest_limit: found.longest_run_max?,
            crossings: found.n_crossings?,
            crossings_limit: found.n_crossings_min?,
        })
    });
    let enough = values.iter().flatten().count() >= FEWEST_MONTHS;
    RunChart {
        // Coverage is drawn twice on the page: once as a bar, once month by month.
        id: format!("month-{measure}"),
        measure: measure.to_owned(),
        quantity,
        months: months
            .iter()
            .zip(&values)
            .map(|(month, value)| Month { month: month.month, value: *value, n: n(month) })
            .collect(),
        median: phase.and_then(|phase| phase.centre).filter(|_| enough),
        false_signal: found.filter(|_| enough).and_then(|found| runs::false_alarm_probability(found.n_useful)),
        runs: runs.filter(|_| enough),
        minimum: LEAST_INSIDE,
        events: Vec::new(),
    }
}

/// Below ten points the runs rules have next to no power (Anhoej & Olesen 2014), and a median says little.
const FEWEST_MONTHS: usize = 10;

/// An outcome as it is drawn, with every share that rests on too few left out.
pub(super) fn figures(outcome: &Outcome) -> (Flow, Coverage, Rates, Categories) {
    let share = outcome.coverage.share;
    let categories = &outcome.categories;
    let category = |name: &str, n| Category { name: name.to_owned(), n };
    let mut rates =
        vec![rate("improvement", outcome.rates.improvement), rate("deterioration", outcome.rates.deterioration)];
    rates.extend(outcome.rates.recovery.map(|recovery| rate("recovery", recovery)));
    let step = |step: RegistryStep| match step {
        RegistryStep::Paired => "pair".to_owned(),
        other => other.code().to_owned(),
    };
    (
        Flow {
            id: "flow".to_owned(),
            steps: outcome.flow.iter().map(|flow| Step { name: step(flow.step), n: flow.n }).collect(),
        },
        Coverage {
            id: "coverage".to_owned(),
            n: share.numerator(),
            of: share.denominator(),
            value: value(share),
            interval: interval(share),
        },
        Rates { id: "rates".to_owned(), rates, minimum: LEAST_INSIDE },
        Categories {
            id: "categories".to_owned(),
            categories: vec![
                category("recovered", categories.recovered),
                category("improved", categories.improved),
                category("unchanged", categories.unchanged),
                category("deteriorated", categories.deteriorated),
                category("harmed", categories.harmed),
            ],
            minimum: LEAST_INSIDE,
        },
    )
}

/// What the report says.
pub(super) fn body(
    definition: &'static Definition,
    subject: &Subject,
    findings: &Findings,
    (readings, kept): (&[Reading], &Kept),
    text: &Text,
) -> Result<Body, Failure> {
    let domain = DomainMetric::lookup(&definition.instrument, &subject.scale, &subject.norms)
        .ok_or_else(|| Failure::Broken(format!("{} has no norm set {}", subject.instrument, subject.norms)))?;
    let (flow, coverage, rates, categories) = figures(&findings.outcome);
    let mut over_time = vec![
        run_chart("improvement", Quantity::Share, &findings.months, |month| month.paired, |month| month.improved),
        run_chart("change", Quantity::Points, &findings.months, |month| month.paired, |month| month.mean_change),
        run_chart("coverage", Quantity::Share, &findings.months, |month| month.ended, |month| month.coverage),
    ];
    let (works, events) = report_meeting::drawn(&kept.works, &findings.months, findings.question.data_date);
    for chart in &mut over_time {
        chart.events.clone_from(&events);
    }
    let point = |text: &str, usual| parse_point(text).unwrap_or(usual);
    let points = (point(&subject.first, Point::First), point(&subject.last, Point::Last));
    Ok(Body {
        unit: findings.unit.clone(),
        from: subject.from,
        to: subject.to,
        data_date: findings.question.data_date,
        metric: metric(
            definition,
            &domain,
            &findings.question.rule,
            (findings.sample, findings.undated),
            points,
            text,
        )?,
        flow,
        coverage,
        rates,
        categories,
        over_time,
        readings: readings.iter().map(reading).collect(),
        state: kept.state.map_or_else(String::new, |state| state.code().to_owned()),
        last_time: kept.last_time.as_ref().map(|last| report_meeting::last_time(last, findings.question.data_date)),
        decisions: kept.decisions.iter().map(report_meeting::decision).collect(),
        works,
        representative: kept.representative,
        definitions: definitions(subject, findings, text)?,
    })
}

/// The written definitions of the figures, as they were when the report was made.
fn definitions(subject: &Subject, findings: &Findings, text: &Text) -> Result<Vec<FigureDefinition>, Failure> {
    let metric = (subject.instrument.as_str(), subject.scale.as_str(), subject.norms.as_str());
    let mut found = Vec::new();
    for one in &findings.definitions {
        let used = (one.figure, one.id.as_str(), one.version, one.fingerprint.as_str());
        found.extend(indicators::of_figure(used, metric, text)?);
    }
    Ok(found)
}

fn reading(reading: &Reading) -> PageReading {
    PageReading {
        at: reading.at,
        by: reading.by.clone(),
        role: reading.role.code().to_owned(),
        about: reading.figure.clone(),
        stance: match reading.stance {
            Stance::Reading => "reads",
            Stance::Agrees => "agrees",
            Stance::Dissents => "dissents",
        }
        .to_owned(),
        text: reading.text.clone(),
    }
}
