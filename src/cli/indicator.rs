//! `lytt check` and `lytt rules`: indicators as a psychologist works on them.

use std::collections::BTreeMap;
use std::path::Path;

use super::{CliError, Result, print};
use crate::catalogue::indicators::{self, IndicatorDefinition};
use crate::domain::indicator::Status;
use crate::domain::indicator::rule::RULES;

#[derive(clap::Args)]
pub(super) struct Check {
    /// An indicator's id, or a folder of them; all that are in this program when left out
    what: Option<String>,
}

/// Proves indicators against their own examples; names file, line and what to mend.
pub(super) fn check(args: &Check) -> Result<()> {
    let (files, only) = match args.what.as_deref() {
        None => (indicators::embedded_indicators(), None),
        Some(what) if Path::new(what).is_dir() => (read(Path::new(what))?, None),
        Some(id) => (indicators::embedded_indicators(), Some(id)),
    };
    let found = indicators::read(&files).map_err(|error| CliError::Input(error.to_string()))?;
    let mut shown = found.values().filter(|one| only.is_none_or(|id| one.indicator.id == id)).peekable();
    if shown.peek().is_none() {
        let known: Vec<_> = found.keys().map(String::as_str).collect();
        let what = only.unwrap_or_default();
        return Err(CliError::Input(format!("there is no indicator \"{what}\"; there is: {}", known.join(", "))));
    }
    shown.try_for_each(|one| print(&line(one)))
}

fn line(definition: &IndicatorDefinition) -> String {
    let indicator = &definition.indicator;
    let status = match indicator.status {
        Status::Draft => "draft: nobody but the writer has checked it",
        Status::InUse => "in use",
        Status::Retired => "retired",
    };
    let (id, version, examples) = (&indicator.id, indicator.version, definition.examples.len());
    format!("{id} version {version}: {examples} examples agree; {status}; sha256 {}", definition.fingerprint)
}

/// The files of a folder of indicators, or of one indicator's own folder. One by itself is proved among those in this
/// program, since it names others.
fn read(folder: &Path) -> Result<BTreeMap<String, String>> {
    let mut files = super::definitions::read(folder)?;
    if files.contains_key("indicator.toml") {
        let name = folder.canonicalize().ok().and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
        let name = name.unwrap_or_else(|| "indicator".to_owned());
        let mut all = indicators::embedded_indicators();
        all.retain(|path, _| path.split('/').next() != Some(name.as_str()));
        all.extend(files.into_iter().map(|(path, text)| (format!("{name}/{path}"), text)));
        files = all;
    }
    Ok(files)
}

/// Prints every rule an indicator can be made of, with what each takes.
pub(super) fn rules() -> Result<()> {
    for (title, is_worth) in [("denominator, numerator", false), ("value", true)] {
        print(&format!("# {title}"))?;
        for rule in RULES.iter().filter(|rule| rule.is_worth == is_worth) {
            let takes = if rule.takes.is_empty() { "nothing".to_owned() } else { rule.takes.join(", ") };
            print(&format!("{:<32} takes {takes:<28} {}", format!("\"{}\"", rule.name), rule.says))?;
        }
    }
    Ok(())
}
