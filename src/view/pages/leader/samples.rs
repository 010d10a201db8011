//! An invented report, for the tests of its pages.

use chrono::{DateTime, Months, NaiveDate, TimeZone, Utc};

use super::super::leader_meeting::{sample_decision, sample_last_time, sample_works};
use super::{Body, FigureDefinition, FrozenRow, Metric, Reading};
use crate::view::chart::groups::{Group, Groups, Share, Start};
use crate::view::chart::spread::{Became, Cell, Spread};
use crate::view::chart::{
    Better, Categories, Category, Coverage, Event, Flow, Limits, Month, Quantity, Rate, Rates, RunChart, Runs, Step,
};

pub(in crate::view::pages) fn sample_versions() -> Vec<FrozenRow> {
    vec![FrozenRow {
        number: 2,
        at: instant(10),
        by: "Cecilie Leder".into(),
        checksum: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        url: "/report/versions/2".into(),
    }]
}

fn instant(hour: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 3, hour, 0, 0).single().unwrap_or_default()
}

pub(super) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

pub(in crate::view::pages) fn sample_body() -> Body {
    let start = day(2024, 9, 1);
    let step = |name: &str, n| Step { name: name.into(), n };
    let category = |name: &str, n| Category { name: name.into(), n };
    Body {
        unit: "Rask psykisk helsehjelp".into(),
        from: start,
        to: day(2026, 2, 28),
        data_date: day(2026, 3, 3),
        metric: Metric {
            instrument: "PHQ-9".into(),
            norm_set: "nhs-tt".into(),
            rule: "Pålitelig endring er minst 6 poeng. Grensen er 10 poeng.".into(),
            source: "NHS Talking Therapies manual, versjon 7".into(),
            unverified: true,
            points: "Første og siste svar i forløpet".into(),
            lower_is_better: true,
        },
        flow: Flow {
            id: "flow".into(),
            steps: vec![
                step("referred", 231),
                step("started", 196),
                step("ended", 162),
                step("measured", 151),
                step("pair", 121),
            ],
        },
        coverage: Coverage {
            id: "coverage".into(),
            n: 121,
            of: 162,
            value: Some(0.7469),
            interval: Some((0.675, 0.808)),
        },
        rates: sample_rates(),
        categories: Categories {
            id: "categories".into(),
            minimum: 10,
            categories: vec![
                category("recovered", 47),
                category("improved", 31),
                category("unchanged", 36),
                category("deteriorated", 5),
                category("harmed", 2),
            ],
        },
        definitions: ["improvement", "deterioration", "recovery", "coverage", "change"]
            .into_iter()
            .map(|figure| FigureDefinition {
                figure: figure.into(),
                name: "Pålitelig bedring".into(),
                version: 1,
                url: "/indicators/reliable-improvement".into(),
                sentences: vec!["Behandlingen ble avsluttet i perioden.".into(), "Skåren gikk i bedre retning.".into()],
                draft: figure != "coverage",
                proven: figure != "recovery",
                changed: figure == "deterioration",
            })
            .collect(),
        groups: sample_groups(),
        spread: sample_spread(),
        over_time: vec![sample_months(), sample_limits()],
        readings: sample_readings(),
        state: "discussion".into(),
        last_time: Some(sample_last_time()),
        decisions: vec![sample_decision()],
        works: sample_works(),
        representative: Some(false),
    }
}

fn sample_rates() -> Rates {
    Rates {
        id: "rates".into(),
        minimum: 10,
        rates: vec![
            Rate {
                name: "improvement".into(),
                title: None,
                numerator: 78,
                denominator: 121,
                everybody: 162,
                completers: Some(0.6446),
                interval: Some((0.556, 0.724)),
                carried_forward: Some(0.549),
                filled: Some((0.61, (0.52, 0.70))),
                lowest: Some(0.481),
                highest: Some(0.735),
            },
            Rate {
                name: "deterioration".into(),
                title: None,
                numerator: 7,
                denominator: 121,
                everybody: 162,
                completers: Some(0.0579),
                interval: Some((0.028, 0.115)),
                carried_forward: Some(0.049),
                filled: Some((0.062, (0.03, 0.11))),
                lowest: Some(0.043),
                highest: Some(0.296),
            },
            Rate {
                name: "recovery".into(),
                title: None,
                numerator: 47,
                denominator: 96,
                everybody: 131,
                completers: Some(0.4896),
                interval: Some((0.392, 0.588)),
                carried_forward: Some(0.412),
                filled: None,
                lowest: Some(0.351),
                highest: Some(0.618),
            },
        ],
    }
}

fn sample_months() -> RunChart {
    let values = [
        Some(0.52),
        Some(0.48),
        Some(0.57),
        Some(0.55),
        Some(0.50),
        Some(0.58),
        Some(0.53),
        Some(0.61),
        None,
        Some(0.57),
        Some(0.66),
        Some(0.68),
        Some(0.71),
        Some(0.65),
        Some(0.74),
        Some(0.70),
        Some(0.69),
        Some(0.72),
    ];
    let start = day(2024, 9, 1);
    RunChart {
        id: "month-improvement".into(),
        measure: "improvement".into(),
        quantity: Quantity::Share,
        months: (0_u32..)
            .zip(values)
            .map(|(n, value)| Month {
                month: start.checked_add_months(Months::new(n)).unwrap_or(start),
                value,
                n: if value.is_some() { 10 + n % 4 } else { 4 },
            })
            .collect(),
        median: Some(0.61),
        runs: Some(Runs { useful: 16, longest: 8, longest_limit: 7, crossings: 1, crossings_limit: 4 }),
        limits: None,
        false_signal: Some(0.01),
        minimum: 10,
        events: vec![
            Event { on: day(2025, 6, 16), letter: "A".into(), ends: false },
            Event { on: day(2025, 11, 30), letter: "A".into(), ends: true },
            Event { on: day(2025, 11, 3), letter: "B".into(), ends: false },
        ],
    }
}

/// Limits as the runs rules draw them when they are quiet, with one month beyond.
fn sample_limits() -> RunChart {
    let months = sample_months();
    let at = months.months.iter().map(|month| month.value.map(|_| (0.31, 0.70))).collect();
    let outside = |month: &Month| month.value.filter(|value| *value > 0.70).map(|_| "outside".to_owned());
    RunChart {
        id: "month-coverage".into(),
        measure: "coverage".into(),
        runs: Some(Runs { useful: 16, longest: 3, longest_limit: 7, crossings: 8, crossings_limit: 4 }),
        limits: Some(Limits {
            rule: "p-prime".into(),
            centre: Some(0.61),
            at,
            marked: months.months.iter().map(outside).collect(),
        }),
        events: vec![],
        ..months
    }
}

fn sample_groups() -> Groups {
    let share = |value: f64| Some(Share { value, interval: ((value - 0.12).max(0.0), (value + 0.12).min(1.0)) });
    let group = |by: &str, name: &str, of, paired, coverage, heard| Group {
        by: by.into(),
        name: name.into(),
        of,
        paired,
        coverage: share(coverage),
        improved: share(0.6),
        deteriorated: share(0.07),
        heard,
        helped: i8::from(name == "40-59"),
    };
    let few = Group { coverage: None, improved: None, deteriorated: None, ..group("language", "other", 6, 2, 0.3, 0) };
    Groups {
        id: "groups".into(),
        groups: vec![
            group("age", "18-24", 40, 21, 0.525, -1),
            group("age", "25-39", 62, 49, 0.79, 0),
            group("age", "40-59", 60, 51, 0.85, 1),
            group("sex", "female", 101, 78, 0.772, 0),
            group("sex", "male", 61, 43, 0.705, 0),
            group("language", "norwegian", 156, 119, 0.763, 0),
            few,
            group("ending", "planned", 130, 104, 0.8, 1),
            group("ending", "left", 32, 17, 0.531, -1),
        ],
        period: None,
        withheld: vec![("language".into(), "sami".into())],
        all: [Some(0.747), Some(0.645), Some(0.058)],
        start: Some(Start { answered: 14.9, silent: 16.8, interval: (0.3, 3.5) }),
        minimum: 10,
    }
}

fn sample_spread() -> Spread {
    let cells = (0_i32..120).map(|place| {
        let from = 6 + (place * 7) % 20;
        let to = (from - 12 + (place * 11) % 17).clamp(0, 27);
        let became = match from - to {
            6.. => Became::Better,
            ..=-6 => Became::Worse,
            _ => Became::Unchanged,
        };
        Cell { from: f64::from(from), to: f64::from(to), n: 1 + u32::from(place % 5 == 0), became }
    });
    Spread {
        id: "spread".into(),
        lowest: 0.0,
        highest: 27.0,
        better: Better::Lower,
        cutoff: Some(10.0),
        reliable: 6.0,
        cells: cells.collect(),
        minimum: 10,
    }
}

fn sample_readings() -> Vec<Reading> {
    vec![
        Reading {
            at: instant(8),
            by: "Bjørn Behandler".into(),
            role: "clinician".into(),
            about: "outcome".into(),
            stance: "reads".into(),
            text: "Vi tror bedringen henger sammen med at flere svarer. De som slutter uten avtale, er ikke med."
                .into(),
        },
        Reading {
            at: instant(9),
            by: "Anne Brukerrepresentant".into(),
            role: "clinician".into(),
            about: "outcome".into(),
            stance: "dissents".into(),
            text: "Mange sier at de svarer snillere mot slutten. Vi bør spørre dem som sluttet.".into(),
        },
    ]
}

/// Too few for any share: every figure must still say what it can.
pub(in crate::view::pages) fn sample_small() -> Body {
    let mut body = sample_body();
    body.flow.steps = [("referred", 14), ("started", 11), ("ended", 8), ("measured", 7), ("pair", 6)]
        .into_iter()
        .map(|(name, n)| Step { name: name.into(), n })
        .collect();
    body.coverage = Coverage { n: 6, of: 8, value: None, interval: None, ..body.coverage };
    for rate in &mut body.rates.rates {
        *rate = Rate {
            name: rate.name.clone(),
            title: None,
            numerator: 3,
            denominator: 6,
            everybody: 8,
            completers: None,
            interval: None,
            carried_forward: None,
            filled: None,
            lowest: None,
            highest: None,
        };
    }
    body.spread.cells.clear();
    body.groups.start = None;
    for group in &mut body.groups.groups {
        *group =
            Group { of: 4, paired: 3, coverage: None, improved: None, deteriorated: None, heard: 0, ..group.clone() };
    }
    for category in &mut body.categories.categories {
        category.n = 1;
    }
    for chart in &mut body.over_time {
        for month in &mut chart.months {
            month.value = None;
            month.n = 2;
        }
        chart.median = None;
        chart.runs = None;
        chart.limits = None;
        chart.false_signal = None;
        chart.events.clear();
    }
    body.readings.clear();
    body
}
