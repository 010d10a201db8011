//! A report that the invented service has met over, and what it tries. Every word is invented.

use chrono::{DateTime, Days, Months, NaiveDate, Utc};

use super::SLUG;
use crate::app::report::{self, write_point};
use crate::app::{App, Result, administer};
use crate::domain::access::Role;
use crate::domain::care::{AccountId, ImprovementId, InterpretationId, UnitId};
use crate::domain::improvement::{Direction, Figure, Improvement, Measured, Step, StepKind, Verdict};
use crate::domain::local_time;
use crate::domain::registry::course::{Period, Point};
use crate::domain::report_state::ReportState;
use crate::store::meeting::{Decision, StateChange};
use crate::store::report::{Interpretation, Stance, Subject};
use crate::store::{self, Proof, TenantTx};

/// Those who meet.
struct Team {
    clinician: AccountId,
    leader: AccountId,
    representative: AccountId,
}

/// The four quarters up to the last but one that is settled: the last is for whoever tries the report.
fn subject(unit: UnitId, today: NaiveDate) -> Subject {
    let settled = report::settled(today, report::SETTLE_DAYS);
    let period = Period::last_four_quarters(settled.checked_sub_months(Months::new(3)).unwrap_or(settled));
    Subject {
        unit,
        instrument: "phq-9".to_owned(),
        scale: "total".to_owned(),
        norms: "nhs-tt".to_owned(),
        first: write_point(Point::First),
        last: write_point(Point::Last),
        from: period.first(),
        to: period.last(),
    }
}

/// Publishes a report of the first unit, with what three people made of it, a decision and two improvements.
///
/// # Errors
/// When the report cannot be computed, or the database refuses.
pub async fn meet(app: &App) -> Result<()> {
    let tenant = administer::find_tenant(app, SLUG).await?;
    let proof = Proof::operator(tenant.id);
    let now = app.ambient.now();
    let today = local_time::day_of(app.tenancy(tenant.id).await?.zone, now);
    let mut tx = app.db.tenant(&proof, now, "").await?;
    let mut found = Vec::new();
    for login in ["bjorn", "cecilie", "brita"] {
        found.extend(store::account::find_by_login(&mut tx.local(), login).await?.map(|account| account.id));
    }
    let [clinician, leader, representative] = found[..] else { return Ok(()) };
    let grants = store::account::grants(&mut tx.local(), tenant.id, leader).await?;
    let Some(unit) = grants.0.first().map(|grant| grant.unit) else { return Ok(()) };
    let subject = subject(unit, today);
    let report = report::report_about(app, &mut tx, &subject).await?.id;
    let team = Team { clinician, leader, representative };
    for text in readings(app, &team, now) {
        store::report::add_interpretation(&mut tx, report, &text).await?;
    }
    let decision = Decision {
        id: app.ambient.id(),
        author: leader,
        role: Role::Leader,
        at: now,
        body: "Alle som slutter uten avtale, får en telefon innen en uke. Bjørn begynner på mandag.".to_owned(),
    };
    store::meeting::add_decision(&mut tx, report, &decision).await?;
    for (improvement, steps) in improvements(app, &subject, &team, today, now) {
        let from_report = Improvement { report: Some(report), ..improvement };
        store::improvement::add(&mut tx, &from_report).await?;
        add_steps(&mut tx, &steps).await?;
    }
    tx.commit().await?;
    let Some((report, version)) = report::freeze_as(app, &proof, &subject, leader, ReportState::Published).await?
    else {
        return Ok(());
    };
    let mut tx = app.db.tenant(&proof, now, "").await?;
    for (seq, state) in (1..).zip(ReportState::ALL.iter().skip(1)) {
        let version = (*state == ReportState::Published).then_some(version);
        let reason = String::new();
        let change = StateChange { report, seq, state: *state, at: now, by: leader, reason, version };
        store::meeting::add_state(&mut tx, &change).await?;
    }
    Ok(tx.commit().await?)
}

async fn add_steps(tx: &mut TenantTx, steps: &[Step]) -> Result<()> {
    for step in steps {
        store::improvement::add_step(tx, step).await?;
    }
    Ok(())
}

fn readings(app: &App, team: &Team, at: DateTime<Utc>) -> Vec<Interpretation> {
    let one = |(author, role), figure: &str, stance, body: &str| Interpretation {
        id: InterpretationId(app.ambient.id()),
        figure: figure.to_owned(),
        author,
        role,
        at,
        stance,
        body: body.to_owned(),
    };
    let clinician = (team.clinician, Role::Clinician);
    vec![
        one(
            clinician,
            "outcome",
            Stance::Reading,
            "De som blir til de er ferdige, får det som regel bedre. Det vi vet minst om, er dem som ble borte.",
        ),
        one(
            (team.representative, Role::PatientRepresentative),
            "outcome",
            Stance::Dissents,
            "Flere jeg har snakket med, svarte lavere mot slutten for ikke å skuffe. Spør også hva som ble annerledes.",
        ),
        one(clinician, "over-time", Stance::Reading, "Sommermånedene har få avslutninger. Vi leser dem med varsomhet."),
    ]
}

fn improvements(
    app: &App,
    subject: &Subject,
    team: &Team,
    today: NaiveDate,
    at: DateTime<Utc>,
) -> Vec<(Improvement, Vec<Step>)> {
    let ago = |days: u64| today.checked_sub_days(Days::new(days)).unwrap_or(today);
    let measured = Measured {
        instrument: subject.instrument.clone(),
        scale: subject.scale.clone(),
        norms: subject.norms.clone(),
        first: subject.first.clone(),
        last: subject.last.clone(),
    };
    let plan = |figure, aim: &str, tried: &str, start_on, review_on| Improvement {
        id: ImprovementId(app.ambient.id()),
        unit: subject.unit,
        report: None,
        measured: measured.clone(),
        figure,
        direction: Direction::Up,
        aim: aim.to_owned(),
        tried: tried.to_owned(),
        start_on,
        review_on,
        at,
        author: team.leader,
    };
    let step = |improvement, kind, on, verdict, body: &str| Step {
        id: app.ambient.id(),
        improvement,
        kind,
        on,
        verdict,
        body: body.to_owned(),
        at,
        author: team.clinician,
    };
    let calls = plan(
        Figure::Improvement,
        "Færre blir borte etter første time",
        "Ringer dagen før andre time",
        ago(400),
        ago(220),
    );
    let asks = plan(
        Figure::Coverage,
        "Vi vet hvordan det gikk med flere av dem som slutter",
        "Ringer dem som slutter uten avtale",
        ago(75),
        today.checked_add_days(Days::new(30)).unwrap_or(today),
    );
    let of_calls = vec![
        step(calls.id, StepKind::Do, ago(390), None, "Alle på teamet ringer. Det tar fem minutter per pasient."),
        step(calls.id, StepKind::Stop, ago(210), Some(Verdict::Adopt), "De som ble ringt, kom. Vi fortsetter med det."),
    ];
    let of_asks =
        vec![step(asks.id, StepKind::Study, ago(20), None, "Halvparten tok telefonen. De fleste svarte gjerne.")];
    vec![(calls, of_calls), (asks, of_asks)]
}
