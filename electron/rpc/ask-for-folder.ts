import type { TunnelConfig } from '../../shared/contract/tunnel.ts';
import { folderUpstream } from '../../shared/folder-upstream.ts';
import { isFolderTarget } from '../../shared/is-folder-target.ts';
import { RequestError } from '../engine/request-error.ts';
import { newTunnel } from '../engine/tunnels/new-tunnel.ts';

/** A folder that is to be shared. */
export interface AskedFolder {
  /** Absolute. */
  readonly path: string;
  /** Whether its hidden files are shared too. */
  readonly dotFiles: boolean;
}

/** Asks the person at the computer, outside the page, whether a folder may be shared. */
export type AllowFolder = (folder: AskedFolder) => Promise<boolean>;

/**
 * Lets a folder be shared only where the person at the computer says so: a page that was taken over could otherwise read their files. Rejects with
 * RequestError.
 *
 * @param target what is to be shared
 * @param tunnels those that there are: what one of them leads to was asked for before
 */
export async function askForFolder(
  { target, dotFiles = false }: { target: string; dotFiles?: boolean | undefined },
  tunnels: readonly Pick<TunnelConfig, 'upstream' | 'dotFiles'>[],
  allow: AllowFolder | undefined,
): Promise<void> {
  if (!allow || !isFolderTarget(target.trim())) return;
  const upstream = newTunnel.readTarget(target, 'http');
  if (tunnels.some((tunnel) => tunnel.upstream === upstream && (tunnel.dotFiles === true || !dotFiles))) return;
  const path = folderUpstream.read(upstream);
  if (path === undefined || (await allow({ path, dotFiles }))) return;
  throw new RequestError('NOT_NOW', 'The folder was not shared: nobody allowed it in the dialog.', 'target');
}
