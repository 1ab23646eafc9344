// The channel between pages of one origin.

/**
 * Opens a channel; undefined if there is none here. A browser that blocks storage refuses it with an error, as does a
 * page without an origin.
 */
export function channelFor(name: string): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel(name);
  } catch {
    return undefined;
  }
}

/** The name of a login's channel. Only a page that knows the `state` of the login can listen to it. */
export function loginChannel(state: string): BroadcastChannel | undefined {
  return channelFor(`grantlet login ${state}`);
}
