//! Links to drafts by e-mail: when they go, to whom, what they say, and that none goes twice.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::http::{Method, StatusCode};
use chrono::TimeDelta;
use lytt::app::deliver::{self, Delivery};
use lytt::app::{App, administer};
use lytt::config::Outgoing;
use lytt::delivery::{Gateways, email};
use lytt::domain::access::{Grant, Role};
use lytt::jobs::drafts;
use lytt::jobs::outbox::Post;
use lytt::view::Renderer;

use crate::report::{about, measure};
use crate::support::at;
use crate::support::cast::Organisation;
use crate::support::database::{Database, app, on_both};
use crate::support::visitor::Visitor;

const SEEN: StatusCode = StatusCode::SEE_OTHER;
const NOTHING: StatusCode = StatusCode::NOT_FOUND;

/// An organisation that sends e-mail, with something to report on.
async fn writing(app: &mut App, slug: &str) -> Organisation {
    app.outgoing = Outgoing { sms: false, email: true };
    let own = Organisation::found(app, slug).await;
    let delivery = Delivery {
        email: true,
        email_name: "Nordby".to_owned(),
        email_address: "post@nordby.example".to_owned(),
        ..Delivery::default()
    };
    deliver::set_delivery(app, own.tenant, delivery).await.unwrap();
    measure(app, &own).await;
    own
}

fn post_by(file: &Path) -> Post {
    let email = Some(email::Gateway::File(PathBuf::from(file)));
    Post { gateways: Gateways { sms: None, email }, renderer: Arc::new(Renderer::new().unwrap()) }
}

fn letters(file: &Path) -> Vec<serde_json::Value> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn go_to(app: &App, when: &str) {
    app.ambient.advance(at(when) - app.ambient.now());
}

async fn wishes(database: &Database) -> i64 {
    database.raw.count("report_subscription", "true").await
}

#[test]
fn a_link_goes_once_a_quarter_to_whoever_asked_and_names_nothing() {
    on_both(async |database| {
        let mut app = app(&database.db);
        let own = writing(&mut app, "own").await;
        let of = |role| Visitor::new(&app, &own, own.account(role));
        let (leader, analyst) = (of(Role::Leader), of(Role::Analyst));
        let folder = tempfile::tempdir().unwrap();
        let (file, post) = (folder.path().join("letters"), post_by(&folder.path().join("letters")));
        let page = format!("/report?{}", about(own.team, "2025-01-01", "2025-12-31"));
        let wish = about(own.team, "2025-01-01", "2025-12-31");

        // Without an address there is nowhere to send it; what is none is sent back as it was typed.
        assert!(leader.main(&page).await.contains("Enter your e-mail address first"));
        assert_eq!(leader.send(Method::POST, "/report/mail", &wish).await.status, NOTHING);
        let wrong = leader.send(Method::POST, "/account/email", "email=cecilie%40").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("value=\"cecilie@\"") && wrong.text().contains("E-mail: is not valid"));
        assert_eq!(leader.send(Method::POST, "/account/email", "email=+cecilie%40Nordby.example+").await.status, SEEN);
        assert!(leader.main("/account").await.contains("value=\"cecilie@nordby.example\""));

        // Asked for twice, it is one wish; another unit's reader has none, and neither has another organisation's.
        for _ in 0..2 {
            assert_eq!(leader.send(Method::POST, "/report/mail", &wish).await.status, SEEN);
        }
        assert_eq!(wishes(&database).await, 1);
        assert!(leader.main(&page).await.contains("22 Apr 2026"), "the page says when it goes");
        let account = leader.main("/account").await;
        let id = account.split_once("/report/mail/").unwrap().1.split_once("/stop").unwrap().0.to_owned();
        let theirs = Organisation::found(&app, "theirs").await;
        let stranger = Visitor::new(&app, &theirs, theirs.account(Role::Leader));
        assert_eq!(stranger.send(Method::POST, "/report/mail", &wish).await.status, NOTHING);
        for other in [&analyst, &stranger] {
            assert_eq!(other.send(Method::GET, &format!("/report/mail/{id}"), "").await.status, NOTHING);
            assert_eq!(other.send(Method::POST, &format!("/report/mail/{id}/stop"), "").await.status, NOTHING);
        }

        // The quarter ends on 31 March; its last answers may come until 21 April; and nobody is written to at night.
        for (when, sent) in [
            ("2026-03-18T11:00:00Z", 0),
            ("2026-04-21T11:00:00Z", 0),
            ("2026-04-22T02:00:00Z", 0),
            ("2026-04-22T11:00:00Z", 1),
            ("2026-04-22T11:00:01Z", 0),
            ("2026-07-21T11:00:00Z", 0),
            ("2026-07-22T11:00:00Z", 1),
        ] {
            go_to(&app, when);
            assert_eq!(drafts::turn(&app, &post).await.unwrap(), sent, "{when}");
        }
        let written = letters(&file);
        assert_eq!(written.len(), 2);
        for letter in &written {
            let words = letter.to_string();
            assert!(words.contains("cecilie@nordby.example") && words.contains(&format!("/report/mail/{id}")));
            for telling in ["Team", "phq", "PHQ", "depress", "Organisation", &own.team.to_string()] {
                assert!(!words.contains(telling), "{telling}: {words}");
            }
        }
        let led = leader.send(Method::GET, &format!("/report/mail/{id}"), "").await;
        assert_eq!(led.status, SEEN);
        assert!(led.to.contains("from=2025-07-01&to=2026-06-30") && led.to.contains("phq-9"), "{}", led.to);
        assert!(leader.main(&led.to).await.contains("Draft"), "what is opened is a draft");

        assert_eq!(leader.send(Method::POST, &format!("/report/mail/{id}/stop"), "").await.status, SEEN);
        assert_eq!(wishes(&database).await, 0);
        go_to(&app, "2026-10-22T11:00:00Z");
        assert_eq!(drafts::turn(&app, &post).await.unwrap(), 0);
        database.close().await;
    });
}

#[test]
fn what_does_not_go_is_tried_again_and_who_may_not_read_is_not_written_to() {
    on_both(async |database| {
        let mut app = app(&database.db);
        let own = writing(&mut app, "own").await;
        let leader = Visitor::new(&app, &own, own.account(Role::Leader));
        let folder = tempfile::tempdir().unwrap();
        // A folder that is not there yet: nothing can be written.
        let file = folder.path().join("later").join("letters");
        let post = post_by(&file);
        leader.send(Method::POST, "/account/email", "email=cecilie%40nordby.example").await;
        let wish = about(own.team, "2025-01-01", "2025-12-31");
        assert_eq!(leader.send(Method::POST, "/report/mail", &wish).await.status, SEEN);

        go_to(&app, "2026-04-22T08:00:00Z");
        assert_eq!(drafts::turn(&app, &post).await.unwrap(), 1);
        assert_eq!(drafts::turn(&app, &post).await.unwrap(), 0, "not at once");
        assert!(leader.main("/account").await.contains("The latest did not arrive"));
        std::fs::create_dir(folder.path().join("later")).unwrap();
        app.ambient.advance(TimeDelta::minutes(1));
        assert_eq!(drafts::turn(&app, &post).await.unwrap(), 1);
        assert_eq!(letters(&file).len(), 1);
        assert!(!leader.main("/account").await.contains("The latest did not arrive"));

        // Given up at last, for this quarter alone.
        std::fs::remove_dir_all(folder.path().join("later")).unwrap();
        go_to(&app, "2026-07-22T07:00:00Z");
        let mut tries = 0;
        for _ in 0..40 {
            tries += drafts::turn(&app, &post).await.unwrap();
            app.ambient.advance(TimeDelta::minutes(15));
        }
        assert_eq!(tries, usize::try_from(deliver::MOST_ATTEMPTS).unwrap());
        assert!(leader.main("/account").await.contains("given up after 8 tries"));
        std::fs::create_dir(folder.path().join("later")).unwrap();
        go_to(&app, "2026-10-22T11:00:00Z");
        assert_eq!(drafts::turn(&app, &post).await.unwrap(), 1);

        // No address: it waits a day at a time, and goes when there is one.
        leader.send(Method::POST, "/account/email", "email=").await;
        go_to(&app, "2027-01-22T11:00:00Z");
        assert_eq!(drafts::turn(&app, &post).await.unwrap(), 0);
        leader.send(Method::POST, "/account/email", "email=c%40nordby.example").await;
        go_to(&app, "2027-01-23T11:00:00Z");
        assert_eq!(drafts::turn(&app, &post).await.unwrap(), 1);

        // Whoever is no leader of it any more is not written to, and the wish is gone.
        let grant = |role| Grant { role, unit: own.root };
        assert!(
            administer::revoke(&app, own.tenant, "leader.own", grant(Role::Leader)).await.is_err(),
            "the only role"
        );
        administer::grant(&app, own.tenant, "leader.own", grant(Role::Administrator)).await.unwrap();
        administer::revoke(&app, own.tenant, "leader.own", grant(Role::Leader)).await.unwrap();
        assert!(administer::revoke(&app, own.tenant, "leader.own", grant(Role::Leader)).await.is_err(), "not twice");
        go_to(&app, "2027-04-22T11:00:00Z");
        assert_eq!(drafts::turn(&app, &post).await.unwrap(), 0);
        assert_eq!(wishes(&database).await, 0);
        database.close().await;
    });
}
