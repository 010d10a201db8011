//! `/quality`: what a unit's data are like and whether they are used, as questions to those who were there.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::super::Web;
use super::super::failure::{Failure, escape};
use super::super::form::Fields;
use super::super::staff::Staff;
use super::words::yes_or_no;
use super::{mend, page, see_other, words};
use crate::app::AppError;
use crate::app::quality::{self, Asked, LONGEST, Opened};
use crate::domain::access::Permission;
use crate::domain::care::{UnitId, whole};
use crate::domain::quality::{LEAST, Share};
use crate::view::pages::quality::{AskedMinutes, Counted, Known, MomentRow, Part, Quality, QuestionCard, UnopenedRow};
use crate::view::pages::{Choice, FieldError};

/// An answer that has to be mended, and to which question.
struct Typed {
    question: Uuid,
    body: String,
    error: &'static str,
}

/// As it may be shown: nothing that rests on fewer than ten.
fn counted(share: Share) -> Counted {
    let enough = |n: u32| (n >= LEAST).then_some(n);
    let (n, of) = (enough(share.n), enough(share.of));
    Counted { n: n.filter(|_| of.is_some()), of, share: n.and(of).and(share.value()) }
}

/// Parts of a whole: shares only where no part is hidden, so that no difference gives it away.
fn parts(counts: &[(&str, u32)]) -> Vec<Part> {
    let whole: u32 = counts.iter().map(|(_, n)| n).sum();
    let all = whole > 0 && counts.iter().all(|(_, n)| *n >= LEAST);
    counts
        .iter()
        .map(|(code, n)| Part {
            code: (*code).to_owned(),
            n: (*n >= LEAST).then_some(*n),
            share: all.then(|| f64::from(*n) / f64::from(whole)),
        })
        .collect()
}

fn card(asked: Asked, typed: Option<&Typed>) -> QuestionCard {
    let typed = typed.filter(|typed| typed.question == asked.id);
    QuestionCard {
        id: asked.id.to_string(),
        code: asked.pattern.code().to_owned(),
        from: asked.year.first(),
        to: asked.year.last(),
        shown: counted(asked.shown),
        beside: counted(asked.beside),
        open: asked.open,
        opens_at: asked.opens_at,
        known: asked.known.into_iter().map(|(at, text, own)| Known { at, text, own }).collect(),
        typed: typed.map_or_else(String::new, |typed| typed.body.clone()),
        mend: typed.is_some(),
    }
}

fn body(staff: &Staff, opened: Opened, (typed, done): (Option<Typed>, Option<String>)) -> Quality {
    let language = staff.language().tag();
    let closed = opened.found.is_none();
    let (data, uses) = opened.found.map(|found| (found.data, found.uses)).unwrap_or_default();
    let name = |id: String| opened.instruments.get(&id).map_or(id, |found| words::name(found, language));
    let unopened = uses.unopened.into_iter().map(|one| UnopenedRow { name: name(one.instrument), n: one.answers });
    let unopened = unopened.collect();
    let when = data.when;
    let modes: Vec<(&str, u32)> = data.modes.iter().map(|(mode, n)| (mode.code(), *n)).collect();
    let errors = typed.iter().map(|typed| FieldError::new("body", typed.error)).collect();
    Quality {
        units: opened
            .units
            .iter()
            .map(|(id, name, depth)| {
                Choice::new(id.to_string(), format!("{}{name}", "\u{2002}".repeat(*depth)), *id == opened.unit)
            })
            .collect(),
        name: opened.name,
        from: opened.year.first(),
        to: opened.year.last(),
        looked_at: opened.looked_at,
        closed,
        clinician: opened.clinician,
        questions: opened.questions.into_iter().map(|asked| card(asked, typed.as_ref())).collect(),
        moments: data
            .completeness
            .iter()
            .map(|one| MomentRow {
                code: one.moment.code().to_owned(),
                answered: counted(Share { n: one.answered, of: one.asked }),
                declined: (one.declined >= LEAST).then_some(one.declined),
            })
            .collect(),
        when: parts(&[("before", when.before), ("during", when.during), ("after", when.after), ("late", when.late)]),
        modes: parts(&modes),
        repeats: counted(data.repeats),
        same: counted(data.same_throughout),
        leaps: counted(data.leaps),
        minutes: uses
            .minutes
            .filter(|minutes| minutes.months >= LEAST)
            .map(|minutes| AskedMinutes { median: whole(minutes.median), most: whole(minutes.most) }),
        opened_before: counted(uses.opened_before),
        opened: counted(uses.opened),
        discussed: counted(uses.discussed),
        unopened,
        protocol_url: opened.protocol.map_or_else(String::new, |id| format!("/protocols/{}", escape(&id))),
        errors,
        done,
    }
}

#[derive(Deserialize)]
pub(in crate::web) struct Which {
    unit: Option<Uuid>,
    done: Option<String>,
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Query(which): Query<Which>,
) -> Result<Response, Failure> {
    staff.need(Permission::ReadReports)?;
    let unit = which.unit.map(UnitId);
    let opened = quality::open(&web.app, &staff.who.proof, unit).await?.ok_or(Failure::NotFound)?;
    let done = which.done.filter(|done| ["quality-known", "quality-let-on"].contains(&done.as_str()));
    page(&web, &body(&staff, opened, (None, done)), &staff.chrome(&web))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct KnownForm {
    csrf: String,
    body: String,
    let_on: String,
}

pub(in crate::web) async fn answer(
    State(web): State<Web>,
    staff: Staff,
    Path(question): Path<Uuid>,
    Fields(form): Fields<KnownForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    let let_on = yes_or_no(&form.let_on).ok_or(Failure::Form)?;
    let proof = &staff.who.proof;
    match quality::answer(&web.app, proof, question, &form.body, let_on).await {
        Ok(Some(unit)) => {
            let done = if let_on { "quality-let-on" } else { "quality-known" };
            Ok(see_other(&format!("/quality?unit={unit}&done={done}")))
        }
        Ok(None) => Err(Failure::NotFound),
        Err(AppError::Refused(_)) => {
            let unit = quality::unit_of(&web.app, proof, question).await?.ok_or(Failure::NotFound)?;
            let opened = quality::open(&web.app, proof, Some(unit)).await?.ok_or(Failure::NotFound)?;
            let error = if form.body.trim().chars().count() > LONGEST { "too-long" } else { "missing" };
            let typed = Typed { question, body: form.body, error };
            let body = body(&staff, opened, (Some(typed), None));
            mend(&web, &body, &staff.chrome_at(&web, format!("/quality?unit={unit}")))
        }
        Err(error) => Err(error.into()),
    }
}
