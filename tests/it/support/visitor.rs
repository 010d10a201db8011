//! Somebody of the staff at a browser, through the public routes.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode, header};
use lytt::app::App;
use lytt::auth::token;
use lytt::domain::care::AccountId;
use lytt::web::Web;
use lytt::web::router::router;
use tower::ServiceExt;

use super::cast::Organisation;

/// Somebody's browser, signed in anew for each thing it does: the clock moves further than a sign-in lasts.
pub(crate) struct Visitor<'a> {
    app: &'a App,
    routes: Router,
    own: &'a Organisation,
    account: AccountId,
}

/// What came back.
pub(crate) struct Answered {
    pub(crate) status: StatusCode,
    /// Where it leads on to; may be empty.
    pub(crate) to: String,
    /// What kind of document it is.
    pub(crate) kind: String,
    pub(crate) bytes: Vec<u8>,
}

impl Answered {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

impl<'a> Visitor<'a> {
    pub(crate) fn new(app: &'a App, own: &'a Organisation, account: AccountId) -> Self {
        Self { app, routes: router(Web::new(app.clone(), false).unwrap()), own, account }
    }

    pub(crate) async fn send(&self, method: Method, path: &str, fields: &str) -> Answered {
        let cookie = self.own.sign_in(self.app, self.account).await;
        let request = Request::builder().method(&method).uri(path);
        let request = request
            .header(header::COOKIE, format!("__Host-lytt={cookie}"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let body = if method == Method::POST {
            format!("csrf={}&{fields}", token::form_token(&cookie))
        } else {
            String::new()
        };
        let mut request: Request<Body> = request.body(Body::from(body)).unwrap();
        request.extensions_mut().insert(ConnectInfo(std::net::SocketAddr::from(([192, 0, 2, 1], 40_000))));
        let (parts, body) = self.routes.clone().oneshot(request).await.unwrap().into_parts();
        let head = |name| parts.headers.get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
        Answered {
            status: parts.status,
            to: head(header::LOCATION),
            kind: head(header::CONTENT_TYPE),
            bytes: to_bytes(body, 4 << 20).await.unwrap().to_vec(),
        }
    }

    pub(crate) async fn get(&self, path: &str) -> String {
        let answered = self.send(Method::GET, path, "").await;
        assert_eq!(answered.status, StatusCode::OK, "{path}: {}", answered.text());
        answered.text()
    }

    /// What is between the header and the footer.
    pub(crate) async fn main(&self, path: &str) -> String {
        let page = self.get(path).await;
        page.split_once("<main").unwrap().1.split_once("</main>").unwrap().0.to_owned()
    }

    pub(crate) async fn post(&self, path: &str, fields: &str) -> (StatusCode, String) {
        let answered = self.send(Method::POST, path, fields).await;
        (answered.status, answered.to)
    }
}

/// The value of a hidden field of a page.
pub(crate) fn hidden(page: &str, name: &str) -> String {
    let from = format!("name=\"{name}\" value=\"");
    page.split(&from).nth(1).unwrap().split('"').next().unwrap().to_owned()
}
