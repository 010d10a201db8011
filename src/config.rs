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

/// By which ways this server can write to people. The secrets that go with them are kept where they are
/// used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outgoing {
    /// There is a gateway for text messages.
    pub sms: bool,
    /// There is a mail server.
    pub email: bool,
}
