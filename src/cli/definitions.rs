//! Reads definitions from a folder.

use std::collections::BTreeMap;
use std::path::Path;

use super::{CliError, Result};
use crate::catalogue::BESIDE;

/// The files of a folder of definitions, or of one definition's own folder, by path such as
/// `phq-9/instrument.toml`.
pub(super) fn read(folder: &Path) -> Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(here) = waiting.pop() {
        let entries =
            std::fs::read_dir(&here).map_err(|error| CliError::Input(format!("{}: {error}", here.display())))?;
        for entry in entries {
            let path = entry?.path();
            let Ok(name) = path.strip_prefix(folder) else { continue };
            if path.is_dir() {
                if !BESIDE.iter().any(|beside| name == Path::new(beside)) {
                    waiting.push(path);
                }
                continue;
            }
            let name = name.display().to_string();
            let text = std::fs::read_to_string(&path)
                .map_err(|error| CliError::Input(format!("{}: {error}; is it UTF-8?", path.display())))?;
            files.insert(name, text);
        }
    }
    // A single definition's own folder is as good as a folder of them.
    if files.contains_key("instrument.toml") {
        let name =
            folder.file_name().map_or_else(|| "definition".to_owned(), |name| name.to_string_lossy().into_owned());
        files = files.into_iter().map(|(path, text)| (format!("{name}/{path}"), text)).collect();
    }
    Ok(files)
}
