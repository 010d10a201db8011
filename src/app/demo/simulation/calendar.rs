//! Working days, holidays, leave and free hours.

use std::collections::BTreeSet;

use chrono::{Datelike as _, Days, NaiveDate, NaiveDateTime, NaiveTime, Weekday};

/// Starting times of individual sessions: hour, minute.
const HOURS: [(u32, u32); 6] = [(8, 30), (9, 30), (10, 30), (12, 30), (13, 30), (14, 30)];

/// Easter Sunday in the Gregorian calendar (the anonymous algorithm, Nature 1876; Meeus 1991).
/// `None` outside the years chrono can hold.
#[expect(clippy::many_single_char_names, reason = "the algorithm is published with these letters")]
pub fn easter(year: i32) -> Option<NaiveDate> {
    let a = year.rem_euclid(19);
    let b = year.div_euclid(100);
    let c = year.rem_euclid(100);
    let d = b.div_euclid(4);
    let e = b.rem_euclid(4);
    let g = (8 * b + 13).div_euclid(25);
    let h = (19 * a + b - d - g + 15).rem_euclid(30);
    let i = c.div_euclid(4);
    let k = c.rem_euclid(4);
    let l = (32 + 2 * e + 2 * i - h - k).rem_euclid(7);
    let m = (a + 11 * h + 19 * l).div_euclid(433);
    let month = (h + l - 7 * m + 90).div_euclid(25);
    let day = (h + l - 7 * m + 33 * month + 19).rem_euclid(32);
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

/// Whether the day is a Norwegian public holiday (Sundays that are not named days are left to the weekday).
pub fn is_public_holiday(day: NaiveDate) -> bool {
    let fixed = matches!((day.month(), day.day()), (1 | 5, 1) | (5, 17) | (12, 25 | 26));
    // Maundy Thursday, Good Friday, Easter Sunday and Monday, Ascension, Whit Sunday and Monday.
    let moving =
        easter(day.year()).is_some_and(|sunday| matches!((day - sunday).num_days(), -3 | -2 | 0 | 1 | 39 | 49 | 50));
    fixed || moving
}

/// Monday to Friday and not a public holiday.
pub fn is_working_day(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !is_public_holiday(day)
}

/// `days` later, or the same day at the end of what chrono can hold.
pub(super) fn later(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(days))).unwrap_or(day)
}

/// `days` earlier, or the same day at the beginning of what chrono can hold.
pub(super) fn earlier(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_sub_days(Days::new(u64::from(days))).unwrap_or(day)
}

/// The wall-clock moment; midnight for an hour or minute that does not exist.
pub(super) fn moment(day: NaiveDate, hour: u32, minute: u32) -> NaiveDateTime {
    day.and_time(NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or(NaiveTime::MIN))
}

/// Who is where, when.
pub(super) struct Calendar {
    today: NaiveDate,
    taken: BTreeSet<(usize, NaiveDateTime)>,
}

impl Calendar {
    pub(super) fn new(today: NaiveDate) -> Self {
        Self { today, taken: BTreeSet::new() }
    }

    /// Marks a moment as taken.
    pub(super) fn take(&mut self, clinician: usize, at: NaiveDateTime) {
        self.taken.insert((clinician, at));
    }

    /// The first free individual hour on or after `from`, trying the wished-for hour of the day first.
    pub(super) fn book(&mut self, clinician: usize, from: NaiveDate, wish: usize) -> NaiveDateTime {
        let mut day = from;
        // A year of full days cannot happen with these numbers; the bound keeps the search finite.
        for _ in 0..366 {
            if self.works(clinician, day)
                && let Some(at) = self.free_hour(clinician, day, wish)
            {
                self.take(clinician, at);
                return at;
            }
            day = later(day, 1);
        }
        moment(day, 8, 30)
    }

    /// The last free individual hour on or before `until`, for the past of today's patients.
    pub(super) fn book_back(&mut self, clinician: usize, until: NaiveDate, wish: usize) -> NaiveDateTime {
        let mut day = until;
        for _ in 0..366 {
            if self.works(clinician, day)
                && let Some(at) = self.free_hour(clinician, day, wish)
            {
                self.take(clinician, at);
                return at;
            }
            day = earlier(day, 1);
        }
        moment(day, 8, 30)
    }

    /// The first group meeting on or after `from`: Wednesdays at 13, shared by all members.
    pub(super) fn join_group(&self, clinician: usize, from: NaiveDate) -> NaiveDateTime {
        let mut day = from;
        for _ in 0..366 {
            if day.weekday() == Weekday::Wed && self.works(clinician, day) {
                break;
            }
            day = later(day, 1);
        }
        moment(day, 13, 0)
    }

    fn free_hour(&self, clinician: usize, day: NaiveDate, wish: usize) -> Option<NaiveDateTime> {
        HOURS
            .iter()
            .cycle()
            .skip(wish % HOURS.len())
            .take(HOURS.len())
            // Wednesday afternoons belong to the groups.
            .filter(|(hour, _)| day.weekday() != Weekday::Wed || *hour < 12)
            .map(|(hour, minute)| moment(day, *hour, *minute))
            .find(|at| !self.taken.contains(&(clinician, *at)))
    }

    fn works(&self, clinician: usize, day: NaiveDate) -> bool {
        if day == self.today {
            // The first clinician's day is filled by hand; for everybody the demo's day is a working day.
            return clinician != 0;
        }
        let fortnight = day > self.today && day <= later(self.today, 14);
        is_working_day(day) && (fortnight || !on_leave(clinician, day))
    }
}

/// Three weeks in July in three turns, and Christmas; one in three works between the holidays.
fn on_leave(clinician: usize, day: NaiveDate) -> bool {
    let turn = clinician % 3;
    match (day.month(), day.day()) {
        (7, date) => match turn {
            0 => date <= 21,
            1 => (8..=28).contains(&date),
            _ => date >= 14,
        },
        (8, date) => turn == 2 && date <= 3,
        (12, 24 | 31) => true,
        (12, 23..) => turn != 0,
        _ => false,
    }
}
