import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** What a name on GitHub may have in it; it goes into an address. */
const Name = z.string().regex(/^[\w.-]+$/);

/** What is needed of the file that electron-builder puts into packages whose build says where releases are published; electron-updater reads the rest. */
const Feed = z.discriminatedUnion('provider', [
  z.object({
    provider: z.literal('github'),
    owner: Name,
    repo: Name,
    host: z
      .string()
      .regex(/^[\w.-]+$/)
      .default('github.com'),
    vPrefixedTagName: z.boolean().default(true),
  }),
  z.object({ provider: z.literal('generic'), url: z.url() }),
]);

/** Where the updates of this build come from. */
export interface UpdateFeed {
  /** The page that says what is new in a version, or lists all; undefined where the feed has none. */
  readonly releasePage?: (version?: string) => string;
}

/**
 * Reads where updates come from.
 *
 * @param resources the folder of the package beside `app.asar`
 * @returns undefined where the build does not say, or says it in a way that this version does not know
 */
export async function readUpdateFeed(resources: string): Promise<UpdateFeed | undefined> {
  let content: unknown;
  try {
    const text = await readFile(join(resources, 'app-update.yml'), 'utf8');
    const { parse } = await import('yaml');
    content = parse(text);
  } catch {
    // Not there, or not YAML: the app starts without updates.
    return undefined;
  }
  const { data: feed } = Feed.safeParse(content);
  if (feed === undefined) return undefined;
  if (feed.provider === 'generic') return {};
  const all = `https://${feed.host}/${feed.owner}/${feed.repo}/releases`;
  const tag = feed.vPrefixedTagName ? 'v' : '';
  return {
    releasePage: (version) => (version === undefined ? all : `${all}/tag/${encodeURIComponent(tag + version)}`),
  };
}
