//! From blocks to pages: where every line and picture stands on A4, and what it is to a reader that does not
//! see it.

use std::cell::RefCell;
use std::collections::HashMap;

use super::face::{Faces, Run, faces};
use super::read::{Block, Manner, Picture, Span, plain};
use super::{About, PaperError};

/// A4, in points of 1/72 inch.
pub(super) const PAGE: (f32, f32) = (595.28, 841.89);
/// Two centimetres.
const MARGIN: f32 = 56.7;
const WIDTH: f32 = PAGE.0 - 2.0 * MARGIN;
const BOTTOM: f32 = PAGE.1 - MARGIN - 12.0;
/// How large a chart is drawn: its smallest letters are then nine points high.
const SCALE: f32 = 0.8;
/// What must have room of a list or table under a heading for it not to begin the next page.
const KEPT: f32 = 64.0;
/// How much wider than its column a line may come out from adding up widths in another order.
const SLACK: f32 = 0.05;

/// Size of letters and distance of lines, in points.
#[derive(Debug, Clone, Copy)]
struct Type {
    size: f32,
    leading: f32,
    strong: bool,
    soft: bool,
}

const BODY: Type = Type { size: 10.0, leading: 14.0, strong: false, soft: false };
const SMALL: Type = Type { size: 8.5, leading: 12.0, strong: false, soft: true };
const CELL: Type = Type { size: 9.0, leading: 12.5, strong: false, soft: false };
const FOOT: Type = Type { size: 8.0, leading: 10.0, strong: false, soft: true };

/// A heading's type by its level.
const fn heading(level: u8) -> Type {
    let (size, leading) = match level {
        1 => (20.0, 25.0),
        2 => (13.0, 18.0),
        _ => (10.5, 15.0),
    };
    Type { size, leading, strong: true, soft: false }
}

/// Something drawn.
#[derive(Debug)]
pub(super) enum Ink {
    /// From its left end, on its base line.
    Text { at: (f32, f32), size: f32, soft: bool, runs: Vec<Run> },
    /// A thin straight line.
    Rule { from: (f32, f32), to: (f32, f32), width: f32 },
    /// From its upper left corner.
    Picture { corner: (f32, f32), scale: f32, picture: Picture },
}

/// Something drawn, and which leaf of the tree it is; what only decorates is none.
#[derive(Debug)]
pub(super) struct Mark {
    pub(super) leaf: Option<usize>,
    pub(super) ink: Ink,
}

/// What a part of the document is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Heading(u8, String),
    Paragraph,
    Quote,
    List,
    Item,
    Table,
    Row,
    ColumnHead,
    RowHead,
    Cell,
    Figure(String),
}

/// The document as it is read aloud.
#[derive(Debug)]
pub(super) enum Branch {
    Group(Kind, Vec<Branch>),
    Leaf(usize),
}

/// A heading to leap to.
#[derive(Debug)]
pub(super) struct Bookmark {
    pub(super) title: String,
    pub(super) level: u8,
    pub(super) page: usize,
    pub(super) y: f32,
}

/// A document laid out.
#[derive(Debug)]
pub(super) struct Laid {
    pub(super) pages: Vec<Vec<Mark>>,
    pub(super) tree: Vec<Branch>,
    pub(super) leaves: usize,
    pub(super) bookmarks: Vec<Bookmark>,
}

impl Type {
    fn times(self, size: f32) -> Self {
        Self { size: self.size * size, leading: self.leading * size, ..self }
    }
}

/// Lays the blocks out, with letters `size` times as large as usual.
///
/// # Errors
/// When a font does not read.
pub(super) fn lay_out(blocks: &[Block], about: &About, size: f32) -> Result<Laid, PaperError> {
    let laid = Laid { pages: vec![Vec::new()], tree: Vec::new(), leaves: 0, bookmarks: Vec::new() };
    let mut flow = Flow { faces: faces()?, widths: RefCell::default(), size, laid, y: MARGIN };
    for (index, block) in blocks.iter().enumerate() {
        flow.block(block, blocks.get(index + 1..).unwrap_or(&[]));
    }
    flow.feet(&about.foot);
    Ok(flow.laid)
}

/// One line: parts of one weight each.
struct Line {
    parts: Vec<Span>,
    backwards: bool,
}

struct Flow<'a> {
    faces: &'a Faces,
    /// Words are set over and over, and measuring one takes longer than finding it again.
    widths: RefCell<HashMap<(String, bool), f32>>,
    size: f32,
    laid: Laid,
    y: f32,
}

impl Flow<'_> {
    fn block(&mut self, block: &Block, after: &[Block]) {
        match block {
            Block::Heading { level, text } => self.heading(*level, text, after),
            Block::Paragraph { spans, manner } => self.paragraph(spans, *manner),
            Block::List(items) => self.list(items),
            Block::Table { head, rows } => self.table(head, rows),
            Block::Picture(picture) => self.picture(picture),
        }
    }

    /// The height that belongs together from here: headings and the words under them with the picture that
    /// they are about, or the beginning of what else follows.
    fn kept(&self, after: &[Block]) -> f32 {
        let mut height = 0.0;
        for block in after {
            match block {
                Block::Heading { level, .. } => height += heading(*level).times(self.size).leading * 1.8,
                Block::Paragraph { spans, .. } => {
                    let lines = self.wrap(spans, self.body(), WIDTH).len();
                    if lines > 4 {
                        return height + KEPT;
                    }
                    height += self.body().leading * f32::from(u8::try_from(lines).unwrap_or(u8::MAX)) + 5.0;
                }
                Block::Picture(picture) => return height + picture.height * scale(picture) + 6.0,
                Block::List(_) | Block::Table { .. } => return height + KEPT,
            }
        }
        height
    }

    fn heading(&mut self, level: u8, text: &str, after: &[Block]) {
        let kind = heading(level).times(self.size);
        let above = if self.laid.pages.last().is_none_or(Vec::is_empty) { 0.0 } else { kind.size * 0.9 };
        self.y += above;
        let kept = self.kept(after).min(BOTTOM - MARGIN - kind.leading);
        if self.y + kind.leading + kept > BOTTOM && above > 0.0 {
            self.turn();
        }
        let page = self.laid.pages.len() - 1;
        self.laid.bookmarks.push(Bookmark { title: text.to_owned(), level, page, y: self.y });
        let spans = [Span { text: text.to_owned(), strong: true }];
        let leaves = self.text(&spans, kind, (MARGIN, WIDTH));
        self.y += kind.size * 0.25;
        self.laid.tree.push(Branch::Group(Kind::Heading(level, text.to_owned()), leaves));
    }

    fn paragraph(&mut self, spans: &[Span], manner: Manner) {
        let (kind, indent) = match manner {
            Manner::Plain => (self.body(), 0.0),
            Manner::Small => (SMALL.times(self.size), 0.0),
            Manner::Quoted => (self.body(), 12.0),
        };
        let (page, top) = (self.laid.pages.len(), self.y);
        let leaves = self.text(spans, kind, (MARGIN + indent, WIDTH - indent));
        // The bar beside a quotation stands on the page where it ends when it goes over to the next.
        let from = if self.laid.pages.len() == page { top } else { MARGIN };
        if manner == Manner::Quoted {
            let ink = Ink::Rule { from: (MARGIN + 2.0, from + 1.0), to: (MARGIN + 2.0, self.y - 1.0), width: 1.5 };
            self.mark(None, ink);
        }
        self.y += kind.leading * 0.35;
        let kind = if manner == Manner::Quoted { Kind::Quote } else { Kind::Paragraph };
        self.laid.tree.push(Branch::Group(kind, leaves));
    }

    fn list(&mut self, items: &[Vec<Span>]) {
        let mut branches = Vec::new();
        for item in items {
            self.room(self.body().leading);
            let dot = self.faces.runs("•", false);
            let at = (MARGIN + 2.0, self.y + self.body().size);
            self.mark(None, Ink::Text { at, size: self.body().size, soft: false, runs: dot });
            let leaves = self.text(item, self.body(), (MARGIN + 14.0, WIDTH - 14.0));
            self.y += 2.0;
            branches.push(Branch::Group(Kind::Item, leaves));
        }
        self.y += 3.0;
        self.laid.tree.push(Branch::Group(Kind::List, branches));
    }

    fn table(&mut self, head: &[String], rows: &[Vec<Vec<Span>>]) {
        let head: Vec<Vec<Span>> = head.iter().map(|text| vec![Span { text: text.clone(), strong: true }]).collect();
        let columns = self.columns(&head, rows);
        let mut branches = Vec::new();
        if !head.is_empty() {
            self.room(self.cell().leading * 3.0);
            branches.push(self.row(&head, &columns, true));
        }
        for row in rows {
            let height = self.height(row, &columns);
            if self.y + height > BOTTOM && height < BOTTOM - 2.0 * MARGIN {
                self.turn();
                if !head.is_empty() {
                    self.repeat(&head, &columns);
                }
            }
            branches.push(self.row(row, &columns, false));
        }
        self.y += 8.0;
        self.laid.tree.push(Branch::Group(Kind::Table, branches));
    }

    /// How wide each column is: as wide as its texts where there is room, and no narrower than its longest word.
    fn columns(&self, head: &[Vec<Span>], rows: &[Vec<Vec<Span>>]) -> Vec<f32> {
        let gap = 10.0;
        let every = || std::iter::once(head).chain(rows.iter().map(Vec::as_slice));
        let count = every().map(<[_]>::len).max().unwrap_or(0);
        let widest = |column: usize, measure: &dyn Fn(&Span) -> f32| {
            every().filter_map(|row| row.get(column)).map(|cell| cell.iter().map(measure).sum()).fold(0.0, f32::max)
        };
        let whole = |span: &Span| self.width(&span.text, span.strong) * self.cell().size;
        let longest = |span: &Span| {
            let words = span.text.split(' ').map(|word| self.width(word, span.strong) * self.cell().size);
            words.fold(0.0, f32::max)
        };
        let wanted: Vec<f32> = (0..count).map(|column| widest(column, &whole) + gap).collect();
        let least: Vec<f32> = (0..count).map(|column| (widest(column, &longest) + gap).min(WIDTH / 2.0)).collect();
        let (total, smallest): (f32, f32) = (wanted.iter().sum(), least.iter().sum());
        if total <= WIDTH {
            return wanted;
        }
        let share = ((WIDTH - smallest) / (total - smallest).max(1.0)).clamp(0.0, 1.0);
        least.iter().zip(&wanted).map(|(least, wanted)| least + (wanted - least).max(0.0) * share).collect()
    }

    fn height(&self, row: &[Vec<Span>], columns: &[f32]) -> f32 {
        let lines = row.iter().zip(columns).map(|(cell, width)| self.wrap(cell, self.cell(), width - 10.0).len()).max();
        self.cell().leading * f32::from(u16::try_from(lines.unwrap_or(1).max(1)).unwrap_or(u16::MAX)) + 6.0
    }

    fn row(&mut self, row: &[Vec<Span>], columns: &[f32], head: bool) -> Branch {
        let (top, page) = (self.y, self.laid.pages.len());
        let mut low = top + self.cell().leading;
        let mut left = MARGIN;
        let mut cells = Vec::new();
        for (index, (cell, width)) in row.iter().zip(columns).enumerate() {
            // A cell that went over to the next page leaves the others there too.
            self.y = if self.laid.pages.len() == page { top } else { MARGIN };
            let leaves = self.text(cell, self.cell(), (left, width - 10.0));
            low = if self.laid.pages.len() == page { low.max(self.y) } else { self.y };
            left += width;
            let kind = match (head, index) {
                (true, _) => Kind::ColumnHead,
                (false, 0) => Kind::RowHead,
                _ => Kind::Cell,
            };
            cells.push(Branch::Group(kind, leaves));
        }
        self.y = low + 2.5;
        let to = (MARGIN + columns.iter().sum::<f32>(), self.y);
        self.mark(None, Ink::Rule { from: (MARGIN, self.y), to, width: if head { 0.9 } else { 0.35 } });
        self.y += 3.5;
        Branch::Group(Kind::Row, cells)
    }

    /// A table's head again on a new page: for the eye alone, since the tree has it already.
    fn repeat(&mut self, head: &[Vec<Span>], columns: &[f32]) {
        let begin = self.laid.pages.last().map_or(0, Vec::len);
        let leaves = self.laid.leaves;
        let _ = self.row(head, columns, true);
        self.laid.leaves = leaves;
        for mark in self.laid.pages.last_mut().into_iter().flatten().skip(begin) {
            mark.leaf = None;
        }
    }

    fn picture(&mut self, picture: &Picture) {
        let scale = scale(picture);
        let height = picture.height * scale;
        self.room(height + 6.0);
        let leaf = self.leaf();
        let corner = (MARGIN, self.y);
        self.mark(Some(leaf), Ink::Picture { corner, scale, picture: picture.clone() });
        self.y += height + 6.0;
        self.laid.tree.push(Branch::Group(Kind::Figure(picture.alt.clone()), vec![Branch::Leaf(leaf)]));
    }

    /// Sets text in a column (its left edge and width), line by line, over to the next page where it must.
    fn text(&mut self, spans: &[Span], kind: Type, (left, width): (f32, f32)) -> Vec<Branch> {
        let mut leaves = Vec::new();
        for line in self.wrap(spans, kind, width) {
            self.room(kind.leading);
            let mut runs = Vec::new();
            for part in &line.parts {
                runs.extend(self.faces.runs(&part.text, part.strong || kind.strong));
            }
            let wide: f32 = runs.iter().map(|run| run.width * kind.size).sum();
            let x = if line.backwards { left + width - wide } else { left };
            let leaf = self.leaf();
            let at = (x, self.y + kind.size);
            self.mark(Some(leaf), Ink::Text { at, size: kind.size, soft: kind.soft, runs });
            leaves.push(Branch::Leaf(leaf));
            self.y += kind.leading;
        }
        leaves
    }

    /// Text broken into lines no wider than `width` points.
    fn wrap(&self, spans: &[Span], kind: Type, width: f32) -> Vec<Line> {
        let backwards = unicode_bidi::get_base_direction(plain(spans).as_str()) == unicode_bidi::Direction::Rtl;
        let measure = |part: &Span| self.width(&part.text, part.strong || kind.strong) * kind.size;
        let space = self.width(" ", kind.strong) * kind.size;
        let mut lines: Vec<Line> = Vec::new();
        let mut used = 0.0;
        for word in words(spans) {
            let wide: f32 = word.iter().map(measure).sum();
            let fits = !lines.is_empty() && used + space + wide <= width + SLACK;
            if fits {
                used += space + wide;
                if let Some(line) = lines.last_mut() {
                    add_word(line, word);
                }
                continue;
            }
            if wide <= width + SLACK {
                used = wide;
                lines.push(Line { parts: word, backwards });
                continue;
            }
            for (piece, wide) in self.broken(&word, kind, width) {
                used = wide;
                lines.push(Line { parts: vec![piece], backwards });
            }
        }
        // A space at the end of a line is where the next word begins for whoever takes the text out again.
        let last = lines.len().saturating_sub(1);
        for line in lines.iter_mut().take(last) {
            if let Some(part) = line.parts.last_mut() {
                part.text.push(' ');
            }
        }
        lines
    }

    /// A word wider than the column, in pieces that are not.
    fn broken(&self, word: &[Span], kind: Type, width: f32) -> Vec<(Span, f32)> {
        let mut pieces: Vec<(Span, f32)> = Vec::new();
        for part in word {
            for letter in part.text.chars() {
                let wide = self.width(letter.encode_utf8(&mut [0; 4]), part.strong || kind.strong) * kind.size;
                match pieces.last_mut() {
                    Some((piece, used)) if piece.strong == part.strong && *used + wide <= width => {
                        piece.text.push(letter);
                        *used += wide;
                    }
                    _ => pieces.push((Span { text: letter.to_string(), strong: part.strong }, wide)),
                }
            }
        }
        pieces
    }

    /// The foot of every page: what the document is, and which page of how many.
    fn feet(&mut self, foot: &str) {
        let count = self.laid.pages.len();
        let y = PAGE.1 - MARGIN + 14.0;
        for (index, page) in self.laid.pages.iter_mut().enumerate() {
            let number = self.faces.runs(&format!("{} / {count}", index + 1), false);
            let wide: f32 = number.iter().map(|run| run.width * FOOT.size).sum();
            let left = Ink::Text { at: (MARGIN, y), size: FOOT.size, soft: true, runs: self.faces.runs(foot, false) };
            let right = Ink::Text { at: (MARGIN + WIDTH - wide, y), size: FOOT.size, soft: true, runs: number };
            let rule = Ink::Rule { from: (MARGIN, y - 12.0), to: (MARGIN + WIDTH, y - 12.0), width: 0.35 };
            page.extend([rule, left, right].map(|ink| Mark { leaf: None, ink }));
        }
    }

    /// The width of a text in ems.
    fn width(&self, text: &str, strong: bool) -> f32 {
        let key = (text.to_owned(), strong);
        *self.widths.borrow_mut().entry(key).or_insert_with(|| self.faces.width(text, strong))
    }

    fn body(&self) -> Type {
        BODY.times(self.size)
    }

    fn cell(&self) -> Type {
        CELL.times(self.size)
    }

    fn leaf(&mut self) -> usize {
        self.laid.leaves += 1;
        self.laid.leaves - 1
    }

    fn mark(&mut self, leaf: Option<usize>, ink: Ink) {
        if let Some(page) = self.laid.pages.last_mut() {
            page.push(Mark { leaf, ink });
        }
    }

    fn room(&mut self, height: f32) {
        if self.y + height > BOTTOM && self.laid.pages.last().is_some_and(|page| !page.is_empty()) {
            self.turn();
        }
    }

    fn turn(&mut self) {
        self.laid.pages.push(Vec::new());
        self.y = MARGIN;
    }
}

/// How large a chart is drawn: smaller where the page is too small for it.
fn scale(picture: &Picture) -> f32 {
    SCALE.min((BOTTOM - MARGIN) / picture.height).min(WIDTH / picture.width)
}

/// Words, each of parts of one weight.
fn words(spans: &[Span]) -> Vec<Vec<Span>> {
    let mut words: Vec<Vec<Span>> = vec![Vec::new()];
    for span in spans {
        for (index, part) in span.text.split(' ').enumerate() {
            if index > 0 {
                words.push(Vec::new());
            }
            if let Some(word) = words.last_mut().filter(|_| !part.is_empty()) {
                word.push(Span { text: part.to_owned(), strong: span.strong });
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn add_word(line: &mut Line, word: Vec<Span>) {
    if let Some(last) = line.parts.last_mut() {
        last.text.push(' ');
    }
    for part in word {
        match line.parts.last_mut() {
            Some(last) if last.strong == part.strong => last.text.push_str(&part.text),
            _ => line.parts.push(part),
        }
    }
}
