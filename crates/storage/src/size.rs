//! Numbers of bytes as people read them.

use std::fmt;

/// A number of bytes, written in the largest binary unit that divides it: `512 MiB`, `1000 bytes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ByteSize(pub u64);

impl fmt::Display for ByteSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const UNITS: [(u64, &str); 3] = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
        match UNITS.iter().find(|(unit, _)| self.0 >= *unit && self.0.is_multiple_of(*unit)) {
            Some((unit, name)) => write!(f, "{} {name}", self.0 / unit),
            None => write!(f, "{} bytes", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_in_the_largest_unit_that_divides() {
        let written = [0, 1000, 1024, 1025, 3 << 20, 512 << 20, 2 << 30].map(|n| ByteSize(n).to_string());
        assert_eq!(written, ["0 bytes", "1000 bytes", "1 KiB", "1025 bytes", "3 MiB", "512 MiB", "2 GiB"]);
    }
}
