//! The editor: one section at a time, with what it lacks beside what it is about, and the form as the
//! patient will see it.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::super::Choice;
use super::samples;
use crate::view::Page;

/// A section in the list of sections.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// Its code (text `section-<code>`).
    pub code: String,
    /// Its page.
    pub url: String,
    /// How much it lacks.
    pub findings: usize,
    /// It is the one that is open.
    pub current: bool,
}

/// Something that is lacking.
#[derive(Debug, Clone, Serialize)]
pub struct Said {
    /// The part of the page it is about.
    pub part: String,
    /// What to mend.
    pub text: String,
    /// Where that part is.
    pub url: String,
    /// In which section (text `section-<code>`).
    pub section: String,
}

/// The form as the patient will see it.
#[derive(Debug, Clone, Serialize)]
pub struct Preview {
    /// The whole page of one question, as HTML.
    pub html: String,
    /// Which question, from 1.
    pub number: usize,
    /// How many there are.
    pub of: usize,
    /// The question before.
    pub previous: Option<String>,
    /// The question after.
    pub next: Option<String>,
    /// The question's id.
    pub question: String,
}

/// What the section shows.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Content {
    /// What it is.
    About(Box<AboutForm>),
    /// What is asked.
    Questions(QuestionsForm),
    /// How it is scored.
    Score(ScoresForm),
    /// Languages side by side.
    Languages(LanguagesForm),
    /// Filling it in.
    Try(TryForm),
    /// Making it a version.
    Publish(PublishForm),
}

/// What it is.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AboutForm {
    /// What staff call it.
    pub name: String,
    /// What it is about.
    pub measures: String,
    /// The form's title.
    pub title: String,
    /// What stands above the questions.
    pub instruction: String,
    /// Groups.
    pub areas: Vec<Choice>,
    /// Who answers; several may be chosen.
    pub answered_by: Vec<Choice>,
    /// Youngest age.
    pub age_from: String,
    /// Oldest age.
    pub age_to: String,
    /// The time it asks about.
    pub looks_back: String,
    /// Minutes to answer.
    pub minutes: String,
    /// Higher values are worse.
    pub higher_is_worse: bool,
    /// What it is for.
    pub purpose: String,
    /// What it is not for.
    pub not_for: String,
}

/// One question.
#[derive(Debug, Clone, Default, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is one independent thing of a question")]
pub struct QuestionForm {
    /// Its id.
    pub id: String,
    /// Its place, from 1.
    pub number: usize,
    /// Its text.
    pub text: String,
    /// What it is about.
    pub topic: String,
    /// What it would be called without.
    pub usual_topic: String,
    /// The kind's code.
    pub kind: String,
    /// Kinds.
    pub kinds: Vec<Choice>,
    /// Sets of answers: those of the draft, the ready ones, and one of its own.
    pub sets: Vec<Choice>,
    /// Lowest value.
    pub from: String,
    /// Highest value.
    pub to: String,
    /// Distance.
    pub step: String,
    /// Decimals.
    pub decimals: String,
    /// Longest text.
    pub max_chars: String,
    /// Name of the low end.
    pub low: String,
    /// Name of the high end.
    pub high: String,
    /// Unit.
    pub unit: String,
    /// Heading before it.
    pub heading: String,
    /// An answer is asked for.
    pub required: bool,
    /// May be declined.
    pub may_decline: bool,
    /// Earlier questions it can depend on; the first is none.
    pub earlier: Vec<Choice>,
    /// Tests.
    pub tests: Vec<Choice>,
    /// The value of the test.
    pub value: String,
    /// It is asked by a rule that the editor does not change.
    pub fixed_rule: bool,
    /// It is the first.
    pub first: bool,
    /// It is the last.
    pub last: bool,
}

/// A set of answers.
#[derive(Debug, Clone, Serialize)]
pub struct SetForm {
    /// Its name.
    pub name: String,
    /// Its labels, one a line.
    pub labels: String,
    /// How many lines.
    pub rows: usize,
    /// What the first is worth.
    pub first: String,
    /// Highest first.
    pub highest_first: bool,
    /// Which questions use it, as numbers.
    pub used_by: Vec<usize>,
}

/// What is asked.
#[derive(Debug, Clone, Serialize)]
pub struct QuestionsForm {
    /// The questions.
    pub questions: Vec<QuestionForm>,
    /// The sets they use.
    pub sets: Vec<SetForm>,
    /// Kinds to add.
    pub kinds: Vec<Choice>,
}

/// A question as a score sees it.
#[derive(Debug, Clone, Serialize)]
pub struct CountForm {
    /// Its id.
    pub id: String,
    /// Its place.
    pub number: usize,
    /// Its text.
    pub text: String,
    /// It counts.
    pub counts: bool,
    /// It is turned round.
    pub turned: bool,
    /// What turning round does: pairs of answer and what it counts as.
    pub turns: Vec<(f64, f64)>,
}

/// A band.
#[derive(Debug, Clone, Default, Serialize)]
pub struct BandForm {
    /// First value.
    pub from: String,
    /// Name.
    pub name: String,
}

/// One score.
#[derive(Debug, Clone, Serialize)]
pub struct ScoreForm {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// It has a rule that the editor does not change.
    pub fixed: bool,
    /// A mean.
    pub mean: bool,
    /// The questions that can count.
    pub questions: Vec<CountForm>,
    /// How many may be unanswered; the first is undecided.
    pub up_to: Vec<Choice>,
    /// Roundings.
    pub rounds: Vec<Choice>,
    /// Lowest and highest value.
    pub range: Option<(f64, f64)>,
    /// Bands, with an empty one last.
    pub bands: Vec<BandForm>,
    /// How it is worked out, in sentences.
    pub lines: Vec<String>,
}

/// How it is scored.
#[derive(Debug, Clone, Serialize)]
pub struct ScoresForm {
    /// The scores.
    pub scores: Vec<ScoreForm>,
    /// There is a question that can count.
    pub countable: bool,
}

/// One text in two languages.
#[derive(Debug, Clone, Serialize)]
pub struct Pair {
    /// Its key.
    pub key: String,
    /// What it is (text `text-of-<family>`).
    pub family: String,
    /// Which one: a question's number or the like.
    pub which: String,
    /// In the first language.
    pub first: String,
    /// In the other.
    pub other: String,
}

/// Languages side by side.
#[derive(Debug, Clone, Serialize)]
pub struct LanguagesForm {
    /// The language it is written in.
    pub first: String,
    /// The language beside it; empty when there is only one.
    pub other: String,
    /// Direction of the other.
    pub direction: String,
    /// Languages of the draft beside the first: value is the tag.
    pub languages: Vec<Choice>,
    /// Languages that can be added.
    pub more: Vec<Choice>,
    /// The texts.
    pub pairs: Vec<Pair>,
}

/// One question being tried.
#[derive(Debug, Clone, Serialize)]
pub struct TryQuestion {
    /// Its id.
    pub id: String,
    /// Its place.
    pub number: usize,
    /// Its text.
    pub text: String,
    /// Answers to choose from; empty for a typed one.
    pub answers: Vec<Choice>,
    /// What is typed.
    pub value: String,
    /// It is asked, given the answers so far.
    pub asked: bool,
    /// Ends.
    pub ends: String,
}

/// One question on its way into a score.
#[derive(Debug, Clone, Serialize)]
pub struct Counted {
    /// Its place.
    pub number: usize,
    /// What it is about.
    pub topic: String,
    /// What was answered.
    pub answer: Option<f64>,
    /// Turned round.
    pub turned: bool,
    /// What counts.
    pub counts: Option<f64>,
}

/// How a score came about.
#[derive(Debug, Clone, Serialize)]
pub struct Steps {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The questions.
    pub counted: Vec<Counted>,
    /// The sum of what counts.
    pub sum: f64,
    /// In sentences.
    pub lines: Vec<String>,
    /// What it comes to; `None` when there is no score.
    pub value: Option<f64>,
    /// The band's name.
    pub band: String,
    /// What somebody typed as their own result.
    pub expected: String,
    /// That is not what it comes to.
    pub differs: bool,
}

/// A kept form.
#[derive(Debug, Clone, Serialize)]
pub struct KeptRow {
    /// Its place.
    pub place: usize,
    /// What it shows.
    pub name: String,
    /// What it comes to.
    pub result: String,
}

/// Filling it in.
#[derive(Debug, Clone, Serialize)]
pub struct TryForm {
    /// The questions.
    pub questions: Vec<TryQuestion>,
    /// What comes of it.
    pub scores: Vec<Steps>,
    /// What it is to be called.
    pub name: String,
    /// Kept forms.
    pub kept: Vec<KeptRow>,
    /// Something is filled in.
    pub begun: bool,
}

/// Making it a version.
#[derive(Debug, Clone, Serialize)]
pub struct PublishForm {
    /// Everything that is lacking.
    pub lacking: Vec<Said>,
    /// The version it will be.
    pub version: i64,
    /// What changed.
    pub what: String,
    /// `yes`, `no` or empty.
    pub comparable: String,
}

/// `GET /instruments/drafts/{id}/{section}`: writing an instrument.
///
/// Form: `POST` to the same address (csrf, revision, show, and the section's own fields; `do` says which button).
#[derive(Debug, Clone, Serialize)]
pub struct Editor {
    /// The draft's address, without section.
    pub base: String,
    /// The section's code.
    pub section: String,
    /// The sections.
    pub steps: Vec<Step>,
    /// The section after this one.
    pub next: Option<String>,
    /// The draft's name.
    pub name: String,
    /// The revision that is shown.
    pub revision: i64,
    /// When it was saved.
    pub saved_at: DateTime<Utc>,
    /// By whom.
    pub saved_by: String,
    /// There is an earlier revision.
    pub may_undo: bool,
    /// What this section lacks.
    pub findings: Vec<Said>,
    /// The form as the patient will see it.
    pub preview: Option<Preview>,
    /// The language it is written in.
    pub language: String,
    /// What the section shows.
    pub content: Content,
    /// Somebody else saved first; the address of the draft that keeps what was typed here.
    pub late: Option<String>,
    /// Something was just done.
    pub done: Option<String>,
}

impl Page for Editor {
    const TEMPLATE: &'static str = "instruments/editor.html";
    fn samples() -> Vec<Self> {
        samples::editors()
    }
}
