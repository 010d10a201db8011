//! What becomes of a report: a draft is discussed, interpreted and published. Only people move it, one step at a
//! time; back again with a reason.

use crate::codes;

codes! {
    /// Where a report stands.
    pub enum ReportState {
        /// Computed; nobody has taken it up.
        Draft = "draft",
        /// Being talked about.
        Discussion = "discussion",
        /// Those who were to read it have written what they make of it.
        Interpreted = "interpreted",
        /// A version of it is frozen and said to be the service's.
        Published = "published",
    }
}

impl ReportState {
    /// The next one on the way to being published.
    #[must_use]
    pub const fn next(self) -> Option<Self> {
        match self {
            Self::Draft => Some(Self::Discussion),
            Self::Discussion => Some(Self::Interpreted),
            Self::Interpreted => Some(Self::Published),
            Self::Published => None,
        }
    }

    /// Those it can go back to, the nearest first. What was published can be taken up again, never be a draft.
    #[must_use]
    pub const fn back(self) -> &'static [Self] {
        match self {
            Self::Draft => &[],
            Self::Discussion => &[Self::Draft],
            Self::Interpreted => &[Self::Discussion, Self::Draft],
            Self::Published => &[Self::Discussion],
        }
    }

    /// Whether it can become `to`: `Some(true)` when that is a step back, which takes a reason.
    #[must_use]
    pub fn leads_to(self, to: Self) -> Option<bool> {
        if self.next() == Some(to) { Some(false) } else { self.back().contains(&to).then_some(true) }
    }

    /// Whether a clinician must have written a reading before a report can be this.
    #[must_use]
    pub const fn needs_reading(self) -> bool {
        matches!(self, Self::Interpreted | Self::Published)
    }
}

#[cfg(test)]
mod tests {
    use super::ReportState as S;

    #[test]
    fn it_goes_forward_one_step_and_back_with_a_reason() {
        let mut steps = Vec::new();
        for from in S::ALL {
            for to in S::ALL {
                if let Some(back) = from.leads_to(*to) {
                    steps.push(format!("{from} {to} {}", if back { "back" } else { "on" }));
                }
            }
        }
        let expected = [
            "draft discussion on",
            "discussion draft back",
            "discussion interpreted on",
            "interpreted draft back",
            "interpreted discussion back",
            "interpreted published on",
            "published discussion back",
        ];
        assert_eq!(steps, expected);
    }
}
