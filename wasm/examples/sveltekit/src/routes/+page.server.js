import { redirect } from "@sveltejs/kit";
import { startLogin } from "grantlet";
import { clientOf, sessionOf } from "$lib/server/auth.js";

/** Cookies are `HttpOnly`, `Secure` and `SameSite=Lax` by default in SvelteKit. */
const PATH = { path: "/" };

export async function load({ cookies }) {
  const id = cookies.get("session");
  if (!id) {
    return {};
  }
  try {
    const session = await sessionOf(id);
    const response = await session.fetch((await clientOf()).userinfoEndpoint);
    return { user: await response.json() };
  } catch (error) {
    if (error.endsGrant) {
      cookies.delete("session", PATH);
      return {};
    }
    throw error;
  }
}

export const actions = {
  async login({ cookies, url }) {
    const redirectUri = `${url.origin}/callback`;
    const login = startLogin(await clientOf(), { redirectUri, scope: "openid profile" });
    cookies.set("login", login.saved, PATH);
    redirect(303, login.url);
  },
  async logout({ cookies }) {
    const id = cookies.get("session");
    cookies.delete("session", PATH);
    if (id) {
      const session = await sessionOf(id);
      await session.end({ revoke: true });
    }
  },
};
