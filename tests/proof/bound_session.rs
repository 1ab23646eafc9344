//! A session whose refresh token is bound to a key (RFC 9449, section 5), and a server that takes nothing else.

use std::collections::HashSet;

use grantlet::{
    Algorithm, Client, DpopNonce, DpopProof, Failure, Profile, Request, Response, Secret, Session,
    SessionState, Settings, UnixTime, Uptime,
};
use grantlet_tests::random::Random;
use jsonwebtoken::{Validation, decode};

use crate::keys::{keys, one_of, theirs};

const URL: &str = "https://as.example/token";
const PROFILE: Profile<'_> = Profile::RFC6749.token_endpoint(URL).token_types(&["DPoP"]);
const START: i64 = 1_773_135_000;

/// A token endpoint that checks what RFC 9449, section 4.3 lists.
struct Server {
    algorithm: Algorithm,
    thumbprint: String,
    nonce: u32,
    seen: HashSet<String>,
    generation: u32,
}

impl Server {
    fn nonce(&self) -> String {
        format!("nonce-{}", self.nonce)
    }

    /// Status and body. All that a client can do wrong panics, but for the nonce.
    fn respond(&mut self, post: &Request<'_>, proof: &str, now: i64) -> (u16, String) {
        let mut rules = Validation::new(theirs(self.algorithm));
        (rules.validate_exp, rules.required_spec_claims) = (false, HashSet::new());
        let key = keys().decoding(self.algorithm);
        let read = decode::<serde_json::Value>(proof, &key, &rules).expect("a signature");
        assert_eq!(read.header.typ.as_deref(), Some("dpop+jwt"));
        let hash = jsonwebtoken::jwk::ThumbprintHash::SHA256;
        assert_eq!(read.header.jwk.unwrap().thumbprint(hash).unwrap(), self.thumbprint);
        let claims = read.claims;
        assert_eq!((&claims["htm"], &claims["htu"]), (&"POST".into(), &URL.into()));
        assert_eq!(claims["iat"], now, "signed for this request, and not ahead of it");
        assert!(claims.get("ath").is_none(), "no access token is in the request");
        assert!(self.seen.insert(claims["jti"].as_str().unwrap().to_owned()), "a replay");
        if claims.get("nonce") != Some(&self.nonce().into()) {
            return (400, r#"{"error":"use_dpop_nonce"}"#.into());
        }
        let sent = format!("refresh_token=rt-{}", self.generation);
        assert!(post.body.split('&').any(|pair| pair == sent), "{}", post.body);
        self.generation += 1;
        let token =
            r#"{"access_token":"at","token_type":"DPoP","expires_in":60,"refresh_token":"rt-#"}"#;
        (200, token.replace('#', &self.generation.to_string()))
    }
}

#[test]
fn each_request_of_a_bound_session_has_a_proof_of_its_own() {
    for round in 0..4 {
        let algorithm = one_of([0, 1, 2, 3][round], 4);
        let mut random = Random(9449 + round as u64);
        let key = keys().public(algorithm).unwrap();
        let thumbprint = key.thumbprint(&mut [0; 1024]).unwrap().to_owned();
        let mut server =
            Server { algorithm, thumbprint, nonce: 0, seen: HashSet::new(), generation: 1 };
        let client = Client::public(&PROFILE, "lock");
        let (mut arena, mut now, mut nonce) = ([0; 128], 0u64, DpopNonce::default());
        let mut session = Session::new(&mut arena, Settings::DEFAULT);
        session.adopt(Secret::new("rt-1"), "", Uptime::ZERO).unwrap();
        session.stored().unwrap();
        let (mut requests, mut asked) = (0, 0);
        for _ in 0..60 {
            let mut again = false;
            loop {
                let at = Uptime::from_millis(now);
                let attempt = if again { session.begin_again(at) } else { session.begin(at) };
                let Ok(attempt) = attempt else { break };
                let (mut buffer, mut room) = ([0; 512], [0; 2048]);
                let post = client.request(&attempt.grant, &mut buffer).unwrap();
                let (jti, wall) = (
                    format!("{:032x}", random.number()),
                    START + i64::try_from(now / 1000).unwrap(),
                );
                let unsigned = DpopProof::of_request(key, &post, &jti, UnixTime::from_secs(wall))
                    .nonce(nonce.as_str())
                    .write(&mut room)
                    .unwrap();
                let proof = keys().sign(unsigned, &mut random);
                requests += 1;
                now += 40;
                let at = Uptime::from_millis(now);
                // Lost on the way there, so that the server has not spent the token.
                if random.once_in(7) {
                    session.fail(Failure::NoResponse, None, at).unwrap();
                    break;
                }
                let (status, body) = server.respond(&post, proof, wall);
                let is_new = nonce.keep(Some(&server.nonce()));
                let mut body = body.into_bytes();
                let response = Response::new(status, &mut body);
                let received = session.receive(&client, response, None, at).unwrap();
                if received.store {
                    session.stored().unwrap();
                }
                again = is_new && received.wants_dpop_nonce();
                asked += u32::from(again);
                if !again {
                    break;
                }
            }
            // The server changes its nonce now and then.
            server.nonce += u32::from(random.once_in(3));
            match session.state(Uptime::from_millis(now)) {
                SessionState::Ready { until: Some(until) } | SessionState::Waiting { until } => {
                    now = until.as_millis();
                }
                SessionState::Due | SessionState::InDoubt => {}
                other => panic!("{other:?}"),
            }
        }
        assert!(server.generation > 30 && asked > 9, "{} {asked}", server.generation);
        assert!(requests <= 60 + asked, "one more for each new nonce");
    }
}
