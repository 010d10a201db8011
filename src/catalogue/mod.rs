//! The catalogue: the folders under `instruments/`, read, proved and kept.
//!
//! One folder is one definition: `instrument.toml`, one file per language in
//! `wording/` and `feedback/`, and `examples.csv`, filled-in forms with the right
//! answer. A definition that does not hold together is refused whole, and the
//! refusal says where, what and what to do. The language of the files is
//! described in `docs/instruments.md`.

mod check;
mod examples;
mod loinc;
mod parse;
pub mod protocols;
mod raw;
mod tables;
mod wording;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

use include_dir::{Dir, DirEntry, include_dir};
use thiserror::Error;

use crate::domain::instrument::{Feedback, Instrument, Wording};

pub use check::{check, check_all};
pub use examples::{Example, Expected};
pub use loinc::valid as valid_loinc;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/instruments");

/// Something in a definition that must be mended: place, fact and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, such as `phq-9/instrument.toml`.
    pub file: String,
    /// The part of the definition, such as `item 3` or `scale total missing`; empty when it is the
    /// whole file.
    pub part: String,
    /// The line, counted from 1, when it is known.
    pub line: Option<usize>,
    /// What is wrong.
    pub fact: String,
    /// What to do about it, as it follows "please".
    pub remedy: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, " line {line}")?;
        }
        write!(f, ": {}. Please {}.", self.fact, self.remedy)
    }
}

/// The definitions cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", .problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct CatalogueError {
    /// Everything that was found, in file order.
    pub problems: Vec<Problem>,
}

/// The line each named part of a definition stands on, by file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Places(BTreeMap<String, BTreeMap<String, usize>>);

impl Places {
    fn add(&mut self, file: &str, part: impl Into<String>, line: usize) {
        self.0.entry(file.to_owned()).or_default().insert(part.into(), line);
    }

    fn line(&self, file: &str, part: &str) -> Option<usize> {
        self.0.get(file)?.get(part).copied()
    }
}

/// One instrument with its words and its worked examples.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// What is asked and how it is scored.
    pub instrument: Instrument,
    /// What the patient reads, by language.
    pub wording: BTreeMap<String, Wording>,
    /// Our own words about the result, by language.
    pub feedback: BTreeMap<String, Feedback>,
    /// Filled-in forms with the right answer.
    pub examples: Vec<Example>,
    /// Cells of the examples that could not be read.
    misread: Vec<Problem>,
    folder: String,
    places: Places,
}

impl Definition {
    /// Puts a definition together that was not read from files. [`check`] proves it.
    pub fn new(
        instrument: Instrument,
        wording: BTreeMap<String, Wording>,
        feedback: BTreeMap<String, Feedback>,
        examples: Vec<Example>,
    ) -> Self {
        let folder = instrument.id.clone();
        Self { instrument, wording, feedback, examples, misread: Vec::new(), folder, places: Places::default() }
    }

    /// The wording in a language, else in Norwegian bokmål, else in any there is;
    /// `None` for an instrument without questions. The caller compares the
    /// language with the one asked for and says so when they differ.
    pub fn wording_in(&self, language: &str) -> Option<&Wording> {
        self.wording.get(language).or_else(|| self.wording.get("nb")).or_else(|| self.wording.values().next())
    }

    /// Our own words in a language, else in Norwegian bokmål, else in any there is.
    pub fn feedback_in(&self, language: &str) -> Option<&Feedback> {
        self.feedback.get(language).or_else(|| self.feedback.get("nb")).or_else(|| self.feedback.values().next())
    }
}

/// Every definition the product has, in the order of their ids.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Catalogue {
    definitions: BTreeMap<String, Definition>,
}

impl Catalogue {
    /// The definitions that travel in the program, read and proved once.
    ///
    /// # Errors
    /// [`CatalogueError`] with everything that must be mended. A released program
    /// never gives it: the tests read the same files.
    pub fn embedded() -> Result<&'static Self, CatalogueError> {
        static CATALOGUE: OnceLock<Result<Catalogue, CatalogueError>> = OnceLock::new();
        CATALOGUE.get_or_init(|| Self::read(&embedded_files())).as_ref().map_err(CatalogueError::clone)
    }

    /// Reads and proves definitions from files, by path such as
    /// `phq-9/instrument.toml`.
    ///
    /// # Errors
    /// [`CatalogueError`] with everything that must be mended.
    pub fn read(files: &BTreeMap<String, String>) -> Result<Self, CatalogueError> {
        let mut folders: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
        for (path, text) in files {
            if let Some((folder, file)) = path.split_once('/') {
                folders.entry(folder).or_default().insert(file, text);
            }
        }
        let mut catalogue = Self::default();
        let mut problems = Vec::new();
        for (folder, files) in folders {
            match parse::definition(folder, &files) {
                Ok(definition) => {
                    problems.extend(check(&definition));
                    catalogue.definitions.insert(definition.instrument.id.clone(), definition);
                }
                Err(found) => problems.extend(found),
            }
        }
        if problems.is_empty() { Ok(catalogue) } else { Err(CatalogueError { problems }) }
    }

    /// The definition with this id.
    pub fn definition(&self, id: &str) -> Option<&Definition> {
        self.definitions.get(id)
    }

    /// Every definition, in the order of their ids.
    pub fn definitions(&self) -> impl Iterator<Item = &Definition> {
        self.definitions.values()
    }
}

/// The folder beside the definitions that holds protocols: what is asked when.
const PROTOCOLS: &str = "protocols/";

/// The files of every definition that travels in the program, by path below
/// `instruments/`.
pub fn embedded_files() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    gather(&EMBEDDED, &mut files);
    files.retain(|path, _| !path.starts_with(PROTOCOLS));
    files
}

fn gather(folder: &Dir<'_>, files: &mut BTreeMap<String, String>) {
    for entry in folder.entries() {
        match entry {
            DirEntry::Dir(inner) => gather(inner, files),
            DirEntry::File(file) => {
                if let Some(text) = file.contents_utf8() {
                    files.insert(file.path().to_string_lossy().replace('\\', "/"), text.to_owned());
                }
            }
        }
    }
}
