//! From server to server: the inbox, the addresses of others, and what became of what went out.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::super::super::Web;
use super::super::super::failure::Failure;
use super::super::super::form::Fields;
use super::super::super::staff::Staff;
use super::super::{mend, see_other};
use super::network::{Typed, base, body};
use super::{period_name, stated};
use crate::app::network::{self, Came, Exchange, Opened, Sending};
use crate::auth::signature;
use crate::domain::access::Permission;
use crate::domain::care::AccountId;
use crate::domain::network::exchange::{Arrived, Hindrance, Sent};
use crate::domain::network::{KeyId, Member, Refusal};
use crate::view::pages::FieldError;
use crate::view::pages::network_exchange::{
    AddressRow, AskedView, EarlierRow, ExchangeView, InboxRow, ListView, SentRow,
};
use crate::view::text::Text;

/// How many of each are listed that nothing is to be done about any more.
const LISTED: usize = 30;

/// What an organisation is called here; empty where only its key is known.
fn name(opened: &Opened, key: &KeyId) -> String {
    let member = opened.members.iter().find(|member| member.key == *key).and_then(|member| member.name.clone());
    let asked = || {
        let mut asked = opened.documents.iter().filter(|one| !one.stored.own && one.stored.signer == key.as_str());
        asked.find_map(|one| one.joining.as_ref()).map(|joining| joining.organisation.clone())
    };
    let founder = || (*key == opened.founder_key).then(|| opened.charter.founder.clone());
    member.or_else(asked).or_else(founder).unwrap_or_default()
}

fn in_words(period: Option<&String>, text: &Text) -> Result<String, Failure> {
    let period = period.and_then(|period| period.parse().ok());
    period.map_or_else(|| Ok(String::new()), |period| period_name(period, text))
}

fn waiting(web: &Web, opened: &Opened, came: &Came, text: &Text) -> Result<InboxRow, Failure> {
    let own = text.message("network-own", &[])?;
    let called = |member: &Member| match &member.name {
        _ if opened.own_key.as_ref() == Some(&member.key) => own.clone(),
        Some(name) => name.clone(),
        None => member.key.short().to_owned(),
    };
    let list = came.members.as_ref().map(|list| {
        let without = |all: &[Member], other: &[Member]| {
            let gone = all.iter().filter(|one| !other.iter().any(|other| other.key == one.key));
            gone.map(called).collect::<Vec<_>>()
        };
        ListView {
            n: list.members.len(),
            own: opened.own_key.as_ref().is_some_and(|own| list.members.iter().any(|member| member.key == *own)),
            comes: without(&list.members, &opened.members),
            goes: without(&opened.members, &list.members),
        }
    });
    let from = came.joining.as_ref().map_or_else(|| name(opened, &came.signer), |one| one.organisation.clone());
    Ok(InboxRow {
        arrival: came.id.to_string(),
        kind: came.what.code().to_owned(),
        from,
        key: came.signer.short().to_owned(),
        fingerprint: signature::fingerprint(&came.signer),
        came: came.came,
        released: came.statement.as_ref().map(|statement| stated(web, statement, text)).transpose()?,
        asked: came.joining.as_ref().map(|one| AskedView {
            by: one.accepted_by.clone(),
            on: one.accepted_on,
            shows_name: one.shows_name,
        }),
        list,
    })
}

fn earlier(
    opened: &Opened,
    names: &BTreeMap<AccountId, String>,
    came: &Came,
    text: &Text,
) -> Result<EarlierRow, Failure> {
    Ok(EarlierRow {
        kind: came.what.code().to_owned(),
        whole: came.period.is_none(),
        from: name(opened, &came.signer),
        key: came.signer.short().to_owned(),
        period: in_words(came.period.as_ref(), text)?,
        state: came.state.code().to_owned(),
        came: came.came,
        decided: came.decided.map(|(at, by)| (at, names.get(&by).cloned().unwrap_or_default())),
    })
}

/// The text that says why: what another server told, or what was in the way.
fn reason(sending: &Sending) -> String {
    if let Some(why) = Hindrance::from_code(&sending.reason) {
        return format!("network-hindrance-{why}");
    }
    Refusal::from_code(&sending.reason).map_or_else(String::new, |why| format!("network-told-{why}"))
}

fn sent(opened: &Opened, sending: &Sending, text: &Text) -> Result<SentRow, Failure> {
    let key = KeyId::try_from(sending.partner.clone()).map_err(|error| Failure::Broken(error.to_owned()))?;
    Ok(SentRow {
        sending: sending.id.to_string(),
        kind: sending.what.code().to_owned(),
        whole: sending.period.is_none(),
        to: name(opened, &key),
        key: key.short().to_owned(),
        period: in_words(sending.period.as_ref(), text)?,
        state: sending.state.code().to_owned(),
        attempts: sending.attempts,
        since: sending.since,
        next: sending.next,
        reason: reason(sending),
        again: matches!(sending.state, Sent::Refused | Sent::GivenUp)
            || sending.state == Sent::Waiting && !sending.reason.is_empty(),
    })
}

/// What there is to see of the exchange.
pub(super) async fn of(
    web: &Web,
    staff: &Staff,
    opened: &Opened,
    names: &BTreeMap<AccountId, String>,
    typed: &Typed,
) -> Result<ExchangeView, Failure> {
    let id = opened.charter.network;
    let found = network::exchange(&web.app, &staff.who.proof, id).await?.ok_or(Failure::NotFound)?;
    let text = web.text(staff.language());
    let Exchange { own_address, opened: open, partners, arrivals, sendings } = found;
    let (waits, settled): (Vec<&Came>, Vec<&Came>) = arrivals.iter().partition(|one| one.state == Arrived::Waiting);
    let address = |(key, address): &(KeyId, String)| {
        let mend = typed.address.0 == key.as_str();
        let asks = arrivals.iter().filter(|one| one.signer == *key).find_map(|one| one.joining.as_ref());
        let asks = asks.map(|one| one.organisation.clone()).unwrap_or_default();
        AddressRow {
            partner: key.to_string(),
            name: Some(name(opened, key)).filter(|name| !name.is_empty()).unwrap_or(asks),
            key: key.short().to_owned(),
            address: if mend { typed.address.1.clone() } else { address.clone() },
            mend,
        }
    };
    Ok(ExchangeView {
        own_address,
        opened: open,
        partners: partners.iter().map(address).collect(),
        inbox: waits.into_iter().rev().map(|one| waiting(web, opened, one, text)).collect::<Result<_, _>>()?,
        earlier: settled
            .into_iter()
            .take(LISTED)
            .map(|one| earlier(opened, names, one, text))
            .collect::<Result<_, _>>()?,
        sent: sendings.iter().take(LISTED).map(|one| sent(opened, one, text)).collect::<Result<_, _>>()?,
        refused: typed.refused.clone(),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct AnswerForm {
    csrf: String,
    arrival: Uuid,
    answer: String,
}

/// Takes in what waits in the inbox, or refuses it.
pub(in crate::web) async fn answer(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<AnswerForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    staff.need(Permission::Administer)?;
    let yes = form.answer == "yes";
    match network::answer(&web.app, &staff.who.proof, id, form.arrival, yes).await?.ok_or(Failure::NotFound)? {
        Ok(()) => {
            let done = if yes { "taken" } else { "arrival" };
            Ok(see_other(&format!("{}?done=network-{done}", base(id))))
        }
        Err(refusal) => {
            let typed = Typed { refused: Some(refusal.code().to_owned()), ..Typed::default() };
            mend(&web, &body(&web, &staff, id, typed).await?, &staff.chrome_at(&web, base(id)))
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct AddressForm {
    csrf: String,
    partner: String,
    address: String,
}

/// Writes down where another organisation takes in documents.
pub(in crate::web) async fn write_address(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<AddressForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    staff.need(Permission::Administer)?;
    let written = network::write_address(&web.app, &staff.who.proof, id, &form.partner, &form.address).await?;
    match written.ok_or(Failure::NotFound)? {
        Ok(()) => Ok(see_other(&format!("{}?done=network-address", base(id)))),
        Err(wrong) => {
            let errors = vec![FieldError::new("address", wrong.code())];
            let typed = Typed { errors, address: (form.partner, form.address), ..Typed::default() };
            mend(&web, &body(&web, &staff, id, typed).await?, &staff.chrome_at(&web, base(id)))
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct AgainForm {
    csrf: String,
    sending: Uuid,
}

/// Tries once more to send something.
pub(in crate::web) async fn send_again(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<AgainForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    staff.need(Permission::Administer)?;
    network::send_again(&web.app, &staff.who.proof, id, form.sending).await?.ok_or(Failure::NotFound)?;
    Ok(see_other(&format!("{}?done=network-again", base(id))))
}
