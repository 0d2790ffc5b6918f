//! The server's configuration, written whole at every start.

use std::fmt::Write;
use std::path::Path;

use crate::{
    layout::{Layout, PORT},
    memory,
};

/// PostgreSQL's own default, in bytes.
const LEAST_CACHE: u64 = 128 << 20;
/// What is more is as well kept by the operating system.
const MOST_CACHE: u64 = 2 << 30;

/// Whether data must survive the machine's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// Every commit is on the disk.
    Kept,
    /// For tests: nothing is waited for.
    Scratch,
}

const COMMON: &str = "
# What Karum needs wins over the file above, and ALTER SYSTEM over both.
listen_addresses = ''
unix_socket_permissions = 0700
password_encryption = 'scram-sha-256'
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
datestyle = 'iso, ymd'
lc_messages = 'C'
lc_monetary = 'C'
lc_numeric = 'C'
lc_time = 'C'
default_text_search_config = 'pg_catalog.simple'
log_line_prefix = '%m [%p] %q%u@%d '
log_checkpoints = off
";

/// A file for each day of the week. Neither the failing statement nor its row is logged: they hold people's data.
const KEPT: &str = "\
fsync = on
synchronous_commit = on
full_page_writes = on
logging_collector = on
log_directory = 'log'
log_filename = 'postgresql-%a.log'
log_file_mode = 0600
log_rotation_age = 1d
log_rotation_size = 0
log_truncate_on_rotation = on
log_error_verbosity = terse
log_min_error_statement = panic
";

/// The log goes where the start's output goes, which is emptied at each start.
const SCRATCH: &str = "\
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 1GB
checkpoint_timeout = 1h
autovacuum_naptime = 5min
log_min_messages = fatal
log_min_error_statement = panic
";

/// The text of `server.conf`.
pub(crate) fn server_conf(layout: &Layout, socket_dir: &Path, max_connections: u16, durability: Durability) -> String {
    // What initdb found out about this machine, as where shared memory can be had, stands in the cluster's own file.
    let own = literal(&layout.data().join("postgresql.conf").to_string_lossy());
    let (settings, cache) = match durability {
        Durability::Kept => (KEPT, cache(memory::total())),
        Durability::Scratch => (SCRATCH, LEAST_CACHE),
    };
    let mut text = format!("# Written by Karum at every start.\ninclude {own}\n{COMMON}{settings}");
    let mut set = |name: &str, value: &str| writeln!(text, "{name} = {}", literal(value)).unwrap_or_default();
    set("port", &PORT.to_string());
    set("shared_buffers", &format!("{}MB", cache >> 20));
    set("max_connections", &max_connections.to_string());
    set("cluster_name", if durability == Durability::Kept { "karum" } else { "karum-scratch" });
    set("hba_file", &layout.hba_conf().to_string_lossy());
    // This setting is a list: the inner quotes keep a comma or a space in the path one item.
    let socket_dir = socket_dir.to_string_lossy().replace('"', "\"\"");
    set("unix_socket_directories", &format!("\"{socket_dir}\""));
    text
}

/// PostgreSQL's own cache, in bytes: an eighth of the machine's memory, which Karum and its search share with it.
fn cache(memory: Option<u64>) -> u64 {
    memory.map_or(LEAST_CACHE, |bytes| (bytes / 8).clamp(LEAST_CACHE, MOST_CACHE))
}

/// Who may come in: whoever can enter the socket's directory and knows a password.
pub(crate) const HBA_CONF: &str = "# Written by Karum at every start.\nlocal all all scram-sha-256\n";

fn literal(value: &str) -> String {
    format!("'{}'", value.replace('\\', "\\\\").replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn paths_are_quoted() {
        let layout = Layout { base: PathBuf::from("/it's/b\\c") };
        let text = server_conf(&layout, Path::new("/a, \"b\"/it's"), 7, Durability::Kept);
        assert!(text.contains("\nhba_file = '/it''s/b\\\\c/pg_hba.conf'\n"), "{text}");
        assert!(text.contains("\nunix_socket_directories = '\"/a, \"\"b\"\"/it''s\"'\n"), "{text}");
        assert!(text.contains("\nmax_connections = '7'\n"), "{text}");
    }

    #[test]
    fn the_cache_grows_with_the_machine() {
        assert_eq!(cache(None), 128 << 20);
        assert_eq!(cache(Some(512 << 20)), 128 << 20);
        assert_eq!(cache(Some(8 << 30)), 1 << 30);
        assert_eq!(cache(Some(64 << 30)), 2 << 30);
    }

    #[test]
    fn only_a_scratch_cluster_may_lose_data() {
        let layout = Layout { base: PathBuf::from("/x") };
        let kept = server_conf(&layout, Path::new("/x/socket"), 7, Durability::Kept);
        assert!(kept.contains("fsync = on") && kept.contains("synchronous_commit = on") && !kept.contains("= minimal"));
        let scratch = server_conf(&layout, Path::new("/x/socket"), 7, Durability::Scratch);
        assert!(scratch.contains("fsync = off"));
        for text in [kept, scratch] {
            assert!(text.contains("listen_addresses = ''\n"));
        }
    }
}
