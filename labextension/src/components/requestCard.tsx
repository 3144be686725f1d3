import { Time } from '@jupyterlab/coreutils';
import * as React from 'react';
import { canTalk, isDraft, stageOf } from '../states';
import type { Submission } from '../sendingTokens';
import type { AirlockRequest, Info, Item } from '../tokens';
import { useSurroundings } from './context';
import { DraftForm } from './draftForm';
import { Findings } from './findings';
import { Glyph } from './glyphs';
import { Conversation } from './conversation';
import { Decisions } from './decisions';
import { History, Receipt, clock } from './history';
import { sizeText } from './size';
import { RequestActions } from './requestActions';
import { shortId, stateWord } from './stateWord';

const GLYPHS = {
  draft: 'draft',
  sealed: 'draft',
  moving: 'clock',
  waiting: 'clock',
  good: 'pass',
  bad: 'fail'
} as const;

function StateBadge({ state }: { state: string }): React.JSX.Element {
  const { trans } = useSurroundings();
  const stage = stageOf(state);
  return (
    <span className="jp-Airlock-badge" data-tone={stage} data-state={state}>
      <Glyph name={GLYPHS[stage]} />
      {stateWord(state, trans)}
    </span>
  );
}

/** When it is tried again, and that nobody has to wait for it. */
function Waiting({ until, attempt = 0, of = 0 }: NonNullable<Submission['waiting']>): React.JSX.Element {
  const { trans } = useSurroundings();
  const at = new Date(until);
  const when =
    at.getTime() > Date.now() ? trans.__('Trying again at %1', clock(at)) : trans.__('Trying again');
  return (
    <p className="jp-Airlock-hint" data-tone="warn">
      <Glyph name="clock" />
      <span>
        {of > 0 ? trans.__('%1 (%2 of %3).', when, attempt, of) : `${when}.`}{' '}
        {trans.__(
          'Nothing is lost, and nothing is sent twice. It can be stopped, or its bundle downloaded and carried by hand.'
        )}
      </span>
    </p>
  );
}

function Sealed({ request }: { request: AirlockRequest }): React.JSX.Element {
  const { trans } = useSurroundings();
  const { submission, bundle } = request;
  return (
    <>
      {submission?.message && <p className="jp-Airlock-said">{submission.message}</p>}
      {submission?.waiting && request.state === 'sending' && <Waiting {...submission.waiting} />}
      <Decisions request={request} />
      {bundle && (
        <p className="jp-Airlock-quiet" title={`SHA-256 ${bundle.sha256}`}>
          {bundle.file} · {sizeText(bundle.bytes)}
        </p>
      )}
      <Conversation request={request} returns={request.state === 'returned'} open={canTalk(request)} />
      <History entries={request.history} />
      {submission?.receipt && <Receipt receipt={submission.receipt} name={request.id.slice(0, 8)} />}
      {request.findings.length > 0 && (
        <details className="jp-Airlock-why">
          <summary>{trans.__('Findings')}</summary>
          <Findings findings={request.findings} label={trans.__('Findings of the whole request')} />
        </details>
      )}
    </>
  );
}

interface Props {
  request: AirlockRequest;
  info: Info;
  staged: Item[];
  open: boolean;
}

/** What is folded away is drawn once it is opened: a project may have hundreds of requests. */
function RequestCardView(props: Props): React.JSX.Element {
  const { request, info, staged } = props;
  const [opened, setOpened] = React.useState(props.open);
  const { trans, model } = useSurroundings();
  const name = request.form['aim'] || trans.__('Request');
  const unseen = request.unseen ?? 0;
  const see = (): void => {
    if (unseen > 0) {
      void model.step(request.id, 'seen');
    }
  };
  return (
    <li
      className="jp-Airlock-request"
      data-request={request.id}
      onPointerDownCapture={see}
      onFocusCapture={see}
    >
      <details
        open={props.open}
        onToggle={event => {
          if (event.currentTarget.open) {
            setOpened(true);
            see();
          }
        }}
      >
        <summary>
          <StateBadge state={request.state} />
          <span className="jp-Airlock-name">
            {name} <code className="jp-Airlock-quiet">{shortId(request)}</code>
          </span>
          {unseen > 0 && (
            <span
              className="jp-Airlock-news"
              title={trans._n('%1 piece of news', '%1 pieces of news', unseen)}
            >
              {trans.__('new')}
            </span>
          )}
          <span className="jp-Airlock-quiet">{Time.formatHuman(new Date(request.updated_at))}</span>
        </summary>
        {opened && (
          <>
            {isDraft(request) ? (
              <DraftForm request={request} info={info} staged={staged} />
            ) : (
              <Sealed request={request} />
            )}
            <RequestActions request={request} info={info} />
          </>
        )}
      </details>
    </li>
  );
}

/** One request: a draft is a form, anything later a record that follows its way. */
export const RequestCard = React.memo(RequestCardView);
