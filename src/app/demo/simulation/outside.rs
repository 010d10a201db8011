//! What is asked on days without a session: life, goals and work at the referral and the ending, how the help was,
//! the weeks after, and symptoms three months on. The lines are those of `protocol.toml`.
//!
//! From a source of chance of its own, so that sessions and scores are the same with it and without.

use chrono::NaiveDate;

use super::answers::{self, Habits, gap, scale, words};
use super::calendar::{later, moment};
use super::chance::{Chance, whole};
use super::{Episode, Form, ItemValue, MUNICIPAL, Outside, Reply, Totals, texts};
use crate::domain::care::{EndKind, SessionState};

/// Days after the ending that the way on is asked about.
const AFTERWARDS: u32 = 10;
/// Days after the ending that symptoms are asked about once more.
const FOLLOW_UP: u32 = 90;
/// Added to the seed of the sessions.
const SEED: u64 = 0x6f75_7473_6964_6521;
/// The totals of those who were never met.
const UNKNOWN: Totals = Totals { phq: 14, gad: 13 };

/// Asks everybody what the protocol asks outside the sessions.
pub(super) fn ask(seed: u64, today: NaiveDate, improved_from: NaiveDate, episodes: &mut [Episode]) {
    let mut chance = Chance::new(seed ^ SEED);
    for episode in episodes {
        let mut somebody = Somebody::of(&mut chance, episode, improved_from);
        episode.outside = somebody.asked(episode, today);
    }
}

/// One patient, as far as it bears on what is answered.
struct Somebody<'a> {
    chance: &'a mut Chance,
    habits: Habits,
    english: bool,
    /// The share of questions before sessions that was answered, 0-1.
    willing: f64,
    /// How it was at first and at last, 0 (worst) to 1.
    first: f64,
    last: f64,
    totals: Totals,
    /// What home, money and people are like, whatever the symptoms: about 0, spread 1.
    luck: f64,
    /// How near the goals were at first, and what would be enough, 0-10.
    goal: (f64, f64),
    two_goals: bool,
    goal_texts: [&'static str; 2],
    /// Days from the referral to the first treatment session.
    waited: f64,
    /// Whether patients have more of a say: after the change of routine.
    more_say: bool,
}

/// How good things are, 0 (worst) to 1.
fn ease(totals: Totals) -> f64 {
    1.0 - f64::midpoint(f64::from(totals.phq) / 27.0, f64::from(totals.gad) / 21.0)
}

impl<'a> Somebody<'a> {
    fn of(chance: &'a mut Chance, episode: &Episode, improved_from: NaiveDate) -> Self {
        let english = episode.patient.language == "en";
        let held: Vec<_> = episode.sessions.iter().filter(|session| session.state == SessionState::Held).collect();
        let answered = held.iter().filter(|session| matches!(session.before, Reply::Answered { .. })).count();
        let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
        let (first, last) = episode.truth.map_or((UNKNOWN, UNKNOWN), |truth| (truth.first, truth.last));
        let pool: &[&str] = if english { &texts::GOALS_EN } else { &texts::GOALS_NB };
        let waited = episode.started_on.map_or(30, |on| (on - episode.referred_on).num_days());
        Self {
            habits: Habits::begin(chance, english),
            english,
            willing: if held.is_empty() { 0.5 } else { count(answered) / count(held.len()) },
            first: ease(first),
            last: ease(last),
            totals: last,
            luck: chance.normal(),
            goal: (2.2 + 1.2 * chance.normal(), 6.8 + chance.normal()),
            two_goals: chance.flip(0.4),
            goal_texts: [chance.text(pool), chance.text(pool)],
            waited: f64::from(i32::try_from(waited).unwrap_or(30)),
            more_say: episode.unit == MUNICIPAL && episode.ended_on.is_some_and(|on| on >= improved_from),
            chance,
        }
    }

    fn asked(&mut self, episode: &Episode, today: NaiveDate) -> Vec<Outside> {
        let mut asked = Vec::new();
        let share = 0.35 + 0.5 * self.willing;
        asked.extend(self.outside(episode.referred_on, today, 4, share, Self::at_referral));
        let (Some(ended_on), Some(end_kind)) = (episode.ended_on, episode.end_kind) else { return asked };
        let staying = match end_kind {
            EndKind::NotStarted => return asked,
            EndKind::Left => 0.4,
            _ => 1.0,
        };
        let share = 0.08 + 0.8 * self.willing * staying;
        asked.extend(self.outside(ended_on, today, 5, share, |one| one.at_ending(end_kind)));
        let share = 0.05 + 0.65 * self.willing * staying;
        asked.extend(self.outside(later(ended_on, AFTERWARDS), today, 5, share, |one| vec![one.afterwards(end_kind)]));
        let share = (0.05 + 0.55 * self.willing * staying) * (0.8 + 0.3 * self.last);
        asked.extend(self.outside(later(ended_on, FOLLOW_UP), today, 9, share, Self::at_follow_up));
        asked
    }

    /// Asked on a day, by somebody who answers within so many days or not at all; `None` where the day has not come.
    fn outside(
        &mut self,
        on: NaiveDate,
        today: NaiveDate,
        within: u32,
        share: f64,
        forms: impl FnOnce(&mut Self) -> Vec<Form>,
    ) -> Option<Outside> {
        if on >= today {
            return None;
        }
        let at =
            moment(later(on, self.chance.between(0, within)), self.chance.between(17, 21), self.chance.between(0, 59));
        if !self.chance.flip(share) || at.date() >= today {
            return Some(Outside { on, reply: Reply::NoAnswer });
        }
        let forms = forms(self);
        let items: usize = forms.iter().map(|form| form.items.len()).sum();
        let seconds = u32::try_from(items).unwrap_or(20) * self.chance.between(6, 13);
        Some(Outside { on, reply: Reply::Answered { at, seconds, forms } })
    }

    fn at_referral(&mut self) -> Vec<Form> {
        let first = self.first;
        vec![self.life(first), self.goals(true), self.work(first)]
    }

    fn at_ending(&mut self, end_kind: EndKind) -> Vec<Form> {
        let last = self.last;
        vec![self.life(last), self.goals(false), self.work(last), self.experience(), self.ending(end_kind)]
    }

    /// Some slide back a little, some go on getting better.
    fn at_follow_up(&mut self) -> Vec<Form> {
        let drift = 2.3 * self.chance.normal();
        let moved = |total: u8, by: f64, most: u8| whole(f64::from(total) + 0.4 + by, most);
        let totals = Totals {
            phq: moved(self.totals.phq, drift, 27),
            gad: moved(self.totals.gad, 0.7 * drift + self.chance.normal(), 21),
        };
        answers::symptoms(self.chance, &self.habits, totals)
    }

    fn life(&mut self, ease: f64) -> Form {
        let (feel, doing, around) = (0.8 + 8.2 * ease, 1.6 + 7.4 * ease, 6.0 + ease + 1.5 * self.luck);
        let items = [("satisfied", feel), ("joy", feel + 0.4), ("calm", feel - 0.5), ("tasks", doing)]
            .into_iter()
            .chain([("company", doing - 0.3), ("liked", doing), ("home", around + 0.8), ("money", around - 0.4)])
            .chain([("people", around + 0.3)]);
        Form {
            instrument: "lytt-life",
            items: items.map(|(item, level)| (item, scale(self.chance, level, 0.9))).collect(),
        }
    }

    fn goals(&mut self, first_time: bool) -> Form {
        let (from, enough) = self.goal;
        // Goals come nearer with symptoms, and somewhat by themselves.
        let near = if first_time { from } else { from + 0.8 + 11.0 * (self.last - self.first) };
        let same = if first_time { 0.0 } else { f64::from(u8::from(self.chance.flip(0.15)) + 1) };
        let [one, two] = self.goal_texts.map(|text| Some(ItemValue::Text(text.to_owned())));
        let second = self.two_goals;
        let near_two = scale(self.chance, near - 0.3, 1.4);
        Form {
            instrument: "lytt-goals",
            items: vec![
                ("same", gap(self.chance, same)),
                ("goal-1", one),
                ("near-1", scale(self.chance, near, 1.2)),
                ("enough-1", scale(self.chance, enough, 0.4)),
                ("goal-2", two.filter(|_| second)),
                ("near-2", near_two.filter(|_| second)),
                ("goal-3", None),
                ("near-3", None),
            ],
        }
    }

    fn work(&mut self, ease: f64) -> Form {
        let ability = 0.6 + 8.6 * ease;
        let away = self.chance.flip(0.75 - 0.75 * ease);
        let days = if away { 0 } else { whole(6.0 + 12.0 * ease + 3.0 * self.chance.normal(), 22) };
        let obstacle = if ease > 0.82 {
            0
        } else {
            self.chance.weighted(&[(1, 0.46), (3, 0.28), (2, 0.08), (4, 0.1), (6, 0.05), (7, 0.03)], 1)
        };
        let support = self.chance.weighted(&[(0, 0.14), (1, 0.14), (2, 0.24), (3, 0.48)], 3);
        let mut items = vec![
            ("ability", scale(self.chance, ability, 1.1)),
            ("days", gap(self.chance, f64::from(days))),
            ("wish", scale(self.chance, 7.6, 2.0)),
            ("obstacle", Some(ItemValue::Number(f64::from(obstacle)))),
        ];
        if obstacle >= 1 {
            items.push(("obstacle-more", None));
        }
        items.push(("support", gap(self.chance, f64::from(support))));
        Form { instrument: "lytt-work", items }
    }

    /// From 0 (no) to 4 (yes, wholly).
    fn degree(&mut self, level: f64) -> u8 {
        whole(level + 0.95 * self.chance.normal(), 4)
    }

    fn agrees(&mut self, level: f64) -> Option<ItemValue> {
        let degree = self.degree(level);
        gap(self.chance, f64::from(degree))
    }

    /// How much better things are, from about -1 to 1.3; people who are better think better of the help.
    fn better(&self) -> f64 {
        ((self.last - self.first) / 0.3).clamp(-1.0, 1.3)
    }

    /// A question, and a second one to those who answered the first so.
    fn follow(
        items: &mut Vec<(&'static str, Option<ItemValue>)>,
        (item, value): (&'static str, u8),
        then: Option<(&'static str, Option<ItemValue>)>,
    ) {
        items.push((item, Some(ItemValue::Number(f64::from(value)))));
        items.extend(then);
    }

    fn experience(&mut self) -> Form {
        let better = self.better();
        let say = if self.more_say { 0.5 } else { 0.0 };
        let mut items = vec![
            ("in-time", self.agrees(3.4 + 0.3 * better - (self.waited - 14.0).max(0.0) / 25.0)),
            ("decided", self.agrees(3.0 + 0.5 * better + say)),
        ];
        let plan = self.degree(2.7 + 0.4 * better + say);
        let helps = self.agrees(2.5 + 0.8 * better);
        Self::follow(&mut items, ("plan", plan), (plan >= 1).then_some(("plan-helps", helps)));
        items.push(("be-oneself", self.agrees(3.6 + 0.2 * better)));
        let form = self.degree(3.5 + 0.2 * better);
        let wish = self.chance.weighted(&[(0, 0.5), (1, 0.1), (2, 0.08), (3, 0.14), (4, 0.06), (5, 0.12)], 0);
        Self::follow(
            &mut items,
            ("form", form),
            (form <= 2).then(|| ("form-wish", Some(ItemValue::Number(f64::from(wish))))),
        );
        let body = u8::from(self.chance.flip(0.38));
        let got = self.agrees(2.0 + 0.4 * better);
        Self::follow(&mut items, ("body", body), (body == 1).then_some(("body-help", got)));
        let medicine = u8::from(self.chance.flip(0.3));
        let (works, talked) = (self.agrees(2.4 + 0.6 * better), self.agrees(2.6));
        Self::follow(&mut items, ("medicine", medicine), (medicine == 1).then_some(("medicine-helps", works)));
        items.extend((medicine == 1).then_some(("medicine-talk", talked)));
        items.push(("dark-talk", self.agrees(3.0 + 0.2 * better)));
        let plan = self.chance.weighted(&[(0, 0.12), (1, 0.08), (2, 0.24), (3, 0.56)], 3);
        items.push(("dark-plan", gap(self.chance, f64::from(plan))));
        let event = u8::from(self.chance.flip(0.035));
        Self::follow(&mut items, ("event", event), (event == 1).then_some(("event-more", None)));
        Form { instrument: "lytt-experience", items }
    }

    fn ending(&mut self, end_kind: EndKind) -> Form {
        let better = self.better();
        let reason = match (end_kind, better > 0.5) {
            (EndKind::Transferred, _) => 5,
            (EndKind::Left, false) => self.chance.weighted(&[(2, 0.36), (3, 0.22), (4, 0.34), (7, 0.08)], 2),
            (EndKind::Left, true) => self.chance.weighted(&[(1, 0.7), (4, 0.3)], 1),
            (_, true) => self.chance.weighted(&[(0, 0.62), (1, 0.34), (7, 0.04)], 0),
            (_, false) => self.chance.weighted(&[(0, 0.1), (1, 0.36), (2, 0.3), (6, 0.24)], 1),
        };
        let early = if better > 0.5 { 0.16 } else { 0.42 };
        let timing = self.chance.weighted(&[(0, early), (1, 0.93 - early), (2, 0.07)], 1);
        let mut items = vec![("reason", Some(ItemValue::Number(f64::from(reason))))];
        if reason >= 2 {
            items.push(("reason-more", None));
        }
        let felt = whole(2.1 + 1.4 * better + 0.6 * self.chance.normal(), 4);
        let back = self.chance.weighted(&[(0, 0.07), (1, 0.2), (2, 0.73)], 2);
        let english = self.english;
        let pool = |nb: &'static [&'static str], en: &'static [&'static str]| if english { en } else { nb };
        items.push(("timing", gap(self.chance, f64::from(timing))));
        items.push(("decided", self.agrees(if end_kind == EndKind::Planned { 3.3 } else { 2.4 })));
        items.push(("change", gap(self.chance, f64::from(felt))));
        items.push(("helped", words(self.chance, 0.4, pool(&texts::HELPED_NB, &texts::HELPED_EN))));
        items.push(("differently", words(self.chance, 0.25, pool(&texts::DIFFERENTLY_NB, &texts::DIFFERENTLY_EN))));
        items.push(("way-back", gap(self.chance, f64::from(back))));
        Form { instrument: "lytt-ending", items }
    }

    fn afterwards(&mut self, end_kind: EndKind) -> Form {
        let say = if self.more_say { 0.3 } else { 0.0 };
        let level = 3.1 + say + 0.2 * self.better();
        let mut items =
            vec![("what-next", self.agrees(level)), ("whom", self.agrees(level + 0.3)), ("heard", self.agrees(level))];
        let came = if end_kind == EndKind::Transferred {
            self.chance.weighted(&[(1, 0.3), (2, 0.25), (3, 0.45)], 3)
        } else {
            self.chance.weighted(&[(0, 0.74), (1, 0.04), (2, 0.08), (3, 0.14)], 0)
        };
        let together = self.agrees(2.3);
        Self::follow(&mut items, ("help-came", came), (came >= 2).then_some(("together", together)));
        items.push(("now", scale(self.chance, 1.0 + 8.5 * self.last, 1.1)));
        let pool: &[&str] = if self.english { &texts::MISSED_EN } else { &texts::MISSED_NB };
        items.push(("missed", words(self.chance, 0.2, pool)));
        Form { instrument: "lytt-transition", items }
    }
}
