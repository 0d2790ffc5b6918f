//! The file of a run: the one it was given, or what its feed's address has now.

use std::time::Duration;

use storage::BlobKey;
use types::SellerId;

use super::{Halt, Work, halt::Why, run};
use crate::{
    ImportError, feeds,
    fetch::{Fetched, Validators},
    files,
};

/// How often a fetch looks whether it is to end.
const LOOK: Duration = Duration::from_secs(1);

impl Work<'_> {
    /// The file to read. `None` where the address has the file that was imported last: nothing is to be done then.
    pub(crate) async fn source(&mut self, key: Option<&str>) -> Result<Option<BlobKey>, Halt> {
        if let Some(key) = key {
            let key: BlobKey = key.parse()?;
            // A file that was given to the run, not one that it has fetched before it was interrupted.
            if self.feed.url.is_some() && key != BlobKey::run(self.seller().await?, self.claim.run) {
                run::forget_fetch(self.door, self.feed.id).await?;
            }
            return Ok(Some(key));
        }
        match self.feed.url.clone() {
            Some(url) => self.fetch(&url).await,
            None => match &self.feed.file {
                Some(file) => Ok(Some(file.clone())),
                None => Err(Halt::Refused(Why::new("no_file", &ImportError::NothingToImport))),
            },
        }
    }

    async fn seller(&self) -> Result<SellerId, Halt> {
        Ok(self.door.read().await?.seller())
    }

    /// Comes back when the run is to end, or has become another worker's: fetching notes nothing by which this would show.
    async fn ended(&self) -> Halt {
        loop {
            tokio::time::sleep(LOOK).await;
            match run::may_go_on(self.door, self.claim).await {
                // The database may come back; the fetch has its own end.
                Ok(()) | Err(Halt::Failed(_)) => {}
                Err(halt) => return halt,
            }
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
            halt = self.ended() => return Err(halt),
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
        if let Err(halt) = self.note_file(&key, &name, fetched.validators).await {
            self.ctx.blobs.delete(&key).await?;
            return Err(halt);
        }
        Ok(Some(key))
    }

    async fn note_file(&self, key: &BlobKey, name: &str, validators: Validators) -> Result<(), Halt> {
        let q = self.door.write().await?;
        run::note_file(&q, self.claim, &self.feed, key.as_str(), name, validators).await?;
        feeds::set_file(&q, q.seller(), self.feed.id, key.as_str(), name).await?;
        let former = self.feed.file.as_ref().filter(|former| *former != key).map(BlobKey::as_str);
        files::discard_later(&q, former).await?;
        Ok(q.commit().await?)
    }
}
