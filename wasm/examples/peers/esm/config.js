export const issuer = "http://127.0.0.1:9000";
