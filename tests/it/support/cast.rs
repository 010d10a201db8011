//! People to play with: an organisation with staff in every role, and a patient with a session.

use chrono::TimeDelta;
use lytt::app::administer::{self, NewTenant, USUAL_PROTOCOL};
use lytt::app::enrol::{self, NewPatient, NewSession};
use lytt::app::{App, sign_in};
use lytt::auth::{password, token};
use lytt::domain::access::{Grant, Role};
use lytt::domain::care::{
    AccountId, Course, EpisodeId, Identity, Moment, Problem, RequestId, SessionId, SessionKind, SessionMode, Sex,
    TenantId, UnitId,
};
use lytt::domain::local_time;
use lytt::store::account::{self, Account, SignIn};
use lytt::store::audit::Act;
use lytt::store::{self, Proof};

/// An organisation with a team and one member of staff in every role.
pub(crate) struct Organisation {
    pub(crate) tenant: TenantId,
    pub(crate) root: UnitId,
    pub(crate) team: UnitId,
    staff: Vec<(Role, AccountId)>,
}

impl Organisation {
    /// Leaders and the like are leaders of everything; the clinician works in the team.
    pub(crate) async fn found(app: &App, slug: &str) -> Self {
        let new = NewTenant {
            slug: slug.to_owned(),
            name: format!("Organisation {slug}"),
            zone: "Europe/Oslo".to_owned(),
            demo: false,
        };
        let (tenant, root) = administer::add_tenant(app, new).await.unwrap();
        let unit = async |name: &str| administer::add_unit(app, tenant.id, name, None, USUAL_PROTOCOL).await.unwrap();
        let team = unit("Team").await;
        let mut own = Self { tenant: tenant.id, root, team, staff: Vec::new() };
        for role in Role::ALL {
            let unit = if *role == Role::Clinician { team } else { root };
            let login = format!("{role}.{slug}");
            let account = own.hire(app, &login, &[Grant { role: *role, unit }]).await;
            own.staff.push((*role, account));
        }
        own
    }

    /// Adds an account without a password that fits: hashing one takes long.
    pub(crate) async fn hire(&self, app: &App, login: &str, grants: &[Grant]) -> AccountId {
        let id = AccountId(app.ambient.id());
        let now = app.ambient.now();
        let account = Account {
            id,
            login: login.to_owned(),
            name: format!("Name of {login}"),
            language: "en".to_owned(),
            password_hash: password::NOBODY.to_owned(),
            totp_sealed: None,
            totp_step: -1,
            email: None,
            active: true,
            created_at: now,
        };
        let mut tx = app.db.tenant(&Proof::operator(self.tenant), now, "").await.unwrap();
        account::add(&mut tx.local(), &account).await.unwrap();
        for grant in grants {
            account::grant(&mut tx.local(), self.tenant, id, *grant, now).await.unwrap();
        }
        tx.note(Act::Create, format_args!("account:{id}"), "");
        tx.commit().await.unwrap();
        id
    }

    /// The account of a role.
    pub(crate) fn account(&self, role: Role) -> AccountId {
        self.staff.iter().find(|(known, _)| *known == role).unwrap().1
    }

    /// Signs an account in: the value of its cookie.
    pub(crate) async fn sign_in(&self, app: &App, account: AccountId) -> String {
        let cookie = token::fresh(&app.ambient);
        let now = app.ambient.now();
        let row = SignIn {
            id: app.ambient.id(),
            account,
            tenant: self.tenant,
            created_at: now,
            seen_at: now,
            device: "computer".to_owned(),
        };
        let mut tx = app.db.local().await.unwrap();
        account::add_sign_in(&mut tx.local(), &token::hash(&cookie), &row).await.unwrap();
        tx.commit().await.unwrap();
        cookie
    }

    /// What opens the tenant for a role.
    pub(crate) async fn proof(&self, app: &App, role: Role) -> Proof {
        let cookie = self.sign_in(app, self.account(role)).await;
        sign_in::who(app, &cookie).await.unwrap().unwrap().proof
    }

    /// The clinician's patient, with a session in two hours.
    pub(crate) async fn patient(&self, app: &App) -> Case {
        let clinician = self.proof(app, Role::Clinician).await;
        let now = app.ambient.now();
        let new = NewPatient {
            identity: Identity {
                given: "Tyttebær".to_owned(),
                family: "Eksempel".to_owned(),
                birth_date: Some("1990-05-17".parse().unwrap()),
                phone: None,
                external: None,
                email: None,
                protected: false,
            },
            sex: Sex::Female,
            language: "en".to_owned(),
            unit: self.team,
            referred_on: local_time::day_of(chrono_tz::Europe::Oslo, now - TimeDelta::days(20)),
            problem: Problem::Anxiety,
            course: Course::Individual,
        };
        let episode = enrol::add_patient(app, &clinician, new).await.unwrap().unwrap();
        let appointment = NewSession {
            starts_at: now + TimeDelta::hours(2),
            minutes: 45,
            kind: SessionKind::Treatment,
            mode: SessionMode::InPerson,
            also: None,
            last: false,
        };
        let session = enrol::add_session(app, &clinician, episode, appointment).await.unwrap().unwrap();
        let mut tx = app.db.tenant_snapshot(&clinician, now).await.unwrap();
        let requests = store::request::list_by_episode(&mut tx, episode).await.unwrap();
        let of = |moment| requests.iter().find(|request| request.moment == moment).unwrap().id;
        let (before, after) = (of(Moment::BeforeSession), of(Moment::AfterSession));
        Case { episode, session, before, after, clinician }
    }
}

/// A patient with a session in two hours.
pub(crate) struct Case {
    pub(crate) episode: EpisodeId,
    pub(crate) session: SessionId,
    /// Asked before the session; open now.
    pub(crate) before: RequestId,
    /// Asked after it; not open yet.
    pub(crate) after: RequestId,
    pub(crate) clinician: Proof,
}

impl Case {
    /// A fresh link: the secret in it.
    pub(crate) async fn link(&self, app: &App, request: RequestId) -> String {
        let fresh = enrol::invite(app, &self.clinician, self.episode, request).await.unwrap().unwrap();
        fresh.url.rsplit('/').next().unwrap().to_owned()
    }
}
