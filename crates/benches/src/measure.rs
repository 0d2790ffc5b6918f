//! Clocks and what is made of them.

use std::future::Future;
use std::time::{Duration, Instant};

use crate::BenchError;

/// Times of single requests, and how long they took together.
#[derive(Debug, Default, Clone)]
pub struct Times {
    sorted: Vec<Duration>,
    took: Duration,
}

impl Times {
    /// Of these, measured within `took`.
    pub fn new(mut times: Vec<Duration>, took: Duration) -> Self {
        times.sort_unstable();
        Self { sorted: times, took }
    }

    /// Requests per second.
    pub fn rate(&self) -> f64 {
        self.sorted.len() as f64 / self.took.as_secs_f64().max(1e-9)
    }

    /// Milliseconds at a part of the whole, as 0.99.
    pub fn at(&self, part: f64) -> f64 {
        let last = self.sorted.len().saturating_sub(1);
        self.sorted.get((last as f64 * part) as usize).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.sorted.len()
    }

    /// These and others, as if they had been measured one after the other.
    pub fn and(self, other: Self) -> Self {
        let took = self.took + other.took;
        Self::new(self.sorted.into_iter().chain(other.sorted).collect(), took)
    }
}

/// So many tasks that ask again as soon as they are answered, for so long. `once` gets the number of the task and of its
/// request.
pub async fn closed<F, R>(tasks: u64, length: Duration, once: F) -> Result<Times, BenchError>
where
    F: Fn(u64, u64) -> R + Clone + Send + 'static,
    R: Future<Output = Result<(), BenchError>> + Send,
{
    let start = Instant::now();
    let one = |task: u64| {
        let once = once.clone();
        async move {
            let mut times = Vec::new();
            for request in 0.. {
                let begun = Instant::now();
                if begun - start >= length {
                    break;
                }
                once(task, request).await?;
                times.push(begun.elapsed());
            }
            Ok::<_, BenchError>(times)
        }
    };
    let running: Vec<_> = (0..tasks).map(|task| tokio::spawn(one(task))).collect();
    let mut all = Vec::new();
    for task in running {
        all.extend(task.await.map_err(BenchError::of)??);
    }
    Ok(Times::new(all, start.elapsed()))
}

/// The middle one.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// Anonymous memory of a process, in MiB; this one's where none is named.
pub fn rss_anon(pid: Option<u32>) -> f64 {
    let who = pid.map_or_else(|| "self".to_owned(), |pid| pid.to_string());
    let status = std::fs::read_to_string(format!("/proc/{who}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    line.and_then(|line| line.trim().split(' ').next()?.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}

/// Numbers that look random and are always the same (xorshift64*).
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The same seed, the same numbers.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % end.max(1)
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp)]
mod tests {
    use super::*;

    #[test]
    fn times_know_their_rate_and_their_places() {
        let times = Times::new((1..=100).rev().map(Duration::from_millis).collect(), Duration::from_secs(10));
        assert_eq!((times.rate(), times.count()), (10.0, 100));
        assert_eq!((times.at(0.5), times.at(0.99), times.at(1.0)), (50.0, 99.0, 100.0));
        assert_eq!(times.clone().and(times).rate(), 10.0);
        assert_eq!(Times::default().at(0.5), 0.0);
    }

    #[test]
    fn the_middle_is_the_middle() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(Vec::new()), 0.0);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn tasks_ask_until_the_time_is_over_and_the_first_error_ends_it() {
        let times = closed(4, Duration::from_millis(20), |_, _| async {
            tokio::task::yield_now().await;
            Ok(())
        });
        assert!(times.await.is_ok_and(|times| times.count() > 4));
        let failed = closed(2, Duration::from_mins(1), |_, _| async { Err(BenchError::Wrong("no".into())) });
        assert!(matches!(failed.await, Err(BenchError::Wrong(_))));
    }
}
