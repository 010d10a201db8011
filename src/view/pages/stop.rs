//! The page where somebody says that they want no more messages. It opens from a link in a message and
//! names nobody: whoever has the phone may see it.

use serde::Serialize;

use crate::view::Page;

/// How it stands with an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StopState {
    /// It is written to: the page asks whether that shall end.
    Stop,
    /// It is not written to.
    Stopped,
    /// It is written to again, as of now.
    Resumed,
}

/// `GET` and `POST /stop/{token}`.
///
/// Form: `POST {action}` (csrf, want: `stop` or `write`).
#[derive(Debug, Clone, Serialize)]
pub struct Stop {
    /// Where the form is posted: the page's own path.
    pub action: String,
    /// How it stands.
    pub state: StopState,
}

impl Page for Stop {
    const TEMPLATE: &'static str = "patient/stop.html";
    fn samples() -> Vec<Self> {
        [StopState::Stop, StopState::Stopped, StopState::Resumed]
            .map(|state| Self { action: "/stop/example".into(), state })
            .into()
    }
}
