//! A clinician's own results: who gets in, what is counted, and that there is no other way to them.

mod doors;
mod figures;
mod pages;
mod sources;

use chrono::NaiveDate;
use lytt::app::App;
use lytt::domain::access::{Grant, Role};
use lytt::domain::care::{
    AccountId, Course, Device, EndKind, Episode, EpisodeId, Mode, PersonId, Problem, Provenance, Respondent,
    ResponseId, Sex, Timing,
};
use lytt::store::person::{NewPerson, Person};
use lytt::store::response::{Response, Score};
use lytt::store::{self, Proof, account};

use crate::support::cast::Organisation;

/// One more clinician of the team.
pub(crate) async fn colleague(app: &App, own: &Organisation, login: &str) -> AccountId {
    own.hire(app, login, &[Grant { role: Role::Clinician, unit: own.team }]).await
}

/// What opens the tenant for an account.
pub(crate) async fn proof_of(app: &App, own: &Organisation, account: AccountId) -> Proof {
    let cookie = own.sign_in(app, account).await;
    lytt::app::sign_in::who(app, &cookie).await.unwrap().unwrap().proof
}

/// A patient's course as the tests need it.
pub(crate) struct Treated<'a> {
    pub(crate) by: &'a [AccountId],
    pub(crate) ended_on: Option<NaiveDate>,
    /// Instrument, scale and scores, a week apart from the referral on; each is also the answer to a question of the
    /// scale's name.
    pub(crate) scores: &'a [(&'a str, &'a str, &'a [f64])],
    /// Born in 1960, not in 1990.
    pub(crate) older: bool,
}

/// Stores patients' courses; each is referred a hundred days before it ends, or before now.
pub(crate) async fn treat(app: &App, own: &Organisation, all: &[Treated<'_>]) {
    let now = app.ambient.now();
    let mut tx = app.db.tenant(&Proof::operator(own.tenant), now, "").await.unwrap();
    for one in all {
        let person = Person {
            id: PersonId(app.ambient.id()),
            birth_year: Some(if one.older { 1960 } else { 1990 }),
            sex: Sex::Unknown,
            language: "nb".to_owned(),
            key_sealed: None,
            created_at: now,
        };
        let last = one.ended_on.unwrap_or(now.date_naive());
        let referred_on = last - chrono::Days::new(100);
        let episode = Episode {
            id: EpisodeId(app.ambient.id()),
            person: person.id,
            unit: own.team,
            referred_on,
            started_on: Some(referred_on),
            ended_on: one.ended_on,
            end_kind: one.ended_on.map(|_| EndKind::Planned),
            problem: Problem::Anxiety,
            course: Course::Individual,
        };
        let mut answers = Vec::new();
        for (instrument, scale, scores) in one.scores {
            for (week, value) in scores.iter().enumerate() {
                let day = referred_on + chrono::Days::new(7 * u64::try_from(week).unwrap());
                answers.push(answer(app, &episode, (instrument, scale), *value, day));
            }
        }
        let id = episode.id;
        let person = NewPerson { person, identity_sealed: b"nobody".to_vec(), external_mac: None };
        store::person::add_many(&mut tx, &[person]).await.unwrap();
        store::episode::add_many(&mut tx, &[episode]).await.unwrap();
        let pairs: Vec<_> = one.by.iter().map(|clinician| (id, *clinician)).collect();
        store::episode::add_clinicians(&mut tx, &pairs).await.unwrap();
        store::response::add_many(&mut tx, &answers).await.unwrap();
    }
    tx.commit().await.unwrap();
}

pub(crate) fn answer(
    app: &App,
    episode: &Episode,
    (instrument, scale): (&str, &str),
    value: f64,
    day: NaiveDate,
) -> (Response, Vec<Score>) {
    let id = ResponseId(app.ambient.id());
    let response = Response {
        id,
        request: None,
        episode: episode.id,
        person: episode.person,
        session: None,
        instrument: instrument.to_owned(),
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
        answered_at: day.and_hms_opt(9, 0, 0).unwrap().and_utc(),
        dated: true,
        occasion: None,
        answers: format!("{{\"{scale}\":{value}}}"),
        text_sealed: None,
        import_key: None,
        revision: 1,
    };
    let scale = scale.to_owned();
    (response, vec![Score { response: id, scale, value: Some(value), band: None, reason: None, unanswered: 0 }])
}

/// The name of an account, as others see it.
async fn name(app: &App, account: AccountId) -> String {
    let mut tx = app.db.local_snapshot().await.unwrap();
    account::lookup(&mut tx.local(), account).await.unwrap().unwrap().name
}
