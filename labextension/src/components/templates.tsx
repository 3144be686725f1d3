import * as React from 'react';
import { toAirlockError } from '../request';
import type { AirlockError } from '../request';
import type { AirlockRequest, Form, FormTemplate } from '../tokens';
import { useSurroundings } from './context';
import { ErrorNote } from './notes';
import { shortId } from './stateWord';

/** Answers that belong to one request alone, or that a person must give anew. */
const OWN = ['agreement', 'needed_by'];

/** The answers of an earlier form that an empty draft could start from. */
export function answersFrom(earlier: Form, form: Form): Form {
  return Object.fromEntries(
    Object.entries(earlier).filter(([name, answer]) => answer && !OWN.includes(name) && !form[name])
  );
}

interface Props {
  request: AirlockRequest;
  form: Form;
  fill: (answers: Form) => void;
}

/** The project's templates, and a way to change them that says what stands in the way. */
function useTemplates(): {
  known: FormTemplate[];
  error: AirlockError | null;
  change: (verb: () => Promise<FormTemplate[]>) => Promise<boolean>;
} {
  const { model } = useSurroundings();
  const [known, setKnown] = React.useState<FormTemplate[]>([]);
  const [error, setError] = React.useState<AirlockError | null>(null);
  React.useEffect(() => {
    let wanted = true;
    model.templates
      .list()
      .then(found => wanted && setKnown(found))
      .catch(() => undefined); // an older server has none; the form works without
    return () => {
      wanted = false;
    };
  }, [model]);
  const change = async (verb: () => Promise<FormTemplate[]>): Promise<boolean> => {
    try {
      setKnown(await verb());
      setError(null);
      return true;
    } catch (reason) {
      setError(toAirlockError(reason));
      return false;
    }
  };
  return { known, error, change };
}

/** Asks for a name. It stands inside the form of the request, so that Enter must not send that. */
function NameField({
  initial,
  action,
  save,
  cancel
}: {
  initial: string;
  action: string;
  save: (name: string) => void;
  cancel: () => void;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const [name, setName] = React.useState(initial);
  const field = React.useRef<HTMLInputElement>(null);
  const id = React.useId();
  React.useEffect(() => field.current?.select(), []);
  const key = (event: React.KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === 'Enter' && name.trim()) {
      event.preventDefault();
      save(name);
    } else if (event.key === 'Escape') {
      cancel();
    }
  };
  return (
    <div className="jp-Airlock-naming">
      <label htmlFor={id}>{trans.__('Name of the template')}</label>
      <input
        id={id}
        ref={field}
        value={name}
        maxLength={80}
        onKeyDown={key}
        onChange={event => setName(event.target.value)}
      />
      <div className="jp-Airlock-actions">
        <button
          type="button"
          className="jp-Airlock-button"
          disabled={!name.trim()}
          onClick={() => save(name)}
        >
          {action}
        </button>
        <button type="button" className="jp-Airlock-button" onClick={cancel}>
          {trans.__('Cancel')}
        </button>
      </div>
    </div>
  );
}

interface PickerProps {
  known: FormTemplate[];
  earlier: AirlockRequest[];
  picked: FormTemplate | undefined;
  choose: (value: string) => void;
}

/** What a draft can start from: templates, then earlier requests. */
function Picker({ known, earlier, picked, choose }: PickerProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const id = React.useId();
  const about = (other: AirlockRequest): string =>
    [
      other.form['aim'] || trans.__('Request'),
      shortId(other),
      new Date(other.created_at).toLocaleDateString()
    ].join(' · ');
  return (
    <>
      <label htmlFor={id}>{trans.__('Start from')}</label>
      <select
        id={id}
        value={picked ? `template ${picked.name}` : ''}
        onChange={event => choose(event.target.value)}
      >
        <option value="">{trans.__('a template or an earlier request…')}</option>
        {known.length > 0 && (
          <optgroup label={trans.__('Templates')}>
            {known.map(template => (
              <option key={template.name} value={`template ${template.name}`}>
                {template.name}
              </option>
            ))}
          </optgroup>
        )}
        {earlier.length > 0 && (
          <optgroup label={trans.__('Earlier requests')}>
            {earlier.map(other => (
              <option key={other.id} value={other.id}>
                {about(other)}
              </option>
            ))}
          </optgroup>
        )}
      </select>
    </>
  );
}

/** Starts a draft from a template or an earlier request; answers given already stay. Keeps answers as a template. */
export function Templates({ request, form, fill }: Props): React.JSX.Element | null {
  const { trans, model } = useSurroundings();
  const { known, error, change } = useTemplates();
  const [naming, setNaming] = React.useState<'save' | 'rename' | null>(null);
  const [chosen, setChosen] = React.useState('');
  const earlier = model.state.requests.filter(
    other => other.id !== request.id && Object.keys(answersFrom(other.form, form)).length > 0
  );
  const answered = Object.keys(form).some(name => form[name] && name !== 'project' && !OWN.includes(name));
  const picked = known.find(template => template.name === chosen);
  const choose = (value: string): void => {
    const template = known.find(other => `template ${other.name}` === value);
    const answers = template?.form ?? earlier.find(other => other.id === value)?.form;
    setChosen(template?.name ?? '');
    if (answers) {
      fill(answersFrom(answers, form));
    }
  };
  const save = async (name: string): Promise<void> => {
    const { templates } = model;
    if (
      await change(() => (naming === 'rename' ? templates.rename(chosen, name) : templates.save(name, form)))
    ) {
      setChosen(name.split(/\s+/).join(' ').trim());
      setNaming(null);
    }
  };
  const remove = (): void => {
    setChosen('');
    void change(() => model.templates.remove(chosen));
  };
  const button = (label: string, act: () => void): React.JSX.Element => (
    <button type="button" className="jp-Airlock-link" onClick={act}>
      {label}
    </button>
  );
  if (known.length === 0 && earlier.length === 0 && !answered) {
    return null;
  }
  return (
    <div className="jp-Airlock-field" data-part="templates">
      {(known.length > 0 || earlier.length > 0) && (
        <Picker known={known} earlier={earlier} picked={picked} choose={choose} />
      )}
      {naming === null ? (
        <div className="jp-Airlock-actions">
          {answered && button(trans.__('Save answers as a template…'), () => setNaming('save'))}
          {picked && button(trans.__('Rename template…'), () => setNaming('rename'))}
          {picked && button(trans.__('Remove template'), remove)}
        </div>
      ) : (
        <NameField
          initial={picked?.name ?? form['aim'] ?? ''}
          action={naming === 'rename' ? trans.__('Rename') : trans.__('Save')}
          save={name => void save(name)}
          cancel={() => setNaming(null)}
        />
      )}
      {error && <ErrorNote error={error} />}
    </div>
  );
}
