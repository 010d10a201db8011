//! The list; founding a network; taking in a file.

use axum::extract::State;
use axum::response::Response;
use uuid::Uuid;

use super::super::super::Web;
use super::super::super::failure::Failure;
use super::super::super::form::{Fields, Upload};
use super::super::super::staff::Staff;
use super::super::report::metric_name;
use super::super::{mend, page, see_other};
use crate::app::network::{self, NewNetwork, Taken};
use crate::app::report::MetricOption;
use crate::domain::access::Permission;
use crate::domain::care::UnitId;
use crate::domain::ledger::Every;
use crate::view::pages::network::{NetworkForm, NetworkList, NetworkRow};
use crate::view::pages::{Choice, FieldError};

/// What was typed and has to be mended.
#[derive(Default)]
struct Typed {
    form: Option<Sent>,
    errors: Vec<FieldError>,
    file: String,
    refused: Option<String>,
}

/// A form to found a network, as it was sent.
struct Sent(Vec<(String, String)>);

impl Sent {
    fn one(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }
}

fn key(option: &MetricOption) -> String {
    let metric = &option.metric;
    [&metric.instrument.id, &metric.scale.id, &metric.norms.id].map(String::as_str).join("~")
}

fn may(staff: &Staff) -> Result<bool, Failure> {
    let grants = staff.who.proof.grants();
    let keeps = grants.allow(Permission::Administer);
    if keeps || grants.allow(Permission::ReadReports) { Ok(keeps) } else { Err(Failure::NotFound) }
}

async fn body(web: &Web, staff: &Staff, typed: Typed) -> Result<NetworkList, Failure> {
    let keeps = may(staff)?;
    let text = web.text(staff.language());
    let networks = network::list(&web.app, &staff.who.proof).await?;
    let row = |one: network::Listed| {
        let url = format!("/networks/{}", one.charter.network);
        NetworkRow {
            compare: if one.may_read { format!("{url}/compare") } else { String::new() },
            url: if one.may_keep { url } else { String::new() },
            name: one.charter.name,
            purpose: one.charter.purpose,
            standing: one.standing.code().to_owned(),
            waiting: if one.may_keep { one.waiting } else { 0 },
        }
    };
    let new = if keeps {
        let options = network::options(&web.app, &staff.who.proof).await?;
        let sent = typed.form.as_ref();
        let chosen = |name: &str, value: &str, usual: bool| {
            sent.map_or(usual, |sent| sent.all(name).any(|given| given == value))
        };
        let units = options.units.iter().enumerate().map(|(place, (id, name, depth))| {
            let label = format!("{}{name}", "\u{2002}".repeat(*depth));
            Choice::new(id.to_string(), label, chosen("unit", &id.to_string(), place == 0))
        });
        let metrics = options.metrics.iter().map(|option| {
            Ok(Choice::new(key(option), metric_name(option, text)?, chosen("metric", &key(option), false)))
        });
        let every = [Every::Quarter, Every::Year];
        Some(NetworkForm {
            name: sent.map_or_else(String::new, |sent| sent.one("name").to_owned()),
            purpose: sent.map_or_else(String::new, |sent| sent.one("purpose").to_owned()),
            units: units.collect(),
            metrics: metrics.collect::<Result<_, Failure>>()?,
            every: every
                .map(|every| Choice::new(every.code(), "", chosen("every", every.code(), every == Every::Quarter)))
                .to_vec(),
            names: chosen("names", "yes", false),
            open: sent.is_some(),
        })
    } else {
        None
    };
    Ok(NetworkList {
        networks: networks.into_iter().map(row).collect(),
        new,
        file: typed.file,
        refused: typed.refused,
        errors: typed.errors,
    })
}

pub(in crate::web) async fn show(State(web): State<Web>, staff: Staff) -> Result<Response, Failure> {
    page(&web, &body(&web, &staff, Typed::default()).await?, &staff.chrome(&web))
}

pub(in crate::web) async fn found(
    State(web): State<Web>,
    staff: Staff,
    Fields(sent): Fields<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let sent = Sent(sent);
    staff.check(sent.one("csrf"))?;
    staff.need(Permission::Administer)?;
    let metrics = sent.all("metric").map(|metric| {
        let mut parts = metric.split('~').map(str::to_owned);
        Some((parts.next()?, parts.next()?, parts.next()?))
    });
    let new = NewNetwork {
        unit: UnitId(sent.one("unit").parse::<Uuid>().map_err(|_| Failure::Form)?),
        name: sent.one("name").to_owned(),
        purpose: sent.one("purpose").to_owned(),
        metrics: metrics.collect::<Option<_>>().ok_or(Failure::Form)?,
        every: sent.one("every").parse().map_err(|_| Failure::Form)?,
        names: sent.one("names") == "yes",
    };
    match network::found(&web.app, &staff.who.proof, new).await?.ok_or(Failure::NotFound)? {
        Ok(id) => Ok(see_other(&format!("/networks/{id}?done=network-founded"))),
        Err(wrong) => {
            let errors = wrong.iter().map(|(field, kind)| FieldError::new(*field, *kind)).collect();
            let typed = Typed { form: Some(sent), errors, ..Typed::default() };
            mend(&web, &body(&web, &staff, typed).await?, &staff.chrome_at(&web, "/networks".to_owned()))
        }
    }
}

/// Takes in a file that was chosen, or else what was pasted.
pub(in crate::web) async fn take_in(State(web): State<Web>, staff: Staff, form: Upload) -> Result<Response, Failure> {
    staff.check(form.one("csrf"))?;
    staff.need(Permission::Administer)?;
    let chosen = form.one("chosen");
    let file = if chosen.trim().is_empty() { form.one("file") } else { chosen };
    match network::take_in(&web.app, &staff.who.proof, file).await?.ok_or(Failure::NotFound)? {
        Ok(taken) => {
            let done = match taken {
                Taken::Invited(_) => "invited",
                Taken::Waiting(_) => "waiting",
                Taken::Done(_) => "done",
            };
            Ok(see_other(&format!("/networks/{}?done=network-{done}", taken.network())))
        }
        Err(refusal) => {
            // What was pasted stands there still, to be mended; a file is chosen again.
            let (file, refused) = (form.one("file").to_owned(), Some(refusal.code().to_owned()));
            let typed = Typed { file, refused, ..Typed::default() };
            mend(&web, &body(&web, &staff, typed).await?, &staff.chrome_at(&web, "/networks".to_owned()))
        }
    }
}
