//! The numbers against published examples, and against the reference files where they are present.

use std::path::Path;

use serde_json::Value;

mod boxes;
mod change;
mod funnel;
mod growth;
mod intervals;
mod nhs;
mod variation;

const TOLERANCE: f64 = 1e-9;

/// A reference file, or nothing, said aloud, where the reference is not present.
fn shared(name: &str) -> Option<String> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")).join(name);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        eprintln!("{} is not here: this test did not run", path.display());
    }
    text
}

fn shared_json(name: &str) -> Option<Value> {
    shared(name).map(|text| serde_json::from_str(&text).unwrap())
}

fn close(got: f64, want: f64) -> bool {
    (got - want).abs() <= TOLERANCE * want.abs().max(1e-3)
}

/// Every leaf of `want` is in `got`; returns how many were compared.
fn compare(at: &str, got: &Value, want: &Value) -> usize {
    match (got, want) {
        (Value::Object(got), Value::Object(want)) => want
            .iter()
            .map(|(key, want)| compare(&format!("{at}.{key}"), got.get(key).unwrap_or(&Value::Null), want))
            .sum(),
        (Value::Array(got), Value::Array(want)) => {
            assert_eq!(got.len(), want.len(), "{at}");
            got.iter().zip(want).enumerate().map(|(i, (got, want))| compare(&format!("{at}[{i}]"), got, want)).sum()
        }
        (Value::Number(got), Value::Number(want)) => {
            let (got, want) = (got.as_f64().unwrap(), want.as_f64().unwrap());
            assert!(close(got, want), "{at}: {got} is not {want}");
            1
        }
        _ => {
            assert_eq!(got, want, "{at}");
            1
        }
    }
}

fn floats(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()
}

fn counts(value: &Value) -> Vec<u32> {
    value.as_array().unwrap().iter().map(|value| u32::try_from(value.as_u64().unwrap()).unwrap()).collect()
}
