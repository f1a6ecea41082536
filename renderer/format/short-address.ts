import { folderUpstream } from '../../shared/folder-upstream.ts';

/** An address as people read it in a narrow place: without its scheme and without a slash at the end; a folder by its path. */
export function shortAddress(url: string): string {
  return folderUpstream.read(url) ?? url.replace(/^(?:https?|tcp|tls):\/\//, '').replace(/\/$/, '');
}
