import { statSync } from 'node:fs';

/** What root makes in the data directory of a server's own user, that user must be able to read and write. */
export function actAsOwner(dataDir: string): void {
  const { getuid, setegid, seteuid } = process;
  const owner = statSync(dataDir, { throwIfNoEntry: false });
  if (getuid?.() !== 0 || owner === undefined || owner.uid === 0) return;
  setegid?.(owner.gid);
  seteuid?.(owner.uid);
}
