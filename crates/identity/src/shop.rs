//! A shop's settings: what buyers see of a seller, and what shipping costs.

use serde_json::json;
use tenancy::{
    Mode, OnConstraint, Pools, Scope, Write,
    class::{Seller, SellerBound},
    row, statements,
};
use types::{Currency, Language, Money, SellerId, Slug};

use crate::{IdentityError, audit, sign_up};

row! {
    /// A shop as its seller sees it.
    pub struct Shop {
        /// The address.
        slug: Slug,
        /// The name.
        name: String,
        /// What it says of itself.
        about: String,
        /// ISO 3166-1 alpha-2.
        country: String,
        /// What it sells in.
        currency: Currency,
        /// The language its texts fall back to.
        language: Language,
        /// `open` or `closed`.
        state: String,
        /// Minor units per order.
        shipping_flat: i64,
        /// Minor units of goods above which shipping is free.
        shipping_free_above: Option<i64>,
        /// The zone whose midnight ends the seller's day.
        time_zone: String,
        /// As the tax office gave it.
        vat_number: Option<String>,
    }
    struct Found { seller_id: SellerId ["of the slug's row"] }
}

statements! {
    fn find(seller: SellerId) -> One<Shop> for Seller | Worker =
        "SELECT f.slug, f.name, f.about, f.country, f.currency, f.language, f.state, f.shipping_flat, f.shipping_free_above, s.time_zone, s.vat_number
         FROM storefronts f JOIN sellers s ON s.seller_id = f.seller_id WHERE f.seller_id = $1";
    fn update_storefront(seller: SellerId, name: &str, about: &str, country: &str, language: Language, state: &str, flat: i64, free_above: Option<i64>) -> Count for Seller =
        "UPDATE storefronts SET name = $2, about = $3, country = $4, language = $5, state = $6, shipping_flat = $7, shipping_free_above = $8, updated_at = now()
         WHERE seller_id = $1";
    fn update_seller(seller: SellerId, name: &str, country: &str, language: Language, zone: &str, vat: Option<&str>) -> Count for Seller =
        "UPDATE sellers SET name = $2, country = $3, language = $4, time_zone = $5, vat_number = $6 WHERE seller_id = $1";
    fn by_slug(slug: &Slug) -> Option<Found> for Gate = "SELECT seller_id FROM gate.seller_by_slug($1)";
    fn change_slug(slug: &Slug) -> Count for Seller = "SELECT uniq.change_slug($1)";
}

/// New settings, as typed.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address.
    pub slug: String,
    /// The name.
    pub name: String,
    /// What it says of itself.
    pub about: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// The language its texts fall back to.
    pub language: Language,
    /// Whether buyers can find it and buy in it.
    pub open: bool,
    /// Minor units per order.
    pub shipping_flat: i64,
    /// Minor units of goods above which shipping is free.
    pub shipping_free_above: Option<i64>,
    /// The zone whose midnight ends the seller's day.
    pub time_zone: String,
    /// As the tax office gave it.
    pub vat_number: Option<String>,
}

/// The seller whose shop has this address: for commands that name one.
pub async fn seller_of_slug(pools: &Pools, slug: &Slug) -> Result<Option<SellerId>, IdentityError> {
    Ok(by_slug(&pools.gate().read().await?, slug).await?.map(|f| f.seller_id))
}

/// The shop of the seller in scope.
pub async fn shop<C: SellerBound, M: Mode>(q: &Scope<C, M>) -> Result<Shop, IdentityError> {
    Ok(find(q, q.seller()).await?)
}

/// Changes the settings. Closing a shop is respected by pages, search and checkout at once.
pub async fn change(q: &Scope<Seller, Write>, new: &Settings) -> Result<(), IdentityError> {
    let bad = |field, message: &str| IdentityError::Invalid { field, message: message.to_owned() };
    let name = sign_up::name("name", &new.name)?;
    let country = sign_up::country(&new.country)?;
    if new.about.chars().count() > 5000 {
        return Err(bad("about", "use at most 5,000 characters"));
    }
    for (field, amount) in
        [("shipping_flat", Some(new.shipping_flat)), ("shipping_free_above", new.shipping_free_above)]
    {
        if amount.is_some_and(|minor| !(0..=Money::MAX_PRICE).contains(&minor)) {
            return Err(bad(field, "use 0 to 99,999,999,999 minor units"));
        }
    }
    if jiff::tz::TimeZone::get(&new.time_zone).is_err() {
        return Err(bad("time_zone", "use a zone name such as Europe/Luxembourg"));
    }
    if new.vat_number.as_ref().is_some_and(|v| v.chars().count() > 32) {
        return Err(bad("vat_number", "use at most 32 characters"));
    }
    let former = shop(q).await?;
    let slug = if new.slug == former.slug.as_str() { former.slug.clone() } else { sign_up::slug(&new.slug)? };
    if slug != former.slug {
        change_slug(q, &slug).await.on_constraint("slugs_pkey", || IdentityError::SlugTaken)?;
    }
    let state = if new.open { "open" } else { "closed" };
    update_storefront(
        q,
        q.seller(),
        &name,
        new.about.trim(),
        &country,
        new.language,
        state,
        new.shipping_flat,
        new.shipping_free_above,
    )
    .await?;
    update_seller(q, q.seller(), &name, &country, new.language, &new.time_zone, new.vat_number.as_deref()).await?;
    let detail = json!({ "slug": slug.as_str(), "state": state, "shipping_flat": new.shipping_flat, "shipping_free_above": new.shipping_free_above });
    Ok(audit::record(q, "shop.change", "shop", slug.as_str(), &detail).await?)
}
