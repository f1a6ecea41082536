/** Whether a target is meant as a folder: a path, also a relative one, `~`, `file:` or `folder:`. A name alone is that of a computer. */
export function isFolderTarget(target: string): boolean {
  return /^(?:folder:|file:|[/\\]|~(?:[/\\]|$)|\.\.?(?:[/\\]|$)|[a-z]:[/\\])/i.test(target);
}
