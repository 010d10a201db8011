//! `lytt instrument`

mod fhir;

use std::path::PathBuf;

use clap::Subcommand;

use super::{CliError, Result, definitions, print};
use crate::catalogue::{Catalogue, Definition, check_all, embedded_files};
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
        /// Its id, such as phq-9
        id: String,
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
        Command::Show { id } => show(id),
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

fn show(id: &str) -> Result<()> {
    let catalogue = catalogue()?;
    let definition = catalogue.definition(id).ok_or_else(|| {
        let known: Vec<_> = catalogue.definitions().map(|known| known.instrument.id.as_str()).collect();
        CliError::Input(format!("there is no instrument \"{id}\"; there is: {}", known.join(", ")))
    })?;
    let instrument = &definition.instrument;
    print(&format!("{} ({}, version {})", instrument.name, instrument.id, instrument.version))?;
    print(&format!("  measures     {}", instrument.measures))?;
    print(&format!("  for          {}", instrument.purpose))?;
    print(&format!("  not for      {}", instrument.not_for))?;
    print(&format!("  status       {}", status(definition)))?;
    print(&format!(
        "  licence      {:?}: {} ({})",
        instrument.licence.class, instrument.licence.terms, instrument.licence.holder
    ))?;
    for item in &instrument.items {
        let code = item.loinc.as_deref().map_or_else(String::new, |code| format!("  LOINC {code}"));
        print(&format!("  item {:<8} {}{code}", item.id, item.topic))?;
    }
    for scale in &instrument.scales {
        let (low, high) = scale.range;
        print(&format!("  scale {:<7} {low} to {high}, {}", scale.id, scale.direction))?;
        for band in &scale.bands {
            print(&format!("    from {:<5} {}", band.from, band.name))?;
        }
    }
    for norms in &instrument.norms {
        print(&format!("  norm set     {}: {} {}", norms.id, norms.population, norms.mark()))?;
        print(&format!("               {}", norms.source.cite))?;
    }
    for doubt in &instrument.doubts {
        print(&format!("  doubt        {doubt}"))?;
    }
    Ok(())
}
