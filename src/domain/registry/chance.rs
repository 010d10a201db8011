//! Chance that is the same every time and on every machine: it begins at a fixed seed.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Where the draws begin.
const SEED: u64 = 0x4c79_7474;

/// Draws that are the same every time.
pub(super) struct Chance {
    draws: ChaCha8Rng,
    /// The polar method makes two at a time.
    spare: Option<f64>,
}

impl Chance {
    /// The draws of one time of many, which share none with another's.
    pub(super) fn new(time: u64) -> Self {
        let mut draws = ChaCha8Rng::seed_from_u64(SEED);
        draws.set_stream(time);
        Self { draws, spare: None }
    }

    /// Between 0 and 1, both left out.
    pub(super) fn share(&mut self) -> f64 {
        loop {
            let share: f64 = self.draws.random();
            if share > 0.0 {
                return share;
            }
        }
    }

    /// A point in the square around nought, and the square of its distance from there.
    fn point(&mut self) -> Point {
        let (x, y) = (2.0 * self.share() - 1.0, 2.0 * self.share() - 1.0);
        Point { x, y, square: x * x + y * y }
    }

    /// A standard normal value, by Marsaglia's polar method (1964).
    pub(super) fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        loop {
            let point = self.point();
            if point.is_inside() {
                let (one, other) = point.normals();
                self.spare = Some(other);
                return one;
            }
        }
    }

    /// The same values from here on, made many at a time.
    pub(super) fn in_bulk(mut self) -> Normals {
        let mut values = Vec::with_capacity(2 * POINTS + 1);
        values.extend(self.spare.take());
        Normals { chance: self, points: vec![Point::default(); POINTS], values, taken: 0 }
    }
}

/// A point, and the square of its distance from nought.
#[derive(Clone, Copy, Default)]
struct Point {
    x: f64,
    y: f64,
    square: f64,
}

impl Point {
    /// Whether it lies in the circle, and not on nought.
    fn is_inside(self) -> bool {
        self.square > 0.0 && self.square < 1.0
    }

    /// The two normal values that a point in the circle gives.
    fn normals(self) -> (f64, f64) {
        let stretch = (-2.0 * self.square.ln() / self.square).sqrt();
        (self.x * stretch, self.y * stretch)
    }
}

/// How many points are drawn before they are made into values.
const POINTS: usize = 256;

/// The values of [`Chance::normal`] in their order. A point outside the circle is written over by the next instead of
/// being asked about, since nothing guesses where it lies.
pub(super) struct Normals {
    chance: Chance,
    points: Vec<Point>,
    values: Vec<f64>,
    taken: usize,
}

impl Normals {
    pub(super) fn next(&mut self) -> f64 {
        loop {
            if let Some(value) = self.values.get(self.taken) {
                self.taken += 1;
                return *value;
            }
            self.draw();
        }
    }

    fn draw(&mut self) {
        let mut inside = 0;
        while let Some(place) = self.points.get_mut(inside) {
            *place = self.chance.point();
            inside += usize::from(place.is_inside());
        }
        self.values.clear();
        self.values.extend(self.points.iter().flat_map(|point| <[f64; 2]>::from(point.normals())));
        self.taken = 0;
    }
}
