//! How a session behaves: when it refreshes, and how it waits.

/// Lifetime of the refresh token, as the provider documents it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefreshLifetime {
    /// Unknown.
    Unknown,
    /// Seconds from the login on.
    Absolute(u32),
    /// Seconds, which start again with each refresh before the access token expires.
    Sliding(u32),
}

/// How a session behaves. All times are milliseconds unless stated; what is not set, or set to 0, is
/// as in [`DEFAULT`](Self::DEFAULT), each by itself.
///
/// Whatever is set, no two requests come less than a second apart: after a failure, and after a
/// token that is short, which is one of less than 30 seconds, or one that is due for a refresh when
/// it arrives. Short tokens are refreshed less and less often, until a longer one has come that is not
/// rejected before its refresh: with the defaults at most 30 times in the first hour, and then at most
/// 24 times in each. Each is returned meanwhile, for five minutes at most.
///
/// # For a fleet
/// Let `n` devices share a server that takes `capacity` requests a second, more than twice what they
/// need in an ordinary second. In an outage all of them come to wait. With `cap` the longest pause, in
/// seconds, each asks every `cap / 2` on average. Those `due` that become due in a second ask once, and
/// once more for each doubling between `first` and `cap`:
///
/// `2 * n / cap + due * (1 + doublings) <= capacity`
///
/// After an outage many devices are due at the same time, so that `due` grows to `2 * n / cap`, or to
/// `n / spread` where that is less. So choose `cap >= 4 * n / capacity`, and at most
/// `capacity * spread / (2 * n) - 1` doublings; where that is less than one, let `first` be `cap`. Let
/// `leeway` be as long as an outage that users must not notice, `spread` a tenth of the lifetime, both
/// together at most half of it, and `seed` a number of the device's own. [`DEFAULT`](Self::DEFAULT),
/// with eight doublings and no spread, is for few devices. `core/docs/fleet.md` has the reasons, and
/// `cargo xtask fleet` simulates a million.
///
/// # Example
/// ```
/// use grantlet::{RefreshLifetime, Settings};
/// const DAYS: u32 = 24 * 3600;
/// let settings = Settings::DEFAULT
///     .leeway(5 * 60_000)
///     .seed(0x5EED_0042)
///     .refresh_lifetime(RefreshLifetime::Absolute(30 * DAYS));
/// # let _ = settings;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    pub(crate) leeway: u32,
    pub(crate) spread: u32,
    pub(crate) first: u32,
    pub(crate) cap: u32,
    pub(crate) seed: u32,
    pub(crate) refresh_lifetime: RefreshLifetime,
    pub(crate) keeps_access_token: bool,
    pub(crate) client_credentials: bool,
}

impl Settings {
    /// A minute of leeway, no spread, a first pause of one to two seconds, and at most five minutes.
    pub const DEFAULT: Self = Self {
        leeway: 60_000,
        spread: 0,
        first: 2_000,
        cap: 300_000,
        seed: 0,
        refresh_lifetime: RefreshLifetime::Unknown,
        keeps_access_token: false,
        client_credentials: false,
    };

    /// How long before the access token's end it is time to refresh; at most half of its life. 0 is
    /// the default.
    #[must_use]
    pub const fn leeway(mut self, milliseconds: u32) -> Self {
        self.leeway = or(milliseconds, Self::DEFAULT.leeway);
        self
    }

    /// Up to how much earlier still, by the device's seed. 0 is none.
    ///
    /// # Example
    /// ```
    /// use grantlet::{providers::BOLDSIGN, Session, Settings, Uptime};
    /// let due = |seed| {
    ///     let mut body = *br#"{"access_token":"at","refresh_token":"rt","token_type":"Bearer","expires_in":3600}"#;
    ///     let mut arena = [0; 64];
    ///     let mut session = Session::new(&mut arena, Settings::DEFAULT.spread(600_000).seed(seed));
    ///     let token = BOLDSIGN.token(200, &mut body).unwrap();
    ///     session.login(&token, "", Uptime::ZERO, Uptime::ZERO).unwrap();
    ///     session.stored().unwrap();
    ///     session.state(Uptime::ZERO)
    /// };
    /// assert_ne!(due(1), due(2)); // the serial numbers of two devices
    /// ```
    #[must_use]
    pub const fn spread(mut self, milliseconds: u32) -> Self {
        self.spread = milliseconds;
        self
    }

    /// The longest pause after the first attempt that failed, and the longest of all; 0 is the
    /// default of each. A pause is anything between a second and its longest, which is never less. A
    /// first one that is longer than the longest of all is as long as that.
    #[must_use]
    pub const fn backoff(mut self, first: u32, cap: u32) -> Self {
        self.first = or(first, Self::DEFAULT.first);
        self.cap = or(cap, Self::DEFAULT.cap);
        self
    }

    /// Per-device jitter seed, such as the serial number, so that devices do not retry in lockstep.
    #[must_use]
    pub const fn seed(mut self, seed: u32) -> Self {
        self.seed = seed;
        self
    }

    /// How long a refresh token lives. It is kept as wall time. A lifetime of 0 is unknown.
    #[must_use]
    pub const fn refresh_lifetime(mut self, lifetime: RefreshLifetime) -> Self {
        self.refresh_lifetime = match lifetime {
            RefreshLifetime::Absolute(0) | RefreshLifetime::Sliding(0) => RefreshLifetime::Unknown,
            known => known,
        };
        self
    }

    /// Stores the access token too, at the price of an erase for each: it is used again after a
    /// restart where the wall time is known.
    ///
    /// # Example
    /// ```
    /// use grantlet::{providers::BOLDSIGN, record_len, Session, Settings, UnixTime, Uptime};
    /// const SLOT: usize = record_len(4, 0, 4);
    /// const SETTINGS: Settings = Settings::DEFAULT.keep_access_token();
    /// let (wall_time, now) = (UnixTime::from_secs(1_773_135_000), Uptime::ZERO);
    /// let (mut arena, mut slot) = ([0; 64], [0xFF; SLOT]);
    /// let mut session = Session::new(&mut arena, SETTINGS);
    /// session.wall_time(wall_time, now);
    /// let mut body = *br#"{"access_token":"at-1","refresh_token":"rt-1","token_type":"Bearer","expires_in":3600}"#;
    /// session.login(&BOLDSIGN.token(200, &mut body)?, "", now, now)?;
    /// session.record(&mut slot)?;
    /// drop(session);
    ///
    /// let mut session = Session::new(&mut arena, SETTINGS);
    /// session.wall_time(wall_time, now);
    /// session.restore([&slot, &[0xFF; SLOT]], now)?;
    /// assert_eq!(session.access_token(now).unwrap().expose(), "at-1");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn keep_access_token(mut self) -> Self {
        self.keeps_access_token = true;
        self
    }

    /// Tokens of the client's own (RFC 6749, section 4.4), without a refresh token.
    #[must_use]
    pub const fn client_credentials(mut self) -> Self {
        self.client_credentials = true;
        self
    }
}

/// What was set, or the default where it was not.
const fn or(set: u32, default: u32) -> u32 {
    if set == 0 { default } else { set }
}
