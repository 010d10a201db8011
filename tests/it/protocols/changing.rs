//! Saving a version, following another protocol, and what becomes of what is asked.

use chrono::TimeDelta;
use lytt::app::enrol::{self, SessionChange};
use lytt::app::protocols::{self, Saved, Settled};
use lytt::app::{App, AppError, collect, plan};
use lytt::domain::access::{Grant, Role};
use lytt::domain::care::{Device, Moment, Protocol, ProtocolError, Request, RequestId, SessionState, State};
use lytt::jobs;
use lytt::store::{self, Proof};

use crate::support::cast::{Case, Organisation};
use crate::support::database::{app, on_both};

async fn requests(app: &App, proof: &Proof, case: &Case) -> Vec<Request> {
    let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await.unwrap();
    store::request::list_by_episode(&mut tx, case.episode).await.unwrap()
}

async fn request(app: &App, proof: &Proof, case: &Case, id: RequestId) -> Request {
    requests(app, proof, case).await.into_iter().find(|request| request.id == id).unwrap()
}

async fn current(app: &App, proof: &Proof, id: &str) -> Protocol {
    protocols::lookup(app, proof, id).await.unwrap().unwrap().entry.protocol
}

/// Without the GAD-7 before sessions.
fn shorter(mut protocol: Protocol) -> Protocol {
    let before = protocol.ask.iter_mut().find(|ask| ask.moment == Moment::BeforeSession).unwrap();
    before.instruments.retain(|id| id != "gad-7");
    protocol
}

fn stored(saved: Option<Saved>) -> (String, u32, Settled) {
    match saved {
        Some(Saved::Stored { id, version, settled }) => (id, version, settled),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_saved_version_changes_what_nobody_has_begun() {
    on_both(async |database| {
        let app = app(&database.db);
        let here = Organisation::found(&app, "here").await;
        let leader = here.proof(&app, Role::Leader).await;
        let (waiting, begun) = (here.patient(&app).await, here.patient(&app).await);
        let link = begun.link(&app, begun.before).await;
        collect::start(&app, &link, "nb", Device::Phone).await.unwrap().unwrap();

        let protocol = shorter(current(&app, &leader, "every-session").await);
        let saved = protocols::save(&app, &leader, 1, protocol.clone(), "færre spørsmål").await.unwrap();
        assert_eq!(stored(saved), ("every-session".to_owned(), 2, Settled::Now(1)));
        let changed = request(&app, &leader, &waiting, waiting.before).await;
        assert_eq!(changed.instruments, ["phq-9", "lytt-before"]);
        let kept = request(&app, &leader, &begun, begun.before).await;
        assert_eq!(kept.instruments, ["phq-9", "gad-7", "lytt-before"]);

        // Without the line altogether, what is begun goes on; what is not is called off.
        let mut without = current(&app, &leader, "every-session").await;
        assert_eq!(without.version, 2);
        without.ask.retain(|ask| ask.moment != Moment::BeforeSession);
        stored(protocols::save(&app, &leader, 2, without, "bare etter timen").await.unwrap());
        assert_eq!(request(&app, &leader, &waiting, waiting.before).await.state, State::Superseded);
        assert_eq!(request(&app, &leader, &begun, begun.before).await.state, State::Opened);

        // And back: what was called off is asked again.
        stored(protocols::save(&app, &leader, 3, protocol, "likevel").await.unwrap());
        assert_eq!(request(&app, &leader, &waiting, waiting.before).await.state, State::Due);

        let opened = protocols::lookup(&app, &leader, "every-session").await.unwrap().unwrap();
        let history: Vec<_> = opened.versions.iter().map(|one| (one.protocol.version, one.reason.as_str())).collect();
        assert_eq!(history, [(4, "likevel"), (3, "bare etter timen"), (2, "færre spørsmål")]);
        assert_eq!(opened.versions[2].protocol.ask[0].instruments, ["phq-9", "lytt-before"], "an old version stays");
        assert_eq!(opened.versions[0].by, "Name of leader.here");
        database.close().await;
    });
}

#[test]
fn the_second_of_two_is_told_and_nothing_is_stored() {
    on_both(async |database| {
        let app = app(&database.db);
        let here = Organisation::found(&app, "here").await;
        let leader = here.proof(&app, Role::Leader).await;
        let admin = here.proof(&app, Role::Administrator).await;
        let protocol = shorter(current(&app, &leader, "dps").await);
        stored(protocols::save(&app, &admin, 1, protocol.clone(), "først").await.unwrap());
        match protocols::save(&app, &leader, 1, protocol.clone(), "så").await.unwrap() {
            Some(Saved::Late { newest }) => {
                assert_eq!((newest.protocol.version, newest.reason.as_str()), (2, "først"));
                assert_eq!(newest.by, "Name of administrator.here");
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(current(&app, &leader, "dps").await.version, 2);
        let refused = protocols::save(&app, &leader, 2, protocol.clone(), "  ").await;
        assert!(matches!(refused, Err(AppError::Refused(_))), "a version needs a reason");
        let mut heavy = protocol;
        heavy.minutes_a_month = 5;
        match protocols::save(&app, &leader, 2, heavy, "mer").await.unwrap() {
            Some(Saved::Wrong(errors)) => assert!(matches!(errors[..], [ProtocolError::OverBudget { budget: 5, .. }])),
            other => panic!("{other:?}"),
        }
        database.close().await;
    });
}

#[test]
fn a_unit_follows_another_and_what_it_asks_follows() {
    on_both(async |database| {
        let app = app(&database.db);
        let here = Organisation::found(&app, "here").await;
        let leader = here.proof(&app, Role::Leader).await;
        let case = here.patient(&app).await;
        let settled = protocols::follow(&app, &leader, here.team, "rph").await.unwrap().unwrap();
        assert!(matches!(settled, Settled::Now(changed) if changed > 0));
        let mut open: Vec<_> = requests(&app, &leader, &case)
            .await
            .into_iter()
            .filter(|request| !request.state.is_final())
            .map(|request| (request.moment, request.instruments.join(" ")))
            .collect();
        open.sort();
        // The first session is asked by the start line; the waiting time has gone by without one.
        let first = (Moment::Start, "phq-9 gad-7 lytt-life lytt-before".to_owned());
        assert_eq!(open, [first, (Moment::AfterSession, "lytt-after".to_owned())]);
        // The same again changes nothing; what is not there cannot be followed.
        assert_eq!(protocols::follow(&app, &leader, here.team, "rph").await.unwrap(), Some(Settled::Now(0)));
        assert_eq!(protocols::follow(&app, &leader, here.team, "gone").await.unwrap(), None);
        database.close().await;
    });
}

/// Nothing happens but that days pass: what is asked every twelve weeks comes near, and is planned once.
#[test]
fn what_comes_nearer_is_planned_when_its_day_comes_near() {
    on_both(async |database| {
        let app = app(&database.db);
        let here = Organisation::found(&app, "here").await;
        let leader = here.proof(&app, Role::Leader).await;
        let case = here.patient(&app).await;
        protocols::follow(&app, &leader, here.team, "fact").await.unwrap().unwrap();
        app.ambient.advance(TimeDelta::hours(3));
        let held = SessionChange { state: Some(SessionState::Held), starts_at: None, minutes: None, last: None };
        enrol::change_session(&app, &case.clinician, case.episode, case.session, held).await.unwrap().unwrap();
        let planned = async || {
            jobs::turn(&app).await.unwrap();
            let all = requests(&app, &leader, &case).await;
            all.iter().filter(|request| request.moment == Moment::EveryWeeks).count()
        };
        assert_eq!(planned().await, 0, "twelve weeks lie far ahead");
        app.ambient.advance(TimeDelta::days(60));
        assert_eq!(planned().await, 1);
        app.ambient.advance(TimeDelta::days(1));
        assert_eq!((planned().await, planned().await), (1, 1));
        database.close().await;
    });
}

#[test]
fn a_line_of_which_nothing_may_be_sent_asks_nobody() {
    on_both(async |database| {
        let app = app(&database.db);
        let here = Organisation::found(&app, "here").await;
        let leader = here.proof(&app, Role::Leader).await;
        let case = here.patient(&app).await;
        let mut protocol = current(&app, &leader, "every-session").await;
        protocol.ask[0].instruments = vec!["core-10".to_owned()];
        stored(protocols::save(&app, &leader, 1, protocol, "et skjema som eies av andre").await.unwrap());
        assert_eq!(request(&app, &leader, &case, case.before).await.state, State::Superseded);
        assert_eq!(request(&app, &leader, &case, case.after).await.state, State::Due);
        database.close().await;
    });
}

#[test]
fn whoever_leads_one_unit_changes_nothing_for_the_others() {
    on_both(async |database| {
        let app = app(&database.db);
        let here = Organisation::found(&app, "here").await;
        let team = [Grant { role: Role::Leader, unit: here.team }];
        let account = here.hire(&app, "team.leader", &team).await;
        let cookie = here.sign_in(&app, account).await;
        let leader = lytt::app::sign_in::who(&app, &cookie).await.unwrap().unwrap().proof;
        let protocol = shorter(current(&app, &leader, "every-session").await);
        // The organisation's first unit follows it too.
        let opened = protocols::lookup(&app, &leader, "every-session").await.unwrap().unwrap();
        assert!(opened.may_manage && !opened.may_save);
        assert!(protocols::save(&app, &leader, 1, protocol.clone(), "for alle").await.unwrap().is_none());
        let named = Protocol { name: "Vårt Øye-opplegg!".to_owned(), ..protocol };
        let (id, version, _) = stored(protocols::save_new(&app, &leader, named.clone(), "for oss").await.unwrap());
        assert_eq!((id.as_str(), version), ("own-vart-oye-opplegg", 1));
        let (again, _, _) = stored(protocols::save_new(&app, &leader, named, "til").await.unwrap());
        assert_eq!(again, "own-vart-oye-opplegg-2");
        assert!(protocols::follow(&app, &leader, here.team, &id).await.unwrap().is_some());
        let library = protocols::list(&app, &leader).await.unwrap();
        let root = library.units.iter().find(|unit| unit.id != here.team).unwrap();
        assert!(!root.may_choose);
        assert_eq!(protocols::follow(&app, &leader, root.id, &id).await.unwrap(), None);
        // Now it is theirs alone, and they may save the next version.
        let own = current(&app, &leader, &id).await;
        assert_eq!(stored(protocols::save(&app, &leader, 1, own, "igjen").await.unwrap()).1, 2);
        let clinician = here.proof(&app, Role::Clinician).await;
        let read = current(&app, &clinician, &id).await;
        assert!(protocols::save(&app, &clinician, 2, read.clone(), "nei").await.unwrap().is_none());
        assert!(protocols::save_new(&app, &clinician, read, "nei").await.unwrap().is_none());
        assert_eq!(protocols::follow(&app, &clinician, here.team, "rph").await.unwrap(), None);
        let mut tx = app.db.tenant_snapshot(&clinician, app.ambient.now()).await.unwrap();
        assert_eq!(plan::protocol_of(&app, &mut tx, here.team).await.unwrap().id, id);
        drop(tx);
        database.close().await;
    });
}
