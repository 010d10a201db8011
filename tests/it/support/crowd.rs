//! Many patients who have pressed start and are about to send: made through the store, so that twenty
//! thousand take seconds. Stands alone, for the benches too.

use chrono::{DateTime, TimeDelta, Utc};
use lytt::ambient::Ambient;
use lytt::app::administer::{self, NewTenant};
use lytt::app::{App, collect};
use lytt::auth::token;
use lytt::domain::care::{
    Course, Device, Episode, EpisodeId, Mode, Moment, PersonId, Problem, Request, RequestId, Respondent, Session,
    SessionId, SessionKind, SessionMode, SessionState, Sex, State, TenantId, UnitId,
};
use lytt::store::link::{self, LinkKind, NewLink};
use lytt::store::person::{NewPerson, Person};
use lytt::store::{self, Proof};

/// How many patients there are; each sends before many sessions.
const PATIENTS: usize = 500;

/// What is asked before every session in the protocol that comes with the product.
pub(crate) const INSTRUMENTS: [&str; 3] = ["phq-9", "gad-7", "lytt-before"];

/// Own words in every submission.
pub(crate) const OWN_WORDS: &str = "Jeg har sovet litt bedre denne uka.";

/// An organisation and its patients.
pub(crate) struct Crowd {
    pub(crate) tenant: TenantId,
    pub(crate) patients: Vec<(PersonId, EpisodeId)>,
}

/// One browser that is about to send.
pub(crate) struct Sender {
    pub(crate) request: RequestId,
    pub(crate) cookie: String,
    pub(crate) key: String,
    /// What tells its answers from the others'.
    pub(crate) place: usize,
}

impl Crowd {
    /// Makes an organisation with patients.
    pub(crate) async fn gather(app: &App, slug: &str) -> Self {
        let zone = "Europe/Oslo".to_owned();
        let new = NewTenant { slug: slug.to_owned(), name: slug.to_owned(), zone, demo: false };
        let (tenant, unit) = administer::add_tenant(app, new).await.expect("a tenant");
        let patients = patients(app, tenant.id, unit).await;
        Self { tenant: tenant.id, patients }
    }

    /// So many browsers more that have pressed start.
    pub(crate) async fn senders(&self, app: &App, count: usize) -> Vec<Sender> {
        let ambient = &app.ambient;
        let now = ambient.now();
        let mut found = Vec::with_capacity(count);
        let mut tx = app.db.tenant(&Proof::operator(self.tenant), now, "").await.expect("a transaction");
        let (mut sessions, mut requests, mut secrets) = (Vec::new(), Vec::new(), Vec::new());
        for (place, (person, episode)) in self.patients.iter().cycle().take(count).enumerate() {
            let session = session(ambient, *person, *episode);
            let request = request(ambient, &session);
            let cookie = token::fresh(ambient);
            secrets.push((request.id, LinkKind::Browser, token::hash(&cookie)));
            secrets.push((request.id, LinkKind::Link, token::hash(&token::fresh(ambient))));
            found.push(Sender { request: request.id, cookie, key: String::new(), place });
            sessions.push(session);
            requests.push(request);
        }
        store::session::add_many(&mut tx, &sessions).await.expect("sessions");
        store::request::add_many(&mut tx, &requests).await.expect("requests");
        for (request, kind, hash) in &secrets {
            let new = new_link(self.tenant, *request, *kind, hash, now);
            link::add(&mut tx.local(), &new).await.expect("a link");
        }
        tx.commit().await.expect("stored");
        if let Some(first) = found.first() {
            let sheet = collect::read(app, &first.cookie).await.expect("a sheet").expect("a sheet");
            for sender in &mut found {
                sender.key = sheet.key(&sender.cookie);
            }
        }
        found
    }
}

fn new_link(tenant: TenantId, request: RequestId, kind: LinkKind, hash: &[u8], now: DateTime<Utc>) -> NewLink<'_> {
    NewLink {
        hash,
        kind,
        tenant,
        request,
        language: Some("nb"),
        device: Device::Phone,
        mode: Mode::Link,
        created_at: now,
        expires_at: now + TimeDelta::days(1),
    }
}

async fn patients(app: &App, tenant: TenantId, unit: UnitId) -> Vec<(PersonId, EpisodeId)> {
    let tenancy = app.tenancy(tenant).await.expect("the tenant");
    let now = app.ambient.now();
    let mut tx = app.db.tenant(&Proof::operator(tenant), now, "").await.expect("a transaction");
    let (mut persons, mut episodes, mut found) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..PATIENTS {
        let id = PersonId(app.ambient.id());
        let (key, key_sealed) = tenancy.key.fresh_person(&app.ambient, id);
        let person = Person {
            id,
            birth_year: Some(1990),
            sex: Sex::Unknown,
            language: "nb".to_owned(),
            key_sealed: Some(key_sealed),
            created_at: now,
        };
        let identity_sealed = key.seal(&app.ambient, "identity", id, "sealed", "{}");
        persons.push(NewPerson { person, identity_sealed, external_mac: None });
        let episode = Episode {
            id: EpisodeId(app.ambient.id()),
            person: id,
            unit,
            referred_on: now.date_naive(),
            started_on: None,
            ended_on: None,
            end_kind: None,
            problem: Problem::Anxiety,
            course: Course::Individual,
        };
        found.push((id, episode.id));
        episodes.push(episode);
    }
    store::person::add_many(&mut tx, &persons).await.expect("patients");
    store::episode::add_many(&mut tx, &episodes).await.expect("episodes");
    tx.commit().await.expect("stored");
    found
}

fn session(ambient: &Ambient, person: PersonId, episode: EpisodeId) -> Session {
    Session {
        id: SessionId(ambient.id()),
        episode,
        person,
        clinician: ambient.id().into(),
        starts_at: ambient.now() + TimeDelta::hours(1),
        minutes: 45,
        state: SessionState::Planned,
        kind: SessionKind::Treatment,
        mode: SessionMode::InPerson,
        last: false,
        also: Vec::new(),
    }
}

fn request(ambient: &Ambient, session: &Session) -> Request {
    Request {
        id: RequestId(ambient.id()),
        episode: session.episode,
        person: session.person,
        session: Some(session.id),
        respondent: Respondent::Patient,
        moment: Moment::BeforeSession,
        instruments: INSTRUMENTS.map(str::to_owned).to_vec(),
        opens_at: session.starts_at - TimeDelta::days(1),
        closes_at: session.starts_at + TimeDelta::days(1),
        state: State::Opened,
        state_at: ambient.now(),
        slot: format!("patient/before-session/{}", session.id),
        round: 1,
        contact: None,
        channels: Vec::new(),
        remind_at: None,
    }
}

/// The number a sender answers to a question, counted from 1.
pub(crate) const fn answer(place: usize, item: usize) -> usize {
    // Different senders differ, and so do one sender's questions.
    (place / (1 + item % 3) + item) % 4
}

impl Sender {
    /// The submission as a browser sends it: every question answered, and a few own words.
    pub(crate) fn post(&self) -> Vec<u8> {
        let values = |names: &[&str]| {
            let all = names.iter().enumerate();
            let all: Vec<String> =
                all.map(|(index, name)| format!("\"{name}\":{}", answer(self.place, index + 1))).collect();
            all.join(",")
        };
        let body = format!(
            "{{\"key\":\"{}\",\"language\":\"nb\",\"answers\":{{\"phq-9\":{{{}}},\"gad-7\":{{{}}},\
             \"lytt-before\":{{{},\"talk\":\"{OWN_WORDS}\"}}}}}}",
            self.key,
            values(&["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]),
            values(&["1", "2", "3", "4", "5", "6", "7"]),
            values(&["week", "sleep", "mood", "everyday"])
        );
        format!(
            "POST /answer/all HTTP/1.1\r\nHost: localhost\r\nCookie: __Host-lytt-answer={}\r\nX-CSRF: {}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.cookie,
            token::form_token(&self.cookie),
            body.len()
        )
        .into_bytes()
    }
}
