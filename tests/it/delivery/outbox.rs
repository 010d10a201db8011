//! Nobody is written to twice, at night, too late, or against their wish, whatever happens in between.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use chrono_tz::Europe::Oslo;
use lytt::app::deliver::{self, Claimed, LEASE, MOST_ATTEMPTS, Outcome};
use lytt::app::enrol::{self, SessionChange};
use lytt::app::{App, collect};
use lytt::domain::care::{Channel, EpisodeId, RequestId, SessionId, SessionState, State, TenantId};
use lytt::jobs;
use lytt::store::message::{MessageKind, MessageState};
use lytt::store::opt_out::Unreached;
use lytt::store::{self, Proof};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use uuid::Uuid;

use super::{add_patient, add_session, clinician, hours, identity, messages, requests, writing};
use crate::support::database::{Database, Frozen, app, app_with_chance, block_on, on_both};

/// What the far side does with one message, and whether the worker lives to write it down.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Taken,
    TakenThenCrash,
    CrashBefore,
    Later,
    Never,
}

/// What can happen.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// The scheduler's turn.
    Turn,
    /// The worker's turn; the fates are dealt in a circle.
    Work([Fate; 3]),
    /// Time goes by, in minutes.
    Wait(i64),
    /// A gateway reports on one of the messages it took: which, whether it arrived.
    Receipt(u8, bool),
    /// A patient opts out or in, by the link in a message or by replying.
    Stop(u8, bool),
    Reply(u8),
    /// A patient's session is called off, or stands again, or is moved by so many hours.
    Call(u8, bool),
    Move(u8, i64),
    /// A patient says no, by the latest link.
    Decline(u8),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let fate = prop_oneof![
        4 => Just(Fate::Taken),
        1 => Just(Fate::TakenThenCrash),
        1 => Just(Fate::CrashBefore),
        2 => Just(Fate::Later),
        1 => Just(Fate::Never),
    ];
    let step = prop_oneof![
        6 => Just(Step::Turn),
        8 => [fate.clone(), fate.clone(), fate].prop_map(Step::Work),
        8 => prop_oneof![1..30_i64, 30..600_i64, 600..3000_i64].prop_map(Step::Wait),
        2 => (any::<u8>(), any::<bool>()).prop_map(|(which, arrived)| Step::Receipt(which, arrived)),
        1 => (0..4_u8, any::<bool>()).prop_map(|(who, stop)| Step::Stop(who, stop)),
        1 => (0..4_u8).prop_map(Step::Reply),
        1 => (0..4_u8, any::<bool>()).prop_map(|(who, stands)| Step::Call(who, stands)),
        1 => (0..4_u8, -30..60_i64).prop_map(|(who, by)| Step::Move(who, by)),
        1 => (0..4_u8).prop_map(Step::Decline),
    ];
    proptest::collection::vec(step, 1..70)
}

/// Five patients: two with a phone, one with e-mail, one with both, and one whose address is protected.
struct World {
    frozen: Frozen,
    tenant: TenantId,
    patients: Vec<(EpisodeId, SessionId)>,
    clinician: Proof,
}

const PHONES: [Option<&str>; 5] = [Some("912 34 561"), Some("+4791234562"), None, Some("91234564"), Some("91234565")];
const EMAILS: [Option<&str>; 5] = [None, None, Some("c@example.no"), Some("d@example.no"), None];

async fn world() -> World {
    let database = Database::sqlite().await;
    let mut app = app(&database.db);
    let own = writing(&mut app, "here").await;
    let clinician = clinician(&app, &own).await;
    let mut patients = Vec::new();
    for (index, (phone, email)) in PHONES.into_iter().zip(EMAILS).enumerate() {
        let episode = add_patient(&app, &clinician, &own, identity(phone, email, index == 4), "nb").await;
        let index = i64::try_from(index).unwrap();
        // Around the night, and over the days until the clocks are put forward (29 March 2026).
        let session = add_session(&app, &clinician, episode, app.ambient.now() + hours(3 + 61 * index)).await;
        add_session(&app, &clinician, episode, app.ambient.now() + hours(240 + 7 * index)).await;
        patients.push((episode, session));
    }
    World { frozen: database.freeze().await, tenant: own.tenant, patients, clinician }
}

/// Where the latest message about a request leads, and where it was sent.
struct Leads {
    link: String,
    stop: String,
    address: String,
}

/// One run over a copy of the world, with everything that was sent.
struct Run<'a> {
    world: &'a World,
    app: App,
    sent: Vec<Uuid>,
    crashes: BTreeMap<Uuid, usize>,
    links: BTreeMap<RequestId, Leads>,
    out: BTreeSet<String>,
    slots: BTreeMap<(RequestId, &'static str, i64), Uuid>,
}

impl Run<'_> {
    fn address(who: usize) -> Vec<String> {
        let phone = PHONES[who].map(|phone| lytt::domain::message::phone(phone).unwrap());
        phone.into_iter().chain(EMAILS[who].map(str::to_owned)).collect()
    }

    async fn step(&mut self, step: Step) {
        let (app, tenant) = (self.app.clone(), self.world.tenant);
        match step {
            Step::Turn => {
                jobs::turn(&app).await.unwrap();
            }
            Step::Work(fates) => self.work(&fates).await,
            Step::Wait(minutes) => app.ambient.advance(TimeDelta::minutes(minutes)),
            Step::Receipt(which, arrived) => {
                if let Some(id) = self.sent.get(usize::from(which) % self.sent.len().max(1)) {
                    deliver::take_receipt(&app, tenant, "sveve", Some(*id), "", arrived, "").await.unwrap();
                }
            }
            Step::Stop(who, out) => {
                let who = usize::from(who);
                let episode = self.world.patients[who].0;
                let known = requests(&app, tenant, episode).await;
                let Some(leads) = known.iter().find_map(|request| self.links.get(&request.id)) else { return };
                deliver::set_stop(&app, &leads.stop, out).await.unwrap().unwrap();
                if out {
                    self.out.insert(leads.address.clone())
                } else {
                    self.out.remove(&leads.address)
                };
            }
            Step::Reply(who) => {
                if let Some(phone) = PHONES[usize::from(who)] {
                    assert!(deliver::take_reply(&app, tenant, phone, "STOPP").await.unwrap());
                    self.out.insert(lytt::domain::message::phone(phone).unwrap());
                }
            }
            Step::Call(who, stands) => {
                let state = if stands { SessionState::Planned } else { SessionState::Cancelled };
                self.change(who, SessionChange { state: Some(state), ..SessionChange::default() }).await;
            }
            Step::Move(who, by) => {
                let starts_at = Some(app.ambient.now() + hours(by));
                self.change(who, SessionChange { starts_at, ..SessionChange::default() }).await;
            }
            Step::Decline(who) => {
                let episode = self.world.patients[usize::from(who)].0;
                for request in requests(&app, tenant, episode).await {
                    if let Some(leads) = self.links.get(&request.id) {
                        collect::decline(&app, &leads.link).await.unwrap();
                        return;
                    }
                }
            }
        }
    }

    async fn change(&self, who: u8, change: SessionChange) {
        let (episode, session) = self.world.patients[usize::from(who)];
        enrol::change_session(&self.app, &self.world.clinician, episode, session, change).await.unwrap().unwrap();
    }

    async fn work(&mut self, fates: &[Fate]) {
        let proof = Proof::scheduler(self.world.tenant);
        let claimed = deliver::claim(&self.app, &proof, 16).await.unwrap();
        for (index, one) in claimed.iter().enumerate() {
            let fate = fates[index % fates.len()];
            let taken = Outcome::Sent { provider: "sveve", reference: format!("r-{}", one.id) };
            match fate {
                Fate::Taken => {
                    self.send(one).await;
                    deliver::record(&self.app, &proof, one, &taken).await.unwrap();
                }
                Fate::TakenThenCrash => {
                    self.send(one).await;
                    *self.crashes.entry(one.id).or_default() += 1;
                }
                Fate::CrashBefore => {}
                Fate::Later => {
                    deliver::record(&self.app, &proof, one, &Outcome::Later("busy".to_owned())).await.unwrap();
                }
                Fate::Never => {
                    deliver::record(&self.app, &proof, one, &Outcome::Never("no such number".to_owned()))
                        .await
                        .unwrap();
                }
            }
        }
    }

    /// What must hold of every message in the moment it leaves.
    async fn send(&mut self, one: &Claimed) {
        let (app, tenant) = (&self.app, self.world.tenant);
        let now = app.ambient.now();
        let wall = now.with_timezone(&Oslo);
        assert!((8..20).contains(&wall.hour()), "sent at {wall}");
        let mut tx = app.db.tenant_snapshot(&Proof::scheduler(tenant), now).await.unwrap();
        let message = store::message::lookup(&mut tx, one.id).await.unwrap().unwrap();
        let request = store::request::lookup(&mut tx, message.request.unwrap()).await.unwrap().unwrap();
        assert!(!request.state.is_final() && request.state != State::Due, "sent about one that is {}", request.state);
        assert!(request.opens_at <= now && now < request.closes_at, "sent outside the time to answer");
        assert_eq!(request.round, message.round, "sent about an earlier round");
        let who = (0..5).find(|who| Self::address(*who).contains(&one.address)).unwrap();
        assert!(who != 4, "sent to a protected address");
        assert!(!self.out.contains(&one.address), "sent to somebody who had opted out");
        assert_eq!(self.world.patients[who].0, request.episode, "sent to somebody else");
        // One message a request, round and kind; and that one once, and once more for each crash.
        let slot = (request.id, message.kind.code(), message.round);
        assert_eq!(*self.slots.entry(slot).or_insert(one.id), one.id, "two messages for {slot:?}");
        let before = self.sent.iter().filter(|sent| **sent == one.id).count();
        let crashes = self.crashes.get(&one.id).copied().unwrap_or(0);
        assert!(before <= crashes, "sent {} times with {crashes} crashes", before + 1);
        if message.kind == MessageKind::Reminder {
            let all = store::message::list_by_requests(&mut tx, &[request.id]).await.unwrap();
            let invited = all.iter().any(|other| {
                other.kind == MessageKind::Invitation && other.round == message.round && self.sent.contains(&other.id)
            });
            assert!(invited, "reminded of what nobody was invited to");
        }
        drop(tx);
        let secret = |url: &str| url.rsplit('/').next().unwrap().to_owned();
        assert!(collect::look(app, &secret(&one.url)).await.unwrap().is_some(), "a link that opens nothing was sent");
        let leads = Leads { link: secret(&one.url), stop: secret(&one.stop), address: one.address.clone() };
        self.links.insert(request.id, leads);
        self.sent.push(one.id);
    }
}

async fn play(world: &World, steps: &[Step], seed: u64) {
    let database = world.frozen.copy().await;
    let mut app = app_with_chance(&database.db, seed);
    app.outgoing = lytt::config::Outgoing { sms: true, email: true };
    let mut run = Run {
        world,
        app,
        sent: Vec::new(),
        crashes: BTreeMap::new(),
        links: BTreeMap::new(),
        out: BTreeSet::new(),
        slots: BTreeMap::new(),
    };
    for step in steps {
        run.step(*step).await;
    }
    // Whatever happened: in the end nothing waits, and no address is left behind.
    for _ in 0..40 {
        run.app.ambient.advance(hours(12));
        run.step(Step::Turn).await;
        run.work(&[Fate::Taken]).await;
    }
    assert_eq!(database.raw.count("message", "state = 'waiting'").await, 0, "something waits for ever");
    assert_eq!(database.raw.count("message", "sealed IS NOT NULL").await, 0, "an address was left behind");
    database.close().await;
}

/// How many histories are tried.
const CASES: u32 = 24;

#[test]
fn whatever_happens_nobody_is_written_to_twice_at_night_too_late_or_against_their_wish() {
    block_on(async {
        let world = world().await;
        let handle = tokio::runtime::Handle::current();
        let world = &world;
        tokio::task::block_in_place(|| {
            let mut runner = TestRunner::new(Config { cases: CASES, failure_persistence: None, ..Config::default() });
            runner
                .run(&(steps(), 2..1_000_000_u64), |(steps, seed)| {
                    handle.block_on(play(world, &steps, seed));
                    Ok(())
                })
                .unwrap();
        });
    });
}

/// Everything that is sent when nothing goes wrong.
async fn run_days(app: &App, tenant: TenantId, days: i64) -> Vec<(DateTime<Utc>, Claimed)> {
    let proof = Proof::scheduler(tenant);
    let mut sent = Vec::new();
    for _ in 0..days * 24 * 4 {
        jobs::turn(app).await.unwrap();
        for one in deliver::claim(app, &proof, 16).await.unwrap() {
            let taken = Outcome::Sent { provider: "sveve", reference: String::new() };
            deliver::record(app, &proof, &one, &taken).await.unwrap();
            sent.push((app.ambient.now(), one));
        }
        app.ambient.advance(TimeDelta::minutes(15));
    }
    sent
}

#[test]
fn an_invitation_a_reminder_and_no_more() {
    on_both(async |database| {
        let mut app = app(&database.db);
        let own = writing(&mut app, "here").await;
        let proof = clinician(&app, &own).await;
        // Wednesday 08:30 in Oslo; a session on Friday at 14:00, asked from Wednesday at 14:00, reminded three hours before.
        let episode = add_patient(&app, &proof, &own, identity(Some("91234567"), None, false), "uk").await;
        add_session(&app, &proof, episode, "2026-03-20T13:00:00Z".parse().unwrap()).await;
        // And one on Thursday at 07:15: asked from Tuesday, so told at once; reminded at 04:15, which is night.
        let early = add_patient(&app, &proof, &own, identity(None, Some("anna@example.no"), false), "nb").await;
        add_session(&app, &proof, early, "2026-03-19T06:15:00Z".parse().unwrap()).await;
        // Nobody can be told of this one.
        let none = add_patient(&app, &proof, &own, identity(Some("22334455"), None, false), "nb").await;
        add_session(&app, &proof, none, "2026-03-20T13:00:00Z".parse().unwrap()).await;
        let sent = run_days(&app, own.tenant, 4).await;
        let written = |to: &str| -> Vec<(String, MessageKind)> {
            let of = sent.iter().filter(|(_, one)| one.address == to);
            of.map(|(at, one)| (at.with_timezone(&Oslo).format("%a %H:%M").to_string(), one.kind)).collect()
        };
        let (invited, reminded) = (MessageKind::Invitation, MessageKind::Reminder);
        let expected = [("Wed 14:00", invited), ("Fri 11:00", reminded), ("Fri 14:00", invited)];
        assert_eq!(written("+4791234567"), expected.map(|(at, kind)| (at.to_owned(), kind)));
        // After the session the link opens at 07:15, and is told of at eight; the night had no reminder.
        let expected = [("Wed 08:30", invited), ("Thu 08:00", invited)];
        assert_eq!(written("anna@example.no"), expected.map(|(at, kind)| (at.to_owned(), kind)));
        assert_eq!(sent.len(), 5);
        assert!(sent.iter().filter(|(_, one)| one.address.starts_with('+')).all(|(_, one)| one.language == "uk"));
        let asked = requests(&app, own.tenant, none).await;
        let mut tx = app.db.tenant_snapshot(&proof, app.ambient.now()).await.unwrap();
        let told = deliver::list_told(&mut tx, &asked).await.unwrap();
        assert!(told.iter().all(|told| told.messages.is_empty() && told.unreached == Some(Unreached::BadAddress)));
        assert!(asked.iter().all(|request| matches!(request.state, State::Due | State::Expired)), "{asked:?}");
        // The record of whom nobody can reach is opened now and then, not every quarter of an hour.
        let opened = database.raw.count("audit", "subject LIKE 'person:%' AND fields = 'address to write to'").await;
        assert!(opened < 40, "{opened} openings");
    });
}

#[test]
fn the_reminders_link_leaves_the_first_one_working() {
    block_on(async {
        let database = Database::sqlite().await;
        let mut app = app(&database.db);
        let own = writing(&mut app, "here").await;
        let proof = clinician(&app, &own).await;
        let episode = add_patient(&app, &proof, &own, identity(Some("91234567"), None, false), "nb").await;
        add_session(&app, &proof, episode, "2026-03-20T13:00:00Z".parse().unwrap()).await;
        let first = run_days(&app, own.tenant, 2).await;
        app.ambient.advance(hours(4));
        jobs::turn(&app).await.unwrap();
        let reminder = deliver::claim(&app, &Proof::scheduler(own.tenant), 16).await.unwrap();
        assert_eq!((first.len(), reminder.len()), (1, 1));
        assert_eq!(reminder[0].kind, MessageKind::Reminder);
        assert_ne!(first[0].1.url, reminder[0].url);
        for one in [&first[0].1, &reminder[0]] {
            let secret = one.url.rsplit('/').next().unwrap();
            assert!(collect::look(&app, secret).await.unwrap().is_some(), "{}", one.kind);
        }
    });
}

#[test]
fn two_servers_take_no_message_twice() {
    on_both(async |database| {
        let mut app = app(&database.db);
        let own = writing(&mut app, "here").await;
        let proof = clinician(&app, &own).await;
        for number in 0..12 {
            let phone = format!("912345{number:02}");
            let episode = add_patient(&app, &proof, &own, identity(Some(&phone), None, false), "nb").await;
            add_session(&app, &proof, episode, app.ambient.now() + hours(5)).await;
        }
        let scheduler = Proof::scheduler(own.tenant);
        let mut other = app_with_chance(&database.db, 99);
        other.outgoing = app.outgoing;
        // Both plan at once: each request is told of once.
        let (one, two) = tokio::join!(deliver::invite_due(&app, &scheduler), deliver::invite_due(&other, &scheduler));
        assert_eq!(one.unwrap() + two.unwrap(), 12);
        let mut taken = Vec::new();
        for _ in 0..4 {
            let (one, two) = tokio::join!(deliver::claim(&app, &scheduler, 4), deliver::claim(&other, &scheduler, 4));
            taken.extend(one.unwrap().into_iter().chain(two.unwrap()).map(|claimed| claimed.id));
        }
        let different: BTreeSet<_> = taken.iter().collect();
        assert_eq!((taken.len(), different.len()), (12, 12));
        // A worker that died: after its lease, and not before, another takes over.
        app.ambient.advance(LEASE - TimeDelta::seconds(1));
        assert!(deliver::claim(&app, &scheduler, 16).await.unwrap().is_empty());
        app.ambient.advance(TimeDelta::seconds(2));
        let again = deliver::claim(&app, &scheduler, 16).await.unwrap();
        assert_eq!(again.len(), 12);
        assert!(again.iter().all(|claimed| claimed.attempt == 2));
    });
}

#[test]
fn what_cannot_be_sent_is_given_up_and_says_why() {
    on_both(async |database| {
        let mut app = app(&database.db);
        let own = writing(&mut app, "here").await;
        let proof = clinician(&app, &own).await;
        let episode = add_patient(&app, &proof, &own, identity(Some("91234567"), None, false), "nb").await;
        add_session(&app, &proof, episode, app.ambient.now() + hours(40)).await;
        jobs::turn(&app).await.unwrap();
        let scheduler = Proof::scheduler(own.tenant);
        let mut tries = 0;
        let mut gaps = Vec::new();
        let mut last = app.ambient.now();
        for _ in 0..2000 {
            for one in deliver::claim(&app, &scheduler, 16).await.unwrap() {
                tries += 1;
                gaps.push(app.ambient.now() - last);
                last = app.ambient.now();
                deliver::record(&app, &scheduler, &one, &Outcome::Later("the server is down".to_owned()))
                    .await
                    .unwrap();
            }
            app.ambient.advance(TimeDelta::seconds(10));
        }
        assert_eq!(tries, MOST_ATTEMPTS);
        // Each wait is at most twice the one before it and a half: it grows, and never beyond an hour.
        assert!(gaps.iter().skip(1).all(|gap| *gap >= TimeDelta::seconds(15) && *gap <= hours(1)), "{gaps:?}");
        assert!(gaps[7] > gaps[1], "{gaps:?}");
        let message = &messages(&app, own.tenant, episode).await[0];
        assert_eq!(message.state, MessageState::Failed);
        assert_eq!(message.reason, "given up after 8 tries: the server is down");
        assert_eq!(message.sealed, None);
    });
}

#[test]
fn what_is_not_switched_on_is_not_written() {
    block_on(async {
        let database = Database::sqlite().await;
        let mut app = app(&database.db);
        let own = writing(&mut app, "here").await;
        let proof = clinician(&app, &own).await;
        let episode =
            add_patient(&app, &proof, &own, identity(Some("91234567"), Some("a@example.no"), false), "nb").await;
        add_session(&app, &proof, episode, app.ambient.now() + hours(5)).await;
        let tenant = own.tenant;
        // Neither the organisation alone nor the server alone is enough.
        for (sms, outgoing) in [(false, true), (true, false)] {
            deliver::set_delivery(&app, tenant, deliver::Delivery { sms, email: false, ..super::on() }).await.unwrap();
            app.outgoing = lytt::config::Outgoing { sms: outgoing, email: true };
            jobs::turn(&app).await.unwrap();
            assert!(messages(&app, tenant, episode).await.is_empty());
        }
        // The first way that is on: e-mail, though the protocol names text messages first.
        deliver::set_delivery(&app, tenant, super::on()).await.unwrap();
        jobs::turn(&app).await.unwrap();
        let written = messages(&app, tenant, episode).await;
        assert_eq!(written.iter().map(|one| one.channel).collect::<Vec<_>>(), [Channel::Email]);
    });
}
