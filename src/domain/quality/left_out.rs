//! The form for the problem at hand left out.
//!
//! Where a problem has a form of its own, the general measure alone often looks better. In the episodes that ended with
//! the general measure at both ends and a problem with a form of its own, three looks:
//! * left out at the end and not at the start, against the other way round. Sign test (exact binomial); up to 65 % is
//!   let pass, since people tire \[own\];
//! * left out at the end oftener where the general measure had not reliably improved. Fisher's exact test;
//! * left out at one of the ends in more than 30 %. Exact binomial \[own\].
//!
//! Any one speaks, at a third of the level (Bonferroni). Only instruments the service has used are looked for. Which
//! form belongs to which problem is in [`for_problem`]. Source: \[own\], after the measures for single anxiety
//! disorders in NHS Talking Therapies.

use std::collections::BTreeSet;

use super::exact::{Table, at_least, stratified};
use super::rows::{Episode, Service};
use super::{Seen, Share};
use crate::domain::care::Problem;

/// Which share of those left out once may be left out at the end \[own\].
const AT_THE_END: f64 = 0.65;

/// How often it may be left out at one of the ends \[own\].
const LEFT_OUT: f64 = 0.3;

/// Forms so close are of the same occasion, in days \[own\].
const TOGETHER: i64 = 3;

/// The forms of which one belongs to a problem, by instrument; none where the general measure is about it already.
#[must_use]
pub(super) const fn for_problem(problem: Problem) -> &'static [&'static str] {
    match problem {
        Problem::Anxiety => &["gad-7"],
        Problem::Trauma => &["pcl-5"],
        Problem::Sleep => &["isi"],
        Problem::Stress => &["pss-10"],
        Problem::Depression | Problem::Other | Problem::Unknown => &[],
    }
}

pub(super) fn read(service: &Service) -> Seen {
    let Some(general) = &service.general else { return (Share::default(), Share::default(), 1.0) };
    let used: BTreeSet<&str> =
        service.episodes.iter().flat_map(|episode| &episode.forms).map(|form| form.instrument.as_str()).collect();
    let (mut at_end, mut at_start, mut anywhere) = (Share::default(), Share::default(), Share::default());
    let (mut only_end, mut only_start) = (0, 0);
    let mut table = Table::default();
    for episode in &service.episodes {
        let own: Vec<&str> = for_problem(episode.problem)
            .iter()
            .copied()
            .filter(|form| *form != general.instrument && used.contains(form))
            .collect();
        let ended = episode.ended_on.is_some_and(|day| service.period.contains(day));
        let scored = episode.scored(general);
        let ([(first, from), .., (last, to)], true) = (scored.as_slice(), ended && !own.is_empty()) else { continue };
        let missing_at = |day: chrono::NaiveDateTime| !is_there(episode, &own, day);
        let (start, end) = (missing_at(first.at), missing_at(last.at));
        at_start.add(start);
        at_end.add(end);
        anywhere.add(start || end);
        only_end += u32::from(end && !start);
        only_start += u32::from(start && !end);
        let better = general.rule.classify(*from, *to).is_ok_and(|change| change.category.is_reliable_improvement());
        table.add(!better, end);
    }
    let ends = at_least(only_end, only_end + only_start, AT_THE_END);
    let often = at_least(anywhere.n, anywhere.of, LEFT_OUT);
    let p = (3.0 * ends.min(often).min(stratified(&[table]))).min(1.0);
    (at_end, at_start, p)
}

fn is_there(episode: &Episode, own: &[&str], at: chrono::NaiveDateTime) -> bool {
    episode
        .forms
        .iter()
        .any(|form| own.contains(&form.instrument.as_str()) && (form.at - at).num_days().abs() <= TOGETHER)
}
