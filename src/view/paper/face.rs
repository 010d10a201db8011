//! Fonts, and text made into glyphs.
//!
//! Noto Sans for what we write; `DejaVu` Sans for what it lacks: arrows, the minus sign, Arabic. A letter that
//! neither has becomes a question mark in a box, so that nothing disappears unseen.

use std::sync::OnceLock;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::{Direction, UnicodeBuffer};
use unicode_bidi::BidiInfo;

use super::PaperError;
use crate::view::assets;

/// What stands for a letter that no font has.
const UNKNOWN: char = '\u{fffd}';

/// One font, read twice: to measure and to write.
struct Face {
    shaper: rustybuzz::Face<'static>,
    font: Font,
}

/// The fonts, in the order they are tried.
pub(super) struct Faces {
    regular: [Face; 2],
    bold: [Face; 2],
}

/// Letters of one font in one direction.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub(super) font: Font,
    pub(super) text: String,
    pub(super) glyphs: Vec<KrillaGlyph>,
    /// In ems.
    pub(super) width: f32,
}

fn face(name: &str) -> Result<Face, PaperError> {
    let wrong = || PaperError::Written(format!("the font {name} does not read"));
    let bytes = assets::font(name).ok_or_else(wrong)?;
    let shaper = rustybuzz::Face::from_slice(bytes, 0).ok_or_else(wrong)?;
    let font = Font::new(krilla::Data::from(bytes.to_vec()), 0).ok_or_else(wrong)?;
    Ok(Face { shaper, font })
}

/// The fonts, read once.
///
/// # Errors
/// When one does not read.
pub(super) fn faces() -> Result<&'static Faces, PaperError> {
    static FACES: OnceLock<Faces> = OnceLock::new();
    if let Some(faces) = FACES.get() {
        return Ok(faces);
    }
    let other = || face("DejaVuSans.ttf");
    let faces =
        Faces { regular: [face("NotoSans-Regular.ttf")?, other()?], bold: [face("NotoSans-Bold.ttf")?, other()?] };
    Ok(FACES.get_or_init(|| faces))
}

impl Faces {
    /// Text of one line as it is seen from left to right.
    pub(super) fn runs(&self, text: &str, strong: bool) -> Vec<Run> {
        let list = if strong { &self.bold } else { &self.regular };
        let text: String = text.chars().filter_map(|letter| printable(letter, list)).collect();
        if text.is_ascii() {
            return pieces(&text, list).into_iter().map(|(face, piece)| shape(face, piece, false)).collect();
        }
        let bidi = BidiInfo::new(&text, None);
        let mut runs = Vec::new();
        for paragraph in &bidi.paragraphs {
            let (levels, order) = bidi.visual_runs(paragraph, paragraph.range.clone());
            for range in order {
                let backwards = levels.get(range.start).is_some_and(unicode_bidi::Level::is_rtl);
                let mut found = pieces(text.get(range).unwrap_or(""), list);
                if backwards {
                    found.reverse();
                }
                runs.extend(found.into_iter().map(|(face, piece)| shape(face, piece, backwards)));
            }
        }
        runs
    }

    /// The width of a text in ems.
    pub(super) fn width(&self, text: &str, strong: bool) -> f32 {
        self.runs(text, strong).iter().map(|run| run.width).sum()
    }
}

/// The letter as it can be written; `None` for what has no looks at all.
fn printable(letter: char, list: &[Face; 2]) -> Option<char> {
    if letter.is_whitespace() {
        return Some(' ');
    }
    // Marks of direction and joining steer how text is set and are no letters.
    let steers =
        matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    if letter.is_control() || steers {
        return None;
    }
    Some(if list.iter().any(|face| has(face, letter)) { letter } else { UNKNOWN })
}

fn has(face: &Face, letter: char) -> bool {
    face.shaper.glyph_index(letter).is_some()
}

/// Text cut where the font must change.
fn pieces<'a, 'f>(text: &'a str, list: &'f [Face; 2]) -> Vec<(&'f Face, &'a str)> {
    let [first, second] = list;
    let mut found: Vec<(bool, usize)> = Vec::new();
    for (at, letter) in text.char_indices() {
        let second_wanted = match found.last() {
            // Spaces and marks stay with the letters before them.
            Some((true, _)) if !letter.is_alphanumeric() && has(second, letter) => true,
            _ => !has(first, letter),
        };
        if found.last().is_none_or(|(now, _)| *now != second_wanted) {
            found.push((second_wanted, at));
        }
    }
    let ends = found.iter().skip(1).map(|(_, at)| *at).chain([text.len()]);
    found
        .iter()
        .zip(ends)
        .map(|((other, from), to)| (if *other { second } else { first }, text.get(*from..to).unwrap_or("")))
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "a font's units are a few thousand")]
fn shape(face: &Face, text: &str, backwards: bool) -> Run {
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(text);
    buffer.guess_segment_properties();
    buffer.set_direction(if backwards { Direction::RightToLeft } else { Direction::LeftToRight });
    let shaped = rustybuzz::shape(&face.shaper, &[], buffer);
    let em = face.shaper.units_per_em() as f32;
    // Where each group of letters ends is where the next in the text begins.
    let mut starts: Vec<usize> = shaped.glyph_infos().iter().map(|info| info.cluster as usize).collect();
    starts.sort_unstable();
    starts.dedup();
    let end_of = |start: usize| starts.iter().copied().find(|other| *other > start).unwrap_or(text.len());
    let glyphs: Vec<KrillaGlyph> = shaped
        .glyph_infos()
        .iter()
        .zip(shaped.glyph_positions())
        .map(|(info, place)| {
            let start = info.cluster as usize;
            KrillaGlyph::new(
                GlyphId::new(info.glyph_id),
                place.x_advance as f32 / em,
                place.x_offset as f32 / em,
                place.y_offset as f32 / em,
                place.y_advance as f32 / em,
                start..end_of(start),
                None,
            )
        })
        .collect();
    let width = glyphs.iter().map(|glyph| glyph.x_advance).sum();
    Run { font: face.font.clone(), text: text.to_owned(), glyphs, width }
}
