//! Every text of the pages, in every language, from the Fluent files in `locales/`.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use include_dir::{Dir, include_dir};
use unic_langid::LanguageIdentifier;

use super::format;
use super::language::Language;

static LOCALES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/locales");

/// A text that cannot be given.
#[derive(Debug, thiserror::Error)]
pub enum TextError {
    /// The language has no folder of texts.
    #[error("no texts for the language {0}")]
    Language(&'static str),
    /// A file of texts does not read.
    #[error("locales/{path}: {message}")]
    File {
        /// Which file.
        path: String,
        /// What is wrong, with the line.
        message: String,
    },
    /// The language has no such message.
    #[error("no message {id} in {language}")]
    Missing {
        /// The message's id.
        id: String,
        /// The language's tag.
        language: &'static str,
    },
    /// A message needs a value it was not given.
    #[error("message {id} in {language}: {message}")]
    Value {
        /// The message's id.
        id: String,
        /// The language's tag.
        language: &'static str,
        /// What is missing.
        message: String,
    },
}

/// A value put into a message.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg {
    /// Put in as it stands.
    Text(String),
    /// Written in the language's number form; also chooses plural forms.
    Number(f64),
}

impl From<&str> for Arg {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Arg {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<f64> for Arg {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}

impl From<u32> for Arg {
    fn from(value: u32) -> Self {
        Self::Number(f64::from(value))
    }
}

/// The texts of one language.
pub struct Text {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Text").field("language", &self.language).finish_non_exhaustive()
    }
}

impl Text {
    /// Reads the texts of a language.
    ///
    /// # Errors
    /// When the folder is missing or a file does not read.
    pub fn load(language: Language) -> Result<Self, TextError> {
        let tag = language.tag();
        let identifier: LanguageIdentifier = tag.parse().map_err(|_| TextError::Language(tag))?;
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        // Isolation marks would end up in attributes and mail subjects. A message that runs right to left
        // and quotes what a person wrote carries its own.
        bundle.set_use_isolating(false);
        // A formatter carries nothing with it: one for each way of writing a number.
        bundle.set_formatter(Some(match language {
            Language::Nb | Language::Nn | Language::Se | Language::Uk => norwegian,
            Language::En => english,
            Language::Ar => arabic,
        }));
        let folder = LOCALES.get_dir(tag).ok_or(TextError::Language(tag))?;
        for file in folder.files() {
            let path = file.path().display().to_string();
            let wrong = |message: String| TextError::File { path: path.clone(), message };
            let source = file.contents_utf8().ok_or_else(|| wrong("not UTF-8".to_owned()))?;
            let resource = FluentResource::try_new(source.to_owned()).map_err(|(_, errors)| wrong(listed(&errors)))?;
            bundle.add_resource(resource).map_err(|errors| wrong(listed(&errors)))?;
        }
        Ok(Self { language, bundle })
    }

    /// The language of these texts.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// Whether there is a message with this id.
    pub fn knows(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }

    /// The message with its values put in.
    ///
    /// # Errors
    /// When there is no such message or it needs a value that was not given.
    pub fn message(&self, id: &str, args: &[(&str, Arg)]) -> Result<String, TextError> {
        let language = self.language.tag();
        let pattern = self
            .bundle
            .get_message(id)
            .and_then(|message| message.value())
            .ok_or_else(|| TextError::Missing { id: id.to_owned(), language })?;
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            values.set(
                *name,
                match value {
                    Arg::Text(text) => FluentValue::from(text.as_str()),
                    Arg::Number(number) => FluentValue::from(*number),
                },
            );
        }
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&values), &mut errors);
        if errors.is_empty() {
            Ok(text.into_owned())
        } else {
            Err(TextError::Value { id: id.to_owned(), language, message: listed(&errors) })
        }
    }

    /// The message `<family>-<word>` when there is one, otherwise the word itself: for words that
    /// an organisation may add to.
    ///
    /// # Errors
    /// When the message needs a value.
    pub fn word(&self, family: &str, word: &str) -> Result<String, TextError> {
        let id = format!("{family}-{word}");
        if self.knows(&id) { self.message(&id, &[]) } else { Ok(word.to_owned()) }
    }
}

fn listed<E: std::fmt::Display>(errors: &[E]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

// Generic over the memoizer, whose crate is not ours to name.
fn norwegian<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    in_form(value, Language::Nb)
}

fn english<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    in_form(value, Language::En)
}

fn arabic<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    in_form(value, Language::Ar)
}

fn in_form(value: &FluentValue<'_>, language: Language) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(format::number(number.value, language)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The plural forms a language tells apart, by CLDR's rules for whole numbers.
    #[test]
    fn every_language_chooses_its_own_plural_form() {
        const FORMS: &str =
            "n = { $n ->\n [zero] zero\n [one] one\n [two] two\n [few] few\n [many] many\n *[other] other\n }";
        let cases: [(Language, &[(u32, &str)]); 6] = [
            (Language::Nb, &[(0, "other"), (1, "one"), (2, "other"), (21, "other")]),
            (Language::Nn, &[(1, "one"), (2, "other")]),
            (Language::En, &[(1, "one"), (2, "other")]),
            (Language::Se, &[(0, "other"), (1, "one"), (2, "two"), (3, "other"), (12, "other")]),
            (
                Language::Uk,
                &[
                    (1, "one"),
                    (2, "few"),
                    (4, "few"),
                    (5, "many"),
                    (11, "many"),
                    (12, "many"),
                    (21, "one"),
                    (22, "few"),
                ],
            ),
            (
                Language::Ar,
                &[
                    (0, "zero"),
                    (1, "one"),
                    (2, "two"),
                    (3, "few"),
                    (10, "few"),
                    (11, "many"),
                    (99, "many"),
                    (100, "other"),
                ],
            ),
        ];
        for (language, numbers) in cases {
            let mut text = Text::load(language).expect("texts");
            text.bundle.add_resource(FluentResource::try_new(FORMS.to_owned()).expect("a message")).expect("a new one");
            for (number, form) in numbers {
                assert_eq!(
                    text.message("n", &[("n", Arg::from(*number))]).expect("a text"),
                    *form,
                    "{language:?} {number}"
                );
            }
        }
    }
}
