//! What a provider has issued: codes that work once, access tokens that expire, refresh tokens that rotate.
//!
//! Times are durations since the epoch, read from [`crate::Clock`] by the caller.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Codes waiting for their exchange, each with its grant.
#[derive(Debug)]
pub(crate) struct Codes<T>(Mutex<HashMap<String, (T, Duration)>>);

impl<T> Default for Codes<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Codes<T> {
    /// Keeps a code until it is taken.
    pub(crate) fn put(&self, code: &str, stands_for: T, expires_at: Duration) {
        lock(&self.0).insert(code.into(), (stands_for, expires_at));
    }

    /// The code's meaning, once: whatever the exchange then comes to, the code is gone. `None` if unknown or expired.
    pub(crate) fn take(&self, code: &str, now: Duration) -> Option<T> {
        let (stands_for, expires_at) = lock(&self.0).remove(code)?;
        (now < expires_at).then_some(stands_for)
    }
}

/// All tokens that descend from one login.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Family(u64);

/// The grant of a refresh token.
#[derive(Clone, Debug)]
pub(crate) struct Refresh {
    pub(crate) family: Family,
    pub(crate) scope: Vec<&'static str>,
    pub(crate) expires_at: Duration,
}

/// Why a refresh token does not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// Never issued, expired or revoked.
    Invalid,
    /// It worked once already, and its family is alive.
    Reused(Family),
}

/// Access and refresh tokens of one provider.
#[derive(Debug, Default)]
pub(crate) struct Tokens(Mutex<Issued>);

#[derive(Debug, Default)]
struct Issued {
    families: u64,
    access: HashMap<String, (Family, Duration)>,
    refresh: HashMap<String, (Refresh, Use)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    Fresh,
    Spent,
}

impl Tokens {
    /// A family for a new login.
    pub(crate) fn new_family(&self) -> Family {
        let mut issued = lock(&self.0);
        issued.families += 1;
        Family(issued.families)
    }

    /// Lets an access token work until it expires.
    pub(crate) fn put_access(&self, token: &str, family: Family, expires_at: Duration) {
        lock(&self.0).access.insert(token.into(), (family, expires_at));
    }

    /// Whether the access token was issued, and is neither expired nor revoked.
    pub(crate) fn accepts(&self, token: &str, now: Duration) -> bool {
        lock(&self.0).access.get(token).is_some_and(|(_, expires_at)| now < *expires_at)
    }

    /// Lets a refresh token work once.
    pub(crate) fn put_refresh(&self, token: &str, refresh: Refresh) {
        lock(&self.0).refresh.insert(token.into(), (refresh, Use::Fresh));
    }

    /// What a refresh token would give, without spending it.
    pub(crate) fn peek(&self, token: &str, now: Duration) -> Result<Refresh, Refused> {
        match lock(&self.0).refresh.get(token) {
            Some((refresh, _)) if now >= refresh.expires_at => Err(Refused::Invalid),
            Some((refresh, Use::Spent)) => Err(Refused::Reused(refresh.family)),
            Some((refresh, Use::Fresh)) => Ok(refresh.clone()),
            None => Err(Refused::Invalid),
        }
    }

    /// From now on [`Tokens::peek`] calls this token reused.
    pub(crate) fn spend(&self, token: &str) {
        if let Some((_, usage)) = lock(&self.0).refresh.get_mut(token) {
            *usage = Use::Spent;
        }
    }

    /// The login that this access or refresh token came from, if it was issued.
    pub(crate) fn family_of(&self, token: &str) -> Option<Family> {
        let issued = lock(&self.0);
        let refresh = issued.refresh.get(token).map(|(refresh, _)| refresh.family);
        refresh.or_else(|| issued.access.get(token).map(|(family, _)| *family))
    }

    /// Forgets every token of the family, access tokens included.
    pub(crate) fn revoke(&self, family: Family) {
        let mut issued = lock(&self.0);
        issued.access.retain(|_, (of, _)| *of != family);
        issued.refresh.retain(|_, (refresh, _)| refresh.family != family);
    }
}

/// The asked scopes, in their order, if the provider knows every one of them.
pub(crate) fn known_scopes(asked: &str, known: &[&'static str]) -> Option<Vec<&'static str>> {
    asked
        .split_ascii_whitespace()
        .map(|word| known.iter().copied().find(|scope| *scope == word))
        .collect()
}

/// A panic in one handler must not turn every later response into a panic: no state here is left half written.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
