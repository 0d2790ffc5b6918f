//! Blobs: the files that sellers bring, kept outside the database.
//!
//! A blob is whole or absent: it is written under another name, forced to the disk, and only then renamed to its key.
//! Every key of a seller begins with `seller/<id>`, so erasing a seller is one [`LocalBlobs::delete_prefix`].

mod directory;
mod error;
mod incoming;
mod key;
mod local;
mod size;
#[cfg(test)]
mod tests;

pub use error::StorageError;
pub use key::BlobKey;
pub use local::{BlobInfo, LocalBlobs};
pub use size::ByteSize;
