//! What the editor's forms send, as changes to the draft.

use std::collections::BTreeMap;

use crate::app::instruments::edit::{Edit, QuestionEdit, ScoreEdit, When};
use crate::app::instruments::findings::Section;
use crate::app::instruments::sheet::{About, Band, Change, Kind, Sheet};

/// The fields of a form whose names depend on the draft.
pub(in crate::web::pages) struct Sent(pub(in crate::web::pages) Vec<(String, String)>);

impl Sent {
    /// The value of a field; empty when it was not sent.
    pub(in crate::web::pages) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// Whether a field was sent at all.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    /// Every value of a field.
    pub(in crate::web::pages) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.trim())
    }

    fn owned(&self, name: &str) -> String {
        self.get(name).replace("\r\n", "\n")
    }

    /// What follows a prefix in the names of fields, in the order they were sent.
    fn named<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter_map(move |(name, _)| name.strip_prefix(prefix))
    }

    /// The button that was pressed, and what it is about.
    pub(in crate::web::pages) fn pressed(&self) -> (&str, &str) {
        let pressed = self.0.iter().rev().find(|(name, _)| name == "do").map_or("", |(_, value)| value.as_str());
        pressed.split_once(':').unwrap_or((pressed, ""))
    }

    /// The answers being tried, by question.
    pub(super) fn tried(&self) -> BTreeMap<String, String> {
        let pairs =
            self.0.iter().filter_map(|(name, value)| Some((name.strip_prefix("answer-")?.to_owned(), value.clone())));
        pairs.filter(|(_, value)| !value.is_empty()).collect()
    }
}

/// A number as people here write it.
pub(super) fn number(text: &str) -> Option<f64> {
    text.trim().replace(',', ".").parse().ok().filter(|value: &f64| value.is_finite() && value.abs() < 1e6)
}

/// The changes that a section's form asks for.
pub(super) fn edits(section: Section, sent: &Sent, sheet: &Sheet) -> Vec<Edit> {
    let mut edits = match section {
        Section::About if sent.has("measures") => vec![about(sent)],
        Section::Questions => questions(sent, sheet),
        Section::Score => scores(sent),
        Section::Languages => texts(sent),
        Section::Publish if sent.has("what") => vec![Edit::Change(Change {
            what: sent.owned("what"),
            comparable: match sent.get("comparable") {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            },
        })],
        Section::About | Section::Try | Section::Publish => Vec::new(),
    };
    edits.extend(pressed(sent));
    edits
}

fn pressed(sent: &Sent) -> Option<Edit> {
    let (action, about) = sent.pressed();
    let about = about.to_owned();
    Some(match action {
        "add" => Edit::Add { kind: about, texts: vec![String::new()] },
        "several" => {
            let lines = sent.owned("several");
            let texts: Vec<String> =
                lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
            Edit::Add { kind: "choice".to_owned(), texts }
        }
        "up" => Edit::Move { id: about, up: true },
        "down" => Edit::Move { id: about, up: false },
        "copy" => Edit::Duplicate(about),
        "remove" => Edit::Remove(about),
        "add-score" => Edit::AddScore,
        "remove-score" => Edit::RemoveScore(about),
        "add-language" => Edit::AddLanguage(sent.get("more").to_owned()),
        "remove-language" => Edit::RemoveLanguage(about),
        "drop" => Edit::Drop(about.parse().ok()?),
        _ => return None,
    })
}

fn about(sent: &Sent) -> Edit {
    let year = |name: &str| sent.get(name).parse::<u32>().ok().filter(|age| *age < 130);
    let about = About {
        name: sent.owned("name"),
        measures: sent.owned("measures"),
        group: sent.get("group").replace('-', " "),
        answered_by: sent.all("answered_by").map(str::to_owned).collect(),
        age_from: year("age_from"),
        age_to: year("age_to"),
        looks_back: sent.owned("looks_back"),
        minutes: number(sent.get("minutes")).unwrap_or(0.0),
        higher_is_worse: sent.get("higher_is") != "better",
        purpose: sent.owned("purpose"),
        not_for: sent.owned("not_for"),
        ..About::default()
    };
    Edit::About { about: Box::new(about), title: sent.owned("title"), instruction: sent.owned("instruction") }
}

fn questions(sent: &Sent, sheet: &Sheet) -> Vec<Edit> {
    let mut edits = Vec::new();
    for name in sent.named("labels-") {
        let labels = sent.owned(&format!("labels-{name}"));
        let labels = labels.lines().map(|line| line.trim().to_owned()).collect();
        edits.push(Edit::Labels {
            set: name.to_owned(),
            labels,
            first: number(sent.get(&format!("first-{name}"))).unwrap_or(0.0),
            highest_first: sent.has(&format!("high-{name}")),
        });
    }
    let ids: Vec<&str> = sent.named("text-").filter(|id| sheet.question(id).is_some()).collect();
    edits.extend(ids.into_iter().map(|id| Edit::Question(Box::new(question(sent, sheet, id)))));
    edits
}

fn question(sent: &Sent, sheet: &Sheet, id: &str) -> QuestionEdit {
    let field = |name: &str| format!("{name}-{id}");
    let own = |name: &str| sent.owned(&field(name));
    let before = sheet.question(id).map(|question| question.kind.clone()).unwrap_or_default();
    let code = sent.get(&field("kind")).to_owned();
    let only_if = if !sent.has(&field("if")) {
        When::AsItIs
    } else if sent.get(&field("if")).is_empty() {
        When::Always
    } else {
        When::If { id: own("if"), test: own("test"), value: number(sent.get(&field("value"))).unwrap_or(1.0) }
    };
    QuestionEdit {
        id: id.to_owned(),
        text: own("text"),
        topic: own("topic"),
        kind: kind(sent, sheet, id, &code, &before),
        heading: own("heading"),
        ends: (own("low"), own("high")),
        unit: own("unit"),
        required: sent.has(&field("required")),
        may_decline: sent.has(&field("may_decline")) || matches!(before, Kind::Display),
        only_if,
    }
}

/// The kind as the form has it. Right after another kind was chosen its own fields are not there yet.
fn kind(sent: &Sent, sheet: &Sheet, id: &str, code: &str, before: &Kind) -> Kind {
    let field = |name: &str| sent.get(&format!("{name}-{id}")).to_owned();
    let name = match field("set").as_str() {
        "own" => String::new(),
        "" => match before {
            Kind::Choice { set } => set.clone(),
            _ => sheet.used_sets().last().map_or_else(|| "how-often".to_owned(), |set| (*set).to_owned()),
        },
        name => name.to_owned(),
    };
    let Some(usual) = Kind::usual(code, &name) else { return before.clone() };
    if before.code() != code {
        return usual;
    }
    let value = |name: &str, usual: f64| number(&field(name)).unwrap_or(usual);
    match usual {
        Kind::Scale { step, .. } => {
            Kind::Scale { from: value("from", 0.0), to: value("to", 0.0), step: value("step", step) }
        }
        Kind::Analogue { step, .. } => {
            Kind::Analogue { from: value("from", 0.0), to: value("to", 0.0), step: value("step", step) }
        }
        Kind::Number { .. } => Kind::Number {
            from: value("from", 0.0),
            to: value("to", 0.0),
            decimals: field("decimals").parse().unwrap_or(0).min(6),
        },
        Kind::Text { .. } => Kind::Text { max_chars: field("max").parse().unwrap_or(0) },
        other => other,
    }
}

fn scores(sent: &Sent) -> Vec<Edit> {
    let ids: Vec<String> = sent.named("name-").map(str::to_owned).collect();
    ids.into_iter()
        .map(|id| {
            let all = |name: &str| -> Vec<String> { sent.all(&format!("{name}-{id}")).map(str::to_owned).collect() };
            let bands = all("bandfrom").into_iter().zip(all("bandname")).filter_map(|(from, name)| {
                let value = number(&from);
                // A row that is empty is no band; one that is half filled is one to be mended.
                (value.is_some() || !name.is_empty()).then(|| Band { from: value.unwrap_or(f64::from(0_u8)), name })
            });
            Edit::Score(Box::new(ScoreEdit {
                name: sent.owned(&format!("name-{id}")),
                mean: sent.get(&format!("method-{id}")) == "mean",
                items: all("counts"),
                reverse: all("turn"),
                up_to: sent.get(&format!("up_to-{id}")).parse().ok(),
                round: sent.owned(&format!("round-{id}")),
                bands: bands.collect(),
                id,
            }))
        })
        .collect()
}

fn texts(sent: &Sent) -> Vec<Edit> {
    let other = sent.get("other");
    if other.is_empty() {
        return Vec::new();
    }
    let pairs = sent
        .0
        .iter()
        .filter_map(|(name, value)| Some((name.strip_prefix("t:")?.to_owned(), value.trim().replace("\r\n", "\n"))));
    vec![Edit::Texts { language: other.to_owned(), texts: pairs.collect() }]
}
