//! The file of a run: the one it was given, or what its feed's address has now.

use storage::BlobKey;

use super::{Halt, Work, run};
use crate::{ImportError, feeds, fetch::Fetched, files};

impl Work<'_> {
    /// The file to read. `None` where the address has the file that was imported last: nothing is to be done then.
    pub(crate) async fn source(&mut self, key: Option<&str>) -> Result<Option<BlobKey>, Halt> {
        if let Some(key) = key {
            return Ok(Some(key.parse()?));
        }
        match self.feed.url.clone() {
            Some(url) => self.fetch(&url).await,
            None => match &self.feed.file {
                Some(file) => Ok(Some(file.clone())),
                None => Err(Halt::Refused(ImportError::NothingToImport.to_string())),
            },
        }
    }

    async fn fetch(&mut self, url: &str) -> Result<Option<BlobKey>, Halt> {
        let (seller, last) = {
            let q = self.door.read().await?;
            (q.seller(), run::last_done(&q, self.feed.id).await?)
        };
        let known = last.as_ref().map(|last| last.validators.clone()).unwrap_or_default();
        // A run that is begun again writes over what it had fetched.
        let key = BlobKey::run(seller, self.claim.run);
        let fetched = tokio::select! {
            fetched = self.ctx.fetcher.store(url, &known, &self.ctx.blobs, &key) => fetched?,
            () = self.stop.cancelled() => return Err(Halt::Stop),
        };
        let fetched = match fetched {
            Fetched::Stored(fetched) => fetched,
            Fetched::NotModified => {
                let accepted = last.map_or(0, |last| last.accepted);
                self.progress.rows_read = accepted;
                self.progress.rows_unchanged = accepted;
                return Ok(None);
            }
        };
        let name = feeds::name_of(&fetched.url);
        let q = self.door.write().await?;
        let noted = run::note_file(&q, self.claim, &self.feed, key.as_str(), &name, fetched.validators).await;
        if let Err(halt) = noted {
            drop(q);
            self.ctx.blobs.delete(&key).await?;
            return Err(halt);
        }
        feeds::set_file(&q, seller, self.feed.id, key.as_str(), &name).await?;
        let former = self.feed.file.as_ref().filter(|former| **former != key).map(BlobKey::as_str);
        files::discard_later(&q, former).await?;
        q.commit().await?;
        Ok(Some(key))
    }
}
