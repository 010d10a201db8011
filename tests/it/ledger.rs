//! The activity ledger: the files hold, rights stay, a unit's figures and decisions through its pages on both
//! databases, and a service that does more while it helps less is told apart from one that helps as before.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use axum::Router;
use axum::http::{Method, StatusCode};
use chrono::{Days, NaiveDate, TimeDelta};
use lytt::app::App;
use lytt::app::demo::ledger::{Benefit, Course, sessions_by_month, simulate, write};
use lytt::catalogue;
use lytt::domain::access::{Grant, Role};
use lytt::domain::care::{AccountId, UnitId};
use lytt::domain::ledger::{Every, NewDecision, Period, Status, Stays, Value};
use lytt::domain::variation::chart::{self, Kind, Settings};
use lytt::store::Proof;
use lytt::view::chart::Runs;
use lytt::view::chart::periods::{Figure, Line, Stretch, Way};
use lytt::web::Web;
use lytt::web::router::router;
use serde_json::Value as Json;

use crate::case_review::Browser;
use crate::support::cast::Organisation;
use crate::support::database::{Database, app, on_both, on_sqlite};
use crate::support::{morning, path};

// ---------------------------------------------------------------- the files

fn reference() -> Option<Json> {
    let file = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/indicators.json"));
    let text = std::fs::read_to_string(file).ok();
    if text.is_none() {
        eprintln!("{} is not here: this test did not run", file.display());
    }
    text.map(|text| serde_json::from_str(&text).unwrap())
}

fn texts(value: &Json) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect()
}

/// The code that a word of the reference became.
fn code(table: &[(&str, &'static str)], word: &Json) -> &'static str {
    let word = word.as_str().unwrap();
    table.iter().find(|(known, _)| *known == word).unwrap_or_else(|| panic!("{word}")).1
}

#[test]
fn nothing_of_the_catalogue_is_missing() {
    let Some(reference) = reference() else { return };
    let ledger = catalogue::ledger::embedded().unwrap();
    let indicators = reference["indicators"].as_array().unwrap();
    assert_eq!((ledger.len(), indicators.len()), (54, 54));
    let relations = [
        ("erstatt", "replace"),
        ("erstatt-for-styring", "replace-for-steering"),
        ("suppler", "supplement"),
        ("behold+suppler", "keep-and-supplement"),
        ("behold", "keep"),
        ("behold som kontekst", "keep-as-context"),
        ("videreutvikl", "develop"),
    ];
    let better =
        [("høyere", "higher"), ("lavere", "lower"), ("lavere (tvetydig)", "lower-or-not"), ("tvetydig", "ambiguous")];
    let verified =
        [("web-excerpt", "excerpt"), ("web-excerpt (definition), target mem", "excerpt-not-target"), ("mem", "memory")];
    let areas = [("PHV-V", "adults"), ("PHV-BU", "children"), ("TSB", "substance-use")];
    let mut carried = 0;
    for wanted in indicators {
        let id = wanted["id"].as_str().unwrap();
        let ours = ledger.get(id).unwrap_or_else(|| panic!("{id} is missing"));
        assert_eq!(ours.nb.name, wanted["name_nb"].as_str().unwrap(), "{id}");
        assert_eq!(ours.nb.target, wanted["target_nb"].as_str().unwrap(), "{id}");
        assert_eq!(ours.nb.note, wanted["note"].as_str().unwrap(), "{id}");
        assert_eq!(ours.register, wanted["data_source"].as_str().unwrap(), "{id}");
        assert_eq!(ours.sources, texts(&wanted["source"]), "{id}");
        assert_eq!(ours.measures, texts(&wanted["replacement_measures"]), "{id}");
        assert_eq!(ours.relation.code(), code(&relations, &wanted["relation"]), "{id}");
        assert_eq!(ours.better.code(), code(&better, &wanted["better"]), "{id}");
        assert_eq!(ours.verified.code(), code(&verified, &wanted["verified"]), "{id}");
        let about: Vec<_> = wanted["area"].as_array().unwrap().iter().map(|area| code(&areas, area)).collect();
        assert_eq!(ours.areas.iter().map(|area| area.code()).collect::<Vec<_>>(), about, "{id}");
        for (text, key) in [
            (&ours.nb.definition, "definition_nb"),
            (&ours.nb.protects, "question_it_was_meant_to_answer_nb"),
            (&ours.nb.misleads, "blind_spot_nb"),
            (&ours.nb.instead, "replacement_nb"),
        ] {
            let said = wanted[key].as_str().unwrap();
            // "As above" is written out, since a page has nothing above it.
            let refers = ["Som over", "Som for voksne", "Se ventetid"].iter().any(|start| said.starts_with(start));
            assert_eq!(!refers, text == said, "{id} {key}");
            carried += usize::from(!refers);
        }
    }
    assert!(carried > 180, "only {carried} texts were compared");
    let measures = catalogue::measures::embedded().unwrap();
    let wanted = reference["measures"].as_array().unwrap();
    assert_eq!((measures.len(), wanted.len()), (27, 27));
    for wanted in wanted {
        let ours = &measures[wanted["id"].as_str().unwrap()];
        assert_eq!(ours.nb.name, wanted["name_nb"].as_str().unwrap());
        assert_eq!(ours.en.name, wanted["name_en"].as_str().unwrap());
        assert_eq!(ours.nb.computation, wanted["computation_nb"].as_str().unwrap());
        assert_eq!(ours.nb.instruments, wanted["instrument_families"].as_str().unwrap());
    }
}

#[test]
fn whatever_stays_can_be_neither_replaced_nor_retired_and_whatever_may_end_has_an_end() {
    let today: NaiveDate = "2026-03-18".parse().unwrap();
    let ledger = catalogue::ledger::embedded().unwrap();
    let stay: Vec<_> = ledger.values().filter(|one| one.stays.is_some()).map(|one| one.id.as_str()).collect();
    assert_eq!(
        stay,
        [
            "fristbrudd_avviklet",
            "fristbrudd_ventende_v",
            "henv_vurdert_10d_v",
            "henvisningsformalitet",
            "lovgrunnlag",
            "oppstart_65d_bup",
            "selvmord",
            "tvangsbehandling",
            "tvangsinnleggelser",
            "tvangsmidler"
        ]
    );
    for indicator in ledger.values() {
        for status in Status::ALL {
            for sunset in [None, Some(0), Some(200)] {
                let new = NewDecision {
                    status: *status,
                    decided_on: today,
                    decided_by: "Ledermøtet".to_owned(),
                    reason: "Derfor".to_owned(),
                    sunset_on: sunset.map(|days| today + Days::new(days)),
                };
                let fits = if indicator.stays.is_some() {
                    matches!(status, Status::Keep | Status::Supplement) && sunset.is_none()
                } else if *status == Status::Retired {
                    sunset.is_none()
                } else {
                    sunset == Some(200)
                };
                let wrong = indicator.check(&new, today);
                assert_eq!(wrong.is_empty(), fits, "{} {status} {sunset:?}: {wrong:?}", indicator.id);
            }
        }
        assert!(indicator.stays != Some(Stays::Deadline) || indicator.may(Status::Supplement));
    }
}

/// The files as they are, by name.
fn files() -> BTreeMap<String, String> {
    let folder = std::fs::read_dir(path("instruments/ledger")).unwrap();
    folder
        .map(|file| file.unwrap().path())
        .map(|file| (file.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&file).unwrap()))
        .collect()
}

#[test]
fn a_broken_file_names_file_line_fact_and_remedy() {
    let measures = catalogue::measures::embedded().unwrap();
    let known: BTreeSet<&str> = measures.keys().map(String::as_str).collect();
    assert_eq!(catalogue::ledger::read(&files(), &known).unwrap().len(), 54);
    let cases = [
        ("rights.toml", "stays = \"deadline\"", "", "keep-and-supplement", "and nothing says why", "add stays"),
        ("activity.toml", "\"M15\"", "\"M99\"", "M99", "which is not in measures.toml", "name a measure"),
        (
            "activity.toml",
            "id = \"produktivitet\"",
            "id = \"video_telefon\"",
            "video_telefon",
            "stands twice",
            "another id",
        ),
        ("activity.toml", "value = \"count\"", "value = \"counts\"", "counts", "not one of the values", "\"count\""),
        ("activity.toml", "theme = \"activity\"", "theme = \"rights\"", "rights", "has another name", "rights.toml"),
        ("safety.toml", "protects = \"Er hjelpen trygg?\"", "protects = \"\"", "", "lacks words in nb", "definition"),
        ("coercion.toml", "areas = [\"adults\"]", "areas = []", "areas = []", "about nobody", "name at least one area"),
        (
            "activity.toml",
            "verified = \"memory\"",
            "verified = \"excerpt\"",
            "",
            "names nothing that was",
            "name the source",
        ),
        ("activity.toml", "register = ", "registre = ", "registre", "not a key that belongs here", "\"register\""),
    ];
    for (file, from, to, near, fact, remedy) in cases {
        let mut broken = files();
        let text = broken.get_mut(file).unwrap();
        assert!(text.contains(from), "{file}: {from}");
        *text = text.replacen(from, to, 1);
        let text = text.clone();
        let error = catalogue::ledger::read(&broken, &known).unwrap_err();
        let said = error.to_string();
        let problem = &error.problems[0];
        assert_eq!(problem.file, format!("ledger/{file}"), "{said}");
        assert!(problem.fact.contains(fact) && problem.remedy.contains(remedy), "{from}: {said}");
        // The line lies where the broken thing is, or at the head of the indicator it belongs to.
        let line = problem.line.unwrap();
        let around: Vec<&str> = text.lines().skip(line - 1).take(20).collect();
        assert!(around.iter().any(|line| line.contains(near)), "{from}: line {line} of {file}");
    }
    let text = std::fs::read_to_string(path("instruments/measures.toml")).unwrap();
    let forms: BTreeSet<&str> = ["phq-9"].into();
    let said = catalogue::measures::read(&text, &forms).unwrap_err().to_string();
    assert!(said.contains("measures.toml line ") && said.contains("\"gad-7\", which is not in the box"), "{said}");
    let twice = text.replacen("id = \"M02\"", "id = \"M01\"", 1);
    let all: BTreeSet<&str> = measures.values().flat_map(|one| one.forms.iter().map(String::as_str)).collect();
    assert!(catalogue::measures::read(&twice, &all).unwrap_err().to_string().contains("M01 stands twice"));
}

#[test]
fn figures_that_cannot_be_true_are_not_kept() {
    for (value, entered, kept) in [
        (Value::Share, 72.5, Some(0.725)),
        (Value::Share, 100.0, Some(1.0)),
        (Value::Share, 100.1, None),
        (Value::Share, -1.0, None),
        (Value::Growth, -3.0, Some(-0.03)),
        (Value::Days, 0.0, Some(0.0)),
        (Value::Days, -1.0, None),
        (Value::Count, 1214.0, Some(1214.0)),
        (Value::Count, -1.0, None),
        (Value::Number, -4.0, Some(-4.0)),
        (Value::Number, f64::NAN, None),
    ] {
        assert_eq!(value.keep(entered), kept, "{value} {entered}");
    }
}

// ---------------------------------------------------------------- the pages

struct Setting {
    app: App,
    routes: Router,
    own: Organisation,
}

impl Setting {
    async fn new(database: &Database) -> Self {
        let app = app(&database.db);
        let own = Organisation::found(&app, "count").await;
        let routes = router(Web::new(app.clone(), false).unwrap());
        Self { app, routes, own }
    }

    fn browser(&self, account: AccountId) -> Browser<'_> {
        Browser { app: &self.app, routes: &self.routes, own: &self.own, account }
    }

    fn role(&self, role: Role) -> Browser<'_> {
        self.browser(self.own.account(role))
    }

    fn page(&self, indicator: &str) -> String {
        format!("/ledger/{}/{indicator}", self.own.team)
    }
}

/// What a page says in words.
fn words(html: &str) -> String {
    let mut said = String::new();
    let mut inside = false;
    for letter in html.chars() {
        match letter {
            '<' => inside = true,
            '>' => {
                inside = false;
                said.push(' ');
            }
            letter if !inside => said.push(letter),
            _ => {}
        }
    }
    said.split_whitespace().collect::<Vec<_>>().join(" ").replace("&#x27;", "'").replace("&quot;", "\"")
}

#[test]
fn a_unit_counts_decides_and_changes_its_mind() {
    on_both(async |database| {
        let setting = Setting::new(&database).await;
        let leader = setting.role(Role::Leader);
        let page = setting.page("pol_konsultasjoner");
        let list = format!("/ledger?unit={}", setting.own.team);
        assert!(words(&leader.main(&list).await).contains("Nothing has been taken up yet."));
        assert!(words(&leader.main(&page).await).contains("has not taken the indicator up"));
        // Nothing can be entered or decided before.
        assert_eq!(leader.press(&format!("{page}/figures"), "period=2026-01&value=210").await, StatusCode::NOT_FOUND);
        assert_eq!(leader.press(&format!("{page}/take-up"), "every=month").await, StatusCode::SEE_OTHER);
        assert_eq!(leader.press(&format!("{page}/take-up"), "every=year").await, StatusCode::SEE_OTHER);
        assert_eq!(database.raw.count("ledger_entry", "every = 'month'").await, 1, "the first choice holds");

        // One figure, wrong and right, and put right afterwards.
        for (fields, said) in [
            ("period=2026-13&value=210", "Period: is not a period"),
            ("period=2026-T1&value=210", "Period: has another length"),
            ("period=2026-03&value=210", "Period: has not ended"),
            ("period=2026-01&value=many", "Value: is not a number"),
            ("period=2026-01&value=-4", "Value: cannot be true"),
        ] {
            let (status, answered) = leader.send(Method::POST, &format!("{page}/figures"), fields).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{fields}");
            assert!(words(&answered).contains(said), "{fields}: {}", words(&answered));
            let typed = fields.rsplit('=').next().unwrap();
            assert!(answered.contains(&format!("value=\"{typed}\"")), "{fields}: what was typed is still there");
        }
        assert_eq!(database.raw.count("ledger_figure", "1 = 1").await, 0);
        for value in ["210", "1+214", "1215"] {
            let fields = format!("period=2026-01&value={value}");
            assert_eq!(leader.press(&format!("{page}/figures"), &fields).await, StatusCode::SEE_OTHER, "{value}");
            setting.app.ambient.advance(TimeDelta::minutes(1));
        }
        assert_eq!(database.raw.count("ledger_figure", "1 = 1").await, 3, "what was written stays");
        let shown = words(&leader.main(&page).await);
        assert!(shown.contains("Jan 2026 1,215") || shown.contains("Jan 2026 1215"), "{shown}");
        assert!(shown.contains("Figures that hold no longer (2)"), "{shown}");
        assert_eq!(leader.press(&format!("{page}/figures"), "period=2026-01&value=").await, StatusCode::SEE_OTHER);
        setting.app.ambient.advance(TimeDelta::minutes(1));
        let shown = words(&leader.main(&page).await);
        assert!(shown.contains("taken back") && shown.contains("Figures that hold no longer (4)"), "{shown}");

        // Pasted rows: all or none.
        let wrong = "rows=2025-01;200%0A2025-13;4%0A2025-02;x%0A2025-01;7";
        let (status, answered) = leader.send(Method::POST, &format!("{page}/figures"), wrong).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let said = words(&answered);
        for wanted in ["Nothing was stored", "Row 2: 2025-13", "Row 3: x", "Write 214 or 72.5"] {
            assert!(said.contains(wanted), "{wanted}: {said}");
        }
        let (_, answered) = leader.send(Method::POST, &format!("{page}/figures"), "rows=2025-01;1%0A2025-01;2").await;
        assert!(words(&answered).contains("Row 2: 2025-01 – the same period"), "{}", words(&answered));
        let analyst = setting.role(Role::Analyst);
        let rows: Vec<String> = (1..=12).map(|month| format!("2025-{month:02};{}", 200 + month % 2)).collect();
        let rows = format!("rows=Periode;Verdi%0A{}", rows.join("%0A"));
        assert_eq!(analyst.press(&format!("{page}/figures"), &rows).await, StatusCode::SEE_OTHER);
        let shown = words(&analyst.main(&page).await);
        assert!(shown.contains("The rules for runs say nothing."), "{shown}");

        // A file for the whole unit.
        let unit = format!("/ledger/{}/figures", setting.own.team);
        let (status, answered) = leader
            .send(Method::POST, &unit, "rows=indikator;periode;verdi%0Aliggetid;2025-01;10%0Anowhere;2025-01;1")
            .await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let said = words(&answered);
        assert!(said.contains("Row 2: liggetid – the unit has not taken it up"), "{said}");
        assert!(said.contains("Row 3: nowhere – there is no such indicator"), "{said}");
        assert_eq!(leader.press(&unit, "rows=pol_konsultasjoner;2026-02;230").await, StatusCode::SEE_OTHER);

        // What is decided has an end, and the history stays.
        let decide = format!("{page}/decisions");
        let about = "decided_on=2026-03-01&decided_by=The+meeting&because=We+want+to+know+whether+it+helps";
        for (fields, said) in [
            (format!("status=replace&{about}&sunset_on="), "Ends on: must be filled in"),
            (format!("status=replace&{about}&sunset_on=2026-03-18"), "Ends on: is in the past"),
            (format!("status=retired&{about}&sunset_on=2027-01-01"), "Ends on: has no place here"),
            (format!("{about}&sunset_on=2027-01-01"), "What is decided: must be filled in"),
            (
                "status=keep&decided_on=2026-04-01&decided_by=&because=&sunset_on=2027-01-01".to_owned(),
                "is in the future",
            ),
        ] {
            let (status, answered) = leader.send(Method::POST, &decide, &fields).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{fields}");
            assert!(words(&answered).contains(said), "{fields}: {}", words(&answered));
        }
        let fields = format!("status=replace&{about}&sunset_on=2026-09-01");
        assert_eq!(leader.press(&decide, &fields).await, StatusCode::SEE_OTHER);
        let shown = words(&leader.main(&list).await);
        assert!(shown.contains("Steer by the patients' measure ends"), "{shown}");
        setting.app.ambient.advance(TimeDelta::days(200));
        assert!(words(&leader.main(&list).await).contains(": decide again"));
        let fields = "status=retired&decided_on=2026-09-20&decided_by=The+meeting&because=Nobody+missed+it&sunset_on=";
        assert_eq!(leader.press(&decide, fields).await, StatusCode::SEE_OTHER);
        let shown = words(&leader.main(&page).await);
        for wanted in ["Retired", "Nobody missed it", "We want to know whether it helps", "by The meeting"] {
            assert!(shown.contains(wanted), "{wanted}: {shown}");
        }
        assert_eq!(database.raw.count("ledger_decision", "1 = 1").await, 2);
    });
}

#[test]
fn rights_stay_and_whoever_reads_does_not_write() {
    on_both(async |database| {
        let setting = Setting::new(&database).await;
        let leader = setting.role(Role::Leader);
        let right = setting.page("fristbrudd_ventende_v");
        assert_eq!(leader.press(&format!("{right}/take-up"), "every=tertial").await, StatusCode::SEE_OTHER);
        let shown = leader.main(&right).await;
        assert!(words(&shown).contains("It counts a deadline that the law gives patients"), "{}", words(&shown));
        assert!(!shown.contains("value=\"replace\"") && !shown.contains("value=\"retired\""));
        let about = "decided_on=2026-03-01&decided_by=The+meeting&because=Because";
        for (status, sunset) in [("replace", "2027-01-01"), ("retired", ""), ("keep", "2027-01-01")] {
            let fields = format!("status={status}&{about}&sunset_on={sunset}");
            assert_eq!(
                leader.press(&format!("{right}/decisions"), &fields).await,
                StatusCode::UNPROCESSABLE_ENTITY,
                "{status}"
            );
        }
        let fields = format!("status=supplement&{about}&sunset_on=");
        assert_eq!(leader.press(&format!("{right}/decisions"), &fields).await, StatusCode::SEE_OTHER);
        assert_eq!(database.raw.count("ledger_decision", "status = 'supplement'").await, 1);

        // Those who read see it whole, with no form; whoever belongs elsewhere sees nothing.
        let before = database.raw.count("ledger_figure", "1 = 1").await;
        for role in [Role::Clinician, Role::PatientRepresentative] {
            let reader = setting.role(role);
            let shown = reader.main(&right).await;
            assert!(words(&shown).contains("It counts a deadline") && !shown.contains("<form"), "{role}");
            let shown = reader.main(&format!("/ledger?unit={}", setting.own.team)).await;
            assert!(shown.contains(&right), "{role}");
            for (path, fields) in [
                (format!("{right}/figures"), "period=2025-T1&value=4".to_owned()),
                (format!("{right}/figures"), "rows=nonsense".to_owned()),
                (format!("{right}/take-up"), "every=month".to_owned()),
                (format!("{right}/decisions"), format!("status=keep&{about}&sunset_on=")),
                (format!("/ledger/{}/figures", setting.own.team), "rows=nonsense".to_owned()),
            ] {
                assert_eq!(reader.press(&path, &fields).await, StatusCode::NOT_FOUND, "{role} {path} {fields}");
            }
        }
        let administrator = setting.role(Role::Administrator);
        assert_eq!(administrator.send(Method::GET, &right, "").await.0, StatusCode::NOT_FOUND);
        assert_eq!(administrator.send(Method::GET, "/ledger", "").await.0, StatusCode::NOT_FOUND);
        // A clinician of another unit, and everybody of another organisation.
        let elsewhere = lytt::app::administer::add_unit(
            &setting.app,
            setting.own.tenant,
            "Elsewhere",
            None,
            lytt::app::administer::USUAL_PROTOCOL,
        )
        .await
        .unwrap();
        let grants = [Role::Clinician, Role::Leader].map(|role| Grant { role, unit: elsewhere });
        let other = setting.own.hire(&setting.app, "other", &grants).await;
        let stranger = Organisation::found(&setting.app, "stranger").await;
        let strange = Browser {
            app: &setting.app,
            routes: &setting.routes,
            own: &stranger,
            account: stranger.account(Role::Leader),
        };
        for browser in [setting.browser(other), strange] {
            assert_eq!(browser.send(Method::GET, &right, "").await.0, StatusCode::NOT_FOUND);
            let list = format!("/ledger?unit={}", setting.own.team);
            assert_eq!(browser.send(Method::GET, &list, "").await.0, StatusCode::NOT_FOUND);
            let fields = "period=2025-T1&value=4";
            assert_eq!(browser.press(&format!("{right}/figures"), fields).await, StatusCode::NOT_FOUND);
            // Their own is theirs, and empty.
            assert!(words(&browser.main("/ledger").await).contains("Nothing has been taken up yet."));
        }
        assert_eq!(database.raw.count("ledger_figure", "1 = 1").await, before);
        // There is no such indicator, and no such unit.
        assert_eq!(leader.send(Method::GET, &setting.page("nonsense"), "").await.0, StatusCode::NOT_FOUND);
        let nowhere = UnitId(uuid::Uuid::nil());
        assert_eq!(leader.send(Method::GET, &format!("/ledger/{nowhere}/liggetid"), "").await.0, StatusCode::NOT_FOUND);
    });
}

// ---------------------------------------------------------------- more is not better

/// The day of [`morning`].
fn today() -> NaiveDate {
    "2026-03-18".parse().unwrap()
}

/// The two sides of one page: what is counted, and what patients report.
struct Sides {
    counted: String,
    reported: String,
}

async fn sides(setting: &Setting, unit: UnitId) -> Sides {
    let page = setting.role(Role::Leader).main(&format!("/ledger/{unit}/pol_konsultasjoner")).await;
    let (counted, reported) = page.split_once("id=\"benefit-title-h\"").unwrap();
    let counted = counted.split_once("id=\"count-title-h\"").unwrap().1;
    let reported = reported.split_once("id=\"measures-title\"").unwrap().0;
    Sides { counted: words(counted), reported: words(reported) }
}

#[test]
fn what_is_counted_rises_while_benefit_falls_and_only_the_patients_tell() {
    on_sqlite(async |database| {
        let setting = Setting::new(&database).await;
        let today = today();
        let operator = Proof::operator(setting.own.tenant);
        let mut seen = Vec::new();
        for benefit in [Benefit::Falls, Benefit::Holds] {
            let name = format!("{benefit:?}");
            let unit = lytt::app::administer::add_unit(
                &setting.app,
                setting.own.tenant,
                &name,
                None,
                lytt::app::administer::USUAL_PROTOCOL,
            )
            .await
            .unwrap();
            let courses = simulate(3, today, benefit);
            let tenancy = setting.app.tenancy(setting.own.tenant).await.unwrap();
            let mut tx = setting.app.db.tenant(&operator, morning(), "").await.unwrap();
            write(&setting.app, &tenancy, &mut tx, (unit, today), &courses).await.unwrap();
            tx.commit().await.unwrap();
            let rows: Vec<String> =
                sessions_by_month(&courses, today).iter().map(|(month, held)| format!("{month};{held}")).collect();
            assert_eq!(rows.len(), 30);
            let page = format!("/ledger/{unit}/pol_konsultasjoner");
            let leader = setting.role(Role::Leader);
            assert_eq!(leader.press(&format!("{page}/take-up"), "every=month").await, StatusCode::SEE_OTHER);
            let fields = format!("rows={}", rows.join("%0A"));
            assert_eq!(leader.press(&format!("{page}/figures"), &fields).await, StatusCode::SEE_OTHER);
            seen.push(sides(&setting, unit).await);
        }
        let [falls, holds] = seen.try_into().ok().unwrap();
        // The old view says the same of both, and calls it an improvement.
        assert_eq!(falls.counted, holds.counted);
        let alone = "Read by this figure alone, it looks like an improvement.";
        assert!(falls.counted.contains(alone), "{}", falls.counted);
        // The new view tells them apart.
        let better = |side: &str| {
            let at = side.find("Share with reliable improvement: the middle").unwrap();
            side[at..].split("Share with reliable deterioration: the middle").next().unwrap().to_owned()
        };
        let fallen = better(&falls.reported);
        assert!(fallen.contains("Signs of a change"), "{fallen}");
        assert!(fallen.contains("For patients this is a change for the worse."), "{fallen}");
        assert!(better(&holds.reported).contains("The rules for runs say nothing."), "{}", better(&holds.reported));
        assert!(!holds.reported.contains("for the worse"), "{}", holds.reported);
        for side in [&falls.reported, &holds.reported] {
            assert!(side.contains("Share with reliable deterioration: the middle"), "never one without the other");
            assert!(side.contains("Not yet interpreted by clinicians"));
        }
    });
}

/// Which way the runs of the share reliably better (a fall of six points or more) say it has gone.
fn way(courses: &[Course]) -> Option<Way> {
    let mut months: BTreeMap<Period, (f64, f64)> = BTreeMap::new();
    for course in courses.iter().filter(|course| course.ended_on < today()) {
        let Some(last) = course.last else { continue };
        let month = months.entry(Period::of(Every::Month, course.ended_on)).or_default();
        month.0 += f64::from(u8::from(course.first >= last + 6));
        month.1 += 1.0;
    }
    let values: Vec<Option<f64>> = months.values().map(|(better, all)| Some(better / all)).collect();
    let drawn = chart::draw(&values, &Settings::new(Kind::Run)).unwrap();
    let runs = drawn.phases[0].runs;
    let at =
        |month: &Period| Stretch { first: month.first(), every: "month".into(), number: month.number(), months: 1 };
    let line = Line {
        name: "improvement".into(),
        figures: months
            .keys()
            .zip(&values)
            .map(|(month, value)| Figure { at: at(month), value: *value, n: None })
            .collect(),
        median: drawn.phases[0].centre,
        runs: Some(Runs {
            useful: runs.n_useful,
            longest: runs.longest_run.unwrap(),
            longest_limit: runs.longest_run_max.unwrap(),
            crossings: runs.n_crossings.unwrap(),
            crossings_limit: runs.n_crossings_min.unwrap(),
        }),
        false_signal: None,
        more_is_better: Some(true),
    };
    line.way()
}

#[test]
fn it_is_no_luck_of_one_seed() {
    let count = |benefit, wanted| (0..60).filter(|seed| way(&simulate(*seed, today(), benefit)) == wanted).count();
    let (fallen, still) = (count(Benefit::Falls, Some(Way::Down)), count(Benefit::Holds, None));
    assert!(fallen >= 54, "in {fallen} of 60 services the fall of benefit shows");
    assert!(still >= 54, "{still} of 60 services in which nothing changes are said to have gone no way");
}

#[test]
fn months_are_whole_and_both_services_hold_the_same_sessions() {
    let today = today();
    for seed in 0..20 {
        let (falls, holds) = (simulate(seed, today, Benefit::Falls), simulate(seed, today, Benefit::Holds));
        assert_eq!(sessions_by_month(&falls, today), sessions_by_month(&holds, today));
        let months = sessions_by_month(&falls, today);
        assert_eq!(months.len(), 30);
        assert_eq!(months.last().unwrap().0, Period::of(Every::Month, today).previous());
        assert!(falls.iter().all(|course| course.started_on < course.ended_on && course.first <= 27));
        let ended: u32 =
            falls.iter().filter(|course| course.ended_on < months[29].0.first()).map(|course| course.sessions).sum();
        let held: u32 = months.iter().map(|(_, held)| held).sum();
        assert!(held > ended * 9 / 10 && held < ended * 13 / 10, "{held} held, {ended} in courses that ended");
    }
}
