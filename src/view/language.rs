//! The languages a page can be shown in.

use serde::{Deserialize, Serialize};

/// A language the patient's pages exist in. Staff's pages exist in [`Language::STAFF`] only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Norwegian, bokmål: the default.
    #[default]
    Nb,
    /// Norwegian, nynorsk.
    Nn,
    /// English.
    En,
    /// Northern Sami.
    Se,
    /// Ukrainian.
    Uk,
    /// Arabic, modern standard: written from right to left.
    Ar,
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
    pub const ALL: [Self; 6] = [Self::Nb, Self::Nn, Self::En, Self::Se, Self::Uk, Self::Ar];

    /// The languages staff's pages exist in, in the order a switch lists them.
    pub const STAFF: [Self; 2] = [Self::Nb, Self::En];

    /// The BCP 47 tag, as in the `lang` attribute.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Nb => "nb",
            Self::Nn => "nn",
            Self::En => "en",
            Self::Se => "se",
            Self::Uk => "uk",
            Self::Ar => "ar",
        }
    }

    /// The language's name in the language itself.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::Nb => "Norsk bokmål",
            Self::Nn => "Nynorsk",
            Self::En => "English",
            Self::Se => "Davvisámegiella",
            Self::Uk => "Українська",
            Self::Ar => "العربية",
        }
    }

    /// The language in which staff who ask for this one read their pages: itself where those pages
    /// exist in it, bokmål for whoever reads Norwegian beside it, English for others.
    #[must_use]
    pub const fn for_staff(self) -> Self {
        match self {
            Self::Nb | Self::Nn | Self::Se => Self::Nb,
            Self::En | Self::Uk | Self::Ar => Self::En,
        }
    }

    /// What stands before the decimals of a number.
    pub const fn decimal_mark(self) -> char {
        match self {
            Self::Nb | Self::Nn | Self::Se | Self::Uk => ',',
            // Arabic is written here with the digits 0 to 9, and with the point that goes with them.
            Self::En | Self::Ar => '.',
        }
    }

    /// The language for a tag such as `nb`, `nb-NO`, `no`, `nn-NO`, `sme` or `en-GB`; `None` for any other.
    pub fn lookup(tag: &str) -> Option<Self> {
        match tag.split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
            "nb" | "no" | "nob" | "nor" => Some(Self::Nb),
            "nn" | "nno" => Some(Self::Nn),
            "en" | "eng" => Some(Self::En),
            "se" | "sme" => Some(Self::Se),
            "uk" | "ukr" => Some(Self::Uk),
            "ar" | "ara" | "arb" => Some(Self::Ar),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_gives_the_language_that_its_reader_wants() {
        for (tag, language) in [
            ("no", Language::Nb),
            ("nb-NO", Language::Nb),
            ("nn", Language::Nn),
            ("nn-NO", Language::Nn),
            ("NN_no", Language::Nn),
            ("en-GB", Language::En),
            ("se", Language::Se),
            ("sme-NO", Language::Se),
            ("uk-UA", Language::Uk),
            ("ar-SY", Language::Ar),
            ("arb", Language::Ar),
        ] {
            assert_eq!(Language::lookup(tag), Some(language), "{tag}");
        }
        // Swedish is sv: `se` is its country, and no tag of Southern Sami or Russian is taken for another's.
        for tag in ["sv", "sma", "ru", "", "-", "arabic"] {
            assert_eq!(Language::lookup(tag), None, "{tag}");
        }
        for language in Language::ALL {
            assert_eq!(Language::lookup(language.tag()), Some(language));
            assert!(Language::STAFF.contains(&language.for_staff()), "{language:?}");
        }
    }

    #[test]
    fn a_browser_gets_the_language_it_wants_most() {
        for (header, language) in [
            ("nn-NO,nn;q=0.9,nb;q=0.8", Language::Nn),
            ("ar,en;q=0.5", Language::Ar),
            ("sv,uk;q=0.4,en;q=0.7", Language::En),
            ("ru", Language::Nb),
            ("", Language::Nb),
        ] {
            assert_eq!(Language::from_header(header), language, "{header}");
        }
    }
}
