//! A small service with everybody in it, made through the use cases: Anna (patient), Bjørn (clinician),
//! Cecilie (leader), and Dag (another organisation).

use std::collections::BTreeMap;

use chrono::TimeDelta;
use lytt::ambient::Ambient;
use lytt::app::administer::{self, NewAccount, NewTenant};
use lytt::app::collect::{self, Sent};
use lytt::app::enrol::{self, NewPatient, NewSession};
use lytt::app::improvement::{self, NewImprovement};
use lytt::app::instruments::draft::{self, From};
use lytt::app::sign_in::{self, Next, Verdict};
use lytt::app::{After, App, Assessment, case_review, edition, ledger, network, notices, people, report, review};
use lytt::auth::{MasterKey, second_factor};
use lytt::domain::access::{Grant, Role};
use lytt::domain::care::{
    AccountId, CaseItemId, Contact, ContactId, Course, Device, EpisodeId, Identity, ImprovementId, Moment, NoticeId,
    Problem, RequestId, Respondent, SessionId, SessionKind, SessionMode, Sex, TenantId, UnitId,
};
use lytt::domain::improvement::{Direction, Figure};
use lytt::domain::instrument::Answer;
use lytt::domain::ledger::Every;
use lytt::domain::quality::{Pattern, Share};
use lytt::store::report::Subject;
use lytt::store::report_subscription::{Subscription, Telling};
use lytt::store::{self, Actor, Db, Proof};

use super::database::{Database, Frozen, ORIGIN};
use super::morning;

const PASSWORD: &str = "et langt passord";
const SECRET: &[u8; 20] = b"a secret for testing";

/// Everything a test needs to be anybody.
pub(crate) struct Service {
    frozen: Frozen,
    master: MasterKey,
    /// The held clock.
    pub(crate) ambient: Ambient,
    /// The cookie of each member of staff, by name.
    pub(crate) cookies: BTreeMap<&'static str, String>,
    /// Bjørn's account.
    pub(crate) bjorn: AccountId,
    /// The organisation.
    pub(crate) tenant: TenantId,
    /// Its unit.
    pub(crate) unit: UnitId,
    /// Anna's episode.
    pub(crate) episode: EpisodeId,
    /// Her session.
    pub(crate) session: SessionId,
    /// What is asked before it.
    pub(crate) request: RequestId,
    /// A link to that.
    pub(crate) link: String,
    /// The cookie of a browser that has pressed start.
    pub(crate) answering: String,
    /// A frozen version's path.
    pub(crate) version: String,
    /// The administrator's draft of an instrument.
    pub(crate) draft: uuid::Uuid,
    /// Her mother, who is asked too.
    pub(crate) contact: ContactId,
    /// What Kari answered, which waits for Bjørn to see it.
    pub(crate) notice: NoticeId,
    /// Somebody else who treats Kari.
    pub(crate) colleague: AccountId,
    /// What Bjørn asks the team about Anna.
    pub(crate) item: CaseItemId,
    /// What the unit tries.
    pub(crate) improvement: ImprovementId,
    /// A network that the organisation founded.
    pub(crate) network: uuid::Uuid,
    /// What has left of the unit.
    pub(crate) edition: uuid::Uuid,
    /// Bjørn is sent links to drafts.
    pub(crate) wish: uuid::Uuid,
    /// A question about the unit's data.
    pub(crate) question: uuid::Uuid,
}

/// Everybody who signs in: name, organisation (0 or 1) and roles.
const STAFF: [(&str, usize, &[Role]); 7] = [
    ("bjorn", 0, &[Role::Clinician]),
    ("berit", 0, &[Role::Clinician]),
    ("cecilie", 0, &[Role::Leader]),
    ("reidun", 0, &[Role::Analyst]),
    ("brita", 0, &[Role::PatientRepresentative]),
    ("admin", 0, &[Role::Administrator]),
    ("dag", 1, &[Role::Clinician, Role::Leader, Role::Analyst]),
];

/// What a report in tests is about.
pub(crate) fn subject(unit: UnitId) -> Subject {
    Subject {
        unit,
        instrument: "phq-9".to_owned(),
        scale: "total".to_owned(),
        norms: "nhs-tt".to_owned(),
        first: "first".to_owned(),
        last: "last".to_owned(),
        from: "2025-01-01".parse().unwrap(),
        to: "2026-12-31".parse().unwrap(),
    }
}

async fn sign_in(app: &App, login: &str) -> String {
    let Some(Next::Code { challenge }) = sign_in::check_password(app, login, PASSWORD.to_owned()).await.unwrap() else {
        panic!("{login} is not asked for a code");
    };
    let code = second_factor::code(SECRET, app.ambient.now()).unwrap();
    match sign_in::check_code(app, &challenge, &code, Device::Computer).await.unwrap() {
        Verdict::SignedIn(signed_in) => signed_in.cookie,
        other => panic!("{login}: {other:?}"),
    }
}

/// The proof behind a cookie.
pub(crate) async fn proof(app: &App, cookie: &str) -> Proof {
    sign_in::who(app, cookie).await.unwrap().unwrap().proof
}

impl Service {
    /// Makes it, on SQLite.
    pub(crate) async fn new() -> Self {
        let database = Database::sqlite().await;
        let ambient = Ambient::held(morning(), 7);
        let master = MasterKey::fresh(&ambient);
        let app = App::new(database.db.clone(), ambient.clone(), master.clone(), ORIGIN.to_owned()).unwrap();
        let homes = homes(&app).await;
        let mut cookies = BTreeMap::new();
        for (login, place, roles) in STAFF {
            let (tenant, unit) = homes[place];
            let new = NewAccount {
                login: login.to_owned(),
                name: login.to_owned(),
                language: "nb".to_owned(),
                password: PASSWORD.to_owned(),
                totp: Some(SECRET.to_vec()),
                grants: roles.iter().map(|role| Grant { role: *role, unit }).collect(),
            };
            administer::add_account(&app, tenant, new).await.unwrap();
            cookies.insert(login, sign_in(&app, login).await);
        }
        let (tenant, unit) = homes[0];
        let here = administer::find_tenant(&app, "here").await.unwrap();
        let assessment =
            Assessment { by: "cecilie".to_owned(), on: "2026-03-01".parse().unwrap(), document: "D-1".to_owned() };
        administer::assess_answer_notices(&app, &here, Some(assessment)).await.unwrap();
        let after = After { own_page: true, ..After::default() };
        administer::show_afterwards(&app, &here, after).await.unwrap();
        let bjorn = proof(&app, &cookies["bjorn"]).await;
        let Actor::Account(bjorn_id) = bjorn.actor() else { panic!("Bjørn is a member of staff") };
        let anna = patient(&app, &bjorn, unit, "Anna").await;
        let kari = patient(&app, &bjorn, unit, "Kari").await;
        // Kari has sent answers already, so that there is something to report on.
        let sent = start(&app, &kari.link).await;
        collect::save(&app, &sent, "phq-9", "1", Some(Answer::Value(2.0))).await.unwrap().unwrap();
        collect::save(&app, &sent, "phq-9", "9", Some(Answer::Value(1.0))).await.unwrap().unwrap();
        assert_eq!(collect::send(&app, &sent, None).await.unwrap(), Some(Sent::Stored));
        let notice = notices::list_by_episode(&app, &bjorn, kari.episode).await.unwrap().remove(0).notice.id;
        let colleague = proof(&app, &cookies["berit"]).await.account().unwrap();
        let mut tx = app.db.tenant(&Proof::operator(tenant), app.ambient.now(), "").await.unwrap();
        store::episode::add_clinicians(&mut tx, &[(kari.episode, colleague)]).await.unwrap();
        tx.commit().await.unwrap();
        let answering = start(&app, &anna.link).await;
        let Patient { episode, session, request, link } = anna;
        let reidun = proof(&app, &cookies["reidun"]).await;
        let (report, number) = report::freeze(&app, &reidun, &subject(unit)).await.unwrap().unwrap();
        let version = format!("/report/versions/{report}/{number}");
        let admin = proof(&app, &cookies["admin"]).await;
        let blank = From::Blank { name: "Ro".to_owned() };
        let draft = draft::add(&app, &admin, "nb", blank).await.unwrap().unwrap();
        let mother = Contact { name: "Mor".to_owned(), phone: None, email: None };
        let contact = people::add_contact(&app, &bjorn, episode, Respondent::Parent, "nb", &mother).await;
        let contact = contact.unwrap().unwrap();
        case_review::put(&app, &bjorn, episode, None, "Hva ser vi ikke?", true).await.unwrap().unwrap();
        let item = review::open(&app, &bjorn, episode).await.unwrap().unwrap().team[0].item.id;
        let plan = NewImprovement {
            subject: subject(unit),
            decided_over_report: true,
            figure: Figure::Coverage,
            direction: Direction::Up,
            aim: "Flere svarer".to_owned(),
            tried: "Vi ringer".to_owned(),
            start_on: Some("2026-03-02".parse().unwrap()),
            review_on: Some("2026-06-01".parse().unwrap()),
        };
        let improvement = improvement::add(&app, &reidun, plan).await.unwrap().unwrap().unwrap();
        ledger::take_up(&app, &reidun, unit, "ventetid_phv_v", Every::Month).await.unwrap().unwrap();
        let network = network_of(&app, &admin, unit).await;
        let edition = edition_of(&app, &reidun, unit).await;
        let wish = wish(&app, &bjorn, unit).await;
        let question = question(&app, &bjorn, unit).await;
        let frozen = database.freeze().await;
        Self {
            frozen,
            master,
            ambient,
            cookies,
            bjorn: bjorn_id,
            tenant,
            unit,
            episode,
            session,
            request,
            link,
            answering,
            version,
            draft,
            contact,
            notice,
            colleague,
            item,
            improvement,
            network,
            edition,
            wish,
            question,
        }
    }

    /// A copy of it, for one test to change as it likes.
    pub(crate) async fn copy(&self) -> (App, Database) {
        let database = self.frozen.copy().await;
        (self.app_over(&database.db), database)
    }

    /// The application over a copy of the database.
    pub(crate) fn app_over(&self, db: &Db) -> App {
        App::new(db.clone(), self.ambient.clone(), self.master.clone(), ORIGIN.to_owned()).unwrap()
    }
}

/// Two organisations, each with its first unit.
async fn homes(app: &App) -> Vec<(TenantId, UnitId)> {
    let mut homes = Vec::new();
    for slug in ["here", "there"] {
        let zone = "Europe/Oslo".to_owned();
        let new = NewTenant { slug: slug.to_owned(), name: slug.to_owned(), zone, demo: false };
        let (tenant, unit) = administer::add_tenant(app, new).await.unwrap();
        homes.push((tenant.id, unit));
    }
    homes
}

/// Somebody wants to be sent links to drafts.
async fn wish(app: &App, proof: &Proof, unit: UnitId) -> uuid::Uuid {
    let (id, now) = (app.ambient.id(), app.ambient.now());
    let wish = Subscription {
        id,
        account: proof.account().unwrap(),
        subject: subject(unit),
        since: now,
        telling: Telling { attempts: 0, next_at: now, reason: String::new() },
    };
    let mut tx = app.db.tenant(proof, now, "").await.unwrap();
    store::report_subscription::add(&mut tx, &wish).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// Last year's results leave.
async fn edition_of(app: &App, leader: &Proof, unit: UnitId) -> uuid::Uuid {
    let year = "2025".parse().unwrap();
    let shown = edition::preview(app, leader, unit, year).await.unwrap().unwrap().unwrap();
    edition::make(app, leader, unit, year, &shown.seen).await.unwrap().unwrap().unwrap()
}

/// A network that the organisation founded.
async fn network_of(app: &App, admin: &Proof, unit: UnitId) -> uuid::Uuid {
    let new = network::NewNetwork {
        unit,
        name: "Vi".to_owned(),
        purpose: "Lære".to_owned(),
        metrics: vec![("phq-9".to_owned(), "total".to_owned(), "nhs-tt".to_owned())],
        every: Every::Quarter,
        names: false,
    };
    network::found(app, admin, new).await.unwrap().unwrap().unwrap()
}

/// A question about the unit's data that stands with its clinicians.
async fn question(app: &App, proof: &Proof, unit: UnitId) -> uuid::Uuid {
    let (to, raised_at) = ("2025-06-30".parse().unwrap(), app.ambient.now());
    let look = store::quality::Look { unit, to, looked_at: raised_at, content: "{}".to_owned() };
    let question = store::quality::Question {
        id: app.ambient.id(),
        unit,
        to,
        pattern: Pattern::Late,
        shown: Share { n: 14, of: 40 },
        beside: Share { n: 3, of: 40 },
        raised_at,
        opens_at: None,
        released: None,
    };
    let id = question.id;
    let mut tx = app.db.tenant(proof, raised_at, "").await.unwrap();
    store::quality::add_look(&mut tx, &look, &[question]).await.unwrap();
    tx.commit().await.unwrap();
    id
}

struct Patient {
    episode: EpisodeId,
    session: SessionId,
    request: RequestId,
    link: String,
}

async fn start(app: &App, link: &str) -> String {
    collect::start(app, link, "nb", Device::Phone).await.unwrap().unwrap()
}

/// A patient with a session later today and a link to what is asked before it.
async fn patient(app: &App, bjorn: &Proof, unit: UnitId, given: &str) -> Patient {
    let new = NewPatient {
        identity: Identity {
            given: given.to_owned(),
            family: "Eksempel".to_owned(),
            birth_date: None,
            phone: None,
            external: None,
            email: None,
            protected: false,
        },
        sex: Sex::Female,
        language: "nb".to_owned(),
        unit,
        referred_on: "2026-03-01".parse().unwrap(),
        problem: Problem::Depression,
        course: Course::Individual,
    };
    let episode = enrol::add_patient(app, bjorn, new).await.unwrap().unwrap();
    let new = NewSession {
        starts_at: app.ambient.now() + TimeDelta::hours(5),
        minutes: 45,
        kind: SessionKind::Treatment,
        mode: SessionMode::InPerson,
        also: None,
        last: false,
    };
    let session = enrol::add_session(app, bjorn, episode, new).await.unwrap().unwrap();
    let request = request_before(app, bjorn, session).await;
    let link = enrol::invite(app, bjorn, episode, request).await.unwrap().unwrap().url;
    Patient { episode, session, request, link: link.rsplit('/').next().unwrap().to_owned() }
}

/// What is asked before a session.
pub(crate) async fn request_before(app: &App, proof: &Proof, session: SessionId) -> RequestId {
    let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await.unwrap();
    let requests = store::request::list_by_sessions(&mut tx, &[session]).await.unwrap();
    requests.iter().find(|request| request.moment != Moment::AfterSession).unwrap().id
}
