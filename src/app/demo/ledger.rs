//! An invented service that does more and more while it helps less and less, and one that does as much more and helps
//! as before: what is counted cannot tell them apart. Every figure is made up; see `docs/ledger.md`.

use chrono::{Days, Months, NaiveDate, NaiveTime, TimeDelta};

use super::account;
use super::simulation::Service;
use super::simulation::chance::Chance;
use crate::app::administer::{self, NewTenant};
use crate::app::collect::scores_of;
use crate::app::{App, Result, Tenancy, enrol};
use crate::domain::access::{Grant, Role};
use crate::domain::care::{
    AccountId, Course as CourseKind, Device, EndKind, Episode, EpisodeId, Identity, LedgerEntryId, Mode, Problem,
    Provenance, Respondent, ResponseId, SessionState, Sex, Timing, UnitId,
};
use crate::domain::instrument::{Answer, Answers};
use crate::domain::ledger::{Decision, Entered, Entry, Every, NewDecision, Period, Status};
use crate::domain::local_time;
use crate::domain::scoring;
use crate::store::audit::Act;
use crate::store::ledger::NewFigure;
use crate::store::response::{Response, Score};
use crate::store::{self, Proof, TenantTx};

/// The leader of the invented service that counts.
pub const LEADER: &str = "tellef";

/// How many whole months are made up.
const MONTHS: u32 = 30;

/// What becomes of the people helped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Benefit {
    /// Fewer get better every month, and more get worse.
    Falls,
    /// As many as before.
    Holds,
}

/// One invented course.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Course {
    /// The first session.
    pub started_on: NaiveDate,
    /// The last.
    pub ended_on: NaiveDate,
    /// How many sessions there were.
    pub sessions: u32,
    /// PHQ-9 at the first session.
    pub first: u8,
    /// PHQ-9 at the last session; `None` when nothing was answered.
    pub last: Option<u8>,
}

impl Course {
    /// How many of its sessions, evenly spread, were held in a period.
    fn held_in(&self, period: Period) -> usize {
        let length = (self.ended_on - self.started_on).num_days();
        let gaps = i64::from(self.sessions.max(2) - 1);
        let on = |number: u32| self.started_on + TimeDelta::days(length * i64::from(number) / gaps);
        (0..self.sessions).filter(|number| Period::of(period.every(), on(*number)) == period).count()
    }
}

/// The courses of a service, in the order in which they end; those of the last months go on after `today`. The same
/// seed gives the same courses with the same sessions whatever became of the people: only the last answers differ.
#[must_use]
pub fn simulate(seed: u64, today: NaiveDate, benefit: Benefit) -> Vec<Course> {
    let (mut calendar, mut answers) = (Chance::new(seed), Chance::new(seed ^ 0x001e_d6e4));
    let this = Period::of(Every::Month, today).first();
    let mut courses = Vec::new();
    // Those who end in the months to come have sessions now.
    for place in 0..MONTHS + 4 {
        let first = this.checked_sub_months(Months::new(MONTHS));
        let Some(month) = first.and_then(|first| first.checked_add_months(Months::new(place))) else { continue };
        // From twenty to about thirty-five endings a month, in the end with a session fewer for each.
        let endings = 20 + place / 2 + calendar.between(0, 2);
        for _ in 0..endings {
            let ended_on = month + Days::new(u64::from(calendar.between(0, 27)));
            let sessions = calendar.between(7, 10).saturating_sub(u32::from(place > MONTHS / 2));
            let started_on = ended_on - Days::new(u64::from(7 * (sessions - 1) + calendar.between(0, 10)));
            let answered = calendar.flip(0.86);
            let (first, last) = scores(&mut answers, place, benefit);
            courses.push(Course { started_on, ended_on, sessions, first, last: answered.then_some(last) });
        }
    }
    courses.sort_by_key(|course| course.ended_on);
    courses
}

/// First and last PHQ-9 of one course. The shares are made up: over half a year in the middle from 64 % to 18 %
/// better and from 4 % to 16 % worse.
fn scores(chance: &mut Chance, place: u32, benefit: Benefit) -> (u8, u8) {
    let gone = match benefit {
        Benefit::Falls => (f64::from(place.saturating_sub(11)) / 6.0).min(1.0),
        Benefit::Holds => 0.0,
    };
    let first = chance.between(11, 21);
    let drawn = chance.uniform();
    // Always drawn, so that both services go on with the same chance.
    let (much, little) = (chance.between(7, 11), chance.between(0, 7));
    let last = if drawn < 0.64 - 0.46 * gone {
        first.saturating_sub(much)
    } else if drawn > 0.96 - 0.12 * gone {
        (first + much).min(27)
    } else {
        (first + 3).saturating_sub(little)
    };
    (u8::try_from(first).unwrap_or(27), u8::try_from(last).unwrap_or(27))
}

/// How many sessions were held in each month, by the first day of the month.
#[must_use]
pub fn sessions_by_month(courses: &[Course], today: NaiveDate) -> Vec<(Period, u32)> {
    let this = Period::of(Every::Month, today);
    let months = (1..=MONTHS).rev().filter_map(|back| this.first().checked_sub_months(Months::new(back)));
    months
        .map(|first| {
            let month = Period::of(Every::Month, first);
            let held: usize = courses.iter().map(|course| course.held_in(month)).sum();
            (month, u32::try_from(held).unwrap_or(u32::MAX))
        })
        .collect()
}

/// Makes the organisation that counts, with its leader.
pub(super) async fn create(app: &App, seed: u64, today: NaiveDate) -> Result<()> {
    let new = NewTenant {
        slug: "tellefjell".to_owned(),
        name: "Tellefjell helseforetak (oppdiktet)".to_owned(),
        zone: "Europe/Oslo".to_owned(),
        demo: true,
    };
    let (tenant, _) = administer::add_tenant(app, new).await?;
    let name = "Tellefjell poliklinikk (oppdiktet)";
    let unit = administer::add_unit(app, tenant.id, name, None, administer::USUAL_PROTOCOL).await?;
    // In a small service the same person leads and looks after the accounts.
    let grants = [Role::Leader, Role::Administrator].map(|role| Grant { role, unit }).to_vec();
    let leader = administer::add_account(app, tenant.id, account(LEADER, "Tellef Ledereksempel", grants)).await?;
    let tenancy = app.tenancy(tenant.id).await?;
    let courses = simulate(seed, today, Benefit::Falls);
    let mut tx = app.db.tenant(&Proof::operator(tenant.id), app.ambient.now(), "").await?;
    tx.note(Act::Create, format_args!("tenant:{}", tenant.id), &format!("simulated service that counts, seed {seed}"));
    write(app, &tenancy, &mut tx, (unit, today), &courses).await?;
    keep(app, &mut tx, (unit, leader), &courses, today).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes the people whose courses have ended, and their answers.
///
/// # Errors
/// When the database refuses.
pub async fn write(
    app: &App,
    tenancy: &Tenancy,
    tx: &mut TenantTx,
    (unit, today): (UnitId, NaiveDate),
    courses: &[Course],
) -> Result<()> {
    let (mut persons, mut episodes, mut responses) = (Vec::new(), Vec::new(), Vec::new());
    for (number, course) in courses.iter().filter(|course| course.ended_on < today).enumerate() {
        let identity = Identity {
            given: "Oppdiktet".to_owned(),
            family: format!("Eksempel {}", number + 1),
            birth_date: NaiveDate::from_ymd_opt(1985, 1, 1),
            phone: None,
            external: None,
            email: None,
            protected: false,
        };
        let person = enrol::seal(app, tenancy, &identity, Sex::Unknown, "nb");
        let episode = Episode {
            id: EpisodeId(app.ambient.id()),
            person: person.person.id,
            unit,
            referred_on: course.started_on - Days::new(20),
            started_on: Some(course.started_on),
            ended_on: Some(course.ended_on),
            end_kind: Some(EndKind::Planned),
            problem: Problem::Depression,
            course: CourseKind::Individual,
        };
        responses.push(response(app, tenancy, &episode, course.started_on, course.first)?);
        if let Some(last) = course.last {
            responses.push(response(app, tenancy, &episode, course.ended_on, last)?);
        }
        persons.push(person);
        episodes.push(episode);
    }
    store::person::add_many(tx, &persons).await?;
    store::episode::add_many(tx, &episodes).await?;
    app.add_responses(tx, &responses).await
}

fn response(
    app: &App,
    tenancy: &Tenancy,
    episode: &Episode,
    on: NaiveDate,
    total: u8,
) -> Result<(Response, Vec<Score>)> {
    let definition = app.definition("phq-9")?;
    let mut answers = Answers::new();
    for (number, item) in (0_u8..).zip(&definition.instrument.items) {
        // As even as whole points are; the ninth gets what is left over last.
        answers.add(&item.id, Answer::Value(f64::from(total / 9 + u8::from(number < total % 9))));
    }
    let outcome = scoring::score(&definition.instrument, &answers)
        .map_err(|invalid| crate::app::AppError::Broken(format!("the invented answers do not fit: {invalid}")))?;
    let id = ResponseId(app.ambient.id());
    let (numbers, _) = crate::app::collect::split(&answers);
    let response = Response {
        id,
        request: None,
        episode: episode.id,
        person: episode.person,
        session: None,
        instrument: definition.instrument.id.clone(),
        version: i64::from(definition.instrument.version),
        provenance: Provenance {
            respondent: Respondent::Patient,
            mode: Mode::Link,
            device: Device::Unknown,
            timing: Timing::Unscheduled,
            language: "nb".to_owned(),
        },
        wording_hash: String::new(),
        started_at: None,
        answered_at: local_time::instant(tenancy.zone, on.and_time(NaiveTime::MIN) + TimeDelta::hours(9)),
        dated: true,
        occasion: None,
        answers: numbers,
        text_sealed: None,
        import_key: None,
        revision: 1,
    };
    Ok((response, scores_of(id, &definition.instrument, &outcome, &answers)))
}

/// An entry of an indicator of the catalogue.
fn entry(app: &App, unit: UnitId, indicator: &str, every: Every) -> Entry {
    Entry { id: LedgerEntryId(app.ambient.id()), unit, indicator: indicator.to_owned(), every }
}

/// Takes two indicators up in the first unit of the demonstration, with what its sessions come to.
pub(super) async fn begin(
    app: &App,
    tx: &mut TenantTx,
    unit: UnitId,
    service: &Service,
    today: NaiveDate,
) -> Result<()> {
    let Some(leader) = store::account::find_by_login(&mut tx.local(), "cecilie").await? else { return Ok(()) };
    let consultations = entry(app, unit, "pol_konsultasjoner", Every::Month);
    let absent = entry(app, unit, "ikke_mott", Every::Tertial);
    let now = tx.now();
    let mut figures = Vec::new();
    for (entry, periods) in [(&consultations, 30), (&absent, 7)] {
        store::ledger::add_entry(tx, entry, leader.id).await?;
        let mut period = Period::of(entry.every, today);
        for _ in 0..periods {
            period = period.previous();
            let within = service
                .episodes
                .iter()
                .filter(|episode| episode.unit == 0)
                .flat_map(|episode| &episode.sessions)
                .filter(|session| Period::of(entry.every, session.starts_at.date()) == period);
            let (mut held, mut all, mut missed) = (0_u32, 0_u32, 0_u32);
            for session in within {
                all += 1;
                held += u32::from(session.state == SessionState::Held);
                missed += u32::from(session.state != SessionState::Held);
            }
            let value = match entry.every {
                Every::Month => f64::from(held),
                _ if all == 0 => continue,
                _ => f64::from(missed) / f64::from(all),
            };
            let entered = Entered { period, value: Some(value), written_at: now, written_by: leader.id };
            figures.push(NewFigure { id: app.ambient.id(), entry: entry.id, entered });
        }
    }
    store::ledger::add_figures(tx, &figures).await?;
    let what = NewDecision {
        status: Status::Supplement,
        decided_on: today.checked_sub_months(Months::new(5)).unwrap_or(today),
        decided_by: "Ledermøtet (oppdiktet)".to_owned(),
        reason: "Vi trenger tallet til budsjettet, og ser på det sammen med om det hjelper.".to_owned(),
        sunset_on: today.checked_add_months(Months::new(7)),
    };
    let decision = Decision { what, written_at: now - TimeDelta::days(150), written_by: leader.id };
    Ok(store::ledger::add_decision(tx, app.ambient.id(), consultations.id, &decision).await?)
}

/// Keeps the unit's ledger: the sessions by month, a deadline, and one indicator nobody has decided about.
async fn keep(
    app: &App,
    tx: &mut TenantTx,
    (unit, leader): (UnitId, AccountId),
    courses: &[Course],
    today: NaiveDate,
) -> Result<()> {
    let mut chance = Chance::new(7);
    let sessions = sessions_by_month(courses, today);
    let counted: Vec<(Period, f64)> = sessions.iter().map(|(month, held)| (*month, f64::from(*held))).collect();
    let broken: Vec<(Period, f64)> =
        sessions.iter().skip(6).map(|(month, _)| (*month, f64::from(chance.between(0, 6)) / 100.0)).collect();
    let consultations = entry(app, unit, "pol_konsultasjoner", Every::Month);
    let deadline = entry(app, unit, "fristbrudd_ventende_v", Every::Month);
    let absent = entry(app, unit, "ikke_mott", Every::Tertial);
    for entry in [&consultations, &deadline, &absent] {
        store::ledger::add_entry(tx, entry, leader).await?;
    }
    let now = tx.now();
    let figure = |entry: &Entry, (period, value): &(Period, f64)| NewFigure {
        id: app.ambient.id(),
        entry: entry.id,
        entered: Entered { period: *period, value: Some(*value), written_at: now, written_by: leader },
    };
    let figures: Vec<NewFigure> = counted
        .iter()
        .map(|one| figure(&consultations, one))
        .chain(broken.iter().map(|one| figure(&deadline, one)))
        .collect();
    store::ledger::add_figures(tx, &figures).await?;
    let decided = |status, months_ago, sunset_in: Option<i64>, reason: &str| Decision {
        what: NewDecision {
            status,
            decided_on: today.checked_sub_months(Months::new(months_ago)).unwrap_or(today),
            decided_by: "Ledermøtet (oppdiktet)".to_owned(),
            reason: reason.to_owned(),
            sunset_on: sunset_in.map(|days| today + TimeDelta::days(days)),
        },
        written_at: now - TimeDelta::days(30 * i64::from(months_ago)),
        written_by: leader,
    };
    let kept = decided(Status::Keep, 14, Some(-20), "Vi måles på antall timer, og vil vise at vi får til mer.");
    store::ledger::add_decision(tx, app.ambient.id(), consultations.id, &kept).await?;
    let stays = decided(Status::Supplement, 10, None, "Fristen er pasientenes. Vi vil også vite hvem som ble verre.");
    Ok(store::ledger::add_decision(tx, app.ambient.id(), deadline.id, &stays).await?)
}
