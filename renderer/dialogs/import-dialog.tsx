import { Button, FileButton, Modal, Select, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { MAX_IMPORT_LENGTH } from '../../shared/contract/import.ts';
import type { Server } from '../../shared/contract/server.ts';
import { toast } from '../actions/toast.tsx';
import { countWords } from '../format/count-words.ts';
import { ask } from '../rpc/ask.ts';
import { usePreferences } from '../state/stores.ts';
import classes from './dialog.module.css';
import { ImportPreview } from './import-preview.tsx';
import { useImportPlan } from './use-import-plan.ts';

const TOO_LONG = `This is longer than ${MAX_IMPORT_LENGTH / 1024} KiB: bring it over in parts.`;

/** Brings tunnels of ngrok, frp, inlets, ssh or another Porthole over: shows what becomes of each before anything is added. */
export function ImportDialog({ servers, onClose }: { servers: readonly Server[]; onClose: () => void }) {
  const preferred = usePreferences((state) => state.value?.defaultServerId);
  const [text, setText] = useState('');
  const [serverId, setServerId] = useState(() => preferred ?? servers[0]?.id ?? null);
  const [left, setLeft] = useState<ReadonlySet<number>>(new Set());
  const [failure, setFailure] = useState<string>();
  const [adding, setAdding] = useState(false);
  const { plan, problem } = useImportPlan(text);
  const change = (value: string) => {
    setText(value);
    setLeft(new Set());
    setFailure(undefined);
  };
  const indexes = (plan?.tunnels ?? [])
    .filter(({ index, problem }) => problem === undefined && !left.has(index))
    .map(({ index }) => index);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (adding || indexes.length === 0 || serverId === null) return;
    setAdding(true);
    const answer = await ask((client) => client.imports.apply({ text, indexes, serverId }));
    setAdding(false);
    if (!answer.ok) return setFailure(answer.message);
    toast(`${countWords(answer.value.added, 'tunnel')} added. Switch on what you want to run.`);
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title="Bring tunnels over" size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form className={classes.form} onSubmit={(event) => void submit(event)} noValidate>
        <Textarea
          data-autofocus
          label="Settings or a command"
          description="Paste ngrok.yml, frpc.toml, an export of Porthole, or a command of ngrok, inlets or ssh -R."
          placeholder="ngrok http 3000"
          classNames={{ input: classes.mono ?? '' }}
          autosize
          minRows={3}
          maxRows={plan === undefined ? 10 : 5}
          value={text}
          onChange={(event) => change(event.currentTarget.value)}
          error={text.length > MAX_IMPORT_LENGTH ? TOO_LONG : problem}
          autoComplete="off"
          spellCheck={false}
        />
        <div>
          <FileButton onChange={(file) => void file?.text().then(change)} accept=".yml,.yaml,.toml,.json,.txt">
            {(props) => (
              <Button {...props} variant="default" size="compact-sm">
                Open a file…
              </Button>
            )}
          </FileButton>
        </div>
        {plan !== undefined && (
          <ImportPreview plan={plan} left={left} onToggle={(index) => setLeft((before) => toggled(before, index))} />
        )}
        <Select
          label="Server"
          description="What comes over runs on this exit server."
          data={servers.map(({ id, label }) => ({ value: id, label }))}
          value={serverId}
          onChange={(value) => value !== null && setServerId(value)}
        />
        {failure !== undefined && (
          <p className={classes.general} role="alert">
            {failure}
          </p>
        )}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={adding} disabled={indexes.length === 0}>
            {indexes.length === 0 ? 'Add' : `Add ${countWords(indexes.length, 'tunnel')}`}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function toggled(set: ReadonlySet<number>, index: number): Set<number> {
  const changed = new Set(set);
  if (!changed.delete(index)) changed.add(index);
  return changed;
}
