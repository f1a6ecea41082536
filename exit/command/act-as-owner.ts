import { readdirSync, statSync } from 'node:fs';
import { UsageError } from './usage-error.ts';

/**
 * What root makes in the data directory of a server's own user, that user must be able to read and write. Throws UsageError where that user cannot
 * get there from here: systemd keeps the folder of a unit with `DynamicUser` below one that only root may enter, and shows it to the service alone.
 */
export function actAsOwner(dataDir: string): void {
  const { getuid, setegid, seteuid } = process;
  const owner = statSync(dataDir, { throwIfNoEntry: false });
  if (getuid?.() !== 0 || owner === undefined || owner.uid === 0) return;
  setegid?.(owner.gid);
  seteuid?.(owner.uid);
  try {
    readdirSync(dataDir);
  } catch {
    throw new UsageError(
      `${dataDir} is reached by its service alone: run this where the service is, as nsenter --mount --target "$(systemctl show --property MainPID --value porthole-exit)" porthole-exit …`,
    );
  }
}
