//! `lytt instrument`

mod fhir;
mod show;

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::{CliError, Result, definitions, print};
use crate::catalogue::{Catalogue, Definition, Difference, check_all, differences, embedded_files};
use crate::domain::instrument::Status;

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Prove every definition against its own examples; names file, line and what to mend
    Check {
        /// A folder of definitions; those in this program when left out
        folder: Option<PathBuf>,
    },
    /// List the definitions in this program
    List,
    /// Show one definition: what is asked, how it is scored, where every number comes from
    Show {
        /// Its id, such as phq-9, a version such as phq-9@1, or its folder
        id: String,
    },
    /// Write a first folder for a form of your own
    New {
        /// Its id: small letters, digits and hyphens
        id: String,
        /// The folder to put it in
        #[arg(long, default_value = ".", value_name = "FOLDER")]
        into: PathBuf,
    },
    /// What two definitions differ in, and whether their scores are comparable
    Diff {
        /// The earlier one: an id, a version such as phq-9@1, or a folder
        before: String,
        /// The later one
        after: String,
    },
    /// Print one definition as a FHIR R4 Questionnaire
    Export(fhir::Export),
    /// Read a FHIR R4 Questionnaire: what it would be here, or everything that stands in the way
    Import(fhir::Import),
    /// Read a filled-in form (a FHIR R4 `QuestionnaireResponse`) and score it
    Response(fhir::Response),
}

fn catalogue() -> Result<&'static Catalogue> {
    Catalogue::embedded().map_err(|error| CliError::Failed(error.to_string()))
}

pub(super) fn run(args: &Args) -> Result<()> {
    match &args.command {
        Command::Check { folder } => {
            let files = match folder {
                Some(folder) => definitions::read(folder)?,
                None => embedded_files(),
            };
            let catalogue = Catalogue::read(&files).map_err(|error| CliError::Input(error.to_string()))?;
            let problems = check_all(&catalogue);
            if !problems.is_empty() {
                let text: Vec<_> = problems.iter().map(ToString::to_string).collect();
                return Err(CliError::Input(text.join("\n")));
            }
            for definition in catalogue.definitions() {
                let instrument = &definition.instrument;
                let examples = definition.examples.len();
                let status = status(definition);
                print(&format!(
                    "{} version {}: {examples} examples agree; {status}",
                    instrument.id, instrument.version
                ))?;
            }
            Ok(())
        }
        Command::List => {
            for definition in catalogue()?.definitions() {
                let instrument = &definition.instrument;
                let languages: Vec<_> = definition.wording.keys().map(String::as_str).collect();
                print(&format!(
                    "{:<12} {:<42} {:>2} items  {:<7} {}",
                    instrument.id,
                    instrument.name,
                    instrument.items.len(),
                    languages.join(" "),
                    status(definition)
                ))?;
            }
            Ok(())
        }
        Command::Show { id } => {
            let definition = definition(id)?;
            print(&show::text(&definition, status(&definition)))
        }
        Command::Diff { before, after } => diff(before, after),
        Command::New { id, into } => new(id, into),
        Command::Export(args) => fhir::export(args),
        Command::Import(args) => fhir::import(args),
        Command::Response(args) => fhir::response(args),
    }
}

fn status(definition: &Definition) -> &'static str {
    match (definition.instrument.validated, definition.instrument.status()) {
        (false, _) => "not validated; for the conversation",
        (true, Status::Draft) => "draft: nobody has reviewed this definition",
        (true, Status::Reviewed) => "reviewed",
    }
}

fn find<'a>(catalogue: &'a Catalogue, id: &str) -> Result<&'a Definition> {
    // `phq-9@1` asks for that version.
    let found = match id.split_once('@') {
        None => catalogue.definition(id),
        Some((id, version)) => version.parse().ok().and_then(|version| catalogue.version(id, version)),
    };
    found.ok_or_else(|| {
        let known: Vec<_> = catalogue.definitions().map(|known| known.instrument.id.as_str()).collect();
        CliError::Input(format!("there is no instrument \"{id}\"; there is: {}", known.join(", ")))
    })
}

/// A definition by id, or the one in a folder.
fn definition(given: &str) -> Result<Definition> {
    let folder = Path::new(given);
    if !folder.is_dir() {
        return find(catalogue()?, given).cloned();
    }
    let files = definitions::read(folder)?;
    let catalogue = Catalogue::parse(&files).map_err(|error| CliError::Input(error.to_string()))?;
    let mut found = catalogue.versions();
    match (found.next(), found.next()) {
        (Some(only), None) => Ok(only.clone()),
        _ => Err(CliError::Input(format!("{given}: name the folder of one definition"))),
    }
}

fn diff(before: &str, after: &str) -> Result<()> {
    let (before, after) = (definition(before)?, definition(after)?);
    let found = differences(&before, &after);
    for Difference { part, fact, scores } in &found {
        print(&format!("{part}: {fact}{}", if *scores { " (scores may differ)" } else { "" }))?;
    }
    let verdict = if found.is_empty() {
        "they are the same"
    } else if found.iter().any(|difference| difference.scores) {
        "give it a new version, and say under [[history]] whether scores are comparable"
    } else {
        "the same answers come to the same scores"
    };
    print(verdict)
}

/// Writes a first folder for a form of one's own: it holds together as it is, and every part can be
/// changed.
fn new(id: &str, into: &Path) -> Result<()> {
    let named = !id.is_empty() && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !named {
        return Err(CliError::Input(format!("\"{id}\": please use small letters a-z, digits and hyphens")));
    }
    let folder = into.join(id);
    for (path, text) in FIRST {
        let file = folder.join(path);
        if let Some(parent) = file.parent() {
            std::fs::create_dir_all(parent)?;
        }
        write_new(&file, &text.replace("my-form", id))?;
    }
    print(&format!("{}: written. Change the files, then: lytt instrument check {0}", folder.display()))
}

/// Never over a file that is there.
fn write_new(file: &Path, text: &str) -> Result<()> {
    use std::io::Write;
    let mut opened = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(file)
        .map_err(|error| CliError::Input(format!("{}: {error}", file.display())))?;
    Ok(opened.write_all(text.as_bytes())?)
}

const FIRST: [(&str, &str); 6] = [
    ("instrument.toml", include_str!("first/instrument.toml")),
    ("wording/nb.toml", include_str!("first/wording-nb.toml")),
    ("wording/en.toml", include_str!("first/wording-en.toml")),
    ("feedback/nb.toml", include_str!("first/feedback-nb.toml")),
    ("feedback/en.toml", include_str!("first/feedback-en.toml")),
    ("examples.csv", include_str!("first/examples.csv")),
];
