//! How long answering takes here, in truth: medians of what this organisation's respondents took.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError};

use chrono::NaiveDate;

use crate::app::{App, Result};
use crate::catalogue::Definition;
use crate::domain::care::{Request, RequestId};
use crate::domain::local_time;
use crate::store::{self, TenantTx};

/// How many times answered before a median is believed over what the definitions say.
const ENOUGH: usize = 20;

/// The latest responses that are looked at.
const LATEST: u64 = 4000;

/// Minutes by what was asked together: ids of instruments in order, separated by spaces.
pub(in crate::app) type Times = BTreeMap<String, f64>;

/// The day they were worked out, and what they are.
pub(in crate::app) type Kept = (NaiveDate, Arc<Times>);

/// The tenant's medians, worked out once a day.
pub(super) async fn usual(app: &App, tx: &mut TenantTx) -> Result<Arc<Times>> {
    let tenant = tx.tenant();
    let today = local_time::day_of(chrono_tz::Europe::Oslo, tx.now());
    let kept = app.times.read().unwrap_or_else(PoisonError::into_inner).get(&tenant).cloned();
    if let Some((day, times)) = kept
        && day == today
    {
        return Ok(times);
    }
    let times = Arc::new(medians(store::response::list_durations(tx, LATEST).await?));
    app.times.write().unwrap_or_else(PoisonError::into_inner).insert(tenant, (today, Arc::clone(&times)));
    Ok(times)
}

/// Whoever puts the phone away and comes back takes hours; a median does not mind.
fn medians(rows: Vec<(RequestId, String, f64)>) -> Times {
    // One sending has a response for each instrument, all with the same times.
    let sendings: HashMap<RequestId, (String, f64)> =
        rows.into_iter().map(|(request, asked, minutes)| (request, (asked, minutes))).collect();
    let mut by_asked: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for (asked, minutes) in sendings.into_values() {
        by_asked.entry(asked).or_default().push(minutes);
    }
    by_asked.retain(|_, minutes| minutes.len() >= ENOUGH);
    by_asked.into_iter().filter_map(|(asked, minutes)| Some((asked, median(minutes)?))).collect()
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = values.get(middle).copied()?;
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    Some(f64::midpoint(values.get(middle.checked_sub(1)?).copied()?, upper))
}

/// What the definitions say of several instruments together, in minutes.
pub(super) fn stated(definitions: &[&'static Definition]) -> f64 {
    definitions.iter().map(|definition| definition.instrument.minutes).sum()
}

/// About how long a request takes, in minutes: what it took here when it was answered often enough, else what
/// the definitions say.
pub(super) async fn minutes(
    app: &App,
    tx: &mut TenantTx,
    request: &Request,
    definitions: &[&'static Definition],
) -> Result<f64> {
    let known = usual(app, tx).await?.get(&request.instruments.join(" ")).copied();
    Ok(known.unwrap_or_else(|| stated(definitions)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_counts_each_sending_once_and_needs_twenty() {
        let id = |number: u128| RequestId(uuid::Uuid::from_u128(number));
        let rows = |count: u128| -> Vec<_> {
            (1..=count)
                .flat_map(|number| {
                    let minutes = if number == count { 600.0 } else { f64::from(u32::try_from(number).unwrap_or(0)) };
                    [(id(number), "a b".to_owned(), minutes), (id(number), "a b".to_owned(), minutes)]
                })
                .collect()
        };
        assert!(medians(rows(19)).is_empty());
        assert_eq!(medians(rows(20)).get("a b"), Some(&10.5), "one that took ten hours does not count for more");
        assert_eq!(medians(rows(21)).get("a b"), Some(&11.0));
    }
}
