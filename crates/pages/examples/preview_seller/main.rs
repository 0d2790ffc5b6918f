//! Renders every page of the seller's side, filled with real feeds, into a directory to look at:
//! `cargo run -p pages --example preview_seller -- FEEDS IMAGES OUT [LANGUAGE…]`, then serve OUT over HTTP.

mod catalogue;
mod feed;
mod importing;
mod selling;

use std::{error::Error, fs, path::Path};

use identity::permission::{PermissionSet, Role};
use jiff::{Timestamp, tz::TimeZone};
use pages::{
    assets,
    view::{
        Link, Page, Template,
        seller::{ConfirmPage, DeskPath, Outcome, RunState, Shell, Trouble, TroublePage},
    },
};
use types::{FeedId, Language};

use feed::Feeds;

type Anyhow = Box<dyn Error>;

/// The moment at which all of it was looked at.
fn now() -> Timestamp {
    "2026-03-18T09:24:00Z".parse().unwrap_or(Timestamp::UNIX_EPOCH)
}

fn main() -> Result<(), Anyhow> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [feeds, images, out, languages @ ..] = args.as_slice() else {
        return Err("usage: preview_seller FEEDS IMAGES OUT [LANGUAGE…]".into());
    };
    let out = Path::new(out);
    copy_assets(out)?;
    copy_images(Path::new(images), &out.join("media"))?;
    let feeds = Feeds::read(Path::new(feeds))?;
    let wanted: Vec<Language> = languages.iter().map(|code| code.parse()).collect::<Result<_, _>>()?;
    for language in if wanted.is_empty() { Language::ALL.to_vec() } else { wanted } {
        let folder = out.join(language.code());
        fs::create_dir_all(&folder)?;
        let save = |name: &str, html: Result<String, pages::view::RenderError>| -> Result<(), Anyhow> {
            fs::write(folder.join(format!("{name}.html")), html?)?;
            Ok(())
        };
        render(language, &feeds, &save)?;
    }
    Ok(())
}

type Save<'a> = &'a dyn Fn(&str, Result<String, pages::view::RenderError>) -> Result<(), Anyhow>;

fn render(language: Language, feeds: &Feeds, save: Save<'_>) -> Result<(), Anyhow> {
    let page = |path: &str| frame(language, path);
    save("dashboard", selling::dashboard(page("/seller/haushalt-spree"), shell(true), feeds, true).render())?;
    save("dashboard-new", selling::dashboard(page("/seller/haushalt-spree"), shell(false), feeds, false).render())?;
    save("imports", importing::imports(page("/seller/haushalt-spree/imports"), shell(true), true).render())?;
    save("imports-empty", importing::imports(page("/seller/haushalt-spree/imports"), shell(true), false).render())?;
    save(
        "feed-new",
        importing::feed_new(page("/seller/haushalt-spree/imports/feeds/new"), shell(true), false).render(),
    )?;
    save(
        "feed-new-refused",
        importing::feed_new(page("/seller/haushalt-spree/imports/feeds/new"), shell(true), true).render(),
    )?;
    save("feed", importing::feed(page("/seller/haushalt-spree/imports/feeds/1"), shell(true)).render())?;
    save(
        "mapping",
        importing::mapping(page("/seller/haushalt-spree/imports/feeds/1/mapping"), shell(true), feeds).render(),
    )?;
    save(
        "mapping-error",
        importing::mapping_error(page("/seller/haushalt-spree/imports/feeds/1/mapping"), shell(true)).render(),
    )?;
    for state in RunState::ALL {
        save(
            &format!("run-{}", state.code()),
            importing::run(page("/seller/haushalt-spree/imports/runs/1"), shell(true), *state).render(),
        )?;
    }
    save(
        "rejects",
        importing::rejects(page("/seller/haushalt-spree/imports/runs/1/rejects"), shell(true), feeds).render(),
    )?;
    save("staged", catalogue::staged(page("/seller/haushalt-spree/staged"), shell(true), feeds, "").render())?;
    save(
        "staged-none",
        catalogue::staged(page("/seller/haushalt-spree/staged?q=x"), shell(true), feeds, "telescope").render(),
    )?;
    save(
        "staged-product",
        catalogue::staged_product(page("/seller/haushalt-spree/staged/X"), shell(true), feeds).render(),
    )?;
    save("products", catalogue::products(page("/seller/haushalt-spree/products"), shell(true), feeds, false).render())?;
    save(
        "products-empty",
        catalogue::products(page("/seller/haushalt-spree/products"), shell(true), feeds, true).render(),
    )?;
    save("product", catalogue::product(page("/seller/haushalt-spree/products/1"), shell(true), feeds).render())?;
    save(
        "product-new",
        catalogue::product_new(page("/seller/haushalt-spree/products/new"), shell(true), feeds).render(),
    )?;
    save("orders", selling::orders(page("/seller/haushalt-spree/orders"), shell(true), feeds, false).render())?;
    save("orders-empty", selling::orders(page("/seller/haushalt-spree/orders"), shell(true), feeds, true).render())?;
    save("order", selling::order(page("/seller/haushalt-spree/orders/1"), shell(true), feeds).render())?;
    save("order-new", selling::order_new(page("/seller/haushalt-spree/orders/new"), shell(true), feeds).render())?;
    save("settings", selling::settings(page("/seller/haushalt-spree/settings"), shell(true), false).render())?;
    save("settings-refused", selling::settings(page("/seller/haushalt-spree/settings"), shell(true), true).render())?;
    save("security", selling::security(page("/seller/haushalt-spree/security"), shell(true)).render())?;
    save("confirm", confirm(page("/seller/haushalt-spree/imports/feeds/1/delete")).render())?;
    save("trouble", trouble(page("/seller/haushalt-spree/orders/9")).render())
}

fn frame(language: Language, path: &str) -> Page {
    let mut page = Page::new(language, "Karum", path);
    page.zone = TimeZone::get("Europe/Luxembourg").unwrap_or(TimeZone::UTC);
    page.csrf = "preview".into();
    page
}

fn shell(open: bool) -> Shell {
    Shell {
        desk: DeskPath::new("haushalt-spree"),
        permissions: PermissionSet::all(),
        role: Role::Owner,
        role_name: None,
        others: vec![Link::new("Papeterie Lumière", "/seller/haushalt-spree/papeterie-lumiere")],
        shop_name: "Haushalt Spree".into(),
        shop_url: "/s/haushalt-spree".into(),
        open,
        email: "mara.weiss@haushalt-spree.example".into(),
        to_confirm: if open { 3 } else { 0 },
        held: u64::from(open),
    }
}

fn confirm(mut page: Page) -> ConfirmPage {
    page.notices.push(Outcome::MappingSaved.notice(page.t, 1));
    ConfirmPage::delete_feed(page, shell(true), FeedId::new(), Language::Fr)
}

fn trouble(page: Page) -> TroublePage {
    let request_id = Some("019d0c5e-77aa-7c41-9a57".to_owned());
    TroublePage {
        page,
        shell: shell(true),
        trouble: Trouble::NotFound,
        missing: None,
        back: Some("/seller/haushalt-spree/orders".into()),
        request_id,
    }
}

fn copy_assets(out: &Path) -> Result<(), Anyhow> {
    for name in assets::names() {
        for address in [assets::url(&name), format!("{}{name}", assets::PREFIX)] {
            let file = out.join(address.trim_start_matches('/'));
            let asset = assets::get(address.trim_start_matches(assets::PREFIX)).ok_or("an asset is missing")?;
            fs::create_dir_all(file.parent().ok_or("no folder")?)?;
            fs::write(file, &asset.bytes)?;
        }
    }
    Ok(())
}

fn copy_images(from: &Path, to: &Path) -> Result<(), Anyhow> {
    fs::create_dir_all(to)?;
    for folder in ["spree", "saleor"] {
        for entry in fs::read_dir(from.join(folder))? {
            let entry = entry?;
            let target = to.join(entry.file_name());
            if !target.exists() {
                fs::write(target, fs::read(entry.path())?)?;
            }
        }
    }
    Ok(())
}
