//! Imports as a seller's browser and programs meet them: upload, mapping, runs, reports, staged products; and hostile feeds
//! from the file to the buyer's page.
#![allow(clippy::unwrap_used, missing_docs)]

mod hostile;
mod mapping;
mod runs;
mod staged;
mod upload;

use std::time::{Duration, Instant};

use it::{Answer, Ask, Site, encoded};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

/// A shop of its own beside those of the seed, and its owner's browser.
pub struct Shop {
    pub site: Site,
    session: String,
    pub seller: types::SellerId,
}

/// A feed of these rows: id, title, price, availability.
pub fn tsv(rows: &[&str]) -> Vec<u8> {
    let rows = std::iter::once("id\ttitle\tprice\tavailability").chain(rows.iter().copied());
    rows.collect::<Vec<_>>().join("\n").into_bytes()
}

impl Shop {
    pub async fn open() -> Self {
        let site = Site::start().await;
        let owner = site.register_seller("importing").await;
        let session = site.session_of(&owner).await;
        Self { session, seller: owner.seller.unwrap(), site }
    }

    pub async fn get(&self, uri: &str) -> Answer {
        self.site.ask(&Ask { method: "GET", uri, session: Some(&self.session), ..Ask::default() }).await
    }

    /// A page that must be there.
    pub async fn page(&self, uri: &str) -> String {
        let answer = self.get(uri).await;
        assert_eq!(answer.status, 200, "{uri}: {}", answer.body);
        answer.body
    }

    pub async fn json(&self, uri: &str) -> Value {
        serde_json::from_str(&self.page(uri).await).unwrap()
    }

    async fn post(&self, uri: &str, body: (&str, &[u8])) -> Answer {
        self.site
            .ask(&Ask { method: "POST", uri, session: Some(&self.session), bytes: Some(body), ..Ask::default() })
            .await
    }

    pub async fn form(&self, uri: &str, fields: &[(&str, &str)]) -> Answer {
        self.post(uri, (FORM, encoded(fields).as_bytes())).await
    }

    pub async fn call(&self, uri: &str, body: &Value) -> Answer {
        self.post(uri, (JSON, body.to_string().as_bytes())).await
    }

    pub async fn raw(&self, uri: &str, body: &[u8]) -> Answer {
        self.post(uri, ("application/octet-stream", body)).await
    }

    pub async fn multipart(&self, uri: &str, body: &[u8]) -> Answer {
        self.post(uri, ("multipart/form-data; boundary=x", body)).await
    }

    /// A form with a file.
    pub async fn upload(&self, uri: &str, fields: &[(&str, &str)], file: &[u8]) -> Answer {
        self.multipart(uri, &parts(fields, file, true)).await
    }

    /// A new feed with this file; answers its address.
    pub async fn feed(&self, language: &str, file: &[u8]) -> String {
        let answer = self
            .upload("/seller/importing/imports/feeds/new", &[("language", language), ("source", "upload")], file)
            .await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        answer.location().split("/mapping").next().unwrap().to_owned()
    }

    /// Imports the file of a new feed as it is proposed; answers the run's address.
    pub async fn imported(&self, language: &str, file: &[u8]) -> String {
        let feed = self.feed(language, file).await;
        self.run(&feed).await
    }

    /// Imports a feed's file; answers the run's address.
    pub async fn run(&self, feed: &str) -> String {
        let answer = self.form(&format!("{feed}/run"), &[]).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        self.work().await;
        answer.location().to_owned()
    }

    /// Works until no job is left.
    pub async fn work(&self) {
        let stop = CancellationToken::new();
        let handlers = imports::handlers(&self.site.imports);
        let settings = jobs::Settings { idle: Duration::from_millis(5), ..jobs::Settings::default() };
        let worker = tokio::spawn(jobs::work(self.site.world.pools.clone(), handlers, settings, stop.clone()));
        let deadline = Instant::now() + Duration::from_mins(2);
        while self.site.world.count("SELECT FROM jobs WHERE state IN ('ready', 'running')").await > 0 {
            assert!(Instant::now() < deadline, "the jobs were not done");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        stop.cancel();
        worker.await.unwrap();
    }

    pub async fn count(&self, table: &str, what: &str) -> i64 {
        self.site.world.count(&format!("SELECT FROM {table} WHERE seller_id = '{}' AND {what}", self.seller)).await
    }

    /// The second seller of the seed has what he had.
    pub async fn others_are_untouched(&self) {
        let other = self.site.world.sellers[1].seller;
        let count = async |table: &str| {
            self.site.world.count(&format!("SELECT FROM {table} WHERE seller_id = '{other}'")).await
        };
        assert_eq!((count("staged_products").await, count("feeds").await, count("import_runs").await), (1, 1, 1));
    }
}

/// The body of a form with a file, whole or broken off in the middle of the file.
pub fn parts(fields: &[(&str, &str)], file: &[u8], whole: bool) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend_from_slice(
            format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes(),
        );
    }
    body.extend_from_slice(b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"feed.tsv\"\r\n\r\n");
    if whole {
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--x--\r\n");
    } else {
        body.extend_from_slice(&file[..file.len() / 2]);
    }
    body
}

/// What stands between two texts of a page.
pub fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    page.split(from).nth(1).unwrap_or_else(|| panic!("no {from} in {page}")).split(to).next().unwrap()
}
