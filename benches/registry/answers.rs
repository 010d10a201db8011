//! Both answers to the question, side by side: a ratio between programs that do not agree means nothing.

use std::collections::BTreeMap;

use serde_json::Value;

/// A share and its interval.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Share {
    counts: (u64, u64),
    interval: (f64, f64),
}

/// All shares by name, and how many episodes are not yet observable.
pub(crate) type Answer = (BTreeMap<String, Share>, u64);

/// What Lytt says.
pub(crate) fn of_lytt(printed: &str) -> Option<Answer> {
    let outcome = serde_json::from_str::<Value>(printed).ok()?.get("outcome")?.clone();
    let mut shares = BTreeMap::new();
    shares.insert("coverage".to_owned(), share(outcome.pointer("/coverage/share")?)?);
    for (rate, neither) in [("improvement", "neither"), ("deterioration", ""), ("recovery", "")] {
        for (name, field) in [
            (rate.to_owned(), "completers"),
            (format!("{rate} carried forward"), "carried_forward"),
            (format!("{rate} lowest"), "lowest"),
            (format!("{rate} highest"), "highest"),
        ] {
            shares.insert(name, share(outcome.pointer(&format!("/rates/{rate}/{field}"))?)?);
        }
        if !neither.is_empty() {
            let unchanged = outcome.pointer("/categories/unchanged")?.as_u64()?;
            let all = outcome.pointer("/coverage/share/numerator")?.as_u64()?;
            let interval = lytt::domain::variation::interval::wilson(
                u32::try_from(unchanged).ok()?,
                u32::try_from(all).ok()?,
                lytt::domain::variation::interval::LEVEL,
            )?;
            let interval = (interval.lower, interval.upper);
            shares.insert(neither.to_owned(), Share { counts: (unchanged, all), interval });
        }
    }
    Some((shares, outcome.get("not_yet_observable")?.as_u64()?))
}

fn share(form: &Value) -> Option<Share> {
    let count = |name: &str| form.get(name)?.as_u64();
    let limit = |name: &str| form.get("interval")?.get(name)?.as_f64();
    Some(Share { counts: (count("numerator")?, count("denominator")?), interval: (limit("lower")?, limit("upper")?) })
}

/// What `DuckDB` says: a row a share, as the question gives them.
pub(crate) fn of_duckdb(rows: &Value) -> Option<Answer> {
    let mut answer = Answer::default();
    for row in rows.as_array()? {
        let [name, k, n, lower, upper, not_yet] = row.as_array()?.as_slice() else { return None };
        let counts = (k.as_u64()?, n.as_u64()?);
        let interval = (lower.as_f64()?, upper.as_f64()?);
        answer.0.insert(name.as_str()?.to_owned(), Share { counts, interval });
        answer.1 = not_yet.as_u64()?;
    }
    Some(answer)
}

/// What the two do not agree on; empty where they agree on everything: counts exactly, limits to nine digits.
pub(crate) fn differences(one: &Answer, other: &Answer) -> Vec<String> {
    let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
    let mut found: Vec<String> = one
        .0
        .keys()
        .chain(other.0.keys())
        .filter_map(|name| match (one.0.get(name), other.0.get(name)) {
            (Some(a), Some(b))
                if a.counts == b.counts && near(a.interval.0, b.interval.0) && near(a.interval.1, b.interval.1) =>
            {
                None
            }
            (a, b) => Some(format!("{name}: {a:?}, {b:?}")),
        })
        .collect();
    if one.1 != other.1 {
        found.push(format!("not yet observable: {}, {}", one.1, other.1));
    }
    found
}
