//! `/networks`: organisations that compare. Looked after by administrators, read by whoever reads reports.

mod compare;
mod exchange;
mod list;
mod network;
mod share;

pub(in crate::web) use compare::show as compare;
pub(in crate::web) use exchange::{answer, send_again, write_address};
pub(in crate::web) use list::{found, show, take_in};
pub(in crate::web) use network::{accept, decide, file, leave, show as show_network};
pub(in crate::web) use share::{ask as ask_share, share, withdraw};

use super::super::Web;
use super::super::failure::Failure;
use super::report::metric_name;
use crate::app::report::MetricOption;
use crate::domain::ledger::Period;
use crate::domain::metric::Metric;
use crate::domain::network::release::{Release, Share};
use crate::domain::network::{MetricKey, Statement};
use crate::domain::registry::Fraction;
use crate::domain::registry::course::Point;
use crate::view::chart::periods::Stretch;
use crate::view::pages::network::{ReleasedRow, ReleasedView};
use crate::view::text::Text;

/// A metric of a charter in words.
fn named(web: &Web, key: &MetricKey, text: &Text) -> Result<String, Failure> {
    let definition = web.app.catalogue.definition(&key.instrument);
    let found = definition.and_then(|definition| {
        let metric = Metric::lookup(&definition.instrument, &key.scale, &key.norms)?;
        Some(MetricOption { definition, metric, from: Point::First, to: Point::Last })
    });
    match found {
        Some(option) => metric_name(&option, text),
        None => Ok(format!("{} {}", key.instrument, key.scale)),
    }
}

/// A period in words.
fn period_name(period: Period, text: &Text) -> Result<String, Failure> {
    let every = period.every();
    let (first, number, months) = (period.first(), period.number(), every.months());
    Ok(Stretch { first, every: every.code().to_owned(), number, months }.name(text)?)
}

fn bounds(share: Option<Share>) -> Option<(f64, f64)> {
    let share = share?;
    Some((share.lowest.value()?, share.highest.value()?))
}

/// Everything that leaves, as a person reads it.
fn released(
    web: &Web,
    (metrics, release): (&[MetricKey], &Release),
    (period, data_date): (Period, chrono::NaiveDate),
    text: &Text,
) -> Result<ReleasedView, Failure> {
    let row = |(key, figures): (&MetricKey, &crate::domain::network::release::Figures)| -> Result<_, Failure> {
        let measured = figures.measured();
        let with = |count: Option<u32>, share: Option<Share>| {
            let (lowest, highest) = bounds(share)?;
            Some((count?, lowest, highest))
        };
        Ok(ReleasedRow {
            metric: named(web, key, text)?,
            measured: (measured.least(), measured.most()),
            pairs: figures.pairs(),
            coverage: release.coverage(figures).and_then(Fraction::value),
            improved: with(figures.improved(), release.improvement(figures)),
            deteriorated: with(figures.deteriorated(), release.deterioration(figures)),
            neither: figures.neither(),
        })
    };
    let flow = [release.referred(), release.started(), release.ended()].map(|step| (step.least(), step.most()));
    Ok(ReleasedView {
        period: period_name(period, text)?,
        data_date,
        flow,
        rows: metrics.iter().zip(release.figures()).map(row).collect::<Result<_, _>>()?,
    })
}

/// A statement as a person reads it.
fn stated(web: &Web, statement: &Statement, text: &Text) -> Result<ReleasedView, Failure> {
    released(web, (&statement.metrics, &statement.release), (statement.period, statement.data_date), text)
}
