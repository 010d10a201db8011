//! FHIR: a definition leaves and comes back the same; a form from elsewhere becomes a draft or is refused
//! with reasons; answers are read by the form they answer.

mod elsewhere;
mod invariants;
mod responses;

use std::collections::BTreeMap;

use lytt::app::exchange;
use lytt::catalogue::{Catalogue, Definition, check};
use lytt::interop::fhir::{LYTT_DEFINITION, Package, broken, package, questionnaire};
use serde_json::{Value, json};

const BASE: &str = "https://lytt.example/fhir";

/// An invented instrument with every kind of question, rule and scale.
fn kinds() -> Definition {
    let files: BTreeMap<String, String> = [
        ("kinds/instrument.toml", include_str!("fhir/kinds/instrument.toml")),
        ("kinds/wording/nb.toml", include_str!("fhir/kinds/wording/nb.toml")),
        ("kinds/wording/en.toml", include_str!("fhir/kinds/wording/en.toml")),
        ("kinds/feedback/nb.toml", include_str!("fhir/kinds/feedback/nb.toml")),
        ("kinds/feedback/en.toml", include_str!("fhir/kinds/feedback/en.toml")),
        ("kinds/tables/recode.csv", include_str!("fhir/kinds/tables/recode.csv")),
        ("kinds/examples.csv", include_str!("fhir/kinds/examples.csv")),
    ]
    .into_iter()
    .map(|(path, text)| (path.to_owned(), text.to_owned()))
    .collect();
    match Catalogue::read(&files) {
        Ok(catalogue) => catalogue.definition("kinds").expect("it is there").clone(),
        Err(error) => panic!("{error}"),
    }
}

fn shipped() -> &'static Catalogue {
    match Catalogue::embedded() {
        Ok(catalogue) => catalogue,
        Err(error) => panic!("{error}"),
    }
}

fn phq9() -> Package {
    exchange::package(shipped().definition("phq-9").expect("PHQ-9 is shipped"))
}

fn back(form: &Value) -> Package {
    package(form).unwrap_or_else(|problems| {
        panic!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
}

/// The element with this linkId, wherever it stands.
fn item<'a>(parent: &'a mut Value, link: &str) -> Option<&'a mut Value> {
    for inner in parent.get_mut("item")?.as_array_mut()? {
        if inner["linkId"] == link {
            return Some(inner);
        }
        if let Some(found) = item(inner, link) {
            return Some(found);
        }
    }
    None
}

fn extensions<'a>(element: &'a Value, url: &str) -> Vec<&'a Value> {
    let all = element["extension"].as_array().map_or(&[][..], Vec::as_slice);
    all.iter().filter(|one| one["url"].as_str().is_some_and(|known| known.ends_with(url))).collect()
}

// ---------------------------------------------------------------- there and back

#[test]
fn every_definition_comes_back_as_it_left_in_every_language() {
    let invented = kinds();
    let mut count = 0;
    for definition in shipped().versions().chain([&invented]) {
        let before = exchange::package(definition);
        let languages: Vec<&str> = definition.wording.keys().map(String::as_str).chain(["nb"]).collect();
        for language in languages {
            let form = questionnaire(&before, language, BASE);
            assert_eq!(broken(&form), [], "{} in {language}", definition.instrument.id);
            // As text, because that is how it travels.
            let form: Value = serde_json::from_str(&form.to_string()).unwrap();
            let after = back(&form);
            for (name, same) in [
                ("items", after.instrument.items == before.instrument.items),
                ("instrument", after.instrument == before.instrument),
                ("wording", after.wording == before.wording),
                ("feedback", after.feedback == before.feedback),
                ("examples", after.examples == before.examples),
            ] {
                assert!(same, "{name} of {} in {language}", definition.instrument.id);
            }
            let (again, problems) = exchange::definition(after).unwrap();
            assert_eq!(problems, check(definition), "{}", definition.instrument.id);
            assert_eq!(again.examples, definition.examples);
            count += 1;
        }
    }
    assert!(count > 10, "{count}");
}

#[test]
fn what_is_changed_in_fhirs_own_elements_is_seen() {
    let before = exchange::package(&kinds());
    let mut form = questionnaire(&before, "nb", BASE);
    form["title"] = json!("Et annet navn");
    form["_title"]["extension"][0]["extension"][1]["valueString"] = json!("Another name");
    form["version"] = json!("4");
    item(&mut form, "a").unwrap()["text"] = json!("Noe annet");
    item(&mut form, "a").unwrap()["code"][0]["code"] = json!("44255-8");
    item(&mut form, "a").unwrap()["answerOption"][1]["valueCoding"]["display"] = json!("Sjelden");
    item(&mut form, "d").unwrap()["answerOption"][1]["valueCoding"]["display"] = json!("Sjelden");
    for id in ["e", "either", "both", "never", "many", "long"] {
        item(&mut form, id).unwrap()["answerOption"][1]["valueCoding"]["display"] = json!("Sjelden");
    }
    for option in item(&mut form, "b").unwrap()["answerOption"].as_array_mut().unwrap() {
        if option["valueCoding"]["code"] == "3" {
            option["extension"][0]["valueDecimal"] = json!(4);
        }
    }
    item(&mut form, "c").unwrap()["required"] = json!(false);
    item(&mut form, "words").unwrap()["maxLength"] = json!(300);
    item(&mut form, "days").unwrap()["extension"][1]["valueInteger"] = json!(28);
    item(&mut form, "long").unwrap()["enableWhen"][0]["answerInteger"] = json!(4);
    item(&mut form, "long").unwrap()["enableWhen"][1]["answerInteger"] = json!(4);
    item(&mut form, "c-upper").unwrap()["text"] = json!("Mest");
    let after = back(&form);

    let (nb, en) = (&after.wording["nb"], &after.wording["en"]);
    assert_eq!((nb.title.as_str(), en.title.as_str()), ("Et annet navn", "Another name"));
    assert_eq!(after.instrument.version, 4);
    assert_eq!(nb.items["a"], "Noe annet");
    assert_eq!(en.items["a"], before.wording["en"].items["a"]);
    assert_eq!(after.instrument.item("a").unwrap().loinc.as_deref(), Some("44255-8"));
    assert_eq!(nb.answers["often"][1].text, "Sjelden");
    assert_eq!(after.instrument.item("b").unwrap().values(), [-1.0, 0.5, 2.0, 4.0]);
    assert!(!after.instrument.item("c").unwrap().required);
    assert!(after.instrument.item("words").unwrap().accepts(&lytt::domain::instrument::Answer::Text("x".repeat(300))));
    assert_eq!(after.instrument.item("days").unwrap().bounds(), Some((0.0, 28.0)));
    let rule = |package: &Package, id: &str| package.instrument.item(id).unwrap().only_if.clone().unwrap();
    assert_eq!(json!(rule(&after, "long").test), json!({"at_most": 4.0}));
    assert_eq!(rule(&after, "both"), rule(&before, "both"));
    assert_eq!(nb.ends["c"].high, "Mest");
    assert_ne!(nb.hash, before.wording["nb"].hash);
    // What FHIR does not say has stayed.
    assert_eq!(after.instrument.item("a").unwrap().topic, "the first");
    assert_eq!(after.feedback, before.feedback);
}

#[test]
fn a_changed_expression_is_refused_and_a_broken_part_of_ours_too() {
    let mut form = questionnaire(&exchange::package(&kinds()), "nb", BASE);
    let many = item(&mut form, "many").unwrap();
    let place =
        many["extension"].as_array().unwrap().iter().position(|one| one.get("valueExpression").is_some()).unwrap();
    many["extension"][place]["valueExpression"]["expression"] = json!("true");
    let problems = package(&form).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert!(problems[0].element.starts_with("Questionnaire.item["), "{}", problems[0]);
    assert_eq!(problems[0].fact, "when it is asked is said as an expression");

    let mut form = questionnaire(&phq9(), "nb", BASE);
    form["extension"][0]["valueString"] = json!("{\"format\": 1}");
    assert!(package(&form).unwrap_err()[0].fact.starts_with("our own part cannot be read"));
}

// ---------------------------------------------------------------- what is written

#[test]
fn phq_9_says_natively_what_fhir_can_say() {
    let form = questionnaire(&phq9(), "nb", BASE);
    for (name, value) in [
        ("resourceType", "Questionnaire"),
        ("url", "https://lytt.example/fhir/Questionnaire/phq-9"),
        ("version", "1"),
        ("name", "Phq9"),
        ("title", "PHQ-9"),
        ("status", "draft"),
        ("language", "nb-NO"),
    ] {
        assert_eq!(form[name], value, "{name}");
    }
    assert_eq!(form["code"], json!([{"system": "http://loinc.org", "code": "44249-1"}]));
    assert_eq!(form["subjectType"], json!(["Patient"]));
    assert_eq!(form["meta"]["profile"], json!(["http://ehelse.no/fhir/StructureDefinition/sdf-Questionnaire"]));
    assert_eq!(form["meta"]["tag"][0]["system"], "urn:ietf:bcp:47");
    assert_eq!(form["meta"]["tag"][0]["code"], "nb-NO");
    assert_eq!(form["meta"]["security"][0]["system"], "urn:oid:2.16.578.1.12.4.1.1.7618");
    assert_eq!(form["meta"]["security"][0]["code"], "3");
    assert_eq!(form["contained"].as_array().unwrap().len(), 2);
    let first = &form["item"][1];
    assert_eq!(first["code"], json!([{"system": "http://loinc.org", "code": "44250-9"}]));
    let option = &first["answerOption"][3];
    for element in [option, &option["valueCoding"]] {
        for url in ["/ordinalValue", "/itemWeight"] {
            let weights = extensions(element, url);
            assert_eq!(weights.len(), 1, "{url}");
            assert_eq!(weights[0]["valueDecimal"], 3);
        }
    }
    assert_eq!(option["valueCoding"]["code"], "LA6571-9");
    assert_eq!(option["valueCoding"]["display"], "Nesten hver dag");
    let tenth = &form["item"][10];
    assert_eq!(tenth["enableWhen"].as_array().unwrap().len(), 27, "nine questions, three answers each");
    assert_eq!(tenth["enableBehavior"], "any");
    let total = &form["item"][11];
    assert_eq!((total["type"].as_str(), total["readOnly"].as_bool()), (Some("decimal"), Some(true)));
    assert_eq!(total["code"][0]["code"], "44261-6");
    assert_eq!(extensions(total, "/sdc-questionnaire-calculatedExpression").len(), 1);
    assert_eq!(extensions(total, "/sdf-calculatedExpression").len(), 1);
}

#[test]
fn the_language_asked_for_stands_first_and_the_others_beside_it() {
    let form = questionnaire(&phq9(), "en", BASE);
    assert_eq!(form["language"], "en-GB");
    assert_eq!(form["item"][1]["text"], "Little interest or pleasure in doing things");
    let translation = &form["item"][1]["_text"]["extension"][0];
    assert_eq!(translation["url"], "http://hl7.org/fhir/StructureDefinition/translation");
    assert_eq!(translation["extension"][0], json!({"url": "lang", "valueCode": "nb-NO"}));
    assert_eq!(translation["extension"][1]["valueString"], "Lite interesse for eller glede over å gjøre ting");
    // A language that it is not in falls back, and says so.
    assert_eq!(questionnaire(&phq9(), "uk", BASE)["language"], "nb-NO");
}

#[test]
fn a_form_that_may_not_be_passed_on_leaves_without_its_words() {
    let mut closed = phq9();
    closed.wording.clear();
    closed.instrument.licence.wording_shipped = false;
    let form = questionnaire(&closed, "nb", BASE);
    let text = {
        let mut shown = form.clone();
        shown.as_object_mut().unwrap().remove("extension");
        shown.to_string()
    };
    for word in ["Lite interesse", "Little interest", "Nesten hver dag", "interest and pleasure"] {
        assert!(!text.contains(word), "{word}");
    }
    assert_eq!(form["title"], "Patient Health Questionnaire-9");
    assert_eq!(back(&form), closed);
}

#[test]
fn every_contained_value_set_is_referred_to() {
    for definition in shipped().definitions() {
        let form = questionnaire(&exchange::package(definition), "nb", BASE);
        let items = form["item"].to_string();
        for set in form["contained"].as_array().map_or(&[][..], Vec::as_slice) {
            let id = set["id"].as_str().unwrap();
            assert!(items.contains(&format!("\"#{id}\"")), "{} {id}", definition.instrument.id);
            assert!(id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.') && id.len() <= 64, "{id}");
        }
    }
}

#[test]
fn our_part_is_one_extension() {
    for definition in shipped().definitions() {
        let form = questionnaire(&exchange::package(definition), "nb", BASE);
        assert_eq!(extensions(&form, LYTT_DEFINITION).len(), 1);
        assert_eq!(form["extension"].as_array().unwrap().len(), 1);
    }
}
