const STORED_AS = 'porthole.key';
const IN_FRAGMENT = /^#key=(.+)$/;

/**
 * The key that `porthole serve` printed. It arrives once in the fragment (which no server and no log sees), is kept for
 * this tab, and leaves the address bar at once so that it is neither bookmarked nor shown to people who look on.
 */
export function takeSessionKey(location: Location, history: History, storage: Storage): string | undefined {
  const arrived = IN_FRAGMENT.exec(location.hash)?.[1];
  if (arrived === undefined) return storage.getItem(STORED_AS) ?? undefined;
  const key = decodeURIComponent(arrived);
  storage.setItem(STORED_AS, key);
  history.replaceState(null, '', `${location.pathname}${location.search}#/`);
  return key;
}
