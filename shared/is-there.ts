import { access } from 'node:fs/promises';

/** Whether this process sees something at a path, without holding anything else up. */
export function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
