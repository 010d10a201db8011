//! The invariants of an R4 Questionnaire, que-1 to que-13 (FHIR 4.0.1,
//! StructureDefinition/Questionnaire). Everything that breaks one is named.

use std::collections::BTreeSet;

use serde_json::Value;

use super::element::{Problem, has, list, problem, text};

/// How deeply items may be nested before we stop reading.
const DEEPEST: usize = 12;

/// The kinds of items that may list their answers, as the expression of que-5 has them.
const LISTED: [&str; 9] =
    ["choice", "open-choice", "decimal", "integer", "date", "dateTime", "time", "string", "quantity"];

/// The kinds of answers that have a length (que-10).
const MEASURED: [&str; 7] = ["boolean", "decimal", "integer", "string", "text", "url", "open-choice"];

/// Everything in a Questionnaire that breaks an invariant of R4, in the order of its
/// items; empty when it keeps them all.
pub fn broken(questionnaire: &Value) -> Vec<Problem> {
    let mut check = Check::default();
    check.items(questionnaire, "Questionnaire", 0);
    check.problems
}

#[derive(Default)]
struct Check {
    seen: BTreeSet<String>,
    problems: Vec<Problem>,
}

impl Check {
    fn add(&mut self, element: &str, invariant: &str, fact: &str, remedy: &str) {
        self.problems.push(problem(element, format!("{fact} ({invariant})"), remedy));
    }

    fn items(&mut self, parent: &Value, path: &str, depth: usize) {
        if depth > DEEPEST {
            self.problems.push(problem(path, format!("items are nested more than {DEEPEST} deep"), "flatten them"));
            return;
        }
        for (n, item) in list(parent, "item").iter().enumerate() {
            let path = format!("{path}.item[{n}]");
            self.item(item, &path);
            self.items(item, &path, depth + 1);
        }
    }

    fn item(&mut self, item: &Value, path: &str) {
        let kind = text(item, "type").unwrap_or_default();
        self.nesting(item, path, kind);
        self.identity(item, path);
        if kind == "display" {
            self.display(item, path);
        }
        self.answers(item, path, kind);
        self.conditions(item, path);
        self.initial(item, path, kind);
        if has(item, "maxLength") && !MEASURED.contains(&kind) {
            let fact = format!("a maxLength on an item of type {kind}");
            self.add(path, "que-10", &fact, "remove maxLength: only simple answers have a length");
        }
    }

    fn nesting(&mut self, item: &Value, path: &str, kind: &str) {
        let inner = !list(item, "item").is_empty();
        if kind == "group" && !inner {
            self.add(path, "que-1", "a group without items", "put items into the group or remove it");
        }
        if kind == "display" && inner {
            self.add(path, "que-1", "a display item with items inside", "move the inner items out of it");
        }
    }

    fn identity(&mut self, item: &Value, path: &str) {
        let Some(link) = text(item, "linkId") else {
            self.problems.push(problem(path, "there is no linkId", "give the item one of its own"));
            return;
        };
        if !self.seen.insert(link.to_owned()) {
            let fact = format!("linkId \"{link}\" stands twice");
            self.add(path, "que-2", &fact, "give every item a linkId of its own");
        }
    }

    fn display(&mut self, item: &Value, path: &str) {
        if has(item, "code") {
            self.add(path, "que-3", "a code on a display item", "remove the code: nothing is answered there");
        }
        if has(item, "required") || has(item, "repeats") {
            self.add(path, "que-6", "required or repeats on a display item", "remove them: nothing is answered there");
        }
        if has(item, "readOnly") {
            self.add(path, "que-9", "readOnly on a display item", "remove it: a display item is only read");
        }
    }

    fn answers(&mut self, item: &Value, path: &str, kind: &str) {
        let (options, set) = (has(item, "answerOption"), has(item, "answerValueSet"));
        if options && set {
            self.add(path, "que-4", "both answerOption and answerValueSet", "keep one of them");
        }
        if set && !matches!(kind, "choice" | "open-choice") {
            let fact = format!("an answerValueSet on an item of type {kind}");
            self.add(path, "que-5", &fact, "make it a choice, or remove the value set");
        }
        if options && !LISTED.contains(&kind) {
            let fact = format!("answerOption on an item of type {kind}");
            self.add(path, "que-5", &fact, "make it a choice, or remove the options");
        }
    }

    fn conditions(&mut self, item: &Value, path: &str) {
        let conditions = list(item, "enableWhen");
        for (n, condition) in conditions.iter().enumerate() {
            let exists = text(condition, "operator") == Some("exists");
            if exists && !condition.get("answerBoolean").is_some_and(Value::is_boolean) {
                let element = format!("{path}.enableWhen[{n}]");
                self.add(&element, "que-7", "\"exists\" without true or false", "give answerBoolean");
            }
        }
        // The text says "more than one", and so does the expression in R5; R4's own
        // expression lets two through, which leaves a reader to guess [mem].
        if conditions.len() > 1 && !has(item, "enableBehavior") {
            self.add(path, "que-12", "several enableWhen without enableBehavior", "say enableBehavior: all or any");
        }
    }

    fn initial(&mut self, item: &Value, path: &str, kind: &str) {
        let count = list(item, "initial").len();
        if count > 0 && matches!(kind, "group" | "display") {
            let fact = format!("an initial value on an item of type {kind}");
            self.add(path, "que-8", &fact, "remove initial: nothing is answered there");
        }
        if count > 0 && has(item, "answerOption") {
            let remedy = "remove initial, and mark the option with initialSelected";
            self.add(path, "que-11", "both initial and answerOption", remedy);
        }
        if count > 1 && item.get("repeats") != Some(&Value::Bool(true)) {
            let remedy = "keep one, or let the item repeat";
            self.add(path, "que-13", "several initial values on an item that does not repeat", remedy);
        }
    }
}
