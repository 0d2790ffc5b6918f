//! Who is connected to, and what happens when nobody answers.

use std::{process::Command, time::Duration};

use axum::Router;
use tokio::net::{TcpSocket, TcpStream};

use super::{
    super::{FetchError, FetchPolicy, NotPublic},
    failure, fetch, fetch_with, policy,
    server::{Then, answer, scripted, serve},
};

#[tokio::test]
async fn this_machine_is_closed_unless_the_setting_opens_it() {
    let server = scripted([answer("200 OK", "", "id\n")], Then::Close).await;
    let closed = FetchPolicy { allow_loopback: false, ..policy() };
    for host in [
        "127.0.0.1",
        "localhost",
        "LOCALHOST",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
    ] {
        let url = format!("http://{host}:{}/", server.address.port());
        let error = fetch_with(closed.clone(), &url).await.unwrap_err();
        assert!(matches!(error, FetchError::NotPublic { kind: NotPublic::Loopback, .. }), "{host}: {error}");
        assert!(error.to_string().contains("leads to this server itself"), "{error}");
    }
    assert_eq!(server.requests().len(), 0);

    for host in ["127.0.0.1", "localhost", "2130706433", "0x7f000001"] {
        assert_eq!(fetch(&format!("http://{host}:{}/", server.address.port())).await.unwrap(), b"id\n", "{host}");
    }
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn a_host_without_an_address_is_not_found() {
    // A label of 64 characters: no resolver finds it, and none asks the network for it.
    let error = failure(&format!("http://{}.example/", "a".repeat(64))).await;
    assert!(matches!(error, FetchError::HostNotFound { .. }), "{error}");
}

#[tokio::test]
async fn a_closed_port_does_not_accept_connections() {
    // Bound and not listening: nobody else can take the port meanwhile.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}/", socket.local_addr().unwrap());
    let error = failure(&url).await;
    assert!(matches!(error, FetchError::Connect { .. }), "{error}");
}

#[tokio::test]
async fn a_host_that_drops_packets_cannot_be_reached_in_time() {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    // Nobody accepts: when the queue is full, further attempts are not answered at all.
    let mut queue = Vec::new();
    while let Ok(connected) = tokio::time::timeout(Duration::from_secs(1), TcpStream::connect(address)).await {
        queue.push(connected.unwrap());
        assert!(queue.len() < 100, "the queue of the listener never fills");
    }
    let policy = FetchPolicy { connect_timeout: Duration::from_millis(100), ..policy() };
    let error = fetch_with(policy, &format!("http://{address}/")).await.unwrap_err();
    assert!(matches!(error, FetchError::ConnectTimeout { .. }), "{error}");
    assert!(error.to_string().contains("could not be reached within 100 ms"));
}

#[tokio::test]
async fn a_server_without_encryption_does_not_answer_https() {
    let server = serve(Router::new()).await;
    let error = failure(&format!("https://{}/", server.address)).await;
    assert!(matches!(error, FetchError::Tls { .. }), "{error}");
}

/// The environment of a process cannot be changed safely while it runs, so the test starts itself once more.
#[tokio::test]
async fn proxies_of_the_environment_are_not_used() {
    const CHILD: &str = "KARUM_TEST_FETCH_WITH_PROXY";
    if std::env::var_os(CHILD).is_some() {
        let server = scripted([answer("200 OK", "", "id\n")], Then::Close).await;
        assert_eq!(fetch(&server.url("/")).await.unwrap(), b"id\n");
        return;
    }
    let proxy = scripted([answer("200 OK", "", "from the proxy")], Then::Close).await;
    let name = std::thread::current().name().unwrap().to_owned();
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", &name]).env(CHILD, "1").env_remove("NO_PROXY").env_remove("no_proxy");
    for variable in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
        child.env(variable, proxy.url("/"));
    }
    let output = tokio::task::spawn_blocking(move || child.output()).await.unwrap().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && told.contains("1 passed"), "{told}");
    assert!(proxy.requests().is_empty());
}
