//! The protocols that travel in the program, one file each in `instruments/protocols/`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use include_dir::{Dir, include_dir};

use super::{Catalogue, CatalogueError, Problem};
use crate::domain::care::Protocol;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/instruments/protocols");

/// Every protocol the product has, by id.
///
/// # Errors
/// [`CatalogueError`] with everything that must be mended. A released program never gives it.
pub fn embedded() -> Result<&'static BTreeMap<String, Protocol>, CatalogueError> {
    static PROTOCOLS: OnceLock<Result<BTreeMap<String, Protocol>, CatalogueError>> = OnceLock::new();
    PROTOCOLS.get_or_init(|| read(Catalogue::embedded()?)).as_ref().map_err(CatalogueError::clone)
}

fn read(catalogue: &Catalogue) -> Result<BTreeMap<String, Protocol>, CatalogueError> {
    let mut protocols = BTreeMap::new();
    let mut problems = Vec::new();
    for file in EMBEDDED.files() {
        let name = format!("protocols/{}", file.path().display());
        let text = file.contents_utf8().unwrap_or_default();
        match toml::from_str::<Protocol>(text) {
            Err(error) => {
                let line =
                    error.span().map(|span| text.get(..span.start).map_or(1, |before| before.lines().count().max(1)));
                let (fact, remedy) = (error.message().to_owned(), "correct the line".to_owned());
                problems.push(Problem { file: name, part: String::new(), line, fact, remedy });
            }
            Ok(protocol) => {
                let can_be_sent = |id: &str| {
                    catalogue.definition(id).is_some_and(|definition| !definition.instrument.is_total_only())
                };
                if let Err(error) = protocol.check(can_be_sent) {
                    let remedy = "correct the protocol".to_owned();
                    let fact = error.to_string();
                    problems.push(Problem { file: name, part: String::new(), line: None, fact, remedy });
                }
                protocols.insert(protocol.id.clone(), protocol);
            }
        }
    }
    if problems.is_empty() { Ok(protocols) } else { Err(CatalogueError { problems }) }
}
