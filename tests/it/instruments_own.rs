//! An organisation's own instruments and the licence gate.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};
use lytt::app::instruments::draft::{self, From, Open, Publishing, Saved};
use lytt::app::instruments::edit::{Edit, ScoreEdit};
use lytt::app::instruments::findings::Section;
use lytt::app::instruments::licence::{self, Words};
use lytt::app::instruments::sheet::{About, Band, Change, Kept, Set, Sheet};
use lytt::app::instruments::{library, trial};
use lytt::app::{App, AppError, collect, enrol, exchange, review};
use lytt::auth::token;
use lytt::catalogue::Catalogue;
use lytt::domain::access::Role;
use lytt::domain::care::{Device, Moment, SessionKind, SessionMode};
use lytt::domain::instrument::gate::{NotSendable, UsePermission, WordsAtHand, may_send};
use lytt::domain::instrument::{Answer, Answers, Instrument, LicenceClass};
use lytt::domain::scoring;
use lytt::interop::fhir;
use lytt::store::{self, Proof};
use sha2::Digest as _;
use uuid::Uuid;

use crate::support::cast::Organisation;
use crate::support::database::{app, on_both, on_sqlite};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn of_class(class: LicenceClass) -> Instrument {
    let mut instrument = Catalogue::embedded().unwrap().definition("phq-9").unwrap().instrument.clone();
    instrument.licence.class = class;
    instrument
}

fn permission(from: &str, until: Option<&str>, revoked: bool) -> UsePermission {
    UsePermission { holder: "Owner".to_owned(), valid_from: day(from), valid_until: until.map(day), revoked }
}

#[test]
fn the_gate_opens_for_free_words_and_for_permitted_ones() {
    use LicenceClass::{A, B, C, D};
    use WordsAtHand::{Loaded, None as NoWords, OfDefinition};

    let today = day("2026-03-18");
    let held = || vec![permission("2026-01-01", Some("2026-03-18"), false)];
    let later = day("2026-03-19");
    let over = NotSendable::Over { until: day("2026-03-18") };
    let from = NotSendable::NotYet { from: day("2026-03-19") };
    for (class, permissions, words, on, expected) in [
        (A, vec![], OfDefinition, today, Ok(())),
        (A, vec![], Loaded, today, Ok(())),
        (A, vec![], NoWords, today, Err(NotSendable::NoWording)),
        (B, vec![], OfDefinition, today, Err(NotSendable::NoPermission)),
        (B, vec![], Loaded, today, Err(NotSendable::NoPermission)),
        (C, held(), NoWords, today, Err(NotSendable::NoWording)),
        // Words inside a definition of that class were never given to this organisation.
        (C, held(), OfDefinition, today, Err(NotSendable::NoWording)),
        (C, held(), Loaded, today, Ok(())),
        (D, held(), Loaded, today, Ok(())),
        (D, held(), Loaded, later, Err(over)),
        (D, vec![permission("2026-03-19", None, false)], Loaded, today, Err(from)),
        (D, vec![permission("2026-03-19", None, false)], Loaded, later, Ok(())),
        (D, vec![permission("2026-01-01", None, true)], Loaded, today, Err(NotSendable::Revoked)),
        // One that holds is enough, wherever it stands; otherwise the last one says why.
        (D, vec![held().remove(0), permission("2026-01-01", None, true)], Loaded, today, Ok(())),
        (D, vec![permission("2026-01-01", None, true), held().remove(0)], Loaded, later, Err(over)),
    ] {
        let given = may_send(&of_class(class), &permissions, words, on);
        assert_eq!(given, expected, "{class:?} {permissions:?} {words:?} on {on}");
    }
    let totals = &Catalogue::embedded().unwrap().definition("ham-d-17").unwrap().instrument;
    let mut totals = totals.clone();
    totals.licence.class = A;
    assert_eq!(may_send(&totals, &[], NoWords, today), Err(NotSendable::NothingToAsk));
}

#[test]
fn a_refusal_says_what_to_do() {
    let reasons = [
        NotSendable::NoPermission,
        NotSendable::NotYet { from: day("2026-04-01") },
        NotSendable::Over { until: day("2026-01-01") },
        NotSendable::Revoked,
        NotSendable::NoWording,
    ];
    for reason in reasons {
        let said = reason.to_string();
        assert!(["ask", "record", "load", "wait"].iter().any(|word| said.contains(word)), "{said}");
        assert_eq!(reason.day().is_some(), reason.day().is_some_and(|day| said.contains(&day.to_string())), "{said}");
    }
}

/// What a psychologist does in ten minutes: six questions, one of them turned round, and a rule for what is
/// left open.
async fn write_six(app: &App, admin: &Proof) -> (Uuid, i64) {
    let id = draft::add(app, admin, "nb", From::Blank { name: "Ro i kroppen".to_owned() }).await.unwrap().unwrap();
    let about = About {
        name: "Ro i kroppen".to_owned(),
        measures: "ro og uro".to_owned(),
        group: "symptoms".to_owned(),
        answered_by: vec!["patient".to_owned()],
        looks_back: "1 uke".to_owned(),
        minutes: 1.0,
        higher_is_worse: true,
        purpose: "samtalen".to_owned(),
        not_for: "sammenligning".to_owned(),
        ..About::default()
    };
    let texts =
        ["Jeg er anspent", "Jeg skvetter", "Jeg har ro", "Jeg sover urolig", "Jeg er rastløs", "Jeg er på vakt"];
    let edits = vec![
        Edit::About { about: Box::new(about), title: "Ro".to_owned(), instruction: "Siste uke".to_owned() },
        Edit::Add { kind: "choice".to_owned(), texts: texts.map(str::to_owned).to_vec() },
        Edit::AddScore,
        Edit::Score(Box::new(ScoreEdit {
            id: "total".to_owned(),
            name: "Uro".to_owned(),
            items: (1..=6).map(|id| id.to_string()).collect(),
            reverse: vec!["3".to_owned()],
            up_to: Some(1),
            round: "half up".to_owned(),
            bands: vec![Band { from: 0.0, name: "lite".to_owned() }, Band { from: 12.0, name: "mye".to_owned() }],
            ..ScoreEdit::default()
        })),
    ];
    match draft::change(app, admin, id, 1, edits).await.unwrap().unwrap() {
        Saved::Stored(open) => (id, open.draft.revision),
        Saved::Late { .. } => panic!("nobody else saved"),
    }
}

async fn stored(app: &App, admin: &Proof, id: Uuid, seen: i64, edit: Edit) -> Open {
    match draft::change(app, admin, id, seen, vec![edit]).await.unwrap().unwrap() {
        Saved::Stored(open) => *open,
        Saved::Late { .. } => panic!("nobody else saved"),
    }
}

fn typed(values: &[&str]) -> BTreeMap<String, String> {
    values.iter().enumerate().map(|(place, value)| ((place + 1).to_string(), (*value).to_owned())).collect()
}

/// The example that somebody worked out: 4 + 3 + (4 - 1) + 2 + 1 + 0 = 13.
fn worked_out() -> Kept {
    let mut cells = typed(&["4", "3", "1", "2", "1", "0"]);
    cells.insert("total".to_owned(), "13".to_owned());
    cells.insert("band".to_owned(), "mye".to_owned());
    Kept { name: "regnet ut for hånd".to_owned(), cells }
}

#[test]
fn a_scale_of_six_is_written_tried_and_published() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "own").await;
        let admin = own.proof(&app, Role::Administrator).await;
        let (id, seen) = write_six(&app, &admin).await;
        let open = draft::open(&app, &admin, id).await.unwrap().unwrap();
        let lacking: Vec<_> = open.findings.iter().map(|finding| finding.code).collect();
        assert_eq!(lacking, ["no-example"]);

        // Tried before it is finished: each step as a person would do it.
        let definition = draft::preview(&open.sheet).unwrap();
        for (given, sum, value, prorated) in [
            // Question 3 is turned round: 1 counts 3.
            (["4", "3", "1", "2", "1", "0"], 13.0, Some(13.0), 0),
            (["0", "0", "4", "0", "0", "0"], 0.0, Some(0.0), 0),
            (["4", "4", "0", "4", "4", "4"], 24.0, Some(24.0), 0),
            // One open: (4 + 3 + 3 + 2 + 1) / 5 x 6 = 15.6, rounded to 16.
            (["4", "3", "1", "2", "1", ""], 13.0, Some(16.0), 1),
            (["4", "3", "1", "2", "", ""], 12.0, None, 2),
        ] {
            let answers = trial::answers(&definition, &typed(&given));
            let tried = trial::try_out(&open.sheet, &definition, &answers);
            let [steps] = tried.scores.as_slice() else { panic!("one score") };
            assert!((steps.sum - sum).abs() < 1e-9, "{given:?}: {}", steps.sum);
            assert_eq!(steps.score.value(), value, "{given:?}");
            assert_eq!(steps.counted.len() - steps.answered, prorated, "{given:?}");
        }

        let open = stored(&app, &admin, id, seen, Edit::Keep(worked_out())).await;
        assert_eq!(open.findings, []);
        // A result that somebody got wrong is not published.
        let mut wrong = worked_out();
        wrong.cells.insert("total".to_owned(), "12".to_owned());
        let open = stored(&app, &admin, id, open.draft.revision, Edit::Keep(wrong)).await;
        let [finding] = open.findings.as_slice() else { panic!("{:?}", open.findings) };
        assert_eq!((finding.section, finding.code), (Section::Try, "catalogue"));
        assert!(finding.values[0].contains("total should be 12, but is 13"), "{finding:?}");
        let refused = draft::publish(&app, &admin, id, open.draft.revision).await.unwrap().unwrap();
        assert!(matches!(refused, Publishing::Refused(_)));
        let open = stored(&app, &admin, id, open.draft.revision, Edit::Drop(1)).await;

        let done = draft::publish(&app, &admin, id, open.draft.revision).await.unwrap().unwrap();
        let Publishing::Done { id: instrument, version } = done else { panic!("{done:?}") };
        assert_eq!((instrument.as_str(), version), ("own-ro-i-kroppen", 1));
        assert!(draft::open(&app, &admin, id).await.unwrap().is_none());
        let opened = library::open(&app, &admin, &instrument).await.unwrap().unwrap();
        assert_eq!(opened.entry.standing, Ok(()));
        assert!(opened.entry.own && !opened.entry.definition.instrument.validated);
        let answers: Answers = (1..=6).map(|item| (item.to_string(), Answer::Value(4.0))).collect();
        let outcome = scoring::score(&opened.entry.definition.instrument, &answers).unwrap();
        // Five times four, and the third turned round.
        assert_eq!(outcome.value("total"), Some(20.0));

        next_version(&app, &admin, &instrument).await;
        assert_eq!(draft::withdraw(&app, &admin, &instrument).await.unwrap(), Some(()));
        assert_eq!(draft::withdraw(&app, &admin, &instrument).await.unwrap(), None);
        let mut tx = app.db.tenant_snapshot(&admin, app.ambient.now()).await.unwrap();
        assert!(library::sendable(&app, &mut tx, &instrument).await.unwrap().is_none());
        // What was answered to it can still be read and scored.
        assert!(library::version(&mut tx, &instrument, 1).await.unwrap().is_some());
        assert!(library::version(&mut tx, &instrument, 3).await.unwrap().is_none());
    });
}

/// The next version says what changed, and whether curves may go on.
async fn next_version(app: &App, admin: &Proof, instrument: &str) {
    let next = From::Next { id: instrument.to_owned() };
    let id = draft::add(app, admin, "nb", next).await.unwrap().unwrap();
    let open = draft::open(app, admin, id).await.unwrap().unwrap();
    let lacking: Vec<_> = open.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(lacking, ["no-change-said", "comparable-open"]);
    let change = Change { what: "Et annet ord i spørsmål 2".to_owned(), comparable: Some(true) };
    let open = stored(app, admin, id, 1, Edit::Change(change)).await;
    let done = draft::publish(app, admin, id, open.draft.revision).await.unwrap().unwrap();
    assert!(matches!(done, Publishing::Done { version: 2, .. }), "{done:?}");
    let opened = library::open(app, admin, instrument).await.unwrap().unwrap();
    let note = &opened.entry.definition.instrument.history[0];
    assert_eq!((note.version, note.comparable), (2, true));
    let versions: Vec<_> = opened.versions.iter().map(|(version, _)| version.version).collect();
    assert_eq!(versions, [2, 1]);
    for (version, _) in &opened.versions {
        let digest = data_encoding::HEXLOWER.encode(&sha2::Sha256::digest(version.files.as_bytes()));
        assert_eq!(version.checksum, digest);
    }
}

#[test]
fn a_save_that_comes_late_is_refused_and_kept() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "late").await;
        let admin = own.proof(&app, Role::Administrator).await;
        let leader = own.proof(&app, Role::Leader).await;
        let (id, seen) = write_six(&app, &admin).await;
        let text =
            |text: &str| Edit::Texts { language: "nb".to_owned(), texts: vec![("item.1".to_owned(), text.to_owned())] };
        let first = stored(&app, &admin, id, seen, text("Først")).await;
        let late = draft::change(&app, &leader, id, seen, vec![text("Etterpå")]).await.unwrap().unwrap();
        let Saved::Late { kept: Some(kept) } = late else { panic!("{late:?}") };
        let read = async |id| draft::open(&app, &admin, id).await.unwrap().unwrap();
        let item = |open: &Open| open.sheet.texts["nb"].items["1"].clone();
        assert_eq!(item(&read(id).await), "Først");
        let kept = read(kept).await;
        assert_eq!((item(&kept).as_str(), kept.by.as_str()), ("Etterpå", "Name of leader.late"));
        // Going back is one more revision, and only from the one that was seen.
        assert_eq!(draft::undo(&app, &admin, id, seen).await.unwrap(), None);
        assert_eq!(draft::undo(&app, &admin, id, first.draft.revision).await.unwrap(), Some(()));
        assert_eq!(item(&read(id).await), "Jeg er anspent");
        // Publishing what another has changed since is refused too.
        assert!(matches!(draft::publish(&app, &admin, id, seen).await.unwrap(), Some(Publishing::Late)));
        // Only the latest revisions are kept.
        let mut seen = read(id).await.draft.revision;
        for round in 0..25 {
            seen = stored(&app, &admin, id, seen, text(&format!("Runde {round}"))).await.draft.revision;
        }
        let kept = format!("draft_id = {}", database.raw.id(id));
        assert_eq!(database.raw.count("own_instrument_draft_content", &kept).await, 20);
    });
}

#[test]
fn only_those_who_may_write_and_record() {
    on_sqlite(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "roles").await;
        let neighbour = Organisation::found(&app, "other").await;
        let admin = own.proof(&app, Role::Administrator).await;
        let (id, seen) = write_six(&app, &admin).await;
        let mut shut = vec![neighbour.proof(&app, Role::Administrator).await];
        for role in [Role::Clinician, Role::Analyst, Role::PatientRepresentative] {
            shut.push(own.proof(&app, role).await);
        }
        for proof in shut {
            assert!(draft::open(&app, &proof, id).await.unwrap().is_none());
            assert!(draft::change(&app, &proof, id, seen, vec![Edit::AddScore]).await.unwrap().is_none());
            assert!(draft::undo(&app, &proof, id, seen).await.unwrap().is_none());
            assert!(draft::publish(&app, &proof, id, seen).await.unwrap().is_none());
            assert!(draft::remove(&app, &proof, id).await.unwrap().is_none());
            assert!(draft::list(&app, &proof).await.unwrap().is_empty());
        }
        let clinician = own.proof(&app, Role::Clinician).await;
        assert!(draft::add(&app, &clinician, "nb", From::Copy { id: "phq-9".to_owned() }).await.unwrap().is_none());
        let entries = library::list(&app, &clinician).await.unwrap();
        assert!(entries.iter().any(|entry| entry.definition.instrument.id == "phq-9" && entry.standing.is_ok()));
        assert_eq!(draft::list(&app, &admin).await.unwrap().len(), 1);
        assert_eq!(draft::remove(&app, &admin, id).await.unwrap(), Some(()));
        assert_eq!(database.raw.count("own_instrument_draft_content", "true").await, 0);
    });
}

/// Whatever the files hold, the editor keeps: every instrument of the product goes in, comes out as a
/// version of one's own, and is the same but for its name.
#[test]
fn every_instrument_survives_the_editor() {
    on_sqlite(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "all").await;
        let admin = own.proof(&app, Role::Administrator).await;
        let mut compared = 0;
        for definition in app.catalogue.definitions() {
            let id = definition.instrument.id.clone();
            let text = library::export(&app, &admin, &id).await.unwrap().unwrap();
            let made = draft::add(&app, &admin, "nb", From::Files { text }).await.unwrap().unwrap();
            let open = draft::open(&app, &admin, made).await.unwrap().unwrap();
            let lacking: Vec<_> = open.findings.iter().filter(|finding| finding.code != "no-example").collect();
            assert!(lacking.is_empty(), "{id}: {lacking:?}");
            if !open.findings.is_empty() {
                continue;
            }
            let done = draft::publish(&app, &admin, made, 1).await.unwrap().unwrap();
            let Publishing::Done { id: new, .. } = done else { panic!("{id}: {done:?}") };
            let opened = library::open(&app, &admin, &new).await.unwrap().unwrap();
            let made = opened.entry.definition.into_owned();
            let mut instrument = made.instrument;
            instrument.id.clone_from(&id);
            instrument.version = definition.instrument.version;
            instrument.history.clone_from(&definition.instrument.history);
            instrument.sources.retain(|source| source.id != "own");
            let mut wanted = definition.instrument.clone();
            wanted.sources.retain(|source| source.id != "own");
            assert_eq!(instrument, wanted, "{id}");
            assert_eq!(made.wording, definition.wording, "{id}");
            assert_eq!(made.feedback, definition.feedback, "{id}");
            compared += 1;
        }
        assert!(compared >= 3, "only {compared} were compared");
    });
}

#[test]
fn anothers_words_stay_behind_in_a_copy() {
    on_sqlite(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "copy").await;
        let admin = own.proof(&app, Role::Administrator).await;
        for (from, keeps_words) in [("phq-9", false), ("lytt-before", true)] {
            let made = draft::add(&app, &admin, "nb", From::Copy { id: from.to_owned() }).await.unwrap().unwrap();
            let open = draft::open(&app, &admin, made).await.unwrap().unwrap();
            let definition = app.catalogue.definition(from).unwrap();
            assert_eq!(open.sheet.questions.len(), definition.instrument.items.len());
            let written = open.sheet.texts["nb"].items.values().any(|text| !text.is_empty());
            assert_eq!(written, keeps_words, "{from}");
            let text = serde_json::to_string(&open.sheet).unwrap();
            // Nothing that is known of the first is said of the second.
            for known in ["norms", "loinc", "Pfizer", "kroenke"] {
                assert!(!text.contains(known), "{from}: {known}");
            }
            assert!(!open.sheet.about.validated && open.sheet.about.id.is_empty());
            assert!(draft::preview(&open.sheet).is_some(), "{from} cannot be shown");
        }
    });
}

#[test]
fn a_fhir_questionnaire_becomes_a_draft() {
    on_sqlite(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "fhir").await;
        let admin = own.proof(&app, Role::Administrator).await;
        for id in ["lytt-before", "lytt-after"] {
            let definition = app.catalogue.definition(id).unwrap();
            let form = fhir::questionnaire(&exchange::package(definition), "nb", "https://lytt.example");
            let text = serde_json::to_string(&form).unwrap();
            let made = draft::add(&app, &admin, "nb", From::Files { text }).await.unwrap().unwrap();
            let open = draft::open(&app, &admin, made).await.unwrap().unwrap();
            assert_eq!(open.findings, [], "{id}");
            let texts: Vec<_> = definition.wording["nb"].items.clone().into_iter().collect();
            assert_eq!(open.sheet.texts["nb"].items.clone().into_iter().collect::<Vec<_>>(), texts, "{id}");
        }
        for broken in ["{", "{}", "{\"resourceType\": \"Patient\"}"] {
            let from = From::Files { text: broken.to_owned() };
            let refused = draft::add(&app, &admin, "nb", from).await;
            assert!(matches!(refused, Err(AppError::Refused(_))), "{broken}: {refused:?}");
        }
    });
}

#[test]
fn the_owners_words_are_loaded_under_a_permission() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "words").await;
        let admin = own.proof(&app, Role::Administrator).await;
        // A skeleton of class C: the words are not part of it.
        let text = "=== instrument.toml\n".to_owned() + SKELETON;
        let made = draft::add(&app, &admin, "nb", From::Files { text }).await.unwrap().unwrap();
        let open = draft::open(&app, &admin, made).await.unwrap().unwrap();
        assert_eq!(open.findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["score-name", "no-example"]);
        let named =
            Edit::Texts { language: "nb".to_owned(), texts: vec![("scale.total".to_owned(), "Sum".to_owned())] };
        let open = stored(&app, &admin, made, 1, named).await;
        let mut kept = Kept { name: "both".to_owned(), ..Kept::default() };
        for (column, cell) in [("a", "1"), ("b", "4"), ("total", "5")] {
            kept.cells.insert(column.to_owned(), cell.to_owned());
        }
        let open = stored(&app, &admin, made, open.draft.revision, Edit::Keep(kept)).await;
        let done = draft::publish(&app, &admin, made, open.draft.revision).await.unwrap().unwrap();
        let Publishing::Done { id, .. } = done else { panic!("{done:?}") };
        let standing = async || library::open(&app, &admin, &id).await.unwrap().unwrap().entry.standing;
        assert_eq!(standing().await, Err(NotSendable::NoPermission));

        let new = licence::NewPermission {
            holder: "The owner".to_owned(),
            document: "Letter of 1 March, archive 12/345".to_owned(),
            valid_from: day("2026-03-01"),
            valid_until: Some(day("2026-12-31")),
        };
        let empty = licence::NewPermission { holder: " ".to_owned(), ..new.clone() };
        assert!(matches!(licence::record_permission(&app, &admin, &id, empty).await, Err(AppError::Refused(_))));
        licence::record_permission(&app, &admin, &id, new.clone()).await.unwrap().unwrap();
        assert_eq!(standing().await, Err(NotSendable::NoWording));
        let clinician = own.proof(&app, Role::Clinician).await;
        assert!(licence::record_permission(&app, &clinician, &id, new).await.unwrap().is_none());

        // A table with a row too few is refused, and says which.
        let table = "item,text\ntitle,Tittel\na,Første\nanswers.set.0,Nei\nanswers.set.1,Ja\nends.b.low,Lite\nends.b.high,Mye\n";
        let refused = licence::load_words(&app, &admin, &id, "nb", Words::File(table.to_owned())).await;
        let Err(AppError::Refused(said)) = refused else { panic!("{refused:?}") };
        assert!(said.contains("question \"b\""), "{said}");
        let table = format!("{table}b,\"Andre, med komma\"\n");
        licence::load_words(&app, &admin, &id, "nb", Words::File(table.clone())).await.unwrap().unwrap();
        assert_eq!(standing().await, Ok(()));
        let opened = library::open(&app, &admin, &id).await.unwrap().unwrap();
        assert_eq!(opened.entry.loaded, ["nb"]);
        assert_eq!(opened.entry.definition.wording["nb"].items["b"], "Andre, med komma");
        // Its class is still what it was.
        assert_eq!(opened.entry.definition.instrument.licence.class, LicenceClass::C);
        // The newest counts; the older is kept.
        let newer = table.replace("Første", "Annen første");
        licence::load_words(&app, &admin, &id, "nb", Words::File(newer)).await.unwrap().unwrap();
        let opened = library::open(&app, &admin, &id).await.unwrap().unwrap();
        assert_eq!(opened.wordings.len(), 2);
        assert_ne!(opened.wordings[0].0.hash, opened.wordings[1].0.hash);
        assert_eq!(opened.entry.definition.wording["nb"].hash, opened.wordings[0].0.hash);
        let permission = opened.permissions[0].0.id;
        licence::revoke_permission(&app, &admin, &id, permission).await.unwrap().unwrap();
        assert_eq!(standing().await, Err(NotSendable::Revoked));
        assert!(licence::revoke_permission(&app, &admin, &id, permission).await.unwrap().is_none());
    });
}

#[test]
fn a_translation_stays_with_its_own_answer() {
    let of = |labels: [&[&str]; 2]| {
        let mut sheet = Sheet::blank("nb");
        sheet.languages.push("en".to_owned());
        sheet.sets.insert("often".to_owned(), Set { values: vec![0.0, 1.0, 2.0], ..Set::default() });
        for (language, list) in ["nb", "en"].into_iter().zip(labels) {
            let list = list.iter().map(|label| (*label).to_owned()).collect();
            sheet.texts.entry(language.to_owned()).or_default().labels.insert("often".to_owned(), list);
        }
        sheet
    };
    let cases: [(&[&str], &[&str]); 5] = [
        (&["Aldri", "Ofte"], &["Never", "Often"]),
        (&["Av og til", "Ofte"], &["Sometimes", "Often"]),
        (&["Aldri", "Sjelden", "Av og til", "Ofte"], &["Never", "", "Sometimes", "Often"]),
        (&["Aldri", "Av og til", "Ofte", "Alltid"], &["Never", "Sometimes", "Often", ""]),
        // As many as before: somebody mends a word.
        (&["Aldri", "Iblant", "Ofte"], &["Never", "Sometimes", "Often"]),
    ];
    for (now, expected) in cases {
        let mut sheet = of([&["Aldri", "Av og til", "Ofte"], &["Never", "Sometimes", "Often"]]);
        let labels = now.iter().map(|label| (*label).to_owned()).collect();
        sheet.change(Edit::Labels { set: "often".to_owned(), labels, first: 0.0, highest_first: false });
        assert_eq!(sheet.texts["en"].labels["often"], expected, "{now:?}");
        assert_eq!((sheet.texts["nb"].labels["often"].len(), sheet.sets["often"].values.len()), (now.len(), now.len()));
    }
}

/// CORE-10 in somebody's FHIR form: other names for the questions, the answers as codes.
fn core_10_from_elsewhere(answers: usize) -> String {
    let options: Vec<_> = (0..answers)
        .map(|value| serde_json::json!({"valueCoding": {"system": "urn:x", "code": format!("a{value}"), "display": format!("answer {value}")}}))
        .collect();
    let items: Vec<_> = (1..=10)
        .map(|n| serde_json::json!({"linkId": format!("q{n}"), "text": format!("question {n}"), "type": "choice", "answerOption": options}))
        .collect();
    let form = serde_json::json!({"resourceType": "Questionnaire", "language": "en", "status": "active", "title": "Somebody's form", "item": items});
    form.to_string()
}

#[test]
fn a_licensed_form_is_asked_when_permitted_and_not_after() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "asked").await;
        let admin = own.proof(&app, Role::Administrator).await;
        let case = own.patient(&app).await;
        let now = app.ambient.now();
        let again = |hours: i64| enrol::NewSession {
            starts_at: now + TimeDelta::hours(hours),
            minutes: 45,
            kind: SessionKind::Treatment,
            mode: SessionMode::InPerson,
            also: Some("core-10".to_owned()),
            last: false,
        };
        let offered = async || {
            let list = enrol::list_also(&app, &case.clinician, case.episode).await.unwrap().unwrap();
            list.iter().any(|definition| definition.instrument.id == "core-10")
        };
        // Nothing is permitted yet: not offered, and refused when asked for all the same.
        assert!(!offered().await);
        let refused = enrol::add_session(&app, &case.clinician, case.episode, again(3)).await;
        let Err(AppError::Refused(said)) = refused else { panic!("{refused:?}") };
        assert!(said.contains("no permission is recorded"), "{said}");

        let letter = licence::NewPermission {
            holder: "CORE System Trust".to_owned(),
            document: "Archive 1/26".to_owned(),
            valid_from: day("2026-01-01"),
            valid_until: None,
        };
        licence::record_permission(&app, &admin, "core-10", letter).await.unwrap().unwrap();
        let wrong = Words::File(core_10_from_elsewhere(4));
        let Err(AppError::Refused(said)) = licence::load_words(&app, &admin, "core-10", "en", wrong).await else {
            panic!("four answers were taken for five")
        };
        assert!(said.contains("question \"1\" has 4 answers in the form, and 5 are wanted"), "{said}");
        assert!(!offered().await, "a permission without words is not enough");
        let words = || Words::File(core_10_from_elsewhere(5));
        let Err(AppError::Refused(said)) = licence::load_words(&app, &admin, "core-10", "nb", words()).await else {
            panic!("English words were taken for Norwegian")
        };
        assert!(said.contains("no words in nb; it has en"), "{said}");
        licence::load_words(&app, &admin, "core-10", "en", words()).await.unwrap().unwrap();
        assert!(offered().await);

        // Asked beside what the protocol asks, answered in the loaded words, scored by its own rules.
        let session = enrol::add_session(&app, &case.clinician, case.episode, again(3)).await.unwrap().unwrap();
        let mut tx = app.db.tenant_snapshot(&case.clinician, now).await.unwrap();
        let requests = store::request::list_by_sessions(&mut tx, &[session]).await.unwrap();
        drop(tx);
        let request = requests.iter().find(|request| request.moment == Moment::BeforeSession).unwrap();
        assert_eq!(request.instruments.last().map(String::as_str), Some("core-10"));
        let link = case.link(&app, request.id).await;
        let cookie = collect::start(&app, &link, "en", Device::Phone).await.unwrap().unwrap();
        let sheet = collect::read(&app, &cookie).await.unwrap().unwrap();
        let asked = sheet.steps.iter().filter(|step| step.definition.instrument.id == "core-10");
        let texts: Vec<_> = asked.map(|step| step.definition.wording_in("en").unwrap().item(&step.item.id)).collect();
        assert_eq!((texts.len(), texts[9]), (10, Some("question 10")));
        // An answer that was given to another version is no answer to this one.
        let old = store::draft::Draft {
            instrument: "core-10".to_owned(),
            version: 7,
            item: "1".to_owned(),
            value: Some(4.0),
            text_sealed: None,
            declined: false,
        };
        let mut tx = app.db.tenant(&case.clinician, now, "").await.unwrap();
        store::draft::save(&mut tx, request.id, &token::hash(&cookie), &old).await.unwrap();
        tx.commit().await.unwrap();
        assert!(collect::read(&app, &cookie).await.unwrap().unwrap().answers.is_empty());
        // 2 and 3 are turned round: 4 - 1 each, and 1 for the other eight: 8 + 6 = 14.
        for n in 1..=10 {
            let answer = Some(Answer::Value(1.0));
            collect::save(&app, &cookie, "core-10", &n.to_string(), answer).await.unwrap().unwrap();
        }
        let mark = collect::read(&app, &cookie).await.unwrap().unwrap().mark();
        collect::send(&app, &cookie, Some(&mark)).await.unwrap().unwrap();
        let file = review::open(&app, &case.clinician, case.episode).await.unwrap().unwrap();
        let form = file.forms.iter().find(|form| form.response.instrument == "core-10").unwrap();
        assert_eq!(form.score("total").and_then(|score| score.value), Some(14.0));
        assert_eq!(form.response.wording_hash, form.definition.wording["en"].hash);

        // Taken back: not offered any more, nor shown where it was already asked; what was answered stays.
        let later = enrol::add_session(&app, &case.clinician, case.episode, again(4)).await.unwrap().unwrap();
        let mut tx = app.db.tenant_snapshot(&case.clinician, now).await.unwrap();
        let requests = store::request::list_by_sessions(&mut tx, &[later]).await.unwrap();
        drop(tx);
        let waiting = requests.iter().find(|request| request.moment == Moment::BeforeSession).unwrap().id;
        let shown = async || {
            let link = case.link(&app, waiting).await;
            let cookie = collect::start(&app, &link, "en", Device::Phone).await.unwrap().unwrap();
            let sheet = collect::read(&app, &cookie).await.unwrap().unwrap();
            sheet.steps.iter().any(|step| step.definition.instrument.id == "core-10")
        };
        assert!(shown().await);
        let opened = library::open(&app, &admin, "core-10").await.unwrap().unwrap();
        let permission = opened.permissions[0].0.id;
        licence::revoke_permission(&app, &admin, "core-10", permission).await.unwrap().unwrap();
        assert!(!offered().await && !shown().await);
        let refused = enrol::add_session(&app, &case.clinician, case.episode, again(5)).await;
        assert!(matches!(refused, Err(AppError::Refused(_))), "{refused:?}");
        let file = review::open(&app, &case.clinician, case.episode).await.unwrap().unwrap();
        assert!(file.forms.iter().any(|form| form.response.instrument == "core-10"));
    });
}

const SKELETON: &str = r#"
id = "somebodys"
version = 1
name = "Somebody's questions"
measures = "something"
group = "symptoms"
answered_by = ["patient"]
looks_back = "1 week"
minutes = 1
higher_is = "worse"
validated = true
doubts = []

[use]
for = "a test"
not_for = "anything else"

[review]
written_by = "somebody"
checked_by = ""
checked_on = ""
check_again = ""

[questions]
items = [
  { id = "a", topic = "first", answers = "set" },
  { id = "b", topic = "second", scale = { from = 0, to = 4, step = 1 } },
]

[answers]
set = { values = [0, 1] }

[[scale]]
id = "total"
method = "sum"
items = ["a", "b"]
range = [0, 5]
missing = { up_to = 0, then = "mean of answered times number of items", else = "no score", status = "author", source = "manual" }

[licence]
class = "C"
holder = "Somebody"
terms = "Ask first"
wording_shipped = false
electronic_use = true
wording_may_change = false
source = "manual"

[sources]
manual = { seen = "full text", cite = "The manual" }
"#;
