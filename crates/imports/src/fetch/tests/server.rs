//! Servers for the tests: one that speaks HTTP properly, one that says byte for byte what it is told.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::Router;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// A server on a free port of 127.0.0.1, gone when dropped.
pub struct Server {
    pub address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
    running: JoinHandle<()>,
}

impl Server {
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The heads of the requests so far. Only [`scripted`] servers keep them.
    pub fn requests(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.running.abort();
    }
}

async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

pub async fn serve(router: Router) -> Server {
    let (listener, address) = listen().await;
    let running = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    Server { address, heads: Arc::default(), running }
}

/// What a scripted server does after its bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// Ends the connection.
    Close,
    /// Keeps it open and says nothing more.
    Wait,
}

/// Answers the first request with the first script, the second with the second, and all further ones with the last.
pub async fn scripted<S: AsRef<[u8]>>(scripts: impl IntoIterator<Item = S>, then: Then) -> Server {
    let scripts: Vec<Vec<u8>> = scripts.into_iter().map(|script| script.as_ref().to_vec()).collect();
    let (listener, address) = listen().await;
    let heads = Arc::<Mutex<Vec<String>>>::default();
    let seen = heads.clone();
    let running = tokio::spawn(async move {
        let mut waiting = Vec::new();
        for turn in 0.. {
            let (mut stream, _) = listener.accept().await.unwrap();
            let head = read_head(&mut stream).await;
            seen.lock().unwrap().push(head);
            // A client that refuses an answer goes away before it has all of it.
            let _ = stream.write_all(&scripts[turn.min(scripts.len() - 1)]).await;
            if then == Then::Wait {
                waiting.push(stream);
            }
        }
    });
    Server { address, heads, running }
}

async fn read_head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8_lossy(&head).into_owned()
}

/// A whole answer with its proper length.
pub fn answer(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let mut bytes = format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// A redirect.
pub fn to(location: &str) -> Vec<u8> {
    answer("302 Found", &format!("location: {location}\r\n"), "")
}
