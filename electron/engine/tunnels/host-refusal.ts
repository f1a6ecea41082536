import type { ResponseHead } from '../../../shared/http1/response-head.ts';

/** A dev server that refuses the host that visitors use. */
export interface HostRefusal {
  /** What refuses, e.g. `Vite`. */
  readonly by: string;
  /** Its setting that names the hosts that it answers to. */
  readonly setting: string;
  /** False where its answer says nothing of hosts, and another reason is possible. */
  readonly certain: boolean;
}

interface KnownRefusal extends HostRefusal {
  readonly statuses: readonly number[];
  /** All of these are in the beginning of the body. */
  readonly texts: readonly string[];
  /** The body has just so many bytes. */
  readonly length?: number;
}

/** What older webpack-dev-servers (4, which Create React App uses) answer with status 200, and newer ones with 403. */
const WEBPACK_TEXT = 'Invalid Host header';

/**
 * The refusals of known dev servers, as their sources have them; the first that fits counts. What Vite says is also what is said by all that is built on its dev server:
 * Nuxt, SvelteKit, Astro, and Angular from 17 to 20.
 *
 * - Angular 21: `packages/angular/build/src/tools/vite/middlewares/host-check-middleware.ts`
 * - Vite from 6.0.9 on: `packages/vite/src/node/server/middlewares/hostCheck.ts`
 * - webpack-dev-server: `lib/Server.js`, `host-header-check`
 * - Rails from 6 on: `action_dispatch/middleware/host_authorization.rb`, "Blocked host:" or "Blocked hosts:"
 * - Django: `django/http/request.py`, as the debug page or plain text shows it; without DEBUG the page of `django/views/defaults.py`, which is the same for
 *   every suspicious request
 */
const KNOWN: readonly KnownRefusal[] = [
  {
    by: 'Angular',
    setting: 'allowedHosts in angular.json',
    certain: true,
    statuses: [403],
    texts: ['Blocked request. This host (', ') is not allowed.', 'angular.json'],
  },
  {
    by: 'Vite',
    setting: 'server.allowedHosts in its configuration',
    certain: true,
    statuses: [403],
    texts: ['Blocked request. This host (', ') is not allowed.'],
  },
  {
    by: 'webpack-dev-server',
    setting: 'devServer.allowedHosts in its configuration',
    certain: true,
    statuses: [200, 403],
    texts: [WEBPACK_TEXT],
    length: WEBPACK_TEXT.length,
  },
  {
    by: 'Rails',
    setting: 'config.hosts',
    certain: true,
    statuses: [403],
    texts: ['Blocked host', 'config.hosts'],
  },
  {
    by: 'Django',
    setting: 'ALLOWED_HOSTS',
    certain: true,
    statuses: [400],
    texts: ['DisallowedHost', 'at /'],
  },
  {
    by: 'Django',
    setting: 'ALLOWED_HOSTS',
    certain: false,
    statuses: [400],
    texts: ['<title>Bad Request (400)</title>', '<h1>Bad Request (400)</h1><p></p>'],
  },
];

/** Whether an answer with this head can be a refusal of the host: only then is its body looked at. */
export function mayRefuseHost({ status, body }: ResponseHead): boolean {
  // Of all answers that are well only one of exactly that length is worth a look.
  if (status === 200) return body.kind === 'length' && body.length === WEBPACK_TEXT.length;
  return status === 400 || status === 403;
}

/** Recognises the refusal of the host in an answer. @param beginning the first bytes of its body, as framed */
export function readHostRefusal({ status, body }: ResponseHead, beginning: Buffer): HostRefusal | undefined {
  const text = beginning.toString('latin1');
  const length = body.kind === 'length' ? body.length : undefined;
  return KNOWN.find(
    (known) =>
      known.statuses.includes(status) &&
      (known.length === undefined || known.length === length) &&
      known.texts.every((part) => text.includes(part)),
  );
}
