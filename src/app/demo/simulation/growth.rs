//! How symptoms move through a course: the log-linear growth model with measurement error.
//!
//! True score at session `s`: `y0 + (mean + by_start * (y0 - start) + u) * ln(s)`, where `u` is the person's own
//! slope. The mean is that of one of two classes, people who respond and people who hardly do: with one class, figures
//! with both as many recovered and as few worse as the published ones cannot come about. The given score adds an error
//! with `sd * sqrt(1 - reliability)` and is a whole number within the range.

use super::chance::{Chance, whole};
use super::{MUNICIPAL, Totals};
use crate::domain::care::{Course, Problem};

/// `ln(s) - ln(s - 1)` for session `s`; written out because `ln` may differ in the last digit between machines.
/// Sessions after the fourteenth move no further.
const STEPS: [f64; 15] = [
    0.0,
    0.0,
    std::f64::consts::LN_2,
    0.405_465,
    0.287_682,
    0.223_144,
    0.182_322,
    0.154_151,
    0.133_531,
    0.117_783,
    0.105_361,
    0.095_310,
    0.087_011,
    0.080_043,
    0.074_108,
];

/// PHQ-9: `5.66 * sqrt(1 - 0.89)`.
const PHQ_ERROR: f64 = 1.877;
/// GAD-7: `4.50 * sqrt(1 - 0.92)`.
const GAD_ERROR: f64 = 1.273;
/// Correlation of the two measures' errors on one day: a bad day colours both.
const ERROR_CORRELATION: f64 = 0.3;
/// Correlation of the true scores at the start, and of the personal slopes.
const START_CORRELATION: f64 = 0.65;
const SLOPE_CORRELATION: f64 = 0.7;

/// The parameters of one measure.
struct Measure {
    /// Mean of the true scores at the start, by unit, and their standard deviation.
    start: [f64; 2],
    start_sd: f64,
    /// Points a unit of `ln(s)` for those who respond and those who hardly do.
    slope: [f64; 2],
    slope_sd: f64,
    /// The higher the start, the steeper.
    by_start: f64,
}

const PHQ: Measure = Measure { start: [14.3, 16.0], start_sd: 5.4, slope: [-5.7, -0.1], slope_sd: 1.6, by_start: -0.3 };
const GAD: Measure = Measure { start: [13.4, 14.2], start_sd: 4.5, slope: [-5.2, -0.1], slope_sd: 1.4, by_start: -0.3 };

/// The share of people who respond, by unit.
const RESPONDERS: [f64; 2] = [0.49, 0.56];
/// The same among those who seldom answer: they are part of what completers' figures leave out.
const SELDOM_RESPONDERS: [f64; 2] = [0.14, 0.18];

/// What the change of routine adds at each session for everybody, from the second session to the eighth: it helps those
/// already in treatment too, so it does not follow the logarithm.
const OPENING: f64 = -0.62;
/// What it adds for some of those who hardly respond, from the fourth session to the ninth, when the team has looked.
const TEAM: f64 = -1.4;
/// The share of them whom it helps.
const TEAM_HELPS: f64 = 0.6;

/// The true symptoms of one person, moving.
pub(super) struct Growth {
    phq: f64,
    gad: f64,
    phq_start: f64,
    phq_slope: f64,
    gad_slope: f64,
    helped_by_team: bool,
}

impl Growth {
    pub(super) fn begin(chance: &mut Chance, unit: usize, problem: Problem, course: Course, seldom: bool) -> Self {
        let shares = if seldom { SELDOM_RESPONDERS } else { RESPONDERS };
        let responds = chance.flip(by_unit(shares, unit));
        let (phq_shift, gad_shift) = match problem {
            Problem::Depression => (1.5, -0.7),
            Problem::Anxiety => (-1.3, 0.9),
            Problem::Sleep | Problem::Stress => (-0.6, -0.6),
            Problem::Trauma | Problem::Other | Problem::Unknown => (0.2, 0.2),
        };
        let course_shift = match course {
            Course::GuidedSelfHelp => -1.0,
            Course::Individual => 0.5,
            Course::Group | Course::Unknown => 0.0,
        };
        let (a, b) = chance.normal_pair(START_CORRELATION);
        let phq_mean = by_unit(PHQ.start, unit);
        let gad_mean = by_unit(GAD.start, unit);
        let phq = (phq_mean + phq_shift + course_shift + PHQ.start_sd * a).clamp(1.0, 26.5);
        let gad = (gad_mean + gad_shift + course_shift + GAD.start_sd * b).clamp(1.0, 20.5);
        let (u, v) = chance.normal_pair(SLOPE_CORRELATION);
        let class = |[yes, hardly]: [f64; 2]| if responds { yes } else { hardly };
        Self {
            phq,
            gad,
            phq_start: phq,
            phq_slope: class(PHQ.slope) + PHQ.by_start * (phq - phq_mean) + PHQ.slope_sd * u,
            gad_slope: class(GAD.slope) + GAD.by_start * (gad - gad_mean) + GAD.slope_sd * v,
            helped_by_team: !responds && chance.flip(TEAM_HELPS),
        }
    }

    /// Moves to session number `session` (1 is the first and moves nothing).
    pub(super) fn advance(&mut self, session: usize, new_routine: bool) {
        let step = STEPS.get(session).copied().unwrap_or(0.0);
        let opening = if new_routine && (2..=8).contains(&session) { OPENING } else { 0.0 };
        let team = if new_routine && self.helped_by_team && (4..=9).contains(&session) { TEAM } else { 0.0 };
        self.phq += self.phq_slope * step + opening + team;
        self.gad += self.gad_slope * step + opening + team;
    }

    /// The two totals as the person would give them today.
    pub(super) fn totals(&self, chance: &mut Chance) -> Totals {
        let (a, b) = chance.normal_pair(ERROR_CORRELATION);
        Totals { phq: whole(self.phq + PHQ_ERROR * a, 27), gad: whole(self.gad + GAD_ERROR * b, 21) }
    }

    /// True change so far in units of six PHQ-9 points, from -1 (worse) to 1 (better).
    pub(super) fn better(&self) -> f64 {
        ((self.phq_start - self.phq) / 6.0).clamp(-1.0, 1.0)
    }
}

fn by_unit([municipal, clinic]: [f64; 2], unit: usize) -> f64 {
    if unit == MUNICIPAL { municipal } else { clinic }
}
