//! Delivery to a real mail server.
#![allow(clippy::unwrap_used, missing_docs)]

mod server;

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use mail::{Letter, Pace, Recipient, Smtp, deliver};
use server::{Server, header};
use test_support::World;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use types::{Language, MailId};

const FROM: &str = "Karum für alle <no-reply@market.example>";
const LINK: &str = "https://market.example/join/abc?x=1&y=2";
const NAME: &str = "Zoë \"Ünal\", Müller & <Söhne>";

fn smtp(url: &str) -> Smtp {
    Smtp::new(&url.to_owned().into(), FROM).unwrap()
}

struct Sender {
    task: JoinHandle<()>,
    stop: CancellationToken,
}

fn sender(pools: tenancy::Pools, smtp: Smtp) -> Sender {
    let stop = CancellationToken::new();
    let pace = Pace { parallel: 4, idle: Duration::from_millis(5) };
    Sender { task: tokio::spawn(deliver(pools, smtp, pace, stop.clone())), stop }
}

impl Sender {
    async fn end(self) {
        self.stop.cancel();
        self.task.await.unwrap();
    }
}

async fn queue_for(world: &World, which: usize, email: &str, language: Language) -> MailId {
    let q = world.seller(which).write().await.unwrap();
    let to = Recipient { email, name: NAME, language, site: "Karum" };
    let letter = Letter::Invitation { shop: "Käthes Läden", inviter: "Łucja", role: "viewer", link: LINK, days: 7 };
    let id = mail::queue(&q, &to, &letter).await.unwrap();
    q.commit().await.unwrap();
    id
}

async fn queue(world: &World) -> MailId {
    queue_for(world, 0, "zoe@example.com", Language::De).await
}

async fn until(what: &str, mut come: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !come().await {
        assert!(Instant::now() < deadline, "not in time: {what}");
        test_support::pause().await;
    }
}

async fn until_state(world: &World, id: MailId, state: &str) {
    until(state, async || {
        world.count(&format!("SELECT FROM mails WHERE id = '{id}' AND state = '{state}'")).await == 1
    })
    .await;
}

async fn until_tried(world: &World, id: MailId) {
    let tried = format!("SELECT FROM mails WHERE id = '{id}' AND state = 'queued' AND attempts > 0");
    until("a try that failed", async || world.count(&tried).await == 1).await;
}

/// Attempts, the last error, and in how many seconds the next try is due.
async fn row(world: &World, id: MailId) -> (i32, String, f64) {
    let sql =
        "SELECT attempts, coalesce(error, ''), extract(epoch FROM due_at - now())::float8 FROM mails WHERE id = $1";
    let row = world.oracle.query_one(sql, &[&id.0]).await.unwrap();
    (row.get(0), row.get(1), row.get(2))
}

async fn due_now(world: &World, id: MailId) {
    world.oracle.batch_execute(&format!("UPDATE mails SET due_at = now() WHERE id = '{id}'")).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_arrives_with_both_parts_in_each_language_and_its_words_go() {
    let (world, server) = (World::start().await, Server::plain());
    let mut ids = Vec::new();
    for (at, language) in Language::ALL.into_iter().enumerate() {
        ids.push(queue_for(&world, at % 2, &format!("zoe-{language}@example.com"), language).await);
    }
    let sender = sender(world.pools.clone(), smtp(&server.url()));
    for id in &ids {
        until_state(&world, *id, "sent").await;
    }
    sender.end().await;
    let taken = server.taken();
    assert_eq!(taken.len(), 3);
    for (language, id) in Language::ALL.into_iter().zip(&ids) {
        let email = format!("zoe-{language}@example.com");
        let mail = taken.iter().find(|mail| mail["to"][0] == email.as_str()).unwrap();
        let subject = match language {
            Language::En => "Łucja invites you to the team of Käthes Läden",
            Language::Fr => "Łucja vous invite dans l’équipe de Käthes Läden",
            Language::De => "Łucja lädt Sie in das Team von Käthes Läden ein",
        };
        assert_eq!(mail["from"], "no-reply@market.example");
        assert_eq!(header(mail, "subject"), subject);
        assert_eq!(header(mail, "from"), "Karum für alle <no-reply@market.example>");
        let to = header(mail, "to");
        assert!(to.contains(&format!("<{email}>")) && to.contains("Zoë") && to.contains("Söhne"), "{to}");
        assert_eq!(header(mail, "message-id"), format!("<{id}@market.example>"));
        assert_eq!(header(mail, "auto-submitted"), "auto-generated");
        assert_eq!(header(mail, "content-language"), language.code());
        assert_eq!((header(mail, "mime-version"), mail["type"].as_str().unwrap()), ("1.0", "multipart/alternative"));
        header(mail, "date");
        assert_eq!(mail["parts"][0][0], "text/plain");
        assert_eq!(mail["parts"][1][0], "text/html");
        let (text, html) = (mail["parts"][0][1].as_str().unwrap(), mail["parts"][1][1].as_str().unwrap());
        assert!(text.contains(LINK) && text.contains(NAME) && text.contains("Käthes Läden"), "{text}");
        assert!(html.contains("Käthes Läden") && html.contains("Zoë") && !html.contains("<Söhne>"), "{html}");
        assert_eq!(html.matches("https://market.example/join/abc?x=1&#38;y=2").count(), 3, "{html}");
        assert!(mail["longest_line"].as_u64().unwrap() <= 998 && mail["defects"].as_array().unwrap().is_empty());
    }
    let kept = "SELECT FROM mails WHERE kind = 'invitation' AND (text <> '' OR html <> '' OR recipient_name <> '')";
    assert_eq!(world.count(kept).await, 0);
    assert_eq!(
        world.count("SELECT FROM mails WHERE kind = 'invitation' AND sent_at IS NOT NULL AND attempts = 1").await,
        3
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_rolled_back_is_not_sent() {
    let (world, server) = (World::start().await, Server::plain());
    let q = world.seller(0).write().await.unwrap();
    let to = Recipient { email: "never@example.com", name: "", language: Language::En, site: "Karum" };
    mail::queue(&q, &to, &Letter::PasswordChanged).await.unwrap();
    drop(q);
    let id = queue_for(&world, 1, "ever@example.com", Language::En).await;
    let sender = sender(world.pools.clone(), smtp(&server.url()));
    until_state(&world, id, "sent").await;
    sender.end().await;
    let taken = server.taken();
    assert_eq!(taken.iter().map(|mail| mail["to"][0].as_str().unwrap()).collect::<Vec<_>>(), ["ever@example.com"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_for_now_is_repeated_and_one_for_good_is_not() {
    let (world, server) = (World::start().await, Server::plain());
    server.answers(&["451 4.7.1 greylisted", "250 OK", "550 5.1.1 nobody of that name"]);
    let id = queue(&world).await;
    let sender = sender(world.pools.clone(), smtp(&server.url()));
    until_tried(&world, id).await;
    let (attempts, error, pause) = row(&world, id).await;
    assert!(attempts == 1 && error.contains("451") && error.contains("greylisted"), "{error}");
    assert!((15.0..=40.0).contains(&pause), "{pause}");
    assert!(server.taken().is_empty());
    due_now(&world, id).await;
    until_state(&world, id, "sent").await;
    assert_eq!(row(&world, id).await.0, 2);
    let never = queue_for(&world, 1, "nobody@example.com", Language::Fr).await;
    until_state(&world, never, "failed").await;
    let (attempts, error, _) = row(&world, never).await;
    assert!(attempts == 1 && error.contains("550") && error.contains("nobody of that name"), "{error}");
    assert_eq!(world.count(&format!("SELECT FROM mails WHERE id = '{never}' AND text = '' AND html = ''")).await, 1);
    // The one that failed keeps nobody back.
    let next = queue(&world).await;
    until_state(&world, next, "sent").await;
    sender.end().await;
    assert_eq!(server.taken().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mails_wait_for_a_server_that_is_away_and_fail_in_the_end() {
    let (world, mut server) = (World::start().await, Server::plain());
    server.stop();
    let (id, worn) = (queue(&world).await, queue_for(&world, 1, "worn@example.com", Language::En).await);
    world.oracle.batch_execute(&format!("UPDATE mails SET attempts = 11 WHERE id = '{worn}'")).await.unwrap();
    let sender = sender(world.pools.clone(), smtp(&server.url()));
    until_tried(&world, id).await;
    until_state(&world, worn, "failed").await;
    assert!(row(&world, id).await.1.to_lowercase().contains("connection"), "{:?}", row(&world, id).await);
    let counts = mail::counts(&world.pools).await.unwrap();
    assert_eq!((counts.queued, counts.failed), (1, 1));
    server.start();
    due_now(&world, id).await;
    until_state(&world, id, "sent").await;
    sender.end().await;
    assert_eq!(server.taken().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_senders_send_each_mail_once() {
    let (world, server) = (World::start().await, Server::plain());
    for number in 0..40 {
        queue_for(&world, number % 2, &format!("zoe-{number}@example.com"), Language::De).await;
    }
    let senders = [sender(world.more_pools(4), smtp(&server.url())), sender(world.more_pools(4), smtp(&server.url()))];
    let sent = "SELECT FROM mails WHERE kind = 'invitation' AND state = 'sent'";
    until("all are sent", async || world.count(sent).await == 40).await;
    for sender in senders {
        sender.end().await;
    }
    let taken = server.taken();
    let ids: BTreeSet<_> = taken.iter().map(|mail| header(mail, "message-id").to_owned()).collect();
    assert_eq!((taken.len(), ids.len()), (40, 40));
    assert_eq!(world.count("SELECT FROM mails WHERE kind = 'invitation' AND attempts <> 1").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_sender_that_died_had_claimed_is_sent_by_another_when_its_lease_has_ended() {
    let (world, server) = (World::start().await, Server::plain());
    server.answers(&["hold"]);
    let id = queue(&world).await;
    let first = sender(world.pools.clone(), smtp(&server.url()));
    until("the mail is in hand", async || server.holds()).await;
    first.task.abort();
    assert!(first.task.await.unwrap_err().is_cancelled());
    let second = sender(world.more_pools(4), smtp(&server.url()));
    let other = queue_for(&world, 1, "other@example.com", Language::En).await;
    until_state(&world, other, "sent").await;
    let held = format!("SELECT FROM mails WHERE id = '{id}' AND state = 'sending' AND leased_until > now()");
    assert_eq!(world.count(&held).await, 1, "it is the first one's until its lease ends");
    let end = format!("UPDATE mails SET leased_until = now(), due_at = now() WHERE id = '{id}'");
    world.oracle.batch_execute(&end).await.unwrap();
    until_state(&world, id, "sent").await;
    second.end().await;
    assert_eq!(row(&world, id).await.0, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_that_takes_its_sender_down_each_time_is_laid_aside() {
    let (world, server) = (World::start().await, Server::plain());
    let (id, other) = (queue(&world).await, queue_for(&world, 1, "other@example.com", Language::En).await);
    let down = format!(
        "UPDATE mails SET state = 'sending', attempts = 12, leased_until = now(), due_at = now() WHERE id = '{id}'"
    );
    world.oracle.batch_execute(&down).await.unwrap();
    let sender = sender(world.pools.clone(), smtp(&server.url()));
    until_state(&world, id, "failed").await;
    until_state(&world, other, "sent").await;
    sender.end().await;
    assert_eq!(server.taken().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sender_that_stops_ends_what_it_has_begun_and_begins_nothing() {
    let (world, server) = (World::start().await, Server::plain());
    server.answers(&["hold"]);
    let begun = queue(&world).await;
    let sender = sender(world.pools.clone(), smtp(&server.url()));
    until("the mail is in hand", async || server.holds()).await;
    sender.stop.cancel();
    let late = queue_for(&world, 1, "late@example.com", Language::En).await;
    server.release();
    sender.task.await.unwrap();
    until_state(&world, begun, "sent").await;
    until_state(&world, late, "queued").await;
    assert_eq!(server.taken().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_somebody_waits_for_goes_before_what_nobody_does() {
    let (world, server) = (World::start().await, Server::plain());
    let q = world.pools.worker(world.sellers[1].seller, None).write().await.unwrap();
    for number in 0..20 {
        let email = format!("bulk-{number}@example.com");
        let to = Recipient { email: &email, name: "", language: Language::En, site: "Karum" };
        let letter = Letter::Welcome { shop: "Shop", link: LINK, hours: 72 };
        mail::queue(&q, &to, &letter).await.unwrap();
    }
    q.commit().await.unwrap();
    queue_for(&world, 0, "waits@example.com", Language::En).await;
    let sender = sender(world.pools.clone(), smtp(&server.url()));
    until("all are sent", async || world.count("SELECT FROM mails WHERE state = 'sent'").await == 23).await;
    sender.end().await;
    let taken = server.taken();
    let place = taken.iter().position(|mail| mail["to"][0] == "waits@example.com").unwrap();
    assert!(place < 4, "it went out as number {place} of {}", taken.len());
}

/// A certificate for this machine, as files: the certificate and its key.
fn certificate(directory: &std::path::Path) -> (String, String) {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned(), "localhost".to_owned()]).unwrap();
    let (certificate, key) = (directory.join("certificate.pem"), directory.join("key.pem"));
    std::fs::write(&certificate, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    (certificate.to_string_lossy().into_owned(), key.to_string_lossy().into_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_goes_under_tls_and_only_to_a_server_that_is_known() {
    let directory = tempfile::tempdir().unwrap();
    let (certificate, key) = certificate(directory.path());
    let (world, server) = (World::start().await, Server::with(&[certificate.clone(), key, "password".into()]));
    let id = queue(&world).await;
    let address = format!("127.0.0.1:{}", server.port);
    for (url, wrong) in [
        (format!("smtp://karum:p%2Fss%20w%C3%B6rd@{address}?tls=required"), "certificate"),
        (format!("smtp://karum:wrong@{address}?tls=required&rootcert={certificate}"), "535"),
        (format!("smtp://{address}?tls=required&rootcert={certificate}"), "530"),
    ] {
        let before = row(&world, id).await.0;
        let sender = sender(world.pools.clone(), smtp(&url));
        let tried = format!("SELECT FROM mails WHERE id = '{id}' AND state <> 'sending' AND attempts = {}", before + 1);
        until("a try that failed", async || world.count(&tried).await == 1).await;
        sender.end().await;
        let error = row(&world, id).await.1;
        assert!(error.to_lowercase().contains(wrong) && !error.contains("p/ss"), "{wrong}: {error}");
        until_state(&world, id, "queued").await;
        due_now(&world, id).await;
    }
    assert!(server.taken().is_empty());
    let known = format!("smtp://karum:p%2Fss%20w%C3%B6rd@{address}?tls=required&rootcert={certificate}");
    let sender = sender(world.pools.clone(), smtp(&known));
    until_state(&world, id, "sent").await;
    sender.end().await;
    let taken = server.taken();
    assert!(taken.len() == 1 && taken[0]["tls"] == true, "{taken:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_has_no_use_for_our_password_keeps_the_mail_waiting() {
    let (world, server) = (World::start().await, Server::plain());
    let id = queue_for(&world, 1, "zoe@example.com", Language::Fr).await;
    let sender = sender(world.pools.clone(), smtp(&format!("smtp://karum:secret@127.0.0.1:{}", server.port)));
    until_tried(&world, id).await;
    sender.end().await;
    let (attempts, error, _) = row(&world, id).await;
    assert!(attempts == 1 && error.contains("authentication mechanism") && !error.contains("secret"), "{error}");
    assert!(server.taken().is_empty());
}
