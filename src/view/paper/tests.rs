//! What is on paper: every sample of every page, in the languages of staff.

use super::read::{Block, read};
use super::*;
use crate::view::pages::annual::AnnualPaper;
use crate::view::pages::leader_meeting::ReportPaper;
use crate::view::pages::paper::{EpisodePaper, SummaryPaper};
use crate::view::{Chrome, Language, Page, Renderer};

fn about() -> About {
    About {
        title: "Kari Eksempel".to_owned(),
        language: "nb".to_owned(),
        made_at: NaiveDateTime::default(),
        foot: "Kari Eksempel · 01.01.1970".to_owned(),
        most_pages: None,
    }
}

fn papers<P: Page>(renderer: &Renderer) -> Vec<(Language, String)> {
    let mut found = Vec::new();
    for language in Language::STAFF {
        for page in P::samples() {
            let chrome = Chrome { language, ..Chrome::default() };
            found.push((language, renderer.render(&page, &chrome).unwrap()));
        }
    }
    found
}

#[test]
fn every_sample_is_a_document_that_keeps_the_standards() {
    let renderer = Renderer::new().unwrap();
    let reports = papers::<ReportPaper>(&renderer);
    let years = papers::<AnnualPaper>(&renderer);
    let others = papers::<SummaryPaper>(&renderer).into_iter().chain(reports).chain(years);
    let all = papers::<EpisodePaper>(&renderer).into_iter().chain(others);
    for (language, markup) in all {
        let bytes = pdf(&markup, &about()).unwrap_or_else(|error| panic!("{language:?}: {error}\n{markup}"));
        assert!(bytes.starts_with(b"%PDF-1.7"));
        let blocks = read(&markup).unwrap();
        assert!(matches!(blocks.first(), Some(Block::Heading { level: 1, .. })), "{markup}");
        let charts = blocks.iter().filter(|block| matches!(block, Block::Picture(_))).count();
        assert_eq!(charts, markup.matches("<svg").count());
    }
}

#[test]
fn a_summary_is_one_page_however_much_is_written_in_it() {
    let renderer = Renderer::new().unwrap();
    for (language, markup) in papers::<SummaryPaper>(&renderer) {
        let laid = lay_out(&markup, &About { most_pages: Some(1), ..about() }).unwrap();
        assert_eq!(laid.pages.len(), 1, "{language:?}: {markup}");
    }
}

#[test]
fn whatever_somebody_writes_can_be_put_on_paper() {
    let tricky = [
        "Ærlig talt: ½ → ≥ 3 − 1 «å»",
        "Мені важко спати вночі",
        "أشعر بالقلق في الليل 2 مرات PHQ-9 وهكذا",
        "日本語 🙂 \u{200d}\u{0}\u{7}",
        "superkalifragilistisk".repeat(30).leak(),
        "&lt;script&gt; &amp; \u{202e}bakvendt",
    ];
    for words in tricky {
        let escaped: String = words.chars().filter(|letter| *letter >= ' ').collect();
        let markup = format!("<h1>Navn</h1><p class=\"quoted\">{escaped}</p><ul><li>{escaped}</li></ul>");
        pdf(&markup, &about()).unwrap_or_else(|error| panic!("{words}: {error}"));
    }
}
