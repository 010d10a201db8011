//! `GET /assets/{name}`: style sheets and scripts, under names that carry a hash of their content.

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::failure::Failure;
use crate::view::assets;

pub(super) async fn show(Path(name): Path<String>) -> Result<Response, Failure> {
    let (bytes, content_type) = assets::lookup(&name).ok_or(Failure::NotFound)?;
    Ok(([(CONTENT_TYPE, content_type), (CACHE_CONTROL, "public, max-age=31536000, immutable")], bytes).into_response())
}

/// `GET /worker.js`: the script that shows a kept form when there is no line. A browser looks for a newer one
/// under the same name, so this name carries no hash; it stands at the top since it looks after `/answer`.
pub(super) async fn worker() -> Result<Response, Failure> {
    let (bytes, content_type) = assets::url("worker.js").and_then(assets::lookup).ok_or(Failure::NotFound)?;
    Ok(([(CONTENT_TYPE, content_type)], bytes).into_response())
}
