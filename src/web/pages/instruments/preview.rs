//! One question as the patient will see it: the patient's own page, made from the draft.

use super::super::super::Web;
use super::super::super::failure::Failure;
use super::super::answer::field;
use crate::catalogue::Definition;
use crate::view::language::direction;
use crate::view::pages::instrument::editor::Preview;
use crate::view::pages::patient::Question;
use crate::view::{Chrome, Language};

/// The page of the question with this id, or of the first; `None` when nothing is asked.
pub(super) fn of(web: &Web, definition: &Definition, wanted: &str, tongue: &str) -> Result<Option<Preview>, Failure> {
    let items = &definition.instrument.items;
    let place = items.iter().position(|item| item.id == wanted).unwrap_or(0);
    let Some(item) = items.get(place) else { return Ok(None) };
    let Some(wording) = definition.wording_in(tongue) else { return Ok(None) };
    let count = u32::try_from(items.len()).unwrap_or(u32::MAX);
    let number = u32::try_from(place + 1).unwrap_or(1);
    let left = definition.instrument.minutes * f64::from(count - number + 1) / f64::from(count);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "minutes are between 0 and 60")]
    let minutes_left = if left < 1.0 { 0 } else { left.clamp(1.0, 60.0).round() as u32 };
    let page = Question {
        number,
        of: count,
        minutes_left,
        action: "#".to_owned(),
        key: String::new(),
        kept: String::new(),
        kept_until: web.app.ambient.now(),
        item: item.id.clone(),
        text_language: wording.language.clone(),
        text_direction: direction(&wording.language).to_owned(),
        instruction: Some(wording.instruction.clone()).filter(|text| !text.is_empty()),
        heading: item.group.as_ref().and_then(|group| wording.groups.get(group)).cloned(),
        notice: None,
        text: wording.item(&item.id).unwrap_or_default().to_owned(),
        field: field::build(definition, item, tongue, None),
        required: item.required && item.is_answered(),
        may_decline: item.may_decline && item.is_answered(),
        declined: false,
        saved: false,
        error: None,
        unreviewed: false,
        not_watched: false,
        from_review: false,
    };
    let chrome = Chrome { language: Language::lookup(tongue).unwrap_or_default(), ..Chrome::default() };
    let html = web.renderer.render(&page, &chrome)?;
    // Whatever is tapped inside goes nowhere: a new window is not opened from a sandbox.
    let html = without_scripts(&html).replacen("<head>", "<head><base target=\"_blank\">", 1);
    let id_at = |place: Option<usize>| place.and_then(|place| items.get(place)).map(|item| item.id.clone());
    Ok(Some(Preview {
        html,
        number: place + 1,
        of: items.len(),
        previous: id_at(place.checked_sub(1)),
        next: id_at(Some(place + 1)),
        question: item.id.clone(),
    }))
}

/// A sandbox would refuse them, and say so in the browser's log.
fn without_scripts(html: &str) -> String {
    let inline = without(html, "<script", "</script>");
    without(&inline, "<link rel=\"modulepreload\"", ">")
}

/// A text without what stands between these, and without them.
fn without(text: &str, from: &str, to: &str) -> String {
    let mut parts = text.split(from);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(part.split_once(to).map_or("", |(_, rest)| rest));
    }
    out
}
