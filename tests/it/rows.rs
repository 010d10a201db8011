//! The registry's tables and kept rows: written, read, and asked the same question again.

use std::io::{Cursor, Read, Seek, SeekFrom};

use chrono::{Days, NaiveDate};
use lytt::domain::care::{EndKind, Sex};
use lytt::domain::change::{ChangeRule, Cutoff, Direction, Reliable};
use lytt::domain::registry::comparison::{AgeBand, Background, Spoken};
use lytt::domain::registry::course::{Course, Entry, Observation, Pair, Period, Point};
use lytt::domain::registry::outcome::{Count, Question, outcome_of};
use lytt::interop::rows::table::{Rows, Wanted};
use lytt::interop::rows::{RowsError, kept, table};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};

fn wanted(from: Point, to: Point) -> Wanted {
    let data_date = "2026-01-01".parse().unwrap();
    Wanted { instrument: "phq-9".into(), scale: "total".into(), from, to, data_date }
}

fn read(episodes: &str, scores: &str, wanted: &Wanted) -> Result<Rows, RowsError> {
    table::read(|| Ok(Cursor::new(episodes)), || Ok(Cursor::new(scores)), wanted)
}

/// A file that gives a few bytes at a time, so that blocks end everywhere.
struct Trickle<'a> {
    file: Cursor<&'a [u8]>,
    most: usize,
}

impl<'a> Trickle<'a> {
    fn of(text: &'a str, most: usize) -> Self {
        Self { file: Cursor::new(text.as_bytes()), most }
    }
}

impl Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let most = buffer.len().min(self.most);
        self.file.read(&mut buffer[..most])
    }
}

impl Seek for Trickle<'_> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.file.seek(to)
    }
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..900).prop_map(|days| NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() + Days::new(days))
}

fn any_course() -> impl Strategy<Value = Course> {
    let score = (
        option::weighted(0.9, any_day()),
        option::weighted(0.8, 1_u32..12),
        -5.0..30.0_f64,
        option::of(0_u16..60),
        option::of(1_u16..9),
    )
        .prop_map(|(on, occasion, value, sessions, discussed)| Observation {
            on,
            occasion,
            value,
            sessions,
            discussed,
        });
    let dates = (any_day(), option::of(any_day()), option::of(any_day()));
    let who = (select(AgeBand::ALL), select(Sex::ALL), select(Spoken::ALL));
    let rest = (option::of(select(EndKind::ALL)), 0_u32..80, proptest::collection::vec(score, 0..9));
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
        prop_assert_eq!(kept::read(|| Ok(Cursor::new(&file))).unwrap(), (head, rows));
        file.pop();
        prop_assert!(courses.is_empty() || kept::read(|| Ok(Cursor::new(&file))).is_err());
    }

    /// Two readers that look at what stands before them agree with one that goes line by line, in rows and in errors,
    /// whatever people and spreadsheets have done to the tables.
    #[test]
    fn two_readers_agree_with_one(
        courses in any_courses(),
        whole_points in any::<bool>(),
        changes in (proptest::collection::vec(any_change(), 0..4), proptest::collection::vec(any_change(), 0..4)),
        most in 1_usize..90,
        to in select(vec![Point::Last, Point::Occasion(3)]),
    ) {
        let mut courses = courses;
        for score in courses.iter_mut().flat_map(|course| &mut course.scores).filter(|_| whole_points) {
            score.value = score.value.round();
        }
        let (mut episodes, mut scores) = written(&courses);
        for change in &changes.0 {
            episodes = change.make(&episodes);
        }
        for change in &changes.1 {
            scores = change.make(&scores);
        }
        let wanted = wanted(Point::First, to);
        let in_turn = table::read_in_turn(episodes.as_bytes(), scores.as_bytes(), &wanted);
        prop_assert_eq!(&table::read(|| Ok(Trickle::of(&episodes, most)), || Ok(Trickle::of(&scores, most)), &wanted), &in_turn);
        prop_assert_eq!(&read(&episodes, &scores, &wanted), &in_turn);
    }
}

/// What may have been done to a table, at a letter or at a line.
#[derive(Clone, Debug)]
enum Change {
    /// Something written in, over or away.
    Letters { at: Index, over: usize, text: &'static str },
    /// Lines that end as on Windows, from a line on.
    Windows { at: Index },
    /// Quotes around the cells of a line.
    Quotes { at: Index },
    /// A line once more, at another place.
    Again { at: Index, to: Index },
    /// A line moved to another place.
    Moved { at: Index, to: Index },
    /// The first column last, on every line.
    Turned,
    /// The last column gone, on every line.
    Shorter,
    /// Each line followed by the same one of another scale.
    OtherScale,
    /// A byte order mark.
    Mark,
    /// No end of the last line.
    NoEnd,
}

fn any_change() -> impl Strategy<Value = Change> {
    let texts =
        vec!["", ",", "\"", "\n", "\r", "\r\n", "\n\n", "0", "7", "-", ".5", "1e3", " ", "x", "æ", "2024-2-3", "NaN"];
    let at = any::<Index>;
    prop_oneof![
        4 => (at(), 0_usize..4, select(texts)).prop_map(|(at, over, text)| Change::Letters { at, over, text }),
        1 => at().prop_map(|at| Change::Windows { at }),
        1 => at().prop_map(|at| Change::Quotes { at }),
        1 => (at(), at()).prop_map(|(at, to)| Change::Again { at, to }),
        1 => (at(), at()).prop_map(|(at, to)| Change::Moved { at, to }),
        1 => Just(Change::Turned),
        1 => Just(Change::Shorter),
        1 => Just(Change::OtherScale),
        1 => Just(Change::Mark),
        1 => Just(Change::NoEnd),
    ]
}

impl Change {
    /// The table with the change; one with nothing in it stays as it is.
    fn make(&self, table: &str) -> String {
        let mut lines: Vec<String> = table.split_inclusive('\n').map(str::to_owned).collect();
        let count = lines.len();
        if count == 0 {
            return String::new();
        }
        let turned = |line: &String, turn: fn(&mut Vec<&str>)| {
            let mut cells: Vec<&str> = line.trim_end_matches('\n').split(',').collect();
            turn(&mut cells);
            cells.join(",") + "\n"
        };
        match self {
            Self::Letters { at, over, text } => {
                let letters: Vec<char> = table.chars().collect();
                let at = at.index(letters.len());
                let after = letters.iter().skip(at + over);
                return letters.iter().take(at).copied().chain(text.chars()).chain(after.copied()).collect();
            }
            Self::Windows { at } => {
                for line in lines.iter_mut().skip(at.index(count)) {
                    *line = line.replace('\n', "\r\n");
                }
            }
            Self::Quotes { at } => {
                let line = &mut lines[at.index(count)];
                *line = format!("\"{}\"\n", line.trim_end().replace(',', "\",\""));
            }
            Self::Again { at, to } => lines.insert(to.index(count), lines[at.index(count)].clone()),
            Self::Moved { at, to } => {
                let line = lines.remove(at.index(count));
                lines.insert(to.index(count), line);
            }
            Self::Turned => lines = lines.iter().map(|line| turned(line, |cells| cells.rotate_left(1))).collect(),
            Self::Shorter => {
                lines = lines.iter().map(|line| turned(line, |cells| cells.truncate(cells.len() - 1))).collect();
            }
            Self::OtherScale => {
                lines = lines.iter().flat_map(|line| [line.clone(), line.replace("phq-9", "gad-7")]).collect();
            }
            Self::Mark => lines.insert(0, "\u{feff}".to_owned()),
            Self::NoEnd => return table.trim_end().to_owned(),
        }
        lines.concat()
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
    assert!(kept::read(|| Ok(Cursor::new("episode,"))).unwrap_err().to_string().contains("no file of kept rows"));
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
                .map(|nth| Observation {
                    on: None,
                    occasion: Some(nth + 1),
                    value: f64::from(number + nth),
                    sessions: None,
                    discussed: None,
                })
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
    assert!(error.starts_with(&format!("scores.csv line {}: discussed is", at + 1)), "{error} {at}");
}

/// Counted at once, by two, or a few at a time, in halves of any size: the same figures to the last digit.
#[test]
fn rows_may_be_counted_in_parts() {
    let day = |days: u32| NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() + Days::new(u64::from(days));
    // Spread without chance: every row differs from its neighbours.
    let entries: Vec<Entry> = (0..90_000_u32)
        .map(|number| {
            let mixed = number.wrapping_mul(2_654_435_761) >> 8;
            let of = |step: u32, end: u32| (mixed / step) % end;
            let first = (of(3, 9) > 0).then(|| f64::from(of(5, 28)));
            Entry {
                referred_on: day(of(7, 300)),
                started_on: (of(11, 20) > 0).then(|| day(300 + of(13, 60))),
                ended_on: (of(17, 20) > 0).then(|| day(360 + of(19, 400))),
                end_kind: EndKind::ALL.get(of(23, 6) as usize).copied(),
                sessions_held: of(29, 30),
                background: Background {
                    age: AgeBand::ALL[of(31, 6) as usize],
                    sex: Sex::ALL[of(37, 3) as usize],
                    language: Spoken::ALL[of(41, 4) as usize],
                },
                pair: Pair {
                    measured: first.is_some(),
                    from: first,
                    to: first.filter(|_| of(43, 5) > 1).map(|_| f64::from(of(47, 28))),
                    carried: None,
                },
            }
        })
        .collect();
    let rule = ChangeRule::new(Direction::HigherIsWorse, Reliable::Points(6.0), Some(Cutoff::Case(10.0))).unwrap();
    let period = Period::new(day(365), day(730)).unwrap();
    let question = Question {
        period,
        data_date: day(740),
        settle_days: 21,
        minimum_sessions: 0,
        from: Point::First,
        to: Point::Last,
        rule,
    };
    let at_once = outcome_of(&entries, &question, |place| place.to_string()).unwrap();
    assert!(at_once.rates.improvement.imputed().unwrap().filled > 20_000 && at_once.not_yet_observable > 100);
    for cut in [4_097, entries.len()] {
        let (one, other) = entries.split_at(cut);
        let count = |entries: &[Entry]| {
            let mut count = Count::new(&question);
            entries.chunks(1_000).for_each(|some| count.add(some, |place| place.to_string()).unwrap());
            count
        };
        assert_eq!(count(one).and(count(other)).outcome().unwrap(), at_once, "{cut}");
    }
}
