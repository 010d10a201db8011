//! History from files: taken whole or not at all, once however often, and read back as a report.

use std::fmt::Write as _;
use std::path::Path;

use lytt::app::import::{self, Summary};
use lytt::app::report::{self, Findings};
use lytt::app::{App, AppError};
use lytt::domain::care::UnitId;
use lytt::domain::registry::Fraction;
use lytt::domain::registry::outcome::Categories;
use lytt::interop::csv::Rejected;
use lytt::interop::mapping::{self, Mapping};
use lytt::store::Proof;
use lytt::store::report::Subject;

use crate::support::cast::Organisation;
use crate::support::database::{app, on_both, on_sqlite};

const CLAUS: &str = r#"
source = "claus-2020"

[person]
id = "id"
age = "age"
sex = "sex"

[when]
measurement = "time"
assume_first_on = "2020-01-06"

[[score]]
column = "hamd"
instrument = "ham-d-17"
"#;

const WARD: &str = r#"
source = "ward"
missing = ["NA", "-"]

[person]
id = "who"
sex = "sex"

[when]
date = "day"
format = "%d.%m.%Y"

[[score]]
column = "hamd"
instrument = "ham-d-17"

[[score]]
column = "phq"
instrument = "phq-9"
"#;

fn mapping(text: &str) -> Mapping {
    mapping::parse(text).unwrap_or_else(|error| panic!("{error}"))
}

struct Ward<'a> {
    app: &'a App,
    proof: Proof,
    unit: UnitId,
    mapping: Mapping,
}

impl<'a> Ward<'a> {
    fn new(app: &'a App, own: &Organisation, text: &str) -> Self {
        Self { app, proof: Proof::operator(own.tenant), unit: own.team, mapping: mapping(text) }
    }

    async fn take(&self, bytes: &[u8], skip: bool) -> Result<Summary, AppError> {
        import::run(self.app, &self.proof, self.unit, bytes, &self.mapping, skip, |_, _| {}).await
    }

    async fn must_take(&self, text: &str) -> Summary {
        let summary = self.take(text.as_bytes(), false).await.unwrap();
        assert!(!summary.refused, "{:?}", summary.rejected);
        summary
    }
}

async fn findings(ward: &Ward<'_>) -> Findings {
    let subject = Subject {
        unit: ward.unit,
        instrument: "ham-d-17".to_owned(),
        scale: "total".to_owned(),
        norms: "functional-8-8".to_owned(),
        first: "1".to_owned(),
        last: "4".to_owned(),
        from: "2020-01-01".parse().unwrap(),
        to: "2020-12-31".parse().unwrap(),
    };
    report::compute(ward.app, &ward.proof, &subject).await.unwrap().unwrap()
}

fn share(numerator: u32, denominator: u32) -> Fraction {
    Fraction::new(numerator, denominator).unwrap()
}

#[test]
fn forty_three_inpatients_read_as_published() {
    let file = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/claus_2020.csv"));
    let Ok(bytes) = std::fs::read(file) else {
        eprintln!("{} is not here: this test did not run", file.display());
        return;
    };
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "own").await;
        let ward = Ward::new(&app, &own, CLAUS);
        let first = ward.take(&bytes, false).await.unwrap();
        let wanted =
            Summary { rows: 172, accepted: 164, empty: 8, persons: 43, assumed_dates: 164, ..Summary::default() };
        assert_eq!(first, wanted);
        assert_eq!(database.raw.count("response", "dated = (1 = 0)").await, 164);

        let found = findings(&ward).await;
        let categories = Categories { recovered: 26, improved: 3, unchanged: 10, deteriorated: 1, harmed: 0 };
        assert_eq!(found.outcome.categories, categories);
        assert_eq!(found.outcome.coverage.share, share(40, 43));
        assert_eq!(found.undated, 164);
        let rates = &found.outcome.rates;
        let recovery = rates.recovery.unwrap();
        for (name, rate, lowest, completers, highest) in [
            ("improvement", rates.improvement, share(29, 43), share(29, 40), share(32, 43)),
            ("deterioration", rates.deterioration, share(1, 43), share(1, 40), share(4, 43)),
            // Two of forty, and one of the three without a last measurement, were not above the cut-off
            // of 19.887 at first.
            ("recovery", recovery, share(26, 40), share(26, 38), share(28, 40)),
        ] {
            let seen = (rate.lowest(), rate.completers(), rate.highest());
            assert_eq!(seen, (lowest, completers, highest), "{name}");
        }
        for rate in [rates.improvement, rates.deterioration, recovery] {
            let [lowest, shown, carried, highest] =
                [rate.lowest(), rate.completers(), rate.carried_forward(), rate.highest()]
                    .map(|one| one.value().unwrap());
            assert!(lowest <= shown && shown <= highest && lowest <= carried && carried <= highest, "{rate:?}");
        }

        let before = database.raw.dump().await;
        let again = ward.take(&bytes, false).await.unwrap();
        assert_eq!(again, Summary { rows: 172, duplicates: 164, empty: 8, ..Summary::default() });
        assert_eq!(before, database.raw.dump().await, "the same file again changed something");
        // Another organisation that takes the same file has its own patients.
        let other = Organisation::found(&app, "other").await;
        let theirs = Ward::new(&app, &other, CLAUS);
        assert_eq!(theirs.take(&bytes, false).await.unwrap(), wanted);
        assert_eq!(findings(&theirs).await.outcome.categories, categories);
    });
}

const HEADER: &str = "who,sex,day,hamd,phq\n";
const GOOD: &str = "p1,female,01.03.2021,20,15\np1,female,08.03.2021,12,\np2,male,01.03.2021,,9\n";

#[test]
fn a_row_that_cannot_be_taken_is_named_and_nothing_is_written() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "own").await;
        let ward = Ward::new(&app, &own, WARD);
        ward.must_take(&format!("{HEADER}{GOOD}")).await;
        let before = database.raw.dump().await;
        // The rows, then the line and column that are named, and a word of what is said.
        for (rows, line, column, said) in [
            ("p3,female,01.03.2021,20,15\n,female,01.03.2021,20,15\n", 3, "who", "every row needs a person"),
            ("NA,female,01.03.2021,20,15\n", 2, "who", "every row needs a person"),
            ("p3,female,01.03.2021,abc,15\n", 2, "hamd", "\"abc\" is not a number"),
            ("p3,female,01.03.2021,20,1e999\n", 2, "phq", "is not a number"),
            ("p3,female,01.03.2021,NaN,1\n", 2, "hamd", "is not a number"),
            ("p3,female,01.03.2021,53,15\n", 2, "hamd", "runs from 0 to 52"),
            ("p3,female,01.03.2021,-1,15\n", 2, "hamd", "runs from 0 to 52"),
            ("p3,female,01.03.2021,20,28\n", 2, "phq", "runs from 0 to 27"),
            ("p3,female,01.03.2021,12.5,15\n", 2, "hamd", "12.5 is not a score"),
            ("p3,female,2021-03-01,20,15\n", 2, "day", "is not a date of the form %d.%m.%Y"),
            ("p3,female,31.02.2021,20,15\n", 2, "day", "\"31.02.2021\" is not a date"),
            ("p3,female,,20,15\n", 2, "day", "every row needs a date"),
            ("p3,F,01.03.2021,20,15\n", 2, "sex", "neither \"female\" nor \"male\""),
            ("p3,female,01.03.2021,20\n", 2, "whole row", "4 cells where the header has 5"),
            ("p3,female,01.03.2021,20,15,9\n", 2, "whole row", "6 cells where the header has 5"),
            ("p3,female,01.03.2021,20,15\np3,female,01.03.2021,21,15\n", 3, "hamd", "an earlier row has 20"),
            ("p1,female,01.03.2021,21,15\n", 2, "hamd", "20 was imported before"),
            // A quoted line break: the line is where the row begins.
            ("\"p\n3\",female,01.03.2021,20,15\np4,female,01.03.2021,x,15\n", 4, "hamd", "\"x\" is not a number"),
        ] {
            let summary = ward.take(format!("{HEADER}{rows}").as_bytes(), false).await.unwrap();
            assert!(summary.refused, "{rows}");
            assert_eq!((summary.accepted, summary.persons), (0, 0), "{rows}");
            let [Rejected { line: seen, column: place, message }] = summary.rejected.as_slice() else {
                panic!("{rows}: {:?}", summary.rejected)
            };
            assert_eq!((*seen, place.as_str()), (line, column), "{rows}: {message}");
            assert!(message.contains(said), "{rows}: {message}");
            assert_eq!(before, database.raw.dump().await, "{rows} left something behind");
        }
        // Every bad row is named at once.
        let summary = ward.take(format!("{HEADER}p3,x,01.03.2021,1,1\np4,female,never,1,1\n").as_bytes(), false).await;
        assert_eq!(summary.unwrap().rejected.len(), 2);
    });
}

#[test]
fn a_file_that_cannot_be_read_is_refused() {
    on_sqlite(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "own").await;
        let ward = Ward::new(&app, &own, WARD);
        let before = database.raw.dump().await;
        let mut not_utf8 = format!("{HEADER}p1,female,01.03.2021,20,15\nB").into_bytes();
        not_utf8.extend(b"\xf8rge,female,01.03.2021,20,15\n");
        for (bytes, said) in [
            (b"who,sex,day,hamd\np1,female,01.03.2021,20\n".to_vec(), "row 1: there is no column \"phq\""),
            (b"who;sex;day;hamd;phq\n".to_vec(), "row 1: there is no column \"who\""),
            (b"".to_vec(), "row 1: there is no column \"who\""),
            (not_utf8, "row 3: not UTF-8"),
        ] {
            let refused = ward.take(&bytes, true).await;
            assert!(matches!(&refused, Err(AppError::Refused(why)) if why.contains(said)), "{said}: {refused:?}");
        }
        // Another's unit is not there.
        let other = Organisation::found(&app, "other").await;
        let middle = database.raw.dump().await;
        let ward = Ward { unit: other.team, ..ward };
        let refused = ward.take(format!("{HEADER}{GOOD}").as_bytes(), false).await;
        assert!(matches!(&refused, Err(AppError::Refused(why)) if why.contains("unit")), "{refused:?}");
        assert_eq!(middle, database.raw.dump().await);
        assert!(middle.starts_with("account") && middle.len() > before.len());
    });
}

#[test]
fn what_can_be_taken_is_taken_when_asked() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "own").await;
        let ward = Ward::new(&app, &own, WARD);
        let rows = "p9,female,01.03.2021,99,15\np9,female,08.03.2021,12,\n,male,01.03.2021,3,3\n";
        let file = format!("{HEADER}{GOOD}{rows}");
        let summary = ward.take(file.as_bytes(), true).await.unwrap();
        // Cell by cell: the other score of a row with one bad cell is good.
        assert_eq!((summary.rows, summary.accepted, summary.persons), (6, 6, 3));
        assert_eq!(summary.rejected.len(), 2);
        assert!(!summary.refused);
        let again = ward.take(file.as_bytes(), true).await.unwrap();
        assert_eq!((again.accepted, again.duplicates, again.persons), (0, 6, 0));
        // A changed value is left as it was; what is new beside it is taken.
        let changed = format!("{HEADER}p1,female,01.03.2021,19,15\np1,female,15.03.2021,10,8\n");
        let summary = ward.take(changed.as_bytes(), true).await.unwrap();
        assert_eq!((summary.accepted, summary.duplicates, summary.rejected.len()), (2, 1, 1));
        let own_values = "SELECT CAST(value AS text) FROM score WHERE instrument = 'ham-d-17' ORDER BY value DESC";
        let values: Vec<f64> = database.raw.texts(own_values).await.iter().map(|text| text.parse().unwrap()).collect();
        assert_eq!(values, [20.0, 12.0, 12.0, 10.0]);
        // The episode now lasts until the new measurement.
        let spans = database
            .raw
            .texts("SELECT CAST(started_on AS text) || ' ' || CAST(ended_on AS text) FROM episode ORDER BY 1 DESC, id")
            .await;
        assert!(spans.contains(&"2021-03-01 2021-03-15".to_owned()), "{spans:?}");
    });
}

#[test]
fn spreadsheets_in_norwegian_are_read() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "own").await;
        let text = WARD.replace("source = \"ward\"", "source = \"ward\"\ndelimiter = \";\"").replace(
            "column = \"hamd\"\ninstrument = \"ham-d-17\"",
            "column = \"hamd\"\ninstrument = \"lytt-before\"\nscale = \"wellbeing\"",
        );
        let ward = Ward::new(&app, &own, &text);
        let file =
            "\u{feff}who;sex;day;hamd;phq\r\nÅse;FEMALE; 01.03.2021 ;6,25;-\r\n\r\nPer;male;02.03.2021;\"7,5\";NA\r\n";
        let summary = ward.must_take(file).await;
        assert_eq!((summary.rows, summary.accepted, summary.persons, summary.assumed_dates), (2, 2, 2, 0));
        let values = database.raw.texts("SELECT CAST(value AS text) FROM score ORDER BY value").await;
        assert_eq!(values, ["6.25", "7.5"]);
        let sexes = database.raw.texts("SELECT sex FROM person ORDER BY 1").await;
        assert_eq!(sexes, ["female", "male"]);
        // Whoever they are is sealed: the name is nowhere in the clear.
        let dump = database.raw.dump().await;
        assert!(!dump.contains("Åse") && !dump.contains(&data_encoding::HEXUPPER.encode("Åse".as_bytes())));
        assert!(!dump.contains(&data_encoding::HEXLOWER.encode("Åse".as_bytes())));
    });
}

/// More rows than one statement can bind.
#[test]
fn a_long_file_is_taken_whole() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "own").await;
        let ward = Ward::new(&app, &own, WARD);
        let mut file = HEADER.to_owned();
        for number in 0..1100 {
            let (person, day, hamd, phq) = (number / 10, number % 10 + 1, number % 53, number % 28);
            writeln!(file, "p{person},female,{day:02}.03.2021,{hamd},{phq}").unwrap();
        }
        let mut told = Vec::new();
        let unit = ward.unit;
        let summary = import::run(&app, &ward.proof, unit, file.as_bytes(), &ward.mapping, false, |done, of| {
            told.push((done, of));
        })
        .await
        .unwrap();
        assert_eq!((summary.accepted, summary.persons), (2200, 110));
        assert_eq!(told, [(1000, 2200), (2000, 2200), (2200, 2200)]);
        assert_eq!(database.raw.count("score", "1 = 1").await, 2200);
        assert_eq!(database.raw.count("episode", "1 = 1").await, 110);
        let verdict = lytt::app::verify::walk(&app, own.tenant, &[]).await.unwrap();
        assert!(matches!(verdict, lytt::app::verify::Verdict::Whole { .. }), "{verdict:?}");
    });
}

#[test]
fn a_mapping_says_what_is_wrong_with_it() {
    let base = CLAUS.to_owned();
    for (text, said) in [
        (base.replace("assume_first_on = \"2020-01-06\"", ""), "assume_first_on"),
        (base.replace("measurement = \"time\"", ""), "neither a date column nor a measurement column"),
        (base.replace("id = \"id\"", ""), "line"),
        (base.replace("age = \"age\"", "shoe_size = \"age\""), "shoe_size"),
        (base.replace("2020-01-06", "2020-13-06"), "2020-13-06"),
        (base.split("[[score]]").next().unwrap().to_owned() + "score = []", "score"),
    ] {
        let error = mapping::parse(&text).expect_err(&text).to_string();
        assert!(error.contains(said), "{said}: {error}");
    }
    // A day with and without quotes.
    let unquoted = base.replace("\"2020-01-06\"", "2020-01-06");
    assert_eq!(mapping(&unquoted).when.assume_first_on, mapping(&base).when.assume_first_on);
    on_sqlite(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "own").await;
        for (text, said) in [
            (CLAUS.replace("ham-d-17", "ham-d-71"), "there is no instrument \"ham-d-71\""),
            (format!("{CLAUS}\nscale = \"sum\""), "ham-d-17 has no scale \"sum\""),
        ] {
            let refused = Ward::new(&app, &own, &text).take(b"id,age,sex,time,hamd\n", false).await;
            assert!(matches!(&refused, Err(AppError::Refused(why)) if why.contains(said)), "{refused:?}");
        }
    });
}
