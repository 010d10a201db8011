//! Two things at once, where there is much to do.

/// From how many rows on a second thread is worth its start.
const MANY: usize = 20_000;

/// Does both, the second on a thread of its own where there are many `rows`. Neither sees the other, so that the answers
/// are the same either way.
pub(super) fn together<A, B: Send>(rows: usize, one: impl FnOnce() -> A, other: impl FnOnce() -> B + Send) -> (A, B) {
    if rows < MANY {
        return (one(), other());
    }
    std::thread::scope(|scope| {
        let other = scope.spawn(other);
        (one(), other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}
