//! The one way by which this program calls another over HTTP.
//!
//! Hosts are named beforehand; a redirect is an answer like any other and is not followed; a name that
//! leads into a private network is refused unless the host was named as one there; the connection goes
//! to the very address that was checked, so that a name which changes its mind in between gains nothing;
//! time and size are bounded. HTTP without TLS reaches this machine alone.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};
use url::{Host, Url};

pub use hyper::Method;

/// Why a call came to nothing.
#[derive(Debug, Error)]
pub enum HttpError {
    /// The address cannot be called at all.
    #[error("the address is not one that is called from here: {0}")]
    Address(&'static str),
    /// The host was not named beforehand.
    #[error("the host {0} is not among those that may be called; please name it in the settings")]
    Host(String),
    /// The name leads to where nobody outside should be led.
    #[error("the host {0} lies in a private network, which was not allowed for it")]
    Private(String),
    /// The certificates to trust do not read.
    #[error("the certificates to trust do not read: {0}")]
    Certificates(String),
    /// Nobody answered, or not in time, or not in HTTP. `sent`: the call may have got through.
    #[error("{host} did not answer: {what}")]
    Silent {
        /// Who.
        host: String,
        /// What happened.
        what: String,
        /// Whether the call may have reached the other side before it failed.
        sent: bool,
    },
    /// The answer is larger than was allowed.
    #[error("{host} answered with more than {most} bytes")]
    TooLarge {
        /// Who.
        host: String,
        /// The most that is read, in bytes.
        most: usize,
    },
}

/// Which hosts may be called.
#[derive(Clone, Debug, Default)]
pub struct Hosts(Vec<(String, bool)>);

impl Hosts {
    /// Adds a host out in the world.
    #[must_use]
    pub fn and(mut self, host: &str) -> Self {
        self.0.push((host.to_ascii_lowercase(), false));
        self
    }

    /// Adds a host that may lie in a private network, or be this machine.
    #[must_use]
    pub fn and_private(mut self, host: &str) -> Self {
        self.0.push((host.to_ascii_lowercase(), true));
        self
    }

    /// Whether a host may be called, and then whether it may lie in a private network.
    fn lookup(&self, host: &str) -> Option<bool> {
        self.0.iter().filter(|(known, _)| *known == host).map(|(_, private)| *private).max()
    }
}

/// A call.
#[derive(Clone, Debug)]
pub struct Call {
    /// GET or POST.
    pub method: Method,
    /// Whereto, whole.
    pub url: String,
    /// Beside `host` and `content-length`, which are set here.
    pub headers: Vec<(&'static str, String)>,
    /// What is sent along.
    pub body: Vec<u8>,
}

/// What came back, whatever its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The `content-type`; empty when none was named.
    pub kind: String,
    /// The `etag`, for asking again only for what changed; empty when none was named.
    pub tag: String,
    /// The body.
    pub body: Vec<u8>,
}

/// Calls other systems. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    hosts: Hosts,
    tls: Arc<ClientConfig>,
    within: Duration,
    most: usize,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Client").field("hosts", &self.hosts).finish_non_exhaustive()
    }
}

impl Client {
    /// A client that calls these hosts, waits so long for a whole answer and reads so many bytes of it.
    /// `trust`: certificates (PEM) of the organisation's own authority, beside the public ones.
    ///
    /// # Errors
    /// When the certificates do not read.
    pub fn new(hosts: Hosts, trust: Option<&[u8]>, within: Duration, most: usize) -> Result<Self, HttpError> {
        let wrong = |error: &dyn std::fmt::Display| HttpError::Certificates(error.to_string());
        let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        for certificate in CertificateDer::pem_slice_iter(trust.unwrap_or_default()) {
            roots.add(certificate.map_err(|error| wrong(&error))?).map_err(|error| wrong(&error))?;
        }
        let tls = ClientConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| wrong(&error))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self { hosts, tls: Arc::new(tls), within, most })
    }

    /// Calls, and gives what came back.
    ///
    /// # Errors
    /// [`HttpError`]; a status such as 404 or 500 is an answer and no error.
    pub async fn call(&self, call: Call) -> Result<Answer, HttpError> {
        let (url, host, private) = self.check(&call.url)?;
        let sent = std::sync::atomic::AtomicBool::new(false);
        match tokio::time::timeout(self.within, self.exchange(&url, &host, private, call, &sent)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(HttpError::Silent {
                host,
                what: format!("not within {} s", self.within.as_secs()),
                sent: sent.load(std::sync::atomic::Ordering::Relaxed),
            }),
        }
    }

    /// What can be said of an address before any name is looked up.
    fn check(&self, url: &str) -> Result<(Url, String, bool), HttpError> {
        let url = Url::parse(url).map_err(|_| HttpError::Address("it does not read"))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(HttpError::Address("it holds a name or a password"));
        }
        let host = match url.host() {
            Some(Host::Domain(name)) => name.to_ascii_lowercase(),
            Some(Host::Ipv4(address)) => address.to_string(),
            Some(Host::Ipv6(address)) => address.to_string(),
            None => return Err(HttpError::Address("it names no host")),
        };
        let private = self.hosts.lookup(&host).ok_or_else(|| HttpError::Host(host.clone()))?;
        match url.scheme() {
            "https" => {}
            "http" if private => {}
            _ => return Err(HttpError::Address("it must begin with https://")),
        }
        Ok((url, host, private))
    }

    async fn exchange(
        &self,
        url: &Url,
        host: &str,
        private: bool,
        call: Call,
        sent: &std::sync::atomic::AtomicBool,
    ) -> Result<Answer, HttpError> {
        let silent = |error: &dyn std::fmt::Display| HttpError::Silent {
            host: host.to_owned(),
            what: error.to_string(),
            sent: false,
        };
        let port = url.port_or_known_default().ok_or(HttpError::Address("it names no port"))?;
        let plain = url.scheme() == "http";
        let address = resolve(host, port, private, plain).await?;
        let stream = TcpStream::connect(address).await.map_err(|error| silent(&error))?;
        if plain {
            return self.talk(stream, url, host, call, sent).await;
        }
        let name = ServerName::try_from(host.to_owned()).map_err(|error| silent(&error))?;
        let tls = TlsConnector::from(Arc::clone(&self.tls));
        let stream = tls.connect(name, stream).await.map_err(|error| silent(&error))?;
        self.talk(stream, url, host, call, sent).await
    }

    async fn talk<S>(
        &self,
        stream: S,
        url: &Url,
        host: &str,
        call: Call,
        sent: &std::sync::atomic::AtomicBool,
    ) -> Result<Answer, HttpError>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let silent = |error: &dyn std::fmt::Display, sent: bool| HttpError::Silent {
            host: host.to_owned(),
            what: error.to_string(),
            sent,
        };
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(|error| silent(&error, false))?;
        let connection = tokio::spawn(connection);
        let target = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        let named = url.host_str().unwrap_or(host);
        let own = url.port().map_or_else(|| named.to_owned(), |port| format!("{named}:{port}"));
        let mut request = hyper::Request::builder().method(call.method).uri(target).header("host", own);
        for (name, value) in call.headers {
            request = request.header(name, value);
        }
        let request = request
            .body(Full::new(Bytes::from(call.body)))
            .map_err(|_| HttpError::Address("a header or the path holds a letter that cannot be sent"))?;
        sent.store(true, std::sync::atomic::Ordering::Relaxed);
        let outcome = async {
            let answer = sender.send_request(request).await.map_err(|error| silent(&error, true))?;
            let header = |name: &str| {
                answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
            };
            let (status, kind, tag) = (answer.status().as_u16(), header("content-type"), header("etag"));
            let body = Limited::new(answer.into_body(), self.most).collect().await.map_err(|error| {
                if error.is::<http_body_util::LengthLimitError>() {
                    HttpError::TooLarge { host: host.to_owned(), most: self.most }
                } else {
                    silent(&error, true)
                }
            })?;
            Ok(Answer { status, kind, tag, body: body.to_bytes().to_vec() })
        }
        .await;
        connection.abort();
        outcome
    }
}

/// The address behind a name, when all that the name leads to may be called.
async fn resolve(host: &str, port: u16, private: bool, plain: bool) -> Result<SocketAddr, HttpError> {
    let silent = |what: String| HttpError::Silent { host: host.to_owned(), what, sent: false };
    let found = tokio::net::lookup_host((host, port)).await.map_err(|error| silent(error.to_string()))?;
    let found: Vec<SocketAddr> = found.collect();
    if plain && !found.iter().all(|address| address.ip().to_canonical().is_loopback()) {
        return Err(HttpError::Address("without TLS only this machine is called"));
    }
    // One private address among public ones is how a name is made to lead inside.
    if !private && found.iter().any(|address| !is_public(address.ip())) {
        return Err(HttpError::Private(host.to_owned()));
    }
    found.into_iter().next().ok_or_else(|| silent("the name leads nowhere".to_owned()))
}

/// Whether an address lies out in the world: none of the blocks that the IANA special-purpose registries
/// (RFC 6890 and its updates) list as not globally reachable, nor a way to write one of those.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(a == 0
        || a == 10
        || a == 127
        || (a == 100 && (64..128).contains(&b))
        || (a == 169 && b == 254)
        || (a == 172 && (16..32).contains(&b))
        || (a == 192 && b == 168)
        || (a == 192 && b == 0 && (c == 0 || c == 2))
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19))
        || (a == 198 && b == 51 && c == 100)
        || (a == 203 && b == 0 && c == 113)
        || a >= 224)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let inner = |high: u16, low: u16| {
        let ([one, two], [three, four]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(one, two, three, four))
    };
    match segments {
        // An IPv4 address in another dress (RFC 6052, RFC 3056).
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => inner(high, low),
        [0x2001, 0..=0x1ff | 0xdb8, ..] => false,
        // Global unicast; all else is local, multicast or unassigned (RFC 4291).
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_leads_inside_is_not_public() {
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "192.0.0.8",
            "198.18.0.1",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "fc00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "2002:c0a8:101::1",
            "2001:db8::1",
            "2001::1",
            "::127.0.0.1",
        ] {
            assert!(!is_public(inside.parse().unwrap()), "{inside}");
        }
        for outside in [
            "8.8.8.8",
            "172.15.0.1",
            "172.32.0.1",
            "100.63.0.1",
            "192.0.1.1",
            "2606:4700::1111",
            "2001:4860:4860::8888",
            "64:ff9b::808:808",
        ] {
            assert!(is_public(outside.parse().unwrap()), "{outside}");
        }
    }

    fn client() -> Client {
        let hosts = Hosts::default().and("api.example.no").and("127.0.0.1").and_private("localhost");
        Client::new(hosts, None, Duration::from_secs(5), 1000).unwrap()
    }

    #[test]
    fn an_address_is_held_against_the_hosts_that_were_named() {
        let client = client();
        for fine in ["https://api.example.no/x", "https://API.example.no:8443/x?y=1", "http://localhost:1/x"] {
            assert!(client.check(fine).is_ok(), "{fine}");
        }
        for wrong in [
            "http://api.example.no/",
            "https://example.no/",
            "https://api.example.no.evil.example/",
            "https://api.example.no@evil.example/",
            "https://user:word@api.example.no/",
            "https://evil.example/#api.example.no",
            "ftp://api.example.no/",
            "file:///etc/passwd",
            "api.example.no",
            "https://",
        ] {
            assert!(client.check(wrong).is_err(), "{wrong}");
        }
    }
}
