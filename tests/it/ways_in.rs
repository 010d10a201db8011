//! Other ways in than a link that was sent, and what can be done after sending.

use chrono::TimeDelta;
use lytt::app::collect::{self, Confirmed, Sent};
use lytt::app::{After, App, administer, handover, review};
use lytt::auth::token;
use lytt::domain::care::{Device, Mode};
use lytt::domain::instrument::Answer;
use lytt::store::{self, Proof};

use crate::support::cast::{Case, Organisation};
use crate::support::database::{Database, app, on_both};

const PHONE: Device = Device::Phone;

async fn answer(app: &App, cookie: &str, value: f64) {
    for item in 1..=9 {
        let given = Some(Answer::Value(value));
        collect::save(app, cookie, "phq-9", &item.to_string(), given).await.unwrap().unwrap();
    }
}

async fn mark(app: &App, cookie: &str) -> String {
    collect::read(app, cookie).await.unwrap().unwrap().mark()
}

async fn send(app: &App, cookie: &str) -> Option<Sent> {
    let shown = mark(app, cookie).await;
    collect::send(app, cookie, Some(&shown)).await.unwrap()
}

/// The clinician's page of this episode.
async fn page(app: &App, case: &Case) -> review::CaseFile {
    review::open(app, &case.clinician, case.episode).await.unwrap().unwrap()
}

async fn begin(app: &App, case: &Case) -> String {
    let link = lytt::app::enrol::invite(app, &case.clinician, case.episode, case.before).await.unwrap().unwrap();
    collect::start(app, link.url.rsplit('/').next().unwrap(), "en", PHONE).await.unwrap().unwrap()
}

async fn setting(database: &Database) -> (App, Organisation, Case) {
    let app = app(&database.db);
    let own = Organisation::found(&app, "here").await;
    let case = own.patient(&app).await;
    (app, own, case)
}

#[test]
fn a_code_is_read_as_people_type_it() {
    assert_eq!(handover::tidy(" 4k7q-oZm2 9xva"), "4K7Q0ZM29XVA");
    assert_eq!(handover::tidy("iLoO"), "1100");
    assert_eq!(handover::grouped("4K7Q0ZM29XVA"), "4K7Q-0ZM2-9XVA");
    assert!(handover::tidy(&"A".repeat(5000)).len() < 20, "a long text is cut");
}

#[test]
fn a_letter_opens_with_its_code_until_the_next_letter() {
    on_both(async |database| {
        let (app, _, case) = setting(&database).await;
        let letter =
            async || handover::make_letter(&app, &case.clinician, case.episode, case.before).await.unwrap().unwrap();
        let first = letter().await;
        assert_eq!((first.name.as_str(), first.language.as_str(), first.code.len()), ("Tyttebær Eksempel", "en", 12));
        let typed = first.code.to_lowercase().replace('0', "o").replace('1', "l");
        let cookie = handover::enter(&app, &typed, None, false, "nb", PHONE).await.unwrap().unwrap();
        assert_eq!(collect::read(&app, &cookie).await.unwrap().unwrap().mode, Mode::Link);
        let stored = database.raw.dump().await;
        assert!(!stored.contains(&first.code), "the code is stored as it is");
        let plain = data_encoding::HEXLOWER.encode(&token::hash(&first.code));
        assert!(!stored.to_lowercase().contains(&plain), "a plain hash of a short code can be reversed");
        let second = letter().await;
        assert!(handover::enter(&app, &first.code, None, false, "nb", PHONE).await.unwrap().is_none());
        assert!(handover::enter(&app, &second.code, None, false, "nb", PHONE).await.unwrap().is_some());
        // Nobody learns more from a code that is wrong than from one that is used up.
        for wrong in ["", "123", "ZZZZZZZZZZZZ", &"Z".repeat(600)] {
            assert!(handover::enter(&app, wrong, None, false, "nb", PHONE).await.unwrap().is_none(), "{wrong}");
        }
    });
}

#[test]
fn six_digits_open_once_for_a_quarter_of_an_hour_on_the_organisations_own_tablet() {
    on_both(async |database| {
        let (app, own, case) = setting(&database).await;
        let other = Organisation::found(&app, "there").await;
        let room = async |tenant| {
            let address = administer::add_room(&app, tenant, "waiting room").await.unwrap();
            let secret = address.rsplit('/').next().unwrap().to_owned();
            handover::find_room(&app, &secret).await.unwrap()
        };
        let (here, there) = (room(own.tenant).await, room(other.tenant).await);
        assert_eq!((here, there), (Some(own.tenant), Some(other.tenant)));
        let code = async || {
            handover::make_desk_code(&app, &case.clinician, case.episode, case.before).await.unwrap().unwrap().digits
        };
        let enter = async |digits: &str, room| handover::enter(&app, digits, room, true, "nb", PHONE).await.unwrap();
        let digits = code().await;
        assert_eq!(digits.len(), 6);
        assert!(enter(&digits, None).await.is_none(), "without a room");
        assert!(enter(&digits, there).await.is_none(), "in another organisation's room");
        let cookie = enter(&digits, here).await.unwrap();
        assert_eq!(collect::read(&app, &cookie).await.unwrap().unwrap().mode, Mode::Room);
        assert!(enter(&digits, here).await.is_none(), "a second time");
        let late = code().await;
        app.ambient.advance(handover::DESK_LIFETIME + TimeDelta::seconds(1));
        assert!(enter(&late, here).await.is_none(), "too late");
        assert_eq!(administer::close_room(&app, own.tenant, "waiting room").await.unwrap(), 1);
        assert_eq!(administer::list_rooms(&app, own.tenant).await.unwrap(), Vec::<String>::new());
    });
}

#[test]
fn what_staff_type_in_says_so() {
    on_both(async |database| {
        let (app, own, case) = setting(&database).await;
        let stranger = own.proof(&app, lytt::domain::access::Role::Leader).await;
        let here = async |proof: &Proof, mode| {
            handover::begin_here(&app, proof, case.episode, case.before, mode, Device::Computer).await.unwrap()
        };
        assert!(here(&stranger, Mode::Paper).await.is_none(), "somebody who does not treat the patient");
        let cookie = here(&case.clinician, Mode::Paper).await.unwrap();
        answer(&app, &cookie, 1.0).await;
        assert_eq!(send(&app, &cookie).await, Some(Sent::Stored));
        let forms = page(&app, &case).await.forms;
        assert!(!forms.is_empty());
        assert!(forms.iter().all(|form| form.response.provenance.mode == Mode::Paper));
        assert!(collect::withdraw(&app, &cookie).await.unwrap().is_none(), "staff take nothing back for the patient");
    });
}

#[test]
fn a_correction_counts_and_what_it_replaces_is_kept() {
    on_both(async |database| {
        let (app, _, case) = setting(&database).await;
        let cookie = begin(&app, &case).await;
        answer(&app, &cookie, 1.0).await;
        assert_eq!(send(&app, &cookie).await, Some(Sent::Stored));
        let stranger = begin_again(&app, &case).await;
        assert!(stranger.is_none(), "what is sent has no other browser");
        assert!(collect::read(&app, &cookie).await.unwrap().is_none(), "closed until a correction is begun");
        collect::correct(&app, &cookie).await.unwrap().unwrap();
        let before = collect::read(&app, &cookie).await.unwrap().unwrap();
        assert!(before.correcting);
        assert_eq!(before.answers["phq-9"].value("3"), Some(1.0), "the answers are there to change");
        collect::save(&app, &cookie, "phq-9", "3", Some(Answer::Value(3.0))).await.unwrap().unwrap();
        assert_eq!(page(&app, &case).await.forms.len(), before.definitions.len(), "the old ones count until sent");
        assert_eq!(send(&app, &cookie).await, Some(Sent::Stored));
        let seen = page(&app, &case).await;
        let phq: Vec<_> = seen.forms.iter().filter(|form| form.response.instrument == "phq-9").collect();
        assert_eq!(phq.len(), 1);
        assert_eq!((phq[0].response.revision, phq[0].score("total").unwrap().value), (2, Some(11.0)));
        assert_eq!(database.raw.count("response", "instrument = 'phq-9'").await, 2, "the first is kept");
        assert_eq!(database.raw.count("response", "end_kind = 'corrected' AND instrument = 'phq-9'").await, 1);
        let scores = database.raw.count("score", "instrument = 'phq-9' AND scale = 'total'").await;
        assert_eq!(scores, 1, "the score of the first is gone");
        app.ambient.advance(TimeDelta::days(3));
        assert!(collect::correct(&app, &cookie).await.unwrap().is_none(), "the window has closed");
        assert!(collect::withdraw(&app, &cookie).await.unwrap().is_none());
    });
}

async fn begin_again(app: &App, case: &Case) -> Option<String> {
    let link = lytt::app::enrol::invite(app, &case.clinician, case.episode, case.before).await.unwrap()?;
    collect::start(app, link.url.rsplit('/').next().unwrap(), "en", PHONE).await.unwrap()
}

#[test]
fn what_is_taken_back_is_shown_to_nobody() {
    on_both(async |database| {
        let (app, _, case) = setting(&database).await;
        let cookie = begin(&app, &case).await;
        answer(&app, &cookie, 2.0).await;
        assert_eq!(send(&app, &cookie).await, Some(Sent::Stored));
        collect::withdraw(&app, &cookie).await.unwrap().unwrap();
        let seen = page(&app, &case).await;
        assert!(seen.forms.is_empty(), "no answer");
        assert_eq!(seen.withdrawn, [case.before], "but that there was one");
        assert_eq!(database.raw.count("score", "1 = 1").await, 0, "and nothing is worked out from it");
        assert!(collect::find_receipt(&app, &cookie).await.unwrap().is_none());
        assert!(collect::withdraw(&app, &cookie).await.unwrap().is_none(), "once");
        let told = database.raw.texts("SELECT fields FROM audit").await;
        assert!(told.iter().any(|fields| fields == "ended withdrawn"), "it is in the chain");
    });
}

#[test]
fn earlier_answers_are_for_whoever_knows_the_date_of_birth_and_five_tries_are_all() {
    on_both(async |database| {
        let (app, own, case) = setting(&database).await;
        let born = Some("1990-05-17".parse().unwrap());
        let wrong = Some("1990-05-18".parse().unwrap());
        let cookie = begin(&app, &case).await;
        answer(&app, &cookie, 2.0).await;
        assert_eq!(send(&app, &cookie).await, Some(Sent::Stored));
        assert!(collect::over_time(&app, &cookie, born).await.unwrap().is_none(), "off until it is switched on");
        let tenant = administer::find_tenant(&app, "here").await.unwrap();
        let after = After { own_result: true, over_time: true, own_page: false };
        administer::show_afterwards(&app, &tenant, after).await.unwrap();
        let receipt = collect::find_receipt(&app, &cookie).await.unwrap().unwrap();
        assert!(receipt.over_time && receipt.own_results.iter().any(|own| own.value == Some(18.0)));
        assert_eq!(collect::over_time(&app, &cookie, None).await.unwrap(), Some(Confirmed::No), "asking is no try");
        for _ in 0..2 {
            review::open(&app, &case.clinician, case.episode).await.unwrap().unwrap();
        }
        let Some(Confirmed::Yes(seen)) = collect::over_time(&app, &cookie, born).await.unwrap() else {
            panic!("the right date opens");
        };
        let opened: Vec<&str> = seen.opened.iter().map(|(_, who)| who.as_str()).collect();
        assert_eq!(opened, ["Name of clinician.here"], "who opened it, once a day, and nobody who did not");
        assert!(seen.traces.iter().any(|trace| (trace.points.last().unwrap().1 - 18.0).abs() < 1e-9));
        for _ in 0..3 {
            assert_eq!(collect::over_time(&app, &cookie, wrong).await.unwrap(), Some(Confirmed::No));
        }
        assert_eq!(collect::over_time(&app, &cookie, wrong).await.unwrap(), Some(Confirmed::Closed), "the fifth");
        assert_eq!(collect::over_time(&app, &cookie, born).await.unwrap(), Some(Confirmed::Closed), "not even then");
        let mut tx = app.db.tenant_snapshot(&Proof::operator(own.tenant), app.ambient.now()).await.unwrap();
        assert_eq!(store::identity_try::count(&mut tx, case.before).await.unwrap(), 5);
    });
}
