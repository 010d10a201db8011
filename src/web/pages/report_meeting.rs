//! From what is known around a report to what its pages say: where it stands, what was decided, what the unit tries.

use chrono::NaiveDate;

use crate::app::improvement::Work;
use crate::app::report::{Decided, LastTime, Meeting};
use crate::domain::care::UnitId;
use crate::domain::report_state::ReportState;
use crate::view::chart::Event;
use crate::view::pages::Choice;
use crate::view::pages::leader_meeting::{
    Decision, LastTime as PageLastTime, Other, Standing, StateRow, Work as PageWork,
};

use super::super::failure::escape;

/// An improvement as pages show it; `today`: the day it is read.
pub(super) fn work(work: &Work, letter: &str, today: NaiveDate) -> PageWork {
    PageWork {
        letter: letter.to_owned(),
        url: format!("/improvements/{}", work.id),
        unit: work.unit.clone(),
        aim: work.aim.clone(),
        tried: work.tried.clone(),
        start_on: work.start_on,
        review_on: work.review_on,
        due: work.ended.is_none() && work.review_on <= today,
        ended_on: work.ended.map(|(on, _)| on),
        verdict: work.ended.map_or_else(String::new, |(_, verdict)| verdict.code().to_owned()),
        learned: work.learned.clone(),
    }
}

/// `A` to `Z`, then `A2` and on.
fn letter(place: usize) -> String {
    let letter = u8::try_from(place % 26).map_or('A', |place| char::from(b'A' + place));
    match place / 26 {
        0 => letter.to_string(),
        round => format!("{letter}{}", round + 1),
    }
}

/// The improvements that ran within the months drawn, each with its letter, and what is marked on the charts.
/// `months`: the first and the last.
pub(super) fn drawn(
    works: &[Work],
    months: Option<(NaiveDate, NaiveDate)>,
    today: NaiveDate,
) -> (Vec<PageWork>, Vec<Event>) {
    let Some((first, last)) = months else { return (Vec::new(), Vec::new()) };
    let after = last.checked_add_months(chrono::Months::new(1)).unwrap_or(last);
    let within = |work: &&Work| work.start_on < after && work.ended.is_none_or(|(on, _)| on >= first);
    let mut pages = Vec::new();
    let mut events = Vec::new();
    for (place, one) in works.iter().filter(within).enumerate() {
        let letter = letter(place);
        events.push(Event { on: one.start_on, letter: letter.clone(), ends: false });
        events.extend(one.ended.map(|(on, _)| Event { on, letter: letter.clone(), ends: true }));
        pages.push(work(one, &letter, today));
    }
    (pages, events)
}

/// Something that was decided.
pub(super) fn decision(one: &Decided) -> Decision {
    Decision { at: one.at, by: one.by.clone(), role: one.role.code().to_owned(), text: one.text.clone() }
}

/// What came out of the last published one.
pub(super) fn last_time(last: &LastTime, today: NaiveDate) -> PageLastTime {
    PageLastTime {
        from: last.from,
        to: last.to,
        at: last.at,
        url: format!("/report/versions/{}/{}", last.report, last.version),
        decisions: last.decisions.iter().map(decision).collect(),
        works: last.works.iter().map(|one| work(one, "", today)).collect(),
    }
}

/// Where a report stands, and where the reader may move it.
pub(super) fn standing(meeting: &Meeting) -> Standing {
    let may = |to: ReportState| if to == ReportState::Published { meeting.may.publish } else { meeting.may.change };
    let next = meeting.state.next().filter(|next| may(*next));
    let code = |state: ReportState| state.code().to_owned();
    Standing {
        seen: meeting.seq,
        changes: meeting
            .changes
            .iter()
            .map(|change| StateRow {
                state: code(change.state),
                at: change.at,
                by: change.by.clone(),
                reason: change.reason.clone(),
                version: change.version.and_then(|version| u32::try_from(version).ok()).unwrap_or(0),
            })
            .collect(),
        steps: ReportState::ALL
            .iter()
            .map(|state| Choice::new(state.code(), state.code(), *state == meeting.state))
            .collect(),
        wants_reading: next.is_some_and(ReportState::needs_reading) && !meeting.clinician,
        next: next.map(code),
        back: meeting.state.back().iter().filter(|to| may(**to)).map(|to| code(*to)).collect(),
        may_decide: meeting.may.decide,
    }
}

/// Other reports of the same unit and metric.
pub(super) fn others(meeting: &Meeting, unit: UnitId, metric: &str) -> Vec<Other> {
    let one = |beside: &crate::app::report::Beside| Other {
        from: beside.from,
        to: beside.to,
        state: beside.state.code().to_owned(),
        url: format!("/report?unit={unit}&metric={}&from={}&to={}", escape(metric), beside.from, beside.to),
    };
    meeting.beside.iter().map(one).collect()
}
