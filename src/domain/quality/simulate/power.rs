//! How often each detector speaks: where nothing bends, and where its pattern is planted.

use super::super::{Pattern, Reading, examine, read};
use super::{Plant, SIZES, service, strength};

/// The sizes that have a column of their own: the smallest, one between and the largest of [`SIZES`].
pub const SHOWN_SIZES: [u32; 3] = [60, 190, 600];

/// One line of the table: in how many of the same number of services a detector speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The detector.
    pub pattern: Pattern,
    /// At the stated strength, services of every size.
    pub power: u32,
    /// Where nothing bends, services of every size.
    pub false_alarms: u32,
    /// At three quarters and at half of the stated strength, services of every size.
    pub weaker: [u32; 2],
    /// At the stated strength, services of one size each, in the order of [`SHOWN_SIZES`].
    pub by_size: [u32; 3],
    /// In how many of the services with this pattern another detector speaks: one bend shows in more than one place.
    pub others: u32,
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

/// The table over `runs` services of each kind. Seeds do not meet: no service is made twice.
#[must_use]
pub fn table(seed: u64, runs: u32) -> Table {
    let clean: Vec<Vec<Reading>> = (0..runs).map(|run| examine(&service(at(seed, 0, run), size(run), None))).collect();
    let any = clean.iter().filter(|readings| readings.iter().any(Reading::asks)).count();
    let lines = Pattern::ALL.iter().zip(1..).map(|(pattern, place)| line(*pattern, seed, place, runs, &clean)).collect();
    Table { runs, lines, any_false_alarm: whole(any) }
}

fn line(pattern: Pattern, seed: u64, place: u64, runs: u32, clean: &[Vec<Reading>]) -> Line {
    let full = strength(pattern);
    let made = |kind: u64, run: u32, share: f64, per_year: u32| {
        service(at(seed, 100 * place + kind, run), per_year, Some(Plant { pattern, share }))
    };
    let planted: Vec<Vec<Reading>> = (0..runs).map(|run| examine(&made(0, run, full, size(run)))).collect();
    let own = |all: &[Reading]| all.iter().any(|one| one.pattern == pattern && one.asks());
    let other = |all: &[Reading]| all.iter().any(|one| one.pattern != pattern && one.asks());
    let speaks = |kind: u64, share: f64, per_year: Option<u32>| {
        let asks =
            |run: &u32| read(pattern, &made(kind, *run, share, per_year.unwrap_or_else(|| size(*run)))).asks();
        whole((0..runs).filter(asks).count())
    };
    let [small, middle, large] = SHOWN_SIZES;
    Line {
        pattern,
        power: whole(planted.iter().filter(|all| own(all)).count()),
        false_alarms: whole(clean.iter().filter(|all| own(all)).count()),
        weaker: [speaks(1, 0.75 * full, None), speaks(2, 0.5 * full, None)],
        by_size: [speaks(3, full, Some(small)), speaks(4, full, Some(middle)), speaks(5, full, Some(large))],
        others: whole(planted.iter().filter(|all| other(all)).count()),
    }
}

fn at(seed: u64, kind: u64, run: u32) -> u64 {
    seed.wrapping_add(kind.wrapping_mul(1_000_003)).wrapping_mul(0x2545_F491_4F6C_DD1D).wrapping_add(u64::from(run) << 20)
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
                line.pattern,
                100.0 * strength(line.pattern),
                percent(line.power),
                percent(line.false_alarms),
                percent(line.others),
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
