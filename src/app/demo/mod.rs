//! An invented service to try everything on. See `docs/demo.md`.

pub mod ledger;
mod meeting;
pub mod names;
mod network;
mod quality;
pub mod simulation;
mod team;

pub use meeting::meet;
pub use network::meet_others;

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};

use self::simulation::{Episode as Simulated, Form, Reply, Service, Session as SimulatedSession};
use super::administer::{self, NewAccount, NewTenant};
use super::collect::{scores_of, split};
use super::deliver::{Delivery, set_delivery};
use super::expected::{self, Question};
use super::{After, App, AppError, Assessment, Result, Tenancy, enrol, notices, plan, protocols};
use crate::auth::PersonKey;
use crate::catalogue;
use crate::domain::access::{Grant, Role};
use crate::domain::care::{
    AccountId, Device, Episode, EpisodeId, Identity, Mode, Moment, PersonId, Protocol, Provenance, Request, Respondent,
    ResponseId, Session, SessionId, SessionState, State, TenantId, Timing, UnitId,
};
use crate::domain::local_time;
use crate::domain::schedule::{self, Circumstances, Planned};
use crate::domain::scoring;
use crate::store::audit::Act;
use crate::store::feedback::Feedback;
use crate::store::person::NewPerson;
use crate::store::response::{Response, Score};
use crate::store::{self, Proof, TenantTx};

/// Somebody to sign in as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The name others see.
    pub name: String,
    /// What is typed to sign in.
    pub login: &'static str,
    /// The password, public in a demonstration.
    pub password: &'static str,
    /// What the account is.
    pub role: Role,
}

/// The password of every account of the demonstration; nowhere else does an account have it.
pub const PASSWORD: &str = "eventyr-demo";

/// The second-factor secret of every account of the demonstration.
pub const SECOND_FACTOR: &[u8; 20] = b"lytt-demo-not-secret";

/// What the invented organisation asks, a file as any other.
const PROTOCOL: &str = include_str!("protocol.toml");

/// The short name of the invented organisation.
pub const SLUG: &str = "eventyrdal";

/// The people to sign in as.
#[must_use]
pub fn people() -> Vec<Person> {
    let person = |name: &str, login, role| Person { name: name.to_owned(), login, password: PASSWORD, role };
    vec![
        person("Bjørn Behandlereksempel", "bjorn", Role::Clinician),
        person("Cecilie Ledereksempel", "cecilie", Role::Leader),
        person("Reidun Registereksempel", "reidun", Role::Analyst),
        person("Brita Brukereksempel", "brita", Role::PatientRepresentative),
        person("Dag Naboeksempel", "dag", Role::Clinician),
        person("Aud Administratoreksempel", network::ADMINISTRATOR, Role::Administrator),
        person("Tellef Ledereksempel", ledger::LEADER, Role::Leader),
    ]
}

/// Whether the demonstration is there already.
///
/// # Errors
/// When the database refuses.
pub async fn is_there(app: &App) -> Result<bool> {
    Ok(administer::list_tenants(app).await?.iter().any(|tenant| tenant.slug == SLUG))
}

/// Makes the invented service, as it looks in the morning of `today`.
///
/// # Errors
/// When it is there already, or the database refuses.
pub async fn create(app: &App, seed: u64, today: NaiveDate) -> Result<()> {
    let mut service = simulation::simulate(seed, today);
    quality::bend(&mut service);
    let (tenant, root) = administer::add_tenant(
        app,
        NewTenant {
            slug: SLUG.to_owned(),
            name: "Eventyrdal helseforetak (oppdiktet)".to_owned(),
            zone: "Europe/Oslo".to_owned(),
            demo: true,
        },
    )
    .await?;
    let assessment =
        Assessment { by: "Cecilie Ledereksempel".to_owned(), on: today, document: "docs/demo.md".to_owned() };
    administer::assess_answer_notices(app, &tenant, Some(assessment.clone())).await?;
    administer::assess_course_support(app, &tenant, Some(assessment)).await?;
    administer::show_afterwards(app, &tenant, After { own_result: true, over_time: true, own_page: true }).await?;
    let mut units = Vec::with_capacity(service.units.len());
    for unit in &service.units {
        units.push(administer::add_unit(app, tenant.id, unit.name, None, administer::USUAL_PROTOCOL).await?);
    }
    let clinicians = accounts(app, tenant.id, root, &units, &service).await?;
    let protocol = catalogue::protocols::parse(PROTOCOL).map_err(|error| AppError::Broken(error.to_string()))?;
    let why = "Vi vil vite om folk kommer nærmere det de selv vil, ikke bare om plagene blir mindre.";
    if let Err(wrong) = protocols::import(app, tenant.id, "cecilie", protocol.clone(), why).await? {
        return Err(AppError::Broken(format!("the invented protocol is wrong: {wrong:?}")));
    }
    neighbour(app).await?;
    let tenancy = app.tenancy(tenant.id).await?;
    let mut tx = app.db.tenant(&Proof::operator(tenant.id), app.ambient.now(), "").await?;
    tx.note(Act::Create, format_args!("tenant:{}", tenant.id), &format!("simulated service, seed {seed}, {today}"));
    for unit in &units {
        store::protocol::follow(&mut tx, *unit, &protocol.id).await?;
    }
    let mut made = Made::new(app, &tenancy, &units, &clinicians, &protocol);
    for (index, simulated) in service.episodes.iter().enumerate() {
        made.add(simulated, index == service.cast.be_the_patient)?;
        if made.responses.len() > 2000 {
            made.write(&mut tx).await?;
        }
    }
    made.write(&mut tx).await?;
    team::write(app, &tenancy, &mut tx, &service, &made.placed).await?;
    ledger::begin(app, &mut tx, units.first().copied().unwrap_or(root), &service, today).await?;
    tx.commit().await?;
    ledger::create(app, seed, today).await?;
    if let (Some(unit), Some(clinician)) = (units.first(), clinicians.get(1)) {
        quality::write(app, tenant.id, *unit, *clinician).await?;
    }
    Ok(())
}

async fn accounts(
    app: &App,
    tenant: TenantId,
    root: UnitId,
    units: &[UnitId],
    service: &Service,
) -> Result<Vec<AccountId>> {
    let unit = |place: usize| units.get(place).copied().unwrap_or(root);
    let mut clinicians = Vec::with_capacity(service.clinicians.len());
    for (index, staff) in service.clinicians.iter().enumerate() {
        let name = format!("{} {}", staff.given, staff.family);
        let login = if index == 0 { "bjorn".to_owned() } else { format!("behandler{}", index + 1) };
        let grants = vec![Grant { role: Role::Clinician, unit: unit(staff.unit) }];
        clinicians.push(administer::add_account(app, tenant, account(&login, &name, grants)).await?);
    }
    for person in people() {
        if person.login == ledger::LEADER {
            // Of another organisation.
            continue;
        }
        let unit = match person.role {
            // Made above, or in the other organisation.
            Role::Clinician => continue,
            Role::Leader => unit(0),
            Role::Analyst | Role::PatientRepresentative | Role::Administrator => root,
        };
        let grants = vec![Grant { role: person.role, unit }];
        administer::add_account(app, tenant, account(person.login, &person.name, grants)).await?;
    }
    Ok(clinicians)
}

fn account(login: &str, name: &str, grants: Vec<Grant>) -> NewAccount {
    NewAccount {
        login: login.to_owned(),
        name: name.to_owned(),
        language: "nb".to_owned(),
        password: PASSWORD.to_owned(),
        totp: Some(SECOND_FACTOR.to_vec()),
        grants,
    }
}

/// Another organisation on the same server, whose clinician sees nothing of the first.
async fn neighbour(app: &App) -> Result<()> {
    let new = NewTenant {
        slug: "nabodal".to_owned(),
        name: "Nabodal kommune (oppdiktet)".to_owned(),
        zone: "Europe/Oslo".to_owned(),
        demo: true,
    };
    let (tenant, root) = administer::add_tenant(app, new).await?;
    let grants = vec![Grant { role: Role::Clinician, unit: root }, Grant { role: Role::Leader, unit: root }];
    administer::add_account(app, tenant.id, account("dag", "Dag Naboeksempel", grants)).await?;
    Ok(())
}

/// Where an invented episode ended up.
struct Placed {
    episode: EpisodeId,
    person: PersonId,
    clinician: AccountId,
}

/// Rows waiting to be written.
struct Made<'a> {
    app: &'a App,
    tenancy: &'a Tenancy,
    units: &'a [UnitId],
    clinicians: &'a [AccountId],
    protocol: &'a Protocol,
    now: DateTime<Utc>,
    persons: Vec<NewPerson>,
    episodes: Vec<Episode>,
    treated: Vec<(EpisodeId, AccountId)>,
    sessions: Vec<Session>,
    requests: Vec<Request>,
    responses: Vec<(Response, Vec<Score>)>,
    uses: Vec<Feedback>,
    /// How many sessions there are so far.
    number: usize,
    /// Every episode, in the order of [`Service::episodes`].
    placed: Vec<Placed>,
}

impl<'a> Made<'a> {
    fn new(
        app: &'a App,
        tenancy: &'a Tenancy,
        units: &'a [UnitId],
        clinicians: &'a [AccountId],
        protocol: &'a Protocol,
    ) -> Self {
        Self {
            app,
            tenancy,
            units,
            clinicians,
            protocol,
            now: app.ambient.now(),
            persons: Vec::new(),
            episodes: Vec::new(),
            treated: Vec::new(),
            sessions: Vec::new(),
            requests: Vec::new(),
            responses: Vec::new(),
            uses: Vec::new(),
            number: 0,
            placed: Vec::new(),
        }
    }

    fn at(&self, wall: NaiveDateTime) -> DateTime<Utc> {
        local_time::instant(self.tenancy.zone, wall)
    }

    fn add(&mut self, simulated: &Simulated, be_the_patient: bool) -> Result<()> {
        let (Some(unit), Some(clinician)) =
            (self.units.get(simulated.unit).copied(), self.clinicians.get(simulated.clinician).copied())
        else {
            return Err(AppError::Broken("the simulation names a unit or clinician it does not have".to_owned()));
        };
        let patient = &simulated.patient;
        let identity = Identity {
            given: patient.given.clone(),
            family: patient.family.clone(),
            birth_date: Some(patient.birth_date),
            phone: Some(patient.phone.clone()),
            external: None,
            email: None,
            protected: false,
        };
        let person = enrol::seal(self.app, self.tenancy, &identity, patient.sex, patient.language);
        let key =
            self.tenancy.key.open_person(person.person.id, person.person.key_sealed.as_deref().unwrap_or_default())?;
        let episode = Episode {
            id: EpisodeId(self.app.ambient.id()),
            person: person.person.id,
            unit,
            referred_on: simulated.referred_on,
            started_on: simulated.started_on,
            ended_on: simulated.ended_on,
            end_kind: simulated.end_kind,
            problem: simulated.problem,
            course: simulated.course,
        };
        for (place, session) in simulated.sessions.iter().enumerate() {
            let last = place + 1 == simulated.sessions.len();
            self.add_session(session, &episode, clinician, &key, patient.language, be_the_patient && last)?;
        }
        self.add_outside(simulated, &episode, &key)?;
        self.treated.push((episode.id, clinician));
        self.placed.push(Placed { episode: episode.id, person: episode.person, clinician });
        self.persons.push(person);
        self.episodes.push(episode);
        Ok(())
    }

    fn add_session(
        &mut self,
        simulated: &SimulatedSession,
        episode: &Episode,
        clinician: AccountId,
        key: &PersonKey,
        language: &str,
        keep_open: bool,
    ) -> Result<()> {
        let session = Session {
            id: SessionId(self.app.ambient.id()),
            episode: episode.id,
            person: episode.person,
            clinician,
            starts_at: self.at(simulated.starts_at),
            minutes: i64::from(simulated.minutes),
            state: simulated.state,
            kind: simulated.kind,
            mode: simulated.mode,
            last: false,
            also: Vec::new(),
        };
        for planned in self.plan(episode, std::slice::from_ref(&session)) {
            if planned.session.is_none() {
                continue;
            }
            let mut request = plan::request(self.app, episode, planned, self.now);
            let reply = match request.moment {
                Moment::AfterSession => &simulated.after,
                _ => &simulated.before,
            };
            let ahead = session.state == SessionState::Planned;
            if matches!(reply, Reply::NotAsked) && !ahead {
                continue;
            }
            if keep_open || ahead {
                // The demonstration is opened at any hour: a day's unanswered questions stay open into the next.
                request.closes_at = request.closes_at.max(self.now + TimeDelta::hours(24));
            }
            if keep_open {
                request.opens_at = request.opens_at.min(self.now);
            }
            self.reply(&mut request, (reply, ahead), Some(&session), key, language)?;
            self.requests.push(request);
        }
        self.number += 1;
        self.uses.extend(quality::used(&session, simulated, self.now, self.number));
        self.sessions.push(session);
        Ok(())
    }

    /// What is planned for somebody with these sessions.
    fn plan(&self, episode: &Episode, sessions: &[Session]) -> Vec<Planned> {
        schedule::plan(&Circumstances {
            protocol: self.protocol,
            zone: self.tenancy.zone,
            episode,
            age: None,
            contacts: &[],
            sessions,
            until: self.now,
            handed_over_on: None,
        })
    }

    /// What is asked on days without a session.
    fn add_outside(&mut self, simulated: &Simulated, episode: &Episode, key: &PersonKey) -> Result<()> {
        let mut asked = 0;
        for planned in self.plan(episode, &[]) {
            let on = local_time::day_of(self.tenancy.zone, planned.opens_at);
            let Some(outside) = simulated.outside.iter().find(|outside| outside.on == on) else { continue };
            let mut request = plan::request(self.app, episode, planned, self.now);
            let ahead = request.closes_at > self.now;
            self.reply(&mut request, (&outside.reply, ahead), None, key, simulated.patient.language)?;
            self.requests.push(request);
            asked += 1;
        }
        if asked == simulated.outside.len() {
            Ok(())
        } else {
            Err(AppError::Broken("the simulation asks on days that the invented protocol does not".to_owned()))
        }
    }

    /// What came of a request; `ahead`: it can still be answered.
    fn reply(
        &mut self,
        request: &mut Request,
        (reply, ahead): (&Reply, bool),
        session: Option<&Session>,
        key: &PersonKey,
        language: &str,
    ) -> Result<()> {
        request.state_at = request.opens_at;
        match reply {
            Reply::NotAsked => {}
            Reply::NoAnswer if ahead => {
                if request.opens_at <= self.now {
                    request.state = State::Invited;
                }
            }
            Reply::NoAnswer => {
                request.state = State::Expired;
                request.state_at = request.closes_at;
            }
            Reply::Declined => {
                request.state = State::Declined;
            }
            Reply::Answered { at, seconds, forms } => {
                let at = self.at(*at);
                request.state = State::Completed;
                request.state_at = at;
                let started = at - TimeDelta::seconds(i64::from(*seconds));
                for form in forms {
                    self.add_response(request, session, form, (started, at), key, language)?;
                }
            }
        }
        Ok(())
    }

    fn add_response(
        &mut self,
        request: &Request,
        session: Option<&Session>,
        form: &Form,
        (started_at, answered_at): (DateTime<Utc>, DateTime<Utc>),
        key: &PersonKey,
        language: &str,
    ) -> Result<()> {
        let (instrument, answers) = (form.instrument, &form.answers());
        let definition = self.app.definition(instrument)?;
        let outcome = scoring::score(&definition.instrument, answers)
            .map_err(|invalid| AppError::Broken(format!("the simulation answers {instrument} wrongly: {invalid}")))?;
        let id = ResponseId(self.app.ambient.id());
        let (numbers, texts) = split(answers);
        let wording = definition.wording_in(language);
        let response = Response {
            id,
            request: Some(request.id),
            episode: request.episode,
            person: request.person,
            session: session.map(|session| session.id),
            instrument: instrument.to_owned(),
            version: i64::from(definition.instrument.version),
            provenance: Provenance {
                respondent: Respondent::Patient,
                mode: Mode::Link,
                device: Device::Phone,
                timing: Timing::of(answered_at, session),
                language: wording.map_or_else(String::new, |wording| wording.language.clone()),
            },
            wording_hash: wording.map_or_else(String::new, |wording| wording.hash.clone()),
            started_at: Some(started_at),
            answered_at,
            dated: true,
            occasion: None,
            answers: numbers,
            text_sealed: texts.map(|texts| key.seal(&self.app.ambient, "response", id, "text", &texts)),
            import_key: None,
            revision: 1,
        };
        self.responses.push((response, scores_of(id, &definition.instrument, &outcome, answers)));
        Ok(())
    }

    async fn write(&mut self, tx: &mut TenantTx) -> Result<()> {
        store::person::add_many(tx, &std::mem::take(&mut self.persons)).await?;
        store::episode::add_many(tx, &std::mem::take(&mut self.episodes)).await?;
        store::episode::add_clinicians(tx, &std::mem::take(&mut self.treated)).await?;
        store::session::add_many(tx, &std::mem::take(&mut self.sessions)).await?;
        store::quality::add_uses(tx, &std::mem::take(&mut self.uses)).await?;
        store::request::add_many(tx, &std::mem::take(&mut self.requests)).await?;
        let responses = std::mem::take(&mut self.responses);
        self.app.add_responses(tx, &responses).await?;
        // What was answered lately waits for somebody to see it; whatever is older was seen before.
        let lately = |response: &&Response| response.answered_at > self.now - TimeDelta::days(1);
        let lately: Vec<&Response> = responses.iter().map(|(response, _)| response).filter(lately).collect();
        let raised = notices::raise(self.app, self.tenancy, tx, &lately, &[]).await?;
        Ok(store::notice::add_many(tx, &raised).await?)
    }
}

/// A fresh link for the patient that anybody may try out: the first of Bjørn's with something open, so
/// that whoever answers can be read as Bjørn afterwards.
///
/// # Errors
/// When the database refuses.
pub async fn patient_link(app: &App) -> Result<Option<String>> {
    let tenant = administer::find_tenant(app, SLUG).await?;
    let now = app.ambient.now();
    let mut tx = app.db.tenant(&Proof::operator(tenant.id), now, "").await?;
    let Some(bjorn) = store::account::find_by_login(&mut tx.local(), "bjorn").await? else { return Ok(None) };
    let (from, to) = (now - TimeDelta::days(2), now + TimeDelta::days(3));
    let sessions = store::session::list_by_clinician(&mut tx, bjorn.id, from, to).await?;
    for session in sessions {
        for request in store::request::list_by_sessions(&mut tx, &[session.id]).await? {
            if request.moment == Moment::BeforeSession
                && request.accepts(now)
                && let Some(link) = enrol::make_link(app, &mut tx, &request).await?
            {
                tx.commit().await?;
                return Ok(Some(link.url));
            }
        }
    }
    Ok(None)
}

/// Signs somebody of the demonstration in, with neither password nor code. Gives the cookie.
///
/// # Errors
/// When the database refuses.
pub async fn sign_in(app: &App, login: &str) -> Result<Option<String>> {
    let account = {
        let mut local = app.db.local_snapshot().await?;
        store::account::find_by_login(&mut local.local(), login).await?
    };
    match account {
        Some(account) => {
            Ok(super::sign_in::admit(app, account, Device::Unknown).await?.map(|signed_in| signed_in.cookie))
        }
        None => Ok(None),
    }
}

/// Fits what is usual on the invented episodes, so that the band can be seen.
///
/// # Errors
/// When there is too little, or the database refuses.
pub async fn fit_usual(app: &App) -> Result<()> {
    for tenant in administer::list_tenants(app).await?.into_iter().filter(|tenant| tenant.slug == SLUG) {
        for instrument in ["phq-9", "gad-7"] {
            let question =
                Question { unit: None, instrument: instrument.to_owned(), scale: "total".to_owned(), norms: None };
            expected::fit_own(app, &Proof::operator(tenant.id), &question).await?;
        }
    }
    Ok(())
}

/// Lets the invented organisations write by the ways this server has. Their messages stay on the machine.
///
/// # Errors
/// When the database refuses.
pub async fn switch_on(app: &App, sms: bool, email: bool) -> Result<()> {
    for tenant in administer::list_tenants(app).await?.into_iter().filter(|tenant| tenant.demo && (sms || email)) {
        let delivery = Delivery {
            sms,
            email,
            sms_sender: "Lytt".to_owned(),
            email_name: "Lytt".to_owned(),
            email_address: "lytt@example.no".to_owned(),
            // At any hour: whoever tries this may do so at night.
            from_hour: 0,
            to_hour: 24,
        };
        set_delivery(app, tenant.id, delivery).await?;
    }
    Ok(())
}
