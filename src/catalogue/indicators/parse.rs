//! From `indicator.toml` to an indicator: every rule is one of the program's list, with what it takes and no more.

use std::collections::BTreeMap;

use toml::Spanned;

use super::super::Problem;
use super::super::parse::{line_of, toml_problem};
use super::raw::{File, Held, RawPoint, RawRead, RawRule};
use super::{EXAMPLES, INDICATOR, IndicatorDefinition, LANGUAGES, examples, fingerprint, problem, words};
use crate::domain::indicator::rule::{By, Listed, RULES, Sometime, Way};
use crate::domain::indicator::{
    Between, Day, Indicator, Kind, Missing, Named, Part, Point, Read, Rule, SmallNumbers, Worth,
};
use crate::domain::instrument::{Review, Source};
use crate::domain::registry::course::Period;

/// Reads the files of one folder.
pub(super) fn definition(folder: &str, files: &BTreeMap<&str, &str>) -> Result<IndicatorDefinition, Vec<Problem>> {
    let known = |name: &str| {
        [INDICATOR, EXAMPLES].contains(&name) || LANGUAGES.iter().any(|language| name == wording(language))
    };
    let missing = [INDICATOR, EXAMPLES].into_iter().map(str::to_owned).chain(LANGUAGES.iter().map(|one| wording(one)));
    let mut problems: Vec<Problem> = missing
        .filter(|name| !files.contains_key(name.as_str()))
        .map(|name| {
            let fact = "there is no such file".to_owned();
            problem(format!("{folder}/{name}"), None, fact, "either add it or remove the folder")
        })
        .collect();
    problems.extend(files.keys().filter(|name| !known(name)).map(|name| {
        let fact = "no part of an indicator has this name".to_owned();
        problem(format!("{folder}/{name}"), None, fact, "either rename the file or remove it")
    }));
    let Some(text) = files.get(INDICATOR).filter(|_| problems.is_empty()) else { return Err(problems) };
    let file = format!("{folder}/{INDICATOR}");
    let raw: File = toml::from_str(text).map_err(|error| vec![toml_problem(&file, text, &error)])?;
    let mut reader = Reader { file, text, lines: BTreeMap::new(), problems };
    let period = reader.examples_period(&raw);
    let indicator = reader.indicator(raw);
    let Reader { lines, mut problems, .. } = reader;
    let mut told = BTreeMap::new();
    for language in LANGUAGES {
        let name = wording(language);
        match words::read(&format!("{folder}/{name}"), language, files.get(name.as_str()).copied().unwrap_or_default())
        {
            Ok(words) => drop(told.insert(language.to_owned(), words)),
            Err(problem) => problems.push(problem),
        }
    }
    let table = files.get(EXAMPLES).copied().unwrap_or_default();
    let worked = match examples::read(&format!("{folder}/{EXAMPLES}"), table, &indicator) {
        Ok(worked) => worked,
        Err(found) => {
            problems.extend(found);
            Vec::new()
        }
    };
    match period {
        Some((examples_period, examples_data_date)) if problems.is_empty() => Ok(IndicatorDefinition {
            indicator,
            words: told,
            examples: worked,
            examples_period,
            examples_data_date,
            fingerprint: fingerprint(files),
            folder: folder.to_owned(),
            lines,
        }),
        _ => Err(problems),
    }
}

fn wording(language: &str) -> String {
    format!("wording/{language}.toml")
}

struct Reader<'a> {
    file: String,
    text: &'a str,
    lines: BTreeMap<String, usize>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn note<T>(&mut self, part: impl Into<String>, at: &Spanned<T>) {
        self.lines.insert(part.into(), line_of(self.text, at));
    }

    fn wrong<T>(&mut self, at: &Spanned<T>, fact: String, remedy: &str) {
        let line = Some(line_of(self.text, at));
        self.problems.push(problem(self.file.clone(), line, fact, remedy));
    }

    fn examples_period(&mut self, raw: &File) -> Option<(Period, chrono::NaiveDate)> {
        let days = raw.examples.get_ref();
        let read = [&days.from, &days.to, &days.data_date].map(|day| day.parse().ok());
        let period = match read {
            [Some(from), Some(to), Some(data_date)] => Period::new(from, to).ok().zip(Some(data_date)),
            _ => None,
        };
        if period.is_none() {
            let fact = "the period of the examples does not read".to_owned();
            self.wrong(&raw.examples, fact, "write from, to and data_date as days such as 2026-03-18, in that order");
        }
        period
    }

    fn indicator(&mut self, raw: File) -> Indicator {
        for (part, at) in [("id", line_of(self.text, &raw.id)), ("version", line_of(self.text, &raw.version))] {
            self.lines.insert(part.to_owned(), at);
        }
        self.note("status", &raw.status);
        self.note("kind", &raw.kind);
        self.note("answers", &raw.answers);
        self.note("always_with", &raw.always_with);
        self.note("missing", &raw.missing);
        self.note("small_numbers", &raw.small_numbers);
        self.note("interval", &raw.interval);
        self.note("between_services", &raw.between_services);
        let kind = raw.kind.into_inner();
        self.interval(&raw.interval, kind);
        let reads = raw.reads.iter().filter_map(|read| self.read(read)).collect();
        let denominator = self.rules("denominator", raw.denominator);
        let numerator = self.rules("numerator", raw.numerator);
        let mut values = in_order(raw.value).into_iter();
        let value = values.next().and_then(|(name, raw)| self.worth(name, &raw));
        if let Some((name, at)) = values.next() {
            self.wrong(&at, format!("\"{name}\" is a second value"), "keep one; another value is another indicator");
        }
        let points = in_order(raw.points).into_iter().filter_map(|(name, raw)| self.point(name, &raw)).collect();
        let (missing, small) = (raw.missing.into_inner(), raw.small_numbers.into_inner());
        let between = raw.between_services.into_inner();
        let sources = in_order(raw.sources).into_iter().map(|(id, source)| {
            let source = source.into_inner();
            Source { id, seen: source.seen, cite: source.cite }
        });
        Indicator {
            id: raw.id.into_inner(),
            version: raw.version.into_inner(),
            status: raw.status.into_inner(),
            kind,
            asks: raw.asks,
            better: raw.better_is,
            measures: raw.answers.into_inner(),
            figure: raw.report_figure,
            always_with: raw.always_with.into_inner(),
            tags: raw.tags,
            review: Review {
                written_by: raw.review.written_by,
                checked_by: raw.review.checked_by,
                checked_on: raw.review.checked_on,
                check_again: raw.review.check_again,
            },
            reads,
            denominator,
            numerator,
            value,
            points,
            missing: Missing { coverage: missing.coverage, methods: missing.methods, compare: missing.compare },
            small: SmallNumbers { none_below: small.nothing_below, hidden_outside_below: small.hide_outside_below },
            case_mix: raw.case_mix,
            split_by: raw.split_by,
            between: Between { allowed: between.allowed, coverage_at_least: between.coverage_at_least.unwrap_or(1.0) },
            sources: sources.collect(),
        }
    }

    fn interval(&mut self, raw: &Spanned<super::raw::RawInterval>, kind: Kind) {
        use super::raw::IntervalMethod::{LogLog, Student, Wilson};
        let wanted = match kind {
            Kind::Proportion => (Wilson, "wilson"),
            Kind::Mean | Kind::Change => (Student, "student"),
            Kind::SessionsUntil => (LogLog, "log-log"),
        };
        let given = raw.get_ref();
        if given.method != wanted.0 || (given.level - 0.95).abs() > 1e-9 {
            let fact = "this is not the interval the figure is shown with".to_owned();
            self.wrong(raw, fact, &format!("write method = \"{}\", level = 0.95", wanted.1));
        }
    }

    fn read(&mut self, at: &Spanned<RawRead>) -> Option<Read> {
        let raw = at.get_ref();
        let Some(part) = part(raw) else {
            let fact = format!("nothing says what of {} is read", raw.instrument);
            let remedy = "name a scale, a question, or two questions or more with as = \"lowest\", or two with as = \
                          \"difference\"";
            self.wrong(at, fact, remedy);
            return None;
        };
        let read = Read { instrument: raw.instrument.clone(), part, norms: raw.norms.clone() };
        self.note(format!("reads {}", read.name()), at);
        Some(read)
    }

    fn rules(&mut self, part: &str, raw: BTreeMap<String, Spanned<RawRule>>) -> Vec<Named<Rule>> {
        let rules = in_order(raw).into_iter().filter_map(|(name, at)| {
            self.note(format!("rule {name}"), &at);
            self.listed(part, &name, &at, false)?;
            let rule = rule(at.get_ref());
            if rule.is_none() {
                self.direction(&at, part, &name);
            }
            Some(Named { name, what: rule? })
        });
        rules.collect()
    }

    fn direction(&mut self, at: &Spanned<RawRule>, part: &str, name: &str) {
        let fact = format!("{part} {name}: by or direction is none that the rule knows");
        self.wrong(at, fact, "write by = \"reliable\" and direction = \"better\" or \"worse\"");
    }

    fn worth(&mut self, name: String, at: &Spanned<RawRule>) -> Option<Named<Worth>> {
        self.note(format!("rule {name}"), at);
        self.listed("value", &name, at, true)?;
        let what = worth(at.get_ref());
        if what.is_none() {
            self.direction(at, "value", &name);
        }
        Some(Named { name, what: what? })
    }

    /// The rule in the program's list, if it has all that it takes and no more.
    fn listed(&mut self, part: &str, name: &str, at: &Spanned<RawRule>, is_worth: bool) -> Option<&'static Listed> {
        let raw = at.get_ref();
        let fitting = RULES.iter().filter(|rule| rule.is_worth == is_worth);
        let Some(listed) = fitting.clone().find(|rule| rule.name == raw.rule) else {
            let near = fitting.clone().min_by_key(|rule| strsim::damerau_levenshtein(rule.name, &raw.rule));
            let remedy = format!(
                "choose a rule that `lytt rules` lists{}",
                near.map_or_else(String::new, |rule| format!(", such as \"{}\"", rule.name))
            );
            let fact = format!("{part} {name}: there is no rule \"{}\" for this place", raw.rule);
            self.wrong(at, fact, &remedy);
            return None;
        };
        let given = raw.given();
        let lacks: Vec<_> = listed.takes.iter().filter(|wanted| !given.contains(wanted)).copied().collect();
        let extra: Vec<_> = given.iter().filter(|one| !listed.takes.contains(one)).copied().collect();
        if let Some(one) = lacks.first() {
            let fact = format!("{part} {name}: \"{}\" takes {one}, which is not there", listed.name);
            self.wrong(at, fact, &format!("add {}", lacks.join(" and ")));
        }
        if let Some(one) = extra.first() {
            let fact = format!("{part} {name}: \"{}\" does not take {one}", listed.name);
            self.wrong(at, fact, &format!("remove {}", extra.join(" and ")));
        }
        (lacks.is_empty() && extra.is_empty()).then_some(listed)
    }

    fn point(&mut self, name: String, at: &Spanned<RawPoint>) -> Option<Named<Point>> {
        self.note(format!("point {name}"), at);
        let raw = at.get_ref();
        let mut day = |text: &Option<String>| match text {
            None => Some(None),
            Some(text) => {
                let day = Day::read(text);
                if day.is_none() {
                    let fact = format!("point {name}: \"{text}\" is no day of an episode");
                    self.wrong(
                        at,
                        fact,
                        "write it as \"91 days after start\", \"14 days before ending\" or \"the day of referral\"",
                    );
                }
                day.map(Some)
            }
        };
        let (to, from, until) = (day(&raw.to), day(&raw.from), day(&raw.until));
        let what = Point { take: raw.take, to: to?, occasion: raw.occasion, from: from?, until: until? };
        Some(Named { name, what })
    }
}

/// What is named, in the order it stands in.
fn in_order<T>(parts: BTreeMap<String, Spanned<T>>) -> Vec<(String, Spanned<T>)> {
    let mut parts: Vec<_> = parts.into_iter().collect();
    parts.sort_by_key(|(_, part)| part.span().start);
    parts
}

/// A rule with what it takes; `None` when something of it does not read.
fn rule(raw: &RawRule) -> Option<Rule> {
    let at = || raw.at.clone();
    let pair = || raw.from.clone().zip(raw.to.clone());
    Some(match raw.rule.as_str() {
        "episode referred in the period" => Rule::ReferredInPeriod,
        "treatment started in the period" => Rule::StartedInPeriod,
        "episode ended in the period" => Rule::EndedInPeriod,
        "treatment started" => Rule::TreatmentStarted,
        "over for at least" => Rule::OverFor { days: raw.days? },
        "sessions at least" => Rule::SessionsAtLeast { number: whole(raw.number?)? },
        "window is over" => Rule::WindowOver { at: at()? },
        "scored at" => Rule::ScoredAt { at: at()? },
        "scored at both" => {
            let (from, to) = pair()?;
            Rule::ScoredAtBoth { from, to }
        }
        "case at" => Rule::CaseAt { at: at()? },
        "changed at least" => {
            let (from, to) = pair()?;
            let by = By::from_code(raw.by.as_deref()?)?;
            Rule::ChangedAtLeast { by, way: Way::from_code(raw.direction.as_deref()?)?, from, to }
        }
        "changed at some time" => Rule::ChangedSometime(sometime(raw)?),
        "sessions held after the change" => {
            Rule::HeldAfterChange { number: whole(raw.number?)?, change: sometime(raw)? }
        }
        "spoken about after the change" => {
            Rule::DiscussedAfterChange { number: whole(raw.number?)?, change: sometime(raw)? }
        }
        "crossed the cut-off" => {
            let (from, to) = pair()?;
            Rule::CrossedTheCutoff { from, to }
        }
        "score at least" => Rule::ScoreAtLeast { number: raw.number?, at: at()? },
        "score at most" => Rule::ScoreAtMost { number: raw.number?, at: at()? },
        _ => return None,
    })
}

/// What is averaged, or waited for, with what it takes; `None` when something of it does not read.
fn worth(raw: &RawRule) -> Option<Worth> {
    let pair = || raw.from.clone().zip(raw.to.clone());
    Some(match raw.rule.as_str() {
        "score at" => Worth::ScoreAt { at: raw.at.clone()? },
        "change between" => {
            let (from, to) = pair()?;
            Worth::ChangeBetween { from, to }
        }
        "sessions until" => Worth::SessionsUntil(sometime(raw)?),
        _ => return None,
    })
}

/// A change that any score between two points may show.
fn sometime(raw: &RawRule) -> Option<Sometime> {
    Some(Sometime {
        by: By::from_code(raw.by.as_deref()?)?,
        way: Way::from_code(raw.direction.as_deref()?)?,
        from: raw.from.clone()?,
        to: raw.to.clone()?,
    })
}

/// A whole number of 0 or more.
fn whole(number: f64) -> Option<u32> {
    let whole = number.round();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "looked at just before")]
    let cast = whole as u32;
    ((number - whole).abs() < 1e-9 && (0.0..1e6).contains(&whole)).then_some(cast)
}

/// What of a form is read; `None` where it is not said, or said twice.
fn part(raw: &RawRead) -> Option<Part> {
    match (&raw.scale, &raw.question, &raw.questions, raw.held) {
        (Some(scale), None, None, None) => Some(Part::Scale(scale.clone())),
        (None, Some(question), None, None) => Some(Part::Question(question.clone())),
        (None, None, Some(questions), Some(Held::Lowest)) if questions.len() > 1 => {
            Some(Part::Lowest(questions.clone()))
        }
        (None, None, Some(questions), Some(Held::Difference)) => {
            <&[String; 2]>::try_from(questions.as_slice()).ok().cloned().map(Part::Difference)
        }
        _ => None,
    }
}
