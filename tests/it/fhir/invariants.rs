//! The invariants of an R4 Questionnaire: each is broken once, and nothing else is found.

#![expect(clippy::needless_pass_by_value, reason = "literal JSON is written where it is used")]

use lytt::interop::fhir::{broken, package};
use serde_json::{Value, json};

fn form(items: Value) -> Value {
    json!({"resourceType": "Questionnaire", "language": "nb", "status": "draft", "title": "Skjema", "item": items})
}

fn choice(link: &str) -> Value {
    json!({"linkId": link, "type": "choice", "text": "Hvordan?", "answerOption": [
        {"valueCoding": {"code": "0", "display": "Nei"}}, {"valueCoding": {"code": "1", "display": "Ja"}},
    ]})
}

/// A choice with something more in it.
fn with(more: &Value) -> Value {
    let mut item = choice("1");
    for (name, value) in more.as_object().unwrap() {
        item[name] = value.clone();
    }
    item
}

#[test]
fn a_form_that_keeps_them_all_is_taken() {
    assert_eq!(broken(&form(json!([choice("1"), choice("2")]))), []);
    assert!(package(&form(json!([choice("1")]))).is_ok());
}

#[test]
fn each_invariant_is_held() {
    let when = |operator: &str, more: Value| {
        let mut condition = json!({"question": "1", "operator": operator});
        for (name, value) in more.as_object().unwrap() {
            condition[name] = value.clone();
        }
        condition
    };
    let yes = || when("=", json!({"answerCoding": {"code": "1"}}));
    let no = || when("=", json!({"answerCoding": {"code": "0"}}));
    let display = |more: Value| {
        let mut item = json!({"linkId": "d", "type": "display", "text": "Les."});
        for (name, value) in more.as_object().unwrap() {
            item[name] = value.clone();
        }
        item
    };
    let second = |more: &Value| {
        let mut item = with(more);
        item["linkId"] = json!("2");
        item
    };
    let text = |more: Value| {
        let mut item = json!({"linkId": "t", "type": "text", "text": "Hva?"});
        for (name, value) in more.as_object().unwrap() {
            item[name] = value.clone();
        }
        item
    };
    let set = "#answers";
    let cases: Vec<(&str, &str, Value)> = vec![
        ("que-1", "Questionnaire.item[0]", json!([{"linkId": "g", "type": "group", "text": "Tom"}])),
        ("que-1", "Questionnaire.item[0]", json!([display(json!({"item": [choice("1")]}))])),
        ("que-2", "Questionnaire.item[1]", json!([choice("1"), choice("1")])),
        (
            "que-2",
            "Questionnaire.item[1].item[0]",
            json!([choice("1"), {"linkId": "g", "type": "group", "item": [choice("1")]}]),
        ),
        ("que-3", "Questionnaire.item[0]", json!([display(json!({"code": [{"code": "x"}]}))])),
        ("que-4", "Questionnaire.item[0]", json!([with(&json!({"answerValueSet": set}))])),
        ("que-5", "Questionnaire.item[0]", json!([text(json!({"answerValueSet": set}))])),
        ("que-5", "Questionnaire.item[0]", json!([text(json!({"answerOption": [{"valueString": "a"}]}))])),
        ("que-6", "Questionnaire.item[0]", json!([display(json!({"required": false}))])),
        ("que-6", "Questionnaire.item[0]", json!([display(json!({"repeats": true}))])),
        (
            "que-7",
            "Questionnaire.item[1].enableWhen[0]",
            json!([choice("1"), second(&json!({"enableWhen": [when("exists", json!({"answerString": "yes"}))]}))]),
        ),
        ("que-8", "Questionnaire.item[0]", json!([display(json!({"initial": [{"valueString": "x"}]}))])),
        (
            "que-8",
            "Questionnaire.item[0]",
            json!([{"linkId": "g", "type": "group", "initial": [{"valueString": "x"}], "item": [choice("1")]}]),
        ),
        ("que-9", "Questionnaire.item[0]", json!([display(json!({"readOnly": true}))])),
        ("que-10", "Questionnaire.item[0]", json!([with(&json!({"maxLength": 10}))])),
        ("que-11", "Questionnaire.item[0]", json!([with(&json!({"initial": [{"valueCoding": {"code": "0"}}]}))])),
        ("que-12", "Questionnaire.item[1]", json!([choice("1"), second(&json!({"enableWhen": [yes(), no()]}))])),
        (
            "que-13",
            "Questionnaire.item[0]",
            json!([text(json!({"initial": [{"valueString": "a"}, {"valueString": "b"}]}))]),
        ),
    ];
    for (invariant, element, items) in cases {
        let form = form(items);
        let found = broken(&form);
        assert_eq!(found.len(), 1, "{invariant}: {found:?}");
        assert_eq!(found[0].element, element, "{invariant}");
        assert!(found[0].fact.ends_with(&format!("({invariant})")), "{invariant}: {}", found[0]);
        assert!(!found[0].remedy.is_empty());
        assert_eq!(package(&form).unwrap_err(), found, "{invariant}: the import refuses it");
    }
}

#[test]
fn what_keeps_an_invariant_is_not_blamed() {
    let two = json!([
        {"question": "1", "operator": "=", "answerCoding": {"code": "0"}},
        {"question": "1", "operator": "exists", "answerBoolean": true},
    ]);
    let mut second = choice("2");
    second["enableWhen"] = two;
    second["enableBehavior"] = json!("all");
    let items = json!([
        choice("1"),
        second,
        {"linkId": "3", "type": "integer", "maxLength": 2, "initial": [{"valueInteger": 1}]},
        {"linkId": "4", "type": "open-choice", "maxLength": 20, "answerValueSet": "#a"},
        {"linkId": "5", "type": "text", "repeats": true, "initial": [{"valueString": "a"}, {"valueString": "b"}]},
        {"linkId": "6", "type": "group", "required": true, "repeats": true, "readOnly": true, "code": [{"code": "x"}], "item": [choice("7")]},
    ]);
    assert_eq!(broken(&form(items)), []);
}

#[test]
fn an_item_without_a_link_and_a_bottomless_form_are_refused() {
    let found = broken(&form(json!([{"type": "text"}])));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].fact, "there is no linkId");
    let mut inner = choice("deepest");
    for n in 0..40 {
        inner = json!({"linkId": format!("g{n}"), "type": "group", "item": [inner]});
    }
    let found = broken(&form(json!([inner])));
    assert_eq!(found.len(), 1);
    assert!(found[0].fact.contains("nested"), "{}", found[0]);
    assert_eq!(package(&json!({"resourceType": "Patient"})).unwrap_err()[0].element, "resourceType");
    assert_eq!(package(&json!([1, 2])).unwrap_err()[0].element, "resourceType");
}
