//! The registry's tables and kept rows: written, read, and asked the same question again.

use std::io::Cursor;

use chrono::{Days, NaiveDate};
use lytt::domain::care::{EndKind, Sex};
use lytt::domain::registry::comparison::{AgeBand, Background, Spoken};
use lytt::domain::registry::course::{Course, Entry, Observation, Point};
use lytt::interop::rows::table::{Rows, Wanted};
use lytt::interop::rows::{RowsError, kept, table};
use proptest::prelude::*;
use proptest::sample::select;

fn wanted(from: Point, to: Point) -> Wanted {
    let data_date = "2026-01-01".parse().unwrap();
    Wanted { instrument: "phq-9".into(), scale: "total".into(), from, to, data_date }
}

fn read(episodes: &str, scores: &str, wanted: &Wanted) -> Result<Rows, RowsError> {
    table::read(Cursor::new(episodes), || Ok(Cursor::new(scores)), wanted)
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..900).prop_map(|days| NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() + Days::new(days))
}

fn any_course() -> impl Strategy<Value = Course> {
    let score =
        (proptest::option::weighted(0.9, any_day()), proptest::option::weighted(0.8, 1_u32..12), -5.0..30.0_f64)
            .prop_map(|(on, occasion, value)| Observation { on, occasion, value });
    let dates = (any_day(), proptest::option::of(any_day()), proptest::option::of(any_day()));
    let who = (select(AgeBand::ALL), select(Sex::ALL), select(Spoken::ALL));
    let rest = (proptest::option::of(select(EndKind::ALL)), 0_u32..80, proptest::collection::vec(score, 0..9));
    (dates, who, rest).prop_map(|((referred_on, started_on, ended_on), (age, sex, language), (end, held, scores))| {
        Course {
            id: String::new(),
            referred_on,
            started_on,
            ended_on,
            end_kind: end,
            sessions_held: held,
            background: Background { age, sex, language },
            scores,
        }
    })
}

fn any_courses() -> impl Strategy<Value = Vec<Course>> {
    proptest::collection::vec(any_course(), 0..14).prop_map(|mut courses| {
        for (number, course) in courses.iter_mut().enumerate() {
            // Ids of different length, so that the file is cut everywhere.
            course.id = format!("{}{number}", "x".repeat(number % 5));
        }
        courses
    })
}

fn written(courses: &[Course]) -> (String, String) {
    let (mut episodes, mut scores) = (Vec::new(), Vec::new());
    table::write(courses, ("phq-9", "total"), &mut episodes, &mut scores).unwrap();
    (String::from_utf8(episodes).unwrap(), String::from_utf8(scores).unwrap())
}

proptest! {
    /// What the tables say is what the courses say, wherever the file is cut in two.
    #[test]
    fn tables_say_what_the_courses_say(courses in any_courses(), points in select(vec![
        (Point::First, Point::Last), (Point::Occasion(1), Point::Occasion(3)), (Point::First, Point::Occasion(4)),
    ])) {
        let (episodes, scores) = written(&courses);
        let wanted = wanted(points.0, points.1);
        let rows = read(&episodes, &scores, &wanted).unwrap();
        let entries: Vec<Entry> = courses.iter().map(|one| one.entry(points.0, points.1, wanted.data_date)).collect();
        prop_assert_eq!(&rows.entries, &entries);
        prop_assert_eq!(rows.scores, courses.iter().map(|one| one.scores.len()).sum::<usize>() as u64);

        // Quoted as spreadsheets do, with the scores of another scale among them.
        let quoted: String = episodes.lines().map(|line| {
            let cells: Vec<String> = line.split(',').map(|cell| format!("\"{cell}\"")).collect();
            cells.join(",") + "\r\n"
        }).collect();
        let mixed: String = scores.lines().enumerate().map(|(number, line)| {
            let other = line.replace("phq-9", "gad-7");
            if number == 0 { format!("{line}\n") } else { format!("{line}\n{other}\n") }
        }).collect();
        prop_assert_eq!(&read(&quoted, &mixed, &wanted).unwrap(), &rows);

        // Kept, and read again.
        let head = kept::Head {
            instrument: wanted.instrument, scale: wanted.scale, from: points.0, to: points.1,
            data_date: wanted.data_date, scores: rows.scores, rows: rows.entries.len() as u64,
        };
        let mut file = Vec::new();
        kept::write(&head, &rows, &mut file).unwrap();
        prop_assert_eq!(kept::read(file.as_slice()).unwrap(), (head, rows));
        file.pop();
        prop_assert!(courses.is_empty() || kept::read(file.as_slice()).is_err());
    }
}

#[test]
fn a_line_that_cannot_be_is_named() {
    let episodes = "episode,referred_on,started_on,ended_on,end_kind,sessions_held\n\
                    a,2025-01-01,2025-01-10,2025-03-01,planned,6\n\
                    b,2025-01-01,,,,0\n";
    let scores = "episode,answered_on,value\na,2025-01-10,18\na,2025-03-01,7\nb,2025-01-12,11\n";
    let wanted = wanted(Point::First, Point::Last);
    assert_eq!(read(episodes, scores, &wanted).unwrap().scores, 3);
    let with = |from: &str, to: &str| (episodes.replacen(from, to, 1), scores.replacen(from, to, 1));
    for (from, to, expected) in [
        ("planned", "finished", "episodes.csv line 2: end_kind is \"finished\"; give planned,"),
        ("2025-01-10,2025-03-01", "10.01.2025,2025-03-01", "episodes.csv line 2: started_on is \"10.01.2025\""),
        ("2025-03-01,planned,6", "2025-02-30,planned,6", "line 2: ended_on is \"2025-02-30\""),
        ("planned,6", "planned,six", "line 2: sessions_held is \"six\""),
        ("b,2025-01-01", "a,2025-01-01", "episodes.csv line 3: episode a occurs twice"),
        ("sessions_held", "sessions", "episodes.csv line 1: there is no column \"sessions_held\""),
        ("2025-01-10,18", "2025-01-10,eighteen", "scores.csv line 2: value is \"eighteen\""),
        ("2025-01-12,11", "2025-01-12,NaN", "scores.csv line 4: value is \"NaN\""),
        ("b,2025-01-12", "c,2025-01-12", "scores.csv line 4: episode c is not in episodes.csv"),
        ("answered_on", "when", "scores.csv line 1: there is no column \"answered_on\""),
        ("b,2025-01-12,11\n", "b,2025-01-12,11\na,2025-02-01,9\n", "scores.csv line 5: this episode had scores before"),
    ] {
        let (episodes, scores) = with(from, to);
        let error = read(&episodes, &scores, &wanted).unwrap_err().to_string();
        assert!(error.contains(expected), "{to}: {error}");
    }
    assert!(kept::read(b"episode,".as_slice()).unwrap_err().to_string().contains("no file of kept rows"));
}

/// A large file, so that both readers have much to do and the cut falls inside an episode.
#[test]
fn two_readers_find_what_one_would() {
    let courses: Vec<Course> = (0..400_u32)
        .map(|number| Course {
            id: format!("episode {number}"),
            referred_on: "2025-01-01".parse().unwrap(),
            started_on: None,
            ended_on: None,
            end_kind: None,
            sessions_held: 0,
            background: Background::default(),
            scores: (0..number % 40)
                .map(|nth| Observation { on: None, occasion: Some(nth + 1), value: f64::from(number + nth) })
                .collect(),
        })
        .collect();
    let (episodes, scores) = written(&courses);
    let wanted = wanted(Point::First, Point::Last);
    let rows = read(&episodes, &scores, &wanted).unwrap();
    for (course, entry) in courses.iter().zip(&rows.entries) {
        assert_eq!(entry.pair, course.pair(Point::First, Point::Last, wanted.data_date), "{}", course.id);
    }
    // A mistake in the second half is found by its own line.
    let lines: Vec<&str> = scores.lines().collect();
    let at = lines.len() * 3 / 4;
    let broken = |(number, line): (usize, &&str)| if number == at { format!("{line}x\n") } else { format!("{line}\n") };
    let broken: String = lines.iter().enumerate().map(broken).collect();
    let error = read(&episodes, &broken, &wanted).unwrap_err().to_string();
    assert!(error.starts_with(&format!("scores.csv line {}: value is", at + 1)), "{error} {at}");
}
