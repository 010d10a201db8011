//! Our scoring rules as `FHIRPath`, for programs that show a questionnaire elsewhere.
//!
//! The expressions read answers by their codes, never by a weight: a response holds
//! codes everywhere, weights only in some programs. Nothing is given before the
//! missing-item rule is met, so that no partial sum is ever shown. What a program
//! shows is for the respondent; the score that counts is worked out here, from the
//! answers.

use std::fmt::Write as _;

use super::codes::code;
use crate::domain::instrument::{
    Function, Instrument, Item, ItemKind, Method, Points, Quantifier, Rounding, Scale, Test,
};
use crate::domain::scoring::{DSM_5_GROUPS, GOAL_CORRELATION, PRESENT};

/// Where an expression starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Root {
    /// SDC: the context is the item, the response is `%resource`.
    Sdc,
    /// Helsenorge: the context is the response.
    Helsenorge,
}

impl Root {
    const fn prefix(self) -> &'static str {
        match self {
            Self::Sdc => "%resource.",
            Self::Helsenorge => "",
        }
    }
}

/// What an answer counts as.
#[derive(Clone, Copy)]
enum Count<'a> {
    AsAnswered,
    Turned,
    Points(&'a Points),
    /// 1 from this value, otherwise 0.
    From(f64),
    /// 1 when it is the highest, otherwise 0.
    Highest,
    /// So many times the answer.
    Times(f64),
}

impl Count<'_> {
    fn of(self, item: &Item, value: f64) -> Option<f64> {
        let (lowest, highest) = item.bounds()?;
        Some(match self {
            Self::AsAnswered => value,
            Self::Turned => lowest + highest - value,
            Self::Points(points) => points.of(&item.id, value)?,
            Self::From(limit) => f64::from(value >= limit),
            Self::Highest => f64::from((value - highest).abs() < 1e-9),
            Self::Times(factor) => value * factor,
        })
    }

    /// What it does to a number that is not one of a few.
    fn typed(self, item: &Item) -> Option<String> {
        let (lowest, highest) = item.bounds()?;
        Some(match self {
            Self::AsAnswered => String::new(),
            Self::Turned => format!(".select({} - $this)", lowest + highest),
            Self::Points(points) => {
                let rows: Vec<_> = points.rows.iter().filter(|(id, ..)| *id == item.id).collect();
                if rows.is_empty() {
                    return Some(String::new());
                }
                chosen(rows.iter().map(|(_, answer, points)| (answer.to_string(), *points)))
            }
            Self::From(limit) => format!(".select(iif($this >= {limit}, 1, 0))"),
            Self::Highest => format!(".select(iif($this = {highest}, 1, 0))"),
            Self::Times(factor) => format!(".select($this * {factor})"),
        })
    }
}

/// A selection among literals: what each stands for.
fn chosen(cases: impl Iterator<Item = (String, f64)>) -> String {
    let cases: Vec<_> = cases.collect();
    let mut text = String::from(".select(");
    for (literal, value) in &cases {
        let _ = write!(text, "iif($this = {literal}, {value}, ");
    }
    text.push_str("{}");
    text.push_str(&")".repeat(cases.len() + 1));
    text
}

/// A `FHIRPath` text literal.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

/// A value and what must hold before it may be shown.
struct Built {
    guards: Vec<String>,
    value: String,
}

/// Writes expressions over one instrument's answers.
pub(super) struct Writer<'a> {
    pub(super) instrument: &'a Instrument,
    pub(super) root: Root,
}

impl Writer<'_> {
    /// The value of a scale, and nothing until its missing-item rule is met; `None`
    /// for a scale that is only imported.
    pub(super) fn score(&self, scale: &Scale) -> Option<String> {
        let Built { mut guards, value } = self.built(scale)?;
        guards.dedup();
        let value = if scale.round == Rounding::HalfUp { value } else { rounded(&value, scale.round) };
        let value = match self.root {
            Root::Sdc => value,
            // A bare 0 is taken for "nothing" in Refero's decimals; a text is not.
            Root::Helsenorge => format!("({value}).toString()"),
        };
        Some(format!("iif({}, {value}, {{}})", guards.join(" and ")))
    }

    /// Whether a question is asked, for a rule that FHIR has no other words for.
    pub(super) fn asked(&self, item: &Item) -> Option<String> {
        let rule = item.only_if.as_ref()?;
        let known = self.known(&rule.items)?;
        Some(format!("{known} and {}", met(&self.sum(&rule.items)?, rule.test)))
    }

    fn built(&self, scale: &Scale) -> Option<Built> {
        let built = match scale.method {
            Method::Total => return None,
            Method::Lookup => self.looked_up(scale)?,
            Method::Function => self.function(scale)?,
            Method::Sum | Method::Mean if scale.of.is_empty() => self.of_items(scale)?,
            Method::Sum | Method::Mean => self.of_scales(scale)?,
        };
        // Scales that are made of this one take it rounded to whole numbers, not to decimals.
        let value = if scale.round == Rounding::HalfUp { rounded(&built.value, scale.round) } else { built.value };
        Some(Built { value, ..built })
    }

    fn of_items(&self, scale: &Scale) -> Option<Built> {
        let rule = scale.missing.as_ref()?;
        let counted = self.counted(scale, &scale.items)?;
        let all = scale.items.len();
        let fewest = all.saturating_sub(usize::try_from(rule.up_to).ok()?).max(1);
        let mut guards = vec![format!("{counted}.count() >= {fewest}")];
        if !rule.only.is_empty() {
            let needed: Vec<String> = scale.items.iter().filter(|id| !rule.only.contains(id)).cloned().collect();
            if !needed.is_empty() {
                guards.push(format!("{}.count() = {}", self.counted(scale, &needed)?, needed.len()));
            }
        }
        let sum = summed(&counted);
        let value = match scale.method {
            Method::Mean => format!("{sum} / {counted}.count()"),
            _ if rule.up_to == 0 => sum,
            _ => format!("{sum} * {all} / {counted}.count()"),
        };
        Some(Built { guards, value: moved(scale, &value) })
    }

    fn of_scales(&self, scale: &Scale) -> Option<Built> {
        let mut guards = Vec::new();
        let mut values = Vec::new();
        for id in &scale.of {
            let part = self.built(self.instrument.scale(id)?)?;
            guards.extend(part.guards);
            values.push(format!("({})", part.value));
        }
        let mut value = values.join(" + ");
        if scale.method == Method::Mean {
            value = format!("({value}) / {}", values.len());
        }
        Some(Built { guards, value: moved(scale, &value) })
    }

    fn looked_up(&self, scale: &Scale) -> Option<Built> {
        let part = self.built(self.instrument.scale(scale.of.first()?)?)?;
        let mut rows = scale.table.as_ref()?.rows.clone();
        rows.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        Some(Built { value: format!("({}).select({})", part.value, halved(&rows)), guards: part.guards })
    }

    fn function(&self, scale: &Scale) -> Option<Built> {
        let items = &scale.items;
        let all = items.len();
        let answered = self.values(items, |_| Count::AsAnswered)?;
        let fewest = match &scale.missing {
            Some(rule) => all.saturating_sub(usize::try_from(rule.up_to).ok()?).max(1),
            None => all,
        };
        let value = match scale.function? {
            Function::AllHighest => {
                format!("iif({} = {all}, 1, 0)", summed(&self.values(items, |_| Count::Highest)?))
            }
            Function::Digits => {
                let mut place = 1.0;
                let mut terms = Vec::new();
                for id in items.iter().rev() {
                    terms.push(summed(&self.values(std::slice::from_ref(id), |_| Count::Times(place))?));
                    place *= 10.0;
                }
                terms.join(" + ")
            }
            Function::Dsm5Ptsd => {
                let mut groups = Vec::new();
                let mut rest = items.as_slice();
                for (size, needed) in DSM_5_GROUPS {
                    let (group, later) = rest.split_at_checked(size)?;
                    let present = self.values(group, |_| Count::From(PRESENT))?;
                    groups.push(format!("{} >= {needed}", summed(&present)));
                    rest = later;
                }
                format!("iif({}, 1, 0)", groups.join(" and "))
            }
            Function::GoalAttainmentT => {
                let n = format!("{answered}.count()");
                let r = GOAL_CORRELATION;
                format!("50 + 10 * {} / ((1 - {r}) * {n} + {r} * {n} * {n}).sqrt()", summed(&answered))
            }
        };
        Some(Built { guards: vec![format!("{answered}.count() >= {fewest}")], value })
    }

    /// What the items of a scale count as, one value each that counts.
    fn counted(&self, scale: &Scale, items: &[String]) -> Option<String> {
        let count = |item: &Item| match &scale.points {
            Some(points) => Count::Points(points),
            None if scale.reverse.contains(&item.id) => Count::Turned,
            None => Count::AsAnswered,
        };
        let mut counted = self.values(items, count)?;
        if let Some(value) = scale.not_asked_counts {
            for item in items.iter().filter_map(|id| self.instrument.item(id)) {
                if let Some(skipped) = self.skipped(item) {
                    let _ = write!(counted, ".combine(iif({skipped}, {value}, {{}}))");
                }
            }
        }
        Some(counted)
    }

    /// The values of the answered ones of these items. Items that count alike are read
    /// together.
    fn values<'c>(&self, items: &[String], count: impl Fn(&Item) -> Count<'c>) -> Option<String> {
        let mut readings: Vec<(String, Vec<&str>)> = Vec::new();
        for id in items {
            let item = self.instrument.item(id)?;
            let reading = reading(item, count(item))?;
            match readings.iter_mut().find(|(known, _)| *known == reading) {
                Some((_, ids)) => ids.push(id),
                None => readings.push((reading, vec![id])),
            }
        }
        let mut parts = readings.iter().map(|(reading, ids)| {
            let link = match ids.as_slice() {
                [id] => format!("linkId = {}", quoted(id)),
                ids => format!("linkId in ({})", ids.iter().map(|id| quoted(id)).collect::<Vec<_>>().join("|")),
            };
            format!("{}repeat(item).where({link}).answer.value{reading}", self.root.prefix())
        });
        let first = parts.next()?;
        Some(parts.fold(first, |all, part| format!("{all}.combine({part})")))
    }

    fn sum(&self, items: &[String]) -> Option<String> {
        Some(summed(&self.values(items, |_| Count::AsAnswered)?))
    }

    /// That every one of these questions was answered, or rightly not asked.
    fn known(&self, items: &[String]) -> Option<String> {
        let mut parts = Vec::new();
        for id in items {
            let answered = format!("{}.exists()", self.values(std::slice::from_ref(id), |_| Count::AsAnswered)?);
            parts.push(match self.instrument.item(id).and_then(|item| self.skipped(item)) {
                Some(skipped) => format!("({skipped} or {answered})"),
                None => answered,
            });
        }
        Some(parts.join(" and "))
    }

    /// That the question's own rule says it is not asked; `None` for one that always is.
    fn skipped(&self, item: &Item) -> Option<String> {
        let rule = item.only_if.as_ref()?;
        if rule.quantifier == Quantifier::SumOf {
            let unmet = format!("({}).not()", met(&self.sum(&rule.items)?, rule.test));
            return Some(format!("({} and {unmet})", self.known(&rule.items)?));
        }
        let mut parts = Vec::new();
        for id in &rule.items {
            let answer = self.values(std::slice::from_ref(id), |_| Count::AsAnswered)?;
            let unmet = format!("{answer}.where(({}).not()).exists()", met("$this", rule.test));
            parts.push(match self.instrument.item(id).and_then(|item| self.skipped(item)) {
                Some(skipped) => format!("({skipped} or {unmet})"),
                None => unmet,
            });
        }
        let word = if rule.quantifier == Quantifier::AnyOf { " and " } else { " or " };
        Some(format!("({})", parts.join(word)))
    }
}

/// How one item's answer is read as what it counts as.
fn reading(item: &Item, count: Count<'_>) -> Option<String> {
    let ItemKind::Choice { values, .. } = &item.kind else {
        return count.typed(item);
    };
    let mut cases = Vec::new();
    for value in values {
        cases.push((quoted(&code(item, *value)?.code), count.of(item, *value)?));
    }
    Some(format!(".code{}", chosen(cases.into_iter())))
}

fn summed(collection: &str) -> String {
    format!("{collection}.aggregate($this + $total, 0)")
}

fn met(value: &str, test: Test) -> String {
    match test {
        Test::AtLeast(limit) => format!("{value} >= {limit}"),
        Test::AtMost(limit) => format!("{value} <= {limit}"),
        Test::Is(wanted) => format!("{value} = {wanted}"),
    }
}

fn moved(scale: &Scale, value: &str) -> String {
    let mut value = value.to_owned();
    if (scale.times - 1.0).abs() > 0.0 {
        value = format!("({value}) * {}", scale.times);
    }
    if scale.plus.abs() > 0.0 {
        value = format!("{value} + {}", scale.plus);
    }
    value
}

/// Half up, as floor(x + 1/2). The millionth above a half makes up for the binary
/// fractions that these programs count in; no rule of ours comes that near a half
/// without being one.
fn rounded(value: &str, rounding: Rounding) -> String {
    match rounding.decimals() {
        None => value.to_owned(),
        Some(0) => format!("({value} + 0.500001).floor()"),
        Some(decimals) => {
            let unit = 10_u64.pow(decimals);
            format!("(({value}) * {unit} + 0.500001).floor() / {unit}")
        }
    }
}

/// A table as a choice between its halves, so that even a long one is shallow.
fn halved(rows: &[(f64, f64)]) -> String {
    match rows {
        [] => "{}".to_owned(),
        [(from, to)] => format!("iif($this = {from}, {to}, {{}})"),
        _ => {
            let (low, high) = rows.split_at(rows.len() / 2);
            let limit = high.first().map_or(0.0, |(from, _)| *from);
            format!("iif($this < {limit}, {}, {})", halved(low), halved(high))
        }
    }
}
