//! A history: a world as it is at first, and what happens in it. It is the same for each language.

use std::fmt::Write as _;

use serde::Serialize;

use crate::generate::token;
use crate::server::{ID_TOKENS, id_token};

/// A world and its events, all from one seed.
#[derive(Clone, Debug, Serialize)]
pub struct History {
    /// The seed that it was generated from.
    pub seed: u64,
    /// What holds from beginning to end.
    pub world: World,
    /// The events, in order.
    pub events: Vec<Event>,
}

/// Who logs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum User {
    /// The user who has logged in at the start.
    A,
    /// Another user.
    B,
}

/// The server, the client's settings, and how the device or the page is set up.
// Each is a setting of its own.
#[allow(clippy::struct_excessive_bools)]
#[derive(Clone, Debug, Serialize)]
pub struct World {
    /// Tokens of the client's own, without a login.
    pub client_credentials: bool,
    /// A refresh spends the refresh token, and the response has another.
    pub rotates: bool,
    /// How long a spent refresh token still brings another, in milliseconds.
    pub grace: u64,
    /// A spent refresh token that comes after that ends the grant.
    pub reuse_ends: bool,
    /// How long a refresh token lives, in seconds, if not for ever.
    pub refresh_life: Option<u32>,
    /// Its life starts again with each refresh.
    pub is_sliding: bool,
    /// `expires_in`, if the server says it.
    pub lifetime: Option<i64>,
    /// Responses have an `id_token`.
    pub has_id_token: bool,
    /// The login brings a refresh token.
    pub login_refreshes: bool,
    /// Settings that are set, in milliseconds. Zero, negative and fractional ones are set too.
    pub leeway: Option<f64>,
    /// See [`leeway`](Self::leeway).
    pub spread: Option<f64>,
    /// See [`leeway`](Self::leeway).
    pub first: Option<f64>,
    /// See [`leeway`](Self::leeway).
    pub cap: Option<f64>,
    /// See [`leeway`](Self::leeway).
    pub timeout: Option<f64>,
    /// The session's seed, in Rust.
    pub jitter: u32,
    /// Tabs, in JavaScript.
    pub tabs: usize,
    /// The access token is stored too, in Rust.
    pub keeps_access_token: bool,
    /// The device knows how long refresh tokens live, in Rust.
    pub knows_refresh_life: bool,
    /// Each response has a `Date`, in Rust.
    pub knows_wall_time: bool,
    /// What the device's clock shows at first, in Rust.
    pub clock: u64,
}

/// The outcome of a request: what the server does, and whether its response arrives.
#[derive(Clone, Debug, Serialize)]
pub struct Outcome {
    /// Its description.
    pub name: &'static str,
    /// The server does what it is asked before it responds. Where it must refuse, it says so, and the
    /// rest of this does not count.
    pub acts: bool,
    /// How long the response takes, in milliseconds.
    pub takes: u64,
    /// Whether it arrives.
    pub arrives: Arrives,
    /// The status.
    pub status: u16,
    /// The body, with `$AT`, `$RT` and `$ID_...` for what the server puts there.
    pub body: String,
    /// `Retry-After`, in seconds.
    pub retry_after: Option<u32>,
    /// What the session has to make of it.
    pub verdict: Verdict,
}

/// Whether a response arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Arrives {
    /// It arrives, perhaps after the client has given up.
    Yes,
    /// The connection breaks.
    Lost,
    /// The request never left.
    NotSent,
}

/// What a session has to make of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The token is handed out.
    Hands,
    /// Nothing is handed out, and the new refresh token is kept.
    Keeps,
    /// As `Keeps`, and nothing is handed out until an `id_token` passes.
    Distrusts,
    /// As `Distrusts`, where the wall time is known.
    Expires,
    /// Nothing can be read; the refresh token in it, if there is one, is lost.
    Loses,
    /// The server's error decides nothing.
    Fails,
    /// It is another user's: the session ends.
    Stranger,
    /// The server says that the grant has ended.
    Ends,
}

/// What happens.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Event {
    /// Time passes, and responses arrive.
    Wait {
        /// Milliseconds.
        ms: u64,
    },
    /// The clock is set, and no time passes.
    Jump {
        /// By how many milliseconds.
        ms: i64,
    },
    /// An access token is wanted; requests sent from now on have this outcome.
    Ask {
        /// Index of the tab.
        tab: usize,
        /// Of its requests.
        outcome: Outcome,
    },
    /// As `Ask`, `times` times.
    Often {
        /// Index of the tab.
        tab: usize,
        /// Milliseconds between.
        every: u64,
        /// How often.
        times: u32,
        /// Of its requests.
        outcome: Outcome,
    },
    /// As `Ask` for an hour, each time as soon as the session allows a request.
    Hour {
        /// Index of the tab.
        tab: usize,
        /// Of its requests.
        outcome: Outcome,
    },
    /// A user logs in.
    Login {
        /// Index of the tab.
        tab: usize,
        /// Who.
        user: User,
    },
    /// The user logs out.
    Logout {
        /// Index of the tab.
        tab: usize,
        /// The grant is to be revoked.
        revokes: bool,
        /// The revocation endpoint works.
        is_up: bool,
    },
    /// An API says 401 to the token that was handed out last.
    Rejected {
        /// Index of the tab.
        tab: usize,
    },
    /// Something is wrong with the next writes, or reads.
    Storage {
        /// The fault.
        fault: StorageFault,
    },
    /// All that was stored is gone: site data, or a factory reset.
    Clear,
    /// A tab, or the power, dies.
    Die {
        /// Index of the tab.
        tab: usize,
        /// When.
        at: Step,
    },
    /// A new tab in place of one that is closed, or an orderly restart.
    Restart {
        /// Index of the tab.
        tab: usize,
    },
    /// The session is told the wall time.
    WallTime {
        /// By how many seconds it is wrong.
        off: i64,
    },
}

/// What is wrong with a storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StorageFault {
    /// Some writes store nothing, and say so.
    Throws {
        /// How many writes before them succeed, in JavaScript.
        after: u32,
        /// How many fail.
        times: u32,
    },
    /// The next write is stored, and is reported as failed.
    LandsAndThrows,
    /// The next write ends after so many bytes.
    Tears(usize),
    /// The next read fails.
    ReadThrows,
    /// The next write takes so many milliseconds.
    Slow(u64),
}

/// When something dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// At once.
    Now,
    /// At the next write, before anything is stored.
    BeforeWrite,
    /// After the next write.
    AfterWrite,
    /// When the next response arrives.
    BeforeResponse,
}

impl Event {
    /// What happens, for a person.
    pub fn words(&self) -> String {
        match self {
            Self::Wait { ms } => format!("{} pass", seconds(*ms)),
            Self::Jump { ms } if *ms < 0 => {
                format!("the clock is set back by {}", seconds(ms.unsigned_abs()))
            }
            Self::Jump { ms } => {
                format!("the clock is set ahead by {}", seconds(ms.unsigned_abs()))
            }
            Self::Ask { tab, outcome } => format!("tab {tab} asks; {}", outcome.words()),
            Self::Often { tab, every, times, outcome } => {
                let every = seconds(*every);
                format!("tab {tab} asks {times} times, each {every}; {}", outcome.words())
            }
            Self::Hour { tab, outcome } => {
                format!("tab {tab} asks for an hour; {}", outcome.words())
            }
            Self::Login { tab, user } => format!("{user:?} logs in, in tab {tab}"),
            Self::Logout { tab, revokes: false, .. } => format!("logout in tab {tab}"),
            Self::Logout { tab, is_up, .. } => {
                let how = if *is_up { "works" } else { "is down" };
                format!("logout with revocation in tab {tab}; the endpoint {how}")
            }
            Self::Rejected { tab } => format!("an API rejects the token of tab {tab}"),
            Self::Storage { fault } => format!("storage: {fault:?}"),
            Self::Clear => "all that is stored is cleared".to_owned(),
            Self::Die { tab, at } => format!("tab {tab}, or the power, dies: {at:?}"),
            Self::Restart { tab } => format!("a new tab {tab}, or a restart"),
            Self::WallTime { off } => format!("the wall time is told, {off} s wrong"),
        }
    }
}

impl Outcome {
    fn words(&self) -> String {
        let acts = if self.acts { "" } else { "without the server " };
        let mut words = format!("{acts}{}", self.name);
        if self.takes > 0 {
            let _ = write!(words, " after {}", seconds(self.takes));
        }
        if let Some(after) = self.retry_after {
            let _ = write!(words, ", Retry-After {after}");
        }
        words
    }
}

fn seconds(ms: u64) -> String {
    if ms.is_multiple_of(1000) { format!("{} s", ms / 1000) } else { format!("{ms} ms") }
}

impl History {
    /// All of it for a person, an event a line.
    pub fn words(&self) -> String {
        let mut words = format!("seed {}: {:?}\n", self.seed, self.world);
        for (index, event) in self.events.iter().enumerate() {
            let _ = writeln!(words, "  {}. {}", index + 1, event.words());
        }
        words
    }

    /// One line of JSON; each event with its words.
    ///
    /// # Panics
    /// Never: all of it is numbers and strings.
    pub fn json(&self) -> String {
        let mut json = serde_json::to_value(self).expect("numbers and strings");
        if let Some(events) = json["events"].as_array_mut() {
            for (event, of) in events.iter_mut().zip(&self.events) {
                event["words"] = of.words().into();
            }
        }
        for user in [User::A, User::B] {
            for kind in ID_TOKENS {
                json["id_tokens"][kind][format!("{user:?}")] = id_token(kind, user).into();
            }
        }
        // What a server says where nothing goes wrong.
        json["calm"] = serde_json::to_value(token(&self.world)).expect("numbers and strings");
        json.to_string()
    }
}
