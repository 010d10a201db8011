//! Next of kin: what the patient wants, what was done, and children, through the pages, on both databases.

use axum::http::{Method, StatusCode};
use chrono::{Days, NaiveDate};
use lytt::app::kin::LONGEST;
use lytt::app::people;
use lytt::domain::access::{Grant, Role};
use lytt::domain::care::{Contact, Respondent};
use lytt::domain::kin::{How, last_involved};
use lytt::web::Web;
use lytt::web::router::router;
use proptest::prelude::*;

use crate::case_review::Browser;
use crate::support::cast::Organisation;
use crate::support::database::{app, on_both};
use crate::support::morning;

#[test]
fn what_the_patient_wants_is_written_and_the_newest_counts() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "kin").await;
        let case = own.patient(&app).await;
        let routes = router(Web::new(app.clone(), false).unwrap());
        let browser = |account| Browser { app: &app, routes: &routes, own: &own, account };
        let clinician = browser(own.account(Role::Clinician));
        let (page, plan) = (format!("/episodes/{}", case.episode), format!("/episodes/{}/plan", case.episode));
        let kin = async || clinician.main(&plan).await.split_once("id=\"kin-title\"").unwrap().1.to_owned();

        assert_eq!(kin().await.matches("Not asked yet.").count(), 2, "of the wish, and of children");
        assert!(!clinician.main(&page).await.contains("Next of kin"), "no line where nothing is written");

        let wish = format!("{page}/kin/wish");
        for (fields, field) in [
            ("kin_words=Something".to_owned(), "extent"),
            ("extent=agreed&kin_words=+".to_owned(), "kin_words"),
            (format!("extent=general&kin_words={}", "x".repeat(LONGEST + 1)), "kin_words"),
        ] {
            let (status, body) = clinician.send(Method::POST, &wish, &fields).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{fields}");
            assert!(body.contains(&format!("href=\"#field-{field}\"")), "{field}");
        }
        assert_eq!(clinician.press(&wish, "extent=all&kin_words=").await, StatusCode::FORBIDDEN);
        assert_eq!(clinician.press(&wish, "extent=nothing&kin_words=").await, StatusCode::SEE_OTHER);
        assert!(clinician.main(&page).await.contains("may be told nothing."));
        assert_eq!(clinician.press(&wish, "extent=agreed&kin_words=That+we+meet").await, StatusCode::SEE_OTHER);
        let line = clinician.main(&page).await;
        assert!(line.contains("may be told what we have agreed.") && !line.contains("may be told nothing."));
        let (now, earlier) = kin().await.split_once("Earlier").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        assert!(now.contains("That we meet") && now.contains("Name of clinician.kin"));
        assert!(earlier.contains("Nothing"), "what was said before stays");
        assert_eq!(database.raw.count("kin_wish", "1 = 1").await, 2);

        // What was done: with one of those who are asked too, and with somebody else.
        let mother = Contact { name: "Mother Goose".to_owned(), phone: None, email: None };
        let known = people::add_contact(&app, &case.clinician, case.episode, Respondent::Parent, "en", &mother).await;
        let known = known.unwrap().unwrap();
        let involved = format!("{page}/kin/involved");
        let today = morning().date_naive();
        let day = |back: u64| today.checked_sub_days(Days::new(back)).unwrap();
        let done = |on: String, how: &str, who: &str, words: &str| {
            format!("involved_on={on}&how={how}&who={who}&who_words={words}&involved_words=The+evenings")
        };
        let tomorrow = today.succ_opt().unwrap().to_string();
        for (fields, field) in [
            (done(tomorrow, "phone", "", "Brother"), "involved_on"),
            (done(String::new(), "phone", "", "Brother"), "involved_on"),
            (done("yesterday".to_owned(), "phone", "", "Brother"), "involved_on"),
            (done(day(1).to_string(), "phone", "", "+"), "who_words"),
        ] {
            let (status, body) = clinician.send(Method::POST, &involved, &fields).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{fields}");
            assert!(body.contains(&format!("href=\"#field-{field}\"")), "{fields}");
        }
        let strange = done(day(1).to_string(), "phone", "00000000-0000-7000-8000-000000000001", "");
        assert_eq!(clinician.press(&involved, &strange).await, StatusCode::NOT_FOUND, "a contact of nobody's");
        let mother = done(day(9).to_string(), "family-meeting", &known.to_string(), "");
        assert_eq!(clinician.press(&involved, &mother).await, StatusCode::SEE_OTHER);
        let offered = done(day(2).to_string(), "declined", "", "Brother");
        assert_eq!(clinician.press(&involved, &offered).await, StatusCode::SEE_OTHER);
        people::end_contact(&app, &case.clinician, case.episode, known).await.unwrap().unwrap();
        let section = kin().await;
        assert!(section.contains("Mother Goose"), "also when she is asked no more");
        assert!(section.find("Brother") < section.find("Mother Goose"), "the latest day first");
        let last = format!("Last involved {}.", day(9).format("%-d %b"));
        assert!(clinician.main(&page).await.contains(&last), "an offer that was declined is no involvement");

        let children = format!("{page}/kin/children");
        let (status, _) = clinician.send(Method::POST, &children, "arranged=x").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "it must be said");
        assert_eq!(clinician.press(&children, "children=some&arranged=School+nurse").await, StatusCode::SEE_OTHER);
        assert!(clinician.main(&page).await.contains("Has children under 18."));
        assert!(kin().await.contains("School nurse"));
        assert_eq!(clinician.press(&children, "children=none&arranged=").await, StatusCode::SEE_OTHER);
        assert!(!clinician.main(&page).await.contains("Has children under 18."));

        // Nobody who does not treat the patient reads or writes any of it; what is said is sealed.
        let rows = async || {
            let mut counts = Vec::new();
            for table in ["kin_wish", "kin_involved", "kin_children"] {
                counts.push(database.raw.count(table, "1 = 1").await);
            }
            counts
        };
        let before = rows().await;
        let colleague = own.hire(&app, "colleague", &[Grant { role: Role::Clinician, unit: own.team }]).await;
        let everybody = Role::ALL.iter().filter(|role| **role != Role::Clinician).map(|role| own.account(*role));
        for account in everybody.chain([colleague]) {
            let other = browser(account);
            assert_eq!(other.send(Method::GET, &plan, "").await.0, StatusCode::NOT_FOUND);
            for (path, fields) in [
                (&wish, "extent=everything&kin_words="),
                (&involved, mother.as_str()),
                (&children, "children=some&arranged="),
            ] {
                assert_eq!(other.press(path, fields).await, StatusCode::NOT_FOUND, "{path}");
            }
        }
        assert_eq!(rows().await, before);
        let dump = database.raw.dump().await;
        for kept in ["That we meet", "Mother Goose", "Brother", "The evenings", "School nurse"] {
            assert!(!dump.contains(kept), "{kept}");
        }
    });
}

proptest! {
    #[test]
    fn the_last_involvement_is_the_latest_day_that_took_place(
        all in prop::collection::vec((0_u64..800, prop::sample::select(How::ALL)), 0..12),
    ) {
        let first: NaiveDate = "2025-01-01".parse().unwrap();
        let days: Vec<(NaiveDate, How)> =
            all.iter().map(|(day, how)| (first.checked_add_days(Days::new(*day)).unwrap(), *how)).collect();
        let found = last_involved(days.clone());
        let took_place = |(_, how): &&(NaiveDate, How)| *how != How::Declined;
        prop_assert_eq!(found.is_some(), days.iter().any(|one| took_place(&one)));
        if let Some(found) = found {
            prop_assert!(days.iter().filter(took_place).all(|(day, _)| *day <= found));
            prop_assert!(days.iter().any(|(day, how)| *day == found && *how != How::Declined));
        }
    }
}
