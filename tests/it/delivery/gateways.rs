//! What goes over the wire, held against what each gateway's documentation asks, and what comes back.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64;
use lytt::delivery::SendError;
use lytt::delivery::http::{Call, Client, Hosts, HttpError, Method};
use lytt::delivery::sms::{Gateway, Sms};
use lytt::delivery::{email, kept_words};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::support::database::block_on;

/// What a server was asked.
#[derive(Clone, Debug)]
struct Asked {
    method: String,
    path: String,
    kind: String,
    authorization: String,
    body: String,
}

/// A server on this machine that answers as it is told.
struct Far {
    url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    answer: Arc<Mutex<(u16, String)>>,
    serving: tokio::task::JoinHandle<()>,
}

type Shared = (Arc<Mutex<Vec<Asked>>>, Arc<Mutex<(u16, String)>>);

async fn answer(State((asked, answer)): State<Shared>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let header = |name: &str| parts.headers.get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
    let bytes = to_bytes(body, 1 << 20).await.unwrap();
    asked.lock().unwrap().push(Asked {
        method: parts.method.to_string(),
        path: parts.uri.to_string(),
        kind: header("content-type"),
        authorization: header("authorization"),
        body: String::from_utf8(bytes.to_vec()).unwrap(),
    });
    let (status, text) = answer.lock().unwrap().clone();
    match parts.uri.path() {
        "/moved" => (StatusCode::FOUND, [("location", "/elsewhere")]).into_response(),
        "/slow" => {
            tokio::time::sleep(Duration::from_secs(5)).await;
            StatusCode::OK.into_response()
        }
        "/endless" => Body::from(vec![b'x'; 1 << 20]).into_response(),
        _ => (StatusCode::from_u16(status).unwrap(), text).into_response(),
    }
}

impl Far {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared: Shared = (Arc::default(), Arc::new(Mutex::new((200, String::new()))));
        let routes = Router::new().fallback(answer).with_state(shared.clone());
        let serving = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { url, asked: shared.0, answer: shared.1, serving }
    }

    fn says(&self, status: u16, text: &str) {
        *self.answer.lock().unwrap() = (status, text.to_owned());
    }

    fn take(&self) -> Vec<Asked> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

impl Drop for Far {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

const ID: &str = "0190a000-0000-7000-8000-0000000000ab";

fn sms() -> Sms {
    Sms {
        id: ID.parse().unwrap(),
        to: "+4791234567".to_owned(),
        from: "Lytt".to_owned(),
        text: "Hei & hå: 100 % på æøå, «č»\nhttps://lytt.example/s/x?y=1".to_owned(),
        receipts: Some("https://lytt.example/delivery/46elks/secret".to_owned()),
    }
}

/// Sveve: <https://sveve.se/apidok/send>: POST with a JSON body of `user`, `passwd`, `to`, `msg`, `from`,
/// `f` and `ref`, which takes at most 36 letters.
#[test]
fn sveve_gets_what_its_documentation_asks() {
    block_on(async {
        let far = Far::start().await;
        let url = format!("{}/SMS/SendMessage", far.url);
        let gateway = Gateway::from_setting("sveve:us er:pass:wo\"rd", Some(&url), None).unwrap();
        far.says(200, r#"{"response":{"msgOkCount":1,"stdSMSCount":2,"ids":[42824112]}}"#);
        assert_eq!(gateway.send(&sms()).await, Ok("42824112".to_owned()));
        let asked = far.take();
        let [asked] = asked.as_slice() else { panic!("{asked:?}") };
        assert_eq!((asked.method.as_str(), asked.path.as_str()), ("POST", "/SMS/SendMessage"));
        assert!(asked.kind.starts_with("application/json"), "{}", asked.kind);
        let body: Value = serde_json::from_str(&asked.body).unwrap();
        let expected = json!({
            "user": "us er", "passwd": "pass:wo\"rd", "to": "4791234567", "msg": sms().text, "from": "Lytt",
            "f": "json", "ref": ID,
        });
        assert_eq!(body, expected);
        assert!(ID.len() <= 36 && sms().text.chars().count() <= 1071);
        let later = |text: &str| Err(SendError::Later(text.to_owned()));
        let never = |text: &str| Err(SendError::Never(text.to_owned()));
        for (status, body, expected) in [
            (
                200,
                r#"{"response":{"msgOkCount":0,"stdSMSCount":0,"errors":[{"number":"4791234567","message":"The number 4791234567 is not valid"}]}}"#,
                never("the gateway refused it: The number … is not valid"),
            ),
            (
                200,
                r#"{"response":{"fatalError":"Wrong username or password"}}"#,
                later("the gateway sends nothing: Wrong username or password"),
            ),
            (200, r#"{"response":{"msgOkCount":0}}"#, later("the gateway took nothing and did not say why")),
            (200, "<sms></sms>", later("the gateway answered in a form that is not known")),
            (401, "", later("the gateway refuses our account (401)")),
            (500, "", later("the gateway answered 500")),
            (503, "busy", later("the gateway answered 503")),
            (429, "", later("the gateway answered 429")),
            (302, "", later("the gateway answered 302")),
            (400, "bad from", never("the gateway refused it (400): bad from")),
        ] {
            far.says(status, body);
            assert_eq!(gateway.send(&sms()).await, expected, "{status} {body}");
        }
    });
}

/// 46elks: <https://46elks.com/docs/send-sms>: POST of a form with `from`, `to` and `message`, HTTP Basic;
/// `whendelivered` from <https://46elks.se/docs/sms-delivery-reports>.
#[test]
fn elks_gets_what_its_documentation_asks() {
    block_on(async {
        let far = Far::start().await;
        let url = format!("{}/a1/sms", far.url);
        let gateway = Gateway::from_setting("46elks:u1234:Secret+1", Some(&url), None).unwrap();
        far.says(200, r#"{"status":"created","direction":"outgoing","id":"s70df59406a1b4643b96f3f91e0bfb7b0"}"#);
        assert_eq!(gateway.send(&sms()).await, Ok("s70df59406a1b4643b96f3f91e0bfb7b0".to_owned()));
        let asked = far.take();
        let [asked] = asked.as_slice() else { panic!("{asked:?}") };
        assert_eq!((asked.method.as_str(), asked.path.as_str()), ("POST", "/a1/sms"));
        assert_eq!(asked.kind, "application/x-www-form-urlencoded");
        let secret = asked.authorization.strip_prefix("Basic ").unwrap();
        assert_eq!(BASE64.decode(secret.as_bytes()).unwrap(), b"u1234:Secret+1");
        let mut form: Vec<(String, String)> = asked
            .body
            .split('&')
            .map(|pair| pair.split_once('=').map(|(a, b)| (decode(a), decode(b))).unwrap())
            .collect();
        form.sort();
        let receipts = format!("https://lytt.example/delivery/46elks/secret?ref={ID}");
        let expected = [
            ("dontlog", "message"),
            ("from", "Lytt"),
            ("message", &sms().text),
            ("to", "+4791234567"),
            ("whendelivered", &receipts),
        ];
        assert_eq!(form, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        far.says(403, "Invalid to number +4791234567");
        assert_eq!(
            gateway.send(&sms()).await,
            Err(SendError::Never("the gateway refused it: Invalid to number …".to_owned()))
        );
        far.says(401, "");
        assert!(matches!(gateway.send(&sms()).await, Err(SendError::Later(_))));
        far.says(200, r#"{"id":"s1","status":"failed"}"#);
        assert!(matches!(gateway.send(&sms()).await, Err(SendError::Never(_))));
        // Without a server that can be reached from outside, no receipt is asked for.
        far.take();
        far.says(200, r#"{"id":"s1"}"#);
        gateway.send(&Sms { receipts: None, ..sms() }).await.unwrap();
        assert!(!far.take()[0].body.contains("whendelivered"));
    });
}

/// What stands in a form's field, by the rules of the form's own kind: no library of ours in between.
fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits = [rest.next().unwrap(), rest.next().unwrap()];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_gateway_that_is_not_there_is_tried_again() {
    block_on(async {
        let far = Far::start().await;
        let url = format!("{}/a1/sms", far.url);
        let gateway = Gateway::from_setting("46elks:u:p", Some(&url), None).unwrap();
        drop(far);
        tokio::time::sleep(Duration::from_millis(50)).await;
        let Err(SendError::Later(why)) = gateway.send(&sms()).await else { panic!("it was sent") };
        assert!(why.contains("did not answer"), "{why}");
    });
}

#[test]
fn a_file_gets_one_line_a_message() {
    block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.jsonl");
        let gateway = Gateway::from_setting(&format!("file:{}", path.display()), None, None).unwrap();
        assert_eq!(gateway.send(&sms()).await, Ok(ID.to_owned()));
        gateway.send(&sms()).await.unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), 2);
        let line: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        assert_eq!((line["to"].as_str(), line["text"].as_str()), (Some("+4791234567"), Some(sms().text.as_str())));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    });
}

#[test]
fn a_setting_that_does_not_read_is_refused_without_repeating_it() {
    for setting in
        ["", "sveve", "sveve:", "sveve:user", "sveve:user:", "46elks::word", "file:", "console:x", "twilio:a:SECRET"]
    {
        let wrong = Gateway::from_setting(setting, None, None).unwrap_err();
        assert!(!wrong.contains("SECRET") && wrong.contains("sveve:USER"), "{setting}: {wrong}");
    }
    for setting in [
        "",
        "mail.example.no",
        "http://mail.example.no",
        "smtp://",
        "smtps://user:SECRET@mail.example.no/path",
        "smtp://user:SECRET@mail.example.no?tls=none",
        "file:",
        "smtps:user:SECRET",
    ] {
        let wrong = email::Gateway::from_setting(setting, "lytt.example", None).unwrap_err();
        assert!(!wrong.contains("SECRET"), "{setting}: {wrong}");
    }
    let fine = [
        ("smtps://user:p%40ss@mail.example.no", true),
        ("smtp://mail.example.no:2525", true),
        ("smtp://127.0.0.1:25", false),
        ("smtp://localhost", false),
        ("smtp://[::1]:25", false),
        ("file:/tmp/x", false),
        ("console", false),
    ];
    for (setting, leaves) in fine {
        let gateway = email::Gateway::from_setting(setting, "lytt.example", None).unwrap();
        assert_eq!(gateway.leaves_the_machine(), leaves, "{setting}");
        let shown = format!("{gateway:?}");
        assert!(!shown.contains("p%40ss") && !shown.contains("p@ss"), "{shown}");
    }
    let gateway = Gateway::from_setting("sveve:user:SECRET", None, None).unwrap();
    assert_eq!((format!("{gateway:?}").as_str(), gateway.leaves_the_machine()), ("sveve", true));
}

fn call(url: String) -> Call {
    Call { method: Method::GET, url, headers: Vec::new(), body: Vec::new() }
}

#[test]
fn a_call_keeps_to_named_hosts_its_time_and_its_size() {
    block_on(async {
        let far = Far::start().await;
        far.says(200, "fine");
        let port = far.url.rsplit(':').next().unwrap();
        let client = |hosts: Hosts| Client::new(hosts, None, Duration::from_secs(1), 1000).unwrap();
        let home = client(Hosts::default().and_private("127.0.0.1").and_private("localhost"));
        let answered = home.call(call(format!("{}/x?y=1", far.url))).await.unwrap();
        assert_eq!((answered.status, answered.body.as_slice()), (200, &b"fine"[..]));
        assert_eq!(far.take()[0].path, "/x?y=1");
        // A redirect is an answer, and nobody goes there.
        assert_eq!(home.call(call(format!("{}/moved", far.url))).await.unwrap().status, 302);
        assert_eq!(far.take().len(), 1);
        let endless = home.call(call(format!("{}/endless", far.url))).await;
        assert!(matches!(endless, Err(HttpError::TooLarge { most: 1000, .. })), "{endless:?}");
        let slow = home.call(call(format!("{}/slow", far.url))).await;
        assert!(matches!(slow, Err(HttpError::Silent { sent: true, .. })), "{slow:?}");
        far.take();
        // A host that was named as one out in the world and leads to this machine.
        for url in [format!("https://localhost:{port}/"), format!("https://127.0.0.1:{port}/")] {
            let outside = client(Hosts::default().and("localhost").and("127.0.0.1")).call(call(url)).await;
            assert!(matches!(outside, Err(HttpError::Private(_))), "{outside:?}");
        }
        let unnamed = home.call(call("https://example.no/".to_owned())).await;
        assert!(matches!(unnamed, Err(HttpError::Host(_))), "{unnamed:?}");
        // TLS is asked for and not there.
        let plain = home.call(call(format!("https://127.0.0.1:{port}/"))).await;
        assert!(matches!(plain, Err(HttpError::Silent { sent: false, .. })), "{plain:?}");
        assert!(far.take().is_empty(), "something was asked all the same");
        assert!(
            Client::new(
                Hosts::default(),
                Some(b"-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n"),
                Duration::from_secs(1),
                1
            )
            .is_err()
        );
        assert_eq!(kept_words("ok"), "ok");
    });
}
