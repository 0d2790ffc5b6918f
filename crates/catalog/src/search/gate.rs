//! As many searches at once as there are processors.
//!
//! A search does nothing but compute. More of them at once than processors take turns by the system's time slices, which
//! are longer than most searches: each then waits for others to be half done. One after the other, short ones are
//! through at once.

use std::sync::{Condvar, Mutex, PoisonError};

pub(super) struct Gate {
    free: Mutex<usize>,
    freed: Condvar,
}

/// A turn, over when it is dropped.
pub(super) struct Turn<'a>(&'a Gate);

impl Gate {
    pub(super) fn new() -> Self {
        Self::with_places(std::thread::available_parallelism().map_or(2, usize::from))
    }

    fn with_places(places: usize) -> Self {
        Self { free: Mutex::new(places), freed: Condvar::new() }
    }

    /// Waits for a turn.
    pub(super) fn enter(&self) -> Turn<'_> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut free = self.freed.wait_while(free, |free| *free == 0).unwrap_or_else(PoisonError::into_inner);
        *free -= 1;
        Turn(self)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.freed.notify_one();
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn no_more_pass_than_there_are_places() {
        let (gate, inside, passed) = (Gate::with_places(2), AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..200 {
                        let _turn = gate.enter();
                        assert!(inside.fetch_add(1, Ordering::SeqCst) < 2);
                        std::thread::yield_now();
                        inside.fetch_sub(1, Ordering::SeqCst);
                        passed.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
        });
        assert_eq!(passed.into_inner(), 1_600);
        assert_eq!(*gate.free.lock().unwrap(), 2);
    }
}
