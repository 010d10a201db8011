//! FHIR R4 Appointment, alone or in a Bundle, as calendar entries.
//!
//! Names, comments and instructions are never looked at. A patient or clinician is known by an
//! identifier: of the participant itself, of the resource it points to where that came along, else by
//! the id in the reference.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::element::{list, text};
use crate::domain::care::calendar::{Batch, Entry, MINUTES, Revision, Slot, Unread, What, Whole};
use crate::interop::calendar::{CalendarError, Mapping, quoted};

/// Reads an Appointment or a Bundle.
///
/// # Errors
/// When it is no JSON, or neither of the two.
pub fn appointments(json: &str, mapping: &Mapping) -> Result<Batch, CalendarError> {
    let root: Value = serde_json::from_str(json).map_err(|error| {
        CalendarError::Form(format!("it is not JSON: line {}, column {}", error.line(), error.column()))
    })?;
    let mut batch = Batch::default();
    match text(&root, "resourceType") {
        Some("Appointment") => take(&root, &Value::Null, "Appointment", mapping, &mut batch),
        Some("Bundle") => {
            for (index, entry) in list(&root, "entry").iter().enumerate() {
                let Some(resource) = entry.get("resource") else { continue };
                // What else a search brings along is looked into where an appointment points to it.
                if text(resource, "resourceType") == Some("Appointment") {
                    take(resource, &root, &format!("Bundle.entry[{index}].resource"), mapping, &mut batch);
                }
            }
            let last_page = !list(&root, "link").iter().any(|link| text(link, "relation") == Some("next"));
            if mapping.complete && last_page {
                batch.whole.push(Whole::Source);
            }
        }
        _ => return Err(CalendarError::Form("it is neither a FHIR Appointment nor a Bundle".to_owned())),
    }
    Ok(batch)
}

fn take(resource: &Value, bundle: &Value, path: &str, mapping: &Mapping, batch: &mut Batch) {
    let reader = Reader { resource, bundle, path, mapping };
    match reader.entry() {
        Ok(Some(entry)) => batch.entries.push(entry),
        Ok(None) => batch.left_aside += 1,
        Err(wrong) => {
            batch.seen.extend(key(resource));
            batch.unread.push(wrong);
        }
    }
}

/// The server's id, else the first business identifier.
fn key(resource: &Value) -> Option<String> {
    let identifier = || list(resource, "identifier").iter().find_map(|identifier| text(identifier, "value"));
    text(resource, "id").or_else(identifier).map(str::to_owned)
}

struct Reader<'a> {
    resource: &'a Value,
    bundle: &'a Value,
    path: &'a str,
    mapping: &'a Mapping,
}

impl Reader<'_> {
    fn wrong(&self, element: &str, fact: impl Into<String>) -> Unread {
        Unread::new(format!("{}.{element}", self.path), fact)
    }

    fn entry(&self) -> Result<Option<Entry>, Unread> {
        let external = key(self.resource).ok_or_else(|| self.wrong("id", "neither an id nor an identifier"))?;
        let status = text(self.resource, "status").ok_or_else(|| self.wrong("status", "missing"))?;
        let cancelled = match status {
            "proposed" | "pending" | "waitlist" => return Ok(None),
            "cancelled" | "entered-in-error" => true,
            "booked" | "arrived" | "checked-in" | "fulfilled" | "noshow" => false,
            other => {
                return Err(self.wrong("status", format!("{} is not a status of R4", quoted(other))));
            }
        };
        let person = self.person()?;
        let what = if cancelled {
            What::Cancelled
        } else {
            if person.is_none() {
                return Ok(None);
            }
            let slot = self.slot()?;
            match status {
                "fulfilled" => What::Held(slot),
                "noshow" => What::NoShow(slot),
                _ => What::Agreed(slot),
            }
        };
        let clinician = self.clinician();
        Ok(Some(Entry { external, series: None, revision: self.revision()?, person, clinician, what }))
    }

    /// The version's number where it is one, and when the server last changed it.
    fn revision(&self) -> Result<Revision, Unread> {
        let Some(meta) = self.resource.get("meta") else { return Ok(Revision::default()) };
        let number = text(meta, "versionId").and_then(|version| version.parse().ok());
        let number = number.filter(|number: &i64| *number >= 0).unwrap_or(0);
        let at = text(meta, "lastUpdated").map(|written| self.instant("meta.lastUpdated", written)).transpose()?;
        Ok(Revision { number, at })
    }

    fn instant(&self, element: &str, written: &str) -> Result<DateTime<Utc>, Unread> {
        let read = DateTime::parse_from_rfc3339(written).map(|at| at.with_timezone(&Utc)).ok();
        let plausible = read.filter(|at| crate::domain::local_time::is_plausible(at.date_naive()));
        plausible.ok_or_else(|| {
            self.wrong(element, format!("{} is no instant of the form 2026-03-29T09:00:00+02:00", quoted(written)))
        })
    }

    fn slot(&self) -> Result<Slot, Unread> {
        let at = |element: &str| text(self.resource, element).map(|written| self.instant(element, written)).transpose();
        let starts_at = at("start")?.ok_or_else(|| self.wrong("start", "missing; an appointment needs a time"))?;
        let (element, minutes) = if let Some(end) = at("end")? {
            ("end", (end - starts_at).num_minutes())
        } else {
            let given = self.resource.get("minutesDuration").and_then(Value::as_i64);
            ("minutesDuration", given.unwrap_or_else(|| self.mapping.usual_minutes()))
        };
        if !MINUTES.contains(&minutes) {
            let fact = format!("it makes the appointment {minutes} minutes long; 1 to 480 are possible");
            return Err(self.wrong(element, fact));
        }
        let listed = ["serviceType", "serviceCategory", "specialty"];
        let concepts =
            listed.iter().flat_map(|name| list(self.resource, name)).chain(self.resource.get("appointmentType"));
        let codes: Vec<&str> = concepts
            .flat_map(|concept| {
                let codings = list(concept, "coding").iter().filter_map(|coding| text(coding, "code"));
                codings.chain(text(concept, "text"))
            })
            .collect();
        let codes = || codes.iter().copied();
        Ok(Slot { starts_at, minutes, kind: self.mapping.kind(codes()), mode: self.mapping.mode(codes()) })
    }

    /// The actors of one kind of resource.
    fn actors(&self, kind: &str) -> impl Iterator<Item = &Value> {
        list(self.resource, "participant").iter().filter_map(|participant| participant.get("actor")).filter(
            move |actor| {
                let reference = text(actor, "reference").unwrap_or_default();
                text(actor, "type") == Some(kind)
                    || reference.rsplit('/').nth(1) == Some(kind)
                    || self.target(reference).is_some_and(|target| text(target, "resourceType") == Some(kind))
            },
        )
    }

    fn person(&self) -> Result<Option<String>, Unread> {
        let mut numbers: Vec<_> = self
            .actors("Patient")
            .filter_map(|actor| self.number(actor, self.mapping.person.system.as_deref()))
            .collect();
        numbers.dedup();
        if numbers.len() > 1 {
            return Err(self.wrong("participant", "several patients; please send one appointment a patient"));
        }
        Ok(numbers.pop().and_then(|number| self.mapping.number(&number)))
    }

    fn clinician(&self) -> Option<String> {
        let system = self.mapping.clinician.system.as_deref();
        ["Practitioner", "PractitionerRole"]
            .into_iter()
            .find_map(|kind| self.actors(kind).find_map(|actor| self.number(actor, system)))
    }

    /// What an actor is known by, within a system when one is wanted.
    fn number(&self, actor: &Value, system: Option<&str>) -> Option<String> {
        let of = |identifier: &Value| {
            let wanted = system.is_none_or(|wanted| text(identifier, "system") == Some(wanted));
            text(identifier, "value").filter(|_| wanted).map(str::to_owned)
        };
        let reference = text(actor, "reference").unwrap_or_default();
        let own = actor.get("identifier").and_then(of);
        let pointed_to = || self.target(reference).and_then(|target| list(target, "identifier").iter().find_map(of));
        let id = || {
            let id = reference.split("/_history/").next()?.rsplit('/').next()?;
            (system.is_none() && !id.is_empty() && !id.starts_with('#')).then(|| id.to_owned())
        };
        own.or_else(pointed_to).or_else(id)
    }

    /// The resource that a reference points to, where it came along.
    fn target(&self, reference: &str) -> Option<&Value> {
        if reference.is_empty() {
            return None;
        }
        if let Some(id) = reference.strip_prefix('#') {
            return list(self.resource, "contained").iter().find(|contained| text(contained, "id") == Some(id));
        }
        let (kind, id) = reference.rsplit_once('/')?;
        list(self.bundle, "entry").iter().find_map(|entry| {
            let resource = entry.get("resource")?;
            let by_type = text(resource, "resourceType") == Some(kind) && text(resource, "id") == Some(id);
            (by_type || text(entry, "fullUrl") == Some(reference)).then_some(resource)
        })
    }
}
