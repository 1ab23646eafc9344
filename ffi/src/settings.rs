//! How a session behaves.

use grantlet::{RefreshLifetime, Settings as Core};

/// How a session behaves. A member of zero is its default, each by itself; set what differs. Whatever is
/// set, no request comes less than a second after one that brought no token.
///
/// For a fleet: with `n` devices at a server that takes `capacity` requests a second, let `cap` be at
/// least `4000 * n / capacity`, `spread` a tenth of the access token's life, and `seed` a number of the
/// device's own.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Settings {
    /// Milliseconds before the access token's end from which on it is time to refresh; at most half of
    /// its life. 0: a minute.
    pub leeway: u32,
    /// Up to how many milliseconds earlier still, by the device's seed. 0: none.
    pub spread: u32,
    /// The longest pause after the first attempt that failed, in milliseconds; it doubles with each.
    /// A pause is anything between a second and its longest, which is at most `cap`. 0: two seconds.
    pub first: u32,
    /// The longest pause of all, in milliseconds. 0: five minutes.
    pub cap: u32,
    /// A number of the device's own, such as its serial number, that spreads what devices do.
    pub seed: u32,
    /// How many seconds a refresh token lives, as the provider states it. 0: it does not say. It counts
    /// in wall time: see `grantlet_session_wall_time`.
    pub refresh_lifetime: u32,
    /// Whether those seconds start again with each refresh while the access token holds.
    pub sliding: bool,
    /// Whether the access token is stored too, at the price of an erase for each: it is used again after
    /// a restart where the wall time is known.
    pub keep_access_token: bool,
    /// Whether tokens are the client's own (RFC 6749, section 4.4), without a refresh token.
    pub client_credentials: bool,
    /// Not to be used: 0.
    pub reserved: u8,
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
