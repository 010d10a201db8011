//! Pages that are kept: what a PDF is made of.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::clinician::Episode;
use super::summary::{self, Sheet};
use crate::domain::summary::{LONGEST, LONGEST_NAME, MOST_SCALES};
use crate::view::Page;

/// `GET /episodes/{id}/paper`: one patient's page for the record.
#[derive(Debug, Clone, Serialize)]
pub struct EpisodePaper {
    /// What the page on the screen says.
    #[serde(flatten)]
    pub page: Episode,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Who made it.
    pub made_by: String,
}

impl Page for EpisodePaper {
    const TEMPLATE: &'static str = "paper/episode.html";
    fn samples() -> Vec<Self> {
        Episode::samples()
            .into_iter()
            .map(|page| Self { page, made_at: DateTime::UNIX_EPOCH, made_by: "Bjørn Eksempel".to_owned() })
            .collect()
    }
}

/// `GET /episodes/{id}/summary/{summary}/paper`: the summary of a course on one page.
#[derive(Debug, Clone, Serialize)]
pub struct SummaryPaper {
    /// What it says.
    pub sheet: Sheet,
    /// When it was made.
    pub made_at: DateTime<Utc>,
}

impl Page for SummaryPaper {
    const TEMPLATE: &'static str = "paper/summary.html";
    fn samples() -> Vec<Self> {
        let sheet = summary::sample();
        // The longest that can be written must still be one page.
        let long = "Vi har jobbet med søvn og uro om natten. ".repeat(40);
        let longest: String = long.chars().take(LONGEST).collect();
        let texts = [&sheet.worked_on; 5].map(|_| longest.clone());
        let [worked_on, helped, wishes, agreed_on, comment] = texts;
        let scales = vec![sheet.scales.clone(); MOST_SCALES].concat();
        let to = "Tjenesten som tar over ".repeat(9).chars().take(LONGEST_NAME).collect();
        let full = Sheet { to, worked_on, helped, wishes, agreed_on, comment, scales, ..sheet.clone() };
        [sheet, full].map(|sheet| Self { sheet, made_at: DateTime::UNIX_EPOCH }).to_vec()
    }
}
