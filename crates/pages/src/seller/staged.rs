//! Staged products: the list with its filters, and taking them into the catalogue.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use futures_util::{TryFutureExt, future::try_join_all, try_join};
use identity::permission::{EditCatalog, SeeCatalog};
use imports::{
    select::{self, MAX_SELECTED, Selected},
    staged::{self as domain, COUNT_LIMIT, Facet, Filter, Staged},
};
use serde::Deserialize;
use tokio_util::sync::CancellationToken;
use types::{Currency, Language, Money};
use web_kit::{App, FormValues, Member, Problem, Query};

use super::{
    desk::{Desk, count, cut, done_but, key, queued},
    typed::{self, NoAmount},
    words,
};
use crate::{
    context::Context,
    i18n::Texts,
    render,
    view::seller::{
        Availability, BulkAction, ConfirmPage, Outcome, StagedFilter, StagedPage, StagedRow, StagedState, StateCount,
        href as staged_href,
    },
};

/// Products on a page.
const PAGE: usize = 50;

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

    fn range(&self, currency: Currency) -> Result<(Option<i64>, Option<i64>), NoAmount> {
        let minor = |text: &str| typed::money(text, currency).map(|money| money.map(|m| m.minor));
        match (minor(&self.min)?, minor(&self.max)?) {
            (Some(low), Some(high)) if low > high => Err(NoAmount),
            range => Ok(range),
        }
    }

    /// What is looked for; a price range that is not understood counts for nothing.
    fn filter(&self, currency: Currency) -> Filter {
        let (price_min, price_max) = self.range(currency).unwrap_or_default();
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

/// One filter for each tab: any state, then each.
fn tab_filters(filter: &Filter) -> Vec<(Option<StagedState>, Filter)> {
    let states = StagedState::ALL.iter().copied().map(Some);
    let tabs = std::iter::once(None).chain(states);
    tabs.map(|state| (state, Filter { state: state.and_then(words::staged_filter), ..filter.clone() })).collect()
}

/// `GET /seller/staged`
pub async fn list(
    State(app): State<App>,
    member: Member<SeeCatalog>,
    context: Context,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let after: Option<String> = key(&asked.after)?;
    let q = member.door.read().await?;
    let desk = Desk::open(&q, context).await?;
    let currency = desk.shop.currency;
    let filter = asked.filter(currency);
    let tabs = tab_filters(&filter);
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let (found, counts, facets) = try_join!(
        domain::list(&q, &filter, after.as_deref(), limit).err_into::<Problem>(),
        try_join_all(tabs.iter().map(|(_, filter)| domain::count(&q, filter))).err_into(),
        domain::facets(&q).err_into(),
    )?;
    drop(q);
    let (found, next) = cut(found, PAGE, |row| row.external_id.clone());
    let tabs: Vec<_> =
        tabs.iter().zip(counts).map(|((state, _), n)| StateCount { state: *state, count: count(n) }).collect();
    let shown = asked.shown(desk.t(), currency);
    let all = tabs.first().map_or(0, |tab| tab.count);
    let total = tabs.iter().find(|tab| tab.state == shown.state).map_or(0, |tab| tab.count);
    let values = |facets: Vec<Facet>| facets.into_iter().map(|facet| facet.value).collect();
    let page = StagedPage {
        total,
        and_more: total >= COUNT_LIMIT.unsigned_abs(),
        nothing_yet: all == 0 && (StagedFilter { state: None, ..shown.clone() }).is_empty(),
        filter: shown,
        tabs,
        languages: desk.feeds.iter().map(|f| f.feed.language).collect(),
        categories: values(facets.categories),
        brands: values(facets.brands),
        currency,
        rows: found.iter().map(|staged| row(&app, staged)).collect(),
        next,
        paged: after.is_some(),
        page: desk.page,
        shell: desk.shell,
    };
    render(&page)
}

fn outcome(action: BulkAction) -> Outcome {
    if action == BulkAction::SelectPublish { Outcome::SelectedPublished } else { Outcome::Selected }
}

fn answer(app: &App, path: &str, action: BulkAction, selected: &Selected) -> Response {
    app.search.nudge();
    done_but(path, outcome(action), selected.selected, selected.refused.len() as u64).into_response()
}

/// `POST /seller/staged/select`: the ticked ones, or after a question all that match.
pub async fn select(
    State(app): State<App>,
    member: Member<EditCatalog>,
    context: Context,
    values: FormValues,
) -> Result<Response, Problem> {
    let publish = values.get("do") == "select_publish";
    let action = if publish { BulkAction::SelectPublish } else { BulkAction::Select };
    let asked = Asked::of_form(&values);
    if values.get("scope") == "all" {
        return select_all(&app, &member, context, action, &asked, values.get("confirmed") == "yes").await;
    }
    let ids: Vec<String> = values.all("id").filter(|id| !id.is_empty()).map(str::to_owned).collect();
    let q = member.door.write().await?;
    let shop = identity::shop::shop(&q).await?;
    let list = asked.shown(context.t(), shop.currency).href();
    let Some(first) = ids.first() else {
        return Ok(super::desk::done(&list, Outcome::NothingChosen, 0).into_response());
    };
    let selected = select::select(&q, &ids, publish).await?;
    if selected.selected == 0 {
        return Err(Problem::not_found());
    }
    q.commit().await?;
    let back = if values.get("back") == "product" { staged_href(first) } else { list };
    Ok(answer(&app, &back, action, &selected))
}

async fn select_all(
    app: &App,
    member: &Member<EditCatalog>,
    context: Context,
    action: BulkAction,
    asked: &Asked,
    confirmed: bool,
) -> Result<Response, Problem> {
    let q = member.door.read().await?;
    let desk = Desk::open(&q, context).await?;
    let filter = asked.filter(desk.shop.currency);
    let shown = asked.shown(desk.t(), desk.shop.currency);
    let many = count(domain::count(&q, &filter).await?);
    drop(q);
    let publish = action == BulkAction::SelectPublish;
    if !confirmed {
        return render(&ConfirmPage::staged(desk.page, desk.shell, action, &shown, many));
    }
    if many > MAX_SELECTED as u64 {
        let q = member.door.write().await?;
        select::select_later(&q, filter, publish).await?;
        q.commit().await?;
        return Ok(queued(&shown.href(), many).into_response());
    }
    let stop = CancellationToken::new();
    let selected = select::select_matching(&member.door, &filter, publish, &stop, |_| {}).await?;
    Ok(answer(app, &shown.href(), action, &selected))
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
        assert_eq!(asked.filter(Currency::Eur), Filter::default());
        assert!(asked.shown(t, Currency::Eur).price_error.is_some());
        let asked = Asked { min: "20".into(), max: "10,50".into(), ..Asked::default() };
        assert!(asked.shown(t, Currency::Eur).price_error.is_some());
        let asked = Asked { min: "5".into(), max: "10,50".into(), state: "new".into(), ..Asked::default() };
        let filter = asked.filter(Currency::Eur);
        assert_eq!((filter.price_min, filter.price_max), (Some(500), Some(1_050)));
        assert_eq!(filter.state, Some(imports::staged::State::New));
    }

    #[test]
    fn every_tab_keeps_the_other_filters() {
        let filter =
            Filter { brand: Some("Acme".into()), state: Some(imports::staged::State::New), ..Filter::default() };
        let tabs = tab_filters(&filter);
        assert_eq!(tabs.len(), 6);
        assert!(tabs[0].1.state.is_none() && tabs.iter().all(|(_, f)| f.brand.as_deref() == Some("Acme")));
    }
}
