//! What of a result may be seen: rates of few inside the service, and small counts that leave it.
//!
//! Inside, a rate of fewer than ten is noise. Outside, a count of one to four, or a share of fewer
//! than five, can point at a person; and so can the difference between a total and the cells shown.

use serde::{Deserialize, Serialize};

use super::Fraction;

/// The fewest a rate is shown of inside the service.
pub const LEAST_INSIDE: u32 = 10;

/// The fewest a share is given of to anybody outside, and the smallest count above nought.
pub const LEAST_OUTSIDE: u32 = 5;

/// Something that is shown, or the reason that it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shown<T> {
    /// Shown.
    Value(T),
    /// Of fewer than ten.
    TooFew,
}

impl<T> Shown<T> {
    /// What is shown.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::TooFew => None,
        }
    }
}

/// A share as it is shown inside the service: of at least ten, or not at all.
#[must_use]
pub fn inside(share: Fraction) -> Shown<Fraction> {
    if share.denominator() < LEAST_INSIDE { Shown::TooFew } else { Shown::Value(share) }
}

/// A table as it may leave the service; `None` is hidden.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Released {
    /// The whole.
    pub total: Option<Fraction>,
    /// Its parts, in the order given.
    pub cells: Vec<Option<Fraction>>,
}

/// Hides what must be hidden of a whole that is divided into `cells`, each patient being in exactly
/// one of them.
///
/// A cell is hidden when its denominator is below 5 or its numerator is 1 to 4. If the total is
/// given, hidden cells are what remains of it; so further cells are hidden, the smallest first, until
/// at least two are hidden that together hold at least 5 successes, and more than one each. Where no
/// such cell is left, the total is hidden instead.
///
/// This protects against a reader who knows the rule and the table. The caller must not give the same
/// total elsewhere, nor cut the same patients in a second way.
#[must_use]
pub fn release(cells: &[Fraction]) -> Released {
    let whole = cells.iter().fold((0, 0), |sum, cell| (sum.0 + cell.numerator(), sum.1 + cell.denominator()));
    let small: Vec<bool> = cells.iter().map(|cell| is_small(cell.numerator(), cell.denominator())).collect();
    let sizes: Vec<(u32, u32)> = cells.iter().map(|cell| (cell.denominator(), cell.numerator())).collect();
    let (gives_total, hidden) = protect(small, &sizes, !is_small(whole.0, whole.1));
    Released {
        total: Fraction::new(whole.0, whole.1).ok().filter(|_| gives_total),
        cells: cells.iter().zip(&hidden).map(|(cell, hidden)| (!hidden).then_some(*cell)).collect(),
    }
}

/// [`release`] for plain counts that add up to a total, such as the categories of change: the total,
/// and the counts.
#[must_use]
pub fn release_counts(counts: &[u32]) -> (Option<u32>, Vec<Option<u32>>) {
    let is_small = |count: &u32| (1..LEAST_OUTSIDE).contains(count);
    let total: u32 = counts.iter().sum();
    let sizes: Vec<(u32, u32)> = counts.iter().map(|count| (*count, *count)).collect();
    let (gives_total, hidden) = protect(counts.iter().map(is_small).collect(), &sizes, !is_small(&total));
    let shown = counts.iter().zip(&hidden).map(|(count, hidden)| (!hidden).then_some(*count));
    (gives_total.then_some(total), shown.collect())
}

/// [`release_counts`] of parts of which some are missed less than others. `parts` are (rank, count), ranks different.
/// Where anything is hidden, the part of the lowest rank is hidden with it, and further ones by rank.
///
/// The lowest goes even if it is not needed. Were it shown when two others are small, its being shown would say that
/// they are: two counts of 1 to 4 that add up to 8 are 4 and 4.
#[must_use]
pub fn release_ranked(parts: &[(u32, u32)]) -> (Option<u32>, Vec<Option<u32>>) {
    let is_small = |count: u32| (1..LEAST_OUTSIDE).contains(&count);
    let total: u32 = parts.iter().map(|(_, count)| count).sum();
    let mut small: Vec<bool> = parts.iter().map(|(_, count)| is_small(*count)).collect();
    if small.contains(&true) {
        let lowest = small.iter_mut().zip(parts).filter(|(_, part)| part.1 > 0).min_by_key(|(_, part)| part.0);
        if let Some((hidden, _)) = lowest {
            *hidden = true;
        }
    }
    let (gives_total, hidden) = protect(small, parts, !is_small(total));
    let shown = parts.iter().zip(&hidden).map(|((_, count), hidden)| (!hidden).then_some(*count));
    (gives_total.then_some(total), shown.collect())
}

/// Hides further cells, by rising size, until the total may be given beside them; or the total.
/// A size is (denominator or rank, numerator).
fn protect(mut hidden: Vec<bool>, sizes: &[(u32, u32)], mut gives_total: bool) -> (bool, Vec<bool>) {
    while gives_total {
        let (n, successes) = hidden
            .iter()
            .zip(sizes)
            .filter(|(hidden, _)| **hidden)
            .fold((0, 0), |(n, successes), (_, size)| (n + 1, successes + size.1));
        if n == 0 || (n >= 2 && successes >= LEAST_OUTSIDE && successes > n) {
            break;
        }
        // A cell without successes would add nothing behind which the others could hide.
        let smallest = hidden
            .iter_mut()
            .zip(sizes)
            .filter(|(hidden, size)| !**hidden && size.1 > 0)
            .min_by_key(|(_, size)| **size);
        match smallest {
            Some((hidden, _)) => *hidden = true,
            None => gives_total = false,
        }
    }
    (gives_total, hidden)
}

/// A count as NHS England publishes it: below 5 nothing, nought included; otherwise to the nearest 5.
#[must_use]
pub const fn nhs_published(count: u32) -> Option<u32> {
    if count < 5 { None } else { Some((count + 2) / 5 * 5) }
}

const fn is_small(numerator: u32, denominator: u32) -> bool {
    denominator < LEAST_OUTSIDE || (numerator > 0 && numerator < LEAST_OUTSIDE)
}
