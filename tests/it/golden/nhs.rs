//! The rates of NHS Talking Therapies against referrals, vectors and published totals.

use lytt::cli::compute::nhs as nhs_door;
use lytt::domain::registry::nhs::{Basis, PairChange, PairRule, Referral, Scores, Totals};
use lytt::domain::registry::suppression::nhs_published;
use serde_json::json;

use super::{compare, counts, shared, shared_json};

#[test]
fn the_pair_decides_together() {
    let rule = PairRule::phq9_gad7().unwrap();
    let verdict = |first: (f64, f64), last: (f64, f64)| {
        let scores = |(phq, gad)| Scores { depression: Some(phq), anxiety: Some(gad) };
        let referral = Referral { first: scores(first), last: scores(last), contacts: 2, discharged: true };
        let verdict = referral.verdict(&rule).unwrap().unwrap();
        (verdict.recovery(), verdict.change, verdict.reliable_recovery())
    };
    assert_eq!(verdict((15., 12.), (5., 4.)), (Some(true), PairChange::Improvement, Some(true)));
    assert_eq!(verdict((15., 12.), (9., 8.)), (Some(false), PairChange::Improvement, Some(false)));
    assert_eq!(verdict((10., 5.), (9., 5.)), (Some(true), PairChange::Unchanged, Some(false)));
    assert_eq!(verdict((9., 7.), (1., 7.)), (None, PairChange::Improvement, None));
    assert_eq!(verdict((15., 12.), (9., 16.)), (Some(false), PairChange::BothWays, Some(false)));
    assert_eq!(verdict((9., 7.), (15., 7.)), (None, PairChange::Deterioration, None));
}

#[test]
fn one_measure_is_enough_for_caseness_and_not_for_its_absence() {
    let rule = PairRule::phq9_gad7().unwrap();
    let caseness = |depression, anxiety| Scores { depression, anxiety }.caseness(&rule);
    assert_eq!(caseness(Some(10.0), None), Some(true));
    assert_eq!(caseness(None, Some(8.0)), Some(true));
    assert_eq!(caseness(Some(9.0), None), None);
    assert_eq!(caseness(Some(9.0), Some(7.0)), Some(false));
}

/// Five referrals: recovered, improved only, not a case and unchanged, not measured again, one contact.
#[test]
fn dividing_by_pairs_looks_better_than_dividing_by_finished_courses() {
    let rule = PairRule::phq9_gad7().unwrap();
    let referral = |first: (f64, f64), last: Option<(f64, f64)>, contacts| Referral {
        first: Scores { depression: Some(first.0), anxiety: Some(first.1) },
        last: Scores { depression: last.map(|last| last.0), anxiety: last.map(|last| last.1) },
        contacts,
        discharged: true,
    };
    let mut referrals = vec![
        referral((15., 12.), Some((5., 4.)), 8),
        referral((20., 15.), Some((14., 11.)), 2),
        referral((5., 3.), Some((4., 3.)), 3),
        referral((18., 9.), None, 4),
        referral((15., 12.), Some((5., 4.)), 1),
    ];
    referrals.push(Referral { discharged: false, ..referrals[0] });
    let shares = |basis| {
        let rates = Totals::count(&referrals, &rule, basis).unwrap().rates().unwrap();
        [rates.recovery, rates.improvement, rates.reliable_recovery, rates.paired_completeness]
            .map(|share| (share.numerator(), share.denominator()))
    };
    assert_eq!(shares(Basis::Finished), [(1, 3), (2, 4), (1, 3), (3, 4)]);
    assert_eq!(shares(Basis::Paired), [(1, 2), (2, 3), (1, 2), (3, 3)]);
    let impossible = Totals { courses: 3, not_at_caseness: 4, ..Totals::default() };
    assert!(impossible.rates().is_err());
}

#[test]
fn england_publishes_below_five_as_nothing_and_the_rest_in_fives() {
    let published: Vec<Option<u32>> = [0, 4, 5, 7, 8, 12, 13].into_iter().map(nhs_published).collect();
    assert_eq!(published, [None, None, Some(5), Some(5), Some(10), Some(10), Some(15)]);
}

#[test]
fn the_reference_referrals() {
    let Some(golden) = shared_json("golden/registry_rules.json") else { return };
    let want = &golden["nhs_talking_therapies"];
    let got = nhs_door::referrals(&want["input"]).unwrap();
    for part in ["per_patient", "totals", "rates"] {
        assert!(compare(part, &got[part], &want[part]) > 3, "{part}");
    }
    let table = &golden["nhs_suppression"];
    for (n, published) in counts(&table["n"]).into_iter().zip(table["published"].as_array().unwrap()) {
        assert_eq!(json!(nhs_published(n)), *published, "{n}");
    }
}

#[test]
fn the_reference_vectors() {
    let Some(vectors) = shared_json("data/instrument-vectors.json") else { return };
    let rule = PairRule::phq9_gad7().unwrap();
    for case in vectors["change"]["nhs_talking_therapies"].as_array().unwrap() {
        let scores = |at: &str| Scores { depression: case[at]["phq9"].as_f64(), anxiety: case[at]["gad7"].as_f64() };
        let referral = Referral { first: scores("pre"), last: scores("post"), contacts: 2, discharged: true };
        let got = referral.verdict(&rule).unwrap().map(|verdict| {
            json!({
                "caseness_start": verdict.caseness_start,
                "recovery": verdict.recovery(),
                "reliable_improvement": verdict.change == PairChange::Improvement,
                "reliable_deterioration": verdict.change == PairChange::Deterioration,
                "reliable_recovery": verdict.reliable_recovery(),
            })
        });
        assert_eq!(json!(got), case["expected"], "{}", case["note"]);
    }
}

#[test]
fn the_totals_of_england() {
    let Some(table) = shared("data/nhstt_england_totals_2017-25.csv") else { return };
    for period in ["2017-18", "2018-19", "2019-20", "2020-21", "2021-22", "2022-23", "2023-24", "2024-25"] {
        let got = nhs_door::answer(&table, period).unwrap();
        for (rate, published) in [
            ("recovery", "recovery"),
            ("reliable_improvement", "improvement"),
            ("reliable_deterioration", "deterioration"),
            ("reliable_recovery", "reliable_recovery"),
        ] {
            assert_eq!(got["rates"][rate]["percent"], got["published_percent"][published], "{period} {rate}");
        }
    }
    let latest = nhs_door::answer(&table, "2024-25").unwrap();
    for (rate, percent) in [
        ("recovery", 50.5),
        ("reliable_improvement", 67.5),
        ("reliable_recovery", 47.5),
        ("reliable_recovery_of_referrals", 16.6),
    ] {
        assert_eq!(latest["rates"][rate]["percent"], json!(percent), "{rate}");
    }
}

#[test]
fn a_table_that_cannot_be_used_says_why() {
    let head = "reporting_period,measure_name,measure_statistic,value\n";
    for (table, expected) in [
        ("period,value\n1,2\n".to_owned(), "no column \"reporting_period\""),
        (format!("{head}2023-24,recovery,count,5\n"), "it has 2023-24"),
        (format!("{head}2024-25,recovery,count,5\n"), "no count of \"finished_course_treatment\""),
        (format!("{head}2024-25,recovery,count,many\n"), "line 2"),
        (format!("{head}2024-25,recovery,count,5\n2024-25,recovery,count,5\n"), "occurs twice"),
    ] {
        let sentence = nhs_door::answer(&table, "2024-25").unwrap_err();
        assert!(sentence.contains(expected), "{sentence}");
    }
}
