//! The invented service: is it possible (days, hours, ranges), is it believable (published figures), and does it hold
//! what the demo has to show?

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use chrono::{Datelike as _, Days, NaiveDate, NaiveDateTime, TimeDelta, Timelike as _};
use lytt::app::demo::simulation::{
    Episode, Form, ItemValue, Reply, Service, Session, Totals, easter, is_public_holiday, is_working_day, simulate,
};
use lytt::catalogue::Catalogue;
use lytt::domain::care::{EndKind, SessionKind, SessionMode, SessionState};
use lytt::domain::scoring;
use lytt::domain::variation::runs::runs;

fn day(year: i32, month: u32, date: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, date).expect("a day")
}

/// A working day, a Saturday, Easter Sunday, the seventeenth of May, Christmas Eve, mid-July, a leap day, New Year.
fn days() -> [NaiveDate; 8] {
    [
        day(2026, 3, 18),
        day(2026, 3, 21),
        day(2026, 4, 5),
        day(2027, 5, 17),
        day(2026, 12, 24),
        day(2026, 7, 15),
        day(2028, 2, 29),
        day(2027, 1, 1),
    ]
}

/// Twenty-four services as they look on one ordinary Wednesday.
fn services() -> &'static [Service] {
    static SERVICES: OnceLock<Vec<Service>> = OnceLock::new();
    SERVICES.get_or_init(|| (0..24).map(|seed| simulate(seed, day(2026, 3, 18))).collect())
}

/// One service for each of those days.
fn on_days() -> &'static [(NaiveDate, Service)] {
    static SERVICES: OnceLock<Vec<(NaiveDate, Service)>> = OnceLock::new();
    SERVICES.get_or_init(|| days().map(|today| (today, simulate(5, today))).into())
}

fn share(part: usize, whole: usize) -> f64 {
    100.0 * count(part) / count(whole)
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).expect("a small number"))
}

// ---------------------------------------------------------------- what is possible

fn the_same_seed_and_day_give_the_same_service() {
    for (today, service) in on_days() {
        assert_eq!(*service, simulate(5, *today), "{today}");
    }
    assert_ne!(services()[0].episodes, services()[1].episodes);
}

#[test]
fn easter_and_the_days_that_follow_from_it() {
    for (year, month, date) in [
        (1961, 4, 2),
        (2000, 4, 23),
        (2008, 3, 23),
        (2011, 4, 24),
        (2024, 3, 31),
        (2025, 4, 20),
        (2026, 4, 5),
        (2027, 3, 28),
        (2038, 4, 25),
    ] {
        assert_eq!(easter(year), Some(day(year, month, date)));
    }
    let holidays: Vec<_> = day(2026, 1, 1)
        .iter_days()
        .take(365)
        .filter(|day| is_public_holiday(*day))
        .map(|day| (day.month(), day.day()))
        .collect();
    assert_eq!(
        holidays,
        [(1, 1), (4, 2), (4, 3), (4, 5), (4, 6), (5, 1), (5, 14), (5, 17), (5, 24), (5, 25), (12, 25), (12, 26)]
    );
}

fn nobody_works_when_norway_does_not_except_on_the_day_of_the_demo() {
    for (today, service) in on_days() {
        for episode in &service.episodes {
            for session in &episode.sessions {
                let on = session.starts_at.date();
                assert!(on == *today || is_working_day(on), "{on}");
                let ends_at = session.starts_at + TimeDelta::minutes(i64::from(session.minutes));
                assert!(session.starts_at.hour() >= 8 && ends_at.hour() < 16, "{session:?}");
            }
        }
    }
}

fn a_clinician_is_in_one_place_at_a_time() {
    for (_, service) in on_days() {
        let mut hours: BTreeMap<usize, BTreeSet<(NaiveDateTime, NaiveDateTime, bool)>> = BTreeMap::new();
        let mut single = BTreeSet::new();
        for episode in &service.episodes {
            for session in &episode.sessions {
                let group = session.mode == SessionMode::Group;
                let ends_at = session.starts_at + TimeDelta::minutes(i64::from(session.minutes));
                hours.entry(episode.clinician).or_default().insert((session.starts_at, ends_at, group));
                assert!(group || single.insert((episode.clinician, session.starts_at)), "{session:?}");
            }
        }
        for hours in hours.values() {
            for (one, next) in hours.iter().zip(hours.iter().skip(1)) {
                assert!(one.1 <= next.0, "{one:?} runs into {next:?}");
            }
        }
    }
}

fn episodes_hang_together() {
    for (today, service) in on_days() {
        let today = *today;
        for episode in &service.episodes {
            let held = held(episode);
            let treated = held.iter().find(|session| session.kind == SessionKind::Treatment);
            assert_eq!(episode.started_on, treated.map(|session| session.starts_at.date()));
            assert_eq!(episode.ended_on.is_some(), episode.end_kind.is_some());
            assert!(episode.ended_on.is_none_or(|end| end < today && end >= episode.referred_on));
            if let Some(kind) = episode.end_kind {
                assert_eq!(kind == EndKind::NotStarted, treated.is_none());
            }
            assert_eq!(service.clinicians[episode.clinician].unit, episode.unit);
            assert!(held.len() <= 14);
            assert!(episode.end_kind != Some(EndKind::Planned) || held.len() >= 3);
            let age = episode.referred_on.years_since(episode.patient.birth_date).expect("born before");
            assert!((18..=75).contains(&age), "{age}");
            for (one, next) in episode.sessions.iter().zip(episode.sessions.iter().skip(1)) {
                assert!(one.starts_at.date() < next.starts_at.date());
            }
            for session in &episode.sessions {
                let on = session.starts_at.date();
                assert!(on > episode.referred_on && on <= today + Days::new(14));
                assert_eq!(on >= today, session.state == SessionState::Planned);
                assert!(episode.ended_on.is_none_or(|end| on <= end));
                replies_fit(session, today);
            }
            for outside in &episode.outside {
                assert!(outside.on >= episode.referred_on && outside.on < today);
                if let Reply::Answered { at, .. } = &outside.reply {
                    assert!(at.date() >= outside.on && at.date() < today);
                }
            }
        }
    }
}

fn replies_fit(session: &Session, today: NaiveDate) {
    if let Reply::Answered { at, seconds, forms } = &session.before {
        assert!(*at < session.starts_at && session.starts_at - *at < TimeDelta::hours(24));
        assert!(*at < today.and_hms_opt(8, 0, 0).expect("a time"));
        assert!((60..600).contains(seconds));
        let ids: Vec<_> = forms.iter().map(|form| form.instrument).collect();
        assert_eq!(ids, ["phq-9", "gad-7", "lytt-before"]);
    }
    if let Reply::Answered { at, seconds, forms } = &session.after {
        let ends_at = session.starts_at + TimeDelta::minutes(i64::from(session.minutes));
        assert!(*at >= ends_at && at.date() == session.starts_at.date());
        assert!((10..200).contains(seconds));
        assert_eq!(forms.len(), 1);
        assert_eq!(forms[0].instrument, "lytt-after");
    }
    match session.state {
        SessionState::Held => {}
        SessionState::Planned => {
            assert_eq!(session.after, Reply::NotAsked);
            let asked = session.starts_at.date() <= today + Days::new(1);
            assert_eq!(asked, session.before != Reply::NotAsked);
        }
        SessionState::Cancelled | SessionState::NoShow => {
            assert_eq!(session.after, Reply::NotAsked);
            assert!(matches!(session.before, Reply::NotAsked | Reply::NoAnswer));
        }
    }
}

fn answers_are_within_the_forms_and_some_are_left_open() {
    let (mut open, mut shown, mut texts) = (0, 0, BTreeSet::new());
    let catalogue = Catalogue::embedded().unwrap();
    for form in services().iter().take(4).flat_map(forms) {
        let instrument = &catalogue.definition(form.instrument).unwrap().instrument;
        scoring::score(instrument, &form.answers()).unwrap();
        for (item, value) in &form.items {
            match value {
                Some(ItemValue::Number(value)) => {
                    assert!(value.fract().abs() < f64::EPSILON, "{item}: {value}");
                    shown += 1;
                }
                Some(ItemValue::Text(text)) => drop(texts.insert(text.clone())),
                None => open += usize::from(instrument.items.iter().any(|one| one.id == **item && one.required)),
            }
        }
        if form.instrument == "phq-9" {
            let any = form.items.iter().take(9).any(|(_, value)| *value > Some(ItemValue::Number(0.0)));
            assert_eq!(form.items.len(), if any { 10 } else { 9 }, "the tenth is asked when one of the nine applies");
        }
        assert_eq!(form.answers().count(), form.items.iter().filter(|(_, value)| value.is_some()).count());
    }
    let left_open = share(open, open + shown);
    assert!((0.3..1.5).contains(&left_open), "{left_open} %");
    assert!(texts.len() >= 40, "{} different texts", texts.len());
}

fn item_ids_are_those_of_the_instruments() {
    let mut ids: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for form in forms(&services()[0]) {
        ids.entry(form.instrument).or_default().extend(form.items.iter().map(|(item, _)| *item));
    }
    for (instrument, items) in ids {
        let file = format!("{}/instruments/{instrument}/instrument.toml", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&file).expect("the instrument's file");
        let declared: BTreeSet<_> =
            text.lines().filter_map(|line| line.trim().strip_prefix("{ id = \"")?.split('"').next()).collect();
        assert_eq!(items, declared, "{file}");
    }
}

fn people_are_told_apart_and_cannot_be_called() {
    for service in services() {
        let names: BTreeSet<_> = service.episodes.iter().map(|e| (&e.patient.given, &e.patient.family)).collect();
        let phones: BTreeSet<_> = service.episodes.iter().map(|e| &e.patient.phone).collect();
        assert_eq!(names.len(), service.episodes.len());
        assert_eq!(phones.len(), service.episodes.len());
        assert!(phones.iter().all(|phone| phone.len() == 8 && phone.starts_with("00")));
    }
}

// ---------------------------------------------------------------- what the demo shows

fn the_first_clinician_has_a_full_day_whatever_day_it_is() {
    for (today, service) in on_days() {
        let today = *today;
        let cast = service.cast;
        let mut hours = BTreeSet::new();
        let (mut answered, mut open, mut declined) = (0, 0, 0);
        for session in service.episodes.iter().filter(|e| e.clinician == 0).flat_map(|e| &e.sessions) {
            if session.starts_at.date() == today {
                hours.insert(session.starts_at);
                match session.before {
                    Reply::Answered { .. } => answered += 1,
                    Reply::NoAnswer => open += 1,
                    Reply::Declined => declined += 1,
                    Reply::NotAsked => panic!("everybody is asked"),
                }
            }
        }
        assert_eq!((hours.len(), answered, open, declined), (6, 3, 2, 1), "{today}");

        let at = |place: usize| &service.episodes[place];
        for place in 0..6 {
            assert!(at(place).clinician == 0 && at(place).ended_on.is_none() && at(place).started_on.is_some());
        }
        let link = at(cast.be_the_patient);
        assert!(held(link).len() >= 5);
        assert_eq!(on(link, today).before, Reply::NoAnswer);

        let improved = scores(at(cast.improved));
        assert!(improved.len() >= 6 && improved[0].0 - improved[improved.len() - 1].0 >= 6.0);
        let same = scores(at(cast.not_improving));
        assert!(same.len() >= 6 && (same[0].0 - same[same.len() - 1].0).abs() < 6.0 && same[same.len() - 1].0 >= 10.0);

        let thoughts: Vec<_> =
            at(cast.item_nine).sessions.iter().filter_map(|s| number(&s.before, "phq-9", "9")).collect();
        assert_eq!(thoughts, [0.0, 0.0, 0.0, 1.0, 1.0]);

        let alliance: Vec<_> = held(at(cast.alliance_dip))
            .into_iter()
            .map(|session| ["heard", "matters", "way"].map(|item| number(&session.after, "lytt-after", item)))
            .map(|items| items.iter().flatten().sum::<f64>() / count(items.iter().flatten().count()))
            .collect();
        let (last, earlier) = alliance.split_last().expect("sessions");
        assert!(earlier.iter().all(|level| level - last >= 2.0), "{alliance:?}");
        assert_eq!(on(at(cast.declined), today).before, Reply::Declined);
    }
}

fn the_coming_fortnight_has_appointments() {
    for (today, service) in on_days() {
        let today = *today;
        for clinician in 0..service.clinicians.len() {
            let coming = service
                .episodes
                .iter()
                .filter(|episode| episode.clinician == clinician)
                .flat_map(|episode| &episode.sessions)
                .filter(|session| session.starts_at.date() > today)
                .count();
            assert!(coming >= 3, "{today} clinician {clinician}: {coming}");
        }
    }
}

fn july_and_christmas_are_quiet() {
    let mut months = [0_usize; 12];
    let mut between_the_years = 0;
    for session in services().iter().flat_map(|s| &s.episodes).flat_map(held) {
        let on = session.starts_at.date();
        // Two whole calendar years.
        if (2024..=2025).contains(&on.year()) {
            months[usize::try_from(on.month0()).expect("a month")] += 1;
            between_the_years += usize::from(on.month() == 12 && on.day() >= 24);
        }
    }
    let usual = count(months.iter().sum()) / 12.0;
    assert!(count(months[6]) < 0.6 * usual, "{months:?}");
    assert!((0.85 * usual..1.3 * usual).contains(&count(months[9])), "{months:?}");
    // Eight days of the year are 2.2 % of it.
    assert!(count(between_the_years) < 0.4 * usual * 12.0 * 8.0 / 365.0, "{between_the_years}");
}

fn about_as_many_come_as_was_asked_for() {
    for service in services() {
        let of = |unit: usize| service.episodes.iter().filter(|e| e.unit == unit).count();
        assert!((640..=860).contains(&of(0)), "{}", of(0));
        assert!((350..=490).contains(&of(1)), "{}", of(1));
    }
}

// ---------------------------------------------------------------- what is believable

/// NHS Talking Therapies' rates over pairs of measurements, in per cent.
#[derive(Debug)]
struct Rates {
    coverage: f64,
    recovery: f64,
    improvement: f64,
    reliable_recovery: f64,
    deterioration: f64,
    caseness: f64,
    pairs: usize,
}

type Pair = ((f64, f64), (f64, f64));

fn rates(pairs: &[Option<Pair>]) -> Rates {
    let known: Vec<_> = pairs.iter().flatten().collect();
    let case = |(phq, gad): (f64, f64)| phq >= 10.0 || gad >= 8.0;
    let better = |&((p, g), (q, h)): &Pair| (p - q >= 6.0 && h - g < 4.0) || (g - h >= 4.0 && q - p < 6.0);
    let worse = |&(first, last): &Pair| better(&(last, first));
    let cases: Vec<_> = known.iter().filter(|pair| case(pair.0)).collect();
    let recovered: Vec<_> = cases.iter().filter(|pair| !case(pair.1)).collect();
    Rates {
        coverage: share(known.len(), pairs.len()),
        recovery: share(recovered.len(), cases.len()),
        improvement: share(known.iter().filter(|pair| better(pair)).count(), known.len()),
        reliable_recovery: share(recovered.iter().filter(|pair| better(pair)).count(), cases.len()),
        deterioration: share(known.iter().filter(|pair| worse(pair)).count(), known.len()),
        caseness: share(cases.len(), known.len()),
        pairs: known.len(),
    }
}

/// Episodes of a unit that are over and had two treatment sessions, as the unit knows them and as they were.
fn finished(unit: usize) -> (Vec<Option<Pair>>, Vec<Option<Pair>>) {
    let over = services().iter().flat_map(|service| &service.episodes).filter(move |episode| {
        let treated = held(episode).iter().filter(|session| session.kind == SessionKind::Treatment).count();
        episode.unit == unit && episode.ended_on.is_some() && treated >= 2
    });
    over.map(|episode| {
        let known = scores(episode);
        let pair = (known.len() >= 2).then(|| (known[0], known[known.len() - 1]));
        let of = |totals: Totals| (f64::from(totals.phq), f64::from(totals.gad));
        (pair, episode.truth.map(|truth| (of(truth.first), of(truth.last))))
    })
    .unzip()
}

fn completers_in_the_low_threshold_service_do_as_the_published_totals_say() {
    // NHS Talking Therapies, England 2024-25: 670 419 finished courses.
    let rates = rates(&finished(0).0);
    assert!(rates.pairs > 8_000, "{rates:?}");
    assert!((rates.recovery - 50.5).abs() < 3.0, "{rates:?}");
    assert!((rates.improvement - 67.5).abs() < 3.0, "{rates:?}");
    assert!((rates.reliable_recovery - 47.5).abs() < 3.0, "{rates:?}");
    assert!((rates.deterioration - 5.8).abs() < 2.0, "{rates:?}");
    assert!((rates.caseness - 94.7).abs() < 4.0, "{rates:?}");
}

fn completers_look_better_than_everybody_did() {
    for unit in [0, 1] {
        let (known, true_values) = finished(unit);
        let (completers, truth) = (rates(&known), rates(&true_values));
        assert!((truth.coverage - 100.0).abs() < 1e-9);
        assert!((50.0..90.0).contains(&completers.coverage), "{completers:?}");
        assert!(completers.recovery - truth.recovery > 2.0, "{completers:?} {truth:?}");
        assert!(completers.improvement - truth.improvement > 1.0, "{completers:?} {truth:?}");
        assert!(truth.deterioration - completers.deterioration > 1.0, "{completers:?} {truth:?}");
    }
}

fn first_scores_look_like_those_of_such_services() {
    let first: Vec<_> = services()
        .iter()
        .flat_map(|service| &service.episodes)
        .filter(|episode| episode.unit == 0)
        .filter_map(|episode| scores(episode).first().copied())
        .collect();
    let mean = |of: &dyn Fn(&(f64, f64)) -> f64| first.iter().map(of).sum::<f64>() / count(first.len());
    let (phq, gad) = (mean(&|s| s.0), mean(&|s| s.1));
    let covariance = mean(&|s| (s.0 - phq) * (s.1 - gad));
    let (phq_sd, gad_sd) = (mean(&|s| (s.0 - phq).powi(2)).sqrt(), mean(&|s| (s.1 - gad).powi(2)).sqrt());
    let correlation = covariance / phq_sd / gad_sd;
    assert!((13.5..15.5).contains(&phq) && (5.0..6.5).contains(&phq_sd), "{phq} {phq_sd}");
    assert!((12.5..14.5).contains(&gad) && (4.2..5.5).contains(&gad_sd), "{gad} {gad_sd}");
    assert!((0.45..0.75).contains(&correlation), "{correlation}");
}

fn more_people_answer_as_the_years_go_by() {
    let today = day(2026, 3, 18);
    for unit in [0, 1] {
        let answered = |from: NaiveDate, to: NaiveDate| {
            let sessions: Vec<_> = services()
                .iter()
                .flat_map(|service| &service.episodes)
                .filter(|episode| episode.unit == unit)
                .flat_map(held)
                .filter(|session| (from..to).contains(&session.starts_at.date()))
                .collect();
            let replied = sessions.iter().filter(|s| matches!(s.before, Reply::Answered { .. })).count();
            share(replied, sessions.len())
        };
        let early = answered(today - Days::new(3 * 365), today - Days::new(2 * 365));
        let late = answered(today - Days::new(365), today);
        assert!(late - early > 5.0, "unit {unit}: {early} then {late}");
    }
}

fn the_change_of_routine_can_be_found_and_is_not_found_where_nothing_changed() {
    let signals = |unit: usize| services().iter().filter(|service| monthly_signal(service, unit)).count();
    let (changed, unchanged) = (signals(0), signals(1));
    assert!(changed >= 14, "found in {changed} of 24");
    assert!(unchanged <= 5, "found in {unchanged} of 24 where nothing changed");
}

/// Whether a run chart of the mean fall in PHQ-9 by month of ending shows a signal.
fn monthly_signal(service: &Service, unit: usize) -> bool {
    let mut months: BTreeMap<(i32, u32), Vec<f64>> = BTreeMap::new();
    for episode in service.episodes.iter().filter(|episode| episode.unit == unit) {
        let known = scores(episode);
        if let (Some(end), true) = (episode.ended_on, known.len() >= 2) {
            months.entry((end.year(), end.month())).or_default().push(known[0].0 - known[known.len() - 1].0);
        }
    }
    let means: Vec<_> = months
        .values()
        .map(|falls| (falls.len() >= 4).then(|| falls.iter().sum::<f64>() / count(falls.len())))
        .collect();
    let mut sorted: Vec<_> = means.iter().copied().flatten().collect();
    sorted.sort_by(f64::total_cmp);
    let middle = f64::midpoint(sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2]);
    runs(means, middle).signal()
}

// ---------------------------------------------------------------- reading the simulation

fn held(episode: &Episode) -> Vec<&Session> {
    episode.sessions.iter().filter(|session| session.state == SessionState::Held).collect()
}

fn on(episode: &Episode, day: NaiveDate) -> &Session {
    episode.sessions.iter().find(|session| session.starts_at.date() == day).expect("a session that day")
}

fn forms(service: &Service) -> impl Iterator<Item = &Form> {
    service.episodes.iter().flat_map(replies).flat_map(|reply| match reply {
        Reply::Answered { forms, .. } => forms.as_slice(),
        _ => &[],
    })
}

/// What came of all that was asked of somebody.
fn replies(episode: &Episode) -> impl Iterator<Item = &Reply> {
    let sessions = episode.sessions.iter().flat_map(|session| [&session.before, &session.after]);
    sessions.chain(episode.outside.iter().map(|outside| &outside.reply))
}

fn number(reply: &Reply, instrument: &str, item: &str) -> Option<f64> {
    let Reply::Answered { forms, .. } = reply else { return None };
    let form = forms.iter().find(|form| form.instrument == instrument)?;
    match form.items.iter().find(|(id, _)| *id == item)? {
        (_, Some(ItemValue::Number(value))) => Some(*value),
        _ => None,
    }
}

/// PHQ-9 and GAD-7 totals of every session with both, up to two open items filled by the mean of the others.
fn scores(episode: &Episode) -> Vec<(f64, f64)> {
    let total = |reply: &Reply, instrument: &str, items: u32| {
        let given: Vec<_> = (1..=items).filter_map(|item| number(reply, instrument, &item.to_string())).collect();
        (given.len() + 2 >= usize::try_from(items).expect("small"))
            .then(|| (given.iter().sum::<f64>() / count(given.len()) * f64::from(items)).round())
    };
    let both = |session: &Session| Some((total(&session.before, "phq-9", 9)?, total(&session.before, "gad-7", 7)?));
    episode.sessions.iter().filter_map(both).collect()
}

/// Each of these over the same services: to make one takes seconds.
#[test]
fn on_any_day_the_service_hangs_together() {
    for (name, holds) in [
        ("the_same_seed_and_day_give_the_same_service", the_same_seed_and_day_give_the_same_service as fn()),
        (
            "nobody_works_when_norway_does_not_except_on_the_day_of_the_demo",
            nobody_works_when_norway_does_not_except_on_the_day_of_the_demo as fn(),
        ),
        ("a_clinician_is_in_one_place_at_a_time", a_clinician_is_in_one_place_at_a_time as fn()),
        ("episodes_hang_together", episodes_hang_together as fn()),
        (
            "the_first_clinician_has_a_full_day_whatever_day_it_is",
            the_first_clinician_has_a_full_day_whatever_day_it_is as fn(),
        ),
        ("the_coming_fortnight_has_appointments", the_coming_fortnight_has_appointments as fn()),
    ] {
        eprintln!("{name}");
        holds();
    }
}

/// The same, of services over three years.
#[test]
fn a_simulated_service_is_as_such_services_are() {
    for (name, holds) in [
        (
            "answers_are_within_the_forms_and_some_are_left_open",
            answers_are_within_the_forms_and_some_are_left_open as fn(),
        ),
        ("item_ids_are_those_of_the_instruments", item_ids_are_those_of_the_instruments as fn()),
        ("people_are_told_apart_and_cannot_be_called", people_are_told_apart_and_cannot_be_called as fn()),
        ("july_and_christmas_are_quiet", july_and_christmas_are_quiet as fn()),
        ("about_as_many_come_as_was_asked_for", about_as_many_come_as_was_asked_for as fn()),
        (
            "completers_in_the_low_threshold_service_do_as_the_published_totals_say",
            completers_in_the_low_threshold_service_do_as_the_published_totals_say as fn(),
        ),
        ("completers_look_better_than_everybody_did", completers_look_better_than_everybody_did as fn()),
        ("first_scores_look_like_those_of_such_services", first_scores_look_like_those_of_such_services as fn()),
        ("more_people_answer_as_the_years_go_by", more_people_answer_as_the_years_go_by as fn()),
        (
            "the_change_of_routine_can_be_found_and_is_not_found_where_nothing_changed",
            the_change_of_routine_can_be_found_and_is_not_found_where_nothing_changed as fn(),
        ),
    ] {
        eprintln!("{name}");
        holds();
    }
}
