//! Eight ways in which outcome data bend: found where they are planted, and seldom where nothing bends.

use lytt::domain::quality::rows::{Form, Service};
use lytt::domain::quality::simulate::{Plant, SEED, found, service, strength, table};
use lytt::domain::quality::{Pattern, examine, read};

/// How many services of each kind: invented, of seven sizes in turn.
const SERVICES: u32 = 100;

const BEGIN: &str = "<!-- lytt compute gaming -->\n";
const END: &str = "<!-- end -->";

/// What stands between the marks of `docs/gaming.md`.
fn kept() -> (String, String, String) {
    let path = crate::support::path("docs/gaming.md");
    let page = std::fs::read_to_string(path).unwrap();
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (table, after) = rest.split_once(END).unwrap();
    (before.to_owned(), table.to_owned(), after.to_owned())
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a developer asks for the page to be written anew")]
fn every_pattern_is_found_in_four_of_five_services_and_asked_about_in_at_most_one_of_twenty_without_it() {
    let (lines, any) = found(SEED, SERVICES);
    println!("| pattern | found | false alarms | another speaks |");
    for line in &lines {
        println!("| {} | {} | {} | {} |", line.pattern, line.power, line.false_alarms, line.others);
    }
    println!("any false alarm: {any} of {SERVICES}");
    assert_eq!(lines.iter().map(|line| line.pattern).collect::<Vec<_>>(), Pattern::ALL);
    for line in &lines {
        assert!(line.power * 100 >= 80 * SERVICES, "{line:?}");
        assert!(line.false_alarms * 100 <= 5 * SERVICES, "{line:?}");
    }
    // Eight detectors at one in a hundred.
    assert!(any * 100 <= 8 * SERVICES, "{any}");
    // The page says the same.
    if std::env::var_os("LYTT_WRITE_DOCS").is_some() {
        let (before, _, after) = kept();
        let page = format!("{before}{BEGIN}{}{END}{after}", table(SEED, SERVICES));
        std::fs::write(crate::support::path("docs/gaming.md"), page).unwrap();
    }
    let (_, page, _) = kept();
    for line in &lines {
        let row = page.lines().find(|row| row.starts_with(&format!("| {} |", line.pattern))).unwrap();
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let said = format!("{:.0} % {} % {} %", 100.0 * strength(line.pattern), line.power, line.false_alarms);
        assert_eq!(cells[2..5].join(" "), said, "docs/gaming.md is behind: run this test with LYTT_WRITE_DOCS=1");
    }
    assert!(page.contains(&format!("In {any} % of the {SERVICES} services")), "docs/gaming.md is behind");
}

#[test]
fn the_same_seed_gives_the_same_service_and_another_another() {
    let plant = Some(Plant { pattern: Pattern::Late, share: 0.2 });
    assert_eq!(service(7, 90, plant), service(7, 90, plant));
    assert_ne!(service(7, 90, plant), service(8, 90, plant));
    assert_ne!(service(7, 90, plant), service(7, 90, None));
}

/// Turned round, the same data must not be asked about: each detector looks one way.
#[test]
fn a_detector_looks_one_way() {
    let mut of = service(11, 280, Some(Plant { pattern: Pattern::Repeated, share: 0.3 }));
    assert!(read(Pattern::Repeated, &of).asks());
    // Better and worse change places: the form repeated until it is worse is another matter.
    for form in of.episodes.iter_mut().flat_map(|episode| &mut episode.forms) {
        form.value = form.value.map(|value| 27.0 - value);
    }
    assert!(!read(Pattern::Repeated, &of).asks());
    let mut early = service(12, 280, Some(Plant { pattern: Pattern::Late, share: 0.3 }));
    assert!(read(Pattern::Late, &early).asks());
    let back = |form: &mut Form| form.at -= chrono::TimeDelta::hours(2);
    early.episodes.iter_mut().flat_map(|episode| &mut episode.forms).for_each(back);
    assert!(!read(Pattern::Late, &early).asks());
}

/// No detector asks of a service too small to say anything, or without a measure to read.
#[test]
fn nothing_is_asked_of_next_to_nothing() {
    for pattern in Pattern::ALL {
        let mut of = service(13, 280, Some(Plant { pattern: *pattern, share: 1.0 }));
        of.episodes.truncate(9);
        let small = read(*pattern, &of);
        assert!(!small.asks() || small.shown.of >= 10, "{small:?}");
        let empty = Service { episodes: Vec::new(), ..of };
        assert!(!read(*pattern, &empty).asks(), "{pattern}");
    }
    let unread = Service { general: None, ..service(14, 600, None) };
    for reading in examine(&unread).iter().filter(|reading| !reading.asks()) {
        assert!((0.0..=1.0).contains(&reading.p), "{reading:?}");
    }
}
