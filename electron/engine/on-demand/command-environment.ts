/**
 * Variables that are Porthole's and no business of the user's programs: its own settings, which may hold tokens, those of Electron, and what npm
 * and Node were told for the app itself.
 */
const OWN = /^(?:PORTHOLE_|ELECTRON_|npm_)|^(?:NODE_OPTIONS|NODE_CHANNEL_FD|INIT_CWD|CHROME_DESKTOP)$/i;

/** The environment of the user's commands: that of the app, without the app's own. */
export function commandEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !OWN.test(name)));
}
