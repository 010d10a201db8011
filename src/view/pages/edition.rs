//! What leaves: the figures of a period as they are handed out, and the page where an edition is made.

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use serde::Serialize;

use super::{Choice, FieldError};
use crate::view::Page;

/// The figures of one metric as they leave.
#[derive(Debug, Clone, Serialize)]
pub struct ReleasedRow {
    /// The metric in words.
    pub metric: String,
    /// With at least one measurement.
    pub measured: (u32, u32),
    /// With both; `None` is hidden, here and below.
    pub pairs: Option<u32>,
    /// The least that coverage can be.
    pub coverage: Option<f64>,
    /// Reliably better: how many, and the lowest and highest share that is possible.
    pub improved: Option<(u32, f64, f64)>,
    /// Reliably worse.
    pub deteriorated: Option<(u32, f64, f64)>,
    /// Neither.
    pub neither: Option<u32>,
}

/// Everything that leaves of a period.
#[derive(Debug, Clone, Serialize)]
pub struct ReleasedView {
    /// The period in words.
    pub period: String,
    /// The day the data were read.
    pub data_date: NaiveDate,
    /// Referred, started and ended: the least and the most.
    pub flow: [(u32, u32); 3],
    /// The metrics.
    pub rows: Vec<ReleasedRow>,
}

/// An edition that was made.
#[derive(Debug, Clone, Serialize)]
pub struct KeptEdition {
    /// Its address, below which its files are.
    pub url: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// By whom; empty when it was done from the command line.
    pub made_by: String,
    /// What it says.
    pub released: ReleasedView,
}

/// An edition that could be made.
#[derive(Debug, Clone, Serialize)]
pub struct NewEdition {
    /// The period's written form.
    pub period: String,
    /// The year that cannot leave as a whole after this quarter; `None` for a year.
    pub year: Option<String>,
    /// What would leave.
    pub released: ReleasedView,
    /// What the form gives back, so that what is made is what was seen.
    pub seen: String,
}

/// `GET /report/editions?unit=&period=`. Form: `POST /report/editions` (csrf, unit, period, seen, approve).
#[derive(Debug, Clone, Serialize)]
pub struct Editions {
    /// Units this person may see, as a tree.
    pub units: Vec<Choice>,
    /// The chosen unit's id and name.
    pub unit: (String, String),
    /// Periods there could be an edition of.
    pub periods: Vec<Choice>,
    /// This person may make one.
    pub may_make: bool,
    /// What would leave of the chosen period.
    pub new: Option<NewEdition>,
    /// Why nothing leaves, or that it has (text `edition-refused-<why>`).
    pub refused: Option<String>,
    /// What was made, the latest period first.
    pub kept: Vec<KeptEdition>,
    /// Some of it is not shown: somebody could be read out of it by what colleagues have let this person read.
    pub shut: bool,
    /// What was wrong with the form.
    pub errors: Vec<FieldError>,
    /// What was just done.
    pub done: Option<String>,
}

impl Page for Editions {
    const TEMPLATE: &'static str = "staff/editions.html";
    fn samples() -> Vec<Self> {
        let released = sample_released();
        let kept = KeptEdition {
            url: "/report/editions/1".into(),
            made_at: Utc.timestamp_opt(1_772_524_800, 0).single().unwrap_or_default(),
            made_by: "Cecilie Leder".into(),
            released: released.clone(),
        };
        let full = Self {
            units: vec![Choice::new("1", "Eksempelbyen", true)],
            unit: ("1".into(), "Eksempelbyen".into()),
            periods: vec![Choice::new("2025", "2025", true), Choice::new("2024", "2024", false)],
            may_make: true,
            new: Some(NewEdition { period: "2025-Q1".into(), year: Some("2025".into()), released, seen: "0".into() }),
            refused: None,
            kept: vec![kept],
            shut: true,
            errors: vec![FieldError::new("approve", "missing")],
            done: Some("edition".into()),
        };
        let bare = Self { new: None, kept: vec![], errors: vec![], done: None, ..full.clone() };
        let refused = ["made", "too-early", "other-cut", "nothing", "other-rules", "changed", "withheld"];
        let mut samples = vec![full, Self { may_make: false, periods: vec![], ..bare.clone() }];
        samples.extend(refused.map(|why| Self { refused: Some(why.into()), ..bare.clone() }));
        samples
    }
}

pub(super) fn sample_released() -> ReleasedView {
    ReleasedView {
        period: "3. kvartal 2025".into(),
        data_date: NaiveDate::from_ymd_opt(2025, 11, 3).unwrap_or_default(),
        flow: [(126, 130), (101, 105), (61, 65)],
        rows: vec![
            ReleasedRow {
                metric: "PHQ-9, minst 6 poeng".into(),
                measured: (56, 60),
                pairs: Some(51),
                coverage: Some(51.0 / 65.0),
                improved: Some((27, 0.42, 0.63)),
                deteriorated: None,
                neither: None,
            },
            ReleasedRow {
                metric: "GAD-7, minst 4 poeng".into(),
                measured: (5, 9),
                pairs: None,
                coverage: None,
                improved: None,
                deteriorated: None,
                neither: None,
            },
        ],
    }
}
