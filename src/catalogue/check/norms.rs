//! Norm sets, cut-offs and reference populations: figures that lie where they can.

use super::Findings;
use crate::domain::change::Direction;
use crate::domain::instrument::{Cutoff, NormSet, Reliable, Scale, Yields};

pub(super) fn check(findings: &mut Findings<'_>) {
    let instrument = findings.instrument();
    for (n, norm) in instrument.norms.iter().enumerate() {
        let twice = instrument.norms.iter().take(n).any(|earlier| earlier.id == norm.id);
        norms(findings, norm, twice);
    }
    for threshold in &instrument.thresholds {
        let part = format!("cutoff {}", threshold.scale);
        if let Some(scale) = of(findings, &part, "the cut-off", &threshold.scale) {
            let value = threshold.side.value();
            if value < scale.range.0 || value > scale.range.1 {
                findings.add(
                    &part,
                    format!("the cut-off {value} lies outside {} to {}", scale.range.0, scale.range.1),
                    "correct the number",
                );
            }
        }
    }
    for important in &instrument.important {
        let part = format!("important {}", important.scale);
        if let Some(scale) = of(findings, &part, "the difference", &important.scale)
            && !(important.points > 0.0 && important.points <= scale.range.1 - scale.range.0)
        {
            findings.add(&part, format!("a difference of {} points", important.points), "give one within the range");
        }
    }
    references(findings);
}

/// The scale that something is for; a problem when there is none.
fn of<'a>(findings: &mut Findings<'a>, part: &str, what: &str, scale: &str) -> Option<&'a Scale> {
    let found = findings.instrument().scale(scale);
    if found.is_none() {
        findings.add(
            part,
            format!("{what} is for the scale \"{scale}\", which is not there"),
            "correct the name of the scale",
        );
    }
    found
}

fn norms(findings: &mut Findings<'_>, norm: &NormSet, twice: bool) {
    let part = format!("norms {}", norm.id);
    if twice {
        findings.add(&part, format!("there are two norm sets \"{}\"", norm.id), "give one of them another id");
    }
    let Some(scale) = of(findings, &part, &format!("norm set \"{}\"", norm.id), &norm.scale) else {
        return;
    };
    if scale.yields != Yields::Number {
        findings.add(
            &part,
            format!("norm set \"{}\" is for \"{}\", which is not an amount", norm.id, scale.id),
            "remove it",
        );
        return;
    }
    let (lowest, highest) = scale.range;
    let width = highest - lowest;
    let between = |reliability: f64| reliability > 0.0 && reliability < 1.0;
    let reliable = match norm.reliable {
        None => true,
        Some(Reliable::Points(points)) => points > 0.0 && points <= width,
        Some(Reliable::Rci { sd, reliability }) => sd > 0.0 && sd <= width && between(reliability),
        Some(Reliable::RciOfSample { reliability }) => between(reliability),
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
        Some(Cutoff::AtLeast(value) | Cutoff::Below(value)) => inside(value),
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
    let wrong_side = match norm.cutoff {
        Some(Cutoff::AtLeast(_)) => scale.direction == Direction::HigherIsBetter,
        Some(Cutoff::Below(_)) => scale.direction == Direction::HigherIsWorse,
        _ => false,
    };
    if wrong_side {
        findings.add(
            &part,
            format!("the cut-off of \"{}\" points the wrong way for \"{}\"", norm.id, scale.id),
            "write at_least where higher is worse and below where higher is better",
        );
    }
    let figures = norm.mean.is_none_or(inside)
        && norm.sd.is_none_or(|sd| sd > 0.0 && sd <= width)
        && norm.reliability.is_none_or(between);
    if !figures {
        findings.add(
            &part,
            format!("the mean, SD or reliability of \"{}\" cannot be right", norm.id),
            "give a mean within the range, an SD above 0 and a reliability between 0 and 1",
        );
    }
}

fn references(findings: &mut Findings<'_>) {
    let instrument = findings.instrument();
    for reference in &instrument.references {
        let part = format!("reference {}", reference.id);
        let Some((lowest, highest)) = of(findings, &part, "the reference", &reference.scale).map(|scale| scale.range)
        else {
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
