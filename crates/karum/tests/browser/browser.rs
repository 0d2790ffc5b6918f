//! A headless Chromium, driven by its driver.

use std::{
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use fantoccini::{Client, ClientBuilder, Locator, elements::Element};
use serde_json::json;

use crate::site::free_port;

/// How long the browser may take to show what is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Browser {
    client: Client,
    site: String,
    _driver: Driver,
}

/// The driver, and where its browser's profile stands.
struct Driver(Child, tempfile::TempDir);

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
        // The browser outlives its driver, in a session of its own: it is known by its profile.
        let profile = self.1.path().display().to_string();
        for process in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
            let Ok(id) = process.file_name().to_string_lossy().parse() else { continue };
            let command = std::fs::read(process.path().join("cmdline")).unwrap_or_default();
            if String::from_utf8_lossy(&command).contains(&profile) {
                let _ = nix::sys::signal::kill(nix::unistd::Pid::from_raw(id), nix::sys::signal::Signal::SIGKILL);
            }
        }
    }
}

fn named(variable: &str, default: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| default.to_owned())
}

impl Browser {
    pub async fn start(site: &str) -> Self {
        let port = free_port();
        let driver = Command::new(named("KARUM_CHROMEDRIVER", "chromedriver"))
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is installed (scripts/install.sh test)");
        let driver = Driver(driver, tempfile::tempdir().unwrap());
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--window-size=1280,1600",
        ];
        let mut arguments: Vec<_> = arguments.iter().map(|a| (*a).to_owned()).collect();
        arguments.push(format!("--user-data-dir={}", driver.1.path().display()));
        let mut options = json!({ "args": arguments });
        if let Ok(binary) = std::env::var("KARUM_CHROMIUM") {
            options["binary"] = json!(binary);
        }
        let wanted = serde_json::Map::from_iter([("goog:chromeOptions".to_owned(), options)]);
        let deadline = Instant::now() + PATIENCE;
        let client = loop {
            let address = format!("http://127.0.0.1:{port}");
            match ClientBuilder::rustls().unwrap().capabilities(wanted.clone()).connect(&address).await {
                Ok(client) => break client,
                Err(error) => assert!(Instant::now() < deadline, "no browser: {error}"),
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        };
        Self { client, site: site.to_owned(), _driver: driver }
    }

    pub async fn goto(&self, path: &str) {
        self.client.goto(&format!("{}{path}", self.site)).await.unwrap();
    }

    /// Waits until the address holds this.
    pub async fn at(&self, part: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let url = self.client.current_url().await.unwrap().to_string();
            if url.contains(part) {
                return;
            }
            assert!(Instant::now() < deadline, "not at {part} but at {url}: {}", self.text("body").await);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn find(&self, css: &str) -> Element {
        match self.client.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await {
            Ok(element) => element,
            Err(error) => panic!(
                "{css} is not on {}: {error}: {}",
                self.client.current_url().await.unwrap(),
                self.text("body").await
            ),
        }
    }

    /// Waits until the page holds this.
    pub async fn see(&self, css: &str) {
        self.find(css).await;
    }

    pub async fn has(&self, css: &str) -> bool {
        self.client.find(Locator::Css(css)).await.is_ok()
    }

    pub async fn text(&self, css: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            // A page that is just being left takes its elements along.
            let text = match self.client.find(Locator::Css(css)).await {
                Ok(element) => element.text().await,
                Err(error) => Err(error),
            };
            match text {
                Ok(text) => return text,
                Err(error) => assert!(Instant::now() < deadline, "no text of {css}: {error}"),
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub async fn fill(&self, name: &str, value: &str) {
        let field = self.find(&format!("[name='{name}']:not([type='hidden'])")).await;
        field.clear().await.unwrap_or_else(|error| panic!("{name}: {error}"));
        field.send_keys(value).await.unwrap();
    }

    pub async fn choose(&self, name: &str, value: &str) {
        self.find(&format!("select[name='{name}']")).await.select_by_value(value).await.unwrap();
    }

    pub async fn upload(&self, name: &str, file: &Path) {
        let field = self.find(&format!("input[type='file'][name='{name}']")).await;
        field.send_keys(&file.display().to_string()).await.unwrap();
    }

    pub async fn click(&self, css: &str) {
        self.find(css).await.click().await.unwrap_or_else(|error| panic!("{css}: {error}"));
    }

    /// Becomes somebody else: no cookies.
    pub async fn forget(&self) {
        self.client.delete_all_cookies().await.unwrap();
    }
}
