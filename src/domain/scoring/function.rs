//! The named rules that no other method can say.

use super::exact::Exact;
use crate::domain::instrument::Function;

/// A symptom counts from this answer (PCL-5: moderately).
pub const PRESENT: f64 = 2.0;
/// How many of the next items make a group, and how many symptoms it asks for: DSM-5
/// criteria B, C, D and E.
pub const DSM_5_GROUPS: [(usize, usize); 4] = [(5, 1), (2, 1), (7, 2), (6, 2)];
/// The correlation between goals that Kiresuk & Sherman 1968 assume.
pub const GOAL_CORRELATION: f64 = 0.3;

/// How many items a function takes: fewest and most.
pub fn arity(function: Function) -> (usize, usize) {
    match function {
        Function::Dsm5Ptsd => (20, 20),
        Function::AllHighest => (1, 50),
        Function::Digits => (1, 12),
        Function::GoalAttainmentT => (1, 10),
    }
}

/// The value of a function over its answered items: value and highest possible value
/// of each, in their order.
pub(super) fn evaluate(function: Function, answers: &[(f64, f64)]) -> Option<Exact> {
    match function {
        Function::Dsm5Ptsd => {
            let mut rest = answers;
            let mut met = true;
            for (items, needed) in DSM_5_GROUPS {
                let (group, later) = rest.split_at_checked(items)?;
                met &= group.iter().filter(|(value, _)| *value >= PRESENT).count() >= needed;
                rest = later;
            }
            Some(Exact::count(u32::from(met)))
        }
        Function::AllHighest => {
            let all = answers.iter().all(|(value, highest)| (value - highest).abs() < 1e-9);
            Some(Exact::count(u32::from(all)))
        }
        Function::Digits => answers.iter().try_fold(Exact::ZERO, |profile, (value, _)| {
            profile.times(Exact::count(10))?.plus(Exact::declared(*value)?)
        }),
        Function::GoalAttainmentT => {
            let goals = f64::from(u32::try_from(answers.len()).ok()?);
            let sum: f64 = answers.iter().map(|(value, _)| value).sum();
            let t = 50.0 + 10.0 * sum / ((1.0 - GOAL_CORRELATION) * goals + GOAL_CORRELATION * goals * goals).sqrt();
            // Finer than anybody reports, and then exact like every other value.
            Exact::declared((t * 1e6).round() / 1e6)
        }
    }
}
