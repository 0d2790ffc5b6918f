//! Passwords: Argon2id with OWASP's parameters (19 MiB, 2 passes, 1 lane), a few at a time.

use std::{
    collections::HashSet,
    sync::{LazyLock, OnceLock},
};

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::IdentityError;

/// Characters of a password, at least (NIST SP 800-63B asks for 8).
pub const MIN_PASSWORD: usize = 8;
/// Characters of a password, at most, so that hashing has a bound.
pub const MAX_PASSWORD: usize = 256;
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
/// Hashes computed at once: 19 MiB each.
const CONCURRENT: usize = 4;

static PERMITS: Semaphore = Semaphore::const_new(CONCURRENT);

fn argon() -> Result<Argon2<'static>, IdentityError> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(|_| IdentityError::Hashing)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, IdentityError> + Send + 'static,
) -> Result<T, IdentityError> {
    let permit: SemaphorePermit<'static> = PERMITS.acquire().await.map_err(|_| IdentityError::Hashing)?;
    // The permit goes along: a request that is given up does not end its hash, and the memory is in use until then.
    tokio::task::spawn_blocking(move || {
        let done = work();
        drop(permit);
        done
    })
    .await
    .map_err(|_| IdentityError::Hashing)?
}

/// The passwords that people choose most: what is tried first (NIST SP 800-63B §5.1.1.2 has them refused).
static COMMON: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("common_passwords.txt").lines().filter(|line| !line.starts_with('#')).collect());

/// Refuses what is too short, too long, among the most common, or one of `own`: the person's name, the address's part before
/// the `@`, the shop's name. Letters' case and blanks do not make another password.
pub(crate) fn check(password: &SecretString, own: &[&str]) -> Result<(), IdentityError> {
    let text = password.expose_secret();
    if !(MIN_PASSWORD..=MAX_PASSWORD).contains(&text.chars().count()) {
        return Err(IdentityError::BadPassword);
    }
    let plain = |text: &str| text.to_lowercase().replace(char::is_whitespace, "");
    let typed = plain(text);
    let names = own.iter().map(|name| plain(name.split('@').next().unwrap_or_default()));
    if COMMON.contains(typed.as_str()) || names.into_iter().any(|name| name == typed) {
        return Err(IdentityError::CommonPassword);
    }
    Ok(())
}

/// The PHC string of a password that was checked.
pub(crate) async fn hash(password: SecretString) -> Result<String, IdentityError> {
    in_background(move || {
        let hash = argon()?.hash_password(password.expose_secret().as_bytes()).map_err(|_| IdentityError::Hashing)?;
        Ok(hash.to_string())
    })
    .await
}

/// Whether the password is the one that was hashed. Without a hash the same work is done, so that the time tells nothing.
pub(crate) async fn verify(password: SecretString, hash: Option<String>) -> Result<bool, IdentityError> {
    static NOBODY: OnceLock<String> = OnceLock::new();
    if password.expose_secret().chars().count() > MAX_PASSWORD {
        return Ok(false);
    }
    in_background(move || {
        let known = hash.is_some();
        let hash = match (hash, NOBODY.get()) {
            (Some(hash), _) => hash,
            (None, Some(nobody)) => nobody.clone(),
            (None, None) => {
                let made =
                    argon()?.hash_password(b"nobody's password").map_err(|_| IdentityError::Hashing)?.to_string();
                NOBODY.get_or_init(|| made).clone()
            }
        };
        let parsed = PasswordHash::new(&hash).map_err(|_| IdentityError::Hashing)?;
        Ok(argon()?.verify_password(password.expose_secret().as_bytes(), &parsed).is_ok() && known)
    })
    .await
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_same_password_verifies() {
        let hashed = hash("correct horse".into()).await.unwrap();
        assert!(hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hashed}");
        assert!(verify("correct horse".into(), Some(hashed.clone())).await.unwrap());
        assert!(!verify("correct horsf".into(), Some(hashed)).await.unwrap());
        assert!(!verify("nobody's password".into(), None).await.unwrap());
    }

    #[tokio::test]
    async fn who_gives_up_holds_his_place_until_the_work_is_done() {
        let (begun, mut started) = tokio::sync::mpsc::channel(1);
        let (finish, wait) = std::sync::mpsc::channel::<()>();
        let work = in_background(move || {
            let _ = begun.blocking_send(());
            let _ = wait.recv();
            Ok(())
        });
        let asked = tokio::spawn(work);
        started.recv().await.unwrap();
        asked.abort();
        assert!(asked.await.unwrap_err().is_cancelled());
        assert!(PERMITS.available_permits() < CONCURRENT);
        finish.send(()).unwrap();
    }

    #[test]
    fn what_is_guessed_first_is_refused() {
        for (password, refused) in [
            ("1234567", Err("choose a password")),
            (&*"x".repeat(257), Err("choose a password")),
            ("Password1", Err("this password")),
            ("iloveyou", Err("this password")),
            ("Ada Lovelace", Err("this password")),
            ("ada.lovelace", Err("this password")),
            ("a password for tests", Ok(())),
        ] {
            let checked = check(&password.into(), &["Ada Lovelace", "ada.lovelace@example.com"]);
            match (checked, refused) {
                (Ok(()), Ok(())) => {}
                (Err(error), Err(begins)) => assert!(error.to_string().starts_with(begins), "{password}: {error}"),
                (checked, _) => panic!("{password}: {checked:?}"),
            }
        }
        assert!(COMMON.len() > 10_000 && COMMON.iter().all(|p| p.len() >= MIN_PASSWORD && *p == p.to_lowercase()));
    }
}
