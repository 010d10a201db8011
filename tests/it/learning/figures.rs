//! The arithmetic: how often the rules speak by chance, what comes after a fall, and which episodes count.

use chrono::NaiveDate;
use lytt::app::learning::{self, Asked, FEWEST_IN_ORDER, Findings, Span};
use lytt::app::report::MetricOption;
use lytt::domain::access::Role;
use lytt::domain::alliance::{AfterFalls, LEVEL_AT, Spread, pattern};
use lytt::domain::registry::Fraction;
use lytt::domain::registry::course::{Observation, Period};
use lytt::domain::registry::outcome::Step;
use lytt::domain::variation::chance::false_signals;
use lytt::domain::variation::runs::{runs, sides};
use proptest::prelude::*;

use super::{Treated, colleague, proof_of, treat};
use crate::support::cast::Organisation;
use crate::support::database::{app, on_sqlite};

fn close(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * other.abs().max(1.0)
}

/// Every order of so many points above and below, held against the rules one by one.
#[test]
fn false_signals_are_those_of_all_orders() {
    let mut spoke = 0;
    for useful in 1..=16_u32 {
        let mut flagged = vec![(0_u32, 0_u32); 17];
        for order in 0..(1_u32 << useful) {
            let values = (0..useful).map(|place| Some(if order >> place & 1 == 1 { 1.0 } else { -1.0 }));
            let (all, speaks) = &mut flagged[usize::try_from(order.count_ones()).unwrap()];
            *all += 1;
            *speaks += u32::from(runs(values, 0.0).signal());
        }
        for (above, (all, speaks)) in (0..=useful).zip(flagged) {
            let counted = false_signals(above, useful - above).unwrap();
            assert!(close(counted, f64::from(speaks) / f64::from(all)), "{above} of {useful}: {counted}");
            spoke += speaks;
        }
    }
    assert!(spoke > 1000, "the rules hardly spoke");
}

/// Long series cannot be counted out: shuffled ones come near, whatever their values are like.
#[test]
fn false_signals_are_about_those_of_shuffled_series() {
    let mut seed = 7_u64;
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(seed >> 32).unwrap()) / 4_294_967_296.0
    };
    // Whole points with many ties, and a tail.
    for n in [24_usize, 61, 120] {
        let (mut spoke, mut expected) = (0_u32, 0.0);
        let series = 2000_u32;
        for _ in 0..series {
            let values: Vec<f64> = (0..n).map(|_| (-(next().max(1e-9)).ln() * 4.0).floor()).collect();
            let mut sorted = values.clone();
            sorted.sort_by(f64::total_cmp);
            let median = f64::midpoint(sorted[(n - 1) / 2], sorted[n / 2]);
            let given = || values.iter().copied().map(Some);
            spoke += u32::from(runs(given(), median).signal());
            let (above, below) = sides(given(), median);
            assert_eq!(above + below, runs(given(), median).n_useful);
            expected += false_signals(above, below).unwrap();
        }
        let (share, expected) = (f64::from(spoke) / f64::from(series), expected / f64::from(series));
        let error = (expected * (1.0 - expected) / f64::from(series)).sqrt();
        assert!((share - expected).abs() < 3.5 * error, "{n}: {share} where {expected} was counted");
    }
}

#[test]
fn false_signals_where_there_is_nothing_to_say() {
    assert_eq!(false_signals(0, 0), None);
    assert_eq!(false_signals(600, 600), None);
    let long = false_signals(500, 500).unwrap();
    assert!(long > 0.0 && long < 0.2, "{long}");
    // 12 points, six on each side: 12 of the 924 orders.
    assert!(close(false_signals(6, 6).unwrap(), 12.0 / 924.0));
}

fn on(place: usize) -> NaiveDate {
    "2026-01-05".parse::<NaiveDate>().unwrap() + chrono::Days::new(7 * u64::try_from(place).unwrap())
}

fn scores(values: &[f64]) -> Vec<Observation> {
    values
        .iter()
        .enumerate()
        .map(|(place, value)| Observation {
            on: Some(on(place)),
            occasion: None,
            value: *value,
            sessions: None,
            discussed: None,
        })
        .collect()
}

fn year() -> Period {
    Period::new("2026-01-01".parse().unwrap(), "2026-12-31".parse().unwrap()).unwrap()
}

#[test]
fn a_fall_and_what_came_after_by_hand() {
    let series = [
        // Falls to 7 (then 8, higher), to 6.5 (then 6.5, not higher).
        scores(&[9.0, 7.0, 8.0, 6.5, 6.5]),
        // 9.0 to 8.1 is less than one step; to 5 is the last that was answered.
        scores(&[9.0, 8.1, 5.0]),
        scores(&[4.0]),
        // Began before the period.
        vec![Observation {
            on: "2025-12-31".parse().ok(),
            occasion: None,
            value: 9.0,
            sessions: None,
            discussed: None,
        }],
    ];
    let found = pattern(&series, (0.0, 10.0), year()).unwrap();
    assert_eq!((found.episodes, found.third.as_slice()), (3, &[8.0, 5.0][..]));
    assert_eq!(found.after_falls.higher, Fraction::new(1, 2).unwrap());
    assert_eq!((found.after_falls.unanswered, found.after_falls.falls()), (1, 3));
    let bounds = found.after_falls.bounds().unwrap();
    assert_eq!(bounds, (Fraction::new(1, 3).unwrap(), Fraction::new(2, 3).unwrap()));
    // On a scale of 40 points one step is four.
    let wide = pattern(&[scores(&[30.0, 26.5, 30.0, 26.0, 27.0])], (0.0, 40.0), year()).unwrap();
    assert_eq!(wide.after_falls.higher, Fraction::new(1, 1).unwrap());
}

#[test]
fn the_third_is_the_number_an_import_gave() {
    let numbered = |numbers: &[Option<u32>]| -> Vec<Observation> {
        numbers
            .iter()
            .enumerate()
            .map(|(place, number)| Observation {
                on: Some(on(place)),
                occasion: *number,
                value: [9.0, 8.0, 7.0][place],
                sessions: None,
                discussed: None,
            })
            .collect()
    };
    let third = |numbers: &[Option<u32>]| pattern(&[numbered(numbers)], (0.0, 10.0), year()).unwrap().third;
    assert_eq!(LEVEL_AT, 3);
    assert_eq!(third(&[Some(1), Some(3), Some(4)]), [8.0]);
    assert!(third(&[Some(1), Some(2), Some(4)]).is_empty(), "the third was not measured");
    // One without a number, or numbers out of order: the place counts.
    assert_eq!(third(&[Some(1), None, Some(4)]), [7.0]);
    assert_eq!(third(&[Some(3), Some(2), Some(4)]), [7.0]);
}

#[test]
fn quartiles_by_hand() {
    // Type 7: 1 + 0.75, the middle of 2 and 3, and 3 + 0.25.
    assert_eq!(Spread::of(&[4.0, 1.0, 3.0, 2.0]), Some(Spread { lower: 1.75, middle: 2.5, upper: 3.25 }));
    assert_eq!(Spread::of(&[5.0]), Some(Spread { lower: 5.0, middle: 5.0, upper: 5.0 }));
    assert_eq!(Spread::of(&[]), None);
}

/// Every order of the values, each counted as [`pattern`] counts it.
fn orders(values: &mut Vec<f64>, at: usize, seen: &mut Vec<AfterFalls>) {
    if at == values.len() {
        seen.push(pattern(&[scores(values)], (0.0, 10.0), year()).unwrap().after_falls);
        return;
    }
    for other in at..values.len() {
        values.swap(at, other);
        orders(values, at + 1, seen);
        values.swap(at, other);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_chance_gives_is_the_mean_over_all_orders(values in prop::collection::vec(0..12_u32, 1..6)) {
        let mut values: Vec<f64> = values.into_iter().map(|value| f64::from(value) * 0.8).collect();
        let stated = pattern(&[scores(&values)], (0.0, 10.0), year()).unwrap().after_falls.by_chance;
        let mut seen = Vec::new();
        orders(&mut values, 0, &mut seen);
        let sum = |of: fn(&AfterFalls) -> u32| seen.iter().map(of).sum::<u32>();
        let (falls, higher) = (sum(|one| one.higher.denominator()), sum(|one| one.higher.numerator()));
        match stated {
            None => prop_assert_eq!(falls, 0),
            Some(share) => prop_assert!(close(share, f64::from(higher) / f64::from(falls)), "{share}"),
        }
    }
}

/// Instrument, scale and scores.
type Scores = &'static [(&'static str, &'static str, &'static [f64])];

fn phq(options: &[MetricOption]) -> Option<MetricOption> {
    options.iter().find(|option| option.metric.instrument.id == "phq-9").copied()
}

/// What an account reads of its own.
async fn own(app: &lytt::app::App, proof: &lytt::store::Proof, span: Span) -> Findings {
    let lytt::store::Actor::Account(of) = proof.actor() else { unreachable!() };
    learning::compute(app, proof, Asked { of, span, choose: &phq }).await.unwrap().unwrap()
}

#[test]
fn own_courses_are_counted_and_nobody_elses() {
    on_sqlite(async |database| {
        let app = app(&database.db);
        let org = Organisation::found(&app, "own").await;
        let (bjorn, eli) = (org.account(Role::Clinician), colleague(&app, &org, "eli").await);
        let (his_alone, hers_alone, shared) = ([bjorn], [eli], [bjorn, eli]);
        let ended = |month: u32| NaiveDate::from_ymd_opt(2025, month, 15);
        let mut all = Vec::new();
        let mut add = |by, ended_on, scores: Scores| all.push(Treated { by, ended_on, scores, older: false });
        // Bjørn: twelve with a pair, two with one score, one that runs, one that is hardly over.
        for month in 1..=12 {
            add(&his_alone[..], ended(month), &[("phq-9", "total", &[18.0, 15.0, 8.0])]);
        }
        for month in [3, 4] {
            add(&his_alone, ended(month), &[("phq-9", "total", &[20.0])]);
        }
        add(&his_alone, None, &[("phq-9", "total", &[20.0, 1.0])]);
        add(&his_alone, "2026-03-17".parse().ok(), &[("phq-9", "total", &[20.0, 1.0])]);
        // Eli: five of her own, and one together with Bjørn.
        for month in 1..=5 {
            add(&hers_alone, ended(month), &[("phq-9", "total", &[10.0, 20.0])]);
        }
        add(&shared, ended(6), &[("phq-9", "total", &[5.0, 21.0])]);
        treat(&app, &org, &all).await;
        let (his, hers) = (proof_of(&app, &org, bjorn).await, proof_of(&app, &org, eli).await);

        let found = own(&app, &his, Span::ThreeYears).await;
        let chosen = found.chosen.unwrap();
        let n = |step| chosen.outcome.flow.iter().find(|flow| flow.step == step).unwrap().n;
        assert_eq!((n(Step::Referred), n(Step::Ended), n(Step::Measured), n(Step::Paired)), (17, 15, 15, 13));
        assert_eq!(chosen.outcome.not_yet_observable, 1);
        let categories = chosen.outcome.categories;
        assert_eq!((categories.recovered, categories.harmed, categories.total()), (12, 1, 13));
        assert!(chosen.in_order.is_sorted_by_key(|one| one.on));
        let changes: Vec<_> = chosen.in_order.iter().filter_map(|one| one.change).collect();
        assert_eq!((chosen.in_order.len(), changes.len()), (15, 13));
        assert!(changes.len() >= FEWEST_IN_ORDER);
        assert!(close(changes.iter().map(|one| one.points).sum(), 12.0 * -10.0 + 16.0));

        let found = own(&app, &hers, Span::ThreeYears).await.chosen.unwrap();
        assert_eq!(found.outcome.categories.total(), 6, "her five and the one they share");
        assert_eq!(found.outcome.categories.recovered, 0);
        // Nine of his ended in the twelve months up to today, the shared one among them, besides the recent one.
        let year = own(&app, &his, Span::Year).await.chosen.unwrap();
        assert_eq!(year.outcome.categories.total(), 10, "April to December, and the shared one in June");
    });
}
