//! Networks from server to server: two servers with a database each exchange signed documents over HTTP; nothing holds
//! before a person said yes, but what is taken back is gone at once; and whoever cannot sign learns nothing.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use chrono::TimeDelta;
use lytt::app::App;
use lytt::app::network::{self, Acceptance, NewNetwork, ShareRefusal};
use lytt::auth::SigningKey;
use lytt::config::NetworkHosts;
use lytt::delivery::http::{Answer, Call, Client, Hosts};
use lytt::domain::access::Role;
use lytt::domain::ledger::{Every, Period};
use lytt::domain::network::exchange::{MOST_ATTEMPTS, Sent, wait_seconds};
use lytt::domain::network::{Document, Withdrawal};
use lytt::interop::network as text;
use lytt::jobs::networks::Sender;
use lytt::store::audit::Act;
use lytt::store::{self, Kind, Proof};
use lytt::web::Web;
use lytt::web::router::router;
use proptest::prelude::*;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::report::measure;
use crate::support::cast::Organisation;
use crate::support::database::{Database, app_with_chance, on_both};
use crate::support::morning;
use crate::support::visitor::{Visitor, hidden};

const PERIOD: &str = "2025-Q4";

proptest! {
    /// Tries come at most six hours apart, never at once, and end after two to three days.
    #[test]
    fn tries_are_spread_and_end(chances in proptest::collection::vec(any::<u8>(), 19)) {
        let waits: Vec<i64> = (1..MOST_ATTEMPTS).zip(chances).map(|(attempt, chance)| wait_seconds(attempt, chance)).collect();
        prop_assert!(waits.iter().all(|wait| (30..=6 * 3600).contains(wait)), "{waits:?}");
        let hours = waits.iter().sum::<i64>() / 3600;
        prop_assert!((34..=72).contains(&hours), "{hours}");
    }
}

// ---------------------------------------------------------------- two servers

/// A server of one organisation, which can be stopped and started again at the same address.
struct Server {
    app: App,
    database: Database,
    own: Organisation,
    at: SocketAddr,
    serving: Option<JoinHandle<()>>,
    sender: Sender,
}

fn hosts() -> NetworkHosts {
    NetworkHosts { public: vec!["lytt.elsewhere.example".to_owned()], private: vec!["localhost".to_owned()] }
}

impl Server {
    async fn start(database: Database, slug: &str, chance: u64) -> Self {
        let mut app = app_with_chance(&database.db, chance);
        app.network_hosts = Arc::new(hosts());
        let own = Organisation::found(&app, slug).await;
        measure(&app, &own).await;
        let sender = Sender::new(&hosts(), None).unwrap();
        let at = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut server = Self { app, database, own, at, serving: None, sender };
        server.up().await;
        server.app.base_url = format!("http://localhost:{}", server.at.port());
        server
    }

    async fn up(&mut self) {
        let listener = TcpListener::bind(self.at).await.unwrap();
        self.at = listener.local_addr().unwrap();
        let routes = router(Web::new(self.app.clone(), false).unwrap());
        let service = routes.into_make_service_with_connect_info::<SocketAddr>();
        self.serving = Some(tokio::spawn(async move { axum::serve(listener, service).await.unwrap() }));
    }

    async fn down(&mut self) {
        let serving = self.serving.take().unwrap();
        serving.abort();
        assert!(serving.await.unwrap_err().is_cancelled());
    }

    fn admin(&self) -> Visitor<'_> {
        Visitor::new(&self.app, &self.own, self.own.account(Role::Administrator))
    }

    fn operator(&self) -> Proof {
        Proof::operator(self.own.tenant)
    }

    /// Where it takes in documents, as its own page says.
    async fn address(&self, id: Uuid) -> String {
        network::exchange(&self.app, &self.operator(), id).await.unwrap().unwrap().own_address
    }

    /// Lets what waits go out, until nothing does.
    async fn send(&self) {
        while self.sender.turn(&self.app).await.unwrap() > 0 {}
    }

    /// Time passes: until the next try is due.
    fn later(&self) {
        self.app.ambient.advance(TimeDelta::hours(6));
    }

    /// Where what went out stands, the latest first.
    async fn sent(&self, id: Uuid) -> Vec<(String, Sent, String)> {
        let found = network::exchange(&self.app, &self.operator(), id).await.unwrap().unwrap();
        found.sendings.into_iter().map(|one| (one.what.code().to_owned(), one.state, one.reason)).collect()
    }

    /// Writes an address through the page.
    async fn write(&self, id: Uuid, of: &Server, address: &str) -> (StatusCode, String) {
        let key = of.key(id).await;
        let fields = format!("partner={key}&address={}", encode(address));
        let answered = self.admin().send(Method::POST, &format!("/networks/{id}/addresses"), &fields).await;
        (answered.status, answered.text())
    }

    async fn key(&self, id: Uuid) -> String {
        network::open(&self.app, &self.operator(), id).await.unwrap().unwrap().own_key.unwrap().to_string()
    }

    /// Says yes or no to what waits first in the inbox.
    async fn answer(&self, id: Uuid, answer: &str) -> StatusCode {
        let page = self.admin().main(&format!("/networks/{id}")).await;
        let inbox = page.split_once("id=\"inbox-title\"").unwrap().1;
        let fields = format!("arrival={}&answer={answer}", hidden(inbox, "arrival"));
        self.admin().post(&format!("/networks/{id}/arrivals"), &fields).await.0
    }

    async fn page(&self, id: Uuid) -> String {
        self.admin().main(&format!("/networks/{id}")).await
    }

    async fn share(&self, id: Uuid, period: &str) -> Uuid {
        let period: Period = period.parse().unwrap();
        let shown = network::preview(&self.app, &self.operator(), id, period).await.unwrap().unwrap().unwrap();
        network::share(&self.app, &self.operator(), id, period, &shown.seen).await.unwrap().unwrap().unwrap()
    }

    async fn withdraw(&self, id: Uuid, period: &str) {
        network::withdraw(&self.app, &self.operator(), id, period.parse().unwrap()).await.unwrap().unwrap();
    }

    async fn file(&self, id: Uuid, what: &str) -> String {
        network::file(&self.app, &self.operator(), id, what).await.unwrap().unwrap()
    }

    /// How many results of others are kept.
    async fn results(&self) -> i64 {
        self.database.raw.count("network_document", "kind = 'statement' AND NOT own").await
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(serving) = &self.serving {
            serving.abort();
        }
    }
}

fn encode(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn new(own: &Organisation, every: Every) -> NewNetwork {
    NewNetwork {
        unit: own.team,
        name: "Ours".to_owned(),
        purpose: "To learn".to_owned(),
        metrics: vec![("phq-9".to_owned(), "total".to_owned(), "nhs-tt".to_owned())],
        every,
        names: true,
    }
}

/// Two servers, each with a database of its own of the same kind, and a network that the first founded and to which the
/// second has said yes; nothing has gone from server to server yet.
async fn two(database: Database) -> (Server, Server, Uuid) {
    let other = match database.raw.kind() {
        Kind::Sqlite => Database::sqlite().await,
        Kind::Postgres => Database::postgres().await,
    };
    let (north, south) = (Server::start(database, "north", 1).await, Server::start(other, "south", 2).await);
    let founded = network::found(&north.app, &north.operator(), new(&north.own, Every::Quarter)).await;
    let id = founded.unwrap().unwrap().unwrap();
    let invitation = north.file(id, "invitation").await;
    network::take_in(&south.app, &south.operator(), &invitation).await.unwrap().unwrap().unwrap();
    let acceptance = Acceptance { unit: south.own.team, by: "Kari".to_owned(), shows_name: true };
    network::accept(&south.app, &south.operator(), id, acceptance).await.unwrap().unwrap().unwrap();
    (north, south, id)
}

/// The same, where both are members and have each other's address.
async fn met(database: Database) -> (Server, Server, Uuid) {
    let (north, south, id) = two(database).await;
    let (north_at, south_at) = (north.address(id).await, south.address(id).await);
    assert_eq!(south.write(id, &north, &north_at).await.0, StatusCode::SEE_OTHER);
    south.send().await;
    assert_eq!(north.write(id, &south, &south_at).await.0, StatusCode::SEE_OTHER);
    assert_eq!(north.answer(id, "yes").await, StatusCode::SEE_OTHER);
    north.send().await;
    assert_eq!(south.answer(id, "yes").await, StatusCode::SEE_OTHER);
    (north, south, id)
}

#[test]
fn a_service_joins_shares_and_takes_back_without_a_file_in_anybodys_hands() {
    on_both(async |database| {
        let (north, south, id) = two(database).await;
        // Before an address is written, nothing goes.
        south.send().await;
        assert!(south.sent(id).await.is_empty());
        let address = north.address(id).await;
        for (wrong, why) in [
            ("lytt.elsewhere.example", "is not valid"),
            ("https://user:word@lytt.elsewhere.example/", "is not valid"),
            ("https://lytt.elsewhere.example/?token=1", "is not valid"),
            ("http://lytt.elsewhere.example/", "must begin with https"),
            ("https://lytt.other.example/network/north", "has not opened for"),
            ("https://169.254.169.254/latest", "has not opened for"),
        ] {
            let (status, page) = south.write(id, &north, wrong).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
            assert!(page.contains(why) && page.contains("id=\"field-address\""), "{wrong}: {page}");
        }
        assert_eq!(south.write(id, &north, &address).await.0, StatusCode::SEE_OTHER);
        south.send().await;
        assert_eq!(south.sent(id).await, [("joining".to_owned(), Sent::Received, String::new())]);
        let page = north.page(id).await;
        for said in ["Inbox", "Organisation south", "Decided by Kari", "Signed with the key", "Admit"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert!(north.admin().main("/networks").await.contains("one document waits for an answer"));
        assert_eq!(network::open(&north.app, &north.operator(), id).await.unwrap().unwrap().members.len(), 1);

        // Admitted by a person; the list goes where an address is written, and waits there for a person.
        assert_eq!(north.answer(id, "yes").await, StatusCode::SEE_OTHER);
        north.send().await;
        assert!(north.sent(id).await.is_empty(), "no address, no list");
        assert_eq!(north.write(id, &south, &south.address(id).await).await.0, StatusCode::SEE_OTHER);
        north.send().await;
        assert_eq!(north.sent(id).await, [("members".to_owned(), Sent::Received, String::new())]);
        let page = south.page(id).await;
        assert!(page.contains("waiting to be admitted") && page.contains("You are on it."), "{page}");
        assert_eq!(south.answer(id, "yes").await, StatusCode::SEE_OTHER);
        assert!(south.page(id).await.contains(">taking part<"));

        // Results: the very bytes that were signed, shown in words, and kept only when somebody says yes.
        let shared = north.share(id, PERIOD).await;
        north.send().await;
        let file = north.file(id, &shared.to_string()).await;
        let kept = south.database.raw.texts("SELECT document FROM network_arrival WHERE kind = 'statement'").await;
        assert_eq!(kept, [file]);
        let page = south.page(id).await;
        assert!(page.contains("Once taken in, they stand in the comparison") && page.contains("Organisation north"));
        assert_eq!(south.results().await, 0, "before a person said yes");
        assert_eq!(south.answer(id, "yes").await, StatusCode::SEE_OTHER);
        assert_eq!(south.results().await, 1);
        let page = south.page(id).await;
        assert!(page.contains("Came before (2)") && page.contains("Name of administrator.south"), "{page}");
        assert!(!page.contains("id=\"inbox-title\""));

        // Taken back: gone at once, without anybody there.
        north.withdraw(id, PERIOD).await;
        north.send().await;
        assert_eq!(south.results().await, 0);
        assert!(south.page(id).await.contains("It held at once."));
        let audit = "SELECT subject FROM audit WHERE actor = 'partner' AND act = 'remove'";
        assert_eq!(south.database.raw.texts(audit).await.len(), 1);

        // Refused by a person: not kept, not even its text.
        let quarter = "2025-Q3";
        north.share(id, quarter).await;
        north.send().await;
        assert_eq!(south.answer(id, "no").await, StatusCode::SEE_OTHER);
        assert_eq!((south.results().await, north.sent(id).await[0].1), (0, Sent::Received));
        assert_eq!(south.database.raw.count("network_arrival", "document IS NOT NULL").await, 0);

        // Put out by the founder: that needs nobody's yes, and what was received goes with it.
        north.share(id, "2025-Q2").await;
        north.send().await;
        assert_eq!(south.answer(id, "yes").await, StatusCode::SEE_OTHER);
        let opened = network::open(&north.app, &north.operator(), id).await.unwrap().unwrap();
        let asked = opened.documents.iter().find(|one| one.joining.is_some()).unwrap().stored.id;
        network::decide(&north.app, &north.operator(), id, asked, false).await.unwrap().unwrap();
        north.send().await;
        assert!(south.page(id).await.contains("no longer taking part"));
        assert_eq!(south.results().await, 0);
    });
}

// ---------------------------------------------------------------- who cannot sign

async fn post(url: String, body: Vec<u8>) -> Answer {
    let client = Client::new(Hosts::default().and_private("localhost"), None, Duration::from_secs(20), 64 * 1024);
    let call = Call { method: Method::POST, url, headers: vec![], body };
    client.unwrap().call(call).await.unwrap()
}

fn sealed(key: &SigningKey, document: &Document) -> String {
    let to_sign = text::to_sign(document, &key.public().unwrap()).unwrap();
    text::file(&to_sign, &key.sign(&to_sign))
}

#[test]
fn whoever_cannot_sign_learns_nothing_and_leaves_nothing() {
    on_both(async |database| {
        let (north, south, id) = met(database).await;
        let statement = north.share(id, PERIOD).await;
        let file = north.file(id, &statement.to_string()).await;
        let address = south.address(id).await;
        let before = south.database.raw.dump().await;
        let stranger = SigningKey::fresh(&north.app.ambient);
        let withdrawal =
            |network| Document::Withdrawal(Withdrawal { network, period: None, on: "2026-03-16".parse().unwrap() });
        let theirs = file.rsplit_once("\nkey ").unwrap().0;
        let on_behalf = file.replace(&north.key(id).await, stranger.public().unwrap().as_str());
        let invitation = north.file(id, "invitation").await;
        let mut answers = Vec::new();
        for (what, to, body) in [
            ("nothing", address.clone(), String::new()),
            ("something else", address.clone(), "csrf=1".to_owned()),
            ("one figure changed", address.clone(), file.replacen(PERIOD, "2025-Q3", 1)),
            ("another key", address.clone(), on_behalf),
            ("a stranger's own", address.clone(), sealed(&stranger, &withdrawal(id))),
            ("a stranger's in another network", address.clone(), sealed(&stranger, &withdrawal(Uuid::from_u128(9)))),
            ("another organisation", address.replace("south", "west"), file.clone()),
            ("cut short", address.clone(), theirs.to_owned()),
            ("an invitation", address.clone(), invitation),
            ("one's own", address.clone(), south.file(id, &own_joining(&south, id).await).await),
        ] {
            let answer = post(to, body.into_bytes()).await;
            assert_eq!(answer.status, 404, "{what}");
            answers.push((what, answer));
        }
        for (what, answer) in &answers {
            assert_eq!(*answer, answers[0].1, "{what} is told apart");
        }
        let mut bytes = file.clone().into_bytes();
        bytes.resize(48 * 1024 + 1, b' ');
        assert_eq!(post(address.clone(), bytes).await.status, 413);
        assert_eq!(south.database.raw.dump().await, before, "something was stored");

        // The true one is taken once; the same bytes again change nothing, also after somebody has decided.
        assert_eq!(post(address.clone(), file.clone().into_bytes()).await.status, 202);
        for answer in ["", "no"] {
            if !answer.is_empty() {
                assert_eq!(south.answer(id, answer).await, StatusCode::SEE_OTHER);
            }
            let before = south.database.raw.dump().await;
            assert_eq!(post(address.clone(), file.clone().into_bytes()).await.status, 202);
            assert_eq!(south.database.raw.dump().await, before, "a replay changed something");
        }

        // More than a program would send in a minute is too much, whatever it is.
        let mut last = 0;
        for _ in 0..130 {
            last = post(address.clone(), Vec::new()).await.status;
            if last == 429 {
                break;
            }
        }
        assert_eq!(last, 429);
    });
}

async fn own_joining(server: &Server, id: Uuid) -> String {
    let opened = network::open(&server.app, &server.operator(), id).await.unwrap().unwrap();
    opened.documents.iter().find(|one| one.stored.own).unwrap().stored.id.to_string()
}

// ---------------------------------------------------------------- the other side is down

#[test]
fn what_is_taken_back_while_the_other_side_is_down_never_shows_there() {
    on_both(async |database| {
        let (mut north, south, id) = met(database).await;
        south.share(id, "2025-Q3").await;
        south.send().await;
        assert_eq!(north.answer(id, "yes").await, StatusCode::SEE_OTHER);
        assert_eq!(north.results().await, 1);

        north.down().await;
        south.share(id, PERIOD).await;
        south.send().await;
        assert_eq!(south.sent(id).await[0], ("statement".to_owned(), Sent::Waiting, "silent".to_owned()));
        let page = south.page(id).await;
        assert!(page.contains("Nobody answered at the address.") && page.contains("one try"), "{page}");
        // Both are taken back: one that arrived before, and one that never did.
        south.withdraw(id, "2025-Q3").await;
        south.withdraw(id, PERIOD).await;
        south.send().await;
        assert_eq!(north.results().await, 1, "nobody can reach it");
        let states: Vec<Sent> = south.sent(id).await.into_iter().map(|(_, state, _)| state).collect();
        assert_eq!(states[..3], [Sent::Waiting, Sent::Waiting, Sent::CalledOff], "{states:?}");

        north.up().await;
        south.send().await;
        assert_eq!(north.results().await, 1, "not before the next try is due");
        south.later();
        south.send().await;
        assert_eq!(north.results().await, 0);
        assert_eq!(north.database.raw.count("network_arrival", "state = 'waiting'").await, 0);
        let states: Vec<Sent> = south.sent(id).await.into_iter().map(|(_, state, _)| state).collect();
        assert_eq!(states[..3], [Sent::Received, Sent::Received, Sent::CalledOff], "{states:?}");
    });
}

#[test]
fn what_is_given_up_or_refused_says_why_and_can_be_tried_again() {
    on_both(async |database| {
        let (mut north, south, id) = met(database).await;
        north.down().await;
        south.share(id, PERIOD).await;
        for attempt in 1..=MOST_ATTEMPTS {
            let expected = if attempt == MOST_ATTEMPTS { Sent::GivenUp } else { Sent::Waiting };
            south.send().await;
            assert_eq!(south.sent(id).await[0].1, expected, "try {attempt}");
            south.later();
        }
        south.send().await;
        let page = south.page(id).await;
        assert!(page.contains("given up") && page.contains("20 tries"), "{page}");
        north.up().await;
        let again = async || {
            let page = south.page(id).await;
            let fields = format!("sending={}", hidden(&page, "sending"));
            assert_eq!(south.admin().post(&format!("/networks/{id}/sendings"), &fields).await.0, StatusCode::SEE_OTHER);
            south.send().await;
            south.sent(id).await[0].clone()
        };
        // Days have passed at one server, and not at the other: to that one the data are from a day to come.
        south.withdraw(id, PERIOD).await;
        south.send().await;
        south.share(id, "2025-Q3").await;
        south.send().await;
        let told = ("statement".to_owned(), Sent::Refused, "too-early".to_owned());
        assert_eq!(south.sent(id).await[0], told);
        assert!(south.page(id).await.contains("Are the clocks of both servers right?"));
        assert_eq!(again().await, told);
        north.app.ambient.advance(TimeDelta::days(10));
        assert_eq!(again().await.1, Sent::Received);
        assert_eq!(north.database.raw.count("network_arrival", "state = 'waiting'").await, 1);
    });
}

#[test]
fn whoever_leaves_is_gone_everywhere_through_the_founder() {
    on_both(async |database| {
        let (north, south, id) = met(database).await;
        // A third, who knows the founder's address alone.
        let west = Server::start(Database::sqlite().await, "west", 3).await;
        let invitation = north.file(id, "invitation").await;
        network::take_in(&west.app, &west.operator(), &invitation).await.unwrap().unwrap().unwrap();
        let acceptance = Acceptance { unit: west.own.team, by: "Ola".to_owned(), shows_name: false };
        network::accept(&west.app, &west.operator(), id, acceptance).await.unwrap().unwrap().unwrap();
        assert_eq!(west.write(id, &north, &north.address(id).await).await.0, StatusCode::SEE_OTHER);
        west.send().await;
        assert_eq!(north.write(id, &west, &west.address(id).await).await.0, StatusCode::SEE_OTHER);
        assert_eq!(north.answer(id, "yes").await, StatusCode::SEE_OTHER);
        north.send().await;
        for side in [&south, &west] {
            assert_eq!(side.answer(id, "yes").await, StatusCode::SEE_OTHER);
        }
        // South has West's results by file.
        let statement = west.share(id, PERIOD).await;
        let file = west.file(id, &statement.to_string()).await;
        network::take_in(&south.app, &south.operator(), &file).await.unwrap().unwrap().unwrap();
        assert_eq!(south.results().await, 1);

        network::leave(&west.app, &west.operator(), id).await.unwrap().unwrap();
        west.send().await;
        north.send().await;
        assert_eq!(south.results().await, 0);
        let members = network::open(&south.app, &south.operator(), id).await.unwrap().unwrap().members;
        assert_eq!(members.len(), 2);
        assert!(south.page(id).await.contains("It held at once."));
        // Nobody writes to whoever has left.
        assert!(north.sent(id).await.iter().all(|(_, state, _)| matches!(state, Sent::Received | Sent::CalledOff)));
    });
}

// ---------------------------------------------------------------- two at once

#[test]
fn two_who_share_overlapping_periods_at_once_do_not_both_succeed() {
    on_both(async |database| {
        let app = app_with_chance(&database.db, 3);
        let own = Organisation::found(&app, "north").await;
        measure(&app, &own).await;
        let proof = Proof::operator(own.tenant);
        let quarterly = network::found(&app, &proof, new(&own, Every::Quarter)).await.unwrap().unwrap().unwrap();
        let yearly = network::found(&app, &proof, new(&own, Every::Year)).await.unwrap().unwrap().unwrap();
        let (quarter, year): (Period, Period) = (PERIOD.parse().unwrap(), "2025".parse().unwrap());
        let seen = async |id, period| network::preview(&app, &proof, id, period).await.unwrap().unwrap().unwrap().seen;
        let (first, second) = (seen(quarterly, quarter).await, seen(yearly, year).await);
        let (one, other) = tokio::join!(
            network::share(&app, &proof, quarterly, quarter, &first),
            network::share(&app, &proof, yearly, year, &second),
        );
        let outcomes = [one.unwrap().unwrap(), other.unwrap().unwrap()];
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        let refused = outcomes.iter().find_map(|outcome| outcome.as_ref().err()).unwrap();
        assert!(matches!(refused, ShareRefusal::Changed | ShareRefusal::OtherCut), "{refused:?}");
        assert_eq!(database.raw.count("edition", "true").await, 1);

        // Whoever shares waits for whoever has the book, and other work of the organisation does not.
        let (period, before) = ("2024-Q2".parse().unwrap(), seen(quarterly, "2024-Q2".parse().unwrap()).await);
        let mut holder = app.db.tenant(&proof, morning(), "").await.unwrap();
        store::tenant::hold(&mut holder.local(), own.tenant).await.unwrap().unwrap();
        let (other, by) = (app.clone(), proof.clone());
        let second = tokio::spawn(async move { network::share(&other, &by, quarterly, period, &before).await });
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert!(!second.is_finished(), "the second does not wait for the first");
        if database.raw.kind() == Kind::Postgres {
            let mut beside = app.db.tenant(&proof, morning(), "").await.unwrap();
            beside.note(Act::Read, "network:-", "beside");
            tokio::time::timeout(Duration::from_secs(5), beside.commit()).await.expect("it waits").unwrap();
        }
        holder.commit().await.unwrap();
        second.await.unwrap().unwrap().unwrap().unwrap();
    });
}
