import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { icnsFile } from './icns-file.ts';
import { icoFile } from './ico-file.ts';

const ICONS = join(import.meta.dirname, '../../resources/icons');

/** Edge of a PNG, px (its IHDR chunk; https://www.w3.org/TR/png-3/#11IHDR). */
function edgeOf(png: Buffer): number {
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
  expect(png.readUInt32BE(16)).toBe(png.readUInt32BE(20));
  return png.readUInt32BE(16);
}

it('icon.icns has an image for every size, which is as large as its type says', () => {
  const file = readFileSync(join(ICONS, 'icon.icns'));
  expect([file.toString('latin1', 0, 4), file.readUInt32BE(4)]).toEqual(['icns', file.length]);
  const found: Record<string, number> = {};
  for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4)) {
    found[file.toString('latin1', at, at + 4)] = edgeOf(file.subarray(at + 8));
  }
  expect(found).toEqual({ ic11: 32, ic12: 64, ic07: 128, ic08: 256, ic13: 256, ic09: 512, ic14: 512, ic10: 1024 });
});

it('icon.ico has an image for every size, each where its entry says', () => {
  const file = readFileSync(join(ICONS, 'icon.ico'));
  const sizes = Array.from({ length: file.readUInt16LE(4) }, (_, index) => {
    const entry = 6 + 16 * index;
    const offset = file.readUInt32LE(entry + 12);
    const image = file.subarray(offset, offset + file.readUInt32LE(entry + 8));
    expect(file.readUInt8(entry)).toBe(edgeOf(image) % 256);
    return edgeOf(image);
  });
  expect(sizes).toEqual([16, 20, 24, 32, 40, 48, 64, 256]);
});

it('Linux has a PNG of every size, named by it', () => {
  const folder = join(ICONS, 'linux');
  const sizes = readdirSync(folder).map((name) => {
    const edge = edgeOf(readFileSync(join(folder, name)));
    expect(name).toBe(`${edge}x${edge}.png`);
    return edge;
  });
  expect(sizes.toSorted((a, b) => a - b)).toEqual([16, 24, 32, 48, 64, 128, 256, 512]);
});

it('a size that a format does not have is refused, and 256 fits its byte', () => {
  const png = Buffer.alloc(24);
  expect(() => icnsFile([{ size: 48, png }])).toThrow('48 px');
  expect(icoFile([{ size: 256, png }]).readUInt8(6)).toBe(0);
});
