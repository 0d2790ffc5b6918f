//! The secrets file: logins, passwords and signing keys, written by `karum migrate`, read by everything else.

use std::{
    fmt::Write as _,
    fs,
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use aws_lc_rs::{hmac, rand};
use secrecy::{ExposeSecret, SecretSlice, SecretString};
use serde::{Deserialize, Serialize};

use crate::{CLASSES, SigningKey, token::hex};

/// A class's login.
#[derive(Debug, Clone)]
pub struct Login {
    /// The role that logs in.
    pub name: String,
    /// Its password.
    pub password: SecretString,
}

/// What `serve` and `worker` must know to open their pools; never the migrator's or the administrator's.
#[derive(Debug, Clone)]
pub struct Secrets {
    logins: Vec<(String, Login)>,
    key: Option<SigningKey>,
    web_key: SecretSlice<u8>,
    token_keys: Vec<TokenKey>,
}

/// The id and the seed (32 bytes) of a key that signs access tokens.
pub type TokenKey = (String, SecretSlice<u8>);

/// Keys of access tokens that are kept: the one that signs, and former ones whose tokens may not have expired.
const TOKEN_KEYS: usize = 3;

/// What can be wrong with the secrets.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    /// The file cannot be read or written.
    #[error("the secrets file {0}: {1}")]
    Io(String, #[source] io::Error),
    /// It is not what `karum migrate` writes.
    #[error("the secrets are malformed: {0}. `karum migrate` writes them anew")]
    Malformed(String),
    /// No random numbers.
    #[error("the system gives no random numbers")]
    Random,
}

#[derive(Serialize, Deserialize)]
struct File {
    web_key: String,
    signing_key: FileKey,
    #[serde(default)]
    token_keys: Vec<FileKey>,
    logins: std::collections::BTreeMap<String, FileLogin>,
}

#[derive(Serialize, Deserialize)]
struct FileKey {
    kid: String,
    secret: String,
}

#[derive(Serialize, Deserialize)]
struct FileLogin {
    name: String,
    password: String,
}

impl Secrets {
    /// New passwords for every class, and a new signing key.
    pub fn generate() -> Result<Self, SecretsError> {
        let mut logins = Vec::new();
        for class in CLASSES {
            let mut bytes = [0; 24];
            rand::fill(&mut bytes).map_err(|_| SecretsError::Random)?;
            logins.push((
                (*class).to_owned(),
                Login { name: format!("karum_login_{class}"), password: hex(&bytes).into() },
            ));
        }
        let key = SigningKey::generate().map_err(|_| SecretsError::Random)?;
        let mut web_key = vec![0; crate::token::KEY_BYTES];
        rand::fill(&mut web_key).map_err(|_| SecretsError::Random)?;
        Ok(Self { logins, key: Some(key), web_key: web_key.into(), token_keys: vec![new_token_key()?] })
    }

    /// The login of a class.
    pub fn login(&self, class: &str) -> Option<&Login> {
        self.logins.iter().find(|(name, _)| name == class).map(|(_, login)| login)
    }

    /// The key that signs.
    pub fn signing_key(&self) -> Option<SigningKey> {
        self.key.clone()
    }

    /// The key of the web's own tokens (CSRF): the same in all processes of a site.
    pub fn web_key(&self) -> &SecretSlice<u8> {
        &self.web_key
    }

    /// The same logins under another signing key.
    #[must_use]
    pub fn with_key(mut self, key: SigningKey) -> Self {
        self.key = Some(key);
        self
    }

    /// The keys of access tokens, the one that signs first.
    pub fn token_keys(&self) -> &[TokenKey] {
        &self.token_keys
    }

    /// The same with a new key for access tokens in front; what former ones signed holds until it expires.
    pub fn with_new_token_key(mut self) -> Result<Self, SecretsError> {
        self.token_keys.insert(0, new_token_key()?);
        self.token_keys.truncate(TOKEN_KEYS);
        Ok(self)
    }

    /// From the text of the file, which `KARUM_SECRETS` may hold as well.
    pub fn parse(text: &str) -> Result<Self, SecretsError> {
        let file: File = toml::from_str(text).map_err(|e| SecretsError::Malformed(e.message().to_owned()))?;
        let key = unhex(&file.signing_key.secret)
            .ok_or_else(|| SecretsError::Malformed("the signing key is no hex".into()))?;
        if key.len() != crate::token::KEY_BYTES {
            return Err(SecretsError::Malformed("the signing key has a wrong length".into()));
        }
        let logins = file
            .logins
            .into_iter()
            .map(|(class, l)| (class, Login { name: l.name, password: l.password.into() }))
            .collect();
        let web_key = unhex(&file.web_key).filter(|k| k.len() >= crate::token::KEY_BYTES);
        let web_key = web_key.ok_or_else(|| SecretsError::Malformed("the web key is no hex of 32 bytes".into()))?;
        let token_key =
            |key: FileKey| unhex(&key.secret).filter(|seed| seed.len() == 32).map(|seed| (key.kid, seed.into()));
        let token_keys: Option<Vec<TokenKey>> = file.token_keys.into_iter().map(token_key).collect();
        let mut token_keys =
            token_keys.ok_or_else(|| SecretsError::Malformed("a token key is no hex of 32 bytes".into()))?;
        if token_keys.is_empty() {
            // Written by an older build: until the next rotation the key follows from the web's own.
            let key = hmac::Key::new(hmac::HMAC_SHA256, &web_key);
            token_keys.push(("t0".into(), hmac::sign(&key, b"access tokens").as_ref().to_vec().into()));
        }
        let key = Some(SigningKey::new(&file.signing_key.kid, &key));
        Ok(Self { logins, key, web_key: web_key.into(), token_keys })
    }

    /// From the file.
    pub fn read(path: &Path) -> Result<Self, SecretsError> {
        Self::parse(&fs::read_to_string(path).map_err(|e| SecretsError::Io(path.display().to_string(), e))?)
    }

    /// Writes the file, readable by its owner only, and replaces a former one in one step.
    pub fn write(&self, path: &Path) -> Result<(), SecretsError> {
        let mut text = String::from("# Written by `karum migrate`. Whoever reads this file can pass the wall.\n");
        let _ = writeln!(text, "{}", self.to_toml()?);
        let io = |e| SecretsError::Io(path.display().to_string(), e);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(io)?;
        }
        let new = path.with_extension("toml.new");
        let mut file =
            fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new).map_err(io)?;
        file.write_all(text.as_bytes()).map_err(io)?;
        file.sync_all().map_err(io)?;
        fs::rename(&new, path).map_err(io)
    }

    fn to_toml(&self) -> Result<String, SecretsError> {
        let key = self.key.as_ref().ok_or_else(|| SecretsError::Malformed("no signing key".into()))?;
        let login = |(class, l): &(String, Login)| {
            (class.clone(), FileLogin { name: l.name.clone(), password: l.password.expose_secret().to_owned() })
        };
        let file = File {
            web_key: hex(self.web_key.expose_secret()),
            signing_key: FileKey { kid: key.kid.to_string(), secret: hex(key.secret()) },
            token_keys: self
                .token_keys
                .iter()
                .map(|(kid, seed)| FileKey { kid: kid.clone(), secret: hex(seed.expose_secret()) })
                .collect(),
            logins: self.logins.iter().map(login).collect(),
        };
        toml::to_string(&file).map_err(|e| SecretsError::Malformed(e.to_string()))
    }
}

fn new_token_key() -> Result<TokenKey, SecretsError> {
    let (mut id, mut seed) = ([0; 4], vec![0; 32]);
    rand::fill(&mut id).and_then(|()| rand::fill(&mut seed)).map_err(|_| SecretsError::Random)?;
    Ok((format!("t{}", hex(&id)), seed.into()))
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}
