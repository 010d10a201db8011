//! One call of every function of the store that takes a tenant's transaction, on ids that stand for
//! other rows in every other tenant.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::pin::Pin;
use std::sync::Arc;

use chrono::TimeDelta;
use lytt::domain::care::{
    CaseItemId, Channel, ContactId, DiscussionId, EpisodeId, ImprovementId, InterpretationId, LedgerEntryId, Moment,
    NoticeId, PersonId, ReportId, RequestId, ResponseId, SessionId, SessionState, State, SummaryId, Unit, UnitId,
    UnitTree,
};
use lytt::domain::case_review::ItemState;
use lytt::domain::improvement::StepKind;
use lytt::domain::indicator::Part;
use lytt::domain::network::exchange::{Arrived, Sent};
use lytt::domain::notice::NoticeState;
use lytt::domain::registry::course::{Dated, Period};
use lytt::domain::schedule::Planned;
use lytt::store::network::Network;
use lytt::store::opt_out::How;
use lytt::store::registry_rows::{Asked, Rows};
use lytt::store::report::Report;
use lytt::store::submission::{self, Submission};
use lytt::store::unit_results::Results;
use lytt::store::{
    OpenLearning, OpenPerson, Proof, StoreError, TenantTx, annual, audit, calendar, case_review, contact, discussion,
    draft, edition, episode, feedback, identity_try, improvement, instrument, kin, learning, ledger, meeting, message,
    mine, model_fit, network, network_exchange, notice, opt_out, person, protocol, quality, receipt, registry_rows,
    report, report_subscription, request, response, session, summary, support, unit, unit_results,
};

use crate::support::twins::{
    ANSWERED, BROWSER, CALENDAR, CALENDAR_KEY, CASE_ITEM, ELSEWHERE, EPISODE, EVERYWHERE, FEED, IMPORT_KEY,
    IMPROVEMENT, INSTRUMENT_DRAFT, LEDGER_ENTRY, MAC, MODEL, NETWORK, NETWORK_ARRIVAL, NETWORK_DOCUMENT,
    NETWORK_PARTNER, NETWORK_SENDING, NOTICE, OTHER_PERSON, OTHER_SESSION, OVERDUE, OWN, PERMISSION, PERSON, QUESTION,
    REPORT, REPORT_SUBSCRIPTION, REQUEST, RESPONSE, ROOT, SENT, SESSION, SUMMARY, TEAM, Twin, day, id, subject,
};
use crate::support::{form, morning, sources};

type Done<'t> = Pin<Box<dyn Future<Output = Result<String, StoreError>> + Send + 't>>;

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Gives rows, and they differ from tenant to tenant.
    Read,
    /// Changes rows.
    Write,
}

impl Operation {
    /// Who calls it: the operator, but of a clinician's own results a clinician.
    pub(crate) fn proof(&self, twin: Twin) -> Proof {
        let by_clinician = self.name.starts_with("learning::") || self.name == "unit_results::list_left";
        if by_clinician { twin.clinician(EVERYWHERE) } else { twin.proof() }
    }
}

/// One call of one function.
pub(crate) struct Operation {
    /// `file::function`.
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// Calls it. The number makes the ids of new rows.
    pub(crate) run: for<'t> fn(&'t mut TenantTx, Twin, u128) -> Done<'t>,
}

fn shown<T: Debug>(result: Result<T, StoreError>) -> Result<String, StoreError> {
    result.map(|value| format!("{value:?}"))
}

macro_rules! operations {
    ($($kind:ident $name:literal |$tx:ident, $twin:ident, $new:ident| $call:expr;)+) => {
        /// Every operation. Writes that take rows away come last.
        pub(crate) const OPERATIONS: &[Operation] = &[$(
            Operation {
                name: $name,
                kind: Kind::$kind,
                run: {
                    #[allow(unused_variables, clippy::allow_attributes, reason = "most need but one of the three")]
                    fn run($tx: &mut TenantTx, $twin: Twin, $new: u128) -> Done<'_> {
                        Box::pin(async move { shown($call.await) })
                    }
                    run
                },
            },
        )+];
    };
}

/// A waiting message more.
async fn added(tx: &mut TenantTx, twin: Twin, new: u128) -> Result<uuid::Uuid, StoreError> {
    message::add(tx, &twin.message(id(new), OVERDUE, i64::try_from(new).unwrap())).await?;
    Ok(id(new))
}

async fn opened(tx: &mut TenantTx) -> Result<Vec<OpenPerson>, StoreError> {
    person::open_many(tx, &[PERSON, OTHER_PERSON], "test").await
}

/// The clinician's own results.
async fn own(tx: &mut TenantTx, new: u128) -> Result<OpenLearning, StoreError> {
    Ok(learning::open(tx, EVERYWHERE, id(new)).await?.unwrap())
}

async fn registry_rows(tx: &mut TenantTx) -> Result<Arc<Rows>, StoreError> {
    let asked = Asked {
        instrument: form("phq-9"),
        part: &Part::Scale("total".to_owned()),
        with_sessions: true,
        zone: chrono_tz::Europe::Oslo,
    };
    registry_rows::read(tx, &registry_rows::Kept::default(), asked).await
}

fn results<'a>(tree: &'a UnitTree, rows: &'a Arc<Rows>) -> Results<'a> {
    Results { tree, unit: TEAM, rows, resting: &[], main: None, settled: day("2026-12-02"), dated: Dated::Ended }
}

operations! {
    Read "audit::list" |tx, twin, new| audit::list(tx, 0, 1000);
    Read "audit::list_reads" |tx, twin, new| async {
        let open = opened(tx).await?;
        audit::list_reads(tx, &open[0], None, 100).await
    };
    Read "audit::head" |tx, twin, new| audit::head(tx);
    Read "case_review::hold" |tx, twin, new| case_review::hold(tx, CASE_ITEM);
    Read "case_review::list_by_episode" |tx, twin, new| case_review::list_by_episode(tx, EPISODE);
    Read "case_review::list_by_units" |tx, twin, new| async {
        let since = tx.now();
        case_review::list_by_units(tx, &[ROOT, TEAM], since).await
    };
    Read "case_review::list_notes" |tx, twin, new| async {
        let open = opened(tx).await?;
        case_review::list_notes(tx, &open).await
    };
    Read "kin::list_wishes" |tx, twin, new| async {
        let open = person::open(tx, PERSON, "test").await?.unwrap();
        kin::list_wishes(tx, &open, EPISODE).await
    };
    Read "kin::list_involvements" |tx, twin, new| async {
        let open = person::open(tx, PERSON, "test").await?.unwrap();
        kin::list_involvements(tx, &open, EPISODE).await
    };
    Read "kin::list_children" |tx, twin, new| async {
        let open = person::open(tx, PERSON, "test").await?.unwrap();
        kin::list_children(tx, &open, EPISODE).await
    };
    Read "discussion::list" |tx, twin, new| async {
        let open = opened(tx).await?;
        discussion::list(tx, &open[0], EPISODE).await
    };
    Read "summary::list" |tx, twin, new| async {
        let open = opened(tx).await?;
        summary::list(tx, &open[0]).await
    };
    Read "summary::handed_over_at" |tx, twin, new| summary::handed_over_at(tx, EPISODE);
    Read "draft::list" |tx, twin, new| draft::list(tx, REQUEST, &BROWSER);
    Read "draft::list_many" |tx, twin, new| async { draft::list_many(tx, &[(REQUEST, BROWSER.to_vec())]).await };
    Read "episode::lookup" |tx, twin, new| episode::lookup(tx, EPISODE);
    Read "episode::hold" |tx, twin, new| episode::hold(tx, EPISODE);
    Read "episode::list_by_persons" |tx, twin, new| episode::list_by_persons(tx, &[PERSON, OTHER_PERSON]);
    Read "episode::list_treated_by" |tx, twin, new| episode::list_treated_by(tx, EVERYWHERE);
    Read "episode::list_by_units" |tx, twin, new| episode::list_by_units(tx, &[ROOT, TEAM]);
    Read "episode::is_treated_by" |tx, twin, new| episode::is_treated_by(tx, EPISODE, ELSEWHERE);
    Read "episode::list_clinicians" |tx, twin, new| episode::list_clinicians(tx, EPISODE);
    Read "instrument::lookup_draft" |tx, twin, new| instrument::lookup_draft(tx, INSTRUMENT_DRAFT);
    Read "instrument::list_drafts" |tx, twin, new| instrument::list_drafts(tx);
    Read "instrument::draft_content" |tx, twin, new| instrument::draft_content(tx, INSTRUMENT_DRAFT, 1);
    Read "instrument::list_versions" |tx, twin, new| instrument::list_versions(tx);
    Read "instrument::list_versions_of" |tx, twin, new| instrument::list_versions_of(tx, OWN);
    Read "instrument::list_permissions" |tx, twin, new| instrument::list_permissions(tx);
    Read "instrument::list_wordings" |tx, twin, new| instrument::list_wordings(tx);
    Read "learning::open" |tx, twin, new| async {
        let open = learning::open(tx, EVERYWHERE, id(new)).await?.unwrap();
        assert!(open.grant().is_none());
        Ok((learning::list_episodes(tx, &open).await?, open.of()))
    };
    Read "learning::list_episodes" |tx, twin, new| async {
        let open = own(tx, new).await?;
        learning::list_episodes(tx, &open).await
    };
    Read "learning::list_scales" |tx, twin, new| async {
        let open = own(tx, new).await?;
        learning::list_scales(tx, &open).await
    };
    Read "learning::list_measured" |tx, twin, new| async {
        let open = own(tx, new).await?;
        learning::list_measured(tx, &open, "phq-9", "total", 1).await
    };
    Read "learning::list_assumed" |tx, twin, new| async {
        let open = own(tx, new).await?;
        learning::list_assumed(tx, &open, "phq-9").await
    };
    Read "learning::list_grants" |tx, twin, new| learning::list_grants(tx);
    Read "learning::list_received" |tx, twin, new| learning::list_received(tx);
    Read "learning::list_looks" |tx, twin, new| learning::list_looks(tx, 100);
    Read "message::lookup" |tx, twin, new| message::lookup(tx, SENT);
    Read "message::find_by_reference" |tx, twin, new| message::find_by_reference(tx, "sveve", "the same reference");
    Read "message::list_by_requests" |tx, twin, new| message::list_by_requests(tx, &[REQUEST, OVERDUE]);
    Read "message::list_due" |tx, twin, new| message::list_due(tx, 10);
    Read "message::list_by_person" |tx, twin, new| async {
        let open = opened(tx).await?;
        message::list_by_person(tx, &open[0]).await
    };
    Read "mine::lookup" |tx, twin, new| mine::lookup(tx, PERSON);
    Read "mine::hold" |tx, twin, new| mine::hold(tx, PERSON);
    Read "mine::list_corrections" |tx, twin, new| async {
        let open = opened(tx).await?;
        mine::list_corrections(tx, &open[0]).await
    };
    Read "opt_out::list" |tx, twin, new| async {
        opt_out::list(tx, &[vec![1; 32], vec![2; 32], vec![3; 32]]).await
    };
    Read "opt_out::list_unreached" |tx, twin, new| opt_out::list_unreached(tx, &[REQUEST, OVERDUE]);
    Read "request::list_untold" |tx, twin, new| async {
        let now = tx.now();
        request::list_untold(tx, &[Channel::Sms, Channel::Email], None, now, 10).await
    };
    Read "request::list_unreminded" |tx, twin, new| request::list_unreminded(tx, 10);
    Read "person::open_many" |tx, twin, new| opened(tx);
    Read "person::keys" |tx, twin, new| person::keys(tx, &[PERSON, OTHER_PERSON]);
    Read "person::open" |tx, twin, new| person::open(tx, PERSON, "test");
    Read "model_fit::list" |tx, twin, new| model_fit::list(tx);
    Read "model_fit::list_by_scale" |tx, twin, new| model_fit::list_by_scale(tx, "phq-9", "total");
    Read "model_fit::lookup" |tx, twin, new| model_fit::lookup(tx, MODEL);
    Read "notice::list_circumstances" |tx, twin, new| notice::list_circumstances(tx, &[EPISODE]);
    Read "notice::hold" |tx, twin, new| notice::hold(tx, NOTICE);
    Read "notice::list_by_episode" |tx, twin, new| notice::list_by_episode(tx, EPISODE);
    Read "notice::list_waiting" |tx, twin, new| notice::list_waiting(tx, EVERYWHERE);
    Read "notice::list_seen" |tx, twin, new| notice::list_seen(tx, EVERYWHERE, 100);
    Read "notice::list_unseen" |tx, twin, new| notice::list_unseen(tx, &[ROOT, TEAM]);
    Read "notice::list_overdue" |tx, twin, new| notice::list_overdue(tx, 100);
    Read "notice::list_handovers" |tx, twin, new| notice::list_handovers(tx, &[NOTICE]);
    Read "ledger::list_entries" |tx, twin, new| ledger::list_entries(tx, TEAM);
    Read "ledger::list_figures" |tx, twin, new| ledger::list_figures(tx, &[LEDGER_ENTRY]);
    Read "ledger::list_decisions" |tx, twin, new| ledger::list_decisions(tx, &[LEDGER_ENTRY]);
    Read "network::lookup_key" |tx, twin, new| network::lookup_key(tx);
    Read "network::hold" |tx, twin, new| network::hold(tx, NETWORK);
    Read "network_exchange::list_partners" |tx, twin, new| network_exchange::list_partners(tx, NETWORK);
    Read "network_exchange::list_arrivals" |tx, twin, new| network_exchange::list_arrivals(tx, NETWORK);
    Read "network_exchange::list_sendings" |tx, twin, new| network_exchange::list_sendings(tx, NETWORK);
    Read "network_exchange::list_due_sendings" |tx, twin, new| network_exchange::list_due_sendings(tx, 10);
    Read "network::list" |tx, twin, new| network::list(tx);
    Read "network::lookup" |tx, twin, new| network::lookup(tx, NETWORK);
    Read "edition::list" |tx, twin, new| edition::list(tx);
    Read "report_subscription::list_of" |tx, twin, new| report_subscription::list_of(tx, EVERYWHERE);
    Read "report_subscription::list_due" |tx, twin, new| report_subscription::list_due(tx, day("2027-01-01"), 10);
    Read "annual::list" |tx, twin, new| annual::list(tx, TEAM, 2025);
    Read "network::list_documents" |tx, twin, new| network::list_documents(tx, NETWORK);
    Read "report::find_by_subject" |tx, twin, new| async {
        let found = report::find_by_subject(tx, &subject("phq-9")).await?;
        let texts = report::list_interpretations(tx, REPORT).await?;
        Ok((found, texts))
    };
    Read "report::lookup" |tx, twin, new| async {
        let found = report::lookup(tx, REPORT).await?;
        let versions = report::list_versions(tx, REPORT).await?;
        Ok((found, versions))
    };
    Read "report::list_beside" |tx, twin, new| async {
        let found = report::list_beside(tx, &subject("phq-9")).await?;
        let versions = report::list_versions(tx, REPORT).await?;
        Ok::<_, StoreError>((found, versions))
    };
    Read "meeting::list_states" |tx, twin, new| meeting::list_states(tx, &[REPORT]);
    Read "meeting::list_decisions" |tx, twin, new| meeting::list_decisions(tx, REPORT);
    Read "improvement::lookup" |tx, twin, new| improvement::lookup(tx, IMPROVEMENT);
    Read "improvement::list_by_units" |tx, twin, new| improvement::list_by_units(tx, &[TEAM, ROOT]);
    Read "improvement::list_steps" |tx, twin, new| improvement::list_steps(tx, &[IMPROVEMENT]);
    Read "report::list_versions" |tx, twin, new| report::list_versions(tx, REPORT);
    Read "report::list_interpretations" |tx, twin, new| report::list_interpretations(tx, REPORT);
    Read "request::lookup" |tx, twin, new| request::lookup(tx, REQUEST);
    Read "request::list_by_ids" |tx, twin, new| request::list_by_ids(tx, &[REQUEST, ANSWERED]);
    Read "request::hold_many" |tx, twin, new| request::hold_many(tx, &[REQUEST, ANSWERED]);
    Read "session::list_by_ids" |tx, twin, new| session::list_by_ids(tx, &[SESSION]);
    Read "receipt::list_by_requests" |tx, twin, new| receipt::list_by_requests(tx, &[ANSWERED]);
    Read "request::hold" |tx, twin, new| request::hold(tx, REQUEST);
    Read "request::list_by_sessions" |tx, twin, new| request::list_by_sessions(tx, &[SESSION]);
    Read "request::list_by_episode" |tx, twin, new| request::list_by_episode(tx, EPISODE);
    Read "request::list_overdue" |tx, twin, new| request::list_overdue(tx, 100);
    Read "receipt::lookup" |tx, twin, new| receipt::lookup(tx, ANSWERED);
    Read "calendar::find_entries" |tx, twin, new| calendar::find_entries(tx, CALENDAR, &[CALENDAR_KEY.to_vec()]);
    Read "calendar::list_standing" |tx, twin, new| async {
        let at = morning();
        let all = calendar::list_standing(tx, CALENDAR, None, at - TimeDelta::days(9), at + TimeDelta::days(9)).await?;
        let own = calendar::list_standing(tx, CALENDAR, Some(&CALENDAR_KEY), at, at + TimeDelta::days(9)).await?;
        Ok((all, own))
    };
    Read "calendar::list_claimed" |tx, twin, new| async {
        let claimed = calendar::list_claimed(tx, &[SESSION, OTHER_SESSION]).await?;
        Ok((claimed, calendar::list_feeds(tx).await?))
    };
    Read "calendar::list_feeds" |tx, twin, new| calendar::list_feeds(tx);
    Read "feedback::list" |tx, twin, new| feedback::list(tx, &[EPISODE]);
    Read "quality::list_appointments" |tx, twin, new| quality::list_appointments(tx, &[ROOT, TEAM], day("2026-01-01"));
    Read "quality::hands" |tx, twin, new| async {
        let (from, to) = (morning() - TimeDelta::days(99), morning() + TimeDelta::days(99));
        let counted = quality::hands(tx, from, to).await?;
        Ok((counted, quality::list_known(tx, ROOT).await?))
    };
    Read "quality::hands_of" |tx, twin, new| async {
        let all: BTreeSet<EpisodeId> = BTreeSet::from([EPISODE]);
        let counted = quality::hands_of(tx, &[all]).await?;
        Ok((counted, quality::list_known(tx, ROOT).await?))
    };
    Read "quality::list_asked" |tx, twin, new| quality::list_asked(tx, &[ROOT, TEAM], day("2026-01-01"));
    Read "quality::list_given" |tx, twin, new| quality::list_given(tx, &[ROOT, TEAM], day("2026-01-01"));
    Read "quality::list_answers" |tx, twin, new| async {
        let answers = quality::list_answers(tx, &[ROOT, TEAM], day("2026-01-01"), &["phq-9".to_owned()]).await?;
        Ok((answers, quality::list_known(tx, ROOT).await?))
    };
    Read "quality::list_values" |tx, twin, new| {
        quality::list_values(tx, &[ROOT, TEAM], day("2026-01-01"), ("phq-9", "total", 1))
    };
    Read "quality::list_uses" |tx, twin, new| async {
        let uses = quality::list_uses(tx, &[ROOT, TEAM], day("2026-01-01")).await?;
        Ok((uses, quality::list_known(tx, ROOT).await?))
    };
    Read "quality::list_reported" |tx, twin, new| async {
        let reported = quality::list_reported(tx, &[ROOT, TEAM]).await?;
        Ok((reported, quality::list_known(tx, ROOT).await?))
    };
    Read "quality::lookup_look" |tx, twin, new| quality::lookup_look(tx, ROOT, day("2026-03-31"));
    Read "quality::list_questions" |tx, twin, new| quality::list_questions(tx, ROOT);
    Read "quality::hold" |tx, twin, new| quality::hold(tx, QUESTION);
    Read "quality::list_known" |tx, twin, new| quality::list_known(tx, ROOT);
    Read "support::list" |tx, twin, new| support::list(tx);
    Read "contact::list" |tx, twin, new| contact::list(tx, PERSON);
    Read "protocol::newest" |tx, twin, new| protocol::newest(tx, "every-session");
    Read "protocol::list" |tx, twin, new| protocol::list(tx);
    Read "protocol::list_by_unit" |tx, twin, new| protocol::list_by_unit(tx);
    Read "person::birth_year" |tx, twin, new| person::birth_year(tx, PERSON);
    Read "session::list_of_episode" |tx, twin, new| session::list_of_episode(tx, EPISODE);
    Read "request::language" |tx, twin, new| async {
        let any = twin.request(REQUEST, None, Moment::Start, State::Due);
        request::language(tx, &any).await
    };
    Read "response::list" |tx, twin, new| async {
        let open = opened(tx).await?;
        response::list(tx, &open, &[EPISODE]).await
    };
    Read "response::list_withdrawn" |tx, twin, new| async {
        let taken_back = response::list_withdrawn(tx, EPISODE).await?;
        let open = opened(tx).await?;
        Ok((taken_back, response::list(tx, &open, &[EPISODE]).await?))
    };
    Read "response::list_durations" |tx, twin, new| response::list_durations(tx, 100);
    Read "identity_try::count" |tx, twin, new| identity_try::count(tx, ANSWERED);
    Read "response::list_ended" |tx, twin, new| async {
        let open = opened(tx).await?;
        response::list_ended(tx, &open[0]).await
    };
    Read "response::list_latest" |tx, twin, new| async {
        let open = opened(tx).await?;
        response::list_latest(tx, &open, &[EPISODE]).await
    };
    Read "response::list_scores" |tx, twin, new| async {
        let open = opened(tx).await?;
        response::list_scores(tx, &open, &[EPISODE]).await
    };
    Read "response::list_measured" |tx, twin, new| response::list_measured(tx, "phq-9", "total", 1);
    Read "response::list_assumed" |tx, twin, new| response::list_assumed(tx, "phq-9");
    Read "response::list_answered" |tx, twin, new| response::list_answered(tx, form("phq-9"), &Part::Question("q1".to_owned()));
    Read "response::list_scales" |tx, twin, new| response::list_scales(tx);
    Read "response::find_by_import_key" |tx, twin, new| async {
        response::find_by_import_key(tx, &[IMPORT_KEY.to_owned()]).await
    };
    Read "session::lookup" |tx, twin, new| session::lookup(tx, SESSION);
    Read "session::list_by_clinician" |tx, twin, new| async {
        let now = tx.now();
        session::list_by_clinician(tx, EVERYWHERE, now - chrono::TimeDelta::days(1), now + chrono::TimeDelta::days(1))
            .await
    };
    Read "session::list_by_episodes" |tx, twin, new| async {
        let open = opened(tx).await?;
        session::list_by_episodes(tx, &open, &[EPISODE]).await
    };
    Read "registry_rows::read" |tx, twin, new| async {
        Ok(registry_rows(tx).await?.all().iter().map(|row| (row.episode, row.unit, row.course.clone(), row.undated, row.assumed.clone())).collect::<Vec<_>>())
    };
    Read "registry_rows::scales" |tx, twin, new| registry_rows::scales(tx, &registry_rows::Kept::default());
    Read "unit_results::open" |tx, twin, new| async {
        let (tree, rows) = (unit::tree(tx).await?, registry_rows(tx).await?);
        // One tenant's episode, of one clinician, ended by then, and the other's the day after.
        let period = Period::new(day("2026-01-01"), day("2026-03-31")).expect("two days in order");
        let opened = unit_results::open(tx, results(&tree, &rows), period, &|| id(new)).await?;
        let months = ["2026-02-01", "2026-05-01", "2026-08-01"].map(day);
        Ok(opened.map(|open| (open.unit(), open.is_lent(), months.map(|month| open.has_month(month)))))
    };
    Read "unit_results::cuts" |tx, twin, new| async {
        let (tree, rows) = (unit::tree(tx).await?, registry_rows(tx).await?);
        unit_results::cuts(tx, results(&tree, &rows)).await
    };
    Read "unit_results::list_left" |tx, twin, new| async {
        let (tree, rows) = (unit::tree(tx).await?, registry_rows(tx).await?);
        let period = Period::new(day("2026-01-01"), day("2026-03-31")).expect("two days in order");
        unit_results::list_left(tx, &[(results(&tree, &rows), period)]).await
    };
    Read "unit::tree" |tx, twin, new| unit::tree(tx);
    Read "unit::protocol" |tx, twin, new| unit::protocol(tx, TEAM);
    // The number is known in every tenant; what it stands for is not.
    Read "person::find_by_external" |tx, twin, new| async {
        let found = person::find_by_external(tx, &[MAC.to_vec()]).await?;
        let ids: Vec<_> = found.iter().map(|(_, person)| *person).collect();
        let people = person::open_many(tx, &ids, "test").await?;
        Ok((found, people))
    };
    Write "unit::add" |tx, twin, new| async {
        let made = Unit { id: UnitId(id(new)), parent: Some(ROOT), name: twin.mark() };
        unit::add(tx, &made, "every-session").await
    };
    Write "person::add_many" |tx, twin, new| async {
        let number = new.to_be_bytes().to_vec();
        person::add_many(tx, &[twin.person(PersonId(id(new)), Some(number))]).await
    };
    Write "person::set_reach" |tx, twin, new| person::set_reach(tx, OTHER_PERSON, &new.to_be_bytes(), "se");
    Write "episode::add_many" |tx, twin, new| async {
        episode::add_many(tx, &[twin.episode(EpisodeId(id(new)))]).await
    };
    Write "episode::set_course" |tx, twin, new| async {
        let mut changed = twin.episode(EPISODE);
        changed.ended_on = changed.ended_on.map(|day| day + chrono::Days::new(1 + u64::try_from(new % 1000).unwrap()));
        episode::set_course(tx, &changed).await
    };
    Write "episode::add_clinicians" |tx, twin, new| async {
        let made = EpisodeId(id(new));
        episode::add_many(tx, &[twin.episode(made)]).await?;
        episode::add_clinicians(tx, &[(made, ELSEWHERE)]).await
    };
    Write "session::add_many" |tx, twin, new| async {
        session::add_many(tx, &[twin.session(SessionId(id(new)), SessionState::Planned)]).await
    };
    Write "session::set" |tx, twin, new| session::set(tx, &twin.session(SESSION, SessionState::NoShow));
    Write "request::add_many" |tx, twin, new| async {
        request::add_many(tx, &[twin.request(RequestId(id(new)), None, Moment::End, State::Due)]).await
    };
    Write "request::set_state" |tx, twin, new| async {
        request::set_state(tx, OVERDUE, State::Expired).await
    };
    Write "request::set_plan" |tx, twin, new| async {
        let asked = twin.request(REQUEST, Some(SESSION), Moment::Start, State::Due);
        let planned = Planned {
            slot: asked.slot,
            session: asked.session,
            moment: asked.moment,
            respondent: asked.respondent,
            contact: None,
            instruments: vec![format!("made-{new}")],
            opens_at: asked.opens_at,
            closes_at: asked.closes_at,
            channels: asked.channels,
            remind_at: None,
        };
        request::set_plan(tx, REQUEST, &planned).await
    };
    Write "request::add_round" |tx, twin, new| request::add_round(tx, REQUEST);
    Write "receipt::add_many" |tx, twin, new| async {
        let at = tx.now();
        receipt::add_many(tx, &[twin.receipt(OVERDUE, at)]).await
    };
    Write "calendar::set_entries" |tx, twin, new| async {
        let at = tx.now();
        let made = twin.calendar_entry(new.to_be_bytes().to_vec(), Some(at));
        calendar::set_entries(tx, CALENDAR, &[twin.calendar_entry(CALENDAR_KEY.to_vec(), Some(at)), made]).await
    };
    Write "calendar::add_feed" |tx, twin, new| calendar::add_feed(tx, &twin.feed(id(new), &format!("made-{new}")));
    Write "calendar::set_feed_outcome" |tx, twin, new| {
        calendar::set_feed_outcome(tx, FEED, true, "made")
    };
    Write "calendar::remove_feed" |tx, twin, new| async {
        calendar::remove_feed(tx, FEED).await?;
        calendar::add_feed(tx, &twin.feed(FEED, &format!("made-{new}"))).await
    };
    Write "contact::add" |tx, twin, new| contact::add(tx, &twin.contact(ContactId(id(new))));
    Write "contact::end" |tx, twin, new| async {
        let made = ContactId(id(new));
        contact::add(tx, &twin.contact(made)).await?;
        contact::end(tx, made).await
    };
    Write "protocol::add" |tx, twin, new| protocol::add(tx, &twin.protocol(i64::try_from(new).unwrap()));
    Write "protocol::follow" |tx, twin, new| protocol::follow(tx, TEAM, &format!("made-{new}"));
    Write "feedback::open" |tx, twin, new| feedback::open(tx, EPISODE, &[SESSION, OTHER_SESSION]);
    Write "feedback::set_discussed" |tx, twin, new| feedback::set_discussed(tx, EPISODE, SESSION, true);
    Write "quality::add_uses" |tx, twin, new| async {
        let session = SessionId(id(new));
        session::add_many(tx, &[twin.session(session, SessionState::Held)]).await?;
        let row = feedback::Feedback {
            session,
            episode: EPISODE,
            opened_at: Some(morning()),
            discussed: Some(true),
            discussed_at: Some(morning()),
        };
        quality::add_uses(tx, &[row]).await
    };
    Write "quality::add_look" |tx, twin, new| async {
        let to = day("2020-01-01") + TimeDelta::days(i64::try_from(new).unwrap());
        quality::add_look(tx, &twin.quality_look(to), &[twin.quality_question(id(new), to)]).await
    };
    Write "quality::release" |tx, twin, new| quality::release(tx, QUESTION, ELSEWHERE);
    Write "quality::add_answer" |tx, twin, new| quality::add_answer(tx, &twin.quality_answer(id(new), morning()));
    Write "support::add" |tx, twin, new| support::add(tx, &twin.support(i64::try_from(new).unwrap()));
    Write "draft::save" |tx, twin, new| async {
        let mut changed = twin.draft("q1");
        changed.value = Some(88.0);
        draft::save(tx, REQUEST, &BROWSER, &changed).await?;
        draft::save(tx, REQUEST, &BROWSER, &twin.draft(&format!("q{new}"))).await
    };
    Write "identity_try::add" |tx, twin, new| identity_try::add(tx, REQUEST, new.is_multiple_of(2));
    Write "receipt::replace" |tx, twin, new| async {
        let at = tx.now();
        let again = receipt::Receipt { key: format!("{} {new}", twin.mark()), ..twin.receipt(ANSWERED, at) };
        receipt::replace(tx, &again).await
    };
    Write "response::add_many" |tx, twin, new| async {
        response::add_many(tx, &[twin.response(ResponseId(id(new)), None, "gad-7", None)]).await
    };
    Write "submission::add_many" |tx, twin, new| async {
        let asked = RequestId(id(new));
        request::add_many(tx, &[twin.request(asked, None, Moment::End, State::Opened)]).await?;
        let responses = vec![twin.response(ResponseId(id(new)), Some(asked), "gad-7", None)];
        let (proof, receipt) = (Proof::operator(tx.tenant()), twin.receipt(asked, tx.now()));
        let notices = vec![twin.notice(NoticeId(id(new)), ResponseId(id(new)), "9", NoticeState::Waiting)];
        submission::add_many(tx, &[Submission { proof, responses, notices, receipt }]).await
    };
    Write "notice::add_many" |tx, twin, new| async {
        let made = twin.notice(NoticeId(id(new)), RESPONSE, &format!("made-{new}"), NoticeState::Waiting);
        notice::add_many(tx, &[made]).await
    };
    Write "notice::set_reached" |tx, twin, new| async { notice::set_reached(tx, &[NOTICE]).await };
    Write "notice::set_shown" |tx, twin, new| async {
        let made = twin.notice(NoticeId(id(new)), RESPONSE, &format!("made-{new}"), NoticeState::Waiting);
        notice::add_many(tx, std::slice::from_ref(&made)).await?;
        notice::set_shown(tx, EVERYWHERE, &[NOTICE, made.id]).await
    };
    Write "notice::hand_over" |tx, twin, new| async {
        let at = tx.now();
        notice::hand_over(tx, &twin.handover(id(new), NOTICE, at)).await
    };
    Write "notice::set_seen" |tx, twin, new| async {
        let made = twin.notice(NoticeId(id(new)), RESPONSE, &format!("made-{new}"), NoticeState::Waiting);
        notice::add_many(tx, std::slice::from_ref(&made)).await?;
        notice::set_seen(tx, made.id, EVERYWHERE).await
    };
    Write "summary::add" |tx, twin, new| async {
        let at = tx.now();
        summary::add(tx, &twin.summary(SummaryId(id(new)), at)).await
    };
    Write "summary::set" |tx, twin, new| async {
        let at = tx.now() + TimeDelta::minutes(1);
        summary::set(tx, &twin.summary(SUMMARY, at)).await
    };
    Write "mine::save" |tx, twin, new| async {
        let page = twin.own_page(PERSON, tx.now());
        let page = mine::OwnPage { tries: i64::try_from(new).unwrap(), ..page };
        mine::save(tx, &page, audit::Act::Change, "test").await
    };
    Write "mine::add_correction" |tx, twin, new| async {
        let made = ResponseId(id(new));
        response::add_many(tx, &[twin.response(made, None, &format!("made-{new}"), None)]).await?;
        let at = tx.now();
        mine::add_correction(tx, PERSON, &twin.correction(made, at)).await
    };
    Write "discussion::add" |tx, twin, new| async {
        let at = tx.now();
        discussion::add(tx, &twin.discussion(DiscussionId(id(new)), at)).await
    };
    Write "case_review::add" |tx, twin, new| async {
        let made = EpisodeId(id(new));
        episode::add_many(tx, &[twin.episode(made)]).await?;
        case_review::add(tx, &twin.case_item(CaseItemId(id(new)), made)).await
    };
    Write "case_review::set_question" |tx, twin, new| {
        case_review::set_question(tx, CASE_ITEM, b"changed", twin.0 != 2, ELSEWHERE)
    };
    Write "case_review::add_note" |tx, twin, new| async {
        let at = tx.now();
        case_review::add_note(tx, &twin.case_note(id(new), at)).await
    };
    Write "case_review::end" |tx, twin, new| async {
        let made = EpisodeId(id(new));
        episode::add_many(tx, &[twin.episode(made)]).await?;
        case_review::add(tx, &twin.case_item(CaseItemId(id(new)), made)).await?;
        case_review::end(tx, CaseItemId(id(new)), ItemState::TakenUp, ELSEWHERE).await
    };
    Write "kin::add_wish" |tx, twin, new| kin::add_wish(tx, &twin.kin_wish(id(new)));
    Write "kin::add_involvement" |tx, twin, new| kin::add_involvement(tx, &twin.kin_involved(id(new)));
    Write "kin::add_children" |tx, twin, new| kin::add_children(tx, &twin.kin_children(id(new)));
    Write "ledger::add_entry" |tx, twin, new| async {
        ledger::add_entry(tx, &twin.ledger_entry(LedgerEntryId(id(new)), &format!("made_{new}")), ELSEWHERE).await
    };
    Write "ledger::add_figures" |tx, twin, new| ledger::add_figures(tx, &[twin.ledger_figure(id(new))]);
    Write "ledger::add_decision" |tx, twin, new| async {
        ledger::add_decision(tx, id(new), LEDGER_ENTRY, &twin.ledger_decision()).await
    };
    Write "network::add_key" |tx, twin, new| network::add_key(tx, &twin.signing_key(id(new)));
    Write "network::add" |tx, twin, new| network::add(tx, &twin.network(id(new)));
    Write "network::change" |tx, twin, new| async {
        network::change(tx, &Network { member_number: 9, ..twin.network(NETWORK) }).await
    };
    Write "report_subscription::add" |tx, twin, new| async {
        report_subscription::add(tx, &twin.report_subscription(id(new), "gad-7")).await
    };
    Write "report_subscription::set_telling" |tx, twin, new| async {
        let (telling, period) = (twin.report_subscription(id(new), "gad-7").telling, day("2026-03-31"));
        report_subscription::set_telling(tx, REPORT_SUBSCRIPTION, 0, &telling, (period, period)).await.map(|_| ())
    };
    Write "report_subscription::remove" |tx, twin, new| async {
        report_subscription::remove(tx, EVERYWHERE, REPORT_SUBSCRIPTION, "trying").await.map(|_| ())
    };
    Write "annual::add" |tx, twin, new| annual::add(tx, &twin.annual_text(id(new), morning()));
    Write "edition::add" |tx, twin, new| edition::add(tx, &twin.edition(id(new), "2025-Q3", morning()));
    Write "network_exchange::add_partner" |tx, twin, new| async {
        network_exchange::add_partner(tx, &twin.network_partner(id(new))).await
    };
    Write "network_exchange::add_arrival" |tx, twin, new| async {
        network_exchange::add_arrival(tx, &twin.network_arrival(id(new))).await
    };
    Write "network_exchange::decide_arrival" |tx, twin, new| async {
        network_exchange::decide_arrival(tx, NETWORK_ARRIVAL, Arrived::Refused, Some(EVERYWHERE)).await
    };
    Write "network_exchange::add_sending" |tx, twin, new| async {
        network_exchange::add_sending(tx, &twin.network_sending(id(new))).await
    };
    Write "network_exchange::take_sending" |tx, twin, new| async {
        let until = tx.now();
        network_exchange::take_sending(tx, NETWORK_SENDING, until).await
    };
    Write "network_exchange::put_off_sending" |tx, twin, new| async {
        let until = tx.now();
        network_exchange::add_sending(tx, &twin.network_sending(id(new))).await?;
        network_exchange::put_off_sending(tx, id(new), 0, until, "silent").await
    };
    Write "network_exchange::set_sending" |tx, twin, new| async {
        network_exchange::add_sending(tx, &twin.network_sending(id(new))).await?;
        network_exchange::set_sending(tx, id(new), &[Sent::Waiting], Sent::GivenUp, "silent").await
    };
    Write "network::add_document" |tx, twin, new| network::add_document(tx, &twin.network_document(id(new)));
    Write "network::decide_document" |tx, twin, new| async {
        network::decide_document(tx, NETWORK_DOCUMENT, lytt::domain::network::State::Taken, EVERYWHERE).await
    };
    Write "network_exchange::remove_partner" |tx, twin, new| network_exchange::remove_partner(tx, NETWORK_PARTNER);
    Write "network::remove_document" |tx, twin, new| network::remove_document(tx, NETWORK_DOCUMENT);
    Write "report::add" |tx, twin, new| async {
        report::add(tx, &Report { id: ReportId(id(new)), subject: subject(&format!("made-{new}")) }).await
    };
    Write "meeting::add_state" |tx, twin, new| async {
        let at = tx.now();
        meeting::add_state(tx, &twin.state_change(i64::try_from(new).unwrap(), at)).await
    };
    Write "meeting::add_decision" |tx, twin, new| async {
        let at = tx.now();
        meeting::add_decision(tx, REPORT, &twin.decision(id(new), at)).await
    };
    Write "improvement::add" |tx, twin, new| async {
        let at = tx.now();
        improvement::add(tx, &twin.improvement(ImprovementId(id(new)), at)).await
    };
    Write "improvement::add_step" |tx, twin, new| async {
        let at = tx.now();
        improvement::add_step(tx, &twin.step(id(new), StepKind::Study, at)).await
    };
    Write "report::add_version" |tx, twin, new| async {
        let at = tx.now();
        report::add_version(tx, REPORT, &twin.version(i64::try_from(new).unwrap(), at)).await
    };
    Write "report::add_interpretation" |tx, twin, new| async {
        let at = tx.now();
        report::add_interpretation(tx, REPORT, &twin.interpretation(InterpretationId(id(new)), at)).await
    };
    Write "model_fit::add" |tx, twin, new| async {
        let at = tx.now();
        model_fit::add(tx, &twin.model(id(new), at)).await
    };
    Write "learning::add_grant" |tx, twin, new| async {
        let until_at = tx.now() + TimeDelta::days(1);
        learning::add_grant(tx, &twin.grant(id(new), ELSEWHERE, until_at)).await
    };
    Write "learning::revoke" |tx, twin, new| async {
        let until_at = tx.now() + TimeDelta::days(1);
        learning::add_grant(tx, &twin.grant(id(new), ELSEWHERE, until_at)).await?;
        let one = learning::revoke(tx, id(new)).await?;
        Ok((one, learning::revoke(tx, id(new)).await?))
    };
    Write "instrument::add_draft" |tx, twin, new| async {
        instrument::add_draft(tx, &twin.instrument_draft(id(new), 1), &twin.mark()).await
    };
    Write "instrument::save_draft" |tx, twin, new| async {
        let content = format!("{} {new}", twin.mark());
        let next = instrument::lookup_draft(tx, INSTRUMENT_DRAFT).await?.map_or(0, |draft| draft.revision) + 1;
        let saved = instrument::save_draft(tx, &twin.instrument_draft(INSTRUMENT_DRAFT, next), &content).await?;
        let late = instrument::save_draft(tx, &twin.instrument_draft(INSTRUMENT_DRAFT, next), &content).await?;
        Ok((saved, late))
    };
    Write "instrument::add_version" |tx, twin, new| async {
        instrument::add_version(tx, &twin.published(i64::try_from(new).unwrap())).await
    };
    Write "instrument::withdraw" |tx, twin, new| async {
        instrument::add_version(tx, &twin.published(i64::try_from(new).unwrap())).await?;
        instrument::withdraw(tx, OWN).await
    };
    Write "instrument::add_permission" |tx, twin, new| async {
        instrument::add_permission(tx, &twin.permission(id(new))).await
    };
    Write "instrument::revoke_permission" |tx, twin, new| async {
        instrument::add_permission(tx, &twin.permission(id(new))).await?;
        let one = instrument::revoke_permission(tx, OWN, id(new)).await?;
        Ok((one, instrument::revoke_permission(tx, OWN, PERMISSION).await?))
    };
    Write "instrument::add_wording" |tx, twin, new| async {
        instrument::add_wording(tx, &twin.wording(id(new))).await
    };
    Write "instrument::remove_draft" |tx, twin, new| async {
        instrument::add_draft(tx, &twin.instrument_draft(id(new), 1), &twin.mark()).await?;
        let removed = instrument::remove_draft(tx, INSTRUMENT_DRAFT).await?;
        Ok((removed, instrument::add_draft(tx, &twin.instrument_draft(INSTRUMENT_DRAFT, 1), "{}").await?))
    };
    Write "message::add" |tx, twin, new| async { added(tx, twin, new).await };
    Write "message::take" |tx, twin, new| async {
        let at = tx.now();
        let made = added(tx, twin, new).await?;
        message::take(tx, made, at + chrono::TimeDelta::minutes(10)).await
    };
    Write "message::put_off" |tx, twin, new| async {
        let at = tx.now();
        let made = added(tx, twin, new).await?;
        let done = message::put_off(tx, made, i64::from(twin.0), at, "busy").await?;
        Ok((done, message::put_off(tx, made, 77, at, "late").await?))
    };
    Write "message::set_sent" |tx, twin, new| async {
        let made = added(tx, twin, new).await?;
        let done = message::set_sent(tx, made, "46elks", Some("r")).await?;
        Ok((done, message::set_sent(tx, made, "46elks", Some("late")).await?))
    };
    Write "message::set_failed" |tx, twin, new| async {
        let made = added(tx, twin, new).await?;
        let late = message::set_failed(tx, made, 77, "late").await?;
        Ok((late, message::set_failed(tx, made, i64::from(twin.0), "no such number").await?))
    };
    Write "message::set_receipt" |tx, twin, new| async {
        let failed = message::set_receipt(tx, SENT, false, "absent").await?;
        Ok((failed, message::set_receipt(tx, SENT, true, "").await?))
    };
    Write "message::move_by_request" |tx, twin, new| async {
        let at = tx.now() + chrono::TimeDelta::days(3);
        message::move_by_request(tx, OVERDUE, at, at + chrono::TimeDelta::days(1)).await
    };
    Write "message::cancel" |tx, twin, new| async {
        let made = added(tx, twin, new).await?;
        message::cancel(tx, made, "called off").await
    };
    Write "message::cancel_by_request" |tx, twin, new| message::cancel_by_request(tx, OVERDUE, "over");
    Write "message::cancel_by_address" |tx, twin, new| async {
        added(tx, twin, new).await?;
        message::cancel_by_address(tx, &twin.address(), "opted out").await
    };
    Write "opt_out::add" |tx, twin, new| async {
        let known = opt_out::add(tx, &twin.address(), How::Staff).await?;
        Ok((known, opt_out::add(tx, &new.to_be_bytes(), How::Reply).await?))
    };
    Write "opt_out::remove" |tx, twin, new| opt_out::remove(tx, &twin.address());
    Write "opt_out::forget_unreached" |tx, twin, new| async {
        opt_out::forget_unreached(tx, OVERDUE).await
    };
    Write "opt_out::set_unreached" |tx, twin, new| opt_out::set_unreached(tx, REQUEST, twin.unreached());
    Write "opt_out::forget_unreached_of" |tx, twin, new| async {
        opt_out::forget_unreached_of(tx, PERSON).await
    };
    Write "opt_out::forget_reason" |tx, twin, new| async {
        opt_out::set_unreached(tx, REQUEST, twin.unreached()).await?;
        opt_out::set_unreached(tx, OVERDUE, opt_out::Unreached::Gone).await?;
        opt_out::forget_reason(tx, twin.unreached()).await
    };
    Write "message::cancel_own" |tx, twin, new| async {
        let own = message::Message { request: None, ..twin.message(id(new), OVERDUE, 1) };
        message::add(tx, &own).await?;
        message::cancel_own(tx, PERSON, &[own.kind], "over").await
    };
    Write "response::end_one" |tx, twin, new| async {
        let made = ResponseId(id(new));
        response::add_many(tx, &[twin.response(made, None, &format!("made-{new}"), None)]).await?;
        response::end_one(tx, made, response::EndKind::Corrected).await
    };
    Write "notice::end_by_response" |tx, twin, new| async {
        let made = ResponseId(id(new));
        response::add_many(tx, &[twin.response(made, None, &format!("made-{new}"), None)]).await?;
        notice::add_many(tx, &[twin.notice(NoticeId(id(new)), made, "9", NoticeState::Waiting)]).await?;
        notice::end_by_response(tx, made, NoticeState::Corrected).await
    };
    Write "response::end" |tx, twin, new| async {
        let instrument = format!("made-{new}");
        response::add_many(tx, &[twin.response(ResponseId(id(new)), Some(REQUEST), &instrument, None)]).await?;
        response::end(tx, REQUEST, response::EndKind::Withdrawn).await
    };
    Write "notice::end_by_request" |tx, twin, new| notice::end_by_request(tx, ANSWERED, NoticeState::Corrected);
    Write "draft::remove" |tx, twin, new| draft::remove(tx, REQUEST, &BROWSER, "phq-9", "q1");
    Write "draft::clear" |tx, twin, new| async {
        draft::save(tx, REQUEST, &BROWSER, &twin.draft("q1")).await?;
        draft::clear(tx, REQUEST).await
    };
}

/// The functions of the store that take a tenant's transaction, as the sources have them. What stands in a folder goes
/// by the folder's name.
fn in_sources() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (name, text) in sources("store") {
        let module = name.trim_start_matches("store/").trim_end_matches(".rs").split('/').next().unwrap();
        for declared in text.split("pub async fn ").skip(1) {
            let (name, arguments) = declared.split_once('(').unwrap();
            let name = name.split('<').next().unwrap();
            if arguments.split(')').next().unwrap().contains("&mut TenantTx") {
                found.insert(format!("{module}::{name}"));
            }
        }
    }
    found
}

#[test]
fn every_function_of_the_store_is_tried() {
    let tried: BTreeSet<_> = OPERATIONS.iter().map(|operation| operation.name.to_owned()).collect();
    let odd: Vec<_> = tried.symmetric_difference(&in_sources()).cloned().collect();
    assert!(odd.is_empty(), "in the sources and not in this table, or the other way round: {odd:?}");
    assert!(tried.len() > 50, "only {} functions were found", tried.len());
}
