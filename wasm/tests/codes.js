// Every `code` of an OAuthError. Programs switch over them, so none may be renamed or lost unnoticed.

export const CODES = [
  ..."entropy redirect_uri missing chars length unexpected url base_url scope other_server room"
    .split(" ")
    .map((name) => `request_${name}`),
  ..."redirect_uri duplicate chars misplaced state issuer conflict refused missing token_type address empty"
    .split(" ")
    .map((name) => `callback_${name}`),
  ..."refused status syntax depth duplicate type missing chars token_type length"
    .split(" ")
    .map((name) => `response_${name}`),
  ..."encoding syntax depth duplicate type missing algorithm mismatch expired not_yet unexpected signature"
    .split(" ")
    .map((name) => `id_token_${name}`),
  ..."syntax depth duplicate type missing issuer url status".split(" ").map((name) => `metadata_${name}`),
  ..."syntax depth duplicate type missing conflict status".split(" ").map((name) => `keys_${name}`),
  ..."aborted device_expired ended fetch_incompatible lock_lost login_expired login_required login_unreadable login_used".split(" "),
  ..."frame_timeout origin_unlisted popup_blocked popup_closed popup_timeout".split(" "),
  ..."network not_compiled not_initialized not_revoked redirect refused revocations_full storage_incompatible storage_timeout timeout unexpected waiting".split(" "),
];
