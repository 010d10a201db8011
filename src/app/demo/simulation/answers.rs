//! From two totals to a filled-in set of forms: single answers, gaps and a few words.

use super::chance::{Chance, whole};
use super::texts;
use super::{Form, ItemValue, Totals};

const PHQ_ITEMS: [&str; 9] = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
/// How easily each PHQ-9 item is endorsed: sleep and energy first, the ninth seldom.
const PHQ_EASE: [f64; 9] = [1.0, 1.05, 1.25, 1.4, 0.9, 1.1, 0.95, 0.55, 0.25];
const GAD_ITEMS: [&str; 7] = ["1", "2", "3", "4", "5", "6", "7"];
const GAD_EASE: [f64; 7] = [1.2, 1.05, 1.2, 1.1, 0.7, 1.0, 0.8];

/// The 0-10 questions before a session, and the free text after them.
const BEFORE_SCALES: [&str; 4] = ["week", "sleep", "mood", "everyday"];
const BEFORE_TEXT: &str = "talk";
/// The 0-10 questions after a session, and the free text after them.
const AFTER_SCALES: [&str; 4] = ["heard", "matters", "way", "hope"];
const AFTER_TEXT: &str = "next";

/// The share of single questions that somebody leaves open.
const OPEN: f64 = 0.006;

/// How one person fills in forms: the same profile of complaints and habits through the whole course.
pub(super) struct Habits {
    phq: [f64; 9],
    gad: [f64; 7],
    english: bool,
    writes: f64,
    alliance: f64,
}

impl Habits {
    pub(super) fn begin(chance: &mut Chance, english: bool) -> Self {
        Self {
            phq: PHQ_EASE.map(|ease| ease * (0.5 + chance.uniform())),
            gad: GAD_EASE.map(|ease| ease * (0.5 + chance.uniform())),
            english,
            writes: 0.15 + 0.6 * chance.uniform(),
            alliance: 8.1 + chance.normal(),
        }
    }

    /// Keeps the ninth PHQ-9 item at 0, whatever the total.
    pub(super) fn without_item_nine(mut self) -> Self {
        self.phq[8] = 0.0;
        self
    }

    /// Writes a few words more often than not.
    pub(super) fn talk_more(mut self) -> Self {
        self.writes = 0.85;
        self
    }

    /// The usual alliance of this person, 0-10.
    pub(super) fn alliance(&self) -> f64 {
        self.alliance
    }
}

/// What is asked before a session: PHQ-9, GAD-7 and the check-in.
pub(super) fn before(chance: &mut Chance, habits: &Habits, totals: Totals) -> Vec<Form> {
    let mut forms = symptoms(chance, habits, totals);
    forms.push(check_in(chance, habits, totals));
    forms
}

/// PHQ-9 and GAD-7.
pub(super) fn symptoms(chance: &mut Chance, habits: &Habits, totals: Totals) -> Vec<Form> {
    vec![phq(chance, habits, totals.phq), gad(chance, habits, totals.gad)]
}

/// What is asked after a session; `alliance` is the day's level, 0-10.
pub(super) fn after(chance: &mut Chance, habits: &Habits, alliance: f64) -> Vec<Form> {
    let mut items: Vec<_> = AFTER_SCALES.iter().map(|item| (*item, scale(chance, alliance, 0.8))).collect();
    let pool: &[&str] = if habits.english { &texts::AFTER_EN } else { &texts::AFTER_NB };
    items.push((AFTER_TEXT, words(chance, habits.writes * 0.6, pool)));
    vec![Form { instrument: "lytt-after", items }]
}

/// The form with the given value for the ninth PHQ-9 item.
pub(super) fn set_item_nine(forms: &mut [Form], value: f64) {
    for form in forms.iter_mut().filter(|form| form.instrument == "phq-9") {
        for (item, answer) in &mut form.items {
            if *item == "9" {
                *answer = Some(ItemValue::Number(value));
            }
        }
    }
}

fn phq(chance: &mut Chance, habits: &Habits, total: u8) -> Form {
    let values = spread(chance, total, habits.phq);
    let mut items = gaps(chance, PHQ_ITEMS, values);
    let any = items.iter().any(|(_, answer)| matches!(answer, Some(ItemValue::Number(value)) if *value >= 1.0));
    if any {
        let difficulty = whole(f64::from(total) / 8.0 + 0.5 * chance.normal(), 3);
        items.push(("10", gap(chance, f64::from(difficulty))));
    }
    Form { instrument: "phq-9", items }
}

fn gad(chance: &mut Chance, habits: &Habits, total: u8) -> Form {
    let values = spread(chance, total, habits.gad);
    Form { instrument: "gad-7", items: gaps(chance, GAD_ITEMS, values) }
}

fn check_in(chance: &mut Chance, habits: &Habits, totals: Totals) -> Form {
    let symptoms = f64::from(totals.phq) / 27.0 + f64::from(totals.gad) / 21.0;
    let level = 9.0 - 4.0 * symptoms;
    let mut items: Vec<_> = BEFORE_SCALES.iter().map(|item| (*item, scale(chance, level, 1.0))).collect();
    let pool: &[&str] = if habits.english { &texts::BEFORE_EN } else { &texts::BEFORE_NB };
    items.push((BEFORE_TEXT, words(chance, habits.writes, pool)));
    Form { instrument: "lytt-before", items }
}

/// Deals the points of a total out to items that hold 0-3 each, by ease.
fn spread<const N: usize>(chance: &mut Chance, total: u8, ease: [f64; N]) -> [u8; N] {
    let mut values = [0_u8; N];
    for _ in 0..total {
        let mut open = [(0_usize, 0.0); N];
        for (place, (slot, (value, ease))) in open.iter_mut().zip(values.iter().zip(ease)).enumerate() {
            // A closed item can only be reached when every item with some ease is full.
            *slot = (place, if *value < 3 { ease + 1e-9 } else { 0.0 });
        }
        let first_open = values.iter().position(|value| *value < 3).unwrap_or(0);
        let chosen = chance.weighted(&open, first_open);
        if let Some(value) = values.get_mut(chosen) {
            *value += 1;
        }
    }
    values
}

fn gaps<const N: usize>(
    chance: &mut Chance,
    items: [&'static str; N],
    values: [u8; N],
) -> Vec<(&'static str, Option<ItemValue>)> {
    items.into_iter().zip(values).map(|(item, value)| (item, gap(chance, f64::from(value)))).collect()
}

/// The value, or now and then nothing.
pub(super) fn gap(chance: &mut Chance, value: f64) -> Option<ItemValue> {
    (!chance.flip(OPEN)).then_some(ItemValue::Number(value))
}

/// A place on a line from 0 to 10.
pub(super) fn scale(chance: &mut Chance, level: f64, spread: f64) -> Option<ItemValue> {
    let value = whole(level + spread * chance.normal(), 10);
    gap(chance, f64::from(value))
}

/// A few words, from some.
pub(super) fn words(chance: &mut Chance, share: f64, pool: &[&'static str]) -> Option<ItemValue> {
    chance.flip(share).then(|| ItemValue::Text(chance.text(pool).to_owned()))
}
