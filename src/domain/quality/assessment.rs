//! Assessment counted as treatment.
//!
//! A course of two sessions counts as treatment only when both are. In the episodes that ended with at most two held
//! sessions, is the first oftener called treatment than in longer ones? What a session is for is said when it is booked,
//! before anybody knows how long the course becomes, so that the two should agree. Exact conditional test within the
//! form of the help, since guided self-help and groups are both shorter and oftener begun without an assessment.
//!
//! Assumes that people who need only a session or two do not oftener begin without an assessment; where they do (advice
//! lines, crisis), that is the answer. Source: \[own\], after the rule of two treatment contacts in NHS Talking
//! Therapies.

use super::exact::{Table, stratified};
use super::rows::Service;
use super::{Seen, Share};
use crate::domain::care::{Course, SessionKind};

/// Courses of so few held sessions lie at the line \[the rule of two treatment contacts\].
const SHORT: usize = 2;

pub(super) fn read(service: &Service) -> Seen {
    let (mut short, mut longer) = (Share::default(), Share::default());
    let mut tables = vec![Table::default(); Course::ALL.len()];
    for episode in &service.episodes {
        let ended = episode.ended_on.is_some_and(|day| service.period.contains(day));
        let Some(first) = episode.held().next().filter(|_| ended) else { continue };
        let is_short = episode.held().count() <= SHORT;
        let treatment = first.kind == SessionKind::Treatment;
        (if is_short { &mut short } else { &mut longer }).add(treatment);
        let stratum = Course::ALL.iter().position(|course| *course == episode.course);
        if let Some(table) = stratum.and_then(|at| tables.get_mut(at)) {
            table.add(is_short, treatment);
        }
    }
    (short, longer, stratified(&tables))
}
