import { randomUUID } from 'node:crypto';
import { open, readdir, readFile, rm, stat, statfs } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Finding } from '../../../../shared/contract/doctor.ts';
import { isThere } from '../../../../shared/is-there.ts';
import { readSettings } from '../../settings/settings-schema.ts';
import type { DoctorParts } from '../doctor-parts.ts';
import { findings } from '../findings.ts';

const MIB = 1024 * 1024;
/** Under this the next writes of SQLite's log (4 MiB each of two files) and of the settings may fail, bytes. */
const LEAST_ROOM = 32 * MIB;
/** Under this there is no room for the history of metrics, which may take 1 GiB, bytes. */
const LITTLE_ROOM = 1024 * MIB;
/** More than the settings of a hundred tunnels take, bytes. */
const TRIAL_SIZE = 256 * 1024;
/** Bits of the mode that would let others than the owner in. */
const OTHERS = 0o077;
/** What the names of files begin with that only their owner may read. */
const PRIVATE = /^(?:settings|config|secrets|requests|history|page)\b/;

/** Whether the data folder has room, can be written, and holds what can be read, by nobody else. */
export async function checkDisk(parts: DoctorParts): Promise<Finding[]> {
  const { dataDir } = parts;
  if (dataDir === '') return [findings.skipped('Data folder', 'Nothing is kept on the disk here.')];
  if (!(await isThere(dataDir))) {
    return [findings.skipped('Data folder', `${dataDir} is not there yet: the app makes it at its first start.`)];
  }
  return (await Promise.all([room(dataDir), trial(dataDir), settings(parts), names(dataDir)])).flat();
}

async function room(dataDir: string): Promise<Finding> {
  const about = 'Room';
  try {
    const { bavail, bsize } = await statfs(dataDir);
    const free = bavail * bsize;
    const found = `${sizeWords(free)} are free for ${dataDir}.`;
    const nextStep = 'Make room on this disk, or let the app use another folder.';
    if (free < LEAST_ROOM) return findings.failed(about, found, nextStep);
    return free < LITTLE_ROOM ? findings.warning(about, found, nextStep) : findings.ok(about, found);
  } catch (error) {
    return unreadable(about, dataDir, error);
  }
}

/** Writes as much as the settings may take, to the disk itself, and removes it. */
async function trial(dataDir: string): Promise<Finding> {
  const about = 'Writing';
  const path = join(dataDir, `doctor-${randomUUID()}.tmp`);
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(Buffer.alloc(TRIAL_SIZE, 'porthole'));
      await file.sync();
    } finally {
      await file.close();
    }
    return findings.ok(about, `${dataDir} can be written.`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const nextStep =
      code === 'ENOSPC' || code === 'EDQUOT'
        ? 'Make room on this disk: until then no change of the settings is kept.'
        : 'Give your user the right to write there: until then no change of the settings is kept.';
    return findings.failed(about, `${dataDir} cannot be written (${code}).`, nextStep);
  } finally {
    await rm(path, { force: true }).catch(() => undefined);
  }
}

/** Reads the settings as the next start would, whatever is in memory now. */
async function settings({ settingsPath, settings: { problem } }: DoctorParts): Promise<Finding> {
  const about = basename(settingsPath);
  try {
    readSettings(JSON.parse(await readFile(settingsPath, 'utf8')));
    if (problem === undefined) return findings.ok(about, 'The settings can be read.');
    return findings.warning(about, problem, 'Bring back what you miss from that file, then remove it.');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return findings.skipped(about, 'There are no settings yet.');
    if (code !== undefined) return unreadable(about, settingsPath, error);
    const found = `${settingsPath} holds no settings that this version can read.`;
    return findings.failed(about, found, 'Put a good copy in its place; else the app sets it aside and starts anew.');
  }
}

/** What the names and modes of the files tell. */
async function names(dataDir: string): Promise<Finding[]> {
  const entries = await readdir(dataDir).catch((): string[] => []);
  const aside = entries.filter((name) => name.includes('.unreadable-'));
  const open = await openToOthers(dataDir, entries);
  const found: Finding[] = [];
  if (aside.length > 0) {
    const text = `Set aside because they could not be read: ${aside.join(', ')}.`;
    found.push(findings.warning('Old files', text, 'Bring back what you miss from them, then remove them.'));
  }
  if (open.length > 0) {
    const text = `Other users of this computer can read ${open.join(', ')}.`;
    found.push(findings.warning('Privacy', text, `Run "chmod 600" on them in ${dataDir}.`));
  }
  return found;
}

async function openToOthers(dataDir: string, entries: readonly string[]): Promise<string[]> {
  // Windows keeps such rights otherwise, and tells nothing of them in the mode.
  if (process.platform === 'win32') return [];
  const folder = await stat(dataDir).catch(() => undefined);
  if (folder === undefined || (folder.mode & OTHERS) === 0) return [];
  const modes = await Promise.all(
    entries
      .filter((name) => PRIVATE.test(name))
      .map(async (name) => {
        const mode = await stat(join(dataDir, name)).then(
          (file) => file.mode,
          () => 0,
        );
        return { name, isOpen: (mode & OTHERS) !== 0 };
      }),
  );
  return modes.filter(({ isOpen }) => isOpen).map(({ name }) => name);
}

function unreadable(about: string, path: string, error: unknown): Finding {
  const { code } = error as NodeJS.ErrnoException;
  return findings.failed(about, `${path} cannot be read (${code}).`, 'Give your user the right to read it.');
}

function sizeWords(bytes: number): string {
  return bytes < 1024 * MIB ? `${Math.floor(bytes / MIB)} MiB` : `${(bytes / 1024 / MIB).toFixed(1)} GiB`;
}
