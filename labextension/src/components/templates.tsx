import * as React from 'react';
import type { AirlockRequest, Form } from '../tokens';
import { useSurroundings } from './context';
import { shortId } from './stateWord';

/** Answers that belong to one request alone, or that a person must give anew. */
const OWN = ['agreement', 'needed_by'];

/** The answers of an earlier request that an empty draft could start from. */
export function answersFrom(earlier: AirlockRequest, form: Form): Form {
  return Object.fromEntries(
    Object.entries(earlier.form).filter(([name, answer]) => answer && !OWN.includes(name) && !form[name])
  );
}

interface Props {
  request: AirlockRequest;
  form: Form;
  fill: (answers: Form) => void;
}

/** Starts a draft from the answers of an earlier request of the project; answers given already stay. */
export function Templates({ request, form, fill }: Props): React.JSX.Element | null {
  const { trans, model } = useSurroundings();
  const id = React.useId();
  const earlier = model.state.requests.filter(
    other => other.id !== request.id && Object.keys(answersFrom(other, form)).length > 0
  );
  if (earlier.length === 0) {
    return null;
  }
  return (
    <div className="jp-Airlock-field">
      <label htmlFor={id}>{trans.__('Start from the answers of')}</label>
      <select
        id={id}
        value=""
        onChange={event => {
          const chosen = earlier.find(other => other.id === event.target.value);
          if (chosen) {
            fill(answersFrom(chosen, form));
          }
        }}
      >
        <option value="">{trans.__('an earlier request…')}</option>
        {earlier.map(other => (
          <option key={other.id} value={other.id}>
            {[
              other.form['aim'] || trans.__('Request'),
              shortId(other),
              new Date(other.created_at).toLocaleDateString()
            ].join(' · ')}
          </option>
        ))}
      </select>
    </div>
  );
}
