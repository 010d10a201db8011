//! `/learning`: a clinician's own results, and who else may read them.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::{Datelike, NaiveDate, TimeDelta};
use chrono_tz::Tz;
use serde::Deserialize;
use uuid::Uuid;

use super::super::Web;
use super::super::failure::Failure;
use super::super::form::Fields;
use super::super::staff::Staff;
use super::new_patient::date;
use super::report::{metric_key, metric_name};
use super::{mend, page, report_body, see_other, words};
use crate::app::learning::{self, Asked, Colleague, FEWEST_IN_ORDER, NewGrant, OwnMetric, Span, Wrong};
use crate::app::report::MetricOption;
use crate::domain::alliance::Spread;
use crate::domain::care::AccountId;
use crate::domain::change::Category as Change;
use crate::domain::conversation::ALLIANCE_STEP;
use crate::domain::local_time;
use crate::domain::registry::Fraction;
use crate::domain::registry::suppression::LEAST_INSIDE;
use crate::domain::variation::chance;
use crate::domain::variation::chart::{self, Kind, Settings};
use crate::domain::variation::runs;
use crate::store::Actor;
use crate::store::learning::LearningGrant;
use crate::view::chart::Runs;
use crate::view::chart::in_order::{Course, InOrder};
use crate::view::pages::learning::{
    AfterFalls, Alliance, Banner, CategoryRow, Doors, Figures, GrantRow, Learning, Level, LookRow,
};
use crate::view::pages::{Choice, FieldError};
use crate::view::text::{Arg, Text};

#[derive(Clone, Default, Deserialize)]
pub(in crate::web) struct Wanted {
    #[serde(default)]
    metric: String,
    #[serde(default)]
    span: String,
    done: Option<String>,
}

const SPANS: [(Span, &str); 3] = [(Span::Year, "12"), (Span::ThreeYears, "36"), (Span::All, "all")];

impl Wanted {
    fn span(&self) -> Span {
        SPANS.iter().find(|(_, code)| *code == self.span).map(|(span, _)| *span).unwrap_or_default()
    }

    fn choose(&self, options: &[MetricOption]) -> Option<MetricOption> {
        options
            .iter()
            .find(|option| metric_key(option) == self.metric)
            .or_else(|| options.iter().find(|option| option.metric.instrument.id == "phq-9"))
            .or_else(|| options.first())
            .copied()
    }
}

/// What was typed into the form for a grant.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct GrantForm {
    csrf: String,
    reader: String,
    why: String,
    until: String,
}

fn own(staff: &Staff) -> Result<AccountId, Failure> {
    match staff.who.proof.actor() {
        Actor::Account(account) => Ok(account),
        _ => Err(Failure::NotFound),
    }
}

/// The page; for whoever may not read it there is none.
async fn body(
    web: &Web,
    staff: &Staff,
    of: AccountId,
    wanted: &Wanted,
    (typed, errors): (Option<&GrantForm>, Vec<FieldError>),
) -> Result<Learning, Failure> {
    let proof = &staff.who.proof;
    let asked = Asked { of, span: wanted.span(), choose: &|options| wanted.choose(options) };
    let findings = learning::compute(&web.app, proof, asked).await?.ok_or(Failure::NotFound)?;
    let text = web.text(staff.language());
    let is_own = of == own(staff)?;
    let doors = if is_own { Some(doors(web, staff, typed).await?) } else { None };
    let zone = web.app.tenancy(proof.tenant()).await?.zone;
    let chosen = findings.chosen.as_ref().map(|chosen| metric_key(&chosen.option)).unwrap_or_default();
    let metrics = findings.options.iter().map(|option| {
        let key = metric_key(option);
        let is_chosen = key == chosen;
        Ok(Choice::new(key, metric_name(option, text)?, is_chosen))
    });
    let spans = SPANS.iter().map(|(span, code)| {
        Ok(Choice::new(*code, text.message(&format!("span-{code}"), &[])?, *span == wanted.span()))
    });
    Ok(Learning {
        banner: findings.grant.as_ref().map(|grant| Banner {
            name: findings.name.clone(),
            until: last_day(zone, grant),
            purpose: grant.purpose.clone(),
        }),
        path: if is_own { "/learning".to_owned() } else { format!("/learning/{of}") },
        from: findings.period.first(),
        to: findings.period.last(),
        data_date: findings.data_date,
        metrics: metrics.collect::<Result<_, Failure>>()?,
        spans: spans.collect::<Result<_, Failure>>()?,
        figures: findings.chosen.as_ref().map(|chosen| figures(chosen, text)).transpose()?,
        alliance: findings.alliance.iter().map(|one| alliance(one, text)).collect::<Result<_, Failure>>()?,
        minimum: LEAST_INSIDE,
        doors,
        errors,
        done: wanted.done.clone().filter(|done| is_own && (done == "granted" || done == "taken-back")),
    })
}

/// The last day of a grant, which ends as that day does.
fn last_day(zone: Tz, grant: &LearningGrant) -> NaiveDate {
    local_time::day_of(zone, grant.until_at - TimeDelta::milliseconds(1))
}

fn figures(chosen: &OwnMetric, text: &Text) -> Result<Figures, Failure> {
    let MetricOption { definition, metric, from, to } = &chosen.option;
    let rule = &chosen.question.rule;
    let (flow, coverage, rates, categories) = report_body::figures(&chosen.outcome);
    let total = chosen.outcome.categories.total();
    let rows = Change::ALL.iter().filter(|_| total >= LEAST_INSIDE).filter_map(|category| {
        let n = chosen.outcome.categories.count(*category);
        let share = Fraction::new(n, total).ok()?;
        let interval = share.interval()?;
        let name = category.code().to_owned();
        Some(CategoryRow { name, n, share: share.value()?, low: interval.lower, high: interval.upper })
    });
    let (in_order, false_signal) = in_order(chosen);
    Ok(Figures {
        metric: report_body::metric(definition, metric, rule, (None, chosen.undated), (*from, *to), text)?,
        flow,
        coverage,
        not_yet: chosen.outcome.not_yet_observable,
        rates,
        categories,
        category_rows: rows.collect(),
        in_order,
        false_signal,
    })
}

/// The courses in order, with the rules' figures and how often these speak by themselves.
fn in_order(chosen: &OwnMetric) -> (InOrder, Option<f64>) {
    let rule = &chosen.question.rule;
    let values: Vec<Option<f64>> = chosen.in_order.iter().map(|one| one.change.map(|change| change.points)).collect();
    let enough = values.iter().flatten().count() >= FEWEST_IN_ORDER;
    let drawn = chart::draw(&values, &Settings::new(Kind::Run)).ok().filter(|_| enough);
    let phase = drawn.as_ref().and_then(|drawn| drawn.phases.first());
    let median = phase.and_then(|phase| phase.centre);
    let false_signal = median.and_then(|median| {
        let (above, below) = runs::sides(values.iter().copied(), median);
        chance::false_signals(above, below)
    });
    let (_, reliable) = words::drawn(rule);
    let courses = chosen.in_order.iter().map(|one| Course {
        year: one.on.year(),
        quarter: one.on.month0() / 3 + 1,
        value: one.change.map(|change| change.points),
        category: one.change.map(|change| change.category.code().to_owned()).unwrap_or_default(),
    });
    let chart = InOrder {
        id: "in-order".to_owned(),
        courses: courses.collect(),
        better: words::better(rule.direction()),
        reliable: words::two_decimals(reliable),
        median,
        runs: phase.map(|phase| phase.runs).and_then(|found| {
            Some(Runs {
                useful: found.n_useful,
                longest: found.longest_run?,
                longest_limit: found.longest_run_max?,
                crossings: found.n_crossings?,
                crossings_limit: found.n_crossings_min?,
            })
        }),
        minimum: u32::try_from(FEWEST_IN_ORDER).unwrap_or(u32::MAX),
    };
    (chart, false_signal)
}

fn alliance(one: &learning::Alliance, text: &Text) -> Result<Alliance, Failure> {
    let pattern = &one.pattern;
    let third = u32::try_from(pattern.third.len()).unwrap_or(u32::MAX);
    let level = Spread::of(&pattern.third).filter(|_| third >= LEAST_INSIDE);
    let falls = &pattern.after_falls;
    let (lowest, highest) = falls.bounds().map_err(|error| Failure::Broken(error.to_string()))?;
    let after = || {
        Some(AfterFalls {
            answered: falls.higher.denominator(),
            higher: falls.higher.numerator(),
            share: falls.higher.value()?,
            lowest: lowest.value()?,
            highest: highest.value()?,
            by_chance: falls.by_chance?,
        })
    };
    Ok(Alliance {
        measure: words::name(one.definition, text.language().tag()),
        range: one.range,
        step: words::two_decimals(ALLIANCE_STEP * (one.range.1 - one.range.0)),
        episodes: pattern.episodes,
        third,
        level: level.map(|level| Level {
            lower: words::two_decimals(level.lower),
            middle: words::two_decimals(level.middle),
            upper: words::two_decimals(level.upper),
        }),
        falls: falls.falls(),
        after: if falls.higher.denominator() >= LEAST_INSIDE { after() } else { None },
    })
}

async fn doors(web: &Web, staff: &Staff, typed: Option<&GrantForm>) -> Result<Doors, Failure> {
    let proof = &staff.who.proof;
    let text = web.text(staff.language());
    let zone = web.app.tenancy(proof.tenant()).await?.zone;
    let doors = learning::list(&web.app, proof).await?.ok_or(Failure::NotFound)?;
    let row = |(grant, name): (LearningGrant, String), url: String| GrantRow {
        id: grant.id.to_string(),
        until: last_day(zone, &grant),
        from: grant.from_at,
        revoked: grant.revoked_at,
        purpose: grant.purpose,
        name,
        url,
    };
    Ok(Doors {
        colleagues: doors
            .colleagues
            .into_iter()
            .map(|Colleague { id, name, leads }| {
                let id = id.to_string();
                let is_chosen = typed.is_some_and(|typed| typed.reader == id);
                let name = if leads { text.message("learning-leads", &[("name", Arg::from(name))])? } else { name };
                Ok(Choice::new(id, name, is_chosen))
            })
            .collect::<Result<_, Failure>>()?,
        why: typed.map_or_else(String::new, |typed| typed.why.clone()),
        until: typed.map_or_else(|| doors.usual.to_string(), |typed| typed.until.clone()),
        latest: doors.latest.to_string(),
        running: doors.running.into_iter().map(|grant| row(grant, String::new())).collect(),
        past: doors.past.into_iter().map(|grant| row(grant, String::new())).collect(),
        looks: doors.looks.into_iter().map(|(name, at)| LookRow { name, at }).collect(),
        received: doors
            .received
            .into_iter()
            .map(|grant| {
                let url = format!("/learning/{}", grant.0.owner);
                row(grant, url)
            })
            .collect(),
    })
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    let body = body(&web, &staff, own(&staff)?, &wanted, (None, Vec::new())).await?;
    page(&web, &body, &staff.chrome(&web))
}

/// `GET /learning/{account}`: for whoever was let in.
pub(in crate::web) async fn show_of(
    State(web): State<Web>,
    staff: Staff,
    Path(account): Path<Uuid>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    let of = AccountId(account);
    let body = body(&web, &staff, of, &wanted, (None, Vec::new())).await?;
    page(&web, &body, &staff.chrome(&web))
}

/// `POST /learning/grants`.
pub(in crate::web) async fn grant(
    State(web): State<Web>,
    staff: Staff,
    Fields(form): Fields<GrantForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    let reader = form.reader.parse::<Uuid>().map(AccountId);
    let until = date(&form.until);
    let mut errors = Vec::new();
    if reader.is_err() {
        errors.push(FieldError::new("reader", "invalid"));
    }
    if until.is_none() {
        errors.push(FieldError::new("until", if form.until.trim().is_empty() { "missing" } else { "invalid" }));
    }
    if let (Ok(reader), Some(until)) = (reader, until) {
        let new = NewGrant { reader, purpose: form.why.clone(), until };
        match learning::grant(&web.app, &staff.who.proof, new).await?.ok_or(Failure::NotFound)? {
            Ok(()) => return Ok(see_other("/learning?done=granted")),
            Err(wrong) => errors.extend(wrong.into_iter().map(|wrong| {
                let (field, kind) = match wrong {
                    Wrong::Reader => ("reader", "invalid"),
                    Wrong::NoPurpose => ("why", "missing"),
                    Wrong::LongPurpose => ("why", "too-long"),
                    Wrong::Past => ("until", "in-the-past"),
                    Wrong::Far => ("until", "invalid"),
                };
                FieldError::new(field, kind)
            })),
        }
    }
    let body = body(&web, &staff, own(&staff)?, &Wanted::default(), (Some(&form), errors)).await?;
    mend(&web, &body, &staff.chrome_at(&web, "/learning".to_owned()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Revoke {
    csrf: String,
}

/// `POST /learning/grants/{grant}/revoke`.
pub(in crate::web) async fn revoke(
    State(web): State<Web>,
    staff: Staff,
    Path(grant): Path<Uuid>,
    Fields(form): Fields<Revoke>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    learning::revoke(&web.app, &staff.who.proof, grant).await?.ok_or(Failure::NotFound)?;
    Ok(see_other("/learning?done=taken-back"))
}
