//! Fetches from real servers on this machine.
#![allow(clippy::unwrap_used, missing_docs)]

mod answers;
mod compression;
mod limits;
mod network;
mod redirects;
mod server;

use std::time::Duration;

use tokio::io::AsyncReadExt;

use super::{FetchError, FetchPolicy, Fetcher, Opened, Validators};

/// What production allows, plus loopback, and retries without long pauses.
fn policy() -> FetchPolicy {
    FetchPolicy { allow_loopback: true, retry_pause: Duration::from_millis(1), ..FetchPolicy::default() }
}

/// Reads what `url` gives, under `policy`.
async fn fetch_with(policy: FetchPolicy, url: &str) -> Result<Vec<u8>, FetchError> {
    let Opened::Feed(mut body) = Fetcher::new(policy)?.open(url, &Validators::default()).await? else {
        panic!("not modified, although nothing was known");
    };
    let mut bytes = Vec::new();
    match body.read_to_end(&mut bytes).await {
        Ok(_) => Ok(bytes),
        Err(error) => Err(error.downcast::<FetchError>().unwrap()),
    }
}

async fn fetch(url: &str) -> Result<Vec<u8>, FetchError> {
    fetch_with(policy(), url).await
}

/// The error below the redirects that led to it.
async fn failure(url: &str) -> FetchError {
    match fetch(url).await.unwrap_err() {
        FetchError::AfterRedirect { why, .. } => *why,
        other => other,
    }
}
