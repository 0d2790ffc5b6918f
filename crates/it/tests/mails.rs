//! The page of the outbox: there where Karum is developed, and nowhere else.
#![allow(clippy::unwrap_used, missing_docs)]

use axum::http::header::CONTENT_SECURITY_POLICY;
use it::{Answer, Ask, Site};
use mail::{Letter, Recipient};
use types::{Language, MailId};

const LINK: &str = "http://localhost:8080/join/secret-token";
const EVIL: &str = "<script>alert(1)</script>";

async fn written(site: &Site) -> MailId {
    let q = site.world.seller(0).write().await.unwrap();
    let to = Recipient { email: "ada@example.com", name: EVIL, language: Language::De, site: "Karum" };
    let letter = Letter::Invitation { shop: "Käthes Laden", inviter: EVIL, role: "viewer", link: LINK, days: 7 };
    let id = mail::queue(&q, &to, &letter).await.unwrap();
    q.commit().await.unwrap();
    id
}

async fn get(site: &Site, uri: &str) -> Answer {
    site.ask(&Ask { method: "GET", uri, host: Some("localhost"), ..Ask::default() }).await
}

#[tokio::test]
async fn a_developer_reads_what_would_be_sent_and_follows_its_links() {
    let site = Site::start_here("http://localhost:8080").await;
    site.world.oracle.batch_execute("DELETE FROM mails").await.unwrap();
    assert!(get(&site, "/dev/mail").await.main().contains("No mail yet"));
    let id = written(&site).await;
    let list = get(&site, "/dev/mail").await;
    assert!(
        list.main().contains("ada@example.com") && list.main().contains(&format!("/dev/mail/{id}")),
        "{}",
        list.body
    );
    let shown = get(&site, &format!("/dev/mail/{id}")).await;
    assert!(shown.main().contains(&format!("<a href=\"{LINK}\">")), "the plain form's link works: {}", shown.body);
    assert!(shown.main().contains(&format!("src=\"/dev/mail/{id}/html\" sandbox=")), "{}", shown.body);
    let html = get(&site, &format!("/dev/mail/{id}/html")).await;
    let policy = html.headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"), "{policy}");
    assert!(
        html.body.contains(LINK) && html.body.contains("Käthes Laden") && html.body.contains("_top"),
        "{}",
        html.body
    );
    for answer in [&list, &shown, &html] {
        assert_eq!(answer.status.as_u16(), 200);
        assert!(!answer.body.contains(EVIL), "{}", answer.body);
    }
    let absent = get(&site, &format!("/dev/mail/{}", MailId::new())).await;
    assert_eq!(absent.status.as_u16(), 404);
}

#[tokio::test]
async fn elsewhere_nobody_does() {
    // The site is the world's, and asked from the machine itself; then it is the machine's, and asked from elsewhere.
    for (site, place) in [
        (Site::start_here("http://karum.test").await, "public"),
        (Site::start_far("http://localhost:8080").await, "far"),
    ] {
        let id = written(&site).await;
        for uri in ["/dev/mail".to_owned(), format!("/dev/mail/{id}"), format!("/dev/mail/{id}/html")] {
            let answer = get(&site, &uri).await;
            assert_eq!(answer.status.as_u16(), 404, "{place}: {uri}");
            assert!(!answer.body.contains("secret-token") && !answer.body.contains("ada@"), "{place}: {uri}");
        }
    }
}
