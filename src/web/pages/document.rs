//! Pages to keep, as PDF.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::super::Web;
use super::super::failure::Failure;
use super::super::staff::Staff;
use crate::view::Page;
use crate::view::format;
use crate::view::paper::About;

/// What a document is.
pub(super) struct Paper<'a> {
    /// What it is called, at the foot of each page.
    pub(super) title: &'a str,
    /// What its file is called; `None`: by the day alone. A patient's name on a shared computer tells too much.
    pub(super) file: Option<String>,
    /// The most pages it may have.
    pub(super) most_pages: Option<usize>,
}

/// A page to keep.
pub(super) fn document<P: Page>(web: &Web, staff: &Staff, page: &P, paper: Paper<'_>) -> Result<Response, Failure> {
    let Paper { title, file, most_pages } = paper;
    let chrome = staff.chrome(web);
    let made_at = format::wall(web.app.ambient.now());
    let about = About {
        title: title.to_owned(),
        language: chrome.language.for_staff().tag().to_owned(),
        foot: format!("{title} · {}", format::date(made_at.date(), chrome.language)),
        made_at,
        most_pages,
    };
    let bytes = web.renderer.paper(page, &chrome, &about)?;
    let name = format!("inline; filename=\"lytt-{}.pdf\"", file.unwrap_or_else(|| made_at.date().to_string()));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("inline"))),
    ];
    Ok((headers, bytes).into_response())
}

/// A unit's name as part of a file's: small letters and digits of ASCII, at most 40, and a hyphen; nothing when
/// it has none.
pub(super) fn in_file_name(unit: &str) -> String {
    let folded = unit.to_lowercase().replace('æ', "ae").replace('ø', "o").replace('å', "a");
    let words = folded.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.collect::<Vec<_>>().join("-");
    let name = name.get(..40).unwrap_or(&name).trim_end_matches('-');
    if name.is_empty() { String::new() } else { format!("{name}-") }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_units_name_fits_in_a_file_name() {
        for (unit, name) in [
            ("Rask psykisk helsehjelp Eventyrdal", "rask-psykisk-helsehjelp-eventyrdal-"),
            ("Østre Ærfugløy (BUP)", "ostre-aerfugloy-bup-"),
            ("Служба", ""),
            ("\"; ../x", "x-"),
        ] {
            assert_eq!(super::in_file_name(unit), name);
        }
        assert!(super::in_file_name(&"lang ".repeat(30)).len() <= 41);
    }
}
