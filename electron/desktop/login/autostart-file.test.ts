import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../engine/testing/temporary-folder.ts';
import { AutostartFile } from './autostart-file.ts';

async function autostart(command = ['/opt/Porthole/porthole']) {
  const folder = join(await temporaryFolder(), 'autostart');
  const path = join(folder, 'porthole.desktop');
  return { folder, path, item: new AutostartFile({ path, command }) };
}

it('writes the file, removes it, and leaves nothing beside it', async () => {
  const { folder, path, item } = await autostart();
  expect(await item.isOn()).toBe(false);
  await item.set(false);
  expect(existsSync(folder)).toBe(false);
  await item.set(true);
  expect(await item.isOn()).toBe(true);
  expect(await readFile(path, 'utf8')).toBe(
    '[Desktop Entry]\nType=Application\nName=Porthole\nComment=Keeps your tunnels open\nExec="/opt/Porthole/porthole" "--hidden"\nTerminal=false\n',
  );
  expect(await readdir(folder)).toEqual(['porthole.desktop']);
  await item.set(false);
  expect(await readdir(folder)).toEqual([]);
  expect(await item.isOn()).toBe(false);
});

it.each(['Hidden=true', 'X-GNOME-Autostart-enabled=false'])('is off where the desktop says %s', async (line) => {
  const { path, item } = await autostart();
  await item.set(true);
  await writeFile(path, `${await readFile(path, 'utf8')}${line}\n`);
  expect(await item.isOn()).toBe(false);
  await item.set(true);
  expect(await item.isOn()).toBe(true);
});

it('quotes what a path may have in it', async () => {
  const { path, item } = await autostart(['/home/a b/$x/50%/`c`"\\porthole']);
  await item.set(true);
  // Read as the specification says: once as a string, then as a command line.
  expect(await readFile(path, 'utf8')).toContain(
    'Exec="/home/a b/\\\\$x/50%%/\\\\`c\\\\`\\\\"\\\\\\\\porthole" "--hidden"\n',
  );
});

describe('a program that was moved', () => {
  const OLD = ['/home/me/Downloads/Porthole-0.1.0.AppImage'];
  const NEW = ['/home/me/Apps/Porthole-0.2.0.AppImage'];

  it('is led to anew, and what the desktop wrote beside it stays', async () => {
    const { path, item } = await autostart(OLD);
    await item.set(true);
    await writeFile(path, `${await readFile(path, 'utf8')}X-GNOME-Autostart-Delay=10\n`);
    const moved = new AutostartFile({ path, command: NEW });
    expect(await moved.renew()).toBe(true);
    const text = await readFile(path, 'utf8');
    expect(text).toContain('\nExec="/home/me/Apps/Porthole-0.2.0.AppImage" "--hidden"\n');
    expect(text).not.toContain('Downloads');
    expect(text).toContain('X-GNOME-Autostart-Delay=10\n');
    expect(await moved.renew()).toBe(false);
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  it('is not led to where its user switched it off', async () => {
    const { path, item } = await autostart(OLD);
    await item.set(true);
    const off = `${await readFile(path, 'utf8')}Hidden=true\n`;
    await writeFile(path, off);
    const moved = new AutostartFile({ path, command: NEW });
    expect(await moved.renew()).toBe(false);
    expect(await readFile(path, 'utf8')).toBe(off);
    await moved.set(false);
    expect(await moved.renew()).toBe(false);
    expect(existsSync(path)).toBe(false);
  });
});
