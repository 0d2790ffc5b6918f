//! A throw-away cluster for one test process.

use tempfile::TempDir;

use crate::cluster::{Cluster, Settings};
use crate::connection::ConnectionInfo;
use crate::error::{Result, io};
use crate::shared::{Shared, Stopped};

/// A cluster in a temporary directory, without durability; dropping it stops the server and removes everything. A value
/// kept in a `static` is never dropped: use [`Scratch::shared`] there.
#[derive(Debug)]
pub struct Scratch {
    // The server must be gone before its directory.
    cluster: Cluster,
    _dir: TempDir,
}

impl Scratch {
    /// Makes and starts a cluster, with room for 300 sessions.
    pub fn start() -> Result<Self> {
        let dir = tempfile::Builder::new()
            .prefix("karum-scratch-")
            .tempdir()
            .map_err(io("making a directory in", &std::env::temp_dir()))?;
        let cluster = Cluster::start(&Settings::scratch(dir.path()))?;
        Ok(Self { cluster, _dir: dir })
    }

    /// How to reach the server.
    pub fn connection(&self) -> &ConnectionInfo {
        self.cluster.connection()
    }

    /// The cluster of this name that all test processes of a target directory share; started if it does not run, and
    /// left running, so that the next process finds it warm.
    pub fn shared(name: &str) -> Result<Shared> {
        Shared::join(name)
    }

    /// Stops the shared cluster of this name, unless another process still uses it. Its data stays.
    pub fn shared_stop(name: &str) -> Result<Stopped> {
        Shared::stop(name)
    }

    /// The names of the shared clusters of this target directory, running or not.
    pub fn shared_names() -> Result<Vec<String>> {
        Shared::names()
    }
}
