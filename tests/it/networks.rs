//! Networks: what leaves gives nothing hidden away to whoever knows the rule; no letter of what is signed can be
//! changed; and three organisations exchange files, compare and leave, through public routes on both databases.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use lytt::ambient::Ambient;
use lytt::app::App;
use lytt::app::network::{self, NewNetwork};
use lytt::auth::{SigningKey, signature};
use lytt::domain::access::Role;
use lytt::domain::edition::release::{Counts, Release, ReleaseError};
use lytt::domain::ledger::Every;
use lytt::domain::network::compare::{Figure, LEAST_ORGANISATIONS, Shared, compare};
use lytt::domain::network::{Charter, Document, Joining, KeyId, Members, Refusal, Statement};
use lytt::interop::network as text;
use lytt::store::Proof;
use proptest::prelude::*;

use crate::report::measure;
use crate::support::cast::Organisation;
use crate::support::database::{app, on_both};
use crate::support::morning;
use crate::support::visitor::{Visitor, hidden};

const SEEN: StatusCode = StatusCode::SEE_OTHER;
const MEND: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
const NOTHING: StatusCode = StatusCode::NOT_FOUND;

// ---------------------------------------------------------------- what leaves

/// One metric of an organisation whose patients are these.
fn counts([improved, deteriorated, neither, one_only, silent, running, waiting]: [u32; 7]) -> Counts {
    let measured = improved + deteriorated + neither + one_only;
    let ended = measured + silent;
    Counts {
        referred: ended + running + waiting,
        started: ended + running,
        ended,
        measured,
        improved,
        deteriorated,
        neither,
    }
}

/// Every way in which `n` patients with both measurements can be better, worse or neither.
fn ways(n: u32) -> impl Iterator<Item = [u32; 3]> {
    (0..=n).flat_map(move |better| (0..=n - better).map(move |worse| [better, worse, n - better - worse]))
}

/// What a reader can tell apart of one metric's release.
type Cells = (Option<u32>, [Option<u32>; 3]);

fn cells(release: &Release, metric: usize) -> Cells {
    let figures = release.figures()[metric];
    (figures.pairs(), [figures.improved(), figures.deteriorated(), figures.neither()])
}

/// The attacker: knows the rule and the release, and tries every service that could have given it. What is hidden has
/// to be left with at least three values; nothing shown is a count of 1 to 4.
#[test]
fn whoever_knows_the_rule_cannot_tell_what_is_hidden() {
    let most = 26;
    let mut same: std::collections::BTreeMap<Cells, Vec<[u32; 3]>> = std::collections::BTreeMap::new();
    for n in 0..=most {
        for way in ways(n) {
            let [improved, deteriorated, neither] = way;
            let release = Release::new(&[counts([improved, deteriorated, neither, 0, 0, 0, 0])]).unwrap();
            same.entry(cells(&release, 0)).or_default().push(way);
        }
    }
    let mut hidden_cells = 0;
    for ((pairs, shown), worlds) in &same {
        for count in shown.iter().chain([pairs]).flatten() {
            assert!(*count == 0 || *count >= 5, "{count} is shown of {pairs:?} {shown:?}");
        }
        for place in (0..3).filter(|place| shown[*place].is_none()) {
            let left: BTreeSet<u32> = worlds.iter().map(|way| way[place]).collect();
            assert!(left.len() >= 3, "{pairs:?} {shown:?} leaves {left:?}");
            assert!(left.iter().any(|count| *count >= 2), "{pairs:?} {shown:?} leaves {left:?}");
            hidden_cells += 1;
        }
        if pairs.is_none() {
            assert!(worlds.iter().map(|way| way.iter().sum::<u32>()).collect::<BTreeSet<_>>().len() >= 3);
        }
    }
    assert!(hidden_cells > 100, "{hidden_cells}");
}

#[test]
fn utility_is_lost_last_where_it_is_missed_most() {
    // Two got worse: they are hidden, and behind "neither" rather than behind those who got better.
    let release = Release::new(&[counts([18, 2, 20, 3, 1, 9, 4])]).unwrap();
    assert_eq!(cells(&release, 0), (Some(40), [Some(18), None, None]));
    let better = release.improvement(&release.figures()[0]).unwrap();
    assert_eq!((better.completers.numerator(), better.completers.denominator()), (18, 40));
    assert!(release.deterioration(&release.figures()[0]).is_none());
    // Of 44 who ended, the reader knows that they were 40 to 44.
    assert_eq!((release.ended().least(), release.ended().most()), (40, 44));
    assert_eq!((better.lowest.numerator(), better.lowest.denominator()), (18, 44));
    assert_eq!((better.highest.numerator(), better.highest.denominator()), (22, 44));
    assert!(release.is_interpretable(&release.figures()[0]));
}

/// Two metrics of the same patients, as counts of which both share who ended, started and was referred.
fn two() -> impl Strategy<Value = [Counts; 2]> {
    (0_u32..60, 0_u32..20, 0_u32..20).prop_flat_map(|(ended, running, waiting)| {
        let one = move || {
            (0..=ended).prop_flat_map(move |measured| (Just(measured), 0..=measured)).prop_flat_map(
                move |(measured, pairs)| {
                    (0..=pairs).prop_flat_map(move |improved| {
                        (0..=pairs - improved).prop_map(move |deteriorated| Counts {
                            referred: ended + running + waiting,
                            started: ended + running,
                            ended,
                            measured,
                            improved,
                            deteriorated,
                            neither: pairs - improved - deteriorated,
                        })
                    })
                },
            )
        };
        [one(), one()]
    })
}

proptest! {
    /// The same attacker over everything else that is released of one period: for each step of each metric, and all
    /// differences between them, every one of five neighbouring values gives the very same release.
    #[test]
    fn no_difference_between_metrics_or_steps_says_how_many_were_missing(pair in two()) {
        let release = Release::new(&pair).unwrap();
        let [first, second] = [0, 1].map(|metric| release.figures()[metric]);
        let (mut ended, mut silent) = (BTreeSet::new(), [BTreeSet::new(), BTreeSet::new()]);
        let mut measured = [BTreeSet::new(), BTreeSet::new()];
        let mut once = BTreeSet::new();
        // Where those with both measurements are hidden, one of them will do.
        let few = counts([1, 0, 0, 0, 0, 0, 0]);
        for e in release.ended().least()..=release.ended().most() {
            for m in first.measured().least()..=first.measured().most() {
                for n in second.measured().least()..=second.measured().most() {
                    // Whoever knows less of the steps above can think as many there as fit.
                    let (started, referred) = (release.started().most(), release.referred().most());
                    let world = [(first, pair[0], m), (second, pair[1], n)].map(|(figures, counts, measured)| {
                        let counts = if figures.pairs().is_some() { counts } else { few };
                        Counts { referred, started, ended: e, measured, ..counts }
                    });
                    // A step cannot hold more than the one before it; such a world is refused.
                    if Release::new(&world).as_ref() == Ok(&release) {
                        ended.insert(e);
                        measured[0].insert(m);
                        measured[1].insert(n);
                        silent[0].insert(e - m);
                        silent[1].insert(e - n);
                        once.extend(first.pairs().map(|pairs| m - pairs));
                    }
                }
            }
        }
        // What stands in the real data is among what is possible.
        prop_assert!(ended.contains(&pair[0].ended) && measured[0].contains(&pair[0].measured));
        prop_assert!(first.pairs().is_none() || once.len() == 5, "measured once leaves {once:?} of {pair:?}");
        for (what, left) in [
            ("ended", &ended), ("measured", &measured[0]), ("measured", &measured[1]), ("silent", &silent[0]),
            ("silent", &silent[1]),
        ] {
            prop_assert!(left.len() >= 3, "{what} leaves {left:?} of {pair:?}");
        }
    }

    /// What was released reads again as it was written; and what hiding would not have left is refused.
    #[test]
    fn only_what_was_hidden_can_be_read(pair in two(), small in 1_u32..5, place in 0_usize..2) {
        let release = Release::new(&pair).unwrap();
        let written = serde_json::to_value(&release).unwrap();
        prop_assert_eq!(&serde_json::from_value::<Release>(written.clone()).unwrap(), &release);
        let mut shown = written;
        shown["figures"][0]["counted"][place] = small.into();
        prop_assert!(serde_json::from_value::<Release>(shown).is_err());
    }
}

#[test]
fn counts_that_are_not_about_the_same_patients_do_not_leave() {
    let one = counts([10, 5, 10, 3, 4, 2, 1]);
    assert_eq!(Release::new(&[one, Counts { ended: one.ended + 1, ..one }]), Err(ReleaseError::Flow));
    assert_eq!(Release::new(&[Counts { measured: 24, ..one }]), Err(ReleaseError::Order));
    assert_eq!(Release::new(&[Counts { measured: one.ended + 1, ..one }]), Err(ReleaseError::Order));
    assert_eq!(Release::new(&[]), Err(ReleaseError::Flow));
}

// ---------------------------------------------------------------- signatures

fn signing() -> SigningKey {
    SigningKey::fresh(&Ambient::held(morning(), 11))
}

fn statement_file(key: &SigningKey) -> String {
    let metric = r#"{"instrument":"phq-9","version":1,"scale":"total","norms":"nhs-tt","rules":"00"}"#;
    let statement = Document::Statement(Statement {
        network: uuid::Uuid::from_u128(7),
        period: "2025-Q4".parse().unwrap(),
        data_date: "2026-02-02".parse().unwrap(),
        metrics: vec![serde_json::from_str(metric).unwrap()],
        release: Release::new(&[counts([22, 0, 18, 3, 6, 9, 4])]).unwrap(),
    });
    let to_sign = text::to_sign(&statement, &key.public().unwrap()).unwrap();
    text::file(&to_sign, &key.sign(&to_sign))
}

fn passes(file: &str) -> bool {
    text::read(file).is_ok_and(|read| signature::is_signed(&read.signed, &read.key, &read.signature))
}

#[test]
fn no_byte_of_a_signed_file_can_be_changed() {
    let file = statement_file(&signing());
    assert!(passes(&file), "{file}");
    let bytes = file.as_bytes();
    for place in 0..bytes.len() {
        for other in [bytes[place] ^ 1, bytes[place] ^ 0x20, b'0', b' ', b'\n'] {
            let mut changed = bytes.to_vec();
            changed[place] = other;
            if let Ok(changed) = String::from_utf8(changed)
                && changed != file
            {
                assert!(!passes(&changed), "byte {place} as {other}: {changed}");
            }
        }
        let cut: String = [&file[..place], &file[place + 1..]].concat();
        assert!(!passes(&cut), "byte {place} is missing");
        assert!(!passes(&format!("{} {}", &file[..place], &file[place..])), "a blank before byte {place}");
    }
    // Another's key under the same words, and another's signature.
    let other = SigningKey::fresh(&Ambient::held(morning(), 12));
    let keys = [signing().public().unwrap(), other.public().unwrap()];
    assert!(!passes(&file.replace(keys[0].as_str(), keys[1].as_str())));
    let theirs = statement_file(&other);
    let signature = |file: &str| file.rsplit_once("signature ").unwrap().1.to_owned();
    assert!(!passes(&file.replace(&signature(&file), &signature(&theirs))));
    assert_ne!(signature::fingerprint(&keys[0]), signature::fingerprint(&keys[1]));
    // What a form, an e-mail or an editor does to line ends is mended before.
    assert!(passes(&text::tidy(&format!("\u{feff}\r\n{}\r\n\r\n", file.replace('\n', "\r\n")))));
}

#[test]
fn a_weak_key_signs_nothing() {
    // The neutral element: with it, one signature would fit every text.
    let weak = KeyId::try_from(format!("01{}", "0".repeat(62))).unwrap();
    let signature = format!("01{}", "0".repeat(126));
    assert!(!signature::is_signed("anything", &weak, &signature));
}

// ---------------------------------------------------------------- side by side

fn shared(number: u8, own: bool, way: [u32; 7]) -> Shared {
    let key = KeyId::try_from(format!("{number:02x}").repeat(32)).unwrap();
    Shared { key, own, name: None, release: Release::new(&[counts(way)]).unwrap() }
}

#[test]
fn organisations_stand_by_size_and_nothing_is_shown_of_two() {
    let mut all = vec![
        shared(1, true, [20, 0, 30, 2, 2, 0, 0]),
        shared(2, false, [60, 10, 50, 2, 2, 0, 0]),
        shared(3, false, [70, 6, 14, 2, 2, 0, 0]),
        // Half are not heard from; and too few got better.
        shared(4, false, [20, 0, 20, 0, 60, 0, 0]),
        shared(5, false, [2, 6, 30, 0, 0, 0, 0]),
    ];
    assert!(compare(&all[..LEAST_ORGANISATIONS - 1], 0, Figure::Improvement).is_none());
    let before = compare(&all, 0, Figure::Improvement).unwrap();
    let sizes: Vec<_> = before.rows.iter().map(|row| row.pairs.unwrap()).collect();
    assert_eq!(sizes, [120, 90, 50, 40, 38]);
    assert_eq!(before.rows.iter().filter(|row| row.own).count(), 1);
    assert!(before.rows[4].share.is_none() && before.rows[4].placed.is_none(), "hidden");
    assert!(!before.rows[3].interpretable && before.rows[3].placed.is_none(), "hollow");
    assert_eq!(before.n(), 3);
    // The line rests on those that can be interpreted alone.
    assert!((before.funnel.as_ref().unwrap().target - 150.0 / 260.0).abs() < 1e-12);
    all.reverse();
    let after = compare(&all, 0, Figure::Improvement).unwrap();
    assert_eq!(after.rows.iter().map(|row| row.pairs.unwrap()).collect::<Vec<_>>(), sizes);
    // Deterioration is hidden for more of them, and then nothing is drawn.
    let worse = compare(&all, 0, Figure::Deterioration).unwrap();
    assert_eq!(worse.rows.len(), 5);
}

// ---------------------------------------------------------------- three organisations

fn encode(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// An organisation, its administrator and its leader.
struct Side<'a> {
    admin: Visitor<'a>,
    leader: Visitor<'a>,
}

impl<'a> Side<'a> {
    fn new(app: &'a App, own: &'a Organisation) -> Self {
        let of = |role| Visitor::new(app, own, own.account(role));
        Self { admin: of(Role::Administrator), leader: of(Role::Leader) }
    }

    /// The file behind the first link on the network's page whose label holds this.
    async fn file(&self, network: &str, label: &str) -> String {
        let page = self.admin.main(network).await;
        let before = page.split(label).next().unwrap();
        assert!(before.len() < page.len(), "{label}: {page}");
        let href = before.rsplit_once("href=\"").unwrap().1.split('"').next().unwrap();
        self.admin.get(&href.replace("&#x2f;", "/")).await
    }

    async fn take_in(&self, file: &str) -> (StatusCode, String) {
        let answered = self.admin.send(Method::POST, "/networks/files", &format!("file={}", encode(file))).await;
        (answered.status, if answered.status == SEEN { answered.to } else { answered.text() })
    }

    /// Says yes or no to the first document that waits on the network's page.
    async fn decide(&self, network: &str, heading: &str, answer: &str) -> StatusCode {
        let page = self.admin.main(network).await;
        let section = page.split_once(&format!("id=\"{heading}\"")).unwrap().1;
        let document = hidden(section, "document");
        self.admin.post(&format!("{network}/documents"), &format!("document={document}&answer={answer}")).await.0
    }

    /// Looks at what would leave, approves it, and gives the signed file.
    async fn share(&self, network: &str, period: &str) -> String {
        let page = self.admin.main(&format!("{network}/share?period={period}")).await;
        let seen = hidden(&page, "seen");
        let fields = format!("period={period}&seen={seen}");
        let at = format!("{network}/share");
        assert_eq!(self.admin.send(Method::POST, &at, &fields).await.status, MEND, "a person approves");
        assert_eq!(self.admin.post(&at, &format!("{fields}&approve=yes")).await.0, SEEN);
        self.file(network, "Download the results").await
    }
}

fn unit_of(page: &str) -> String {
    let options = page.split_once("<select id=\"field-unit\"").unwrap().1;
    options.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

/// Founds a network: its address, and what was typed, without its name.
async fn founded(north: &Side<'_>) -> (String, String) {
    let list = north.admin.main("/networks").await;
    let unit = unit_of(&list);
    let metric = list.split("name=\"metric\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let new = format!("unit={unit}&metric={}&every=quarter&purpose=To+learn", encode(metric));
    assert_eq!(north.leader.post("/networks", &format!("{new}&name=Ours")).await.0, NOTHING);
    let unnamed = north.admin.send(Method::POST, "/networks", &format!("{new}&name=+")).await;
    assert_eq!(unnamed.status, MEND);
    assert!(unnamed.text().contains("href=\"#field-name\""), "{}", unnamed.text());
    let (status, to) = north.admin.post("/networks", &format!("{new}&name=Ours")).await;
    assert_eq!(status, SEEN);
    let network = to.split('?').next().unwrap().to_owned();
    let kept = format!("href=\"{}\"", network.replace('/', "&#x2f;"));
    assert!(north.admin.main("/networks").await.contains(&kept));
    assert!(!north.leader.main("/networks").await.contains(&kept), "to read, not to keep");
    assert_eq!(north.leader.send(Method::GET, &network, "").await.status, NOTHING);
    (network, new)
}

/// Joins a network: by the invitation, by name, and admitted by the founder.
async fn joined(network: &str, invitation: &str, [north, side]: [&Side<'_>; 2], thinks_again: bool) {
    let (status, to) = side.take_in(&invitation.replace('\n', "\r\n")).await;
    assert_eq!(status, SEEN, "{to}");
    assert!(to.contains(network));
    if thinks_again {
        // Said no, and thought again.
        assert_eq!(side.admin.post(&format!("{network}/leave"), "sure=yes").await.0, SEEN);
        assert!(side.admin.main(network).await.contains("no longer taking part"));
        assert_eq!(side.take_in(invitation).await.0, SEEN);
    }
    let page = side.admin.main(network).await;
    let fields = format!("unit={}&accepted_by=Kari", unit_of(&page));
    let accept = format!("{network}/accept");
    assert_eq!(side.admin.send(Method::POST, &accept, &fields).await.status, MEND, "the telephone call");
    assert_eq!(side.admin.post(&accept, &format!("{fields}&sure=yes")).await.0, SEEN);
    let joining = side.file(network, "Download the answer").await;
    assert!(side.take_in(&joining).await.1.contains("is your own"));
    assert!(side.take_in(invitation).await.1.contains("You have this already"));
    assert_eq!(north.take_in(&joining).await.0, SEEN);
    assert!(north.admin.main(network).await.contains("Decided by Kari"));
    assert_eq!(north.decide(network, "asking-title", "yes").await, SEEN);
}

#[test]
fn three_organisations_exchange_compare_and_leave() {
    on_both(async |database| {
        let app = app(&database.db);
        let owns = [
            Organisation::found(&app, "north").await,
            Organisation::found(&app, "south").await,
            Organisation::found(&app, "west").await,
        ];
        for own in &owns {
            measure(&app, own).await;
        }
        let [north, south, west] = owns.each_ref().map(|own| Side::new(&app, own));

        let (network, new) = founded(&north).await;
        assert_eq!(south.admin.send(Method::GET, &network, "").await.status, NOTHING, "another organisation's");
        let invitation = north.file(&network, "Download the invitation").await;
        joined(&network, &invitation, [&north, &south], false).await;
        joined(&network, &invitation, [&north, &west], true).await;
        let list = north.file(&network, "Download the list of members").await;
        assert!(!list.contains("Organisation"), "no names where the charter shows none: {list}");
        for side in [&south, &west] {
            assert_eq!(side.take_in(&list).await.0, SEEN);
            assert!(side.take_in(&list).await.1.contains("or something newer"), "the same list once");
        }

        // Sharing: seen first, then signed; taken in by a person.
        let compare = format!("{network}/compare");
        let mut shared = Vec::new();
        for side in [&north, &south, &west] {
            let file = side.share(&network, "2025-Q4").await;
            for word in ["Organisation", "Name of", "Team", "Kari"] {
                assert!(!file.contains(word), "{word} in {file}");
            }
            shared.push(file);
        }
        let again = north.admin.main(&format!("{network}/share?period=2025-Q4")).await;
        assert!(again.contains("shared already") && !again.contains("name=\"seen\""), "once");
        assert!(north.admin.main(&format!("{network}/share?period=2026-Q1")).await.contains("is not over"));
        assert!(north.leader.main(&compare).await.contains("Nothing is shown before there are 3"));
        for (place, file) in shared.iter().enumerate().skip(1) {
            let altered = file.replacen("2025-Q4", "2025-Q3", 1);
            assert!(north.take_in(&altered).await.1.contains("signature does not fit"), "{place}");
            assert_eq!(north.take_in(file).await.0, SEEN);
            assert!(north.take_in(file).await.1.contains("already have results"), "{place}");
            assert!(north.leader.main(&compare).await.contains("Nothing is shown"), "before a person said yes");
        }
        assert_eq!(north.decide(&network, "received-title", "yes").await, SEEN);
        assert!(north.leader.main(&compare).await.contains("Nothing is shown"), "of two");
        // What waits stands first.
        assert_eq!(north.decide(&network, "received-title", "yes").await, SEEN);
        let page = north.leader.main(&compare).await;
        assert!(page.contains("Own development comes first") && page.contains("not a verdict"), "{page}");
        assert!(page.contains("The limits rest on only 3 organisations"), "{page}");
        assert!(page.contains("<svg class=\"chart\"") && page.contains(">You</text>"), "{page}");
        for name in ["Organisation south", "Organisation west"] {
            assert!(!page.contains(name), "{name} is anonymous");
        }
        assert_eq!(north.admin.send(Method::GET, &compare, "").await.status, NOTHING, "administrators read no results");

        // A second network gets the very same figures, or none: not those of today, whose difference would tell.
        measure(&app, &owns[0]).await;
        let second = format!("{new}&name=Second&names=yes");
        let (_, to) = north.admin.post("/networks", &second).await;
        let other = to.split('?').next().unwrap().to_owned();
        let frozen = north.admin.main(&format!("{other}/share?period=2025-Q4")).await;
        assert!(frozen.contains("shared in another network"), "{frozen}");
        let figures = |file: &str| file.split_once("\"release\"").unwrap().1.split_once("\nkey ").unwrap().0.to_owned();
        assert_eq!(figures(&north.share(&other, "2025-Q4").await), figures(&shared[0]));
        let (_, to) = north.admin.post("/networks", &format!("{new}&name=Third").replace("quarter", "year")).await;
        let yearly = format!("{}/share?period=2025", to.split('?').next().unwrap());
        assert!(north.admin.main(&yearly).await.contains("shared in another way"), "a year holds the quarter");

        // Taking back: the receiver forgets at once and for good.
        assert_eq!(south.admin.post(&format!("{network}/withdraw"), "period=2025-Q4").await.0, SEEN);
        let withdrawal = south.file(&network, "Download the withdrawal").await;
        let anew = south.admin.main(&format!("{network}/share?period=2025-Q4")).await;
        assert!(anew.contains("or taken back") && !anew.contains("name=\"seen\""), "not in another edition");
        let before = database.raw.count("network_document", "kind = 'statement' AND NOT own").await;
        assert_eq!(north.take_in(&withdrawal).await.0, SEEN);
        assert_eq!(database.raw.count("network_document", "kind = 'statement' AND NOT own").await, before - 1);
        assert!(north.leader.main(&compare).await.contains("Nothing is shown before there are 3"));
        assert!(north.take_in(&shared[1]).await.1.contains("does not come in again"));

        // Leaving: the founder's list is renewed, and the leaver holds nothing of the others.
        assert_eq!(west.take_in(&shared[0]).await.0, SEEN);
        assert_eq!(west.admin.send(Method::POST, &format!("{network}/leave"), "").await.status, MEND);
        assert_eq!(west.admin.post(&format!("{network}/leave"), "sure=yes").await.0, SEEN);
        let leaving = west.file(&network, "Download the withdrawal").await;
        assert_eq!(north.take_in(&leaving).await.0, SEEN);
        assert!(north.take_in(&shared[2]).await.1.contains("not on the list"));
        assert_eq!(database.raw.count("network_document", "kind = 'statement' AND NOT own").await, 0);
        let renewed = north.file(&network, "Download the list of members").await;
        assert_eq!(south.take_in(&renewed).await.0, SEEN);
        assert!(west.take_in(&renewed).await.1.contains("You take no part"));

        // Ending: the founder's withdrawal ends it for the others.
        assert_eq!(north.admin.post(&format!("{network}/leave"), "sure=yes").await.0, SEEN);
        let end = north.file(&network, "Download the withdrawal").await;
        assert_eq!(south.take_in(&end).await.0, SEEN);
        assert!(south.admin.main(&network).await.contains(">ended<"));
        assert_eq!(south.leader.send(Method::GET, &compare, "").await.status, NOTHING);
    });
}

// ---------------------------------------------------------------- what is refused

fn sealed(key: &SigningKey, document: &Document) -> String {
    let to_sign = text::to_sign(document, &key.public().unwrap()).unwrap();
    text::file(&to_sign, &key.sign(&to_sign))
}

/// The charter behind a network's invitation, and the invitation.
async fn charter_of(app: &App, proof: &Proof, network: uuid::Uuid) -> (Charter, String) {
    let file = network::file(app, proof, network, "invitation").await.unwrap().unwrap();
    match text::read(&file).unwrap().document {
        Document::Charter(charter) => (charter, file),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_does_not_belong_is_refused_by_name() {
    on_both(async |database| {
        let app = app(&database.db);
        let [north, south] = [Organisation::found(&app, "north").await, Organisation::found(&app, "south").await];
        let [here, there] = [&north, &south].map(|own| Proof::operator(own.tenant));
        let new = NewNetwork {
            unit: north.team,
            name: "Ours".to_owned(),
            purpose: "To learn".to_owned(),
            metrics: vec![("phq-9".to_owned(), "total".to_owned(), "nhs-tt".to_owned())],
            every: Every::Quarter,
            names: false,
        };
        let id = network::found(&app, &here, new).await.unwrap().unwrap().unwrap();
        let (charter, invitation) = charter_of(&app, &here, id).await;
        network::take_in(&app, &there, &invitation).await.unwrap().unwrap().unwrap();
        let key = signing();
        let refused =
            async |proof: &Proof, file: &str| network::take_in(&app, proof, file).await.unwrap().unwrap().err();
        let joining = Joining {
            network: id,
            invitation: signature::digest(&invitation),
            organisation: "West".to_owned(),
            shows_name: false,
            accepted_by: "Kari".to_owned(),
            accepted_on: "2026-03-01".parse().unwrap(),
        };
        let statement = Statement {
            network: id,
            period: "2025-Q4".parse().unwrap(),
            data_date: "2026-02-02".parse().unwrap(),
            metrics: charter.metrics.clone(),
            release: Release::new(&[counts([22, 0, 18, 3, 6, 9, 4])]).unwrap(),
        };
        let members = Members { network: id, number: 9, members: vec![], on: joining.accepted_on };
        let stated = |statement: &Statement| sealed(&key, &Document::Statement(statement.clone()));
        let asks = |joining: &Joining| sealed(&key, &Document::Joining(joining.clone()));

        assert_eq!(refused(&here, "Good morning").await, Some(Refusal::NotADocument));
        assert_eq!(refused(&here, &stated(&statement)).await, Some(Refusal::NotAMember));
        assert_eq!(refused(&there, &stated(&statement)).await, Some(Refusal::NotTakingPart));
        assert_eq!(refused(&there, &asks(&joining)).await, Some(Refusal::NotForUs));
        let list = sealed(&key, &Document::Members(members));
        assert_eq!(refused(&here, &list).await, Some(Refusal::NotTheFounder));
        let other = Joining { invitation: "00".repeat(32), ..joining.clone() };
        assert_eq!(refused(&here, &asks(&other)).await, Some(Refusal::OtherInvitation));
        let elsewhere = Joining { network: uuid::Uuid::from_u128(9), ..joining.clone() };
        assert_eq!(refused(&here, &asks(&elsewhere)).await, Some(Refusal::UnknownNetwork));
        let twice = Charter {
            network: uuid::Uuid::from_u128(10),
            metrics: [&charter.metrics[..], &charter.metrics[..]].concat(),
            ..charter.clone()
        };
        assert_eq!(refused(&there, &sealed(&key, &Document::Charter(twice))).await, Some(Refusal::Unfit));

        // Admitted, and still not everything is taken in.
        assert_eq!(refused(&here, &asks(&joining)).await, None);
        assert_eq!(refused(&here, &asks(&joining)).await, Some(Refusal::Older));
        let asked = network::open(&app, &here, id).await.unwrap().unwrap().documents.remove(0).stored.id;
        network::decide(&app, &here, id, asked, true).await.unwrap().unwrap();
        let late = Statement { data_date: "2026-01-20".parse().unwrap(), ..statement.clone() };
        let ahead = Statement { data_date: "2026-03-19".parse().unwrap(), ..statement.clone() };
        let yearly = Statement { period: "2024".parse().unwrap(), ..statement.clone() };
        let mut rules = statement.clone();
        rules.metrics[0].rules = "00".to_owned();
        for (wrong, why) in [
            (late, Refusal::TooEarly),
            (ahead, Refusal::TooEarly),
            (yearly, Refusal::OtherMetrics),
            (rules, Refusal::OtherMetrics),
        ] {
            assert_eq!(refused(&here, &stated(&wrong)).await, Some(why), "{wrong:?}");
        }
        assert_eq!(refused(&here, &stated(&statement)).await, None);
        let other = Statement { data_date: "2026-02-03".parse().unwrap(), ..statement };
        assert_eq!(refused(&here, &stated(&other)).await, Some(Refusal::Twice), "one of each period");

        // Put out by the founder: what was received goes with it.
        assert_eq!(database.raw.count("network_document", "kind = 'statement'").await, 1);
        network::decide(&app, &here, id, asked, false).await.unwrap().unwrap();
        assert_eq!(database.raw.count("network_document", "kind = 'statement'").await, 0);
        assert_eq!(network::open(&app, &here, id).await.unwrap().unwrap().members.len(), 1);
    });
}
