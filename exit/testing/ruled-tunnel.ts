import { NO_RULES, type TunnelRules } from '../../shared/rules/tunnel-rules.ts';
import type { HttpScene } from './http-scene.ts';
import { type StreamTaker, toPort } from './test-client.ts';

/** A tunnel with rules. */
export interface RuledTunnel {
  tunnelId: number;
  publicUrl: string;
  /** Gives it other rules, and waits until they hold. */
  change(rules: Partial<TunnelRules>): Promise<void>;
}

/** Opens one more tunnel of a scene's client, `ruled`; by default to the scene's service. */
export async function openRuled(
  scene: HttpScene,
  rules: Partial<TunnelRules>,
  kind: 'http' | 'tcp' = 'http',
  taker: StreamTaker = toPort(scene.upstreamPort),
): Promise<RuledTunnel> {
  const { client } = scene;
  const { tunnelId, publicUrl } = await client.open({ kind, name: 'ruled', rules: { ...NO_RULES, ...rules } }, taker);
  const change = async (next: Partial<TunnelRules>) => {
    client.send({ type: 'update-tunnel', requestId: 'change', tunnelId, rules: { ...NO_RULES, ...next } });
    await client.next('tunnel-updated');
  };
  return { tunnelId, publicUrl, change };
}
