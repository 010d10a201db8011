//! Writes a definition as the files of its folder: the other direction of [`super::parse`].
//!
//! Reading what is written gives the same definition, for every definition there is.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::examples::risk_column;
use super::{Definition, Example};
use crate::domain::change::Direction;
use crate::domain::instrument::{
    Answer, Beyond, Branch, Cutoff, Feedback, Function, Instrument, Item, ItemKind, Method, Missing, NormSet,
    Otherwise, Quantifier, Reliable, Rounding, RuleStatus, Scale, Seen, Test, Then, Translation, TranslationKind,
    Wording, Yields,
};

/// The files of a definition, by path within its folder.
pub fn files(definition: &Definition) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    files.insert("instrument.toml".to_owned(), instrument(&definition.instrument));
    for scale in &definition.instrument.scales {
        if let Some(points) = &scale.points {
            let rows = points.rows.iter().map(|(item, answer, points)| format!("{},{answer},{points}\n", cell(item)));
            files.insert(table_path(&points.name), format!("item,answer,points\n{}", rows.collect::<String>()));
        }
        if let Some(table) = &scale.table {
            let rows = table.rows.iter().map(|(from, to)| format!("{from},{to}\n"));
            files.insert(table_path(&table.name), format!("from,to\n{}", rows.collect::<String>()));
        }
    }
    for (language, words) in &definition.wording {
        files.insert(format!("wording/{language}.toml"), wording(words));
    }
    for (language, words) in &definition.feedback {
        files.insert(format!("feedback/{language}.toml"), feedback(words));
    }
    if !definition.examples.is_empty() {
        files.insert("examples.csv".to_owned(), examples(&definition.instrument, &definition.examples));
    }
    files
}

fn table_path(name: &str) -> String {
    format!("tables/{name}.csv")
}

/// A TOML basic string. JSON's escapes are TOML's, but for the one character that TOML wants escaped.
fn text(value: &str) -> String {
    serde_json::Value::from(value).to_string().replace('\u{7f}', "\\u007F")
}

fn texts<S: AsRef<str>>(values: impl IntoIterator<Item = S>) -> String {
    let values: Vec<String> = values.into_iter().map(|value| text(value.as_ref())).collect();
    format!("[{}]", values.join(", "))
}

fn key(name: &str) -> String {
    let bare = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if bare { name.to_owned() } else { text(name) }
}

/// The name a value has in the files.
fn name<T: serde::Serialize>(value: T) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(text)).unwrap_or_default()
}

fn numbers(values: &[f64]) -> String {
    format!("[{}]", values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
}

/// One file being written, line by line.
#[derive(Default)]
struct Page(String);

impl Page {
    fn line(&mut self, line: impl AsRef<str>) {
        self.0.push_str(line.as_ref());
        self.0.push('\n');
    }

    fn put(&mut self, name: &str, value: impl std::fmt::Display) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.0, "{name} = {value}");
    }

    fn maybe(&mut self, name: &str, value: Option<impl std::fmt::Display>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    fn heading(&mut self, heading: &str) {
        self.line(format!("\n{heading}"));
    }

    fn part(&mut self, what: &str) {
        self.line(format!("\n# {} {what}", "-".repeat(64)));
    }
}

fn instrument(instrument: &Instrument) -> String {
    let mut page = Page::default();
    page.line("# What is asked, how it is scored, and where every number comes from.\n");
    page.put("id", text(&instrument.id));
    page.put("version", instrument.version);
    page.put("name", text(&instrument.name));
    page.put("measures", text(&instrument.measures));
    page.put("group", text(instrument.area.name()));
    page.put("answered_by", texts(instrument.answered_by.iter().map(|who| who.code())));
    let ages = [("from", instrument.ages.from), ("to", instrument.ages.to)];
    let ages: Vec<String> = ages.iter().filter_map(|(end, age)| age.map(|age| format!("{end} = {age}"))).collect();
    if !ages.is_empty() {
        page.put("ages", format!("{{ {} }}", ages.join(", ")));
    }
    page.put("looks_back", text(&instrument.looks_back));
    page.put("minutes", instrument.minutes);
    page.put("higher_is", higher_is(usual(instrument)));
    page.put("validated", instrument.validated);
    if !instrument.doubts.is_empty() {
        let doubts: Vec<String> = instrument.doubts.iter().map(|doubt| format!("  {},\n", text(doubt))).collect();
        page.put("doubts", format!("[\n{}]", doubts.concat()));
    }
    page.heading("[use]");
    page.put("for", text(&instrument.purpose));
    page.put("not_for", text(&instrument.not_for));
    page.heading("[review]");
    page.put("written_by", text(&instrument.review.written_by));
    page.put("checked_by", text(&instrument.review.checked_by));
    page.put("checked_on", text(&instrument.review.checked_on));
    page.put("check_again", text(&instrument.review.check_again));
    for note in &instrument.history {
        page.heading("[[history]]");
        page.put("version", note.version);
        page.put("what", text(&note.what));
        page.put("comparable", note.comparable);
    }
    questions(&mut page, &instrument.items);
    scales(&mut page, instrument);
    norms(&mut page, instrument);
    terms(&mut page, instrument);
    page.0
}

/// The direction most scales have, which is written once for all.
fn usual(instrument: &Instrument) -> Direction {
    instrument.scales.first().map_or(Direction::HigherIsWorse, |scale| scale.direction)
}

const fn higher_is(direction: Direction) -> &'static str {
    match direction {
        Direction::HigherIsWorse => "\"worse\"",
        Direction::HigherIsBetter => "\"better\"",
    }
}

fn questions(page: &mut Page, items: &[Item]) {
    if items.is_empty() {
        return;
    }
    page.part("what is asked");
    page.heading("[questions]");
    let lines: Vec<String> = items.iter().map(|item| format!("  {},\n", question(item))).collect();
    page.put("items", format!("[\n{}]", lines.concat()));
    if items.iter().any(|item| item.only_if.is_some()) {
        page.heading("[questions.only_if]");
        for item in items {
            page.maybe(&key(&item.id), item.only_if.as_ref().map(branch));
        }
    }
    let mut written = BTreeSet::new();
    for item in items {
        if let ItemKind::Choice { answers, values, loinc, highest_first } = &item.kind {
            if !written.insert(answers.clone()) {
                continue;
            }
            if written.len() == 1 {
                page.heading("[answers]");
            }
            let mut set = format!("{{ values = {}", numbers(values));
            if !loinc.is_empty() {
                let _ = write!(set, ", loinc = {}", texts(loinc));
            }
            if *highest_first {
                set.push_str(", highest_first = true");
            }
            page.put(&key(answers), set + " }");
        }
    }
}

fn question(item: &Item) -> String {
    let mut line = format!("{{ id = {}, topic = {}", text(&item.id), text(&item.topic));
    if let Some(code) = &item.loinc {
        let _ = write!(line, ", loinc = {}", text(code));
    }
    if let Some(group) = &item.group {
        let _ = write!(line, ", group = {}", text(group));
    }
    let _ = match &item.kind {
        ItemKind::Choice { answers, .. } => write!(line, ", answers = {}", text(answers)),
        ItemKind::Scale { from, to, step } => {
            write!(line, ", scale = {{ from = {from}, to = {to}, step = {step} }}")
        }
        ItemKind::Analogue { from, to, step } => {
            write!(line, ", analogue = {{ from = {from}, to = {to}, step = {step} }}")
        }
        ItemKind::Number { from, to, decimals } => {
            write!(line, ", number = {{ from = {from}, to = {to}, decimals = {decimals} }}")
        }
        ItemKind::Text { max_chars } => write!(line, ", text = {{ max_chars = {max_chars} }}"),
        ItemKind::Date => write!(line, ", date = {{}}"),
        ItemKind::Display => write!(line, ", display = true"),
    };
    for (stated, name) in [(item.required, "required"), (item.may_decline, "may_decline")] {
        if !stated {
            let _ = write!(line, ", {name} = false");
        }
    }
    line + " }"
}

fn branch(rule: &Branch) -> String {
    let way = match rule.quantifier {
        Quantifier::AnyOf => "any_of",
        Quantifier::AllOf => "all_of",
        Quantifier::SumOf => "sum_of",
    };
    format!("{{ {way} = {}, {} }}", texts(&rule.items), test(rule.test))
}

fn test(test: Test) -> String {
    match test {
        Test::AtLeast(value) => format!("at_least = {value}"),
        Test::AtMost(value) => format!("at_most = {value}"),
        Test::Is(value) => format!("is = {value}"),
    }
}

fn scales(page: &mut Page, instrument: &Instrument) {
    page.part("how it is scored");
    for scale in &instrument.scales {
        page.heading("[[scale]]");
        self::scale(page, scale, usual(instrument));
    }
    for risk in &instrument.risks {
        page.heading("[[risk]]");
        page.put("item", text(&risk.item));
        page.line(test(risk.when));
        page.put(
            "if_unanswered",
            text(if risk.report_unanswered { "say that it was not answered" } else { "nothing" }),
        );
    }
}

fn scale(page: &mut Page, scale: &Scale, usual: Direction) {
    page.put("id", text(&scale.id));
    page.put("method", name::<Method>(scale.method));
    for (name, ids) in [("items", &scale.items), ("of", &scale.of), ("reverse", &scale.reverse)] {
        page.maybe(name, (!ids.is_empty()).then(|| texts(ids)));
    }
    page.maybe("points", scale.points.as_ref().map(|points| text(&points.name)));
    page.maybe("times", ((scale.times - 1.0).abs() > 0.0).then_some(scale.times));
    page.maybe("plus", (scale.plus.abs() > 0.0).then_some(scale.plus));
    page.maybe("table", scale.table.as_ref().map(|table| text(&table.name)));
    page.maybe("function", scale.function.map(name::<Function>));
    page.maybe("yields", (scale.yields != Yields::Number).then(|| name(scale.yields)));
    page.maybe("not_asked_counts", scale.not_asked_counts);
    page.maybe("round", (scale.round != Rounding::None).then(|| name(scale.round)));
    page.maybe("higher_is", (scale.direction != usual).then(|| higher_is(scale.direction)));
    page.put("range", numbers(&[scale.range.0, scale.range.1]));
    // What the rules already say is not said again.
    page.maybe("whole_numbers", (scale.method == Method::Total).then_some(scale.whole_numbers));
    page.maybe("missing", scale.missing.as_ref().map(missing));
    if !scale.bands.is_empty() {
        let line = |from: f64, name: &str| format!("  {{ from = {from}, name = {} }},\n", text(name));
        let bands: String = scale.bands.iter().map(|band| line(band.from, &band.name)).collect();
        page.put("bands", format!("[\n{bands}]"));
    }
    page.maybe("bands_source", scale.bands_source.as_ref().map(|source| text(&source.id)));
    page.maybe("loinc", scale.loinc.as_deref().map(text));
}

fn missing(rule: &Missing) -> String {
    let mut line = format!("{{ up_to = {}", rule.up_to);
    if !rule.only.is_empty() {
        let _ = write!(line, ", only = {}", texts(&rule.only));
    }
    let _ = write!(
        line,
        ", then = {}, else = {}, status = {}, source = {} }}",
        name::<Then>(rule.then),
        name::<Otherwise>(rule.otherwise),
        name::<RuleStatus>(rule.status),
        text(&rule.source.id)
    );
    line
}

fn norms(page: &mut Page, instrument: &Instrument) {
    page.part("read against what");
    for norm in &instrument.norms {
        page.heading("[[norms]]");
        norm_set(page, norm);
    }
    for threshold in &instrument.thresholds {
        page.heading("[[cutoff]]");
        page.put("scale", text(&threshold.scale));
        let (side, value) = match threshold.side {
            Beyond::AtLeast(value) => ("at_least", value),
            Beyond::AtMost(value) => ("at_most", value),
            Beyond::Below(value) => ("below", value),
            Beyond::Above(value) => ("above", value),
        };
        page.put(side, value);
        page.put("means", text(&threshold.means));
        page.put("source", text(&threshold.source.id));
    }
    for important in &instrument.important {
        page.heading("[[important]]");
        page.put("scale", text(&important.scale));
        page.put("points", important.points);
        page.put("means", text(&important.means));
        page.put("source", text(&important.source.id));
    }
    for reference in &instrument.references {
        page.heading("[[reference]]");
        page.put("id", text(&reference.id));
        page.put("scale", text(&reference.scale));
        page.put("population", text(&reference.population));
        page.put("country", text(&reference.country));
        page.put("years", text(&reference.years));
        page.put("n", reference.n);
        let groups = reference.groups.iter();
        let groups: Vec<String> = groups
            .map(|group| format!("{{ sex = {}, mean = {}, sd = {} }}", text(&group.sex), group.mean, group.sd))
            .collect();
        page.put("groups", format!("[{}]", groups.join(", ")));
        let shares = reference.at_or_above.iter();
        let shares: Vec<String> = shares
            .map(|at| format!("{{ score = {}, sex = {}, share = {} }}", at.score, text(&at.sex), at.share))
            .collect();
        page.put("at_or_above", format!("[{}]", shares.join(", ")));
        page.put("source", text(&reference.source.id));
    }
    for mode in &instrument.modes {
        page.heading("[[mode]]");
        page.put("mode", text(&mode.mode));
        page.put("compared_with", text(&mode.compared_with));
        page.put("verdict", name(mode.verdict));
        page.put("finding", text(&mode.finding));
        page.put("source", text(&mode.source.id));
    }
}

fn norm_set(page: &mut Page, norm: &NormSet) {
    page.put("id", text(&norm.id));
    page.put("scale", text(&norm.scale));
    page.put("population", text(&norm.population));
    for (name, value) in [("country", &norm.country), ("language", &norm.language), ("year", &norm.year)] {
        page.maybe(name, value.as_deref().map(text));
    }
    page.maybe("n", norm.n);
    page.maybe("ages", (!norm.ages.is_empty()).then(|| text(&norm.ages)));
    page.maybe("mean", norm.mean);
    page.maybe("sd", norm.sd);
    page.maybe("reliability", norm.reliability);
    let reliable = norm.reliable.map(|reliable| match reliable {
        Reliable::Points(points) => format!("{{ points = {points} }}"),
        Reliable::Rci { sd, reliability } => format!("{{ rci = {{ sd = {sd}, reliability = {reliability} }} }}"),
        Reliable::RciOfSample { reliability } => format!("{{ rci_of_sample = {{ reliability = {reliability} }} }}"),
    });
    page.maybe("reliable", reliable);
    page.maybe("cutoff", norm.cutoff.map(cutoff));
    page.maybe("note", (!norm.note.is_empty()).then(|| text(&norm.note)));
    page.put("source", text(&norm.source.id));
}

fn cutoff(cutoff: Cutoff) -> String {
    match cutoff {
        Cutoff::AtLeast(value) => format!("{{ at_least = {value} }}"),
        Cutoff::Below(value) => format!("{{ below = {value} }}"),
        Cutoff::MethodC { functional_mean, functional_sd, clinical } => {
            let clinical = clinical.map_or_else(
                || text("from the sample's first measurements"),
                |(mean, sd)| format!("{{ mean = {mean}, sd = {sd} }}"),
            );
            format!(
                "{{ method_c = {{ functional_mean = {functional_mean}, functional_sd = {functional_sd}, \
                 clinical = {clinical} }} }}"
            )
        }
    }
}

fn terms(page: &mut Page, instrument: &Instrument) {
    page.part("may we use it");
    let licence = &instrument.licence;
    page.heading("[licence]");
    page.put("class", name(licence.class));
    page.put("holder", text(&licence.holder));
    page.put("terms", text(&licence.terms));
    page.put("wording_shipped", licence.wording_shipped);
    page.put("electronic_use", licence.electronic_use);
    page.put("wording_may_change", licence.wording_may_change);
    page.maybe("notice", licence.notice.as_deref().map(text));
    page.put("source", text(&licence.source.id));
    if instrument.loinc_panel.is_some() || instrument.loinc_checked.is_some() {
        page.heading("[codes]");
        page.maybe("loinc_panel", instrument.loinc_panel.as_deref().map(text));
        page.maybe("loinc_checked", instrument.loinc_checked.as_deref().map(text));
    }
    page.heading("[sources]");
    for source in &instrument.sources {
        page.put(
            &key(&source.id),
            format!("{{ seen = {}, cite = {} }}", name::<Seen>(source.seen), text(&source.cite)),
        );
    }
}

fn wording(wording: &Wording) -> String {
    let mut page = Page::default();
    page.line("# The words the patient reads.\n");
    page.put("language", text(&wording.language));
    let Translation { kind, by, note } = &wording.translation;
    let mut origin = format!("{{ kind = {}, by = {}", name::<TranslationKind>(*kind), text(by));
    if !note.is_empty() {
        let _ = write!(origin, ", note = {}", text(note));
    }
    page.put("translation", origin + " }");
    page.put("compared_by", texts(&wording.compared_by));
    page.put("compared_on", text(&wording.compared_on));
    page.put("title", text(&wording.title));
    page.put("instruction", text(&wording.instruction));
    for (set, labels) in &wording.answers {
        page.heading(&format!("[answers.{}]", key(set)));
        for label in labels {
            page.put(&key(&label.value.to_string()), text(&label.text));
        }
    }
    if !wording.ends.is_empty() {
        page.heading("[ends]");
        for (id, ends) in &wording.ends {
            page.put(&key(id), format!("{{ low = {}, high = {} }}", text(&ends.low), text(&ends.high)));
        }
    }
    table(&mut page, "[groups]", &wording.groups);
    table(&mut page, "[units]", &wording.units);
    page.heading("[items]");
    for (id, question) in &wording.items {
        page.put(&key(id), text(question));
    }
    page.0
}

fn table(page: &mut Page, heading: &str, entries: &BTreeMap<String, String>) {
    if !entries.is_empty() {
        page.heading(heading);
        for (name, value) in entries {
            page.put(&key(name), text(value));
        }
    }
}

fn feedback(feedback: &Feedback) -> String {
    let mut page = Page::default();
    page.line("# Our own words about a result. Not part of the instrument.\n");
    page.put("language", text(&feedback.language));
    page.put("name", text(&feedback.name));
    page.put("short", text(&feedback.short));
    page.put("no_score", text(&feedback.no_score));
    page.heading("[scales]");
    for (id, words) in &feedback.scales {
        page.put(&key(id), text(words));
    }
    table(&mut page, "[bands]", &feedback.bands);
    table(&mut page, "[topics]", &feedback.topics);
    if let Some(change) = &feedback.change {
        page.heading("[change]");
        page.put("reliable_better", text(&change.reliable_better));
        page.put("reliable_worse", text(&change.reliable_worse));
        page.put("within_error", text(&change.within_error));
    }
    table(&mut page, "[risk]", &feedback.risk);
    table(&mut page, "[risk_unanswered]", &feedback.risk_unanswered);
    page.0
}

fn shown(scale: &Scale, value: f64) -> String {
    match scale.yields {
        Yields::YesNo if value > 0.5 => "yes".to_owned(),
        Yields::YesNo => "no".to_owned(),
        Yields::Number | Yields::Profile => value.to_string(),
    }
}

/// A cell of a table, in quotes where it must be.
fn cell(value: &str) -> String {
    if value.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", value.replace('"', "\"\""))
    } else {
        value.to_owned()
    }
}

fn examples(instrument: &Instrument, examples: &[Example]) -> String {
    let mut header = vec!["what it shows".to_owned()];
    let items: Vec<&Item> = instrument.items.iter().filter(|item| item.is_answered()).collect();
    header.extend(items.iter().map(|item| cell(&item.id)));
    if instrument.is_total_only() {
        header.push("imported".to_owned());
    }
    let single = instrument.scales.len() == 1;
    for scale in &instrument.scales {
        header.push(cell(&scale.id));
        header.push(if single { "band".to_owned() } else { cell(&format!("{} band", scale.id)) });
    }
    let flags = examples.iter().any(|example| example.risks.is_some());
    if flags {
        header.push(risk_column(instrument).to_owned());
    }
    let mut lines = vec![header.join(",")];
    for example in examples {
        let mut row = vec![cell(&example.name)];
        row.extend(items.iter().map(|item| match example.answers.lookup(&item.id) {
            None if example.not_asked.contains(&item.id) => String::new(),
            None => "-".to_owned(),
            Some(Answer::Declined) => "declined".to_owned(),
            Some(Answer::Value(value)) => value.to_string(),
            Some(Answer::Text(text)) => cell(text),
        }));
        if instrument.is_total_only() {
            row.push(example.imported.map_or_else(String::new, |total| total.to_string()));
        }
        for (n, scale) in instrument.scales.iter().enumerate() {
            let expected = example.expected.iter().find(|expected| expected.scale == scale.id);
            let value = match (expected, &example.refused_at) {
                (Some(expected), _) => {
                    expected.value.map_or_else(|| "no score".to_owned(), |value| shown(scale, value))
                }
                (None, Some(at)) if n == 0 => format!("refused at {at}"),
                (None, _) => String::new(),
            };
            row.push(cell(&value));
            row.push(cell(expected.and_then(|expected| expected.band.as_deref()).unwrap_or_default()));
        }
        if !flags {
            lines.push(row.join(","));
            continue;
        }
        let flagged = example.risks.iter().flatten().cloned();
        let open = example.unanswered_risks.iter().map(|item| format!("{item} unanswered"));
        row.push(cell(&flagged.chain(open).collect::<Vec<_>>().join("; ")));
        lines.push(row.join(","));
    }
    lines.join("\n") + "\n"
}
