//! Today's patients of the first clinician, placed by hand so that the demo always has the same stories to show.

use chrono::NaiveDateTime;

use super::answers::{self, Habits};
use super::calendar::{self, earlier, later, moment};
use super::course::{Maker, minutes};
use super::{Episode, MUNICIPAL, Reply, Session, Totals};
use crate::domain::care::{Course, Problem, SessionKind, SessionMode, SessionState, Sex};

/// Places in [`super::Service::episodes`] of the episodes that were placed by hand.
///
/// All are ongoing, belong to the first clinician and have a session today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cast {
    /// Clearly improved; answered before today's session.
    pub improved: usize,
    /// Not improving after seven sessions; answered.
    pub not_improving: usize,
    /// Answered 1 or more to the ninth PHQ-9 item before today's session and the one before it.
    pub item_nine: usize,
    /// The one to try out as a patient: today's request is still open after six earlier sessions.
    pub be_the_patient: usize,
    /// The alliance dipped after the last session; today's request is still open.
    pub alliance_dip: usize,
    /// Declined to answer before today's session.
    pub declined: usize,
}

const CAST: Cast =
    Cast { improved: 0, not_improving: 1, item_nine: 2, be_the_patient: 3, alliance_dip: 4, declined: 5 };

/// Before today's session.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Today {
    Answered(u8, u8),
    Open,
    Declined,
}

/// What was answered around an earlier session: PHQ-9 and GAD-7 before, alliance (0-10) after; `None` is no answer.
type Given = (Option<(u8, u8)>, Option<f64>);

/// One story; `past` is oldest first.
struct Story {
    given: &'static str,
    family: &'static str,
    sex: Sex,
    years: u32,
    language: &'static str,
    problem: Problem,
    hour: (u32, u32),
    mode: SessionMode,
    past: &'static [Given],
    today: Today,
    item_nine: bool,
}

const STORIES: [Story; 6] = [
    Story {
        given: "Askeladd",
        family: "Eksempel",
        sex: Sex::Male,
        years: 34,
        language: "nb",
        problem: Problem::Depression,
        hour: (8, 30),
        mode: SessionMode::InPerson,
        past: &[
            (Some((19, 14)), Some(7.5)),
            (Some((18, 14)), Some(8.0)),
            (Some((16, 12)), Some(8.0)),
            (Some((14, 11)), None),
            (Some((11, 9)), Some(8.5)),
            (Some((9, 8)), Some(9.0)),
            (Some((8, 6)), Some(9.0)),
            (Some((6, 5)), Some(9.0)),
        ],
        today: Today::Answered(5, 4),
        item_nine: false,
    },
    Story {
        given: "Tornerose",
        family: "Eksempel",
        sex: Sex::Female,
        years: 42,
        language: "nb",
        problem: Problem::Anxiety,
        hour: (9, 30),
        mode: SessionMode::InPerson,
        past: &[
            (Some((13, 15)), Some(8.0)),
            (Some((14, 16)), Some(8.0)),
            (Some((12, 15)), Some(7.5)),
            (Some((14, 15)), Some(8.0)),
            (None, None),
            (Some((15, 17)), Some(7.5)),
            (Some((14, 16)), Some(7.0)),
        ],
        today: Today::Answered(16, 17),
        item_nine: false,
    },
    Story {
        given: "Nordavind",
        family: "Eksempel",
        sex: Sex::Male,
        years: 27,
        language: "nb",
        problem: Problem::Depression,
        hour: (10, 30),
        mode: SessionMode::InPerson,
        past: &[
            (Some((17, 11)), Some(7.0)),
            (Some((16, 11)), Some(7.5)),
            (Some((15, 10)), Some(8.0)),
            (Some((16, 11)), Some(8.0)),
        ],
        today: Today::Answered(17, 12),
        item_nine: true,
    },
    Story {
        given: "Anna",
        family: "Eksempel",
        sex: Sex::Female,
        years: 31,
        language: "nb",
        problem: Problem::Depression,
        hour: (12, 30),
        mode: SessionMode::InPerson,
        past: &[
            (Some((16, 13)), Some(7.0)),
            (Some((16, 12)), Some(7.5)),
            (Some((14, 12)), Some(8.0)),
            (None, Some(8.0)),
            (Some((13, 10)), Some(8.0)),
            (Some((11, 9)), Some(8.5)),
        ],
        today: Today::Open,
        item_nine: false,
    },
    Story {
        given: "Kløverblad",
        family: "Example",
        sex: Sex::Female,
        years: 39,
        language: "en",
        problem: Problem::Stress,
        hour: (13, 30),
        mode: SessionMode::Video,
        past: &[
            (Some((12, 12)), Some(8.5)),
            (Some((12, 11)), Some(8.5)),
            (Some((10, 10)), Some(9.0)),
            (Some((9, 9)), Some(8.5)),
            (Some((10, 9)), Some(9.0)),
            (Some((10, 10)), Some(4.5)),
        ],
        today: Today::Open,
        item_nine: false,
    },
    Story {
        given: "Veslefrikk",
        family: "Eksempel",
        sex: Sex::Male,
        years: 55,
        language: "nb",
        problem: Problem::Sleep,
        hour: (14, 30),
        mode: SessionMode::Phone,
        past: &[(Some((11, 8)), Some(7.5)), (None, None), (Some((10, 7)), Some(8.0))],
        today: Today::Declined,
        item_nine: false,
    },
];

/// The stories as episodes, in the order [`Cast`] says.
pub(super) fn place(maker: &mut Maker) -> (Cast, Vec<Episode>) {
    (CAST, STORIES.iter().map(|story| episode(maker, story)).collect())
}

fn episode(maker: &mut Maker, story: &Story) -> Episode {
    let past = past_days(maker, story);
    let first = past.first().map_or(maker.today, NaiveDateTime::date);
    let mut referred_on = earlier(first, 12);
    while !calendar::is_working_day(referred_on) {
        referred_on = earlier(referred_on, 1);
    }
    let mut patient = maker.patient(referred_on, story.language == "en");
    story.given.clone_into(&mut patient.given);
    story.family.clone_into(&mut patient.family);
    patient.sex = story.sex;
    patient.language = story.language;
    patient.birth_date = earlier(maker.today, story.years * 365 + 100);

    let habits = Habits::begin(&mut maker.chance, story.language == "en").without_item_nine().talk_more();
    let mut sessions: Vec<_> = past
        .into_iter()
        .zip(story.past)
        .enumerate()
        .map(|(place, (at, given))| past_session(maker, &habits, story, place, at, *given))
        .collect();
    sessions.push(todays_session(maker, &habits, story));
    let next = maker.calendar.book(0, later(maker.today, 7), 0);
    if next.date() <= later(maker.today, 14) {
        sessions.push(session(story, 1, next, SessionState::Planned));
    }
    Episode {
        patient,
        unit: MUNICIPAL,
        clinician: 0,
        referred_on,
        started_on: sessions.get(1).map(|session| session.starts_at.date()),
        ended_on: None,
        end_kind: None,
        problem: story.problem,
        course: Course::Individual,
        sessions,
        outside: Vec::new(),
        truth: None,
    }
}

/// The hours of the earlier sessions, oldest first: a week apart, more where there are holidays or no free hour.
fn past_days(maker: &mut Maker, story: &Story) -> Vec<NaiveDateTime> {
    let mut until = earlier(maker.today, 7);
    let mut hours: Vec<_> = story
        .past
        .iter()
        .map(|_| {
            let at = maker.calendar.book_back(0, until, 0);
            until = earlier(at.date(), 7);
            at
        })
        .collect();
    hours.reverse();
    hours
}

fn session(story: &Story, place: usize, starts_at: NaiveDateTime, state: SessionState) -> Session {
    let kind = if place == 0 { SessionKind::Assessment } else { SessionKind::Treatment };
    Session {
        starts_at,
        minutes: minutes(kind, Course::Individual),
        state,
        kind,
        mode: if place == 0 { SessionMode::InPerson } else { story.mode },
        before: Reply::NotAsked,
        after: Reply::NotAsked,
    }
}

fn past_session(
    maker: &mut Maker,
    habits: &Habits,
    story: &Story,
    place: usize,
    at: NaiveDateTime,
    (totals, alliance): Given,
) -> Session {
    let mut session = session(story, place, at, SessionState::Held);
    session.before =
        totals.map_or(Reply::NoAnswer, |(phq, gad)| maker.answered_before(habits, at, Totals { phq, gad }));
    if story.item_nine && place + 1 == story.past.len() {
        thoughts(&mut session.before);
    }
    session.after =
        alliance.map_or(Reply::NoAnswer, |alliance| maker.answered_after(habits, at, session.minutes, alliance));
    session
}

fn todays_session(maker: &mut Maker, habits: &Habits, story: &Story) -> Session {
    let (hour, minute) = story.hour;
    let mut session = session(story, 1, moment(maker.today, hour, minute), SessionState::Planned);
    session.before = match story.today {
        Today::Open => Reply::NoAnswer,
        Today::Declined => Reply::Declined,
        Today::Answered(phq, gad) => maker.answered_today(habits, session.starts_at, Totals { phq, gad }),
    };
    if story.item_nine {
        thoughts(&mut session.before);
    }
    session
}

/// "Several days" to the ninth question; the total is one higher than the story says.
fn thoughts(reply: &mut Reply) {
    if let Reply::Answered { forms, .. } = reply {
        answers::set_item_nine(forms, 1.0);
    }
}
