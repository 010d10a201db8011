//! `/notices/rule`: by when a unit's notices are to be seen, and which answers raise one.

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::super::Web;
use super::super::failure::Failure;
use super::super::form::Fields;
use super::super::staff::Staff;
use super::instruments::forms::Sent;
use super::{mend, page, see_other, words};
use crate::app::AppError;
use crate::app::notices::{self, Kept, Opened, Question};
use crate::domain::access::Permission;
use crate::domain::care::UnitId;
use crate::domain::instrument::{Answer, Test};
use crate::domain::notice::{Chosen, Rule};
use crate::view::pages::notice::{NoticeRule, QuestionRow};
use crate::view::pages::{Choice, FieldError};
use crate::view::text::{Arg, Text};

/// More fields than a unit has questions.
const MOST_FIELDS: usize = 2_000;

#[derive(Deserialize)]
pub(in crate::web) struct Wanted {
    unit: Option<Uuid>,
    done: Option<String>,
}

/// The name of a question's field.
fn field(question: &Question) -> String {
    format!("{}:{}", question.definition.instrument.id, question.item.id)
}

/// The answer that a test is held against, in the words it is chosen by.
fn answer(question: &Question, limit: Test, text: &Text) -> String {
    let value = Answer::Value(limit.value());
    words::label(question.definition, question.item, &value, text.language().tag()).unwrap_or_default()
}

/// The tests that can be chosen for a question, in the direction of the form's own: every answer but the one that
/// would let all of them through.
fn tests(question: &Question) -> Vec<Test> {
    let risk = question.definition.instrument.risk(&question.item.id);
    let values = question.item.values();
    match risk.map(|risk| risk.when) {
        Some(Test::Is(_)) => Vec::new(),
        Some(Test::AtMost(_)) => values.iter().rev().skip(1).rev().map(|value| Test::AtMost(*value)).collect(),
        Some(Test::AtLeast(_)) | None => values.iter().skip(1).map(|value| Test::AtLeast(*value)).collect(),
    }
}

fn choices(question: &Question, rule: &Rule, text: &Text) -> Result<Vec<Choice>, Failure> {
    let instrument = &question.definition.instrument;
    let chosen = rule.chosen(&instrument.id, &question.item.id).map(|chosen| chosen.when);
    let said = |id: &str, test: Test| text.message(id, &[("answer", Arg::from(answer(question, test, text)))]);
    let mut choices = Vec::new();
    if let Some(risk) = instrument.risk(&question.item.id) {
        let id = match risk.when {
            Test::AtLeast(_) => "notice-rule-form",
            Test::AtMost(_) => "notice-rule-form-most",
            Test::Is(_) => "notice-rule-form-is",
        };
        choices.push(Choice::new("form", said(id, risk.when)?, chosen.is_none()));
    }
    for test in tests(question) {
        let id = if matches!(test, Test::AtMost(_)) { "notice-rule-most" } else { "notice-rule-from" };
        choices.push(Choice::new(test.value().to_string(), said(id, test)?, chosen == Some(Some(test))));
    }
    choices.push(Choice::new("none", text.message("notice-rule-none", &[])?, chosen == Some(None)));
    Ok(choices)
}

/// What stands in the form's own fields.
struct Typed {
    hours: String,
    from_hour: String,
    to_hour: String,
    add: String,
    add_from: String,
    reason: String,
}

impl Typed {
    fn of(rule: &Rule) -> Self {
        Self {
            hours: rule.hours.to_string(),
            from_hour: rule.from_hour.to_string(),
            to_hour: rule.to_hour.to_string(),
            add: String::new(),
            add_from: String::new(),
            reason: String::new(),
        }
    }

    fn sent(sent: &Sent) -> Self {
        let get = |name: &str| sent.get(name).to_owned();
        Self {
            hours: get("hours"),
            from_hour: get("from_hour"),
            to_hour: get("to_hour"),
            add: get("add"),
            add_from: get("add_from"),
            reason: get("reason"),
        }
    }
}

fn body(
    opened: &Opened,
    rule: &Rule,
    typed: Typed,
    errors: Vec<FieldError>,
    text: &Text,
) -> Result<NoticeRule, Failure> {
    let language = text.language().tag();
    let rows = opened.questions.iter().map(|question| {
        Ok(QuestionRow {
            field: field(question),
            form: words::name(question.definition, language),
            topic: words::topic(question.definition, question.item, language),
            choices: choices(question, rule, text)?,
        })
    });
    let mut add = vec![Choice::new("", text.message("notice-rule-add-none", &[])?, typed.add.is_empty())];
    for question in &opened.others {
        let Some((from, to)) = question.item.bounds() else { continue };
        let args = [
            ("form", Arg::from(words::name(question.definition, language))),
            ("topic", Arg::from(words::topic(question.definition, question.item, language))),
            ("from", Arg::from(from)),
            ("to", Arg::from(to)),
        ];
        let value = field(question);
        let is_chosen = value == typed.add;
        add.push(Choice::new(value, text.message("notice-rule-option", &args)?, is_chosen));
    }
    let (kept, above, changed) = match &opened.kept {
        Kept::Own(kept) => ("own", "", Some(kept)),
        Kept::Above(name, kept) => ("above", name.as_str(), Some(kept)),
        Kept::Usual => ("usual", "", None),
    };
    Ok(NoticeRule {
        units: opened
            .units
            .iter()
            .map(|unit| Choice::new(unit.id.to_string(), unit.name.clone(), unit.id == opened.unit))
            .collect(),
        unit: opened.unit.to_string(),
        unit_name: opened
            .units
            .iter()
            .find(|unit| unit.id == opened.unit)
            .map_or_else(String::new, |unit| unit.name.clone()),
        kept: kept.to_owned(),
        above: above.to_owned(),
        by: opened.by.clone(),
        at: changed.map(|kept| kept.at),
        because: changed.map_or_else(String::new, |kept| kept.reason.clone()),
        hours: typed.hours,
        from_hour: typed.from_hour,
        to_hour: typed.to_hour,
        weekends: rule.weekends,
        questions: rows.collect::<Result<_, Failure>>()?,
        add,
        add_from: typed.add_from,
        reason: typed.reason,
        errors,
        done: None,
    })
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    staff.need(Permission::ManageProtocols)?;
    let opened = notices::lookup_rule(&web.app, &staff.who.proof, wanted.unit.map(UnitId)).await?;
    let opened = opened.ok_or(Failure::NotFound)?;
    let text = web.text(staff.language());
    let mut body = body(&opened, &opened.rule, Typed::of(&opened.rule), Vec::new(), text)?;
    body.done = wanted.done.filter(|done| done == "rule");
    page(&web, &body, &staff.chrome(&web))
}

/// The rule as it was sent, with what is wrong with it.
fn read(opened: &Opened, sent: &Sent, typed: &Typed) -> (Rule, Vec<FieldError>) {
    let mut errors = Vec::new();
    let mut number = |name: &'static str, text: &str| {
        text.parse().unwrap_or_else(|_| {
            errors.push(FieldError::new(name, if text.is_empty() { "missing" } else { "invalid" }));
            0
        })
    };
    let (hours, from_hour) = (number("hours", &typed.hours), number("from_hour", &typed.from_hour));
    let to_hour = number("to_hour", &typed.to_hour);
    let mut items = Vec::new();
    for question in &opened.questions {
        let instrument = &question.definition.instrument;
        let (name, item) = (instrument.id.clone(), question.item.id.clone());
        let risk = instrument.risk(&item).map(|risk| risk.when);
        let when = match sent.get(&field(question)) {
            "form" => continue,
            "none" if risk.is_none() => continue,
            "none" => None,
            value => match tests(question).into_iter().find(|test| test.value().to_string() == value) {
                Some(test) if Some(test) == risk => continue,
                Some(test) => Some(test),
                // Nothing that was offered: what held goes on.
                None => match opened.rule.chosen(&name, &item) {
                    Some(chosen) => chosen.when,
                    None => continue,
                },
            },
        };
        items.push(Chosen { instrument: name, item, when });
    }
    // What stands about forms that cannot be sent just now goes on.
    let listed = |kept: &Chosen| {
        let is =
            |question: &Question| question.definition.instrument.id == kept.instrument && question.item.id == kept.item;
        opened.questions.iter().any(is)
    };
    items.extend(opened.rule.items.iter().filter(|kept| !listed(kept)).cloned());
    if let Some(question) = opened.others.iter().find(|question| field(question) == typed.add) {
        let from: Option<f64> = typed.add_from.replace(',', ".").parse().ok();
        let test = from.and_then(|from| tests(question).into_iter().find(|test| (test.value() - from).abs() < 1e-9));
        match test {
            Some(test) => items.push(Chosen {
                instrument: question.definition.instrument.id.clone(),
                item: question.item.id.clone(),
                when: Some(test),
            }),
            None => errors.push(FieldError::new("add_from", "invalid")),
        }
    }
    let rule = Rule { hours, from_hour, to_hour, weekends: sent.get("weekends") == "yes", items };
    for slip in rule.slips() {
        if !errors.iter().any(|error| error.field == slip) {
            errors.push(FieldError::new(slip, "invalid"));
        }
    }
    (rule, errors)
}

pub(in crate::web) async fn save(
    State(web): State<Web>,
    staff: Staff,
    Fields(sent): Fields<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    if sent.len() > MOST_FIELDS {
        return Err(Failure::Form);
    }
    let sent = Sent(sent);
    staff.check(sent.get("csrf"))?;
    staff.need(Permission::ManageProtocols)?;
    let unit = UnitId(sent.get("unit").parse().map_err(|_| Failure::Form)?);
    let proof = &staff.who.proof;
    let opened = notices::lookup_rule(&web.app, proof, Some(unit)).await?.ok_or(Failure::NotFound)?;
    let typed = Typed::sent(&sent);
    let (rule, mut errors) = read(&opened, &sent, &typed);
    let follow = sent.pressed().0 == "follow";
    if follow {
        errors.clear();
    }
    if errors.is_empty() {
        let wanted = (!follow).then(|| rule.clone());
        match notices::save_rule(&web.app, proof, unit, wanted, &typed.reason).await {
            Ok(Some(())) => return Ok(see_other(&format!("/notices/rule?unit={unit}&done=rule"))),
            Ok(None) => return Err(Failure::NotFound),
            Err(AppError::Refused(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    if typed.reason.trim().is_empty() {
        errors.push(FieldError::new("reason", "missing"));
    } else if errors.is_empty() {
        errors.push(FieldError::new("reason", "too-long"));
    }
    let text = web.text(staff.language());
    let body = body(&opened, &rule, typed, errors, text)?;
    mend(&web, &body, &staff.chrome_at(&web, format!("/notices/rule?unit={unit}")))
}
