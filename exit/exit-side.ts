import { writeSetUpFile } from './command/set-up-file.ts';
import { startEmbeddedExit } from './embedded-exit.ts';

/** What the entries hand to the engine, which knows it by interfaces only. */
export const EXIT_SIDE = { startEmbeddedExit, writeSetUpFile };
