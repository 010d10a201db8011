//! Reads the items of any R4 Questionnaire into our questions: groups are flattened,
//! answers get values, and what our language has no words for is named.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::branching::{self, Known};
use super::element::{Problem, control, extension, extension_number, has, list, problem, text};
use super::names::{
    CALCULATED, ENABLE_WHEN, HELSENORGE_CALCULATED, MAX_DECIMALS, MAX_VALUE, MIN_VALUE, SLIDER_STEP, UNIT,
};
use super::options::{self, Options};
use super::questionnaire::{GROUP, INSTRUCTION, NOTICE, SCORE};
use super::texts::{Texts, texts};
use crate::domain::instrument::{Item, ItemKind};

/// Numbers without limits are taken to lie between these.
const WIDEST: (f64, f64) = (-1_000_000.0, 1_000_000.0);
/// Longest text where the form sets no length, in characters.
const LONGEST: u32 = 1_000;
/// Most points a person can be shown to tap on.
const MOST_POINTS: f64 = 20.0;

/// One question as it was read.
#[derive(Debug, Clone)]
pub(super) struct Question<'a> {
    pub(super) known: Known,
    pub(super) path: String,
    pub(super) text: Texts,
    pub(super) ends: (Texts, Texts),
    pub(super) unit: Texts,
    /// The rule that a group above it has; its own when it has one.
    pub(super) rule: &'a Value,
    /// What its answers count as, where the form gives weights.
    pub(super) weights: Option<Vec<(f64, f64)>>,
}

/// Everything that was read of a form's items.
#[derive(Debug, Default)]
pub(super) struct Form<'a> {
    pub(super) questions: Vec<Question<'a>>,
    pub(super) instruction: Texts,
    /// The heading of each group.
    pub(super) groups: BTreeMap<String, Texts>,
    /// The labels of each set of answers, by value.
    pub(super) sets: BTreeMap<String, Vec<(f64, Texts)>>,
    /// Values that the form works out, or asks for: linkId and element.
    pub(super) scores: Vec<(String, &'a Value)>,
    /// What a reader must know of the reading.
    pub(super) doubts: Vec<String>,
    pub(super) problems: Vec<Problem>,
}

/// Reads the items of a form whose own language is `language`.
pub(super) fn read<'a>(questionnaire: &'a Value, language: &str) -> Form<'a> {
    let mut reader = Reader { questionnaire, language, form: Form::default(), closed: BTreeSet::new(), open: None };
    reader.items(questionnaire, "Questionnaire", None, &Value::Null);
    reader.form
}

struct Reader<'a, 'b> {
    questionnaire: &'a Value,
    language: &'b str,
    form: Form<'a>,
    /// Groups that have ended: a group is neighbours.
    closed: BTreeSet<String>,
    open: Option<(String, String)>,
}

/// A group that items stand in: its linkId and heading.
#[derive(Clone, Copy)]
struct Group<'g> {
    link: &'g str,
    heading: &'g Texts,
}

impl<'a> Reader<'a, '_> {
    fn problem(&mut self, path: &str, fact: impl std::fmt::Display, remedy: &str) {
        self.form.problems.push(problem(path, fact, remedy));
    }

    fn items(&mut self, parent: &'a Value, path: &str, group: Option<Group<'_>>, rule: &'a Value) {
        for (n, item) in list(parent, "item").iter().enumerate() {
            let path = format!("{path}.item[{n}]");
            let link = text(item, "linkId").unwrap_or_default();
            let own = has(item, "enableWhen") || extension(item, ENABLE_WHEN).is_some();
            if own && !rule.is_null() {
                self.problem(
                    &path,
                    "it has a condition of its own inside a group that has one",
                    "say both conditions on the item, or remove one",
                );
            }
            let rule = if own { item } else { rule };
            match text(item, "type").unwrap_or_default() {
                "group" => {
                    if item.get("repeats") == Some(&Value::Bool(true)) {
                        self.problem(&path, "the group can be filled in several times", "ask it once");
                    }
                    let heading = texts(item, "text", self.language);
                    let inner = Group { link, heading: &heading };
                    // A form that may not be passed on keeps its groups without their headings.
                    let named = !heading.is_empty() || link.starts_with(GROUP);
                    let shown = if named { Some(inner) } else { group };
                    self.items(item, &path, shown, rule);
                }
                _ if link.starts_with(SCORE) || worked_out(item) => self.form.scores.push((link.to_owned(), item)),
                "display" if link == INSTRUCTION => self.form.instruction = texts(item, "text", self.language),
                "display" if link == NOTICE => {}
                _ => self.question(item, &path, group, rule),
            }
        }
    }

    fn question(&mut self, element: &'a Value, path: &str, group: Option<Group<'_>>, rule: &'a Value) {
        if element.get("repeats") == Some(&Value::Bool(true)) {
            self.problem(path, "it takes several answers", "ask it as several questions, answered yes or no");
            return;
        }
        let link = text(element, "linkId").unwrap_or_default().to_owned();
        let id = self.id(&link);
        let (kind, options) = match self.kind(element, path, &id) {
            Ok(kind) => kind,
            Err((fact, remedy)) => {
                self.problem(path, fact, remedy);
                return;
            }
        };
        let loinc = list(element, "code").iter().find(|code| text(code, "system") == Some(super::names::LOINC));
        let item = Item {
            topic: topic(element, &id),
            kind,
            loinc: loinc.and_then(|code| text(code, "code")).map(str::to_owned),
            required: element.get("required") == Some(&Value::Bool(true)),
            may_decline: element.get("required") != Some(&Value::Bool(true)),
            only_if: None,
            group: group.map(|group| self.group(group)),
            id,
        };
        if group.is_none() {
            self.close();
        }
        let mut question = Question {
            known: Known { link, item, codes: options.as_ref().map_or_else(Vec::new, |options| options.codes.clone()) },
            path: path.to_owned(),
            text: texts(element, "text", self.language),
            ends: (Texts::new(), Texts::new()),
            unit: extension(element, UNIT)
                .and_then(|unit| unit.get("valueCoding"))
                .map_or_else(Texts::new, |coding| texts(coding, "display", self.language)),
            rule,
            weights: options.and_then(|options| options.weights),
        };
        let mut inner = Vec::new();
        for (n, child) in list(element, "item").iter().enumerate() {
            match (text(child, "type"), control(child)) {
                (Some("display"), Some("lower")) => question.ends.0 = texts(child, "text", self.language),
                (Some("display"), Some("upper")) => question.ends.1 = texts(child, "text", self.language),
                (Some("display"), _) => {
                    self.form.doubts.push(format!("A help text of question {} was left out.", question.known.item.id));
                }
                _ => inner.push(n),
            }
        }
        if !inner.is_empty() {
            self.problem(path, "questions stand inside a question", "put them beside it, with a condition");
        }
        self.form.questions.push(question);
    }

    /// Our id of a linkId: letters, digits, `-` and `_`, and used once.
    fn id(&self, link: &str) -> String {
        let kept: String =
            link.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '-' }).collect();
        let kept = kept.trim_matches('-');
        let plain = if kept.is_empty() { "q" } else { kept };
        let taken = |id: &str| self.form.questions.iter().any(|question| question.known.item.id == id);
        if !taken(plain) {
            return plain.to_owned();
        }
        (2..=u32::MAX).map(|n| format!("{plain}-{n}")).find(|id| !taken(id)).unwrap_or_default()
    }

    fn close(&mut self) {
        if let Some((_, name)) = self.open.take() {
            self.closed.insert(name);
        }
    }

    /// Our name of a group. One that comes back after other questions is another group
    /// under the same heading.
    fn group(&mut self, group: Group<'_>) -> String {
        if let Some((link, name)) = &self.open
            && link == group.link
        {
            return name.clone();
        }
        self.close();
        let plain = group.link.strip_prefix(GROUP).unwrap_or(group.link).to_owned();
        let name = if self.closed.contains(&plain) {
            (2..=u32::MAX).map(|n| format!("{plain}-{n}")).find(|name| !self.closed.contains(name)).unwrap_or_default()
        } else {
            plain
        };
        self.form.groups.insert(name.clone(), group.heading.clone());
        self.open = Some((group.link.to_owned(), name.clone()));
        name
    }

    fn kind(
        &mut self,
        element: &'a Value,
        path: &str,
        id: &str,
    ) -> Result<(ItemKind, Option<Options>), (String, &'static str)> {
        let kind = text(element, "type").unwrap_or_default();
        let answers = !list(element, "answerOption").is_empty() || has(element, "answerValueSet");
        Ok(match kind {
            "boolean" | "choice" | "open-choice" => self.choice(element, path, id)?,
            "integer" | "string" if answers => self.choice(element, path, id)?,
            "integer" | "decimal" => (self.number(element, id, kind == "integer"), None),
            "string" | "text" | "url" => {
                let max_chars = element.get("maxLength").and_then(Value::as_u64);
                let max_chars = max_chars.and_then(|most| u32::try_from(most).ok()).unwrap_or(LONGEST);
                (ItemKind::Text { max_chars }, None)
            }
            "date" => (ItemKind::Date, None),
            "display" => (ItemKind::Display, None),
            "quantity" => {
                let fact = "its answer is a number with a unit of the respondent's choosing".to_owned();
                return Err((fact, "make it a decimal with one fixed unit (questionnaire-unit)"));
            }
            "dateTime" | "time" => return Err((format!("its answer is a {kind}"), "ask for a date or a text")),
            "attachment" | "reference" => {
                return Err((format!("its answer is a {kind}, which no question here takes"), "leave it out"));
            }
            other => return Err((format!("\"{other}\" is not a type of item"), "correct its type")),
        })
    }

    fn choice(
        &mut self,
        element: &'a Value,
        path: &str,
        id: &str,
    ) -> Result<(ItemKind, Option<Options>), (String, &'static str)> {
        let options = options::read(self.questionnaire, element, self.language)?;
        if text(element, "type") == Some("open-choice") {
            self.form
                .doubts
                .push(format!("Question {id} also took an answer in one's own words; that part was left out."));
        }
        if !options.numbered && options.weights.is_none() {
            self.form
                .doubts
                .push(format!("The answers to question {id} had no weights; they are numbered from 0 here."));
        }
        if options.values.len() < 2 {
            self.problem(path, "it has fewer than two answers", "give it at least two");
        }
        let name = self.set(&options, id);
        let loinc = options.loinc.clone();
        let kind = ItemKind::Choice {
            answers: name,
            values: options.values.clone(),
            loinc,
            highest_first: options.highest_first,
        };
        Ok((kind, Some(options)))
    }

    /// The name of a set of answers: one that reads the same is shared.
    fn set(&mut self, options: &Options, id: &str) -> String {
        if let Some((name, _)) = self.form.sets.iter().find(|(name, labels)| {
            **labels == options.labels && options.name.as_ref().is_none_or(|wanted| wanted == *name)
        }) {
            return name.clone();
        }
        let wanted = options.name.clone().unwrap_or_else(|| format!("answers-{id}"));
        let name = if self.form.sets.contains_key(&wanted) { format!("{wanted}-{id}") } else { wanted };
        self.form.sets.insert(name.clone(), options.labels.clone());
        name
    }

    fn number(&mut self, element: &Value, id: &str, whole: bool) -> ItemKind {
        let given = (extension_number(element, MIN_VALUE), extension_number(element, MAX_VALUE));
        let (from, to) = (given.0.unwrap_or(WIDEST.0), given.1.unwrap_or(WIDEST.1));
        if given.0.is_none() || given.1.is_none() {
            self.form
                .doubts
                .push(format!("Question {id} had no lowest or no highest number; {from} to {to} is set here."));
        }
        let decimals = if whole { 0.0 } else { extension_number(element, MAX_DECIMALS).unwrap_or(2.0) };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held between 0 and 3")]
        let decimals = decimals.clamp(0.0, 3.0) as u32;
        if control(element) != Some("slider") {
            return ItemKind::Number { from, to, decimals };
        }
        let finest = 10_f64.powi(-i32::try_from(decimals).unwrap_or(0));
        let step = extension_number(element, SLIDER_STEP).filter(|step| *step > 0.0).unwrap_or(finest);
        if (to - from) / step <= MOST_POINTS {
            ItemKind::Scale { from, to, step }
        } else {
            ItemKind::Analogue { from, to, step }
        }
    }
}

/// Whether the form works the value out itself.
fn worked_out(item: &Value) -> bool {
    [CALCULATED, HELSENORGE_CALCULATED].iter().any(|url| extension(item, url).is_some())
        || list(item, "code").iter().any(|code| text(code, "system") == Some("http://ehelse.no/scoringFormulas"))
}

/// What a question is about, for staff: the name of its code, never the owner's words.
fn topic(element: &Value, id: &str) -> String {
    let named = list(element, "code").iter().find_map(|code| text(code, "display"));
    named.map_or_else(|| format!("question {id}"), str::to_owned)
}

/// The rule of each question, read from the form.
pub(super) fn rules(form: &mut Form<'_>) {
    let mut earlier: Vec<Known> = Vec::new();
    for question in &mut form.questions {
        if extension(question.rule, ENABLE_WHEN).is_some() {
            form.problems.push(problem(
                &question.path,
                "when it is asked is said as an expression",
                "say it with enableWhen",
            ));
        } else {
            match branching::read(question.rule, &earlier) {
                Ok(rule) => question.known.item.only_if = rule,
                Err((fact, remedy)) => form.problems.push(problem(&question.path, fact, remedy)),
            }
        }
        earlier.push(question.known.clone());
    }
}
