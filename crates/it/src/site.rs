//! The site that the binary serves, with accounts to ask it with.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use axum::Router;
use catalog::node::SearchNode;
use identity::{Agent, NewBuyer, NewSeller, NewShop, SessionKey, SignedIn, tokens::AccessKeys};
use imports::{
    engine::EngineContext,
    fetch::{FetchPolicy, Fetcher},
};
use karum::config::Config;
use metrics_exporter_prometheus::PrometheusBuilder;
use storage::LocalBlobs;
use tempfile::TempDir;
use test_support::World;
use tokio_util::sync::CancellationToken;
use types::Language;
use url::Url;
use web_kit::SessionSecret;

/// How long the search index may take to be built.
const DEADLINE: Duration = Duration::from_secs(30);
/// The largest feed here, in bytes.
const MAX_FEED: u64 = 8 << 20;

/// Where requests come from.
const ELSEWHERE: Ipv4Addr = Ipv4Addr::new(10, 0, 0, 0);

/// A site that answers without a network.
pub struct Site {
    /// Its database.
    pub world: World,
    /// What its imports work with.
    pub imports: Arc<EngineContext>,
    /// Its search.
    pub search: SearchNode,
    pub(crate) router: Router,
    addresses: AtomicU32,
    /// The first address that is asked from.
    network: Ipv4Addr,
    stop: CancellationToken,
    files: TempDir,
}

impl Site {
    /// A new site on a new world. Its index is built; no jobs run.
    pub async fn start() -> Self {
        Self::start_in(tempfile::tempdir().unwrap()).await
    }

    /// The same at its developer's own machine: at another address of the public, asked from addresses of the machine.
    pub async fn start_here(public_url: &str) -> Self {
        let mut site = Self::start_at(tempfile::tempdir().unwrap(), Url::parse(public_url).unwrap()).await;
        site.network = Ipv4Addr::new(127, 0, 0, 0);
        site
    }

    /// The same at another address of the public, asked from elsewhere.
    pub async fn start_far(public_url: &str) -> Self {
        Self::start_at(tempfile::tempdir().unwrap(), Url::parse(public_url).unwrap()).await
    }

    /// The same with its files in this directory: sellers' below `blobs`.
    pub async fn start_in(files: TempDir) -> Self {
        Self::start_at(files, Url::parse("http://karum.test").unwrap()).await
    }

    async fn start_at(files: TempDir, public_url: Url) -> Self {
        // What a client is not told, a test that fails shows.
        let faults = tracing_subscriber::fmt().with_max_level(tracing::Level::ERROR).with_test_writer();
        faults.try_init().ok();
        let world = World::start().await;
        let blobs = LocalBlobs::open(files.path().join("blobs")).unwrap();
        let fetcher = Fetcher::new(FetchPolicy { max_bytes: MAX_FEED, ..FetchPolicy::default() }).unwrap();
        let engine = Arc::new(EngineContext { pools: world.pools.clone(), blobs, fetcher });
        let search = SearchNode::open(world.pools.clone(), &files.path().join("index")).unwrap();
        let stop = CancellationToken::new();
        let (follower, stopped) = (search.clone(), stop.clone());
        tokio::spawn(async move { follower.follow(stopped).await });
        let deadline = Instant::now() + DEADLINE;
        while !search.is_ready() {
            assert!(Instant::now() < deadline, "the search index was not built");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let config =
            Config { public_url, shop_domain: "karum.test".into(), picture_dirs: Vec::new(), ..Config::default() };
        let metrics = PrometheusBuilder::new().build_recorder().handle();
        let router = karum::site::router(
            &config,
            &world.pools,
            engine.clone(),
            search.clone(),
            &test_support::secrets(),
            AccessKeys::new("http://karum.test/", test_support::secrets().token_keys()).unwrap(),
            metrics,
        )
        .unwrap();
        Self { router, imports: engine, search, world, addresses: AtomicU32::new(1), network: ELSEWHERE, stop, files }
    }

    /// Every path pattern that the router answers, however it was added: axum has no list, but its `Debug` shows one.
    pub fn paths(&self) -> BTreeSet<String> {
        let text = format!("{:?}", self.router);
        let mut found = BTreeSet::new();
        for part in text.split("RouteId(").skip(1) {
            let path = part.split_once("): \"").and_then(|(_, rest)| rest.split_once('"'));
            found.extend(
                path.filter(|_| part[..part.find(')').unwrap_or(0)].parse::<u32>().is_ok()).map(|(p, _)| p.to_owned()),
            );
        }
        found
    }

    /// How many files of sellers are stored.
    pub fn stored_files(&self) -> usize {
        fn below(folder: &Path) -> usize {
            let entries = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
            entries.map(|path| if path.is_dir() { below(&path) } else { 1 }).sum()
        }
        below(&self.files.path().join("blobs"))
    }

    /// An account that only buys.
    pub async fn register_buyer(&self, name: &str) -> SignedIn {
        identity::sign_up_buyer(&self.world.pools, account(name)).await.unwrap()
    }

    /// The owner of a new shop.
    pub async fn register_seller(&self, name: &str) -> SignedIn {
        let shop = NewShop { name, slug: name, country: "LU", currency: "EUR" };
        let new = NewSeller { owner: account(name), shop };
        identity::sign_up_seller(&self.world.pools, new).await.unwrap()
    }

    /// Another session of an account: its secret.
    pub async fn session_of(&self, who: &SignedIn) -> String {
        let secret = SessionSecret::generate();
        let hash = secret.hash().iter().fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").unwrap();
            hex
        });
        let quoted = |id: Option<String>| id.map_or_else(|| "NULL".to_owned(), |id| format!("'{id}'"));
        let sql = format!(
            "INSERT INTO sessions (token_hash, id, user_id, buyer_id, expires_at)
             VALUES ('\\x{hash}', gen_random_uuid(), '{}', {}, now() + interval '1 day')",
            who.user,
            quoted(who.buyer.map(|id| id.to_string())),
        );
        self.world.oracle.batch_execute(&sql).await.unwrap();
        secret.expose()
    }

    pub(crate) fn next_address(&self) -> SocketAddr {
        let number = self.addresses.fetch_add(1, Ordering::Relaxed);
        SocketAddr::new(IpAddr::V4(Ipv4Addr::from_bits(self.network.to_bits() | number)), 40_000)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

fn account(name: &str) -> NewBuyer<'_> {
    NewBuyer {
        name,
        email: Box::leak(format!("{name}@example.com").into_boxed_str()),
        password: "a password for tests".to_owned().into(),
        language: Language::En,
        address: name,
        agent: Agent::default(),
        key: SessionKey(SessionSecret::generate().hash()),
        former: None,
    }
}
