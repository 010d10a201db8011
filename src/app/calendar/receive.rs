//! One batch of one source, in one transaction.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::super::{App, AppError, Result, Tenancy, plan};
use super::{Refused, Report, Source};
use crate::domain::access::Permission;
use crate::domain::care::calendar::{Batch, Entry, EntryState, Frame, Known, Revision, Verdict, What, Whole, settle};
use crate::domain::care::{
    AccountId, Episode, EpisodeId, PersonId, Session, SessionId, SessionKind, SessionMode, SessionState, UnitTree,
};
use crate::store::calendar::StoredEntry;
use crate::store::{self, Proof, TenantTx};

type Mac = Vec<u8>;

/// Why an entry is not taken.
enum NotTaken {
    /// It is of a patient who is not registered here, as the source's mapping says may be.
    OfOthers,
    /// What to mend.
    Refused(String),
}

/// An answer that no database stood in the way of.
type Answer<T> = std::result::Result<T, NotTaken>;

fn refused<T>(reason: &str) -> Answer<T> {
    Err(NotTaken::Refused(reason.to_owned()))
}

/// The keys of a batch, hashed as they are stored.
struct Keys<'a> {
    tenancy: &'a Tenancy,
    source: &'a str,
}

impl Keys<'_> {
    fn of(&self, external: &str) -> Mac {
        self.tenancy.key.external_mac(&format!("calendar entry\n{}\n{external}", self.source))
    }

    fn content(&self, entry: &Entry) -> Mac {
        self.tenancy.key.external_mac(&format!("calendar content\n{}\n{}", self.source, entry.content()))
    }
}

/// Everything a batch is held against, and what comes of it.
pub(super) struct Receiver<'a> {
    app: &'a App,
    source: &'a Source,
    frame: &'a Frame,
    tenancy: Arc<Tenancy>,
    tx: TenantTx,
    tree: UnitTree,
    /// What is known, by key; changed as entries count.
    known: BTreeMap<Mac, StoredEntry>,
    /// Keys whose row is to be written.
    changed: BTreeSet<Mac>,
    persons: BTreeMap<Mac, PersonId>,
    episodes: BTreeMap<PersonId, Vec<Episode>>,
    /// Clinicians of the tenant by login.
    clinicians: BTreeMap<String, AccountId>,
    /// Who treats whom, as far as it was asked.
    treating: BTreeMap<EpisodeId, Vec<AccountId>>,
    /// Episodes held in this transaction, whose plan is to be made anew.
    touched: BTreeSet<EpisodeId>,
    report: Report,
}

impl<'a> Receiver<'a> {
    pub(super) async fn run(
        app: &'a App,
        proof: &Proof,
        source: &'a Source,
        batch: Batch,
        frame: &'a Frame,
    ) -> Result<Report> {
        let tenancy = app.tenancy(proof.tenant()).await?;
        let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
        let tree = store::unit::tree(&mut tx).await?;
        if tree.lookup(source.unit).is_none() {
            return Err(AppError::Refused("the unit is not there; see `lytt tenant units`".to_owned()));
        }
        let mut receiver = Self {
            app,
            source,
            frame,
            tenancy,
            tx,
            tree,
            known: BTreeMap::new(),
            changed: BTreeSet::new(),
            persons: BTreeMap::new(),
            episodes: BTreeMap::new(),
            clinicians: BTreeMap::new(),
            treating: BTreeMap::new(),
            touched: BTreeSet::new(),
            report: Report { left_aside: batch.left_aside, unread: batch.unread.clone(), ..Report::default() },
        };
        receiver.look_up(&batch).await?;
        for entry in &batch.entries {
            receiver.take(entry).await?;
        }
        receiver.call_off_what_is_gone(&batch).await?;
        receiver.finish().await
    }

    /// Everything that the batch names, in a few questions.
    async fn look_up(&mut self, batch: &Batch) -> Result<()> {
        let tenancy = Arc::clone(&self.tenancy);
        let keys = Keys { tenancy: &tenancy, source: &self.source.name };
        let named = batch.entries.iter().flat_map(|entry| std::iter::once(&entry.external).chain(&entry.series));
        let macs: BTreeSet<Mac> = named.map(|key| keys.of(key)).collect();
        let macs: Vec<Mac> = macs.into_iter().collect();
        let rows = store::calendar::find_entries(&mut self.tx, &self.source.name, &macs).await?;
        self.known = rows.into_iter().map(|row| (row.mac.clone(), row)).collect();
        let numbers: BTreeSet<&str> = batch.entries.iter().filter_map(|entry| entry.person.as_deref()).collect();
        let macs: Vec<Mac> = numbers.into_iter().map(|number| tenancy.key.external_mac(number)).collect();
        self.persons = store::person::find_by_external(&mut self.tx, &macs).await?.into_iter().collect();
        let persons: BTreeSet<PersonId> = self.persons.values().copied().collect();
        let persons: Vec<PersonId> = persons.into_iter().collect();
        for episode in store::episode::list_by_persons(&mut self.tx, &persons).await? {
            if episode.ended_on.is_none() && self.tree.is_within(episode.unit, self.source.unit) {
                self.episodes.entry(episode.person).or_default().push(episode);
            }
        }
        let tenant = self.tx.tenant();
        for (account, grants) in store::account::list(&mut self.tx.local(), tenant).await? {
            if account.active && grants.allow(Permission::ReadOwnPatients) {
                self.clinicians.insert(account.login.to_lowercase(), account.id);
            }
        }
        Ok(())
    }

    async fn take(&mut self, entry: &Entry) -> Result<()> {
        let tenancy = Arc::clone(&self.tenancy);
        let keys = Keys { tenancy: &tenancy, source: &self.source.name };
        let (mac, content) = (keys.of(&entry.external), keys.content(entry));
        let series = entry.series.as_deref().map(|series| keys.of(series));
        let of_series = series.as_ref().and_then(|series| self.known.get(series)).map(|row| &row.known);
        let before = self.known.get(&mac).cloned();
        let verdict = settle(before.as_ref().map(|row| &row.known), of_series, entry, &content);
        if verdict == Verdict::Added && before.is_none() && self.is_past(&entry.what) {
            self.report.past += 1;
            return Ok(());
        }
        let standing = before.as_ref().and_then(|row| row.session);
        let done = match verdict {
            Verdict::Older => {
                *self.report.counts.entry(verdict).or_default() += 1;
                return Ok(());
            }
            Verdict::Unchanged => Ok(standing),
            Verdict::Remembered => Ok(if entry.what == What::Series { None } else { standing }),
            Verdict::Cancelled => {
                self.call_off(standing).await?;
                Ok(if entry.what == What::Series { None } else { standing })
            }
            Verdict::Added | Verdict::Moved | Verdict::Held | Verdict::NoShow => self.set_up(entry, standing).await?,
        };
        let session = match done {
            Ok(session) => session,
            Err(NotTaken::OfOthers) => {
                self.report.left_aside += 1;
                return Ok(());
            }
            Err(NotTaken::Refused(reason)) => {
                self.report.refused.push(Refused { key: entry.external.replace('\n', " "), reason });
                return Ok(());
            }
        };
        *self.report.counts.entry(verdict).or_default() += 1;
        let mut known = Known::of(entry, content);
        if let Some(before) = &before {
            // What comes without a version counts, and takes none away.
            known.revision = known.revision.max(before.known.revision);
        }
        let row = StoredEntry { mac: mac.clone(), series, known, session };
        if before.as_ref() != Some(&row) {
            self.changed.insert(mac.clone());
            self.known.insert(mac, row);
        }
        Ok(())
    }

    fn is_past(&self, what: &What) -> bool {
        what.slot().is_some_and(|slot| slot.starts_at < self.frame.from)
    }

    /// Makes an appointment what an entry says. Gives the appointment, or why it cannot be.
    async fn set_up(&mut self, entry: &Entry, standing: Option<SessionId>) -> Result<Answer<Option<SessionId>>> {
        let Some(slot) = entry.what.slot().copied() else { return Ok(Ok(standing)) };
        let (episode, person) = match self.episode(entry) {
            Ok(found) => found,
            Err(why) => return Ok(Err(why)),
        };
        let clinician = match self.clinician(entry, episode).await? {
            Ok(clinician) => clinician,
            Err(why) => return Ok(Err(why)),
        };
        let before = match standing {
            Some(id) => store::session::lookup(&mut self.tx, id).await?,
            None => None,
        };
        let state = state(entry.what.state());
        if let Some(before) = before {
            // What has taken place stays as it was noted; an entry with another time tells of another
            // appointment.
            let is_over = matches!(before.state, SessionState::Held | SessionState::NoShow);
            if before.person == person && !(is_over && before.starts_at != slot.starts_at) {
                self.hold(before.episode).await?;
                let stays = is_over && state == SessionState::Planned;
                let after = Session {
                    clinician,
                    starts_at: slot.starts_at,
                    minutes: slot.minutes,
                    state: if stays { before.state } else { state },
                    kind: slot.kind.unwrap_or(before.kind),
                    mode: slot.mode.unwrap_or(before.mode),
                    ..before.clone()
                };
                if after != before {
                    store::session::set(&mut self.tx, &after).await?;
                }
                return Ok(Ok(standing));
            }
            // The number was another patient's: the appointment was never theirs.
            if before.person != person {
                self.call_off(standing).await?;
            }
        }
        self.hold(episode).await?;
        let session = Session {
            id: SessionId(self.app.ambient.id()),
            episode,
            person,
            clinician,
            starts_at: slot.starts_at,
            minutes: slot.minutes,
            state,
            kind: slot.kind.unwrap_or(SessionKind::Treatment),
            mode: slot.mode.unwrap_or(SessionMode::InPerson),
            last: false,
            also: Vec::new(),
        };
        store::session::add_many(&mut self.tx, std::slice::from_ref(&session)).await?;
        Ok(Ok(Some(session.id)))
    }

    fn person(&self, entry: &Entry) -> Answer<PersonId> {
        let Some(number) = entry.person.as_deref() else { return refused("it names no patient") };
        match self.persons.get(&self.tenancy.key.external_mac(number)) {
            Some(person) => Ok(*person),
            None if self.source.mapping.others => Err(NotTaken::OfOthers),
            None => refused("no patient has this number; please register it, or mend it at the source"),
        }
    }

    /// The patient's open episode in the source's unit; of several the one referred last.
    fn episode(&self, entry: &Entry) -> Answer<(EpisodeId, PersonId)> {
        let person = self.person(entry)?;
        match self.episodes.get(&person).and_then(|episodes| episodes.last()) {
            Some(episode) => Ok((episode.id, person)),
            None => refused("the patient has no open episode in this unit; please register one"),
        }
    }

    /// Whoever the source names, else the one who treats the patient.
    async fn clinician(&mut self, entry: &Entry, episode: EpisodeId) -> Result<Answer<AccountId>> {
        if !self.treating.contains_key(&episode) {
            let treating = store::episode::list_clinicians(&mut self.tx, episode).await?;
            self.treating.insert(episode, treating);
        }
        let treating = self.treating.get(&episode).map(Vec::as_slice).unwrap_or_default();
        let Some(login) = self.source.mapping.login(entry.clinician.as_deref()) else {
            return Ok(match treating {
                [only] => Ok(*only),
                [] => refused("nobody treats the patient, and the source names no clinician"),
                _ => refused("several treat the patient; please let the source name the clinician"),
            });
        };
        let Some(account) = self.clinicians.get(&login.to_lowercase()).copied() else {
            return Ok(refused("its clinician has no login here; please add the name to [clinicians] in the mapping"));
        };
        self.report.strangers += usize::from(!treating.contains(&account));
        Ok(Ok(account))
    }

    /// Calls an appointment off, unless it has taken place.
    async fn call_off(&mut self, id: Option<SessionId>) -> Result<()> {
        let Some(id) = id else { return Ok(()) };
        let Some(session) = store::session::lookup(&mut self.tx, id).await? else { return Ok(()) };
        self.hold(session.episode).await?;
        if session.state == SessionState::Planned {
            let after = Session { state: SessionState::Cancelled, ..session };
            store::session::set(&mut self.tx, &after).await?;
        }
        Ok(())
    }

    async fn hold(&mut self, episode: EpisodeId) -> Result<()> {
        if self.touched.insert(episode) {
            store::episode::hold(&mut self.tx, episode).await?;
        }
        Ok(())
    }

    /// Calls off what the batch holds all of and no longer has.
    async fn call_off_what_is_gone(&mut self, batch: &Batch) -> Result<()> {
        if batch.whole.is_empty() {
            return Ok(());
        }
        let tenancy = Arc::clone(&self.tenancy);
        let keys = Keys { tenancy: &tenancy, source: &self.source.name };
        let named: BTreeSet<Mac> = batch.entries.iter().map(|entry| keys.of(&entry.external)).collect();
        let seen: BTreeSet<Mac> = batch.seen.iter().map(|key| keys.of(key)).collect();
        for whole in &batch.whole {
            match whole {
                Whole::Series { external, revision } => {
                    let mac = keys.of(external);
                    let newest = self.known.get(&mac).map(|row| row.known.revision);
                    if newest.is_some_and(|newest| newest <= *revision) {
                        let (from, to) = (self.frame.from, self.until(&mac));
                        self.call_off_others(Some(&mac), (from, to), Some(*revision), &named, &seen).await?;
                    }
                }
                Whole::Source if batch.entries.is_empty() => {
                    return Err(AppError::Refused(
                        "it holds no appointment at all, and the mapping says that it is complete; nothing was \
                         called off. Please see whether the source works"
                            .to_owned(),
                    ));
                }
                Whole::Source => {
                    let ahead = (self.tx.now(), self.frame.to);
                    self.call_off_others(None, ahead, None, &named, &seen).await?;
                }
            }
        }
        Ok(())
    }

    /// How far ahead a batch speaks of a series: of one that is called off, without end.
    fn until(&self, series: &Mac) -> DateTime<Utc> {
        match self.known.get(series) {
            Some(row) if row.known.state == EntryState::Agreed && row.session.is_none() => self.frame.to,
            _ => self.tx.now() + TimeDelta::days(36_500),
        }
    }

    async fn call_off_others(
        &mut self,
        series: Option<&Mac>,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
        revision: Option<Revision>,
        named: &BTreeSet<Mac>,
        seen: &BTreeSet<Mac>,
    ) -> Result<()> {
        let source = &self.source.name;
        let standing =
            store::calendar::list_standing(&mut self.tx, source, series.map(Vec::as_slice), from, to).await?;
        for row in standing {
            let is_seen = seen.contains(&row.mac) || row.series.as_ref().is_some_and(|series| seen.contains(series));
            if named.contains(&row.mac) || is_seen {
                continue;
            }
            self.call_off(row.session).await?;
            self.report.gone += 1;
            let known = Known::gone(revision.map_or(row.known.revision, |revision| revision.max(row.known.revision)));
            self.changed.insert(row.mac.clone());
            self.known.insert(row.mac.clone(), StoredEntry { known, ..row });
        }
        Ok(())
    }

    /// Makes the plans anew, writes down what is known, and keeps it all.
    async fn finish(mut self) -> Result<Report> {
        let changed = std::mem::take(&mut self.changed);
        let rows: Vec<StoredEntry> = changed.iter().filter_map(|mac| self.known.get(mac).cloned()).collect();
        if rows.is_empty() {
            return Ok(self.report);
        }
        for episode in std::mem::take(&mut self.touched) {
            plan::settle_episode(self.app, &self.tenancy, &mut self.tx, episode).await?;
        }
        store::calendar::set_entries(&mut self.tx, &self.source.name, &rows).await?;
        self.tx.commit().await?;
        Ok(self.report)
    }
}

const fn state(state: EntryState) -> SessionState {
    match state {
        EntryState::Agreed => SessionState::Planned,
        EntryState::Held => SessionState::Held,
        EntryState::NoShow => SessionState::NoShow,
        EntryState::Cancelled => SessionState::Cancelled,
    }
}
