//! The patient's own pages, through the routes, on both databases: the two proofs, what is there, and what the patient
//! can do with it.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode, header};
use chrono::TimeDelta;
use lytt::app::deliver::{self, Delivery};
use lytt::app::people::{self, Reach};
use lytt::app::{After, App, administer, collect, mine, review};
use lytt::auth::token;
use lytt::config::Outgoing;
use lytt::domain::access::{Grant, Role};
use lytt::domain::care::{Device, EpisodeId, Mode, Provenance, Respondent, ResponseId, State, Timing};
use lytt::domain::instrument::{Answer, ItemKind};
use lytt::store::message::MessageKind;
use lytt::store::response::Response;
use lytt::store::{self, Proof};
use lytt::web::Web;
use lytt::web::router::router;
use serde_json::Value;
use tower::ServiceExt;

use crate::support::cast::{Case, Organisation};
use crate::support::database::{Database, app, block_on, on_both, on_sqlite};
use crate::support::visitor::hidden;

const STAFF: &str = "__Host-lytt";
const MINE: &str = "__Host-mine";
const BORN: &str = "17.05.1990";
const WORDS: &str = "the nights are long";

struct Answered {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answered {
    fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |value| value.to_str().unwrap())
    }
}

/// Somebody at a browser: one cookie of one name.
struct Browser<'a> {
    routes: &'a Router,
    name: &'static str,
    cookie: String,
}

impl<'a> Browser<'a> {
    fn new(routes: &'a Router) -> Self {
        Self { routes, name: MINE, cookie: String::new() }
    }

    fn staff(routes: &'a Router, cookie: String) -> Self {
        Self { routes, name: STAFF, cookie }
    }

    async fn ask(&mut self, method: &str, path: &str, body: String) -> Answered {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, format!("{}={}", self.name, self.cookie))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([192, 0, 2, 7], 40_000))));
        let response = self.routes.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 8 << 20).await.unwrap();
        assert_eq!(parts.headers[header::CACHE_CONTROL], "no-store", "{path}");
        for set in parts.headers.get_all(header::SET_COOKIE) {
            let set = set.to_str().unwrap();
            if let Some(value) = set.strip_prefix(&format!("{}=", self.name)) {
                for part in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
                    assert!(set.contains(part), "{set}");
                }
                value.split(';').next().unwrap().clone_into(&mut self.cookie);
            }
        }
        Answered { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
    }

    async fn get(&mut self, path: &str) -> Answered {
        self.ask("GET", path, String::new()).await
    }

    /// Sends a form made for this browser.
    async fn post(&mut self, path: &str, fields: &str) -> Answered {
        let csrf = token::form_token(&self.cookie);
        self.ask("POST", path, format!("csrf={csrf}&{fields}")).await
    }

    /// Says when one was born, at a link.
    async fn born(&mut self, secret: &str, day: &str) -> Answered {
        let csrf = token::form_token(secret);
        self.ask("POST", &format!("/mine/{secret}"), format!("csrf={csrf}&lang=en&birth_date={day}")).await
    }

    async fn code(&mut self, digits: &str) -> Answered {
        self.post("/mine/code", &format!("code={digits}")).await
    }
}

/// An organisation with own pages, a patient, and the clinician's browser.
struct Setting {
    app: App,
    routes: Router,
    own: Organisation,
    case: Case,
}

impl Setting {
    async fn new(database: &Database) -> Self {
        let mut app = app(&database.db);
        app.outgoing = Outgoing { sms: true, email: true };
        let own = Organisation::found(&app, "here").await;
        let tenant = administer::find_tenant(&app, "here").await.unwrap();
        let after = After { own_page: true, ..After::default() };
        administer::show_afterwards(&app, &tenant, after).await.unwrap();
        let case = own.patient(&app).await;
        let routes = router(Web::new(app.clone(), false).unwrap());
        Self { app, routes, own, case }
    }

    async fn clinician(&self) -> Browser<'_> {
        let cookie = self.own.sign_in(&self.app, self.own.account(Role::Clinician)).await;
        Browser::staff(&self.routes, cookie)
    }

    /// A fresh link: the secret in it.
    async fn link(&self, case: &Case) -> String {
        let made = mine::make(&self.app, &case.clinician, case.episode, None).await.unwrap().unwrap();
        made.url.rsplit('/').next().unwrap().to_owned()
    }

    async fn shown_code(&self, case: &Case) -> String {
        mine::show_code(&self.app, &case.clinician, case.episode).await.unwrap().unwrap().digits
    }

    /// A browser that is in.
    async fn inside(&self, case: &Case) -> Browser<'_> {
        let secret = self.link(case).await;
        let mut browser = Browser::new(&self.routes);
        assert_eq!(browser.born(&secret, BORN).await.location(), "/mine/code");
        let digits = self.shown_code(case).await;
        assert_eq!(browser.code(&digits).await.location(), "/mine");
        browser
    }

    /// Answers everything that is asked before the session: the same place on every list, the same words.
    async fn answer(&self, case: &Case, place: usize, words: &str) {
        let link = case.link(&self.app, case.before).await;
        let cookie = collect::start(&self.app, &link, "en", Device::Phone).await.unwrap().unwrap();
        let sheet = collect::read(&self.app, &cookie).await.unwrap().unwrap();
        for step in &sheet.steps {
            let answer = match &step.item.kind {
                ItemKind::Display => continue,
                ItemKind::Text { .. } => Answer::Text(words.to_owned()),
                _ => Answer::Value(step.item.values()[place]),
            };
            let (form, item) = (&step.definition.instrument.id, &step.item.id);
            collect::save(&self.app, &cookie, form, item, Some(answer)).await.unwrap().unwrap();
        }
        let mark = collect::read(&self.app, &cookie).await.unwrap().unwrap().mark();
        collect::send(&self.app, &cookie, Some(&mark)).await.unwrap().unwrap();
    }

    /// What the clinician sees.
    async fn file(&self, case: &Case) -> review::CaseFile {
        review::open(&self.app, &case.clinician, case.episode).await.unwrap().unwrap()
    }

    async fn response(&self, case: &Case, instrument: &str) -> ResponseId {
        let file = self.file(case).await;
        file.forms.iter().find(|form| form.response.instrument == instrument).unwrap().response.id
    }

    /// Writes down how the patient is reached.
    async fn reach(&self, phone: Option<&str>) {
        let reach = Reach { phone: phone.map(str::to_owned), email: None, protected: false, language: "nb".to_owned() };
        people::set_reach(&self.app, &self.case.clinician, self.case.episode, reach).await.unwrap().unwrap();
    }
}

/// The secret in a link that is shown on a page.
fn secret_in(page: &Answered) -> String {
    page.body.split("&#x2f;mine&#x2f;").nth(1).unwrap()[..43].to_owned()
}

/// Every question that was answered, with another answer.
fn given_again(form: &review::Form, answer: impl Fn(&str) -> u8) -> String {
    form.answers.iter().map(|(item, _)| format!("q.{item}={}", answer(item))).collect::<Vec<_>>().join("&")
}

#[test]
fn the_whole_way_in_and_out_again() {
    on_both(async |database| {
        let set = Setting::new(&database).await;
        let mut bjorn = set.clinician().await;
        let path = format!("/episodes/{}/own-page", set.case.episode);
        let made = bjorn.post(&path, "how=screen").await;
        let secret = secret_in(&made);
        let before = database.raw.dump().await;
        assert!(!before.contains(&secret), "the secret is stored");
        let mut phone = Browser::new(&set.routes);
        for _ in 0..20 {
            let door = phone.get(&format!("/mine/{secret}")).await;
            assert_eq!(door.status, StatusCode::OK);
            for telling in ["Tyttebær", "Eksempel", "Team", "Organisation", "Name of"] {
                assert!(!door.body.contains(telling), "the door tells: {telling}");
            }
        }
        assert_eq!(database.raw.dump().await, before, "looking changed something");
        for not_in in ["/mine", "/mine/opened", "/mine/export", "/mine/code"] {
            assert_eq!(phone.get(not_in).await.status, StatusCode::NOT_FOUND, "{not_in} before anything");
        }
        assert_eq!(phone.born(&secret, "31.31.1990").await.status, StatusCode::UNPROCESSABLE_ENTITY, "no day: no try");
        assert_eq!(phone.born(&secret, "18.05.1990").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(phone.born(&secret, BORN).await.location(), "/mine/code");
        let step = phone.cookie.clone();
        for not_in in ["/mine", "/mine/opened", "/mine/export"] {
            assert_eq!(phone.get(not_in).await.status, StatusCode::NOT_FOUND, "{not_in} with one proof");
        }
        assert!(!phone.get("/mine/code").await.body.contains("Tyttebær"));
        assert_eq!(phone.code("123456").await.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody has shown one");
        let shown = bjorn.post(&format!("{path}/code"), "").await;
        let digits = shown.body.split("secret digits\">").nth(1).unwrap()[..7].replace(' ', "");
        assert_eq!(digits.len(), 6, "{digits}");
        let wrong = if digits == "000000" { "000001" } else { "000000" };
        assert_eq!(phone.code(wrong).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!database.raw.dump().await.contains(&digits), "the code is stored");
        assert_eq!(phone.code(&digits).await.location(), "/mine");
        assert_ne!(phone.cookie, step, "a new cookie once both proofs are there");
        let page = phone.get("/mine").await;
        assert!(page.body.contains("Tyttebær Eksempel"), "{}", page.body);
        assert!(page.body.contains("Name of clinician.here"), "who opened it");
        let mut earlier = Browser { routes: &set.routes, name: MINE, cookie: step };
        assert_eq!(earlier.get("/mine").await.status, StatusCode::NOT_FOUND, "the cookie of one proof");
        assert_eq!(phone.code(&digits).await.status, StatusCode::UNPROCESSABLE_ENTITY, "a code works once");
        let gone = phone.cookie.clone();
        let left = phone.get("/mine/leave").await;
        assert!(left.headers["clear-site-data"].to_str().unwrap().contains("cache"));
        assert_eq!(phone.cookie, "", "the browser forgets");
        let mut again = Browser { routes: &set.routes, name: MINE, cookie: gone };
        assert_eq!(again.get("/mine").await.status, StatusCode::NOT_FOUND, "out on the server too");
        let entries = acts(&set, "own-page:").await;
        for told in ["create link", "refused date of birth tried", "refused code tried", "sign-in code right"] {
            assert!(entries.iter().any(|entry| entry == told), "{told} is not in the chain: {entries:?}");
        }
    });
}

/// What the chain says was done to subjects that begin so.
#[test]
fn a_summary_is_read_when_it_is_shown_and_goes_on_with_a_yes_that_is_the_patients_own() {
    on_both(async |database| {
        let set = Setting::new(&database).await;
        let (case, other) = (set.own.patient(&set.app).await, set.own.patient(&set.app).await);
        let mut clinician = set.clinician().await;
        let base = format!("/episodes/{}/summary", case.episode);
        let words = "mark=&recipient=gp&to=The+surgery&worked_on=Sleep&helped=&wishes=&agreed_on=An+hour+in+April";
        assert_eq!(clinician.post(&base, words).await.status, StatusCode::SEE_OTHER);
        let mut patient = set.inside(&case).await;
        assert!(!patient.get("/mine").await.body.contains("The surgery"), "a draft is not shown");
        let show = format!("mark={}&seen=own-pages", hidden(&clinician.get(&base).await.body, "mark"));
        assert_eq!(clinician.post(&format!("{base}/show"), &show).await.status, StatusCode::SEE_OTHER);
        let page = patient.get("/mine").await.body;
        assert!(page.contains("The surgery") && page.contains("An hour in April"), "{page}");
        let form = page.split("/mine/summary/").nth(1).unwrap().split('"').next().unwrap();
        let path = format!("/mine/summary/{form}");
        let mark = hidden(&page, "mark");
        let said = |answer: &str| format!("mark={mark}&{answer}");

        // Another patient, who is in too, can say nothing of it.
        let mut stranger = set.inside(&other).await;
        assert_eq!(stranger.post(&path, &said("answer=no&comment=")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(patient.post(&path, &said("answer=no&comment=Too+short")).await.status, StatusCode::SEE_OTHER);
        // A no that the patient said alone is no yes because somebody else presses one.
        let pressed = clinician.post(&format!("{base}/answer"), &said("answer=yes&comment=")).await.status;
        assert_eq!(pressed, StatusCode::NOT_FOUND);
        assert!(!clinician.get(&base).await.body.contains("value=\"yes\""));
        assert_eq!(clinician.post(&format!("{base}/hand-over"), "").await.status, StatusCode::NOT_FOUND);
        // Written and shown anew: what the patient had open is another text, and a yes to it is none to this.
        let anew = words.replacen("mark=", &format!("mark={mark}"), 1);
        assert_eq!(clinician.post(&base, &anew).await.status, StatusCode::SEE_OTHER);
        let show = format!("mark={}&seen=own-pages", hidden(&clinician.get(&base).await.body, "mark"));
        assert_eq!(clinician.post(&format!("{base}/show"), &show).await.status, StatusCode::SEE_OTHER);
        let late = patient.post(&path, &said("answer=yes&comment=")).await;
        assert_eq!(late.location(), "/mine?done=summary-changed#summaries");
        assert_eq!(clinician.post(&format!("{base}/hand-over"), "").await.status, StatusCode::NOT_FOUND);
        let mark = hidden(&patient.get("/mine").await.body, "mark");
        let said = |answer: &str| format!("mark={mark}&{answer}");
        let yes = patient.post(&path, &said("answer=yes&comment=Well")).await;
        assert_eq!(yes.location(), "/mine?done=summary#summaries");
        assert!(clinician.get(&base).await.body.contains("Well"), "the clinician reads what was said");
        assert_eq!(clinician.post(&format!("{base}/hand-over"), "").await.status, StatusCode::SEE_OTHER);
        assert_eq!(
            patient.post(&path, &said("answer=no&comment=")).await.status,
            StatusCode::NOT_FOUND,
            "it has gone on"
        );
        assert!(patient.get("/mine").await.body.contains("The surgery"), "and is still there to read");
    });
}

async fn acts(set: &Setting, subject: &str) -> Vec<String> {
    let proof = Proof::operator(set.own.tenant);
    let mut tx = set.app.db.tenant_snapshot(&proof, set.app.ambient.now()).await.unwrap();
    let entries = store::audit::list(&mut tx, 0, 10_000).await.unwrap();
    let of = entries.iter().filter(|entry| entry.subject.starts_with(subject));
    of.map(|entry| format!("{} {}", entry.act, entry.fields)).collect()
}

#[test]
fn five_wrong_dates_end_the_link_whoever_makes_them_and_it_looks_like_one_that_never_was() {
    on_both(async |database| {
        let set = Setting::new(&database).await;
        let secret = set.link(&set.case).await;
        for number in 1..=4 {
            let mut somebody = Browser::new(&set.routes);
            let tried = somebody.born(&secret, "18.05.1990").await;
            assert_eq!(tried.status, StatusCode::UNPROCESSABLE_ENTITY, "try {number}");
            assert_eq!(somebody.cookie, "");
        }
        let mut phone = Browser::new(&set.routes);
        let last = phone.born(&secret, "18.05.1990").await;
        let right = phone.born(&secret, BORN).await;
        let looked = phone.get(&format!("/mine/{secret}")).await;
        let never = phone.get(&format!("/mine/{}", "A".repeat(43))).await;
        let malformed = phone.get("/mine/nothing").await;
        for (what, answered) in [("last", &last), ("right", &right), ("looked", &looked), ("malformed", &malformed)] {
            assert_eq!(answered.status, never.status, "{what}");
            assert_eq!(answered.body, never.body, "{what}");
        }
        assert_eq!(never.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_code_lives_ten_minutes_takes_five_tries_and_fifteen_misses_end_the_link() {
    on_both(async |database| {
        let set = Setting::new(&database).await;
        let secret = set.link(&set.case).await;
        let mut phone = Browser::new(&set.routes);
        phone.born(&secret, BORN).await;
        let late = set.shown_code(&set.case).await;
        set.app.ambient.advance(TimeDelta::minutes(10));
        assert_eq!(phone.code(&late).await.status, StatusCode::UNPROCESSABLE_ENTITY, "too late");
        let mut missed = 0;
        for round in 0..3 {
            let right = set.shown_code(&set.case).await;
            let wrong = if right == "000000" { "000001" } else { "000000" };
            for _ in 0..5 {
                let tried = phone.code(wrong).await;
                missed += 1;
                let ended = missed == 15;
                let expected = if ended { StatusCode::NOT_FOUND } else { StatusCode::UNPROCESSABLE_ENTITY };
                assert_eq!(tried.status, expected, "miss {missed}");
            }
            let used_up = phone.code(&right).await;
            assert_ne!(used_up.location(), "/mine", "round {round}: five tries are all");
        }
        assert_eq!(phone.get(&format!("/mine/{secret}")).await.status, StatusCode::NOT_FOUND);
        // Another organisation's or person's code opens nothing here.
        let other = set.own.patient(&set.app).await;
        let (mine_, theirs) = (set.link(&set.case).await, set.link(&other).await);
        let mut phone = Browser::new(&set.routes);
        phone.born(&mine_, BORN).await;
        let code_of_other = set.shown_code(&other).await;
        assert_eq!(phone.code(&code_of_other).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_ne!(mine_, theirs);
    });
}

#[test]
fn a_link_is_ended_in_one_press_and_by_the_next_one_and_by_its_ninety_days() {
    on_both(async |database| {
        let set = Setting::new(&database).await;
        let mut bjorn = set.clinician().await;
        let path = format!("/episodes/{}/own-page", set.case.episode);
        let mut phone = set.inside(&set.case).await;
        assert_eq!(phone.get("/mine").await.status, StatusCode::OK);
        assert_eq!(bjorn.post(&format!("{path}/end"), "").await.status, StatusCode::OK);
        assert_eq!(phone.get("/mine").await.status, StatusCode::NOT_FOUND, "whoever is in is put out");
        let first = set.link(&set.case).await;
        let second = set.link(&set.case).await;
        assert_eq!(phone.get(&format!("/mine/{first}")).await.status, StatusCode::NOT_FOUND, "one stands");
        assert_eq!(phone.get(&format!("/mine/{second}")).await.status, StatusCode::OK);
        set.app.ambient.advance(TimeDelta::days(90));
        assert_eq!(phone.get(&format!("/mine/{second}")).await.status, StatusCode::NOT_FOUND, "ninety days");
        assert_eq!(phone.born(&second, BORN).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_browser_is_out_after_twenty_idle_minutes_and_after_two_hours() {
    on_sqlite(async |database| {
        let set = Setting::new(&database).await;
        let mut phone = set.inside(&set.case).await;
        set.app.ambient.advance(TimeDelta::minutes(19));
        assert_eq!(phone.get("/mine").await.status, StatusCode::OK);
        set.app.ambient.advance(TimeDelta::minutes(20));
        assert_eq!(phone.get("/mine").await.status, StatusCode::NOT_FOUND, "idle");
        let mut phone = set.inside(&set.case).await;
        for quarter in 1..=8 {
            set.app.ambient.advance(TimeDelta::minutes(15));
            let expected = if quarter < 8 { StatusCode::OK } else { StatusCode::NOT_FOUND };
            assert_eq!(phone.get("/mine").await.status, expected, "after {quarter} quarters");
        }
    });
}

#[test]
fn nobody_gets_to_anybody_elses() {
    on_both(async |database| {
        let set = Setting::new(&database).await;
        let other = set.own.patient(&set.app).await;
        set.answer(&set.case, 1, WORDS).await;
        set.answer(&other, 2, "somebody elses words").await;
        let theirs = set.response(&other, "phq-9").await;
        let mut phone = set.inside(&set.case).await;
        let before = set.file(&other).await;
        for path in [
            format!("/mine/answers/{theirs}"),
            format!("/mine/answers/{theirs}/withdraw"),
            format!("/mine/answers/{theirs}/correct"),
        ] {
            assert_eq!(phone.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        for (act, fields) in [("withdraw", ""), ("correct", "q.1=3&reason=mine")] {
            let path = format!("/mine/answers/{theirs}/{act}");
            assert_eq!(phone.post(&path, fields).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert!(!phone.get("/mine").await.body.contains("somebody elses words"));
        let after = set.file(&other).await;
        assert_eq!(after.forms.len(), before.forms.len());
        // Staff: only whoever treats, in this organisation.
        let path = format!("/episodes/{}/own-page", set.case.episode);
        let colleague =
            set.own.hire(&set.app, "another.here", &[Grant { role: Role::Clinician, unit: set.own.team }]).await;
        let there = Organisation::found(&set.app, "there").await;
        let cookies = [
            ("a colleague", set.own.sign_in(&set.app, colleague).await),
            ("a leader", set.own.sign_in(&set.app, set.own.account(Role::Leader)).await),
            ("an administrator", set.own.sign_in(&set.app, set.own.account(Role::Administrator)).await),
            ("another organisation", there.sign_in(&set.app, there.account(Role::Clinician)).await),
        ];
        for (who, cookie) in cookies {
            let mut browser = Browser::staff(&set.routes, cookie);
            assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND, "{who}");
            for (act, fields) in [("", "how=screen"), ("/end", ""), ("/code", "")] {
                let answered = browser.post(&format!("{path}{act}"), fields).await;
                assert_eq!(answered.status, StatusCode::NOT_FOUND, "{who} {act}");
            }
        }
        assert_eq!(phone.get("/mine").await.status, StatusCode::OK, "and none of that ended it");
    });
}

#[test]
fn taking_back_and_correcting_change_what_the_clinician_sees_and_keep_what_was_there() {
    on_both(async |database| {
        let set = Setting::new(&database).await;
        set.answer(&set.case, 1, WORDS).await;
        let before = set.file(&set.case).await;
        let forms = before.forms.len();
        assert!(forms > 1, "the protocol asks several");
        let mut phone = set.inside(&set.case).await;
        let phq = set.response(&set.case, "phq-9").await;
        let shown = phone.get(&format!("/mine/answers/{phq}")).await;
        assert!(shown.body.contains("Several days") && shown.body.contains("Name of clinician.here"), "{}", shown.body);
        let correct = format!("/mine/answers/{phq}/correct");
        let form = phone.get(&correct).await;
        let phq_before = before.forms.iter().find(|form| form.response.id == phq).unwrap();
        let filled_in = form.body.matches(" checked>").count();
        assert_eq!(filled_in, phq_before.answers.count(), "what was answered is filled in");
        let answers = |first: u8| given_again(phq_before, |item| if item == "1" { first } else { 1 });
        for (what, fields) in [
            ("the same", format!("{}&reason=why", answers(1))),
            ("no reason", format!("{}&reason=+", answers(3))),
            ("a long reason", format!("{}&reason={}", answers(3), "x".repeat(301))),
            ("no such answer", format!("{}&reason=why", answers(7))),
            ("one left out", "q.1=3&reason=why".to_owned()),
        ] {
            assert_eq!(phone.post(&correct, &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
        }
        let foreign = phone.post(&correct, &format!("{}&reason=why&q.77=1", answers(3))).await;
        assert_eq!(foreign.status, StatusCode::FORBIDDEN, "a question that is none");
        let done = phone.post(&correct, &format!("{}&reason=I+slipped+%26+fell", answers(3))).await;
        assert_eq!(done.location(), "/mine?done=corrected");
        let file = set.file(&set.case).await;
        let now = file.forms.iter().find(|form| form.response.instrument == "phq-9").unwrap();
        let old = before.forms.iter().find(|form| form.response.id == phq).unwrap();
        assert_eq!(now.answers.value("1"), Some(3.0));
        assert_eq!(now.score("total").unwrap().value, Some(11.0), "eight ones and a three");
        assert_eq!((now.response.revision, now.response.answered_at), (2, old.response.answered_at));
        assert_eq!(file.forms.len(), forms);
        let mut bjorn = set.clinician().await;
        let page = bjorn.get(&format!("/episodes/{}", set.case.episode)).await;
        assert!(page.body.contains("I slipped &amp; fell"), "the clinician sees that it was corrected, and why");
        let kept = format!("id = {} AND end_kind = 'corrected'", database.raw.id(phq));
        assert_eq!(database.raw.count("response", &kept).await, 1, "the old one is kept");
        assert_eq!(phone.get(&correct).await.status, StatusCode::NOT_FOUND, "and cannot be corrected again");
        // Taking back, one form at a time.
        let request = before.requests.iter().find(|request| request.id == set.case.before).unwrap();
        assert_eq!(request.state, State::Completed);
        for (index, form) in file.forms.iter().enumerate() {
            let done = phone.post(&format!("/mine/answers/{}/withdraw", form.response.id), "").await;
            assert_eq!(done.location(), "/mine?done=withdrawn");
            let again = phone.post(&format!("/mine/answers/{}/withdraw", form.response.id), "").await;
            assert_eq!(again.status, StatusCode::NOT_FOUND, "once");
            let left = set.file(&set.case).await;
            assert_eq!(left.forms.len(), forms - index - 1);
            let request = left.requests.iter().find(|request| request.id == set.case.before).unwrap();
            let all = index + 1 == forms;
            assert_eq!(request.state, if all { State::Declined } else { State::Completed });
            assert_eq!(left.withdrawn.contains(&request.id), all, "all of it is taken back, or not");
        }
        assert_eq!(database.raw.count("score", "1 = 1").await, 0, "counts nowhere");
        assert_eq!(
            database.raw.count("response", "1 = 1").await,
            i64::try_from(forms).unwrap() + 1,
            "nothing is erased"
        );
        assert!(phone.get("/mine").await.body.contains("You have not answered anything yet"));
    });
}

/// A parent's answers, straight into the database.
async fn parent_answers(set: &Setting, episode: EpisodeId) {
    let file = set.file(&set.case).await;
    let own = file.forms.iter().find(|form| form.response.instrument == "phq-9").unwrap();
    let response = Response {
        id: ResponseId(set.app.ambient.id()),
        request: None,
        episode,
        provenance: Provenance {
            respondent: Respondent::Parent,
            mode: Mode::Link,
            device: Device::Phone,
            timing: Timing::Unscheduled,
            language: "en".to_owned(),
        },
        answers: r#"{"1":2,"2":2}"#.to_owned(),
        text_sealed: None,
        ..own.response.clone()
    };
    let proof = Proof::operator(set.own.tenant);
    let mut tx = set.app.db.tenant(&proof, set.app.ambient.now(), "").await.unwrap();
    let score = store::response::Score {
        response: response.id,
        scale: "total".to_owned(),
        value: Some(23.0),
        band: None,
        reason: None,
        unanswered: 7,
    };
    store::response::add_many(&mut tx, &[(response, vec![score])]).await.unwrap();
    tx.commit().await.unwrap();
}

#[test]
fn everything_can_be_taken_along_and_nothing_of_anybody_else() {
    on_both(async |database| {
        let set = Setting::new(&database).await;
        let other = set.own.patient(&set.app).await;
        set.answer(&set.case, 1, WORDS).await;
        set.answer(&other, 3, "somebody elses words").await;
        parent_answers(&set, set.case.episode).await;
        let note = |shared, text: &str| review::NewNote {
            episode: set.case.episode,
            session: None,
            shared,
            text: text.to_owned(),
            change: String::new(),
        };
        for (shared, text) in [(true, "a shared thought"), (false, "a thought kept to oneself")] {
            review::add_note(&set.app, &set.case.clinician, note(shared, text)).await.unwrap().unwrap();
        }
        let mut phone = set.inside(&set.case).await;
        let phq = set.response(&set.case, "phq-9").await;
        let file = set.file(&set.case).await;
        let form = file.forms.iter().find(|form| form.response.id == phq).unwrap();
        let twos = format!("{}&reason=slipped", given_again(form, |_| 2));
        let done = phone.post(&format!("/mine/answers/{phq}/correct"), &twos).await;
        assert_eq!(done.location(), "/mine?done=corrected", "{}", done.body);
        let home = phone.get("/mine").await.body;
        assert!(home.contains("a shared thought") && !home.contains("kept to oneself"));
        assert!(!home.contains("<td>23</td>"), "a parent's score is in no curve of the patient's");
        let page = phone.post("/mine/export", "what=page").await;
        assert!(page.headers[header::CONTENT_DISPOSITION].to_str().unwrap().starts_with("attachment"));
        for held in
            ["Tyttebær Eksempel", WORDS, "a shared thought", "slipped", "Several days", "Name of clinician.here"]
        {
            assert!(page.body.contains(held), "the file to read lacks {held}");
        }
        let data = phone.post("/mine/export", "what=data").await;
        for text in [&page.body, &data.body] {
            for foreign in ["somebody elses words", "kept to oneself", "/s/", "__Host"] {
                assert!(!text.contains(foreign), "an export holds {foreign}");
            }
        }
        let data: Value = serde_json::from_str(&data.body).unwrap();
        check_data(&set, &data).await;
        let reads = acts(&set, "person:").await;
        let taken = reads.iter().filter(|entry| *entry == "read export of everything").count();
        assert_eq!(taken, 2, "taking along is in the chain");
        // Ten minutes after the code, another is asked for.
        set.app.ambient.advance(TimeDelta::minutes(10));
        let stale = phone.post("/mine/export", "what=data").await;
        assert_eq!(stale.location(), "/mine/export");
        assert_eq!(phone.post("/mine/code/again", "").await.location(), "/mine/code");
        let digits = set.shown_code(&set.case).await;
        assert_eq!(phone.code(&digits).await.location(), "/mine/export");
        assert_eq!(phone.post("/mine/export", "what=data").await.status, StatusCode::OK);
    });
}

/// Holds the file for machines against what is stored.
async fn check_data(set: &Setting, data: &Value) {
    let entries = data["fhir"]["entry"].as_array().unwrap();
    let of = |kind: &str| -> Vec<&Value> {
        entries.iter().map(|entry| &entry["resource"]).filter(|one| one["resourceType"] == kind).collect()
    };
    let file = set.file(&set.case).await;
    let own: Vec<_> =
        file.forms.iter().filter(|form| form.response.provenance.respondent == Respondent::Patient).collect();
    let responses = of("QuestionnaireResponse");
    assert_eq!(responses.len(), own.len());
    for form in &own {
        let id = form.response.id.to_string();
        let response = responses.iter().find(|one| one["id"] == id.as_str()).unwrap();
        assert_eq!(response["status"], if form.response.revision > 1 { "amended" } else { "completed" });
        let answered = response.to_string().matches("\"answer\":").count();
        assert_eq!(answered, form.answers.count(), "every answer of {}", form.response.instrument);
        let stored = form.score("total").and_then(|score| score.value);
        let observed = of("Observation").into_iter().find(|one| one["id"] == format!("{id}-total").as_str());
        assert_eq!(observed.and_then(|one| one["valueQuantity"]["value"].as_f64()), stored);
    }
    let patients = of("Patient");
    assert_eq!(patients.len(), 1);
    assert_eq!(patients[0]["birthDate"], "1990-05-17");
    let base = data["fhir"]["entry"][0]["fullUrl"].as_str().unwrap().split("/Patient/").next().unwrap().to_owned();
    for entry in entries {
        assert!(entry["fullUrl"].as_str().unwrap().starts_with(&base));
    }
    let rest = &data["rest"];
    let list = |name: &str| rest[name].as_array().unwrap().len();
    assert_eq!(list("responses"), own.len());
    assert_eq!(list("responses_that_count_no_longer"), 1);
    assert_eq!(rest["corrections"][0]["reason"], "slipped");
    assert_eq!(list("shared_notes"), 1);
    assert_eq!(list("notes_not_shared_written_at"), 1);
    assert_eq!(rest["forms_answered_by_others"]["parent"], 1);
    assert_eq!(list("sessions"), 1);
    let asked = file.requests.iter().filter(|request| request.respondent == Respondent::Patient).count();
    assert_eq!(list("requests"), asked);
    assert!(list("opened_by_staff") > 0);
}

#[test]
fn a_code_goes_to_the_phone_at_once_and_a_link_waits_for_the_morning() {
    on_both(async |database| {
        let set = Setting::new(&database).await;
        let on = Delivery { sms: true, sms_sender: "Lytt".to_owned(), ..Delivery::default() };
        deliver::set_delivery(&set.app, set.own.tenant, on).await.unwrap();
        set.reach(Some("+4790000000")).await;
        // Half past ten at night in Oslo.
        set.app.ambient.advance(TimeDelta::hours(14));
        let mut bjorn = set.clinician().await;
        let path = format!("/episodes/{}/own-page", set.case.episode);
        let made = bjorn.post(&path, "how=sms").await;
        let secret = secret_in(&made);
        let scheduler = Proof::scheduler(set.own.tenant);
        assert_eq!(deliver::claim(&set.app, &scheduler, 10).await.unwrap(), [], "nobody is woken by a link");
        let mut phone = Browser::new(&set.routes);
        phone.born(&secret, BORN).await;
        assert!(phone.get("/mine/code").await.body.contains("text message"));
        let taken = deliver::claim(&set.app, &scheduler, 10).await.unwrap();
        let [code] = taken.as_slice() else { panic!("one code: {taken:?}") };
        assert_eq!((code.kind, code.address.as_str(), code.url.as_str()), (MessageKind::Code, "+4790000000", ""));
        assert_eq!(code.code.len(), 6);
        // Saying it again at once sends no other.
        phone.born(&secret, BORN).await;
        assert_eq!(deliver::claim(&set.app, &scheduler, 10).await.unwrap(), []);
        assert_eq!(phone.code(&code.code).await.location(), "/mine");
        assert!(phone.get("/mine").await.body.contains("link to this page"), "what was sent is told");
        set.app.ambient.advance(TimeDelta::hours(10));
        let taken = deliver::claim(&set.app, &scheduler, 10).await.unwrap();
        let link = taken.iter().find(|one| one.kind == MessageKind::OwnPage).unwrap();
        assert!(link.url.ends_with(&secret) && link.code.is_empty());
        let shown = mine::show_code(&set.app, &set.case.clinician, set.case.episode).await.unwrap();
        assert!(shown.is_none(), "where a code can be sent, nobody else is shown one");
        // Whoever wants no messages gets none: the code is shown instead.
        deliver::opt_out_patient(&set.app, &set.case.clinician, set.case.episode, Some(true)).await.unwrap().unwrap();
        let mut phone = Browser::new(&set.routes);
        phone.born(&secret, BORN).await;
        assert!(phone.get("/mine/code").await.body.contains("Ask the person you meet"));
        assert_eq!(deliver::claim(&set.app, &scheduler, 10).await.unwrap(), []);
        // A day has gone by: signed in anew.
        let mut bjorn = set.clinician().await;
        assert_eq!(bjorn.post(&path, "how=sms").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let digits = set.shown_code(&set.case).await;
        assert_eq!(phone.code(&digits).await.location(), "/mine");
    });
}

#[test]
fn it_is_off_until_the_organisation_switches_it_on() {
    on_sqlite(async |database| {
        let set = Setting::new(&database).await;
        let secret = set.link(&set.case).await;
        let mut phone = set.inside(&set.case).await;
        let tenant = administer::find_tenant(&set.app, "here").await.unwrap();
        administer::show_afterwards(&set.app, &tenant, After::default()).await.unwrap();
        let mut bjorn = set.clinician().await;
        assert_eq!(bjorn.get(&format!("/episodes/{}/own-page", set.case.episode)).await.status, StatusCode::NOT_FOUND);
        assert!(!bjorn.get(&format!("/episodes/{}", set.case.episode)).await.body.contains("own-page"));
        for path in ["/mine".to_owned(), "/mine/export".to_owned(), format!("/mine/{secret}")] {
            assert_eq!(phone.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    });
}

/// Everything that is logged, in memory.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<u8>>>);

impl Write for Heard {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn no_log_holds_a_link_a_cookie_or_a_code() {
    let heard = Heard::default();
    let writer = heard.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let secrets = tracing::subscriber::with_default(subscriber, || {
        block_on(async {
            let database = Database::sqlite().await;
            let set = Setting::new(&database).await;
            let secret = set.link(&set.case).await;
            let mut phone = Browser::new(&set.routes);
            phone.get(&format!("/mine/{secret}")).await;
            phone.born(&secret, BORN).await;
            let step = phone.cookie.clone();
            let digits = set.shown_code(&set.case).await;
            phone.code(&digits).await;
            phone.get("/mine").await;
            [secret, step, phone.cookie.clone(), BORN.to_owned()]
        })
    });
    let log = String::from_utf8(heard.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("/mine/{token}"), "nothing was heard");
    for secret in secrets {
        assert!(!log.contains(&secret), "the log holds a secret");
    }
}
