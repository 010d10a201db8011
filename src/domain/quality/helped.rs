//! Answers given with staff help, oftenest where it counts.
//!
//! Two looks, each within the service:
//! * of the episodes that ended, those in which staff helped with the last form and not with the one before it,
//!   against those the other way round. Were help spread evenly over a course, the two would be as frequent. Sign
//!   test (exact binomial); up to 60 % at the end is let pass, since endings are often talked through \[own\];
//! * whether scores move further towards better from a form answered alone to one answered with help than between two
//!   answered alone. Ranks within the number of the form and its being the last (van Elteren), since courses slow
//!   down.
//!
//! Assumes that whether somebody needs help does not itself change the score for the better. People often get help
//! because they are worse off: then the look is slower to speak, not quicker. Source: \[own\].

use super::exact::{Stratum, at_least, higher_ranks};
use super::rows::Service;
use super::{Seen, Share, either};

/// Which share of the changes in help may lie at the last form \[own\].
const AT_THE_END: f64 = 0.6;

/// Forms further apart than this are no pair, in days \[own\].
const APART: i64 = 60;

/// From this form on they are counted as one stratum.
const LATE: usize = 7;

pub(super) fn read(service: &Service) -> Seen {
    let Some(general) = &service.general else { return (Share::default(), Share::default(), 1.0) };
    let (mut last_ones, mut others) = (Share::default(), Share::default());
    let (mut only_last, mut only_before) = (0, 0);
    let mut strata: Vec<Stratum> = vec![Stratum::default(); 2 * LATE];
    for episode in &service.episodes {
        let scored = episode.scored(general);
        let ended = episode.ended_on.is_some_and(|day| service.period.contains(day));
        for (at, (form, _)) in scored.iter().enumerate() {
            let last = ended && at + 1 == scored.len();
            if service.period.contains(form.at.date()) {
                (if last && at > 0 { &mut last_ones } else { &mut others }).add(form.helped());
            }
        }
        if let (true, [.., (before, _), (last, _)]) = (ended, scored.as_slice()) {
            only_last += u32::from(last.helped() && before.own());
            only_before += u32::from(before.helped() && last.own());
        }
        for (at, pair) in scored.windows(2).enumerate() {
            let [(from, first), (to, second)] = pair else { continue };
            let near = (to.at - from.at).num_days() <= APART && service.period.contains(to.at.date());
            if !(near && from.own() && (to.own() || to.helped())) {
                continue;
            }
            let last = ended && at + 2 == scored.len();
            let Some((helped, alone)) = strata.get_mut(2 * at.min(LATE - 1) + usize::from(last)) else { continue };
            (if to.helped() { helped } else { alone }).push(general.gain(*first, *second));
        }
    }
    let oftener = at_least(only_last, only_last + only_before, AT_THE_END);
    (last_ones, others, either(oftener, higher_ranks(&strata)))
}
