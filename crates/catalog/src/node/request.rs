//! How another process asks the one that holds an index to build it anew: by files in the index's directory.
//!
//! ```text
//! rebuild.asked     a name for the request; taken away by the holder when it begins
//! rebuild.progress  what became of it, as JSON, with that name
//! ```

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::{CatalogError, search::Error};

const ASKED: &str = "rebuild.asked";
const PROGRESS: &str = "rebuild.progress";

/// How far a rebuild is that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Progress {
    /// Under way.
    Running {
        /// Products added.
        done: u64,
        /// Products in all.
        total: u64,
    },
    /// The new index is in force.
    Done {
        /// Products in it.
        products: u64,
    },
    /// The old one stays.
    Failed {
        /// Why.
        why: String,
    },
}

#[derive(Serialize, Deserialize)]
struct Told {
    request: String,
    progress: Progress,
}

/// A rebuild that was asked for.
#[derive(Debug)]
pub struct Request {
    directory: PathBuf,
    name: String,
}

impl Request {
    /// Asks the process that holds the index in this directory.
    pub fn new(directory: &Path) -> Result<Self, CatalogError> {
        let request = Self { directory: directory.to_owned(), name: uuid::Uuid::now_v7().to_string() };
        write(directory, ASKED, &request.name).map_err(|source| Error::Io { path: directory.join(ASKED), source })?;
        Ok(request)
    }

    /// What became of it; `None` as long as nobody has taken it.
    pub fn progress(&self) -> Option<Progress> {
        let text = fs::read_to_string(self.directory.join(PROGRESS)).ok()?;
        let told: Told = serde_json::from_str(&text).ok()?;
        (told.request == self.name).then_some(told.progress)
    }

    /// Takes it back: nobody answered.
    pub fn withdraw(&self) {
        if fs::read_to_string(self.directory.join(ASKED)).is_ok_and(|name| name == self.name) {
            clear(&self.directory);
        }
    }

    /// Tells the one who asked. Where that fails, the rebuild goes on all the same.
    pub(super) fn tell(&self, progress: &Progress) {
        let told = Told { request: self.name.clone(), progress: progress.clone() };
        let text = serde_json::to_string(&told).unwrap_or_default();
        if let Err(error) = write(&self.directory, PROGRESS, &text) {
            tracing::warn!(%error, "the progress of the search index could not be told");
        }
    }
}

/// A request that nobody has taken yet; it is taken by this.
pub(super) fn taken(directory: &Path) -> Option<Request> {
    let path = directory.join(ASKED);
    let name = fs::read_to_string(&path).ok()?;
    fs::remove_file(&path).ok()?;
    Some(Request { directory: directory.to_owned(), name })
}

/// Forgets what was asked of a process that is gone.
pub(super) fn clear(directory: &Path) {
    let _ = fs::remove_file(directory.join(ASKED));
}

/// Whole or not at all.
fn write(directory: &Path, name: &str, text: &str) -> std::io::Result<()> {
    let new = directory.join(format!("{name}.new"));
    fs::write(&new, text)?;
    fs::rename(new, directory.join(name))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_taken_once_and_answered_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let asked = Request::new(folder.path()).unwrap();
        assert_eq!(asked.progress(), None);
        let held = taken(folder.path()).unwrap();
        assert!(taken(folder.path()).is_none());
        held.tell(&Progress::Running { done: 1, total: 2 });
        assert_eq!(asked.progress(), Some(Progress::Running { done: 1, total: 2 }));
        let next = Request::new(folder.path()).unwrap();
        assert_eq!(next.progress(), None, "that was the answer to another");
        next.withdraw();
        assert!(taken(folder.path()).is_none());
    }
}
