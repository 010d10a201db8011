//! What a program takes: time, processor time and memory, as Linux counts them.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a run of a program took.
#[derive(Clone, Copy, Default)]
pub(crate) struct Cost {
    /// Seconds from start to end.
    pub(crate) wall: f64,
    /// Seconds of processor time, on all threads.
    pub(crate) processor: f64,
    /// The most memory it had at once, in MB.
    pub(crate) memory: f64,
}

impl Cost {
    /// The middle of some runs, each figure by itself.
    pub(crate) fn middle(runs: &[Self]) -> Self {
        let of = |figure: fn(&Self) -> f64| {
            let mut figures: Vec<f64> = runs.iter().map(figure).collect();
            figures.sort_by(f64::total_cmp);
            figures.get(figures.len() / 2).copied().unwrap_or_default()
        };
        Self { wall: of(|run| run.wall), processor: of(|run| run.processor), memory: of(|run| run.memory) }
    }

    pub(crate) fn print(self, what: &str) {
        println!("{what:<34} {:>8.2} s {:>12.2} s {:>8.0} MB", self.wall, self.processor, self.memory);
    }
}

/// Runs a program to its end; what it printed, and what it took. `None` where it cannot be started or fails.
pub(crate) fn run(command: &mut Command, folder: &Path) -> Option<(String, Cost)> {
    let printed = folder.join("printed");
    let began = Instant::now();
    let file = std::fs::File::create(&printed).expect("a file for what is printed");
    let mut child = command.stdout(file).stderr(Stdio::inherit()).spawn().ok()?;
    let of = |file: &str| std::fs::read_to_string(format!("/proc/{}/{file}", child.id())).ok();
    let mut cost = Cost::default();
    // Until it is waited for, an ended program still says how much processor time it took, but not its memory.
    loop {
        cost.memory = of("status").and_then(|status| most_memory(&status)).unwrap_or(cost.memory);
        match of("stat").and_then(|stat| state_and_time(&stat)) {
            Some(('Z', processor)) => break cost.processor = processor,
            Some(_) => std::thread::sleep(Duration::from_millis(1)),
            None => break,
        }
    }
    cost.wall = began.elapsed().as_secs_f64();
    let ended = child.wait().ok()?;
    let answer = std::fs::read_to_string(printed).ok()?;
    ended.success().then_some((answer, cost))
}

/// The most memory that was resident at once, in MB.
fn most_memory(status: &str) -> Option<f64> {
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kilobytes| kilobytes / 1024.0)
}

/// The state, and seconds of processor time. The name before them may hold anything, but ends with a bracket.
fn state_and_time(stat: &str) -> Option<(char, f64)> {
    /// Linux gives hundredths of a second, whatever it counts in itself.
    const TICKS: f64 = 100.0;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |place: usize| fields.get(place)?.parse::<f64>().ok();
    Some((fields.first()?.chars().next()?, (ticks(11)? + ticks(12)?) / TICKS))
}
