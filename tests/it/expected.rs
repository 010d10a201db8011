//! What is usual from here: the model on data whose truth is known, its refusals and notices, and its way through
//! both databases.

use std::fmt::Write as _;

use lytt::app::expected::{self, Expected, PERCENTILES, Question, Usual};
use lytt::app::{App, AppError, Assessment, administer, import};
use lytt::domain::access::Role;
use lytt::domain::change::{ChangeRule, Direction, Reliable};
use lytt::domain::expected::growth::{Course, Growth, GrowthError, LEAST_EPISODES, Point, Stage, Standing};
use lytt::domain::expected::quality::{self, NOMINAL};
use lytt::interop::mapping;
use lytt::store::Proof;
use lytt::store::model_fit::Source;
use proptest::prelude::*;

use crate::support::cast::Organisation;
use crate::support::database::{app, on_both};

/// Numbers that only look like chance: the same on every machine.
struct Chance(u64);

impl Chance {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(self.0 >> 32).unwrap()) / 4_294_967_296.0
    }

    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }
}

/// `b0` to `b3` at a centre of 15, standard deviations of level, slope and noise, correlation.
const TRUE_FIXED: [f64; 4] = [14.0, 0.7, -2.2, -0.15];
const LEVEL: f64 = 2.4;
const SLOPE: f64 = 1.5;
const TOGETHER: f64 = -0.3;
const NOISE: f64 = 2.0;

fn simulated(episodes: u32, seed: u64) -> Vec<Course> {
    let mut chance = Chance(seed);
    (0..episodes)
        .map(|place| {
            let intake = 15.0 + 4.5 * chance.normal();
            let (a, b) = (chance.normal(), chance.normal());
            let (level, slope) = (LEVEL * a, SLOPE * (TOGETHER * a + (1.0 - TOGETHER * TOGETHER).sqrt() * b));
            let later = (2..=4 + place % 9).map(|session| {
                let (from, time) = (intake - 15.0, f64::from(session).ln());
                let [b0, b1, b2, b3] = TRUE_FIXED;
                let mean = b0 + b1 * from + (b2 + b3 * from) * time;
                Point { session, score: mean + level + slope * time + NOISE * chance.normal() }
            });
            Course { intake, later: later.collect(), ended: place % 5 != 0 }
        })
        .collect()
}

fn points(points: f64) -> ChangeRule {
    ChangeRule::new(Direction::HigherIsWorse, Reliable::Points(points), None).unwrap()
}

/// What went in comes out, within what chance allows at 500 episodes.
#[test]
fn known_parameters_are_found_again() {
    let courses = simulated(500, 7);
    let model = Growth::fit(&courses, Direction::HigherIsWorse, LEAST_EPISODES).unwrap();
    assert!(!model.singular && model.episodes == 500);
    let [b0, b1, b2, b3] = TRUE_FIXED;
    let shift = model.centre - 15.0;
    for (place, wanted) in [b0 + b1 * shift, b1, b2 + b3 * shift, b3].into_iter().enumerate() {
        let (got, error) = (model.fixed[place], model.covariance[place][place].sqrt());
        assert!((got - wanted).abs() < 3.5 * error, "b{place}: {got} is not {wanted} within {error}");
        assert!(error < 0.2, "b{place}: {error}");
    }
    let [[level, cross], [_, slope]] = model.variances.between;
    assert!((model.variances.residual.sqrt() - NOISE).abs() < 0.1, "{}", model.variances.residual);
    assert!((level.sqrt() - LEVEL).abs() < 0.45, "{level}");
    assert!((slope.sqrt() - SLOPE).abs() < 0.25, "{slope}");
    assert!((cross / (level * slope).sqrt() - TOGETHER).abs() < 0.3, "{cross}");

    // The band holds what it says, also for episodes that the model has not seen.
    let quality = quality::assess(&model, &courses, &points(3.0));
    for check in [&quality.apparent, quality.crossed.as_ref().unwrap()] {
        let scores: u32 = check.calibration.iter().map(|row| row.below[0].denominator()).sum();
        assert_eq!(usize::try_from(scores).unwrap(), model.measurements - model.episodes);
        for (place, nominal) in NOMINAL.into_iter().enumerate() {
            let below: u32 = check.calibration.iter().map(|row| row.below[place].numerator()).sum();
            let share = f64::from(below) / f64::from(scores);
            assert!((share - nominal).abs() < 0.045, "{nominal}: {share}");
        }
        // Counted here in another way: who is there to be noticed, and who ended reliably worse.
        for (stage, accuracy) in Stage::ALL.iter().zip(&check.accuracy) {
            let range = if *stage == Stage::Early { 3..6 } else { 6..100 };
            let there = courses.iter().filter(|course| {
                let last = course.later.last().unwrap().session;
                course.ended && course.later.iter().any(|point| point.session < last && range.contains(&point.session))
            });
            let (worse, others): (Vec<_>, Vec<_>) =
                there.partition(|course| course.later.last().unwrap().score - course.intake >= 3.0 - 1e-9);
            assert_eq!(accuracy.sensitivity.denominator() as usize, worse.len(), "{stage}");
            assert_eq!(accuracy.specificity.denominator() as usize, others.len(), "{stage}");
            // A notice is more than twice as common among those who end worse.
            let [noticed, quiet] = [accuracy.sensitivity, accuracy.specificity].map(|share| share.value().unwrap());
            assert!(worse.len() > 5 && noticed > 2.0 * (1.0 - quiet), "{stage}: {accuracy:?}");
            assert!(quiet > 0.7, "{stage}: {accuracy:?}");
        }
    }
}

#[test]
fn too_little_is_refused() {
    let mut courses = simulated(99, 3);
    let short = Course { intake: 12.0, later: vec![Point { session: 2, score: 9.0 }], ended: true };
    courses.extend(vec![short; 50]);
    let error = Growth::fit(&courses, Direction::HigherIsWorse, LEAST_EPISODES).unwrap_err();
    assert_eq!(error, GrowthError::TooFew { there: 99, needed: 100 });
    assert!(error.to_string().contains("99 episodes") && error.to_string().contains("reliable change"));
    courses.extend(simulated(1, 4));
    assert!(Growth::fit(&courses, Direction::HigherIsWorse, LEAST_EPISODES).is_ok());
    // Everybody began alike: nothing can be said by where somebody begins.
    for course in &mut courses {
        course.intake = 12.0;
    }
    let error = Growth::fit(&courses, Direction::HigherIsWorse, LEAST_EPISODES).unwrap_err();
    assert!(matches!(error, GrowthError::Model(_)), "{error}");
}

#[test]
fn a_measurement_is_counted_from_the_first() {
    let course = |scores: &[(Option<u32>, f64)]| Course::new(scores, false);
    let sessions = |scores: &[(Option<u32>, f64)]| {
        course(scores).unwrap().later.iter().map(|point| point.session).collect::<Vec<_>>()
    };
    assert_eq!(course(&[]), None);
    assert_eq!(sessions(&[(None, 9.0), (None, 8.0), (None, 7.0)]), [2, 3]);
    assert_eq!(sessions(&[(Some(0), 9.0), (Some(1), 8.0), (Some(4), 7.0)]), [2, 5]);
    // Numbers that some lack, or that do not rise, are no numbers.
    assert_eq!(sessions(&[(Some(3), 9.0), (None, 8.0), (Some(9), 7.0)]), [2, 3]);
    assert_eq!(sessions(&[(Some(3), 9.0), (Some(3), 8.0), (Some(9), 7.0)]), [2, 3]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The notice is given on the worse side alone, never before the third session, never outside what the model
    /// was fitted to; turned upside down it is the same.
    #[test]
    fn notices(intake in -5.0..35.0_f64, session in 1..30_u32, score in -10.0..40.0_f64) {
        static MODELS: std::sync::LazyLock<(Growth, Growth)> = std::sync::LazyLock::new(|| {
            let courses = simulated(150, 11);
            let turned: Vec<Course> = courses.iter().map(|course| Course {
                intake: 27.0 - course.intake,
                later: course.later.iter().map(|point| Point { score: 27.0 - point.score, ..*point }).collect(),
                ended: course.ended,
            }).collect();
            (
                Growth::fit(&courses, Direction::HigherIsWorse, 100).unwrap(),
                Growth::fit(&turned, Direction::HigherIsBetter, 100).unwrap(),
            )
        });
        let (model, turned) = &*MODELS;
        let standing = model.standing(intake, Point { session, score });
        let reached = (model.intakes.0..=model.intakes.1).contains(&intake) && session <= model.until;
        match (session >= 3 && reached, standing) {
            (false, found) => prop_assert_eq!(found, Standing::Silent),
            (true, Standing::Silent) => prop_assert!(false, "silent"),
            (true, Standing::Usual) => prop_assert!(score <= model.at(intake, session).percentile(0.9).unwrap()),
            (true, Standing::Outside { bound, stage }) => {
                prop_assert!(score > bound && bound > model.at(intake, session).mean);
                prop_assert_eq!(stage, if session < 6 { Stage::Early } else { Stage::Later });
                prop_assert!((bound - model.at(intake, session).percentile(0.9).unwrap()).abs() < 1e-12);
            }
        }
        let other = turned.standing(27.0 - intake, Point { session, score: 27.0 - score });
        let kind = |standing: Standing| match standing {
            Standing::Silent => 0,
            Standing::Usual => 1,
            Standing::Outside { .. } => 2,
        };
        // Where rounding decides, on the very edge, they may differ.
        let edge = [model.intakes.0, model.intakes.1].iter().any(|edge| (edge - intake).abs() < 1e-6);
        prop_assert!(edge || kind(standing) == kind(other));
        // Knowing nothing more than the beginning changes nothing; each score known narrows the band.
        let mut course = Course { intake, later: Vec::new(), ended: false };
        let (before, alone) = (model.at(intake, session), model.expected(&course, session));
        prop_assert!((before.mean - alone.mean).abs() < 1e-12);
        prop_assert!((before.spread.observed - alone.spread.observed).abs() < 1e-9);
        course.later.push(Point { session: 2, score });
        let after = model.expected(&course, session);
        prop_assert!(after.spread.observed < before.spread.observed + 1e-12);
        let two = model.at(intake, 2).mean;
        prop_assert!((model.expected(&course, 2).mean - two).abs() <= (score - two).abs() + 1e-9);
    }
}

const MAPPING: &str = r#"
source = "history"

[person]
id = "id"

[when]
measurement = "time"
assume_first_on = "2024-01-08"

[[score]]
column = "phq"
instrument = "phq-9"
"#;

/// The simulated courses as totals from 0 to 27.
fn file(courses: &[Course]) -> String {
    let mut text = "id,time,phq\n".to_owned();
    let whole = |score: f64| score.round().clamp(0.0, 27.0);
    for (id, course) in courses.iter().enumerate() {
        writeln!(text, "p{id},1,{}", whole(course.intake)).unwrap();
        for point in &course.later {
            writeln!(text, "p{id},{},{}", point.session, whole(point.score)).unwrap();
        }
    }
    text
}

async fn take(app: &App, own: &Organisation, courses: &[Course]) {
    let mapping = mapping::parse(MAPPING).unwrap_or_else(|error| panic!("{error}"));
    let (proof, bytes) = (Proof::operator(own.tenant), file(courses));
    let taken = import::run(app, &proof, own.team, bytes.as_bytes(), &mapping, false, |_, _| {}).await.unwrap();
    assert!(!taken.refused, "{:?}", taken.rejected);
}

async fn usual(app: &App, own: &Organisation, scale: &str, scores: &[f64]) -> Expected {
    let definition = app.definition("phq-9").unwrap();
    let scores: Vec<_> = scores.iter().map(|score| (None, *score)).collect();
    let proof = Proof::operator(own.tenant);
    expected::for_episode(app, &proof, own.team, definition, scale, &scores).await.unwrap()
}

fn shown(expected: Expected) -> Usual {
    match expected {
        Expected::Usual(usual) => *usual,
        other => panic!("{other:?}"),
    }
}

fn refused<T: std::fmt::Debug>(result: Result<T, AppError>) -> String {
    match result {
        Err(AppError::Refused(why)) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_model_is_fitted_kept_and_shown_once_assessed() {
    on_both(async |database| {
        let app = app(&database.db);
        let (own, other) = (Organisation::found(&app, "own").await, Organisation::found(&app, "other").await);
        let proof = Proof::operator(own.tenant);
        let phq = Question { unit: None, instrument: "phq-9".to_owned(), scale: "total".to_owned(), norms: None };
        let courses = simulated(105, 21);
        take(&app, &own, &courses[..60]).await;
        let why = refused(expected::fit_own(&app, &proof, &phq).await);
        assert!(why.contains("60 episodes") && why.contains("100"), "{why}");
        take(&app, &own, &courses).await;
        let model = expected::fit_own(&app, &proof, &phq).await.unwrap();
        assert_eq!((model.stored.episodes, model.growth.episodes, model.stored.source), (105, 105, Source::Own));
        assert_eq!(expected::lookup(&app, &proof, model.stored.id).await.unwrap().as_ref(), Some(&model));
        assert_eq!(expected::list(&app, &proof).await.unwrap(), std::slice::from_ref(&model.stored));
        assert_eq!(expected::list(&app, &Proof::operator(other.tenant)).await.unwrap(), []);
        assert_eq!(expected::lookup(&app, &Proof::operator(other.tenant), model.stored.id).await.unwrap(), None);
        assert!(model.quality.crossed.is_some());

        // Nothing of it is seen before the organisation has said so.
        assert_eq!(usual(&app, &own, "total", &[16.0]).await, Expected::Off);
        let tenant = administer::find_tenant(&app, "own").await.unwrap();
        let assessment =
            Assessment { by: "Cecilie".to_owned(), on: "2026-03-01".parse().unwrap(), document: "2026/17".to_owned() };
        administer::assess_course_support(&app, &tenant, Some(assessment)).await.unwrap();
        assert_eq!(usual(&app, &own, "total", &[]).await, Expected::NoScore);
        assert_eq!(usual(&app, &own, "no such scale", &[9.0]).await, Expected::NoModel);
        assert_eq!(usual(&app, &other, "total", &[9.0]).await, Expected::Off);
        let band = shown(usual(&app, &own, "total", &[16.0, 17.0, 27.0, 12.0]).await);
        assert_eq!(band.model, model);
        // It stands open to whoever treats and whoever reads the unit's reports, and to nobody else.
        for (role, opens) in
            [(Role::Clinician, true), (Role::Leader, true), (Role::Analyst, true), (Role::Administrator, false)]
        {
            let opened = expected::open(&app, &own.proof(&app, role).await, model.stored.id).await.unwrap();
            assert_eq!(opened.is_some(), opens, "{role:?}");
        }
        let stranger = other.proof(&app, Role::Clinician).await;
        assert!(expected::open(&app, &stranger, model.stored.id).await.unwrap().is_none());
        let last = u32::try_from(band.points.len()).unwrap() + 1;
        assert_eq!((band.points[0].session, last), (2, model.growth.until));
        for point in &band.points {
            assert!(point.at.is_sorted() && point.at[0] >= 0.0 && point.at[PERCENTILES.len() - 1] <= 27.0);
        }
        let kinds: Vec<_> =
            band.standings.iter().map(|(session, at)| (*session, matches!(at, Standing::Outside { .. }))).collect();
        assert_eq!(kinds, [(2, false), (3, true), (4, false)]);
        assert!(matches!(band.latest(), Some((4, Standing::Usual))));
        assert!(matches!(usual(&app, &own, "total", &[90.0]).await, Expected::OutOfReach(_)));

        // A declared reference says what it is; the nearest unit's model goes before the organisation's.
        let courses: Vec<Course> = courses.into_iter().take(101).collect();
        let team = Question { unit: Some(own.team), ..phq.clone() };
        let why = refused(expected::fit_reference(&app, &proof, &team, courses.clone(), " ").await);
        assert!(why.contains("what it is"), "{why}");
        let near = expected::fit_reference(&app, &proof, &team, courses, "Simulated, 2026").await.unwrap();
        let again = expected::fit_own(&app, &proof, &phq).await.unwrap();
        assert_ne!(again.stored.id, model.stored.id);
        assert_eq!((&again.growth, &again.quality), (&model.growth, &model.quality));
        let band = shown(usual(&app, &own, "total", &[16.0]).await);
        assert_eq!((band.model.stored.id, band.latest()), (near.stored.id, None));
        assert_eq!(database.raw.count("model_fit", "source = 'reference'").await, 1);
        assert_eq!(database.raw.count("audit", "subject LIKE 'model:%'").await, 3);

        let leader = own.proof(&app, Role::Leader).await;
        assert!(refused(expected::fit_own(&app, &leader, &phq).await).contains("operator"));
        let none = Question { norms: Some("nobody's".to_owned()), ..phq };
        assert!(refused(expected::fit_own(&app, &proof, &none).await).contains("norm set"));
    });
}
