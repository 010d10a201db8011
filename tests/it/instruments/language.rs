//! The language of definitions, rule by rule: a small form drawn in, one answer sheet, the value out,
//! with the arithmetic visible.

#![expect(clippy::panic, reason = "a test says what was not there and stops")]

use std::collections::BTreeMap;
use std::fmt::Write;

use lytt::catalogue::{Catalogue, Definition};
use lytt::cli::compute::score::answer;
use serde_json::{Value, json};

const HEAD: &str = r#"
id = "form"
version = 1
name = "Form"
measures = "something"
group = "symptoms"
answered_by = ["patient"]
looks_back = "1 week"
minutes = 1
higher_is = "worse"
validated = false
[use]
for = "trying"
not_for = "people"
[review]
written_by = "a"
checked_by = ""
checked_on = ""
check_again = ""
[licence]
class = "B"
holder = "nobody"
terms = "none"
wording_shipped = false
electronic_use = true
wording_may_change = false
source = "own"
[sources]
own = { seen = "full text", cite = "this test" }
[answers]
few = { values = [0, 1, 2, 3] }
"#;

/// The files of a form with these questions and scales, and tables by name.
pub(super) fn form(questions: &str, scales: &str, tables: &[(&str, &str)]) -> BTreeMap<String, String> {
    // `[questions]` closes the head's tables; scales come last.
    let text = format!("{HEAD}\n[questions]\nitems = [{questions}]\n{scales}");
    let mut files = BTreeMap::from([("form/instrument.toml".to_owned(), text)]);
    for (name, rows) in tables {
        files.insert(format!("form/tables/{name}.csv"), (*rows).to_owned());
    }
    files
}

fn read(files: &BTreeMap<String, String>) -> Definition {
    match Catalogue::parse(files) {
        Ok(catalogue) => catalogue.definition("form").cloned().unwrap_or_else(|| panic!("no form")),
        Err(error) => panic!("{error}"),
    }
}

fn items(count: usize, kind: &str) -> String {
    (1..=count).fold(String::new(), |mut text, n| {
        let _ = write!(text, "{{ id = \"{n}\", topic = \"t{n}\", {kind} }}, ");
        text
    })
}

const FEW: &str = "answers = \"few\"";
const NEEDS_ALL: &str = r#"missing = { up_to = 0, then = "mean of answered times number of items", else = "no score", status = "policy", source = "own" }"#;

/// What the scales of a form come to: the answers, and the value of each scale.
fn comes_to(definition: &Definition, cases: &[(Value, Value)]) {
    for (answers, scores) in cases {
        let given = answer(definition, &json!({ "answers": answers }));
        assert_eq!(&given["scores"], scores, "{answers}: {given}");
    }
}

#[test]
fn times_and_plus() {
    // 1 - sum x 0.125
    let scale = format!(
        "[[scale]]\nid = \"s\"\nmethod = \"sum\"\nitems = [\"1\", \"2\"]\npoints = \"less\"\nplus = 1\nrange = [0.25, 1]\n{NEEDS_ALL}"
    );
    let table =
        "item,answer,points\n1,0,0\n1,1,-0.125\n1,2,-0.25\n1,3,-0.375\n2,0,0\n2,1,-0.125\n2,2,-0.25\n2,3,-0.375\n";
    let definition = read(&form(&items(2, FEW), &scale, &[("less", table)]));
    comes_to(
        &definition,
        &[
            (json!([0, 0]), json!({"s": 1})),
            (json!([1, 0]), json!({"s": 0.875})),
            (json!([3, 3]), json!({"s": 0.25})),
            (json!([3, null]), json!({"s": null})),
        ],
    );
}

#[test]
fn a_scale_of_scales_takes_whole_numbers_rounded_and_decimals_unrounded() {
    let part = |id: &str, items: &str, round: &str| {
        format!(
            "[[scale]]\nid = \"{id}\"\nmethod = \"mean\"\nitems = [{items}]\nround = \"{round}\"\nrange = [0, 3]\n\
             missing = {{ up_to = 1, then = \"mean of answered\", else = \"no score\", status = \"policy\", source = \"own\" }}\n"
        )
    };
    let all = |round: &str| {
        format!(
            "{}{}[[scale]]\nid = \"all\"\nmethod = \"mean\"\nof = [\"a\", \"b\"]\nround = \"half up to 2 decimals\"\nrange = [0, 3]\n\
             missing = {{ up_to = 0, then = \"mean of answered\", else = \"no score\", status = \"policy\", source = \"own\" }}\n",
            part("a", "\"1\", \"2\", \"3\"", round),
            part("b", "\"4\", \"5\", \"6\"", round)
        )
    };
    // a = 1/3, b = 1/3: the mean of both is 1/3 = 0.33, not the mean of two rounded thirds.
    let decimals = read(&form(&items(6, FEW), &all("half up to 2 decimals"), &[]));
    comes_to(
        &decimals,
        &[
            (json!([1, 0, 0, 1, 0, 0]), json!({"a": 0.33, "b": 0.33, "all": 0.33})),
            // a = 2/3 = 0.666..., b = 1/3: (2/3 + 1/3) / 2 = 0.5
            (json!([1, 1, 0, 1, 0, 0]), json!({"a": 0.67, "b": 0.33, "all": 0.5})),
            // a = (1 + 0) / 2 with one unanswered; b lacks two
            (json!([1, 0, null, 1, null, null]), json!({"a": 0.5, "b": null, "all": null})),
        ],
    );
    // a = 0.5 is 1, b = 2/3 is 1: (1 + 1) / 2
    let whole = read(&form(&items(6, FEW), &all("half up"), &[]));
    comes_to(&whole, &[(json!([1, 0, null, 1, 1, 0]), json!({"a": 1, "b": 1, "all": 1}))]);
}

#[test]
fn a_value_is_looked_up() {
    let scales = format!(
        "[[scale]]\nid = \"raw\"\nmethod = \"sum\"\nitems = [\"1\"]\nrange = [0, 3]\n{NEEDS_ALL}\n\
         [[scale]]\nid = \"t\"\nmethod = \"lookup\"\nof = [\"raw\"]\ntable = \"t\"\nrange = [35.25, 70.5]\n"
    );
    let definition = read(&form(&items(1, FEW), &scales, &[("t", "from,to\n0,35.25\n1,44\n2,52.1\n3,70.5\n")]));
    comes_to(
        &definition,
        &[
            (json!([0]), json!({"raw": 0, "t": 35.25})),
            (json!([2]), json!({"raw": 2, "t": 52.1})),
            (json!([null]), json!({"raw": null, "t": null})),
        ],
    );
}

#[test]
fn only_the_named_question_may_be_unanswered() {
    let scale = r#"[[scale]]
id = "s"
method = "sum"
items = ["1", "2", "3"]
round = "half up"
range = [0, 9]
missing = { up_to = 1, only = ["1"], then = "mean of answered times number of items", else = "no score", status = "policy", source = "own" }"#;
    let definition = read(&form(&items(3, FEW), scale, &[]));
    comes_to(
        &definition,
        &[
            // (2 + 3) / 2 x 3 = 7.5, a half goes up
            (json!([null, 2, 3]), json!({"s": 8})),
            (json!([2, null, 3]), json!({"s": null})),
            (json!([null, null, 3]), json!({"s": null})),
        ],
    );
    let given = answer(&definition, &json!({"answers": [2, null, 3]}));
    assert_eq!(given["reason"], "s: 2 unanswered, which may not be");
}

/// Question 2 is asked when 1 was 1 or more, 3 when 1 and 2 together are 3 or more.
fn branching() -> Definition {
    let rest = r#"[questions.only_if]
2 = { all_of = ["1"], at_least = 1 }
3 = { sum_of = ["1", "2"], at_least = 3 }
[[scale]]
id = "s"
method = "sum"
items = ["1", "2", "3"]
not_asked_counts = 0
range = [0, 9]
missing = { up_to = 0, then = "mean of answered times number of items", else = "no score", status = "policy", source = "own" }"#;
    read(&form(&items(3, FEW), rest, &[]))
}

#[test]
fn a_question_that_was_rightly_skipped_counts_and_one_that_was_left_open_does_not() {
    comes_to(
        &branching(),
        &[
            (json!([0, null, null]), json!({"s": 0})),
            (json!([1, 1, null]), json!({"s": 2})),
            (json!([1, 2, 3]), json!({"s": 6})),
            // 2 was asked and left open, so nobody knows whether 3 was to be asked.
            (json!([1, null, null]), json!({"s": null})),
            (json!([2, 2, null]), json!({"s": null})),
            (json!([null, null, null]), json!({"s": null})),
        ],
    );
}

#[test]
fn functions() {
    let call = |function: &str, count: usize, range: &str, rest: &str| {
        let ids: Vec<String> = (1..=count).map(|n| format!("\"{n}\"")).collect();
        format!(
            "[[scale]]\nid = \"s\"\nmethod = \"function\"\nfunction = \"{function}\"\nitems = [{}]\nrange = {range}\n{rest}",
            ids.join(", ")
        )
    };
    let top = read(&form(&items(3, FEW), &call("all-highest", 3, "[0, 1]", ""), &[]));
    comes_to(
        &top,
        &[
            (json!([3, 3, 3]), json!({"s": 1})),
            (json!([3, 3, 2]), json!({"s": 0})),
            (json!([3, 3, null]), json!({"s": null})),
        ],
    );
    let profile = read(&form(&items(3, FEW), &call("digits", 3, "[0, 333]", "yields = \"profile\""), &[]));
    comes_to(&profile, &[(json!([2, 0, 3]), json!({"s": "203"}))]);
    // The groups ask for 1 of 1-5, 1 of 6-7, 2 of 8-14 and 2 of 15-20, each from 2.
    let ptsd = read(&form(&items(20, FEW), &call("dsm-5-ptsd", 20, "[0, 1]", "yields = \"yes-no\""), &[]));
    let present = |which: &[usize]| -> Value {
        (1..=20).map(|n| if which.contains(&n) { 2 } else { 1 }).collect::<Vec<i64>>().into()
    };
    comes_to(
        &ptsd,
        &[
            (present(&[5, 6, 8, 14, 15, 20]), json!({"s": true})),
            (present(&[6, 8, 14, 15, 20]), json!({"s": false})),
            (present(&[1, 8, 14, 15, 20]), json!({"s": false})),
            (present(&[1, 7, 9, 15, 20]), json!({"s": false})),
            (present(&[1, 7, 9, 10, 20]), json!({"s": false})),
        ],
    );
    // T = 50 + 10 S / sqrt(0.7 n + 0.3 n^2): n = 2, S = 2 gives 50 + 20 / sqrt(2.6) = 62.4034735...
    let rule = "round = \"half up to 2 decimals\"\nmissing = { up_to = 2, then = \"mean of answered\", else = \"no score\", \
                status = \"author\", source = \"own\" }";
    let goal = "scale = { from = -2, to = 2, step = 1 }";
    let goals = read(&form(&items(3, goal), &call("goal-attainment-t", 3, "[22.6, 77.4]", rule), &[]));
    comes_to(
        &goals,
        &[
            (json!([0, 0, 0]), json!({"s": 50})),
            (json!([2, null, null]), json!({"s": 70})),
            (json!([1, 1, null]), json!({"s": 62.4})),
            (json!([null, null, null]), json!({"s": null})),
        ],
    );
}

#[test]
fn kinds_of_answers() {
    let questions = r#"
        { id = "line", topic = "a", analogue = { from = 0, to = 10, step = 0.1 } },
        { id = "days", topic = "b", number = { from = 0, to = 28, decimals = 0 } },
        { id = "kilos", topic = "c", number = { from = 30, to = 200, decimals = 1 } },
        { id = "since", topic = "d", date = {} },
        { id = "read", topic = "e", display = true },
        { id = "words", topic = "f", text = { max_chars = 5 } },
    "#;
    let scale = format!("[[scale]]\nid = \"s\"\nmethod = \"sum\"\nitems = [\"line\"]\nrange = [0, 10]\n{NEEDS_ALL}");
    let definition = read(&form(questions, &scale, &[]));
    let cases = [
        (json!([6.3, 3, 70.5, "2026-02-28", "hallo"]), Value::Null),
        (json!([6.35, 3, 70.5, null, null]), json!("item line: 6.35")),
        (json!([10.1, null, null, null, null]), json!("item line: 10.1")),
        (json!([null, 29, null, null, null]), json!("item days: 29")),
        (json!([null, 2.5, null, null, null]), json!("item days: 2.5")),
        (json!([null, null, 70.55, null, null]), json!("item kilos: 70.55")),
        (json!([null, null, null, "2026-02-29", null]), json!("item since: '2026-02-29'")),
        (json!([null, null, null, "28.2.2026", null]), json!("item since: '28.2.2026'")),
        (json!([null, null, null, null, "hallo!"]), json!("item words: 'hallo!'")),
    ];
    for (answers, reason) in cases {
        let given = answer(&definition, &json!({ "answers": answers }));
        let expected = if reason.is_null() { "scored" } else { "invalid" };
        assert_eq!(given["status"], expected, "{answers}: {given}");
        if !reason.is_null() {
            assert_eq!(given["reason"], reason, "{answers}");
        }
    }
}

#[test]
fn what_is_written_reads_back_the_same() {
    let catalogue = Catalogue::embedded().unwrap_or_else(|error| panic!("{error}"));
    let mut tried = 0;
    for definition in catalogue.versions() {
        let id = &definition.instrument.id;
        let files = lytt::catalogue::files(definition);
        let files = files.into_iter().map(|(path, text)| (format!("{id}/{path}"), text)).collect();
        let again = Catalogue::parse(&files).unwrap_or_else(|error| panic!("{error}"));
        let again = again.definition(id).unwrap_or_else(|| panic!("{id} is gone"));
        assert_eq!(again.instrument, definition.instrument, "{id}");
        assert_eq!(again.wording, definition.wording, "{id}");
        assert_eq!(again.feedback, definition.feedback, "{id}");
        let sheet = |definition: &Definition| -> Vec<_> {
            let examples = definition.examples.iter();
            examples.map(|e| (e.name.clone(), e.answers.clone(), e.expected.clone(), e.risks.clone())).collect()
        };
        assert_eq!(sheet(again), sheet(definition), "{id}");
        assert_eq!(lytt::catalogue::check(again), [], "{id}");
        assert_eq!(again.rules_fingerprint(), definition.rules_fingerprint(), "{id}");
        tried += 1;
    }
    assert!(tried >= 5);
}

/// A file, what stands in it, what is put there instead, and a part of what must be said.
type Slip = (&'static str, &'static str, &'static str, &'static str);

const WHOLE: &str = r#"
[[scale]]
id = "raw"
method = "sum"
items = ["1", "2", "3", "4"]
reverse = ["2"]
range = [0, 12]
missing = { up_to = 1, only = ["1"], then = "mean of answered times number of items", else = "no score", status = "policy", source = "own" }
[[scale]]
id = "points"
method = "sum"
items = ["1"]
points = "p"
range = [0, 9]
missing = { up_to = 0, then = "mean of answered times number of items", else = "no score", status = "policy", source = "own" }
[[scale]]
id = "t"
method = "lookup"
of = ["points"]
table = "t"
range = [1, 10]
[[scale]]
id = "top"
method = "function"
function = "all-highest"
items = ["1", "2"]
range = [0, 1]
yields = "yes-no"
[[norms]]
id = "n"
scale = "raw"
population = "p"
mean = 6
sd = 2
reliability = 0.8
reliable = { points = 3 }
cutoff = { at_least = 5 }
source = "own"
[[cutoff]]
scale = "raw"
at_least = 6
means = "m"
source = "own"
[[important]]
scale = "raw"
points = 2
means = "m"
source = "own"
[[risk]]
item = "4"
at_least = 1
if_unanswered = "nothing"
"#;

const ITSELF: &str = "form/instrument.toml";
const SLIPS: &[Slip] = &[
    (ITSELF, "version = 1\n", "version = 2\n", "needs a [[history]] entry for each version from 2 on"),
    (ITSELF, "group = \"symptoms\"", "group = \"illness\"", "\"illness\" is not one of the values that may stand here"),
    (
        ITSELF,
        "topic = \"t3\", answers = \"few\"",
        "topic = \"t3\", answers = \"many\"",
        "uses the answers \"many\", which are not there",
    ),
    (ITSELF, "topic = \"t3\", answers = \"few\"", "topic = \"t3\"", "does not say how it is answered"),
    (ITSELF, "topic = \"t3\", ", "topic = \"t3\", date = {}, ", "is answered in more than one way"),
    (ITSELF, "topic = \"t1\", ", "topic = \"t1\", group = \"g\", ", "stands apart from the others"),
    (ITSELF, "step = 0.5", "step = 0.3", "cannot be walked in steps of 0.3"),
    (ITSELF, "decimals = 1", "decimals = 7", "a number from 0 to 5 with 7 decimals"),
    (
        ITSELF,
        "any_of = [\"1\"], at_least = 1",
        "any_of = [\"1\"], all_of = [\"2\"], at_least = 1",
        "needs one of any_of, all_of and sum_of",
    ),
    (
        ITSELF,
        "any_of = [\"1\"], at_least = 1",
        "any_of = [\"1\"]",
        "needs one of any_of, all_of and sum_of, and one test",
    ),
    (
        ITSELF,
        "any_of = [\"1\"], at_least = 1",
        "sum_of = [\"1\", \"2\"], at_least = 7",
        "\"1 + 2\" is never answered with 7 or more",
    ),
    (
        ITSELF,
        "any_of = [\"1\"], at_least = 1",
        "any_of = [\"6\"], at_least = 1",
        "hangs on \"6\", which is not a question with values before it",
    ),
    (ITSELF, "reverse = [\"2\"]", "reverse = [\"5\"]", "turns \"5\" round without counting it"),
    (
        ITSELF,
        "items = [\"1\", \"2\", \"3\", \"4\"]",
        "items = [\"1\", \"2\", \"3\", \"5\"]",
        "counts in \"raw\" but is not always asked",
    ),
    (ITSELF, "only = [\"1\"]", "only = [\"7\"]", "may be unanswered, but does not count"),
    (ITSELF, "reverse = [\"2\"]\n", "reverse = [\"2\"]\ntimes = 0\n", "multiplied by 0"),
    (ITSELF, "reverse = [\"2\"]\n", "reverse = [\"2\"]\ntable = \"t\"\n", "has table, which its method does not use"),
    (ITSELF, "points = \"p\"", "points = \"q\"", "there is no tables/q.csv with the columns item, answer and points"),
    (ITSELF, "table = \"t\"", "table = \"p\"", "there is no tables/p.csv with the columns from and to"),
    (ITSELF, "of = [\"points\"]", "of = [\"later\"]", "is made of \"later\", which is not a scale before it"),
    (ITSELF, "of = [\"points\"]", "of = [\"raw\"]", "looks up \"raw\", whose values are not whole numbers"),
    (ITSELF, "function = \"all-highest\"", "function = \"dsm-5-ptsd\"", "has 2 items, and its function takes 20"),
    (
        ITSELF,
        "function = \"all-highest\"",
        "function = \"(1+2)*3\"",
        "\"(1+2)*3\" is not one of the values that may stand here",
    ),
    (ITSELF, "yields = \"yes-no\"", "yields = \"profile\"", "is a profile only when its function is digits"),
    (ITSELF, "range = [1, 10]", "range = [0, 10]", "the range is said to be 0 to 10, but the answers give 1 to 10"),
    (ITSELF, "mean = 6", "mean = 60", "the mean, SD or reliability of \"n\" cannot be right"),
    (ITSELF, "cutoff = { at_least = 5 }", "cutoff = { below = 5 }", "points the wrong way for \"raw\""),
    (ITSELF, "cutoff = { at_least = 5 }", "cutoff = { at_least = 50 }", "lies outside 0 to 12"),
    (
        ITSELF,
        "[[cutoff]]\nscale = \"raw\"\nat_least = 6",
        "[[cutoff]]\nscale = \"raw\"\nat_least = 6\nbelow = 2",
        "does not say which values it means",
    ),
    (
        ITSELF,
        "[[important]]\nscale = \"raw\"\npoints = 2",
        "[[important]]\nscale = \"raw\"\npoints = 99",
        "a difference of 99 points",
    ),
    (ITSELF, "item = \"4\"\nat_least = 1", "item = \"4\"\nat_least = 9", "begins at 9, outside its answers 0 to 3"),
    (ITSELF, "item = \"4\"\nat_least = 1", "item = \"4\"", "does not say which answers it means"),
    ("form/tables/p.csv", "1,3,9", "1,3,nine", "\"nine\" is not a number"),
    ("form/tables/p.csv", "1,3,9", "1,2,9", "says the same as an earlier one"),
    ("form/tables/p.csv", "1,3,9\n", "", "has no row for item \"1\", answer 3"),
    ("form/tables/p.csv", "1,3,9", "1,3,9\n2,0,1", "item \"2\", answer 0 is not one that \"points\" counts"),
    ("form/tables/p.csv", "item,answer,points", "question,answer,points", "the columns are \"question,answer,points\""),
    ("form/tables/t.csv", "9,10\n", "", "tables/t.csv has no row for 9"),
];

/// Nine values: the sums 0 to 9 that the table of points can give.
fn whole() -> BTreeMap<String, String> {
    let questions = items(4, FEW)
        + "{ id = \"5\", topic = \"t5\", analogue = { from = 0, to = 10, step = 0.5 } }, \
           { id = \"6\", topic = \"t6\", group = \"g\", number = { from = 0, to = 5, decimals = 1 } }, ";
    let rules = format!("[questions.only_if]\n5 = {{ any_of = [\"1\"], at_least = 1 }}\n{WHOLE}");
    let points = "item,answer,points\n1,0,0\n1,1,1\n1,2,4\n1,3,9\n";
    let table = "from,to\n0,1\n1,2\n2,3\n3,4\n4,5\n5,6\n6,7\n7,8\n8,9\n9,10\n";
    let mut files = form(&questions, &rules, &[("p", points), ("t", table)]);
    for language in ["nb", "en"] {
        let named = |names: &[&str]| names.iter().fold(String::new(), |text, name| text + &format!("{name} = \"x\"\n"));
        let words = format!(
            "language = \"{language}\"\nname = \"f\"\nshort = \"s\"\nno_score = \"n\"\n[scales]\n{}[topics]\n{}[risk]\n4 = \"x\"\n\
             [change]\nreliable_better = \"b\"\nreliable_worse = \"w\"\nwithin_error = \"e\"\n",
            named(&["raw", "points", "t", "top"]),
            named(&["1", "2", "3", "4", "5", "6"])
        );
        files.insert(format!("form/feedback/{language}.toml"), words);
    }
    // raw: 1 + (3 - 1) + 1 + 1 = 5
    let examples = "what it shows,1,2,3,4,5,6,raw,points,t,top,risk\nones,1,1,1,1,-,-,5,1,2,0,4\n";
    files.insert("form/examples.csv".to_owned(), examples.to_owned());
    files
}

#[test]
fn every_rule_that_does_not_hold_together_is_refused_in_words() {
    if let Err(error) = Catalogue::read(&whole()) {
        panic!("the form itself: {error}");
    }
    for (file, stands, instead, said) in SLIPS {
        let mut files = whole();
        let text = files.get_mut(*file).unwrap_or_else(|| panic!("{file} is not there"));
        assert_eq!(text.matches(stands).count(), 1, "{stands} stands once");
        *text = text.replace(stands, instead);
        let problems = match Catalogue::read(&files) {
            Ok(_) => panic!("{instead}: it was taken"),
            Err(error) => error.problems,
        };
        let told = problems.iter().find(|problem| problem.to_string().contains(said));
        let Some(told) = told else { panic!("{instead}: {problems:#?}") };
        assert!(!told.remedy.is_empty() && told.to_string().contains("Please "), "{told}");
        // A missing row has no line; a row that is there has.
        let lacking = ["has no row for", "says the same"].iter().any(|lack| said.contains(lack));
        let table = said.contains("tables/") || file.contains("tables/");
        assert!(told.line.is_some() || lacking || table, "{told} names no line");
    }
}

#[test]
fn a_chain_of_rules_is_walked_once() {
    // Each question hangs on the two before it: looked at anew for each, this would never end.
    let count = 200;
    let mut rules = String::from("[questions.only_if]\n");
    for n in 3..=count {
        let _ = writeln!(rules, "{n} = {{ any_of = [\"{}\", \"{}\"], at_least = 1 }}", n - 2, n - 1);
    }
    let scale = format!("{rules}[[scale]]\nid = \"s\"\nmethod = \"sum\"\nitems = [\"1\"]\nrange = [0, 3]\n{NEEDS_ALL}");
    let definition = read(&form(&items(count, FEW), &scale, &[]));
    let answers =
        |value: f64| (1..=count).map(|n| (n.to_string(), lytt::domain::instrument::Answer::Value(value))).collect();
    assert_eq!(definition.instrument.asked(&answers(1.0)).len(), count);
    assert_eq!(definition.instrument.asked(&answers(0.0)).len(), 2);
    assert_eq!(definition.instrument.asked(&lytt::domain::instrument::Answers::new()).len(), 2);
}
