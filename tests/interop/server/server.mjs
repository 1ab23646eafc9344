// The real npm package `oidc-provider` on loopback, for Grantlet's
// interoperability tests. Test use only: the secrets are in the source, every
// user is `user-1`, and nobody is ever asked anything.
//
//   node server.mjs [--port N] [--ttl Name=SECONDS]... [--clock-tolerance SECONDS] [--clients FILE] [--proof]
//
// Prints one line of JSON, {"issuer":"http://127.0.0.1:PORT"}, once it responds
// requests, and exits when its stdin closes.

import { Console } from 'node:console';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

import { Provider, errors } from 'oidc-provider';

// stdout carries the ready line and nothing else. oidc-provider has no switch
// for its development notices and prints some of them with console.info, so
// the whole console goes to stderr.
globalThis.console = new Console(process.stderr);

// The parent holds the other end of stdin. When it closes the pipe, or dies in
// any way at all, the read ends and so does this process.
for (const event of ['end', 'close', 'error']) {
  process.stdin.on(event, () => process.exit(0));
}
process.stdin.resume();

const ACCOUNT = 'user-1';
const SCOPES = ['openid', 'profile', 'offline_access', 'api:read'];
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
const EXCHANGE_GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';
const DENIED = { error: 'access_denied', description: 'End-User aborted interaction' };

// Lifetimes in seconds, by oidc-provider's own names.
const ttl = {
  AccessToken: 3600,
  AuthorizationCode: 60,
  ClientCredentials: 600,
  DeviceCode: 300,
  Grant: 14 * 24 * 3600,
  IdToken: 3600,
  Interaction: 600,
  RefreshToken: 14 * 24 * 3600,
  Session: 14 * 24 * 3600,
};

const { values: args } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    ttl: { type: 'string', multiple: true, default: [] },
    // How long oidc-provider still takes what has expired; 15 is its default.
    // With 0 an access token ends on time, but then the in-memory adapter also
    // forgets a device code at once: invalid_grant, no longer expired_token.
    'clock-tolerance': { type: 'string', default: '15' },
    // More clients: a JSON array of what one registers dynamically. Pages of
    // any origin may call the endpoints with them.
    clients: { type: 'string' },
    // DPoP with a nonce, clients that sign, pushed and signed requests, introspection, registration, token exchange.
    proof: { type: 'boolean', default: false },
  },
});
for (const setting of args.ttl) {
  const [, name, seconds] = /^(\w+)=([1-9]\d*)$/.exec(setting) ?? [];
  if (!Object.hasOwn(ttl, name)) {
    throw new Error(`--ttl ${setting}: expected one of ${Object.keys(ttl).join(', ')} =SECONDS`);
  }
  ttl[name] = Number(seconds);
}

const more = args.clients ? JSON.parse(readFileSync(args.clients, 'utf8')) : [];
const isMore = (client) => more.some(({ client_id }) => client_id === client.clientId);

const LOOPBACK = 'http://127.0.0.1:9999/cb';

const confidential = {
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
  response_types: ['code'],
  redirect_uris: [LOOPBACK],
};

const clients = [
  {
    client_id: 'spa',
    token_endpoint_auth_method: 'none',
    application_type: 'native',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: [LOOPBACK],
  },
  {
    client_id: 'conf-basic',
    client_secret: 'basic-secret',
    token_endpoint_auth_method: 'client_secret_basic',
    ...confidential,
  },
  {
    client_id: 'conf-post',
    client_secret: 'post-secret',
    token_endpoint_auth_method: 'client_secret_post',
    ...confidential,
  },
  {
    // Every kind of character that the form-encoding of RFC 6749 section 2.3.1
    // changes before Base64.
    client_id: 'conf-special',
    client_secret: 'p+w/=&% :~',
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
  },
  {
    // 'native', because a 'web' client of the implicit flow may register
    // https only; 'native' accepts https and http on loopback.
    client_id: 'implicit',
    token_endpoint_auth_method: 'none',
    application_type: 'native',
    grant_types: ['implicit'],
    response_types: ['id_token token', 'id_token'],
    redirect_uris: ['https://app.example/cb', LOOPBACK],
  },
  {
    client_id: 'device',
    token_endpoint_auth_method: 'none',
    application_type: 'native',
    grant_types: [DEVICE_GRANT, 'refresh_token'],
    response_types: [],
    redirect_uris: [],
  },
  ...more,
];

// The private half is 32 bytes of 0x5A: see tests/interop/live/keys.rs.
const P256 = {
  kty: 'EC',
  crv: 'P-256',
  x: '9osd4PXOaGGS9L0P00Fjhj8uidOF-Lz7hZeVM6V6ybA',
  y: 'TwIqtrCWyL9CgE2OZ9OLP4iGaYDMkD9o_enS4UPZMmc',
};
const signing = [
  { client_id: 'signs', token_endpoint_auth_method: 'private_key_jwt', token_endpoint_auth_signing_alg: 'ES256' },
  {
    client_id: 'hmac',
    client_secret: 'a client_secret that is as long as HS256 wants it',
    token_endpoint_auth_method: 'client_secret_jwt',
    token_endpoint_auth_signing_alg: 'HS256',
  },
].map((client) => ({
  ...client,
  ...confidential,
  grant_types: [...confidential.grant_types, EXCHANGE_GRANT],
  jwks: client.client_secret ? undefined : { keys: [{ ...P256, kid: 'k1', use: 'sig' }] },
}));

const proof = args.proof && {
  dPoP: { enabled: true, nonceSecret: Buffer.alloc(32, 1), requireNonce: () => true },
  pushedAuthorizationRequests: { enabled: true },
  requestObjects: { enabled: true },
  introspection: { enabled: true },
  registration: { enabled: true },
};

// RFC 8693, no more than a test needs: a live access token for another of the same user.
async function exchange(ctx) {
  const subject = await ctx.oidc.provider.AccessToken.find(ctx.oidc.params.subject_token);
  if (!subject) throw new errors.InvalidGrant('no such subject_token');
  const token = new ctx.oidc.provider.AccessToken({
    accountId: subject.accountId,
    client: ctx.oidc.client,
    grantId: subject.grantId,
    scope: subject.scope,
    gty: 'token_exchange',
  });
  ctx.oidc.entity('AccessToken', token);
  ctx.body = {
    access_token: await token.save(),
    issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    token_type: token.tokenType,
    expires_in: token.expiration,
  };
}

const configuration = {
  clients: args.proof ? [...clients, ...signing] : clients,
  scopes: SCOPES,
  // Non-ASCII on purpose: userinfo and ID tokens must survive as UTF-8.
  claims: { openid: ['sub'], profile: ['name'] },
  findAccount: (ctx, sub) => ({ accountId: sub, claims: () => ({ sub, name: 'Ünï Tëst' }) }),
  responseTypes: ['code', 'id_token token', 'id_token'],
  pkce: { required: () => true }, // S256 is the only method of v9
  rotateRefreshToken: true,
  // oidc-provider drops offline_access from an authorization request without
  // prompt=consent, so `spa` has its refresh token without that scope.
  issueRefreshToken: (ctx, client, source) => client.grantTypeAllowed('refresh_token')
    && (client.clientId === 'spa' || isMore(client) || source.scopes.has('offline_access')),
  clientBasedCORS: (ctx, origin, client) => isMore(client),
  ttl,
  clockTolerance: Number(args['clock-tolerance']),
  cookies: { keys: ['interop'] },
  features: {
    devInteractions: { enabled: false }, // interact() below instead
    clientCredentials: { enabled: true },
    deviceFlow: { enabled: true },
    revocation: { enabled: true },
    introspection: { enabled: false },
    // The page asks, as oidc-provider's own does; that one loads a font.
    rpInitiatedLogout: {
      logoutSource(ctx, form) {
        ctx.body = `<!doctype html><title>Logout</title>${form}
<button type="submit" form="op.logoutForm" name="logout" value="yes">Yes, sign me out</button>`;
      },
    },
    userinfo: { enabled: true },
    ...proof,
  },
};

// GET /interaction/:uid stands for the human: logs user-1 in, consents to all
// that is asked, and redirects on. `login_hint=deny` in the authorization
// request makes it refuse. oidc-provider comes here once per prompt.
async function interact(provider, req, res) {
  const { params, prompt, grantId, session } = await provider.interactionDetails(req, res);

  if (params.login_hint === 'deny') {
    await provider.interactionFinished(req, res, {
      error: DENIED.error,
      error_description: DENIED.description,
    });
    return;
  }
  if (prompt.name === 'login') {
    await provider.interactionFinished(req, res, { login: { accountId: ACCOUNT } });
    return;
  }

  const { missingOIDCScope, missingOIDCClaims } = prompt.details;
  const grant = grantId
    ? await provider.Grant.find(grantId)
    : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  if (missingOIDCScope) grant.addOIDCScope(missingOIDCScope.join(' '));
  if (missingOIDCClaims) grant.addOIDCClaims(missingOIDCClaims);
  await provider.interactionFinished(req, res, { consent: { grantId: await grant.save() } });
}

// POST /approve?user_code= and POST /deny?user_code= are TEST HELPERS, not part
// of OAuth: they stand for the human on the verification page and leave the
// device code as oidc-provider's own page leaves it
// (lib/actions/authorization/device.js, lib/actions/code_verification.js).
// 204 done, 404 unknown or expired, 409 already decided.
async function decide(provider, userCode, approve) {
  const normalized = (userCode ?? '').toUpperCase().replace(/\W/g, '');
  const code = await provider.DeviceCode.findByUserCode(normalized);
  if (!code || code.isExpired) return 404;
  if (code.accountId || code.error) return 409;

  if (approve) {
    const asked = code.params.scope?.split(' ') ?? [];
    const scope = asked.filter((s) => SCOPES.includes(s)).join(' ');
    const grant = new provider.Grant({ accountId: ACCOUNT, clientId: code.clientId });
    grant.addOIDCScope(scope);
    Object.assign(code, {
      accountId: ACCOUNT,
      authTime: Math.floor(Date.now() / 1000),
      grantId: await grant.save(),
      scope,
    });
  } else {
    Object.assign(code, { error: DENIED.error, errorDescription: DENIED.description });
  }
  await code.save();
  return 204;
}

// POST /expire is a TEST HELPER: no access token so far is valid any longer, as
// after its lifetime.
const expire = (issued) => Promise.all(issued.splice(0).map((token) => token.destroy()));

// Everything that is not one of the routes above goes to oidc-provider
// as it came, and its response goes out as it is.
function routes(provider) {
  const oidc = provider.callback();
  const issued = [];
  provider.on('access_token.saved', (token) => issued.push(token));

  return async (req, res) => {
    const [path, query] = req.url.split('?', 2);
    try {
      if (req.method === 'GET' && path.startsWith('/interaction/')) {
        await interact(provider, req, res);
      } else if (req.method === 'POST' && (path === '/approve' || path === '/deny')) {
        const userCode = new URLSearchParams(query).get('user_code');
        res.writeHead(await decide(provider, userCode, path === '/approve')).end();
      } else if (req.method === 'POST' && path === '/expire') {
        await expire(issued);
        res.writeHead(204).end();
      } else {
        oidc(req, res);
      }
    } catch (error) {
      // For instance an interaction URL without its cookie.
      console.error(error);
      if (!res.headersSent) res.writeHead(400, { 'content-type': 'text/plain' });
      res.end(`${error.name}: ${error.error_description ?? error.message}\n`);
    }
  };
}

// The issuer has to be the address that clients use, and with port 0 that is
// known only after listen().
const server = createServer();
server.listen(Number(args.port), '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, configuration);
  if (args.proof) {
    // A device whose TLS ends before this server says so by X-Forwarded-Proto.
    provider.proxy = true;
    provider.registerGrantType(EXCHANGE_GRANT, exchange, ['subject_token', 'subject_token_type', 'scope']);
  }
  provider.on('server_error', (ctx, error) => console.error(error));
  server.on('request', routes(provider));
  process.stdout.write(`${JSON.stringify({ issuer })}\n`);
});
