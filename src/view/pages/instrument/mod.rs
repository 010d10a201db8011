//! The library of instruments, one instrument's own page, and the editor.

pub mod editor;
mod samples;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::{Choice, FieldError};
use crate::view::Page;

/// Whether an instrument can be sent, and otherwise why not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// `ok` or the reason's code (texts `standing-<code>` and `standing-<code>-long`).
    pub code: String,
    /// The day the reason speaks of.
    pub day: Option<NaiveDate>,
}

/// One instrument in a list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Row {
    /// Its page.
    pub url: String,
    /// Short name.
    pub name: String,
    /// What it is about, in the page's language.
    pub about: String,
    /// Usual time to answer, in minutes.
    pub minutes: f64,
    /// How many questions.
    pub questions: usize,
    /// Who answers (text `respondent-<code>`).
    pub answered_by: Vec<String>,
    /// Languages of the words that are here (text `tongue-<tag>`).
    pub languages: Vec<String>,
    /// Terms of use: `own`, `a`, `b`, `c` or `d` (text `class-<code>`).
    pub class: String,
    /// Nobody but its writer has checked it.
    pub unreviewed: bool,
    /// There is published evidence that it measures what it says.
    pub validated: bool,
    /// It is asked of nobody any more.
    pub withdrawn: bool,
    /// Whether it can be sent.
    pub standing: Standing,
}

/// The instruments of one group.
#[derive(Debug, Clone, Serialize)]
pub struct Shelf {
    /// `own` or the group's code (text `area-<code>`).
    pub area: String,
    /// By name.
    pub rows: Vec<Row>,
}

/// A draft in a list.
#[derive(Debug, Clone, Serialize)]
pub struct DraftRow {
    /// Its page.
    pub url: String,
    /// Its name; empty when it has none yet.
    pub name: String,
    /// When it was last saved.
    pub saved_at: DateTime<Utc>,
    /// By whom.
    pub saved_by: String,
}

/// `GET /instruments?q=&area=&sendable=`: every instrument there is.
#[derive(Debug, Clone, Serialize)]
pub struct Library {
    /// What is searched for.
    pub query: String,
    /// Groups to choose from; the first is all.
    pub areas: Vec<Choice>,
    /// Only what can be sent.
    pub sendable: bool,
    /// What was found.
    pub shelves: Vec<Shelf>,
    /// How many were found.
    pub count: usize,
    /// Drafts.
    pub drafts: Vec<DraftRow>,
    /// This person may write.
    pub may_manage: bool,
    /// Something was just done (text `done-<code>`).
    pub done: Option<String>,
}

impl Page for Library {
    const TEMPLATE: &'static str = "instruments/library.html";
    fn samples() -> Vec<Self> {
        samples::libraries()
    }
}

/// One question on an instrument's page.
#[derive(Debug, Clone, Serialize)]
pub struct Asked {
    /// Its place, from 1.
    pub number: usize,
    /// The owner's words, or what it is about.
    pub text: String,
    /// Language tag of the text.
    pub language: String,
    /// A heading before it.
    pub heading: Option<String>,
    /// How it is answered; empty when it is as for the question before.
    pub how: String,
    /// When it is asked, where it is not always.
    pub condition: Option<String>,
}

/// How one score is worked out, in sentences.
#[derive(Debug, Clone, Serialize)]
pub struct ScoreWords {
    /// Its name.
    pub name: String,
    /// Sentences, in order.
    pub lines: Vec<String>,
    /// Bands: from, to, name.
    pub bands: Vec<(f64, f64, String)>,
    /// Where the bands come from.
    pub bands_source: Option<Cited>,
    /// Who made the missing rule and where it is written.
    pub missing_source: Option<Cited>,
}

/// Where something comes from.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Cited {
    /// The citation.
    pub text: String,
    /// Written from memory.
    pub unverified: bool,
}

/// Something a value can be read against.
#[derive(Debug, Clone, Serialize)]
pub struct Against {
    /// `norms`, `cutoff`, `important` or `reference` (text `against-<kind>`).
    pub kind: String,
    /// Its name.
    pub name: String,
    /// For whom and which figures.
    pub lines: Vec<String>,
    /// Where from.
    pub source: Cited,
}

/// A permission on record.
#[derive(Debug, Clone, Serialize)]
pub struct PermissionRow {
    /// Its id.
    pub id: String,
    /// Who gave it.
    pub holder: String,
    /// Which document.
    pub document: String,
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub until: Option<NaiveDate>,
    /// Who recorded it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Since when it is taken back.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// A wording on record.
#[derive(Debug, Clone, Serialize)]
pub struct WordingRow {
    /// Language tag.
    pub language: String,
    /// Version of the instrument.
    pub version: i64,
    /// Fingerprint.
    pub hash: String,
    /// Who loaded it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A version of an own instrument.
#[derive(Debug, Clone, Serialize)]
pub struct VersionRow {
    /// Its number.
    pub number: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// SHA-256 of its files.
    pub checksum: String,
}

/// What a version changed.
#[derive(Debug, Clone, Serialize)]
pub struct Changed {
    /// The version.
    pub version: u32,
    /// In one sentence.
    pub what: String,
    /// May share a curve with the one before.
    pub comparable: bool,
}

/// What is typed into the form for a permission.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PermissionForm {
    /// Who gave it.
    pub holder: String,
    /// Which document.
    pub document: String,
    /// First day.
    pub valid_from: String,
    /// Last day.
    pub valid_until: String,
}

/// `GET /instruments/{id}`: everything about one instrument.
///
/// Forms: `POST {url}/permission` (csrf, holder, document, `valid_from`, `valid_until`), `{url}/revoke` (csrf,
/// permission), `{url}/wording` (csrf, language, text), `{url}/copy` (csrf), `{url}/next` (csrf), `{url}/withdraw` (csrf).
#[derive(Debug, Clone, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is one independent thing the page says or leaves out")]
pub struct Instrument {
    /// What the list says of it.
    pub row: Row,
    /// Its id.
    pub id: String,
    /// Its full name.
    pub full_name: String,
    /// Its version.
    pub version: u32,
    /// The time it asks about.
    pub looks_back: String,
    /// Ages.
    pub ages: String,
    /// What it is for.
    pub purpose: String,
    /// What it must not be used for.
    pub not_for: String,
    /// The words are shown; otherwise what each question is about.
    pub words: bool,
    /// The questions.
    pub questions: Vec<Asked>,
    /// Answers that are pointed out by themselves.
    pub flagged: Vec<String>,
    /// The scores.
    pub scores: Vec<ScoreWords>,
    /// What values can be read against.
    pub against: Vec<Against>,
    /// What is not certain.
    pub doubts: Vec<String>,
    /// Every source.
    pub sources: Vec<Cited>,
    /// Who owns the words.
    pub holder: String,
    /// The terms.
    pub terms: String,
    /// The line that must stand under the form.
    pub notice: String,
    /// May be answered on a screen.
    pub electronic: bool,
    /// A word may be changed.
    pub may_change: bool,
    /// Where the terms were read.
    pub terms_source: Cited,
    /// What versions changed.
    pub changes: Vec<Changed>,
    /// Versions of an own instrument.
    pub versions: Vec<VersionRow>,
    /// Permissions.
    pub permissions: Vec<PermissionRow>,
    /// Loaded wordings.
    pub wordings: Vec<WordingRow>,
    /// Languages a wording can be loaded in.
    pub languages: Vec<Choice>,
    /// Written here.
    pub own: bool,
    /// The words need a permission or are not here: forms for both are shown.
    pub licensed: bool,
    /// This person may record, load and write.
    pub may_manage: bool,
    /// What was typed.
    pub form: PermissionForm,
    /// What was typed as words.
    pub words_text: String,
    /// What was wrong with the words, a sentence each.
    pub words_wrong: Vec<String>,
    /// What was wrong with a form.
    pub errors: Vec<FieldError>,
    /// Something was just done.
    pub done: Option<String>,
}

impl Page for Instrument {
    const TEMPLATE: &'static str = "instruments/instrument.html";
    fn samples() -> Vec<Self> {
        samples::instruments()
    }
}

/// `GET /instruments/new`: where a draft begins.
///
/// Form: `POST /instruments/new` (csrf, name, text).
#[derive(Debug, Clone, Default, Serialize)]
pub struct New {
    /// Typed name.
    pub name: String,
    /// Typed files.
    pub text: String,
    /// What was wrong with the files.
    pub wrong: String,
    /// What was wrong with the form.
    pub errors: Vec<FieldError>,
}

impl Page for New {
    const TEMPLATE: &'static str = "instruments/new.html";
    fn samples() -> Vec<Self> {
        vec![
            Self::default(),
            Self { errors: vec![FieldError::new("name", "missing")], ..Self::default() },
            Self { wrong: "there is no instrument.toml".into(), text: "x".into(), ..Self::default() },
        ]
    }
}
