//! Every page, every sample, every language: rendered strictly and held against the rules that
//! hold for all pages.

// Helpers here are part of the tests too.
#![cfg(test)]

use std::collections::BTreeSet;
use std::error::Error;
use std::path::Path;

use lytt::view::language::direction;
use lytt::view::pages::instrument::editor;
use lytt::view::pages::{
    annual, case_review, clinician, error, improvement, indicator, instrument, leader, leader_meeting, learning,
    ledger, network, notice, own_figures, patient, protocol, quality, sign_in, stop, summary,
};
use lytt::view::{Chrome, Display, Language, Page, Renderer, SignedIn, assets};

/// Words that promise more than answers to questions can say.
const FORBIDDEN: [&str; 48] = [
    "detects",
    "detected",
    "predicts",
    "predict",
    "diagnoses",
    "diagnosed",
    "risk score",
    "high risk",
    "low risk",
    "safe",
    "all clear",
    "alarm",
    "recommended treatment",
    "effect of treatment",
    "oppdager",
    "avdekker",
    "forutsier",
    "predikerer",
    "diagnostiserer",
    "risikovurderer",
    "risikoskår",
    "høy risiko",
    "lav risiko",
    "trygg",
    "trygt",
    "ingen fare",
    "normal",
    "unormal",
    "effekt av behandling",
    "oppdagar",
    "avdekkjer",
    "føreseier",
    "diagnostiserar",
    "risikovurderer",
    "høg risiko",
    "låg risiko",
    "виявляє",
    "прогнозує",
    "діагностує",
    "високий ризик",
    "низький ризик",
    "безпечно",
    "يكتشف",
    "يتنبأ",
    "يشخّص",
    "خطر مرتفع",
    "خطر منخفض",
    "آمن",
];

struct Rendered {
    name: String,
    language: Language,
    patient: bool,
    html: String,
}

fn render_all() -> Vec<Rendered> {
    let renderer = Renderer::new().unwrap_or_else(|error| panic!("{}", chain(&error)));
    let mut pages = Vec::new();
    add::<patient::Landing>(&renderer, &mut pages, true);
    add::<patient::Decline>(&renderer, &mut pages, true);
    add::<patient::Question>(&renderer, &mut pages, true);
    add::<patient::Review>(&renderer, &mut pages, true);
    add::<patient::Receipt>(&renderer, &mut pages, true);
    add::<patient::Declined>(&renderer, &mut pages, true);
    add::<patient::Early>(&renderer, &mut pages, true);
    add::<patient::Gone>(&renderer, &mut pages, true);
    add::<stop::Stop>(&renderer, &mut pages, true);
    add::<patient::Code>(&renderer, &mut pages, true);
    add::<patient::Offline>(&renderer, &mut pages, true);
    add::<patient::Withdraw>(&renderer, &mut pages, true);
    add::<patient::Withdrawn>(&renderer, &mut pages, true);
    add::<patient::LookBack>(&renderer, &mut pages, true);
    add::<patient::OwnDoor>(&renderer, &mut pages, true);
    add::<patient::OwnCode>(&renderer, &mut pages, true);
    add::<patient::Mine>(&renderer, &mut pages, true);
    add::<patient::OwnLog>(&renderer, &mut pages, true);
    add::<patient::OwnAnswers>(&renderer, &mut pages, true);
    add::<patient::OwnWithdraw>(&renderer, &mut pages, true);
    add::<patient::OwnCorrect>(&renderer, &mut pages, true);
    add::<patient::OwnExport>(&renderer, &mut pages, true);
    add::<clinician::OwnPage>(&renderer, &mut pages, false);
    add::<error::Failure>(&renderer, &mut pages, true);
    add::<sign_in::SignIn>(&renderer, &mut pages, false);
    add::<sign_in::Code>(&renderer, &mut pages, false);
    add::<sign_in::Account>(&renderer, &mut pages, false);
    add::<sign_in::SecondFactor>(&renderer, &mut pages, false);
    add::<clinician::Today>(&renderer, &mut pages, false);
    add::<clinician::Patients>(&renderer, &mut pages, false);
    add::<clinician::Episode>(&renderer, &mut pages, false);
    add::<clinician::NewPatient>(&renderer, &mut pages, false);
    add::<clinician::NewSession>(&renderer, &mut pages, false);
    add::<clinician::CoursePlan>(&renderer, &mut pages, false);
    add::<clinician::Together>(&renderer, &mut pages, false);
    add::<clinician::SupportPage>(&renderer, &mut pages, false);
    add::<clinician::Model>(&renderer, &mut pages, false);
    add::<summary::SummaryPage>(&renderer, &mut pages, false);
    add::<case_review::CaseReview>(&renderer, &mut pages, false);
    add::<quality::Quality>(&renderer, &mut pages, false);
    add::<notice::Notices>(&renderer, &mut pages, false);
    add::<notice::NoticeRule>(&renderer, &mut pages, false);
    add::<leader::Report>(&renderer, &mut pages, false);
    add::<leader::Frozen>(&renderer, &mut pages, false);
    add::<annual::Annual>(&renderer, &mut pages, false);
    add::<leader_meeting::Meeting>(&renderer, &mut pages, false);
    add::<improvement::Improvements>(&renderer, &mut pages, false);
    add::<improvement::Improvement>(&renderer, &mut pages, false);
    add::<network::NetworkList>(&renderer, &mut pages, false);
    add::<network::NetworkPage>(&renderer, &mut pages, false);
    add::<network::NetworkShare>(&renderer, &mut pages, false);
    add::<network::NetworkCompare>(&renderer, &mut pages, false);
    add::<learning::Learning>(&renderer, &mut pages, false);
    add::<ledger::LedgerList>(&renderer, &mut pages, false);
    add::<ledger::LedgerPage>(&renderer, &mut pages, false);
    add::<indicator::IndicatorList>(&renderer, &mut pages, false);
    add::<indicator::IndicatorPage>(&renderer, &mut pages, false);
    add::<own_figures::OwnFigures>(&renderer, &mut pages, false);
    add::<instrument::Library>(&renderer, &mut pages, false);
    add::<instrument::Instrument>(&renderer, &mut pages, false);
    add::<instrument::New>(&renderer, &mut pages, false);
    add::<editor::Editor>(&renderer, &mut pages, false);
    add::<protocol::Protocols>(&renderer, &mut pages, false);
    add::<protocol::Protocol>(&renderer, &mut pages, false);
    add::<protocol::Edit>(&renderer, &mut pages, false);
    pages
}

fn add<P: Page>(renderer: &Renderer, pages: &mut Vec<Rendered>, patient: bool) {
    let samples = P::samples();
    assert!(!samples.is_empty(), "{} has no sample", P::TEMPLATE);
    for (number, page) in samples.iter().enumerate() {
        for language in Language::ALL.into_iter().filter(|one| patient || Language::STAFF.contains(one)) {
            for (demo, path, link) in [(true, "/today", None), (false, "/report", Some("/s/example?lang="))] {
                let chrome = Chrome {
                    language,
                    csrf: "form-token".into(),
                    path: path.into(),
                    demo,
                    who: (!patient).then(|| SignedIn {
                        name: "Bjørn <Behandler>".into(),
                        clinician: demo,
                        leader: true,
                        notices: demo,
                        networks: true,
                    }),
                    language_link: link.map(str::to_owned),
                    display: patient.then(|| Display { size: 1, contrast: demo, token: "form-token".into() }),
                    ..Chrome::default()
                };
                let name = format!("{} sample {number} {}", P::TEMPLATE, language.tag());
                let html = renderer.render(page, &chrome).unwrap_or_else(|error| panic!("{name}: {}", chain(&error)));
                pages.push(Rendered { name, language, patient, html });
            }
        }
    }
}

fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(": ");
        text.push_str(&error.to_string());
        source = error.source();
    }
    text
}

/// A start tag: its name and its attributes as written.
struct Tag<'a> {
    name: &'a str,
    attributes: &'a str,
    closing: bool,
}

impl<'a> Tag<'a> {
    fn attribute(&self, name: &str) -> Option<&'a str> {
        let marker = format!(" {name}=\"");
        let from = self.attributes.find(&marker)? + marker.len();
        self.attributes[from..].split('"').next()
    }
}

fn tags(html: &str) -> Vec<Tag<'_>> {
    html.split('<')
        .skip(1)
        .filter_map(|piece| piece.split_once('>'))
        .map(|(tag, _)| {
            let closing = tag.starts_with('/');
            let tag = tag.trim_start_matches('/').trim_end_matches('/');
            let end = tag.find(char::is_whitespace).unwrap_or(tag.len());
            Tag { name: &tag[..end], attributes: &tag[end..], closing }
        })
        .collect()
}

#[test]
fn no_page_carries_code_or_style_inside_itself() {
    for page in render_all() {
        for tag in tags(&page.html).iter().filter(|tag| !tag.closing) {
            assert!(tag.name != "style", "{}: a style element", page.name);
            if tag.name == "script" {
                let source = tag.attribute("src").unwrap_or_default();
                assert!(assets::lookup(source).is_some(), "{}: script {source:?}", page.name);
            }
            for piece in tag.attributes.split('"').step_by(2) {
                let attribute = piece.trim().trim_end_matches('=').trim();
                for one in attribute.split_whitespace() {
                    assert!(one != "style" && !one.starts_with("on"), "{}: {one} on {}", page.name, tag.name);
                }
            }
            for name in ["href", "src", "action"] {
                let Some(address) = tag.attribute(name) else { continue };
                let outside =
                    address.starts_with("//") || address.starts_with("http") || address.starts_with("javascript");
                // The one absolute address is the patient's own new link, which comes from configuration.
                assert!(!outside || address.starts_with("https:&#x2f;&#x2f;lytt.example"), "{}: {address}", page.name);
            }
        }
    }
}

#[test]
fn every_page_has_its_language_one_heading_and_unique_ids() {
    for page in render_all() {
        let tags = tags(&page.html);
        let html = tags.iter().find(|tag| tag.name == "html").expect("an html element");
        assert_eq!(html.attribute("lang"), Some(page.language.tag()), "{}", page.name);
        assert_eq!(html.attribute("dir"), Some(direction(page.language.tag())), "{}", page.name);
        assert_eq!(tags.iter().filter(|tag| tag.name == "h1" && !tag.closing).count(), 1, "{}: h1", page.name);
        assert_eq!(tags.iter().filter(|tag| tag.name == "main" && !tag.closing).count(), 1, "{}: main", page.name);
        let mut seen = BTreeSet::new();
        for id in tags.iter().filter(|tag| !tag.closing).filter_map(|tag| tag.attribute("id")) {
            assert!(seen.insert(id), "{}: id {id} twice", page.name);
        }
        for tag in &tags {
            for name in ["for", "aria-labelledby", "aria-describedby"] {
                for id in tag.attribute(name).unwrap_or_default().split_whitespace() {
                    assert!(seen.contains(id), "{}: {name} points at {id}, which is not there", page.name);
                }
            }
            if let Some(id) = tag.attribute("href").and_then(|href| href.strip_prefix('#')) {
                assert!(seen.contains(id), "{}: link to #{id}, which is not there", page.name);
            }
        }
    }
}

#[test]
fn every_field_has_a_label_and_every_post_form_its_token() {
    for page in render_all() {
        let tags = tags(&page.html);
        let named: BTreeSet<&str> =
            tags.iter().filter(|tag| tag.name == "label").filter_map(|tag| tag.attribute("for")).collect();
        let mut inside_label = false;
        let mut form: Option<bool> = None;
        for tag in &tags {
            match tag.name {
                "label" => inside_label = !tag.closing,
                "form" if tag.closing => assert!(form.take() != Some(false), "{}: a form without csrf", page.name),
                "form" => form = (tag.attribute("method") == Some("post")).then_some(false),
                "input" | "select" | "textarea" if !tag.closing => {
                    if tag.attribute("name") == Some("csrf") {
                        assert_eq!(tag.attribute("value"), Some("form-token"), "{}", page.name);
                        form = form.map(|_| true);
                    }
                    let hidden = tag.attribute("type") == Some("hidden");
                    let labelled = inside_label || tag.attribute("id").is_some_and(|id| named.contains(id));
                    assert!(hidden || labelled, "{}: a field without a label: {}", page.name, tag.attributes);
                }
                _ => {}
            }
        }
    }
}

#[test]
fn a_patients_pages_carry_help_a_way_out_and_nothing_in_their_titles() {
    for page in render_all().iter().filter(|page| page.patient) {
        let leave = if page.name.starts_with("patient/mine/") { "href=\"/mine/leave\"" } else { "href=\"/leave\"" };
        for needed in ["tel:113", "tel:116117", "tel:116123", leave] {
            assert!(page.html.contains(needed), "{}: {needed}", page.name);
        }
        for number in
            tags(&page.html).iter().filter(|tag| tag.attribute("href").is_some_and(|to| to.starts_with("tel:")))
        {
            assert_eq!(number.attribute("dir"), Some("ltr"), "{}: the digits of {}", page.name, number.attributes);
        }
        let title =
            page.html.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()).unwrap_or_default();
        for telling in ["PHQ", "GAD", "Nesten hver dag", "søvn", "sovne"] {
            assert!(!title.contains(telling), "{}: title {title}", page.name);
        }
    }
}

#[test]
fn nothing_is_chosen_before_the_person_chooses() {
    let renderer = Renderer::new().expect("templates");
    for mut page in patient::Question::samples() {
        match &mut page.field {
            patient::Field::Choice { answers } | patient::Field::Scale { steps: answers, .. } => {
                for answer in answers {
                    answer.chosen = false;
                }
            }
            _ => continue,
        }
        let html = renderer.render(&page, &Chrome::default()).expect("a page");
        assert!(!html.contains(" checked"), "an answer is chosen beforehand");
    }
}

#[test]
fn what_people_write_is_never_markup() {
    let renderer = Renderer::new().expect("templates");
    let mut page = clinician::Episode::samples().remove(0);
    let attack = "</textarea><script>alert(1)</script>\"'";
    page.name = attack.into();
    page.note_text = attack.into();
    page.words[0].text = attack.into();
    page.changed = vec![clinician::Remark::OwnWords { text: attack.into() }];
    let drawn = &mut page.chosen.as_mut().unwrap().trajectory;
    drawn.topic = attack.into();
    drawn.points[0].note = attack.into();
    page.forms[0].rows[0].now = Some(attack.into());
    let html = renderer.render(&page, &Chrome::default()).expect("a page");
    assert!(!html.contains("<script>"), "markup got through");
    assert!(html.contains("&lt;script&gt;"), "the text is gone");
}

#[test]
fn no_text_promises_more_than_answers_can_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["locales", "templates"] {
        collect(&root.join(folder), &mut files);
    }
    assert!(files.len() > 20, "the texts were not found");
    for (name, text) in files {
        for (number, line) in text.lines().enumerate() {
            if let Some(word) = forbidden(line) {
                panic!("{name} line {}: {word:?}", number + 1);
            }
        }
    }
    // The lint itself: whole words only, in any case.
    assert_eq!(forbidden("Du er Trygg her"), Some("trygg"));
    assert_eq!(forbidden("normsett og betrygget"), None);
}

fn forbidden(line: &str) -> Option<&'static str> {
    let line = line.to_lowercase();
    FORBIDDEN.into_iter().find(|word| {
        line.match_indices(word).any(|(from, found)| {
            let before = line[..from].chars().next_back();
            let after = line[from + found.len()..].chars().next();
            !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
        })
    })
}

fn collect(folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder of texts") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            files.push((path.display().to_string(), text));
        }
    }
}

#[test]
fn a_page_offers_the_languages_it_exists_in_each_in_its_own_words() {
    for page in render_all() {
        let tags = tags(&page.html);
        let offered: Vec<_> = tags
            .iter()
            .filter(|tag| ["a", "button", "span"].contains(&tag.name))
            .filter(|tag| {
                tag.attribute("hreflang").is_some()
                    || tag.attribute("name") == Some("language")
                    || tag.attribute("aria-current") == Some("true")
            })
            .filter_map(|tag| Some((tag.attribute("lang")?, tag.attribute("dir")?)))
            .collect();
        let expected: &[Language] = if page.patient { &Language::ALL } else { &Language::STAFF };
        let expected: Vec<_> = expected.iter().map(|one| (one.tag(), direction(one.tag()))).collect();
        // The way to Norwegian beside the note on who wrote the text comes last.
        let (switch, back) = offered.split_at(expected.len().min(offered.len()));
        assert_eq!(switch, expected, "{}", page.name);
        let unread = matches!(page.language, Language::Nn | Language::Se | Language::Uk | Language::Ar);
        assert_eq!(back, if unread { &[("nb", "ltr")][..] } else { &[] }, "{}: the way to Norwegian", page.name);
    }
}

#[test]
fn staff_who_ask_for_another_language_get_one_their_pages_exist_in() {
    let renderer = Renderer::new().expect("templates");
    for (asked, given) in [("nn", "nb"), ("se", "nb"), ("uk", "en"), ("ar", "en")] {
        let language = Language::lookup(asked).expect("a language");
        let html = renderer
            .render(&sign_in::SignIn::samples().remove(0), &Chrome { language, ..Chrome::default() })
            .expect("a page");
        assert!(html.contains(&format!("<html lang=\"{given}\" dir=\"ltr\">")), "{asked}");
    }
}

#[test]
fn the_first_page_is_light_on_a_bad_line() {
    let renderer = Renderer::new().expect("templates");
    let page = patient::Landing::samples().remove(0);
    let weights = Language::ALL.map(|language| {
        let chrome = Chrome { language, language_link: Some("/s/example?lang=".into()), ..Chrome::default() };
        let html = renderer.render(&page, &chrome).expect("a page");
        let loaded = assets::list().iter().filter(|asset| html.contains(&asset.path));
        let files: usize = loaded.map(|asset| asset.bytes.len()).sum();
        assert!(files > 10_000, "the page loads its style");
        html.len() + files
    });
    // Even with no compression at all.
    assert!(weights.into_iter().all(|weight| weight < 50_000), "{weights:?} bytes");
}

#[test]
fn the_file_to_take_along_needs_nothing_beside_itself() {
    let renderer = Renderer::new().expect("templates");
    for page in patient::OwnFile::samples() {
        for language in Language::ALL {
            let html = renderer.render(&page, &Chrome { language, ..Chrome::default() });
            let html = html.unwrap_or_else(|error| panic!("{}: {}", language.tag(), chain(&error)));
            assert!(html.contains(&format!(
                "<html lang=\"{0}\" dir=\"{1}\">",
                language.tag(),
                direction(language.tag())
            )));
            for tag in tags(&html).iter().filter(|tag| !tag.closing) {
                assert!(
                    !["script", "link", "form", "img", "a"].contains(&tag.name),
                    "{}: {}",
                    language.tag(),
                    tag.name
                );
                assert!(tag.attribute("src").is_none() && tag.attribute("href").is_none(), "{}", tag.attributes);
            }
            assert!(html.contains(&page.name) && html.contains(&page.organisation));
        }
    }
}

#[test]
fn a_letter_says_in_every_language_how_to_answer_and_nothing_about_where_it_is_from() {
    let renderer = Renderer::new().expect("templates");
    for page in patient::Letter::samples() {
        for language in Language::ALL {
            let html = renderer.render(&page, &Chrome { language, ..Chrome::default() }).expect("a page");
            assert!(html.contains(&format!("<html lang=\"{}\"", language.tag())));
            for wanted in [page.code.as_str(), "lytt.example&#x2f;code", "<svg", "116 117", "2026"] {
                assert!(html.contains(wanted), "{}: {wanted}", language.tag());
            }
            let told = html.to_lowercase();
            for word in ["psyk", "rus-", "dps", "phq", "terap", "behandl"] {
                assert!(!told.contains(word), "{}: {word}", language.tag());
            }
        }
    }
}
