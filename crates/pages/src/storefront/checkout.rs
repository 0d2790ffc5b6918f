//! The checkout's page and its form.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use orders::{
    ContactInput, OrderError,
    cart::Cart,
    checkout::{self, Agreed, Placed, Placement},
    review_mark,
};
use web_kit::{App, FormValues, Problem, SessionSecret, ShopHost};

use super::{cards, cart};
use crate::{
    context::Context,
    links, render,
    view::{
        Filled,
        storefront::{
            CheckoutForm, CheckoutPage, CheckoutPurchase, CheckoutSeller, SummaryLine, Totals, country_choices,
        },
    },
};

/// Where goods are sent.
pub const COUNTRIES: &[&str] =
    &["AT", "BE", "CH", "DE", "DK", "ES", "FR", "GB", "IE", "IT", "LI", "LU", "NL", "PL", "PT", "SE"];

/// Characters of a word to the sellers, at most.
const MAX_NOTE: usize = 1000;

/// The names of the page's fields beside those of the domain.
const FIELDS: [(&str, &str); 8] = [
    ("email", "email"),
    ("name", "name"),
    ("phone", "phone"),
    ("line1", "street"),
    ("line2", "extra"),
    ("postcode", "postal_code"),
    ("city", "city"),
    ("country", "country"),
];

fn purchases(app: &App, cart: &Cart) -> Vec<CheckoutPurchase> {
    let line = |l: &orders::DraftLine, slug: &str| SummaryLine {
        title: l.title.clone(),
        href: Some(links::product(slug, &l.handle)),
        options: super::options::options_line(&l.options),
        picture: cards::picture(app, l.image.as_deref(), &l.title, None).decorative(),
        quantity: l.quantity,
        unit_price: l.unit_price,
        total: l.total,
    };
    let seller = |p: &orders::SellerPart| CheckoutSeller {
        name: p.shop.name.clone(),
        lines: p.lines.iter().map(|l| line(l, &p.shop.slug)).collect(),
        shipping: p.shipping,
    };
    cart.drafts
        .iter()
        .map(|d| CheckoutPurchase {
            sellers: d.parts.iter().map(seller).collect(),
            totals: Totals { goods: d.items, shipping: d.shipping, taxes: cart::taxes(d.taxes()), total: d.total },
        })
        .collect()
}

fn page(app: &App, context: Context, cart: &Cart, filled: &Filled, key: String) -> Result<Response, Problem> {
    let t = context.t();
    let form = CheckoutForm::new(t, filled, country_choices(context.language, COUNTRIES));
    render(&CheckoutPage {
        form,
        purchases: purchases(app, cart),
        idempotency_key: key,
        reviewed: review_mark(&cart.drafts),
        page: context.page,
    })
}

fn new_key() -> String {
    SessionSecret::generate().expose()
}

/// `GET /checkout`
pub async fn show(State(app): State<App>, host: ShopHost, context: Context) -> Result<Response, Problem> {
    let cart = cart::of(&app, &context, &host).await?;
    let Some(cart) = cart.filter(Cart::ready) else { return Ok(to_cart("nothing")) };
    let mut filled = Filled::default();
    filled.values.insert(
        "country".into(),
        cart.drafts.first().and_then(|d| d.parts.first()).map_or_else(|| "LU".into(), |p| p.shop.country.clone()),
    );
    if let Some(name) = context.who.session().and_then(|s| s.name.clone()) {
        filled.values.insert("name".into(), name);
    }
    page(&app, context, &cart, &filled, new_key())
}

fn contact_input(values: &FormValues) -> ContactInput {
    let get = |name: &str| values.get(name).to_owned();
    ContactInput {
        email: get("email"),
        name: get("name"),
        phone: get("phone"),
        street: get("line1"),
        extra: get("line2"),
        postal_code: get("postcode"),
        city: get("city"),
        country: get("country"),
    }
}

/// The form as it was sent, with what is wrong beside the fields.
fn refused(context: &Context, values: &FormValues, input: &ContactInput) -> Filled {
    let t = context.t();
    let mut filled = Filled::default();
    for (field, _) in FIELDS.into_iter().chain([("note", ""), ("payment", "")]) {
        filled.values.insert(field.to_owned(), values.get(field).to_owned());
    }
    for (domain, _) in input.faults(true) {
        let field = FIELDS.iter().find(|(_, d)| *d == domain).map_or(domain, |(f, _)| f);
        let text = match domain {
            "email" => t.get("fault-email"),
            "country" => t.get("fault-country"),
            _ if values.get(field).trim().is_empty() => t.get("fault-needed"),
            _ => t.get("fault-too-long"),
        };
        filled.errors.insert(field.to_owned(), text.into());
    }
    filled
}

fn to_cart(done: &str) -> Response {
    Redirect::to(&format!("/cart?done={done}")).into_response()
}

/// Why the form is shown again: what is wrong with its fields, or what has changed since it was shown.
fn checked(context: &Context, values: &FormValues, input: &ContactInput) -> Filled {
    let mut filled = refused(context, values, input);
    let t = context.t();
    if values.get("note").chars().count() > MAX_NOTE {
        filled.errors.insert("note".into(), t.get("fault-too-long").into());
    }
    if !["", "invoice"].contains(&values.get("payment")) {
        filled.errors.insert("payment".into(), t.get("fault-choice").into());
    }
    filled
}

/// `POST /checkout`
pub async fn place(
    State(app): State<App>,
    host: ShopHost,
    context: Context,
    values: FormValues,
) -> Result<Response, Problem> {
    let (Some(buyer), session) = (context.who.buyer(), context.who.session().map(|s| s.id)) else {
        return Ok(to_cart("nothing"));
    };
    let given = values.get("idempotency_key");
    let key = Some(given).filter(|key| (1..=checkout::MAX_KEY).contains(&key.len()));
    let input = contact_input(&values);
    let note = values.get("note");
    let body = format!("{input:?}|{note}");
    // Sent again, by a second click or from the browser's history: what was ordered stands, and is shown.
    if let Some(key) = key
        && let Some((placed, same)) = checkout::former(&app.pools, buyer, session, key, body.as_bytes()).await?
    {
        return Ok(Redirect::to(&earlier(&placed, same)).into_response());
    }
    let cart = cart::of(&app, &context, &host).await?;
    let Some(cart) = cart.filter(|cart| !cart.lines.is_empty()) else { return Ok(to_cart("nothing")) };
    if !cart.ready() {
        return Ok(to_cart("blocked"));
    }
    let mut filled = checked(&context, &values, &input);
    let (Some(key), Ok(contact), true) = (key, input.check(true), filled.errors.is_empty()) else {
        if key.is_none() && filled.errors.is_empty() {
            filled.whole = Some(context.t().get("checkout-incomplete").into());
        }
        let answer = page(&app, context, &cart, &filled, key.map_or_else(new_key, str::to_owned))?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, answer).into_response());
    };
    let placement = Placement {
        contact: &contact,
        language: context.language,
        key,
        body: body.as_bytes(),
        agreed: Agreed::Review(values.get("reviewed")),
        only_seller: cart::only_seller(&app, &host).await?,
        payment: &*app.payment,
        note,
        at: None,
    };
    match Box::pin(checkout::place(&app.pools, buyer, session, &placement)).await {
        Ok(placed) => Ok(Redirect::to(&after(&context, &placed)).into_response()),
        Err(error) => not_placed(&app, &host, context, error, (filled, key)).await,
    }
}

/// What becomes of an order that was not placed: the review again, with what has changed; or the cart, which says what
/// is in the way and how to go on.
async fn not_placed(
    app: &App,
    host: &ShopHost,
    context: Context,
    error: OrderError,
    (mut filled, key): (Filled, &str),
) -> Result<Response, Problem> {
    match error {
        OrderError::ReviewChanged | OrderError::CartChanged => {
            let Some(cart) = cart::of(app, &context, host).await?.filter(Cart::ready) else {
                return Ok(to_cart("blocked"));
            };
            filled.whole = Some(context.t().get("checkout-changed").into());
            let answer = page(app, context, &cart, &filled, key.to_owned())?;
            Ok((StatusCode::CONFLICT, answer).into_response())
        }
        OrderError::OutOfStock(short) => cart::short(app, host, context, short).await,
        OrderError::PricesChanged | OrderError::NoLongerSold(_) | OrderError::Money(_) => Ok(to_cart("blocked")),
        OrderError::CartEmpty => Ok(to_cart("nothing")),
        // Another request under this key was a moment faster.
        OrderError::KeyReused => Ok(Redirect::to("/purchases?done=ordered").into_response()),
        // The purchase stands; who pays for it is not settled yet.
        OrderError::Payment(_) => Ok(Redirect::to("/purchases?done=unpaid").into_response()),
        error => Err(error.into()),
    }
}

/// Where a repetition leads: to what was ordered; with another address or note it says that these were not taken.
fn earlier(placed: &[Placed], same: bool) -> String {
    let said = if same { "placed=1" } else { "done=ordered" };
    placed.first().map_or_else(|| "/purchases".into(), |first| format!("/purchases/{}?{said}", first.id))
}

/// Where the buyer goes: to the purchase; a guest by its secret address, which he can keep. The other purchases of the
/// same checkout are named there.
fn after(context: &Context, placed: &[Placed]) -> String {
    let Some(first) = placed.first() else { return "/purchases".into() };
    let guest = context.who.session().is_some_and(|s| s.user.is_none());
    match &first.token {
        Some(token) if guest => format!("/p/{token}?placed=1"),
        _ => format!("/purchases/{}?placed=1", first.id),
    }
}
