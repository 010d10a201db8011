//! Results of fewer than three clinicians: no unit shows them, and no difference of units either.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, TimeDelta};
use lytt::app::{AppError, report};
use lytt::domain::access::Role;
use lytt::domain::care::{AccountId, Unit, UnitId, UnitTree};
use lytt::domain::registry::hands::{Hands, LEAST_HANDS, given_away};
use lytt::store::Proof;
use lytt::store::learning::{self, NewGrant};
use lytt::store::report::Subject;
use proptest::prelude::*;
use uuid::Uuid;

use crate::learning::{Treated, colleague, proof_of, treat};
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
        let clinicians = clinicians.iter().map(|one| AccountId(Uuid::from_u128(*one))).collect();
        (unit(place), Hands { clinicians })
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
                    people.extend(&hands[id].clinicians);
                }
                let count = people.len();
                prop_assert!(people.is_empty() || count >= LEAST_HANDS, "{count} left of {whole:?} without {taken:?}");
            }
        }
    }

    #[test]
    fn whoever_is_shown_is_enough_and_whoever_withheld_has_owners((parents, own) in trees()) {
        let (tree, hands) = laid(&parents, &own);
        let everybody: BTreeSet<AccountId> = hands.values().flat_map(|hands| hands.clinicians.iter().copied()).collect();
        let root = given_away(&tree, &hands, unit(0));
        // The organisation is withheld exactly when there are too few in all of it.
        prop_assert_eq!(!root.is_empty(), (1..LEAST_HANDS).contains(&everybody.len()));
    }
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn about(unit: UnitId, from: NaiveDate, to: NaiveDate) -> Subject {
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
fn courses_by(by: &'static [AccountId], year: i32) -> impl Iterator<Item = Treated<'static>> {
    (1..=12_u32).map(move |month| Treated {
        by,
        ended_on: Some(day(year, month, 10)),
        scores: &[("phq-9", "total", &[18.0, 9.0])],
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
        // Whoever may read Berit's own results would read Tora's as what is left: until Tora lets them in too.
        assert!(matches!(report::compute(&app, &bjorns, &year).await, Err(AppError::Withheld)));
        let mut tx = app.db.tenant(&proof_of(&app, &own, third[0]).await, now, "").await.unwrap();
        let grant = NewGrant { id: app.ambient.id(), ..grant };
        learning::add_grant(&mut tx, &grant).await.unwrap();
        tx.commit().await.unwrap();
        let findings = report::compute(&app, &bjorns, &year).await.unwrap().unwrap();
        assert!(!findings.lent && findings.outcome.categories.total() == 36);
        // What two share is gone with either of them: of what Berit was in, nothing hides Tora.
        let mut shared: Vec<Treated<'_>> = courses(third, 2023).collect();
        let both: &'static _ = Box::leak(Box::new([bjorn, berit]));
        shared.extend(courses_by(both, 2023));
        treat(&app, &own, &shared).await;
        let shared = about(own.team, day(2023, 1, 1), day(2023, 12, 31));
        assert!(report::compute(&app, &leader, &shared).await.unwrap().is_some());
        let fourth = colleague(&app, &own, "frida").await;
        let reader = proof_of(&app, &own, fourth).await;
        let let_in = async |owner: AccountId, reader: AccountId| {
            let mut tx = app.db.tenant(&proof_of(&app, &own, owner).await, now, "").await.unwrap();
            let grant = NewGrant { id: app.ambient.id(), reader, purpose: "Vi leser".to_owned(), until_at };
            learning::add_grant(&mut tx, &grant).await.unwrap();
            tx.commit().await.unwrap();
        };
        let_in(berit, fourth).await;
        assert!(matches!(report::compute(&app, &reader, &shared).await, Err(AppError::Withheld)));
        // A grant is between those who treat: it opens nothing for a leader, and closes what the leader could subtract.
        let only = about(own.team, day(2024, 1, 1), day(2024, 12, 31));
        for owner in [bjorn, berit] {
            let_in(owner, own.account(Role::Leader)).await;
        }
        assert!(matches!(report::compute(&app, &leader, &only).await, Err(AppError::Withheld)));
        assert!(matches!(report::compute(&app, &leader, &year).await, Err(AppError::Withheld)));
        assert!(findings.months.iter().all(|month| month.month.year() == 2025 || month.ended == 0));
    });
}
