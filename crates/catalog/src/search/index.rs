//! The index as the program holds it: open, search, apply changes.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use tantivy::directory::MmapDirectory;
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::{IndexReader, IndexSettings, IndexWriter, ReloadPolicy};
use types::Language;

use super::directory;
use super::document::{Builder, Change, target};
use super::error::{Error, Result};
use super::execute;
use super::query::{Hits, Query, Suggestion};
use super::schema::{Fields, schema, tokenizers};
use super::suggest;
use super::view::{Shared, View};

/// What the writer of changes may hold in memory: tantivy's minimum. It holds it only while it writes.
const CHANGES_HEAP: usize = 15_000_000;

/// Indexes up to this size are checked before they are used, larger ones while they are used.
const CHECK_FIRST_MAX: u64 = 256 << 20;

/// A segment of which more than this part was removed is written anew.
const REMOVED_MAX: f32 = 0.3;

/// How far the shelf's changes were read: two numbers that mean something to the reader of changes alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Position(pub i64, pub i64);

/// What must be done before the index is what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// The index holds every change up to here.
    Ready(Position),
    /// The index must be rebuilt, for this reason. Until then it answers with what it has, which may be nothing.
    Rebuild(String),
}

/// The search index. Clones are the same index.
#[derive(Clone)]
pub struct Index {
    inner: Arc<Inner>,
}

struct Inner {
    root: PathBuf,
    /// Held as long as anyone may search or write.
    _lock: File,
    live: RwLock<Arc<Live>>,
    /// Opened by the first change, closed by [`Index::rest`].
    writer: Mutex<Option<IndexWriter>>,
    rebuilding: AtomicBool,
}

/// The build in force as of its last commit.
pub(super) struct Live {
    index: tantivy::Index,
    reader: IndexReader,
    fields: Fields,
    shared: Arc<Shared>,
    view: View,
    /// None where there is no index but an empty stand-in.
    position: Option<Position>,
    /// Why a rebuild is needed.
    fault: Arc<Mutex<Option<String>>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Index {
    /// Opens the index in a directory, which is made if it is missing. Where there is none, or one of another schema
    /// version, or a damaged one, the state says so and an empty one stands in until [`Index::begin_rebuild`]. Only one
    /// process may have it open.
    pub fn open(root: &Path) -> Result<(Self, State)> {
        let lock = directory::take(root)?;
        let build = directory::current(root);
        directory::sweep(root, build.as_deref().ok())?;
        let opened = build.and_then(|build| Live::open_checked(&build).map_err(|error| error.to_string()));
        let live = match opened {
            Ok(live) => live,
            Err(fault) => Live::stand_in(fault)?,
        };
        let index = Self {
            inner: Arc::new(Inner {
                root: root.to_owned(),
                _lock: lock,
                live: RwLock::new(Arc::new(live)),
                writer: Mutex::new(None),
                rebuilding: AtomicBool::new(false),
            }),
        };
        let state = index.state();
        Ok((index, state))
    }

    /// What [`Index::open`] said, or what became of it since: damage of a large index is found while it is in use.
    pub fn state(&self) -> State {
        let live = self.live();
        let fault = lock(&live.fault).clone();
        match (fault, live.position) {
            (None, Some(position)) => State::Ready(position),
            (fault, _) => State::Rebuild(fault.unwrap_or_default()),
        }
    }

    /// How many products the index holds.
    pub fn products(&self) -> u64 {
        self.live().reader.searcher().num_docs()
    }

    /// Searches. Blocks for as long as that takes; never fails for what was typed.
    pub fn search(&self, query: &Query) -> Result<Hits> {
        execute::search(&self.live().view, query)
    }

    /// What may complete a text that is being typed: at most `limit` (20 at most) terms, categories, brands and
    /// products. Blocks likewise.
    pub fn suggest(&self, typed: &str, language: Language, limit: usize) -> Result<Vec<Suggestion>> {
        suggest::suggest(&self.live().view, typed, language, limit)
    }

    /// Applies changes in order, in one durable commit together with the position after them. They are found by every
    /// search that begins after this returns. Blocks for some tens of milliseconds and more for many changes: up to a few
    /// thousand at a time are reasonable. If it fails nothing is applied and the same changes may be applied again.
    pub fn apply(&self, changes: &[Change], position: Position) -> Result<()> {
        let mut slot = lock(&self.inner.writer);
        let live = self.live();
        if live.position.is_none() {
            return Err(Error::NotBuilt);
        }
        let mut writer = match slot.take() {
            Some(writer) => writer,
            None => open_writer(&live.index, CHANGES_HEAP)?,
        };
        // A writer that failed holds changes that were not committed: it is not put back.
        let mut builder = Builder::new(live.fields);
        for change in changes {
            writer.delete_term(target(&live.fields, change));
            if let Change::Put(document) = change {
                writer.add_document(builder.build(document))?;
            }
        }
        commit(&mut writer, position)?;
        *slot = Some(writer);
        self.put_live(live.reloaded(Some(position))?);
        Ok(())
    }

    /// Gives back the memory and the threads of the writer: to be called when no changes have come for a while. The next
    /// change opens it again.
    pub fn rest(&self) -> Result<()> {
        let mut slot = lock(&self.inner.writer);
        if slot.take().is_some() {
            let live = self.live();
            self.put_live(live.reloaded(live.position)?);
        }
        Ok(())
    }

    pub(super) fn live(&self) -> Arc<Live> {
        Arc::clone(&self.inner.live.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn put_live(&self, live: Live) {
        *self.inner.live.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(live);
    }

    pub(super) fn root(&self) -> &Path {
        &self.inner.root
    }

    /// Puts another build in force: its files first, then what searches see.
    pub(super) fn replace(&self, build: &Path, live: Live) -> Result<()> {
        let mut slot = lock(&self.inner.writer);
        directory::put_in_force(&self.inner.root, build)?;
        *slot = None;
        self.put_live(live);
        drop(slot);
        directory::sweep(&self.inner.root, Some(build))
    }

    /// Claims the right to rebuild; false if someone has it.
    pub(super) fn claim_rebuild(&self) -> bool {
        !self.inner.rebuilding.swap(true, Ordering::AcqRel)
    }

    pub(super) fn release_rebuild(&self) {
        self.inner.rebuilding.store(false, Ordering::Release);
    }
}

impl Live {
    /// Opens a build whose position is known and whose files are whole, as far as that is quickly seen.
    fn open_checked(build: &Path) -> Result<Self> {
        let index = open_index(build)?;
        if directory::size(build)? <= CHECK_FIRST_MAX {
            check(&index)?;
            return Self::open(index);
        }
        let live = Self::open(index.clone())?;
        let fault = Arc::clone(&live.fault);
        std::thread::spawn(move || {
            if let Err(error) = check(&index) {
                *lock(&fault) = Some(error.to_string());
            }
        });
        Ok(live)
    }

    /// Opens a build for searching.
    pub(super) fn open(index: tantivy::Index) -> Result<Self> {
        let position = read_position(index.load_metas()?.payload.as_deref())?;
        Self::new(index, Some(position), None)
    }

    fn stand_in(fault: String) -> Result<Self> {
        let (schema, _) = schema();
        let mut index = tantivy::Index::create_in_ram(schema);
        index.set_tokenizers(tokenizers());
        Self::new(index, None, Some(fault))
    }

    fn new(index: tantivy::Index, position: Option<Position>, fault: Option<String>) -> Result<Self> {
        let (_, fields) = schema();
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let shared = Arc::new(Shared::default());
        let view = View::open(reader.searcher(), &fields, &shared)?;
        Ok(Self { index, reader, fields, shared, view, position, fault: Arc::new(Mutex::new(fault)) })
    }

    /// The same build after a commit.
    fn reloaded(&self, position: Option<Position>) -> Result<Self> {
        self.reader.reload()?;
        Ok(Self {
            index: self.index.clone(),
            reader: self.reader.clone(),
            fields: self.fields,
            shared: Arc::clone(&self.shared),
            view: View::open(self.reader.searcher(), &self.fields, &self.shared)?,
            position,
            fault: Arc::clone(&self.fault),
        })
    }
}

fn open_index(build: &Path) -> Result<tantivy::Index> {
    let directory = MmapDirectory::open(build).map_err(tantivy::TantivyError::from)?;
    let mut index = tantivy::Index::open(directory)?;
    if index.schema() != schema().0 {
        return Err(Error::Damaged("its fields are not those of its version".into()));
    }
    index.set_tokenizers(tokenizers());
    Ok(index)
}

/// An empty index in a directory.
pub(super) fn create_index(build: &Path) -> Result<tantivy::Index> {
    let settings = IndexSettings { docstore_compress_dedicated_thread: false, ..IndexSettings::default() };
    let builder = tantivy::Index::builder().schema(schema().0).settings(settings).tokenizers(tokenizers());
    Ok(builder.create_in_dir(build)?)
}

/// Compares every file with its checksum.
fn check(index: &tantivy::Index) -> Result<()> {
    let damaged = index.validate_checksum()?;
    match damaged.iter().next() {
        Some(path) => Err(Error::Damaged(format!("{} has a wrong checksum", path.display()))),
        None => Ok(()),
    }
}

/// A writer with one thread for indexing and one for merging.
pub(super) fn open_writer(index: &tantivy::Index, heap: usize) -> Result<IndexWriter> {
    let options =
        IndexWriterOptions::builder().memory_budget_per_thread(heap).num_worker_threads(1).num_merge_threads(1).build();
    let writer = index.writer_with_options(options)?;
    let mut policy = LogMergePolicy::default();
    policy.set_del_docs_ratio_before_merge(REMOVED_MAX);
    writer.set_merge_policy(Box::new(policy));
    Ok(writer)
}

/// Commits everything since the last commit, with the position.
pub(super) fn commit(writer: &mut IndexWriter, position: Position) -> Result<()> {
    let mut commit = writer.prepare_commit()?;
    commit.set_payload(&format!("{} {}", position.0, position.1));
    commit.commit()?;
    Ok(())
}

fn read_position(payload: Option<&str>) -> Result<Position> {
    let parts = payload.and_then(|text| text.split_once(' '));
    let position = parts.and_then(|(one, two)| Some(Position(one.parse().ok()?, two.parse().ok()?)));
    position.ok_or_else(|| Error::Damaged("its position is lost".into()))
}
