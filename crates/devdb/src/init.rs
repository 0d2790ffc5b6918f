//! Makes a cluster's database, once.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use crate::account::Account;
use crate::binaries::Binaries;
use crate::config::Durability;
use crate::connection::SUPERUSER;
use crate::error::{Error, Result, io};
use crate::layout::{Layout, make_dir};

/// Every distribution that we know has the first; the second is in every C library.
const LOCALES: [&str; 2] = ["C.UTF-8", "C"];

const CLOSED: &str = "\nAs root, the server runs as the user postgres: every directory above this one must let that \
                      user through.";

/// Makes the database with a new superuser's password. The server's files are moved into place only when they are
/// whole, so an interrupted attempt leaves nothing that looks like a database.
pub(crate) fn make(layout: &Layout, account: &Account, binaries: &Binaries, durability: Durability) -> Result<()> {
    write_password(&layout.password())?;
    account.give(&layout.password())?;
    let made = initdb(layout, account, binaries, durability, LOCALES[0]).or_else(|error| match &error {
        Error::InitDb { output, .. } if output.contains("invalid locale name") => {
            initdb(layout, account, binaries, durability, LOCALES[1])
        }
        _ => Err(error),
    });
    account.take_back(&layout.password())?;
    made?;
    fs::rename(layout.unfinished(), layout.data()).map_err(io("moving into place", &layout.data()))?;
    if durability == Durability::Kept {
        fs::File::open(&layout.base).and_then(|dir| dir.sync_all()).map_err(io("writing", &layout.base))?;
    }
    Ok(())
}

/// A new random password, in a file that only we can read.
fn write_password(path: &Path) -> Result<()> {
    remove_if_there(path, fs::remove_file(path))?;
    let password = rand::random::<[u64; 4]>().map(|word| format!("{word:016x}")).concat();
    let mut file =
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(io("making", path))?;
    writeln!(file, "{password}").and_then(|()| file.sync_all()).map_err(io("writing", path))
}

fn initdb(layout: &Layout, account: &Account, binaries: &Binaries, durability: Durability, locale: &str) -> Result<()> {
    let unfinished = layout.unfinished();
    remove_if_there(&unfinished, fs::remove_dir_all(&unfinished))?;
    make_dir(&unfinished, 0o700)?;
    account.give(&unfinished)?;
    let program = binaries.program("initdb");
    let mut command = account.command(&program);
    command.arg("--pgdata").arg(&unfinished).arg("--pwfile").arg(layout.password()).args([
        "--username",
        SUPERUSER,
        "--encoding=UTF8",
        "--locale",
        locale,
        "--auth-local=scram-sha-256",
        "--auth-host=reject",
        "--no-instructions",
    ]);
    if durability == Durability::Scratch {
        command.arg("--no-sync");
    }
    let output = command.output().map_err(io("running", &program))?;
    if output.status.success() {
        return Ok(());
    }
    let output = [output.stdout, output.stderr].map(|part| String::from_utf8_lossy(&part).into_owned()).concat();
    let hint = if account.dropped && output.contains("Permission denied") { CLOSED } else { "" };
    Err(Error::InitDb { data_dir: layout.base.clone(), output: output.trim_end().to_owned(), hint })
}

fn remove_if_there(path: &Path, removed: std::io::Result<()>) -> Result<()> {
    match removed {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        removed => removed.map_err(io("removing", path)),
    }
}
