//! The shop's settings.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use identity::{
    IdentityError,
    permission::{EditShop, ViewShop},
    shop::{self as domain, Settings, Shop},
};
use jiff::tz;
use types::{Currency, Language, Money};
use web_kit::{App, FormValues, Member, Problem};

use super::{
    desk::{Desk, done, refused},
    order_new::countries,
    product_new::tax_classes,
    typed,
};
use crate::{
    context::Context,
    i18n::Texts,
    render,
    view::{
        Filled,
        seller::{DeskPath, Outcome, SettingsPage, Value},
    },
};

/// The fields of the form.
const FIELDS: [&str; 10] = [
    "name",
    "slug",
    "about",
    "country",
    "language",
    "vat_number",
    "time_zone",
    "shipping_flat",
    "shipping_free_above",
    "open",
];

/// The zones of the world's towns, and the one in force.
fn zones(own: &str) -> Vec<String> {
    let of_a_town = |name: &str| {
        let region = name.split_once('/').map_or("", |(region, _)| region);
        ["Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"]
            .contains(&region)
    };
    let mut zones: Vec<String> =
        tz::db().available().map(|name| name.to_string()).filter(|name| of_a_town(name)).collect();
    if !zones.iter().any(|zone| zone == own) {
        zones.push(own.to_owned());
    }
    zones.sort_unstable();
    zones.dedup();
    zones
}

/// The settings as the form shows them.
fn saved(shop: &Shop) -> Filled {
    let amount = |minor: i64| Money::new(minor, shop.currency).decimal().to_string();
    let values = [
        ("name", shop.name.clone()),
        ("slug", shop.slug.to_string()),
        ("about", shop.about.clone()),
        ("country", shop.country.clone()),
        ("language", shop.language.code().to_owned()),
        ("vat_number", shop.vat_number.clone().unwrap_or_default()),
        ("time_zone", shop.time_zone.clone()),
        ("shipping_flat", amount(shop.shipping_flat)),
        ("shipping_free_above", shop.shipping_free_above.map(amount).unwrap_or_default()),
        ("open", if shop.state == "open" { "on" } else { "" }.to_owned()),
    ];
    Filled { values: values.map(|(name, value)| (name.to_owned(), value)).into(), ..Filled::default() }
}

fn page(app: &App, desk: Desk, filled: &Filled) -> SettingsPage {
    let value = |name: &str| Value::of(filled, name);
    let site = &app.site.public_url;
    let port = site.port().map_or_else(String::new, |port| format!(":{port}"));
    let country = value("country");
    SettingsPage {
        name: value("name"),
        slug: value("slug"),
        slug_prefix: format!("{}{port}/s/", site.host_str().unwrap_or_default()),
        about: value("about"),
        countries: countries(desk.language, &desk.shop.country),
        rates: tax_classes(&country.value),
        country,
        language: value("language"),
        currency: desk.shop.currency,
        vat_number: value("vat_number"),
        zones: zones(&desk.shop.time_zone),
        time_zone: value("time_zone"),
        shipping_flat: value("shipping_flat"),
        shipping_free_above: value("shipping_free_above"),
        open: value("open"),
        page: desk.page,
        shell: desk.shell,
    }
}

/// `GET /seller/{seller}/settings`
pub async fn show(State(app): State<App>, member: Member<ViewShop>, context: Context) -> Result<Response, Problem> {
    let desk = Desk::open(&member.door.read().await?, context).await?;
    let filled = saved(&desk.shop);
    render(&page(&app, desk, &filled))
}

/// The settings as they were sent, or what is wrong with which field.
fn sent(t: Texts, values: &FormValues, currency: Currency) -> Result<Settings, Filled> {
    let get = |name: &str| values.get(name).trim().to_owned();
    let mut filled = Filled::default();
    let mut wrong = |field: &str, key: &str| {
        filled.errors.insert(field.to_owned(), t.get(key).into());
    };
    let language: Option<Language> = get("language").parse().ok();
    if language.is_none() {
        wrong("language", "handlers-language");
    }
    if !catalog::tax::knows(&get("country").to_ascii_uppercase()) {
        wrong("country", "fault-country-rates");
    }
    let flat = typed::money(values.get("shipping_flat"), currency);
    if !matches!(flat, Ok(Some(_))) {
        wrong("shipping_flat", "handlers-amount");
    }
    let free_above = typed::money(values.get("shipping_free_above"), currency);
    if free_above.is_err() {
        wrong("shipping_free_above", "handlers-amount");
    }
    match (language, flat, free_above) {
        (Some(language), Ok(Some(flat)), Ok(free_above)) if filled.errors.is_empty() => Ok(Settings {
            slug: get("slug"),
            name: get("name"),
            about: get("about").replace("\r\n", "\n"),
            country: get("country"),
            language,
            open: typed::ticked(values, "open"),
            shipping_flat: flat.minor,
            shipping_free_above: free_above.map(|money| money.minor),
            time_zone: get("time_zone"),
            vat_number: Some(get("vat_number")).filter(|number| !number.is_empty()),
        }),
        _ => Err(filled),
    }
}

/// What the domain refused, beside its field; a fault that is ours becomes a problem.
fn refusal(t: Texts, error: IdentityError) -> Result<Filled, Problem> {
    let (field, key) = match &error {
        IdentityError::SlugTaken | IdentityError::SlugReserved => ("slug", "fault-slug-taken"),
        IdentityError::Invalid { field: "slug", .. } => ("slug", "fault-slug"),
        IdentityError::Invalid { field: "name", .. } => ("name", "fault-name"),
        IdentityError::Invalid { field: "country", .. } => ("country", "fault-country"),
        IdentityError::Invalid { field: "time_zone", .. } => ("time_zone", "handlers-time-zone"),
        IdentityError::Invalid { field: field @ ("about" | "vat_number"), .. } => (*field, "fault-too-long"),
        IdentityError::Invalid { field: field @ ("shipping_flat" | "shipping_free_above"), .. } => {
            (*field, "handlers-amount-too-high")
        }
        _ => return Err(error.into()),
    };
    let mut filled = Filled::default();
    filled.errors.insert(field.to_owned(), t.get(key).into());
    Ok(filled)
}

/// `POST /seller/{seller}/settings`
pub async fn save(
    State(app): State<App>,
    member: Member<EditShop>,
    context: Context,
    values: FormValues,
) -> Result<Response, Problem> {
    let t = context.t();
    let q = member.door.write().await?;
    let former = domain::shop(&q).await?;
    let mut filled = match sent(t, &values, former.currency) {
        Ok(new) => match domain::change(&q, &new).await {
            Ok(()) => {
                // Name and address are read with each result; the index holds only whether the shop's products are found.
                let flipped = (former.state == "open") != new.open;
                if flipped {
                    catalog::shelf::changed(&q).await?;
                }
                q.commit().await?;
                if flipped {
                    app.search.nudge();
                }
                return Ok(done(&DeskPath::new(&new.slug).page("/settings"), Outcome::SettingsSaved, 0).into_response());
            }
            Err(error) => refusal(t, error)?,
        },
        Err(filled) => filled,
    };
    drop(q);
    let typed = |name: &&str| ((*name).to_owned(), values.get(name).to_owned());
    filled.values = FIELDS.iter().map(typed).collect();
    let desk = Desk::open(&member.door.read().await?, context).await?;
    refused(&page(&app, desk, &filled))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const GOOD: [(&str, &str); 5] =
        [("language", "de"), ("country", "LU"), ("shipping_flat", "4,90"), ("shipping_free_above", ""), ("open", "on")];

    #[test]
    fn amounts_are_read_in_the_shop_s_currency() {
        let t = Texts::of(Language::En);
        let new = sent(t, &FormValues::new(GOOD), Currency::Eur).unwrap();
        assert_eq!((new.shipping_flat, new.shipping_free_above, new.open), (490, None, true));
        let errors = sent(t, &FormValues::new(GOOD), Currency::Jpy).unwrap_err().errors;
        assert_eq!(errors.keys().collect::<Vec<_>>(), ["shipping_flat"]);
        let errors = sent(t, &FormValues::default(), Currency::Eur).unwrap_err().errors;
        assert_eq!(errors.keys().collect::<Vec<_>>(), ["country", "language", "shipping_flat"]);
    }

    #[test]
    fn the_own_zone_is_always_offered() {
        assert!(zones("UTC").contains(&"UTC".to_owned()));
        assert!(zones("UTC").iter().any(|zone| zone == "Europe/Luxembourg"));
    }
}
