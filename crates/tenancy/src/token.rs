//! Scope tokens: `kid|class|seller|buyer|actor|session|pid|expiry|member|MAC`, the MAC being HMAC-SHA-256 in lower-case hex.
//!
//! The application makes them; `policies/keyring.sql` verifies them with a key that no class can read.

use std::{
    fmt::Write as _,
    sync::{Arc, RwLock},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use aws_lc_rs::{hmac, rand};
use secrecy::{ExposeSecret, SecretSlice};

use crate::{Identity, class::Class};

/// Bytes of a signing key.
pub const KEY_BYTES: usize = 32;
/// How long a token holds. It covers the longest transaction: a class's statement timeout is shorter.
pub const TOKEN_TTL: Duration = Duration::from_mins(2);

/// A signing key and its id.
#[derive(Clone, Debug)]
pub struct SigningKey {
    /// The key id: lower-case letters and digits.
    pub kid: Arc<str>,
    secret: Arc<SecretSlice<u8>>,
}

impl SigningKey {
    /// A key from its id and bytes.
    pub fn new(kid: &str, secret: &[u8]) -> Self {
        Self { kid: kid.into(), secret: Arc::new(secret.to_vec().into()) }
    }

    /// A new random key.
    pub fn generate() -> Result<Self, aws_lc_rs::error::Unspecified> {
        let (mut id, mut key) = ([0; 4], [0; KEY_BYTES]);
        rand::fill(&mut id)?;
        rand::fill(&mut key)?;
        Ok(Self::new(&format!("k{}", hex(&id)), &key))
    }

    /// The key itself, for the secrets file.
    pub fn secret(&self) -> &[u8] {
        self.secret.expose_secret()
    }

    /// The two padded keys of HMAC (RFC 2104), which the database keeps so that it need not compute them per statement.
    pub fn pads(&self) -> ([u8; 64], [u8; 64]) {
        let mut block = [0; 64];
        block[..self.secret().len()].copy_from_slice(self.secret());
        (block.map(|b| b ^ 0x36), block.map(|b| b ^ 0x5c))
    }

    /// A token for `class` and `identity`, bound to backend `pid` (0: to none), valid until `expiry` (seconds of Unix time).
    pub fn sign(&self, class: &str, identity: &Identity, pid: i32, expiry: u64) -> String {
        let text = |id: Option<uuid::Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        let Identity { seller, buyer, actor, session, member } = identity;
        let mut token = format!(
            "{}|{class}|{}|{}|{}|{}|{pid}|{expiry}|{}",
            self.kid,
            text(seller.map(|i| i.0)),
            text(buyer.map(|i| i.0)),
            text(actor.map(|i| i.0)),
            text(session.map(|i| i.0)),
            text(member.map(|i| i.0))
        );
        let mac = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, self.secret()), token.as_bytes());
        token.push('|');
        token.push_str(&hex(mac.as_ref()));
        token
    }
}

/// The key that signs now; shared by all pools, exchanged by rotation.
#[derive(Clone, Debug)]
pub struct Keyring(Arc<RwLock<SigningKey>>);

impl Keyring {
    /// Signs with `key` from the start.
    pub fn new(key: SigningKey) -> Self {
        Self(Arc::new(RwLock::new(key)))
    }

    /// Signs with `key` from now on. Tokens of the former key hold until they expire.
    pub fn rotate(&self, key: SigningKey) {
        *self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner) = key;
    }

    /// The id of the key that signs now.
    pub fn kid(&self) -> Arc<str> {
        self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner).kid.clone()
    }

    pub(crate) fn token<C: Class>(&self, identity: &Identity, pid: i32) -> String {
        let expiry = (SystemTime::now() + TOKEN_TTL).duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner).sign(C::NAME, identity, pid, expiry)
    }
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
