//! The outbox in the database: what is queued, by whom, how much, and how long it stays.
#![allow(clippy::unwrap_used, missing_docs)]

use mail::{Letter, MailError, Recipient};
use tenancy::{
    Scope, Write,
    class::{Gate, Seller},
};
use test_support::World;
use types::{Language, MailId};

const INVITATION: Letter<'_> = Letter::Invitation {
    shop: "Käthes Laden",
    inviter: "Ada",
    role: "viewer",
    link: "https://market.example/join/abc",
    days: 7,
};

fn to(email: &str) -> Recipient<'_> {
    Recipient { email, name: "Grace", language: Language::De, site: "Karum" }
}

async fn seller(world: &World, which: usize) -> Scope<Seller, Write> {
    world.seller(which).write().await.unwrap()
}

async fn gate(world: &World) -> Scope<Gate, Write> {
    world.pools.gate().write().await.unwrap()
}

async fn row(world: &World, id: MailId) -> (Option<uuid::Uuid>, String, bool) {
    let sql = "SELECT seller_id, state, urgent FROM mails WHERE id = $1";
    let row = world.oracle.query_one(sql, &[&id.0]).await.unwrap();
    (row.get(0), row.get(1), row.get(2))
}

#[tokio::test]
async fn a_letter_belongs_to_the_seller_in_scope_and_to_nobody_else() {
    let world = World::start().await;
    for which in 0..2 {
        let q = seller(&world, which).await;
        let id = mail::queue(&q, &to("grace@example.com"), &INVITATION).await.unwrap();
        q.commit().await.unwrap();
        assert_eq!(row(&world, id).await, (Some(world.sellers[which].seller.0), "queued".into(), true));
    }
    let q = gate(&world).await;
    let of_gate = mail::queue(&q, &to("grace@example.com"), &Letter::PasswordChanged).await.unwrap();
    q.commit().await.unwrap();
    assert_eq!(row(&world, of_gate).await, (None, "queued".into(), true));
    // Nobody waits for what a worker writes; it may be a seller's, or the marketplace's.
    let q = world.pools.worker(world.sellers[1].seller, None).write().await.unwrap();
    let of_worker = mail::queue(&q, &to("grace@example.com"), &INVITATION).await.unwrap();
    q.commit().await.unwrap();
    assert_eq!(row(&world, of_worker).await, (Some(world.sellers[1].seller.0), "queued".into(), false));
    let q = world.pools.queue().write().await.unwrap();
    let of_nobody = mail::queue(&q, &to("grace@example.com"), &INVITATION).await.unwrap();
    q.commit().await.unwrap();
    assert_eq!(row(&world, of_nobody).await, (None, "queued".into(), false));
}

#[tokio::test]
async fn a_member_without_a_scope_queues_nothing() {
    let world = World::start().await;
    let client = world.login("seller").await;
    let sql = "SELECT mail.queue(gen_random_uuid(), 'a@example.com', '', 's', 't', 'h', 'invitation', 'en')";
    let refused = client.batch_execute(sql).await.unwrap_err();
    assert_eq!(refused.code().unwrap().code(), "KA001");
    assert_eq!(world.count("SELECT FROM mails WHERE state = 'queued'").await, 0);
}

#[tokio::test]
async fn what_is_rolled_back_is_not_queued() {
    let world = World::start().await;
    let q = seller(&world, 0).await;
    mail::queue(&q, &to("grace@example.com"), &INVITATION).await.unwrap();
    drop(q);
    let q = seller(&world, 1).await;
    mail::queue(&q, &to("grace@example.com"), &INVITATION).await.unwrap();
    q.commit().await.unwrap();
    assert_eq!(world.count("SELECT FROM mails WHERE kind = 'invitation'").await, 1);
}

async fn fill(world: &World, which: usize, count: i32, email: &str, age: &str) {
    let sql = format!(
        "INSERT INTO mails (id, seller_id, recipient, recipient_name, subject, text, html, kind, language, urgent, created_at)
         SELECT gen_random_uuid(), '{}', replace('{email}', '#', n::text), '', 's', 't', 'h', 'fill', 'en', true, now() - interval '{age}'
         FROM generate_series(1, {count}) n",
        world.sellers[which].seller
    );
    world.oracle.batch_execute(&sql).await.unwrap();
}

#[tokio::test]
async fn a_seller_has_a_limit_which_is_his_own() {
    let world = World::start().await;
    fill(&world, 0, 300, "old-#@example.com", "61 minutes").await;
    fill(&world, 0, 198, "new-#@example.com", "1 minute").await;
    // The seed has queued one as well.
    let q = seller(&world, 0).await;
    mail::queue(&q, &to("grace@example.com"), &INVITATION).await.unwrap();
    let refused = mail::queue(&q, &to("other@example.com"), &INVITATION).await.unwrap_err();
    assert!(matches!(refused, MailError::SellerLimit), "{refused:?}");
    drop(q);
    let q = seller(&world, 1).await;
    mail::queue(&q, &to("grace@example.com"), &INVITATION).await.unwrap();
    q.commit().await.unwrap();
    let q = gate(&world).await;
    mail::queue(&q, &to("grace@example.com"), &Letter::PasswordChanged).await.unwrap();
    q.commit().await.unwrap();
}

#[tokio::test]
async fn an_address_has_a_limit_whoever_writes_to_it_and_however_it_is_spelled() {
    let world = World::start().await;
    fill(&world, 0, 30, "grace@example.com", "61 minutes").await;
    fill(&world, 0, 10, "grace@example.com", "1 minute").await;
    fill(&world, 1, 9, "Grace@Example.com", "1 minute").await;
    let q = gate(&world).await;
    mail::queue(&q, &to("GRACE@example.com"), &Letter::PasswordChanged).await.unwrap();
    q.commit().await.unwrap();
    let q = seller(&world, 1).await;
    let refused = mail::queue(&q, &to("grace@example.com"), &INVITATION).await.unwrap_err();
    assert!(matches!(refused, MailError::RecipientLimit), "{refused:?}");
    drop(q);
    let q = seller(&world, 1).await;
    mail::queue(&q, &to("ada@example.com"), &INVITATION).await.unwrap();
    q.commit().await.unwrap();
}

#[tokio::test]
async fn what_is_no_address_is_refused_before_the_database() {
    let world = World::start().await;
    let q = seller(&world, 0).await;
    for bad in [
        "",
        "grace",
        "grace@",
        "a@b@example.com",
        "a@example.com\r\nBcc: b@example.com",
        "Grace <a@example.com>",
        "a b@example.com",
    ] {
        let refused = mail::queue(&q, &to(bad), &INVITATION).await.unwrap_err();
        assert!(matches!(refused, MailError::BadAddress), "{bad}: {refused:?}");
    }
    mail::queue(&q, &to("grace@example.com"), &INVITATION).await.unwrap();
    q.commit().await.unwrap();
}

#[tokio::test]
async fn the_database_holds_no_line_breaks_in_headers_and_no_words_of_what_is_sent() {
    let world = World::start().await;
    let insert = |recipient: &str, name: &str, subject: &str, state: &str, text: &str| {
        format!(
            "INSERT INTO mails (id, recipient, recipient_name, subject, text, html, kind, language, urgent, state, sent_at)
             VALUES (gen_random_uuid(), E'{recipient}', E'{name}', E'{subject}', '{text}', '', 'k', 'en', true, '{state}',
                     CASE '{state}' WHEN 'sent' THEN now() END)"
        )
    };
    world.oracle.batch_execute(&insert("a@example.com", "A", "S", "queued", "words")).await.unwrap();
    world.oracle.batch_execute(&insert("a@example.com", "", "S", "sent", "")).await.unwrap();
    for (bad, constraint) in [
        (insert("a@example.com\\nBcc: b@example.com", "A", "S", "queued", "w"), "mails_recipient_check"),
        (insert("a@example.com", "A\\r\\nBcc: b", "S", "queued", "w"), "mails_recipient_name_check"),
        (insert("a@example.com", "A", "S\\nX: y", "queued", "w"), "mails_subject_check"),
        (insert("a@example.com", "", "S", "sent", "words"), "mails_words"),
        (insert("a@example.com", "A", "S", "failed", ""), "mails_words"),
    ] {
        let refused = world.oracle.batch_execute(&bad).await.unwrap_err();
        assert_eq!(refused.as_db_error().unwrap().constraint(), Some(constraint), "{bad}");
    }
}

#[tokio::test]
async fn old_mails_are_given_up_and_then_removed() {
    let world = World::start().await;
    fill(&world, 0, 2, "waiting-#@example.com", "2 days").await;
    fill(&world, 0, 3, "late-#@example.com", "4 days").await;
    fill(&world, 1, 4, "old-#@example.com", "31 days").await;
    assert_eq!(mail::counts(&world.pools).await.unwrap().queued, 9);
    mail::keep_house(&world.pools).await.unwrap();
    let counts = mail::counts(&world.pools).await.unwrap();
    assert_eq!((counts.queued, counts.sending, counts.failed), (2, 0, 3));
    assert!(counts.oldest >= 2.0 * 86_400.0, "{}", counts.oldest);
    assert_eq!(
        world
            .count("SELECT FROM mails WHERE recipient LIKE 'late-%' AND state = 'failed' AND text = '' AND html = ''")
            .await,
        3
    );
    assert_eq!(world.count("SELECT FROM mails WHERE recipient LIKE 'old-%'").await, 0);
    // The seed's two are sent, and young.
    assert_eq!(world.count("SELECT FROM mails WHERE state = 'sent'").await, 2);
}
