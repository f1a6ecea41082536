/** What an error of the system's says about files, in plain words, with what to do. */
export interface OutOfFiles {
  readonly message: string;
  readonly nextStep: string;
}

/** Whether nothing could be opened since this program, or the whole computer, has as many files and connections open as it may (POSIX EMFILE, ENFILE). */
export function outOfFiles({ code }: { code?: string | undefined }): OutOfFiles | undefined {
  if (code === 'EMFILE') {
    const message = 'Porthole may open no more files and connections on this computer.';
    return { message, nextStep: 'Start it with a higher limit ("ulimit -n 65536"), or stop some tunnels.' };
  }
  if (code === 'ENFILE') {
    return { message: 'This computer can open no more files and connections.', nextStep: 'Close other programs.' };
  }
  return undefined;
}
