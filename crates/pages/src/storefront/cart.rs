//! The cart's page and its forms.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use orders::{
    OrderError, SellerPart,
    cart::{self, Cart, Obstacle},
};
use serde::Deserialize;
use types::{CartLineId, Money, SellerId, TaxRate, VariantId};
use web_kit::{App, CartOwner, Form, FormValues, Path, Problem, ShopHost};

use super::{cards, options::options_line};
use crate::{
    context::Context,
    i18n::Texts,
    links, render,
    view::{
        Notice, Tone,
        storefront::{CartLine, CartPage, CartPurchase, CartSeller, FreeShipping, TaxLine, Totals},
    },
};

/// VAT by rate, as pages show it.
pub fn taxes(sums: Vec<(TaxRate, Money)>) -> Vec<TaxLine> {
    sums.into_iter().map(|(rate, amount)| TaxLine { rate, amount }).collect()
}

fn free_shipping(part: &SellerPart) -> FreeShipping {
    match part.shop.shipping_free_above {
        Some(above) if part.items.minor >= above => FreeShipping::Reached,
        Some(above) if part.shop.currency == part.items.currency => {
            let money = |minor| Money::new(minor, part.items.currency);
            FreeShipping::Missing { more: money(above - part.items.minor), from: money(above) }
        }
        Some(_) | None => FreeShipping::Never,
    }
}

fn problem(t: Texts, obstacle: Option<Obstacle>) -> Option<String> {
    match obstacle {
        Some(Obstacle::OutOfStock) => Some(t.get("cart-out-of-stock").into()),
        Some(Obstacle::Gone) => Some(t.get("cart-gone").into()),
        Some(Obstacle::TooMuch) => Some(t.get("cart-too-much").into()),
        Some(Obstacle::PriceChanged) | None => None,
    }
}

/// What is said beside the quantities of lines.
#[derive(Default)]
struct Marks {
    /// What was typed for a line and refused.
    typed: Option<(CartLineId, String)>,
    /// What there is not enough of.
    short: Vec<VariantId>,
}

impl Marks {
    fn error(&self, t: Texts, line: &cart::CartLine) -> Option<String> {
        if self.typed.as_ref().is_some_and(|(id, _)| *id == line.id) {
            return Some(t.get("fault-quantity").into());
        }
        self.short.contains(&line.wanted.variant).then(|| t.get("cart-not-enough").into())
    }
}

fn shown_line(app: &App, t: Texts, line: &cart::CartLine, marks: &Marks) -> CartLine {
    let typed = marks.typed.as_ref().filter(|(id, _)| *id == line.id).map(|(_, text)| text.clone());
    let slug = line.shop.as_ref().map_or("", |s| s.slug.as_str());
    let zero = Money::new(0, line.wanted.seen.currency);
    let draft = line.line.as_ref();
    let title = draft.map_or_else(|| t.get("cart-gone-title").into(), |d| d.title.clone());
    CartLine {
        id: line.id.to_string(),
        href: draft.map_or_else(String::new, |d| format!("{}?variant={}", links::product(slug, &d.handle), d.variant)),
        options: draft.map(|d| options_line(&d.options)).unwrap_or_default(),
        picture: cards::picture(app, draft.and_then(|d| d.image.as_deref()), &title, None).decorative(),
        title,
        quantity: line.wanted.quantity,
        typed: typed.unwrap_or_else(|| line.wanted.quantity.to_string()),
        quantity_error: marks.error(t, line),
        max_quantity: cart::MAX_QUANTITY,
        unit_price: draft.map_or(line.wanted.seen, |d| d.unit_price),
        total: draft.map_or(zero, |d| d.total),
        old_price: (line.obstacle == Some(Obstacle::PriceChanged)).then_some(line.wanted.seen),
        problem: problem(t, line.obstacle),
    }
}

/// The purchases of a cart with their lines; what is gone stands with the seller it was of.
fn purchases(app: &App, t: Texts, cart: &Cart, marks: &Marks) -> Vec<CartPurchase> {
    let mut out: Vec<_> = cart
        .drafts
        .iter()
        .map(|draft| CartPurchase {
            currency: draft.currency,
            sellers: draft
                .parts
                .iter()
                .map(|part| CartSeller {
                    name: part.shop.name.clone(),
                    href: links::shop(&part.shop.slug),
                    lines: cart
                        .lines
                        .iter()
                        .filter(|l| {
                            l.wanted.seller == part.shop.seller
                                && l.line.as_ref().is_some_and(|d| d.total.currency == draft.currency)
                        })
                        .map(|l| shown_line(app, t, l, marks))
                        .collect(),
                    shipping: part.shipping,
                    free_shipping: free_shipping(part),
                })
                .collect(),
            totals: Totals {
                goods: draft.items,
                shipping: draft.shipping,
                taxes: taxes(draft.taxes()),
                total: draft.total,
            },
        })
        .collect();
    for line in cart.lines.iter().filter(|l| l.line.is_none()) {
        let currency = line.wanted.seen.currency;
        let zero = Money::new(0, currency);
        if !out.iter().any(|p| p.currency == currency) {
            let totals = Totals { goods: zero, shipping: zero, taxes: Vec::new(), total: zero };
            out.push(CartPurchase { currency, sellers: Vec::new(), totals });
        }
        let Some(purchase) = out.iter_mut().find(|p| p.currency == currency) else { continue };
        let name = line.shop.as_ref().map_or_else(|| t.get("cart-gone-shop").into(), |s| s.name.clone());
        let href = line.shop.as_ref().map_or_else(|| "/".to_owned(), |s| links::shop(&s.slug));
        let shown = shown_line(app, t, line, marks);
        match purchase.sellers.iter_mut().find(|s| s.href == href) {
            Some(seller) => seller.lines.push(shown),
            None => purchase.sellers.push(CartSeller {
                name,
                href,
                lines: vec![shown],
                shipping: zero,
                free_shipping: FreeShipping::Never,
            }),
        }
    }
    out
}

/// The cart of whoever asks; on a shop's own host only its lines.
pub async fn of(app: &App, context: &Context, host: &ShopHost) -> Result<Option<Cart>, Problem> {
    let Some(door) = context.who.buyer_door(app) else { return Ok(None) };
    let cart = cart::read(&door.read().await?, context.language).await?;
    Ok(Some(match only_seller(app, host).await? {
        Some(seller) => cart.of_seller(seller)?,
        None => cart,
    }))
}

/// The seller whose host this is.
pub async fn only_seller(app: &App, ShopHost(slug): &ShopHost) -> Result<Option<SellerId>, Problem> {
    let Some(slug) = slug else { return Ok(None) };
    let shop = catalog::shelf::storefront(&app.pools.public().read().await?, slug.as_str()).await?;
    Ok(Some(shop.ok_or_else(Problem::not_found)?.seller))
}

fn page(app: &App, context: Context, cart: Option<&Cart>, marks: &Marks) -> Result<Response, Problem> {
    let t = context.t();
    let purchases = cart.map(|cart| purchases(app, t, cart, marks)).unwrap_or_default();
    let instead = context.page.categories.clone();
    render(&CartPage { page: context.page, purchases, instead })
}

/// `GET /cart`
pub async fn show(State(app): State<App>, host: ShopHost, context: Context) -> Result<Response, Problem> {
    let cart = of(&app, &context, &host).await?;
    page(&app, context, cart.as_ref(), &Marks::default())
}

/// The cart, and above it why something was not done.
async fn refused(
    app: &App,
    host: &ShopHost,
    mut context: Context,
    (status, text): (StatusCode, &str),
    marks: &Marks,
) -> Result<Response, Problem> {
    let cart = of(app, &context, host).await?;
    let text = context.t().get(text).into();
    context.page.notices = vec![Notice { tone: Tone::Danger, text }];
    Ok((status, page(app, context, cart.as_ref(), marks)?).into_response())
}

/// The cart, with what there is not enough of marked: the checkout found it out.
pub async fn short(app: &App, host: &ShopHost, context: Context, short: Vec<VariantId>) -> Result<Response, Problem> {
    let marks = Marks { short, ..Marks::default() };
    refused(app, host, context, (StatusCode::CONFLICT, "done-blocked"), &marks).await
}

/// What was not possible with the cart, and what is said of it; a fault that is ours becomes a problem.
fn refusal(error: OrderError) -> Result<(StatusCode, &'static str), Problem> {
    Ok(match error {
        OrderError::Invalid { field: "quantity", .. } => (StatusCode::UNPROCESSABLE_ENTITY, "cart-not-quantity"),
        OrderError::CartFull => (StatusCode::CONFLICT, "failure-cart-full"),
        OrderError::OutOfStock(_) => (StatusCode::CONFLICT, "cart-not-in-stock"),
        OrderError::NotFound => (StatusCode::NOT_FOUND, "cart-not-sold"),
        error => return Err(error.into()),
    })
}

/// So many pieces; `None` for what is no whole number. The domain says how many are too many.
fn pieces(typed: &str) -> Option<u32> {
    typed.trim().parse().ok().filter(|pieces| *pieces > 0)
}

/// `POST /cart/lines`: `seller`, `product`, `variant`, and how many; one where the form does not ask.
pub async fn add(
    State(app): State<App>,
    host: ShopHost,
    owner: CartOwner,
    context: Context,
    values: FormValues,
) -> Result<Response, Problem> {
    let ids = (values.get("seller").parse(), values.get("product").parse(), values.get("variant").parse());
    let (Ok(seller), Ok(product), Ok(variant)) = ids else {
        let told = (StatusCode::UNPROCESSABLE_ENTITY, "cart-not-complete");
        return refused(&app, &host, context, told, &Marks::default()).await;
    };
    // On a shop's own host there is nothing of another shop.
    if only_seller(&app, &host).await?.is_some_and(|only| only != seller) {
        return Err(Problem::not_found());
    }
    let pieces = values.all("quantity").next().map_or(Some(1), pieces).unwrap_or(0);
    if owner.is_new() {
        let q = app.pools.public().read().await?;
        if let Err(error) = cart::can_add(&q, seller, product, variant, pieces).await {
            drop(q);
            return refused(&app, &host, context, refusal(error)?, &Marks::default()).await;
        }
    }
    let session = owner.open(&app).await?;
    let q = session.door.write().await?;
    if let Err(error) = cart::add(&q, seller, product, variant, pieces).await {
        drop(q);
        return refused(&app, &host, context, refusal(error)?, &Marks::default()).await;
    }
    q.commit().await?;
    let to = Redirect::to("/cart?done=added");
    Ok(match session.opened {
        Some((cookie, _)) => (cookie, to).into_response(),
        None => to.into_response(),
    })
}

/// `POST /cart/lines/{id}`: `quantity`, or `remove`.
pub async fn change(
    State(app): State<App>,
    host: ShopHost,
    context: Context,
    Path(id): Path<CartLineId>,
    values: FormValues,
) -> Result<Response, Problem> {
    let door = context.who.buyer_door(&app).ok_or_else(Problem::not_found)?;
    let remove = !values.get("remove").is_empty();
    let q = door.write().await?;
    let done = match pieces(values.get("quantity")) {
        _ if remove => cart::remove(&q, id).await,
        Some(pieces) => cart::set_quantity(&q, id, pieces).await,
        None => Err(OrderError::Invalid { field: "quantity", message: String::new() }),
    };
    match done {
        Ok(()) => q.commit().await?,
        // removed already in another window: the cart shows it
        Err(OrderError::NotFound) if remove => drop(q),
        Err(OrderError::NotFound) => return Err(Problem::not_found()),
        Err(error) => {
            drop(q);
            let typed = values.get("quantity").chars().take(20).collect();
            let marks = Marks { typed: Some((id, typed)), ..Marks::default() };
            return refused(&app, &host, context, refusal(error)?, &marks).await;
        }
    }
    Ok(Redirect::to("/cart").into_response())
}

/// The prices that were shown: `ID:MINOR` a line.
#[derive(Deserialize)]
pub struct Shown {
    #[serde(default)]
    line: Vec<String>,
}

/// `POST /cart/confirm-prices`: exactly the prices that were shown; what has changed again is shown again.
pub async fn confirm_prices(
    State(app): State<App>,
    context: Context,
    Form(shown): Form<Shown>,
) -> Result<Redirect, Problem> {
    let door = context.who.buyer_door(&app).ok_or_else(Problem::not_found)?;
    let q = door.write().await?;
    let cart = cart::read(&q, context.language).await?;
    let shown: Vec<(CartLineId, i64)> = shown
        .line
        .iter()
        .filter_map(|line| line.split_once(':'))
        .filter_map(|(id, minor)| Some((id.parse().ok()?, minor.parse().ok()?)))
        .collect();
    cart::confirm_prices(&q, &cart, &shown).await?;
    q.commit().await?;
    Ok(Redirect::to("/cart?done=prices"))
}
