//! Results of fewer than three clinicians: no unit shows them, and no difference of units either.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Months, NaiveDate, TimeDelta};
use lytt::app::expected::{self, Question};
use lytt::app::{AppError, report};
use lytt::catalogue::indicators;
use lytt::domain::access::Role;
use lytt::domain::care::{AccountId, EndKind, Episode, Unit, UnitId, UnitTree};
use lytt::domain::registry::comparison::By;
use lytt::domain::registry::course::Period;
use lytt::domain::registry::cuts::Cuts;
use lytt::domain::registry::hands::{Hands, LEAST_HANDS, given_away, withheld, withheld_spans};
use lytt::store::learning::{self, NewGrant};
use lytt::store::report::Subject;
use lytt::store::response::Response;
use lytt::store::{Proof, episode, response, unit};
use proptest::prelude::*;
use uuid::Uuid;

use crate::learning::{Treated, answer, colleague, proof_of, treat};
use crate::support::cast::Organisation;
use crate::support::database::{app, on_both};

/// A tree by each unit's parent, an earlier unit; and who treated each unit's own episodes.
fn trees() -> impl Strategy<Value = (Vec<usize>, Vec<BTreeSet<u128>>)> {
    (1_usize..8).prop_flat_map(|units| {
        let parents = (1..units).map(|unit| 0..unit).collect::<Vec<_>>();
        let own = prop::collection::vec(prop::collection::btree_set(0_u128..7, 0..4), units);
        (parents, own)
    })
}

fn unit(place: usize) -> UnitId {
    UnitId(Uuid::from_u128(u128::try_from(place).unwrap() + 1))
}

/// The units, and who treated the episodes of each.
fn laid(parents: &[usize], own: &[BTreeSet<u128>]) -> (UnitTree, BTreeMap<UnitId, Hands>) {
    let parent = |place: usize| place.checked_sub(1).map(|at| unit(parents[at]));
    let units = (0..own.len()).map(|place| Unit { id: unit(place), parent: parent(place), name: format!("{place}") });
    let hands = own.iter().enumerate().map(|(place, clinicians)| {
        let mut hands = Hands::default();
        for one in clinicians {
            hands.add(&[AccountId(Uuid::from_u128(*one))]);
        }
        (unit(place), hands)
    });
    (UnitTree::new(units.collect()), hands.collect())
}

proptest! {
    #[test]
    fn no_difference_of_shown_units_is_the_work_of_few((parents, own) in trees()) {
        let (tree, hands) = laid(&parents, &own);
        let below = |outer: UnitId| -> BTreeSet<UnitId> {
            tree.list_within(outer).iter().map(|(inner, _)| inner.id).collect()
        };
        let shown: Vec<BTreeSet<UnitId>> =
            hands.keys().filter(|id| given_away(&tree, &hands, **id).is_empty()).map(|id| below(*id)).collect();
        // The attacker: from every unit that is shown, takes every choice of shown units that lie apart within it.
        for whole in &shown {
            let inner: Vec<_> = shown.iter().filter(|part| part.is_subset(whole) && *part != whole).collect();
            for choice in 0_u32..1 << inner.len() {
                let taken: Vec<_> =
                    inner.iter().enumerate().filter(|(place, _)| choice >> place & 1 == 1).map(|(_, part)| *part).collect();
                let apart = taken.iter().enumerate().all(|(at, one)| taken[at + 1..].iter().all(|other| one.is_disjoint(other)));
                if !apart {
                    continue;
                }
                let left = whole.iter().filter(|id| taken.iter().all(|part| !part.contains(id)));
                let mut people = BTreeSet::<AccountId>::new();
                for id in left {
                    people.extend(hands[id].clinicians());
                }
                let count = people.len();
                prop_assert!(people.is_empty() || count >= LEAST_HANDS, "{count} left of {whole:?} without {taken:?}");
            }
        }
    }

    #[test]
    fn whoever_is_shown_is_enough_and_whoever_withheld_has_owners((parents, own) in trees()) {
        let (tree, hands) = laid(&parents, &own);
        let everybody: BTreeSet<AccountId> = hands.values().flat_map(Hands::clinicians).collect();
        let root = given_away(&tree, &hands, unit(0));
        // The organisation is withheld exactly when there are too few in all of it.
        prop_assert_eq!(!root.is_empty(), (1..LEAST_HANDS).contains(&everybody.len()));
    }
}

/// A tree by each unit's parent, and for three months who treated each unit's own episodes.
fn trees_in_time() -> impl Strategy<Value = (Vec<usize>, Vec<Vec<BTreeSet<u128>>>)> {
    (1_usize..5).prop_flat_map(|units| {
        let parents = (1..units).map(|unit| 0..unit).collect::<Vec<_>>();
        let own = prop::collection::vec(prop::collection::btree_set(0_u128..6, 0..5), units);
        (parents, prop::collection::vec(own, 3))
    })
}

proptest! {
    #[test]
    fn no_difference_of_units_and_months_is_the_work_of_few((parents, months) in trees_in_time()) {
        let units = months[0].len();
        let spans: BTreeMap<usize, BTreeMap<UnitId, Hands>> =
            months.iter().map(|own| laid(&parents, own).1).enumerate().collect();
        let (tree, mut quarter) = laid(&parents, &months[0]);
        for (id, hands) in spans.values().skip(1).flatten() {
            quarter.get_mut(id).unwrap().merge(hands);
        }
        // What is shown, each as the months of the units that it is made of.
        let mut shown: Vec<BTreeSet<(UnitId, usize)>> = Vec::new();
        for place in (0..units).map(unit) {
            let seen = |month: usize| tree.list_within(place).iter().map(|(one, _)| (one.id, month)).collect::<BTreeSet<_>>();
            if tree.path(place).iter().all(|step| given_away(&tree, &quarter, step.id).is_empty()) {
                shown.push((0..3).flat_map(seen).collect());
                let hidden = withheld_spans(&tree, &spans, place).0;
                shown.extend((0..3).filter(|month| !hidden.contains(month)).map(seen));
            }
        }
        let few = |left: &BTreeSet<(UnitId, usize)>| {
            let mut hands = Hands::default();
            for (id, month) in left {
                hands.merge(&spans[month][id]);
            }
            hands.are_few()
        };
        // The attacker takes any shown parts that lie apart from any that is shown.
        let mut left: Vec<(usize, BTreeSet<(UnitId, usize)>)> = shown.iter().map(|whole| (0, whole.clone())).collect();
        while let Some((from, whole)) = left.pop() {
            prop_assert!(!few(&whole), "{whole:?} of {shown:?}");
            for (at, part) in shown.iter().enumerate().skip(from).filter(|(_, part)| part.is_subset(&whole)) {
                left.push((at + 1, &whole - part));
            }
        }
    }
}

/// Who treated what ended in each of some months in a row: for each episode a team.
fn worked() -> impl Strategy<Value = Vec<Vec<BTreeSet<u128>>>> {
    prop::collection::vec(prop::collection::vec(prop::collection::btree_set(0_u128..5, 0..3), 0..3), 1..25)
}

fn month(place: usize) -> NaiveDate {
    day(2023, 1, 10) + Months::new(u32::try_from(place).unwrap())
}

/// The hands of what ended in some of the months.
fn hands_of(worked: &[Vec<BTreeSet<u128>>], months: &BTreeSet<usize>) -> Hands {
    let mut hands = Hands::default();
    for team in months.iter().flat_map(|place| &worked[*place]) {
        hands.add(&team.iter().map(|one| AccountId(Uuid::from_u128(*one))).collect::<Vec<_>>());
    }
    hands
}

proptest! {
    #[test]
    fn no_difference_of_shown_periods_is_the_work_of_few(
        worked in worked(),
        looks in prop::collection::vec(0_usize..30, 1..4),
    ) {
        let within = |period: Period, look: usize| -> BTreeSet<usize> {
            (0..worked.len().min(look)).filter(|place| period.contains(month(*place))).collect()
        };
        let is_somebodys = |place: usize| worked[place].iter().any(|team| !team.is_empty());
        let quarters: Vec<Period> = (0..10).map(|place| Period::quarter_of(month(place * 3))).collect();
        let mut shown: BTreeSet<BTreeSet<usize>> = BTreeSet::new();
        // Looked at on several days, and remembered.
        for look in looks {
            let known = (0..worked.len().min(look)).filter(|place| is_somebodys(*place)).map(month).collect();
            let is_few = |period: Period| hands_of(&worked, &within(period, look)).are_few();
            let cuts = Cuts::quarters(&known, month(look))
                .joined(|period| !is_few(period), is_few)
                .by_month(|quarter| {
                    let months = quarter.months().into_iter().map(|month| {
                        (month.first(), hands_of(&worked, &within(month, look)))
                    });
                    withheld(months.collect()).0
                });
            for (at, first) in quarters.iter().enumerate() {
                for last in &quarters[at..] {
                    let period = last.since(first.first());
                    if cuts.allow(period) {
                        shown.insert(within(period, look));
                        let months = period.months().into_iter().filter(|month| cuts.has_month(month.first()));
                        shown.extend(months.map(|month| within(month, look)));
                    }
                    // Whoever wishes for something else gets what may be shown.
                    prop_assert!(cuts.nearest(period).is_none_or(|nearest| cuts.allow(nearest)));
                }
            }
        }
        for whole in &shown {
            prop_assert!(!hands_of(&worked, whole).are_few());
            for part in shown.iter().filter(|part| part.is_subset(whole)) {
                let left: BTreeSet<usize> = whole - part;
                prop_assert!(!hands_of(&worked, &left).are_few(), "{whole:?} without {part:?}");
                for other in shown.iter().filter(|other| other.is_subset(&left)) {
                    let left: BTreeSet<usize> = &left - other;
                    prop_assert!(!hands_of(&worked, &left).are_few(), "{whole:?} without {part:?} and {other:?}");
                }
            }
        }
    }
}

pub(crate) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

pub(crate) fn about(unit: UnitId, from: NaiveDate, to: NaiveDate) -> Subject {
    Subject {
        unit,
        instrument: "phq-9".to_owned(),
        scale: "total".to_owned(),
        norms: "nhs-tt".to_owned(),
        first: "first".to_owned(),
        last: "last".to_owned(),
        from,
        to,
    }
}

/// A course a month.
pub(crate) fn courses_by(by: &'static [AccountId], year: i32) -> impl Iterator<Item = Treated<'static>> {
    (1..=12_u32).map(move |month| Treated {
        by,
        ended_on: Some(day(year, month, 10)),
        scores: &[("phq-9", "total", &[18.0, 9.0])],
        older: false,
    })
}

#[test]
fn a_unit_of_two_clinicians_shows_its_results_to_nobody_they_have_not_let_in() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "few-hands").await;
        let bjorn = own.account(Role::Clinician);
        let berit = colleague(&app, &own, "berit").await;
        let courses = |by: &'static [AccountId; 1], year: i32| courses_by(by, year);
        let (first, second): (&'static _, &'static _) = (Box::leak(Box::new([bjorn])), Box::leak(Box::new([berit])));
        let all: Vec<Treated<'_>> = courses(first, 2024).chain(courses(second, 2024)).collect();
        treat(&app, &own, &all).await;
        let year = about(own.team, day(2024, 1, 1), day(2024, 12, 31));
        let (leader, bjorns) = (own.proof(&app, Role::Leader).await, proof_of(&app, &own, bjorn).await);
        for proof in [&leader, &bjorns, &Proof::operator(own.tenant)] {
            let refused = report::compute(&app, proof, &year).await;
            assert!(matches!(refused, Err(AppError::Withheld)), "{refused:?}");
            assert!(matches!(report::rows(&app, proof, &year).await, Ok(None) | Err(AppError::Withheld)));
        }
        // Nor is what is usual with two learned from: everybody who treats sees a model.
        let phq = Question { unit: None, instrument: "phq-9".into(), scale: "total".into(), norms: None };
        let refused = expected::fit_own(&app, &Proof::operator(own.tenant), &phq).await;
        assert!(matches!(refused, Err(AppError::Withheld)), "{refused:?}");
        // Each of the two reads both as soon as the other has let them in, which the other sees; nobody keeps it.
        let now = app.ambient.now();
        let mut tx = app.db.tenant(&proof_of(&app, &own, berit).await, now, "").await.unwrap();
        let until_at = now + TimeDelta::days(30);
        let grant = NewGrant { id: app.ambient.id(), reader: bjorn, purpose: "Vi leser sammen".to_owned(), until_at };
        learning::add_grant(&mut tx, &grant).await.unwrap();
        tx.commit().await.unwrap();
        let lent = report::compute(&app, &bjorns, &year).await.unwrap().unwrap();
        assert!(lent.lent && lent.outcome.categories.total() == 24, "{:?}", lent.outcome.categories);
        let mut tx = app.db.tenant(&proof_of(&app, &own, berit).await, now, "").await.unwrap();
        assert_eq!(learning::list_looks(&mut tx, 10).await.unwrap().len(), 1);
        drop(tx);
        assert!(matches!(report::compute(&app, &leader, &year).await, Err(AppError::Withheld)));
        // With a third at work the figures are the unit's; months of the year before stay the two's own.
        let third = colleague(&app, &own, "tora").await;
        let third: &'static _ = Box::leak(Box::new([third]));
        let all: Vec<Treated<'_>> =
            courses(first, 2025).chain(courses(second, 2025)).chain(courses(third, 2025)).collect();
        treat(&app, &own, &all).await;
        let year = about(own.team, day(2025, 1, 1), day(2025, 12, 31));
        let findings = report::compute(&app, &leader, &year).await.unwrap().unwrap();
        assert!(!findings.lent && findings.outcome.categories.total() == 36);
        assert!(findings.months.iter().all(|month| month.month.year() == 2025 || month.ended == 0));
        let (frozen, number) = report::freeze(&app, &leader, &year).await.unwrap().unwrap();
        // Whoever may read Berit's own results would read Tora's as what is left: until Tora lets them in too.
        assert!(matches!(report::compute(&app, &bjorns, &year).await, Err(AppError::Withheld)));
        assert!(matches!(report::open_frozen(&app, &bjorns, frozen, number).await, Err(AppError::Withheld)));
        assert!(report::open_frozen(&app, &leader, frozen, number).await.unwrap().is_some());
        let mut tx = app.db.tenant(&proof_of(&app, &own, third[0]).await, now, "").await.unwrap();
        let grant = NewGrant { id: app.ambient.id(), ..grant };
        learning::add_grant(&mut tx, &grant).await.unwrap();
        tx.commit().await.unwrap();
        let findings = report::compute(&app, &bjorns, &year).await.unwrap().unwrap();
        assert!(report::open_frozen(&app, &bjorns, frozen, number).await.unwrap().is_some());
        assert!(!findings.lent && findings.outcome.categories.total() == 36);
        assert!(findings.months.iter().all(|month| month.month.year() == 2025 || month.ended == 0));
        // What only he may see of the year before is lent also where the period as a whole is not of few: nobody keeps
        // it.
        let both = about(own.team, day(2024, 1, 1), day(2025, 12, 31));
        assert!(report::compute(&app, &bjorns, &both).await.unwrap().unwrap().lent);
        assert!(matches!(report::compute(&app, &leader, &both).await, Err(AppError::Withheld)));
        // What two share is gone with either of them: the two could take it away, and have Tora's left.
        let mut shared: Vec<Treated<'_>> = courses(third, 2023).collect();
        let both: &'static _ = Box::leak(Box::new([bjorn, berit]));
        shared.extend(courses_by(both, 2023));
        treat(&app, &own, &shared).await;
        let shared = about(own.team, day(2023, 1, 1), day(2023, 12, 31));
        assert!(matches!(report::compute(&app, &leader, &shared).await, Err(AppError::Withheld)));
        // A fourth hides her, but not from somebody who may read what the two did.
        let fourth: &'static _ = Box::leak(Box::new([colleague(&app, &own, "frida").await]));
        let more: Vec<Treated<'_>> = courses(fourth, 2023).collect();
        treat(&app, &own, &more).await;
        assert!(report::compute(&app, &leader, &shared).await.unwrap().is_some());
        let sofie = colleague(&app, &own, "sofie").await;
        let reader = proof_of(&app, &own, sofie).await;
        assert!(report::compute(&app, &reader, &shared).await.unwrap().is_some());
        let let_in = async |owner: AccountId, reader: AccountId| {
            let mut tx = app.db.tenant(&proof_of(&app, &own, owner).await, now, "").await.unwrap();
            let grant = NewGrant { id: app.ambient.id(), reader, purpose: "Vi leser".to_owned(), until_at };
            learning::add_grant(&mut tx, &grant).await.unwrap();
            tx.commit().await.unwrap();
        };
        let_in(berit, sofie).await;
        assert!(matches!(report::compute(&app, &reader, &shared).await, Err(AppError::Withheld)));
        // A grant is between those who treat: it opens nothing for a leader, and closes what the leader could subtract.
        let only = about(own.team, day(2024, 1, 1), day(2024, 12, 31));
        for owner in [bjorn, berit] {
            let_in(owner, own.account(Role::Leader)).await;
        }
        assert!(matches!(report::compute(&app, &leader, &only).await, Err(AppError::Withheld)));
        assert!(matches!(report::compute(&app, &leader, &year).await, Err(AppError::Withheld)));
    });
}

#[test]
fn a_group_that_one_clinician_treats_is_not_shown_nor_is_what_it_would_be_left_as() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "group-hands").await;
        let four = [
            own.account(Role::Clinician),
            colleague(&app, &own, "berit").await,
            colleague(&app, &own, "tora").await,
            colleague(&app, &own, "frida").await,
        ];
        let four: &'static [AccountId; 4] = Box::leak(Box::new(four));
        let by = |place: usize| courses_by(std::slice::from_ref(&four[place]), 2025);
        // Each treats twelve of the younger, and one of them twelve of the older as well.
        let all: Vec<Treated<'_>> =
            (0..4).flat_map(by).chain(by(0).map(|course| Treated { older: true, ..course })).collect();
        treat(&app, &own, &all).await;
        let year = about(own.team, day(2025, 1, 1), day(2025, 12, 31));
        let leader = own.proof(&app, Role::Leader).await;
        let findings = report::compute(&app, &leader, &year).await.unwrap().unwrap();
        assert_eq!(findings.outcome.categories.total(), 60);
        let comparison = &findings.outcome.comparison;
        let shown: Vec<By> = comparison.groups.iter().map(|group| group.by).collect();
        // The younger would give the older away, as what is left of all.
        assert_eq!(shown, [By::Sex, By::Language, By::Ending]);
        let withheld: Vec<_> = comparison.withheld.iter().map(|(by, name)| (*by, name.as_str())).collect();
        assert_eq!(withheld, [(By::Age, "25-39"), (By::Age, "60-and-above")]);
        let json = findings.to_json().unwrap();
        assert!(json.pointer("/outcome/comparison/groups").unwrap().as_array().unwrap().len() == 3);
        // With the older treated by three both are a unit's.
        let more: Vec<Treated<'_>> = by(1).chain(by(2)).map(|course| Treated { older: true, ..course }).collect();
        treat(&app, &own, &more).await;
        let findings = report::compute(&app, &leader, &year).await.unwrap().unwrap();
        assert!(findings.outcome.comparison.withheld.is_empty());
        // Not for somebody who may read what one of them did: two are left of the older.
        let sofie = colleague(&app, &own, "sofie").await;
        let now = app.ambient.now();
        let reader = proof_of(&app, &own, sofie).await;
        assert!(report::compute(&app, &reader, &year).await.unwrap().unwrap().outcome.comparison.withheld.is_empty());
        let mut tx = app.db.tenant(&proof_of(&app, &own, four[0]).await, now, "").await.unwrap();
        let until_at = now + TimeDelta::days(30);
        let grant = NewGrant { id: app.ambient.id(), reader: sofie, purpose: "Vi leser".to_owned(), until_at };
        learning::add_grant(&mut tx, &grant).await.unwrap();
        tx.commit().await.unwrap();
        let findings = report::compute(&app, &reader, &year).await.unwrap().unwrap();
        let withheld: Vec<By> = findings.outcome.comparison.withheld.iter().map(|(by, _)| *by).collect();
        assert_eq!(withheld, [By::Age, By::Age]);
    });
}

/// So many scores a week apart, of which the last is `last`: the fourteenth is given nine days before the ending.
fn weekly(first: f64, last: f64, many: usize) -> &'static [(&'static str, &'static str, &'static [f64])] {
    let mut scores = vec![first; many];
    scores[many - 1] = last;
    Box::leak(Box::new([("phq-9", "total", &*Box::leak(scores.into_boxed_slice()))]))
}

fn each_scored(
    by: &'static [AccountId; 4],
    place: usize,
    scores: &'static [(&'static str, &'static str, &'static [f64])],
) -> impl Iterator<Item = Treated<'static>> {
    courses_by(std::slice::from_ref(&by[place]), 2025).map(move |course| Treated { scores, ..course })
}

pub(crate) async fn four(app: &lytt::app::App, own: &Organisation, names: [&str; 4]) -> &'static [AccountId; 4] {
    let mut four = Vec::new();
    for name in names {
        four.push(colleague(app, own, name).await);
    }
    Box::leak(Box::new(four.try_into().unwrap()))
}

/// Those who are founded from here on work in another unit.
pub(crate) async fn second_team(app: &lytt::app::App, own: &mut Organisation) {
    own.team = UnitId(app.ambient.id());
    let mut tx = app.db.tenant(&Proof::operator(own.tenant), app.ambient.now(), "").await.unwrap();
    let unit = Unit { id: own.team, parent: Some(own.root), name: "Den andre".to_owned() };
    unit::add(&mut tx, &unit, "every-session").await.unwrap();
    tx.commit().await.unwrap();
}

/// Of which units an indicator's own figure is shown.
async fn shown(app: &lytt::app::App, proof: &Proof, indicator: &str, units: [UnitId; 3]) -> [bool; 3] {
    let definition = indicators::embedded().unwrap().get(indicator).unwrap();
    let mut shown = [false; 3];
    for (place, unit) in units.into_iter().enumerate() {
        let readings = report::own(app, proof, unit, definition).await.unwrap().unwrap();
        shown[place] = readings.iter().filter_map(|one| one.figures.first()).any(|own| own.figure.is_some());
    }
    shown
}

#[test]
fn an_answer_long_after_the_ending_is_no_result_at_it() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "follow-up").await;
        let by = four(&app, &own, ["en", "to", "tre", "fire"]).await;
        let all: Vec<Treated<'_>> = (0..4).flat_map(|place| each_scored(by, place, weekly(18.0, 9.0, 14))).collect();
        treat(&app, &own, &all).await;
        let leader = own.proof(&app, Role::Leader).await;
        let year = about(own.team, day(2025, 1, 1), day(2025, 12, 31));
        let before = report::compute(&app, &leader, &year).await.unwrap().unwrap().outcome.categories;
        assert_eq!((before.total(), before.deteriorated), (48, 0));
        // One more of each, who got better too, and worse three months later: what the ending was stays what it was.
        let followed = weekly(9.0, 27.0, 28);
        let later: Vec<Treated<'_>> = (0..4).flat_map(|place| each_scored(by, place, followed)).collect();
        treat(&app, &own, &later).await;
        let after = report::compute(&app, &leader, &year).await.unwrap().unwrap().outcome.categories;
        assert_eq!((after.total(), after.deteriorated, after.unchanged), (96, 0, before.unchanged + 48));
        // The definition that asks for the time after the ending sees it.
        let worse = indicators::embedded().unwrap().get("worse-after-ending").unwrap();
        let readings = report::own(&app, &leader, own.team, worse).await.unwrap().unwrap();
        let shown: Vec<_> = readings.iter().filter_map(|one| one.figures[0].figure.as_ref()).collect();
        let [figure] = shown.as_slice() else { panic!("{readings:?}") };
        let share = figure.share.unwrap().completers();
        assert_eq!(share.numerator(), share.denominator());
    });
}

#[test]
fn an_indicators_figure_is_not_what_is_left_of_a_wider_unit() {
    on_both(async |database| {
        let app = app(&database.db);
        let mut own = Organisation::found(&app, "wider").await;
        let by = four(&app, &own, ["en", "to", "tre", "fire"]).await;
        let all: Vec<Treated<'_>> = (0..4).flat_map(|place| each_scored(by, place, weekly(18.0, 9.0, 28))).collect();
        treat(&app, &own, &all).await;
        // In another unit only one clinician's patients answered again.
        let first = own.team;
        second_team(&app, &mut own).await;
        let others = four(&app, &own, ["fem", "seks", "sju", "åtte"]).await;
        let scores = |place| if place == 0 { weekly(18.0, 9.0, 28) } else { weekly(18.0, 9.0, 14) };
        let all: Vec<Treated<'_>> = (0..4).flat_map(|place| each_scored(others, place, scores(place))).collect();
        treat(&app, &own, &all).await;
        let leader = own.proof(&app, Role::Leader).await;
        let shown = shown(&app, &leader, "worse-after-ending", [own.root, first, own.team]).await;
        // Taken from the whole, the first unit's report would leave that clinician's.
        assert_eq!(shown, [false, false, false], "neither a part nor the whole that it could be taken from");
        // The report of the same units is of all four of each.
        for unit in [own.root, first, own.team] {
            let year = about(unit, day(2025, 1, 1), day(2025, 12, 31));
            assert!(report::compute(&app, &leader, &year).await.unwrap().is_some());
        }
    });
}

#[test]
fn a_single_question_has_a_figure_too() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "question").await;
        let by = four(&app, &own, ["en", "to", "tre", "fire"]).await;
        let told = |place: usize| -> &'static [(&'static str, &'static str, &'static [f64])] {
            if place == 0 { &[("lytt-experience", "event", &[1.0])] } else { &[("lytt-experience", "event", &[0.0])] }
        };
        let all: Vec<Treated<'_>> = (0..4).flat_map(|place| each_scored(by, place, told(place))).collect();
        treat(&app, &own, &all).await;
        let leader = own.proof(&app, Role::Leader).await;
        let incident = indicators::embedded().unwrap().get("incident-told").unwrap();
        let readings = report::own(&app, &leader, own.team, incident).await.unwrap().unwrap();
        let shares: Vec<_> = readings.iter().filter_map(|one| one.figures[0].figure.as_ref()?.share).collect();
        let counts: Vec<_> = shares.iter().map(|share| share.completers()).collect();
        assert_eq!(counts.iter().map(|one| (one.numerator(), one.denominator())).collect::<Vec<_>>(), [(12, 48)]);
    });
}

#[test]
fn nor_is_whom_an_indicator_left_out_or_its_bounds() {
    on_both(async |database| {
        let app = app(&database.db);
        let mut own = Organisation::found(&app, "left-out").await;
        let by = four(&app, &own, ["en", "to", "tre", "fire"]).await;
        // Better by the ending, and three months after.
        let mut sustained = vec![18.0; 13];
        sustained.resize(28, 9.0);
        let sustained: &'static [f64] = Box::leak(sustained.into_boxed_slice());
        let sustained: &'static _ = Box::leak(Box::new([("phq-9", "total", sustained)]));
        let all: Vec<Treated<'_>> = (0..4).flat_map(|place| each_scored(by, place, sustained)).collect();
        treat(&app, &own, &all).await;
        let first = own.team;
        second_team(&app, &mut own).await;
        let others = four(&app, &own, ["fem", "seks", "sju", "åtte"]).await;
        // Nobody here answered after the ending, and only one clinician's patients twice before: who of these got better
        // could be read from how many the figure's rules left out of the whole, and out of the other unit.
        let scores = |place| if place == 0 { weekly(18.0, 9.0, 14) } else { weekly(18.0, 18.0, 1) };
        let all: Vec<Treated<'_>> = (0..4).flat_map(|place| each_scored(others, place, scores(place))).collect();
        treat(&app, &own, &all).await;
        let leader = own.proof(&app, Role::Leader).await;
        // The whole's would leave that clinician's of the report's.
        assert_eq!(
            shown(&app, &leader, "sustained-improvement", [own.root, first, own.team]).await,
            [false, false, false]
        );
        assert_eq!(
            shown(&app, &leader, "reliable-improvement", [own.root, first, own.team]).await,
            [true, false, false]
        );
    });
}

#[test]
fn nor_is_what_an_indicator_leaves_of_the_report() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "beside").await;
        let by = four(&app, &own, ["en", "to", "tre", "fire"]).await;
        // Everybody's patients get better, and those of all but the last clinician answer three months after, too. How
        // many of the others got better is what is left of the report's, and stands in a row of those left out.
        let mut better = vec![18.0; 13];
        better.resize(28, 9.0);
        let better: &'static [f64] = Box::leak(better.into_boxed_slice());
        let better: &'static _ = Box::leak(Box::new([("phq-9", "total", better)]));
        let scores = |place| if place < 3 { better } else { weekly(18.0, 9.0, 14) };
        let all: Vec<Treated<'_>> = (0..4).flat_map(|place| each_scored(by, place, scores(place))).collect();
        treat(&app, &own, &all).await;
        let leader = own.proof(&app, Role::Leader).await;
        let read = async |indicator| shown(&app, &leader, indicator, [own.team; 3]).await[0];
        assert!(read("reliable-improvement").await);
        assert!(!read("sustained-improvement").await);
        assert!(!read("worse-after-ending").await);
        // Where three clinicians' patients did not answer again, nothing points at one of them.
        let silent: Vec<Treated<'_>> = (1..3).flat_map(|place| each_scored(by, place, weekly(18.0, 9.0, 14))).collect();
        treat(&app, &own, &silent).await;
        assert!(read("sustained-improvement").await);
        assert!(read("worse-after-ending").await);
    });
}

#[test]
fn numbered_measurements_are_compared_only_where_nobody_is_recorded() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "points").await;
        let nobody: Vec<Treated<'_>> = courses_by(&[], 2025)
            .flat_map(|one| [Treated { scores: &[], ..one }, Treated { scores: &[], ..one }])
            .collect();
        treat(&app, &own, &nobody).await;
        let mut tx = app.db.tenant(&Proof::operator(own.tenant), app.ambient.now(), "").await.unwrap();
        let mut answers = Vec::new();
        for one in episode::list_by_units(&mut tx, &[own.team]).await.unwrap() {
            for (number, value) in [(1, 18.0), (2, 12.0), (3, 15.0)] {
                let on = one.referred_on + chrono::Days::new(7 * number);
                let (response, scores) = answer(&app, &one, ("phq-9", "total"), value, on);
                let occasion = i64::try_from(number).ok();
                answers.push((Response { occasion, ..response }, scores));
            }
        }
        response::add_many(&mut tx, &answers).await.unwrap();
        tx.commit().await.unwrap();
        let leader = own.proof(&app, Role::Leader).await;
        let whole = about(own.team, day(2025, 1, 1), day(2025, 12, 31));
        let fixed = Subject { first: "1".to_owned(), last: "2".to_owned(), ..whole.clone() };
        let found = report::compute(&app, &leader, &fixed).await.unwrap().unwrap().outcome.categories;
        assert_eq!((found.total(), found.improved + found.recovered), (24, 24));
        // With one clinician's patients among them, what one pair of points leaves of another could be theirs.
        let by = four(&app, &own, ["en", "to", "tre", "fire"]).await;
        let all: Vec<Treated<'_>> = by.chunks(1).flat_map(|one| courses_by(one, 2025)).collect();
        treat(&app, &own, &all).await;
        assert!(matches!(report::compute(&app, &leader, &fixed).await, Err(AppError::Withheld)));
        assert!(report::compute(&app, &leader, &whole).await.unwrap().is_some());
    });
}

#[test]
fn nor_is_what_a_group_of_one_kind_leaves_of_another_kind() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "nested").await;
        let by = four(&app, &own, ["en", "to", "tre", "fire"]).await;
        // All who left are older ones of three clinicians; the other older ones are the fourth's.
        let courses = |place: usize, older| {
            courses_by(std::slice::from_ref(&by[place]), 2025).map(move |one| Treated { older, ..one })
        };
        let all: Vec<Treated<'_>> = (0..3).flat_map(|place| courses(place, true)).collect();
        treat(&app, &own, &all).await;
        let mut tx = app.db.tenant(&Proof::operator(own.tenant), app.ambient.now(), "").await.unwrap();
        for one in episode::list_by_units(&mut tx, &[own.team]).await.unwrap() {
            episode::set_course(&mut tx, &Episode { end_kind: Some(EndKind::Left), ..one }).await.unwrap();
        }
        tx.commit().await.unwrap();
        let all: Vec<Treated<'_>> = (0..4).flat_map(|place| courses(place, false)).chain(courses(3, true)).collect();
        treat(&app, &own, &all).await;
        let year = about(own.team, day(2025, 1, 1), day(2025, 12, 31));
        let leader = own.proof(&app, Role::Leader).await;
        let comparison = report::compute(&app, &leader, &year).await.unwrap().unwrap().outcome.comparison;
        let shown: BTreeSet<By> = comparison.groups.iter().map(|group| group.by).collect();
        assert!(shown.contains(&By::Age) && !shown.contains(&By::Ending), "{comparison:?}");
    });
}
