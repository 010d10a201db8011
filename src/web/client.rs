//! Where a request comes from, for counting tries.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;

use super::Web;
use super::failure::Failure;

/// The visitor's address: the peer's, or, when the peer is the trusted proxy, the last one it names in
/// `X-Forwarded-For`. What stands before that the visitor may have written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Client(pub(super) IpAddr);

impl FromRequestParts<Web> for Client {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let ConnectInfo(peer) = ConnectInfo::<SocketAddr>::from_request_parts(parts, web)
            .await
            .map_err(|error| Failure::Broken(error.to_string()))?;
        let peer = peer.ip();
        if Some(peer) != web.trusted_proxy {
            return Ok(Self(peer));
        }
        let named = parts
            .headers
            .get_all("x-forwarded-for")
            .iter()
            .next_back()
            .and_then(|header| header.to_str().ok())
            .and_then(|header| header.rsplit(',').next())
            .and_then(|address| address.trim().parse().ok());
        Ok(Self(named.unwrap_or(peer)))
    }
}
