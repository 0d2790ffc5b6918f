//! What can go wrong with an embedded server, said so that a reader knows what to do next.

use std::path::{Path, PathBuf};

use crate::OLDEST_MAJOR;

/// The result of everything in this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// Why an embedded server could not be found, made, started or stopped.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No usable server binaries on this machine.
    #[error(
        "PostgreSQL {OLDEST_MAJOR} or newer is not installed here (no `initdb` and `postgres` in {looked}). Install the \
         server (Debian and Ubuntu: `apt-get install postgresql`), or set KARUM_DATABASE_URL to one that runs elsewhere"
    )]
    NoBinaries {
        /// The places that were searched.
        looked: String,
    },
    /// The data was made by a major version whose binaries are gone.
    #[error(
        "the data in {} was made by PostgreSQL {major}, whose server is not installed here. Install it (Debian and \
         Ubuntu: `apt-get install postgresql-{major}`), or move the directory away to start with an empty database",
        data_dir.display()
    )]
    WrongMajor {
        /// The cluster's directory.
        data_dir: PathBuf,
        /// The major version that made it.
        major: u32,
    },
    /// Root asked for a server, and there is no user to run it as.
    #[error(
        "PostgreSQL refuses to run as root, and this machine has no user `postgres` to run it as. Install the server \
         from the distribution (`apt-get install postgresql`), which brings that user, or run as an ordinary user"
    )]
    NoServerUser,
    /// Another live process works with this cluster.
    #[error("Karum already runs on {}{}. Stop that one first, or use another data directory", data_dir.display(), by(*pid))]
    AlreadyRunning {
        /// The cluster's directory.
        data_dir: PathBuf,
        /// The process that holds it, where that is known.
        pid: Option<u32>,
    },
    /// The cluster's files belong to another user.
    #[error("the data in {} belongs to user {owner}, and the server would run as user {uid}", data_dir.display())]
    ForeignData {
        /// The cluster's directory.
        data_dir: PathBuf,
        /// The numeric user that owns the files.
        owner: u32,
        /// The numeric user that the server would run as.
        uid: u32,
    },
    /// A path that cannot be written into the server's configuration.
    #[error("the path {} cannot be used for a database: it must be UTF-8 without control characters", .0.display())]
    BadPath(PathBuf),
    /// No directory was found whose socket path the system can take.
    #[error("no place for the server's socket: {} is longer than a socket's path may be (107 bytes)", .0.display())]
    SocketPathTooLong(PathBuf),
    /// The fallback socket directory exists and is not ours alone.
    #[error("the directory {} must belong to the server's user with mode 0700; remove it and start again", .0.display())]
    UnsafeSocketDir(PathBuf),
    /// `initdb` failed.
    #[error("initdb could not make a database in {}:\n{output}{hint}", data_dir.display())]
    InitDb {
        /// The cluster's directory.
        data_dir: PathBuf,
        /// What `initdb` printed.
        output: String,
        /// What may be the cause, or nothing.
        hint: &'static str,
    },
    /// The server ended before it answered.
    #[error("PostgreSQL ended while starting. The end of its log:\n{log}")]
    Exited {
        /// The last lines of the server's log.
        log: String,
    },
    /// The server did not answer in time.
    #[error("PostgreSQL did not answer within {seconds} s. The end of its log:\n{log}")]
    NotReady {
        /// How long we waited, in seconds.
        seconds: u64,
        /// The last lines of the server's log.
        log: String,
    },
    /// The server did not stop in time; it was left running.
    #[error("PostgreSQL (process {pid}) did not stop within {seconds} s and was left to finish")]
    StopTimedOut {
        /// The postmaster's process id.
        pid: u32,
        /// How long we waited, in seconds.
        seconds: u64,
    },
    /// A file or process operation failed.
    #[error("{what}: {source}")]
    Io {
        /// What was being done, with the path.
        what: String,
        /// The system's reason.
        source: std::io::Error,
    },
}

fn by(pid: Option<u32>) -> String {
    pid.map(|pid| format!(" (process {pid})")).unwrap_or_default()
}

/// Says of an input or output error what was being done, and to which path.
pub(crate) fn io(what: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Error {
    let what = format!("{what} {}", path.display());
    move |source| Error::Io { what, source }
}
