//! Access tokens: made and verified with Ed25519 keys that have an id each, so that they can be exchanged.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::{SystemTime, UNIX_EPOCH},
};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use secrecy::{ExposeSecret, SecretSlice};
use serde::{Deserialize, Serialize};
use types::{SellerId, SessionId, UserId};
use uuid::Uuid;

use crate::IdentityError;

/// Seconds that an access token holds.
pub const ACCESS_SECONDS: u64 = 600;
/// Seconds by which the clocks of two machines may differ.
const LEEWAY: u64 = 10;

/// What an access token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Who made it: the site's address.
    pub iss: String,
    /// Whom it is for: `seller:ID`.
    pub aud: String,
    /// The user.
    pub sub: UserId,
    /// The family of its refresh token.
    pub sid: SessionId,
    /// When it was made, in seconds of Unix time.
    pub iat: u64,
    /// Until when it holds, likewise.
    pub exp: u64,
    /// Its own id.
    pub jti: Uuid,
}

impl Claims {
    /// The seller that it is for.
    pub fn seller(&self) -> Option<SellerId> {
        self.aud.strip_prefix("seller:")?.parse().ok()
    }
}

struct Key {
    kid: String,
    sign: EncodingKey,
    verify: DecodingKey,
    public: String,
}

impl Key {
    fn of_seed(kid: &str, seed: &[u8]) -> Result<Self, IdentityError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| IdentityError::BadKey)?;
        let der = pair.to_pkcs8v1().map_err(|_| IdentityError::BadKey)?;
        let public = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
        Ok(Self {
            kid: kid.to_owned(),
            sign: EncodingKey::from_ed_der(der.as_ref()),
            verify: DecodingKey::from_ed_components(&public).map_err(|_| IdentityError::BadKey)?,
            public,
        })
    }
}

/// The keys of access tokens: the first signs, all verify. Shared by all requests, exchanged by rotation.
#[derive(Clone)]
pub struct AccessKeys {
    keys: Arc<RwLock<Vec<Key>>>,
    issuer: Arc<str>,
}

impl AccessKeys {
    /// From ids and seeds of 32 bytes, the one that signs first. `issuer` is the site's address.
    pub fn new(issuer: &str, seeds: &[(String, SecretSlice<u8>)]) -> Result<Self, IdentityError> {
        let keys = Self { keys: Arc::default(), issuer: issuer.into() };
        keys.exchange(seeds)?;
        Ok(keys)
    }

    /// Signs and verifies with these from now on.
    pub fn exchange(&self, seeds: &[(String, SecretSlice<u8>)]) -> Result<(), IdentityError> {
        let keys = seeds.iter().map(|(kid, seed)| Key::of_seed(kid, seed.expose_secret())).collect::<Result<_, _>>()?;
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
        Ok(())
    }

    /// A token for `user` and `seller` within a family.
    pub fn make(&self, user: UserId, seller: SellerId, family: SessionId) -> Result<String, IdentityError> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let claims = Claims {
            iss: self.issuer.to_string(),
            aud: format!("seller:{seller}"),
            sub: user,
            sid: family,
            iat: now,
            exp: now + ACCESS_SECONDS,
            jti: Uuid::now_v7(),
        };
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let key = keys.first().ok_or(IdentityError::BadKey)?;
        let header = Header { kid: Some(key.kid.clone()), ..Header::new(Algorithm::EdDSA) };
        jsonwebtoken::encode(&header, &claims, &key.sign).map_err(|_| IdentityError::BadKey)
    }

    /// What a token says, if one of the keys signed it, it was made by this site, and it has not expired. No other
    /// algorithm is taken than EdDSA, whatever the token says.
    pub fn verify(&self, token: &str) -> Option<Claims> {
        let kid = jsonwebtoken::decode_header(token).ok()?.kid?;
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let key = keys.iter().find(|key| key.kid == kid)?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.leeway = LEEWAY;
        validation.set_issuer(&[&*self.issuer]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // Which seller it is for is looked up with the family; there is no list to compare with.
        validation.validate_aud = false;
        jsonwebtoken::decode::<Claims>(token, &key.verify, &validation).ok().map(|data| data.claims)
    }

    /// The public keys, as a JWK set (RFC 7517).
    pub fn published(&self) -> serde_json::Value {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let jwk = |key: &Key| serde_json::json!({ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": key.kid, "x": key.public });
        serde_json::json!({ "keys": keys.iter().map(jwk).collect::<Vec<_>>() })
    }
}

impl std::fmt::Debug for AccessKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AccessKeys(…)")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    fn seed(n: u8) -> (String, SecretSlice<u8>) {
        (format!("k{n}"), vec![n; 32].into())
    }

    fn keys(seeds: &[u8]) -> AccessKeys {
        AccessKeys::new("https://market.example.com/", &seeds.iter().map(|n| seed(*n)).collect::<Vec<_>>()).unwrap()
    }

    fn ids() -> (UserId, SellerId, SessionId) {
        (UserId::new(), SellerId::new(), SessionId::new())
    }

    #[test]
    fn a_token_says_who_it_is_for_and_only_its_site_s_keys_verify_it() {
        let (user, seller, family) = ids();
        let token = keys(&[1]).make(user, seller, family).unwrap();
        let claims = keys(&[1]).verify(&token).unwrap();
        assert_eq!((claims.sub, claims.seller(), claims.sid), (user, Some(seller), family));
        assert_eq!(claims.exp - claims.iat, ACCESS_SECONDS);
        assert!(keys(&[2, 1]).verify(&token).is_some(), "a former key verifies still");
        assert!(keys(&[2]).verify(&token).is_none());
        let elsewhere = AccessKeys::new("https://other.example.com/", &[seed(1)]).unwrap();
        assert!(elsewhere.verify(&token).is_none());
    }

    #[test]
    fn what_was_altered_expired_or_signed_otherwise_is_none() {
        let (user, seller, family) = ids();
        let ours = keys(&[1]);
        let token = ours.make(user, seller, family).unwrap();
        let parts: Vec<&str> = token.split('.').collect();
        let encoded = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let claims = |seconds: i64| {
            let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap();
            serde_json::json!({ "iss": "https://market.example.com/", "aud": format!("seller:{}", SellerId::new()), "sub": user, "sid": family,
                "iat": now - 1000, "exp": now + seconds, "jti": Uuid::nil() })
        };
        let header = |alg: &str| encoded(&serde_json::json!({ "typ": "JWT", "alg": alg, "kid": "k1" }));
        // The public key as the secret of an HMAC: the classic confusion.
        let public = keys(&[1]).published()["keys"][0]["x"].as_str().unwrap().to_owned();
        let secret = EncodingKey::from_secret(&URL_SAFE_NO_PAD.decode(public).unwrap()).unwrap();
        let confused = Header { kid: Some("k1".into()), ..Header::new(Algorithm::HS256) };
        let confused = jsonwebtoken::encode(&confused, &claims(60), &secret).unwrap();
        let late = {
            let key = Key::of_seed("k1", &[1; 32]).unwrap();
            let header = Header { kid: Some("k1".into()), ..Header::new(Algorithm::EdDSA) };
            jsonwebtoken::encode(&header, &claims(-11), &key.sign).unwrap()
        };
        for bad in [
            String::new(),
            "a.b.c".into(),
            format!("{}.{}.{}", parts[0], encoded(&claims(60)), parts[2]),
            format!("{}.{}.", header("none"), encoded(&claims(60))),
            format!("{}.{}.{}", header("none"), parts[1], parts[2]),
            format!("{}.{}.", parts[0], parts[1]),
            confused,
            late,
        ] {
            assert!(ours.verify(&bad).is_none(), "{bad}");
        }
    }
}
