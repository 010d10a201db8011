//! From markup to blocks: the few elements that a paper is written in.
//!
//! `h1`–`h3`, `p` (class `small` or `quoted`), `ul`, `dl` (as pairs), `table`, and a chart's `svg`. Inside text
//! only `strong` and `q` mean something; other elements are their content.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::PaperError;

/// Text of one weight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) text: String,
    pub(super) strong: bool,
}

/// How a paragraph stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    Plain,
    Small,
    Quoted,
}

/// One block, from the top down.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Block {
    Heading { level: u8, text: String },
    Paragraph { spans: Vec<Span>, manner: Manner },
    List(Vec<Vec<Span>>),
    Table { head: Vec<String>, rows: Vec<Vec<Vec<Span>>> },
    Picture(Picture),
}

/// A chart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Picture {
    pub(super) width: f32,
    pub(super) height: f32,
    /// What it shows, in words.
    pub(super) alt: String,
    pub(super) shapes: Vec<Shape>,
}

/// One shape of a chart, with the class that says how it looks.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    Path { class: String, steps: Vec<Step> },
    Circle { class: String, centre: (f32, f32), radius: f32 },
    Text { class: String, at: (f32, f32), anchor: Anchor, text: String },
}

/// One step of a path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Step {
    Move(f32, f32),
    Line(f32, f32),
    Close,
}

/// Which point of a text its place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// Names and values.
type Attributes = Vec<(String, String)>;

/// An element with what is in it.
#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: Attributes,
    children: Vec<Node>,
}

/// An element or a text.
#[derive(Debug)]
enum Node {
    Element(Element),
    Text(String),
}

fn wrong(what: impl std::fmt::Display) -> PaperError {
    PaperError::Markup(what.to_string())
}

/// The blocks of a document.
///
/// # Errors
/// When the markup does not read, or has an element that a paper does not know.
pub(super) fn read(markup: &str) -> Result<Vec<Block>, PaperError> {
    let mut blocks = Vec::new();
    for node in tree(markup)? {
        block(node, &mut blocks)?;
    }
    Ok(blocks)
}

fn tree(markup: &str) -> Result<Vec<Node>, PaperError> {
    let mut reader = Reader::from_str(markup);
    // The first stands for the document itself.
    let mut open: Vec<Element> = vec![Element::default()];
    let push = |open: &mut Vec<Element>, node: Node| {
        if let Some(element) = open.last_mut() {
            element.children.push(node);
        }
    };
    loop {
        match reader.read_event().map_err(wrong)? {
            Event::Start(start) => open.push(begun(&start)?),
            Event::Empty(start) => push(&mut open, Node::Element(begun(&start)?)),
            Event::End(_) => {
                let Some(element) = open.pop().filter(|_| !open.is_empty()) else {
                    return Err(wrong("an element ends that did not begin"));
                };
                push(&mut open, Node::Element(element));
            }
            Event::Text(text) => push(&mut open, Node::Text(text.into_inner().into_owned())),
            Event::GeneralRef(reference) => {
                let letter = match reference.resolve_char_ref().map_err(wrong)? {
                    Some(letter) => letter.to_string(),
                    None => quick_xml::escape::resolve_predefined_entity(&reference)
                        .ok_or_else(|| wrong(format_args!("an unknown entity {}", &*reference)))?
                        .to_owned(),
                };
                push(&mut open, Node::Text(letter));
            }
            Event::Eof => break,
            Event::Comment(_) => {}
            other => return Err(wrong(format_args!("{other:?} has no place in it"))),
        }
    }
    match open.pop() {
        Some(document) if open.is_empty() => Ok(document.children),
        _ => Err(wrong("an element does not end")),
    }
}

fn begun(start: &BytesStart<'_>) -> Result<Element, PaperError> {
    let mut attributes = Attributes::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(wrong)?;
        let value = quick_xml::escape::unescape(&attribute.value).map_err(wrong)?.into_owned();
        attributes.push((attribute.key.as_ref().to_owned(), value));
    }
    Ok(Element { name: start.name().as_ref().to_owned(), attributes, children: Vec::new() })
}

fn attribute<'a>(attributes: &'a [(String, String)], name: &str) -> &'a str {
    attributes.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
}

fn block(node: Node, blocks: &mut Vec<Block>) -> Result<(), PaperError> {
    let Element { name, attributes, children } = match node {
        Node::Text(text) if text.trim().is_empty() => return Ok(()),
        Node::Text(text) => return Err(wrong(format_args!("text outside a paragraph: {}", text.trim()))),
        Node::Element(element) => element,
    };
    match name.as_str() {
        "h1" | "h2" | "h3" => {
            let level = name.strip_prefix('h').and_then(|level| level.parse().ok()).unwrap_or(1);
            let text = plain(&spans(&children));
            if !text.is_empty() {
                blocks.push(Block::Heading { level, text });
            }
        }
        "p" => {
            let manner = match attribute(&attributes, "class") {
                "" => Manner::Plain,
                "small" => Manner::Small,
                "quoted" => Manner::Quoted,
                other => return Err(wrong(format_args!("a paragraph is not {other}"))),
            };
            let spans = spans(&children);
            if !spans.is_empty() {
                blocks.push(Block::Paragraph { spans, manner });
            }
        }
        "ul" => {
            let items: Vec<_> = elements(children, "li").map(|item| spans(&item.children)).collect();
            let items: Vec<_> = items.into_iter().filter(|item| !item.is_empty()).collect();
            if !items.is_empty() {
                blocks.push(Block::List(items));
            }
        }
        "table" => {
            let mut table = (Vec::new(), Vec::new());
            for part in children {
                rows(part, &mut table);
            }
            let (head, rows) = table;
            if !rows.is_empty() {
                blocks.push(Block::Table { head, rows });
            }
        }
        "svg" => blocks.push(Block::Picture(picture(&attributes, children)?)),
        "section" | "div" => {
            for child in children {
                block(child, blocks)?;
            }
        }
        other => return Err(wrong(format_args!("no element {other}"))),
    }
    Ok(())
}

fn elements(nodes: Vec<Node>, wanted: &str) -> impl Iterator<Item = Element> {
    nodes.into_iter().filter_map(move |node| match node {
        Node::Element(element) if element.name == wanted => Some(element),
        _ => None,
    })
}

/// The rows of a table, whichever part of it they stand in; a row of heads alone is its head.
fn rows(part: Node, table: &mut (Vec<String>, Vec<Vec<Vec<Span>>>)) {
    let Node::Element(Element { name, children, .. }) = part else { return };
    if name != "tr" {
        for child in children {
            rows(child, table);
        }
        return;
    }
    let mut heads_alone = true;
    let mut cells = Vec::new();
    for child in children {
        if let Node::Element(Element { name, children, .. }) = child {
            heads_alone &= name == "th";
            cells.push(spans(&children));
        }
    }
    if heads_alone && table.0.is_empty() && table.1.is_empty() {
        table.0 = cells.iter().map(|cell| plain(cell)).collect();
    } else {
        table.1.push(cells);
    }
}

/// The letters of some spans.
pub(super) fn plain(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}

/// Text with its weights; white space is one space, and none at either end.
fn spans(nodes: &[Node]) -> Vec<Span> {
    let mut found = Vec::new();
    gather(nodes, false, &mut found);
    if let Some(first) = found.first_mut() {
        first.text = first.text.trim_start().to_owned();
    }
    if let Some(last) = found.last_mut() {
        last.text = last.text.trim_end().to_owned();
    }
    found.retain(|span| !span.text.is_empty());
    found
}

fn gather(nodes: &[Node], strong: bool, found: &mut Vec<Span>) {
    for node in nodes {
        match node {
            Node::Text(text) => append(text, strong, found),
            Node::Element(Element { name, children, .. }) => match name.as_str() {
                "strong" | "th" => gather(children, true, found),
                "q" => {
                    append("«", strong, found);
                    gather(children, strong, found);
                    append("»", strong, found);
                }
                "br" => append(" ", strong, found),
                _ => gather(children, strong, found),
            },
        }
    }
}

fn append(text: &str, strong: bool, found: &mut Vec<Span>) {
    if found.last().is_none_or(|last| last.strong != strong) {
        found.push(Span { text: String::new(), strong });
    }
    let mut spaced = found.iter().rev().find_map(|span| span.text.chars().next_back()).is_none_or(char::is_whitespace);
    let Some(last) = found.last_mut() else { return };
    for letter in text.chars() {
        let space = letter.is_whitespace();
        if !(space && spaced) {
            last.text.push(if space { ' ' } else { letter });
        }
        spaced = space;
    }
}

fn picture(attributes: &[(String, String)], children: Vec<Node>) -> Result<Picture, PaperError> {
    let view = numbers(attribute(attributes, "viewBox"));
    let &[_, _, width, height] = view.as_slice() else { return Err(wrong("a picture has no size")) };
    let mut picture = Picture { width, height, alt: String::new(), shapes: Vec::new() };
    for child in children {
        let Node::Element(Element { name, attributes, children }) = child else { continue };
        let at = |name: &str| attribute(&attributes, name).parse::<f32>().unwrap_or(0.0);
        let class = attribute(&attributes, "class").to_owned();
        match name.as_str() {
            "title" | "desc" => {
                if !picture.alt.is_empty() {
                    picture.alt.push_str(". ");
                }
                picture.alt.push_str(&plain(&spans(&children)));
            }
            "line" => {
                let steps = vec![Step::Move(at("x1"), at("y1")), Step::Line(at("x2"), at("y2"))];
                picture.shapes.push(Shape::Path { class, steps });
            }
            // Patterns tell pieces apart on the screen; on paper greys do.
            "defs" => {}
            "rect" if attribute(&attributes, "fill").starts_with("url") => {}
            "rect" => {
                let (left, top) = (at("x"), at("y"));
                let (right, bottom) = (left + at("width"), top + at("height"));
                let corners = [(right, top), (right, bottom), (left, bottom)];
                let mut steps = vec![Step::Move(left, top)];
                steps.extend(corners.map(|(x, y)| Step::Line(x, y)));
                steps.push(Step::Close);
                picture.shapes.push(Shape::Path { class, steps });
            }
            "polyline" => {
                let places = numbers(attribute(&attributes, "points"));
                let steps = places.chunks_exact(2).enumerate().filter_map(|(index, place)| match *place {
                    [x, y] if index == 0 => Some(Step::Move(x, y)),
                    [x, y] => Some(Step::Line(x, y)),
                    _ => None,
                });
                picture.shapes.push(Shape::Path { class, steps: steps.collect() });
            }
            "path" => picture.shapes.push(Shape::Path { class, steps: path(attribute(&attributes, "d"))? }),
            "circle" => {
                picture.shapes.push(Shape::Circle { class, centre: (at("cx"), at("cy")), radius: at("r") });
            }
            "text" => {
                let anchor = match attribute(&attributes, "text-anchor") {
                    "middle" => Anchor::Middle,
                    "end" => Anchor::End,
                    _ => Anchor::Start,
                };
                let text = plain(&spans(&children));
                picture.shapes.push(Shape::Text { class, at: (at("x"), at("y")), anchor, text });
            }
            other => return Err(wrong(format_args!("a chart on paper has no {other}"))),
        }
    }
    Ok(picture)
}

fn numbers(text: &str) -> Vec<f32> {
    text.split([' ', ',']).filter_map(|number| number.parse().ok()).collect()
}

/// The steps of a path that is made of `M`, `m`, `l` and `z` alone, as the charts write them.
fn path(text: &str) -> Result<Vec<Step>, PaperError> {
    let mut steps = Vec::new();
    let mut here = (0.0, 0.0);
    let mut rest = text;
    while let Some(command) = rest.chars().next() {
        let after = rest.get(command.len_utf8()..).unwrap_or("");
        let end = after.find(|letter: char| letter.is_ascii_alphabetic()).unwrap_or(after.len());
        let places = numbers(after.get(..end).unwrap_or(""));
        rest = after.get(end..).unwrap_or("");
        match (command, places.as_slice()) {
            ('z', []) => steps.push(Step::Close),
            ('M' | 'm' | 'l', &[x, y]) => {
                here = if command == 'M' { (x, y) } else { (here.0 + x, here.1 + y) };
                steps.push(if command == 'l' { Step::Line(here.0, here.1) } else { Step::Move(here.0, here.1) });
            }
            _ => return Err(wrong(format_args!("a path on paper is not {text}"))),
        }
    }
    Ok(steps)
}
