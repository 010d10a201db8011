//! What a unit has decided about notices: by when, and which answers.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::app::administer::change_settings_by;
use crate::app::{App, AppError, Result, Tenancy, plan};
use crate::catalogue::Definition;
use crate::domain::access::Permission;
use crate::domain::care::{AccountId, UnitId, UnitTree};
use crate::domain::instrument::Item;
use crate::domain::notice::Rule;
use crate::store::{self, Actor, Proof};

/// The most answers that a question may have to be chosen from outside a form's own list.
const MOST_ANSWERS: usize = 11;

/// The longest reason for a change, in characters.
const LONGEST_REASON: usize = 500;

/// A unit's own rule, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitRule {
    /// The rule.
    pub rule: Rule,
    /// Why it was changed, in the words of whoever did.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: AccountId,
}

impl Tenancy {
    /// The unit whose rule a unit follows: itself, else the nearest above that has one; `None`: nobody has decided.
    #[must_use]
    pub fn notice_rule_of(&self, unit: UnitId, tree: &UnitTree) -> Option<(UnitId, &UnitRule)> {
        let mut at = Some(unit);
        // Each step leads to a unit that has not been seen, or there is a cycle in the data.
        for _ in 0..64 {
            let id = at?;
            if let Some(kept) = self.settings.notices.get(&id) {
                return Some((id, kept));
            }
            at = tree.lookup(id).and_then(|unit| unit.parent);
        }
        None
    }

    /// The rule a unit follows.
    #[must_use]
    pub fn notice_rule(&self, unit: UnitId, tree: &UnitTree) -> Rule {
        self.notice_rule_of(unit, tree).map(|(_, kept)| kept.rule.clone()).unwrap_or_default()
    }
}

/// One unit that the actor decides for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its id.
    pub id: UnitId,
    /// What people call it.
    pub name: String,
    /// How far below the organisation it lies.
    pub depth: usize,
}

/// A question that can raise a notice.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// The form.
    pub definition: &'static Definition,
    /// The question.
    pub item: &'static Item,
}

/// Where the rule that a unit follows comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Kept {
    /// Its own.
    Own(UnitRule),
    /// That of a unit above, by name.
    Above(String, UnitRule),
    /// Nobody's: what the product begins with.
    Usual,
}

/// A unit's rule, to be changed.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The units that the actor decides for, as a tree.
    pub units: Vec<Unit>,
    /// The unit.
    pub unit: UnitId,
    /// The rule it follows.
    pub rule: Rule,
    /// Whose rule that is.
    pub kept: Kept,
    /// Who changed it last, by name; empty when nobody did.
    pub by: String,
    /// The questions that forms or the rule name.
    pub questions: Vec<Question>,
    /// The other questions with a few answers, of the forms that the unit asks.
    pub others: Vec<Question>,
}

/// The rule of a unit; the first that the actor decides for when none is named. `None` when the unit is not theirs
/// to decide for, or the organisation has not switched notices on.
///
/// # Errors
/// When the database refuses.
pub async fn lookup(app: &App, proof: &Proof, unit: Option<UnitId>) -> Result<Option<Opened>> {
    let tenancy = app.tenancy(proof.tenant()).await?;
    if !tenancy.notices_on() {
        return Ok(None);
    }
    let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await?;
    let tree = store::unit::tree(&mut tx).await?;
    let Some(root) = tree.root() else { return Ok(None) };
    let units: Vec<Unit> = tree
        .list_within(root.id)
        .into_iter()
        .filter(|(unit, _)| proof.grants().allow_in(Permission::ManageProtocols, unit.id, &tree))
        .map(|(unit, depth)| Unit { id: unit.id, name: unit.name.clone(), depth })
        .collect();
    let wanted = unit.or_else(|| units.first().map(|unit| unit.id));
    let Some(unit) = wanted.filter(|wanted| units.iter().any(|unit| unit.id == *wanted)) else { return Ok(None) };
    let kept = match tenancy.notice_rule_of(unit, &tree) {
        Some((id, kept)) if id == unit => Kept::Own(kept.clone()),
        Some((id, kept)) => {
            Kept::Above(tree.lookup(id).map_or_else(String::new, |unit| unit.name.clone()), kept.clone())
        }
        None => Kept::Usual,
    };
    let (rule, by) = match &kept {
        Kept::Own(kept) | Kept::Above(_, kept) => (kept.rule.clone(), Some(kept.by)),
        Kept::Usual => (Rule::default(), None),
    };
    let instruments = app.instruments(&mut tx).await?;
    let tenant = tx.tenant();
    let staff = store::account::list_names(&mut tx.local(), tenant).await?;
    let by = by.and_then(|by| staff.into_iter().find(|(id, _)| *id == by)).map_or_else(String::new, |(_, name)| name);
    let protocol = plan::protocol_of(app, &mut tx, unit).await?;
    let asked = |id: &str| protocol.ask.iter().any(|ask| ask.instruments.iter().any(|asked| asked == id));
    let (mut questions, mut others) = (Vec::new(), Vec::new());
    for definition in instruments.sendable().into_iter().map(|asked| asked.definition) {
        let instrument = &definition.instrument;
        for item in instrument.items.iter().filter(|item| !item.values().is_empty()) {
            let named = instrument.risk(&item.id).is_some() || rule.chosen(&instrument.id, &item.id).is_some();
            if named {
                questions.push(Question { definition, item });
            } else if asked(&instrument.id) && (2..=MOST_ANSWERS).contains(&item.values().len()) {
                others.push(Question { definition, item });
            }
        }
    }
    Ok(Some(Opened { units, unit, rule, kept, by, questions, others }))
}

/// Saves the rule of a unit, or with `None` lets it follow the one above. `None` comes back when the unit is not
/// the actor's to decide for.
///
/// # Errors
/// [`AppError::Refused`] when the rule or its reason cannot be kept.
pub async fn save(app: &App, proof: &Proof, unit: UnitId, rule: Option<Rule>, reason: &str) -> Result<Option<()>> {
    let Actor::Account(by) = proof.actor() else { return Ok(None) };
    if lookup(app, proof, Some(unit)).await?.is_none() {
        return Ok(None);
    }
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        return Err(AppError::Refused(format!("please say why, in 1 to {LONGEST_REASON} characters")));
    }
    if let Some(slip) = rule.as_ref().and_then(|rule| rule.slips().first().copied()) {
        return Err(AppError::Refused(format!("{slip} is out of range")));
    }
    let at = app.ambient.now();
    let kept = rule.map(|rule| UnitRule { rule, reason: reason.to_owned(), at, by });
    let what = format!("notices of unit:{unit}");
    change_settings_by(app, proof, &what, reason, |settings| match kept {
        Some(kept) => drop(settings.notices.insert(unit, kept)),
        None => drop(settings.notices.remove(&unit)),
    })
    .await?;
    Ok(Some(()))
}
