//! A feed that a browser sends: streamed to the disk, never held in memory.

use std::io;

use axum::{
    extract::{
        Multipart,
        multipart::{Field, MultipartError, MultipartRejection},
    },
    http::StatusCode,
};
use futures_util::TryStreamExt;
use imports::TakeError;
use storage::BlobKey;
use tokio_util::io::StreamReader;
use types::SellerId;
use web_kit::{App, Problem};

/// The longest field beside the file, in bytes.
const MAX_FIELD: usize = 8 * 1024;
/// Fields beside the file, at most.
const MAX_FIELDS: usize = 20;

/// A file that was stored.
pub struct Stored {
    /// Where.
    pub key: BlobKey,
    /// What its owner calls it.
    pub name: String,
}

/// Why a file was not stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFault {
    /// It has no content.
    Empty,
    /// It is larger than is accepted.
    TooLarge,
    /// It did not arrive whole, or its compression is damaged.
    Broken,
    /// Decompressed, it grows beyond all measure.
    Bomb,
}

/// A form with a file.
#[derive(Default)]
pub struct Received {
    fields: Vec<(String, String)>,
    /// The file, or why there is none; `None` where none was chosen.
    pub file: Option<Result<Stored, FileFault>>,
}

impl Received {
    /// The value of a field beside the file.
    pub fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Deletes the file: the form was refused, and a browser sends it again.
    pub async fn discard(&self, app: &App) -> Result<(), Problem> {
        if let Some(Ok(stored)) = &self.file {
            app.imports.blobs.delete(&stored.key).await.map_err(Problem::internal)?;
        }
        Ok(())
    }
}

/// Reads a form of a seller. Its file is stored, decompressed where it is gzip; where the form breaks off, nothing stays.
pub async fn receive(
    app: &App,
    seller: SellerId,
    parts: Result<Multipart, MultipartRejection>,
) -> Result<Received, Problem> {
    let parts = parts.map_err(|_| Problem::unsupported_media_type("multipart/form-data"))?;
    let mut received = Received::default();
    if let Err(problem) = read(app, seller, parts, &mut received).await {
        received.discard(app).await?;
        return Err(problem);
    }
    Ok(received)
}

async fn read(app: &App, seller: SellerId, mut parts: Multipart, received: &mut Received) -> Result<(), Problem> {
    while let Some(part) = parts.next_field().await? {
        let name = part.name().unwrap_or_default().to_owned();
        match part.file_name().map(str::to_owned) {
            Some(file) if name == "file" && received.file.is_none() => {
                received.file = match store(app, seller, part).await? {
                    // A file field that nobody filled comes without a name.
                    Err(FileFault::Empty) if file.is_empty() => None,
                    stored => Some(stored.map(|key| Stored { key, name: file })),
                };
                // After a fault the rest of the form cannot be read.
                if matches!(received.file, Some(Err(FileFault::TooLarge | FileFault::Broken | FileFault::Bomb))) {
                    break;
                }
            }
            _ if received.fields.len() < MAX_FIELDS => {
                let value = text(part).await?;
                received.fields.push((name, value));
            }
            _ => return Err(Problem::bad_request("The form has too many fields.")),
        }
    }
    Ok(())
}

async fn text(mut part: Field<'_>) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await? {
        if bytes.len() + chunk.len() > MAX_FIELD {
            return Err(Problem::payload_too_large(MAX_FIELD));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(String::from_utf8_lossy(&bytes).replace('\0', ""))
}

/// Stores the file, or says what is wrong with it. What is ours to mend is a problem.
async fn store(app: &App, seller: SellerId, part: Field<'_>) -> Result<Result<BlobKey, FileFault>, Problem> {
    let reader = StreamReader::new(part.map_err(io::Error::other));
    let key = imports::new_key(seller);
    match imports::take(&app.imports.blobs, &key, reader, app.imports.fetcher.policy()).await {
        Ok(_) => Ok(Ok(key)),
        Err(TakeError::Empty) => Ok(Err(FileFault::Empty)),
        Err(TakeError::TooLarge(_)) => Ok(Err(FileFault::TooLarge)),
        Err(TakeError::Bomb(_)) => Ok(Err(FileFault::Bomb)),
        Err(TakeError::Gzip) => Ok(Err(FileFault::Broken)),
        Err(TakeError::Sent(error)) => Ok(Err(fault(&error))),
        Err(TakeError::Storage(error)) => Err(error.into()),
        Err(error) => Err(Problem::internal(error)),
    }
}

fn fault(error: &io::Error) -> FileFault {
    let sent = error.get_ref().and_then(|inner| inner.downcast_ref::<MultipartError>());
    match sent.map(MultipartError::status) {
        Some(StatusCode::PAYLOAD_TOO_LARGE) => FileFault::TooLarge,
        _ => FileFault::Broken,
    }
}
