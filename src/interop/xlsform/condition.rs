//! The part of `XLSForm`'s `relevant` that our branching rules can say: `${q} >= 1`, `selected(${q}, '1')`,
//! several joined by `and` or by `or`. Nothing is run.

/// One comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Comparison {
    /// The question.
    pub(super) question: String,
    /// As FHIR writes it.
    pub(super) operator: &'static str,
    /// What it is held against, without quotes.
    pub(super) value: String,
}

/// Comparisons, and whether all must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Condition {
    pub(super) all: bool,
    pub(super) comparisons: Vec<Comparison>,
}

/// Longest condition read: more is a program.
const LONGEST: usize = 2_000;

/// Reads a condition; `None` when it says more than our rules can.
pub(super) fn read(text: &str) -> Option<Condition> {
    if text.len() > LONGEST {
        return None;
    }
    let text = text.replace(['\n', '\t', '\r'], " ");
    let (ands, ors) = (text.matches(" and ").count(), text.matches(" or ").count());
    if ands > 0 && ors > 0 {
        return None;
    }
    let joint = if ands > 0 { " and " } else { " or " };
    let comparisons = text.split(joint).map(comparison).collect::<Option<Vec<_>>>()?;
    Some(Condition { all: ands > 0, comparisons })
}

fn comparison(text: &str) -> Option<Comparison> {
    let text = bare(text.trim());
    if let Some(inner) = text.strip_prefix("selected(").and_then(|rest| rest.strip_suffix(')')) {
        let (question, value) = inner.split_once(',')?;
        return Some(Comparison { question: name(question)?, operator: "=", value: literal(value)? });
    }
    // The longer signs first: `>=` holds `>`.
    for operator in [">=", "<=", "!=", "=", ">", "<"] {
        if let Some((question, value)) = text.split_once(operator) {
            return Some(Comparison { question: name(question)?, operator, value: literal(value)? });
        }
    }
    None
}

/// Without one pair of brackets round the whole.
fn bare(text: &str) -> &str {
    let inner = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    inner.filter(|inner| !inner.contains(['(', ')'])).map_or(text, str::trim)
}

fn name(text: &str) -> Option<String> {
    let name = text.trim().strip_prefix("${")?.strip_suffix('}')?.trim();
    (!name.is_empty() && !name.contains(['$', '{', '}'])).then(|| name.to_owned())
}

fn literal(text: &str) -> Option<String> {
    let text = text.trim();
    let quoted = |mark: char| text.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
    let value = quoted('\'').or_else(|| quoted('"')).unwrap_or(text);
    (!value.is_empty() && !value.contains(['$', '(', ')', '\'', '"'])).then(|| value.to_owned())
}
