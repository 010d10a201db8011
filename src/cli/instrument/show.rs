//! `lytt instrument show`: a definition in sentences that a psychologist can check.

use std::fmt::Write;

use crate::catalogue::Definition;
use crate::domain::instrument::{
    Beyond, Branch, Cutoff, Function, Instrument, Item, ItemKind, Method, Missing, NormSet, Quantifier, Reliable,
    Rounding, RuleStatus, Scale, Source, Test,
};

/// The whole definition as text.
pub(super) fn text(definition: &Definition, status: &str) -> String {
    let instrument = &definition.instrument;
    let mut page = String::new();
    let mut line = |text: String| {
        page.push_str(&text);
        page.push('\n');
    };
    line(format!("{} ({}, version {})", instrument.name, instrument.id, instrument.version));
    line(format!("  measures     {}", instrument.measures));
    line(format!("  for          {}", instrument.purpose));
    line(format!("  not for      {}", instrument.not_for));
    line(format!("  answered by  {}", codes(instrument)));
    line(format!("  time         about {} minutes; asks about {}", instrument.minutes, instrument.looks_back));
    line(format!("  status       {status}"));
    let licence = &instrument.licence;
    line(format!(
        "  licence      {:?}: {} ({}) {}",
        licence.class,
        licence.terms,
        licence.holder,
        licence.source.mark()
    ));
    line(format!("  wording      {}", languages(definition)));
    line(String::new());
    for item in &instrument.items {
        line(format!("  {:<9} {}: {}", item.id, item.topic, how(item)));
        if let Some(rule) = &item.only_if {
            line(format!("            asked only if {}", branch(rule)));
        }
    }
    for scale in &instrument.scales {
        line(String::new());
        for sentence in self::scale(scale) {
            line(format!("  {sentence}"));
        }
        for risk in instrument.risks.iter().filter(|risk| scale.items.contains(&risk.item)) {
            line(format!("  question {} is shown by itself when it is {}", risk.item, test(risk.when)));
        }
        for threshold in instrument.thresholds.iter().filter(|threshold| threshold.scale == scale.id) {
            line(format!("  {}: {} {}", beyond(threshold.side), threshold.means, from(&threshold.source)));
        }
        for important in instrument.important.iter().filter(|important| important.scale == scale.id) {
            line(format!("  {} points: {} {}", important.points, important.means, from(&important.source)));
        }
        for norm in instrument.norms.iter().filter(|norm| norm.scale == scale.id) {
            line(format!("  norm set {}", norms(norm)));
        }
    }
    if !instrument.history.is_empty() {
        line(String::new());
    }
    for note in &instrument.history {
        let comparable = if note.comparable { "comparable" } else { "not comparable" };
        line(format!("  version {}: {} Scores are {comparable} with those before.", note.version, note.what));
    }
    line(String::new());
    for doubt in &instrument.doubts {
        line(format!("  doubt: {doubt}"));
    }
    page.trim_end().to_owned()
}

fn codes(instrument: &Instrument) -> String {
    instrument.answered_by.iter().map(|who| who.code()).collect::<Vec<_>>().join(", ")
}

fn languages(definition: &Definition) -> String {
    let known: Vec<&str> = definition.wording.keys().map(String::as_str).collect();
    if known.is_empty() {
        return "not in this program; a service loads the words it is licensed for".to_owned();
    }
    known.join(", ")
}

fn how(item: &Item) -> String {
    let values = |values: &[f64]| values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    match &item.kind {
        ItemKind::Choice { values: list, .. } => format!("one of {}", values(list)),
        ItemKind::Scale { from, to, step } => format!("a line from {from} to {to} in steps of {step}"),
        ItemKind::Analogue { from, to, .. } => format!("a visual analogue line from {from} to {to}"),
        ItemKind::Number { from, to, .. } => format!("a number from {from} to {to}"),
        ItemKind::Text { max_chars } => format!("own words, at most {max_chars} characters"),
        ItemKind::Date => "a day".to_owned(),
        ItemKind::Display => "only read".to_owned(),
    }
}

fn test(test: Test) -> String {
    match test {
        Test::AtLeast(value) => format!("{value} or more"),
        Test::AtMost(value) => format!("{value} or less"),
        Test::Is(value) => value.to_string(),
    }
}

fn branch(rule: &Branch) -> String {
    let test = test(rule.test);
    match rule.quantifier {
        Quantifier::AnyOf => format!("any of {} is {test}", rule.items.join(", ")),
        Quantifier::AllOf => format!("all of {} are {test}", rule.items.join(", ")),
        Quantifier::SumOf => format!("{} are together {test}", rule.items.join(" and ")),
    }
}

fn scale(scale: &Scale) -> Vec<String> {
    let (low, high) = scale.range;
    let mut sentences = vec![format!("scale {}: {low} to {high}, {}", scale.id, scale.direction)];
    let parts = if scale.of.is_empty() { scale.items.join(", ") } else { scale.of.join(", ") };
    let what = if scale.of.is_empty() { "questions" } else { "scales" };
    let mut rule = match scale.method {
        Method::Sum => format!("the sum of {what} {parts}"),
        Method::Mean => format!("the mean of {what} {parts}"),
        Method::Lookup => format!("{parts} looked up in the table {}", name(scale)),
        Method::Function => scale.function.map_or_else(String::new, |function| function_text(function, &parts)),
        Method::Total => "imported as it is".to_owned(),
    };
    if (scale.times - 1.0).abs() > 0.0 {
        let _ = write!(rule, ", times {}", scale.times);
    }
    if scale.plus.abs() > 0.0 {
        let _ = write!(rule, ", plus {}", scale.plus);
    }
    match scale.round.decimals() {
        None => {}
        Some(0) => rule.push_str(", rounded to a whole number"),
        Some(decimals) => {
            let _ = write!(rule, ", rounded to {decimals} decimals");
        }
    }
    sentences.push(rule);
    if scale.round == Rounding::None && scale.method == Method::Mean {
        sentences.push("not rounded".to_owned());
    }
    if !scale.reverse.is_empty() {
        sentences.push(format!("turned round first (lowest + highest - answer): {}", scale.reverse.join(", ")));
    }
    if let Some(points) = &scale.points {
        sentences.push(format!("answers count as the table {} says", points.name));
    }
    if let Some(counts) = scale.not_asked_counts {
        sentences.push(format!("a question that was rightly not asked counts as {counts}"));
    }
    sentences.extend(scale.missing.as_ref().map(missing));
    if !scale.bands.is_empty() {
        let bands: Vec<String> = scale.bands.iter().map(|band| format!("{} from {}", band.name, band.from)).collect();
        let source = scale.bands_source.as_ref().map_or_else(String::new, from);
        sentences.push(format!("bands: {} {source}", bands.join(", ")));
    }
    sentences
}

fn name(scale: &Scale) -> &str {
    scale.table.as_ref().map_or("", |table| &table.name)
}

fn function_text(function: Function, parts: &str) -> String {
    match function {
        Function::Dsm5Ptsd => "yes when enough symptoms of each group in DSM-5 are there (2 or more each)".to_owned(),
        Function::AllHighest => format!("1 when all of {parts} have the highest answer, otherwise 0"),
        Function::Digits => format!("the answers to {parts} side by side"),
        Function::GoalAttainmentT => format!("the goal attainment T of {parts}, with equal weights"),
    }
}

fn missing(rule: &Missing) -> String {
    let said = match (rule.up_to, rule.only.is_empty()) {
        (0, _) => "unanswered: every question is needed, otherwise there is no score".to_owned(),
        (n, true) => {
            format!("unanswered: up to {n}, the mean of the answered standing in; with more there is no score")
        }
        (_, false) => format!("unanswered: only {}; otherwise there is no score", rule.only.join(", ")),
    };
    let status = match rule.status {
        RuleStatus::Author => "the author's rule",
        RuleStatus::Convention => "others do so; the author has not said it",
        RuleStatus::Policy => "our own choice; the literature leaves it open",
    };
    format!("{said} ({status}) {}", from(&rule.source))
}

fn beyond(side: Beyond) -> String {
    match side {
        Beyond::AtLeast(value) => format!("{value} or more"),
        Beyond::AtMost(value) => format!("{value} or less"),
        Beyond::Below(value) => format!("below {value}"),
        Beyond::Above(value) => format!("above {value}"),
    }
}

fn norms(norm: &NormSet) -> String {
    let mut text = format!("{}: {}", norm.id, norm.population);
    let _ = match norm.reliable {
        None => write!(text, "; for comparison only"),
        Some(Reliable::Points(points)) => write!(text, "; a change of {points} points is reliable"),
        Some(Reliable::Rci { sd, reliability }) => {
            write!(text, "; reliable change from SD {sd} and reliability {reliability} (Jacobson & Truax 1991)")
        }
        Some(Reliable::RciOfSample { reliability }) => {
            write!(text, "; reliable change from the sample's own spread and reliability {reliability}")
        }
    };
    let _ = match norm.cutoff {
        None => Ok(()),
        Some(Cutoff::AtLeast(value)) => write!(text, "; cut-off {value} or more"),
        Some(Cutoff::Below(value)) => write!(text, "; cut-off below {value}"),
        Some(Cutoff::MethodC { .. }) => write!(text, "; cut-off c (Jacobson & Truax 1991)"),
    };
    format!("{text} {}", from(&norm.source))
}

fn from(source: &Source) -> String {
    format!("[{}{}]", source.cite, if source.verified() { "" } else { "; from memory, unverified" })
}
