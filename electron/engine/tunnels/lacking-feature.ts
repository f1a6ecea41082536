import type { TunnelKind } from '../../../shared/contract/tunnel.ts';
import type { TunnelRules } from '../../../shared/rules/tunnel-rules.ts';

/** What exit servers lack that do not name the kind among their features. */
const KINDS: Partial<Record<TunnelKind, string>> = {
  tls: 'TLS passthrough',
  private: 'private services',
  forward: 'local forwarding',
};

/** Why a tunnel cannot be asked for at an exit server with these features; undefined where it can. */
export function lackingFeature(
  { kind, shared }: { kind: TunnelKind; shared?: boolean | undefined },
  rules: TunnelRules | undefined,
  features: ReadonlySet<string>,
): { code: string; message: string } | undefined {
  const lacking = KINDS[kind];
  if (lacking !== undefined && !features.has(kind)) {
    return { code: 'not-supported', message: `This exit server is too old for ${lacking}.` };
  }
  if (shared === true && !features.has('balance')) {
    return { code: 'not-supported', message: 'This exit server is too old for several computers behind one name.' };
  }
  if (rules === undefined || features.has('rules')) return undefined;
  const message = 'This exit server is too old for rules: it would let everybody in.';
  return { code: 'not-supported', message };
}
