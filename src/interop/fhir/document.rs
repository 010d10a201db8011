//! The summary of a course as a FHIR R4 document: a `Bundle` that begins with a `Composition`, with the patient,
//! the unit, who wrote it, and the scores it speaks of as Observations.
//!
//! What kind of document it is stands in words, without a code: none has been held against a code system.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde_json::{Value, json};

use super::element::number;
use super::names::{LOINC, UCUM, tag};

/// One scale's scores over the course.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentScale {
    /// The instrument's id.
    pub instrument: String,
    /// The scale's id.
    pub scale: String,
    /// What people call them.
    pub name: String,
    /// The scale's LOINC code, where the definition has one.
    pub loinc: Option<String>,
    /// Days and scores.
    pub points: Vec<(NaiveDate, f64)>,
}

/// A summary, as a document says it.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Its id.
    pub id: String,
    /// Where the server is, without a slash at the end: what ids are made absolute with.
    pub base: String,
    /// When it got its final form.
    pub at: DateTime<Utc>,
    /// Language tag.
    pub language: String,
    /// What it is, in words.
    pub title: String,
    /// Given and family name.
    pub patient: (String, String),
    /// Date of birth.
    pub birth_date: Option<NaiveDate>,
    /// The unit that gave the help.
    pub unit: String,
    /// Who wrote it.
    pub author: String,
    /// Title and text of each part, in order; a line break parts paragraphs.
    pub sections: Vec<(String, String)>,
    /// Title of the part with the scores.
    pub scores_title: String,
    /// The scores.
    pub scales: Vec<DocumentScale>,
}

fn paragraphs(text: &str) -> String {
    let escape = |line: &str| line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let lines = text.lines().filter(|line| !line.trim().is_empty()).map(|line| format!("<p>{}</p>", escape(line)));
    lines.collect()
}

/// The generated narrative of a part. FHIR asks for XHTML in a namespace of its own.
fn narrative(inner: &str) -> Value {
    json!({"status": "generated", "div": format!(r#"<div xmlns="http://www.w3.org/1999/xhtml">{inner}</div>"#)})
}

/// The document.
#[must_use]
pub fn document(document: &Document) -> Value {
    let Document { id, base, .. } = document;
    let url = |kind: &str, name: &str| format!("{base}/fhir/{kind}/{name}");
    let at = document.at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let (patient, unit, author) = (url("Patient", id), url("Organization", id), url("Practitioner", id));
    let mut observations = Vec::new();
    let mut lines = String::new();
    for scale in &document.scales {
        for (index, (on, value)) in scale.points.iter().enumerate() {
            let name = format!("{id}-{}-{}-{}", scale.instrument, scale.scale, index + 1);
            let mut coding = vec![json!({
                "system": format!("{base}/CodeSystem/{}-scales", scale.instrument), "code": scale.scale,
            })];
            if let Some(loinc) = &scale.loinc {
                coding.insert(0, json!({"system": LOINC, "code": loinc}));
            }
            observations.push((
                url("Observation", &name),
                json!({
                    "resourceType": "Observation",
                    "id": name,
                    "status": "final",
                    "category": [{"coding": [{
                        "system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "survey",
                    }]}],
                    "code": {"coding": coding, "text": scale.name},
                    "subject": {"reference": patient},
                    "effectiveDateTime": on.to_string(),
                    "valueQuantity": {"value": number(*value), "unit": "score", "system": UCUM, "code": "{score}"},
                }),
            ));
            lines.push_str(&paragraphs(&format!("{} {on}: {}", scale.name, number(*value))));
        }
    }
    let mut sections: Vec<Value> = document
        .sections
        .iter()
        .filter(|(_, text)| !text.trim().is_empty())
        .map(|(title, text)| json!({"title": title, "text": narrative(&paragraphs(text))}))
        .collect();
    if !observations.is_empty() {
        let entries: Vec<Value> = observations.iter().map(|(url, _)| json!({"reference": url})).collect();
        sections.push(json!({"title": document.scores_title, "text": narrative(&lines), "entry": entries}));
    }
    let composition = json!({
        "resourceType": "Composition",
        "id": id,
        "language": tag(&document.language),
        "status": "final",
        "type": {"text": document.title},
        "subject": {"reference": patient},
        "date": at,
        "author": [{"reference": author}],
        "title": document.title,
        "custodian": {"reference": unit},
        "section": sections,
    });
    let (given, family) = &document.patient;
    let mut person = json!({
        "resourceType": "Patient",
        "id": id,
        "name": [{"family": family, "given": given.split_whitespace().collect::<Vec<_>>()}],
    });
    if let (Some(born), Some(fields)) = (document.birth_date, person.as_object_mut()) {
        fields.insert("birthDate".to_owned(), json!(born.to_string()));
    }
    let mut entries = vec![
        (url("Composition", id), composition),
        (patient.clone(), person),
        (author.clone(), json!({"resourceType": "Practitioner", "id": id, "name": [{"text": document.author}]})),
        (unit.clone(), json!({"resourceType": "Organization", "id": id, "name": document.unit})),
    ];
    entries.extend(observations);
    json!({
        "resourceType": "Bundle",
        "id": id,
        "identifier": {"system": "urn:ietf:rfc:3986", "value": format!("urn:uuid:{id}")},
        "type": "document",
        "timestamp": at,
        "entry": entries
            .into_iter()
            .map(|(url, resource)| json!({"fullUrl": url, "resource": resource}))
            .collect::<Vec<_>>(),
    })
}
