//! FHIR R4 Appointments.

use lytt::interop::calendar::Format;
use serde_json::{Value, json};

use super::{all_shown, read, unread};

fn appointment(status: &str) -> Value {
    json!({
        "resourceType": "Appointment",
        "id": "a1",
        "meta": { "versionId": "3", "lastUpdated": "2026-03-10T12:00:00.123+01:00" },
        "status": status,
        "serviceType": [{ "coding": [{ "code": "terapi", "display": "Terapi" }] }],
        "appointmentType": { "coding": [{ "code": "VID" }] },
        "description": "Samtale med Tyttebær",
        "start": "2026-03-30T09:00:00+02:00",
        "end": "2026-03-30T09:50:00+02:00",
        "participant": [
            { "actor": { "reference": "Patient/p1", "display": "Tyttebær Eksempel" }, "status": "accepted" },
            { "actor": { "reference": "Practitioner/h9" }, "status": "accepted" },
            { "actor": { "reference": "Location/room" }, "status": "accepted" }
        ]
    })
}

pub(super) fn bundle() -> String {
    json!({
        "resourceType": "Bundle",
        "type": "searchset",
        "entry": [
            { "resource": appointment("booked") },
            { "fullUrl": "urn:uuid:7", "resource": { "resourceType": "Patient", "id": "p1", "identifier": [
                { "system": "urn:oid:2.16.578.1.12.4.1.4.1", "value": "17059012345" },
                { "system": "urn:epj", "value": "1001" }
            ] } },
        ]
    })
    .to_string()
}

#[test]
fn each_status_in_its_own_way() {
    let at = "2026-03-30T07:00Z 50";
    for (status, wanted) in [
        ("booked", Some(format!("a1 p1 agreed {at}"))),
        ("arrived", Some(format!("a1 p1 agreed {at}"))),
        ("checked-in", Some(format!("a1 p1 agreed {at}"))),
        ("fulfilled", Some(format!("a1 p1 held {at}"))),
        ("noshow", Some(format!("a1 p1 no-show {at}"))),
        ("cancelled", Some("a1 p1 cancelled".to_owned())),
        ("entered-in-error", Some("a1 p1 cancelled".to_owned())),
        ("proposed", None),
        ("pending", None),
        ("waitlist", None),
    ] {
        let batch = read(Format::Fhir, &appointment(status).to_string(), "");
        assert_eq!(unread(&batch), [""; 0], "{status}");
        assert_eq!(all_shown(&batch), wanted.into_iter().collect::<Vec<_>>(), "{status}");
    }
    let kept = format!("{:?}", read(Format::Fhir, &appointment("booked").to_string(), ""));
    assert!(!kept.contains("Tyttebær"), "{kept}");
}

#[test]
fn identifiers_of_the_wanted_system() {
    let with = "kinds = { terapi = \"assessment\" }\nmodes = { vid = \"video\" }\n[person]\nprefix = \"epj/\"\nsystem = \"urn:epj\"";
    let batch = read(Format::Fhir, &bundle(), with);
    assert_eq!(all_shown(&batch), ["a1 epj/1001 agreed 2026-03-30T07:00Z 50 assessment video"]);
    assert_eq!(batch.entries[0].revision.number, 3);
    assert_eq!(batch.entries[0].clinician.as_deref(), Some("h9"));
    // In the reference itself, and in a contained resource.
    for actor in [
        json!({ "type": "Patient", "identifier": { "system": "urn:epj", "value": "1001" } }),
        json!({ "reference": "#me" }),
    ] {
        let mut one = appointment("booked");
        one["contained"] = json!([{ "resourceType": "Patient", "id": "me",
            "identifier": [{ "system": "urn:epj", "value": "1001" }] }]);
        one["participant"][0]["actor"] = actor;
        let batch = read(Format::Fhir, &one.to_string(), with);
        assert_eq!(batch.entries[0].person.as_deref(), Some("epj/1001"));
    }
    let batch = read(Format::Fhir, &appointment("booked").to_string(), with);
    assert_eq!((batch.entries.len(), batch.left_aside), (0, 1), "an id is no identifier of that system");
}

#[test]
fn what_is_wrong_is_named_by_element() {
    for (name, value, wanted) in [
        ("status", json!("booking"), "status: \"booking\" is not a status of R4"),
        ("status", Value::Null, "status: missing"),
        ("start", Value::Null, "start: missing; an appointment needs a time"),
        ("start", json!("2026-03-30"), "start: \"2026-03-30\" is no instant of the form 2026-03-29T09:00:00+02:00"),
        (
            "end",
            json!("2026-03-30T09:00:00+02:00"),
            "end: it makes the appointment 0 minutes long; 1 to 480 are possible",
        ),
        ("id", Value::Null, "id: neither an id nor an identifier"),
    ] {
        let mut one = appointment("booked");
        one[name] = value;
        let batch = read(Format::Fhir, &one.to_string(), "");
        assert_eq!(unread(&batch), [format!("Appointment.{wanted}")]);
    }
    let mut one = appointment("booked");
    one["participant"][1]["actor"]["reference"] = json!("Patient/p2");
    let batch = read(Format::Fhir, &one.to_string(), "");
    assert_eq!(unread(&batch), ["Appointment.participant: several patients; please send one appointment a patient"]);
    let error = super::try_read(Format::Fhir, b"{\"resourceType\":\"Patient\"}", "").unwrap_err().to_string();
    assert_eq!(error, "it is neither a FHIR Appointment nor a Bundle");
    let error = super::try_read(Format::Fhir, b"{\n  oops", "").unwrap_err().to_string();
    assert_eq!(error, "it is not JSON: line 2, column 3");
}
