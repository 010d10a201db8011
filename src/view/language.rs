//! The languages a page can be shown in.

use serde::{Deserialize, Serialize};

/// A language the whole interface exists in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Norwegian, bokmål: the default.
    #[default]
    Nb,
    /// English.
    En,
}

/// The direction a language is written in, as in the `dir` attribute.
pub fn direction(tag: &str) -> &'static str {
    match tag.split(['-', '_']).next() {
        Some("ar" | "fa" | "he" | "ku" | "ps" | "ur") => "rtl",
        _ => "ltr",
    }
}

impl Language {
    /// Every language, in the order a switch lists them.
    pub const ALL: [Self; 2] = [Self::Nb, Self::En];

    /// The BCP 47 tag, as in the `lang` attribute.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Nb => "nb",
            Self::En => "en",
        }
    }

    /// The language's name in the language itself.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::Nb => "Norsk",
            Self::En => "English",
        }
    }

    /// The language for a tag such as `nb`, `nb-NO`, `no`, `nn` or `en-GB`; `None` for any other.
    pub fn lookup(tag: &str) -> Option<Self> {
        match tag.split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
            "nb" | "no" | "nn" => Some(Self::Nb),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The best language for an `Accept-Language` header; bokmål when none fits.
    pub fn from_header(header: &str) -> Self {
        let mut best = (0.0_f32, Self::Nb);
        for part in header.split(',') {
            let mut fields = part.trim().split(';');
            let Some(language) = fields.next().and_then(Self::lookup) else {
                continue;
            };
            let quality =
                fields.find_map(|field| field.trim().strip_prefix("q=")).map_or(1.0, |q| q.parse().unwrap_or(0.0));
            if quality > best.0 {
                best = (quality, language);
            }
        }
        best.1
    }
}
