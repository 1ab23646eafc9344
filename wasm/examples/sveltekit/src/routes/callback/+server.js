import { error, redirect } from "@sveltejs/kit";
import { finishLogin } from "grantlet";
import { clientOf, sessionOf } from "$lib/server/auth.js";

export async function GET({ cookies, url }) {
  const saved = cookies.get("login");
  cookies.delete("login", { path: "/" });
  const id = crypto.randomUUID();
  try {
    const { token } = await finishLogin(await clientOf(), url, saved);
    const session = await sessionOf(id);
    await session.start(token);
  } catch (failure) {
    error(400, `The login was not completed (${failure.code}).`);
  }
  cookies.set("session", id, { path: "/" });
  redirect(303, "/");
}
