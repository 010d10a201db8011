//! `lytt compute nhs`: the outcome rates of NHS Talking Therapies, from published totals or from
//! referrals.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::fields::{numbers, object};
use crate::domain::registry::Fraction;
use crate::domain::registry::nhs::{Basis, PairChange, PairRule, Referral, Scores, Totals, Verdict};

const REFERRAL_FIELDS: [&str; 5] = ["phq_first", "gad_first", "phq_last", "gad_last", "treatment_contacts"];

/// The rates of one period from a table of totals: CSV with the columns `reporting_period`,
/// `measure_name`, `measure_statistic` and `value`. Only rows whose statistic is `count` are used; the
/// percentages in the table are printed beside the computed ones.
///
/// # Errors
/// A sentence that names the column or measure and how to mend it.
pub fn answer(table: &str, period: &str) -> Result<Value, String> {
    let (counts, published) = read(table, period)?;
    let count = |measure: &str| {
        counts.get(measure).copied().ok_or_else(|| format!("{period} has no count of \"{measure}\"; add that row"))
    };
    let totals = Totals {
        referrals_received: counts.get("referrals_received").copied(),
        courses: count("finished_course_treatment")?,
        not_at_caseness: count("not_at_caseness")?,
        recovery: count("recovery")?,
        improvement: count("improvement")?,
        deterioration: count("deterioration")?,
        no_reliable_change: count("no_reliable_change")?,
        reliable_recovery: count("reliable_recovery")?,
    };
    let rates = totals.rates().map_err(|error| format!("the counts of {period}: {error}"))?;
    Ok(json!({
        "period": period,
        "basis": Basis::Finished,
        "counts": totals,
        "rates": {
            "recovery": share(rates.recovery),
            "reliable_improvement": share(rates.improvement),
            "reliable_deterioration": share(rates.deterioration),
            "reliable_recovery": share(rates.reliable_recovery),
            "paired_completeness": share(rates.paired_completeness),
            "reliable_recovery_of_referrals": rates.reliable_recovery_of_referrals.map(share),
        },
        "published_percent": published,
    }))
}

/// What became of each referral, and the rates among finished courses with both pairs of scores.
///
/// Input: an object with the lists `phq_first`, `gad_first`, `phq_last`, `gad_last` (null where
/// missing) and `treatment_contacts`. All referrals are taken as discharged in the period.
///
/// # Errors
/// A sentence that names the field and how to mend it.
pub fn referrals(input: &Value) -> Result<Value, String> {
    let referrals = read_referrals(object(input, &REFERRAL_FIELDS)?)?;
    let rule = PairRule::phq9_gad7().map_err(|error| error.to_string())?;
    let verdicts: Vec<Option<Verdict>> = (1..)
        .zip(&referrals)
        .map(|(number, referral)| referral.verdict(&rule).map_err(|error| format!("referral {number}: {error}")))
        .collect::<Result<_, _>>()?;
    let all = |basis| Totals::count(&referrals, &rule, basis).map_err(|error| error.to_string());
    let (paired, finished) = (all(Basis::Paired)?, all(Basis::Finished)?);
    let rates = paired.rates().map_err(|error| error.to_string())?;
    let of_finished = finished.rates().map_err(|error| error.to_string())?;
    let both_ways = referrals
        .iter()
        .zip(&verdicts)
        .filter(|(referral, verdict)| {
            referral.is_finished() && verdict.is_some_and(|one| one.change == PairChange::BothWays)
        })
        .count();
    let interval = rates.recovery.interval().map(|interval| [interval.lower, interval.upper]);
    Ok(json!({
        "per_patient": per_patient(&referrals, &verdicts, &rule),
        "totals": {
            "n": referrals.len(),
            "finished_course": finished.courses,
            "paired": paired.courses,
            "not_caseness_at_start": paired.not_at_caseness,
            "recovery_n": paired.recovery,
            "recovery_den": rates.recovery.denominator(),
            "reliable_improvement_n": paired.improvement,
            "reliable_improvement_den": rates.improvement.denominator(),
            "reliable_deterioration_n": paired.deterioration,
            "no_reliable_change_n": paired.no_reliable_change,
            "reliable_recovery_n": paired.reliable_recovery,
            "reliable_recovery_den": rates.reliable_recovery.denominator(),
            "mixed_reliable_both_ways": both_ways,
        },
        "rates": {
            "recovery": rates.recovery.value(),
            "recovery_wilson": interval,
            "reliable_improvement": rates.improvement.value(),
            "reliable_deterioration": rates.deterioration.value(),
            "reliable_recovery": rates.reliable_recovery.value(),
        },
        "of_finished_courses": {
            "recovery": share(of_finished.recovery),
            "reliable_improvement": share(of_finished.improvement),
            "reliable_deterioration": share(of_finished.deterioration),
            "reliable_recovery": share(of_finished.reliable_recovery),
            "paired_completeness": share(of_finished.paired_completeness),
        },
    }))
}

type Counts = BTreeMap<String, u32>;
type Percentages = BTreeMap<String, f64>;

fn read(table: &str, period: &str) -> Result<(Counts, Percentages), String> {
    let (mut counts, mut published) = (Counts::new(), Percentages::new());
    let mut periods: Vec<String> = Vec::new();
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let headers = reader.headers().map_err(|error| format!("the table cannot be read: {error}"))?.clone();
    let column = |name: &str| {
        headers
            .iter()
            .position(|header| header == name)
            .ok_or_else(|| format!("the table has no column \"{name}\"; its first line must name the columns"))
    };
    let (when, measure, statistic, value) =
        (column("reporting_period")?, column("measure_name")?, column("measure_statistic")?, column("value")?);
    for record in reader.records() {
        let record = record.map_err(|error| format!("the table cannot be read: {error}"))?;
        let field = |at: usize| record.get(at).unwrap_or_default().trim();
        let line = record.position().map_or(0, csv::Position::line);
        if !periods.iter().any(|known| known == field(when)) {
            periods.push(field(when).to_owned());
        }
        if field(when) != period {
            continue;
        }
        let bad = || format!("line {line}: the value of \"{}\" is \"{}\"; give a number", field(measure), field(value));
        let twice = match field(statistic) {
            "count" => counts.insert(field(measure).to_owned(), field(value).parse().map_err(|_| bad())?).is_some(),
            "percentage" => {
                published.insert(field(measure).to_owned(), field(value).parse().map_err(|_| bad())?).is_some()
            }
            _ => false,
        };
        if twice {
            return Err(format!("line {line}: \"{}\" occurs twice in {period}; keep one", field(measure)));
        }
    }
    if counts.is_empty() {
        return Err(format!("the table has no counts for \"{period}\"; it has {}", periods.join(", ")));
    }
    Ok((counts, published))
}

fn share(share: Fraction) -> Value {
    json!({
        "numerator": share.numerator(),
        "denominator": share.denominator(),
        "value": share.value(),
        "percent": share.percent_to_one_decimal(),
        "wilson": share.interval().map(|interval| [interval.lower, interval.upper]),
    })
}

fn read_referrals(input: &Map<String, Value>) -> Result<Vec<Referral>, String> {
    let columns = REFERRAL_FIELDS.map(|field| numbers(input, field));
    let [phq_first, gad_first, phq_last, gad_last, contacts] = columns;
    let (phq_first, gad_first, phq_last, gad_last, contacts) =
        (phq_first?, gad_first?, phq_last?, gad_last?, contacts?);
    let n = contacts.len();
    for (field, column) in REFERRAL_FIELDS.iter().zip([&phq_first, &gad_first, &phq_last, &gad_last]) {
        if column.len() != n {
            return Err(format!(
                "\"{field}\" has {} values and \"treatment_contacts\" has {n}; give one for each referral",
                column.len()
            ));
        }
    }
    let first = phq_first.into_iter().zip(gad_first);
    let last = phq_last.into_iter().zip(gad_last);
    let held = input.get("treatment_contacts").and_then(Value::as_array).into_iter().flatten();
    first
        .zip(last)
        .zip(held)
        .map(|((first, last), held)| {
            let contacts = held
                .as_u64()
                .and_then(|held| u32::try_from(held).ok())
                .ok_or_else(|| format!("\"treatment_contacts\" holds {held}; give a whole number of contacts"))?;
            let scores = |(depression, anxiety)| Scores { depression, anxiety };
            Ok(Referral { first: scores(first), last: scores(last), contacts, discharged: true })
        })
        .collect()
}

fn per_patient(referrals: &[Referral], verdicts: &[Option<Verdict>], rule: &PairRule) -> Value {
    let each =
        |of: &dyn Fn(&Verdict) -> bool| verdicts.iter().map(|verdict| verdict.as_ref().map(of)).collect::<Vec<_>>();
    json!({
        "finished": referrals.iter().map(Referral::is_finished).collect::<Vec<_>>(),
        "caseness_start": referrals.iter().map(|referral| referral.first.caseness(rule)).collect::<Vec<_>>(),
        "caseness_end": referrals.iter().map(|referral| referral.last.caseness(rule)).collect::<Vec<_>>(),
        "recovery": each(&|verdict| verdict.recovery() == Some(true)),
        "reliable_improvement": each(&|verdict| verdict.change == PairChange::Improvement),
        "reliable_deterioration": each(&|verdict| verdict.change == PairChange::Deterioration),
        "reliable_recovery": each(&|verdict| verdict.reliable_recovery() == Some(true)),
    })
}
