//! What the invented service's data ask about: forms given at the end of the hour, and a form left out at the end,
//! both in the first unit. And what became of the answers before its sessions. Invented, and by rule rather than by
//! chance, so that it is easy to find again.

use chrono::{DateTime, TimeDelta, Utc};

use super::simulation::{Reply, Service, Session as Simulated};
use crate::app::{App, Result, quality};
use crate::domain::care::{AccountId, Problem, Session, SessionState, TenantId, UnitId};
use crate::domain::quality::Pattern;
use crate::store::feedback::Feedback;
use crate::store::quality::Answer;
use crate::store::{self, Proof};

/// One of so many forms before a session is given at its end.
const LATE: usize = 7;

/// So many minutes before its end.
const LEFT: i64 = 5;

/// From this session on the anxiety form is left out in two of three.
const LEFT_OUT_FROM: usize = 2;

/// What happened lately is left as it is: people try things out on it.
const LATELY: TimeDelta = TimeDelta::days(14);

/// Bends the first unit's data. The episodes placed by hand and the patients who still come keep theirs.
pub(super) fn bend(service: &mut Service) {
    let (mut given, mut anxious) = (0_usize, 0_usize);
    for episode in service.episodes.iter_mut().filter(|episode| episode.unit == 0 && episode.ended_on.is_some()) {
        for (place, session) in episode.sessions.iter_mut().enumerate() {
            let Simulated { starts_at, minutes, state: SessionState::Held, before, .. } = session else { continue };
            let Reply::Answered { at, forms, .. } = before else { continue };
            given += 1;
            if given.is_multiple_of(LATE) {
                *at = *starts_at + TimeDelta::minutes(i64::from(*minutes) - LEFT);
            }
            if episode.problem == Problem::Anxiety && place >= LEFT_OUT_FROM {
                anxious += 1;
                forms.retain(|form| form.instrument != "gad-7" || anxious.is_multiple_of(3));
            }
        }
    }
}

/// What became of the answers before a session held some time ago; `None` where there were none, or nobody opened
/// them.
pub(super) fn used(session: &Session, simulated: &Simulated, now: DateTime<Utc>, number: usize) -> Option<Feedback> {
    let answered = matches!(simulated.before, Reply::Answered { .. });
    if session.state != SessionState::Held || !answered || session.starts_at + LATELY > now {
        return None;
    }
    // Of ten: seven are opened in the half hour before, one the day after, two not at all; five are spoken about.
    let minutes_before = match number % 10 {
        tenth @ 0..=6 => 4 * i64::try_from(tenth).unwrap_or(0) + 2,
        7 => -24 * 60,
        _ => return None,
    };
    let opened_at = session.starts_at - TimeDelta::minutes(minutes_before);
    let discussed = (number % 10 < 5).then_some(true);
    let discussed_at = discussed.map(|_| session.ends_at());
    Some(Feedback {
        session: session.id,
        episode: session.episode,
        opened_at: Some(opened_at),
        discussed,
        discussed_at,
    })
}

/// Has the first unit looked at; a clinician answers one of the questions and lets it on.
pub(super) async fn write(app: &App, tenant: TenantId, unit: UnitId, clinician: AccountId) -> Result<()> {
    let proof = Proof::operator(tenant);
    let Some(opened) = quality::open(app, &proof, Some(unit)).await? else { return Ok(()) };
    let Some(question) = opened.questions.iter().find(|asked| asked.pattern == Pattern::Late) else { return Ok(()) };
    let now = app.ambient.now();
    let mut tx = app.db.tenant(&proof, now, "").await?;
    let body = "Nettbrettet ligger på kontoret, så de som ikke har svart hjemme, får det først når timen er ferdig. \
                Vi vil prøve å ha det i venterommet."
        .to_owned();
    let answer = Answer { id: app.ambient.id(), question: question.id, author: clinician, at: now, body };
    store::quality::add_answer(&mut tx, &answer).await?;
    store::quality::release(&mut tx, question.id, clinician).await?;
    Ok(tx.commit().await?)
}
