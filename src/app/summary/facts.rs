//! What is known of a course without anybody writing it.

use crate::app::review::{self, Form};
use crate::app::{App, Result, Tenancy, enrol};
use crate::catalogue::Definition;
use crate::domain::care::{AccountId, Episode, SessionState};
use crate::domain::instrument::{Area, Scale};
use crate::domain::local_time;
use crate::domain::summary::{MOST_SCALES, Measured, SummaryFacts};
use crate::store::{self, OpenPerson, TenantTx};

pub(super) async fn gather(
    app: &App,
    tenancy: &Tenancy,
    tx: &mut TenantTx,
    person: &OpenPerson,
    episode: &Episode,
) -> Result<SummaryFacts> {
    let one = std::slice::from_ref(person);
    let forms = review::forms(app, tenancy, tx, one, &[episode.id]).await?;
    let sessions = store::session::list_of_episode(tx, episode.id).await?;
    let held = sessions.iter().filter(|session| session.state == SessionState::Held).count();
    let tree = store::unit::tree(tx).await?;
    let treating = store::episode::list_clinicians(tx, episode.id).await?;
    let tenant = tx.tenant();
    let names: Vec<(AccountId, String)> = store::account::list_names(&mut tx.local(), tenant).await?;
    Ok(SummaryFacts {
        unit: enrol::unit_name(&tree, episode.unit),
        clinicians: names.into_iter().filter(|(id, _)| treating.contains(id)).map(|(_, name)| name).collect(),
        problem: episode.problem,
        course: episode.course,
        started_on: episode.started_on,
        ended_on: episode.ended_on,
        end_kind: episode.end_kind,
        sessions_held: u32::try_from(held).unwrap_or(u32::MAX),
        measures: measures(&forms, tenancy),
    })
}

/// The scale of an instrument that sums up a course, and whether it is read with norms. What is said of the
/// work together and of the service stays where it was said.
fn summed(definition: &'static Definition) -> Option<(&'static Scale, bool)> {
    let instrument = &definition.instrument;
    if matches!(instrument.area, Area::Alliance | Area::Experience | Area::Carers) {
        return None;
    }
    match review::metric(definition) {
        Some((metric, _)) => Some((metric.scale, true)),
        None => instrument.scales.first().map(|scale| (scale, false)),
    }
}

fn measures(forms: &[Form], tenancy: &Tenancy) -> Vec<Measured> {
    let own = review::by_patient(forms);
    let mut found: Vec<(bool, Measured)> = Vec::new();
    for definition in review::instruments(own.iter().copied()) {
        let Some((scale, norms)) = summed(definition) else { continue };
        let comparable = own.iter().filter(|form| form.is_comparable_with(definition));
        let points: Vec<_> = comparable
            .filter_map(|form| {
                let value = form.score(&scale.id)?.value?;
                Some((local_time::day_of(tenancy.zone, form.response.answered_at), value))
            })
            .collect();
        if !points.is_empty() {
            let instrument = &definition.instrument;
            let measured = Measured {
                instrument: instrument.id.clone(),
                version: i64::from(instrument.version),
                scale: scale.id.clone(),
                points,
            };
            found.push((norms, measured));
        }
    }
    // Those with norms first, then those that were answered most often.
    found.sort_by_key(|(norms, measured)| (!norms, std::cmp::Reverse(measured.points.len())));
    found.into_iter().take(MOST_SCALES).map(|(_, measured)| measured).collect()
}
