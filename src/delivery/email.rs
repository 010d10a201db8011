//! E-mail, by SMTP (RFC 5321) with TLS, through the organisation's own mail server or a relay.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use percent_encoding::percent_decode_str;
use serde_json::json;
use url::{Host, Url};
use uuid::Uuid;

use super::{Reference, SendError, append_line};

/// How long each step with a mail server may take.
const WITHIN: Duration = Duration::from_secs(20);

/// An e-mail to one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    /// Our own id of it, in its `Message-ID`: a program that got it twice shows it once.
    pub id: Uuid,
    /// The address.
    pub to: String,
    /// The name it comes from.
    pub from_name: String,
    /// The address it comes from.
    pub from_address: String,
    /// Its subject.
    pub subject: String,
    /// What it says.
    pub plain: String,
    /// The same with links to press.
    pub html: String,
    /// Where whoever gets it can say that they want no more (RFC 2369).
    pub stop: String,
    /// When it is written.
    pub at: DateTime<Utc>,
}

/// A way to send e-mail. Cheap to clone.
#[derive(Clone)]
pub enum Gateway {
    /// A mail server.
    Smtp {
        /// How it is spoken to.
        transport: AsyncSmtpTransport<Tokio1Executor>,
        /// It is on this machine.
        here: bool,
    },
    /// A file that gets one line of JSON a message: for trying, never for patients.
    File(PathBuf),
    /// Standard error: for trying, never for patients.
    Console,
}

impl std::fmt::Debug for Gateway {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}

impl Gateway {
    /// A gateway from its setting: `smtps://USER:PASSWORD@HOST` (TLS from the first byte, port 465),
    /// `smtp://USER:PASSWORD@HOST` (STARTTLS or nothing, port 587), `file:PATH` or `console`. Without TLS
    /// only this machine is spoken to: `smtp://127.0.0.1:25`. `own`: the name to say hello with.
    /// `trust`: certificates (PEM) beside the public ones.
    ///
    /// # Errors
    /// A sentence that says what to mend and holds nothing of the setting, which is a secret.
    pub fn from_setting(setting: &str, own: &str, trust: Option<&[u8]>) -> Result<Self, String> {
        if setting == "console" {
            return Ok(Self::Console);
        }
        if let Some(path) = setting.strip_prefix("file:").filter(|path| !path.is_empty()) {
            return Ok(Self::File(PathBuf::from(path)));
        }
        let ways = "must be smtps://USER:PASSWORD@HOST, smtp://USER:PASSWORD@HOST, file:PATH or console";
        let url = Url::parse(setting).map_err(|_| ways.to_owned())?;
        let wrapped = match url.scheme() {
            "smtps" => true,
            "smtp" => false,
            _ => return Err(ways.to_owned()),
        };
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(ways)?.trim_matches(['[', ']']).to_owned();
        if url.query().is_some() || !matches!(url.path(), "" | "/") {
            return Err(ways.to_owned());
        }
        let here = is_this_machine(&url);
        // Without certificates there is nothing to know this machine's own server by.
        let tls = if wrapped || !here || trust.is_some() {
            let mut parameters = TlsParameters::builder(host.clone());
            if let Some(trust) = trust {
                let certificate = Certificate::from_pem(trust).map_err(|_| "needs certificates that read (--trust)")?;
                parameters = parameters.add_root_certificate(certificate);
            }
            let parameters = parameters.build().map_err(|error| error.to_string())?;
            if wrapped { Tls::Wrapper(parameters) } else { Tls::Required(parameters) }
        } else {
            Tls::None
        };
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
            .port(url.port().unwrap_or(if wrapped { 465 } else { 587 }))
            .hello_name(ClientId::Domain(own.to_owned()))
            .timeout(Some(WITHIN))
            .tls(tls);
        if let Some(password) = url.password() {
            let plain = |text: &str| percent_decode_str(text).decode_utf8().map(std::borrow::Cow::into_owned);
            let (user, password) = (plain(url.username()), plain(password));
            let (Ok(user), Ok(password)) = (user, password) else { return Err(ways.to_owned()) };
            transport = transport.credentials(Credentials::new(user, password));
        }
        Ok(Self::Smtp { transport: transport.build(), here })
    }

    /// Its name, as it is kept with a message.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Smtp { .. } => "smtp",
            Self::File(_) => "file",
            Self::Console => "console",
        }
    }

    /// Whether messages leave this machine.
    #[must_use]
    pub const fn leaves_the_machine(&self) -> bool {
        matches!(self, Self::Smtp { here: false, .. })
    }

    /// Sends an e-mail, and gives its `Message-ID`.
    ///
    /// # Errors
    /// [`SendError`]. What the mail server accepted may still come back as a letter of its own to the
    /// address it was sent from: nobody reads those here.
    pub async fn send(&self, email: &Email) -> Result<Reference, SendError> {
        let line = || {
            json!({
                "channel": "email", "id": email.id, "to": email.to, "from": email.from_address,
                "name": email.from_name, "subject": email.subject, "text": email.plain,
            })
            .to_string()
        };
        match self {
            Self::Smtp { transport, .. } => {
                let (message, reference) = letter(email)?;
                // One step may wait as long as WITHIN; a server that answers each just in time is cut here.
                match tokio::time::timeout(WITHIN * 2, transport.send(message)).await {
                    Ok(Ok(_)) => Ok(reference),
                    Ok(Err(error)) => Err(read(&error)),
                    Err(_) => Err(SendError::Later("the mail server took too long".to_owned())),
                }
            }
            Self::File(path) => append_line(path, &line()).map(|()| email.id.to_string()),
            Self::Console => {
                eprintln!("{}", line());
                Ok(email.id.to_string())
            }
        }
    }
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        // The scheme is not one of the web's, so that a number stands here as a name.
        Some(Host::Domain(name)) => name == "localhost" || name.parse::<IpAddr>().is_ok_and(|one| one.is_loopback()),
        None => false,
    }
}

/// The letter itself. `Auto-Submitted` (RFC 3834) keeps answering machines from answering it.
fn letter(email: &Email) -> Result<(Message, Reference), SendError> {
    let never = |what: &str| SendError::Never(format!("the e-mail cannot be written: {what}"));
    let to: Address = email.to.parse().map_err(|_| never("its address does not read"))?;
    let from: Address =
        email.from_address.parse().map_err(|_| SendError::Later("the sender's address does not read".to_owned()))?;
    let reference = format!("<{}@{}>", email.id.simple(), from.domain());
    let header = |name: &'static str, value: String| HeaderValue::new(HeaderName::new_from_ascii_str(name), value);
    let message = Message::builder()
        .from(Mailbox::new(Some(email.from_name.clone()), from))
        .to(Mailbox::new(None, to))
        .subject(email.subject.clone())
        .date(email.at.into())
        .message_id(Some(reference.clone()))
        .raw_header(header("Auto-Submitted", "auto-generated".to_owned()))
        .raw_header(header("List-Unsubscribe", format!("<{}>", email.stop)))
        .multipart(MultiPart::alternative_plain_html(email.plain.clone(), email.html.clone()))
        .map_err(|_| never("a header is missing"))?;
    Ok((message, reference))
}

/// What a failure means (RFC 5321, 4.2.1, and RFC 4954, 6, for the codes of signing in). Only the code is
/// kept: servers repeat the address in their words.
fn read(error: &lettre::transport::smtp::Error) -> SendError {
    match error.status().map(u16::from) {
        Some(code @ (530 | 534 | 535 | 538)) => {
            SendError::Later(format!("the mail server refuses our account ({code})"))
        }
        Some(code @ 500..=504) => SendError::Later(format!("the mail server does not do what is asked of it ({code})")),
        Some(code) if error.is_permanent() => SendError::Never(format!("the mail server refused it ({code})")),
        Some(code) => SendError::Later(format!("the mail server asks to try later ({code})")),
        None if error.is_tls() => {
            SendError::Later("the mail server's certificate is not trusted, or it has none".to_owned())
        }
        None if error.is_timeout() => SendError::Later("the mail server took too long".to_owned()),
        // Such as a server that offers no STARTTLS, or no way to sign in that is known here.
        None if error.is_client() => SendError::Later("the mail server offers no TLS or no way to sign in".to_owned()),
        None => SendError::Later("the mail server was not reached".to_owned()),
    }
}
