//! How fast a feed is read: `cargo run --release -p imports --example feed_rate -- FILE [REPETITIONS]`.
//!
//! Reads the file many times over as one, its ids made different each time, on one thread, and hashes every row.

use std::error::Error;
use std::io::{self, Read};
use std::time::{Duration, Instant};

use imports::feed::{Defaults, Mapping, Reader, header, limits::HEAD_BYTES, sniff};

/// A feed repeated, with the number of the repetition before each line, which must begin with the id.
struct Repeated<'a> {
    lines: &'a [u8],
    left: u32,
    ready: Vec<u8>,
    at: usize,
    spent: &'a mut Duration,
}

impl Read for Repeated<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.at == self.ready.len() {
            if self.left == 0 {
                return Ok(0);
            }
            let start = Instant::now();
            self.ready.clear();
            for line in self.lines.split_inclusive(|byte| *byte == b'\n') {
                self.ready.extend_from_slice(self.left.to_string().as_bytes());
                self.ready.extend_from_slice(line);
            }
            (self.at, self.left) = (0, self.left - 1);
            *self.spent += start.elapsed();
        }
        let count = out.len().min(self.ready.len() - self.at);
        out[..count].copy_from_slice(&self.ready[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("say which file to read")?;
    let repetitions = arguments.next().map_or(Ok(76), |count| count.parse())?;
    let file = std::fs::read(path)?;
    let head = &file[..file.len().min(HEAD_BYTES)];
    let format = sniff(head)?;
    let mapping = Mapping::suggest(&header(head, format)?);
    let body = file.iter().position(|byte| *byte == b'\n').map_or(file.len(), |at| at + 1);

    let mut spent = Duration::ZERO;
    let repeated = Repeated { lines: &file[body..], left: repetitions, ready: Vec::new(), at: 0, spent: &mut spent };
    let start = Instant::now();
    let reader = Reader::new(file[..body].chain(repeated), format, &mapping, Defaults::default())?;
    let (mut accepted, mut rejected, mut bytes, mut mixed) = (0_u64, 0_u64, 0, 0_u8);
    for record in reader {
        let record = record?;
        bytes = record.bytes_read;
        match record.outcome {
            Ok(row) => {
                accepted += 1;
                mixed ^= row.hash()[0];
            }
            Err(_) => rejected += 1,
        }
    }
    let took = start.elapsed().saturating_sub(spent);
    let rate = u128::from(accepted + rejected) * 1_000_000 / took.as_micros().max(1);
    let mb = u128::from(bytes) / took.as_micros().max(1);
    println!("{accepted} accepted, {rejected} rejected ({mixed:02x}) in {took:.2?}: {rate} rows/s, {mb} MB/s");
    Ok(())
}
