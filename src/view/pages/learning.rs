//! A clinician's own results: for the clinician, and for a colleague who was let in.

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use serde::Serialize;

use super::leader::{Metric, sample_body, sample_small};
use super::{Choice, FieldError};
use crate::view::Page;
use crate::view::chart::in_order::{Course, InOrder};
use crate::view::chart::{Better, Categories, Coverage, Flow, Rates, Runs};

/// That somebody else reads them: whose, until when, what for.
#[derive(Debug, Clone, Serialize)]
pub struct Banner {
    /// Whose they are.
    pub name: String,
    /// The last day.
    pub until: NaiveDate,
    /// What for, in the owner's words.
    pub purpose: String,
}

/// One category of change with its uncertainty.
#[derive(Debug, Clone, Serialize)]
pub struct CategoryRow {
    /// Which (the text is `category-<name>`).
    pub name: String,
    /// How many.
    pub n: u32,
    /// The share, 0 to 1.
    pub share: f64,
    /// The lower end of its 95 % Wilson interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// One metric over the clinician's episodes.
#[derive(Debug, Clone, Serialize)]
pub struct Figures {
    /// The metric.
    pub metric: Metric,
    /// From referral to two measurements.
    pub flow: Flow,
    /// How many of those who ended have two measurements.
    pub coverage: Coverage,
    /// Ended, but so recently that the last answer may still come: in no figure.
    pub not_yet: u32,
    /// Improvement and deterioration together, then recovery.
    pub rates: Rates,
    /// The categories of change.
    pub categories: Categories,
    /// The same with intervals; empty when too few.
    pub category_rows: Vec<CategoryRow>,
    /// The episodes in the order in which they ended.
    pub in_order: InOrder,
    /// How often the rules speak of a series like this one when nothing depends on the order, 0 to 1; `None`
    /// when too few.
    pub false_signal: Option<f64>,
}

/// Where the middle of the level lies, and the middle half.
#[derive(Debug, Clone, Serialize)]
pub struct Level {
    /// A quarter lie at or below.
    pub lower: f64,
    /// The median.
    pub middle: f64,
    /// A quarter lie at or above.
    pub upper: f64,
}

/// How patients answered on the work together, by one instrument.
#[derive(Debug, Clone, Serialize)]
pub struct Alliance {
    /// The instrument.
    pub measure: String,
    /// The ends of its scale.
    pub range: (f64, f64),
    /// How large a fall is counted, in points.
    pub step: f64,
    /// Episodes whose first answer lies in the period.
    pub episodes: u32,
    /// Those with a third score.
    pub third: u32,
    /// The level at the third; `None` when too few.
    pub level: Option<Level>,
    /// Falls.
    pub falls: u32,
    /// What came after them; `None` when too few.
    pub after: Option<AfterFalls>,
}

/// What came after falls. All shares run from 0 to 1.
#[derive(Debug, Clone, Serialize)]
pub struct AfterFalls {
    /// Falls after which somebody answered again.
    pub answered: u32,
    /// Of these, with a higher score.
    pub higher: u32,
    /// Their share.
    pub share: f64,
    /// The share of all falls if none of the others was followed by a higher score.
    pub lowest: f64,
    /// The share if all were.
    pub highest: f64,
    /// The share that the same scores in random order would give.
    pub by_chance: f64,
}

/// A grant, in or out.
#[derive(Debug, Clone, Serialize)]
pub struct GrantRow {
    /// Its id in the form's path.
    pub id: String,
    /// The other's name.
    pub name: String,
    /// What for.
    pub purpose: String,
    /// Its first day.
    pub from: DateTime<Utc>,
    /// Its last day.
    pub until: NaiveDate,
    /// When it was taken back.
    pub revoked: Option<DateTime<Utc>>,
    /// The page it opens; empty where it opens none for this reader.
    pub url: String,
}

/// That somebody looked.
#[derive(Debug, Clone, Serialize)]
pub struct LookRow {
    /// Who.
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What only the owner sees: who is let in, and who looked.
#[derive(Debug, Clone, Serialize)]
pub struct Doors {
    /// Colleagues a grant can be given to.
    pub colleagues: Vec<Choice>,
    /// What was typed as purpose.
    pub why: String,
    /// What was typed, or is proposed, as last day, as `<input type=date>` has it.
    pub until: String,
    /// The latest last day, in the same form.
    pub latest: String,
    /// Running grants.
    pub running: Vec<GrantRow>,
    /// Grants that are over.
    pub past: Vec<GrantRow>,
    /// Who looked, the latest first.
    pub looks: Vec<LookRow>,
    /// Colleagues' results that are open to the owner.
    pub received: Vec<GrantRow>,
}

/// `GET /learning` and `GET /learning/{account}`: a clinician's own results.
///
/// Forms: the choices (GET, metric, span); the owner's `POST /learning/grants` (csrf, reader, why, until) and
/// `POST /learning/grants/{grant}/revoke` (csrf).
#[derive(Debug, Clone, Serialize)]
pub struct Learning {
    /// Whose page it is, when somebody else's.
    pub banner: Option<Banner>,
    /// Its address without a query.
    pub path: String,
    /// First day of the period.
    pub from: NaiveDate,
    /// Last day of the period.
    pub to: NaiveDate,
    /// The day the data was read.
    pub data_date: NaiveDate,
    /// Metrics.
    pub metrics: Vec<Choice>,
    /// How far back.
    pub spans: Vec<Choice>,
    /// One metric; `None` when nothing is measured yet.
    pub figures: Option<Figures>,
    /// The work together.
    pub alliance: Vec<Alliance>,
    /// Fewest for a share.
    pub minimum: u32,
    /// What only the owner sees.
    pub doors: Option<Doors>,
    /// What was wrong with a form.
    pub errors: Vec<FieldError>,
    /// Something was just stored: `granted` or `taken-back`.
    pub done: Option<String>,
}

impl Page for Learning {
    const TEMPLATE: &'static str = "staff/learning.html";
    fn samples() -> Vec<Self> {
        let own = Self {
            banner: None,
            path: "/learning".into(),
            from: day(2023, 3, 4),
            to: day(2026, 3, 3),
            data_date: day(2026, 3, 3),
            metrics: vec![
                Choice::new("phq-9~total~nhs-tt~first~last", "PHQ-9: minst 6 poeng", true),
                Choice::new("gad-7~total~nhs-tt~first~last", "GAD-7: minst 4 poeng", false),
            ],
            spans: vec![Choice::new("12", "Siste 12 måneder", false), Choice::new("36", "Siste tre år", true)],
            figures: Some(sample_figures(true)),
            alliance: vec![sample_alliance(true), sample_alliance(false)],
            minimum: 10,
            doors: Some(sample_doors()),
            errors: vec![],
            done: None,
        };
        let empty = Doors {
            colleagues: vec![],
            running: vec![],
            past: vec![],
            looks: vec![],
            received: vec![],
            ..sample_doors()
        };
        vec![
            own.clone(),
            Self {
                banner: Some(Banner {
                    name: "Bjørn Behandler".into(),
                    until: day(2026, 6, 3),
                    purpose: "Veiledning".into(),
                }),
                path: "/learning/1".into(),
                doors: None,
                ..own.clone()
            },
            Self {
                figures: Some(sample_figures(false)),
                alliance: vec![sample_alliance(false)],
                done: Some("granted".into()),
                ..own.clone()
            },
            Self {
                figures: None,
                alliance: vec![],
                doors: Some(empty),
                done: Some("taken-back".into()),
                ..own.clone()
            },
            Self {
                errors: vec![
                    FieldError::new("reader", "invalid"),
                    FieldError::new("why", "missing"),
                    FieldError::new("until", "invalid"),
                ],
                ..own
            },
        ]
    }
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

fn instant(day: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 2, day, 9, 12, 0).single().unwrap_or_default()
}

fn sample_figures(enough: bool) -> Figures {
    let body = if enough { sample_body() } else { sample_small() };
    let points = [-9.0, -4.0, -12.0, 2.0, -6.0, -7.0, -3.0, -11.0, 1.0, -8.0, -10.0, -6.0, -5.0, 7.0];
    let courses = (0_u32..).zip(points).map(|(place, points)| Course {
        year: 2024 + i32::try_from(place / 8).unwrap_or_default(),
        quarter: 1 + place / 2 % 4,
        value: (place != 4).then_some(points),
        category: if place == 4 { String::new() } else { "improved".into() },
    });
    Figures {
        metric: body.metric,
        flow: body.flow,
        coverage: body.coverage,
        not_yet: u32::from(enough) * 2,
        rates: body.rates,
        categories: body.categories,
        category_rows: if enough {
            vec![CategoryRow { name: "improved".into(), n: 31, share: 0.256, low: 0.187, high: 0.341 }]
        } else {
            vec![]
        },
        in_order: InOrder {
            id: "in-order".into(),
            courses: courses.take(if enough { 14 } else { 5 }).collect(),
            better: Better::Lower,
            reliable: 6.0,
            median: enough.then_some(-6.0),
            runs: enough.then_some(Runs { useful: 12, longest: 4, longest_limit: 7, crossings: 6, crossings_limit: 3 }),
            minimum: 10,
        },
        false_signal: enough.then_some(0.013),
    }
}

fn sample_alliance(enough: bool) -> Alliance {
    Alliance {
        measure: "Etter timen".into(),
        range: (0.0, 10.0),
        step: 1.0,
        episodes: if enough { 41 } else { 4 },
        third: if enough { 33 } else { 3 },
        level: enough.then_some(Level { lower: 7.5, middle: 8.5, upper: 9.25 }),
        falls: if enough { 32 } else { 2 },
        after: enough.then_some(AfterFalls {
            answered: 27,
            higher: 21,
            share: 0.7778,
            lowest: 0.656,
            highest: 0.8125,
            by_chance: 0.71,
        }),
    }
}

fn sample_doors() -> Doors {
    let row = |id: &str, name: &str, revoked| GrantRow {
        id: id.into(),
        name: name.into(),
        purpose: "Veiledning i vår".into(),
        from: instant(2),
        until: day(2026, 6, 3),
        revoked,
        url: String::new(),
    };
    Doors {
        colleagues: vec![Choice::new("1", "Dag Kollega", true), Choice::new("2", "Eli Kollega", false)],
        why: String::new(),
        until: "2026-06-03".into(),
        latest: "2027-03-02".into(),
        running: vec![row("1", "Dag Kollega", None)],
        past: vec![row("2", "Eli Kollega", Some(instant(9))), row("3", "Eli Kollega", None)],
        looks: vec![LookRow { name: "Dag Kollega".into(), at: instant(17) }],
        received: vec![GrantRow { url: "/learning/2".into(), ..row("4", "Eli Kollega", None) }],
    }
}
