//! The fields of an input, read with sentences that name what to mend.

use serde_json::{Map, Value};

/// The input as an object that has none but these fields.
///
/// # Errors
/// Another kind of value, and a field that is not known.
pub(super) fn object<'a>(input: &'a Value, fields: &[&str]) -> Result<&'a Map<String, Value>, String> {
    let object = input.as_object().ok_or("the input must be a JSON object")?;
    match object.keys().find(|key| !fields.contains(&key.as_str())) {
        Some(key) => Err(format!("\"{key}\" is not a field of this input; known are {}", fields.join(", "))),
        None => Ok(object),
    }
}

/// A list of numbers, null where one is missing.
///
/// # Errors
/// A field that is absent, not a list, or holds something else.
pub(super) fn numbers(input: &Map<String, Value>, field: &str) -> Result<Vec<Option<f64>>, String> {
    let list = match input.get(field) {
        Some(Value::Array(list)) => list,
        Some(_) => return Err(format!("\"{field}\" must be a list of numbers, with null where one is missing")),
        None => return Err(format!("\"{field}\" is missing; give a list of numbers, with null where one is missing")),
    };
    (1..)
        .zip(list)
        .map(|(position, value)| match value {
            Value::Null => Ok(None),
            _ => value.as_f64().filter(|number| number.is_finite()).map(Some).ok_or_else(|| {
                format!("value {position} of \"{field}\" is {value}; give a number, or null if it is missing")
            }),
        })
        .collect()
}

/// A number; `None` when it is absent or null.
///
/// # Errors
/// Something that is not a number.
pub(super) fn number(input: &Map<String, Value>, field: &str) -> Result<Option<f64>, String> {
    match input.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => match value.as_f64() {
            Some(number) if number.is_finite() => Ok(Some(number)),
            _ => Err(format!("\"{field}\" is {value}; give a number")),
        },
    }
}

/// A text; `None` when it is absent or null.
///
/// # Errors
/// Something that is not a text.
pub(super) fn text<'a>(input: &'a Map<String, Value>, field: &str) -> Result<Option<&'a str>, String> {
    match input.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value.as_str().map(Some).ok_or_else(|| format!("\"{field}\" is {value}; give a text")),
    }
}

/// A yes or no; `None` when it is absent or null.
///
/// # Errors
/// Something that is neither.
pub(super) fn flag(input: &Map<String, Value>, field: &str) -> Result<Option<bool>, String> {
    match input.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Bool(flag)) => Ok(Some(*flag)),
        Some(other) => Err(format!("\"{field}\" is {other}; give true or false")),
    }
}

/// A list of numbers without gaps.
///
/// # Errors
/// A field that is absent, not a list, or holds something else.
pub(super) fn every_number(input: &Map<String, Value>, field: &str) -> Result<Vec<f64>, String> {
    (1..)
        .zip(numbers(input, field)?)
        .map(|(position, value)| {
            value.ok_or_else(|| format!("value {position} of \"{field}\" is missing; give a number"))
        })
        .collect()
}

/// A list of whole numbers from 0.
///
/// # Errors
/// A field that is absent, not a list, or holds something else.
pub(super) fn counts(input: &Map<String, Value>, field: &str) -> Result<Vec<u32>, String> {
    (1..)
        .zip(every_number(input, field)?)
        .map(|(position, value)| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "checked to be whole and in range"
            )]
            let whole = (value >= 0.0 && value.fract() == 0.0 && value <= f64::from(u32::MAX)).then_some(value as u32);
            whole.ok_or_else(|| format!("value {position} of \"{field}\" is {value}; give a whole number from 0"))
        })
        .collect()
}

/// Columns that go together have one length.
///
/// # Errors
/// The first that differs.
pub(super) fn one_length(columns: &[(&str, usize)]) -> Result<(), String> {
    let Some((first, length)) = columns.first() else { return Ok(()) };
    match columns.iter().find(|(_, other)| other != length) {
        Some((name, other)) => {
            Err(format!("\"{first}\" has {length} values and \"{name}\" has {other}; give one of each"))
        }
        None => Ok(()),
    }
}

/// Labels as they stand, for one row each: numbers or texts.
///
/// # Errors
/// Another length, and labels that are lists or objects.
pub(super) fn labels(input: &Map<String, Value>, field: &str, rows: usize) -> Result<Vec<Value>, String> {
    match input.get(field) {
        None | Some(Value::Null) => Ok((1..=rows).map(Value::from).collect()),
        Some(Value::Array(list)) if list.len() != rows => {
            Err(format!("\"{field}\" has {} values for {rows} rows; give one for each", list.len()))
        }
        Some(Value::Array(list)) if list.iter().all(|label| label.is_number() || label.is_string()) => Ok(list.clone()),
        Some(_) => Err(format!("\"{field}\" must be a list of names or numbers, one for each row")),
    }
}

/// Rows gathered by label, in the order in which the labels first come.
pub(super) fn grouped<T>(labels: &[Value], rows: impl IntoIterator<Item = T>) -> Vec<(Value, Vec<T>)> {
    let mut places = std::collections::HashMap::new();
    let mut groups: Vec<(Value, Vec<T>)> = Vec::new();
    for (label, row) in labels.iter().zip(rows) {
        let at = *places.entry(label.to_string()).or_insert_with(|| {
            groups.push((label.clone(), Vec::new()));
            groups.len() - 1
        });
        if let Some((_, here)) = groups.get_mut(at) {
            here.push(row);
        }
    }
    groups
}
