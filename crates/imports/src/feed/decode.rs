//! Every encoding becomes UTF-8 before anything looks at it.

use std::io::{self, ErrorKind, Read};

use encoding_rs::{DecoderResult, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::Encoding;

const CHUNK: usize = 32 * 1024;

/// What stands for a malformed sequence: no UTF-8, so that the record that holds it is refused by name instead of
/// being stored with a replacement character.
const MALFORMED: u8 = 0xff;

/// Reads UTF-8 out of a stream in any [`Encoding`], without its byte order mark. UTF-8 itself is passed on as it is.
pub(crate) struct Decoder<R> {
    input: R,
    bytes_read: u64,
    /// `None` for UTF-8.
    from: Option<encoding_rs::Decoder>,
    raw: Vec<u8>,
    ready: Vec<u8>,
    at: usize,
    started: bool,
    ended: bool,
}

impl<R: Read> Decoder<R> {
    pub(crate) fn new(input: R, encoding: Encoding) -> Self {
        let from = match encoding {
            Encoding::Utf8 => None,
            Encoding::Utf16Le => Some(UTF_16LE),
            Encoding::Utf16Be => Some(UTF_16BE),
            Encoding::Windows1252 => Some(WINDOWS_1252),
        };
        let from = from.map(encoding_rs::Encoding::new_decoder_with_bom_removal);
        let raw = vec![0; if from.is_some() { CHUNK } else { 3 }];
        Self { input, bytes_read: 0, from, raw, ready: Vec::new(), at: 0, started: false, ended: false }
    }

    /// How many bytes of the file were read so far.
    pub(crate) const fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    /// Reads until `raw` is full or the input ends; returns how many bytes.
    fn read_raw(&mut self) -> io::Result<usize> {
        let mut count = 0;
        while count < self.raw.len() {
            match self.input.read(&mut self.raw[count..]) {
                Ok(0) => break,
                Ok(more) => count += more,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.bytes_read += count as u64;
        Ok(count)
    }

    /// The first three bytes of UTF-8, which may be its byte order mark.
    fn skip_mark(&mut self) -> io::Result<()> {
        let count = self.read_raw()?;
        if self.raw[..count] != *b"\xef\xbb\xbf" {
            self.ready.extend_from_slice(&self.raw[..count]);
        }
        Ok(())
    }

    fn decode(&mut self) -> io::Result<()> {
        let count = self.read_raw()?;
        self.ended = count < self.raw.len();
        let Some(decoder) = &mut self.from else { return Ok(()) };
        let mut from = &self.raw[..count];
        let mut written = 0;
        loop {
            self.ready.resize(written + 3 * from.len() + 16, 0);
            let (result, read, wrote) =
                decoder.decode_to_utf8_without_replacement(from, &mut self.ready[written..], self.ended);
            from = &from[read..];
            written += wrote;
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    self.ready.truncate(written);
                    self.ready.push(MALFORMED);
                    written += 1;
                }
            }
        }
        self.ready.truncate(written);
        Ok(())
    }
}

impl<R: Read> Read for Decoder<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if !self.started && self.from.is_none() {
            self.skip_mark()?;
        }
        self.started = true;
        loop {
            if self.at < self.ready.len() {
                let count = out.len().min(self.ready.len() - self.at);
                out[..count].copy_from_slice(&self.ready[self.at..self.at + count]);
                self.at += count;
                return Ok(count);
            }
            if self.from.is_none() {
                let count = self.input.read(out)?;
                self.bytes_read += count as u64;
                return Ok(count);
            }
            if self.ended {
                return Ok(0);
            }
            self.at = 0;
            self.decode()?;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], encoding: Encoding) -> Vec<u8> {
        let mut out = Vec::new();
        Decoder::new(bytes, encoding).read_to_end(&mut out).unwrap();
        out
    }

    #[test]
    fn every_encoding_becomes_utf8_without_its_mark() {
        let text = "Größe „M“ ½ 49,90 €";
        let utf16: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let (ansi, _, _) = WINDOWS_1252.encode(text);
        assert_eq!(decoded(text.as_bytes(), Encoding::Utf8), text.as_bytes());
        assert_eq!(decoded(format!("\u{feff}{text}").as_bytes(), Encoding::Utf8), text.as_bytes());
        assert_eq!(decoded(&utf16, Encoding::Utf16Le), text.as_bytes());
        assert_eq!(decoded(&big, Encoding::Utf16Be), text.as_bytes());
        assert_eq!(decoded(&ansi, Encoding::Windows1252), text.as_bytes());
        assert_eq!(decoded(b"", Encoding::Utf8), b"");
        assert_eq!(decoded(b"\xef\xbb", Encoding::Utf8), b"\xef\xbb");
    }

    #[test]
    fn chunks_do_not_tear_characters() {
        let text = "a€𠜎".repeat(CHUNK);
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decoded(&utf16, Encoding::Utf16Le), text.as_bytes());
    }

    #[test]
    fn what_is_malformed_stays_invalid() {
        assert_eq!(decoded(b"a\0\x00\xd8b\0", Encoding::Utf16Le), b"a\xffb");
        assert_eq!(decoded(b"a\0b", Encoding::Utf16Le), b"a\xff");
    }
}
