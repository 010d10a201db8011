//! Other ways to a reliable change index, for those who compare with papers that used them. The product's own is
//! that of Jacobson & Truax.

use serde_json::{Map, Value, json};

use crate::domain::change::Direction;
use crate::domain::reliable::{Index, Method};

/// The indices of every pair by every other method.
pub(super) fn answer(pairs: &[(f64, f64)], reliability: f64, direction: Direction) -> Map<String, Value> {
    Method::ALL
        .iter()
        .filter_map(|method| {
            Some((method.code().to_owned(), describe(&Index::new(*method, pairs, reliability)?, pairs, direction)))
        })
        .collect()
}

fn describe(index: &Index, pairs: &[(f64, f64)], direction: Direction) -> Value {
    let values: Vec<f64> = pairs.iter().map(|(pre, post)| index.of(*pre, *post)).collect();
    // The name of what was done decides the critical value, and the better direction the sign.
    let critical = index.critical();
    let is = |of: &dyn Fn(f64) -> bool| values.iter().map(|value| of(direction.gain(0.0, *value))).collect::<Vec<_>>();
    let mut answer = json!({
        "critical_value": critical,
        "rci": values,
        "improved": is(&|gain| gain > critical),
        "deteriorated": is(&|gain| gain < -critical),
        "unchanged": is(&|gain| gain.abs() <= critical),
    });
    if let Some(answer) = answer.as_object_mut() {
        answer.extend(index.parts().into_iter().map(|(name, value)| (name.to_owned(), json!(value))));
    }
    answer
}
