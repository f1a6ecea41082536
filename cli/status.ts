import type { LocalClient } from '../electron/rpc/local-endpoint.ts';
import { connectLocally } from '../electron/rpc/local-endpoint.ts';
import { plainText } from '../shared/plain-text.ts';
import { CommandError } from './command-error.ts';
import { defaultDataDir } from './data-dir.ts';
import { type AppStatus, statusScreen } from './status-screen.ts';

export interface StatusFlags {
  json?: boolean;
  dataDir?: string;
}

/** Over what rates and percentiles are taken, s. */
const RECENT_S = 300;
/** How many entries of the activity there are on the screen, and in the JSON. */
const ENTRIES = 5;

/** `porthole status`: how the running app is, on one screen. */
export async function status(flags: StatusFlags): Promise<void> {
  const local = await connectLocally(flags.dataDir ?? defaultDataDir());
  if (!local) throw new CommandError(1, 'Porthole is not running: start it with "porthole serve" or open the app.');
  try {
    const all = await ask(local);
    process.stdout.write(flags.json ? `${plainText.json(all)}\n` : statusScreen(all, Date.now()));
  } finally {
    local.close();
  }
}

async function ask({ client }: LocalClient): Promise<AppStatus> {
  const [{ version }, { tunnels }, { servers }, { alerts }, { entries }, { notices }, { tunnels: recent }, history] =
    await Promise.all([
      client.app.info(),
      client.tunnels.watch().then(firstOf),
      client.servers.watch().then(firstOf),
      client.alerts.watch().then(firstOf),
      client.activity.watch().then(firstOf),
      client.notices.watch().then(firstOf),
      client.metrics.recent({ seconds: RECENT_S }),
      client.metrics.size(),
    ]);
  const withNumbers = await Promise.all(
    tunnels.map(async (tunnel) => {
      const { uptime } = await client.health.timeline({ tunnelId: tunnel.id, days: 1 });
      return { ...tunnel, metrics: recent.find(({ tunnelId }) => tunnelId === tunnel.id)?.sample, uptime };
    }),
  );
  return {
    version,
    tunnels: withNumbers,
    servers,
    alerts,
    activity: entries.slice(0, ENTRIES),
    notices,
    history,
    recentSeconds: RECENT_S,
  };
}

async function firstOf<T>(states: AsyncIterable<T>): Promise<T> {
  for await (const state of states) return state;
  throw new CommandError(1, 'Porthole ended while it was asked.');
}
