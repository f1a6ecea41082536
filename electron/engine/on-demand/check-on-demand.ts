import { homedir } from 'node:os';
import { isAbsolute, join, normalize } from 'node:path';
import type { OnDemand } from '../../../shared/contract/on-demand.ts';
import type { TunnelKind } from '../../../shared/contract/tunnel.ts';
import { RequestError } from '../request-error.ts';

/** Checks what the user wants to be run, with `~` made the home folder. Throws RequestError, with the field. Whether the folder is there is asked beside it. */
export function checkOnDemand(onDemand: OnDemand, kind: TunnelKind): OnDemand {
  if (kind === 'forward') {
    throw new RequestError(
      'INVALID',
      'A forward tunnel leads to a service over there, which is not started here.',
      'command',
    );
  }
  const cwd = /^~(?:[/\\]|$)/.test(onDemand.cwd) ? join(homedir(), onDemand.cwd.slice(1)) : onDemand.cwd;
  if (!isAbsolute(cwd)) {
    throw new RequestError('INVALID', 'Type the whole path of the folder, from its beginning or from ~.', 'cwd');
  }
  return { ...onDemand, cwd: normalize(cwd) };
}
