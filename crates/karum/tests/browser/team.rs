//! A team as people make one: the owner invites by mail, the invitee joins and works, and is out at the next click when he
//! is removed while he is signed in.

use crate::{
    browser::Browser,
    open_shop,
    site::{Site, eventually},
};

/// The link of the mail that was queued for this address.
async fn link(site: &Site, address: &str) -> String {
    let text =
        site.text(&format!("SELECT text FROM mails WHERE recipient = '{address}' ORDER BY created_at DESC")).await;
    let link = text.split_whitespace().find(|word| word.contains("/invitations/")).unwrap();
    link.strip_prefix(&site.address).unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_who_is_invited_works_and_is_out_at_the_next_click_when_he_is_removed() {
    let site = Site::start().await;
    let owner = Browser::start(&site.address).await;
    open_shop(&owner, "Mode", "mode").await;
    owner.forget().await;
    open_shop(&owner, "Haushalt", "haushalt").await;
    owner.goto("/seller/haushalt/team").await;
    owner.fill("email", "packer@example.com").await;
    owner.choose("role", "operator").await;
    owner.click("form[action$='/team/invite'] button.btn-primary").await;
    owner.at("done=invited").await;

    let packer = Browser::start(&site.address).await;
    packer.goto(&link(&site, "packer@example.com").await).await;
    packer.fill("name", "Pat Packer").await;
    packer.fill("password", "jar-of-oil").await;
    packer.click("form[action^='/invitations/'] button.btn-primary").await;
    packer.at("/seller/haushalt").await;
    // What an operator does not do is not offered, and another shop is not there for him.
    packer.see("nav a[href='/seller/haushalt/orders']").await;
    assert!(!packer.has("nav a[href='/seller/haushalt/team']").await);
    packer.goto("/seller/haushalt/settings").await;
    assert!(packer.text("main").await.contains("shop.view"), "it says what is missing");
    packer.goto("/seller/mode/orders").await;
    assert!(!packer.has(".sl-frame").await, "the other shop is not there");
    packer.goto("/seller/haushalt/orders").await;
    packer.see(".sl-frame").await;

    let member = site.text("SELECT id::text FROM members WHERE role = 'operator'").await;
    owner.goto(&format!("/seller/haushalt/team/members/{member}")).await;
    owner.click("button[name='to'][value='removed']").await;
    owner.see("form [name='confirmed']").await;
    owner.click("form:has([name='confirmed']) button.sl-btn-danger").await;
    owner.at("done=member-removed").await;
    packer.click("nav a[href='/seller/haushalt/products']").await;
    eventually("he is out", async || !packer.has(".sl-frame").await).await;
    assert_eq!(site.count("SELECT FROM members WHERE state = 'removed'").await, 1);
    let told = "SELECT FROM mails WHERE recipient = 'packer@example.com' AND kind <> 'invitation'";
    assert_eq!(site.count(told).await, 1, "and was told so");
    let history = "SELECT FROM audit_log WHERE action IN ('team.invite', 'team.join', 'team.remove')";
    assert_eq!(site.count(history).await, 3);
    site.stop();
}
