//! The catalogue: the folders under `instruments/`, read, proved and kept.
//!
//! One folder is one definition: `instrument.toml`, one file per language in
//! `wording/` and `feedback/`, and `examples.csv`, filled-in forms with the right
//! answer. A definition that does not hold together is refused whole, and the
//! refusal says where, what and what to do. The language of the files is
//! described in `docs/instruments.md`.

mod check;
mod difference;
mod examples;
pub mod indicators;
pub mod ledger;
mod loinc;
pub mod measures;
mod parse;
pub mod protocols;
mod raw;
mod slip;
mod tables;
mod wording;
mod write;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

use data_encoding::HEXLOWER;
use include_dir::{Dir, DirEntry, include_dir};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::domain::instrument::{Feedback, Instrument, Wording, fallbacks};

pub use check::{check, check_all, check_rules};
pub use difference::{Difference, differences};
pub use examples::{Example, Expected};
pub use loinc::valid as valid_loinc;
pub use wording::fingerprint;
pub use write::files;

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
    /// A definition put together from its parts, such as one made in the editor or read from another
    /// format. Nothing is proved yet.
    pub fn new(
        instrument: Instrument,
        wording: BTreeMap<String, Wording>,
        feedback: BTreeMap<String, Feedback>,
        examples: Vec<Example>,
    ) -> Self {
        let folder = instrument.id.clone();
        Self { instrument, wording, feedback, examples, misread: Vec::new(), folder, places: Places::default() }
    }

    /// SHA-256, as 64 hexadecimal digits, of everything that decides what answers are taken and what
    /// they come to. A version that has been used never changes it; who has reviewed the definition,
    /// its norm sets and its words are not part of it.
    pub fn rules_fingerprint(&self) -> String {
        HEXLOWER.encode(&Sha256::digest(self.instrument.rules().as_bytes()))
    }

    /// The wording in a language, else in the one its reader most likely understands, else in any there is;
    /// `None` for an instrument without questions. The caller compares the
    /// language with the one asked for and says so when they differ.
    pub fn wording_in(&self, language: &str) -> Option<&Wording> {
        let best = fallbacks(language).iter().find_map(|tag| self.wording.get(*tag));
        best.or_else(|| self.wording.values().next())
    }

    /// Our own words in a language, else in Norwegian bokmål, else in any there is.
    pub fn feedback_in(&self, language: &str) -> Option<&Feedback> {
        self.feedback.get(language).or_else(|| self.feedback.get("nb")).or_else(|| self.feedback.values().next())
    }
}

/// Definitions, in every version there is of each.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Catalogue {
    definitions: BTreeMap<String, BTreeMap<u32, Definition>>,
}

impl Catalogue {
    /// The definitions that travel in the program, read once. They are proved when the program is
    /// built, by its tests, and by `lytt instrument check`; not at every start.
    ///
    /// # Errors
    /// [`CatalogueError`] with everything that must be mended. A released program
    /// never gives it: the tests read the same files.
    pub fn embedded() -> Result<&'static Self, CatalogueError> {
        static CATALOGUE: OnceLock<Result<Catalogue, CatalogueError>> = OnceLock::new();
        CATALOGUE.get_or_init(|| Self::parse(&embedded_files())).as_ref().map_err(CatalogueError::clone)
    }

    /// Reads and proves definitions from files, by path such as
    /// `phq-9/instrument.toml`. An older version stands in a folder such as `phq-9@1`.
    ///
    /// # Errors
    /// [`CatalogueError`] with everything that must be mended.
    pub fn read(files: &BTreeMap<String, String>) -> Result<Self, CatalogueError> {
        let catalogue = Self::parse(files)?;
        let problems = check_all(&catalogue);
        if problems.is_empty() { Ok(catalogue) } else { Err(CatalogueError { problems }) }
    }

    /// Reads definitions without proving them.
    ///
    /// # Errors
    /// [`CatalogueError`] with everything that does not read.
    pub fn parse(files: &BTreeMap<String, String>) -> Result<Self, CatalogueError> {
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
                Ok(definition) => catalogue.add(definition),
                Err(found) => problems.extend(found),
            }
        }
        if problems.is_empty() { Ok(catalogue) } else { Err(CatalogueError { problems }) }
    }

    fn add(&mut self, definition: Definition) {
        let (id, version) = (definition.instrument.id.clone(), definition.instrument.version);
        self.definitions.entry(id).or_default().insert(version, definition);
    }

    /// The newest version of the definition with this id.
    pub fn definition(&self, id: &str) -> Option<&Definition> {
        self.definitions.get(id)?.values().next_back()
    }

    /// One version of a definition: the one that stored answers name.
    pub fn version(&self, id: &str, version: u32) -> Option<&Definition> {
        self.definitions.get(id)?.get(&version)
    }

    /// The newest version of every definition, in the order of their ids.
    pub fn definitions(&self) -> impl Iterator<Item = &Definition> {
        self.definitions.values().filter_map(|versions| versions.values().next_back())
    }

    /// Every version of every definition, in the order of their ids, oldest first.
    pub fn versions(&self) -> impl Iterator<Item = &Definition> {
        self.definitions.values().flat_map(BTreeMap::values)
    }
}

/// The folders beside the definitions that hold something else: what is asked when, what is counted today, and what
/// is worked out of the answers.
pub const BESIDE: [&str; 3] = ["protocols", "ledger", "indicators"];

/// The files of every definition that travels in the program, by path below
/// `instruments/`.
pub fn embedded_files() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    gather(&EMBEDDED, &mut files);
    files.retain(|path, _| path.split_once('/').is_some_and(|(folder, _)| !BESIDE.contains(&folder)));
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
