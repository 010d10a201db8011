//! Next of kin: a section of the plan, and one line on the patient's page.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::samples;
use crate::view::pages::Choice;

/// The line about next of kin on the patient's page.
#[derive(Debug, Clone, Serialize)]
pub struct KinLine {
    /// What they may be told: `nothing`, `general`, `agreed` or `everything`; empty: nobody has asked (text
    /// `kin-line-<extent>`).
    pub extent: String,
    /// The day they were involved last.
    pub last_on: Option<NaiveDate>,
    /// There are children under 18.
    pub children: bool,
}

/// Something that was written, by whom and when.
#[derive(Debug, Clone, Serialize)]
pub struct KinEntry {
    /// What was chosen: text `extent-<code>` or `children-<code>`.
    pub code: String,
    /// In words; may be empty.
    pub words: String,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Something that was done.
#[derive(Debug, Clone, Serialize)]
pub struct KinDone {
    /// The day.
    pub on: NaiveDate,
    /// Text `involved-<code>`.
    pub how: String,
    /// With whom.
    pub who: String,
    /// What about; may be empty.
    pub words: String,
    /// Who wrote it.
    pub by: String,
}

/// The section of the plan.
///
/// Forms: `POST {base}/kin/wish` (csrf, extent, `kin_words`), `POST {base}/kin/involved` (csrf, `involved_on`, how,
/// who, `who_words`, `involved_words`), `POST {base}/kin/children` (csrf, children, arranged).
#[derive(Debug, Clone, Default, Serialize)]
pub struct KinPlan {
    /// What the patient wants, the newest first; empty: not asked yet.
    pub wishes: Vec<KinEntry>,
    /// What was done, the latest first.
    pub done: Vec<KinDone>,
    /// Children, the newest first; empty: not asked yet.
    pub children: Vec<KinEntry>,
    /// What can be wanted.
    pub extents: Vec<Choice>,
    /// What was typed about it.
    pub kin_words: String,
    /// The day, as typed.
    pub involved_on: String,
    /// How it can have been done.
    pub hows: Vec<Choice>,
    /// Who can be named, the last being somebody else.
    pub whos: Vec<Choice>,
    /// Somebody else, as typed.
    pub who_words: String,
    /// What was typed about it.
    pub involved_words: String,
    /// What can be known of children.
    pub answers: Vec<Choice>,
    /// What is arranged, as typed.
    pub arranged: String,
    /// Which form is the one to mend: `wish`, `involved`, `children`, or none.
    pub mend: String,
}

impl KinPlan {
    /// Everything said, and next to nothing.
    pub(super) fn samples() -> [Self; 2] {
        let all = |codes: &[&str]| codes.iter().map(|code| Choice::new(*code, *code, false)).collect::<Vec<_>>();
        let empty = Self {
            extents: all(&["nothing", "general"]),
            hows: all(&["conversation", "phone"]),
            whos: vec![Choice::new("7", "Mor Eksempel", false), Choice::new("", "noen andre", true)],
            answers: all(&["none", "some"]),
            involved_on: "2026-03-03".into(),
            ..Self::default()
        };
        let entry = |code: &str| KinEntry {
            code: code.into(),
            words: "Mor kan få vite at vi arbeider med søvnen.".into(),
            by: "Bjørn Behandler".into(),
            at: samples::instant(9, 0),
        };
        let full = Self {
            wishes: ["agreed", "nothing", "general", "everything"].map(entry).to_vec(),
            done: ["conversation", "phone", "family-meeting", "course", "declined"]
                .map(|how| KinDone {
                    on: samples::day(),
                    how: how.into(),
                    who: "Mor Eksempel".into(),
                    words: if how == "phone" { String::new() } else { "Hva kveldene trenger.".into() },
                    by: "Bjørn Behandler".into(),
                })
                .to_vec(),
            children: ["some", "none", "unsaid", "not-asked"].map(entry).to_vec(),
            ..empty.clone()
        };
        [empty, full]
    }
}
