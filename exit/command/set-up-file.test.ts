import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { type SetUpWish, writeSetUpFile } from './set-up-file.ts';
import { generateToken } from './token-file.ts';

const token = generateToken();

function write(wish: Partial<SetUpWish>) {
  const answer = writeSetUpFile({ place: 'cloud-init', address: 'exit.example.com', token, ...wish });
  if ('problem' in answer) throw new Error(answer.problem);
  return answer;
}

it('user data holds the token, where the unit looks for it', () => {
  const { fileName, text, tokenCommand } = write({});
  const { write_files: files } = parse(text);
  expect(files).toContainEqual({ path: '/etc/porthole/token', permissions: '0600', content: `${token}\n` });
  expect([fileName, tokenCommand]).toEqual(['user-data.yaml', undefined]);
  expect(text).toContain('THIS FILE HOLDS THE TOKEN');
});

it.each(['systemd', 'compose'] as const)('the file for %s holds no token, and its steps make no other', (place) => {
  const { text, tokenCommand } = write({ place });
  expect(text).not.toContain(token);
  expect(text).not.toContain('openssl rand');
  expect(text).toContain('with the command that the app shows');
  expect(tokenCommand).toContain(`echo ${token} > `);
});

it('a domain with an email gets certificates, an IP address the CA of its own', () => {
  const secure = write({ place: 'systemd', email: 'ana@example.com', names: ['blog'] }).text;
  expect(secure).toContain('--acme-domain blog.exit.example.com');
  expect(write({ place: 'systemd', address: '203.0.113.9' }).text).toContain('--auto-tls');
});

it.each([
  [{ address: 'no domain' }, 'address'],
  [{ email: 'ana@example.com' }, 'names'],
  [{ email: 'ana@example.com', names: ['No Name'] }, 'names'],
  [{ email: 'nobody', names: ['blog'] }, 'email'],
  [{ address: '203.0.113.9', email: 'ana@example.com', names: ['blog'] }, 'email'],
])('%j is refused beside its field', (wish, field) => {
  const answer = writeSetUpFile({ place: 'systemd', address: 'exit.example.com', token, ...wish });
  expect(answer).toMatchObject({ field, problem: expect.stringMatching(/^[A-Z].*\.$/) });
  expect(JSON.stringify(answer)).not.toContain('--');
});
