//! Every route, for everybody: who gets a page, who is asked to sign in, and for whom there is nothing.
//! The table is `access.csv`; a route without a row fails.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use lytt::app::{App, collect};
use lytt::auth::token;
use lytt::catalogue::{Catalogue, indicators, ledger, protocols};
use lytt::view::assets;
use lytt::web::Web;
use lytt::web::router::router;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::support::database::{ORIGIN, block_on};
use crate::support::path;
use crate::support::service::{Service, subject};

const STAFF: &str = "__Host-lytt";
const ANSWER: &str = "__Host-lytt-answer";

struct Answered {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answered {
    fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    /// What the table calls it.
    fn kind(&self) -> String {
        if self.status == StatusCode::SEE_OTHER && self.location().starts_with("/sign-in?next=") {
            "sign-in".to_owned()
        } else if self.status.is_success()
            || self.status == StatusCode::SEE_OTHER
            || self.status == StatusCode::UNPROCESSABLE_ENTITY
        {
            "page".to_owned()
        } else {
            self.status.as_str().to_owned()
        }
    }
}

fn routes(app: App) -> Router {
    router(Web::new(app, false).unwrap())
}

async fn send(routes: &Router, from: [u8; 4], request: axum::http::request::Builder, body: String) -> Answered {
    let mut request: Request<Body> = request.body(Body::from(body)).unwrap();
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from((from, 40_000))));
    let response = routes.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, 4 << 20).await.unwrap();
    Answered { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
}

const HOME: [u8; 4] = [192, 0, 2, 1];

/// Who asks: the cookie that says so.
fn cookie(service: &Service, who: &str) -> Option<(&'static str, String)> {
    match who {
        "anonymous" => None,
        "respondent" => Some((ANSWER, service.answering.clone())),
        staff => Some((STAFF, service.cookies[staff].clone())),
    }
}

fn fill(template: &str, service: &Service) -> String {
    template
        .replace("{token}", &service.link)
        .replace("{request}", &service.request.to_string())
        .replace("{session}", &service.session.to_string())
        .replace("{response}", "00000000-0000-7000-8000-000000000001")
        .replace("{contact}", &service.contact.to_string())
        .replace("{notice}", &service.notice.to_string())
        .replace("{item}", &service.item.to_string())
        .replace("{account}", &service.bjorn.to_string())
        .replace("{question}", &service.question.to_string())
        .replace("{grant}", "00000000-0000-7000-8000-000000000001")
        .replace("{summary}", "00000000-0000-7000-8000-000000000001")
        .replace("/account/sessions/{id}", "/account/sessions/00000000-0000-7000-8000-000000000001")
        .replace("/report/versions/{report}/{number}", &service.version)
        .replace("{improvement}", &service.improvement.to_string())
        .replace("{unit}", &service.unit.to_string())
        .replace("{indicator}", "ventetid_phv_v")
        .replace("{organisation}", "here")
        .replace("{network}/share", "{network}/share?period=2025-Q4")
        .replace("{network}", &service.network.to_string())
        .replace("{wish}", &service.wish.to_string())
        .replace("{edition}/{file}", &format!("{}/edition.xlsx", service.edition))
        .replace("{file}", "invitation")
        .replace("/instruments/drafts/{id}", &format!("/instruments/drafts/{}", service.draft))
        .replace("/instruments/{id}", "/instruments/phq-9")
        .replace("/indicators/{id}", "/indicators/reliable-improvement")
        .replace("/protocols/{id}", "/protocols/every-session")
        .replace("{part}", "about")
        .replace("{id}", &service.episode.to_string())
        .replace("{number}", "1")
        .replace("{login}", "bjorn")
        .replace("/assets/{name}", assets::url("lytt.css").unwrap())
}

/// What a browser that got the form from us would send, without the token.
fn fields(template: &str, service: &Service) -> String {
    let subject = subject(service.unit);
    let report =
        format!("&unit={}&metric=phq-9~total~nhs-tt~first~last&from={}&to={}", subject.unit, subject.from, subject.to);
    match template {
        "/s/{token}/start" | "/answer/start" => "&language=nb".to_owned(),
        "/code" | "/room" => "&code=0000-0000-0000".to_owned(),
        "/display" => "&set=contrast&next=/".to_owned(),
        "/answer/over-time" => "&birth_date=17.05.1990".to_owned(),
        "/episodes/{id}/requests/{request}/here" => "&how=staff".to_owned(),
        "/answer/{number}" => "&key=1&item=phq-9.1&answer=2&go=next".to_owned(),
        "/answer/review" => "&key=0&mark=0".to_owned(),
        "/language" => "&language=en&next=/".to_owned(),
        "/sign-in" => "&next=/&login=bjorn&password=x".to_owned(),
        "/sign-in/code" => "&step=&next=/&code=123456".to_owned(),
        "/account/second-factor" | "/mine/code" => "&code=123456".to_owned(),
        "/patients/new" => format!(
            "&given=Ny&family=Eksempel&birth_date=&phone=&language=nb&unit={}&problem=anxiety&course=group&referred_on=2026-03-02",
            service.unit
        ),
        "/episodes/{id}/notes" => "&session=&text=Vi+snakket+om+det&change=".to_owned(),
        "/episodes/{id}/sessions/{session}/discussed" => "&discussed=yes".to_owned(),
        "/episodes/{id}/summary" => {
            "&mark=&recipient=gp&to=Legen&worked_on=S%C3%B8vn&helped=&wishes=&agreed_on=Time".to_owned()
        }
        "/episodes/{id}/summary/show" => "&mark=&seen=together".to_owned(),
        "/episodes/{id}/summary/answer" | "/mine/summary/{summary}" => "&mark=0&answer=yes&comment=".to_owned(),
        "/quality/questions/{question}" => "&body=Vi+vet&let_on=no".to_owned(),
        "/case-review/{item}/notes" => "&said=Vi+snakket&agreed=&do=taken-up".to_owned(),
        "/episodes/{id}/case-review" => format!("&item={}&question=Hva+ser+vi+ikke&told=yes", service.item),
        "/episodes/{id}/case-review/off" => format!("&item={}", service.item),
        "/episodes/{id}/kin/wish" => "&extent=general&kin_words=".to_owned(),
        "/episodes/{id}/kin/involved" => {
            "&involved_on=2026-03-02&how=phone&who=&who_words=Mor&involved_words=".to_owned()
        }
        "/episodes/{id}/kin/children" => "&children=none&arranged=".to_owned(),
        "/support" => format!("&unit={}&seen=0&topic-alliance=Er+vi+enige&reason=Egne+ord", service.unit),
        "/episodes/{id}/sessions/new" => {
            "&date=2026-03-25&time=09:00&minutes=45&mode=video&purpose=treatment".to_owned()
        }
        "/episodes/{id}/sessions/{session}/state" => "&state=held".to_owned(),
        "/episodes/{id}/sessions/{session}/change" => "&date=2026-03-25&time=09:00&minutes=45&state=planned".to_owned(),
        "/mine/{token}" => "&lang=nb&birth_date=17.05.1990".to_owned(),
        "/mine/export" => "&what=page".to_owned(),
        "/episodes/{id}/own-page" => "&how=screen".to_owned(),
        "/episodes/{id}/reach" => "&phone=&email=&language=nb".to_owned(),
        "/episodes/{id}/people" => {
            "&contact_name=Far&respondent=parent&contact_phone=&contact_email=&contact_language=nb".to_owned()
        }
        "/episodes/{id}/end" => "&ended_on=2026-03-17&end_kind=planned".to_owned(),
        "/report/readings" => format!("{report}&about=whole&stance=reads&text=Vi+tror"),
        "/report/decisions" => format!("{report}&decision=Vi+ringer"),
        "/report/state" => format!("{report}&seen=0&state=discussion&back_reason="),
        "/improvements" => format!(
            "{report}&figure=coverage&direction=up&aim=Flere+svar&tried=Vi+ringer&start_on=2026-03-02&review_on=2026-06-01"
        ),
        "/networks" => {
            format!("&name=Vi&purpose=L%C3%A6re&unit={}&metric=phq-9~total~nhs-tt&every=quarter", service.unit)
        }
        "/networks/files" => "&file=Lytt+network+document+1".to_owned(),
        "/networks/{network}/accept" => format!("&unit={}&accepted_by=Kari&sure=yes", service.unit),
        "/networks/{network}/documents" => "&document=00000000-0000-7000-8000-000000000001&answer=yes".to_owned(),
        "/networks/{network}/arrivals" => "&arrival=00000000-0000-7000-8000-000000000001&answer=yes".to_owned(),
        "/networks/{network}/addresses" => "&partner=00&address=https://lytt.example".to_owned(),
        "/networks/{network}/sendings" => "&sending=00000000-0000-7000-8000-000000000001".to_owned(),
        "/networks/{network}/share" => "&period=2025-Q4&seen=x&approve=yes".to_owned(),
        "/networks/{network}/withdraw" => "&period=2025-Q4".to_owned(),
        "/networks/{network}/leave" => "&sure=yes".to_owned(),
        "/improvements/{improvement}/steps" => "&kind=do&on=2026-03-02&body=Vi+ringte".to_owned(),
        "/report/editions" => format!("&unit={}&period=2025&seen=x&approve=yes", service.unit),
        "/report/annual" => format!("&unit={}&metric=&year=2025&read-9=&text-9=Vi+vil", service.unit),
        "/report/freeze" | "/report/mail" => report,
        "/account/email" => "&email=post@nordby.example".to_owned(),
        "/ledger/{unit}/figures" => "&rows=ventetid_phv_v;2026-01;41".to_owned(),
        "/ledger/{unit}/{indicator}/take-up" => "&every=month".to_owned(),
        "/ledger/{unit}/{indicator}/figures" => "&period=2026-01&value=41".to_owned(),
        "/ledger/{unit}/{indicator}/decisions" => {
            "&status=keep&decided_on=2026-03-01&decided_by=Vi&because=Derfor&sunset_on=2027-01-01".to_owned()
        }
        "/learning/grants" => format!("&reader={}&why=Veiledning&until=2026-05-01", service.bjorn),
        "/instruments/new" => "&name=Nytt&text=".to_owned(),
        "/instruments/{id}/permission" => "&holder=Eier&document=Brev&valid_from=2026-03-01&valid_until=".to_owned(),
        "/instruments/{id}/revoke" => "&permission=00000000-0000-7000-8000-000000000001".to_owned(),
        "/instruments/{id}/wording" => "&language=nb&text=item,text".to_owned(),
        "/instruments/drafts/{id}/undo" => "&section=about&revision=1".to_owned(),
        "/instruments/drafts/{id}/{part}" => {
            "&revision=1&name=Ro&measures=uro&title=Ro&group=symptoms&minutes=1&answered_by=patient".to_owned()
        }
        "/protocols/{id}/edit" => "&do=look&seen=1&lines=0&minutes=30&sessions=4".to_owned(),
        "/notices/{notice}/seen" => "&back=list".to_owned(),
        "/notices/{notice}/hand-over" => format!("&back=list&to={}", service.colleague),
        "/notices/rule" => format!("&unit={}&hours=4&from_hour=8&to_hour=16&reason=We+agreed&do=save", service.unit),
        "/protocols/{id}/follow" => format!("&unit={}", service.unit),
        _ => String::new(),
    }
}

/// The secret a form's token hangs on.
fn secret(template: &str, service: &Service, cookie: Option<&(&'static str, String)>) -> String {
    if template.starts_with("/s/") {
        return service.link.clone();
    }
    cookie.map_or_else(String::new, |(_, value)| value.clone())
}

async fn ask(
    routes: &Router,
    service: &Service,
    (method, template): (&Method, &str),
    who: &str,
    extra: &[(&str, &str)],
    csrf: Option<&str>,
) -> Answered {
    let cookie = cookie(service, who);
    let mut request = Request::builder().method(method).uri(fill(template, service));
    if let Some((name, value)) = &cookie {
        request = request.header(header::COOKIE, format!("{name}={value}"));
    }
    for (name, value) in extra {
        request = request.header(*name, *value);
    }
    let mut body = String::new();
    if method == Method::POST && template == "/answer/all" {
        request = request.header(header::CONTENT_TYPE, "application/json");
        let token = csrf.map_or_else(|| token::form_token(&secret(template, service, cookie.as_ref())), str::to_owned);
        body = json!({ "csrf": token, "key": "0", "language": "nb", "answers": { "phq-9": { "1": 1 } } }).to_string();
    } else if method == Method::POST {
        request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let token = csrf.map_or_else(|| token::form_token(&secret(template, service, cookie.as_ref())), str::to_owned);
        body = format!("csrf={token}{}", fields(template, service));
    }
    // From a place of its own, so that many wrong guesses in one table are nobody's.
    let place = template.bytes().chain(who.bytes()).fold(0_u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte));
    send(routes, [192, 0, 2, place], request, body).await
}

struct Row {
    method: Method,
    template: String,
    expected: Vec<(String, String)>,
}

fn table() -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path("tests/it/access.csv")).unwrap();
    let head: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            Row {
                method: record[0].parse().unwrap(),
                template: record[1].to_owned(),
                expected: head.iter().cloned().zip(record.iter().map(str::to_owned)).skip(2).collect(),
            }
        })
        .collect()
}

#[test]
fn every_route_has_a_row() {
    let source = std::fs::read_to_string(path("src/web/router.rs")).unwrap();
    let mut written = BTreeSet::new();
    for line in source.split(".route(").skip(1) {
        let template = line.split('"').nth(1).unwrap();
        for (method, call) in
            [("GET", "get("), ("POST", "post("), ("PUT", "put("), ("DELETE", "delete("), ("PATCH", "patch(")]
        {
            let route = line.split_once('\n').map_or(line, |(route, _)| route);
            if route.contains(&format!(" {call}"))
                || route.contains(&format!(").{call}"))
                || route.contains(&format!(".{call}"))
            {
                written.insert(format!("{method} {template}"));
            }
        }
    }
    let tabled: BTreeSet<_> = table().iter().map(|row| format!("{} {}", row.method, row.template)).collect();
    assert!(written.len() > 35, "the source does not read as expected");
    assert_eq!(written, tabled);
}

#[test]
fn everybody_gets_what_the_table_says() {
    block_on(async {
        let service = Service::new().await;
        let mut wrong = Vec::new();
        let (app, mut database) = service.copy().await;
        let mut routes_of_copy = routes(app);
        for row in table() {
            for (who, expected) in &row.expected {
                let answered = ask(&routes_of_copy, &service, (&row.method, &row.template), who, &[], None).await;
                if answered.kind() != *expected {
                    wrong.push(format!(
                        "{} {} as {who}: {} {} instead of {expected}",
                        row.method,
                        row.template,
                        answered.status,
                        answered.location()
                    ));
                }
                assert_headers(&answered, &row.template);
                let leaks = answered.body.contains("Anna") && !matches!(who.as_str(), "bjorn" | "respondent");
                assert!(!leaks, "{} as {who} names the patient", row.template);
                // What was let in may have changed something; whoever comes next finds it as it was.
                if row.method != Method::GET && answered.kind() == "page" {
                    database.close().await;
                    let (app, fresh) = service.copy().await;
                    (routes_of_copy, database) = (routes(app), fresh);
                }
            }
        }
        database.close().await;
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}

fn assert_headers(answered: &Answered, what: &str) {
    for name in [
        "content-security-policy",
        "x-content-type-options",
        "referrer-policy",
        "strict-transport-security",
        "cross-origin-opener-policy",
        "cross-origin-resource-policy",
        "permissions-policy",
        "cache-control",
    ] {
        assert!(answered.headers.contains_key(name), "{what} ({}) lacks {name}", answered.status);
    }
    let policy = answered.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{what}: {policy}");
    for cookie in answered.headers.get_all(header::SET_COOKIE) {
        let cookie = cookie.to_str().unwrap();
        assert!(cookie.starts_with("__Host-"), "{what}: {cookie}");
        for part in ["Path=/", "Secure", "HttpOnly", "SameSite="] {
            assert!(cookie.contains(part), "{what}: {cookie}");
        }
    }
}

#[test]
fn what_changes_something_comes_from_our_own_pages() {
    block_on(async {
        let service = Service::new().await;
        let (app, database) = service.copy().await;
        let before = database.raw.dump().await;
        let routes = routes(app);
        for row in table().iter().filter(|row| row.method == Method::POST) {
            let who = if row.template.starts_with("/answer") { "respondent" } else { "bjorn" };
            let at = (&row.method, row.template.as_str());
            for foreign in [
                &[("sec-fetch-site", "cross-site")][..],
                &[("sec-fetch-site", "same-site")],
                &[("origin", "https://evil.example")],
                &[("sec-fetch-site", "cross-site"), ("origin", ORIGIN)],
            ] {
                let answered = ask(&routes, &service, at, who, foreign, None).await;
                assert_eq!(answered.status, StatusCode::FORBIDDEN, "{} with {foreign:?}", row.template);
                assert_headers(&answered, &row.template);
            }
            // A gateway and another organisation's server are no browsers: one has a secret in the address, the other signs.
            if row.template.starts_with("/delivery/") || row.template.starts_with("/network/") {
                continue;
            }
            for csrf in ["", "wrong", &token::form_token("another cookie")] {
                let answered = ask(&routes, &service, at, who, &[], Some(csrf)).await;
                assert_eq!(answered.status, StatusCode::FORBIDDEN, "{} with csrf \"{csrf}\"", row.template);
            }
        }
        assert_eq!(database.raw.dump().await, before, "a refused form changed something");
    });
}

#[test]
fn our_own_origin_is_welcome() {
    block_on(async {
        let service = Service::new().await;
        for own in [&[("sec-fetch-site", "same-origin")][..], &[("origin", ORIGIN)]] {
            let (app, _database) = service.copy().await;
            let at = (&Method::POST, "/episodes/{id}/notes");
            let answered = ask(&routes(app), &service, at, "bjorn", own, None).await;
            assert_eq!(answered.status, StatusCode::SEE_OTHER, "{own:?}");
        }
    });
}

/// A word for something new is missed first on the page of the one definition that uses it.
#[test]
fn every_definition_in_the_program_has_a_page_in_both_languages() {
    block_on(async {
        let service = Service::new().await;
        let (app, database) = service.copy().await;
        let routes = routes(app);
        let mut pages = Vec::new();
        for id in indicators::embedded().unwrap().keys() {
            pages.push(format!("/indicators/{id}"));
            pages.push(format!("/indicators/{id}/figures"));
        }
        pages.extend(protocols::embedded().unwrap().keys().map(|id| format!("/protocols/{id}")));
        pages.extend(
            Catalogue::embedded().unwrap().definitions().map(|one| format!("/instruments/{}", one.instrument.id)),
        );
        pages.extend(ledger::embedded().unwrap().keys().map(|id| format!("/ledger/{}/{id}", service.unit)));
        assert!(pages.len() > 150, "only {} pages are asked for", pages.len());
        let signed_in = format!("{STAFF}={}", service.cookies["bjorn"]);
        let mut broken = Vec::new();
        for language in ["nb", "en"] {
            let chosen = Request::builder().method(Method::POST).uri("/language").header(header::COOKIE, &signed_in);
            let chosen = chosen.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            let csrf = token::form_token(&service.cookies["bjorn"]);
            let chosen = send(&routes, HOME, chosen, format!("csrf={csrf}&language={language}&next=/")).await;
            assert_eq!(chosen.status, StatusCode::SEE_OTHER);
            for page in &pages {
                let asked = Request::builder().uri(page).header(header::COOKIE, &signed_in);
                let answered = send(&routes, HOME, asked, String::new()).await;
                if answered.status != StatusCode::OK || !answered.body.contains(&format!("lang=\"{language}\"")) {
                    broken.push(format!("{page} in {language}: {}", answered.status));
                }
            }
        }
        database.close().await;
        assert!(broken.is_empty(), "{}", broken.join("\n"));
    });
}

#[test]
fn errors_and_odd_requests_are_pages_with_headers_too() {
    block_on(async {
        let service = Service::new().await;
        let (app, _database) = service.copy().await;
        let routes = routes(app);
        let cases = [
            ("GET", "/nowhere", "", StatusCode::NOT_FOUND),
            ("DELETE", "/today", "", StatusCode::METHOD_NOT_ALLOWED),
            ("GET", "/assets/none.css", "", StatusCode::NOT_FOUND),
            ("GET", "/episodes/not-an-id", "", StatusCode::BAD_REQUEST),
            ("GET", "/today?day=yesterday", "", StatusCode::BAD_REQUEST),
            ("POST", "/sign-in", &"x".repeat(100_000), StatusCode::PAYLOAD_TOO_LARGE),
        ];
        let signed_in = format!("{STAFF}={}", service.cookies["bjorn"]);
        for (method, uri, body, expected) in cases {
            let request = Request::builder()
                .method(method)
                .uri(uri)
                .header(header::COOKIE, &signed_in)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            let answered = send(&routes, HOME, request, body.to_owned()).await;
            assert_eq!(answered.status, expected, "{method} {uri}");
            assert_headers(&answered, uri);
            assert!(answered.body.contains("<h1>"), "{method} {uri} is no page: {}", answered.body);
        }
    });
}

#[test]
fn a_link_that_opens_nothing_says_nothing() {
    block_on(async {
        let service = Service::new().await;
        // Unknown, replaced, used, declined and expired: each on a copy of its own.
        let mut pages = Vec::new();
        let unknown = "A".repeat(43);
        for case in ["unknown", "malformed", "replaced", "used", "declined", "expired"] {
            let (app, database) = service.copy().await;
            let secret = match case {
                "unknown" => unknown.clone(),
                "malformed" => "x".to_owned(),
                _ => service.link.clone(),
            };
            match case {
                "replaced" => {
                    let bjorn = crate::support::service::proof(&app, &service.cookies["bjorn"]).await;
                    lytt::app::enrol::invite(&app, &bjorn, service.episode, service.request).await.unwrap().unwrap();
                }
                "used" => {
                    let answer = Some(lytt::domain::instrument::Answer::Value(1.0));
                    lytt::app::collect::save(&app, &service.answering, "phq-9", "1", answer).await.unwrap().unwrap();
                    lytt::app::collect::send(&app, &service.answering, None).await.unwrap().unwrap();
                }
                "declined" => {
                    lytt::app::collect::decline(&app, &service.link).await.unwrap().unwrap();
                }
                "expired" => {
                    let gone = "closes_at = '2026-01-01T00:00:00+00:00', state = 'invited'";
                    database.raw.execute(&format!("UPDATE request SET {gone}")).await;
                }
                _ => {}
            }
            let request = Request::builder().uri(format!("/s/{secret}"));
            let answered = send(&routes(app), HOME, request, String::new()).await;
            pages.push((case, answered.status, answered.body));
        }
        for (case, status, body) in &pages {
            assert_eq!((*status, body), (pages[0].1, &pages[0].2), "{case} differs from unknown");
        }
        assert_eq!(pages[0].1, StatusCode::NOT_FOUND);
    });
}

#[test]
fn guessing_ends_and_a_real_link_still_opens() {
    block_on(async {
        let service = Service::new().await;
        let (app, _database) = service.copy().await;
        let routes = routes(app);
        let look = async |secret: String, from| {
            send(&routes, from, Request::builder().uri(format!("/s/{secret}")), String::new()).await.status
        };
        for guess in 0..20 {
            let secret = format!("{guess:0>43}");
            assert_eq!(look(secret, HOME).await, StatusCode::NOT_FOUND, "guess {guess}");
        }
        assert_eq!(look("B".repeat(43), HOME).await, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(look(service.link.clone(), HOME).await, StatusCode::OK);
        assert_eq!(look("B".repeat(43), [192, 0, 2, 2]).await, StatusCode::NOT_FOUND);
    });
}

/// Mail scanners and previews open everything a link leads to, in every way that is not a press of a button.
#[test]
fn a_hundred_scanners_change_nothing() {
    block_on(async {
        let service = Service::new().await;
        let (app, database) = service.copy().await;
        let routes = routes(app);
        let before = database.raw.dump().await;
        let mut places: Vec<String> = table()
            .into_iter()
            .filter(|row| row.method == Method::GET && (row.template.starts_with("/s/") || row.template == "/leave"))
            .map(|row| fill(&row.template, &service))
            .collect();
        places.extend(places.clone().iter().map(|place| format!("{place}?lang=en")));
        let mut opened = 0;
        for number in 0..102 {
            let method = [Method::GET, Method::HEAD, Method::OPTIONS][number % 3].clone();
            for place in &places {
                let asked = Request::builder().method(&method).uri(place);
                let answered = send(&routes, HOME, asked, String::new()).await;
                opened += usize::from(answered.status == StatusCode::OK);
            }
        }
        assert!(opened > 100, "only {opened} pages were shown");
        assert_eq!(database.raw.dump().await, before);
        // The browser that is answering may look around as well.
        for row in table().iter().filter(|row| row.method == Method::GET && row.template.starts_with("/answer")) {
            for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
                ask(&routes, &service, (&method, &row.template), "respondent", &[], None).await;
            }
        }
        assert_eq!(database.raw.dump().await, before);
    });
}

/// Everything at once, from a browser that kept it while the line was gone.
#[test]
fn what_was_kept_is_stored_once_and_said_so() {
    block_on(async {
        let service = Service::new().await;
        let (app, database) = service.copy().await;
        let key = collect::read(&app, &service.answering).await.unwrap().unwrap().key(&service.answering);
        let routes = routes(app);
        let post = async |cookie: Option<&str>, csrf: &str, kind: &str, body: String| {
            let mut asked =
                Request::builder().method(Method::POST).uri("/answer/all").header(header::CONTENT_TYPE, kind);
            asked = asked.header("x-csrf", csrf);
            if let Some(cookie) = cookie {
                asked = asked.header(header::COOKIE, format!("{ANSWER}={cookie}"));
            }
            send(&routes, HOME, asked, body).await
        };
        let body = |key: &str, language: &str, answers: Value| {
            json!({ "key": key, "language": language, "answers": answers }).to_string()
        };
        let json = "application/json";
        let own = Some(service.answering.as_str());
        let csrf = token::form_token(&service.answering);
        let good = json!({ "phq-9": { "1": 2, "2": null }, "lytt-before": { "talk": "Om s\u{f8}vn" } });
        let before = database.raw.dump().await;
        let long = json!({ "lytt-before": { "talk": "x".repeat(70_000) } });
        let refused = [
            ("no cookie", post(None, &csrf, json, body(&key, "nb", good.clone())).await, 404),
            ("an unknown cookie", post(Some(&"A".repeat(43)), &csrf, json, body(&key, "nb", good.clone())).await, 403),
            ("no token", post(own, "", json, body(&key, "nb", good.clone())).await, 403),
            ("a form", post(own, &csrf, "text/plain", body(&key, "nb", good.clone())).await, 403),
            ("no JSON", post(own, &csrf, json, "{".to_owned()).await, 403),
            (
                "a field too many",
                post(own, &csrf, json, format!("{{\"a\":1,{}", &body(&key, "nb", good.clone())[1..])).await,
                403,
            ),
            ("an unknown language", post(own, &csrf, json, body(&key, "xx", good.clone())).await, 403),
            ("too long", post(own, &csrf, json, body(&key, "nb", long)).await, 413),
            ("an old key", post(own, &csrf, json, body("old", "nb", good.clone())).await, 409),
            ("nothing", post(own, &csrf, json, body(&key, "nb", json!({}))).await, 422),
            (
                "a value that is none",
                post(own, &csrf, json, body(&key, "nb", json!({ "phq-9": { "1": 9 } }))).await,
                422,
            ),
            (
                "an unknown question",
                post(own, &csrf, json, body(&key, "nb", json!({ "phq-9": { "99": 1 } }))).await,
                422,
            ),
            (
                "what is not asked",
                post(own, &csrf, json, body(&key, "nb", json!({ "cape-42": { "1": 1 } }))).await,
                422,
            ),
        ];
        for (what, answered, status) in refused {
            assert_eq!(answered.status.as_u16(), status, "{what}: {}", answered.body);
            assert_headers(&answered, what);
            if what != "a form" {
                assert_eq!(answered.headers[header::CONTENT_TYPE], "application/problem+json", "{what}");
                let said: Value = serde_json::from_str(&answered.body).unwrap();
                assert_eq!(said["status"], status, "{what}");
                assert!(said["title"].as_str().is_some_and(|title| title.len() > 5), "{what}: {said}");
            }
        }
        assert_eq!(database.raw.dump().await, before, "something refused was stored");

        let first = post(own, &csrf, json, body(&key, "nb", good.clone())).await;
        assert_eq!(first.status, StatusCode::OK, "{}", first.body);
        let again = post(own, &csrf, json, body(&key, "nb", good)).await;
        assert_eq!((again.status, &again.body), (StatusCode::OK, &first.body));
        let stored: Value = serde_json::from_str(&first.body).unwrap();
        assert_eq!(stored["stored_at"], "2026-03-18T07:30:00.000Z");
        let words =
            |language: &'static str| post(own, &csrf, json, body(&key, language, json!({ "phq-9": { "1": 1 } })));
        let (norwegian, english) = (words("nb").await, words("en").await);
        assert_eq!((norwegian.status.as_u16(), english.status.as_u16()), (422, 422));
        assert_ne!(norwegian.body, english.body, "in the language of the page");
        assert_eq!(database.raw.count("response", "1 = 1").await, 6, "Kari's three and Anna's three");
        let shown = ask(&routes, &service, (&Method::GET, "/answer/sent"), "respondent", &[], None).await;
        assert_eq!(shown.status, StatusCode::OK);
        assert!(shown.body.contains("Om s\u{f8}vn"), "the receipt shows own words");
    });
}

#[test]
fn closing_an_account_ends_its_sign_ins_at_once() {
    block_on(async {
        let service = Service::new().await;
        let (app, _database) = service.copy().await;
        let at = (&Method::GET, "/today");
        assert_eq!(ask(&routes(app.clone()), &service, at, "bjorn", &[], None).await.kind(), "page");
        lytt::app::administer::set_active(&app, service.tenant, "bjorn", false).await.unwrap();
        assert_eq!(ask(&routes(app), &service, at, "bjorn", &[], None).await.kind(), "sign-in");
    });
}

#[test]
fn a_sign_in_ends_when_idle_and_when_old() {
    block_on(async {
        for (column, hours) in [("seen_at", 1), ("created_at", 13)] {
            let service = Service::new().await;
            let (app, database) = service.copy().await;
            let then = service.ambient.now() - chrono::TimeDelta::hours(hours);
            let then = then.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, false);
            database.raw.execute(&format!("UPDATE sign_in SET {column} = '{then}'")).await;
            let answered = ask(&routes(app), &service, (&Method::GET, "/today"), "bjorn", &[], None).await;
            assert_eq!(answered.kind(), "sign-in", "{column}");
        }
    });
}

#[test]
fn no_page_gives_a_way_to_sort_by_result() {
    block_on(async {
        let service = Service::new().await;
        let (app, _database) = service.copy().await;
        let routes = routes(app);
        for template in ["/today", "/patients", "/report", "/learning"] {
            let answered = ask(&routes, &service, (&Method::GET, template), "bjorn", &[], None).await;
            assert!(!answered.body.contains("sort="), "{template}");
            assert!(!answered.body.contains("order="), "{template}");
        }
    });
}
