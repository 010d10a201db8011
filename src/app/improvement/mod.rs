//! What a unit tries to become better: planned, done, looked at, kept or left. See `docs/report.md`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{App, AppError, Result};
use crate::domain::access::Permission;
use crate::domain::care::{AccountId, ImprovementId, ReportId, UnitId, UnitTree};
use crate::domain::improvement::{self, Direction, Figure, Improvement, Measured, Step, StepKind, Verdict};
use crate::domain::local_time;
use crate::store::report::Subject;
use crate::store::{self, Actor, Proof, StoreError, TenantTx};

/// The longest text, in characters.
pub const LONGEST: usize = 2000;

/// The longest name of what is changed, in characters: it stands beside charts.
pub const LONGEST_TRIED: usize = 200;

/// An improvement as it stands, for lists and beside charts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// Its id.
    pub id: ImprovementId,
    /// The name of the unit that tries it.
    pub unit: String,
    /// The report it was decided over, if any.
    pub report: Option<ReportId>,
    /// What is to become better.
    pub aim: String,
    /// What is changed.
    pub tried: String,
    /// From when.
    pub start_on: NaiveDate,
    /// When it is to be looked at.
    pub review_on: NaiveDate,
    /// The last day and what was learned; `None` while it runs.
    pub ended: Option<(NaiveDate, Verdict)>,
    /// What was learned, in words; empty while it runs.
    pub learned: String,
}

fn work(plan: &Improvement, steps: &[Step], tree: &UnitTree) -> Work {
    let last = steps.iter().find(|step| step.kind == StepKind::Stop);
    Work {
        id: plan.id,
        unit: tree.lookup(plan.unit).map_or_else(String::new, |unit| unit.name.clone()),
        report: plan.report,
        aim: plan.aim.clone(),
        tried: plan.tried.clone(),
        start_on: plan.start_on,
        review_on: improvement::review_on(plan, steps),
        ended: improvement::ended(steps),
        learned: last.map_or_else(String::new, |step| step.body.clone()),
    }
}

/// The improvements of a unit and everything below it, in the order they began.
pub(super) async fn list_within(tx: &mut TenantTx, tree: &UnitTree, unit: UnitId) -> Result<Vec<Work>> {
    let within: Vec<UnitId> = tree.list_within(unit).into_iter().map(|(unit, _)| unit.id).collect();
    let plans = store::improvement::list_by_units(tx, &within).await?;
    let ids: Vec<ImprovementId> = plans.iter().map(|plan| plan.id).collect();
    let steps = store::improvement::list_steps(tx, &ids).await?;
    let of = |id: ImprovementId| -> Vec<Step> { steps.iter().filter(|step| step.improvement == id).cloned().collect() };
    Ok(plans.iter().map(|plan| work(plan, &of(plan.id), tree)).collect())
}

/// The improvements of one unit with everything below it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Units the actor may read of, with their depth, parents before children.
    pub units: Vec<(UnitId, String, usize)>,
    /// The chosen unit.
    pub unit: UnitId,
    /// Those that run, the latest begun first.
    pub running: Vec<Work>,
    /// Those that have ended, the latest ended first.
    pub ended: Vec<Work>,
    /// The actor may start one in the chosen unit.
    pub may_write: bool,
    /// Today, where the organisation is.
    pub today: NaiveDate,
}

/// The improvements of a unit; of the first the actor may read of when none is named. `None` when there is none, or it
/// is not the actor's to read.
///
/// # Errors
/// When the database refuses.
pub async fn list(app: &App, proof: &Proof, unit: Option<UnitId>) -> Result<Option<Listed>> {
    let now = app.ambient.now();
    let today = local_time::day_of(app.tenancy(proof.tenant()).await?.zone, now);
    let mut tx = app.db.tenant_snapshot(proof, now).await?;
    let tree = store::unit::tree(&mut tx).await?;
    let Some(root) = tree.root() else { return Ok(None) };
    let units: Vec<_> = tree
        .list_within(root.id)
        .into_iter()
        .filter(|(unit, _)| proof.grants().allow_in(Permission::ReadReports, unit.id, &tree))
        .map(|(unit, depth)| (unit.id, unit.name.clone(), depth))
        .collect();
    let chosen = match unit {
        Some(unit) => units.iter().find(|(id, ..)| *id == unit),
        None => units.first(),
    };
    let Some(unit) = chosen.map(|(id, ..)| *id) else { return Ok(None) };
    let (mut ended, mut running): (Vec<Work>, Vec<Work>) =
        list_within(&mut tx, &tree, unit).await?.into_iter().partition(|work| work.ended.is_some());
    running.reverse();
    ended.sort_by_key(|work| std::cmp::Reverse(work.ended.map(|(on, _)| on)));
    let may_write = proof.grants().allow_in(Permission::Improve, unit, &tree);
    Ok(Some(Listed { units, unit, running, ended, may_write, today }))
}

/// What somebody is about to start.
#[derive(Clone, Debug)]
pub struct NewImprovement {
    /// What it is to show in, and where: unit and metric; the period is that of the report it was decided over.
    pub subject: Subject,
    /// It was decided over the report about the subject.
    pub decided_over_report: bool,
    /// Which figure.
    pub figure: Figure,
    /// Which way.
    pub direction: Direction,
    /// What is to become better, for whom.
    pub aim: String,
    /// What is changed.
    pub tried: String,
    /// From when.
    pub start_on: Option<NaiveDate>,
    /// When it is to be looked at.
    pub review_on: Option<NaiveDate>,
}

/// Why something cannot be stored: the field, and what is wrong with it.
pub type Wrong = (&'static str, &'static str);

/// What is wrong with a text of 1 to `most` characters.
fn wrong_text(field: &'static str, text: &str, most: usize) -> Option<Wrong> {
    match text.trim().chars().count() {
        0 => Some((field, "missing")),
        length if length > most => Some((field, "too-long")),
        _ => None,
    }
}

fn wrong_day(field: &'static str, day: Option<NaiveDate>) -> Option<Wrong> {
    match day {
        Some(day) if local_time::is_plausible(day) => None,
        Some(_) => Some((field, "invalid")),
        None => Some((field, "missing")),
    }
}

/// Starts an improvement. `None` when the unit is not there or not the actor's to write in; what has to be mended
/// otherwise.
///
/// # Errors
/// When the database refuses.
pub async fn add(
    app: &App,
    proof: &Proof,
    new: NewImprovement,
) -> Result<Option<std::result::Result<ImprovementId, Vec<Wrong>>>> {
    let Actor::Account(author) = proof.actor() else { return Ok(None) };
    let now = app.ambient.now();
    let mut tx = app.db.tenant(proof, now, "").await?;
    let tree = store::unit::tree(&mut tx).await?;
    if !proof.grants().allow_in(Permission::Improve, new.subject.unit, &tree) {
        return Ok(None);
    }
    let mut wrong: Vec<Wrong> = Vec::new();
    wrong.extend(wrong_text("aim", &new.aim, LONGEST));
    wrong.extend(wrong_text("tried", &new.tried, LONGEST_TRIED));
    wrong.extend(wrong_day("start_on", new.start_on));
    wrong.extend(wrong_day("review_on", new.review_on));
    if let (Some(start), Some(review)) = (new.start_on, new.review_on)
        && review < start
    {
        wrong.push(("review_on", "invalid"));
    }
    let (Some(start_on), Some(review_on), true) = (new.start_on, new.review_on, wrong.is_empty()) else {
        return Ok(Some(Err(wrong)));
    };
    let report = if new.decided_over_report {
        Some(super::report::report_about(app, &mut tx, &new.subject).await?.id)
    } else {
        None
    };
    let Subject { unit, instrument, scale, norms, first, last, .. } = new.subject;
    let improvement = Improvement {
        id: ImprovementId(app.ambient.id()),
        unit,
        report,
        measured: Measured { instrument, scale, norms, first, last },
        figure: new.figure,
        direction: new.direction,
        aim: new.aim.trim().to_owned(),
        tried: new.tried.trim().to_owned(),
        start_on,
        review_on,
        at: now,
        author,
    };
    store::improvement::add(&mut tx, &improvement).await?;
    tx.commit().await?;
    Ok(Some(Ok(improvement.id)))
}

/// One improvement with all that came after.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The plan.
    pub plan: Improvement,
    /// As it stands.
    pub work: Work,
    /// The report it was decided over.
    pub report: Option<Subject>,
    /// Who wrote the plan.
    pub by: String,
    /// What came after, in the order it was written, each with who wrote it.
    pub steps: Vec<(Step, String)>,
    /// The actor may write.
    pub may_write: bool,
    /// Today, where the organisation is.
    pub today: NaiveDate,
}

/// Opens an improvement. `None` when it is not there or not the actor's to read.
///
/// # Errors
/// When the database refuses.
pub async fn open(app: &App, proof: &Proof, id: ImprovementId) -> Result<Option<Opened>> {
    let now = app.ambient.now();
    let today = local_time::day_of(app.tenancy(proof.tenant()).await?.zone, now);
    let mut tx = app.db.tenant_snapshot(proof, now).await?;
    let Some(plan) = store::improvement::lookup(&mut tx, id).await? else { return Ok(None) };
    let tree = store::unit::tree(&mut tx).await?;
    if !proof.grants().allow_in(Permission::ReadReports, plan.unit, &tree) {
        return Ok(None);
    }
    let steps = store::improvement::list_steps(&mut tx, &[id]).await?;
    let report = match plan.report {
        Some(report) => store::report::lookup(&mut tx, report).await?.map(|report| report.subject),
        None => None,
    };
    let tenant = tx.tenant();
    let names = store::account::list_names(&mut tx.local(), tenant).await?;
    let name =
        |by: AccountId| names.iter().find(|(known, _)| *known == by).map_or_else(String::new, |(_, name)| name.clone());
    Ok(Some(Opened {
        work: work(&plan, &steps, &tree),
        report,
        by: name(plan.author),
        may_write: proof.grants().allow_in(Permission::Improve, plan.unit, &tree),
        plan,
        steps: steps
            .into_iter()
            .map(|step| {
                let by = name(step.author);
                (step, by)
            })
            .collect(),
        today,
    }))
}

/// What somebody is about to write about an improvement.
#[derive(Clone, Debug)]
pub struct NewStep {
    /// What it tells.
    pub kind: StepKind,
    /// The day it is about.
    pub on: Option<NaiveDate>,
    /// What was learned; of a stop alone.
    pub verdict: Option<Verdict>,
    /// In words.
    pub body: String,
}

impl NewStep {
    fn wrong(&self, plan: &Improvement, today: NaiveDate) -> Vec<Wrong> {
        let mut wrong: Vec<Wrong> = Vec::new();
        wrong.extend(wrong_day("on", self.on));
        wrong.extend(wrong_text("body", &self.body, LONGEST));
        let lies_ahead = self.on.is_some_and(|on| on > today);
        if self.kind == StepKind::Review {
            if self.on.is_some_and(|on| on < today) {
                wrong.push(("on", "in-the-past"));
            }
        } else if lies_ahead {
            wrong.push(("on", "in-the-future"));
        }
        if self.kind == StepKind::Stop {
            if self.verdict.is_none() {
                wrong.push(("verdict", "missing"));
            }
            if self.on.is_some_and(|on| on < plan.start_on) {
                wrong.push(("on", "invalid"));
            }
        }
        wrong
    }
}

/// Adds what came after. One that has ended takes further notes, but neither another end nor another day of review.
/// `None` when it is not there or not the actor's to write; what has to be mended otherwise.
///
/// # Errors
/// When the database refuses.
pub async fn add_step(
    app: &App,
    proof: &Proof,
    id: ImprovementId,
    new: NewStep,
) -> Result<Option<std::result::Result<(), Vec<Wrong>>>> {
    let Actor::Account(author) = proof.actor() else { return Ok(None) };
    let now = app.ambient.now();
    let today = local_time::day_of(app.tenancy(proof.tenant()).await?.zone, now);
    let mut tx = app.db.tenant(proof, now, "").await?;
    let Some(plan) = store::improvement::lookup(&mut tx, id).await? else { return Ok(None) };
    let tree = store::unit::tree(&mut tx).await?;
    if !proof.grants().allow_in(Permission::Improve, plan.unit, &tree) {
        return Ok(None);
    }
    let wrong = new.wrong(&plan, today);
    let (Some(on), true) = (new.on, wrong.is_empty()) else { return Ok(Some(Err(wrong))) };
    let over = improvement::ended(&store::improvement::list_steps(&mut tx, &[id]).await?).is_some();
    if over && matches!(new.kind, StepKind::Stop | StepKind::Review) {
        return Ok(Some(Err(vec![("kind", "ended")])));
    }
    let step = Step {
        id: app.ambient.id(),
        improvement: id,
        kind: new.kind,
        on,
        verdict: new.verdict.filter(|_| new.kind == StepKind::Stop),
        body: new.body.trim().to_owned(),
        at: now,
        author,
    };
    match store::improvement::add_step(&mut tx, &step).await {
        Ok(()) => {}
        // Two ended it at once: the second is told.
        Err(StoreError::Conflict(_)) => return Ok(Some(Err(vec![("kind", "ended")]))),
        Err(error) => return Err(AppError::from(error)),
    }
    tx.commit().await?;
    Ok(Some(Ok(())))
}
