//! `/mine`: the patient's own pages, behind two proofs. Nothing of them is kept by the browser, and no address but the
//! link opens anything by itself.

pub(in crate::web) mod answers;
pub(in crate::web) mod correct;
pub(in crate::web) mod enter;
pub(in crate::web) mod export;
pub(in crate::web) mod home;
pub(in crate::web) mod summary;

use axum::http::HeaderMap;

use super::super::failure::Failure;
use super::super::{Web, cookies, display, form};
use crate::app::mine;
use crate::app::review::Form;
use crate::auth::token;
use crate::domain::instrument::Answer;
use crate::store::mine::OwnSession;
use crate::view::language::direction;
use crate::view::pages::patient::{Given, OwnAnswer, OwnForm};
use crate::view::{Chrome, Language};

use super::words;

/// A browser that is in.
struct Inside {
    cookie: String,
    session: OwnSession,
}

impl Inside {
    /// Whose pages this browser is on; whoever is not in finds nothing here.
    async fn read(web: &Web, headers: &HeaderMap) -> Result<Self, Failure> {
        let cookie = cookies::read(headers, cookies::MINE).ok_or(Failure::Gone)?.to_owned();
        let session = mine::who(&web.app, &cookie).await?.ok_or(Failure::Gone)?;
        Ok(Self { cookie, session })
    }

    /// The same for a form, which must have been made for this browser.
    async fn sent(web: &Web, headers: &HeaderMap, csrf: &str) -> Result<Self, Failure> {
        let cookie = cookies::read(headers, cookies::MINE).ok_or(Failure::Form)?;
        form::check(csrf, cookie)?;
        Self::read(web, headers).await
    }

    fn language(&self) -> Language {
        Language::lookup(&self.session.language).unwrap_or_default()
    }

    fn chrome(&self, web: &Web, headers: &HeaderMap, path: &str) -> Chrome {
        chrome(web, headers, &self.cookie, self.language(), path)
    }
}

fn chrome(web: &Web, headers: &HeaderMap, cookie: &str, language: Language, path: &str) -> Chrome {
    Chrome {
        language,
        csrf: token::form_token(cookie),
        path: path.to_owned(),
        demo: web.demo,
        display: Some(display::of(web, headers)),
        ..Chrome::default()
    }
}

/// A form by its name, in the language it was answered in.
fn named(form: &Form) -> OwnForm {
    let spoken = form.response.provenance.language.as_str();
    let wording = form.definition.wording_in(spoken);
    OwnForm {
        id: form.response.id.to_string(),
        title: wording.map_or_else(|| words::name(form.definition, spoken), |wording| wording.title.clone()),
        language: wording.map_or_else(|| "nb".to_owned(), |wording| wording.language.clone()),
        at: form.response.answered_at,
    }
}

/// Every question that applied, with what was answered; and the direction the questions run in.
fn answered(form: &Form) -> (Vec<OwnAnswer>, String) {
    let spoken = form.response.provenance.language.as_str();
    let wording = form.definition.wording_in(spoken);
    let asked = form.definition.instrument.asked(&form.answers);
    let rows = asked.into_iter().filter(|item| item.is_answered()).map(|item| OwnAnswer {
        text: wording.and_then(|wording| wording.item(&item.id)).unwrap_or(&item.topic).to_owned(),
        given: match form.answers.lookup(&item.id) {
            None => Given::Unanswered,
            Some(Answer::Declined) => Given::Declined,
            Some(answer) => {
                Given::Answered { text: words::label(form.definition, item, answer, spoken).unwrap_or_default() }
            }
        },
    });
    (rows.collect(), direction(wording.map_or("nb", |wording| wording.language.as_str())).to_owned())
}
