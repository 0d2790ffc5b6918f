//! A browser's half of HTTP: connections that stay open, and nothing that would cost the server's machine more.

use std::net::SocketAddr;

use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Request, StatusCode, header::HOST};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::BenchError;

/// A connection to a site.
pub struct Browser {
    sender: SendRequest<Empty<Bytes>>,
    host: String,
}

impl Browser {
    /// Connects.
    pub async fn open(address: SocketAddr) -> Result<Self, BenchError> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await.map_err(BenchError::of)?;
        tokio::spawn(connection);
        Ok(Self { sender, host: format!("localhost:{}", address.port()) })
    }

    /// Asks for a page and reads it whole; answers its length.
    pub async fn get(&mut self, path: &str) -> Result<(StatusCode, usize), BenchError> {
        self.sender.ready().await.map_err(BenchError::of)?;
        let request = Request::get(path).header(HOST, &self.host).body(Empty::new()).map_err(BenchError::of)?;
        let answer = self.sender.send_request(request).await.map_err(BenchError::of)?;
        let status = answer.status();
        let body = answer.into_body().collect().await.map_err(BenchError::of)?.to_bytes();
        Ok((status, body.len()))
    }
}
