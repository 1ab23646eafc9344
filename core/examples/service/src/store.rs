//! What all processes of the service share, in one `SQLite` file. Nothing here knows OAuth.
//!
//! Moments are milliseconds since 1970: processes share no other clock.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension as _, Result, params};

/// The expiry of an access token whose lifetime is unknown.
pub(crate) const NEVER: u64 = i64::MAX.unsigned_abs();
/// How long a process may take for a refresh, longer than its HTTP client waits. One that is killed
/// leaves its lease for so long.
const LEASE: u64 = 10_000;
/// A token that an API rejects is replaced at once, but no more often than this.
const LEAST_LIFE: u64 = 60_000;

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS logins (cookie TEXT PRIMARY KEY, saved BLOB, started INTEGER);
    CREATE TABLE IF NOT EXISTS sessions (
        cookie TEXT PRIMARY KEY,
        grant_kept BLOB NOT NULL,             -- what a refresh starts from
        access_token TEXT NOT NULL DEFAULT '',
        ends_at INTEGER NOT NULL DEFAULT 0,   -- the access token's end
        taken_at INTEGER NOT NULL DEFAULT 0,  -- when the access token came
        refresh_at INTEGER NOT NULL DEFAULT 0,-- no request before
        attempts INTEGER NOT NULL DEFAULT 0,  -- that failed since the last token
        lease_until INTEGER NOT NULL DEFAULT 0
    );";

/// A connection, for one call at a time. Each call takes well under a millisecond; a service that
/// waits for its disk makes them in `tokio::task::spawn_blocking`.
pub(crate) struct Store(Mutex<Connection>);

/// A session as a request finds it.
pub(crate) struct Found {
    pub(crate) access_token: String,
    ends_at: u64,
    refresh_at: u64,
    lease_until: u64,
}

impl Found {
    /// Whether to use the access token: it holds, and either no refresh is due or somebody is at it.
    pub(crate) fn is_usable(&self, now: u64) -> bool {
        now < self.ends_at && (now < self.refresh_at || now < self.lease_until)
    }

    /// Whether no request is allowed yet.
    pub(crate) fn is_paused(&self, now: u64) -> bool {
        now < self.refresh_at
    }
}

/// The right to refresh a session, for one process at a time.
pub(crate) struct Lease {
    cookie: String,
    until: u64,
    pub(crate) grant: Vec<u8>,
    pub(crate) attempts: u32,
}

/// An access token that came, to be stored with what the next refresh starts from.
pub(crate) struct Taken<'a> {
    pub(crate) grant: &'a [u8],
    pub(crate) access_token: &'a str,
    pub(crate) ends_at: u64,
}

impl Taken<'_> {
    /// A minute before the end, and no sooner than after half of the life.
    fn refresh_at(&self, now: u64) -> u64 {
        let half = now.saturating_add(self.ends_at.saturating_sub(now) / 2);
        half.max(self.ends_at.saturating_sub(60_000))
    }
}

impl Store {
    pub(crate) fn open(path: &str) -> Result<Self> {
        let connection = Connection::open(path)?;
        connection.busy_timeout(Duration::from_secs(5))?;
        // A commit is on the disk when it returns, and readers do not wait for a writer.
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.execute_batch(TABLES)?;
        Ok(Self(Mutex::new(connection)))
    }

    fn db(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn save_login(&self, cookie: &str, saved: &[u8], now: u64) -> Result<()> {
        self.db()
            .execute("DELETE FROM logins WHERE started < ?1", [now.saturating_sub(600_000)])?;
        self.db().execute("INSERT INTO logins VALUES (?1, ?2, ?3)", params![cookie, saved, now])?;
        Ok(())
    }

    pub(crate) fn saved_login(&self, cookie: &str) -> Result<Option<Vec<u8>>> {
        let sql = "SELECT saved FROM logins WHERE cookie = ?1";
        self.db().query_row(sql, [cookie], |row| row.get(0)).optional()
    }

    /// Deletes a login, and returns whether this call did: only one callback goes on.
    pub(crate) fn use_login(&self, cookie: &str) -> Result<bool> {
        Ok(self.db().execute("DELETE FROM logins WHERE cookie = ?1", [cookie])? == 1)
    }

    /// Stores a new session.
    pub(crate) fn insert(&self, cookie: &str, taken: &Taken<'_>, now: u64) -> Result<()> {
        let sql = "INSERT INTO sessions VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 0)";
        let Taken { grant, access_token, ends_at } = taken;
        let row = params![cookie, grant, access_token, ends_at, now, taken.refresh_at(now)];
        self.db().execute(sql, row)?;
        Ok(())
    }

    pub(crate) fn find(&self, cookie: &str) -> Result<Option<Found>> {
        let sql = "SELECT access_token, ends_at, refresh_at, lease_until FROM sessions
            WHERE cookie = ?1";
        let read = |row: &rusqlite::Row<'_>| {
            Ok(Found {
                access_token: row.get(0)?,
                ends_at: row.get(1)?,
                refresh_at: row.get(2)?,
                lease_until: row.get(3)?,
            })
        };
        self.db().query_row(sql, [cookie], read).optional()
    }

    /// Takes the lease of a session whose refresh is due, unless another process has it.
    pub(crate) fn lease(&self, cookie: &str, now: u64) -> Result<Option<Lease>> {
        let until = now + LEASE;
        let sql = "UPDATE sessions SET lease_until = ?2
            WHERE cookie = ?1 AND refresh_at <= ?3 AND lease_until <= ?3
            RETURNING grant_kept, attempts";
        let read = |row: &rusqlite::Row<'_>| {
            Ok(Lease { cookie: cookie.into(), until, grant: row.get(0)?, attempts: row.get(1)? })
        };
        self.db().query_row(sql, params![cookie, until, now], read).optional()
    }

    /// Ends a lease with a new access token. What the next refresh starts from is stored by the same
    /// statement, so before any process reads the token. A lease that was lost stores nothing.
    pub(crate) fn refreshed(&self, lease: &Lease, taken: &Taken<'_>, now: u64) -> Result<()> {
        let sql = "UPDATE sessions SET grant_kept = ?3, access_token = ?4, ends_at = ?5,
            taken_at = ?6, refresh_at = ?7, attempts = 0, lease_until = 0
            WHERE cookie = ?1 AND lease_until = ?2";
        let Taken { grant, access_token, ends_at } = taken;
        let at = taken.refresh_at(now);
        let row = params![lease.cookie, lease.until, grant, access_token, ends_at, now, at];
        self.db().execute(sql, row)?;
        Ok(())
    }

    /// Ends a lease with a pause, which holds for all processes.
    pub(crate) fn paused(&self, lease: &Lease, grant: &[u8], until: u64) -> Result<()> {
        let sql = "UPDATE sessions SET grant_kept = ?3, refresh_at = ?4, attempts = attempts + 1,
            lease_until = 0 WHERE cookie = ?1 AND lease_until = ?2";
        self.db().execute(sql, params![lease.cookie, lease.until, grant, until])?;
        Ok(())
    }

    /// Ends a lease and its session: the user must log in again.
    pub(crate) fn ended(&self, lease: &Lease) -> Result<()> {
        let sql = "DELETE FROM sessions WHERE cookie = ?1 AND lease_until = ?2";
        self.db().execute(sql, params![lease.cookie, lease.until])?;
        Ok(())
    }

    /// Takes back an access token that an API has rejected.
    pub(crate) fn rejected(&self, cookie: &str, access_token: &str, now: u64) -> Result<()> {
        let sql = "UPDATE sessions SET ends_at = 0, refresh_at = MAX(?3, taken_at + ?4)
            WHERE cookie = ?1 AND access_token = ?2 AND ends_at > 0";
        self.db().execute(sql, params![cookie, access_token, now, LEAST_LIFE])?;
        Ok(())
    }
}
