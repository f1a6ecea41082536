import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFileAtomically } from '../../../shared/write-file-atomically.ts';
import { HIDDEN_FLAG } from './hidden-flag.ts';
import type { LoginItem } from './login-item.ts';

/** As other programs write theirs: the desktop reads it as this user. */
const MODE = 0o644;

/**
 * A `.desktop` file in the autostart folder
 * (https://specifications.freedesktop.org/autostart-spec/latest/), written when it is wanted and removed when it is not.
 */
export class AutostartFile implements LoginItem {
  readonly #path: string;
  readonly #exec: string;
  readonly #text: string;

  /** @param options.command the program and its arguments; the flag to start hidden is added */
  constructor(options: { path: string; command: readonly string[] }) {
    this.#path = options.path;
    this.#exec = `Exec=${[...options.command, HIDDEN_FLAG].map(quoted).join(' ')}`;
    this.#text = autostartText(this.#exec);
  }

  /** Also where it leads to a program that was moved: `renew` leads it here. */
  async isOn(): Promise<boolean> {
    return isOn(await this.#read());
  }

  async set(on: boolean): Promise<void> {
    if (!on) return rm(this.#path, { force: true });
    if ((await this.#read()) === this.#text) return;
    await mkdir(dirname(this.#path), { recursive: true });
    await writeFileAtomically(this.#path, this.#text, MODE);
  }

  /** An AppImage is moved by its user, and has another name after an update. What a desktop has written beside `Exec` stays. */
  async renew(): Promise<boolean> {
    const text = await this.#read();
    if (!isOn(text) || text.split('\n').includes(this.#exec)) return false;
    const led = /^Exec=/m.test(text) ? text.replace(/^Exec=.*$/m, () => this.#exec) : this.#text;
    await writeFileAtomically(this.#path, led, MODE);
    return true;
  }

  async #read(): Promise<string | undefined> {
    try {
      return await readFile(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }
}

function isOn(text: string | undefined): text is string {
  // Desktops switch an entry off by these keys.
  return text !== undefined && !/^(?:Hidden=true|X-GNOME-Autostart-enabled=false)\s*$/m.test(text);
}

function autostartText(exec: string): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Porthole',
    'Comment=Keeps your tunnels open',
    exec,
    'Terminal=false',
    '',
  ].join('\n');
}

/**
 * Quotes an argument of `Exec`: inside double quotes `"`, `` ` ``, `$` and `\` need a backslash, a `%` is written twice, and each backslash is doubled once
 * more as part of a string (https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html).
 */
function quoted(argument: string): string {
  const escaped = argument.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%');
  return `"${escaped.replaceAll('\\', '\\\\')}"`;
}
