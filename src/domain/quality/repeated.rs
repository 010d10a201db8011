//! The form repeated until it is better.
//!
//! Two answers to the same instrument within three days are a repeat \[own\]. A form sent twice by mistake, or by
//! somebody who wanted to think again, is as often worse as better the second time; of those that differ, how many were
//! better? Sign test (exact binomial); up to 60 % is let pass, since people repeat what they doubt, and a doubtful
//! score is oftener too bad than too good \[own\]. All repeats are kept; the one that was asked for counts.
//!
//! Corrections by whoever answered, and what was taken back, are theirs and not looked at. Assumes that repeats are
//! independent of each other. Source: \[own\].

use chrono::TimeDelta;

use super::exact::at_least;
use super::rows::Service;
use super::{Seen, Share};

/// Which share of the repeats may be better \[own\].
const BETTER: f64 = 0.6;

/// How close two answers lie to be a repeat, in days \[own\].
const NEAR: i64 = 3;

pub(super) fn read(service: &Service) -> Seen {
    let Some(general) = &service.general else { return (Share::default(), Share::default(), 1.0) };
    let (mut better, mut all) = (Share::default(), Share::default());
    for episode in &service.episodes {
        let forms: Vec<_> = episode
            .forms
            .iter()
            .filter(|form| form.instrument == general.instrument && service.period.contains(form.at.date()))
            .filter_map(|form| Some((form.at, form.value?)))
            .collect();
        let mut rest = forms.as_slice();
        while let Some((first, _)) = rest.first() {
            // A chain of repeats counts once, from its first to its last.
            let near =
                |pair: &[(chrono::NaiveDateTime, f64)]| matches!(pair, [a, b] if b.0 - a.0 <= TimeDelta::days(NEAR));
            let length = 1 + rest.windows(2).take_while(|pair| near(pair)).count();
            let (chain, others) = rest.split_at(length);
            all.add(length > 1);
            if let ([(_, from), .., (_, to)], true) = (chain, *first <= chain.last().map_or(*first, |last| last.0)) {
                let gain = general.gain(*from, *to);
                if gain.abs() > 1e-9 {
                    better.add(gain > 0.0);
                }
            }
            rest = others;
        }
    }
    (better, all, at_least(better.n, better.of, BETTER))
}
