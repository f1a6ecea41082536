import type { Tunnel, TunnelKind } from '../../shared/contract/tunnel.ts';
import { shortAddress } from './short-address.ts';

/** A tunnel's two ends in the order in which they are read, and how they belong together. */
export interface TunnelWay {
  /** The short word beside its name; undefined where none is needed. */
  readonly label: string | undefined;
  readonly from: string;
  /** Says to those who cannot see the arrow what it means. */
  readonly words: string;
  /** Undefined: not known yet. */
  readonly to: string | undefined;
  /** What is shown in place of an address that is not known yet. */
  readonly none: string;
}

const LABEL: Partial<Record<TunnelKind, string>> = {
  tcp: 'TCP',
  tls: 'TLS passthrough',
  private: 'Private',
  forward: 'Forward',
};

/** Says how a row shows where a tunnel is reached and where it leads. A forward tunnel is reached here and leads over there. */
export function tunnelWay({ kind, upstream, publicUrl, localPort }: Tunnel): TunnelWay {
  const leads = shortAddress(upstream);
  const label = LABEL[kind];
  if (kind === 'forward') {
    const from = `localhost:${localPort ?? leads.slice(leads.lastIndexOf(':') + 1)}`;
    return { label, from, words: 'leads to', to: leads, none: '' };
  }
  const to = publicUrl === undefined ? undefined : shortAddress(publicUrl);
  if (kind === 'private') {
    return { label, from: leads, words: 'is reached from other devices as', to, none: 'not reachable yet' };
  }
  return { label, from: leads, words: 'is public at', to, none: 'no public URL yet' };
}
