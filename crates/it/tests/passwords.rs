//! Passwords: changed, forgotten and chosen anew, and what is refused.
#![allow(clippy::unwrap_used, missing_docs)]

use it::{Answer, Ask, Site, encoded};
use serde_json::json;

const FORMER: &str = "a password for tests";
const NEW: &str = "four words in a row";

async fn post(site: &Site, uri: &str, session: Option<&str>, fields: &[(&str, &str)]) -> Answer {
    let body = encoded(fields);
    let body = Some(("application/x-www-form-urlencoded", body.as_str()));
    site.ask(&Ask { method: "POST", uri, session, body, ..Ask::default() }).await
}

async fn sign_in(site: &Site, name: &str, password: &str) -> u16 {
    let body = json!({ "email": format!("{name}@example.com"), "password": password }).to_string();
    let body = Some(("application/json", body.as_str()));
    site.ask(&Ask { method: "POST", uri: "/api/v1/auth/login", body, ..Ask::default() }).await.status.as_u16()
}

async fn signed_in(site: &Site, session: &str) -> bool {
    let ask = Ask { method: "GET", uri: "/account/sessions", session: Some(session), ..Ask::default() };
    site.ask(&ask).await.status == 200
}

/// The last part of the link in the mail to this address.
async fn token(site: &Site, address: &str) -> String {
    let sql =
        "SELECT text FROM mails WHERE recipient = $1 AND kind = 'reset-password' ORDER BY created_at DESC LIMIT 1";
    let text: String = site.world.oracle.query_one(sql, &[&address]).await.unwrap().get(0);
    let link = text.split_whitespace().find(|word| word.contains("/reset-password/")).unwrap();
    link.rsplit('/').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_forgotten_password_is_chosen_anew_by_mail_once() {
    let site = Site::start().await;
    let (ada, bob) = (site.register_seller("ada-shop").await, site.register_seller("bob-shop").await);
    let (adas, bobs) = (site.session_of(&ada).await, site.session_of(&bob).await);
    // Whoever asks reads the same, whether there is such an account or not.
    let known = post(&site, "/forgot-password", None, &[("email", "ada-shop@example.com")]).await;
    let unknown = post(&site, "/forgot-password", None, &[("email", "nobody-at@example.com")]).await;
    let told = |answer: &Answer, address: &str| (answer.status, answer.lasting().replace(address, "ADDRESS"));
    assert_eq!(told(&known, "ada-shop@example.com"), told(&unknown, "nobody-at@example.com"));
    assert_eq!(site.world.count("SELECT FROM mails WHERE kind = 'reset-password'").await, 1);
    let token = token(&site, "ada-shop@example.com").await;
    let stored = "SELECT FROM password_resets WHERE encode(token_hash, 'escape') LIKE '%' || $1 || '%'";
    assert!(site.world.oracle.query(stored, &[&token]).await.unwrap().is_empty());
    let uri = format!("/reset-password/{token}");
    for refused in ["short", "password1", "ada-shop"] {
        let answer = post(&site, &uri, None, &[("password", refused)]).await;
        assert!(answer.status == 422 && answer.body.contains("password-error"), "{refused}: {}", answer.main());
    }
    assert_eq!(post(&site, &uri, None, &[("password", NEW)]).await.location(), "/sign-in?done=password");
    assert_eq!(post(&site, &uri, None, &[("password", "another four words")]).await.status, 422, "once");
    assert_eq!((sign_in(&site, "ada-shop", FORMER).await, sign_in(&site, "ada-shop", NEW).await), (401, 200));
    assert_eq!(
        (signed_in(&site, &adas).await, signed_in(&site, &bobs).await),
        (false, true),
        "hers end, and no others"
    );
    let changed = "SELECT FROM mails WHERE kind = 'password-changed' AND recipient = 'ada-shop@example.com'";
    assert_eq!(site.world.count(changed).await, 1);
}

#[tokio::test]
async fn links_expire_and_a_newer_one_ends_the_former() {
    let site = Site::start().await;
    let (_, bob) = (site.register_seller("ada-shop").await, site.register_seller("bob-shop").await);
    let bobs = site.session_of(&bob).await;
    let ask = async || post(&site, "/forgot-password", None, &[("email", "bob-shop@example.com")]).await;
    assert_eq!(ask().await.status, 200);
    let first = token(&site, "bob-shop@example.com").await;
    assert_eq!(ask().await.status, 200);
    let second = token(&site, "bob-shop@example.com").await;
    assert_ne!(first, second);
    let chosen = async |token: &str| post(&site, &format!("/reset-password/{token}"), None, &[("password", NEW)]).await;
    assert_eq!(chosen(&first).await.status, 422);
    let hour = "UPDATE password_resets SET expires_at = now()";
    site.world.oracle.execute(hour, &[]).await.unwrap();
    assert_eq!(chosen(&second).await.status, 422);
    assert!(signed_in(&site, &bobs).await && sign_in(&site, "bob-shop", FORMER).await == 200);
    // The sixth within the hour is told to wait, whoever asks.
    for _ in 0..3 {
        assert_eq!(ask().await.status, 200);
    }
    assert_eq!(ask().await.status, 429);
}

#[tokio::test]
async fn who_is_signed_in_changes_it_with_the_former_one_and_keeps_his_session_alone() {
    let site = Site::start().await;
    let (ada, bob) = (site.register_seller("ada-shop").await, site.register_seller("bob-shop").await);
    let (here, there, bobs) = (site.session_of(&ada).await, site.session_of(&ada).await, site.session_of(&bob).await);
    let change = async |former: &str| {
        post(&site, "/account/password", Some(&here), &[("former", former), ("password", NEW)]).await
    };
    let wrong = change("not the password").await;
    assert!(wrong.status == 422 && wrong.body.contains("former-error"), "{}", wrong.main());
    assert_eq!(change(FORMER).await.location(), "/account/sessions?done=password");
    assert_eq!(
        (signed_in(&site, &here).await, signed_in(&site, &there).await, signed_in(&site, &bobs).await),
        (true, false, true)
    );
    assert_eq!((sign_in(&site, "ada-shop", NEW).await, sign_in(&site, "bob-shop", NEW).await), (200, 401));
}

#[tokio::test]
async fn what_is_guessed_first_opens_no_account() {
    let site = Site::start().await;
    for (password, code) in [("Password123", "common_password"), ("Ada Byron", "common_password"), (NEW, "")] {
        let body = json!({ "name": "Ada Byron", "email": "ada@example.com", "password": password }).to_string();
        let body = Some(("application/json", body.as_str()));
        let answer = site.ask(&Ask { method: "POST", uri: "/api/v1/auth/register", body, ..Ask::default() }).await;
        assert_eq!(answer.status == 201, code.is_empty(), "{}", answer.body);
        assert!(answer.body.contains(code), "{}", answer.body);
    }
}

#[tokio::test]
async fn who_was_written_to_too_often_is_not_told_and_it_is_done_all_the_same() {
    let site = Site::start().await;
    let (ada, bob) = (site.register_seller("ada-shop").await, site.register_seller("bob-shop").await);
    let full = "INSERT INTO mails (id, recipient, recipient_name, subject, text, html, kind, language, urgent)
                SELECT gen_random_uuid(), 'ada-shop@example.com', 'Ada', 's', 't', 'h', 'invitation', 'en', true FROM generate_series(1, 20)";
    site.world.oracle.execute(full, &[]).await.unwrap();
    // Whoever asks for a link does not learn of it.
    for address in ["ada-shop@example.com", "bob-shop@example.com"] {
        assert_eq!(post(&site, "/forgot-password", None, &[("email", address)]).await.status, 200, "{address}");
    }
    let session = site.session_of(&ada).await;
    let fields = [("former", FORMER), ("password", NEW)];
    assert_eq!(post(&site, "/account/password", Some(&session), &fields).await.status, 303);
    assert_eq!(sign_in(&site, "ada-shop", NEW).await, 200);
    // Nor does it keep somebody in a team.
    let sql = "INSERT INTO members (seller_id, id, user_id, role) VALUES ($1, gen_random_uuid(), $2, 'viewer') RETURNING id::text";
    let member: String = site.world.oracle.query_one(sql, &[&bob.seller, &ada.user]).await.unwrap().get(0);
    let bobs = site.session_of(&bob).await;
    let uri = format!("/seller/bob-shop/team/members/{member}/state");
    let removed = post(&site, &uri, Some(&bobs), &[("to", "removed"), ("confirmed", "yes")]).await;
    assert_eq!(removed.status, 303);
    assert_eq!(site.world.count("SELECT FROM members WHERE state = 'removed'").await, 1);
    assert_eq!(site.world.count("SELECT FROM mails WHERE recipient = 'ada-shop@example.com'").await, 20);
}
