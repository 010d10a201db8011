//! How long a unit's figures take when its rows have to be read, and when they are kept: the report, and an indicator
//! with its months. On SQLite and on PostgreSQL, in one run.
//!
//! `cargo bench --bench reports` invents 20,000 ended episodes with 300,000 scores and 200,000 sessions.
//! `-- --episodes N --rounds N --only sqlite`. Nothing here fails: machines differ.

#![expect(clippy::expect_used, reason = "a bench that cannot start has nothing to report")]

#[path = "../tests/it/support/postgres.rs"]
#[expect(clippy::unwrap_used, clippy::panic, reason = "as in tests: says what was not there and stops")]
mod postgres;

use std::str::FromStr as _;
use std::time::{Duration, Instant};

use chrono::{Datelike, Days, NaiveDate, TimeDelta};
use lytt::ambient::Ambient;
use lytt::app::administer::{self, NewTenant};
use lytt::app::{App, report};
use lytt::auth::{MasterKey, password};
use lytt::catalogue::indicators;
use lytt::domain::care::{
    AccountId, Course, Device, EndKind, Episode, EpisodeId, Mode, PersonId, Problem, Provenance, Respondent,
    ResponseId, Session, SessionId, SessionKind, SessionMode, SessionState, Sex, TenantId, Timing, UnitId,
};
use lytt::store::account::{self, Account};
use lytt::store::audit::Act;
use lytt::store::person::{NewPerson, Person};
use lytt::store::report::Subject;
use lytt::store::response::{Response, Score};
use lytt::store::{self, Db, Proof};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

/// Scores an episode, a week apart; one fewer sessions between them.
const SCORES: u64 = 15;

/// Episodes a transaction while they are invented.
const AT_ONCE: u64 = 200;

struct Service {
    app: App,
    tenant: TenantId,
    unit: UnitId,
}

impl Service {
    async fn invent(url: &str, episodes: u64) -> Self {
        store::migrate(url).await.expect("tables");
        let db = Db::connect(url).await.expect("a database");
        let ambient = Ambient::system().expect("chance");
        let key = MasterKey::fresh(&ambient);
        let app = App::new(db, ambient, key, "http://localhost".to_owned()).expect("the application");
        let new = NewTenant {
            slug: "bench".to_owned(),
            name: "Bench".to_owned(),
            zone: "Europe/Oslo".to_owned(),
            demo: false,
        };
        let (tenant, _) = administer::add_tenant(&app, new).await.expect("an organisation");
        let unit = administer::add_unit(&app, tenant.id, "Team", None, "every-session").await.expect("a unit");
        let service = Self { app, tenant: tenant.id, unit };
        let mut clinicians = Vec::new();
        for number in 0..8 {
            clinicians.push(service.hire(number).await);
        }
        for first in (0..episodes).step_by(usize::try_from(AT_ONCE).unwrap_or(1)) {
            service.treat(first..(first + AT_ONCE).min(episodes), &clinicians).await;
        }
        service
    }

    async fn hire(&self, number: u64) -> AccountId {
        let (id, now) = (AccountId(self.app.ambient.id()), self.app.ambient.now());
        let account = Account {
            id,
            login: format!("clinician-{number}"),
            name: format!("Clinician {number}"),
            language: "en".to_owned(),
            password_hash: password::NOBODY.to_owned(),
            totp_sealed: None,
            totp_step: -1,
            email: None,
            active: true,
            created_at: now,
        };
        let mut tx = self.app.db.tenant(&Proof::operator(self.tenant), now, "").await.expect("a transaction");
        account::add(&mut tx.local(), &account).await.expect("an account");
        tx.commit().await.expect("a commit");
        id
    }

    async fn treat(&self, numbers: std::ops::Range<u64>, clinicians: &[AccountId]) {
        let now = self.app.ambient.now();
        let (mut persons, mut episodes, mut pairs) = (Vec::new(), Vec::new(), Vec::new());
        let (mut sessions, mut answers) = (Vec::new(), Vec::new());
        for number in numbers {
            let episode = self.episode(number);
            let clinician = clinicians.iter().cycle().nth(usize::try_from(number % 8).unwrap_or(0)).expect("somebody");
            let person = Person {
                id: episode.person,
                birth_year: Some(1950 + i64::try_from(number % 50).unwrap_or(0)),
                sex: Sex::Unknown,
                language: "nb".to_owned(),
                key_sealed: None,
                created_at: now,
            };
            persons.push(NewPerson { person, identity_sealed: b"nobody".to_vec(), external_mac: None });
            pairs.push((episode.id, *clinician));
            for week in 0..SCORES {
                let at = (episode.referred_on + Days::new(7 * week)).and_hms_opt(9, 0, 0).expect("a time").and_utc();
                answers.push(self.answer(&episode, at, 4 + (number * 7 + week * (23 - number % 23)) % 20));
                if week % 3 < 2 {
                    sessions.push(self.session(&episode, *clinician, at + TimeDelta::hours(1)));
                }
            }
            episodes.push(episode);
        }
        let mut tx = self.app.db.tenant(&Proof::operator(self.tenant), now, "").await.expect("a transaction");
        store::person::add_many(&mut tx, &persons).await.expect("persons");
        store::episode::add_many(&mut tx, &episodes).await.expect("episodes");
        store::episode::add_clinicians(&mut tx, &pairs).await.expect("clinicians");
        store::session::add_many(&mut tx, &sessions).await.expect("sessions");
        store::response::add_many(&mut tx, &answers).await.expect("answers");
        tx.commit().await.expect("a commit");
    }

    fn episode(&self, number: u64) -> Episode {
        let today = self.app.ambient.now().date_naive();
        let ended_on = today - Days::new(30 + number % 1000);
        let referred_on = ended_on - Days::new(7 * SCORES);
        Episode {
            id: EpisodeId(self.app.ambient.id()),
            person: PersonId(self.app.ambient.id()),
            unit: self.unit,
            referred_on,
            started_on: Some(referred_on),
            ended_on: Some(ended_on),
            end_kind: Some(EndKind::Planned),
            problem: Problem::Depression,
            course: Course::Individual,
        }
    }

    fn session(&self, episode: &Episode, clinician: AccountId, starts_at: chrono::DateTime<chrono::Utc>) -> Session {
        Session {
            id: SessionId(self.app.ambient.id()),
            episode: episode.id,
            person: episode.person,
            clinician,
            starts_at,
            minutes: 45,
            state: SessionState::Held,
            kind: SessionKind::Treatment,
            mode: SessionMode::InPerson,
            last: false,
            also: Vec::new(),
        }
    }

    fn answer(
        &self,
        episode: &Episode,
        answered_at: chrono::DateTime<chrono::Utc>,
        total: u64,
    ) -> (Response, Vec<Score>) {
        let id = ResponseId(self.app.ambient.id());
        let response = Response {
            id,
            request: None,
            episode: episode.id,
            person: episode.person,
            session: None,
            instrument: "phq-9".to_owned(),
            version: 1,
            provenance: Provenance {
                respondent: Respondent::Patient,
                mode: Mode::Link,
                device: Device::Phone,
                timing: Timing::Before,
                language: "nb".to_owned(),
            },
            wording_hash: String::new(),
            started_at: None,
            answered_at,
            dated: true,
            occasion: None,
            answers: "{}".to_owned(),
            text_sealed: None,
            import_key: None,
            revision: 1,
        };
        let value = u32::try_from(total).map(f64::from).ok();
        let score = Score { response: id, scale: "total".to_owned(), value, band: None, reason: None, unanswered: 0 };
        (response, vec![score])
    }

    /// Something is written: whatever was kept is read anew.
    async fn write(&self) {
        let proof = Proof::operator(self.tenant);
        let mut tx = self.app.db.tenant(&proof, self.app.ambient.now(), "").await.expect("a transaction");
        tx.note(Act::Change, format_args!("unit:{}", self.unit), "nothing");
        tx.commit().await.expect("a commit");
    }

    async fn report(&self) -> Duration {
        let year = self.app.ambient.now().year() - 1;
        let day = |month, day| NaiveDate::from_ymd_opt(year, month, day).expect("a day");
        let subject = Subject {
            unit: self.unit,
            instrument: "phq-9".to_owned(),
            scale: "total".to_owned(),
            norms: "nhs-tt".to_owned(),
            first: "first".to_owned(),
            last: "last".to_owned(),
            from: day(1, 1),
            to: day(12, 31),
        };
        let began = Instant::now();
        let found = report::compute(&self.app, &Proof::operator(self.tenant), &subject).await.expect("a report");
        let took = began.elapsed();
        assert!(found.is_some_and(|found| found.outcome.categories.total() > 0), "nobody is in it");
        took
    }

    async fn indicator(&self, id: &str) -> Duration {
        let definition = indicators::embedded().expect("indicators").get(id).expect("the indicator");
        let began = Instant::now();
        let found = report::own(&self.app, &Proof::operator(self.tenant), self.unit, definition).await;
        let took = began.elapsed();
        let found = found.expect("figures").expect("a unit");
        assert!(found.iter().any(|one| one.figures.iter().any(|own| own.figure.is_some())), "nobody is in it");
        took
    }
}

fn print(what: &str, mut first: Vec<Duration>, mut kept: Vec<Duration>) {
    first.sort();
    kept.sort();
    let middle = |all: &[Duration]| all.get(all.len() / 2).copied().unwrap_or_default().as_secs_f64();
    let (first, kept) = (middle(&first), middle(&kept));
    println!("{what:<58} read {first:>7.3} s   kept {kept:>7.3} s   {:>5.1} times", first / kept);
}

async fn measure(name: &str, url: &str, episodes: u64, rounds: usize) {
    let began = Instant::now();
    let service = Service::invent(url, episodes).await;
    println!("{name}: {episodes} episodes invented in {:.0} s", began.elapsed().as_secs_f64());
    if url.starts_with("postgres") {
        // PostgreSQL does it by itself within a minute.
        let options = PgConnectOptions::from_str(url).expect("an address");
        let mut owner = PgConnection::connect_with(&options).await.expect("a connection");
        sqlx::raw_sql("VACUUM ANALYZE").execute(&mut owner).await.expect("statistics");
    }
    let (mut first, mut kept) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        service.write().await;
        first.push(service.report().await);
        kept.push(service.report().await);
    }
    print(&format!("{name}, the report of a year"), first, kept);
    for id in ["reliable-improvement", "sessions-until-improvement"] {
        let (mut first, mut kept) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            service.write().await;
            first.push(service.indicator(id).await);
            kept.push(service.indicator(id).await);
        }
        print(&format!("{name}, {id}"), first, kept);
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| {
        let place = arguments.iter().position(|argument| argument == name)?;
        arguments.get(place + 1).cloned()
    };
    let number = |name: &str, usual: u64| value(name).and_then(|text| text.parse().ok()).unwrap_or(usual);
    let (episodes, rounds) = (number("--episodes", 20_000), usize::try_from(number("--rounds", 5)).unwrap_or(5));
    let only = value("--only");
    let is_wanted = |name: &str| only.as_deref().is_none_or(|only| only == name);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        if is_wanted("sqlite") {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("lytt.db");
            measure("SQLite", path.to_str().expect("a path"), episodes, rounds).await;
        }
        if is_wanted("postgres") {
            let cluster = postgres::cluster();
            let options = PgConnectOptions::from_str(&cluster.url("postgres", "postgres")).expect("an address");
            let mut connection = PgConnection::connect_with(&options).await.expect("a connection");
            let name = cluster.fresh_name();
            let made = AssertSqlSafe(format!("CREATE DATABASE {name}"));
            sqlx::query(made).execute(&mut connection).await.expect("a database");
            measure("PostgreSQL", &cluster.url("postgres", &name), episodes, rounds).await;
        }
    });
}
