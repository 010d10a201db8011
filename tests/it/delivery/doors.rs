//! The page where somebody says that it is enough, and the door by which gateways report.

use std::net::SocketAddr;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode};
use lytt::app::App;
use lytt::app::deliver::{self, Claimed, Outcome};
use lytt::auth::token;
use lytt::domain::care::{EpisodeId, TenantId};
use lytt::jobs;
use lytt::store::Proof;
use lytt::store::message::MessageState;
use lytt::store::opt_out::Unreached;
use lytt::view::Language;
use lytt::web::Web;
use lytt::web::router::router;
use tower::ServiceExt;

use super::{add_patient, add_session, clinician, hours, identity, messages, requests, writing};
use crate::support::database::{Database, app, block_on, on_both};

/// An organisation with one patient, whose invitation was just taken by a gateway.
struct Case {
    app: App,
    routes: Router,
    tenant: TenantId,
    episode: EpisodeId,
    clinician: Proof,
    claimed: Claimed,
    secret: String,
}

async fn case(database: &Database) -> Case {
    let mut app = app(&database.db);
    let own = writing(&mut app, "here").await;
    let clinician = clinician(&app, &own).await;
    let episode = add_patient(&app, &clinician, &own, identity(Some("91234567"), None, false), "uk").await;
    add_session(&app, &clinician, episode, app.ambient.now() + hours(5)).await;
    jobs::turn(&app).await.unwrap();
    let claimed = deliver::claim(&app, &Proof::scheduler(own.tenant), 1).await.unwrap().remove(0);
    let secret = deliver::receipt_secret(&app, own.tenant).await.unwrap();
    let routes = router(Web::new(app.clone(), false).unwrap());
    Case { app, routes, tenant: own.tenant, episode, clinician, claimed, secret }
}

impl Case {
    async fn send(&self, method: &str, path: &str, kind: &str, body: &str) -> (StatusCode, String) {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", kind)
            .body(Body::from(body.to_owned()))
            .unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([192, 0, 2, 9], 40_000))));
        let response = self.routes.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        (status, String::from_utf8(bytes.to_vec()).unwrap())
    }

    async fn report(&self, path: &str) -> StatusCode {
        let (path, body) = path.split_once('?').unwrap();
        self.send("POST", path, "application/x-www-form-urlencoded", body).await.0
    }

    async fn state(&self) -> MessageState {
        messages(&self.app, self.tenant, self.episode).await[0].state
    }

    fn stop(&self) -> String {
        self.claimed.stop.strip_prefix("https://lytt.example").unwrap().to_owned()
    }

    async fn want(&self, want: &str) -> (StatusCode, String) {
        let path = self.stop();
        let csrf = token::form_token(path.rsplit('/').next().unwrap());
        let body = format!("csrf={csrf}&want={want}");
        self.send("POST", &path, "application/x-www-form-urlencoded", &body).await
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

#[test]
fn the_link_in_a_message_leads_to_a_page_where_it_can_be_ended_and_taken_up_again() {
    on_both(async |database| {
        let case = case(&database).await;
        let path = case.stop();
        let before = database.raw.dump().await;
        for language in Language::ALL {
            let (status, page) = case.send("GET", &format!("{path}?lang={}", language.tag()), "", "").await;
            assert_eq!(status, StatusCode::OK);
            assert!(page.contains(&format!("lang=\"{}\"", language.tag())), "{}", language.tag());
        }
        // The language they were written to in.
        let (_, page) = case.send("GET", &path, "", "").await;
        assert!(page.contains("lang=\"uk\"") && page.contains("Більше не надсилати"), "{page}");
        for _ in 0..100 {
            case.send("GET", &path, "", "").await;
        }
        let (status, _) = case.send("POST", &path, FORM, "csrf=wrong&want=stop").await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert_eq!(case.want("else").await.0, StatusCode::FORBIDDEN);
        assert_eq!(database.raw.dump().await, before, "looking changed something");
        for wrong in ["/stop/AAAAAAAAAAA", "/stop/x", &format!("{path}A")] {
            assert_eq!(case.send("GET", wrong, "", "").await.0, StatusCode::NOT_FOUND, "{wrong}");
        }
        let (status, page) = case.want("stop").await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("Ми вам не пишемо"), "{page}");
        for private in ["Tyttebær", "Team", "91234567", "here"] {
            assert!(!page.contains(private), "the page names {private}");
        }
        // What comes now is not written, and staff sees why.
        add_session(&case.app, &case.clinician, case.episode, case.app.ambient.now() + hours(40)).await;
        jobs::turn(&case.app).await.unwrap();
        assert_eq!(messages(&case.app, case.tenant, case.episode).await.len(), 1);
        let asked = requests(&case.app, case.tenant, case.episode).await;
        let mut tx = case.app.db.tenant_snapshot(&case.clinician, case.app.ambient.now()).await.unwrap();
        let told = deliver::list_told(&mut tx, &asked).await.unwrap();
        drop(tx);
        assert!(told.iter().any(|told| told.unreached == Some(Unreached::OptedOut)));
        let known = deliver::opt_out_patient(&case.app, &case.clinician, case.episode, None).await.unwrap().unwrap();
        assert_eq!((known.sms, known.email), (true, false));
        // Taken up again: told at the next turn.
        assert!(case.want("write").await.1.contains("Ми знову вам пишемо"));
        jobs::turn(&case.app).await.unwrap();
        assert_eq!(messages(&case.app, case.tenant, case.episode).await.len(), 2);
        // Told to staff.
        let known =
            deliver::opt_out_patient(&case.app, &case.clinician, case.episode, Some(true)).await.unwrap().unwrap();
        assert!(known.sms);
        assert!(case.send("GET", &path, "", "").await.1.contains("Ми вам не пишемо"));
        let waiting = database.raw.count("message", "state = 'waiting'").await;
        assert_eq!(waiting, 0, "something waits for somebody who wants nothing");
    });
}

#[test]
fn receipts_may_come_twice_late_early_or_from_nobody() {
    on_both(async |database| {
        let case = case(&database).await;
        let id = case.claimed.id;
        let path = format!("/delivery/sveve/{}", case.secret);
        let before = database.raw.dump().await;
        let wrong = {
            let mut wrong = case.secret.clone();
            wrong.replace_range(42..43, if wrong.ends_with('A') { "Q" } else { "A" });
            wrong
        };
        for nobody in [
            format!("/delivery/sveve/{wrong}?status=true&ref={id}"),
            format!("/delivery/sveve/{}?status=true&ref={id}", "A".repeat(43)),
            format!("/delivery/sveve/x?status=true&ref={id}"),
            format!("/delivery/nobody/{}?status=true&ref={id}", case.secret),
        ] {
            assert_eq!(case.report(&nobody).await, StatusCode::NOT_FOUND, "{nobody}");
        }
        for nothing in [
            format!("{path}?status=true&ref=0190a000-0000-7000-8000-000000000009&id=1"),
            format!("{path}?status=maybe&ref={id}"),
            format!("{path}?status=true&ref=&id="),
            format!("{path}?x="),
        ] {
            assert_eq!(case.report(&nothing).await, StatusCode::OK, "{nothing}");
        }
        assert_eq!(database.raw.dump().await, before, "a receipt of nobody's changed something");
        // It did not arrive, says the gateway, before we have written down that it was sent; then we do.
        assert_eq!(case.report(&format!("{path}?status=false&ref={id}&id=7&errorDesc=absent")).await, StatusCode::OK);
        assert_eq!(case.state().await, MessageState::Failed);
        let taken = Outcome::Sent { provider: "sveve", reference: "7".to_owned() };
        deliver::record(&case.app, &Proof::scheduler(case.tenant), &case.claimed, &taken).await.unwrap();
        assert_eq!(case.state().await, MessageState::Failed);
        // It arrived after all: by GET this time, and as JSON, and again, and then the first one once more.
        let (status, _) = case.send("GET", &format!("{path}?status=true&ref={id}&id=7"), "", "").await;
        assert_eq!((status, case.state().await), (StatusCode::OK, MessageState::Delivered));
        let json = format!("{{\"status\":true,\"ref\":\"{id}\",\"id\":7}}");
        assert_eq!(case.send("POST", &path, "application/json", &json).await.0, StatusCode::OK);
        assert_eq!(case.report(&format!("{path}?status=false&ref={id}&id=7")).await, StatusCode::OK);
        assert_eq!(case.state().await, MessageState::Delivered);
        assert_eq!(database.raw.count("message", "sealed IS NOT NULL").await, 0);
    });
}

#[test]
fn a_gateway_that_gives_back_only_its_own_name_for_a_message_is_understood() {
    block_on(async {
        let database = Database::sqlite().await;
        let case = case(&database).await;
        let taken = Outcome::Sent { provider: "46elks", reference: "s70df".to_owned() };
        deliver::record(&case.app, &Proof::scheduler(case.tenant), &case.claimed, &taken).await.unwrap();
        // Another gateway's message of the same name is another one.
        assert_eq!(case.report(&format!("/delivery/sveve/{}?status=true&id=s70df", case.secret)).await, StatusCode::OK);
        assert_eq!(case.state().await, MessageState::Sent);
        let path = format!("/delivery/46elks/{}", case.secret);
        assert_eq!(case.report(&format!("{path}?id=s70df&status=sent")).await, StatusCode::OK);
        assert_eq!(case.state().await, MessageState::Sent);
        assert_eq!(case.report(&format!("{path}?id=s70df&status=delivered")).await, StatusCode::OK);
        assert_eq!(case.state().await, MessageState::Delivered);
    });
}

#[test]
fn stop_by_reply_ends_what_waits_and_nothing_else_is_understood() {
    block_on(async {
        let database = Database::sqlite().await;
        let case = case(&database).await;
        let path = format!("/delivery/46elks/{}", case.secret);
        let reply =
            |text: &str| format!("{path}?direction=incoming&id=r1&from=%2B4791234567&to=%2B46766860000&message={text}");
        let asked = async || {
            deliver::opt_out_patient(&case.app, &case.clinician, case.episode, None).await.unwrap().unwrap().sms
        };
        assert_eq!(case.report(&reply("Jeg+har+det+ikke+bra")).await, StatusCode::OK);
        assert!(!asked().await);
        // A reply is read by nobody, and kept nowhere.
        assert!(!database.raw.dump().await.contains("ikke bra"));
        assert_eq!(case.report(&reply("stopp")).await, StatusCode::OK);
        assert!(asked().await);
        assert_eq!(case.report(&reply("STOPP")).await, StatusCode::OK);
        assert_eq!(case.state().await, MessageState::Cancelled);
        // The worker that had taken it says that it went out before that: so it did.
        let taken = Outcome::Sent { provider: "46elks", reference: "s1".to_owned() };
        deliver::record(&case.app, &Proof::scheduler(case.tenant), &case.claimed, &taken).await.unwrap();
        assert_eq!(case.state().await, MessageState::Sent);
    });
}
