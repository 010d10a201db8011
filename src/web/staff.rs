//! Who is signed in.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::{Web, cookies, failure::Failure};
use crate::app::sign_in;
use crate::auth::token;
use crate::domain::access::Permission;
use crate::view::{Chrome, Language, SignedIn};

/// A signed-in member of staff, with the proof that opens the tenant. A handler that takes one is
/// reached by nobody else.
pub(super) struct Staff {
    pub(super) who: sign_in::Staff,
    pub(super) cookie: String,
    pub(super) path: String,
    /// The organisation has switched answer notices on.
    pub(super) notices: bool,
}

impl Staff {
    /// The language of the pages.
    pub(super) fn language(&self) -> Language {
        Language::lookup(&self.who.account.language).unwrap_or_default().for_staff()
    }

    /// What surrounds this person's pages.
    pub(super) fn chrome(&self, web: &Web) -> Chrome {
        let grants = self.who.proof.grants();
        Chrome {
            language: self.language(),
            csrf: token::form_token(&self.cookie),
            path: self.path.clone(),
            demo: web.demo,
            who: Some(SignedIn {
                name: self.who.account.name.clone(),
                clinician: grants.allow(Permission::ReadOwnPatients),
                leader: grants.allow(Permission::ReadReports),
                networks: [Permission::Administer, Permission::ReadReports]
                    .into_iter()
                    .any(|permission| grants.allow(permission)),
                notices: self.notices
                    && [Permission::ReadOwnPatients, Permission::LeadNotices, Permission::ManageProtocols]
                        .into_iter()
                        .any(|permission| grants.allow(permission)),
            }),
            ..Chrome::default()
        }
    }

    /// The same for a page that answers a form: `path` is where that page is found with a plain GET, to
    /// come back to after a change of language.
    pub(super) fn chrome_at(&self, web: &Web, path: String) -> Chrome {
        Chrome { path, ..self.chrome(web) }
    }

    /// Where this person's work begins.
    pub(super) fn home(&self) -> &'static str {
        let grants = self.who.proof.grants();
        if grants.allow(Permission::ReadOwnPatients) {
            "/today"
        } else if grants.allow(Permission::ReadReports) {
            "/report"
        } else {
            "/account"
        }
    }

    /// Refuses whoever lacks a permission in every unit. A page that is not for somebody does not
    /// exist for them.
    pub(super) fn need(&self, permission: Permission) -> Result<(), Failure> {
        if self.who.proof.grants().allow(permission) { Ok(()) } else { Err(Failure::NotFound) }
    }

    /// Refuses a form that was not made for this browser.
    pub(super) fn check(&self, csrf: &str) -> Result<(), Failure> {
        super::form::check(csrf, &self.cookie)
    }
}

impl FromRequestParts<Web> for Staff {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let path = parts.uri.path_and_query().map_or_else(|| "/".to_owned(), |path| path.as_str().to_owned());
        let after = if parts.method == axum::http::Method::GET { path.clone() } else { "/".to_owned() };
        let Some(cookie) = cookies::read(&parts.headers, cookies::STAFF) else { return Err(Failure::SignIn(after)) };
        match sign_in::who(&web.app, cookie).await? {
            Some(who) => {
                // Kept in memory: asks no database.
                let notices = web.app.tenancy(who.proof.tenant()).await?.notices_on();
                Ok(Self { who, cookie: cookie.to_owned(), path, notices })
            }
            None => Err(Failure::SignIn(after)),
        }
    }
}
