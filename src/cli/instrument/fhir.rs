//! `lytt instrument export`, `import` and `response`: FHIR out, and everybody else's forms in.

use std::fmt::Display;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::super::{CliError, Result, print};
use super::{definition, status, write_new};
use crate::app::exchange;
use crate::catalogue::files;
use crate::domain::scoring::score;
use crate::interop::fhir;
use crate::interop::xlsform::{self, Workbook};

/// Where resources live when nobody has said.
const BASE: &str = "https://lytt.invalid/fhir";

#[derive(clap::Args)]
pub(super) struct Export {
    /// Its id, such as phq-9, a version such as phq-9@1, or its folder
    id: String,
    /// The language of the form; the others it has stand beside as translations
    #[arg(long, default_value = "nb")]
    language: String,
    /// Where your FHIR resources live
    #[arg(long, default_value = BASE, value_name = "URL")]
    base: String,
}

#[derive(clap::Args)]
pub(super) struct Import {
    /// A FHIR Questionnaire (.json), an `XLSForm` (.xlsx, or a folder with survey.csv and choices.csv), or a plain
    /// list of questions (.csv)
    file: PathBuf,
    /// Write it as a definition into a new folder here, named by its id
    #[arg(long, value_name = "FOLDER")]
    into: Option<PathBuf>,
}

#[derive(clap::Args)]
pub(super) struct Response {
    /// The instrument: an id, a version such as phq-9@1, or its folder
    id: String,
    /// The response, as JSON
    file: PathBuf,
    /// Where your FHIR resources live, as it was given to export
    #[arg(long, default_value = BASE, value_name = "URL")]
    base: String,
}

fn json_of(file: &Path) -> Result<Value> {
    let blame = |error: &dyn Display| CliError::Input(format!("{}: {error}", file.display()));
    let text = std::fs::read_to_string(file).map_err(|error| blame(&error))?;
    serde_json::from_str(&text).map_err(|error| blame(&error))
}

fn refused(file: &Path, problems: &[impl Display]) -> CliError {
    let lines: Vec<_> = problems.iter().map(|problem| format!("{}: {problem}", file.display())).collect();
    CliError::Input(lines.join("\n"))
}

pub(super) fn export(args: &Export) -> Result<()> {
    let package = exchange::package(&definition(&args.id)?);
    let form = fhir::questionnaire(&package, &args.language, args.base.trim_end_matches('/'));
    print(&format!("{form:#}"))
}

/// Whatever the file is, as a Questionnaire.
fn questionnaire(file: &Path) -> Result<Value> {
    let blame = |error: &dyn Display| CliError::Input(format!("{}: {error}", file.display()));
    let text = |name: &Path| std::fs::read_to_string(name);
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    let workbook = match ending.as_str() {
        _ if file.is_dir() => {
            let sheet = |name: &str| text(&file.join(name)).unwrap_or_default();
            let survey = text(&file.join("survey.csv")).map_err(|error| blame(&format!("survey.csv: {error}")))?;
            Workbook::from_csv(&survey, &sheet("choices.csv"), &sheet("settings.csv"))
        }
        "xlsx" => Workbook::from_xlsx(&std::fs::read(file).map_err(|error| blame(&error))?),
        "csv" => Workbook::from_list(&text(file).map_err(|error| blame(&error))?),
        _ => return json_of(file),
    };
    let workbook = workbook.map_err(|problem| refused(file, &[problem]))?;
    let name = file.file_stem().map_or_else(|| "form".to_owned(), |name| name.to_string_lossy().into_owned());
    xlsform::questionnaire(&workbook, &name).map_err(|problems| refused(file, &problems))
}

pub(super) fn import(args: &Import) -> Result<()> {
    let package = fhir::package(&questionnaire(&args.file)?).map_err(|problems| refused(&args.file, &problems))?;
    let (definition, problems) = exchange::definition(package).map_err(CliError::Input)?;
    if let Some(folder) = &args.into {
        for (path, text) in files(&definition) {
            let file = folder.join(&definition.instrument.id).join(path);
            if let Some(parent) = file.parent() {
                std::fs::create_dir_all(parent)?;
            }
            write_new(&file, &text)?;
        }
    }
    let instrument = &definition.instrument;
    let languages: Vec<_> = definition.wording.keys().map(String::as_str).collect();
    print(&format!("{} version {}: {}", instrument.id, instrument.version, instrument.name))?;
    print(&format!("  {} questions in {}; {}", instrument.items.len(), languages.join(", "), status(&definition)))?;
    for scale in &instrument.scales {
        print(&format!("  scale {}: {} to {}", scale.id, scale.range.0, scale.range.1))?;
    }
    for doubt in &instrument.doubts {
        print(&format!("  doubt: {doubt}"))?;
    }
    for problem in problems {
        print(&format!("  to be mended before use: {problem}"))?;
    }
    Ok(())
}

/// Prints the answers and their scores as `lytt compute score` would.
pub(super) fn response(args: &Response) -> Result<()> {
    let definition = definition(&args.id)?;
    let instrument = &definition.instrument;
    let form = fhir::questionnaire(&exchange::package(&definition), "nb", args.base.trim_end_matches('/'));
    let received =
        fhir::answers(instrument, &form, &json_of(&args.file)?).map_err(|problems| refused(&args.file, &problems))?;
    let outcome = score(instrument, &received.answers).map_err(|error| CliError::Input(error.to_string()))?;
    let scores: serde_json::Map<String, Value> =
        outcome.scales.iter().map(|entry| (entry.scale.clone(), json!(entry.score.value()))).collect();
    let answer = json!({
        "answers": received.answers,
        "totals": received.totals,
        "complete": received.complete,
        "scores": scores,
    });
    print(&answer.to_string())
}
