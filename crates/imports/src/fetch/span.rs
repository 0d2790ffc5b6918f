//! Durations as people read them.

use std::{fmt, time::Duration};

/// A duration in the largest unit that divides it: `10 minutes`, `30 seconds`, `250 ms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span(pub Duration);

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, millis) = (self.0.as_secs(), self.0.as_millis());
        match (seconds, millis) {
            (60.., _) if seconds.is_multiple_of(60) && millis.is_multiple_of(1000) => {
                write!(f, "{} {}", seconds / 60, if seconds == 60 { "minute" } else { "minutes" })
            }
            (1, 1000) => f.write_str("1 second"),
            (1.., _) if millis.is_multiple_of(1000) => write!(f, "{seconds} seconds"),
            _ => write!(f, "{millis} ms"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_in_the_largest_unit_that_divides() {
        let written = [0, 250, 1000, 1500, 30_000, 60_000, 90_000, 600_000, 60_001]
            .map(|millis| Span(Duration::from_millis(millis)).to_string());
        assert_eq!(
            written,
            ["0 ms", "250 ms", "1 second", "1500 ms", "30 seconds", "1 minute", "90 seconds", "10 minutes", "60001 ms"]
        );
    }
}
