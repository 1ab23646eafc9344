// Where the tokens are kept: `localStorage`, which all tabs of this origin share.

/** A store for `freshToken`, one for each provider. */
export function storeOf(provider) {
  const name = `token ${provider.key}`;
  return {
    load: () => JSON.parse(localStorage.getItem(name) ?? "null") ?? undefined,
    save: (token) => localStorage.setItem(name, JSON.stringify(token)),
    forget: () => localStorage.removeItem(name),
  };
}

/** How the stored token was got, for a refresh goes the same way. */
export const wayOf = (provider) =>
  provider.ways.find(({ id }) => id === localStorage.getItem(`way ${provider.key}`)) ?? provider.ways[0];

export const keepWay = (provider, way) => localStorage.setItem(`way ${provider.key}`, way.id);
