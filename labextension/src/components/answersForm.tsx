import * as React from 'react';
import { toAirlockError } from '../request';
import type { AirlockError } from '../request';
import type { StageAnswers } from '../tokens';
import { useSurroundings } from './context';
import { ErrorNote } from './notes';

interface Props {
  initial: StageAnswers;
  needsJustification: boolean;
  action: string;
  waiting: string;
  onSubmit: (answers: StageAnswers, signal: AbortSignal) => Promise<unknown>;
  onDone: () => void;
  onCancel: () => void;
}

interface LongProps {
  label: string;
  hint: string;
  value: string;
  onChange: (value: string) => void;
}

function LongAnswer({ label, hint, value, onChange }: LongProps): React.JSX.Element {
  const id = React.useId();
  return (
    <label htmlFor={id}>
      <span>{label}</span>
      <textarea
        id={id}
        rows={2}
        required
        value={value}
        placeholder={hint}
        onChange={event => onChange(event.target.value)}
      />
    </label>
  );
}

/** Title, description and, for a review, justification: asked before an output is staged, and to edit them later. */
export function AnswersForm(props: Props): React.JSX.Element {
  const { trans } = useSurroundings();
  const [answers, setAnswers] = React.useState(props.initial);
  const [error, setError] = React.useState<AirlockError | null>(null);
  const [running, setRunning] = React.useState<AbortController | null>(null);
  const first = React.useRef<HTMLInputElement>(null);
  const id = React.useId();
  React.useEffect(() => first.current?.focus(), []);

  const submit = async (event: React.FormEvent): Promise<void> => {
    event.preventDefault();
    const controller = new AbortController();
    setRunning(controller);
    setError(null);
    try {
      await props.onSubmit(answers, controller.signal);
      props.onDone();
    } catch (reason) {
      const problem = toAirlockError(reason);
      setError(problem.code === 'cancelled' ? null : problem);
    } finally {
      setRunning(null);
    }
  };

  return (
    <form
      className="jp-Airlock-form"
      onSubmit={event => void submit(event)}
      onKeyDown={event => {
        event.stopPropagation();
        if (event.key === 'Escape') {
          props.onCancel();
        }
      }}
    >
      <label htmlFor={`${id}-title`}>
        <span>{trans.__('Title')}</span>
        <input
          id={`${id}-title`}
          ref={first}
          required
          value={answers.title}
          onChange={event => setAnswers({ ...answers, title: event.target.value })}
        />
      </label>
      <LongAnswer
        label={trans.__('Description')}
        hint={trans.__('What it shows; what unclear columns mean')}
        value={answers.description}
        onChange={description => setAnswers({ ...answers, description })}
      />
      {props.needsJustification && (
        <LongAnswer
          label={trans.__('Justification')}
          hint={trans.__('Why it may leave although a rule asks for review')}
          value={answers.justification}
          onChange={justification => setAnswers({ ...answers, justification })}
        />
      )}
      {error && <ErrorNote error={error} />}
      <div className="jp-Airlock-actions">
        <button type="submit" className="jp-Airlock-button" data-kind="primary" disabled={running !== null}>
          {props.action}
        </button>
        <button
          type="button"
          className="jp-Airlock-button"
          onClick={() => (running ? running.abort() : props.onCancel())}
        >
          {running ? trans.__('Stop waiting') : trans.__('Cancel')}
        </button>
        {running && (
          <span className="jp-Airlock-quiet" role="status">
            {props.waiting}
          </span>
        )}
      </div>
    </form>
  );
}
