//! What the invented team thinks about together, and the next of kin of a few. Every word is invented.

use chrono::{DateTime, TimeDelta, Utc};

use super::Placed;
use super::simulation::Service;
use crate::app::{App, Result, Tenancy};
use crate::auth::PersonKey;
use crate::domain::care::{AccountId, CaseItemId};
use crate::domain::case_review::{Item, ItemState};
use crate::domain::kin::{Children, Extent, How};
use crate::domain::local_time;
use crate::store::case_review::{StoredItem, StoredNote};
use crate::store::kin::{StoredChildren, StoredInvolvement, StoredWish, Written};
use crate::store::{self, TenantTx};

/// One patient's rows to be.
struct Desk<'a> {
    app: &'a App,
    key: PersonKey,
    placed: &'a Placed,
    now: DateTime<Utc>,
}

impl Desk<'_> {
    fn days_ago(&self, days: i64) -> DateTime<Utc> {
        self.now - TimeDelta::days(days)
    }

    fn written(&self, days: i64) -> Written {
        Written { at: self.days_ago(days), by: self.placed.clinician }
    }

    /// An item put on the list so many days ago; taken up later, when it was.
    fn item(&self, question: &str, told: bool, asked: i64, taken_up: Option<(DateTime<Utc>, AccountId)>) -> StoredItem {
        let id = CaseItemId(self.app.ambient.id());
        StoredItem {
            item: Item {
                id,
                episode: self.placed.episode,
                person: self.placed.person,
                state: if taken_up.is_some() { ItemState::TakenUp } else { ItemState::Standing },
                told,
                asked: (self.days_ago(asked), self.placed.clinician),
                changed: None,
                ended: taken_up,
            },
            question_sealed: self.key.seal(&self.app.ambient, "case_review", id, "question", question),
        }
    }

    async fn wish(&self, tx: &mut TenantTx, extent: Extent, words: &str, days: i64) -> Result<()> {
        let id = self.app.ambient.id();
        let words_sealed =
            (!words.is_empty()).then(|| self.key.seal(&self.app.ambient, "kin_wish", id, "words", words));
        let row = StoredWish { id, episode: self.placed.episode, extent, words_sealed, written: self.written(days) };
        Ok(store::kin::add_wish(tx, &row).await?)
    }

    async fn involved(
        &self,
        zone: chrono_tz::Tz,
        tx: &mut TenantTx,
        (how, who, words): (How, &str, &str),
        days: i64,
    ) -> Result<()> {
        let id = self.app.ambient.id();
        let seal = |column, text| self.key.seal(&self.app.ambient, "kin_involved", id, column, text);
        let row = StoredInvolvement {
            id,
            episode: self.placed.episode,
            on: local_time::day_of(zone, self.days_ago(days)),
            how,
            who_sealed: seal("who", who),
            words_sealed: Some(seal("words", words)),
            written: self.written(days),
        };
        Ok(store::kin::add_involvement(tx, &row).await?)
    }

    async fn children(&self, tx: &mut TenantTx, answer: Children, arranged: &str, days: i64) -> Result<()> {
        let id = self.app.ambient.id();
        let seal = || self.key.seal(&self.app.ambient, "kin_children", id, "arranged", arranged);
        let arranged_sealed = (!arranged.is_empty()).then(seal);
        let row =
            StoredChildren { id, episode: self.placed.episode, answer, arranged_sealed, written: self.written(days) };
        Ok(store::kin::add_children(tx, &row).await?)
    }
}

/// Opens the desk of one of the episodes; `None` when the service has no such episode.
async fn desk<'a>(
    app: &'a App,
    tenancy: &Tenancy,
    tx: &mut TenantTx,
    placed: Option<&'a Placed>,
) -> Result<Option<Desk<'a>>> {
    let Some(placed) = placed else { return Ok(None) };
    let keys = store::person::keys(tx, &[placed.person]).await?;
    let Some((person, sealed)) = keys.into_iter().next() else { return Ok(None) };
    Ok(Some(Desk { app, key: tenancy.key.open_person(person, &sealed)?, placed, now: app.ambient.now() }))
}

/// Writes two items on the list and one taken up in the first clinician's unit, and the next of kin of two of the
/// first clinician's patients.
pub(super) async fn write(
    app: &App,
    tenancy: &Tenancy,
    tx: &mut TenantTx,
    service: &Service,
    placed: &[Placed],
) -> Result<()> {
    let unit = service.clinicians.first().map(|first| first.unit);
    let of_colleague = service.episodes.iter().position(|episode| {
        Some(episode.unit) == unit
            && episode.clinician != 0
            && episode.started_on.is_some()
            && episode.ended_on.is_none()
    });
    let colleague = of_colleague.and_then(|at| placed.get(at));
    if let Some(desk) = desk(app, tenancy, tx, colleague).await? {
        let question = "Vi snakker lett om alt annet enn det som skjer hjemme. Hvordan spør jeg uten å presse?";
        store::case_review::add(tx, &desk.item(question, false, 2, None)).await?;
    }
    if let Some(desk) = desk(app, tenancy, tx, placed.get(service.cast.not_improving)).await? {
        let question = "Sju timer, og det går ikke bedre. Uroen er like sterk på jobben. Hva er det jeg ikke ser?";
        store::case_review::add(tx, &desk.item(question, true, 6, None)).await?;
        desk.wish(tx, Extent::General, "", 30).await?;
        let meeting =
            (How::FamilyMeeting, "mannen og søsteren", "Hva som hjelper om morgenen, og hva som ikke gjør det.");
        desk.involved(tenancy.zone, tx, meeting, 11).await?;
        let arranged = "Helsesykepleieren på skolen vet om det. Vi spør igjen om fire uker.";
        desk.children(tx, Children::Some, arranged, 30).await?;
    }
    if let Some(desk) = desk(app, tenancy, tx, placed.get(service.cast.item_nine)).await? {
        let by = colleague.map_or(desk.placed.clinician, |colleague| colleague.clinician);
        let at = desk.days_ago(9);
        let item = desk.item("Hvordan lager vi en plan for kveldene som blir brukt?", true, 16, Some((at, by)));
        store::case_review::add(tx, &item).await?;
        let id = app.ambient.id();
        let seal = |column, text| Some(desk.key.seal(&app.ambient, "case_note", id, column, text));
        let note = StoredNote {
            id,
            item: item.item.id,
            at,
            by,
            said_sealed: seal("said", "Flere har best erfaring med en plan skrevet for hånd, med pasientens egne ord."),
            agreed_sealed: seal(
                "agreed",
                "De skriver den sammen neste gang, og spør hvem hjemme som skal vite om den.",
            ),
        };
        store::case_review::add_note(tx, &note).await?;
    }
    if let Some(desk) = desk(app, tenancy, tx, placed.get(service.cast.improved)).await? {
        desk.wish(tx, Extent::Nothing, "", 60).await?;
        desk.wish(
            tx,
            Extent::Agreed,
            "Samboeren kan få vite at vi arbeider med søvn og med å komme tilbake i jobb.",
            25,
        )
        .await?;
        let call = (How::Phone, "samboeren", "Hva hun kan gjøre når kveldene blir lange.");
        desk.involved(tenancy.zone, tx, call, 18).await?;
        desk.children(tx, Children::None, "", 60).await?;
    }
    Ok(())
}
