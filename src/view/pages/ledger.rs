//! The activity ledger: a unit's list, and one indicator with what patients report beside it.

use chrono::{DateTime, Datelike, Months, NaiveDate, TimeZone, Utc};
use serde::Serialize;

use super::{Choice, FieldError};
use crate::view::Page;
use crate::view::chart::Runs;
use crate::view::chart::periods::{Figure, Line, Periods, Stretch};

/// What a unit has decided, as the list shows it.
#[derive(Debug, Clone, Serialize)]
pub struct Standing {
    /// `keep`, `supplement`, `replace` or `retired` (text `ledger-status-<status>`).
    pub status: String,
    /// When it was decided.
    pub decided_on: NaiveDate,
    /// The day on which it ends unless somebody decides again.
    pub sunset_on: Option<NaiveDate>,
    /// That day has come.
    pub over: bool,
}

/// One indicator on the list.
#[derive(Debug, Clone, Serialize)]
pub struct LedgerRow {
    /// Its page.
    pub url: String,
    /// What it is called.
    pub name: String,
    /// The question it was meant to answer.
    pub protects: String,
    /// Why it can be neither replaced nor retired (text `ledger-stays-short-<stays>`).
    pub stays: Option<String>,
    /// Something about it is from memory.
    pub unverified: bool,
    /// What the unit decided; `None` when nobody has.
    pub standing: Option<Standing>,
    /// How many periods have a figure.
    pub figures: usize,
    /// The last of them, in words.
    pub last: Option<String>,
}

/// The indicators of one theme.
#[derive(Debug, Clone, Serialize)]
pub struct ThemeRows {
    /// Which (text `ledger-theme-<theme>`).
    pub theme: String,
    /// In the order of the catalogue, never of a result.
    pub rows: Vec<LedgerRow>,
}

/// A row of pasted figures that cannot be taken.
#[derive(Debug, Clone, Serialize)]
pub struct RowProblem {
    /// The line, from 1.
    pub line: u64,
    /// What stands there.
    pub given: String,
    /// What is wrong with it, and what to write (text `ledger-fault-<fault>`).
    pub fault: String,
}

/// `GET /ledger?unit=`: what is counted in one unit.
///
/// Form: `POST /ledger/{unit}/figures` (csrf, rows).
#[derive(Debug, Clone, Serialize)]
pub struct LedgerList {
    /// The units the reader may choose from.
    pub units: Vec<Choice>,
    /// The chosen unit's id.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// What it has taken up.
    pub taken: Vec<ThemeRows>,
    /// What it has not.
    pub others: Vec<ThemeRows>,
    /// How many those are.
    pub other_count: usize,
    /// The reader may write.
    pub may_write: bool,
    /// Rows that were pasted and not taken.
    pub rows: String,
    /// What was wrong with them.
    pub problems: Vec<RowProblem>,
    /// Something was just stored: `ledger-figures` (text `done-<what>`).
    pub done: Option<String>,
}

/// A form in the box that collects a measure.
#[derive(Debug, Clone, Serialize)]
pub struct FormLink {
    /// Its page.
    pub url: String,
    /// Its name.
    pub name: String,
}

/// A measure that answers the question instead, or beside.
#[derive(Debug, Clone, Serialize)]
pub struct MeasureLine {
    /// Such as `M01`.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// How it is computed.
    pub computation: String,
    /// Which instruments measure it.
    pub instruments: String,
    /// Forms in the box that collect it.
    pub forms: Vec<FormLink>,
    /// It is drawn on this page.
    pub drawn: bool,
    /// The report computes it; `false`: nothing does yet.
    pub computed: bool,
    /// The written definitions that are a reading of it.
    pub defined: Vec<FormLink>,
}

/// What patients of the unit report.
#[derive(Debug, Clone, Serialize)]
pub struct BesideView {
    /// The instrument with its rule.
    pub measure: String,
    /// The share reliably better, and the share reliably worse: neither without the other.
    pub benefit: Periods,
    /// The share with both measurements.
    pub coverage: Periods,
    /// Of the last twelve months: those with both measurements, and all who ended.
    pub pairs: (u32, u32),
    /// The share of these, 0 to 1; `None` when too few.
    pub covered: Option<f64>,
    /// A clinician has written what it means.
    pub interpreted: bool,
    /// The whole report.
    pub url: String,
}

/// What the form to decide holds.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DecisionForm {
    /// What may be decided.
    pub statuses: Vec<Choice>,
    /// When it was decided.
    pub decided_on: String,
    /// By whom.
    pub decided_by: String,
    /// Why.
    pub because: String,
    /// When it ends unless somebody decides again.
    pub sunset_on: String,
}

/// One decision of the history.
#[derive(Debug, Clone, Serialize)]
pub struct DecisionLine {
    /// What (text `ledger-status-<status>`).
    pub standing: Standing,
    /// Who decided.
    pub decided_by: String,
    /// Why.
    pub because: String,
    /// When it was written down.
    pub written_at: DateTime<Utc>,
    /// By whom.
    pub written_by: String,
}

/// One figure that was replaced or taken back.
#[derive(Debug, Clone, Serialize)]
pub struct EarlierFigure {
    /// Of which period, in words.
    pub at: String,
    /// What stood there.
    pub value: Option<f64>,
    /// When it was written down.
    pub written_at: DateTime<Utc>,
    /// By whom.
    pub written_by: String,
}

/// What the unit has of an indicator.
#[derive(Debug, Clone, Serialize)]
pub struct TakenView {
    /// `month`, `quarter`, `tertial` or `year` (text `ledger-every-<every>`).
    pub every: String,
    /// The figures.
    pub chart: Periods,
    /// The decisions, the latest first.
    pub decisions: Vec<DecisionLine>,
    /// Figures that hold no longer, the latest first.
    pub earlier: Vec<EarlierFigure>,
    /// The period a new figure is probably about, written.
    pub next: String,
    /// A value that was typed and not taken.
    pub value: String,
    /// Rows that were pasted and not taken.
    pub rows: String,
    /// What was wrong with them.
    pub problems: Vec<RowProblem>,
    /// The form to decide.
    pub form: DecisionForm,
}

/// `GET /ledger/{unit}/{indicator}`: one indicator, and what patients report beside it.
///
/// Forms: `POST …/take-up` (csrf, every), `…/figures` (csrf, period, value) or (csrf, rows), `…/decisions` (csrf,
/// status, `decided_on`, `decided_by`, because, `sunset_on`).
#[expect(clippy::struct_excessive_bools, reason = "each is a thing the template asks")]
#[derive(Debug, Clone, Serialize)]
pub struct LedgerPage {
    /// This page without what follows.
    pub base: String,
    /// The unit's list.
    pub list_url: String,
    /// The unit's name.
    pub unit: String,
    /// The unit's id.
    pub unit_id: String,
    /// Its theme (text `ledger-theme-<theme>`).
    pub theme: String,
    /// Whose care it is about (texts `ledger-area-<area>`).
    pub areas: Vec<String>,
    /// What it is called.
    pub name: String,
    /// What is counted.
    pub definition: String,
    /// What is aimed for.
    pub target: String,
    /// Which way is wanted (text `ledger-wanted-<wanted>`).
    pub wanted: String,
    /// The question it was meant to answer.
    pub protects: String,
    /// What it does not see.
    pub misleads: String,
    /// What to look at instead, or beside it.
    pub instead: String,
    /// Something to know about the source; may be empty.
    pub note: String,
    /// What the catalogue proposes (text `ledger-relation-<relation>`).
    pub relation: String,
    /// Why it can be neither replaced nor retired (text `ledger-stays-<stays>`).
    pub stays: Option<String>,
    /// How the facts were seen (text `ledger-verified-<verified>`).
    pub verified: String,
    /// Nobody has read the English.
    pub english_unreviewed: bool,
    /// Which register the national figures come from.
    pub register: String,
    /// Where the facts are from: addresses and references; `[mem]` for memory.
    pub sources: Vec<String>,
    /// Figures are entered in per cent.
    pub percent: bool,
    /// The measures.
    pub measures: Vec<MeasureLine>,
    /// What the unit has of it; `None` when it has not taken it up.
    pub taken: Option<TakenView>,
    /// The choices of how often, to take it up.
    pub every: Vec<Choice>,
    /// What patients report; `None` where there is nothing to compute from.
    pub beside: Option<BesideView>,
    /// One of the measures is in what is drawn beside.
    pub answered: bool,
    /// The reader may write.
    pub may_write: bool,
    /// What was wrong.
    pub errors: Vec<FieldError>,
    /// Something was just stored: `ledger-taken-up`, `ledger-figures`, `ledger-decided` (text `done-<what>`).
    pub done: Option<String>,
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

fn at() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 3, 9, 0, 0).single().unwrap_or_default()
}

fn stretch(place: u32) -> Stretch {
    let first = day(2024, 3, 1).checked_add_months(Months::new(place)).unwrap_or_default();
    Stretch { first, every: "month".into(), number: first.month(), months: 1 }
}

fn sample_line(name: &str, from: f64, to: f64, scale: f64, n: Option<u32>) -> Line {
    let values = (0_u32..24).map(|place| {
        let share = from + (to - from) * f64::from(place) / 23.0 + f64::from(place % 3) * 0.02;
        if place == 5 { None } else { Some((share * scale * 100.0).round() / 100.0) }
    });
    Line {
        name: name.into(),
        figures: (0..).zip(values).map(|(place, value)| Figure { at: stretch(place), value, n }).collect(),
        median: Some(f64::midpoint(from, to) * scale),
        runs: Some(Runs { useful: 23, longest: 11, longest_limit: 8, crossings: 1, crossings_limit: 7 }),
        false_signal: Some(0.04),
        more_is_better: Some(name != "deterioration"),
    }
}

fn sample_chart(id: &str, about: &str, percent: bool, lines: Vec<Line>) -> Periods {
    Periods { id: id.into(), about: about.into(), percent, from: day(2024, 3, 1), months: 24, lines, minimum: 10 }
}

fn sample_standing(status: &str, over: bool) -> Standing {
    let sunset_on = (status != "retired").then(|| day(if over { 2026 } else { 2027 }, 1, 1));
    Standing { status: status.into(), decided_on: day(2026, 1, 12), sunset_on, over }
}

impl Page for LedgerList {
    const TEMPLATE: &'static str = "staff/ledger.html";

    fn samples() -> Vec<Self> {
        let row = |name: &str, stays: Option<&str>, standing: Option<Standing>| LedgerRow {
            url: "/ledger/1/pol_konsultasjoner".into(),
            name: name.into(),
            protects: "Gjør vi nok?".into(),
            stays: stays.map(str::to_owned),
            unverified: name.contains("Ikke"),
            figures: if standing.is_some() { 24 } else { 0 },
            last: standing.is_some().then(|| "feb 2026".into()),
            standing,
        };
        let full = Self {
            units: vec![Choice::new("1", "DPS Eksempel", true), Choice::new("2", "\u{2002}Team Øst", false)],
            unit: "1".into(),
            unit_name: "DPS Eksempel".into(),
            taken: vec![
                ThemeRows {
                    theme: "rights".into(),
                    rows: vec![row("Fristbrudd", Some("deadline"), Some(sample_standing("supplement", false)))],
                },
                ThemeRows {
                    theme: "activity".into(),
                    rows: vec![
                        row("Polikliniske konsultasjoner", None, Some(sample_standing("replace", true))),
                        row("Ikke møtt", None, Some(sample_standing("retired", false))),
                        row("Konsultasjoner per årsverk", None, None),
                    ],
                },
            ],
            others: vec![ThemeRows {
                theme: "coercion".into(),
                rows: vec![row("Bruk av tvangsmidler", Some("coercion"), None)],
            }],
            other_count: 1,
            may_write: true,
            rows: String::new(),
            problems: vec![],
            done: Some("ledger-figures".into()),
        };
        let problem = |line, given: &str, fault: &str| RowProblem { line, given: given.into(), fault: fault.into() };
        let wrong = Self {
            rows: "pol_konsultasjoner;2026-13;4".into(),
            problems: vec![
                problem(1, "2026-13", "period"),
                problem(2, "mange", "value"),
                problem(3, "x", "indicator"),
                problem(4, "video_telefon", "not-taken-up"),
                problem(5, "2026", "every"),
                problem(6, "2027-01", "future"),
                problem(7, "140", "range"),
                problem(8, "2026-01", "twice"),
                problem(9, "a b", "cells"),
                problem(0, "x", "form"),
                problem(1, "", "empty"),
                problem(6501, "", "too-many"),
            ],
            done: None,
            ..full.clone()
        };
        let empty = Self { taken: vec![], may_write: false, done: None, ..full.clone() };
        vec![full, wrong, empty]
    }
}

fn sample_measure(id: &str, drawn: bool, computed: bool) -> MeasureLine {
    MeasureLine {
        id: id.into(),
        name: "Nytte per tid".into(),
        computation: "Median antall timer til pålitelig bedring.".into(),
        instruments: "øktmålinger".into(),
        forms: vec![FormLink { url: "/instruments/phq-9".into(), name: "PHQ-9".into() }],
        drawn,
        computed,
        defined: vec![FormLink { url: "/indicators/coverage".into(), name: "Dekning".into() }],
    }
}

fn sample_taken() -> TakenView {
    let line = |status: &str, over| DecisionLine {
        standing: sample_standing(status, over),
        decided_by: "Ledermøtet".into(),
        because: "Vi vil vite om det hjelper, ikke bare hvor mye vi gjør.".into(),
        written_at: at(),
        written_by: "Cecilie Ledereksempel".into(),
    };
    TakenView {
        every: "month".into(),
        chart: sample_chart(
            "count",
            "count",
            false,
            vec![sample_line("Polikliniske konsultasjoner", 0.4, 0.8, 400.0, None)],
        ),
        decisions: vec![line("replace", true), line("retired", false), line("keep", true)],
        earlier: vec![
            EarlierFigure { at: "jun 2024".into(), value: Some(181.0), written_at: at(), written_by: "Reidun".into() },
            EarlierFigure { at: "jul 2024".into(), value: None, written_at: at(), written_by: "Reidun".into() },
        ],
        next: "2026-02".into(),
        value: String::new(),
        rows: String::new(),
        problems: vec![],
        form: DecisionForm {
            statuses: ["keep", "supplement", "replace", "retired"]
                .into_iter()
                .map(|code| Choice::new(code, "", code == "replace"))
                .collect(),
            decided_on: "2026-03-03".into(),
            ..DecisionForm::default()
        },
    }
}

fn sample_page() -> LedgerPage {
    let benefit = vec![
        sample_line("improvement", 0.6, 0.3, 1.0, Some(14)),
        sample_line("deterioration", 0.05, 0.15, 1.0, Some(14)),
    ];
    LedgerPage {
        base: "/ledger/1/pol_konsultasjoner".into(),
        list_url: "/ledger?unit=1".into(),
        unit: "DPS Eksempel".into(),
        unit_id: "01a2092e-b3aa-7000-82f4-5162f60950f4".into(),
        theme: "activity".into(),
        areas: vec!["adults".into(), "children".into(), "substance-use".into()],
        name: "Polikliniske konsultasjoner".into(),
        definition: "Antall polikliniske konsultasjoner.".into(),
        target: "budsjett".into(),
        wanted: "higher".into(),
        protects: "Gjør vi nok?".into(),
        misleads: "Mer er ikke bedre.".into(),
        instead: "Nytte per tid.".into(),
        note: String::new(),
        relation: "replace".into(),
        stays: None,
        verified: "excerpt".into(),
        english_unreviewed: true,
        register: "NPR".into(),
        sources: vec!["https://www.helsedirektoratet.no/".into(), "[mem]".into()],
        percent: false,
        measures: vec![
            sample_measure("M01", true, true),
            sample_measure("M02", false, true),
            sample_measure("M15", false, false),
        ],
        taken: Some(sample_taken()),
        every: vec![],
        beside: Some(BesideView {
            measure: "PHQ-9 (nhs-tt)".into(),
            benefit: sample_chart("benefit", "benefit", true, benefit),
            coverage: sample_chart("covered", "coverage", true, vec![sample_line("coverage", 0.5, 0.6, 1.0, Some(20))]),
            pairs: (110, 200),
            covered: Some(0.55),
            interpreted: false,
            url: "/report?unit=1".into(),
        }),
        answered: true,
        may_write: true,
        errors: vec![],
        done: Some("ledger-decided".into()),
    }
}

impl Page for LedgerPage {
    const TEMPLATE: &'static str = "staff/ledger_indicator.html";

    fn samples() -> Vec<Self> {
        let full = sample_page();
        let wrong = {
            let mut page = full.clone();
            page.done = None;
            page.percent = true;
            page.errors = vec![
                FieldError::new("status", "stays"),
                FieldError::new("sunset_on", "missing"),
                FieldError::new("period", "not-ended"),
                FieldError::new("value", "out-of-range"),
            ];
            if let Some(taken) = &mut page.taken {
                taken.problems = vec![RowProblem { line: 2, given: "x".into(), fault: "value".into() }];
                taken.decisions.clear();
                taken.earlier.clear();
                taken.chart.lines =
                    vec![Line { figures: vec![], median: None, runs: None, ..sample_line("x", 0.1, 0.2, 1.0, None) }];
            }
            page
        };
        let mut right = full.clone();
        right.stays = Some("deadline".into());
        right.relation = "keep-and-supplement".into();
        right.verified = "memory".into();
        right.wanted = "lower".into();
        right.note = "Gjelder voksne.".into();
        right.answered = false;
        right.done = Some("ledger-taken-up".into());
        if let Some(beside) = &mut right.beside {
            beside.covered = None;
            beside.interpreted = true;
        }
        let mut reader = full.clone();
        reader.may_write = false;
        reader.done = None;
        reader.beside = None;
        reader.measures.clear();
        let mut fresh = full;
        fresh.taken = None;
        fresh.beside = None;
        fresh.every = ["month", "quarter", "tertial", "year"]
            .into_iter()
            .map(|code| Choice::new(code, "", code == "month"))
            .collect();
        vec![sample_page(), wrong, right, reader, fresh]
    }
}
