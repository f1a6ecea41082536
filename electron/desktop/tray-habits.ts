/**
 * Whether the tray's icon opens the popover. On Linux the place of the icon is not told, and in most desktops a click opens its menu, whatever the program wants
 * (https://www.electronjs.org/docs/latest/api/tray#platform-considerations).
 */
export function hasPopover(platform: NodeJS.Platform): boolean {
  return platform === 'darwin' || platform === 'win32';
}
