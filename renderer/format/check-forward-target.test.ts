import { expect, it } from 'vitest';
import { checkForwardTarget } from './check-forward-target.ts';

it.each(['db.internal:5432', 'db.internal', '10.0.0.5:22', '[fd00::1]:22', 'tcp://db:5432'])('takes %s', (target) => {
  expect(checkForwardTarget(target)).toBeUndefined();
});

it.each([
  ['', 'Type a host and a port'],
  ['5432', 'Type a host and a port'],
  ['db', 'Type a host and a port'],
  ['http://db:80', 'Type a host and a port'],
  ['db :5432', 'no spaces'],
  ['db:0', 'Ports go from 1 to 65535.'],
  ['db:70000', 'Ports go from 1 to 65535.'],
])('says what is wrong with %j', (target, part) => {
  expect(checkForwardTarget(target)).toContain(part);
});
