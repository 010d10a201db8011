//! Networks: the list, one network, what would leave, and organisations side by side.

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use serde::Serialize;

use super::edition::{ReleasedView, sample_released};
use super::network_exchange::{ExchangeView, sample as sample_exchange};
use super::{Choice, FieldError};
use crate::view::Page;
use crate::view::chart::funnel::{At, Funnel, Organisation};

/// A network in the list.
#[derive(Debug, Clone, Serialize)]
pub struct NetworkRow {
    /// Its page; empty for whoever does not look after it.
    pub url: String,
    /// The comparison; empty for whoever may not read it.
    pub compare: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub purpose: String,
    /// `invited`, `asked`, `member`, `left` or `ended` (text `network-standing-<standing>`).
    pub standing: String,
    /// How many documents wait for somebody.
    pub waiting: usize,
}

/// What is typed where a network is founded.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NetworkForm {
    /// The name.
    pub name: String,
    /// The purpose.
    pub purpose: String,
    /// Units to choose from.
    pub units: Vec<Choice>,
    /// What has been measured, to tick.
    pub metrics: Vec<Choice>,
    /// `quarter` and `year`.
    pub every: Vec<Choice>,
    /// Members who agree are shown by name.
    pub names: bool,
    /// Shown open: there is something to mend.
    pub open: bool,
}

/// `GET /networks`: the networks that somebody looks after or reads.
///
/// Forms: `POST /networks` (csrf, name, purpose, unit, metric …, every, names), `POST /networks/files` (csrf, chosen: a
/// file, or else file: its text).
#[derive(Debug, Clone, Serialize)]
pub struct NetworkList {
    /// The oldest first.
    pub networks: Vec<NetworkRow>,
    /// The form to found one; `None` for whoever looks after no unit.
    pub new: Option<NetworkForm>,
    /// The text of a file that was not taken in.
    pub file: String,
    /// Why not (text `network-refused-<why>`).
    pub refused: Option<String>,
    /// What was wrong with the form.
    pub errors: Vec<FieldError>,
}

/// An organisation that takes part, or asks to.
#[derive(Debug, Clone, Serialize)]
pub struct Party {
    /// The first digits of its key.
    pub key: String,
    /// The digits to read aloud.
    pub fingerprint: String,
    /// Its name, where it is known here.
    pub name: String,
    /// It is the organisation's own.
    pub own: bool,
    /// It founded the network.
    pub founder: bool,
    /// The document by which it asked; empty where there is nothing to decide.
    pub document: String,
    /// Who accepted for it, and when.
    pub accepted: Option<(String, NaiveDate)>,
}

/// A statement that was received.
#[derive(Debug, Clone, Serialize)]
pub struct ReceivedRow {
    /// Its id.
    pub document: String,
    /// From whom, in words or the first digits of the key.
    pub from: String,
    /// It waits for somebody.
    pub waiting: bool,
    /// When it came.
    pub came: DateTime<Utc>,
    /// What it says.
    pub released: ReleasedView,
}

/// A period of the organisation's own.
#[derive(Debug, Clone, Serialize)]
pub struct OwnPeriod {
    /// Its written form.
    pub value: String,
    /// In words.
    pub name: String,
    /// `open`, `shared` or `withdrawn` (text `network-own-<state>`).
    pub state: String,
    /// The file to send: the statement, or the withdrawal.
    pub file: String,
    /// When, and by whom.
    pub decided: Option<(DateTime<Utc>, String)>,
}

/// `GET /networks/{network}`: one network, for whoever looks after it.
///
/// Forms below its address: `accept` (csrf, unit, `accepted_by`, `shows_name`), `documents` (csrf, document, answer),
/// `withdraw` (csrf, period), `leave` (csrf, sure).
#[derive(Debug, Clone, Serialize)]
pub struct NetworkPage {
    /// Its address.
    pub base: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub purpose: String,
    /// Who founded it, and when.
    pub founder: (String, NaiveDate),
    /// The digits to read aloud before accepting.
    pub fingerprint: String,
    /// The organisation founded it.
    pub own: bool,
    /// The unit whose results it is about.
    pub unit: String,
    /// The metrics in words.
    pub metrics: Vec<String>,
    /// `quarter` or `year`.
    pub every: String,
    /// Members who agree are shown by name.
    pub names: bool,
    /// `invited`, `asked`, `member`, `left` or `ended`.
    pub standing: String,
    /// The file by which the organisation asked to take part.
    pub joining: String,
    /// The file by which it left.
    pub leaving: String,
    /// Who takes part.
    pub members: Vec<Party>,
    /// Who asks to.
    pub asking: Vec<Party>,
    /// From server to server.
    pub exchange: ExchangeView,
    /// Own periods, the latest first.
    pub periods: Vec<OwnPeriod>,
    /// What was received: what waits first, then in the order it came.
    pub received: Vec<ReceivedRow>,
    /// Units to accept for.
    pub units: Vec<Choice>,
    /// Who accepts, as typed.
    pub accepted_by: String,
    /// The comparison; empty for whoever may not read it.
    pub compare: String,
    /// What was wrong with the form.
    pub errors: Vec<FieldError>,
    /// Something was just done.
    pub done: Option<String>,
}

/// `GET /networks/{network}/share?period=`: exactly what would leave.
///
/// Form: `POST` to the same address (csrf, period, seen, approve).
#[derive(Debug, Clone, Serialize)]
pub struct NetworkShare {
    /// The network's page.
    pub base: String,
    /// Its name.
    pub name: String,
    /// The unit.
    pub unit: String,
    /// The period's written form.
    pub period: String,
    /// What would leave; `None` when it cannot.
    pub released: Option<ReleasedView>,
    /// The same has left for another network.
    pub frozen: bool,
    /// What the form gives back.
    pub seen: String,
    /// Why it cannot leave (text `network-share-<why>`).
    pub refused: Option<String>,
    /// What was wrong with the form.
    pub errors: Vec<FieldError>,
}

/// One metric, better and worse together.
#[derive(Debug, Clone, Serialize)]
pub struct ComparedPair {
    /// Better and worse.
    pub funnels: [Funnel; 2],
    /// Between which shares two of three organisations would lie without chance, for each; `None` without a funnel.
    pub spreads: [Option<(f64, f64)>; 2],
}

/// `GET /networks/{network}/compare?period=&metric=`: organisations side by side.
#[derive(Debug, Clone, Serialize)]
pub struct NetworkCompare {
    /// Its own address.
    pub action: String,
    /// The network.
    pub name: String,
    /// What it is for.
    pub purpose: String,
    /// The unit.
    pub unit: String,
    /// The unit's own report on the metric.
    pub report: String,
    /// Periods of which there is something.
    pub periods: Vec<Choice>,
    /// The metrics.
    pub metrics: Vec<Choice>,
    /// The period in words.
    pub period: String,
    /// How many organisations shared it.
    pub shared: usize,
    /// How many there have to be.
    pub least: usize,
    /// How many there have to be for the variation between them to be estimated well.
    pub few: usize,
    /// The fewest that a funnel on the page rests on; `None` when none is drawn.
    pub rests_on: Option<u32>,
    /// The organisation itself has not shared the period.
    pub own_missing: bool,
    /// Side by side; `None` with too few.
    pub pair: Option<ComparedPair>,
}

/// What may just have been done, beside founding.
const DONE: [&str; 12] = [
    "invited",
    "accepted",
    "waiting",
    "taken",
    "refused",
    "shared",
    "withdrawn",
    "left",
    "done",
    "arrival",
    "address",
    "again",
];

fn sample_period(state: &str, file: &str, at: DateTime<Utc>) -> OwnPeriod {
    OwnPeriod {
        value: "2025-Q3".into(),
        name: "3. kvartal 2025".into(),
        state: state.into(),
        file: file.into(),
        decided: (state != "open").then(|| (at, "Admin Eksempel".into())),
    }
}

fn sample_received(waiting: bool, came: DateTime<Utc>) -> ReceivedRow {
    ReceivedRow { document: "1".into(), from: "Fjordby".into(), waiting, came, released: sample_released() }
}

impl Page for NetworkList {
    const TEMPLATE: &'static str = "staff/networks.html";
    fn samples() -> Vec<Self> {
        let row = |standing: &str, waiting, url: &str, compare: &str| NetworkRow {
            url: url.into(),
            compare: compare.into(),
            name: "Kommuner med rask psykisk helsehjelp".into(),
            purpose: "Å lære av hverandre hvordan flere kan bli bedre.".into(),
            standing: standing.into(),
            waiting,
        };
        let form = NetworkForm {
            units: vec![Choice::new("1", "Eksempelbyen", true)],
            metrics: vec![Choice::new("phq-9~total~nhs-tt", "PHQ-9, minst 6 poeng", true)],
            every: vec![Choice::new("quarter", "", true), Choice::new("year", "", false)],
            ..NetworkForm::default()
        };
        let full = Self {
            networks: ["invited", "asked", "member", "left", "ended"]
                .into_iter()
                .zip(0..)
                .map(|(standing, n)| row(standing, n, "/networks/1", if n == 2 { "/networks/1/compare" } else { "" }))
                .collect(),
            new: Some(form.clone()),
            file: String::new(),
            refused: None,
            errors: vec![],
        };
        let refused = crate::domain::network::Refusal::ALL.iter().map(|why| Self {
            file: "Lytt network document 1".into(),
            refused: Some(why.code().into()),
            ..full.clone()
        });
        let errors = ["name", "purpose", "metrics"].map(|field| FieldError::new(field, "missing")).to_vec();
        let mut all: Vec<Self> = refused.collect();
        all.push(Self {
            new: Some(NetworkForm { open: true, names: true, metrics: vec![], ..form }),
            networks: vec![],
            errors,
            ..full.clone()
        });
        all.push(Self { networks: vec![row("member", 0, "", "/networks/1/compare")], new: None, ..full.clone() });
        all.push(Self { networks: vec![], new: None, ..full });
        all
    }
}

impl Page for NetworkPage {
    const TEMPLATE: &'static str = "staff/network.html";
    fn samples() -> Vec<Self> {
        let day = NaiveDate::from_ymd_opt(2026, 2, 3).unwrap_or_default();
        let at = Utc.with_ymd_and_hms(2026, 2, 3, 12, 0, 0).single().unwrap_or_default();
        let party = |name: &str, own, founder, document: &str| Party {
            key: "3fa91c07".into(),
            fingerprint: "12345 67890 12345 67890 12345 67890".into(),
            name: name.into(),
            own,
            founder,
            document: document.into(),
            accepted: (!document.is_empty()).then(|| ("Kari Kommunalsjef".into(), day)),
        };
        let full = Self {
            base: "/networks/1".into(),
            name: "Kommuner med rask psykisk helsehjelp".into(),
            purpose: "Å lære av hverandre hvordan flere kan bli bedre.".into(),
            founder: ("Nordby kommune".into(), day),
            fingerprint: "12345 67890 12345 67890 12345 67890".into(),
            own: true,
            unit: "Rask psykisk helsehjelp".into(),
            metrics: vec!["PHQ-9, minst 6 poeng".into()],
            every: "quarter".into(),
            names: true,
            standing: "member".into(),
            joining: String::new(),
            leaving: String::new(),
            members: vec![
                party("Nordby kommune", true, true, ""),
                party("", false, false, "4"),
                party("Sør", false, false, "5"),
            ],
            asking: vec![party("Fjordby", false, false, "6")],
            exchange: sample_exchange(),
            periods: vec![
                sample_period("open", "", at),
                sample_period("shared", "/networks/1/files/2", at),
                sample_period("withdrawn", "/networks/1/files/3", at),
            ],
            received: vec![sample_received(true, at), sample_received(false, at)],
            units: vec![],
            accepted_by: String::new(),
            compare: "/networks/1/compare".into(),
            errors: vec![],
            done: Some("network-founded".into()),
        };
        let bare = Self {
            members: vec![],
            asking: vec![],
            exchange: ExchangeView::default(),
            periods: vec![],
            received: vec![],
            own: false,
            done: None,
            ..full.clone()
        };
        let mut all = vec![
            Self {
                standing: "invited".into(),
                units: vec![Choice::new("1", "Eksempelbyen", true), Choice::new("2", "Rask", false)],
                errors: vec![FieldError::new("accepted_by", "missing"), FieldError::new("sure", "missing")],
                ..bare.clone()
            },
            Self {
                standing: "invited".into(),
                units: vec![Choice::new("1", "Eksempelbyen", true)],
                names: false,
                every: "year".into(),
                ..bare.clone()
            },
            Self { standing: "asked".into(), joining: "/networks/1/files/1".into(), ..bare.clone() },
            Self { standing: "left".into(), leaving: "/networks/1/files/9".into(), ..bare.clone() },
            Self {
                standing: "ended".into(),
                own: true,
                leaving: "/networks/1/files/9".into(),
                compare: String::new(),
                ..bare.clone()
            },
            Self {
                errors: vec![FieldError::new("address", "host-not-opened")],
                exchange: ExchangeView { opened: false, inbox: vec![], refused: None, ..sample_exchange() },
                ..bare.clone()
            },
            Self { received: vec![sample_received(true, at)], ..bare },
        ];
        for done in DONE {
            all.push(Self { done: Some(format!("network-{done}")), ..full.clone() });
        }
        all.push(full);
        all
    }
}

impl Page for NetworkShare {
    const TEMPLATE: &'static str = "staff/network_share.html";
    fn samples() -> Vec<Self> {
        let full = Self {
            base: "/networks/1".into(),
            name: "Kommuner med rask psykisk helsehjelp".into(),
            unit: "Rask psykisk helsehjelp".into(),
            period: "2025-Q3".into(),
            released: Some(sample_released()),
            frozen: false,
            seen: "ab".into(),
            refused: None,
            errors: vec![],
        };
        let whys = ["not-taking-part", "too-early", "done", "other-cut", "other-rules", "changed"];
        let mut all = vec![
            Self { frozen: true, errors: vec![FieldError::new("approve", "missing")], ..full.clone() },
            Self { refused: Some("changed".into()), ..full.clone() },
        ];
        all.extend(whys.map(|why| Self { released: None, refused: Some(why.into()), ..full.clone() }));
        all.push(full);
        all
    }
}

/// An invented funnel, for samples.
#[must_use]
pub fn sample_funnel(figure: &str, target: f64) -> Funnel {
    let one = |size: u32, share: f64, own, name: &str, hollow| Organisation {
        own,
        name: name.into(),
        size: Some(size),
        coverage: Some(if hollow { 0.45 } else { 0.8 }),
        share: Some(share * target),
        bounds: Some((share * target * 0.7, (share * target * 0.7 + 0.3).min(1.0))),
        hollow,
        by_chance: (!hollow).then_some((target * 0.7, target * 1.3)),
        as_usual: (!hollow).then_some((target * 0.5, target * 1.5)),
    };
    let hidden =
        Organisation { share: None, bounds: None, by_chance: None, as_usual: None, ..one(31, 1.0, false, "", false) };
    let limits = (1..=22).map(|n| {
        let (size, root) = (n * 10, f64::from(n * 10).sqrt());
        let spread = |wide: f64| (target - wide / root, target + wide / root);
        At { size, by_chance: spread(0.9), as_usual: spread(1.4) }
    });
    Funnel {
        id: figure.into(),
        figure: figure.into(),
        organisations: vec![
            one(210, 1.1, false, "Fjordby", false),
            one(140, 0.6, true, "", false),
            one(88, 0.4, false, "", false),
            one(40, 1.2, false, "", true),
            hidden,
        ],
        target: Some(target),
        limits: limits.collect(),
        n: 3,
    }
}

impl Page for NetworkCompare {
    const TEMPLATE: &'static str = "staff/network_compare.html";
    fn samples() -> Vec<Self> {
        let full = Self {
            action: "/networks/1/compare".into(),
            name: "Kommuner med rask psykisk helsehjelp".into(),
            purpose: "Å lære av hverandre hvordan flere kan bli bedre.".into(),
            unit: "Rask psykisk helsehjelp".into(),
            report: "/report?unit=1".into(),
            periods: vec![
                Choice::new("2025-Q3", "3. kvartal 2025", true),
                Choice::new("2025-Q2", "2. kvartal 2025", false),
            ],
            metrics: vec![Choice::new("0", "PHQ-9, minst 6 poeng", true), Choice::new("1", "GAD-7", false)],
            period: "3. kvartal 2025".into(),
            shared: 5,
            least: 3,
            few: 10,
            rests_on: Some(3),
            own_missing: false,
            pair: Some(ComparedPair {
                funnels: [sample_funnel("improvement", 0.5), sample_funnel("deterioration", 0.08)],
                spreads: [Some((0.44, 0.56)), Some((0.08, 0.08))],
            }),
        };
        let mut none = full.clone();
        if let Some(pair) = &mut none.pair {
            pair.spreads = [None, None];
            for funnel in &mut pair.funnels {
                (funnel.target, funnel.limits) = (None, vec![]);
            }
        }
        none.rests_on = None;
        vec![
            none,
            Self { rests_on: Some(11), ..full.clone() },
            Self { pair: None, shared: 2, own_missing: true, ..full.clone() },
            Self { pair: None, shared: 0, periods: vec![], period: String::new(), ..full.clone() },
            full,
        ]
    }
}
