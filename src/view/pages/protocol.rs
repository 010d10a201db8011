//! What units ask: the list of protocols, one of them, and the page where it is changed.

mod samples;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::Choice;
use super::instrument::Standing;
use crate::view::Page;
use crate::view::sentence::Sentences;

/// An instrument that a line asks.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Asked {
    /// Its page.
    pub url: String,
    /// What people call it.
    pub name: String,
    /// Usual time to answer, in minutes.
    pub minutes: f64,
    /// Whether it can be sent.
    pub standing: Standing,
}

/// One line, read.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Line {
    /// What it says.
    pub read: Sentences,
    /// The names of what waits for a permission or for words, as one text; empty when nothing does.
    pub waiting: String,
    /// Nothing it asks can be sent, so nobody is asked.
    pub silent: bool,
}

/// How much is asked of one respondent, as a bar.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Sum {
    /// Who (text `respondent-<code>`).
    pub respondent: String,
    /// Minutes in a usual month.
    pub usual: f64,
    /// Minutes in the fullest month, rounded up.
    pub fullest: u32,
    /// Minutes allowed.
    pub budget: u32,
    /// More than allowed.
    pub over: bool,
    /// Where the usual month ends on the bar, 0-100.
    pub usual_at: f64,
    /// Where the fullest month ends on the bar, 0-100.
    pub fullest_at: f64,
    /// Where the limit stands on the bar, 0-100.
    pub budget_at: f64,
}

impl Sum {
    /// The bar: it reaches a fifth beyond the limit, or as far as what is asked.
    #[must_use]
    pub fn new(respondent: &str, usual: f64, fullest: u32, budget: u32) -> Self {
        let reach = (f64::from(budget) * 1.2).max(f64::from(fullest)).max(1.0);
        let at = |minutes: f64| (minutes / reach * 1000.0).round() / 10.0;
        Self {
            respondent: respondent.to_owned(),
            usual,
            fullest,
            budget,
            over: fullest > budget,
            usual_at: at(usual.min(reach)),
            fullest_at: at(f64::from(fullest)),
            budget_at: at(f64::from(budget)),
        }
    }
}

/// One protocol in short.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Card {
    /// Its page.
    pub url: String,
    /// Its name.
    pub name: String,
    /// What it is for, and not for.
    pub purpose: String,
    /// The service it is made for; may be empty.
    pub service: String,
    /// Its version.
    pub version: u32,
    /// Saved by the service.
    pub own: bool,
    /// Who has reviewed it; empty: nobody.
    pub reviewed: String,
    /// Its lines.
    pub lines: Vec<Line>,
    /// How much it asks.
    pub sums: Vec<Sum>,
    /// Sessions a month that the sum is counted with.
    pub sessions: u32,
    /// The names of the units that follow it, as one text; empty: none.
    pub followed_by: String,
}

/// A unit and what it follows.
#[derive(Debug, Clone, Default, Serialize)]
pub struct UnitRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How far below the organisation.
    pub depth: usize,
    /// The page of what it follows.
    pub url: String,
    /// The name of what it follows.
    pub follows: String,
    /// It follows the protocol of this page.
    pub this: bool,
    /// This person may choose what it follows.
    pub may_choose: bool,
}

/// `GET /protocols`: what each unit follows, and what there is to choose from.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Protocols {
    /// The units, as a tree.
    pub units: Vec<UnitRow>,
    /// What the service has saved.
    pub own: Vec<Card>,
    /// What came with the product.
    pub models: Vec<Card>,
}

impl Page for Protocols {
    const TEMPLATE: &'static str = "protocols/list.html";
    fn samples() -> Vec<Self> {
        samples::lists()
    }
}

/// One version in a history.
#[derive(Debug, Clone, Serialize)]
pub struct VersionRow {
    /// Its number.
    pub number: u32,
    /// Where it can be read.
    pub url: String,
    /// When it was saved; `None`: it came with the product.
    pub at: Option<DateTime<Utc>>,
    /// By whom.
    pub by: String,
    /// Why.
    pub reason: String,
    /// It is the one on this page.
    pub shown: bool,
}

/// What was just done.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Done {
    /// `saved` or `followed` (text `protocol-done-<code>`).
    pub code: String,
    /// How many requests changed; `None`: the scheduler does it.
    pub settled: Option<usize>,
}

/// `GET /protocols/{id}?version=`: one protocol.
///
/// Form: `POST {url}/follow` (csrf, unit).
#[derive(Debug, Clone, Default, Serialize)]
pub struct Protocol {
    /// It in short.
    pub card: Card,
    /// Why these instruments; empty when nobody says.
    pub why: String,
    /// Why more is asked than the limit.
    pub over_because: String,
    /// Every instrument it asks.
    pub instruments: Vec<Asked>,
    /// The versions, the newest first.
    pub versions: Vec<VersionRow>,
    /// The newest version, when another is shown.
    pub newest: Option<u32>,
    /// The units, as a tree.
    pub units: Vec<UnitRow>,
    /// This person may write a version, or one under another name.
    pub may_manage: bool,
    /// What was just done.
    pub done: Option<Done>,
}

impl Page for Protocol {
    const TEMPLATE: &'static str = "protocols/protocol.html";
    fn samples() -> Vec<Self> {
        samples::protocols()
    }
}

/// An instrument in a line of the form.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Pick {
    /// Its id.
    pub id: String,
    /// What people call it, with its minutes.
    pub label: String,
    /// It cannot be sent now.
    pub waiting: bool,
}

/// One line as a form.
#[derive(Debug, Clone, Default, Serialize)]
pub struct LineForm {
    /// Its place, from 1: part of the names of its fields.
    pub number: usize,
    /// It is the first.
    pub first: bool,
    /// It is the last.
    pub last: bool,
    /// How it reads.
    pub line: Line,
    /// When.
    pub moments: Vec<Choice>,
    /// Who.
    pub respondents: Vec<Choice>,
    /// Each k-th.
    pub every: String,
    /// Days after the ending.
    pub days: String,
    /// The lowest age.
    pub age_from: String,
    /// The highest.
    pub age_to: String,
    /// What is asked, in order.
    pub chosen: Vec<Pick>,
    /// What could be asked too, and can be sent.
    pub sendable: Vec<Choice>,
    /// What could be asked too, once there is a permission or words.
    pub waiting: Vec<Choice>,
    /// Hours before it opens.
    pub opens: String,
    /// Hours until it closes.
    pub closes: String,
    /// How they are told: the first, otherwise the second, and so on.
    pub channels: Vec<Vec<Choice>>,
    /// Hours of the reminder.
    pub remind: String,
    /// Something in the part that is folded away is wrong.
    pub open: bool,
    /// What is wrong with it, in sentences.
    pub wrong: Vec<String>,
}

/// Something that must be mended.
#[derive(Debug, Clone, Serialize)]
pub struct Wrong {
    /// Where on the page.
    pub place: String,
    /// What to mend, in a sentence.
    pub text: String,
}

/// That somebody else saved first.
#[derive(Debug, Clone, Serialize)]
pub struct Late {
    /// Who.
    pub by: String,
    /// Which version.
    pub version: u32,
    /// Why.
    pub reason: String,
    /// What they saved.
    pub lines: Vec<Line>,
}

/// `GET /protocols/{id}/edit`: a protocol as a form.
///
/// Form: `POST {url}/edit` with csrf, seen, lines, name, purpose, service, reviewed, minutes, sessions,
/// because, reason; for each line n: moment-n, respondent-n, every-n, days-n, `age_from-n`, `age_to-n`,
/// instrument-n (each chosen), add-n, opens-n, closes-n, channel-n (in order), remind-n; and the button: `do`
/// is look, add, up:n, down:n, remove:n, save or save-new.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Edit {
    /// The protocol's page.
    pub url: String,
    /// Its name as it is stored.
    pub title: String,
    /// The version it was written from.
    pub seen: u32,
    /// This person may save the next version; otherwise only a new protocol.
    pub may_save: bool,
    /// Name.
    pub name: String,
    /// What for.
    pub purpose: String,
    /// Which service.
    pub service: String,
    /// Who reviewed it.
    pub reviewed: String,
    /// The limit.
    pub minutes: String,
    /// Sessions a month.
    pub sessions: String,
    /// Why more is asked.
    pub because: String,
    /// More is asked than the limit.
    pub over: bool,
    /// What is changed, and why.
    pub reason: String,
    /// The lines.
    pub lines: Vec<LineForm>,
    /// How much it asks.
    pub sums: Vec<Sum>,
    /// What must be mended.
    pub wrong: Vec<Wrong>,
    /// Somebody else saved first.
    pub late: Option<Late>,
    /// The names of the units that follow it, as one text.
    pub followed_by: String,
}

impl Page for Edit {
    const TEMPLATE: &'static str = "protocols/edit.html";
    fn samples() -> Vec<Self> {
        samples::edits()
    }
}
