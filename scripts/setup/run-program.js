import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** Signals by which terminals, service managers and npm end a program. */
const PASSED_ON = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs a program in place of this one as far as Node allows: same terminal, its signals passed on, its exit code handed back.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>} exit code; 128 + number of the signal when a signal ended it, as shells do
 */
export function runProgram(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    /** @param {NodeJS.Signals} signal */
    const passOn = (signal) => {
      // Ctrl-C reaches every program of the terminal's foreground group by itself: twice would mean "at once" to some.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) {
        child.kill(signal);
      }
    };
    const stopListening = () => {
      for (const signal of PASSED_ON) {
        process.off(signal, passOn);
      }
    };
    for (const signal of PASSED_ON) {
      process.on(signal, passOn);
    }
    child.once('error', (error) => {
      stopListening();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      stopListening();
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
