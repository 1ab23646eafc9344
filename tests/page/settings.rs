//! `simulator.json`: where the simulated providers are, and whom they know. A real page has such things written into
//! it, and no secret among them; a test double's secrets are nobody's.

use grantlet_providers::{bold, boldsign, bolt, data_envelope, gallery, json_body};
use serde_json::json;

pub(crate) fn json(base_url: &str) -> String {
    json!({
        "baseUrl": base_url,
        "bold": {
            "clientId": bold::CLIENT_ID,
            "clientSecret": bold::CLIENT_SECRET,
            "redirectUri": bold::REDIRECT_URI,
            "user": {
                "phoneNumber": bold::PHONE_NUMBER,
                "password": bold::PASSWORD,
                "mfaToken": bold::MFA_TOKEN,
            },
        },
        "bolt": {
            "clientId": bolt::CLIENT_ID,
            "clientSecret": bolt::CLIENT_SECRET,
            "scope": bolt::SCOPES.join(" "),
        },
        "boldsign": {
            "clientId": boldsign::CLIENT_ID,
            "clientSecret": boldsign::CLIENT_SECRET,
            "implicitClientId": boldsign::IMPLICIT_CLIENT_ID,
        },
        "jsonBody": {
            "clientId": json_body::CLIENT_ID,
            "clientSecret": json_body::CLIENT_SECRET,
        },
        "dataEnvelope": {
            "clientId": data_envelope::CLIENT_ID,
            "clientSecret": data_envelope::CLIENT_SECRET,
        },
        "gallery": gallery::tables(),
    })
    .to_string()
}
