import * as React from 'react';
import type { AirlockRequest, Message } from '../tokens';
import { useSurroundings } from './context';

const when = (at: string): string =>
  new Date(at).toLocaleString([], { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

function Said({ message }: { message: Message }): React.JSX.Element {
  const { trans } = useSurroundings();
  return (
    <li data-mine={message.mine || undefined}>
      <p className="jp-Airlock-quiet">
        {message.mine ? trans.__('You') : message.author}{' '}
        <time dateTime={message.at}>{when(message.at)}</time>
      </p>
      <p className="jp-Airlock-words">{message.text}</p>
    </li>
  );
}

interface Props {
  request: AirlockRequest;
  /** Whether an answer also hands a returned request in again. */
  returns: boolean;
  open: boolean;
}

/** Questions of reviewers and the author's answers. What is being written survives a redraw, not a reload. */
export function Conversation({ request, returns, open }: Props): React.JSX.Element | null {
  const { trans, model } = useSurroundings();
  const [text, setText] = React.useState('');
  const [busy, setBusy] = React.useState(false);
  const id = React.useId();
  const messages = request.review?.messages ?? [];
  if (messages.length === 0 && !open) {
    return null;
  }
  const send = (verb: string): void => {
    setBusy(true);
    void model
      .step(request.id, verb, { text })
      .then(done => done && setText(''))
      .finally(() => setBusy(false));
  };
  const asked = messages.length > 0 && !messages[messages.length - 1]?.mine;
  return (
    <section className="jp-Airlock-conversation" aria-label={trans.__('Questions and answers')}>
      <ol>
        {messages.map((message, index) => (
          <Said key={index} message={message} />
        ))}
      </ol>
      {open && (
        <form
          className="jp-Airlock-form"
          onSubmit={event => {
            event.preventDefault();
            send(returns ? 'resubmit' : 'messages');
          }}
          onKeyDown={event => event.stopPropagation()}
        >
          <label htmlFor={id}>
            <span>{asked ? trans.__('Your answer') : trans.__('Message to the reviewers')}</span>
            <textarea
              id={id}
              rows={2}
              required={!returns}
              value={text}
              onChange={event => setText(event.target.value)}
            />
          </label>
          <div className="jp-Airlock-actions">
            <button
              type="submit"
              className="jp-Airlock-button"
              data-kind={asked || returns ? 'primary' : undefined}
              disabled={busy}
            >
              {returns ? trans.__('Answer and submit again') : trans.__('Send')}
            </button>
          </div>
        </form>
      )}
    </section>
  );
}
