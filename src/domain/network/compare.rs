//! What is made of the statements of one period: each organisation at its size, about their common line.
//!
//! Nothing is put in an order by result, and there is no way to ask for one. Organisations stand by size, the largest
//! first; of the same size by their keys, which say nothing.

use std::cmp::Reverse;

use super::KeyId;
use crate::codes;
use crate::domain::edition::release::{Release, Share};
use crate::domain::variation::between::Estimator;
use crate::domain::variation::funnel::{self, Data, Funnel, Placed, Unit};

/// The fewest organisations that anything is shown of: of two, each would know the other.
pub const LEAST_ORGANISATIONS: usize = 3;

/// The fewest organisations from which their variation is estimated well.
pub const FEW_ORGANISATIONS: usize = 10;

codes! {
    /// Which share.
    pub enum Figure {
        /// Reliably better.
        Improvement = "improvement",
        /// Reliably worse.
        Deterioration = "deterioration",
    }
}

/// What one organisation shared of the period.
#[derive(Clone, Debug)]
pub struct Shared {
    /// Who.
    pub key: KeyId,
    /// It is the reader's own.
    pub own: bool,
    /// Its name, if it is shown by name.
    pub name: Option<String>,
    /// What it released.
    pub release: Release,
}

/// One organisation.
#[derive(Clone, Debug)]
pub struct Row {
    /// It is the reader's own.
    pub own: bool,
    /// Its name, if it is shown by name.
    pub name: Option<String>,
    /// With both measurements; `None` is hidden.
    pub pairs: Option<u32>,
    /// The least that coverage can be, from 0 to 1; `None` when it is hidden.
    pub coverage: Option<f64>,
    /// At least 60 % are heard from.
    pub interpretable: bool,
    /// The share; `None` when it is hidden.
    pub share: Option<Share>,
    /// Where it lies in the funnel; `None` when there is no funnel, or nothing to place.
    pub placed: Option<Placed>,
}

/// Organisations side by side.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// By size.
    pub rows: Vec<Row>,
    /// The line and its limits; `None` with too few organisations that are interpretable.
    pub funnel: Option<Funnel>,
}

impl Comparison {
    /// How many organisations the line and its limits rest on.
    #[must_use]
    pub fn n(&self) -> usize {
        self.rows.iter().filter(|row| row.counts()).count()
    }
}

impl Row {
    /// Whether the line and its limits rest on it, too.
    fn counts(&self) -> bool {
        self.interpretable && self.unit().is_some()
    }

    fn unit(&self) -> Option<Unit> {
        let share = self.share.map(|share| share.completers).filter(|share| share.denominator() > 0)?;
        Some(Unit { numerator: f64::from(share.numerator()), denominator: f64::from(share.denominator()) })
    }
}

/// Sets organisations side by side in the metric at `place` of the charter. `None` with fewer than three.
#[must_use]
pub fn compare(shared: &[Shared], place: usize, figure: Figure) -> Option<Comparison> {
    let mut sized: Vec<_> = shared
        .iter()
        .filter_map(|one| Some((one, one.release.figures().get(place)?)))
        .map(|(one, figures)| ((Reverse(figures.pairs()), &one.key), one, figures))
        .collect();
    if sized.len() < LEAST_ORGANISATIONS {
        return None;
    }
    sized.sort_by(|one, other| one.0.cmp(&other.0));
    let mut rows: Vec<Row> = sized
        .iter()
        .map(|(_, one, figures)| Row {
            own: one.own,
            name: one.name.clone(),
            pairs: figures.pairs(),
            coverage: one.release.coverage(figures).and_then(crate::domain::registry::Fraction::value),
            interpretable: one.release.is_interpretable(figures),
            share: match figure {
                Figure::Improvement => one.release.improvement(figures),
                Figure::Deterioration => one.release.deterioration(figures),
            },
            placed: None,
        })
        .collect();
    let units: Vec<Unit> = rows.iter().filter(|row| row.counts()).filter_map(Row::unit).collect();
    let funnel = (units.len() >= LEAST_ORGANISATIONS)
        .then(|| funnel::draw(&units, Data::Proportion, Estimator::Reml).ok())
        .flatten();
    if let Some(funnel) = &funnel {
        let mut placed = funnel.units.iter();
        for row in rows.iter_mut().filter(|row| row.counts()) {
            row.placed = placed.next().copied();
        }
    }
    Some(Comparison { rows, funnel })
}
