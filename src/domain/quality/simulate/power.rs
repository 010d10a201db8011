//! How often each detector speaks: where nothing bends, and where its pattern is planted.

use super::super::{Pattern, Reading, examine, read};
use super::{Plant, SIZES, service, strength};

/// The sizes that have a column of their own: the smallest, one between and the largest of [`SIZES`].
pub const SHOWN_SIZES: [u32; 3] = [60, 190, 600];

/// How often a detector speaks, in so many services of each kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The detector.
    pub pattern: Pattern,
    /// Where its pattern is planted at the stated strength, services of every size.
    pub power: u32,
    /// Where nothing bends, services of every size.
    pub false_alarms: u32,
    /// Where its pattern is planted, services of which another detector speaks: one bend shows in more than one place.
    pub others: u32,
}

/// One line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// At the stated strength, and where nothing bends.
    pub found: Found,
    /// At three quarters and at half of the stated strength, services of every size.
    pub weaker: [u32; 2],
    /// At the stated strength, services of one size each, in the order of [`SHOWN_SIZES`].
    pub by_size: [u32; 3],
}

/// The whole table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// How many services of each kind were tried.
    pub runs: u32,
    /// A line for each detector.
    pub lines: Vec<Line>,
    /// In how many of the services in which nothing bends any detector speaks.
    pub any_false_alarm: u32,
}

/// Every detector over `runs` services in which nothing bends and as many with each pattern, and in how many of the
/// former any detector speaks.
#[must_use]
pub fn found(seed: u64, runs: u32) -> (Vec<Found>, u32) {
    let clean: Vec<Vec<Reading>> = (0..runs).map(|run| examine(&service(at(seed, 0, run), size(run), None))).collect();
    let any = clean.iter().filter(|readings| readings.iter().any(Reading::asks)).count();
    let each = places().map(|(pattern, place)| {
        let own = |all: &&Vec<Reading>| all.iter().any(|one| one.pattern == pattern && one.asks());
        let other = |all: &&Vec<Reading>| all.iter().any(|one| one.pattern != pattern && one.asks());
        let made =
            |run| service(at(seed, 100 * place, run), size(run), Some(Plant { pattern, share: strength(pattern) }));
        let planted: Vec<Vec<Reading>> = (0..runs).map(|run| examine(&made(run))).collect();
        Found {
            pattern,
            power: whole(planted.iter().filter(own).count()),
            false_alarms: whole(clean.iter().filter(own).count()),
            others: whole(planted.iter().filter(other).count()),
        }
    });
    (each.collect(), whole(any))
}

/// The table over `runs` services of each kind. No two services of it have the same seed.
#[must_use]
pub fn table(seed: u64, runs: u32) -> Table {
    let (found, any_false_alarm) = found(seed, runs);
    let [small, middle, large] = SHOWN_SIZES;
    let lines = found.into_iter().zip(places()).map(|(found, (pattern, place))| {
        let speaks = |kind: u64, of_full: f64, per_year: Option<u32>| {
            let plant = Some(Plant { pattern, share: of_full * strength(pattern) });
            let made =
                |run: u32| service(at(seed, 100 * place + kind, run), per_year.unwrap_or_else(|| size(run)), plant);
            whole((0..runs).filter(|run| read(pattern, &made(*run)).asks()).count())
        };
        Line {
            found,
            weaker: [speaks(1, 0.75, None), speaks(2, 0.5, None)],
            by_size: [speaks(3, 1.0, Some(small)), speaks(4, 1.0, Some(middle)), speaks(5, 1.0, Some(large))],
        }
    });
    Table { runs, lines: lines.collect(), any_false_alarm }
}

/// The patterns with a number each, from which their seeds are made.
fn places() -> impl Iterator<Item = (Pattern, u64)> {
    Pattern::ALL.iter().copied().zip(1..)
}

fn at(seed: u64, kind: u64, run: u32) -> u64 {
    seed.wrapping_add(kind.wrapping_mul(1_000_003))
        .wrapping_mul(0x2545_F491_4F6C_DD1D)
        .wrapping_add(u64::from(run) << 20)
}

/// The sizes in turn.
fn size(run: u32) -> u32 {
    let place = usize::try_from(run).unwrap_or(0) % SIZES.len();
    SIZES.get(place).copied().unwrap_or(190)
}

fn whole(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

impl std::fmt::Display for Table {
    /// As Markdown, in percent of the services.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let percent = |n: u32| (200 * n + self.runs) / (2 * self.runs.max(1));
        let [small, middle, large] = SHOWN_SIZES;
        writeln!(
            formatter,
            "| pattern | planted in | found | false alarms | found at 3/4 | found at 1/2 | {small} a year | {middle} a year \
             | {large} a year | another detector speaks |"
        )?;
        writeln!(formatter, "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")?;
        for line in &self.lines {
            let [three_quarters, half] = line.weaker.map(percent);
            let [at_small, at_middle, at_large] = line.by_size.map(percent);
            writeln!(
                formatter,
                "| {} | {:.0} % | {} % | {} % | {three_quarters} % | {half} % | {at_small} % | {at_middle} % | \
                 {at_large} % | {} % |",
                line.found.pattern,
                100.0 * strength(line.found.pattern),
                percent(line.found.power),
                percent(line.found.false_alarms),
                percent(line.found.others),
            )?;
        }
        writeln!(formatter)?;
        writeln!(
            formatter,
            "In {} % of the {} services in which nothing bends at least one of the eight speaks.",
            percent(self.any_false_alarm),
            self.runs
        )
    }
}
