//! Which answers belong together: the patient's own, each instrument once, and the norms they are read with.

use super::Form;
use crate::catalogue::Definition;
use crate::domain::care::Respondent;
use crate::domain::change::ChangeRule;
use crate::domain::metric::Metric;

/// The metric an instrument's scores are read with in the conversation: its first norm set that needs
/// no sample.
pub fn metric(definition: &'static Definition) -> Option<(Metric<'static>, ChangeRule)> {
    Metric::list(&definition.instrument)
        .filter(|metric| !metric.norms.needs_sample())
        .find_map(|metric| Some((metric, metric.rule(None).ok()?)))
}

/// What the patient answered, without what others answered about them.
pub fn by_patient(forms: &[Form]) -> Vec<&Form> {
    forms.iter().filter(|form| form.response.provenance.respondent == Respondent::Patient).collect()
}

/// Instruments in the order they are first seen, each in the newest version that was answered.
pub fn instruments<'a>(forms: impl Iterator<Item = &'a Form>) -> Vec<&'static Definition> {
    let mut seen: Vec<&'static Definition> = Vec::new();
    for form in forms {
        let instrument = &form.definition.instrument;
        match seen.iter_mut().find(|known| known.instrument.id == instrument.id) {
            Some(known) if known.instrument.version < instrument.version => *known = form.definition,
            Some(_) => {}
            None => seen.push(form.definition),
        }
    }
    seen
}
