import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { CaptureSettings } from './capture-settings.ts';
import { ReplayEdit, RequestDetail, RequestFilter, RequestSummary, RequestsUpdate } from './captured-request.ts';
import { contractBase as base } from './contract-base.ts';
import { SignatureProvider, SignatureVerdict, SigningSecret } from './signing-secret.ts';

const byId = z.object({ id: z.int() });

/** What can be asked of the requests that passed through HTTP tunnels. */
export const requestsContract = {
  /**
   * The first message has the state only; then what changed and fits the filter, at most 4 messages a second. Ask with `query` after the
   * first message: nothing falls between the two.
   */
  watch: base.input(z.object({ filter: RequestFilter })).output(eventIterator(RequestsUpdate)),
  /** The newest first. `next` is the `before` of the next page; absent where there is none. */
  query: base
    .input(z.object({ filter: RequestFilter, before: z.int().optional(), limit: z.int().min(1).max(200).default(100) }))
    .output(z.object({ requests: z.array(RequestSummary), next: z.int().optional() })),
  get: base.input(byId).output(RequestDetail),
  /** Forgets all, or those of one tunnel. */
  clear: base.input(z.object({ tunnelId: z.string().optional() })),
  /**
   * Sends it again, straight to the upstream; answers with the id of the new request once its answer is there, or lasts.
   * `signWith`: signs it anew with this signing secret, at the present time.
   */
  replay: base.input(byId.extend({ edit: ReplayEdit.default({}), signWith: z.string().optional() })).output(byId),
  /** The same request as a command for a POSIX shell. */
  curl: base.input(byId).output(z.object({ command: z.string() })),
  /** Entries of a HAR 1.2 log, newest first, some at a time; see shared/requests/har-log.ts for what stands around them. */
  har: base
    .input(z.object({ filter: RequestFilter, before: z.int().optional() }))
    .output(z.object({ entries: z.array(z.unknown()), next: z.int().optional() })),
  settings: {
    watch: base.output(eventIterator(CaptureSettings)),
    update: base.input(CaptureSettings.partial()).output(CaptureSettings),
  },
  signatures: {
    watch: base.output(eventIterator(z.object({ secrets: z.array(SigningSecret) }))),
    /** Keeps the secret of a webhook in the vault. */
    add: base
      .input(
        z.object({
          label: z.string().trim().min(1).max(100),
          provider: SignatureProvider,
          secret: z.string().trim().min(1).max(1024),
        }),
      )
      .output(SigningSecret),
    remove: base.input(z.object({ secretId: z.string() })),
    /** Checks the signature of a captured request, and says why where it is not valid. */
    check: base.input(byId.extend({ secretId: z.string() })).output(SignatureVerdict),
  },
};
