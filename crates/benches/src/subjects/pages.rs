//! Pages as a browser gets them, from the program that is shipped.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use hyper::StatusCode;
use tokio::sync::Mutex;

use crate::{
    BenchError, Figure, Report,
    client::Browser,
    ground::{Base, Ground},
    measure::{Random, Times, closed, median, rss_anon},
};

const CONNECTIONS: u64 = 16;
/// How long the program may take to answer for the first time.
const PATIENCE: Duration = Duration::from_mins(5);

/// A program that serves. It ends when this is dropped.
pub struct Site {
    child: Child,
    pub address: SocketAddr,
}

impl Site {
    /// Starts it, and waits until it answers `path` with 200; says how long that took.
    pub async fn start(command: &mut Command, directory: &Path, path: &str) -> Result<(Self, Duration), BenchError> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("KARUM_")) {
            if command.get_envs().all(|(set, _)| set != name.as_str()) {
                command.env_remove(name);
            }
        }
        command
            .current_dir(directory)
            .env("KARUM_LOG", "warn")
            .args(["--listen", &address.to_string(), "--data-dir"])
            .arg(directory);
        // What it says is kept in case that it ends.
        let log = std::fs::File::create(directory.join("site.log"))?;
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let begun = Instant::now();
        let mut site = Self { child: command.spawn()?, address };
        while !site.answers(path).await {
            if let Some(status) = site.child.try_wait()? {
                let said = std::fs::read_to_string(directory.join("site.log")).unwrap_or_default();
                return Err(BenchError::Wrong(format!("the program ended with {status}: {said}")));
            }
            if begun.elapsed() > PATIENCE {
                return Err(BenchError::Wrong("the program does not answer".into()));
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok((site, begun.elapsed()))
    }

    async fn answers(&self, path: &str) -> bool {
        let Ok(mut browser) = Browser::open(self.address).await else { return false };
        browser.get(path).await.is_ok_and(|(status, _)| status == StatusCode::OK)
    }

    /// Its anonymous memory, in MiB.
    pub fn memory(&self) -> f64 {
        rss_anon(Some(self.child.id()))
    }

    /// Asks it to end, and waits.
    pub async fn stop(mut self) -> Result<(), BenchError> {
        let pid = i32::try_from(self.child.id()).map_err(BenchError::of)?;
        nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid), nix::sys::signal::Signal::SIGTERM)
            .map_err(BenchError::of)?;
        let deadline = Instant::now() + PATIENCE;
        while self.child.try_wait()?.is_none() && Instant::now() < deadline {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        // Where it has ended already, there is nobody to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub async fn run(ground: &Ground, base: &Base, index: &Path, report: &mut Report) -> Result<(), BenchError> {
    let directory = ground.directory("site")?;
    std::fs::rename(index, directory.join("index"))?;
    let mut command = Command::new(&ground.program);
    command.arg("serve").envs(ground.environment(&base.name)?);
    let (site, _) = Site::start(&mut command, &directory, "/readyz").await?;
    let mut random = Random::new(99);
    let searches: Vec<String> = (0..500)
        .map(|_| {
            format!(
                "/search?q={}",
                ground
                    .feeds
                    .words(&mut random)
                    .replace(' ', "+")
                    .replace(|c: char| !c.is_ascii_alphanumeric() && c != '+', "")
            )
        })
        .collect();
    let rows = base.oracle.query("SELECT s.slug, p.handle FROM karum.shelf_products p JOIN karum.storefronts s USING (seller_id) ORDER BY p.id LIMIT 500", &[]).await?;
    let products: Vec<String> =
        rows.iter().map(|row| format!("/products/{}/{}", row.get::<_, &str>(0), row.get::<_, &str>(1))).collect();
    let (mut of_products, mut of_searches) = (Vec::new(), Vec::new());
    for _ in 0..ground.size.rounds {
        of_products.push(pages(ground, &site, &products).await?);
        of_searches.push(pages(ground, &site, &searches).await?);
    }
    let memory = site.memory();
    site.stop().await?;
    for (what, rounds, least, unit) in
        [("product", of_products, 2_000.0, "2,000"), ("search", of_searches, 800.0, "800")]
    {
        let rate = median(rounds.iter().map(Times::rate).collect());
        let high = median(rounds.iter().map(|times| times.at(0.99)).collect());
        report.add(Figure {
            subject: "search",
            what: format!("{what} page over HTTP, {CONNECTIONS} connections"),
            reach: format!("≥ {unit}/s, p99 ≤ 30 ms"),
            measured: format!("{rate:.0}/s, {high:.1} ms"),
            beside: format!(
                "{} products on the shelf; the program's memory afterwards {memory:.0} MiB",
                ground.size.products
            ),
            met: Some(rate >= least && high <= 30.0),
        });
    }
    Ok(())
}

async fn pages(ground: &Ground, site: &Site, paths: &[String]) -> Result<Times, BenchError> {
    let mut browsers = Vec::new();
    for _ in 0..CONNECTIONS {
        browsers.push(Arc::new(Mutex::new(Browser::open(site.address).await?)));
    }
    let paths: Arc<[String]> = paths.into();
    let one = move |task: u64, request: u64| {
        let (browser, paths) = (browsers[task as usize].clone(), paths.clone());
        async move {
            let path = &paths[((task * 31 + request) % paths.len() as u64) as usize];
            let (status, length) = browser.lock().await.get(path).await?;
            if status == StatusCode::OK && length > 1_000 {
                Ok(())
            } else {
                Err(BenchError::Wrong(format!("{path} answered {status}")))
            }
        }
    };
    closed(CONNECTIONS, Duration::from_secs_f64(ground.size.seconds), one).await
}
