//! A token endpoint that rotates, or does not.

/// What a provider does with a refresh token that was used before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Policy {
    /// It takes it for stolen, and revokes the whole family.
    RevokesFamily,
    /// It returns the newest token again to a request with the token before it.
    Grace,
    /// It never rotates: a response has no refresh token.
    DoesNotRotate,
}

pub(crate) struct Provider {
    policy: Policy,
    generation: u32,
    issued: u32,
    revoked: bool,
}

impl Provider {
    pub(crate) fn new(policy: Policy) -> Self {
        Self { policy, generation: 1, issued: 0, revoked: false }
    }

    pub(crate) fn login(&mut self) -> String {
        self.token()
    }

    /// Status and body for the body of a request.
    pub(crate) fn refresh(&mut self, sent: u32) -> (u16, String) {
        let again = self.policy == Policy::Grace && sent + 1 == self.generation;
        if self.revoked || (sent != self.generation && !again) {
            self.revoked = true;
            return (400, r#"{"error":"invalid_grant"}"#.to_owned());
        }
        if !again && self.policy != Policy::DoesNotRotate {
            self.generation += 1;
        }
        (200, self.token())
    }

    /// Of the newest refresh token.
    pub(crate) fn generation(&self) -> u32 {
        self.generation
    }

    fn token(&mut self) -> String {
        self.issued += 1;
        let refresh_token = match (self.policy, self.issued) {
            (Policy::DoesNotRotate, 2..) => String::new(),
            _ => format!(r#""refresh_token":"rt-{}","#, self.generation),
        };
        format!(
            r#"{{"access_token":"at-{}",{refresh_token}"token_type":"Bearer","expires_in":3600}}"#,
            self.issued
        )
    }
}

/// The generation of a refresh token.
pub(crate) fn generation_of(token: &str) -> u32 {
    token.strip_prefix("rt-").unwrap().parse().unwrap()
}
