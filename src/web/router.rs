//! Every route of the server.

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

use super::failure::Failure;
use super::pages::instruments::draft;
use super::pages::{
    account, answer, ask_by, case_review, code, demo, editions, episode, frozen, improvement, indicators, instruments,
    kin, language, learning, ledger, link, mine, models, networks, new_patient, new_session, notice_rule, notices,
    own_figures, own_page, patients, plan, protocols, quality, report, sign_in, stop, summary, support, today,
    tool_use,
};
use super::{Web, assets, delivery, display, failure, guard, health, partner};

/// The largest body that is read, in bytes: a form with a long text, and no more.
const LARGEST_BODY: usize = 64 * 1024;

/// The largest body where whole instruments, or the texts of a year, are written, in bytes; only few get there.
const LARGEST_INSTRUMENT: usize = 1024 * 1024;

/// The largest document of a network that another server brings, in bytes.
const LARGEST_DOCUMENT: usize = 48 * 1024;

fn big() -> DefaultBodyLimit {
    DefaultBodyLimit::max(LARGEST_INSTRUMENT)
}

/// The longest a request may take.
const LONGEST: Duration = Duration::from_secs(30);

/// The patient's own pages.
fn own_pages() -> Router<Web> {
    Router::new()
        .route("/mine", get(mine::home::show))
        .route("/mine/opened", get(mine::home::opened))
        .route("/mine/answers/{response}", get(mine::answers::show))
        .route("/mine/answers/{response}/withdraw", get(mine::answers::ask).post(mine::answers::withdraw))
        .route("/mine/answers/{response}/correct", get(mine::correct::show).post(mine::correct::save))
        .route("/mine/summary/{summary}", post(mine::summary::say))
        .route("/mine/export", get(mine::export::show).post(mine::export::take))
        .route("/mine/code", get(mine::enter::code).post(mine::enter::say))
        .route("/mine/code/again", post(mine::enter::again))
        .route("/mine/leave", get(mine::enter::leave))
        .route("/mine/{token}", get(mine::enter::show).post(mine::enter::born))
}

/// The routes with everything that stands in front of them.
///
/// LAYER ORDER, from the outside in: security headers (so that errors have them too), log, the page of
/// a failure, compression, time limit, origin check, body limit, routes.
pub fn router(web: Web) -> Router {
    let routes = Router::new()
        // A respondent.
        .route("/s/{token}", get(link::show))
        .route("/s/{token}/start", post(link::start))
        .route("/s/{token}/decline", get(link::ask_decline).post(link::decline))
        .route("/code", get(code::show).post(code::open))
        .route("/room", get(code::kiosk).post(code::open_kiosk))
        .route("/room/{token}", get(code::settle))
        .route("/answer", get(answer::resume))
        .route("/answer/begin", get(answer::begin::show))
        .route("/answer/offline", get(answer::offline::page_kept))
        .route("/answer/sheet", get(answer::offline::sheet))
        .route("/answer/start", post(answer::begin::start))
        .route("/answer/{number}", get(answer::question::show).post(answer::question::save))
        .route("/answer/review", get(answer::review::show).post(answer::review::send))
        .route("/answer/all", post(answer::all::send))
        .route("/answer/decline", get(answer::decline::ask).post(answer::decline::confirm))
        .route("/answer/sent", get(answer::sent::show))
        .route("/answer/correct", post(answer::mend::correct))
        .route("/answer/withdraw", get(answer::mend::ask).post(answer::mend::withdraw))
        .route("/answer/over-time", get(answer::over_time::ask).post(answer::over_time::show))
        .route("/leave", get(link::leave))
        .route("/display", post(display::choose))
        .route("/stop/{token}", get(stop::show).post(stop::set))
        .route("/language", post(language::choose))
        // Staff.
        .route("/", get(sign_in::home))
        .route("/sign-in", get(sign_in::show).post(sign_in::password))
        .route("/sign-in/code", post(sign_in::code))
        .route("/account/second-factor", post(sign_in::enrol))
        .route("/sign-out", post(sign_in::out))
        .route("/account", get(account::show))
        .route("/account/email", post(account::set_email))
        .route("/account/sessions/{id}/end", post(account::end))
        .route("/account/sessions/end-others", post(account::end_others))
        // A clinician.
        .route("/today", get(today::show))
        .route("/patients", get(patients::show))
        .route("/feedback-tool", get(tool_use::show))
        .route("/feedback-tool/courses.csv", get(tool_use::file))
        .route("/patients/new", get(new_patient::show).post(new_patient::add))
        .route("/episodes/{id}", get(episode::show))
        .route("/episodes/{id}/together", get(episode::show_together))
        .route("/episodes/{id}/paper", get(episode::show_paper))
        .route("/episodes/{id}/notes", post(episode::note))
        .route("/episodes/{id}/sessions/{session}/discussed", post(episode::discussed))
        .route("/episodes/{id}/requests/{request}/link", post(episode::invite))
        .route("/episodes/{id}/requests/{request}/letter", post(ask_by::letter))
        .route("/episodes/{id}/requests/{request}/desk", post(ask_by::desk))
        .route("/episodes/{id}/requests/{request}/here", post(ask_by::here))
        .route("/episodes/{id}/sessions/new", get(new_session::show).post(new_session::add))
        .route("/episodes/{id}/sessions/{session}/state", post(episode::session_state))
        .route("/episodes/{id}/end", post(episode::end))
        .route("/episodes/{id}/plan", get(plan::show))
        .route("/episodes/{id}/sessions/{session}/change", post(plan::change))
        .route("/episodes/{id}/own-page", get(own_page::show).post(own_page::make))
        .route("/episodes/{id}/own-page/end", post(own_page::end))
        .route("/episodes/{id}/own-page/code", post(own_page::code))
        .route("/episodes/{id}/reach", post(plan::reach))
        .route("/episodes/{id}/people", post(plan::add_person))
        .route("/episodes/{id}/people/{contact}/end", post(plan::end_person))
        // What is behind what clinicians are shown.
        .route("/models/{id}", get(models::show))
        .route("/support", get(support::show).post(support::save))
        // Answers that somebody is to see: for whoever treats, and for leaders.
        .route("/notices", get(notices::show))
        .route("/notices/{notice}/seen", post(notices::seen))
        .route("/notices/{notice}/hand-over", post(notices::hand_over))
        .route("/notices/rule", get(notice_rule::show).post(notice_rule::save))
        // A clinician's own results: the clinician's alone, and whoever was let in.
        .route("/learning", get(learning::show))
        .route("/learning/grants", post(learning::grant))
        .route("/learning/grants/{grant}/revoke", post(learning::revoke))
        .route("/learning/{account}", get(learning::show_of))
        // Whoever reads reports.
        .merge(of_reports())
        // The demonstration alone; elsewhere there is nothing here.
        .route("/demo/{login}", get(demo::show))
        // A gateway for text messages.
        .route("/delivery/{gateway}/{secret}", get(delivery::told).post(delivery::posted))
        // Another organisation's server.
        .route("/network/{organisation}", post(partner::receive).layer(DefaultBodyLimit::max(LARGEST_DOCUMENT)))
        .merge(own_pages())
        // The server.
        .route("/worker.js", get(assets::worker))
        .route("/assets/{name}", get(assets::show))
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .merge(of_instruments())
        .merge(of_ledgers())
        .merge(of_networks())
        .merge(of_summaries())
        .merge(of_teams())
        .merge(of_quality())
        .fallback(|| async { Failure::NotFound });
    routes
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(from_fn_with_state(web.clone(), guard::origin))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(web.clone(), failure::render))
        .layer(from_fn(guard::log))
        .layer(from_fn(guard::headers))
        .with_state(web)
}

/// A unit's results, and what it tries: for whoever reads reports.
fn of_reports() -> Router<Web> {
    Router::new()
        .route("/report", get(report::show))
        .route("/report/meeting", get(report::meet::show))
        .route("/report/paper", get(report::paper::show))
        .route("/report/editions", get(editions::show).post(editions::make))
        .route("/report/editions/{edition}/{file}", get(editions::file))
        .route("/report/annual", get(report::annual::show).post(report::annual::write).layer(big()))
        .route("/report/annual/paper", get(report::annual::paper))
        .route("/report/mail", post(report::mail::subscribe))
        .route("/report/mail/{wish}", get(report::mail::open))
        .route("/report/mail/{wish}/stop", post(report::mail::stop))
        .route("/report/readings", post(report::write::read))
        .route("/report/decisions", post(report::write::decide))
        .route("/report/state", post(report::write::change))
        .route("/report/freeze", post(report::write::freeze))
        .route("/report/versions/{report}/{number}", get(frozen::show))
        .route("/report/versions/{report}/{number}/paper", get(frozen::paper))
        .route("/indicators", get(indicators::list))
        .route("/indicators/{id}", get(indicators::show))
        .route("/indicators/{id}/figures", get(own_figures::show))
        .route("/improvements", get(improvement::list).post(improvement::add))
        .route("/improvements/{improvement}", get(improvement::show))
        .route("/improvements/{improvement}/steps", post(improvement::step))
}

/// What a team wants to think about together, and next of kin: for whoever treats.
fn of_teams() -> Router<Web> {
    Router::new()
        .route("/case-review", get(case_review::show))
        .route("/case-review/{item}/notes", post(case_review::note))
        .route("/episodes/{id}/case-review", post(episode::put_to_team))
        .route("/episodes/{id}/case-review/off", post(episode::take_off_team))
        .route("/episodes/{id}/kin/wish", post(kin::wish))
        .route("/episodes/{id}/kin/involved", post(kin::involved))
        .route("/episodes/{id}/kin/children", post(kin::children))
}

/// What is counted in a unit: read by whoever reads its reports, written by its leader and analyst.
fn of_ledgers() -> Router<Web> {
    Router::new()
        .route("/ledger", get(ledger::show))
        .route("/ledger/{unit}/figures", post(ledger::import))
        .route("/ledger/{unit}/{indicator}", get(ledger::show_indicator))
        .route("/ledger/{unit}/{indicator}/take-up", post(ledger::take_up))
        .route("/ledger/{unit}/{indicator}/figures", post(ledger::figures))
        .route("/ledger/{unit}/{indicator}/decisions", post(ledger::decide))
}

/// Organisations that compare: kept by administrators, read by whoever reads reports.
fn of_networks() -> Router<Web> {
    Router::new()
        .route("/networks", get(networks::show).post(networks::found))
        .route("/networks/files", post(networks::take_in))
        .route("/networks/{network}", get(networks::show_network))
        .route("/networks/{network}/accept", post(networks::accept))
        .route("/networks/{network}/documents", post(networks::decide))
        .route("/networks/{network}/arrivals", post(networks::answer))
        .route("/networks/{network}/addresses", post(networks::write_address))
        .route("/networks/{network}/sendings", post(networks::send_again))
        .route("/networks/{network}/files/{file}", get(networks::file))
        .route("/networks/{network}/share", get(networks::ask_share).post(networks::share))
        .route("/networks/{network}/withdraw", post(networks::withdraw))
        .route("/networks/{network}/leave", post(networks::leave))
        .route("/networks/{network}/compare", get(networks::compare))
}

/// What the data are like and whether they are used: for the unit's clinicians first.
fn of_quality() -> Router<Web> {
    Router::new().route("/quality", get(quality::show)).route("/quality/questions/{question}", post(quality::answer))
}

/// The summary of a course: for whoever treats.
fn of_summaries() -> Router<Web> {
    Router::new()
        .route("/episodes/{id}/summary", get(summary::show).post(summary::write))
        .route("/episodes/{id}/summary/show", post(summary::show_to_patient))
        .route("/episodes/{id}/summary/answer", post(summary::answer))
        .route("/episodes/{id}/summary/hand-over", post(summary::hand_over))
        .route("/episodes/{id}/summary/{summary}/paper", get(summary::show_paper))
        .route("/episodes/{id}/summary/{summary}/document", get(summary::show_document))
}

/// What is asked: read by all staff, written by whoever looks after it.
fn of_instruments() -> Router<Web> {
    Router::new()
        .route("/instruments", get(instruments::library::show))
        .route("/instruments/new", get(instruments::new::show).post(instruments::new::add).layer(big()))
        .route("/instruments/{id}", get(instruments::instrument::show))
        .route("/instruments/{id}/files", get(instruments::instrument::files))
        .route("/instruments/{id}/permission", post(instruments::licence::record))
        .route("/instruments/{id}/revoke", post(instruments::licence::revoke))
        .route("/instruments/{id}/wording", post(instruments::licence::load).layer(big()))
        .route("/instruments/{id}/copy", post(instruments::instrument::copy))
        .route("/instruments/{id}/next", post(instruments::instrument::next))
        .route("/instruments/{id}/withdraw", post(instruments::instrument::withdraw))
        .route("/instruments/drafts/{id}/undo", post(draft::undo))
        .route("/instruments/drafts/{id}/remove", post(draft::remove))
        .route("/instruments/drafts/{id}/{part}", get(draft::show).post(draft::save).layer(big()))
        .route("/protocols", get(protocols::list::show))
        .route("/protocols/{id}", get(protocols::protocol::show))
        .route("/protocols/{id}/edit", get(protocols::edit::show).post(protocols::edit::save))
        .route("/protocols/{id}/follow", post(protocols::follow::follow))
}
