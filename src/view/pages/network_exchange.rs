//! From server to server in a network: the inbox, the addresses of others, and what became of what went out. Part of the
//! page of one network.

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use serde::Serialize;

use super::edition::{ReleasedView, sample_released};
use crate::domain::network::exchange::{Arrived, Hindrance, Sent, TOLD, What};

/// An organisation that asks to take part.
#[derive(Debug, Clone, Serialize)]
pub struct AskedView {
    /// Who decided it, by name.
    pub by: String,
    /// When.
    pub on: NaiveDate,
    /// It may be shown by name.
    pub shows_name: bool,
}

/// A list of members, against the one that is here.
#[derive(Debug, Clone, Serialize)]
pub struct ListView {
    /// How many are on it.
    pub n: usize,
    /// The organisation itself is.
    pub own: bool,
    /// Who comes, by name or the first digits of the key.
    pub comes: Vec<String>,
    /// Who goes.
    pub goes: Vec<String>,
}

/// Something that waits for a person.
#[derive(Debug, Clone, Serialize)]
pub struct InboxRow {
    /// Its id.
    pub arrival: String,
    /// `joining`, `members` or `statement` (text `network-what-<kind>`).
    pub kind: String,
    /// From whom; empty where only the key is known.
    pub from: String,
    /// The first digits of the key.
    pub key: String,
    /// The key's fingerprint.
    pub fingerprint: String,
    /// When it came.
    pub came: DateTime<Utc>,
    /// Results.
    pub released: Option<ReleasedView>,
    /// An organisation that asks.
    pub asked: Option<AskedView>,
    /// A list of members.
    pub list: Option<ListView>,
}

/// Something that came, and is settled.
#[derive(Debug, Clone, Serialize)]
pub struct EarlierRow {
    /// As above, or `withdrawal`.
    pub kind: String,
    /// It is about no period: taking back is leaving.
    pub whole: bool,
    /// From whom; empty where only the key is known.
    pub from: String,
    /// The first digits of the key.
    pub key: String,
    /// The period in words; empty without one.
    pub period: String,
    /// `taken`, `refused`, `at-once` or `overtaken` (text `network-arrived-<state>`).
    pub state: String,
    /// When it came.
    pub came: DateTime<Utc>,
    /// When it was decided, and by whom.
    pub decided: Option<(DateTime<Utc>, String)>,
}

/// Where another organisation takes in documents.
#[derive(Debug, Clone, Serialize)]
pub struct AddressRow {
    /// Its key.
    pub partner: String,
    /// Its name; empty where only the key is known.
    pub name: String,
    /// The first digits of the key.
    pub key: String,
    /// The address; empty without one.
    pub address: String,
    /// This is the one to mend.
    pub mend: bool,
}

/// Something that goes out.
#[derive(Debug, Clone, Serialize)]
pub struct SentRow {
    /// Its id.
    pub sending: String,
    /// What it is (text `network-what-<kind>`).
    pub kind: String,
    /// It is about no period: taking back is leaving.
    pub whole: bool,
    /// To whom; empty where only the key is known.
    pub to: String,
    /// The first digits of the key.
    pub key: String,
    /// The period in words; empty without one.
    pub period: String,
    /// `waiting`, `received`, `refused`, `given-up` or `called-off` (text `network-sent-<state>`).
    pub state: String,
    /// How often it was tried.
    pub attempts: i64,
    /// Since when it stands so.
    pub since: DateTime<Utc>,
    /// When it is tried next.
    pub next: DateTime<Utc>,
    /// The text that says why; empty when all is well.
    pub reason: String,
    /// It can be tried again.
    pub again: bool,
}

/// Everything of one network.
///
/// Forms below the network's address: `arrivals` (csrf, arrival, answer), `addresses` (csrf, partner, address),
/// `sendings` (csrf, sending).
#[derive(Debug, Clone, Default, Serialize)]
pub struct ExchangeView {
    /// The organisation's own address, for the others.
    pub own_address: String,
    /// The operator has opened for sending.
    pub opened: bool,
    /// The others.
    pub partners: Vec<AddressRow>,
    /// What waits, in the order it came.
    pub inbox: Vec<InboxRow>,
    /// What is settled, the latest first.
    pub earlier: Vec<EarlierRow>,
    /// What goes out, the latest first.
    pub sent: Vec<SentRow>,
    /// Why something could not be taken in (text `network-refused-<why>`).
    pub refused: Option<String>,
}

fn at() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 2, 4, 9, 30, 0).single().unwrap_or_default()
}

/// Everything that can be seen.
pub(super) fn sample() -> ExchangeView {
    let row = |kind: &str, from: &str| InboxRow {
        arrival: "8".into(),
        kind: kind.into(),
        from: from.into(),
        key: "3fa91c07".into(),
        fingerprint: "12345 67890 12345 67890 12345 67890".into(),
        came: at(),
        released: None,
        asked: None,
        list: None,
    };
    let list = |own, comes: &[&str], goes: &[&str]| {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Some(ListView { n: 4, own, comes: words(comes), goes: words(goes) })
    };
    let asked = |shows_name| Some(AskedView { by: "Kari Kommunalsjef".into(), on: at().date_naive(), shows_name });
    let earlier = What::ALL.iter().flat_map(|what| {
        Arrived::ALL.iter().filter(|state| **state != Arrived::Waiting).map(|state| EarlierRow {
            kind: what.code().into(),
            whole: *what != What::Statement && *state != Arrived::AtOnce,
            from: if *state == Arrived::Taken { "Fjordby".into() } else { String::new() },
            key: "3fa91c07".into(),
            period: "3. kvartal 2025".into(),
            state: state.code().into(),
            came: at(),
            decided: (*state != Arrived::AtOnce).then(|| (at(), "Admin Eksempel".into())),
        })
    });
    let sending = |what: What, state: Sent, reason: String| SentRow {
        sending: "9".into(),
        kind: what.code().into(),
        whole: what != What::Statement,
        to: if state == Sent::Received { "Fjordby".into() } else { String::new() },
        key: "3fa91c07".into(),
        period: if what == What::Statement { "3. kvartal 2025".into() } else { String::new() },
        state: state.code().into(),
        attempts: 3,
        since: at(),
        next: at(),
        again: !reason.is_empty(),
        reason,
    };
    let mut sent: Vec<SentRow> =
        What::ALL.iter().zip(Sent::ALL).map(|(what, state)| sending(*what, *state, String::new())).collect();
    sent.extend(TOLD.iter().map(|why| sending(What::Statement, Sent::Refused, format!("network-told-{why}"))));
    sent.extend(
        Hindrance::ALL
            .iter()
            .zip([Sent::Waiting, Sent::GivenUp].iter().cycle())
            .map(|(why, state)| sending(What::Statement, *state, format!("network-hindrance-{why}"))),
    );
    sent.push(sending(What::Statement, Sent::CalledOff, String::new()));
    let address = |name: &str, address: &str, mend| AddressRow {
        partner: "3fa91c07".into(),
        name: name.into(),
        key: "3fa91c07".into(),
        address: address.into(),
        mend,
    };
    ExchangeView {
        own_address: "https://lytt.nordby.example/network/nordby".into(),
        opened: true,
        partners: vec![
            address("Fjordby", "https://lytt.fjordby.example/network/fjordby", false),
            address("", "", true),
        ],
        inbox: vec![
            InboxRow { released: Some(sample_released()), ..row("statement", "Fjordby") },
            InboxRow { asked: asked(true), ..row("joining", "Elvestad") },
            InboxRow { asked: asked(false), ..row("joining", "Havnes") },
            InboxRow { list: list(true, &["Fjordby", "3fa91c07"], &["Havnes"]), ..row("members", "") },
            InboxRow { list: list(false, &["Fjordby"], &[]), ..row("members", "Nordby") },
        ],
        earlier: earlier.collect(),
        sent,
        refused: Some("twice".into()),
    }
}
