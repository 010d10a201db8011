//! From what the use cases know to what a page says: names of measures, labels of answers, remarks.

use crate::app::review::Form;
pub(super) use crate::app::review::{by_patient, instruments, metric};
use crate::catalogue::Definition;
use crate::domain::care::{Request, State};
use crate::domain::change::{self, ChangeRule};
use crate::domain::conversation::{self, Fact, Reading};
use crate::domain::instrument::{Answer, Item, ItemKind};
use crate::domain::metric::Metric;
use crate::domain::notice::Rule;
use crate::view::chart::Better;
use crate::view::format;
use crate::view::pages::clinician::{Answering, Norms, Remark};
use crate::view::text::{Arg, Text, TextError};

/// How far a request has come.
pub(super) fn answering(request: Option<&Request>) -> Answering {
    match request {
        None => Answering::NotAsked,
        Some(request) => match request.state {
            State::Due | State::Invited => Answering::Waiting,
            State::Opened | State::Partial => Answering::Begun,
            State::Completed => Answering::Answered { at: request.state_at },
            State::Declined => Answering::Declined,
            State::Expired | State::Superseded => Answering::Expired,
        },
    }
}

/// A press on yes or no; `None` for anything else.
pub(super) fn yes_or_no(said: &str) -> Option<bool> {
    match said {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

/// The short name of an instrument, as people say it.
pub(super) fn name(definition: &Definition, language: &str) -> String {
    definition.feedback_in(language).map_or_else(|| definition.instrument.id.clone(), |words| words.name.clone())
}

/// What an item is about, in few words of a language.
pub(super) fn topic(definition: &Definition, item: &Item, language: &str) -> String {
    let words = definition.feedback_in(language).and_then(|words| words.topics.get(&item.id)).cloned();
    words.unwrap_or_else(|| item.topic.clone())
}

/// An answer in the words it was chosen by, or as a number.
pub(super) fn label(definition: &Definition, item: &Item, answer: &Answer, language: &str) -> Option<String> {
    match answer {
        Answer::Declined => None,
        Answer::Text(text) if item.kind == ItemKind::Date => Some(format::day_text(text)),
        Answer::Text(text) => Some(text.clone()),
        Answer::Value(value) => {
            let wording = definition.wording_in(language);
            let words = match &item.kind {
                ItemKind::Choice { answers, .. } => wording.and_then(|wording| wording.label(answers, *value)),
                _ => None,
            };
            let unit = wording.and_then(|wording| wording.units.get(&item.id));
            let number = || match unit {
                Some(unit) => format!("{value} {unit}"),
                None => format!("{value}"),
            };
            Some(words.map_or_else(number, str::to_owned))
        }
    }
}

/// Which way a scale is better, as charts are told it.
pub(super) const fn better(direction: change::Direction) -> Better {
    match direction {
        change::Direction::HigherIsWorse => Better::Lower,
        change::Direction::HigherIsBetter => Better::Higher,
    }
}

/// What a rule says, in a sentence for the cut-off and one for reliable change.
pub(super) fn rule_words(rule: &ChangeRule, text: &Text) -> Result<(String, String), TextError> {
    let up = rule.direction() == change::Direction::HigherIsWorse;
    let cutoff = match rule.cutoff() {
        None => String::new(),
        Some(change::Cutoff::Case(value)) if up => {
            text.message("norms-cutoff-case-up", &[("value", Arg::from(value))])?
        }
        Some(change::Cutoff::Case(value)) => text.message("norms-cutoff-case-down", &[("value", Arg::from(value))])?,
        Some(change::Cutoff::Line(value)) => {
            text.message("norms-cutoff-line", &[("value", Arg::from(two_decimals(value)))])?
        }
    };
    let reliable = match rule.reliable() {
        change::Reliable::Points(points) => text.message("norms-reliable-points", &[("points", Arg::from(points))])?,
        change::Reliable::Index { sd, reliability } => {
            let points = two_decimals(change::reliable_points(sd, reliability));
            text.message("norms-reliable-index", &[("points", Arg::from(points))])?
        }
    };
    Ok((cutoff, reliable))
}

pub(super) fn two_decimals(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// The cut-off and the points of reliable change, as a chart draws them.
pub(super) fn drawn(rule: &ChangeRule) -> (Option<f64>, f64) {
    let cutoff = rule.cutoff().map(|cutoff| match cutoff {
        change::Cutoff::Case(value) | change::Cutoff::Line(value) => value,
    });
    let points = match rule.reliable() {
        change::Reliable::Points(points) => points,
        change::Reliable::Index { sd, reliability } => change::reliable_points(sd, reliability),
    };
    (cutoff, points)
}

/// Where a metric's numbers come from.
pub(super) fn norms(metric: &Metric<'_>, rule: &ChangeRule, text: &Text) -> Result<Norms, TextError> {
    let (cutoff, reliable) = rule_words(rule, text)?;
    let set = metric.norms;
    let parts = [Some(set.population.clone()), set.country.clone(), set.year.clone()];
    Ok(Norms {
        name: set.id.clone(),
        population: parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
        source: set.source.cite.clone(),
        unverified: !set.verified(),
        cutoff,
        reliable,
    })
}

/// The patient's forms in one episode, in order of time, with the request that is asked now.
pub(super) struct Story<'a> {
    pub(super) forms: &'a [&'a Form],
    pub(super) language: &'a str,
    pub(super) now: Option<&'a Request>,
    /// Which answers the unit wants to be told of; `None`: the organisation has not switched answer notices on.
    pub(super) rule: Option<&'a Rule>,
}

impl<'a> Story<'a> {
    fn of(&self, definition: &Definition) -> Vec<&'a Form> {
        self.forms.iter().copied().filter(|form| form.is_comparable_with(definition)).collect()
    }

    /// The instruments that were answered.
    pub(super) fn instruments(&self) -> Vec<&'static Definition> {
        instruments(self.forms.iter().copied())
    }

    /// Answers that the unit wants to be told of, in the latest form of each instrument.
    fn to_note(&self) -> Vec<(&'a Form, &'static Item, f64)> {
        let mut found = Vec::new();
        let Some(rule) = self.rule else { return found };
        for definition in self.instruments() {
            let Some(form) = self.of(definition).pop() else { continue };
            for raised in rule.raised(&definition.instrument, |item| form.answers.value(item)) {
                let value = form.answers.value(&raised.item);
                if let (Some(value), Some(item)) = (value, definition.instrument.item(&raised.item)) {
                    found.push((form, item, value));
                }
            }
        }
        found
    }

    /// Questions that the instrument says must not be overlooked, and that the latest form leaves open.
    fn unanswered(&self) -> Vec<String> {
        let mut open = Vec::new();
        let Some(rule) = self.rule else { return open };
        for definition in self.instruments() {
            let instrument = &definition.instrument;
            let latest = self.of(definition).pop();
            let Some(form) = latest.filter(|form| !form.answers.is_empty()) else { continue };
            let wanted = |item: &str| rule.chosen(&instrument.id, item).is_none_or(|chosen| chosen.when.is_some());
            for risk in instrument.risks.iter().filter(|risk| risk.report_unanswered && wanted(&risk.item)) {
                if let (None, Some(item)) = (form.answers.value(&risk.item), instrument.item(&risk.item)) {
                    open.push(topic(definition, item, self.language));
                }
            }
        }
        open
    }

    /// What is worth asking about: own words first, then answers to be told about, then what changed.
    pub(super) fn remarks(&self) -> Vec<Remark> {
        let mut remarks = Vec::new();
        match self.now.map(|request| request.state) {
            Some(State::Declined) => remarks.push(Remark::Declined),
            Some(State::Completed) | None => {}
            Some(_) => remarks.push(Remark::NoNewAnswers),
        }
        let latest = self.latest();
        for form in &latest {
            for (item, answer) in form.answers.iter() {
                let kind = form.definition.instrument.item(item).map(|item| &item.kind);
                if let (Answer::Text(text), Some(ItemKind::Text { .. })) = (answer, kind) {
                    remarks.push(Remark::OwnWords { text: text.clone() });
                }
            }
        }
        for (form, item, value) in self.to_note() {
            let answer = label(form.definition, item, &Answer::Value(value), self.language).unwrap_or_default();
            remarks.push(Remark::AnswerToNote { question: topic(form.definition, item, self.language), answer });
        }
        remarks.extend(self.unanswered().into_iter().map(|question| Remark::AnswerMissing { question }));
        for form in &latest {
            self.add_changes(form, &mut remarks);
        }
        self.add_alliance(&mut remarks);
        if remarks.is_empty() && self.forms.is_empty() {
            remarks.push(Remark::First);
        }
        remarks
    }

    /// The forms answered last together: those of the latest moment before a session.
    fn latest(&self) -> Vec<&'a Form> {
        let at =
            self.forms.iter().filter(|form| !is_alliance(form.definition)).map(|form| form.response.answered_at).max();
        self.forms
            .iter()
            .copied()
            .filter(|form| Some(form.response.answered_at) == at && !is_alliance(form.definition))
            .collect()
    }

    fn add_changes(&self, form: &Form, remarks: &mut Vec<Remark>) {
        let definition = form.definition;
        let measure = name(definition, self.language);
        let series = self.of(definition);
        if let Some((metric, rule)) = metric(definition) {
            let readings: Vec<Reading> = series
                .iter()
                .map(|form| Reading { value: form.score(&metric.scale.id).and_then(|score| score.value) })
                .collect();
            let (cutoff, _) = drawn(&rule);
            for fact in conversation::facts(&rule, &readings) {
                let measure = measure.clone();
                if fact == Fact::First && remarks.iter().any(|remark| matches!(remark, Remark::First)) {
                    continue;
                }
                remarks.push(match fact {
                    Fact::Moved { from, to, since_start, reliable, better } => {
                        Remark::Moved { measure, from, to, since_start, reliable, better }
                    }
                    Fact::Crossed { into_care } => {
                        Remark::Crossed { measure, cutoff: cutoff.unwrap_or_default(), into_care }
                    }
                    Fact::Same { value } => Remark::Same { measure, value },
                    Fact::First => Remark::First,
                    Fact::NotScorable => {
                        let reason = definition
                            .feedback_in(self.language)
                            .map_or_else(String::new, |words| words.no_score.clone());
                        Remark::NotScorable { measure, reason }
                    }
                });
            }
        }
        self.add_items(form, &series, remarks);
    }

    fn add_items(&self, form: &Form, series: &[&Form], remarks: &mut Vec<Remark>) {
        let definition = form.definition;
        let asked = definition.instrument.asked(&form.answers);
        let open = asked.iter().filter(|item| item.required && form.answers.value(&item.id).is_none()).count();
        let before = series.iter().rev().nth(1);
        for item in asked {
            let Some(before) = before else { break };
            let now = form.answers.value(&item.id);
            let (Some(now), Some(last), Some((low, high))) = (now, before.answers.value(&item.id), item.bounds())
            else {
                continue;
            };
            if conversation::item_moved(last, now, high - low) {
                let words =
                    |value: f64| label(definition, item, &Answer::Value(value), self.language).unwrap_or_default();
                remarks.push(Remark::ItemMoved {
                    topic: topic(definition, item, self.language),
                    from: words(last),
                    to: words(now),
                });
            }
        }
        if open > 0 {
            remarks.push(Remark::Unanswered { n: u32::try_from(open).unwrap_or(u32::MAX) });
        }
    }

    fn add_alliance(&self, remarks: &mut Vec<Remark>) {
        for definition in self.instruments() {
            let Some(scale) = alliance_scale(definition) else { continue };
            let values: Vec<f64> = self
                .of(definition)
                .iter()
                .filter_map(|form| form.score(&scale.id).and_then(|score| score.value))
                .collect();
            if let Some((from, to)) = conversation::alliance_lower(&values, scale.range) {
                remarks.push(Remark::AllianceLower { from: two_decimals(from), to: two_decimals(to) });
            }
        }
    }
}

/// The scale of how the work together is experienced, where an instrument has one.
pub(super) fn alliance_scale(definition: &'static Definition) -> Option<&'static crate::domain::instrument::Scale> {
    definition.instrument.scales.iter().find(|scale| scale.id == "alliance")
}

pub(super) fn is_alliance(definition: &'static Definition) -> bool {
    alliance_scale(definition).is_some()
}
