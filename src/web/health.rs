//! Whether the server lives, and whether it is ready.

use axum::extract::State;
use axum::http::StatusCode;

use super::Web;

/// `GET /healthz`: the process answers.
pub(super) async fn live() -> &'static str {
    "live\n"
}

/// `GET /readyz`: the database answers too.
pub(super) async fn ready(State(web): State<Web>) -> (StatusCode, &'static str) {
    match web.app.db.ping().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
        }
    }
}
