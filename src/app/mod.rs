//! Use cases. One use case is one transaction: the change, its scores, its audit rows.
//!
//! | module | who | what |
//! | --- | --- | --- |
//! | [`administer`] | operator | tenants, units, accounts |
//! | [`sign_in`] | staff | password, second factor, own sign-ins |
//! | [`enrol`] | clinician | patients, episodes, sessions and the requests they call for |
//! | [`people`] | clinician | how a patient is reached, and who near them is asked too |
//! | [`protocols`] | leader, administrator | what each unit asks, of whom and when |
//! | [`plan`] | whatever changes a session | what is asked follows the protocol and the sessions |
//! | [`deliver`] | the service itself | what is written to people: invitations, reminders, receipts, no more of it |
//! | [`collect`] | respondent | link, answers, receipt, declining |
//! | [`notices`] | clinician, leader, respondent | answers that somebody is to see, with an owner and a clock |
//! | [`mine`] | patient | the own pages: the way there, what is there, correcting, taking back, taking along |
//! | [`handover`] | clinician, respondent | other ways in: a code, the desk, this very device, paper |
//! | [`review`] | clinician, leader | the day, the patient's page, what became of the answers, questions for when it does not go as hoped |
//! | [`summary`] | clinician, respondent | one page about a course that follows the patient on, once the patient has seen it |
//! | [`case_review`] | clinician | what a team wants to think about together, and what was made of it |
//! | [`kin`] | clinician | what the patient wants next of kin to be told, and what was done |
//! | [`quality`] | clinician, leader | what the data are like and whether they are used, as questions |
//! | [`report`] | leader | the registry report, what people read out of it and decide, frozen versions |
//! | [`improvement`] | leader, clinician | what a unit tries to become better, and what was learned |
//! | [`learning`] | clinician | the own results, for that clinician alone, and who else may read them |
//! | [`ledger`] | leader, analyst | what is counted today, beside what patients report, and what was decided about it |
//! | [`network`] | administrator, leader | organisations compare by signed, suppressed aggregates |
//! | [`expected`] | operator, clinician | what is usual from here: models, and the band of one episode |
//! | [`instruments`] | staff, administrator | the library, permissions, own instruments |
//! | [`calendar`] | operator, other programs | appointments from other systems |
//! | [`exchange`] | operator, other programs | definitions and answers as FHIR |
//! | [`import`] | operator | history from CSV |
//! | [`verify`] | operator, auditor | the audit chain |
//! | [`demo`] | anybody | an invented service to try all of this on |

pub mod administer;
pub mod calendar;
pub mod case_review;
pub mod collect;
pub mod deliver;
pub mod demo;
pub mod edition;
pub mod enrol;
pub mod exchange;
pub mod expected;
pub mod handover;
pub mod import;
pub mod improvement;
pub mod instruments;
pub mod kin;
pub mod learning;
pub mod ledger;
pub mod mine;
pub mod network;
pub mod notices;
pub mod people;
pub mod plan;
pub mod protocols;
pub mod quality;
pub mod report;
pub mod review;
pub mod sign_in;
pub mod summary;
pub mod verify;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock};

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use tokio::sync::Semaphore;

use crate::ambient::Ambient;
use crate::auth::{MasterKey, OpenError, PersonKey, TenantKey};
use crate::catalogue::{self, Catalogue, CatalogueError, Definition};
use crate::config::{NetworkHosts, Outgoing};
use crate::domain::care::{Identity, Protocol, TenantId, UnitId};
use crate::store::definition::UsedDefinition;
use crate::store::response::{Response, Score};
use crate::store::{self, Db, OpenPerson, StoreError, TenantTx};

/// What a use case can fail with. "Not there, or not yours" is `Ok(None)`, never an error.
#[derive(Debug, Error)]
pub enum AppError {
    /// Stored data.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Sealed data.
    #[error(transparent)]
    Seal(#[from] OpenError),
    /// The definitions.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// The registry's arithmetic.
    #[error(transparent)]
    Registry(#[from] crate::domain::registry::RegistryError),
    /// Something a definition or an earlier step promised is not so.
    #[error("{0}")]
    Broken(String),
    /// What was asked for cannot be done; the sentence says what to mend.
    #[error("{0}")]
    Refused(String),
    /// A unit's figures that would be the own results of fewer than three clinicians.
    #[error(
        "these figures would be the own results of fewer than three clinicians; each of them can let a reader in, or \
         please choose a wider unit or a longer period"
    )]
    Withheld,
    /// There is no room left to store anything; what was received before is safe.
    #[error("there is no room left to store anything; please make room on the disk of the database")]
    Full,
    /// More is waiting to be stored than can be in a few seconds.
    #[error("more is being sent than can be stored; please try again in a moment")]
    Busy,
}

/// What every use case returns.
pub type Result<T> = std::result::Result<T, AppError>;

/// One tenant, ready for use.
pub struct Tenancy {
    /// Its id.
    pub id: TenantId,
    /// What people call it.
    pub name: String,
    /// Its time zone.
    pub zone: Tz,
    /// Its data key.
    pub key: TenantKey,
    /// What it has decided.
    pub settings: Settings,
    /// Everybody in it is invented.
    pub demo: bool,
}

/// What a tenant has decided; kept as JSON.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Who assessed answer notices, when, and in which document. They are off until then.
    pub answer_notices: Option<Assessment>,
    /// Which answers raise a notice, and by when somebody is to have seen them, where a unit has decided.
    pub notices: BTreeMap<UnitId, notices::UnitRule>,
    /// Who assessed course support (what is usual from here), when, and in which document. It is off until then.
    pub course_support: Option<Assessment>,
    /// How it writes to people.
    pub delivery: deliver::Delivery,
    /// What a patient is shown after answering. Nothing until the organisation says so.
    pub after: After,
}

/// What a patient is shown after answering.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct After {
    /// The result of what was just answered, in plain words.
    pub own_result: bool,
    /// Answers over time and what came of them, once the patient has said who they are.
    pub over_time: bool,
    /// Pages of the patient's own, behind two proofs.
    pub own_page: bool,
}

/// That an organisation has assessed a module before switching it on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// Who answers for it.
    pub by: String,
    /// When.
    pub on: NaiveDate,
    /// Which document says so.
    pub document: String,
}

/// Everything a use case needs. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub db: Db,
    /// Time and chance.
    pub ambient: Ambient,
    /// Instruments.
    pub catalogue: &'static Catalogue,
    /// Protocols.
    pub protocols: &'static BTreeMap<String, Protocol>,
    /// The address patients and staff see.
    pub base_url: String,
    /// By which ways this server can write to people.
    pub outgoing: Outgoing,
    /// Whom this server may send documents of networks to.
    pub network_hosts: Arc<NetworkHosts>,
    /// How many passwords are hashed at once: each takes 19 MiB.
    hashing: Arc<Semaphore>,
    master: MasterKey,
    tenancies: Arc<RwLock<HashMap<TenantId, Arc<Tenancy>>>>,
    /// Instruments known to be recorded as answered: the database is asked once for each.
    used: Arc<RwLock<HashSet<(String, u32)>>>,
    keeper: Arc<instruments::kept::Keeper>,
    /// How long answering takes in each tenant.
    times: Arc<RwLock<HashMap<TenantId, collect::times::Kept>>>,
    committer: Arc<collect::Committer>,
    /// The registry's rows, as they were last read.
    registry: Arc<store::registry_rows::Kept>,
    replanning: Arc<protocols::Waiting>,
}

impl App {
    /// The application over an open database.
    ///
    /// # Errors
    /// When the definitions do not read.
    pub fn new(db: Db, ambient: Ambient, master: MasterKey, base_url: String) -> Result<Self> {
        let catalogue = Catalogue::embedded()?;
        let protocols = catalogue::protocols::embedded()?;
        let hashing = Arc::new(Semaphore::new(std::thread::available_parallelism().map_or(1, std::num::NonZero::get)));
        Ok(Self {
            db,
            ambient,
            catalogue,
            protocols,
            base_url,
            outgoing: Outgoing::default(),
            network_hosts: Arc::default(),
            hashing,
            master,
            tenancies: Arc::default(),
            used: Arc::default(),
            keeper: Arc::default(),
            times: Arc::default(),
            committer: Arc::default(),
            registry: Arc::default(),
            replanning: Arc::default(),
        })
    }

    /// The key that everything hangs on.
    #[must_use]
    pub const fn master(&self) -> &MasterKey {
        &self.master
    }

    /// A tenant's name, zone and key; read once and kept.
    ///
    /// # Errors
    /// When there is no such tenant, or its key does not open.
    pub async fn tenancy(&self, id: TenantId) -> Result<Arc<Tenancy>> {
        let kept = self.tenancies.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
        if let Some(tenancy) = kept {
            return Ok(tenancy);
        }
        let mut local = self.db.local_snapshot().await?;
        let tenant = store::tenant::lookup(&mut local.local(), id)
            .await?
            .ok_or_else(|| AppError::Broken(format!("tenant {id} is gone")))?;
        let zone =
            tenant.zone.parse().map_err(|_| AppError::Broken(format!("unknown time zone \"{}\"", tenant.zone)))?;
        let key = self.master.open_tenant(id, &tenant.key_sealed)?;
        let settings = serde_json::from_str(&tenant.settings)
            .map_err(|error| AppError::Broken(format!("the settings of tenant {id} do not read: {error}")))?;
        let tenancy = Arc::new(Tenancy { id, name: tenant.name, zone, key, settings, demo: tenant.demo });
        self.tenancies.write().unwrap_or_else(PoisonError::into_inner).insert(id, Arc::clone(&tenancy));
        Ok(tenancy)
    }

    /// Forgets what was kept of a tenant: its settings have changed.
    fn forget_tenancy(&self, id: TenantId) {
        self.tenancies.write().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }

    /// Forgets what was kept of a tenant's instruments: they have changed, and so has what may be asked.
    fn forget_instruments(&self, id: TenantId) {
        self.keeper.forget(id);
        self.replanning.renew(id);
    }

    /// Runs work that takes memory and tens of milliseconds, off the async threads and few at a time.
    pub(crate) async fn hashing<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let _turn = self.hashing.acquire().await.map_err(|_| AppError::Broken("hashing has ended".to_owned()))?;
        tokio::task::spawn_blocking(work).await.map_err(|_| AppError::Broken("hashing was interrupted".to_owned()))
    }

    /// Holds the program's instruments against those that have been answered here.
    ///
    /// # Errors
    /// [`AppError::Refused`] when a version that was answered has other rules now, or is gone: its answers
    /// would be read by rules they were not scored by.
    pub async fn check_used_definitions(&self) -> Result<()> {
        let used = store::definition::list(&mut self.db.local_snapshot().await?.local()).await?;
        let mut wrong = Vec::new();
        for UsedDefinition { instrument, version, rules_hash, first_used_at } in used {
            let known = u32::try_from(version).ok().and_then(|number| self.catalogue.version(&instrument, number));
            let since = first_used_at.format("%Y-%m-%d");
            match known {
                Some(definition) if definition.rules_fingerprint() == rules_hash => {}
                Some(_) => wrong.push(format!(
                    "{instrument} version {version} has been answered since {since} under other rules; please give \
                     the changed definition a new version and keep the old one in {instrument}@{version}"
                )),
                None => wrong.push(format!(
                    "{instrument} version {version} has been answered since {since} but is not in this program; \
                     please use a program that has it"
                )),
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(AppError::Refused(wrong.join("\n"))) }
    }

    /// Stores responses with their scores, and by which rules they were scored.
    pub(crate) async fn add_responses(&self, tx: &mut TenantTx, responses: &[(Response, Vec<Score>)]) -> Result<()> {
        self.mark_all_used(tx, responses).await?;
        Ok(store::response::add_many(tx, responses).await?)
    }

    /// Records by which rules responses were scored.
    pub(crate) async fn mark_all_used(
        &self,
        tx: &mut TenantTx,
        responses: impl IntoIterator<Item = &(Response, Vec<Score>)>,
    ) -> Result<()> {
        let versions = responses.into_iter().map(|(response, _)| (response.instrument.as_str(), response.version));
        for (instrument, version) in versions.collect::<HashSet<_>>() {
            let shipped = u32::try_from(version).ok().and_then(|version| self.catalogue.version(instrument, version));
            // An organisation's own versions are stored whole and cannot change.
            if let Some(definition) = shipped {
                self.mark_used(tx, definition).await?;
            }
        }
        Ok(())
    }

    async fn mark_used(&self, tx: &mut TenantTx, definition: &Definition) -> Result<()> {
        let key = (definition.instrument.id.clone(), definition.instrument.version);
        if self.used.read().unwrap_or_else(PoisonError::into_inner).contains(&key) {
            return Ok(());
        }
        let (instrument, version) = (key.0.as_str(), i64::from(key.1));
        let recorded = store::definition::list(&mut tx.local()).await?;
        if recorded.iter().any(|used| used.instrument == instrument && used.version == version) {
            self.used.write().unwrap_or_else(PoisonError::into_inner).insert(key);
            return Ok(());
        }
        let rules_hash = definition.rules_fingerprint();
        let first_used_at = self.ambient.now();
        let used = UsedDefinition { instrument: instrument.to_owned(), version, rules_hash, first_used_at };
        Ok(store::definition::add(&mut tx.local(), &used).await?)
    }

    /// One of the product's own instruments, in its newest version. What an organisation asks with, its
    /// own and the words it loaded, is in [`App::instruments`].
    ///
    /// # Errors
    /// When the catalogue does not have it.
    pub fn definition(&self, id: &str) -> Result<&'static Definition> {
        self.catalogue
            .definition(id)
            .ok_or_else(|| AppError::Broken(format!("the instrument \"{id}\" is not in the catalogue")))
    }
}

impl Tenancy {
    /// Whether answers that an instrument marks are pointed out to the clinician.
    #[must_use]
    pub const fn notices_on(&self) -> bool {
        self.settings.answer_notices.is_some()
    }

    /// Whether what is usual from here is shown to the clinician.
    #[must_use]
    pub const fn course_support_on(&self) -> bool {
        self.settings.course_support.is_some()
    }

    /// An open patient's own key.
    ///
    /// # Errors
    /// When the person was erased, or the key does not open.
    pub fn person_key(&self, open: &OpenPerson) -> Result<PersonKey> {
        let sealed = open.person.key_sealed.as_deref().ok_or(OpenError::Sealed)?;
        Ok(self.key.open_person(open.id(), sealed)?)
    }

    /// Who an open patient is.
    ///
    /// # Errors
    /// When the identity does not open.
    pub fn identity(&self, open: &OpenPerson) -> Result<Identity> {
        let text = self.person_key(open)?.open("identity", open.id(), "sealed", &open.identity_sealed)?;
        serde_json::from_str(&text).map_err(|_| OpenError::Content.into())
    }
}
