//! Numbers that people read aloud: ten letters and digits without 0/O and 1/I/L, taken from random bits.
//!
//! A counter per seller would make every checkout of one seller wait for the one before it, and tell competitors how much
//! he sells. Two equal numbers in one million orders of one seller: one chance in 1,600; the constraint then refuses the
//! second, and the checkout is tried again.

use uuid::Uuid;

const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ#";
const LENGTH: usize = 10;

/// A number such as `K7F3P-92QXA`, from the random bits of an id.
pub fn number(id: Uuid) -> String {
    // the last 62 bits of a UUIDv7 are random
    let mut bits = u128::from_be_bytes(*id.as_bytes()) & ((1 << 62) - 1);
    let mut out = String::with_capacity(LENGTH + 1);
    for at in 0..LENGTH {
        if at == LENGTH / 2 {
            out.push('-');
        }
        // 31 signs: the last of the table is never used
        out.push(char::from(ALPHABET[usize::try_from(bits % 31).unwrap_or(0)]));
        bits /= 31;
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn numbers_differ_and_hold_no_sign_that_is_misread() {
        let numbers: HashSet<_> = (0..10_000).map(|_| number(Uuid::now_v7())).collect();
        assert_eq!(numbers.len(), 10_000);
        for n in numbers {
            assert_eq!(n.len(), 11);
            assert!(n.chars().all(|c| c == '-' || (c.is_ascii_alphanumeric() && !"01OIL".contains(c))), "{n}");
        }
    }
}
