import * as React from 'react';
import { toAirlockError } from '../request';
import type { AirlockError } from '../request';
import type { Participants } from '../tokens';
import { useSurroundings } from './context';
import { ErrorNote } from './notes';

/**
 * The participant-id file, which the form asks for where rows are people: written to a file of its own that only its
 * owner reads. The ids are in no bundle; where File Transfer takes such files they go apart from it. They are never
 * read back into this page.
 */
export function ParticipantsField({ id, stamp }: { id: string; stamp: string }): React.JSX.Element | null {
  const { trans, model } = useSurroundings();
  const [file, setFile] = React.useState<Participants | null>(null);
  const [text, setText] = React.useState('');
  const [error, setError] = React.useState<AirlockError | null>(null);
  const field = React.useId();
  React.useEffect(() => {
    let wanted = true;
    model
      .participants(id)
      .then(found => wanted && setFile(found))
      .catch(() => undefined); // an older server has none; the form itself says what is missing
    return () => {
      wanted = false;
    };
  }, [model, id, stamp]);
  if (!file || (!file.needed && file.count === 0)) {
    return null;
  }
  const put = (value: string | null): void => {
    setError(null);
    model
      .participants(id, value)
      .then(found => {
        setFile(found);
        setText('');
      })
      .catch(reason => setError(toAirlockError(reason)));
  };
  return (
    <fieldset className="jp-Airlock-field">
      <legend>{trans.__('Participant ids')}</legend>
      <p className="jp-Airlock-quiet">
        {file.count > 0
          ? trans._n(
              '%1 id, in %2. Sent apart from the bundle where File Transfer takes such files; else attach it to the form.',
              '%1 ids, in %2. Sent apart from the bundle where File Transfer takes such files; else attach it to the form.',
              file.count,
              file.file ?? ''
            )
          : trans.__(
              'The form asks for the ids of the people behind the rows. They go into a file of their own, never into the bundle.'
            )}
      </p>
      <label htmlFor={field} className="jp-Airlock-hidden">
        {trans.__('Ids, one a line')}
      </label>
      <textarea
        id={field}
        rows={2}
        autoComplete="off"
        spellCheck={false}
        placeholder={trans.__('Ids, one a line')}
        value={text}
        onChange={event => setText(event.target.value)}
      />
      {error && <ErrorNote error={error} />}
      <div className="jp-Airlock-actions">
        <button
          type="button"
          className="jp-Airlock-button"
          disabled={text.trim() === ''}
          onClick={() => put(text)}
        >
          {file.count > 0 ? trans.__('Replace') : trans.__('Write the file')}
        </button>
        {file.count > 0 && (
          <button type="button" className="jp-Airlock-button" onClick={() => put(null)}>
            {trans.__('Remove the file')}
          </button>
        )}
      </div>
    </fieldset>
  );
}
