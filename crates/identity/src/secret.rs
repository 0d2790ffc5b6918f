//! The secret of a session, an invitation or another link: told once, kept by us as a hash.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretBox};

/// 32 random bytes. What is stored is [`SessionSecret::hash`]: with 256 bits of chance a plain SHA-256 cannot be
/// guessed backwards, and a stolen table opens no session.
pub struct SessionSecret(SecretBox<[u8; Self::BYTES]>);

impl SessionSecret {
    const BYTES: usize = 32;

    /// A new one, from the system's random source.
    pub fn generate() -> Self {
        Self(SecretBox::init_with_mut(|bytes: &mut [u8; Self::BYTES]| {
            rand::fill(bytes).expect("the system has a random source");
        }))
    }

    /// What a cookie or a link holds; none when it cannot be a secret of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        Some(Self(SecretBox::new(Box::new(bytes.try_into().ok()?))))
    }

    /// The text for the cookie or the link: 43 characters of base64url.
    pub fn expose(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.expose_secret())
    }

    /// SHA-256 of the secret: what is stored and looked up.
    pub fn hash(&self) -> [u8; 32] {
        let mut hash = [0; 32];
        hash.copy_from_slice(digest(&SHA256, self.0.expose_secret()).as_ref());
        hash
    }
}

impl fmt::Debug for SessionSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionSecret(…)")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn text_and_hash_belong_together() {
        let secret = SessionSecret::generate();
        let text = secret.expose();
        assert_eq!(text.len(), 43);
        assert_eq!(SessionSecret::parse(&text).unwrap().hash(), secret.hash());
        assert_ne!(SessionSecret::generate().hash(), secret.hash());
        assert!(!format!("{secret:?}").contains(&text));
    }

    #[test]
    fn the_hash_is_sha_256_of_the_bytes() {
        // SHA-256 of 32 zero bytes.
        let hash = SessionSecret::parse(&"A".repeat(43)).unwrap().hash();
        assert_eq!(hash[..4], [0x66, 0x68, 0x7a, 0xad]);
    }

    #[test]
    fn what_is_no_secret_is_refused() {
        for text in ["", "A", &"A".repeat(42), &"A".repeat(44), &"!".repeat(43), &format!("{}=", "A".repeat(43))] {
            assert!(SessionSecret::parse(text).is_none(), "{text}");
        }
    }
}
