import { finishLogin, isExpired, startLogin } from "grantlet";

export const start = (client, redirectUri, scope) => startLogin(client, { redirectUri, scope });
export const finish = (client, address, saved) => finishLogin(client, address, saved);
export { isExpired };
