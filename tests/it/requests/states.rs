//! What can become of a request.

use chrono::{DateTime, TimeDelta, Utc};
use lytt::domain::care::{Event, GRACE, Moment, Request, Respondent, State};
use proptest::prelude::*;
use uuid::Uuid;

use crate::support::morning;

/// Every state and event, and the state after; an empty cell is a refusal.
/// Columns: invite, open, save, complete, decline, withdraw, expire, supersede, plan.
const TABLE: [(State, [Option<State>; 9]); 8] = {
    use State::{Completed, Declined, Due, Expired, Invited, Opened, Partial, Superseded};
    const NO: [Option<State>; 9] = [None; 9];
    const ANEW: [Option<State>; 9] = [None, None, None, None, None, None, None, None, Some(Due)];
    const SENT: [Option<State>; 9] = [None, None, None, None, None, Some(Declined), None, None, None];
    let over = [Some(Declined), Some(Expired), Some(Superseded)];
    [
        (Due, [Some(Invited), Some(Opened), None, None, over[0], None, over[1], over[2], None]),
        (Invited, [Some(Invited), Some(Opened), None, None, over[0], None, over[1], over[2], None]),
        (Opened, [Some(Opened), Some(Opened), Some(Partial), Some(Completed), over[0], None, over[1], over[2], None]),
        (
            Partial,
            [Some(Partial), Some(Partial), Some(Partial), Some(Completed), over[0], None, over[1], over[2], None],
        ),
        (Completed, SENT),
        (Declined, NO),
        (Expired, ANEW),
        (Superseded, ANEW),
    ]
};

const COLUMNS: [Event; 9] = [
    Event::Invite,
    Event::Open,
    Event::Save,
    Event::Complete,
    Event::Decline,
    Event::Withdraw,
    Event::Expire,
    Event::Supersede,
    Event::Plan,
];

#[test]
fn every_event_in_every_state() {
    assert_eq!((State::ALL.len(), Event::ALL.len()), (TABLE.len(), COLUMNS.len()));
    for (state, row) in TABLE {
        for (event, wanted) in COLUMNS.into_iter().zip(row) {
            assert_eq!(state.after(event).ok(), wanted, "{state} {event}");
            if let Err(refused) = state.after(event) {
                assert_eq!((refused.state, refused.event), (state, event));
            }
        }
        // Taking back and planning anew are what may follow an ending.
        let is_final = row
            .iter()
            .zip(COLUMNS)
            .all(|(after, event)| after.is_none() || matches!(event, Event::Withdraw | Event::Plan));
        assert_eq!(state.is_final(), is_final, "{state}");
    }
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    prop::collection::vec(prop::sample::select(Event::ALL), 0..40)
}

fn states() -> impl Strategy<Value = State> {
    prop::sample::select(State::ALL)
}

proptest! {
    /// Whatever happens, what was answered or declined stays so, unless whoever answered takes it back; and
    /// only planning anew leads back from what was called off.
    #[test]
    fn an_answer_stays_an_answer(events in events()) {
        let mut state = State::Due;
        for event in events {
            if let Ok(after) = state.after(event) {
                prop_assert!(state != State::Declined, "{} after {}", event, state);
                prop_assert!(state != State::Completed || event == Event::Withdraw, "{} after {}", event, state);
                prop_assert!(event != Event::Withdraw || after == State::Declined);
                prop_assert!(!state.is_final() || matches!(event, Event::Plan | Event::Withdraw), "{} after {}", event, state);
                // What is saved is not forgotten by starting again.
                prop_assert!(state != State::Partial || after != State::Opened && after != State::Invited);
                state = after;
            }
        }
    }

    /// Open, over or not yet: never two at once; and nobody is cut off in the middle of answering.
    #[test]
    fn a_link_works_or_its_time_has_gone_by(
        state in states(),
        opens in -200_i64..200,
        lasts in 0_i64..200,
        sign_of_life in -200_i64..400,
        now in -300_i64..500,
    ) {
        let minutes = |minutes: i64| morning() + TimeDelta::minutes(minutes);
        let (closes, at) = (opens + lasts, minutes(now));
        let request = request(state, minutes(opens), minutes(closes), minutes(sign_of_life));
        let answering = matches!(state, State::Opened | State::Partial) && at < minutes(sign_of_life) + GRACE;
        prop_assert!(!(request.accepts(at) && request.lapsed(at)));
        if state.is_final() {
            prop_assert!(!request.accepts(at) && !request.lapsed(at));
        } else {
            prop_assert_eq!(request.lapsed(at), now >= closes && !answering);
            prop_assert_eq!(request.accepts(at), now >= opens && (now < closes || answering));
        }
        // Left in peace for an hour after the last sign of life, however late it is.
        if state.is_answering() && now < sign_of_life + 60 {
            prop_assert!(!request.lapsed(at));
        }
    }
}

fn request(state: State, opens_at: DateTime<Utc>, closes_at: DateTime<Utc>, state_at: DateTime<Utc>) -> Request {
    Request {
        id: Uuid::nil().into(),
        episode: Uuid::nil().into(),
        person: Uuid::nil().into(),
        session: None,
        respondent: Respondent::Patient,
        moment: Moment::BeforeSession,
        instruments: vec!["phq-9".to_owned()],
        opens_at,
        closes_at,
        state,
        state_at,
        slot: "patient/before-session/0".to_owned(),
        round: 1,
        contact: None,
        channels: Vec::new(),
        remind_at: None,
    }
}
