//! The tables that are asked: invented episodes and scores, the same for the same size on every machine.
//!
//! Ten episodes share a hundred scores: three of them have one or none, the other seven from two up to some twenty,
//! so that about seven of ten have a first and a last. Nearly all end in the years that are asked about.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use chrono::{Days, NaiveDate};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

/// Ten episodes and how many scores they have together.
const GROUP: u8 = 10;
const GROUP_SCORES: u64 = 100;
/// A referral is made on one of this many days.
const REFERRED_DAYS: u64 = 1900;
const ENDINGS: [&str; 5] = ["planned", "planned", "planned", "left", "transferred"];
const AGES: [&str; 5] = ["under-18", "18-24", "25-39", "40-59", "60-and-above"];
const SEXES: [&str; 3] = ["female", "male", "other"];
const LANGUAGES: [&str; 4] = ["norwegian", "norwegian", "other", "sami"];

/// How much was written.
pub(crate) struct Written {
    /// Episodes.
    pub(crate) episodes: u64,
    /// Scores.
    pub(crate) scores: u64,
}

struct Chance(ChaCha8Rng);

impl Chance {
    /// From nought up to, not including, `end`; the slight unevenness does not matter here.
    fn below(&mut self, end: u64) -> u64 {
        self.0.next_u64() % end
    }

    fn of(&mut self, texts: &'static [&'static str]) -> &'static str {
        let place = usize::try_from(self.below(texts.len() as u64)).unwrap_or_default();
        texts.get(place).copied().unwrap_or_default()
    }

    /// How many scores each of ten episodes has.
    fn shared_out(&mut self) -> [u64; GROUP as usize] {
        let mut counts: [u64; GROUP as usize] = [2; GROUP as usize];
        for short in counts.iter_mut().take(3) {
            *short = u64::from(self.below(5) >= 2);
        }
        while counts.iter().sum::<u64>() < GROUP_SCORES {
            let place = 3 + usize::try_from(self.below(7)).unwrap_or_default();
            if let Some(count) = counts.get_mut(place) {
                *count += 1;
            }
        }
        let turned = usize::try_from(self.below(GROUP.into())).unwrap_or_default();
        counts.rotate_right(turned);
        counts
    }
}

/// Writes `episodes.csv` and `scores.csv`, as `lytt report --export` does.
pub(crate) fn write(folder: &Path, episodes: u64) -> std::io::Result<Written> {
    let mut courses = BufWriter::with_capacity(1 << 20, File::create(folder.join("episodes.csv"))?);
    let mut scores = BufWriter::with_capacity(1 << 20, File::create(folder.join("scores.csv"))?);
    writeln!(courses, "episode,referred_on,started_on,ended_on,end_kind,sessions_held,age,sex,language")?;
    writeln!(scores, "episode,instrument,scale,answered_on,occasion,value")?;
    let mut chance = Chance(ChaCha8Rng::seed_from_u64(1));
    let mut written = Written { episodes: 0, scores: 0 };
    for _ in 0..episodes.div_ceil(GROUP.into()) {
        for count in chance.shared_out() {
            episode(&mut chance, count, &mut courses, &mut scores)?;
            written.episodes += 1;
            written.scores += count;
        }
    }
    courses.flush()?;
    scores.flush()?;
    Ok(written)
}

fn episode(chance: &mut Chance, count: u64, courses: &mut impl Write, scores: &mut impl Write) -> std::io::Result<()> {
    let id =
        uuid::Builder::from_random_bytes(std::array::from_fn(|_| chance.0.next_u32().to_le_bytes()[0])).into_uuid();
    let first_day = NaiveDate::from_ymd_opt(2020, 10, 1).unwrap_or_default();
    let referred = first_day + Days::new(chance.below(REFERRED_DAYS));
    let started = referred + Days::new(7 + chance.below(60));
    let ended = started + Days::new(count * 9 + chance.below(40));
    // One in fifty is never begun, one in fifty runs still.
    let (begun, over) = (chance.below(50) > 0, chance.below(50) > 0);
    let day = |is: bool, day: NaiveDate| if is { day.to_string() } else { String::new() };
    let kind = if !over {
        ""
    } else if begun {
        chance.of(&ENDINGS)
    } else {
        "not-started"
    };
    writeln!(
        courses,
        "{id},{referred},{},{},{kind},{},{},{},{}",
        day(begun, started),
        day(over, ended),
        if begun { count } else { 0 },
        chance.of(&AGES),
        chance.of(&SEXES),
        chance.of(&LANGUAGES),
    )?;
    let mut points = 6 + chance.below(19);
    for occasion in 1..=count {
        let on = started + Days::new((occasion - 1) * 9);
        writeln!(scores, "{id},phq-9,total,{on},{occasion},{points}")?;
        // Down by half a point a session on average, within the scale.
        points = (points + chance.below(8)).saturating_sub(4).min(27);
    }
    Ok(())
}
