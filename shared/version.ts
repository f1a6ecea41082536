import packageJson from '../package.json' with { type: 'json' };

/** Version of Porthole, as package.json says it. Node reads the file where sources run as they are; bundles carry the value. */
export const VERSION: string = packageJson.version;
