//! What surrounds a report's figures: where it stands, what was decided, what the unit tries; and the plan of a
//! meeting over it.

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use serde::Serialize;

use super::leader::{Body, FrozenRow, sample_body, sample_small, sample_versions};
use super::{Choice, FieldError};
use crate::view::Page;

/// Something that was decided over a report.
#[derive(Debug, Clone, Serialize)]
pub struct Decision {
    /// When it was written.
    pub at: DateTime<Utc>,
    /// Who wrote it down.
    pub by: String,
    /// In which role (text `role-<role>`).
    pub role: String,
    /// What it says.
    pub text: String,
}

/// An improvement, beside charts and in lists.
#[derive(Debug, Clone, Serialize)]
pub struct Work {
    /// Its letter on the charts; empty where there are none.
    pub letter: String,
    /// Its page.
    pub url: String,
    /// The unit that tries it.
    pub unit: String,
    /// What is to become better.
    pub aim: String,
    /// What is changed.
    pub tried: String,
    /// From when.
    pub start_on: NaiveDate,
    /// When it is to be looked at.
    pub review_on: NaiveDate,
    /// That day has come, and it runs still.
    pub due: bool,
    /// The last day.
    pub ended_on: Option<NaiveDate>,
    /// `adopt`, `adapt` or `abandon` (text `work-verdict-<verdict>`); empty while it runs.
    pub verdict: String,
    /// What was learned, in words; empty while it runs.
    pub learned: String,
}

/// What came out of the last published report of the same unit and metric.
#[derive(Debug, Clone, Serialize)]
pub struct LastTime {
    /// Its period's first day.
    pub from: NaiveDate,
    /// Its period's last day.
    pub to: NaiveDate,
    /// When it was published.
    pub at: DateTime<Utc>,
    /// The published version's page.
    pub url: String,
    /// What was decided.
    pub decisions: Vec<Decision>,
    /// What was started from it, as it stands.
    pub works: Vec<Work>,
}

/// One change of where a report stands.
#[derive(Debug, Clone, Serialize)]
pub struct StateRow {
    /// What it became (text `report-state-<state>`).
    pub state: String,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// Why; of a step back.
    pub reason: String,
    /// The version that was published; 0 for none.
    pub version: u32,
}

/// Where a report stands, and where it can go.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Standing {
    /// The number of the latest change, for the form.
    pub seen: i64,
    /// How it came there, the oldest first.
    pub changes: Vec<StateRow>,
    /// The four states in order, each with whether it stands there.
    pub steps: Vec<Choice>,
    /// What this person may make it next; `None` for nothing.
    pub next: Option<String>,
    /// What is missing first: a clinician's reading.
    pub wants_reading: bool,
    /// What this person may put it back to.
    pub back: Vec<String>,
    /// This person may write down what was decided, and start improvements.
    pub may_decide: bool,
}

/// Another report of the same unit and metric.
#[derive(Debug, Clone, Serialize)]
pub struct Other {
    /// Its period's first day.
    pub from: NaiveDate,
    /// Its period's last day.
    pub to: NaiveDate,
    /// Where it stands (text `report-state-<state>`).
    pub state: String,
    /// Its page.
    pub url: String,
}

/// One part of a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// `last-time`, `months`, `outcome`, `missing`, `chance` or `decide`.
    pub name: &'static str,
    /// It asks why the figures might not be real; the others what if they were.
    pub doubts: bool,
    /// Minutes into the meeting when it begins.
    pub from: u32,
    /// Minutes it takes.
    pub minutes: u32,
}

/// Lengths of a meeting in minutes, each with the minutes of its parts: three quarters go to what it would mean if the
/// figures were real, one quarter to why they might not be.
const LENGTHS: [(u32, [u32; 6]); 3] =
    [(40, [3, 10, 10, 6, 4, 7]), (60, [5, 15, 15, 10, 5, 10]), (80, [6, 20, 20, 13, 7, 14])];

/// The usual length in minutes.
const USUAL: u32 = 60;

/// Lengths that can be chosen, in minutes.
pub fn lengths() -> impl Iterator<Item = u32> {
    LENGTHS.iter().map(|(minutes, _)| *minutes)
}

/// The parts of a meeting of so many minutes; of the usual length when there is no plan for that.
pub fn parts(minutes: u32) -> (u32, Vec<Part>) {
    let wanted = |length: u32| LENGTHS.iter().find(|(known, _)| *known == length);
    let names = ["last-time", "months", "outcome", "missing", "chance", "decide"];
    let (length, shares) = wanted(minutes).or_else(|| wanted(USUAL)).copied().unwrap_or_default();
    let mut from = 0;
    let parts = names.into_iter().zip(shares).map(|(name, minutes)| {
        let part = Part { name, doubts: matches!(name, "missing" | "chance"), from, minutes };
        from += minutes;
        part
    });
    (length, parts.collect())
}

/// `GET /report/meeting?unit=&metric=&from=&to=&minutes=&screen=`: the plan of a meeting over a report, to be printed
/// or shown on a wall.
///
/// Forms: `POST /report/readings` (csrf, unit, metric, from, to, back, about, stance, text) and `POST
/// /report/decisions` (csrf, unit, metric, from, to, back, decision).
#[derive(Debug, Clone, Serialize)]
pub struct Meeting {
    /// What the report says.
    pub body: Body,
    /// The unit's value in forms.
    pub unit: String,
    /// The metric's value in forms.
    pub metric: String,
    /// The choices as a query string.
    pub query: String,
    /// How long it is to take, in minutes.
    pub minutes: u32,
    /// Other lengths, as links.
    pub lengths: Vec<Choice>,
    /// The parts in order.
    pub parts: Vec<Part>,
    /// Large, for a screen on the wall: nothing can be written.
    pub wall: bool,
    /// The same page the other way.
    pub other_way: String,
    /// This person may write what they make of it.
    pub may_read: bool,
    /// This person may write down what was decided.
    pub may_decide: bool,
    /// The figure whose form has to be mended; empty for none.
    pub mend: String,
    /// What was typed in it.
    pub typed: String,
    /// What was wrong.
    pub errors: Vec<FieldError>,
    /// Something was just stored: `reading` or `decision`.
    pub done: Option<String>,
}

/// `GET /report/paper?..` and `GET /report/versions/{report}/{number}/paper`: a report to keep.
#[derive(Debug, Clone, Serialize)]
pub struct ReportPaper {
    /// What it says.
    pub body: Body,
    /// The version it is of; `None` for the report as it is now.
    pub row: Option<FrozenRow>,
    /// That version was published.
    pub published: bool,
    /// Its checksum was recomputed and agrees.
    pub intact: bool,
    /// When the paper was made.
    pub made_at: DateTime<Utc>,
    /// By whom.
    pub made_by: String,
}

impl Page for Meeting {
    const TEMPLATE: &'static str = "staff/meeting.html";
    fn samples() -> Vec<Self> {
        let (minutes, parts) = parts(USUAL);
        let full = Self {
            body: sample_body(),
            unit: "2".into(),
            metric: "phq-9".into(),
            query: "unit=2&metric=phq-9".into(),
            minutes,
            lengths: lengths()
                .map(|length| Choice::new(format!("minutes={length}"), length.to_string(), length == minutes))
                .collect(),
            parts,
            wall: false,
            other_way: "screen=wall".into(),
            may_read: true,
            may_decide: true,
            mend: String::new(),
            typed: String::new(),
            errors: vec![],
            done: None,
        };
        let mut small = sample_small();
        small.last_time = None;
        small.works.clear();
        small.decisions.clear();
        vec![
            full.clone(),
            Self { wall: true, ..full.clone() },
            Self {
                body: small,
                mend: "outcome".into(),
                errors: vec![FieldError::new("text", "missing")],
                may_decide: false,
                ..full.clone()
            },
            Self {
                mend: "decide".into(),
                errors: vec![FieldError::new("decision", "missing")],
                done: Some("reading".into()),
                ..full
            },
        ]
    }
}

impl Page for ReportPaper {
    const TEMPLATE: &'static str = "paper/report.html";
    fn samples() -> Vec<Self> {
        let live = Self {
            body: sample_body(),
            row: None,
            published: false,
            intact: true,
            made_at: DateTime::UNIX_EPOCH,
            made_by: "Cecilie Leder".into(),
        };
        let row = sample_versions().into_iter().next();
        vec![
            live.clone(),
            Self { row: row.clone(), published: true, ..live.clone() },
            Self { row, intact: false, body: sample_small(), ..live },
        ]
    }
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

fn noon(month: u32, day: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, month, day, 12, 0, 0).single().unwrap_or_default()
}

pub(super) fn sample_decision() -> Decision {
    Decision {
        at: noon(3, 3),
        by: "Cecilie Leder".into(),
        role: "leader".into(),
        text: "Vi ringer alle som ikke møtte, innen to dager.".into(),
    }
}

pub(super) fn sample_works() -> Vec<Work> {
    let calls = Work {
        letter: "A".into(),
        url: "/improvements/1".into(),
        unit: "Rask psykisk helsehjelp".into(),
        aim: "Flere som begynner, kommer til andre time".into(),
        tried: "Ringer dagen før timen".into(),
        start_on: day(2025, 6, 16),
        review_on: day(2025, 11, 30),
        due: false,
        ended_on: Some(day(2025, 11, 30)),
        verdict: "adopt".into(),
        learned: "De fleste som ble ringt, kom. Vi fortsetter.".into(),
    };
    let paper = Work {
        letter: "B".into(),
        url: "/improvements/2".into(),
        aim: "Flere av dem som slutter, svarer til slutt".into(),
        tried: "Spør på papir i siste time".into(),
        start_on: day(2025, 11, 3),
        review_on: day(2026, 2, 1),
        due: true,
        ended_on: None,
        verdict: String::new(),
        learned: String::new(),
        ..calls.clone()
    };
    vec![calls, paper]
}

pub(super) fn sample_last_time() -> LastTime {
    LastTime {
        from: day(2025, 1, 1),
        to: day(2025, 12, 31),
        at: noon(1, 20),
        url: "/report/versions/1/1".into(),
        decisions: vec![sample_decision()],
        works: sample_works(),
    }
}

pub(super) fn sample_standing(state: &str) -> Standing {
    let row = |state: &str, month, reason: &str, version| StateRow {
        state: state.into(),
        at: noon(month, 3),
        by: "Cecilie Leder".into(),
        reason: reason.into(),
        version,
    };
    let steps = ["draft", "discussion", "interpreted", "published"];
    let published = state == "published";
    Standing {
        seen: 3,
        changes: vec![row("published", 1, "", 1), row("discussion", 2, "To målinger manglet.", 0)],
        steps: steps.map(|step| Choice::new(step, step, step == state)).to_vec(),
        next: (!published).then(|| "interpreted".into()),
        wants_reading: state == "draft",
        back: if published { vec!["discussion".into()] } else { vec!["draft".into()] },
        may_decide: true,
    }
}

#[cfg(test)]
mod tests {
    use super::{lengths, parts};

    #[test]
    fn a_quarter_of_every_meeting_is_for_doubt() {
        for length in lengths() {
            let (minutes, parts) = parts(length);
            assert_eq!(minutes, length);
            assert_eq!(parts.iter().map(|part| part.minutes).sum::<u32>(), length);
            assert_eq!(parts.iter().filter(|part| part.doubts).map(|part| part.minutes).sum::<u32>() * 4, length);
            assert!(parts.windows(2).all(|two| two[0].from + two[0].minutes == two[1].from), "no minute is lost");
        }
        assert_eq!(parts(7).0, 60);
    }
}
