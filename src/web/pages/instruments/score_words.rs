//! How a score is worked out, in sentences that a psychologist can check.

use crate::catalogue::Definition;
use crate::domain::change::Direction;
use crate::domain::instrument::{
    Beyond, Cutoff, Important, Item, Method, NormSet, Reference, Reliable, RuleStatus, Scale, Source, Test, Then,
    Threshold,
};
use crate::view::format;
use crate::view::pages::instrument::{Against, Cited, ScoreWords};
use crate::view::text::{Arg, Text, TextError};

type Said<T> = Result<T, TextError>;

pub(super) fn cited(source: &Source) -> Cited {
    Cited { text: source.cite.clone(), unverified: !source.verified() }
}

/// Places of questions as a person writes them: 1–3, 5 and so on.
pub(super) fn places(numbers: &[usize]) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(first) = numbers.get(at).copied() {
        let mut last = first;
        while numbers.get(at + 1).copied() == Some(last + 1) {
            at += 1;
            last += 1;
        }
        parts.push(match last - first {
            0 => first.to_string(),
            1 => format!("{first}, {last}"),
            _ => format!("{first}–{last}"),
        });
        at += 1;
    }
    parts.join(", ")
}

/// A value as it is written in the page's language.
pub(super) fn number(value: f64, text: &Text) -> String {
    format::number(value, text.language())
}

struct Reading<'a> {
    definition: &'a Definition,
    text: &'a Text,
}

/// Every score of a definition.
pub(super) fn scores(definition: &Definition, text: &Text) -> Said<Vec<ScoreWords>> {
    let reading = Reading { definition, text };
    definition.instrument.scales.iter().map(|scale| reading.score(scale)).collect()
}

/// The sentences about one score.
pub(super) fn lines(definition: &Definition, scale: &Scale, text: &Text) -> Said<Vec<String>> {
    Reading { definition, text }.lines(scale)
}

impl Reading<'_> {
    fn name(&self, scale: &str) -> String {
        let words = self.definition.feedback_in(self.text.language().tag());
        words.and_then(|words| words.scales.get(scale)).cloned().unwrap_or_else(|| scale.to_owned())
    }

    fn score(&self, scale: &Scale) -> Said<ScoreWords> {
        let words = self.definition.feedback_in(self.text.language().tag());
        let step = if scale.whole_numbers { 1.0 } else { 0.0 };
        let ends = scale.bands.iter().skip(1).map(|band| band.from - step).chain([scale.range.1]);
        let bands = scale.bands.iter().zip(ends).map(|(band, end)| {
            let name = words.and_then(|words| words.bands.get(&band.name)).unwrap_or(&band.name);
            (band.from, end, name.clone())
        });
        Ok(ScoreWords {
            name: self.name(&scale.id),
            lines: self.lines(scale)?,
            bands: bands.collect(),
            bands_source: scale.bands_source.as_ref().filter(|_| !scale.bands.is_empty()).map(cited),
            missing_source: scale.missing.as_ref().map(|rule| cited(&rule.source)),
        })
    }

    fn numbers(&self, items: &[String]) -> Vec<usize> {
        let answered = self.definition.instrument.items.iter().filter(|item| item.is_answered());
        answered.enumerate().filter(|(_, item)| items.contains(&item.id)).map(|(place, _)| place + 1).collect()
    }

    fn lines(&self, scale: &Scale) -> Said<Vec<String>> {
        let text = self.text;
        let say = |id: &str, args: &[(&str, Arg)]| text.message(id, args);
        let mut lines = vec![self.first(scale)?];
        if !scale.reverse.is_empty() {
            let bounds =
                scale.reverse.first().and_then(|id| self.definition.instrument.item(id)).and_then(Item::bounds);
            let (low, high) = bounds.unwrap_or((0.0, 0.0));
            let args = [
                ("questions", Arg::from(places(&self.numbers(&scale.reverse)).as_str())),
                ("low", Arg::Number(low)),
                ("high", Arg::Number(high)),
            ];
            lines.push(say("rule-reverse", &args)?);
        }
        if scale.points.is_some() {
            lines.push(say("rule-points-table", &[])?);
        }
        if (scale.times - 1.0).abs() > 1e-9 {
            lines.push(say("rule-times", &[("times", Arg::Number(scale.times))])?);
        }
        if scale.plus.abs() > 1e-9 {
            lines.push(say("rule-plus", &[("plus", Arg::Number(scale.plus))])?);
        }
        if let Some(value) = scale.not_asked_counts {
            lines.push(say("rule-not-asked", &[("value", Arg::Number(value))])?);
        }
        if let Some(rule) = &scale.missing {
            let most = Arg::Number(f64::from(rule.up_to));
            let id = match (rule.up_to, rule.then) {
                (0, _) => "rule-missing-none",
                (_, Then::MeanTimesItems) => "rule-missing-sum",
                (_, Then::MeanOfAnswered) => "rule-missing-mean",
            };
            lines.push(say(id, &[("most", most)])?);
            if !rule.only.is_empty() {
                let only = places(&self.numbers(&rule.only));
                lines.push(say("rule-missing-only", &[("questions", Arg::from(only.as_str()))])?);
            }
            lines.push(say(
                match rule.status {
                    RuleStatus::Author => "rule-by-author",
                    RuleStatus::Policy => "rule-by-policy",
                    RuleStatus::Convention => "rule-by-convention",
                },
                &[],
            )?);
        }
        if let Some(decimals) = scale.round.decimals() {
            let id = if decimals == 0 { "rule-round-whole" } else { "rule-round-decimals" };
            lines.push(say(id, &[("decimals", Arg::Number(f64::from(decimals)))])?);
        }
        let range = [("low", Arg::Number(scale.range.0)), ("high", Arg::Number(scale.range.1))];
        let up = scale.direction == Direction::HigherIsWorse;
        lines.push(say(if up { "rule-range-worse" } else { "rule-range-better" }, &range)?);
        Ok(lines)
    }

    fn first(&self, scale: &Scale) -> Said<String> {
        let of: Vec<String> = scale.of.iter().map(|id| self.name(id)).collect();
        let questions = places(&self.numbers(&scale.items));
        let parts = if scale.of.is_empty() { questions } else { of.join(", ") };
        let id = match (scale.method, scale.of.is_empty()) {
            (Method::Sum, true) => "rule-sum",
            (Method::Sum, false) => "rule-sum-of",
            (Method::Mean, true) => "rule-mean",
            (Method::Mean, false) => "rule-mean-of",
            (Method::Lookup, _) => "rule-lookup",
            (Method::Function, _) => "rule-function",
            (Method::Total, _) => "rule-total",
        };
        self.text.message(id, &[("parts", Arg::from(parts.as_str()))])
    }
}

/// When a question is asked, in a sentence; `None` when it is always.
pub(super) fn condition(definition: &Definition, item: &Item, text: &Text) -> Said<Option<String>> {
    use crate::domain::instrument::Quantifier;
    let Some(rule) = &item.only_if else { return Ok(None) };
    let reading = Reading { definition, text };
    let (code, value) = test(rule.test);
    let way = match rule.quantifier {
        Quantifier::AnyOf => "any",
        Quantifier::AllOf => "all",
        Quantifier::SumOf => "sum",
    };
    let args = [
        ("questions", Arg::from(places(&reading.numbers(&rule.items)).as_str())),
        ("test", Arg::from(text.message(&format!("test-{code}"), &[])?.as_str())),
        ("value", Arg::Number(value)),
    ];
    text.message(&format!("asked-if-{way}"), &args).map(Some)
}

const fn test(test: Test) -> (&'static str, f64) {
    match test {
        Test::AtLeast(value) => ("at_least", value),
        Test::AtMost(value) => ("at_most", value),
        Test::Is(value) => ("is", value),
    }
}

/// Answers that are pointed out by themselves, in sentences.
pub(super) fn flagged(definition: &Definition, text: &Text) -> Said<Vec<String>> {
    let reading = Reading { definition, text };
    definition
        .instrument
        .risks
        .iter()
        .map(|risk| {
            let (code, value) = test(risk.when);
            let args = [
                ("question", Arg::from(places(&reading.numbers(std::slice::from_ref(&risk.item))).as_str())),
                ("test", Arg::from(text.message(&format!("test-{code}"), &[])?.as_str())),
                ("value", Arg::Number(value)),
            ];
            text.message("flagged-when", &args)
        })
        .collect()
}

/// Everything a value can be read against.
pub(super) fn against(definition: &Definition, text: &Text) -> Said<Vec<Against>> {
    let reading = Reading { definition, text };
    let instrument = &definition.instrument;
    let mut list = Vec::new();
    for norms in &instrument.norms {
        list.push(reading.norms(norms)?);
    }
    for threshold in &instrument.thresholds {
        list.push(reading.threshold(threshold)?);
    }
    for important in &instrument.important {
        list.push(reading.important(important)?);
    }
    for reference in &instrument.references {
        list.push(reading.reference(reference)?);
    }
    Ok(list)
}

impl Reading<'_> {
    fn norms(&self, norms: &NormSet) -> Said<Against> {
        let say = |id: &str, args: &[(&str, Arg)]| self.text.message(id, args);
        let whom = [
            Some(norms.population.clone()),
            norms.country.clone(),
            norms.year.clone(),
            norms.n.map(|n| format!("n = {n}")),
        ];
        let mut lines = vec![
            whom.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
            say("against-scale", &[("scale", Arg::from(self.name(&norms.scale).as_str()))])?,
        ];
        if let (Some(mean), Some(sd)) = (norms.mean, norms.sd) {
            lines.push(say("against-mean", &[("mean", Arg::Number(mean)), ("sd", Arg::Number(sd))])?);
        }
        match norms.reliable {
            None => {}
            Some(Reliable::Points(points)) => {
                lines.push(say("norms-reliable-points", &[("points", Arg::Number(points))])?);
            }
            Some(Reliable::Rci { sd, reliability }) => {
                lines.push(say("against-rci", &[("sd", Arg::Number(sd)), ("reliability", Arg::Number(reliability))])?);
            }
            Some(Reliable::RciOfSample { reliability }) => {
                lines.push(say("against-rci-sample", &[("reliability", Arg::Number(reliability))])?);
            }
        }
        match norms.cutoff {
            None => {}
            Some(Cutoff::AtLeast(value)) => lines.push(say("norms-cutoff-case-up", &[("value", Arg::Number(value))])?),
            Some(Cutoff::Below(value)) => lines.push(say("norms-cutoff-case-down", &[("value", Arg::Number(value))])?),
            Some(Cutoff::MethodC { functional_mean, functional_sd, .. }) => {
                let args = [("mean", Arg::Number(functional_mean)), ("sd", Arg::Number(functional_sd))];
                lines.push(say("against-method-c", &args)?);
            }
        }
        if !norms.note.is_empty() {
            lines.push(norms.note.clone());
        }
        Ok(Against { kind: "norms".to_owned(), name: norms.id.clone(), lines, source: cited(&norms.source) })
    }

    fn threshold(&self, threshold: &Threshold) -> Said<Against> {
        let (test, value) = match threshold.side {
            Beyond::AtLeast(value) => ("at_least", value),
            Beyond::AtMost(value) => ("at_most", value),
            Beyond::Below(value) => ("below", value),
            Beyond::Above(value) => ("above", value),
        };
        let args = [
            ("scale", Arg::from(self.name(&threshold.scale).as_str())),
            ("test", Arg::from(self.text.message(&format!("test-{test}"), &[])?.as_str())),
            ("value", Arg::Number(value)),
            ("means", Arg::from(threshold.means.as_str())),
        ];
        let lines = vec![self.text.message("against-threshold", &args)?];
        Ok(Against { kind: "cutoff".to_owned(), name: String::new(), lines, source: cited(&threshold.source) })
    }

    fn important(&self, important: &Important) -> Said<Against> {
        let args = [
            ("scale", Arg::from(self.name(&important.scale).as_str())),
            ("points", Arg::Number(important.points)),
            ("means", Arg::from(important.means.as_str())),
        ];
        let lines = vec![self.text.message("against-points", &args)?];
        Ok(Against { kind: "important".to_owned(), name: String::new(), lines, source: cited(&important.source) })
    }

    fn reference(&self, reference: &Reference) -> Said<Against> {
        let Reference { population, country, years, n, groups, at_or_above, .. } = reference;
        let mut lines = vec![format!("{population}, {country}, {years}, n = {n}")];
        for group in groups {
            let args = [
                ("who", Arg::from(self.text.word("sex", &group.sex)?.as_str())),
                ("mean", Arg::Number(group.mean)),
                ("sd", Arg::Number(group.sd)),
            ];
            lines.push(self.text.message("against-group", &args)?);
        }
        for share in at_or_above {
            let percent = format::percent(share.share, 1, self.text.language());
            let args = [
                ("who", Arg::from(self.text.word("sex", &share.sex)?.as_str())),
                ("score", Arg::Number(share.score)),
                ("share", Arg::from(percent.as_str())),
            ];
            lines.push(self.text.message("against-share", &args)?);
        }
        Ok(Against {
            kind: "reference".to_owned(),
            name: reference.id.clone(),
            lines,
            source: cited(&reference.source),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::places;

    #[test]
    fn places_are_written_as_a_person_would() {
        for (numbers, written) in
            [(&[][..], ""), (&[4], "4"), (&[1, 2], "1, 2"), (&[1, 2, 3], "1–3"), (&[1, 2, 3, 5, 7, 8], "1–3, 5, 7, 8")]
        {
            assert_eq!(places(numbers), written);
        }
    }
}
