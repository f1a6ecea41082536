import { connectLocally, type LocalClient } from '../electron/rpc/local-endpoint.ts';
import type { RequestDetail, RequestFilter, RequestSummary } from '../shared/contract/captured-request.ts';
import { plainText } from '../shared/plain-text.ts';
import { harLog } from '../shared/requests/har-log.ts';
import { VERSION } from '../shared/version.ts';
import { CommandError } from './command-error.ts';
import { defaultDataDir } from './data-dir.ts';
import { type RequestEditFlags, readRequestEdit } from './request-edit.ts';
import { type RequestFilterFlags, readRequestFilter } from './request-filter.ts';
import { requestTable, requestText } from './request-text.ts';

export const REQUEST_ACTIONS = ['list', 'show', 'replay', 'curl', 'har', 'clear'] as const;
export type RequestAction = (typeof REQUEST_ACTIONS)[number];

/** `method` and `path` search with the other actions, and are what is sent with `replay`. */
export interface RequestFlags extends RequestFilterFlags, RequestEditFlags {
  tunnel?: string;
  limit: string;
  json?: boolean;
  dataDir?: string;
}

const MOST_LISTED = 200;

type Client = LocalClient['client'];

/** `porthole requests`: the requests that the running app captured. */
export async function requests(action: RequestAction, id: string | undefined, flags: RequestFlags): Promise<void> {
  const limit = readLimit(flags.limit);
  const local = await connectLocally(flags.dataDir ?? defaultDataDir());
  if (!local) throw new CommandError(1, 'Porthole is not running: start it with "porthole serve" or open the app.');
  try {
    const filter = { ...readRequestFilter(flags, Date.now()), tunnelId: await tunnelId(local.client, flags.tunnel) };
    const wish = { id, filter, limit, json: flags.json ?? false, edit: flags };
    process.stdout.write(await run(local.client, action, wish));
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(1, (error as Error).message);
  } finally {
    local.close();
  }
}

interface Wish {
  id: string | undefined;
  filter: RequestFilter;
  limit: number;
  json: boolean;
  edit: RequestEditFlags;
}

async function run(client: Client, action: RequestAction, { id, filter, limit, json, edit }: Wish): Promise<string> {
  switch (action) {
    case 'list': {
      const { requests: found } = await client.requests.query({ filter, limit });
      return json ? found.map(asLine).join('') : requestTable(found);
    }
    case 'har':
      return `${plainText.json(harLog(await allEntries(client, filter), VERSION), 2)}\n`;
    case 'clear':
      await client.requests.clear({ tunnelId: filter.tunnelId });
      return '';
    case 'show':
      return asText(await client.requests.get({ id: readId(id) }), json);
    case 'curl':
      return `${(await client.requests.curl({ id: readId(id) })).command}\n`;
    case 'replay': {
      const detail = await client.requests.get({ id: readId(id) });
      const replayed = await client.requests.replay({ id: detail.id, edit: readRequestEdit(edit, detail) });
      return asText(await client.requests.get(replayed), json);
    }
  }
}

async function allEntries(client: Client, filter: RequestFilter): Promise<unknown[]> {
  const entries: unknown[] = [];
  let before: number | undefined;
  do {
    const page = await client.requests.har({ filter, before });
    entries.push(...page.entries);
    before = page.next;
  } while (before !== undefined);
  return entries;
}

function asLine(request: RequestSummary): string {
  return `${plainText.json(request)}\n`;
}

function asText(detail: RequestDetail, json: boolean): string {
  return json ? `${plainText.json(detail)}\n` : requestText(detail);
}

async function tunnelId(client: Client, name: string | undefined): Promise<string | undefined> {
  if (name === undefined) return undefined;
  for await (const { tunnels } of await client.tunnels.watch()) {
    const found = tunnels.find((tunnel) => tunnel.name === name);
    if (found) return found.id;
    break;
  }
  throw new CommandError(2, `--tunnel "${name}" is none of your tunnels: "porthole status" lists them.`);
}

function readId(text: string | undefined): number {
  const id = Number(text);
  if (text !== undefined && Number.isSafeInteger(id) && id > 0) return id;
  throw new CommandError(2, 'Give the id of a request: "porthole requests list" shows them.');
}

function readLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit > 0 && limit <= MOST_LISTED) return limit;
  throw new CommandError(2, `--limit "${text}" is not a number from 1 to ${MOST_LISTED}.`);
}
