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
