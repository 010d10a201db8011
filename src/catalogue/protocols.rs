//! The protocols that travel in the program, one file each in `instruments/protocols/`, and the text of
//! those that services have made their own.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use include_dir::{Dir, include_dir};

use super::{Catalogue, CatalogueError, Problem};
use crate::domain::care::{Known, Protocol};

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/instruments/protocols");

/// Every protocol the product has, by id.
///
/// # Errors
/// [`CatalogueError`] with everything that must be mended. A released program never gives it.
pub fn embedded() -> Result<&'static BTreeMap<String, Protocol>, CatalogueError> {
    static PROTOCOLS: OnceLock<Result<BTreeMap<String, Protocol>, CatalogueError>> = OnceLock::new();
    PROTOCOLS.get_or_init(|| read(Catalogue::embedded()?)).as_ref().map_err(CatalogueError::clone)
}

fn problem(file: &str, line: Option<usize>, fact: String) -> Problem {
    Problem { file: file.to_owned(), part: String::new(), line, fact, remedy: "correct the protocol".to_owned() }
}

fn read(catalogue: &Catalogue) -> Result<BTreeMap<String, Protocol>, CatalogueError> {
    let mut protocols = BTreeMap::new();
    let mut problems = Vec::new();
    for file in EMBEDDED.files() {
        let name = format!("protocols/{}", file.path().display());
        match parse_as(&name, file.contents_utf8().unwrap_or_default()) {
            Err(error) => problems.extend(error.problems),
            Ok(protocol) => {
                // Whether the words may be sent is the service's to settle, instrument by instrument.
                let known = |id: &str| {
                    let instrument = &catalogue.definition(id)?.instrument;
                    let (minutes, answered_by) = (instrument.minutes, instrument.answered_by.as_slice());
                    (!instrument.is_total_only()).then_some(Known { minutes, answered_by })
                };
                if let Err(errors) = protocol.check(known) {
                    problems.extend(errors.iter().map(|error| problem(&name, None, error.to_string())));
                }
                protocols.insert(protocol.id.clone(), protocol);
            }
        }
    }
    if problems.is_empty() { Ok(protocols) } else { Err(CatalogueError { problems }) }
}

/// Reads the text of a protocol.
///
/// # Errors
/// [`CatalogueError`] naming the line and what to mend.
pub fn parse(text: &str) -> Result<Protocol, CatalogueError> {
    parse_as("protocol", text)
}

fn parse_as(name: &str, text: &str) -> Result<Protocol, CatalogueError> {
    toml::from_str::<Protocol>(text).map_err(|error| {
        let line = error.span().map(|span| text.get(..span.start).map_or(1, |before| before.lines().count().max(1)));
        CatalogueError { problems: vec![problem(name, line, error.message().to_owned())] }
    })
}

/// The text of a protocol, as [`parse`] reads it.
#[must_use]
pub fn write(protocol: &Protocol) -> String {
    toml::to_string_pretty(protocol).unwrap_or_default()
}
