import { existsSync } from 'node:fs';
import type { NativeImage } from 'electron';

/** An image of which only the file matters. */
class StandInImage {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }
}

export function createImageFromPath(path: string): NativeImage {
  // Electron gives an empty image, which nobody would see: here it is an error.
  if (!existsSync(path)) throw new Error(`There is no image ${path}.`);
  return new StandInImage(path) as unknown as NativeImage;
}

/** The file that an image was made from. */
export function imagePath(image: NativeImage | string): string {
  if (typeof image === 'string') return image;
  if (image instanceof StandInImage) return (image as StandInImage).path;
  throw new Error('The stand-in knows only images made from files.');
}
