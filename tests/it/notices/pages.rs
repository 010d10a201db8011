//! The pages, through public routes, while the clock moves.

use axum::http::{Method, StatusCode};
use chrono::TimeDelta;
use lytt::domain::access::{Grant, Role};
use lytt::jobs;

use super::story::{answers, assess, colleague};
use crate::support::cast::Organisation;
use crate::support::database::{app, on_sqlite};
use crate::support::visitor::Visitor;

#[test]
fn from_the_answer_to_the_clinician_a_colleague_and_the_leader() {
    on_sqlite(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "here").await;
        let as_account = |account| Visitor::new(&app, &own, account);
        let case = own.patient(&app).await;
        let clinician = as_account(own.account(Role::Clinician));
        let leader = as_account(own.account(Role::Leader));
        let nothing = StatusCode::NOT_FOUND;

        // Not assessed: nowhere is there anything of it.
        assert_eq!(clinician.send(Method::GET, "/notices", "").await.status, nothing);
        assert_eq!(leader.send(Method::GET, "/notices/rule", "").await.status, nothing);
        assert!(!clinician.get("/today").await.contains("/notices"));
        assess(&app, &own).await;

        // Nothing yet: no card, no row, and nothing that says that all is well.
        let path = format!("/episodes/{}", case.episode);
        for page in [clinician.main(&path).await, clinician.main("/today").await] {
            assert!(!page.contains("answer-notice") && !page.contains("waits-for-you"));
        }
        for page in [clinician.main("/notices").await, leader.main("/notices").await] {
            assert!(!page.contains("<li>") && !page.contains("class=\"done\""), "{page}");
        }

        answers(&app, &case, 1.0).await;
        let other = colleague(&app, &own, case.episode, "colleague").await;
        let colleague = as_account(other);
        let today = clinician.main("/today").await;
        assert!(today.contains("One answer waits for you to see it"), "{today}");
        let id = database.raw.texts("SELECT lower(hex(id)) FROM notice").await.remove(0);
        let id: uuid::Uuid = id.parse().unwrap();
        let card = clinician.main(&path).await;
        assert!(card.contains("Several days"), "the answer is quoted");
        assert!(card.contains("Shown because the answer is “Several days” or more. The form is made that way."));
        assert!(card.contains("does not replace clinical judgement"));
        assert!(card.contains(&format!("/notices/{id}/seen")));
        assert!(card.contains("Name of colleague"), "it can be given to a colleague");

        // The colleague reads it with the patient, does not own it, and lists nothing.
        let theirs = colleague.main(&path).await;
        assert!(theirs.contains("answer-notice") && !theirs.contains(&format!("/notices/{id}/seen")));
        assert!(theirs.contains("Take over"));
        assert!(!colleague.main("/notices").await.contains("Tyttebær"));
        let seen = format!("/notices/{id}/seen");
        assert_eq!(colleague.post(&seen, "back=list").await.0, nothing);
        assert_eq!(leader.post(&seen, "back=list").await.0, nothing);
        assert!(!leader.main("/notices").await.contains("<li>"), "it is not late");

        // A day later the leader finds that something waits: neither whose nor what.
        app.ambient.advance(TimeDelta::hours(25));
        jobs::turn(&app).await.unwrap();
        let late = leader.main("/notices").await;
        for said in ["Team", "25 hours ago", "18 Mar 2026 08:30", "19 Mar 2026 08:30"] {
            assert!(late.contains(said), "{said} is not in {late}");
        }
        for kept in
            ["Tyttebær", "Name of clinician", "Several days", "PHQ", "phq", &case.episode.to_string(), "/episodes/"]
        {
            assert!(!late.contains(kept), "the leader is told {kept}");
        }
        assert_eq!(leader.send(Method::GET, &path, "").await.status, nothing);
        let mine = clinician.main("/notices").await;
        assert!(mine.contains("Tyttebær Eksempel") && mine.contains("The time is up"), "{mine}");

        // The leader gives it to the colleague, who sees it.
        let to = format!("back=leader&to={other}");
        let hand = format!("/notices/{id}/hand-over");
        assert_eq!(leader.post(&hand, &to).await, (StatusCode::SEE_OTHER, "/notices?done=handed".to_owned()));
        assert!(!clinician.main("/notices").await.contains("Tyttebær"));
        assert!(colleague.main("/notices").await.contains("Tyttebær Eksempel"));
        let (status, to) = colleague.post(&seen, "back=episode").await;
        assert_eq!((status, to), (StatusCode::SEE_OTHER, format!("{path}?done=seen")));
        assert!(!leader.main("/notices").await.contains("<li>"));
        let card = clinician.main(&path).await;
        assert!(card.contains("Seen by Name of colleague 19 Mar 2026 at 09:30."), "{card}");
        assert!(!card.contains(&seen), "it cannot be seen twice");
        assert!(!clinician.main("/today?day=2026-03-18").await.contains("waits-for-you"));
    });
}

#[test]
fn a_unit_decides_on_a_page() {
    on_sqlite(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "here").await;
        assess(&app, &own).await;
        let as_account = |account| Visitor::new(&app, &own, account);
        let leader = as_account(own.account(Role::Leader));
        let page = leader.main("/notices/rule").await;
        assert!(page.contains("Nobody has decided yet") && page.contains("phq-9:9"), "{page}");
        let unit = format!("unit={}", own.team);
        let refused = async |fields: &str, says: &str| {
            let answered = leader.send(Method::POST, "/notices/rule", &format!("{unit}&{fields}")).await;
            let (status, page) = (answered.status, answered.text());
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{fields}");
            assert!(page.contains(says), "{fields}: {says} is not in {page}");
        };
        let whole = "hours=4&from_hour=8&to_hour=16&phq-9%3A9=2&add=&add_from=&do=save";
        refused(whole, "What is changed, and why: must be filled in").await;
        refused(&format!("{whole}&reason={}", "x".repeat(501)), "is too long").await;
        refused("hours=x&from_hour=8&to_hour=16&do=save&reason=r", "Working hours until the answer is to be seen")
            .await;
        refused("hours=4&from_hour=16&to_hour=8&do=save&reason=r", "The working day ends at").await;
        refused(&format!("{}&reason=r", whole.replace("add=&add_from=", "add=phq-9%3A1&add_from=7")), "From the value")
            .await;
        assert_eq!(database.raw.count("tenant", "settings LIKE '%weekends%'").await, 0);
        let adds = whole.replace("add=&add_from=", "add=phq-9%3A1&add_from=3");
        let (status, to) = leader.post("/notices/rule", &format!("{unit}&{adds}&reason=We+agreed")).await;
        assert_eq!((status, to), (StatusCode::SEE_OTHER, format!("/notices/rule?{unit}&done=rule")));
        let page = leader.main(&format!("/notices/rule?{unit}")).await;
        assert!(page.contains("The unit has decided this itself.") && page.contains("We agreed"), "{page}");
        let case = own.patient(&app).await;
        answers(&app, &case, 1.0).await;
        assert_eq!(database.raw.count("notice", "1 = 1").await, 0, "from two on, and the first question from three");
        // What is worth asking about follows the unit too.
        let clinician = as_account(own.account(Role::Clinician));
        let path = format!("/episodes/{}", case.episode);
        assert!(!clinician.main(&path).await.contains("answer-to-note"));
        assert!(!clinician.main("/today").await.contains("On “"));
        let (status, _) = leader.post("/notices/rule", &format!("{unit}&{whole}&do=follow&reason=As+all")).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert!(clinician.main(&path).await.contains("answer-to-note"));
        assert!(clinician.main("/today").await.contains("On “"));
        assert_eq!(database.raw.count("tenant", "settings LIKE '%weekends%'").await, 0, "it follows again");
        // Whoever does not lead it, and whoever is elsewhere.
        let fields = format!("{unit}&{whole}&reason=r");
        assert_eq!(clinician.post("/notices/rule", &fields).await.0, StatusCode::NOT_FOUND);
        let other = Organisation::found(&app, "there").await;
        assess(&app, &other).await;
        let foreign = Visitor::new(&app, &other, other.account(Role::Leader));
        assert_eq!(foreign.post("/notices/rule", &fields).await.0, StatusCode::NOT_FOUND);
        let none = own.hire(&app, "administrator", &[Grant { role: Role::Administrator, unit: own.team }]).await;
        assert!(as_account(none).main("/notices").await.contains("/notices/rule"), "an administrator finds the rule");
    });
}
