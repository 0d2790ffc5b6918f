//! A window on a stream: a piece of it in memory that moves on and grows only as long as a record needs it.

use std::io::{self, ErrorKind, Read};

use super::limits::MAX_RECORD_BYTES;

const FIRST_BYTES: usize = 256 * 1024;

/// The largest window: a whole record of the largest size, and room to see what follows.
const MAX_BYTES: usize = MAX_RECORD_BYTES + FIRST_BYTES;

/// The unread bytes of a stream.
pub(crate) struct Window<R> {
    input: R,
    bytes: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
}

impl<R: Read> Window<R> {
    pub(crate) fn new(input: R) -> Self {
        Self { input, bytes: vec![0; FIRST_BYTES], start: 0, end: 0, ended: false }
    }

    /// What is in sight.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes[self.start..self.end]
    }

    /// Whether nothing follows what is in sight.
    pub(crate) const fn ended(&self) -> bool {
        self.ended
    }

    pub(crate) const fn input(&self) -> &R {
        &self.input
    }

    /// Moves past the first so many bytes in sight.
    pub(crate) fn consume(&mut self, count: usize) {
        self.start = (self.start + count).min(self.end);
    }

    /// Brings more into sight: fills the window, doubling it when it is full already.
    pub(crate) fn fill(&mut self) -> io::Result<()> {
        self.bytes.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        if self.end == self.bytes.len() {
            self.bytes.resize((self.end * 2).min(MAX_BYTES), 0);
        }
        while !self.ended && self.end < self.bytes.len() {
            match self.input.read(&mut self.bytes[self.end..]) {
                Ok(0) => self.ended = true,
                Ok(count) => self.end += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn it_grows_no_further_than_a_record_needs() {
        let mut window = Window::new(io::repeat(b'x'));
        for _ in 0..10 {
            window.fill().unwrap();
        }
        assert_eq!((window.bytes().len(), window.bytes.len()), (MAX_BYTES, MAX_BYTES));
        window.consume(MAX_BYTES - 1);
        window.fill().unwrap();
        assert_eq!(window.bytes.len(), MAX_BYTES);
    }
}
