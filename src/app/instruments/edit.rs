//! Changes to a sheet. Each is small and leaves the rest as it was; what is left unfinished shows up in
//! the findings.

use serde_json::{Value, json};

use super::repair::named;
use super::sheet::{About, Band, Change, Kept, Kind, LANGUAGES, Question, ReadySet, Score, Set, Sheet};

/// The most questions a draft takes.
pub const MOST_QUESTIONS: usize = 200;
/// The most answers in a set.
pub const MOST_ANSWERS: usize = 50;
/// The most scores a draft takes.
pub const MOST_SCORES: usize = 20;

/// A change.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// What it is, with the form's title and what stands above the questions.
    About {
        /// The new facts; the id stays as it is.
        about: Box<About>,
        /// The form's title, in the first language.
        title: String,
        /// What stands above the questions, in the first language.
        instruction: String,
    },
    /// One question as it now stands.
    Question(Box<QuestionEdit>),
    /// New questions at the end, answered as `kind` says, one for each text.
    Add {
        /// The kind's code.
        kind: String,
        /// Their texts; one empty text adds one empty question.
        texts: Vec<String>,
    },
    /// The same question once more, right after it.
    Duplicate(String),
    /// A question goes, from every score too.
    Remove(String),
    /// A question changes places with the one before (`up`) or after it.
    Move {
        /// Which.
        id: String,
        /// Towards the beginning.
        up: bool,
    },
    /// The answers of a set, in the first language, from the lowest.
    Labels {
        /// The set.
        set: String,
        /// Its labels; fewer or more than before makes answers fewer or more.
        labels: Vec<String>,
        /// What the first is worth.
        first: f64,
        /// Shown from the highest down.
        highest_first: bool,
    },
    /// One more score.
    AddScore,
    /// A score goes.
    RemoveScore(String),
    /// A score as it now stands.
    Score(Box<ScoreEdit>),
    /// Texts of one language, by key such as `item.3`, `label.frequency.0`, `end.4.low` or `title`.
    Texts {
        /// The language.
        language: String,
        /// Keys and texts.
        texts: Vec<(String, String)>,
    },
    /// One more language.
    AddLanguage(String),
    /// A language goes, with its texts.
    RemoveLanguage(String),
    /// A filled-in form whose result somebody has followed.
    Keep(Kept),
    /// Such a form goes.
    Drop(usize),
    /// What changed since the version before.
    Change(Change),
}

/// One question as a form has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QuestionEdit {
    /// Which.
    pub id: String,
    /// Its text in the first language.
    pub text: String,
    /// What it is about, for staff.
    pub topic: String,
    /// How it is answered. A choice may name a ready set, or be empty for a set of its own.
    pub kind: Kind,
    /// The heading it stands under, in the first language.
    pub heading: String,
    /// The names of its ends.
    pub ends: (String, String),
    /// The unit of its number.
    pub unit: String,
    /// The form asks for an answer.
    pub required: bool,
    /// "I would rather not answer" is offered.
    pub may_decline: bool,
    /// When it is asked.
    pub only_if: When,
}

/// When a question is asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum When {
    /// As it stands: the editor does not show the rule.
    #[default]
    AsItIs,
    /// Always.
    Always,
    /// When another was answered so.
    If {
        /// The other question.
        id: String,
        /// `at_least`, `at_most` or `is`.
        test: String,
        /// The value.
        value: f64,
    },
}

/// One score as a form has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScoreEdit {
    /// Which.
    pub id: String,
    /// Its name in the first language.
    pub name: String,
    /// A mean; otherwise a sum.
    pub mean: bool,
    /// The questions that count.
    pub items: Vec<String>,
    /// Those that are turned round.
    pub reverse: Vec<String>,
    /// How many may be unanswered.
    pub up_to: Option<u32>,
    /// Rounding.
    pub round: String,
    /// Bands, as typed.
    pub bands: Vec<Band>,
}

impl Sheet {
    /// Makes one change.
    pub fn change(&mut self, edit: Edit) {
        match edit {
            Edit::About { about, title, instruction } => {
                let id = std::mem::take(&mut self.about.id);
                let validated = self.about.validated;
                self.about = About { id, validated, ..*about };
                let first = self.first_language().to_owned();
                let words = self.words_in(&first);
                words.title = title;
                words.instruction = instruction;
            }
            Edit::Question(edit) => self.change_question(*edit),
            Edit::Add { kind, texts } => self.add_questions(&kind, texts),
            Edit::Duplicate(id) => self.duplicate(&id),
            Edit::Remove(id) => self.remove(&id),
            Edit::Move { id, up } => self.move_question(&id, up),
            Edit::Labels { set, labels, first, highest_first } => self.change_set(&set, labels, first, highest_first),
            Edit::AddScore => self.add_score(),
            Edit::RemoveScore(id) => {
                self.scales.retain(|score| score.id != id);
                for kept in &mut self.examples {
                    kept.cells.retain(|column, _| *column != id && *column != format!("{id} band"));
                }
            }
            Edit::Score(edit) => self.change_score(*edit),
            Edit::Texts { language, texts } => {
                for (key, text) in texts {
                    self.set_text(&language, &key, text);
                }
            }
            Edit::AddLanguage(language) => self.add_language(language),
            Edit::RemoveLanguage(language) => {
                if self.languages.len() > 1 {
                    self.languages.retain(|known| *known != language);
                    self.texts.remove(&language);
                }
            }
            Edit::Keep(kept) => self.examples.push(kept),
            Edit::Drop(place) => {
                if place < self.examples.len() {
                    self.examples.remove(place);
                }
            }
            Edit::Change(change) => self.change = change,
        }
    }

    fn fresh_question_id(&self) -> String {
        let highest = self.questions.iter().filter_map(|question| question.id.parse::<u32>().ok()).max().unwrap_or(0);
        (highest + 1).to_string()
    }

    fn add_questions(&mut self, kind: &str, texts: Vec<String>) {
        let set = self.questions.iter().rev().find_map(|question| match &question.kind {
            Kind::Choice { set } if !set.is_empty() => Some(set.clone()),
            _ => None,
        });
        let set = set.unwrap_or_else(|| "how-often".to_owned());
        let Some(kind) = Kind::usual(kind, &set) else { return };
        if kind == (Kind::Choice { set: set.clone() }) {
            self.use_ready(&set);
        }
        let first = self.first_language().to_owned();
        // A score that counts every question there is counts a new one too.
        let countable: Vec<String> =
            self.questions.iter().filter(|one| one.kind.counts()).map(|one| one.id.clone()).collect();
        for text in texts {
            if self.questions.len() >= MOST_QUESTIONS {
                return;
            }
            let id = self.fresh_question_id();
            self.words_in(&first).items.insert(id.clone(), text);
            let required = kind != Kind::Display && !matches!(kind, Kind::Text { .. });
            for score in self.scales.iter_mut().filter(|score| !score.is_fixed()) {
                if kind.counts() && !countable.is_empty() && countable.iter().all(|one| score.items.contains(one)) {
                    score.items.push(id.clone());
                }
            }
            self.questions.push(Question {
                id,
                kind: kind.clone(),
                required,
                may_decline: true,
                ..Question::default()
            });
        }
    }

    /// Takes up a ready set, with its labels in every language of the draft that it has.
    fn use_ready(&mut self, name: &str) {
        let Some(ready) = ReadySet::lookup(name) else { return };
        if self.sets.contains_key(name) {
            return;
        }
        let values = ready.values();
        self.sets.insert(name.to_owned(), Set { values: values.clone(), ..Set::default() });
        for language in self.languages.clone() {
            let labels = ready.labels(&language).map(|labels| labels.iter().map(|label| (*label).to_owned()).collect());
            let labels: Vec<String> = labels.unwrap_or_else(|| vec![String::new(); values.len()]);
            self.words_in(&language).labels.insert(name.to_owned(), labels);
        }
    }

    fn own_set(&mut self) -> String {
        let name = (1_u32..=9999)
            .map(|number| format!("answers-{number}"))
            .find(|name| !self.sets.contains_key(name))
            .unwrap_or_default();
        self.sets.insert(name.clone(), Set { values: vec![0.0, 1.0], ..Set::default() });
        for language in self.languages.clone() {
            self.words_in(&language).labels.insert(name.clone(), vec![String::new(); 2]);
        }
        name
    }

    fn change_question(&mut self, edit: QuestionEdit) {
        let QuestionEdit { id, text, topic, mut kind, heading, ends, unit, required, may_decline, only_if } = edit;
        if let Kind::Choice { set } = &mut kind {
            if set.is_empty() {
                *set = self.own_set();
            } else {
                self.use_ready(&set.clone());
            }
        }
        let first = self.first_language().to_owned();
        let group = self.group_of(&heading);
        let words = self.words_in(&first);
        words.items.insert(id.clone(), text);
        if kind.has_ends() {
            words.ends.insert(id.clone(), ends);
        }
        if matches!(kind, Kind::Number { .. }) {
            words.units.insert(id.clone(), unit);
        }
        let counts = kind.counts();
        let Some(question) = self.questions.iter_mut().find(|question| question.id == id) else { return };
        question.topic = topic;
        question.kind = kind;
        question.group = group;
        question.required = required && question.kind != Kind::Display;
        question.may_decline = may_decline;
        match only_if {
            When::AsItIs => {}
            When::Always => question.only_if = None,
            When::If { id, test, value } => question.only_if = Some(json!({ "any_of": [id], test: value })),
        }
        if !counts {
            self.count_no_more(&id);
        }
    }

    /// The group with this heading, made when there is none; `None` for an empty heading.
    fn group_of(&mut self, heading: &str) -> Option<String> {
        let heading = heading.trim();
        if heading.is_empty() {
            return None;
        }
        let known = self.words().groups.iter().find(|(_, text)| text.trim() == heading).map(|(group, _)| group.clone());
        Some(known.unwrap_or_else(|| {
            let name = (1_u32..=9999)
                .map(|number| format!("group-{number}"))
                .find(|name| !self.words().groups.contains_key(name))
                .unwrap_or_default();
            let first = self.first_language().to_owned();
            self.words_in(&first).groups.insert(name.clone(), heading.to_owned());
            name
        }))
    }

    fn count_no_more(&mut self, id: &str) {
        for score in self.scales.iter_mut().filter(|score| !score.is_fixed()) {
            score.items.retain(|item| item != id);
            score.reverse.retain(|item| item != id);
        }
    }

    fn duplicate(&mut self, id: &str) {
        if self.questions.len() >= MOST_QUESTIONS {
            return;
        }
        let Some(place) = self.questions.iter().position(|question| question.id == id) else { return };
        let Some(question) = self.questions.get(place).cloned() else { return };
        let fresh = self.fresh_question_id();
        for texts in self.texts.values_mut() {
            for map in [&mut texts.items, &mut texts.units, &mut texts.topics] {
                if let Some(text) = map.get(id).cloned() {
                    map.insert(fresh.clone(), text);
                }
            }
            if let Some(ends) = texts.ends.get(id).cloned() {
                texts.ends.insert(fresh.clone(), ends);
            }
        }
        for score in self.scales.iter_mut().filter(|score| !score.is_fixed()) {
            for list in [&mut score.items, &mut score.reverse] {
                if list.iter().any(|item| item == id) {
                    list.push(fresh.clone());
                }
            }
        }
        // Codes belong to the question they were looked up for.
        self.questions.insert(place + 1, Question { id: fresh, rest: serde_json::Map::new(), ..question });
    }

    fn remove(&mut self, id: &str) {
        self.questions.retain(|question| question.id != id);
        self.count_no_more(id);
        for texts in self.texts.values_mut() {
            for map in [&mut texts.items, &mut texts.units, &mut texts.topics] {
                map.remove(id);
            }
            texts.ends.remove(id);
        }
        for question in &mut self.questions {
            if question.only_if.as_ref().is_some_and(|rule| named(rule).iter().any(|other| other == id)) {
                question.only_if = None;
            }
        }
        // A kept form is about the questions as they were.
        self.examples.retain(|kept| !kept.cells.get(id).is_some_and(|cell| cell != "-" && !cell.is_empty()));
        for kept in &mut self.examples {
            kept.cells.remove(id);
        }
    }

    fn move_question(&mut self, id: &str, up: bool) {
        let Some(place) = self.questions.iter().position(|question| question.id == id) else { return };
        let other =
            if up { place.checked_sub(1) } else { Some(place + 1).filter(|place| *place < self.questions.len()) };
        if let Some(other) = other {
            self.questions.swap(place, other);
        }
    }

    fn change_set(&mut self, name: &str, mut labels: Vec<String>, first: f64, highest_first: bool) {
        labels.truncate(MOST_ANSWERS);
        let language = self.first_language().to_owned();
        let before = self.words().labels.get(name).cloned().unwrap_or_default();
        let Some(set) = self.sets.get_mut(name) else { return };
        set.highest_first = highest_first;
        let is_same =
            set.values.len() == labels.len() && set.values.first().is_some_and(|value| (value - first).abs() < 1e-9);
        if !is_same {
            set.values = (0_u32..).map(|place| first + f64::from(place)).take(labels.len()).collect();
            // Codes belong to the answers they were looked up for.
            set.rest.remove("loinc");
        }
        if before.len() != labels.len() {
            // Which answer went or came is known by its words: a translation stays with its own answer,
            // and what is new has none yet.
            let from: Vec<Option<usize>> =
                labels.iter().map(|label| before.iter().position(|old| old == label && !old.is_empty())).collect();
            for (other, texts) in &mut self.texts {
                let Some(list) = texts.labels.get_mut(name).filter(|_| *other != language) else { continue };
                let carried = |place: &Option<usize>| place.and_then(|place| list.get(place)).cloned();
                *list = from.iter().map(|place| carried(place).unwrap_or_default()).collect();
            }
        }
        self.words_in(&language).labels.insert(name.to_owned(), labels);
    }

    fn add_score(&mut self) {
        if self.scales.len() >= MOST_SCORES {
            return;
        }
        let known = |id: &str| self.scales.iter().any(|score| score.id == id);
        let fresh = || (2_u32..=9999).map(|number| format!("score-{number}")).find(|id| !known(id)).unwrap_or_default();
        let id = if known("total") { fresh() } else { "total".to_owned() };
        let counting = self.questions.iter().filter(|question| question.kind.counts() && question.only_if.is_none());
        let items = counting.map(|question| question.id.clone()).collect();
        let language = self.first_language().to_owned();
        let name = self.about.name.clone();
        self.words_in(&language).scales.insert(id.clone(), name);
        self.scales.push(Score { id, items, ..Score::default() });
    }

    fn change_score(&mut self, edit: ScoreEdit) {
        let ScoreEdit { id, name, mean, items, reverse, up_to, round, bands } = edit;
        let language = self.first_language().to_owned();
        let order: Vec<String> = self.questions.iter().map(|question| question.id.clone()).collect();
        let Some(score) = self.scales.iter_mut().find(|score| score.id == id) else { return };
        self.texts.entry(language).or_default().scales.insert(id, name);
        if score.is_fixed() {
            return;
        }
        score.mean = mean;
        score.reverse = order.iter().filter(|one| reverse.contains(one) && items.contains(one)).cloned().collect();
        score.items = order.into_iter().filter(|one| items.contains(one)).collect();
        score.up_to = up_to;
        score.round = round;
        let before = std::mem::replace(&mut score.bands, bands);
        let renamed: Vec<(String, String)> = before
            .iter()
            .zip(&score.bands)
            .filter(|(old, new)| old.name != new.name)
            .map(|(old, new)| (old.name.clone(), new.name.clone()))
            .collect();
        // A band that is called something else keeps its translations.
        for texts in self.texts.values_mut() {
            for (old, new) in &renamed {
                if let Some(text) = texts.bands.remove(old) {
                    texts.bands.insert(new.clone(), text);
                }
            }
        }
    }

    fn add_language(&mut self, language: String) {
        if !LANGUAGES.contains(&language.as_str()) || self.languages.contains(&language) {
            return;
        }
        let sets: Vec<(String, usize)> = self.sets.iter().map(|(name, set)| (name.clone(), set.values.len())).collect();
        let texts = self.words_in(&language);
        for (name, count) in sets {
            let ready =
                ReadySet::lookup(&name).and_then(|ready| ready.labels(&language)).filter(|list| list.len() == count);
            let labels = ready.map(|labels| labels.iter().map(|label| (*label).to_owned()).collect());
            texts.labels.entry(name).or_insert_with(|| labels.unwrap_or_else(|| vec![String::new(); count]));
        }
        self.languages.push(language);
    }

    /// Every text a patient reads, and the names of scores and bands: key and text in a language.
    #[must_use]
    pub fn list_texts(&self, language: &str) -> Vec<(String, String)> {
        let none = super::sheet::Texts::default();
        let texts = self.texts.get(language).unwrap_or(&none);
        let mut list =
            vec![("title".to_owned(), texts.title.clone()), ("instruction".to_owned(), texts.instruction.clone())];
        let of = |map: &std::collections::BTreeMap<String, String>, id: &str| map.get(id).cloned().unwrap_or_default();
        let mut group = None;
        for question in &self.questions {
            if question.group != group {
                group.clone_from(&question.group);
                if let Some(name) = &group {
                    list.push((format!("group.{name}"), of(&texts.groups, name)));
                }
            }
            list.push((format!("item.{}", question.id), of(&texts.items, &question.id)));
            if question.kind.has_ends() {
                let (low, high) = texts.ends.get(&question.id).cloned().unwrap_or_default();
                list.push((format!("end.{}.low", question.id), low));
                list.push((format!("end.{}.high", question.id), high));
            }
            let has_unit = self.words().units.get(&question.id).is_some_and(|unit| !unit.is_empty());
            if matches!(question.kind, Kind::Number { .. }) && has_unit {
                list.push((format!("unit.{}", question.id), of(&texts.units, &question.id)));
            }
        }
        for name in self.used_sets() {
            let count = self.sets.get(name).map_or(0, |set| set.values.len());
            let labels = texts.labels.get(name);
            for place in 0..count {
                let label = labels.and_then(|labels| labels.get(place)).cloned().unwrap_or_default();
                list.push((format!("label.{name}.{place}"), label));
            }
        }
        for score in &self.scales {
            list.push((format!("scale.{}", score.id), of(&texts.scales, &score.id)));
            for band in &score.bands {
                list.push((format!("band.{}", band.name), of(&texts.bands, &band.name)));
            }
        }
        list
    }

    fn set_text(&mut self, language: &str, key: &str, text: String) {
        if !self.languages.iter().any(|known| known == language) {
            return;
        }
        let texts = self.texts.entry(language.to_owned()).or_default();
        let Some((family, rest)) = key.split_once('.') else {
            match key {
                "title" => texts.title = text,
                "instruction" => texts.instruction = text,
                _ => {}
            }
            return;
        };
        match family {
            "item" => drop(texts.items.insert(rest.to_owned(), text)),
            "unit" => drop(texts.units.insert(rest.to_owned(), text)),
            "group" => drop(texts.groups.insert(rest.to_owned(), text)),
            "scale" => drop(texts.scales.insert(rest.to_owned(), text)),
            "band" => drop(texts.bands.insert(rest.to_owned(), text)),
            "end" => {
                if let Some((id, which)) = rest.rsplit_once('.') {
                    let ends = texts.ends.entry(id.to_owned()).or_default();
                    if which == "low" { ends.0 = text } else { ends.1 = text }
                }
            }
            "label" => {
                if let Some((set, place)) = rest.rsplit_once('.')
                    && let Ok(place) = place.parse::<usize>()
                    && let Some(label) = texts.labels.get_mut(set).and_then(|labels| labels.get_mut(place))
                {
                    *label = text;
                }
            }
            _ => {}
        }
    }

    /// The simple rule the editor shows for when a question is asked: question, test and value. `None`
    /// when it is always asked or by a rule the editor does not change.
    #[must_use]
    pub fn simple_rule(rule: &Value) -> Option<(String, &'static str, f64)> {
        let map = rule.as_object()?;
        let [id] = rule.get("any_of").or_else(|| rule.get("all_of"))?.as_array()?.as_slice() else { return None };
        let test = ["at_least", "at_most", "is"].into_iter().find(|test| map.contains_key(*test))?;
        (map.len() == 2).then_some((id.as_str()?.to_owned(), test, map.get(test)?.as_f64()?))
    }
}
