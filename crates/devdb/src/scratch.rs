//! A throw-away cluster for one test process.

use std::path::PathBuf;

use tempfile::TempDir;

use crate::cluster::{Cluster, Settings};
use crate::connection::ConnectionInfo;
use crate::error::{Result, io};
use crate::memory;
use crate::shared::{Shared, Stopped};

/// A cluster in a temporary directory (in memory, where there is room), without durability; dropping it stops the server and removes everything. A value
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
        let root = memory::root().filter(|_| memory::has_room()).unwrap_or_else(std::env::temp_dir);
        let dir = tempfile::Builder::new()
            .prefix("karum-scratch-")
            .tempdir_in(&root)
            .map_err(io("making a directory in", &root))?;
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

    /// Stops the shared clusters of this target directory, unless another process still uses them, and says where each
    /// stands. What is on a disk stays there.
    pub fn shared_stop() -> Result<Vec<(PathBuf, Stopped)>> {
        Shared::stop_all()
    }
}
