import packageJson from '../package.json' with { type: 'json' };

/** Version of this exit server, as `--version`, `/status` and the `welcome` message tell it. */
export const VERSION: string = packageJson.version;
