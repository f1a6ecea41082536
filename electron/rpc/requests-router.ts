import { implement } from '@orpc/server';
import { requestsContract } from '../../shared/contract/requests-contract.ts';
import type { Engine } from '../engine/engine.ts';
import type { LogState } from '../engine/requests/request-log.ts';
import { liveIterator } from './live-iterator.ts';

/** The part of the contract that is about captured requests, on an engine. */
export function requestsRouter({ requests, settings }: Engine) {
  const os = implement(requestsContract);
  const { log, secrets } = requests;
  const subscribe = (next: (state: LogState) => void) => log.subscribe(next);
  return os.router({
    watch: os.watch.handler(async function* ({ input, signal }) {
      let since: number | undefined;
      for await (const state of liveIterator(subscribe, signal)) {
        const changes = since === undefined ? undefined : await log.changes(input.filter, since);
        const { kept, bytes, revision } = changes?.state ?? state;
        since = revision;
        yield {
          requests: changes?.requests ?? [],
          stale: changes?.stale ?? false,
          state: { kept, bytes, dropped: state.dropped },
        };
      }
    }),
    query: os.query.handler(async ({ input: { filter, before, limit } }) => {
      const found = await log.query(filter, before, limit);
      const last = found.at(-1);
      return found.length === limit && last ? { requests: found, next: last.id } : { requests: found };
    }),
    get: os.get.handler(({ input }) => log.get(input.id)),
    clear: os.clear.handler(({ input }) => log.clear(input.tunnelId)),
    replay: os.replay.handler(async ({ input: { id, edit, signWith } }) => ({
      id: await requests.replay(id, edit, signWith),
    })),
    curl: os.curl.handler(async ({ input }) => ({ command: await requests.curl(input.id) })),
    har: os.har.handler(({ input }) => requests.har(input.filter, input.before)),
    settings: {
      watch: os.settings.watch.handler(async function* ({ signal }) {
        for await (const value of liveIterator(settings.subscribe.bind(settings), signal)) yield value.capture;
      }),
      update: os.settings.update.handler(({ input }) => requests.changeSettings(input)),
    },
    signatures: {
      watch: os.signatures.watch.handler(async function* ({ signal }) {
        for await (const value of liveIterator(settings.subscribe.bind(settings), signal)) {
          yield { secrets: value.signingSecrets };
        }
      }),
      add: os.signatures.add.handler(({ input }) => secrets.add(input)),
      remove: os.signatures.remove.handler(({ input }) => secrets.remove(input.secretId)),
      check: os.signatures.check.handler(({ input }) => requests.check(input.id, input.secretId)),
    },
  });
}
