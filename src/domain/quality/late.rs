//! The form given at the end of the session instead of before it.
//!
//! At the end of an hour that did people good, and in front of whoever gave it, answers are kinder. Of the forms asked
//! before a session, those sent in its last third or in the quarter of an hour after it, held against
//! * the middle third of the same sessions. Whoever comes late with an answer sends it early in the hour, so that
//!   without a habit the later part holds no more for its length than the middle one. Exact binomial;
//! * 4 % of all such forms: so often a form may be forgotten and given at the end \[own\]. Exact binomial.
//!
//! Both must speak. Forms typed in from paper carry the time of typing and are left out. Source: \[own\].

use super::exact::at_least;
use super::rows::Service;
use super::{Seen, Share};
use crate::domain::care::{Mode, Moment};

/// How often a form may be forgotten until the end \[own\].
const FORGOTTEN: f64 = 0.04;

/// How long after its end a session still counts, in minutes \[own\].
const AFTER: f64 = 15.0;

pub(super) fn read(service: &Service) -> Seen {
    let (mut late, mut middle) = (Share::default(), Share::default());
    let mut expected = 0.0;
    for episode in &service.episodes {
        // Forms of one moment are sent together and count once.
        let mut sent = None;
        for form in &episode.forms {
            let before = matches!(form.moment, Some(Moment::Start | Moment::BeforeSession | Moment::End));
            let timed = !matches!(form.mode, Mode::Paper | Mode::Import);
            let session = form.appointment.and_then(|at| episode.appointments.get(at)).filter(|session| session.held());
            let Some(session) = session.filter(|_| before && timed) else { continue };
            if !service.period.contains(form.at.date()) || sent == Some(form.at) {
                continue;
            }
            sent = Some(form.at);
            let length = f64::from(u32::try_from(session.minutes).unwrap_or(0));
            let into = (form.at - session.starts_at).as_seconds_f64() / 60.0;
            let is_late = into >= length * 2.0 / 3.0 && into < length + AFTER;
            let is_middle = into >= length / 3.0 && into < length * 2.0 / 3.0;
            late.add(is_late);
            middle.add(is_middle);
            if is_late || is_middle {
                expected += (length / 3.0 + AFTER) / (length * 2.0 / 3.0 + AFTER);
            }
        }
    }
    let both = late.n + middle.n;
    if both == 0 {
        return (late, middle, 1.0);
    }
    let crowded = at_least(late.n, both, expected / f64::from(both));
    (late, middle, crowded.max(at_least(late.n, late.of, FORGOTTEN)))
}
