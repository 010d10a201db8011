//! How much a protocol asks, in minutes a month.

use super::{Ask, Moment, Protocol, Respondent};

/// What a protocol needs to know of an instrument.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// How long it takes to answer, in minutes.
    pub minutes: f64,
    /// Whom it is written for.
    pub answered_by: &'a [Respondent],
}

impl Protocol {
    /// The minutes asked of each respondent of whom anything is asked, with the sessions a month this
    /// protocol is counted with; where lines are for some ages only, of whoever is asked the most.
    /// Instruments that are not known count nothing.
    #[must_use]
    pub fn burden<'k>(&self, known: impl Fn(&str) -> Option<Known<'k>>) -> Vec<(Respondent, Burden)> {
        let asked = |respondent: &Respondent| {
            let lines: Vec<(&Ask, f64)> = self
                .ask
                .iter()
                .filter(|ask| ask.respondent == *respondent)
                .map(|ask| (ask, ask.instruments.iter().filter_map(|id| known(id)).map(|of| of.minutes).sum()))
                .collect();
            if lines.is_empty() {
                return None;
            }
            // What applies changes only where a line begins or ends to apply.
            let bounds =
                lines.iter().filter_map(|(ask, _)| ask.ages).flat_map(|(from, to)| [from, to.saturating_add(1)]);
            let most = std::iter::once(0).chain(bounds).map(|age| {
                let for_age = lines.iter().filter(|(ask, _)| ask.is_for_age(Some(i64::from(age)))).copied();
                self.burden_of(&for_age.collect::<Vec<_>>())
            });
            let most = most.reduce(|one, other| Burden {
                usual: one.usual.max(other.usual),
                fullest: one.fullest.max(other.fullest),
            });
            Some((*respondent, most?))
        };
        Respondent::ALL.iter().filter_map(asked).collect()
    }

    fn burden_of(&self, lines: &[(&Ask, f64)]) -> Burden {
        let sessions = f64::from(self.sessions_a_month);
        let sum = |wanted: Moment| {
            lines.iter().filter(|(ask, _)| ask.moment == wanted).map(|(_, minutes)| minutes).sum::<f64>()
        };
        // How often a line comes in a month, on average.
        let often = |ask: &Ask| match ask.moment {
            Moment::BeforeSession | Moment::AfterSession => sessions / f64::from(ask.every.max(1)),
            Moment::EveryWeeks => WEEKS_A_MONTH / f64::from(ask.every.max(1)),
            Moment::Referral | Moment::Start | Moment::End | Moment::AfterEnd => 0.0,
        };
        let come = |times: fn(f64) -> f64| lines.iter().map(|(ask, minutes)| minutes * times(often(ask))).sum::<f64>();
        // What is asked at the start and at the end takes the place of what is asked before each session.
        let each = |(ask, _): &&(&Ask, f64)| ask.moment == Moment::BeforeSession && ask.every <= 1;
        let replaced = |by: Moment| {
            let replaces = self.sessions_a_month > 0 && lines.iter().any(|(ask, _)| ask.moment == by);
            if replaces { lines.iter().filter(each).map(|(_, minutes)| minutes).sum::<f64>() } else { 0.0 }
        };
        let after = |from: u32| {
            let within = |ask: &Ask| ask.days.is_some_and(|days| (from..from.saturating_add(A_MONTH)).contains(&days));
            lines
                .iter()
                .filter(|(ask, _)| ask.moment == Moment::AfterEnd && within(ask))
                .map(|(_, minutes)| minutes)
                .sum::<f64>()
        };
        let first = come(f64::floor) + sum(Moment::Referral) + sum(Moment::Start) - replaced(Moment::Start);
        let last = come(f64::ceil) + sum(Moment::End) - replaced(Moment::End) + after(0);
        let later = lines.iter().filter_map(|(ask, _)| ask.days).map(after);
        Burden { usual: come(std::convert::identity), fullest: later.fold(first.max(last), f64::max) }
    }
}

/// 365.25 / 12 / 7.
const WEEKS_A_MONTH: f64 = 4.348_214_285_714_286;

/// Days that count as one month after the ending.
const A_MONTH: u32 = 31;

/// What is asked of one respondent, in minutes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Burden {
    /// In a usual month: what comes again and again, on average.
    pub usual: f64,
    /// In the fullest month: the first, with referral and start; the last, with what comes seldom falling
    /// in it too, and the first month after the ending; or a later one.
    pub fullest: f64,
}

/// Minutes as a person says them: rounded up.
#[must_use]
pub fn whole(minutes: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held between 0 and 100,000")]
    let whole = (minutes - 1e-9).ceil().clamp(0.0, 100_000.0) as u32;
    whole
}
