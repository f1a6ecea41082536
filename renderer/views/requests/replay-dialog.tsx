import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ReplayEdit, RequestDetail } from '../../../shared/contract/captured-request.ts';
import { toast } from '../../actions/toast.tsx';
import dialog from '../../dialogs/dialog.module.css';
import { bodyLook } from '../../format/body-look.ts';
import { decodeBase64, encodeBase64 } from '../../format/decode-base64.ts';
import { fieldLines, readFieldLines } from '../../format/field-lines.ts';
import { formatBytes } from '../../format/format-bytes.ts';
import { ask } from '../../rpc/ask.ts';

interface ReplayDialogProps {
  detail: RequestDetail;
  onClose: () => void;
  onReplayed: (id: number) => void;
}

type Errors = Partial<Record<'method' | 'path' | 'fields' | 'body' | 'general', string>>;

/** Sends a request again with another method, path, fields or body. */
export function ReplayDialog({ detail, onClose, onReplayed }: ReplayDialogProps) {
  const original = textOf(detail);
  const [method, setMethod] = useState(detail.method);
  const [path, setPath] = useState(detail.path);
  const [fields, setFields] = useState(() => fieldLines(detail.requestFields));
  const [body, setBody] = useState(original ?? '');
  const [errors, setErrors] = useState<Errors>({});
  const [isSending, setSending] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const read = readFieldLines(fields, detail.maskedFields);
    if (read.wrong !== undefined) return setErrors({ fields: read.wrong });
    const edit: ReplayEdit = { method: method.trim(), path: path.trim(), fields: read.fields };
    if (body !== (original ?? '')) edit.body = encodeBase64(new TextEncoder().encode(body));
    setSending(true);
    const answer = await ask((client) => client.requests.replay({ id: detail.id, edit }));
    setSending(false);
    if (!answer.ok) return setErrors({ [fieldOf(answer.field)]: answer.message });
    toast('Sent it again. This is its answer.', { tone: 'good' });
    onReplayed(answer.value.id);
  };
  return (
    <Modal opened onClose={onClose} title="Edit and replay" size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form className={dialog.form} onSubmit={(event) => void submit(event)} noValidate>
        <TextInput
          data-autofocus
          label="Method"
          classNames={{ input: dialog.mono ?? '' }}
          value={method}
          onChange={(event) => setMethod(event.currentTarget.value)}
          error={errors.method}
          spellCheck={false}
        />
        <TextInput
          label="Path"
          classNames={{ input: dialog.mono ?? '' }}
          value={path}
          onChange={(event) => setPath(event.currentTarget.value)}
          error={errors.path}
          spellCheck={false}
        />
        <Textarea
          label="Fields"
          description={fieldsHint(detail.maskedFields)}
          classNames={{ input: dialog.mono ?? '' }}
          autosize
          minRows={4}
          maxRows={12}
          value={fields}
          onChange={(event) => setFields(event.currentTarget.value)}
          error={errors.fields}
          spellCheck={false}
        />
        <Textarea
          label="Body"
          description={bodyHint(detail, original)}
          classNames={{ input: dialog.mono ?? '' }}
          autosize
          minRows={3}
          maxRows={12}
          value={body}
          onChange={(event) => setBody(event.currentTarget.value)}
          error={errors.body}
          spellCheck={false}
        />
        {errors.general !== undefined && (
          <p className={dialog.general} role="alert">
            {errors.general}
          </p>
        )}
        <div className={dialog.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={isSending}>
            Send
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function fieldOf(field: string | undefined): keyof Errors {
  return field === 'method' || field === 'path' || field === 'fields' || field === 'body' ? field : 'general';
}

/** The body where it is text that can be edited. */
function textOf({ requestBody }: RequestDetail): string | undefined {
  if (requestBody.cut || requestBody.decoded !== undefined) return undefined;
  return bodyLook(decodeBase64(requestBody.base64), undefined, false).text;
}

function fieldsHint(masked: readonly string[]): string {
  const own = 'One a line. Content-Length and the like are made anew.';
  if (masked.length === 0) return own;
  return `What ${masked.join(', ')} said was not kept: fill it in, or it is left out. ${own}`;
}

function bodyHint({ requestBody }: RequestDetail, text: string | undefined): string | undefined {
  if (requestBody.cut) return `Only a part of its ${formatBytes(requestBody.size)} was kept: type another body.`;
  if (text !== undefined) return undefined;
  return `Its ${formatBytes(requestBody.size)} are no text. Left empty here, they are sent as they came.`;
}
