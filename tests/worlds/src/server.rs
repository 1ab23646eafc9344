//! A token endpoint: it knows what it issued, to whom, what is spent, and what has ended.

use base64ct::{Base64UrlUnpadded, Encoding};

use crate::history::{Outcome, User, Verdict, World};

/// What a server is and whom it issues to.
pub(crate) const ISSUER: &str = "https://as.example";
pub(crate) const CLIENT_ID: &str = "app";

/// What one login began.
#[derive(Debug)]
pub(crate) struct Grant {
    pub(crate) user: User,
    pub(crate) has_ended: bool,
    dies_at: Option<u64>,
}

#[derive(Debug)]
struct RefreshToken {
    grant: usize,
    spent_at: Option<u64>,
}

/// An access token that was issued.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Access {
    pub(crate) grant: usize,
    pub(crate) lifetime: Option<i64>,
    pub(crate) requested_at: u64,
    /// When the session read it.
    pub(crate) arrived_at: Option<u64>,
    /// A session has read it, and is allowed to hand it out.
    pub(crate) is_trusted: bool,
}

/// What is on its way to the client.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) body: String,
    pub(crate) retry_after: Option<u32>,
    pub(crate) verdict: Verdict,
    pub(crate) has_right_id_token: bool,
    /// The tokens in it, by number.
    pub(crate) refresh_token: Option<usize>,
    pub(crate) access_token: Option<usize>,
}

#[derive(Debug, Default)]
pub(crate) struct Server {
    pub(crate) grants: Vec<Grant>,
    refresh_tokens: Vec<RefreshToken>,
    pub(crate) access_tokens: Vec<Access>,
}

impl Server {
    /// The response to a login, and the number of the grant.
    pub(crate) fn login(
        &mut self,
        world: &World,
        user: User,
        token: &Outcome,
        now: u64,
    ) -> (Response, usize) {
        let dies_at = world.refresh_life.map(|life| now + u64::from(life) * 1000);
        self.grants.push(Grant { user, has_ended: false, dies_at });
        let grant = self.grants.len() - 1;
        let refreshes = world.login_refreshes && !world.client_credentials;
        (self.issue(token, grant, refreshes, now), grant)
    }

    /// The response to a request: for a refresh token by number, or for the client's own grant.
    pub(crate) fn respond(
        &mut self,
        world: &World,
        outcome: &Outcome,
        sent: Option<usize>,
        now: u64,
    ) -> Response {
        if !outcome.acts {
            if let (Verdict::Ends, Some(sent)) = (outcome.verdict, sent) {
                let grant = self.refresh_tokens[sent].grant;
                self.grants[grant].has_ended = true;
            }
            return Response {
                status: outcome.status,
                body: outcome.body.clone(),
                retry_after: outcome.retry_after,
                verdict: outcome.verdict,
                has_right_id_token: false,
                refresh_token: None,
                access_token: None,
            };
        }
        let Some(sent) = sent else { return self.issue(outcome, 0, false, now) };
        let RefreshToken { grant, spent_at } = self.refresh_tokens[sent];
        let is_dead = self.grants[grant].dies_at.is_some_and(|dies_at| now > dies_at);
        let is_late = spent_at.is_some_and(|spent_at| now - spent_at > world.grace);
        if self.grants[grant].has_ended || is_dead || is_late {
            self.grants[grant].has_ended |= world.reuse_ends;
            return Response {
                status: 400,
                body: r#"{"error":"invalid_grant"}"#.to_owned(),
                retry_after: None,
                verdict: Verdict::Ends,
                has_right_id_token: false,
                refresh_token: None,
                access_token: None,
            };
        }
        if world.is_sliding {
            self.grants[grant].dies_at =
                world.refresh_life.map(|life| now + u64::from(life) * 1000);
        }
        if world.rotates {
            self.refresh_tokens[sent].spent_at.get_or_insert(now);
        }
        self.issue(outcome, grant, world.rotates, now)
    }

    /// Ends the grant of a refresh token.
    pub(crate) fn grant_of(&self, refresh_token: usize) -> usize {
        self.refresh_tokens[refresh_token].grant
    }

    fn issue(&mut self, outcome: &Outcome, grant: usize, refreshes: bool, now: u64) -> Response {
        let refresh_token = refreshes.then(|| {
            self.refresh_tokens.push(RefreshToken { grant, spent_at: None });
            self.refresh_tokens.len() - 1
        });
        let lifetime = outcome.lifetime();
        let (requested_at, arrived_at, is_trusted) = (now, None, false);
        self.access_tokens.push(Access { grant, lifetime, requested_at, arrived_at, is_trusted });
        let number = self.access_tokens.len() - 1;
        let of_refresh = refresh_token
            .map_or(String::new(), |number| format!(r#""refresh_token":"r{number}","#));
        let mut body =
            outcome.body.replace("$AT", &format!("a{number}")).replace("$RT", &of_refresh);
        if let Some(at) = body.find("$ID_") {
            let kind = body[at..].split('"').next().unwrap_or_default().to_owned();
            body = body.replace(&kind, &id_token(&kind, self.grants[grant].user));
        }
        Response {
            status: outcome.status,
            body,
            retry_after: outcome.retry_after,
            verdict: outcome.verdict,
            has_right_id_token: outcome.body.contains("$ID_RIGHT"),
            refresh_token: refresh_token.filter(|_| outcome.verdict != Verdict::Loses),
            access_token: Some(number),
        }
    }
}

impl Outcome {
    /// `expires_in`, as the body has it.
    fn lifetime(&self) -> Option<i64> {
        let (_, rest) = self.body.split_once(r#""expires_in":"#)?;
        rest.split([',', '}']).next()?.parse().ok()
    }
}

/// The kinds of `id_token` in a body, by their placeholders.
pub(crate) const ID_TOKENS: [&str; 5] = ["$ID_RIGHT", "$ID_SUB", "$ID_AUD", "$ID_ISS", "$ID_EXP"];

/// An `id_token` for a user that nobody signed.
pub(crate) fn id_token(kind: &str, user: User) -> String {
    let other = match user {
        User::A => "C",
        User::B => "A",
    };
    let right = match user {
        User::A => "A",
        User::B => "B",
    };
    let sub = if kind == "$ID_SUB" { other } else { right };
    let aud = if kind == "$ID_AUD" { "another" } else { CLIENT_ID };
    let iss = if kind == "$ID_ISS" { "https://other.example" } else { ISSUER };
    let exp = if kind == "$ID_EXP" { 1_700_000_001u64 } else { 4_000_000_000 };
    let claims =
        format!(r#"{{"iss":"{iss}","sub":"{sub}","aud":"{aud}","iat":1700000000,"exp":{exp}}}"#);
    let part = |text: &str| Base64UrlUnpadded::encode_string(text.as_bytes());
    format!("{}.{}.c2ln", part(r#"{"alg":"RS256"}"#), part(&claims))
}
