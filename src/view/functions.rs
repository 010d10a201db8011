//! What templates can call: texts, formats, charts and addresses of assets.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use minijinja::value::{Kwargs, Serde, ValueKind};
use minijinja::{Environment, Error, ErrorKind, Value};
use serde::de::DeserializeOwned;

use super::chart::funnel::Funnel;
use super::chart::groups::Groups;
use super::chart::in_order::InOrder;
use super::chart::periods::Periods;
use super::chart::spread::{Distribution, Scatter};
use super::chart::until::Until;
use super::chart::{Categories, Coverage, Draw, Drawn, Flow, Multiples, Rates, RunChart, Trajectory};
use super::language::{Language, direction};
use super::text::{Arg, Text, TextError};
use super::{assets, format};

/// Adds the functions and filters of one language.
pub(super) fn add(environment: &mut Environment<'static>, text: &Arc<Text>) {
    let language = text.language();
    environment.add_global("lang", language.tag());
    environment.add_global("dir", direction(language.tag()));
    environment.add_global("decimal_mark", language.decimal_mark().to_string());
    // Texts that nobody who speaks the language has read say so themselves.
    environment.add_global("machine_made", text.knows("machine-made"));
    environment.add_global("languages", listed(&Language::ALL, language));
    environment.add_global("staff_languages", listed(&Language::STAFF, language));
    environment.add_function("asset", |name: &str| {
        // Made of a file name and a hash: nothing to escape.
        assets::url(name)
            .map(|url| Value::from_safe_string(url.to_owned()))
            .ok_or_else(|| wrong(format!("no asset {name}")))
    });
    add_texts(environment, text);
    add_formats(environment, text);
    draws::<Trajectory>(environment, "trajectory", text);
    draws::<Multiples>(environment, "multiples", text);
    draws::<RunChart>(environment, "run_chart", text);
    draws::<Rates>(environment, "rates", text);
    draws::<Flow>(environment, "flow", text);
    draws::<Coverage>(environment, "coverage", text);
    draws::<Categories>(environment, "categories", text);
    draws::<Distribution>(environment, "distribution", text);
    draws::<Scatter>(environment, "scatter", text);
    draws::<Groups>(environment, "groups", text);
    draws::<InOrder>(environment, "in_order", text);
    draws::<Periods>(environment, "periods", text);
    draws::<Funnel>(environment, "funnel", text);
    draws::<Until>(environment, "until", text);
}

fn listed(languages: &[Language], current: Language) -> Value {
    languages
        .iter()
        .map(|one| {
            Value::from_pairs([
                ("tag", Value::from(one.tag())),
                ("dir", Value::from(direction(one.tag()))),
                ("name", Value::from(one.own_name())),
                ("current", Value::from(*one == current)),
            ])
        })
        .collect()
}

fn add_texts(environment: &mut Environment<'static>, text: &Arc<Text>) {
    let texts = Arc::clone(text);
    environment.add_function("t", move |id: &str, values: Kwargs| {
        let names: Vec<&str> = values.args().collect();
        let mut args = Vec::with_capacity(names.len());
        for name in names {
            args.push((name, argument(&values.get::<Value>(name)?)?));
        }
        texts.message(id, &args).map_err(from_text)
    });
    let words = Arc::clone(text);
    environment.add_function("word", move |family: &str, word: &str| words.word(family, word).map_err(from_text));
}

fn add_formats(environment: &mut Environment<'static>, text: &Arc<Text>) {
    let language = text.language();
    environment.add_filter("number", move |value: f64, decimals: Option<usize>| {
        decimals.map_or_else(|| format::number(value, language), |decimals| format::decimals(value, decimals, language))
    });
    environment.add_filter("percent", move |share: f64, decimals: Option<usize>| {
        format::percent(share, decimals.unwrap_or(1), language)
    });
    environment.add_filter("date", move |value: &str| Ok::<_, Error>(format::date(day(value)?, language)));
    environment.add_filter("day_month", move |value: &str| Ok::<_, Error>(format::day_month(day(value)?, language)));
    environment.add_filter("month_year", |value: &str| Ok::<_, Error>(day(value)?.format("%m.%Y").to_string()));
    environment.add_filter("time", |value: &str| Ok::<_, Error>(format::time(instant(value)?)));
    let days = Arc::clone(text);
    environment.add_filter("long_date", move |value: &str| {
        let day = day(value)?;
        let (month, weekday) = format::month_and_weekday(day);
        let month = days.message(&format!("month-{month}"), &[]).map_err(from_text)?;
        let weekday = days.message(&format!("weekday-{weekday}"), &[]).map_err(from_text)?;
        let args = [
            ("weekday", Arg::Text(weekday)),
            ("day", Arg::Text(day.format("%-d").to_string())),
            ("month", Arg::Text(month)),
            ("year", Arg::Text(day.format("%Y").to_string())),
        ];
        days.message("long-date", &args).map_err(from_text)
    });
    environment.add_filter("iso_day", |value: &str| Ok::<_, Error>(day(value)?.to_string()));
    // A QR library writes an XML declaration, which is wrong inside HTML.
    environment.add_filter("inline_svg", |svg: &str| {
        Value::from_safe_string(svg.find("<svg").and_then(|at| svg.get(at..)).unwrap_or("").to_owned())
    });
    environment.add_filter("in_fours", |secret: &str| {
        let letters: Vec<char> = secret.chars().collect();
        letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    });
}

fn draws<C: Draw + DeserializeOwned + 'static>(
    environment: &mut Environment<'static>,
    kind: &'static str,
    text: &Arc<Text>,
) {
    let text = Arc::clone(text);
    environment.add_function(format!("draw_{kind}"), move |chart: Serde<C>| {
        chart.0.draw(&text).map(|drawn| laid_out(&drawn)).map_err(from_text)
    });
}

fn laid_out(drawn: &Drawn) -> Value {
    Value::from_pairs([
        ("id", Value::from(drawn.id.as_str())),
        ("svg", Value::from_safe_string(drawn.svg.clone())),
        ("summary", Value::from(drawn.summary.as_str())),
        ("lines", Value::from(Serde(&drawn.lines))),
        ("head", Value::from(Serde(&drawn.head))),
        ("rows", Value::from(Serde(&drawn.rows))),
    ])
}

fn argument(value: &Value) -> Result<Arg, Error> {
    match value.kind() {
        ValueKind::Number => f64::try_from(value.clone()).map(Arg::Number),
        ValueKind::String => Ok(Arg::Text(value.as_str().unwrap_or_default().to_owned())),
        kind => Err(wrong(format!("a text takes numbers and strings, not {kind}"))),
    }
}

fn instant(value: &str) -> Result<DateTime<Utc>, Error> {
    value.parse().map_err(|_| wrong(format!("not an instant: {value}")))
}

/// The day of a date, or of an instant in Norwegian wall time.
fn day(value: &str) -> Result<NaiveDate, Error> {
    match value.parse() {
        Ok(day) => Ok(day),
        Err(_) => instant(value).map(|at| format::wall(at).date()),
    }
}

fn from_text(error: TextError) -> Error {
    wrong("a text is missing").with_source(error)
}

fn wrong(message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::InvalidOperation, message)
}
