//! Settings: what the operator decides. Read by the command line, passed on from there.

use std::net::SocketAddr;
use std::path::PathBuf;

/// The settings of a running server.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the server listens.
    pub listen: SocketAddr,
    /// The address patients and staff see, without a slash at the end. Links are made from this and
    /// never from what a request says its host is.
    pub base_url: String,
    /// The database: `postgres://…` or the path of an SQLite file.
    pub database: String,
    /// The file with the master key.
    pub key_file: PathBuf,
    /// Apply pending migrations at start; otherwise refuse to start while there are any.
    pub migrate: bool,
    /// A demonstration with invented people: says so on every page and shows how to sign in.
    pub demo: bool,
}
