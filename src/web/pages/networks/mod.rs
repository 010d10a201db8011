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
use super::editions::{bounds, named, period_name, released};
use crate::domain::edition::Edition;
use crate::domain::network::Statement;
use crate::view::pages::edition::ReleasedView;
use crate::view::text::Text;

/// A statement as a person reads it.
fn stated(web: &Web, statement: &Statement, text: &Text) -> Result<ReleasedView, Failure> {
    let Statement { period, data_date, ref metrics, ref release, .. } = *statement;
    released(web, &Edition { period, data_date, metrics: metrics.clone(), release: release.clone() }, text)
}
