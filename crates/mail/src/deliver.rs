//! Taking mails out and handing them over.

use std::{sync::Arc, time::Duration};

use metrics::counter;
use tenancy::{DbError, Pools, row, statements};
use tokio::{sync::Semaphore, task::JoinSet, time::timeout};
use tokio_util::sync::CancellationToken;
use types::MailId;

use crate::{
    Smtp,
    smtp::{Open, Refusal},
};

/// Seconds for which a mail is its sender's own; longer than a try may take.
const LEASE: i32 = 120;
/// How long a try may take.
const TRY: Duration = Duration::from_mins(1);
/// Tries of a mail before it has failed: half a day goes by.
const MAX_ATTEMPTS: i32 = 12;
/// The pause after the first failed try; it doubles with each, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_secs(30);
const LONGEST_PAUSE: Duration = Duration::from_hours(4);

row! {
    /// A mail as its sender got it.
    pub(crate) struct Claimed {
        id: MailId ["of the mail's row"],
        recipient: String ["of the mail's row"],
        recipient_name: String ["of the mail's row"],
        subject: String ["of the mail's row"],
        text: String ["of the mail's row"],
        html: String ["of the mail's row"],
        language: String ["of the mail's row"],
        attempts: i32 ["of the mail's row"],
    }
    struct Ended { ours: Option<bool> }
}

statements! {
    fn claim(limit: i32, lease: i32, tries: i32) -> Vec<Claimed> for Worker =
        "SELECT id, recipient, recipient_name, subject, text, html, language, attempts FROM mail.claim($1, $2, $3)";
    fn finish(id: MailId, attempt: i32, state: &str, error: Option<&str>, pause: f64) -> One<Ended> for Worker =
        "SELECT mail.finish($1, $2, $3, $4, $5) AS ours";
}

/// How fast mails go out.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Mails sent at once.
    pub parallel: usize,
    /// The pause when there is nothing to send.
    pub idle: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { parallel: 4, idle: Duration::from_millis(500) }
    }
}

/// Sends what waits until `stop` is cancelled, and then ends with the mails in hand. Any number of processes may do so.
pub async fn deliver(pools: Pools, smtp: Smtp, pace: Pace, stop: CancellationToken) {
    let server = Arc::new(smtp.open(pace.parallel));
    let permits = Arc::new(Semaphore::new(pace.parallel));
    let mut sending = JoinSet::new();
    while !stop.is_cancelled() {
        let first = tokio::select! {
            permit = permits.clone().acquire_owned() => permit,
            () = stop.cancelled() => break,
        };
        let Ok(first) = first else { break };
        while sending.try_join_next().is_some() {}
        // No more than can be begun at once: a lease runs from here.
        let mut free = vec![first];
        free.extend(std::iter::from_fn(|| permits.clone().try_acquire_owned().ok()));
        match next(&pools, free.len()).await {
            Ok(mails) if !mails.is_empty() => {
                for (mail, permit) in mails.into_iter().zip(free) {
                    let (pools, server) = (pools.clone(), server.clone());
                    sending.spawn(async move {
                        attempt(&pools, &server, &mail).await;
                        drop(permit);
                    });
                }
                continue;
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "the outbox cannot be read"),
        }
        tokio::select! {
            () = tokio::time::sleep(pace.idle) => {}
            () = stop.cancelled() => {}
        }
    }
    while sending.join_next().await.is_some() {}
    server.close().await;
}

async fn next(pools: &Pools, limit: usize) -> Result<Vec<Claimed>, DbError> {
    let q = pools.queue().write().await?;
    let mails = claim(&q, i32::try_from(limit).unwrap_or(i32::MAX), LEASE, MAX_ATTEMPTS).await?;
    q.commit().await?;
    Ok(mails)
}

async fn attempt(pools: &Pools, server: &Open, mail: &Claimed) {
    let slow = |_| Err(Refusal::Again(format!("no answer within {} s", TRY.as_secs())));
    let sent = timeout(TRY, server.send(mail)).await.unwrap_or_else(slow);
    let id = mail.id;
    let (state, error, pause) = match sent {
        Ok(()) => ("sent", None, Duration::ZERO),
        Err(Refusal::Again(error)) if mail.attempts < MAX_ATTEMPTS => ("queued", Some(error), pause(mail.attempts)),
        Err(Refusal::Again(error) | Refusal::Never(error)) => ("failed", Some(error), Duration::ZERO),
    };
    counter!("mail_tries_total", "outcome" => if state == "queued" { "again" } else { state }).increment(1);
    match state {
        "sent" => tracing::info!(mail = %id, "a mail was sent"),
        // What the server says may name the recipient: it stands in the outbox, not in the log.
        "queued" => tracing::warn!(mail = %id, attempt = mail.attempts, "a mail was not sent; it will be repeated"),
        _ => tracing::error!(mail = %id, attempt = mail.attempts, "a mail has failed"),
    }
    match ended(pools, mail, state, error.as_deref(), pause).await {
        Ok(true) => {}
        Ok(false) => tracing::warn!(mail = %id, "a mail took longer than its lease; another may have sent it too"),
        Err(error) => {
            tracing::error!(%error, mail = %id, "the end of a try was not recorded; the mail is sent again");
        }
    }
}

async fn ended(
    pools: &Pools,
    mail: &Claimed,
    state: &str,
    error: Option<&str>,
    pause: Duration,
) -> Result<bool, DbError> {
    let error = error.map(|e| e.chars().filter(|c| *c != '\0').take(1000).collect::<String>());
    let q = pools.queue().write().await?;
    let ended = finish(&q, mail.id, mail.attempts, state, error.as_deref(), pause.as_secs_f64()).await?;
    q.commit().await?;
    Ok(ended.ours.unwrap_or(false))
}

/// The pause after a try: it grows and scatters.
fn pause(attempt: i32) -> Duration {
    let doubled = FIRST_PAUSE.saturating_mul(1 << attempt.saturating_sub(1).clamp(0, 16));
    doubled.min(LONGEST_PAUSE).mul_f64(rand::random_range(0.75..1.25))
}

#[cfg(test)]
#[allow(missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest_and_scatter() {
        let bounds = |attempt| {
            let all: Vec<_> = (0..200).map(|_| pause(attempt)).collect();
            (all.iter().min().copied().unwrap_or_default(), all.iter().max().copied().unwrap_or_default())
        };
        for (attempt, seconds) in [(1, 30.0), (2, 60.0), (5, 480.0), (9, 7680.0), (10, 14_400.0), (12, 14_400.0)] {
            let (least, most) = bounds(attempt);
            assert!(least.as_secs_f64() >= seconds * 0.75 && most.as_secs_f64() <= seconds * 1.25, "{attempt}");
            assert!(most > least, "{attempt}");
        }
    }
}
