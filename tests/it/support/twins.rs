//! Tenants whose rows all have the same ids: only the tenant tells them apart. Whatever forgets to
//! name the tenant finds the neighbour's rows, and these differ in every value.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use lytt::domain::access::{Grant, Role};
use lytt::domain::annual::Section;
use lytt::domain::care::calendar::{EntryState, Known, Revision};
use lytt::domain::care::{
    AccountId, CaseItemId, Channel, ContactId, Course, Device, DiscussionId, EndKind, Episode, EpisodeId,
    ImprovementId, InterpretationId, LedgerEntryId, Mode, Moment, NoticeId, PersonId, Problem, Provenance, ReportId,
    Request, RequestId, Respondent, ResponseId, Session, SessionId, SessionKind, SessionMode, SessionState, Sex, State,
    SummaryId, TenantId, Timing, Unit, UnitId,
};
use lytt::domain::case_review::{Item, ItemState};
use lytt::domain::improvement::{Direction, Figure, Improvement, Measured, Step, StepKind, Verdict};
use lytt::domain::instrument::Test;
use lytt::domain::kin::{Children, Extent};
use lytt::domain::ledger::{Decision, Entered, Entry, Every, NewDecision, Status};
use lytt::domain::network::exchange::{Arrived, Sent, What};
use lytt::domain::network::{Kind, Standing};
use lytt::domain::notice::{Notice, NoticeState};
use lytt::domain::quality::{Pattern, Share};
use lytt::domain::report_state::ReportState;
use lytt::domain::summary::{Recipient, Seen, SummaryState};
use lytt::store::account::{self, Account, SignIn};
use lytt::store::annual::{self, AnnualText};
use lytt::store::audit::Act;
use lytt::store::calendar::{self, Feed, StoredEntry};
use lytt::store::case_review::{self, StoredItem, StoredNote};
use lytt::store::contact::{self, Contact};
use lytt::store::discussion::{self, Discussion};
use lytt::store::draft::{self, Draft};
use lytt::store::edition::{self, StoredEdition};
use lytt::store::kin;
use lytt::store::learning::{self, NewGrant};
use lytt::store::ledger;
use lytt::store::link::{self, LinkKind, NewLink};
use lytt::store::meeting::{self, StateChange};
use lytt::store::message::{self, Message, MessageKind, MessageState};
use lytt::store::mine::{self, CodeWay, Correction, OwnPage, OwnSession};
use lytt::store::model_fit::{self, ModelFit};
use lytt::store::network;
use lytt::store::network_exchange;
use lytt::store::notice::{self, Handover};
use lytt::store::opt_out::{self, How, StopLink, Unreached};
use lytt::store::person::{self, NewPerson, Person};
use lytt::store::protocol::{self, OwnProtocol};
use lytt::store::quality;
use lytt::store::receipt::{self, Receipt};
use lytt::store::report::{self, Interpretation, Report, Stance, Subject, Version};
use lytt::store::report_subscription::{self, Subscription, Telling};
use lytt::store::response::{self, Response, Score};
use lytt::store::summary::{self, Summary};
use lytt::store::support::{self, OwnSupport};
use lytt::store::tenant::{self, Tenant};
use lytt::store::{
    Db, Proof, TenantTx, episode, feedback, identity_try, improvement, instrument, request, room, session, unit,
};
use uuid::Uuid;

use super::morning;

/// The tenants.
pub(crate) const A: Twin = Twin(1);
pub(crate) const B: Twin = Twin(2);
pub(crate) const C: Twin = Twin(3);

pub(crate) const ROOT: UnitId = UnitId(id(1));
pub(crate) const TEAM: UnitId = UnitId(id(2));
pub(crate) const PERSON: PersonId = PersonId(id(10));
pub(crate) const OTHER_PERSON: PersonId = PersonId(id(11));
pub(crate) const EPISODE: EpisodeId = EpisodeId(id(20));
pub(crate) const SESSION: SessionId = SessionId(id(30));
pub(crate) const OTHER_SESSION: SessionId = SessionId(id(31));
/// Open, asked before the session.
pub(crate) const REQUEST: RequestId = RequestId(id(40));
/// Open though its time has gone by.
pub(crate) const OVERDUE: RequestId = RequestId(id(41));
/// Open, and nobody has been told of it.
pub(crate) const UNTOLD: RequestId = RequestId(id(43));
/// That tells of [`REQUEST`], sent.
pub(crate) const SENT: Uuid = id(88);
/// That tells of [`OVERDUE`], waiting.
const WAITING: Uuid = id(89);
/// Answered.
pub(crate) const ANSWERED: RequestId = RequestId(id(42));
pub(crate) const RESPONSE: ResponseId = ResponseId(id(50));
/// Taken back.
const ENDED: ResponseId = ResponseId(id(59));
pub(crate) const DISCUSSION: DiscussionId = DiscussionId(id(60));
pub(crate) const SUMMARY: SummaryId = SummaryId(id(62));
pub(crate) const REPORT: ReportId = ReportId(id(70));
pub(crate) const MODEL: Uuid = id(82);
/// A notice that waits though its time has gone by.
pub(crate) const NOTICE: NoticeId = NoticeId(id(83));
/// One that was seen.
const SEEN: NoticeId = NoticeId(id(84));
/// What stands on the list about [`EPISODE`].
pub(crate) const CASE_ITEM: CaseItemId = CaseItemId(id(620));
pub(crate) const REPORT_SUBSCRIPTION: Uuid = id(673);
pub(crate) const IMPROVEMENT: ImprovementId = ImprovementId(id(627));
pub(crate) const NETWORK: Uuid = id(660);
pub(crate) const NETWORK_DOCUMENT: Uuid = id(663);
pub(crate) const NETWORK_PARTNER: Uuid = id(666);
pub(crate) const NETWORK_ARRIVAL: Uuid = id(667);
pub(crate) const NETWORK_SENDING: Uuid = id(668);
pub(crate) const LEDGER_ENTRY: LedgerEntryId = LedgerEntryId(id(640));
/// A question about the data of [`ROOT`].
pub(crate) const QUESTION: Uuid = id(625);
pub(crate) const INTERPRETATION: InterpretationId = InterpretationId(id(80));
pub(crate) const INSTRUMENT_DRAFT: Uuid = id(85);
pub(crate) const CONTACT: ContactId = ContactId(id(88));
pub(crate) const PERMISSION: Uuid = id(86);
pub(crate) const WORDING: Uuid = id(87);
/// Opens the results of [`EVERYWHERE`] for [`ELSEWHERE`].
pub(crate) const GRANT: Uuid = id(600);
/// Opens the results of [`ELSEWHERE`] for [`EVERYWHERE`].
pub(crate) const RECEIVED: Uuid = id(601);
/// An instrument of every tenant's own.
pub(crate) const OWN: &str = "own-scale";
/// A member of every tenant, who treats the patient in all of them.
pub(crate) const EVERYWHERE: AccountId = AccountId(id(90));
/// A member of every tenant, who treats the patient in every tenant but the first.
pub(crate) const ELSEWHERE: AccountId = AccountId(id(91));
/// The browser that answers.
pub(crate) const BROWSER: [u8; 32] = [9; 32];
/// The outside number of the patient, in every tenant.
pub(crate) const MAC: [u8; 32] = [7; 32];
/// The key of an imported row, in every tenant.
pub(crate) const IMPORT_KEY: &str = "the same key";

/// A source of appointments, in every tenant.
pub(crate) const CALENDAR: &str = "epj";
/// The key of an entry of it.
pub(crate) const CALENDAR_KEY: [u8; 32] = [6; 32];
pub(crate) const FEED: Uuid = id(88);

/// An id that is the same in every tenant.
pub(crate) const fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + number)
}

/// A day in the seeded period.
pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// One of the tenants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Twin(pub(crate) u8);

impl Twin {
    pub(crate) const fn tenant(self) -> TenantId {
        TenantId(id(900 + self.0 as u128))
    }

    pub(crate) const fn proof(self) -> Proof {
        Proof::operator(self.tenant())
    }

    /// A clinician of the tenant, signed in.
    pub(crate) const fn clinician(self, account: AccountId) -> Proof {
        Proof::signing_in(self.tenant(), account)
    }

    /// What every text of this tenant holds, and no other's.
    pub(crate) fn mark(self) -> String {
        format!("only-in-{}", self.0)
    }

    fn number(self) -> i64 {
        i64::from(self.0)
    }

    /// Fills the tenant: one row at least in every table.
    pub(crate) async fn seed(self, db: &Db) {
        let now = morning();
        let mut tx = db.tenant(&self.proof(), now, "seeding").await.unwrap();
        self.seed_local(&mut tx, now).await;
        self.seed_care(&mut tx, now).await;
        self.seed_answers(&mut tx, now).await;
        self.seed_report(&mut tx, now).await;
        self.seed_instruments(&mut tx).await;
        tx.commit().await.unwrap();
        self.seed_learning(db, now).await;
    }

    /// Two clinicians have let each other in, and one has looked.
    async fn seed_learning(self, db: &Db, now: DateTime<Utc>) {
        let until_at = now + TimeDelta::days(30 + self.number());
        for (owner, reader, grant) in [(EVERYWHERE, ELSEWHERE, GRANT), (ELSEWHERE, EVERYWHERE, RECEIVED)] {
            let mut tx = db.tenant(&self.clinician(owner), now, "seeding").await.unwrap();
            learning::add_grant(&mut tx, &self.grant(grant, reader, until_at)).await.unwrap();
            tx.commit().await.unwrap();
        }
        for look in 0..u128::from(self.0) {
            let mut tx = db.tenant(&self.clinician(ELSEWHERE), now, "seeding").await.unwrap();
            learning::open(&mut tx, EVERYWHERE, id(610 + look)).await.unwrap().unwrap();
            person::open_many(&mut tx, &[PERSON], "seeding").await.unwrap();
            tx.commit().await.unwrap();
        }
    }

    pub(crate) fn grant(self, grant: Uuid, reader: AccountId, until_at: DateTime<Utc>) -> NewGrant {
        NewGrant { id: grant, reader, purpose: self.mark(), until_at }
    }

    async fn seed_local(self, tx: &mut TenantTx, now: DateTime<Utc>) {
        let own = self.tenant();
        tx.note(Act::Create, format_args!("tenant:{own}"), "all");
        let row = Tenant {
            id: own,
            slug: self.mark(),
            name: self.mark(),
            zone: "Europe/Oslo".to_owned(),
            key_sealed: vec![self.0; 40],
            settings: "{}".to_owned(),
            demo: false,
            created_at: now,
        };
        tenant::add(&mut tx.local(), &row).await.unwrap();
        for account in [EVERYWHERE, ELSEWHERE] {
            if account::lookup(&mut tx.local(), account).await.unwrap().is_none() {
                account::add(&mut tx.local(), &staff(account, now)).await.unwrap();
            }
            let grant = Grant { role: Role::Clinician, unit: ROOT };
            account::grant(&mut tx.local(), own, account, grant, now).await.unwrap();
        }
        let sign_in = SignIn {
            id: id(95),
            account: EVERYWHERE,
            tenant: own,
            created_at: now,
            seen_at: now,
            device: "computer".to_owned(),
        };
        account::add_sign_in(&mut tx.local(), &[self.0; 32], &sign_in).await.unwrap();
        let link = NewLink {
            hash: &[100 + self.0; 32],
            kind: LinkKind::Link,
            tenant: own,
            request: REQUEST,
            language: None,
            device: Device::Unknown,
            mode: Mode::Link,
            created_at: now,
            expires_at: now + TimeDelta::days(2),
        };
        link::add(&mut tx.local(), &link).await.unwrap();
        let stop = StopLink { tenant: own, address_mac: self.address(), language: self.mark() };
        opt_out::add_link(&mut tx.local(), &[200 + self.0; 32], &stop, now).await.unwrap();
        let whose = (own, PERSON);
        let until = now + TimeDelta::days(90);
        mine::add_link(&mut tx.local(), &[50 + self.0; 32], whose, &self.mark(), (now, until)).await.unwrap();
        let session = OwnSession {
            proof: self.proof(),
            person: PERSON,
            language: self.mark(),
            created_at: now,
            seen_at: now,
            proved_at: Some(now),
        };
        mine::add_session(&mut tx.local(), &[60 + self.0; 32], &session).await.unwrap();
        room::add(&mut tx.local(), &[150 + self.0; 32], own, &self.mark(), now).await.unwrap();
    }

    async fn seed_care(self, tx: &mut TenantTx, now: DateTime<Utc>) {
        let own = |name: &str| format!("{name} {}", self.mark());
        unit::add(tx, &Unit { id: ROOT, parent: None, name: own("root") }, &own("protocol")).await.unwrap();
        unit::add(tx, &Unit { id: TEAM, parent: Some(ROOT), name: own("team") }, &own("protocol")).await.unwrap();
        let people = [self.person(PERSON, Some(MAC.to_vec())), self.person(OTHER_PERSON, None)];
        person::add_many(tx, &people).await.unwrap();
        episode::add_many(tx, &[self.episode(EPISODE)]).await.unwrap();
        let mut pairs = vec![(EPISODE, EVERYWHERE)];
        if self != A {
            pairs.push((EPISODE, ELSEWHERE));
        }
        episode::add_clinicians(tx, &pairs).await.unwrap();
        let mut sessions = vec![self.session(SESSION, SessionState::Planned)];
        for extra in 0..self.0 {
            sessions.push(self.session(SessionId(id(31 + u128::from(extra))), SessionState::Held));
        }
        session::add_many(tx, &sessions).await.unwrap();
        let mut overdue = self.request(OVERDUE, Some(SESSION), Moment::AfterSession, State::Invited);
        overdue.closes_at = now - TimeDelta::hours(i64::from(self.0));
        let requests = [
            self.request(REQUEST, Some(SESSION), Moment::BeforeSession, State::Partial),
            overdue,
            self.request(ANSWERED, Some(OTHER_SESSION), Moment::BeforeSession, State::Opened),
            self.request(UNTOLD, Some(SESSION), Moment::Start, State::Due),
        ];
        request::add_many(tx, &requests).await.unwrap();
        request::set_state(tx, ANSWERED, State::Completed).await.unwrap();
        receipt::add_many(tx, &[self.receipt(ANSWERED, now)]).await.unwrap();
        for _ in 0..self.0 {
            identity_try::add(tx, ANSWERED, false).await.unwrap();
        }
        contact::add(tx, &self.contact(CONTACT)).await.unwrap();
        let sent = Message { state: MessageState::Sent, ..self.message(SENT, REQUEST, self.number()) };
        message::add(tx, &sent).await.unwrap();
        message::add(tx, &self.message(WAITING, OVERDUE, self.number())).await.unwrap();
        opt_out::add(tx, &self.address(), How::Link).await.unwrap();
        opt_out::set_unreached(tx, OVERDUE, self.unreached()).await.unwrap();
        protocol::add(tx, &self.protocol(1)).await.unwrap();
        let entries = [self.calendar_entry(CALENDAR_KEY.to_vec(), None), self.calendar_entry(vec![self.0; 32], None)];
        calendar::set_entries(tx, CALENDAR, &entries).await.unwrap();
        calendar::add_feed(tx, &self.feed(FEED, CALENDAR)).await.unwrap();
        draft::save(tx, REQUEST, &BROWSER, &self.draft("q1")).await.unwrap();
    }

    async fn seed_answers(self, tx: &mut TenantTx, now: DateTime<Utc>) {
        let mut answers = vec![self.response(RESPONSE, Some(ANSWERED), "phq-9", Some(IMPORT_KEY))];
        for extra in 1..self.0 {
            let instrument = format!("extra-{extra}");
            answers.push(self.response(ResponseId(id(50 + u128::from(extra))), None, &instrument, None));
            answers.push(self.response(ResponseId(id(55 + u128::from(extra))), None, "phq-9", None));
        }
        response::add_many(tx, &answers).await.unwrap();
        response::add_many(tx, &[self.response(ENDED, None, "ended", None)]).await.unwrap();
        response::end_one(tx, ENDED, response::EndKind::Withdrawn).await.unwrap();
        mine::save(tx, &self.own_page(PERSON, now), Act::Create, "seeding").await.unwrap();
        mine::add_correction(tx, PERSON, &self.correction(RESPONSE, now)).await.unwrap();
        let notices = [
            self.notice(NOTICE, RESPONSE, "9", NoticeState::Waiting),
            self.notice(SEEN, RESPONSE, "8", NoticeState::Seen),
        ];
        notice::add_many(tx, &notices).await.unwrap();
        notice::hand_over(tx, &self.handover(id(83), NOTICE, now)).await.unwrap();
        discussion::add(tx, &self.discussion(DISCUSSION, now)).await.unwrap();
        summary::add(tx, &self.summary(SUMMARY, now)).await.unwrap();
        case_review::add(tx, &self.case_item(CASE_ITEM, EPISODE)).await.unwrap();
        case_review::add_note(tx, &self.case_note(id(621), now)).await.unwrap();
        kin::add_wish(tx, &self.kin_wish(id(622))).await.unwrap();
        kin::add_involvement(tx, &self.kin_involved(id(623))).await.unwrap();
        kin::add_children(tx, &self.kin_children(id(624))).await.unwrap();
        feedback::open(tx, EPISODE, &[SESSION]).await.unwrap();
        feedback::set_discussed(tx, EPISODE, SESSION, self.0.is_multiple_of(2)).await.unwrap();
        support::add(tx, &self.support(1)).await.unwrap();
        let asked = self.quality_question(QUESTION, day("2026-03-31"));
        quality::add_look(tx, &self.quality_look(day("2026-03-31")), &[asked]).await.unwrap();
        quality::add_answer(tx, &self.quality_answer(id(626), now)).await.unwrap();
    }

    async fn seed_report(self, tx: &mut TenantTx, now: DateTime<Utc>) {
        report::add(tx, &Report { id: REPORT, subject: subject("phq-9") }).await.unwrap();
        report::add_version(tx, REPORT, &self.version(1, now)).await.unwrap();
        report::add_interpretation(tx, REPORT, &self.interpretation(INTERPRETATION, now)).await.unwrap();
        meeting::add_state(tx, &self.state_change(1, now)).await.unwrap();
        meeting::add_decision(tx, REPORT, &self.decision(id(626), now)).await.unwrap();
        improvement::add(tx, &self.improvement(IMPROVEMENT, now)).await.unwrap();
        improvement::add_step(tx, &self.step(id(628), StepKind::Do, now)).await.unwrap();
        model_fit::add(tx, &self.model(MODEL, now)).await.unwrap();
        let indicator = format!("only_in_{}", self.0);
        ledger::add_entry(tx, &self.ledger_entry(LEDGER_ENTRY, &indicator), EVERYWHERE).await.unwrap();
        ledger::add_figures(tx, &[self.ledger_figure(id(641))]).await.unwrap();
        ledger::add_decision(tx, id(642), LEDGER_ENTRY, &self.ledger_decision()).await.unwrap();
        network::add_key(tx, &self.signing_key(id(665))).await.unwrap();
        network::add(tx, &self.network(NETWORK)).await.unwrap();
        annual::add(tx, &self.annual_text(id(672), now)).await.unwrap();
        report_subscription::add(tx, &self.report_subscription(REPORT_SUBSCRIPTION, "phq-9")).await.unwrap();
        edition::add(tx, &self.edition(id(662), "2025-Q4", now)).await.unwrap();
        network::add_document(tx, &self.network_document(NETWORK_DOCUMENT)).await.unwrap();
        network_exchange::add_partner(tx, &self.network_partner(NETWORK_PARTNER)).await.unwrap();
        network_exchange::add_arrival(tx, &self.network_arrival(NETWORK_ARRIVAL)).await.unwrap();
        network_exchange::add_sending(tx, &self.network_sending(NETWORK_SENDING)).await.unwrap();
    }

    async fn seed_instruments(self, tx: &mut TenantTx) {
        instrument::add_draft(tx, &self.instrument_draft(INSTRUMENT_DRAFT, 1), &self.mark()).await.unwrap();
        instrument::add_version(tx, &self.published(1)).await.unwrap();
        instrument::add_permission(tx, &self.permission(PERMISSION)).await.unwrap();
        instrument::add_wording(tx, &self.wording(WORDING)).await.unwrap();
    }

    pub(crate) fn instrument_draft(self, draft: Uuid, revision: i64) -> instrument::Draft {
        instrument::Draft {
            id: draft,
            name: self.mark(),
            base: self.mark(),
            revision,
            updated_at: morning(),
            updated_by: EVERYWHERE,
        }
    }

    pub(crate) fn published(self, version: i64) -> instrument::Published {
        instrument::Published {
            instrument: OWN.to_owned(),
            version,
            files: self.mark(),
            checksum: self.mark(),
            published_at: morning(),
            published_by: EVERYWHERE,
            withdrawn_at: None,
        }
    }

    pub(crate) fn permission(self, permission: Uuid) -> instrument::Permission {
        instrument::Permission {
            id: permission,
            instrument: OWN.to_owned(),
            holder: self.mark(),
            document: self.mark(),
            valid_from: day("2026-01-01"),
            valid_until: Some(day("2026-12-31")),
            recorded_by: EVERYWHERE,
            recorded_at: morning(),
            revoked_at: None,
        }
    }

    pub(crate) fn wording(self, wording: Uuid) -> instrument::LoadedWording {
        instrument::LoadedWording {
            id: wording,
            instrument: OWN.to_owned(),
            instrument_version: 1,
            language: "nb".to_owned(),
            text: self.mark(),
            hash: self.mark(),
            loaded_by: EVERYWHERE,
            loaded_at: morning(),
        }
    }

    pub(crate) fn person(self, person: PersonId, external_mac: Option<Vec<u8>>) -> NewPerson {
        NewPerson {
            person: Person {
                id: person,
                birth_year: Some(1980 + self.number()),
                sex: [Sex::Unknown, Sex::Female, Sex::Male, Sex::Other][usize::from(self.0)],
                language: self.mark(),
                key_sealed: Some(vec![self.0; 60]),
                created_at: morning(),
            },
            identity_sealed: self.mark().into_bytes(),
            external_mac,
        }
    }

    pub(crate) fn episode(self, episode: EpisodeId) -> Episode {
        Episode {
            id: episode,
            person: PERSON,
            unit: TEAM,
            referred_on: day("2026-01-10") + chrono::Days::new(u64::from(self.0)),
            started_on: Some(day("2026-01-20")),
            // Each in a quarter of its own.
            ended_on: Some(day("2025-12-15") + chrono::Days::new(92 * u64::from(self.0))),
            end_kind: Some(
                [EndKind::Unknown, EndKind::Planned, EndKind::Left, EndKind::Transferred][usize::from(self.0)],
            ),
            problem: Problem::Sleep,
            course: Course::Individual,
        }
    }

    /// What another system said of the patient's appointment.
    pub(crate) fn calendar_entry(self, mac: Vec<u8>, at: Option<DateTime<Utc>>) -> StoredEntry {
        StoredEntry {
            mac,
            series: Some(CALENDAR_KEY.to_vec()),
            known: Known {
                revision: Revision { number: self.number(), at },
                state: EntryState::Agreed,
                content: self.mark().into_bytes(),
                stands: true,
            },
            session: Some(SESSION),
        }
    }

    pub(crate) fn feed(self, feed: Uuid, source: &str) -> Feed {
        Feed {
            id: feed,
            source: source.to_owned(),
            unit: TEAM,
            mapping: self.mark(),
            url_sealed: vec![self.0; 50],
            every_minutes: 10 + self.number(),
            tried_at: None,
            read_at: None,
            outcome: self.mark(),
        }
    }

    pub(crate) fn session(self, session: SessionId, state: SessionState) -> Session {
        Session {
            id: session,
            episode: EPISODE,
            person: PERSON,
            clinician: EVERYWHERE,
            starts_at: morning() + TimeDelta::minutes(self.number()),
            minutes: 40 + self.number(),
            state,
            kind: SessionKind::Treatment,
            mode: SessionMode::Video,
            last: self == B,
            also: vec![self.mark()],
        }
    }

    pub(crate) fn request(
        self,
        request: RequestId,
        session: Option<SessionId>,
        moment: Moment,
        state: State,
    ) -> Request {
        Request {
            id: request,
            episode: EPISODE,
            person: PERSON,
            session,
            respondent: Respondent::Patient,
            moment,
            instruments: vec!["phq-9".to_owned(), self.mark()],
            opens_at: morning() - TimeDelta::hours(48 + self.number()),
            closes_at: morning() + TimeDelta::hours(self.number()),
            state,
            state_at: morning() - TimeDelta::hours(3),
            slot: format!("patient/{moment}/{}", request.0.simple()),
            round: self.number(),
            contact: None,
            channels: vec![[Channel::Hand, Channel::Sms, Channel::Email, Channel::Letter][usize::from(self.0)]],
            remind_at: Some(morning() - TimeDelta::hours(self.number())),
        }
    }

    /// An address, as a keyed hash.
    pub(crate) fn address(self) -> Vec<u8> {
        vec![self.0; 32]
    }

    /// Why somebody could not be told.
    pub(crate) fn unreached(self) -> Unreached {
        Unreached::ALL[usize::from(self.0)]
    }

    pub(crate) fn message(self, message: Uuid, request: RequestId, round: i64) -> Message {
        let at = morning() - TimeDelta::hours(4 + self.number());
        Message {
            id: message,
            request: Some(request),
            person: PERSON,
            kind: MessageKind::Invitation,
            round,
            channel: Channel::Sms,
            address_mac: self.address(),
            sealed: Some(self.mark().into_bytes()),
            state: MessageState::Waiting,
            attempts: self.number(),
            next_at: at,
            not_after: morning() + TimeDelta::hours(self.number()),
            provider: "sveve".to_owned(),
            reference: Some("the same reference".to_owned()),
            reason: self.mark(),
            created_at: at,
            state_at: at,
        }
    }

    pub(crate) fn receipt(self, request: RequestId, stored_at: DateTime<Utc>) -> Receipt {
        let own = vec![self.0; 32];
        Receipt { request, key: self.mark(), body_hash: own.clone(), browser: own, stored_at }
    }

    pub(crate) fn contact(self, contact: ContactId) -> Contact {
        Contact {
            id: contact,
            person: PERSON,
            respondent: Respondent::Parent,
            language: self.mark(),
            sealed: self.mark().into_bytes(),
        }
    }

    pub(crate) fn protocol(self, version: i64) -> OwnProtocol {
        OwnProtocol {
            protocol: "every-session".to_owned(),
            version,
            content: self.mark(),
            reason: self.mark(),
            saved_at: morning(),
            saved_by: EVERYWHERE,
        }
    }

    pub(crate) fn draft(self, item: &str) -> Draft {
        Draft {
            instrument: "phq-9".to_owned(),
            version: 1,
            item: item.to_owned(),
            value: Some(f64::from(self.0)),
            text_sealed: Some(self.mark().into_bytes()),
            declined: false,
        }
    }

    pub(crate) fn response(
        self,
        response: ResponseId,
        request: Option<RequestId>,
        instrument: &str,
        import_key: Option<&str>,
    ) -> (Response, Vec<Score>) {
        let row = Response {
            id: response,
            request,
            episode: EPISODE,
            person: PERSON,
            session: Some(SESSION),
            instrument: instrument.to_owned(),
            version: 1,
            provenance: Provenance {
                respondent: Respondent::Patient,
                mode: Mode::Link,
                device: Device::Phone,
                timing: Timing::Before,
                language: self.mark(),
            },
            wording_hash: self.mark(),
            started_at: Some(morning() - TimeDelta::minutes(10 + self.number())),
            answered_at: morning() - TimeDelta::minutes(self.number()),
            dated: false,
            occasion: Some(self.number()),
            answers: format!("{{\"q1\":{}}}", self.0),
            text_sealed: Some(self.mark().into_bytes()),
            import_key: import_key.map(str::to_owned),
            revision: self.number(),
        };
        let score = Score {
            response,
            scale: "total".to_owned(),
            value: Some(f64::from(self.0) + 0.1),
            band: Some(self.mark()),
            reason: None,
            unanswered: self.number(),
        };
        (row, vec![score])
    }

    pub(crate) fn notice(self, notice: NoticeId, response: ResponseId, item: &str, state: NoticeState) -> Notice {
        let at = morning() - TimeDelta::hours(self.number());
        let seen = (state == NoticeState::Seen).then_some(at);
        Notice {
            id: notice,
            episode: EPISODE,
            person: PERSON,
            response,
            instrument: self.mark(),
            item: item.to_owned(),
            chosen: Some(Test::AtLeast(f64::from(self.0))),
            owner: Some(EVERYWHERE),
            answered_at: at,
            due_at: at,
            shown_at: None,
            seen_at: seen,
            seen_by: seen.map(|_| EVERYWHERE),
            reached_leader_at: None,
            state,
            ended_at: None,
        }
    }

    pub(crate) fn handover(self, handover: Uuid, notice: NoticeId, at: DateTime<Utc>) -> Handover {
        let at = at - TimeDelta::minutes(self.number());
        Handover { id: handover, notice, from: Some(ELSEWHERE), to: EVERYWHERE, by: ELSEWHERE, at }
    }

    /// The way to the patient's own pages.
    pub(crate) fn own_page(self, person: PersonId, at: DateTime<Utc>) -> OwnPage {
        OwnPage {
            person,
            made_by: EVERYWHERE,
            made_at: at,
            expires_at: at + TimeDelta::days(90),
            ended_at: None,
            tries: self.number(),
            misses: self.number(),
            code_mac: Some(vec![self.0; 32]),
            code_at: Some(at),
            code_tries: 0,
            code_way: Some(CodeWay::Room),
        }
    }

    /// Why the patient corrected answers.
    pub(crate) fn correction(self, response: ResponseId, at: DateTime<Utc>) -> Correction {
        Correction { response, at, reason_sealed: self.mark().into_bytes() }
    }

    pub(crate) fn discussion(self, note: DiscussionId, at: DateTime<Utc>) -> Discussion {
        Discussion {
            id: note,
            episode: EPISODE,
            person: PERSON,
            session: Some(SESSION),
            author: EVERYWHERE,
            at,
            shared: true,
            note_sealed: self.mark().into_bytes(),
            change_sealed: Some(self.mark().into_bytes()),
        }
    }

    pub(crate) fn summary(self, summary: SummaryId, at: DateTime<Utc>) -> Summary {
        Summary {
            id: summary,
            episode: EPISODE,
            person: PERSON,
            author: EVERYWHERE,
            recipient: Recipient::GeneralPractitioner,
            state: SummaryState::HandedOver,
            state_at: at - TimeDelta::minutes(self.number()),
            seen: Some(Seen::Together),
            words_sealed: self.mark().into_bytes(),
            facts_sealed: Some(self.mark().into_bytes()),
            comment_sealed: None,
        }
    }

    pub(crate) fn case_item(self, item: CaseItemId, episode: EpisodeId) -> StoredItem {
        let asked = morning() - TimeDelta::hours(self.number());
        StoredItem {
            item: Item {
                id: item,
                episode,
                person: PERSON,
                state: ItemState::Standing,
                told: self == B,
                asked: (asked, EVERYWHERE),
                changed: None,
                ended: None,
            },
            question_sealed: self.mark().into_bytes(),
        }
    }

    pub(crate) fn case_note(self, note: Uuid, at: DateTime<Utc>) -> StoredNote {
        let said_sealed = Some(self.mark().into_bytes());
        StoredNote { id: note, item: CASE_ITEM, at, by: EVERYWHERE, said_sealed, agreed_sealed: None }
    }

    fn written(self) -> kin::Written {
        kin::Written { at: morning() - TimeDelta::hours(self.number()), by: EVERYWHERE }
    }

    pub(crate) fn ledger_entry(self, entry: LedgerEntryId, indicator: &str) -> Entry {
        let every = if self == A { Every::Month } else { Every::Quarter };
        Entry { id: entry, unit: TEAM, indicator: indicator.to_owned(), every }
    }

    pub(crate) fn signing_key(self, key: Uuid) -> network::StoredKey {
        network::StoredKey { id: key, public_key: self.mark(), secret_sealed: self.mark().into_bytes() }
    }

    pub(crate) fn network(self, network: Uuid) -> network::Network {
        network::Network {
            id: network,
            unit: TEAM,
            founder_key: self.mark(),
            invitation: self.mark(),
            standing: Standing::Member,
            shows_name: self == A,
            member_number: self.number(),
            member_list: Some(self.mark()),
            since: morning() - TimeDelta::hours(self.number()),
        }
    }

    pub(crate) fn annual_text(self, text: Uuid, at: DateTime<Utc>) -> AnnualText {
        AnnualText {
            id: text,
            unit: TEAM,
            year: 2025,
            section: Section::Plan,
            body: self.mark(),
            at,
            author: EVERYWHERE,
        }
    }

    pub(crate) fn report_subscription(self, wish: Uuid, instrument: &str) -> Subscription {
        Subscription {
            id: wish,
            account: EVERYWHERE,
            subject: subject(instrument),
            since: morning() - TimeDelta::hours(self.number()),
            telling: Telling { attempts: 0, next_at: morning(), reason: self.mark() },
        }
    }

    pub(crate) fn edition(self, edition: Uuid, period: &str, made_at: DateTime<Utc>) -> StoredEdition {
        let period = period.to_owned();
        StoredEdition { id: edition, unit: TEAM, period, content: self.mark(), made_at, by: EVERYWHERE }
    }

    pub(crate) fn network_partner(self, partner: Uuid) -> network_exchange::Partner {
        network_exchange::Partner {
            id: partner,
            network: NETWORK,
            key: format!("{}{partner}", self.mark()),
            address: self.mark(),
            written: (morning() - TimeDelta::hours(self.number()), EVERYWHERE),
        }
    }

    pub(crate) fn network_arrival(self, arrival: Uuid) -> network_exchange::Arrival {
        network_exchange::Arrival {
            id: arrival,
            network: NETWORK,
            digest: format!("{}{arrival}", self.mark()),
            what: What::Statement,
            signer: self.mark(),
            period: Some("2025-Q4".to_owned()),
            state: Arrived::Waiting,
            document: Some(self.mark()),
            came: morning() - TimeDelta::hours(self.number()),
            decided: None,
        }
    }

    pub(crate) fn network_sending(self, sending: Uuid) -> network_exchange::Sending {
        let before = morning() - TimeDelta::hours(self.number());
        network_exchange::Sending {
            id: sending,
            network: NETWORK,
            partner: self.mark(),
            digest: format!("{}{sending}", self.mark()),
            what: What::Statement,
            period: Some("2025-Q4".to_owned()),
            document: self.mark(),
            state: Sent::Waiting,
            attempts: 0,
            next: before,
            reason: String::new(),
            made: before,
            since: before,
        }
    }

    pub(crate) fn network_document(self, document: Uuid) -> network::StoredDocument {
        network::StoredDocument {
            id: document,
            network: NETWORK,
            kind: Kind::Statement,
            own: false,
            signer: self.mark(),
            period: Some("2025-Q4".to_owned()),
            state: lytt::domain::network::State::Waiting,
            document: self.mark(),
            came: morning() - TimeDelta::hours(self.number()),
            decided: None,
        }
    }

    pub(crate) fn ledger_figure(self, figure: Uuid) -> ledger::NewFigure {
        let written_at = morning() - TimeDelta::hours(self.number());
        let value = Some(f64::from(u32::from(self.0)) + 0.5);
        let entered = Entered { period: "2026-01".parse().unwrap(), value, written_at, written_by: EVERYWHERE };
        ledger::NewFigure { id: figure, entry: LEDGER_ENTRY, entered }
    }

    pub(crate) fn ledger_decision(self) -> Decision {
        let what = NewDecision {
            status: Status::Replace,
            decided_on: day("2026-03-01"),
            decided_by: self.mark(),
            reason: self.mark(),
            sunset_on: Some(day("2027-03-01")),
        };
        Decision { what, written_at: morning() - TimeDelta::hours(self.number()), written_by: EVERYWHERE }
    }

    pub(crate) fn kin_wish(self, wish: Uuid) -> kin::StoredWish {
        let words_sealed = Some(self.mark().into_bytes());
        kin::StoredWish { id: wish, episode: EPISODE, extent: Extent::Agreed, words_sealed, written: self.written() }
    }

    pub(crate) fn kin_involved(self, done: Uuid) -> kin::StoredInvolvement {
        kin::StoredInvolvement {
            id: done,
            episode: EPISODE,
            on: day("2026-03-01"),
            how: lytt::domain::kin::How::Phone,
            who_sealed: self.mark().into_bytes(),
            words_sealed: None,
            written: self.written(),
        }
    }

    pub(crate) fn kin_children(self, known: Uuid) -> kin::StoredChildren {
        let arranged_sealed = Some(self.mark().into_bytes());
        let answer = Children::Some;
        kin::StoredChildren { id: known, episode: EPISODE, answer, arranged_sealed, written: self.written() }
    }

    pub(crate) fn quality_look(self, to: NaiveDate) -> quality::Look {
        quality::Look { unit: ROOT, to, looked_at: morning(), content: self.mark() }
    }

    pub(crate) fn quality_question(self, question: Uuid, to: NaiveDate) -> quality::Question {
        let n = u32::try_from(self.number()).unwrap();
        quality::Question {
            id: question,
            unit: ROOT,
            to,
            pattern: Pattern::Late,
            shown: Share { n: 10 + n, of: 40 },
            beside: Share { n: 10, of: 40 + n },
            raised_at: morning(),
            opens_at: None,
            released: None,
        }
    }

    pub(crate) fn quality_answer(self, answer: Uuid, at: DateTime<Utc>) -> quality::Answer {
        quality::Answer { id: answer, question: QUESTION, author: EVERYWHERE, at, body: self.mark() }
    }

    pub(crate) fn support(self, version: i64) -> OwnSupport {
        OwnSupport {
            unit: TEAM,
            version,
            content: self.mark(),
            reason: self.mark(),
            saved_at: morning(),
            saved_by: EVERYWHERE,
        }
    }

    pub(crate) fn version(self, version: i64, at: DateTime<Utc>) -> Version {
        Version {
            version,
            data_at: at,
            content: self.mark(),
            checksum: self.mark(),
            frozen_at: at,
            frozen_by: EVERYWHERE,
        }
    }

    pub(crate) fn state_change(self, seq: i64, at: DateTime<Utc>) -> StateChange {
        let (state, version) = (ReportState::Published, Some(self.number()));
        StateChange { report: REPORT, seq, state, at, by: EVERYWHERE, reason: self.mark(), version }
    }

    pub(crate) fn decision(self, decision: Uuid, at: DateTime<Utc>) -> meeting::Decision {
        meeting::Decision { id: decision, author: EVERYWHERE, role: Role::Leader, at, body: self.mark() }
    }

    pub(crate) fn improvement(self, improvement: ImprovementId, at: DateTime<Utc>) -> Improvement {
        let word = str::to_owned;
        Improvement {
            id: improvement,
            unit: TEAM,
            report: Some(REPORT),
            measured: Measured {
                instrument: word("phq-9"),
                scale: word("total"),
                norms: word("manual"),
                first: word("first"),
                last: word("last"),
            },
            figure: Figure::Coverage,
            direction: Direction::Up,
            aim: self.mark(),
            tried: self.mark(),
            start_on: day("2026-03-01"),
            review_on: day("2026-06-01"),
            at,
            author: EVERYWHERE,
        }
    }

    pub(crate) fn step(self, step: Uuid, kind: StepKind, at: DateTime<Utc>) -> Step {
        let verdict = (kind == StepKind::Stop).then_some(Verdict::Adopt);
        let (improvement, on) = (IMPROVEMENT, day("2026-03-02"));
        Step { id: step, improvement, kind, on, verdict, body: self.mark(), at, author: EVERYWHERE }
    }

    pub(crate) fn model(self, model: Uuid, at: DateTime<Utc>) -> ModelFit {
        ModelFit {
            id: model,
            unit: ROOT,
            instrument: "phq-9".to_owned(),
            version: 1,
            scale: "total".to_owned(),
            source: model_fit::Source::Reference,
            reference: self.mark(),
            fitted_at: at,
            episodes: 100 + self.number(),
            measurements: 300,
            parameters: self.mark(),
            quality: self.mark(),
        }
    }

    pub(crate) fn interpretation(self, text: InterpretationId, at: DateTime<Utc>) -> Interpretation {
        Interpretation {
            id: text,
            figure: "whole".to_owned(),
            author: EVERYWHERE,
            role: Role::Leader,
            at,
            stance: Stance::Dissents,
            body: self.mark(),
        }
    }
}

/// What the seeded report is about, but for the instrument.
pub(crate) fn subject(instrument: &str) -> Subject {
    Subject {
        unit: TEAM,
        instrument: instrument.to_owned(),
        scale: "total".to_owned(),
        norms: "manual".to_owned(),
        first: "first".to_owned(),
        last: "last".to_owned(),
        from: day("2025-03-01"),
        to: day("2026-02-28"),
    }
}

fn staff(account: AccountId, now: DateTime<Utc>) -> Account {
    Account {
        id: account,
        login: account.to_string(),
        name: "Somebody".to_owned(),
        language: "nb".to_owned(),
        password_hash: String::new(),
        totp_sealed: None,
        totp_step: -1,
        email: None,
        active: true,
        created_at: now,
    }
}
