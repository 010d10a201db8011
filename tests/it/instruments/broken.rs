//! Deliberately broken definitions: each must be refused, at the right line and with the right fact.

#![expect(clippy::panic, reason = "a test says what was not there and stops")]

use lytt::catalogue::{Catalogue, CatalogueError};

use super::{folder, replace};

/// A file, what stands in it, what is put there instead, a text on the line that
/// must be named (empty: no line), and a part of the fact that must be said.
type Broken = (&'static str, &'static str, &'static str, &'static str, &'static str);

const BROKEN: &[Broken] = &[
    (
        "phq-9/instrument.toml",
        "{ from = 10, name = \"moderate\" }",
        "{ from = 4, name = \"moderate\" }",
        "{ from = 4,",
        "band \"moderate\" starts at 4, before \"mild\" at 5",
    ),
    (
        "phq-9/instrument.toml",
        "{ from = 20, name = \"severe\" }",
        "{ from = 28, name = \"severe\" }",
        "{ from = 28,",
        "above the highest value 27",
    ),
    (
        "phq-9/instrument.toml",
        "{ from =  0, name = \"minimal\" }",
        "{ from =  1, name = \"minimal\" }",
        "{ from =  1,",
        "the first band \"minimal\" starts at 1, but the lowest value is 0",
    ),
    (
        "phq-9/instrument.toml",
        "range   = [0, 27]",
        "range   = [0, 30]",
        "range   = [0, 30]",
        "said to be 0 to 30, but the answers give 0 to 27",
    ),
    ("phq-9/instrument.toml", "else = \"no score\", ", "", "missing = {", "\"else\" is not there"),
    ("phq-9/instrument.toml", "up_to = 2,", "up_to = 9,", "missing = {", "9 of 9 items may be missing"),
    (
        "phq-9/instrument.toml",
        "\"mean of answered times number of items\"",
        "\"mean of answered\"",
        "missing = {",
        "does not fit the method",
    ),
    (
        "phq-9/instrument.toml",
        "then = \"mean of answered times number of items\"",
        "then = \"a guess\"",
        "missing = {",
        "\"a guess\" is not one of the values that may stand here",
    ),
    (
        "phq-9/instrument.toml",
        "source     = \"dahl-2020\"",
        "source     = \"dahl-2002\"",
        "\"dahl-2002\"",
        "source \"dahl-2002\" is not listed under [sources]",
    ),
    (
        "phq-9/instrument.toml",
        "loinc = \"44258-2\"",
        "loinc = \"44258-3\"",
        "44258-3",
        "LOINC code 44258-3 has a wrong check digit",
    ),
    (
        "phq-9/instrument.toml",
        "loinc_panel   = \"44249-1\"",
        "loinc_panel   = \"44294-1\"",
        "44294-1",
        "LOINC code 44294-1 has a wrong check digit",
    ),
    (
        "phq-9/instrument.toml",
        "item          = \"9\"",
        "item          = \"11\"",
        "[[risk]]",
        "the risk is on \"11\", which is not a question",
    ),
    (
        "phq-9/instrument.toml",
        "at_least      = 1",
        "at_least      = 4",
        "[[risk]]",
        "begins at 4, outside its answers 0 to 3",
    ),
    (
        "phq-9/instrument.toml",
        "\"8\", \"9\"], at_least = 1 }",
        "\"8\", \"11\"], at_least = 1 }",
        "\"11\"], at_least",
        "hangs on \"11\"",
    ),
    (
        "phq-9/instrument.toml",
        "items   = [\"1\", \"2\",",
        "items   = [\"1\", \"1\",",
        "[[scale]]",
        "counts item \"1\" twice",
    ),
    (
        "phq-9/instrument.toml",
        "id = \"2\",  topic",
        "id = \"1\",  topic",
        "id = \"1\",  topic = \"low mood\"",
        "there are two questions \"1\"",
    ),
    (
        "phq-9/instrument.toml",
        "answers = \"difficulty\", required",
        "answers = \"difficulties\", required",
        "\"difficulties\"",
        "uses the answers \"difficulties\", which are not there",
    ),
    (
        "phq-9/instrument.toml",
        "scale      = \"total\"\nreliable   = { points = 6 }",
        "scale      = \"sum\"\nreliable   = { points = 6 }",
        "[[norms]]",
        "is for the scale \"sum\", which is not there",
    ),
    ("phq-9/instrument.toml", "{ points = 6 }", "{ points = 60 }", "[[norms]]", "the reliable change of \"nhs-tt\""),
    (
        "phq-9/instrument.toml",
        "reliability = 0.89",
        "reliability = 8.9",
        "",
        "the reliable change of \"rci-kroenke-2001\"",
    ),
    (
        "phq-9/instrument.toml",
        "class             = \"A\"",
        "class             = \"D\"",
        "[licence]",
        "class D needs a permission",
    ),
    ("phq-9/instrument.toml", "minutes   = 3", "minuts    = 3", "minuts", "\"minuts\" is not a key that belongs here"),
    (
        "phq-9/instrument.toml",
        "id        = \"phq-9\"",
        "id        = \"phq-8\"",
        "id        = \"phq-8\"",
        "id \"phq-8\" is not the name of its folder \"phq-9\"",
    ),
    (
        "phq-9/instrument.toml",
        "checked_on  = \"\"",
        "checked_on  = \"31.01.2026\"",
        "[review]",
        "checked_on reads \"31.01.2026\", which is not a date",
    ),
    (
        "phq-9/instrument.toml",
        "values = [0, 1, 2, 3], loinc = [\"LA6568-5\"",
        "values = [0, 1, 3, 2], loinc = [\"LA6568-5\"",
        "values = [0, 1, 3, 2]",
        "each above the last",
    ),
    (
        "phq-9/wording/nb.toml",
        "4  = \"Følt deg trett eller energiløs\"\n",
        "",
        "",
        "question \"4\" (energy) has no text",
    ),
    (
        "phq-9/wording/nb.toml",
        "2 = \"Veldig vanskelig\"\n",
        "",
        "Ekstremt vanskelig",
        "answer 2 of \"difficulty\" has no label",
    ),
    (
        "phq-9/wording/en.toml",
        "3 = \"Nearly every day\"",
        "3 = \"Nearly every day\"\n4 = \"Every day\"",
        "4 = \"Every day\"",
        "\"frequency\" has 5 labels for 4 answers",
    ),
    ("phq-9/wording/en.toml", "kind = \"public copy\"", "kind = \"own words\"", "", "only the owner may change a word"),
    ("phq-9/wording/en.toml", "language    = \"en\"", "language    = \"nn\"", "", "its language is \"nn\""),
    ("phq-9/feedback/en.toml", "mild                = \"mild symptoms\"\n", "", "", "no text for [bands] mild"),
    ("phq-9/feedback/nb.toml", "[risk]\n9 =", "[risk]\n8 =", "", "no text for [risk] 9"),
    ("phq-9/examples.csv", "0,0,0,-,4,minimal,", "0,0,0,-,5,minimal,", "last minimal", "total should be 5, but is 4"),
    (
        "phq-9/examples.csv",
        "1,9,mild,\n",
        "1,9,moderate,\n",
        "just below the cut-off",
        "the band of total should be moderate, but is mild",
    ),
    (
        "phq-9/examples.csv",
        ",3,3,3,3,3,3,3,27,severe,9",
        ",3,3,3,3,3,3,3,27,severe,",
        "everything",
        "risk should be []",
    ),
    (
        "phq-9/examples.csv",
        ",9,10,total,band,risk",
        ",9,11,total,band,risk",
        "what it shows",
        "column \"11\" is neither a question nor a scale",
    ),
    (
        "lytt-before/instrument.toml",
        "scale = { from = 0, to = 10, step = 1 } },",
        "scale = { from = 0, to = 10, step = 3 } },",
        "step = 3",
        "from 0 to 10 cannot be walked in steps of 3",
    ),
    (
        "lytt-before/wording/nb.toml",
        "week     = { low = \"Svært tung\", high = \"Svært god\" }\n",
        "",
        "",
        "the ends of \"week\" have no names",
    ),
    (
        "lytt-before/instrument.toml",
        "text = { max_chars = 1000 }",
        "text = { max_chars = 1000 }, scale = { from = 0, to = 10, step = 1 }",
        "max_chars",
        "answered in more than one way",
    ),
    (
        "ham-d-17/instrument.toml",
        "range   = [0, 52]",
        "range   = [52, 0]",
        "range   = [52, 0]",
        "the range 52 to 0 is empty",
    ),
    (
        "ham-d-17/instrument.toml",
        "wording_shipped   = false",
        "wording_shipped   = true",
        "[licence]",
        "the wording is shipped, but there is none",
    ),
];

fn line_of(text: &str, part: &str) -> usize {
    1 + text.lines().position(|line| line.contains(part)).unwrap_or_else(|| panic!("no {part:?}"))
}

#[test]
fn a_broken_definition_is_refused_with_place_and_fact() {
    for (path, from, to, on, fact) in BROKEN {
        let id = path.split_once('/').unwrap().0;
        let mut files = folder(id);
        replace(&mut files, path, from, to);
        let expected = if on.is_empty() { None } else { Some(line_of(&files[*path], on)) };
        let CatalogueError { problems } =
            Catalogue::read(&files).map(|_| ()).expect_err(&format!("{to:?} was accepted"));
        let found = problems.iter().any(|problem| {
            problem.file == *path && (expected.is_none() || problem.line == expected) && problem.fact.contains(fact)
        });
        assert!(found, "{path}: {to:?}: wanted line {expected:?} {fact:?}, found {problems:#?}");
        for problem in problems {
            assert!(problem.to_string().contains(". Please "), "{problem}");
        }
    }
}

#[test]
fn a_refusal_reads_as_prose() {
    let mut files = folder("phq-9");
    let path = "phq-9/instrument.toml";
    replace(&mut files, path, "{ from =  5, name = \"mild\" }", "{ from = 12, name = \"mild\" }");
    let line = line_of(&files[path], "name = \"moderate\"");
    let error = Catalogue::read(&files).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "{path} line {line}: band \"moderate\" starts at 10, before \"mild\" at 12. \
             Please either correct a number or change the order."
        )
    );
}

#[test]
fn a_missing_file_is_named() {
    for (gone, fact) in [
        ("instrument.toml", "there is no such file"),
        ("feedback/en.toml", "there is no such file"),
        ("examples.csv", "there are no worked examples"),
    ] {
        let mut files = folder("gad-7");
        let path = format!("gad-7/{gone}");
        files.remove(&path).expect("it was there");
        let error = Catalogue::read(&files).unwrap_err();
        assert!(error.problems.iter().any(|p| p.file == path && p.fact == fact), "{gone}: {error}");
    }
}
