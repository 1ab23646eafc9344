//! The settings of a session.

use grantlet::{RefreshLifetime, Settings as Core};

/// Settings of a session. Zero is the default of each member: set only what differs. Two attempts without a token in
/// between are always at least one second apart.
///
/// For a fleet of `n` devices at a server that takes `capacity` requests per second: let `cap` be at least
/// `4000 * n / capacity`, `spread` a tenth of the lifetime of an access token, and `seed` different on each device.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Settings {
    /// How many milliseconds before the access token expires a refresh is due; at most half of its lifetime. 0: one
    /// minute.
    pub leeway: u32,
    /// Up to how many milliseconds earlier than that, depending on `seed`. 0: none.
    pub spread: u32,
    /// Longest pause after the first failed attempt, in milliseconds; it doubles with each further one. A pause is a
    /// random time between one second and its longest. 0: two seconds.
    pub first: u32,
    /// Longest pause of all, in milliseconds. 0: five minutes.
    pub cap: u32,
    /// Jitter seed of this device, such as its serial number, so that devices do not retry in lockstep.
    pub seed: u32,
    /// Lifetime of a refresh token in seconds, from the documents of the provider; 0 if they state none. It is
    /// counted in wall time: see `grantlet_session_wall_time`. A lifetime in a response replaces it: see
    /// `grantlet_setting_refresh_token_expires_in`.
    pub refresh_lifetime: u32,
    /// Whether that lifetime starts again with each refresh before the access token expires.
    pub sliding: bool,
    /// Whether the access token is stored too, which costs an erase each time. It is used after a restart if the wall
    /// time is known.
    pub keep_access_token: bool,
    /// Whether the tokens are those of client credentials (RFC 6749, section 4.4), without a refresh token.
    pub client_credentials: bool,
}

impl Settings {
    pub(crate) const fn core(&self) -> Core {
        // Zeros are the core's defaults too.
        let mut core = Core::DEFAULT
            .leeway(self.leeway)
            .spread(self.spread)
            .backoff(self.first, self.cap)
            .seed(self.seed);
        if self.refresh_lifetime != 0 {
            core = core.refresh_lifetime(if self.sliding {
                RefreshLifetime::Sliding(self.refresh_lifetime)
            } else {
                RefreshLifetime::Absolute(self.refresh_lifetime)
            });
        }
        if self.keep_access_token {
            core = core.keep_access_token();
        }
        if self.client_credentials {
            core = core.client_credentials();
        }
        core
    }
}
