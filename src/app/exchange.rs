//! Definitions and answers to and from other programs.

use serde_json::{Value, json};

use crate::catalogue::{self, Definition, Example};
use crate::interop::fhir::Package;

/// A definition as it travels.
pub fn package(definition: &Definition) -> Package {
    Package {
        instrument: definition.instrument.clone(),
        wording: definition.wording.clone(),
        feedback: definition.feedback.clone(),
        examples: json!(definition.examples),
    }
}

/// A definition that has travelled, with everything that must be mended before it can be
/// used here.
///
/// # Errors
/// What is wrong with its filled-in examples, when they cannot be read.
pub fn definition(package: Package) -> Result<(Definition, Vec<catalogue::Problem>), String> {
    let examples: Vec<Example> = match package.examples {
        Value::Null => Vec::new(),
        examples => serde_json::from_value(examples).map_err(|error| error.to_string())?,
    };
    let definition = Definition::new(package.instrument, package.wording, package.feedback, examples);
    let problems = catalogue::check(&definition);
    Ok((definition, problems))
}
