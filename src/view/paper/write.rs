//! Laid-out pages as PDF/A-2a and PDF/UA-1 (ISO 19005-2, ISO 14289-1): self-contained, tagged, with a language,
//! a title and bookmarks. The writer refuses to finish a document that breaks what it can check of either.

use std::num::NonZeroU16;

use chrono::{Datelike, NaiveDateTime, Timelike};
use krilla::color::luma;
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{Path, PathBuilder, Point};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, LineCap, LineJoin, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, Node, TableHeaderScope, Tag, TagGroup, TagKind,
    TagTree,
};
use krilla::{Document, SerializeSettings};

use super::face::{Faces, Run, faces};
use super::flow::{Bookmark, Branch, Ink, Kind, Laid, PAGE};
use super::ink::{self, SOFT};
use super::read::{Anchor, Picture, Shape, Step};
use super::{About, PaperError};

/// The tangent length of a quarter circle drawn as one cubic curve: `4/3 (sqrt 2 - 1)`.
const QUARTER: f32 = 0.552_284_8;

fn wrong(what: impl std::fmt::Display) -> PaperError {
    PaperError::Written(what.to_string())
}

/// The document as PDF.
///
/// # Errors
/// When it breaks a rule of the standards it is to keep, or a font does not read.
pub(super) fn write(laid: &Laid, about: &About) -> Result<Vec<u8>, PaperError> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| wrong(format_args!("{error:?}")))?;
    let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let faces = faces()?;
    let mut found: Vec<Option<Identifier>> = Vec::new();
    found.resize_with(laid.leaves, || None);
    for marks in &laid.pages {
        let settings = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or_else(|| wrong("a page has no size"))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for mark in marks {
            let tag = match mark.leaf {
                Some(_) => ContentTag::Other,
                None => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)),
            };
            let identifier = surface.start_tagged(tag);
            draw(&mut surface, faces, &mark.ink)?;
            surface.end_tagged();
            if let Some(place) = mark.leaf.and_then(|leaf| found.get_mut(leaf)) {
                *place = Some(identifier);
            }
        }
        surface.finish();
        page.finish();
    }
    let mut tree = TagTree::new().with_lang(Some(about.language.clone()));
    for branch in &laid.tree {
        if let Some(node) = node(branch, &mut found) {
            tree.push(node);
        }
    }
    document.set_tag_tree(tree);
    document.set_outline(outline(&laid.bookmarks));
    document.set_metadata(
        Metadata::new()
            .title(about.title.clone())
            .language(about.language.clone())
            .creator("Lytt".to_owned())
            .creation_date(moment(about.made_at)),
    );
    document.finish().map_err(|error| wrong(format_args!("{error:?}")))
}

fn moment(at: NaiveDateTime) -> DateTime {
    let small = |part: u32| u8::try_from(part).unwrap_or(0);
    DateTime::new(u16::try_from(at.year()).unwrap_or(0))
        .month(small(at.month()))
        .day(small(at.day()))
        .hour(small(at.hour()))
        .minute(small(at.minute()))
        .second(small(at.second()))
}

fn outline(bookmarks: &[Bookmark]) -> Outline {
    let mut outline = Outline::new();
    for bookmark in bookmarks.iter().filter(|bookmark| bookmark.level <= 2) {
        let place = XyzDestination::new(bookmark.page, Point::from_xy(0.0, bookmark.y));
        outline.push_child(OutlineNode::new(bookmark.title.clone(), place));
    }
    outline
}

fn node(branch: &Branch, found: &mut [Option<Identifier>]) -> Option<Node> {
    match branch {
        Branch::Leaf(leaf) => found.get_mut(*leaf)?.take().map(Node::from),
        Branch::Group(kind, branches) => {
            let mut group = TagGroup::new(tag(kind));
            let mut children: Vec<Node> = branches.iter().filter_map(|branch| node(branch, found)).collect();
            if *kind == Kind::Item || *kind == Kind::Quote {
                let inner: TagKind = if *kind == Kind::Item { Tag::LBody.into() } else { Tag::P.into() };
                children = vec![TagGroup::with_children(inner, children).into()];
            }
            for child in children {
                group.push(child);
            }
            Some(group.into())
        }
    }
}

fn tag(kind: &Kind) -> TagKind {
    match kind {
        Kind::Heading(level, title) => {
            Tag::Hn(NonZeroU16::new(u16::from(*level)).unwrap_or(NonZeroU16::MIN), Some(title.clone())).into()
        }
        Kind::Paragraph => Tag::P.into(),
        Kind::Quote => Tag::BlockQuote.into(),
        Kind::List => Tag::L(ListNumbering::Disc).into(),
        Kind::Item => Tag::LI.into(),
        Kind::Table => Tag::Table.into(),
        Kind::Row => Tag::TR.into(),
        Kind::ColumnHead => Tag::TH(TableHeaderScope::Column).into(),
        Kind::RowHead => Tag::TH(TableHeaderScope::Row).into(),
        Kind::Cell => Tag::TD.into(),
        Kind::Figure(alt) => Tag::Figure(Some(alt.clone())).into(),
    }
}

fn draw(surface: &mut Surface<'_>, faces: &Faces, ink: &Ink) -> Result<(), PaperError> {
    match ink {
        Ink::Text { at, size, soft, runs } => {
            letters(surface, *at, *size, if *soft { SOFT } else { 0 }, runs);
            Ok(())
        }
        Ink::Rule { from, to, width } => {
            let steps = [Step::Move(from.0, from.1), Step::Line(to.0, to.1)];
            let look = ink::Look { fill: None, stroke: Some(110), width: *width, dash: &[] };
            shape(surface, trace(&steps, |place| place), look, 1.0);
            Ok(())
        }
        Ink::Picture { corner, scale, picture } => chart(surface, faces, (*corner, *scale), picture),
    }
}

fn letters(surface: &mut Surface<'_>, at: (f32, f32), size: f32, shade: u8, runs: &[Run]) {
    surface.set_stroke(None);
    surface.set_fill(Some(fill(shade)));
    let mut x = at.0;
    for run in runs {
        surface.draw_glyphs(Point::from_xy(x, at.1), &run.glyphs, run.font.clone(), &run.text, size, false);
        x += run.width * size;
    }
}

/// Draws a chart; what it has that paper does not know is a mistake and no gap.
fn chart(
    surface: &mut Surface<'_>,
    faces: &Faces,
    (corner, scale): ((f32, f32), f32),
    picture: &Picture,
) -> Result<(), PaperError> {
    let place = |(x, y): (f32, f32)| (corner.0 + x * scale, corner.1 + y * scale);
    let known = |class: &str| ink::look(class).ok_or_else(|| wrong(format_args!("no looks for {class}")));
    for one in &picture.shapes {
        match one {
            Shape::Path { class, steps } => shape(surface, trace(steps, place), known(class)?, scale),
            Shape::Circle { class, centre, radius } => {
                shape(surface, circle(place(*centre), radius * scale), known(class)?, scale);
            }
            Shape::Text { class, at, anchor, text } => {
                let look = ink::letters(class);
                let runs = faces.runs(text, look.strong);
                let size = look.size * scale;
                let wide: f32 = runs.iter().map(|run| run.width * size).sum();
                let (x, y) = place(*at);
                let back = match anchor {
                    Anchor::Start => 0.0,
                    Anchor::Middle => wide / 2.0,
                    Anchor::End => wide,
                };
                letters(surface, (x - back, y), size, look.shade, &runs);
            }
        }
    }
    Ok(())
}

fn shape(surface: &mut Surface<'_>, path: Option<Path>, look: ink::Look, scale: f32) {
    let Some(path) = path else { return };
    surface.set_fill(look.fill.map(fill));
    surface.set_stroke(look.stroke.map(|shade| {
        Stroke {
            paint: luma::Color::new(shade).into(),
            width: look.width * scale,
            line_cap: LineCap::Round,
            line_join: LineJoin::Round,
            dash: (!look.dash.is_empty())
                .then(|| StrokeDash { array: look.dash.iter().map(|part| part * scale).collect(), offset: 0.0 }),
            ..Stroke::default()
        }
    }));
    surface.draw_path(&path);
}

fn fill(shade: u8) -> Fill {
    Fill { paint: luma::Color::new(shade).into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

fn trace(steps: &[Step], place: impl Fn((f32, f32)) -> (f32, f32)) -> Option<Path> {
    let mut path = PathBuilder::new();
    for step in steps {
        match *step {
            Step::Move(x, y) => {
                let (x, y) = place((x, y));
                path.move_to(x, y);
            }
            Step::Line(x, y) => {
                let (x, y) = place((x, y));
                path.line_to(x, y);
            }
            Step::Close => path.close(),
        }
    }
    path.finish()
}

fn circle((x, y): (f32, f32), radius: f32) -> Option<Path> {
    let bend = radius * QUARTER;
    let mut path = PathBuilder::new();
    path.move_to(x + radius, y);
    path.cubic_to(x + radius, y + bend, x + bend, y + radius, x, y + radius);
    path.cubic_to(x - bend, y + radius, x - radius, y + bend, x - radius, y);
    path.cubic_to(x - radius, y - bend, x - bend, y - radius, x, y - radius);
    path.cubic_to(x + bend, y - radius, x + radius, y - bend, x + radius, y);
    path.close();
    path.finish()
}
