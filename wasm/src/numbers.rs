//! The numbers that represent words at the boundary: each is its position in its list. `js/abi.ts` is generated from them.

macro_rules! numbers {
    ($($(#[$doc:meta])* $list:ident { $($name:ident = $word:literal,)* })*) => {
        $(
            $(#[$doc])*
            #[allow(missing_docs, non_camel_case_types, clippy::upper_case_acronyms)]
            pub mod $list {
                enum Place { $($name,)* }
                $(pub const $name: u32 = Place::$name as u32;)*
                /// The wrapper's names.
                #[cfg(test)]
                pub const WORDS: &[&str] = &[$($word,)*];
            }
        )*
    };
}

numbers! {
    /// The body of a token request.
    request_body { FORM = "form", JSON = "json", }

    /// Client authentication methods (RFC 6749, section 2.3).
    client_auth {
        BASIC = "basic",
        BODY = "body",
        NONE = "none",
        BASIC_VERBATIM = "basic_verbatim",
        BASIC_ALWAYS = "basic_always",
        OMITTED = "omitted",
    }

    /// Rules for `iss` in a callback (RFC 9207).
    issuer_rule { IGNORED = "ignored", IF_PRESENT = "if_present", REQUIRED = "required", REFUSED = "refused", }

    /// The flows of a login, as named in a saved login.
    flow { CODE = "code", CODE_ID_TOKEN = "code id_token", TOKEN = "token", ID_TOKEN_TOKEN = "id_token token", HYBRID = "hybrid", }

    /// Kinds of requests.
    request_kind {
        CODE = "code",
        REFRESH = "refresh",
        CLIENT_CREDENTIALS = "client_credentials",
        DEVICE_CODE = "device_code",
        EXTENSION = "extension",
        REVOCATION = "revocation",
        DEVICE_AUTHORIZATION = "device_authorization",
    }

    /// What a call of the part that reads metadata does.
    metadata_call { OPEN_ID_URL = "open_id_url", OAUTH_URL = "oauth_url", READ = "read", }

    /// What a call of the part for further endpoints does.
    endpoint_call {
        PUSH = "push",
        PUSHED = "pushed",
        SIGNED = "signed",
        INTROSPECT = "introspect",
        INTROSPECTED = "introspected",
        USERINFO = "userinfo",
        REGISTER = "register",
        REGISTERED = "registered",
        RESOURCE_URL = "resource_url",
        RESOURCE = "resource",
        CHALLENGE = "challenge",
    }

    /// Algorithms of the signature of an `id_token` (RFC 7518, section 3.1; RFC 8037, section 3.1).
    signature_algorithm { RS256 = "RS256", ES256 = "ES256", PS256 = "PS256", EDDSA = "EdDSA", }

    /// Kinds of hashes.
    hash_kind { CHALLENGE = "challenge", AT_HASH = "at_hash", }

    /// What a response means for a device that polls (RFC 8628, section 3.5).
    polled {
        DECIDED = "decided",
        PENDING = "pending",
        SLOW_DOWN = "slow_down",
        NO_RESPONSE = "no_response",
        EXPIRED = "expired",
    }

    /// What a session does after a response that is no token: it tries again, it waits long, or it ends.
    failed { PASSES = "passes", REFUSED = "refused", ENDED = "ended", }

    /// The first part of an error's code: where it arose.
    stage {
        REQUEST = "request",
        CALLBACK = "callback",
        RESPONSE = "response",
        ID_TOKEN = "id_token",
        METADATA = "metadata",
        KEYS = "keys",
    }

    /// The second part of an error's code: what is wrong.
    class {
        OK = "ok",
        ENTROPY = "entropy",
        REDIRECT_URI = "redirect_uri",
        MISSING = "missing",
        CHARS = "chars",
        LENGTH = "length",
        UNEXPECTED = "unexpected",
        URL = "url",
        BASE_URL = "base_url",
        SCOPE = "scope",
        OTHER_SERVER = "other_server",
        ROOM = "room",
        STATUS = "status",
        REFUSED = "refused",
        SYNTAX = "syntax",
        DEPTH = "depth",
        DUPLICATE = "duplicate",
        TYPE = "type",
        TOKEN_TYPE = "token_type",
        MISPLACED = "misplaced",
        STATE = "state",
        ISSUER = "issuer",
        CONFLICT = "conflict",
        ENCODING = "encoding",
        ALGORITHM = "algorithm",
        MISMATCH = "mismatch",
        EXPIRED = "expired",
        NOT_YET = "not_yet",
    }
}
