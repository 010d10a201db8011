//! The rules of the house, read out of the sources themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use lytt::view::Language;
use serde_json::Value;

use crate::support::path;

/// Which module may name which others; what is not listed here, nobody may name. The same table
/// stands in words at the head of `src/lib.rs`.
const MAY_USE: [(&str, &[&str]); 13] = [
    ("domain", &[]),
    ("ambient", &[]),
    ("config", &[]),
    ("delivery", &["domain", "ambient", "config"]),
    ("catalogue", &["domain"]),
    ("interop", &["domain"]),
    ("auth", &["domain", "ambient"]),
    ("store", &["domain", "ambient"]),
    ("app", &["domain", "ambient", "config", "catalogue", "interop", "auth", "store"]),
    ("view", &["domain"]),
    // What is written to people has its words in `view`.
    ("jobs", &["domain", "ambient", "config", "delivery", "catalogue", "interop", "auth", "store", "app", "view"]),
    // The server starts the scheduler, so `web` names `jobs`.
    (
        "web",
        &["domain", "ambient", "config", "delivery", "catalogue", "interop", "auth", "store", "app", "view", "jobs"],
    ),
    (
        "cli",
        &[
            "domain",
            "ambient",
            "config",
            "delivery",
            "catalogue",
            "interop",
            "auth",
            "store",
            "app",
            "view",
            "jobs",
            "web",
        ],
    ),
];

/// A room longer than this wants an inner wall.
const LONGEST_FILE: usize = 700;

struct Source {
    /// Below `src`, with forward slashes.
    name: String,
    text: String,
}

impl Source {
    /// The top-level module it belongs to.
    fn module(&self) -> &str {
        self.name.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }

    /// How many modules deep it is: `store/mod.rs` is one, `store/tx.rs` two.
    fn depth(&self) -> usize {
        let parts: Vec<_> = self.name.split('/').collect();
        if parts.last() == Some(&"mod.rs") { parts.len() - 1 } else { parts.len() }
    }

    /// Line numbers and lines without comments.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
            .map(|(index, line)| (index + 1, line.split(" // ").next().unwrap_or_default()))
    }
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
    found.sort();
}

fn sources() -> Vec<Source> {
    let root = path("src");
    let mut found = Vec::new();
    files(&root, &mut found);
    let sources: Vec<_> = found
        .into_iter()
        .filter(|path| path.extension().is_some_and(|kind| kind == "rs"))
        .map(|path| Source {
            name: path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/"),
            text: fs::read_to_string(&path).unwrap(),
        })
        .collect();
    assert!(sources.len() > 100, "only {} sources were found", sources.len());
    sources
}

fn nothing_wrong(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

fn leading_word(text: &str) -> &str {
    text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').next().unwrap_or_default()
}

/// The names right after each `crate::`, one or several in braces.
fn named_from_crate(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for rest in line.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(group) => {
                let mut depth = 0;
                let mut start = true;
                for (at, letter) in group.char_indices() {
                    match letter {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => start = true,
                        letter if start && depth == 0 && !letter.is_whitespace() => {
                            found.push(leading_word(&group[at..]));
                            start = false;
                        }
                        _ => {}
                    }
                }
            }
            None => found.push(leading_word(rest)),
        }
    }
    found
}

/// How many `super` stand before a name, and the name: where they climb out of the top-level module,
/// the name is another top-level module's.
fn named_from_super(line: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some(at) = rest.find("super::") {
        rest = &rest[at..];
        let mut climbed = 0;
        while let Some(after) = rest.strip_prefix("super::") {
            climbed += 1;
            rest = after;
        }
        found.push((climbed, leading_word(rest)));
    }
    found
}

#[test]
fn imports_point_one_way() {
    let table: BTreeMap<&str, &[&str]> = MAY_USE.into_iter().collect();
    let map = fs::read_to_string(path("src/lib.rs")).unwrap();
    let modules: BTreeSet<&str> =
        map.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert_eq!(modules, table.keys().copied().collect(), "the table and src/lib.rs name other modules");
    let mut wrong = Vec::new();
    let mut seen = 0;
    for source in sources().iter().filter(|source| !["lib.rs", "main.rs"].contains(&source.name.as_str())) {
        let own = source.module();
        let may = table.get(own).unwrap_or_else(|| panic!("{} is in no module", source.name));
        for (number, line) in source.code() {
            let out = named_from_super(line).into_iter().filter(|(climbed, _)| *climbed >= source.depth());
            let named = named_from_crate(line).into_iter().chain(out.map(|(_, name)| name));
            for name in named.filter(|name| table.contains_key(name)) {
                seen += 1;
                if name != own && !may.contains(&name) {
                    wrong.push(format!("src/{}:{number}: {own} may not use {name}", source.name));
                }
            }
        }
    }
    assert!(seen > 200, "only {seen} imports were found: does this test still read them?");
    nothing_wrong(&wrong);
}

#[test]
fn the_import_test_reads_imports() {
    assert_eq!(named_from_crate("use crate::store::audit::{self, Act};"), ["store"]);
    assert_eq!(named_from_crate("use crate::{app, domain::care::{A, B}, view};"), ["app", "domain", "view"]);
    assert_eq!(named_from_crate("x: crate::auth::Key, y: crate::codes!"), ["auth", "codes"]);
    assert_eq!(named_from_super("use super::super::store::X; super::y"), [(2, "store"), (1, "y")]);
}

#[test]
fn only_the_store_names_a_database() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| source.module() != "store") {
        for (number, line) in source.code() {
            if ["sqlx::", "sea_query", "sqlx;"].iter().any(|name| line.contains(name)) {
                wrong.push(format!("src/{}:{number}: {}", source.name, line.trim()));
            }
        }
    }
    nothing_wrong(&wrong);
}

#[test]
fn time_and_chance_have_one_door() {
    let doors = ["Utc::now", "Local::now", "SystemTime::now", "now_v7", "new_v4", "rand::rng", "env::var", "SysRng"];
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| source.name != "ambient.rs") {
        for (number, line) in source.code() {
            for door in doors.iter().filter(|door| line.contains(**door)) {
                wrong.push(format!("src/{}:{number}: {door}", source.name));
            }
        }
    }
    nothing_wrong(&wrong);
}

#[test]
fn every_file_says_what_it_is_and_stays_short() {
    let mut wrong = Vec::new();
    for source in &sources() {
        if !source.text.starts_with("//! ") {
            wrong.push(format!("src/{}: does not begin with a `//!` comment", source.name));
        }
        let lines = source.text.lines().count();
        if lines > LONGEST_FILE {
            wrong.push(format!("src/{}: {lines} lines, where {LONGEST_FILE} is the most", source.name));
        }
        for (number, line) in source.code() {
            if line.contains(".unwrap()") && !source.text.contains("cfg(test)") && !source.name.ends_with("tests.rs") {
                wrong.push(format!("src/{}:{number}: unwrap", source.name));
            }
        }
    }
    nothing_wrong(&wrong);
}

/// Message ids of a Fluent file, with the variables each uses.
fn messages(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut id = String::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            let (name, _) = line.split_once('=').unwrap_or_else(|| panic!("no message: {line}"));
            name.trim().clone_into(&mut id);
            assert!(!found.contains_key(&id), "{id} is there twice");
            found.insert(id.clone(), BTreeSet::new());
        }
        for variable in line.split('$').skip(1) {
            let name = variable.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_' && letter != '-');
            found.get_mut(&id).unwrap().extend(name.take(1).map(str::to_owned));
        }
    }
    found
}

#[test]
fn every_language_has_every_message() {
    let mut names = Vec::new();
    files(&path("locales/nb"), &mut names);
    let mut compared = 0;
    for file in names {
        let name = file.file_name().unwrap().to_str().unwrap();
        let [nb, en] = ["nb", "en"].map(|language| {
            messages(&fs::read_to_string(path("locales").join(language).join(name)).unwrap_or_default())
        });
        let keys = |messages: &BTreeMap<String, _>| messages.keys().cloned().collect::<BTreeSet<_>>();
        let odd: Vec<_> = keys(&nb).symmetric_difference(&keys(&en)).cloned().collect();
        assert!(odd.is_empty(), "locales/*/{name}: in one language only: {odd:?}");
        compared += nb.len();
    }
    assert!(compared > 300, "only {compared} messages were found");
    let count = |language: &str| {
        let mut found = Vec::new();
        files(&path("locales").join(language), &mut found);
        found.len()
    };
    assert_eq!(count("nb"), count("en"));
}

#[test]
fn a_patients_texts_are_in_every_language_and_take_the_same_values() {
    // Said only in the languages that nobody has read yet, and in all of those.
    let (notice, mark) = ("machine-made", "# unreviewed: written by machine, ");
    for language in Language::ALL.map(Language::tag) {
        for name in ["common.ftl", "message.ftl", "mine.ftl", "patient.ftl"] {
            let read = |language: &str| fs::read_to_string(path("locales").join(language).join(name)).unwrap();
            let (text, mut texts) = (read(language), messages(&read(language)));
            let noticed = texts.remove(notice).is_some();
            let expected = messages(&read("nb"));
            assert!(expected.len() > 15, "only {} messages in {name}", expected.len());
            let keys = |messages: &BTreeMap<String, _>| messages.keys().cloned().collect::<BTreeSet<_>>();
            let odd: Vec<_> = keys(&texts).symmetric_difference(&keys(&expected)).cloned().collect();
            assert!(odd.is_empty(), "locales/{language}/{name}: too much or too little beside nb: {odd:?}");
            for (id, values) in &expected {
                assert_eq!(&texts[id], values, "locales/{language}/{name}: the values of {id}");
            }
            let unread = !["nb", "en"].contains(&language);
            assert_eq!(text.starts_with(mark), unread, "locales/{language}/{name}: whether the head says who wrote it");
            assert_eq!(noticed, unread && name == "patient.ftl", "locales/{language}/{name}: {notice}");
        }
    }
}

/// Licences that may be part of a program under EUPL-1.2.
const LICENCES: [&str; 14] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "EUPL-1.2",
    "ISC",
    "MIT",
    "MPL-2.0",
    "Unicode-3.0",
    "Zlib",
];

/// Whether a licence expression leaves at least one way that is on the list. `AND` binds tighter than
/// `OR`; an old way to write `OR` is a slash.
fn allowed(expression: &str) -> bool {
    fn any(tokens: &mut std::iter::Peekable<std::vec::IntoIter<String>>) -> bool {
        let mut result = all(tokens);
        while tokens.next_if(|token| token == "OR").is_some() {
            result |= all(tokens);
        }
        result
    }
    fn all(tokens: &mut std::iter::Peekable<std::vec::IntoIter<String>>) -> bool {
        let mut result = one(tokens);
        while tokens.next_if(|token| token == "AND").is_some() {
            result &= one(tokens);
        }
        result
    }
    fn one(tokens: &mut std::iter::Peekable<std::vec::IntoIter<String>>) -> bool {
        let Some(first) = tokens.next() else { return false };
        if first == "(" {
            let result = any(tokens);
            tokens.next();
            return result;
        }
        let mut name = first;
        if tokens.next_if(|token| token == "WITH").is_some() {
            name = format!("{name} WITH {}", tokens.next().unwrap_or_default());
        }
        LICENCES.contains(&name.as_str())
    }
    let text = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let tokens: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    any(&mut tokens.into_iter().peekable())
}

/// What cargo knows of the dependencies, of all platforms when their sources are here, otherwise of
/// this one: a build downloads no others.
fn metadata() -> Value {
    let version = Command::new("rustc").arg("-vV").output().unwrap();
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    for filter in [&[][..], &["--filter-platform", host]] {
        let mut command = Command::new(env!("CARGO"));
        command.args(["metadata", "--locked", "--offline", "--format-version", "1", "--manifest-path"]);
        let done = command.arg(path("Cargo.toml")).args(filter).output().unwrap();
        if done.status.success() {
            return serde_json::from_slice(&done.stdout).unwrap();
        }
        eprintln!("{}", String::from_utf8_lossy(&done.stderr));
    }
    panic!("please run `cargo fetch --locked`");
}

#[test]
fn every_dependency_may_be_passed_on_and_comes_from_the_registry() {
    for (expression, is_allowed) in [
        ("MIT OR Apache-2.0", true),
        ("MIT/Apache-2.0", true),
        ("GPL-3.0-only", false),
        ("Apache-2.0 OR GPL-2.0-only", true),
        ("MIT AND GPL-2.0-only", false),
        ("(MIT OR GPL-2.0-only) AND Unicode-3.0", true),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("GPL-2.0-only WITH Classpath-exception-2.0", false),
    ] {
        assert_eq!(allowed(expression), is_allowed, "{expression}");
    }
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 100);
    let mut wrong = Vec::new();
    for package in packages.iter().filter(|package| !package["source"].is_null()) {
        let name = format!("{} {}", package["name"], package["version"]);
        if !package["license"].as_str().is_some_and(allowed) {
            wrong.push(format!("{name}: licence {}", package["license"]));
        }
        if !package["source"].as_str().unwrap().starts_with("registry+") {
            wrong.push(format!("{name}: from {}", package["source"]));
        }
    }
    let own: Vec<_> = packages.iter().filter(|package| package["source"].is_null()).collect();
    assert_eq!(own.len(), 1, "a dependency by path: {own:?}");
    nothing_wrong(&wrong);
}
