//! Answers leave and come back; scores leave as observations, and are never taken from a client.

#![expect(clippy::needless_pass_by_value, reason = "literal JSON is written where it is used")]

use lytt::app::exchange;
use lytt::domain::instrument::{Answer, Answers};
use lytt::domain::scoring::score;
use lytt::interop::fhir::{About, answers, observations, questionnaire, response};
use serde_json::{Value, json};

use super::{BASE, kinds, phq9, shipped};

fn about() -> About {
    About {
        id: "r1".to_owned(),
        complete: true,
        authored: "2026-01-31T10:00:00Z".to_owned(),
        subject: Some("Patient/p".to_owned()),
        author: None,
        source: Some("Patient/p".to_owned()),
        encounter: Some("Encounter/e".to_owned()),
    }
}

#[test]
fn every_worked_example_leaves_and_comes_back() {
    let invented = kinds();
    let mut count = 0;
    for definition in shipped().definitions().chain([&invented]) {
        let package = exchange::package(definition);
        let form = questionnaire(&package, "nb", BASE);
        for example in definition.examples.iter().filter(|one| one.refused_at.is_none() && one.imported.is_none()) {
            let sent = response(&form, &example.answers, &about());
            let read = answers(&definition.instrument, &form, &sent).unwrap();
            assert_eq!(read.answers, example.answers, "{} {}", definition.instrument.id, example.name);
            assert!(read.complete);
            count += 1;
        }
    }
    assert!(count > 40, "{count}");
}

#[test]
fn a_response_says_what_it_answers_who_when_and_in_which_contact() {
    let form = questionnaire(&phq9(), "nb", BASE);
    let given: Answers = [("1", Answer::Value(2.0)), ("2", Answer::Declined)].into_iter().collect();
    let sent = response(&form, &given, &about());
    assert_eq!(sent["questionnaire"], "https://lytt.example/fhir/Questionnaire/phq-9|1");
    assert_eq!((sent["status"].as_str(), sent["authored"].as_str()), (Some("completed"), Some("2026-01-31T10:00:00Z")));
    for (name, reference) in [("subject", "Patient/p"), ("source", "Patient/p"), ("encounter", "Encounter/e")] {
        assert_eq!(sent[name]["reference"], reference);
    }
    assert!(sent.get("author").is_none());
    let items = sent["item"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    let coding = &items[0]["answer"][0]["valueCoding"];
    assert_eq!(
        coding,
        &json!({"system": "http://loinc.org", "code": "LA6570-1", "display": "Mer enn halvparten av dagene"})
    );
    assert_eq!(items[1]["extension"][0]["valueCode"], "asked-declined");
    let left = response(&form, &given, &About { complete: false, ..about() });
    assert_eq!(left["status"], "in-progress");
    assert!(!answers(&phq9().instrument, &form, &left).unwrap().complete);
}

fn answered(link: &str, answer: Value) -> Value {
    json!({"linkId": link, "answer": [answer]})
}

fn sent(items: Value) -> Value {
    json!({"resourceType": "QuestionnaireResponse", "questionnaire": "https://lytt.example/fhir/Questionnaire/kinds|3", "status": "completed", "item": items})
}

#[test]
fn a_score_from_a_client_is_not_taken() {
    let package = exchange::package(&kinds());
    let form = questionnaire(&package, "nb", BASE);
    let items =
        json!([answered("c", json!({"valueInteger": 4})), answered("lytt-score-raw", json!({"valueDecimal": 15}))]);
    let read = answers(&package.instrument, &form, &sent(items)).unwrap();
    assert_eq!(read.answers, [("c", Answer::Value(4.0))].into_iter().collect());
    assert!(read.totals.is_empty());
    assert_eq!(score(&package.instrument, &read.answers).unwrap().value("raw"), None);
}

#[test]
fn a_total_is_taken_where_there_is_nothing_to_ask() {
    let Some(definition) = shipped().definitions().find(|one| one.instrument.is_total_only()) else {
        panic!("HAM-D is shipped as totals");
    };
    let package = exchange::package(definition);
    let form = questionnaire(&package, "nb", BASE);
    let scale = &package.instrument.scales[0].id;
    let sent = json!({"resourceType": "QuestionnaireResponse", "questionnaire": form["url"], "status": "completed",
        "item": [answered(&format!("lytt-score-{scale}"), json!({"valueDecimal": 7}))]});
    let read = answers(&package.instrument, &form, &sent).unwrap();
    assert_eq!(read.totals.get(scale), Some(&7.0));
}

#[test]
fn what_does_not_answer_the_form_is_refused_with_its_place() {
    let package = exchange::package(&kinds());
    let form = questionnaire(&package, "nb", BASE);
    let coding = |code: &str| json!({"valueCoding": {"system": "http://loinc.org", "code": code}});
    let cases = [
        (json!([answered("a", coding("LA0-0"))]), "is not an answer to \"a\""),
        (
            json!([answered("a", json!({"valueCoding": {"system": "https://other.example", "code": "LA6568-5"}}))]),
            "is not an answer to \"a\"",
        ),
        (json!([answered("c", json!({"valueInteger": 11}))]), "11 is not an answer that \"c\" takes"),
        (json!([answered("c", json!({"valueDecimal": 3.5}))]), "3.5 is not an answer that \"c\" takes"),
        (json!([answered("c", json!({"valueString": "3"}))]), "is not an answer to \"c\""),
        (json!([answered("words", json!({"valueString": "x".repeat(201)}))]), "is not an answer that \"words\" takes"),
        (json!([answered("day", json!({"valueDate": "2026-02-30"}))]), "is not an answer that \"day\" takes"),
        (json!([answered("zz", json!({"valueInteger": 1}))]), "\"zz\" is not a question of the form"),
        (json!([{"linkId": "c", "answer": [{"valueInteger": 1}, {"valueInteger": 2}]}]), "several answers to \"c\""),
        (
            json!([answered("c", json!({"valueInteger": 1})), answered("c", json!({"valueInteger": 2}))]),
            "\"c\" is answered twice",
        ),
        (
            json!([{"linkId": "c", "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "asked-declined"}]}]),
            "declined is not an answer that \"c\" takes",
        ),
    ];
    for (items, fact) in cases {
        let problems = answers(&package.instrument, &form, &sent(items.clone())).unwrap_err();
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].fact.contains(fact), "{}", problems[0]);
        assert!(problems[0].element.starts_with("QuestionnaireResponse.item["), "{}", problems[0]);
    }
    for (name, value, element) in [
        ("questionnaire", "https://lytt.example/fhir/Questionnaire/kinds|2", "QuestionnaireResponse.questionnaire"),
        ("questionnaire", "https://lytt.example/fhir/Questionnaire/other", "QuestionnaireResponse.questionnaire"),
        ("status", "entered-in-error", "QuestionnaireResponse.status"),
        ("resourceType", "Questionnaire", "resourceType"),
    ] {
        let mut wrong = sent(json!([]));
        wrong[name] = json!(value);
        assert_eq!(answers(&package.instrument, &form, &wrong).unwrap_err()[0].element, element, "{value}");
    }
    // Without a version, as Refero sends it, it is an answer to the form it names.
    let mut bare = sent(json!([]));
    bare["questionnaire"] = json!("https://lytt.example/fhir/Questionnaire/kinds");
    assert!(answers(&package.instrument, &form, &bare).is_ok());
}

#[test]
fn answers_to_a_form_from_elsewhere_are_read_by_its_own_codes() {
    let form = json!({"resourceType": "Questionnaire", "url": "https://example.org/q", "version": "1", "title": "Q", "language": "en", "item": [
        {"linkId": "/a", "type": "choice", "text": "How?", "answerOption": [
            {"valueCoding": {"system": "https://example.org/c", "code": "bad", "display": "Badly"}},
            {"valueCoding": {"system": "https://example.org/c", "code": "well", "display": "Well"}}]},
        {"linkId": "/b", "type": "boolean", "text": "Really?"},
    ]});
    let package = lytt::interop::fhir::package(&form).unwrap();
    let sent = json!({"resourceType": "QuestionnaireResponse", "questionnaire": "https://example.org/q|1", "status": "completed", "item": [
        answered("/a", json!({"valueCoding": {"system": "https://example.org/c", "code": "well"}})),
        answered("/b", json!({"valueBoolean": true})),
    ]});
    let read = answers(&package.instrument, &form, &sent).unwrap();
    assert_eq!(read.answers, [("a", Answer::Value(1.0)), ("b", Answer::Value(1.0))].into_iter().collect());
}

#[test]
fn scores_leave_as_observations_with_where_they_come_from() {
    let package = phq9();
    let given: Answers = (1..=9).map(|n| (n.to_string(), Answer::Value(2.0))).collect();
    let outcome = score(&package.instrument, &given).unwrap();
    let [total] =
        observations(&package, &outcome, &about(), "nb", BASE).try_into().unwrap_or_else(|_| panic!("one scale"));
    assert_eq!(total["resourceType"], "Observation");
    assert_eq!(total["code"]["coding"][0], json!({"system": "http://loinc.org", "code": "44261-6"}));
    assert_eq!(total["valueQuantity"]["value"], 18);
    assert_eq!(total["derivedFrom"], json!([{"reference": "QuestionnaireResponse/r1"}]));
    assert_eq!((total["subject"]["reference"].as_str(), total["status"].as_str()), (Some("Patient/p"), Some("final")));
    assert!(total.get("note").is_none());

    let outcome = score(&package.instrument, &Answers::new()).unwrap();
    let none = &observations(&package, &outcome, &about(), "nb", BASE)[0];
    assert!(none.get("valueQuantity").is_none());
    assert_eq!(none["dataAbsentReason"]["text"], "9 unanswered, at most 2 allowed");

    // Without a code of its own in the definition, a scale has none of LOINC's.
    let invented = exchange::package(&kinds());
    let outcome = score(&invented.instrument, &Answers::new()).unwrap();
    for one in observations(&invented, &outcome, &about(), "nb", BASE) {
        assert!(!one.to_string().contains("loinc.org"), "{one}");
    }
}
