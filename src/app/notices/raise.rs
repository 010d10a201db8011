//! Which of the answers that are stored now somebody is to see, whose they are, and by when.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::app::instruments::kept::Kept;
use crate::app::{App, AppError, Result, Tenancy};
use crate::domain::care::{EpisodeId, NoticeId, SessionId, UnitTree};
use crate::domain::instrument::Instrument;
use crate::domain::notice::{Notice, NoticeState, Rule, owner};
use crate::store::response::Response;
use crate::store::{self, TenantTx};

/// The values of a response, by question.
type Values = BTreeMap<String, Option<f64>>;

/// Whether any unit's rule would ask for one of these answers. Most forms have no such question, and most answers
/// are not asked for: for those, nothing more is read.
fn may_raise(tenancy: &Tenancy, instrument: &Instrument, values: &Values) -> bool {
    let holds = |item: &str, test: crate::domain::instrument::Test| {
        values.get(item).copied().flatten().is_some_and(|value| test.holds(value))
    };
    instrument.risks.iter().any(|risk| holds(&risk.item, risk.when))
        || tenancy.settings.notices.values().flat_map(|kept| &kept.rule.items).any(|chosen| {
            chosen.instrument == instrument.id && chosen.when.is_some_and(|test| holds(&chosen.item, test))
        })
}

fn asks(tenancy: &Tenancy, instrument: &Instrument) -> bool {
    !instrument.risks.is_empty()
        || tenancy
            .settings
            .notices
            .values()
            .flat_map(|kept| &kept.rule.items)
            .any(|chosen| chosen.instrument == instrument.id && chosen.when.is_some())
}

/// The notices that these responses raise, to be stored with them. `earlier` are those of the answers they correct.
/// None where the organisation has not switched notices on.
pub(in crate::app) async fn raise(
    app: &App,
    tenancy: &Tenancy,
    tx: &mut TenantTx,
    responses: &[&Response],
    earlier: &[Notice],
) -> Result<Vec<Notice>> {
    if !tenancy.notices_on() {
        return Ok(Vec::new());
    }
    let instruments: Arc<Kept> = app.instruments(tx).await?;
    let mut asking: Vec<(&Response, &Instrument, Values)> = Vec::new();
    for &response in responses {
        let instrument = &instruments.version(app.catalogue, &response.instrument, response.version)?.instrument;
        if !asks(tenancy, instrument) {
            continue;
        }
        let values: Values = serde_json::from_str(&response.answers)
            .map_err(|_| AppError::Broken(format!("the answers of response {} do not read", response.id)))?;
        if may_raise(tenancy, instrument, &values) {
            asking.push((response, instrument, values));
        }
    }
    if asking.is_empty() {
        return Ok(Vec::new());
    }
    let episodes: Vec<EpisodeId> = asking.iter().map(|(response, ..)| response.episode).collect();
    let circumstances = store::notice::list_circumstances(tx, &episodes).await?;
    let sessions: Vec<SessionId> = asking.iter().filter_map(|(response, ..)| response.session).collect();
    let sessions = if sessions.is_empty() { Vec::new() } else { store::session::list_by_ids(tx, &sessions).await? };
    let holders: HashMap<SessionId, _> = sessions.into_iter().map(|session| (session.id, session.clinician)).collect();
    let tree = if tenancy.settings.notices.is_empty() { UnitTree::default() } else { store::unit::tree(tx).await? };
    let mut raised = Vec::new();
    for (response, instrument, values) in asking {
        let Some(known) = circumstances.iter().find(|known| known.episode == response.episode) else { continue };
        let rule: Rule = tenancy.notice_rule(known.unit, &tree);
        let of_session = response.session.and_then(|session| holders.get(&session).copied());
        for answer in rule.raised(instrument, |item| values.get(item).copied().flatten()) {
            let mut notice = Notice {
                id: NoticeId(app.ambient.id()),
                episode: response.episode,
                person: response.person,
                response: response.id,
                instrument: response.instrument.clone(),
                item: answer.item,
                chosen: answer.chosen,
                owner: owner(of_session, &known.treating),
                answered_at: response.answered_at,
                due_at: rule.due_at(tenancy.zone, response.answered_at),
                shown_at: None,
                seen_at: None,
                seen_by: None,
                reached_leader_at: None,
                state: NoticeState::Waiting,
                ended_at: None,
            };
            let same = |other: &&Notice| other.instrument == notice.instrument && other.item == notice.item;
            let before = earlier.iter().filter(|other| other.state == NoticeState::Waiting).find(same);
            if let Some(before) = before {
                notice.follow(before);
            }
            if notice.owner.is_none() {
                notice.reached_leader_at.get_or_insert(notice.answered_at);
            }
            raised.push(notice);
        }
    }
    Ok(raised)
}
