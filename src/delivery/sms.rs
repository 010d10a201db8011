//! Text messages, by the gateways that are known here.
//!
//! Both gateways were built from their public documentation and tried against a server that checks what
//! it asks for; no message has been sent through either company's own service. What the documentation
//! does not say is marked `[mem]`. Neither documents a key that would let it recognise a message sent
//! twice, so a message whose answer got lost is sent again.

use std::path::PathBuf;
use std::time::Duration;

use data_encoding::BASE64;
use serde::Deserialize;
use serde_json::json;
use url::{Url, form_urlencoded};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::http::{Answer, Call, Client, Hosts, HttpError, Method};
use super::{Reference, SendError, append_line, kept_words};

/// How long a gateway may take to answer.
const WITHIN: Duration = Duration::from_secs(20);
/// The most that is read of a gateway's answer, in bytes.
const MOST: usize = 64 * 1024;

/// A text message to one number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sms {
    /// Our own id of it, which comes back in the receipt.
    pub id: Uuid,
    /// The number, `+` and digits.
    pub to: String,
    /// The name or number it comes from.
    pub from: String,
    /// What it says.
    pub text: String,
    /// Where the receipt is to be sent, when the gateway asks; without the id.
    pub receipts: Option<String>,
}

/// A way to send text messages. Cheap to clone.
#[derive(Clone)]
pub enum Gateway {
    /// Sveve AS: <https://sveve.se/apidok/send>, the same text as on sveve.no.
    Sveve(Account),
    /// 46elks AB: <https://46elks.com/docs/send-sms>.
    Elks(Account),
    /// A file that gets one line of JSON a message: for trying, never for patients.
    File(PathBuf),
    /// Standard error: for trying, never for patients.
    Console,
}

/// An account with a company.
#[derive(Clone)]
pub struct Account {
    user: String,
    password: Zeroizing<String>,
    url: String,
    client: Client,
}

impl std::fmt::Debug for Gateway {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}

impl Gateway {
    /// A gateway from its setting: `sveve:USER:PASSWORD`, `46elks:USER:PASSWORD`, `file:PATH` or `console`.
    /// `url`: another address of the same interface, such as a relay of one's own; it may lie in a private
    /// network. `trust`: certificates (PEM) beside the public ones.
    ///
    /// # Errors
    /// A sentence that says what to mend and holds nothing of the setting, which is a secret.
    pub fn from_setting(setting: &str, url: Option<&str>, trust: Option<&[u8]>) -> Result<Self, String> {
        let ways = "must be sveve:USER:PASSWORD, 46elks:USER:PASSWORD, file:PATH or console";
        let (name, rest) = setting.split_once(':').unwrap_or((setting, ""));
        let account = |usual: &str| {
            let (user, password) = rest
                .split_once(':')
                .filter(|(user, password)| !user.is_empty() && !password.is_empty())
                .ok_or_else(|| ways.to_owned())?;
            let hosts = match url {
                Some(other) => Hosts::default().and_private(&host(other).ok_or("its address does not read")?),
                None => Hosts::default().and(&host(usual).unwrap_or_default()),
            };
            let client = Client::new(hosts, trust, WITHIN, MOST).map_err(|error| error.to_string())?;
            let url = url.unwrap_or(usual).to_owned();
            Ok::<_, String>(Account {
                user: user.to_owned(),
                password: Zeroizing::new(password.to_owned()),
                url,
                client,
            })
        };
        match name {
            "sveve" => Ok(Self::Sveve(account("https://sveve.no/SMS/SendMessage")?)),
            "46elks" => Ok(Self::Elks(account("https://api.46elks.com/a1/sms")?)),
            "file" if !rest.is_empty() => Ok(Self::File(PathBuf::from(rest))),
            "console" if rest.is_empty() => Ok(Self::Console),
            _ => Err(ways.to_owned()),
        }
    }

    /// Its name, as in settings and in the address of receipts.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Sveve(_) => "sveve",
            Self::Elks(_) => "46elks",
            Self::File(_) => "file",
            Self::Console => "console",
        }
    }

    /// Whether messages leave this machine.
    #[must_use]
    pub const fn leaves_the_machine(&self) -> bool {
        matches!(self, Self::Sveve(_) | Self::Elks(_))
    }

    /// Sends a message, and gives what the gateway calls it.
    ///
    /// # Errors
    /// [`SendError`].
    pub async fn send(&self, sms: &Sms) -> Result<Reference, SendError> {
        let line =
            || json!({ "channel": "sms", "id": sms.id, "to": sms.to, "from": sms.from, "text": sms.text }).to_string();
        match self {
            Self::Sveve(account) => read_sveve(&account.call(sveve(account, sms)).await?),
            Self::Elks(account) => read_elks(&account.call(elks(account, sms)).await?),
            Self::File(path) => append_line(path, &line()).map(|()| sms.id.to_string()),
            Self::Console => {
                eprintln!("{}", line());
                Ok(sms.id.to_string())
            }
        }
    }
}

fn host(url: &str) -> Option<String> {
    Url::parse(url).ok()?.host_str().map(|host| host.trim_matches(['[', ']']).to_owned())
}

impl Account {
    async fn call(&self, call: Call) -> Result<Answer, SendError> {
        self.client.call(call).await.map_err(|error| match error {
            HttpError::Silent { sent: true, .. } => {
                SendError::Later("the gateway may or may not have taken it: its answer got lost".to_owned())
            }
            other => SendError::Later(kept_words(&other.to_string())),
        })
    }
}

/// Sveve: POST of a JSON body with `user`, `passwd`, `to`, `msg`, `from`, `f` and `ref`. That a number is
/// written with its country and without `+` is seen in the example of a delivery report, and not said of
/// `to` `[mem]`.
fn sveve(account: &Account, sms: &Sms) -> Call {
    let body = json!({
        "user": account.user,
        "passwd": account.password.as_str(),
        "to": sms.to.trim_start_matches('+'),
        "msg": sms.text,
        "from": sms.from,
        "f": "json",
        "ref": sms.id.hyphenated().to_string(),
    });
    Call {
        method: Method::POST,
        url: account.url.clone(),
        headers: vec![("content-type", "application/json; charset=utf-8".to_owned())],
        body: body.to_string().into_bytes(),
    }
}

/// `{"response":{"msgOkCount":1,"stdSMSCount":1,"ids":[42824112]}}`; `errors` names a number and why it
/// was refused; `fatalError` says that nothing was sent (a wrong password, an empty account). The names
/// are those public clients of this interface read `[mem]`: the documentation's examples of answers could
/// not be seen.
fn read_sveve(answer: &Answer) -> Result<Reference, SendError> {
    #[derive(Deserialize)]
    struct Whole {
        response: Said,
    }
    #[derive(Deserialize, Default)]
    #[serde(rename_all = "camelCase", default)]
    struct Said {
        msg_ok_count: u32,
        ids: Vec<serde_json::Value>,
        errors: Vec<Wrong>,
        fatal_error: Option<String>,
    }
    #[derive(Deserialize, Default)]
    #[serde(default)]
    struct Wrong {
        message: String,
    }
    check_status(answer)?;
    let Ok(Whole { response }) = serde_json::from_slice::<Whole>(&answer.body) else {
        return Err(SendError::Later("the gateway answered in a form that is not known".to_owned()));
    };
    if let Some(fatal) = response.fatal_error.filter(|fatal| !fatal.is_empty()) {
        return Err(SendError::Later(format!("the gateway sends nothing: {}", kept_words(&fatal))));
    }
    if let Some(wrong) = response.errors.first() {
        return Err(SendError::Never(format!("the gateway refused it: {}", kept_words(&wrong.message))));
    }
    if response.msg_ok_count == 0 {
        return Err(SendError::Later("the gateway took nothing and did not say why".to_owned()));
    }
    Ok(response.ids.first().map(|id| id.to_string().trim_matches('"').to_owned()).unwrap_or_default())
}

/// 46elks: POST of a form with `from`, `to`, `message` and, for receipts, `whendelivered`; name and
/// password by HTTP Basic. `dontlog=message` keeps the text out of the company's log of messages.
fn elks(account: &Account, sms: &Sms) -> Call {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("from", &sms.from).append_pair("to", &sms.to).append_pair("message", &sms.text);
    form.append_pair("dontlog", "message");
    if let Some(receipts) = &sms.receipts {
        form.append_pair("whendelivered", &format!("{receipts}?ref={}", sms.id.hyphenated()));
    }
    let secret = BASE64.encode(format!("{}:{}", account.user, account.password.as_str()).as_bytes());
    Call {
        method: Method::POST,
        url: account.url.clone(),
        headers: vec![
            ("authorization", format!("Basic {secret}")),
            ("content-type", "application/x-www-form-urlencoded".to_owned()),
        ],
        body: form.finish().into_bytes(),
    }
}

/// A JSON object with the `id` of the message and its `status`. Which status tells a refused number is
/// not documented; all of 400, 403, 404 and 422 are taken for one `[mem]`.
fn read_elks(answer: &Answer) -> Result<Reference, SendError> {
    #[derive(Deserialize)]
    struct Said {
        id: String,
        #[serde(default)]
        status: String,
    }
    if answer.status == 403 {
        return Err(SendError::Never(format!("the gateway refused it: {}", kept_words(&text(answer)))));
    }
    check_status(answer)?;
    match serde_json::from_slice::<Said>(&answer.body) {
        Ok(said) if said.status == "failed" => Err(SendError::Never("the gateway could not send it".to_owned())),
        Ok(said) => Ok(said.id),
        Err(_) => Err(SendError::Later("the gateway answered in a form that is not known".to_owned())),
    }
}

fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.body).into_owned()
}

/// What a status says whatever the gateway. A refusal of the account (401, 402, 403) is ours to mend and
/// no reason to give up a patient's message.
fn check_status(answer: &Answer) -> Result<(), SendError> {
    match answer.status {
        200..=299 => Ok(()),
        400 | 404 | 422 => {
            Err(SendError::Never(format!("the gateway refused it ({}): {}", answer.status, kept_words(&text(answer)))))
        }
        401..=403 => Err(SendError::Later(format!("the gateway refuses our account ({})", answer.status))),
        status => Err(SendError::Later(format!("the gateway answered {status}"))),
    }
}
