//! What people read when something is refused: in their language, under their name, with a way on; and what stays out
//! of the log.
#![allow(clippy::unwrap_used, missing_docs)]

use it::{Answer, Ask, Site, encoded};

const FORM: &str = "application/x-www-form-urlencoded";

async fn get(site: &Site, uri: &str, session: Option<&str>, cookies: &str) -> Answer {
    site.ask(&Ask { method: "GET", uri, session, cookies, ..Ask::default() }).await
}

async fn post(site: &Site, uri: &str, session: Option<&str>, body: &str) -> Answer {
    site.ask(&Ask { method: "POST", uri, session, body: Some((FORM, body)), cookies: "lang=de", ..Ask::default() })
        .await
}

#[tokio::test]
async fn an_error_s_page_knows_who_reads_it_and_has_working_forms() {
    let site = Site::start().await;
    let ada = site.register_buyer("ada").await;
    let session = site.session_of(&ada).await;
    let goods = site.world.sellers[0];
    let line = encoded(&[
        ("seller", &goods.seller.to_string()),
        ("product", &goods.product.to_string()),
        ("variant", &goods.variants[0].to_string()),
    ]);
    assert_eq!(post(&site, "/cart/lines", Some(&session), &line).await.status, 303);
    let page = get(&site, "/nowhere?lang=de", Some(&session), "theme=dark").await;
    assert_eq!(page.status, 404);
    assert!(page.body.contains("<html lang=\"de\" data-theme=\"dark\""), "language and theme");
    assert!(page.body.contains("Hier ist nichts") && page.body.contains("– Karum</title>"));
    assert!(
        page.body.contains("<strong>ada</strong>") && page.body.contains("cart-count"),
        "who is signed in, and his cart"
    );
    // its forms carry a token that holds
    let token = page.hidden("_csrf");
    assert!(!token.is_empty());
    let out = format!("_csrf={token}&language=fr&next=/nowhere");
    let cookie = format!("karum_session={session}");
    let sent = site.raw_form("/language", &cookie, &out).await;
    assert_eq!((sent.status.as_u16(), sent.location()), (303, "/nowhere"));
}

#[tokio::test]
async fn every_refusal_has_its_own_words_and_a_way_back() {
    let site = Site::start().await;
    let owner = site.register_seller("refused-shop").await;
    let session = site.session_of(&owner).await;
    let buyer = site.session_of(&site.register_buyer("refused-buyer").await).await;
    for (method, uri, who, status, words, back) in [
        ("GET", "/purchases?limit=many", &session, 400, "Etwas in der Adresse stimmt nicht", Some("/purchases")),
        ("GET", "/seller/refused-shop", &buyer, 404, "Hier ist nichts", None),
        ("GET", "/cart/lines", &session, 405, "nur ein Formular führt hierher", None),
        ("POST", "/theme", &session, 422, "Eine Angabe kann nicht angenommen werden", Some("/")),
    ] {
        let body = "theme=dark&theme=light";
        let answer = if method == "GET" {
            get(&site, uri, Some(who), "lang=de").await
        } else {
            post(&site, uri, Some(who), body).await
        };
        assert_eq!(answer.status, status, "{uri}");
        let text = answer.main().to_lowercase();
        assert!(text.contains(&words.to_lowercase()), "{uri}: {text}");
        assert!(text.contains(&format!(">{status}<")), "{uri}");
        if let Some(back) = back {
            assert!(text.contains(&format!("href=\"{back}\"")), "{uri}: {text}");
        }
    }
    let named = post(&site, "/theme", Some(&session), "theme=dark&theme=light").await;
    assert!(named.main().contains("<strong>theme</strong>"), "the field is named: {}", named.main());
    let stale = site.raw_form("/theme", &format!("karum_session={session}; lang=de"), "_csrf=stale&theme=dark").await;
    assert_eq!(stale.status, 403);
    assert!(stale.main().contains("Formular war zu lange offen") && !stale.hidden("_csrf").is_empty());
    assert!(!stale.main().contains("geschlossen"), "nobody is turned away: {}", stale.main());
}

#[tokio::test]
async fn a_form_sent_after_the_session_has_ended_leads_back_to_its_page() {
    let site = Site::start().await;
    let order = site.world.sellers[0].order;
    for (uri, page) in [
        (format!("/seller/seed-a/orders/{order}/state"), format!("/seller/seed-a/orders/{order}")),
        ("/seller/seed-a/staged/select".to_owned(), "/seller/seed-a/staged".to_owned()),
        ("/account/sessions/end".to_owned(), "/account/sessions".to_owned()),
    ] {
        let answer = post(&site, &uri, None, "").await;
        let to = format!("/sign-in?{}", encoded(&[("next", &page)]));
        assert_eq!((answer.status.as_u16(), answer.location()), (303, to.as_str()), "{uri}");
        assert_ne!(get(&site, &page, None, "").await.status, 405, "{page}");
    }
    let with_query = get(&site, "/seller/seed-a/orders?state=placed&done=moved", None, "").await;
    assert_eq!(with_query.location(), "/sign-in?next=%2Fseller%2Fseed-a%2Forders%3Fstate%3Dplaced");
}

#[tokio::test]
async fn a_language_that_is_chosen_stays_and_what_was_said_is_said_once() {
    let site = Site::start().await;
    let page = get(&site, "/search?q=produkt&lang=de&done=added", None, "").await;
    let next = page.body.split("name=\"next\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(next.replace("&#38;", "&"), "/search?q=produkt");
    for kept in ["/search?q=a", "/search?q=a&lang=de", "/search?done=added&q=a&lang=de"] {
        let chosen = post(&site, "/language", None, &encoded(&[("language", "fr"), ("next", kept)])).await;
        assert_eq!(chosen.location(), "/search?q=a", "{kept}");
    }
    // a page that answers a form leads back to a page that can be shown
    let refused = post(&site, "/sign-up", None, "name=&email=&password=").await;
    assert!(refused.body.contains("name=\"next\" value=\"/sign-up\""));
}
