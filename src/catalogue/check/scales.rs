//! Scales, bands, missing-item rules and norm sets.

use super::super::loinc;
use super::{Findings, LOINC};
use crate::domain::instrument::{Cutoff, Item, Method, NormSet, Reliable, Rounding, Scale, Then};

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
        if scale.method == Method::Total {
            total(findings, scale, &part);
        } else {
            counted(findings, scale, &part);
            missing(findings, scale, &part);
            range(findings, scale);
        }
        bands(findings, scale, &part);
    }
    for (n, norm) in instrument.norms.iter().enumerate() {
        let twice = instrument.norms.iter().take(n).any(|earlier| earlier.id == norm.id);
        norms(findings, norm, twice);
    }
    references(findings);
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
    if rule.round == Rounding::HalfUp && !scale.whole_numbers {
        findings.add(
            &part,
            format!("\"{}\" is rounded but said not to be whole numbers", scale.id),
            "either remove the rounding or correct whole_numbers",
        );
    }
}

fn range(findings: &mut Findings<'_>, scale: &Scale) {
    let instrument = findings.instrument();
    let bounds: Vec<(f64, f64)> =
        scale.items.iter().filter_map(|id| instrument.item(id).and_then(Item::bounds)).collect();
    let Some(items) = u32::try_from(bounds.len()).ok().filter(|items| *items > 0) else {
        return;
    };
    let share = if scale.method == Method::Mean { f64::from(items) } else { 1.0 };
    let lowest = bounds.iter().map(|(low, _)| low).sum::<f64>() / share;
    let highest = bounds.iter().map(|(_, high)| high).sum::<f64>() / share;
    let (from, to) = scale.range;
    if (from - lowest).abs() > 1e-9 || (to - highest).abs() > 1e-9 {
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

fn norms(findings: &mut Findings<'_>, norm: &NormSet, twice: bool) {
    let part = format!("norms {}", norm.id);
    if twice {
        findings.add(&part, format!("there are two norm sets \"{}\"", norm.id), "give one of them another id");
    }
    let Some(scale) = findings.instrument().scale(&norm.scale) else {
        findings.add(
            &part,
            format!("norm set \"{}\" is for the scale \"{}\", which is not there", norm.id, norm.scale),
            "correct the name of the scale",
        );
        return;
    };
    let (lowest, highest) = scale.range;
    let width = highest - lowest;
    let between = |reliability: f64| reliability > 0.0 && reliability < 1.0;
    let reliable = match norm.reliable {
        Reliable::Points(points) => points > 0.0 && points <= width,
        Reliable::Rci { sd, reliability } => sd > 0.0 && sd <= width && between(reliability),
        Reliable::RciOfSample { reliability } => between(reliability),
    };
    if !reliable {
        findings.add(
            &part,
            format!("the reliable change of \"{}\" cannot be worked out from its numbers", norm.id),
            "give points within the range, or an SD above 0 and a reliability between 0 and 1",
        );
    }
    let inside = |value: f64| value >= lowest && value <= highest;
    let cutoff = match norm.cutoff {
        None => true,
        Some(Cutoff::AtLeast(value)) => inside(value),
        Some(Cutoff::MethodC { functional_mean, functional_sd, clinical }) => {
            inside(functional_mean) && functional_sd > 0.0 && clinical.is_none_or(|(mean, sd)| inside(mean) && sd > 0.0)
        }
    };
    if !cutoff {
        findings.add(
            &part,
            format!("the cut-off of \"{}\" lies outside {lowest} to {highest} or has no spread", norm.id),
            "correct the numbers",
        );
    }
}

fn references(findings: &mut Findings<'_>) {
    let instrument = findings.instrument();
    for reference in &instrument.references {
        let part = format!("reference {}", reference.id);
        let known = instrument.scale(&reference.scale).map(|scale| scale.range);
        let Some((lowest, highest)) = known else {
            findings.add(
                &part,
                format!("it is for the scale \"{}\", which is not there", reference.scale),
                "correct the name of the scale",
            );
            continue;
        };
        let means =
            reference.groups.iter().all(|group| group.mean >= lowest && group.mean <= highest && group.sd > 0.0);
        let shares = reference
            .at_or_above
            .iter()
            .all(|entry| entry.score >= lowest && entry.score <= highest && (0.0..=1.0).contains(&entry.share));
        if !means || !shares {
            findings.add(
                &part,
                format!("a figure lies outside {lowest} to {highest}, or a share outside 0 to 1"),
                "correct the figure",
            );
        }
    }
}
