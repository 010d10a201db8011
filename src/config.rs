//! Settings: what the operator decides. Read by the command line, passed on from there.

use std::net::{IpAddr, SocketAddr};

/// The settings of a running server.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the server listens.
    pub listen: SocketAddr,
    /// The address patients and staff see, without a slash at the end. Links are made from this and
    /// never from what a request says its host is.
    pub base_url: String,
    /// The proxy in front, when there is one: only what it says of where a request comes from is believed.
    pub trusted_proxy: Option<IpAddr>,
    /// A demonstration with invented people: says so on every page and shows how to sign in.
    pub demo: bool,
}
