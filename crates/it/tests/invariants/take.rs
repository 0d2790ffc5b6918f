//! Taking a step, by the same functions as pages and API. A step that is refused is no step; a database that fails is a
//! failure.

use catalog::{
    overrides::{self, Edit, Field},
    stock::{self, Stock},
};
use imports::{
    Decision, ImportError, RunState, Trigger, Vanish,
    engine::execute,
    feeds::{self, FeedChange, NewFeed, Source},
    fetch::FetchPolicy,
    new_key,
    runs::{self, Start},
    select,
};
use it::Site;
use money::Invoice;
use orders::{
    Contact, OrderError, OrderState, cart,
    checkout::{self, Agreed, Placement},
    order::{self, Step as Move},
};
use tenancy::DbError;
use tokio_util::sync::CancellationToken;
use types::{Currency, Language, Money, OrderId, ProductId, VariantId};

use crate::step::{Row, Step};

/// What succeeded.
#[derive(Debug, Default, Clone)]
pub struct Done {
    pub imports: u32,
    pub held: u32,
    pub published: u64,
    pub overrides: u32,
    pub purchases: u32,
    pub repeated: u32,
    pub moves: u32,
    pub cancelled: u32,
    pub refused: u32,
    last_key: [Option<String>; 2],
}

impl Done {
    pub fn add(&mut self, other: &Self) {
        self.imports += other.imports;
        self.held += other.held;
        self.published += other.published;
        self.overrides += other.overrides;
        self.purchases += other.purchases;
        self.repeated += other.repeated;
        self.moves += other.moves;
        self.cancelled += other.cancelled;
        self.refused += other.refused;
    }
}

/// Why a step was not taken.
type Refused = Box<dyn std::error::Error + Send + Sync>;

/// What the database said, however it is wrapped.
fn database(refused: &Refused) -> Option<&DbError> {
    use catalog::CatalogError as C;
    if let Some(OrderError::Db(db) | OrderError::Catalog(C::Db(db))) = refused.downcast_ref() {
        return Some(db);
    }
    if let Some(ImportError::Db(db) | ImportError::Catalog(C::Db(db))) = refused.downcast_ref() {
        return Some(db);
    }
    if let Some(C::Db(db)) = refused.downcast_ref() {
        return Some(db);
    }
    refused.downcast_ref()
}

pub async fn take(site: &Site, step: &Step, done: &mut Done) {
    if let Err(refused) = Box::pin(try_take(site, step, done)).await {
        // two transactions that met are a refusal; all else that the database says is a fault
        let fault = database(&refused).is_some_and(|db| !matches!(db, DbError::Contention(_)));
        assert!(!fault, "{step:?}: {refused:?}");
        done.refused += 1;
    }
}

async fn try_take(site: &Site, step: &Step, done: &mut Done) -> Result<(), Refused> {
    match step {
        Step::Import { seller, language, rows, keep_vanished } => {
            let (state, held) = import(site, *seller, *language, rows, *keep_vanished).await?;
            // a run that no worker holds is ended by the next one that somebody starts
            assert!(matches!(state, RunState::Done | RunState::Cancelled), "{state:?}: {step:?}");
            done.imports += u32::from(state == RunState::Done);
            done.held += u32::from(held);
        }
        Step::Select { seller, row, publish } => {
            let q = site.world.seller(*seller).write().await?;
            let selected = select::select(&q, &[row.to_string()], *publish).await?;
            q.commit().await?;
            done.published += selected.published;
        }
        Step::Unpublish { seller, row } => {
            let q = site.world.seller(*seller).write().await?;
            select::unpublish(&q, &[row.to_string()]).await?;
            q.commit().await?;
        }
        Step::Cart { .. } | Step::Confirm { .. } | Step::Clear { .. } => shop(site, step).await?,
        Step::Checkout { buyer, looked } => {
            if *looked {
                shop(site, &Step::Confirm { buyer: *buyer }).await?;
            }
            let key = OrderId::new().to_string();
            place(site, *buyer, &key).await?;
            done.last_key[*buyer] = Some(key);
            done.purchases += 1;
        }
        Step::Repeat { buyer } => {
            let Some(key) = done.last_key[*buyer].clone() else { return Ok(()) };
            place(site, *buyer, &key).await?;
            done.repeated += 1;
        }
        Step::Move { seller, which, to } => move_order(site, *seller, *which, *to, done).await?,
        _ => own(site, step, done).await?,
    }
    Ok(())
}

/// A seller's own values: texts, prices, stock.
async fn own(site: &Site, step: &Step, done: &mut Done) -> Result<(), Refused> {
    let (Step::Title { seller, row, .. }
    | Step::Price { seller, row, .. }
    | Step::Category { seller, row, .. }
    | Step::Undo { seller, row, .. }
    | Step::Stock { seller, row, .. }) = step
    else {
        unreachable!()
    };
    let Some((variant, product)) = named(site, *seller, *row).await else { return Ok(()) };
    let q = site.world.seller(*seller).write().await?;
    let edit = match step {
        Step::Title { language, text, .. } => Edit::Title(*language, (*text).to_owned()),
        Step::Price { minor, .. } => Edit::Price(variant, Money::new(*minor, Currency::Eur)),
        Step::Category { path, .. } => Edit::Category((*path).to_owned()),
        Step::Undo { which, .. } => {
            let fields = [Field::Title(Language::De), Field::Category, Field::Price(variant)];
            overrides::undo(&q, product, fields[usize::from(*which)]).await?;
            return Ok(q.commit().await?);
        }
        Step::Stock { on_hand, .. } => {
            let stock = on_hand.map_or(Stock::Untracked { in_stock: true }, |on_hand| Stock::Tracked { on_hand });
            stock::set(&q, &[(variant, stock)]).await?;
            return Ok(q.commit().await?);
        }
        _ => unreachable!(),
    };
    overrides::set(&q, product, edit).await?;
    q.commit().await?;
    done.overrides += 1;
    Ok(())
}

async fn import(
    site: &Site,
    which: usize,
    language: Language,
    rows: &[Row],
    keep: bool,
) -> Result<(RunState, bool), Refused> {
    let seller = site.world.sellers[which].seller;
    let key = new_key(seller);
    let lines = rows.iter().map(|r| {
        let stock = if r.in_stock { "in stock" } else { "out of stock" };
        let quantity = r.quantity.map(|n| n.to_string()).unwrap_or_default();
        format!("{}\t{}\t{}.{:02} EUR\t{stock}\tg{}\t{quantity}", r.id, r.title, r.price / 100, r.price % 100, r.group)
    });
    let header = "id\ttitle\tprice\tavailability\titem_group_id\tquantity".to_owned();
    let file = std::iter::once(header).chain(lines).collect::<Vec<_>>().join("\n");
    site.imports.blobs.put(&key, file.as_bytes(), u64::MAX).await?;
    let source = Source::Upload { file: key, name: "feed.tsv".into() };
    let q = site.world.seller(which).write().await?;
    let feed = if let Some(feed) = feeds::find_language(&q, language).await? {
        feed.id
    } else {
        let new = NewFeed { language, source: source.clone(), default_currency: None };
        feeds::create(&q, &new, &FetchPolicy::default()).await?
    };
    let vanish = Some(if keep { Vanish::Keep } else { Vanish::Unpublish });
    let change = FeedChange { source: Some(source), vanish, ..FeedChange::default() };
    feeds::change(&q, feed, change, &FetchPolicy::default()).await?;
    let run = runs::start(&q, feed, &Start { queue: false, ..Start::by(Trigger::Person) }).await?;
    q.commit().await?;
    let work = || execute(&site.imports, seller, run, CancellationToken::new(), |_| {});
    let state = work().await?;
    if state != RunState::Held {
        return Ok((state, false));
    }
    // most of what was there has vanished, and the run asks whether to believe it
    let q = site.world.seller(which).write().await?;
    runs::resolve(&q, run, if keep { Decision::Keep } else { Decision::Apply }).await?;
    q.commit().await?;
    Ok((if keep { RunState::Done } else { work().await? }, true))
}

async fn named(site: &Site, seller: usize, row: u8) -> Option<(VariantId, ProductId)> {
    let sql = "SELECT id, product_id FROM variants WHERE seller_id = $1 AND external_id = $2";
    let seller = site.world.sellers[seller].seller;
    let row = site.world.oracle.query_opt(sql, &[&seller, &row.to_string()]).await.unwrap()?;
    Some((row.get(0), row.get(1)))
}

async fn shop(site: &Site, step: &Step) -> Result<(), Refused> {
    let (Step::Cart { buyer, .. } | Step::Confirm { buyer } | Step::Clear { buyer }) = step else { unreachable!() };
    let q = site.world.buyer(*buyer).write().await?;
    if let Step::Cart { seller, row, pieces, .. } = step {
        let Some((variant, product)) = named(site, *seller, *row).await else { return Ok(()) };
        cart::add(&q, site.world.sellers[*seller].seller, product, variant, *pieces).await?;
        return Ok(q.commit().await?);
    }
    let shown = cart::read(&q, Language::De).await?;
    let obstacle = |line: &&cart::CartLine| line.obstacle.is_some_and(|o| o != cart::Obstacle::PriceChanged);
    for line in shown.lines.iter().filter(|line| matches!(step, Step::Clear { .. }) || obstacle(line)) {
        cart::remove(&q, line.id).await?;
    }
    let prices: Vec<_> = shown.lines.iter().filter_map(|l| Some((l.id, l.line.as_ref()?.unit_price.minor))).collect();
    if matches!(step, Step::Confirm { .. }) {
        cart::confirm_prices(&q, &shown, &prices).await?;
    }
    Ok(q.commit().await?)
}

async fn place(site: &Site, buyer: usize, key: &str) -> Result<(), OrderError> {
    let text = str::to_owned;
    let contact = Contact {
        email: Some(text("buyer@example.com")),
        name: text("A Buyer"),
        phone: None,
        street: text("Street 1"),
        extra: None,
        postal_code: text("1000"),
        city: text("Luxembourg"),
        country: text("LU"),
    };
    let placement = Placement {
        contact: &contact,
        language: Language::De,
        key,
        body: b"the same",
        agreed: Agreed::Cart,
        only_seller: None,
        payment: &Invoice,
        note: "",
        at: None,
    };
    checkout::place(&site.world.pools, site.world.buyers[buyer], None, &placement).await?;
    Ok(())
}

async fn move_order(site: &Site, seller: usize, which: u8, to: u8, done: &mut Done) -> Result<(), Refused> {
    let sql = "SELECT id, state FROM orders WHERE seller_id = $1 ORDER BY id DESC LIMIT 5";
    let orders = site.world.oracle.query(sql, &[&site.world.sellers[seller].seller]).await.unwrap();
    let order = &orders[usize::from(which) % orders.len()];
    let (id, state): (OrderId, _) = (order.get(0), OrderState::parse(order.get(1)).unwrap());
    // mostly where it may go from there
    let choice = if to < 200 && !state.next().is_empty() { state.next() } else { &OrderState::ALL[..] };
    let to = choice[usize::from(to) % choice.len()];
    let q = site.world.seller(seller).write().await?;
    order::step(&q, id, to, &Move { carrier: Some("Post"), tracking: Some("RR1"), note: "" }).await?;
    q.commit().await?;
    done.moves += 1;
    done.cancelled += u32::from(to == OrderState::Cancelled);
    Ok(())
}
