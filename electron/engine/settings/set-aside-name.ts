/** The name that an unreadable file gets: its own with the moment behind it, e.g. `config.json.unreadable-2026-05-03T140211Z`. */
export function setAsideName(path: string, now = new Date()): string {
  const moment = now.toISOString().replace(/\.\d+/, '').replaceAll(':', '');
  return `${path}.unreadable-${moment}`;
}
