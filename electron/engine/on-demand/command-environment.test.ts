import { expect, it } from 'vitest';
import { commandEnvironment } from './command-environment.ts';

it('commands get the environment of the app without what is the app’s own', () => {
  const environment = {
    PATH: '/usr/bin',
    HOME: '/home/ada',
    MY_TOKEN: 'the user’s own',
    PORTHOLE_EXIT_TOKEN_FILE: '/secret',
    PORTHOLE_NO_ELECTRON: '1',
    ELECTRON_RUN_AS_NODE: '1',
    NODE_OPTIONS: '--inspect',
    npm_config_registry: 'https://registry.test',
    INIT_CWD: '/app',
  };
  expect(commandEnvironment(environment)).toEqual({ PATH: '/usr/bin', HOME: '/home/ada', MY_TOKEN: 'the user’s own' });
});
