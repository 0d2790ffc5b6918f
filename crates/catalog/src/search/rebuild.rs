//! Building the index anew while the old one answers.

use std::path::PathBuf;

use tantivy::IndexWriter;

use super::directory;
use super::document::{Builder, ShelfDocument};
use super::error::{Error, Result};
use super::index::{Index, Live, Position, commit, create_index, open_writer};
use super::schema::schema;

/// What a rebuild may hold in memory besides the documents in its queue. More makes larger segments to begin with.
const REBUILD_HEAP: usize = 50_000_000;

/// A build in the making. Dropped before it is finished, it leaves nothing behind.
pub struct RebuildWriter {
    index: Index,
    build: PathBuf,
    made: tantivy::Index,
    writer: Option<IndexWriter>,
    builder: Builder,
    added: u64,
    finished: bool,
}

impl Index {
    /// Begins a rebuild beside the index in force, which goes on answering and may go on being changed: what is applied
    /// to it meanwhile is lost with it, so changes are applied again from the position that `finish` is given.
    pub fn begin_rebuild(&self) -> Result<RebuildWriter> {
        if !self.claim_rebuild() {
            return Err(Error::Rebuilding);
        }
        let begin = || -> Result<RebuildWriter> {
            let build = directory::begin(self.root())?;
            let made = create_index(&build)?;
            let writer = Some(open_writer(&made, REBUILD_HEAP)?);
            let builder = Builder::new(schema().1);
            Ok(RebuildWriter { index: self.clone(), build, made, writer, builder, added: 0, finished: false })
        };
        begin().inspect_err(|_| self.release_rebuild())
    }
}

impl RebuildWriter {
    /// Adds a product, which must not be added twice. Blocks while the queue is full. The order does not matter; adding
    /// what is newest first makes sorting by age a little faster.
    pub fn add(&mut self, document: &ShelfDocument) -> Result<()> {
        let prepared = self.builder.build(document);
        self.writer.as_ref().ok_or(Error::NotBuilt)?.add_document(prepared)?;
        self.added += 1;
        Ok(())
    }

    /// How many products were added.
    pub fn added(&self) -> u64 {
        self.added
    }

    /// Completes the build and puts it in force. `position` is how far the shelf's changes were surely contained in what
    /// was read: the position before reading began. Blocks until the parts of the index are merged.
    pub fn finish(mut self, position: Position) -> Result<()> {
        let mut writer = self.writer.take().ok_or(Error::NotBuilt)?;
        commit(&mut writer, position)?;
        writer.wait_merging_threads()?;
        let live = Live::open(self.made.clone())?;
        self.index.replace(&self.build, live)?;
        self.finished = true;
        Ok(())
    }
}

impl Drop for RebuildWriter {
    fn drop(&mut self) {
        drop(self.writer.take());
        if !self.finished {
            // What cannot be removed now is swept at the next start.
            let _ = std::fs::remove_dir_all(&self.build);
        }
        self.index.release_rebuild();
    }
}
