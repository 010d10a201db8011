//! When a page cannot be shown.

use serde::Serialize;

use crate::view::Page;

/// An error said in plain words.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Failure {
    /// HTTP status: 400, 403, 404, 409, 413, 422, 429, 500, 503 have their own words; others share one.
    pub status: u16,
    /// What to quote to the operator; shown for 5xx and whenever present.
    pub correlation: Option<String>,
    /// Seconds to wait, for 429 and 503.
    pub retry_after: Option<u32>,
    /// Where "go on" leads; `/` when empty.
    pub home: String,
    /// The figures would be the own results of fewer than three clinicians.
    pub withheld: bool,
}

impl Page for Failure {
    const TEMPLATE: &'static str = "error.html";
    fn samples() -> Vec<Self> {
        let mut all: Vec<Self> = [400, 403, 404, 409, 413, 418, 422, 503, 507]
            .into_iter()
            .map(|status| Self { status, ..Self::default() })
            .collect();
        all.push(Self { status: 403, withheld: true, ..Self::default() });
        all.push(Self { status: 429, retry_after: Some(60), home: "/today".into(), ..Self::default() });
        all.push(Self { status: 500, correlation: Some("7f3a-91c2".into()), ..Self::default() });
        all
    }
}
