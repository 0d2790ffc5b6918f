//! Changing a feed's configuration.

use postgres_types::Json;
use serde_json::json;
use tenancy::{Scope, Write, class::SellerBound, statements};
use types::{Currency, FeedId, SellerId};

use super::{Feed, Source, StoredSource, by_id_locked};
use crate::{
    ImportError, Vanish,
    feed::{Availability, Format, Mapping, limits::MAX_COLUMN_CHARS},
    fetch::FetchPolicy,
    files::{self, shown_name},
};

/// The minutes between two scheduled imports that can be chosen.
pub const SCHEDULES: [i32; 3] = [60, 360, 1440];

statements! {
    fn set_source(seller: SellerId, id: FeedId, source: &str, url: Option<&str>, blob: Option<&str>, name: Option<&str>) -> Count for Seller | Worker =
        "UPDATE feeds SET source = $3, url = $4, blob_key = $5, file_name = $6, validators = NULL, updated_at = now() WHERE seller_id = $1 AND id = $2";
    fn update(seller: SellerId, id: FeedId, format: Option<Json<&Format>>, mapping: Option<Json<&Mapping>>, currency: Option<Currency>,
        availability: Option<Availability>, vanish: Vanish, schedule: Option<i32>) -> Count
        for Seller | Worker =
        "UPDATE feeds SET format = $3, mapping = $4, default_currency = $5, default_availability = $6, vanish = $7, schedule_minutes = $8, updated_at = now(),
             validators = CASE WHEN (format, mapping, default_currency, default_availability) IS NOT DISTINCT FROM ($3::jsonb, $4::jsonb, $5::text, $6::text)
                 THEN validators END,
             next_run_at = CASE WHEN schedule_minutes IS NOT DISTINCT FROM $8 THEN next_run_at ELSE now() + make_interval(mins => $8) END
         WHERE seller_id = $1 AND id = $2";
}

/// What is to be changed; `None` leaves a setting as it is, `Some(None)` empties it.
#[derive(Debug, Clone, Default)]
pub struct FeedChange {
    /// Where it comes from.
    pub source: Option<Source>,
    /// How files are read.
    pub format: Option<Option<Format>>,
    /// Which column fills which field.
    pub mapping: Option<Option<Mapping>>,
    /// The currency of prices without one.
    pub default_currency: Option<Option<Currency>>,
    /// The availability of rows without one.
    pub default_availability: Option<Option<Availability>>,
    /// What becomes of published products that a later file lacks.
    pub vanish: Option<Vanish>,
    /// Minutes between two imports, one of [`SCHEDULES`].
    pub schedule_minutes: Option<Option<i32>>,
}

/// Changes a feed. A run that is under way is not touched by it. A former file is deleted when no run needs it.
pub async fn change<C: SellerBound>(
    q: &Scope<C, Write>,
    id: FeedId,
    change: FeedChange,
    policy: &FetchPolicy,
) -> Result<(), ImportError> {
    let mut feed: Feed = by_id_locked(q, q.seller(), id).await?.ok_or(ImportError::NoFeed)?.into();
    let mut changed = Vec::new();
    if let Some(source) = &change.source {
        let StoredSource { kind, url, key, name } = StoredSource::of(q.seller(), source, policy)?;
        set_source(q, q.seller(), id, kind, url.as_deref(), key.as_deref(), name.as_deref()).await?;
        let former = feed.file.take().map(|file| file.to_string()).filter(|former| Some(former) != key.as_ref());
        files::discard_later(q, former.as_deref()).await?;
        feed.url = url;
        changed.push("source");
    }
    merge(&mut feed, change, &mut changed)?;
    let (format, mapping) = (feed.format.as_ref().map(Json), feed.mapping.as_ref().map(Json));
    update(
        q,
        q.seller(),
        id,
        format,
        mapping,
        feed.default_currency,
        feed.default_availability,
        feed.vanish,
        feed.schedule_minutes,
    )
    .await?;
    identity::audit::record(q, "feed.change", "feed", &id.to_string(), &json!({ "changed": changed })).await?;
    Ok(())
}

/// Whether a column can be called so: what the reader makes of a header is no longer, and has no control characters.
fn is_name(name: &str) -> bool {
    name.chars().count() <= MAX_COLUMN_CHARS && !name.chars().any(char::is_control)
}

/// Puts the changes into `feed` and names them.
fn merge(feed: &mut Feed, change: FeedChange, changed: &mut Vec<&'static str>) -> Result<(), ImportError> {
    let from_upload = feed.url.is_none();
    if let Some(minutes) = change.schedule_minutes {
        match minutes {
            Some(minutes) if !SCHEDULES.contains(&minutes) => return Err(ImportError::BadSchedule),
            Some(_) if from_upload => return Err(ImportError::ScheduleNeedsUrl),
            _ => {}
        }
        feed.schedule_minutes = minutes;
        changed.push("schedule");
    } else if from_upload {
        feed.schedule_minutes = None;
    }
    if let Some(format) = change.format {
        feed.format = format;
        changed.push("format");
    }
    if let Some(mapping) = change.mapping {
        if let Some(name) = mapping.iter().flat_map(|mapping| mapping.columns.values()).find(|name| !is_name(name)) {
            return Err(ImportError::BadColumn(shown_name(name)));
        }
        feed.mapping = mapping;
        changed.push("mapping");
    }
    if let Some(currency) = change.default_currency {
        feed.default_currency = currency;
        changed.push("default_currency");
    }
    if let Some(availability) = change.default_availability {
        feed.default_availability = availability;
        changed.push("default_availability");
    }
    if let Some(vanish) = change.vanish {
        feed.vanish = vanish;
        changed.push("vanish");
    }
    Ok(())
}
