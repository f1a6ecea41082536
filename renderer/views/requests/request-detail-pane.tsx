import { ActionIcon, Skeleton, Tabs } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { RequestDetail, RequestSummary } from '../../../shared/contract/captured-request.ts';
import { formatDay, formatMoment } from '../../format/format-clock.ts';
import { BodyView } from './body-view.tsx';
import { DetailActions } from './detail-actions.tsx';
import { FieldsTable } from './fields-table.tsx';
import { MessagesList } from './messages-list.tsx';
import classes from './request-detail-pane.module.css';
import { statusSentence, statusTone } from './request-words.ts';
import { SignatureCheck } from './signature-check.tsx';
import { TimingBar } from './timing-bar.tsx';
import { useRequestDetail } from './use-request-detail.ts';

interface RequestDetailPaneProps {
  id: number;
  /** Its row as the list has it; it tells when something changed. */
  row: RequestSummary | undefined;
  onSelect: (id: number) => void;
  onClose: () => void;
  /** The tab that was looked at last: the next request opens with it. */
  tab: DetailTab;
  onTab: (tab: DetailTab) => void;
}

export type DetailTab = 'answer' | 'request' | 'messages' | 'signature';

/** All that is kept of one request, and what can be done with it. */
export function RequestDetailPane({ id, row, onSelect, onClose, tab, onTab }: RequestDetailPaneProps) {
  const version = row === undefined ? '' : `${row.state} ${row.answerBytes} ${row.requestBytes} ${row.status}`;
  const { detail, failure } = useRequestDetail(id, version);
  return (
    <section className={classes.pane} aria-label="Request">
      <ActionIcon className={classes.close ?? ''} aria-label="Close the request" onClick={onClose}>
        <IconX size={16} stroke={1.75} />
      </ActionIcon>
      {detail === undefined ? (
        <Pending failure={failure} />
      ) : (
        <Detail detail={detail} onSelect={onSelect} tab={tab} onTab={onTab} />
      )}
    </section>
  );
}

function Pending({ failure }: { failure: string | undefined }) {
  if (failure !== undefined) {
    return (
      <p className={classes.failure} role="alert">
        {failure}
      </p>
    );
  }
  return (
    <div className={classes.content} aria-hidden="true">
      <Skeleton height={22} width="60%" />
      <Skeleton height={14} width="40%" mt={12} />
      <Skeleton height={200} mt={24} />
    </div>
  );
}

type DetailProps = Pick<RequestDetailPaneProps, 'onSelect' | 'tab' | 'onTab'> & { detail: RequestDetail };

function Detail({ detail, onSelect, tab, onTab }: DetailProps) {
  const shown = tab === 'messages' && !detail.webSocket ? 'answer' : tab;
  return (
    <>
      <header className={classes.header}>
        <h2 className={classes.title}>
          <span className={classes.method}>{detail.method}</span> <span className={classes.path}>{detail.path}</span>
        </h2>
        <p className={classes.summary}>
          <strong data-tone={statusTone(detail)}>{statusSentence(detail, detail.reason)}</strong> ·{' '}
          {formatDay(detail.startedAt / 1000)} {formatMoment(detail.startedAt / 1000)} ·{' '}
          {detail.replayOf === undefined ? (
            <>from {detail.visitor || 'an unknown visitor'}</>
          ) : (
            <ReplayOf detail={detail} onSelect={onSelect} />
          )}
        </p>
        <TimingBar detail={detail} />
        <DetailActions detail={detail} onReplayed={onSelect} />
      </header>
      <Tabs
        value={shown}
        onChange={(value) => onTab(value as DetailTab)}
        keepMounted={false}
        className={classes.tabs ?? ''}
      >
        <Tabs.List>
          <Tabs.Tab value="answer">Answer</Tabs.Tab>
          <Tabs.Tab value="request">Request</Tabs.Tab>
          {detail.webSocket && <Tabs.Tab value="messages">Messages</Tabs.Tab>}
          <Tabs.Tab value="signature">Signature</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="answer" className={classes.panel ?? ''}>
          <FieldsTable title="Fields of the answer" fields={detail.answerFields} />
          <BodyView
            body={detail.answerBody}
            contentType={typeOf(detail.answerFields)}
            what="answer"
            isSocket={detail.webSocket}
          />
        </Tabs.Panel>
        <Tabs.Panel value="request" className={classes.panel ?? ''}>
          <FieldsTable title="Fields of the request" fields={detail.requestFields} />
          <BodyView
            body={detail.requestBody}
            contentType={typeOf(detail.requestFields)}
            what="request"
            isSocket={detail.webSocket}
          />
        </Tabs.Panel>
        <Tabs.Panel value="messages" className={classes.panel ?? ''}>
          <MessagesList detail={detail} />
        </Tabs.Panel>
        <Tabs.Panel value="signature" className={classes.panel ?? ''}>
          <SignatureCheck detail={detail} onReplayed={onSelect} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

function ReplayOf({ detail, onSelect }: { detail: RequestDetail; onSelect: (id: number) => void }) {
  const { replayOf } = detail;
  return (
    <button type="button" className={classes.link} onClick={() => replayOf !== undefined && onSelect(replayOf)}>
      replay of an earlier request
    </button>
  );
}

function typeOf(fields: RequestDetail['answerFields']): string | undefined {
  return fields.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? undefined;
}
