import { NO_RULES, type TunnelRules } from './tunnel-rules.ts';

type Kind = 'http' | 'tcp' | 'tls' | 'private' | 'forward';
type Field = keyof TunnelRules;

/** What can be enforced where the exit server reads no HTTP: who connects, how often, and until when. */
const OF_CONNECTIONS: readonly Field[] = ['allow', 'deny', 'requestsPerSecond', 'expiresAt', 'idleMinutes'];
/** The visitors of a private service are the other clients of its exit server: their tokens say who may. */
const OF_PRIVATE: readonly Field[] = ['expiresAt', 'idleMinutes'];

const WORDS: Record<Kind, string> = {
  http: 'an HTTP tunnel',
  tcp: 'a TCP tunnel',
  tls: 'a TLS tunnel',
  private: 'a private service',
  forward: 'a forward tunnel',
};

/** Finds a rule that a tunnel of this kind cannot keep; `message` says so in one line for people. */
export function unfitRule(kind: Kind, rules: TunnelRules): { field: Field; message: string } | undefined {
  if (kind === 'http') return undefined;
  const fit = kind === 'forward' ? [] : kind === 'private' ? OF_PRIVATE : OF_CONNECTIONS;
  for (const field of Object.keys(rules) as Field[]) {
    if (fit.includes(field) || !isSet(rules, field)) continue;
    return { field, message: `${WORDS[kind]} cannot have this rule: it needs an HTTP tunnel.`.replace(/^a/, 'A') };
  }
  return undefined;
}

function isSet(rules: TunnelRules, field: Field): boolean {
  return JSON.stringify(rules[field]) !== JSON.stringify(NO_RULES[field]);
}
