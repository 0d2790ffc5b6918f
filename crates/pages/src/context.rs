//! What every page needs of its request: language, theme, CSRF token, who asks, the cart's count.

use axum::{extract::FromRequestParts, http::request::Parts, response::Redirect};
use catalog::shelf::{self, Storefront};
use jiff::tz::TimeZone;
use tenancy::Pools;
use types::Language;
use web_kit::{App, Cookies, CsrfToken, PreferredLanguage, Problem, ShopHost, Who};

use crate::{
    i18n::Texts,
    links, paths,
    view::{Link, Notice, Page, Theme, Tone, Who as Shown, WhoKind},
};

/// The cookie that remembers the theme; it is no secret.
pub const THEME_COOKIE: &str = "theme";
/// Categories in the header.
const HEADER_CATEGORIES: usize = 6;

/// The request as pages see it.
pub struct Context {
    /// The layout's context.
    pub page: Page,
    /// Who asks.
    pub who: Who,
    /// The language of the answer.
    pub language: Language,
    /// The address's query, with what it says only once.
    pub query: String,
    /// The shop whose own host this is; none on the marketplace's.
    pub shop: Option<Storefront>,
    /// The doors to the database, for what a frame shows beside its page.
    pub pools: Pools,
}

impl Context {
    /// Where a page of another shop, or of all, is to be found: on a shop's own host, the marketplace's.
    pub fn elsewhere(&self, app: &App, slug: Option<&str>, path: &str) -> Option<Redirect> {
        let own = self.shop.as_ref()?;
        if slug == Some(own.slug.as_str()) {
            return None;
        }
        app.site.public_url.join(path).ok().map(|address| Redirect::to(address.as_str()))
    }

    /// The interface texts.
    pub fn t(&self) -> Texts {
        self.page.t
    }
}

impl FromRequestParts<App> for Context {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let shop = own_shop(parts, app).await?;
        let who = Who::from_request_parts(parts, app).await?;
        let mut page = bare(parts, app).await;
        page.csrf = CsrfToken::from_request_parts(parts, app).await?.value();
        page.signed_in = shown(&who);
        let query = parts.uri.query().unwrap_or_default().to_owned();
        page.zone = TimeZone::UTC;
        page.notices = notice(page.t, &query).into_iter().collect();
        if let Some(shop) = &shop {
            page.categories = categories_of(app, shop);
            page.marketplace_name.clone_from(&shop.name);
            page.own_shop = Some(shop.name.clone());
        }
        if let Some(door) = who.buyer_door(app) {
            let q = door.read().await?;
            let count = match &shop {
                Some(shop) => orders::cart::count_of(&q, shop.seller).await?,
                None => orders::cart::count(&q).await?,
            };
            page.cart_count = u32::try_from(count).unwrap_or(u32::MAX);
        }
        Ok(Self { language: page.t.language(), page, who, query, shop, pools: app.pools.clone() })
    }
}

/// The layout as far as the request alone tells it: the database is not asked.
pub async fn bare(parts: &mut Parts, app: &App) -> Page {
    let Ok(language) = PreferredLanguage::from_request_parts(parts, app).await;
    let mut page = Page::new(language.language, &app.site.name, paths::page_of(&parts.method, &parts.uri));
    if let Ok(cookies) = Cookies::from_request_parts(parts, app).await {
        page.theme = cookies.get(THEME_COOKIE).map(Theme::of_code).unwrap_or_default();
    }
    if let Ok(csrf) = CsrfToken::from_request_parts(parts, app).await {
        page.csrf = csrf.value();
    }
    page.categories = categories(app);
    page
}

/// The shop whose host was asked. A host that no shop has is not found.
async fn own_shop(parts: &mut Parts, app: &App) -> Result<Option<Storefront>, Problem> {
    let ShopHost(Some(slug)) = ShopHost::from_request_parts(parts, app).await? else { return Ok(None) };
    let shop = shelf::storefront(&app.pools.public().read().await?, slug.as_str()).await?;
    Ok(Some(shop.ok_or_else(Problem::not_found)?))
}

fn shown(who: &Who) -> Option<Shown> {
    let session = who.session()?;
    let name = session.name.clone()?;
    let team = session.team.as_ref();
    let kind = if session.teams > 0 { WhoKind::Seller } else { WhoKind::Buyer };
    Some(Shown { name, kind, seller_name: team.map(|t| t.name.clone()) })
}

/// The topmost categories of the whole shelf, most products first.
fn categories(app: &App) -> Vec<Link> {
    app.search
        .top()
        .iter()
        .take(HEADER_CATEGORIES)
        .map(|top| Link::new(&top.path, links::category(&top.path)))
        .collect()
}

/// The same of one shop, within it.
fn categories_of(app: &App, shop: &Storefront) -> Vec<Link> {
    let path = links::shop(shop.slug.as_str());
    let top = app.search.top_of(shop.seller, HEADER_CATEGORIES).into_iter();
    top.map(|(category, _)| {
        let href = links::with_query(&path, [("category", category.as_str())]);
        Link::new(category, href)
    })
    .collect()
}

/// What a redirect has to say: `?done=WORD`, a word of this list; anything else says nothing.
fn notice(t: Texts, query: &str) -> Option<Notice> {
    let word = query.split('&').find_map(|pair| pair.strip_prefix("done="))?;
    let text = match word {
        "added" => t.get("done-added"),
        "prices" => t.get("done-prices"),
        "signed-out" => t.get("done-signed-out"),
        "welcome" => t.get("done-welcome"),
        "saved" => t.get("done-saved"),
        "undone" => t.get("done-undone"),
        "published" => t.get("done-published"),
        "unpublished" => t.get("done-unpublished"),
        "selected" => t.get("done-selected"),
        "queued" => t.get("done-queued"),
        "cancelled" => t.get("done-cancelled"),
        "deleted" => t.get("done-deleted"),
        "moved" => t.get("done-moved"),
        "entered" => t.get("done-entered"),
        "revoked" => t.get("done-revoked"),
        "password" => t.get("done-password"),
        "ordered" => return Some(Notice { tone: Tone::Info, text: t.get("done-ordered").into() }),
        "nothing" => return Some(Notice { tone: Tone::Warning, text: t.get("done-nothing").into() }),
        "blocked" => return Some(Notice { tone: Tone::Warning, text: t.get("done-blocked").into() }),
        "unpaid" => return Some(Notice { tone: Tone::Warning, text: t.get("done-unpaid").into() }),
        _ => return None,
    };
    Some(Notice { tone: Tone::Success, text: text.into() })
}
