//! The way of a notice, on both databases.

use chrono::TimeDelta;
use lytt::app::collect::{self, Sent};
use lytt::app::notices::{self, Handed};
use lytt::app::{App, AppError, Assessment, administer, sign_in};
use lytt::domain::access::{Grant, Role};
use lytt::domain::care::{AccountId, Device, EpisodeId, NoticeId, SessionState};
use lytt::domain::instrument::{Answer, Test};
use lytt::domain::notice::{Chosen, Notice, NoticeState, Rule};
use lytt::jobs;
use lytt::store::{self, Actor, Proof};

use crate::support::at;
use crate::support::cast::{Case, Organisation};
use crate::support::database::{Database, app, on_both};

/// Switches notices on.
pub(super) async fn assess(app: &App, own: &Organisation) {
    let tenants = administer::list_tenants(app).await.unwrap();
    let tenant = tenants.iter().find(|tenant| tenant.id == own.tenant).unwrap();
    let assessment =
        Assessment { by: "Somebody".to_owned(), on: "2026-03-01".parse().unwrap(), document: "D-1".to_owned() };
    administer::assess_answer_notices(app, tenant, Some(assessment)).await.unwrap();
}

/// Another clinician who treats the patient.
pub(super) async fn colleague(app: &App, own: &Organisation, episode: EpisodeId, login: &str) -> AccountId {
    let account = own.hire(app, login, &[Grant { role: Role::Clinician, unit: own.team }]).await;
    let mut tx = app.db.tenant(&Proof::operator(own.tenant), app.ambient.now(), "").await.unwrap();
    store::episode::add_clinicians(&mut tx, &[(episode, account)]).await.unwrap();
    tx.commit().await.unwrap();
    account
}

pub(super) async fn proof_of(app: &App, own: &Organisation, account: AccountId) -> Proof {
    let cookie = own.sign_in(app, account).await;
    sign_in::who(app, &cookie).await.unwrap().unwrap().proof
}

async fn begin(app: &App, case: &Case) -> String {
    let link = case.link(app, case.before).await;
    collect::start(app, &link, "en", Device::Phone).await.unwrap().unwrap()
}

async fn give(app: &App, cookie: &str, item: &str, value: f64) {
    collect::save(app, cookie, "phq-9", item, Some(Answer::Value(value))).await.unwrap().unwrap();
}

/// A patient who answers the ninth question so. Gives the browser's cookie.
pub(super) async fn answers(app: &App, case: &Case, value: f64) -> String {
    let cookie = begin(app, case).await;
    give(app, &cookie, "1", 2.0).await;
    give(app, &cookie, "9", value).await;
    assert_eq!(collect::send(app, &cookie, None).await.unwrap(), Some(Sent::Stored));
    cookie
}

async fn corrects(app: &App, cookie: &str, item: &str, value: f64) {
    collect::correct(app, cookie).await.unwrap().unwrap();
    give(app, cookie, item, value).await;
    let mark = collect::read(app, cookie).await.unwrap().unwrap().mark();
    assert_eq!(collect::send(app, cookie, Some(&mark)).await.unwrap(), Some(Sent::Stored));
}

async fn of(app: &App, case: &Case) -> Vec<Notice> {
    let entries = notices::list_by_episode(app, &case.clinician, case.episode).await.unwrap();
    entries.into_iter().map(|entry| entry.notice).collect()
}

const fn account(proof: &Proof) -> AccountId {
    match proof.actor() {
        Actor::Account(account) => account,
        _ => panic!("a member of staff"),
    }
}

async fn setting(database: &Database) -> (App, Organisation, Case) {
    let app = app(&database.db);
    let own = Organisation::found(&app, "here").await;
    assess(&app, &own).await;
    let case = own.patient(&app).await;
    (app, own, case)
}

#[test]
fn it_comes_with_the_answers_and_holds_none_of_them() {
    on_both(async |database| {
        let (app, _, case) = setting(&database).await;
        answers(&app, &case, 2.0).await;
        let found = of(&app, &case).await;
        let [notice] = &found[..] else { panic!("{found:?}") };
        assert_eq!((notice.instrument.as_str(), notice.item.as_str(), &notice.chosen), ("phq-9", "9", &None));
        assert_eq!(notice.owner, Some(account(&case.clinician)));
        assert_eq!(notice.answered_at, app.ambient.now());
        // Wednesday half past eight: Thursday half past eight.
        assert_eq!(notice.due_at, at("2026-03-19T07:30:00Z"));
        assert_eq!((notice.state, notice.shown_at), (NoticeState::Waiting, Some(app.ambient.now())));
        // One audit row for all that was sent, in the respondent's name.
        let rows = database.raw.texts("SELECT actor || ' ' || fields FROM audit WHERE act = 'create'").await;
        let sent: Vec<_> = rows.iter().filter(|row| row.contains(&format!("notice:{}", notice.id))).collect();
        let respondent = format!("respondent:{}", case.before);
        assert!(matches!(&sent[..], [row] if row.starts_with(&respondent) && row.contains("receipt")), "{sent:?}");
        // No column of it could hold what was answered.
        let columns = database.raw.columns("notice").await;
        assert!(!columns.iter().any(|column| ["answer", "value", "text"].contains(&column.as_str())), "{columns:?}");
    });
}

#[test]
fn what_the_form_does_not_name_raises_nothing() {
    on_both(async |database| {
        let (app, _, case) = setting(&database).await;
        answers(&app, &case, 0.0).await;
        assert!(of(&app, &case).await.is_empty());
        assert_eq!(database.raw.count("notice", "1 = 1").await, 0);
    });
}

#[test]
fn an_organisation_that_has_not_assessed_them_has_none() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "here").await;
        let case = own.patient(&app).await;
        answers(&app, &case, 3.0).await;
        assert_eq!(database.raw.count("notice", "1 = 1").await, 0);
        assert!(notices::list_own(&app, &case.clinician).await.unwrap().is_none());
        let leader = own.proof(&app, Role::Leader).await;
        assert!(notices::list_late(&app, &leader).await.unwrap().is_none());
        assert!(notices::lookup_rule(&app, &leader, None).await.unwrap().is_none());
    });
}

#[test]
fn many_at_once_each_have_their_own() {
    on_both(async |database| {
        let (app, own, first) = setting(&database).await;
        let mut cases = vec![first];
        for _ in 0..5 {
            cases.push(own.patient(&app).await);
        }
        let mut sending = tokio::task::JoinSet::new();
        for (place, case) in cases.iter().enumerate() {
            let cookie = begin(&app, case).await;
            give(&app, &cookie, "9", if place % 2 == 0 { 1.0 } else { 0.0 }).await;
            let app = app.clone();
            sending.spawn(async move { collect::send(&app, &cookie, None).await.unwrap() });
        }
        while let Some(sent) = sending.join_next().await {
            assert_eq!(sent.unwrap(), Some(Sent::Stored));
        }
        for (place, case) in cases.iter().enumerate() {
            let found = of(&app, case).await;
            assert_eq!(found.len(), usize::from(place % 2 == 0), "the patient {place}");
            assert!(found.iter().all(|notice| notice.episode == case.episode));
            let actor = format!("actor = 'respondent:{}' AND fields LIKE '%notice:%'", case.before);
            assert_eq!(database.raw.count("audit", &actor).await, i64::from(place % 2 == 0), "in its own name");
        }
    });
}

#[test]
fn a_correction_or_a_withdrawal_ends_it() {
    on_both(async |database| {
        let (app, _, case) = setting(&database).await;
        let cookie = answers(&app, &case, 2.0).await;
        let first = of(&app, &case).await.remove(0);
        app.ambient.advance(TimeDelta::minutes(30));
        corrects(&app, &cookie, "9", 3.0).await;
        let second = of(&app, &case).await.remove(0);
        assert_ne!(second.id, first.id);
        assert_eq!((second.due_at, second.answered_at), (first.due_at, app.ambient.now()), "no more time");
        assert_eq!(database.raw.count("notice", "state = 'corrected' AND ended_at IS NOT NULL").await, 1);
        // What is corrected away raises nothing.
        corrects(&app, &cookie, "9", 0.0).await;
        assert!(of(&app, &case).await.is_empty());
        corrects(&app, &cookie, "9", 1.0).await;
        let third = of(&app, &case).await.remove(0);
        assert!(third.due_at > first.due_at, "nothing waited any more");
        collect::withdraw(&app, &cookie).await.unwrap().unwrap();
        assert!(of(&app, &case).await.is_empty());
        assert_eq!(database.raw.count("notice", "state = 'withdrawn'").await, 1);
        assert!(notices::see(&app, &case.clinician, third.id).await.unwrap().is_none(), "it waits no more");
    });
}

#[test]
fn it_is_seen_by_its_owner_alone() {
    on_both(async |database| {
        let (app, own, case) = setting(&database).await;
        let other = colleague(&app, &own, case.episode, "colleague").await;
        let beside = proof_of(&app, &own, other).await;
        let stranger = own.hire(&app, "stranger", &[Grant { role: Role::Clinician, unit: own.team }]).await;
        let stranger = proof_of(&app, &own, stranger).await;
        let leader = own.proof(&app, Role::Leader).await;
        let elsewhere = Organisation::found(&app, "there").await;
        assess(&app, &elsewhere).await;
        answers(&app, &case, 1.0).await;
        let id = notices::list_by_episode(&app, &beside, case.episode).await.unwrap().remove(0).notice.id;
        assert_eq!(database.raw.count("notice", "shown_at IS NOT NULL").await, 0, "its owner has not been shown it");
        let foreign = [elsewhere.proof(&app, Role::Clinician).await, elsewhere.proof(&app, Role::Leader).await];
        for who in [&beside, &stranger, &leader].into_iter().chain(&foreign) {
            assert!(notices::see(&app, who, id).await.unwrap().is_none());
            let listed = notices::list_own(&app, who).await.unwrap();
            assert!(listed.is_none_or(|own| own.notices.is_empty()), "nobody lists what is not theirs");
        }
        for who in [&stranger, &leader].into_iter().chain(&foreign) {
            assert!(notices::list_by_episode(&app, who, case.episode).await.unwrap().is_empty());
            assert!(notices::hand_over(&app, who, id, other).await.unwrap().is_none());
            assert!(notices::hand_over(&app, who, id, account(who)).await.unwrap().is_none());
        }
        assert!(notices::list_late(&app, &foreign[1]).await.unwrap().unwrap().is_empty());
        let refused = database.raw.count("audit", "act = 'refused' AND subject LIKE 'notice:%'").await;
        assert!(refused >= 5, "tries are in the chain: {refused}");
        assert_eq!(database.raw.count("notice", "state = 'waiting' AND seen_at IS NULL").await, 1);

        let mine = notices::list_own(&app, &case.clinician).await.unwrap().unwrap();
        assert_eq!(mine.notices.len(), 1);
        assert_eq!(mine.notices[0].form.as_ref().unwrap().answers.value("9"), Some(1.0));
        app.ambient.advance(TimeDelta::minutes(5));
        assert_eq!(notices::see(&app, &case.clinician, id).await.unwrap(), Some(case.episode));
        assert!(notices::see(&app, &case.clinician, id).await.unwrap().is_none(), "once");
        let seen = of(&app, &case).await.remove(0);
        assert_eq!((seen.state, seen.seen_by), (NoticeState::Seen, Some(account(&case.clinician))));
        assert_eq!(seen.seen_at, Some(app.ambient.now()));
        assert_eq!(seen.shown_at, Some(app.ambient.now() - TimeDelta::minutes(5)), "the first time counts");
        assert!(notices::hand_over(&app, &case.clinician, id, other).await.unwrap().is_none(), "it waits no more");
    });
}

#[test]
fn it_goes_into_other_hands_and_the_clock_goes_on() {
    on_both(async |database| {
        let (app, own, case) = setting(&database).await;
        let [second, third] =
            [colleague(&app, &own, case.episode, "second").await, colleague(&app, &own, case.episode, "third").await];
        let stranger = own.hire(&app, "stranger", &[Grant { role: Role::Clinician, unit: own.team }]).await;
        answers(&app, &case, 1.0).await;
        let before = of(&app, &case).await.remove(0);
        let id = before.id;
        let (of_second, of_third) = (proof_of(&app, &own, second).await, proof_of(&app, &own, third).await);
        let hand = async |by: &Proof, to| notices::hand_over(&app, by, id, to).await.unwrap();
        assert_eq!(hand(&case.clinician, stranger).await, None, "somebody who does not treat the patient");
        assert_eq!(hand(&of_second, third).await, None, "what is not theirs, to somebody else");
        assert_eq!(hand(&case.clinician, second).await, Some(Handed::OfEpisode(case.episode)));
        app.ambient.advance(TimeDelta::minutes(10));
        let entry = notices::list_by_episode(&app, &of_second, case.episode).await.unwrap().remove(0);
        assert_eq!((entry.notice.owner, entry.notice.due_at), (Some(second), before.due_at));
        assert_eq!(entry.notice.shown_at, Some(app.ambient.now()), "shown to the new owner now");
        assert_eq!(hand(&of_third, third).await, Some(Handed::OfEpisode(case.episode)), "taken over");
        let entry = notices::list_by_episode(&app, &of_third, case.episode).await.unwrap().remove(0);
        let hands: Vec<_> = entry.handovers.iter().map(|one| (one.from, one.to, one.by)).collect();
        let first = account(&case.clinician);
        assert_eq!(hands, [(Some(first), second, first), (Some(second), third, third)]);
        assert!(notices::see(&app, &case.clinician, id).await.unwrap().is_none(), "it is not theirs any more");
        // A correction leaves it in the hands it was in.
        assert_eq!(notices::see(&app, &of_third, id).await.unwrap(), Some(case.episode));
    });
}

#[test]
fn what_nobody_sees_in_time_reaches_the_leaders_without_a_name() {
    on_both(async |database| {
        let (app, own, case) = setting(&database).await;
        let second = colleague(&app, &own, case.episode, "second").await;
        answers(&app, &case, 1.0).await;
        let id = of(&app, &case).await.remove(0).id;
        let late = async || {
            let leader = own.proof(&app, Role::Leader).await;
            notices::list_late(&app, &leader).await.unwrap().unwrap()
        };
        let leader = own.proof(&app, Role::Leader).await;
        app.ambient.advance(TimeDelta::hours(23));
        jobs::turn(&app).await.unwrap();
        assert!(late().await.is_empty());
        assert!(notices::hand_over(&app, &leader, id, second).await.unwrap().is_none(), "not a leader's yet");
        app.ambient.advance(TimeDelta::hours(2));
        assert_eq!(late().await.len(), 1, "also before the scheduler comes round");
        jobs::turn(&app).await.unwrap();
        let reached = "reached_leader_at IS NOT NULL";
        assert_eq!(database.raw.count("notice", reached).await, 1);
        let found = late().await;
        assert!(found[0].owned);
        assert_eq!((found[0].unit.as_str(), found[0].others.len()), ("Team", 1));
        let read = "act = 'read' AND subject LIKE 'person:%' AND actor = 'account:";
        let opened = format!("{read}{}'", own.account(Role::Leader));
        assert_eq!(database.raw.count("audit", &opened).await, 0, "nobody was opened");
        // The leader gives it to somebody else who treats; it stays late until it is seen.
        assert_eq!(notices::hand_over(&app, &leader, id, second).await.unwrap(), Some(Handed::ByLeader));
        assert!(late().await[0].owned);
        let of_second = proof_of(&app, &own, second).await;
        assert_eq!(notices::see(&app, &of_second, id).await.unwrap(), Some(case.episode));
        assert!(late().await.is_empty());
        jobs::turn(&app).await.unwrap();
    });
}

#[test]
fn nobodys_notice_is_the_leaders_at_once() {
    on_both(async |database| {
        let (app, own, case) = setting(&database).await;
        let link = case.link(&app, case.before).await;
        let cookie = collect::start(&app, &link, "en", Device::Phone).await.unwrap().unwrap();
        give(&app, &cookie, "9", 1.0).await;
        administer::set_active(&app, own.tenant, "clinician.here", false).await.unwrap();
        assert_eq!(collect::send(&app, &cookie, None).await.unwrap(), Some(Sent::Stored));
        let leader = own.proof(&app, Role::Leader).await;
        let found = notices::list_late(&app, &leader).await.unwrap().unwrap();
        assert_eq!((found.len(), found[0].owned), (1, false));
        assert_eq!(database.raw.count("notice", "owner_id IS NULL AND reached_leader_at = answered_at").await, 1);
    });
}

#[test]
fn whoever_holds_the_session_owns_it_where_they_treat() {
    on_both(async |database| {
        let (app, own, case) = setting(&database).await;
        let second = colleague(&app, &own, case.episode, "second").await;
        let mut tx = app.db.tenant(&Proof::operator(own.tenant), app.ambient.now(), "").await.unwrap();
        let mut session = store::session::lookup(&mut tx, case.session).await.unwrap().unwrap();
        assert_eq!(session.state, SessionState::Planned);
        session.clinician = second;
        store::session::set(&mut tx, &session).await.unwrap();
        tx.commit().await.unwrap();
        answers(&app, &case, 1.0).await;
        assert_eq!(of(&app, &case).await[0].owner, Some(second));
        assert_eq!(database.raw.count("notice", "1 = 1").await, 1);
    });
}

#[test]
fn a_unit_decides_with_a_reason_and_the_units_below_follow() {
    on_both(async |database| {
        let (app, own, case) = setting(&database).await;
        let leader = own.proof(&app, Role::Leader).await;
        let root = notices::lookup_rule(&app, &leader, None).await.unwrap().unwrap();
        assert_eq!((root.units.len(), &root.rule), (2, &Rule::default()));
        assert!(root.questions.iter().any(|one| one.definition.instrument.id == "phq-9" && one.item.id == "9"));
        let chosen = |item: &str, when| Chosen { instrument: "phq-9".to_owned(), item: item.to_owned(), when };
        let rule = Rule {
            hours: 2,
            from_hour: 0,
            to_hour: 24,
            weekends: true,
            items: vec![chosen("9", Some(Test::AtLeast(2.0))), chosen("1", Some(Test::AtLeast(2.0)))],
        };
        let save = async |who: &Proof, unit, rule: Option<Rule>, reason: &str| {
            notices::save_rule(&app, who, unit, rule, reason).await
        };
        assert!(matches!(save(&leader, root.unit, Some(rule.clone()), " ").await, Err(AppError::Refused(_))));
        let odd = Rule { to_hour: 0, ..rule.clone() };
        assert!(matches!(save(&leader, root.unit, Some(odd), "why").await, Err(AppError::Refused(_))));
        assert!(save(&case.clinician, root.unit, Some(rule.clone()), "why").await.unwrap().is_none());
        save(&leader, root.unit, Some(rule.clone()), "We are on duty day and night.").await.unwrap().unwrap();
        let kept = "act = 'change' AND fields LIKE 'notices of unit:%' AND reason = 'We are on duty day and night.'";
        assert_eq!(database.raw.count("audit", kept).await, 1);
        // The team follows the organisation: the first question is asked for, the ninth from two on.
        answers(&app, &case, 1.0).await;
        let found = of(&app, &case).await;
        let items: Vec<_> = found.iter().map(|notice| (notice.item.as_str(), notice.chosen)).collect();
        assert_eq!(items, [("1", Some(Test::AtLeast(2.0)))]);
        assert_eq!(found[0].due_at, app.ambient.now() + TimeDelta::hours(2));
        // Until it decides for itself, and then follows again.
        save(&leader, own.team, Some(Rule::default()), "Office hours.").await.unwrap().unwrap();
        let team = async || notices::lookup_rule(&app, &leader, Some(own.team)).await.unwrap().unwrap();
        assert!(matches!(team().await.kept, notices::Kept::Own(_)));
        assert_eq!(team().await.rule, Rule::default());
        save(&leader, own.team, None, "As everybody.").await.unwrap().unwrap();
        assert!(matches!(team().await.kept, notices::Kept::Above(..)));
        assert_eq!(team().await.rule, rule);
        // Whoever leads the team alone decides for the team alone.
        let small = own.hire(&app, "small", &[Grant { role: Role::Leader, unit: own.team }]).await;
        let small = proof_of(&app, &own, small).await;
        assert!(save(&small, root.unit, None, "why").await.unwrap().is_none());
        let unknown = NoticeId(app.ambient.id());
        assert!(notices::see(&app, &case.clinician, unknown).await.unwrap().is_none());
    });
}
