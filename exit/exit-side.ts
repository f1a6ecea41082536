import type { SetUpAnswer, SetUpWish } from './command/set-up-file.ts';
import type { EmbeddedExit, EmbeddedExitOptions } from './embedded-exit.ts';

/**
 * What the entries hand to the engine, which knows it by interfaces only. Each part is loaded when it is asked for: a start of the app needs no exit server where no tunnel
 * runs over the one inside it.
 */
export const EXIT_SIDE = {
  startEmbeddedExit: async (options: EmbeddedExitOptions): Promise<EmbeddedExit> => {
    const { startEmbeddedExit } = await import('./embedded-exit.ts');
    return startEmbeddedExit(options);
  },
  writeSetUpFile: async (wish: SetUpWish): Promise<SetUpAnswer> => {
    const { writeSetUpFile } = await import('./command/set-up-file.ts');
    return writeSetUpFile(wish);
  },
};
