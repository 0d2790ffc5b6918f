//! What every page needs of its request: language, theme, CSRF token, who asks, the cart's count.

use axum::{extract::FromRequestParts, http::request::Parts};
use types::Language;
use web_kit::{App, Cookies, CsrfToken, PreferredLanguage, Problem, Who};

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
}

impl Context {
    /// The interface texts.
    pub fn t(&self) -> Texts {
        self.page.t
    }
}

impl FromRequestParts<App> for Context {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let who = Who::from_request_parts(parts, app).await?;
        let mut page = bare(parts, app).await;
        page.csrf = CsrfToken::from_request_parts(parts, app).await?.value();
        page.signed_in = shown(&who);
        let query = parts.uri.query().unwrap_or_default().to_owned();
        page.notices = notice(page.t, &query).into_iter().collect();
        if let Some(door) = who.buyer_door(app) {
            let count = orders::cart::count(&door.read().await?).await?;
            page.cart_count = u32::try_from(count).unwrap_or(u32::MAX);
        }
        Ok(Self { language: page.t.language(), page, who, query })
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

fn shown(who: &Who) -> Option<Shown> {
    let session = who.session()?;
    let name = session.name.clone()?;
    let team = session.team.as_ref();
    let kind = if team.is_some() { WhoKind::Seller } else { WhoKind::Buyer };
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
        "ordered" => return Some(Notice { tone: Tone::Info, text: t.get("done-ordered").into() }),
        "nothing" => return Some(Notice { tone: Tone::Warning, text: t.get("done-nothing").into() }),
        "blocked" => return Some(Notice { tone: Tone::Warning, text: t.get("done-blocked").into() }),
        "unpaid" => return Some(Notice { tone: Tone::Warning, text: t.get("done-unpaid").into() }),
        _ => return None,
    };
    Some(Notice { tone: Tone::Success, text: text.into() })
}
