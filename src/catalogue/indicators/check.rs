//! Proves indicators: that each holds together, that nobody counted can be without a result, that every rule has its
//! sentence, and that the worked examples come out right, those left out with the rule that leaves them out.

use std::collections::BTreeSet;
use std::fmt::Display;

use super::super::{Catalogue, Problem};
use super::{INDICATOR, IndicatorDefinition, Indicators, examples::Worked, frame, problem, reading};
use crate::domain::indicator::rule::Way;
use crate::domain::indicator::{Asks, Indicator, Kind, Method, Named, Rule, Status, Take, Worth, judge};
use crate::domain::registry::outcome::COVERAGE_LEAST;
use crate::domain::registry::suppression::{LEAST_INSIDE, LEAST_OUTSIDE};

/// Everything that must be mended, in the order of the ids.
pub(super) fn check_all(indicators: &Indicators, instruments: &Catalogue, measures: &[&str]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for definition in indicators.values() {
        let mut found = Findings { definition, problems: Vec::new() };
        found.head(indicators, measures);
        found.reads(instruments);
        found.rules();
        found.points();
        found.honest(indicators);
        found.words();
        // Examples of a definition that does not hold together would only repeat it.
        if found.problems.is_empty() {
            found.examples(instruments);
        }
        problems.append(&mut found.problems);
    }
    problems
}

struct Findings<'a> {
    definition: &'a IndicatorDefinition,
    problems: Vec<Problem>,
}

impl<'a> Findings<'a> {
    fn indicator(&self) -> &'a Indicator {
        &self.definition.indicator
    }

    fn add(&mut self, part: &str, fact: impl Display, remedy: &str) {
        let line = self.definition.lines.get(part).copied();
        let file = format!("{}/{INDICATOR}", self.definition.folder);
        self.problems.push(problem(file, line, fact.to_string(), remedy));
    }

    fn add_in(&mut self, file: &str, line: Option<usize>, fact: impl Display, remedy: &str) {
        let file = format!("{}/{file}", self.definition.folder);
        self.problems.push(problem(file, line, fact.to_string(), remedy));
    }

    fn head(&mut self, indicators: &Indicators, measures: &[&str]) {
        let indicator = self.indicator();
        if indicator.id != self.definition.folder {
            let fact = format!("id \"{}\" is not the name of its folder", indicator.id);
            self.add("id", fact, "make them the same");
        }
        if indicator.version == 0 {
            self.add("version", "version is 0", "begin at 1");
        }
        let review = &indicator.review;
        match indicator.status {
            Status::InUse if review.checked_by.is_empty() || review.checked_by == review.written_by => self.add(
                "status",
                "it is in use, and nobody but the writer has checked it",
                "either name under review who checked it and when, or write status = \"draft\"",
            ),
            Status::Draft if !review.checked_by.is_empty() => self.add(
                "status",
                format!("{} has checked it, and it is still a draft", review.checked_by),
                "either write status = \"in use\" or leave checked_by empty",
            ),
            _ => {}
        }
        for measure in indicator.measures.iter().filter(|measure| !measures.contains(&measure.as_str())) {
            let fact = format!("it answers {measure}, which is not in measures.toml");
            self.add("answers", fact, "name a measure that is there");
        }
        for other in indicator.always_with.iter().filter(|other| !indicators.contains_key(other.as_str())) {
            let fact = format!("it is never shown without \"{other}\", which does not exist");
            self.add("always_with", fact, "name an indicator that is there");
        }
        if let Some(figure) = indicator.figure
            && indicators.values().any(|one| one.indicator.figure == Some(figure) && one.indicator.id != indicator.id)
        {
            let fact = format!("another indicator is the report's figure \"{figure}\" too");
            self.add("kind", fact, "keep report_figure in one of the two");
        }
        if indicator.sources.is_empty() {
            self.add("id", "it names no source", "add one under sources, with how it was seen");
        }
    }

    fn reads(&mut self, instruments: &Catalogue) {
        let indicator = self.indicator();
        if indicator.reads.is_empty() {
            self.add("id", "it is read from nothing", "add [[reads]] with instrument and scale or question");
        }
        for read in &indicator.reads {
            let part = format!("reads {}", read.name());
            let (range, rule) = match reading(instruments, read) {
                Ok(found) => found,
                Err(fact) => {
                    self.add(&part, fact, "name what `lytt instrument show` lists");
                    continue;
                }
            };
            let lacks_cutoff = rule.is_some_and(|rule| rule.cutoff().is_none());
            if indicator.needs_norms() && rule.is_none() {
                self.add(&part, "a rule needs a reliable change or a cut-off, and no norm set is named", "add norms");
            } else if !indicator.needs_norms() && rule.is_some() {
                self.add(&part, "a norm set is named, and no rule needs one", "remove norms");
            } else if all_rules(indicator).any(|rule| rule.what.needs_cutoff()) && lacks_cutoff {
                self.add(&part, "a rule needs a cut-off, and the norm set has none", "name another norm set");
            }
            for rule in all_rules(indicator) {
                let (Rule::ScoreAtLeast { number, .. } | Rule::ScoreAtMost { number, .. }) = &rule.what else {
                    continue;
                };
                if !(range.0..=range.1).contains(number) {
                    let fact = format!(
                        "\"{}\" asks for {number}, and {} runs from {} to {}",
                        rule.name,
                        read.name(),
                        range.0,
                        range.1
                    );
                    self.add(&format!("rule {}", rule.name), fact, "correct the number");
                }
            }
        }
    }

    fn rules(&mut self) {
        let indicator = self.indicator();
        let mut seen = BTreeSet::new();
        for name in indicator.rule_names().filter(|name| !seen.insert((*name).to_owned())) {
            let fact = format!("two rules are called \"{name}\"");
            self.add(&format!("rule {name}"), fact, "give one of the two another name");
        }
        let fits = match (indicator.kind, &indicator.value) {
            (Kind::Proportion, None) => !indicator.numerator.is_empty(),
            (Kind::Mean, Some(value)) => indicator.numerator.is_empty() && matches!(value.what, Worth::ScoreAt { .. }),
            (Kind::Change, Some(value)) => {
                indicator.numerator.is_empty() && matches!(value.what, Worth::ChangeBetween { .. })
            }
            (Kind::SessionsUntil, Some(value)) => {
                indicator.numerator.is_empty() && matches!(value.what, Worth::SessionsUntil(_))
            }
            _ => false,
        };
        if !fits {
            self.add(
                "kind",
                format!("the kind is \"{}\", and what is worked out is something else", indicator.kind),
                "give a proportion a numerator and no value, a mean a value \"score at\", a change a value \"change between\", \
                 sessions until a value \"sessions until\"",
            );
        }
        let in_period = |rule: &&Named<Rule>| {
            matches!(rule.what, Rule::ReferredInPeriod | Rule::StartedInPeriod | Rule::EndedInPeriod)
        };
        let periods = indicator.denominator.iter().filter(in_period).count();
        if periods != 1 {
            let fact = format!("{periods} rules of the denominator say which episodes belong to a period");
            self.add("kind", fact, "use exactly one \"… in the period\"");
        }
        let rules = || indicator.denominator.iter();
        if let Some(read) = rules().position(|rule| rule.what.reads_scores())
            && rules().skip(read).any(|rule| rule.what.asks_for_scores())
        {
            // Else how many a later rule leaves out says what those answered who are left out.
            let fact = "a rule that reads what was answered stands before one that asks who answered";
            self.add(
                "kind",
                fact,
                "write the rules \"scored at\" and \"scored at both\" before those that read scores",
            );
        }
        // Somebody counted without a result is what makes a share look better or worse unseen.
        let wanted = indicator.numerator.iter().filter(|rule| rule.what.reads_scores());
        let wanted = wanted.map(|rule| (rule.name.as_str(), rule.what.points()));
        let wanted = wanted.chain(indicator.value.iter().map(|value| (value.name.as_str(), value.what.points())));
        let asked: Vec<Vec<&str>> = indicator
            .denominator
            .iter()
            .filter(|rule| rule.what.asks_for_scores())
            .map(|rule| rule.what.points())
            .collect();
        for (name, points) in wanted {
            let is_asked = match points.as_slice() {
                [one] => asked.iter().any(|points| points.contains(one)),
                pair => asked.iter().any(|points| points == pair),
            };
            if !is_asked {
                let fact = format!(
                    "\"{name}\" reads a score at {}, and no rule of the denominator asks that there is one: some who \
                     are counted would have no result",
                    points.join(" and ")
                );
                let rule = if points.len() == 1 { "scored at" } else { "scored at both" };
                self.add(&format!("rule {name}"), fact, &format!("add a rule \"{rule}\" to the denominator"));
            }
        }
    }

    fn points(&mut self) {
        let indicator = self.indicator();
        let spoken = all_rules(indicator).flat_map(|rule| rule.what.points().into_iter().map(|at| (&rule.name, at)));
        let worth =
            indicator.value.iter().flat_map(|value| value.what.points().into_iter().map(|at| (&value.name, at)));
        let spoken: Vec<_> = spoken.chain(worth).collect();
        for (name, at) in spoken.iter().filter(|(_, at)| indicator.point(at).is_none()) {
            let fact = format!("\"{name}\" speaks of the point \"{at}\", which is not under points");
            self.add(&format!("rule {name}"), fact, "either correct its name or add the point");
        }
        for point in &indicator.points {
            let part = format!("point {}", point.name);
            if !spoken.iter().any(|(_, at)| *at == point.name) {
                self.add(&part, format!("no rule speaks of the point \"{}\"", point.name), "remove it");
            }
            let what = &point.what;
            if (what.take == Take::Nearest) != what.to.is_some() {
                let fact =
                    format!("\"{}\" takes the nearest score and names no day, or the other way round", point.name);
                self.add(&part, fact, "give take = \"nearest\" a to, and no other take");
            }
            if (what.take == Take::Occasion) != what.occasion.is_some() {
                let fact = format!("\"{}\" takes an occasion and names no number, or the other way round", point.name);
                self.add(&part, fact, "give take = \"occasion\" its number, and no other take");
            }
        }
        for rule in all_rules(indicator) {
            if let Rule::WindowOver { at } = &rule.what
                && indicator.point(at).is_some_and(|point| point.until.is_none())
            {
                let fact = format!("\"{}\" waits for the end of \"{at}\", which has none", rule.name);
                self.add(&format!("rule {}", rule.name), fact, "give the point an until");
            }
        }
    }

    /// What no indicator goes without.
    fn honest(&mut self, indicators: &Indicators) {
        let indicator = self.indicator();
        let missing = &indicator.missing;
        match indicators.get(&missing.coverage) {
            None => {
                let fact = format!("the coverage beside it is \"{}\", which does not exist", missing.coverage);
                self.add("missing", fact, "name an indicator that is there");
            }
            Some(one) if one.indicator.asks != Asks::Coverage => {
                let fact = format!("\"{}\" says nothing about coverage", missing.coverage);
                self.add("missing", fact, "name an indicator that asks about coverage");
            }
            Some(_) => {}
        }
        if !missing.methods.contains(&Method::Bounds) {
            self.add("missing", "the bounds are left out", "add \"bounds\" to methods: no figure is had without them");
        }
        let filled = missing.methods.contains(&Method::FilledIn);
        if filled && indicator.figure.is_none() {
            let fact = "only the report's own figures are filled in many times over".to_owned();
            self.add("missing", fact, "remove \"filled in\" from methods");
        }
        let small = indicator.small;
        if small.none_below < LEAST_INSIDE || small.hidden_outside_below < LEAST_OUTSIDE {
            let fact = format!("the small numbers are under {LEAST_INSIDE} inside or {LEAST_OUTSIDE} outside");
            self.add("small_numbers", fact, "raise them; lower ones can point at a person");
        }
        let between = indicator.between;
        if between.allowed && !(COVERAGE_LEAST..=1.0).contains(&between.coverage_at_least) {
            let fact = "services may be compared with less coverage than lets a result be read".to_owned();
            self.add("between_services", fact, "write coverage_at_least = 0.60 or more");
        }
        let goes = |indicator: &Indicator, wanted: Way| {
            let counts = |rule: &Named<Rule>| matches!(rule.what, Rule::ChangedAtLeast { way, .. } if way == wanted);
            let waits =
                |value: &Named<Worth>| matches!(&value.what, Worth::SessionsUntil(change) if change.way == wanted);
            indicator.numerator.iter().any(counts) || indicator.value.iter().any(waits)
        };
        let with_worse = indicator.always_with.iter().filter_map(|other| indicators.get(other));
        if goes(indicator, Way::Better) && !with_worse.into_iter().any(|other| goes(&other.indicator, Way::Worse)) {
            let fact = "it counts those who got better, and is shown without those who got worse".to_owned();
            self.add("always_with", fact, "name an indicator of those who got worse");
        }
    }

    fn words(&mut self) {
        let indicator = self.indicator();
        let rules: BTreeSet<&str> = indicator.rule_names().collect();
        for (language, words) in &self.definition.words {
            let file = format!("wording/{language}.toml");
            let told: BTreeSet<&str> = words.how.keys().map(String::as_str).collect();
            for rule in rules.difference(&told) {
                let fact = format!("the rule \"{rule}\" has no sentence");
                self.add_in(&file, None, fact, "add one under how_is_it_calculated with the same name");
            }
            for name in told.difference(&rules) {
                let fact = format!("\"{name}\" is told, and no rule is called that");
                self.add_in(&file, None, fact, "either correct its name or remove it");
            }
            let texts = [&words.name, &words.question, &words.why_it_matters, &words.what_good_looks_like];
            let all = texts.into_iter().chain(words.how.values()).chain(&words.caveats).chain(&words.talk_about);
            if all.into_iter().any(String::is_empty) {
                self.add_in(&file, None, "a text is empty", "write it");
            }
            if words.caveats.is_empty() || words.talk_about.is_empty() {
                self.add_in(
                    &file,
                    None,
                    "a heading is empty",
                    "write at least one sentence under caveats and talk_about",
                );
            }
        }
    }

    fn examples(&mut self, instruments: &Catalogue) {
        const FILE: &str = super::EXAMPLES;
        let definition = self.definition;
        let indicator = self.indicator();
        let asked = (definition.examples_period, definition.examples_data_date);
        for worked in &definition.examples {
            let Some(read) = indicator.reads.get(worked.reads) else { continue };
            match frame(instruments, read, asked) {
                Ok(frame) => {
                    for (fact, remedy) in disagreements(indicator, worked, &judge(indicator, &worked.course, &frame)) {
                        self.add_in(FILE, Some(worked.line), fact, remedy);
                    }
                }
                Err(fact) => self.add_in(FILE, Some(worked.line), fact, "name what `lytt instrument show` lists"),
            }
        }
        let examples = &definition.examples;
        for (place, read) in indicator.reads.iter().enumerate() {
            if !examples.iter().any(|worked| worked.reads == place && worked.counted) {
                let fact = format!("nothing shows how it is read from {}", read.name());
                self.add_in(FILE, None, fact, "add an example that is counted");
            }
        }
        for rule in &indicator.denominator {
            if !examples.iter().any(|worked| worked.left_out == rule.name) {
                let fact = format!("no example is left out by \"{}\"", rule.name);
                self.add_in(FILE, None, fact, "add one, so that a reader sees whom the rule leaves out");
            }
        }
        if matches!(indicator.kind, Kind::Proportion | Kind::SessionsUntil) {
            for wanted in [true, false] {
                if !examples.iter().any(|worked| worked.success == Some(wanted)) {
                    let said = if wanted { "yes" } else { "no" };
                    self.add_in(FILE, None, format!("no example has success {said}"), "add one");
                }
            }
        }
    }
}

fn all_rules(indicator: &Indicator) -> impl Iterator<Item = &Named<Rule>> {
    indicator.denominator.iter().chain(&indicator.numerator)
}

/// Where what an example says and what the rules give differ.
fn disagreements(
    indicator: &Indicator,
    worked: &Worked,
    judged: &crate::domain::indicator::Judged<'_>,
) -> Vec<(String, &'static str)> {
    const REMEDY: &str = "either correct the example or the rules";
    let name = &worked.name;
    let yes = |truth: bool| if truth { "yes" } else { "no" };
    let mut found = Vec::new();
    if judged.counted != worked.counted {
        let why = judged.left_out.map_or_else(String::new, |rule| format!(": \"{rule}\" leaves it out"));
        found.push((
            format!("\"{name}\" says counted {}, and the rules say {}{why}", yes(worked.counted), yes(judged.counted)),
            REMEDY,
        ));
        return found;
    }
    let left_out = judged.left_out.unwrap_or_default();
    if left_out != worked.left_out {
        found.push((
            format!("\"{name}\" is left out by \"{left_out}\", and the example says \"{}\"", worked.left_out),
            REMEDY,
        ));
    }
    if matches!(indicator.kind, Kind::Proportion | Kind::SessionsUntil) && judged.succeeded != worked.success {
        let said = judged.succeeded.map_or("unknown", yes);
        found.push((
            format!("\"{name}\" says success {}, and the rules say {said}", worked.success.map_or("-", yes)),
            REMEDY,
        ));
    }
    if let (Some(wanted), Some(value)) = (worked.value, judged.value)
        && (wanted - value).abs() > 1e-9
    {
        found.push((format!("\"{name}\" says {wanted}, and the rules give {value}"), REMEDY));
    }
    found
}
