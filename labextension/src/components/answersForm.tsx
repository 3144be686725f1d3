import * as React from 'react';
import { toAirlockError } from '../request';
import type { AirlockError } from '../request';
import type { StageAnswers } from '../tokens';
import { useSurroundings } from './context';
import { useTyped } from './kept';
import { ErrorNote } from './notes';

interface Props {
  initial: StageAnswers;
  /** What is written stays under this name until it is sent or cancelled, also without the form and the page. */
  keep?: string;
  /** Whether the form was open before, and comes back by itself: then it does not take the focus. */
  back?: boolean;
  needsJustification: boolean;
  /** Offers to justify where it is not known yet whether a rule asks for it. */
  mayJustify?: boolean;
  /** A failing output leaves only as an exception, which the committee decides about. */
  needsException?: boolean;
  /** A figure is described for people who cannot see it, too. */
  isFigure?: boolean;
  action: string;
  waiting: string;
  onSubmit: (answers: StageAnswers, signal: AbortSignal) => Promise<unknown>;
  onDone: () => void;
  onCancel: () => void;
}

interface LongProps {
  label: string;
  hint: string;
  required?: boolean;
  value: string;
  onChange: (value: string) => void;
}

function LongAnswer({ label, hint, value, onChange, required = true }: LongProps): React.JSX.Element {
  const id = React.useId();
  return (
    <label htmlFor={id}>
      <span>{label}</span>
      <textarea
        id={id}
        rows={2}
        required={required}
        value={value}
        placeholder={hint}
        onChange={event => onChange(event.target.value)}
      />
    </label>
  );
}

/** Names that an export may have (the store's own rule). */
const FILE_NAME = '[A-Za-z0-9][A-Za-z0-9._\\-]{0,99}';

function FileName({
  value,
  onChange
}: {
  value: string;
  onChange: (value: string) => void;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const id = React.useId();
  return (
    <label htmlFor={id}>
      <span>{trans.__('File name')}</span>
      <input
        id={id}
        required
        pattern={FILE_NAME}
        title={trans.__('Letters, digits, ".", "_" and "-", such as table1.csv')}
        value={value}
        onChange={event => onChange(event.target.value)}
      />
    </label>
  );
}

function Buttons(props: Props & { running: AbortController | null }): React.JSX.Element {
  const { trans } = useSurroundings();
  const { running } = props;
  return (
    <div className="jp-Airlock-actions">
      <button
        type="submit"
        className="jp-Airlock-button"
        data-kind="primary"
        aria-disabled={running !== null}
      >
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
  );
}

type ReasonProps = Props & { answers: StageAnswers; change: (change: Partial<StageAnswers>) => void };

/** Why an output may leave that a rule has something against. */
function Reasons({ answers, change, ...props }: ReasonProps): React.JSX.Element {
  const { trans } = useSurroundings();
  return (
    <>
      {props.needsException && (
        <LongAnswer
          label={trans.__('Exception')}
          hint={trans.__('Why it should leave although a rule says no; the committee decides')}
          value={answers.exception ?? ''}
          onChange={exception => change({ exception })}
        />
      )}
      {(props.needsJustification || props.mayJustify) && (
        <LongAnswer
          required={props.needsJustification}
          label={trans.__('Justification')}
          hint={trans.__('Why it may leave although a rule asks for review')}
          value={answers.justification}
          onChange={justification => change({ justification })}
        />
      )}
    </>
  );
}

/** Title, description, file name and, for a review, justification: asked when an output is staged, edited later. */
export function AnswersForm(props: Props): React.JSX.Element {
  const { trans } = useSurroundings();
  const [answers, setAnswers, forget] = useTyped(props.keep ?? '', props.initial);
  const leave = (how: () => void): void => {
    forget();
    how();
  };
  const [error, setError] = React.useState<AirlockError | null>(null);
  const [running, setRunning] = React.useState<AbortController | null>(null);
  const first = React.useRef<HTMLInputElement>(null);
  const id = React.useId();
  const { back = false } = props;
  React.useEffect(() => (back ? undefined : first.current?.focus()), [back]);

  const submit = async (event: React.FormEvent): Promise<void> => {
    event.preventDefault();
    if (running) {
      return;
    }
    const controller = new AbortController();
    setRunning(controller);
    setError(null);
    try {
      await props.onSubmit(answers, controller.signal);
      leave(props.onDone);
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
          running?.abort(); // what was sent already goes on, and is shown where it ends
          leave(props.onCancel);
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
      {props.isFigure && (
        <LongAnswer
          label={trans.__('Alternative text')}
          hint={trans.__('What the figure shows, for people who cannot see it')}
          required={false}
          value={answers.alt_text ?? ''}
          onChange={alt_text => setAnswers({ ...answers, alt_text })}
        />
      )}
      <Reasons {...props} answers={answers} change={change => setAnswers({ ...answers, ...change })} />
      {answers.file !== undefined && (
        <FileName value={answers.file} onChange={file => setAnswers({ ...answers, file })} />
      )}
      {error && <ErrorNote error={error} />}
      <Buttons {...props} onCancel={() => leave(props.onCancel)} running={running} />
    </form>
  );
}
