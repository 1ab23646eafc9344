import { Session, discover } from "grantlet";
import { fileStore } from "grantlet/file";
import { env } from "$env/dynamic/private";

const store = fileStore(env.TOKENS ?? "tokens");

export async function clientOf() {
  return { ...(await discover(env.ISSUER)), clientId: env.CLIENT_ID, clientSecret: env.CLIENT_SECRET };
}

/** The session of a browser, by the random id in its cookie. */
export async function sessionOf(id) {
  return new Session(await clientOf(), store, { key: id, origins: [new URL(env.ISSUER).origin] });
}
