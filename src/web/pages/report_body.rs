//! From findings to what the report page says; the same for the live report and a frozen version.

use super::super::failure::Failure;
use super::{indicators, report_meeting, words};
use crate::app::report::{Findings, Kept, Reading, parse_point};
use crate::catalogue::Definition;
use crate::domain::change::{self, ChangeRule, Cutoff, Direction, Norm, Reliable};
use crate::domain::metric::Metric as DomainMetric;
use crate::domain::registry::comparison::{self, Group as RegistryGroup};
use crate::domain::registry::course::Point;
use crate::domain::registry::months::Month as RegistryMonth;
use crate::domain::registry::outcome::{Outcome, Step as RegistryStep};
use crate::domain::registry::spread::Cell as RegistryCell;
use crate::domain::registry::suppression::{self, LEAST_INSIDE};
use crate::domain::registry::{Fraction, Rate as RegistryRate};
use crate::domain::variation::chart::{self, Kind, Settings, Subgroup};
use crate::domain::variation::nhs::{self, Cause};
use crate::domain::variation::runs;
use crate::store::report::{Stance, Subject};
use crate::view::chart::groups::{Group, Groups, Share, Start};
use crate::view::chart::spread::{Became, Cell, Spread};
use crate::view::chart::{
    Categories, Category, Coverage, Flow, Limits, Month, Quantity, Rate, Rates, RunChart, Runs, Step,
};
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
        lower_is_better: metric.scale.direction == Direction::HigherIsWorse,
    })
}

fn value(share: Fraction) -> Option<f64> {
    suppression::inside(share).value().and_then(Fraction::value)
}

fn interval(share: Fraction) -> Option<(f64, f64)> {
    suppression::inside(share).value().and_then(Fraction::interval).map(|interval| (interval.lower, interval.upper))
}

/// A rate with its bounds, or without any figure when it rests on too few.
pub(super) fn rate(name: &str, rate: RegistryRate) -> Rate {
    let completers = rate.completers();
    let enough = suppression::inside(completers).value().is_some();
    let beside = |share: Fraction| if enough { share.value() } else { None };
    Rate {
        name: name.to_owned(),
        title: None,
        numerator: completers.numerator(),
        denominator: completers.denominator(),
        everybody: rate.highest().denominator(),
        completers: value(completers),
        interval: interval(completers),
        carried_forward: beside(rate.carried_forward()),
        filled: rate
            .imputed()
            .filter(|_| enough)
            .map(|imputed| (imputed.value, (imputed.interval.lower, imputed.interval.upper))),
        lowest: beside(rate.lowest()),
        highest: beside(rate.highest()),
    }
}

/// By which rules a series over time is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Rules {
    /// Runs around the median (Anhøj), with three-sigma limits where they are quiet.
    #[default]
    Runs,
    /// NHS "Making Data Count", for those who know its charts.
    Nhs,
}

/// One figure month by month.
struct Series<'a> {
    measure: &'a str,
    quantity: Quantity,
    n: fn(&RegistryMonth) -> u32,
    of: fn(&RegistryMonth) -> Option<f64>,
}

fn run_chart(series: &Series<'_>, months: &[RegistryMonth], rules: Rules) -> RunChart {
    let Series { measure, quantity, n, of } = *series;
    let months = months.iter().map(|month| Month { month: month.month, value: of(month), n: n(month) });
    // Coverage is drawn twice on the page: once as a bar, once month by month.
    over_time((format!("month-{measure}"), measure.to_owned()), quantity, months.collect(), rules)
}

/// A figure month by month, with its median or limits where there are enough months. `names`: the chart's id, and what
/// is followed.
pub(super) fn over_time(
    (id, measure): (String, String),
    quantity: Quantity,
    months: Vec<Month>,
    rules: Rules,
) -> RunChart {
    let values: Vec<Option<f64>> = months.iter().map(|month| month.value).collect();
    let enough = values.iter().flatten().count() >= FEWEST_MONTHS;
    let chart = RunChart {
        id,
        measure,
        quantity,
        months,
        median: None,
        runs: None,
        limits: None,
        false_signal: None,
        minimum: LEAST_INSIDE,
        events: Vec::new(),
    };
    if !enough {
        return chart;
    }
    match rules {
        Rules::Runs => by_runs(chart, &values),
        Rules::Nhs => by_nhs(chart, &values),
    }
}

/// Below ten points the runs rules have next to no power (Anhoej & Olesen 2014), and a median says little.
const FEWEST_MONTHS: usize = 10;

/// The median and the rules for runs, and limits where these are quiet (Anhøj & Wentzel-Larsen 2018).
fn by_runs(chart: RunChart, values: &[Option<f64>]) -> RunChart {
    let drawn = chart::draw(values, &Settings::new(Kind::Run)).ok();
    let Some(phase) = drawn.as_ref().and_then(|chart| chart.phases.first()) else { return chart };
    // A share that is nought half of the time cannot fall below its median: the rules would speak of that alone.
    if chart.quantity == Quantity::Share && phase.centre.is_some_and(|centre| centre <= 0.0 || centre >= 1.0) {
        let limits = three_sigma(&chart, values);
        return RunChart { limits, ..chart };
    }
    let found = phase.runs;
    let quiet = !phase.runs_signal;
    let limits = if quiet { three_sigma(&chart, values) } else { None };
    let false_signal = if limits.is_some() {
        runs::false_alarm_probability_with_limits(found.n_useful)
    } else {
        runs::false_alarm_probability(found.n_useful)
    };
    RunChart {
        median: phase.centre,
        runs: found.longest_run.zip(found.longest_run_max).zip(found.n_crossings.zip(found.n_crossings_min)).map(
            |((longest, longest_limit), (crossings, crossings_limit))| Runs {
                useful: found.n_useful,
                longest,
                longest_limit,
                crossings,
                crossings_limit,
            },
        ),
        limits,
        false_signal,
        ..chart
    }
}

/// Laney's p' for shares and Taylor's I' for means: both follow how many a month rests on.
fn three_sigma(chart: &RunChart, values: &[Option<f64>]) -> Option<Limits> {
    let (rule, kind) = match chart.quantity {
        Quantity::Share => ("p-prime", Kind::LaneyProportion),
        Quantity::Points => ("i-prime", Kind::WeightedIndividuals),
    };
    let subgroup = |(value, month): (&Option<f64>, &Month)| {
        // A month without a value is a gap, whatever it rests on.
        let of = value.map(|_| f64::from(month.n));
        let sum = value.zip(of).map(|(value, of)| value * of);
        // A share times its whole is a count again.
        let sum = if chart.quantity == Quantity::Share { sum.map(f64::round) } else { sum };
        Subgroup::share(sum, of)
    };
    let subgroups: Vec<Subgroup> = values.iter().zip(&chart.months).map(subgroup).collect();
    let drawn = chart::draw_subgroups(&subgroups, &Settings::new(kind)).ok()?;
    let ends = |limits: chart::Limits| match chart.quantity {
        Quantity::Share => (limits.lower.max(0.0), limits.upper.min(1.0)),
        Quantity::Points => (limits.lower, limits.upper),
    };
    Some(Limits {
        rule: rule.to_owned(),
        centre: drawn.phases.first().and_then(|phase| phase.centre),
        at: drawn.points.iter().map(|point| point.value.and(point.limits).map(ends)).collect(),
        marked: drawn.points.iter().map(|point| point.outside.then(|| "outside".to_owned())).collect(),
    })
}

/// Mean, limits and the four rules of the NHS.
fn by_nhs(chart: RunChart, values: &[Option<f64>]) -> RunChart {
    let Ok((phases, points)) = nhs::draw(values, &nhs::Settings::default()) else { return chart };
    let Some(phase) = phases.first() else { return chart };
    let marked = |point: &nhs::Point| {
        let name = match point.cause {
            Cause::Common => return None,
            Cause::AboveLimit => "above-limit",
            Cause::BelowLimit => "below-limit",
            Cause::Rising => "rising",
            Cause::Falling => "falling",
            Cause::CloseAbove => "close-above",
            Cause::CloseBelow => "close-below",
            Cause::ShiftAbove => "shift-above",
            Cause::ShiftBelow => "shift-below",
        };
        Some(name.to_owned())
    };
    let count = u32::try_from(values.iter().flatten().count()).unwrap_or(u32::MAX);
    RunChart {
        limits: Some(Limits {
            rule: "nhs".to_owned(),
            centre: phase.mean,
            at: values.iter().map(|_| phase.lower.zip(phase.upper)).collect(),
            marked: points.iter().map(marked).collect(),
        }),
        false_signal: nhs::false_alarm_probability(count),
        ..chart
    }
}

/// An outcome as it is drawn, with every share that rests on too few left out.
pub(super) fn figures(outcome: &Outcome) -> (Flow, Coverage, Rates, Categories) {
    let share = outcome.coverage.share;
    let categories = &outcome.categories;
    let has_cutoff = outcome.rates.recovery.is_some();
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
            // Without a cut-off nobody can cross it: nought would read as nobody did.
            categories: [
                ("recovered", categories.recovered, has_cutoff),
                ("improved", categories.improved, true),
                ("unchanged", categories.unchanged, true),
                ("deteriorated", categories.deteriorated, true),
                ("harmed", categories.harmed, has_cutoff),
            ]
            .into_iter()
            .filter(|(.., shown)| *shown)
            .map(|(name, n, _)| Category { name: name.to_owned(), n })
            .collect(),
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
    (rules, text): (Rules, &Text),
) -> Result<Body, Failure> {
    let domain = DomainMetric::lookup(&definition.instrument, &subject.scale, &subject.norms)
        .ok_or_else(|| Failure::Broken(format!("{} has no norm set {}", subject.instrument, subject.norms)))?;
    let (flow, coverage, rates, categories) = figures(&findings.outcome);
    let scale = domain.scale;
    let share = |measure, n, of| Series { measure, quantity: Quantity::Share, n, of };
    let mut over_time: Vec<RunChart> = [
        share("improvement", |month| month.paired, |month| month.improved),
        share("deterioration", |month| month.paired, |month| month.deteriorated),
        Series { quantity: Quantity::Points, ..share("change", |month| month.paired, |month| month.mean_change) },
        share("coverage", |month| month.ended, |month| month.coverage),
    ]
    .iter()
    .map(|series| run_chart(series, &findings.months, rules))
    .collect();
    let months = findings.months.first().zip(findings.months.last()).map(|(first, last)| (first.month, last.month));
    let (works, events) = report_meeting::drawn(&kept.works, months, findings.question.data_date);
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
        groups: groups(&findings.outcome),
        spread: spread(findings, scale.range),
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

/// Groups with their shares; one that rests on too few says so and no more.
fn groups(outcome: &Outcome) -> Groups {
    let rates = &outcome.rates;
    let own = (outcome.coverage.share, rates.improvement.completers(), rates.deterioration.completers());
    let whole = outcome.comparison.whole.map(|whole| (whole.share, whole.improved, whole.deteriorated));
    let (total, better, worse) = whole.unwrap_or(own);
    let share = |share: Fraction| {
        let shown = suppression::inside(share).value()?;
        let interval = shown.interval()?;
        Some(Share { value: shown.value()?, interval: (interval.lower, interval.upper) })
    };
    let group = |group: &RegistryGroup| {
        let against = |own: Fraction, total: Fraction| {
            let enough = suppression::inside(own).value().is_some();
            match comparison::apart(own, total).filter(|_| enough) {
                Some(apart) if apart.upper < 0.0 => -1,
                Some(apart) if apart.lower > 0.0 => 1,
                _ => 0,
            }
        };
        Group {
            by: group.by.code().to_owned(),
            name: group.group.clone(),
            of: group.share.denominator(),
            paired: group.share.numerator(),
            coverage: share(group.share),
            improved: share(group.improved),
            deteriorated: share(group.deteriorated),
            heard: against(group.share, total),
            helped: against(group.improved, better),
        }
    };
    Groups {
        id: "groups".to_owned(),
        period: outcome.comparison.whole.map(|whole| (whole.period.first(), whole.period.last())),
        groups: outcome.comparison.groups.iter().map(group).collect(),
        withheld: outcome.comparison.withheld.iter().map(|(by, name)| (by.code().to_owned(), name.clone())).collect(),
        all: [total, better, worse].map(value),
        start: outcome.comparison.start.filter(|start| start.answered.min(start.silent) >= LEAST_INSIDE).map(|start| {
            Start {
                answered: start.answered_mean,
                silent: start.silent_mean,
                interval: (start.interval.lower, start.interval.upper),
            }
        }),
        minimum: LEAST_INSIDE,
    }
}

/// Every pair by the metric's rule; none when they are too few to be drawn.
fn spread(findings: &Findings, (lowest, highest): (f64, f64)) -> Spread {
    let rule = &findings.question.rule;
    let became = |from, to| match rule.classify(from, to).ok()?.category {
        category if category.is_reliable_improvement() => Some(Became::Better),
        category if category.is_reliable_deterioration() => Some(Became::Worse),
        _ => Some(Became::Unchanged),
    };
    let cell = |cell: &RegistryCell| {
        Some(Cell { from: cell.from, to: cell.to, n: cell.n, became: became(cell.from, cell.to)? })
    };
    let enough = findings.spread.total() >= LEAST_INSIDE;
    Spread {
        id: "spread".to_owned(),
        lowest,
        highest,
        better: words::better(rule.direction()),
        cutoff: rule.cutoff().map(|cutoff| match cutoff {
            Cutoff::Case(at) | Cutoff::Line(at) => at,
        }),
        reliable: match rule.reliable() {
            Reliable::Points(points) => points,
            Reliable::Index { sd, reliability } => change::reliable_points(sd, reliability),
        },
        cells: findings.spread.cells.iter().filter(|_| enough).filter_map(cell).collect(),
        minimum: LEAST_INSIDE,
    }
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
