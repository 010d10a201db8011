//! From values and days to places on the page.

use chrono::NaiveDate;

/// A linear axis.
#[derive(Debug, Clone, Copy)]
pub(super) struct Axis {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Axis {
    /// From `low..high` in values to `from..to` in user units.
    pub(super) const fn new(low: f64, high: f64, from: f64, to: f64) -> Self {
        Self { low, high, from, to }
    }

    /// The place of a value; values outside the axis are held at its ends.
    pub(super) fn place(&self, value: f64) -> f64 {
        let span = self.high - self.low;
        if span <= 0.0 {
            return f64::midpoint(self.from, self.to);
        }
        let share = ((value - self.low) / span).clamp(0.0, 1.0);
        self.from + share * (self.to - self.from)
    }
}

/// A time axis by the day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Days {
    first: NaiveDate,
    axis: Axis,
}

impl Days {
    /// From the first to the last day; one single day stands in the middle.
    pub(super) fn new(first: NaiveDate, last: NaiveDate, from: f64, to: f64) -> Self {
        Self { first, axis: Axis::new(0.0, whole_days(last, first), from, to) }
    }

    /// The place of a day.
    pub(super) fn place(&self, day: NaiveDate) -> f64 {
        self.axis.place(whole_days(day, self.first))
    }
}

fn whole_days(later: NaiveDate, earlier: NaiveDate) -> f64 {
    // A century is 36,525 days: exact in 32 bits.
    i32::try_from((later - earlier).num_days()).map_or(0.0, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_linear_and_held_inside() {
        let axis = Axis::new(0.0, 27.0, 200.0, 20.0);
        assert!((axis.place(0.0) - 200.0).abs() < 1e-9);
        assert!((axis.place(27.0) - 20.0).abs() < 1e-9);
        assert!((axis.place(13.5) - 110.0).abs() < 1e-9);
        assert!((axis.place(40.0) - 20.0).abs() < 1e-9);
        let day = NaiveDate::from_ymd_opt(2026, 3, 3).expect("a day");
        assert!((Days::new(day, day, 0.0, 100.0).place(day) - 50.0).abs() < 1e-9);
        let later = Days::new(day, day + chrono::Duration::days(10), 0.0, 100.0);
        assert!((later.place(day + chrono::Duration::days(3)) - 30.0).abs() < 1e-9);
    }
}
