import type { TunnelConfig, TunnelStatus } from '../../../shared/contract/tunnel.ts';
import { clock } from '../tunnels/clock.ts';

/** Whether the time of a tunnel is over, so that it cannot be started with the rules that it has. */
export function isExpired({ rules }: Pick<TunnelConfig, 'rules'>, now = Date.now()): boolean {
  return rules.expiresAt !== undefined && rules.expiresAt <= now;
}

/** How a tunnel is that does not run: stopped by its user, or by its rules. */
export function stoppedStatus(config: TunnelConfig, now = Date.now()): TunnelStatus {
  const { ended, rules } = config;
  if (!ended) return { state: 'stopped' };
  const { at } = ended;
  if (ended.why === 'idle') {
    const minutes = rules.idleMinutes === undefined ? '' : ` for ${rules.idleMinutes} min`;
    const message = `This tunnel ended at ${when(at, now)}, as its rules say: nobody used it${minutes}.`;
    return { state: 'stopped', ended: { at, message, nextStep: 'Start it again when you need it.' } };
  }
  const message = `This tunnel ended at ${when(at, now)}, as its rules say.`;
  if (!isExpired(config, now)) {
    return { state: 'stopped', ended: { at, message, nextStep: 'Start it again when you need it.' } };
  }
  const nextStep = 'Give it a later end, or none, and start it again.';
  return { state: 'stopped', ended: { at, message, nextStep, remedy: 'edit-rules' } };
}

/** `14:02`, with the day where that is another one. */
export function when(at: number, now: number): string {
  const day = (time: number) => new Date(time).toDateString();
  if (day(at) === day(now)) return clock(at);
  return `${clock(at)} on ${new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })}`;
}
