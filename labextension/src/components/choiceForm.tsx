import * as React from 'react';
import { toAirlockError } from '../request';
import type { AirlockError } from '../request';
import type { OtherPlace, Setting, Wishes } from '../settingTokens';
import type { Info } from '../tokens';
import { useSurroundings } from './context';
import { ErrorNote } from './notes';

/** Sends a choice and says what stands in the way. */
function useChoice(done: () => void): {
  busy: boolean;
  error: AirlockError | null;
  choose: (wishes: Wishes) => void;
} {
  const { model } = useSurroundings();
  const [busy, setBusy] = React.useState(false);
  const [error, setError] = React.useState<AirlockError | null>(null);
  const choose = (wishes: Wishes): void => {
    setBusy(true);
    setError(null);
    model.choices
      .choose(wishes)
      .then(done)
      .catch(reason => setError(toAirlockError(reason)))
      .finally(() => setBusy(false));
  };
  return { busy, error, choose };
}

interface Props {
  setting: Setting;
  label: string;
  known: OtherPlace[];
  close: () => void;
}

/** Asks for another project, store or transfer target. The server says whether it may be. */
export function ChoiceForm({ setting, label, known, close }: Props): React.JSX.Element {
  const { trans } = useSurroundings();
  const { name, value, choice, allowed } = setting;
  const [wish, setWish] = React.useState(choice ?? (name === 'transfer' ? '' : value));
  const { busy, error, choose } = useChoice(close);
  const id = React.useId();
  const field = React.useRef<HTMLInputElement & HTMLSelectElement>(null);
  React.useEffect(() => field.current?.focus(), []);
  const projects = [...new Set(known.map(place => place.project))];
  const common = {
    id,
    ref: field,
    value: wish,
    'aria-invalid': error !== null,
    onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLSelectElement>) => setWish(event.target.value)
  };
  const submit = (event: React.FormEvent): void => {
    event.preventDefault();
    choose({ [name]: wish.trim() });
  };
  const key = (event: React.KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === 'Escape') {
      close();
    }
  };
  return (
    <form className="jp-Airlock-naming" onSubmit={submit} onKeyDown={key}>
      <label htmlFor={id}>{label}</label>
      {allowed ? (
        <select {...common}>
          <option value="">{trans.__('As set where Jupyter runs')}</option>
          {allowed.map(option => (
            <option key={option}>{option}</option>
          ))}
        </select>
      ) : (
        <input
          {...common}
          list={name === 'project' ? `${id}-known` : undefined}
          spellCheck={false}
          autoComplete="off"
        />
      )}
      {name === 'project' && !allowed && (
        <datalist id={`${id}-known`}>
          {projects.map(project => (
            <option key={project} value={project} />
          ))}
        </datalist>
      )}
      {name !== 'transfer' && (
        <p className="jp-Airlock-quiet">
          {trans.__('Nothing is moved: what lies in the old place is listed below, one click away.')}
        </p>
      )}
      {error && <ErrorNote error={error} />}
      <div className="jp-Airlock-actions">
        <button type="submit" className="jp-Airlock-button" disabled={busy}>
          {trans.__('Save')}
        </button>
        {choice && (
          <button
            type="button"
            className="jp-Airlock-button"
            disabled={busy}
            onClick={() => choose({ [name]: '' })}
          >
            {trans.__('Take my choice back')}
          </button>
        )}
        <button type="button" className="jp-Airlock-button" onClick={close}>
          {trans.__('Cancel')}
        </button>
      </div>
    </form>
  );
}

/** What lies in other projects and stores: nothing is lost by choosing another one. */
export function ElsewhereList({ info }: { info: Info }): React.JSX.Element | null {
  const { trans } = useSurroundings();
  const { busy, error, choose } = useChoice(() => undefined);
  const places = info.elsewhere ?? [];
  if (places.length === 0) {
    return null;
  }
  const open = (name: string): boolean =>
    (info.settings ?? []).find(setting => setting.name === name)?.allowed?.length !== 0;
  const wishes = ({ project, store }: OtherPlace): Wishes => ({
    ...(project === info.project ? {} : { project }),
    ...(store === info.store ? {} : { store })
  });
  const reachable = (place: OtherPlace): boolean => Object.keys(wishes(place)).every(open);
  return (
    <>
      <p className="jp-Airlock-quiet">{trans.__('Also kept, for other projects and stores:')}</p>
      <ul className="jp-Airlock-list jp-Airlock-places" aria-label={trans.__('Other projects and stores')}>
        {places.map(place => (
          <li key={`${place.store}/${place.project}`}>
            <span>
              <strong>{place.project}</strong>{' '}
              {[
                trans._n('%1 staged output', '%1 staged outputs', place.staged),
                trans._n('%1 request', '%1 requests', place.requests)
              ].join(', ')}
              {place.store !== info.store && <span className="jp-Airlock-how">{place.store}</span>}
            </span>
            {reachable(place) && (
              <button
                type="button"
                className="jp-Airlock-link"
                disabled={busy}
                aria-label={trans.__('Show: %1', place.project)}
                onClick={() => choose(wishes(place))}
              >
                {trans.__('Show')}
              </button>
            )}
          </li>
        ))}
      </ul>
      {error && <ErrorNote error={error} />}
    </>
  );
}
