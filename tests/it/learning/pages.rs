//! The pages, through the public routes: a colleague is let in, seen, and out again at once.

use std::net::SocketAddr;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode, header};
use chrono::{NaiveDate, TimeDelta};
use lytt::app::App;
use lytt::auth::token;
use lytt::domain::access::Role;
use lytt::domain::care::AccountId;
use lytt::web::Web;
use lytt::web::router::router;

use super::{Treated, colleague, name, treat};
use crate::support::cast::Organisation;
use crate::support::database::{app, on_both, on_sqlite};

/// A browser that somebody is signed in with.
struct Browser<'a> {
    routes: &'a Router,
    cookie: String,
}

impl<'a> Browser<'a> {
    async fn of(app: &App, routes: &'a Router, own: &Organisation, account: AccountId) -> Self {
        Self { routes, cookie: own.sign_in(app, account).await }
    }

    async fn send(&self, method: Method, path: &str, form: Option<&str>) -> (StatusCode, String) {
        use tower::ServiceExt;
        let mut request =
            Request::builder().method(method).uri(path).header(header::COOKIE, format!("__Host-lytt={}", self.cookie));
        let mut body = String::new();
        if let Some(form) = form {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            body = format!("csrf={}{form}", token::form_token(&self.cookie));
        }
        let mut request: Request<Body> = request.body(Body::from(body)).unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([192, 0, 2, 1], 40_000))));
        let response = self.routes.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 4 << 20).await.unwrap();
        (status, String::from_utf8_lossy(&bytes).into_owned())
    }

    async fn get(&self, path: &str) -> (StatusCode, String) {
        self.send(Method::GET, path, None).await
    }

    async fn post(&self, path: &str, form: &str) -> (StatusCode, String) {
        self.send(Method::POST, path, Some(form)).await
    }
}

/// What stands between two marks of a page.
fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    page.split_once(from).unwrap_or_else(|| panic!("no {from}")).1.split_once(to).unwrap().0
}

#[test]
fn a_colleague_is_let_in_seen_and_out_again() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "own").await;
        let bjorn = own.account(Role::Clinician);
        let (eli, oda) = (colleague(&app, &own, "eli").await, colleague(&app, &own, "oda").await);
        let pair = [bjorn];
        let all: Vec<Treated<'_>> = (1..=12)
            .map(|month| Treated {
                by: &pair,
                ended_on: NaiveDate::from_ymd_opt(2025, month, 15),
                older: false,
                // The odd months fall by ten points, the even ones by eleven.
                scores: if month % 2 == 1 {
                    &[("phq-9", "total", &[18.0, 8.0]), ("lytt-after", "alliance", &[9.0, 7.0, 8.0, 6.0])]
                } else {
                    &[("phq-9", "total", &[18.0, 7.0]), ("lytt-after", "alliance", &[9.0, 7.0, 8.0, 6.0])]
                },
            })
            .collect();
        treat(&app, &own, &all).await;
        let routes = router(Web::new(app.clone(), false).unwrap());
        let (his, hers) = (Browser::of(&app, &routes, &own, bjorn).await, Browser::of(&app, &routes, &own, eli).await);
        let place = format!("/learning/{bjorn}");

        assert_eq!(hers.get(&place).await.0, StatusCode::NOT_FOUND);
        let (status, page) = his.get("/learning").await;
        assert_eq!(status, StatusCode::OK, "{page}");
        assert!(page.contains("12 of 12") && page.contains("id=\"false-signal\""), "{page}");
        assert!(page.contains("does not show that treatment worked"), "{page}");
        // Six on each side of the median: 12 of 924 orders of these make the rules speak.
        assert!(between(&page, "id=\"false-signal\"", "</p>").contains("1.3%"), "{page}");
        // Each of twelve: 9, 7 (a fall), 8 (higher), 6 (a fall that nobody answered after).
        assert!(page.contains("has fallen by one point or more 24 times"), "{page}");
        assert!(page.contains("higher in 12 of 12 (100%)"), "{page}");
        assert!(page.contains("between 50% and 100%"), "{page}");
        assert!(page.contains(&name(&app, eli).await) && page.contains(&name(&app, oda).await));
        assert!(!page.contains(&format!("<option value=\"{}\"", own.account(Role::Leader))));

        // A form that says what to mend keeps what was typed.
        let (status, page) = his.post("/learning/grants", &format!("&reader={eli}&why=&until=2026-05-01")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("id=\"error-why\"") && page.contains("value=\"2026-05-01\""), "{page}");
        let form = format!("&reader={eli}&why=Veiledning+%3Cher%3E&until=2026-05-01");
        assert_eq!(his.post("/learning/grants", &form).await.0, StatusCode::SEE_OTHER);

        let (status, page) = hers.get(&place).await;
        assert_eq!(status, StatusCode::OK);
        let banner = between(&page, "id=\"banner\"", "</div>");
        assert!(banner.contains(&name(&app, bjorn).await) && banner.contains("2026"), "{banner}");
        assert!(banner.contains("Veiledning &lt;her&gt;"), "{banner}");
        assert!(page.contains("12 of 12") && !page.contains("/learning/grants"), "no forms of his");
        assert!(between(&hers.get("/learning").await.1, "id=\"received\"", "</ul>").contains(&bjorn.to_string()));
        // Whoever else asks for it finds nothing; and nothing at her page either, which she never opened.
        let others = Browser::of(&app, &routes, &own, oda).await;
        assert_eq!(others.get(&place).await.0, StatusCode::NOT_FOUND);
        assert_eq!(his.get(&format!("/learning/{eli}")).await.0, StatusCode::NOT_FOUND);

        let (_, page) = his.get("/learning").await;
        assert!(between(&page, "id=\"looks\"", "</ul>").contains(&name(&app, eli).await));
        let take_back = between(&page, "action=\"/learning/grants/", "\"").to_owned();
        assert_eq!(hers.post(&format!("/learning/grants/{take_back}"), "").await.0, StatusCode::NOT_FOUND);
        assert_eq!(his.post(&format!("/learning/grants/{take_back}"), "").await.0, StatusCode::SEE_OTHER);
        let (status, page) = hers.get(&place).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert!(!page.contains(&name(&app, bjorn).await), "{page}");
        assert!(!hers.get("/learning").await.1.contains("id=\"received\""));
        assert!(between(&his.get("/learning").await.1, "id=\"past\"", "</ul>").contains(&name(&app, eli).await));
        assert_eq!(database.raw.count("learning_look", "1 = 1").await, 1);
    });
}

#[test]
fn a_grant_that_is_over_opens_nothing() {
    on_sqlite(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "own").await;
        let bjorn = own.account(Role::Clinician);
        let eli = colleague(&app, &own, "eli").await;
        let routes = router(Web::new(app.clone(), false).unwrap());
        let his = Browser::of(&app, &routes, &own, bjorn).await;
        let form = format!("&reader={eli}&why=Veiledning&until=2026-03-18");
        assert_eq!(his.post("/learning/grants", &form).await.0, StatusCode::SEE_OTHER);
        let place = format!("/learning/{bjorn}");
        // The morning is half past eight in Oslo: fifteen hours and a half are left of the day.
        for (hours, expected) in [(15, StatusCode::OK), (16, StatusCode::NOT_FOUND)] {
            app.ambient.advance(TimeDelta::hours(if hours == 15 { 15 } else { 1 }));
            let hers = Browser::of(&app, &routes, &own, eli).await;
            assert_eq!(hers.get(&place).await.0, expected, "after {hours} hours");
        }
    });
}

/// Below ten there is neither a share nor a line of single courses.
#[test]
fn few_are_talked_about_and_not_drawn() {
    on_sqlite(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "own").await;
        let bjorn = own.account(Role::Clinician);
        let pair = [bjorn];
        let course = |month| Treated {
            by: &pair,
            ended_on: NaiveDate::from_ymd_opt(2025, month, 15),
            older: false,
            scores: if month % 2 == 1 {
                &[("phq-9", "total", &[18.0, 8.0]), ("lytt-after", "alliance", &[9.0, 7.0, 8.0])]
            } else {
                &[("phq-9", "total", &[18.0, 7.0]), ("lytt-after", "alliance", &[9.0, 7.0, 8.0])]
            },
        };
        let routes = router(Web::new(app.clone(), false).unwrap());
        let his = Browser::of(&app, &routes, &own, bjorn).await;
        assert!(his.get("/learning").await.1.contains("None of your courses"));
        let nine: Vec<_> = (1..=9).map(course).collect();
        treat(&app, &own, &nine).await;
        let drawn = ["chart-in-order-t", "chart-categories-t", "id=\"false-signal\"", "higher in"];
        let (_, page) = his.get("/learning").await;
        for what in drawn {
            assert!(!page.contains(what), "{what} of nine");
        }
        assert!(page.contains("9 finished courses with two measurements are too little"), "{page}");
        assert!(page.contains("9 of 9 courses have a third measurement. That is too few"), "{page}");
        treat(&app, &own, &[course(10)]).await;
        let (_, page) = his.get("/learning?span=all&metric=phq-9~total~nhs-tt~first~last").await;
        for what in drawn {
            assert!(page.contains(what), "{what} of ten: {page}");
        }
    });
}
