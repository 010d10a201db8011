//! What an indicator comes to in one's own unit.

use chrono::NaiveDate;
use serde::Serialize;

use super::Choice;
use super::leader_meeting::Work;
use crate::view::Page;
use crate::view::chart::until::{Step, Until};
use crate::view::chart::{Month, Quantity, Rate, Rates, RunChart};

/// A mean, or why a figure is not shown.
#[derive(Debug, Clone, Serialize)]
pub struct MeanLine {
    /// The indicator's name.
    pub name: String,
    /// The mean; `None` where too few are counted.
    pub mean: Option<f64>,
    /// How many are counted.
    pub n: u32,
    /// The 95 % interval.
    pub interval: Option<(f64, f64)>,
    /// The mean if all who are missing had the lowest, and the highest, value the scale leaves possible.
    pub bounds: (f64, f64),
}

/// What is read from one form.
#[derive(Debug, Clone, Serialize)]
pub struct ReadingBlock {
    /// The form's name.
    pub name: String,
    /// The form's page.
    pub url: String,
    /// The period's first day.
    pub from: NaiveDate,
    /// Its last.
    pub to: NaiveDate,
    /// Nobody here has answered it.
    pub unused: bool,
    /// Nothing may be seen.
    pub withheld: bool,
    /// The figure month by month; `None` where it has none.
    pub over_time: Option<RunChart>,
    /// The improvements marked on it.
    pub works: Vec<Work>,
    /// The shares; `None` where there are none.
    pub rates: Option<Rates>,
    /// The means.
    pub means: Vec<MeanLine>,
    /// Sessions until a change, each by the indicator's name.
    pub untils: Vec<(String, Until)>,
    /// What it is never shown without, and is read from another form: name and page.
    pub elsewhere: Vec<(String, String)>,
    /// Names of figures that rest on too few.
    pub few: Vec<String>,
    /// Who is left out, by the sentence of the first rule that does not hold.
    pub left_out: Vec<(String, u32)>,
}

/// `GET /indicators/{id}/figures?unit=`: what an indicator comes to in one's own unit.
///
/// Form (GET): unit.
#[derive(Debug, Clone, Serialize)]
pub struct OwnFigures {
    /// The indicator's name.
    pub name: String,
    /// The question it answers.
    pub question: String,
    /// Its page.
    pub url: String,
    /// Nobody but the writer has answered for the definition.
    pub draft: bool,
    /// Units this person may see.
    pub units: Vec<Choice>,
    /// What to beware of.
    pub caveats: Vec<String>,
    /// By each form it can be read from.
    pub readings: Vec<ReadingBlock>,
    /// Fewest patients a figure is shown for.
    pub minimum: u32,
}

impl Page for OwnFigures {
    const TEMPLATE: &'static str = "staff/own_figures.html";
    fn samples() -> Vec<Self> {
        let (from, to) = (NaiveDate::default(), NaiveDate::default());
        let rate = Rate {
            name: "reliable-improvement".into(),
            title: Some("Pålitelig bedring".into()),
            numerator: 30,
            denominator: 50,
            everybody: 60,
            completers: Some(0.6),
            interval: Some((0.46, 0.72)),
            carried_forward: Some(0.55),
            filled: None,
            lowest: Some(0.5),
            highest: Some(0.67),
        };
        let (over_time, work) = sample_months(from, to);
        let shares = ReadingBlock {
            name: "PHQ-9".into(),
            url: "/instruments/phq-9".into(),
            from,
            to,
            unused: false,
            withheld: false,
            over_time: Some(over_time),
            works: vec![work],
            rates: Some(Rates { id: "own-0".into(), rates: vec![rate], minimum: 10 }),
            means: vec![],
            untils: vec![],
            elsewhere: vec![("Slik foreldrene ser det".into(), "/indicators/x/figures?unit=1".into())],
            few: vec!["Dekning".into()],
            left_out: vec![("Forløpet ble avsluttet i perioden.".into(), 12)],
        };
        let mean = MeanLine {
            name: "Samarbeidet tidlig".into(),
            mean: Some(8.1),
            n: 40,
            interval: Some((7.7, 8.5)),
            bounds: (6.0, 9.0),
        };
        let step = |sessions, share| Step {
            sessions,
            followed: 40 - sessions,
            came: 3,
            share,
            interval: Some((share - 0.1, share + 0.1)),
            possible: (share - 0.05, share + 0.3),
        };
        let until = Until {
            id: "until-4".into(),
            worse: false,
            n: 40,
            came: 17,
            steps: vec![step(2, 0.2), step(6, 0.5)],
            until: 12,
            median: Some(6),
            median_within: (Some(4), None),
            minimum: 10,
        };
        let empty = ReadingBlock { over_time: None, rates: None, few: vec![], left_out: vec![], ..shares.clone() };
        let full = Self {
            name: "Pålitelig bedring".into(),
            question: "Hvor mange ble bedre?".into(),
            url: "/indicators/reliable-improvement".into(),
            draft: true,
            units: vec![Choice::new("1", "Eksempelbyen", true)],
            caveats: vec!["Sier ikke hvorfor.".into()],
            readings: vec![
                shares,
                ReadingBlock { means: vec![mean], ..empty.clone() },
                ReadingBlock {
                    untils: vec![
                        ("Timer til pålitelig bedring".into(), until.clone()),
                        (
                            "Timer til forverring".into(),
                            Until { id: "until-5".into(), worse: true, steps: vec![], median: None, ..until },
                        ),
                    ],
                    ..empty.clone()
                },
                ReadingBlock { unused: true, ..empty.clone() },
                ReadingBlock { withheld: true, ..empty },
            ],
            minimum: 10,
        };
        vec![full.clone(), Self { draft: false, readings: vec![], ..full }]
    }
}

/// A figure month by month, and an improvement beside it.
fn sample_months(from: NaiveDate, to: NaiveDate) -> (RunChart, Work) {
    let over_time = RunChart {
        id: "month-0".into(),
        measure: "Pålitelig bedring".into(),
        quantity: Quantity::Share,
        months: vec![Month { month: from, value: Some(0.6), n: 50 }],
        median: None,
        runs: None,
        limits: None,
        false_signal: None,
        minimum: 10,
        events: Vec::new(),
    };
    let work = Work {
        letter: "A".into(),
        url: "/improvements/1".into(),
        unit: "Eksempelbyen".into(),
        aim: "Flere svar".into(),
        tried: "Vi spør i starten av timen".into(),
        start_on: from,
        review_on: to,
        due: false,
        ended_on: None,
        verdict: String::new(),
        learned: String::new(),
    };
    (over_time, work)
}
