// The providers: five with the grants of their whole documents, and those of the gallery. Their differences are in the
// package's profiles; this file sets the addresses of the simulator that replaces them.

import {
  bold,
  boldsign,
  bolt,
  dataEnvelope,
  exchangeCode,
  jsonBody,
} from "./grantlet.js";
import { galleryOf } from "./gallery.js";
import { logIn } from "./login.js";
import { renewal } from "./windows.js";

const SECRET =
  "Its document asks for a client secret: in your app this request belongs to a server. The simulator’s secret is public.";

/** The providers, at a simulator's address, for a page at this address. */
export function providersOf(simulator, facts, redirectUri) {
  const at = (prefix, profile, more) => ({
    ...profile,
    baseUrl: `${simulator.baseUrl}/${prefix}`,
    allowLoopback: true, // the simulator speaks plain http, on this machine
    ...more,
  });
  const ofItsOwn = (client) => ({
    id: "client_credentials",
    label: "Client credentials",
    note: SECRET,
    client,
    isOwn: true, // the session asks for a token, without a login and without a refresh
    renewal: "with the client’s own credentials",
  });

  const atBoldsign = (more) =>
    at("boldsign", boldsign, {
      authorizationEndpoint: "/connect/authorize",
      tokenEndpoint: "/connect/token",
      // Not in its document: the simulator has them beside it.
      endSessionEndpoint: "/connect/endsession",
      revocationEndpoint: "/connect/revocation",
      issuer: `${simulator.baseUrl}/boldsign`,
      ...more,
    });
  const { clientId, clientSecret, implicitClientId } = simulator.boldsign;
  const withSecret = atBoldsign({ clientId, clientSecret });
  const ofPage = atBoldsign({ clientId: implicitClientId });
  const scope = "openid profile offline_access BoldSign.Documents.All";

  const boldClient = at("bold", bold, simulator.bold);
  const boltClient = at("bolt", bolt, { ...simulator.bolt, tokenEndpoint: "/v1/oauth/token" });

  const providers = [
    {
      key: "boldsign",
      name: "BoldSign",
      client: { ...boldsign, clientId },
      options: { redirectUri, scope },
      api: `${withSecret.baseUrl}/v1/document/list`,
      ways: [
        {
          id: "code",
          label: "Code, PKCE",
          note: `An id_token comes along and is bound to this login. ${SECRET}`,
          client: withSecret,
          run: () => logIn(withSecret, { redirectUri, scope, idToken: true }),
          popup: { scope, idToken: true },
          renewal: "by the refresh token, which the provider replaces each time",
        },
        {
          id: "implicit",
          label: "Implicit",
          note: "Legacy: no secret and no second request, but the token is in the URL, and there is no refresh token.",
          client: ofPage,
          run: () => logIn(ofPage, { redirectUri, scope, flow: "implicit" }),
          popup: { scope, flow: "implicit" },
          renew: renewal(ofPage, { scope, flow: "implicit" }),
          renewal: "in a hidden frame, without a redirect: the provider knows its user by a cookie",
        },
        {
          id: "implicit_id_token",
          label: "Implicit, id_token",
          note: "Its document has no such response type. See the error response, and what the page shows.",
          client: ofPage,
          run: () => logIn(ofPage, { redirectUri, scope, flow: "implicit", idToken: true }),
        },
        ofItsOwn(withSecret),
      ],
    },
    {
      key: "bold",
      name: "Bold",
      api: `${boldClient.baseUrl}/v1/accounts`,
      ways: [
        {
          id: "code",
          label: "Code, after a password",
          note: `The simulated user types the password for you. ${SECRET}`,
          client: boldClient,
          run: async () => {
            const { clientId, clientSecret, user } = simulator.bold;
            const url = `${boldClient.baseUrl}/v1/authentications/password`;
            const code = await codeFrom(url, JSON.stringify({ ...user, clientId, clientSecret }));
            return exchangeCode(boldClient, code, { redirectUri: simulator.bold.redirectUri });
          },
        },
      ],
    },
    {
      key: "bolt",
      name: "Bolt",
      ways: [
        {
          id: "code",
          label: "Code, from its modal",
          note: `The simulator replaces the modal. The response has a refresh token, yet the document has no refresh: try it. ${SECRET}`,
          client: boltClient,
          run: async () => {
            const code = await codeFrom(`${boltClient.baseUrl}/simulator/code`, "");
            return exchangeCode(boltClient, code, { scope: simulator.bolt.scope });
          },
        },
      ],
    },
    {
      key: "json_body",
      name: "JSON body",
      ways: [ofItsOwn(at("json_body", jsonBody, simulator.jsonBody))],
    },
    {
      key: "data_envelope",
      name: "Data envelope",
      ways: [ofItsOwn(at("data_envelope", dataEnvelope, simulator.dataEnvelope))],
    },
  ];
  providers.push(...galleryOf(simulator, redirectUri));
  for (const provider of providers) {
    provider.facts = facts.find(({ name }) => name === provider.key.toUpperCase());
    provider.name ??= provider.facts.title;
    for (const way of provider.ways) {
      way.key = `${provider.key} ${way.id}`; // of its session
      way.origins = [simulator.baseUrl]; // of its API
    }
  }
  return providers;
}

/** Gets a code by a provider's own API. */
async function codeFrom(url, body) {
  const headers = { "Content-Type": body ? "application/json" : "application/x-www-form-urlencoded" };
  const response = await fetch(url, { method: "POST", headers, body });
  return (await response.json()).code;
}
