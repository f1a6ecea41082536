import { useConnection } from '../state/connection-store.ts';
import type { EngineLink } from './engine-link.ts';
import { followEverything } from './follow-everything.ts';
import { keepConnected } from './keep-connected.ts';
import { openPortLink } from './open-port-link.ts';
import { openSocketLink } from './open-socket-link.ts';
import { takeSessionKey } from './session-key.ts';

/** How the engine answers a key that is not its own (RFC 9110 §15.5.2). */
const UNAUTHORIZED = 401;

/** Connects the page to its engine for as long as the page lives: over a MessagePort in the desktop shell, else a WebSocket. */
export function connect(): void {
  if (isDesktop(window.location)) connectByPort();
  else connectBySocket(takeSessionKey(window.location, window.history, window.sessionStorage));
}

/** The main process puts `?shell=desktop` on the address that it loads; packaged, the scheme says it as well. */
function isDesktop(location: Location): boolean {
  return location.protocol === 'app:' || new URLSearchParams(location.search).get('shell') === 'desktop';
}

function connectByPort(): void {
  const onLost = async () => {
    showLost();
    return true;
  };
  void keepConnected({ open: openPortLink, onOnline, onLost, hurry });
}

function connectBySocket(key: string | undefined): void {
  if (key === undefined) {
    useConnection.setState({ phase: 'no-key' });
    return;
  }
  const onLost = async (wasOnline: boolean) => {
    showLost();
    if (wasOnline || !(await isRefused(key))) return true;
    useConnection.setState({ phase: 'bad-key' });
    return false;
  };
  void keepConnected({ open: () => openSocketLink(window.location, key), onOnline, onLost, hurry });
}

function onOnline(link: EngineLink, signal: AbortSignal): void {
  useConnection.setState({ phase: 'online', client: link.client });
  followEverything(link.client, signal);
}

function showLost(): void {
  useConnection.setState({ phase: 'lost', client: undefined });
}

/** Asks over HTTP whether the key is wrong: a browser does not tell why a WebSocket failed. */
async function isRefused(key: string): Promise<boolean> {
  try {
    const { status } = await fetch(`/rpc?${new URLSearchParams({ key })}`, { cache: 'no-store' });
    return status === UNAUTHORIZED;
  } catch {
    return false;
  }
}

/** Resolves when the user asks for the next try, or comes back to the page. */
function hurry(over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    useConnection.setState({ tryNow: resolve });
    const cameBack = () => {
      if (document.visibilityState === 'visible') resolve();
    };
    document.addEventListener('visibilitychange', cameBack, { signal: over });
  });
}
