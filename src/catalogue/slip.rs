//! What the TOML reader found, in words for somebody who writes questionnaires, not programs.

/// The fact and the remedy in a message of the TOML reader.
pub(super) fn plain(message: &str) -> (String, String) {
    let message = message.trim().replace('\n', " ");
    let quoted = names(&message);
    let first = quoted.first().map_or("", String::as_str);
    let others = quoted.get(1..).unwrap_or_default();
    if message.starts_with("missing field") {
        return (format!("\"{first}\" is not there"), format!("add {first}; docs/instruments.md says what it holds"));
    }
    if message.starts_with("unknown field") {
        return (format!("\"{first}\" is not a key that belongs here"), instead(first, others, "or remove the line"));
    }
    if message.starts_with("unknown variant") {
        return (format!("\"{first}\" is not one of the values that may stand here"), instead(first, others, ""));
    }
    if message.starts_with("duplicate key") || message.starts_with("duplicate field") {
        return (format!("the same key stands twice ({message})"), "remove one of the two".to_owned());
    }
    if let Some((found, expected)) =
        message.strip_prefix("invalid type: ").and_then(|rest| rest.split_once(", expected "))
    {
        return (
            format!("{} stands where {} belongs", thing(found), thing(expected)),
            format!("write {}", thing(expected)),
        );
    }
    (message, "compare the line with docs/instruments.md and correct it".to_owned())
}

/// The nearest name when there is one near enough, otherwise all that may stand there.
fn instead(given: &str, known: &[String], otherwise: &str) -> String {
    let near = known
        .iter()
        .map(|name| (strsim::damerau_levenshtein(given, name), name))
        .filter(|(distance, name)| *distance <= name.len().div_ceil(3))
        .min();
    let remedy = match near {
        Some((_, name)) => format!("write \"{name}\""),
        None => format!("use one of {}", known.join(", ")),
    };
    if otherwise.is_empty() { remedy } else { format!("{remedy}, {otherwise}") }
}

/// The names that stand between backticks.
fn names(message: &str) -> Vec<String> {
    message.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// A kind of value as people call it.
fn thing(kind: &str) -> String {
    let known = [
        ("string", "a text in quotes"),
        ("integer", "a number"),
        ("floating point", "a number"),
        ("boolean", "true or false"),
        ("sequence", "a list in square brackets"),
        ("map", "a group in curly brackets"),
        ("struct", "a group in curly brackets"),
        ("tuple", "a list in square brackets"),
        ("array", "a list in square brackets"),
        ("table", "a group in curly brackets"),
        ("u32", "a whole number"),
        ("f64", "a number"),
    ];
    let found = known.iter().find(|(start, _)| kind.starts_with(start) || kind.contains(&format!(" {start}")));
    found.map_or_else(|| kind.to_owned(), |(_, words)| (*words).to_owned())
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_the_reader_says_becomes_words() {
        let cases = [
            ("missing field `else`", "\"else\" is not there", "add else;"),
            (
                "unknown field `itmes`, expected one of `answers`, `items`, `only_if`",
                "\"itmes\" is not a key",
                "write \"items\"",
            ),
            (
                "unknown field `colour`, expected `a` or `b`",
                "\"colour\" is not a key",
                "use one of a, b, or remove the line",
            ),
            (
                "unknown variant `summ`, expected one of `sum`, `mean`",
                "\"summ\" is not one of the values",
                "write \"sum\"",
            ),
            (
                "invalid type: string \"two\", expected u32",
                "a text in quotes stands where a whole number belongs",
                "write a whole",
            ),
            (
                "invalid type: integer `3`, expected a sequence",
                "a number stands where a list",
                "write a list in square",
            ),
            ("something else", "something else", "compare the line"),
        ];
        for (message, fact, remedy) in cases {
            let (said, mend) = plain(message);
            assert!(said.contains(fact) && mend.contains(remedy), "{message}: {said} / {mend}");
        }
    }
}
