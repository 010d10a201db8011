//! Entries become sessions and what is asked around them, on both databases.

use chrono::TimeDelta;
use lytt::app::calendar::{self, Reach, Report, Source};
use lytt::app::enrol::{self, NewPatient, SessionChange};
use lytt::app::{App, AppError, collect};
use lytt::domain::access::Role;
use lytt::domain::care::calendar::Verdict;
use lytt::domain::care::{
    Course, EpisodeId, Identity, Moment, Problem, Request, Session, SessionKind, SessionMode, SessionState, Sex, State,
};
use lytt::interop::calendar::Format;
use lytt::store::audit::Act;
use lytt::store::{self, Proof};

use super::ics::calendar as ics;
use super::{hl7, mapping};
use crate::support::cast::Organisation;
use crate::support::database::{app, on_both, on_sqlite};

/// A team with one patient, who is known to another system as 1001.
pub(super) struct Team<'a> {
    pub(super) app: &'a App,
    pub(super) own: Organisation,
    pub(super) episode: EpisodeId,
    pub(super) clinician: Proof,
    pub(super) source: Source,
}

impl<'a> Team<'a> {
    pub(super) async fn found(app: &'a App, slug: &str) -> Self {
        let own = Organisation::found(app, slug).await;
        let clinician = own.proof(app, Role::Clinician).await;
        let new = NewPatient {
            identity: Identity {
                given: "Multe".to_owned(),
                family: "Eksempel".to_owned(),
                birth_date: Some("1988-02-29".parse().unwrap()),
                phone: None,
                external: Some("1001".to_owned()),
                email: None,
                protected: false,
            },
            sex: Sex::Male,
            language: "nb".to_owned(),
            unit: own.team,
            referred_on: "2026-03-01".parse().unwrap(),
            problem: Problem::Depression,
            course: Course::Individual,
        };
        let episode = enrol::add_patient(app, &clinician, new).await.unwrap().unwrap();
        let source = Source { name: "epj".to_owned(), unit: own.team, mapping: mapping("") };
        Self { app, own, episode, clinician, source }
    }

    pub(super) fn with(mut self, text: &str) -> Self {
        self.source.mapping = mapping(text);
        self
    }

    pub(super) fn operator(&self) -> Proof {
        Proof::operator(self.own.tenant)
    }

    pub(super) async fn try_take(&self, format: Format, text: &str) -> Result<Report, AppError> {
        let bytes = text.as_bytes().to_vec();
        calendar::take(self.app, &self.operator(), &self.source, format, bytes, Reach::default()).await
    }

    pub(super) async fn take(&self, format: Format, text: &str) -> Report {
        self.try_take(format, text).await.unwrap_or_else(|error| panic!("{error}"))
    }

    pub(super) async fn sessions(&self) -> Vec<Session> {
        let mut tx = self.app.db.tenant_snapshot(&self.operator(), self.app.ambient.now()).await.unwrap();
        store::session::list_of_episode(&mut tx, self.episode).await.unwrap()
    }

    /// The sessions that are not called off, each as `time minutes state`.
    pub(super) async fn standing(&self) -> Vec<String> {
        let sessions = self.sessions().await;
        let standing = sessions.iter().filter(|session| session.state != SessionState::Cancelled);
        standing.map(|one| format!("{} {} {}", one.starts_at.format("%m-%dT%H:%M"), one.minutes, one.state)).collect()
    }

    async fn requests(&self) -> Vec<Request> {
        let mut tx = self.app.db.tenant_snapshot(&self.operator(), self.app.ambient.now()).await.unwrap();
        store::request::list_by_episode(&mut tx, self.episode).await.unwrap()
    }

    async fn request(&self, moment: Moment) -> Request {
        let requests = self.requests().await;
        requests.into_iter().find(|request| request.moment == moment).unwrap_or_else(|| panic!("none is {moment}"))
    }

    /// A link to a request: the secret in it.
    async fn link(&self, request: &Request) -> String {
        let fresh = enrol::invite(self.app, &self.clinician, self.episode, request.id).await.unwrap().unwrap();
        fresh.url.rsplit('/').next().unwrap().to_owned()
    }
}

/// A scheduling message about appointment 1 of patient 1001: at a time, sent at a minute.
pub(super) fn message(trigger: &str, begins: &str, minute: u32) -> String {
    hl7::message(trigger, &[&format!("SCH|P1|1|||||||||^^M45^{begins}"), "PID|1||1001"])
        .replace("20260310120000", &format!("2026031012{minute:02}00"))
}

fn counts(report: &Report) -> Vec<(Verdict, usize)> {
    report.counts.iter().map(|(verdict, count)| (*verdict, *count)).collect()
}

#[test]
fn the_same_file_twice_changes_nothing() {
    on_both(async |database| {
        let app = app(&database.db);
        let team = Team::found(&app, "own").await;
        let rich = super::ics::rich();
        let first = team.take(Format::Ics, &rich).await;
        // The other patient's series is remembered, its five instances are refused.
        assert_eq!(counts(&first), [(Verdict::Added, 1), (Verdict::Remembered, 1)]);
        assert_eq!(first.left_aside, 1);
        assert_eq!(first.refused.len(), 5);
        let wanted =
            "weekly 20260316T090000Z: no patient has this number; please register it, or mend it at the source";
        assert_eq!(first.refused[0].to_string(), wanted);
        assert_eq!(team.standing().await, ["03-20T08:00 45 planned"]);
        assert_eq!(team.request(Moment::BeforeSession).await.state, State::Due);
        let before = database.raw.dump().await;
        let again = team.take(Format::Ics, &rich).await;
        assert_eq!(counts(&again), [(Verdict::Unchanged, 2)]);
        assert_eq!(database.raw.dump().await, before);
        // What was refused is taken once the patient is registered.
        let numbers = rich.replace("1002", "1001");
        let third = team.take(Format::Ics, &numbers).await;
        assert!(third.is_clean(), "{third:?}");
        assert_eq!(third.count(Verdict::Added), 5);
        assert!(!before.contains("1001") && !before.contains("weekly"), "numbers and keys are stored hashed");
    });
}

/// What came, each as its trigger and the number of its beginning; and what stands in the end.
type Story = (&'static [(&'static str, usize)], &'static [&'static str]);

#[test]
fn every_order_of_a_history_ends_the_same() {
    let begins = ["20260324090000", "20260325100000", "20260326110000"];
    let stories: [Story; 4] = [
        (&[("S12", 0), ("S13", 1)], &["03-25T09:00 45 planned"]),
        (&[("S12", 0), ("S13", 1), ("S13", 2)], &["03-26T10:00 45 planned"]),
        (&[("S12", 0), ("S13", 1), ("S15", 1)], &[]),
        (&[("S12", 0), ("S15", 0), ("S12", 2)], &["03-26T10:00 45 planned"]),
    ];
    on_sqlite(async |database| {
        let app = app(&database.db);
        let mut number = 0;
        for (story, wanted) in stories {
            let messages: Vec<String> = story
                .iter()
                .enumerate()
                .map(|(index, (trigger, at))| message(trigger, begins[*at], u32::try_from(index).unwrap()))
                .collect();
            for order in orders(messages.len()) {
                number += 1;
                let team = Team::found(&app, &format!("t{number}")).await;
                for index in order.iter().chain([&order[0]]) {
                    let report = team.take(Format::Hl7, &messages[*index]).await;
                    assert!(report.is_clean(), "{report:?}");
                }
                assert_eq!(team.standing().await, *wanted, "{story:?} in order {order:?}");
                let open = team.requests().await.iter().filter(|request| !request.state.is_final()).count();
                assert_eq!(open > 0, !wanted.is_empty(), "{story:?} in order {order:?}");
            }
        }
    });
}

/// Every order of `n` things.
fn orders(n: usize) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for next in 0..n {
        all = all
            .into_iter()
            .flat_map(|order: Vec<usize>| {
                (0..=order.len()).map(move |at| {
                    let mut longer = order.clone();
                    longer.insert(at, next);
                    longer
                })
            })
            .collect();
    }
    all
}

#[test]
fn a_move_takes_along_what_is_not_answered() {
    on_both(async |database| {
        let app = app(&database.db);
        let team = Team::found(&app, "own").await;
        team.take(Format::Hl7, &message("S12", "20260320090000", 0)).await;
        let (answered, open) = (team.request(Moment::BeforeSession).await, team.request(Moment::AfterSession).await);
        let mut tx = app.db.tenant(&team.operator(), app.ambient.now(), "").await.unwrap();
        tx.note(Act::Change, "test", "");
        store::request::set_state(&mut tx, answered.id, State::Completed).await.unwrap();
        tx.commit().await.unwrap();
        let secret = team.link(&open).await;
        let session = team.sessions().await[0].id;

        let report = team.take(Format::Hl7, &message("S13", "20260327130000", 1)).await;
        assert_eq!(counts(&report), [(Verdict::Moved, 1)]);
        assert_eq!(team.standing().await, ["03-27T12:00 45 planned"]);
        assert_eq!(team.sessions().await[0].id, session, "it is the same appointment");
        let requests = team.requests().await;
        let find = |id| requests.iter().find(|request| request.id == id).unwrap();
        assert_eq!(*find(answered.id), Request { state: State::Completed, ..answered.clone() });
        let moved = find(open.id);
        // From 09:00 on the 20th to 13:00 on the 27th, both in winter time.
        assert_eq!(moved.opens_at - open.opens_at, TimeDelta::hours(7 * 24 + 4));
        assert_eq!(moved.state, State::Invited);
        app.ambient.advance(moved.opens_at - app.ambient.now() + TimeDelta::minutes(1));
        assert!(collect::look(&app, &secret).await.unwrap().is_some(), "the link that was sent still works");
    });
}

#[test]
fn what_is_called_off_is_asked_no_more() {
    on_both(async |database| {
        let app = app(&database.db);
        for (trigger, state) in [("S15", SessionState::Cancelled), ("S26", SessionState::NoShow)] {
            let team = Team::found(&app, &trigger.to_lowercase()).await;
            // In two hours: what is asked before it is open now.
            team.take(Format::Hl7, &message("S12", "20260318103000", 0)).await;
            let request = team.request(Moment::BeforeSession).await;
            let secret = team.link(&request).await;
            assert!(collect::look(&app, &secret).await.unwrap().is_some());
            let report = team.take(Format::Hl7, &message(trigger, "20260318103000", 1)).await;
            assert!(report.is_clean(), "{report:?}");
            assert_eq!(team.sessions().await[0].state, state);
            let now = team.request(Moment::BeforeSession).await;
            assert_eq!((now.id, now.state), (request.id, State::Superseded));
            assert!(collect::look(&app, &secret).await.unwrap().is_none(), "the link is dead");
            // And agreed after all: it is asked again.
            let report = team.take(Format::Hl7, &message("S12", "20260319103000", 2)).await;
            assert!(report.is_clean(), "{report:?}");
            assert_eq!(team.standing().await.last().unwrap(), "03-19T09:30 45 planned");
            assert!(team.requests().await.iter().any(|request| request.state == State::Due));
        }
    });
}

#[test]
fn another_organisation_sees_and_changes_nothing() {
    on_both(async |database| {
        let app = app(&database.db);
        let team = Team::found(&app, "own").await;
        team.take(Format::Hl7, &message("S12", "20260320090000", 0)).await;
        let other = Organisation::found(&app, "other").await;
        let before = database.raw.dump_of(team.own.tenant).await;
        let theirs = Source { name: "epj".to_owned(), unit: other.team, mapping: mapping("") };
        let bytes = |trigger| message(trigger, "20260321090000", 9).into_bytes();
        let proof = Proof::operator(other.tenant);
        let take = async |source: &Source, trigger| {
            calendar::take(&app, &proof, source, Format::Hl7, bytes(trigger), Reach::default()).await
        };
        assert_eq!(take(&theirs, "S13").await.unwrap().refused.len(), 1, "they have no such patient");
        assert_eq!(take(&theirs, "S15").await.unwrap().count(Verdict::Remembered), 1);
        let error = take(&team.source, "S15").await.unwrap_err().to_string();
        assert_eq!(error, "the unit is not there; see `lytt tenant units`");
        assert_eq!(database.raw.dump_of(team.own.tenant).await, before);
    });
}

#[test]
fn a_new_version_of_a_series_calls_off_what_it_no_longer_has() {
    on_both(async |database| {
        let app = app(&database.db);
        let team = Team::found(&app, "own").await;
        let series = |sequence: u32, lines: &str| {
            ics(&[&format!("UID:s\nX-PATIENT-ID:1001\nSEQUENCE:{sequence}\nDURATION:PT45M\n{lines}")])
        };
        // Three Fridays from the 20th, the last in summer time.
        let fridays = series(1, "DTSTART;TZID=Europe/Oslo:20260320T090000\nRRULE:FREQ=WEEKLY;COUNT=3");
        let report = team.take(Format::Ics, &fridays).await;
        assert_eq!(counts(&report), [(Verdict::Added, 3), (Verdict::Remembered, 1)]);
        // One is excepted, one moved by an override.
        let changed = series(
            2,
            "DTSTART;TZID=Europe/Oslo:20260320T090000\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE;TZID=Europe/Oslo:20260327T090000",
        );
        let moved = "UID:s\nRECURRENCE-ID;TZID=Europe/Oslo:20260403T090000\nDTSTART;TZID=Europe/Oslo:20260404T100000\n\
                     DURATION:PT30M";
        let with_override = changed.replace("END:VCALENDAR", "BEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\nEND:VCALENDAR");
        let with_override = with_override.replace("{}", &moved.replace('\n', "\r\n"));
        let report = team.take(Format::Ics, &with_override).await;
        assert_eq!((report.gone, report.count(Verdict::Moved)), (1, 1), "{report:?}");
        assert_eq!(team.standing().await, ["03-20T08:00 45 planned", "04-04T08:00 30 planned"]);
        // The old version late: nothing.
        let before = database.raw.dump().await;
        let report = team.take(Format::Ics, &fridays).await;
        assert_eq!(counts(&report), [(Verdict::Older, 4)]);
        assert_eq!(database.raw.dump().await, before);
        // Another day of the week.
        let mondays = series(3, "DTSTART;TZID=Europe/Oslo:20260323T090000\nRRULE:FREQ=WEEKLY;COUNT=2");
        let report = team.take(Format::Ics, &mondays).await;
        assert_eq!((report.gone, report.count(Verdict::Added)), (2, 2), "{report:?}");
        assert_eq!(team.standing().await, ["03-23T08:00 45 planned", "03-30T07:00 45 planned"]);
        // A single appointment instead of the series.
        let single = series(4, "DTSTART;TZID=Europe/Oslo:20260325T090000");
        let report = team.take(Format::Ics, &single).await;
        assert_eq!((report.gone, report.count(Verdict::Added)), (2, 1), "{report:?}");
        assert_eq!(team.standing().await, ["03-25T08:00 45 planned"]);
        // A series again, and all of it called off.
        let again = mondays.replace("SEQUENCE:3", "SEQUENCE:5");
        let report = team.take(Format::Ics, &again).await;
        assert_eq!(report.count(Verdict::Added), 2, "{report:?}");
        assert_eq!(team.standing().await.len(), 2);
        let off = again.replace("SEQUENCE:5", "SEQUENCE:6\r\nSTATUS:CANCELLED");
        let report = team.take(Format::Ics, &off).await;
        assert_eq!(report.gone, 2, "{report:?}");
        assert_eq!(team.standing().await, [""; 0]);
        let before = database.raw.dump().await;
        for text in [&fridays, &with_override, &mondays, &single, &again, &off] {
            team.take(Format::Ics, text).await;
        }
        assert_eq!(database.raw.dump().await, before, "all of it again, late");
    });
}

#[test]
fn what_a_complete_calendar_no_longer_has_is_called_off() {
    on_both(async |database| {
        let app = app(&database.db);
        let team = Team::found(&app, "own").await.with("complete = true");
        let event = |uid: &str, day: u32| {
            format!("UID:{uid}\nX-PATIENT-ID:1001\nDTSTART;TZID=Europe/Oslo:202603{day:02}T090000\nDURATION:PT45M")
        };
        let (a, b, past) = (event("a", 20), event("b", 23), event("past", 16));
        team.take(Format::Ics, &ics(&[&a, &b, &past])).await;
        assert_eq!(team.standing().await.len(), 3);
        // One is gone; one that cannot be read is not; one that is past stays.
        let report = team.take(Format::Ics, &ics(&[&a])).await;
        assert_eq!(report.gone, 1);
        assert_eq!(team.standing().await, ["03-16T08:00 45 planned", "03-20T08:00 45 planned"]);
        let spoilt = a.replace("T090000", "");
        let report = team.take(Format::Ics, &ics(&[&spoilt, &b])).await;
        assert_eq!((report.gone, report.unread.len(), report.count(Verdict::Added)), (0, 1, 1));
        assert_eq!(team.standing().await.len(), 3, "b is back and a was only unreadable");
        // Nothing at all is a fault of the source.
        let before = database.raw.dump().await;
        let error = team.try_take(Format::Ics, &ics(&[])).await.unwrap_err().to_string();
        assert!(error.starts_with("it holds no appointment at all"), "{error}");
        assert_eq!(database.raw.dump().await, before);
    });
}

#[test]
fn clinicians_by_login_mapping_and_treatment() {
    on_both(async |database| {
        let app = app(&database.db);
        let team = Team::found(&app, "own").await;
        let other = team.own.hire(&app, "Per.Hansen", &[]).await;
        let treating = team.own.account(Role::Clinician);
        let sch = |key: &str| format!("SCH||{key}|||||||||^^^20260320090000");
        let aip = |name: &str| format!("AIP|1||{name}");
        let report =
            team.take(Format::Hl7, &hl7::message("S12", &[&sch("1"), "PID|1||1001", &aip("per.hansen")])).await;
        let wanted = "1: its clinician has no login here; please add the name to [clinicians] in the mapping";
        assert_eq!(report.refused[0].to_string(), wanted, "an account without a role is nobody's clinician");
        let grant = lytt::domain::access::Grant { role: Role::Clinician, unit: team.own.team };
        let mut tx = app.db.tenant(&team.operator(), app.ambient.now(), "").await.unwrap();
        let now = app.ambient.now();
        store::account::grant(&mut tx.local(), team.own.tenant, other, grant, now).await.unwrap();
        tx.note(Act::Change, "test", "");
        tx.commit().await.unwrap();
        let team = team.with("[clinicians]\n\"9144\" = \"clinician.own\"");
        for (key, name, clinician, strangers) in
            [("1", Some("PER.HANSEN"), other, 1), ("2", Some("9144"), treating, 0), ("3", None, treating, 0)]
        {
            let aip = name.map(&aip).unwrap_or_default();
            let report = team.take(Format::Hl7, &hl7::message("S12", &[&sch(key), "PID|1||1001", &aip])).await;
            assert!(report.is_clean(), "{report:?}");
            assert_eq!(report.strangers, strangers, "{key}");
            let newest = team.sessions().await.into_iter().max_by_key(|session| session.id).unwrap();
            assert_eq!(newest.clinician, clinician, "{key}");
        }
    });
}

#[test]
fn others_patients_and_the_past_are_left_alone() {
    on_both(async |database| {
        let app = app(&database.db);
        let team = Team::found(&app, "own").await;
        // Morning is 18 March; the usual reach back is 14 days.
        let report = team.take(Format::Hl7, &message("S12", "20260304060000", 0)).await;
        assert_eq!((report.past, team.sessions().await.len()), (1, 0));
        let theirs = message("S12", "20260320090000", 0).replace("|1001", "|4711");
        assert_eq!(team.take(Format::Hl7, &theirs).await.refused.len(), 1);
        let team = team.with("others = true");
        let report = team.take(Format::Hl7, &theirs).await;
        assert_eq!((report.refused.len(), report.left_aside), (0, 1));
        assert_eq!(database.raw.count("calendar_entry", "1 = 1").await, 0, "nothing is kept of them");
        // An episode that has ended takes no appointments.
        let ended = lytt::domain::care::EndKind::Planned;
        let day = "2026-03-18".parse().unwrap();
        enrol::end_episode(&app, &team.clinician, team.episode, day, ended).await.unwrap().unwrap();
        let report = team.take(Format::Hl7, &message("S12", "20260320090000", 0)).await;
        assert_eq!(
            report.refused[0].to_string(),
            "1: the patient has no open episode in this unit; please register one"
        );
    });
}

#[test]
fn what_has_taken_place_stays() {
    on_both(async |database| {
        let app = app(&database.db);
        let team = Team::found(&app, "own").await;
        team.take(Format::Hl7, &message("S12", "20260318080000", 0)).await;
        let session = team.sessions().await[0].id;
        let held = SessionChange { state: Some(SessionState::Held), ..SessionChange::default() };
        enrol::change_session(&app, &team.clinician, team.episode, session, held).await.unwrap().unwrap();
        // Called off afterwards, for the bill: it was held all the same.
        team.take(Format::Hl7, &message("S15", "20260318080000", 1)).await;
        assert_eq!(team.standing().await, ["03-18T07:00 45 held"]);
        // Agreed anew under the same number: another appointment.
        team.take(Format::Hl7, &message("S12", "20260325080000", 2)).await;
        assert_eq!(team.standing().await, ["03-18T07:00 45 held", "03-25T07:00 45 planned"]);
    });
}

#[test]
fn an_appointment_registered_by_hand_is_not_made_twice() {
    on_both(async |database| {
        let app = app(&database.db);
        let team = Team::found(&app, "own").await;
        let new = enrol::NewSession {
            starts_at: crate::support::at("2026-03-20T08:00:00Z"),
            minutes: 60,
            kind: SessionKind::Assessment,
            mode: SessionMode::Video,
            also: None,
            last: false,
        };
        let by_hand = enrol::add_session(&app, &team.clinician, team.episode, new).await.unwrap().unwrap();
        let report = team.take(Format::Hl7, &message("S12", "20260320090000", 0)).await;
        assert!(report.is_clean(), "{report:?}");
        let sessions = team.sessions().await;
        assert_eq!((sessions.len(), sessions[0].id, sessions[0].minutes), (1, by_hand, 45));
        assert_eq!(sessions[0].kind, SessionKind::Assessment, "what the source does not say stays");
        // Two of the source's own at one time are two.
        let two = message("S12", "20260320090000", 0).replace("SCH|P1|1|", "SCH|P2|2|");
        team.take(Format::Hl7, &two).await;
        assert_eq!(team.standing().await.len(), 2);
        team.take(Format::Hl7, &message("S13", "20260323090000", 1)).await;
        assert_eq!(team.standing().await, ["03-20T08:00 45 planned", "03-23T08:00 45 planned"]);
    });
}

#[test]
fn the_same_key_of_two_sources_is_two_appointments() {
    on_sqlite(async |database| {
        let app = app(&database.db);
        let mut team = Team::found(&app, "own").await;
        team.take(Format::Hl7, &message("S12", "20260320090000", 0)).await;
        team.source.name = "other".to_owned();
        team.take(Format::Hl7, &message("S12", "20260321090000", 0)).await;
        assert_eq!(team.standing().await.len(), 2);
        // The number was another patient's by mistake: the appointment goes with it.
        let table = "id;pasient;dato;klokkeslett\n7;1001;23.03.2026;09:00\n";
        team.take(Format::Csv, table).await;
        assert_eq!(team.standing().await.len(), 3);
        let report = team.take(Format::Csv, &table.replace("1001", "1009")).await;
        assert_eq!(report.refused.len(), 1);
        assert_eq!(team.standing().await.len(), 3, "an unknown number changes nothing");
    });
}
