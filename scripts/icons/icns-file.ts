import type { IconImage } from './ico-file.ts';

/** Types of entries that hold a PNG, by edge in px, with those that are the same image at twice the density. */
const TYPES: ReadonlyMap<number, readonly string[]> = new Map([
  [32, ['ic11']],
  [64, ['ic12']],
  [128, ['ic07']],
  [256, ['ic08', 'ic13']],
  [512, ['ic09', 'ic14']],
  [1024, ['ic10']],
]);

const HEADER_BYTES = 8;

/** Edges that an .icns file wants, px. */
export const ICNS_SIZES: readonly number[] = [...TYPES.keys()];

/** Makes the .icns file of PNG images, which macOS reads since 10.7 (https://en.wikipedia.org/wiki/Apple_Icon_Image_format). Throws for a size that it has no type for. */
export function icnsFile(images: readonly IconImage[]): Buffer {
  const entries = images.flatMap(({ size, png }) => {
    const types = TYPES.get(size);
    if (types === undefined) throw new Error(`An .icns file holds no images of ${size} px.`);
    return types.map((type) => block(type, png));
  });
  return block('icns', Buffer.concat(entries));
}

function block(type: string, content: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(type, 'latin1');
  header.writeUInt32BE(HEADER_BYTES + content.length, 4);
  return Buffer.concat([header, content]);
}
