//! The page that patient and clinician look at together.

use serde::Serialize;

use super::{Discussion, FormAnswers, Measure, OwnWords, samples};
use crate::view::Page;
use crate::view::chart::Multiples;
use crate::view::pages::Choice;

/// `GET /episodes/{id}/together?scale=&large=1`: what can be looked at together, and nothing else.
#[derive(Debug, Clone, Serialize)]
pub struct Together {
    /// The page's own path.
    pub base: String,
    /// The way back to the clinician's page.
    pub back: String,
    /// The patient's given name.
    pub name: String,
    /// In large type.
    pub large: bool,
    /// The scale that is drawn large.
    pub chosen: Option<Measure>,
    /// The scales that can be.
    pub choices: Vec<Choice>,
    /// Every scale, small, on one time axis.
    pub all: Option<Multiples>,
    /// The latest answers.
    pub forms: Vec<FormAnswers>,
    /// Own words of the latest answers.
    pub words: Vec<OwnWords>,
    /// Notes that are shared, the latest first.
    pub notes: Vec<Discussion>,
}

impl Page for Together {
    const TEMPLATE: &'static str = "staff/together.html";
    fn samples() -> Vec<Self> {
        let mut all = Vec::new();
        for (episode, large) in samples::episodes().into_iter().zip([false, true, false]) {
            all.push(Self {
                base: "/episodes/1/together".into(),
                back: episode.base,
                name: "Veslefrikk".into(),
                large,
                chosen: episode.chosen,
                choices: episode.choices,
                all: episode.all,
                forms: episode.forms,
                words: episode.words,
                notes: episode.notes,
            });
        }
        all
    }
}
