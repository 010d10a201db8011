//! The addresses that FHIR, SDC, Helsenorge and we give to things.

/// LOINC, as a code system.
pub const LOINC: &str = "http://loinc.org";
/// Units, as a code system.
pub(super) const UCUM: &str = "http://unitsofmeasure.org";
/// Language tags, as a code system.
pub(super) const LANGUAGES: &str = "urn:ietf:bcp:47";
/// What a control of an item is, as a code system.
pub(super) const CONTROLS: &str = "http://hl7.org/fhir/questionnaire-item-control";
/// Volven 7618: on what legal ground a form is used. Helsenorge asks for it.
pub(super) const GROUNDS: &str = "urn:oid:2.16.578.1.12.4.1.1.7618";
/// What Helsenorge's questionnaires conform to.
pub(super) const HELSENORGE_PROFILE: &str = "http://ehelse.no/fhir/StructureDefinition/sdf-Questionnaire";

/// What an answer counts as (R4's extension).
pub(super) const ORDINAL_VALUE: &str = "http://hl7.org/fhir/StructureDefinition/ordinalValue";
/// What an answer counts as (R5's name for it, used in R4 as well).
pub(super) const ITEM_WEIGHT: &str = "http://hl7.org/fhir/StructureDefinition/itemWeight";
/// The same words in another language.
pub(super) const TRANSLATION: &str = "http://hl7.org/fhir/StructureDefinition/translation";
/// How an item is shown.
pub(super) const ITEM_CONTROL: &str = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl";
/// Lowest value.
pub(super) const MIN_VALUE: &str = "http://hl7.org/fhir/StructureDefinition/minValue";
/// Highest value.
pub(super) const MAX_VALUE: &str = "http://hl7.org/fhir/StructureDefinition/maxValue";
/// Most decimals.
pub(super) const MAX_DECIMALS: &str = "http://hl7.org/fhir/StructureDefinition/maxDecimalPlaces";
/// The step of a slider, a whole number.
pub(super) const SLIDER_STEP: &str = "http://hl7.org/fhir/StructureDefinition/questionnaire-sliderStepValue";
/// The unit of a number.
pub(super) const UNIT: &str = "http://hl7.org/fhir/StructureDefinition/questionnaire-unit";
/// SDC: how a value is worked out.
pub(super) const CALCULATED: &str =
    "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression";
/// SDC: when an item is asked, as an expression.
pub(super) const ENABLE_WHEN: &str =
    "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-enableWhenExpression";
/// Helsenorge: how a value is worked out.
pub(super) const HELSENORGE_CALCULATED: &str = "http://ehelse.no/fhir/StructureDefinition/sdf-calculatedExpression";

/// Ours: everything of a definition that FHIR has no place for, as JSON.
pub const LYTT_DEFINITION: &str = "urn:lytt:definition";
/// Ours: the contained value set that the answers of an item are listed in. (An item
/// may not name it as its `answerValueSet` while it lists the answers itself, and
/// only listed answers carry weights.)
pub(super) const LYTT_ANSWER_SET: &str = "urn:lytt:answer-set";

/// The languages that a patient can be asked in.
pub(super) const SPOKEN: [&str; 6] = ["nb", "nn", "en", "se", "uk", "ar"];

/// FHIR's tag for one of our languages: Helsenorge tells the two Norwegian forms and
/// English apart by country.
pub(super) fn tag(language: &str) -> String {
    match language {
        "nb" | "nn" | "se" => format!("{language}-NO"),
        "en" => "en-GB".to_owned(),
        other => other.to_owned(),
    }
}

/// Our language of a FHIR tag: its first part; plain Norwegian is bokmål.
pub(super) fn language(tag: &str) -> String {
    match tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "no" => "nb".to_owned(),
        first => first.to_owned(),
    }
}

/// The name of a language in that language, for Helsenorge's tag.
pub(super) fn language_name(language: &str) -> &str {
    match language {
        "nb" => "Bokmål",
        "nn" => "Nynorsk",
        "se" => "Davvisámegiella",
        "en" => "English",
        "uk" => "Українська",
        "ar" => "العربية",
        other => other,
    }
}
