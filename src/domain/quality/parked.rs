//! People waiting on after the first session.
//!
//! A first session soon after the referral stops the clock of the waiting time; a second one months later does not
//! show in it. Of the episodes with a first held session in the period, those in which the second came after more than
//! 42 days, held against the same between later sessions: illness and holidays make long gaps anywhere. The lower end
//! of the interval for the difference (Newcombe 1998, method 10, 98 % two-sided) must lie above 10 percentage points:
//! so many may wait for a group to begin or for an agreed reason \[own\]. People who have had a first session and
//! nothing held since, and who have not ended, count as waiting once those days have gone by.
//!
//! Assumes that gaps of one episode are independent, which makes the share beside it look a little surer than it is.
//! Source: \[own\]; "hidden waits" between first and second treatment are published for NHS Talking Therapies \[mem\].

use super::rows::Service;
use super::{LEVEL, Seen, Share};
use crate::domain::variation::interval::newcombe_difference;

/// A gap is long beyond so many days \[own\].
const LONG: i64 = 42;

/// How many more, as a share, may wait after the first session than later \[own\].
const FOR_A_REASON: f64 = 0.10;

pub(super) fn read(service: &Service) -> Seen {
    let (mut first, mut later) = (Share::default(), Share::default());
    for episode in &service.episodes {
        let days: Vec<_> = episode.held().map(|session| session.starts_at.date()).collect();
        for (at, pair) in days.windows(2).enumerate() {
            let [from, to] = pair else { continue };
            if service.period.contains(*from) {
                (if at == 0 { &mut first } else { &mut later }).add((*to - *from).num_days() > LONG);
            }
        }
        if let ([only], None) = (days.as_slice(), episode.ended_on)
            && service.period.contains(*only)
            && (service.period.last() - *only).num_days() > LONG
        {
            first.add(true);
        }
    }
    let p = if above_margin(first, later, LEVEL) { LEVEL } else { 1.0 };
    (first, later, p)
}

fn above_margin(first: Share, later: Share, level: f64) -> bool {
    first.of >= super::LEAST
        && later.of >= super::LEAST
        && newcombe_difference((first.n, first.of), (later.n, later.of), 1.0 - 2.0 * level)
            .is_some_and(|difference| difference.lower > FOR_A_REASON)
}
