import { expect, it } from 'vitest';
import { type AskedFolder, askForFolder } from './ask-for-folder.ts';

function scene(answer: boolean) {
  const asked: AskedFolder[] = [];
  const allow = async (folder: AskedFolder) => {
    asked.push(folder);
    return answer;
  };
  return { asked, allow };
}

it('a folder is asked for by its path, and refused with the field', async () => {
  const { asked, allow } = scene(false);
  await expect(askForFolder({ target: ' /srv/site/ ' }, [], allow)).rejects.toMatchObject({ field: 'target' });
  expect(asked).toEqual([{ path: '/srv/site', dotFiles: false }]);
});

it('nobody is asked for a service, for a folder that a tunnel leads to, and where there is nobody to ask', async () => {
  const { asked, allow } = scene(false);
  await askForFolder({ target: '3000' }, [], allow);
  await askForFolder({ target: '/srv/site' }, [{ upstream: 'folder:///srv/site' }], allow);
  await askForFolder({ target: '/srv/site' }, [], undefined);
  expect(asked).toEqual([]);
});

it('its hidden files are a question of their own', async () => {
  const { asked, allow } = scene(true);
  await askForFolder({ target: '/srv/site', dotFiles: true }, [{ upstream: 'folder:///srv/site' }], allow);
  expect(asked).toEqual([{ path: '/srv/site', dotFiles: true }]);
});
