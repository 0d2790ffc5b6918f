//! What every page of the seller's side begins with, and the ways in which its handlers answer.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use futures_util::{TryFutureExt, try_join};
use identity::{
    Session, Team,
    permission::{Needs, Permission, Permission as P},
    shop::Shop,
};
use imports::{RunState, feeds::FeedStatus};
use jiff::tz::TimeZone;
use serde::{Deserialize, de::DeserializeOwned};
use tenancy::{Mode, Scope, class::Seller};
use types::Language;
use web_kit::{Cursor, Member, Problem};

use crate::{
    context::Context,
    i18n::Texts,
    links, render,
    view::{
        Link, Notice, Page, Template, Tone,
        seller::{DeskPath, Outcome, Shell, Trouble, TroublePage},
    },
};

/// The frame of a page, with the shop that it is about.
pub struct Desk {
    /// The layout's context, in the shop's time zone.
    pub page: Page,
    /// Navigation and top bar.
    pub shell: Shell,
    /// The shop.
    pub shop: Shop,
    /// Its feeds, each with its latest run.
    pub feeds: Vec<FeedStatus>,
    /// The reader's language.
    pub language: Language,
}

impl Desk {
    /// The frame of the seller in scope. Joined with what the page itself asks for, it shares the round trip.
    pub async fn open<M: Mode>(q: &Scope<Seller, M>, context: Context) -> Result<Self, Problem> {
        // On the heap: every handler would carry it along otherwise.
        Box::pin(Self::gather(q, context)).await
    }

    async fn gather<M: Mode>(q: &Scope<Seller, M>, context: Context) -> Result<Self, Problem> {
        let session = context.who.session().ok_or_else(Problem::unauthorized)?;
        let team = session.team.clone().ok_or_else(Problem::not_found)?;
        let may = |permission| team.permissions.has(permission);
        let imports = may(P::ViewImports) || may(P::ConfigureImports) || may(P::TriggerImports);
        let (shop, feeds, to_confirm, others) = try_join!(
            identity::shop::shop(q).err_into::<Problem>(),
            only(imports, imports::feeds::list(q).err_into()),
            only(may(P::ViewOrders), orders::overview::to_confirm(q).err_into()),
            others(&context, session, &team),
        )?;
        let (feeds, to_confirm) = (feeds.unwrap_or_default(), to_confirm.unwrap_or_default());
        let held = feeds.iter().filter(|f| f.last_run.as_ref().is_some_and(|run| run.state == RunState::Held)).count();
        let mut page = context.page;
        page.zone = TimeZone::get(&shop.time_zone).unwrap_or(TimeZone::UTC);
        let said = said(page.t, &context.query);
        if !said.is_empty() {
            page.notices = said;
        }
        let shell = Shell {
            desk: DeskPath::new(shop.slug.as_str()),
            permissions: team.permissions,
            role: team.role,
            role_name: team.role_name,
            others,
            shop_name: shop.name.clone(),
            shop_url: links::shop(shop.slug.as_str()),
            open: shop.state == "open",
            email: session.name.clone().unwrap_or_default(),
            to_confirm: count(to_confirm),
            held: held as u64,
        };
        Ok(Self { page, shell, shop, feeds, language: context.language })
    }

    /// The interface texts.
    pub fn t(&self) -> Texts {
        self.page.t
    }

    /// 409: what was to be changed has changed meanwhile. `back` shows how it is now.
    pub fn conflict(self, back: impl Into<String>) -> Result<Response, Problem> {
        let (trouble, back) = (Trouble::Conflict, Some(back.into()));
        let page = TroublePage { page: self.page, shell: self.shell, trouble, back, missing: None, request_id: None };
        Ok((StatusCode::CONFLICT, render(&page)?).into_response())
    }

    /// 403, as a page: the role does not include this permission.
    pub fn forbidden(self, missing: Permission) -> TroublePage {
        let (trouble, missing) = (Trouble::Forbidden, Some(missing));
        TroublePage { page: self.page, shell: self.shell, trouble, back: None, missing, request_id: None }
    }
}

/// Where the pages of the member's team are.
pub fn at<P: Needs>(member: &Member<P>) -> DeskPath {
    DeskPath::new(&member.team.slug)
}

/// What the reader may see, and nothing asked of the database where he may not.
pub async fn only<T>(may: bool, asked: impl Future<Output = Result<T, Problem>>) -> Result<Option<T>, Problem> {
    if may { asked.await.map(Some) } else { Ok(None) }
}

/// The other shops that the reader works for. Asked only of who has several; it runs beside the rest.
async fn others(context: &Context, session: &Session, here: &Team) -> Result<Vec<Link>, Problem> {
    let Some(user) = session.user.filter(|_| session.teams > 1) else { return Ok(Vec::new()) };
    let teams = identity::teams(&context.pools, user).await?;
    let others = teams.into_iter().filter(|team| team.seller != here.seller);
    Ok(others.map(|team| Link::new(team.name, DeskPath::new(&team.slug).to_string())).collect())
}

/// The page again, with messages beside the fields: 422.
pub fn refused(page: &impl Template) -> Result<Response, Problem> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, render(page)?).into_response())
}

/// Sends the browser on, to a page that says what was done.
pub fn done(path: &str, outcome: Outcome, count: u64) -> Redirect {
    let count = count.to_string();
    let sign = if path.contains('?') { '&' } else { '?' };
    Redirect::to(&format!("{path}{sign}done={}&n={count}", outcome.code()))
}

/// The same with how many could not be published.
pub fn done_but(path: &str, outcome: Outcome, count: u64, refused: u64) -> Redirect {
    let sign = if path.contains('?') { '&' } else { '?' };
    Redirect::to(&format!("{path}{sign}done={}&n={count}&refused={refused}", outcome.code()))
}

/// What a redirect has to say. The address holds words of a list and counts, never texts.
fn said(t: Texts, query: &str) -> Vec<Notice> {
    let value = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let number = |name: &str| value(name).and_then(|text| text.parse::<u64>().ok()).unwrap_or_default();
    let mut notices = Vec::new();
    match value("done") {
        Some("queued") => {
            notices.push(Notice { tone: Tone::Info, text: t.count("handlers-queued", number("n")).into() });
        }
        Some(code) => notices.extend(Outcome::from_code(code).map(|outcome| outcome.notice(t, number("n")))),
        None => {}
    }
    let refused = number("refused");
    if refused > 0 {
        notices.push(Notice { tone: Tone::Warning, text: t.count("handlers-refused", refused).into() });
    }
    notices
}

/// Where a list goes on: `?after=`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct After {
    /// The cursor, or nothing on the first page.
    pub after: String,
}

impl After {
    /// The key behind which the page begins.
    pub fn key<K: DeserializeOwned>(&self) -> Result<Option<K>, Problem> {
        key(&self.after)
    }
}

/// The key in the text of a cursor; `None` where there is none.
pub fn key<K: DeserializeOwned>(cursor: &str) -> Result<Option<K>, Problem> {
    if cursor.is_empty() { Ok(None) } else { cursor.parse::<Cursor>()?.key().map(Some) }
}

/// A page of rows of which one more than `limit` was asked for, and the cursor of the next.
pub fn cut<T, K: serde::Serialize>(mut rows: Vec<T>, limit: usize, key: impl Fn(&T) -> K) -> (Vec<T>, Option<String>) {
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|last| Cursor::of(&key(last)).to_string());
    (rows, next)
}

/// A count of the database; it is never negative.
pub fn count(count: i64) -> u64 {
    u64::try_from(count).unwrap_or_default()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_words_of_the_list_and_nothing_else() {
        let t = Texts::of(Language::En);
        let texts = |query: &str| said(t, query).into_iter().map(|n| n.text).collect::<Vec<_>>();
        assert_eq!(texts("done=settings&n=0").len(), 1);
        assert_eq!(texts("done=published&n=3&refused=2").len(), 2);
        assert!(texts("done=queued&n=12000")[0].contains("12,000"));
        assert!(texts("done=<script>&n=x&refused=-1").is_empty() && texts("").is_empty());
    }

    #[test]
    fn a_page_is_cut_and_names_the_next() {
        let (rows, next) = cut(vec![1, 2, 3], 2, |n| *n);
        assert_eq!((rows, key::<i32>(&next.unwrap()).unwrap()), (vec![1, 2], Some(2)));
        assert_eq!(cut(vec![1, 2], 2, |n| *n).1, None);
        assert!(key::<i32>("").unwrap().is_none() && key::<i32>("x").is_err());
    }
}
