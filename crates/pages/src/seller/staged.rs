//! Staged products: the list with its filters, and taking them into the catalogue.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use futures_util::{TryFutureExt, try_join};
use identity::permission::{CreateProducts, EditProducts, Needs, ViewImports};
use imports::{
    StagedAction, actions,
    select::{self, MAX_SELECTED, Selected},
    staged::{self as domain, COUNT_LIMIT, Facet, Filter, Staged},
};
use serde::Deserialize;
use tokio_util::sync::CancellationToken;
use types::{Currency, Language, Money};
use web_kit::{App, FormValues, Member, Problem, Query};

use super::{
    desk::{Desk, at, count, cut, done, done_but, key, refused},
    staged_action::of_bulk,
    typed::{self, NoAmount},
    words,
};
use crate::{
    context::Context,
    i18n::Texts,
    render,
    view::{
        Notice, Tone,
        seller::{
            Availability, BulkAction, ConfirmPage, Outcome, StagedFilter, StagedPage, StagedRow, StagedState,
            StateCount,
        },
    },
};

/// Products on a page.
const PAGE: usize = 50;

/// The lowest and the highest price, in minor units.
type Range = (Option<i64>, Option<i64>);

/// The list as its address holds it, or the bulk form's hidden fields.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    state: String,
    language: String,
    category: String,
    brand: String,
    availability: String,
    min: String,
    max: String,
    after: String,
}

impl Asked {
    fn of_form(values: &FormValues) -> Self {
        let get = |name: &str| values.get(name).to_owned();
        Self {
            q: get("q"),
            state: get("state"),
            language: get("language"),
            category: get("category"),
            brand: get("brand"),
            availability: get("availability"),
            min: get("min"),
            max: get("max"),
            after: String::new(),
        }
    }

    /// What the page shows as filter.
    fn shown(&self, t: Texts, currency: Currency) -> StagedFilter {
        StagedFilter {
            q: self.q.clone(),
            state: StagedState::from_code(&self.state),
            language: self.language.parse().ok(),
            category: self.category.clone(),
            brand: self.brand.clone(),
            availability: Availability::from_code(&self.availability),
            min: self.min.clone(),
            max: self.max.clone(),
            price_error: self.range(currency).is_err().then(|| t.get("price-range-error").into()),
        }
    }

    fn range(&self, currency: Currency) -> Result<Range, NoAmount> {
        let minor = |text: &str| typed::money(text, currency).map(|money| money.map(|m| m.minor));
        match (minor(&self.min)?, minor(&self.max)?) {
            (Some(low), Some(high)) if low > high => Err(NoAmount),
            range => Ok(range),
        }
    }

    /// What is looked for, with this price range.
    fn filter(&self, (price_min, price_max): Range) -> Filter {
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Filter {
            text: text(&self.q),
            state: StagedState::from_code(&self.state).and_then(words::staged_filter),
            language: self.language.parse().ok(),
            category: text(&self.category),
            brand: text(&self.brand),
            availability: imports_availability(&self.availability),
            price_min,
            price_max,
        }
    }
}

fn imports_availability(code: &str) -> Option<imports::feed::Availability> {
    use imports::feed::Availability::{InStock, OutOfStock, Preorder};
    [InStock, OutOfStock, Preorder].into_iter().find(|known| known.name() == code)
}

/// A staged product in the list.
pub fn row(app: &App, found: &Staged) -> StagedRow {
    let money = |minor| Money::new(minor, found.currency);
    StagedRow {
        id: found.external_id.clone(),
        title: found.title.clone(),
        image: found.image.as_deref().and_then(|link| app.pictures.address(link)),
        brand: found.brand.clone(),
        category: found.category.clone(),
        price: money(found.sale_price.unwrap_or(found.price)),
        compare_at: found.sale_price.map(|_| money(found.price)),
        availability: words::availability(found.availability),
        languages: found.languages.clone(),
        state: words::staged_state(found.present, !found.conflicts.is_empty(), found.product_id, found.published),
    }
}

async fn page(app: &App, member: &Member<impl Needs>, context: Context, asked: &Asked) -> Result<StagedPage, Problem> {
    let after: Option<String> = key(&asked.after)?;
    let q = member.door.read().await?;
    let desk = Desk::open(&q, context).await?;
    let currency = desk.shop.currency;
    // Without a range that is not understood: the page says so.
    let filter = asked.filter(asked.range(currency).unwrap_or_default());
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let (found, counts, facets) = try_join!(
        domain::list(&q, &filter, after.as_deref(), limit, Some(desk.language)).err_into::<Problem>(),
        domain::counts(&q, &filter).err_into(),
        domain::facets(&q).err_into(),
    )?;
    drop(q);
    let (found, next) = cut(found, PAGE, |row| row.external_id.clone());
    let states = std::iter::once(None).chain(StagedState::ALL.iter().copied().map(Some));
    let of = |state: Option<StagedState>| count(counts.of(state.and_then(words::staged_filter)));
    let shown = asked.shown(desk.t(), currency);
    let values = |facets: Vec<Facet>| facets.into_iter().map(|facet| facet.value).collect();
    Ok(StagedPage {
        total: of(shown.state),
        and_more: counts.total >= COUNT_LIMIT,
        nothing_yet: counts.total == 0 && (StagedFilter { state: None, ..shown.clone() }).is_empty(),
        tabs: states.map(|state| StateCount { state, count: of(state) }).collect(),
        filter: shown,
        languages: desk.feeds.iter().map(|f| f.feed.language).collect(),
        categories: values(facets.categories),
        brands: values(facets.brands),
        currency,
        rows: found.iter().map(|staged| row(app, staged)).collect(),
        next,
        paged: after.is_some(),
        page: desk.page,
        shell: desk.shell,
    })
}

/// `GET /seller/{seller}/staged`
pub async fn list(
    State(app): State<App>,
    member: Member<ViewImports>,
    context: Context,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    render(&page(&app, &member, context, &asked).await?)
}

fn outcome(action: BulkAction) -> Outcome {
    if action == BulkAction::SelectPublish { Outcome::SelectedPublished } else { Outcome::Selected }
}

fn answer(app: &App, path: &str, action: BulkAction, selected: &Selected) -> Response {
    app.search.nudge();
    done_but(path, outcome(action), selected.selected, selected.refused.len() as u64).into_response()
}

fn unpublished(app: &App, path: &str, count: u64) -> Response {
    app.search.nudge();
    done(path, Outcome::Unpublished, count).into_response()
}

/// `POST /seller/{seller}/staged/select`: the ticked ones, or after a question all that match.
pub async fn select(
    State(app): State<App>,
    member: Member<(CreateProducts, EditProducts)>,
    context: Context,
    values: FormValues,
) -> Result<Response, Problem> {
    let asked = Asked::of_form(&values);
    let action = BulkAction::from_code(values.get("do"));
    let Some((action, wanted)) = action.and_then(|action| Some((action, of_bulk(action)?))) else {
        let text = context.t().get("handlers-action").into();
        let mut page = page(&app, &member, context, &asked).await?;
        page.page.notices.push(Notice { tone: Tone::Danger, text });
        return refused(&page);
    };
    if values.get("scope") == "all" {
        return select_all(&app, &member, context, (action, wanted), &asked, values.get("confirmed") == "yes").await;
    }
    let ids: Vec<String> = values.all("id").filter(|id| !id.is_empty()).map(str::to_owned).collect();
    let q = member.door.write().await?;
    let shop = identity::shop::shop(&q).await?;
    let list = asked.shown(context.t(), shop.currency).href(&at(&member));
    let Some(first) = ids.first() else {
        return Ok(done(&list, Outcome::NothingChosen, 0).into_response());
    };
    let back = if values.get("back") == "product" { at(&member).staged(first) } else { list.clone() };
    if wanted == StagedAction::Unpublish {
        let off = select::unpublish(&q, &ids).await?;
        q.commit().await?;
        return Ok(unpublished(&app, &back, off));
    }
    let selected = select::select(&q, &ids, wanted == StagedAction::SelectPublish).await?;
    if selected.selected == 0 {
        return Ok(done(&list, Outcome::NothingInFeed, 0).into_response());
    }
    q.commit().await?;
    Ok(answer(&app, &back, action, &selected))
}

async fn select_all(
    app: &App,
    member: &Member<(CreateProducts, EditProducts)>,
    context: Context,
    (action, wanted): (BulkAction, StagedAction),
    asked: &Asked,
    confirmed: bool,
) -> Result<Response, Problem> {
    let q = member.door.read().await?;
    let shop = identity::shop::shop(&q).await?;
    let Ok(range) = asked.range(shop.currency) else {
        drop(q);
        // All but for the price is not what was meant.
        return refused(&page(app, member, context, asked).await?);
    };
    let filter = asked.filter(range);
    let shown = asked.shown(context.t(), shop.currency);
    let many = count(domain::count(&q, &filter).await?);
    if !confirmed {
        let desk = Desk::open(&q, context).await?;
        return render(&ConfirmPage::staged(desk.page, desk.shell, action, &shown, many));
    }
    drop(q);
    if many > MAX_SELECTED as u64 {
        let q = member.door.write().await?;
        let id = actions::later(&q, &filter, wanted).await?;
        q.commit().await?;
        return Ok(Redirect::to(&at(member).action(id)).into_response());
    }
    if wanted == StagedAction::Unpublish {
        let off = select::unpublish_matching(&member.door, &filter).await?;
        return Ok(unpublished(app, &shown.href(&at(member)), off));
    }
    let (publish, stop) = (wanted == StagedAction::SelectPublish, CancellationToken::new());
    let selected = select::select_matching(&member.door, &filter, publish, &stop, |_| {}).await?;
    Ok(answer(app, &shown.href(&at(member)), action, &selected))
}

/// The languages of the interface, the seller's own first.
pub fn languages(own: Language) -> Vec<Language> {
    let others = Language::ALL.into_iter().filter(|language| *language != own);
    std::iter::once(own).chain(others).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_understood_narrows_nothing() {
        let asked = Asked {
            state: "lost".into(),
            language: "tlh".into(),
            min: "x".into(),
            max: "5".into(),
            ..Asked::default()
        };
        let t = Texts::of(Language::En);
        assert_eq!(asked.filter(Range::default()), Filter::default());
        assert!(asked.range(Currency::Eur).is_err() && asked.shown(t, Currency::Eur).price_error.is_some());
        let asked = Asked { min: "20".into(), max: "10,50".into(), ..Asked::default() };
        assert!(asked.shown(t, Currency::Eur).price_error.is_some());
        let asked = Asked { min: "5".into(), max: "10,50".into(), state: "new".into(), ..Asked::default() };
        let filter = asked.filter(asked.range(Currency::Eur).unwrap_or_default());
        assert_eq!((filter.price_min, filter.price_max), (Some(500), Some(1_050)));
        assert_eq!(filter.state, Some(imports::staged::State::New));
    }
}
