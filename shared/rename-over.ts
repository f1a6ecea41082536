import { rename } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** What Windows says while a program that looks at every file (a virus scanner, an indexer) has one of the two open. */
const HELD: readonly unknown[] = ['EPERM', 'EACCES', 'EBUSY'];
/** Such a look takes milliseconds; after a second it is something else. */
const TRIES = 20;
const PAUSE_MS = 50;

/** Puts a file in the place of another one at once. On Windows it waits for programs that only look at them. */
export async function renameOver(
  from: string,
  to: string,
  { platform = process.platform, move = rename }: { platform?: NodeJS.Platform; move?: typeof rename } = {},
): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await move(from, to);
    } catch (error) {
      const isHeld = platform === 'win32' && HELD.includes((error as NodeJS.ErrnoException).code);
      if (!isHeld || tries === TRIES) throw error;
      await sleep(PAUSE_MS);
    }
  }
}
