//! Ending right after a good score.
//!
//! A single good score is partly luck, and an ending that waits for one fixes the luck as the result. Of the courses
//! that began among patients: does the planned ending come oftener at the first form on the side of people who are well
//! than at the other forms of the same number? Exact conditional test within the number of the form, since endings come
//! late in a course. And it must not come oftener still at later forms on that side: whoever ends when all is well, or
//! waits to see whether it holds, ends rather there.
//!
//! Assumes that what was agreed beforehand does not depend on the last score, and that those who end when they see that
//! all is well see it as well a second time. Source: \[own\], after optional stopping.

use chrono::{NaiveDate, TimeDelta};

use super::exact::{Table, stratified};
use super::rows::{Episode, Service};
use super::{Seen, Share};
use crate::domain::care::EndKind;

/// So soon after a form an ending is said to have come with it, in days \[own\].
const SOON: i64 = 14;

/// A session so soon after the form is still of the same occasion, in days \[own\].
const SAME: i64 = 3;

/// From this form on they are counted as one stratum.
const LATE: usize = 12;

pub(super) fn read(service: &Service) -> Seen {
    let (mut endings, mut others) = (Share::default(), Share::default());
    let Some(general) = &service.general else { return (endings, others, 1.0) };
    let (mut against_all, mut against_later) = ([Table::default(); LATE + 1], [Table::default(); LATE + 1]);
    for episode in &service.episodes {
        let scored = episode.scored(general);
        let planned = episode.ended_in(service.period, &[EndKind::Planned]);
        let began_well = scored.first().is_none_or(|(_, value)| general.is_well(*value));
        let mut seen_good = false;
        for (at, (form, value)) in scored.iter().enumerate().skip(1).filter(|_| !began_well) {
            let good = general.is_well(*value);
            let first_good = good && !seen_good;
            let later_good = good && seen_good;
            seen_good |= good;
            if !service.period.contains(form.at.date()) {
                continue;
            }
            let ended = planned && at + 1 == scored.len() && ends_with(episode, form.at.date());
            if let Some(table) = against_all.get_mut(at.min(LATE)) {
                table.add(first_good, ended);
            }
            if let Some(table) = against_later.get_mut(at.min(LATE)).filter(|_| good) {
                table.add(first_good, ended);
            }
            if ended {
                endings.add(first_good);
            }
            if later_good {
                others.add(ended);
            }
        }
    }
    let rather_later = stratified(&against_later) > 0.5;
    (endings, others, if rather_later { 1.0 } else { stratified(&against_all) })
}

/// Whether the episode ended soon after this day, with no session in between.
fn ends_with(episode: &Episode, day: NaiveDate) -> bool {
    let soon = episode.ended_on.is_some_and(|ended| ended - day <= TimeDelta::days(SOON));
    soon && !episode.held().any(|session| session.starts_at.date() > day + TimeDelta::days(SAME))
}
