//! Scales, bands and missing-item rules.

use super::super::loinc;
use super::{Findings, LOINC};
use crate::domain::instrument::{Function, Item, Method, Rounding, Scale, Then, Yields};
use crate::domain::scoring::{arity, millionths};

pub(super) fn check(findings: &mut Findings<'_>) {
    let instrument = findings.instrument();
    for (n, scale) in instrument.scales.iter().enumerate() {
        let part = format!("scale {}", scale.id);
        if instrument.scales.iter().take(n).any(|earlier| earlier.id == scale.id) {
            findings.add(&part, format!("there are two scales \"{}\"", scale.id), "give one of them another id");
        }
        if let Some(code) = &scale.loinc
            && !loinc::valid(code)
        {
            findings.add(&part, format!("LOINC code {code} has a wrong check digit"), LOINC);
        }
        match scale.method {
            Method::Total => total(findings, scale, &part),
            Method::Lookup => lookup(findings, scale, &part, n),
            Method::Function => function(findings, scale, &part),
            Method::Sum | Method::Mean if !scale.of.is_empty() => made_of(findings, scale, &part, n),
            Method::Sum | Method::Mean => counted(findings, scale, &part),
        }
        ingredients(findings, scale, &part);
        range(findings, scale);
        bands(findings, scale, &part);
    }
}

/// Beyond this no questionnaire's score lies, and whole numbers would no longer be exact.
const LARGEST: f64 = 1e12;

/// What a method takes, and what it does not.
fn ingredients(findings: &mut Findings<'_>, scale: &Scale, part: &str) {
    let arithmetic = matches!(scale.method, Method::Sum | Method::Mean);
    let of_items = arithmetic && scale.of.is_empty();
    let changed = (scale.times - 1.0).abs() > 0.0 || scale.plus.abs() > 0.0;
    let stray = [
        (scale.points.is_some() && !of_items, "points"),
        (!scale.reverse.is_empty() && !of_items, "reverse"),
        (scale.not_asked_counts.is_some() && !of_items, "not_asked_counts"),
        (changed && !arithmetic, "times or plus"),
        (scale.table.is_some() && scale.method != Method::Lookup, "table"),
        (scale.function.is_some() && scale.method != Method::Function, "function"),
        (!scale.of.is_empty() && matches!(scale.method, Method::Function | Method::Total), "of"),
        (!scale.bands.is_empty() && scale.yields != Yields::Number, "bands"),
    ];
    for (_, what) in stray.iter().filter(|(stray, _)| *stray) {
        findings.add(part, format!("\"{}\" has {what}, which its method does not use", scale.id), "remove it");
    }
    if scale.points.is_some() && !scale.reverse.is_empty() {
        findings.add(
            part,
            format!("\"{}\" both turns answers round and gives them points", scale.id),
            "turn them round in the table of points instead",
        );
    }
    if scale.times <= 0.0 || [scale.times, scale.plus].iter().any(|value| millionths(*value).is_none()) {
        findings.add(
            part,
            format!("\"{}\" is multiplied by {} and moved by {}", scale.id, scale.times, scale.plus),
            "multiply by more than 0, with at most six decimals",
        );
    }
    if [scale.range.0, scale.range.1].iter().any(|end| !end.is_finite() || end.abs() > LARGEST) {
        findings.add(part, format!("the range of \"{}\" is beyond any score", scale.id), "correct the numbers");
    }
    let counts_yes = scale.yields != Yields::YesNo || scale.range == (0.0, 1.0);
    if !counts_yes {
        findings.add(
            part,
            format!("\"{}\" says yes or no but does not go from 0 to 1", scale.id),
            "correct one of them",
        );
    }
}

/// The scales before this one that it names; anything else is a problem.
fn parts<'a>(findings: &mut Findings<'a>, scale: &Scale, part: &str, place: usize) -> Vec<&'a Scale> {
    let instrument = findings.instrument();
    let mut found = Vec::new();
    for id in &scale.of {
        match instrument.scales.iter().take(place).find(|earlier| earlier.id == *id) {
            Some(earlier) => found.push(earlier),
            None => findings.add(
                part,
                format!("\"{}\" is made of \"{id}\", which is not a scale before it", scale.id),
                "either move it up or correct the name",
            ),
        }
    }
    if !scale.items.is_empty() {
        findings.add(part, format!("\"{}\" names both items and scales", scale.id), "keep items or of");
    }
    found
}

fn made_of(findings: &mut Findings<'_>, scale: &Scale, part: &str, place: usize) {
    parts(findings, scale, part, place);
    if scale.missing.as_ref().is_some_and(|rule| rule.up_to > 0) {
        findings.add(
            &format!("{part} missing"),
            format!("\"{}\" is made of other scales and cannot do without one", scale.id),
            "set up_to = 0: what may be unanswered is said in those scales",
        );
    }
}

fn lookup(findings: &mut Findings<'_>, scale: &Scale, part: &str, place: usize) {
    let found = parts(findings, scale, part, place);
    let ([only], Some(table)) = (found.as_slice(), &scale.table) else {
        findings.add(
            part,
            format!("\"{}\" is looked up, and needs one scale and a table", scale.id),
            "write of = [\"raw\"] and table = \"name\"",
        );
        return;
    };
    if !only.whole_numbers {
        findings.add(
            part,
            format!("\"{}\" looks up \"{}\", whose values are not whole numbers", scale.id, only.id),
            "look up a scale of whole numbers",
        );
        return;
    }
    let (lowest, highest) = only.range;
    let mut value = lowest;
    while value <= highest && value - lowest <= 1_000.0 {
        if table.of(value).is_none() {
            findings.add(
                part,
                format!("tables/{}.csv has no row for {value}", table.name),
                &format!("give every value from {lowest} to {highest}"),
            );
            return;
        }
        value += 1.0;
    }
    if let Some((from, _)) = table.rows.iter().find(|(from, _)| *from < lowest || *from > highest) {
        findings.add(
            part,
            format!("tables/{}.csv has a row for {from}, which \"{}\" never is", table.name, only.id),
            "remove it",
        );
    }
}

fn function(findings: &mut Findings<'_>, scale: &Scale, part: &str) {
    let Some(function) = scale.function else {
        findings.add(
            part,
            format!("\"{}\" does not say which function", scale.id),
            "name one: dsm-5-ptsd, all-highest, digits, goal-attainment-t",
        );
        return;
    };
    let (fewest, most) = arity(function);
    if !(fewest..=most).contains(&scale.items.len()) {
        let wanted = if fewest == most { fewest.to_string() } else { format!("{fewest} to {most}") };
        findings.add(
            part,
            format!("\"{}\" has {} items, and its function takes {wanted}", scale.id, scale.items.len()),
            "correct the items",
        );
    }
    let profile = (function == Function::Digits) == (scale.yields == Yields::Profile);
    if !profile {
        findings.add(
            part,
            format!("\"{}\" is a profile only when its function is digits", scale.id),
            "make yields = \"profile\" and function = \"digits\" go together",
        );
    }
    items_of(findings, scale, part);
    if scale.missing.is_some() && function != Function::GoalAttainmentT {
        findings.add(part, format!("the function of \"{}\" needs every item", scale.id), "remove the missing rule");
    }
}

fn total(findings: &mut Findings<'_>, scale: &Scale, part: &str) {
    let (lowest, highest) = scale.range;
    if !scale.items.is_empty() || !scale.reverse.is_empty() || scale.missing.is_some() {
        findings.add(
            part,
            format!("\"{}\" is an imported total but names items or a missing rule", scale.id),
            "either remove them or use sum or mean",
        );
    }
    if lowest >= highest {
        findings.add(
            &format!("{part} range"),
            format!("the range {lowest} to {highest} is empty"),
            "write the lowest value first",
        );
    }
}

fn counted(findings: &mut Findings<'_>, scale: &Scale, part: &str) {
    items_of(findings, scale, part);
    points(findings, scale, part);
    missing(findings, scale, part);
}

/// Every answer of an item in the table of points has its row.
fn points(findings: &mut Findings<'_>, scale: &Scale, part: &str) {
    let Some(points) = &scale.points else {
        return;
    };
    let instrument = findings.instrument();
    for (id, answer, counts) in &points.rows {
        // One table may serve several scales.
        let uses = |other: &&Scale| other.points.as_ref().is_some_and(|table| table.name == points.name);
        let counted = instrument.scales.iter().filter(uses).any(|other| other.items.contains(id));
        let item = instrument.item(id).filter(|_| counted);
        let known = item.is_some_and(|item| item.values().iter().any(|value| (value - answer).abs() < 1e-9));
        if !known || millionths(*counts).is_none() {
            findings.add(
                part,
                format!(
                    "tables/{}.csv: item \"{id}\", answer {answer} is not one that \"{}\" counts",
                    points.name, scale.id
                ),
                "correct the row or remove it",
            );
            return;
        }
    }
    for item in scale.items.iter().filter_map(|id| instrument.item(id)) {
        if let Some(value) = item.values().iter().find(|value| points.of(&item.id, **value).is_none()) {
            findings.add(
                part,
                format!("tables/{}.csv has no row for item \"{}\", answer {value}", points.name, item.id),
                "add it: an item in the table needs a row for each of its answers",
            );
        }
    }
}

fn items_of(findings: &mut Findings<'_>, scale: &Scale, part: &str) {
    let instrument = findings.instrument();
    if scale.items.is_empty() {
        findings.add(part, format!("\"{}\" has no items", scale.id), "name the items that count");
    }
    for (n, id) in scale.items.iter().enumerate() {
        if scale.items.iter().take(n).any(|earlier| earlier == id) {
            findings.add(part, format!("\"{}\" counts item \"{id}\" twice", scale.id), "remove one");
        }
        if instrument.item(id).and_then(Item::bounds).is_none() {
            findings.add(
                part,
                format!("\"{}\" counts \"{id}\", which is not a question with values", scale.id),
                "correct the id",
            );
        }
    }
    for id in scale.reverse.iter().filter(|id| !scale.items.contains(id)) {
        findings.add(
            part,
            format!("\"{}\" turns \"{id}\" round without counting it", scale.id),
            "either count it or remove it from reverse",
        );
    }
}

fn missing(findings: &mut Findings<'_>, scale: &Scale, part: &str) {
    let Some(rule) = &scale.missing else {
        findings.add(
            part,
            format!("\"{}\" does not say what happens when an item is unanswered", scale.id),
            "add a missing rule; up_to = 0 says that every item is needed",
        );
        return;
    };
    let part = format!("{part} missing");
    if usize::try_from(rule.up_to).is_ok_and(|allowed| allowed >= scale.items.len()) {
        findings.add(
            &part,
            format!("{} of {} items may be missing", rule.up_to, scale.items.len()),
            "allow fewer than there are",
        );
    }
    let fits =
        matches!((scale.method, rule.then), (Method::Sum, Then::MeanTimesItems) | (Method::Mean, Then::MeanOfAnswered));
    if !fits {
        findings.add(
            &part,
            format!("the rule for unanswered items does not fit the method of \"{}\"", scale.id),
            "use \"mean of answered times number of items\" for a sum and \"mean of answered\" for a mean",
        );
    }
    for id in rule.only.iter().filter(|id| !scale.items.contains(id)) {
        findings.add(
            &part,
            format!("\"{id}\" may be unanswered, but does not count in \"{}\"", scale.id),
            "either count it or remove it from only",
        );
    }
    if rule.up_to > 0 && !rule.only.is_empty() && usize::try_from(rule.up_to).is_ok_and(|most| most > rule.only.len()) {
        findings.add(
            &part,
            format!("{} items may be unanswered, but only {} are named", rule.up_to, rule.only.len()),
            "correct one of them",
        );
    }
    let bounds: Vec<_> = scale.items.iter().filter_map(|id| contribution(findings, scale, id)).collect();
    let alike = bounds.windows(2).all(|pair| matches!(pair, [a, b] if close(a.0, b.0) && close(a.1, b.1)));
    if rule.up_to > 0 && !alike {
        findings.add(
            &part,
            format!("the items of \"{}\" do not all have the same lowest and highest value", scale.id),
            "need every item (up_to = 0): the mean of unlike items cannot stand in for one of them",
        );
    }
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

/// The lowest and highest an item can add.
fn contribution(findings: &Findings<'_>, scale: &Scale, id: &str) -> Option<(f64, f64)> {
    let item = findings.instrument().item(id)?;
    let (mut lowest, mut highest) = item.bounds()?;
    if let Some(points) = &scale.points {
        let given: Vec<f64> = item.values().iter().filter_map(|value| points.of(id, *value)).collect();
        if !given.is_empty() {
            lowest = given.iter().copied().fold(f64::INFINITY, f64::min);
            highest = given.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        }
    }
    if let Some(counts) = scale.not_asked_counts.filter(|_| item.only_if.is_some()) {
        (lowest, highest) = (lowest.min(counts), highest.max(counts));
    }
    Some((lowest, highest))
}

/// The lowest and highest value the rules can give; `None` where they do not hold
/// together anyway.
fn reachable(findings: &Findings<'_>, scale: &Scale) -> Option<(f64, f64)> {
    let instrument = findings.instrument();
    let parts: Vec<(f64, f64)> = match scale.method {
        Method::Total => return None,
        Method::Lookup => {
            let values = scale.table.as_ref()?.rows.iter().map(|(_, to)| *to);
            return values.fold(None, |range: Option<(f64, f64)>, value| {
                Some(range.map_or((value, value), |(low, high)| (low.min(value), high.max(value))))
            });
        }
        Method::Function => return function_range(findings, scale),
        Method::Sum | Method::Mean if !scale.of.is_empty() => {
            scale.of.iter().filter_map(|id| instrument.scale(id).map(|part| part.range)).collect()
        }
        Method::Sum | Method::Mean => scale.items.iter().filter_map(|id| contribution(findings, scale, id)).collect(),
    };
    let count = u32::try_from(parts.len()).ok().filter(|count| *count > 0)?;
    let share = if scale.method == Method::Mean { f64::from(count) } else { 1.0 };
    let given = |sum: f64| sum / share * scale.times + scale.plus;
    Some((given(parts.iter().map(|(low, _)| low).sum()), given(parts.iter().map(|(_, high)| high).sum())))
}

fn function_range(findings: &Findings<'_>, scale: &Scale) -> Option<(f64, f64)> {
    let bounds: Vec<(f64, f64)> =
        scale.items.iter().filter_map(|id| findings.instrument().item(id).and_then(Item::bounds)).collect();
    let digits = |side: fn(&(f64, f64)) -> f64| bounds.iter().map(side).fold(0.0, |value, digit| value * 10.0 + digit);
    match scale.function? {
        Function::Dsm5Ptsd | Function::AllHighest => Some((0.0, 1.0)),
        Function::Digits => Some((digits(|bounds| bounds.0), digits(|bounds| bounds.1))),
        // Its ends depend on how many goals were set; they are held by the examples.
        Function::GoalAttainmentT => None,
    }
}

/// How far a declared range may be from the one worked out, given the rounding.
fn tolerance(round: Rounding) -> f64 {
    match round.decimals() {
        Some(decimals @ 1..) => 0.5 * 10_f64.powi(-i32::try_from(decimals).unwrap_or(0)) + 1e-9,
        _ => 1e-6,
    }
}

fn range(findings: &mut Findings<'_>, scale: &Scale) {
    let Some((lowest, highest)) = reachable(findings, scale) else {
        return;
    };
    let (from, to) = scale.range;
    let near = tolerance(scale.round);
    if (from - lowest).abs() > near || (to - highest).abs() > near {
        findings.add(
            &format!("scale {} range", scale.id),
            format!("the range is said to be {from} to {to}, but the answers give {lowest} to {highest}"),
            "either correct the range or the answers",
        );
    }
}

fn bands(findings: &mut Findings<'_>, scale: &Scale, part: &str) {
    let (lowest, highest) = scale.range;
    if let Some(first) = scale.bands.first()
        && (first.from - lowest).abs() > 1e-9
    {
        findings.add(
            &format!("{part} band 0"),
            format!("the first band \"{}\" starts at {}, but the lowest value is {lowest}", first.name, first.from),
            "let the first band start at the lowest value",
        );
    }
    for (n, pair) in scale.bands.windows(2).enumerate() {
        let [before, after] = pair else { continue };
        let place = format!("{part} band {}", n + 1);
        if after.from <= before.from {
            findings.add(
                &place,
                format!(
                    "band \"{}\" starts at {}, before \"{}\" at {}",
                    after.name, after.from, before.name, before.from
                ),
                "either correct a number or change the order",
            );
        }
        if after.from > highest {
            findings.add(
                &place,
                format!("band \"{}\" starts at {}, above the highest value {highest}", after.name, after.from),
                "correct the number",
            );
        }
    }
    for (n, band) in scale.bands.iter().enumerate() {
        if scale.bands.iter().take(n).any(|earlier| earlier.name == band.name) {
            findings.add(
                &format!("{part} band {n}"),
                format!("there are two bands \"{}\"", band.name),
                "give one of them another name",
            );
        }
    }
    if !scale.bands.is_empty() && scale.bands_source.is_none() {
        findings.add(part, format!("the bands of \"{}\" name no source", scale.id), "add bands_source");
    }
}
