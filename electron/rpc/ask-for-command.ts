import type { OnDemand } from '../../shared/contract/on-demand.ts';
import { RequestError } from '../engine/request-error.ts';
import type { TunnelEdit } from '../engine/tunnels/edited-tunnel.ts';

/** Asks the person at the computer, outside the page, whether a command may be run. */
export type AllowCommand = (onDemand: OnDemand) => Promise<boolean>;

/**
 * Lets a new command in only where the person at the computer says so: a page that was taken over could otherwise run any program.
 * Rejects with RequestError. @param before what the tunnel has now
 */
export async function askForCommand(
  { onDemand }: TunnelEdit,
  before: OnDemand | undefined,
  allow: AllowCommand | undefined,
): Promise<void> {
  if (!allow || !onDemand) return;
  if (before?.command === onDemand.command && before.cwd === onDemand.cwd) return;
  if (await allow(onDemand)) return;
  throw new RequestError('NOT_NOW', 'The command was not allowed, so nothing was changed.', 'command');
}
