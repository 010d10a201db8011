//! How the charts' classes look on paper: black and grey, told apart by strokes as on the screen.

/// How a shape is drawn; shades run from 0, black, to 255, white.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Look {
    pub(super) fill: Option<u8>,
    pub(super) stroke: Option<u8>,
    pub(super) width: f32,
    pub(super) dash: &'static [f32],
}

/// How letters are drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Letters {
    pub(super) size: f32,
    pub(super) strong: bool,
    pub(super) shade: u8,
}

/// The grey of what is said in passing.
pub(super) const SOFT: u8 = 70;

const fn line(shade: u8, width: f32, dash: &'static [f32]) -> Look {
    Look { fill: None, stroke: Some(shade), width, dash }
}

const fn filled(shade: u8) -> Look {
    Look { fill: Some(shade), stroke: None, width: 0.0, dash: &[] }
}

const fn edged(shade: u8, edge: u8, width: f32) -> Look {
    Look { fill: Some(shade), stroke: Some(edge), width, dash: &[] }
}

/// The looks of a class; `None` when no chart on paper has it.
pub(super) fn look(class: &str) -> Option<Look> {
    Some(match class {
        "grid" | "frame" => line(200, 0.75, &[]),
        "axis" => line(110, 0.75, &[]),
        "band" => filled(236),
        "band-edge" => line(110, 0.75, &[1.0, 3.0]),
        "cutoff" | "median" => line(0, 1.25, &[7.0, 4.0]),
        "event" => line(SOFT, 1.0, &[2.0, 2.0]),
        "usual" => line(SOFT, 1.25, &[8.0, 3.0, 1.0, 3.0]),
        "usual middle" => line(SOFT, 1.25, &[2.0, 3.0]),
        "curve" => line(0, 2.25, &[]),
        "gap" => line(0, 2.0, &[1.0, 6.0]),
        "missing" => line(SOFT, 1.75, &[]),
        "whisker" | "ring" => line(0, 1.5, &[]),
        "track" => filled(232),
        "filled" | "step" => filled(150),
        "reference" => line(SOFT, 1.0, &[4.0, 3.0]),
        "range" => line(110, 1.75, &[]),
        "interval" => edged(225, 0, 1.0),
        "category recovered" => edged(40, 255, 1.5),
        "category improved" => edged(130, 255, 1.5),
        "category unchanged" => edged(255, 110, 1.0),
        "category deteriorated" => edged(205, 110, 1.0),
        "category harmed" => edged(85, 0, 2.5),
        "dot" => edged(0, 255, 1.5),
        "dot open" => edged(255, 0, 2.0),
        "dot thin" => edged(0, 255, 1.0),
        "dot thin open" => line(0, 1.25, &[]),
        "dot thin worse" => edged(150, 0, 1.0),
        "limit" => line(SOFT, 1.0, &[]),
        "cutoff-fine" => line(110, 1.0, &[1.0, 4.0]),
        _ => return None,
    })
}

/// The letters of a class; every text of a chart has some.
pub(super) fn letters(class: &str) -> Letters {
    match class {
        "tick" | "note" => Letters { size: 12.0, strong: false, shade: SOFT },
        "tick strong" => Letters { size: 12.0, strong: true, shade: 0 },
        "value" | "panel" => Letters { size: 14.0, strong: true, shade: 0 },
        _ => Letters { size: 13.0, strong: false, shade: 0 },
    }
}
