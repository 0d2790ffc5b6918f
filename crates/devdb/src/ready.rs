//! Whether the server answers: asked on its socket, in its own protocol.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use crate::connection::SUPERUSER;

/// Between two looks at a server that starts or stops.
pub(crate) const POLL: Duration = Duration::from_millis(10);

/// A server that took the connection has this long to say something.
const ANSWER: Duration = Duration::from_secs(5);

/// Protocol version 3.0, as the startup message says it.
const PROTOCOL: u32 = 3 << 16;

/// SQLSTATE `cannot_connect_now`: starting, recovering or shutting down.
const CANNOT_CONNECT_NOW: &[u8] = b"C57P03\0";

/// Whether the server at this socket takes logins. It asks for a password then, and we leave.
pub(crate) fn accepts(socket: &Path) -> bool {
    ask(socket).unwrap_or(false)
}

fn ask(socket: &Path) -> std::io::Result<bool> {
    let mut stream = UnixStream::connect(socket)?;
    stream.set_read_timeout(Some(ANSWER))?;
    stream.set_write_timeout(Some(ANSWER))?;
    stream.write_all(&startup_message())?;
    let mut kind = [0];
    stream.read_exact(&mut kind)?;
    match kind {
        [b'R'] => Ok(true),
        [b'E'] => {
            let mut error = Vec::new();
            stream.read_to_end(&mut error)?;
            // Any other refusal comes from a server that is up.
            Ok(!error.windows(CANNOT_CONNECT_NOW.len()).any(|part| part == CANNOT_CONNECT_NOW))
        }
        _ => Ok(false),
    }
}

fn startup_message() -> Vec<u8> {
    let pairs = format!("user\0{SUPERUSER}\0database\0postgres\0\0");
    let length = u32::try_from(pairs.len() + 8).unwrap_or_default();
    [&length.to_be_bytes()[..], &PROTOCOL.to_be_bytes(), pairs.as_bytes()].concat()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::os::unix::net::UnixListener;

    use super::*;

    /// Answers one connection with `answer`, and says what `accepts` makes of it.
    fn told(answer: &'static [u8]) -> bool {
        let dir = tempfile::tempdir().unwrap();
        let socket = dir.path().join("s");
        let listener = UnixListener::bind(&socket).unwrap();
        let server = std::thread::spawn(move || {
            let mut stream = listener.accept().unwrap().0;
            let mut asked = [0; 41];
            stream.read_exact(&mut asked).unwrap();
            stream.write_all(answer).unwrap();
            asked
        });
        let accepted = accepts(&socket);
        assert_eq!(&server.join().unwrap()[..12], b"\0\0\0\x29\0\x03\0\0user");
        accepted
    }

    #[test]
    fn tells_a_ready_server_from_one_that_starts() {
        assert!(told(b"R\0\0\0\x17\0\0\0\x0aSCRAM-SHA-256\0\0"));
        assert!(told(b"E\0\0\0\x20SFATAL\0C53300\0Mtoo many\0\0"));
        assert!(!told(b"E\0\0\0\x20SFATAL\0C57P03\0Mstarting up\0\0"));
        assert!(!told(b""));
        assert!(!accepts(Path::new("/nowhere/.s.PGSQL.5432")));
    }
}
