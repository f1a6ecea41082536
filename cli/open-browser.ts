import { spawn } from 'node:child_process';

/** Opens a page in the user's browser where there is one; the printed address is there for everybody else. */
export function openBrowser(url: string, env = process.env, platform = process.platform): void {
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) return;
  const [command, ...args] = opener(platform);
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => {
    // No opener on this machine.
  });
  child.unref();
}

function opener(platform: NodeJS.Platform): [string, ...string[]] {
  if (platform === 'darwin') return ['open'];
  // The address goes to the shell's opener as data: `start` would read & and ^ in it.
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return ['xdg-open'];
}
