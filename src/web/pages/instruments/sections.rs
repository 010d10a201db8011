//! From an opened draft to what a section of the editor shows.

use std::collections::BTreeMap;

use super::super::super::failure::Failure;
use super::forms::number;
use super::{library, score_words};
use crate::app::instruments::draft::Open;
use crate::app::instruments::findings::{Finding, Section};
use crate::app::instruments::sheet::{Kind, LANGUAGES, Question, READY_SETS, Score, Sheet};
use crate::app::instruments::trial::{self, Trial};
use crate::catalogue::Definition;
use crate::domain::care::Respondent;
use crate::domain::instrument::ItemKind;
use crate::domain::scoring::{self, Reason};
use crate::view::format;
use crate::view::language::direction;
use crate::view::pages::Choice;
use crate::view::pages::instrument::editor::{
    AboutForm, BandForm, Content, CountForm, Counted, KeptRow, LanguagesForm, Pair, PublishForm, QuestionForm,
    QuestionsForm, Said, ScoreForm, ScoresForm, SetForm, Steps, TryForm, TryQuestion,
};
use crate::view::text::{Arg, Text};

type Made<T> = Result<T, Failure>;

/// What was filled in to try the form, and what somebody says that it comes to.
#[derive(Default)]
pub(super) struct Tried {
    pub(super) answers: BTreeMap<String, String>,
    pub(super) expected: BTreeMap<String, String>,
    pub(super) name: String,
}

/// A number in a field, as people here write it.
fn shown(value: f64, text: &Text) -> String {
    format::number(value, text.language()).replace(['\u{a0}', '\u{202f}'], "")
}

/// A finding in words, with the address of what it is about.
pub(super) fn said(finding: &Finding, base: &str, text: &Text) -> Made<Said> {
    let value = |place: usize| finding.values.get(place).cloned().unwrap_or_default();
    let mut args = vec![("a", Arg::from(value(0).as_str())), ("b", Arg::from(value(1).as_str()))];
    if finding.code == "texts-lacking" {
        args = vec![
            ("a", Arg::Number(value(0).parse().unwrap_or(0.0))),
            ("b", Arg::from(text.message(&format!("tongue-{}", value(1)), &[])?.as_str())),
        ];
    }
    if let ("band-first" | "band-beyond", Some(limit)) = (finding.code, number(&value(0))) {
        args = vec![("a", Arg::Number(limit)), ("b", Arg::from(""))];
    }
    Ok(Said {
        part: finding.part.clone(),
        text: text.message(&format!("finding-{}", finding.code), &args)?,
        url: format!("{base}/{}", finding.section),
        section: finding.section.code().to_owned(),
    })
}

pub(super) fn content(
    section: Section,
    open: &Open,
    definition: Option<&Definition>,
    (other, tried): (&str, &Tried),
    text: &Text,
) -> Made<Content> {
    let sheet = &open.sheet;
    Ok(match section {
        Section::About => Content::About(Box::new(about(sheet, text)?)),
        Section::Questions => Content::Questions(questions(sheet, text)?),
        Section::Score => Content::Score(scores(sheet, definition, text)?),
        Section::Languages => Content::Languages(languages(sheet, other, text)?),
        Section::Try => Content::Try(trying(sheet, definition, tried, text)?),
        Section::Publish => Content::Publish(publish(open, text)?),
    })
}

fn about(sheet: &Sheet, text: &Text) -> Made<AboutForm> {
    let about = &sheet.about;
    let answered_by = Respondent::ALL.iter().map(|one| {
        let code = one.code();
        let label = text.message(&format!("respondent-{code}"), &[])?;
        Ok(Choice::new(code, label, about.answered_by.iter().any(|known| known == code)))
    });
    let age = |age: Option<u32>| age.map_or_else(String::new, |age| age.to_string());
    Ok(AboutForm {
        name: about.name.clone(),
        measures: about.measures.clone(),
        title: sheet.words().title.clone(),
        instruction: sheet.words().instruction.clone(),
        areas: library::areas(&about.group.replace(' ', "-"), text)?,
        answered_by: answered_by.collect::<Made<_>>()?,
        age_from: age(about.age_from),
        age_to: age(about.age_to),
        looks_back: about.looks_back.clone(),
        minutes: shown(about.minutes, text),
        higher_is_worse: about.higher_is_worse,
        purpose: about.purpose.clone(),
        not_for: about.not_for.clone(),
    })
}

fn kinds(chosen: &str, text: &Text) -> Made<Vec<Choice>> {
    let one = |code: &&str| Ok(Choice::new(*code, text.message(&format!("kind-{code}"), &[])?, *code == chosen));
    Kind::CODES.iter().map(one).collect()
}

/// A set in a few words: its first and its last label.
fn set_name(labels: &[String], values: usize, text: &Text) -> Made<String> {
    let named: Vec<&String> = labels.iter().filter(|label| !label.is_empty()).collect();
    Ok(match (named.first(), named.last()) {
        (Some(first), Some(last)) if named.len() > 1 => format!("{first} … {last} ({values})"),
        _ => text.message("set-unnamed", &[])?,
    })
}

fn sets(sheet: &Sheet, chosen: &str, text: &Text) -> Made<Vec<Choice>> {
    let mut choices = Vec::new();
    for (name, set) in &sheet.sets {
        let labels = sheet.words().labels.get(name).map_or(&[][..], Vec::as_slice);
        choices.push(Choice::new(name, set_name(labels, set.values.len(), text)?, name == chosen));
    }
    for ready in READY_SETS.iter().filter(|ready| !sheet.sets.contains_key(ready.name)) {
        let language = sheet.first_language();
        let labels = ready.labels(language).unwrap_or(ready.en).iter().map(|label| (*label).to_owned());
        let labels: Vec<String> = labels.collect();
        choices.push(Choice::new(ready.name, set_name(&labels, labels.len(), text)?, false));
    }
    choices.push(Choice::new("own", text.message("set-own", &[])?, false));
    Ok(choices)
}

fn questions(sheet: &Sheet, text: &Text) -> Made<QuestionsForm> {
    let forms = sheet.questions.iter().enumerate().map(|(place, one)| question(sheet, place, one, text));
    let used = sheet.used_sets();
    let sets = used.into_iter().filter_map(|name| Some((name, sheet.sets.get(name)?))).map(|(name, set)| {
        let labels = sheet.words().labels.get(name).cloned().unwrap_or_default();
        let used_by = sheet.questions.iter().enumerate().filter_map(|(place, question)| {
            matches!(&question.kind, Kind::Choice { set } if set == name).then_some(place + 1)
        });
        SetForm {
            name: name.to_owned(),
            rows: labels.len() + 1,
            labels: labels.join("\n"),
            first: shown(set.values.first().copied().unwrap_or(0.0), text),
            highest_first: set.highest_first,
            used_by: used_by.collect(),
        }
    });
    Ok(QuestionsForm { questions: forms.collect::<Made<_>>()?, sets: sets.collect(), kinds: kinds("", text)? })
}

fn question(sheet: &Sheet, place: usize, question: &Question, text: &Text) -> Made<QuestionForm> {
    let words = sheet.words();
    let id = &question.id;
    let simple = question.only_if.as_ref().map(Sheet::simple_rule);
    let fixed_rule = matches!(simple, Some(None));
    let (if_id, chosen, value) = simple.flatten().unwrap_or((String::new(), "at_least", 1.0));
    let mut earlier = vec![Choice::new("", text.message("question-always", &[])?, if_id.is_empty())];
    for (other, one) in sheet.questions.iter().take(place).enumerate().filter(|(_, one)| one.kind.counts()) {
        let label = format!("{} {}", other + 1, sheet.topic(one));
        earlier.push(Choice::new(&one.id, label, one.id == if_id));
    }
    let tests = ["at_least", "at_most", "is"];
    let tests = tests.map(|code| Ok(Choice::new(code, text.message(&format!("test-{code}"), &[])?, code == chosen)));
    let (low, high) = words.ends.get(id).cloned().unwrap_or_default();
    let mut form = QuestionForm {
        id: id.clone(),
        number: place + 1,
        text: words.items.get(id).cloned().unwrap_or_default(),
        topic: question.topic.clone(),
        usual_topic: sheet.topic(&Question { topic: String::new(), ..question.clone() }),
        kind: question.kind.code().to_owned(),
        kinds: kinds(question.kind.code(), text)?,
        low,
        high,
        unit: words.units.get(id).cloned().unwrap_or_default(),
        heading: question.group.as_ref().and_then(|group| words.groups.get(group)).cloned().unwrap_or_default(),
        required: question.required,
        may_decline: question.may_decline,
        earlier,
        tests: tests.into_iter().collect::<Made<_>>()?,
        value: shown(value, text),
        fixed_rule,
        first: place == 0,
        last: place + 1 == sheet.questions.len(),
        ..QuestionForm::default()
    };
    let show = |value: f64| shown(value, text);
    match &question.kind {
        Kind::Choice { set } => form.sets = sets(sheet, set, text)?,
        Kind::Scale { from, to, step } | Kind::Analogue { from, to, step } => {
            (form.from, form.to, form.step) = (show(*from), show(*to), show(*step));
        }
        Kind::Number { from, to, decimals } => {
            (form.from, form.to, form.decimals) = (show(*from), show(*to), decimals.to_string());
        }
        Kind::Text { max_chars } => form.max_chars = max_chars.to_string(),
        Kind::Date | Kind::Display => {}
    }
    Ok(form)
}

/// What turning a question round does: its lowest, its second highest and its highest answer.
fn turns(sheet: &Sheet, question: &Question) -> Vec<(f64, f64)> {
    let Some((low, high)) = sheet.bounds(question) else { return Vec::new() };
    let turn = |value: f64| (value, low + high - value);
    let values = match &question.kind {
        Kind::Choice { set } => sheet.sets.get(set).map(|set| set.values.clone()).unwrap_or_default(),
        _ => vec![low, high],
    };
    if values.len() <= 5 {
        return values.into_iter().map(turn).collect();
    }
    [low, high].map(turn).to_vec()
}

fn scores(sheet: &Sheet, definition: Option<&Definition>, text: &Text) -> Made<ScoresForm> {
    let countable = sheet.questions.iter().any(|question| question.kind.counts());
    let scores = sheet.scales.iter().map(|score| one_score(sheet, score, definition, text));
    Ok(ScoresForm { scores: scores.collect::<Made<_>>()?, countable })
}

fn one_score(sheet: &Sheet, score: &Score, definition: Option<&Definition>, text: &Text) -> Made<ScoreForm> {
    let questions = sheet.questions.iter().enumerate().filter(|(_, question)| question.kind.counts());
    let questions = questions.map(|(place, question)| CountForm {
        id: question.id.clone(),
        number: place + 1,
        text: sheet
            .words()
            .items
            .get(&question.id)
            .filter(|text| !text.is_empty())
            .cloned()
            .unwrap_or_else(|| sheet.topic(question)),
        counts: score.items.contains(&question.id),
        turned: score.reverse.contains(&question.id),
        turns: turns(sheet, question),
    });
    let most = u32::try_from(score.items.len()).unwrap_or(0);
    let mut up_to = vec![Choice::new("", text.message("up-to-open", &[])?, score.up_to.is_none())];
    for number in 0..most.max(1) {
        let label = text.message("up-to-n", &[("n", Arg::Number(f64::from(number)))])?;
        up_to.push(Choice::new(number.to_string(), label, score.up_to == Some(number)));
    }
    let rounds = ["", "half up", "half up to 1 decimal", "half up to 2 decimals"].iter().enumerate();
    let rounds = rounds.map(|(place, code)| {
        let label = text.message(&format!("round-{place}"), &[])?;
        Ok(Choice::new(*code, label, score.round == *code || (code.is_empty() && score.round == "none")))
    });
    let mut bands: Vec<BandForm> =
        score.bands.iter().map(|band| BandForm { from: shown(band.from, text), name: band.name.clone() }).collect();
    bands.extend([BandForm::default(), BandForm::default()]);
    let scale = definition.and_then(|definition| Some((definition, definition.instrument.scale(&score.id)?)));
    let lines = match scale {
        Some((definition, scale)) if score.up_to.is_some() || score.is_fixed() => {
            score_words::lines(definition, scale, text)?
        }
        _ => vec![text.message("score-words-later", &[])?],
    };
    Ok(ScoreForm {
        id: score.id.clone(),
        name: sheet.words().scales.get(&score.id).cloned().unwrap_or_default(),
        fixed: score.is_fixed(),
        mean: score.mean,
        questions: questions.collect(),
        up_to,
        rounds: rounds.collect::<Made<_>>()?,
        range: sheet.range(score),
        bands,
        lines,
    })
}

/// The language that stands beside the first: the wanted one, or the one added last.
pub(super) fn other_language<'a>(sheet: &'a Sheet, wanted: &str) -> &'a str {
    let mut beside = sheet.languages.iter().skip(1);
    beside
        .clone()
        .find(|language| *language == wanted)
        .or(beside.next_back())
        .map_or_else(|| sheet.first_language(), String::as_str)
}

fn languages(sheet: &Sheet, other: &str, text: &Text) -> Made<LanguagesForm> {
    let first = sheet.first_language().to_owned();
    let beside: Vec<&String> = sheet.languages.iter().skip(1).collect();
    let other = if beside.is_empty() { "" } else { other_language(sheet, other) };
    let tongue = |tag: &str| -> Made<String> { Ok(text.message(&format!("tongue-{tag}"), &[])?) };
    let mut languages = Vec::new();
    for tag in &beside {
        languages.push(Choice::new(tag.as_str(), tongue(tag)?, tag.as_str() == other));
    }
    let mut more = Vec::new();
    for tag in LANGUAGES.iter().filter(|tag| !sheet.languages.iter().any(|known| known == *tag)) {
        more.push(Choice::new(*tag, tongue(tag)?, false));
    }
    let pairs = sheet.list_texts(&first).into_iter().zip(sheet.list_texts(other)).map(|((key, one), (_, two))| {
        let (family, rest) = key.split_once('.').unwrap_or((&key, ""));
        let id = rest.split('.').next().unwrap_or_default();
        let number = sheet.questions.iter().position(|question| question.id == id).map(|place| (place + 1).to_string());
        let which = match family {
            "label" => {
                rest.rsplit_once('.').and_then(|(_, place)| place.parse::<usize>().ok()).map(|n| (n + 1).to_string())
            }
            _ => number,
        };
        Pair { family: family.to_owned(), which: which.unwrap_or_default(), key: key.clone(), first: one, other: two }
    });
    Ok(LanguagesForm {
        direction: direction(other).to_owned(),
        pairs: if other.is_empty() { Vec::new() } else { pairs.collect() },
        other: other.to_owned(),
        languages,
        more,
        first,
    })
}

fn trying(sheet: &Sheet, definition: Option<&Definition>, tried: &Tried, text: &Text) -> Made<TryForm> {
    let kept = sheet.examples.iter().enumerate().map(|(place, kept)| {
        let results = sheet.scales.iter().filter_map(|score| kept.cells.get(&score.id).cloned());
        KeptRow { place, name: kept.name.clone(), result: results.collect::<Vec<_>>().join(", ") }
    });
    let mut form = TryForm {
        questions: Vec::new(),
        scores: Vec::new(),
        name: tried.name.clone(),
        kept: kept.collect(),
        begun: !tried.answers.is_empty(),
    };
    let Some(definition) = definition else { return Ok(form) };
    let answers = trial::answers(definition, &tried.answers);
    let done = trial::try_out(sheet, definition, &answers);
    for (place, item) in definition.instrument.items.iter().enumerate().filter(|(_, item)| item.is_answered()) {
        let wording = definition.wording_in(sheet.first_language());
        let value = tried.answers.get(&item.id).cloned().unwrap_or_default();
        let choices = match &item.kind {
            ItemKind::Choice { answers, values, .. } => values
                .iter()
                .map(|one| {
                    let label = wording.and_then(|wording| wording.label(answers, *one)).unwrap_or_default();
                    let label = format!("{label} ({})", shown(*one, text));
                    Choice::new(format!("{one}"), label, number(&value).is_some_and(|given| (given - one).abs() < 1e-9))
                })
                .collect(),
            _ => Vec::new(),
        };
        let ends = item.bounds().filter(|_| choices.is_empty());
        form.questions.push(TryQuestion {
            id: item.id.clone(),
            number: place + 1,
            text: wording.and_then(|wording| wording.item(&item.id)).unwrap_or_default().to_owned(),
            answers: choices,
            value,
            asked: done.asked.contains(&item.id),
            ends: ends.map_or_else(String::new, |(low, high)| format!("{}–{}", shown(low, text), shown(high, text))),
        });
    }
    form.scores = steps(sheet, definition, &done, tried, text)?;
    Ok(form)
}

fn steps(sheet: &Sheet, definition: &Definition, done: &Trial, tried: &Tried, text: &Text) -> Made<Vec<Steps>> {
    let language = text.language().tag();
    let mut list = Vec::new();
    for steps in &done.scores {
        let counted = steps.counted.iter().filter_map(|one| {
            let place = sheet.questions.iter().position(|question| question.id == one.id)?;
            let topic = sheet.question(&one.id).map(|question| sheet.topic(question)).unwrap_or_default();
            let (answer, turned, counts) = (one.answer, one.reversed, one.counts);
            Some(Counted { number: place + 1, topic, answer, turned, counts })
        });
        let expected = tried.expected.get(&steps.scale).cloned().unwrap_or_default();
        let value = steps.score.value();
        let differs = !expected.is_empty() && !agrees(&expected, value);
        let band = steps.score.band().map(|band| {
            let words = definition.feedback_in(language).and_then(|words| words.bands.get(band));
            words.cloned().unwrap_or_else(|| band.to_owned())
        });
        let name = sheet.words().scales.get(&steps.scale).filter(|name| !name.is_empty());
        list.push(Steps {
            id: steps.scale.clone(),
            name: name.cloned().unwrap_or_else(|| sheet.about.name.clone()),
            counted: counted.collect(),
            sum: steps.sum,
            lines: last_steps(steps, text)?,
            value,
            band: band.unwrap_or_default(),
            expected,
            differs,
        });
    }
    Ok(list)
}

/// Whether what somebody worked out is what the rule gives.
pub(super) fn agrees(expected: &str, value: Option<f64>) -> bool {
    match (number(expected), value) {
        (Some(given), Some(value)) => (given - value).abs() < 1e-6,
        (None, None) => expected.trim() == "-",
        _ => false,
    }
}

/// From the sum of what counts to the score, in sentences.
fn last_steps(steps: &trial::Steps, text: &Text) -> Made<Vec<String>> {
    if steps.counted.is_empty() {
        return Ok(Vec::new());
    }
    #[expect(clippy::cast_precision_loss, reason = "a form has few questions")]
    let [answered, items] = [steps.answered as f64, steps.counted.len() as f64];
    let args = [
        ("missing", Arg::Number(items - answered)),
        ("allowed", Arg::Number(f64::from(steps.up_to))),
        ("sum", Arg::Number(steps.sum)),
        ("answered", Arg::Number(answered)),
        ("items", Arg::Number(items)),
        ("value", Arg::Number(steps.score.value().unwrap_or(0.0))),
    ];
    let id = match &steps.score {
        scoring::Score::NotScorable { reason: Reason::TooManyMissing { .. } } => "step-too-many",
        scoring::Score::NotScorable { .. } => "step-none",
        scoring::Score::Scored { .. } if steps.mean => "step-mean",
        scoring::Score::Scored { .. } if items > answered => "step-prorated",
        scoring::Score::Scored { value, .. } if (value - steps.sum).abs() > 1e-9 => "step-sum-rounded",
        scoring::Score::Scored { .. } => "step-sum",
    };
    Ok(vec![text.message(id, &args)?])
}

fn publish(open: &Open, text: &Text) -> Made<PublishForm> {
    let base = format!("/instruments/drafts/{}", open.draft.id);
    Ok(PublishForm {
        lacking: open.findings.iter().map(|finding| said(finding, &base, text)).collect::<Made<_>>()?,
        version: open.follows.map_or(1, |version| version + 1),
        what: open.sheet.change.what.clone(),
        comparable: open.sheet.change.comparable.map_or("", |yes| if yes { "yes" } else { "no" }).to_owned(),
    })
}
