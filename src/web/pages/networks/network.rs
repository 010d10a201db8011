//! One network, for whoever looks after it.

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use uuid::Uuid;

use super::super::super::Web;
use super::super::super::failure::Failure;
use super::super::super::form::Fields;
use super::super::super::staff::Staff;
use super::super::{mend, page, see_other};
use super::exchange::of as exchange_of;
use super::{named, period_name, stated};
use crate::app::network::{self, Acceptance, Held, Opened};
use crate::auth::signature;
use crate::domain::access::Permission;
use crate::domain::care::UnitId;
use crate::domain::ledger::Period;
use crate::domain::network::{Kind, Standing, State as Decided};
use crate::view::pages::network::{NetworkPage, OwnPeriod, Party, ReceivedRow};
use crate::view::pages::{Choice, FieldError};
use crate::view::text::Text;

/// What was typed and has to be mended.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) accepted_by: String,
    pub(super) unit: String,
    pub(super) errors: Vec<FieldError>,
    /// The key of the organisation whose address was typed, and the address.
    pub(super) address: (String, String),
    /// Why something in the inbox could not be taken in.
    pub(super) refused: Option<String>,
}

pub(super) fn base(network: Uuid) -> String {
    format!("/networks/{network}")
}

/// Who takes part, and who asks to.
fn parties(opened: &Opened) -> (Vec<Party>, Vec<Party>) {
    let joining = |one: &&Held| one.stored.kind == Kind::Joining && !one.stored.own;
    let asked: BTreeMap<&str, &Held> =
        opened.documents.iter().filter(joining).map(|one| (one.stored.signer.as_str(), one)).collect();
    let party = |key: &crate::domain::network::KeyId, name: Option<&String>, held: Option<&&Held>| {
        let joining = held.and_then(|held| held.joining.as_ref());
        let known = name.or(joining.map(|joining| &joining.organisation));
        let own = opened.own_key.as_ref() == Some(key);
        Party {
            key: key.short().to_owned(),
            fingerprint: signature::fingerprint(key),
            name: known.cloned().unwrap_or_default(),
            own,
            founder: *key == opened.founder_key,
            document: held.map_or_else(String::new, |held| held.stored.id.to_string()),
            accepted: joining.map(|joining| (joining.accepted_by.clone(), joining.accepted_on)),
        }
    };
    let members = opened.members.iter();
    let members = members.map(|one| party(&one.key, one.name.as_ref(), asked.get(one.key.as_str()))).collect();
    let waiting = asked.values().filter(|held| held.stored.state == Decided::Waiting);
    let asking = waiting.filter_map(|held| {
        let key = crate::domain::network::KeyId::try_from(held.stored.signer.clone()).ok()?;
        Some(party(&key, None, Some(held)))
    });
    (members, asking.collect())
}

fn own_periods(
    opened: &Opened,
    names: &BTreeMap<crate::domain::care::AccountId, String>,
    text: &Text,
) -> Result<Vec<OwnPeriod>, Failure> {
    let of = |kind: Kind, period: &str| {
        let mut own = opened.documents.iter().filter(|one| one.stored.own && one.stored.kind == kind);
        own.find(|one| one.stored.period.as_deref() == Some(period))
    };
    let mut periods = opened.charter.periods(opened.today);
    // What was shared longer ago can still be taken back.
    for one in opened.documents.iter().filter(|one| one.stored.own).filter_map(|one| one.statement.as_ref()) {
        if !periods.contains(&one.period) {
            periods.push(one.period);
        }
    }
    periods.sort_by_key(|period: &Period| std::cmp::Reverse(period.first()));
    let base = base(opened.charter.network);
    let row = |period: &Period| {
        let value = period.to_string();
        let shared = of(Kind::Statement, &value);
        let back = of(Kind::Withdrawal, &value).map(|one| &one.stored);
        let left = shared.is_some_and(|one| one.stored.state == Decided::Withdrawn);
        let (state, held) = match (shared.map(|one| &one.stored), back) {
            (None, _) => ("open", None),
            (Some(shared), back) if left => ("withdrawn", back.or(Some(shared))),
            (Some(shared), _) => ("shared", Some(shared)),
        };
        // After leaving, there is one withdrawal for everything.
        let file = held.filter(|held| !left || held.kind == Kind::Withdrawal);
        Ok(OwnPeriod {
            name: period_name(*period, text)?,
            value,
            state: state.to_owned(),
            file: file.map_or_else(String::new, |held| format!("{base}/files/{}", held.id)),
            decided: held
                .and_then(|held| held.decided)
                .map(|(at, by)| (at, names.get(&by).cloned().unwrap_or_default())),
        })
    };
    periods.iter().map(row).collect()
}

pub(super) async fn body(web: &Web, staff: &Staff, id: Uuid, typed: Typed) -> Result<NetworkPage, Failure> {
    staff.need(Permission::Administer)?;
    let opened = network::open(&web.app, &staff.who.proof, id).await?.ok_or(Failure::NotFound)?;
    let names = network::names(&web.app, &staff.who.proof).await?;
    let text = web.text(staff.language());
    let base = base(id);
    let (members, asking) = parties(&opened);
    let own = |kind: Kind| {
        let mut own = opened.documents.iter().filter(|one| one.stored.own && one.stored.kind == kind);
        let found = own.find(|one| one.stored.period.is_none());
        found.map_or_else(String::new, |one| format!("{base}/files/{}", one.stored.id))
    };
    let received =
        opened.documents.iter().filter(|one| !one.stored.own).filter_map(|one| {
            let statement = one.statement.as_ref()?;
            let from = members.iter().find(|party| one.stored.signer.starts_with(&party.key));
            let from = from.map_or_else(String::new, |party| {
                if party.name.is_empty() { party.key.clone() } else { party.name.clone() }
            });
            Some(stated(web, statement, text).map(|released| ReceivedRow {
                document: one.stored.id.to_string(),
                from,
                waiting: one.stored.state == Decided::Waiting,
                came: one.stored.came,
                released,
            }))
        });
    let mut received = received.collect::<Result<Vec<ReceivedRow>, Failure>>()?;
    // What waits for somebody comes first.
    received.sort_by_key(|row| !row.waiting);
    let exchange = exchange_of(web, staff, &opened, &names, &typed).await?;
    let charter = &opened.charter;
    let units = opened.units.iter().enumerate().map(|(place, (unit, name, depth))| {
        let chosen = if typed.unit.is_empty() { place == 0 } else { unit.to_string() == typed.unit };
        Choice::new(unit.to_string(), format!("{}{name}", "\u{2002}".repeat(*depth)), chosen)
    });
    Ok(NetworkPage {
        name: charter.name.clone(),
        purpose: charter.purpose.clone(),
        founder: (charter.founder.clone(), charter.founded_on),
        fingerprint: signature::fingerprint(&opened.founder_key),
        own: opened.founder,
        unit: opened.unit.clone(),
        metrics: charter.metrics.iter().map(|key| named(web, key, text)).collect::<Result<_, _>>()?,
        every: charter.every.code().to_owned(),
        names: charter.names,
        standing: opened.standing.code().to_owned(),
        joining: own(Kind::Joining),
        leaving: own(Kind::Withdrawal),
        periods: if opened.standing == Standing::Invited { vec![] } else { own_periods(&opened, &names, text)? },
        received,
        units: units.collect(),
        accepted_by: typed.accepted_by,
        compare: if opened.may_read && opened.standing == Standing::Member {
            format!("{base}/compare")
        } else {
            String::new()
        },
        members,
        asking,
        exchange,
        base,
        errors: typed.errors,
        done: None,
    })
}

#[derive(Deserialize)]
pub(in crate::web) struct Came {
    done: Option<String>,
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Query(came): Query<Came>,
) -> Result<Response, Failure> {
    let shown = body(&web, &staff, id, Typed::default()).await?;
    let known = [
        "founded",
        "invited",
        "accepted",
        "waiting",
        "taken",
        "refused",
        "shared",
        "withdrawn",
        "left",
        "done",
        "arrival",
        "address",
        "again",
    ];
    let done = came.done.filter(|done| done.strip_prefix("network-").is_some_and(|done| known.contains(&done)));
    page(&web, &NetworkPage { done, ..shown }, &staff.chrome(&web))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct AcceptForm {
    csrf: String,
    unit: String,
    accepted_by: String,
    #[serde(default)]
    shows_name: String,
    #[serde(default)]
    sure: String,
}

pub(in crate::web) async fn accept(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<AcceptForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    staff.need(Permission::Administer)?;
    let acceptance = Acceptance {
        unit: UnitId(form.unit.parse::<Uuid>().map_err(|_| Failure::Form)?),
        by: form.accepted_by.clone(),
        shows_name: form.shows_name == "yes",
    };
    let wrong = if form.sure == "yes" {
        match network::accept(&web.app, &staff.who.proof, id, acceptance).await?.ok_or(Failure::NotFound)? {
            Ok(()) => return Ok(see_other(&format!("{}?done=network-accepted", base(id)))),
            Err(wrong) => wrong,
        }
    } else {
        vec![("sure", "missing")]
    };
    let errors = wrong.iter().map(|(field, kind)| FieldError::new(*field, *kind)).collect();
    let typed = Typed { accepted_by: form.accepted_by, unit: form.unit, errors, ..Typed::default() };
    mend(&web, &body(&web, &staff, id, typed).await?, &staff.chrome_at(&web, base(id)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct DecideForm {
    csrf: String,
    document: Uuid,
    answer: String,
}

pub(in crate::web) async fn decide(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<DecideForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    staff.need(Permission::Administer)?;
    let yes = form.answer == "yes";
    network::decide(&web.app, &staff.who.proof, id, form.document, yes).await?.ok_or(Failure::NotFound)?;
    let done = if yes { "taken" } else { "refused" };
    Ok(see_other(&format!("{}?done=network-{done}", base(id))))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct LeaveForm {
    csrf: String,
    #[serde(default)]
    sure: String,
}

pub(in crate::web) async fn leave(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<LeaveForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    staff.need(Permission::Administer)?;
    if form.sure != "yes" {
        let typed = Typed { errors: vec![FieldError::new("sure", "missing")], ..Typed::default() };
        return mend(&web, &body(&web, &staff, id, typed).await?, &staff.chrome_at(&web, base(id)));
    }
    network::leave(&web.app, &staff.who.proof, id).await?.ok_or(Failure::NotFound)?;
    Ok(see_other(&format!("{}?done=network-left", base(id))))
}

/// A signed file, to be sent to the others.
pub(in crate::web) async fn file(
    State(web): State<Web>,
    staff: Staff,
    Path((id, what)): Path<(Uuid, String)>,
) -> Result<Response, Failure> {
    staff.need(Permission::Administer)?;
    let text = network::file(&web.app, &staff.who.proof, id, &what).await?.ok_or(Failure::NotFound)?;
    let short = what.get(..13).unwrap_or(&what);
    let name = format!("attachment; filename=\"lytt-network-{short}.txt\"");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment"))),
    ];
    Ok((headers, text).into_response())
}
