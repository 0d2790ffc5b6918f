//! A cluster and its life: made, started, adopted, attached to, stopped.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::account::Account;
use crate::binaries::{Binaries, OLDEST_MAJOR};
use crate::config::{Durability, HBA_CONF, server_conf};
use crate::connection::ConnectionInfo;
use crate::error::{Error, Result, io};
use crate::init;
use crate::layout::{Layout, PORT, socket_path};
use crate::lock::{Lock, holder};
use crate::postmaster::{self, State};
use crate::ready::POLL;
use crate::server::Server;

/// How long dropping a cluster may take before the server is left to finish by itself.
const DROP_LIMIT: Duration = Duration::from_secs(15);

/// Postgres says this when backends of a killed server are still ending.
const LEFTOVERS: &str = "pre-existing shared memory block";

/// What a cluster is to be.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The directory that holds everything of the cluster; see [`crate::default_data_dir`].
    pub data_dir: PathBuf,
    /// How many sessions there may be at a time.
    pub max_connections: u16,
    /// How long a start may take, the recovery after a crash included.
    pub start_timeout: Duration,
    /// How long [`Cluster::stop`] waits.
    pub stop_timeout: Duration,
    pub(crate) durability: Durability,
}

impl Settings {
    /// A durable cluster in this directory: 200 sessions, two minutes to start, one to stop.
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            data_dir: data_dir.into(),
            max_connections: 200,
            start_timeout: Duration::from_mins(2),
            stop_timeout: Duration::from_mins(1),
            durability: Durability::Kept,
        }
    }

    /// A cluster for tests, which loses its data when the machine stops.
    pub(crate) fn scratch(data_dir: impl Into<PathBuf>) -> Self {
        Self { max_connections: 300, durability: Durability::Scratch, ..Self::new(data_dir) }
    }
}

/// How a cluster came to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The database was made just now, and is empty.
    Made,
    /// The database was there, and its server was started.
    Started,
    /// The server already ran, left behind by a Karum that was killed.
    Adopted,
}

/// A running cluster. Dropping it stops the server.
#[derive(Debug)]
pub struct Cluster {
    info: ConnectionInfo,
    origin: Origin,
    server: Server,
    layout: Layout,
    stop_timeout: Duration,
    /// Whether dropping must stop the server.
    ours: bool,
    /// Tells other processes that this one works with the cluster; let go of last.
    _lock: Lock,
}

impl Cluster {
    /// Makes the database if there is none, and starts its server; a server that a killed Karum left running is
    /// adopted. Blocks until the server takes logins.
    pub fn start(settings: &Settings) -> Result<Self> {
        let account = Account::of_server()?;
        let layout = Layout::create(&settings.data_dir, &account)?;
        let lock = lock(&layout)?;
        check_owner(&layout, &account)?;
        let deadline = Instant::now() + settings.start_timeout;
        if let Some((server, info)) = find(&layout, settings.start_timeout)? {
            return Ok(Self::running(layout, lock, settings, server, info, Origin::Adopted));
        }
        let origin = if layout.exists() { Origin::Started } else { Origin::Made };
        let binaries = binaries(&layout)?;
        if origin == Origin::Made {
            init::make(&layout, &account, &binaries, settings.durability)?;
        }
        let socket_dir = prepare(&layout, &account, settings)?;
        let server = boot(&layout, &account, &binaries, &socket_dir, (deadline, settings.start_timeout))
            .inspect_err(|_| layout.leave_socket_dir(&socket_dir))?;
        let info = ConnectionInfo::read(&layout, socket_dir, PORT)?;
        Ok(Self::running(layout, lock, settings, server, info, origin))
    }

    /// Says by its error that another process works with the cluster, without beginning anything.
    pub fn check_free(data_dir: &Path) -> Result<()> {
        let layout = Layout::of(data_dir)?;
        if layout.lock().exists() { lock(&layout).map(drop) } else { Ok(()) }
    }

    /// Finds the server that another process runs on this cluster, if one does.
    pub fn attach(data_dir: &Path) -> Result<Option<ConnectionInfo>> {
        let settings = Settings::new(data_dir);
        Ok(find(&Layout::of(data_dir)?, settings.start_timeout)?.map(|(_, info)| info))
    }

    /// Stops a server that no live process holds; says whether there was one.
    pub fn stop_left_behind(data_dir: &Path) -> Result<bool> {
        let settings = Settings::new(data_dir);
        let layout = Layout::of(data_dir)?;
        if !layout.exists() {
            return Ok(false);
        }
        let lock = lock(&layout)?;
        let Some((server, info)) = find(&layout, settings.start_timeout)? else { return Ok(false) };
        Self::running(layout, lock, &settings, server, info, Origin::Adopted).stop()?;
        Ok(true)
    }

    fn running(
        layout: Layout,
        lock: Lock,
        settings: &Settings,
        server: Server,
        info: ConnectionInfo,
        origin: Origin,
    ) -> Self {
        Self { info, origin, server, layout, stop_timeout: settings.stop_timeout, ours: true, _lock: lock }
    }

    /// How to reach the server.
    pub fn connection(&self) -> &ConnectionInfo {
        &self.info
    }

    /// How the cluster came to run.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// The server's process id.
    pub fn pid(&self) -> u32 {
        self.server.pid()
    }

    /// Whether the server still runs.
    pub fn lives(&mut self) -> bool {
        self.server.lives(&self.layout)
    }

    /// Stops the server and waits for its end: sessions are closed, and nothing that was committed is lost.
    pub fn stop(mut self) -> Result<()> {
        self.shut_down(self.stop_timeout)
    }

    /// Lets go of the cluster and leaves its server running, for the next start to adopt.
    pub(crate) fn detach(mut self) -> ConnectionInfo {
        self.ours = false;
        self.info.clone()
    }

    fn shut_down(&mut self, limit: Duration) -> Result<()> {
        self.ours = false;
        self.server.stop(&self.layout, limit)?;
        self.layout.leave_socket_dir(&self.info.socket_dir);
        Ok(())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.ours {
            // Nothing can be said from here, and what did not stop is adopted by the next start.
            self.shut_down(DROP_LIMIT).ok();
        }
    }
}

/// Takes the cluster for this process, or says who has it.
fn lock(layout: &Layout) -> Result<Lock> {
    let path = layout.lock();
    Lock::take(&path)?.ok_or_else(|| Error::AlreadyRunning { data_dir: layout.base.clone(), pid: holder(&path) })
}

/// Refuses data that the server could not open: Postgres insists on owning it.
fn check_owner(layout: &Layout, account: &Account) -> Result<()> {
    match fs::metadata(layout.data()) {
        Ok(data) if data.uid() != account.uid => {
            Err(Error::ForeignData { data_dir: layout.base.clone(), owner: data.uid(), uid: account.uid })
        }
        _ => Ok(()),
    }
}

/// The server that runs on the cluster, once it takes logins.
fn find(layout: &Layout, limit: Duration) -> Result<Option<(Server, ConnectionInfo)>> {
    let deadline = Instant::now() + limit;
    loop {
        let State::Alive(file) = postmaster::state(layout)? else { return Ok(None) };
        let mut server = Server::found(file.pid);
        if let Some(socket_dir) = file.socket_dir {
            match server.wait_ready(layout, &socket_path(&socket_dir, file.port), deadline, limit) {
                // It was on its way out.
                Err(Error::Exited { .. }) => return Ok(None),
                ready => ready?,
            }
            let info = ConnectionInfo::read(layout, socket_dir, file.port)?;
            return Ok(Some((server, info)));
        }
        if Instant::now() > deadline {
            return Err(Error::NotReady { seconds: limit.as_secs(), log: String::new() });
        }
        std::thread::sleep(POLL);
    }
}

/// The binaries that made the data, or the newest for data that is yet to be made.
fn binaries(layout: &Layout) -> Result<Binaries> {
    let Ok(version) = fs::read_to_string(layout.data().join("PG_VERSION")) else { return Binaries::find() };
    let major = version.trim().parse().unwrap_or(OLDEST_MAJOR);
    Binaries::of_major(major).ok_or_else(|| Error::WrongMajor { data_dir: layout.base.clone(), major })
}

/// Writes the configuration and clears the way for the server's socket.
fn prepare(layout: &Layout, account: &Account, settings: &Settings) -> Result<PathBuf> {
    let socket_dir = layout.socket_dir(account)?;
    if postmaster::state(layout)? == State::Stale {
        postmaster::clear_stale(layout, &socket_dir, PORT)?;
    }
    let conf = server_conf(layout, &socket_dir, settings.max_connections, settings.durability);
    for (path, text) in [(layout.server_conf(), conf.as_str()), (layout.hba_conf(), HBA_CONF)] {
        fs::write(&path, text).map_err(io("writing", &path))?;
        account.give(&path)?;
    }
    Ok(socket_dir)
}

/// Starts the server, again and again while the backends of a killed one are still ending.
fn boot(
    layout: &Layout,
    account: &Account,
    binaries: &Binaries,
    socket_dir: &Path,
    (deadline, limit): (Instant, Duration),
) -> Result<Server> {
    let socket = socket_path(socket_dir, PORT);
    loop {
        let mut server = Server::spawn(layout, account, binaries)?;
        match server.wait_ready(layout, &socket, deadline, limit) {
            Ok(()) => return Ok(server),
            Err(Error::Exited { log }) if log.contains(LEFTOVERS) && Instant::now() < deadline => {
                std::thread::sleep(POLL);
            }
            Err(error) => {
                server.stop(layout, DROP_LIMIT).ok();
                return Err(error);
            }
        }
    }
}

/// Whether the running server of a cluster has the configuration that it would be started with now.
pub(crate) fn is_current(settings: &Settings, info: &ConnectionInfo) -> Result<bool> {
    let layout = Layout::of(&settings.data_dir)?;
    let wanted = server_conf(&layout, &info.socket_dir, settings.max_connections, settings.durability);
    Ok(fs::read_to_string(layout.server_conf()).is_ok_and(|present| present == wanted))
}
