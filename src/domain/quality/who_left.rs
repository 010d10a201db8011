//! The form filled in for people who left.
//!
//! Of the people who stopped coming, those for whom staff typed in a form after the last held session, on a day
//! without one, held against
//! * the same among planned endings: typing from paper afterwards happens to both. Fisher's exact test;
//! * 5 %: so often somebody may have answered on the telephone \[own\]. Exact binomial.
//!
//! Both must speak. Assumes that paper is typed in as late after planned endings as after the others. Answers by the
//! people themselves, through their own link, are not looked at: many answer before a session they then do not come
//! to. Source: \[own\].

use super::exact::{Table, at_least, stratified};
use super::rows::{Episode, Service};
use super::{Seen, Share};
use crate::domain::care::{EndKind, Mode};

/// How often it may have happened on the telephone \[own\].
const ON_THE_TELEPHONE: f64 = 0.05;

pub(super) fn read(service: &Service) -> Seen {
    let (mut left, mut planned) = (Share::default(), Share::default());
    let mut table = Table::default();
    for episode in &service.episodes {
        let has_left = episode.ended_in(service.period, &[EndKind::Left]);
        if !has_left && !episode.ended_in(service.period, &[EndKind::Planned]) {
            continue;
        }
        let typed = typed_afterwards(episode);
        table.add(has_left, typed);
        (if has_left { &mut left } else { &mut planned }).add(typed);
    }
    (left, planned, stratified(&[table]).max(at_least(left.n, left.of, ON_THE_TELEPHONE)))
}

/// Whether staff typed in a form on a later day than the last held session.
fn typed_afterwards(episode: &Episode) -> bool {
    let Some(last) = episode.held().next_back() else { return false };
    episode
        .forms
        .iter()
        .any(|form| matches!(form.mode, Mode::Staff | Mode::Paper) && form.at.date() > last.starts_at.date())
}
