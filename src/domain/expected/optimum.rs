//! The lowest point of a smooth function of a few variables, by Newton's method with Levenberg's damping.
//!
//! The function's value alone would give its place to half the digits only, since a minimum is flat. The
//! last steps therefore follow the gradient to where it is zero.

use super::matrix::{Matrix, dot};

/// Steps before giving up.
const MOST_STEPS: usize = 200;
/// Differences of the function below this share of it are rounding.
const NOISE: f64 = 1e-11;
/// Half the distance over which the gradient is compared to get the curvature.
const REACH: f64 = 1e-4;
/// A step below this, next to the place, is the last.
const LAST_STEP: f64 = 1e-14;
/// From this damping on, nothing better was found in any direction.
const MOST_DAMPING: f64 = 1e12;
/// The square of the gradient, next to the function, that may be left when nothing better is found.
const FLAT: f64 = 1e-7;

/// A function's value and gradient somewhere.
pub(super) type Slope<const N: usize> = (f64, [f64; N]);

/// Where `function` is lowest, seen from `start`; `None` when it is not found. The function gives `None`
/// where it does not exist.
pub(super) fn lowest<const N: usize>(
    start: [f64; N],
    function: impl Fn(&[f64; N]) -> Option<Slope<N>>,
) -> Option<[f64; N]> {
    let mut place = start;
    let (mut value, mut gradient) = function(&place)?;
    let mut damping = 1e-3;
    for _ in 0..MOST_STEPS {
        let curvature = curvature(&place, &function)?;
        let moved = loop {
            if let Some(step) = damped_step(&curvature, &gradient, damping) {
                let next: [f64; N] = add(&place, 1.0, &step);
                let tried = function(&next);
                if let Some((next_value, next_gradient)) = tried {
                    let noise = NOISE * (1.0 + value.abs());
                    let flatter = dot(&next_gradient, &next_gradient) < dot(&gradient, &gradient);
                    if next_value < value - noise || (next_value < value + noise && flatter) {
                        (place, value, gradient) = (next, next_value, next_gradient);
                        damping = if damping < 1e-9 { 0.0 } else { damping / 10.0 };
                        break Some(step);
                    }
                }
            }
            damping = if damping < 1e-9 { 1e-6 } else { damping * 10.0 };
            if damping > MOST_DAMPING {
                break None;
            }
        };
        match moved {
            Some(step) if dot(&step, &step).sqrt() <= LAST_STEP * (1.0 + dot(&place, &place).sqrt()) => {
                return Some(place);
            }
            Some(_) => {}
            // Neither lower nor flatter anywhere near: this is as far as the digits go.
            None => {
                return (dot(&gradient, &gradient).sqrt() <= FLAT * (1.0 + value.abs())).then_some(place);
            }
        }
    }
    None
}

fn add<const N: usize>(place: &[f64; N], factor: f64, step: &[f64; N]) -> [f64; N] {
    let mut moved = *place;
    for (at, by) in moved.iter_mut().zip(step) {
        *at += factor * by;
    }
    moved
}

/// The second derivatives, from the gradient on both sides.
fn curvature<const N: usize>(
    place: &[f64; N],
    function: impl Fn(&[f64; N]) -> Option<Slope<N>>,
) -> Option<Matrix<N, N>> {
    let mut rows = [[0.0; N]; N];
    for (axis, row) in rows.iter_mut().enumerate() {
        let unit: [f64; N] = std::array::from_fn(|other| f64::from(u8::from(other == axis)));
        let reach = REACH * place.get(axis).map_or(1.0, |at| at.abs().max(1e-2));
        let (_, ahead) = function(&add(place, reach, &unit))?;
        let (_, behind) = function(&add(place, -reach, &unit))?;
        *row = add(&ahead, -1.0, &behind).map(|difference| difference / (2.0 * reach));
    }
    let raw = Matrix(rows);
    Some(raw.plus(1.0, &raw.transposed()).scaled(0.5))
}

/// The step to the lowest point of the damped quadratic; `None` when that has no lowest point.
fn damped_step<const N: usize>(curvature: &Matrix<N, N>, gradient: &[f64; N], damping: f64) -> Option<[f64; N]> {
    let largest = curvature.diagonal().iter().fold(0.0_f64, |most, here| most.max(here.abs()));
    let ridge = Matrix::identity().scaled(damping * largest.max(f64::MIN_POSITIVE));
    let (inverse, _) = curvature.plus(1.0, &ridge).inverse_and_log_determinant()?;
    Some(inverse.apply(gradient).map(|step| -step))
}
