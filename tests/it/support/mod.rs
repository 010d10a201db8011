//! What tests stand on: databases of their own, and people to fill them with.

pub(crate) mod cast;
pub(crate) mod crowd;
pub(crate) mod database;
pub(crate) mod postgres;
pub(crate) mod service;
pub(crate) mod storm;
pub(crate) mod twins;
pub(crate) mod visitor;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use lytt::catalogue::Catalogue;
use lytt::domain::instrument::Instrument;

/// The instant most tests happen at: a Wednesday morning in Oslo.
pub(crate) fn morning() -> DateTime<Utc> {
    at("2026-03-18T07:30:00Z")
}

/// An instant, as RFC 3339.
pub(crate) fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The newest version in the box of the instrument with an id.
pub(crate) fn form(id: &str) -> &'static Instrument {
    &Catalogue::embedded().unwrap().definition(id).unwrap().instrument
}

/// A file or folder of this repository.
pub(crate) fn path(relative: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(relative)
}

/// The sources below a folder of `src`, without comment lines, by their names below `src`.
pub(crate) fn sources(folder: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![path("src").join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let file = entry.unwrap().path();
            if file.is_dir() {
                folders.push(file);
            } else if file.extension().is_some_and(|kind| kind == "rs") {
                let name = file.strip_prefix(path("src")).unwrap().to_str().unwrap().replace('\\', "/");
                let text = std::fs::read_to_string(&file).unwrap();
                let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>();
                found.insert(name, code.join("\n"));
            }
        }
    }
    found
}

/// How long a test waits for another writer.
pub(crate) const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);
