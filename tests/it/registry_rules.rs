//! The registry: who is counted, what bounds a rate, and what may be seen.

use chrono::{Days, NaiveDate};
use lytt::domain::care::EndKind;
use lytt::domain::change::{Category, ChangeRule, Cutoff, Direction, Reliable};
use lytt::domain::registry::comparison::{AgeBand, Background, By, Spoken};
use lytt::domain::registry::course::{Course, Observation, Period, Point};
use lytt::domain::registry::months::by_month;
use lytt::domain::registry::outcome::{CoverageLevel, Outcome, Question, Step, outcome};
use lytt::domain::registry::suppression::{LEAST_OUTSIDE, Shown, inside, release, release_counts};
use lytt::domain::registry::{Fraction, Rate, RegistryError, Row};
use proptest::prelude::*;
use serde_json::json;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// PHQ-9 by its manual, first against last, everything that ended in the first half of 2025.
fn question() -> Question {
    Question {
        period: Period::new(day("2025-01-01"), day("2025-06-30")).unwrap(),
        data_date: day("2025-12-31"),
        settle_days: 0,
        minimum_sessions: 0,
        from: Point::First,
        to: Point::Last,
        rule: ChangeRule::new(Direction::HigherIsWorse, Reliable::Points(6.0), Some(Cutoff::Case(10.0))).unwrap(),
    }
}

/// An episode that ended on 1 March 2025, with these scores a week apart from 1 January.
fn course(id: &str, scores: &[f64]) -> Course {
    let scores = (0..)
        .zip(scores)
        .map(|(week, value)| Observation {
            on: day("2025-01-01").checked_add_days(Days::new(7 * week)),
            occasion: Some(u32::try_from(week).unwrap() + 1),
            value: *value,
            sessions: None,
            discussed: None,
        })
        .collect();
    Course {
        id: id.to_owned(),
        referred_on: day("2024-12-01"),
        started_on: Some(day("2024-12-20")),
        ended_on: Some(day("2025-03-01")),
        end_kind: Some(EndKind::Planned),
        sessions_held: 6,
        background: Background::default(),
        scores,
    }
}

fn steps(outcome: &Outcome) -> Vec<u32> {
    assert_eq!(outcome.flow.iter().map(|flow| flow.step).collect::<Vec<_>>(), Step::ALL);
    outcome.flow.iter().map(|flow| flow.n).collect()
}

fn counts(share: Fraction) -> (u32, u32) {
    (share.numerator(), share.denominator())
}

fn of(numerator: u32, denominator: u32) -> Fraction {
    Fraction::new(numerator, denominator).unwrap()
}

mod counting {
    use super::*;

    /// Ten episodes, each there for one reason.
    #[test]
    fn a_service_by_hand() {
        let courses = [
            course("recovered", &[18.0, 12.0, 7.0]),
            course("improved", &[22.0, 14.0]),
            course("improved, never a case", &[9.0, 2.0]),
            course("unchanged", &[15.0, 13.0]),
            course("deteriorated", &[12.0, 19.0]),
            course("harmed", &[6.0, 14.0]),
            course("measured once", &[17.0]),
            course("never measured", &[]),
            Course { started_on: None, end_kind: Some(EndKind::NotStarted), ..course("not started", &[20.0, 3.0]) },
            Course { ended_on: None, end_kind: None, ..course("in treatment", &[20.0, 3.0]) },
        ];
        let outcome = outcome(&courses, &question()).unwrap();
        //                        referred, started, ended, measured, paired
        assert_eq!(steps(&outcome), [10, 9, 8, 7, 6]);
        assert_eq!(counts(outcome.coverage.share), (6, 8));
        assert_eq!(outcome.coverage.level(), CoverageLevel::Caution);
        let found = Category::ALL.iter().map(|category| outcome.categories.count(*category));
        assert_eq!(found.collect::<Vec<_>>(), [1, 2, 1, 1, 1]);
        let improvement = outcome.rates.improvement;
        assert_eq!(counts(improvement.completers()), (3, 6));
        assert_eq!(counts(improvement.carried_forward()), (3, 7));
        assert_eq!(counts(improvement.lowest()), (3, 8));
        assert_eq!(counts(improvement.highest()), (5, 8));
        assert_eq!(improvement.unknown(), 2);
        let deterioration = outcome.rates.deterioration;
        assert_eq!(counts(deterioration.completers()), (2, 6));
        assert_eq!((counts(deterioration.lowest()), counts(deterioration.highest())), ((2, 8), (4, 8)));
        // Cases at the first measurement: 18, 22, 15 and 12 with a pair, 17 without, and one unknown.
        let recovery = outcome.rates.recovery.unwrap();
        assert_eq!(counts(recovery.completers()), (1, 4));
        assert_eq!(counts(recovery.carried_forward()), (1, 5));
        assert_eq!((counts(recovery.lowest()), counts(recovery.highest())), ((1, 6), (3, 6)));
    }

    #[test]
    fn an_episode_leaves_by_date_and_never_by_what_is_missing() {
        let late = |id: &str, scores: &[f64]| Course { ended_on: Some(day("2025-06-25")), ..course(id, scores) };
        let courses = [course("a", &[18.0, 7.0]), course("b", &[]), late("c", &[18.0, 7.0]), late("d", &[])];
        let at = |data_date: &str, settle_days| {
            let question = Question { data_date: day(data_date), settle_days, ..question() };
            let outcome = outcome(&courses, &question).unwrap();
            (counts(outcome.coverage.share), outcome.not_yet_observable)
        };
        assert_eq!(at("2025-07-01", 14), ((1, 2), 2));
        assert_eq!(at("2025-07-08", 14), ((1, 2), 2));
        assert_eq!(at("2025-07-09", 14), ((2, 4), 0));
        assert_eq!(at("2025-07-01", 0), ((2, 4), 0));
        // On this day the late ones had not ended: they are in treatment, not missing.
        assert_eq!(at("2025-06-01", 0), ((1, 2), 0));
    }

    #[test]
    fn nothing_after_the_data_date_is_known() {
        let courses = [course("a", &[18.0, 12.0, 7.0])]; // 1, 8 and 15 January
        let at = |data_date: &str| {
            let question = Question {
                period: Period::new(day("2025-01-01"), day("2025-01-31")).unwrap(),
                data_date: day(data_date),
                ..question()
            };
            let ended = [Course { ended_on: Some(day("2025-01-03")), ..courses[0].clone() }];
            outcome(&ended, &question).unwrap().categories
        };
        assert_eq!(at("2025-01-07").total(), 0);
        assert_eq!(at("2025-01-14").improved, 1);
        assert_eq!(at("2025-01-15").recovered, 1);
        assert_eq!(at("2025-01-02").total(), 0);
    }

    #[test]
    fn first_and_last_are_two_measurements() {
        let data_date = day("2025-12-31");
        let pair = |course: &Course, from, to| {
            let pair = course.pair(from, to, data_date);
            (pair.from, pair.to, pair.carried)
        };
        let once = course("a", &[17.0]);
        assert_eq!(pair(&once, Point::First, Point::Last), (Some(17.0), None, Some(17.0)));
        assert_eq!(pair(&once, Point::Occasion(1), Point::Last), (Some(17.0), None, Some(17.0)));
        let three = course("b", &[18.0, 12.0, 7.0]);
        assert_eq!(pair(&three, Point::First, Point::Occasion(2)), (Some(18.0), Some(12.0), None));
        assert_eq!(pair(&three, Point::First, Point::Occasion(8)), (Some(18.0), None, Some(7.0)));
        assert_eq!(pair(&three, Point::Occasion(2), Point::First), (Some(12.0), None, Some(12.0)));
        assert_eq!(pair(&three, Point::Occasion(9), Point::Last), (None, Some(7.0), None));
        let mut shuffled = three.clone();
        shuffled.scores.reverse();
        assert_eq!(pair(&shuffled, Point::First, Point::Last), (Some(18.0), Some(7.0), None));
    }

    #[test]
    fn rows_that_would_bend_a_rate_are_errors() {
        let row = |in_denominator, in_numerator| [Row { id: "e1", in_denominator, in_numerator }];
        let id = || "e1".to_owned();
        assert_eq!(
            Fraction::of_rows(row(Some(false), Some(true))),
            Err(RegistryError::OutsideDenominator { id: id() })
        );
        assert_eq!(
            Fraction::of_rows(row(Some(true), None)),
            Err(RegistryError::MissingInDenominator { id: id(), what: "the numerator" })
        );
        assert_eq!(
            Fraction::of_rows(row(None, Some(true))),
            Err(RegistryError::MissingInDenominator { id: id(), what: "the denominator" })
        );
        assert_eq!(Fraction::of_rows(row(Some(false), None)).map(counts), Ok((0, 0)));
        assert_eq!(Fraction::of_rows(row(Some(true), Some(true))).map(counts), Ok((1, 1)));
        assert!(Fraction::new(3, 2).is_err());
        let twice = [course("a", &[]), course("a", &[])];
        assert_eq!(outcome(&twice, &question()), Err(RegistryError::Twice { id: "a".to_owned() }));
        let broken = [course("a", &[18.0, f64::NAN])];
        assert!(matches!(outcome(&broken, &question()), Err(RegistryError::Change { id, .. }) if id == "a"));
        assert_eq!(Period::new(day("2025-02-01"), day("2025-01-31")), Err(RegistryError::Period));
    }

    #[test]
    fn a_rate_is_not_to_be_had_without_its_bounds() {
        assert!(Rate::new(of(3, 6), of(3, 7), of(3, 8), of(5, 8)).is_ok());
        assert_eq!(Rate::new(of(5, 6), of(3, 7), of(3, 8), of(5, 8)), Err(RegistryError::Bounds));
        assert_eq!(Rate::new(of(3, 6), of(1, 7), of(3, 8), of(5, 8)), Err(RegistryError::Bounds));
        assert_eq!(Rate::new(of(3, 9), of(3, 7), of(3, 8), of(5, 8)), Err(RegistryError::Bounds));
        assert_eq!(Rate::new(of(0, 0), of(0, 0), of(0, 0), of(0, 0)).map(Rate::unknown), Ok(0));
        let written = serde_json::to_value(Rate::new(of(3, 6), of(3, 7), of(3, 8), of(5, 8)).unwrap()).unwrap();
        assert_eq!(written["completers"]["value"], json!(0.5));
        assert!(written["highest"]["interval"]["upper"].is_f64());
        for part in ["completers", "carried_forward", "lowest", "highest"] {
            let mut without = written.clone();
            without.as_object_mut().unwrap().remove(part);
            assert!(serde_json::from_value::<Rate>(without).is_err(), "{part}");
        }
        let mut bent = written.clone();
        bent["highest"]["numerator"] = json!(2);
        assert!(serde_json::from_value::<Rate>(bent).is_err());
        assert_eq!(serde_json::to_value(serde_json::from_value::<Rate>(written.clone()).unwrap()).unwrap(), written);
    }

    #[test]
    fn percentages_round_halves_up() {
        assert_eq!(of(1, 8).percent_to_one_decimal(), Some(12.5));
        assert_eq!(of(1, 16).percent_to_one_decimal(), Some(6.3)); // 6.25
        assert_eq!(of(2, 3).percent_to_one_decimal(), Some(66.7));
        assert_eq!(of(7, 7).percent_to_one_decimal(), Some(100.0));
        assert_eq!(of(0, 0).percent_to_one_decimal(), None);
    }

    #[test]
    fn months_without_enough_are_missing_and_months_without_any_are_there() {
        let ended = |id: &str, on: &str, scores: &[f64]| Course { ended_on: Some(day(on)), ..course(id, scores) };
        let courses = [
            ended("a", "2025-01-31", &[18.0, 7.0]),
            ended("b", "2025-01-02", &[12.0, 19.0]),
            ended("c", "2025-01-15", &[12.0]),
            ended("d", "2025-03-01", &[18.0, 12.0]),
        ];
        let asked = Question { data_date: day("2025-04-10"), ..question() };
        let months = by_month(&courses, &asked, 2).unwrap();
        let names: Vec<String> = months.iter().map(|month| month.month.to_string()).collect();
        assert_eq!(names, ["2025-01-01", "2025-02-01", "2025-03-01", "2025-04-01"]);
        let january = months[0];
        assert_eq!((january.ended, january.paired, january.mean_change), (3, 2, Some(-2.0)));
        assert_eq!((january.improved, january.deteriorated), (Some(0.5), Some(0.5)));
        assert_eq!(january.coverage, Some(2.0 / 3.0));
        assert_eq!((months[1].ended, months[1].mean_change, months[1].coverage), (0, None, None));
        assert_eq!((months[2].paired, months[2].mean_change, months[2].improved), (1, None, None));
    }

    #[test]
    fn coverage_better_and_worse_are_told_by_how_episodes_ended() {
        let left = |id: &str, scores: &[f64]| Course { end_kind: Some(EndKind::Left), ..course(id, scores) };
        let courses =
            [course("a", &[18.0, 7.0]), course("b", &[7.0, 18.0]), left("c", &[18.0]), left("d", &[18.0, 9.0])];
        let groups = outcome(&courses, &question()).unwrap().comparison.groups;
        let by_end: Vec<_> = groups
            .iter()
            .filter(|group| group.by == By::Ending)
            .map(|group| {
                (group.group.as_str(), counts(group.share), counts(group.improved), counts(group.deteriorated))
            })
            .collect();
        assert_eq!(by_end, [("planned", (2, 2), (1, 2), (1, 2)), ("left", (1, 2), (1, 1), (0, 1))]);
        assert_eq!(outcome(&[], &question()).unwrap().coverage.level(), CoverageLevel::NotInterpretable);
    }

    /// What a missing measurement might have been: well, just below and at the cut-off, severe.
    const POSSIBLE: [f64; 4] = [0.0, 9.0, 10.0, 24.0];

    fn share(successes: usize, whole: usize) -> Option<f64> {
        let number = |n: usize| f64::from(u32::try_from(n).unwrap());
        (whole > 0).then(|| number(successes) / number(whole))
    }

    /// Improvement, deterioration and recovery when everything is known.
    fn complete(pairs: &[(f64, f64)]) -> [Option<f64>; 3] {
        let count = |of: &dyn Fn(&(f64, f64)) -> bool| pairs.iter().filter(|pair| of(pair)).count();
        [
            share(count(&|(first, last)| first - last >= 6.0), pairs.len()),
            share(count(&|(first, last)| last - first >= 6.0), pairs.len()),
            share(
                count(&|(first, last)| *first >= 10.0 && *last < 10.0 && first - last >= 6.0),
                count(&|(first, _)| *first >= 10.0),
            ),
        ]
    }

    /// Every way of filling the gaps.
    fn completions(known: &[(Option<f64>, Option<f64>)]) -> Vec<Vec<(f64, f64)>> {
        known.iter().fold(vec![Vec::new()], |so_far, (first, last)| {
            let options = |score: &Option<f64>| score.map_or(POSSIBLE.to_vec(), |score| vec![score]);
            so_far
                .iter()
                .flat_map(|pairs| {
                    options(first)
                        .into_iter()
                        .flat_map(move |first| options(last).into_iter().map(move |last| (first, last)))
                        .map(move |pair| [pairs.as_slice(), &[pair]].concat())
                })
                .collect()
        })
    }

    fn any_known() -> impl Strategy<Value = Vec<(Option<f64>, Option<f64>)>> {
        let score = || (0_u8..=27).prop_map(f64::from);
        let pair = prop_oneof![
            6 => (score(), score()).prop_map(|(first, last)| (Some(first), Some(last))),
            2 => score().prop_map(|first| (Some(first), None)),
            1 => score().prop_map(|last| (None, Some(last))),
            1 => Just((None, None)),
        ];
        proptest::collection::vec(pair, 0..6)
    }

    proptest! {
        /// The bounds hold whatever the missing measurements were, and enclose every value shown.
        #[test]
        fn bounds_enclose_every_possible_truth(known in any_known()) {
            let courses: Vec<Course> = known.iter().enumerate().map(|(number, (first, last))| {
                let mut one = course(&number.to_string(), &[first.unwrap_or(0.0), last.unwrap_or(0.0)]);
                one.scores.retain(|score| if score.occasion == Some(1) { first.is_some() } else { last.is_some() });
                one
            }).collect();
            let asked = Question { from: Point::Occasion(1), to: Point::Occasion(2), ..question() };
            let rates = outcome(&courses, &asked).unwrap().rates;
            let rates = [rates.improvement, rates.deterioration, rates.recovery.unwrap()];
            let missing: usize = known.iter().map(|(first, last)| usize::from(first.is_none()) + usize::from(last.is_none())).sum();
            prop_assume!(missing <= 5);
            for (rate, at) in rates.iter().zip(0..) {
                let (lowest, highest) = (rate.lowest().value(), rate.highest().value());
                for shown in [rate.completers(), rate.carried_forward()].into_iter().filter_map(Fraction::value) {
                    prop_assert!(lowest.unwrap() <= shown && shown <= highest.unwrap());
                }
                for truth in completions(&known).iter().filter_map(|pairs| complete(pairs)[at]) {
                    prop_assert!(lowest.unwrap() <= truth + 1e-12 && truth <= highest.unwrap() + 1e-12, "{truth} {rate:?}");
                }
            }
        }

        /// Each step of the flow holds only episodes of the one before, and nobody is lost between
        /// the categories and the pairs.
        #[test]
        fn the_flow_only_narrows(shape in proptest::collection::vec((0_u64..900, proptest::option::of(0_u64..400), proptest::option::of(0_u64..400), 0_usize..4, 0_u32..4), 0..30),
                                 data in 0_u64..900, settle_days in 0_u32..60, minimum_sessions in 0_u32..3) {
            let from = |days| day("2024-01-01").checked_add_days(Days::new(days)).unwrap();
            let courses: Vec<Course> = shape.iter().enumerate().map(|(number, (referred, wait, length, scores, sessions))| {
                let started = wait.map(|wait| referred + wait);
                let ended = length.map(|length| started.unwrap_or(*referred) + length);
                Course {
                    referred_on: from(*referred),
                    started_on: started.map(from),
                    ended_on: ended.map(from),
                    sessions_held: *sessions,
                    ..course(&number.to_string(), &[20.0, 12.0, 4.0][..(*scores).min(3)])
                }
            }).collect();
            let asked = Question { data_date: from(data), settle_days, minimum_sessions, ..question() };
            let outcome = outcome(&courses, &asked).unwrap();
            let steps = steps(&outcome);
            prop_assert!(steps.is_sorted_by(|wider, narrower| wider >= narrower), "{steps:?}");
            prop_assert_eq!(outcome.categories.total(), steps[4]);
            prop_assert_eq!(counts(outcome.coverage.share), (steps[4], steps[2]));
            prop_assert_eq!(counts(outcome.rates.improvement.completers()).1, steps[4]);
            prop_assert_eq!(counts(outcome.rates.improvement.highest()).1, steps[2]);
            let months = by_month(&courses, &asked, 0).unwrap();
            prop_assert_eq!(months.iter().map(|month| month.ended).sum::<u32>(), steps[2]);
            prop_assert_eq!(months.iter().map(|month| month.paired).sum::<u32>(), steps[4]);
        }
    }
}

mod suppression {
    use super::*;

    #[test]
    fn inside_a_rate_needs_ten() {
        assert_eq!(inside(of(3, 9)), Shown::TooFew);
        assert_eq!(inside(of(3, 10)).value(), Some(of(3, 10)));
    }

    /// | cells | what leaves |
    #[test]
    fn tables_that_leave_by_hand() {
        let shown = |cells: &[(u32, u32)]| {
            let cells: Vec<Fraction> =
                cells.iter().map(|(numerator, denominator)| of(*numerator, *denominator)).collect();
            let released = release(&cells);
            (released.total.map(counts), released.cells.into_iter().map(|cell| cell.map(counts)).collect::<Vec<_>>())
        };
        // Nothing small: everything leaves, noughts and all.
        assert_eq!(shown(&[(0, 9), (8, 20)]), (Some((8, 29)), vec![Some((0, 9)), Some((8, 20))]));
        // One small cell takes the smallest of the others along.
        assert_eq!(shown(&[(3, 10), (40, 90), (12, 30)]), (Some((55, 130)), vec![None, Some((40, 90)), None]));
        // A nought hides nothing, so it stays and another goes.
        assert_eq!(shown(&[(3, 10), (0, 30), (12, 40)]), (Some((15, 80)), vec![None, Some((0, 30)), None]));
        // Two small cells that together hold too few: one more goes.
        assert_eq!(shown(&[(1, 10), (1, 12), (12, 40)]), (Some((14, 62)), vec![None, None, None]));
        // Nothing left to hide behind: the total goes.
        assert_eq!(shown(&[(0, 3), (0, 30)]), (None, vec![None, Some((0, 30))]));
        assert_eq!(shown(&[(2, 30), (0, 30)]), (None, vec![None, Some((0, 30))]));
        assert_eq!(shown(&[]), (None, vec![]));
    }

    #[test]
    fn counts_that_leave_by_hand() {
        assert_eq!(release_counts(&[26, 3, 10, 1, 0]), (Some(40), vec![Some(26), None, None, None, Some(0)]));
        assert_eq!(release_counts(&[26, 7, 10, 5, 0]), (Some(48), vec![Some(26), Some(7), Some(10), Some(5), Some(0)]));
        assert_eq!(release_counts(&[3, 0, 0]), (None, vec![None, Some(0), Some(0)]));
        assert_eq!(release_counts(&[3, 4]), (Some(7), vec![None, None]));
    }

    fn any_cells() -> impl Strategy<Value = Vec<Fraction>> {
        let cell = prop_oneof![
            3 => (0_u32..8, 0_u32..8),
            1 => (0_u32..14, 0_u32..14),
            1 => (Just(0_u32), 0_u32..14),
        ];
        proptest::collection::vec(cell.prop_map(|(numerator, rest)| of(numerator, numerator + rest)), 1..5)
    }

    /// Every way of dividing `sum` into `parts` counts.
    fn divisions(sum: u32, parts: usize) -> Vec<Vec<u32>> {
        if parts == 1 {
            return vec![vec![sum]];
        }
        (0..=sum)
            .flat_map(|one| {
                divisions(sum - one, parts - 1).into_iter().map(move |rest| [&[one], rest.as_slice()].concat())
            })
            .collect()
    }

    /// Whether these cells would be hidden: one at least for itself, and the others, which have successes,
    /// along with it.
    fn may_be_hidden(hidden: &[usize], cell: impl Fn(usize) -> (u32, u32)) -> bool {
        let small = |at: &usize| cell(*at).1 < LEAST_OUTSIDE || (1..LEAST_OUTSIDE).contains(&cell(*at).0);
        hidden.iter().any(small) && hidden.iter().all(|at| small(at) || cell(*at).0 > 0)
    }

    /// Whether, for each hidden cell, some other table of `tables` that looks the same from outside has
    /// another value there.
    fn all_can_be_otherwise<T: PartialEq>(
        cells: &[T],
        mut hidden: Vec<usize>,
        tables: impl Iterator<Item = Vec<T>>,
        looks_the_same: impl Fn(&[T]) -> bool,
    ) -> bool {
        for other in tables {
            if hidden.iter().any(|at| other[*at] != cells[*at]) && looks_the_same(&other) {
                hidden.retain(|at| other[*at] == cells[*at]);
            }
            if hidden.is_empty() {
                return true;
            }
        }
        false
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        /// Nothing small leaves; and somebody who knows the rule for small cells, the total and every
        /// cell shown still cannot tell what is in any hidden cell.
        #[test]
        fn no_difference_reveals_a_hidden_cell(cells in any_cells()) {
            let released = release(&cells);
            for cell in released.cells.iter().chain([&released.total]).flatten() {
                let (n, d) = counts(*cell);
                prop_assert!(d >= LEAST_OUTSIDE && !(1..LEAST_OUTSIDE).contains(&n));
            }
            for (shown, cell) in released.cells.iter().zip(&cells) {
                prop_assert!(shown.is_none_or(|shown| shown == *cell));
            }
            let hidden: Vec<usize> = (0..cells.len()).filter(|at| released.cells[*at].is_none()).collect();
            if let (Some(total), false) = (released.total, hidden.is_empty()) {
                let (n, d) = released.cells.iter().flatten().fold(counts(total), |left, cell| (left.0 - cell.numerator(), left.1 - cell.denominator()));
                prop_assert!(hidden.len() >= 2 && n >= LEAST_OUTSIDE && d >= LEAST_OUTSIDE);
                let successes = divisions(n, hidden.len());
                let failures = divisions(d - n, hidden.len());
                let tables = successes.iter().flat_map(|successes| failures.iter().map(move |failures| (successes, failures)))
                    .map(|(successes, failures)| {
                        let mut other = cells.clone();
                        for ((at, n), rest) in hidden.iter().zip(successes).zip(failures) {
                            other[*at] = of(*n, n + rest);
                        }
                        other
                    });
                prop_assert!(all_can_be_otherwise(&cells, hidden.clone(), tables, |other| may_be_hidden(&hidden, |at| counts(other[at]))), "{cells:?}");
            }
        }

        #[test]
        fn no_difference_reveals_a_hidden_count(counts in proptest::collection::vec(prop_oneof![2 => 0_u32..6, 1 => 0_u32..25], 1..5)) {
            let (total, cells) = release_counts(&counts);
            prop_assert!(cells.iter().chain([&total]).flatten().all(|count| !(1..LEAST_OUTSIDE).contains(count)));
            let hidden: Vec<usize> = (0..counts.len()).filter(|at| cells[*at].is_none()).collect();
            if let (Some(total), false) = (total, hidden.is_empty()) {
                let sum = total - cells.iter().flatten().sum::<u32>();
                prop_assert!(hidden.len() >= 2 && sum >= LEAST_OUTSIDE);
                let tables = divisions(sum, hidden.len()).into_iter().map(|division| {
                    let mut other = counts.clone();
                    for (at, count) in hidden.iter().zip(division) {
                        other[*at] = count;
                    }
                    other
                });
                // A hidden count is never nought: a nought is shown.
                let looks_the_same = |other: &[u32]| {
                    hidden.iter().all(|at| other[*at] > 0) && may_be_hidden(&hidden, |at| (other[at], LEAST_OUTSIDE))
                };
                prop_assert!(all_can_be_otherwise(&counts, hidden.clone(), tables, looks_the_same), "{counts:?}");
            }
        }
    }
}

mod silence {
    use super::*;

    /// Of a service whose patients begin at 10 to 24 and fall by half, 200 of whom the last score is known, and
    /// so many are silent who began as high as `start`.
    fn service(silent: usize, start: f64, planned: bool) -> Vec<Course> {
        let wave = |i: u32| f64::from((i * 7) % 15);
        let known = (0..200_u32).map(|i| {
            let (first, noise) = (10.0 + wave(i), f64::from((i * 11) % 9) - 4.0);
            course(&format!("known {i}"), &[first, (first / 2.0 + noise).max(0.0)])
        });
        let silent = (0..silent).map(|i| Course {
            end_kind: Some(if planned { EndKind::Planned } else { EndKind::Left }),
            ..course(&format!("silent {i}"), &[start])
        });
        known.chain(silent).collect()
    }

    fn improvement(courses: &[Course]) -> Rate {
        outcome(courses, &question()).unwrap().rates.improvement
    }

    #[test]
    fn nothing_missing_is_nothing_filled_in() {
        let rate = improvement(&service(0, 0.0, true));
        let imputed = rate.imputed().unwrap();
        assert!((imputed.value - rate.completers().value().unwrap()).abs() < 1e-12);
        let wilson = rate.completers().interval().unwrap();
        assert!((imputed.interval.lower - wilson.lower).abs() < 1e-9);
        assert!((imputed.interval.upper - wilson.upper).abs() < 1e-9);
        assert_eq!(imputed.filled, 0);
    }

    #[test]
    fn those_who_began_low_are_not_taken_for_those_who_began_high() {
        // Falling by half is at least six points from twelve on: those silent at 7 mostly could not, at 22 would.
        let (low, high) = (improvement(&service(100, 7.0, true)), improvement(&service(100, 22.0, true)));
        assert_eq!(low.completers(), high.completers());
        let value = |rate: Rate| rate.imputed().unwrap().value;
        assert!(value(low) + 0.1 < value(high), "{} {}", value(low), value(high));
        let everybody = low.completers().value().unwrap();
        assert!(value(low) < everybody && everybody < value(high));
    }

    #[test]
    fn the_same_rows_give_the_same_figures_and_silence_widens_the_interval() {
        let (once, again) = (improvement(&service(60, 15.0, true)), improvement(&service(60, 15.0, true)));
        assert_eq!(once, again);
        let width = |rate: Rate| {
            let interval = rate.imputed().unwrap().interval;
            (interval.upper - interval.lower) * f64::from(rate.lowest().denominator()).sqrt()
        };
        assert!(width(improvement(&service(150, 15.0, true))) > width(improvement(&service(5, 15.0, true))));
    }

    #[test]
    fn too_little_to_learn_from_is_not_filled_in() {
        let few: Vec<Course> = service(3, 15.0, true).split_off(192);
        assert_eq!(few.len(), 11);
        assert_eq!(improvement(&few).imputed(), None, "eight pairs");
        // All began and ended alike: no slope to fit, and still an answer.
        let alike: Vec<Course> = (0..20).map(|i| course(&format!("{i}"), &[15.0, 5.0])).collect();
        let with_one: Vec<Course> = alike.iter().cloned().chain([course("silent", &[15.0])]).collect();
        assert!((improvement(&with_one).imputed().unwrap().value - 1.0).abs() < 1e-12);
        let never: Vec<Course> = alike.into_iter().chain([course("never measured", &[])]).collect();
        assert!(improvement(&never).imputed().is_some());
    }

    #[test]
    fn who_is_not_heard_from_by_hand() {
        let from = |year, language: &str| Background {
            age: AgeBand::of(Some(year), day("2024-12-01")),
            sex: lytt::domain::care::Sex::Female,
            language: Spoken::of(language),
        };
        let one = |id: &str, scores: &[f64], background| Course { background, ..course(id, scores) };
        let courses = [
            one("a", &[18.0, 7.0], from(2004, "nb")),
            one("b", &[14.0], from(2004, "uk")),
            one("c", &[12.0, 7.0], from(1990, "nn")),
            one("d", &[20.0], from(1960, "se")),
            one("e", &[], from(1960, "se")),
        ];
        let comparison = outcome(&courses, &question()).unwrap().comparison;
        let shares: Vec<(By, &str, (u32, u32))> =
            comparison.groups.iter().map(|group| (group.by, group.group.as_str(), counts(group.share))).collect();
        assert_eq!(
            shares,
            [
                (By::Age, "18-24", (1, 2)),
                (By::Age, "25-39", (1, 1)),
                (By::Age, "60-and-above", (0, 2)),
                (By::Sex, "female", (2, 5)),
                (By::Language, "norwegian", (2, 2)),
                (By::Language, "sami", (0, 2)),
                (By::Language, "other", (0, 1)),
                (By::Ending, "planned", (2, 5)),
            ]
        );
        // Those who answered began at 15, those who did not at 17; two and two with spreads 18 and 18: Welch's
        // standard error is the root of 18, with two degrees of freedom.
        let start = comparison.start.unwrap();
        assert_eq!((start.answered, start.silent), (2, 2));
        assert!((start.silent_mean - start.answered_mean - 2.0).abs() < 1e-12);
        let half = 4.302_652_729_911_275 * 18.0_f64.sqrt();
        assert!((start.interval.upper - 2.0 - half).abs() < 1e-6);
        assert_eq!(AgeBand::of(None, day("2024-12-01")), AgeBand::Unknown);
        assert_eq!((Spoken::of("nb-NO"), Spoken::of("")), (Spoken::Norwegian, Spoken::Unknown));
    }
}
