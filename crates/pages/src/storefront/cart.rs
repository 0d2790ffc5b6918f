//! The cart's page and its forms.

use std::collections::BTreeMap;

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use orders::{
    OrderError, SellerPart,
    cart::{self, Cart, Obstacle},
};
use serde::Deserialize;
use types::{CartLineId, Money, ProductId, SellerId, TaxRate, VariantId};
use web_kit::{App, BuyerSession, Form, Path, Problem, ShopHost};

use super::{cards, options::options_line};
use crate::{
    context::Context,
    i18n::Texts,
    links, render,
    view::storefront::{CartLine, CartPage, CartPurchase, CartSeller, FreeShipping, TaxLine, Totals},
};

/// The VAT of a purchase by rate; shipping is taxed at the standard rate of its shop.
pub fn taxes(parts: &[SellerPart]) -> Vec<TaxLine> {
    let mut sums: BTreeMap<TaxRate, Money> = BTreeMap::new();
    for part in parts {
        let standard = catalog::tax::rate(&part.shop.country, catalog::TaxClass::Standard);
        let shipping = (standard, part.shipping.tax_included(standard));
        for (rate, tax) in part.lines.iter().map(|l| (l.tax_rate, l.tax)).chain([shipping]) {
            let sum = sums.entry(rate).or_insert(Money::new(0, tax.currency));
            sum.minor += tax.minor;
        }
    }
    sums.into_iter().filter(|(_, amount)| amount.minor > 0).map(|(rate, amount)| TaxLine { rate, amount }).collect()
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
        Some(Obstacle::PriceChanged) | None => None,
    }
}

fn shown_line(app: &App, t: Texts, line: &cart::CartLine) -> CartLine {
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
        max_quantity: cart::MAX_QUANTITY,
        unit_price: draft.map_or(line.wanted.seen, |d| d.unit_price),
        total: draft.map_or(zero, |d| d.total),
        old_price: (line.obstacle == Some(Obstacle::PriceChanged)).then_some(line.wanted.seen),
        problem: problem(t, line.obstacle),
    }
}

/// The purchases of a cart with their lines; what is gone stands with the seller it was of.
fn purchases(app: &App, t: Texts, cart: &Cart) -> Vec<CartPurchase> {
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
                        .map(|l| shown_line(app, t, l))
                        .collect(),
                    shipping: part.shipping,
                    free_shipping: free_shipping(part),
                })
                .collect(),
            totals: Totals {
                goods: draft.items,
                shipping: draft.shipping,
                taxes: taxes(&draft.parts),
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
        let shown = shown_line(app, t, line);
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

/// `GET /cart`
pub async fn show(State(app): State<App>, host: ShopHost, context: Context) -> Result<Response, Problem> {
    let cart = of(&app, &context, &host).await?;
    let t = context.t();
    let purchases = cart.map(|cart| purchases(&app, t, &cart)).unwrap_or_default();
    let instead = context.page.categories.clone();
    render(&CartPage { page: context.page, purchases, instead })
}

/// What is put into the cart.
#[derive(Deserialize)]
pub struct Add {
    seller: SellerId,
    product: ProductId,
    variant: VariantId,
    #[serde(default)]
    quantity: Option<u32>,
}

/// `POST /cart/lines`
pub async fn add(
    State(app): State<App>,
    host: ShopHost,
    session: BuyerSession,
    Form(input): Form<Add>,
) -> Result<Response, Problem> {
    // On a shop's own host there is nothing of another shop.
    if only_seller(&app, &host).await?.is_some_and(|only| only != input.seller) {
        return Err(Problem::not_found());
    }
    let q = session.door.write().await?;
    cart::add(&q, input.seller, input.product, input.variant, input.quantity.unwrap_or(1)).await?;
    q.commit().await?;
    let to = Redirect::to("/cart?done=added");
    Ok(match session.opened {
        Some((cookie, _)) => (cookie, to).into_response(),
        None => to.into_response(),
    })
}

/// How many of a line.
#[derive(Deserialize)]
pub struct Change {
    #[serde(default)]
    quantity: Option<u32>,
    /// The button "remove" sends it.
    #[serde(default)]
    remove: String,
}

/// `POST /cart/lines/{id}`
pub async fn change(
    State(app): State<App>,
    context: Context,
    Path(id): Path<CartLineId>,
    Form(input): Form<Change>,
) -> Result<Redirect, Problem> {
    let door = context.who.buyer_door(&app).ok_or_else(Problem::not_found)?;
    let q = door.write().await?;
    let pieces = if input.remove.is_empty() { input.quantity.unwrap_or(1) } else { 0 };
    match cart::set_quantity(&q, id, pieces).await {
        // removed already in another window: the cart shows it
        Err(OrderError::NotFound) if pieces == 0 => {}
        done => done?,
    }
    q.commit().await?;
    Ok(Redirect::to("/cart"))
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
