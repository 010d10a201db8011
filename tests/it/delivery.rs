//! What is written to people: the outbox, the gateways, the words, and the doors to say that it is enough.

#[path = "delivery/doors.rs"]
mod doors;
#[path = "delivery/gateways.rs"]
mod gateways;
#[path = "delivery/outbox.rs"]
mod outbox;
#[path = "delivery/words.rs"]
mod words;

use chrono::{DateTime, TimeDelta, Utc};
use lytt::app::App;
use lytt::app::deliver::{self, Delivery};
use lytt::app::enrol::{self, NewPatient, NewSession};
use lytt::config::Outgoing;
use lytt::domain::access::Role;
use lytt::domain::care::{
    Course, EpisodeId, Identity, Problem, Request, SessionId, SessionKind, SessionMode, Sex, TenantId,
};
use lytt::store::message::Message;
use lytt::store::{self, Proof};

use crate::support::cast::Organisation;

/// An organisation that writes by both ways.
async fn writing(app: &mut App, slug: &str) -> Organisation {
    app.outgoing = Outgoing { sms: true, email: true };
    let own = Organisation::found(app, slug).await;
    deliver::set_delivery(app, own.tenant, on()).await.unwrap();
    own
}

fn on() -> Delivery {
    Delivery {
        sms: true,
        email: true,
        sms_sender: "Lytt".to_owned(),
        email_name: "Nordby".to_owned(),
        email_address: "post@nordby.example".to_owned(),
        ..Delivery::default()
    }
}

fn identity(phone: Option<&str>, email: Option<&str>, protected: bool) -> Identity {
    Identity {
        given: "Tyttebær".to_owned(),
        family: "Eksempel".to_owned(),
        birth_date: None,
        phone: phone.map(str::to_owned),
        external: None,
        email: email.map(str::to_owned),
        protected,
    }
}

async fn clinician(app: &App, own: &Organisation) -> Proof {
    own.proof(app, Role::Clinician).await
}

/// A patient of the clinician's.
async fn add_patient(app: &App, proof: &Proof, own: &Organisation, identity: Identity, language: &str) -> EpisodeId {
    let new = NewPatient {
        identity,
        sex: Sex::Unknown,
        language: language.to_owned(),
        unit: own.team,
        referred_on: "2026-03-01".parse().unwrap(),
        problem: Problem::Anxiety,
        course: Course::Individual,
    };
    enrol::add_patient(app, proof, new).await.unwrap().unwrap()
}

async fn add_session(app: &App, proof: &Proof, episode: EpisodeId, starts_at: DateTime<Utc>) -> SessionId {
    let new = NewSession {
        starts_at,
        minutes: 45,
        kind: SessionKind::Treatment,
        mode: SessionMode::InPerson,
        also: None,
        last: false,
    };
    enrol::add_session(app, proof, episode, new).await.unwrap().unwrap()
}

async fn requests(app: &App, tenant: TenantId, episode: EpisodeId) -> Vec<Request> {
    let mut tx = app.db.tenant_snapshot(&Proof::scheduler(tenant), app.ambient.now()).await.unwrap();
    store::request::list_by_episode(&mut tx, episode).await.unwrap()
}

async fn messages(app: &App, tenant: TenantId, episode: EpisodeId) -> Vec<Message> {
    let ids: Vec<_> = requests(app, tenant, episode).await.iter().map(|request| request.id).collect();
    let mut tx = app.db.tenant_snapshot(&Proof::scheduler(tenant), app.ambient.now()).await.unwrap();
    store::message::list_by_requests(&mut tx, &ids).await.unwrap()
}

fn hours(hours: i64) -> TimeDelta {
    TimeDelta::hours(hours)
}
