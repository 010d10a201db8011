//! Before a question about harm whoever answers reads that nobody watches, and the help lines are there whatever
//! is answered: on every way in.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode, header};
use lytt::app::collect::{self, Sent};
use lytt::app::{App, administer, handover};
use lytt::auth::token;
use lytt::domain::care::{Device, Mode};
use lytt::domain::instrument::Answer;
use lytt::view::{Language, Renderer};
use lytt::web::Web;
use lytt::web::router::router;
use tower::ServiceExt;

use crate::support::cast::{Case, Organisation};
use crate::support::database::{app, on_sqlite};

const PHONE: Device = Device::Phone;

async fn get(routes: &Router, cookie: &str, path: &str) -> String {
    let request = Request::builder().method(Method::GET).uri(path);
    let request = request.header(header::COOKIE, format!("__Host-lytt-answer={cookie}"));
    let mut request: Request<Body> = request.body(Body::empty()).unwrap();
    request.extensions_mut().insert(ConnectInfo(std::net::SocketAddr::from(([192, 0, 2, 1], 40_000))));
    let (parts, body) = routes.clone().oneshot(request).await.unwrap().into_parts();
    assert_eq!(parts.status, StatusCode::OK, "{path}");
    String::from_utf8_lossy(&to_bytes(body, 4 << 20).await.unwrap()).into_owned()
}

/// The cookie of a browser that came this way.
async fn came(app: &App, own: &Organisation, case: &Case, way: &str) -> String {
    let (by, episode, request) = (&case.clinician, case.episode, case.before);
    let here = async |mode| handover::begin_here(app, by, episode, request, mode, PHONE).await.unwrap().unwrap();
    match way {
        "link" => collect::start(app, &case.link(app, request).await, "nb", PHONE).await.unwrap().unwrap(),
        "letter" => {
            let letter = handover::make_letter(app, by, episode, request).await.unwrap().unwrap();
            handover::enter(app, &letter.code, None, false, "nb", PHONE).await.unwrap().unwrap()
        }
        "tablet" => {
            let address = administer::add_room(app, own.tenant, "room").await.unwrap();
            let room = handover::find_room(app, address.rsplit('/').next().unwrap()).await.unwrap();
            let digits = handover::make_desk_code(app, by, episode, request).await.unwrap().unwrap().digits;
            handover::enter(app, &digits, room, true, "nb", PHONE).await.unwrap().unwrap()
        }
        "handed over" => here(Mode::Room).await,
        "staff" => here(Mode::Staff).await,
        _ => here(Mode::Paper).await,
    }
}

/// The words of a page in the language it is in.
fn said(renderer: &Renderer, page: &str, id: &str) -> bool {
    let language = page.split_once("<html lang=\"").unwrap().1.split('"').next().unwrap();
    let text = renderer.text(Language::lookup(language).unwrap()).message(id, &[]).unwrap();
    page.contains(&text)
}

#[test]
fn on_every_way_in() {
    on_sqlite(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "here").await;
        let routes = router(Web::new(app.clone(), false).unwrap());
        let renderer = Renderer::new().unwrap();
        let helps = |page: &str, place: &str| {
            for number in ["tel:113", "tel:116117", "tel:116123"] {
                assert!(page.contains(number), "{place}: {number}");
            }
        };
        for way in ["link", "letter", "tablet", "handed over", "staff", "paper"] {
            let mut receipts = Vec::new();
            for value in [0.0, 3.0] {
                let case = own.patient(&app).await;
                let cookie = came(&app, &own, &case, way).await;
                let sheet = collect::read(&app, &cookie).await.unwrap().unwrap();
                let first = sheet.steps.iter().position(|step| step.definition.instrument.id == "phq-9").unwrap();
                let risk =
                    sheet.steps.iter().position(|step| step.definition.instrument.id == "phq-9" && step.item.id == "9");
                assert!(first < risk.unwrap());
                // The page that opens the form with the question says it, and so does the page before the start.
                let opening = get(&routes, &cookie, &format!("/answer/{}", first + 1)).await;
                assert!(said(&renderer, &opening, "not-watched-short"), "{way}");
                let begin = get(&routes, &cookie, "/answer/begin").await;
                assert!(said(&renderer, &begin, "not-watched"), "{way}");
                // So does the form that a phone keeps for when the line is gone.
                if way == "link" {
                    let kept = get(&routes, &cookie, "/answer/sheet").await;
                    assert!(kept.contains("unwatched"), "the kept form");
                }
                collect::save(&app, &cookie, "phq-9", "9", Some(Answer::Value(value))).await.unwrap().unwrap();
                for place in [risk.unwrap() + 1, sheet.steps.len()] {
                    helps(&get(&routes, &cookie, &format!("/answer/{place}")).await, way);
                }
                helps(&get(&routes, &cookie, "/answer/review").await, way);
                assert_eq!(collect::send(&app, &cookie, None).await.unwrap(), Some(Sent::Stored));
                if matches!(way, "link" | "letter") {
                    let receipt = get(&routes, &cookie, "/answer/sent").await;
                    helps(&receipt, way);
                    receipts.push(receipt.replace(&token::form_token(&cookie), "token"));
                }
            }
            // Whatever was answered, the page after it is the same.
            assert!(receipts.windows(2).all(|two| two[0] == two[1]), "{way}: the receipt tells the answers apart");
        }
        drop(database);
    });
}
