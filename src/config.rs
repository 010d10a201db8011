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

/// Which hosts this server may send documents of networks to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetworkHosts {
    /// Out in the world.
    pub public: Vec<String>,
    /// In a private network, or this machine.
    pub private: Vec<String>,
}

impl NetworkHosts {
    /// Whether nothing is sent anywhere.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.public.is_empty() && self.private.is_empty()
    }

    /// Whether a host is among them.
    #[must_use]
    pub fn has(&self, host: &str) -> bool {
        self.public.iter().chain(&self.private).any(|known| known.eq_ignore_ascii_case(host))
    }
}
