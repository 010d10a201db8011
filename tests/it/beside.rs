//! Figures that are shown beside each other: nothing that one leaves of another is the work of fewer than three.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use lytt::app::{App, report};
use lytt::catalogue::indicators;
use lytt::domain::access::Role;
use lytt::domain::care::{AccountId, EndKind, Episode, EpisodeId, UnitId};
use lytt::domain::registry::comparison::By;
use lytt::domain::registry::hands::Hands;
use lytt::domain::registry::overlap::Overlap;
use lytt::store::{Proof, episode};
use proptest::prelude::*;
use uuid::Uuid;

use crate::hands::{about, day, four, second_team};
use crate::learning::{Treated, treat};
use crate::support::cast::Organisation;
use crate::support::database::{app, on_both};

/// Who did what, by the parts of two divisions that may leave some out: one clinician an episode.
fn divided() -> impl Strategy<Value = BTreeMap<(Option<usize>, Option<usize>), BTreeSet<u128>>> {
    let part = prop_oneof![9 => (0..4_usize).prop_map(Some), 1 => Just(None)];
    proptest::collection::btree_map((part.clone(), part), proptest::collection::btree_set(1..6_u128, 1..5), 1..12)
}

fn hands<'a>(cells: impl Iterator<Item = &'a BTreeSet<u128>>, apart: Option<u128>) -> Hands {
    let mut hands = Hands::default();
    for one in cells.flatten().filter(|one| Some(**one) != apart) {
        hands.add(&[AccountId(Uuid::from_u128(*one))]);
    }
    hands
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, max_global_rejects: 100_000, ..ProptestConfig::default() })]

    /// The reader who knows which parts occur together tries every choice of parts of the one division that lies within
    /// a choice of parts of the other.
    #[test]
    fn no_choice_of_parts_within_others_leaves_the_work_of_few(cells in divided()) {
        // Parts of few are not shown by themselves.
        for part in 0..4 {
            let one = cells.iter().filter(|((one, _), _)| *one == Some(part)).map(|(_, who)| who);
            let other = cells.iter().filter(|((_, other), _)| *other == Some(part)).map(|(_, who)| who);
            prop_assume!(!hands(one, None).are_few() && !hands(other, None).are_few());
        }
        let mut overlap = Overlap::default();
        for (parts, who) in &cells {
            for one in who {
                overlap.add(*parts, &[AccountId(Uuid::from_u128(*one))]);
            }
        }
        let owners = overlap.owners();
        for apart in [None, Some(1), Some(2), Some(3), Some(4), Some(5)] {
            let here: BTreeMap<_, _> =
                cells.iter().filter(|(_, who)| who.iter().any(|one| Some(*one) != apart)).collect();
            for (ones, others) in (1..16_u32).flat_map(|ones| (1..16_u32).map(move |others| (ones, others))) {
                let first = |one: Option<usize>| one.is_some_and(|one| ones >> one & 1 == 1);
                let second = |other: Option<usize>| other.is_some_and(|other| others >> other & 1 == 1);
                // What all parts of a division leave of the other is no part of either.
                if here.keys().all(|(one, _)| first(*one)) || here.keys().all(|(_, other)| second(*other)) {
                    continue;
                }
                let one_within = here.keys().all(|(one, other)| !first(*one) || second(*other));
                let other_within = here.keys().all(|(one, other)| !second(*other) || first(*one));
                for (within, of_first) in [(one_within, false), (other_within, true)] {
                    let left = here.iter().filter(|((one, other), _)| {
                        within && first(*one) == of_first && second(*other) != of_first
                    });
                    let left = hands(left.map(|(_, who)| *who), apart);
                    let is_told = if apart.is_none() { left.are_few() } else { left.clinicians().len() == 1 };
                    prop_assert!(!is_told || !owners.is_empty(), "{cells:?} {ones:b} {others:b} without {apart:?}");
                }
            }
        }
    }
}

/// Some courses of one clinician: the age group, how they ended, the months from October 2024 on, and the scores.
type Laid<'a> = (usize, bool, EndKind, &'a [u32], Scores);

#[derive(Clone, Copy, PartialEq)]
enum Scores {
    /// Better by the ending, and no answer after it.
    Better,
    /// Better by the ending, and three months after it.
    Followed,
}

const BETTER: &[f64] = &[18., 18., 18., 18., 18., 18., 18., 18., 18., 18., 18., 18., 18., 9.];
const FOLLOWED: &[f64] = &[
    18., 18., 18., 18., 18., 18., 18., 18., 18., 18., 18., 18., 18., 9., 9., 9., 9., 9., 9., 9., 9., 9., 9., 9., 9.,
    9., 9., 9.,
];

const fn scores(kind: Scores) -> &'static [(&'static str, &'static str, &'static [f64])] {
    match kind {
        Scores::Better => &[("phq-9", "total", BETTER)],
        Scores::Followed => &[("phq-9", "total", FOLLOWED)],
    }
}

fn month(number: u32) -> NaiveDate {
    day(2024, 10, 10).checked_add_months(chrono::Months::new(number)).unwrap()
}

/// The months of 2025, and those that the last four quarters of an indicator are on the day of the tests.
const YEAR: [u32; 12] = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14];
const FOUR_QUARTERS: [u32; 12] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

async fn lay(app: &App, own: &Organisation, by: &'static [AccountId; 4], all: &[Laid<'_>]) {
    for (who, older, end_kind, months, kind) in all {
        let seen = ids(app, own).await;
        let one = |number: &u32| Treated {
            by: std::slice::from_ref(&by[*who]),
            ended_on: Some(month(*number)),
            scores: scores(*kind),
            older: *older,
        };
        treat(app, own, &months.iter().map(one).collect::<Vec<_>>()).await;
        let mut tx = app.db.tenant(&Proof::operator(own.tenant), app.ambient.now(), "").await.unwrap();
        for one in episode::list_by_units(&mut tx, &[own.team]).await.unwrap() {
            if !seen.contains(&one.id) {
                episode::set_course(&mut tx, &Episode { end_kind: Some(*end_kind), ..one }).await.unwrap();
            }
        }
        tx.commit().await.unwrap();
    }
}

async fn ids(app: &App, own: &Organisation) -> BTreeSet<EpisodeId> {
    let mut tx = app.db.tenant_snapshot(&Proof::operator(own.tenant), app.ambient.now()).await.unwrap();
    episode::list_by_units(&mut tx, &[own.team]).await.unwrap().into_iter().map(|one| one.id).collect()
}

/// What groups are shown by, of a year or several.
async fn kinds(app: &App, proof: &Proof, unit: UnitId, years: (i32, i32)) -> BTreeSet<By> {
    let subject = about(unit, day(years.0, 1, 1), day(years.1, 12, 31));
    let found = report::compute(app, proof, &subject).await.unwrap().unwrap();
    found.outcome.comparison.groups.iter().map(|group| group.by).collect()
}

async fn shows(app: &App, proof: &Proof, indicator: &str, unit: UnitId) -> bool {
    let definition = indicators::embedded().unwrap().get(indicator).unwrap();
    let readings = report::own(app, proof, unit, definition).await.unwrap().unwrap();
    readings.iter().filter_map(|one| one.figures.first()).any(|own| own.figure.is_some())
}

const ALL: [usize; 4] = [0, 1, 2, 3];

fn everybody(older: bool, kind: EndKind, months: &[u32], scores: Scores) -> Vec<Laid<'_>> {
    ALL.iter().map(|who| (*who, older, kind, months, scores)).collect()
}

#[test]
fn several_groups_within_one_leave_nothing_of_few() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "several").await;
        let by = four(&app, &own, ["en", "to", "tre", "fire"]).await;
        // The older ones who left or went elsewhere are everybody's; those who ended as agreed, the first one's.
        let mut all = everybody(true, EndKind::Left, &YEAR, Scores::Better);
        all.extend(everybody(true, EndKind::Transferred, &YEAR, Scores::Better));
        all.extend(everybody(false, EndKind::Planned, &YEAR, Scores::Better));
        all.push((0, true, EndKind::Planned, &YEAR, Scores::Better));
        lay(&app, &own, by, &all).await;
        let leader = own.proof(&app, Role::Leader).await;
        assert!(!kinds(&app, &leader, own.team, (2025, 2025)).await.contains(&By::Ending));
        // Once others treat such patients too, nothing points at the first one.
        lay(&app, &own, by, &everybody(true, EndKind::Planned, &YEAR, Scores::Better)[1..]).await;
        assert!(kinds(&app, &leader, own.team, (2025, 2025)).await.contains(&By::Ending));
    });
}

#[test]
fn what_a_part_may_not_show_the_whole_does_not_either() {
    on_both(async |database| {
        let app = app(&database.db);
        let mut own = Organisation::found(&app, "parts").await;
        let by = four(&app, &own, ["en", "to", "tre", "fire"]).await;
        // In the first unit all who left are older, and the other older ones are one clinician's; in the second not.
        let mut all: Vec<_> = everybody(true, EndKind::Left, &YEAR, Scores::Better);
        all.extend(everybody(false, EndKind::Planned, &YEAR, Scores::Better));
        all.push((1, true, EndKind::Planned, &YEAR, Scores::Better));
        lay(&app, &own, by, &all).await;
        let first = own.team;
        second_team(&app, &mut own).await;
        let others = four(&app, &own, ["fem", "seks", "sju", "åtte"]).await;
        let mut mixed = Vec::new();
        for older in [true, false] {
            mixed.extend(everybody(older, EndKind::Left, &YEAR, Scores::Better));
            mixed.extend(everybody(older, EndKind::Planned, &YEAR, Scores::Better));
        }
        lay(&app, &own, others, &mixed).await;
        let leader = own.proof(&app, Role::Leader).await;
        let ending = async |unit| kinds(&app, &leader, unit, (2025, 2025)).await.contains(&By::Ending);
        assert_eq!([ending(first).await, ending(own.team).await, ending(own.root).await], [false, true, false]);
    });
}

#[test]
fn nor_do_two_years_show_what_one_may_not() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "years").await;
        let by = four(&app, &own, ["en", "to", "tre", "fire"]).await;
        let before: Vec<u32> = (0..3).collect();
        let mut all = everybody(true, EndKind::Left, &before, Scores::Better);
        all.extend(everybody(false, EndKind::Planned, &before, Scores::Better));
        all.push((2, true, EndKind::Planned, &before, Scores::Better));
        for older in [true, false] {
            all.extend(everybody(older, EndKind::Left, &YEAR, Scores::Better));
            all.extend(everybody(older, EndKind::Planned, &YEAR, Scores::Better));
        }
        lay(&app, &own, by, &all).await;
        let leader = own.proof(&app, Role::Leader).await;
        assert!(kinds(&app, &leader, own.team, (2025, 2025)).await.contains(&By::Ending));
        assert!(!kinds(&app, &leader, own.team, (2024, 2025)).await.contains(&By::Ending));
    });
}

#[test]
fn a_colleague_who_takes_away_their_own_is_left_with_nothing_of_one() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "own-taken").await;
        let by = four(&app, &own, ["en", "to", "tre", "fire"]).await;
        // Those who left are older but for some of the first one's; the other older ones are the first one's and the
        // second's.
        let mut all = everybody(true, EndKind::Left, &YEAR, Scores::Better);
        all.extend(everybody(false, EndKind::Planned, &YEAR, Scores::Better));
        all.push((0, false, EndKind::Left, &YEAR, Scores::Better));
        all.push((0, true, EndKind::Planned, &YEAR, Scores::Better));
        all.push((1, true, EndKind::Planned, &YEAR, Scores::Better));
        lay(&app, &own, by, &all).await;
        let leader = own.proof(&app, Role::Leader).await;
        assert!(!kinds(&app, &leader, own.team, (2025, 2025)).await.contains(&By::Ending));
        // With a third one's among them, two are left.
        lay(&app, &own, by, &[(2, true, EndKind::Planned, &YEAR, Scores::Better)]).await;
        assert!(kinds(&app, &leader, own.team, (2025, 2025)).await.contains(&By::Ending));
    });
}

#[test]
fn a_group_and_a_quarter_leave_nothing_of_few() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "quarter").await;
        let by = four(&app, &own, ["en", "to", "tre", "fire"]).await;
        // All who went elsewhere did so in the first quarter, and the rest of it is the last one's.
        let (first, later) = YEAR.split_at(3);
        let mut all = everybody(false, EndKind::Transferred, first, Scores::Better);
        all.extend(everybody(true, EndKind::Planned, later, Scores::Better));
        all.extend(everybody(false, EndKind::Planned, later, Scores::Better));
        all.push((3, true, EndKind::Planned, first, Scores::Better));
        all.push((3, false, EndKind::Planned, first, Scores::Better));
        lay(&app, &own, by, &all).await;
        let leader = own.proof(&app, Role::Leader).await;
        assert!(!kinds(&app, &leader, own.team, (2025, 2025)).await.contains(&By::Ending));
        lay(&app, &own, by, &everybody(false, EndKind::Planned, first, Scores::Better)).await;
        assert!(kinds(&app, &leader, own.team, (2025, 2025)).await.contains(&By::Ending));
    });
}

#[test]
fn an_indicator_and_a_group_of_the_report_leave_nothing_of_few() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "followed-group").await;
        let by = four(&app, &own, ["en", "to", "tre", "fire"]).await;
        // All younger ones were followed up, and of the older ones the third one's.
        let mut all = everybody(false, EndKind::Planned, &FOUR_QUARTERS, Scores::Followed);
        all.extend(everybody(true, EndKind::Planned, &FOUR_QUARTERS, Scores::Better));
        all.push((2, true, EndKind::Planned, &FOUR_QUARTERS, Scores::Followed));
        lay(&app, &own, by, &all).await;
        let leader = own.proof(&app, Role::Leader).await;
        assert!(!shows(&app, &leader, "sustained-improvement", own.team).await);
        lay(&app, &own, by, &everybody(true, EndKind::Planned, &FOUR_QUARTERS, Scores::Followed)).await;
        assert!(shows(&app, &leader, "sustained-improvement", own.team).await);
    });
}

#[test]
fn an_indicator_and_a_finer_cut_of_the_report_leave_nothing_of_few() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "followed-late").await;
        let by = four(&app, &own, ["en", "to", "tre", "fire"]).await;
        // In the first quarter and the last everybody was followed up, and between them the last one's patients alone.
        let (first, later) = FOUR_QUARTERS.split_at(3);
        let (between, last) = later.split_at(6);
        let mut all = everybody(false, EndKind::Planned, between, Scores::Better);
        all.extend(everybody(false, EndKind::Planned, first, Scores::Followed));
        all.extend(everybody(false, EndKind::Planned, last, Scores::Followed));
        all.push((3, false, EndKind::Planned, between, Scores::Followed));
        lay(&app, &own, by, &all).await;
        let leader = own.proof(&app, Role::Leader).await;
        assert!(!shows(&app, &leader, "sustained-improvement", own.team).await);
        lay(&app, &own, by, &everybody(false, EndKind::Planned, between, Scores::Followed)).await;
        assert!(shows(&app, &leader, "sustained-improvement", own.team).await);
    });
}

#[test]
fn an_indicator_of_the_whole_and_a_parts_report_leave_nothing_of_few() {
    on_both(async |database| {
        let app = app(&database.db);
        let mut own = Organisation::found(&app, "followed-part").await;
        let by = four(&app, &own, ["en", "to", "tre", "fire"]).await;
        lay(&app, &own, by, &everybody(false, EndKind::Planned, &FOUR_QUARTERS, Scores::Followed)).await;
        second_team(&app, &mut own).await;
        let others = four(&app, &own, ["fem", "seks", "sju", "åtte"]).await;
        // In the second unit the third one's patients alone were followed up.
        let mut all = everybody(false, EndKind::Planned, &FOUR_QUARTERS, Scores::Better);
        all.push((2, false, EndKind::Planned, &FOUR_QUARTERS, Scores::Followed));
        lay(&app, &own, others, &all).await;
        let leader = own.proof(&app, Role::Leader).await;
        assert!(!shows(&app, &leader, "sustained-improvement", own.root).await);
        lay(&app, &own, others, &everybody(false, EndKind::Planned, &FOUR_QUARTERS, Scores::Followed)).await;
        assert!(shows(&app, &leader, "sustained-improvement", own.root).await);
    });
}

#[test]
fn an_indicator_that_a_part_may_not_show_the_whole_does_not_either() {
    on_both(async |database| {
        let app = app(&database.db);
        let mut own = Organisation::found(&app, "followed-below").await;
        let by = four(&app, &own, ["en", "to", "tre", "fire"]).await;
        let mut mixed = Vec::new();
        for older in [true, false] {
            mixed.extend(everybody(older, EndKind::Planned, &FOUR_QUARTERS, Scores::Followed));
            mixed.extend(everybody(older, EndKind::Planned, &FOUR_QUARTERS, Scores::Better));
        }
        lay(&app, &own, by, &mixed).await;
        let first = own.team;
        second_team(&app, &mut own).await;
        let others = four(&app, &own, ["fem", "seks", "sju", "åtte"]).await;
        // Here all younger ones were followed up, and of the older ones the third one's.
        let mut all = everybody(false, EndKind::Planned, &FOUR_QUARTERS, Scores::Followed);
        all.extend(everybody(true, EndKind::Planned, &FOUR_QUARTERS, Scores::Better));
        all.push((2, true, EndKind::Planned, &FOUR_QUARTERS, Scores::Followed));
        lay(&app, &own, others, &all).await;
        let leader = own.proof(&app, Role::Leader).await;
        let shown = async |unit| shows(&app, &leader, "sustained-improvement", unit).await;
        assert_eq!([shown(first).await, shown(own.team).await, shown(own.root).await], [true, false, false]);
        // Nor are there months of it, which could be laid beside the report's quarters piece by piece.
        let definition = |id| indicators::embedded().unwrap().get(id).unwrap();
        for (id, drawn) in [("sustained-improvement", false), ("reliable-improvement", true)] {
            let readings = report::own(&app, &leader, first, definition(id)).await.unwrap().unwrap();
            assert_eq!(readings.iter().any(|one| !one.months.is_empty()), drawn, "{id}");
        }
    });
}
