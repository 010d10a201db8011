//! What stands behind the band of what is usual.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::samples;
use crate::view::Page;

/// How well the band fitted at some sessions: the share of scores at or below each percentile, already written.
#[derive(Debug, Clone, Serialize)]
pub struct CalibrationRow {
    /// From this session,
    pub from: u32,
    /// to this one.
    pub to: u32,
    /// Scores.
    pub n: u64,
    /// Shares at or below the 10th, 25th, 50th, 75th and 90th percentile; `None` when too few.
    pub below: Vec<Option<f64>>,
}

/// Who was pointed out, among those who ended reliably worse and among the others.
#[derive(Debug, Clone, Serialize)]
pub struct AccuracyRow {
    /// `early` or `later` (text `model-stage-<stage>`).
    pub stage: String,
    /// Pointed out, of those who ended worse: how many of how many, and the share when enough.
    pub sensitivity: (u64, u64, Option<f64>),
    /// Not pointed out, of the others.
    pub specificity: (u64, u64, Option<f64>),
}

/// One way of checking.
#[derive(Debug, Clone, Serialize)]
pub struct Checked {
    /// `crossed` or `apparent` (text `model-<kind>`).
    pub kind: String,
    /// By session.
    pub calibration: Vec<CalibrationRow>,
    /// By stage.
    pub accuracy: Vec<AccuracyRow>,
}

/// `GET /models/{id}`: the model, whose data it rests on, and how well it fits.
#[derive(Debug, Clone, Serialize)]
pub struct Model {
    /// The measure's short name.
    pub measure: String,
    /// The unit it was fitted for.
    pub unit: String,
    /// When, which is when the data was read.
    pub fitted_at: DateTime<Utc>,
    /// Episodes.
    pub episodes: u32,
    /// Measurements.
    pub measurements: u32,
    /// Whose data, in the operator's words; empty for the service's own.
    pub reference: String,
    /// Lowest and highest beginning in the data.
    pub intakes: (f64, f64),
    /// The last session the band is drawn for.
    pub until: u32,
    /// How it was checked, the more honest way first.
    pub checked: Vec<Checked>,
}

impl Page for Model {
    const TEMPLATE: &'static str = "staff/model.html";
    fn samples() -> Vec<Self> {
        let check = |kind: &str| Checked {
            kind: kind.into(),
            calibration: vec![
                CalibrationRow {
                    from: 2,
                    to: 3,
                    n: 212,
                    below: vec![Some(0.09), Some(0.27), Some(0.51), Some(0.74), Some(0.91)],
                },
                CalibrationRow { from: 12, to: 20, n: 7, below: vec![None; 5] },
            ],
            accuracy: vec![
                AccuracyRow {
                    stage: "early".into(),
                    sensitivity: (7, 15, Some(0.466)),
                    specificity: (120, 131, Some(0.916)),
                },
                AccuracyRow { stage: "later".into(), sensitivity: (3, 6, None), specificity: (60, 66, Some(0.909)) },
            ],
        };
        let full = Self {
            measure: "PHQ-9".into(),
            unit: "Eksempelbyen psykiske helsetjeneste".into(),
            fitted_at: samples::instant(9, 0),
            episodes: 146,
            measurements: 1012,
            reference: String::new(),
            intakes: (4.0, 25.0),
            until: 14,
            checked: vec![check("crossed"), check("apparent")],
        };
        let other = Self { reference: "Oppdiktet referanse, 2024".into(), checked: vec![], ..full.clone() };
        vec![full, other]
    }
}
