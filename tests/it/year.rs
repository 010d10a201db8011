//! A year of a service, from its calendar to its messages: appointments are made, moved and called off,
//! therapists are ill, news comes twice and in the wrong order, the clocks are changed. Every appointment
//! that is kept has been asked about once, by one invitation at a decent hour; none that was called off
//! is written about afterwards.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Timelike, Utc, Weekday};
use chrono_tz::Europe::Oslo;
use lytt::app::App;
use lytt::app::calendar::{self, Source};
use lytt::app::deliver::{self, Delivery, Outcome};
use lytt::app::enrol::{self, NewPatient};
use lytt::config::Outgoing;
use lytt::domain::access::Role;
use lytt::domain::care::calendar::{Batch, Entry, Frame, Revision, Slot, What};
use lytt::domain::care::{Course, Identity, Problem, Sex};
use lytt::domain::local_time;
use lytt::interop::calendar::Mapping;
use lytt::jobs;
use lytt::store::{self, Proof};

use crate::support::cast::Organisation;
use crate::support::database::{app, on_sqlite};

/// Hours on the wall at which the scheduler looks, in this year: often enough, and at night as well.
const TURNS: [u32; 5] = [0, 7, 8, 13, 20];

/// The same numbers every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}

/// One appointment as it really is.
#[derive(Clone, Debug)]
struct Appointment {
    patient: usize,
    clinician: usize,
    starts_at: DateTime<Utc>,
    revision: i64,
    what: Real,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Real {
    Agreed,
    Held,
    NoShow,
    Cancelled(DateTime<Utc>),
}

impl Appointment {
    fn entry(&self, key: usize) -> Entry {
        let slot = Slot { starts_at: self.starts_at, minutes: 45, kind: None, mode: None };
        Entry {
            external: format!("appointment-{key}"),
            series: None,
            revision: Revision { number: self.revision, at: None },
            person: Some(format!("P-{}", self.patient)),
            clinician: None,
            what: match self.what {
                Real::Agreed => What::Agreed(slot),
                Real::Held => What::Held(slot),
                Real::NoShow => What::NoShow(slot),
                Real::Cancelled(_) => What::Cancelled,
            },
        }
    }
}

struct Year {
    app: App,
    proof: Proof,
    source: Source,
    chance: Chance,
    appointments: Vec<Appointment>,
    /// News that has not come yet.
    late: Vec<Entry>,
}

fn wall(day: NaiveDate, hour: u32, minute: u32) -> DateTime<Utc> {
    local_time::instant(Oslo, day.and_time(NaiveTime::from_hms_opt(hour, minute, 0).unwrap()))
}

impl Year {
    /// A time of day on a working day, so many days ahead.
    fn time(&mut self, day: NaiveDate, ahead: u64) -> DateTime<Utc> {
        let mut on = day + Days::new(ahead);
        while matches!(on.weekday(), Weekday::Sat | Weekday::Sun) {
            on = on + Days::new(1);
        }
        wall(on, 9 + u32::try_from(self.chance.below(7)).unwrap(), 0)
    }

    /// What the calendar has to tell today, in no order, some of it twice, some of it later.
    async fn tell(&mut self, mut news: Vec<Entry>) {
        news.append(&mut self.late);
        let mut told = Vec::new();
        for entry in news {
            if self.chance.one_in(6) {
                self.late.push(entry.clone());
            }
            told.push(entry);
        }
        for index in (1..told.len()).rev() {
            let other = usize::try_from(self.chance.below(u64::try_from(index + 1).unwrap())).unwrap();
            told.swap(index, other);
        }
        let now = self.app.ambient.now();
        let frame = Frame { zone: Oslo, from: now - TimeDelta::days(60), to: now + TimeDelta::days(400) };
        let batch = Batch { entries: told, whole: vec![], unread: vec![], seen: vec![], left_aside: 0 };
        let report = calendar::receive(&self.app, &self.proof, &self.source, batch, &frame).await.unwrap();
        assert!(report.is_clean(), "{report:?}");
    }

    fn until(&self, at: DateTime<Utc>) {
        let now = self.app.ambient.now();
        assert!(at >= now, "{at} lies behind {now}");
        self.app.ambient.advance(at - now);
    }

    async fn turn(&self) {
        jobs::turn(&self.app).await.unwrap();
        loop {
            let claimed = deliver::claim(&self.app, &self.proof, 100).await.unwrap();
            if claimed.is_empty() {
                return;
            }
            for message in claimed {
                let outcome = Outcome::Sent { provider: "file", reference: String::new() };
                deliver::record(&self.app, &self.proof, &message, &outcome).await.unwrap();
            }
        }
    }

    /// What happens on one day to what was agreed before.
    fn news_of(&mut self, day: NaiveDate, clinicians: usize) -> Vec<Entry> {
        let now = self.app.ambient.now();
        let (from, to) = local_time::day_bounds(Oslo, day);
        let ill: Vec<bool> = (0..clinicians).map(|_| self.chance.one_in(60)).collect();
        let mut news = Vec::new();
        for key in 0..self.appointments.len() {
            let appointment = self.appointments[key].clone();
            if appointment.what != Real::Agreed {
                continue;
            }
            let today = appointment.starts_at >= from && appointment.starts_at < to;
            let ahead = appointment.starts_at >= to;
            let mut changed = appointment.clone();
            if today && ill[appointment.clinician] && self.chance.one_in(2) {
                changed.what = Real::Cancelled(now);
            } else if today && ill[appointment.clinician] {
                changed.starts_at = self.time(day, 7);
            } else if ahead && self.chance.one_in(90) {
                changed.what = Real::Cancelled(now);
            } else if ahead && self.chance.one_in(70) {
                let days = 1 + self.chance.below(12);
                changed.starts_at = self.time(day, days);
            } else {
                continue;
            }
            changed.revision += 1;
            self.appointments[key] = changed;
            news.push(self.appointments[key].entry(key));
        }
        news
    }

    /// What became of today's appointments, told in the evening.
    fn evening(&mut self, day: NaiveDate) -> Vec<Entry> {
        let (from, to) = local_time::day_bounds(Oslo, day);
        let mut news = Vec::new();
        for key in 0..self.appointments.len() {
            let appointment = &self.appointments[key];
            let today = appointment.starts_at >= from && appointment.starts_at < to;
            if appointment.what != Real::Agreed || !today {
                continue;
            }
            let what = if self.chance.one_in(20) { Real::NoShow } else { Real::Held };
            let appointment = &mut self.appointments[key];
            appointment.what = what;
            appointment.revision += 1;
            news.push(appointment.entry(key));
        }
        news
    }
}

#[test]
fn every_kept_session_is_asked_about_once() {
    live(600);
}

/// Takes some minutes: `cargo nextest run full_year --run-ignored only`.
#[test]
#[ignore = "takes minutes"]
fn every_kept_session_of_a_full_year_is_asked_about_once() {
    live(10_000);
}

fn live(wanted: usize) {
    on_sqlite(async |database| {
        let mut app = app(&database.db);
        app.outgoing = Outgoing { sms: true, email: true };
        let own = Organisation::found(&app, "year").await;
        let on = Delivery { sms: true, sms_sender: "Lytt".to_owned(), ..Delivery::default() };
        deliver::set_delivery(&app, own.tenant, on).await.unwrap();
        let clinician = own.proof(&app, Role::Clinician).await;
        let first = local_time::day_of(Oslo, app.ambient.now()) + Days::new(1);
        let (patients, clinicians) = (wanted.div_ceil(25), 6);
        for number in 0..patients {
            let identity = Identity {
                given: "Markjordbær".to_owned(),
                family: "Eksempel".to_owned(),
                birth_date: None,
                phone: Some(format!("+479{number:07}")),
                external: Some(format!("P-{number}")),
                email: None,
                protected: false,
            };
            let new = NewPatient {
                identity,
                sex: Sex::Unknown,
                language: "nb".to_owned(),
                unit: own.team,
                referred_on: first,
                problem: Problem::Anxiety,
                course: Course::Individual,
            };
            enrol::add_patient(&app, &clinician, new).await.unwrap().unwrap();
        }
        let source = Source { name: "ehr".to_owned(), unit: own.team, mapping: Mapping::default() };
        let proof = Proof::scheduler(own.tenant);
        let mut year = Year { app, proof, source, chance: Chance(1), appointments: Vec::new(), late: Vec::new() };
        let weekdays = 250;
        for number in 0..365 {
            let day = first + Days::new(number);
            year.until(wall(day, 0, 5));
            year.turn().await;
            year.until(wall(day, 6, 30));
            let mut news = year.news_of(day, clinicians);
            if !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && number < 345 {
                let today = wanted * usize::try_from(number + 1).unwrap() / 345;
                let most = today.min(wanted).saturating_sub(year.appointments.len()).min(2 + 2 * wanted / weekdays);
                for _ in 0..most {
                    let patient = usize::try_from(year.chance.below(u64::try_from(patients).unwrap())).unwrap();
                    let ahead = 1 + year.chance.below(14);
                    let starts_at = year.time(day, ahead);
                    let made = Appointment {
                        patient,
                        clinician: patient % clinicians,
                        starts_at,
                        revision: 1,
                        what: Real::Agreed,
                    };
                    news.push(made.entry(year.appointments.len()));
                    year.appointments.push(made);
                }
            }
            year.tell(news).await;
            for hour in &TURNS[1..] {
                year.until(wall(day, *hour, 0));
                year.turn().await;
            }
            year.until(wall(day, 21, 0));
            let news = year.evening(day);
            year.tell(news).await;
        }
        check(&year).await;
    });
}

/// Every message about each session, in the order they were made.
async fn messages(year: &Year) -> HashMap<(usize, DateTime<Utc>), Vec<DateTime<Utc>>> {
    let now = year.app.ambient.now();
    let mut tx = year.app.db.tenant(&year.proof, now, "").await.unwrap();
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    let tenancy = year.app.tenancy(year.proof.tenant()).await.unwrap();
    let patients = year.appointments.iter().map(|one| one.patient).max().unwrap_or(0) + 1;
    for patient in 0..patients {
        let mac = tenancy.key.external_mac(&format!("P-{patient}"));
        let person = store::person::find_by_external(&mut tx, &[mac]).await.unwrap()[0].1;
        let episode = store::episode::list_by_persons(&mut tx, &[person]).await.unwrap()[0].id;
        let sessions = store::session::list_of_episode(&mut tx, episode).await.unwrap();
        let requests = store::request::list_by_episode(&mut tx, episode).await.unwrap();
        let before: BTreeMap<_, _> = requests
            .iter()
            .filter(|request| request.slot.contains("/before-session/"))
            .filter_map(|request| Some((request.id, request.session?)))
            .collect();
        let ids: Vec<_> = before.keys().copied().collect();
        for session in &sessions {
            found.entry((patient, session.starts_at)).or_default();
        }
        for message in store::message::list_by_requests(&mut tx, &ids).await.unwrap() {
            if message.kind == store::message::MessageKind::Invitation {
                let session = sessions.iter().find(|session| session.id == before[&message.request.unwrap()]).unwrap();
                found.entry((patient, session.starts_at)).or_default().push(message.created_at);
            }
        }
    }
    found
}

async fn check(year: &Year) {
    let messages = messages(year).await;
    // Two appointments of one patient at the same time cannot be told apart here.
    let mut at: HashMap<_, usize> = HashMap::new();
    for appointment in &year.appointments {
        *at.entry((appointment.patient, appointment.starts_at)).or_default() += 1;
    }
    let (mut kept, mut off, mut told_then_off) = (0, 0, 0);
    for appointment in &year.appointments {
        let key = (appointment.patient, appointment.starts_at);
        if at[&key] > 1 {
            continue;
        }
        let told = messages.get(&key).map_or(&[][..], Vec::as_slice);
        for made in told {
            let hour = made.with_timezone(&Oslo).hour();
            assert!((8..20).contains(&hour), "written to at night: {made} {appointment:?}");
        }
        match appointment.what {
            Real::Cancelled(when) => {
                off += 1;
                told_then_off += usize::from(!told.is_empty());
                assert!(told.len() <= 1 && told.iter().all(|made| *made <= when), "{told:?} {appointment:?}");
            }
            Real::Agreed | Real::Held | Real::NoShow => {
                kept += 1;
                assert_eq!(told.len(), 1, "{appointment:?}");
                assert!(told[0] < appointment.starts_at, "{told:?} {appointment:?}");
            }
        }
    }
    let all = year.appointments.len();
    eprintln!(
        "{all} appointments: {kept} kept, each with one invitation; {off} called off, {told_then_off} of them after they had been written about, none written about afterwards"
    );
    assert!(kept > all / 2 && off > all / 50 && told_then_off > 0, "the year was too quiet to try anything");
}
