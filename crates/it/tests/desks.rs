//! The seller in the address: a member of two teams in two tabs of one browser, and what the pages offer to each role.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeSet;

use axum::http::Method;
use identity::{SignedIn, permission::Role};
use it::{Answer, Ask, Site, encoded};
use test_support::SellerWorld;

const FORM: &str = "application/x-www-form-urlencoded";

async fn get(site: &Site, uri: &str, session: &str) -> Answer {
    site.ask(&Ask { method: "GET", uri, session: Some(session), ..Ask::default() }).await
}

async fn post(site: &Site, uri: &str, session: &str, fields: &[(&str, &str)]) -> Answer {
    let body = encoded(fields);
    site.ask(&Ask { method: "POST", uri, session: Some(session), body: Some((FORM, &body)), ..Ask::default() }).await
}

/// Makes a user a member of a seller's team.
async fn join(site: &Site, who: &SignedIn, shop: &SellerWorld, role: Role) {
    let sql = format!(
        "INSERT INTO members (seller_id, id, user_id, role) VALUES ('{}', gen_random_uuid(), '{}', '{}')",
        shop.seller,
        who.user,
        role.name()
    );
    site.world.oracle.batch_execute(&sql).await.unwrap();
}

async fn number(site: &Site, shop: &SellerWorld) -> String {
    let sql = format!("SELECT number FROM orders WHERE id = '{}'", shop.order);
    site.world.oracle.query_one(&sql, &[]).await.unwrap().get(0)
}

async fn note(site: &Site, shop: &SellerWorld) -> String {
    let sql = format!("SELECT note FROM orders WHERE id = '{}'", shop.order);
    site.world.oracle.query_one(&sql, &[]).await.unwrap().get(0)
}

#[tokio::test]
async fn each_tab_keeps_its_own_seller_and_writes_go_to_the_one_addressed() {
    let site = Site::start().await;
    let [a, b] = site.world.sellers;
    let both = site.register_buyer("both").await;
    join(&site, &both, &a, Role::Operator).await;
    join(&site, &both, &b, Role::Viewer).await;
    let session = site.session_of(&both).await;
    for (own, other) in [(a, b), (b, a), (a, b)] {
        let list = get(&site, &format!("/seller/{}/orders", own.slug), &session).await;
        assert_eq!(list.status, 200);
        let (mine, theirs) = (format!("/orders/{}\"", own.order), format!("/orders/{}\"", other.order));
        assert!(list.main().contains(&mine) && !list.main().contains(&theirs), "{}", list.main());
        assert!(list.body.contains(&format!("href=\"/seller/{}\"", other.slug)), "a way to the other shop");
        assert!(!list.main().contains(&format!("/seller/{}", other.slug)), "no link of the page leaves the shop");
        let mixed = format!("/seller/{}/orders/{}", own.slug, other.order);
        assert_eq!(get(&site, &mixed, &session).await.status, 404);
    }
    let before = note(&site, &b).await;
    let at = |shop: &SellerWorld, order: &SellerWorld| format!("/seller/{}/orders/{}/note", shop.slug, order.order);
    let saved = post(&site, &at(&a, &a), &session, &[("text", "two tabs")]).await;
    assert_eq!(saved.location().split('?').next().unwrap(), format!("/seller/{}/orders/{}", a.slug, a.order));
    assert_eq!(post(&site, &at(&a, &b), &session, &[("text", "mixed")]).await.status, 404);
    assert_eq!(post(&site, &at(&b, &b), &session, &[("text", "only seen")]).await.status, 403);
    assert_eq!(post(&site, &at(&b, &a), &session, &[("text", "mixed")]).await.status, 403);
    assert_eq!((note(&site, &a).await, note(&site, &b).await), ("two tabs".to_owned(), before));
    assert_ne!(number(&site, &a).await, "");
}

#[tokio::test]
async fn who_is_in_several_teams_chooses_and_who_is_in_one_goes_on() {
    let site = Site::start().await;
    let [a, b] = site.world.sellers;
    let member = site.register_buyer("chooser").await;
    let session = site.session_of(&member).await;
    let none = get(&site, "/seller", &session).await;
    assert!(none.status == 200 && none.main().contains("href=\"/sell\""), "{}", none.main());
    join(&site, &member, &a, Role::Viewer).await;
    let on = get(&site, "/seller?done=welcome", &session).await;
    assert_eq!((on.status.as_u16(), on.location()), (303, "/seller/seed-a?done=welcome"));
    let alone = get(&site, "/seller/seed-a", &session).await;
    assert!(alone.status == 200 && !alone.body.contains("sl-teams"), "nothing to switch to");
    join(&site, &member, &b, Role::Finance).await;
    let choice = get(&site, "/seller", &session).await;
    assert_eq!(choice.status, 200);
    for words in ["href=\"/seller/seed-a\"", "href=\"/seller/seed-b\"", "Viewer", "Finance", "/sell?another=true"] {
        assert!(choice.main().contains(words), "{words}: {}", choice.main());
    }
    // The shop's own host and the storefront lead to the choice, not to one of them.
    assert!(get(&site, "/", &session).await.body.contains("href=\"/seller\""));
    for old in ["/seller/orders", "/seller/settings", "/seller/Seed-A", "/seller/nobody"] {
        assert_eq!(get(&site, old, &session).await.status, 404, "{old}");
    }
    let leave = format!("UPDATE members SET state = 'suspended' WHERE user_id = '{}'", member.user);
    site.world.oracle.batch_execute(&leave).await.unwrap();
    assert_eq!(get(&site, "/seller/seed-a", &session).await.status, 404);
}

/// The values of an attribute in a page, without what they only point at within it.
fn values(html: &str, attribute: &str) -> Vec<String> {
    let start = format!(" {attribute}=\"");
    let found = html.split(&start).skip(1).filter_map(|rest| rest.split(['"', '#']).next());
    found.map(|value| value.replace("&#38;", "&")).collect()
}

/// The actions of the forms of a page that change something: signing out and how pages look are everybody's own.
fn changing(html: &str) -> Vec<String> {
    let forms = html.split("<form").skip(1).filter_map(|rest| rest.split('>').next());
    let posts = forms.filter(|form| form.contains("method=\"post\"")).flat_map(|form| values(form, "action"));
    posts.filter(|action| !["/sign-out", "/language", "/theme"].contains(&action.as_str())).collect()
}

/// Follows every link below the shop's address: the pages that there are, and the forms that they offer. Each link works.
async fn walk(site: &Site, slug: &str, session: &str) -> (BTreeSet<String>, BTreeSet<String>, String) {
    let home = format!("/seller/{slug}");
    let (mut seen, mut forms, mut text) = (BTreeSet::new(), BTreeSet::new(), String::new());
    let mut next = vec![home.clone()];
    while let Some(uri) = next.pop() {
        if !seen.insert(uri.clone()) {
            continue;
        }
        let answer = get(site, &uri, session).await;
        assert_eq!(answer.status, 200, "{uri} is offered and answers {}", answer.main());
        forms.extend(changing(&answer.body));
        let links = values(&answer.body, "href").into_iter().chain(values(&answer.body, "data-progress"));
        next.extend(links.filter(|href| href.starts_with(&home)));
        text.push_str(&answer.body);
        assert!(seen.len() < 500, "the pages of the seed are fewer: {seen:?}");
    }
    (seen, forms, text)
}

#[tokio::test]
async fn no_role_is_offered_what_it_may_not_do() {
    let site = Site::start().await;
    let shop = site.world.sellers[0];
    let mut offered = Vec::new();
    for role in Role::BUILT_IN {
        let session = if role == Role::Owner {
            site.session_of(&SignedIn {
                session: types::SessionId::new(),
                user: shop.owner,
                buyer: None,
                seller: Some(shop.seller),
                language: types::Language::En,
            })
            .await
        } else {
            let member = site.register_buyer(role.name()).await;
            join(&site, &member, &shop, role).await;
            site.session_of(&member).await
        };
        let (pages, forms, text) = walk(&site, shop.slug, &session).await;
        let own = format!("/seller/{}/security/", shop.slug);
        let of_the_shop: Vec<_> = forms.iter().filter(|action| !action.starts_with(&own)).collect();
        assert_eq!(of_the_shop.is_empty(), matches!(role, Role::Viewer | Role::Finance), "{role:?}: {of_the_shop:?}");
        assert_eq!(text.contains("Revenue"), role.permissions().has(identity::permission::Permission::ViewAnalytics));
        offered.push((role, session, pages, of_the_shop.into_iter().cloned().collect::<Vec<_>>()));
    }
    let of = |wanted: Role| &offered.iter().find(|(role, ..)| *role == wanted).unwrap().2;
    let order = format!("/seller/{}/orders/{}", shop.slug, shop.order);
    let product = format!("/seller/{}/products/{}", shop.slug, shop.product);
    for role in [Role::Owner, Role::Admin, Role::Manager, Role::Editor, Role::Operator, Role::Viewer] {
        assert!(of(role).contains(&order) && of(role).contains(&product), "{role:?}: {:?}", of(role));
    }
    assert!(of(Role::Owner).len() > of(Role::Viewer).len() && of(Role::Viewer).len() > of(Role::Finance).len());
    assert_eq!(of(Role::Finance).len(), 2, "the dashboard and the sessions: {:?}", of(Role::Finance));
    let mut acted = BTreeSet::new();
    for (role, session, _, forms) in &offered {
        for action in forms {
            let answer = post(&site, action, session, &[("field", "category")]).await;
            // What another role's form revoked before is not there to be revoked again.
            let gone = !acted.insert(action.clone()) && answer.status == 404;
            assert!(answer.status != 403 && (answer.status != 404 || gone), "{role:?} {action}: {}", answer.status);
        }
    }
}

#[tokio::test]
async fn every_form_is_refused_to_who_only_looks_and_he_reads_why() {
    let site = Site::start().await;
    let shop = site.world.sellers[0];
    let viewer = site.register_buyer("viewer").await;
    join(&site, &viewer, &shop, Role::Viewer).await;
    let session = site.session_of(&viewer).await;
    let (mut refused, mut allowed) = (0, Vec::new());
    for (_, path) in pages::routes().into_iter().filter(|(method, _)| *method == Method::POST) {
        let Some(rest) = path.strip_prefix("/seller/{seller}") else { continue };
        let rest = rest.replace("{id}", &shop.order.to_string());
        let answer = post(&site, &format!("/seller/{}{rest}", shop.slug), &session, &[("confirmed", "no")]).await;
        if answer.status == 403 {
            refused += 1;
        } else {
            allowed.push(path);
        }
    }
    // His own sessions, and his own place.
    let own = ["leave", "revoke", "revoke-all"].map(|act| format!("/seller/{{seller}}/security/{act}"));
    assert_eq!(allowed, own);
    assert!(refused > 15, "{refused}");
    let finance = site.register_buyer("finance").await;
    join(&site, &finance, &shop, Role::Finance).await;
    let session = site.session_of(&finance).await;
    for (language, words) in [
        ("en", ["See orders and the buyers’ contact details", "owner"]),
        ("fr", ["Voir les commandes et les coordonnées des acheteurs", "propriétaire"]),
        ("de", ["Bestellungen und Kontaktdaten der Käufer sehen", "Inhaber"]),
    ] {
        let page = get(&site, &format!("/seller/{}/orders?lang={language}", shop.slug), &session).await;
        assert_eq!(page.status, 403);
        assert!(words.iter().all(|words| page.main().contains(words)), "{language}: {}", page.main());
        assert!(page.body.contains("sl-nav"), "in the frame of the seller's pages");
        let home = get(&site, &format!("/seller/{}?lang={language}", shop.slug), &session).await;
        assert!(home.status == 200 && home.main().contains("sl-role"), "{}", home.main());
    }
}
