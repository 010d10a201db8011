//! Everything a person sees: typed pages, their templates, texts in every language, charts.
//!
//! A handler fills a page's context with plain values and calls [`Renderer::render`]. Templates are
//! strict: an unknown variable or a missing text is an error, and each page carries samples so that
//! a test can show every template in every language.

pub mod assets;
pub mod chart;
pub mod format;
mod functions;
pub mod language;
pub mod message;
pub mod pages;
pub mod paper;
pub mod sentence;
pub mod text;

use std::sync::Arc;

use include_dir::{Dir, DirEntry, include_dir};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value, context};
use serde::Serialize;

pub use language::Language;
use paper::{About, PaperError};
use text::{Text, TextError};

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// Where the templates stand that exist in every language; all others are for staff.
const IN_EVERY_LANGUAGE: [&str; 3] = ["patient/", "letter/", "error.html"];

/// A page that could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    /// A template is wrong, or asks for something its context does not have.
    #[error("template {template}: {source:#}")]
    Template {
        /// Which template.
        template: String,
        /// What is wrong with it.
        source: minijinja::Error,
    },
    /// A text is missing.
    #[error(transparent)]
    Text(#[from] TextError),
    /// A page to keep could not be written.
    #[error(transparent)]
    Paper(#[from] PaperError),
}

/// A page: what its template needs.
pub trait Page: Serialize {
    /// The template's path under `templates/`.
    const TEMPLATE: &'static str;

    /// Invented contexts that together show everything the template can say.
    fn samples() -> Vec<Self>
    where
        Self: Sized;
}

/// The signed-in member of staff.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is one place of the navigation")]
pub struct SignedIn {
    /// Display name.
    pub name: String,
    /// Shows the day and the patients.
    pub clinician: bool,
    /// Shows the report.
    pub leader: bool,
    /// Shows the notices.
    pub notices: bool,
    /// Shows the networks.
    pub networks: bool,
}

/// How a person who answers wants the pages to look.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Display {
    /// How much larger the text is: 0, 1 or 2 steps.
    pub size: u8,
    /// Black on white, and every edge drawn.
    pub contrast: bool,
    /// The token of the form that changes it.
    pub token: String,
}

/// What surrounds every page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Chrome {
    /// The page's language.
    pub language: Language,
    /// The form token for every POST form; may be empty before there is a session.
    pub csrf: String,
    /// This page's path and query: where a change of language comes back to.
    pub path: String,
    /// A demonstration with invented people: said on top of every page.
    pub demo: bool,
    /// Who is signed in; `None` for patients and before signing in.
    pub who: Option<SignedIn>,
    /// Prefix of a link that changes the language with a plain GET: the language's tag is appended,
    /// as in `/s/<token>?lang=`. `None`: a form posts csrf, language and next to `/language`.
    pub language_link: Option<String>,
    /// How whoever answers got there, where the page says so: `room`, `staff` or `paper`.
    pub entry: Option<String>,
    /// How the page looks, and the form to change it; `None` on pages for staff.
    pub display: Option<Display>,
}

/// Makes pages. Built once at start and shared.
#[derive(Debug)]
pub struct Renderer {
    nb: Tongue,
    nn: Tongue,
    en: Tongue,
    se: Tongue,
    uk: Tongue,
    ar: Tongue,
}

/// One language: its own environment, so that macros need not be handed the language, and its texts.
#[derive(Debug)]
struct Tongue {
    environment: Environment<'static>,
    text: Arc<Text>,
}

impl Renderer {
    /// Reads every template and text.
    ///
    /// # Errors
    /// When a template or a file of texts does not read.
    pub fn new() -> Result<Self, ViewError> {
        Ok(Self {
            nb: tongue(Language::Nb)?,
            nn: tongue(Language::Nn)?,
            en: tongue(Language::En)?,
            se: tongue(Language::Se)?,
            uk: tongue(Language::Uk)?,
            ar: tongue(Language::Ar)?,
        })
    }

    /// The page as HTML. A page for staff is in the language that staff read instead of the asked one.
    ///
    /// # Errors
    /// When the template asks for something its context or the language does not have.
    pub fn render<P: Page>(&self, page: &P, chrome: &Chrome) -> Result<String, ViewError> {
        let asked = chrome.language;
        let everywhere = IN_EVERY_LANGUAGE.iter().any(|start| P::TEMPLATE.starts_with(start));
        let language = if everywhere { asked } else { asked.for_staff() };
        let environment = &self.tongue(language).environment;
        let wrong = |source| ViewError::Template { template: P::TEMPLATE.to_owned(), source };
        environment
            .get_template(P::TEMPLATE)
            .and_then(|template| {
                template.render(context! {
                    page => Value::from(Serde(page)),
                    chrome => Value::from(Serde(chrome)),
                })
            })
            .map_err(wrong)
    }

    /// One block of a page alone, for a script that puts it in the place of another.
    ///
    /// # Errors
    /// As [`Self::render`], and when the template has no such block.
    pub fn render_block<P: Page>(&self, page: &P, chrome: &Chrome, block: &str) -> Result<String, ViewError> {
        let wrong = |source| ViewError::Template { template: P::TEMPLATE.to_owned(), source };
        let template = self.tongue(chrome.language).environment.get_template(P::TEMPLATE).map_err(wrong)?;
        let with = context! { page => Value::from(Serde(page)), chrome => Value::from(Serde(chrome)) };
        let mut whole = template.render_captured(with).map_err(wrong)?;
        whole.with_state_mut(|state| state.render_block(block)).map_err(wrong)
    }

    /// A page to keep, as PDF.
    ///
    /// # Errors
    /// As [`Self::render`], and when it cannot be written.
    pub fn paper<P: Page>(&self, page: &P, chrome: &Chrome, about: &About) -> Result<Vec<u8>, ViewError> {
        Ok(paper::pdf(&self.render(page, chrome)?, about)?)
    }

    /// The texts of a language, for sentences that a handler puts together from definitions.
    pub fn text(&self, language: Language) -> &Text {
        &self.tongue(language).text
    }

    const fn tongue(&self, language: Language) -> &Tongue {
        match language {
            Language::Nb => &self.nb,
            Language::Nn => &self.nn,
            Language::En => &self.en,
            Language::Se => &self.se,
            Language::Uk => &self.uk,
            Language::Ar => &self.ar,
        }
    }
}

fn tongue(language: Language) -> Result<Tongue, ViewError> {
    let text = Arc::new(Text::load(language)?);
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    if let Ok(syntax) = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
        environment.set_syntax(syntax);
    }
    functions::add(&mut environment, &text);
    add_templates(&mut environment, &TEMPLATES)?;
    Ok(Tongue { environment, text })
}

fn add_templates(environment: &mut Environment<'static>, folder: &'static Dir<'static>) -> Result<(), ViewError> {
    for entry in folder.entries() {
        match entry {
            DirEntry::Dir(inner) => add_templates(environment, inner)?,
            DirEntry::File(file) => {
                let (Some(name), Some(source)) = (file.path().to_str(), file.contents_utf8()) else {
                    continue;
                };
                environment
                    .add_template(name, source)
                    .map_err(|source| ViewError::Template { template: name.to_owned(), source })?;
            }
        }
    }
    Ok(())
}
