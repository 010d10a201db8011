//! Forms from elsewhere: what becomes of them, and what is refused with a reason.

#![expect(clippy::needless_pass_by_value, reason = "literal JSON is written where it is used")]

use lytt::app::exchange;
use lytt::domain::instrument::{Answer, Answers, ItemKind, Quantifier, RuleStatus, Test};
use lytt::domain::scoring::score;
use lytt::interop::fhir::package;
use serde_json::{Value, json};

fn form(items: Value) -> Value {
    json!({
        "resourceType": "Questionnaire", "url": "https://example.org/Questionnaire/strain", "version": "2.1",
        "name": "StrainIndex", "title": "How are you?", "language": "en-US", "status": "active",
        "publisher": "Somebody", "copyright": "© Somebody", "item": items,
    })
}

fn option(code: &str, display: &str, weight: Option<f64>) -> Value {
    let mut option = json!({"valueCoding": {"system": "https://example.org/codes", "code": code, "display": display}});
    if let Some(weight) = weight {
        option["extension"] =
            json!([{"url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": weight}]);
    }
    option
}

fn often(link: &str) -> Value {
    let options =
        [option("n", "Never", Some(0.0)), option("s", "Sometimes", Some(1.0)), option("o", "Often", Some(2.0))];
    json!({"linkId": link, "type": "choice", "text": "How often?", "required": true, "answerOption": options})
}

fn refusal(items: Value) -> String {
    let problems = package(&form(items)).unwrap_err();
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_form_from_elsewhere_becomes_a_draft_that_says_what_it_does_not_know() {
    let read = package(&form(json!([often("/one"), often("/two")]))).unwrap();
    let instrument = &read.instrument;
    assert_eq!(
        (instrument.id.as_str(), instrument.version, instrument.name.as_str()),
        ("strainindex", 1, "How are you?")
    );
    assert!(!instrument.validated);
    assert_eq!(instrument.items.iter().map(|item| item.id.as_str()).collect::<Vec<_>>(), ["one", "two"]);
    assert_eq!(read.wording.keys().collect::<Vec<_>>(), ["en"]);
    assert_eq!(read.wording["en"].items["one"], "How often?");
    assert_eq!(read.wording["en"].answers.len(), 1, "both questions share one set of answers");
    assert!(instrument.licence.source.cite.ends_with("https://example.org/Questionnaire/strain|2.1"));
    let (definition, problems) = exchange::definition(read.clone()).unwrap();
    let facts: Vec<_> = problems.iter().map(|problem| problem.fact.clone()).collect();
    assert_eq!(facts, ["there are no worked examples"], "nobody but a person can give them");
    assert!(definition.instrument.doubts.iter().any(|doubt| doubt.contains("ask its owner")));
}

#[test]
fn weights_become_a_proposed_sum_that_needs_every_question() {
    let read =
        package(&form(json!([often("a"), often("b"), {"linkId": "c", "type": "text", "text": "Why?"}]))).unwrap();
    let [scale] = read.instrument.scales.as_slice() else { panic!("one scale") };
    assert_eq!(
        (scale.id.as_str(), scale.items.as_slice(), scale.range),
        ("total", &["a".to_owned(), "b".to_owned()][..], (0.0, 4.0))
    );
    let rule = scale.missing.as_ref().unwrap();
    assert_eq!((rule.up_to, rule.status), (0, RuleStatus::Policy));
    assert!(read.instrument.doubts.iter().any(|doubt| doubt.contains("proposed")));
    let answers =
        |given: &[(&str, f64)]| -> Answers { given.iter().map(|(id, value)| (*id, Answer::Value(*value))).collect() };
    assert_eq!(score(&read.instrument, &answers(&[("a", 2.0), ("b", 1.0)])).unwrap().value("total"), Some(3.0));
    assert_eq!(score(&read.instrument, &answers(&[("a", 2.0)])).unwrap().value("total"), None);
    assert_eq!(package(&form(json!([{"linkId": "c", "type": "text", "text": "Why?"}]))).unwrap().instrument.scales, []);
}

#[test]
fn weights_that_neither_rise_nor_fall_stand_in_a_table() {
    let mut item = often("a");
    item["answerOption"] =
        json!([option("x", "Best", Some(3.0)), option("y", "Worst", Some(0.0)), option("z", "Both", Some(3.0))]);
    let read = package(&form(json!([item]))).unwrap();
    let item = read.instrument.item("a").unwrap();
    assert_eq!(item.values(), [0.0, 1.0, 2.0], "the order in the form is kept");
    let answered = |value: f64| {
        let answers: Answers = [("a", Answer::Value(value))].into_iter().collect();
        score(&read.instrument, &answers).unwrap().value("total")
    };
    assert_eq!([answered(0.0), answered(1.0), answered(2.0)], [Some(3.0), Some(0.0), Some(3.0)]);
}

#[test]
fn a_calculated_sum_is_not_run() {
    let sum = json!({"linkId": "sum", "type": "decimal", "text": "Sum", "readOnly": true, "extension": [{
        "url": "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression",
        "valueExpression": {"language": "text/fhirpath", "expression": "1/0"},
    }]});
    let read = package(&form(json!([often("a"), sum]))).unwrap();
    assert_eq!(read.instrument.items.len(), 1);
    assert!(read.instrument.doubts.iter().any(|doubt| doubt.contains("works out sum itself")));
}

#[test]
fn every_kind_of_answer_that_we_have_is_read() {
    let slider = json!({"url": "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl",
        "valueCodeableConcept": {"coding": [{"system": "http://hl7.org/fhir/questionnaire-item-control", "code": "slider"}]}});
    let limit = |name: &str, kind: &str, value: Value| json!({"url": format!("http://hl7.org/fhir/StructureDefinition/{name}"), kind: value});
    let line = |kind: &str, name: &str, to: i32| {
        let limits = [slider.clone(), limit("minValue", name, json!(0)), limit("maxValue", name, json!(to))];
        json!({"linkId": format!("{kind}{to}"), "type": kind, "text": "?", "extension": limits})
    };
    let days = json!({"linkId": "days", "type": "integer", "text": "Days?", "extension": [
        limit("minValue", "valueInteger", json!(0)), limit("maxValue", "valueInteger", json!(7)),
        {"url": "http://hl7.org/fhir/StructureDefinition/questionnaire-unit", "valueCoding": {"code": "d", "display": "days"}},
    ]});
    let items = json!([
        {"linkId": "yes", "type": "boolean", "text": "Yes?"},
        {"linkId": "open", "type": "open-choice", "text": "Which?", "answerOption": [{"valueString": "Red"}, {"valueString": "Blue"}]},
        {"linkId": "n", "type": "integer", "text": "One of these", "answerOption": [{"valueInteger": 5}, {"valueInteger": 10}]},
        line("integer", "valueInteger", 10), line("integer", "valueInteger", 100), days,
        {"linkId": "any", "type": "decimal", "text": "How much?"},
        {"linkId": "s", "type": "string", "text": "Who?", "maxLength": 40}, {"linkId": "t", "type": "text", "text": "What?"},
        {"linkId": "when", "type": "date", "text": "When?"}, {"linkId": "read", "type": "display", "text": "Thank you."},
    ]);
    let read = package(&form(items)).unwrap();
    let kind = |id: &str| read.instrument.item(id).unwrap().kind.clone();
    let ItemKind::Choice { values, highest_first, answers, .. } = kind("yes") else { panic!("a choice") };
    assert_eq!((values.as_slice(), highest_first), (&[0.0, 1.0][..], true));
    let labels: Vec<&str> = read.wording["en"].answers[&answers].iter().map(|label| label.text.as_str()).collect();
    assert_eq!(labels, ["No", "Yes"]);
    assert!(matches!(kind("open"), ItemKind::Choice { values, .. } if values == [0.0, 1.0]));
    assert!(matches!(kind("n"), ItemKind::Choice { values, .. } if values == [5.0, 10.0]));
    assert_eq!(kind("integer10"), ItemKind::Scale { from: 0.0, to: 10.0, step: 1.0 });
    assert_eq!(kind("integer100"), ItemKind::Analogue { from: 0.0, to: 100.0, step: 1.0 });
    assert_eq!(kind("days"), ItemKind::Number { from: 0.0, to: 7.0, decimals: 0 });
    assert_eq!(read.wording["en"].units["days"], "days");
    assert!(matches!(kind("any"), ItemKind::Number { decimals: 2, .. }));
    assert_eq!(kind("s"), ItemKind::Text { max_chars: 40 });
    assert_eq!(kind("t"), ItemKind::Text { max_chars: 1000 });
    assert_eq!((kind("when"), kind("read")), (ItemKind::Date, ItemKind::Display));
    for said in ["open also took", "any had no lowest", "open had no weights"] {
        assert!(
            read.instrument.doubts.iter().any(|doubt| doubt.contains(said)),
            "{said}: {:?}",
            read.instrument.doubts
        );
    }
}

#[test]
fn answers_in_a_value_set_of_the_form_are_read_and_others_are_not_guessed() {
    let weight =
        |value: i32| json!([{"url": "http://hl7.org/fhir/StructureDefinition/itemWeight", "valueDecimal": value}]);
    let concepts = json!([
        {"code": "LA6571-9", "display": "Often", "extension": weight(3), "designation": [{"language": "nb-NO", "value": "Ofte"}]},
        {"code": "LA6568-5", "display": "Never", "extension": weight(0), "designation": [{"language": "nb-NO", "value": "Aldri"}]},
    ]);
    let mut form = form(json!([{"linkId": "a", "type": "choice", "text": "How often?", "answerValueSet": "#often",
        "_text": {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/translation", "extension": [
            {"url": "lang", "valueCode": "nb"}, {"url": "content", "valueString": "Hvor ofte?"}]}]}}]));
    form["contained"] = json!([{"resourceType": "ValueSet", "id": "often",
        "compose": {"include": [{"system": "http://loinc.org", "concept": concepts}]}}]);
    let read = package(&form).unwrap();
    let ItemKind::Choice { answers, values, loinc, highest_first } = read.instrument.items[0].kind.clone() else {
        panic!("a choice")
    };
    assert_eq!((answers.as_str(), values.as_slice(), highest_first), ("often", &[0.0, 3.0][..], true));
    assert_eq!(loinc, ["LA6568-5", "LA6571-9"]);
    assert_eq!(read.wording["nb"].answers["often"][1].text, "Ofte");
    assert_eq!(read.wording["nb"].items["a"], "Hvor ofte?");
    form["item"][0]["answerValueSet"] = json!("https://example.org/ValueSet/often");
    let problem = &package(&form).unwrap_err()[0];
    assert_eq!(problem.element, "Questionnaire.item[0]");
    assert_eq!(problem.remedy, "put the value set into the form (contained)");
}

#[test]
fn groups_are_flattened_and_one_that_comes_back_is_another() {
    let group =
        |link: &str, text: &str, items: Value| json!({"linkId": link, "type": "group", "text": text, "item": items});
    let items = json!([
        group("out", "Outer", json!([often("a"), group("in", "Inner", json!([often("b")])), often("c")])),
        often("d"),
        {"linkId": "bare", "type": "group", "item": [often("e")]},
    ]);
    let read = package(&form(items)).unwrap();
    let groups: Vec<_> = read.instrument.items.iter().map(|item| item.group.as_deref()).collect();
    assert_eq!(groups, [Some("out"), Some("in"), Some("out-2"), None, None]);
    let headings = &read.wording["en"].groups;
    assert_eq!(
        (headings["out"].as_str(), headings["in"].as_str(), headings["out-2"].as_str()),
        ("Outer", "Inner", "Outer")
    );
    let facts: Vec<_> = exchange::definition(read).unwrap().1.into_iter().map(|problem| problem.fact).collect();
    assert_eq!(facts, ["there are no worked examples"]);
}

#[test]
fn conditions_are_read_as_our_named_rules() {
    let when = |question: &str, operator: &str, answer: Value| {
        let mut condition = json!({"question": question, "operator": operator});
        for (name, value) in answer.as_object().unwrap() {
            condition[name] = value.clone();
        }
        condition
    };
    let code = |code: &str| json!({"answerCoding": {"code": code}});
    let number = |value: i32| json!({"answerInteger": value});
    let any = |conditions: Value| (conditions, "any");
    let all = |conditions: Value| (conditions, "all");
    let cases = [
        (any(json!([when("a", "=", code("o"))])), Quantifier::AnyOf, &["a"][..], Test::AtLeast(2.0)),
        (any(json!([when("a", "=", code("s"))])), Quantifier::AnyOf, &["a"], Test::Is(1.0)),
        (
            any(json!([when("a", "=", code("n")), when("a", "=", code("s"))])),
            Quantifier::AnyOf,
            &["a"],
            Test::AtMost(1.0),
        ),
        (
            any(json!([when("a", "!=", code("n")), when("b", "!=", code("n"))])),
            Quantifier::AnyOf,
            &["a", "b"],
            Test::AtLeast(1.0),
        ),
        (
            all(json!([when("a", "=", code("o")), when("b", "=", code("o"))])),
            Quantifier::AllOf,
            &["a", "b"],
            Test::AtLeast(2.0),
        ),
        (
            all(json!([when("a", "exists", json!({"answerBoolean": true})), when("a", "!=", code("n"))])),
            Quantifier::AnyOf,
            &["a"],
            Test::AtLeast(1.0),
        ),
        (any(json!([when("y", "=", json!({"answerBoolean": false}))])), Quantifier::AnyOf, &["y"], Test::AtMost(0.0)),
        (any(json!([when("i", ">", number(3))])), Quantifier::AnyOf, &["i"], Test::AtLeast(4.0)),
        (any(json!([when("i", "<=", number(3))])), Quantifier::AnyOf, &["i"], Test::AtMost(3.0)),
        (any(json!([when("i", "=", number(3))])), Quantifier::AnyOf, &["i"], Test::Is(3.0)),
        (
            any(json!([when("i", "exists", json!({"answerBoolean": true}))])),
            Quantifier::AnyOf,
            &["i"],
            Test::AtLeast(-1_000_000.0),
        ),
    ];
    let asked = |conditions: &Value, behavior: &str| {
        let mut last = often("z");
        last["enableWhen"] = conditions.clone();
        last["enableBehavior"] = json!(behavior);
        json!([often("a"), often("b"), {"linkId": "y", "type": "boolean", "text": "?"}, {"linkId": "i", "type": "integer", "text": "?"}, last])
    };
    for ((conditions, behavior), quantifier, items, test) in cases {
        let read = package(&form(asked(&conditions, behavior))).unwrap();
        let rule = read.instrument.item("z").unwrap().only_if.clone().unwrap();
        assert_eq!((rule.quantifier, rule.test), (quantifier, test), "{conditions}");
        assert_eq!(rule.items, items, "{conditions}");
    }
    for (conditions, behavior, fact) in [
        (json!([when("later", "=", code("o"))]), "all", "not a question before it"),
        (json!([when("a", "=", code("no-such"))]), "all", "an answer that \"a\" does not have"),
        (json!([when("a", "exists", json!({"answerBoolean": false}))]), "all", "asked when another is unanswered"),
        (json!([when("a", "=", code("n")), when("a", "=", code("o"))]), "any", "not one, nor all from or up to one"),
        (json!([when("a", "=", code("o")), when("b", "=", code("n"))]), "any", "against different values"),
        (json!([when("i", ">", number(3)), when("i", "<", number(9))]), "all", "against several numbers"),
    ] {
        let problems = refusal(asked(&conditions, behavior));
        assert!(problems.contains(fact), "{conditions}: {problems}");
        assert!(problems.starts_with("Questionnaire.item[4]: "), "{problems}");
    }
}

#[test]
fn a_condition_on_a_group_holds_for_what_is_in_it() {
    let condition = json!([{"question": "a", "operator": "=", "answerCoding": {"code": "o"}}]);
    let group = json!({"linkId": "g", "type": "group", "text": "More", "enableWhen": condition, "item": [often("b"), often("c")]});
    let read = package(&form(json!([often("a"), group]))).unwrap();
    for id in ["b", "c"] {
        assert_eq!(read.instrument.item(id).unwrap().only_if.as_ref().unwrap().items, ["a"], "{id}");
    }
    assert_eq!(read.instrument.scales[0].items, ["a"], "what is not always asked is not counted");
}

#[test]
fn what_we_have_no_words_for_is_refused_at_its_place() {
    let cases = [
        (
            json!({"linkId": "q", "type": "quantity", "text": "?"}),
            "a unit of the respondent's choosing",
            "questionnaire-unit",
        ),
        (json!({"linkId": "q", "type": "dateTime", "text": "?"}), "its answer is a dateTime", "ask for a date"),
        (json!({"linkId": "q", "type": "attachment", "text": "?"}), "its answer is a attachment", "leave it out"),
        (json!({"linkId": "q", "type": "choice", "text": "?"}), "no answers that can be read", "answerOption"),
        (json!({"linkId": "q", "type": "question", "text": "?"}), "not a type of item", "correct its type"),
        (
            json!({"linkId": "q", "type": "choice", "repeats": true, "text": "?"}),
            "several answers",
            "several questions",
        ),
        (
            json!({"linkId": "q", "type": "group", "repeats": true, "item": [often("x")]}),
            "several times",
            "ask it once",
        ),
        (
            json!({"linkId": "q", "type": "boolean", "text": "?", "item": [often("x")]}),
            "inside a question",
            "beside it",
        ),
    ];
    for (item, fact, remedy) in cases {
        let problems = refusal(json!([often("a"), item]));
        assert!(problems.contains(fact) && problems.contains(remedy), "{problems}");
        assert!(problems.starts_with("Questionnaire.item[1]: "), "{problems}");
        assert!(problems.ends_with('.'), "{problems}");
    }
    let mut german = form(json!([often("a")]));
    german["language"] = json!("de");
    assert_eq!(package(&german).unwrap_err()[0].element, "Questionnaire.language");
    let many: Vec<Value> = (0..600).map(|n| often(&n.to_string())).collect();
    assert_eq!(package(&form(json!(many))).unwrap_err()[0].fact, "600 items");
}

#[test]
fn link_ids_become_ids_that_are_each_used_once() {
    let read = package(&form(json!([often("/a.1"), often("a 1"), often("a-1"), often("øæå"), often("4")]))).unwrap();
    let ids: Vec<_> = read.instrument.items.iter().map(|item| item.id.as_str()).collect();
    assert_eq!(ids, ["a-1", "a-1-2", "a-1-3", "q", "4"]);
}
